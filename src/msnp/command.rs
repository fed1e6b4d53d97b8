//! Tables of commands: what one side sends on one kind of link. [`commands!`] declares one from a
//! list of records. Which command exists where and in which dialects is known from them alone.

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::fields::{self, Fields, Visitor, Walk};
use crate::lossy::Lossy;
use crate::msnp::field::{Field as _, List, Rest};
use crate::msnp::table::misplaced;
use crate::msnp::{Dialect, Frame, Link, Other, PayloadRule, Role, Row, TrIdRule, line};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// One of the tables of commands: what one side sends on one kind of link.
pub trait Command<'a>: Wire<'a, Context = Dialect> + EncodeWith + Walk<'a> + fmt::Display {
    /// The kind of link.
    const LINK: Link;
    /// The side that sends; `None`: both do.
    const ROLE: Option<Role>;
    /// The verbs of the table, in its order; numeric replies have none.
    const ROWS: &'static [Row];

    /// Reads the command in a frame. A verb that a lenient splitter let pass in lower case is written in
    /// upper case.
    ///
    /// ```
    /// use imwire::msnp::{Command, Dialect, Role, Splitter, sb::ServerCommand};
    ///
    /// let frame = Splitter::new(Role::Server).next(b"NOT 5\r\nhello")?.unwrap();
    /// let error = ServerCommand::read(&frame, Dialect::MSNP8).unwrap_err();
    /// assert_eq!(error.to_string(), "verb: belongs to another link at byte 0");
    /// assert_eq!(frame.payload(), Some(&b"hello"[..]));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// The part that has another form in this dialect. It is counted from the start of
    /// [`Frame::raw`], and the frame and its line stay good. Errors about the verb:
    ///
    /// | kind | |
    /// |---|---|
    /// | [`Dialect`](ErrorKind::Dialect) | The command does not exist in this dialect. An unknown dialect has them all. |
    /// | [`OtherLink`](ErrorKind::OtherLink) | A table of another link has it: `CHL` on a switchboard. |
    /// | [`OtherSide`](ErrorKind::OtherSide) | The table of the other side has it: `QNG` from a client. |
    fn read(frame: &Frame<'a>, dialect: Dialect) -> Result<Self, Error>;

    /// Reads the command in a frame as [`read`](Command::read) does, and keeps parameters that the record
    /// does not know. Real peers add some: read what a connection brings in this way.
    ///
    /// ```
    /// use imwire::{Encode, msnp::{Command, Dialect, Role, Splitter, sb::ServerCommand}};
    ///
    /// let frame = Splitter::new(Role::Server).next(b"CAL 2 RINGING 17220274 new\r\n")?.unwrap();
    /// let error = ServerCommand::read(&frame, Dialect::MSNP8).unwrap_err();
    /// assert_eq!(error.to_string(), "parameter: trailing data at byte 23");
    /// let cal = ServerCommand::read_tolerant(&frame, Dialect::MSNP8)?;
    /// assert_eq!((cal.command.name(), cal.trailing.as_bytes()), ("Cal", &b"new"[..]));
    /// assert_eq!(cal.encode_into(&mut [0; 64])?, b"CAL 2 RINGING 17220274 new\r\n");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`read`](Command::read), except for parameters after the last (before the payload length, if there
    /// is one), which are returned.
    fn read_tolerant(frame: &Frame<'a>, dialect: Dialect) -> Result<Tolerant<'a, Self>, Error>;

    /// Shows its fields, which were read from this command, with their bytes.
    #[doc(hidden)]
    fn show_in(&self, command: &'a [u8], visitor: &mut dyn Visitor);

    /// Whether these parameters, written after its own, are read back as trailing parameters.
    ///
    /// # Errors
    /// The part that would not be read back.
    #[doc(hidden)]
    fn check_with(&self, trailing: List<'a>, dialect: Dialect) -> Result<(), Error>;

    /// The name of the record: `Usr`, `Failure`, …; `Other` for a verb without one.
    fn name(&self) -> &'static str;

    /// Line and payload of a command that has no record: a verb that no table knows, or one of which
    /// only the payload rule is known.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Command, Dialect, ns::ServerCommand}};
    ///
    /// let command = ServerCommand::parse_with(b"RFS 7 x\r\n", Dialect::MSNP13)?;
    /// assert_eq!(command.as_other().unwrap().line().as_bytes(), b"RFS 7 x");
    /// assert_eq!(ServerCommand::parse_with(b"QNG 50\r\n", Dialect::MSNP13)?.as_other(), None);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    fn as_other(&self) -> Option<&Other<'a>>;
}

/// What can be written with parameters after its own: the commands of each table, and [`AnyCommand`].
///
/// [`AnyCommand`]: crate::msnp::AnyCommand
pub trait EncodeWith: Encode {
    /// Writes the command with these parameters after its own: before the payload length, if it has a
    /// payload.
    ///
    /// # Errors
    /// The sink fails.
    fn encode_with<S: Sink + ?Sized>(&self, trailing: &[u8], sink: &mut S) -> Result<(), S::Error>;
}

/// A command, and the parameters after those that its record knows: what
/// [`Command::read_tolerant`] returns. Both are written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tolerant<'a, C> {
    /// The command.
    pub command: C,
    /// The parameters that its record does not know; nearly always none.
    pub trailing: List<'a>,
}

impl<C> From<C> for Tolerant<'_, C> {
    /// Without trailing parameters.
    fn from(command: C) -> Self {
        Self { command, trailing: List::default() }
    }
}

impl<C: EncodeWith> Encode for Tolerant<'_, C> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.command.encode_with(self.trailing.as_bytes(), sink)
    }
}

impl<'a, C: Command<'a>> Tolerant<'a, C> {
    /// Reads the command in a frame again, and shows each field with its bytes: [`Walk::walk`] for what
    /// [`Command::read_tolerant`] reads.
    ///
    /// # Errors
    /// As [`Command::read_tolerant`].
    pub fn walk(frame: &Frame<'a>, dialect: Dialect, visitor: &mut dyn Visitor) -> Result<(), Error> {
        let Self { command, trailing } = C::read_tolerant(frame, dialect)?;
        command.show_in(frame.without_blank_lines(), visitor);
        trailing.show(const { &TRAILING }, Rest(Some(&[])), visitor);
        Ok(())
    }

    /// Whether this, written, is read back tolerantly as it is.
    ///
    /// # Errors
    /// As [`Wire::check`], and [`ErrorKind::Ambiguous`] for trailing parameters that the record would read
    /// as its own.
    pub fn check(&self, dialect: Dialect) -> Result<(), Error> {
        if self.trailing.as_bytes().is_empty() {
            self.command.check(dialect)
        } else {
            self.command.check_with(self.trailing, dialect)
        }
    }
}

const TRAILING: fields::Field = fields::Field::new("msnp.trailing", List::KIND);
/// The field after those of a command that is read tolerantly.
pub(super) const TRAILING_RECORD: &fields::Record = &fields::Record::new("msnp", "Tolerant", &[TRAILING]);

/// The command, and `trailing` if there is something: safe to show in a terminal.
impl<C: fmt::Display> fmt::Display for Tolerant<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.command.fmt(f)?;
        if self.trailing.as_bytes().is_empty() {
            return Ok(());
        }
        write!(f, " trailing=[{}]", Lossy::of(self.trailing.as_bytes()))
    }
}

fields::data::serialize! { [C: Fields] named Tolerant<'_, C> }

/// The fields of the command, then `trailing`.
impl<C: Fields> Fields for Tolerant<'_, C> {
    fn record(&self) -> &'static fields::Record {
        self.command.record()
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.command.fields(visitor);
        self.trailing.show(const { &TRAILING }, Rest::UNKNOWN, visitor);
    }
}

/// The rules by which a verb without a record is read, or what is wrong with it.
#[cold]
#[inline(never)]
pub(crate) fn rules<'a, C: Command<'a>>(
    verb: [u8; 3],
    dialect: Dialect,
) -> Result<(PayloadRule, TrIdRule), ErrorKind> {
    match C::ROWS.iter().find(|row| row.verb == verb) {
        Some(row) if row.dialects.contains(dialect) => Ok((row.payload, row.trid)),
        Some(_) => Err(ErrorKind::Dialect),
        None => match misplaced(C::LINK, C::ROLE, verb) {
            Some(kind) => Err(kind),
            None => Ok((PayloadRule::None, TrIdRule::Never)),
        },
    }
}

/// A command that keeps all parameters itself has none after them.
pub(crate) const fn no_trailing() -> Result<(), Error> {
    Err(Error::new(ErrorKind::Ambiguous, Part::PARAMETER, 0))
}

/// The verb at the front of a command.
#[inline(always)]
pub(crate) const fn verb(input: &[u8]) -> Option<[u8; 3]> {
    match input {
        [a, b, c, b' ' | b'\r' | b'\n', ..] => line::verb(&[*a, *b, *c]),
        _ => line::verb(input),
    }
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
        Ok((rest, _)) => Err(Fault::new(ErrorKind::Trailing, Part::PAYLOAD, rest).within(frame.raw())),
        Err(error) => Err(error_of(error, frame.raw())),
    }
}

/// The role of a table, if it names one.
pub(crate) const fn role_of(named: &[Role]) -> Option<Role> {
    match named {
        [role] => Some(*role),
        _ => None,
    }
}

/// Declares a table of commands: what one side sends on one kind of link.
///
/// ```text
/// commands! {
///     /// What a client sends to a switchboard.
///     ClientCommand on Switchboard from Client {
///         /// Signs in.
///         Usr(Usr<'a>),
///     }
///     raw { b"ZZZ" in 12..=13: Required, First; }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub enum ClientCommand<'a> { Usr(Usr<'a>), Other(Other<'a>) }
///
/// const ROWS: &[Row] = …
///
/// impl<'a> ClientCommand<'a> {
///     fn take(verb, input, dialect) -> IResult<…> { match the record of the verb {
///         Usr => record::take(input, dialect) as ClientCommand::Usr,
///         none => Other::take(verb, input, rules(verb, dialect)),
///     } }
/// }
/// ```
///
/// and what [`table_command!`] and [`table_wire!`] add. The verbs and dialects of the rows are those of
/// the records, and their payload and `TrID` rules follow from the fields; a raw row states them. What
/// both sides send has no `from`. With `, Failure` after it the table has numeric replies too: servers send them.
macro_rules! commands {
    (
        $(#[$meta:meta])* $name:ident on $link:ident $(from $role:ident)? $(, $numeric:ident)? {
            $($(#[$variant_meta:meta])* $variant:ident($record:ident $(<$lt:lifetime>)?),)*
        }
        raw { $($verb:literal $(in $from:literal..=$to:literal)?: $payload:ident, $trid:ident;)* }
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
            enum Is { $($variant),* }

            static RECORDS: VerbMap<Is, { [$(Is::$variant),*].len() }> =
                VerbMap::new([$((Verb::new(<$record as HasVerb>::VERB), Is::$variant)),*]);
            const ROWS: &[Row] = &[
                $(Row::of::<$record>(stringify!($variant)),)*
                $(Row {
                    verb: *$verb,
                    record: None,
                    dialects: Dialects::of(&[$($from, $to)?]),
                    payload: PayloadRule::$payload,
                    trid: TrIdRule::$trid,
                    fields: None,
                },)*
            ];

            impl<'a> $name<'a> {
                #[inline(always)]
                fn take(verb: Verb, input: &'a [u8], dialect: Dialect) -> IResult<&'a [u8], Self, Fault> {
                    let cut = record::cut(input);
                    match RECORDS.find(verb) {
                        $(Some(Is::$variant) => {
                            let (rest, record) = record::take(cut, dialect)?;
                            Ok((rest, Self::$variant(record)))
                        })*
                        None => Self::take_other(verb, input, dialect),
                    }
                }

                #[cold]
                #[inline(never)]
                fn take_other(verb: Verb, input: &'a [u8], dialect: Dialect) -> IResult<&'a [u8], Self, Fault> {
                    $(if verb.octets().iter().all(u8::is_ascii_digit) {
                        let (rest, failure) = $numeric::take(verb, input, dialect)?;
                        return Ok((rest, Self::$numeric(failure)));
                    })?
                    let (rest, other) = Other::take(verb, input, command::rules::<Self>(verb.octets(), dialect))?;
                    Ok((rest, Self::Other(other)))
                }
            }

            command::table_command! { $name $link [$(Role::$role)?] [$($numeric)?] $($variant)* }
            command::table_wire! { $name [$($numeric)?] $($variant($record $(<$lt>)?))* }
        };
    };
}

/// The [`Command`] of a table: a match over its variants in each function.
///
/// ```text
/// impl<'a> Command<'a> for ClientCommand<'a> {
///     fn name(&self) -> &'static str { match self { Self::Usr(_) => "Usr", Self::Other(_) => "Other" } }
///     …
/// }
/// ```
macro_rules! table_command {
    ($name:ident $link:ident [$($role:expr)?] [$($numeric:ident)?] $($variant:ident)*) => {
        impl<'a> Command<'a> for $name<'a> {
            const LINK: Link = Link::$link;
            const ROLE: Option<Role> = command::role_of(&[$($role)?]);
            const ROWS: &'static [Row] = ROWS;

            fn read(frame: &Frame<'a>, dialect: Dialect) -> Result<Self, Error> {
                let verb = frame.line().key();
                match RECORDS.find(verb) {
                    $(Some(Is::$variant) => record::read(frame, dialect).map(Self::$variant),)*
                    None => {
                        let line = command::line_of(frame);
                        command::whole(line.and_then(|line| Self::take_other(verb, line, dialect)), frame)
                    }
                }
            }

            fn read_tolerant(frame: &Frame<'a>, dialect: Dialect) -> Result<Tolerant<'a, Self>, Error> {
                let error = match Self::read(frame, dialect) {
                    Ok(command) => return Ok(command.into()),
                    Err(error) => error,
                };
                match RECORDS.find(frame.line().key()) {
                    $(Some(Is::$variant) => record::read_tolerant(frame, dialect).map(|(record, trailing)| {
                        Tolerant { command: Self::$variant(record), trailing }
                    }),)*
                    None => Err(error),
                }
            }

            fn show_in(&self, command: &'a [u8], visitor: &mut dyn Visitor) {
                match self {
                    $(Self::$variant(record) => drop(record.inside(record::params(command), visitor)),)*
                    $(Self::$numeric(failure) => {
                        $numeric::show(failure, command.get(..3), record::params(command), visitor);
                    })?
                    Self::Other(other) => other.show(true, visitor),
                }
            }

            fn check_with(&self, trailing: List<'a>, dialect: Dialect) -> Result<(), Error> {
                match self {
                    $(Self::$variant(record) => record::check_with(record, trailing, dialect),)*
                    $(Self::$numeric(_) => command::no_trailing(),)?
                    Self::Other(_) => command::no_trailing(),
                }
            }

            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant),)*
                    $(Self::$numeric(_) => stringify!($numeric),)?
                    Self::Other(_) => "Other",
                }
            }

            fn as_other(&self) -> Option<&Other<'a>> {
                if let Self::Other(other) = self { Some(other) } else { None }
            }
        }

        $crate::fields::data::serialize! { [] named $name<'_> }

        impl Fields for $name<'_> {
            fn record(&self) -> &'static fields::Record {
                match self {
                    $(Self::$variant(record) => record.record(),)*
                    $(Self::$numeric(failure) => failure.record(),)?
                    Self::Other(other) => other.record(),
                }
            }

            fn fields(&self, visitor: &mut dyn Visitor) {
                match self {
                    $(Self::$variant(record) => record.fields(visitor),)*
                    $(Self::$numeric(failure) => failure.fields(visitor),)?
                    Self::Other(other) => other.fields(visitor),
                }
            }
        }

        /// The name of the record (the verb, if there is no record) and its fields, as [`fields::Shown`]: safe to show in a
        /// terminal.
        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Other(other) => other.fmt(f),
                    _ => fields::Shown(self).fmt(f),
                }
            }
        }

        impl<'a> Walk<'a> for $name<'a> {
            fn walk(input: &'a [u8], dialect: Dialect, visitor: &mut dyn Visitor) -> Result<(), Error> {
                Self::parse_with(input, dialect)?.show_in(input, visitor);
                Ok(())
            }
        }
    };
}

/// [`Wire`] and `Encode` of a table, and `From` for each record, in the same way.
///
/// ```text
/// impl Encode for ClientCommand<'_> {
///     fn encode(&self, sink) { match self {
///         Self::Usr(record) => record.encode(sink),
///         Self::Other(other) => other.encode(sink),
///     } }
/// }
/// ```
macro_rules! table_wire {
    ($name:ident [$($numeric:ident)?] $($variant:ident($record:ident $(<$lt:lifetime>)?))*) => {
        impl<'a> Wire<'a> for $name<'a> {
            type Context = Dialect;

            fn grammar(dialect: Dialect) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                move |input| match command::verb(input) {
                    Some(verb) => Self::take(Verb::new(verb), input, dialect),
                    None => Fault::err(ErrorKind::NotAVerb, Part::VERB, input),
                }
            }

            fn check(&self, dialect: Dialect) -> Result<(), Error> {
                match self {
                    $(Self::$variant(record) => Wire::check(record, dialect),)*
                    $(Self::$numeric(failure) => $numeric::check(failure, dialect),)?
                    Self::Other(other) => match RECORDS.find(other.line().key()) {
                        Some(_) => Err(Error::new(ErrorKind::Ambiguous, Part::VERB, 0)),
                        $(None if other.line().code().is_some() => $numeric::refused(),)?
                        None => other.check(command::rules::<Self>(other.line().verb(), dialect)),
                    },
                }
            }
        }

        impl EncodeWith for $name<'_> {
            fn encode_with<S: Sink + ?Sized>(&self, trailing: &[u8], sink: &mut S) -> Result<(), S::Error> {
                match self {
                    $(Self::$variant(record) => record::encode_with(record, trailing, sink),)*
                    // They keep all parameters themselves, so none are trailing.
                    $(Self::$numeric(failure) => $numeric::encode(failure, sink),)?
                    Self::Other(other) => other.encode(sink),
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
}

pub(crate) use {commands, table_command, table_wire};
