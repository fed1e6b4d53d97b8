//! Where a line states how long its payload is: the last parameter.
//!
//! ```text
//! MSG 2 N 4        by the rule of the verb
//! UBN alice@example.com 10 17
//! 241 9 53         a numeric reply, from MSNP13
//! ```

use crate::error::ErrorKind;
use crate::msnp::{Dialect, Line, PayloadRule, TrIdRule};
use crate::scan;

/// The payload length that a line states and its place, or what is wrong with it and the place where it is or
/// should be.
pub(super) type Length = Result<Option<(u64, usize)>, (ErrorKind, usize)>;

/// The payload length of an ordinary line, the same by all rules: one to seven digits at the end,
/// within the limit, after one space and another parameter.
#[inline(always)]
pub(super) fn common(line: &[u8], limit: usize) -> Option<usize> {
    let (before, len) = scan::number_at_end(line)?;
    let len = usize::try_from(len).ok()?;
    match before {
        [_, _, _, _, .., last] if *last != b' ' && len <= limit => Some(len),
        _ => None,
    }
}

/// The last parameter, by the rule of its verb.
pub(super) fn by_rule(mut line: &[u8], rule: PayloadRule, trid: TrIdRule) -> Length {
    while let [before @ .., b' '] = line {
        line = before;
    }
    let end = line.len();
    // A line without spaces is a verb alone.
    let at = line.iter().rposition(|&byte| byte == b' ').map_or(end, |blank| blank.saturating_add(1));
    let (before, last) = line.split_at_checked(at).unwrap_or_default();
    let alone = before.get(3..).unwrap_or_default().iter().all(|&byte| byte == b' ');
    match rule {
        PayloadRule::None => return Ok(None),
        PayloadRule::Maybe if last.is_empty() || last == b"OK" || alone => return Ok(None),
        PayloadRule::Required if last.is_empty() || alone && matches!(trid, TrIdRule::First) => {
            return Err((ErrorKind::Missing, end));
        }
        _ => {}
    }
    match scan::decimal_u64(last) {
        Ok(([], len)) => Ok(Some((len, at))),
        Err(_) if last.iter().all(u8::is_ascii_digit) => Err((ErrorKind::TooLong, at)),
        _ => Err((ErrorKind::NotDecimal, at)),
    }
}

/// `241 9 53`, from MSNP13: two numbers and nothing else.
pub(super) fn of_failure(line: Line<'_>, dialect: Dialect) -> Length {
    if dialect < Dialect::MSNP13 || line.code().is_none() {
        return Ok(None);
    }
    let (mut numbers, mut before) = (0_u8, b' ');
    for &byte in line.as_bytes().get(3..).unwrap_or_default() {
        match byte {
            b'0'..=b'9' if before == b' ' => numbers = numbers.saturating_add(1),
            b'0'..=b'9' | b' ' => {}
            _ => return Ok(None),
        }
        before = byte;
    }
    if numbers == 2 { by_rule(line.as_bytes(), PayloadRule::Required, TrIdRule::First) } else { Ok(None) }
}
