//! Reads capture files, pcap and pcapng, one frame at a time.
//!
//! The parsers of both formats are those of the crate `pcap-parser`. Its readers are not used: they lose
//! what the system says about a file that cannot be read, and need the whole head in the first read,
//! which a pipe does not give.

use crate::capture::pcapng::Sections;
use pcap_parser::nom::Offset;
use pcap_parser::{
    LegacyPcapBlock, Linktype, PcapError, PcapHeader, parse_pcap_frame, parse_pcap_frame_be,
    parse_pcap_frame_modified, parse_pcap_header,
};
use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

/// Longest frame that is believed; libpcap has the same limit.
const MAX_FRAME: usize = 262_144;

/// Longest record that is believed, in bytes.
const MAX_RECORD: usize = 8 << 20;

/// Read from the file at once, in bytes.
pub(crate) const AT_ONCE: usize = 1 << 16;

/// Why a capture cannot be read, or not further.
#[derive(Debug)]
pub(crate) enum CaptureError {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// There is nothing in it.
    Empty,
    /// It begins with these bytes, which no capture does.
    NotACapture([u8; 4]),
    /// It is a compressed file.
    Compressed(&'static str),
    /// It ends in the middle of a record, after so many frames.
    CutOff(u64),
    /// A signal came after so many frames.
    Stopped(u64),
    /// After so many frames, it goes on with something that cannot be right.
    Damaged(u64, String),
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Self::Empty => f.write_str("the file is empty"),
            Self::NotACapture([a, b, c, d]) => {
                write!(f, "not a pcap or pcapng file: it begins with {a:02x} {b:02x} {c:02x} {d:02x}")
            }
            Self::Compressed(with) => write!(f, "compressed with {with}: unpack the capture first"),
            Self::Stopped(frames) => write!(f, "stopped by a signal after frame {frames}"),
            Self::CutOff(0) => f.write_str("the capture is cut off before its first frame"),
            Self::CutOff(frames) => write!(f, "the capture is cut off after frame {frames}"),
            Self::Damaged(frames, what) => write!(f, "the capture is damaged after frame {frames}: {what}"),
        }
    }
}

/// A captured frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    /// When, in nanoseconds since 1970; that of the frame before, if the file does not say.
    pub(crate) at: u64,
    /// From 1, as Wireshark counts.
    pub(crate) number: u64,
    pub(crate) link: Linktype,
    pub(crate) frame: &'a [u8],
}

/// The frames of a capture file.
pub(crate) struct Records<R: Read> {
    source: Source<R>,
    format: Format,
    /// Frames read so far.
    count: u64,
    /// Time of the last frame.
    at: u64,
}

enum Format {
    Pcap(PcapHeader),
    PcapNg(Sections),
}

/// A record of the file, whatever is in it.
pub(crate) struct Step {
    /// Its length in the file, in bytes.
    pub(crate) length: usize,
    pub(crate) frame: Option<Frame>,
}

/// Where the frame of a record is, and what the record says about it.
pub(crate) struct Frame {
    pub(crate) link: Linktype,
    /// Nanoseconds since 1970.
    pub(crate) at: Option<u64>,
    /// Bytes of the record.
    pub(crate) bytes: Range<usize>,
}

/// Why no record can be read from the bytes at hand.
pub(crate) enum Stop {
    /// The record goes on after them.
    Incomplete,
    Damaged(String),
}

pub(crate) const NANOSECONDS: u64 = 1_000_000_000;

impl<R: Read> Records<R> {
    /// Reads the head of a capture.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub(crate) fn open(file: R) -> Result<Self, CaptureError> {
        let mut source = Source { file, buffer: Vec::new(), start: 0 };
        while source.bytes().len() < 4 && source.more()? {}
        let format = match magic(source.bytes())? {
            PCAPNG => Format::PcapNg(Sections::default()),
            _ => {
                while source.bytes().len() < PcapHeader::new().size() && source.more()? {}
                let (_, header) = parse_pcap_header(source.bytes()).map_err(|_| CaptureError::CutOff(0))?;
                source.start = header.size();
                Format::Pcap(header)
            }
        };
        let mut records = Self { source, format, count: 0, at: 0 };
        // The section is part of the head.
        if let Format::PcapNg(_) = records.format {
            let step = records.step()?.ok_or(CaptureError::CutOff(0))?;
            records.source.start += step.length;
        }
        Ok(records)
    }

    /// The next frame, `None` at the end of the file.
    ///
    /// # Errors
    /// The file is cut off, damaged, or cannot be read; there is no going on then.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, CaptureError> {
        let (frame, start) = loop {
            let Some(step) = self.step()? else { return Ok(None) };
            let start = self.source.start;
            self.source.start += step.length;
            match step.frame {
                Some(frame) if frame.bytes.len() > MAX_FRAME => {
                    let what = format!("frame longer than {MAX_FRAME} bytes");
                    return Err(CaptureError::Damaged(self.count, what));
                }
                Some(frame) => break (frame, start),
                None => {}
            }
        };
        self.count += 1;
        self.at = frame.at.unwrap_or(self.at);
        let Range { start: from, end } = frame.bytes;
        let bytes = self.source.buffer.get(start + from..start + end).unwrap_or_default();
        Ok(Some(Record { at: self.at, number: self.count, link: frame.link, frame: bytes }))
    }

    /// The next record, for which more is read if it is not whole; `None` at the end of the file.
    fn step(&mut self) -> Result<Option<Step>, CaptureError> {
        loop {
            let bytes = self.source.bytes();
            let step = match &mut self.format {
                _ if bytes.is_empty() => Err(Stop::Incomplete),
                Format::Pcap(header) => frame_of_pcap(header, bytes),
                Format::PcapNg(sections) => sections.step(bytes),
            };
            match step {
                Ok(step) => return Ok(Some(step)),
                Err(Stop::Damaged(what)) => return Err(CaptureError::Damaged(self.count, what)),
                Err(Stop::Incomplete) if bytes.len() > MAX_RECORD => {
                    let what = format!("a record of more than {} MiB", MAX_RECORD >> 20);
                    return Err(CaptureError::Damaged(self.count, what));
                }
                Err(Stop::Incomplete) if self.source.more()? => {}
                Err(Stop::Incomplete) if self.source.bytes().is_empty() => return Ok(None),
                Err(Stop::Incomplete) => return Err(CaptureError::CutOff(self.count)),
            }
        }
    }
}

fn frame_of_pcap(header: &PcapHeader, bytes: &[u8]) -> Result<Step, Stop> {
    let parse = match header {
        header if header.is_modified_format() => parse_pcap_frame_modified,
        header if header.is_bigendian() => parse_pcap_frame_be,
        _ => parse_pcap_frame,
    };
    let (rest, block) = parse(bytes).map_err(stop)?;
    let LegacyPcapBlock { ts_sec, ts_usec, data, .. } = block;
    let unit = if header.is_nanosecond_precision() { 1 } else { 1_000 };
    let at = u64::from(ts_sec) * NANOSECONDS + u64::from(ts_usec) * unit;
    let frame = Frame { link: header.network, at: Some(at), bytes: range(bytes, data) };
    Ok(Step { length: bytes.offset(rest), frame: Some(frame) })
}

/// Where a part is in the whole that it was cut from.
pub(crate) fn range(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = whole.offset(part);
    start..start + part.len()
}

pub(crate) fn stop(error: pcap_parser::nom::Err<PcapError<&[u8]>>) -> Stop {
    match error {
        pcap_parser::nom::Err::Incomplete(_) => Stop::Incomplete,
        _ => Stop::Damaged("a record that contradicts itself".to_owned()),
    }
}

const PCAPNG: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// The first four bytes, if they are those of a capture.
fn magic(bytes: &[u8]) -> Result<[u8; 4], CaptureError> {
    let Some(&head) = bytes.first_chunk() else {
        return Err(if bytes.is_empty() { CaptureError::Empty } else { CaptureError::CutOff(0) });
    };
    match head {
        PCAPNG => Ok(head),
        [0xa1, 0xb2, 0xc3, 0xd4] | [0xd4, 0xc3, 0xb2, 0xa1] => Ok(head),
        [0xa1, 0xb2, 0x3c, 0x4d] | [0x4d, 0x3c, 0xb2, 0xa1] | [0x34, 0xcd, 0xb2, 0xa1] => Ok(head),
        [0x28, 0xb5, 0x2f, 0xfd] => Err(CaptureError::Compressed("zstd")),
        [0xfd, b'7', b'z', b'X'] => Err(CaptureError::Compressed("xz")),
        [0x04, 0x22, 0x4d, 0x18] => Err(CaptureError::Compressed("lz4")),
        [0x1f, 0x8b, ..] => Err(CaptureError::Compressed("gzip")),
        _ => Err(CaptureError::NotACapture(head)),
    }
}

/// The file, and what of it was read but not used yet.
struct Source<R> {
    file: R,
    buffer: Vec<u8>,
    /// What is before it was used.
    start: usize,
}

impl<R: Read> Source<R> {
    fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Reads on, as much as there is at once. Says whether the file is not at its end.
    fn more(&mut self) -> Result<bool, CaptureError> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let length = self.buffer.len();
        self.buffer.resize(length + AT_ONCE, 0);
        let read = loop {
            match self.file.read(self.buffer.get_mut(length..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.buffer.truncate(length + read.as_ref().map_or(0, |&read| read));
        read.map(|read| read > 0).map_err(CaptureError::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
    use pcap_file::{DataLink, Endianness, TsResolution};
    use std::time::Duration;

    fn file(endianness: Endianness, ts_resolution: TsResolution) -> Vec<u8> {
        let header =
            PcapHeader { endianness, ts_resolution, datalink: DataLink::RAW, ..PcapHeader::default() };
        let mut writer = PcapWriter::with_header(Vec::new(), header).unwrap();
        for (nanoseconds, frame) in [(1_700_000_000_000_001_000, "one"), (1_700_000_001_999_999_000, "three")]
        {
            let at = Duration::from_nanos(nanoseconds);
            writer.write_packet(&PcapPacket::new(at, frame.len() as u32, frame.as_bytes())).unwrap();
        }
        writer.into_writer()
    }

    /// All frames, and what stopped the reading.
    fn read(file: impl Read) -> (Vec<(u64, Vec<u8>)>, Option<String>) {
        let mut frames = Vec::new();
        let mut records = match Records::open(file) {
            Ok(records) => records,
            Err(error) => return (frames, Some(error.to_string())),
        };
        loop {
            match records.next() {
                Ok(None) => return (frames, None),
                Ok(Some(Record { at, number, link, frame })) => {
                    assert_eq!((number, link), (frames.len() as u64 + 1, Linktype::RAW));
                    frames.push((at, frame.to_vec()));
                }
                Err(error) => return (frames, Some(error.to_string())),
            }
        }
    }

    #[track_caller]
    fn refused(file: &[u8], message: &str) {
        assert_eq!(read(file).1.as_deref(), Some(message));
    }

    #[test]
    fn byte_orders_and_resolutions() {
        for endianness in [Endianness::Little, Endianness::Big] {
            for resolution in [TsResolution::MicroSecond, TsResolution::NanoSecond] {
                let (frames, error) = read(&file(endianness, resolution)[..]);
                let one = (1_700_000_000_000_001_000, b"one".to_vec());
                let three = (1_700_000_001_999_999_000, b"three".to_vec());
                assert_eq!((frames, error), (vec![one, three], None));
            }
        }
    }

    #[test]
    fn cut_off_anywhere() {
        let whole = file(Endianness::Little, TsResolution::MicroSecond);
        let ends = [24, 24 + 16 + 3, whole.len()];
        for length in 1..=whole.len() {
            let (frames, error) = read(&whole[..length]);
            let complete = ends.iter().filter(|&&end| end <= length).count().saturating_sub(1);
            assert_eq!(frames.len(), complete);
            assert_eq!(error.is_some(), !ends.contains(&length), "{length} bytes");
        }
        refused(&whole[..40], "the capture is cut off before its first frame");
        refused(&whole[..50], "the capture is cut off after frame 1");
    }

    #[test]
    fn not_a_capture() {
        refused(b"", "the file is empty");
        refused(b"\x7fELF\x02\x01", "not a pcap or pcapng file: it begins with 7f 45 4c 46");
        refused(b"\x1f\x8b\x08\0\0", "compressed with gzip: unpack the capture first");
        refused(
            b"\x0a\x0d\x0d\x0a\x1c\0\0\0....",
            "the capture is damaged after frame 0: a record that contradicts itself",
        );
        refused(
            b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a",
            "the capture is cut off before its first frame",
        );
    }

    #[test]
    fn unbelievable_lengths() {
        #[track_caller]
        fn case(length: u32, follow: usize, message: &str) {
            let mut whole = file(Endianness::Little, TsResolution::MicroSecond);
            whole[43 + 8..43 + 12].copy_from_slice(&length.to_le_bytes());
            whole.resize(43 + 16 + follow, 0);
            refused(&whole, message);
        }
        case(262_145, 262_145, "the capture is damaged after frame 1: frame longer than 262144 bytes");
        case(u32::MAX, 1_000, "the capture is cut off after frame 1");
        case(u32::MAX, 9_000_000, "the capture is damaged after frame 1: a record of more than 8 MiB");
    }

    #[test]
    fn longer_than_the_snapshot_length() {
        let mut whole = file(Endianness::Little, TsResolution::MicroSecond);
        whole[16..20].copy_from_slice(&2_u32.to_le_bytes());
        whole[24 + 12..24 + 16].copy_from_slice(&9_000_u32.to_le_bytes());
        assert_eq!(read(&whole[..]).0.len(), 2);
    }

    #[test]
    fn interruptions_and_failures_of_the_reader() {
        struct Flaky<'a>(&'a [u8], u32);
        impl Read for Flaky<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.1 += 1;
                match self.1 {
                    turn if turn % 2 == 0 => Err(io::ErrorKind::Interrupted.into()),
                    100.. => Err(io::Error::other("the disk is on fire")),
                    _ => self.0.read(&mut buffer[..1]),
                }
            }
        }
        let whole = file(Endianness::Little, TsResolution::MicroSecond);
        let (frames, error) = read(Flaky(&whole, 0));
        assert_eq!((frames.len(), error.as_deref()), (1, Some("cannot be read: the disk is on fire")));
    }
}
