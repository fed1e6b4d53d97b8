//! Rows of a table of IPMsg samples: packets in both forms, and what is sent over TCP.

use crate::ipmsg::dir_record::Record;
use crate::ipmsg::directory::Directory;
use crate::show::output::{Row, RowStatus, Thing};
use crate::vectors::{bytes_of, too_few, unknown};
use imwire::ipmsg::Packet;
use imwire::ipmsg::dict::IpDict;
use imwire::{Error, Wire};

/// A row that was read.
#[derive(Debug)]
pub(crate) struct Sample {
    wire: Vec<u8>,
    /// The same, as it arrived.
    pieces: Vec<Vec<u8>>,
    kind: Kind,
    /// Of a directory stream.
    records: Vec<Record>,
}

/// What it is a sample of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Packet,
    Dictionary,
    Directory,
    Contents,
}

/// Reads the columns of a row.
///
/// # Errors
/// It is none.
pub(crate) fn sample(columns: &[&[u8]]) -> Result<Sample, String> {
    let [_source, command, bytes, ..] = columns else {
        return Err(too_few(columns, 3));
    };
    let kind = match command.iter().rposition(|&byte| byte == b':').map(|colon| command.split_at(colon)) {
        None | Some((b"tcp", _)) => Kind::Packet,
        Some((b"dict", _)) => Kind::Dictionary,
        Some((b"stream", b":DIRFILES")) => Kind::Directory,
        Some((b"stream", b":FILEDATA")) => Kind::Contents,
        Some(_) => return Err(unknown("command", command)),
    };
    let pieces = bytes_of(bytes)?;
    Ok(Sample { wire: pieces.concat(), pieces, kind, records: Vec::new() })
}

impl Sample {
    /// What is in the row of this number.
    pub(crate) fn row(&mut self, number: u64) -> Row<'_> {
        let Self { wire, pieces, kind, records } = self;
        let wire = &wire[..];
        let (status, rest, messages) = match kind {
            Kind::Packet => one(wire, Packet::parse(wire).map(|packet| Thing::Packet { packet, wire })),
            Kind::Dictionary => one(wire, IpDict::parse(wire).map(|dict| Thing::Dictionary { dict, wire })),
            Kind::Contents => one(wire, Ok(Thing::Contents(wire))),
            Kind::Directory => {
                let stream = Stream::read(&[wire]);
                let error = match stream.error {
                    _ if stream != Stream::read(pieces) => Some("read in pieces, it is another".to_owned()),
                    error => error,
                };
                *records = stream.records;
                let messages = records.iter().map(|record| Thing::Record { record, utf8: false }).collect();
                (error.map_or(RowStatus::Ok, RowStatus::Error), stream.rest, messages)
            }
        };
        Row { number, context: String::new(), status, rest, messages }
    }
}

/// Status, bytes left, and messages of a row that is one message.
fn one<'a>(wire: &[u8], read: Result<Thing<'a>, Error>) -> (RowStatus, usize, Vec<Thing<'a>>) {
    match read {
        Ok(thing) => (RowStatus::Ok, 0, vec![thing]),
        Err(error) => (RowStatus::Error(error.to_string()), wire.len(), Vec::new()),
    }
}

/// A directory stream, taken apart.
#[derive(Debug, PartialEq)]
struct Stream {
    records: Vec<Record>,
    /// Why it is none, or not whole.
    error: Option<String>,
    /// Bytes from the record on that is not whole.
    rest: usize,
}

impl Stream {
    fn read(pieces: &[impl AsRef<[u8]>]) -> Self {
        let (mut directory, mut records) = (Directory::new(usize::MAX), Vec::new());
        let refused = pieces.iter().find_map(|piece| directory.push(piece.as_ref(), &mut records).err());
        let end = directory.position();
        let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.as_ref()).copied().collect();
        let rest = usize::try_from(end).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
        let error = match refused.map_or_else(|| directory.finish().1, Err) {
            Err(error) => Some(error.to_string()),
            // FeiQ for Windows fills with NULs, before a stream and after it.
            Ok(()) if rest.iter().any(|byte| *byte != 0) => {
                Some(format!("input: trailing data at byte {end}"))
            }
            Ok(()) => None,
        };
        Self { records, error, rest: rest.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(bytes: &str, records: usize, status: Option<&str>, rest: usize) {
        let mut sample = sample(&[b"test", b"stream:DIRFILES", bytes.as_bytes()]).unwrap();
        let row = sample.row(1);
        let found = match &row.status {
            RowStatus::Ok => None,
            RowStatus::Incomplete => Some("incomplete"),
            RowStatus::Error(error) => Some(error.as_str()),
        };
        assert_eq!((row.messages.len(), found, row.rest), (records, status, rest));
    }

    #[test]
    fn directory_streams() {
        case("000e:pics:0:2:\\/000f:a.txt:5:1:hel\\/lo\\/000b:.:0:3:", 3, None, 0);
        case("00\\/0f:a.txt:5:1:hello", 1, None, 0);
        case("0<\\0\\0\\/\\0000f:a.txt:5:1:hello", 1, None, 0);
        case("00ff:d:0:2:", 0, Some("header size: shorter than its length says at byte 0"), 11);
        case("000e:pics:0:2:", 1, Some("header size: missing at byte 14"), 0);
        case("000e:pics:0:2:00x", 1, Some("header size: not a hexadecimal number at byte 14"), 3);
        case("000f:a.txt:5:1:hel", 0, Some("contents: shorter than its length says at byte 18"), 18);
        case("000f:a.txt:5:1:hello!", 1, Some("input: trailing data at byte 20"), 1);
        case("000f:a.txt:5:1:hello\\0\\0", 1, None, 2);
        case("000f:a.txt:5:1:hello\\0!", 1, Some("input: trailing data at byte 20"), 2);
        case("", 0, Some("header size: missing at byte 0"), 0);
    }

    #[test]
    fn other_rows() {
        for (command, bytes) in
            [("tcp:GETFILEDATA", "1:2:u:h:96:1:2:3"), ("dict:RAW", "IP2:0::Z"), ("stream:FILEDATA", "")]
        {
            let mut sample = sample(&[b"test", command.as_bytes(), bytes.as_bytes()]).unwrap();
            let row = sample.row(1);
            assert!(
                matches!((&row.status, row.rest, row.messages.len()), (RowStatus::Ok, 0, 1)),
                "{command}"
            );
        }
    }
}
