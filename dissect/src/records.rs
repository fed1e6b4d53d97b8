//! Reads capture files, pcap and pcapng, one frame at a time.
//!
//! The crate `pcap-file` frames the records. Their fields are read here, because it refuses a frame
//! that was longer on the wire than the snapshot length, though that is what the length is for.

use super::pcapng;
use pcap_file::pcap::PcapReader;
use pcap_file::pcapng::PcapNgReader;
use pcap_file::{DataLink, PcapError, TsResolution};
use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// Longest frame that is believed; libpcap has the same limit.
const MAX_FRAME: usize = 262_144;

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
            Self::CutOff(0) => f.write_str("the capture is cut off before its first frame"),
            Self::CutOff(frames) => write!(f, "the capture is cut off after frame {frames}"),
            Self::Damaged(frames, what) => write!(f, "the capture is damaged after frame {frames}: {what}"),
        }
    }
}

impl std::error::Error for CaptureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

/// A captured frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    /// When, in nanoseconds since 1970; that of the frame before, if the file does not say.
    pub(crate) at: u64,
    pub(crate) link: DataLink,
    pub(crate) frame: &'a [u8],
}

/// The frames of a capture file.
pub(crate) struct Records<R: Read> {
    format: Format<Source<R>>,
    /// Has the file been read to its end?
    at_end: Rc<Cell<bool>>,
    /// Frames read so far.
    count: u64,
    /// Time of the last frame.
    at: u64,
    /// Its bytes.
    frame: Vec<u8>,
}

enum Format<R: Read> {
    Pcap(PcapReader<R>),
    PcapNg(PcapNgReader<R>),
}

impl<R: Read> Records<R> {
    /// Reads the head of a capture.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub(crate) fn open(mut file: R) -> Result<Self, CaptureError> {
        let magic = magic(&mut file)?;
        let at_end = Rc::new(Cell::new(false));
        let head = io::Cursor::new(magic).chain(file);
        let source = Source { file: head, at_end: Rc::clone(&at_end) };
        let format = match magic {
            [0x0a, 0x0d, 0x0d, 0x0a] => PcapNgReader::new(source).map(Format::PcapNg),
            _ => PcapReader::new(source).map(Format::Pcap),
        };
        let format = format.map_err(|error| explain(error, 0, at_end.get()))?;
        Ok(Self { format, at_end, count: 0, at: 0, frame: Vec::new() })
    }

    /// The next frame, `None` at the end of the file.
    ///
    /// # Errors
    /// The file is cut off, damaged, or cannot be read; there is no going on then.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, CaptureError> {
        let link = match &mut self.format {
            Format::Pcap(reader) => next_in_pcap(reader, &mut self.frame, &mut self.at),
            Format::PcapNg(reader) => pcapng::next(reader, &mut self.frame, &mut self.at),
        };
        let link = link.map_err(|error| explain(error, self.count, self.at_end.get()))?;
        self.count += u64::from(link.is_some());
        Ok(link.map(|link| Record { at: self.at, link, frame: &self.frame }))
    }
}

pub(crate) const NANOSECONDS: u64 = 1_000_000_000;

/// Copies the next frame, says on which kind of link it was captured, and sets its time.
fn next_in_pcap<R: Read>(
    reader: &mut PcapReader<R>,
    frame: &mut Vec<u8>,
    at: &mut u64,
) -> Result<Option<DataLink>, PcapError> {
    let header = reader.header();
    let Some(packet) = reader.next_raw_packet().transpose()? else { return Ok(None) };
    let unit = match header.ts_resolution {
        TsResolution::MicroSecond => 1_000,
        TsResolution::NanoSecond => 1,
    };
    *at = u64::from(packet.ts_sec) * NANOSECONDS + u64::from(packet.ts_frac) * unit;
    copy(&packet.data, frame)?;
    Ok(Some(header.datalink))
}

/// Sets the frame.
pub(crate) fn copy(bytes: &[u8], frame: &mut Vec<u8>) -> Result<(), PcapError> {
    if bytes.len() > MAX_FRAME {
        return Err(PcapError::InvalidField("frame longer than 262144 bytes"));
    }
    frame.clear();
    frame.extend_from_slice(bytes);
    Ok(())
}

/// The first four bytes, if they are those of a capture.
fn magic(file: &mut impl Read) -> Result<[u8; 4], CaptureError> {
    let mut head = Vec::new();
    file.take(4).read_to_end(&mut head).map_err(CaptureError::Unreadable)?;
    let Some(&head) = head.first_chunk() else {
        return Err(if head.is_empty() { CaptureError::Empty } else { CaptureError::CutOff(0) });
    };
    match head {
        [0x0a, 0x0d, 0x0d, 0x0a] => Ok(head),
        [0xa1, 0xb2, 0xc3, 0xd4] | [0xd4, 0xc3, 0xb2, 0xa1] => Ok(head),
        [0xa1, 0xb2, 0x3c, 0x4d] | [0x4d, 0x3c, 0xb2, 0xa1] => Ok(head),
        [0x1f, 0x8b, ..] => Err(CaptureError::Compressed("gzip")),
        [0x28, 0xb5, 0x2f, 0xfd] => Err(CaptureError::Compressed("zstd")),
        [0xfd, b'7', b'z', b'X'] => Err(CaptureError::Compressed("xz")),
        [0x04, 0x22, 0x4d, 0x18] => Err(CaptureError::Compressed("lz4")),
        _ => Err(CaptureError::NotACapture(head)),
    }
}

/// The file, with a note of whether its end was met: `pcap-file` has the same error for a record
/// that is cut off and for one that is longer than its buffer.
struct Source<R> {
    file: io::Chain<io::Cursor<[u8; 4]>, R>,
    at_end: Rc<Cell<bool>>,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) => {
                    self.at_end.set(true);
                    return Ok(0);
                }
                result => return result,
            }
        }
    }
}

fn explain(error: PcapError, frames: u64, at_end: bool) -> CaptureError {
    match error {
        PcapError::IncompleteBuffer => CaptureError::CutOff(frames),
        PcapError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof && at_end => {
            CaptureError::CutOff(frames)
        }
        PcapError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            CaptureError::Damaged(frames, "a record of more than 8 MB".into())
        }
        PcapError::IoError(error) => CaptureError::Unreadable(error),
        PcapError::InvalidField(what) => CaptureError::Damaged(frames, what.into()),
        error => CaptureError::Damaged(frames, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pcap_file::Endianness;
    use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
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
                Ok(Some(Record { at, link, frame })) => {
                    assert_eq!(link, DataLink::RAW);
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
            "the capture is damaged after frame 0: SectionHeaderBlock: invalid magic number",
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
        case(u32::MAX, 9_000_000, "the capture is damaged after frame 1: a record of more than 8 MB");
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
