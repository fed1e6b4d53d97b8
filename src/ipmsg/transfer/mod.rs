//! The answer to `GETDIRFILES`: a directory with all that is in it, in one stream over TCP.
//!
//! ```text
//! 000e:pics:0:2:            a directory, "pics", opens
//!   000f:a.txt:5:1:hello    a file in it, and its contents
//! 000b:.:0:3:               the directory closes; the first one that opened ends the stream
//! ```
//! (without blanks and line ends)
//!
//! Each record is a header, [`DirEntry`], and the contents of the file behind it. A plain file
//! asked for with `GETDIRFILES` is one record, and nothing closes. If the request was encrypted,
//! the stream as a whole is, and has to be decrypted first. The answer to `GETFILEDATA` is not of
//! this kind: it is the contents of one file and nothing else.
//!
//! ```
//! use imwire::ipmsg::{DirEvent, DirReader, FileName};
//!
//! let mut reader = DirReader::new();
//! let mut events = reader.events(b"000e:pics:0:2:000f:a.txt:5:1:hello000b:.:0:3:");
//! let Some(Ok(pics)) = events.next() else { panic!() };
//! assert!(matches!(pics.event(), DirEvent::Enter(dir) if dir.name == FileName::new(b"pics").unwrap()));
//! assert!(matches!(events.next().unwrap()?.event(), DirEvent::File(file) if file.size == 5));
//! assert_eq!(events.next().unwrap()?.event(), DirEvent::Contents { bytes: b"hello", left: 0 });
//! assert!(matches!(events.next().unwrap()?.event(), DirEvent::Leave(_)));
//! assert_eq!(events.next().unwrap()?.event(), DirEvent::End);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! [`DirReader`] reads such a stream as it arrives, [`DirWriter`] writes one. They are the only
//! things of `IPMsg` that deal with a part of their input.
//!
//! **No name is safe to be part of a path before it is looked at**: `..`, `a/b` and `C:\x` may be
//! sent. Nothing here makes paths; ask [`FileName::is_plain`](crate::ipmsg::FileName::is_plain).
//! Two records may have the same name, too.
//!
//! Source: IP Messenger protocol, draft 10 §3-5; the official client 4.99; recordings of iptux
//! 0.8.3 and feiq-cli.

pub mod entry;
pub mod reader;
pub mod writer;

#[doc(inline)]
pub use entry::DirEntry;
#[doc(inline)]
pub use reader::{DirEvent, DirEvents, DirPiece, DirReader};
#[doc(inline)]
pub use writer::{DirWriteError, DirWriter};

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::FileType;
use entry::{HEADER_SIZE, SIZE, WORD};

const CONTENTS: Part = Part::named("contents");
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
    /// Bytes in front of the first header that are skipped if they are `0<` and then NULs: 8,192
    /// by default, 0 to refuse them. `FeiQ` for Windows is said to send such bytes; feiq-cli, the
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
struct Tree {
    limits: DirLimits,
    /// Directories that are open.
    depth: u32,
    /// Contents of the last file that did not come yet.
    left: u64,
    /// Contents of all files.
    total: u64,
    next: Next,
}

/// What belongs next into a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
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
    fn new() -> Self {
        Self { limits: DirLimits::default(), depth: 0, left: 0, total: 0, next: Next::First }
    }

    /// Takes a record. Gives how many directories enclose it; or what is wrong, and with which
    /// part.
    fn record(&mut self, entry: &DirEntry<'_>) -> Result<u32, (ErrorKind, Part)> {
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
    fn contents(&mut self, len: u64) {
        self.left = self.left.saturating_sub(len);
        self.go_on();
    }

    /// The same, checked.
    fn sent(&mut self, len: u64) -> Result<(), Error> {
        if len > self.left {
            let at = usize::try_from(self.left).unwrap_or(usize::MAX);
            return Err(Error::new(ErrorKind::Surplus, CONTENTS, at));
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
    fn finish(&self) -> Result<(), Error> {
        match self.next {
            Next::Nothing => Ok(()),
            Next::Contents => Err(Error::new(ErrorKind::Truncated, CONTENTS, 0)),
            Next::First | Next::Record => Err(Error::new(ErrorKind::Missing, HEADER_SIZE, 0)),
        }
    }
}
