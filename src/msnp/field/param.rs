//! One parameter: numbers and text. Words and flags are in [`values`](crate::msnp::values).

use super::{Absent, Field, Params, Rest, Scope, at_param, param};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Encoding, Kind, Show, Value, Visitor};
use crate::msnp::{Arg, Dialect, Encoded, Passport, Tagged, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use nom::IResult;

/// One parameter: how its text is read, and how it is shown and so written.
pub(crate) trait Param<'a>: Copy {
    const KIND: Kind;
    const TRID: TrIdRule = TrIdRule::Never;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind>;

    /// The value in its most common spelling at the front of `text`, and the rest of it: for types
    /// that can tell where they end without a search.
    #[inline(always)]
    fn common(_text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        None
    }

    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R;
}

impl<'a, T: Param<'a>> Field<'a> for T {
    const KIND: Kind = <T as Param<'a>>::KIND;
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
        self.value(|value| match value {
            Value::Number(number) => out.number(number),
            Value::Text(text) | Value::Encoded(text) => out.param(text),
            // No parameter has such a value.
            _ => Ok(()),
        })
    }

    fn check(&self, part: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        let taken = absent.letters != 0
            && self.value(|value| match value {
                Value::Text(text) | Value::Encoded(text) => absent.taken_for(text),
                _ => false,
            });
        absent.letters = 0;
        if taken { Err(Error::new(ErrorKind::Ambiguous, part, 0)) } else { Ok(()) }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let (at, rest) = line.param();
        self.value(|value| visitor.field(field, value, at));
        rest
    }
}

impl<'a> Param<'a> for u32 {
    const KIND: Kind = Kind::Number(Show::Decimal);

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
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Number(u64::from(*self)))
    }
}

impl<'a> Param<'a> for u64 {
    const KIND: Kind = Kind::Number(Show::Decimal);

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        match scan::decimal_u64(text) {
            Ok(([], number)) => Ok(number),
            Err(nom::Err::Error(fault)) => Err(fault.kind()),
            _ => Err(ErrorKind::NotDecimal),
        }
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Number(*self))
    }
}

impl<'a> Param<'a> for Arg<'a> {
    const KIND: Kind = Kind::Text;

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Self::trusted(text))
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Text(self.as_bytes()))
    }
}

impl<'a> Param<'a> for Encoded<'a> {
    const KIND: Kind = Kind::Encoded(Encoding::Percent);

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Encoded(self.as_bytes()))
    }
}

impl<'a> Param<'a> for Passport<'a> {
    const KIND: Kind = Kind::Text;

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Ok(Arg::trusted(text).into())
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        with(Value::Text(self.as_bytes()))
    }
}

/// A parameter known by its letter: it may be absent anywhere.
impl<'a, const LETTER: u8> Field<'a> for Tagged<'a, LETTER> {
    /// `F` is a friendly name.
    const KIND: Kind = if LETTER == b'F' { Kind::Encoded(Encoding::Percent) } else { Kind::Text };
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // One space, as a rule.
        match input {
            [b' ', letter, b'=', value @ ..] if *letter == LETTER => {
                let (value, rest) = value.split_at_checked(scan::parameter(value)).unwrap_or((value, &[]));
                return Ok((rest, Self::trusted(Some(value))));
            }
            [b' ', b'!'..=b'~', ..] => return Ok((input, Self::NONE)),
            _ => {}
        }
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

    /// The bytes are those after the `=`.
    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let Some(text) = self.value() else { return line };
        let (at, rest) = line.param();
        let value = match Self::KIND {
            Kind::Encoded(_) => Value::Encoded(text),
            _ => Value::Text(text),
        };
        visitor.field(field, value, at.map(|at| at.get(2..).unwrap_or_default()));
        rest
    }
}
