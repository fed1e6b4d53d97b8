//! The wire formats of two instant messengers, read and written without copying.
//!
//! - [`msnp`]: **MSNP**, the protocol of MSN Messenger and Windows Live Messenger (1999 to 2012),
//!   dialects 2 to 21: command lines and payloads over TCP.
//! - [`ipmsg`]: **`IPMsg`**, IP Messenger / 飛鴿傳書, packets over UDP and files over TCP, with the
//!   dictionary form of its newer clients and what `FeiQ` 飛秋 and iptux make of it.
//!
//! It works on bytes: no sockets, no files, no clock, no allocator. What is read borrows from
//! the input and is `Copy`; what is written goes to a [`Sink`]. No `unsafe`, and no input makes
//! it panic: the linker proves that for every public function, except `fmt`, walks over [`fields`], and the
//! features that need `alloc` or another crate, which are fuzzed.
//!
//! If you are new here, begin with the [`guide`]: a morning on a LAN, one sign-in, then servers, firmware and fuzzing.
//!
//! # The way of the data
//!
//! ```text
//!            MSNP (a TCP stream)                              IPMsg (one UDP datagram)
//! bytes ─► Splitter ─► Frame ─► Line ─► typed command      bytes ─► Packet ─► typed body
//!              │       line + payload        │                        │          │
//!              └ wants more bytes,         Encode ─► Sink           Encode ──────┴─► Sink
//!                and so does DirReader,
//!                for directories of IPMsg over TCP
//! ```
//!
//! Each tier is useful alone: a sniffer stops at the [`Frame`](msnp::Frame), a router at the
//! [`Line`](msnp::Line) or the [`Packet`](ipmsg::Packet), a client goes to the typed command or
//! body. Bad content never breaks framing: a command that makes no sense is still a frame with a
//! line, and a packet with a bad body is still a packet.
//!
//! # A packet of `IPMsg`
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Body, CommandWord, Situation, Packet, Profile, SendOptions, Sender}};
//!
//! let packet = Packet::parse(b"1:100:shirouzu:jupiter:288:hello")?;
//! assert_eq!(packet.user.as_bytes(), b"shirouzu");
//! assert_eq!(packet.word(), CommandWord::send(SendOptions::SENDCHECK));
//! let Body::Message(message) = packet.body()? else { panic!() };
//! assert_eq!(message.text.as_bytes(), b"hello");
//!
//! // The receipt that it asks for.
//! let suzuki = Profile::new(Sender::new("suzuki", "neptune")?);
//! let due = suzuki.obligations(&packet, Situation::SENDER_KNOWN).next().unwrap();
//! let mut buffer = [0; 64];
//! assert_eq!(suzuki.reply(&due, 101)?.encode_into(&mut buffer)?, b"1:101:suzuki:neptune:33:100\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # A stream of MSNP
//!
//! ```
//! use imwire::{Encode, msnp::{Command, Dialect, Passport, Role, Splitter, TrId, sb}};
//!
//! let received = b"USR 1 OK example@hotmail.com usernick\r\nCAL 2 RINGING 17220274\r\nJOI us";
//! let mut splitter = Splitter::new(Role::Server);
//! let mut frames = splitter.frames(received);
//! for frame in &mut frames {
//!     match sb::ServerCommand::read(&frame?, Dialect::MSNP10)? {
//!         sb::ServerCommand::Usr(usr) => assert_eq!(usr.nick.as_bytes(), b"usernick"),
//!         sb::ServerCommand::Cal(cal) => assert_eq!(cal.session_id.as_bytes(), b"17220274"),
//!         other => panic!("{other:?}"),
//!     }
//! }
//! assert_eq!(frames.rest(), b"JOI us"); // to be given again when more has arrived
//!
//! let call = sb::Cal { trid: TrId(3), passport: Passport::new("user01@hotmail.com")? };
//! let mut buffer = [0; 64];
//! assert_eq!(call.encode_into(&mut buffer)?, b"CAL 3 user01@hotmail.com\r\n");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # What holds
//!
//! These laws are run by property tests, by the fuzz targets and over every sample of the test
//! vectors.
//!
//! 1. *Value*: a value that passes [`check`](Wire::check) is read back as it was.
//! 2. *Canonical*: what was read is written in one form, which is read as the same value. A
//!    [`Packet`](ipmsg::Packet) and a [`Frame`](msnp::Frame) are written byte for byte as they were.
//! 3. *Length*: [`encoded_len`](Encode::encoded_len) bytes are written; with one byte less room
//!    there is an error and no overrun.
//! 4. *Conservation*: all frames laid end to end, and the rest, are the input.
//! 5. *Prefix*: the beginning of a good frame is no error: the splitter asks for more bytes, and never for
//!    more than the frame has.
//! 6. *Chunking*: however a stream is cut, the frames are the same, and the work is linear.
//! 7. *Locality*: an [`Error`] names the part and its first byte.
//! 8. *Zero copy*: all slices in a result lie in the input, and go to the sink as they are.
//! 9. *Totality*: no panic, and no allocation without an allocating name (`to_vec`).
//! 10. *Table*: each verb and flag is one row in one table, and has samples.
//! 11. *Fields*: the walk over a value and the one over its bytes ([`fields`]) show the same fields, and the
//!     bytes of each lie in the input, in wire order, and hold what the value says.
//! 12. *No injection*: for each link, side and dialect of MSNP, a command that passes
//!     [`check`](Wire::check) is, once written, cut as exactly itself by a splitter of the same context. What could
//!     be framed nowhere is refused when it is built.
//!
//! # nom
//!
//! The parsers are nom 8 functions, and [`Wire::grammar`] hands them out, so that they compose
//! with yours. They fail with a [`Fault`].
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `std` (default) | [`IoSink`], [`Encode::write_to`]; implies `alloc` |
//! | `alloc` | [`Encode::to_vec`], `Sink for Vec<u8>` |
//! | `bytes` | `Sink for BytesMut`; [`FrameBuf`](msnp::FrameBuf) and [`PacketBuf`](ipmsg::PacketBuf) hold `Bytes` without it |
//! | `tokio-util` | `msnp::codec`, `ipmsg::codec`: frames, commands and packets over tokio; implies `std` |
//! | `serde` | `Serialize` for every value that shows its [`fields`]; `Deserialize` for `PacketBuf`, `FrameBuf` and plain values; implies `alloc` |
//! | `defmt` | `Format` for [`Error`] and plain values |
//! | `encoding_rs` | `charset`: texts decoded from CP932, GBK and other charsets |
//! | `auth` | `msnp::payload::auth`: the arithmetic of sign-in (MD5, `QRY`, SSO), on the crates of `RustCrypto` |
//!
//! Without any of them everything is read, and written into a slice or a [`Sink`] of your own.
//!
//! # What may change
//!
//! Enums are `non_exhaustive`, so a new command, kind of error or form is no breaking change. Records are built by
//! literal, so a new field is one: before 1.0 it raises the minor version. That a field exists in one dialect
//! more or less is a fact, not an interface, and may change in any version. The codes of [`ErrorKind`] and
//! [`Part`] never change. The grammars are public, so nom's major version is part of the interface.
//!
//! The least Rust version is 1.85. A higher one raises the minor version, and is at least six months old then.
#![cfg_attr(not(test), no_std)]
// Which feature an item needs, on docs.rs, which has a nightly compiler.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_lossless,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod arrived;
#[cfg(feature = "encoding_rs")]
pub mod charset;
mod error;
pub mod fields;
pub mod guide;
pub mod ipmsg;
#[cfg(feature = "defmt")]
mod log;
mod lossy;
pub mod msnp;
mod owned;
pub mod scan;
mod sink;
mod wire;

pub use error::{Error, ErrorKind, Fault, Part};
pub use lossy::Lossy;
#[cfg(feature = "std")]
pub use sink::IoSink;
pub use sink::{Counter, Sink, SliceSink};
pub use wire::{Encode, Wire};

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
