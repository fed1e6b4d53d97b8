//! The encodings of fields, and how they are undone.

use crate::scan::{self, entity};

/// How bytes are encoded on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// `%20`.
    Percent,
    /// Two hexadecimal digits to a byte.
    Hex,
    /// Two hexadecimal digits to a byte, the last byte first.
    HexReversed,
    /// Base64.
    Base64,
    /// `::` is a `:`. Names of files in a list.
    DoubledColon,
    /// Entities: `&lt;` is a `<`.
    Xml,
    /// UTF-16, the low byte first. It is decoded to UTF-8; a lone surrogate becomes U+FFFD.
    Utf16,
    /// The last byte first.
    Reversed,
}

impl Encoding {
    /// The bytes that `encoded` means, one by one.
    ///
    /// What was read is a good encoding. Of other bytes, digits end at the first byte that is none, and an
    /// odd digit or byte at the end is left out; `%` without two digits is itself, and so is an `&` that begins no
    /// entity.
    ///
    /// ```
    /// use imwire::fields::Encoding;
    ///
    /// assert!(Encoding::Percent.decode(b"Auntie%20Em").eq(*b"Auntie Em"));
    /// assert!(Encoding::Hex.decode(b"0aff").eq(*b"\x0a\xff"));
    /// assert!(Encoding::HexReversed.decode(b"0aff").eq(*b"\xff\x0a"));
    /// assert!(Encoding::Base64.decode(b"cXdlcnQ=").eq(*b"qwert"));
    /// assert!(Encoding::DoubledColon.decode(b"a::b.txt").eq(*b"a:b.txt"));
    /// assert!(Encoding::Xml.decode(b"&lt;3").eq(*b"<3"));
    /// assert!(Encoding::Utf16.decode(b"h\0\xe9\0").eq("h\u{e9}".bytes()));
    /// assert!(Encoding::Reversed.decode(b"42.1").eq(*b"1.24"));
    /// ```
    #[must_use]
    pub const fn decode(self, encoded: &[u8]) -> Decode<'_> {
        Decode { coding: self, rest: encoded, bits: 0, count: 0 }
    }
}

/// The bytes that an encoded value means: see [`Encoding::decode`].
#[derive(Clone, Debug)]
pub struct Decode<'a> {
    coding: Encoding,
    rest: &'a [u8],
    /// Bits of base64 that make no byte yet, and how many; or bytes of a character that are to come, the first one
    /// lowest, and how many.
    bits: u32,
    count: u32,
}

impl Iterator for Decode<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match (self.coding, self.rest) {
            (Encoding::Base64, _) => return self.base64(),
            (Encoding::Xml | Encoding::Utf16, _) => return self.character(),
            (Encoding::Reversed, [rest @ .., last]) => (*last, rest),
            (Encoding::Hex, [high, low, rest @ ..]) => (pair(*high, *low)?, rest),
            (Encoding::HexReversed, [rest @ .., high, low]) => (pair(*high, *low)?, rest),
            (Encoding::Percent, [b'%', high, low, rest @ ..]) if pair(*high, *low).is_some() => {
                (pair(*high, *low)?, rest)
            }
            (Encoding::DoubledColon, [b':', b':', rest @ ..]) => (b':', rest),
            (Encoding::Percent | Encoding::DoubledColon, [byte, rest @ ..]) => (*byte, rest),
            _ => return None,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.rest.len()))
    }
}

impl Decode<'_> {
    /// The next byte of a character.
    fn character(&mut self) -> Option<u8> {
        if self.count == 0 {
            let (character, rest) = match (self.coding, self.rest) {
                (Encoding::Utf16, rest) => utf16(rest)?,
                (_, [b'&', after @ ..]) => match entity(after) {
                    Some(found) => found,
                    None => ('&', after),
                },
                (_, rest) => {
                    let (byte, rest) = rest.split_first()?;
                    self.rest = rest;
                    return Some(*byte);
                }
            };
            let mut bytes = [0; 4];
            let len = character.encode_utf8(&mut bytes).len();
            (self.bits, self.count) = (u32::from_le_bytes(bytes), u32::try_from(len).unwrap_or_default());
            self.rest = rest;
        }
        let [byte, ..] = self.bits.to_le_bytes();
        self.bits >>= 8;
        self.count = self.count.saturating_sub(1);
        Some(byte)
    }

    /// Spaces and line ends are passed over, as in mails.
    fn base64(&mut self) -> Option<u8> {
        while self.count < 8 {
            let (digit, rest) = self.rest.split_first()?;
            let six = match (scan::sextet(*digit), digit) {
                (Some(six), _) => six,
                (None, b' ' | b'\t' | b'\r' | b'\n') => {
                    self.rest = rest;
                    continue;
                }
                (None, _) => return None,
            };
            self.rest = rest;
            self.bits = self.bits << 6 | u32::from(six);
            self.count = self.count.wrapping_add(6);
        }
        self.count = self.count.wrapping_sub(8);
        let [byte, ..] = self.bits.wrapping_shr(self.count).to_le_bytes();
        Some(byte)
    }
}

/// The first character of UTF-16, and what follows it.
fn utf16(input: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = input.split_first_chunk()?;
    let first = u16::from_le_bytes(*first);
    let (second, after) = match rest.split_first_chunk() {
        Some((second, after)) => (Some(u16::from_le_bytes(*second)), after),
        None => (None, rest),
    };
    let mut found = char::decode_utf16([first].into_iter().chain(second));
    Some(match found.next()? {
        Ok(character) if character.len_utf16() == 2 => (character, after),
        Ok(character) => (character, rest),
        Err(_) => (char::REPLACEMENT_CHARACTER, rest),
    })
}

/// Two hexadecimal digits.
pub(super) fn pair(high: u8, low: u8) -> Option<u8> {
    const fn nibble(digit: u8) -> Option<u8> {
        match digit {
            b'0'..=b'9' => Some(digit & 0x0f),
            b'A'..=b'F' | b'a'..=b'f' => Some((digit & 0x0f).wrapping_add(9)),
            _ => None,
        }
    }
    Some(nibble(high)? << 4 | nibble(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Wire as _;

    #[track_caller]
    fn decodes(coding: Encoding, encoded: &[u8], expected: &[u8]) {
        let found: Vec<u8> = coding.decode(encoded).collect();
        assert_eq!(found.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn decoding() {
        decodes(Encoding::Percent, b"a%20%c3%BC%", b"a \xc3\xbc%");
        decodes(Encoding::Percent, b"100%2", b"100%2");
        decodes(Encoding::Percent, b"%4g%%41", b"%4g%A");
        decodes(Encoding::Hex, b"00fFA", b"\x00\xff");
        decodes(Encoding::Hex, b"0g11", b"");
        decodes(Encoding::HexReversed, b"0102a", b"\x2a\x10");
        decodes(Encoding::HexReversed, b"0102", b"\x02\x01");
        decodes(Encoding::Base64, b"cXdlcnQ=", b"qwert");
        decodes(Encoding::Base64, b"cXdlcn\r\nQ", b"qwert");
        decodes(Encoding::Base64, b"c=XX", b"");
        decodes(Encoding::DoubledColon, b":::a::", b"::a:");
        decodes(Encoding::Xml, b"a &amp;&lt;&#x6C49;&nbsp;&", "a &<\u{6c49}&nbsp;&".as_bytes());
        decodes(Encoding::Utf16, b"a\0\x3d\xd8\x00\xde\x3d\xd8b\0c", "a\u{1f600}\u{fffd}b".as_bytes());
        decodes(Encoding::Utf16, b"\x3d\xd8", "\u{fffd}".as_bytes());
        decodes(Encoding::Reversed, b"abc", b"cba");
        for coding in [
            Encoding::Percent,
            Encoding::Hex,
            Encoding::HexReversed,
            Encoding::Base64,
            Encoding::DoubledColon,
            Encoding::Xml,
            Encoding::Utf16,
            Encoding::Reversed,
        ] {
            decodes(coding, b"", b"");
        }
    }

    /// All texts of up to four bytes out of `alphabet`.
    fn texts(alphabet: &[u8], mut each: impl FnMut(&[u8])) {
        let count = alphabet.len() + 1;
        for number in 0..count.pow(4) {
            let digits = (0..4).map(|place| number / count.pow(place) % count);
            let text: Vec<u8> = digits.filter_map(|digit| alphabet.get(digit).copied()).collect();
            each(&text);
        }
    }

    /// As the types do that keep such bytes.
    #[test]
    fn decoding_agrees() {
        use crate::ipmsg::{Coded, FileName};
        use crate::msnp::Encoded;
        use crate::msnp::payload::{base64::Base64, wide::Wide, xml::XmlText};

        texts(b"%41g", |text| {
            let Ok(text) = Encoded::new(text) else { return };
            assert!(Encoding::Percent.decode(text.as_bytes()).eq(text.decoded()), "{text:?}");
        });
        texts(b":ab", |text| {
            let Ok(name) = FileName::parse(text) else { return };
            assert!(Encoding::DoubledColon.decode(text).eq(name.decoded()), "{name:?}");
        });
        texts(b"09aF", |text| {
            let Ok(coded) = Coded::from_text(crate::ipmsg::Coding::Hex, text) else { return };
            assert!(Encoding::Hex.decode(text).eq(coded.decoded()), "{coded:?}");
            let mut reversed: Vec<u8> = Encoding::HexReversed.decode(text).collect();
            reversed.reverse();
            assert!(coded.decoded().eq(reversed), "{coded:?}");
        });
        texts(b"&lt;", |text| {
            let Ok(text) = XmlText::from_escaped(text) else { return };
            assert!(Encoding::Xml.decode(text.as_bytes()).eq(text.decoded()), "{text:?}");
        });
        texts(b"a\0\xd8\xdf", |text| {
            let Ok(wide) = Wide::from_octets(text) else { return };
            assert!(Encoding::Utf16.decode(text).eq(wide.chars().collect::<String>().bytes()), "{wide:?}");
        });
        texts(b"Ag/=", |text| {
            if let Ok(coded) = Coded::from_text(crate::ipmsg::Coding::Base64, text) {
                assert!(Encoding::Base64.decode(text).eq(coded.decoded()), "{coded:?}");
            }
            if let Ok(base64) = Base64::from_text(text) {
                assert!(Encoding::Base64.decode(text).eq(base64.decoded()), "{base64:?}");
            }
        });
    }
}
