//! GUIDs: 16 octets, and their text in braces.
//!
//! ```
//! use imwire::{Encode, msnp::payload::guid::Guid};
//!
//! let nonce = Guid([0xd2, 0x32, 0x18, 0xbb, 0x19, 0x30, 0xea, 0x43, 0xac, 0x74, 0x1b, 0x13, 0xdc, 0x5b, 0xf4, 0x53]);
//! assert_eq!(nonce.to_string(), "{BB1832D2-3019-43EA-AC74-1B13DC5BF453}");
//! assert_eq!(Guid::parse(b"{bb1832d2-3019-43ea-ac74-1b13dc5bf453}")?, nonce);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The octets are in the form that Windows keeps in memory: the first three groups of the text are
//! little-endian numbers, the last two are as written. (Two nonces of a recorded direct link, and
//! two more of published dumps.)

use super::show::{Place, Shown};
use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Field, Kind, Value, Visitor};
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

const GUID: Part = Part::named("guid");

/// A GUID: its 16 octets in memory form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Guid(pub [u8; 16]);

impl Guid {
    /// All zeros: "not listening", as a nonce.
    pub const ZERO: Self = Self([0; 16]);

    /// The GUID of a text, in either case, with braces or without.
    ///
    /// # Errors
    /// [`ErrorKind::WrongLength`] if it is not of 36 or 38 bytes, [`ErrorKind::NotHex`] for a byte
    /// that is not the digit, dash or brace that belongs there, at that byte.
    pub const fn parse(text: &[u8]) -> Result<Self, Error> {
        let (mut rest, mut at) = match text {
            [b'{', inner @ .., b'}'] if text.len() == 38 => (inner, 1_usize),
            _ if text.len() == 36 => (text, 0),
            _ => return Err(Error::new(ErrorKind::WrongLength, GUID, 0)),
        };
        // All digits as one number, and the dashes checked on the way.
        let mut value = 0_u128;
        let mut place = 0_u8;
        while let [byte, after @ ..] = rest {
            match (place, digit_value(*byte)) {
                (8 | 13 | 18 | 23, _) if *byte == b'-' => {}
                (8 | 13 | 18 | 23, _) | (_, None) => return Err(Error::new(ErrorKind::NotHex, GUID, at)),
                (_, Some(digit)) => value = value << 4 | digit as u128,
            }
            rest = after;
            at = at.wrapping_add(1);
            place = place.wrapping_add(1);
        }
        Ok(Self::of_text_order(value.to_be_bytes()))
    }

    /// The octets in the order of the text, to the order of memory; and back.
    const fn of_text_order(octets: [u8; 16]) -> Self {
        let [a0, a1, a2, a3, b0, b1, c0, c1, d0, d1, e0, e1, e2, e3, e4, e5] = octets;
        Self([a3, a2, a1, a0, b1, b0, c1, c0, d0, d1, e0, e1, e2, e3, e4, e5])
    }

    /// The text: 38 bytes, braces and upper-case digits.
    #[must_use]
    pub fn text(self) -> [u8; 38] {
        let Self(octets) = Self::of_text_order(self.0);
        let mut text = *b"{00000000-0000-0000-0000-000000000000}";
        let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 0x0f]);
        text.iter_mut().filter(|byte| **byte == b'0').zip(digits).for_each(|(place, digit)| {
            *place = match digit {
                0..=9 => digit | b'0',
                _ => digit.wrapping_add(b'A' - 10),
            };
        });
        text
    }

    /// The hash of a nonce, which `Hashed-Nonce` has: the first 16 bytes of its SHA-1. With feature `auth`.
    ///
    /// ```
    /// use imwire::msnp::payload::guid::Guid;
    ///
    /// let nonce = Guid::parse(b"{BB1832D2-3019-43EA-AC74-1B13DC5BF453}")?;
    /// assert_eq!(nonce.hashed(), Guid::parse(b"{9CF72EC0-583C-0F1D-7961-190D4546F331}")?);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// (Four pairs of official clients agree.)
    #[cfg(feature = "auth")]
    #[cfg_attr(docsrs, doc(cfg(feature = "auth")))]
    #[must_use]
    pub fn hashed(self) -> Self {
        use sha1::Digest as _;
        let digest: [u8; 20] = sha1::Sha1::digest(self.0).into();
        let mut hash = [0; 16];
        hash.iter_mut().zip(digest).for_each(|(place, byte)| *place = byte);
        Self(hash)
    }

    /// Whether both are equal, in a time that does not depend on where they differ: for a nonce
    /// that a peer sent.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let difference = self.0.iter().zip(other.0).fold(0, |all, (a, b)| all | (a ^ b));
        core::hint::black_box(difference) == 0
    }
}

const fn digit_value(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a' - 10)),
        b'A'..=b'F' => Some(byte.wrapping_sub(b'A' - 10)),
        _ => None,
    }
}

/// Its text.
impl Shown for Guid {
    const KIND: Kind = Kind::Text;

    fn borrowed(&self) -> Option<&[u8]> {
        None
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        visitor.field(field, Value::Text(&self.text()), at);
    }
}

/// The text.
impl Encode for Guid {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.text())
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(&self.text()).unwrap_or_default())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::refused;
    use proptest::prelude::*;

    #[test]
    fn refused_texts() {
        refused(Guid::parse(b""), "guid: not as long as it says at byte 0");
        refused(
            Guid::parse(b"{BB1832D2-3019-43EA-AC74-1B13DC5BF453"),
            "guid: not as long as it says at byte 0",
        );
        refused(
            Guid::parse(b"{BB1832D2-3019-43EA-AC74-1B13DC5BF45G}"),
            "guid: not a hexadecimal number at byte 36",
        );
        refused(
            Guid::parse(b"BB1832D2-3019-43EA-AC74+1B13DC5BF453"),
            "guid: not a hexadecimal number at byte 23",
        );
        refused(
            Guid::parse(b"{BB1832D2-3019-43EA-AC74-1B13DC5BF453)"),
            "guid: not as long as it says at byte 0",
        );
    }

    #[test]
    fn matching() {
        let guid = Guid([1; 16]);
        let mut other = guid;
        assert!(guid.matches(&other));
        other.0[15] = 2;
        assert!(!guid.matches(&other));
    }

    proptest! {
        #[test]
        fn text_and_back(octets: [u8; 16]) {
            let guid = Guid(octets);
            let text = guid.text();
            prop_assert_eq!(Guid::parse(&text), Ok(guid));
            prop_assert_eq!(Guid::parse(&text[1..37].to_ascii_lowercase()), Ok(guid));
        }
    }
}
