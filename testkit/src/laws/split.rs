//! Laws 4, 5 and 6, of what cuts a stream into frames.

use super::{exact, inside, length, line, locality, read};
use crate::look;
use crate::recorder::quoted;
use imwire::msnp::{Dialect, Frame, Limits, Line, Role, Splitter, ns, sb};
use imwire::{Error, ErrorKind, Part, Wire};

/// How a splitter is set up.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The side that sends.
    pub sender: Role,
    /// Whether the link is MSNFTP, with blocks.
    pub file_transfer: bool,
    /// Whether it accepts LF alone, empty lines and lower-case verbs.
    pub lenient: bool,
    /// The dialect it is told.
    pub dialect: Dialect,
    /// How long lines and payloads may be.
    pub limits: Limits,
}

impl Setup {
    /// Strict, with the usual limits, not for MSNFTP.
    pub fn new(sender: Role, dialect: Dialect) -> Self {
        Self { sender, file_transfer: false, lenient: false, dialect, limits: Limits::default() }
    }

    /// The splitter.
    pub fn splitter(self) -> Splitter {
        let mut splitter = if self.file_transfer {
            Splitter::file_transfer(self.sender)
        } else {
            Splitter::new(self.sender)
        };
        splitter.set_dialect(self.dialect);
        splitter = splitter.limits(self.limits);
        if self.lenient { splitter.lenient() } else { splitter }
    }
}

/// What came out of a stream: the frames, and what ended them.
#[derive(Debug, PartialEq)]
struct Outcome<'a> {
    frames: Vec<Frame<'a>>,
    error: Option<Error>,
    rest: &'a [u8],
}

/// Feeds a stream. `more` says, from what the splitter needs, how many bytes arrive next.
#[track_caller]
fn feed<'a>(setup: Setup, input: &'a [u8], mut more: impl FnMut(usize) -> usize) -> Outcome<'a> {
    let mut splitter = setup.splitter();
    let (mut frames, mut error) = (Vec::<Frame<'a>>::new(), None);
    let (mut start, mut end, mut promised) = (0, 0, 0);
    loop {
        match splitter.next(&input[start..end]) {
            Ok(Some(frame)) => {
                assert!(!frame.raw().is_empty(), "split: an empty frame at {start} of {}", quoted(input));
                start += frame.raw().len();
                assert!(
                    promised <= start,
                    "prefix: {} bytes too many were needed for {frame:?}",
                    promised.wrapping_sub(start)
                );
                promised = start;
                frames.push(frame);
            }
            Ok(None) => {
                let needed = splitter.needed();
                assert!(needed > 0, "prefix: nothing is needed behind {}", quoted(&input[start..end]));
                promised = promised.max(end.saturating_add(needed));
                if end == input.len() {
                    break;
                }
                end = end.saturating_add(more(needed).max(1)).min(input.len());
            }
            Err(found) => {
                // It stays so, whatever comes.
                assert_eq!(splitter.next(&input[start..end]), Err(found));
                assert_eq!(splitter.next(b"OUT\r\n"), Err(found));
                assert_eq!(splitter.needed(), 0);
                error = Some(found);
                break;
            }
        }
    }
    look::splitter(&splitter);

    // No byte of a line twice, and no payload at all. The bytes of a line that is too long count once.
    let payloads: usize = frames.iter().filter_map(|frame| frame.payload().map(<[u8]>::len)).sum();
    let lines = (end - payloads) as u64;
    let looked = splitter.looked_at();
    assert!(looked <= 2 * lines, "chunking: looked at {looked} bytes of {lines} in {}", quoted(input));

    // After a reset it is as good as new.
    splitter.reset();
    assert!(splitter.needed() > 0);
    assert_eq!(splitter.next(b"OUT\r\n"), setup.splitter().next(b"OUT\r\n"), "split: after a reset");
    Outcome { frames, error, rest: &input[start..] }
}

/// All laws for a stream that arrives at once, byte by byte, as it is asked for, and in pieces of
/// the sizes in `cuts`, over and over. Each frame is read as a command of the tables of its side.
#[track_caller]
pub fn stream(setup: Setup, input: &[u8], cuts: &[u8]) {
    let whole = feed(setup, input, |_| usize::MAX);
    conservation(setup, input, &whole);
    chunking(setup, input, &whole, cuts);
    if let Some(error) = &whole.error {
        locality(error, whole.rest);
        let limits = setup.limits;
        match (error.kind(), error.part()) {
            (ErrorKind::TooLong, Part::LINE) => assert!(whole.rest.len() > limits.line),
            (ErrorKind::TooLong, part) => assert_eq!(part, Part::PAYLOAD_LEN),
            _ => {}
        }
    }
    let mut lines = 0;
    for frame in &whole.frames {
        anatomy(setup, frame);
        prefixes(setup, frame);
        exact(frame, frame.raw());
        length(frame);
        look::frame(frame);
        if frame.block().is_none() {
            line(frame.line().as_bytes());
            lines += 1;
        }
        commands(setup, frame);
        #[cfg(feature = "serde")]
        serialized(frame);
    }
    #[cfg(feature = "tokio-util")]
    codecs(setup, input, &whole);
    assert!(setup.file_transfer || lines == whole.frames.len(), "split: a data block on a command link");
}

/// A frame comes back from JSON.
#[cfg(feature = "serde")]
fn serialized(frame: &Frame<'_>) {
    let kept = imwire::msnp::FrameBuf::from(*frame);
    let json = serde_json::to_string(&kept).expect("split: a frame is serialized");
    match serde_json::from_str(&json) {
        Ok(again) => assert_eq!(kept, again, "split: from {json}"),
        // It has no context: a payload that only a dialect tells of makes no sense.
        Err(error) => assert!(!error.is_io() && !error.is_eof(), "split: {error} in {json}"),
    }
}

/// The codecs find the same frames, and write them as they were.
#[cfg(feature = "tokio-util")]
#[track_caller]
fn codecs(setup: Setup, input: &[u8], whole: &Outcome<'_>) {
    use bytes::BytesMut;
    use imwire::msnp::Session;
    use imwire::msnp::codec::{CommandCodec, FrameCodec};
    use tokio_util::codec::{Decoder as _, Encoder as _};

    let mut codec = FrameCodec::new(setup.splitter());
    let (mut buffer, mut written) = (BytesMut::from(input), BytesMut::new());
    for frame in &whole.frames {
        let found =
            codec.decode(&mut buffer).expect("split: a frame is no error").expect("split: it is whole");
        assert_eq!(&found.frame(), frame, "split: by the codec");
        codec.encode(found.frame(), &mut written).expect("split: a frame is written");
    }
    assert_eq!(written, input[..input.len() - whole.rest.len()], "split: by the codec");
    assert_eq!(codec.decode(&mut buffer).is_err(), whole.error.is_some(), "split: by the codec");

    let codec = match setup.sender {
        Role::Client => CommandCodec::for_server(Session::new()),
        Role::Server => CommandCodec::for_client(Session::new()),
    };
    let mut codec = codec.limits(setup.limits);
    if setup.lenient {
        codec = codec.lenient();
    }
    let mut buffer = BytesMut::from(input);
    let mut read = 0;
    while let Ok(Some(received)) = codec.decode(&mut buffer) {
        read += received.frame().raw().len();
        let _ = received.command();
        assert_eq!(received.context().role, setup.sender);
    }
    assert_eq!(read + buffer.len(), input.len(), "split: nothing is lost");
}

/// Law 4: the frames laid end to end, and the rest, are the input: not a copy, the thing itself.
#[track_caller]
fn conservation(setup: Setup, input: &[u8], whole: &Outcome<'_>) {
    let mut at = 0;
    for raw in whole.frames.iter().map(Frame::raw).chain([whole.rest]) {
        assert_eq!(inside(raw, input), at, "conservation: {} stands elsewhere", quoted(raw));
        at += raw.len();
    }
    assert_eq!(at, input.len(), "conservation: bytes are lost at the end of {}", quoted(input));

    // The iterator does the same.
    let mut splitter = setup.splitter();
    let mut frames = splitter.frames(input);
    let (mut found, mut error) = (Vec::new(), None);
    for frame in frames.by_ref() {
        assert!(error.is_none(), "frames: it goes on after {error:?}");
        frame.map_or_else(|e| error = Some(e), |frame| found.push(frame));
    }
    assert!(frames.next().is_none() || error.is_none());
    // Whose errors count from the start of all of it.
    let behind = input.len() - whole.rest.len();
    assert_eq!(error, whole.error.map(|error| error.offset_by(behind)), "frames: of {}", quoted(input));
    let error = whole.error;
    assert_eq!(Outcome { frames: found, error, rest: frames.rest() }, *whole, "frames: of {}", quoted(input));
}

/// Law 6.
#[track_caller]
fn chunking(setup: Setup, input: &[u8], whole: &Outcome<'_>, cuts: &[u8]) {
    let bytewise = feed(setup, input, |_| 1);
    assert_eq!(bytewise, *whole, "chunking: byte by byte, {}", quoted(input));
    let asked = feed(setup, input, |needed| needed);
    assert_eq!(asked, *whole, "chunking: as much as is needed, {}", quoted(input));
    if !cuts.is_empty() {
        let mut sizes = cuts.iter().cycle();
        let cut = feed(setup, input, |_| sizes.next().map_or(1, |&size| usize::from(size)));
        assert_eq!(cut, *whole, "chunking: in pieces of {cuts:?}, {}", quoted(input));
    }
}

/// Law 5: each proper prefix of a good frame is no frame yet, and what is needed is not more than
/// what is missing.
#[track_caller]
fn prefixes(setup: Setup, frame: &Frame<'_>) {
    let raw = frame.raw();
    let fresh = setup.splitter();
    for (len, left) in (0..raw.len()).map(|len| (len, raw.len() - len)) {
        // All of a line of ordinary length; of the rest, some, and the end.
        if len > 300 && left > 8 && len % 61 != 0 {
            continue;
        }
        let mut splitter = fresh.clone();
        let found = splitter.next(&raw[..len]);
        assert_eq!(found, Ok(None), "prefix: {} of {frame:?}", quoted(&raw[..len]));
        let needed = splitter.needed();
        assert!((1..=left).contains(&needed), "prefix: {needed} are needed, {left} are left of {frame:?}");
        // One state after another, as when the bytes trickle in.
        assert_eq!(splitter.next(raw), Ok(Some(*frame)), "prefix: {frame:?} after {len} bytes");
    }
}

/// A frame is blank lines, a line, its end, and a payload, and nothing besides.
#[track_caller]
fn anatomy(setup: Setup, frame: &Frame<'_>) {
    let (raw, line) = (frame.raw(), frame.line());
    let text = line.as_bytes();
    let start = inside(text, raw);
    let (blank, rest) = raw.split_at(start);
    let rest = &rest[text.len()..];
    assert!(
        blank.iter().all(|byte| b"\r\n".contains(byte)),
        "split: {frame:?} begins with {}",
        quoted(blank)
    );
    let payload = match frame.block() {
        Some(_) => rest,
        None if rest.starts_with(b"\r\n") => &rest[2..],
        None => rest.strip_prefix(b"\n").unwrap_or_else(|| panic!("split: no line end in {frame:?}")),
    };
    assert!(
        frame.payload().unwrap_or_default() == payload,
        "split: {frame:?} has not the payload {}",
        quoted(payload)
    );
    assert!(
        payload.is_empty() || inside(frame.payload().unwrap_or_default(), raw) + payload.len() == raw.len()
    );
    assert!(payload.len() <= setup.limits.payload);
    if frame.block().is_none() {
        assert!(blank.len() <= setup.limits.line && text.len() <= setup.limits.line);
        assert!(
            !text.iter().any(|byte| b"\r\n".contains(byte)),
            "split: a line with a line end in {frame:?}"
        );
        assert!(text[..3].eq_ignore_ascii_case(&line.verb()));
        assert!(!setup.file_transfer || frame.payload().is_none());
    }
    if !setup.lenient {
        assert!(
            blank.is_empty() && (rest.len() == payload.len() || rest.starts_with(b"\r\n")),
            "split: {frame:?}"
        );
        assert_eq!(Line::parse(text).ok(), frame.block().is_none().then_some(line));
    }
}

/// The frame as a command of the tables of its side: in the dialect of the splitter, and in one
/// that differs much.
#[track_caller]
fn commands(setup: Setup, frame: &Frame<'_>) {
    let other = if setup.dialect < Dialect::MSNP13 { Dialect::MSNP16 } else { Dialect::MSNP8 };
    for dialect in [setup.dialect, other] {
        let framed = !setup.file_transfer && dialect == setup.dialect;
        match setup.sender {
            Role::Client => {
                read::<ns::ClientCommand<'_>>(frame, dialect, framed, &mut Vec::new());
                read::<sb::ClientCommand<'_>>(frame, dialect, framed, &mut Vec::new());
            }
            Role::Server => {
                read::<ns::ServerCommand<'_>>(frame, dialect, framed, &mut Vec::new());
                read::<sb::ServerCommand<'_>>(frame, dialect, framed, &mut Vec::new());
            }
        }
    }
}
