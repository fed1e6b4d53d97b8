//! `IPMsg`: IP Messenger / 飛鴿傳書, and the `FeiQ` 飛秋 and iptux forms of it.
//!
//! Hosts on one network talk without a server. Each listens on **UDP port 2425**; files go over
//! **TCP**, same number. One datagram is one packet:
//!
//! ```text
//! 1:1700000003:taro:PC-02:288:hello\0
//! │ │          │    │     │   └ additional section: what the command needs
//! │ │          │    │     └ command word: command in the low 8 bits, options in the upper 24
//! │ │          │    └ host ┐ of the sender
//! │ │          └ user      ┘
//! │ └ packet number: seconds or milliseconds since 1970; receipts name it
//! └ version: 1, or the name of a clone
//! ```
//!
//! | | command | |
//! |---|---|---|
//! | a client starts | [`BR_ENTRY`](Mode::BR_ENTRY), broadcast | `1:102:shirouzu:jupiter:1:shirouzu\0dev` |
//! | all others answer | [`ANSENTRY`](Mode::ANSENTRY) | `1:103:suzuki:neptune:3:suzuki\0dev` |
//! | a message | [`SENDMSG`](Mode::SENDMSG) | `1:100:shirouzu:jupiter:288:hello` |
//! | its receipt, if asked for | [`RECVMSG`](Mode::RECVMSG) | `1:101:suzuki:neptune:33:100` |
//! | a client stops | [`BR_EXIT`](Mode::BR_EXIT), broadcast | `1:104:shirouzu:jupiter:2:shirouzu\0dev` |
//!
//! # Reading
//!
//! ```
//! use imwire::{Wire, ipmsg::{Mode, Options, Packet, SendOptions}};
//!
//! let packet = Packet::parse(b"1:100:shirouzu:jupiter:288:hello", ())?;
//! match (packet.word().mode(), packet.word().options()) {
//!     (Mode::SENDMSG, Options::Send(options)) if options.contains(SendOptions::SENDCHECK) => {
//!         assert_eq!(packet.packet_no.value(), 100); // answer with RECVMSG and this number
//!     }
//!     _ => unreachable!(),
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Writing
//!
//! ```
//! use imwire::{Encode, ipmsg::{CommandWord, EntryOptions, Mode, Name, Number, Packet, Version}};
//!
//! let options = EntryOptions::FILEATTACH | EntryOptions::CAPUTF8;
//! let entry = Packet {
//!     version: Version::ONE,
//!     packet_no: Number::new(1_700_000_000),
//!     user: Name::new(b"taro")?,
//!     host: Name::new(b"PC-02")?,
//!     command: CommandWord::new(Mode::BR_ENTRY).with(options).unwrap().into(),
//!     additional: Some(b"taro\0dev\0"),
//! };
//! let mut buffer = [0; 128];
//! assert_eq!(entry.encode_into(&mut buffer)?, b"1:1700000000:taro:PC-02:18874369:taro\0dev\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Text is bytes: CP932, GBK and UTF-8 all occur, and only the packet as a whole says which
//! ([`CommonOptions::UTF8`]). No such charset has a `:` or a NUL inside a character, so taking
//! fields apart before decoding is right.
//!
//! Source: IP Messenger protocol, draft 10 (2014, English) and draft 14 (2017, Japanese); the
//! official client 4.99; recordings of iptux 0.8.3. What was learned from one or two programs
//! only says so where it stands.

mod attachment;
mod capabilities;
#[cfg(feature = "encoding_rs")]
pub mod charset;
#[cfg(test)]
mod checked;
mod client_version;
mod coded;
mod crypt;
pub mod dict;
mod digits;
mod entry;
mod ext_attribute;
pub mod feiq;
mod fields;
mod file;
mod file_name;
mod hostlist;
pub mod iptux;
mod items;
mod message;
mod mode;
mod number;
mod options;
mod packet;
mod receipt;
mod request;
mod text;
mod transfer;
mod version;
mod word;

pub use attachment::Attachment;
pub use capabilities::Capabilities;
pub use client_version::{ClientType, ClientVersion, Stage};
pub use coded::{Coded, Coding, Decoded};
pub use crypt::{Encrypted, KeyRequest, PublicKey};
pub use digits::Digits;
pub use entry::{Block, BlockLine, Entry, Group, IptuxEntry, NameText, Names, fingerprint};
pub use ext_attribute::{ExtAttribute, ExtKey, ExtValue, ExtValues};
pub use file::{FileAttributes, FileType, FileWord};
pub use file_name::{FileName, Unescaped};
pub use hostlist::{Host, HostField, HostList, HostStatus, ListStart, Port};
pub use items::{Items, Iter};
pub use message::{Message, Pictures, Piece, Pieces, Recipient};
pub use mode::{Family, Mode};
pub use number::Number;
pub use options::{
    CommonOptions, EntryOptions, FileOptions, KeyOptions, ListOptions, OptionBits, ReadOptions, SendOptions,
};
pub use packet::{Name, Packet};
pub use receipt::Receipt;
pub use request::{FileCipher, FileRequest, Progress};
pub use text::{Lossy, Text, TextBody};
pub use transfer::{DirEntry, DirEvent, DirEvents, DirLimits, DirPiece, DirReader, DirWriteError, DirWriter};
pub use version::{Client, FeiQ, Version};
pub use word::{CommandWord, Options};
