//! Sockets of tokio: packets out of a UDP socket and into it, by
//! [`UdpFramed`](https://docs.rs/tokio-util/latest/tokio_util/udp/struct.UdpFramed.html) (feature `net` of tokio-util).
//!
//! ```
//! use futures_util::{SinkExt, StreamExt};
//! use imwire::ipmsg::{Profile, Sender, Situation, codec::{Datagram, PacketCodec}};
//! use tokio::net::UdpSocket;
//! use tokio_util::udp::UdpFramed;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut socket = UdpFramed::new(UdpSocket::bind("127.0.0.1:0").await?, PacketCodec);
//! let profile = Profile::new(Sender::new("suzuki", "neptune")?);
//!
//! let peer = UdpSocket::bind("127.0.0.1:0").await?;
//! peer.send_to(b"1:100:shirouzu:jupiter:288:hello", socket.get_ref().local_addr()?).await?;
//!
//! let (datagram, from) = socket.next().await.unwrap()?;
//! if let Datagram::Packet(packet) = datagram {
//!     for due in profile.obligations(&packet.packet(), Situation::SENDER_KNOWN) {
//!         socket.send((profile.reply(&due, 101)?, from)).await?;
//!     }
//! }
//!
//! let mut buffer = [0; 64];
//! let (len, _) = peer.recv_from(&mut buffer).await?;
//! assert_eq!(&buffer[..len], b"1:101:suzuki:neptune:33:100\0");
//! # Ok(())
//! # }
//! ```
//!
//! A packet is read once, and its bytes are those of the read buffer: nothing is copied. So a packet that is kept
//! keeps that buffer, 64 KiB; to keep many, copy them
//! ([`PacketBuf<Vec<u8>>`](PacketBuf), from a [`Packet`](super::Packet)).
//!
//! Errors are those of the socket. What is wrong with a datagram is a [`Datagram::Malformed`], with its
//! sender.

use super::PacketBuf;
use crate::error::{Error, ErrorKind};
use crate::wire::Encode;
use ::bytes::{Bytes, BytesMut};
use std::io;
use tokio_util::codec::{Decoder, Encoder};

/// One datagram is one packet.
#[derive(Clone, Copy, Debug, Default)]
pub struct PacketCodec;

/// What a datagram holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datagram {
    /// A packet in colon form. Its body may still be malformed: [`Packet::body`](super::Packet::body) says.
    Packet(PacketBuf<Bytes>),
    /// `IP2:`, a packet in dictionary form. [`Dictionary::parse`](super::dict::Dictionary) reads it.
    Dictionary(Bytes),
    /// Anything else, and what is wrong with it.
    Malformed(Bytes, Error),
}

impl Datagram {
    /// Reads a datagram.
    #[must_use]
    pub fn of(bytes: Bytes) -> Self {
        match PacketBuf::parse(bytes.clone()) {
            Ok(packet) => Self::Packet(packet),
            Err(error) if error.kind() == ErrorKind::Dictionary => Self::Dictionary(bytes),
            Err(error) => Self::Malformed(bytes, error),
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Packet(packet) => packet.as_bytes(),
            Self::Dictionary(bytes) | Self::Malformed(bytes, _) => bytes,
        }
    }
}

impl Decoder for PacketCodec {
    type Item = Datagram;
    type Error = io::Error;

    /// All of the buffer is one datagram. Do not use it on a stream, which has no packets.
    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Datagram>> {
        Ok((!buffer.is_empty()).then(|| Datagram::of(buffer.split().freeze())))
    }
}

/// Writes a [`Packet`](super::Packet), an [`Outgoing`](super::Outgoing), a
/// [`NewPacket`](super::dict::NewPacket) or a [`PacketBuf`] as a datagram.
impl<T: Encode> Encoder<T> for PacketCodec {
    type Error = io::Error;

    fn encode(&mut self, packet: T, buffer: &mut BytesMut) -> io::Result<()> {
        let Ok(()) = Encode::encode(&packet, buffer);
        Ok(())
    }
}
