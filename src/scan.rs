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

/// As many bytes as a vector has.
const BLOCK: usize = 16;

/// Where `a` or `b` first stands in `haystack`.
#[inline(always)]
#[must_use]
pub fn find2(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    by_blocks(&search::Two::new(a, b)?, haystack)
}

/// The same in the first 16 bytes, if there are as many: no loop, a dozen instructions.
#[inline(always)]
pub(crate) fn find2_near(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    search::Two::new(a, b)?.find(haystack.first_chunk::<BLOCK>()?)
}

/// Where `a`, `b` or `c` first stands in `haystack`.
#[inline(always)]
#[must_use]
pub fn find3(a: u8, b: u8, c: u8, haystack: &[u8]) -> Option<usize> {
    by_blocks(&search::Three::new(a, b, c)?, haystack)
}

/// A searcher of memchr.
trait Search {
    fn search(&self, haystack: &[u8]) -> Option<usize>;
}

impl Search for search::Two {
    #[inline(always)]
    fn search(&self, haystack: &[u8]) -> Option<usize> {
        self.find(haystack)
    }
}

impl Search for search::Three {
    #[inline(always)]
    fn search(&self, haystack: &[u8]) -> Option<usize> {
        self.find(haystack)
    }
}

/// What the searcher first finds. Names and lines are short, so its own way to aligned blocks
/// does not pay.
#[inline(always)]
fn by_blocks(searcher: &impl Search, haystack: &[u8]) -> Option<usize> {
    if cfg!(not(target_pointer_width = "64")) {
        return searcher.search(haystack);
    }
    let mut blocks = haystack.chunks_exact(BLOCK);
    while let Some(block) = blocks.next() {
        if let Some(at) = searcher.search(block) {
            let left =
                blocks.len().wrapping_add(1).wrapping_mul(BLOCK).wrapping_add(blocks.remainder().len());
            return Some(haystack.len().wrapping_sub(left).wrapping_add(at));
        }
    }
    match haystack.last_chunk::<BLOCK>() {
        Some(last) => Some(haystack.len().wrapping_sub(BLOCK).wrapping_add(searcher.search(last)?)),
        None => searcher.search(haystack),
    }
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
/// [`ErrorKind::NotDecimal`] if no digit stands there, [`ErrorKind::Over64Bits`] if the number
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

/// One to nine digits and the byte `end`: the digits, their value, and the bytes behind `end`.
/// `None` if something else stands there, or fewer than eight bytes.
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

/// Hexadecimal digits and the byte `end`: their value, and the bytes behind `end`. `None` if
/// something else stands there, or fewer than eight bytes, or the number is over 64 bits.
#[inline(always)]
pub(crate) fn hex_until(end: u8, input: &[u8]) -> Option<(u64, &[u8])> {
    let (block, behind) = input.split_first_chunk::<8>()?;
    let (count, value) = eight_hex(*block);
    if count == 8 {
        return match behind {
            [byte, rest @ ..] if *byte == end => Some((value, rest)),
            _ => more_hex_until(end, behind, value),
        };
    }
    match input.get(count..)? {
        [byte, rest @ ..] if *byte == end && count > 0 => Some((value, rest)),
        _ => None,
    }
}

/// The digits behind the first eight, of value `high`.
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
            prop_assert_eq!(some(long_digits(&digits)), some(digits_bytewise(&digits, 0)));
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
            let two = haystack.iter().position(|&b| b == 1 || b == 2);
            prop_assert_eq!(find2(1, 2, &haystack), two);
            prop_assert_eq!(find2_near(1, 2, &haystack), two.filter(|&at| at < 16 && haystack.len() >= 16));
            prop_assert_eq!(find3(1, 2, 3, &haystack), haystack.iter().position(|&b| (1..=3).contains(&b)));
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
            let (rest, value) = hex_bytewise(&input, 0);
            let count = input.len() - rest.len();
            let found = match rest {
                [b':', rest @ ..] if input.len() >= 8 && count > 0 => value.map(|value| (value, rest)),
                _ => None,
            };
            prop_assert_eq!(hex_until(b':', &input), found);
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
