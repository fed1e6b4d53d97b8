//! The payload of an MSNP command: what is in it, or lines to look at: MIME headers and text, or hexadecimal.

use crate::count;
use crate::show::charset::Charset;
use crate::show::hex::dump;
use crate::show::readable::readable;
use crate::show::text::{CYAN, DIM, PLAIN, Text};
use crate::show::values::Values;
use imwire::Error;
use imwire::Wire;
use imwire::fields::{Visitor, Walk};
use imwire::msnp::Frame;
use imwire::msnp::payload::Content;
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::mime::{ContentType, Mime};
use imwire::msnp::payload::notice::{Notice, NoticeKind};
use imwire::msnp::payload::p2p::P2pMessage;
use imwire::msnp::payload::xml::{ContactList, Element, Notification, Page, PersonalData};

/// Of longer text, this much is looked at.
const BYTES: usize = 4_096;
/// Bytes shown in hexadecimal.
const HEX: usize = 64;

/// Shows what is in the payload of a command. `false` for a text, which is best read as it is, and for a payload of
/// which no more is known.
///
/// # Errors
/// It is not what its command says.
pub(crate) fn walk(frame: &Frame<'_>, visitor: &mut dyn Visitor) -> Result<bool, Error> {
    let Some(payload) = frame.payload().filter(|payload| !payload.is_empty()) else { return Ok(false) };
    match &frame.line().verb() {
        b"MSG" | b"UUM" | b"UBM" => {
            let mime = Mime::parse(payload)?;
            match mime.content_type() {
                None => Ok(false),
                Some(found) if found == ContentType::TEXT => Ok(false),
                Some(found) if found == ContentType::P2P => read::<P2pMessage<'_>>(payload, (), visitor),
                Some(_) => read::<Content<'_>>(payload, (), visitor),
            }
        }
        b"UUX" | b"UBX" => read::<PersonalData<'_>>(payload, (), visitor),
        b"ADL" | b"RML" | b"FQY" => read::<ContactList<'_>>(payload, (), visitor),
        b"UUN" | b"UBN" => {
            let kind =
                frame.line().args().filter_map(|arg| std::str::from_utf8(arg.as_bytes()).ok()?.parse().ok());
            // Before the length of the payload.
            let kinds: Vec<u32> = kind.collect();
            let kind = kinds.iter().rev().nth(1).copied().unwrap_or_default();
            read::<Notice<'_>>(payload, NoticeKind(kind), visitor)
        }
        b"NOT" => read::<Notification<'_>>(payload, (), visitor),
        b"PAG" | b"PGD" => read::<Page<'_>>(payload, (), visitor),
        b"GCF" => read::<Element<'_>>(payload, (), visitor),
        b"SDG" | b"NFY" | b"PUT" | b"DEL" => read::<Blocks<'_>>(payload, (), visitor),
        _ => Ok(false),
    }
}

fn read<'a, T: Walk<'a>>(
    payload: &'a [u8],
    cx: T::Context,
    visitor: &mut dyn Visitor,
) -> Result<bool, Error> {
    T::walk(payload, cx, visitor).map(|()| true)
}

/// The fields of a payload, or its lines.
pub(crate) fn shown(frame: &Frame<'_>, columns: usize) -> Vec<Text> {
    let mut values = Values::new(Charset::UTF_8, &[]);
    match walk(frame, &mut values) {
        Ok(true) => {
            let text = values.done();
            if text.is_empty() { Vec::new() } else { vec![text] }
        }
        _ => lines(frame.payload().unwrap_or_default(), columns),
    }
}

/// All of it, or its beginning and how long it is. There is room for so many columns.
fn lines(payload: &[u8], columns: usize) -> Vec<Text> {
    let (head, body) = split(payload);
    let mut lines = headers(head);
    if !lines.is_empty() {
        lines.push(Text::default());
    }
    if is_text(body) {
        let shown = body.get(..BYTES).unwrap_or(body);
        lines.extend(text(shown));
        if shown.len() < body.len() {
            lines.push(Text::new(DIM, format!("… {} more", count(body.len() - shown.len(), "byte"))));
        }
        while lines.last().is_some_and(Text::is_empty) {
            lines.pop();
        }
    } else {
        lines.extend(dump(body, &[], columns, HEX));
    }
    lines
}

/// Headers with the empty line after them, and the rest.
fn split(payload: &[u8]) -> (&[u8], &[u8]) {
    let name = payload.split(|&byte| byte == b':').next().unwrap_or_default();
    let is_name = name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let end = payload.windows(4).take(BYTES).position(|end| end == b"\r\n\r\n");
    match end {
        Some(end) if is_name => payload.split_at(end + 4),
        _ => (&[], payload),
    }
}

fn headers(head: &[u8]) -> Vec<Text> {
    let Some(head) = head.strip_suffix(b"\r\n\r\n") else { return Vec::new() };
    let header = |line: &[u8]| match line.iter().position(|&byte| byte == b':') {
        Some(colon) => {
            let (name, value) = line.split_at(colon + 1);
            readable(name, CYAN).and(readable(value, DIM))
        }
        None => readable(line, DIM),
    };
    by_lines(head).map(header).collect()
}

/// Tabs are shown as four spaces.
fn text(body: &[u8]) -> Vec<Text> {
    let line = |line: &[u8]| {
        let mut text = Text::default();
        for (index, part) in line.split(|&byte| byte == b'\t').enumerate() {
            text.push(PLAIN, if index == 0 { "" } else { "    " });
            text.append(readable(part, PLAIN));
        }
        text
    };
    by_lines(body).map(line).collect()
}

/// CR LF ends a line, and so does LF.
fn by_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Is it text, perhaps with a few odd bytes?
fn is_text(body: &[u8]) -> bool {
    let body = body.get(..BYTES).unwrap_or(body);
    let odd = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let chunks = body.utf8_chunks();
    let odd: usize = chunks
        .map(|chunk| chunk.valid().as_bytes().iter().filter(|byte| odd(byte)).count() + chunk.invalid().len())
        .sum();
    odd * 8 <= body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(payload: &[u8], expected: &[&str]) {
        let plain = |text: Text| anstream::adapter::strip_str(&text.to_string()).to_string();
        assert_eq!(lines(payload, 80).into_iter().map(plain).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn mime() {
        case(
            b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi\r\nthere\r\n",
            &["MIME-Version: 1.0", "Content-Type: text/plain", "", "hi", "there"],
        );
        case(b"MIME-Version: 1.0\r\nTypingUser: a@b\r\n\r\n\r\n", &["MIME-Version: 1.0", "TypingUser: a@b"]);
        case(b"Routing: 1.0\r\n\r\nx", &["Routing: 1.0", "", "x"]);
    }

    #[test]
    fn text_of_other_kinds() {
        case(b"", &[]);
        case(b"<a>\n\t<b/>\n</a>", &["<a>", "    <b/>", "</a>"]);
        case("你好\0\u{1b}你好你好你好".as_bytes(), &["你好␀␛你好你好你好"]);
        let long = [b'x'; 5_000];
        assert_eq!(lines(&long, 80).len(), 2);
    }

    #[test]
    fn binary() {
        let mut payload = b"MIME-Version: 1.0\r\n\r\n".to_vec();
        payload.extend([0, 1, 2, b'A', 0xff]);
        case(
            &payload,
            &["MIME-Version: 1.0", "", "0000  00 01 02 41 ff                                   ···A·"],
        );
        let expected = "… 1 byte more";
        assert_eq!(lines(&[0; 65], 80).last(), Some(&Text::new(DIM, expected)));
        assert_eq!(lines(&[0; 65], 80).len(), 5);
        // 8 bytes a row.
        for (columns, rows) in [(71, 4), (70, 8), (40, 8)] {
            let lines = lines(&[0; 64], columns);
            assert_eq!(lines.len(), rows);
            assert!(lines.iter().all(|line| line.width() <= columns));
        }
    }
}
