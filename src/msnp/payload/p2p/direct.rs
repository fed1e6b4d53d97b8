//! Direct connections over TCP: a greeting, a nonce from each side, then packets, each after its length.
//!
//! ```text
//! 04000000 "foo" 00              the connecting side only
//! 10000000 16 bytes of nonce     version 2; each side sends its own
//! 30000000 48 bytes              version 1: a header with Flags::HANDSHAKE, the nonce in its last 16
//! f4020000 a packet              without a footer
//! ```
//!
//! Lengths are little-endian, and do not count themselves.
//!
//! ```
//! use imwire::{Encode, msnp::payload::p2p::{DirectFrame, DirectReader, End, V2Packet, P2pVersion}};
//!
//! let received = b"\x04\0\0\0foo\0\x10\0\0\x000123456789abcdef\x08\0\0\0\x08\x02\0\0\x16\x2c\x4e\xbb\x08\0";
//! let mut reader = DirectReader::new(End::Connecting);
//! let mut frames = reader.frames(received);
//! assert_eq!(frames.next(), Some(Ok(DirectFrame::Greeting)));
//! let Some(Ok(DirectFrame::Nonce(nonce))) = frames.next() else { panic!() };
//! assert_eq!(nonce.0, *b"0123456789abcdef");
//! let Some(Ok(frame @ DirectFrame::Packet(_))) = frames.next() else { panic!() };
//! assert!(matches!(frame.packet_v2()?, Some(V2Packet { base: 0x162c_4ebb, .. })));
//! assert_eq!(frames.next(), None);
//! assert_eq!(frames.rest(), b"\x08\0"); // to be given again when more has arrived
//! assert_eq!(reader.version(), Some(P2pVersion::V2));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: a recorded direct link of two Windows Live Messenger 2009 clients (version 2); libpurple,
//! msn-pecan and aMSN (version 1).

use super::carrier::{Carrier, P2pVersion};
use super::v1::{Flags, V1Packet};
use super::v2::V2Packet;
use crate::error::{Error, ErrorKind, Part};
use crate::msnp::payload::guid::Guid;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;

const FRAME: Part = Part::named("frame");
const GREETING: Part = Part::named("greeting");
const NONCE: Part = Part::named("nonce");
const FLAG: Part = Part::named("flag");

/// The body of the first frame.
const FOO: &[u8] = DirectReader::GREETING.split_at(4).1;

/// Which end of a direct connection sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// The side that connected: it greets.
    Connecting,
    /// The side that listened.
    Listening,
}

/// One frame of a direct connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum DirectFrame<'a> {
    /// `foo` and a NUL.
    Greeting,
    /// The nonce of version 2.
    Nonce(Guid),
    /// The handshake of version 1, with its [`nonce`](V1Packet::nonce).
    Handshake(V1Packet<'a>),
    /// A packet, not read yet.
    Packet(&'a [u8]),
    /// A frame of no bytes, which other programs ignore.
    Empty,
}

impl<'a> DirectFrame<'a> {
    /// The packet of version 1 in it; `None` if it has none.
    ///
    /// # Errors
    /// What [`V1Packet`] refuses.
    pub fn packet_v1(&self) -> Result<Option<V1Packet<'a>>, Error> {
        match self {
            Self::Packet(bytes) => V1Packet::parse_with(bytes, Carrier::DIRECT).map(Some),
            Self::Handshake(packet) => Ok(Some(*packet)),
            _ => Ok(None),
        }
    }

    /// The packet of version 2 in it; `None` if it has none.
    ///
    /// # Errors
    /// What [`V2Packet`] refuses.
    pub fn packet_v2(&self) -> Result<Option<V2Packet<'a>>, Error> {
        match self {
            Self::Packet(bytes) => V2Packet::parse_with(bytes, Carrier::DIRECT).map(Some),
            _ => Ok(None),
        }
    }
}

/// The length, and what it counts.
impl Encode for DirectFrame<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Greeting => Framed(FOO).encode(sink),
            Self::Nonce(nonce) => Framed(&nonce.0[..]).encode(sink),
            Self::Packet(bytes) => Framed(*bytes).encode(sink),
            Self::Empty => Framed(&[][..]).encode(sink),
            Self::Handshake(packet) => Framed(*packet).encode(sink),
        }
    }
}

/// A packet with its length before it, as it goes on a direct connection.
///
/// ```
/// use imwire::{Encode, msnp::payload::p2p::{Framed, Operation, V2Packet}};
///
/// let request = V2Packet { operation: Operation::RAK, ..V2Packet::new(0x162c_4ebb) };
/// assert_eq!(Framed(request).encode_into(&mut [0; 16])?, b"\x08\0\0\0\x08\x02\0\0\x16\x2c\x4e\xbb");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Framed<T>(pub T);

impl<T: Encode> Encode for Framed<T> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&u32::try_from(self.0.encoded_len()).unwrap_or(u32::MAX).to_le_bytes())?;
        self.0.encode(sink)
    }
}

/// Bytes as they are.
impl Encode for &[u8] {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self)
    }
}

impl fmt::Debug for DirectFrame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting => f.write_str("Greeting"),
            Self::Nonce(nonce) => write!(f, "Nonce({nonce})"),
            Self::Handshake(packet) => write!(f, "Handshake({packet:?})"),
            Self::Packet(bytes) => write!(f, "Packet(\"{}\")", bytes.escape_ascii()),
            Self::Empty => f.write_str("Empty"),
        }
    }
}

/// What is wrong, with which part, at which byte from the start of the frame.
type Misfit = (ErrorKind, Part, usize);

/// Takes the frames of one end from a stream.
#[derive(Clone, Debug)]
pub struct DirectReader {
    next: Expected,
    version: Option<P2pVersion>,
    limit: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Greeting,
    Nonce,
    Packet,
}

impl DirectReader {
    /// The first eight bytes of the connecting side: `foo` and a NUL, and their length. A direct connection may be on
    /// any port, and is known by them.
    pub const GREETING: &'static [u8] = b"\x04\0\0\0foo\0";

    /// The largest frame that is taken, unless [`set_limit`](Self::set_limit) says otherwise. The largest
    /// known has 1400 bytes.
    pub const LIMIT: u32 = 8192;

    /// Nothing read yet from that end.
    #[must_use]
    pub const fn new(end: End) -> Self {
        let next = match end {
            End::Connecting => Expected::Greeting,
            End::Listening => Expected::Nonce,
        };
        Self { next, version: None, limit: Self::LIMIT }
    }

    /// The same with the version that the two clients agreed on: a nonce of the other is refused.
    #[must_use]
    pub const fn with_version(self, version: P2pVersion) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Takes frames of up to so many bytes.
    pub const fn set_limit(&mut self, bytes: u32) {
        self.limit = bytes;
    }

    /// The version, once it was set or the nonce came.
    #[must_use]
    pub const fn version(&self) -> Option<P2pVersion> {
        self.version
    }

    /// Whether greeting and nonce have come.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.next, Expected::Packet)
    }

    /// The frames of `input`, which continues where the rest of the last input began.
    #[must_use]
    pub const fn frames<'r, 'a>(&'r mut self, input: &'a [u8]) -> DirectFrames<'r, 'a> {
        DirectFrames { reader: self, input, rest: input, failed: false }
    }

    /// The first frame, and what comes after it; `None` if it is not whole yet.
    fn take<'a>(&mut self, input: &'a [u8]) -> Result<Option<(DirectFrame<'a>, &'a [u8])>, Misfit> {
        let Some((len, rest)) = input.split_first_chunk::<4>() else { return Ok(None) };
        let len = u32::from_le_bytes(*len);
        if len > self.limit {
            return Err((ErrorKind::TooLong, FRAME, 0));
        }
        let greeting = Err((ErrorKind::Unexpected, GREETING, 4));
        if self.next == Expected::Greeting && len != 4 {
            return greeting;
        }
        let Some((body, rest)) = usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len)) else {
            return Ok(None);
        };
        let frame = match (self.next, body) {
            (Expected::Greeting, FOO) => {
                self.next = Expected::Nonce;
                DirectFrame::Greeting
            }
            (Expected::Greeting, _) => return greeting,
            (_, []) => DirectFrame::Empty,
            (Expected::Nonce, _) => {
                let frame = self.nonce(body)?;
                self.next = Expected::Packet;
                frame
            }
            (Expected::Packet, _) => DirectFrame::Packet(body),
        };
        Ok(Some((frame, rest)))
    }

    fn nonce<'a>(&mut self, body: &'a [u8]) -> Result<DirectFrame<'a>, Misfit> {
        let (frame, version) = match (<[u8; 16]>::try_from(body), body.len()) {
            (Ok(nonce), _) => (DirectFrame::Nonce(Guid(nonce)), P2pVersion::V2),
            (_, 48) => match V1Packet::parse_with(body, Carrier::DIRECT) {
                Ok(packet) if packet.flags.contains(Flags::HANDSHAKE) => {
                    (DirectFrame::Handshake(packet), P2pVersion::V1)
                }
                Ok(_) => return Err((ErrorKind::Missing, FLAG, 4_usize.saturating_add(28))),
                Err(error) => return Err((error.kind(), error.part(), error.at().saturating_add(4))),
            },
            _ => return Err((ErrorKind::WrongLength, NONCE, 4)),
        };
        if self.version.is_some_and(|agreed| agreed != version) {
            return Err((ErrorKind::WrongLength, NONCE, 4));
        }
        self.version = Some(version);
        Ok(frame)
    }
}

/// The frames of an input. After an error there are no more: close the connection.
#[derive(Debug)]
pub struct DirectFrames<'r, 'a> {
    reader: &'r mut DirectReader,
    input: &'a [u8],
    rest: &'a [u8],
    failed: bool,
}

impl<'a> DirectFrames<'_, 'a> {
    /// What was not taken: give it again, with what arrives after it.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// To be asked when the stream has ended.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if it ends inside a frame.
    pub const fn finish(&self) -> Result<(), Error> {
        match self.rest {
            [] => Ok(()),
            _ => {
                Err(Error::new(ErrorKind::Truncated, FRAME, self.input.len().saturating_sub(self.rest.len())))
            }
        }
    }
}

impl<'a> Iterator for DirectFrames<'_, 'a> {
    type Item = Result<DirectFrame<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.reader.take(self.rest) {
            Ok(Some((frame, rest))) => {
                self.rest = rest;
                Some(Ok(frame))
            }
            Ok(None) => None,
            Err((kind, part, at)) => {
                self.failed = true;
                let before = self.input.len().saturating_sub(self.rest.len());
                Some(Err(Error::new(kind, part, before.saturating_add(at))))
            }
        }
    }
}

impl core::iter::FusedIterator for DirectFrames<'_, '_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    fn written(frames: &[DirectFrame<'_>]) -> Vec<u8> {
        frames.iter().flat_map(|frame| checked::written(frame).iter().copied()).collect()
    }

    #[test]
    fn both_versions() {
        let nonce = Guid(*b"0123456789abcdef");
        for (end, sent) in [
            (
                End::Connecting,
                [
                    DirectFrame::Greeting,
                    DirectFrame::Nonce(nonce),
                    DirectFrame::Empty,
                    DirectFrame::Packet(b"abc"),
                ],
            ),
            (
                End::Connecting,
                [
                    DirectFrame::Greeting,
                    DirectFrame::Empty,
                    DirectFrame::Handshake(V1Packet::handshake(7, nonce)),
                    DirectFrame::Packet(b"abc"),
                ],
            ),
            (
                End::Listening,
                [
                    DirectFrame::Nonce(nonce),
                    DirectFrame::Packet(b"foo\0"),
                    DirectFrame::Packet(b"0123456789abcdef"),
                    DirectFrame::Packet(b"abc"),
                ],
            ),
        ] {
            let bytes = written(&sent);
            for cut in 0..=bytes.len() {
                let mut reader = DirectReader::new(end);
                let mut found: Vec<_> = Vec::new();
                let mut frames = reader.frames(&bytes[..cut]);
                found.extend(frames.by_ref().map(Result::unwrap));
                let rest = cut - frames.rest().len();
                assert_eq!(frames.finish().is_ok(), rest == cut);
                let mut frames = reader.frames(&bytes[rest..]);
                found.extend(frames.by_ref().map(Result::unwrap));
                assert_eq!((found.as_slice(), frames.finish()), (&sent[..], Ok(())));
                assert!(reader.is_open());
            }
        }
        assert_eq!(
            DirectFrame::Handshake(V1Packet::handshake(7, nonce)).packet_v1().map(|found| found.is_some()),
            Ok(true)
        );
        assert_eq!((DirectFrame::Empty.packet_v1(), DirectFrame::Greeting.packet_v2()), (Ok(None), Ok(None)));
        assert_eq!(DirectFrame::Greeting.encode_into(&mut [0; 8]), Ok(DirectReader::GREETING));
        refused(DirectFrame::Packet(b"abc").packet_v2(), "header: shorter than its length says at byte 3");
        refused(DirectFrame::Packet(b"abc").packet_v1(), "header: shorter than its length says at byte 3");
    }

    #[track_caller]
    fn fails(reader: &DirectReader, bytes: &[u8], message: &str) {
        let mut reader = reader.clone();
        let mut frames = reader.frames(bytes);
        let error = frames.by_ref().find_map(Result::err);
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(message));
        assert_eq!(frames.next(), None);
    }

    #[test]
    fn refused_streams() {
        let connecting = DirectReader::new(End::Connecting);
        let greeting = "greeting: unexpected word at byte 4";
        fails(&connecting, b"\x04\0\0\0bar\0", greeting);
        fails(&connecting, b"\x03\0\0\0foo", greeting);
        fails(&connecting, b"\0\0\0\0", greeting);
        fails(&connecting, b"\0\0\0\x04foo\0", "frame: over the limit at byte 0");
        fails(&connecting, b"\x04\0\0\0foo\0\x01\x20\0\0", "frame: over the limit at byte 8");
        let listening = DirectReader::new(End::Listening);
        fails(&listening, b"\x04\0\0\0foo\0", "nonce: not as long as it says at byte 4");
        let v1 = written(&[DirectFrame::Handshake(V1Packet::handshake(7, Guid::ZERO))]);
        fails(
            &listening.clone().with_version(P2pVersion::V2),
            &v1,
            "nonce: not as long as it says at byte 4",
        );
        fails(
            &listening.clone().with_version(P2pVersion::V1),
            b"\x10\0\0\x000123456789abcdef",
            "nonce: not as long as it says at byte 4",
        );
        let mut without = v1.clone();
        without[33] = 0;
        without[32] = 2;
        fails(&listening, &without, "flag: missing at byte 32");
        let mut lying = v1;
        lying[28] = 9;
        fails(&listening, &lying, "message length: not as long as it says at byte 28");
        let mut limited = listening;
        limited.set_limit(15);
        fails(&limited, b"\x10\0\0\0", "frame: over the limit at byte 0");
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(prop_oneof![3 => Just(0_u8), 1 => 0..60_u8], 0..120), greets: bool) {
            let mut reader = DirectReader::new(if greets { End::Connecting } else { End::Listening });
            let bytes = [if greets { &b"\x04\0\0\0foo\0"[..] } else { b"" }, &bytes].concat();
            let mut frames = reader.frames(&bytes);
            let mut form = Vec::new();
            while let Some(Ok(frame)) = frames.next() {
                form.extend_from_slice(checked::written(&frame));
                prop_assert_eq!(&[&form, frames.rest()].concat(), &bytes);
            }
        }
    }
}
