//! Directory streams: the rows of the vectors, what is read field by field, and what is refused.

use super::rows;
use imwire::ipmsg::{
    DirEntry, DirEvent, DirLimits, DirReader, DirWriteError, DirWriter, ExtAttribute, ExtKey, ExtValue,
    FileName, FileWord, Items,
};
use imwire::{Counter, Encode, Error, ErrorKind, SliceSink};
use imwire_testkit::laws::transfer::{directory, limited};

/// One line per event, as the reader sees it.
fn said(input: &[u8]) -> Vec<String> {
    let mut reader = DirReader::new();
    let mut lines = Vec::new();
    for piece in reader.events(input) {
        let piece = piece.unwrap();
        let entry = |entry: DirEntry<'_>| {
            let times: Vec<_> = entry.extended.iter().map(Result::unwrap).collect();
            let times: Vec<_> =
                times.iter().map(|a| format!(" {}={:x}", a.key, a.value.as_number().unwrap())).collect();
            format!("{:?} {} {}{}", entry.name, entry.size, entry.word, times.concat())
        };
        let line = match piece.event() {
            DirEvent::Enter(e) => format!("enter {}", entry(e)),
            DirEvent::File(e) => format!("file {}", entry(e)),
            DirEvent::Leave(e) => format!("leave {}", entry(e)),
            DirEvent::Contents { bytes, left } => format!("contents \"{}\" {left}", bytes.escape_ascii()),
            DirEvent::End => "end".to_string(),
        };
        lines.push(format!("{} {line}", piece.depth()));
    }
    reader.finish().unwrap();
    lines
}

/// The rows of the vector file, event by event, in their order.
const ROWS: [&[&str]; 9] = [
    &[
        "0 enter \"docs\" 0 DIR MTIME=65500000 CREATETIME=65500001",
        "1 file \"a.txt\" 5 REGULAR MTIME=65500000 CREATETIME=65500001",
        "1 contents \"hello\" 0",
        "0 leave \".\" 0 RETPARENT MTIME=65500000 CREATETIME=65500001",
        "0 end",
    ],
    &[
        "0 enter \"docs\" 0 DIR",
        "1 file \"a.txt\" 5 REGULAR",
        "1 contents \"hello\" 0",
        "0 leave \".\" 0 RETPARENT",
        "0 end",
    ],
    &[
        "0 enter \"\\xe8\\xb3\\x87\\xe6\\x96\\x99\" 0 DIR MTIME=65500000 CREATETIME=65500001",
        "1 enter \"\\xe7\\xa9\\xba\" 0 DIR MTIME=65500000 CREATETIME=65500001",
        "1 leave \".\" 0 RETPARENT MTIME=65500000 CREATETIME=65500001",
        "1 file \"\\xe5\\xa0\\xb1\\xe5\\x91\\x8a.txt\" 0 REGULAR MTIME=65500000 CREATETIME=65500001",
        "0 leave \".\" 0 RETPARENT MTIME=65500000 CREATETIME=65500001",
        "0 end",
    ],
    &[
        "0 enter \"d\" 0 DIR MTIME=65500000 CREATETIME=65500001",
        "1 file \"a:b.txt\" 3 REGULAR MTIME=65500000 CREATETIME=65500001",
        "1 contents \"x:y\" 0",
        "0 leave \".\" 0 RETPARENT MTIME=65500000 CREATETIME=65500001",
        "0 end",
    ],
    &[
        "0 enter \"d\" 0 DIR",
        "1 file \"f\" 5 REGULAR",
        "1 contents \"00:01\" 0",
        "0 leave \".\" 0 RETPARENT",
        "0 end",
    ],
    &["0 file \"single.txt\" 4 REGULAR MTIME=65500000 CREATETIME=65500001", "0 contents \"data\" 0", "0 end"],
    &[
        "0 enter \"t2\" 0 DIR MTIME=6b00e1db CREATETIME=6b00e1db",
        "1 enter \"sub\" 0 DIR MTIME=6b00e1db CREATETIME=6b00e1db",
        "2 file \"nil\" 0 REGULAR MTIME=6b00e1db CREATETIME=6b00e1db",
        "2 file \"q:r.txt\" 3 REGULAR MTIME=6b00e1db CREATETIME=6b00e1db",
        "2 contents \"q:r\" 0",
        "1 leave \".\" 0 RETPARENT MTIME=6b00e1db CREATETIME=6b00e1db",
        "1 file \"a.txt\" 2 REGULAR MTIME=6b00e1db CREATETIME=6b00e1db",
        "1 contents \"hi\" 0",
        "0 leave \".\" 0 RETPARENT MTIME=6b00e1db CREATETIME=6b00e1db",
        "0 end",
    ],
    &[
        "0 enter \"docs\" 0 DIR MTIME=65500000 0x00=16",
        "1 file \"a.txt\" 5 REGULAR MTIME=65500000 0x00=16",
        "1 contents \"hello\" 0",
        "1 enter \"\\xd7\\xd3\\xc4\\xbf\\xc2\\xbc\" 0 DIR|RONLY MTIME=65500000 0x00=16",
        "1 leave \".\" 0 RETPARENT MTIME=65500000 0x00=16",
        "0 leave \".\" 0 RETPARENT MTIME=65500000 0x00=16",
        "0 end",
    ],
    &[
        "0 enter \"pics\" 0 DIR CREATETIME=65500000 MTIME=65500001 PERM=1ed",
        "1 file \"a.txt\" 5 REGULAR CREATETIME=65500000 MTIME=65500001 PERM=1a4",
        "1 contents \"hello\" 0",
        "0 leave \".\" 0 RETPARENT",
        "0 end",
    ],
];

#[test]
fn rows_of_the_vectors() {
    let rows = rows();
    let rows: Vec<_> = rows.iter().filter(|row| (row.prefix, row.name) == ("stream", "DIRFILES")).collect();
    let (bad, good): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.bytes.starts_with(b"00ff:"));
    assert_eq!((bad.len(), good.len()), (1, ROWS.len()));
    for (row, expected) in good.iter().zip(ROWS) {
        assert_eq!(said(&row.bytes), expected, "row {}", row.row);
        assert!(directory(DirLimits::default(), &row.bytes, &[3, 1, 7]), "row {}", row.row);
    }
    assert!(!directory(DirLimits::default(), &bad[0].bytes, &[3]));
    let mut reader = DirReader::new();
    assert_eq!((reader.next(&bad[0].bytes), reader.needed()), (Ok(None), 0xff - 11));
    assert_eq!(
        reader.finish().unwrap_err().to_string(),
        "header size: shorter than its length says at byte 0"
    );
}

/// Each byte of the recording as each other byte: an end or an error, and no limit is passed.
#[test]
fn each_byte_changed() {
    let rows = rows();
    let mut bytes = rows.into_iter().find(|row| row.bytes.starts_with(b"002c:t2:")).unwrap().bytes;
    let limits = DirLimits { header: 64, depth: 2, contents: 5, preamble: 8 };
    let (mut good, mut unfinished, mut refused) = (0, 0, 0);
    for at in 0..bytes.len() {
        let before = bytes[at];
        for byte in 0..=u8::MAX {
            bytes[at] = byte;
            limited(limits, &bytes);
            let mut reader = DirReader::new().limits(limits);
            match reader.events(&bytes).last().unwrap() {
                Err(_) => refused += 1,
                Ok(piece) if piece.event() == DirEvent::End => good += 1,
                Ok(_) => unfinished += 1,
            }
        }
        bytes[at] = before;
    }
    assert!(good > 10_000 && unfinished > 10 && refused > 10_000, "{good}, {unfinished}, {refused}");
}

/// In the official layout, what was read is written as it was.
#[test]
fn rows_that_are_written_as_they_were() {
    for row in rows() {
        let capture = row.bytes.starts_with(b"002c:t2:");
        if (row.prefix, row.name) != ("stream", "DIRFILES") || !(capture || row.bytes.starts_with(b"0034:")) {
            continue;
        }
        let mut buffer = [0; 512];
        let (mut sink, mut writer) = (SliceSink::new(&mut buffer), DirWriter::new());
        for piece in DirReader::new().events(&row.bytes) {
            match piece.unwrap().event() {
                DirEvent::Enter(entry) => writer.enter(&mut sink, &entry).unwrap(),
                DirEvent::File(entry) => writer.file(&mut sink, &entry).unwrap(),
                DirEvent::Leave(entry) => writer.leave(&mut sink, &entry).unwrap(),
                DirEvent::Contents { bytes, .. } => writer.contents(&mut sink, bytes).unwrap(),
                DirEvent::End => writer.finish().unwrap(),
            }
        }
        assert_eq!(sink.written(), row.bytes, "row {}", row.row);
    }
}

/// The error, after that many events, and where it is in the whole.
#[track_caller]
fn refused(input: &[u8], events: usize, message: &str, place: u64) {
    let limits = DirLimits { header: 64, depth: 2, contents: 9, preamble: 4 };
    assert!(!directory(limits, input, &[2, 5]));
    let mut reader = DirReader::new().limits(limits);
    let found: Vec<_> = reader.events(input).collect();
    assert_eq!((found.len(), found.iter().filter(|piece| piece.is_ok()).count()), (events + 1, events));
    let error = found[events].unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!(reader.position() + error.at() as u64, place);
    assert_eq!(reader.finish(), Err(error));
}

const D: &str = "000b:d:0:2:";

#[test]
fn refusals() {
    refused(b"x", 0, "header size: not a hexadecimal number at byte 0", 0);
    refused(b":", 0, "header size: empty at byte 0", 0);
    refused(b"\0", 0, "header size: not a hexadecimal number at byte 0", 0);
    refused(b"00000000", 0, "header size: over the limit at byte 0", 0);
    refused(b"0000:", 0, "header size: not as long as it says at byte 0", 0);
    refused(b"2:", 0, "header size: not as long as it says at byte 0", 0);
    refused(b"0041:", 0, "header size: over the limit at byte 0", 0);
    refused(b"000b:.:0:3:", 0, "attributes: unexpected word at byte 9", 9);
    let behind = |rest: &str| [D, rest].concat().into_bytes();
    refused(&behind("000b:d:0:2:000b:d:0:2:"), 2, "depth: over the limit at byte 9", 31);
    refused(&behind("000b:f:9:1:123456789000b:f:1:1:"), 3, "file size: over the limit at byte 7", 38);
    refused(&behind("000b:f:a:1:"), 1, "file size: over the limit at byte 7", 18);
    refused(&behind("000b:f:1:1:xy"), 3, "header size: not a hexadecimal number at byte 0", 23);
    refused(&behind("0041:"), 1, "header size: over the limit at byte 0", 11);
    refused(&behind("000c:f:0:1:x"), 1, "header size: not as long as it says at byte 0", 11);
}

/// What is at a limit is not over it, for the reader and the writer.
#[test]
fn at_the_limits() {
    let limits = DirLimits { header: 0x13, depth: 2, contents: 3, preamble: 2 };
    let good = b"0<0013:d:000000000:2:0013:e:000000000:2:0013:f:000000003:1:abc000b:.:0:3:000b:.:0:3:";
    assert!(directory(limits, good, &[4]));
    let file = DirEntry::file(FileName::new(b"f").unwrap(), 3);
    assert_eq!(DirWriter::new().limits(limits).file(&mut Counter::new(), &file), Ok(()));
    for less in [
        DirLimits { header: 0x12, ..limits },
        DirLimits { depth: 1, ..limits },
        DirLimits { contents: 2, ..limits },
        DirLimits { preamble: 1, ..limits },
    ] {
        assert!(!directory(less, good, &[4]), "{less:?}");
    }
}

#[test]
fn ends_that_are_no_end() {
    #[track_caller]
    fn case(input: &[u8], message: &str, place: u64) {
        assert!(!directory(DirLimits::default(), input, &[2, 5]));
        let mut reader = DirReader::new();
        assert!(reader.events(input).all(|piece| piece.is_ok()));
        let error = reader.finish().unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(reader.position() + error.at() as u64, place);
    }
    case(b"", "header size: missing at byte 0", 0);
    case(b"0<\0\0", "header size: missing at byte 4", 4);
    case(b"000", "file name: missing at byte 3", 3);
    case(b"000b:d:0", "header size: shorter than its length says at byte 0", 0);
    case(b"0<\x00000b:d:0", "header size: shorter than its length says at byte 3", 3);
    case(b"000b:d:0:2:", "header size: missing at byte 0", 11);
    case(b"000b:d:0:2:0", "file name: missing at byte 1", 12);
    case(b"000b:d:0:2:000b:d:0:2:000b:.:0:3:", "header size: missing at byte 0", 33);
    case(b"000b:f:5:1:", "contents: shorter than its length says at byte 0", 11);
    case(b"000b:f:5:1:abcd", "contents: shorter than its length says at byte 0", 15);
}

#[test]
fn what_is_needed() {
    #[track_caller]
    fn case(input: &[u8], needed: usize) {
        let mut reader = DirReader::new();
        let mut events = reader.events(input);
        while events.next().is_some() {}
        assert_eq!(reader.needed(), needed);
    }
    assert_eq!(DirReader::new().needed(), 8);
    case(b"", 8);
    case(b"0<\0", 8);
    case(b"8", 7);
    case(b"000b", 7);
    case(b"000b:", 6);
    case(b"000b:d:0:2", 1);
    case(b"000b:d:0:2:", 8);
    case(b"000b:f:5:1:abc", 1);
    case(b"000b:f:0:1:", 0);
    case(b"x", 0);
}

/// What follows the end is the caller's.
#[test]
fn behind_the_end() {
    let mut reader = DirReader::new();
    let mut events = reader.events(b"000b:d:0:2:000b:.:0:3:000b:.:0:3:");
    assert_eq!(events.by_ref().map(|piece| piece.unwrap().event()).last(), Some(DirEvent::End));
    assert_eq!(events.rest(), b"000b:.:0:3:");
    assert_eq!((reader.finish(), reader.position(), reader.next(b"000b")), (Ok(()), 22, Ok(None)));
    // The end is said without another byte, once.
    let mut reader = DirReader::new();
    assert_eq!(reader.next(b"8:n:0:1:").unwrap().unwrap().raw(), b"8:n:0:1:");
    assert_eq!(reader.finish(), Ok(()));
    assert_eq!(reader.next(b"").unwrap().unwrap().event(), DirEvent::End);
    assert_eq!(reader.next(b""), Ok(None));
}

/// `FeiQ` for Windows: `0<` and zeros, once, before everything.
#[test]
fn preamble() {
    let skipped = [&b"0<"[..], &[0; 4096]].concat();
    let good = [&skipped[..], b"0016:root:000000000:2:000b:.:0:3:"].concat();
    assert!(directory(DirLimits::default(), &good, &[200, 1]));
    let mut reader = DirReader::new();
    let piece = reader.next(&good).unwrap().unwrap();
    assert_eq!((piece.raw().len(), piece.depth()), (4098 + 22, 0));
    // One byte more than is allowed.
    let limits = DirLimits { preamble: 4097, ..DirLimits::default() };
    let error = DirReader::new().limits(limits).next(&good).unwrap_err();
    assert_eq!(error.to_string(), "header size: not a hexadecimal number at byte 4097");
    assert!(directory(DirLimits { preamble: 4098, ..limits }, &good, &[200, 1]));
    for preamble in 0..2 {
        let error = DirReader::new().limits(DirLimits { preamble, ..limits }).next(b"0<\0").unwrap_err();
        assert_eq!(error.to_string(), "header size: not a hexadecimal number at byte 0");
    }
    // The `0` of it is no digit of a size, even if it came alone.
    assert!(!directory(DirLimits::default(), b"0<\0x", &[1, 3]));
    // An error after it, and one before another record.
    let error = DirReader::new().next(b"0<\0\x000006::").unwrap_err();
    assert_eq!(error.to_string(), "file name: empty at byte 9");
    let mut reader = DirReader::new();
    let found: Vec<_> = reader.events(b"000b:d:0:2:0<\x00000b:.:0:3:").collect();
    assert_eq!(found[1].unwrap_err().to_string(), "header size: not a hexadecimal number at byte 0");
    // Extended attributes say where they are wrong, too.
    let mut reader = DirReader::new();
    let piece = reader.next(b"0<\0\x00000d:f:0:1:x:").unwrap().unwrap();
    let DirEvent::File(entry) = piece.event() else { panic!("{piece:?}") };
    assert_eq!(entry.extended.iter().next().unwrap().unwrap_err().at(), 4 + 11);
}

/// A size beyond all memory: the contents come as they come.
#[test]
fn a_large_file() {
    let mut reader = DirReader::new();
    let header = b"001a:f:ffffffffffffffff:1:";
    assert!(reader.next(header).unwrap().is_some());
    let piece = reader.next(b"abc").unwrap().unwrap();
    assert_eq!(piece.event(), DirEvent::Contents { bytes: b"abc", left: u64::MAX - 3 });
    assert_eq!((reader.next(b""), reader.needed(), reader.position()), (Ok(None), 1, 29));
    // Two of them are more than can be counted.
    let mut sink = Counter::new();
    let mut writer = DirWriter::new();
    let file = DirEntry::file(FileName::new(b"f").unwrap(), u64::MAX);
    writer.enter(&mut sink, &DirEntry::directory(FileName::new(b"d").unwrap())).unwrap();
    writer.file(&mut sink, &file).unwrap();
    assert_eq!(writer.sent(u64::MAX), Ok(()));
    let error = Error::from(writer.file(&mut sink, &file).unwrap_err());
    assert_eq!(error.to_string(), "file size: over the limit at byte 0");
}

#[test]
fn what_is_not_written() {
    let d = DirEntry::directory(FileName::new(b"d").unwrap());
    let f = DirEntry::file(FileName::new(b"f").unwrap(), 3);
    let long = DirEntry::file(FileName::new(&[b'n'; 47]).unwrap(), 0);
    let word = |bits| DirEntry { word: FileWord::from_bits(bits), ..f };
    let limits = DirLimits { header: 64, depth: 2, contents: 9, preamble: 0 };
    let mut sink = Vec::new();
    let mut w = DirWriter::new().limits(limits);

    #[track_caller]
    fn refused<E: Into<Error>>(result: Result<(), E>, message: &str) {
        let error: Error = result.err().unwrap().into();
        assert_eq!(error.to_string(), message);
    }
    struct Sinks<'a>(&'a mut Vec<u8>);
    impl imwire::Sink for Sinks<'_> {
        type Error = std::convert::Infallible;
        fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
    }
    let mut sink = Sinks(&mut sink);
    refused(w.finish(), "header size: missing at byte 0");
    refused(w.leave(&mut sink, &DirEntry::PARENT), "attributes: unexpected word at byte 0");
    refused(w.contents(&mut sink, b"x"), "contents: trailing data at byte 0");
    refused(w.enter(&mut sink, &f), "attributes: unexpected word at byte 0");
    refused(w.enter(&mut sink, &word(3)), "attributes: unexpected word at byte 0");
    refused(w.file(&mut sink, &d), "attributes: unexpected word at byte 0");
    refused(w.file(&mut sink, &word(0x103)), "attributes: unexpected word at byte 0");
    refused(w.leave(&mut sink, &f), "attributes: unexpected word at byte 0");
    refused(w.file(&mut sink, &long), "header size: over the limit at byte 0");
    refused(w.file(&mut sink, &DirEntry { size: 10, ..f }), "file size: over the limit at byte 0");
    assert_eq!(sink.0.len(), 0);
    w.enter(&mut sink, &d).unwrap();
    w.enter(&mut sink, &d).unwrap();
    assert_eq!(w.depth(), 2);
    refused(w.enter(&mut sink, &d), "depth: over the limit at byte 0");
    w.file(&mut sink, &f).unwrap();
    refused(w.file(&mut sink, &f), "contents: shorter than its length says at byte 0");
    refused(w.enter(&mut sink, &d), "contents: shorter than its length says at byte 0");
    refused(w.leave(&mut sink, &DirEntry::PARENT), "contents: shorter than its length says at byte 0");
    refused(w.finish(), "contents: shorter than its length says at byte 0");
    w.contents(&mut sink, b"").unwrap();
    w.contents(&mut sink, b"ab").unwrap();
    assert_eq!(w.left(), 1);
    refused(w.contents(&mut sink, b"cd"), "contents: trailing data at byte 1");
    refused(w.sent(2), "contents: trailing data at byte 1");
    w.contents(&mut sink, b"c").unwrap();
    refused(w.contents(&mut sink, b"d"), "contents: trailing data at byte 0");
    // Unknown types have contents, and count.
    w.file(&mut sink, &DirEntry { size: 6, ..word(0x99) }).unwrap();
    w.sent(6).unwrap();
    sink.0.extend_from_slice(b"sendfi");
    refused(w.file(&mut sink, &DirEntry { size: 1, ..f }), "file size: over the limit at byte 0");
    w.leave(&mut sink, &DirEntry::PARENT).unwrap();
    refused(w.finish(), "header size: missing at byte 0");
    w.leave(&mut sink, &DirEntry::PARENT).unwrap();
    assert_eq!(w.finish(), Ok(()));
    refused(w.leave(&mut sink, &DirEntry::PARENT), "header size: trailing data at byte 0");
    refused(w.file(&mut sink, &f), "header size: trailing data at byte 0");
    refused(w.contents(&mut sink, b"x"), "contents: trailing data at byte 0");
    w.contents(&mut sink, b"").unwrap();
    assert_eq!(w.finish(), Ok(()));
    assert!(directory(limits, sink.0, &[3]));
}

/// What the sink did not take may be tried again.
#[test]
fn a_sink_that_is_full() {
    let mut writer = DirWriter::new();
    let file = DirEntry::file(FileName::new(b"f").unwrap(), 3);
    for room in 0..file.encoded_len() {
        let error = writer.file(&mut SliceSink::new(&mut vec![0; room]), &file).unwrap_err();
        assert!(matches!(error, DirWriteError::Sink(error) if error.kind() == ErrorKind::NoRoom), "{error}");
        assert_eq!(Error::from(error).kind(), ErrorKind::NoRoom);
    }
    let mut buffer = [0; 64];
    let mut sink = SliceSink::new(&mut buffer);
    writer.file(&mut sink, &file).unwrap();
    let error = writer.contents(&mut SliceSink::new(&mut [0; 2]), b"abc").unwrap_err();
    assert_eq!((error.to_string(), writer.left()), ("buffer: no room left at byte 0".to_string(), 3));
    writer.contents(&mut sink, b"abc").unwrap();
    assert_eq!((sink.written(), writer.finish()), (&b"0013:f:000000003:1:abc"[..], Ok(())));
}

/// A slice of any size ends with a whole record or a whole piece of contents, and the next slice goes on there.
#[test]
fn nothing_half_written_in_any_slice() {
    enum Step<'a> {
        Record(DirEntry<'a>),
        Contents(&'a [u8]),
    }
    use Step::{Contents, Record};

    fn write<S: imwire::Sink>(
        writer: &mut DirWriter,
        sink: &mut S,
        step: &Step<'_>,
    ) -> Result<(), DirWriteError<S::Error>> {
        match step {
            Record(entry) if entry.word == DirEntry::PARENT.word => writer.leave(sink, entry),
            Record(entry) if entry.size == 0 => writer.enter(sink, entry),
            Record(entry) => writer.file(sink, entry),
            Contents(bytes) => writer.contents(sink, bytes),
        }
    }
    let times = [ExtAttribute::number(ExtKey::MTIME, 0x6550_0000)];
    let extended = Items::new(&times);
    let directory = |name| Record(DirEntry::directory(FileName::new(name).unwrap()));
    let file =
        |name, size| Record(DirEntry { extended, ..DirEntry::file(FileName::new(name).unwrap(), size) });
    let steps = [
        directory("pics"),
        file("a:b::c.txt", 5),
        Contents(b"hel"),
        Contents(b"lo"),
        directory("deep"),
        file("f", 3),
        Contents(b"0<:"),
        Record(DirEntry { extended, ..DirEntry::PARENT }),
        Record(DirEntry::PARENT),
    ];
    let (mut buffer, mut ends, mut writer) = ([0; 256], vec![0], DirWriter::new());
    let mut sink = SliceSink::new(&mut buffer);
    for step in &steps {
        write(&mut writer, &mut sink, step).unwrap();
        ends.push(sink.written().len());
    }
    let whole = sink.written().to_vec();
    assert_eq!(writer.finish(), Ok(()));

    for capacity in 0..=whole.len() {
        let (mut first, mut second) = (vec![0xff; capacity], vec![0xff; whole.len()]);
        let (mut sink, mut writer) = (SliceSink::new(&mut first), DirWriter::new());
        let mut steps = steps.iter();
        let refused = steps.by_ref().find(|step| match write(&mut writer, &mut sink, step) {
            Ok(()) => false,
            Err(DirWriteError::Sink(error)) => {
                assert_eq!((error.kind(), error.at()), (ErrorKind::NoRoom, sink.written().len()));
                true
            }
            Err(DirWriteError::Refused(error)) => panic!("{error} with room for {capacity} bytes"),
        });
        let written = sink.written().len();
        let last = ends.iter().rev().find(|end| **end <= capacity);
        assert_eq!(Some(&written), last, "with room for {capacity} bytes");
        let mut reader = DirReader::new();
        let mut events = reader.events(&whole[..written]);
        assert!(events.by_ref().all(|piece| piece.is_ok()) && events.rest().is_empty());

        let mut rest = SliceSink::new(&mut second);
        for step in refused.into_iter().chain(steps) {
            write(&mut writer, &mut rest, step).unwrap();
        }
        assert_eq!(writer.finish(), Ok(()));
        let both = [sink.written(), rest.written()].concat();
        assert_eq!(both, whole, "with room for {capacity} bytes");
        // What was refused has not touched the room that is left.
        assert!(first[written..].iter().all(|byte| *byte == 0xff), "with room for {capacity} bytes");
    }
}

#[cfg(feature = "std")]
#[test]
fn into_a_file() {
    let mut writer = DirWriter::new();
    let mut file = Vec::new();
    let mut sink = imwire::IoSink(&mut file);
    let error: std::io::Error = writer.leave(&mut sink, &DirEntry::PARENT).unwrap_err().into();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "attributes: unexpected word at byte 0");
    writer.file(&mut sink, &DirEntry::file(FileName::new(b"f").unwrap(), 0)).unwrap();
    assert_eq!(file, b"0013:f:000000000:1:");
    let mut full = imwire::IoSink(&mut [0; 3][..]);
    let file = DirEntry::file(FileName::new(b"f").unwrap(), 0);
    let error: std::io::Error = DirWriter::new().file(&mut full, &file).unwrap_err().into();
    assert_eq!(error.kind(), std::io::ErrorKind::WriteZero);
}

/// Values of one attribute each way.
#[test]
fn values_of_attributes() {
    let list = [
        ExtAttribute::number(ExtKey::CLIPBOARDPOS, 3),
        ExtAttribute { key: ExtKey::ACL, value: ExtValue::list(b"acl1,acl2").unwrap() },
    ];
    let name = FileName::new(b"x.png").unwrap();
    let entry = DirEntry { extended: Items::new(&list), ..DirEntry::file(name, 0xa1b2) };
    assert_eq!(entry.encode_into(&mut [0; 64]), Ok(&b"0028:x.png:00000a1b2:1:8=3:30=acl1,acl2:"[..]));
}

#[test]
fn debug_shows_text() {
    let mut reader = DirReader::new();
    let mut events = reader.events(b"000b:f:3:1:h\xe9\n");
    let shown: Vec<_> = events.by_ref().map(|piece| format!("{:?}", piece.unwrap())).collect();
    assert!(
        shown[0].starts_with(r#"DirPiece { raw: "000b:f:3:1:", event: File(DirEntry { name: "f","#),
        "{shown:?}"
    );
    let contents = r#"Contents { bytes: "h\xe9\n", left: 0 }"#;
    assert_eq!(shown[1], format!(r#"DirPiece {{ raw: "h\xe9\n", event: {contents}, depth: 0 }}"#));
    assert_eq!(shown[2], r#"DirPiece { raw: "", event: End, depth: 0 }"#);
    assert!(format!("{events:?}").ends_with(r#", rest: "", failed: false }"#));
}
