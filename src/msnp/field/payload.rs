//! The bytes behind a line, whose length is its last parameter.

use super::{Field, Params, Scope, Value, at_param, behind_word, line_end, param};
use crate::error::{ErrorKind, Fault, Part};
use crate::msnp::PayloadRule;
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// The bytes behind a command line. On the line stands their count, as the last parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Payload<'a>(pub &'a [u8]);

/// Whether a parameter and nothing else is left, behind one blank.
#[inline(always)]
fn is_last(input: &[u8]) -> bool {
    matches!(input, [b' ', last @ ..] if !last.is_empty() && last.iter().all(|&byte| byte != b' '))
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
    const MIN: usize = 1;
    const PAYLOAD: PayloadRule = PayloadRule::Required;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // Which number it is, is known: the payload is there.
        if scope.payload.is_err() || !is_last(input) {
            payload_len(input)?;
        }
        let payload = scope.payload.map_err(nom::Err::Error)?;
        scope.closed = true;
        Ok((&[], Self(payload)))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        out.number(self.0.len() as u64)?;
        out.closed = true;
        out.sink.put(b"\r\n")?;
        out.sink.put(self.0)
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        each(name, Value::Bytes(self.0));
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

impl<'a> Field<'a> for Outcome<'a> {
    const MIN: usize = 1;
    const PAYLOAD: PayloadRule = PayloadRule::Maybe;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if let Some(rest) = behind_word(input, "OK") {
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

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        match self {
            Self::Ok => each(name, Value::Word(b"OK")),
            Self::Payload(payload) => payload.visit("payload", each),
        }
    }
}
