//! The bytes after a line, whose length is its last parameter.

use super::{
    Absent, Field, Inside, List, Params, Rest, Scope, after_word, at_param, line_end, param, show_record,
};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Value, Visitor};
use crate::msnp::{Dialect, PayloadRule};
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// The bytes after a command line. The last parameter of the line is their count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Payload<'a>(pub &'a [u8]);

/// Whether a parameter and nothing else is left, after one space.
#[inline(always)]
fn is_last(input: &[u8]) -> bool {
    match input {
        // Three digits, as a rule.
        [b' ', a, b, c] => *a != b' ' && *b != b' ' && *c != b' ',
        [b' ', last @ ..] => !last.is_empty() && last.iter().all(|&byte| byte != b' '),
        _ => false,
    }
}

/// Checks a length that is missing, or has more than a space before it. Returns the parameters before it, if trailing
/// parameters are allowed.
#[cold]
#[inline(never)]
fn odd_payload_len<'a>(
    input: &'a [u8],
    trailing: Option<List<'a>>,
) -> Result<Option<List<'a>>, nom::Err<Fault>> {
    if trailing.is_none() {
        payload_len(input)?;
        return Ok(None);
    }
    let list = List::of(input);
    let at = list.as_bytes().iter().rposition(|&byte| byte == b' ').unwrap_or(0);
    let (before, last) = list.as_bytes().split_at_checked(at).unwrap_or_default();
    // In the place of a parameter, with a space before it.
    let len = if at == 0 { input } else { last };
    payload_len(len)?;
    Ok(Some(List::of(before)))
}

/// A length of any spelling, the last parameter. Over 64 bits it is one, of more than there can be.
#[cold]
#[inline(never)]
fn payload_len(input: &[u8]) -> Result<(), nom::Err<Fault>> {
    let (rest, text) = param(input, Part::PAYLOAD_LEN)?;
    if text.iter().all(u8::is_ascii_digit) {
        line_end(rest)
    } else {
        Fault::err(ErrorKind::NotDecimal, Part::PAYLOAD_LEN, at_param(input))
    }
}

impl<'a> Field<'a> for Payload<'a> {
    const KIND: Kind = Kind::Bytes;
    const MIN: usize = 1;
    const PAYLOAD: PayloadRule = PayloadRule::Required;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // Which number it is, is known: the payload is there.
        if scope.payload.is_err() || !is_last(input) {
            scope.trailing = odd_payload_len(input, scope.trailing)?;
        }
        let payload = scope.payload.map_err(nom::Err::Error)?;
        scope.closed = true;
        Ok((&[], Self(payload)))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        if !out.trailing.is_empty() {
            out.param(out.trailing)?;
        }
        out.number(self.0.len() as u64)?;
        out.closed = true;
        out.sink.put(b"\r\n")?;
        out.sink.put(self.0)
    }

    /// Its length on the line is no field.
    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        visitor.field(field, Value::Bytes(self.0), line.0.map(|_| self.0));
        line.after_word()
    }
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload(\"{}\")", self.0.escape_ascii())
    }
}

/// The answer to a command that had a payload: `OK`, or a payload of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome<'a> {
    /// `OK`: done.
    Ok,
    /// What the server has to say, often unasked.
    Payload(Payload<'a>),
}

impl Outcome<'_> {
    const OK_FORM: fields::Field =
        fields::Field::new("msnp.outcome.ok", <() as Field<'_>>::KIND).tagged("OK");
    const PAYLOAD_FORM: fields::Field = fields::Field::new("msnp.outcome.payload", Kind::Bytes);
}

impl<'a> Inside<'a> for Outcome<'a> {
    const FIELDS: &'static [fields::Field] = &[Self::OK_FORM, Self::PAYLOAD_FORM];
    const RECORD: Record = Record::new("msnp.outcome", "Outcome", Self::FIELDS).choice();

    fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        match self {
            Self::Ok => {
                let (at, rest) = line.param();
                visitor.field(const { &Self::OK_FORM }, Value::Record(&()), at);
                rest
            }
            Self::Payload(payload) => payload.show(const { &Self::PAYLOAD_FORM }, line, visitor),
        }
    }
}

impl Fields for Outcome<'_> {
    fn record(&self) -> &'static Record {
        const { &<Self as Inside<'_>>::RECORD }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.inside(Rest::UNKNOWN, visitor);
    }
}

impl<'a> Field<'a> for Outcome<'a> {
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;
    const PAYLOAD: PayloadRule = PayloadRule::Maybe;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if let Some(rest) = after_word(input, "OK") {
            return Ok((rest, Self::Ok));
        }
        let (rest, payload) = Payload::take(input, part, scope)?;
        Ok((rest, Self::Payload(payload)))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Ok => out.param(b"OK"),
            Self::Payload(payload) => payload.put(out),
        }
    }

    fn check(&self, _: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.word = Some(b"OK");
        Ok(())
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        show_record(self, field, line, visitor)
    }
}
