//! One command with its payload, byte for byte: what a [`Splitter`] cuts.
//!
//! ```text
//! MSG 2 N 4\r\nPING
//! └ raw ─────────┘
//! └ line ─┘    └ payload
//! ```

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::context::Context;
use crate::msnp::line::Line;
use crate::msnp::splitter::Splitter;
use crate::msnp::verb::Verb;
use crate::owned::owned;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// One command as received.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frame<'a> {
    raw: &'a [u8],
    without_blank_lines: &'a [u8],
    line: Line<'a>,
    payload: Option<&'a [u8]>,
}

impl<'a> Frame<'a> {
    /// What the splitter cut; `raw` ends with `without_blank_lines`, which begins with `line` and ends with
    /// `payload`.
    #[inline(always)]
    pub(super) const fn trusted(
        raw: &'a [u8],
        without_blank_lines: &'a [u8],
        line: Line<'a>,
        payload: Option<&'a [u8]>,
    ) -> Self {
        Self { raw, without_blank_lines, line, payload }
    }

    /// All bytes of the frame: empty lines before it (of a lenient splitter), line, line end
    /// and payload.
    #[inline]
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    pub(super) fn shape(&self) -> Shape {
        let start = self.raw.len().saturating_sub(self.without_blank_lines.len());
        let end = start.saturating_add(self.line.as_bytes().len());
        let body = self.payload.map(|payload| self.raw.len().saturating_sub(payload.len()));
        Shape { start, end, body, verb: self.line.key() }
    }

    /// The same without the empty lines.
    #[inline(always)]
    pub(super) const fn without_blank_lines(&self) -> &'a [u8] {
        self.without_blank_lines
    }

    /// What follows the line: its end, and the payload.
    #[inline(always)]
    pub(super) fn after_line(&self) -> &'a [u8] {
        self.without_blank_lines.get(self.line.as_bytes().len()..).unwrap_or_default()
    }

    /// The command line. For an MSNFTP data block: its three octets of header.
    #[inline]
    #[must_use]
    pub const fn line(&self) -> Line<'a> {
        self.line
    }

    /// The payload, if a rule gives the command one; it may be empty.
    #[inline]
    #[must_use]
    pub const fn payload(&self) -> Option<&'a [u8]> {
        self.payload
    }

    /// What a data block of an MSNFTP link is; `None` for lines.
    #[must_use]
    pub const fn block(&self) -> Option<DataBlock> {
        match (self.line.verb(), self.line.as_bytes()) {
            ([0, 0, 0], [0, ..]) => Some(DataBlock::Data),
            ([0, 0, 0], _) => Some(DataBlock::Cancel),
            _ => None,
        }
    }
}

/// Cuts one frame, as a strict [`Splitter`] with its usual limits does under that context. For bytes that are
/// whole: from a log, or from another splitter.
///
/// ```
/// use imwire::{Wire, msnp::{Context, Dialect, Frame, Link, Role}};
///
/// let cx = Context::new(Link::Switchboard, Role::Client, Dialect::MSNP8);
/// assert_eq!(Frame::parse_with(b"MSG 2 N 4\r\nPING", cx)?.payload(), Some(&b"PING"[..]));
/// let error = Frame::parse_with(b"MSG 2 N 4\r\nPIN", cx).unwrap_err();
/// assert_eq!(error.to_string(), "payload: shorter than its length says at byte 11");
/// # Ok::<(), imwire::Error>(())
/// ```
impl<'a> Wire<'a> for Frame<'a> {
    type Context = Context;

    fn grammar(cx: Context) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| {
            let mut splitter = Splitter::of(cx);
            let error = match splitter.next(input) {
                Ok(Some(frame)) => {
                    return Ok((input.get(frame.raw().len()..).unwrap_or_default(), frame));
                }
                Ok(None) => splitter.unfinished(input.len()),
                Err(error) => error,
            };
            Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default())
        }
    }

    /// Checks that a splitter with this context cuts the bytes as exactly this frame.
    fn check(&self, cx: Context) -> Result<(), Error> {
        if Self::parse_with(self.raw, cx)? == *self {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Ambiguous, Part::LINE, 0))
        }
    }
}

/// As received.
impl Encode for Frame<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.raw)
    }
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame(\"{}\")", self.raw.escape_ascii())
    }
}

/// A frame that owns its bytes, or shares them: `B` is a `Vec<u8>`, an `Arc<[u8]>`, a `Bytes`. It keeps where
/// the parts are, so [`frame`](FrameBuf::frame) lends the [`Frame`] without reading anything again.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use imwire::{Encode, msnp::{Command, Dialect, FrameBuf, Role, Splitter, sb::ServerCommand}};
///
/// let mut kept = Vec::new();
/// {
///     let received = b"JOI bob@example.com Bob\r\nBYE bob@example.com\r\n".to_vec();
///     for frame in Splitter::new(Role::Server).frames(&received) {
///         kept.push(FrameBuf::from(frame?));
///     }
/// } // what was received is gone
/// let joi = ServerCommand::read(&kept[0].frame(), Dialect::MSNP8)?;
/// assert_eq!((joi.name(), kept.len()), ("Joi", 2));
/// # }
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct FrameBuf<B> {
    bytes: B,
    shape: Shape,
}

/// Where the parts are in the bytes of a frame.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Where the line begins.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Where the payload begins, if there is one.
    body: Option<usize>,
    verb: Verb,
}

impl<B: AsRef<[u8]>> FrameBuf<B> {
    /// These bytes as a frame.
    ///
    /// # Errors
    /// As [`Frame::parse_with`](Wire::parse_with).
    pub fn parse_with(bytes: B, cx: Context) -> Result<Self, Error> {
        let shape = Frame::parse_with(bytes.as_ref(), cx)?.shape();
        Ok(Self { bytes, shape })
    }

    /// A frame of that shape, which was found in these bytes.
    #[cfg(feature = "tokio-util")]
    pub(super) const fn shaped(shape: Shape, bytes: B) -> Self {
        Self { bytes, shape }
    }

    /// That frame, in these bytes: a copy of its [`raw`](Frame::raw) bytes, or the buffer that it is all of.
    /// `None` if they are other bytes.
    ///
    /// ```
    /// use imwire::msnp::{FrameBuf, Role, Splitter};
    /// use std::sync::Arc;
    ///
    /// let frame = Splitter::new(Role::Client).next(b"PNG\r\n")?.unwrap();
    /// let shared: FrameBuf<Arc<[u8]>> = FrameBuf::of(&frame, frame.raw().into()).unwrap();
    /// assert_eq!(shared.clone().frame(), frame);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// A part of shared bytes, without a copy:
    ///
    /// ```
    /// use bytes::Bytes;
    /// use imwire::msnp::{FrameBuf, Role, Splitter};
    ///
    /// let received = Bytes::from_static(b"PNG\r\nOUT\r\n");
    /// let mut kept = Vec::new();
    /// for frame in Splitter::new(Role::Client).frames(&received) {
    ///     let frame = frame?;
    ///     kept.extend(FrameBuf::<Bytes>::of(&frame, received.slice_ref(frame.raw())));
    /// }
    /// assert_eq!(kept[1].frame().raw().as_ptr(), received[5..].as_ptr());
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub fn of(frame: &Frame<'_>, bytes: B) -> Option<Self> {
        (bytes.as_ref() == frame.raw()).then(|| Self { bytes, shape: frame.shape() })
    }

    /// The frame. If `bytes` gives other bytes than before, which it must not, it is a frame of those.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        let (raw, Shape { start, end, body, verb }) = (self.bytes.as_ref(), self.shape);
        Frame {
            raw,
            without_blank_lines: raw.get(start..).unwrap_or_default(),
            line: Line::trusted(raw.get(start..end).unwrap_or_default(), verb),
            payload: body.map(|body| raw.get(body..).unwrap_or_default()),
        }
    }

    /// The bytes.
    pub fn into_bytes(self) -> B {
        self.bytes
    }
}

/// A copy of the bytes of the frame.
#[cfg(feature = "alloc")]
impl From<Frame<'_>> for FrameBuf<alloc::vec::Vec<u8>> {
    fn from(frame: Frame<'_>) -> Self {
        Self { bytes: frame.raw.to_vec(), shape: frame.shape() }
    }
}

owned! { FrameBuf, frame }

/// The first octet of a data block on an MSNFTP link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataBlock {
    /// 0: a piece of the file. Real clients put up to 2,045 bytes into one.
    Data,
    /// 1: the sender stops.
    Cancel,
}
