//! What may be absent: at the end of a line, or in some dialects.

use super::{Absent, Field, Params, Place, Rest, Scope, at_param, param};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Kind, Visitor};
use crate::msnp::{Dialect, PayloadRule, TrIdRule};
use crate::sink::Sink;
use nom::IResult;

/// Whether more than `count` parameters are left on the line.
#[inline(always)]
fn more_than(count: usize, mut input: &[u8]) -> bool {
    for _ in 0..count {
        match param(input, Part::PARAMETER) {
            Ok((rest, _)) => input = rest,
            Err(_) => return false,
        }
    }
    match input {
        [] => false,
        [b' ', byte, ..] if cfg!(target_pointer_width = "64") && *byte != b' ' => true,
        _ => {
            let text = at_param(input);
            text.len() < input.len() && !text.is_empty()
        }
    }
}

/// A parameter that may be absent: present if more are left than those after it need.
impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    const KIND: Kind = T::KIND;
    const MIN: usize = 0;
    const PLACE: Place = Place::End;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();
    const TRID: TrIdRule = T::TRID;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if more_than(scope.after, input) {
            let (rest, value) = T::take(input, part, scope)?;
            Ok((rest, Some(value)))
        } else {
            Ok((input, None))
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self {
            Some(value) => value.put(out),
            None => Ok(()),
        }
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match self {
            Some(_) if absent.gap => Err(Error::new(ErrorKind::Gap, part, 0)),
            Some(value) => value.check(part, dialect, absent),
            None => {
                absent.gap = true;
                Ok(())
            }
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        match self {
            Some(value) => value.show(field, line, visitor),
            None => line,
        }
    }
}

/// A parameter that exists in the dialects `FROM` to `TO` only, where it has to be; tolerant reading takes a line that
/// ends before it, as servers send that mix dialects. In an unknown dialect it is there if the last dialect of the
/// command has it, and may be absent. How a field `name in FROM..=TO: Option<T>` of a record is read and written.
#[derive(Clone, Copy)]
pub(crate) struct Between<const FROM: u8, const TO: u8, V>(pub(crate) V);

impl<'a, const FROM: u8, const TO: u8, T: Field<'a>> Field<'a> for Between<FROM, TO, Option<T>> {
    const KIND: Kind = T::KIND;
    const MIN: usize = 0;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        let (rest, value) = if !scope.dialect.is_between(FROM, TO) {
            (input, None)
        } else if scope.known && scope.trailing.is_none() {
            let (rest, value) = T::take(input, part, scope)?;
            (rest, Some(value))
        } else {
            <Option<T> as Field<'a>>::take(input, part, scope)?
        };
        Ok((rest, Self(value)))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.0.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match (&self.0, dialect.is_between(FROM, TO)) {
            (_, true) if !absent.known => self.0.check(part, dialect, absent),
            (Some(value), true) => value.check(part, dialect, absent),
            (None, false) => Ok(()),
            (Some(_), false) => Err(Error::new(ErrorKind::Dialect, part, 0)),
            (None, true) => Err(Error::new(ErrorKind::Missing, part, 0)),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        self.0.show(field, line, visitor)
    }
}

/// A parameter that exists from dialect `FROM` on, and may be absent there too. It is at the end, as an
/// `Option` is. How a field `name since FROM: Option<T>` of a record is read and written.
#[derive(Clone, Copy)]
pub(crate) struct Since<const FROM: u8, V>(pub(crate) V);

impl<'a, const FROM: u8, T: Field<'a>> Field<'a> for Since<FROM, Option<T>> {
    const KIND: Kind = T::KIND;
    const MIN: usize = 0;
    const PLACE: Place = Place::End;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if scope.dialect.number() < FROM {
            return Ok((input, Self(None)));
        }
        let (rest, value) = <Option<T> as Field<'a>>::take(input, part, scope)?;
        Ok((rest, Self(value)))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.0.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        if self.0.is_some() && dialect.number() < FROM {
            return Err(Error::new(ErrorKind::Dialect, part, 0));
        }
        self.0.check(part, dialect, absent)
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        self.0.show(field, line, visitor)
    }
}

/// A parameter that has to be there, though some senders leave it out: tolerant reading takes a line without it.
/// How a field `name expected: Option<T>` of a record is read and written.
#[derive(Clone, Copy)]
pub(crate) struct Expected<V>(pub(crate) V);

impl<'a, T: Field<'a>> Field<'a> for Expected<Option<T>> {
    const KIND: Kind = T::KIND;
    const MIN: usize = T::MIN;
    const PAYLOAD: PayloadRule = T::PAYLOAD;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if scope.trailing.is_some() && !more_than(scope.after, input) {
            return Ok((input, Self(None)));
        }
        let (rest, value) = T::take(input, part, scope)?;
        Ok((rest, Self(Some(value))))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        self.0.put(out)
    }

    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match &self.0 {
            Some(value) => value.check(part, dialect, absent),
            None => Err(Error::new(ErrorKind::Missing, part, 0)),
        }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        self.0.show(field, line, visitor)
    }
}
