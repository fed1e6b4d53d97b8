//! What imwire is built on: when one of these fails, the library is not to blame, but the compiler's or a dependency's
//! new version.

use nom::{IResult, Parser};
use std::hint::black_box;

#[cfg(target_arch = "aarch64")]
use memchr::arch::aarch64::neon::memchr as vector;
#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::sse2::memchr as vector;

use memchr::arch::all::memchr as portable;

#[derive(Clone, Copy)]
struct Fault(u8, usize);

impl nom::error::ParseError<&[u8]> for Fault {
    fn from_error_kind(input: &[u8], kind: nom::error::ErrorKind) -> Self {
        Fault(kind as u8, input.len())
    }

    fn append(_: &[u8], _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

bitflags::bitflags! {
    struct Flags: u32 {
        const ONE = 0x100;
        const TWO = 0x8000;
        const _ = !0;
    }
}

/// Up to a byte, which is left out.
fn until<'a>(byte: u8) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8], Fault> {
    move |input| {
        let fault = || nom::Err::Error(Fault(0, input.len()));
        let at = vector::One::new(byte).and_then(|one| one.find(input)).ok_or_else(fault)?;
        let (head, tail) = input.split_at_checked(at).ok_or_else(fault)?;
        Ok((tail.get(1..).ok_or_else(fault)?, head))
    }
}

fn decimal(input: &[u8]) -> IResult<&[u8], u32, Fault> {
    let mut rest = input;
    let mut value = 0u32;
    while let Some((digit @ b'0'..=b'9', tail)) = rest.split_first() {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(u32::from(digit & 15)))
            .ok_or(nom::Err::Error(Fault(1, rest.len())))?;
        rest = tail;
    }
    Ok((rest, value))
}

crate::calls! {
    fn memchr_vector_one(bytes, _out) {
        vector::One::new(*bytes.first()?)?.find(bytes)
    }

    fn memchr_vector_two(bytes, _out) {
        vector::Two::new(*bytes.first()?, *bytes.last()?)?.find(bytes)
    }

    fn memchr_portable_one(bytes, _out) {
        portable::One::new(*bytes.first()?).find(bytes)
    }

    fn memchr_portable_two(bytes, _out) {
        portable::Two::new(*bytes.first()?, *bytes.last()?).find(bytes)
    }

    fn nom_sequence(bytes, _out) {
        let (rest, (a, b, c)) = (until(b':'), until(b'\n'), decimal).parse(bytes).ok()?;
        black_box((a, b, c));
        Some(rest.len())
    }

    fn nom_choice(bytes, _out) {
        let text = nom::branch::alt((nom::bytes::complete::tag(&b"USR"[..]), until(b' ')));
        let (rest, found) = (text, nom::combinator::opt(decimal)).parse(bytes).ok()?;
        black_box(found);
        Some(rest.len())
    }

    fn bitflags_words(bytes, _out) {
        let flags = Flags::from_bits_retain(u32::from_le_bytes(*bytes.first_chunk()?));
        flags.contains(Flags::ONE).then_some(0)?;
        flags.iter_names().map(|(name, _)| name.len()).max()
    }

    fn slice_sink(bytes, out) {
        let (head, tail) = out.split_at_mut_checked(bytes.len())?;
        head.copy_from_slice(bytes);
        Some(tail.len())
    }
}
