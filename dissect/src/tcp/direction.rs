//! One direction of a TCP connection: segments go in as they were captured, the byte stream comes
//! out in order.
//!
//! ```text
//! captured   [100 abc] [106 ghi] [103 def] [106 ghi]
//! comes out  abc                 def ghi                (the last one was sent twice)
//! ```
//!
//! Sequence numbers wrap after 4 GiB, so positions are kept as 64-bit numbers whose low half is
//! the sequence number. Where segments overlap, the bytes captured first win.

use std::collections::BTreeMap;

/// Counted on top of the bytes of a held segment, so that many tiny ones cost what they take.
const OVERHEAD: usize = 64;

/// How far from the expected byte a reset is believed, in bytes.
const NEAR: u64 = 1 << 24;

/// A stretch of the stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The next bytes.
    Bytes(Vec<u8>),
    /// So many bytes are not in the capture.
    Gap(u64),
}

/// What is known of one direction.
#[derive(Debug, Default)]
pub(crate) struct Direction {
    /// Position of the first byte, once a segment has told it.
    first: Option<u64>,
    /// Position of the next byte to come out.
    next: u64,
    /// The receiver has everything before this position.
    acknowledged: u64,
    /// Position after the last byte, once a FIN was seen.
    end: Option<u64>,
    /// Was the SYN seen?
    pub(super) synced: bool,
    /// Segments that begin beyond `next`, by position; they do not overlap.
    held: BTreeMap<u64, Vec<u8>>,
    /// What `held` costs in memory, in bytes.
    pub(super) cost: usize,
    /// Nothing more comes out.
    pub(super) over: bool,
}

impl Direction {
    /// The SYN: the stream begins after it.
    pub(crate) fn synchronize(&mut self, seq: u32) {
        self.begin(seq.wrapping_add(1));
        self.synced = true;
    }

    /// The first byte of the stream has this sequence number, unless one is known already.
    pub(crate) fn begin(&mut self, seq: u32) {
        if self.first.is_none() {
            // One turn above zero, so that what lies before the first byte has a position too.
            self.next = (1 << 32) + u64::from(seq);
            self.acknowledged = self.next;
            self.first = Some(self.next);
        }
    }

    /// Sequence number of the first byte.
    pub(crate) fn first(&self) -> Option<u32> {
        self.first.map(low_half)
    }

    /// Could this sequence number be from a sender that knows the stream?
    pub(crate) fn is_near(&self, seq: u32) -> bool {
        self.first.is_none() || self.position(seq).abs_diff(self.next) <= NEAR
    }

    /// Takes the bytes of a segment; may hold segments that cost up to `room`.
    pub(crate) fn take(&mut self, seq: u32, bytes: &[u8], room: usize, out: &mut Vec<Piece>) {
        if self.over {
            return;
        }
        self.begin(seq);
        let (at, bytes) = self.unseen(self.position(seq), bytes);
        if bytes.is_empty() {
            return;
        }
        if at == self.next && self.held.is_empty() {
            self.deliver(bytes.to_vec(), out);
        } else {
            self.hold(at, bytes);
            self.release(out);
            self.skip_gaps(out, |this, _| this.cost > room);
            self.skip_acknowledged(out);
        }
    }

    /// The FIN: the stream ends here.
    pub(crate) fn finish(&mut self, seq: u32, out: &mut Vec<Piece>) {
        self.begin(seq);
        let end = self.position(seq);
        self.end.get_or_insert(end);
        self.skip_acknowledged(out);
    }

    /// The receiver has everything before `seq`, so what is missing before it is never sent again.
    pub(crate) fn acknowledge(&mut self, seq: u32, out: &mut Vec<Piece>) {
        if self.first.is_some() && !self.over {
            self.acknowledged = self.acknowledged.max(self.position(seq));
            self.skip_acknowledged(out);
        }
    }

    /// Has everything up to the FIN come out? Says so once.
    pub(crate) fn has_finished(&mut self) -> bool {
        let finished = !self.over && self.end.is_some_and(|end| self.next >= end);
        if finished {
            self.stop();
        }
        finished
    }

    /// No more will come: lets everything out, with the gaps. Says whether it was not over yet.
    pub(crate) fn give_up(&mut self, out: &mut Vec<Piece>) -> bool {
        if self.over {
            return false;
        }
        self.skip_gaps(out, |_, _| true);
        let known = self.end.unwrap_or(self.acknowledged);
        self.skip_to(known, out);
        self.stop();
        true
    }

    fn stop(&mut self) {
        self.over = true;
        self.held.clear();
        self.cost = 0;
    }

    fn position(&self, seq: u32) -> u64 {
        // Read as signed: the nearer of the two directions is meant.
        let ahead = seq.wrapping_sub(low_half(self.next)) as i32;
        self.next.saturating_add_signed(ahead.into())
    }

    /// The part of a segment between what came out already and the end of the stream.
    fn unseen<'a>(&self, at: u64, bytes: &'a [u8]) -> (u64, &'a [u8]) {
        let seen = distance(at, self.next);
        let Some((_, bytes)) = bytes.split_at_checked(seen) else { return (at, &[]) };
        let at = at.max(self.next);
        let room = self.end.map_or(bytes.len(), |end| distance(at, end));
        (at, bytes.get(..room).unwrap_or(bytes))
    }

    fn deliver(&mut self, bytes: Vec<u8>, out: &mut Vec<Piece>) {
        self.next = after(self.next, &bytes);
        out.push(Piece::Bytes(bytes));
    }

    /// Keeps those parts of a segment that are not held yet.
    fn hold(&mut self, mut at: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let before = self.held.range(..=at).next_back();
            let covered = before.map_or(0, |(&start, held)| distance(at, after(start, held)));
            let (skipped, rest) = bytes.split_at(covered.min(bytes.len()));
            at = after(at, skipped);
            let behind = self.held.range(at..).next();
            let free = behind.map_or(rest.len(), |(&start, _)| distance(at, start));
            let (piece, rest) = rest.split_at(free.min(rest.len()));
            if !piece.is_empty() {
                self.cost += piece.len() + OVERHEAD;
                self.held.insert(at, piece.to_vec());
            }
            at = after(at, piece);
            bytes = rest;
        }
    }

    /// Lets out what the stream has reached.
    fn release(&mut self, out: &mut Vec<Piece>) {
        while let Some(entry) = self.held.first_entry().filter(|entry| *entry.key() <= self.next) {
            let bytes = entry.remove();
            self.cost = self.cost.saturating_sub(bytes.len() + OVERHEAD);
            self.deliver(bytes, out);
        }
    }

    /// Gives up the gap before the first held segment, as long as the condition holds.
    fn skip_gaps(&mut self, out: &mut Vec<Piece>, condition: impl Fn(&Self, u64) -> bool) {
        while let Some(&start) = self.held.keys().next() {
            if !condition(self, start) {
                return;
            }
            self.skip_to(start, out);
            self.release(out);
        }
    }

    /// Gives up what the receiver has got, provided that something waits after it, a segment or
    /// the end. If nothing does, the bytes may have been captured after their acknowledgement, as
    /// happens when a capture is put together from several queues.
    fn skip_acknowledged(&mut self, out: &mut Vec<Piece>) {
        self.skip_gaps(out, |this, start| this.acknowledged >= start);
        // The FIN itself counts as one byte.
        if let Some(end) = self.end.filter(|&end| self.acknowledged > end) {
            self.skip_to(end, out);
        }
    }

    fn skip_to(&mut self, position: u64, out: &mut Vec<Piece>) {
        if position > self.next {
            out.push(Piece::Gap(position - self.next));
            self.next = position;
        }
    }
}

/// The sequence number of a position.
fn low_half(position: u64) -> u32 {
    position as u32
}

/// How far `to` is after `from`; 0 if it is not.
fn distance(from: u64, to: u64) -> usize {
    to.saturating_sub(from).try_into().unwrap_or(usize::MAX)
}

fn after(position: u64, bytes: &[u8]) -> u64 {
    position.saturating_add(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds segments and returns what came out: bytes as text, a gap as `<length>`.
    struct Feed(Direction, usize);

    impl Feed {
        fn from(first: u32) -> Self {
            let mut direction = Direction::default();
            direction.begin(first);
            Self(direction, 10_000)
        }

        #[track_caller]
        fn check(&mut self, expected: &str, step: impl FnOnce(&mut Direction, usize, &mut Vec<Piece>)) {
            let mut out = Vec::new();
            step(&mut self.0, self.1, &mut out);
            let text: String = out.iter().map(show).collect();
            assert_eq!(text, expected);
        }

        #[track_caller]
        fn take(&mut self, seq: u32, bytes: &str, expected: &str) {
            self.check(expected, |it, room, out| it.take(seq, bytes.as_bytes(), room, out));
        }

        #[track_caller]
        fn ack(&mut self, seq: u32, expected: &str) {
            self.check(expected, |it, _, out| it.acknowledge(seq, out));
        }

        #[track_caller]
        fn fin(&mut self, seq: u32, expected: &str) {
            self.check(expected, |it, _, out| it.finish(seq, out));
        }

        #[track_caller]
        fn give_up(&mut self, expected: &str) {
            self.check(expected, |it, _, out| assert!(it.give_up(out)));
            assert_eq!((self.0.cost, self.0.held.len()), (0, 0));
        }
    }

    fn show(piece: &Piece) -> String {
        match piece {
            Piece::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Piece::Gap(length) => format!("<{length}>"),
        }
    }

    #[test]
    fn repeated_and_out_of_order() {
        let mut feed = Feed::from(100);
        feed.take(100, "abc", "abc");
        feed.take(100, "abc", "");
        feed.take(99, "?", "");
        feed.take(102, "XdefG", "defG");
        feed.take(103, "def", "");
        feed.take(107, "h", "h");
        let mut feed = Feed::from(100);
        feed.take(106, "ghi", "");
        feed.take(103, "def", "");
        feed.take(106, "ghi", "");
        feed.take(100, "abc", "abcdefghi");
        assert_eq!(feed.0.cost, 0);
        // The first bytes win.
        let mut feed = Feed::from(0);
        feed.take(3, "def", "");
        feed.take(9, "jkl", "");
        feed.take(1, "BCDEFGHIJKLM", "");
        feed.take(0, "aXYZ", "aBCdefGHIjklM");
    }

    #[test]
    fn wraps_around() {
        let mut feed = Feed::from(u32::MAX - 2);
        feed.take(0, "d", "");
        feed.take(1, "ef", "");
        feed.take(u32::MAX - 2, "abc", "abcdef");
        feed.take(3, "g", "g");
        feed.take(u32::MAX, "cdefgh", "h");
        // Nine gigabytes; the receiver has got what lies between two of the letters.
        let mut feed = Feed::from(7);
        for turn in 0..9_u32 {
            let seq = ((turn % 4) << 30) + 7;
            feed.ack(seq, "");
            feed.take(seq, "x", if turn == 0 { "x" } else { "<1073741823>x" });
        }
    }

    #[test]
    fn acknowledged_hole_is_a_gap() {
        let mut feed = Feed::from(0);
        feed.take(5, "fg", "");
        feed.take(9, "j", "");
        feed.ack(4, "");
        feed.ack(7, "<5>fg");
        feed.ack(10, "<2>j");
        // The acknowledgement is captured before the bytes.
        let mut feed = Feed::from(0);
        feed.ack(6, "");
        feed.take(0, "abc", "abc");
        feed.take(4, "ef", "<1>ef");
    }

    #[test]
    fn held_bytes_are_limited() {
        let mut feed = Feed::from(0);
        feed.1 = 3 * (OVERHEAD + 1);
        feed.take(2, "c", "");
        feed.take(4, "e", "");
        feed.take(6, "g", "");
        feed.take(8, "i", "<2>c");
        feed.take(3, "d", "de");
        feed.take(10, "k", "");
        feed.take(12, &"m".repeat(300), &format!("<1>g<1>i<1>k<1>{}", "m".repeat(300)));
        assert_eq!(feed.0.cost, 0);
    }

    #[test]
    fn end_of_stream() {
        let mut feed = Feed::from(0);
        feed.take(4, "e", "");
        feed.fin(5, "");
        feed.take(2, "cdefgh", "");
        assert!(!feed.0.has_finished());
        feed.take(0, "ab", "abcde");
        assert!(feed.0.has_finished() && feed.0.over && !feed.0.has_finished());
        feed.take(5, "f", "");
        let mut feed = Feed::from(0);
        feed.fin(5, "");
        feed.ack(5, "");
        feed.ack(6, "<5>");
        assert!(feed.0.has_finished());
    }

    #[test]
    fn giving_up() {
        let mut feed = Feed::from(0);
        feed.take(2, "c", "");
        feed.take(6, "g", "");
        feed.give_up("<2>c<3>g");
        assert!(!feed.0.give_up(&mut Vec::new()));
        // What the receiver has got, and what the FIN promised, is missing too.
        let mut feed = Feed::from(0);
        feed.take(0, "a", "a");
        feed.ack(4, "");
        feed.give_up("<3>");
        let mut feed = Feed::from(0);
        feed.take(0, "a", "a");
        feed.fin(9, "");
        feed.give_up("<8>");
    }
}
