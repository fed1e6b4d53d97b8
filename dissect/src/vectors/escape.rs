//! Escapes of the two sample formats, and of bytes inside JSON.
//!
//! The files under `tests/vectors` write wire bytes as printable ASCII: `hello\0` is a message and
//! its terminator. The two formats share `\n \r \t \\ \xNN`; the IPMsg one also has `\0 \a \b \f`,
//! and `\/`, which is no byte but a place where the row was cut when it was read from its
//! connection. In both, all other bytes are themselves.
//!
//! JSON goes the other way with one escape only: what is not printable ASCII becomes `\xNN`.

use std::fmt::{self, Write};

/// The bytes of an IPMsg row, and where reads of them ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pieces {
    /// All bytes, joined.
    pub(crate) bytes: Vec<u8>,
    /// Offsets into `bytes` at which the row was cut, in ascending order.
    pub(crate) cuts: Vec<usize>,
}

/// Text that is not in the sample format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EscapeError {
    /// What is wrong.
    pub(crate) what: &'static str,
    /// Where, counted from 1: the backslash of a bad escape, or the byte that may not be here.
    pub(crate) column: usize,
}

impl fmt::Display for EscapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at column {}", self.what, self.column)
    }
}

impl std::error::Error for EscapeError {}

/// What the byte after a backslash means.
#[derive(Clone, Copy)]
enum Meaning {
    Byte(u8),
    Hex,
    Cut,
}

use Meaning::{Byte, Cut, Hex};

const MSNP: &[(u8, Meaning)] =
    &[(b'n', Byte(b'\n')), (b'r', Byte(b'\r')), (b't', Byte(b'\t')), (b'\\', Byte(b'\\')), (b'x', Hex)];

const IPMSG_ONLY: &[(u8, Meaning)] =
    &[(b'0', Byte(0)), (b'a', Byte(7)), (b'b', Byte(8)), (b'f', Byte(0x0c)), (b'/', Cut)];

/// Reads the bytes column of an IPMsg row: `\0 \a \b \t \n \f \r \\ \xNN \/`.
///
/// # Errors
/// An unknown or incomplete escape, or a byte that is not printable ASCII.
pub(crate) fn ipmsg(text: &[u8]) -> Result<Pieces, EscapeError> {
    unescape(text, &[MSNP, IPMSG_ONLY])
}

/// Reads the bytes column of an MSNP row: `\r \n \t \\ \xNN`.
///
/// # Errors
/// As for [`ipmsg`].
pub(crate) fn msnp(text: &[u8]) -> Result<Vec<u8>, EscapeError> {
    unescape(text, &[MSNP]).map(|pieces| pieces.bytes)
}

fn unescape(text: &[u8], tables: &[&[(u8, Meaning)]]) -> Result<Pieces, EscapeError> {
    let mut pieces = Pieces::default();
    let mut rest = text.iter().copied();
    loop {
        let column = text.len() - rest.len() + 1;
        let fault = |what| EscapeError { what, column };
        match rest.next() {
            None => return Ok(pieces),
            Some(b'\\') => {
                let name = rest.next().ok_or(fault("nothing after the backslash"))?;
                let known = tables.iter().copied().flatten().find(|&&(letter, _)| letter == name);
                match known.ok_or(fault("unknown escape"))?.1 {
                    Byte(byte) => pieces.bytes.push(byte),
                    Cut => pieces.cuts.push(pieces.bytes.len()),
                    Hex => {
                        let byte = hex_pair(&mut rest);
                        let byte = byte.ok_or(fault("\\x without two lower-case hex digits"))?;
                        pieces.bytes.push(byte);
                    }
                }
            }
            Some(byte @ b' '..=b'~') => pieces.bytes.push(byte),
            Some(_) => return Err(fault("not printable ASCII")),
        }
    }
}

fn hex_pair(digits: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let mut digit = || match digits.next()? {
        byte @ b'0'..=b'9' => Some(byte - b'0'),
        byte @ b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    Some((digit()? << 4) | digit()?)
}

/// Writes bytes as printable ASCII: a backslash as `\\`, what is not printable as `\xNN`.
///
/// The JSON writer then doubles the backslashes once more, as JSON demands.
pub(crate) fn json(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            // Writing to a `String` cannot fail.
            _ => drop(write!(text, "\\x{byte:02x}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn both(text: &str, bytes: &[u8]) {
        assert_eq!(msnp(text.as_bytes()).as_deref(), Ok(bytes));
        ipmsg_case(text, bytes, &[]);
    }

    #[track_caller]
    fn ipmsg_case(text: &str, bytes: &[u8], cuts: &[usize]) {
        let expected = Pieces { bytes: bytes.to_vec(), cuts: cuts.to_vec() };
        assert_eq!(ipmsg(text.as_bytes()), Ok(expected));
    }

    #[track_caller]
    fn refused(result: Result<impl fmt::Debug, EscapeError>, message: &str) {
        assert_eq!(result.map_err(|error| error.to_string()).unwrap_err(), message);
    }

    #[test]
    fn shared_escapes() {
        both("", b"");
        both("VER 1 MSNP8 CVR0\\r\\n", b"VER 1 MSNP8 CVR0\r\n");
        both("\\x20a b\\x20", b" a b ");
        both("\\t\\\\\\xff\\x00\\x5c", b"\t\\\xff\x00\\");
        both("\\\\x41", b"\\x41");
    }

    #[test]
    fn ipmsg_escapes() {
        ipmsg_case("\\0\\a\\b\\f", b"\0\x07\x08\x0c", &[]);
        ipmsg_case("\\010000:memo", b"\x0010000:memo", &[]);
        ipmsg_case("1:2\\/:u\\/", b"1:2:u", &[3, 5]);
        ipmsg_case("a/b\\/\\/c", b"a/bc", &[3, 3]);
    }

    #[test]
    fn refusals() {
        refused(msnp(b"ab\\q"), "unknown escape at column 3");
        refused(msnp(b"\\0"), "unknown escape at column 1");
        refused(msnp(b"a\\/b"), "unknown escape at column 2");
        refused(ipmsg(b"ab\\"), "nothing after the backslash at column 3");
        refused(ipmsg(b"\\x4"), "\\x without two lower-case hex digits at column 1");
        refused(ipmsg(b"a\\xFF"), "\\x without two lower-case hex digits at column 2");
        refused(ipmsg("aé".as_bytes()), "not printable ASCII at column 2");
        refused(ipmsg(b"a\tb"), "not printable ASCII at column 2");
    }

    #[test]
    fn json_escape() {
        #[track_caller]
        fn case(bytes: &[u8], text: &str) {
            assert_eq!(json(bytes), text);
            // What is written can be read back by both formats.
            both(text, bytes);
        }
        case(b"hello, \"you\"", "hello, \"you\"");
        case(b"a\\b", "a\\\\b");
        case(b"\0\r\n\t\x7f\xe4\xbd\xa0", "\\x00\\x0d\\x0a\\x09\\x7f\\xe4\\xbd\\xa0");
    }

    #[test]
    fn every_byte_survives() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(msnp(json(&all).as_bytes()), Ok(all));
    }
}
