//! The rows of vector files: one row per line, columns between tabs.
//!
//! ```text
//! source  command  bytes  [note]                      IPMsg
//! dir  server  version  source  bytes                 MSNP
//! dir  server  version  source  bytes  expect  [note] streams of MSNP
//! kind  source  bytes  expect                         payloads of MSNP
//! ```
//!
//! Empty lines, and lines that begin with `#`, are no rows. Bytes are printable ASCII with the escapes
//! `\0 \a \b \t \n \f \r \\ \xNN`, and `\/` for a place where a read of the connection ended.
//!
//! ```
//! use imwire_testkit::rows;
//!
//! let rows = rows::ipmsg("draft-10\tSENDMSG\t1:100:shirouzu:jupiter:32:hello\\0");
//! assert_eq!(rows[0].bytes, b"1:100:shirouzu:jupiter:32:hello\0");
//! ```

use imwire::msnp::{Dialect, Link, Role, Splitter};
use std::fmt;

/// A row of an IPMsg file.
#[derive(Clone, Debug)]
pub struct Ipmsg<'a> {
    /// Counts from 1.
    pub row: usize,
    /// `tcp`, `stream`, `dict`; empty for a datagram.
    pub prefix: &'a str,
    /// The command.
    pub name: &'a str,
    /// What is on the wire.
    pub bytes: Vec<u8>,
    /// Begins with `MALFORMED` if it is to be refused.
    pub note: &'a str,
}

/// A row of an MSNP file.
#[derive(Clone, Debug)]
pub struct Msnp<'a> {
    /// Counts from 1.
    pub row: usize,
    /// The side that sends it.
    pub sender: Role,
    /// The link; that of dispatch servers is `Notification`.
    pub link: Link,
    /// Unknown on an MSNFTP link.
    pub dialect: Dialect,
    /// Where the row comes from.
    pub source: &'a str,
    /// What is on the wire.
    pub bytes: Vec<u8>,
    /// Begins with `weak` in a file of streams if only the frames of the row are certain.
    pub note: &'a str,
}

/// A row of a file of payloads.
#[derive(Clone, Debug)]
pub struct Payload<'a> {
    /// Which of the [kinds](crate::payloads::KINDS) it is.
    pub kind: &'a str,
    /// Where the row comes from.
    pub source: &'a str,
    /// What is on the wire.
    pub bytes: Vec<u8>,
    /// Its fields, or `error: ` and why it is refused.
    pub expected: &'a str,
}

impl Ipmsg<'_> {
    /// Whether it is in colon form.
    pub fn is_packet(&self) -> bool {
        matches!(self.prefix, "" | "tcp")
    }
}

impl Msnp<'_> {
    /// A splitter for this row.
    pub fn splitter(&self) -> Splitter {
        let mut splitter = match self.link {
            Link::FileTransfer => Splitter::file_transfer(self.sender),
            _ => Splitter::new(self.sender),
        };
        splitter.set_dialect(self.dialect);
        splitter
    }
}

/// The rows of a file of IPMsg packets, directory streams and dictionaries.
///
/// # Panics
/// If a row is not in this format.
pub fn ipmsg(file: &str) -> Vec<Ipmsg<'_>> {
    columns(file)
        .map(|(row, columns)| {
            let [_source, name, bytes, ref note @ ..] = columns[..] else {
                panic!("row {row}: too few columns")
            };
            let (prefix, name) = name.split_once(':').unwrap_or(("", name));
            let note = note.first().copied().unwrap_or_default();
            Ipmsg { row, prefix, name, bytes: bytes_of(row, bytes), note }
        })
        .collect()
}

/// The rows of a file of MSNP commands and MSNFTP blocks, or of streams of them.
///
/// # Panics
/// If a row is not in this format.
pub fn msnp(file: &str) -> Vec<Msnp<'_>> {
    columns(file).map(msnp_row).collect()
}

fn msnp_row<'a>((row, columns): (usize, Vec<&'a str>)) -> Msnp<'a> {
    let (&[sender, link, version, source, bytes], more) =
        columns.split_first_chunk().unwrap_or_else(|| panic!("row {row}: fewer than five columns"));
    assert!(more.len() <= 2, "row {row}: more than seven columns");
    Msnp {
        row,
        sender: match sender {
            "c2s" => Role::Client,
            "s2c" => Role::Server,
            other => panic!("row {row}: direction {other}"),
        },
        link: match link {
            // Dispatch servers too.
            "ds" | "ns" => Link::Notification,
            "sb" => Link::Switchboard,
            "ft" => Link::FileTransfer,
            other => panic!("row {row}: server {other}"),
        },
        dialect: match version {
            "cvr0" => Dialect::CVR0,
            "msnftp" => Dialect::UNKNOWN,
            number => Dialect::new(number.parse().unwrap_or_else(|_| panic!("row {row}: version {number}"))),
        },
        source,
        bytes: bytes_of(row, bytes),
        note: more.get(1).copied().unwrap_or_default(),
    }
}

/// The rows of a file of payloads.
///
/// # Panics
/// If a row is not in this format.
pub fn payloads(file: &str) -> Vec<Payload<'_>> {
    let payload = |(row, columns): (usize, Vec<_>)| {
        let [kind, source, bytes, expected] = columns[..] else { panic!("row {row}: not four columns") };
        Payload { kind, source, bytes: bytes_of(row, bytes), expected }
    };
    columns(file).map(payload).collect()
}

fn columns(file: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let rows = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.enumerate().map(|(index, line)| (index + 1, line.split('\t').collect()))
}

fn bytes_of(row: usize, text: &str) -> Vec<u8> {
    unescape(text).unwrap_or_else(|error| panic!("row {row}: {error}"))
}

/// Why [`unescape`] refused a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscapeError {
    /// Column of the backslash, counted in bytes from 1.
    pub column: usize,
}

impl fmt::Display for EscapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown escape at column {}", self.column)
    }
}

impl std::error::Error for EscapeError {}

/// The bytes that a column of bytes means.
///
/// # Errors
/// An escape that is not in the list above, or not complete.
pub fn unescape(text: &str) -> Result<Vec<u8>, EscapeError> {
    unescape_pieces(text).map(|pieces| pieces.concat())
}

/// The same, cut where reads of the connection ended: at least one piece.
///
/// # Errors
/// As for [`unescape`].
pub fn unescape_pieces(text: &str) -> Result<Vec<Vec<u8>>, EscapeError> {
    let mut pieces = Vec::new();
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let error = EscapeError { column: text.len() - rest.len() };
        bytes.push(match rest.next() {
            Some(b'0') => 0,
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(b'\\') => b'\\',
            Some(b'x') => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let byte = digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                byte.ok_or(error)?
            }
            Some(b'/') => {
                pieces.push(std::mem::take(&mut bytes));
                continue;
            }
            _ => return Err(error),
        });
    }
    pieces.push(bytes);
    Ok(pieces)
}

/// Bytes as text: printable ASCII as it is, the backslash doubled, all else `\xNN`.
pub fn escape(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        #[track_caller]
        fn case(text: &str, pieces: &[&[u8]]) {
            assert_eq!(unescape_pieces(text).unwrap(), pieces);
            assert_eq!(unescape(text), Ok(pieces.concat()));
        }
        case("", &[b""]);
        case("VER 1 MSNP8 CVR0\\r\\n", &[b"VER 1 MSNP8 CVR0\r\n"]);
        case("\\t\\\\\\xff\\x00\\x5C\\\\x41", &[b"\t\\\xff\0\\\\x41"]);
        case("\\0\\a\\b\\f\\010", &[b"\0\x07\x08\x0c\x0010"]);
        case("1:2\\/:u\\/", &[b"1:2", b":u", b""]);
        case("a/b\\/\\/c", &[b"a/b", b"", b"c"]);
    }

    #[test]
    fn refused() {
        for (text, column) in [("ab\\q", 3), ("ab\\", 3), ("\\x4", 1), ("a\\xg0", 2)] {
            assert_eq!(unescape(text), Err(EscapeError { column }), "{text}");
        }
    }

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unescape(&escape(&all)), Ok(all));
        assert_eq!(escape(b"a\\ \0\xe4"), "a\\\\ \\x00\\xe4");
    }
}
