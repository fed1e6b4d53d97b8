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

/// What stands behind the separator that `rest` begins with. If there is none, that part is
/// missing.
pub(super) fn next(separator: u8, part: Part, rest: &[u8]) -> Result<&[u8], nom::Err<Fault>> {
    match rest {
        [first, next @ ..] if *first == separator => Ok(next),
        _ => Fault::err(ErrorKind::Missing, part, rest),
    }
}

/// What stands behind the `:` that `rest` begins with, if it is not the end.
pub(super) const fn another(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        [b':'] | [b':', 0, ..] => None,
        [b':', next @ ..] => Some(next),
        _ => None,
    }
}

/// Without the `:` that may end the last field.
pub(super) const fn closed(rest: &[u8]) -> &[u8] {
    match rest {
        [b':', rest @ ..] => rest,
        _ => rest,
    }
}

/// Without the blanks at the end: `FeiQ` leaves some behind its ciphers.
pub(super) const fn trimmed(mut field: &[u8]) -> &[u8] {
    while let [rest @ .., b' '] = field {
        field = rest;
    }
    field
}

/// The number that `field` is, but for blanks at its end; `at` begins with it.
pub(super) fn number<'a, T>(
    leaf: impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault>,
    part: Part,
    field: &'a [u8],
    at: &[u8],
) -> Result<T, nom::Err<Fault>> {
    match (trimmed(field), leaf(trimmed(field))) {
        ([], _) => Fault::err(ErrorKind::Empty, part, at),
        (_, Ok(([], value))) => Ok(value),
        (_, Err(nom::Err::Error(fault))) => Fault::err(fault.kind(), part, at),
        _ => Fault::err(ErrorKind::NotHex, part, at),
    }
}
