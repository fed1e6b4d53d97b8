//! A directory stream, the answer to `GETDIRFILES`: bytes go in as they arrive, records come out.
//!
//! ```text
//! 000e:pics:0:2:              pics/
//! 000f:a.txt:5:1:hello          a.txt 5 bytes: hello
//! 000b:.:0:3:                 end of directory
//! ```
//!
//! Kept in memory is a part of one header, and of the contents of one file as much as is wanted.

use crate::ipmsg::dir_record::Record;
use crate::show::output::Excerpt;
use imwire::Error;
use imwire::ipmsg::{DirEvent, DirReader};

/// The reader of one stream.
#[derive(Debug)]
pub(crate) struct Directory {
    reader: DirReader,
    /// The start of a header.
    buffer: Vec<u8>,
    /// A file of which not all contents came.
    open: Option<Record>,
    /// Bytes of contents that are still to come.
    left: u64,
    /// Bytes before the record that was read last.
    record_at: u64,
    /// Of the contents of a file so many bytes are kept.
    keep: usize,
    ended: bool,
    /// What comes after the end.
    trailing: Excerpt,
}

impl Directory {
    pub(crate) fn new(keep: usize) -> Self {
        Self {
            reader: DirReader::new(),
            buffer: Vec::new(),
            open: None,
            left: 0,
            record_at: 0,
            keep,
            ended: false,
            trailing: Excerpt::default(),
        }
    }

    /// Takes the next bytes. The records that are whole with them are appended to `out`.
    ///
    /// # Errors
    /// That of a header, counted from the start of the stream. There is no going on then.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<Record>) -> Result<(), Error> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(bytes);
        let mut rest = &buffer[..];
        let result = loop {
            let at = self.reader.position();
            let piece = match self.reader.next(rest) {
                Ok(Some(piece)) => piece,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.offset_by(at.try_into().unwrap_or(usize::MAX))),
            };
            rest = rest.get(piece.raw().len()..).unwrap_or_default();
            match piece.event() {
                DirEvent::Contents { bytes, left } => {
                    self.left = left;
                    if let Some(record) = &mut self.open {
                        record.add(bytes, self.keep);
                    }
                    self.close(out);
                }
                DirEvent::Enter(entry) | DirEvent::Leave(entry) | DirEvent::File(entry) => {
                    self.record_at = at;
                    self.left = entry.contents();
                    self.open = Some(Record::new(&entry, piece.raw(), piece.depth(), at));
                    self.close(out);
                }
                DirEvent::End => self.ended = true,
            }
        };
        if self.ended {
            self.trailing.add(rest);
        } else {
            self.buffer = rest.to_vec();
        }
        result
    }

    fn close(&mut self, out: &mut Vec<Record>) {
        if self.left == 0 {
            out.extend(self.open.take());
        }
    }

    /// So many bytes are not in the capture. Says whether it can go on, since all of them are
    /// contents of one file.
    pub(crate) fn gap(&mut self, count: u64, out: &mut Vec<Record>) -> bool {
        static ZEROS: [u8; 65_536] = [0; 65_536];
        if count > self.left || !self.buffer.is_empty() {
            return false;
        }
        let mut missing = count;
        while missing > 0 {
            let length = usize::try_from(missing).unwrap_or(usize::MAX).min(ZEROS.len());
            let zeros = &ZEROS[..length];
            // The reader looks at no contents; nor is there an end but at the end of them.
            let Ok(Some(piece)) = self.reader.next(zeros) else { return false };
            missing -= piece.raw().len() as u64;
        }
        self.left -= count;
        if let Some(record) = &mut self.open {
            record.miss(count);
        }
        self.close(out);
        true
    }

    /// Nothing more comes. Gives back the file of which not all contents came.
    ///
    /// # Errors
    /// The stream should have gone on; counted from its start.
    pub(crate) fn finish(&mut self) -> (Option<Record>, Result<(), Error>) {
        // The end is told as an event of its own.
        let at = self.reader.position().try_into().unwrap_or(usize::MAX);
        let result = if self.ended { Ok(()) } else { self.reader.finish() };
        (self.open.take(), result.map_err(|error| error.offset_by(at)))
    }

    /// Bytes of a header that is not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.buffer.len()
    }

    /// Whether the first header was read.
    pub(crate) fn has_begun(&self) -> bool {
        self.reader.position() > 0
    }

    /// Where the record begins that was not whole, or refused, or missing.
    pub(crate) fn position(&self) -> u64 {
        if self.open.is_some() { self.record_at } else { self.reader.position() }
    }

    /// What belongs to no record: the start of a header, and what comes after the end.
    pub(crate) fn rest(&self) -> Excerpt {
        let mut rest = self.trailing.clone();
        rest.add(&self.buffer);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::charset::Charset;

    const STREAM: &[u8] = b"001f:pics:0:2:14=65500000:16=5:000f:a.txt:5:1:hello0011:e::f:0:1001:000b:.:0:3:";

    fn shown(records: &[Record]) -> Vec<String> {
        records.iter().map(|record| record.text(Charset::UTF_8).stripped()).collect()
    }

    #[test]
    fn however_it_arrives() {
        for length in 1..STREAM.len() {
            let (mut directory, mut records) = (Directory::new(3), Vec::new());
            for piece in STREAM.chunks(length) {
                directory.push(piece, &mut records).unwrap();
                assert!(directory.buffer.len() < 40);
            }
            let expected = [
                "pics size=0 file_type=DIR MTIME=2023-11-11 22:28:16 CREATETIME=1970-01-01 00:00:05",
                "  a.txt size=5: hel …",
                "  e:f size=0 attributes=HIDDEN",
                "end of directory",
            ];
            assert_eq!(shown(&records), expected);
            assert_eq!((directory.finish(), directory.rest().count), ((None, Ok(())), 0));
        }
    }

    #[test]
    fn a_gap_inside_of_a_file() {
        let (mut directory, mut records) = (Directory::new(64), Vec::new());
        directory.push(b"000b:d:0:2:0014:f:989680:1:14=:ab", &mut records).unwrap();
        assert!(directory.gap(9_999_990, &mut records));
        // Not beyond its end.
        assert!(!directory.gap(9, &mut records));
        directory.push(b"cdefghij000b:.:0:3:x", &mut records).unwrap();
        let expected = [
            "d size=0 file_type=DIR",
            "  f size=10000000 MTIME=\"\" (9,999,990 bytes missing): ab …",
            "end of directory",
        ];
        assert_eq!(shown(&records), expected);
        assert_eq!(directory.rest(), Excerpt::of(b"x"));
        let json = records[1].json();
        assert_eq!((&json["record"]["missing"], &json["exact"]), (&9_999_990.into(), &false.into()));
        assert_eq!(json["record"]["contents_start"], "ab");
    }

    #[test]
    fn a_gap_at_the_end() {
        let (mut directory, mut records) = (Directory::new(64), Vec::new());
        directory.push(b"0009:f:3:1:", &mut records).unwrap_err();
        let mut directory = Directory::new(64);
        directory.push(b"000b:f:3:1:", &mut records).unwrap();
        assert!(directory.gap(3, &mut records));
        assert_eq!(
            (shown(&records), directory.finish()),
            (vec!["f size=3 (3 bytes missing)".to_owned()], (None, Ok(())))
        );
    }

    #[test]
    fn cut_off() {
        let (mut directory, mut records) = (Directory::new(64), Vec::new());
        directory.push(b"000b:d:0:2:000b:f:5:1:hel", &mut records).unwrap();
        let (record, result) = directory.finish();
        assert_eq!(shown(&[record.unwrap()]), ["  f size=5 (2 bytes missing): hel"]);
        assert_eq!(result.unwrap_err().to_string(), "contents: shorter than its length says at byte 25");
    }

    /// Headers are as long as the reader allows, contents are not kept.
    #[test]
    fn memory_is_bounded() {
        for start in [&b"000b:d:0:2:0018:f:ffffffffffffff:1:"[..], b"000b:d:0:2:1f00:", b"0<"] {
            let (mut directory, mut records) = (Directory::new(64), Vec::new());
            directory.push(start, &mut records).unwrap();
            for _ in 0..1_000 {
                let zeros = if start == b"0<" { [0; 1_500] } else { [b'x'; 1_500] };
                if directory.push(&zeros, &mut records).is_err() {
                    break;
                }
                assert!(directory.buffer.len() < 10_000 && records.len() < 3);
            }
        }
    }
}
