//! One command with its payload, byte for byte: what a [`Splitter`](crate::msnp::Splitter) cuts.
//!
//! ```text
//! MSG 2 N 4\r\nPING
//! └ raw ─────────┘
//! └ line ─┘    └ payload
//! ```

use crate::msnp::Line;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// One command as it stood on the wire.
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

    /// All bytes of the frame: blank lines before it (of a lenient splitter), line, line end
    /// and payload.
    #[inline]
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The same without the blank lines.
    #[inline(always)]
    pub(super) const fn without_blank_lines(&self) -> &'a [u8] {
        self.without_blank_lines
    }

    /// What follows the line: its end, and the payload.
    #[inline(always)]
    pub(super) fn behind_line(&self) -> &'a [u8] {
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
    pub const fn block(&self) -> Option<Block> {
        match (self.line.verb(), self.line.as_bytes()) {
            ([0, 0, 0], [0, ..]) => Some(Block::Data),
            ([0, 0, 0], _) => Some(Block::Cancel),
            _ => None,
        }
    }
}

/// As it stood on the wire.
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

/// The first octet of a data block on an MSNFTP link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// 0: a piece of the file. Real clients put up to 2,045 bytes into one.
    Data,
    /// 1: the sender stops.
    Cancel,
}
