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

mod headers;

pub use headers::{Header, Headers, HeadersIter, LineEnd};
pub(super) use headers::{Line, put_line, skip_line_end};

use super::value::{HeaderValue as _, trim};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use headers::{Source, first_line};
use nom::IResult;

const CONTENT_TYPE: Part = Part::named("content type");

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
        /// What the server knows about the user who signed in. From the notification server.
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
        /// The server tells something, for example that it goes down.
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

/// Reads a value found at `at`.
#[inline]
pub(super) fn read_value<'a, T: super::value::HeaderValue<'a>>(
    value: &'a [u8],
    part: Part,
    at: usize,
) -> Result<T, Error> {
    T::read(value).map_err(|kind| Error::new(kind, part, at))
}
