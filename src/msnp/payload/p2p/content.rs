//! A packet in a `MSG`: `application/x-msnmsgrp2p`.

use super::carrier::{Carrier, P2pVersion};
use super::v1::V1Packet;
use super::v2::V2Packet;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Record, Visitor};
use crate::msnp::payload::mime::{ContentType, Headers, Mime, body_of, put_head, put_line};
use crate::msnp::payload::show::{Place, Shown as _, Shows, record_of, shows, walks};
use crate::msnp::payload::slp::Slp;
use crate::msnp::payload::value::HeaderText;
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const DEST: &str = "P2P-Dest";
const SRC: &str = "P2P-Src";
const OWN: &[&str] = &["MIME-Version", "Content-Type", DEST, SRC];

/// A packet and its receiver: the payload of a `MSG` of type `application/x-msnmsgrp2p`.
///
/// ```text
/// MIME-Version: 1.0␍␊
/// Content-Type: application/x-msnmsgrp2p␍␊
/// P2P-Dest: bob@example.com␍␊              with ;{GUID} of an endpoint: version 2
/// ␍␊
/// the packet, and its footer
/// ```
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::{p2p::{P2pMessage, P2pPacket, V1Packet}, value::HeaderText}};
///
/// let packet = V1Packet::message(7, 1, b"BYE MSNMSGR:bob@example.com MSNSLP/1.0\r\n");
/// let message = P2pMessage::new(HeaderText::new("bob@example.com")?, P2pPacket::V1(packet));
/// let mut buffer = [0; 256];
/// assert_eq!(P2pMessage::parse(message.encode_into(&mut buffer)?)?, message);
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct P2pMessage<'a> {
    /// Who it is for: in a conversation of several, the others ignore it.
    pub dest: Option<HeaderText<'a>>,
    /// Who it is from, with the endpoint. From Windows Live Messenger 2009 on.
    pub src: Option<HeaderText<'a>>,
    /// The other header lines.
    pub headers: Headers<'a>,
    /// The packet.
    pub packet: P2pPacket<'a>,
}

/// A packet of either version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum P2pPacket<'a> {
    /// Of version 1.
    V1(V1Packet<'a>),
    /// Of version 2.
    V2(V2Packet<'a>),
}

impl<'a> P2pPacket<'a> {
    /// The message of `MSNSLP` that it is all of.
    #[must_use]
    pub fn slp(&self) -> Option<Slp<'a>> {
        match self {
            Self::V1(packet) => packet.slp(),
            Self::V2(packet) => packet.data?.slp(),
        }
    }
}

impl<'a> P2pMessage<'a> {
    /// A packet for that user. The [version](P2pVersion::of_dest) follows from the address.
    #[must_use]
    pub const fn new(dest: HeaderText<'a>, packet: P2pPacket<'a>) -> Self {
        Self { dest: Some(dest), src: None, headers: Headers::NONE, packet }
    }

    /// Reads it from a message whose header lines are known.
    ///
    /// # Errors
    /// What the packet of that [version](P2pVersion::of_dest) refuses; another `Content-Type`.
    pub fn of(mime: &Mime<'a>) -> Result<Self, Error> {
        mime.expect(&[ContentType::P2P])?;
        let dest = mime.headers.get(DEST);
        let packet = match version(dest) {
            P2pVersion::V1 => V1Packet::parse_with(mime.body, Carrier::MESSAGE).map(P2pPacket::V1),
            P2pVersion::V2 => V2Packet::parse_with(mime.body, Carrier::MESSAGE).map(P2pPacket::V2),
        };
        Ok(Self {
            dest,
            src: mime.headers.get(SRC),
            headers: mime.headers.without(OWN),
            packet: packet.map_err(|error| error.offset_by(mime.body_at()))?,
        })
    }
}

fn version(dest: Option<HeaderText<'_>>) -> P2pVersion {
    P2pVersion::of_dest(dest.map_or(&[], HeaderText::as_bytes))
}

impl<'a> Wire<'a> for P2pMessage<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| Self::of(&Mime::parse(input)?))
    }

    /// Whether the packet is of the version that the address says, and fits a message; and the other lines have names
    /// that are not its own.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(OWN)?;
        match (self.packet, version(self.dest)) {
            (P2pPacket::V1(packet), P2pVersion::V1) => packet.check(Carrier::MESSAGE),
            (P2pPacket::V2(packet), P2pVersion::V2) => packet.check(Carrier::MESSAGE),
            _ => Err(Error::new(ErrorKind::Ambiguous, const { Part::named("version") }, 0)),
        }
    }
}

impl Encode for P2pMessage<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_head(sink, ContentType::P2P, "")?;
        for (name, value) in [(DEST, self.dest), (SRC, self.src)] {
            if let Some(value) = value {
                put_line(sink, name.as_bytes(), |sink| sink.put(value.as_bytes()))?;
            }
        }
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        match &self.packet {
            P2pPacket::V1(packet) => packet.encode(sink),
            P2pPacket::V2(packet) => packet.encode(sink),
        }
    }
}

shows! {
    P2pMessage<'a> {
        dest: Option<HeaderText<'a>>,
        src: Option<HeaderText<'a>>,
        headers: Headers<'a>,
        packet: P2pPacket<'a> => body_of,
    }
}
walks! { P2pMessage<'a> }

const V1: &Field = &Field::new("msnp.p2p_packet.v1", V1Packet::KIND);
const V2: &Field = &Field::new("msnp.p2p_packet.v2", V2Packet::KIND);

/// One of its forms.
impl Shows for P2pPacket<'_> {
    const FIELDS: &'static [Field] = &[*V1, *V2];
    const RECORD: &'static Record = &Record::new("msnp.p2p_packet", "P2pPacket", Self::FIELDS).choice();

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match self {
            Self::V1(packet) => packet.show(V1, place, visitor),
            Self::V2(packet) => packet.show(V2, place, visitor),
        }
    }
}
record_of! { P2pPacket<'a> }
