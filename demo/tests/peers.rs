//! A recorded session of real peers: two iptux 0.8.3 of Debian and the program `ipmsg_host`.
//!
//! `demo/tests/peers/run --record demo/tests/peers/iptux.pcap` recorded it, and can do so again: nothing
//! here depends on times, packet numbers or ports.

use imwire::ipmsg::{
    Body, DirEntry, DirEvent, DirReader, ExtKey, Mode, Packet, Profile, Progress, SendOptions, Sender,
    Situation,
};
use imwire::{Encode, Wire};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const ALICE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const BOB: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));
/// The program.
const CAROL: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 3));

/// UDP payloads in order, and for each connection what the client sent and what came back.
struct Session {
    datagrams: Vec<(IpAddr, IpAddr, Vec<u8>)>,
    connections: Vec<Connection>,
}

struct Connection {
    client: IpAddr,
    server: IpAddr,
    request: Vec<u8>,
    answer: Vec<u8>,
}

fn session() -> Session {
    use etherparse::{InternetSlice, SlicedPacket, TransportSlice};

    let mut capture = pcap_file::pcap::PcapReader::new(&include_bytes!("peers/iptux.pcap")[..]).unwrap();
    let mut datagrams = Vec::new();
    let mut clients = Vec::new();
    let mut streams: BTreeMap<(SocketAddr, SocketAddr), Stream> = BTreeMap::new();
    while let Some(frame) = capture.next_packet() {
        let frame = frame.unwrap();
        let packet = SlicedPacket::from_ethernet(&frame.data).unwrap();
        let Some(InternetSlice::Ipv4(ip)) = packet.net else { panic!("not IPv4") };
        let (from, to) = (ip.header().source_addr(), ip.header().destination_addr());
        match packet.transport {
            Some(TransportSlice::Udp(udp)) => {
                datagrams.push((from.into(), to.into(), udp.payload().to_vec()))
            }
            Some(TransportSlice::Tcp(tcp)) => {
                let ends = ((from, tcp.source_port()).into(), (to, tcp.destination_port()).into());
                if tcp.syn() && !tcp.ack() {
                    clients.push(ends);
                }
                let stream = streams.entry(ends).or_default();
                if tcp.syn() {
                    stream.start = tcp.sequence_number().wrapping_add(1);
                }
                stream.put(tcp.sequence_number(), tcp.payload());
            }
            _ => panic!("neither UDP nor TCP"),
        }
    }
    let mut whole = |ends| streams.remove(&ends).unwrap().whole();
    let connections = clients
        .into_iter()
        .map(|(client, server)| Connection {
            client: client.ip(),
            server: server.ip(),
            request: whole((client, server)),
            answer: whole((server, client)),
        })
        .collect();
    Session { datagrams, connections }
}

/// One direction of a connection.
#[derive(Default)]
struct Stream {
    start: u32,
    bytes: Vec<Option<u8>>,
}

impl Stream {
    fn put(&mut self, sequence: u32, payload: &[u8]) {
        if payload.is_empty() {
            return; // not all of these are where a byte could be
        }
        let at = sequence.wrapping_sub(self.start) as usize;
        self.bytes.resize(self.bytes.len().max(at + payload.len()), None);
        for (place, &byte) in self.bytes[at..].iter_mut().zip(payload) {
            *place = Some(byte);
        }
    }

    fn whole(self) -> Vec<u8> {
        self.bytes.into_iter().collect::<Option<_>>().expect("nothing is missing")
    }
}

/// What is sent, exactly; and its body, in a form that is read as the same.
#[track_caller]
fn packet(bytes: &[u8]) -> Packet<'_> {
    let packet = Packet::parse(bytes).unwrap();
    assert_eq!(packet.to_vec(), bytes);
    assert!(packet.word().mode().name().is_some());
    let body = packet.body().unwrap_or_else(|error| panic!("{packet:?}: {error}"));
    assert_eq!(Body::parse_with(&body.to_vec(), packet.word()), Ok(body));
    packet
}

#[test]
fn datagrams() {
    let session = session();
    let mut seen = BTreeSet::new();
    for (from, _, bytes) in &session.datagrams {
        let packet = packet(bytes);
        let is_iptux = packet.version.as_bytes() == b"1_iptux 0.8.3";
        assert_eq!(is_iptux, *from != CAROL);
        seen.insert((is_iptux, packet.word().to_string()));
    }
    let of_iptux = [
        "ANSENTRY|ABSENCE",
        "BR_ENTRY|ABSENCE",
        "BR_EXIT|DIALUP",
        "IPTUX_ASKSHARED",
        "IPTUX_SENDSIGN",
        "RECVMSG|0x100",
        "SENDMSG|FILEATTACH",
        "SENDMSG|FILEATTACH|0x80000000",
        "SENDMSG|SENDCHECK",
    ];
    let of_the_program = [
        "ANSENTRY|FILEATTACH|CAPUTF8",
        "BR_ENTRY|FILEATTACH|CAPUTF8",
        "BR_EXIT|FILEATTACH|CAPUTF8",
        "RECVMSG",
        "SENDMSG|AUTORET|FILEATTACH|UTF8",
    ];
    let all = of_iptux.map(|word| (true, word)).into_iter().chain(of_the_program.map(|word| (false, word)));
    assert_eq!(seen, all.map(|(is_iptux, word)| (is_iptux, word.to_owned())).collect());
}

/// What was answered, with which command, is what has to be answered, by iptux too.
#[test]
fn answers() {
    let session = session();
    let sender = Sender::new(b"somebody", b"else").unwrap();
    let mut up = BTreeSet::new();
    let (mut due, mut sent) = (Vec::new(), Vec::new());
    for (from, to, bytes) in &session.datagrams {
        let packet = packet(bytes);
        match packet.word().mode() {
            Mode::BR_ENTRY => _ = up.insert(*from),
            Mode::BR_EXIT => _ = up.remove(from),
            mode @ (Mode::ANSENTRY | Mode::RECVMSG) => sent.push((*from, *to, mode)),
            _ => {}
        }
        let is_to = |host: &IpAddr| if [ALICE, BOB, CAROL].contains(to) { host == to } else { host != from };
        for host in up.iter().filter(|host| is_to(host)) {
            for obligation in Profile::new(sender).obligations(&packet, Situation::SENDER_KNOWN) {
                let answer = Profile::new(sender).reply(&obligation, 1).unwrap();
                due.push((*host, *from, answer.header().word().mode()));
            }
        }
    }
    due.sort();
    sent.sort();
    assert_eq!(due, sent);
    assert_eq!(sent.len(), 5 + 2);
}

/// A receipt names a message that wanted one.
#[test]
fn receipts() {
    let session = session();
    let mut receipts = 0;
    for (from, to, bytes) in &session.datagrams {
        let Ok(Body::Receipt(receipt)) = packet(bytes).body() else { continue };
        let named = session.datagrams.iter().find(|(source, target, bytes)| {
            (source, target) == (to, from) && receipt.acknowledges(packet(bytes).packet_no.value())
        });
        let options = packet(&named.unwrap().2).word().get::<SendOptions>().unwrap();
        assert!(options.contains(SendOptions::SENDCHECK));
        receipts += 1;
    }
    assert_eq!(receipts, 2);
}

/// What a request is for: the file in the list of a message that the server sent.
#[test]
fn requests() {
    let session = session();
    let mut fetched = Vec::new();
    for Connection { client, server, request: bytes, .. } in &session.connections {
        assert_eq!(Progress::of(bytes, Progress::LIMIT), Ok(Progress::Complete(bytes.len())));
        let packet = packet(bytes);
        let Ok(Body::FileRequest(request)) = packet.body() else { panic!("no request") };
        let offers = session.datagrams.iter().filter(|(from, to, _)| (from, to) == (server, client));
        let names = offers.filter_map(|(_, _, bytes)| {
            let offer = Packet::parse(bytes).unwrap();
            let Ok(Body::Message(message)) = offer.body() else { return None };
            let is_meant = offer.packet_no.value() == request.packet_no;
            let mut files = message.files.iter().flatten().filter(|_| is_meant);
            let file = files.find(|file| file.id.decimal() == Some(request.file_id.hex()))?;
            Some(String::from_utf8_lossy(file.name.borrowed()?).into_owned())
        });
        fetched.push((*client, *server, packet.word().mode(), names.collect::<Vec<_>>().concat()));
    }
    let file = (ALICE, BOB, Mode::GETFILEDATA, "hello.txt".to_owned());
    let directory = |of| (ALICE, of, Mode::GETDIRFILES, "tree".to_owned());
    assert_eq!(fetched, [file, directory(BOB), directory(CAROL)]);
    assert_eq!(session.connections[0].answer, b"a file by itself\n");
}

#[test]
fn directories() {
    let numbers: String = (1..=4000).map(|number| format!("{number}\n")).collect();
    let expected = BTreeMap::from([
        ("tree/", ""),
        ("tree/a.txt", "hello file\n"),
        ("tree/sub/", ""),
        ("tree/sub/10:30.txt", "a colon\n"),
        ("tree/sub/deep/", ""),
        ("tree/sub/deep/b.txt", "deeper\n"),
        ("tree/sub/empty", ""),
        ("tree/sub/numbers.txt", &numbers),
        ("tree/sub/飛鴿.txt", "no ASCII\n"),
        ("tree/void/", ""),
    ]);
    let session = session();
    // From bob and from carol.
    for Connection { answer, .. } in &session.connections[1..] {
        for chunk in [answer.len(), 1, 7, 1448] {
            let tree = tree(answer, chunk);
            assert!(
                tree.iter().map(|(path, contents)| (path.as_str(), contents.as_str())).eq(expected.clone())
            );
        }
    }
}

/// Paths, those of directories with a slash at the end, and contents.
fn tree(stream: &[u8], chunk: usize) -> BTreeMap<String, String> {
    let mut reader = DirReader::new();
    let mut tree = BTreeMap::new();
    let mut path = Vec::new();
    let mut buffer = Vec::new();
    let mut ended = false;
    for piece in stream.chunks(chunk) {
        buffer.extend_from_slice(piece);
        let mut events = reader.events(&buffer);
        for piece in &mut events {
            let piece = piece.unwrap();
            let mut named = |entry: DirEntry, end: &str| {
                assert_eq!(entry.to_vec(), piece.raw(), "as it was sent");
                assert_eq!(entry.extended.get(ExtKey::MTIME).unwrap().as_number(), Some(0x65e0_71c0));
                path.truncate(piece.depth() as usize);
                if entry.name.raw() != b"." {
                    let name = String::from_utf8(entry.name.decoded().collect()).unwrap();
                    assert_eq!(entry.name.is_plain(), !name.contains(':'));
                    path.push(name);
                    assert_eq!(tree.insert(path.join("/") + end, String::new()), None);
                }
            };
            match piece.event() {
                DirEvent::Enter(entry) => named(entry, "/"),
                DirEvent::File(entry) => named(entry, ""),
                DirEvent::Leave(entry) => named(entry, ""),
                DirEvent::Contents { bytes, .. } => {
                    tree.get_mut(&path.join("/")).unwrap().push_str(std::str::from_utf8(bytes).unwrap());
                }
                DirEvent::End => ended = true,
            }
        }
        buffer = events.rest().to_vec();
    }
    reader.finish().unwrap();
    assert!(ended && buffer.is_empty());
    tree
}
