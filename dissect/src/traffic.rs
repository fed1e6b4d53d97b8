//! A capture, taken apart: datagrams and connections are sorted into conversations, and what is
//! said in them is told.

use crate::capture::{Capture, CaptureError, Event, Ports, What};
use crate::ipmsg::transfer::Transfer;
use crate::msnp::course::Dialects;
use crate::msnp::session::Session;
use crate::save::Download;
use crate::show::output::{Excerpt, Moment, Output, Status, Thing, Trouble};
use crate::stream::{Connection, Speaks, packet};
use crate::tcp::Stream;
use crate::teller::summary::Summary;
use crate::teller::{self, Conversation, Teller};
use jiff::Timestamp;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};

/// Conversations over UDP that are kept in memory; after that, all count as new.
const PAIRS: usize = 16_384;

/// On this port, only what goes through the HTTP gateway is MSNP.
const WEB: u16 = 80;

/// Bytes of messages that are not whole yet, in all connections together.
const HELD: usize = 8 << 20;

/// How a capture is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct How {
    /// What the capture is called.
    pub(crate) name: String,
    pub(crate) ports: Ports,
    /// MSNP that is not quite what it should be is accepted.
    pub(crate) lenient: bool,
    /// It may pause: what is told is to be seen at once.
    pub(crate) live: bool,
    pub(crate) what: teller::What,
}

/// What is known in the course of a capture.
struct Traffic<'o, W: Write> {
    /// IPMsg is spoken on those of UDP, MSNP on those of TCP that are none of them.
    ports: Ports,
    lenient: bool,
    teller: Teller<'o, W>,
    /// Over UDP, by the two ends, the lesser address first.
    pairs: HashMap<[SocketAddr; 2], Conversation>,
    /// Over TCP, those that are not over.
    connections: HashMap<u64, Connection>,
    dialects: Dialects,
    /// Bytes of messages that are not whole yet.
    held: usize,
}

/// Takes a capture apart and tells everything. The inner error is that of a file that is no
/// capture; of one that ends too early, the summary says so.
///
/// # Errors
/// Those of the writer.
pub(crate) fn dissect<W: Write>(
    file: impl Read,
    how: How,
    out: &mut Output<W>,
) -> io::Result<Result<Summary, CaptureError>> {
    let How { name, ports, lenient, live, what } = how;
    let mut capture = match Capture::open(file, watched(&ports)) {
        Ok(capture) => capture,
        Err(error) => return Ok(Err(error)),
    };
    let mut traffic = Traffic {
        ports,
        lenient,
        teller: Teller::new(name, what, out),
        pairs: HashMap::new(),
        connections: HashMap::new(),
        dialects: Dialects::default(),
        held: 0,
    };
    let mut stopped = None;
    while let Some(event) = capture.next() {
        match event {
            Ok(event) => {
                for port in traffic.take(event)? {
                    traffic.ports.tcp.push(port);
                    capture.watch_tcp(port);
                }
                if live {
                    traffic.teller.flush()?;
                }
            }
            Err(error) => stopped = Some(error),
        }
    }
    let notes = traffic.teller.finish()?;
    Ok(Ok(Summary {
        counters: capture.counters().clone(),
        conversations: traffic.teller.conversations,
        messages: traffic.teller.messages,
        chosen: traffic.teller.chosen,
        notes,
        stopped,
    }))
}

/// IPMsg asks for files over TCP, at the port of its messages.
fn watched(ports: &Ports) -> Ports {
    Ports { udp: ports.udp.clone(), tcp: ports.tcp.iter().chain(&ports.udp).copied().collect() }
}

impl<W: Write> Traffic<'_, W> {
    /// Takes what comes next, and gives back the ports that a server names in it for the first time.
    fn take(&mut self, event: Event) -> io::Result<Vec<u16>> {
        let Event { at, frame, from, to, what } = event;
        let moment = Moment { at: Timestamp::from_nanosecond(at.into()).unwrap_or_default(), frame };
        match what {
            What::Datagram { bytes, missing } => self.datagram(moment, [from, to], &bytes, missing)?,
            What::Stream { connection, what: Stream::Opened { client } } => {
                if let Some(opened) = self.open([from, to], client) {
                    self.connections.insert(connection, opened);
                }
            }
            What::Stream { connection: number, what } => {
                let Some(connection) = self.connections.get_mut(&number) else { return Ok(Vec::new()) };
                let others = self.held.saturating_sub(connection.held());
                let mut ports = connection.take(moment, from, what, &mut self.dialects, &mut self.teller)?;
                self.held = others.saturating_add(connection.held());
                if connection.is_over() {
                    self.held = others;
                    self.connections.remove(&number);
                }
                if self.held > HELD {
                    self.shed(moment)?;
                }
                ports.retain(|port| !self.ports.tcp.contains(port));
                return Ok(ports);
            }
        }
        Ok(Vec::new())
    }

    /// Gives up the messages that are not whole yet, of the connections that hold most.
    fn shed(&mut self, moment: Moment) -> io::Result<()> {
        let average = self.held / self.connections.len().max(1);
        for connection in self.connections.values_mut().filter(|it| it.held() > 0 && it.held() >= average) {
            let before = connection.held();
            connection.shed(moment, &mut self.dialects, &mut self.teller)?;
            self.held = self.held.saturating_sub(before).saturating_add(connection.held());
        }
        Ok(())
    }

    fn datagram(
        &mut self,
        moment: Moment,
        ends: [SocketAddr; 2],
        bytes: &[u8],
        missing: usize,
    ) -> io::Result<()> {
        let (mut key, [from, to]) = (ends, ends);
        key.sort();
        if self.pairs.len() >= PAIRS && !self.pairs.contains_key(&key) {
            self.pairs.clear();
        }
        let conversation = self.pairs.entry(key).or_insert_with(|| Conversation::new("IPMsg", ends));
        let about = || if is_for_many(to.ip()) { "UDP, to all" } else { "UDP" }.to_owned();
        let forth = from == conversation.ends[0];
        if missing > 0 {
            // First, since it explains what may be wrong with the rest.
            let bytes = Excerpt { count: missing as u64, head: Vec::new() };
            let error = Some("the capture has only the start of this packet".to_owned());
            let trouble = Trouble { proto: "ipmsg", status: Status::Gap, error, bytes };
            self.teller.tell(conversation, about, moment, forth, &Thing::Trouble(trouble))?;
        }
        self.teller.tell(conversation, about, moment, forth, &packet(bytes))
    }

    /// The client is the side that sent the SYN, else the one that is not on a port of servers. `None`:
    /// the port of IPMsg is that of the client, by chance, and the server is not one of MSNP.
    fn open(&self, [from, to]: [SocketAddr; 2], client: Option<SocketAddr>) -> Option<Connection> {
        let ports = &self.ports;
        let serves = |end: SocketAddr| ports.tcp.contains(&end.port()) || ports.udp.contains(&end.port());
        let client_sent = match client {
            Some(client) => client == from,
            None if serves(from) != serves(to) => serves(to),
            // Servers mostly have the lower ports.
            None => from.port() >= to.port(),
        };
        let [client_end, server] = if client_sent { [from, to] } else { [to, from] };
        if ports.udp.contains(&client_end.port()) && !serves(server) {
            return None;
        }
        let speaks = if ports.udp.contains(&server.port()) {
            let ends = [client_end.ip(), server.ip()];
            let download = self.teller.saver().map(|saver| Download::new(saver.clone(), ends));
            Speaks::Ipmsg(Box::new(Transfer::new(client.is_none(), download)))
        } else {
            Speaks::Msnp(Box::new(Session::new(
                [client_end.ip(), server.ip()],
                self.lenient,
                server.port() == WEB,
            )))
        };
        Some(Connection::new([client_end, server], speaks, client.is_none()))
    }
}

/// Broadcast, as far as an address alone tells, and multicast.
pub(crate) fn is_for_many(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_broadcast() || ip.is_multicast() || ip.octets()[3] == 255,
        IpAddr::V6(ip) => ip.is_multicast(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::charset::Charset;
    use crate::show::page::Page;

    const LAN: &[u8] = include_bytes!("../samples/ipmsg-lan.pcap");
    const CHAT: &[u8] = include_bytes!("../samples/msnp-chat.pcapng");

    fn json(file: &[u8]) -> Vec<serde_json::Value> {
        let mut out = Output::Json(Vec::new());
        let summary = dissect(file, How::default(), &mut out).unwrap();
        let Output::Json(bytes) = out else { panic!("a page") };
        let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let lines: Vec<_> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
        let told = lines.iter().filter(|line: &&serde_json::Value| line.get("status").is_none()).count();
        assert!(summary.is_ok_and(|summary| summary.messages == told as u64) || lines.is_empty());
        lines
    }

    /// A pcapng file, cut into its blocks.
    fn blocks(mut file: &[u8]) -> Vec<&[u8]> {
        let mut blocks = Vec::new();
        while let Some(length) = file.get(4..8) {
            let length = u32::from_le_bytes(length.try_into().unwrap()) as usize;
            let (block, rest) = file.split_at(length);
            blocks.push(block);
            file = rest;
        }
        blocks
    }

    /// What was told of one link, as `status`, or verb and dialect.
    fn short(lines: &[serde_json::Value]) -> Vec<String> {
        let text = |line: &serde_json::Value, key| line[key].as_str().unwrap_or_default().to_owned();
        let short = |line: &serde_json::Value| match line.get("status") {
            Some(status) => format!("{} {}", status.as_str().unwrap_or_default(), line["length"]),
            None => format!("{} {} {}", text(line, "link"), text(line, "dialect"), text(line, "verb")),
        };
        lines.iter().map(short).collect()
    }

    #[test]
    fn links_and_dialects() {
        let all = short(&json(CHAT));
        assert_eq!(all.len(), 63);
        assert_eq!(
            all[..3],
            ["notification unknown VER", "notification unknown VER", "notification MSNP11 CVR"]
        );
        assert_eq!(all.iter().filter(|line| line.starts_with("switchboard MSNP11 ")).count(), 22);
    }

    #[test]
    fn a_lost_frame() {
        let blocks = blocks(CHAT);
        // The first of the lists; it ends in the middle of a line.
        let without: Vec<u8> = [&blocks[..17], &blocks[18..]].concat().concat();
        let all = short(&json(&without));
        let gap = all.iter().position(|line| line == "gap 290").expect("a gap");
        let expected = ["gap 290", "skipped 81", "notification MSNP11 BPR"];
        assert_eq!(all[gap..gap + 3], expected);
    }

    #[test]
    fn from_the_middle() {
        let blocks = blocks(CHAT);
        let rest = [&blocks[..2], &blocks[30..]].concat().concat();
        let all = json(&rest);
        assert_eq!(short(&all)[..2], ["unknown unknown PRP", "unknown unknown PRP"]);
        // It is known by its port which side is the client.
        assert_eq!((&all[0]["from"], &all[0]["args"][0]), (&"192.0.2.21:49301".into(), &"9".into()));
        assert_eq!(all.iter().filter(|line| line["link"] == "switchboard").count(), 22);
    }

    #[test]
    fn unusual_ports() {
        let mut ports = Ports { udp: vec![9], tcp: vec![49_301] };
        let mut out = Output::Json(Vec::new());
        let summary =
            dissect(CHAT, How { ports: ports.clone(), ..How::default() }, &mut out).unwrap().unwrap();
        // Those of the switchboards are those of which the notification server speaks.
        assert_eq!((summary.messages, summary.conversations), (63, 3));
        ports.tcp = vec![49_302];
        let summary = dissect(CHAT, How { ports, ..How::default() }, &mut out).unwrap().unwrap();
        assert_eq!((summary.messages, summary.conversations), (14, 1));
    }

    /// Whatever happened to the file, it is told as JSON and as text, and nothing panics.
    #[test]
    fn damaged_anywhere() {
        for file in [LAN, CHAT] {
            for at in (0..file.len()).step_by(67) {
                let mut damaged = file.to_vec();
                damaged[at] ^= 0x41 << (at % 2);
                assert!(json(&damaged).len() <= 160);
                let mut page = Output::Text(Page::new(Vec::new(), 40 + at % 80, Charset::UTF_8));
                let how = How { lenient: at % 2 == 0, ..How::default() };
                assert!(dissect(&damaged[..], how, &mut page).is_ok());
            }
        }
    }

    /// The same for a directory stream, of which any frame is lost.
    #[test]
    fn any_frame_is_lost() {
        let (head, mut frames) = LAN.split_at(24);
        let mut blocks = Vec::new();
        while let Some(length) = frames.get(8..12) {
            let length = u32::from_le_bytes(length.try_into().unwrap()) as usize;
            let (frame, rest) = frames.split_at(16 + length);
            blocks.push(frame);
            frames = rest;
        }
        let what = |object: &serde_json::Value| [&object["record"], &object["additional"]].map(Clone::clone);
        let all: Vec<_> = json(LAN).iter().map(what).collect();
        for lost in 0..blocks.len() {
            let some: Vec<_> = [&blocks[..lost], &blocks[lost + 1..]].concat().concat();
            let told = json(&[head, &some].concat());
            let has_gap = told.iter().any(|object| object["status"] == "gap");
            assert!(has_gap || told.len() >= all.len() - 1, "frame {lost}");
            // But for what is told of the gap itself.
            let others = told.iter().filter(|object| object["status"].is_null()).map(what);
            let new: Vec<_> = others.filter(|told| !all.contains(told)).collect();
            assert!(new.len() <= 1, "frame {lost}: {new:?}");
        }
    }
}
