//! Text in UTF-16, little-endian, as file names and webcam messages have it.
//!
//! ```
//! use imwire::{Encode, msnp::payload::wide::Wide};
//!
//! let read = Wide::from_octets(b"h\0i\0")?;
//! assert_eq!(read.to_string(), "hi");
//! assert_eq!(read, Wide::new("hi"));
//! assert_eq!(Wide::new("é").encode_into(&mut [0; 2])?, b"\xe9\0");
//! # Ok::<(), imwire::Error>(())
//! ```

use super::show::shown;
use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Encoding, Kind, Value};
use crate::lossy::show_char;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};

/// Text in UTF-16, little-endian: the octets that were read, or a `str` of yours.
///
/// Two are equal if they have the same code units.
#[derive(Clone, Copy)]
pub struct Wide<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// An even number.
    Octets(&'a [u8]),
    Text(&'a str),
}

impl<'a> Wide<'a> {
    /// This text, which is coded while it is written.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(Source::Text(text))
    }

    /// The text of these octets. Lone surrogates are kept.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if the number of octets is odd.
    pub const fn from_octets(octets: &'a [u8]) -> Result<Self, Error> {
        if octets.len() % 2 != 0 {
            return Err(Error::new(ErrorKind::Truncated, Part::TEXT, octets.len()));
        }
        Ok(Self(Source::Octets(octets)))
    }

    /// What comes before the first U+0000 in an even number of octets, and the octets after it;
    /// all of it and `None` if there is no U+0000.
    pub(crate) fn until_nul(octets: &'a [u8]) -> (Self, Option<&'a [u8]>) {
        let nul = octets.chunks_exact(2).position(|unit| unit == [0, 0]).unwrap_or(usize::MAX);
        match octets.split_at_checked(nul.saturating_mul(2)) {
            Some((text, [_, _, rest @ ..])) => (Self(Source::Octets(text)), Some(rest)),
            _ => (Self(Source::Octets(octets)), None),
        }
    }

    /// The octets that were read; `None` if it was made from a `str`.
    #[must_use]
    pub const fn as_octets(&self) -> Option<&'a [u8]> {
        match self.0 {
            Source::Octets(octets) => Some(octets),
            Source::Text(_) => None,
        }
    }

    /// The code units.
    #[must_use]
    pub fn units(&self) -> Units<'a> {
        match self.0 {
            Source::Octets(octets) => Units { octets, text: "".encode_utf16() },
            Source::Text(text) => Units { octets: &[], text: text.encode_utf16() },
        }
    }

    /// The characters; a lone surrogate is U+FFFD.
    pub fn chars(&self) -> impl Iterator<Item = char> + 'a {
        char::decode_utf16(self.units()).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Whether there is no code unit.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        match self.0 {
            Source::Octets(octets) => octets.is_empty(),
            Source::Text(text) => text.is_empty(),
        }
    }

    /// Whether U+0000 is in it.
    pub(crate) fn has_nul(&self) -> bool {
        self.units().any(|unit| unit == 0)
    }
}

/// The code units of a [`Wide`].
#[derive(Clone, Debug)]
pub struct Units<'a> {
    octets: &'a [u8],
    text: core::str::EncodeUtf16<'a>,
}

impl Iterator for Units<'_> {
    type Item = u16;

    #[inline]
    fn next(&mut self) -> Option<u16> {
        match self.octets {
            [low, high, rest @ ..] => {
                self.octets = rest;
                Some(u16::from_le_bytes([*low, *high]))
            }
            _ => self.text.next(),
        }
    }
}

impl Encode for Wide<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self.0 {
            Source::Octets(octets) => sink.put(octets),
            Source::Text(text) => text.encode_utf16().try_for_each(|unit| sink.put(&unit.to_le_bytes())),
        }
    }
}

shown! {
    Wide<'_>: Kind::Encoded(Encoding::Utf16), this => match this.0 {
        Source::Octets(octets) => Value::Encoded(octets),
        Source::Text(text) => Value::Bytes(text.as_bytes()),
    };
}

impl PartialEq for Wide<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.units().eq(other.units())
    }
}

impl Eq for Wide<'_> {}

impl Hash for Wide<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.units().for_each(|unit| unit.hash(state));
        state.write_u8(0xff);
    }
}

/// Control and bidirectional characters are escaped, so that it is safe for a terminal.
impl fmt::Display for Wide<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| show_char(char, f))
    }
}

impl fmt::Debug for Wide<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[test]
    fn read_and_made() {
        let read = Wide::from_octets(b"a\0=\xd8\0\xde").unwrap();
        assert_eq!((read, read.to_string().as_str()), (Wide::new("a😀"), "a😀"));
        assert_eq!(read.as_octets(), Some(&b"a\0=\xd8\0\xde"[..]));
        assert_eq!(Wide::new("a").as_octets(), None);
        assert_eq!(Wide::from_octets(b"\0\xd8b\0").unwrap().to_string(), "\u{fffd}b");
        assert_eq!(Wide::from_octets(b"\x1b\0").unwrap().to_string(), "\\u{1b}");
        assert!(Wide::new("").is_empty() && !read.is_empty());
        refused(Wide::from_octets(b"a\0b"), "text: shorter than its length says at byte 3");
    }

    #[test]
    fn up_to_nul() {
        let (text, rest) = Wide::until_nul(b"a\0\0b\0\0c\0");
        assert_eq!((text.as_octets(), rest), (Some(&b"a\0\0b"[..]), Some(&b"c\0"[..])));
        assert_eq!(Wide::until_nul(b"a\0").1, None);
        assert!(Wide::new("a\0").has_nul() && !text.has_nul());
    }

    proptest! {
        #[test]
        fn any_text(text: String) {
            let made = Wide::new(&text);
            let octets = checked::written(&made);
            checked::length(&made);
            let read = Wide::from_octets(octets).unwrap();
            prop_assert_eq!((read, read.chars().collect::<String>()), (made, text.clone()));
            checked::borrowed(&read, octets, &[octets]);
        }
    }
}
