//! Writes the two captures that `dissect` shows when it is given no file, and one of a session through the HTTP gateway.
//!
//! `cargo run -p imwire-dissect --example make_samples` reads the scripts `dissect/samples/*.txt` and writes
//! `ipmsg-lan.pcap`, `msnp-chat.pcapng` and `msnp-gateway.pcapng` beside them, the same bytes each time. A line of a
//! script is
//!
//! ```text
//! 66.108  sb  >  again:220  MSG 4 A 145\r\n…
//! ```
//!
//! seconds, link, way (`>` from the client, `<` from the server, `open`, `close>`, `close<`), how,
//! and the bytes in the escapes of the sample rows. How is `-` for one packet; `+` for the same
//! packet as the next line; `cut:N` for two segments, the first of N bytes; `swap:N,M` for three,
//! of which the last two change places; `again:MS` for a retransmission after so many milliseconds.

use etherparse::{PacketBuilder, PacketBuilderStep, TcpHeader, TcpOptionElement};
use imwire_testkit::rows::unescape;
use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::EnhancedPacketBlock;
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::{DataLink, Endianness, TsResolution};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

type Outcome<T> = Result<T, Box<dyn Error>>;

const IPMSG_LAN: &str = include_str!("../samples/ipmsg-lan.txt");
const MSNP_CHAT: &str = include_str!("../samples/msnp-chat.txt");
const MSNP_GATEWAY: &str = include_str!("../samples/msnp-gateway.txt");

/// 2026-11-21, 10:30 UTC.
const MORNING: Duration = Duration::from_secs(1_795_257_000);
/// Half an hour later.
const NOON: Duration = Duration::from_secs(1_795_258_800);

/// Anything with an address.
struct Station {
    mac: [u8; 6],
    ip: [u8; 4],
    hops: u8,
}

const ALICE: Station = Station { mac: [2, 0, 0, 0, 0, 21], ip: [192, 0, 2, 21], hops: 64 };
const BOB: Station = Station { mac: [2, 0, 0, 0, 0, 34], ip: [192, 0, 2, 34], hops: 64 };
const ALL: Station = Station { mac: [0xff; 6], ip: [255; 4], hops: 64 };
/// Behind the router of the LAN.
const SERVER: Station = Station { mac: [2, 0, 0, 0, 0, 1], ip: [198, 51, 100, 7], hops: 52 };

/// Two stations that talk over UDP or TCP.
struct Link {
    name: &'static str,
    /// Client and server.
    ends: [(&'static Station, u16); 2],
    tcp: Option<Tcp>,
}

struct Tcp {
    /// Sequence numbers of the two SYNs.
    first: [u32; 2],
    round_trip: Duration,
}

const fn udp(name: &'static str, from: &'static Station, to: &'static Station) -> Link {
    Link { name, ends: [(from, 2425), (to, 2425)], tcp: None }
}

/// A connection of alice's.
const fn tcp(name: &'static str, port: u16, to: (&'static Station, u16), first: [u32; 2], us: u64) -> Link {
    let tcp = Tcp { first, round_trip: Duration::from_micros(us) };
    Link { name, ends: [(&ALICE, port), to], tcp: Some(tcp) }
}

/// The numbers of `ns` are chosen so that those of the server begin anew in mid-session.
const LINKS: &[Link] = &[
    udp("alice-all", &ALICE, &ALL),
    udp("bob-all", &BOB, &ALL),
    udp("alice-bob", &ALICE, &BOB),
    tcp("file", 40_122, (&BOB, 2425), [0x2f3a_1c40, 0x91d0_55e7], 410),
    tcp("dir", 40_124, (&BOB, 2425), [0x5ac2_0d13, 0x16e4_b2f8], 380),
    tcp("ns", 49_301, (&SERVER, 1863), [0x6b1d_0a2c, 0xffff_fd00], 36_800),
    tcp("sb", 49_302, (&SERVER, 1863), [0x73e4_9f01, 0x0d52_b8c3], 37_200),
    tcp("sb2", 49_305, (&SERVER, 1863), [0x8c06_7d5e, 0x412f_e990], 36_500),
    tcp("http", 49_311, (&SERVER, 80), [0x1f20_33a1, 0x77c1_0b0e], 36_900),
    tcp("web", 49_312, (&SERVER, 1863), [0x2e81_5d07, 0x3a40_991c], 37_100),
];

/// How long a host waits with an acknowledgement for something to send it with.
const DELAYED: Duration = Duration::from_millis(40);
/// Between two packets sent at once.
const NEXT: Duration = Duration::from_micros(150);

/// From which end a packet comes: an index into [`Link::ends`].
type Way = usize;

enum How {
    Whole,
    Joined,
    Cut(usize),
    Swapped(usize, usize),
    Again(Duration),
}

enum Step {
    Open,
    Send(Way, How, Vec<u8>),
    Close(Way),
}

/// A line of a script.
struct Line {
    at: Duration,
    link: &'static Link,
    step: Step,
}

fn parse(script: &str) -> Outcome<Vec<Line>> {
    let lines = (1..).zip(script.lines());
    let lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let line = |(number, line)| parse_line(line).map_err(|error| format!("line {number}: {error}").into());
    lines.map(line).collect()
}

fn parse_line(line: &str) -> Outcome<Line> {
    let (seconds, rest) = word(line)?;
    let (name, rest) = word(rest)?;
    let at = Duration::from_micros((seconds.parse::<f64>()? * 1e6).round() as u64);
    let link = LINKS.iter().find(|link| link.name == name).ok_or("unknown link")?;
    let step = match word(rest)? {
        ("open", _) => Step::Open,
        ("close>", _) => Step::Close(0),
        ("close<", _) => Step::Close(1),
        (">", rest) => send(0, rest)?,
        ("<", rest) => send(1, rest)?,
        _ => return Err("neither > nor < nor open nor close".into()),
    };
    Ok(Line { at, link, step })
}

fn send(way: Way, rest: &str) -> Outcome<Step> {
    let (how, bytes) = word(rest)?;
    let (name, numbers) = how.split_once(':').unwrap_or((how, ""));
    let how = match (name, numbers.split_once(',')) {
        ("-", _) => How::Whole,
        ("+", _) => How::Joined,
        ("cut", None) => How::Cut(numbers.parse()?),
        ("swap", Some((one, two))) => How::Swapped(one.parse()?, two.parse()?),
        ("again", None) => How::Again(Duration::from_millis(numbers.parse()?)),
        _ => return Err("unknown way of sending".into()),
    };
    Ok(Step::Send(way, how, unescape(bytes)?))
}

/// The first word, and what follows the spaces after it.
fn word(text: &str) -> Outcome<(&str, &str)> {
    let text = text.trim_start();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    if word.is_empty() { Err("the line ends early".into()) } else { Ok((word, rest.trim_start())) }
}

/// A packet on the wire.
struct Frame {
    at: Duration,
    bytes: Vec<u8>,
}

/// What a script has brought about on one link so far.
struct Flow {
    link: &'static Link,
    /// Next sequence number, by the end that sends.
    next: [u32; 2],
    /// When bytes were sent that the other end has not acknowledged yet.
    open: [Option<Duration>; 2],
    /// Lines that wait for the next one.
    joined: Vec<u8>,
    frames: Vec<Frame>,
}

/// What a segment does besides carrying bytes.
#[derive(Clone, Copy, PartialEq)]
enum Flag {
    Syn,
    Fin,
    None,
}

/// Plays a script; the frames come in the order in which they were captured.
fn play(script: &str) -> Outcome<Vec<Frame>> {
    let new = |link| Flow { link, next: [0; 2], open: [None; 2], joined: Vec::new(), frames: Vec::new() };
    let mut flows: Vec<Flow> = LINKS.iter().map(new).collect();
    for Line { at, link, step } in parse(script)? {
        let flow = flows.iter_mut().find(|flow| flow.link.name == link.name);
        flow.ok_or("unknown link")?.play(at, step)?;
    }
    let mut frames: Vec<Frame> = flows.into_iter().flat_map(|flow| flow.frames).collect();
    frames.sort_by_key(|frame| frame.at);
    Ok(frames)
}

impl Flow {
    fn play(&mut self, at: Duration, step: Step) -> Outcome<()> {
        self.acknowledge(at)?;
        match (step, &self.link.tcp) {
            (Step::Send(_, How::Joined, bytes), _) => {
                self.joined.extend(bytes);
                Ok(())
            }
            (Step::Send(way, how, bytes), tcp) => {
                let bytes = [std::mem::take(&mut self.joined), bytes].concat();
                if tcp.is_some() { self.send(at, way, &how, &bytes) } else { self.datagram(at, way, &bytes) }
            }
            (Step::Open, Some(tcp)) => {
                self.next = tcp.first;
                self.exchange(at, 0, Flag::Syn, tcp.round_trip)
            }
            (Step::Close(way), Some(tcp)) => self.exchange(at, way, Flag::Fin, tcp.round_trip),
            (_, None) => Err("UDP has no connections".into()),
        }
    }

    /// A SYN or FIN, the same from the other end, and its acknowledgement.
    fn exchange(&mut self, at: Duration, way: Way, flag: Flag, round_trip: Duration) -> Outcome<()> {
        self.segment(at, way, flag, b"")?;
        self.segment(at + round_trip, 1 - way, flag, b"")?;
        self.segment(at + round_trip + NEXT, way, Flag::None, b"")
    }

    fn send(&mut self, at: Duration, way: Way, how: &How, bytes: &[u8]) -> Outcome<()> {
        let part = |from, to| bytes.get(from..to).ok_or("cut beyond the end");
        match *how {
            How::Whole | How::Joined => self.segment(at, way, Flag::None, bytes),
            How::Cut(one) => {
                self.segment(at, way, Flag::None, part(0, one)?)?;
                self.segment(at + NEXT, way, Flag::None, part(one, bytes.len())?)
            }
            How::Swapped(one, two) => {
                self.segment(at, way, Flag::None, part(0, one)?)?;
                self.segment(at + NEXT * 2, way, Flag::None, part(one, two)?)?;
                self.segment(at + NEXT, way, Flag::None, part(two, bytes.len())?)
            }
            How::Again(later) => {
                let before = self.next;
                self.segment(at, way, Flag::None, bytes)?;
                self.next = before;
                self.segment(at + later, way, Flag::None, bytes)
            }
        }
    }

    /// The acknowledgements for which there was no packet to go with in time.
    fn acknowledge(&mut self, now: Duration) -> Outcome<()> {
        for way in [0, 1] {
            if let Some(at) = self.open[way].map(|at| at + DELAYED).filter(|&at| at < now) {
                self.segment(at, 1 - way, Flag::None, b"")?;
            }
        }
        Ok(())
    }

    fn segment(&mut self, at: Duration, way: Way, flag: Flag, bytes: &[u8]) -> Outcome<()> {
        let (syn, fin) = (flag == Flag::Syn, flag == Flag::Fin);
        let ((from, from_port), (to, to_port)) = (self.link.ends[way], self.link.ends[1 - way]);
        let mut header = TcpHeader::new(from_port, to_port, self.next[way], 64_240);
        (header.syn, header.fin, header.psh) = (syn, fin, !bytes.is_empty());
        header.ack = !syn || way == 1;
        header.acknowledgment_number = if header.ack { self.next[1 - way] } else { 0 };
        if syn {
            header.set_options(&[TcpOptionElement::MaximumSegmentSize(1460)])?;
        }
        let mut frame = Vec::new();
        ip(from, to).tcp_header(header).write(&mut frame, bytes)?;
        self.frames.push(Frame { at, bytes: frame });
        let length = bytes.len() + usize::from(syn || fin);
        self.next[way] = self.next[way].wrapping_add(length.try_into()?);
        self.open[1 - way] = None;
        if !bytes.is_empty() {
            self.open[way] = Some(at);
        }
        Ok(())
    }

    fn datagram(&mut self, at: Duration, way: Way, bytes: &[u8]) -> Outcome<()> {
        let ((from, from_port), (to, to_port)) = (self.link.ends[way], self.link.ends[1 - way]);
        let mut frame = Vec::new();
        ip(from, to).udp(from_port, to_port).write(&mut frame, bytes)?;
        self.frames.push(Frame { at, bytes: frame });
        Ok(())
    }
}

fn ip(from: &Station, to: &Station) -> PacketBuilderStep<etherparse::IpHeaders> {
    PacketBuilder::ethernet2(from.mac, to.mac).ipv4(from.ip, to.ip, from.hops)
}

/// Times as a clock would have read them, not on the full millisecond.
fn times(start: Duration, frames: &[Frame]) -> impl Iterator<Item = (Duration, &[u8])> {
    (0..).zip(frames).map(move |(number, frame)| {
        let late = Duration::from_nanos(number * 7_919 % 97_003);
        (start + frame.at + late, &frame.bytes[..])
    })
}

fn pcap(start: Duration, frames: &[Frame]) -> Outcome<Vec<u8>> {
    let (endianness, ts_resolution) = (Endianness::Little, TsResolution::MicroSecond);
    let header = PcapHeader { endianness, ts_resolution, snaplen: 262_144, ..PcapHeader::default() };
    let mut writer = PcapWriter::with_header(Vec::new(), header)?;
    for (at, bytes) in times(start, frames) {
        writer.write_packet(&PcapPacket::new(at, bytes.len().try_into()?, bytes))?;
    }
    Ok(writer.into_writer())
}

fn pcapng(start: Duration, frames: &[Frame]) -> Outcome<Vec<u8>> {
    let mut writer = PcapNgWriter::with_endianness(Vec::new(), Endianness::Little)?;
    let name = InterfaceDescriptionOption::IfName("eth0".into());
    // Nanoseconds: this writer takes times for that, whatever the interface says.
    let options = vec![name, InterfaceDescriptionOption::IfTsResol(9)];
    let linktype = DataLink::ETHERNET;
    writer.write_pcapng_block(InterfaceDescriptionBlock { linktype, snaplen: 262_144, options })?;
    for (timestamp, bytes) in times(start, frames) {
        let (original_len, options) = (bytes.len().try_into()?, Vec::new());
        let data = bytes.into();
        let block = EnhancedPacketBlock { interface_id: 0, timestamp, original_len, data, options };
        writer.write_pcapng_block(block)?;
    }
    Ok(writer.into_inner())
}

/// Names and contents of the captures.
fn samples() -> Outcome<[(&'static str, Vec<u8>); 3]> {
    Ok([
        ("ipmsg-lan.pcap", pcap(MORNING, &play(IPMSG_LAN)?)?),
        ("msnp-chat.pcapng", pcapng(NOON, &play(MSNP_CHAT)?)?),
        ("msnp-gateway.pcapng", pcapng(NOON, &play(MSNP_GATEWAY)?)?),
    ])
}

fn main() -> Outcome<()> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let directory = std::env::args_os().nth(1).map_or(directory, Into::into);
    for (name, bytes) in samples()? {
        std::fs::write(directory.join(name), bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_captures_are_those_of_the_scripts() {
        let [(_, lan), (_, chat), (_, gateway)] = samples().unwrap();
        assert!(lan == include_bytes!("../samples/ipmsg-lan.pcap"));
        assert!(chat == include_bytes!("../samples/msnp-chat.pcapng"));
        assert!(gateway == include_bytes!("../samples/msnp-gateway.pcapng"));
    }

    /// Verbs of the script that have a payload, their length last.
    const PAYLOAD: [(&[u8], Way); 5] = [(b"MSG", 0), (b"MSG", 1), (b"UBX", 1), (b"QRY", 0), (b"GCF", 1)];

    #[test]
    fn payloads_have_the_length_they_claim() {
        for Line { link, step, .. } in parse(MSNP_CHAT).unwrap() {
            let Step::Send(way, _, bytes) = step else { continue };
            let end = bytes.windows(2).position(|pair| pair == b"\r\n").expect("a line");
            let mut words = bytes[..end].split(|&byte| byte == b' ');
            let verb = words.next().unwrap();
            let claimed = match words.next_back() {
                Some(last) if PAYLOAD.contains(&(verb, way)) => {
                    std::str::from_utf8(last).unwrap().parse().unwrap()
                }
                _ => 0,
            };
            assert_eq!(bytes.len() - end - 2, claimed, "{} {:?}", link.name, verb.escape_ascii());
        }
    }

    #[test]
    fn scripts_are_in_order_of_time() {
        for script in [IPMSG_LAN, MSNP_CHAT, MSNP_GATEWAY] {
            assert!(parse(script).unwrap().is_sorted_by_key(|line| line.at));
        }
    }

    #[test]
    fn mistakes_in_a_script() {
        #[track_caller]
        fn case(script: &str, message: &str) {
            assert_eq!(play(script).map(|_| ()).unwrap_err().to_string(), message);
        }
        case("1.0 nowhere open", "line 1: unknown link");
        case("# no\n\n1.0 ns > cot:9 x", "line 3: unknown way of sending");
        case("1.0 ns", "line 1: the line ends early");
        case("1.0 ns > - \\q", "line 1: unknown escape at column 1");
        case("1.0 ns > cut:9 hello", "cut beyond the end");
        case("1.0 bob-all open", "UDP has no connections");
    }
}
