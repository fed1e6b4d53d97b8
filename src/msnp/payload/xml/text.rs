//! Text of XML: with its entities, or plain and escaped while it is written.

use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Encoding, Kind, Value};
use crate::lossy::text;
use crate::msnp::payload::show::shown;
use crate::msnp::payload::value::Shown;
use crate::scan::{self, entity, is_control};
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};

pub(super) const XML: Part = Part::named("xml");

/// The text of an element or the value of an attribute. What was read keeps its entities and is decoded on demand;
/// what is plain is escaped while it is written. Two are equal if they mean the same bytes.
///
/// The five named entities and numbers are decoded.
///
/// ```
/// use imwire::{Encode, msnp::payload::xml::XmlText};
///
/// let read = XmlText::from_escaped("&lt;3 &#x7B;1&#125;")?;
/// assert!(read.decoded().eq(*b"<3 {1}"));
/// assert_eq!(XmlText::new("a & b")?.encode_into(&mut [0; 16])?, b"a &amp; b");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct XmlText<'a> {
    bytes: &'a [u8],
    is_escaped: bool,
}

text! { XmlText, |text| text.decoded(); }

impl<'a> XmlText<'a> {
    /// A plain text, to be escaped.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] at a control character that XML cannot carry: all below SP but TAB, LF and CR.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = text.as_ref();
        match bytes.iter().position(|&byte| is_control(byte)) {
            Some(at) => Err(Error::new(ErrorKind::Separator, XML, at)),
            None => Ok(Self { bytes, is_escaped: false }),
        }
    }

    /// A text that is escaped already.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] at a control character, or at `<`, `>`, `"` or `'`, or an `&` that begins no
    /// entity.
    pub fn from_escaped(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = text.as_ref();
        if let Some(at) = bytes.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'')) {
            return Err(Error::new(ErrorKind::Separator, XML, at));
        }
        check_text(bytes, 0)?;
        Ok(Self { bytes, is_escaped: true })
    }

    /// What was found between two tags or quotation marks.
    #[inline(always)]
    pub(in crate::msnp::payload) const fn trusted(bytes: &'a [u8]) -> Self {
        Self { bytes, is_escaped: true }
    }

    /// The bytes as they were given: with entities if they were read.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether it means no bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes that are meant.
    #[must_use]
    pub const fn decoded(self) -> XmlTextBytes<'a> {
        XmlTextBytes { rest: self.bytes, is_escaped: self.is_escaped, pending: [0; 4], left: 0 }
    }

    /// Whether it means these bytes.
    #[must_use]
    pub fn is(self, text: &str) -> bool {
        self.decoded().eq(text.bytes())
    }

    /// The decimal number that it means.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        // Nobody escapes digits.
        match scan::decimal_u32(self.bytes) {
            Ok(([], number)) => Some(number),
            _ => None,
        }
    }

    /// Splits off what comes before the two characters `\` `0`, whether they are escaped or not.
    pub(super) fn split_media(self) -> (Self, Option<Self>) {
        let mut rest = self.bytes;
        loop {
            let from = rest;
            let Some((character, after)) = self.character(rest) else { return (self, None) };
            rest = after;
            if character == Some('\\') {
                if let Some((Some('0'), behind)) = self.character(after) {
                    let at = self.bytes.len().wrapping_sub(from.len());
                    let field = Self { bytes: self.bytes.get(..at).unwrap_or_default(), ..self };
                    return (field, Some(Self { bytes: behind, ..self }));
                }
            }
        }
    }

    /// A part of its bytes, cut between characters.
    pub(super) fn part(self, range: impl core::slice::SliceIndex<[u8], Output = [u8]>) -> Self {
        Self { bytes: self.bytes.get(range).unwrap_or_default(), ..self }
    }

    /// The first character, if it is ASCII or an entity, and the rest.
    pub(super) fn character(self, input: &'a [u8]) -> Option<(Option<char>, &'a [u8])> {
        match input {
            [b'&', after @ ..] if self.is_escaped => match entity(after) {
                Some((character, rest)) => Some((Some(character), rest)),
                None => Some((Some('&'), after)),
            },
            [byte, rest @ ..] => Some((byte.is_ascii().then_some(char::from(*byte)), rest)),
            [] => None,
        }
    }

    /// Writes it as the value of an attribute, with quotation marks.
    pub(super) fn put_quoted<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"\"")?;
        if self.is_escaped {
            // A value that was read between single ones can hold a double one as it is.
            let mut rest = self.bytes;
            while let Some((before, [_, after @ ..])) =
                scan::find(b'"', rest).and_then(|at| rest.split_at_checked(at))
            {
                sink.put(before)?;
                sink.put(b"&quot;")?;
                rest = after;
            }
            sink.put(rest)?;
        } else {
            self.encode(sink)?;
        }
        sink.put(b"\"")
    }
}

shown! {
    XmlText<'_>: Kind::Encoded(Encoding::Xml), this => match this.is_escaped {
        true => Value::Encoded(this.bytes),
        false => Value::Bytes(this.bytes),
    };
}

impl Encode for XmlText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.is_escaped {
            return sink.put(self.bytes);
        }
        let mut rest = self.bytes;
        let special = |byte: &u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        while let Some((plain, [byte, after @ ..])) =
            rest.iter().position(special).and_then(|at| rest.split_at_checked(at))
        {
            sink.put(plain)?;
            sink.put(match byte {
                b'&' => b"&amp;",
                b'<' => b"&lt;",
                b'>' => b"&gt;",
                b'"' => b"&quot;",
                _ => b"&apos;",
            })?;
            rest = after;
        }
        sink.put(rest)
    }
}

impl PartialEq for XmlText<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decoded().eq(other.decoded())
    }
}

impl Eq for XmlText<'_> {}

impl Hash for XmlText<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decoded().for_each(|byte| byte.hash(state));
    }
}

impl fmt::Debug for XmlText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.bytes).fmt(f)
    }
}

/// The bytes that an [`XmlText`] means, one by one.
#[derive(Clone, Copy, Debug)]
pub struct XmlTextBytes<'a> {
    rest: &'a [u8],
    is_escaped: bool,
    /// The bytes of a character that are not given yet, at the end.
    pending: [u8; 4],
    left: u8,
}

impl Iterator for XmlTextBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.left > 0 {
            let [a, b, c, d] = self.pending;
            self.left = self.left.wrapping_sub(1);
            self.pending = [b, c, d, 0];
            return Some(a);
        }
        match self.rest {
            [b'&', after @ ..] if self.is_escaped => {
                let Some((character, rest)) = entity(after) else {
                    self.rest = after;
                    return Some(b'&');
                };
                self.rest = rest;
                let mut room = [0; 4];
                let len = character.encode_utf8(&mut room).len();
                let [a, b, c, d] = room;
                self.pending = [b, c, d, 0];
                self.left = u8::try_from(len).unwrap_or(1).wrapping_sub(1);
                Some(a)
            }
            [byte, rest @ ..] => {
                self.rest = rest;
                Some(*byte)
            }
            [] => None,
        }
    }
}

/// Whether text is well formed: no control characters, no `<`, entities only after `&`. `at` is where it begins.
pub(super) fn check_text(text: &[u8], at: usize) -> Result<(), Error> {
    for (index, &byte) in text.iter().enumerate() {
        let good = match byte {
            b'&' => text.get(index.wrapping_add(1)..).and_then(entity).is_some(),
            b'<' => false,
            byte => !is_control(byte),
        };
        if !good {
            return Err(Error::new(ErrorKind::Separator, XML, at.saturating_add(index)));
        }
    }
    Ok(())
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn case(escaped: &str, expected: &str) {
        let text = XmlText::from_escaped(escaped).unwrap();
        assert_eq!(text.decoded().collect::<Vec<_>>(), expected.as_bytes());
        assert_eq!(text, XmlText::new(expected).unwrap());
        assert_eq!(text.to_vec(), escaped.as_bytes());
    }

    #[test]
    fn entities() {
        case("", "");
        case("&lt;&gt;&amp;&quot;&apos;", "<>&\"'");
        case("&#x7B;0&#x7d;&#33;&#0033;", "{0}!!");
        case("&#x6C49;&#x1F600;", "汉😀");
        case("&amp;lt;", "&lt;");
    }

    #[test]
    fn texts_refused() {
        #[track_caller]
        fn case(text: &str, at: usize) {
            let error = XmlText::from_escaped(text).unwrap_err();
            assert_eq!((error.kind(), error.part(), error.at()), (ErrorKind::Separator, XML, at), "{text}");
        }
        case("a & b", 2);
        case("a&", 1);
        case("&nbsp;", 0);
        case("&#4;", 0);
        case("&#xD800;", 0);
        case("&#x110000;", 0);
        case("&#;", 0);
        case("ab\x04", 2);
        case("a<", 1);
        case("\"", 0);
        assert_eq!(XmlText::new("a\x04").unwrap_err().at(), 1);
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]*") {
            let plain = XmlText::new(&text).unwrap();
            let escaped = plain.to_vec();
            let read = XmlText::from_escaped(&escaped).unwrap();
            prop_assert_eq!(read, plain);
            prop_assert!(read.decoded().eq(text.bytes()));
        }
    }
}
