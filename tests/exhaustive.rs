//! Exhaustive where it is cheap: all short inputs, all changes of one byte in every sample, every place where a stream
//! can be cut, all command words.
//!
//! `cargo test` runs what is quick of it, `.ci/checks/exhaustive` all, optimized.

use imwire::fields::{Field, Value, Visitor};
use imwire::ipmsg::dict::Dictionary;
use imwire::ipmsg::{CommandWord, DirEvent, DirLimits, DirReader, Mode, Packet, Progress};
use imwire::msnp::payload::p2p::End;
use imwire::msnp::{AnyCommand, Context, Dialect, Link, Role, Splitter};
use imwire::{Error, Wire};
use imwire_testkit::laws::{self, split::Setup};
use imwire_testkit::{payloads, rows, targets};
use std::collections::BTreeMap;
use std::thread;

/// What reads bytes.
type Reader = fn(&[u8]);

/// Everything that reads bytes, with all laws.
const WITH_LAWS: [(&str, Reader); 9] = [
    ("packets", targets::ipmsg_packet),
    ("bodies", |bytes| words().iter().for_each(|word| laws::body::body(bytes, *word))),
    ("dictionaries", |bytes| {
        laws::dict::content(bytes);
        laws::dict::dictionary(bytes);
    }),
    ("directories", |bytes| _ = laws::transfer::directory(DirLimits::default(), bytes, &[1])),
    ("streams", |bytes| setups().into_iter().for_each(|setup| laws::split::stream(setup, bytes, &[1]))),
    ("commands", |bytes| {
        laws::line(bytes);
        laws::commands(bytes, Dialect::MSNP18);
        laws::records(bytes, Dialect::MSNP8);
    }),
    ("values", laws::values::text),
    ("payloads", laws::payload::payload),
    ("direct connections", |bytes| {
        [End::Connecting, End::Listening].into_iter().for_each(|end| laws::payload::direct(end, bytes, &[1]));
    }),
];

/// Everything that reads bytes, and nothing else: for many inputs.
const ALONE: [(&str, Reader); 4] = [
    ("packets", read_packet),
    ("streams", read_streams),
    ("directories", read_directory),
    ("payloads", read_payloads),
];

/// A command word of each form.
fn words() -> Vec<CommandWord> {
    let mut forms = BTreeMap::new();
    for mode in (0..=u8::MAX).map(Mode::new) {
        forms.entry(format!("{:?}", mode.form())).or_insert(CommandWord::new(mode));
    }
    forms.into_values().collect()
}

/// Both sides, strict and lenient, of a link and of MSNFTP.
fn setups() -> Vec<Setup> {
    let mut setups = Vec::new();
    for sender in [Role::Client, Role::Server] {
        for (file_transfer, lenient) in [(false, false), (false, true), (true, false)] {
            setups.push(Setup { file_transfer, lenient, ..Setup::new(sender, Dialect::MSNP12) });
        }
    }
    setups
}

/// Takes no note of fields.
struct Ignored;

impl Visitor for Ignored {
    fn field(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) {}
}

fn place<T>(found: Result<T, Error>, bytes: &[u8]) -> Option<T> {
    found.inspect_err(|error| assert!(error.at() <= bytes.len(), "{error}: {}", bytes.escape_ascii())).ok()
}

fn read_packet(bytes: &[u8]) {
    if let Some(packet) = place(Packet::parse(bytes), bytes) {
        _ = place(packet.body(), bytes);
    }
    _ = place(Dictionary::parse(bytes), bytes);
    _ = place(Progress::of(bytes, usize::MAX), bytes);
}

fn read_bodies(bytes: &[u8], words: &[CommandWord]) {
    words.iter().for_each(|word| _ = place(imwire::ipmsg::Body::parse_with(bytes, *word), bytes));
}

fn read_streams(bytes: &[u8]) {
    for sender in [Role::Client, Role::Server] {
        let mut splitter = Splitter::new(sender).lenient();
        for frame in splitter.frames(bytes).map_while(Result::ok) {
            for link in [Link::Notification, Link::Switchboard] {
                _ = AnyCommand::read_tolerant(&frame, Context::new(link, sender, Dialect::MSNP12));
            }
        }
    }
}

fn read_directory(bytes: &[u8]) {
    let mut reader = DirReader::new();
    assert!(
        reader
            .events(bytes)
            .all(|piece| piece.is_err() || piece.is_ok_and(|piece| piece.raw().len() <= bytes.len()))
    );
    _ = reader.finish();
}

fn read_payloads(bytes: &[u8]) {
    for kind in KINDS {
        if let Some(Err(error)) = payloads::walk(kind, bytes, &mut Ignored) {
            // The bodies of some kinds are read in a message that is made.
            assert!(error.at() <= bytes.len() + 100, "{kind}: {error}: {}", bytes.escape_ascii());
        }
    }
}

const KINDS: [&str; 21] = [
    "mime:text/plain",
    "mime:oim",
    "mime:chunked",
    "xml:ml",
    "xml:data",
    "xml:md",
    "xml:page",
    "uun:5",
    "gateway:query",
    "gateway:header",
    "auth:twn",
    "auth:sha",
    "p2p1",
    "p2p2",
    "slp",
    "filepreview",
    "object",
    "webcam",
    "string",
    "activity",
    "block",
];

/// Runs over all parts of the work, on all processors.
fn in_parallel(parts: usize, work: impl Fn(usize) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let part = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if part >= parts {
                        break;
                    }
                    work(part);
                }
            });
        }
    });
}

/// Everything that reads bytes reads every input of at most one byte, and of two bytes that mean something somewhere.
#[test]
fn inputs_of_two_bytes() {
    let known: Vec<u8> = (0..=u8::MAX)
        .filter(|byte| {
            byte.is_ascii_punctuation()
                || matches!(
                    byte,
                    0 | 7
                        | 8
                        | 9
                        | 10
                        | 13
                        | 32
                        | b'0'
                        | b'9'
                        | b'A'
                        | b'Z'
                        | b'f'
                        | 0x7f
                        | 0x81
                        | 0xc3
                        | 0xff
                )
        })
        .collect();
    in_parallel(257, |first| {
        let Ok(first) = u8::try_from(first) else { return WITH_LAWS.iter().for_each(|(_, read)| read(&[])) };
        WITH_LAWS.iter().for_each(|(_, read)| read(&[first]));
        if known.contains(&first) {
            known.iter().for_each(|second| WITH_LAWS.iter().for_each(|(_, read)| read(&[first, *second])));
        }
    });
}

/// Every input of two bytes keeps all laws.
#[test]
#[ignore = "takes minutes: .ci/checks/exhaustive"]
fn all_inputs_of_two_bytes() {
    in_parallel(1 << 16, |input| {
        let bytes = u16::try_from(input).unwrap().to_be_bytes();
        WITH_LAWS.iter().for_each(|(_, read)| read(&bytes));
    });
}

/// Every input of three bytes is read, or refused with an error whose place is in it.
#[test]
#[ignore = "takes minutes: .ci/checks/exhaustive"]
fn all_inputs_of_three_bytes() {
    let words = words();
    in_parallel(1 << 16, |input| {
        let [first, second] = u16::try_from(input).unwrap().to_be_bytes();
        for third in 0..=u8::MAX {
            let bytes = [first, second, third];
            ALONE.iter().for_each(|(_, read)| read(&bytes));
            read_bodies(&bytes, &words);
        }
    });
}

type Boxed = Box<dyn Fn(&[u8]) + Sync>;

/// A sample, what reads it alone, and what asserts its laws.
struct Sample {
    bytes: Vec<u8>,
    alone: Boxed,
    laws: Boxed,
}

fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for row in rows::ipmsg(include_str!("vectors/ipmsg.txt")) {
        let (alone, laws): (Reader, Reader) = match (row.prefix, row.name) {
            ("stream", "DIRFILES") => {
                (read_directory, |bytes| _ = laws::transfer::directory(DirLimits::default(), bytes, &[7]))
            }
            ("stream", _) => continue,
            ("dict", _) => (read_packet, laws::dict::dictionary),
            _ => (read_packet, |bytes| {
                laws::packet(bytes);
                if let Ok(packet) = Packet::parse(bytes) {
                    laws::body::body(packet.additional.unwrap_or_default(), packet.word());
                }
            }),
        };
        samples.push(Sample { bytes: row.bytes, alone: Box::new(alone), laws: Box::new(laws) });
    }
    for row in streams() {
        let setup =
            Setup { file_transfer: row.link == Link::FileTransfer, ..Setup::new(row.sender, row.dialect) };
        let context = Context::new(row.link, row.sender, row.dialect);
        let alone = move |bytes: &[u8]| {
            let mut splitter = setup.splitter();
            for frame in splitter.frames(bytes).map_while(Result::ok) {
                _ = AnyCommand::read_tolerant(&frame, context);
            }
        };
        let laws = move |bytes: &[u8]| laws::split::stream(setup, bytes, &[7]);
        samples.push(Sample { bytes: row.bytes, alone: Box::new(alone), laws: Box::new(laws) });
    }
    let files = [include_str!("vectors/payload-text.txt"), include_str!("vectors/payload-p2p.txt")];
    for row in files.into_iter().flat_map(rows::payloads) {
        let kind = row.kind.to_owned();
        let alone = move |bytes: &[u8]| _ = payloads::walk(&kind, bytes, &mut Ignored);
        let laws: Reader = match row.kind.split(':').next().unwrap_or_default() {
            "mime" => laws::payload::mime,
            "xml" => laws::payload::xml,
            "slp" | "slp-body" => laws::payload::slp,
            "block" => laws::payload::blocks,
            "p2p1" | "p2p2" => laws::payload::p2p,
            _ => laws::payload::others,
        };
        samples.push(Sample { bytes: row.bytes, alone: Box::new(alone), laws: Box::new(laws) });
    }
    assert!(samples.len() > 1_000);
    samples
}

fn streams() -> Vec<rows::Msnp<'static>> {
    let files = [
        include_str!("vectors/msnp.txt"),
        include_str!("vectors/msnp-derived.txt"),
        include_str!("vectors/msnp-streams.txt"),
    ];
    files.into_iter().flat_map(rows::msnp).collect()
}

/// All changes of one byte at a place: another value, a byte more before it, and that byte less.
fn changes(bytes: &[u8], at: usize, values: &[u8], mut each: impl FnMut(&[u8])) {
    let mut changed = bytes.to_vec();
    if let Some(before) = bytes.get(at) {
        for value in values.iter().filter(|value| *value != before) {
            changed[at] = *value;
            each(&changed);
        }
        changed.remove(at);
        each(&changed);
        changed.insert(at, *before);
    }
    changed.insert(at, 0);
    for value in values {
        changed[at] = *value;
        each(&changed);
    }
}

/// What separates and ends things, and what comes at the borders of classes.
const SIGNIFICANT: [u8; 20] = *b"\0\x07\x08\t\n\r \"%&',/09:;<Z\xff";

/// Every sample that is not long, with one byte changed at every place, is read or refused.
#[test]
fn one_byte_changed() {
    let samples = samples();
    in_parallel(samples.len(), |sample| {
        let Sample { bytes, alone, .. } = &samples[sample];
        for at in 0..=bytes.len().min(200) {
            changes(bytes, at, b"\0:\n ", |changed| alone(changed));
        }
    });
}

/// Every sample with every change of one byte at every place is read or refused.
#[test]
#[ignore = "takes minutes: .ci/checks/exhaustive"]
fn every_change_of_one_byte() {
    let (samples, values) = (samples(), (0..=u8::MAX).collect::<Vec<_>>());
    in_parallel(samples.len(), |sample| {
        let Sample { bytes, alone, .. } = &samples[sample];
        (0..=bytes.len()).for_each(|at| changes(bytes, at, &values, |changed| alone(changed)));
    });
}

/// Every sample with a significant byte in the place of another, or more, or with one less, keeps all laws.
#[test]
#[ignore = "takes minutes: .ci/checks/exhaustive"]
fn every_change_keeps_the_laws() {
    let samples = samples();
    in_parallel(samples.len(), |sample| {
        let Sample { bytes, laws, .. } = &samples[sample];
        (0..=bytes.len()).for_each(|at| changes(bytes, at, &SIGNIFICANT, |changed| laws(changed)));
    });
}

/// A stream that comes in two pieces is what it is in one, wherever it is cut.
#[test]
fn every_split_point() {
    let rows = streams();
    let count = std::sync::atomic::AtomicUsize::new(0);
    in_parallel(rows.len(), |row| {
        let row = &rows[row];
        let read = |splitter: &mut Splitter, bytes: &[u8], from: usize| {
            let (mut ends, mut start) = (Vec::new(), from);
            loop {
                match splitter.next(&bytes[start..]) {
                    Ok(Some(frame)) => {
                        start += frame.raw().len();
                        ends.push(Ok(start));
                    }
                    Ok(None) => return (ends, start),
                    Err(error) => {
                        ends.push(Err((start, error)));
                        return (ends, start);
                    }
                }
            }
        };
        let (whole, rest) = read(&mut row.splitter(), &row.bytes, 0);
        for cut in 0..=row.bytes.len() {
            let mut splitter = row.splitter();
            let (mut found, start) = read(&mut splitter, &row.bytes[..cut], 0);
            if !matches!(found.last(), Some(Err(_))) {
                let (more, end) = read(&mut splitter, &row.bytes, start);
                found.extend(more);
                assert_eq!(end, rest, "row {}, cut at {cut}", row.row);
            }
            assert_eq!(found, whole, "row {}, cut at {cut}", row.row);
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    });
    assert!(count.into_inner() > 50_000);
}

/// The same of directories.
#[test]
fn every_split_point_of_directories() {
    fn add(reader: &mut DirReader, bytes: &[u8], found: &mut Vec<u8>) -> usize {
        let before = reader.position();
        let mut events = reader.events(bytes);
        for piece in events.by_ref() {
            match piece.map(|piece| piece.event()) {
                Ok(DirEvent::Contents { bytes, .. }) => found.extend_from_slice(bytes),
                other => found.extend_from_slice(format!("[{other:?}]").as_bytes()),
            }
        }
        usize::try_from(reader.position() - before).unwrap()
    }
    let mut count = 0;
    for row in rows::ipmsg(include_str!("vectors/ipmsg.txt")) {
        if (row.prefix, row.name) != ("stream", "DIRFILES") {
            continue;
        }
        let (mut reader, mut whole) = (DirReader::new(), Vec::new());
        add(&mut reader, &row.bytes, &mut whole);
        for cut in 0..=row.bytes.len() {
            let (mut parts, mut found) = (DirReader::new(), Vec::new());
            let used = add(&mut parts, &row.bytes[..cut], &mut found);
            add(&mut parts, &row.bytes[used..], &mut found);
            assert_eq!(parts.finish(), reader.finish(), "row {}, cut at {cut}", row.row);
            if parts.finish().is_ok() {
                assert_eq!(
                    found.escape_ascii().to_string(),
                    whole.escape_ascii().to_string(),
                    "row {}, cut at {cut}",
                    row.row
                );
            }
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

/// All 2^32 command words: nothing of a word is lost, options are those of its command, and the number is read back.
#[test]
#[ignore = "takes minutes: .ci/checks/exhaustive"]
fn all_command_words() {
    in_parallel(1 << 16, |high| {
        let high = u32::try_from(high).unwrap() << 16;
        for low in 0..=u32::from(u16::MAX) {
            command_word(high | low);
        }
    });
}

/// The same of words around every bit.
#[test]
fn command_words() {
    for bit in 0..32 {
        for mode in 0..=255 {
            for bits in [1_u32 << bit, !(1 << bit), (1 << bit) - 1] {
                command_word(bits & !0xff | mode);
            }
        }
    }
}

fn command_word(bits: u32) {
    use imwire::ipmsg::Options;
    let word = CommandWord::from_bits(bits);
    assert_eq!((word.bits(), u32::from(word.mode().value()) | word.option_bits()), (bits, bits));
    let options = match word.options() {
        Options::Entry(options) => (options.bits(), word.with(options)),
        Options::Send(options) => (options.bits(), word.with(options)),
        Options::Read(options) => (options.bits(), word.with(options)),
        Options::List(options) => (options.bits(), word.with(options)),
        Options::Key(options) => (options.bits(), word.with(options)),
        Options::File(options) => (options.bits(), word.with(options)),
        Options::Other(options) => (options.bits(), word.with(options)),
    };
    assert_eq!(options, (word.option_bits(), Some(word)));
    assert_eq!(word.common().bits(), word.option_bits());
    let mut packet = *b"1:1:u:h:          :";
    let mut rest = bits;
    for place in packet[8..18].iter_mut().rev() {
        *place = b'0' + u8::try_from(rest % 10).unwrap();
        rest /= 10;
    }
    assert_eq!(Packet::parse(&packet).map(|packet| packet.word()), Ok(word));
}
