//! TCP connections: which segment belongs to which, who opened it, and both byte streams in order.
//!
//! A connection is known by its two ends. A SYN with another sequence number between the same two
//! opens a new connection; the old one is then over. A connection whose SYN was not captured
//! begins with the first segment seen.
//!
//! It is our own: crates that put streams in order, such as `stackforge-core`, hold what comes after a lost segment
//! until that is sent again, and a capture may never have it. Here the gap is told with its length.
//!
//! Memory is bounded by [`Limits`]: bytes that wait for a gap to be filled are let out with a gap
//! when there are too many, and the connections that were silent longest are forgotten.

pub(crate) mod connection;
pub(crate) mod direction;

use crate::tcp::connection::Connection;
use std::collections::HashMap;

pub(crate) use crate::tcp::connection::{End, Ends, Segment, Stream, StreamEvent};

/// What may be kept in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes that wait for a gap to be filled, in one direction.
    pub(crate) direction: usize,
    /// The same, in all connections together.
    pub(crate) total: usize,
    /// Connections, those that are over and still remembered included.
    pub(crate) connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { direction: 1 << 20, total: 8 << 20, connections: 8_192 }
    }
}

/// All connections of a capture.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    open: HashMap<Ends, Connection>,
    limits: Limits,
    /// Connections seen so far.
    count: u64,
    /// Segments seen so far: the clock by which connections grow old.
    clock: u64,
    /// Memory taken by waiting bytes.
    cost: usize,
}

impl Connections {
    /// Takes the next segment of the capture.
    pub(crate) fn take(&mut self, segment: &Segment<'_>, out: &mut Vec<StreamEvent>) {
        self.clock += 1;
        let ends = segment.ends();
        if self.open.get(&ends).is_some_and(|known| known.is_replaced_by(segment)) {
            self.close(&ends, End::Replaced, out);
        }
        if !self.open.contains_key(&ends) {
            if segment.rst {
                return; // It refuses something that was not captured.
            }
            self.make_room(out);
            self.count += 1;
            self.open.insert(ends, Connection::open(self.count, segment, out));
        }
        let Some(connection) = self.open.get_mut(&ends) else { return };
        let others = self.cost.saturating_sub(connection.cost());
        let room = self.limits.direction.min(self.limits.total.saturating_sub(others));
        connection.take(segment, self.clock, room, out);
        self.cost = others + connection.cost();
    }

    /// The capture is at its end.
    pub(crate) fn finish(&mut self, out: &mut Vec<StreamEvent>) {
        let mut connections: Vec<_> = self.open.drain().map(|(_, connection)| connection).collect();
        connections.sort_by_key(|connection| connection.number);
        for connection in &mut connections {
            connection.end(End::Unfinished, out);
        }
        self.cost = 0;
    }

    fn close(&mut self, ends: &Ends, why: End, out: &mut Vec<StreamEvent>) {
        if let Some(mut connection) = self.open.remove(ends) {
            self.cost = self.cost.saturating_sub(connection.cost());
            connection.end(why, out);
        }
    }

    /// At the limit, forgets half of the connections: first those that are over, then the silent.
    fn make_room(&mut self, out: &mut Vec<StreamEvent>) {
        if self.open.len() < self.limits.connections {
            return;
        }
        let mut ages: Vec<_> =
            self.open.values().map(|known| (!known.is_over(), known.last_seen, known.ends)).collect();
        ages.sort_unstable();
        for (.., ends) in ages.iter().take(ages.len().div_ceil(2)) {
            self.close(ends, End::Forgotten, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;

    const CLIENT: &str = "192.0.2.1:49152";
    const SERVER: &str = "192.0.2.9:1863";

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    /// A segment from a picture: `C` or `S`, flags (`S` SYN, `F` FIN, `R` RST, `.` none), numbers.
    fn segment<'a>(side: char, flags: &str, seq: u32, ack: Option<u32>, bytes: &'a str) -> Segment<'a> {
        let (client, server) = (address(CLIENT), address(SERVER));
        let (from, to) = if side == 'C' { (client, server) } else { (server, client) };
        let has = |flag| flags.contains(flag);
        Segment { from, to, seq, ack, syn: has('S'), fin: has('F'), rst: has('R'), bytes: bytes.as_bytes() }
    }

    fn show(event: &StreamEvent) -> String {
        let side = |it: SocketAddr| if it == address(CLIENT) { 'C' } else { 'S' };
        let (number, side) = (event.connection, side(event.from));
        match &event.what {
            Stream::Opened { client } => {
                let by = client.map_or("?", |it| if it == address(CLIENT) { "C" } else { "S" });
                format!("{number} opened by {by}")
            }
            Stream::Bytes(bytes) => format!("{number}{side} {}", String::from_utf8_lossy(bytes)),
            Stream::Gap(length) => format!("{number}{side} gap {length}"),
            Stream::Ended(why) => format!("{number}{side} {why:?}"),
        }
    }

    /// Feeds all, checks that these events come, in this order, and ends the capture.
    #[track_caller]
    fn case(segments: &[(char, &str, u32, Option<u32>, &str)], expected: &[&str]) {
        let (mut connections, mut out) = (Connections::default(), Vec::new());
        for &(side, flags, seq, ack, bytes) in segments {
            connections.take(&segment(side, flags, seq, ack, bytes), &mut out);
        }
        connections.finish(&mut out);
        assert_eq!(out.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_whole_connection() {
        case(
            &[
                ('C', "S", 100, None, ""),
                ('S', "S", 900, Some(101), ""),
                ('C', "", 101, Some(901), "VER"),
                ('C', "S", 100, None, ""), // the SYN again
                ('C', "", 101, Some(901), "VER 1"),
                ('S', "", 901, Some(106), "VER 2"),
                ('S', "F", 906, Some(106), ""),
                ('C', "F", 106, Some(907), "OUT"),
                ('S', "", 907, Some(110), ""),
                ('S', "", 907, Some(110), "late"),
            ],
            &["1 opened by C", "1C VER", "1C  1", "1S VER 2", "1S Finished", "1C OUT", "1C Finished"],
        );
    }

    #[test]
    fn out_of_order_and_lost() {
        case(
            &[
                ('C', "S", u32::MAX, None, ""),
                ('C', "", 4, None, "efg"),
                ('C', "", 0, None, "abcd"),
                ('C', "", 9, None, "j"),
                ('S', "", 900, Some(10), "ok"),
                ('C', "", 12, Some(902), "m"),
            ],
            &[
                "1 opened by C",
                "1C abcd",
                "1C efg",
                "1C gap 2",
                "1C j",
                "1S ok",
                "1C gap 2",
                "1C m",
                "1C Unfinished",
                "1S Unfinished",
            ],
        );
    }

    #[test]
    fn who_opened_it() {
        let ends = ["1C Unfinished", "1S Unfinished"];
        case(&[('S', "S", 7, Some(1), "")], &["1 opened by C", ends[0], ends[1]]);
        case(&[('S', "", 7, Some(1), "")], &["1 opened by ?", ends[0], ends[1]]);
        // Both at once: one connection, of the first.
        case(
            &[('S', "S", 7, None, ""), ('C', "S", 70, None, ""), ('C', "", 71, Some(8), "x")],
            &["1 opened by S", "1C x", ends[0], ends[1]],
        );
        // The SYN is captured after the first bytes.
        case(
            &[('C', "", 8, None, "x"), ('C', "S", 7, None, ""), ('C', "", 9, None, "y")],
            &["1 opened by ?", "1C x", "1C y", ends[0], ends[1]],
        );
    }

    #[test]
    fn captured_from_the_middle() {
        case(
            &[
                ('C', "", 500, Some(40), "abc"),
                ('S', "", 40, Some(503), "xyz"),
                ('S', "S", 800, None, ""), // somebody new: the other end asks now
                ('S', "", 801, None, "new"),
            ],
            &[
                "1 opened by ?",
                "1C abc",
                "1S xyz",
                "1C Replaced",
                "1S Replaced",
                "2 opened by S",
                "2S new",
                "2C Unfinished",
                "2S Unfinished",
            ],
        );
    }

    #[test]
    fn reset() {
        case(
            &[
                ('C', "S", 100, None, ""),
                ('S', "S", 900, Some(101), ""),
                ('C', "", 104, Some(901), "d"),
                ('S', "R", 900_000_000, None, ""), // of an earlier connection
                ('S', "R", 901, Some(101), ""),
                ('C', "", 105, Some(901), "late"),
            ],
            &["1 opened by C", "1C gap 3", "1C d", "1C Reset", "1S Reset"],
        );
        case(&[('S', "R", 0, Some(101), "")], &[]);
        // Refused, then asked again with the same number.
        case(
            &[('C', "S", 100, None, ""), ('S', "R", 0, Some(101), ""), ('C', "S", 100, None, "")],
            &["1 opened by C", "1C Reset", "1S Reset", "2 opened by C", "2C Unfinished", "2S Unfinished"],
        );
    }

    #[test]
    fn port_used_again() {
        case(
            &[
                ('C', "S", 100, None, ""),
                ('C', "", 101, None, "old"),
                ('C', "", 105, None, "!"),
                ('C', "S", 5000, None, ""),
                ('C', "", 5001, None, "new"),
            ],
            &[
                "1 opened by C",
                "1C old",
                "1C gap 1",
                "1C !",
                "1C Replaced",
                "1S Replaced",
                "2 opened by C",
                "2C new",
                "2C Unfinished",
                "2S Unfinished",
            ],
        );
    }

    #[test]
    fn connections_are_limited() {
        let limits = Limits { connections: 4, ..Limits::default() };
        let (mut connections, mut out) = (Connections { limits, ..Connections::default() }, Vec::new());
        for port in 1..=100 {
            let from = SocketAddr::new(address(CLIENT).ip(), port);
            connections.take(&Segment { from, ..segment('C', "S", 1, None, "") }, &mut out);
            connections.take(&Segment { from, ..segment('C', "", 3, None, "x") }, &mut out);
            assert!(connections.open.len() <= 4 && connections.cost <= 4 * 65);
        }
        let forgotten = |event: &&StreamEvent| event.what == Stream::Ended(End::Forgotten);
        assert_eq!(out.iter().filter(forgotten).map(|event| event.connection).max(), Some(96));
        connections.finish(&mut out);
        assert_eq!(out.iter().filter(|event| event.what == Stream::Bytes(b"x".to_vec())).count(), 100);
    }

    #[test]
    fn waiting_bytes_are_limited_in_total() {
        let limits = Limits { total: 1_000, ..Limits::default() };
        let (mut connections, mut out) = (Connections { limits, ..Connections::default() }, Vec::new());
        for port in 1..=50 {
            let from = SocketAddr::new(address(CLIENT).ip(), port);
            connections.take(&Segment { from, ..segment('C', "S", 1, None, "") }, &mut out);
            for seq in (3..40).step_by(2) {
                connections.take(&Segment { from, ..segment('C', "", seq, None, "x") }, &mut out);
                assert!(connections.cost <= 1_000);
            }
        }
    }

    /// Streams cut up at random, with overlaps, repetitions, losses and a wrap-around: what comes
    /// out is the stream, except for gaps, and nothing that was captured is lost.
    #[test]
    fn cut_up_at_random() {
        let mut state = 1_u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let stream: Vec<u8> = (0..400_u32).map(|at| (at * 7 % 251) as u8).collect();
        for _ in 0..2_000 {
            let first = (below(900) as u32).wrapping_sub(600);
            let mut cuts: Vec<_> = (0..60).map(|_| (below(400) as usize, below(30) as usize)).collect();
            let (spread, ack) = (1 + below(100), below(3) == 0);
            cuts.sort_by_cached_key(|&(start, _)| start as u64 + below(spread));
            let (mut connections, mut out) = (Connections::default(), Vec::new());
            connections.take(&segment('C', "S", first.wrapping_sub(1), None, ""), &mut out);
            let mut captured = [false; 400];
            for (start, length) in cuts {
                let end = (start + length).min(stream.len());
                let seq = first.wrapping_add(start as u32);
                let bytes = &stream[start..end];
                connections.take(&Segment { bytes, ..segment('C', "", seq, None, "") }, &mut out);
                captured[start..end].fill(true);
                if ack {
                    let seq = first.wrapping_add(below(end as u64 + 1) as u32);
                    connections.take(&segment('S', "", 1, Some(seq), ""), &mut out);
                }
            }
            connections.take(&segment('C', "F", first.wrapping_add(400), None, ""), &mut out);
            connections.finish(&mut out);
            let mut at = 0;
            for event in &out {
                match &event.what {
                    Stream::Bytes(bytes) => {
                        assert_eq!(bytes[..], stream[at..at + bytes.len()]);
                        at += bytes.len();
                    }
                    Stream::Gap(length) => {
                        let next = at + *length as usize;
                        assert!(ack || captured[at..next].iter().all(|&captured| !captured));
                        at = next;
                    }
                    _ => {}
                }
            }
            assert_eq!(at, stream.len());
        }
    }
}
