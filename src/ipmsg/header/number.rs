//! A decimal number that keeps its spelling.

use crate::scan;
use crate::sink::{Counter, Sink};
use core::fmt;

/// A decimal number, `u64` or `u32`, and how it was spelled if it was read.
///
/// Two numbers are equal if they are written alike: a 7 that was read from `7` equals
/// `Number::new(7)`, one that was read from `007` does not.
///
/// ` 007 ` on the wire is the number 7. A packet has to go out as it came in, the digits are an
/// initialisation vector in encrypted messages, and answers echo them: so the text is kept
/// beside the value. A number that you make yourself is written in the ordinary way.
///
/// ```
/// use imwire::ipmsg::Number;
///
/// let made = Number::new(7_u64);
/// assert_eq!((made.value(), made.text()), (7, None));
/// ```
#[derive(Clone, Copy)]
pub struct Number<'a, T> {
    value: T,
    /// Empty: spelled in the ordinary way.
    text: &'a [u8],
}

impl<'a, T: Copy + Into<u64>> Number<'a, T> {
    /// A number spelled in the ordinary way.
    #[inline]
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self { value, text: &[] }
    }

    /// What the packet reader found: `text` is digits that give `value`, among spaces, TABs and NULs.
    #[inline(always)]
    pub(in crate::ipmsg) const fn trusted(value: T, text: &'a [u8]) -> Self {
        Self { value, text }
    }

    /// The value.
    #[inline]
    #[must_use]
    pub const fn value(self) -> T {
        self.value
    }

    /// The bytes it was read from, spaces and TABs included; `None` if it was not read.
    #[inline]
    #[must_use]
    pub const fn text(self) -> Option<&'a [u8]> {
        if self.text.is_empty() { None } else { Some(self.text) }
    }

    /// Whether it would be written without spaces and leading zeros anyway.
    fn is_plain(self) -> bool {
        match self.text {
            [] | [b'0'..=b'9'] => true,
            [b'0', ..] => false,
            text => text.iter().all(u8::is_ascii_digit),
        }
    }

    /// How many bytes it is written as.
    pub(super) fn encoded_len(self) -> usize {
        let mut counter = Counter::new();
        let Ok(()) = self.encode(&mut counter);
        counter.count()
    }

    #[inline]
    pub(in crate::ipmsg) fn encode<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        match self.text {
            [] => scan::put_decimal_inline(sink, self.value.into()),
            text => sink.put(text),
        }
    }
}

impl<T> From<T> for Number<'_, T>
where
    T: Copy + Into<u64>,
{
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Copy + Into<u64> + PartialEq> PartialEq for Number<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && (self.text == other.text || self.is_plain() && other.is_plain())
    }
}

impl<T: Copy + Into<u64> + Eq> Eq for Number<'_, T> {}

impl<T: core::hash::Hash> core::hash::Hash for Number<'_, T> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Debug> fmt::Debug for Number<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text {
            [] => write!(f, "{:?}", self.value),
            text => write!(f, "{:?} (\"{}\")", self.value, text.escape_ascii()),
        }
    }
}
