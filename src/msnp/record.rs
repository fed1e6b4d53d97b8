//! How commands are declared: [`command!`] makes a record of a field list, [`commands!`] a table
//! of records. Reading, writing, the payload rule and the list of names all follow from them.

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::msnp::field::{self, Field, Params, Place, Scope, Value};
use crate::msnp::{Dialect, Frame, PayloadRule, Row, line};
use crate::sink::{Sink, SliceSink};
use crate::wire::Wire;
use nom::IResult;

/// What the two macros need where they are used.
pub(crate) mod prelude {
    pub(crate) use crate::error::{Error, ErrorKind, Fault, Part};
    pub(crate) use crate::msnp::failure::Failure;
    pub(crate) use crate::msnp::field::{
        self, Between, Field, List, Outcome, Param, Params, Payload, Scope, Since, Value,
    };
    pub(crate) use crate::msnp::other::Other;
    pub(crate) use crate::msnp::record::{self, Command, Record, command, commands};
    pub(crate) use crate::msnp::table::VerbMap;
    pub(crate) use crate::msnp::{
        AckWanted, Arg, Capabilities, Dialect, Encoded, Frame, ListBits, ListName, NetworkId, Passport,
        PayloadRule, Privacy, Prompt, Property, Row, Status, Tagged, TrId, TrIdRule,
    };
    pub(crate) use crate::sink::Sink;
    pub(crate) use crate::wire::{Encode, Wire};
    pub(crate) use nom::IResult;
}

/// One of the tables of commands: what one side sends on one kind of link.
pub trait Command<'a>: Wire<'a, Context = Dialect> {
    /// The verbs of the table, in its order; numeric replies have none.
    const ROWS: &'static [Row];

    /// Reads the command in a frame. A verb that a lenient splitter let pass in lower case is written in
    /// upper case.
    ///
    /// # Errors
    /// The part that has another form in this dialect. It is counted from the start of
    /// [`Frame::raw`], and the frame and its line stay good.
    fn read(frame: &Frame<'a>, dialect: Dialect) -> Result<Self, Error>;

    /// The name of the record: `Usr`, `Failure`, …; `Other` for a verb without one.
    fn name(&self) -> &'static str;

    /// Calls `each` with the name and value of each field that is present, in wire order.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Command, Dialect, Value, sb::ClientCommand}};
    ///
    /// let cal = ClientCommand::parse(b"CAL 2 bob@example.com\r\n", Dialect::MSNP10)?;
    /// cal.each_field(&mut |name, value| match name {
    ///     "trid" => assert!(matches!(value, Value::Number(2))),
    ///     _ => assert!(matches!(value, Value::Bytes(b"bob@example.com"))),
    /// });
    /// # Ok::<(), imwire::Error>(())
    /// ```
    fn each_field(&self, each: &mut impl FnMut(&'static str, Value<'_>));
}

/// A record with a verb.
pub(crate) trait Record {
    const VERB: [u8; 3];
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

/// Whether the parameters of this value begin with that word.
pub(crate) fn begins_with<'a>(value: &impl Field<'a>, word: &str) -> bool {
    let mut buffer = [0; 16];
    let mut sink = SliceSink::new(&mut buffer);
    // What does not fit is not looked at: words are short.
    let _ = value.put(&mut Params { sink: &mut sink, closed: false });
    match sink.written().strip_prefix(b" ").and_then(|text| text.strip_prefix(word.as_bytes())) {
        Some(rest) => matches!(rest, [] | [b' ' | b'\r', ..]),
        None => false,
    }
}

/// The verb at the front of a command.
#[inline(always)]
pub(crate) const fn verb(input: &[u8]) -> Option<[u8; 3]> {
    match input {
        [a, b, c, b' ' | b'\r' | b'\n', ..] => line::verb(&[*a, *b, *c]),
        _ => line::verb(input),
    }
}

/// Declares a record: a run of fields in wire order, with the fixed words between them.
///
/// ```text
/// command! {
///     /// Another user was called. Server → client.
///     CalReply<'a>: b"CAL" {
///         /// That of the `CAL`.
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
/// and, since it has a verb, `Encode` and `Wire`, which add the verb and the line end.
///
/// With `enum`, a choice: a field whose form is known by its first word, by the dialect, or both.
/// The first that matches is taken; one with neither takes what is left.
///
/// ```text
/// command! {
///     /// Where to go.
///     enum Referral<'a> {
///         /// To a switchboard.
///         Switchboard(ToSwitchboard<'a>) = "SB",
///         /// To another notification server.
///         Server(ToServer<'a>) = "NS" in 2..=12,
///     }
/// }
/// ```
macro_rules! command {
    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)?: $verb:literal { $($fields:tt)* }) => {
        record::command! { $(#[$meta])* $name $(<$lt>)? { $($fields)* } }
        record::with_verb! { $name $(<$lt>)?: $verb }
    };

    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)? {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty $(, $word:literal)*),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name $(<$lt>)? { $($(#[$field_meta])* pub $field: $ty),* }

        impl<'a> Field<'a> for $name $(<$lt>)? {
            const MIN: usize = {
                record::positions(&[$((<$ty as Field<'a>>::PLACE, <$ty as Field<'a>>::PAYLOAD)),*]);
                record::sum(&[$(<$ty as Field<'a>>::MIN, $(record::one($word),)*)*])
            };
            const PAYLOAD: PayloadRule = PayloadRule::None $(.and(<$ty as Field<'a>>::PAYLOAD))*;
            const TRID: TrIdRule = TrIdRule::of_first(&[$(<$ty as Field<'a>>::TRID),*]);

            #[inline(always)]
            fn take(input: &'a [u8], _: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
                scope.after = scope.after.wrapping_add(Self::MIN);
                $(
                    scope.after = scope.after.wrapping_sub(<$ty as Field<'a>>::MIN);
                    let (input, $field) = <$ty as Field<'a>>::take(input, const { Part::named(stringify!($field)) }, scope)?;
                    $(
                        scope.after = scope.after.wrapping_sub(1);
                        let (input, ()) = field::word(input, $word)?;
                    )*
                )*
                Ok((input, Self { $($field),* }))
            }

            #[inline]
            #[allow(unused_variables, reason = "a record without fields")]
            fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
                $(self.$field.put(out)?; $(out.param($word.as_bytes())?;)*)*
                Ok(())
            }

            #[allow(unused_variables, reason = "a record without fields")]
            fn fits(&self, _: Part, dialect: Dialect, hole: &mut bool) -> Result<(), Error> {
                $(self.$field.fits(const { Part::named(stringify!($field)) }, dialect, hole)?;)*
                Ok(())
            }

            #[allow(unused_variables, reason = "a record without fields")]
            fn visit(&self, _: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
                $(self.$field.visit(stringify!($field), each);)*
            }
        }
    };

    ($(#[$meta:meta])* enum $name:ident $(<$lt:lifetime>)? {
        $($(#[$variant_meta:meta])* $variant:ident($ty:ty) $(= $word:literal)? $(in $from:literal..=$to:literal)?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name $(<$lt>)? { $($(#[$variant_meta])* $variant($ty)),* }

        impl<'a> Field<'a> for $name $(<$lt>)? {
            const MIN: usize = record::least(&[$(record::sum(&[$(record::one($word),)? <$ty as Field<'a>>::MIN])),*]);
            const PAYLOAD: PayloadRule = PayloadRule::any_of(&[$(<$ty as Field<'a>>::PAYLOAD),*]);
            const TRID: TrIdRule = TrIdRule::any_of(&[$(<$ty as Field<'a>>::TRID),*]);

            #[inline(always)]
            #[allow(unused_variables, unreachable_code, reason = "a choice by dialect alone, and one that takes the rest")]
            fn take(input: &'a [u8], part: Part, scope: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
                let next = field::param(input, part).map_or(&[][..], |(_, word)| word);
                $(
                    if true $(&& next == $word.as_bytes())? $(&& scope.dialect.is_between($from, $to))? {
                        $(let (input, ()) = field::word(input, $word)?;)?
                        let (input, value) = <$ty as Field<'a>>::take(input, part, scope)?;
                        return Ok((input, Self::$variant(value)));
                    }
                )*
                Fault::err(if next.is_empty() { ErrorKind::Missing } else { ErrorKind::Unexpected }, part, field::at_param(input))
            }

            #[inline]
            fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $(out.param($word.as_bytes())?;)?
                        value.put(out)
                    })*
                }
            }

            #[allow(unused_variables, reason = "a choice by dialect alone")]
            fn fits(&self, part: Part, dialect: Dialect, hole: &mut bool) -> Result<(), Error> {
                // The first that matches is taken, so none before this one may match.
                let mut before = true;
                $(
                    before = before && !matches!(self, Self::$variant(_));
                    let here = before $(&& dialect.is_between($from, $to))?;
                    $(if here && record::begins_with(self, $word) {
                        return Err(Error::new(ErrorKind::Ambiguous, part, 0));
                    })?
                )*
                match self {
                    $(Self::$variant(value) => {
                        $(if !dialect.is_between($from, $to) {
                            return Err(Error::new(ErrorKind::Dialect, part, 0));
                        })?
                        value.fits(part, dialect, hole)
                    })*
                }
            }

            #[allow(unused_variables, reason = "a choice by dialect alone")]
            fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
                match self {
                    $(Self::$variant(value) => {
                        $(each(name, Value::Word($word.as_bytes()));)?
                        value.visit(name, each);
                    })*
                }
            }
        }
    };
}

/// What a record with a verb has beyond its fields.
macro_rules! with_verb {
    ($name:ident $(<$lt:lifetime>)?: $verb:literal) => {
        impl $(<$lt>)? Record for $name $(<$lt>)? {
            const VERB: [u8; 3] = *$verb;
        }

        impl $(<$lt>)? Encode for $name $(<$lt>)? {
            #[inline]
            fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                record::encode(self, sink)
            }
        }

        impl<'a> Wire<'a> for $name $(<$lt>)? {
            type Context = Dialect;

            fn grammar(dialect: Dialect) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                move |input| match input.split_first_chunk::<3>() {
                    Some((verb, rest)) if *verb == Self::VERB => record::take(rest, dialect),
                    _ => Fault::err(ErrorKind::Unexpected, Part::VERB, input),
                }
            }

            fn fits(&self, dialect: Dialect) -> Result<(), Error> {
                Field::fits(self, Part::INPUT, dialect, &mut false)
            }
        }
    };
}

/// Writes verb, fields and line end.
#[inline]
pub(crate) fn encode<'a, R: Record + Field<'a>, S: Sink + ?Sized>(
    record: &R,
    sink: &mut S,
) -> Result<(), S::Error> {
    sink.put(&R::VERB)?;
    let mut out = Params { sink, closed: false };
    record.put(&mut out)?;
    if out.closed { Ok(()) } else { out.sink.put(b"\r\n") }
}

/// Reads fields and line end; the verb is gone already.
#[inline(always)]
pub(crate) fn take<'a, R: Field<'a>>(input: &'a [u8], dialect: Dialect) -> IResult<&'a [u8], R, Fault> {
    let mut scope = Scope { dialect, after: 0, closed: false };
    let (rest, record) = R::take(input, Part::INPUT, &mut scope)?;
    if scope.closed {
        return Ok((rest, record));
    }
    let (rest, ()) = field::line_end(rest)?;
    Ok((rest, record))
}

/// The command in a frame, from its verb on; a data block has none.
#[inline(always)]
pub(crate) fn line_of<'a>(frame: &Frame<'a>) -> Result<&'a [u8], nom::Err<Fault>> {
    match frame.block() {
        None => Ok(frame.without_blank_lines()),
        Some(_) => Fault::err(ErrorKind::NotAVerb, Part::VERB, frame.without_blank_lines()),
    }
}

/// What [`Command::read`] returns for what a grammar made of the frame.
#[inline(always)]
pub(crate) fn whole<'a, T>(result: IResult<&'a [u8], T, Fault>, frame: &Frame<'a>) -> Result<T, Error> {
    match result {
        Ok(([], command)) => Ok(command),
        Ok((rest, _)) => Err(Fault::new(ErrorKind::Surplus, Part::PAYLOAD, rest).within(frame.raw())),
        Err(error) => Err(error_of(error, frame.raw())),
    }
}

/// Declares a table of commands: what one side sends on one kind of link.
///
/// ```text
/// commands! {
///     /// What a client sends to a switchboard.
///     ClientCommand {
///         /// Signs in.
///         Usr(Usr<'a>),
///     }
///     raw { b"ZZZ": Required, First; }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub enum ClientCommand<'a> { Usr(Usr<'a>), Other(Other<'a>) }
///
/// impl<'a> Wire<'a> for ClientCommand<'a> { … match the row of the verb {
///     Usr => record::take(rest, dialect) as ClientCommand::Usr,
///     a raw row or none => Other::take(input, verb, the rule of the row),
/// } … }
/// ```
///
/// and its `Command`, `Encode`, and `From` for each record. The verbs are those of the records,
/// and the payload and `TrID` rules of their rows follow from their fields; a raw row states
/// them. With `, Failure` behind the name, as servers send them, there are numeric replies too.
macro_rules! commands {
    (
        $(#[$meta:meta])* $name:ident $(, $numeric:ident)? {
            $($(#[$variant_meta:meta])* $variant:ident($record:ident $(<$lt:lifetime>)?),)*
        }
        raw { $($verb:literal: $payload:ident, $trid:ident;)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name<'a> {
            $($(#[$variant_meta])* $variant($record $(<$lt>)?),)*
            $(/// A numeric reply.
            $numeric($numeric<'a>),)?
            /// A verb that has no record.
            Other(Other<'a>),
        }

        const _: () = {
            #[derive(Clone, Copy)]
            #[allow(dead_code, reason = "a table without raw rows")]
            enum Is { $($variant,)* Raw(PayloadRule, TrIdRule) }

            const ROWS: &[Row] = &[
                $(Row {
                    verb: <$record as Record>::VERB,
                    record: Some(stringify!($variant)),
                    payload: <$record as Field>::PAYLOAD,
                    trid: <$record as Field>::TRID,
                },)*
                $(Row { verb: *$verb, record: None, payload: PayloadRule::$payload, trid: TrIdRule::$trid },)*
            ];
            static MAP: VerbMap<Is, { ROWS.len() }> = VerbMap::new([
                $((<$record as Record>::VERB, Is::$variant),)*
                $((*$verb, Is::Raw(PayloadRule::$payload, TrIdRule::$trid)),)*
            ]);

            impl<'a> $name<'a> {
                #[inline(always)]
                fn take(verb: [u8; 3], input: &'a [u8], dialect: Dialect) -> IResult<&'a [u8], Self, Fault> {
                    let rest = input.get(3..).unwrap_or_default();
                    match MAP.find(verb) {
                        $(Some(Is::$variant) => {
                            let (rest, record) = record::take(rest, dialect)?;
                            Ok((rest, Self::$variant(record)))
                        })*
                        Some(Is::Raw(payload, trid)) => {
                            let (rest, other) = Other::take(verb, input, payload, trid)?;
                            Ok((rest, Self::Other(other)))
                        }
                        $(None if verb.iter().all(u8::is_ascii_digit) => {
                            let (rest, failure) = $numeric::take(verb, input, dialect)?;
                            Ok((rest, Self::$numeric(failure)))
                        })?
                        None => {
                            let (rest, other) = Other::take(verb, input, PayloadRule::None, TrIdRule::Never)?;
                            Ok((rest, Self::Other(other)))
                        }
                    }
                }
            }

            impl<'a> Command<'a> for $name<'a> {
                const ROWS: &'static [Row] = ROWS;

                #[inline]
                fn read(frame: &Frame<'a>, dialect: Dialect) -> Result<Self, Error> {
                    record::whole(record::line_of(frame).and_then(|line| Self::take(frame.line().verb(), line, dialect)), frame)
                }

                fn name(&self) -> &'static str {
                    match self {
                        $(Self::$variant(_) => stringify!($variant),)*
                        $(Self::$numeric(_) => stringify!($numeric),)?
                        Self::Other(_) => "Other",
                    }
                }

                fn each_field(&self, each: &mut impl FnMut(&'static str, Value<'_>)) {
                    match self {
                        $(Self::$variant(record) => record.visit("", each),)*
                        $(Self::$numeric(failure) => $numeric::visit(failure, each),)?
                        Self::Other(other) => other.visit(each),
                    }
                }
            }

            impl<'a> Wire<'a> for $name<'a> {
                type Context = Dialect;

                fn grammar(dialect: Dialect) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                    move |input| match record::verb(input) {
                        Some(verb) => Self::take(verb, input, dialect),
                        None => Fault::err(ErrorKind::NotAVerb, Part::VERB, input),
                    }
                }

                fn fits(&self, dialect: Dialect) -> Result<(), Error> {
                    match self {
                        $(Self::$variant(record) => Wire::fits(record, dialect),)*
                        $(Self::$numeric(failure) => $numeric::fits(failure, dialect),)?
                        Self::Other(other) => match MAP.find(other.line().verb()) {
                            Some(Is::Raw(payload, trid)) => other.fits(payload, trid),
                            Some(_) => Err(Error::new(ErrorKind::Ambiguous, Part::VERB, 0)),
                            $(None if other.line().code().is_some() => $numeric::refused(),)?
                            None => other.fits(PayloadRule::None, TrIdRule::Never),
                        },
                    }
                }
            }

            impl Encode for $name<'_> {
                #[inline]
                fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                    match self {
                        $(Self::$variant(record) => record.encode(sink),)*
                        $(Self::$numeric(failure) => $numeric::encode(failure, sink),)?
                        Self::Other(other) => other.encode(sink),
                    }
                }
            }

            $(impl<'a> From<$record $(<$lt>)?> for $name<'a> {
                fn from(record: $record $(<$lt>)?) -> Self {
                    Self::$variant(record)
                }
            })*
        };
    };
}

pub(crate) use {command, commands, with_verb};
