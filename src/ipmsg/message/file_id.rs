//! FileId of a number of which the two sides do not agree whether it is decimal or hexadecimal.

use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// One to sixteen digits that can be read as a hexadecimal number, and as a decimal one if there
/// is no letter among them. Neither leading zeros nor case are kept.
///
/// The file list of a message numbers its files in decimal, the request for one of them in
/// hexadecimal: iptux offers `10000` and is asked for `2710`. But some read the list as
/// hexadecimal and ask for the digits they saw: feiq-cli asks iptux for `10000`, and gets the
/// file, since iptux looks for both. feiq++ writes requests in decimal as a whole.
///
/// So the digits are kept, and the reader says which number they are to be:
///
/// ```
/// use imwire::ipmsg::FileId;
///
/// let asked = FileId::from_hex(0x2710); // `2710` in a request
/// assert_eq!((asked.hex(), asked.decimal()), (10000, Some(2710)));
/// let asked = FileId::from_hex(0x10000); // `10000`, from feiq-cli
/// assert_eq!((asked.hex(), asked.decimal()), (65536, Some(10000)));
/// assert_eq!(FileId::from_hex(0x1f4).decimal(), None); // `1f4`
/// ```
///
/// Source: recordings of iptux 0.8.3 and feiq-cli; the code of feiq++.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u64);

impl FileId {
    /// The digits of this number in hexadecimal.
    #[inline]
    #[must_use]
    pub const fn from_hex(value: u64) -> Self {
        Self(value)
    }

    /// The digits of this number in decimal; `None` if there are more than sixteen.
    #[must_use]
    pub const fn from_decimal(mut value: u64) -> Option<Self> {
        let mut digits = 0;
        let mut shift = 0;
        while shift < u64::BITS {
            digits |= (value % 10).wrapping_shl(shift);
            value /= 10;
            shift = shift.wrapping_add(4);
        }
        if value == 0 { Some(Self(digits)) } else { None }
    }

    /// The number that they are in hexadecimal.
    #[inline]
    #[must_use]
    pub const fn hex(self) -> u64 {
        self.0
    }

    /// The number that they are in decimal; `None` if there is a letter among them.
    #[must_use]
    pub const fn decimal(self) -> Option<u64> {
        let mut value = 0_u64;
        let mut shift = u64::BITS;
        while shift > 0 {
            shift = shift.wrapping_sub(4);
            match self.0.wrapping_shr(shift) & 0xf {
                // Sixteen digits fit 54 bits.
                digit @ 0..=9 => value = value.wrapping_mul(10).wrapping_add(digit),
                _ => return None,
            }
        }
        Some(value)
    }
}

impl Encode for FileId {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_hex(sink, self.0)
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn case(text: &str, hex: u64, decimal: Option<u64>) {
        let (rest, value) = scan::hex_u64(text.as_bytes()).unwrap();
        let digits = FileId::from_hex(value);
        assert_eq!((rest, digits.hex(), digits.decimal()), (&b""[..], hex, decimal));
        if let Some(decimal) = decimal {
            assert_eq!(FileId::from_decimal(decimal), Some(digits));
        }
    }

    #[test]
    fn both_readings() {
        case("0", 0, Some(0));
        case("0010", 16, Some(10));
        case("a", 10, None);
        case("99999999a", 0x9_9999_999a, None);
        case("9999999999999999", 0x9999_9999_9999_9999, Some(9_999_999_999_999_999));
        case("ffffffffffffffff", u64::MAX, None);
        assert_eq!(FileId::from_decimal(10_000_000_000_000_000), None);
        assert_eq!(FileId::from_decimal(u64::MAX), None);
        assert_eq!(format!("{0} {0:?}", FileId::from_hex(0x2710)), "2710 FileId(2710)");
    }

    proptest! {
        #[test]
        fn readings_are_those_of_std(value: u64, shift in 0..64) {
            let value: u64 = value >> shift;
            let hex = FileId::from_hex(value);
            prop_assert_eq!(hex.decimal(), format!("{value:x}").parse().ok());
            let mut room = [0; 16];
            let text = hex.encode_into(&mut room).unwrap();
            prop_assert_eq!(text.escape_ascii().to_string(), format!("{value:x}"));
            let decimal = FileId::from_decimal(value);
            prop_assert_eq!(decimal.map(FileId::hex), u64::from_str_radix(&value.to_string(), 16).ok());
        }
    }
}
