//! Packets of version 1: 48 bytes of header, little-endian, then the body.
//!
//! ```text
//! 0  session      8  offset      24  length     32  ack id       40  ack size
//! 4  message id  16  total size  28  flags      36  ack sub id   48  body, then the footer
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::p2p::{App, Carrier, Flags, V1Packet}};
//!
//! let packet = V1Packet {
//!     session: 77,
//!     id: 127_001,
//!     offset: 2404,
//!     total: 2500,
//!     flags: Flags::DATA,
//!     ack_id: 99,
//!     ack_sub: 0,
//!     ack_size: 0,
//!     body: &[0xaa; 96],
//!     footer: Some(App::PICTURE),
//! };
//! let mut buffer = [0; 160];
//! let bytes = packet.encode_into(&mut buffer)?;
//! assert_eq!(bytes.len(), 48 + 96 + 4);
//! let read = V1Packet::parse_with(bytes, Carrier::MESSAGE)?;
//! assert_eq!(read, packet);
//! assert!(read.is_last());
//!
//! // The peer acknowledges the whole message.
//! let ack = read.ack(500);
//! assert_eq!((ack.flags, ack.ack_id, ack.ack_sub, ack.ack_size), (Flags::ACK, 127_001, 99, 2500));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: packets of official clients quoted by escargot and Tachyon; libpurple, msn-pecan, aMSN,
//! msnp-sharp, papyon and Miranda, which agree on the layout.

use super::carrier::{App, Carrier};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Kind, Value, bits};
use crate::msnp::payload::guid::Guid;
use crate::msnp::payload::show::{fixed, shown, shows, walks};
use crate::msnp::payload::slp::Slp;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use bitflags::bitflags;
use core::fmt;
use nom::IResult;

const HEADER: Part = Part::named("header");
const CHUNK: Part = Part::named("chunk");
const LENGTH: Part = Part::named("message length");
const FOOTER: Part = Part::named("footer");
const EMPTY_CHUNK: (ErrorKind, Part) = (ErrorKind::Empty, CHUNK);

/// The bytes of the header.
const HEADER_LEN: usize = 48;

bitflags! {
    /// What a packet of version 1 is for. Test single bits: clients of 2009 set
    /// [`WLM_2009`](Self::WLM_2009) on every packet. Zero is `MSNSLP`, the preparation of an object, or
    /// a text of a webcam.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Flags: u32 {
        /// The message is not complete. (Miranda asks for a restart by it: ack id is the message, ack
        /// size is how many bytes it has.)
        const NAK = 0x1;
        /// Acknowledges a message.
        const ACK = 0x2;
        /// Asks for an answer. aMSN closes a webcam by it.
        const RAK = 0x4;
        /// A binary error.
        const RESET = 0x8;
        /// Of a file. Comes with [`DATA`](Self::DATA).
        const FILE = 0x10;
        /// Data: an object, or with [`FILE`](Self::FILE) a file.
        const DATA = 0x20;
        /// The side that sends the data closed the session.
        const CLOSED_BY_SENDER = 0x40;
        /// The side that receives the data closed the session.
        const CLOSED_BY_RECEIVER = 0x80;
        /// The handshake of a direct connection; the nonce is in bytes 32 to 47.
        const HANDSHAKE = 0x100;
        /// Encrypted. Known by name only.
        const ENCRYPTED = 0x200;
        /// Set by Windows Live Messenger 2009.
        const WLM_2009 = 0x0100_0000;
        const _ = !0;
    }
}

impl Flags {
    /// A file, as most clients mark it.
    pub const FILE_DATA: Self = Self::FILE.union(Self::DATA);

    /// The bits that a packet without a body has.
    const CONTROL: Self = Self::NAK
        .union(Self::ACK)
        .union(Self::RAK)
        .union(Self::RESET)
        .union(Self::CLOSED_BY_SENDER)
        .union(Self::CLOSED_BY_RECEIVER)
        .union(Self::HANDSHAKE);
}

/// A packet of version 1: one chunk of a message, or an acknowledgement.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct V1Packet<'a> {
    /// The session: 0 for `MSNSLP`, otherwise the `SessionID` of its INVITE.
    pub session: u32,
    /// The message. All its chunks have the same id; the next message of this side has one more.
    pub id: u32,
    /// Where in the message the chunk begins, in bytes.
    pub offset: u64,
    /// How long the message is, in bytes. In an acknowledgement: of the message acknowledged, or 0.
    pub total: u64,
    /// What the packet is for.
    pub flags: Flags,
    /// In an acknowledgement, the id of the message. Otherwise random, the same in all chunks.
    pub ack_id: u32,
    /// In an acknowledgement, the [`ack_id`](Self::ack_id) of the message. Otherwise 0.
    pub ack_sub: u32,
    /// In an acknowledgement, the total that arrived, in bytes. Otherwise 0.
    pub ack_size: u64,
    /// The bytes of the chunk. Their number is the field *length* of the header.
    pub body: &'a [u8],
    /// What the packet is for. Absent on a direct connection.
    pub footer: Option<App>,
}

impl V1Packet<'_> {
    /// The acknowledgement of this packet's message, with `id` as its own message id: to be sent once
    /// when the last chunk has arrived. Acknowledgements and handshakes are not acknowledged.
    #[must_use]
    pub fn ack(&self, id: u32) -> V1Packet<'static> {
        V1Packet {
            session: self.session,
            id,
            offset: 0,
            total: self.total,
            flags: Flags::ACK,
            ack_id: self.id,
            ack_sub: self.ack_id,
            ack_size: self.total,
            body: &[],
            footer: self.footer.map(|_| App::CONTROL),
        }
    }

    /// The handshake of a direct connection.
    #[must_use]
    pub const fn handshake(id: u32, nonce: Guid) -> V1Packet<'static> {
        let [a, b, c, d, e, f, g, h, size @ ..] = nonce.0;
        V1Packet {
            session: 0,
            id,
            offset: 0,
            total: 0,
            flags: Flags::HANDSHAKE,
            ack_id: u32::from_le_bytes([a, b, c, d]),
            ack_sub: u32::from_le_bytes([e, f, g, h]),
            ack_size: u64::from_le_bytes(size),
            body: &[],
            footer: None,
        }
    }

    /// The nonce of a handshake: bytes 32 to 47. `None` without [`Flags::HANDSHAKE`].
    #[must_use]
    pub fn nonce(&self) -> Option<Guid> {
        let bytes = [self.ack_id.to_le_bytes(), self.ack_sub.to_le_bytes()];
        let mut nonce = [0; 16];
        let size = self.ack_size.to_le_bytes();
        nonce.iter_mut().zip(bytes.iter().flatten().chain(&size)).for_each(|(place, byte)| *place = *byte);
        self.flags.contains(Flags::HANDSHAKE).then_some(Guid(nonce))
    }

    /// Whether this is the last chunk of its message: it ends at the total.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.end() == Some(self.total)
    }

    /// Whether this is the preparation that comes before the data of an object: four zero bytes in a
    /// session. It is acknowledged, and then the data follow.
    #[must_use]
    pub fn is_preparation(&self) -> bool {
        self.session != 0 && self.body == [0; 4] && self.total == 4
    }

    /// Whether it is part of a file, by its flags or its footer.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.flags.contains(Flags::FILE) || self.footer == Some(App::FILE)
    }

    /// Where in the message the chunk ends; `None` if 64 bits cannot say it.
    fn end(&self) -> Option<u64> {
        self.offset.checked_add(u64::try_from(self.body.len()).ok()?)
    }

    /// What is wrong with the numbers, if anything is. Control packets have no chunk, and clients
    /// write what they like into its fields.
    fn misfit(&self, carrier: Carrier) -> Result<(), (ErrorKind, Part)> {
        if self.body.is_empty() && (self.total == 0 || self.flags.intersects(Flags::CONTROL)) {
            return carrier.check_total(self.session, true, self.total);
        }
        carrier.check_total(self.session, self.is_file(), self.total)?;
        match self.end() {
            _ if self.body.is_empty() => Err(EMPTY_CHUNK),
            Some(end) if end <= self.total => Ok(()),
            _ => Err((ErrorKind::OutOfRange, CHUNK)),
        }
    }
}

impl<'a> Wire<'a> for V1Packet<'a> {
    type Context = Carrier;

    /// # Errors
    /// [`ErrorKind::Truncated`] for less than a header; [`ErrorKind::WrongLength`] if the bytes are
    /// fewer than the length field and the footer need; [`ErrorKind::OutOfRange`] for a chunk that is
    /// not inside its total; [`ErrorKind::Empty`] for a chunk of no bytes in a message that has some;
    /// [`ErrorKind::TooLong`] for a total over the limits.
    fn grammar(cx: Carrier) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| packet(cx, input)
    }

    fn check(&self, cx: Carrier) -> Result<(), Error> {
        if u32::try_from(self.body.len()).is_err() {
            return Err(Error::new(ErrorKind::TooLong, LENGTH, 0));
        }
        cx.check_footer(self.footer)?;
        self.misfit(cx).map_err(|(kind, part)| Error::new(kind, part, 0))
    }
}

fn packet(carrier: Carrier, input: &[u8]) -> IResult<&[u8], V1Packet<'_>, Fault> {
    if input.len() < HEADER_LEN {
        return Fault::err(ErrorKind::Truncated, HEADER, &[]);
    }
    let (rest, session) = scan::le_u32(HEADER, input)?;
    let (chunk_at, id) = scan::le_u32(HEADER, rest)?;
    let (total_at, offset) = scan::le_u64(HEADER, chunk_at)?;
    let (length_at, total) = scan::le_u64(HEADER, total_at)?;
    let (rest, length) = scan::le_u32(HEADER, length_at)?;
    let (rest, flags) = scan::le_u32(HEADER, rest)?;
    let (rest, ack_id) = scan::le_u32(HEADER, rest)?;
    let (rest, ack_sub) = scan::le_u32(HEADER, rest)?;
    let (rest, ack_size) = scan::le_u64(HEADER, rest)?;
    let (rest, body) = match usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)) {
        Some((body, rest)) if rest.len() >= carrier.footer_len() => (rest, body),
        _ => return Fault::err(ErrorKind::WrongLength, LENGTH, length_at),
    };
    let (rest, footer) = footer(carrier, rest)?;
    let flags = Flags::from_bits_retain(flags);
    let packet = V1Packet { session, id, offset, total, flags, ack_id, ack_sub, ack_size, body, footer };
    match packet.misfit(carrier) {
        Ok(()) => Ok((rest, packet)),
        Err((kind, CHUNK)) => Fault::err(kind, CHUNK, chunk_at),
        Err((kind, part)) => Fault::err(kind, part, total_at),
    }
}

/// The footer, if the carrier has one.
pub(super) fn footer(carrier: Carrier, input: &[u8]) -> IResult<&[u8], Option<App>, Fault> {
    if !carrier.has_footer() {
        return Ok((input, None));
    }
    let (rest, app) = scan::be_u32(FOOTER, input)?;
    Ok((rest, Some(App(app))))
}

impl Encode for V1Packet<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.session.to_le_bytes())?;
        sink.put(&self.id.to_le_bytes())?;
        sink.put(&self.offset.to_le_bytes())?;
        sink.put(&self.total.to_le_bytes())?;
        sink.put(&u32::try_from(self.body.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        sink.put(&self.flags.bits().to_le_bytes())?;
        sink.put(&self.ack_id.to_le_bytes())?;
        sink.put(&self.ack_sub.to_le_bytes())?;
        sink.put(&self.ack_size.to_le_bytes())?;
        sink.put(self.body)?;
        put_footer(self.footer, sink)
    }
}

pub(super) fn put_footer<S: Sink + ?Sized>(footer: Option<App>, sink: &mut S) -> Result<(), S::Error> {
    footer.map_or(Ok(()), |App(app)| sink.put(&app.to_be_bytes()))
}

impl<'a> V1Packet<'a> {
    /// A whole message of `MSNSLP` in one packet, with these ids: see [`ack_id`](Self::ack_id).
    #[must_use]
    pub fn message(id: u32, ack_id: u32, body: &'a [u8]) -> Self {
        Self {
            session: 0,
            id,
            offset: 0,
            total: u64::try_from(body.len()).unwrap_or(u64::MAX),
            flags: Flags::empty(),
            ack_id,
            ack_sub: 0,
            ack_size: 0,
            body,
            footer: Some(App::CONTROL),
        }
    }

    /// The message of `MSNSLP` that it is all of.
    #[must_use]
    pub fn slp(&self) -> Option<Slp<'a>> {
        let is_whole = self.session == 0 && self.offset == 0 && !self.body.is_empty() && self.is_last();
        is_whole.then(|| Slp::parse(self.body).ok()).flatten()
    }
}

shown! { Flags: Kind::Flags(bits!(Flags)), this => Value::Number(this.bits().into()); }

shows! {
    @in_order V1Packet<'a> {
        session: u32 => |packet| fixed(packet, 0, 4),
        id: u32 => |packet| fixed(packet, 4, 4),
        offset: u64 => |packet| fixed(packet, 8, 8),
        total: u64 => |packet| fixed(packet, 16, 8),
        flags: Flags => |packet| fixed(packet, 28, 4),
        ack_id: u32 => |packet| fixed(packet, 32, 4),
        ack_sub: u32 => |packet| fixed(packet, 36, 4),
        ack_size: u64 => |packet| fixed(packet, 40, 8),
        @derived nonce: Option<Guid> = |packet: &V1Packet<'a>| packet.nonce() => |packet| fixed(packet, 32, 16),
        body: &'a [u8],
        @derived slp: Option<Slp<'a>> = |packet: &V1Packet<'a>| packet.slp() => body_in,
        footer: Option<App> => |packet| packet.get(packet.len().checked_sub(4)?..),
    }
}
walks! { V1Packet<'a> }

/// The chunk of a packet that was read, without the footer.
fn body_in(packet: &[u8]) -> Option<&[u8]> {
    let (len, _) = packet.get(24..)?.split_first_chunk()?;
    packet.get(HEADER_LEN..)?.get(..usize::try_from(u32::from_le_bytes(*len)).ok()?)
}

impl fmt::Debug for V1Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V1Packet")
            .field("session", &self.session)
            .field("id", &self.id)
            .field("offset", &self.offset)
            .field("total", &self.total)
            .field("flags", &self.flags)
            .field("ack_id", &self.ack_id)
            .field("ack_sub", &self.ack_sub)
            .field("ack_size", &self.ack_size)
            .field("body", &format_args!("\"{}\"", self.body.escape_ascii()))
            .field("footer", &self.footer)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::SizeLimits;
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    const CHUNK: V1Packet<'_> = V1Packet {
        session: 0,
        id: 1,
        offset: 0,
        total: 10,
        flags: Flags::empty(),
        ack_id: 0,
        ack_sub: 0,
        ack_size: 0,
        body: b"0123456789",
        footer: Some(App::CONTROL),
    };

    #[test]
    fn fields_in_their_places() {
        let input: Vec<u8> = (0..48).chain(*b"abc\0\0\0\x0c").collect();
        let mut input = input;
        input[24..28].copy_from_slice(&3_u32.to_le_bytes());
        input[8..16].copy_from_slice(&0x0102_u64.to_le_bytes());
        input[16..24].copy_from_slice(&0x0105_u64.to_le_bytes());
        let found = checked::canonical::<V1Packet<'_>>(&input, Carrier::MESSAGE).unwrap();
        let expected = V1Packet {
            session: 0x0302_0100,
            id: 0x0706_0504,
            offset: 0x0102,
            total: 0x0105,
            flags: Flags::from_bits_retain(0x1f1e_1d1c),
            ack_id: 0x2322_2120,
            ack_sub: 0x2726_2524,
            ack_size: 0x2f2e_2d2c_2b2a_2928,
            body: b"abc",
            footer: Some(App::PICTURE),
        };
        assert_eq!(found, expected);
        assert!(found.is_last());
        checked::borrowed(&found, &input, &[found.body]);
        assert_eq!(checked::written(&found), input);
    }

    #[track_caller]
    fn refuses(packet: V1Packet<'_>, message: &str, carrier: Carrier) {
        let bytes = checked::written(&packet);
        refused(checked::canonical::<V1Packet<'_>>(bytes, carrier), message);
    }

    #[test]
    fn fields_and_their_bytes() {
        use crate::fields::{Field, Walk as _};
        let input: &[u8] = checked::written(&CHUNK);
        let mut places = Vec::new();
        V1Packet::walk(input, Carrier::MESSAGE, &mut |field: &Field, value: Value<'_>, at: Option<&[u8]>| {
            places.push((
                field.name(),
                format!("{value:?}"),
                crate::fields::range(input, at.unwrap()).unwrap(),
            ));
        })
        .unwrap();
        let place = |name| places.iter().find(|(found, ..)| *found == name).map(|(.., range)| range.clone());
        assert_eq!(
            (place("total"), place("flags"), place("ack_size")),
            (Some(16..24), Some(28..32), Some(40..48))
        );
        assert_eq!((place("body"), place("footer")), (Some(48..58), Some(58..62)));
    }

    #[test]
    fn lies() {
        let message = Carrier::MESSAGE;
        let out = "chunk: out of range at byte 8";
        refuses(V1Packet { total: 9, ..CHUNK }, out, message);
        refuses(V1Packet { offset: 5, ..CHUNK }, out, message);
        refuses(V1Packet { offset: u64::MAX - 3, ..CHUNK }, out, message);
        refuses(
            V1Packet { session: 1, offset: u64::MAX, total: u64::MAX, ..CHUNK },
            out,
            message.with_limits(SizeLimits::NONE),
        );
        refuses(V1Packet { body: b"", ..CHUNK }, "chunk: empty at byte 8", message);
        let over = "total: over the limit at byte 16";
        refuses(V1Packet { total: u64::MAX, ..CHUNK }, over, message);
        refuses(V1Packet { total: 65_537, ..CHUNK }, over, message);
        refuses(V1Packet { session: 9, total: (16 << 20) + 1, flags: Flags::DATA, ..CHUNK }, over, message);
        refuses(V1Packet { session: 9, total: 1 << 63, flags: Flags::FILE_DATA, ..CHUNK }, over, message);
        refuses(V1Packet { session: 9, total: 1 << 63, footer: Some(App::FILE), ..CHUNK }, over, message);
        refuses(V1Packet { total: u64::MAX, flags: Flags::ACK, body: b"", ..CHUNK }, over, message);
        refuses(
            V1Packet { footer: None, ..CHUNK },
            "message length: not as long as it says at byte 24",
            message,
        );
        refuses(CHUNK, "input: trailing data at byte 58", Carrier::DIRECT);

        let bytes = checked::written(&CHUNK);
        for (length, message) in [
            (11_u32, "message length: not as long as it says at byte 24"),
            (u32::MAX, "message length: not as long as it says at byte 24"),
            (9, "chunk: empty at byte 8"),
        ] {
            let mut bytes = bytes.to_vec();
            bytes[24..28].copy_from_slice(&length.to_le_bytes());
            if length == 9 {
                bytes[24] = 0;
                bytes.truncate(52);
            }
            refused(checked::canonical::<V1Packet<'_>>(&bytes, Carrier::MESSAGE), message);
        }
        refused(
            checked::canonical::<V1Packet<'_>>(&bytes[..47], Carrier::MESSAGE),
            "header: shorter than its length says at byte 47",
        );
        refused(
            checked::canonical::<V1Packet<'_>>(b"", Carrier::MESSAGE),
            "header: shorter than its length says at byte 0",
        );
    }

    #[test]
    fn what_has_no_chunk() {
        for flags in [
            Flags::ACK,
            Flags::NAK,
            Flags::RAK,
            Flags::HANDSHAKE,
            Flags::CLOSED_BY_RECEIVER | Flags::WLM_2009,
        ] {
            let control = V1Packet { flags, offset: 99, body: b"", ..CHUNK };
            assert_eq!(control.check(Carrier::MESSAGE), Ok(()));
        }
        // An empty file.
        let empty = V1Packet { session: 9, total: 0, flags: Flags::FILE_DATA, body: b"", ..CHUNK };
        assert_eq!((empty.check(Carrier::MESSAGE), empty.is_last()), (Ok(()), true));
        assert!(V1Packet { session: 9, total: 4, body: &[0; 4], ..CHUNK }.is_preparation());
        assert!(!V1Packet { total: 4, body: &[0; 4], ..CHUNK }.is_preparation());
    }

    #[test]
    fn handshakes() {
        let nonce = Guid(*b"0123456789abcdef");
        let packet = V1Packet::handshake(7, nonce);
        let bytes = checked::written(&packet);
        assert_eq!((bytes.len(), &bytes[32..]), (48, &b"0123456789abcdef"[..]));
        assert_eq!((packet.nonce(), packet.check(Carrier::DIRECT)), (Some(nonce), Ok(())));
        assert_eq!(V1Packet { flags: Flags::ACK, ..packet }.nonce(), None);
    }

    proptest! {
        #[test]
        fn any_bytes(input in prop::collection::vec(any::<u8>(), 0..64), length in 0_u8..20, footer: bool) {
            let mut input = input;
            for (place, byte) in input.iter_mut().skip(8).take(20).zip([0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, length, 0, 0, 0]) {
                *place = byte;
            }
            _ = checked::canonical::<V1Packet<'_>>(&input, if footer { Carrier::MESSAGE } else { Carrier::DIRECT });
        }

        #[test]
        fn what_is_built_is_read_back(
            numbers: [u32; 4], offset in 0_u64..30, total in 0_u64..30, flags in prop_oneof![Just(0_u32), 0..0x400_u32, any::<u32>()],
            ack_size: u64, body in prop::collection::vec(any::<u8>(), 0..20), footer: Option<u32>, direct: bool,
        ) {
            let [session, id, ack_id, ack_sub] = numbers;
            let packet = V1Packet {
                session, id, offset, total, flags: Flags::from_bits_retain(flags), ack_id, ack_sub, ack_size,
                body: body.leak(), footer: footer.map(App),
            };
            checked::value(packet, if direct { Carrier::DIRECT } else { Carrier::MESSAGE });
            checked::value(packet.ack(id), if footer.is_none() { Carrier::DIRECT } else { Carrier::MESSAGE });
        }
    }
}
