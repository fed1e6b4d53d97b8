//! Tags and names.

use crate::error::ErrorKind;
use crate::scan;

/// A tag.
pub(super) enum Tag<'a> {
    Open {
        name: &'a [u8],
        attributes: &'a [u8],
        is_empty: bool,
    },
    Close {
        name: &'a [u8],
    },
    /// A declaration or a comment.
    Other,
}

/// The tag at the front of `input`, which begins with `<`, and what follows it. Attributes are not looked at.
/// `Err`: which kind of error it is.
pub(super) fn tag(input: &[u8]) -> Result<(Tag<'_>, &[u8]), ErrorKind> {
    let truncated = ErrorKind::Truncated;
    match input {
        [b'<', b'?', rest @ ..] => {
            let at = rest.windows(2).position(|pair| pair == b"?>").ok_or(truncated)?;
            Ok((Tag::Other, rest.get(at.saturating_add(2)..).unwrap_or_default()))
        }
        [b'<', b'!', b'-', b'-', rest @ ..] => {
            let at = rest.windows(3).position(|three| three == b"-->").ok_or(truncated)?;
            Ok((Tag::Other, rest.get(at.saturating_add(3)..).unwrap_or_default()))
        }
        [b'<', b'/', rest @ ..] => {
            let at = scan::find(b'>', rest).ok_or(truncated)?;
            let (name, rest) = rest.split_at_checked(at).ok_or(truncated)?;
            let name = name.trim_ascii_end();
            match is_name(name) {
                true => Ok((Tag::Close { name }, rest.get(1..).unwrap_or_default())),
                false => Err(ErrorKind::Unexpected),
            }
        }
        [b'<', rest @ ..] => {
            let (inside, rest) = rest.split_at_checked(tag_end(rest).ok_or(truncated)?).ok_or(truncated)?;
            let (inside, is_empty) = match inside {
                [inside @ .., b'/'] => (inside, true),
                inside => (inside, false),
            };
            let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at_checked(end).unwrap_or((inside, &[]));
            match is_name(name) {
                true => Ok((Tag::Open { name, attributes, is_empty }, rest.get(1..).unwrap_or_default())),
                false => Err(ErrorKind::Unexpected),
            }
        }
        _ => Err(ErrorKind::Unexpected),
    }
}

/// Where the `>` is that ends a tag: not between quotation marks.
fn tag_end(input: &[u8]) -> Option<usize> {
    let mut quote = None;
    input.iter().position(|&byte| match quote {
        Some(mark) => {
            if byte == mark {
                quote = None;
            }
            false
        }
        None => {
            if let b'"' | b'\'' = byte {
                quote = Some(byte);
            }
            byte == b'>'
        }
    })
}

/// Whether this can be a name: ASCII letters, digits and `.-_:`, or anything that is not ASCII; no digit, `-` or
/// `.` at the start.
pub(super) fn is_name(name: &[u8]) -> bool {
    let good = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':') || !byte.is_ascii()
    };
    matches!(name, [first, ..] if !first.is_ascii_digit() && !matches!(first, b'.' | b'-'))
        && name.iter().all(good)
}
