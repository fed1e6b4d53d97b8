//! Where in the tree a directory stream is.

use super::dir_entry::{DirEntry, HEADER_SIZE, SIZE, WORD};
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::message::FileType;

pub(super) const CONTENTS: Part = Part::named("contents");
const DEPTH: Part = Part::named("depth");

/// How much a directory stream may ask for. What is more is refused before anything has to be
/// buffered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DirLimits {
    /// Bytes of a header: 8,192 by default. With a name of 255 bytes, as long as file systems
    /// have it, and two times a header is under 600, even if all of them are `:`.
    pub header: usize,
    /// Directories inside each other: 1,024 by default.
    pub depth: u32,
    /// Bytes of the contents of all files together, as the headers announce them: no limit by
    /// default.
    pub contents: u64,
    /// Bytes before the first header that are skipped if they are `0<` and then NULs: 8,192
    /// by default, 0 to refuse them. `FeiQ` for Windows is said to send these bytes; feiq-cli, the
    /// one program that knows of it, is tested with 4,098.
    pub preamble: usize,
}

impl Default for DirLimits {
    fn default() -> Self {
        Self { header: 8192, depth: 1024, contents: u64::MAX, preamble: 8192 }
    }
}

/// Where in the tree a stream is: what reader and writer agree on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree {
    pub(super) limits: DirLimits,
    /// Directories that are open.
    pub(super) depth: u32,
    /// Contents of the last file that did not come yet.
    pub(super) left: u64,
    /// Contents of all files.
    total: u64,
    pub(super) next: Next,
}

/// What belongs next into a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The first record.
    First,
    /// A record inside a directory.
    Record,
    /// More of the last file.
    Contents,
    /// It is at its end.
    Nothing,
}

impl Tree {
    pub(super) fn new() -> Self {
        Self { limits: DirLimits::default(), depth: 0, left: 0, total: 0, next: Next::First }
    }

    /// Takes a record. Gives how many directories enclose it; or what is wrong, and with which
    /// part.
    pub(super) fn record(&mut self, entry: &DirEntry<'_>) -> Result<u32, (ErrorKind, Part)> {
        let outer = match entry.word.file_type() {
            FileType::DIR if self.depth >= self.limits.depth => return Err((ErrorKind::TooLong, DEPTH)),
            FileType::DIR => {
                let outer = self.depth;
                self.depth = outer.saturating_add(1);
                outer
            }
            FileType::RETPARENT => {
                self.depth = self.depth.checked_sub(1).ok_or((ErrorKind::Unexpected, WORD))?;
                self.depth
            }
            _ => {
                let total = self.total.checked_add(entry.size);
                let total = total.filter(|total| *total <= self.limits.contents);
                self.total = total.ok_or((ErrorKind::TooLong, SIZE))?;
                self.left = entry.size;
                self.depth
            }
        };
        self.go_on();
        Ok(outer)
    }

    /// Takes a piece of contents, not more than are left.
    pub(super) fn contents(&mut self, len: u64) {
        self.left = self.left.saturating_sub(len);
        self.go_on();
    }

    /// The same, checked.
    pub(super) fn sent(&mut self, len: u64) -> Result<(), Error> {
        if len > self.left {
            let at = usize::try_from(self.left).unwrap_or(usize::MAX);
            return Err(Error::new(ErrorKind::Trailing, CONTENTS, at));
        }
        if len > 0 {
            self.contents(len);
        }
        Ok(())
    }

    fn go_on(&mut self) {
        self.next = match (self.left, self.depth) {
            (0, 0) => Next::Nothing,
            (0, _) => Next::Record,
            _ => Next::Contents,
        };
    }

    /// Whether the stream may end here.
    pub(super) fn finish(&self) -> Result<(), Error> {
        match self.next {
            Next::Nothing => Ok(()),
            Next::Contents => Err(Error::new(ErrorKind::Truncated, CONTENTS, 0)),
            Next::First | Next::Record => Err(Error::new(ErrorKind::Missing, HEADER_SIZE, 0)),
        }
    }
}
