//! A direct connection of two clients: a greeting and a nonce from each side, then packets of P2P.
//!
//! It is on any port, and known by its [`GREETING`](DirectReader::GREETING). After a gap, or after what is refused, the
//! next packet with its length is searched for.

use crate::msnp::session::troubles;
use crate::show::charset::Charset;
use crate::show::exact::gives_back;
use crate::show::json::Object;
use crate::show::output::{Excerpt, Status, Thing, Trouble};
use crate::show::text::{BOLD, PLAIN, RED, Text};
use crate::show::values::Values;
use crate::tcp::Stream;
use imwire::Error;
use imwire::fields::{Field, Kind, Value, Visitor, Walk};
use imwire::msnp::payload::p2p::{
    Carrier, DirectFrame, DirectReader, End, P2pPacket, P2pVersion, V1Packet, V2Packet,
};
use serde_json::{Map, Value as Json};

/// The shortest packet, in bytes.
const LEAST: u32 = 8;

static NONCE: Field = Field::new("msnp.direct.nonce", Kind::Text);

/// One connection.
#[derive(Debug)]
pub(crate) struct Direct {
    connecting: Side,
    listening: Side,
}

#[derive(Debug)]
struct Side {
    reader: DirectReader,
    /// The start of a frame that is not whole yet.
    buffer: Vec<u8>,
    /// What was skipped in search of a packet.
    lost: Option<Excerpt>,
}

/// A frame of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'a> {
    frame: DirectFrame<'a>,
    version: Option<P2pVersion>,
    /// With the length before it.
    pub(crate) wire: &'a [u8],
}

impl Direct {
    pub(crate) fn new() -> Self {
        let side = |end| Side { reader: DirectReader::new(end), buffer: Vec::new(), lost: None };
        Self { connecting: side(End::Connecting), listening: side(End::Listening) }
    }

    /// Bytes of frames that are not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.connecting.buffer.len() + self.listening.buffer.len()
    }

    /// Takes what comes next from the connecting side, or from the other. `tell` is called for what comes out.
    pub(crate) fn take<E>(
        &mut self,
        forth: bool,
        what: Stream,
        mut tell: impl FnMut(&Thing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let side = if forth { &mut self.connecting } else { &mut self.listening };
        let count = match what {
            Stream::Bytes(bytes) => return side.bytes(&bytes, &mut tell),
            Stream::Gap(count) => count,
            Stream::Ended(_) | Stream::Opened { .. } => 0,
        };
        let rest = std::mem::take(&mut side.buffer);
        let before = match side.lost.replace(Excerpt::default()) {
            Some(mut lost) => {
                lost.add(&rest);
                (Status::Skipped, lost)
            }
            None => (Status::Incomplete, Excerpt::of(&rest)),
        };
        let told = troubles([before, (Status::Gap, Excerpt { count, head: Vec::new() })]);
        told.into_iter().try_for_each(|trouble| tell(&Thing::Trouble(trouble)))
    }
}

impl Side {
    fn bytes<E>(
        &mut self,
        bytes: &[u8],
        tell: &mut impl FnMut(&Thing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(bytes);
        let mut rest = &buffer[..];
        loop {
            if let Some(mut lost) = self.lost.take() {
                let skipped;
                (skipped, rest) = rest.split_at(self.start(rest));
                lost.add(skipped);
                if self.packet_at(rest) != Some(true) {
                    self.lost = Some(lost);
                    break;
                }
                tell_some(Status::Skipped, None, lost, tell)?;
            }
            let mut frames = self.reader.frames(rest);
            match frames.next() {
                None => break,
                Some(Ok(frame)) => {
                    let after = frames.rest();
                    let wire = rest.get(..rest.len() - after.len()).unwrap_or_default();
                    let version = self.reader.version();
                    tell(&Thing::Direct(Message { frame, version, wire }))?;
                    rest = after;
                }
                Some(Err(error)) => {
                    self.lost = Some(Excerpt::default());
                    tell_some(Status::Error, Some(error), Excerpt::of(rest), tell)?;
                }
            }
        }
        self.buffer = rest.to_vec();
        Ok(())
    }

    /// Where a packet begins, or may begin if more comes.
    fn start(&self, bytes: &[u8]) -> usize {
        let fits = |at: &usize| bytes.get(*at..).is_some_and(|bytes| self.packet_at(bytes).is_some());
        (0..bytes.len()).find(fits).unwrap_or(bytes.len())
    }

    /// Whether all of a packet is there; `None` if these bytes are none.
    fn packet_at(&self, bytes: &[u8]) -> Option<bool> {
        let version = self.reader.version()?;
        let Some((length, rest)) = bytes.split_first_chunk() else { return Some(false) };
        let length = u32::from_le_bytes(*length);
        let is_packet = |bytes| packet(version, &DirectFrame::Packet(bytes)).is_ok();
        match rest.get(..length as usize) {
            _ if !(LEAST..=DirectReader::LIMIT).contains(&length) => None,
            _ if claimed(version, rest).is_some_and(|claimed| claimed != length) => None,
            Some(bytes) => is_packet(bytes).then_some(true),
            None => Some(false),
        }
    }
}

fn tell_some<E>(
    status: Status,
    error: Option<Error>,
    bytes: Excerpt,
    tell: &mut impl FnMut(&Thing<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let error = error.map(|error| error.to_string());
    match bytes.count {
        0 => Ok(()),
        _ => tell(&Thing::Trouble(Trouble { proto: "msnp", status, error, bytes })),
    }
}

/// How long a packet is, as its header says, once that is there.
fn claimed(version: P2pVersion, packet: &[u8]) -> Option<u32> {
    match version {
        P2pVersion::V1 => u32::from_le_bytes(*packet.get(24..)?.first_chunk()?).checked_add(48),
        P2pVersion::V2 => match *packet {
            [header, _, high, low, ..] => {
                Some(u32::from(header) + u32::from(u16::from_be_bytes([high, low])))
            }
            _ => None,
        },
    }
}

fn packet<'a>(version: P2pVersion, frame: &DirectFrame<'a>) -> Result<Option<P2pPacket<'a>>, Error> {
    match version {
        P2pVersion::V1 => frame.packet_v1().map(|packet| packet.map(P2pPacket::V1)),
        P2pVersion::V2 => frame.packet_v2().map(|packet| packet.map(P2pPacket::V2)),
    }
}

impl<'a> Message<'a> {
    /// What it is.
    pub(crate) const fn name(&self) -> &'static str {
        match self.frame {
            DirectFrame::Greeting => "greeting",
            DirectFrame::Nonce(_) | DirectFrame::Handshake(_) => "nonce",
            DirectFrame::Packet(_) => "packet",
            DirectFrame::Empty => "empty",
        }
    }

    /// The name of its record, if it has fields.
    const fn record(&self) -> Option<&'static str> {
        match (self.frame, self.version) {
            (DirectFrame::Greeting | DirectFrame::Empty, _) | (_, None) => None,
            (DirectFrame::Nonce(_), _) => Some("Nonce"),
            (_, Some(P2pVersion::V1)) => Some("V1Packet"),
            (_, Some(P2pVersion::V2)) => Some("V2Packet"),
        }
    }

    /// The packet in it.
    ///
    /// # Errors
    /// What is there is none.
    pub(crate) fn packet(&self) -> Result<Option<P2pPacket<'a>>, Error> {
        self.version.map_or(Ok(None), |version| packet(version, &self.frame))
    }

    /// Shows its fields.
    ///
    /// # Errors
    /// What is there is no packet.
    pub(crate) fn walk(&self, visitor: &mut dyn Visitor) -> Result<(), Error> {
        let bytes = self.wire.get(4..).unwrap_or_default();
        match (self.frame, self.version) {
            (DirectFrame::Nonce(nonce), _) => {
                visitor.field(&NONCE, Value::Text(&nonce.text()), Some(bytes));
                Ok(())
            }
            (DirectFrame::Greeting | DirectFrame::Empty, _) | (_, None) => Ok(()),
            (_, Some(P2pVersion::V1)) => V1Packet::walk(bytes, Carrier::DIRECT, visitor),
            (_, Some(P2pVersion::V2)) => V2Packet::walk(bytes, Carrier::DIRECT, visitor),
        }
    }

    pub(crate) fn json(&self) -> Map<String, Json> {
        let (mut object, mut fields) = (Object::default(), Object::default());
        object.put("proto", "msnp");
        object.put("direct", self.name());
        if let Some(name) = self.record() {
            fields.put("name", name);
            match self.walk(&mut fields) {
                Ok(()) => object.put("typed", fields.map),
                Err(error) => object.put("typed_error", error.to_string()),
            }
        }
        object.put("exact", gives_back(&self.frame, self.wire));
        object.map
    }

    pub(crate) fn text(&self) -> Text {
        let mut values = Values::new(Charset::UTF_8, &[]);
        let read = self.walk(&mut values);
        let text = Text::new(BOLD, self.name()).with(PLAIN, " ").and(values.done());
        match read {
            Ok(()) => text,
            Err(error) => text.with(RED, format!("({error})")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Encode;
    use imwire::msnp::payload::guid::Guid;
    use imwire::msnp::payload::p2p::V2Data;
    use std::convert::Infallible;

    fn written(frame: &impl Encode) -> Vec<u8> {
        let mut room = vec![0; frame.encoded_len()];
        frame.encode_into(&mut room).unwrap();
        room
    }

    fn sample(body: &[u8]) -> Vec<u8> {
        let packet = V2Packet { data: Some(V2Data::new(body)), ..V2Packet::new(7) };
        written(&DirectFrame::Packet(&written(&packet)))
    }

    fn opened(end: End) -> Vec<u8> {
        let nonce = written(&DirectFrame::Nonce(Guid(*b"0123456789abcdef")));
        if end == End::Connecting { [DirectReader::GREETING, &nonce].concat() } else { nonce }
    }

    /// Plays what one side sends, in pieces of that many bytes; between two of the streams are gaps.
    fn play(end: End, streams: &[&[u8]], piece: usize) -> Vec<String> {
        let (mut direct, mut told) = (Direct::new(), Vec::new());
        let mut take = |what| {
            let Ok(()) = direct.take(end == End::Connecting, what, |thing| {
                told.push(match thing {
                    Thing::Direct(message) => format!("{} {}", message.name(), message.wire.len()),
                    Thing::Trouble(Trouble { status, bytes, error, .. }) => {
                        format!("{status:?} {}{}", bytes.count, error.as_deref().unwrap_or_default())
                    }
                    _ => String::new(),
                });
                Ok::<_, Infallible>(())
            });
        };
        for (index, stream) in streams.iter().enumerate() {
            if index > 0 {
                take(Stream::Gap(5));
            }
            stream.chunks(piece).for_each(|bytes| take(Stream::Bytes(bytes.to_vec())));
        }
        take(Stream::Ended(crate::tcp::End::Finished));
        told
    }

    #[track_caller]
    fn case(end: End, streams: &[&[u8]], expected: &[&str]) {
        for piece in [1, 7, usize::MAX] {
            assert_eq!(play(end, streams, piece), expected, "{piece}");
        }
    }

    #[test]
    fn frames() {
        let (opened, packet) = (opened(End::Connecting), sample(b"hello"));
        let stream = [&opened[..], &packet, &written(&DirectFrame::Empty), &packet[..9]].concat();
        case(
            End::Connecting,
            &[&stream],
            &["greeting 8", "nonce 20", "packet 25", "empty 4", "Incomplete 9"],
        );
    }

    /// After a gap, inside a packet or between two, it goes on with the next that is whole.
    #[test]
    fn gaps() {
        let (opened, packet) = (opened(End::Listening), sample(b"hello"));
        let start = [&opened[..], &packet[..20]].concat();
        let rest = [&packet[20..], &packet, &packet].concat();
        let told = ["nonce 20", "Incomplete 20", "Gap 5", "Skipped 5", "packet 25", "packet 25"];
        case(End::Listening, &[&start, &rest], &told);
        case(End::Listening, &[&opened, &packet], &["nonce 20", "Gap 5", "packet 25"]);
        // Before the nonces nothing is known.
        case(End::Listening, &[&opened[..9], &packet], &["Incomplete 9", "Gap 5", "Skipped 25"]);
    }

    #[test]
    fn what_is_refused() {
        let (opened, packet) = (opened(End::Listening), sample(b"hello"));
        let stream = [&opened[..], &[0xff; 8], &packet].concat();
        let told = play(End::Listening, &[&stream], usize::MAX);
        assert_eq!(told, ["nonce 20", "Error 33frame: over the limit at byte 0", "Skipped 8", "packet 25"]);
        let told = play(End::Listening, &[b"\x03\0\0\0abc", &packet], usize::MAX);
        assert_eq!(
            told,
            ["Error 7nonce: not as long as it says at byte 4", "Skipped 7", "Gap 5", "Skipped 25"]
        );
    }

    #[test]
    fn memory_is_bounded() {
        let mut direct = Direct::new();
        let mut take = |bytes: &[u8]| {
            let Ok(()) = direct.take(false, Stream::Bytes(bytes.to_vec()), |_| Ok::<_, Infallible>(()));
            assert!(direct.held() <= DirectReader::LIMIT as usize + 4 + bytes.len());
        };
        take(&opened(End::Listening));
        for bytes in [[0; 1_500], [0xff; 1_500], [1; 1_500]] {
            (0..100).for_each(|_| take(&bytes));
        }
    }
}
