//! MSNFTP: the old transfer of files, peer to peer. The invitation goes through a switchboard; then
//! the receiver connects to the sender, by default to port 6891.
//!
//! ```text
//! → VER MSNFTP                    the receiver, which counts as the client
//! ← VER MSNFTP
//! → USR example@hotmail.com 93301 with the cookie of the invitation
//! ← FIL 1234                      bytes to come
//! → TFR
//! ← 00 fd 07 and 2,045 bytes      and so on
//! → BYE 16777989
//! ```
//!
//! ```
//! use imwire::msnp::{Command, Dialect, Role, Splitter, ft::Transfer};
//!
//! let mut splitter = Splitter::file_transfer(Role::Server);
//! let mut received = Vec::new();
//! for frame in splitter.frames(b"FIL 5\r\n\x00\x03\x00hel\x00\x02\x00lo") {
//!     match Transfer::read(&frame?, Dialect::UNKNOWN)? {
//!         Transfer::Data(block) => received.extend_from_slice(block.as_bytes()),
//!         Transfer::Line(line) => assert_eq!(line.name(), "Fil"),
//!         other => panic!("{other:?}"),
//!     }
//! }
//! assert_eq!(received, b"hello");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: aMSN; notes on file transfer of `BitlBee`; sipe for the cancel block and its name of the
//! protocol; l7-filter for that of Trillian.

use crate::msnp::record::prelude::*;

command! {
    /// Names the protocol. From the receiver, echoed by the sender.
    ///
    /// `VER MSNFTP`; aMSN takes `VER n MSNFTP` too, Trillian sends `VER TRILLIAN MSNFTP`, and sipe
    /// `VER MSN_SECURE_FTP`, after which its `MAC` line is read as [`Other`].
    Ver<'a>: b"VER" {
        /// `MSNFTP`. May be empty when it is read.
        protocols: List<'a>,
    }
}

command! {
    /// The user who receives. Sent by the receiver.
    ///
    /// `USR example@hotmail.com 93301`
    Usr<'a>: b"USR" {
        /// The user.
        passport: Passport<'a>,
        /// The `AuthCookie` of the invitation.
        cookie: Arg<'a>,
    }
}

command! {
    /// How long the file is. From the sender.
    ///
    /// `FIL 1234`
    Fil: b"FIL" {
        /// In bytes.
        size: u64,
    }
}

command! {
    /// Begin. From the receiver.
    ///
    /// `TFR`
    Tfr: b"TFR" {}
}

command! {
    /// Stop. From the receiver; the sender stops with a [`Transfer::Cancel`].
    ///
    /// `CCL`
    Ccl: b"CCL" {}
}

command! {
    /// The end. From the receiver, from the sender on errors.
    ///
    /// `BYE 16777989`
    Bye: b"BYE" {
        /// 16777987 and 16777989: all is there. 2147942405: the disk is full. 2164261682: the
        /// receiver stopped, 2164261683: the sender did. 2164261694: blocked.
        code: u32,
    }
}

commands! {
    /// A line of an MSNFTP link, from either side.
    LineCommand on FileTransfer {
        /// Names the protocol.
        Ver(Ver<'a>),
        /// The user who receives.
        Usr(Usr<'a>),
        /// How long the file is.
        Fil(Fil),
        /// Begin.
        Tfr(Tfr),
        /// Stop.
        Ccl(Ccl),
        /// The end.
        Bye(Bye),
    }
    raw {}
}

/// What goes over an MSNFTP link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transfer<'a> {
    /// A line.
    Line(LineCommand<'a>),
    /// A piece of the file. From the sender.
    Data(BlockData<'a>),
    /// The sender stops. Its data is empty.
    Cancel(BlockData<'a>),
}

/// The bytes of a block: at most 65,535; real clients send up to 2,045.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockData<'a>(&'a [u8]);

impl<'a> BlockData<'a> {
    /// A block of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`] for more than 65,535.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match u16::try_from(bytes.len()) {
            Ok(_) => Ok(Self(bytes)),
            Err(_) => Err(Error::new(ErrorKind::TooLong, Part::DATA_BLOCK, usize::from(u16::MAX))),
        }
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

impl core::fmt::Debug for BlockData<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// A block, its header included.
fn block(input: &[u8]) -> IResult<&[u8], Transfer<'_>, Fault> {
    let Some(([kind, low, high], rest)) = input.split_first_chunk::<3>() else {
        return Fault::err(ErrorKind::Truncated, Part::DATA_BLOCK, input);
    };
    let len = usize::from(u16::from_le_bytes([*low, *high]));
    match (rest.split_at_checked(len), kind) {
        (Some((data, rest)), 0) => Ok((rest, Transfer::Data(BlockData(data)))),
        (Some((data, rest)), _) => Ok((rest, Transfer::Cancel(BlockData(data)))),
        (None, _) => Fault::err(ErrorKind::Truncated, Part::PAYLOAD, rest),
    }
}

impl<'a> Wire<'a> for Transfer<'a> {
    /// There are no dialects: any will do.
    type Context = Dialect;

    fn grammar(dialect: Dialect) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| match input {
            [0 | 1, ..] => block(input),
            _ => {
                let (rest, line) = LineCommand::grammar(dialect)(input)?;
                Ok((rest, Self::Line(line)))
            }
        }
    }

    fn check(&self, dialect: Dialect) -> Result<(), Error> {
        match self {
            Self::Line(line) => line.check(dialect),
            Self::Data(_) | Self::Cancel(_) => Ok(()),
        }
    }
}

impl Encode for Transfer<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let (kind, data) = match self {
            Self::Line(line) => return line.encode(sink),
            Self::Data(data) => (0, data.0),
            Self::Cancel(data) => (1, data.0),
        };
        let [low, high] = u16::try_from(data.len()).unwrap_or(u16::MAX).to_le_bytes();
        sink.put(&[kind, low, high])?;
        sink.put(data)
    }
}

impl<'a> Command<'a> for Transfer<'a> {
    const LINK: Link = LineCommand::LINK;
    const ROLE: Option<Role> = LineCommand::ROLE;
    const ROWS: &'static [Row] = LineCommand::ROWS;

    fn read(frame: &Frame<'a>, dialect: Dialect) -> Result<Self, Error> {
        match frame.block() {
            Some(_) => command::whole(block(frame.without_blank_lines()), frame),
            None => LineCommand::read(frame, dialect).map(Self::Line),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Line(line) => line.name(),
            Self::Data(_) => "Data",
            Self::Cancel(_) => "Cancel",
        }
    }

    fn as_other(&self) -> Option<&Other<'a>> {
        match self {
            Self::Line(line) => line.as_other(),
            Self::Data(_) | Self::Cancel(_) => None,
        }
    }

    fn read_tolerant(frame: &Frame<'a>, dialect: Dialect) -> Result<Tolerant<'a, Self>, Error> {
        match frame.block() {
            Some(_) => Self::read(frame, dialect).map(Into::into),
            None => LineCommand::read_tolerant(frame, dialect)
                .map(|Tolerant { command, trailing }| Tolerant { command: Self::Line(command), trailing }),
        }
    }

    fn show_in(&self, command: &'a [u8], visitor: &mut dyn Visitor) {
        match self {
            Self::Line(line) => line.show_in(command, visitor),
            Self::Data(data) | Self::Cancel(data) => {
                visitor.field(const { &DATA }, Value::Bytes(data.0), Some(data.0));
            }
        }
    }

    fn check_with(&self, trailing: List<'a>, dialect: Dialect) -> Result<(), Error> {
        match self {
            Self::Line(line) => line.check_with(trailing, dialect),
            Self::Data(_) | Self::Cancel(_) => command::no_trailing(),
        }
    }
}

impl EncodeWith for Transfer<'_> {
    fn encode_with<S: Sink + ?Sized>(&self, trailing: &[u8], sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Line(line) => line.encode_with(trailing, sink),
            Self::Data(_) | Self::Cancel(_) => self.encode(sink),
        }
    }
}

const DATA: fields::Field = fields::Field::new("msnp.block.data", Kind::Bytes);
pub(super) const DATA_RECORD: &fields::Record = &fields::Record::new("msnp.block", "Data", &[DATA]);
pub(super) const CANCEL_RECORD: &fields::Record = &fields::Record::new("msnp.block", "Cancel", &[DATA]);

crate::fields::data::serialize! { [] named Transfer<'_> }

impl Fields for Transfer<'_> {
    fn record(&self) -> &'static fields::Record {
        match self {
            Self::Line(line) => line.record(),
            Self::Data(_) => DATA_RECORD,
            Self::Cancel(_) => CANCEL_RECORD,
        }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        match self {
            Self::Line(line) => line.fields(visitor),
            Self::Data(data) | Self::Cancel(data) => {
                visitor.field(const { &DATA }, Value::Bytes(data.0), None);
            }
        }
    }
}

/// As [`fields::Shown`].
impl fmt::Display for Transfer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => line.fmt(f),
            Self::Data(_) | Self::Cancel(_) => fields::Shown(self).fmt(f),
        }
    }
}

impl<'a> Walk<'a> for Transfer<'a> {
    fn walk(input: &'a [u8], dialect: Dialect, visitor: &mut dyn Visitor) -> Result<(), Error> {
        Self::parse_with(input, dialect)?.show_in(input, visitor);
        Ok(())
    }
}
