//! Packets of version 2: two headers with TLVs, big-endian.
//!
//! ```text
//! 18 03 0237 e1623df3  01 0c 0002…  00 00   08 01 0000 00000000   INVITE …   00000000
//! │  │  │    │         └ TLVs       └ pad   │  │  │    │          └ body     └ footer
//! │  │  │    └ base id                      │  │  │    └ session
//! │  │  └ message length: data header, body │  │  └ package number
//! │  └ operation: SYN, RAK                  │  └ first, type
//! └ length of this header                   └ length of the data header, then TLVs of its own
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::p2p::{App, Carrier, V2Data, DataKind, Operation, V2Packet}};
//!
//! let invite = V2Packet {
//!     data: Some(V2Data { session: 0, package: 1, first: true, ..V2Data::new(b"INVITE MSNMSGR:\xe2\x80\xa6") }),
//!     footer: Some(App::CONTROL),
//!     ..V2Packet::new(0x3252_d1ec)
//! };
//! let mut buffer = [0; 64];
//! let bytes = invite.encode_into(&mut buffer)?;
//! assert_eq!(bytes[..16], *b"\x08\0\0\x1a\x32\x52\xd1\xec\x08\x01\0\x01\0\0\0\0");
//! assert_eq!(V2Packet::parse_with(bytes, Carrier::MESSAGE)?, invite);
//!
//! // The next packet of this side counts from here, and so does the acknowledgement of the peer.
//! assert_eq!(invite.next_base(), 0x3252_d206);
//! let ack = V2Packet::new(0x16c1_7000).with_ack(invite.next_base());
//! assert_eq!((ack.ack(), ack.header_len(), ack.message_len()), (Some(0x3252_d206), 16, 0));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: a recorded direct link of two Windows Live Messenger 2009 clients; hex dumps in the wiki of
//! msnp-sharp; libpurple, aMSN and msnp-sharp.

use super::carrier::{App, Carrier};
use super::tlv::{Tlv, TlvIter, Tlvs};
use super::v1::{footer, put_footer};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Value, ValueName, Visitor, bits, range};
use crate::msnp::payload::show::{
    Hex, Lists, Place, Shows as _, fixed, list_of, show_record, shown, shows, walks,
};
use crate::msnp::payload::slp::Slp;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use bitflags::bitflags;
use core::fmt;
use nom::IResult;

const HEADER: Part = Part::named("header");
const HEADER_LEN: Part = Part::named("header length");
const MESSAGE_LEN: Part = Part::named("message length");
const DATA_HEADER: Part = Part::named("data header");
const REMAINING: Part = Part::named("remaining");

/// The least length of either header.
const LEAST: u8 = 8;

/// The TLVs of the header.
const PEER: (u8, u8) = (1, 12);
const ACK: (u8, u8) = (2, 4);
const NAK: (u8, u8) = (3, 4);
const OF_HEADER: &[(u8, u8)] = &[PEER, ACK, NAK];

/// The TLV of the data header: how much is to come.
const TO_COME: (u8, u8) = (1, 8);
const OF_DATA: &[(u8, u8)] = &[TO_COME];

bitflags! {
    /// What a packet of version 2 does.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Operation: u8 {
        /// The first packet of this side to a peer; comes with [`PeerInfo`].
        const SYN = 0x1;
        /// An acknowledgement is requested.
        const RAK = 0x2;
        const _ = !0;
    }
}

/// What is in the body of a message of version 2: bits 1 to 7 of the byte *TF*.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DataKind(u8);

impl DataKind {
    /// `MSNSLP`; in a session, a preparation or a text of an application.
    pub const MESSAGE: Self = Self(0);
    /// An object.
    pub const OBJECT: Self = Self(0x4);
    /// A file.
    pub const FILE: Self = Self(0x6);

    const NAMES: &'static [ValueName] = &[
        ValueName { value: Self::MESSAGE.0 as u64, name: "MESSAGE" },
        ValueName { value: Self::OBJECT.0 as u64, name: "OBJECT" },
        ValueName { value: Self::FILE.0 as u64, name: "FILE" },
    ];

    /// The kind of these bits. Bit 0, which says "first", is left out.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & !1)
    }

    /// The bits; bit 0 is not set.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }
}

impl fmt::Debug for DataKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKind({:#x})", self.0)
    }
}

/// What a client says of itself with SYN: 12 bytes, kept as they are.
///
/// Official clients write protocol 0x0200, implementation 0, version 0x0e00, two bytes that differ,
/// and capabilities 0x10f, all **little**-endian. aMSN and papyon write the same numbers big-endian.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeerInfo(pub [u8; 12]);

impl PeerInfo {
    /// What Windows Live Messenger 2009 writes, with zeros in the two bytes that differ.
    pub const WLM_2009: Self = Self(*b"\x00\x02\x00\x00\x00\x0e\x00\x00\x0f\x01\x00\x00");
}

impl fmt::Debug for PeerInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerInfo(\"{}\")", self.0.escape_ascii())
    }
}

/// Declares the TLVs of one header.
macro_rules! tlvs {
    ($($(#[$meta:meta])* $name:ident: $known:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name<'a>(Tlvs<'a>);

        impl<'a> $name<'a> {
            /// None, and no padding.
            pub const NONE: Self = Self(Tlvs::NONE);

            /// These TLVs and their padding, as they are on the wire.
            ///
            /// # Errors
            /// [`ErrorKind::Truncated`] for a value that is cut, [`ErrorKind::Missing`] for a type without a
            /// length, [`ErrorKind::WrongLength`] for a known type of another length,
            /// [`ErrorKind::Duplicate`], [`ErrorKind::Trailing`] for padding that is not zero,
            /// [`ErrorKind::TooLong`] for over 247 bytes.
            pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
                Tlvs::new($known, bytes).map(Self)
            }

            /// The TLVs and their padding, as they are on the wire.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }

            /// All of them, in wire order.
            #[must_use]
            pub fn iter(&self) -> TlvIter<'_> {
                self.0.iter()
            }
        }

        impl<'t> IntoIterator for &'t $name<'_> {
            type Item = Tlv<'t>;
            type IntoIter = TlvIter<'t>;

            fn into_iter(self) -> TlvIter<'t> {
                self.iter()
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Lists for $name<'_> {
            const ITEM: &'static Field = Tlv::ITEM;

            fn has_items(&self) -> bool {
                self.iter().next().is_some()
            }

            fn borrowed(&self) -> Option<&[u8]> {
                Some(self.as_bytes())
            }

            fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
                show_tlvs(&self.0, place, visitor);
            }
        }
        list_of! { ['a] $name<'a>; }
    )*};
}

tlvs! {
    /// The TLVs of a header: type 1 is [`PeerInfo`], 2 acknowledges, 3 refuses. Others are kept.
    HeaderTlvs: OF_HEADER;
    /// The TLVs of a data header: type 1 is how much is to come. Others are kept.
    DataTlvs: OF_DATA;
}

/// A packet of version 2.
///
/// TLVs and their padding are kept as they were read, and what was read is written byte for byte. TLVs
/// that you add are padded to a multiple of four bytes, as the official clients do. With unknown ones
/// there may be no room for them: then make all of them with [`HeaderTlvs::new`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct V2Packet<'a> {
    /// What it does.
    pub operation: Operation,
    /// The base id: the sequence number of this side, which counts the bytes of
    /// [`message_len`](Self::message_len).
    pub base: u32,
    /// The TLVs of the header.
    pub tlvs: HeaderTlvs<'a>,
    /// What it carries: absent if the message length is 0.
    pub data: Option<V2Data<'a>>,
    /// What it is for; nearly always 0. Absent on a direct connection.
    pub footer: Option<App>,
}

impl<'a> V2Packet<'a> {
    /// A packet that says nothing: no operation, no TLVs, no data, no footer.
    #[must_use]
    pub const fn new(base: u32) -> Self {
        Self { operation: Operation::empty(), base, tlvs: HeaderTlvs::NONE, data: None, footer: None }
    }

    /// The same with an acknowledgement: of the packet of which `number` is the
    /// [`next_base`](Self::next_base). A base id that is there already stays.
    #[must_use]
    pub fn with_ack(self, number: u32) -> Self {
        self.with(ACK, &number.to_be_bytes())
    }

    /// The same with a refusal of the packet of which `number` is the [`next_base`](Self::next_base). One
    /// that is there already stays.
    #[must_use]
    pub fn with_nak(self, number: u32) -> Self {
        self.with(NAK, &number.to_be_bytes())
    }

    /// The same with SYN and what this side says of itself. Information that is there already stays.
    #[must_use]
    pub fn with_syn(self, peer: PeerInfo) -> Self {
        let packet = self.with(PEER, &peer.0);
        Self { operation: packet.operation | Operation::SYN, ..packet }
    }

    fn with(self, (kind, _): (u8, u8), value: &[u8]) -> Self {
        Self { tlvs: self.tlvs.0.with(kind, value).map_or(self.tlvs, HeaderTlvs), ..self }
    }

    /// What is acknowledged: the [`next_base`](Self::next_base) of a packet of the peer.
    #[must_use]
    pub fn ack(&self) -> Option<u32> {
        self.tlvs.0.get(ACK.0).map(u32::from_be_bytes)
    }

    /// What is refused: the [`next_base`](Self::next_base) of a packet of the peer.
    #[must_use]
    pub fn nak(&self) -> Option<u32> {
        self.tlvs.0.get(NAK.0).map(u32::from_be_bytes)
    }

    /// What this side says of itself.
    #[must_use]
    pub fn peer(&self) -> Option<PeerInfo> {
        self.tlvs.0.get(PEER.0).map(PeerInfo)
    }

    /// The length of the header in bytes, TLVs and padding included: 8 to 255.
    #[must_use]
    pub fn header_len(&self) -> usize {
        self.tlvs.as_bytes().len().saturating_add(LEAST.into())
    }

    /// The length of data header and body in bytes.
    #[must_use]
    pub fn message_len(&self) -> usize {
        self.data.map_or(0, |data| data.body.len().saturating_add(data.header_len()))
    }

    /// The base id of the next packet of this side: modulo 2³², as many more as the message length.
    #[must_use]
    pub fn next_base(&self) -> u32 {
        // What is over 16 bits cannot be written.
        self.base.wrapping_add(u16::try_from(self.message_len()).unwrap_or(u16::MAX).into())
    }

    /// What this packet has to be answered with, if it asks for an acknowledgement; `base` is the
    /// base id of the answering side.
    ///
    /// The answer to an acknowledgement, or to a bare request, has no operation; so does that to
    /// data. To a SYN the answer is a SYN, for which [`with_syn`](Self::with_syn) is to be called.
    #[must_use]
    pub fn answer(&self, base: u32) -> Option<V2Packet<'static>> {
        let footer = self.footer.map(|_| App::CONTROL);
        let asks = self.operation.contains(Operation::RAK);
        asks.then(|| V2Packet { footer, ..V2Packet::new(base) }.with_ack(self.next_base()))
    }
}

/// What a packet of version 2 carries: a message, or part of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct V2Data<'a> {
    /// Whether it is the first packet of its message.
    pub first: bool,
    /// What the message is.
    pub kind: DataKind,
    /// The number of the message in its session, from 0.
    pub package: u16,
    /// The session; 0 for `MSNSLP`.
    pub session: u32,
    /// The TLVs of the data header.
    pub tlvs: DataTlvs<'a>,
    /// The bytes.
    pub body: &'a [u8],
}

impl<'a> V2Data<'a> {
    /// A whole message of `MSNSLP`: session 0, package 0, first.
    #[must_use]
    pub const fn new(body: &'a [u8]) -> Self {
        Self { first: true, kind: DataKind::MESSAGE, package: 0, session: 0, tlvs: DataTlvs::NONE, body }
    }

    /// The same with so many bytes of the message to come after this packet. A number that is there
    /// already stays.
    #[must_use]
    pub fn with_remaining(self, bytes: u64) -> Self {
        Self { tlvs: self.tlvs.0.with(TO_COME.0, &bytes.to_be_bytes()).map_or(self.tlvs, DataTlvs), ..self }
    }

    /// How many bytes of the message come after this packet. Absent in the last one.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        self.tlvs.0.get(TO_COME.0).map(u64::from_be_bytes)
    }

    /// The length of the data header in bytes, TLVs and padding included: 8 to 255.
    #[must_use]
    pub fn header_len(&self) -> usize {
        self.tlvs.as_bytes().len().saturating_add(LEAST.into())
    }

    /// Whether this is the preparation that comes before the data of an object: four zero bytes in a
    /// session. Files have none.
    #[must_use]
    pub fn is_preparation(&self) -> bool {
        self.session != 0 && self.kind == DataKind::MESSAGE && self.body == [0; 4]
    }

    /// Whether this packet ends its message.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.remaining().unwrap_or_default() == 0
    }

    /// What is wrong with the numbers, if anything is.
    fn misfit(&self, carrier: Carrier) -> Result<(), (ErrorKind, Part)> {
        let len = u64::try_from(self.body.len()).unwrap_or(u64::MAX);
        let total = self.remaining().unwrap_or_default().saturating_add(len);
        carrier
            .check_total(self.session, self.kind == DataKind::FILE, total)
            .map_err(|(kind, _)| (kind, REMAINING))
    }
}

impl<'a> Wire<'a> for V2Packet<'a> {
    type Context = Carrier;

    /// # Errors
    /// [`ErrorKind::Truncated`] for less than eight bytes; [`ErrorKind::WrongLength`] for a header
    /// length under 8 or over what is there, for a message length that the bytes do not have, for
    /// a data header that does not fit the message; what [`HeaderTlvs::new`]
    /// refuses; [`ErrorKind::TooLong`] for more to come than the limits allow.
    fn grammar(cx: Carrier) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| packet(cx, input)
    }

    fn check(&self, cx: Carrier) -> Result<(), Error> {
        if u16::try_from(self.message_len()).is_err() {
            return Err(Error::new(ErrorKind::TooLong, MESSAGE_LEN, 0));
        }
        cx.check_footer(self.footer)?;
        let misfit = self.data.map_or(Ok(()), |data| data.misfit(cx));
        misfit.map_err(|(kind, part)| Error::new(kind, part, 0))
    }
}

fn packet(carrier: Carrier, input: &[u8]) -> IResult<&[u8], V2Packet<'_>, Fault> {
    if input.len() < usize::from(LEAST) {
        return Fault::err(ErrorKind::Truncated, HEADER, &[]);
    }
    let (rest, [header_len, operation]) = scan::octets(HEADER, input)?;
    let (rest, message_len) = scan::be_u16(HEADER, rest)?;
    let (rest, base) = scan::be_u32(HEADER, rest)?;
    let Some((tlvs, rest)) = tlv_bytes(header_len, rest) else {
        return Fault::err(ErrorKind::WrongLength, HEADER_LEN, input);
    };
    let tlvs = HeaderTlvs(Tlvs::read(OF_HEADER, tlvs, rest)?);
    let (message, rest) = match rest.split_at_checked(message_len.into()) {
        Some((message, rest)) if rest.len() >= carrier.footer_len() => (message, rest),
        _ => return Fault::err(ErrorKind::WrongLength, MESSAGE_LEN, input.get(2..).unwrap_or_default()),
    };
    let data = match message {
        [] => None,
        _ => Some(data(carrier, message, rest)?),
    };
    let (rest, footer) = footer(carrier, rest)?;
    let operation = Operation::from_bits_retain(operation);
    Ok((rest, V2Packet { operation, base, tlvs, data, footer }))
}

/// The TLVs of a header that says it is so long, of which the first eight bytes were taken.
fn tlv_bytes(header_len: u8, rest: &[u8]) -> Option<(&[u8], &[u8])> {
    rest.split_at_checked(usize::from(header_len.checked_sub(LEAST)?))
}

/// All of `message`, after which come the bytes of `after`.
fn data<'a>(carrier: Carrier, message: &'a [u8], after: &[u8]) -> Result<V2Data<'a>, nom::Err<Fault>> {
    let fault = |kind, part, at: &[u8]| nom::Err::Error(Fault::new(kind, part, at).followed_by(after.len()));
    let wrong = fault(ErrorKind::WrongLength, DATA_HEADER, message);
    let Some((&[header_len, tf, n0, n1, s0, s1, s2, s3], rest)) = message.split_first_chunk::<8>() else {
        return Err(wrong);
    };
    let Some((tlvs, body)) = tlv_bytes(header_len, rest) else { return Err(wrong) };
    let data = V2Data {
        first: tf & 1 != 0,
        kind: DataKind::from_bits(tf),
        package: u16::from_be_bytes([n0, n1]),
        session: u32::from_be_bytes([s0, s1, s2, s3]),
        tlvs: match DataTlvs::new(tlvs) {
            Ok(tlvs) => tlvs,
            Err(error) => {
                return Err(fault(error.kind(), error.part(), rest.get(error.at()..).unwrap_or_default()));
            }
        },
        body,
    };
    data.misfit(carrier).map_err(|(kind, part)| fault(kind, part, rest))?;
    Ok(data)
}

impl Encode for V2Packet<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_header(
            self.header_len(),
            self.operation.bits(),
            u16::try_from(self.message_len()).unwrap_or(u16::MAX),
            self.base,
            sink,
        )?;
        sink.put(self.tlvs.as_bytes())?;
        if let Some(data) = &self.data {
            let tf = data.kind.bits() | u8::from(data.first);
            put_header(data.header_len(), tf, data.package, data.session, sink)?;
            sink.put(data.tlvs.as_bytes())?;
            sink.put(data.body)?;
        }
        put_footer(self.footer, sink)
    }
}

/// Both headers have this shape.
fn put_header<S: Sink + ?Sized>(
    len: usize,
    bits: u8,
    short: u16,
    long: u32,
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&[u8::try_from(len).unwrap_or(u8::MAX), bits])?;
    sink.put(&short.to_be_bytes())?;
    sink.put(&long.to_be_bytes())
}

impl<'a> V2Data<'a> {
    /// The message of `MSNSLP` that it is all of.
    #[must_use]
    pub fn slp(&self) -> Option<Slp<'a>> {
        let is_whole = self.session == 0 && self.first && self.is_last();
        is_whole.then(|| Slp::parse(self.body).ok()).flatten()
    }
}

shown! {
    Operation: Kind::Flags(bits!(Operation)), this => Value::Number(this.bits().into());
    DataKind: Kind::Enum(Self::NAMES), this => Value::Number(this.bits().into());
}

shows! {
    @in_order V2Packet<'a> {
        operation: Operation => |packet| fixed(packet, 1, 1),
        base: Hex = |packet: &V2Packet<'a>| Hex(packet.base) => |packet| fixed(packet, 4, 4),
        tlvs: HeaderTlvs<'a>,
        @derived ack: Option<Hex> = |packet: &V2Packet<'a>| packet.ack().map(Hex) => |packet| tlv_in(packet, ACK.0),
        @derived nak: Option<Hex> = |packet: &V2Packet<'a>| packet.nak().map(Hex) => |packet| tlv_in(packet, NAK.0),
        data: Option<V2Data<'a>> => |packet| message(packet),
        footer: Option<App> => |packet| packet.get(packet.len().checked_sub(4)?..),
    }
}
shows! {
    @in_order V2Data<'a> {
        first: bool => |data| fixed(data, 1, 1),
        kind: DataKind => |data| fixed(data, 1, 1),
        package: u16 => |data| fixed(data, 2, 2),
        session: u32 => |data| fixed(data, 4, 4),
        tlvs: DataTlvs<'a>,
        @derived remaining: Option<u64> = |data: &V2Data<'a>| data.remaining() => |data| tlv_in(data, TO_COME.0),
        body: &'a [u8],
        @derived slp: Option<Slp<'a>> = |data: &V2Data<'a>| data.slp() => |data| after_header(data),
    }
}
walks! { V2Packet<'a> }

/// The bytes after a header, which begins with its length.
fn after_header(input: &[u8]) -> Option<&[u8]> {
    input.get(usize::from(*input.first()?)..)
}

/// The value of a TLV of a header that was read.
fn tlv_in(input: &[u8], kind: u8) -> Option<&[u8]> {
    let tlvs = input.get(LEAST.into()..usize::from(*input.first()?))?;
    TlvIter::of(tlvs).find(|tlv| tlv.kind == kind).map(|tlv| tlv.value)
}

/// The bytes that the message length of a packet counts.
fn message(packet: &[u8]) -> Option<&[u8]> {
    let [_, _, high, low, ..] = packet else { return None };
    after_header(packet)?.get(..u16::from_be_bytes([*high, *low]).into())
}

shows! { @in_order Tlv<'a> { kind: u8 => |tlv| fixed(tlv, 0, 1), value: &'a [u8] } }

/// The list of the TLVs.
fn show_tlvs(tlvs: &Tlvs<'_>, place: Place<'_>, visitor: &mut dyn Visitor) {
    for tlv in tlvs.iter() {
        // Type and length come before the value.
        let at = place.and_then(|place| {
            let value = range(place, tlv.value)?;
            place.get(value.start.checked_sub(2)?..value.end)
        });
        show_record(&tlv, Tlv::ITEM, at, visitor);
    }
}

impl fmt::Debug for V2Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V2Packet")
            .field("operation", &self.operation)
            .field("base", &self.base)
            .field("tlvs", &self.tlvs)
            .field("data", &self.data)
            .field("footer", &self.footer)
            .finish()
    }
}

impl fmt::Debug for V2Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V2Data")
            .field("first", &self.first)
            .field("kind", &self.kind)
            .field("package", &self.package)
            .field("session", &self.session)
            .field("tlvs", &self.tlvs)
            .field("body", &format_args!("\"{}\"", self.body.escape_ascii()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[test]
    fn fields_in_their_places() {
        let input = b"\x18\x03\x00\x1e\x01\x02\x03\x04\x01\x0c0123456789ab\0\0\x14\x05\x0a\x0b\xef\x44\xf9\xd9\x01\x08\0\0\0\0\0\0\0\x62\0\0ABCDEFGHIJ\0\0\0\x01";
        let found = checked::canonical::<V2Packet<'_>>(input, Carrier::MESSAGE).unwrap();
        assert_eq!((found.header_len(), found.message_len(), found.base), (24, 30, 0x0102_0304));
        assert_eq!((found.operation, found.next_base()), (Operation::SYN | Operation::RAK, 0x0102_0322));
        assert_eq!(
            (found.peer(), found.ack(), found.footer),
            (Some(PeerInfo(*b"0123456789ab")), None, Some(App::OBJECT))
        );
        let data = found.data.unwrap();
        assert_eq!(
            (data.first, data.kind, data.package, data.session),
            (true, DataKind::OBJECT, 0x0a0b, 4_014_275_033)
        );
        assert_eq!((data.header_len(), data.remaining(), data.body), (20, Some(98), &b"ABCDEFGHIJ"[..]));
        assert!(!data.is_last());
        checked::borrowed(&found, input, &[data.body]);
        assert_eq!(checked::written(&found), input);
    }

    #[test]
    fn fields_and_their_bytes() {
        use crate::fields::{Tree, TreeVisitor, Walk as _, range, walk_tree};

        struct Seen<'i>(&'i [u8], Vec<String>);

        impl TreeVisitor for Seen<'_> {
            fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
                let range = at.map(|at| range(self.0, at).unwrap());
                self.1.push(format!("{} {value:?} {range:?}", field.name()));
            }
            fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
                true
            }
            fn leave(&mut self, _: &'static Field) {}
        }

        let input = b"\x10\x02\0\x15\0\0\0\x05\x02\x04abcd\0\0\x14\x05\0\x01\0\0\0\x09\x01\x08\0\0\0\0\0\0\0\x02\0\0X\0\0\0\x01";
        let mut seen = Seen(input, Vec::new());
        V2Packet::walk(input, Carrier::MESSAGE, &mut Tree::new(&mut seen)).unwrap();
        let expected = [
            "operation Number(2) Some(1..2)",
            "base Number(5) Some(4..8)",
            "kind Number(2) Some(8..9)",
            "value Bytes(\"abcd\") Some(10..14)",
            "ack Number(1633837924) Some(10..14)",
            "first Number(1) Some(17..18)",
            "kind Number(4) Some(17..18)",
            "package Number(1) Some(18..20)",
            "session Number(9) Some(20..24)",
            "kind Number(1) Some(24..25)",
            "value Bytes(\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\") Some(26..34)",
            "remaining Number(2) Some(26..34)",
            "body Bytes(\"X\") Some(36..37)",
            "footer Number(1) Some(37..41)",
        ];
        assert_eq!(seen.1, expected);
        let mut shown = Seen(input, Vec::new());
        walk_tree(&V2Packet::parse_with(input, Carrier::MESSAGE).unwrap(), &mut shown);
        assert_eq!(shown.1.len(), expected.len());
        assert!(shown.1.iter().all(|line| line.ends_with("None")));
    }

    #[test]
    fn refused_packets() {
        for (bytes, message) in [
            (&b"\x08\0\0\0\0\0\x01"[..], "header: shorter than its length says at byte 7"),
            (b"\x07\0\0\0\0\0\x01\0", "header length: not as long as it says at byte 0"),
            (b"\x09\0\0\0\0\0\x01\0", "header length: not as long as it says at byte 0"),
            (b"\xff\0\0\0\0\0\x01\0\0\0\0\0", "header length: not as long as it says at byte 0"),
            (b"\x08\0\0\x09\0\0\x01\0\0\0\0\0", "message length: not as long as it says at byte 2"),
            (b"\x08\0\0\x07\0\0\x01\0\x08\x01\0\0\0\0\0", "data header: not as long as it says at byte 8"),
            (b"\x08\0\0\x08\0\0\x01\0\x07\x01\0\0\0\0\0\0", "data header: not as long as it says at byte 8"),
            (b"\x08\0\0\x08\0\0\x01\0\x09\x01\0\0\0\0\0\0", "data header: not as long as it says at byte 8"),
            (b"\x0c\0\0\0\0\0\x01\0\x02\x04\x5b\xc8", "tlv: shorter than its length says at byte 8"),
            (b"\x0c\0\0\0\0\0\x01\0\0\0\xff\xff", "padding: trailing data at byte 10"),
            (
                b"\x08\0\0\x0c\0\0\x01\0\x0c\x01\0\0\0\0\0\0\x01\x02\0\0",
                "tlv: not as long as it says at byte 16",
            ),
            (b"\x08\0\0\0\0\0\x01\0\0\0\0\0", "input: trailing data at byte 8"),
            (
                b"\x08\0\0\x14\0\0\x01\0\x14\x01\0\x03\0\0\0\0\x01\x08\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
                "remaining: over the limit at byte 16",
            ),
        ] {
            refused(checked::canonical::<V2Packet<'_>>(bytes, Carrier::DIRECT), message);
        }
        refused(
            checked::canonical::<V2Packet<'_>>(b"\x08\x02\0\0\x16\x2c\x4e\xbb", Carrier::MESSAGE),
            "message length: not as long as it says at byte 2",
        );
        let long = V2Packet { data: Some(V2Data::new(&[0; 65_528])), ..V2Packet::new(0) };
        refused(long.check(Carrier::DIRECT), "message length: over the limit at byte 0");
        refused(V2Packet::new(0).check(Carrier::MESSAGE), "footer: missing at byte 0");
    }

    #[test]
    fn answers() {
        let data = Some(V2Data { session: 5, ..V2Data::new(b"abc") });
        let packet = V2Packet { operation: Operation::RAK, data, ..V2Packet::new(0xffff_fffe) };
        let answer = packet.answer(7).unwrap();
        assert_eq!(
            (answer.base, answer.ack(), answer.operation, answer.footer),
            (7, Some(9), Operation::empty(), None)
        );
        assert_eq!(V2Packet { operation: Operation::SYN, ..packet }.answer(7), None);
        let bare = V2Packet { operation: Operation::RAK, footer: Some(App(3)), ..V2Packet::new(0x100) };
        assert_eq!(
            bare.answer(7).map(|answer| (answer.ack(), answer.footer)),
            Some((Some(0x100), Some(App::CONTROL)))
        );
        let syn = answer.with_syn(PeerInfo::WLM_2009);
        assert_eq!(
            (syn.operation, syn.peer(), syn.header_len()),
            (Operation::SYN, Some(PeerInfo::WLM_2009), 28)
        );
    }

    proptest! {
        #[test]
        fn any_bytes(head in prop::collection::vec(0..25_u8, 8), rest in prop::collection::vec(0..14_u8, 0..40), message: bool) {
            let mut input = [head, rest].concat();
            input[2] = 0;
            _ = checked::canonical::<V2Packet<'_>>(&input, if message { Carrier::MESSAGE } else { Carrier::DIRECT });
            input[0] = 8;
            if let Some(place) = input.get_mut(8) {
                *place = 8;
            }
            _ = checked::canonical::<V2Packet<'_>>(&input, if message { Carrier::MESSAGE } else { Carrier::DIRECT });
        }

        #[test]
        fn what_is_built_is_read_back(
            operation: u8, base: u32, ack: Option<u32>, nak: Option<u32>, peer: Option<[u8; 12]>, footer: Option<u32>,
            data: Option<(bool, u8, u16, u32)>, remaining in prop_oneof![Just(None), (0..70_000_u64).prop_map(Some)],
            body in prop::collection::vec(any::<u8>(), 0..20), other in prop::collection::vec(0..9_u8, 0..9),
        ) {
            let mut packet = V2Packet { operation: Operation::from_bits_retain(operation), footer: footer.map(App), ..V2Packet::new(base) };
            packet.tlvs = HeaderTlvs::new(other.leak()).unwrap_or(packet.tlvs);
            packet = ack.map_or(packet, |ack| packet.with_ack(ack));
            packet = nak.map_or(packet, |nak| packet.with_nak(nak));
            packet = peer.map_or(packet, |peer| packet.with_syn(PeerInfo(peer)));
            packet.data = data.map(|(first, kind, package, session)| {
                let data = V2Data { first, kind: DataKind::from_bits(kind), package, session, ..V2Data::new(body.leak()) };
                remaining.map_or(data, |bytes| data.with_remaining(bytes))
            });
            checked::value(packet, Carrier::DIRECT);
            checked::value(packet, Carrier::MESSAGE);
        }
    }
}
