//! What follows a key: bytes, read as what the key says.

use super::key::Key;
use super::length::counted;
use super::part::{ITEM_LENGTH, VALUE};
use crate::error::{Error, ErrorKind, Fault, error_of};
use crate::fields::{self, Kind};
use crate::ipmsg::text::{Shown, Text};
use crate::scan;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// The value of an entry, or one of a list: bytes, which the reader takes for what they are
/// known to be. Two are equal if their bytes are.
///
/// | | on the wire | |
/// |---|---|---|
/// | [`int`](DictValue::int) | `3e8`, `-7d0` | hexadecimal, lower case when written, 64 bits |
/// | [`float`](DictValue::float) | `\0\0\0\0\0\0\xf8\x3f` = 1.5 | IEEE double, little endian, without the zero bytes it ends with: 0.0 is empty |
/// | [`text`](DictValue::text) | `str1` | UTF-8 without NUL |
/// | [`as_bytes`](DictValue::as_bytes) | anything | `:`, NUL and even `:Z` are bytes like others |
/// | [`dict`](DictValue::dict) | `key31:4:-7d0` | a dictionary without its frame |
/// | [`ipdict`](DictValue::ipdict) | `IP2:5:k:1:v:Z` | a dictionary in its frame |
/// | [`list`](DictValue::list) | `3:3e8:3:7d0` | a length, `:` and a value, for each; empty for no value |
///
/// [`Error::at`] counts from the start of what the outermost reader was given.
///
/// ```
/// use imwire::{Wire, ipmsg::dict::{Dict, Key}};
///
/// let dict = Dict::parse(b"FS:3:1f4:TLST:b:3:abc:3:def")?;
/// let size = dict.get(Key::FS).unwrap();
/// assert_eq!((size.int()?, size.text()?.as_bytes()), (500, &b"1f4"[..]));
/// let list = dict.get(Key::TLST).unwrap().list()?;
/// assert_eq!(list.iter().map(|value| value.as_bytes()).collect::<Vec<_>>(), [b"abc", b"def"]);
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct DictValue<'a> {
    bytes: &'a [u8],
    /// How many bytes came before them.
    at: usize,
}

impl<'a> DictValue<'a> {
    #[inline(always)]
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    pub(super) const fn at(self) -> usize {
        self.at
    }

    /// What `read` makes of the bytes, which are those of `key`.
    #[inline(always)]
    pub(super) fn read<T>(
        self,
        key: Key<'_>,
        read: impl FnOnce(&'a [u8]) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        read(self.bytes).map_err(|kind| Error::new(kind, key.part(), self.at))
    }

    #[inline(always)]
    fn read_alone<T>(self, read: impl FnOnce(&'a [u8]) -> Result<T, ErrorKind>) -> Result<T, Error> {
        read(self.bytes).map_err(|kind| Error::new(kind, VALUE, self.at))
    }

    /// The bytes on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// A number, of either sign.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::NotHex`], [`ErrorKind::Over64Bits`] (one of them is the
    /// sign).
    pub fn int(self) -> Result<i64, Error> {
        self.read_alone(int)
    }

    /// A number that is not negative: a size, a count.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::NotHex`], [`ErrorKind::Over64Bits`].
    pub fn number(self) -> Result<u64, Error> {
        self.read_alone(number)
    }

    /// A word of 32 bits: a command, options, a status. A negative number is taken for what it
    /// is in 32 bits.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::NotHex`], [`ErrorKind::Over64Bits`],
    /// [`ErrorKind::Over32Bits`].
    pub fn word(self) -> Result<u32, Error> {
        self.read_alone(word)
    }

    /// A number with a fraction. The official client can read it, and no key is known that has
    /// one.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`] for more than 8 bytes.
    pub fn float(self) -> Result<f64, Error> {
        self.read_alone(float)
    }

    /// A text. It should be UTF-8 but may be cut off inside a character;
    /// [`to_str`](DictValue::to_str) looks.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]: the official client would read it only up to there.
    pub fn text(self) -> Result<Text<'a>, Error> {
        self.read_alone(text)
    }

    /// Several values of one kind.
    ///
    /// # Errors
    /// In the length of a value, or in where it leads to.
    pub fn list(self) -> Result<DictList<'a>, Error> {
        let mut rest = self.bytes;
        while !rest.is_empty() {
            match item(rest) {
                Ok((after, _)) => rest = after,
                Err(error) => return Err(error_of(error, rest).offset_by(self.at_of(rest))),
            }
        }
        Ok(DictList(self))
    }

    /// Where the end of these bytes, `rest`, begins.
    const fn at_of(self, rest: &[u8]) -> usize {
        self.at.saturating_add(self.bytes.len().saturating_sub(rest.len()))
    }
}

/// Several values of one kind, one after the other. That each has the length it says is known;
/// what they are is for [`DictValue`] to say. Two are equal if their values are.
#[derive(Clone, Copy)]
pub struct DictList<'a>(DictValue<'a>);

impl<'a> DictList<'a> {
    /// Goes through the values.
    #[inline]
    #[must_use]
    pub const fn iter(self) -> DictValues<'a> {
        DictValues(self.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.bytes.is_empty()
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.bytes
    }
}

/// Goes through a [`DictList`].
#[derive(Clone, Debug)]
pub struct DictValues<'a>(DictValue<'a>);

impl<'a> Iterator for DictValues<'a> {
    type Item = DictValue<'a>;

    #[inline]
    fn next(&mut self) -> Option<DictValue<'a>> {
        let DictValue { bytes, at } = self.0;
        let (after, value) = item(bytes).ok()?;
        let separator = usize::from(!after.is_empty());
        let before = bytes.len().saturating_sub(after.len()).saturating_sub(separator);
        self.0 = DictValue::new(after, self.0.at_of(after));
        Some(DictValue::new(value, at.saturating_add(before.saturating_sub(value.len()))))
    }
}

impl<'a> IntoIterator for DictList<'a> {
    type Item = DictValue<'a>;
    type IntoIter = DictValues<'a>;

    fn into_iter(self) -> DictValues<'a> {
        self.iter()
    }
}

impl PartialEq for DictList<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for DictList<'_> {}

impl Hash for DictList<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|value| value.hash(state));
    }
}

impl fmt::Debug for DictList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The first value of a list, and what follows the colon after it, which may not be nothing:
/// the official client does not read these lists.
fn item(list: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    match first(list)? {
        ([], value) => Ok((&[], value)),
        ([_], _) => Fault::err(ErrorKind::Missing, ITEM_LENGTH, &[]),
        ([_, after @ ..], value) => Ok((after, value)),
    }
}

/// The first value of a list, and what follows it: nothing, or a colon and other values.
#[inline]
pub(super) fn first(list: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    match list {
        // What a colon at the end leaves over.
        [b':'] => Fault::err(ErrorKind::Missing, ITEM_LENGTH, &[]),
        _ => counted(ITEM_LENGTH, list),
    }
}

/// Hexadecimal digits, maybe after a sign.
pub(super) fn int(bytes: &[u8]) -> Result<i64, ErrorKind> {
    match bytes {
        [b'-', digits @ ..] => {
            let value = number(digits)?;
            0_i64.checked_sub_unsigned(value).ok_or(ErrorKind::Over64Bits)
        }
        digits => i64::try_from(number(digits)?).map_err(|_| ErrorKind::Over64Bits),
    }
}

/// Hexadecimal digits.
pub(super) fn number(bytes: &[u8]) -> Result<u64, ErrorKind> {
    match scan::hex_u64(bytes) {
        Ok(([], value)) => Ok(value),
        Err(nom::Err::Error(fault)) if fault.kind() == ErrorKind::Over64Bits => Err(fault.kind()),
        _ if bytes.is_empty() => Err(ErrorKind::Empty),
        _ => Err(ErrorKind::NotHex),
    }
}

pub(super) fn word(bytes: &[u8]) -> Result<u32, ErrorKind> {
    let value = int(bytes)?;
    let word = u32::try_from(value)
        .or_else(|_| i32::try_from(value).map(|value| u32::from_ne_bytes(value.to_ne_bytes())));
    word.map_err(|_| ErrorKind::Over32Bits)
}

/// A packet number: as in receipts, a client that prints it signed means what it is in 32 bits.
pub(super) fn packet_no(bytes: &[u8]) -> Result<u64, ErrorKind> {
    if let [b'-', ..] = bytes { word(bytes).map(u64::from) } else { number(bytes) }
}

/// A number of at most 16 bits.
pub(super) fn short(bytes: &[u8]) -> Result<u16, ErrorKind> {
    u16::try_from(number(bytes)?).map_err(|_| ErrorKind::TooLong)
}

/// A number of at most 8 bits.
pub(super) fn byte(bytes: &[u8]) -> Result<u8, ErrorKind> {
    u8::try_from(number(bytes)?).map_err(|_| ErrorKind::TooLong)
}

/// A number as it is shown: of bits and of an open set, a word.
pub(super) fn number_as(kind: Kind, bytes: &[u8]) -> Result<fields::Value<'static>, ErrorKind> {
    match (kind, bytes) {
        (Kind::Number(_), [b'-', ..]) => int(bytes).map(fields::Value::Signed),
        (Kind::Number(_), _) => number(bytes).map(fields::Value::Number),
        _ => word(bytes).map(|word| fields::Value::Number(word.into())),
    }
}

/// 0 is no.
pub(super) fn truth(bytes: &[u8]) -> Result<bool, ErrorKind> {
    Ok(int(bytes)? != 0)
}

pub(super) fn float(bytes: &[u8]) -> Result<f64, ErrorKind> {
    let mut double = [0; 8];
    let Some((start, _)) = double.split_at_mut_checked(bytes.len()) else {
        return Err(ErrorKind::TooLong);
    };
    start.copy_from_slice(bytes);
    Ok(f64::from_le_bytes(double))
}

pub(super) fn text(bytes: &[u8]) -> Result<Text<'_>, ErrorKind> {
    Text::new(bytes).map_err(|error| error.kind())
}

pub(super) fn array<const N: usize>(bytes: &[u8]) -> Result<&[u8; N], ErrorKind> {
    bytes.try_into().map_err(|_| ErrorKind::WrongLength)
}

crate::lossy::text! { DictValue, |value| value.as_bytes().iter().copied(); }

impl PartialEq for DictValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for DictValue<'_> {}

impl Hash for DictValue<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl fmt::Debug for DictValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.bytes).fmt(f)
    }
}
