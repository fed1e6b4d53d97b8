//! Hexadecimal numbers, read and written.

use crate::error::{ErrorKind, Fault, Part};
use crate::sink::Sink;
use nom::IResult;

/// A hexadecimal number of one or more digits of either case, in 32 bits.
///
/// # Errors
/// [`ErrorKind::NotHex`] if there is no digit, [`ErrorKind::Over32Bits`] if the number is
/// too large; both at the first byte.
#[inline(always)]
pub fn hex_u32(input: &[u8]) -> IResult<&[u8], u32, Fault> {
    match hex_u64(input) {
        Ok((rest, value)) => match u32::try_from(value) {
            Ok(value) => Ok((rest, value)),
            Err(_) => Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input),
        },
        Err(_) if input.first().is_some_and(u8::is_ascii_hexdigit) => {
            Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input)
        }
        Err(_) => Fault::err(ErrorKind::NotHex, Part::NUMBER, input),
    }
}

/// A hexadecimal number of one or more digits of either case, in 64 bits.
///
/// # Errors
/// [`ErrorKind::NotHex`] if there is no digit, [`ErrorKind::Over64Bits`] if the number is
/// too large; both at the first byte.
#[inline(always)]
pub fn hex_u64(input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (rest, value) = hex_digits(input);
    match value {
        _ if rest.len() == input.len() => Fault::err(ErrorKind::NotHex, Part::NUMBER, input),
        Some(value) => Ok((rest, value)),
        None => Fault::err(ErrorKind::Over64Bits, Part::NUMBER, input),
    }
}

#[cfg(target_pointer_width = "64")]
#[inline(always)]
fn hex_digits(input: &[u8]) -> (&[u8], Option<u64>) {
    let Some((block, rest)) = input.split_first_chunk::<8>() else {
        return hex_bytewise(input, 0);
    };
    let (count, value) = eight_hex(*block);
    if count == 8 { hex_bytewise(rest, value) } else { (input.get(count..).unwrap_or_default(), Some(value)) }
}

/// Hexadecimal digits and the byte `end`: their value, and the bytes after `end`. `None` if
/// there is something else, or fewer than eight bytes, or the number is over 64 bits.
#[inline(always)]
pub(crate) fn hex_until(end: u8, input: &[u8]) -> Option<(u64, &[u8])> {
    let (block, after) = input.split_first_chunk::<8>()?;
    let (count, value) = eight_hex(*block);
    if count == 8 {
        return match after {
            [byte, rest @ ..] if *byte == end => Some((value, rest)),
            _ => more_hex_until(end, after, value),
        };
    }
    match input.get(count..)? {
        [byte, rest @ ..] if *byte == end && count > 0 => Some((value, rest)),
        _ => None,
    }
}

/// The same where there are eight digits as a rule, as of a time in seconds.
#[inline(always)]
pub(crate) fn eight_hex_until(end: u8, input: &[u8]) -> Option<(u64, &[u8])> {
    if let Some(([digits @ .., byte], rest)) = input.split_first_chunk::<9>() {
        if let ((nibbles, 0), true) = (nibbles(*digits), *byte == end) {
            return Some((value_of(nibbles), rest));
        }
    }
    any_hex_until(end, input)
}

/// [`hex_until`], out of line.
#[cold]
#[inline(never)]
fn any_hex_until(end: u8, input: &[u8]) -> Option<(u64, &[u8])> {
    hex_until(end, input)
}

/// The digits after the first eight, of value `high`.
#[inline(never)]
fn more_hex_until(end: u8, input: &[u8], high: u64) -> Option<(u64, &[u8])> {
    match hex_bytewise(input, high) {
        ([byte, rest @ ..], Some(value)) if *byte == end => Some((value, rest)),
        _ => None,
    }
}

#[cfg(not(target_pointer_width = "64"))]
#[inline(always)]
fn hex_digits(input: &[u8]) -> (&[u8], Option<u64>) {
    hex_bytewise(input, 0)
}

/// How many of the eight bytes are hexadecimal digits before the first that is none, and their
/// value (if there is one at all).
#[expect(clippy::arithmetic_side_effects, reason = "at most 64 bits")]
#[inline(always)]
const fn eight_hex(block: [u8; 8]) -> (usize, u64) {
    let (nibbles, other) = nibbles(block);
    let bits = other.trailing_zeros() & !7;
    // Move the digits to the high end; zeros take the place of leading digits.
    ((bits / 8) as usize, value_of(nibbles.wrapping_shl(64 - bits)))
}

/// The values of eight digits, the first in the lowest byte. Of the second number, the lowest bit that is set is in
/// the first byte that is no digit; bytes after that one have any value.
#[inline(always)]
const fn nibbles(block: [u8; 8]) -> (u64, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let block = u64::from_le_bytes(block);
    // Bit 6 tells letters from digits, and bit 5 lower case from upper. A digit is 0x30 over its value, a lower-case
    // letter 0x27 more. What is below 0x30 borrows from the bytes after it only.
    let letters = block >> 6 & ONES;
    let lower = block | letters << 5;
    let nibbles = lower.wrapping_sub(0x30 * ONES).wrapping_sub(letters.wrapping_mul(0x27));
    // A digit has a value below ten, a letter one from ten: six more reaches sixteen for letters alone.
    let other = (nibbles.wrapping_add(6 * ONES) ^ letters << 4 | nibbles) & (0xf0 * ONES);
    (nibbles, other)
}

/// Two nibbles to a byte, two bytes to sixteen bits, two of those to the number: each product adds
/// the first of a pair, shifted, to the second, above which nothing is kept.
#[inline(always)]
const fn value_of(nibbles: u64) -> u64 {
    let pairs = (nibbles.wrapping_mul(0x10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(0x100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(0x1_0000 << 32 | 1) >> 32
}

#[expect(clippy::arithmetic_side_effects, reason = "a digit less the first of its kind")]
#[inline(always)]
const fn hex_bytewise(mut input: &[u8], start: u64) -> (&[u8], Option<u64>) {
    let mut value = Some(start);
    while let [byte, rest @ ..] = input {
        let digit = match (*byte, *byte | 0x20) {
            (digit @ b'0'..=b'9', _) => digit - b'0',
            (_, letter @ b'a'..=b'f') => letter - b'a' + 10,
            _ => break,
        };
        value = match value {
            Some(value) if value >> 60 == 0 => Some(value << 4 | digit as u64),
            _ => None,
        };
        input = rest;
    }
    (input, value)
}

/// Writes a number in lower-case hexadecimal, without leading zeros.
///
/// # Errors
/// The sink fails.
#[inline]
pub fn put_hex<S: Sink + ?Sized>(sink: &mut S, mut value: u64) -> Result<(), S::Error> {
    let mut text = [b'0'; 16];
    let mut first = text.len();
    for (at, place) in text.iter_mut().enumerate().rev() {
        *place = match value & 0xf {
            0xa => b'a',
            0xb => b'b',
            0xc => b'c',
            0xd => b'd',
            0xe => b'e',
            0xf => b'f',
            #[expect(clippy::cast_possible_truncation, reason = "four bits")]
            digit => b'0' | digit as u8,
        };
        first = at;
        value >>= 4;
        if value == 0 {
            break;
        }
    }
    sink.put(text.get(first..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{puts, refused};
    use super::*;
    use proptest::prelude::*;

    /// Hexadecimal digits, mostly.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let digit = prop_oneof![
            8 => b'0'..=b'9',
            3 => b'a'..=b'f',
            3 => b'A'..=b'F',
            1 => Just(b':'),
            1 => any::<u8>(),
        ];
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
                let (rest, value) = hex_bytewise(&block, 0);
                let (count, found) = eight_hex(block);
                prop_assert_eq!((count, value), (8 - rest.len(), Some(if count > 0 { found } else { 0 })));
            }
            // Without a digit there is no value.
            let some = |(rest, value): (&[u8], Option<u64>)| (rest.len() < digits.len()).then_some((rest.len(), value));
            prop_assert_eq!(some(hex_digits(&digits)), some(hex_bytewise(&digits, 0)));
        }

        #[test]
        fn numbers_read_as_std_reads_them(input in bytes()) {
            let end = input.iter().position(|b| !b.is_ascii_hexdigit()).unwrap_or(input.len());
            let number = std::str::from_utf8(&input[..end]).unwrap();
            let value = u64::from_str_radix(number, 16).ok();
            prop_assert_eq!(hex_u64(&input).ok(), value.map(|n| (&input[end..], n)));
            let value = u32::from_str_radix(number, 16).ok();
            prop_assert_eq!(hex_u32(&input).ok(), value.map(|n| (&input[end..], n)));
        }

        #[test]
        fn numbers_are_written_as_std_writes_them(value: u64, shift in 0..64) {
            let value: u64 = value >> shift;
            puts(|sink| put_hex(sink, value), &format!("{value:x}"));
        }

        #[test]
        fn the_fast_path_reads_as_the_general_leaf_does(input in bytes(), zeros in 0_usize..12) {
            let input = [&b"000000000000"[..zeros], &input].concat();
            let (rest, value) = hex_bytewise(&input, 0);
            let count = input.len() - rest.len();
            let found = match rest {
                [b':', rest @ ..] if input.len() >= 8 && count > 0 => value.map(|value| (value, rest)),
                _ => None,
            };
            prop_assert_eq!(hex_until(b':', &input), found);
            prop_assert_eq!(eight_hex_until(b':', &input), found);
        }
    }

    #[test]
    fn numbers_refused() {
        refused(hex_u32(b"g"), b"g", "number: not a hexadecimal number at byte 0");
        refused(hex_u32(b"100000000"), b"100000000", "number: over 32 bits at byte 0");
        refused(hex_u64(b"10000000000000000"), b"10000000000000000", "number: over 64 bits at byte 0");
        refused(hex_u32(b"10000000000000000"), b"10000000000000000", "number: over 32 bits at byte 0");
    }
}
