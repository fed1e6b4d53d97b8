//! What a hostile peer says about lengths, in bytes as they come: inner lengths that lie, pieces that overlap, totals of
//! 2^64, nothing at all. Each is refused with an error that says what and where, and what arrived before remains.

use imwire::ipmsg::feiq::{ImageCollected, ImageCollector, ImageSlice};
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::chunks::{Assembler, Chunk, Place};
use imwire::msnp::payload::p2p::{Carrier, Joined, Joiner, V1Packet, V2Data, V2Packet};
use imwire::msnp::payload::slp::{Slp, SlpBody};
use imwire::{Encode, Error, Wire};

type Message<'a> = Slp<'a, SlpBody<'a>>;

/// A packet of version 1 as the switchboard carries it: with a footer.
fn v1(offset: u64, total: u64, length: u32, body: &[u8]) -> Vec<u8> {
    let numbers = [&offset.to_le_bytes()[..], &total.to_le_bytes(), &length.to_le_bytes()].concat();
    // Session 5, message 9; flags: data of an object.
    let head = [&[5, 0, 0, 0, 9, 0, 0, 0], &numbers[..], &[0x20, 0, 0, 0], &[0; 16]].concat();
    [&head, body, &[0, 0, 0, 1]].concat()
}

/// A packet of version 2 on a direct connection, with data of session 5.
fn v2(message_len: u16, first: bool, remaining: Option<u64>, body: &[u8]) -> Vec<u8> {
    let tlv =
        remaining.map(|bytes| [&[1, 8], &bytes.to_be_bytes()[..], &[0, 0]].concat()).unwrap_or_default();
    let head = [8, 0, message_len.to_be_bytes()[0], message_len.to_be_bytes()[1], 0, 0, 0, 1];
    let data = [if remaining.is_some() { 20 } else { 8 }, u8::from(first) | 4, 0, 0, 0, 0, 0, 5];
    [&head[..], &data, &tlv, body].concat()
}

/// What is right for the packet.
fn v2_len(remaining: Option<u64>, body: &[u8]) -> u16 {
    u16::try_from(body.len() + if remaining.is_some() { 20 } else { 8 }).unwrap()
}

fn read_v1(bytes: &[u8]) -> Result<V1Packet<'_>, Error> {
    V1Packet::parse_with(bytes, Carrier::MESSAGE)
}

fn read_v2(bytes: &[u8]) -> Result<V2Data<'_>, Error> {
    V2Packet::parse_with(bytes, Carrier::DIRECT).map(|packet| packet.data.expect("data"))
}

fn slp(rest: &str) -> Vec<u8> {
    format!("MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:b@x>\r\nFrom: <msnmsgr:a@x>\r\n{rest}").into_bytes()
}

fn block(rest: &str) -> Vec<u8> {
    format!("Routing: 1.0\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\n{rest}").into_bytes()
}

fn image(numbers: &str, data: &str) -> Vec<u8> {
    format!("5f3a|{numbers}|0|2|0|00000000#\0{data}").into_bytes()
}

#[track_caller]
fn refused<T>(found: Result<T, Error>, message: &str) {
    assert_eq!(found.err().expect(message).to_string(), message);
}

#[test]
fn lengths_that_lie() {
    refused(read_v1(&v1(0, 10, 0, &[7; 10])), "chunk: empty at byte 8");
    refused(read_v1(&v1(0, 10, 9, &[7; 10])), "input: trailing data at byte 61");
    for length in [11, u32::MAX] {
        refused(read_v1(&v1(0, 10, length, &[7; 10])), "message length: not as long as it says at byte 24");
    }
    refused(read_v1(&v1(0, 9, 10, &[7; 10])), "chunk: out of range at byte 8");
    refused(read_v1(&v1(u64::MAX, 10, 10, &[7; 10])), "chunk: out of range at byte 8");
    for (length, message) in [
        (0, "input: trailing data at byte 8"),
        (7, "data header: not as long as it says at byte 8"),
        (9, "input: trailing data at byte 17"),
        (17, "input: trailing data at byte 25"),
        (19, "message length: not as long as it says at byte 2"),
        (u16::MAX, "message length: not as long as it says at byte 2"),
    ] {
        refused(read_v2(&v2(length, true, None, &[7; 10])), message);
    }
    for length in ["11", "9", "4294967295", "4294967296", "-1", "99999999999999999999"] {
        // Bytes after the body are named where they are.
        let place = if length == "9" { ("input", 89) } else { ("content length", 75) };
        let bytes = slp(&format!("Content-Length: {length}\r\n\r\n1234567890"));
        let error = Message::parse(&bytes).unwrap_err();
        assert_eq!((error.part().name(), error.at()), place, "{error}");
        let bytes = block(&format!("Content-Length: {length}\r\n\r\n1234567890"));
        match Blocks::parse(&bytes) {
            // The frame rules: a length that is too short is kept beside the whole body.
            Ok(blocks) => {
                let content = blocks.content.unwrap();
                assert_eq!(
                    (length, content.body, content.has_its_length()),
                    ("9", &b"1234567890"[..], false)
                );
            }
            Err(error) => assert_eq!((error.part().name(), error.at()), ("content length", 68), "{error}"),
        }
    }
    refused(
        Blocks::parse(&block("Bridging-Offsets: 0,4294967295\r\n\r\n1234567890")),
        "offsets: out of range at byte 72",
    );
    let mut buffer = [0; 8];
    let mut collector = ImageCollector::new(&mut buffer);
    let mut add = |numbers, data| collector.add(&ImageSlice::parse(&image(numbers, data)).unwrap());
    refused(add("6|0|1|1|6", "abc"), "data: shorter than its length says at byte 0");
    refused(add("6|0|1|1|4294967295", "abcdef"), "data: shorter than its length says at byte 0");
    refused(add("6|4294967295|1|1|3", "abc"), "offset: out of range at byte 0");
    // Padding after the bytes that a slice says it has is no part of the picture.
    assert_eq!(add("6|0|1|1|6", "abcdef\0\0\0"), Ok(ImageCollected::Whole));
}

#[test]
fn pieces_that_overlap() {
    let mut buffer = [0; 8];
    let mut joiner = Joiner::new(&mut buffer);
    let mut add =
        |offset, body: &[u8]| joiner.add_v1(&read_v1(&v1(offset, 6, body.len() as u32, body)).unwrap());
    assert_eq!(add(2, b"cd"), Ok(Joined::Part));
    assert_eq!(add(2, b"cd"), Ok(Joined::Duplicate));
    for (offset, body) in [(1, &b"xx"[..]), (3, b"xx"), (0, b"xxxx"), (2, b"xxx")] {
        refused(add(offset, body), "chunk: overlaps what was received at byte 0");
    }
    assert_eq!((add(0, b"ab"), add(4, b"ef")), (Ok(Joined::Part), Ok(Joined::Whole)));
    assert_eq!(joiner.message(), Some(&b"abcdef"[..]));

    let mut buffer = [0; 8];
    let mut joiner = Joiner::new(&mut buffer);
    let mut add = |first, remaining, body: &[u8]| {
        let remaining = Some(remaining).filter(|bytes| *bytes > 0);
        joiner.add_v2(&read_v2(&v2(v2_len(remaining, body), first, remaining, body)).unwrap())
    };
    assert_eq!((add(true, 4, b"ab"), add(true, 4, b"ab")), (Ok(Joined::Part), Ok(Joined::Duplicate)));
    refused(add(false, 3, b"bc"), "chunk: overlaps what was received at byte 0");
    refused(add(false, 5, b"bc"), "remaining: not as long as it says at byte 0");
    assert_eq!((add(false, 2, b"cd"), add(false, 0, b"ef")), (Ok(Joined::Part), Ok(Joined::Whole)));
    assert_eq!(joiner.message(), Some(&b"abcdef"[..]));

    let (mut buffer, mut places) = ([0; 16], [Place::EMPTY; 3]);
    let mut assembler = Assembler::new(&mut buffer, &mut places);
    let mut add = |line: &str, body| {
        assembler.push(&Chunk::parse(format!("Message-ID: x\r\n{line}\r\n\r\n{body}").as_bytes()).unwrap())
    };
    assert_eq!((add("Chunks: 3", "ab"), add("Chunks: 2", "other")), (Ok(false), Ok(false)));
    // A number that came is not read again, and does not complete the message.
    assert_eq!((add("Chunk: 2", "ef"), add("Chunk: 2", "other")), (Ok(false), Ok(false)));
    refused(add("Chunk: 3", "x"), "chunk: unexpected word at byte 0");
    assert_eq!(add("Chunk: 1", "cd"), Ok(true));
    assert!(assembler.finish().unwrap().to_vec().ends_with(b"\r\nabcdef"));

    let mut buffer = [0; 8];
    let mut collector = ImageCollector::new(&mut buffer);
    let mut add = |numbers, data| collector.add(&ImageSlice::parse(&image(numbers, data)).unwrap());
    assert_eq!(add("6|2|3|2|2", "cd"), Ok(ImageCollected::Part));
    assert_eq!(add("6|2|3|2|2", "cd"), Ok(ImageCollected::Duplicate));
    for numbers in ["6|1|3|2|2", "6|3|3|2|2", "6|0|3|2|4"] {
        refused(add(numbers, "xxxx"), "data: overlaps what was received at byte 0");
    }
    assert_eq!(
        (add("6|0|3|1|2", "ab"), add("6|4|3|3|2", "ef")),
        (Ok(ImageCollected::Part), Ok(ImageCollected::Whole))
    );
    assert_eq!(collector.picture(), Some(&b"abcdef"[..]));

    refused(
        Blocks::parse(&block("Bridging-Offsets: 0,4,2\r\n\r\n1234567890")),
        "offsets: out of range at byte 74",
    );
    // Two lengths in one message are not added: the first counts.
    let twice = slp("Content-Length: 2\r\nContent-Length: 2\r\n\r\n\r\n\r\n");
    assert!(Message::parse(&twice).is_err());
}

#[test]
fn totals_of_2_to_the_64() {
    const MOST: u64 = u64::MAX;
    refused(read_v1(&v1(0, MOST, 10, &[7; 10])), "total: over the limit at byte 16");
    refused(read_v1(&v1(MOST - 9, MOST, 10, &[7; 10])), "total: over the limit at byte 16");
    let bytes = v2(v2_len(Some(MOST), b"ab"), true, Some(MOST), b"ab");
    refused(V2Packet::parse_with(&bytes, Carrier::DIRECT), "remaining: over the limit at byte 16");
    let mut buffer = [0xa5; 8];
    let mut joiner = Joiner::new(&mut buffer);
    // As if the limits had been lifted: what a total says is compared with the buffer before anything is kept.
    let (first, second) = (v1(0, 2, 2, b"ab"), v2(v2_len(None, b"ab"), true, None, b"ab"));
    let packet = V1Packet { total: MOST, offset: MOST - 2, ..read_v1(&first).unwrap() };
    refused(joiner.add_v1(&packet), "total: no room left at byte 0");
    refused(joiner.add_v1(&V1Packet { offset: MOST, ..packet }), "chunk: out of range at byte 0");
    let data = read_v2(&second).unwrap().with_remaining(MOST);
    refused(joiner.add_v2(&data), "remaining: out of range at byte 0");
    assert_eq!((joiner.message(), joiner.progress()), (None, None));
    assert_eq!(buffer, [0xa5; 8]);

    let (mut buffer, mut places) = ([0; 16], [Place::EMPTY; 3]);
    let mut assembler = Assembler::new(&mut buffer, &mut places);
    for (count, kind) in
        [("4294967295", "chunks: over the limit at byte 0"), ("0", "chunks: unexpected word at byte 0")]
    {
        let bytes = format!("Message-ID: x\r\nChunks: {count}\r\n\r\na");
        match Chunk::parse(bytes.as_bytes()) {
            Ok(chunk) => refused(assembler.push(&chunk), kind),
            Err(error) => assert_eq!(error.part().name(), "chunks", "{error}"),
        }
    }
    refused(
        Chunk::parse(b"Message-ID: x\r\nChunks: 18446744073709551615\r\n\r\na"),
        "chunks: over 32 bits at byte 23",
    );

    let mut collector = ImageCollector::new(&mut buffer);
    let mut add =
        |numbers, data| ImageSlice::parse(&image(numbers, data)).and_then(|slice| collector.add(&slice));
    refused(add("18446744073709551615|0|1|1|3", "abc"), "total: over 32 bits at byte 5");
    refused(add("4294967295|0|1|1|3", "abc"), "total: no room left at byte 0");
    refused(add("4294967295|4294967295|1|1|3", "abc"), "offset: out of range at byte 0");
}

#[test]
fn nothing_at_all() {
    refused(read_v1(b""), "header: shorter than its length says at byte 0");
    refused(read_v1(&v1(0, 10, 0, b"")), "chunk: empty at byte 8");
    refused(V2Packet::parse_with(b"", Carrier::DIRECT), "header: shorter than its length says at byte 0");
    refused(Message::parse(b""), "line end: missing at byte 0");
    refused(Blocks::parse(b""), "block: missing at byte 0");
    refused(ImageSlice::parse(b""), "image id: missing at byte 0");
    refused(Chunk::parse(b""), "payload: empty at byte 0");

    // An empty message is whole with its only packet; an empty slice is none.
    let mut buffer = [];
    let mut joiner = Joiner::new(&mut buffer);
    assert_eq!(joiner.add_v1(&read_v1(&v1(0, 0, 0, b"")).unwrap()), Ok(Joined::Whole));
    assert_eq!(joiner.message(), Some(&b""[..]));
    joiner.reset();
    assert_eq!(joiner.add_v2(&read_v2(&v2(8, true, None, b"")).unwrap()), Ok(Joined::Whole));
    let (mut room, mut places) = ([0; 16], [Place::EMPTY; 1]);
    let mut assembler = Assembler::new(&mut room, &mut places);
    assert_eq!(assembler.push(&Chunk::parse(b"Message-ID: x\r\nChunks: 1\r\n\r\n").unwrap()), Ok(true));
    let mut collector = ImageCollector::new(&mut buffer);
    refused(collector.add(&ImageSlice::parse(&image("0|0|0|0|0", "")).unwrap()), "size: empty at byte 0");
    assert_eq!(Message::parse(&slp("Content-Length: 0\r\n\r\n")).unwrap().body.lines.iter().count(), 0);
    assert_eq!(Blocks::parse(&block("Content-Length: 0\r\n\r\n")).unwrap().content.unwrap().body, b"");
}
