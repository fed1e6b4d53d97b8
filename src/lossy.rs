//! Bytes of a peer as text for people: nothing in it can move a cursor or turn the direction of writing.

use core::fmt::{self, Write};

/// Bytes as UTF-8, to be shown. What is not UTF-8 becomes U+FFFD; control characters and those that change
/// the direction of text are escaped (`\n`, `\u{1b}`, `\u{202e}`), so that a peer can neither send control
/// sequences to a terminal nor begin a line of a log.
///
/// ```
/// use imwire::Lossy;
///
/// assert_eq!(Lossy::of(b"\xe4\xb8\xad\xe4\xb8").to_string(), "中\u{fffd}");
/// assert_eq!(Lossy::of(b"\x1b[2Ja\nb").to_string(), "\\u{1b}[2Ja\\nb");
/// assert_eq!(Lossy::of("photo\u{202e}gpj.exe".as_bytes()).to_string(), "photo\\u{202e}gpj.exe");
/// ```
#[derive(Clone, Copy)]
pub struct Lossy<I>(I);

impl<'a> Lossy<core::iter::Copied<core::slice::Iter<'a, u8>>> {
    /// These bytes, to be shown.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(bytes.iter().copied())
    }
}

impl<I: Iterator<Item = u8> + Clone> Lossy<I> {
    /// The bytes of an iterator, to be shown.
    pub(crate) const fn of_iter(bytes: I) -> Self {
        Self(bytes)
    }
}

/// Declares what every text type has: ways to show it. The expression makes an iterator of the bytes that are meant.
///
/// ```text
/// text! { Encoded, |encoded| encoded.decoded(); }
/// ```
macro_rules! text {
    ($($name:ident, |$it:ident| $meant:expr;)*) => {$(
        impl<'a> $name<'a> {
            /// The text as UTF-8, whatever charset it is in, safe to show in a terminal: what is not UTF-8 becomes U+FFFD,
            /// control characters and marks of direction are escaped.
            #[must_use]
            pub fn lossy(self) -> $crate::Lossy<impl Iterator<Item = u8> + Clone + use<'a>> {
                let $it = self;
                $crate::Lossy::of_iter($meant)
            }

            /// The bytes as they are, if they are UTF-8.
            #[must_use]
            pub const fn to_str(self) -> Option<&'a str> {
                match core::str::from_utf8(self.as_bytes()) {
                    Ok(text) => Some(text),
                    Err(_) => None,
                }
            }
        }

        /// As [`lossy`](Self::lossy): safe to show in a terminal.
        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.lossy(), f)
            }
        }
    )*};
}

pub(crate) use text;

/// Whether a character is escaped: controls, and the marks, embeddings, overrides and isolates of Unicode's
/// bidirectional algorithm (UAX #9), and the separators of lines and paragraphs.
fn is_escaped(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Writes a character so that it can do no harm.
pub(crate) fn show_char(char: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match char {
        '\n' => f.write_str("\\n"),
        '\r' => f.write_str("\\r"),
        '\t' => f.write_str("\\t"),
        _ if is_escaped(char) => write!(f, "{}", char.escape_unicode()),
        _ => f.write_char(char),
    }
}

fn show(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    text.chars().try_for_each(|char| show_char(char, f))
}

impl<I: Iterator<Item = u8> + Clone> fmt::Display for Lossy<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is known of the next character: as long as UTF-8 makes one.
        let mut buffer = [0; 4];
        let mut len = 0_usize;
        for byte in self.0.clone() {
            if let Some(place) = buffer.get_mut(len) {
                *place = byte;
                len = len.saturating_add(1);
            }
            // More than one bad sequence can end with this byte.
            while let Some(pending @ [_, ..]) = buffer.get(..len) {
                let gone = match core::str::from_utf8(pending) {
                    Ok(text) => {
                        show(text, f)?;
                        len
                    }
                    Err(error) => match error.error_len() {
                        None => break,
                        Some(bad) => {
                            f.write_char(char::REPLACEMENT_CHARACTER)?;
                            bad
                        }
                    },
                };
                buffer.copy_within(gone.min(len)..len, 0);
                len = len.saturating_sub(gone);
            }
        }
        if len > 0 { f.write_char(char::REPLACEMENT_CHARACTER) } else { Ok(()) }
    }
}

impl<I: Iterator<Item = u8> + Clone> fmt::Debug for Lossy<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn case(bytes: &[u8], expected: &str) {
        assert_eq!(Lossy::of(bytes).to_string(), expected);
    }

    #[test]
    fn text_is_shown() {
        case(b"", "");
        case("Böb 中文 🙂".as_bytes(), "Böb 中文 🙂");
        case(b"a\xffb", "a\u{fffd}b");
        case(b"\xf0\x9f\x99", "\u{fffd}");
        case(b"\xf0\x9fa", "\u{fffd}a");
        case(b"\xe4\xb8\xe4\xb8\xad", "\u{fffd}中");
        case(b"\x7f\0\x07", "\\u{7f}\\u{0}\\u{7}");
        case("\u{9b}1m".as_bytes(), "\\u{9b}1m");
        case("a\u{2028}b\u{2067}c\u{200f}".as_bytes(), "a\\u{2028}b\\u{2067}c\\u{200f}");
    }

    proptest! {
        /// The same as the standard library, except for the escapes.
        #[test]
        fn replaced_as_the_standard_library_does(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let expected: String = String::from_utf8_lossy(&bytes)
                .chars()
                .map(|char| match char {
                    '\n' | '\r' | '\t' => char.escape_default().to_string(),
                    _ if is_escaped(char) => char.escape_unicode().to_string(),
                    _ => char.to_string(),
                })
                .collect();
            prop_assert_eq!(Lossy::of(&bytes).to_string(), expected);
        }
    }
}
