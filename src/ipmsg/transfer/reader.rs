//! Takes a directory stream apart as its bytes arrive.

use super::dir_entry::{DirEntry, HEADER_SIZE, Header, SIZE, header_size};
use super::tree::{DirLimits, Next, Tree};
use crate::error::{Error, ErrorKind};
use crate::ipmsg::message::{FileType, NAME};
use crate::ipmsg::record::debug;
use crate::ipmsg::text::Shown;
use core::fmt;

/// Reads a directory stream, the answer to `GETDIRFILES`. It keeps no bytes, only where it is: the
/// caller owns the buffer. Contents are handed on as they come, so only headers have to be whole.
///
/// ```
/// use imwire::ipmsg::{DirEvent, DirReader};
///
/// let mut reader = DirReader::new();
/// let mut file = Vec::new();
/// let mut buffer = Vec::new();
/// for received in [&b"000e:pics:0:2:000f:a.txt:5"[..], b":1:hel", b"lo000b:.:0:3:"] {
///     buffer.extend_from_slice(received);
///     let mut events = reader.events(&buffer);
///     for piece in &mut events {
///         match piece?.event() {
///             DirEvent::Enter(dir) => assert!(dir.name.is_plain()), // else do not make it
///             DirEvent::File(entry) => assert!(entry.name.is_plain()),
///             DirEvent::Contents { bytes, left: _ } => file.extend_from_slice(bytes),
///             DirEvent::Leave(_) | DirEvent::End => {}
///         }
///     }
///     buffer = events.rest().to_vec(); // the start of a header: it comes again with more
/// }
/// reader.finish()?; // the connection was closed: was that all?
/// assert_eq!(file, b"hello");
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// If the request was encrypted, so is all of the stream, unless contents in clear were asked for;
/// it has to be decrypted first. Names are in UTF-8 if the request had
/// [`UTF8`](crate::ipmsg::FileOptions::UTF8); **none is safe to be part of a path before it is
/// looked at**.
#[derive(Clone, Debug)]
pub struct DirReader {
    tree: Tree,
    waiting: Waiting,
    needed: usize,
    position: u64,
    looked_at: u64,
}

/// What is known of the bytes that were given last and belong to no event yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// The header begins at `start`, after what is skipped; `digits` of its size were seen. So
    /// many bytes were `given`.
    Size { start: usize, digits: usize, given: usize },
    /// The header begins at `start` and ends at `end`.
    Header { start: usize, end: usize },
    /// All was said but that the stream is at its end.
    End,
    /// For nothing: what came cannot be understood.
    Failed(Error),
}

/// Nothing was given.
const NOTHING: Waiting = Waiting::Size { start: 0, digits: 0, given: 0 };

/// The smallest header: `8:n:0:1:`.
const SMALLEST: usize = 8;

/// What happens in a directory stream.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum DirEvent<'a> {
    /// A directory opens: what follows is inside it, up to the [`Leave`](DirEvent::Leave) that
    /// belongs to it.
    Enter(DirEntry<'a>),
    /// A file, or anything else that is no directory: links, devices and unknown types may have
    /// contents too. If [`contents`](DirEntry::contents) is not 0, they follow.
    File(DirEntry<'a>),
    /// A piece of the contents of the last file: one byte or more.
    Contents {
        /// The piece.
        bytes: &'a [u8],
        /// Bytes that come after it. With 0 the file is whole.
        left: u64,
    },
    /// The directory that opened last closes. The entry repeats its attributes, and may bring
    /// its times; the name in it is `.`.
    Leave(DirEntry<'a>),
    /// The stream is at its end: the first directory closed, or the only file is whole. Bytes
    /// after it are not part of it; the receiver closes the connection.
    End,
}

impl fmt::Debug for DirEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enter(entry) => f.debug_tuple("Enter").field(entry).finish(),
            Self::File(entry) => f.debug_tuple("File").field(entry).finish(),
            Self::Contents { bytes, left } => {
                f.debug_struct("Contents").field("bytes", &Shown(bytes)).field("left", left).finish()
            }
            Self::Leave(entry) => f.debug_tuple("Leave").field(entry).finish(),
            Self::End => f.write_str("End"),
        }
    }
}

/// An event, and the bytes that it was read from.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DirPiece<'a> {
    raw: &'a [u8],
    event: DirEvent<'a>,
    depth: u32,
}

impl<'a> DirPiece<'a> {
    /// All bytes of the event: a header with what was skipped before it, or a piece of
    /// contents, or none for the end.
    #[inline]
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// What happens.
    #[inline]
    #[must_use]
    pub const fn event(&self) -> DirEvent<'a> {
        self.event
    }

    /// How many directories enclose the file or directory that it is about: 0 for the first
    /// record and the end of it, 1 for what is directly inside.
    #[inline]
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.depth
    }
}

debug! { DirPiece { raw: Shown, event, depth } }

impl Default for DirReader {
    fn default() -> Self {
        Self::new()
    }
}

impl DirReader {
    /// Reads a stream from its first byte.
    #[must_use]
    pub fn new() -> Self {
        Self { tree: Tree::new(), waiting: NOTHING, needed: SMALLEST, position: 0, looked_at: 0 }
    }

    /// The same with other limits.
    #[must_use]
    pub const fn limits(mut self, limits: DirLimits) -> Self {
        self.tree.limits = limits;
        self
    }

    /// How many bytes, at the least, have to follow those given last before there is an event.
    /// Never more than there will be; 0 at the end of the stream and after an error.
    #[must_use]
    pub const fn needed(&self) -> usize {
        match self.tree.next {
            _ if matches!(self.waiting, Waiting::Failed(_)) => 0,
            Next::Nothing => 0,
            Next::Contents => 1,
            Next::First | Next::Record => self.needed,
        }
    }

    /// How many bytes it searched in all its life: of contents none, and of a header at most
    /// twice as many as it has, however the bytes arrive.
    #[must_use]
    pub const fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Where in the stream the bytes begin that belong to no event yet: the slice that is given
    /// next. The place of an error in the stream is this and [`Error::at`].
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// How many directories are open.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.tree.depth
    }

    /// Forgets everything but the limits: the next byte given begins another stream.
    pub fn reset(&mut self) {
        *self = Self { looked_at: self.looked_at, ..Self::new().limits(self.tree.limits) };
    }

    /// The event at the front of `input`, or `None` if more bytes are needed for one, or if the
    /// stream is at its end and that was said.
    ///
    /// `input` begins where [`raw`](DirPiece::raw) of the last event ended. After `None`, call
    /// again with the same bytes and more after them ([`needed`](DirReader::needed)).
    ///
    /// # Errors
    /// | part | kind |
    /// |---|---|
    /// | header size | [`Empty`](ErrorKind::Empty), [`NotHex`](ErrorKind::NotHex), [`TooLong`](ErrorKind::TooLong): over seven digits or the limit, [`WrongLength`](ErrorKind::WrongLength): no `:` is where the header ends |
    /// | file name | [`Empty`](ErrorKind::Empty), [`Nul`](ErrorKind::Nul), [`Separator`](ErrorKind::Separator) |
    /// | file size | [`Missing`](ErrorKind::Missing), [`NotHex`](ErrorKind::NotHex), [`Over64Bits`](ErrorKind::Over64Bits), [`TooLong`](ErrorKind::TooLong) |
    /// | attributes | [`Missing`](ErrorKind::Missing), [`Empty`](ErrorKind::Empty), [`NotHex`](ErrorKind::NotHex), [`Over32Bits`](ErrorKind::Over32Bits), [`Unexpected`](ErrorKind::Unexpected): a directory closes and none is open |
    /// | depth | [`TooLong`](ErrorKind::TooLong), at the attributes that say it is a directory |
    ///
    /// The same error is returned until [`reset`](DirReader::reset). An extended attribute that
    /// makes no sense is no error here: it is one where it is read.
    #[inline]
    pub fn next<'a>(&mut self, input: &'a [u8]) -> Result<Option<DirPiece<'a>>, Error> {
        let found = match (self.waiting, self.tree.next) {
            (Waiting::Failed(error), _) => return Err(error),
            (Waiting::End, _) => {
                self.waiting = NOTHING;
                return Ok(Some(DirPiece { raw: &[], event: DirEvent::End, depth: 0 }));
            }
            (_, Next::Nothing) => return Ok(None),
            (_, Next::Contents) => Ok(self.contents(input)),
            (_, Next::First | Next::Record) => self.record(input),
        };
        match found {
            Ok(Some(piece)) => {
                self.position = self.position.saturating_add(piece.raw.len() as u64);
                self.needed = SMALLEST;
                self.waiting = if self.tree.next == Next::Nothing { Waiting::End } else { NOTHING };
            }
            Ok(None) => {}
            Err(error) => self.waiting = Waiting::Failed(error),
        }
        found
    }

    /// Iterates over the events in `input`.
    pub const fn events<'r, 'a>(&'r mut self, input: &'a [u8]) -> DirEvents<'r, 'a> {
        DirEvents { reader: self, rest: input, failed: false }
    }

    /// To be asked when no more bytes come: whether the stream is at its end.
    ///
    /// # Errors
    /// The last error, if there was one. Else, counted from the start of the slice given last:
    ///
    /// | part | kind | |
    /// |---|---|---|
    /// | contents | [`Truncated`](ErrorKind::Truncated) | inside a file |
    /// | header size | [`Truncated`](ErrorKind::Truncated) | inside a header |
    /// | file name | [`Missing`](ErrorKind::Missing) | inside the size of a header |
    /// | header size | [`Missing`](ErrorKind::Missing) | a directory is open, or nothing came |
    pub fn finish(&self) -> Result<(), Error> {
        match self.waiting {
            Waiting::Failed(error) => Err(error),
            Waiting::Header { start, .. } => Err(Error::new(ErrorKind::Truncated, HEADER_SIZE, start)),
            Waiting::Size { digits: 1.., given, .. } => Err(Error::new(ErrorKind::Missing, NAME, given)),
            Waiting::Size { given, .. } => self.tree.finish().map_err(|error| error.offset_by(given)),
            Waiting::End => Ok(()),
        }
    }

    fn contents<'a>(&mut self, input: &'a [u8]) -> Option<DirPiece<'a>> {
        let left = usize::try_from(self.tree.left).unwrap_or(usize::MAX);
        let bytes = input.get(..left).unwrap_or(input);
        if bytes.is_empty() {
            return None;
        }
        self.tree.contents(bytes.len() as u64);
        let event = DirEvent::Contents { bytes, left: self.tree.left };
        Some(DirPiece { raw: bytes, event, depth: self.tree.depth })
    }

    fn record<'a>(&mut self, input: &'a [u8]) -> Result<Option<DirPiece<'a>>, Error> {
        let (start, end) = match self.waiting {
            Waiting::Header { start, end } => (start, end),
            _ => match self.header_size(input)? {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        let Some((raw, _)) = input.split_at_checked(end) else {
            self.waiting = Waiting::Header { start, end };
            self.needed = end.saturating_sub(input.len());
            return Ok(None);
        };
        let head = raw.get(start..).unwrap_or_default();
        self.looked_at = self.looked_at.saturating_add(head.len() as u64);
        let header = Header::read(head, start).map_err(|error| error.offset_by(start))?;
        let depth = match self.tree.record(&header.entry) {
            Ok(depth) => depth,
            Err((kind, part)) => {
                let at = if part == SIZE { header.size_at } else { header.word_at };
                return Err(Error::new(kind, part, at).offset_by(start));
            }
        };
        let event = match header.entry.word.file_type() {
            FileType::DIR => DirEvent::Enter(header.entry),
            FileType::RETPARENT => DirEvent::Leave(header.entry),
            _ => DirEvent::File(header.entry),
        };
        Ok(Some(DirPiece { raw, event, depth }))
    }

    /// Where the header begins and ends.
    fn header_size(&mut self, input: &[u8]) -> Result<Option<(usize, usize)>, Error> {
        let Waiting::Size { mut start, mut digits, .. } = self.waiting else { return Ok(None) };
        if self.tree.next == Next::First && digits < 2 {
            let end = self.skip(input, start);
            if end > start {
                // The `0` that it began with was no digit.
                (start, digits) = (end, 0);
            }
        }
        let head = input.get(start..).unwrap_or_default();
        let wrong = |kind| Error::new(kind, HEADER_SIZE, start);
        let found = header_size(head, digits).map_err(wrong)?;
        match found {
            Some((_, len)) if len > self.tree.limits.header => Err(wrong(ErrorKind::TooLong)),
            Some((now, len)) => {
                self.looked_at = self.looked_at.saturating_add(now.saturating_sub(digits) as u64);
                Ok(Some((start, start.saturating_add(len))))
            }
            None => {
                let now = head.len();
                self.looked_at = self.looked_at.saturating_add(now.saturating_sub(digits) as u64);
                self.waiting = Waiting::Size { start, digits: now, given: input.len() };
                // At least these follow a digit: `:n:0:1:`.
                self.needed = if now == 0 { SMALLEST } else { SMALLEST.saturating_sub(1) };
                Ok(None)
            }
        }
    }

    /// Where the first header begins, if up to `start` all is to be skipped.
    fn skip(&mut self, input: &[u8], start: usize) -> usize {
        let window = input.get(..self.tree.limits.preamble).unwrap_or(input);
        let known = match (start, window) {
            (0, [b'0', b'<', ..]) => 2,
            (0, _) => return 0,
            _ => start,
        };
        let zeros = window.get(known..).unwrap_or_default().iter().take_while(|&&byte| byte == 0);
        let end = zeros.fold(known, |end, _| end.saturating_add(1));
        self.looked_at = self.looked_at.saturating_add(end.saturating_sub(start) as u64);
        end
    }
}

/// The events in a buffer; see [`DirReader::events`]. After an error there are no more.
pub struct DirEvents<'r, 'a> {
    reader: &'r mut DirReader,
    rest: &'a [u8],
    failed: bool,
}

impl fmt::Debug for DirEvents<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirEvents")
            .field("reader", &self.reader)
            .field("rest", &Shown(self.rest))
            .field("failed", &self.failed)
            .finish()
    }
}

impl<'a> DirEvents<'_, 'a> {
    /// What belongs to no event yet: the start of a header, what was refused, or what comes
    /// after the end of the stream.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for DirEvents<'_, 'a> {
    type Item = Result<DirPiece<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.reader.next(self.rest) {
            Ok(Some(piece)) => {
                self.rest = self.rest.get(piece.raw.len()..).unwrap_or_default();
                Some(Ok(piece))
            }
            Ok(None) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}
