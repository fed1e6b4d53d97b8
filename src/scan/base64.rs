//! Base64 digits, RFC 4648 §4.

use crate::sink::Sink;

/// The six bits of a base64 digit.
#[inline]
pub(crate) const fn sextet(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit.wrapping_sub(b'A')),
        b'a'..=b'z' => Some(digit.wrapping_sub(b'a' - 26)),
        b'0'..=b'9' => Some(digit.wrapping_add(52 - b'0')),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// The base64 digit of six bits.
const fn digit(sextet: u8) -> u8 {
    match sextet & 0x3f {
        low @ 0..=25 => low.wrapping_add(b'A'),
        low @ 26..=51 => low.wrapping_add(b'a' - 26),
        high @ 52..=61 => high.wrapping_sub(52 - b'0'),
        62 => b'+',
        _ => b'/',
    }
}

/// Writes bytes in base64 with padding, in one line.
pub(crate) fn put_base64<S: Sink + ?Sized>(sink: &mut S, bytes: &[u8]) -> Result<(), S::Error> {
    for group in bytes.chunks(3) {
        let digits = match group {
            [a, b, c] => [digit(a >> 2), digit(a << 4 | b >> 4), digit(b << 2 | c >> 6), digit(*c)],
            [a, b] => [digit(a >> 2), digit(a << 4 | b >> 4), digit(b << 2), b'='],
            [a, ..] => [digit(a >> 2), digit(a << 4), b'=', b'='],
            [] => continue,
        };
        sink.put(&digits)?;
    }
    Ok(())
}
