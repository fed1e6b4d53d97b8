//! The program as a whole.

mod live;
mod save;
mod tool;
mod vectors;

use etherparse::{IpFragOffset, Ipv4Header};
use pcap_file::DataLink;
use serde_json::{Map, Value};
use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use tool::*;

#[test]
fn bytes_under_the_names_of_fields() {
    let lines = |out: &str, text: &str| out.lines().filter(|line| line.contains(text)).count();
    let out = good(&["--hex", CHAT]);
    assert!(out.contains("                      trid  dialect\n    0000  56 45 52 20 31 20 4d 53 4e 50 31 31 0d 0a        VER 1 MSNP11··\n"));
    assert_eq!(lines(&out, "    0000  "), 63);
    let mut narrow = program();
    let narrow = narrow.env("COLUMNS", "60").args(["--hex", LAN]).output().expect("the program runs");
    let narrow = String::from_utf8(narrow.stdout).expect("UTF-8");
    assert!(
        narrow.contains("    0008  ")
            && narrow.lines().all(|line| !line.starts_with("    00") || line.len() < 60)
    );
    // The bytes of contents are those of the file, not of a record.
    assert_eq!(
        lines(&good(&["--hex", "--vectors", "payload", &format!("{VECTORS}/payload-p2p.txt")]), "    0000  "),
        78
    );
    bad(&["--hex", "--json", CHAT], 2, "cannot be used with");
}

#[test]
fn without_a_file_the_samples_are_shown() {
    let out = good(&[]);
    for line in [
        "#3  IPMsg  192.0.2.21:2425 → 192.0.2.34:2425  UDP",
        "10:30:31.518 #3 ←  SENDMSG         SENDCHECK    5  bob@natto-pc   hello alice",
        "10:30:31.519 #3 →  RECVMSG         0x100       13  alice@kimchi   5",
        "10:31:24.107 #3 ←  SENDMSG         FILEATTACH  22  bob@natto-pc   attachment id=10000",
        "10:31:26.356 #4 ←  11 bytes of a file: hello file␊",
        "#5  IPMsg  192.0.2.21:40124 → 192.0.2.34:2425  TCP, for a directory",
        "10:31:35.014 #5 ←      q:a.txt size=3 MTIME=2026-11-21 00:12:11: q:a",
        "10:31:35.015 #5 ←  end of directory",
        "#1  MSNP  192.0.2.21:49301 → 198.51.100.7:1863  notification server",
        "              #1 · they speak MSNP11 from here on",
        "#2  MSNP  192.0.2.21:49302 → 198.51.100.7:1863  switchboard, MSNP11",
        "11:00:01.420 #1 →  USR   4  package=TWN step=S secret=[t=0d0f340e81a7ddac28b7&p=]",
        "11:00:12.377 #1 →  PRP   9  property=MFN value=\"Alice ☆ 100% réal\"",
        "11:00:47.215 #1 ←  UBX      passport=bob@example.com 59 bytes",
        "11:01:01.883 #2 ←  JOI      passport=bob@example.com nick=\"Böb %41 100%\"",
        "                             │ lunch at noon?",
        "96 frames: 63 messages in 3 conversations",
    ] {
        // Messages begin with the number of their frame.
        let is_number = |text: &str| text.trim().bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            out.lines().any(|found| found.strip_suffix(line).is_some_and(is_number)),
            "{line} is not there"
        );
    }
    // The typing notice is not cut: 24 lines of a message are shown.
    assert!(!out.contains('…') && !out.contains('\u{1b}') && !out.contains("error"));
}

/// Three uses, each on one screen: the program prints what the README shows, of which `…` leaves lines out.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).expect("the README");
    let screens = readme.split("```text\n").skip(1).filter_map(|block| block.split("\n```").next());
    let screen = |first: &str| {
        let mut screens = screens.clone();
        let screen = screens.find(|screen| screen.starts_with(first)).expect("a screen");
        assert!(screen.lines().count() <= 24, "{first}");
        screen.lines().filter(|line| !line.starts_with('$')).map(str::to_owned).collect::<Vec<_>>()
    };
    #[track_caller]
    fn case(screen: &[String], printed: &str) {
        let mut printed = printed.lines();
        for line in screen.iter().filter(|line| *line != "…") {
            assert!(printed.any(|found| found == line), "{line:?} is not printed there");
        }
    }
    case(&screen("── sample"), &good(&[]));
    case(&screen("$ tcpdump"), &good(&["--chat", LAN, CHAT]));
    case(&screen("$ imwire-dissect --hex"), &good(&["--hex", "--only", "MSG,XFR", CHAT]));
}

#[test]
fn a_file_as_tcpdump_takes_it() {
    assert_eq!(good(&["-r", LAN, "--json"]), good(&["--json", LAN]));
}

#[test]
fn without_a_file_as_json() {
    let all = objects(&good(&["--json"]));
    for object in &all {
        let keys: Vec<_> = object.keys().take(5).map(String::as_str).collect();
        assert_eq!(keys, ["at", "from", "to", "conversation", "frame"]);
        let at = object["at"].as_str().expect("a time");
        assert!(at.ends_with('Z') && at.parse::<jiff::Timestamp>().is_ok(), "{at}");
        for end in ["from", "to"] {
            assert!(object[end].as_str().expect("an address").parse::<SocketAddr>().is_ok());
        }
    }
    let of = |proto| all.iter().filter(move |object| object["proto"] == proto);
    assert_eq!((of("ipmsg").count(), of("msnp").count()), (27, 63));
    assert!(of("msnp").chain(of("ipmsg")).all(|object| object.get("exact") != Some(&false.into())));
    let chat = of("msnp").find(|object| object["args"][1] == "A").expect("a message");
    let typed = chat["typed"].as_object().expect("a record");
    assert_eq!(
        (&chat["trid"], &chat["payload_len"], &typed["name"]),
        (&4.into(), &145.into(), &"Msg".into())
    );
    assert!(
        typed["payload"]
            .as_str()
            .is_some_and(|text| text.ends_with("PF=0\\x0d\\x0a\\x0d\\x0alunch at noon?"))
    );
    let file = of("ipmsg").find(|object| object.get("status") == Some(&"data".into())).expect("a file");
    assert_eq!((&file["length"], &file["bytes"]), (&11.into(), &"hello file\\x0a".into()));
    let files: Vec<_> = of("ipmsg").filter_map(|object| object.get("record")).collect();
    assert_eq!(files.len(), 6);
    assert_eq!((&files[2]["name"], &files[2]["contents"]), (&"q:a.txt".into(), &"q:a".into()));
}

/// Two iptux and the crate: nothing that they say is refused, and the trees of both are told.
#[test]
fn a_session_of_real_peers() {
    let session = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/tests/peers/iptux.pcap");
    let all = objects(&good(&["--json", session]));
    let data = |object: &&Map<String, Value>| object.get("status") == Some(&"data".into());
    assert!(all.iter().filter(|object| !data(object)).all(|object| object["exact"] == true));
    assert!(all.iter().all(|object| !object.contains_key("body_error")));
    let records: Vec<_> = all.iter().filter_map(|object| object.get("record")).collect();
    let of = |name: &str| records.iter().filter(|record| record["name"] == name).collect::<Vec<_>>();
    assert_eq!((of("tree").len(), of("10:30.txt").len()), (2, 2));
    assert_eq!(of("b.txt")[1]["contents"], "deeper\\x0a");
    // Of a long file there is the start.
    let long = of("numbers.txt")[0];
    assert!(long.get("contents").is_none() && long.get("missing").is_none());
    assert!(long["contents_start"].as_str().is_some_and(|text| text.starts_with("1\\x0a2\\x0a")));
    assert!(!good(&[session]).contains("missing"));
}

#[test]
fn messages_that_are_none() {
    let broken = changed(LAN, "broken.pcap", b":5:bob:", b":x:bob:");
    let all = objects(&good(&["--json", text(&broken)]));
    let error = all.iter().find(|object| object.contains_key("error")).expect("an error");
    assert_eq!(error["error"], "packet number: not a decimal number at byte 14");
    assert_eq!((&error["from"], &error["status"]), (&"192.0.2.34:2425".into(), &"error".into()));
    assert!(error["bytes"].as_str().is_some_and(|text| text.starts_with("1_iptux 0.8.3:x:bob:")));
    assert_eq!(all.len(), 27);
    let out = good(&["--width", "200", text(&broken)]);
    assert!(
        out.contains("#3 ←  packet number: not a decimal number at byte 14, in 45 bytes: 1_iptux"),
        "{out}"
    );

    let dictionary = changed(LAN, "dictionary.pcap", b"1_iptux 0.8.3:5:", b"IP2:b:3:CMD:4:1:");
    let all = objects(&good(&["--json", text(&dictionary)]));
    let other = all.iter().find(|object| object.contains_key("error")).expect("an error");
    let expected = (&"error".into(), &"dictionary end: missing at byte 17".into());
    assert_eq!((&other["status"], &other["error"]), expected);
}

#[test]
fn dictionaries() {
    let text_of_it = b":bob:natto-pc:288:time is 10:30:45 see http://example.com:80/a\0";
    let packet = [&b"1_iptux 0.8.3:7"[..], text_of_it].concat();
    let mut dict = b"IP2:3e:VER:1:3:PKT:1:f:UID:3:bob:HID:1:h:CMD:2:20:FLG:3:100:BODY:2:hi:Z".to_vec();
    dict.resize(packet.len(), 0);
    let with = changed(LAN, "dict.pcap", &packet, &dict);
    let all = objects(&good(&["--json", text(&with)]));
    let found = all.iter().find(|object| object.contains_key("dict")).expect("a dictionary");
    assert_eq!(
        (&found["version"], &found["packet_no"], &found["mode"]),
        (&"3".into(), &"15".into(), &"SENDMSG".into())
    );
    assert_eq!((&found["dict"]["BODY"], &found["dict"]["FLG"]), (&"hi".into(), &256.into()));
    let out = good(&[text(&with)]);
    assert!(
        out.lines().any(|line| line.ends_with(" SENDMSG         SENDCHECK   15  bob@h          IP2")),
        "{out}"
    );
}

#[test]
fn charsets() {
    let gbk = changed(
        LAN,
        "gbk.pcap",
        b"\0\xe7\xa0\x94\xe5\x8f\x91\xe9\x83\xa8\0",
        b"\0\xd1\xd0\xb7\xa2\xb2\xbf 01\0",
    );
    assert!(good(&["--width", "200", text(&gbk)]).contains("group=\"\\xd1\\xd0\\xb7\\xa2\\xb2\\xbf 01\""));
    let out = good(&["--width", "200", "--charset", "gbk", text(&gbk)]);
    assert!(out.contains("group=\"研发部 01\"") && out.contains("こんにちは 🙂"), "{out}");
    assert_eq!(good(&["--json", "--charset", "gbk", text(&gbk)]), good(&["--json", text(&gbk)]));
}

#[test]
fn a_stream_that_goes_on_after_an_error() {
    let lower = changed(CHAT, "lower.pcapng", b"CAL 2 RINGING", b"cal 2 RINGING");
    let all = objects(&good(&["--json", text(&lower)]));
    let status = |object: &Map<String, Value>| object.get("status").cloned();
    let at = all.iter().position(|object| status(object) == Some("error".into())).expect("an error");
    assert_eq!(all[at]["error"], "verb: not three upper-case letters or digits at byte 0");
    assert_eq!((status(&all[at + 1]), &all[at + 1]["length"]), (Some("skipped".into()), &47.into()));
    assert_eq!(all[at + 2]["verb"], "JOI");
    assert!(good(&[text(&lower)]).contains("#2 ←  47 bytes skipped: cal 2 RINGING"));
    let lenient = objects(&good(&["--json", "--lenient", text(&lower)]));
    assert!(lenient.len() == 63 && lenient.iter().all(|object| object.get("status").is_none()));
}

#[test]
fn gaps_are_told() {
    let whole = fs::read(CHAT).expect("the sample");
    // Frame 61, which brings the first ACK, is left out.
    let mut blocks = Vec::new();
    let mut rest = &whole[..];
    while let Some(length) = rest.get(4..8) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let (block, behind) = rest.split_at(length);
        blocks.push(block);
        rest = behind;
    }
    blocks.retain(|block| !block.windows(7).any(|window| window == b"ACK 4\r\n"));
    assert_eq!(blocks.len(), 97);
    let gap = file("gap.pcapng", &blocks.concat());
    let all = objects(&good(&["--json", text(&gap)]));
    let told: Vec<_> = all.iter().filter(|object| object.get("status") == Some(&"gap".into())).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["length"], &told[0]["from"]), (&7.into(), &"198.51.100.7:1863".into()));
    assert!(good(&[text(&gap)]).contains("#2 ←  7 bytes not in the capture"));
}

#[test]
fn from_the_middle_of_a_connection() {
    let whole = fs::read(CHAT).expect("the sample");
    let at = whole.windows(5).position(|window| window == b"USR 4").expect("a frame");
    // The block begins with its type, 6; what is before it, except for section and interface, goes.
    let start = whole[..at].windows(4).rposition(|window| window == [6, 0, 0, 0]).expect("a block");
    let head = whole.windows(4).position(|window| window == [6, 0, 0, 0]).expect("a block");
    let middle = file("middle.pcapng", &[&whole[..head], &whole[start..]].concat());
    let out = good(&[text(&middle)]);
    let expected = "#1  MSNP  192.0.2.21:49301 → 198.51.100.7:1863  \
                    link and dialect unknown; begun before the capture";
    assert!(out.lines().any(|line| line == expected), "{out}");
    assert!(out.contains("  switchboard, dialect unknown\n"));
    let first = &objects(&good(&["--json", text(&middle)]))[0];
    assert_eq!((&first["link"], &first["dialect"]), (&"unknown".into(), &"unknown".into()));
    assert!(first.get("typed").is_none());
}

#[test]
fn other_ports() {
    let moved = changed(LAN, "moved.pcap", &[9, 0x79, 9, 0x79], &[9, 0x7a, 9, 0x7a]);
    let found = |arguments: &[&str]| objects(&good(arguments)).len();
    assert_eq!(found(&["--json", text(&moved)]), 9);
    assert_eq!(found(&["--json", "--udp-port", "2426", text(&moved)]), 27);
    let moved = changed(CHAT, "moved.pcapng", &1863_u16.to_be_bytes(), &1900_u16.to_be_bytes());
    let arguments = ["--json", text(&moved)];
    assert_eq!(bad(&arguments, 0, "96 frames: 0 messages in 0 conversations; 96 frames on other ports"), "");
    assert_eq!(found(&["--json", "--tcp-port", "1900", text(&moved)]), 63);
}

#[test]
fn files_that_cannot_be_read() {
    let nothing = file("empty.pcap", b"");
    assert_eq!(bad(&["--json", text(&nothing)], 1, "empty.pcap: the file is empty\n"), "");
    let elf = file("elf.pcap", b"\x7fELF\x02\x01\x01");
    bad(&[text(&elf)], 1, "elf.pcap: not a pcap or pcapng file: it begins with 7f 45 4c 46\n");
    bad(&["/nowhere/at/all.pcap"], 1, "/nowhere/at/all.pcap: cannot be opened: ");
    bad(&[env!("CARGO_TARGET_TMPDIR")], 1, "tmp: cannot be read: Is a directory");
    bad(&["--vectors", "ipmsg", "/nowhere/at/all.txt"], 1, "/nowhere/at/all.txt: cannot be opened: ");
    // The others are read anyway.
    let out = bad(&["--json", text(&elf), LAN], 1, "not a pcap or pcapng file");
    assert_eq!(objects(&out).len(), 27);
}

#[test]
fn of_a_capture_that_is_cut_off_the_readable_part_is_shown() {
    for sample in [LAN, CHAT] {
        let whole = fs::read(sample).expect("the sample");
        let cut = file("cut", &whole[..whole.len() * 2 / 3]);
        let out = bad(&["--json", text(&cut)], 1, "the capture is cut off after frame ");
        let some = objects(&out);
        let all = objects(&good(&["--json", sample]));
        assert!(some.len() > 8 && all.starts_with(&some), "{} of {}", some.len(), all.len());
        let out = bad(&[text(&cut)], 1, "the capture is cut off after frame ");
        assert!(
            out.contains("messages in")
                && out.contains("the capture ends before the connection") == (sample == CHAT)
        );
    }
}

#[test]
fn rows_that_are_none() {
    let rows = "# a table\ntest\tSENDMSG\t1:1:u:h:32:x\nno row\ntest\tSENDMSG\t1:2:u:h:32:x\tnote\n";
    let table = file("rows.txt", rows.as_bytes());
    let complaint = "rows.txt: line 3: 1 column between tabs where 3 are needed\n";
    let out = bad(&["--json", "--vectors", "ipmsg", text(&table)], 1, complaint);
    let rows: Vec<Value> = objects(&out).iter().map(|row| row["row"].clone()).collect();
    assert_eq!(rows, [1, 3]);
    // A row that is refused as a packet is no reason to fail.
    let table = file("refused.txt", b"test\tSENDMSG\t1:x:u:h:32:x\n");
    assert!(good(&["--vectors", "ipmsg", text(&table)]).contains("not a decimal number at byte 2"));
}

#[test]
fn command_lines_that_are_wrong() {
    assert_eq!(bad(&["--verbose"], 2, "error: unexpected argument '--verbose' found\n"), "");
    bad(&["--vectors", "msnp"], 2, "<FILE>");
    bad(&["--vectors"], 2, "a value is required for '--vectors <FORMAT>'");
    bad(&["--tcp-port", "many"], 2, "invalid value 'many' for '--tcp-port <PORT>'");
    bad(&["--jsom"], 2, "a similar argument exists: '--json'");
}

#[test]
fn help() {
    let out = good(&["--help"]);
    for word in
        ["Usage:", "What to read:", "How to show it:", "Examples:", "Exit status:", "--json", "[FILE]..."]
    {
        assert!(out.contains(word), "{word}");
    }
    assert!(good(&["-h"]).lines().count() < 60);
    assert_eq!(good(&["-V"]), concat!("imwire-dissect ", env!("CARGO_PKG_VERSION"), "\n"));
    let version = good(&["--version"]);
    assert!(version.contains("\nMSNP: MSNP2 to MSNP21, MSNFTP\nIPMsg: version 1"), "{version}");
    assert!(good(&["--man"]).contains(".SH OPTIONS"));
    assert!(good(&["--completions", "bash"]).contains("complete -F"));
}

#[test]
fn colours() {
    assert!(good(&["--colour", "always"]).contains("\u{1b}[1mMSG"));
    let forced = program().env("CLICOLOR_FORCE", "1").output().expect("the program runs");
    assert!(forced.stdout.contains(&0x1b));
    let never = program().env("CLICOLOR_FORCE", "1").args(["--colour=never"]).output();
    assert!(!never.expect("the program runs").stdout.contains(&0x1b));
}

#[test]
fn the_width_is_kept() {
    for width in [72, 132] {
        let out = good(&["--width", &width.to_string()]);
        // Wide characters take two columns; there are few of them.
        assert!(out.lines().all(|line| line.chars().count() <= width), "{out}");
    }
}

#[test]
fn fragments_are_put_together() {
    let whole = datagram(format!("1:1:u:h:32:{}", "long ".repeat(800)).as_bytes());
    let (header, payload) = Ipv4Header::from_slice(&whole).expect("a header");
    let mut fragments: Vec<_> = (0..)
        .zip(payload.chunks(1_480))
        .map(|(index, bytes)| {
            let mut header = header.clone();
            header.identification = 99;
            header.dont_fragment = false;
            header.more_fragments = bytes.len() == 1_480;
            header.fragment_offset = IpFragOffset::try_new(index * 185).expect("small");
            header.set_payload_len(bytes.len()).expect("small");
            header.header_checksum = header.calc_header_checksum();
            [&header.to_bytes()[..], bytes].concat()
        })
        .collect();
    fragments.swap(0, 2);
    let all = capture("fragments.pcap", DataLink::RAW, &fragments);
    let found = objects(&good(&["--json", text(&all)]));
    assert_eq!((found.len(), &found[0]["frame"], &found[0]["mode"]), (1, &3.into(), &"SENDMSG".into()));
    assert!(found[0]["additional"].as_str().is_some_and(|text| text.len() == 4_000));
    let some = capture("two-fragments.pcap", DataLink::RAW, &fragments[1..]);
    bad(&[text(&some)], 0, "2 frames passed over in fragments of IP packets of which others are missing\n");
}

/// The bodies of HTTP are put together, whether they have a length or come in chunks.
#[test]
fn through_the_http_gateway() {
    let gateway = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/msnp-gateway.pcapng");
    let all = objects(&good(&["--json", gateway]));
    let of = |port: &str| {
        let of_it = all.iter().filter(|it| format!("{} {}", it["from"], it["to"]).contains(port));
        of_it.map(|it| it["verb"].as_str().expect("a command")).collect::<Vec<_>>()
    };
    assert_eq!(of(":80\""), ["VER", "VER", "CVR", "USR", "CVR", "USR", "ILN", "UBX", "QNG", "OUT", "OUT"]);
    assert_eq!(of(":1863\""), ["USR", "USR", "MSG", "BYE"]);
    assert!(all.iter().all(|it| it["exact"] == true && it.contains_key("typed")), "{all:?}");
    let out = good(&[gateway]);
    for line in
        ["#1 · through the HTTP gateway, to NS messenger.hotmail.com", "#1 · the gateway closes the session"]
    {
        assert!(out.contains(line), "{out}");
    }
    assert!(out.contains("through the wall") && !out.contains("POST") && !out.contains("skipped"), "{out}");
    // Other traffic on port 80 is not looked at.
    let frames = connection(
        80,
        &[
            (true, b"POST /form HTTP/1.1\r\n\r\n".to_vec()),
            (false, b"HTTP/1.1 200 OK\r\n\r\nVER 1 MSNP8\r\n".to_vec()),
        ],
    );
    let other = capture("form.pcap", DataLink::RAW, &frames);
    bad(&["--json", text(&other)], 0, "4 frames: 0 messages in 0 conversations");
}

#[test]
fn links_without_ethernet() {
    let packet = datagram(b"1:1:u:h:32:hello");
    let snap = [&[8, 1][..], &[0; 22], &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0]].concat();
    // The payload of NFLOG has its length before it, and ends where a word does.
    let length = (packet.len() as u16 + 4).to_le_bytes();
    let nflog = [&[2, 0, 0, 7][..], &length, &[9, 0]].concat();
    let padding = vec![0; packet.len().next_multiple_of(4) - packet.len()];
    for (name, link, header) in [
        ("wifi", 105, snap.clone()),
        ("radiotap", 127, [&[0, 0, 8, 0, 0, 0, 0, 0][..], &snap].concat()),
        ("ppp", 9, vec![0xff, 3, 0, 0x21]),
        ("nflog", 239, nflog),
        ("raw", 101, Vec::new()),
    ] {
        let frame = [&header[..], &packet, if name == "nflog" { &padding } else { &[] }].concat();
        let all = capture(&format!("{name}.pcap"), DataLink::from(link), &[frame]);
        let found = objects(&good(&["--json", text(&all)]));
        assert!(found.len() == 1 && found[0]["additional"] == "hello", "{name}: {found:?}");
    }
    // What is enciphered is named when it is left out; a beacon is worth no word.
    let enciphered = [&[8, 0x41][..], &[0; 30], &packet].concat();
    let secret = capture("wpa.pcap", DataLink::from(105), &[enciphered, vec![0x80; 60]]);
    bad(&[text(&secret)], 0, "1 frame passed over of Wi-Fi that are enciphered");
}

#[test]
fn links_that_are_not_read_are_named() {
    let usb = capture("usb.pcap", DataLink::Unknown(189), &[vec![0; 64], vec![0; 64]]);
    let complaint = "2 frames passed over of a kind of link that is not read: USB (link type 189)\n";
    bad(&[text(&usb)], 0, complaint);
}

#[test]
fn a_packet_that_the_capture_cut() {
    let mut packet = datagram(b"1:1:u:h:288:hello there");
    packet.truncate(packet.len() - 16);
    let cut = capture("snaplen.pcap", DataLink::RAW, &[packet]);
    let out = good(&[text(&cut)]);
    let told: Vec<_> = out.lines().filter(|line| line.contains("#1 →")).collect();
    assert!(told[0].ends_with("the capture has only the start of this packet: 16 bytes not in the capture"));
    assert!(told.len() == 2 && told[1].contains("missing"), "{out}");
}

#[test]
fn other_protocols_on_the_port_of_ipmsg() {
    let mut frames = Vec::new();
    for (seq, ack, bytes) in [(1, None, &b""[..]), (2, Some(9), b"USER anonymous\r\n")] {
        let step = ipv4().tcp(2425, 21, seq, 8_000);
        let mut frame = Vec::new();
        match ack {
            None => step.syn().write(&mut frame, bytes),
            Some(ack) => step.ack(ack).write(&mut frame, bytes),
        }
        .expect("a packet");
        frames.push(frame);
    }
    let ftp = capture("ftp.pcap", DataLink::RAW, &frames);
    bad(&["--json", text(&ftp)], 0, "2 frames: 0 messages in 0 conversations");
}

/// Whatever a capture and its name contain, a terminal gets no controls and nothing that turns text around.
#[test]
fn nothing_controls_the_terminal() {
    let is_bad =
        |char: char| (char.is_control() && char != '\n') || ('\u{202a}'..='\u{202e}').contains(&char);
    let mut files = vec![file("an\u{1b}[2J\u{202e}evil.txt", b"no capture")];
    let evil: [(&[u8], &[u8]); 4] = [
        (b"report.txt", "\u{1b}[2J\u{202e}ab".as_bytes()),
        (b"hello alice", "\u{1b}]0;x\u{7}\u{9b}2J".as_bytes()),
        (b":bob:natto-pc:", "b:\u{1b}[1A:\u{202e}ab:".as_bytes()),
        (b"1_iptux 0.8.3", "1_\u{1b}[31m\u{202e}abc".as_bytes()),
    ];
    for (index, (from, to)) in evil.into_iter().enumerate() {
        let mut to = to.to_vec();
        to.resize(from.len(), b' ');
        files.push(changed(LAN, &format!("an\u{1b}]0;{index}.pcap"), from, &to));
    }
    for sample in [CHAT, LAN] {
        for (index, byte) in [0x1b, 0x9b, 0x07].into_iter().enumerate() {
            let bytes: Vec<u8> = fs::read(sample).expect("the sample");
            // Letters become controls, in names, texts and commands alike.
            let bytes = bytes
                .into_iter()
                .map(|it| if it == b'e' || it == b'0' { byte } else { it })
                .collect::<Vec<_>>();
            files.push(file(&format!("controls{index}{}", sample.len()), &bytes));
        }
    }
    for form in ["--lenient", "--chat", "--stats", "--errors", "--json"] {
        for path in &files {
            let Ran { out, err, .. } = run(&[form, text(path)]);
            let bad = out.chars().chain(err.chars()).find(|&char| is_bad(char));
            assert_eq!(bad, None, "{form} {}: {out}{err}", path.display().to_string().escape_debug());
        }
    }
}

#[test]
fn a_corpus_for_fuzzers() {
    let corpus = directory("corpus");
    assert_eq!(run(&["--json", "--corpus", text(&corpus), "--only", "VER,USR", CHAT]).code, Some(0));
    let found = contents(&corpus);
    let ver = found.iter().find(|(path, _)| path.ends_with("/000001-msnp-VER")).expect("the first message");
    assert_eq!(ver.1, "VER 1 MSNP11 CVR0\r\n");
    let (path, dictionary) = found.last().expect("a dictionary");
    assert!(path.ends_with("/dictionary.txt") && dictionary == "\"USR\"\n\"VER\"\n", "{dictionary}");
}

#[test]
fn some_messages_are_chosen() {
    #[track_caller]
    fn case(arguments: &[&str], expected: usize) {
        assert_eq!(objects(&good(&[&["--json", LAN, CHAT][..], arguments].concat())).len(), expected);
    }
    let count = |sample, fits: &dyn Fn(&Map<String, Value>) -> bool| {
        objects(&good(&["--json", sample])).iter().filter(|object| fits(object)).count()
    };
    let sent = count(LAN, &|object| object.get("mode") == Some(&"SENDMSG".into()));
    let said = count(CHAT, &|object| object.get("verb") == Some(&"MSG".into()));
    assert!(sent > 2 && said > 2);
    case(&["--only", "sendmsg,MSG"], sent + said);
    case(
        &["--only", "SENDMSG", "--user", "BOB"],
        count(LAN, &|object| object.get("mode") == Some(&"SENDMSG".into()) && object["user"] == "bob"),
    );
    let second = |object: &Map<String, Value>| object["conversation"] == 2;
    case(&["--conversation", "2"], count(LAN, &second) + count(CHAT, &second));
    case(&["--host", "198.51.100.7"], 63);
    case(&["--host", "natto"], count(LAN, &|object| object.get("host") == Some(&"natto-pc".into())));
    case(&["--since", "2026-11-21T11:00"], 63);
    case(&["--until", "2026-11-21T19:00+08:00"], 27);
    case(&["--since", "2026-11-21T10:31:24.107", "--until", "2026-11-21T10:31:25", "--only", "SENDMSG"], 1);
    // Numbers of conversations are those of the whole.
    let out = good(&["--only", "GETDIRFILES", LAN]);
    assert!(out.contains("\n#5  IPMsg") && !out.contains("#3") && !out.contains("closed"), "{out}");
    let nothing = "nothing matches --only FLN --host 192.0.2.21\n";
    assert_eq!(bad(&["--json", "--only", "FLN", "--host", "192.0.2.21", LAN], 0, nothing), "");
}

#[test]
fn only_errors() {
    assert_eq!(bad(&["--json", "--errors", LAN], 0, "nothing matches --errors"), "");
    let broken = changed(LAN, "errors.pcap", b":5:bob:", b":x:bob:");
    let found = objects(&good(&["--json", "--errors", text(&broken)]));
    assert_eq!((found.len(), &found[0]["status"], &found[0]["frame"]), (1, &"error".into(), &5.into()));
}

#[test]
fn a_chat_is_told_as_one() {
    let out = good(&["--chat", LAN, CHAT]);
    for line in
        ["10:30:31  #3  Bob → Alice: hello alice", "#2  alice@example.com → bob@example.com: lunch at noon?"]
    {
        assert!(out.lines().any(|found| found.contains(line)), "{line} is not in {out}");
    }
    assert!(!out.contains("BR_ENTRY") && !out.contains("192.0.2.21:"), "{out}");
    let said = objects(&good(&["--chat", "--json", CHAT]));
    let lunch = said.iter().find(|said| said["text"] == "lunch at noon?").expect("it is said");
    assert_eq!((&lunch["from"], &lunch["to"][0]), (&"alice@example.com".into(), &"bob@example.com".into()));
}

#[test]
fn numbers() {
    let out = good(&["--stats", LAN, CHAT]);
    for text in ["IPMsg: 26 messages", "MSNP: 63 messages", "MSNP11", "1_iptux 0.8.3", "  SENDMSG "] {
        assert!(out.contains(text), "{text} is not in {out}");
    }
    let all = objects(&good(&["--stats", "--json", CHAT]));
    let [stats] = &all[..] else { panic!("{all:?}") };
    assert_eq!(stats["stats"]["msnp"]["JOI"]["messages"], 1);
    let files: Vec<_> =
        objects(&good(&["--stats", "--json", LAN, CHAT])).iter().map(|it| it["file"].clone()).collect();
    assert_eq!(files, [LAN, CHAT]);
}

#[test]
fn speed_is_measured() {
    let out = good(&["--bench", LAN, CHAT]);
    for tier in ["IPMsg  header and body", "MSNP   memchr of LF", "MSNP   framing", "MSNP   typed commands"] {
        assert!(out.lines().any(|line| line.starts_with(tier) && line.ends_with(char::is_numeric)), "{out}");
    }
    // On two cores a row says what both do, and what one does.
    let head = out.lines().find(|line| line.contains("cores")).expect("a head");
    let column = |line: &str, name: &str| {
        let end = head.find(name).expect("a column") + name.len();
        let cell = line.get(..end).and_then(|line| line.rsplit(' ').next()).expect("a cell");
        cell.replace(',', "").parse::<f64>().unwrap_or_else(|_| panic!("{name}: {line}"))
    };
    for line in out.lines().filter(|line| line.starts_with("MSNP ")) {
        let [cores, messages, total, each, time] =
            ["cores", "total messages/s", "total MB/s", "MB/s per core", "ns per message"]
                .map(|name| column(line, name));
        assert!((total - each * cores).abs() <= 0.1 * (cores + 1.0), "{line}");
        assert!((messages * time - 1e9 * cores).abs() <= messages * 0.1, "{line}");
    }
    let all = objects(&good(&["--bench", "--json", LAN, CHAT]));
    assert_eq!(all.iter().map(|it| it["file"].as_str()).collect::<Vec<_>>(), [Some(LAN), Some(CHAT)]);
    let measured = all[0]["bench"].as_array().expect("a list");
    assert!(measured.len() >= 3 && measured.iter().all(|it| it["messages_per_second"].as_f64() > Some(0.0)));
    for it in measured {
        let [total, each, cores] = ["bytes_per_second", "bytes_per_second_per_core", "cores"]
            .map(|key| it[key].as_f64().expect("a number"));
        assert!((total / cores - each).abs() <= total * 1e-9, "{it}");
    }
}

/// The example, which `cargo test` builds; alone it is `cargo build -p imwire-dissect --examples`.
#[test]
fn read_capture() {
    let program = imwire_testkit::example::path("read_capture");
    let output = Command::new(program).arg(LAN).output().expect("the example runs");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success());
    for line in ["alice BR_ENTRY ", "bob SENDMSG hello alice", "alice RECVMSG "] {
        assert!(out.lines().any(|found| found == line), "{line:?} is not in {out}");
    }
}
