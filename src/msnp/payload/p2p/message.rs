//! Messages in chunks: cut into packets, and put together again.
//!
//! ```
//! use imwire::{Wire, msnp::payload::p2p::{App, Carrier, Flags, Joined, Joiner, V1Chunks, V1Packet}};
//!
//! let head = V1Packet {
//!     session: 0, id: 7, offset: 0, total: 0, flags: Flags::empty(), ack_id: 1234, ack_sub: 0,
//!     ack_size: 0, body: b"", footer: Some(App::CONTROL),
//! };
//! let invite = [b'x'; 1274];
//! let chunks: Vec<_> = V1Chunks::new(head, &invite, V1Chunks::MESSAGE).collect();
//! assert_eq!(chunks.iter().map(|chunk| chunk.body.len()).collect::<Vec<_>>(), [1202, 72]);
//!
//! let mut buffer = [0; 2000];
//! let mut joiner = Joiner::new(&mut buffer);
//! assert_eq!(joiner.add_v1(&chunks[1])?, Joined::Part);
//! assert_eq!(joiner.add_v1(&chunks[0])?, Joined::Whole);
//! assert_eq!(joiner.message(), Some(&invite[..]));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! One [`Joiner`] holds one message, in a buffer of yours: a total larger than that is an error, so a peer
//! cannot make you allocate by what it claims. Keep one for each message that is open, by the key that
//! [`Joiner::takes_v1`] and [`Joiner::takes_v2`] compare, and only a few for a peer.
//!
//! Source: chunk sizes of packets of official clients (1202 in a `MSG`; 1372 in version 2 on a direct
//! link), of libpurple and Miranda (1352 in version 1 on a direct link), and of the wiki of msnp-sharp
//! (1222 in version 2 in a `MSG`).

use super::v1::V1Packet;
use super::v2::{V2Data, V2Packet};
use crate::arrived::Arrived;
use crate::error::{Error, ErrorKind, Part};

const CHUNK: Part = Part::named("chunk");
const MESSAGE_ID: Part = Part::named("message id");
const TOTAL: Part = Part::named("total");
const FIRST: Part = Part::named("first");
const REMAINING: Part = Part::named("remaining");

/// The packets of a message in version 1.
#[derive(Clone, Debug)]
pub struct V1Chunks<'a> {
    head: V1Packet<'a>,
    message: &'a [u8],
    offset: u64,
    size: usize,
    done: bool,
}

impl<'a> V1Chunks<'a> {
    /// The bytes of a chunk in a `MSG`.
    pub const MESSAGE: usize = 1202;
    /// The bytes of a chunk on a direct connection.
    pub const DIRECT: usize = 1352;

    /// Cuts `message` into chunks of `size` bytes, at least one. All have the session, ids, flags and
    /// footer of `head`. An empty message is one packet.
    #[must_use]
    pub const fn new(head: V1Packet<'a>, message: &'a [u8], size: usize) -> Self {
        Self { head, message, offset: 0, size, done: false }
    }
}

impl<'a> Iterator for V1Chunks<'a> {
    type Item = V1Packet<'a>;

    fn next(&mut self) -> Option<V1Packet<'a>> {
        if self.done {
            return None;
        }
        let (body, rest) = self.message.split_at_checked(self.size.max(1)).unwrap_or((self.message, &[]));
        let total = self.offset.saturating_add(u64::try_from(self.message.len()).unwrap_or(u64::MAX));
        let packet = V1Packet { offset: self.offset, total, body, ..self.head };
        self.offset = total.saturating_sub(u64::try_from(rest.len()).unwrap_or(u64::MAX));
        self.message = rest;
        self.done = rest.is_empty();
        Some(packet)
    }
}

/// The packets of a message in version 2.
#[derive(Clone, Debug)]
pub struct V2Chunks<'a> {
    head: V2Packet<'a>,
    data: V2Data<'a>,
    message: &'a [u8],
    size: usize,
    done: bool,
}

impl<'a> V2Chunks<'a> {
    /// The bytes of a chunk in a `MSG`.
    pub const MESSAGE: usize = 1222;
    /// The bytes of a chunk on a direct connection.
    pub const DIRECT: usize = 1372;

    /// Cuts `message` into chunks of `size` bytes, at least one and at most 65,000. The first packet has
    /// the operation, base id and TLVs of `head`; later ones count on from it. All have kind, package
    /// number and session of `data`, and no other TLVs of it than how much is to come.
    #[must_use]
    pub fn new(head: V2Packet<'a>, data: V2Data<'a>, message: &'a [u8], size: usize) -> Self {
        Self { head, data, message, size: size.clamp(1, 65_000), done: false }
    }

    /// The base id of the packet after the last one that was taken.
    #[must_use]
    pub const fn base(&self) -> u32 {
        self.head.base
    }
}

impl<'a> Iterator for V2Chunks<'a> {
    type Item = V2Packet<'a>;

    fn next(&mut self) -> Option<V2Packet<'a>> {
        if self.done {
            return None;
        }
        let (body, rest) = self.message.split_at_checked(self.size).unwrap_or((self.message, &[]));
        let V2Data { kind, package, session, first, .. } = self.data;
        let mut data = V2Data { kind, package, session, first, ..V2Data::new(body) };
        if !rest.is_empty() {
            data = data.with_remaining(u64::try_from(rest.len()).unwrap_or(u64::MAX));
        }
        let packet = V2Packet { data: Some(data), ..self.head };
        self.head = V2Packet { footer: packet.footer, ..V2Packet::new(packet.next_base()) };
        self.message = rest;
        self.data.first = false;
        self.done = rest.is_empty();
        Some(packet)
    }
}

/// What a [`Joiner`] has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joined {
    /// A part of the message.
    Part,
    /// The whole message.
    Whole,
    /// What it had: the chunk was there already.
    Duplicate,
}

/// Which message a chunk belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    V1 { session: u32, id: u32 },
    V2 { session: u32, package: u16 },
}

/// Puts the chunks of one message together, in a buffer of yours.
///
/// Chunks of version 1 may come in any order, with up to 15 gaps. Those of version 2 do not say
/// where they belong, so the first packet has to come first, and each next one has to continue.
#[derive(Debug)]
pub struct Joiner<'b> {
    buffer: &'b mut [u8],
    /// Of the message, once its first chunk came.
    open: Option<(Key, u64)>,
    arrived: Arrived,
}

impl<'b> Joiner<'b> {
    /// Nothing yet.
    #[must_use]
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, open: None, arrived: Arrived::NONE }
    }

    /// Forgets the message, for the next one.
    pub const fn reset(&mut self) {
        self.open = None;
        self.arrived = Arrived::NONE;
    }

    /// Whether the packet belongs to the message that is open, or none is.
    #[must_use]
    pub fn takes_v1(&self, packet: &V1Packet<'_>) -> bool {
        self.takes(Key::V1 { session: packet.session, id: packet.id })
    }

    /// Whether the data belong to the message that is open, or none is.
    #[must_use]
    pub fn takes_v2(&self, data: &V2Data<'_>) -> bool {
        self.takes(Key::V2 { session: data.session, package: data.package })
    }

    fn takes(&self, key: Key) -> bool {
        self.open.is_none_or(|(open, _)| open == key)
    }

    /// Adds a chunk of version 1.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfRange`] for a chunk that is not inside its total, [`ErrorKind::Unexpected`] if it
    /// is of another message, [`ErrorKind::WrongLength`] if it has another total than the
    /// chunks before, [`ErrorKind::Overlap`] if some of its bytes were there but not all,
    /// [`ErrorKind::NoRoom`] for a total larger than the buffer, or too many gaps. The chunk is then
    /// not added, and the message remains as it was. [`Error::at`] is 0.
    pub fn add_v1(&mut self, packet: &V1Packet<'_>) -> Result<Joined, Error> {
        let key = Key::V1 { session: packet.session, id: packet.id };
        self.add(key, packet.total, packet.offset, packet.body)
    }

    /// Adds data of version 2.
    ///
    /// # Errors
    /// As [`add_v1`](Self::add_v1); [`ErrorKind::Missing`] if the first packet of the message did not
    /// come first, [`ErrorKind::WrongLength`] if what remains is not less than before by the bytes of this
    /// packet.
    pub fn add_v2(&mut self, data: &V2Data<'_>) -> Result<Joined, Error> {
        let key = Key::V2 { session: data.session, package: data.package };
        let err = |kind, part| Err(Error::new(kind, part, 0));
        let len = u64::try_from(data.body.len()).unwrap_or(u64::MAX);
        let Some(from_here) = data.remaining().unwrap_or_default().checked_add(len) else {
            return err(ErrorKind::OutOfRange, REMAINING);
        };
        match self.open {
            None if data.first => self.add(key, from_here, 0, data.body),
            None => err(ErrorKind::Missing, FIRST),
            Some((open, _)) if open != key => err(ErrorKind::Unexpected, MESSAGE_ID),
            Some((_, total)) => match total.checked_sub(from_here) {
                // Each packet continues, or repeats what is there.
                Some(offset) if offset <= self.arrived.without_gap() => {
                    self.add(key, total, offset, data.body)
                }
                _ => err(ErrorKind::WrongLength, REMAINING),
            },
        }
    }

    fn add(&mut self, key: Key, total: u64, offset: u64, body: &[u8]) -> Result<Joined, Error> {
        let err = |kind, part| Err(Error::new(kind, part, 0));
        if let Some((open, open_total)) = self.open {
            if open != key {
                return err(ErrorKind::Unexpected, MESSAGE_ID);
            }
            if open_total != total {
                return err(ErrorKind::WrongLength, TOTAL);
            }
        }
        let end = offset.checked_add(u64::try_from(body.len()).unwrap_or(u64::MAX));
        let Some(end) = end.filter(|end| *end <= total) else {
            return err(ErrorKind::OutOfRange, CHUNK);
        };
        if usize::try_from(total).map_or(true, |total| total > self.buffer.len()) {
            return err(ErrorKind::NoRoom, TOTAL);
        }
        let place = usize::try_from(offset).ok().and_then(|offset| self.buffer.get_mut(offset..));
        let Some((place, _)) = place.and_then(|place| place.split_at_mut_checked(body.len())) else {
            return err(ErrorKind::NoRoom, TOTAL);
        };
        let is_new = match self.arrived.add(offset, end) {
            Ok(is_new) => is_new || self.open.is_none(),
            Err(kind) => return err(kind, CHUNK),
        };
        if is_new {
            place.copy_from_slice(body);
        }
        self.open = Some((key, total));
        Ok(match is_new {
            false => Joined::Duplicate,
            true if self.arrived.count() == total => Joined::Whole,
            true => Joined::Part,
        })
    }

    /// The message, once all of it is there.
    #[must_use]
    pub fn message(&self) -> Option<&[u8]> {
        let (_, total) = self.open?;
        if self.arrived.count() != total {
            return None;
        }
        self.buffer.get(..usize::try_from(total).ok()?)
    }

    /// How many bytes have arrived, and how many the message has; `None` before the first chunk.
    #[must_use]
    pub fn progress(&self) -> Option<(u64, u64)> {
        self.open.map(|(_, total)| (self.arrived.count(), total))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{App, Carrier, DataKind, Flags, Operation};
    use super::*;
    use crate::ipmsg::checked::refused;
    use crate::wire::Wire;
    use proptest::prelude::*;

    const HEAD: V1Packet<'_> = V1Packet {
        session: 5,
        id: 9,
        offset: 0,
        total: 0,
        flags: Flags::DATA,
        ack_id: 1,
        ack_sub: 0,
        ack_size: 0,
        body: b"",
        footer: Some(App::OBJECT),
    };

    const fn v1(offset: u64, total: u64, body: &[u8]) -> V1Packet<'_> {
        V1Packet { offset, total, body, ..HEAD }
    }

    fn v2(first: bool, remaining: u64, body: &[u8]) -> V2Data<'_> {
        let data = V2Data { first, session: 5, package: 0, ..V2Data::new(body) };
        if remaining == 0 { data } else { data.with_remaining(remaining) }
    }

    #[test]
    fn version_1() {
        let mut buffer = [0; 8];
        let mut joiner = Joiner::new(&mut buffer);
        assert_eq!((joiner.message(), joiner.progress()), (None, None));
        assert_eq!(joiner.add_v1(&v1(2, 6, b"cd")), Ok(Joined::Part));
        assert_eq!(joiner.add_v1(&v1(2, 6, b"cd")), Ok(Joined::Duplicate));
        refused(joiner.add_v1(&v1(3, 6, b"xyz")), "chunk: overlaps what was received at byte 0");
        refused(joiner.add_v1(&v1(0, 7, b"ab")), "total: not as long as it says at byte 0");
        refused(
            joiner.add_v1(&V1Packet { id: 8, ..v1(0, 6, b"ab") }),
            "message id: unexpected word at byte 0",
        );
        refused(joiner.add_v1(&v1(5, 6, b"xy")), "chunk: out of range at byte 0");
        refused(joiner.add_v1(&v1(u64::MAX, 6, b"xy")), "chunk: out of range at byte 0");
        assert_eq!((joiner.add_v1(&v1(4, 6, b"ef")), joiner.progress()), (Ok(Joined::Part), Some((4, 6))));
        assert_eq!(
            (joiner.add_v1(&v1(0, 6, b"ab")), joiner.message()),
            (Ok(Joined::Whole), Some(&b"abcdef"[..]))
        );
        joiner.reset();
        refused(joiner.add_v1(&v1(0, 9, b"ab")), "total: no room left at byte 0");
        refused(joiner.add_v1(&v1(0, u64::MAX, b"ab")), "total: no room left at byte 0");
        assert!(joiner.takes_v1(&HEAD));
        assert_eq!((joiner.add_v1(&HEAD), joiner.message()), (Ok(Joined::Whole), Some(&b""[..])));
        assert!(!joiner.takes_v1(&V1Packet { session: 6, ..HEAD }));
    }

    #[test]
    fn version_2() {
        let mut buffer = [0; 8];
        let mut joiner = Joiner::new(&mut buffer);
        refused(joiner.add_v2(&v2(false, 0, b"x")), "first: missing at byte 0");
        assert_eq!(joiner.add_v2(&v2(true, 4, b"ab")), Ok(Joined::Part));
        assert_eq!(joiner.add_v2(&v2(true, 4, b"ab")), Ok(Joined::Duplicate));
        for (remaining, body) in [(1, &b"d"[..]), (9, b"cd"), (0, b"f")] {
            refused(
                joiner.add_v2(&v2(false, remaining, body)),
                "remaining: not as long as it says at byte 0",
            );
        }
        refused(joiner.add_v2(&v2(false, u64::MAX, b"cd")), "remaining: out of range at byte 0");
        refused(joiner.add_v2(&v2(false, 3, b"bc")), "chunk: overlaps what was received at byte 0");
        refused(
            joiner.add_v2(&V2Data { package: 1, ..v2(false, 2, b"cd") }),
            "message id: unexpected word at byte 0",
        );
        assert_eq!(joiner.add_v2(&v2(false, 2, b"cd")), Ok(Joined::Part));
        assert_eq!(
            (joiner.add_v2(&v2(false, 0, b"ef")), joiner.message()),
            (Ok(Joined::Whole), Some(&b"abcdef"[..]))
        );
        joiner.reset();
        refused(joiner.add_v2(&v2(true, u64::MAX - 2, b"ab")), "total: no room left at byte 0");
    }

    proptest! {
        #[test]
        fn cut_and_joined(message in prop::collection::vec(any::<u8>(), 0..40), size in 0_usize..12, base: u32, order: u64) {
            let mut chunks: Vec<_> = V1Chunks::new(HEAD, &message, size).collect();
            for chunk in &chunks {
                prop_assert_eq!(chunk.check(Carrier::MESSAGE), Ok(()));
                prop_assert!(chunk.body.len() <= size.max(1));
            }
            let middle = usize::try_from(order % chunks.len() as u64).unwrap();
            chunks.rotate_left(middle);
            let mut buffer = vec![0; message.len()];
            let mut joiner = Joiner::new(&mut buffer);
            let mut last = Joined::Part;
            for chunk in &chunks {
                last = joiner.add_v1(chunk).unwrap();
            }
            prop_assert_eq!((last, joiner.message()), (Joined::Whole, Some(&message[..])));

            let head = V2Packet { operation: Operation::RAK, ..V2Packet::new(base) };
            let data = V2Data { kind: DataKind::OBJECT, session: 5, package: 3, ..V2Data::new(b"") };
            let mut buffer = vec![0; message.len()];
            let mut joiner = Joiner::new(&mut buffer);
            let (mut packets, mut next) = (V2Chunks::new(head, data, &message, size), base);
            while let Some(packet) = packets.next() {
                prop_assert_eq!((packet.base, packets.base(), packet.check(Carrier::DIRECT)), (next, packet.next_base(), Ok(())));
                prop_assert_eq!(packet.operation.is_empty(), next != base);
                next = packet.next_base();
                last = joiner.add_v2(&packet.data.unwrap()).unwrap();
            }
            prop_assert_eq!((last, joiner.message()), (Joined::Whole, Some(&message[..])));
        }

        /// Whatever comes, nothing is written outside the message, and a message is only given out whole.
        #[test]
        fn any_chunks(chunks in prop::collection::vec((0..9_u64, prop_oneof![0..9_u64, any::<u64>()], 0..5_usize, any::<bool>()), 0..12)) {
            let mut buffer = [0xa5; 6];
            let mut joiner = Joiner::new(&mut buffer);
            for (offset, total, len, first) in chunks {
                let body = &b"abcde"[..len];
                _ = joiner.add_v1(&v1(offset, total, body));
                _ = joiner.add_v2(&v2(first, total, body));
                if let Some((arrived, total)) = joiner.progress() {
                    prop_assert!(arrived <= total && total <= 6);
                    prop_assert_eq!(joiner.message().is_some(), arrived == total);
                }
            }
        }
    }
}
