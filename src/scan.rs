//! The leaves: finding a byte, reading and writing numbers, lines. Each reader is a nom parser
//! on whole input and stands beside its writer.
//!
//! ```
//! use imwire::scan;
//!
//! let (rest, user) = scan::until(b':')(b"taro:PC-02")?;
//! assert_eq!((user, rest), (&b"taro"[..], &b"PC-02"[..]));
//! let (rest, size) = scan::hex_u64(b"1F4:")?;
//! assert_eq!((size, rest), (500, &b":"[..]));
//! # Ok::<(), nom::Err<imwire::Fault>>(())
//! ```
//!
//! The searches use vectors where the target has them at compile time, and numbers are read
//! eight digits at once on 64-bit targets; on 32-bit ones, where that costs three times the
//! code, byte by byte. Both ways are tested against each other.

use crate::error::{ErrorKind, Fault, Part};
use crate::sink::Sink;
use nom::IResult;

// The searchers of memchr for the vectors that the target has at compile time.
// (`memchr::memchr` chooses at run time, through a pointer: slow on short fields, and the
// linker could not prove that nothing panics.)
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
use memchr::arch::aarch64::neon::memchr as search;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use memchr::arch::wasm32::simd128::memchr as search;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use memchr::arch::x86_64::sse2::memchr as search;

/// The same without vectors: plain loops, which are the smallest code.
#[cfg(not(any(
    all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"),
    all(target_arch = "wasm32", target_feature = "simd128"),
    all(target_arch = "x86_64", target_feature = "sse2"),
)))]
mod search {
    pub(super) struct One(u8);
    pub(super) struct Two(u8, u8);
    pub(super) struct Three(u8, u8, u8);

    impl One {
        pub(super) const fn new(a: u8) -> Option<Self> {
            Some(Self(a))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0)
        }
    }

    impl Two {
        pub(super) const fn new(a: u8, b: u8) -> Option<Self> {
            Some(Self(a, b))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0 || byte == self.1)
        }
    }

    impl Three {
        pub(super) const fn new(a: u8, b: u8, c: u8) -> Option<Self> {
            Some(Self(a, b, c))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0 || byte == self.1 || byte == self.2)
        }
    }
}

/// Where `byte` first stands in `haystack`.
#[inline(always)]
#[must_use]
pub fn find(byte: u8, haystack: &[u8]) -> Option<usize> {
    search::One::new(byte).and_then(|one| one.find(haystack))
}

/// Where `a` or `b` first stands in `haystack`.
#[inline(always)]
#[must_use]
pub fn find2(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    if let Some((near, _)) = haystack.split_first_chunk::<16>()
        && let Some(at) = search::Two::new(a, b).and_then(|two| two.find(near))
    {
        return Some(at);
    }
    find2_far(a, b, haystack)
}

#[inline(never)]
fn find2_far(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    search::Two::new(a, b).and_then(|two| two.find(haystack))
}

/// Where `a`, `b` or `c` first stands in `haystack`.
#[inline(always)]
#[must_use]
pub fn find3(a: u8, b: u8, c: u8, haystack: &[u8]) -> Option<usize> {
    search::Three::new(a, b, c).and_then(|three| three.find(haystack))
}

/// What stands before the first `byte`, which is taken too.
///
/// # Errors
/// [`ErrorKind::Missing`] at the end of the input if there is none.
#[inline(always)]
pub fn until<'a>(byte: u8) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8], Fault> {
    move |input| match find(byte, input).and_then(|at| input.split_at_checked(at)) {
        Some((before, [_, rest @ ..])) => Ok((rest, before)),
        _ => Fault::err(ErrorKind::Missing, Part::INPUT, &[]),
    }
}

/// A line with the CR LF (or bare LF) behind it, without which it is no line.
///
/// # Errors
/// [`ErrorKind::BareCr`] at a CR that no LF follows; [`ErrorKind::Missing`] at the end if
/// there is no line end.
#[inline(always)]
pub fn line(input: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    match find2(b'\r', b'\n', input).and_then(|at| input.split_at_checked(at)) {
        Some((line, [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..])) => Ok((rest, line)),
        Some((_, at @ [_, _, ..])) => Fault::err(ErrorKind::BareCr, Part::LINE_END, at),
        _ => Fault::err(ErrorKind::Missing, Part::LINE_END, &[]),
    }
}

/// The input without the blanks (SP, TAB) it begins with.
#[inline(always)]
pub(crate) const fn skip_blanks(mut input: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = input {
        input = rest;
    }
    input
}

/// The input without the SP it begins with.
#[inline(always)]
pub(crate) const fn skip_spaces(mut input: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] = input {
        input = rest;
    }
    input
}

/// A decimal number of one or more digits, in 32 bits. Leading zeros are fine; a sign is not.
///
/// # Errors
/// [`ErrorKind::NotDecimal`] if no digit stands there, [`ErrorKind::Over32Bits`] if the number
/// is too large; both at the first byte.
#[inline(always)]
pub fn decimal_u32(input: &[u8]) -> IResult<&[u8], u32, Fault> {
    match decimal_u64(input) {
        Ok((rest, value)) => match u32::try_from(value) {
            Ok(value) => Ok((rest, value)),
            Err(_) => Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input),
        },
        Err(_) if matches!(input, [b'0'..=b'9', ..]) => {
            Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input)
        }
        Err(_) => Fault::err(ErrorKind::NotDecimal, Part::NUMBER, input),
    }
}

/// A decimal number of one or more digits, in 64 bits. Leading zeros are fine; a sign is not.
///
/// # Errors
/// [`ErrorKind::NotDecimal`] if no digit stands there, [`ErrorKind::Over64Bits`] if the number
/// is too large; both at the first byte.
#[inline(always)]
pub fn decimal_u64(input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (rest, value) = digits(input);
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

#[cfg(not(target_pointer_width = "64"))]
#[inline(always)]
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
#[cfg(any(test, target_pointer_width = "64"))]
#[inline(always)]
const fn less_zeros(block: [u8; 8]) -> u64 {
    u64::from_le_bytes(block) ^ 0x3030_3030_3030_3030
}

/// Adding 0x76 sets the high bit of every byte over 9, and of none below the first of them: so
/// the lowest high bit is the first byte that was no digit.
#[cfg(any(test, target_pointer_width = "64"))]
#[inline(always)]
const fn no_digits(block: u64) -> u64 {
    (block.wrapping_add(0x7676_7676_7676_7676) | block) & 0x8080_8080_8080_8080
}

/// Eight digits, the first in the lowest byte: to pairs, to fours, to one number.
#[cfg(any(test, target_pointer_width = "64"))]
#[inline(always)]
const fn value_of(block: u64) -> u64 {
    let pairs = block.wrapping_mul(10).wrapping_add(block >> 8);
    let low = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    low.wrapping_add(high) >> 32
}

/// The digits at the front, if they are ten to eighteen and more bytes follow; `None` sends to
/// the general leaf.
#[expect(clippy::arithmetic_side_effects, reason = "eighteen digits fit 64 bits")]
#[inline(always)]
pub(crate) fn ten_digits(input: &[u8]) -> Option<(&[u8], u64)> {
    #[cfg(target_pointer_width = "64")]
    let (mut value, mut rest) = {
        let (block, rest) = input.split_first_chunk::<8>()?;
        let block = less_zeros(*block);
        let ([tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..], 0) = (rest, no_digits(block)) else {
            return None;
        };
        (value_of(block) * 100 + u64::from(*tens - b'0') * 10 + u64::from(*ones - b'0'), rest)
    };
    #[cfg(not(target_pointer_width = "64"))]
    let (mut value, mut rest) = (0, input);
    let mut count = 10;
    while let ([digit @ b'0'..=b'9', more @ ..], 10..18) = (rest, count) {
        value = value * 10 + u64::from(*digit - b'0');
        count += 1;
        rest = more;
    }
    Some((input.get(..count)?, value))
}

/// The digits at the front, if they are one to nine and more bytes follow; `None` sends to the
/// general leaf.
#[inline(always)]
pub(crate) fn nine_digits(input: &[u8]) -> Option<(&[u8], u32)> {
    #[cfg(target_pointer_width = "64")]
    {
        let Some((block, rest)) = input.split_first_chunk::<8>() else {
            return short_digits(input);
        };
        let (count, value) = eight_digits(*block);
        #[expect(clippy::cast_possible_truncation, reason = "eight digits fit 32 bits")]
        let value = value as u32;
        match (count, rest) {
            (1..=7, _) => Some((block.get(..count)?, value)),
            #[expect(clippy::arithmetic_side_effects, reason = "nine digits fit 32 bits")]
            (8, [digit @ b'0'..=b'9', ..]) => Some((input.get(..9)?, value * 10 + u32::from(*digit - b'0'))),
            (8, _) => Some((block, value)),
            _ => None,
        }
    }
    #[cfg(not(target_pointer_width = "64"))]
    short_digits(input)
}

#[inline(never)]
fn short_digits(input: &[u8]) -> Option<(&[u8], u32)> {
    let (rest, value) = decimal_u32(input).ok()?;
    Some((input.get(..input.len().wrapping_sub(rest.len()))?, value))
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
/// Those of the sink.
#[inline]
pub fn put_decimal<S: Sink + ?Sized>(sink: &mut S, mut value: u64) -> Result<(), S::Error> {
    let mut text = [b'0'; 20];
    let mut first = text.len();
    for (at, place) in text.iter_mut().enumerate().rev() {
        let digit = (value % 10) as u8;
        *place = b'0' | digit;
        first = at;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    sink.put(text.get(first..).unwrap_or_default())
}

/// A hexadecimal number of one or more digits of either case, in 32 bits.
///
/// # Errors
/// [`ErrorKind::NotHex`] if no digit stands there, [`ErrorKind::Over32Bits`] if the number is
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
/// [`ErrorKind::NotHex`] if no digit stands there, [`ErrorKind::Over64Bits`] if the number is
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

#[cfg(not(target_pointer_width = "64"))]
#[inline(always)]
fn hex_digits(input: &[u8]) -> (&[u8], Option<u64>) {
    hex_bytewise(input, 0)
}

/// How many of the eight bytes are hexadecimal digits before the first that is none, and their
/// value (if there is one at all).
#[cfg(any(test, target_pointer_width = "64"))]
#[expect(clippy::arithmetic_side_effects, reason = "sums stay inside their bytes, shifts under 64")]
#[inline(always)]
const fn eight_hex(block: [u8; 8]) -> (usize, u64) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let block = u64::from_le_bytes(block);
    // Below 0x80 all sums stay inside their byte, so each high bit is exact.
    let seven = block & !HIGH;
    let digit = (seven + (0x80 - 0x30) * ONES) & !(seven + (0x80 - 0x3a) * ONES);
    let lower = seven | (0x20 * ONES);
    let letter = (lower + (0x80 - 0x61) * ONES) & !(lower + (0x80 - 0x67) * ONES);
    let other = !(digit | letter) & HIGH | block & HIGH;
    let bits = other.trailing_zeros() & !7;
    // A letter is its low four bits plus nine.
    let letter = (letter & HIGH) >> 7;
    let nibbles = (block & (0x0f * ONES)).wrapping_add(letter.wrapping_mul(9));
    let nibbles = nibbles.wrapping_shl(64 - bits);
    // Two nibbles to a byte, two bytes to sixteen bits, two of those to the number.
    let pairs = (nibbles << 4 | nibbles >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs << 8 | pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = (fours << 16 | fours >> 32) & 0x0000_0000_ffff_ffff;
    ((bits / 8) as usize, eight)
}

#[expect(clippy::arithmetic_side_effects, reason = "a digit less the first of its kind")]
#[inline(always)]
const fn hex_bytewise(mut input: &[u8], start: u64) -> (&[u8], Option<u64>) {
    let mut value = Some(start);
    while let [byte, rest @ ..] = input {
        let digit = match byte {
            b'0'..=b'9' => *byte - b'0',
            b'a'..=b'f' => *byte - b'a' + 10,
            b'A'..=b'F' => *byte - b'A' + 10,
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
/// Those of the sink.
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
    use super::*;
    use crate::sink::SliceSink;
    use proptest::prelude::*;

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

    #[track_caller]
    fn puts(put: impl FnOnce(&mut SliceSink<'_>) -> Result<(), crate::Error>, expected: &str) {
        let mut buffer = [0; 20];
        let mut sink = SliceSink::new(&mut buffer);
        put(&mut sink).unwrap();
        assert_eq!(sink.written(), expected.as_bytes());
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
                let (rest, value) = hex_bytewise(&block, 0);
                let (count, found) = eight_hex(block);
                prop_assert_eq!((count, value), (8 - rest.len(), Some(if count > 0 { found } else { 0 })));
            }
            // Without a digit there is no value.
            let some = |(rest, value): (&[u8], Option<u64>)| (rest.len() < digits.len()).then_some((rest.len(), value));
            prop_assert_eq!(some(super::digits(&digits)), some(digits_bytewise(&digits, 0)));
            prop_assert_eq!(some(super::hex_digits(&digits)), some(hex_bytewise(&digits, 0)));
        }

        #[test]
        fn numbers_read_as_std_reads_them(input in bytes()) {
            let end = input.iter().position(|b| !b.is_ascii_digit()).unwrap_or(input.len());
            let number = std::str::from_utf8(&input[..end]).unwrap();
            prop_assert_eq!(decimal_u64(&input).ok(), number.parse().ok().map(|n: u64| (&input[end..], n)));
            prop_assert_eq!(decimal_u32(&input).ok(), number.parse().ok().map(|n: u32| (&input[end..], n)));

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
            puts(|sink| put_decimal(sink, value), &value.to_string());
            puts(|sink| put_hex(sink, value), &format!("{value:x}"));
        }

        #[test]
        fn searches_find_the_first(haystack in prop::collection::vec(0u8..6, 0..80)) {
            prop_assert_eq!(find(1, &haystack), haystack.iter().position(|&b| b == 1));
            prop_assert_eq!(find2(1, 2, &haystack), haystack.iter().position(|&b| b == 1 || b == 2));
            prop_assert_eq!(find3(1, 2, 3, &haystack), haystack.iter().position(|&b| (1..=3).contains(&b)));
        }

        #[test]
        fn fast_paths_read_as_the_general_leaves_do(input in bytes(), zeros in 0_usize..12) {
            let input = [&b"000000000000"[..zeros], &input].concat();
            if let Some((digits, value)) = ten_digits(&input) {
                prop_assert!((10..=18).contains(&digits.len()));
                prop_assert_eq!(decimal_u64(digits), Ok((&b""[..], value)));
            }
            if let Some((digits, value)) = nine_digits(&input) {
                prop_assert!((1..=9).contains(&digits.len()) || input.len() < 8);
                prop_assert_eq!(decimal_u32(digits), Ok((&b""[..], value)));
            }
        }
    }

    #[track_caller]
    fn refused<T: core::fmt::Debug>(result: IResult<&[u8], T, Fault>, input: &[u8], message: &str) {
        let error = crate::error::error_of(result.unwrap_err(), input);
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn numbers_refused() {
        refused(decimal_u32(b""), b"", "number: not a decimal number at byte 0");
        refused(decimal_u32(b"+1"), b"+1", "number: not a decimal number at byte 0");
        refused(decimal_u32(b"4294967296"), b"4294967296", "number: over 32 bits at byte 0");
        let long = b"18446744073709551616";
        refused(decimal_u64(long), long, "number: over 64 bits at byte 0");
        refused(decimal_u32(long), long, "number: over 32 bits at byte 0");
        refused(hex_u32(b"g"), b"g", "number: not a hexadecimal number at byte 0");
        refused(hex_u32(b"100000000"), b"100000000", "number: over 32 bits at byte 0");
        refused(hex_u64(b"10000000000000000"), b"10000000000000000", "number: over 64 bits at byte 0");
        refused(hex_u32(b"10000000000000000"), b"10000000000000000", "number: over 32 bits at byte 0");
    }

    #[test]
    fn lines() {
        assert_eq!(line(b"OUT\r\nPNG").unwrap(), (&b"PNG"[..], &b"OUT"[..]));
        assert_eq!(line(b"OUT\nPNG").unwrap(), (&b"PNG"[..], &b"OUT"[..]));
        refused(line(b"OUT\rX\n"), b"OUT\rX\n", "line end: CR without LF at byte 3");
        refused(line(b"OUT\r"), b"OUT\r", "line end: missing at byte 4");
        refused(line(b"OUT"), b"OUT", "line end: missing at byte 3");
        refused(until(b':')(b"abc"), b"abc", "input: missing at byte 3");
    }
}
