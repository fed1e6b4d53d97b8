//! Bytes as base64: pictures of handwriting, offline messages, hashes of objects, tickets.

use super::value::Shown;
use crate::error::{Error, ErrorKind, Part};
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};

const PART: Part = Part::named("base64");

/// Bytes that are base64 on the wire (RFC 4648 §4, padded). What was read keeps its text and is decoded on demand;
/// what you have as bytes is coded while it is written, in one line. Two are equal if they mean the same bytes.
///
/// Spaces and line ends inside the text do not count: offline messages have lines of 76 digits.
///
/// ```
/// use imwire::{Encode, msnp::payload::base64::Base64};
///
/// let read = Base64::from_text(b"aGVs\r\nbG8=")?;
/// assert!(read.decoded().eq(*b"hello"));
/// assert_eq!(Base64::new(b"hello").encode_into(&mut [0; 8])?, b"aGVsbG8=");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Base64<'a> {
    bytes: &'a [u8],
    /// Whether `bytes` are the text, which was checked.
    is_text: bool,
}

impl<'a> Base64<'a> {
    /// These bytes, to be coded.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, is_text: false }
    }

    /// What this text means.
    ///
    /// # Errors
    /// [`ErrorKind::NotBase64`] at the first byte that cannot be there, or at the end if digits are missing.
    pub fn from_text(text: &'a [u8]) -> Result<Self, Error> {
        let mut count = 0_usize;
        let mut padding = 0_usize;
        let mut rest = text;
        while let [byte, after @ ..] = rest {
            let at = text.len().wrapping_sub(rest.len());
            rest = after;
            match *byte {
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                b'=' if padding < 2 && count % 4 > 1 => padding = padding.wrapping_add(1),
                _ if padding == 0 && scan::sextet(*byte).is_some() => {}
                _ => return Err(Error::new(ErrorKind::NotBase64, PART, at)),
            }
            count = count.wrapping_add(1);
        }
        if count % 4 != 0 {
            return Err(Error::new(ErrorKind::NotBase64, PART, text.len()));
        }
        Ok(Self { bytes: text, is_text: true })
    }

    /// Whether it was read from a text.
    pub(super) const fn is_text(self) -> bool {
        self.is_text
    }

    /// The text as it was read; the bytes themselves if they are to be coded.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes that are meant.
    #[must_use]
    pub const fn decoded(self) -> Base64Bytes<'a> {
        Base64Bytes { rest: self.bytes, is_text: self.is_text, bits: 0, count: 0 }
    }

    /// How many bytes are meant.
    #[must_use]
    pub fn decoded_len(self) -> usize {
        if self.is_text { scan::count(self.decoded()) } else { self.bytes.len() }
    }

    /// Writes the bytes that are meant to the start of `buffer`.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`].
    pub fn decode_into(self, buffer: &mut [u8]) -> Result<&[u8], Error> {
        let mut sink = SliceSink::new(buffer);
        for byte in self.decoded() {
            sink.put(&[byte])?;
        }
        Ok(sink.into_written())
    }
}

impl Encode for Base64<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.is_text { sink.put(self.bytes) } else { scan::put_base64(sink, self.bytes) }
    }
}

impl PartialEq for Base64<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decoded().eq(other.decoded())
    }
}

impl Eq for Base64<'_> {}

impl Hash for Base64<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decoded().for_each(|byte| byte.hash(state));
    }
}

impl fmt::Debug for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_text { "Base64" } else { "Base64::new" };
        f.debug_tuple(name).field(&Shown(self.bytes)).finish()
    }
}

/// The bytes of a [`Base64`], one by one.
#[derive(Clone, Copy, Debug)]
pub struct Base64Bytes<'a> {
    rest: &'a [u8],
    is_text: bool,
    bits: u16,
    count: u8,
}

impl Iterator for Base64Bytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        loop {
            let [byte, rest @ ..] = self.rest else { return None };
            self.rest = rest;
            if !self.is_text {
                return Some(*byte);
            }
            let Some(six) = scan::sextet(*byte) else { continue };
            self.bits = (self.bits << 6 | u16::from(six)) & 0x3fff;
            if self.count == 0 {
                self.count = 6;
                continue;
            }
            self.count = self.count.wrapping_sub(2) & 7;
            let [_, low] = self.bits.wrapping_shr(u32::from(self.count)).to_be_bytes();
            return Some(low);
        }
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn case(text: &'static [u8], expected: &[u8]) {
        let read = Base64::from_text(text).unwrap();
        assert_eq!(read.decoded().collect::<Vec<_>>(), expected);
        let made = Base64::new(expected);
        assert_eq!((read.decoded_len(), read), (expected.len(), made));
        // Only a text that was read is shown as one.
        assert_eq!((read.is_text(), made.is_text()), (true, false));
    }

    #[test]
    fn texts() {
        case(b"", b"");
        case(b"Zg==", b"f");
        case(b"Zm8=", b"fo");
        case(b"Zm9v", b"foo");
        case(b"Zm9vYg==", b"foob");
        case(b"+/+/ ", b"\xfb\xff\xbf");
        case(b"Zm\r\n9v\r\n", b"foo");
    }

    #[test]
    fn texts_refused() {
        for (text, at) in [
            (&b"AGIcA"[..], 5),
            (b"AG", 2),
            (b"=", 0),
            (b"A===", 1),
            (b"AA=A", 3),
            (b"AA===", 4),
            (b"AAA-", 3),
            (b"AA==AAAA", 4),
        ] {
            let error = Base64::from_text(text).unwrap_err();
            assert_eq!((error.kind(), error.part(), error.at()), (ErrorKind::NotBase64, PART, at));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes: Vec<u8>) {
            let made = Base64::new(&bytes);
            let text = made.to_vec();
            prop_assert_eq!(made.encoded_len(), text.len());
            let read = Base64::from_text(&text).unwrap();
            prop_assert_eq!(read, made);
            let mut room = vec![0; bytes.len()];
            prop_assert_eq!(read.decode_into(&mut room).unwrap(), &bytes[..]);
        }
    }
}
