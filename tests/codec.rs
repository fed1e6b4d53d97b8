//! The codecs for tokio: streams cut anywhere, slow readers, reads that are cancelled, bad peers.

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt};
use imwire::ipmsg::codec::{Datagram, PacketCodec};
use imwire::ipmsg::{Message, Packet, PacketBuf, Profile, SendOptions, Sender};
use imwire::msnp::codec::{CommandCodec, FrameCodec, Received};
use imwire::msnp::{
    AnyCommand, Dialect, Encoded, Frame, Limits, Link, Passport, Payload, Role, Session, Side, Splitter,
    TrId, ft, ns, sb,
};
use imwire::{Encode, Error, ErrorKind, Wire};
use imwire_testkit::rows;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncWriteExt, duplex};
use tokio::net::UdpSocket;
use tokio_util::codec::{Decoder, Encoder, Framed, FramedRead};
use tokio_util::udp::UdpFramed;

/// What a server says that learns its dialect from a client: `241` has a payload from MSNP13 on.
const SERVER: &[u8] =
    b"VER 1 MSNP13\r\nCHL 0 155\r\n241 9 4\r\nhi\r\nMSG Hotmail Hotmail 2\r\nhiQNG 50\r\nCAL\r\n";

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn shown<T: ToString>(command: Result<T, Error>) -> String {
    command.map_or_else(|error| error.to_string(), |command| command.to_string())
}

/// Frames, and their commands or what is wrong with them.
type Read = Vec<(Vec<u8>, String)>;

/// As a side reads them all at once, and the session at the end.
fn at_once(mut session: Session, role: Role, input: &[u8]) -> (Read, Session) {
    let mut read = Vec::new();
    for item in Side::new(role).commands(&mut session, input) {
        let (frame, command) = item.unwrap();
        read.push((frame.raw().to_vec(), shown(command)));
    }
    (read, session)
}

/// As the codec reads them.
fn in_pieces(session: Session, role: Role, chunks: impl Iterator<Item = Vec<u8>>) -> (Read, Session) {
    let mut codec = match role {
        Role::Client => CommandCodec::for_server(session),
        Role::Server => CommandCodec::for_client(session),
    };
    let (mut buffer, mut read) = (BytesMut::new(), Vec::new());
    for chunk in chunks {
        buffer.extend_from_slice(&chunk);
        while let Some(received) = codec.decode(&mut buffer).unwrap() {
            read.push((received.frame().raw().to_vec(), shown(received.command())));
        }
    }
    assert!(codec.decode_eof(&mut buffer).unwrap().is_none());
    (read, codec.session())
}

#[test]
fn a_stream_cut_anywhere() {
    let expected = at_once(Session::new(), Role::Server, SERVER);
    assert_eq!((expected.0.len(), expected.1.dialect()), (6, Dialect::MSNP13));
    for size in 1..=SERVER.len() {
        let chunks = SERVER.chunks(size).map(<[u8]>::to_vec);
        assert_eq!(in_pieces(Session::new(), Role::Server, chunks), expected, "{size} bytes each");
    }
}

/// Each sample, after what is known beforehand and after nothing.
#[test]
fn every_sample() {
    for row in rows::msnp(include_str!("vectors/msnp.txt")) {
        for session in [Session::known(row.link, row.dialect), Session::new()] {
            if Side::new(row.sender).commands(&mut session.clone(), &row.bytes).any(|item| item.is_err()) {
                continue;
            }
            let expected = at_once(session, row.sender, &row.bytes);
            let whole = std::iter::once(row.bytes.clone());
            if expected.0.iter().map(|(raw, _)| raw.len()).sum::<usize>() == row.bytes.len() {
                assert_eq!(in_pieces(session, row.sender, whole), expected, "row {}", row.row);
            }
        }
    }
}

#[test]
fn nothing_is_copied_or_searched_twice() {
    let mut buffer = BytesMut::from(SERVER);
    let start = buffer.as_ptr().addr();
    let mut codec = FrameCodec::new(Splitter::new(Role::Server));
    codec.splitter_mut().set_dialect(Dialect::MSNP13);
    let (mut kept, mut end) = (Vec::new(), start);
    while let Some(frame) = codec.decode(&mut buffer).unwrap() {
        assert_eq!(frame.frame().raw().as_ptr().addr(), end);
        end += frame.frame().raw().len();
        kept.push(frame);
    }
    assert_eq!((kept.len(), end - start), (6, SERVER.len()));
    // The frames are still good when the buffer is used again.
    buffer.extend_from_slice(&[b'x'; 100]);
    let together: Vec<u8> = kept.iter().flat_map(Encode::to_vec).collect();
    assert_eq!(together, SERVER);
    let lines: usize = kept.iter().map(|kept| kept.frame().line().as_bytes().len() + 1).sum();
    assert_eq!(codec.splitter_mut().looked_at(), lines as u64);
}

/// The peer says how long its payload is, and nothing more.
#[test]
fn an_announced_length_costs_nothing() {
    let mut codec = FrameCodec::new(Splitter::new(Role::Client));
    let mut buffer = BytesMut::from(&b"MSG 1 N 1000000\r\n"[..]);
    assert!(codec.decode(&mut buffer).unwrap().is_none());
    assert!((65_536..100_000).contains(&buffer.capacity()), "{}", buffer.capacity());
    let limits = Limits { payload: 1664, ..Limits::default() };
    let mut codec = CommandCodec::for_server(Session::new()).limits(limits);
    let error = codec.decode(&mut BytesMut::from(&b"MSG 1 N 1665\r\n"[..])).unwrap_err();
    assert_eq!(error.to_string(), "payload length: over the limit at byte 8");
}

#[track_caller]
fn fails(result: io::Result<Option<Received>>, kind: io::ErrorKind, text: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (kind, text.to_owned()));
    assert_eq!(error.downcast::<Error>().unwrap().to_string(), text);
}

#[test]
fn what_cannot_be_framed() {
    let mut codec = CommandCodec::for_server(Session::new());
    let mut buffer = BytesMut::from(&b"PNG\r\nhello\r\nPNG\r\n"[..]);
    assert!(codec.decode(&mut buffer).unwrap().is_some());
    let verb = "verb: not three upper-case letters or digits at byte 0";
    fails(codec.decode(&mut buffer), io::ErrorKind::InvalidData, verb);
    fails(codec.decode(&mut buffer), io::ErrorKind::InvalidData, verb);
    // To go on from the next line is your decision.
    assert_eq!(&buffer.split_to(7)[..], b"hello\r\n");
    codec.splitter_mut().reset();
    assert!(codec.decode(&mut buffer).unwrap().is_some());
}

#[test]
fn a_connection_that_ends_within_a_frame() {
    #[track_caller]
    fn case(session: Session, input: &[u8], text: &str) {
        let mut codec = CommandCodec::for_server(session);
        fails(codec.decode_eof(&mut BytesMut::from(input)), io::ErrorKind::UnexpectedEof, text);
    }
    case(Session::new(), b"PNG\r", "line end: missing at byte 4");
    case(Session::new(), b"MSG 1 N 4\r\nPIN", "payload: shorter than its length says at byte 11");
    let file = Session::known(Link::FileTransfer, Dialect::UNKNOWN);
    case(file, b"\0\x05", "data block: shorter than its length says at byte 2");
}

#[test]
fn the_last_command_of_a_stream() {
    let mut codec = CommandCodec::for_server(Session::new());
    let mut buffer = BytesMut::from(&b"QNG 50\r\n"[..]);
    assert_eq!(codec.decode_eof(&mut buffer).unwrap().unwrap().frame().raw(), b"QNG 50\r\n");
    assert!(codec.decode_eof(&mut buffer).unwrap().is_none());
}

#[test]
fn frames_without_a_session() {
    let mut codec = FrameCodec::new(Splitter::new(Role::Server));
    let mut buffer = BytesMut::from(&b"QNG 50\r\nCHL 0 155\r\nPNG\r"[..]);
    assert_eq!(codec.decode_eof(&mut buffer).unwrap().unwrap().frame().raw(), b"QNG 50\r\n");
    assert_eq!(codec.decode_eof(&mut buffer).unwrap().unwrap().into_bytes(), &b"CHL 0 155\r\n"[..]);
    let error = codec.decode_eof(&mut buffer).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (io::ErrorKind::UnexpectedEof, "line end: missing at byte 4")
    );
    // All of it was taken.
    buffer.clear();
    assert!(codec.decode_eof(&mut buffer).unwrap().is_none());
}

#[test]
fn a_frame_that_is_kept() {
    let mut codec = CommandCodec::for_server(Session::new());
    let received = codec.decode(&mut BytesMut::from(&b"PNG\r\nOUT\r\n"[..])).unwrap().unwrap();
    assert_eq!(received.into_frame().frame().raw(), b"PNG\r\n");
}

#[test]
fn a_session_learns_from_both_sides() {
    let mut codec = CommandCodec::for_server(Session::new());
    let mut buffer = BytesMut::from(&b"VER 1 MSNP10 MSNP9 CVR0\r\n"[..]);
    let received = codec.decode(&mut buffer).unwrap().unwrap();
    assert_eq!(received.context().link, Link::Notification);
    let answer = ns::VerReply::parse_with(b"VER 1 MSNP9\r\n", Dialect::UNKNOWN).unwrap();
    let mut out = BytesMut::new();
    codec.encode(ns::ServerCommand::from(answer), &mut out).unwrap();
    assert_eq!((&out[..], codec.session().dialect()), (&b"VER 1 MSNP9\r\n"[..], Dialect::MSNP9));

    // A proxy, which passes the frames of others on.
    let mut codec = CommandCodec::for_client(Session::new());
    let mut out = BytesMut::new();
    codec.encode(received.frame(), &mut out).unwrap();
    assert_eq!((&out[..], codec.session().link()), (&b"VER 1 MSNP10 MSNP9 CVR0\r\n"[..], Link::Notification));
    codec.decode(&mut BytesMut::from(&b"VER 1 MSNP10\r\n"[..])).unwrap();
    assert_eq!(codec.session().dialect(), Dialect::MSNP10);
}

/// Every table, under a session of its link.
#[test]
fn every_table_is_written() {
    #[track_caller]
    fn case<T>(mut codec: CommandCodec, command: T, expected: &[u8])
    where
        CommandCodec: Encoder<T, Error = io::Error>,
    {
        let mut out = BytesMut::new();
        codec.encode(command, &mut out).unwrap();
        assert_eq!(&out[..], expected);
    }
    let notification = Session::known(Link::Notification, Dialect::MSNP8);
    let switchboard = notification.switchboard();
    let (client, server) = (CommandCodec::for_client, CommandCodec::for_server);
    let cal = sb::Cal { trid: TrId(2), passport: Passport::new("b@x").unwrap() };
    let ack = sb::ServerCommand::from(sb::Ack { trid: TrId(3) });
    let data = ft::Transfer::parse_with(b"\0\x01\0x", Dialect::UNKNOWN).unwrap();
    case(client(notification), ns::ClientCommand::from(ns::Png {}), b"PNG\r\n");
    case(server(notification), ns::ServerCommand::from(ns::Qng { seconds: Some(50) }), b"QNG 50\r\n");
    case(client(switchboard), sb::ClientCommand::from(cal), b"CAL 2 b@x\r\n");
    case(client(Session::new()), sb::ClientCommand::from(cal), b"CAL 2 b@x\r\n");
    case(server(switchboard), ack, b"ACK 3\r\n");
    case(server(switchboard), AnyCommand::from(ack), b"ACK 3\r\n");
    case(client(Session::known(Link::FileTransfer, Dialect::UNKNOWN)), data, b"\0\x01\0x");
}

/// What would be read as something else is not written, and nothing is learned from it.
#[test]
fn what_does_not_belong_there_is_refused() {
    #[track_caller]
    fn case<T>(mut codec: CommandCodec, command: T, kind: ErrorKind)
    where
        CommandCodec: Encoder<T, Error = io::Error>,
    {
        let (before, mut out) = (codec.session(), BytesMut::from(&b"before"[..]));
        let error = codec.encode(command, &mut out).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert_eq!(error.downcast::<Error>().unwrap().kind(), kind);
        assert_eq!((&out[..], codec.session()), (&b"before"[..], before));
    }
    let session = Session::known(Link::Switchboard, Dialect::MSNP8);
    let png = ns::ClientCommand::from(ns::Png {});
    case(CommandCodec::for_client(session), png, ErrorKind::OtherLink);
    let ack = sb::ServerCommand::from(sb::Ack { trid: TrId(1) });
    case(CommandCodec::for_client(session), ack, ErrorKind::OtherSide);
    let lsg = ns::ClientCommand::from(ns::Lsg { trid: TrId(1) });
    let session = Session::known(Link::Notification, Dialect::MSNP21);
    case(CommandCodec::for_client(session), lsg, ErrorKind::Dialect);
    // A line of a lenient reader.
    let frame = Splitter::new(Role::Client).lenient().next(b"PNG\n").unwrap().unwrap();
    case(CommandCodec::for_client(session), frame, ErrorKind::BareLf);
}

/// One end writes byte by byte or all at once; the other gives its reads up all the time.
#[test]
fn reads_that_are_cancelled() {
    block_on(async {
        for size in [1, 7, SERVER.len()] {
            let (near, mut far) = duplex(16);
            let writer = tokio::spawn(async move {
                for chunk in SERVER.chunks(size) {
                    far.write_all(chunk).await.unwrap();
                    tokio::task::yield_now().await;
                }
            });
            let mut server = Framed::new(near, CommandCodec::for_client(Session::new()));
            let (mut read, mut cancelled) = (Vec::new(), 0);
            loop {
                // What is always ready ends a read that has to wait.
                let received = tokio::select! {
                    biased;
                    received = server.next() => received,
                    () = std::future::ready(()) => {
                        cancelled += 1;
                        tokio::task::yield_now().await;
                        continue;
                    }
                };
                let Some(received) = received.transpose().unwrap() else { break };
                read.push((received.frame().raw().to_vec(), shown(received.command())));
            }
            writer.await.unwrap();
            let expected = at_once(Session::new(), Role::Server, SERVER);
            assert_eq!((read, server.codec().session()), expected);
            assert!(cancelled > 0);
        }
    });
}

/// The writer waits for a reader that takes nothing yet, and then nothing is missing.
#[test]
fn a_slow_reader() {
    block_on(async {
        let (near, far) = duplex(64);
        let session = Session::known(Link::Switchboard, Dialect::MSNP8);
        let sent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sent);
        let writer = tokio::spawn(async move {
            let mut client = Framed::new(near, CommandCodec::for_server(session));
            client.set_backpressure_boundary(256);
            let (passport, nick) = (Passport::new("a@x").unwrap(), Encoded::new("A").unwrap());
            for number in 0..50 {
                let text = number.to_string().repeat(50);
                let push = sb::MsgPush { passport, nick, payload: Payload(text.as_bytes()) };
                client.feed(sb::ServerCommand::from(push)).await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
            }
            SinkExt::<Frame<'_>>::close(&mut client).await.unwrap();
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!((2..10).contains(&sent.load(Ordering::Relaxed)), "{sent:?}");

        let mut server = FramedRead::new(far, CommandCodec::for_client(session));
        for number in 0..50 {
            let received = server.next().await.unwrap().unwrap();
            assert_eq!(received.frame().payload(), Some(number.to_string().repeat(50).as_bytes()));
        }
        assert!(server.next().await.is_none());
        writer.await.unwrap();
    });
}

#[test]
fn datagrams() {
    #[track_caller]
    fn case(bytes: &'static [u8], expected: Datagram) {
        let mut buffer = BytesMut::from(bytes);
        let start = buffer.as_ptr();
        let found = PacketCodec.decode(&mut buffer).unwrap().unwrap();
        assert_eq!((&found, found.as_bytes()), (&expected, bytes));
        assert_eq!(found.as_bytes().as_ptr(), start);
        // One datagram is one item.
        assert!(PacketCodec.decode_eof(&mut buffer).unwrap().is_none());
    }
    let packet = Bytes::from_static(b"1:100:shirouzu:jupiter:32:hello\0");
    case(b"1:100:shirouzu:jupiter:32:hello\0", Datagram::Packet(PacketBuf::parse(packet).unwrap()));
    let dictionary = b"IP2:3a:VER:1:3:PKT:1:7:UID:1:u:HID:1:h:CMD:2:20:FLG:1:0:BODY:2:hi:Z";
    case(dictionary, Datagram::Dictionary(Bytes::from_static(dictionary)));
    let error = Packet::parse(b"hello").unwrap_err();
    case(b"hello", Datagram::Malformed(Bytes::from_static(b"hello"), error));
}

/// Over the loopback interface: nonsense, an empty datagram, and a packet after them.
#[test]
fn a_socket_of_datagrams() {
    block_on(async {
        let mut socket = UdpFramed::new(UdpSocket::bind("127.0.0.1:0").await.unwrap(), PacketCodec);
        let here = socket.get_ref().local_addr().unwrap();
        let mut peer = UdpFramed::new(UdpSocket::bind("127.0.0.1:0").await.unwrap(), PacketCodec);
        let profile = Profile::new(Sender::new("suzuki", "neptune").unwrap());
        peer.get_ref().send_to(b"nonsense", here).await.unwrap();
        peer.get_ref().send_to(b"", here).await.unwrap();
        let message = profile.send(7, SendOptions::SENDCHECK, Message::default()).unwrap();
        peer.send((message, here)).await.unwrap();

        let (datagram, from) = socket.next().await.unwrap().unwrap();
        assert!(matches!(datagram, Datagram::Malformed(..)));
        assert_eq!(from, peer.get_ref().local_addr().unwrap());
        let (datagram, _) = socket.next().await.unwrap().unwrap();
        let Datagram::Packet(packet) = datagram else { panic!("{datagram:?}") };
        assert_eq!(packet.packet().user.as_bytes(), b"suzuki");
        socket.send((packet.packet(), from)).await.unwrap();
        let (echo, _) = peer.next().await.unwrap().unwrap();
        assert_eq!(echo, Datagram::Packet(packet));
    });
}
