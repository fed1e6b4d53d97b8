//! Encoded words: names and subjects of mail that are not ASCII.
//!
//! ```text
//! =?utf-8?B?QnVkZHk=?= <buddy@example.com>
//!   │     │ └ text
//!   │     └ B: base64; Q: =E9 is a byte, _ is a space
//!   └ charset, which mail notices put between quotation marks
//! ```
//!
//! ```
//! use imwire::{Encode, msnp::payload::words::{EncodedWord, decode_words}};
//!
//! assert!(decode_words(b"=?\"us-ascii\"?Q?Just saying hello.?=").eq(*b"Just saying hello."));
//! assert!(decode_words(b"=?windows-1252?Q?Budd=E9_X?=").eq("Buddé X".bytes()));
//! assert_eq!(EncodedWord::new("Buddy").encode_into(&mut [0; 32])?, b"=?utf-8?B?QnVkZHk=?=");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: RFC 2047; recorded mail notices for the quotation marks, for spaces in Q words, and for a space before
//! the `?=`.

use super::base64::{Base64, Base64Bytes};
use super::value::{Shown, trim};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// A text as one encoded word: UTF-8 in base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EncodedWord<'a>(&'a str);

impl<'a> EncodedWord<'a> {
    /// That text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl Encode for EncodedWord<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"=?utf-8?B?")?;
        Base64::new(self.0.as_bytes()).encode(sink)?;
        sink.put(b"?=")
    }
}

impl fmt::Debug for EncodedWord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EncodedWord").field(&Shown(self.0.as_bytes())).finish()
    }
}

/// The text with its encoded words decoded, in UTF-8. Words in ISO 8859-1 and Windows-1252 become UTF-8; those in
/// other charsets give their bytes as they are. Spaces between two words are left out. What is no encoded
/// word stays.
#[must_use]
pub const fn decode_words(text: &[u8]) -> DecodedWords<'_> {
    DecodedWords { rest: text, state: State::Text, is_western: false, pending: [0; 2] }
}

/// The bytes that [`decode_words`] gives.
#[derive(Clone, Debug)]
pub struct DecodedWords<'a> {
    rest: &'a [u8],
    state: State<'a>,
    /// Whether the word is in ISO 8859-1 or Windows-1252.
    is_western: bool,
    /// The second and third byte of a character; 0 where there is none.
    pending: [u8; 2],
}

#[derive(Clone, Debug)]
enum State<'a> {
    Text,
    Base64(Base64Bytes<'a>),
    Quoted(&'a [u8]),
}

impl Iterator for DecodedWords<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let [pending, next] = self.pending;
        if pending != 0 {
            self.pending = [next, 0];
            return Some(pending);
        }
        loop {
            let byte = match &mut self.state {
                State::Text => {
                    if let Some((western, state, rest)) = word(self.rest) {
                        self.is_western = western;
                        self.state = state;
                        self.rest = rest;
                        continue;
                    }
                    let [byte, rest @ ..] = self.rest else { return None };
                    self.rest = rest;
                    return Some(*byte);
                }
                State::Base64(digits) => digits.next(),
                State::Quoted(text) => match *text {
                    [b'=', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                        *text = rest;
                        match scan::hex_u32(&[*high, *low]) {
                            Ok((_, value)) => u8::try_from(value).ok(),
                            Err(_) => None,
                        }
                    }
                    [byte, rest @ ..] => {
                        *text = rest;
                        Some(if *byte == b'_' { b' ' } else { *byte })
                    }
                    [] => None,
                },
            };
            match byte {
                Some(byte) if self.is_western && !byte.is_ascii() => {
                    let mut room = [0; 4];
                    let [first, second, third, _] = {
                        western(byte).encode_utf8(&mut room);
                        room
                    };
                    self.pending = [second, third];
                    return Some(first);
                }
                Some(byte) => return Some(byte),
                None => {
                    self.state = State::Text;
                    let next = trim(self.rest);
                    if word(next).is_some() {
                        self.rest = next;
                    }
                }
            }
        }
    }
}

/// An encoded word at the front of `input`: whether its charset is Western, its text, and what follows it.
fn word(input: &[u8]) -> Option<(bool, State<'_>, &[u8])> {
    let inside = input.strip_prefix(b"=?")?;
    let (charset, rest) = inside.split_at_checked(scan::find(b'?', inside)?)?;
    let (is_base64, text) = match rest {
        [b'?', b'B' | b'b', b'?', text @ ..] => (true, text),
        [b'?', b'Q' | b'q', b'?', text @ ..] => (false, text),
        _ => return None,
    };
    // No `?` is in the text, so no byte is looked at twice.
    let (text, rest) = text.split_at_checked(scan::find(b'?', text)?)?;
    let rest = rest.strip_prefix(b"?=")?;
    let charset = match charset {
        [b'"', charset @ .., b'"'] => charset,
        charset => charset,
    };
    let western = [&b"iso-8859-1"[..], b"windows-1252", b"cp1252", b"latin1"];
    let is_western = western.iter().any(|name| charset.eq_ignore_ascii_case(name));
    let state =
        if is_base64 { State::Base64(Base64::from_text(text).ok()?.decoded()) } else { State::Quoted(text) };
    Some((is_western, state, rest))
}

/// A byte of Windows-1252, in which the controls of ISO 8859-1 are characters.
fn western(byte: u8) -> char {
    const CONTROLS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => CONTROLS.chars().nth(usize::from(byte & 0x1f)).unwrap_or_default(),
        byte => char::from(byte),
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        let found = decode_words(text.as_bytes()).collect::<Vec<_>>();
        assert_eq!(String::from_utf8_lossy(&found), expected);
    }

    #[test]
    fn words() {
        case("", "");
        case("Some Person", "Some Person");
        case("=?utf-8?B?QnVkZHk=?= <buddy@example.com>", "Buddy <buddy@example.com>");
        case("=?utf-8?B?QnVkZHk= ?=", "Buddy");
        case("=?iso-8859-1?q?a=E9?= \t=?UTF-8?Q?=C3=A9_b?= c", "aéé b c");
        case("=?windows-1252?Q?=80=9f?=", "€Ÿ");
        // Not words.
        case("=?utf-8?X?a?=", "=?utf-8?X?a?=");
        case("=?utf-8?B?abc?=", "=?utf-8?B?abc?=");
        case("=?utf-8?Q?abc", "=?utf-8?Q?abc");
        case("=?utf-8?Q?a?b?=", "=?utf-8?Q?a?b?=");
        case("=?", "=?");
        case("=?a?Q?=zz?=", "=zz");
        case(&String::from_utf8(EncodedWord::new("Auntie Ém").to_vec()).unwrap(), "Auntie Ém");
    }
}
