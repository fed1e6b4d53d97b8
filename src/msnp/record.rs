//! How commands are declared: [`command!`] makes a record of a field list,
//! [`commands!`](super::command) a table of records. Reading, writing, the payload rule and the list of
//! names all follow from them.

mod choice;
mod line;

pub(crate) use choice::{begins_with, choice, form, forms, least};
pub(crate) use line::{check_with, cut, encode, encode_with, params, read, read_tolerant, take};

use crate::msnp::field::Place;
use crate::msnp::{Dialects, PayloadRule};

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
    pub(crate) use crate::msnp::verb::{Verb, VerbMap};
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

/// The row of a field in the table of all fields.
macro_rules! row {
    ($row:expr, expected) => {
        $row.expected()
    };
    ($row:expr $(, $($how:tt)+)?) => {
        $row
    };
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
                    record::row!(fields::Field::new(fields::id!("msnp", $id, stringify!($field)), <record::wire!($ty $(, $($how)*)?) as Field<'a>>::KIND) $(, $($how)*)?)
                ),*];
            const RECORD: fields::Record =
                fields::Record::new(fields::id!("msnp", $id), stringify!($name), Self::FIELDS);

            #[allow(unused_variables, unused_assignments, reason = "a record without fields")]
            fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                $(
                    let line = record::close!(self.$field $(, $($how)*)?).show(
                        const { &record::row!(fields::Field::new(fields::id!("msnp", $id, stringify!($field)), <record::wire!($ty $(, $($how)*)?) as Field<'a>>::KIND) $(, $($how)*)?) },
                        line,
                        visitor,
                    );
                    $(let _ = $word; let line = line.after_word();)*
                )*
                line
            }
        }

        record::shown! { $name $(<$lt>)? }
    };
}

/// Shows what `Inside` shows, where the line is not known: `impl Fields`, and with the feature `serde` `Serialize`.
macro_rules! shown {
    ($name:ident $(<$lt:lifetime>)?) => {
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

/// The name of a verb, in the paths of fields.
pub(crate) const fn name_of(verb: &'static [u8; 3]) -> &'static str {
    match core::str::from_utf8(verb) {
        Ok(name) => name,
        Err(_) => "",
    }
}

pub(crate) use {close, command, fields, open, record, row, shown, wire, with_verb};
