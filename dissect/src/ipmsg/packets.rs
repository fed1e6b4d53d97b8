//! IPMsg packets on one side of a TCP connection: bytes go in as they arrive, packets come out.
//!
//! A packet in colon form has no end of its own. What [`Progress`] leaves open is taken to be whole
//! when a NUL ends what has arrived, when the other side answers, or when nothing more comes.

use crate::show::output::Excerpt;
use imwire::Wire;
use imwire::ipmsg::dict::IpDict;
use imwire::ipmsg::{Mode, Packet, Progress};

/// Longer dictionaries are refused.
const LONGEST: usize = 1 << 20;

/// One side of a connection.
#[derive(Debug, Default)]
pub(crate) struct Packets {
    buffer: Vec<u8>,
    then: Then,
}

/// What the bytes are that come next.
#[derive(Debug, Default)]
enum Then {
    /// Packets.
    #[default]
    Packets,
    /// A picture, after the packet that announced it.
    Picture(Excerpt),
    /// Something after what was refused.
    Unknown(Excerpt),
}

/// What was found.
#[derive(Debug, PartialEq)]
pub(crate) enum Found {
    /// The bytes of a packet, in colon or dictionary form.
    Packet(Vec<u8>),
    /// Something else.
    Refused(String, Excerpt),
    /// The start of a packet, of which the end is missing.
    Incomplete(Excerpt),
    /// A picture.
    Picture(Excerpt),
    /// Bytes after something that was refused.
    Skipped(Excerpt),
}

impl Packets {
    /// Takes the next bytes; then ask [`next`](Packets::next) until there is nothing more.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        match &mut self.then {
            Then::Packets => self.buffer.extend_from_slice(bytes),
            Then::Picture(excerpt) | Then::Unknown(excerpt) => excerpt.add(bytes),
        }
    }

    /// Bytes of a packet that is not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.buffer.len()
    }

    pub(crate) fn next(&mut self) -> Option<Found> {
        if self.buffer.first() == Some(&0) {
            // More of what ended the last one: no packet begins so.
            let nuls = self.buffer.iter().take_while(|&&byte| byte == 0).count();
            self.buffer.drain(..nuls);
        }
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
            return None;
        }
        let length = match Progress::of(&self.buffer, Progress::LIMIT) {
            Ok(Progress::Dictionary) => IpDict::frame_len(&self.buffer, LONGEST),
            Ok(Progress::Complete(length)) => Ok(Some(length)),
            Ok(Progress::AtPause) => Ok(self.end_of_packet()),
            Ok(Progress::More) => Ok(None),
            Err(error) => Err(error),
        };
        match length {
            Ok(Some(length)) if length <= self.buffer.len() => {
                let rest = self.buffer.split_off(length);
                let packet = std::mem::replace(&mut self.buffer, rest);
                Some(Found::Packet(packet))
            }
            Ok(_) => None,
            Err(error) => {
                self.then = Then::Unknown(Excerpt::default());
                Some(Found::Refused(error.to_string(), Excerpt::of(&std::mem::take(&mut self.buffer))))
            }
        }
    }

    /// Where a packet ends of which only a pause would tell.
    fn end_of_packet(&mut self) -> Option<usize> {
        let packet = Packet::parse(&self.buffer).ok()?;
        match packet.word().mode() {
            // The contents may come before the request was acknowledged, but not before its end.
            Mode::GETFILEDATA | Mode::GETDIRFILES => None,
            Mode::IPTUX_SENDSUBLAYER => {
                let nul = packet.additional?.iter().position(|&byte| byte == 0)?;
                let end = packet.additional_at() + nul + 1;
                self.then = Then::Picture(Excerpt::of(self.buffer.get(end..).unwrap_or_default()));
                self.buffer.truncate(end);
                Some(end)
            }
            _ => self.buffer.ends_with(b"\0").then_some(self.buffer.len()),
        }
    }

    /// Nothing comes for a while: what has arrived is all there is.
    pub(crate) fn pause(&mut self) -> Option<Found> {
        match std::mem::take(&mut self.buffer) {
            bytes if bytes.is_empty() => None,
            bytes if Packet::parse(&bytes).is_ok() => Some(Found::Packet(bytes)),
            bytes => Some(Found::Incomplete(Excerpt::of(&bytes))),
        }
    }

    /// Bytes are missing, or nothing more comes at all. What follows may be packets again.
    pub(crate) fn end(&mut self) -> Option<Found> {
        let found = match std::mem::take(&mut self.then) {
            Then::Packets => return self.pause(),
            Then::Picture(bytes) if bytes.count > 0 => Found::Picture(bytes),
            Then::Unknown(bytes) if bytes.count > 0 => Found::Skipped(bytes),
            _ => return None,
        };
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pushes pieces, and gives what was found after each.
    fn found(packets: &mut Packets, pieces: &[&[u8]]) -> Vec<Found> {
        let mut all = Vec::new();
        for piece in pieces {
            packets.push(piece);
            all.extend(std::iter::from_fn(|| packets.next()));
        }
        all
    }

    fn packet(bytes: &[u8]) -> Found {
        Found::Packet(bytes.to_vec())
    }

    #[test]
    fn a_request_in_pieces() {
        let mut packets = Packets::default();
        assert_eq!(found(&mut packets, &[b"1:2", b"3:alice:kimchi:96", b":16:2710", b":0"]), []);
        // It ends with the colon after the offset, and NULs may follow.
        assert_eq!(found(&mut packets, &[b":", b"\0"]), [packet(b"1:23:alice:kimchi:96:16:2710:0:")]);
        assert_eq!((packets.pause(), packets.end()), (None, None));
    }

    #[test]
    fn without_a_nul() {
        let mut packets = Packets::default();
        assert_eq!(found(&mut packets, &[b"1:23:alice:kimchi:98:16:1"]), []);
        assert_eq!(packets.pause(), Some(packet(b"1:23:alice:kimchi:98:16:1")));
        assert_eq!(found(&mut packets, &[b"1:23:ali"]), []);
        assert_eq!(packets.end(), Some(Found::Incomplete(Excerpt::of(b"1:23:ali"))));
    }

    #[test]
    fn other_packets() {
        let mut packets = Packets::default();
        let dict = b"IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z";
        let (one, two) = dict.split_at(30);
        assert_eq!(found(&mut packets, &[b"IP2:2", &one[5..], two]), [packet(dict)]);
        let info = b"1:1:u:h:64:\0";
        assert_eq!(found(&mut packets, &[&[&b"\0\0"[..], info].concat()]), [packet(info)]);
        // What comes after it is a picture.
        assert_eq!(found(&mut packets, &[b"1:1:u:h:509:", b"\0\x89PN", b"G"]), [packet(b"1:1:u:h:509:\0")]);
        assert_eq!(packets.end(), Some(Found::Picture(Excerpt::of(b"\x89PNG"))));
        assert_eq!(packets.end(), None);
    }

    #[test]
    fn what_is_no_packet() {
        let mut packets = Packets::default();
        let refused = Found::Refused(
            "packet number: not a decimal number at byte 12".to_owned(),
            Excerpt::of(b"GET /a HTTP:x"),
        );
        assert_eq!(found(&mut packets, &[b"GET /a HTTP:", b"x", b"yz"]), [refused]);
        assert_eq!(packets.end(), Some(Found::Skipped(Excerpt::of(b"yz"))));
        // After a gap it may go on.
        assert_eq!(found(&mut packets, &[b"1:1:u:h:64:\0"]), [packet(b"1:1:u:h:64:\0")]);
        let [Found::Refused(error, _)] = &found(&mut packets, &[b"IP2:100000:"])[..] else { panic!() };
        assert_eq!(error, "dictionary length: over the limit at byte 4");
    }

    #[test]
    fn memory_is_bounded() {
        for start in [&b""[..], b"1:1:u:h:98:", b"1:1:u:h:32:", b"1:1:u:h:509:\0", b"IP2:fffff:"] {
            let mut packets = Packets::default();
            packets.push(start);
            for _ in 0..2_000 {
                packets.push(&[b'x'; 1_500]);
                while packets.next().is_some() {}
                assert!(packets.buffer.len() <= LONGEST + 1_500);
            }
        }
    }
}
