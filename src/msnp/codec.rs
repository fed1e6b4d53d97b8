//! Connections of tokio: a stream of frames or commands out of a socket, and a sink of them into it.
//!
//! Two codecs for [`Framed`](tokio_util::codec::Framed):
//!
//! | | gives | takes |
//! |---|---|---|
//! | [`CommandCodec`] | a [`Received`]: a frame, and the context its command is read under | commands, which it checks; frames to pass on |
//! | [`FrameCodec`] | a [`FrameBuf`] | anything that can be written |
//!
//! ```
//! use futures_util::{SinkExt, StreamExt};
//! use imwire::msnp::{AnyCommand, Arg, Dialect, Link, Passport, Session, TrId, codec::CommandCodec, sb};
//! use tokio_util::codec::Framed;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! // In place of two ends of a TcpStream.
//! let (near, far) = tokio::io::duplex(4096);
//! let session = Session::known(Link::Switchboard, Dialect::MSNP8);
//! let mut client = Framed::new(near, CommandCodec::for_client(session));
//! let mut server = Framed::new(far, CommandCodec::for_server(session));
//!
//! let usr = sb::Usr { trid: TrId(1), passport: Passport::new("alice@example.com")?, cookie: Arg::new("1234")? };
//! client.send(sb::ClientCommand::from(usr)).await?;
//!
//! let received = server.next().await.unwrap()?;
//! match received.command()?.command {
//!     AnyCommand::SwitchboardClient(sb::ClientCommand::Usr(usr)) => {
//!         assert_eq!(usr.passport.as_bytes(), b"alice@example.com");
//!     }
//!     other => panic!("{other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A frame is cut once, and its bytes are those of the read buffer: nothing is copied. So a frame that is kept for
//! long keeps that buffer, 8 KiB or more; copy it then ([`FrameBuf<Vec<u8>>`](FrameBuf), from a
//! [`Frame`]). A frame that is not whole stays in the buffer, so a read can be cancelled at any time.
//!
//! # Errors
//!
//! | [`io::ErrorKind`] | |
//! |---|---|
//! | [`InvalidData`](io::ErrorKind::InvalidData) | The peer sent what cannot be cut into frames. Close the connection. |
//! | [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) | The connection ended within a frame. |
//! | [`InvalidInput`](io::ErrorKind::InvalidInput) | Your command would not be read as it is in this session. Nothing was written. |
//! | any other | of the socket |
//!
//! In the first three, [`io::Error::downcast`] has the [`Error`]. A command that cannot be read is none of
//! them: its frame is received, and [`Received::command`] says what is wrong.

use super::{
    AnyCommand, Context, Frame, FrameBuf, Limits, Link, Role, Session, Side, Splitter, Tolerant, ft, ns, sb,
};
use crate::error::Error;
use crate::wire::{Encode, Wire};
use bytes::{Bytes, BytesMut};
use std::io;
use tokio_util::codec::{Decoder, Encoder};

/// Room for so many bytes is made at once at the most: a length that a peer announces costs it nothing.
const AHEAD: usize = 65_536;

/// Takes the frame off the buffer that `cut` finds at its front, with what `cut` found besides.
fn take<T>(
    buffer: &mut BytesMut,
    cut: impl for<'a> FnOnce(&'a [u8]) -> Result<Option<(Frame<'a>, T)>, Error>,
) -> Result<Option<(FrameBuf<Bytes>, T)>, Error> {
    let Some((shape, len, also)) = cut(buffer)?.map(|(frame, also)| (frame.shape(), frame.raw().len(), also))
    else {
        return Ok(None);
    };
    Ok(Some((FrameBuf::shaped(shape, buffer.split_to(len).freeze()), also)))
}

/// What a connection ends with: nothing, or a part of a frame.
fn end(splitter: &Splitter, rest: &[u8]) -> io::Result<()> {
    if rest.is_empty() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, splitter.unfinished(rest.len())))
}

/// Frames, byte for byte: for relays and recorders, and where you read commands yourself.
///
/// ```
/// use futures_util::{SinkExt, StreamExt};
/// use imwire::msnp::{Role, Splitter, codec::FrameCodec};
/// use tokio_util::codec::{FramedRead, FramedWrite};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let input = &b"PNG\r\nMSG 2 N 4\r\nPING"[..];
/// let mut frames = FramedRead::new(input, FrameCodec::new(Splitter::new(Role::Client)));
/// let mut copy = FramedWrite::new(Vec::new(), FrameCodec::new(Splitter::new(Role::Client)));
/// while let Some(frame) = frames.next().await {
///     copy.send(frame?).await?;
/// }
/// assert_eq!(copy.get_ref(), input);
/// # Ok(())
/// # }
/// ```
///
/// It writes what it is given and checks nothing.
#[derive(Clone, Debug)]
pub struct FrameCodec {
    splitter: Splitter,
}

impl FrameCodec {
    /// Reads what this splitter cuts.
    #[must_use]
    pub const fn new(splitter: Splitter) -> Self {
        Self { splitter }
    }

    /// The splitter, to tell it the dialect and to go on after an error.
    pub const fn splitter_mut(&mut self) -> &mut Splitter {
        &mut self.splitter
    }
}

impl Decoder for FrameCodec {
    type Item = FrameBuf<Bytes>;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<FrameBuf<Bytes>>> {
        let found = take(buffer, |input| Ok(self.splitter.next(input)?.map(|frame| (frame, ()))))?;
        if found.is_none() {
            buffer.reserve(self.splitter.needed().min(AHEAD));
        }
        Ok(found.map(|(frame, ())| frame))
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> io::Result<Option<FrameBuf<Bytes>>> {
        match self.decode(buffer)? {
            None => end(&self.splitter, buffer).map(|()| None),
            frame => Ok(frame),
        }
    }
}

/// Writes it as it is.
impl<T: Encode> Encoder<T> for FrameCodec {
    type Error = io::Error;

    fn encode(&mut self, value: T, buffer: &mut BytesMut) -> io::Result<()> {
        let Ok(()) = Encode::encode(&value, buffer);
        Ok(())
    }
}

/// Commands of one connection, by its [`Session`]: it learns link and dialect from what is read and from what is
/// written. See [the example](self).
#[derive(Clone, Debug)]
pub struct CommandCodec {
    peer: Side,
    own: Role,
    session: Session,
}

impl CommandCodec {
    /// For a client: reads what the server sends, writes what a client sends.
    #[must_use]
    pub fn for_client(session: Session) -> Self {
        Self { peer: Side::new(Role::Server), own: Role::Client, session }
    }

    /// For a server: reads what the client sends, writes what a server sends.
    #[must_use]
    pub fn for_server(session: Session) -> Self {
        Self { peer: Side::new(Role::Client), own: Role::Server, session }
    }

    /// The same with other limits.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { peer: self.peer.limits(limits), ..self }
    }

    /// The same, lenient: see [`Splitter::lenient`].
    #[must_use]
    pub fn lenient(self) -> Self {
        Self { peer: self.peer.lenient(), ..self }
    }

    /// What is known of the connection.
    #[must_use]
    pub const fn session(&self) -> Session {
        self.session
    }

    /// The same, to say what your program knows.
    pub const fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The splitter, to go on after an error.
    pub const fn splitter_mut(&mut self) -> &mut Splitter {
        self.peer.splitter()
    }

    fn write(&mut self, command: AnyCommand<'_>, buffer: &mut BytesMut) -> io::Result<()> {
        let cx = self.session.context(self.own);
        let link = if matches!(cx.link, Link::Unknown) { command.link() } else { cx.link };
        command.check(Context { link, ..cx }).map_err(invalid_input)?;
        let Ok(()) = command.encode(buffer);
        self.session.wrote(&command);
        Ok(())
    }
}

fn invalid_input(error: Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}

impl Decoder for CommandCodec {
    type Item = Received;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Received>> {
        let found = take(buffer, |input| self.peer.next_frame(&mut self.session, input))?;
        if found.is_none() {
            buffer.reserve(self.peer.splitter().needed().min(AHEAD));
        }
        Ok(found.map(|(frame, cx)| Received { frame, cx }))
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Received>> {
        match self.decode(buffer)? {
            None => end(self.peer.splitter(), buffer).map(|()| None),
            received => Ok(received),
        }
    }
}

macro_rules! encoder {
    ($($command:ty),*) => {$(
        /// Checks the command under the session and writes it; the session learns from it.
        impl<'a> Encoder<$command> for CommandCodec {
            type Error = io::Error;

            fn encode(&mut self, command: $command, buffer: &mut BytesMut) -> io::Result<()> {
                self.write(command.into(), buffer)
            }
        }
    )*};
}

encoder!(
    AnyCommand<'a>,
    ns::ClientCommand<'a>,
    ns::ServerCommand<'a>,
    sb::ClientCommand<'a>,
    sb::ServerCommand<'a>,
    ft::Transfer<'a>
);

/// Writes the frame as it is, if a strict reader cuts it as exactly this; the session learns from it. So a proxy
/// passes on what it does not understand.
impl Encoder<Frame<'_>> for CommandCodec {
    type Error = io::Error;

    fn encode(&mut self, frame: Frame<'_>, buffer: &mut BytesMut) -> io::Result<()> {
        frame.check(self.session.context(self.own)).map_err(invalid_input)?;
        let Ok(()) = Encode::encode(&frame, buffer);
        self.session.observe(self.own, &frame);
        Ok(())
    }
}

/// A frame that was received, and what its command is read under.
///
/// It owns its bytes, so it can be kept and sent to other tasks; the command borrows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    frame: FrameBuf<Bytes>,
    cx: Context,
}

impl Received {
    /// The frame.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        self.frame.frame()
    }

    /// Link, side and dialect, as far as they were known when it came.
    #[must_use]
    pub const fn context(&self) -> Context {
        self.cx
    }

    /// Reads the command, tolerantly.
    ///
    /// # Errors
    /// As [`AnyCommand::read_tolerant`].
    pub fn command(&self) -> Result<Tolerant<'_, AnyCommand<'_>>, Error> {
        AnyCommand::read_tolerant(&self.frame(), self.cx)
    }

    /// The frame, to be kept.
    #[must_use]
    pub fn into_frame(self) -> FrameBuf<Bytes> {
        self.frame
    }
}
