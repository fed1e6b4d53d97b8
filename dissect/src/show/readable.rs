//! Bytes from the wire as text that is safe to show.
//!
//! UTF-8 is shown as it is, control characters as their pictures (`␀`). What is no UTF-8 is in the
//! charset that the user named, or shown as `\x8e`.

use crate::show::charset::Charset;
use crate::show::text::{DIM, PLAIN, Text};
use anstyle::Style;

/// Bytes that are UTF-8 if they are text at all.
pub(crate) fn readable(bytes: &[u8], style: Style) -> Text {
    Charset::UTF_8.readable(bytes, style)
}

impl Charset {
    /// Bytes that are UTF-8 or in this charset.
    pub(crate) fn readable(self, bytes: &[u8], style: Style) -> Text {
        self.shown(bytes, style, false)
    }

    /// The same, but LF ends a line.
    pub(crate) fn readable_lines(self, bytes: &[u8], style: Style) -> Text {
        self.shown(bytes, style, true)
    }

    /// No control character is inside a character of any charset.
    fn shown(self, bytes: &[u8], style: Style, lines: bool) -> Text {
        let (mut text, mut behind) = (Text::default(), bytes);
        for part in bytes.split_inclusive(u8::is_ascii_control) {
            behind = behind.get(part.len()..).unwrap_or_default();
            let (run, control) = match part {
                [run @ .., last] if last.is_ascii_control() => (run, Some(*last)),
                run => (run, None),
            };
            self.push_run(&mut text, run, style);
            match control {
                Some(b'\n') if lines => text.push(PLAIN, "\n"),
                Some(b'\r') if lines && behind.starts_with(b"\n") => {}
                Some(control) => push_char(&mut text, control.into(), style),
                None => {}
            }
        }
        text
    }

    fn push_run(self, text: &mut Text, run: &[u8], style: Style) {
        let valid = match std::str::from_utf8(run) {
            Ok(valid) => valid,
            // Cut off in the middle of a character, as names are: it says nothing of the others.
            Err(error) if error.error_len().is_none() && !self.check(run) => run
                .get(..error.valid_up_to())
                .and_then(|valid| std::str::from_utf8(valid).ok())
                .unwrap_or_default(),
            // Another charset: what looks like UTF-8 in it is none either.
            Err(_) => {
                if let Some(decoded) = self.decode(run) {
                    return decoded.chars().for_each(|char| push_char(text, char, style));
                }
                ""
            }
        };
        valid.chars().for_each(|char| push_char(text, char, style));
        for &byte in run.get(valid.len()..).unwrap_or_default() {
            match byte {
                0..=0x7f => push_char(text, byte.into(), style),
                _ => text.push(DIM, &format!("\\x{byte:02x}")),
            }
        }
    }
}

fn push_char(text: &mut Text, char: char, style: Style) {
    let code = u32::from(char);
    match char {
        '\0'..'\x20' => text.push(DIM, &picture(0x2400 + code)),
        '\x7f' => text.push(DIM, "␡"),
        // They would turn the line around, or hide in it.
        '\u{80}'..'\u{a0}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => text.push(DIM, &format!("\\u{{{code:x}}}")),
        _ => text.push(style, char.encode_utf8(&mut [0; 4])),
    }
}

fn picture(code: u32) -> String {
    char::from_u32(code).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(charset: Charset, bytes: &[u8], expected: &str) {
        assert_eq!(charset.readable_lines(bytes, PLAIN).stripped(), expected);
    }

    #[test]
    fn safe_to_show() {
        let case = |bytes, expected| case(Charset::UTF_8, bytes, expected);
        case("a\0b\t\x1b[1m\x7f".as_bytes(), "a␀b␉␛[1m␡");
        case(b"\xe4\xbd\xa0\xe4\xb8\0\x82\xc9\x82R\0", "你\\xe4\\xb8␀\\x82\\xc9\\x82R␀");
        case("研发 \u{202e}abc\u{9b}".as_bytes(), "研发 \\u{202e}abc\\u{9b}");
        case(b"a\r\nb\r\0", "a\nb␍␀");
        assert_eq!(readable(b"a\r\nb", PLAIN).stripped(), "a␍␊b");
    }

    #[test]
    fn other_charsets() {
        let gbk = Charset::named("gbk").unwrap();
        case(gbk, b"\xc4\xe3\xba\xc3\0\x1b", "你好␀␛");
        case(gbk, "你好".as_bytes(), "你好");
        // A single character of GBK looks like UTF-8 that was cut.
        case(gbk, b"a\xe3\x80", "a銆");
        case(gbk, b"\xc4\xe3\xba", "你\u{fffd}");
        case(gbk, b"\xff\xff", "\u{fffd}\u{fffd}");
        case(Charset::named("cp1252").unwrap(), b"\x9b\x81", "›\\u{81}");
    }
}
