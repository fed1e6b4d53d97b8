//! Host lists: `GETLIST` asks for one, `ANSLIST` brings it, in parts.
//!
//! ```text
//!     0 BEL     1 BEL taro BEL PC-02 BEL 21233664 BEL 192.0.2.2 BEL 30985 BEL taro BEL BS BEL NUL
//! │         │         │        │         │            │             │         │        └ group: none
//! │         │         │        │         │            │             │         └ nickname
//! │         │         │        │         │            │             └ port 2425, octets swapped
//! │         │         │        │         │            └ address
//! │         │         └ user   └ host    └ status: the options of an entry
//! │         └ how many follow
//! └ where to go on; 0: this was the last part
//! ```
//! (without the spaces, except those that fill the first two numbers up to five places)
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{EntryOptions, Host, HostField, HostList, HostStatus, Items, Port}};
//!
//! let list = HostList::parse(
//!     b"    0\x07    1\x07taro\x07PC-02\x0721233664\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0",
//! )?;
//! let host = list.hosts.iter().next().unwrap()?;
//! assert_eq!(host.user.as_bytes(), b"taro");
//! assert!(host.status.options().contains(EntryOptions::CAPUTF8));
//! assert_eq!(host.port.swapped(), Some(2425));
//! assert_eq!(host.group.as_bytes(), b""); // the BS
//!
//! let hosts = [host];
//! let mut buffer = [0; 80];
//! assert_eq!(
//!     HostList::new(37, &hosts).encode_into(&mut buffer)?,
//!     b"   37\x07    1\x07taro\x07PC-02\x0721233664\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0",
//! );
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The texts are UTF-8 or not as the packet says ([`CommonOptions::UTF8`](crate::ipmsg::CommonOptions::UTF8)),
//! and the official client sends UTF-8 if `GETLIST` had that option or `CAPUTF8`.
//!
//! Source: the official client 3.31 and 4.99, `mainwin.cpp` and `miscfunc.cpp`; libipmsg.

mod host;
mod list;

pub use host::{Host, HostField, HostStatus, Port};
pub use list::{HostList, ListStart};
