//! Presence: what `BR_ENTRY` and the other entries say of a user.
//!
//! ```text
//! taro NUL dev NUL LF UN:taro LF HN:PC-02 LF NN:太郎 LF GN:dev LF VS:00010002:4:99:103
//! │        │       └ block: the names again, in UTF-8, and the version of the client
//! │        └ group
//! └ nickname
//! ```
//! (without the spaces)
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Block, BlockLine, Entry, GroupName, Items, Packet, Text}};
//!
//! let packet = Packet::parse(
//!     b"1:1:taro:PC-02:21233665:\x91\xbe\x98Y\0dev\0\nUN:taro\nNN:\xe5\xa4\xaa\xe9\x83\x8e\nVS:00010002:4:99:103",
//! )?;
//! let entry = Entry::parse(packet.additional.unwrap_or_default())?;
//! assert_eq!(entry.nick.as_bytes(), b"\x91\xbe\x98Y"); // CP932
//! assert_eq!(entry.group.as_bytes(), b"dev");
//! assert_eq!(entry.block.version().unwrap().to_string(), "4.99r3");
//!
//! // Which of the two nicknames counts, and in which charset it is.
//! let nick = entry.names(&packet).nick;
//! assert_eq!((nick.text.as_bytes(), nick.is_utf8), ("太郎".as_bytes(), true));
//!
//! let lines = [BlockLine::new(BlockLine::NN, "太郎".as_bytes())?];
//! let entry = Entry {
//!     nick: Text::new(b"\x91\xbe\x98Y")?,
//!     group: GroupName::new(b"dev")?,
//!     block: Block::new(&lines),
//!     trailing: b"",
//! };
//! let mut buffer = [0; 32];
//! assert_eq!(entry.encode_into(&mut buffer)?, b"\x91\xbe\x98Y\0dev\0\nNN:\xe5\xa4\xaa\xe9\x83\x8e");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! It is the additional section of `NOOPERATION`, `BR_ENTRY`, `BR_EXIT`, `ANSENTRY` and
//! `BR_ABSENCE`, and of `DIR_POLL` in colon form. Nothing is refused: `NOOPERATION` may hold
//! anything (oipmsg puts a MAC address there), and that is a nickname then.
//!
//! The official client 2.06 ends after the group. 3.x adds the block to all but `ANSENTRY`; 4.99
//! puts `VS` into it, and sends a block with `VS` alone on `ANSENTRY` and `DIR_POLL`. Away is
//! [`EntryOptions::ABSENCE`](crate::ipmsg::EntryOptions::ABSENCE), and the nickname says how:
//! `taro[away]`.
//!
//! Source: IP Messenger protocol, draft 10 §3.1, §3.2 and §3.5; the official client 3.00, 3.31
//! and 4.99; recordings of iptux 0.8.3.

mod block;
mod client_version;
mod entry;
mod fields;
mod names;

pub use block::{Block, BlockLine};
pub use client_version::{ClientType, ClientVersion, Stage};
pub use entry::{Entry, GroupName, IptuxEntry};
pub use names::{NameText, Names, fingerprint};
