//! A command line: a verb and its parameters, nothing interpreted.
//!
//! ```text
//! USR 1 OK example@hotmail.com usernick
//! │   └ parameters, separated by spaces; the first is the TrID of most commands
//! └ verb: three upper-case letters, or the three digits of a numeric reply
//! ```
//!
//! ```
//! use imwire::{Wire, msnp::{Context, Dialect, Line, Link, Role, TrId}};
//!
//! let line = Line::parse(b"USR 1 OK example@hotmail.com usernick")?;
//! assert_eq!(line.verb(), *b"USR");
//! assert_eq!(line.trid(Context::new(Link::Notification, Role::Server, Dialect::MSNP10)), Some(TrId(1)));
//! assert_eq!(line.args().nth(2).unwrap().as_bytes(), b"example@hotmail.com");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §5.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::lossy::Lossy;
use crate::msnp::table::rule;
use crate::msnp::verb::Verb;
use crate::msnp::{Args, Context, Role, TrId, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// A command line without its end, as received.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line<'a> {
    text: &'a [u8],
    verb: Verb,
}

impl<'a> Line<'a> {
    /// What the splitter found to be a line with that verb.
    #[inline(always)]
    pub(super) const fn trusted(text: &'a [u8], verb: Verb) -> Self {
        Self { text, verb }
    }

    /// The bytes as received.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.text
    }

    /// The verb, in upper case. Zeros for the header of an MSNFTP data block, which has none.
    #[inline]
    #[must_use]
    pub const fn verb(self) -> [u8; 3] {
        self.verb.octets()
    }

    /// The same as it is looked up in tables.
    #[inline(always)]
    pub(super) const fn key(self) -> Verb {
        self.verb
    }

    /// The number of a numeric reply: 217.
    #[must_use]
    #[expect(clippy::arithmetic_side_effects, reason = "three digits")]
    pub const fn code(self) -> Option<u16> {
        match self.verb() {
            [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
                Some((a - b'0') as u16 * 100 + (b - b'0') as u16 * 10 + (c - b'0') as u16)
            }
            _ => None,
        }
    }

    /// The parameters: all that follows the verb, the `TrID` and a payload length included.
    #[inline]
    #[must_use]
    pub fn args(self) -> Args<'a> {
        Args::of(self.text.split_at_checked(3).map_or(&[], |(_, rest)| rest))
    }

    /// The transaction number, if the verb has one from this side, on this link and in this dialect. The kind of
    /// link matters only for MSNFTP, where no line has one.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Context, Dialect, Line, Link, Role, TrId}};
    ///
    /// let cx = |dialect| Context::new(Link::Notification, Role::Server, dialect);
    /// // A number in the first place is not always a TrID.
    /// let line = Line::parse(b"LSG 0 Other%20Contacts 0")?;
    /// assert_eq!(line.trid(cx(Dialect::MSNP7)), Some(TrId(0)));
    /// assert_eq!(line.trid(cx(Dialect::MSNP8)), None);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn trid(self, cx: Context) -> Option<TrId> {
        if cx.is_file_transfer() {
            return None;
        }
        let rule = match rule(cx.role, self.verb) {
            Some((_, rule)) => rule,
            // Each command of a client has one, as far as is known; and so has a numeric reply.
            None if matches!(cx.role, Role::Client) || self.code().is_some() => TrIdRule::First,
            None => return None,
        };
        let mut numbers = self.args().map_while(|arg| arg.number());
        let first = numbers.next()?;
        match rule.numbers(cx.dialect)? {
            2 => numbers.next().map(|_| TrId(first)),
            _ => Some(TrId(first)),
        }
    }
}

impl<'a> Wire<'a> for Line<'a> {
    type Context = ();

    /// Takes all up to a CR, an LF or the end.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| {
            let end = scan::find2(b'\r', b'\n', input).unwrap_or(input.len());
            let (text, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
            match verb(text) {
                Some(verb) => Ok((rest, Self::trusted(text, Verb::new(verb)))),
                None => Fault::err(ErrorKind::NotAVerb, Part::VERB, input),
            }
        }
    }

    /// Any value is read back: only lines with a verb are made.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

/// The verb at the front of a line, if a space or the end follows it.
#[inline(always)]
pub(super) const fn verb(line: &[u8]) -> Option<[u8; 3]> {
    match line {
        [
            a @ (b'A'..=b'Z' | b'0'..=b'9'),
            b @ (b'A'..=b'Z' | b'0'..=b'9'),
            c @ (b'A'..=b'Z' | b'0'..=b'9'),
        ]
        | [
            a @ (b'A'..=b'Z' | b'0'..=b'9'),
            b @ (b'A'..=b'Z' | b'0'..=b'9'),
            c @ (b'A'..=b'Z' | b'0'..=b'9'),
            b' ',
            ..,
        ] => Some([*a, *b, *c]),
        _ => None,
    }
}

impl Encode for Line<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.text)
    }
}

/// As [`Lossy`]: safe to show in a terminal.
impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Lossy::of(self.text).fmt(f)
    }
}

impl fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line(\"{}\")", self.text.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msnp::{Arg, Dialect, Link};

    #[track_caller]
    fn args(line: &[u8], expected: &[&[u8]]) {
        let line = Line::parse(line).unwrap();
        assert_eq!(line.args().map(Arg::as_bytes).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn spaces_are_collapsed() {
        args(b"OUT", &[]);
        args(b"OUT ", &[]);
        args(b"LST N=a F=b 4 ", &[b"N=a", b"F=b", b"4"]);
        args(b"CHG  7   NLN", &[b"7", b"NLN"]);
        args(b"MSG a\0b \xff 3", &[b"a\0b", b"\xff", b"3"]);
    }

    #[track_caller]
    fn trid(line: &[u8], role: Role, dialect: u8, expected: Option<u32>) {
        let line = Line::parse(line).unwrap();
        let trid = |link| line.trid(Context::new(link, role, Dialect::new(dialect))).map(|t| t.0);
        for link in [Link::Unknown, Link::Notification, Link::Switchboard] {
            assert_eq!(trid(link), expected);
        }
        assert_eq!(trid(Link::FileTransfer), None);
    }

    #[test]
    fn trids_by_rule() {
        use Role::{Client, Server};
        trid(b"MSG 4 a 12", Client, 8, Some(4));
        trid(b"MSG 4 a 12", Server, 8, None);
        trid(b"PRP 1 PHH 5", Server, 5, None);
        trid(b"PRP 1 256 PHH 5", Server, 5, Some(1));
        trid(b"PRP 9 MFN Al", Server, 10, Some(9));
        trid(b"PRP MFN 5", Server, 10, None);
        trid(b"GTC A", Server, 8, None);
        trid(b"GTC 1 255 A", Server, 5, Some(1));
        trid(b"BYE 4 1", Server, 8, None);
        trid(b"911 3", Server, 2, Some(3));
        trid(b"911", Server, 2, None);
        trid(b"ZZZ 3", Server, 2, None);
        trid(b"ZZZ 3", Client, 2, Some(3));
        trid(b"ZZZ 4294967296", Client, 2, None);
        trid(b"OUT 3", Client, 2, Some(3));
        // But on an MSNFTP link.
        trid(b"BYE 16777989", Client, 2, Some(16_777_989));
        trid(b"VER 1 MSNFTP", Client, 2, Some(1));
    }

    #[test]
    fn refused() {
        for bad in [&b""[..], b"AB", b"abc", b"ABCD", b"A B", b" USR", b"US\xc3"] {
            let error = Line::parse(bad).unwrap_err();
            assert_eq!(error.to_string(), "verb: not three upper-case letters or digits at byte 0");
        }
        assert_eq!(Line::parse(b"OUT\r\n").unwrap_err().to_string(), "input: trailing data at byte 3");
    }
}
