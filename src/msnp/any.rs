//! A command of any link, from either side: for proxies, sniffers and logs, which handle them all.

use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Fields, Record, Visitor, Walk};
use crate::msnp::command::{Command, EncodeWith, Tolerant};
use crate::msnp::context::{Context, Link, Role};
use crate::msnp::frame::Frame;
use crate::msnp::other::Other;
use crate::msnp::{ft, ns, sb};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// A command of any link, from either side.
///
/// ```
/// use imwire::{Wire, msnp::{AnyCommand, Context, Dialect, Link, Role, TrId, sb}};
///
/// let cx = Context::new(Link::Switchboard, Role::Client, Dialect::MSNP8);
/// let command = AnyCommand::parse_with(b"OUT\r\n", cx)?;
/// assert_eq!((command.name(), command.link(), command.role()), ("Out", Link::Switchboard, Some(Role::Client)));
/// // It cannot be sent by the other side.
/// assert!(command.check(Context { role: Role::Server, ..cx }).is_err());
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnyCommand<'a> {
    /// Client → dispatch or notification server.
    NotificationClient(ns::ClientCommand<'a>),
    /// Dispatch or notification server → client.
    NotificationServer(ns::ServerCommand<'a>),
    /// Client → switchboard.
    SwitchboardClient(sb::ClientCommand<'a>),
    /// Switchboard → client.
    SwitchboardServer(sb::ServerCommand<'a>),
    /// Peer → peer.
    FileTransfer(ft::Transfer<'a>),
}

/// The same expression for the command of each table.
macro_rules! each {
    ($any:expr, $command:ident => $result:expr) => {
        match $any {
            AnyCommand::NotificationClient($command) => $result,
            AnyCommand::NotificationServer($command) => $result,
            AnyCommand::SwitchboardClient($command) => $result,
            AnyCommand::SwitchboardServer($command) => $result,
            AnyCommand::FileTransfer($command) => $result,
        }
    };
}

/// The same expression for the table of a context, put into its variant.
macro_rules! in_table {
    ($cx:expr, $table:ident => $result:expr, $wrap:expr) => {
        match ($cx.link, $cx.role) {
            (Link::FileTransfer, _) => {
                type $table<'a> = ft::Transfer<'a>;
                $result.map(|found| $wrap(found, AnyCommand::FileTransfer))
            }
            (Link::Switchboard, Role::Client) => {
                type $table<'a> = sb::ClientCommand<'a>;
                $result.map(|found| $wrap(found, AnyCommand::SwitchboardClient))
            }
            (Link::Switchboard, Role::Server) => {
                type $table<'a> = sb::ServerCommand<'a>;
                $result.map(|found| $wrap(found, AnyCommand::SwitchboardServer))
            }
            (Link::Notification | Link::Unknown, Role::Client) => {
                type $table<'a> = ns::ClientCommand<'a>;
                $result.map(|found| $wrap(found, AnyCommand::NotificationClient))
            }
            (Link::Notification | Link::Unknown, Role::Server) => {
                type $table<'a> = ns::ServerCommand<'a>;
                $result.map(|found| $wrap(found, AnyCommand::NotificationServer))
            }
        }
    };
}

fn plain<'a, C>(command: C, any: impl Fn(C) -> AnyCommand<'a>) -> AnyCommand<'a> {
    any(command)
}

fn tolerant<'a, C>(
    Tolerant { command, trailing }: Tolerant<'a, C>,
    any: impl Fn(C) -> AnyCommand<'a>,
) -> Tolerant<'a, AnyCommand<'a>> {
    Tolerant { command: any(command), trailing }
}

impl<'a> AnyCommand<'a> {
    /// Reads the command in a frame, by the table of link and side. A link that is not known is read as a
    /// notification link.
    ///
    /// # Errors
    /// As [`Command::read`].
    pub fn read(frame: &Frame<'a>, cx: Context) -> Result<Self, Error> {
        in_table!(cx, Table => Table::read(frame, cx.dialect), plain)
    }

    /// The same, with what the record does not know after its last parameter.
    ///
    /// # Errors
    /// As [`Command::read_tolerant`].
    pub fn read_tolerant(frame: &Frame<'a>, cx: Context) -> Result<Tolerant<'a, Self>, Error> {
        in_table!(cx, Table => Table::read_tolerant(frame, cx.dialect), tolerant)
    }

    /// The kind of link.
    #[must_use]
    pub const fn link(&self) -> Link {
        match self {
            Self::NotificationClient(_) | Self::NotificationServer(_) => Link::Notification,
            Self::SwitchboardClient(_) | Self::SwitchboardServer(_) => Link::Switchboard,
            Self::FileTransfer(_) => Link::FileTransfer,
        }
    }

    /// The side that sends; `None`: either may, in a file transfer.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::NotificationClient(_) | Self::SwitchboardClient(_) => Some(Role::Client),
            Self::NotificationServer(_) | Self::SwitchboardServer(_) => Some(Role::Server),
            Self::FileTransfer(_) => None,
        }
    }

    /// As [`Command::name`].
    #[must_use]
    pub fn name(&self) -> &'static str {
        each!(self, command => command.name())
    }

    /// As [`Command::as_other`].
    #[must_use]
    pub fn as_other(&self) -> Option<&Other<'a>> {
        each!(self, command => command.as_other())
    }
}

impl<'a> Wire<'a> for AnyCommand<'a> {
    type Context = Context;

    fn grammar(cx: Context) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, crate::error::Fault> {
        move |input| in_table!(cx, Table => Table::grammar(cx.dialect)(input), |(rest, command), any: fn(_) -> _| (rest, any(command)))
    }

    fn check(&self, cx: Context) -> Result<(), Error> {
        self.check_place(cx)?;
        each!(self, command => command.check(cx.dialect))
    }
}

impl AnyCommand<'_> {
    /// Whether link and side are those of the context.
    fn check_place(&self, cx: Context) -> Result<(), Error> {
        let (link, role) = (self.link(), self.role().unwrap_or(cx.role));
        let there = if matches!(cx.link, Link::Unknown) { Link::Notification } else { cx.link };
        if link != there {
            return Err(Error::new(ErrorKind::OtherLink, Part::VERB, 0));
        }
        if role != cx.role {
            return Err(Error::new(ErrorKind::OtherSide, Part::VERB, 0));
        }
        Ok(())
    }
}

impl Encode for AnyCommand<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        each!(self, command => command.encode(sink))
    }
}

impl EncodeWith for AnyCommand<'_> {
    fn encode_with<S: Sink + ?Sized>(&self, trailing: &[u8], sink: &mut S) -> Result<(), S::Error> {
        each!(self, command => command.encode_with(trailing, sink))
    }
}

impl<'a> Tolerant<'a, AnyCommand<'a>> {
    /// Whether this, written, is read back tolerantly as it is.
    ///
    /// # Errors
    /// As [`AnyCommand`]'s [`check`](Wire::check), and [`ErrorKind::Ambiguous`] for trailing parameters that the
    /// record would read as its own.
    pub fn check(&self, cx: Context) -> Result<(), Error> {
        let Self { command, trailing } = *self;
        if trailing.as_bytes().is_empty() {
            return command.check(cx);
        }
        command.check_place(cx)?;
        each!(command, command => command.check_with(trailing, cx.dialect))
    }
}

crate::fields::data::serialize! { [] named AnyCommand<'_> }

impl Fields for AnyCommand<'_> {
    fn record(&self) -> &'static Record {
        each!(self, command => command.record())
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        each!(self, command => command.fields(visitor));
    }
}

/// As the command of its table: safe to show in a terminal.
impl fmt::Display for AnyCommand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each!(self, command => command.fmt(f))
    }
}

impl<'a> Walk<'a> for AnyCommand<'a> {
    fn walk(input: &'a [u8], cx: Context, visitor: &mut dyn Visitor) -> Result<(), Error> {
        in_table!(cx, Table => Table::walk(input, cx.dialect, visitor), |(), _: fn(Table<'a>) -> Self| ())
    }
}

macro_rules! from {
    ($($command:ty => $variant:ident),*) => {$(
        impl<'a> From<$command> for AnyCommand<'a> {
            fn from(command: $command) -> Self {
                Self::$variant(command)
            }
        }
    )*};
}

from!(
    ns::ClientCommand<'a> => NotificationClient,
    ns::ServerCommand<'a> => NotificationServer,
    sb::ClientCommand<'a> => SwitchboardClient,
    sb::ServerCommand<'a> => SwitchboardServer,
    ft::Transfer<'a> => FileTransfer
);
