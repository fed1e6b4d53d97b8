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
//! A packet is read by itself, and then what follows the fifth colon, as the command says: a
//! packet with a bad body is still a packet.
//!
//! ```
//! use imwire::{Wire, ipmsg::{Body, Packet, SendOptions}};
//!
//! let packet = Packet::parse(b"1:100:shirouzu:jupiter:2097440:see attached\x000:a.txt:b:65500000:1:\x07")?;
//! match packet.body()? {
//!     Body::Message(message) => {
//!         assert_eq!(message.text.as_bytes(), b"see attached");
//!         for file in message.files {
//!             let file = file?; // a bad one hides no other
//!             assert_eq!((file.name.borrowed(), file.size), (Some(&b"a.txt"[..]), 11));
//!         }
//!     }
//!     Body::Entry(entry) => println!("{} is here", entry.nick.lossy()),
//!     _ => {}
//! }
//! // What the option bits mean hangs on the command, and on nothing else.
//! assert!(packet.word().get::<SendOptions>().unwrap().contains(SendOptions::SENDCHECK));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Colon or dictionary
//!
//! A datagram that begins with `IP2:` is in the other form, which the official client uses since
//! 4.50 with those that announce [`CAPIPDICT`](EntryOptions::CAPIPDICT): its messages come so, and
//! encrypted. [`Packet::parse`](crate::Wire::parse) says
//! [`ErrorKind::Dictionary`](crate::ErrorKind::Dictionary) then, and [`Dictionary`](dict::Dictionary)
//! reads it.
//!
//! ```
//! use imwire::{Encode, Error, ErrorKind, Wire};
//! use imwire::ipmsg::{CommandWord, Mode, Packet, dict::{DictEncrypted, DictPacket, Dictionary}};
//!
//! /// `decrypt` is yours: out of `key` the key of the session, by RSA; with that and `iv` the body.
//! fn word(datagram: &[u8], decrypt: impl Fn(DictEncrypted<'_>) -> Vec<u8>) -> Result<CommandWord, Error> {
//!     match Packet::parse(datagram) {
//!         Ok(packet) => Ok(packet.word()), // go on with `packet.body()`
//!         Err(error) if error.kind() == ErrorKind::Dictionary => match Dictionary::parse(datagram)? {
//!             Dictionary::Packet(packet) => Ok(packet.word()), // with `packet.text()`, `packet.files()` …
//!             // What comes out is again a whole frame, with a signature: `inside.signature()`.
//!             Dictionary::Encrypted(encrypted) => {
//!                 let decrypted = decrypt(encrypted);
//!                 let inside = DictPacket::parse(&decrypted)?;
//!                 Ok(inside.word())
//!             }
//!         },
//!         Err(error) => Err(error),
//!     }
//! }
//!
//! let colon = b"1:100:shirouzu:jupiter:32:hello";
//! let clear = b"IP2:3a:VER:1:3:PKT:1:7:UID:1:u:HID:1:h:CMD:2:20:FLG:1:0:BODY:2:hi:Z";
//! // The example encrypts nothing.
//! let cipher = DictEncrypted { flags: Some(DictEncrypted::FLAGS), iv: &[0; 16], key: b"\x01\x02", body: clear };
//! let mut buffer = [0; 256];
//! let cipher = cipher.encode_into(&mut buffer)?;
//! for datagram in [&colon[..], clear, cipher] {
//!     assert_eq!(word(datagram, |encrypted| encrypted.body.to_vec())?.mode(), Mode::SENDMSG);
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Writing
//!
//! ```
//! use imwire::{Encode, ipmsg::{Attachment, FileName, Message, SendOptions, Sender}};
//!
//! let taro = Sender::new("taro", "PC-02")?;
//! let files = [Attachment::file(0, FileName::new("a.txt")?, 11, 0x6550_0000)];
//! let message = Message::new("see attached")?.files(&files);
//! let mut buffer = [0; 128];
//! let bytes = taro.send(100, SendOptions::SENDCHECK, message)?.encode_into(&mut buffer)?;
//! assert_eq!(bytes, b"1:100:taro:PC-02:2097440:see attached\x000:a.txt:b:65500000:1:\x07");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Any other packet: [`Sender::packet`] with a command word and a body.
//!
//! # Topics
//!
//! Each type has its page in the module of its topic, and its name is here too:
//! `use imwire::ipmsg::Message`.
//!
//! | | |
//! |---|---|
//! | [`header`] | the packet and the five fields before the last colon: [`Packet`], [`CommandWord`], [`Mode`], the options |
//! | [`body`] | the additional section, read as the command says: [`Body`] |
//! | [`presence`] | who is there: [`Entry`], its [`Block`], [`Names`], [`ClientVersion`] |
//! | [`message`] | [`Message`], the files that it offers, its recipients and pictures |
//! | [`receipt`] | [`Receipt`] |
//! | [`hosts`] | host lists: [`HostList`], [`ListStart`] |
//! | [`transfer`] | files over TCP: [`FileRequest`], [`Progress`]; directories, [`DirReader`], [`DirWriter`] |
//! | [`keys`] | keys and ciphers, without cryptography: [`PublicKey`], [`Encrypted`], [`Coded`] |
//! | [`reply`] | what a packet is to be answered with, and the answer: [`Profile`], [`Obligation`], [`Sender`] |
//! | [`dict`] | packets in dictionary form, `IP2:` |
//! | [`feiq`] | `FeiQ`: the tail of texts, pictures, groups |
//! | [`iptux`] | the commands that only iptux has |
//! | [`text`], [`items`] | [`Text`], which most bodies have, and [`Items`], the lists |
//!
//! # Keeping what was read
//!
//! What is read borrows from the datagram. To keep a packet, keep its bytes: [`PacketBuf`] owns them, or shares
//! them, and lends the [`Packet`] again at no cost. It is generic over `AsRef<[u8]>`, so `Vec<u8>`,
//! `Arc<[u8]>` and `Bytes` all do. Bodies are not kept: [`Packet::body`] reads them again.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use imwire::{Wire, ipmsg::{Packet, PacketBuf}};
//! use std::collections::HashMap;
//!
//! let mut offered: HashMap<u64, PacketBuf<Vec<u8>>> = HashMap::new();
//! let mut buffer = [0; 1500];
//! # let mut receive = |buffer: &mut [u8]| { let bytes = b"1:7:taro:PC-02:2097184:\x000:a:5:6:1:\x07"; buffer[..bytes.len()].copy_from_slice(bytes); bytes.len() };
//! let length = receive(&mut buffer);
//! let packet = Packet::parse(&buffer[..length])?;
//! offered.insert(packet.packet_no.value(), packet.into());
//! buffer.fill(0);
//! assert_eq!(offered[&7].packet().user.as_bytes(), b"taro");
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Every command
//!
#![doc = include_str!("commands.md")]
//!
//! Bytes and what is empty are [`Raw`] bodies.
//!
//! # Text
//!
//! Text is bytes: CP932, GBK and UTF-8 all occur, and only the packet as a whole says which
//! ([`CommonOptions::UTF8`]). None of these charsets has a `:` or a NUL inside a character, so taking
//! fields apart before decoding is right.
//!
//! Source: IP Messenger protocol, draft 10 (2014, English) and draft 14 (2017, Japanese); the
//! official client 4.99; recordings of iptux 0.8.3. What was learned from one or two programs
//! only says so where it is.

pub mod body;
mod bytes;
#[cfg(test)]
pub(crate) mod checked;
#[cfg(feature = "tokio-util")]
pub mod codec;
pub mod dict;
pub mod feiq;
mod fields;
pub mod header;
pub mod hosts;
pub mod iptux;
pub mod items;
pub mod keys;
pub mod message;
pub mod presence;
pub mod receipt;
mod record;
pub mod reply;
mod show;
pub mod text;
pub mod transfer;

// Not inlined: the page of a type is in its topic.
#[doc(no_inline)]
pub use body::{Body, Raw};
#[doc(no_inline)]
pub use header::{
    Client, CommandWord, CommonOptions, EntryOptions, Family, FeiQ, FileOptions, Form, KeyOptions,
    ListOptions, Mode, Name, Number, OptionBits, Options, Packet, PacketBuf, ReadOptions, SendOptions,
    Version,
};
#[doc(no_inline)]
pub use hosts::{Host, HostField, HostList, HostStatus, ListStart, Port};
#[doc(no_inline)]
pub use items::{Items, ItemsIter};
#[doc(no_inline)]
pub use keys::{Coded, CodedBytes, Coding, Encrypted, KeyCapabilities, KeyRequest, PublicKey};
#[doc(no_inline)]
pub use message::{
    Attachment, ExtAttribute, ExtKey, ExtValue, ExtValues, FileAttributes, FileId, FileName, FileType,
    FileWord, Message, Pictures, Piece, Pieces, Recipient, Unescaped,
};
#[doc(no_inline)]
pub use presence::{
    Block, BlockLine, ClientType, ClientVersion, Entry, GroupName, IptuxEntry, NameText, Names, Stage,
    fingerprint,
};
#[doc(no_inline)]
pub use receipt::Receipt;
#[doc(no_inline)]
pub use reply::{Obligation, Obligations, Outgoing, Profile, Sender, Situation};
#[doc(no_inline)]
pub use text::{Text, TextBody, Trailing};
#[doc(no_inline)]
pub use transfer::{
    Arrival, DirEntry, DirEvent, DirEvents, DirLimits, DirPiece, DirReader, DirWriteError, DirWriter,
    FileCipher, FileRequest, Progress,
};

/// The records that the others are reached from.
pub(crate) const RECORDS: &[&crate::fields::Record] = &[
    <Packet<'_> as show::Inside<'_>>::RECORD,
    <DirEntry<'_> as show::Inside<'_>>::RECORD,
    <feiq::GroupCipher<'_> as show::Inside<'_>>::RECORD,
    <feiq::GroupText<'_> as show::Inside<'_>>::RECORD,
    <dict::Dictionary<'_> as show::Inside<'_>>::RECORD,
    <dict::EntryDict<'_> as show::Inside<'_>>::RECORD,
    <dict::DictRecipient<'_> as show::Inside<'_>>::RECORD,
    <dict::DictFile<'_> as show::Inside<'_>>::RECORD,
    <dict::DictHost<'_> as show::Inside<'_>>::RECORD,
    <dict::DictNetwork<'_> as show::Inside<'_>>::RECORD,
];
