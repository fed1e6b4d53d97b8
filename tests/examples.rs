//! The programs in `examples`, over the loopback interface. Each wait for a packet ends after 20 seconds.
//!
//! `cargo test` builds them. To run this test alone, build them first:
//! `cargo build --examples && cargo test --test examples`.

use imwire_testkit::example::{Example, PATIENCE};
#[cfg(feature = "auth")]
use std::io::{BufRead, BufReader};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::thread;

/// The server to sign in to. As a package it would switch features of imwire on.
#[cfg(feature = "auth")]
#[path = "../demo/src/lib.rs"]
#[expect(dead_code, unused_imports, reason = "not all of it is needed")]
mod demo;

#[test]
fn ipmsg_echo() {
    let echo = Example::start("ipmsg_echo", &["127.0.0.1:0"]);
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.connect(echo.address("listening on ")).unwrap();
    peer.set_read_timeout(Some(PATIENCE)).unwrap();
    let send = |packet: &str| _ = peer.send(packet.as_bytes()).unwrap();
    // Version and packet number are not compared.
    #[track_caller]
    fn expect(peer: &UdpSocket, expected: &str) {
        let mut buffer = [0; 1500];
        let length = peer.recv(&mut buffer).expect("a packet");
        let text = std::str::from_utf8(&buffer[..length]).unwrap();
        assert_eq!(text.splitn(3, ':').nth(2), Some(expected));
    }
    send("1:100:shirouzu:jupiter:288:hello\0");
    expect(&peer, "echo:imwire:33:100\0");
    expect(&peer, "echo:imwire:8224:hello\0");
    // Nothing but the receipt for what arrives again, and nothing for an automatic reply or nonsense.
    send("1:100:shirouzu:jupiter:288:hello\0");
    expect(&peer, "echo:imwire:33:100\0");
    send("1:101:shirouzu:jupiter:8224:hello\0");
    send("nonsense");
    send("1:102:shirouzu:jupiter:8388640:\u{4f60}\u{597d}\0");
    expect(&peer, "echo:imwire:8396832:\u{4f60}\u{597d}\0");
}

/// A stream, and what it has to carry next.
#[track_caller]
fn expect(mut stream: &TcpStream, expected: &str) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut found = vec![0; expected.len()];
    stream.read_exact(&mut found).expect("as many bytes");
    assert_eq!(found.escape_ascii().to_string(), expected.as_bytes().escape_ascii().to_string());
}

fn send(mut stream: &TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

#[test]
fn msnp_proxy() {
    let [server, room] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [server_address, room_address] = [&server, &room].map(|listener| listener.local_addr().unwrap());
    let proxy = Example::start("msnp_proxy", &["127.0.0.1:0", &server_address.to_string()]);
    let here = proxy.address("listening on ");
    let accept = |listener: TcpListener| thread::spawn(move || listener.accept().unwrap().0);

    let server = accept(server);
    let client = TcpStream::connect(here).unwrap();
    send(&client, "VER 1 MSNP11 MSNP10 CVR0\r\n");
    let server = server.join().unwrap();
    expect(&server, "VER 1 MSNP11 MSNP10 CVR0\r\n");
    send(&server, "VER 1 MSNP11\r\n");
    expect(&client, "VER 1 MSNP11\r\n");
    send(&client, "XFR 2 SB\r\n");
    expect(&server, "XFR 2 SB\r\n");
    send(&server, &format!("XFR 2 SB {room_address} CKI 1234.5678\r\n"));
    expect(&client, &format!("XFR 2 SB {here} CKI 1234.5678\r\n"));

    let room = accept(room);
    let chat = TcpStream::connect(here).unwrap();
    send(&chat, "USR 1 alice@example.com 1234.5678\r\n");
    let room = room.join().unwrap();
    expect(&room, "USR 1 alice@example.com 1234.5678\r\n");
    send(&room, "USR 1 OK alice@example.com Alice\r\nJOI bob@example.com Bob\r\n");
    expect(&chat, "USR 1 OK alice@example.com Alice\r\nJOI bob@example.com Bob\r\n");
    // A message in two pieces, and what is no command of any table.
    send(&chat, "MSG 2 N 4\r\npi");
    send(&chat, "ngZZZ 3\r\n");
    expect(&room, "MSG 2 N 4\r\npingZZZ 3\r\n");

    // The end of one side is the end for the other.
    drop(client);
    assert_eq!((&server).read(&mut [0]).unwrap(), 0);
}

/// Two clients in one room, one of them by hand, and a third that begins wrong.
#[cfg(feature = "tokio-util")]
#[test]
fn tokio_server_and_client() {
    let server = Example::start("tokio_server", &["127.0.0.1:0"]);
    let address = server.address("listening on ");
    let here = address.to_string();
    let alice = Example::start("tokio_client", &[&here, "alice@example.com", "hello", "how are you?"]);
    assert_eq!(alice.line(), "UsrReply trid=1 passport=alice@example.com nick=alice@example.com");
    let carol = TcpStream::connect(address).unwrap();
    send(&carol, "USR 1 carol@example.com 1\r\n");
    expect(&carol, "USR 1 OK carol@example.com carol@example.com\r\n");
    assert_eq!(alice.line(), "carol@example.com is here");
    let line = |text: &str| {
        let payload = format!("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{text}");
        format!("MSG alice@example.com alice@example.com {}\r\n{payload}", payload.len())
    };
    expect(&carol, &(line("hello") + &line("how are you?")));

    // A bad command is passed over; a message comes in pieces.
    send(&carol, "CAL\r\nMSG 2 N 4\r\nMIM");
    assert_eq!(server.line(), "carol@example.com: TrID: missing at byte 3");
    let wrong = TcpStream::connect(address).unwrap();
    send(&wrong, "PNG\r\n");
    assert!(server.line().ends_with(": verb: belongs to another link at byte 0"));
    send(&carol, "EOUT\r\n");
    assert_eq!(alice.line(), "Bye passport=carol@example.com");
    // She has left, and gets no more.
    assert_eq!((&carol).read(&mut [0]).unwrap(), 0);
    drop(server);
    assert_eq!(alice.line(), "");
}

/// Alice signs in, calls Bob, who is signed in by hand, and writes to him; he declines the picture that she offers.
#[cfg(feature = "auth")]
#[test]
fn msnp_client() {
    use demo::{signin::SignInServer, switchboard::User, switchboard::user};
    use imwire::msnp::payload::auth::{challenge_response_md5, md5_response};
    use imwire::msnp::payload::p2p::{P2pMessage, P2pPacket, V1Packet};
    use imwire::msnp::payload::{Content, DatacastId, slp::Start, value::HeaderText};
    use imwire::{Encode, Wire};

    static USERS: [User; 2] =
        [user(b"alice@example.com", b"Alice", true), user(b"bob@example.com", b"Bob", true)];
    const SECRETS: &[&str] = &["alices-secret", "bobs-secret"];
    fn lines(stream: &TcpStream) -> BufReader<&TcpStream> {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        BufReader::new(stream)
    }
    /// The words of the next line.
    #[track_caller]
    fn words(lines: &mut BufReader<&TcpStream>, verb: &str) -> Vec<String> {
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        assert!(line.starts_with(verb), "{line}");
        line.split_whitespace().map(str::to_owned).collect()
    }

    let server = SignInServer::start("127.0.0.1:0", &USERS, SECRETS, |_| {}).unwrap();
    let bob = TcpStream::connect(server.address).unwrap();
    let mut from_server = lines(&bob);
    send(&bob, "VER 1 MSNP7 CVR0\r\nUSR 2 MD5 I bob@example.com\r\n");
    words(&mut from_server, "VER 1 MSNP7");
    let salt = words(&mut from_server, "USR 2 MD5 S ");
    send(&bob, &format!("USR 3 MD5 S {}\r\n", md5_response(&salt[4], SECRETS[1])));
    words(&mut from_server, "USR 3 OK bob@example.com");
    let challenge = words(&mut from_server, "CHL 0 ");
    let answer = challenge_response_md5(&challenge[2], "Q1P7W2E4J9R8U3S5");
    send(&bob, &format!("QRY 4 msmsgs@msnmsgr.com 32\r\n{answer}"));
    words(&mut from_server, "QRY 4");

    let to = server.address.to_string();
    let alice =
        Example::start("msnp_client", &[&to, "alice@example.com", "alices-secret", "bob@example.com"]);
    let call = words(&mut from_server, "RNG ");
    assert_eq!(call[5], "alice@example.com");
    let room = TcpStream::connect(&call[2]).unwrap();
    let mut from_room = lines(&room);
    send(&room, &format!("ANS 1 bob@example.com {} {}\r\n", call[4], call[1]));
    words(&mut from_room, "IRO 1 1 1 alice@example.com");
    words(&mut from_room, "ANS 1 OK");
    let mut message = || {
        let length = words(&mut from_room, "MSG alice@example.com ")[3].parse().unwrap();
        let mut payload = vec![0; length];
        from_room.read_exact(&mut payload).expect("a payload");
        payload
    };
    let payload = message();
    let Content::Text(text) = Content::parse(&payload).unwrap() else { panic!("no text") };
    assert_eq!((text.body, text.format().unwrap().is_some()), (&b"lunch at noon?"[..], true));
    let payload = message();
    let Content::Datacast(nudge) = Content::parse(&payload).unwrap() else { panic!("no nudge") };
    assert_eq!(nudge.id, DatacastId::NUDGE);
    let payload = message();
    let Content::P2p(offer) = Content::parse(&payload).unwrap() else { panic!("no offer") };
    let invite = offer.packet.slp().unwrap();
    let answer = invite.answer(Start::DECLINE, invite.body).to_vec();
    let packet = P2pPacket::V1(V1Packet::message(3, 4, &answer));
    let payload = P2pMessage::new(HeaderText::new("alice@example.com").unwrap(), packet).to_vec();
    (&room).write_all(&[format!("MSG 2 N {}\r\n", payload.len()).as_bytes(), &payload].concat()).unwrap();
    assert_eq!(alice.line(), r#"bob@example.com: 603 "Decline""#);
    assert_eq!(alice.line(), "");
}
