//! Cuts the bytes of one side of a connection into frames: command lines with their payloads.
//!
//! ```text
//! MSG 2 N 4\r\nPING OUT\r\n
//! └ raw ─────────┘ └ raw ─┘        (without the space between them)
//! └ line ─┘    └ payload
//! ```
//!
//! ```
//! use imwire::msnp::{Role, Splitter};
//!
//! let mut splitter = Splitter::new(Role::Client);
//! let mut frames = splitter.frames(b"MSG 2 N 4\r\nPINGOUT\r\nPN");
//! let msg = frames.next().unwrap()?;
//! assert_eq!((msg.line().as_bytes(), msg.payload()), (&b"MSG 2 N 4"[..], Some(&b"PING"[..])));
//! let out = frames.next().unwrap()?;
//! assert_eq!((out.line().as_bytes(), out.payload()), (&b"OUT"[..], None));
//! assert!(frames.next().is_none());
//! assert_eq!(frames.rest(), b"PN"); // give these again, with the bytes that follow them
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! This is the only place of MSNP where bytes can be missing, and the only one with limits.
//! It refuses what framing hangs on, and nothing else: a CR or LF that is not the end of a
//! line, a line that begins with no verb, a length that is missing or no number, and what is
//! over a limit. After that nothing that follows can be trusted, so it stays in error until
//! [`reset`](Splitter::reset), or until [`resync`](Splitter::resync) finds the next line with a
//! known verb. A line whose contents make no sense is still a frame.
//!
//! Which verbs have a payload follows from the tables in [`ns`](crate::msnp::ns) and
//! [`sb`](crate::msnp::sb), so it need not be told which of the two links it reads.

mod resync;

pub use resync::Resync;

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::context::Context;
use crate::msnp::line::verb;
use crate::msnp::table::rule;
use crate::msnp::verb::Verb;
use crate::msnp::{Dialect, Frame, Line, PayloadRule, Role, payload_len};
use crate::scan;

/// How long a line and a payload may be, in bytes. What is longer is refused before anything
/// has to be buffered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// A command line without its end: 8,192 by default. The longest seen, with a picture in
    /// them, are under 1,024. The empty lines before it, which a lenient splitter takes, have the same
    /// limit, together and for themselves.
    pub line: usize,
    /// A payload: 1 MiB by default. Switchboards take 1,664.
    pub payload: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 8192, payload: 1 << 20 }
    }
}

/// Cuts one side of one connection into [`Frame`]s. It keeps no bytes, only how far it looked:
/// the caller owns the buffer.
#[derive(Clone, Debug)]
pub struct Splitter {
    role: Role,
    file_transfer: bool,
    lenient: bool,
    dialect: Dialect,
    limits: Limits,
    waiting: Waiting,
    looked_at: u64,
}

/// What is known of the frame that is not whole yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    /// For a frame, of which nothing was seen.
    Start,
    /// For the end of the line that begins at `start`; before `scanned` there is none.
    Line { start: usize, scanned: usize, needed: usize },
    /// For the payload.
    Payload { head: Head, needed: usize },
    /// For nothing: what came cannot be understood. `at_line`: a command may begin at the front, and there is
    /// no line end before `scanned`; else the front is to be skipped.
    Failed { error: Error, at_line: bool, scanned: usize },
}

/// A line, found: where it begins and ends, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    start: usize,
    end: usize,
    /// Where the next frame begins if there is no payload.
    body: usize,
    verb: [u8; 3],
    payload: Option<usize>,
}

impl Head {
    /// Where the next frame begins.
    #[inline(always)]
    fn whole(&self) -> usize {
        self.body.saturating_add(self.payload.unwrap_or(0))
    }

    /// The frame up to `end`, if the input goes so far.
    #[inline(always)]
    fn cut<'a>(&self, input: &'a [u8], end: usize) -> Option<Frame<'a>> {
        let (raw, _) = input.split_at_checked(end)?;
        let payload = match self.payload {
            Some(_) => Some(raw.get(self.body..)?),
            None => None,
        };
        let without_blank_lines = raw.get(self.start..)?;
        let line = Line::trusted(raw.get(self.start..self.end)?, Verb::new(self.verb));
        Some(Frame::trusted(raw, without_blank_lines, line, payload))
    }
}

impl Splitter {
    /// Reads what this side sends, on a dispatch, notification or switchboard link.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self {
            role,
            file_transfer: false,
            lenient: false,
            dialect: Dialect::UNKNOWN,
            limits: Limits::default(),
            waiting: Waiting::Start,
            looked_at: 0,
        }
    }

    /// Reads what this side sends on an MSNFTP link, where no line has a payload and the file
    /// comes in blocks of `\0`, a 16-bit little-endian length, and that many bytes.
    #[must_use]
    pub fn file_transfer(role: Role) -> Self {
        Self { file_transfer: true, ..Self::new(role) }
    }

    /// Reads what is sent under that context.
    #[must_use]
    pub fn of(cx: Context) -> Self {
        Self { file_transfer: cx.is_file_transfer(), dialect: cx.dialect, ..Self::new(cx.role) }
    }

    /// What is wrong with a frame that is not whole if no bytes follow the `len` that were given last.
    pub(super) const fn unfinished(&self, len: usize) -> Error {
        match self.waiting {
            Waiting::Payload { head, .. } => Error::new(ErrorKind::Truncated, Part::PAYLOAD, head.body),
            _ if self.file_transfer => Error::new(ErrorKind::Truncated, Part::DATA_BLOCK, len),
            _ => Error::new(ErrorKind::Missing, Part::LINE_END, len),
        }
    }

    /// One for each way of cutting, the usual ones first and without limits.
    #[cfg(feature = "serde")]
    pub(crate) fn candidates() -> impl Iterator<Item = Self> {
        (0..16_u8).map(|way| {
            let role = if way & 1 == 0 { Role::Client } else { Role::Server };
            let dialect = if way & 2 == 0 { Dialect::UNKNOWN } else { Dialect::MSNP2 };
            let limits = Limits { line: usize::MAX, payload: usize::MAX };
            let (file_transfer, lenient) = (way & 4 != 0, way & 8 != 0);
            Self { file_transfer, lenient, dialect, limits, ..Self::new(role) }
        })
    }

    /// The same with other limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// A lenient splitter, for what some programs send: LF alone as a line end, empty
    /// lines between commands (they count into the `raw` of the next frame), and verbs in
    /// lower case.
    #[must_use]
    pub const fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Says which dialect the connection speaks. It matters for one form only: from MSNP13 a
    /// numeric reply of two numbers, `241 9 53`, has a payload. Unless it is said, this is
    /// taken for the case.
    pub const fn set_dialect(&mut self, dialect: Dialect) {
        self.dialect = dialect;
    }

    /// Says whether this is an MSNFTP link, from the next frame on.
    pub const fn set_file_transfer(&mut self, file_transfer: bool) {
        self.file_transfer = file_transfer;
    }

    /// The dialect it was told.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The side whose bytes it reads.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How many bytes, at the least, have to follow those given last before there is a frame.
    /// Never more than there will be.
    #[must_use]
    pub const fn needed(&self) -> usize {
        match self.waiting {
            Waiting::Start => 1,
            Waiting::Line { needed, .. } | Waiting::Payload { needed, .. } => needed,
            Waiting::Failed { .. } => 0,
        }
    }

    /// How many bytes it searched in all its life. Payloads are not searched, and no byte of a
    /// line is searched more than twice, however the bytes arrive; what
    /// [`resync`](Splitter::resync) searches comes on top, once.
    #[must_use]
    pub const fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Forgets an error and what it knows of an unfinished frame: the next byte given begins a
    /// new one.
    pub const fn reset(&mut self) {
        self.waiting = Waiting::Start;
    }

    /// The frame at the front of `input`, or `None` if it is not whole.
    ///
    /// `input` begins where the last frame ended. After `None`, call again with the same bytes
    /// and more after them ([`needed`](Splitter::needed)).
    ///
    /// # Errors
    /// | part | kind |
    /// |---|---|
    /// | line end | [`BareCr`](ErrorKind::BareCr), [`BareLf`](ErrorKind::BareLf) |
    /// | line | [`TooLong`](ErrorKind::TooLong) |
    /// | verb | [`NotAVerb`](ErrorKind::NotAVerb) |
    /// | payload length | [`Missing`](ErrorKind::Missing), [`NotDecimal`](ErrorKind::NotDecimal), [`TooLong`](ErrorKind::TooLong) |
    ///
    /// The same error is returned until [`reset`](Splitter::reset) or [`resync`](Splitter::resync).
    #[inline(always)]
    pub fn next<'a>(&mut self, input: &'a [u8]) -> Result<Option<Frame<'a>>, Error> {
        // Nearly all frames, at half the cost of the general way, which has to remember: 171
        // instructions instead of 347 per command of a sign-in. On 32-bit targets size counts more.
        if cfg!(not(target_pointer_width = "64")) {
            return self.next_any(input);
        }
        if !self.file_transfer && matches!(self.waiting, Waiting::Start) {
            let window = input.get(..self.limits.line).unwrap_or(input);
            let end = scan::find2(b'\r', b'\n', window);
            if let Some(frame) = end.and_then(|end| self.common_frame(input, end)) {
                let line = frame.line().as_bytes().len() as u64;
                self.looked_at = self.looked_at.wrapping_add(line).wrapping_add(1);
                return Ok(Some(frame));
            }
            self.searched(end.unwrap_or(window.len()));
        }
        // Taken apart and put together again, so that only this way writes the frame to memory
        // where the caller wants but parts of it.
        match self.next_more(input)? {
            Some(frame) => Ok(Some(frame)),
            None => Ok(None),
        }
    }

    /// The frame with the line that ends at `end`, if all of it is there and nothing is odd.
    #[inline(always)]
    fn common_frame<'a>(&self, input: &'a [u8], end: usize) -> Option<Frame<'a>> {
        let [a, b, c, b' ' | b'\r'] = *input.first_chunk::<4>()? else { return None };
        let [b'\r', b'\n', body @ ..] = input.get(end..)? else { return None };
        let line = Line::trusted(input.get(..end)?, Verb::new([a, b, c]));
        let after = end.wrapping_add(2);
        // What the table has is a verb; the general path decides about the rest.
        let (raw, payload) = match rule(self.role, line.key())? {
            (PayloadRule::None, _) => (input.get(..after)?, None),
            _ => {
                let len = payload_len::common(line.as_bytes(), self.limits.payload)?;
                (input.get(..after.wrapping_add(len))?, Some(body.get(..len)?))
            }
        };
        Some(Frame::trusted(raw, raw, line, payload))
    }

    /// There is no line end before `end`, so it need not be looked for there again. That nothing is needed says that
    /// this was found out in this call.
    #[cold]
    #[inline(never)]
    fn searched(&mut self, end: usize) {
        self.looked_at = self.looked_at.wrapping_add(end as u64);
        self.wait(0, end, 0);
    }

    /// Any frame, where more was waited for: nearly always it is still not whole, and that is all that is found out
    /// here.
    #[cold]
    #[inline(never)]
    fn next_more<'a>(&mut self, input: &'a [u8]) -> Result<Option<Frame<'a>>, Error> {
        match &mut self.waiting {
            Waiting::Line { start: 0, scanned, needed }
                if !self.file_transfer && input.len() <= self.limits.line =>
            {
                let window = match input.get(*scanned..) {
                    Some(window) if *needed != 0 || window.is_empty() => window,
                    _ => return self.next_any(input),
                };
                match scan::find2_short(b'\r', b'\n', window) {
                    Some(found) => {
                        self.looked_at = self.looked_at.wrapping_add(found as u64);
                        *scanned = scanned.wrapping_add(found);
                        let end = *scanned;
                        self.next_ended(input, end)
                    }
                    None => {
                        self.looked_at = self.looked_at.wrapping_add(window.len() as u64);
                        *scanned = input.len();
                        // As `line_end`, which is written out there since that is the smaller code.
                        let least = 5_usize.saturating_sub(input.len()).max(2);
                        *needed = if self.lenient { 1 } else { least };
                        Ok(None)
                    }
                }
            }
            Waiting::Payload { head, needed } => match head.whole().checked_sub(input.len()) {
                Some(missing @ 1..) => {
                    *needed = missing;
                    Ok(None)
                }
                _ => self.next_any(input),
            },
            _ => self.next_any(input),
        }
    }

    /// The frame whose line ends at `end`.
    #[inline(never)]
    fn next_ended<'a>(&mut self, input: &'a [u8], end: usize) -> Result<Option<Frame<'a>>, Error> {
        match self.common_frame(input, end) {
            Some(frame) => {
                self.looked_at = self.looked_at.wrapping_add(1);
                self.waiting = Waiting::Start;
                Ok(Some(frame))
            }
            None => self.next_any(input),
        }
    }

    /// Any frame, whole or not.
    #[cold]
    #[inline(never)]
    fn next_any<'a>(&mut self, input: &'a [u8]) -> Result<Option<Frame<'a>>, Error> {
        let found = match self.waiting {
            Waiting::Start => self.head(input, 0, 0),
            Waiting::Line { start, scanned, .. } => self.head(input, start, scanned),
            Waiting::Payload { head, .. } => Ok(Some(head)),
            Waiting::Failed { error, .. } => return Err(error),
        };
        let head = match found {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(None),
            Err(error) => {
                self.waiting = Waiting::Failed { error, at_line: false, scanned: 0 };
                return Err(error);
            }
        };
        let end = head.body.saturating_add(head.payload.unwrap_or(0));
        let Some(frame) = head.cut(input, end) else {
            self.waiting = Waiting::Payload { head, needed: end.saturating_sub(input.len()) };
            return Ok(None);
        };
        self.waiting = Waiting::Start;
        Ok(Some(frame))
    }

    /// Iterates over the whole frames in `input`. The byte of an error is counted from its start.
    ///
    /// ```
    /// use imwire::msnp::{Role, Splitter};
    ///
    /// let mut splitter = Splitter::new(Role::Client);
    /// let error = splitter.frames(b"PNG\r\nOUT\r\nhello\r\n").find_map(Result::err).unwrap();
    /// assert_eq!(error.to_string(), "verb: not three upper-case letters or digits at byte 10");
    /// ```
    pub const fn frames<'s, 'a>(&'s mut self, input: &'a [u8]) -> Frames<'s, 'a> {
        Frames { splitter: self, rest: input, len: input.len(), failed: false }
    }

    /// Finds the next line and what follows it. `start` is after the empty lines.
    #[inline(always)]
    fn head(&mut self, input: &[u8], mut start: usize, mut scanned: usize) -> Result<Option<Head>, Error> {
        loop {
            match input.get(start..) {
                Some(block @ [0 | 1, ..]) if self.file_transfer => return self.block(block, start),
                // The next byte says whether it is a block, which no limit of lines is for.
                Some([]) if self.file_transfer => {
                    self.wait(start, start, 1);
                    return Ok(None);
                }
                _ => {}
            }
            let (end, body) = match self.line_end(input, start, scanned)? {
                Some(found) => found,
                None => return Ok(None),
            };
            let line = input.get(start..end).unwrap_or_default();
            let found = match verb_of_any_case(line) {
                Some(verb) if self.lenient || line.starts_with(&verb) => verb,
                None if self.lenient && line.is_empty() => {
                    // They count too, so that they cannot go on for ever.
                    if body > self.limits.line {
                        return Err(Error::new(ErrorKind::TooLong, Part::LINE, start));
                    }
                    (start, scanned) = (body, body);
                    continue;
                }
                _ => return Err(Error::new(ErrorKind::NotAVerb, Part::VERB, start)),
            };
            let payload = if self.file_transfer { None } else { self.payload_len(found, line, start)? };
            return Ok(Some(Head { start, end, body, verb: found, payload }));
        }
    }

    /// Where the line ends, and where what follows it begins.
    #[inline(always)]
    fn line_end(
        &mut self,
        input: &[u8],
        start: usize,
        scanned: usize,
    ) -> Result<Option<(usize, usize)>, Error> {
        let limit = self.limits.line.saturating_add(start);
        let too_long = Error::new(ErrorKind::TooLong, Part::LINE, start);
        let last = input.len().min(limit.saturating_add(2));
        let window = input.get(scanned..last).unwrap_or_default();
        let Some(found) = scan::find2(b'\r', b'\n', window) else {
            self.looked_at = self.looked_at.wrapping_add(window.len() as u64);
            if last.max(scanned) > limit {
                return Err(too_long);
            }
            // A verb and CR LF, or just a CR LF after what is there.
            let needed = 5_usize.saturating_sub(last.saturating_sub(start)).max(2);
            self.wait(start, last.max(scanned), if self.lenient || self.file_transfer { 1 } else { needed });
            return Ok(None);
        };
        self.looked_at = self.looked_at.wrapping_add(found as u64).wrapping_add(1);
        let end = scanned.saturating_add(found);
        if end > limit {
            return Err(too_long);
        }
        match input.get(end..) {
            Some([b'\r', b'\n', ..]) => Ok(Some((end, end.saturating_add(2)))),
            Some([b'\r']) => {
                self.wait(start, end, 1);
                Ok(None)
            }
            Some([b'\n', ..]) if self.lenient => Ok(Some((end, end.saturating_add(1)))),
            Some([b'\n', ..]) => Err(Error::new(ErrorKind::BareLf, Part::LINE_END, end)),
            _ => Err(Error::new(ErrorKind::BareCr, Part::LINE_END, end)),
        }
    }

    #[inline(always)]
    fn wait(&mut self, start: usize, scanned: usize, needed: usize) {
        self.waiting = Waiting::Line { start, scanned, needed };
    }

    /// A block of an MSNFTP link: data (0) or a request to stop (1).
    fn block(&mut self, block: &[u8], start: usize) -> Result<Option<Head>, Error> {
        let [_, low, high, ..] = block else {
            self.wait(start, start, 3_usize.saturating_sub(block.len()));
            return Ok(None);
        };
        let len = usize::from(u16::from_le_bytes([*low, *high]));
        if len > self.limits.payload {
            return Err(Error::new(ErrorKind::TooLong, Part::PAYLOAD_LEN, start.saturating_add(1)));
        }
        let body = start.saturating_add(3);
        Ok(Some(Head { start, end: body, body, verb: [0; 3], payload: Some(len) }))
    }

    #[inline(always)]
    fn payload_len(&self, verb: [u8; 3], line: &[u8], start: usize) -> Result<Option<usize>, Error> {
        let line = Line::trusted(line, Verb::new(verb));
        let found = match rule(self.role, line.key()) {
            Some((PayloadRule::None, _)) => return Ok(None),
            Some((rule, trid)) => payload_len::by_rule(line.as_bytes(), rule, trid),
            None if verb[0].is_ascii_digit() && matches!(self.role, Role::Server) => {
                payload_len::of_failure(line, self.dialect)
            }
            None => return Ok(None),
        };
        match found {
            Ok(Some((len, at))) => match usize::try_from(len) {
                Ok(len) if len <= self.limits.payload => Ok(Some(len)),
                _ => Err(Error::new(ErrorKind::TooLong, Part::PAYLOAD_LEN, start.saturating_add(at))),
            },
            Ok(None) => Ok(None),
            Err((kind, at)) => Err(Error::new(kind, Part::PAYLOAD_LEN, start.saturating_add(at))),
        }
    }
}

/// The verb at the front of a line, in upper case.
fn verb_of_any_case(line: &[u8]) -> Option<[u8; 3]> {
    let (head, rest) = line.split_first_chunk::<3>()?;
    if matches!(rest, [] | [b' ', ..]) { verb(&head.map(|byte| byte.to_ascii_uppercase())) } else { None }
}

/// The whole frames in a buffer; see [`Splitter::frames`]. After an error there are no more.
#[derive(Debug)]
pub struct Frames<'s, 'a> {
    splitter: &'s mut Splitter,
    rest: &'a [u8],
    /// Of all that was given.
    len: usize,
    failed: bool,
}

impl<'a> Frames<'_, 'a> {
    /// What belongs to no frame yet: the start of one, or what was refused.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Frames<'_, 'a> {
    type Item = Result<Frame<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.splitter.next(self.rest) {
            Ok(Some(frame)) => {
                self.rest = self.rest.get(frame.raw().len()..).unwrap_or_default();
                Some(Ok(frame))
            }
            Ok(None) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error.offset_by(self.len.saturating_sub(self.rest.len()))))
            }
        }
    }
}
