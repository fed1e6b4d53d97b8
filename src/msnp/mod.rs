//! MSNP: the protocol of MSN Messenger, Windows Live Messenger and their clones, dialects 2 to 21.
//!
//! A client connects to a **notification server** (port 1863, at times by way of a dispatch
//! server), signs in, and learns of its contacts. To talk, it asks for a **switchboard**, a
//! second connection: one room with two or more users. Files went over a third kind, **MSNFTP**.
//! On all of them a command is a line, and some have a payload after it:
//!
//! ```text
//! → XFR 10 SB                                                      a switchboard, please
//! ← XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262      go there, with this cookie
//!
//! → USR 1 example@hotmail.com 17220274.1093571988.7262             on the switchboard
//! ← USR 1 OK example@hotmail.com usernick
//! → CAL 2 user01@hotmail.com                                       call somebody
//! ← CAL 2 RINGING 17220274
//! ← JOI user01@hotmail.com user01_nickname                         who comes
//! → MSG 3 N 49␍␊MIME-Version: 1.0␍␊Content-Type: text/plain␍␊␍␊hi  and is told 49 bytes
//! │   │ │ └ length of the payload in bytes: always the last parameter
//! │   │ └ parameter
//! │   └ TrID: chosen by the client, echoed in the answers
//! └ verb: three letters, or the three digits of a numeric reply
//! ```
//!
//! # Context
//!
//! The same bytes mean different things: `MSG 4 a 12` from a client has the `TrID` 4, from a server
//! it comes from the user `4`. So reading takes up to three things that the bytes do not say:
//!
//! | what | where | needed for |
//! |---|---|---|
//! | the side that sends | [`Role`], and a table per side | framing and everything after it |
//! | the kind of link | a table per link: [`ns`], [`sb`] | typed commands |
//! | the dialect | [`Dialect`], agreed on by `VER` | typed commands, and payloads of numeric replies |
//!
//! | | client → server | server → client |
//! |---|---|---|
//! | dispatch, notification | [`ns::ClientCommand`] | [`ns::ServerCommand`] |
//! | switchboard | [`sb::ClientCommand`] | [`sb::ServerCommand`] |
//! | MSNFTP, with [`Splitter::file_transfer`] | [`ft::Transfer`] | the same |
//!
//! # Which entry point?
//!
//! | you write | read with | write with |
//! |---|---|---|
//! | a client or server | a [`Session`], and [`Side::commands`] for what the peer sends | [`AnyCommand`] or a record, [`checked`](crate::Wire::checked) under [`Session::context`]; then [`Session::wrote`] |
//! | a proxy, a sniffer, a log | a [`Session`], and a [`Side`] for each direction | the frame, or [`Tolerant`], which keeps unknown parameters |
//! | one link, one dialect, known beforehand | [`Splitter::of`] and the table of that link and side: [`sb::ServerCommand::read`](Command::read) | the record, `checked` under the [`Dialect`] |
//! | a router, which needs verb and `TrID` only | [`Splitter::frames`], [`Frame::line`] | [`Frame`]: byte for byte |
//! | a test, a log reader: bytes that are one command | [`Frame::parse_with`](crate::Wire::parse_with), or a record's `parse_with` | |
//! | a program that reads what is inside | [`payload::Content`] | the payload types in [`payload`] |
//!
//! Use the tolerant reading ([`Command::read_tolerant`], which `Session` uses) for what a connection brings: real
//! peers add parameters, and some leave out what has to be there. The strict reading is for tests, and for programs that
//! must refuse what they do not know. The tolerant reading also takes a line without one of these parameters, which are
//! an `Option` for that, and a line that ends before a parameter of its dialect:
//!
#![doc = include_str!("left_out.md")]
//!
//! After an error of framing, [`Splitter::resync`] finds the next line that can be understood.
//!
//! A [`Tolerant`] writes its trailing parameters too; its `command` alone does not. To change one parameter of a line and
//! keep every other byte, as a proxy does with the address in `XFR`, ask [`fields::range`](crate::fields::range) where the
//! parameter is in [`Frame::raw`] and put yours in its place. `examples/msnp_proxy.rs` does that in 80 lines. A proxy
//! passes on what it cannot read, and closes the connection on an error of framing.
//!
//! # Payloads
//!
//! Most lines that end in a number have **no** payload: `QNG 50`, `USR 4 OK a@x 1 0`. Whether
//! there is one follows from the verb and the side ([`PayloadRule`]). Each verb is a row of a
//! table, [`Command::ROWS`], and its rule follows from the fields of its record; so there is no
//! second list that could forget one.
//!
//! # Reading a stream
//!
//! ```
//! use imwire::msnp::{Command, Dialect, Role, Splitter, sb::ServerCommand};
//!
//! let mut splitter = Splitter::new(Role::Server);
//! let mut buffer = Vec::new();
//! let mut said = Vec::new();
//! for received in [&b"JOI bob@example.com Bob\r"[..], b"\nMSG bob@example.com Bob 2\r\n", b"hi"] {
//!     buffer.extend_from_slice(received);
//!     let mut frames = splitter.frames(&buffer);
//!     for frame in &mut frames {
//!         // A command that cannot be read is no reason to close the connection.
//!         if let Ok(ServerCommand::Msg(msg)) = ServerCommand::read(&frame?, Dialect::MSNP8) {
//!             said.push(msg.payload.0.to_vec());
//!         }
//!     }
//!     let done = buffer.len() - frames.rest().len();
//!     buffer.drain(..done);
//! }
//! assert_eq!(said, [b"hi"]);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! From MSNP13 on numeric replies may have a payload: tell the splitter of a server's side which dialect it
//! is ([`Splitter::set_dialect`]). If you do not know link and dialect, as in a proxy or a sniffer, use a
//! [`Session`], which finds them out, and a [`Side`] for each direction: see [`session`].
//!
//! # Writing
//!
//! A command is a record of checked values. What a line cannot carry is refused when the value is
//! made, with part and reason, so that writing fails for want of room only. A sign-in, as a client of
//! MSNP8 writes it:
//!
//! ```
//! use imwire::msnp::ns::{Begin, Chg, ClientCommand, ClientInfo, Cvr, Proof, SignIn, Syn, Usr, Ver};
//! use imwire::msnp::{Arg, Capabilities, List, Passport, Status, TrId};
//! use imwire::SliceSink;
//!
//! let passport = Passport::new("example@hotmail.com")?;
//! let client = ClientInfo {
//!     lcid: Arg::new("0x0409")?,
//!     os: Arg::new("win")?,
//!     os_version: Arg::new("4.10")?,
//!     architecture: Arg::new("i386")?,
//!     client_name: Arg::new("MSNMSGR")?,
//!     client_version: Arg::new("5.0.0544")?,
//!     brand: Some(Arg::new("MSMSGS")?),
//!     passport: Some(passport),
//!     hop: None,
//! };
//! let package = Arg::new("TWN")?;
//! let proof = Proof { secret: List::new("t=token&p=profile")? };
//! let sign_in: [ClientCommand<'_>; 6] = [
//!     Ver { trid: TrId(1), dialects: List::new("MSNP8 CVR0")? }.into(),
//!     Cvr { trid: TrId(2), client }.into(),
//!     Usr { trid: TrId(3), package, step: SignIn::Begin(Begin { passport }) }.into(),
//!     Usr { trid: TrId(4), package, step: SignIn::Proof(proof) }.into(), // once the challenge is there
//!     Syn { trid: TrId(5), list_version: Arg::new("0")?, settings_version: None }.into(),
//!     Chg {
//!         trid: TrId(6),
//!         status: Status::ONLINE,
//!         capabilities: Capabilities::default().into(),
//!         object: None,
//!     }
//!     .into(),
//! ];
//!
//! let mut buffer = [0; 512];
//! let mut sink = SliceSink::new(&mut buffer);
//! for command in sign_in {
//!     sink.write(&command)?;
//! }
//! assert_eq!(
//!     sink.written(),
//!     b"VER 1 MSNP8 CVR0\r\n\
//!       CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS example@hotmail.com\r\n\
//!       USR 3 TWN I example@hotmail.com\r\n\
//!       USR 4 TWN S t=token&p=profile\r\n\
//!       SYN 5 0\r\n\
//!       CHG 6 NLN 0\r\n",
//! );
//!
//! let refused = Passport::new("example@hotmail.com\r\nOUT").unwrap_err();
//! assert_eq!(refused.to_string(), "passport: invalid byte at byte 19");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Names and phone numbers in plain text become parameters by [`Escaped`]. [`Encode`](crate::Encode) knows no
//! dialect and writes a record as it is. Call [`Wire::check`](crate::Wire::check) before you send a record that was
//! not made for the dialect of the connection: it says whether the peer will read it back unchanged.
//!
//! ```
//! use imwire::{Wire, msnp::{Capabilities, Dialect, Status, TrId, ns::Chg}};
//!
//! let capabilities = Capabilities::default().into();
//! let chg = Chg { trid: TrId(6), status: Status::ONLINE, capabilities, object: None };
//! assert_eq!(chg.check(Dialect::MSNP8), Ok(()));
//! assert_eq!(chg.check(Dialect::MSNP5).unwrap_err().to_string(), "capabilities: not in this dialect at byte 0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Keeping what was read
//!
//! What is read borrows from the bytes that were received. To keep a frame, keep its bytes: [`FrameBuf`] owns
//! them, or shares them, and lends the [`Frame`] again without reading anything. It is generic over
//! `AsRef<[u8]>`, so `Vec<u8>`, `Arc<[u8]>` and `Bytes` all do. A typed command is read again from the frame.
//!
//! # Every command
//!
//! By link, side and dialect: `2–12` is MSNP2 to MSNP12, `13+` MSNP13 and all later ones; those from MSNP2
//! on are taken in [`CVR0`](Dialect::CVR0), too. Any other command is refused, and the error
//! says why: it belongs to another link, to the other side, or to another dialect ([`Command::read`]). What no
//! table has is kept as [`Other`]. The same as values: [`TABLES`].
//!
#![doc = include_str!("commands.md")]
//!
//! Source: draft-movva-msn-messenger-protocol-00 (1999) for MSNP2; the MSNP wiki for later
//! dialects; the source of clients and servers, named where a form is known from one of them;
//! and a capture of MSNP2 to MSNP18 clients against a server.

pub mod any;
pub mod capabilities;
#[cfg(feature = "tokio-util")]
pub mod codec;
pub(crate) mod command;
pub mod context;
pub mod dialect;
pub mod failure;
pub(crate) mod field;
pub mod frame;
pub mod ft;
pub mod line;
pub mod ns;
pub mod other;
pub mod payload;
mod payload_len;
pub(crate) mod record;
mod rules;
pub mod sb;
pub mod session;
pub mod splitter;
mod table;
pub mod text;
pub mod values;
mod verb;

pub use any::AnyCommand;
pub use capabilities::{Capabilities, ClientCapabilities, ExtendedCapabilities};
pub use command::{Command, EncodeWith, Tolerant};
pub use context::{Context, Link, Role};
pub use dialect::{Dialect, Dialects};
pub use failure::{ErrorCode, Failure};
pub use field::{List, Outcome, Payload};
pub use frame::{DataBlock, Frame, FrameBuf};
pub use line::Line;
pub use other::Other;
pub use rules::{PayloadRule, TrIdRule};
pub use session::{Commands, Item, Session, Side};
pub use splitter::{Frames, Limits, Resync, Splitter};
pub(crate) use table::RECORDS;
pub use table::{Row, TABLES, Table};
pub use text::{Arg, Args, Encoded, EncodedBytes, Escaped, Passport};
pub use values::{AckWanted, ListBits, ListName, NetworkId, Privacy, Prompt, Property, Status, Tagged, TrId};
