//! One parameter: what the types of [`text`](crate::msnp::text) and [`values`](crate::msnp::values) have in common, and
//! numbers.

use super::{Absent, Field, Params, Rest, Scope, at_param, param};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Kind, Show, Value, Visitor};
use crate::msnp::{Dialect, TrIdRule};
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
