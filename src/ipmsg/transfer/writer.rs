//! Writes a directory stream, record by record.

use super::dir_entry::{DirEntry, HEADER_SIZE, MAX_DIGITS, WORD};
use super::tree::{CONTENTS, DirLimits, Next, Tree};
use crate::error::{Error, ErrorKind};
use crate::ipmsg::message::FileType;
use crate::sink::Sink;
use core::convert::Infallible;
use core::fmt;

/// Writes a directory stream, and only what a [`DirReader`](super::DirReader) with the same
/// limits reads.
///
/// It refuses contents of another length than the header says, and directories that close too often
/// or not at all.
///
/// ```
/// use imwire::SliceSink;
/// use imwire::ipmsg::{DirEntry, DirWriter, FileName};
///
/// let mut buffer = [0; 128];
/// let mut sink = SliceSink::new(&mut buffer);
/// let mut writer = DirWriter::new();
/// writer.enter(&mut sink, &DirEntry::directory(FileName::new(b"pics")?))?;
/// writer.file(&mut sink, &DirEntry::file(FileName::new(b"a:b.txt")?, 5))?;
/// writer.contents(&mut sink, b"hel")?;
/// writer.contents(&mut sink, b"lo")?;
/// writer.leave(&mut sink, &DirEntry::PARENT)?;
/// writer.finish()?;
/// assert_eq!(
///     sink.written(),
///     b"0016:pics:000000000:2:001a:a::b.txt:000000005:1:hello000b:.:0:3:"
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// What was refused, and what a slice had no room for, is as if it had not been tried, in the writer and in
/// the sink: it may be tried again with another slice, and what was written before may be sent. What other
/// sinks took before they failed cannot be taken back: end the transfer then.
#[derive(Clone, Debug)]
pub struct DirWriter {
    tree: Tree,
}

/// Why something was not written to a directory stream. It becomes an [`Error`] if the sink is a
/// slice or a vector, and an [`io::Error`](std::io::Error) if it is something that is
/// [`io::Write`](std::io::Write).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirWriteError<E> {
    /// It does not belong there.
    Refused(Error),
    /// The sink failed.
    Sink(E),
}

impl Default for DirWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl DirWriter {
    /// Writes a stream from its first byte.
    #[must_use]
    pub fn new() -> Self {
        Self { tree: Tree::new() }
    }

    /// The same with other limits. There is nothing to skip in what is written.
    #[must_use]
    pub const fn limits(mut self, limits: DirLimits) -> Self {
        self.tree.limits = limits;
        self
    }

    /// How many directories are open.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.tree.depth
    }

    /// How many bytes of contents have to follow before the next record.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.tree.left
    }

    /// Opens a directory.
    ///
    /// # Errors
    /// Those of the sink; refused:
    ///
    /// | part | kind | |
    /// |---|---|---|
    /// | contents | [`Truncated`](ErrorKind::Truncated) | of the last file, some are missing |
    /// | header size | [`Trailing`](ErrorKind::Trailing) | the stream is at its end |
    /// | header size | [`TooLong`](ErrorKind::TooLong) | over the limit |
    /// | attributes | [`Unexpected`](ErrorKind::Unexpected) | this is no directory |
    /// | depth | [`TooLong`](ErrorKind::TooLong) | over the limit |
    pub fn enter<S: Sink + ?Sized>(
        &mut self,
        sink: &mut S,
        directory: &DirEntry<'_>,
    ) -> Result<(), DirWriteError<S::Error>> {
        self.record(sink, directory, directory.word.file_type() == FileType::DIR)
    }

    /// Writes the header of a file, or of anything that is no directory. If it says that there
    /// are [`contents`](DirEntry::contents), they have to follow.
    ///
    /// # Errors
    /// As [`enter`](DirWriter::enter), except the depth; and
    ///
    /// | part | kind | |
    /// |---|---|---|
    /// | attributes | [`Unexpected`](ErrorKind::Unexpected) | this is a directory, or the end of one |
    /// | file size | [`TooLong`](ErrorKind::TooLong) | with it, all files together are over the limit |
    pub fn file<S: Sink + ?Sized>(
        &mut self,
        sink: &mut S,
        file: &DirEntry<'_>,
    ) -> Result<(), DirWriteError<S::Error>> {
        self.record(sink, file, !matches!(file.word.file_type(), FileType::DIR | FileType::RETPARENT))
    }

    /// Closes the directory that was opened last. `parent` is [`DirEntry::PARENT`], or that with
    /// the attributes and times of the directory.
    ///
    /// # Errors
    /// As [`enter`](DirWriter::enter), except the depth; and
    ///
    /// | part | kind | |
    /// |---|---|---|
    /// | attributes | [`Unexpected`](ErrorKind::Unexpected) | this is no end of a directory, or no directory is open |
    pub fn leave<S: Sink + ?Sized>(
        &mut self,
        sink: &mut S,
        parent: &DirEntry<'_>,
    ) -> Result<(), DirWriteError<S::Error>> {
        self.record(sink, parent, parent.word.file_type() == FileType::RETPARENT)
    }

    /// Writes a piece of the contents of the last file.
    ///
    /// # Errors
    /// Those of the sink; refused, as [`Trailing`](ErrorKind::Trailing) of the contents, if there
    /// are more than the header said, at the first byte that is too much.
    pub fn contents<S: Sink + ?Sized>(
        &mut self,
        sink: &mut S,
        bytes: &[u8],
    ) -> Result<(), DirWriteError<S::Error>> {
        let mut tree = self.tree;
        tree.sent(bytes.len() as u64).map_err(DirWriteError::Refused)?;
        sink.reserve(bytes.len()).and_then(|()| sink.put(bytes)).map_err(DirWriteError::Sink)?;
        self.tree = tree;
        Ok(())
    }

    /// Counts a piece of contents that goes another way than through a sink, such as `sendfile`.
    ///
    /// # Errors
    /// As [`contents`](DirWriter::contents), of which none is the sink's.
    pub fn sent(&mut self, bytes: u64) -> Result<(), Error> {
        self.tree.sent(bytes)
    }

    /// To be asked when all was written: whether the stream is at its end.
    ///
    /// # Errors
    /// | part | kind | |
    /// |---|---|---|
    /// | contents | [`Truncated`](ErrorKind::Truncated) | of the last file, some are missing |
    /// | header size | [`Missing`](ErrorKind::Missing) | a directory is open, or nothing was written |
    pub fn finish(&self) -> Result<(), Error> {
        self.tree.finish()
    }

    fn record<S: Sink + ?Sized>(
        &mut self,
        sink: &mut S,
        entry: &DirEntry<'_>,
        belongs: bool,
    ) -> Result<(), DirWriteError<S::Error>> {
        let mut tree = self.tree;
        let (len, digits) = entry.header_size();
        let checked = match tree.next {
            Next::Contents => Err((ErrorKind::Truncated, CONTENTS)),
            Next::Nothing => Err((ErrorKind::Trailing, HEADER_SIZE)),
            _ if !belongs => Err((ErrorKind::Unexpected, WORD)),
            _ if digits > MAX_DIGITS || len > tree.limits.header as u64 => {
                Err((ErrorKind::TooLong, HEADER_SIZE))
            }
            _ => tree.record(entry),
        };
        checked.map_err(|(kind, part)| DirWriteError::Refused(Error::new(kind, part, 0)))?;
        let room = usize::try_from(len).unwrap_or(usize::MAX);
        let written = sink.reserve(room).and_then(|()| entry.put(len, digits, sink));
        written.map_err(DirWriteError::Sink)?;
        self.tree = tree;
        Ok(())
    }
}

impl<E: fmt::Display> fmt::Display for DirWriteError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Sink(error) => error.fmt(f),
        }
    }
}

impl<E: core::error::Error> core::error::Error for DirWriteError<E> {}

impl From<DirWriteError<Error>> for Error {
    fn from(error: DirWriteError<Error>) -> Self {
        match error {
            DirWriteError::Refused(error) | DirWriteError::Sink(error) => error,
        }
    }
}

impl From<DirWriteError<Infallible>> for Error {
    fn from(error: DirWriteError<Infallible>) -> Self {
        match error {
            DirWriteError::Refused(error) => error,
            DirWriteError::Sink(never) => match never {},
        }
    }
}

#[cfg(feature = "std")]
impl From<DirWriteError<std::io::Error>> for std::io::Error {
    fn from(error: DirWriteError<std::io::Error>) -> Self {
        match error {
            DirWriteError::Refused(error) => Self::new(std::io::ErrorKind::InvalidInput, error),
            DirWriteError::Sink(error) => error,
        }
    }
}
