//! What the splitter takes and refuses, with message and byte. What only the side, the dialect or the kind
//! of link tells of a line is in `ambiguities.rs`.

use imwire::Error;
use imwire::msnp::{Block, Frame, Limits, Role, Splitter};

fn strict() -> Splitter {
    Splitter::new(Role::Client)
}

fn lenient() -> Splitter {
    strict().lenient()
}

fn transfer() -> Splitter {
    Splitter::file_transfer(Role::Server)
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
    let server = Splitter::new(Role::Server);
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
    refused(&short.clone().lenient(), b"\r\n\r\nCHG 1 NLN\r\n", 0, "line: over the limit at byte 4");
    refused(&short.clone().lenient(), b"\n\n\n\n\n\n\n\n\n", 0, "line: over the limit at byte 8");
    refused(&short.lenient(), b"\r\n\r\n\r\n\n\r\n", 0, "line: over the limit at byte 7");
    refused(&lenient(), &b"\r\n".repeat(4097), 0, "line: over the limit at byte 8192");
    let block = transfer().limits(Limits { line: 8, payload: 4 });
    refused(&block, b"\0\x05\0hello", 0, "payload length: over the limit at byte 1");
    refused(&block, b"\x01\x05\0", 0, "payload length: over the limit at byte 1");
    refused(&strict(), &[b'A'; 8193], 0, "line: over the limit at byte 0");
    // What is just not over.
    let short = strict().limits(Limits { line: 9, payload: 4 });
    taken(&short, b"CHG 1 NLN\r\n", &["CHG 1 NLN"]);
    taken(&short, b"MSG 1 N 4\r\nfour", &["MSG 1 N 4"]);
    let short = short.lenient();
    taken(
        &short,
        b"\n\n\n\n\n\n\n\n\nCHG 1 NLN\n\r\n\r\n\r\n\r\nMSG 1 N 4\r\nfour",
        &["CHG 1 NLN", "MSG 1 N 4"],
    );
    taken(&lenient(), &[&b"\r\n".repeat(4096)[..], b"OUT\r\n"].concat(), &["OUT"]);
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
