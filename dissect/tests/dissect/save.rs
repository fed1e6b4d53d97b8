//! `--save`: files, directories and pictures.

use crate::tool::*;
use imwire::Encode;
use imwire::ipmsg::feiq::{ImageFlags, ImageId, ImageSlices};
use imwire::msnp::Passport;
use imwire::msnp::payload::guid::Guid;
use imwire::msnp::payload::mime::Headers;
use imwire::msnp::payload::p2p::{
    App, DataKind, DirectFrame, Flags, P2pMessage, P2pPacket, PeerInfo, V1Chunks, V1Packet, V2Chunks, V2Data,
    V2Packet,
};
use imwire::msnp::payload::slp::{
    AppId, BodyEnd, FileContext, Method, SessionBody, SessionContext, Slp, SlpType, Start, app,
};
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::wide::Wide;
use pcap_file::DataLink;
use std::fs;

#[test]
fn what_was_transferred_is_saved() {
    let saved = directory("saved");
    fs::remove_dir(&saved).expect("it is empty");
    let run = || run(&["--save", text(&saved), LAN]);
    let names = |endings: &[(&str, &str)]| {
        let found = contents(&saved);
        let fits = |((path, is), (end, content)): (&(String, String), &(&str, &str))| {
            path.strip_prefix(text(&saved)) == Some(*end) && is == content
        };
        assert!(found.len() == endings.len() && found.iter().zip(endings).all(fits), "{found:?}");
    };
    let ran = run();
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("/saved/report.txt, 11 bytes\n"), "{}", ran.err);
    let once = [("/notes/old/q_a.txt", "q:a"), ("/notes/todo.md", "hi"), ("/report.txt", "hello file\n")];
    names(&once);
    // What is there stays as it is.
    fs::write(saved.join("report.txt"), "mine").expect("writable");
    run();
    names(&[
        ("/notes (2)/old/q_a.txt", "q:a"),
        ("/notes (2)/todo.md", "hi"),
        ("/notes/old/q_a.txt", "q:a"),
        ("/notes/todo.md", "hi"),
        ("/report (2).txt", "hello file\n"),
        ("/report.txt", "mine"),
    ]);
}

#[test]
fn nothing_is_saved_elsewhere() {
    let saved = directory("inside");
    for (index, name) in
        [b"../evil.sh", b"/tmp/ev.sh", b"..\\evil.sh", b"\x1b[2Jevil.x"].into_iter().enumerate()
    {
        let evil = changed(LAN, &format!("evil{index}.pcap"), b"report.txt", &name[..10]);
        assert_eq!(run(&["--save", text(&saved), text(&evil)]).code, Some(0));
    }
    let evil = changed(LAN, "evil-tree.pcap", b":q::a.txt:", b":..::/../:");
    assert_eq!(run(&["--save", text(&saved), text(&evil)]).code, Some(0));
    assert_eq!(contents(&saved).len(), 5 * 3);
    assert!(!saved.parent().expect("a parent").join("evil.sh").exists());
    let is_inside = |path: &str| !path.contains("/../") && !path.contains("/.") && !path.contains('\u{1b}');
    assert!(contents(&saved).iter().all(|(path, _)| is_inside(&path[text(&saved).len()..])));
    assert_eq!(bad(&["--save", "/nowhere/at/all", LAN], 1, "/nowhere/at/all: cannot be created: "), "");
    bad(&["--corpus", LAN, LAN], 1, "ipmsg-lan.pcap: cannot be created: ");
}

/// What is saved of a capture: names, contents, and what the program says of it.
#[track_caller]
fn saved(name: &str, link: DataLink, frames: &[Vec<u8>]) -> (Vec<(String, String)>, String) {
    let (directory, capture) = (directory(name), capture(&format!("{name}.pcap"), link, frames));
    let ran = run(&["--save", text(&directory), text(&capture)]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let inside =
        |path: &str| path.strip_prefix(text(&directory)).expect("inside").trim_matches('/').to_owned();
    (contents(&directory).into_iter().map(|(path, bytes)| (inside(&path), bytes)).collect(), ran.err)
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, bytes)| ((*name).to_owned(), (*bytes).to_owned())).collect()
}

fn written(value: &impl Encode) -> Vec<u8> {
    let mut room = vec![0; value.encoded_len()];
    value.encode_into(&mut room).expect("there is room");
    room
}

/// The PNG of 9 bytes that all pictures here are.
const PICTURE: &[u8] = b"\x89PNG 1234";
const SHOWN: &str = "\\x89PNG 1234";

#[test]
fn pictures_of_feiq() {
    let picture: Vec<u8> = PICTURE.iter().copied().cycle().take(1_300).collect();
    let id = ImageId::new(b"5f3a91c0").expect("digits");
    let slices: Vec<_> = ImageSlices::new(id, ImageFlags::USUAL, &picture).expect("a picture").collect();
    let packet = |number: usize, padding: &[u8]| {
        let slice = written(&slices[number]);
        let head = b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:1:..\\wang:PC:192:";
        datagram(&[&head[..], &slice, padding].concat())
    };
    // The last one first and filled up, one twice, and one again after the picture was whole.
    let frames = [packet(2, &[b'x'; 236]), packet(0, b""), packet(0, b""), packet(1, b""), packet(1, b"")];
    let (files, said) = saved("feiq", DataLink::RAW, &frames);
    assert_eq!(files, [("_wang picture 5f3a91c0".to_owned(), picture.escape_ascii().to_string())]);
    assert!(said.contains("1,300 bytes"), "{said}");
    // One that never comes is a gap.
    let (files, said) = saved("feiq-gap", DataLink::RAW, &[packet(0, b""), packet(2, b"")]);
    assert!(files[0].0.ends_with(".png") && files.len() == 1, "{files:?}");
    assert!(said.contains("in which 512 bytes are missing"), "{said}");
}

#[test]
fn icons_and_pictures_of_ipmsg() {
    let icon = [b"1:1:kay:pc:254:\0".as_slice(), PICTURE].concat();
    let (files, _) = saved("icon", DataLink::RAW, &[datagram(&icon)]);
    assert_eq!(files, owned(&[("kay icon.png", SHOWN)]));
    // A picture in a text is an attachment of type CLIPBOARD, which is asked for as any file.
    let offer = datagram(b"1:22:bob:pc:2097440:see \x000:ipmsgclip_s_22_0.png:9:0:20:8=3:\x07\0");
    let asked = b"1:9:ann:pc:96:16:0:0:".to_vec();
    let mut frames = connection(2425, &[(true, asked), (false, PICTURE.to_vec())]);
    // The host that offers is the one that is asked.
    frames.insert(0, turned(&offer));
    let (files, _) = saved("clip", DataLink::RAW, &frames);
    assert_eq!(files, owned(&[("ipmsgclip_s_22_0.png", SHOWN)]));
}

/// A packet from the other host.
fn turned(packet: &[u8]) -> Vec<u8> {
    let mut packet = packet.to_vec();
    packet[12..20].rotate_left(4);
    packet
}

/// A switchboard on which the client (`true`) and another user send each other these payloads.
fn switchboard(payloads: &[(bool, Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut turns = vec![
        (true, b"USR 1 alice@example.com 17.18\r\n".to_vec()),
        (false, b"USR 1 OK alice@example.com Alice\r\nJOI bob@example.com Bob\r\n".to_vec()),
    ];
    for (forth, payload) in payloads {
        let line = match forth {
            true => format!("MSG 5 D {}\r\n", payload.len()),
            false => format!("MSG bob@example.com Bob {}\r\n", payload.len()),
        };
        turns.push((*forth, [line.as_bytes(), payload].concat()));
    }
    connection(1863, &turns)
}

fn packet(packet: P2pPacket<'_>, endpoint: &str) -> Vec<u8> {
    let dest = format!("bob@example.com{endpoint}");
    written(&P2pMessage::new(HeaderText::new(&dest).expect("a value"), packet))
}

const ENDPOINT: &str = ";{11111111-2222-3333-4444-555555555555}";

/// The invitation to a session.
fn invitation(session: u32, guid: Guid, context: &[u8]) -> Vec<u8> {
    ended(session, guid, context, BodyEnd::default())
}

fn ended(session: u32, guid: Guid, context: &[u8], end: BodyEnd) -> Vec<u8> {
    let [alice, bob] =
        ["alice@example.com", "bob@example.com"].map(|it| Passport::new(it).expect("an address"));
    let body = SessionBody {
        euf_guid: Some(guid),
        session_id: Some(session),
        app_id: Some(AppId::FILE),
        context: Some(SessionContext::new(context)),
        end,
        ..SessionBody::default()
    };
    let slp = Slp {
        start: Start::Request { method: Method::Invite, to: bob },
        to: bob,
        from: alice,
        branch: None,
        cseq: Some(0),
        call_id: None,
        max_forwards: Some(0),
        content_type: Some(SlpType::SESSION_REQUEST),
        headers: Headers::NONE,
        body,
    };
    written(&slp)
}

const OBJECT: &[u8] = b"<msnobj Creator=\"bob@example.com\" Size=\"9\" Type=\"3\" Location=\"TFR3F.dat\" Friendly=\"AAA=\" SHA1D=\"trC8SlFx2sWQxZMIBAWSEnXc8oQ=\" SHA1C=\"U32o6bosZzluJq82eAtMpx5dIEI=\"/>\0";

/// Payloads of version 1: a message, in chunks of 500 bytes.
fn v1(session: u32, id: u32, flags: Flags, footer: App, bytes: &[u8]) -> Vec<Vec<u8>> {
    let head = V1Packet { session, flags, footer: Some(footer), ..V1Packet::message(id, 0, b"") };
    V1Chunks::new(head, bytes, 500).map(|chunk| packet(P2pPacket::V1(chunk), "")).collect()
}

/// The same of version 2.
fn v2(session: u32, kind: DataKind, package: u16, bytes: &[u8]) -> Vec<Vec<u8>> {
    let head = V2Packet { footer: Some(App::CONTROL), ..V2Packet::new(900).with_syn(PeerInfo::WLM_2009) };
    let data = V2Data { session, kind, package, ..V2Data::new(b"") };
    V2Chunks::new(head, data, bytes, 500).map(|chunk| packet(P2pPacket::V2(chunk), ENDPOINT)).collect()
}

fn turns(sides: &[(bool, Vec<Vec<u8>>)]) -> Vec<(bool, Vec<u8>)> {
    sides.iter().flat_map(|(forth, payloads)| payloads.iter().map(|it| (*forth, it.clone()))).collect()
}

#[test]
fn peers_of_msn_version_1() {
    let contents: Vec<u8> = (0..1_234_u32).map(|byte| byte.to_le_bytes()[0]).collect();
    // With a preview, the offer needs several packets.
    let offer = written(&FileContext::new(Wide::new("../r\u{202e}eport.bin"), 1_234, &[7; 900]));
    let sides = turns(&[
        (true, v1(0, 1, Flags::empty(), App::CONTROL, &invitation(145, app::FILE, &offer))),
        (true, v1(145, 2, Flags::FILE_DATA, App::FILE, &contents)),
        // Asked for by this side, sent by the other.
        (true, v1(0, 3, Flags::empty(), App::CONTROL, &invitation(146, app::OBJECT, OBJECT))),
        (false, v1(146, 4, Flags::empty(), App::OBJECT, &[0; 4])),
        (false, v1(146, 5, Flags::DATA, App::OBJECT, PICTURE)),
        // A webcam brings no file, and of this session there is no invitation.
        (true, v1(0, 6, Flags::empty(), App::CONTROL, &invitation(147, app::WEBCAM_SEND, b"x"))),
        (true, v1(147, 7, Flags::DATA, App::WEBCAM, PICTURE)),
        (false, v1(148, 8, Flags::DATA, App::EMOTICON, PICTURE)),
    ]);
    let (files, said) = saved("p2p-1", DataLink::RAW, &switchboard(&sides));
    let report = contents.escape_ascii().to_string();
    let expected = [
        ("_r_eport.bin", report.as_str()),
        ("bob@example.com display picture.png", SHOWN),
        ("transfer of MSN.png", SHOWN),
    ];
    assert_eq!(files, owned(&expected));
    assert!(said.contains("1,234 bytes") && !said.contains("missing"), "{said}");
    // The second of three packets of data is not in the capture.
    let at = sides
        .iter()
        .position(|(_, payload)| payload.windows(4).any(|it| it == [145, 0, 0, 0]))
        .expect("data");
    let without = [&sides[..at + 1], &sides[at + 2..]].concat();
    let (files, said) = saved("p2p-1-gap", DataLink::RAW, &switchboard(&without));
    assert!(files[0].0 == "_r_eport.bin" && files[0].1 != report, "{files:?}");
    assert!(said.contains("in which 500 bytes are missing"), "{said}");
}

#[test]
fn peers_of_msn_version_2() {
    let contents: Vec<u8> = (0..1_234_u32).map(|byte| byte.to_le_bytes()[0]).collect();
    let offer = written(&FileContext::new(Wide::new("r\u{e9}sum\u{e9}.bin"), 1_234, b""));
    let file = turns(&[
        (true, v2(0, DataKind::MESSAGE, 1, &invitation(145, app::FILE, &offer))),
        (true, v2(145, DataKind::FILE, 2, &contents)),
    ]);
    let picture = turns(&[
        (true, v2(0, DataKind::MESSAGE, 3, &invitation(146, app::OBJECT, OBJECT))),
        (false, v2(146, DataKind::MESSAGE, 0, &[0; 4])),
        (false, v2(146, DataKind::OBJECT, 4, PICTURE)),
    ]);
    let (files, said) = saved("p2p-2", DataLink::RAW, &switchboard(&[&file[..], &picture].concat()));
    let report = contents.escape_ascii().to_string();
    assert_eq!(
        files,
        owned(&[("bob@example.com display picture.png", SHOWN), ("r\u{e9}sum\u{e9}.bin", report.as_str())])
    );
    assert!(said.contains("1,234 bytes") && !said.contains("missing"), "{said}");
    // The last packet is not in the capture.
    let (files, said) = saved("p2p-2-cut", DataLink::RAW, &switchboard(&file[..file.len() - 1]));
    assert!(files[0].1 == contents[..1_000].escape_ascii().to_string());
    assert!(said.contains("in which 234 bytes are missing"), "{said}");
}

/// A session of MSNP21 in which the client (`true`) and another send each other these bodies of `SDG`: of a message
/// type, with packets that begin at these places.
fn blocks(bodies: &[(bool, &str, &[usize], Vec<u8>)]) -> Vec<Vec<u8>> {
    let mut turns = vec![(true, b"VER 1 MSNP21 CVR0\r\n".to_vec()), (false, b"VER 1 MSNP21\r\n".to_vec())];
    for (forth, kind, offsets, body) in bodies {
        let (to, from) = if *forth { ("bob", "alice") } else { ("alice", "bob") };
        let content_type = if *kind == "Data" { "application/x-msnmsgrp2p" } else { "text/plain" };
        let offsets = offsets.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let offsets =
            if offsets.is_empty() { String::new() } else { format!("Bridging-Offsets: {offsets}\r\n") };
        let head = format!(
            "Routing: 1.0\r\nTo: 1:{to}@example.com\r\nFrom: 1:{from}@example.com\r\nService-Channel: PE\r\n\r\n\
             Reliability: 1.0\r\n\r\nMessaging: 2.0\r\nContent-Type: {content_type}\r\nMessage-Type: {kind}\r\n\
             {offsets}Content-Length: {}\r\n\r\n",
            body.len()
        );
        let line = format!("SDG {} {}\r\n", if *forth { 5 } else { 0 }, head.len() + body.len());
        turns.push((*forth, [line.as_bytes(), head.as_bytes(), body].concat()));
    }
    connection(1863, &turns)
}

/// Packets of version 2 with a footer, in pieces of 500 bytes.
fn bridged(session: u32, kind: DataKind, package: u16, bytes: &[u8]) -> Vec<Vec<u8>> {
    let data = V2Data { session, kind, package, ..V2Data::new(b"") };
    let head = V2Packet { footer: Some(App::CONTROL), ..V2Packet::new(900) };
    V2Chunks::new(head, data, bytes, 500).map(|chunk| written(&chunk)).collect()
}

#[test]
fn peers_of_msn_in_blocks() {
    let contents: Vec<u8> = (0..1_234_u32).map(|byte| byte.to_le_bytes()[0]).collect();
    let offer = written(&FileContext::new(Wide::new("report.bin"), 1_234, b""));
    let invited = bridged(0, DataKind::MESSAGE, 1, &invitation(145, app::FILE, &offer));
    let file = bridged(145, DataKind::FILE, 2, &contents);
    // As a signal, an invitation is in no packet, and has no NUL.
    let end = BodyEnd { nul: false, ..BodyEnd::default() };
    let signal = ended(146, app::OBJECT, OBJECT, end);
    let mut bodies: Vec<(bool, &str, &[usize], Vec<u8>)> =
        invited.into_iter().map(|packet| (true, "Data", &[][..], packet)).collect();
    let places = [0, file[0].len()];
    bodies.extend([
        (true, "Data", &places[..], file[..2].concat()),
        (true, "Data", &[], file[2].clone()),
        (true, "Signal/P2P", &[], signal),
        (false, "Data", &[], bridged(146, DataKind::OBJECT, 4, PICTURE).concat()),
    ]);
    let (files, said) = saved("blocks", DataLink::RAW, &blocks(&bodies));
    let report = contents.escape_ascii().to_string();
    assert_eq!(
        files,
        owned(&[("bob@example.com display picture.png", SHOWN), ("report.bin", report.as_str())])
    );
    assert!(said.contains("1,234 bytes") && !said.contains("missing"), "{said}");
    // The first two packets of the file are not in the capture: the invitation says how long it is.
    bodies.remove(bodies.len() - 4);
    let (files, said) = saved("blocks-gap", DataLink::RAW, &blocks(&bodies));
    assert!(files[1].0 == "report.bin" && files[1].1.ends_with("\\xd0\\xd1"), "{files:?}");
    assert!(said.contains("in which 1000 bytes are missing"), "{said}");
}

/// A direct connection to that port, after the greeting and the nonces; one turn for each frame.
fn direct(port: u16, nonces: [DirectFrame<'_>; 2], turns: &[(bool, Vec<u8>)]) -> Vec<Vec<u8>> {
    let [one, other] = nonces.map(|nonce| written(&nonce));
    let greeting = written(&DirectFrame::Greeting);
    let turn = |(forth, packet): &(bool, Vec<u8>)| (*forth, written(&DirectFrame::Packet(packet)));
    let turns: Vec<_> =
        [(true, greeting), (true, one), (false, other)].into_iter().chain(turns.iter().map(turn)).collect();
    connection(port, &turns)
}

#[test]
fn direct_connections_of_version_1() {
    let contents: Vec<u8> = (0..3_000_u32).map(|byte| byte.to_le_bytes()[0]).collect();
    let offer = written(&FileContext::new(Wide::new("report.bin"), 3_000, b""));
    let invited = v1(0, 1, Flags::empty(), App::CONTROL, &invitation(145, app::FILE, &offer));
    let head =
        V1Packet { session: 145, flags: Flags::FILE_DATA, footer: None, ..V1Packet::message(2, 0, b"") };
    // The first chunk goes through the switchboard, as the clients are not connected yet.
    let first = V1Packet { total: 3_000, body: &contents[..500], footer: Some(App::FILE), ..head };
    let through = [&invited[..], &[packet(P2pPacket::V1(first), "")]].concat();
    let rest = V1Chunks::new(head, &contents[500..], V1Chunks::DIRECT);
    let rest = rest.map(|chunk| V1Packet { offset: chunk.offset + 500, total: 3_000, ..chunk });
    let rest: Vec<_> = rest.map(|chunk| (false, written(&chunk))).collect();
    let nonces = [7, 8].map(|id| DirectFrame::Handshake(V1Packet::handshake(id, Guid(*b"0123456789abcdef"))));
    let frames = [switchboard(&turns(&[(true, through)])), direct(3_571, nonces, &rest)].concat();
    let (files, said) = saved("direct-1", DataLink::RAW, &frames);
    assert_eq!(files, owned(&[("report.bin", contents.escape_ascii().to_string().as_str())]));
    assert!(said.contains("3,000 bytes") && !said.contains("missing"), "{said}");
}
#[test]
fn direct_connections_of_version_2() {
    let contents: Vec<u8> = (0..3_000_u32).map(|byte| byte.to_le_bytes()[0]).collect();
    let offer = written(&FileContext::new(Wide::new("report.bin"), 3_000, b""));
    let file = V2Data { session: 145, kind: DataKind::FILE, package: 2, ..V2Data::new(b"") };
    let invite = V2Data { package: 3, ..V2Data::new(b"") };
    let of = |forth, data, message: &[u8]| -> Vec<_> {
        let chunks = V2Chunks::new(V2Packet::new(900), data, message, V2Chunks::DIRECT);
        chunks.map(|chunk| (forth, written(&chunk))).collect()
    };
    let packets = [
        of(true, file, &contents),
        // Once there is a connection, invitations come on it too.
        of(false, invite, &invitation(146, app::OBJECT, OBJECT)),
        of(true, V2Data { session: 146, kind: DataKind::OBJECT, package: 4, ..file }, PICTURE),
    ];
    let invited = v2(0, DataKind::MESSAGE, 1, &invitation(145, app::FILE, &offer));
    let invited = switchboard(&turns(&[(true, invited)]));
    let nonces = [Guid(*b"0123456789abcdef"), Guid(*b"ghijklmnopqrstuv")].map(DirectFrame::Nonce);
    let report = contents.escape_ascii().to_string();
    let expected = [("bob@example.com display picture.png", SHOWN), ("report.bin", report.as_str())];
    // On a port that is read as MSNP too.
    for port in [6_891, 45_003] {
        let direct = direct(port, nonces, &packets.concat());
        let (files, said) = saved("direct-2", DataLink::RAW, &[&invited[..], &direct].concat());
        assert_eq!(files, owned(&expected), "port {port}");
        assert!(said.contains("3,000 bytes") && !said.contains("missing"), "{said}");
    }
    // The first of three chunks is not in the capture: the others are found, and have their places.
    let mut direct = direct(45_003, nonces, &packets.concat());
    direct.drain(5..7);
    let (files, said) = saved("direct-2-gap", DataLink::RAW, &[&invited[..], &direct].concat());
    assert!(files[1].0 == "report.bin" && files[1].1 != report && files[0].1 == SHOWN, "{files:?}");
    assert!(said.contains("in which 1372 bytes are missing"), "{said}");
}

#[test]
fn direct_connections_are_shown() {
    let handshake = DirectFrame::Handshake(V1Packet::handshake(7, Guid(*b"0123456789abcdef")));
    let bye = V1Packet { footer: None, ..V1Packet::message(9, 5, b"\0\0\0\0") };
    let frames = direct(60_000, [handshake; 2], &[(false, written(&bye)), (true, b"no packet".to_vec())]);
    let capture = capture("direct-shown.pcap", DataLink::RAW, &frames);
    let all = objects(&good(&["--json", text(&capture)]));
    let of = |key: &str| all.iter().map(|it| it[key].as_str().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(of("direct"), ["greeting", "nonce", "nonce", "packet", "packet"]);
    assert!(all.iter().all(|it| it["link"] == "direct" && it["exact"] == true));
    assert_eq!(all[1]["typed"]["nonce"], "{33323130-3534-3736-3839-616263646566}");
    assert_eq!((&all[3]["typed"]["name"], &all[3]["typed"]["id"]), (&"V1Packet".into(), &9.into()));
    assert_eq!(all[4]["typed_error"], "header: shorter than its length says at byte 9");
    let out = good(&["--width", "200", text(&capture)]);
    for line in [
        // The connecting side has the lower port here, which is mostly that of a server, and is first.
        "#1  MSNP  192.0.2.1:50000 → 192.0.2.2:60000  direct connection of two clients",
        "#1 →  greeting",
        "#1 ←  packet session=0 id=9 offset=0 total=4 ack_id=5 ack_sub=0 ack_size=0 body=␀␀␀␀",
        "#1 →  packet (header: shorter than its length says at byte 9)",
    ] {
        assert!(out.lines().any(|found| found.ends_with(line)), "{line} is not in {out}");
    }
    assert!(good(&["--hex", text(&capture)]).contains("    0000  04 00 00 00 66 6f 6f 00"));
    assert!(good(&["--stats", text(&capture)]).contains("header: shorter than its length says"));
}

#[test]
fn handwriting_of_msn() {
    let ink = b"MIME-Version: 1.0\r\nContent-Type: image/gif\r\n\r\nbase64:R0lGODlh".to_vec();
    let (files, _) = saved("ink", DataLink::RAW, &switchboard(&[(false, ink)]));
    assert_eq!(files, owned(&[("handwriting.gif", "GIF89a")]));
}

#[test]
fn files_over_msnftp() {
    let offer = b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\nApplication-Name: File Transfer\r\nApplication-GUID: {5D3E02AB-6190-11d3-BBBB-00C04F795683}\r\nInvitation-Command: INVITE\r\nInvitation-Cookie: 33\r\nApplication-File: a/b.txt\r\nApplication-FileSize: 5\r\n\r\n";
    let accepted = b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\nInvitation-Command: ACCEPT\r\nInvitation-Cookie: 33\r\nIP-Address: 192.0.2.1\r\nPort: 6892\r\nAuthCookie: 44\r\n\r\n";
    let mut frames = switchboard(&[(true, offer.to_vec()), (true, accepted.to_vec())]);
    let transfer = |port: u16, size: &str, blocks: &[&[u8]]| {
        let file = [format!("VER MSNFTP\r\nFIL {size}\r\n").into_bytes(), blocks.concat()].concat();
        connection(
            port,
            &[
                (true, b"VER MSNFTP\r\nUSR bob@example.com 33\r\nTFR\r\n".to_vec()),
                (false, file),
                (true, b"BYE 16777989\r\n".to_vec()),
            ],
        )
    };
    frames.extend(transfer(6_892, "5", &[b"\0\x02\0he", b"\0\x03\0llo"]));
    let (files, said) = saved("msnftp", DataLink::RAW, &frames);
    assert_eq!(files, owned(&[("a_b.txt", "hello")]));
    assert!(said.contains("a_b.txt, 5 bytes"), "{said}");
    // Without the invitation there is no name, and the port has to be the usual one.
    let (files, _) = saved("msnftp-alone", DataLink::RAW, &transfer(6_891, "2", &[b"\0\x02\0he"]));
    assert_eq!(files, owned(&[("file of MSN", "he")]));
}
