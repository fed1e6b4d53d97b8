//! `Bridging-Offsets`: where the packets in a body begin.

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::payload::value::trim;
use crate::scan;
use crate::sink::{Sink, SliceSink};
use core::fmt;

const OFFSETS: Part = Part::named("offsets");

/// Where the packets in a body begin: `0,24`, decimal, ascending from 0, inside the body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offsets<'a>(&'a [u8]);

impl<'a> Offsets<'a> {
    /// One packet, from 0.
    pub const ONE: Offsets<'static> = Offsets(b"0");

    /// The offsets of a text, for a body of so many bytes. An empty text is [`ONE`](Self::ONE).
    ///
    /// # Errors
    /// [`ErrorKind::NotDecimal`], [`ErrorKind::Over32Bits`]; [`ErrorKind::OutOfRange`] if the first is not 0, one is not
    /// greater than the one before, or not inside the body. All at the first byte of the number.
    pub fn read(text: &'a [u8], body_len: usize) -> Result<Self, Error> {
        if trim(text).is_empty() {
            return Ok(Offsets::ONE);
        }
        let mut at = 0_usize;
        let mut last: Option<usize> = None;
        for number in text.split(|byte| *byte == b',') {
            let err = |kind| Err(Error::new(kind, OFFSETS, at));
            let offset = match scan::decimal_u32(trim(number)) {
                Ok(([], offset)) => usize::try_from(offset).unwrap_or(usize::MAX),
                Err(nom::Err::Error(fault)) => return err(fault.kind()),
                _ => return err(ErrorKind::NotDecimal),
            };
            let fits = match last {
                None => offset == 0,
                Some(last) => last < offset && offset < body_len,
            };
            if !fits {
                return err(ErrorKind::OutOfRange);
            }
            last = Some(offset);
            at = at.saturating_add(number.len()).saturating_add(1);
        }
        Ok(Self(text))
    }

    /// The text of offsets, written to the start of `buffer`: the value of the header line.
    ///
    /// ```
    /// use imwire::msnp::payload::blocks::Offsets;
    ///
    /// assert_eq!(Offsets::write_into(&[0, 24], &mut [0; 8])?, b"0,24");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`].
    pub fn write_into<'b>(offsets: &[u32], buffer: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let mut sink = SliceSink::new(buffer);
        let mut between: &[u8] = b"";
        for offset in offsets {
            sink.put(between)?;
            scan::put_decimal(&mut sink, u64::from(*offset))?;
            between = b",";
        }
        Ok(sink.into_written())
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The numbers.
    pub fn iter(self) -> impl Iterator<Item = usize> + use<'a> {
        let numbers = self.0.split(|byte| *byte == b',');
        numbers.filter_map(|number| usize::try_from(scan::decimal_u32(trim(number)).ok()?.1).ok())
    }
}

impl fmt::Debug for Offsets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offsets({})", self.0.escape_ascii())
    }
}

/// The packets in a body, from [`BlockContent::packets`](super::BlockContent::packets).
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// What comes after the last packet that was taken.
    offsets: &'a [u8],
    body: &'a [u8],
    done: bool,
}

impl<'a> Parts<'a> {
    pub(super) const fn new(offsets: Offsets<'a>, body: &'a [u8]) -> Self {
        Self { offsets: offsets.0, body, done: false }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.done {
            return None;
        }
        let mut offsets = Offsets(self.offsets).iter();
        let start = offsets.next()?;
        let end = offsets.next();
        self.done = end.is_none();
        self.offsets = scan::until(b',')(self.offsets).map_or(&[], |(rest, _)| rest);
        self.body.get(start..end.unwrap_or(self.body.len()))
    }
}

impl core::iter::FusedIterator for Parts<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::refused;

    #[test]
    fn texts() {
        #[track_caller]
        fn case(text: &'static str, expected: &[&str]) {
            let body = b"abcdef";
            let offsets = Offsets::read(text.as_bytes(), body.len()).unwrap();
            let parts: Vec<_> =
                Parts::new(offsets, body).map(|part| std::str::from_utf8(part).unwrap()).collect();
            assert_eq!(parts, expected);
        }
        case("0", &["abcdef"]);
        case("", &["abcdef"]);
        case("0,1,5", &["a", "bcde", "f"]);
        case("0, 3 ", &["abc", "def"]);
        for (text, message) in [
            ("1", "offsets: out of range at byte 0"),
            ("0,6", "offsets: out of range at byte 2"),
            ("0,2,2", "offsets: out of range at byte 4"),
            ("0,3,2", "offsets: out of range at byte 4"),
            ("0,,2", "offsets: not a decimal number at byte 2"),
            ("0,x", "offsets: not a decimal number at byte 2"),
            ("0,-1", "offsets: not a decimal number at byte 2"),
            ("0,4294967296", "offsets: over 32 bits at byte 2"),
        ] {
            refused(Offsets::read(text.as_bytes(), 6), message);
        }
        assert_eq!(Parts::new(Offsets::ONE, b"").collect::<Vec<_>>(), [b""]);
        refused(Offsets::write_into(&[0, 24], &mut [0; 3]), "buffer: no room left at byte 2");
    }
}
