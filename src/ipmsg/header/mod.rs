//! A packet in colon form: six fields.
//!
//! ```text
//! 1 : 100 : shirouzu : jupiter : 32 : hello
//! │   │     │          │         │    └ additional section: all the rest, colons and NULs too
//! │   │     │          │         └ command word, decimal: SENDMSG
//! │   │     └ user     └ host
//! │   └ packet number, decimal: seconds or milliseconds since 1970
//! └ version
//! ```
//! (without the spaces)
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{CommandWord, Mode, Name, Number, Packet, SendOptions, Version}};
//!
//! let packet = Packet::parse(b"1:100:shirouzu:jupiter:288:hello")?;
//! assert_eq!(packet.packet_no.value(), 100);
//! assert_eq!(packet.user.as_bytes(), b"shirouzu");
//! assert_eq!(packet.word().mode(), Mode::SENDMSG);
//! assert!(packet.word().get::<SendOptions>().unwrap().contains(SendOptions::SENDCHECK));
//! assert_eq!(packet.additional, Some(&b"hello"[..]));
//!
//! let receipt = Packet {
//!     version: Version::ONE,
//!     packet_no: Number::new(101),
//!     user: Name::new("suzuki")?,
//!     host: Name::host("neptune")?,
//!     command: CommandWord::new(Mode::RECVMSG).into(),
//!     additional: Some(b"100"),
//! };
//! let mut buffer = [0; 64];
//! assert_eq!(receipt.encode_into(&mut buffer)?, b"1:101:suzuki:neptune:33:100");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! What is accepted is what real clients need, and no setting changes it: fewer than four
//! colons are refused, the fifth may be missing (absent and empty additional sections are
//! different, and both survive), numbers may have spaces around them and leading zeros, user
//! and host may be empty, and only the last field may have a NUL. A packet is written
//! byte for byte as it was read.
//!
//! Source: IP Messenger protocol, draft 10 §2.1; for what is accepted, the official client
//! 4.99 and iptux 0.8.3.
//!
//! # Options
//!
//! The upper 24 bits of the command word.
//!
//! **The same bit means different things under different commands**: `0x100` is "away" in an
//! entry and "send me a receipt" in a message. So there is one type for each [`Family`] of
//! commands, and what a family does not have does not compile:
//!
//! ```compile_fail
//! use imwire::ipmsg::EntryOptions;
//! let wrong = EntryOptions::SENDCHECK;
//! ```
//!
#![doc = include_str!("options.md")]
//!
//! Bits without a name survive: iptux and others use some of them.
//!
//! Source: IP Messenger protocol, draft 10 §2.1 and draft 14; `ipmsg.h` of 3.50 and 4.99.

mod fields;
mod form;
mod mode;
mod name;
mod number;
mod options;
mod packet;
mod packet_buf;
mod version;
mod word;

pub use form::Form;
pub(super) use form::forms;
pub use mode::Mode;
pub use name::Name;
pub use number::Number;
pub use options::{
    CommonOptions, EntryOptions, Family, FileOptions, KeyOptions, ListOptions, OptionBits, Options,
    ReadOptions, SendOptions,
};
pub use packet::Packet;
pub use packet_buf::PacketBuf;
pub use version::{Client, FeiQ, Version};
pub use word::CommandWord;
