//! Embedding in a tokio server: connections, limits, and what to close.
//!
//! With the feature `tokio-util` a connection of MSNP is a stream of commands and a sink of them, and a UDP socket is a
//! stream of packets. The bytes are read once and shared, not copied.
//!
//! ```toml
//! [dependencies]
//! futures-util = { version = "0.3", features = ["sink"] }
//! imwire = { version = "0.1", features = ["tokio-util"] }
//! tokio = { version = "1", features = ["macros", "net", "rt", "time"] }
//! tokio-util = { version = "0.7", features = ["codec", "net"] }
//! ```
//!
//! # A connection of MSNP
//!
//! [`CommandCodec`] goes into a `Framed`. It knows the [`Session`], so it reads each command in the dialect of the
//! connection, and checks each command that you write. This switchboard has room for one guest: it lets the guest in,
//! says everything back, and tells the guest that a message arrived if the guest wants to know.
//!
//! ```
//! # #[cfg(feature = "tokio-util")] {
//! use futures_util::{SinkExt, StreamExt};
//! use imwire::msnp::{AckWanted, AnyCommand, Dialect, Encoded, Limits, Link, Passport, Session, codec::CommandCodec, sb};
//! use std::{io, time::Duration};
//! use tokio::{net::{TcpListener, TcpStream}, time::timeout};
//! use tokio_util::codec::Framed;
//!
//! async fn serve(stream: TcpStream) -> io::Result<()> {
//!     let session = Session::known(Link::Switchboard, Dialect::MSNP8);
//!     let codec = CommandCodec::for_server(session).limits(Limits { line: 1024, payload: 1664 });
//!     let mut client = Framed::new(stream, codec);
//!     let nick = Encoded::new("Echo")?;
//!     // A client that says nothing for five minutes is disconnected.
//!     while let Some(received) = timeout(Duration::from_secs(300), client.next()).await? {
//!         let received = received?; // it cannot be framed: close the connection
//!         let command = match received.command() {
//!             Ok(read) => read.command,
//!             Err(error) => {
//!                 eprintln!("{}: {error}", received.frame().line().as_bytes().escape_ascii());
//!                 continue; // this command alone
//!             }
//!         };
//!         let AnyCommand::SwitchboardClient(command) = command else { continue };
//!         match command {
//!             sb::ClientCommand::Usr(usr) => {
//!                 let reply = sb::UsrReply { trid: usr.trid, passport: usr.passport, nick };
//!                 client.send(sb::ServerCommand::from(reply)).await?;
//!             }
//!             sb::ClientCommand::Msg(msg) => {
//!                 let echo = sb::MsgPush { passport: Passport::new("echo@example.com")?, nick, payload: msg.payload };
//!                 client.send(sb::ServerCommand::from(echo)).await?;
//!                 if matches!(msg.ack, AckWanted::ALWAYS | AckWanted::DATA) {
//!                     client.send(sb::ServerCommand::from(sb::Ack { trid: msg.trid })).await?;
//!                 }
//!             }
//!             sb::ClientCommand::Out(_) => break,
//!             _ => {}
//!         }
//!     }
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> io::Result<()> {
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! let address = listener.local_addr()?;
//! tokio::spawn(async move { serve(listener.accept().await?.0).await });
//!
//! // A guest, which writes in halves.
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! let mut guest = TcpStream::connect(address).await?;
//! for half in [&b"USR 1 bob@example.com 1234\r\nMSG 2 A 5\r\nhe"[..], b"lloOUT\r\n"] {
//!     guest.write_all(half).await?;
//!     tokio::time::sleep(Duration::from_millis(10)).await;
//! }
//! let mut heard = String::new();
//! guest.read_to_string(&mut heard).await?;
//! assert_eq!(heard, "USR 1 OK bob@example.com Echo\r\nMSG echo@example.com Echo 5\r\nhelloACK 2\r\n");
//! # Ok(()) }
//! # main().unwrap();
//! # }
//! ```
//!
//! # What a switchboard writes
//!
//! | when a guest | it gets | the others get |
//! |---|---|---|
//! | enters with `USR` | [`UsrReply`] | [`Joi`] |
//! | enters with `ANS` | an [`Iro`] for each other guest, with `index` from 1, then [`AnsReply`] | [`Joi`] |
//! | calls a user with `CAL` | [`CalReply`], or a [`Failure`] with the code 217 if the user is not online | nothing; the user gets a [`Rng`] from the notification server |
//! | says something with `MSG` | what its `ack` asks for | [`MsgPush`] |
//! | leaves with `OUT`, or its connection ends | nothing: close the connection | [`Bye`] |
//!
//! | `ack` of the `MSG` | it arrived at all | it did not |
//! |---|---|---|
//! | [`AckWanted::UNACKNOWLEDGED`] | nothing | nothing |
//! | [`AckWanted::NEGATIVE`] | nothing | [`Nak`] |
//! | [`AckWanted::ALWAYS`], [`AckWanted::DATA`] | [`Ack`] | [`Nak`] |
//!
//! An answer has the `trid` of the command that it answers; what comes unasked has none. A field that is an `Option` is
//! written if it is `Some`: `Joi` has `capabilities` from MSNP12, and with `Some` before that it is refused.
//!
//! # A client
//!
//! A client has the same codec, made by `for_client`. It numbers its commands with a [`TrId`], and finds the answers by it.
//! Between them comes what the others do. `OUT` has no answer, so it needs no `TrId`: some clients write one, so the
//! field is there, but leave it `None`.
//!
//! ```
//! # #[cfg(feature = "tokio-util")] {
//! use futures_util::{SinkExt, StreamExt};
//! use imwire::msnp::payload::PlainText;
//! use imwire::msnp::{AckWanted, AnyCommand, Arg, Dialect, Link, Passport, Payload, Session, TrId, codec::CommandCodec, sb};
//! use imwire::Encode;
//! use std::io;
//! use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
//! use tokio_util::codec::Framed;
//!
//! /// Enters, says a few words, leaves; returns whether they arrived.
//! async fn say(words: &str, stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<bool> {
//!     let session = Session::known(Link::Switchboard, Dialect::MSNP8);
//!     let mut room = Framed::new(stream, CommandCodec::for_client(session));
//!     let passport = Passport::new("bob@example.com")?;
//!     let enter = sb::Usr { trid: TrId(1), passport, cookie: Arg::new("1234")? };
//!     room.send(sb::ClientCommand::from(enter)).await?;
//!     let text = PlainText::new(words).to_vec();
//!     let msg = sb::Msg { trid: TrId(2), ack: AckWanted::ALWAYS, payload: Payload(&text) };
//!     room.send(sb::ClientCommand::from(msg)).await?;
//!     let mut arrived = false;
//!     while let Some(received) = room.next().await.transpose()? {
//!         match received.command()?.command {
//!             AnyCommand::SwitchboardServer(sb::ServerCommand::Ack(ack)) if ack.trid == TrId(2) => arrived = true,
//!             AnyCommand::SwitchboardServer(sb::ServerCommand::Nak(nak)) if nak.trid == TrId(2) => {}
//!             refused @ AnyCommand::SwitchboardServer(sb::ServerCommand::Failure(_)) => {
//!                 return Err(io::Error::other(refused.to_string()));
//!             }
//!             _ => continue, // what the others do
//!         }
//!         break;
//!     }
//!     room.send(sb::ClientCommand::from(sb::Out { trid: None })).await?;
//!     Ok(arrived)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> io::Result<()> {
//! // In place of two ends of a TcpStream.
//! let (near, mut switchboard) = tokio::io::duplex(4096);
//! switchboard.write_all(b"USR 1 OK bob@example.com Bob\r\nJOI alice@example.com Alice\r\nACK 2\r\n").await?;
//! assert!(say("lunch at noon?", near).await?);
//! let mut heard = String::new();
//! switchboard.read_to_string(&mut heard).await?;
//! assert!(heard.starts_with("USR 1 bob@example.com 1234\r\nMSG 2 A 76\r\n"));
//! assert!(heard.ends_with("lunch at noon?OUT\r\n"));
//! # Ok(()) }
//! # main().unwrap();
//! # }
//! ```
//!
//! # What ends a connection, and what does not
//!
//! | | |
//! |---|---|
//! | [`Received::command`] fails | This command alone is wrong. Answer with a numeric reply, or go on. |
//! | the stream gives `InvalidData` | Nothing after it can be trusted. Close the connection. |
//! | the stream gives `UnexpectedEof` | The peer went away within a command. |
//! | `send` gives `InvalidInput` | Your command would be read as another one. Nothing was written. |
//!
//! In the first, second and last the error holds an [`Error`](crate::Error) with part and byte.
//!
//! # To keep, to share, to send to all
//!
//! A `Received` owns its bytes and can be moved to another task; the command borrows from it. To send one command to
//! all in a room, write it once and share the bytes: [`FrameBuf`] holds an `Arc<[u8]>` as well as a `Vec<u8>`.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use imwire::msnp::{Context, Dialect, FrameBuf, Link, Passport, Role, sb};
//! use imwire::Encode;
//! use std::sync::Arc;
//!
//! let bye = sb::Bye { passport: Passport::new("bob@example.com")?, idle: None };
//! let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP8);
//! let for_all: FrameBuf<Arc<[u8]>> = FrameBuf::parse_with(bye.to_vec().into(), cx)?;
//! let copy = for_all.clone(); // no bytes are copied
//! assert_eq!(copy.frame().raw(), b"BYE bob@example.com\r\n");
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Packets of `IPMsg`
//!
//! `UdpFramed` with a [`PacketCodec`] gives a [`Datagram`] and its sender; what is malformed is a value and no error, so
//! the loop goes on. The example on the page of [`ipmsg::codec`](../../ipmsg/codec/index.html) answers a message with a receipt.
//!
//! # Before you open the port
//!
//! Set [`Limits`](crate::msnp::Limits): a switchboard needs no payload above 1,664 bytes. Bound what the codec cannot
//! see: connections for each address, time to sign in, commands that wait for a slow reader. The chapter
//! [`limits`](super::limits) has the table. `examples/tokio_server.rs` is a room for many, with `examples/tokio_client.rs`.
//!
//! [`Ack`]: crate::msnp::sb::Ack
//! [`AckWanted::ALWAYS`]: crate::msnp::AckWanted::ALWAYS
//! [`AckWanted::DATA`]: crate::msnp::AckWanted::DATA
//! [`AckWanted::NEGATIVE`]: crate::msnp::AckWanted::NEGATIVE
//! [`AckWanted::UNACKNOWLEDGED`]: crate::msnp::AckWanted::UNACKNOWLEDGED
//! [`AnsReply`]: crate::msnp::sb::AnsReply
//! [`Bye`]: crate::msnp::sb::Bye
//! [`CalReply`]: crate::msnp::sb::CalReply
//! [`CommandCodec`]: ../../msnp/codec/struct.CommandCodec.html
//! [`Datagram`]: ../../ipmsg/codec/enum.Datagram.html
//! [`Failure`]: crate::msnp::Failure
//! [`FrameBuf`]: crate::msnp::FrameBuf
//! [`Iro`]: crate::msnp::sb::Iro
//! [`Joi`]: crate::msnp::sb::Joi
//! [`MsgPush`]: crate::msnp::sb::MsgPush
//! [`Nak`]: crate::msnp::sb::Nak
//! [`PacketCodec`]: ../../ipmsg/codec/struct.PacketCodec.html
//! [`Received::command`]: ../../msnp/codec/struct.Received.html#method.command
//! [`Rng`]: crate::msnp::ns::Rng
//! [`Session`]: crate::msnp::Session
//! [`TrId`]: crate::msnp::TrId
//! [`UsrReply`]: crate::msnp::sb::UsrReply
