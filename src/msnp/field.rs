//! How one parameter type is taken from a line and put on one.
//!
//! A record of [`command!`](super::record) is a run of fields in wire order. Each knows how it
//! is read and written, how many parameters it takes at the least, and whether it brings a
//! payload; from that follow the payload rule of the verb and what may stand where. The input
//! of a field is the rest of the command from the blank before its first parameter on.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::{Arg, Args, Dialect, Encoded, Passport, PayloadRule, Tagged, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// What a field has to know about its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) dialect: Dialect,
    /// How many parameters have to be left for the fields behind this one.
    pub(crate) after: usize,
    /// A payload was taken, and the line end with it.
    pub(crate) closed: bool,
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
#[derive(Clone, Copy, Debug)]
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

/// What was absent in front of a field.
#[derive(Clone, Copy, Default)]
pub(crate) struct Absent {
    /// A parameter that may be absent was, so that no other may follow.
    hole: bool,
    /// Letters of parameters that are known by one, and stand nowhere: as the bits of a word.
    letters: u32,
}

impl Absent {
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

    fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault>;

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error>;

    /// Whether it is read back, behind fields of which some were absent.
    fn fits(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        let _ = (part, dialect, absent);
        Ok(())
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>));
}

/// The next parameter.
#[inline(always)]
pub(crate) fn param(input: &[u8], part: Part) -> IResult<&[u8], &[u8], Fault> {
    let text = scan::skip_spaces(input);
    let end = scan::find3(b' ', b'\r', b'\n', text).unwrap_or(text.len());
    match text.split_at_checked(end) {
        Some((param @ [_, ..], rest)) if text.len() < input.len() => Ok((rest, param)),
        _ => Fault::err(ErrorKind::Missing, part, text),
    }
}

/// Where the next parameter begins: what is wrong with it is at that byte.
#[inline(always)]
pub(crate) const fn at_param(input: &[u8]) -> &[u8] {
    scan::skip_spaces(input)
}

/// Whether more than `count` parameters are left on the line.
#[inline(always)]
fn more_than(count: usize, mut input: &[u8]) -> bool {
    for _ in 0..=count {
        match param(input, Part::PARAMETER) {
            Ok((rest, _)) => input = rest,
            Err(_) => return false,
        }
    }
    true
}

/// The end of the line. LF alone will do: strictness in this is the splitter's.
#[inline(always)]
pub(crate) fn line_end(input: &[u8]) -> IResult<&[u8], (), Fault> {
    match scan::skip_spaces(input) {
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => Ok((rest, ())),
        rest @ ([] | [b'\r', ..]) => Fault::err(ErrorKind::Missing, Part::LINE_END, rest),
        rest => Fault::err(ErrorKind::Surplus, Part::PARAMETER, rest),
    }
}

/// A fixed word.
#[inline(always)]
pub(crate) fn word<'a>(input: &'a [u8], word: &str) -> IResult<&'a [u8], (), Fault> {
    let (rest, found) = param(input, Part::WORD)?;
    if found == word.as_bytes() {
        Ok((rest, ()))
    } else {
        Fault::err(ErrorKind::Unexpected, Part::WORD, at_param(input))
    }
}

/// One parameter: how its text is read, and how it is shown and so written.
pub(crate) trait Param<'a>: Copy {
    const TRID: TrIdRule = TrIdRule::Never;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind>;

    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R;
}

impl<'a, T: Param<'a>> Field<'a> for T {
    const MIN: usize = 1;
    const TRID: TrIdRule = <T as Param<'a>>::TRID;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, _: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
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

    fn fits(&self, part: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
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
    fn take(input: &'a [u8], part: Part, _: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        match param(input, part) {
            Ok((rest, [letter, b'=', value @ ..])) if *letter == LETTER => {
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

    fn fits(&self, _: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
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

/// The bytes behind a command line. On the line stands their count, as the last parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Payload<'a>(pub &'a [u8]);

impl<'a> Field<'a> for Payload<'a> {
    const MIN: usize = 1;
    const PAYLOAD: PayloadRule = PayloadRule::Required;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        let (rest, text) = param(input, Part::PAYLOAD_LEN)?;
        let len = match scan::decimal_u64(text) {
            Ok(([], len)) => usize::try_from(len).ok(),
            Err(nom::Err::Error(fault)) if fault.kind() == ErrorKind::Over64Bits => None,
            _ => return Fault::err(ErrorKind::NotDecimal, Part::PAYLOAD_LEN, at_param(input)),
        };
        let (rest, ()) = line_end(rest)?;
        scope.closed = true;
        match len.and_then(|len| rest.split_at_checked(len)) {
            Some((payload, rest)) => Ok((rest, Self(payload))),
            None => Fault::err(ErrorKind::Truncated, Part::PAYLOAD, rest),
        }
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

/// A parameter that may be absent: present if more are left than those behind it need.
impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    const MIN: usize = 0;
    const PLACE: Place = Place::End;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();
    const TRID: TrIdRule = T::TRID;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
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

    fn fits(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match self {
            Some(_) if absent.hole => Err(Error::new(ErrorKind::Hole, part, 0)),
            Some(value) => value.fits(part, dialect, absent),
            None => {
                absent.hole = true;
                Ok(())
            }
        }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        if let Some(value) = self {
            value.visit(name, each);
        }
    }
}

/// A parameter that exists in the dialects `FROM` to `TO` only, where it has to stand. An unknown
/// dialect counts as the newest, but what that has may be absent.
///
/// ```
/// use imwire::{Wire, msnp::{Dialect, sb::Joi}};
///
/// let joi = Joi::parse(b"JOI bob@example.com Bob 1342210060\r\n", Dialect::MSNP12)?;
/// assert_eq!(joi.capabilities.0.unwrap().client.bits(), 1_342_210_060);
/// let error = Joi::parse(b"JOI bob@example.com Bob 1342210060\r\n", Dialect::MSNP8).unwrap_err();
/// assert_eq!(error.to_string(), "parameter: left over at byte 24");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Between<const FROM: u8, const TO: u8, T>(pub Option<T>);

impl<const FROM: u8, const TO: u8, T> From<T> for Between<FROM, TO, T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<'a, const FROM: u8, const TO: u8, T: Field<'a>> Field<'a> for Between<FROM, TO, T> {
    const MIN: usize = 0;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        let (rest, value) = if !scope.dialect.is_between(FROM, TO) {
            (input, None)
        } else if scope.dialect.is_known() {
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

    fn fits(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        match (&self.0, dialect.is_between(FROM, TO)) {
            (_, true) if !dialect.is_known() => self.0.fits(part, dialect, absent),
            (Some(value), true) => value.fits(part, dialect, absent),
            (None, false) => Ok(()),
            (Some(_), false) => Err(Error::new(ErrorKind::Dialect, part, 0)),
            (None, true) => Err(Error::new(ErrorKind::Missing, part, 0)),
        }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        self.0.visit(name, each);
    }
}

/// A parameter that exists from dialect `FROM` on, and may be absent there too. It stands at the
/// end, as an `Option` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Since<const FROM: u8, T>(pub Option<T>);

impl<const FROM: u8, T> From<T> for Since<FROM, T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<'a, const FROM: u8, T: Field<'a>> Field<'a> for Since<FROM, T> {
    const MIN: usize = 0;
    const PLACE: Place = Place::End;
    const PAYLOAD: PayloadRule = T::PAYLOAD.or_absent();

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
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

    fn fits(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
        if self.0.is_some() && dialect.number() < FROM {
            return Err(Error::new(ErrorKind::Dialect, part, 0));
        }
        self.0.fits(part, dialect, absent)
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        self.0.visit(name, each);
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
    fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        if let Ok((rest, b"OK")) = param(input, part) {
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

/// All parameters that are left, if any: their number is open.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct List<'a>(&'a [u8]);

impl<'a> List<'a> {
    /// A list of these parameters, separated by blanks. Blanks at either end do not count.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for CR and LF.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match scan::find2(b'\r', b'\n', bytes) {
            Some(_) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, 0)),
            None => Ok(Self(trim(bytes))),
        }
    }

    /// The parameters and the blanks between them, as they stand on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The parameters.
    #[must_use]
    pub const fn iter(self) -> Args<'a> {
        Args::of(self.0)
    }
}

impl<'a> IntoIterator for List<'a> {
    type Item = Arg<'a>;
    type IntoIter = Args<'a>;

    fn into_iter(self) -> Args<'a> {
        self.iter()
    }
}

const fn trim(mut text: &[u8]) -> &[u8] {
    text = scan::skip_spaces(text);
    while let [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

impl<'a> Field<'a> for List<'a> {
    const MIN: usize = 0;
    const PLACE: Place = Place::End;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        let end = scan::find2(b'\r', b'\n', input).unwrap_or(input.len());
        let (text, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        Ok((rest, Self(trim(text))))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        if self.0.is_empty() { Ok(()) } else { out.param(self.0) }
    }

    fn fits(&self, part: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        if absent.hole && !self.0.is_empty() { Err(Error::new(ErrorKind::Hole, part, 0)) } else { Ok(()) }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        if !self.0.is_empty() {
            each(name, Value::List(self.iter()));
        }
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.iter(), f)
    }
}

/// Nothing: what a word of a choice has when no parameter follows it.
impl<'a> Field<'a> for () {
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        Ok((input, ()))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, _: &mut Params<'_, S>) -> Result<(), S::Error> {
        Ok(())
    }

    fn visit(&self, _: &'static str, _: &mut impl FnMut(&'static str, Value<'_>)) {}
}
