//! Decimal numbers, read and written.

use crate::error::{ErrorKind, Fault, Part};
use crate::sink::Sink;
use nom::IResult;

/// A decimal number of one or more digits, in 32 bits. Leading zeros are fine; a sign is not.
///
/// # Errors
/// [`ErrorKind::NotDecimal`] if there is no digit, [`ErrorKind::Over32Bits`] if the number
/// is too large; both at the first byte.
#[inline(always)]
pub fn decimal_u32(input: &[u8]) -> IResult<&[u8], u32, Fault> {
    let (rest, value) = digits(input);
    match value.map(u32::try_from) {
        _ if rest.len() == input.len() => Fault::err(ErrorKind::NotDecimal, Part::NUMBER, input),
        Some(Ok(value)) => Ok((rest, value)),
        _ => Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input),
    }
}

/// A decimal number of one or more digits, in 64 bits. Leading zeros are fine; a sign is not.
///
/// # Errors
/// [`ErrorKind::NotDecimal`] if there is no digit, [`ErrorKind::Over64Bits`] if the number
/// is too large; both at the first byte.
#[inline(always)]
pub fn decimal_u64(input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (rest, value) = long_digits(input);
    match value {
        _ if rest.len() == input.len() => Fault::err(ErrorKind::NotDecimal, Part::NUMBER, input),
        Some(value) => Ok((rest, value)),
        None => Fault::err(ErrorKind::Over64Bits, Part::NUMBER, input),
    }
}

/// All digits at the front, and their value unless it is over 64 bits.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn digits(input: &[u8]) -> (&[u8], Option<u64>) {
    // One block of eight, then what is left of a number of ordinary length.
    let Some((block, rest)) = input.split_first_chunk::<8>() else {
        return digits_bytewise(input, 0);
    };
    let (count, value) = eight_digits(*block);
    match count {
        8 => digits_bytewise(rest, value),
        0 => (input, None),
        _ => (input.get(count..).unwrap_or_default(), Some(value)),
    }
}

/// The same with two blocks: the times in 64 bits have ten to thirteen digits, and a block is
/// half of what five digits cost by bytes.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn long_digits(input: &[u8]) -> (&[u8], Option<u64>) {
    const TENS: [u64; 8] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];
    let Some((first, second)) = input.split_first_chunk::<8>() else {
        return digits_bytewise(input, 0);
    };
    let Some((block, rest)) = second.split_first_chunk::<8>() else {
        return digits(input);
    };
    match (eight_digits(*first), eight_digits(*block)) {
        ((8, high), (8, low)) => digits_bytewise(rest, high.wrapping_mul(100_000_000).wrapping_add(low)),
        ((8, high), (0, _)) => (second, Some(high)),
        ((8, high), (count, low)) => (
            second.get(count..).unwrap_or_default(),
            TENS.get(count).map(|tens| high.wrapping_mul(*tens).wrapping_add(low)),
        ),
        ((0, _), _) => (input, None),
        ((count, value), _) => (input.get(count..).unwrap_or_default(), Some(value)),
    }
}

#[cfg(not(target_pointer_width = "64"))]
use digits as long_digits;

/// Out of line: there code size counts for more.
#[cfg(not(target_pointer_width = "64"))]
#[inline(never)]
fn digits(input: &[u8]) -> (&[u8], Option<u64>) {
    digits_bytewise(input, 0)
}

/// How many of the eight bytes are digits before the first that is none, and their value (if
/// there is one at all).
#[cfg(any(test, target_pointer_width = "64"))]
#[expect(clippy::arithmetic_side_effects, reason = "at most 64 bits")]
#[inline(always)]
const fn eight_digits(block: [u8; 8]) -> (usize, u64) {
    let block = less_zeros(block);
    let bits = no_digits(block).trailing_zeros() & !7;
    // Move the digits to the high end; zeros take the place of leading digits.
    ((bits / 8) as usize, value_of(block.wrapping_shl(64 - bits)))
}

/// Eight bytes, digits as 0 to 9.
#[inline(always)]
const fn less_zeros(block: [u8; 8]) -> u64 {
    u64::from_le_bytes(block) ^ 0x3030_3030_3030_3030
}

/// Adding 0x76 sets the high bit of every byte over 9, and of none below the first of them: so
/// the lowest high bit is the first byte that was no digit.
#[inline(always)]
const fn no_digits(block: u64) -> u64 {
    (block.wrapping_add(0x7676_7676_7676_7676) | block) & 0x8080_8080_8080_8080
}

/// Eight digits, the first in the lowest byte: to pairs, to fours, to one number.
#[inline(always)]
const fn value_of(block: u64) -> u64 {
    let pairs = block.wrapping_mul(10 << 8 | 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000 << 32 | 1) >> 32
}

/// The value of ten digits; `None` if not all of them are digits.
#[inline(always)]
pub(crate) const fn ten_digits(digits: &[u8; 10]) -> Option<u64> {
    let [tens, ones, eight @ ..] = *digits;
    let two = less_zeros([tens, ones, b'0', b'0', b'0', b'0', b'0', b'0']);
    let eight = less_zeros(eight);
    if no_digits(two) | no_digits(eight) != 0 {
        return None;
    }
    let two = two.wrapping_mul(10 << 8 | 1) >> 8 & 0xff;
    Some(two.wrapping_mul(100_000_000).wrapping_add(value_of(eight)))
}

/// One to nine digits and the byte `end`: the digits, their value, and the bytes after `end`.
/// `None` if there is something else, or fewer than eight bytes.
#[expect(clippy::arithmetic_side_effects, reason = "at most 64 bits, and nine digits fit 32")]
#[expect(clippy::cast_possible_truncation, reason = "eight digits fit 32 bits")]
#[inline(always)]
pub(crate) fn nine_digits(end: u8, input: &[u8]) -> Option<(&[u8], u32, &[u8])> {
    let block = less_zeros(*input.first_chunk::<8>()?);
    let other = no_digits(block);
    // Each length ends by itself: where it is known, slices are not checked.
    if other == 0 {
        let value = value_of(block) as u32;
        return match input.get(8)? {
            digit @ b'0'..=b'9' => {
                split_end(end, input, 9, value.wrapping_mul(10).wrapping_add(u32::from(*digit - b'0')))
            }
            _ => split_end(end, input, 8, value),
        };
    }
    let bits = other.trailing_zeros() & !7;
    if bits == 0 {
        return None;
    }
    split_end(end, input, (bits / 8) as usize, value_of(block.wrapping_shl(64 - bits)) as u32)
}

#[inline(always)]
fn split_end(end: u8, input: &[u8], digits: usize, value: u32) -> Option<(&[u8], u32, &[u8])> {
    if *input.get(digits)? != end {
        return None;
    }
    Some((input.get(..digits)?, value, input.get(digits.wrapping_add(1)..)?))
}

/// A number in 32 bits that is the parameter at the front of a line, and the rest from there on;
/// `None` if there is something else.
#[inline(always)]
pub(crate) fn number_parameter(line: &[u8]) -> Option<(u32, &[u8])> {
    #[cfg(target_pointer_width = "64")]
    if let Some(found) = line.first_chunk().and_then(|block| seven_digits(line, *block)) {
        return Some(found);
    }
    long_number_parameter(line)
}

/// One to seven digits and a space.
#[cfg(target_pointer_width = "64")]
#[expect(clippy::cast_possible_truncation, reason = "seven digits fit 32 bits")]
#[inline(always)]
fn seven_digits(line: &[u8], block: [u8; 8]) -> Option<(u32, &[u8])> {
    let (count, value) = eight_digits(block);
    match line.get(count..)? {
        rest @ [b' ', ..] if count != 0 => Some((value as u32, rest)),
        _ => None,
    }
}

/// The same with more than seven digits, as a rule, or near the end of the line. Numbers of up to ten digits, which
/// nearly all are, are not tested for an overflow of 64 bits.
#[cfg(target_pointer_width = "64")]
#[inline(never)]
pub(crate) fn long_number_parameter(line: &[u8]) -> Option<(u32, &[u8])> {
    let Some((block, rest)) = line.split_first_chunk::<8>() else { return short_number_parameter(line) };
    let digits = less_zeros(*block);
    if no_digits(digits) != 0 {
        return seven_digits(line, *block);
    }
    let value = value_of(digits);
    let (value, rest) = match rest {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => {
            let two = u64::from(*a & 0xf).wrapping_mul(10).wrapping_add(u64::from(*b & 0xf));
            (value.wrapping_mul(100).wrapping_add(two), rest)
        }
        [a @ b'0'..=b'9', rest @ ..] => (value.wrapping_mul(10).wrapping_add(u64::from(*a & 0xf)), rest),
        rest => (value, rest),
    };
    match rest {
        [] | [b' ', ..] => Some((u32::try_from(value).ok()?, rest)),
        [b'0'..=b'9', ..] => longest_number_parameter(line),
        _ => None,
    }
}

/// The same in a line of less than eight bytes.
#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn short_number_parameter(line: &[u8]) -> Option<(u32, &[u8])> {
    let (mut rest, mut value) = (line, 0_u32);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u32::from(*digit & 0xf));
        rest = after;
    }
    match rest {
        [] | [b' ', ..] if rest.len() < line.len() => Some((value, rest)),
        _ => None,
    }
}

/// The same of any length. Numbers of up to ten digits, which nearly all are, are not tested for an overflow of 64 bits.
#[cfg(not(target_pointer_width = "64"))]
#[inline(never)]
pub(crate) fn long_number_parameter(line: &[u8]) -> Option<(u32, &[u8])> {
    let (mut rest, mut value, mut left) = (line, 0_u64, 10_u8);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        left = match left.checked_sub(1) {
            Some(left) => left,
            None => return longest_number_parameter(line),
        };
        value = value.wrapping_mul(10).wrapping_add(u64::from(*digit & 0xf));
        rest = after;
    }
    match rest {
        [] | [b' ', ..] if rest.len() < line.len() => Some((u32::try_from(value).ok()?, rest)),
        _ => None,
    }
}

/// The same with zeros before it.
#[cold]
#[inline(never)]
fn longest_number_parameter(line: &[u8]) -> Option<(u32, &[u8])> {
    match digits(line) {
        (rest @ ([] | [b' ', ..]), Some(value)) if rest.len() < line.len() => {
            Some((u32::try_from(value).ok()?, rest))
        }
        _ => None,
    }
}

/// A number of one to seven digits at the end, and what comes before the space before it; `None`
/// if there is something else, or fewer than eight bytes.
#[expect(clippy::cast_possible_truncation, reason = "seven digits fit 32 bits")]
#[inline(always)]
pub(crate) fn number_at_end(text: &[u8]) -> Option<(&[u8], u32)> {
    const SPACE: u64 = 0x20 ^ 0x30;
    let block = less_zeros(*text.last_chunk::<8>()?);
    // Of each byte over 9 the high bit, and of no other, since no sum leaves its byte.
    let sums = (block & 0x7f7f_7f7f_7f7f_7f7f).wrapping_add(0x7676_7676_7676_7676);
    let bits = ((sums | block) & 0x8080_8080_8080_8080).leading_zeros();
    if bits == 0 || bits == 64 || block.wrapping_shr(56_u32.wrapping_sub(bits)) & 0xff != SPACE {
        return None;
    }
    let others = 64_u32.wrapping_sub(bits);
    let value = value_of(block.wrapping_shr(others).wrapping_shl(others)) as u32;
    let before = text.len().wrapping_sub((bits / 8) as usize).wrapping_sub(1);
    Some((text.get(..before)?, value))
}

#[expect(clippy::arithmetic_side_effects, reason = "a digit less zero")]
#[inline(always)]
const fn digits_bytewise(mut input: &[u8], start: u64) -> (&[u8], Option<u64>) {
    let mut value = Some(start);
    while let [digit @ b'0'..=b'9', rest @ ..] = input {
        value = match value {
            Some(value) => match value.checked_mul(10) {
                Some(value) => value.checked_add((*digit - b'0') as u64),
                None => None,
            },
            None => None,
        };
        input = rest;
    }
    (input, value)
}

/// Writes a number in decimal, without leading zeros.
///
/// # Errors
/// The sink fails.
#[inline(never)]
pub fn put_decimal<S: Sink + ?Sized>(sink: &mut S, value: u64) -> Result<(), S::Error> {
    put_decimal_inline(sink, value)
}

/// The same in line: what writes other parts too can then keep the sink in registers.
#[inline(always)]
pub(crate) fn put_decimal_inline<S: Sink + ?Sized>(sink: &mut S, value: u64) -> Result<(), S::Error> {
    #[cfg(target_pointer_width = "64")]
    if value < BLOCK.wrapping_mul(BLOCK) {
        let (text, zeros) = sixteen_ascii(value);
        return sink.put_tail(text, zeros);
    }
    let (text, first) = twenty_ascii(value);
    sink.put(text.get(first..).unwrap_or_default())
}

/// What eight digits count to.
#[cfg(any(test, target_pointer_width = "64"))]
const BLOCK: u64 = 100_000_000;

/// The last sixteen digits of a number, the first in the lowest byte, and how many of the sixteen are leading
/// zeros: of 0 all but one.
#[cfg(any(test, target_pointer_width = "64"))]
#[expect(clippy::cast_possible_truncation, reason = "less than 100,000,000 each")]
#[inline(always)]
const fn sixteen_ascii(value: u64) -> (u128, u32) {
    let low = eight_digits_of((value % BLOCK) as u32);
    let (high, zeros) = if value < BLOCK {
        // A bit in the last byte, so that one digit is left of zero.
        (0, 8_u32.wrapping_add((low | 1 << 56).trailing_zeros() / 8))
    } else {
        let high = eight_digits_of((value / BLOCK) as u32);
        (high, high.trailing_zeros() / 8)
    };
    (((low as u128) << 64 | high as u128) ^ 0x3030_3030_3030_3030_3030_3030_3030_3030, zeros)
}

/// The eight digits of a number below 100,000,000, as 0 to 9, the first in the lowest byte.
#[cfg(any(test, target_pointer_width = "64"))]
#[inline(always)]
const fn eight_digits_of(value: u32) -> u64 {
    // Two fours, four pairs, eight digits; each quotient by a product and a shift, in lanes that do not meet.
    let fours = (value / 10_000) as u64 | ((value % 10_000) as u64) << 32;
    let hundreds = fours.wrapping_mul(10_486) >> 20 & 0x0000_007f_0000_007f;
    let pairs = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = pairs.wrapping_mul(103) >> 10 & 0x000f_000f_000f_000f;
    tens | pairs.wrapping_sub(tens.wrapping_mul(10)) << 8
}

/// Twenty digits of a number of more than sixteen, and where the first is that is no leading zero; on 32 bits of all
/// numbers, where code for blocks would be larger.
///
/// The number is divided by 10 in four limbs of 16 bits, so that no target needs a division of 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "a remainder of 10, and a quotient of 16 bits")]
#[inline(never)]
fn twenty_ascii(value: u64) -> ([u8; 20], usize) {
    let mut limbs = [(value >> 48) as u16, (value >> 32) as u16, (value >> 16) as u16, value as u16];
    let mut text = [b'0'; 20];
    let mut first = text.len();
    for place in text.iter_mut().rev() {
        let mut rest = 0;
        for limb in &mut limbs {
            let dividend: u32 = rest << 16 | u32::from(*limb);
            *limb = (dividend / 10) as u16;
            rest = dividend % 10;
        }
        *place = b'0' | rest as u8;
        first = first.wrapping_sub(1);
        if limbs == [0; 4] {
            break;
        }
    }
    (text, first)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{puts, refused};
    use super::*;
    use proptest::prelude::*;

    /// FileId, mostly.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let digit = prop_oneof![20 => b'0'..=b'9', 1 => Just(b':'), 1 => Just(b' '), 1 => any::<u8>()];
        prop::collection::vec(digit, 0..24)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn blocks_read_as_bytes_do(input: [u8; 8], digits in bytes()) {
            let mut mixed = input;
            for (place, digit) in mixed.iter_mut().zip(&digits) {
                *place = *digit;
            }
            for block in [input, mixed] {
                let (rest, value) = digits_bytewise(&block, 0);
                let (count, found) = eight_digits(block);
                prop_assert_eq!((count, value), (8 - rest.len(), Some(if count > 0 { found } else { 0 })));
            }
            // Without a digit there is no value.
            let some = |(rest, value): (&[u8], Option<u64>)| (rest.len() < digits.len()).then_some((rest.len(), value));
            prop_assert_eq!(some(super::digits(&digits)), some(digits_bytewise(&digits, 0)));
            prop_assert_eq!(some(long_digits(&digits)), some(digits_bytewise(&digits, 0)));
        }

        #[test]
        fn numbers_read_as_std_reads_them(input in bytes()) {
            let end = input.iter().position(|b| !b.is_ascii_digit()).unwrap_or(input.len());
            let number = std::str::from_utf8(&input[..end]).unwrap();
            prop_assert_eq!(decimal_u64(&input).ok(), number.parse().ok().map(|n: u64| (&input[end..], n)));
            prop_assert_eq!(decimal_u32(&input).ok(), number.parse().ok().map(|n: u32| (&input[end..], n)));
        }

        #[test]
        fn numbers_are_written_as_std_writes_them(value: u64, shift in 0..64) {
            let value: u64 = value >> shift;
            puts(|sink| put_decimal(sink, value), &value.to_string());
            let (text, first) = twenty_ascii(value);
            prop_assert_eq!(std::str::from_utf8(&text[first..]).unwrap(), value.to_string());
            // The blocks on every target.
            let (text, zeros) = sixteen_ascii(value % (BLOCK * BLOCK));
            let text = &text.to_le_bytes()[zeros as usize..];
            prop_assert_eq!(std::str::from_utf8(text).unwrap(), (value % (BLOCK * BLOCK)).to_string());
        }

        #[test]
        fn fast_paths_read_as_the_general_leaves_do(input in bytes(), zeros in 0_usize..12) {
            let input = [&b"000000000000"[..zeros], &input].concat();
            if let Some(digits) = input.first_chunk::<10>() {
                let (rest, value) = digits_bytewise(digits, 0);
                prop_assert_eq!(ten_digits(digits), value.filter(|_| rest.is_empty()));
            }
            let (rest, value) = digits_bytewise(&input, 0);
            let count = input.len() - rest.len();
            let found = match rest {
                [b':', rest @ ..] if input.len() >= 8 && (1..=9).contains(&count) => {
                    value.map(|value| (&input[..count], u32::try_from(value).unwrap(), rest))
                }
                _ => None,
            };
            prop_assert_eq!(nine_digits(b':', &input), found);
        }

        #[test]
        fn parameters_that_are_numbers(
            pieces in prop::collection::vec(
                prop_oneof![4 => bytes(), 2 => Just(b" ".to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..12)],
                0..4,
            ),
            zeros in 0_usize..2,
            value: u32,
            shift in 0..32,
            at in 0_usize..4,
        ) {
            let mut pieces = pieces;
            let number = format!("{}{}", &"0"[..zeros], value >> shift);
            pieces.insert(at.min(pieces.len()), number.into_bytes());
            let line = pieces.concat();
            let number = |text: &[u8]| match std::str::from_utf8(text) {
                Ok(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<u32>().ok(),
                _ => None,
            };
            let end = line.iter().position(|&byte| byte == b' ').unwrap_or(line.len());
            prop_assert_eq!(number_parameter(&line), number(&line[..end]).map(|value| (value, &line[end..])));
            let found = line.iter().rposition(|&byte| byte == b' ').and_then(|blank| {
                let value = number(&line[blank + 1..])?;
                (line.len() - blank <= 8 && line.len() >= 8).then_some((&line[..blank], value))
            });
            prop_assert_eq!(number_at_end(&line), found);
        }
    }

    #[test]
    fn numbers_refused() {
        refused(decimal_u32(b""), b"", "number: not a decimal number at byte 0");
        refused(decimal_u32(b"+1"), b"+1", "number: not a decimal number at byte 0");
        refused(decimal_u32(b"4294967296"), b"4294967296", "number: over 32 bits at byte 0");
        let long = b"18446744073709551616";
        refused(decimal_u64(long), long, "number: over 64 bits at byte 0");
        refused(decimal_u32(long), long, "number: over 32 bits at byte 0");
    }
}
