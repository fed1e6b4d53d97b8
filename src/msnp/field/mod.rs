//! How one parameter type is taken from a line and put on one.
//!
//! A record of [`command!`](super::record) is a run of fields in wire order. Each knows how it
//! is read and written, how many parameters it takes at the least, and whether it brings a
//! payload; from that follow the payload rule of the verb and what may follow what. The input
//! of a field is the rest of the line from the space before its first parameter on: there is no CR or
//! LF in it, and a [`Fault`] counts from the end of the line.

mod list;
mod optional;
mod param;
mod payload;

pub use list::List;
pub(crate) use optional::{Between, Expected, Since};
pub(crate) use param::Param;
pub use payload::{Outcome, Payload};

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Value, Visitor};
use crate::msnp::{Dialect, PayloadRule, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use nom::IResult;

/// What a field has to know about its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    /// If it is not known, the last that has the command.
    pub(crate) dialect: Dialect,
    /// The dialect is known.
    pub(crate) known: bool,
    /// How many parameters have to be left for the fields after this one.
    pub(crate) after: usize,
    /// The bytes after the line whose length is the last parameter, if it is one and they are there.
    pub(crate) payload: Result<&'a [u8], Fault>,
    /// The payload was taken.
    pub(crate) closed: bool,
    /// Parameters before a payload length that nothing took; `None` if there must not be any.
    pub(crate) trailing: Option<List<'a>>,
}

impl<'a> Scope<'a> {
    #[inline(always)]
    pub(crate) const fn new(dialect: Dialect, payload: Result<&'a [u8], Fault>) -> Self {
        Self { dialect, known: dialect.is_known(), after: 0, payload, closed: false, trailing: None }
    }
}

/// Where a line is written to.
pub(crate) struct Params<'s, S: ?Sized> {
    pub(crate) sink: &'s mut S,
    /// A payload was put, and the line end before it.
    pub(crate) closed: bool,
    /// Parameters that the record does not know: they come after its own.
    pub(crate) trailing: &'s [u8],
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

/// What was absent before a field.
#[derive(Clone, Copy)]
pub(crate) struct Absent {
    /// The dialect is known.
    known: bool,
    /// A parameter that may be absent was, so that no other may follow.
    gap: bool,
    /// All parameters that follow are taken.
    open: bool,
    /// This word, if it follows, belongs to the record.
    word: Option<&'static [u8]>,
    /// Letters of absent parameters that are recognised by a letter (`N=`), as the bits of a word.
    letters: u32,
}

impl Absent {
    /// Nothing yet.
    pub(crate) const fn none(dialect: Dialect) -> Self {
        Self { known: dialect.is_known(), gap: false, open: false, word: None, letters: 0 }
    }

    const fn letter(letter: u8) -> u32 {
        1_u32.wrapping_shl(letter as u32)
    }

    /// A parameter that is recognised by this letter, and whether it is there.
    pub(crate) const fn tagged(&mut self, letter: u8, is_there: bool) {
        self.letters = if is_there { 0 } else { self.letters | Self::letter(letter) };
    }

    /// How many parameters there are tells which are there, so that no others may follow.
    pub(crate) const fn counts(&mut self) {
        self.open = true;
    }

    /// A parameter after the last would be read as one of the record.
    pub(crate) fn takes(self, text: &[u8]) -> bool {
        self.gap || self.open || self.word == Some(text) || self.taken_for(text)
    }

    /// The text begins as a parameter that is absent, and would be read as it.
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
    const KIND: Kind;
    /// The fewest parameters it takes.
    const MIN: usize;
    const PLACE: Place = Place::Anywhere;
    const PAYLOAD: PayloadRule = PayloadRule::None;
    const TRID: TrIdRule = TrIdRule::Never;

    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault>;

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error>;

    /// Whether it is read back, after fields of which some were absent. A dialect that is not known
    /// is given as the last that has the command.
    fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        let _ = (part, dialect, absent);
        Ok(())
    }

    /// Shows it as that field, if it is present. If the line is known, it begins with this value, and what
    /// follows it is returned.
    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a>;
}

/// The rest of a line that is read again for the place of its fields; `None` if a value is shown that
/// nothing was read for.
#[derive(Clone, Copy)]
pub(crate) struct Rest<'a>(pub(crate) Option<&'a [u8]>);

impl<'a> Rest<'a> {
    pub(crate) const UNKNOWN: Self = Self(None);

    /// The next parameter, and what follows it.
    pub(crate) fn param(self) -> (Option<&'a [u8]>, Self) {
        match self.0.map(at_param).and_then(|text| text.split_at_checked(scan::parameter(text))) {
            Some((param, rest)) => (Some(param), Self(Some(rest))),
            None => (None, self),
        }
    }

    /// What follows a fixed word.
    pub(crate) fn after_word(self) -> Self {
        self.param().1
    }

    /// From here up to `end`.
    pub(crate) fn up_to(self, end: Self) -> Option<&'a [u8]> {
        let text = at_param(self.0?);
        text.get(..text.len().saturating_sub(end.0?.len()))
    }
}

/// From the next parameter of `line` to the end of `part`, which is a part of it.
pub(crate) fn from_start<'a>(line: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    let text = at_param(line);
    text.get(..fields::range(text, part)?.end)
}

/// A field that has fields of its own.
pub(crate) trait Inside<'a>: Field<'a> + Fields {
    const FIELDS: &'static [fields::Field];
    const RECORD: Record;

    /// [`Field::show`] for each of them.
    fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a>;
}

/// [`Field::show`] of a field that has fields of its own.
pub(crate) fn show_record<'a, T: Inside<'a>>(
    value: &T,
    field: &'static fields::Field,
    line: Rest<'a>,
    visitor: &mut dyn Visitor,
) -> Rest<'a> {
    if line.0.is_none() {
        visitor.field(field, Value::Record(value), None);
        return line;
    }
    let rest = value.inside(line, &mut |_: &_, _: Value<'_>, _: Option<&[u8]>| {});
    visitor.field(field, Value::Record(&Placed { value, line }), line.up_to(rest));
    rest
}

/// A record, and the line that it was read from.
pub(crate) struct Placed<'a, 'v, T> {
    pub(crate) value: &'v T,
    pub(crate) line: Rest<'a>,
}

impl<'a, T: Inside<'a>> Fields for Placed<'a, '_, T> {
    fn record(&self) -> &'static Record {
        self.value.record()
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.value.inside(self.line, visitor);
    }
}

/// The next parameter.
#[inline(always)]
pub(crate) fn param(input: &[u8], part: Part) -> IResult<&[u8], &[u8], Fault> {
    let [b' ', text @ ..] = input else { return Fault::err(ErrorKind::Missing, part, input) };
    match text.split_at_checked(scan::parameter(text)) {
        Some((param @ [_, ..], rest)) => Ok((rest, param)),
        _ => param_after_spaces(text, part),
    }
}

/// The same if more than one space comes before it, or nothing follows.
#[cold]
#[inline(never)]
fn param_after_spaces(input: &[u8], part: Part) -> IResult<&[u8], &[u8], Fault> {
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

/// The end of the line: spaces do not count.
#[inline(always)]
pub(crate) const fn line_end(input: &[u8]) -> Result<(), nom::Err<Fault>> {
    match scan::skip_spaces(input) {
        [] => Ok(()),
        rest => Fault::err(ErrorKind::Trailing, Part::PARAMETER, rest),
    }
}

/// A fixed word.
#[inline(always)]
pub(crate) fn word<'a>(input: &'a [u8], word: &str) -> IResult<&'a [u8], (), Fault> {
    match after_word(input, word) {
        Some(rest) => Ok((rest, ())),
        None => {
            let (_, _) = param(input, Part::WORD)?;
            Fault::err(ErrorKind::Unexpected, Part::WORD, at_param(input))
        }
    }
}

/// What follows the next parameter if it is that word.
#[inline(always)]
pub(crate) fn after_word<'a>(input: &'a [u8], word: &str) -> Option<&'a [u8]> {
    let text = at_param(input);
    match text.strip_prefix(word.as_bytes()) {
        Some(rest @ ([] | [b' ', ..])) if text.len() < input.len() => Some(rest),
        _ => None,
    }
}

/// Nothing: what a word of a choice has when no parameter follows it.
impl<'a> Field<'a> for () {
    const KIND: Kind = Kind::Record(const { &Record::new("nothing", "()", &[]) });
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        Ok((input, ()))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, _: &mut Params<'_, S>) -> Result<(), S::Error> {
        Ok(())
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        visitor.field(field, Value::Record(self), line.up_to(line));
        line
    }
}
