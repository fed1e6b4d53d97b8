//! The TLVs of both headers of version 2: type, length, value, then zeros as padding.
//!
//! ```text
//! 02 04 d3b794cf  01 0c 00020000000e616e0f010000  00 00 …
//! ACK             peer information                padding: type 0 ends the list
//! ```

use crate::error::{Error, ErrorKind, Fault, Part};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const TLV: Part = Part::named("tlv");
const PADDING: Part = Part::named("padding");

/// One TLV.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tlv<'a> {
    /// The type: 1 to 255.
    pub kind: u8,
    /// The value, of at most 255 bytes.
    pub value: &'a [u8],
}

impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tlv {{ kind: {}, value: \"{}\" }}", self.kind, self.value.escape_ascii())
    }
}

/// How many bytes of TLVs a header has room for: its length is one byte and at least 8.
const MOST: usize = 247;

/// How many bytes can be made without a buffer: all known TLVs of a header.
const INLINE: usize = 28;

/// TLVs with their padding, checked: as they were read, or made from known ones.
#[derive(Clone, Copy)]
pub(super) enum Tlvs<'a> {
    Read(&'a [u8]),
    /// The first so many bytes, padded to a multiple of four.
    Made([u8; INLINE], u8),
}

impl<'a> Tlvs<'a> {
    pub(super) const NONE: Self = Self::Read(&[]);

    /// All of `bytes`, in which the known types have these lengths.
    pub(super) fn new(known: &[(u8, u8)], bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() > MOST {
            return Err(Error::new(ErrorKind::TooLong, TLV, 0));
        }
        match checked(known, bytes) {
            Ok(()) => Ok(Self::Read(bytes)),
            Err(fault) => Err(fault.within(bytes)),
        }
    }

    /// The same as a grammar that takes all of `bytes`, which `after` bytes follow.
    pub(super) fn read(known: &[(u8, u8)], bytes: &'a [u8], after: &[u8]) -> Result<Self, nom::Err<Fault>> {
        match checked(known, bytes) {
            Ok(()) => Ok(Self::Read(bytes)),
            Err(fault) => Err(nom::Err::Error(fault.followed_by(after.len()))),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Read(bytes) => bytes,
            Self::Made(bytes, len) => bytes.get(..usize::from(*len)).unwrap_or_default(),
        }
    }

    pub(super) fn iter(&self) -> TlvIter<'_> {
        TlvIter(self.as_bytes())
    }

    /// The value of that type, which has `N` bytes.
    pub(super) fn get<const N: usize>(&self, kind: u8) -> Option<[u8; N]> {
        self.iter().find(|tlv| tlv.kind == kind).and_then(|tlv| tlv.value.try_into().ok())
    }

    /// The same TLVs and one more after them, without what was padding, padded again. `None` if
    /// there is no room, or one of that type is there already.
    pub(super) fn with(&self, kind: u8, value: &[u8]) -> Option<Self> {
        if self.iter().any(|tlv| tlv.kind == kind) {
            return None;
        }
        let mut bytes = [0; INLINE];
        let mut len = 0_usize;
        let all = self.iter().chain([Tlv { kind, value }]);
        let all = all.flat_map(|tlv| {
            let head = [tlv.kind, u8::try_from(tlv.value.len()).unwrap_or(u8::MAX)];
            head.into_iter().chain(tlv.value.iter().copied())
        });
        for byte in all {
            *bytes.get_mut(len)? = byte;
            len = len.wrapping_add(1);
        }
        Some(Self::Made(bytes, u8::try_from(len.checked_next_multiple_of(4)?).ok()?))
    }
}

impl PartialEq for Tlvs<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Tlvs<'_> {}

impl Hash for Tlvs<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Tlvs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Goes through TLVs, in wire order.
#[derive(Clone, Debug)]
pub struct TlvIter<'a>(&'a [u8]);

impl<'a> TlvIter<'a> {
    /// Those in bytes that were checked.
    pub(super) const fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl<'a> Iterator for TlvIter<'a> {
    type Item = Tlv<'a>;

    fn next(&mut self) -> Option<Tlv<'a>> {
        match one(self.0) {
            Ok((rest, tlv)) => {
                self.0 = rest;
                tlv
            }
            Err(_) => None,
        }
    }
}

/// The first TLV; `None` where the padding begins, or at the end.
fn one(input: &[u8]) -> IResult<&[u8], Option<Tlv<'_>>, Fault> {
    match input {
        [] | [0, ..] => Ok((input, None)),
        [_] => Fault::err(ErrorKind::Missing, TLV, &[]),
        [kind, len, rest @ ..] => match rest.split_at_checked(usize::from(*len)) {
            Some((value, rest)) => Ok((rest, Some(Tlv { kind: *kind, value }))),
            None => Fault::err(ErrorKind::Truncated, TLV, input),
        },
    }
}

/// Known types have their lengths, no type is there twice, and the padding is zero.
fn checked(known: &[(u8, u8)], bytes: &[u8]) -> Result<(), Fault> {
    let mut seen = [0_u128; 2];
    let mut at = bytes;
    loop {
        let (rest, tlv) = match one(at) {
            Ok(found) => found,
            Err(nom::Err::Error(fault) | nom::Err::Failure(fault)) => return Err(fault),
            Err(nom::Err::Incomplete(_)) => return Err(Fault::new(ErrorKind::Truncated, TLV, at)),
        };
        let Some(Tlv { kind, value }) = tlv else { break };
        if known.iter().any(|&(known, len)| known == kind && usize::from(len) != value.len()) {
            return Err(Fault::new(ErrorKind::WrongLength, TLV, at));
        }
        let [low, high] = &mut seen;
        let half = if kind < 128 { low } else { high };
        let bit = 1_u128.wrapping_shl(kind.into());
        if *half & bit != 0 {
            return Err(Fault::new(ErrorKind::Duplicate, TLV, at));
        }
        *half |= bit;
        at = rest;
    }
    match at.iter().position(|&byte| byte != 0).and_then(|junk| at.get(junk..)) {
        Some(junk) => Err(Fault::new(ErrorKind::Trailing, PADDING, junk)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::refused;
    use proptest::prelude::*;

    const KNOWN: &[(u8, u8)] = &[(1, 12), (2, 4)];

    #[track_caller]
    fn case(bytes: &[u8], expected: &[(u8, &[u8])]) {
        let tlvs = Tlvs::new(KNOWN, bytes).unwrap();
        assert_eq!(tlvs.iter().map(|tlv| (tlv.kind, tlv.value)).collect::<Vec<_>>(), expected);
        assert_eq!(tlvs.as_bytes(), bytes);
    }

    #[test]
    fn lists() {
        case(b"", &[]);
        case(b"\0", &[]);
        case(b"\x02\x04abcd", &[(2, b"abcd")]);
        case(b"\x02\x04abcd\xff\0\x83\x01x\0\0", &[(2, b"abcd"), (255, b""), (131, b"x")]);
        case(b"\x03\0\x83\0", &[(3, b""), (131, b"")]);
    }

    #[test]
    fn refused_lists() {
        for (bytes, message) in [
            (&b"\x02"[..], "tlv: missing at byte 1"),
            (b"\x02\x04ab", "tlv: shorter than its length says at byte 0"),
            (b"\x09\0\x02\x04ab", "tlv: shorter than its length says at byte 2"),
            (b"\x02\x03abc", "tlv: not as long as it says at byte 0"),
            (b"\x07\0\x07\0", "tlv: present twice at byte 2"),
            (b"\xff\0\xff\0", "tlv: present twice at byte 2"),
            (b"\x07\0\0\0\x01", "padding: trailing data at byte 4"),
        ] {
            refused(Tlvs::new(KNOWN, bytes), message);
        }
        refused(Tlvs::new(KNOWN, &[0; 248]), "tlv: over the limit at byte 0");
        let nested = Tlvs::read(KNOWN, b"\x07\0\x07\0", b"abc").unwrap_err();
        let nom::Err::Error(fault) = nested else { panic!() };
        assert_eq!(fault.within(b"\x07\0\x07\0abc").at(), 2);
    }

    #[test]
    fn made() {
        let tlvs = Tlvs::NONE.with(2, b"abcd").unwrap();
        assert_eq!(tlvs.as_bytes(), b"\x02\x04abcd\0\0");
        let tlvs = tlvs.with(1, &[9; 12]).unwrap();
        assert_eq!(tlvs.as_bytes(), b"\x02\x04abcd\x01\x0c\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09");
        assert_eq!((tlvs.get::<4>(2), tlvs.get::<4>(3)), (Some(*b"abcd"), None));
        assert_eq!((tlvs.with(2, b"efgh"), tlvs.with(9, &[0; 9])), (None, None));
        assert_eq!(Tlvs::new(KNOWN, tlvs.as_bytes()), Ok(tlvs));
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(0..6_u8, 0..40)) {
            match Tlvs::new(KNOWN, &bytes) {
                Ok(tlvs) => {
                    let used: usize = tlvs.iter().map(|tlv| tlv.value.len() + 2).sum();
                    prop_assert!(bytes[used..].iter().all(|&byte| byte == 0));
                }
                Err(error) => prop_assert!(error.at() <= bytes.len()),
            }
        }
    }
}
