//! Files over TCP: the request for one, and a directory with all that is in it.
//!
//! A receiver connects to the TCP port of the sender and writes a packet, `GETFILEDATA` or
//! `GETDIRFILES`, with a [`FileRequest`]; [`Arrival`] tells a server whether it is complete. The
//! answer to `GETFILEDATA` is the contents of the file and nothing else.
//!
//! # Directories
//!
//! The answer to `GETDIRFILES` is a directory with all that is in it, in one stream.
//!
//! ```text
//! 000e:pics:0:2:            a directory, "pics", opens
//!   000f:a.txt:5:1:hello    a file in it, and its contents
//! 000b:.:0:3:               the directory closes; the first one that opened ends the stream
//! ```
//! (without spaces and line ends)
//!
//! Each record is a header, [`DirEntry`], and the contents of the file after it. A plain file
//! asked for with `GETDIRFILES` is one record, and nothing closes. If the request was encrypted,
//! the stream as a whole is, and has to be decrypted first.
//!
//! ```
//! use imwire::ipmsg::{DirEvent, DirReader, FileName};
//!
//! let mut reader = DirReader::new();
//! let mut events = reader.events(b"000e:pics:0:2:000f:a.txt:5:1:hello000b:.:0:3:");
//! let Some(Ok(pics)) = events.next() else { panic!() };
//! assert!(matches!(pics.event(), DirEvent::Enter(dir) if dir.name == FileName::new(b"pics").unwrap()));
//! assert!(matches!(events.next().unwrap()?.event(), DirEvent::File(file) if file.size == 5));
//! assert_eq!(events.next().unwrap()?.event(), DirEvent::Contents { bytes: b"hello", left: 0 });
//! assert!(matches!(events.next().unwrap()?.event(), DirEvent::Leave(_)));
//! assert_eq!(events.next().unwrap()?.event(), DirEvent::End);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! [`DirReader`] reads a stream as it arrives, [`DirWriter`] writes one. They are the only
//! things of `IPMsg` that deal with a part of their input.
//!
//! **No name is safe to be part of a path before it is looked at**: `..`, `a/b` and `C:\x` may be
//! sent. Nothing here makes paths; ask [`FileName::is_plain`](crate::ipmsg::FileName::is_plain).
//! Two records may have the same name, too.
//!
//! Source: IP Messenger protocol, draft 10 §3-5; the official client 4.99; recordings of iptux
//! 0.8.3 and feiq-cli.

mod dir_entry;
mod fields;
mod progress;
mod reader;
mod request;
mod tree;
mod writer;

pub use dir_entry::DirEntry;
pub use progress::{Arrival, Progress};
pub use reader::{DirEvent, DirEvents, DirPiece, DirReader};
pub use request::{FileCipher, FileRequest};
pub use tree::DirLimits;
pub use writer::{DirWriteError, DirWriter};
