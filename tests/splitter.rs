//! What the splitter takes and refuses, with message and byte, and what only the side, the dialect
//! or the kind of link tells of a line.

use imwire::msnp::{Block, Dialect, Frame, Limits, Line, Link, Sender, Splitter, TrId};
use imwire::{Error, Wire};
use std::ops::RangeInclusive;

const ALL: RangeInclusive<u8> = 0..=22;
const UNKNOWN: RangeInclusive<u8> = 255..=255;

fn strict() -> Splitter {
    Splitter::new(Sender::Client)
}

fn lenient() -> Splitter {
    strict().lenient()
}

fn transfer() -> Splitter {
    Splitter::file_transfer(Sender::Server)
}

/// All at once, and byte by byte: the frames before the error, and the error.
#[track_caller]
fn refused(splitter: &Splitter, stream: &[u8], frames_before: usize, message: &str) {
    for step in [stream.len(), 1] {
        let mut splitter = splitter.clone();
        let (mut start, mut end, mut frames) = (0, 0, 0);
        let error = loop {
            match splitter.next(&stream[start..end]) {
                Ok(Some(frame)) => {
                    start += frame.raw().len();
                    frames += 1;
                }
                Ok(None) if end < stream.len() => end = (end + step).min(stream.len()),
                Ok(None) => panic!("{:?} is not refused", stream.escape_ascii().to_string()),
                Err(error) => break error,
            }
        };
        assert_eq!((frames, error.to_string().as_str()), (frames_before, message), "in steps of {step}");
        // It stays in error until it is told to start again.
        assert_eq!(splitter.next(b"OUT\r\n"), Err(error));
        assert_eq!(splitter.next(b""), Err(error));
        assert_eq!(splitter.needed(), 0);
        splitter.reset();
        assert_eq!(splitter.next(b"OUT\r\n").map(|frame| frame.is_some()), Ok(true));
    }
}

#[test]
fn line_ends() {
    refused(&strict(), b"PNG\rX", 0, "line end: CR without LF at byte 3");
    refused(&strict(), b"PNG\r\r\n", 0, "line end: CR without LF at byte 3");
    refused(&strict(), b"CHG 1 N\rN\r\n", 0, "line end: CR without LF at byte 7");
    refused(&strict(), b"PNG\n", 0, "line end: LF without CR at byte 3");
    refused(&strict(), b"PNG\r\nCHG 1\nX", 1, "line end: LF without CR at byte 5");
    refused(&strict(), b"\n", 0, "line end: LF without CR at byte 0");
    refused(&strict(), b"MSG 1 N 2\r\nhi\nPNG\r\n", 1, "line end: LF without CR at byte 0");
    refused(&lenient(), b"PNG\rX", 0, "line end: CR without LF at byte 3");
    refused(&lenient(), b"\r\n\nPNG\rX", 0, "line end: CR without LF at byte 6");
    refused(&transfer(), b"TFR\n", 0, "line end: LF without CR at byte 3");
}

#[test]
fn verbs() {
    const NOT_A_VERB: &str = "verb: not three upper-case letters or digits at byte 0";
    for line in [
        "", " ", " PNG", "PN", "png", "Png", "PNGX", "P-G", "P G", "PN\u{c9}", "PNG\t1", "PN\0", "12", "217;",
    ] {
        refused(&strict(), format!("{line}\r\n").as_bytes(), 0, NOT_A_VERB);
    }
    refused(&strict(), b"PNG\r\n\r\nPNG\r\n", 1, NOT_A_VERB);
    refused(&lenient(), b" \r\n", 0, NOT_A_VERB);
    refused(&lenient(), b"pngx\r\n", 0, NOT_A_VERB);
    refused(&lenient(), b"pn\xe9\r\n", 0, NOT_A_VERB);
    refused(&lenient(), b"\r\n\n\r\np g\n", 0, "verb: not three upper-case letters or digits at byte 5");
    refused(&transfer(), b"\x02\0\0\r\n", 0, NOT_A_VERB);
    refused(&strict(), b"\0\x05\0hello\r\n", 0, NOT_A_VERB);
}

#[test]
fn payload_lengths() {
    refused(&strict(), b"MSG\r\n", 0, "payload length: missing at byte 3");
    refused(&strict(), b"MSG  \r\n", 0, "payload length: missing at byte 3");
    refused(&strict(), b"MSG 1\r\n", 0, "payload length: missing at byte 5");
    refused(&strict(), b"MSG 1 \r\n", 0, "payload length: missing at byte 5");
    refused(&strict(), b"PNG\r\nMSG 1 N x\r\n", 1, "payload length: not a decimal number at byte 8");
    refused(&strict(), b"MSG 1 N -1\r\n", 0, "payload length: not a decimal number at byte 8");
    refused(&strict(), b"MSG 1 N 5x  \r\n", 0, "payload length: not a decimal number at byte 8");
    refused(&strict(), b"MSG 1 N 1048577\r\n", 0, "payload length: over the limit at byte 8");
    refused(&strict(), b"MSG 1 N 18446744073709551616\r\n", 0, "payload length: over the limit at byte 8");
    refused(&strict(), b"UUX 1 x\r\n", 0, "payload length: not a decimal number at byte 6");
    refused(&lenient(), b"\n\nmsg 1 N x\n", 0, "payload length: not a decimal number at byte 10");
    refused(&lenient(), b"\n\nMSG\n", 0, "payload length: missing at byte 5");
    refused(&lenient(), b"\r\nMSG 1 N 1048577\n", 0, "payload length: over the limit at byte 10");
    let server = Splitter::new(Sender::Server);
    refused(&server, b"NOT\r\n", 0, "payload length: missing at byte 3");
    refused(&server, b"ADL 5 OKAY\r\n", 0, "payload length: not a decimal number at byte 6");
    refused(&server, b"241 9 18446744073709551616\r\n", 0, "payload length: over the limit at byte 6");
    let short = strict().limits(Limits { line: 12, payload: 4 });
    refused(&short, b"MSG 1 N 5\r\nhello", 0, "payload length: over the limit at byte 8");
}

#[test]
fn limits() {
    let short = strict().limits(Limits { line: 8, payload: 4 });
    refused(&short, b"CHG 1 NLN\r\n", 0, "line: over the limit at byte 0");
    refused(&short, b"CHG 1 NLN", 0, "line: over the limit at byte 0");
    refused(&short, b"PNG\r\nCHG 1 NLN\n", 1, "line: over the limit at byte 0");
    refused(&short.clone().lenient(), b"\r\n\r\nCHG 1\r\n", 0, "line: over the limit at byte 4");
    refused(&short.lenient(), b"\n\n\n\n\n\n\n\n\n", 0, "line: over the limit at byte 9");
    let block = transfer().limits(Limits { line: 8, payload: 4 });
    refused(&block, b"\0\x05\0hello", 0, "payload length: over the limit at byte 1");
    refused(&block, b"\x01\x05\0", 0, "payload length: over the limit at byte 1");
    refused(&strict(), &[b'A'; 8193], 0, "line: over the limit at byte 0");
    // What is just not over.
    let short = strict().limits(Limits { line: 9, payload: 4 });
    taken(&short, b"CHG 1 NLN\r\n", &["CHG 1 NLN"]);
    taken(&short, b"MSG 1 N 4\r\nfour", &["MSG 1 N 4"]);
    let line = [b"CHG 1 ", &[b'A'; 8186][..], b"\r\n"].concat();
    assert_eq!(strict().next(&line).map(|frame| frame.map(|f| f.line().as_bytes().len())), Ok(Some(8192)));
}

/// All frames, and no bytes left; gives the frames.
#[track_caller]
fn taken<'a>(splitter: &Splitter, stream: &'a [u8], lines: &[&str]) -> Vec<Frame<'a>> {
    let mut splitter = splitter.clone();
    let mut frames = splitter.frames(stream);
    let found: Vec<_> = frames.by_ref().collect::<Result<_, Error>>().unwrap();
    assert_eq!(frames.rest(), b"");
    let texts: Vec<_> = found.iter().map(|frame| frame.line().as_bytes()).collect();
    assert_eq!(texts, lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>());
    found
}

#[test]
fn what_is_forgiven() {
    let frames = taken(
        &lenient(),
        b"\r\n\n\r\npng\nout\r\n\nMsg 1 n 2\nhiPNG\r\n",
        &["png", "out", "Msg 1 n 2", "PNG"],
    );
    let raws = frames.iter().map(Frame::raw).collect::<Vec<_>>();
    assert_eq!(raws, [&b"\r\n\n\r\npng\n"[..], b"out\r\n", b"\nMsg 1 n 2\nhi", b"PNG\r\n"]);
    assert_eq!(frames[2].line().verb(), *b"MSG");
    assert_eq!(frames[2].payload(), Some(&b"hi"[..]));
    // Blank lines that nothing follows are the start of a frame.
    let mut splitter = lenient();
    assert_eq!(splitter.next(b"\r\n\n"), Ok(None));
    assert_eq!(splitter.next(b"\r\n\nOUT\n").map(|frame| frame.unwrap().raw().len()), Ok(7));
}

/// What would be refused by a stricter reader, and is data.
#[test]
fn what_is_data() {
    let stream = b"CHG 1 a\0b\r\nNLN \xff \x01\r\nADC  5  x  \r\nMSG 1 N 5\r\n\n\0\r\n\r";
    let frames = strict().frames(stream).map(|frame| frame.unwrap().raw()).collect::<Vec<_>>();
    assert_eq!(
        frames,
        [&b"CHG 1 a\0b\r\n"[..], b"NLN \xff \x01\r\n", b"ADC  5  x  \r\n", b"MSG 1 N 5\r\n\n\0\r\n\r"]
    );
}

#[test]
fn blocks() {
    let stream = b"VER MSNFTP\r\nFIL 5\r\n\0\x05\0hello\0\0\0\x01\0\0\x01\x02\0\r\nBYE 1\r\n";
    let lines = ["VER MSNFTP", "FIL 5", "\0\x05\0", "\0\0\0", "\x01\0\0", "\x01\x02\0", "BYE 1"];
    let frames = taken(&transfer(), stream, &lines);
    let blocks: Vec<_> = frames.iter().map(|frame| (frame.block(), frame.payload())).collect();
    let data = |payload: &'static [u8]| (Some(Block::Data), Some(payload));
    let cancel = |payload: &'static [u8]| (Some(Block::Cancel), Some(payload));
    assert_eq!(
        blocks,
        [(None, None), (None, None), data(b"hello"), data(b""), cancel(b""), cancel(b"\r\n"), (None, None)]
    );
    assert_eq!(frames[2].line().verb(), [0; 3]);
}

/// A block that is cut: no frame, and what is needed is what is missing.
#[test]
fn cut_blocks() {
    #[track_caller]
    fn case(bytes: &[u8], needed: usize) {
        let mut splitter = transfer();
        assert_eq!(splitter.next(bytes), Ok(None));
        assert_eq!(splitter.needed(), needed);
    }
    case(b"\0", 2);
    case(b"\0\x05", 1);
    case(b"\0\x05\0", 5);
    case(b"\0\x05\0hell", 1);
    case(b"\0\xff\xff", 65535);
    case(b"\x01", 2);
    case(b"\x01\x01\0", 1);
}

/// Never more than there will be.
#[test]
fn needed() {
    #[track_caller]
    fn case(splitter: &Splitter, bytes: &[u8], needed: usize) {
        let mut splitter = splitter.clone();
        assert_eq!(splitter.next(bytes), Ok(None));
        assert_eq!(splitter.needed(), needed);
    }
    case(&strict(), b"", 5);
    case(&strict(), b"P", 4);
    case(&strict(), b"PNG", 2);
    case(&strict(), b"CHG 1 NLN", 2);
    case(&strict(), b"PNG\r", 1);
    case(&strict(), b"MSG 1 N 5\r\n", 5);
    case(&strict(), b"MSG 1 N 5\r\nhell", 1);
    case(&lenient(), b"PNG", 1);
    case(&lenient(), b"\r\n", 1);
    case(&transfer(), b"", 1);
    assert_eq!(strict().needed(), 1);
}

fn line(text: &str) -> Line<'_> {
    Line::parse(text.as_bytes(), ()).unwrap()
}

/// The first number of a line is a `TrID`, or not, by the side that sends it and the dialect.
#[test]
fn what_only_the_context_tells_of_a_number() {
    #[track_caller]
    fn case(text: &str, sender: Sender, dialects: RangeInclusive<u8>, expected: Option<u32>) {
        for dialect in dialects.map(Dialect::new) {
            assert_eq!(line(text).trid(sender, Link::Notification, dialect), expected.map(TrId), "{dialect}");
        }
    }
    use Sender::{Client, Server};
    case("MSG 4 a 12", Client, ALL, Some(4));
    case("MSG 4 a 12", Server, ALL, None);
    case("USR 4 OK a@x 1 0", Server, ALL, Some(4));
    case("ILN 9 AWY h 1 5 0", Server, ALL, Some(9));
    case("NLN NLN h 1 x", Server, ALL, None);
    case("NLN 9 h 1 x", Server, ALL, None);
    case("SYN 5 27", Client, ALL, Some(5));
    case("SYN 5 27", Server, ALL, Some(5));
    case("CHL 0 15570131571988941333", Server, ALL, Some(0));
    case("LSG 0 Other%20Contacts 0", Server, 0..=7, Some(0));
    case("LSG 0 Other%20Contacts 0", Server, 8..=22, None);
    case("LST 1 BL 255 0 0", Server, 0..=7, Some(1));
    case("LST 1 n 3 0", Server, 8..=22, None);
    case("BPR 5 PHH x", Server, ALL, None);
    case("PRP 5 PHH x", Server, 0..=9, None);
    case("PRP 5 MFN x", Server, 10..=22, Some(5));
    case("PRP 1 256 PHH 5", Server, 0..=9, Some(1));
    case("GTC 1 255 A", Server, ALL, Some(1));
    case("GTC A", Server, ALL, None);
    case("REG 14 5 1 Wo%20rk 0", Server, ALL, Some(14));
    case("JOI 4 a", Server, ALL, None);
    case("BYE 4 1", Server, ALL, None);
    case("RNG 465209 a CKI b c d", Server, ALL, None);
    case("QNG 50", Server, ALL, None);
    case("OUT 5", Client, ALL, None);
    case("PNG", Client, ALL, None);
    case("241 9 53", Server, ALL, Some(9));
    case("911", Server, ALL, None);
    case("UUX 6", Client, ALL, Some(6));
    case("CAL 4294967296 a", Client, ALL, None);
}

/// A number at the end is a length, or not.
#[test]
fn what_only_the_context_tells_of_a_length() {
    #[track_caller]
    fn case(stream: &str, sender: Sender, dialects: RangeInclusive<u8>, payload: Option<&str>) {
        for dialect in dialects.map(Dialect::new) {
            let mut splitter = Splitter::new(sender);
            splitter.set_dialect(dialect);
            let frame = splitter.next(stream.as_bytes()).unwrap().unwrap();
            assert_eq!(frame.payload(), payload.map(str::as_bytes), "{dialect}");
        }
    }
    use Sender::{Client, Server};
    case("MSG 4 a 2\r\nhi", Client, ALL, Some("hi"));
    case("MSG 4 a 2\r\nhi", Server, ALL, Some("hi"));
    case("UUX 6\r\nOUT\r\n", Client, ALL, None);
    case("UUX 6\r\nOUT\r\n", Server, ALL, None);
    case("UUX 6 0\r\nOUT\r\n", Client, ALL, Some(""));
    case("UUX 6 0\r\nOUT\r\n", Server, ALL, Some(""));
    case("ADL 5 OK\r\n", Server, ALL, None);
    case("ADL 0 2\r\nhi", Server, ALL, Some("hi"));
    case("ADL 5 2\r\nhi", Client, ALL, Some("hi"));
    case("PUT 35 OK 2\r\nhi", Server, ALL, Some("hi"));
    case("PUT 35 OK 0\r\n", Server, ALL, Some(""));
    case("SDC 2 OK\r\n", Server, ALL, None);
    case("QRY 2 x 2\r\nhi", Client, ALL, Some("hi"));
    case("QRY 2\r\n", Server, ALL, None);
    case("GCF 6 Shields.xml\r\n", Client, ALL, None);
    case("GCF 6 Shields.xml 2\r\nhi", Server, ALL, Some("hi"));
    case("GCF 0 2\r\nhi", Server, ALL, Some("hi"));
    case("UBX 1:bob@example.com 0\r\n", Server, ALL, Some(""));
    case("NOT 2\r\nhi", Server, ALL, Some("hi"));
    case("MSG 2\r\nhi", Server, ALL, Some("hi"));
    case("241 9 2\r\n", Server, 0..=12, None);
    case("241 9 2\r\nhi", Server, 13..=22, Some("hi"));
    case("241 9 2\r\nhi", Server, UNKNOWN, Some("hi"));
    case("241 9 x 2\r\n", Server, UNKNOWN, None);
    case("241 9\r\n", Server, UNKNOWN, None);
    case("2AB 9 2\r\n", Server, UNKNOWN, None);
    case("241 9 2\r\n", Client, UNKNOWN, None);
    for text in [
        "QNG 50",
        "SYN 5 27",
        "CAL 2 RINGING 17220274",
        "IRO 1 1 1 h 1234",
        "USR 4 OK h 1 0",
        "FLN h 1 0",
        "LST a b 3 0",
        "BYE h 1",
        "OUT RCT 5",
        "CHL 0 15570131571988941333",
        "ZZZ 1 2",
    ] {
        case(&format!("{text}\r\nOUT\r\n"), Server, ALL, None);
    }
}

/// `VER`, `USR` and `BYE` of a file transfer are other commands, and no line there has a payload.
#[test]
fn what_only_the_connection_tells() {
    let stream = b"VER MSNFTP\r\nUSR example@hotmail.com 93301\r\nMSG 1 N 5\r\nBYE 16777989\r\n";
    let mut splitter = Splitter::file_transfer(Sender::Client);
    let lines: Vec<_> =
        splitter.frames(stream).map(|frame| frame.unwrap()).map(|f| (f.line(), f.payload())).collect();
    let expected = ["VER MSNFTP", "USR example@hotmail.com 93301", "MSG 1 N 5", "BYE 16777989"];
    assert_eq!(lines, expected.map(|text| (line(text), None)));
}
