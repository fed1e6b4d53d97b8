//! Header lines and a body: what the payload of `MSG` is, and of `UUM`, `UBM` and offline messages.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/plain; charset=UTF-8␍␊
//! X-MMS-IM-Format: FN=Arial; EF=; CO=0; CS=0; PF=22␍␊
//! ␍␊                                                     the first empty line
//! hi                                                     the body: all the rest, any bytes
//! ```
//!
//! Reading only looks for the empty line; header lines are looked at on demand. What was read is written
//! byte for byte.
//!
//! ```
//! use imwire::{Wire, msnp::payload::mime::{ContentType, Mime}};
//!
//! let mime = Mime::parse(b"MIME-Version: 1.0\r\nContent-Type: text/x-keepalive\r\nX-Foo: bar\r\n\r\n")?;
//! assert_eq!(mime.content_type(), Some(ContentType::KEEP_ALIVE));
//! assert_eq!(mime.headers.get("x-foo").unwrap().as_bytes(), b"bar");
//! assert_eq!(mime.body, b"");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! | deviation | sender | here |
//! |---|---|---|
//! | bare LF | offline messages of pidgin | a line end |
//! | bare CR | some clients, says a comment in pidgin | a line end |
//! | no space after the colon | – | read |
//! | a space before the colon | old aMSN | read |
//! | names in other letter case | `AvaMSN`, others | case does not count |
//! | a line that begins with SP or TAB | offline messages | continues the line before it |
//! | a line without a colon | – | an error of that line only |
//! | no empty line | some clients | read, if the last line is ended: no body |
//! | the same name twice | offline messages (`Received`) | kept; [`Headers::get`] gives the first |
//!
//! Source: the MSNP wiki (`msg`); pidgin, aMSN and Tachyon for the deviations; captures of 2008.

use super::value::{HeaderText, HeaderValue as _, Shown, trim};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const CONTENT_TYPE: Part = Part::named("content type");
const NAME: Part = Part::named("header name");
const VALUE: Part = Part::named("header value");

super::value::header_words! {
    /// What the body of a message is: the value of `Content-Type` up to the first `;`. An open set; letter
    /// case does not count.
    ContentType {
        /// A text to show.
        TEXT = "text/plain";
        /// Markup. Nothing official sends it.
        HTML = "text/html";
        /// The user is typing, or recording a voice clip.
        CONTROL = "text/x-msmsgscontrol";
        /// A nudge, wink, voice clip or action.
        DATACAST = "text/x-msnmsgr-datacast";
        /// Pictures shown in place of codes in the next text.
        EMOTICON = "text/x-mms-emoticon";
        /// The same, moving.
        ANIMATED_EMOTICON = "text/x-mms-animemoticon";
        /// Which client this is. (aMSN, pidgin)
        CLIENT_CAPS = "text/x-clientcaps";
        /// Which client this is. (msn-pecan)
        CLIENT_INFO = "text/x-clientinfo";
        /// Nothing; keeps the connection open. (aMSN, msnp-sharp)
        KEEP_ALIVE = "text/x-keepalive";
        /// An offer of a file, a call, an application, and the answers to it.
        INVITATION = "text/x-msmsgsinvite";
        /// Handwriting as ISF.
        INK = "application/x-ms-ink";
        /// Handwriting as GIF.
        GIF = "image/gif";
        /// Facts about the user who signed in. From the notification server.
        PROFILE = "text/x-msmsgsprofile";
        /// Mail, at sign-in: how much is unread.
        INITIAL_MAIL = "text/x-msmsgsinitialemailnotification";
        /// A new mail.
        NEW_MAIL = "text/x-msmsgsemailnotification";
        /// Mails were moved or deleted.
        ACTIVE_MAIL = "text/x-msmsgsactivemailnotification";
        /// From MSNP11: as [`INITIAL_MAIL`](Self::INITIAL_MAIL), with offline messages.
        INITIAL_MAIL_DATA = "text/x-msmsgsinitialmdatanotification";
        /// From MSNP11: an offline message came.
        OFFLINE_NOTICE = "text/x-msmsgsoimnotification";
        /// MSNP2: both mail notices.
        MAIL_MSNP2 = "application/x-msmsgsemailnotification";
        /// The server tells something, such as that it goes down.
        SYSTEM = "application/x-msmsgssystemmessage";
        /// The same by another name. (the MSNP wiki and two servers)
        SYSTEM_TEXT = "text/x-msmsgssystemmessage";
        /// Binary packets from peer to peer.
        P2P = "application/x-msnmsgrp2p";
        /// Encryption by Simp.
        SECWAY = "text/x-secway";
    }
}

/// Header lines and a body. See the [module](self).
///
/// What was read is written byte for byte. A value of your own is written with CR LF, one space after each
/// colon, and the empty line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mime<'a> {
    /// The header lines.
    pub headers: Headers<'a>,
    /// All that follows the empty line.
    pub body: &'a [u8],
}

impl<'a> Mime<'a> {
    /// What the body is; `None` without a `Content-Type`, as in the second and later packets of a message in
    /// several packets.
    #[inline]
    #[must_use]
    pub fn content_type(&self) -> Option<ContentType<'a>> {
        let value = self.headers.get("Content-Type")?.as_bytes();
        let essence = scan::find(b';', value).and_then(|at| value.get(..at)).unwrap_or(value);
        ContentType::read(trim(essence)).ok()
    }

    /// A parameter of `Content-Type`, without the quotation marks that some clients write.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'a [u8]> {
        parameter(self.headers.get("Content-Type")?.as_bytes(), name)
    }

    /// The body as header lines: that of datacasts, invitations, mail notices and others.
    #[must_use]
    pub const fn block(&self) -> Headers<'a> {
        Headers::on_wire(self.body, self.body_at())
    }

    /// Where the body begins.
    pub(super) const fn body_at(&self) -> usize {
        match self.headers.0 {
            Source::Wire { bytes, at, .. } => at.saturating_add(bytes.len()),
            Source::Slice(_) => 0,
        }
    }

    /// Where the value of `Content-Type` is; the end of the header lines without one.
    pub(super) fn type_at(&self) -> usize {
        let mut entries = self.headers.entries();
        let found = entries.find(|(name, ..)| name.eq_ignore_ascii_case(b"Content-Type"));
        found.map_or_else(|| self.headers.end(), |(_, _, at)| at)
    }

    /// Whether it is one of these types.
    pub(super) fn expect(&self, types: &[ContentType<'_>]) -> Result<ContentType<'a>, Error> {
        match self.content_type() {
            Some(found) if types.contains(&found) => Ok(found),
            Some(_) => Err(Error::new(ErrorKind::OtherForm, CONTENT_TYPE, self.type_at())),
            None => Err(Error::new(ErrorKind::Missing, CONTENT_TYPE, self.type_at())),
        }
    }

    /// The parameter `charset` of `Content-Type`.
    #[must_use]
    pub fn charset(&self) -> Option<&'a [u8]> {
        self.parameter("charset")
    }
}

/// A parameter of a header value: `; name=value`, spaces around each part, quotation marks or none.
pub(super) fn parameter<'a>(value: &'a [u8], name: &str) -> Option<&'a [u8]> {
    value.split(|&byte| byte == b';').skip(1).find_map(|part| {
        let at = scan::find(b'=', part)?;
        let (key, text) = part.split_at_checked(at)?;
        if !trim(key).eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        let mut text = text.get(1..)?;
        while let [b' ' | b'\t' | b'\r' | b'\n' | b'"', rest @ ..] = text {
            text = rest;
        }
        while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n' | b'"'] = text {
            text = rest;
        }
        Some(text)
    })
}

impl<'a> Wire<'a> for Mime<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(mime)
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

#[inline]
fn mime(input: &[u8]) -> Result<Mime<'_>, Error> {
    scan_lines(input, |_| {})
}

/// Looks for the empty line, and shows each line before it on the way: a type whose lines are known is read in one pass.
#[inline(always)]
pub(super) fn scan_lines<'a>(input: &'a [u8], mut each: impl FnMut(Line<'a>)) -> Result<Mime<'a>, Error> {
    if input.is_empty() {
        return Err(Error::new(ErrorKind::Empty, Part::PAYLOAD, 0));
    }
    let mut rest = input;
    loop {
        if let Some(body) = skip_line_end(rest) {
            let head = input.len().wrapping_sub(body.len());
            return Ok(Mime { headers: Headers::on_wire(input.get(..head).unwrap_or(input), 0), body });
        }
        if rest.is_empty() {
            return Ok(Mime { headers: Headers::on_wire(input, 0), body: rest });
        }
        match first_line(rest) {
            (text, Some(next)) => {
                each(Line { text, at: input.len().wrapping_sub(rest.len()) });
                rest = next;
            }
            (_, None) => return Err(Error::new(ErrorKind::Missing, Part::LINE_END, input.len())),
        }
    }
}

/// The first line with those that continue it, without its end, and what follows it; `None` if it does not end.
#[inline(always)]
fn first_line(input: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut from = input;
    loop {
        let Some(end) = scan::find2(b'\r', b'\n', from).and_then(|at| from.get(at..)) else {
            return (input, None);
        };
        let next = skip_line_end(end).unwrap_or_default();
        if let [b' ' | b'\t', ..] = next {
            from = next;
            continue;
        }
        return (input.get(..input.len().wrapping_sub(end.len())).unwrap_or(input), Some(next));
    }
}

/// What follows CR LF, LF or CR.
#[inline(always)]
pub(super) const fn skip_line_end(input: &[u8]) -> Option<&[u8]> {
    match input {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}

super::show::shows! {
    Mime<'a> { headers: Headers<'a>, body: &'a [u8] }
}
super::show::walks! { Mime<'a> }

/// The value of a header line of a message that was read: the first of that name that has one.
pub(super) fn value_in_head<'a>(message: &'a [u8], name: &str) -> Option<&'a [u8]> {
    mime(message).ok()?.headers.value(name)
}

/// The body of a message that was read.
pub(super) fn body_of(message: &[u8]) -> Option<&[u8]> {
    mime(message).ok().map(|mime| mime.body)
}

/// The same of a line of its body.
pub(super) fn value_in_body<'a>(message: &'a [u8], name: &str) -> Option<&'a [u8]> {
    mime(message).ok()?.block().value(name)
}

impl Encode for Mime<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self.headers.0 {
            Source::Wire { bytes, skip: [], .. } => {
                sink.put(bytes)?;
                if !self.body.is_empty() && !self.headers.has_empty_line() {
                    sink.put(b"\r\n")?;
                }
            }
            _ => {
                self.headers.put_lines(sink)?;
                sink.put(b"\r\n")?;
            }
        }
        sink.put(self.body)
    }
}

/// One header line.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header<'a> {
    name: &'a [u8],
    value: HeaderText<'a>,
}

impl<'a> Header<'a> {
    /// A header of that name and value.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] without a name; [`ErrorKind::Separator`] for a colon, CR or LF in the name, a space
    /// or TAB at its ends, and for a value that [`HeaderText::new`] refuses.
    pub fn new(name: &'a str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let name = name.as_bytes();
        let kind = match name {
            [] => ErrorKind::Empty,
            [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => ErrorKind::Separator,
            _ => match scan::find3(b':', b'\r', b'\n', name) {
                Some(_) => ErrorKind::Separator,
                None => return Ok(Self { name, value: HeaderText::new(value)? }),
            },
        };
        Err(Error::new(kind, NAME, 0))
    }

    /// The name, as it is on the wire. Compare it without case.
    #[must_use]
    pub const fn name(self) -> &'a [u8] {
        self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> HeaderText<'a> {
        self.value
    }

    /// Whether it has that name; letter case does not count.
    #[must_use]
    pub fn is(self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\": {:?}", self.name.escape_ascii(), self.value)
    }
}

/// Header lines: as they were read, or as a slice of your own. Both are equal if their lines are.
#[derive(Clone, Copy)]
pub struct Headers<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// `at`: how many bytes came before them. `skip`: the names that a record has as its own fields; not empty,
    /// lines without a colon are left out too.
    Wire {
        bytes: &'a [u8],
        at: usize,
        skip: &'static [&'static str],
    },
    Slice(&'a [Header<'a>]),
}

impl<'a> Headers<'a> {
    /// No lines.
    pub const NONE: Self = Self::new(&[]);

    /// These lines.
    #[must_use]
    pub const fn new(headers: &'a [Header<'a>]) -> Self {
        Self(Source::Slice(headers))
    }

    /// A block of lines up to the first empty line, or to the end; what follows the empty line is not part of
    /// it. For bodies that are header lines again; the last line need not be ended.
    #[must_use]
    pub const fn of_block(block: &'a [u8]) -> Self {
        Self::on_wire(block, 0)
    }

    #[inline(always)]
    pub(super) const fn on_wire(bytes: &'a [u8], at: usize) -> Self {
        Self(Source::Wire { bytes, at, skip: &[] })
    }

    /// The lines that are none of the fields of a record, without those that have no colon.
    pub(super) const fn without(self, skip: &'static [&'static str]) -> Self {
        match self.0 {
            Source::Wire { bytes, at, .. } => Self(Source::Wire { bytes, at, skip }),
            Source::Slice(headers) => Self(Source::Slice(headers)),
        }
    }

    /// The value of the first line of that name; letter case does not count.
    #[inline]
    #[must_use]
    pub fn get(&self, name: &str) -> Option<HeaderText<'a>> {
        match self.0 {
            Source::Wire { bytes, at, skip: [] } => {
                Lines { rest: bytes, at }.find_map(|line| line.value_of(name)).map(HeaderText::trusted)
            }
            _ => self.iter().flatten().find(|header| header.is(name)).map(Header::value),
        }
    }

    /// Goes through the lines. A line without a colon, or without a name before it, is an error, and those after
    /// it follow.
    #[inline]
    #[must_use]
    pub const fn iter(&self) -> HeadersIter<'a> {
        match self.0 {
            Source::Wire { bytes, at, skip } => {
                HeadersIter { lines: Lines { rest: bytes, at }, slice: &[], skip }
            }
            Source::Slice(slice) => HeadersIter { lines: Lines { rest: &[], at: 0 }, slice, skip: &[] },
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether an empty line follows the lines. Lines of your own are always written with one.
    #[must_use]
    pub fn has_empty_line(&self) -> bool {
        match self.0 {
            Source::Wire { bytes, at, .. } => {
                let mut lines = Lines { rest: bytes, at };
                (&mut lines).for_each(drop);
                skip_line_end(lines.rest).is_some()
            }
            Source::Slice(_) => true,
        }
    }

    /// How the first line ends; CR LF without one.
    #[must_use]
    pub fn line_end(&self) -> LineEnd {
        let bytes = match self.0 {
            Source::Wire { bytes, .. } => bytes,
            Source::Slice(_) => &[],
        };
        match scan::find2(b'\r', b'\n', bytes).and_then(|at| bytes.get(at..)) {
            Some([b'\n', ..]) => LineEnd::Lf,
            Some([b'\r', after @ ..]) if !after.starts_with(b"\n") => LineEnd::Cr,
            _ => LineEnd::CrLf,
        }
    }

    /// The byte after the last line: where a missing one should be.
    pub(super) fn end(&self) -> usize {
        match self.0 {
            Source::Wire { bytes, at, .. } => {
                let mut lines = Lines { rest: bytes, at };
                (&mut lines).for_each(drop);
                lines.at
            }
            Source::Slice(_) => 0,
        }
    }

    /// Name, value and where the value is, of each line that has them.
    #[inline]
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8], usize)> + use<'a> {
        let (lines, headers) = match self.0 {
            Source::Wire { bytes, at, .. } => (Lines { rest: bytes, at }, &[][..]),
            Source::Slice(headers) => (Lines { rest: &[], at: 0 }, headers),
        };
        let own = headers.iter().map(|header| (header.name, header.value.as_bytes(), 0));
        lines.filter_map(Line::split).chain(own)
    }

    /// The lines that were read, with their places; none of a slice.
    pub(super) const fn lines(&self) -> Lines<'a> {
        match self.0 {
            Source::Wire { bytes, at, .. } => Lines { rest: bytes, at },
            Source::Slice(_) => Lines { rest: &[], at: 0 },
        }
    }

    /// The lines that were read, as bytes.
    pub(super) const fn block(&self) -> Option<&'a [u8]> {
        match self.0 {
            Source::Wire { bytes, .. } => Some(bytes),
            Source::Slice(_) => None,
        }
    }

    /// The first value of that name that has bytes.
    pub(super) fn value(&self, name: &str) -> Option<&'a [u8]> {
        let found = |(key, value, _): &(&[u8], &[u8], usize)| {
            !value.is_empty() && key.eq_ignore_ascii_case(name.as_bytes())
        };
        self.entries().find(found).map(|(_, value, _)| value)
    }

    /// The lines of a slice.
    pub(super) const fn slice(&self) -> &'a [Header<'a>] {
        match self.0 {
            Source::Wire { .. } => &[],
            Source::Slice(headers) => headers,
        }
    }

    /// Whether a record can have these as its other lines: none has a name of its own, and all have a colon.
    pub(super) fn check_others(&self, own: &[&str]) -> Result<(), Error> {
        let bad = |line: Result<Header<'_>, _>| line.is_ok_and(|header| is_one_of(header.name, own));
        match self.iter().find(|line| line.is_err()) {
            Some(Err(error)) => Err(Error::new(error.kind(), error.part(), 0)),
            _ if self.iter().any(bad) => Err(Error::new(ErrorKind::Ambiguous, NAME, 0)),
            _ => Ok(()),
        }
    }

    /// Writes the lines, each with CR LF, and no empty line.
    pub(super) fn put_lines<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        for line in self.iter().raw() {
            match line {
                Ok(Header { name, value }) => put_line(sink, name, |sink| sink.put(value.as_bytes()))?,
                Err(line) => {
                    sink.put(line.text)?;
                    sink.put(b"\r\n")?;
                }
            }
        }
        Ok(())
    }
}

/// Writes the first two header lines.
pub(super) fn put_head<S: Sink + ?Sized>(
    sink: &mut S,
    content_type: ContentType<'_>,
    parameters: &str,
) -> Result<(), S::Error> {
    for piece in
        [b"MIME-Version: 1.0\r\nContent-Type: ", content_type.as_bytes(), parameters.as_bytes(), b"\r\n"]
    {
        sink.put(piece)?;
    }
    Ok(())
}

/// Writes a header line.
pub(super) fn put_line<S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    value: impl FnOnce(&mut S) -> Result<(), S::Error>,
) -> Result<(), S::Error> {
    sink.put(name)?;
    sink.put(b": ")?;
    value(sink)?;
    sink.put(b"\r\n")
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

/// The place of an error does not count: the same lines may be elsewhere.
impl PartialEq for Headers<'_> {
    fn eq(&self, other: &Self) -> bool {
        let text = |line: Result<_, Line<'_>>| line.map_err(|line| line.text.len());
        self.iter().raw().map(text).eq(other.iter().raw().map(text))
            && self.iter().raw().zip(other.iter().raw()).all(|pair| match pair {
                (Err(a), Err(b)) => a.text == b.text,
                _ => true,
            })
    }
}

impl Eq for Headers<'_> {}

impl Hash for Headers<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().raw().for_each(|line| line.map_err(|line| line.text).hash(state));
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for line in self.iter().raw() {
            match line {
                Ok(header) => list.entry(&header),
                Err(line) => list.entry(&Shown(line.text)),
            };
        }
        list.finish()
    }
}

impl<'a> IntoIterator for Headers<'a> {
    type Item = Result<Header<'a>, Error>;
    type IntoIter = HeadersIter<'a>;

    fn into_iter(self) -> HeadersIter<'a> {
        self.iter()
    }
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR LF, as it should.
    CrLf,
    /// A bare LF.
    Lf,
    /// A bare CR.
    Cr,
}

/// A line with the lines that continue it, without its end.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    /// Where it begins.
    pub(super) at: usize,
}

impl<'a> Line<'a> {
    /// The name and the value, and where the value begins.
    #[inline]
    pub(super) fn split(self) -> Option<(&'a [u8], &'a [u8], usize)> {
        let (name, rest) = self.text.split_at_checked(scan::find(b':', self.text)?)?;
        let value = scan::skip_blanks(rest.get(1..)?);
        // A name is not folded.
        if scan::find2(b'\r', b'\n', name).is_some() {
            return None;
        }
        let name = match name {
            [b' ' | b'\t', ..] => &[],
            [.., b' ' | b'\t'] => trim(name),
            _ => name,
        };
        if name.is_empty() {
            return None;
        }
        Some((name, value, self.at(value)))
    }

    /// The value if that is the name.
    #[inline(always)]
    pub(super) fn value_of(self, name: &str) -> Option<&'a [u8]> {
        let (start, rest) = self.text.split_at_checked(name.len())?;
        if start != name.as_bytes() && !start.eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        match scan::skip_blanks(rest) {
            [b':', value @ ..] => Some(scan::skip_blanks(value)),
            _ => None,
        }
    }

    /// Why it is no header line.
    pub(super) const fn error(self) -> Error {
        match self.text {
            [b':' | b' ' | b'\t', ..] => Error::new(ErrorKind::Empty, NAME, self.at),
            text => Error::new(ErrorKind::Missing, VALUE, self.at.saturating_add(text.len())),
        }
    }

    /// Where a value begins that ends with the line.
    pub(super) const fn at(self, value: &[u8]) -> usize {
        self.at.saturating_add(self.text.len().saturating_sub(value.len()))
    }
}

/// The lines of a block, up to the first empty one, which is what is left then.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    #[inline]
    fn next(&mut self) -> Option<Line<'a>> {
        let input = self.rest;
        if let [] | [b'\r' | b'\n', ..] = input {
            return None;
        }
        let (text, rest) = first_line(input);
        let rest = rest.unwrap_or_default();
        let line = Line { text, at: self.at };
        self.at = self.at.saturating_add(input.len().wrapping_sub(rest.len()));
        self.rest = rest;
        Some(line)
    }
}

/// Whether that is one of the names; letter case does not count.
pub(super) fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// Goes through [`Headers`].
#[derive(Clone)]
pub struct HeadersIter<'a> {
    lines: Lines<'a>,
    slice: &'a [Header<'a>],
    skip: &'static [&'static str],
}

impl<'a> HeadersIter<'a> {
    #[inline]
    fn next_raw(&mut self) -> Option<Result<Header<'a>, Line<'a>>> {
        if let [first, rest @ ..] = self.slice {
            self.slice = rest;
            return Some(Ok(*first));
        }
        for line in &mut self.lines {
            match line.split() {
                Some((name, value, _)) if !is_one_of(name, self.skip) => {
                    return Some(Ok(Header { name, value: HeaderText::trusted(value) }));
                }
                None if self.skip.is_empty() => return Some(Err(line)),
                _ => {}
            }
        }
        None
    }

    /// With the lines that make no sense as they are.
    pub(super) fn raw(mut self) -> impl Iterator<Item = Result<Header<'a>, Line<'a>>> {
        core::iter::from_fn(move || self.next_raw())
    }
}

impl<'a> Iterator for HeadersIter<'a> {
    type Item = Result<Header<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let line = self.next_raw()?;
        Some(line.map_err(Line::error))
    }
}

/// Reads a value found at `at`.
#[inline]
pub(super) fn read_value<'a, T: super::value::HeaderValue<'a>>(
    value: &'a [u8],
    part: Part,
    at: usize,
) -> Result<T, Error> {
    T::read(value).map_err(|kind| Error::new(kind, part, at))
}
