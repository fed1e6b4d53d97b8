//! P2P: what two clients send each other, in pieces, through a switchboard or directly.
//!
//! | carrier | form | |
//! |---|---|---|
//! | `MSG` with `application/x-msnmsgrp2p` | a packet and its footer | [`P2pMessage`]; [`Carrier::MESSAGE`] |
//! | `SDG` with `Message-Type: Data` | packets of version 2 with footers, one after the other | [`Carrier::MESSAGE`], and the offsets of the [block](super::blocks) |
//! | a direct TCP connection | a length, and a packet without a footer | [`DirectReader`], [`Carrier::DIRECT`] |
//!
//! A packet holds a chunk of a message. Messages of session 0 are [`MSNSLP`](super::slp): an INVITE opens
//! a session, in which the data then follow.
//!
//! | | version 1 | version 2 |
//! |---|---|---|
//! | packet | [`V1Packet`] | [`V2Packet`] with [`V2Data`] |
//! | byte order | little-endian, the footer big-endian | big-endian |
//! | acknowledged | each message, when its last chunk has come: [`V1Packet::ack`] | what asks for it: [`V2Packet::answer`] |
//! | in chunks | [`V1Chunks`] | [`V2Chunks`] |
//! | put together | [`Joiner::add_v1`] | [`Joiner::add_v2`] |
//!
//! All lengths inside a packet are checked against the bytes that are there.

mod carrier;
mod content;
mod direct;
mod message;
mod tlv;
mod v1;
mod v2;
mod webcam;

pub use carrier::{App, Carrier, P2pVersion, SizeLimits};
pub use content::{P2pMessage, P2pPacket};
pub use direct::{DirectFrame, DirectFrames, DirectReader, End, Framed};
pub use message::{Joined, Joiner, V1Chunks, V2Chunks};
pub use tlv::{Tlv, TlvIter};
pub use v1::{Flags, V1Packet};
pub use v2::{DataKind, DataTlvs, HeaderTlvs, Operation, PeerInfo, V2Data, V2Packet};
pub use webcam::{SessionText, WebcamFrame, WideInk};
