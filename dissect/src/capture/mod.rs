//! A capture file as a stream of events: UDP datagrams, and TCP connections put back in order.
//!
//! ```text
//! file ─► records ─► frame ─► UDP ───────────────────────► event
//!                          └► TCP ─► tcp ─► direction ───► event
//! ```
//!
//! Events come in the order of the frames that brought them about, with the time of that frame:
//! bytes that waited for a gap to be filled have the time of the frame that filled it. After an
//! error in the file, what was read before it comes first, then the error, then nothing.

pub(crate) mod fragments;
pub(crate) mod frame;
pub(crate) mod input;
pub(crate) mod link;
pub(crate) mod pcapng;
pub(crate) mod records;

use crate::capture::fragments::Fragments;
use crate::capture::frame::{Datagram, Packet, Skip};
use crate::capture::records::{Record, Records};
use crate::tcp::{Connections, Ends, Segment, Stream, StreamEvent};
use imwire::msnp::payload::p2p::DirectReader;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io::Read;
use std::net::SocketAddr;

pub(crate) use crate::capture::records::CaptureError;

/// The ports to dissect; a packet is taken if one of its two ports is listed.
#[derive(Debug, Clone)]
pub(crate) struct Ports {
    pub(crate) udp: Vec<u16>,
    pub(crate) tcp: Vec<u16>,
}

impl Default for Ports {
    /// IPMsg over UDP and TCP, MSNP, MSNFTP, the HTTP gateway of MSNP.
    fn default() -> Self {
        Self { udp: vec![2425], tcp: vec![1863, 6891, 2425, 80] }
    }
}

/// Something that was captured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// When, in nanoseconds since 1970.
    pub(crate) at: u64,
    /// Number of the frame that brought it about, from 1.
    pub(crate) frame: u64,
    pub(crate) from: SocketAddr,
    pub(crate) to: SocketAddr,
    pub(crate) what: What,
}

/// What was captured.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A UDP datagram.
    Datagram {
        bytes: Vec<u8>,
        /// Bytes at the end that the capture left out.
        missing: usize,
    },
    /// Something on a TCP connection.
    Stream {
        /// Number of the connection, from 1, in the order in which they began.
        connection: u64,
        what: Stream,
    },
}

/// How many frames there were, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    /// All that were read.
    pub(crate) frames: u64,
    /// UDP on a port to dissect.
    pub(crate) datagrams: u64,
    /// TCP on a port to dissect.
    pub(crate) segments: u64,
    /// UDP and TCP on other ports.
    pub(crate) other_ports: u64,
    /// Fragments of IP packets of which others are missing.
    pub(crate) fragments: u64,
    /// IP with neither UDP nor TCP in it.
    pub(crate) not_transport: u64,
    /// Not IP.
    pub(crate) not_ip: u64,
    /// Wi-Fi of which the capture has no key.
    pub(crate) enciphered: u64,
    /// Headers cut off or contradicting themselves.
    pub(crate) broken: u64,
    /// On kinds of links that are not read, by their numbers.
    pub(crate) unknown_links: BTreeMap<i32, u64>,
}

/// The events of a capture.
pub(crate) struct Capture<R: Read> {
    records: Records<R>,
    traffic: Traffic,
    /// What stopped the reading; told after the events.
    failure: Option<CaptureError>,
    at_end: bool,
}

/// Direct connections that are kept in memory.
const DIRECT: usize = 8_192;

/// What becomes of the frames.
struct Traffic {
    ports: Ports,
    /// Ends of direct connections of MSN on other ports.
    direct: HashSet<Ends>,
    connections: Connections,
    fragments: Fragments,
    counters: Counters,
    /// Events of frames read already.
    ready: VecDeque<Event>,
    /// Time and number of the last frame.
    at: u64,
    frame: u64,
}

impl<R: Read> Capture<R> {
    /// Reads the head of a pcap or pcapng file. The reader need not be buffered.
    ///
    /// # Errors
    /// It cannot be read, or is no capture.
    pub(crate) fn open(file: R, ports: Ports) -> Result<Self, CaptureError> {
        let traffic = Traffic {
            ports,
            direct: HashSet::new(),
            connections: Connections::default(),
            fragments: Fragments::new(),
            counters: Counters::default(),
            ready: VecDeque::new(),
            at: 0,
            frame: 0,
        };
        Ok(Self { records: Records::open(file)?, traffic, failure: None, at_end: false })
    }

    /// Dissects this TCP port too, from the next frame on.
    pub(crate) fn watch_tcp(&mut self, port: u16) {
        let ports = &mut self.traffic.ports.tcp;
        if !ports.contains(&port) {
            ports.push(port);
        }
    }

    /// What became of the frames read so far.
    pub(crate) fn counters(&self) -> &Counters {
        &self.traffic.counters
    }

    fn read_frame(&mut self) {
        match self.records.next() {
            Ok(Some(record)) => return self.traffic.take(&record),
            Ok(None) => {}
            Err(error) => self.failure = Some(error),
        }
        self.at_end = true;
        self.traffic.finish();
    }
}

impl<R: Read> Iterator for Capture<R> {
    type Item = Result<Event, CaptureError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.traffic.ready.is_empty() && !self.at_end {
            self.read_frame();
        }
        match self.traffic.ready.pop_front() {
            Some(event) => Some(Ok(event)),
            None => self.failure.take().map(Err),
        }
    }
}

impl Traffic {
    fn take(&mut self, record: &Record<'_>) {
        (self.at, self.frame) = (record.at, record.number);
        self.counters.frames += 1;
        match frame::open(record.link, record.frame) {
            Err(Skip::Fragment) => self.take_fragment(record),
            packet => self.take_packet(packet),
        }
    }

    fn take_packet(&mut self, packet: Result<Packet<'_>, Skip>) {
        match packet {
            Ok(Packet::Datagram(datagram)) => self.take_datagram(&datagram),
            Ok(Packet::Segment(segment)) => self.take_segment(&segment),
            Err(skip) => self.counters.skip(skip),
        }
    }

    fn take_fragment(&mut self, record: &Record<'_>) {
        self.counters.skip(Skip::Fragment);
        let Some((packet, ends)) = frame::fragment(record.link, record.frame) else { return };
        if let Some(whole) = self.fragments.take(packet) {
            self.counters.fragments = self.counters.fragments.saturating_sub(whole.fragments);
            self.take_packet(frame::reassembled(&whole, ends));
        }
    }

    fn take_datagram(&mut self, datagram: &Datagram<'_>) {
        let Datagram { from, to, bytes, missing } = *datagram;
        if !listed(&self.ports.udp, from, to) {
            self.counters.other_ports += 1;
            return;
        }
        self.counters.datagrams += 1;
        let what = What::Datagram { bytes: bytes.to_vec(), missing };
        self.ready.push_back(Event { at: self.at, frame: self.frame, from, to, what });
    }

    fn take_segment(&mut self, segment: &Segment<'_>) {
        if !listed(&self.ports.tcp, segment.from, segment.to) && !self.is_direct(segment) {
            self.counters.other_ports += 1;
            return;
        }
        self.counters.segments += 1;
        let mut events = Vec::new();
        self.connections.take(segment, &mut events);
        self.report(events);
    }

    /// Whether it is of a direct connection, of which the first bytes were seen.
    fn is_direct(&mut self, segment: &Segment<'_>) -> bool {
        if segment.bytes.starts_with(DirectReader::GREETING) {
            if self.direct.len() >= DIRECT {
                self.direct.clear();
            }
            self.direct.insert(segment.ends());
        }
        !self.direct.is_empty() && self.direct.contains(&segment.ends())
    }

    fn finish(&mut self) {
        let mut events = Vec::new();
        self.connections.finish(&mut events);
        self.report(events);
    }

    fn report(&mut self, events: Vec<StreamEvent>) {
        let (at, frame) = (self.at, self.frame);
        self.ready.extend(events.into_iter().map(|StreamEvent { connection, from, to, what }| {
            let what = What::Stream { connection, what };
            Event { at, frame, from, to, what }
        }));
    }
}

impl Counters {
    fn skip(&mut self, why: Skip) {
        *match why {
            Skip::Link(link) => self.unknown_links.entry(link.0).or_default(),
            Skip::NotIp => &mut self.not_ip,
            Skip::Enciphered => &mut self.enciphered,
            Skip::Fragment => &mut self.fragments,
            Skip::NotTransport => &mut self.not_transport,
            Skip::Broken => &mut self.broken,
        } += 1;
    }
}

fn listed(ports: &[u16], from: SocketAddr, to: SocketAddr) -> bool {
    ports.contains(&from.port()) || ports.contains(&to.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tcp::End;

    const LAN: &[u8] = include_bytes!("../../samples/ipmsg-lan.pcap");
    const CHAT: &[u8] = include_bytes!("../../samples/msnp-chat.pcapng");

    fn events(file: &[u8], ports: Ports) -> (Vec<Event>, Counters, Option<String>) {
        let mut capture = match Capture::open(file, ports) {
            Ok(capture) => capture,
            Err(error) => return (Vec::new(), Counters::default(), Some(error.to_string())),
        };
        let (mut events, mut error) = (Vec::new(), None);
        for event in &mut capture {
            assert!(error.is_none(), "nothing follows an error");
            match event {
                Ok(event) => events.push(event),
                Err(why) => error = Some(why.to_string()),
            }
        }
        (events, capture.counters().clone(), error)
    }

    /// What one end of a connection sent, and how it ended.
    fn sent(events: &[Event], number: u64, port: u16) -> (String, Vec<End>) {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for event in events.iter().filter(|event| event.from.port() == port) {
            match &event.what {
                What::Stream { connection, what: Stream::Bytes(bytes) } if *connection == number => {
                    text.push_str(&String::from_utf8_lossy(bytes));
                }
                What::Stream { connection, what: Stream::Ended(why) } if *connection == number => {
                    ends.push(*why);
                }
                _ => {}
            }
        }
        (text, ends)
    }

    #[test]
    fn a_lan() {
        let (events, counters, error) = events(LAN, Ports::default());
        let expected = Counters { frames: 41, datagrams: 18, segments: 23, ..Counters::default() };
        assert_eq!((counters, error), (expected, None));
        assert_eq!(events.first().map(|event| event.at), Some(1_795_257_000_000_000_000));
        let request = "1_iptux 0.8.3:23:alice:kimchi:2097248:16:2710:0\0".to_owned();
        assert_eq!(sent(&events, 1, 40_122), (request, vec![End::Finished]));
        assert_eq!(sent(&events, 1, 2425), ("hello file\n".to_owned(), vec![End::Finished]));
        // Its end comes in the wrong order.
        let (stream, ends) = sent(&events, 2, 2425);
        assert!(
            stream.starts_with("002f:notes:") && stream.ends_with(":hi0023:.:0:3:14=6b00e1db:16=6b00e1db:")
        );
        assert_eq!(ends, [End::Finished]);
    }

    #[test]
    fn a_chat() {
        let (events, counters, error) = events(CHAT, Ports::default());
        assert_eq!((counters.frames, counters.segments, error), (96, 96, None));
        let gap = |event: &Event| matches!(event.what, What::Stream { what: Stream::Gap(_), .. });
        assert!(!events.iter().any(gap));
        let opened = |event: &&Event| matches!(event.what, What::Stream { what: Stream::Opened { client }, .. } if client == Some(event.from));
        assert_eq!(events.iter().filter(opened).count(), 3);
        // Cut, turned round, and repeated on the way.
        let (notification, ends) = sent(&events, 1, 1863);
        assert!(notification.contains("\r\nLST N=bob@example.com F=Böb%20%2541%20100%25 C="));
        assert!(notification.contains("contenttype%3D%22%22%2F%3E\r\nUBX bob@example.com 59\r\n<Data>"));
        assert_eq!(ends, [End::Finished]);
        let (switchboard, _) = sent(&events, 2, 49_302);
        assert_eq!(switchboard.matches("lunch at noon?").count(), 1);
        assert!(switchboard.starts_with("USR 1 ") && switchboard.ends_with("OUT\r\n"));
    }

    #[test]
    fn other_ports() {
        let (udp, tcp) = (vec![2426], vec![1864]);
        let (none, counters, _) = events(LAN, Ports { udp, tcp });
        assert_eq!((none.len(), counters.other_ports), (0, 41));
        let ports = Ports { udp: Vec::new(), tcp: vec![49_302] };
        let mut capture = Capture::open(CHAT, ports).unwrap();
        let first = capture.next().unwrap().unwrap();
        assert_eq!(first.from.port(), 49_302);
        capture.watch_tcp(49_305);
        let number = |event: Event| match event.what {
            What::Stream { connection, .. } => connection,
            What::Datagram { .. } => 0,
        };
        assert_eq!(capture.filter_map(Result::ok).map(number).max(), Some(2));
    }

    /// Of a capture that is cut off, everything before the cut comes out, then one error.
    #[test]
    fn cut_off_anywhere() {
        for file in [LAN, CHAT] {
            let (all, ..) = events(file, Ports::default());
            for length in (1..file.len()).step_by(13) {
                let (some, _, error) = events(&file[..length], Ports::default());
                let ended = |event: &Event| matches!(event.what, What::Stream { what: Stream::Ended(_), .. });
                let kept = some.iter().filter(|event| !ended(event) && all.contains(event)).count();
                let wrong = some.iter().filter(|event| !ended(event)).count() - kept;
                // Held back for the segment that was to come: given up with a gap.
                assert!(wrong <= 2, "{length} bytes: {wrong} events of which the whole knows nothing");
                assert!(error.is_none_or(|error| error.contains("cut off")));
            }
        }
    }

    /// No damage makes it panic, run for ever, or tell more than there is.
    #[test]
    fn damaged_anywhere() {
        for file in [LAN, CHAT] {
            for at in (0..file.len()).step_by(11) {
                let mut damaged = file.to_vec();
                damaged[at] ^= 0x81 << (at % 7);
                let (some, counters, _) = events(&damaged, Ports::default());
                assert!(counters.frames <= 96 && some.len() <= 400);
            }
        }
    }
}
