//! A command without a record: its line and payload, as they are.
//!
//! So are read the verbs that are in no table: `LSN`, `SNS`, `ENT`, `DAT`, `RFS`, `GSB`, `LKP` and `GET`
//! are in lists of verbs, and nobody has shown one; and whatever is yet to be found.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::field::Value;
use crate::msnp::table::Verb;
use crate::msnp::{Line, PayloadRule, TrIdRule, payload_len};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// A command that has no record, or whose verb is not known at all: nothing is lost of it. Which of the
/// commands are such, says [`Command::as_other`](crate::msnp::Command::as_other).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Other<'a> {
    line: Line<'a>,
    payload: Option<&'a [u8]>,
}

impl<'a> Other<'a> {
    /// A command of this line and payload. If there is a payload, its length has to be the last
    /// parameter of the line.
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`] if it is not.
    pub fn new(line: Line<'a>, payload: Option<&'a [u8]>) -> Result<Self, Error> {
        let stated = line.args().last().and_then(|arg| arg.number());
        match payload {
            Some(payload) if stated.is_none_or(|len| u64::from(len) != payload.len() as u64) => {
                Err(Error::new(ErrorKind::Unexpected, Part::PAYLOAD_LEN, 0))
            }
            _ => Ok(Self { line, payload }),
        }
    }

    /// The command line.
    #[must_use]
    pub const fn line(&self) -> Line<'a> {
        self.line
    }

    /// The payload, if the verb has one.
    #[must_use]
    pub const fn payload(&self) -> Option<&'a [u8]> {
        self.payload
    }

    pub(super) fn take(
        verb: Verb,
        input: &'a [u8],
        rules: Result<(PayloadRule, TrIdRule), ErrorKind>,
    ) -> IResult<&'a [u8], Self, Fault> {
        let (payload, trid) = match rules {
            Ok(rules) => rules,
            Err(kind) => return Fault::err(kind, Part::VERB, input),
        };
        let (rest, text) = scan::line(input)?;
        let line = Line::trusted(text, verb);
        let (rest, payload) = take_payload(payload_len::by_rule(text, payload, trid), input, rest)?;
        Ok((rest, Self { line, payload }))
    }

    pub(super) fn fits(&self, rules: Result<(PayloadRule, TrIdRule), ErrorKind>) -> Result<(), Error> {
        let (payload, trid) = rules.map_err(|kind| Error::new(kind, Part::VERB, 0))?;
        self.line.fits(())?;
        let stated = match payload_len::by_rule(self.line.as_bytes(), payload, trid) {
            Ok(length) => length.map(|(len, _)| len),
            Err((kind, _)) => return Err(Error::new(kind, Part::PAYLOAD_LEN, 0)),
        };
        if stated == self.payload.map(|payload| payload.len() as u64) {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Unexpected, Part::PAYLOAD_LEN, 0))
        }
    }

    pub(super) fn visit(&self, each: &mut impl FnMut(&'static str, Value<'_>)) {
        each("parameters", Value::List(self.line.args()));
        if let Some(payload) = self.payload {
            each("payload", Value::Bytes(payload));
        }
    }
}

/// The payload behind a line, if its length was found; `input` is the line, `rest` what follows it.
pub(super) fn take_payload<'a>(
    length: payload_len::Length,
    input: &'a [u8],
    rest: &'a [u8],
) -> IResult<&'a [u8], Option<&'a [u8]>, Fault> {
    match length {
        Ok(None) => Ok((rest, None)),
        Ok(Some((len, _))) => match usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len)) {
            Some((payload, rest)) => Ok((rest, Some(payload))),
            None => Fault::err(ErrorKind::Truncated, Part::PAYLOAD, rest),
        },
        Err((kind, at)) => Fault::err(kind, Part::PAYLOAD_LEN, input.get(at..).unwrap_or_default()),
    }
}

/// With the verb in upper case, whatever a lenient splitter let pass.
impl Encode for Other<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.line.verb())?;
        sink.put(self.line.args().as_bytes())?;
        sink.put(b"\r\n")?;
        sink.put(self.payload.unwrap_or_default())
    }
}
