//! A switchboard of MSN Messenger, the room that two or more clients talk in, and a client of it.

pub mod client;
pub mod server;

pub use client::Client;
pub use server::{Call, DIALECT, Switchboard, User, shown, user};
