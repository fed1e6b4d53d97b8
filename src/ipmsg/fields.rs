//! Fields of an additional section, which end with a separator or the first NUL.

use crate::error::{ErrorKind, Fault, Part};
use crate::scan;
use nom::IResult;

/// BEL, which ends the items of most lists.
pub(super) const BEL: u8 = 7;

/// The bytes before the first `end` or NUL, and the rest, which begins with it.
pub(super) fn field(end: u8, input: &[u8]) -> (&[u8], &[u8]) {
    let end = scan::find2(end, 0, input).unwrap_or(input.len());
    input.split_at_checked(end).unwrap_or((input, &[]))
}

/// The bytes before the first `end` or the end, and the rest, which begins with it.
#[inline(always)]
pub(super) fn until(end: u8, input: &[u8]) -> (&[u8], &[u8]) {
    let end = scan::find(end, input).unwrap_or(input.len());
    input.split_at_checked(end).unwrap_or((input, &[]))
}

/// That separator. If another byte is there or none, the part after it is missing.
pub(super) fn separator<'a>(separator: u8, next: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], (), Fault> {
    move |input| match input {
        [first, rest @ ..] if *first == separator => Ok((rest, ())),
        _ => Fault::err(ErrorKind::Missing, next, input),
    }
}

/// What comes after the `:` that `rest` begins with, maybe after spaces, if it is not the end: a NUL, or the line end of
/// `echo … | nc -u`.
pub(super) const fn another(rest: &[u8]) -> Option<&[u8]> {
    match scan::skip_spaces(rest) {
        [b':'] | [b':', 0 | b'\r' | b'\n', ..] => None,
        [b':', next @ ..] => Some(next),
        _ => None,
    }
}

/// Whether there is no value: the section ends here, or continues with a NUL or a line end.
pub(super) const fn is_absent(rest: &[u8]) -> bool {
    matches!(rest, [] | [0 | b'\r' | b'\n', ..])
}

/// Whether that is a line end and nothing else, as `echo … | nc -u` leaves it at the end of a list.
pub(super) const fn is_line_end(rest: &[u8]) -> bool {
    matches!(rest, b"\n" | b"\r\n")
}

/// Without the `:` that may end the last field.
pub(super) const fn closed(rest: &[u8]) -> &[u8] {
    match rest {
        [b':', rest @ ..] => rest,
        _ => rest,
    }
}

/// Without the spaces at the end: `FeiQ` leaves some after its ciphers.
pub(super) const fn trimmed(mut field: &[u8]) -> &[u8] {
    while let [rest @ .., b' '] = field {
        field = rest;
    }
    field
}

/// A number up to its last digit. It may not be absent: it is, if the input ends or begins with a byte for which `ends` holds.
pub(super) fn number<'a, T>(
    leaf: impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault>,
    part: Part,
    ends: impl Fn(u8) -> bool,
    input: &'a [u8],
) -> IResult<&'a [u8], T, Fault> {
    match (input.first(), leaf(input)) {
        (first, _) if first.is_none_or(|first| ends(*first)) => Fault::err(ErrorKind::Empty, part, input),
        (_, Err(nom::Err::Error(fault))) => Fault::err(fault.kind(), part, input),
        (_, found) => found,
    }
}

/// Whether a hexadecimal number would go on with that byte, or be none.
pub(super) const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'X')
}

/// A hexadecimal number up to its last digit, which `end` or a NUL may not precede.
pub(super) fn hex<'a, T>(
    leaf: impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault>,
    part: Part,
    end: u8,
    input: &'a [u8],
) -> IResult<&'a [u8], T, Fault> {
    match (scan::skip_spaces(input), leaf(input)) {
        (rest, _) if matches!(rest, [] | [0, ..]) || rest.first() == Some(&end) => {
            Fault::err(ErrorKind::Empty, part, input)
        }
        // C would take `0x21003` for 21003: no client is known to write that.
        (_, Ok(([b'x' | b'X', ..], _))) => Fault::err(ErrorKind::NotHex, part, input),
        (_, Err(nom::Err::Error(fault))) => Fault::err(fault.kind(), part, input),
        (_, found) => found,
    }
}

/// A hexadecimal number, and the separator after it, maybe with spaces between them. `next` is what has to follow.
pub(super) fn hex_then<'a, T>(
    leaf: impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault>,
    part: Part,
    separator: u8,
    next: Part,
) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault> {
    move |input| {
        let (rest, value) = hex(&leaf, part, separator, input)?;
        Ok((then(separator, (part, input), next, rest)?, value))
    }
}

/// What comes after the separator that follows a number, which began at `at`, and spaces. If the
/// field ends there, `next` is missing.
pub(super) fn then<'a>(
    separator: u8,
    (part, at): (Part, &[u8]),
    next: Part,
    rest: &'a [u8],
) -> Result<&'a [u8], nom::Err<Fault>> {
    match scan::skip_spaces(rest) {
        [first, after @ ..] if *first == separator => Ok(after),
        [] | [0, ..] => Fault::err(ErrorKind::Missing, next, scan::skip_spaces(rest)),
        _ => Fault::err(ErrorKind::NotHex, part, at),
    }
}
