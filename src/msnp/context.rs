//! What a reader of MSNP has to know that the bytes do not say: the link, the side that sends, the dialect.
//!
//! ```
//! use imwire::Wire;
//! use imwire::msnp::{AnyCommand, Context, Dialect, Frame, Link, Role};
//!
//! // `MSG 4 a 2` from a client has the TrID 4; from a server it comes from the user `4`.
//! let raw = b"MSG 4 a 2\r\nhi";
//! let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP8);
//! let frame = Frame::parse_with(raw, cx)?;
//! let AnyCommand::SwitchboardServer(command) = AnyCommand::read(&frame, cx)? else { panic!() };
//! assert_eq!(command.name(), "Msg");
//! # use imwire::msnp::Command as _;
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! A typed table has link and side in its type (`sb::ServerCommand`), so its context is the
//! [`Dialect`] alone. A [`Session`](crate::msnp::Session) finds link and dialect out.

use crate::msnp::Dialect;
use core::fmt;

/// Which side sends. On an MSNFTP link the side that connected, which receives the file, counts
/// as the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The client.
    Client,
    /// The server.
    Server,
}

impl Role {
    /// The other side.
    #[must_use]
    pub const fn peer(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// What kind of link a connection is. There are no others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Link {
    /// Not known yet. Read as a notification link, which the first command of a client nearly
    /// always is.
    #[default]
    Unknown,
    /// A dispatch or notification server.
    Notification,
    /// A switchboard.
    Switchboard,
    /// MSNFTP.
    FileTransfer,
}

/// `notification`, `switchboard`, `file transfer` or `unknown`.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Notification => "notification",
            Self::Switchboard => "switchboard",
            Self::FileTransfer => "file transfer",
        })
    }
}

/// What the bytes of a command do not say. Frames, [`AnyCommand`](crate::msnp::AnyCommand) and
/// [`Other`](crate::msnp::Other) are read and checked under one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The kind of link.
    pub link: Link,
    /// The side that sends.
    pub role: Role,
    /// The dialect.
    pub dialect: Dialect,
}

impl Context {
    /// This link, side and dialect.
    #[must_use]
    pub const fn new(link: Link, role: Role, dialect: Dialect) -> Self {
        Self { link, role, dialect }
    }

    /// Whether frames are those of a file transfer: no line has a payload, and data comes in blocks.
    pub(super) const fn is_file_transfer(self) -> bool {
        matches!(self.link, Link::FileTransfer)
    }
}
