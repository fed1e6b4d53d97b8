//! Binary numbers of a fixed size, in either order of their octets.

use crate::error::{ErrorKind, Fault, Part};
use nom::IResult;

/// The first `N` octets; [`ErrorKind::Truncated`] at the end of the input if there are fewer.
#[inline]
pub(crate) fn octets<const N: usize>(part: Part, input: &[u8]) -> IResult<&[u8], [u8; N], Fault> {
    match input.split_first_chunk::<N>() {
        Some((octets, rest)) => Ok((rest, *octets)),
        None => Fault::err(ErrorKind::Truncated, part, &[]),
    }
}

/// Declares the numbers: name, type, order.
macro_rules! numbers {
    ($($name:ident: $number:ident, $from:ident;)*) => {$(
        #[inline]
        pub(crate) fn $name(part: Part, input: &[u8]) -> IResult<&[u8], $number, Fault> {
            let (rest, octets) = octets(part, input)?;
            Ok((rest, $number::$from(octets)))
        }
    )*};
}

numbers! {
    le_u16: u16, from_le_bytes;
    le_u32: u32, from_le_bytes;
    le_u64: u64, from_le_bytes;
    be_u16: u16, from_be_bytes;
    be_u32: u32, from_be_bytes;
}

#[cfg(test)]
mod tests {
    use super::super::testing::refused;
    use super::*;

    #[test]
    fn numbers() {
        let input = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09";
        assert_eq!(le_u16(Part::NUMBER, input), Ok((&input[2..], 0x0201)));
        assert_eq!(be_u16(Part::NUMBER, input), Ok((&input[2..], 0x0102)));
        assert_eq!(le_u32(Part::NUMBER, input), Ok((&input[4..], 0x0403_0201)));
        assert_eq!(be_u32(Part::NUMBER, input), Ok((&input[4..], 0x0102_0304)));
        assert_eq!(le_u64(Part::NUMBER, input), Ok((&input[8..], 0x0807_0605_0403_0201)));
        assert_eq!(octets::<1>(Part::NUMBER, input), Ok((&input[1..], [1])));
    }

    #[test]
    fn too_short() {
        refused(
            le_u32(Part::NUMBER, b"\x01\x02"),
            b"\x01\x02",
            "number: shorter than its length says at byte 2",
        );
        refused(octets::<1>(Part::NUMBER, b""), b"", "number: shorter than its length says at byte 0");
    }
}
