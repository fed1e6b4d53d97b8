//! Laws 1 to 8 for directory streams.

use super::{inside, locality, wire};
use crate::generate::Step;
use crate::look;
use crate::recorder::{Recorder, quoted};
use imwire::ipmsg::{DirEntry, DirEvent, DirLimits, DirPiece, DirReader, DirWriteError, DirWriter};
use imwire::{Encode, Error, ErrorKind, Part, Sink, SliceSink};
use std::ops::Range;

/// What came out of a stream. The pieces of one file are one event.
#[derive(Debug, PartialEq)]
struct Outcome<'a> {
    events: Vec<(Range<usize>, Event<'a>)>,
    error: Option<Error>,
    rest: &'a [u8],
    finish: Result<(), Error>,
    position: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Event<'a> {
    Entry(DirPiece<'a>),
    /// All pieces so far, how deep they are, and how much comes after them.
    Contents(u32, u64),
    End,
}

impl Outcome<'_> {
    fn is_good(&self) -> bool {
        matches!(self.events.last(), Some((_, Event::End)))
    }
}

/// Feeds a stream. `more` says, from what the reader needs, how many bytes arrive next.
#[track_caller]
fn feed<'a>(limits: DirLimits, input: &'a [u8], mut more: impl FnMut(usize) -> usize) -> Outcome<'a> {
    let mut reader = DirReader::new().limits(limits);
    let (mut events, mut error) = (Vec::<(Range<usize>, Event<'a>)>::new(), None);
    let (mut start, mut end, mut promised) = (0, 0, 0);
    loop {
        assert_eq!(reader.position(), start as u64);
        match reader.next(&input[start..end]) {
            Ok(Some(piece)) => {
                let from = start;
                start += piece.raw().len();
                assert!(promised <= start, "prefix: too many bytes were needed for {piece:?}");
                promised = start;
                let event = match piece.event() {
                    DirEvent::Contents { bytes, left } => {
                        assert!(!bytes.is_empty() && std::ptr::eq(bytes, piece.raw()));
                        match events.last_mut() {
                            Some((range, Event::Contents(_, before))) if *before > 0 => {
                                assert_eq!(left + bytes.len() as u64, *before, "transfer: of {piece:?}");
                                (range.end, *before) = (start, left);
                                continue;
                            }
                            _ => Event::Contents(piece.depth(), left),
                        }
                    }
                    DirEvent::End => {
                        assert_eq!((piece.raw(), piece.depth(), reader.needed()), (&b""[..], 0, 0));
                        Event::End
                    }
                    _ => Event::Entry(piece),
                };
                events.push((from..start, event));
            }
            Ok(None) if matches!(events.last(), Some((_, Event::End))) => {
                assert_eq!(reader.needed(), 0, "prefix: nothing is needed behind the end");
                break;
            }
            Ok(None) => {
                let needed = reader.needed();
                assert!(needed > 0, "prefix: nothing is needed behind {}", quoted(&input[start..end]));
                promised = promised.max(end.saturating_add(needed));
                // Law 5: what came so far is no stream yet.
                let finish = reader.finish();
                assert!(
                    finish.is_err_and(|error| error.at() <= end - start),
                    "prefix: {finish:?} behind {}",
                    quoted(&input[..end])
                );
                if end == input.len() {
                    break;
                }
                end = end.saturating_add(more(needed).max(1)).min(input.len());
            }
            Err(found) => {
                // It stays so, whatever comes.
                assert_eq!(reader.next(&input[start..end]), Err(found));
                assert_eq!(reader.next(b"8:n:0:1:"), Err(found));
                assert_eq!((reader.finish(), reader.needed()), (Err(found), 0));
                error = Some(found);
                break;
            }
        }
    }
    assert!(!format!("{reader:?}").is_empty());

    let contents = events.iter().filter(|(_, event)| matches!(event, Event::Contents(..)));
    let contents: usize = contents.map(|(range, _)| range.len()).sum();
    let headers = (end - contents) as u64;
    let looked = reader.looked_at();
    assert!(looked <= 2 * headers, "chunking: looked at {looked} bytes of {headers} in {}", quoted(input));

    let (finish, position) = (reader.finish(), reader.position());
    // After a reset it is as good as new.
    reader.reset();
    assert_eq!((reader.needed(), reader.position(), reader.depth()), (8, 0, 0));
    let mut other = DirReader::new().limits(limits);
    assert_eq!(reader.next(b"0<\x008:n:3:1:"), other.next(b"0<\x008:n:3:1:"), "transfer: after a reset");
    Outcome { events, error, rest: &input[start..], finish, position }
}

/// All laws for a stream that arrives at once, byte by byte, as it is asked for, and in pieces of
/// the sizes in `cuts`, over and over. Gives whether it is one from its start to its end.
#[track_caller]
pub fn directory(limits: DirLimits, input: &[u8], cuts: &[u8]) -> bool {
    limited(limits, input);
    let good = stream(limits, input, cuts);
    if limits == DirLimits::default() && input.len() < limits.header {
        assert_eq!(good.then(|| records(input)), otherwise(input), "transfer: {}", quoted(input));
    }
    good
}

#[track_caller]
fn stream(limits: DirLimits, input: &[u8], cuts: &[u8]) -> bool {
    let whole = feed(limits, input, |_| usize::MAX);

    // Law 4.
    let mut at = 0;
    for (range, _) in &whole.events {
        assert_eq!(range.start, at);
        at = range.end;
    }
    assert_eq!(inside(whole.rest, input), at, "conservation: of {}", quoted(input));
    assert_eq!(at + whole.rest.len(), input.len(), "conservation: of {}", quoted(input));
    iterator(limits, input, &whole);

    // Law 6.
    assert_eq!(feed(limits, input, |_| 1), whole, "chunking: byte by byte: {}", quoted(input));
    assert_eq!(feed(limits, input, |needed| needed), whole, "chunking: as needed: {}", quoted(input));
    if !cuts.is_empty() {
        let mut cuts = cuts.iter().cycle();
        let cut = feed(limits, input, |_| usize::from(*cuts.next().unwrap_or(&1)));
        assert_eq!(cut, whole, "chunking: {}", quoted(input));
    }

    match &whole.error {
        Some(error) => {
            locality(error, whole.rest);
            assert!(!whole.is_good());
        }
        None => {
            // What is at its end has said so.
            assert_eq!(whole.finish.is_ok(), whole.is_good(), "transfer: {}", quoted(input));
            if let Err(error) = whole.finish {
                locality(&error, whole.rest);
            }
        }
    }
    for (range, event) in &whole.events {
        if let Event::Entry(piece) = event {
            header(piece, &input[range.clone()]);
        }
    }
    if whole.is_good() {
        let good = &input[..at];
        rewritten(limits, good, &whole);
    }
    whole.is_good()
}

/// The iterator does the same as the function.
#[track_caller]
fn iterator(limits: DirLimits, input: &[u8], whole: &Outcome<'_>) {
    let mut reader = DirReader::new().limits(limits);
    let mut events = reader.events(input);
    let (mut found, mut error) = (0, None);
    for piece in events.by_ref() {
        assert!(error.is_none(), "events: it goes on after {error:?}");
        match piece {
            Ok(_) => found += 1,
            Err(e) => error = Some(e),
        }
    }
    assert!(events.next().is_none());
    // At once, each file is one piece.
    assert_eq!((found, error, events.rest()), (whole.events.len(), whole.error, whole.rest));
    assert_eq!(reader.finish(), whole.finish);
}

/// Laws 1, 2, 3, 7 and 8 for a header, `raw` with what is skipped before it.
#[track_caller]
fn header(piece: &DirPiece<'_>, raw: &[u8]) {
    let entry = match piece.event() {
        DirEvent::Enter(entry) | DirEvent::File(entry) | DirEvent::Leave(entry) => entry,
        other => panic!("{other:?} has no header"),
    };
    let skipped =
        if raw.starts_with(b"0<") { 2 + raw[2..].iter().take_while(|&&byte| byte == 0).count() } else { 0 };
    let mut room = Vec::new();
    let read = wire::<DirEntry<'_>>(&raw[skipped..], (), &mut room);
    assert_eq!(read, Ok(entry));
    for attribute in entry.extended {
        match attribute {
            Ok(attribute) => assert!(attribute.value.values().count() > 0),
            Err(error) => {
                look::error(&error);
                assert!(
                    error.at() > skipped && error.at() < raw.len(),
                    "locality: {error} in {}",
                    quoted(raw)
                );
            }
        }
    }
}

/// Laws 1 and 2 for the stream as a whole: what was read is written, and is read as the same.
#[track_caller]
fn rewritten(limits: DirLimits, good: &[u8], whole: &Outcome<'_>) {
    // What is written may be longer.
    let limits = DirLimits { header: limits.header.saturating_mul(2).saturating_add(32), ..limits };
    let form = write(limits, good, whole);
    let again = feed(limits, &form, |_| usize::MAX);
    assert!(again.is_good(), "canonical: {} of {}", quoted(&form), quoted(good));
    assert_eq!(again.events.len(), whole.events.len());
    for ((_, event), (_, before)) in again.events.iter().zip(&whole.events) {
        match (event, before) {
            (Event::Entry(piece), Event::Entry(before)) => {
                assert_eq!((piece.event(), piece.depth()), (before.event(), before.depth()));
            }
            (event, before) => assert_eq!(event, before),
        }
    }
    assert_eq!(write(limits, &form, &again), form, "canonical: the form of {}", quoted(good));
}

#[track_caller]
fn write(limits: DirLimits, input: &[u8], whole: &Outcome<'_>) -> Vec<u8> {
    let mut writer = DirWriter::new().limits(limits);
    let mut form = Recorder::default();
    for (range, event) in &whole.events {
        assert_eq!(writer.finish().is_ok(), *event == Event::End, "transfer: {}", quoted(&form.bytes));
        let written = match event {
            Event::Entry(piece) => match piece.event() {
                DirEvent::Enter(entry) => writer.enter(&mut form, &entry),
                DirEvent::Leave(entry) => writer.leave(&mut form, &entry),
                DirEvent::File(entry) => writer.file(&mut form, &entry),
                other => panic!("{other:?} has no header"),
            },
            Event::Contents(..) => writer.contents(&mut form, &input[range.clone()]),
            Event::End => break,
        };
        written
            .unwrap_or_else(|error| panic!("transfer: {event:?} of {} is refused: {error:?}", quoted(input)));
    }
    assert_eq!(writer.finish(), Ok(()), "transfer: {}", quoted(&form.bytes));
    // Nothing fits after the end.
    let mut len = form.bytes.len();
    assert!(writer.leave(&mut form, &DirEntry::PARENT).is_err());
    assert!(writer.contents(&mut form, b"x").is_err());
    len -= form.bytes.len();
    assert_eq!(len, 0, "transfer: what is refused is not written");
    form.bytes
}

/// The limits are kept, and nothing is asked for beyond them.
#[track_caller]
pub fn limited(limits: DirLimits, input: &[u8]) {
    let mut reader = DirReader::new().limits(limits);
    let mut total = 0_u64;
    for piece in reader.events(input) {
        match piece.map(|piece| (piece.event(), piece.raw().len(), piece.depth())) {
            Ok((DirEvent::Contents { bytes, .. }, ..)) => total += bytes.len() as u64,
            Ok((_, len, depth)) => {
                assert!(len <= limits.header.saturating_add(limits.preamble) && depth <= limits.depth);
            }
            Err(error) if error.kind() == ErrorKind::TooLong => {
                let parts = ["header size", "file size", "depth"];
                assert!(parts.contains(&error.part().name()), "{error}");
            }
            Err(error) => assert_ne!(error.part(), Part::INPUT, "{error}"),
        }
    }
    assert!(total <= limits.contents);
}

/// Name, size and word.
type Record = (Vec<u8>, u64, u32);

/// Those of a good stream.
fn records(input: &[u8]) -> Vec<Record> {
    let mut found = Vec::new();
    let mut reader = DirReader::new();
    for piece in reader.events(input) {
        if let Ok(DirEvent::Enter(e) | DirEvent::File(e) | DirEvent::Leave(e)) = piece.map(|p| p.event()) {
            found.push((e.name.decoded().collect(), e.size, e.word.bits()));
        }
    }
    found
}

/// The same by another way: the whole at once, with what the standard library has. Whether it is
/// a stream, and names, sizes and words of its records.
fn otherwise(mut input: &[u8]) -> Option<Vec<Record>> {
    if let Some(rest) = input.strip_prefix(b"0<") {
        input = &rest[rest.iter().take_while(|byte| **byte == 0).count()..];
    }
    let hex = |digits: &[u8]| {
        let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
        u128::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().filter(|_| all)
    };
    let (mut found, mut depth) = (Vec::new(), 0);
    loop {
        let digits = input.iter().position(|byte| *byte == b':').filter(|digits| *digits < 8)?;
        let len = usize::try_from(hex(&input[..digits])?).ok()?;
        let fields = input.get(digits + 1..len)?;
        let [fields @ .., b':'] = fields else { return None };
        // Two colons are none of the separators.
        let text = fields.iter().map(|byte| char::from(*byte)).collect::<String>().replace("::", "\u{2237}");
        let (name, rest) = text.split_once(':')?;
        let rest = rest.replace('\u{2237}', "::");
        let mut rest = rest.split(':');
        let size = u64::try_from(hex(rest.next()?.as_bytes())?).ok()?;
        let word = u32::try_from(hex(rest.next()?.as_bytes())?).ok()?;
        let name =
            name.replace('\u{2237}', ":").chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<_>>();
        if name.is_empty() || name.iter().any(|byte| b"\0\x07".contains(byte)) {
            return None;
        }
        found.push((name, size, word));
        input = &input[len..];
        match word & 0xff {
            2 => depth += 1,
            3 => depth -= 1,
            _ => input = input.get(usize::try_from(size).ok()?..)?,
        }
        match depth {
            0 => return Some(found),
            1.. => {}
            _ => return None,
        }
    }
}

/// What is written step by step is read as it was meant: in one piece or in several, and whatever
/// was refused before, or found no room. Gives the stream.
#[track_caller]
pub fn tree(limits: DirLimits, steps: &[Step<'_>], cuts: &[u8]) -> Vec<u8> {
    let mut writer = DirWriter::new().limits(limits);
    let mut form = Recorder::default();
    let mut expected = Vec::new();
    let mut sizes = cuts.iter().cycle();
    for step in steps.iter().chain([&Step::Leave(DirEntry::PARENT); 10]) {
        if writer.finish().is_ok() {
            assert!(put(&mut writer, &mut form, step).is_err());
            break;
        }
        no_room(&writer, step);
        let (depth, len) = (writer.depth(), form.bytes.len());
        if let Err(DirWriteError::Refused(error)) = put(&mut writer, &mut form, step) {
            look::error(&error);
            assert_eq!((error.at(), form.bytes.len(), writer.depth()), (0, len, depth), "tree: {error}");
            continue;
        }
        let (entry, contents) = step.parts();
        assert_eq!(form.bytes.len() - len, entry.encoded_len(), "tree: {step:?}");
        let contents = if entry.contents() == 0 { &[] } else { contents };
        expected.push((*step, writer.depth().min(depth), contents));
        if entry.contents() != contents.len() as u64 {
            // The rest never comes.
            break;
        }
        let mut rest = contents;
        while writer.left() > 0 {
            // Nothing else belongs there.
            assert!(writer.enter(&mut form, &entry).is_err() && writer.finish().is_err());
            let size = usize::from(*sizes.next().unwrap_or(&9)).clamp(1, rest.len());
            let (piece, behind) = rest.split_at(size);
            writer.contents(&mut form, piece).expect("they were announced");
            rest = behind;
        }
        assert!(rest.is_empty() && writer.contents(&mut form, b"x").is_err());
    }
    let good = writer.finish().is_ok();
    assert_eq!(directory(limits, &form.bytes, cuts), good, "tree: {}", quoted(&form.bytes));
    if good {
        read_back(limits, &form.bytes, &expected);
    }
    form.bytes
}

fn put<S: Sink>(
    writer: &mut DirWriter,
    sink: &mut S,
    step: &Step<'_>,
) -> Result<(), DirWriteError<S::Error>> {
    match step {
        Step::Enter(entry) => writer.enter(sink, entry),
        Step::File(entry, _) => writer.file(sink, entry),
        Step::Leave(entry) => writer.leave(sink, entry),
    }
}

/// What finds no room is as if it had not been tried.
#[track_caller]
fn no_room(writer: &DirWriter, step: &Step<'_>) {
    let mut writer = writer.clone();
    let before = format!("{writer:?}");
    let mut room = [0; 7];
    match put(&mut writer, &mut SliceSink::new(&mut room), step) {
        Ok(()) => panic!("tree: {step:?} in seven bytes"),
        Err(DirWriteError::Sink(error)) => assert_eq!(error.kind(), ErrorKind::NoRoom),
        Err(DirWriteError::Refused(error)) => assert_ne!(error.kind(), ErrorKind::NoRoom),
    }
    assert_eq!(format!("{writer:?}"), before);
}

#[track_caller]
fn read_back(limits: DirLimits, form: &[u8], expected: &[(Step<'_>, u32, &[u8])]) {
    let mut reader = DirReader::new().limits(limits);
    let mut events = reader.events(form);
    for (step, depth, contents) in expected {
        let piece = events.next().expect("another").expect("a good one");
        let (found, entry) = match (piece.event(), step) {
            (DirEvent::Enter(found), Step::Enter(entry))
            | (DirEvent::Leave(found), Step::Leave(entry))
            | (DirEvent::File(found), Step::File(entry, _)) => (found, entry),
            other => panic!("tree: {other:?}"),
        };
        assert_eq!((&found, piece.depth()), (entry, *depth));
        if !contents.is_empty() {
            let piece = events.next().expect("contents").expect("good ones");
            assert_eq!(piece.event(), DirEvent::Contents { bytes: contents, left: 0 });
        }
    }
    assert_eq!(events.next().map(|piece| piece.map(|piece| piece.event())), Some(Ok(DirEvent::End)));
    assert!(events.next().is_none() && events.rest().is_empty());
}
