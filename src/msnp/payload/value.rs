//! Values of header lines: text that is checked when it is built and decoded on demand, numbers, words.

use crate::error::{Error, ErrorKind, Part};
use crate::lossy::text;
use crate::scan;
use crate::sink::Sink;
use core::fmt;

const VALUE: Part = Part::named("header value");

/// The value of a header line: bytes, mostly UTF-8, without the spaces after the colon.
///
/// A value that was read may be folded: it holds line ends then, each followed by a space or a TAB.
/// [`unfolded`](Self::unfolded) leaves the line ends out.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct HeaderText<'a>(&'a [u8]);

impl<'a> HeaderText<'a> {
    /// A value of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] at a CR or LF, or at a space or TAB at the start.
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        match (bytes, scan::find2(b'\r', b'\n', bytes)) {
            ([b' ' | b'\t', ..], _) => Err(Error::new(ErrorKind::Separator, VALUE, 0)),
            (_, Some(at)) => Err(Error::new(ErrorKind::Separator, VALUE, at)),
            _ => Ok(Self(bytes)),
        }
    }

    /// What a reader found after a colon.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether it has no bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes without the line ends of a folded value.
    pub fn unfolded(self) -> impl Iterator<Item = u8> + Clone + 'a {
        self.0.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n'))
    }
}

text! { HeaderText, |text| text.unfolded(); }

impl fmt::Debug for HeaderText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

/// Bytes in `Debug` output: printable ASCII, the rest escaped.
pub(super) struct Shown<'a>(pub(super) &'a [u8]);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// What a header line can have as its value.
pub trait HeaderValue<'a>: Copy + PartialEq + fmt::Debug + private::Sealed {
    /// An empty value is an absent one.
    #[doc(hidden)]
    const EMPTY_IS_ABSENT: bool = false;

    /// Reads the value.
    #[doc(hidden)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind>;

    /// Writes the value.
    #[doc(hidden)]
    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error>;
}

pub(super) mod private {
    pub trait Sealed {}
}

impl private::Sealed for HeaderText<'_> {}

impl<'a> HeaderValue<'a> for HeaderText<'a> {
    #[inline]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Self(text))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.0)
    }
}

/// The bytes without spaces, TABs and line ends at either end.
pub(super) const fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n'] = text {
        text = rest;
    }
    text
}

/// The whole of `text` as a decimal number; spaces at either end do not count.
pub(super) fn decimal(text: &[u8]) -> Result<u64, ErrorKind> {
    match scan::decimal_u64(trim(text)) {
        Ok(([], number)) => Ok(number),
        Err(nom::Err::Error(fault)) => Err(fault.kind()),
        _ => Err(ErrorKind::NotDecimal),
    }
}

impl private::Sealed for u64 {}

impl<'a> HeaderValue<'a> for u64 {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        decimal(text)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_decimal(sink, *self)
    }
}

impl private::Sealed for u32 {}

impl<'a> HeaderValue<'a> for u32 {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        match decimal(text) {
            Ok(number) => Self::try_from(number).map_err(|_| ErrorKind::Over32Bits),
            Err(ErrorKind::Over64Bits) => Err(ErrorKind::Over32Bits),
            Err(kind) => Err(kind),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_decimal(sink, u64::from(*self))
    }
}

impl private::Sealed for i32 {}

/// With `-` before it if it is negative.
impl<'a> HeaderValue<'a> for i32 {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        let (negative, digits) = match trim(text) {
            [b'-', digits @ ..] if digits.first().is_some_and(u8::is_ascii_digit) => (true, digits),
            text => (false, text),
        };
        let number = i64::from(u32::read(digits)?);
        Self::try_from(if negative { number.wrapping_neg() } else { number })
            .map_err(|_| ErrorKind::Over32Bits)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if *self < 0 {
            sink.put(b"-")?;
        }
        scan::put_decimal(sink, u64::from(self.unsigned_abs()))
    }
}

/// Declares words that a header line can have as its value: open sets. A row
///
/// ```text
/// /// Offers something.
/// INVITE = "INVITE";
/// ```
///
/// of `InvitationCommand` becomes `pub const INVITE: InvitationCommand<'static>`. Letter case does not
/// count when words are compared, and is kept.
macro_rules! header_words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $word:ident = $text:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Default)]
        pub struct $name<'a>(&'a [u8]);

        impl<'a> $name<'a> {
            $($(#[$doc])* pub const $word: $name<'static> = $name($text.as_bytes());)*

            /// A word of these bytes.
            ///
            /// # Errors
            /// [`ErrorKind::Separator`](crate::ErrorKind::Separator) at a CR or LF, or at a space or TAB at
            /// the start.
            pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, crate::Error> {
                crate::msnp::payload::value::HeaderText::new(bytes).map(|text| Self(text.as_bytes()))
            }

            /// The bytes on the wire.
            #[must_use]
            pub const fn as_bytes(self) -> &'a [u8] {
                self.0
            }
        }

        crate::msnp::payload::show::shown! {
            $name<'_>: crate::fields::Kind::Word(&[$(crate::fields::Word {
                word: $text.as_bytes(),
                name: stringify!($word),
            }),*]), this => crate::fields::Value::Text(this.0);
        }

        impl crate::msnp::payload::value::private::Sealed for $name<'_> {}

        impl<'a> crate::msnp::payload::value::HeaderValue<'a> for $name<'a> {
            fn read(text: &'a [u8]) -> Result<Self, crate::ErrorKind> {
                Ok(Self(text))
            }

            fn put<S: crate::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                sink.put(self.0)
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.0.eq_ignore_ascii_case(other.0)
            }
        }

        impl Eq for $name<'_> {}

        impl core::hash::Hash for $name<'_> {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.0.iter().for_each(|byte| byte.to_ascii_lowercase().hash(state));
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.escape_ascii())
            }
        }
    )*};
}
pub(super) use header_words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        #[track_caller]
        fn case(text: &[u8], expected: Result<i32, ErrorKind>) {
            assert_eq!(i32::read(text), expected);
            if let Ok(number) = expected {
                let mut room = [0; 16];
                let mut sink = crate::SliceSink::new(&mut room);
                number.put(&mut sink).unwrap();
                assert_eq!(i32::read(sink.written()), expected);
            }
        }
        case(b"12345", Ok(12345));
        case(b"-1234567890 ", Ok(-1_234_567_890));
        case(b"-2147483648", Ok(i32::MIN));
        case(b"2147483648", Err(ErrorKind::Over32Bits));
        case(b"99999999999999999999", Err(ErrorKind::Over32Bits));
        case(b"--1", Err(ErrorKind::NotDecimal));
        case(b"-", Err(ErrorKind::NotDecimal));
        case(b"1x", Err(ErrorKind::NotDecimal));
        assert_eq!(u32::read(b"4294967296"), Err(ErrorKind::Over32Bits));
        assert_eq!(u64::read(b"4294967296"), Ok(4_294_967_296));
    }

    #[test]
    fn texts_refused() {
        #[track_caller]
        fn case(bytes: &[u8], at: usize) {
            let error = HeaderText::new(bytes).unwrap_err();
            assert_eq!((error.kind(), error.part(), error.at()), (ErrorKind::Separator, VALUE, at));
        }
        case(b" a", 0);
        case(b"\ta", 0);
        case(b"a\rb", 1);
        case(b"ab\n", 2);
        assert_eq!(HeaderText::new("a: \0").unwrap().as_bytes(), b"a: \0");
    }
}
