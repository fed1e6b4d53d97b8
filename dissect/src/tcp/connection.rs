//! One TCP connection: both directions of it, and what a segment means for each.

use crate::tcp::direction::{Direction, Piece};
use std::net::SocketAddr;

/// A TCP segment as it was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment<'a> {
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    /// Sequence number of the SYN, else of the first byte.
    pub(crate) seq: u32,
    /// The acknowledgement number, if the ACK flag is set.
    pub(crate) ack: Option<u32>,
    pub(crate) syn: bool,
    pub(crate) fin: bool,
    pub(crate) rst: bool,
    pub(crate) bytes: &'a [u8],
}

/// Something that happened on the way from one end of a connection to the other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StreamEvent {
    /// Number of the connection, from 1, in the order in which they began.
    pub(crate) connection: u64,
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) what: Stream,
}

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The connection was seen for the first time; precedes all else of it.
    Opened {
        /// The end that sent the SYN; `None` if the capture began later.
        client: Option<SocketAddr>,
    },
    /// The next bytes of this direction.
    Bytes(Vec<u8>),
    /// So many bytes of this direction are not in the capture.
    Gap(u64),
    /// Nothing more comes in this direction.
    Ended(End),
}

/// Why a direction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With a FIN, and all bytes before it.
    Finished,
    /// Either end reset the connection.
    Reset,
    /// A new connection took its place.
    Replaced,
    /// Too many connections: this one was silent longest.
    Forgotten,
    /// The capture ended first.
    Unfinished,
}

/// The two ends of a connection, the lesser address first.
pub(crate) type Ends = [SocketAddr; 2];

/// One connection.
#[derive(Debug)]
pub(crate) struct Connection {
    /// From 1, in the order in which connections began.
    pub(super) number: u64,
    pub(super) ends: Ends,
    /// By the end that sends, in the order of `ends`.
    directions: [Direction; 2],
    /// Clock of the last segment.
    pub(super) last_seen: u64,
}

impl Segment<'_> {
    /// Which connection it belongs to.
    pub(crate) fn ends(&self) -> Ends {
        let mut ends = [self.from, self.to];
        ends.sort();
        ends
    }
}

impl Connection {
    /// The connection that this segment is the first of.
    pub(crate) fn open(number: u64, segment: &Segment<'_>, out: &mut Vec<StreamEvent>) -> Self {
        let (ends, directions) = (segment.ends(), Default::default());
        let connection = Self { number, ends, directions, last_seen: 0 };
        let client = match (segment.syn, segment.ack) {
            (true, None) => Some(segment.from),
            (true, Some(_)) => Some(segment.to),
            (false, _) => None,
        };
        out.push(connection.way(segment.from, segment.to).event(Stream::Opened { client }));
        connection
    }

    /// Takes its next segment. At most `room` bytes may wait for a gap to be filled.
    pub(crate) fn take(
        &mut self,
        segment: &Segment<'_>,
        clock: u64,
        room: usize,
        out: &mut Vec<StreamEvent>,
    ) {
        self.last_seen = clock;
        let way = self.way(segment.from, segment.to);
        let back = self.way(segment.to, segment.from);
        let turned = self.is_turned(segment);
        let [low, high] = &mut self.directions;
        let (mine, theirs) = if turned { (high, low) } else { (low, high) };
        if segment.rst {
            // A reset far off the stream is a late one, of an earlier connection.
            if mine.is_near(segment.seq) {
                self.end(End::Reset, out);
            }
            return;
        }
        if segment.syn {
            mine.synchronize(segment.seq);
        }
        if let Some(ack) = segment.ack {
            if segment.syn {
                theirs.begin(ack);
            }
            let mut pieces = Vec::new();
            theirs.acknowledge(ack, &mut pieces);
            back.report(pieces, theirs.has_finished().then_some(End::Finished), out);
        }
        let seq = segment.seq.wrapping_add(segment.syn.into());
        let mut pieces = Vec::new();
        mine.begin(seq);
        mine.take(seq, segment.bytes, room, &mut pieces);
        if segment.fin {
            mine.finish(seq.wrapping_add(segment.bytes.len() as u32), &mut pieces);
        }
        way.report(pieces, mine.has_finished().then_some(End::Finished), out);
    }

    /// Nothing more comes, in neither direction.
    pub(crate) fn end(&mut self, why: End, out: &mut Vec<StreamEvent>) {
        let [low, high] = self.ends;
        let ways = [self.way(low, high), self.way(high, low)];
        for (direction, way) in self.directions.iter_mut().zip(ways) {
            let mut pieces = Vec::new();
            if direction.give_up(&mut pieces) {
                way.report(pieces, Some(why), out);
            }
        }
    }

    /// Does this segment open a new connection in the place of this one?
    pub(crate) fn is_replaced_by(&self, segment: &Segment<'_>) -> bool {
        let [low, high] = &self.directions;
        let (mine, theirs) = if self.is_turned(segment) { (high, low) } else { (low, high) };
        let asks = segment.syn && segment.ack.is_none();
        match mine.first() {
            _ if !segment.syn => false,
            _ if asks && self.is_over() => true,
            // The same SYN again is no new connection.
            Some(first) => first != segment.seq.wrapping_add(1),
            // Both ends may send a SYN at once; else the other one is in mid-stream.
            None => asks && !theirs.synced,
        }
    }

    /// Have both directions ended?
    pub(crate) fn is_over(&self) -> bool {
        self.directions.iter().all(|direction| direction.over)
    }

    /// Memory taken by waiting bytes.
    pub(crate) fn cost(&self) -> usize {
        self.directions.iter().map(|direction| direction.cost).sum()
    }

    /// Does the segment go from the higher address to the lower?
    fn is_turned(&self, segment: &Segment<'_>) -> bool {
        let [low, _] = self.ends;
        segment.from != low
    }

    fn way(&self, from: SocketAddr, to: SocketAddr) -> Way {
        Way { connection: self.number, from, to }
    }
}

/// One direction, as events name it.
struct Way {
    connection: u64,
    from: SocketAddr,
    to: SocketAddr,
}

impl Way {
    fn event(&self, what: Stream) -> StreamEvent {
        StreamEvent { connection: self.connection, from: self.from, to: self.to, what }
    }

    fn report(&self, pieces: Vec<Piece>, end: Option<End>, out: &mut Vec<StreamEvent>) {
        let pieces = pieces.into_iter().map(|piece| match piece {
            Piece::Bytes(bytes) => Stream::Bytes(bytes),
            Piece::Gap(length) => Stream::Gap(length),
        });
        out.extend(pieces.chain(end.map(Stream::Ended)).map(|what| self.event(what)));
    }
}
