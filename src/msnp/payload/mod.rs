//! What is inside the payloads: messages with their header lines, personal data, sign-in.
//!
//! [`Frame`](crate::msnp::Frame) and the typed commands end at the payload, which is bytes to them. The types
//! here read those bytes, wherever they come from, and write them.
//!
//! | topic | payload of | types |
//! |---|---|---|
//! | [`mime`] | `MSG`, `UUM`, `UBM` | header lines and a body: [`Mime`](mime::Mime), [`ContentType`](mime::ContentType) |
//! | [`text`] | `text/plain` | [`PlainText`], [`Format`](text::Format) |
//! | [`control`], [`datacast`] | typing, recording; nudge, wink, voice clip, action | [`Control`], [`Datacast`] |
//! | [`emoticon`], [`ink`], [`object`] | pictures | [`Emoticons`], [`Ink`], [`MsnObject`](object::MsnObject) |
//! | [`invitation`] | offers of files and calls | [`Invitation`] |
//! | [`client`] | third-party clients among themselves | [`ClientCaps`], [`KeepAlive`], [`Secway`] |
//! | [`profile`], [`mail`] | what the notification server tells | [`UserProfile`], [`SystemMessage`], [`NewMail`](mail::NewMail), [`OfflineMessage`](mail::OfflineMessage), … |
//! | [`chunks`] | messages in several packets | [`Chunk`](chunks::Chunk), [`Assembler`](chunks::Assembler) |
//! | [`xml`] | `ADL`, `RML`, `FQY`, `UUX`, `UBX`, `GCF`, `NOT`, `PAG`, `PGD` | [`ContactList`](xml::ContactList), [`PersonalData`](xml::PersonalData), [`Element`](xml::Element), … |
//! | [`notice`] | `UUN`, `UBN` | [`Notice`](notice::Notice) |
//! | [`p2p`] | `application/x-msnmsgrp2p`, `SDG`, direct connections | [`V1Packet`](p2p::V1Packet), [`V2Packet`](p2p::V2Packet), [`Joiner`](p2p::Joiner), [`DirectReader`](p2p::DirectReader) |
//! | [`slp`] | session 0 of P2P, `UUN`, `SDG` | [`Slp`](slp::Slp), [`SessionBody`](slp::SessionBody), [`TransportBody`](slp::TransportBody), [`FileContext`](slp::FileContext) |
//! | [`blocks`] | `SDG`, `NFY`, `PUT`, `DEL` from MSNP21 | [`Blocks`](blocks::Blocks) |
//! | [`gateway`] | HTTP | [`GatewayRequest`](gateway::GatewayRequest), [`GatewayAnswer`](gateway::GatewayAnswer) |
//! | [`signin`], `auth` | `USR`, `QRY` | [`Ticket`](signin::Ticket); with feature `auth` the arithmetic |
//!
//! A message by its `Content-Type`:
//!
//! ```
//! use imwire::{Wire, msnp::{Command, Dialect, Role, Splitter, payload::Content, sb::ServerCommand}};
//!
//! let received = b"MSG bob@example.com Bob 67\r\nMIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n";
//! let mut splitter = Splitter::new(Role::Server);
//! for frame in splitter.frames(received) {
//!     let ServerCommand::Msg(msg) = ServerCommand::read(&frame?, Dialect::MSNP9)? else { panic!() };
//!     match Content::parse(msg.payload.0)? {
//!         Content::Text(text) => println!("{}: {}", msg.nick.as_bytes().escape_ascii(), text.lossy()),
//!         Content::Datacast(datacast) => assert_eq!(datacast.id.0, 1),
//!         Content::Other(mime) => println!("{:?}", mime.content_type()),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Structures
//!
//! Samples are rows of the vectors that are read and written back. Types of messages are in the table of [`Content`].
//!
#![doc = include_str!("structures.md")]
//!
//! Everything borrows from its input, nothing is decoded before you ask for it, and no length or number found
//! in a payload is trusted. A payload that makes no sense is an error of this tier only: the frame and the
//! command around it are as they were.

#[cfg(feature = "auth")]
#[cfg_attr(docsrs, doc(cfg(feature = "auth")))]
pub mod auth;
pub mod base64;
pub mod blocks;
pub mod chunks;
pub mod client;
mod content;
pub mod control;
pub mod datacast;
pub mod emoticon;
pub mod gateway;
pub mod guid;
pub mod ink;
pub mod invitation;
pub mod mail;
pub mod mime;
pub mod notice;
pub mod object;
pub mod p2p;
pub mod profile;
mod record;
mod show;
pub mod signin;
pub mod slp;
pub mod text;
pub mod value;
pub mod wide;
pub mod words;
pub mod xml;

pub use client::{ClientCaps, KeepAlive, Secway};
pub use content::{Content, ContentRow};
pub use control::Control;
pub use datacast::{Datacast, DatacastId};
pub use emoticon::Emoticons;
pub use ink::Ink;
pub use invitation::{Invitation, InvitationCommand};
pub use profile::{SystemMessage, UserProfile};
pub use text::PlainText;

use crate::error::{Error, Fault};
use nom::IResult;

/// The grammar of what takes all of its input.
#[inline]
pub(super) fn whole<'a, T>(
    read: impl Fn(&'a [u8]) -> Result<T, Error>,
) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault> {
    move |input| match read(input) {
        Ok(value) => Ok((&[], value)),
        Err(error) => Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default()),
    }
}

/// The records of the types here, from which those inside them are reached.
pub(crate) const RECORDS: &[&crate::fields::Record] = &[
    <Content<'_> as show::Shows>::RECORD,
    <gateway::GatewayAnswer<'_> as show::Shows>::RECORD,
    <gateway::GatewayRequest<'_> as show::Shows>::RECORD,
    <mail::OfflineMessage<'_> as show::Shows>::RECORD,
    <notice::Notice<'_> as show::Shows>::RECORD,
    <object::MsnObject<'_> as show::Shows>::RECORD,
    <blocks::Blocks<'_> as show::Shows>::RECORD,
    <p2p::P2pMessage<'_> as show::Shows>::RECORD,
    <p2p::SessionText<'_> as show::Shows>::RECORD,
    <p2p::V1Packet<'_> as show::Shows>::RECORD,
    <p2p::V2Packet<'_> as show::Shows>::RECORD,
    <p2p::WebcamFrame<'_> as show::Shows>::RECORD,
    <p2p::WideInk<'_> as show::Shows>::RECORD,
    <signin::PassportAnswer<'_> as show::Shows>::RECORD,
    <signin::SignedTicket<'_> as show::Shows>::RECORD,
    <signin::Ticket<'_> as show::Shows>::RECORD,
    <slp::ActivityContext<'_> as show::Shows>::RECORD,
    <slp::FileContext<'_> as show::Shows>::RECORD,
    <slp::SlpBody<'_> as show::Shows>::RECORD,
    <xml::ContactList<'_> as show::Shows>::RECORD,
    <xml::CurrentMedia<'_> as show::Shows>::RECORD,
    <xml::Element<'_> as show::Shows>::RECORD,
    <xml::MailData<'_> as show::Shows>::RECORD,
    <xml::Notification<'_> as show::Shows>::RECORD,
    <xml::Page<'_> as show::Shows>::RECORD,
    <xml::PersonalData<'_> as show::Shows>::RECORD,
    <xml::Policies<'_> as show::Shows>::RECORD,
];
