//! Parameters as text: bytes that are checked when built, and decoded on demand.
//!
//! ```
//! use imwire::msnp::{Arg, Encoded, Passport};
//!
//! let nick = Encoded::new(b"Auntie%20Em")?;
//! assert!(nick.decoded().eq(*b"Auntie Em"));
//! assert_eq!(Arg::new(b"Auntie Em").unwrap_err().to_string(), "parameter: contains a byte that cannot stand there at byte 0");
//!
//! let passport = Passport::new(b"alice@example.com;{5dc28b2f-0a55-4f1f-9c0b-111111111111}")?;
//! assert_eq!(passport.address(), b"alice@example.com");
//! assert_eq!(passport.endpoint(), Some(&b"{5dc28b2f-0a55-4f1f-9c0b-111111111111}"[..]));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Friendly names are UTF-8, percent-encoded; but servers leave UTF-8 as it is and clients
//! escape what they like, so two spellings of a name are equal only once decoded.

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::NetworkId;
use crate::scan;
use core::fmt;

/// One parameter: one or more bytes, no SP, CR or LF. NUL is data.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Arg<'a>(&'a [u8]);

impl<'a> Arg<'a> {
    /// A parameter of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], or [`ErrorKind::Separator`] for SP, CR, LF.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty, Part::PARAMETER, 0));
        }
        let mut rest = bytes;
        while let [byte, after @ ..] = rest {
            if let b' ' | b'\r' | b'\n' = byte {
                return Err(Error::new(ErrorKind::Separator, Part::PARAMETER, 0));
            }
            rest = after;
        }
        Ok(Self(bytes))
    }

    /// What was found between two separators.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The decimal number that the whole of it is, in 32 bits.
    #[inline]
    #[must_use]
    pub fn number(self) -> Option<u32> {
        match scan::decimal_u32(self.0) {
            Ok(([], number)) => Some(number),
            _ => None,
        }
    }
}

/// A parameter with percent-encoding, such as a friendly name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoded<'a>(Arg<'a>);

impl<'a> Encoded<'a> {
    /// A parameter of these bytes, which are encoded already.
    ///
    /// # Errors
    /// As [`Arg::new`].
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match Arg::new(bytes) {
            Ok(arg) => Ok(Self(arg)),
            Err(error) => Err(error),
        }
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The bytes that are meant. `%` and two hexadecimal digits of either case are one byte;
    /// any other `%` stands for itself, and so does `+`.
    #[inline]
    #[must_use]
    pub const fn decoded(self) -> Decoded<'a> {
        Decoded { rest: self.as_bytes() }
    }
}

/// The bytes of an [`Encoded`] parameter, one by one.
#[derive(Clone, Copy, Debug)]
pub struct Decoded<'a> {
    rest: &'a [u8],
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match self.rest {
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (nibble(*high) << 4 | nibble(*low), rest)
            }
            [byte, rest @ ..] => (*byte, rest),
            [] => return None,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.rest.len().div_ceil(3), Some(self.rest.len()))
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "at most fifteen")]
const fn nibble(digit: u8) -> u8 {
    // The low bits of a letter count from 1, of a digit from 0.
    (digit & 0x0f) + if digit.is_ascii_digit() { 0 } else { 9 }
}

/// A user: the e-mail form of a Passport, and what some dialects put around it.
///
/// | | |
/// |---|---|
/// | `alice@example.com` | |
/// | `alice@example.com;{5dc28b2f-…}` | from MSNP16: one of the places where the user is signed in |
/// | `1:alice@example.com` | from MSNP18: the network before the address |
/// | `1:alice@example.com;via=9:guid@live.com` | from MSNP18: by way of a circle |
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Passport<'a>(Arg<'a>);

impl<'a> Passport<'a> {
    /// A passport of these bytes.
    ///
    /// # Errors
    /// As [`Arg::new`].
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match Arg::new(bytes) {
            Ok(arg) => Ok(Self(arg)),
            Err(error) => Err(error),
        }
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The network, if it stands before the address.
    #[must_use]
    pub fn network(self) -> Option<NetworkId> {
        let (_, network) = scan::until(b':')(self.as_bytes()).ok()?;
        match scan::decimal_u32(network) {
            Ok(([], number)) => Some(NetworkId(number)),
            _ => None,
        }
    }

    /// The address: without network, place and circle.
    #[must_use]
    pub fn address(self) -> &'a [u8] {
        let user = scan::until(b';')(self.as_bytes()).map_or(self.as_bytes(), |(_, user)| user);
        match scan::until(b':')(user) {
            Ok((address, network)) if !network.is_empty() && network.iter().all(u8::is_ascii_digit) => {
                address
            }
            _ => user,
        }
    }

    /// The GUID of a place, in braces.
    #[must_use]
    pub fn endpoint(self) -> Option<&'a [u8]> {
        self.extras().find(|extra| extra.starts_with(b"{"))
    }

    /// The circle by way of which the user is known: `9:guid@live.com`.
    #[must_use]
    pub fn via(self) -> Option<Self> {
        let via = self.extras().find_map(|extra| extra.strip_prefix(b"via="))?;
        if via.is_empty() { None } else { Some(Self(Arg::trusted(via))) }
    }

    /// What stands behind each `;`.
    fn extras(self) -> impl Iterator<Item = &'a [u8]> {
        self.as_bytes().split(|&byte| byte == b';').skip(1)
    }
}

impl<'a> From<Arg<'a>> for Encoded<'a> {
    fn from(arg: Arg<'a>) -> Self {
        Self(arg)
    }
}

impl<'a> From<Arg<'a>> for Passport<'a> {
    fn from(arg: Arg<'a>) -> Self {
        Self(arg)
    }
}

impl fmt::Debug for Arg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

impl fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Debug for Passport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn decodes(encoded: &[u8], expected: &[u8]) {
        assert_eq!(Encoded::new(encoded).unwrap().decoded().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn percent_encoding() {
        decodes(b"Auntie%20Em", b"Auntie Em");
        decodes(b"B\xc3\xb6b%20%2541%20100%25", "Böb %41 100%".as_bytes());
        decodes(b"%3c%3C+%00", b"<<+\0");
        decodes(b"%", b"%");
        decodes(b"100%", b"100%");
        decodes(b"%2", b"%2");
        decodes(b"%zz%2g%%20", b"%zz%2g% ");
        decodes(b"%ff%Fe", b"\xff\xfe");
    }

    #[test]
    fn parts_of_a_passport() {
        let plain = Passport::new(b"alice@example.com").unwrap();
        assert_eq!((plain.network(), plain.endpoint(), plain.via()), (None, None, None));
        assert_eq!(plain.address(), b"alice@example.com");
        let circle = Passport::new(b"1:alice@example.com;via=9:00000000-0000@live.com").unwrap();
        assert_eq!(
            (circle.network(), circle.address()),
            (Some(NetworkId::WINDOWS_LIVE), &b"alice@example.com"[..])
        );
        let via = circle.via().unwrap();
        assert_eq!((via.network(), via.address()), (Some(NetworkId::CIRCLE), &b"00000000-0000@live.com"[..]));
        for odd in [&b":"[..], b";", b"a:b@c", b"1:", b";via=", b"99999999999:a", b"x;{y};z"] {
            let odd = Passport::new(odd).unwrap();
            let _ = (odd.network(), odd.address(), odd.endpoint(), odd.via());
        }
    }

    #[test]
    fn arguments_refused() {
        for bad in [&b""[..], b" ", b"a b", b"a\r", b"a\n"] {
            assert!(Arg::new(bad).is_err());
        }
        assert!(Arg::new(b"a\0b\t\xff").is_ok());
    }
}
