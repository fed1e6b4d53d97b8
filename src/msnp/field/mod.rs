//! How one parameter type is taken from a line and put on one.
//!
//! A record of [`command!`](super::record) is a run of fields in wire order. Each knows how it
//! is read and written, how many parameters it takes at the least, and whether it brings a
//! payload; from that follow the payload rule of the verb and what may stand where. The input
//! of a field is the rest of the line from the blank before its first parameter on: there is no CR or
//! LF in it, and a [`Fault`] counts from the end of the line.

mod list;
mod optional;
mod param;
mod payload;

pub use list::List;
pub use optional::{Between, Since};
pub(crate) use param::Param;
pub use payload::{Outcome, Payload};

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::{Args, Dialect, Encoded, PayloadRule, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// What a field has to know about its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    /// If it is not known, the last that has the command.
    pub(crate) dialect: Dialect,
    /// The dialect is known.
    pub(crate) known: bool,
    /// How many parameters have to be left for the fields behind this one.
    pub(crate) after: usize,
    /// The bytes behind the line whose length is the last parameter, if it is one and they are there.
    pub(crate) payload: Result<&'a [u8], Fault>,
    /// The payload was taken.
    pub(crate) closed: bool,
}

impl<'a> Scope<'a> {
    #[inline(always)]
    pub(crate) const fn new(dialect: Dialect, payload: Result<&'a [u8], Fault>) -> Self {
        Self { dialect, known: dialect.is_known(), after: 0, payload, closed: false }
    }
}

/// Where a line is written to.
pub(crate) struct Params<'s, S: ?Sized> {
    pub(crate) sink: &'s mut S,
    /// A payload was put, and the line end before it.
    pub(crate) closed: bool,
}

impl<S: Sink + ?Sized> Params<'_, S> {
    #[inline]
    pub(crate) fn param(&mut self, text: &[u8]) -> Result<(), S::Error> {
        self.sink.put(b" ")?;
        self.sink.put(text)
    }

    #[inline]
    fn number(&mut self, number: u64) -> Result<(), S::Error> {
        self.sink.put(b" ")?;
        scan::put_decimal(self.sink, number)
    }
}

/// A value of a record, as [`Command::each_field`](crate::msnp::Command::each_field) shows it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A number.
    Number(u64),
    /// Bytes as they stand on the wire.
    Bytes(&'a [u8]),
    /// The same, and they are percent-encoded.
    Encoded(Encoded<'a>),
    /// A word that the value holds itself: a status, the name of a list, `OK`.
    Word(&'a [u8]),
    /// Several parameters.
    List(Args<'a>),
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "Number({number})"),
            Self::Bytes(bytes) => write!(f, "Bytes(\"{}\")", bytes.escape_ascii()),
            Self::Encoded(text) => write!(f, "Encoded({text:?})"),
            Self::Word(word) => write!(f, "Word(\"{}\")", word.escape_ascii()),
            Self::List(list) => write!(f, "List({list:?})"),
        }
    }
}

/// What was absent in front of a field.
#[derive(Clone, Copy)]
pub(crate) struct Absent {
    /// The dialect is known.
    known: bool,
    /// A parameter that may be absent was, so that no other may follow.
    hole: bool,
    /// Letters of parameters that are known by one, and stand nowhere: as the bits of a word.
    letters: u32,
}

impl Absent {
    /// Nothing yet.
    pub(crate) const fn none(dialect: Dialect) -> Self {
        Self { known: dialect.is_known(), hole: false, letters: 0 }
    }

    const fn letter(letter: u8) -> u32 {
        1_u32.wrapping_shl(letter as u32)
    }

    /// What stands there begins as a parameter that is absent, and would be taken for it.
    fn taken_for(self, text: &[u8]) -> bool {
        matches!(text, [letter @ b'A'..=b'Z', b'=', ..] if self.letters & Self::letter(*letter) != 0)
    }
}

/// Which position in a record a field may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    /// At the end of the parameters, among others of its kind.
    End,
}

pub(crate) trait Field<'a>: Copy {
    /// The fewest parameters it takes.
    const MIN: usize;
    const PLACE: Place = Place::Anywhere;
    const PAYLOAD: PayloadRule = PayloadRule::None;
    const TRID: TrIdRule = TrIdRule::Never;

    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault>;

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error>;

    /// Whether it is read back, behind fields of which some were absent. A dialect that is not known
    /// is given as the last that has the command.
    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        let _ = (part, dialect, absent);
        Ok(())
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>));
}

/// The next parameter.
#[inline(always)]
pub(crate) fn param(input: &[u8], part: Part) -> IResult<&[u8], &[u8], Fault> {
    let [b' ', text @ ..] = input else { return Fault::err(ErrorKind::Missing, part, input) };
    match text.split_at_checked(scan::parameter(text)) {
        Some((param @ [_, ..], rest)) => Ok((rest, param)),
        _ => param_behind_blanks(text, part),
    }
}

/// The same where more than one blank stands before it, or nothing follows.
#[cold]
#[inline(never)]
fn param_behind_blanks(input: &[u8], part: Part) -> IResult<&[u8], &[u8], Fault> {
    let text = scan::skip_spaces(input);
    match text.split_at_checked(scan::parameter(text)) {
        Some((param @ [_, ..], rest)) => Ok((rest, param)),
        _ => Fault::err(ErrorKind::Missing, part, text),
    }
}

/// Where the next parameter begins: what is wrong with it is at that byte.
#[inline(always)]
pub(crate) const fn at_param(input: &[u8]) -> &[u8] {
    scan::skip_spaces(input)
}

/// The end of the line: blanks do not count.
#[inline(always)]
pub(crate) const fn line_end(input: &[u8]) -> Result<(), nom::Err<Fault>> {
    match scan::skip_spaces(input) {
        [] => Ok(()),
        rest => Fault::err(ErrorKind::Surplus, Part::PARAMETER, rest),
    }
}

/// A fixed word.
#[inline(always)]
pub(crate) fn word<'a>(input: &'a [u8], word: &str) -> IResult<&'a [u8], (), Fault> {
    match behind_word(input, word) {
        Some(rest) => Ok((rest, ())),
        None => {
            let (_, _) = param(input, Part::WORD)?;
            Fault::err(ErrorKind::Unexpected, Part::WORD, at_param(input))
        }
    }
}

/// What follows the next parameter if it is that word.
#[inline(always)]
pub(crate) fn behind_word<'a>(input: &'a [u8], word: &str) -> Option<&'a [u8]> {
    let text = at_param(input);
    match text.strip_prefix(word.as_bytes()) {
        Some(rest @ ([] | [b' ', ..])) if text.len() < input.len() => Some(rest),
        _ => None,
    }
}

/// Nothing: what a word of a choice has when no parameter follows it.
impl<'a> Field<'a> for () {
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        Ok((input, ()))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, _: &mut Params<'_, S>) -> Result<(), S::Error> {
        Ok(())
    }

    fn visit(&self, _: &'static str, _: &mut impl FnMut(&'static str, Value<'_>)) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_text() {
        #[track_caller]
        fn case(value: Value<'_>, expected: &str) {
            assert_eq!(format!("{value:?}"), expected);
        }
        case(Value::Number(50), "Number(50)");
        case(Value::Bytes(b"a\r\n\"\xe9"), r#"Bytes("a\r\n\"\xe9")"#);
        case(Value::Encoded(Encoded::new(b"my%20name").unwrap()), r#"Encoded("my%20name")"#);
        case(Value::Word(b"NLN"), r#"Word("NLN")"#);
        case(Value::List(Args::of(b" MSNP8  CVR0")), r#"List(["MSNP8", "CVR0"])"#);
    }
}
