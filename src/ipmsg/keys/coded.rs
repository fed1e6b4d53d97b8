//! Raw bytes as text: hexadecimal or base64.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::Value;
use crate::ipmsg::fields::{field, trimmed};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Two hexadecimal digits to a byte.
    Hex,
    /// Four characters to three bytes; RFC 4648 §4, in one line.
    Base64,
}

impl Coding {
    /// Whether a text of it can have that byte.
    pub(in crate::ipmsg) fn has(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Base64 => scan::sextet(byte).is_some() || byte == b'=',
        }
    }

    const fn misfit(self) -> ErrorKind {
        match self {
            Self::Hex => ErrorKind::NotHex,
            Self::Base64 => ErrorKind::NotBase64,
        }
    }
}

/// Raw bytes that are text on the wire.
///
/// Two are equal if they have the same bytes in the same coding, whether read or made.
///
/// ```text
/// 8f9e0955ace486cc    a modulus
/// TxQjNi6jGrc3uZs=    a session key, under ENCODE_BASE64
/// ```
///
/// Keys, ciphers and signatures travel like that. What was read is checked, keeps its text, and
/// is decoded on demand into a buffer of yours; what you have as raw bytes is coded while it is
/// written. Neither allocates.
///
/// ```
/// use imwire::{Encode, ipmsg::{Coded, Coding}};
///
/// let read = Coded::from_text(Coding::Base64, b"cXdlcnQ=")?;
/// let mut buffer = [0; 8];
/// assert_eq!((read.len(), read.decode_into(&mut buffer)?), (5, &b"qwert"[..]));
///
/// let made = Coded::new(Coding::Hex, b"qwert");
/// assert_eq!(made.encode_into(&mut [0; 16])?, b"7177657274");
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// | | read | written |
/// |---|---|---|
/// | hexadecimal | either case, two digits to a byte | lower case; what was read as it was |
/// | base64 | `+` and `/`; the padding may be missing as a whole; no bits remain | padded |
///
/// Blanks after either are skipped: `FeiQ` leaves some after its ciphers. Nobody is known to
/// leave out the padding, but the official client would understand it.
///
/// Source: IP Messenger protocol, draft 14; the official client 4.99, whose base64 is
/// `CryptStringToBinary` of Windows, and what that takes by the tests of Wine.
#[derive(Clone, Copy)]
pub struct Coded<'a> {
    coding: Coding,
    /// Whether `bytes` are the text, which was checked; else they are what it means.
    is_text: bool,
    bytes: &'a [u8],
}

impl<'a> Coded<'a> {
    /// These raw bytes, to be written in that coding.
    #[inline]
    #[must_use]
    pub const fn new(coding: Coding, bytes: &'a [u8]) -> Self {
        Self { coding, is_text: false, bytes }
    }

    /// What this text means. Spaces at its end do not belong to it.
    ///
    /// # Errors
    /// [`ErrorKind::NotHex`], [`ErrorKind::OddDigits`], [`ErrorKind::NotBase64`].
    pub fn from_text(coding: Coding, text: &'a [u8]) -> Result<Self, Error> {
        let text = trimmed(text);
        match misfit(coding, text) {
            Some(kind) => Err(Error::new(kind, Part::TEXT, 0)),
            None => Ok(Self { coding, is_text: true, bytes: text }),
        }
    }

    /// That part, which may not be empty and goes up to `end` or a NUL.
    pub(in crate::ipmsg) fn until(
        part: Part,
        coding: Coding,
        end: u8,
    ) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| {
            let (text, rest) = field(end, input);
            // The line end of `echo … | nc -u` ends the last part, and a NUL may follow it.
            let text = match (text, rest) {
                ([text @ .., b'\r', b'\n'] | [text @ .., b'\n'], [] | [0, ..]) => text,
                _ => text,
            };
            match Self::from_text(coding, text) {
                Ok(Self { bytes: [], .. }) => Fault::err(ErrorKind::Empty, part, input),
                Ok(coded) => Ok((rest, coded)),
                Err(error) => Fault::err(error.kind(), part, input),
            }
        }
    }

    /// The digits of that coding at the front, and the padding of base64: a part that may not be
    /// empty, and ends by itself.
    pub(in crate::ipmsg) fn at_start(
        part: Part,
        coding: Coding,
        input: &'a [u8],
    ) -> IResult<&'a [u8], Self, Fault> {
        match (Self::perhaps(part, coding, input)?, input) {
            ((_, Self { bytes: [], .. }), [] | [0 | b' ', ..]) => Fault::err(ErrorKind::Empty, part, input),
            ((_, Self { bytes: [], .. }), _) => Fault::err(coding.misfit(), part, input),
            (found, _) => Ok(found),
        }
    }

    /// The same of a part that may be empty.
    pub(in crate::ipmsg) fn perhaps(
        part: Part,
        coding: Coding,
        input: &'a [u8],
    ) -> IResult<&'a [u8], Self, Fault> {
        let end = input.iter().position(|&byte| !coding.has(byte)).unwrap_or(input.len());
        let (text, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        match Self::from_text(coding, text) {
            Ok(coded) => Ok((rest, coded)),
            Err(error) => Fault::err(error.kind(), part, input),
        }
    }

    /// What keeps this from standing in a part of that coding that may not be empty.
    pub(in crate::ipmsg) const fn check(&self, part: Part, coding: Coding) -> Result<(), Error> {
        let kind = match (coding, self.coding) {
            _ if self.bytes.is_empty() => ErrorKind::Empty,
            (Coding::Hex, Coding::Hex) | (Coding::Base64, Coding::Base64) => return Ok(()),
            (Coding::Hex, Coding::Base64) => ErrorKind::NotHex,
            (Coding::Base64, Coding::Hex) => ErrorKind::NotBase64,
        };
        Err(Error::new(kind, part, 0))
    }

    /// The coding.
    #[inline]
    #[must_use]
    pub const fn coding(&self) -> Coding {
        self.coding
    }

    /// The text that it was read from, without spaces at the end; `None` if it was not read.
    #[inline]
    #[must_use]
    pub const fn text(&self) -> Option<&'a [u8]> {
        if self.is_text { Some(self.bytes) } else { None }
    }

    /// As a field: the text if it was read, else the bytes.
    pub(in crate::ipmsg) const fn value(&self) -> Value<'a> {
        if self.is_text { Value::Encoded(self.bytes) } else { Value::Bytes(self.bytes) }
    }

    /// How many bytes the text means.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.decoded().len()
    }

    /// Whether it means no bytes.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        // No text is of padding only.
        self.bytes.is_empty()
    }

    /// The bytes that the text means, one by one.
    #[inline]
    #[must_use]
    pub const fn decoded(&self) -> CodedBytes<'a> {
        CodedBytes(match (self.is_text, self.coding) {
            (false, _) => State::Raw(self.bytes),
            (true, Coding::Hex) => State::Hex(self.bytes),
            (true, Coding::Base64) => State::Base64 { digits: unpadded(self.bytes), bits: 0, count: 0 },
        })
    }

    /// Writes the bytes that the text means to the start of `buffer`, and gives back the
    /// part that was written.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`] if the buffer is shorter than [`len`](Self::len).
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], Error> {
        match buffer.split_at_mut_checked(self.len()) {
            Some((place, _)) => {
                place.iter_mut().zip(self.decoded()).for_each(|(place, byte)| *place = byte);
                Ok(place)
            }
            None => Err(Error::new(ErrorKind::NoRoom, Part::BUFFER, 0)),
        }
    }
}

/// What keeps this from being text of that coding.
fn misfit(coding: Coding, text: &[u8]) -> Option<ErrorKind> {
    match coding {
        Coding::Hex if !text.iter().all(u8::is_ascii_hexdigit) => Some(ErrorKind::NotHex),
        Coding::Hex if text.len() % 2 != 0 => Some(ErrorKind::OddDigits),
        Coding::Base64 if !is_base64(unpadded(text)) => Some(ErrorKind::NotBase64),
        _ => None,
    }
}

/// Without the padding, if it is whole.
const fn unpadded(text: &[u8]) -> &[u8] {
    match text {
        [digits @ .., b'=', b'='] if text.len() % 4 == 0 => digits,
        [digits @ .., b'='] if text.len() % 4 == 0 => digits,
        _ => text,
    }
}

/// Whether these are digits that make bytes: not one too many, and no remaining bits that would
/// be lost.
fn is_base64(digits: &[u8]) -> bool {
    let left_over = match digits.len() % 4 {
        0 => 0,
        2 => 0x0f,
        3 => 0x03,
        _ => return false,
    };
    digits.iter().all(|&digit| scan::sextet(digit).is_some())
        && digits.last().and_then(|&digit| scan::sextet(digit)).is_none_or(|last| last & left_over == 0)
}

impl Coding {
    /// Whether that byte is a digit.
    pub(in crate::ipmsg) const fn is_digit(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Base64 => scan::sextet(byte).is_some(),
        }
    }

    /// How many digits make whole bytes.
    pub(in crate::ipmsg) const fn unit(self) -> usize {
        match self {
            Self::Hex => 2,
            Self::Base64 => 4,
        }
    }
}

/// Whether this may be base64 when more of it has come: digits, and at most two `=` after them.
pub(in crate::ipmsg) fn can_become_base64(text: &[u8]) -> bool {
    let digits = match trimmed(text) {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        digits => digits,
    };
    digits.iter().all(|&digit| scan::sextet(digit).is_some())
}

/// What a hexadecimal digit means: four bits.
const fn nibble(digit: u8) -> u8 {
    // The low bits of a letter count from 1, of a digit from 0.
    (digit & 0x0f).wrapping_add(if digit.is_ascii_digit() { 0 } else { 9 })
}

/// The hexadecimal digit, in lower case, for four bits.
const fn hex_digit(nibble: u8) -> u8 {
    match nibble & 0x0f {
        digit @ 0..=9 => digit | b'0',
        letter => letter.wrapping_add(b'a' - 10),
    }
}

/// The bytes that a [`Coded`] means, one by one.
#[derive(Clone, Debug)]
pub struct CodedBytes<'a>(State<'a>);

#[derive(Clone, Debug)]
enum State<'a> {
    Raw(&'a [u8]),
    Hex(&'a [u8]),
    /// The lowest `count` of the `bits` were taken from digits already.
    Base64 {
        digits: &'a [u8],
        bits: u32,
        count: u32,
    },
}

impl Iterator for CodedBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        match &mut self.0 {
            State::Raw(bytes) => {
                let (byte, rest) = bytes.split_first()?;
                *bytes = rest;
                Some(*byte)
            }
            State::Hex(digits) => {
                let ([high, low], rest) = digits.split_first_chunk()?;
                *digits = rest;
                Some(nibble(*high) << 4 | nibble(*low))
            }
            State::Base64 { digits, bits, count } => {
                while *count < 8 {
                    let (digit, rest) = digits.split_first()?;
                    *digits = rest;
                    *bits = *bits << 6 | u32::from(scan::sextet(*digit).unwrap_or_default());
                    *count = count.wrapping_add(6);
                }
                *count = count.wrapping_sub(8);
                let [byte, ..] = bits.wrapping_shr(*count).to_le_bytes();
                Some(byte)
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = match &self.0 {
            State::Raw(bytes) => bytes.len(),
            State::Hex(digits) => digits.len() / 2,
            State::Base64 { digits, count, .. } => {
                // Whole groups, and what the digits after them make with the bits that are left.
                let bits = (digits.len() % 4).wrapping_mul(6).wrapping_add(*count as usize);
                (digits.len() / 4).wrapping_mul(3).wrapping_add(bits / 8)
            }
        };
        (len, Some(len))
    }
}

impl ExactSizeIterator for CodedBytes<'_> {}

impl core::iter::FusedIterator for CodedBytes<'_> {}

impl Encode for Coded<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match (self.is_text, self.coding) {
            (true, coding) => {
                sink.put(self.bytes)?;
                match (coding, self.bytes.len() % 4) {
                    (Coding::Base64, 2) => sink.put(b"=="),
                    (Coding::Base64, 3) => sink.put(b"="),
                    _ => Ok(()),
                }
            }
            (false, Coding::Hex) => put_hex(sink, self.bytes),
            (false, Coding::Base64) => scan::put_base64(sink, self.bytes),
        }
    }
}

fn put_hex<S: Sink + ?Sized>(sink: &mut S, bytes: &[u8]) -> Result<(), S::Error> {
    for block in bytes.chunks(32) {
        let mut text = [0; 64];
        for (place, byte) in text.chunks_exact_mut(2).zip(block) {
            if let [high, low] = place {
                (*high, *low) = (hex_digit(byte >> 4), hex_digit(*byte));
            }
        }
        sink.put(text.get(..block.len().wrapping_mul(2)).unwrap_or_default())?;
    }
    Ok(())
}

impl PartialEq for Coded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.coding == other.coding && self.decoded().eq(other.decoded())
    }
}

impl Eq for Coded<'_> {}

impl Hash for Coded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.coding.hash(state);
        state.write_usize(self.len());
        self.decoded().for_each(|byte| state.write_u8(byte));
    }
}

/// The text, as it is or would be written.
impl fmt::Debug for Coded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Text<'f, 'b>(&'f mut fmt::Formatter<'b>);

        impl Sink for Text<'_, '_> {
            type Error = fmt::Error;

            fn put(&mut self, bytes: &[u8]) -> fmt::Result {
                write!(self.0, "{}", bytes.escape_ascii())
            }
        }

        f.write_str("\"")?;
        self.encode(&mut Text(f))?;
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::hash_map::DefaultHasher;

    #[track_caller]
    fn reads(coding: Coding, text: &[u8], expected: &[u8], form: &[u8]) {
        let coded = Coded::from_text(coding, text).unwrap();
        assert_eq!(coded.decoded().collect::<Vec<_>>(), expected);
        assert_eq!((coded.len(), coded.is_empty()), (expected.len(), expected.is_empty()));
        assert_eq!(coded.text(), Some(text.trim_ascii_end()));
        assert_eq!(coded.encode_into(&mut [0; 80]), Ok(form));
        assert_eq!(format!("{coded:?}"), format!("\"{}\"", form.escape_ascii()));
        let made = Coded::new(coding, expected);
        assert_eq!((made, made.text()), (coded, None));
        assert_eq!(hash(made), hash(coded));
    }

    fn hash(coded: Coded<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        coded.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn hexadecimal() {
        use Coding::Hex;
        reads(Hex, b"", b"", b"");
        reads(Hex, b"00", b"\0", b"00");
        reads(Hex, b"0123456789abcdef", b"\x01\x23\x45\x67\x89\xab\xcd\xef", b"0123456789abcdef");
        reads(Hex, b"ABCDEF", b"\xab\xcd\xef", b"ABCDEF");
        reads(Hex, b"fF  ", b"\xff", b"fF"); // FeiQ leaves spaces after a cipher
    }

    /// The samples of RFC 4648 §10, and some more.
    #[test]
    fn base64() {
        use Coding::Base64;
        reads(Base64, b"", b"", b"");
        reads(Base64, b"Zg==", b"f", b"Zg==");
        reads(Base64, b"Zm8=", b"fo", b"Zm8=");
        reads(Base64, b"Zm9v", b"foo", b"Zm9v");
        reads(Base64, b"Zm9vYg==", b"foob", b"Zm9vYg==");
        reads(Base64, b"Zm9vYmE=", b"fooba", b"Zm9vYmE=");
        reads(Base64, b"Zm9vYmFy", b"foobar", b"Zm9vYmFy");
        reads(Base64, b"+/+/", b"\xfb\xff\xbf", b"+/+/");
        reads(Base64, b"AAAA ", b"\0\0\0", b"AAAA");
        // No padding at all: CryptStringToBinary takes it.
        reads(Base64, b"Zg", b"f", b"Zg==");
        reads(Base64, b"Zm8", b"fo", b"Zm8=");
        reads(Base64, b"Zm9vYmE", b"fooba", b"Zm9vYmE=");
    }

    #[track_caller]
    fn refused(coding: Coding, text: &[u8], message: &str) {
        assert_eq!(Coded::from_text(coding, text).unwrap_err().to_string(), message);
    }

    #[test]
    fn texts_refused() {
        for odd in [&b"0"[..], b"abc", b"12345 "] {
            refused(Coding::Hex, odd, "text: an odd number of hexadecimal digits at byte 0");
        }
        for other in [&b"0g"[..], b"0x12", b"1 2", b"12\0", b"-1", b" 12", b"12:"] {
            refused(Coding::Hex, other, "text: not a hexadecimal number at byte 0");
        }
        // One digit, padding that is not whole or too much or inside, remaining bits, another
        // alphabet.
        for text in ["Z", "Zm9vY", "Zg=", "Z===", "Zm8==", "Zm9v====", "====", "=", "Zg==Zm9v"] {
            refused(Coding::Base64, text.as_bytes(), "text: not base64 at byte 0");
        }
        for text in ["Zh==", "Zm9=", "Zh", "Zm9", "Zm-v", "Zm_v", "Zm 9v", "Zm9v\n", "Zm9\0"] {
            refused(Coding::Base64, text.as_bytes(), "text: not base64 at byte 0");
        }
    }

    #[test]
    fn neither_coding_nor_content_differ_in_equals() {
        let hex = Coded::from_text(Coding::Hex, b"666F6F").unwrap();
        assert_eq!(hex, Coded::from_text(Coding::Hex, b"666f6f").unwrap());
        assert_ne!(hex, Coded::new(Coding::Base64, b"foo"));
        assert_ne!(hex, Coded::new(Coding::Hex, b"fop"));
        assert_ne!(hex, Coded::new(Coding::Hex, b"foo\0"));
    }

    #[test]
    fn room() {
        let coded = Coded::new(Coding::Hex, b"abc");
        assert_eq!(coded.decode_into(&mut [0; 5]).unwrap(), b"abc");
        let error = coded.decode_into(&mut [0; 2]).unwrap_err();
        assert_eq!(error.to_string(), "buffer: no room left at byte 0");
    }

    /// Base64 bit by bit, after RFC 4648.
    fn slowly(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut bits: Vec<u8> =
            bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
        bits.resize(bits.len().next_multiple_of(6), 0);
        let digits =
            bits.chunks(6).map(|bits| DIGITS[usize::from(bits.iter().fold(0, |n, bit| n << 1 | bit))]);
        let mut text: String = digits.map(char::from).collect();
        while text.len() % 4 != 0 {
            text.push('=');
        }
        text
    }

    fn coding() -> impl Strategy<Value = Coding> {
        prop_oneof![Just(Coding::Hex), Just(Coding::Base64)]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(coding in coding(), bytes: Vec<u8>) {
            let made = Coded::new(coding, &bytes);
            let mut room = [0; 1024];
            let text = made.encode_into(&mut room).unwrap();
            let expected = match coding {
                Coding::Hex => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
                Coding::Base64 => slowly(&bytes),
            };
            prop_assert_eq!(text, expected.as_bytes());
            prop_assert_eq!(made.encoded_len(), text.len());
            if let Some(short) = text.len().checked_sub(1) {
                prop_assert!(made.encode_into(&mut vec![0; short]).is_err());
            }
            let read = Coded::from_text(coding, text).unwrap();
            prop_assert_eq!((read, read.text()), (made, Some(text)));
            let mut room = [0; 512];
            prop_assert_eq!(read.decode_into(&mut room).unwrap(), &bytes[..]);
            // The hint is exact all the way.
            let mut decoded = read.decoded();
            for left in (0..bytes.len()).rev() {
                decoded.next().unwrap();
                prop_assert_eq!(decoded.len(), left);
            }
            prop_assert_eq!(decoded.next(), None);
        }

        #[test]
        fn what_is_read_has_one_form(coding in coding(), text in "[0-9a-fA-FZ+/=]{0,12} ?") {
            if let Ok(read) = Coded::from_text(coding, text.as_bytes()) {
                let mut room = [0; 16];
                let form = read.encode_into(&mut room).unwrap();
                let again = Coded::from_text(coding, form).unwrap();
                prop_assert_eq!((again, again.text()), (read, Some(form)));
                let mut room = [0; 16];
                prop_assert_eq!(again.encode_into(&mut room).unwrap(), form);
            }
        }
    }
}
