//! Chapters to read before the reference.
//!
//! Each tells one story from start to end, and every block of code in it runs as a test. The facts are on the
//! pages of the types, to which the chapters link.
//!
//! | chapter | for you if |
//! |---|---|
//! | [`ten_datagrams`] | you want to know how `IPMsg` works: a morning on a LAN |
//! | [`sign_in_and_chat`] | you want to know how MSNP works: from `VER` to the first message |
//! | [`tokio_server`] | you write a server or a bot on tokio |
//! | [`firmware`] | you have no allocator, and a few kilobytes of RAM |
//! | [`fuzzing`] | you have a client or server, and want to know what breaks it |
//! | [`from_hand_written`] | you have code that splits at `:` or at spaces, and want to replace it |
//! | [`limits`] | strangers can reach your program: what they can make it do, and what you must bound |

pub mod firmware;
pub mod from_hand_written;
pub mod fuzzing;
pub mod limits;
pub mod sign_in_and_chat;
pub mod ten_datagrams;
pub mod tokio_server;
