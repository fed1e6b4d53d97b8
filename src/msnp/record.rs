//! How commands are declared: [`command!`] makes a record of a field list,
//! [`commands!`](super::command) a table of records. Reading, writing, the payload rule and the list of
//! names all follow from them.

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::msnp::field::{self, Absent, Field, List, Params, Place, Rest, Scope};
use crate::msnp::{Arg, Dialect, Dialects, Frame, PayloadRule};
use crate::scan;
use crate::sink::{Counter, Sink};
use core::convert::Infallible;
use nom::IResult;

/// What the macros need where they are used.
pub(crate) mod prelude {
    pub(crate) use crate::error::{Error, ErrorKind, Fault, Part};
    pub(crate) use crate::fields::{self, Fields, Kind, Value, Visitor, Walk};
    pub(crate) use crate::msnp::command::{self, Command, EncodeWith, Tolerant, commands};
    pub(crate) use crate::msnp::failure::Failure;
    pub(crate) use crate::msnp::field::{
        self, Absent, Field, Inside, List, Outcome, Param, Params, Payload, Rest, Scope,
    };
    pub(crate) use crate::msnp::other::Other;
    pub(crate) use crate::msnp::record::{self, HasVerb, command};
    pub(crate) use crate::msnp::table::{Verb, VerbMap};
    pub(crate) use crate::msnp::{
        AckWanted, Arg, Capabilities, Dialect, Dialects, Encoded, Frame, Link, ListBits, ListName, NetworkId,
        Passport, PayloadRule, Privacy, Prompt, Property, Role, Row, Status, Tagged, TrId, TrIdRule,
    };
    pub(crate) use crate::sink::Sink;
    pub(crate) use crate::wire::{Encode, Wire};
    pub(crate) use core::fmt;
    pub(crate) use nom::IResult;
}

/// A record with a verb.
pub(crate) trait HasVerb {
    const VERB: [u8; 3];
    /// Those that have it.
    const DIALECTS: Dialects;
}

/// Where a record may have its fields: those that may be absent at the end, or before a payload
/// that is. Then the line can be read in one way only.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn positions(fields: &[(Place, PayloadRule)]) {
    let mut index = 0;
    let mut end = false;
    while index < fields.len() {
        match fields[index] {
            (Place::End, _) => end = true,
            (Place::Anywhere, PayloadRule::None) => {
                assert!(!end, "a field that may be absent stands before one that may not");
            }
            (Place::Anywhere, _) => {}
        }
        index += 1;
    }
}

/// A fixed word is one parameter.
pub(crate) const fn one(_: &str) -> usize {
    1
}

/// All of them together.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn sum(counts: &[usize]) -> usize {
    let mut sum = 0;
    let mut index = 0;
    while index < counts.len() {
        sum += counts[index];
        index += 1;
    }
    sum
}

/// The fewest parameters of several forms.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn least(forms: &[usize]) -> usize {
    let mut least = usize::MAX;
    let mut index = 0;
    while index < forms.len() {
        if forms[index] < least {
            least = forms[index];
        }
        index += 1;
    }
    least
}

/// The first bytes that are put; what follows them is dropped. Words are shorter.
struct Beginning {
    bytes: [u8; 16],
    len: usize,
}

impl Sink for Beginning {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        let room = self.bytes.get_mut(self.len..).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(bytes) {
            *place = *byte;
            self.len = self.len.saturating_add(1);
        }
        Ok(())
    }
}

/// Whether the parameters of this value begin with that word.
pub(crate) fn begins_with<'a>(value: &impl Field<'a>, word: &str) -> bool {
    let mut sink = Beginning { bytes: [0; 16], len: 0 };
    let Ok(()) = value.put(&mut Params { sink: &mut sink, closed: false, trailing: &[] });
    let text = sink.bytes.get(..sink.len).unwrap_or_default();
    match text.strip_prefix(b" ").and_then(|text| text.strip_prefix(word.as_bytes())) {
        Some(rest) => matches!(rest, [] | [b' ' | b'\r', ..]),
        None => false,
    }
}

/// Declares a record: a run of fields in wire order, with the fixed words between them.
///
/// ```text
/// command! {
///     /// Another user was called. Server → client.
///     CalReply<'a>: b"CAL" {
///         /// TrID of the `CAL` this answers.
///         trid: TrId, "RINGING",
///         /// Names the switchboard session.
///         session_id: Arg<'a>,
///     }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub struct CalReply<'a> { pub trid: TrId, pub session_id: Arg<'a> }
///
/// impl<'a> Field<'a> for CalReply<'a> {
///     const MIN: usize = TrId::MIN + 1 + Arg::MIN;
///     fn take(input, scope) -> IResult<…> {
///         let (input, trid) = TrId::take(input, …)?;
///         let (input, ()) = word(input, "RINGING")?;
///         let (input, session_id) = Arg::take(input, …)?;
///         Ok((input, CalReply { trid, session_id }))
///     }
///     fn put(&self, out) { self.trid.put(out)?; out.param(b"RINGING")?; self.session_id.put(out) }
/// }
/// ```
///
/// and, since it has a verb, what [`with_verb!`] adds. A command that came late or went early says in
/// which dialects it exists: `Adc<'a>: b"ADC" in 10..=12 { … }`; 21 means all later ones.
///
/// With `enum`, it is a [`choice!`].
macro_rules! command {
    ($(#[$meta:meta])* enum $($choice:tt)*) => {
        record::choice! { $(#[$meta])* $($choice)* }
    };

    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)?: $verb:literal $(in $from:literal..=$to:literal)? {
        $($fields:tt)*
    }) => {
        record::record! { record::name_of($verb); $(#[$meta])* $name $(<$lt>)? { $($fields)* } }
        record::with_verb! { $name $(<$lt>)?: $verb [$($from, $to)?] }
    };

    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)? { $($fields:tt)* }) => {
        record::record! { stringify!($name); $(#[$meta])* $name $(<$lt>)? { $($fields)* } }
    };
}

/// What a field is on the wire. By itself it is its type; in brackets after its name may be said when it is
/// there, and then it is an `Option`:
///
/// | | |
/// |---|---|
/// | `[in 12..=21]` | in these dialects, where it has to be there: tolerant reading takes a line without it |
/// | `[since 9]` | from this dialect on, and it may be absent there too |
/// | `[expected]` | it has to be there, but some senders leave it out: tolerant reading takes that |
macro_rules! wire {
    ($ty:ty) => { $ty };
    ($ty:ty, in $from:literal..=$to:literal) => { field::Between<$from, $to, $ty> };
    ($ty:ty, since $since:literal) => { field::Since<$since, $ty> };
    ($ty:ty, expected) => { field::Expected<$ty> };
}

/// The value of a field that is on the wire as [`wire!`] says.
macro_rules! open {
    ($value:expr) => {
        $value
    };
    ($value:expr, $($how:tt)+) => {
        $value.0
    };
}

/// The other way.
macro_rules! close {
    ($value:expr) => {
        $value
    };
    ($value:expr, in $from:literal..=$to:literal) => {
        field::Between::<$from, $to, _>($value)
    };
    ($value:expr, since $since:literal) => {
        field::Since::<$since, _>($value)
    };
    ($value:expr, expected) => {
        field::Expected($value)
    };
}

/// The struct of a [`command!`], and how it is a field. In the paths of its fields it has the name
/// given first: its verb, if it has one.
macro_rules! record {
    ($id:expr; $(#[$meta:meta])* $name:ident $(<$lt:lifetime>)? {
        $($(#[$field_meta:meta])* $field:ident $([$($how:tt)*])?: $ty:ty $(, $word:literal)*),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name $(<$lt>)? { $($(#[$field_meta])* pub $field: $ty),* }

        record::fields! { $id; $name $(<$lt>)? { $($field $([$($how)*])?: $ty $(, $word)*),* } }

        #[allow(unused_variables, reason = "a record without fields")]
        impl<'a> Field<'a> for $name $(<$lt>)? {
            const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
            const MIN: usize = {
                record::positions(&[$((<record::wire!($ty $(, $($how)*)?) as Field<'a>>::PLACE, <record::wire!($ty $(, $($how)*)?) as Field<'a>>::PAYLOAD)),*]);
                record::sum(&[$(<record::wire!($ty $(, $($how)*)?) as Field<'a>>::MIN, $(record::one($word),)*)*])
            };
            const PAYLOAD: PayloadRule = PayloadRule::None $(.and(<record::wire!($ty $(, $($how)*)?) as Field<'a>>::PAYLOAD))*;
            const TRID: TrIdRule = TrIdRule::of_first(&[$(<record::wire!($ty $(, $($how)*)?) as Field<'a>>::TRID),*]);

            #[inline(always)]
            fn take(input: &'a [u8], _: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
                scope.after = scope.after.wrapping_add(Self::MIN);
                $(
                    scope.after = scope.after.wrapping_sub(<record::wire!($ty $(, $($how)*)?) as Field<'a>>::MIN);
                    let (input, $field) = <record::wire!($ty $(, $($how)*)?) as Field<'a>>::take(input, const { Part::named(stringify!($field)) }, scope)?;
                    let $field = record::open!($field $(, $($how)*)?);
                    $(
                        scope.after = scope.after.wrapping_sub(1);
                        let (input, ()) = field::word(input, $word)?;
                    )*
                )*
                Ok((input, Self { $($field),* }))
            }

            #[inline]
            fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
                $(record::close!(self.$field $(, $($how)*)?).put(out)?; $(out.param($word.as_bytes())?;)*)*
                Ok(())
            }

            fn check(&self, _: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
                $(record::close!(self.$field $(, $($how)*)?).check(const { Part::named(stringify!($field)) }, dialect, absent)?;)*
                Ok(())
            }

            fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                field::show_record(self, field, line, visitor)
            }
        }
    };
}

/// How a record shows its fields, which are given in wire order with the fixed words between them.
///
/// ```text
/// impl<'a> Inside<'a> for CalReply<'a> {
///     const RECORD: fields::Record = the fields `msnp.cal.trid` and `msnp.cal.session_id`;
///     fn inside(&self, line, visitor) -> Rest<'a> {
///         let line = self.trid.show(the field `msnp.cal.trid`, line, visitor);
///         let line = line.after_word();
///         self.session_id.show(the field `msnp.cal.session_id`, line, visitor)
///     }
/// }
/// impl Fields for CalReply<'_> { … with a line that is not known … }
/// ```
macro_rules! fields {
    ($id:expr; $name:ident $(<$lt:lifetime>)? { $($field:ident $([$($how:tt)*])?: $ty:ty $(, $word:literal)*),* $(,)? }) => {
        impl<'a> Inside<'a> for $name $(<$lt>)? {
            const FIELDS: &'static [fields::Field] = &[$(
                    fields::Field::new(fields::id!("msnp", $id, stringify!($field)), <record::wire!($ty $(, $($how)*)?) as Field<'a>>::KIND)
                ),*];
            const RECORD: fields::Record =
                fields::Record::new(fields::id!("msnp", $id), stringify!($name), Self::FIELDS);

            #[allow(unused_variables, unused_assignments, reason = "a record without fields")]
            fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                $(
                    let line = record::close!(self.$field $(, $($how)*)?).show(
                        const { &fields::Field::new(fields::id!("msnp", $id, stringify!($field)), <record::wire!($ty $(, $($how)*)?) as Field<'a>>::KIND) },
                        line,
                        visitor,
                    );
                    $(let _ = $word; let line = line.after_word();)*
                )*
                line
            }
        }

        fields::data::serialize! { [$($lt)?] fields $name $(<$lt>)? }

        impl $(<$lt>)? Fields for $name $(<$lt>)? {
            fn record(&self) -> &'static fields::Record {
                const { &<Self as Inside<'_>>::RECORD }
            }

            fn fields(&self, visitor: &mut dyn Visitor) {
                self.inside(Rest::UNKNOWN, visitor);
            }
        }
    };
}

/// Declares a choice: a field whose form is known by its first word, by the dialect, or both. The first
/// that matches is used; one with neither reads the rest.
///
/// ```text
/// command! {
///     /// Where to go.
///     enum Referral<'a> {
///         /// To a switchboard.
///         Switchboard(ToSwitchboard<'a>) = "SB",
///         /// To another notification server.
///         Server(ToServer<'a>) = "NS" in 0..=12,
///     }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub enum Referral<'a> { Switchboard(ToSwitchboard<'a>), Server(ToServer<'a>) }
///
/// impl<'a> Field<'a> for Referral<'a> {
///     const MIN: usize = the least of 1 + ToSwitchboard::MIN, 1 + ToServer::MIN;
///     fn take(input, scope) -> IResult<…> {
///         if the next word is "SB" { return word and ToSwitchboard::take as Referral::Switchboard }
///         if the next word is "NS" and the dialect is one of 0..=12 { return … }
///         Err(Unexpected)
///     }
///     fn put(&self, out) { match self { Switchboard(value) => { out.param(b"SB")?; value.put(out) } … } }
/// }
/// ```
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)? {
        $($(#[$variant_meta:meta])* $variant:ident($ty:ty) $(= $word:literal)? $(in $from:literal..=$to:literal)?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name $(<$lt>)? { $($(#[$variant_meta])* $variant($ty)),* }

        #[allow(unused_variables, reason = "a choice by dialect alone")]
        impl<'a> Field<'a> for $name $(<$lt>)? {
            const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
            const MIN: usize = record::least(&[$(record::sum(&[$(record::one($word),)? <$ty as Field<'a>>::MIN])),*]);
            const PAYLOAD: PayloadRule = PayloadRule::any_of(&[$(<$ty as Field<'a>>::PAYLOAD),*]);
            const TRID: TrIdRule = TrIdRule::any_of(&[$(<$ty as Field<'a>>::TRID),*]);

            #[inline(always)]
            #[allow(unreachable_code, reason = "a form that takes the rest")]
            fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
                $(
                    let after = Some(input);
                    $(let after = field::after_word(input, $word);)?
                    if let Some(input) = after $(.filter(|_| scope.dialect.is_between($from, $to)))? {
                        let (input, value) = <$ty as Field<'a>>::take(input, part, scope)?;
                        return Ok((input, Self::$variant(value)));
                    }
                )*
                let (_, _) = field::param(input, part)?;
                Fault::err(ErrorKind::Unexpected, part, field::at_param(input))
            }

            #[inline]
            fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
                match self {
                    $(Self::$variant(value) => { $(out.param($word.as_bytes())?;)? value.put(out) })*
                }
            }

            fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
                // The first that matches is taken, so none before this one may match.
                $(
                    let here = true $(&& dialect.is_between($from, $to))?;
                    match self {
                        Self::$variant(value) if here => return value.check(part, dialect, absent),
                        Self::$variant(_) => return Err(Error::new(ErrorKind::Dialect, part, 0)),
                        $(_ if here && record::begins_with(self, $word) => {
                            return Err(Error::new(ErrorKind::Ambiguous, part, 0));
                        })?
                        _ => {}
                    }
                )*
                Ok(())
            }

            fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                field::show_record(self, field, line, visitor)
            }
        }

        record::forms! { $name $(<$lt>)? { $($variant($ty) $(= $word)?),* } }
    };
}

/// How a choice shows the form that it has.
///
/// ```text
/// impl<'a> Inside<'a> for Referral<'a> {
///     const RECORD: fields::Record = a choice of `msnp.referral.switchboard` with the tag `SB`, …;
///     fn inside(&self, line, visitor) -> Rest<'a> { match self {
///         Self::Switchboard(value) => value.show(the field `msnp.referral.switchboard`, after the word, visitor),
///         …
///     } }
/// }
/// impl Fields for Referral<'_> { … with a line that is not known … }
/// ```
macro_rules! forms {
    ($name:ident $(<$lt:lifetime>)? { $($variant:ident($ty:ty) $(= $word:literal)?),* $(,)? }) => {
        impl<'a> Inside<'a> for $name $(<$lt>)? {
            const FIELDS: &'static [fields::Field] = &[$(record::form!($name $variant $ty $(= $word)?)),*];
            const RECORD: fields::Record =
                fields::Record::new(fields::id!("msnp", stringify!($name)), stringify!($name), Self::FIELDS).choice();

            fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                match self {
                    $(Self::$variant(value) => {
                        let start = line;
                        $(let _ = $word; let line = line.after_word();)?
                        value.show(
                            const { &record::form!($name $variant $ty $(= $word)?) },
                            line,
                            &mut |field: &'static _, value: Value<'_>, at: Option<&[u8]>| {
                                // The word that chooses the form belongs to it.
                                let at = match (at, start.0) {
                                    (Some(at), Some(start)) => field::from_start(start, at),
                                    _ => at,
                                };
                                visitor.field(field, value, at);
                            },
                        )
                    })*
                }
            }
        }

        fields::data::serialize! { [$($lt)?] fields $name $(<$lt>)? }

        impl $(<$lt>)? Fields for $name $(<$lt>)? {
            fn record(&self) -> &'static fields::Record {
                const { &<Self as Inside<'_>>::RECORD }
            }

            fn fields(&self, visitor: &mut dyn Visitor) {
                self.inside(Rest::UNKNOWN, visitor);
            }
        }
    };
}

/// One form of a choice, as a field.
macro_rules! form {
    ($name:ident $variant:ident $ty:ty $(= $word:literal)?) => {
        fields::Field::new(
            fields::id!("msnp", stringify!($name), stringify!($variant)),
            <$ty as Field<'a>>::KIND,
        )
        $(.tagged($word))?
    };
}

/// What a record with a verb has beyond its fields: it is a line of its own.
///
/// ```text
/// impl HasVerb for CalReply<'_> { const VERB: [u8; 3] = *b"CAL"; const DIALECTS: Dialects = …; }
/// impl Encode for CalReply<'_> { … verb, fields, line end … }
/// impl<'a> Wire<'a> for CalReply<'a> { type Context = Dialect; … }
/// ```
macro_rules! with_verb {
    ($name:ident $(<$lt:lifetime>)?: $verb:literal [$($dialects:literal),*]) => {
        impl $(<$lt>)? HasVerb for $name $(<$lt>)? {
            const VERB: [u8; 3] = *$verb;
            const DIALECTS: Dialects = Dialects::of(&[$($dialects),*]);
        }

        impl $(<$lt>)? Encode for $name $(<$lt>)? {
            #[inline]
            fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                record::encode(self, sink)
            }
        }

        impl<'a> Walk<'a> for $name $(<$lt>)? {
            fn walk(input: &'a [u8], dialect: Dialect, visitor: &mut dyn Visitor) -> Result<(), Error> {
                let record = Self::parse_with(input, dialect)?;
                record.inside(record::params(input), visitor);
                Ok(())
            }
        }

        impl<'a> Wire<'a> for $name $(<$lt>)? {
            type Context = Dialect;

            fn grammar(dialect: Dialect) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                move |input| match input.first_chunk() {
                    Some(verb) if *verb == Self::VERB => record::take(record::cut(input), dialect),
                    _ => Fault::err(ErrorKind::Unexpected, Part::VERB, input),
                }
            }

            fn check(&self, dialect: Dialect) -> Result<(), Error> {
                match Self::DIALECTS.form(dialect) {
                    Some(form) => Field::check(self, Part::INPUT, form, &mut Absent::none(dialect)),
                    None => Err(Error::new(ErrorKind::Dialect, Part::VERB, 0)),
                }
            }
        }
    };
}

/// Writes verb, fields and line end.
#[inline]
pub(crate) fn encode<'a, R: HasVerb + Field<'a>, S: Sink + ?Sized>(
    record: &R,
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&R::VERB)?;
    let mut out = Params { sink, closed: false, trailing: &[] };
    record.put(&mut out)?;
    if out.closed { Ok(()) } else { out.sink.put(b"\r\n") }
}

/// The same with parameters that the record does not know after its own.
#[cold]
pub(crate) fn encode_with<'a, R: HasVerb + Field<'a>, S: Sink + ?Sized>(
    record: &R,
    trailing: &[u8],
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&R::VERB)?;
    let mut out = Params { sink, closed: false, trailing };
    record.put(&mut out)?;
    if out.closed {
        return Ok(());
    }
    if !trailing.is_empty() {
        out.param(trailing)?;
    }
    out.sink.put(b"\r\n")
}

/// Whether the record, as it is, brings a payload.
fn writes_payload<'a>(record: &impl Field<'a>) -> bool {
    let mut out = Params { sink: &mut Counter::new(), closed: false, trailing: &[] };
    match record.put(&mut out) {
        Ok(()) => out.closed,
        Err(never) => match never {},
    }
}

/// Whether `trailing`, written after the parameters of the record, is read back as trailing.
#[cold]
pub(crate) fn check_with<'a, R: HasVerb + Field<'a>>(
    record: &R,
    trailing: List<'a>,
    dialect: Dialect,
) -> Result<(), Error> {
    let form = match R::DIALECTS.form(dialect) {
        Some(form) => form,
        None => return Err(Error::new(ErrorKind::Dialect, Part::VERB, 0)),
    };
    let mut absent = Absent::none(dialect);
    record.check(Part::INPUT, form, &mut absent)?;
    let first = trailing.iter().next().map(Arg::as_bytes).unwrap_or_default();
    if absent.takes(first) || matches!(R::PAYLOAD, PayloadRule::Maybe) && !writes_payload(record) {
        return Err(Error::new(ErrorKind::Ambiguous, Part::PARAMETER, 0));
    }
    Ok(())
}

/// The name of a verb, in the paths of fields.
pub(crate) const fn name_of(verb: &'static [u8; 3]) -> &'static str {
    match core::str::from_utf8(verb) {
        Ok(name) => name,
        Err(_) => "",
    }
}

/// The line of a command after its verb.
pub(crate) fn params(command: &[u8]) -> Rest<'_> {
    let (line, _) = cut(command);
    Rest(Some(line.get(3..).unwrap_or_default()))
}

/// A line without its end, if it has one, and all that follows.
#[inline(always)]
pub(crate) fn cut(input: &[u8]) -> (&[u8], &[u8]) {
    let end = scan::find2(b'\r', b'\n', input).unwrap_or(input.len());
    input.split_at_checked(end).unwrap_or((input, &[]))
}

/// What follows the line end at the front. LF alone will do: strictness in this is the splitter's.
#[inline(always)]
const fn line_end(after: &[u8]) -> Result<&[u8], Fault> {
    match after {
        [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..] => Ok(rest),
        _ => Err(Fault::new(ErrorKind::Missing, Part::LINE_END, after)),
    }
}

/// The payload after a line whose last parameter is its length, and what follows it.
#[inline(never)]
fn payload_after<'a>(line: &[u8], after: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Fault> {
    let last = line.rsplit(|&byte| byte == b' ').find(|text| !text.is_empty()).unwrap_or_default();
    let len = match scan::decimal_u64(last) {
        Ok(([], len)) => usize::try_from(len).ok(),
        _ => None,
    };
    let rest = line_end(after)?;
    match len.and_then(|len| rest.split_at_checked(len)) {
        Some(found) => Ok(found),
        None => Err(Fault::new(ErrorKind::Truncated, Part::PAYLOAD, rest)),
    }
}

/// The same for a record that has a payload. A fault counts from the end of the line, as those of
/// the fields do.
#[inline(always)]
fn payload_of<'a, R: Field<'a>>(line: &[u8], after: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), Fault> {
    match R::PAYLOAD {
        PayloadRule::None => Ok((&[], after)),
        _ => payload_after(line, after).map_err(|fault| fault.followed_by(0_usize.wrapping_sub(after.len()))),
    }
}

/// The record on a line that begins with its verb.
#[inline(always)]
fn of_line<'a, R: HasVerb + Field<'a>>(line: &'a [u8], scope: &mut Scope<'a>) -> Result<R, nom::Err<Fault>> {
    let (rest, record) = taken(line, scope)?;
    field::line_end(rest)?;
    Ok(record)
}

/// The same, and what follows its parameters.
#[inline(always)]
fn taken<'a, R: HasVerb + Field<'a>>(line: &'a [u8], scope: &mut Scope<'a>) -> IResult<&'a [u8], R, Fault> {
    let (params, dialect) = match (line, R::DIALECTS.form(scope.dialect)) {
        ([_, _, _, params @ ..], Some(dialect)) => (params, dialect),
        _ => return Fault::err(ErrorKind::Dialect, Part::VERB, line),
    };
    scope.dialect = dialect;
    R::take(params, Part::INPUT, scope)
}

/// Takes a command whose verb is that of the record: its line, and what follows that.
#[inline(always)]
pub(crate) fn take<'a, R: HasVerb + Field<'a>>(
    (line, after): (&'a [u8], &'a [u8]),
    dialect: Dialect,
) -> IResult<&'a [u8], R, Fault> {
    let found = payload_of::<R>(line, after);
    let mut scope = Scope::new(dialect, found.map(|(payload, _)| payload));
    let record = of_line(line, &mut scope)
        .map_err(|error| error.map(|fault: Fault| fault.followed_by(after.len())))?;
    let rest = match found {
        Ok((_, rest)) if scope.closed => rest,
        _ => line_end(after).map_err(nom::Err::Error)?,
    };
    Ok((rest, record))
}

/// Reads the command in a frame, whose verb is that of the record.
#[inline(always)]
pub(crate) fn read<'a, R: HasVerb + Field<'a>>(frame: &Frame<'a>, dialect: Dialect) -> Result<R, Error> {
    let line = frame.line().as_bytes();
    let payload = match frame.payload() {
        Some(payload) => Ok(payload),
        None => payload_of::<R>(line, frame.behind_line()).map(|(payload, _)| payload),
    };
    let mut scope = Scope::new(dialect, payload);
    match (of_line(line, &mut scope), frame.payload()) {
        (Ok(_), Some(payload @ [_, ..])) if !scope.closed => {
            Err(Fault::new(ErrorKind::Trailing, Part::PAYLOAD, payload).within(frame.raw()))
        }
        (Ok(record), _) => Ok(record),
        (Err(error), _) => Err(refused(error, frame)),
    }
}

/// The same, with the parameters that the record does not know.
#[cold]
#[inline(never)]
pub(crate) fn read_tolerant<'a, R: HasVerb + Field<'a>>(
    frame: &Frame<'a>,
    dialect: Dialect,
) -> Result<(R, List<'a>), Error> {
    if let Ok(record) = read(frame, dialect) {
        return Ok((record, List::default()));
    }
    let payload = frame.payload().ok_or(Fault::new(ErrorKind::Missing, Part::PAYLOAD, &[]));
    let mut scope = Scope { trailing: Some(List::default()), ..Scope::new(dialect, payload) };
    let error = match taken(frame.line().as_bytes(), &mut scope) {
        Ok((rest, record)) => match (frame.payload(), scope.trailing) {
            (Some(_), Some(trailing)) if scope.closed => return Ok((record, trailing)),
            (None, _) => return Ok((record, List::of(rest))),
            (Some(payload), _) => {
                return Err(Fault::new(ErrorKind::Trailing, Part::PAYLOAD, payload).within(frame.raw()));
            }
        },
        Err(error) => error,
    };
    Err(refused(error, frame))
}

/// A fault that counts from the end of the line, as an error of the frame.
#[cold]
#[inline(never)]
fn refused(error: nom::Err<Fault>, frame: &Frame<'_>) -> Error {
    error_of(error.map(|fault| fault.followed_by(frame.behind_line().len())), frame.raw())
}

pub(crate) use {choice, close, command, fields, form, forms, open, record, wire, with_verb};
