//! One parameter: numbers and text. Words and flags are in [`values`](crate::msnp::values).

use super::{Absent, Field, Params, Scope, Value, at_param, param};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::{Arg, Dialect, Encoded, Passport, Tagged, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use nom::IResult;

/// One parameter: how its text is read, and how it is shown and so written.
pub(crate) trait Param<'a>: Copy {
    const TRID: TrIdRule = TrIdRule::Never;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind>;

    /// The value in its most common spelling at the front of `text`, and the rest of it: for types
    /// that can tell where they end without a search.
    #[inline(always)]
    fn common(_text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        None
    }

    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R;
}

impl<'a, T: Param<'a>> Field<'a> for T {
    const MIN: usize = 1;
    const TRID: TrIdRule = <T as Param<'a>>::TRID;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if let [b' ', text @ ..] = input {
            if let Some((value, rest)) = T::common(text) {
                return Ok((rest, value));
            }
        }
        let (rest, text) = param(input, part)?;
        match T::read(text) {
            Ok(value) => Ok((rest, value)),
            Err(kind) => Fault::err(kind, part, at_param(input)),
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.show(|value| match value {
            Value::Number(number) => out.number(number),
            Value::Bytes(text) | Value::Word(text) => out.param(text),
            Value::Encoded(text) => out.param(text.as_bytes()),
            Value::List(list) => out.param(list.as_bytes()),
        })
    }

    fn check(&self, part: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        let taken = absent.letters != 0
            && self.show(|value| match value {
                Value::Bytes(text) | Value::Word(text) => absent.taken_for(text),
                Value::Encoded(text) => absent.taken_for(text.as_bytes()),
                Value::Number(_) | Value::List(_) => false,
            });
        absent.letters = 0;
        if taken { Err(Error::new(ErrorKind::Ambiguous, part, 0)) } else { Ok(()) }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        self.show(|value| each(name, value));
    }
}

impl<'a> Param<'a> for u32 {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        match scan::decimal_u32(text) {
            Ok(([], number)) => Ok(number),
            Err(nom::Err::Error(fault)) => Err(fault.kind()),
            _ => Err(ErrorKind::NotDecimal),
        }
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        scan::number_parameter(text)
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Number(u64::from(*self)))
    }
}

impl<'a> Param<'a> for u64 {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        match scan::decimal_u64(text) {
            Ok(([], number)) => Ok(number),
            Err(nom::Err::Error(fault)) => Err(fault.kind()),
            _ => Err(ErrorKind::NotDecimal),
        }
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Number(*self))
    }
}

impl<'a> Param<'a> for Arg<'a> {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Self::trusted(text))
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Bytes(self.as_bytes()))
    }
}

impl<'a> Param<'a> for Encoded<'a> {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Encoded(*self))
    }
}

impl<'a> Param<'a> for Passport<'a> {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Bytes(self.as_bytes()))
    }
}

/// A parameter known by its letter: it may be absent anywhere.
impl<'a, const LETTER: u8> Field<'a> for Tagged<'a, LETTER> {
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        match at_param(input) {
            text @ [letter, b'=', value @ ..] if *letter == LETTER && text.len() < input.len() => {
                let (value, rest) = value.split_at_checked(scan::parameter(value)).unwrap_or((value, &[]));
                Ok((rest, Self::trusted(Some(value))))
            }
            _ => Ok((input, Self::NONE)),
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self.value() {
            Some(value) => {
                out.param(&[LETTER, b'='])?;
                out.sink.put(value)
            }
            None => Ok(()),
        }
    }

    fn check(&self, _: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.letters = match self.value() {
            Some(_) => 0,
            None => absent.letters | Absent::letter(LETTER),
        };
        Ok(())
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        match self.value() {
            // A friendly name.
            Some(value) if LETTER == b'F' => each(name, Value::Encoded(Arg::trusted(value).into())),
            Some(value) => each(name, Value::Bytes(value)),
            None => {}
        }
    }
}
