//! What the splitter takes and refuses, with message and byte. What only the side, the dialect or the kind
//! of link tells of a line is in `ambiguities.rs`.

use imwire::Error;
use imwire::msnp::{DataBlock, Dialect, Frame, Limits, Link, Resync, Role, Session, Side, Splitter};

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
    let data = |payload: &'static [u8]| (Some(DataBlock::Data), Some(payload));
    let cancel = |payload: &'static [u8]| (Some(DataBlock::Cancel), Some(payload));
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

/// A splitter that has seen nothing takes the short way for a whole frame; what `refused` gives it first is nothing.
#[test]
fn the_short_way_has_the_same_limits() {
    #[track_caller]
    fn case(limits: Limits, stream: &[u8], expected: Result<&[u8], &str>) {
        let mut splitter = strict().limits(limits);
        let found = splitter.next(stream).map(|frame| frame.expect("a whole frame").raw());
        assert_eq!(found.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }
    let limits = |line, payload| Limits { line, payload };
    case(limits(12, 5), b"MSG 1 N 5\r\nhello", Ok(b"MSG 1 N 5\r\nhello"));
    case(limits(12, 4), b"MSG 1 N 5\r\nhello", Err("payload length: over the limit at byte 8"));
    case(limits(9, 5), b"MSG 1 N 5\r\nhello", Ok(b"MSG 1 N 5\r\nhello"));
    case(limits(8, 5), b"MSG 1 N 5\r\nhello", Err("line: over the limit at byte 0"));
    case(limits(4, 0), b"PNG\r\n", Ok(b"PNG\r\n"));
    case(limits(2, 0), b"PNG\r\n", Err("line: over the limit at byte 0"));
    let long = [&b"MSG 1 N 1048577\r\n"[..], &vec![0; 1_048_577]].concat();
    case(Limits::default(), &long, Err("payload length: over the limit at byte 8"));
    let long = [&b"MSG 1 N 1048576\r\n"[..], &vec![0; 1_048_576]].concat();
    case(Limits::default(), &long, Ok(&long));
}

/// The bytes of a payload are not looked at while it arrives: a million of them in pieces of 64 would be 16,384
/// searches of half a million each, which take most of a minute. It takes milliseconds.
#[test]
fn a_payload_is_not_searched_while_it_arrives() {
    let line = b"MSG 1 N 1048576\r\n";
    let stream = [&line[..], &vec![b'x'; 1_048_576]].concat();
    let start = std::time::Instant::now();
    let mut splitter = strict();
    for end in (0..stream.len()).step_by(64) {
        assert_eq!(splitter.next(&stream[..end]), Ok(None));
        assert!(start.elapsed().as_secs() < 10, "at {end} of {}", stream.len());
    }
    assert_eq!(splitter.next(&stream).unwrap().unwrap().raw(), stream);
    assert!(splitter.looked_at() <= 2 * line.len() as u64);
}

/// `241 9 5` has a payload from MSNP13 only, and the session knows the dialect.
#[test]
fn a_side_tells_its_splitter_the_dialect() {
    #[track_caller]
    fn case(dialect: Dialect, expected: &[u8]) {
        let mut session = Session::known(Link::Notification, dialect);
        let mut side = Side::new(Role::Server);
        let (frame, _) = side.next(&mut session, b"241 9 5\r\nOUT\r\n").unwrap().unwrap();
        assert_eq!(frame.raw(), expected);
    }
    case(Dialect::MSNP8, b"241 9 5\r\n");
    case(Dialect::MSNP12, b"241 9 5\r\n");
    case(Dialect::MSNP13, b"241 9 5\r\nOUT\r\n");
    case(Dialect::UNKNOWN, b"241 9 5\r\nOUT\r\n");
    // It is said in mid-stream, by the server itself.
    let mut session = Session::new();
    let (mut client, mut server) = (Side::new(Role::Client), Side::new(Role::Server));
    client.next(&mut session, b"VER 1 MSNP8 CVR0\r\n").unwrap();
    server.next(&mut session, b"VER 1 MSNP8\r\n").unwrap();
    let (frame, _) = server.next(&mut session, b"241 9 5\r\nOUT\r\n").unwrap().unwrap();
    assert_eq!(frame.raw(), b"241 9 5\r\n");
}

/// Skips what `next` refuses. Gives the lines of the frames, and the bytes that were skipped; all at once, and in
/// steps.
#[track_caller]
fn resynced(splitter: &Splitter, stream: &[u8], lines: &[&str], skipped: &[&str], rest: &str) {
    for step in [stream.len().max(1), 1, 2, 3] {
        let mut splitter = splitter.clone();
        let (mut start, mut end) = (0, 0);
        let (mut found, mut dropped) = (Vec::new(), vec![String::new()]);
        let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
        loop {
            let more = match splitter.next(&stream[start..end]) {
                Ok(Some(frame)) => {
                    found.push(text(frame.line().as_bytes()));
                    start += frame.raw().len();
                    false
                }
                Ok(None) => true,
                Err(error) => {
                    assert!(error.at() <= end - start);
                    let resync = splitter.resync(&stream[start..end]);
                    let last = dropped.last_mut().unwrap();
                    *last += &text(&stream[start..start + resync.skipped()]);
                    start += resync.skipped();
                    if matches!(resync, Resync::Found(_)) {
                        dropped.push(String::new());
                    }
                    matches!(resync, Resync::Lost(_))
                }
            };
            if more && end == stream.len() {
                break;
            } else if more {
                end = (end + step).min(stream.len());
            }
        }
        dropped.retain(|bytes| !bytes.is_empty());
        assert_eq!((&found[..], &dropped[..]), (&lines.map_str()[..], &skipped.map_str()[..]), "{step}");
        assert_eq!(text(&stream[start..]), rest, "in steps of {step}");
    }
}

/// As `escape_ascii` shows them.
trait MapStr {
    fn map_str(&self) -> Vec<String>;
}

impl MapStr for [&str] {
    fn map_str(&self) -> Vec<String> {
        self.iter().map(|text| text.as_bytes().escape_ascii().to_string()).collect()
    }
}

#[test]
fn a_bad_line_is_skipped() {
    let server = Splitter::new(Role::Server);
    resynced(&server, b"NACK 5\r\nACK 6\r\n", &["ACK 6"], &["NACK 5\r\n"], "");
    resynced(&server, b"ACK 4\r\nNACK 5\r\nACK 6\r\nAC", &["ACK 4", "ACK 6"], &["NACK 5\r\n"], "AC");
    let foreign = b"ADL 8 OK\r\nMPOPEnabled: 1\r\n\r\nQNG 50\r\nx\r\nQNG 51\r\n";
    let lines = ["ADL 8 OK", "QNG 50", "QNG 51"];
    resynced(&server, foreign, &lines, &["MPOPEnabled: 1\r\n\r\n", "x\r\n"], "");
    // Several in a row; the front is skipped even if its verb is known.
    resynced(&server, b"NOT x\r\nNOT\r\nNOT 2\r\nhi", &["NOT 2"], &["NOT x\r\nNOT\r\n"], "");
    resynced(&strict(), b"SDG 7 -1\r\nhello\r\nPNG\r\n", &["PNG"], &["SDG 7 -1\r\nhello\r\n"], "");
    // Verbs of this side alone; unknown ones, and numeric replies that are no numbers, do not count.
    resynced(&strict(), b"x\r\nQNG\r\n217 1\r\nPNG\r\n", &["PNG"], &["x\r\nQNG\r\n217 1\r\n"], "");
    resynced(&server, b"x\r\nPNG\r\n217 OK\r\n217 1\r\n", &["217 1"], &["x\r\nPNG\r\n217 OK\r\n"], "");
    resynced(&server, b"x\r\nZZZ\r\nACKs\r\nACK\r\n", &["ACK"], &["x\r\nZZZ\r\nACKs\r\n"], "");
    // Line ends as the splitter takes them.
    resynced(&strict(), b"A\nPNG\r\nPNG\rx\r\nOUT\r\n", &["OUT"], &["A\nPNG\r\nPNG\rx\r\n"], "");
    resynced(&lenient(), b"nack 5\n\npng\nPNG\r\n", &["png", "PNG"], &["nack 5\n\n"], "");
    // Nothing that could be one is kept.
    resynced(&server, b"x\r\nNAC", &[], &["x\r\nNAC"], "");
    resynced(&server, b"x\r\nNA", &[], &["x\r\n"], "NA");
    resynced(&server, b"x\r\nNLN NLN a", &[], &["x\r\n"], "NLN NLN a");
    resynced(&server, b"x\r\nabc\r", &[], &["x\r\nabc"], "\\r");
    let transfer = b"PNG\nx\r\nPNG\r\n\0\x02\0\r\nTFR\r\n";
    resynced(&transfer_client(), transfer, &["TFR"], &["PNG\nx\r\nPNG\r\n\0\x02\0\r\n"], "");
    // Limits.
    let short = server.limits(Limits { line: 8, payload: 4 });
    resynced(
        &short,
        b"NLN NLN a b\r\nNLN NLN a b\r\nACK 1\r\n",
        &["ACK 1"],
        &["NLN NLN a b\r\nNLN NLN a b\r\n"],
        "",
    );
    resynced(&short, b"x\r\nNOT 5\r\nhello\r\nNOT 4\r\nfour", &["NOT 4"], &["x\r\nNOT 5\r\nhello\r\n"], "");
    resynced(&short, b"x\r\nNLN 123456", &[], &["x\r\nNLN 123456"], "");
}

fn transfer_client() -> Splitter {
    Splitter::file_transfer(Role::Client)
}

/// In mid-payload, as after a gap: nothing was refused, and the front is skipped.
#[test]
fn a_gap_is_skipped() {
    let mut splitter = strict();
    assert_eq!(splitter.next(b"MSG 1 N 50\r\nhel"), Ok(None));
    assert_eq!(splitter.resync(b"PNG\r\nOUT\r\n"), Resync::Found(5));
    assert_eq!(splitter.next(b"OUT\r\n").unwrap().unwrap().raw(), b"OUT\r\n");
    assert_eq!(splitter.resync(b"lo"), Resync::Lost(2));
    // Until it is found, `next` is in error.
    let error = splitter.next(b"PNG\r\n").unwrap_err();
    assert_eq!(error.to_string(), "verb: not three upper-case letters or digits at byte 0");
    assert_eq!(splitter.needed(), 0);
    assert_eq!(splitter.resync(b"\r\nPNG\r\n"), Resync::Found(2));
    assert_eq!(splitter.resync(b""), Resync::Lost(0));
    splitter.reset();
    assert_eq!(splitter.next(b"PNG\r\n").unwrap().unwrap().raw(), b"PNG\r\n");
}

/// The work is linear, whatever comes, and what has to be kept is bounded.
#[test]
fn to_resynchronise_is_linear() {
    for junk in [&b"x"[..], b"x\r\n", b"\r", b"\n", b"NLN\r\n\r", b"NLN x", b"NLN ", b"NOT x\r\n"] {
        let stream = junk.repeat(20_000 / junk.len());
        let mut splitter = Splitter::new(Role::Server);
        let (mut start, mut end, mut skipped) = (0, 0, 0);
        splitter.resync(b"x");
        while end < stream.len() {
            end += 1;
            match splitter.resync(&stream[start..end]) {
                Resync::Lost(skip) => (start, skipped) = (start + skip, skipped + skip),
                Resync::Found(skip) => {
                    start += skip + 1;
                    skipped += skip + 1;
                }
            }
            assert!(end - start <= 8192 + 2, "{} bytes are kept", end - start);
        }
        assert_eq!(skipped, start);
        let looked = splitter.looked_at();
        assert!(looked <= 2 * stream.len() as u64 + 8, "{looked} for {}", junk.escape_ascii());
    }
}
