//! Finds the place from which a stream can be read again.
//!
//! ```text
//! ACK 4\r\nNACK 5\r\nACK 6\r\n
//! └ frame ┘└ refused ┘└ found: 8 bytes are to be skipped
//! ```

use super::{Splitter, Waiting, verb_of_any_case};
use crate::error::{Error, ErrorKind, Part};
use crate::msnp::line::verb;
use crate::msnp::table::rule;
use crate::msnp::verb::Verb;
use crate::msnp::{Command, Role, ft};
use crate::scan;

/// What [`Splitter::resync`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resync {
    /// After so many bytes a line begins that can be a command: give [`next`](Splitter::next) the input
    /// from there on.
    Found(usize),
    /// None yet. So many bytes are no part of one: give `resync` again what follows them, and more.
    Lost(usize),
}

impl Resync {
    /// How many bytes at the front of the input are to be skipped.
    #[must_use]
    pub const fn skipped(self) -> usize {
        match self {
            Self::Found(bytes) | Self::Lost(bytes) => bytes,
        }
    }
}

impl Splitter {
    /// After an error, or when bytes of the stream were lost: finds the next line from which it can be read
    /// again. Servers and proxies need it, so that one bad line does not end a connection.
    ///
    /// `input` begins where that of [`next`](Splitter::next) did. What is at the front is skipped up to the
    /// end of its line, at the least. Then the first line counts that ends as a line should, is not over the
    /// limit, has a verb that some table knows from this side (on an MSNFTP link, one of its own), and states
    /// a payload length if the verb needs one. Of a numeric reply, all parameters have to be numbers.
    ///
    /// ```
    /// use imwire::msnp::{Resync, Role, Splitter};
    ///
    /// let mut splitter = Splitter::new(Role::Server);
    /// let (mut rest, mut lines) = (&b"ACK 4\r\nNACK 5\r\nACK 6\r\nAC"[..], Vec::new());
    /// loop {
    ///     match splitter.next(rest) {
    ///         Ok(Some(frame)) => {
    ///             lines.push(frame.line().as_bytes());
    ///             rest = &rest[frame.raw().len()..];
    ///         }
    ///         Ok(None) => break, // wait for more bytes
    ///         Err(_) => match splitter.resync(rest) {
    ///             Resync::Found(skip) => rest = &rest[skip..],
    ///             Resync::Lost(skip) => {
    ///                 rest = &rest[skip..];
    ///                 break; // wait for more bytes; until it is found, `next` returns an error
    ///             }
    ///         },
    ///     }
    /// }
    /// assert_eq!(lines, [b"ACK 4", b"ACK 6"]);
    /// assert_eq!(rest, b"AC");
    /// ```
    ///
    /// The work is linear in the bytes, however they arrive, and at most one line of the limit has to be kept.
    /// How much is skipped is not limited: to give up after so many bytes, add them up.
    ///
    /// It cannot know whether a line that looks like a command is one: it may be a line of a payload whose
    /// length was lost, and the sender of a message chooses its lines. So do not resynchronise where a forged
    /// command does harm, and close the connection instead. Blocks of an MSNFTP link are never found.
    pub fn resync(&mut self, input: &[u8]) -> Resync {
        let (error, mut at_line, mut scanned) = match self.waiting {
            Waiting::Failed { error, at_line, scanned } => (error, at_line, scanned),
            _ => (Error::new(ErrorKind::NotAVerb, Part::VERB, 0), false, 0),
        };
        let mut start = 0_usize;
        while let Some((end, after)) = self.end_of_line(input, start, scanned) {
            let line = input.get(start..end).unwrap_or_default();
            if at_line && self.is_command(line) {
                self.reset();
                return Resync::Found(start);
            }
            (start, scanned, at_line) = (after, after, true);
        }
        // The LF after a CR may be still to come.
        let cr = usize::from(input.get(start..).is_some_and(|rest| rest.ends_with(b"\r")));
        let searched = input.len().saturating_sub(cr);
        at_line = at_line && input.get(start..).is_some_and(|rest| self.may_be_command(rest));
        let skip = if at_line { start } else { searched };
        let error = Error::new(error.kind(), error.part(), 0);
        self.waiting = Waiting::Failed { error, at_line, scanned: searched.saturating_sub(skip) };
        Resync::Lost(skip)
    }

    /// Where the line that begins at `start` ends, and where what follows it begins. There is no LF before
    /// `scanned`.
    fn end_of_line(&mut self, input: &[u8], start: usize, mut scanned: usize) -> Option<(usize, usize)> {
        loop {
            let rest = input.get(scanned..)?;
            let found = scan::find(b'\n', rest);
            let searched = found.map_or(rest.len(), |at| at.saturating_add(1));
            self.looked_at = self.looked_at.wrapping_add(searched as u64);
            let lf = scanned.saturating_add(found?);
            let after = lf.saturating_add(1);
            match input.get(start..lf)? {
                [.., b'\r'] => return Some((lf.saturating_sub(1), after)),
                _ if self.lenient => return Some((lf, after)),
                _ => scanned = after,
            }
        }
    }

    /// Whether a line can be a command.
    fn is_command(&self, line: &[u8]) -> bool {
        let verb = match verb(line) {
            None if self.lenient => verb_of_any_case(line),
            verb => verb,
        };
        let Some(verb) = verb.filter(|&verb| line.len() <= self.limits.line && self.has_verb(verb)) else {
            return false;
        };
        let number = |byte: &u8| matches!(byte, b' ' | b'0'..=b'9');
        scan::find2(b'\r', b'\n', line).is_none()
            && (!verb.iter().all(u8::is_ascii_digit) || line.iter().all(number))
            && (self.file_transfer || self.payload_len(verb, line, 0).is_ok())
    }

    /// Whether a line of which only the beginning is there can be one.
    fn may_be_command(&self, line: &[u8]) -> bool {
        match line.split_first_chunk() {
            // With its CR.
            _ if line.len() > self.limits.line.saturating_add(1) => false,
            Some((&verb, [] | [b' ' | b'\r', ..])) => {
                let verb = if self.lenient { verb.map(|byte| byte.to_ascii_uppercase()) } else { verb };
                self.has_verb(verb)
            }
            Some(_) => false,
            None => true,
        }
    }

    /// Whether some table has a verb from this side.
    fn has_verb(&self, verb: [u8; 3]) -> bool {
        if self.file_transfer {
            return ft::LineCommand::ROWS.iter().any(|row| row.verb == verb);
        }
        let code = verb.iter().all(u8::is_ascii_digit) && matches!(self.role, Role::Server);
        code || rule(self.role, Verb::new(verb)).is_some()
    }
}
