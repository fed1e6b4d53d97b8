//! Lengths, and the values that follow them.

use super::part::VALUE;
use crate::error::{ErrorKind, Fault, Part};
use crate::scan;
use nom::IResult;

/// A length, a colon, as many bytes, and what follows them: nothing, or a colon and more.
#[inline]
pub(super) fn counted(part: Part, input: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    let (rest, len) = length(part, VALUE, input)?;
    match usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len)) {
        Some((value, after @ ([] | [b':', ..]))) => Ok((after, value)),
        Some(_) => Fault::err(ErrorKind::WrongLength, VALUE, rest),
        None => Fault::err(ErrorKind::Truncated, VALUE, rest),
    }
}

/// The most digits that a length has.
pub(super) const DIGITS: usize = 16;

/// A length and the colon after it, which `next` follows: one to sixteen hexadecimal digits.
#[inline]
pub(super) fn length(part: Part, next: Part, input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (after, len) = match (scan::hex_u64(input), input) {
        (Ok(found), _) => found,
        (Err(nom::Err::Error(fault)), _) if fault.kind() == ErrorKind::Over64Bits => {
            return Fault::err(ErrorKind::TooLong, part, input);
        }
        (_, []) => return Fault::err(ErrorKind::Missing, part, input),
        (_, [b':', ..]) => return Fault::err(ErrorKind::Empty, part, input),
        _ => return Fault::err(ErrorKind::NotHex, part, input),
    };
    match after {
        _ if input.len().wrapping_sub(after.len()) > DIGITS => Fault::err(ErrorKind::TooLong, part, input),
        [b':', rest @ ..] => Ok((rest, len)),
        [] => Fault::err(ErrorKind::Missing, next, after),
        _ => Fault::err(ErrorKind::NotHex, part, input),
    }
}
