//! The values of header lines.

use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Kind, Value};
use crate::lossy::text;
use crate::msnp::Passport;
use crate::msnp::payload::show::shown;
use crate::msnp::payload::value::{HeaderText, HeaderValue, header_words, private, trim};
use crate::sink::Sink;
use core::fmt;

/// Before the address in `To` and `From`; case does not count.
const URI: &[u8] = b"<msnmsgr:";
/// Before the branch in `Via`.
const VIA: &[u8] = b"MSNSLP/1.0/TLP ;branch=";

/// What comes after a prefix; its case does not count.
pub(super) fn strip_prefix<'a>(prefix: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

header_words! {
    /// What the body is: the value of `Content-Type`. An open set; letter case does not count.
    SlpType {
        /// A session: the INVITE and the answer to it.
        SESSION_REQUEST = "application/x-msnmsgr-sessionreqbody";
        /// The end of a session.
        SESSION_CLOSE = "application/x-msnmsgr-sessionclosebody";
        /// A session that failed.
        SESSION_FAILURE = "application/x-msnmsgr-session-failure-respbody";
        /// A direct connection: the request.
        TRANSPORT_REQUEST = "application/x-msnmsgr-transreqbody";
        /// A direct connection: the answer.
        TRANSPORT_RESPONSE = "application/x-msnmsgr-transrespbody";
        /// The addresses of a connection over UDP.
        UDP_SWITCH = "application/x-msnmsgr-transudpswitch";
        /// Other addresses than were said before.
        ADDRESS_UPDATE = "application/x-msnmsgr-transdestaddrupdate";
        /// A relay.
        TURN_SETUP = "application/x-msnmsgr-turnsetup";
        /// Nothing, with a 500.
        NULL = "null";
    }
}

/// The value of `To` and `From`: `<msnmsgr:bob@example.com>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Party<'a>(pub(super) Passport<'a>);

impl private::Sealed for Party<'_> {}

impl<'a> HeaderValue<'a> for Party<'a> {
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        let inner = strip_prefix(URI, trim(text)).and_then(|rest| rest.strip_suffix(b">"));
        match inner.map(Passport::new) {
            Some(Ok(passport)) => Ok(Self(passport)),
            _ => Err(ErrorKind::Unexpected),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        [URI, self.0.as_bytes(), b">"].into_iter().try_for_each(|piece| sink.put(piece))
    }
}

/// The branch in `Via`, a GUID in braces. Each request has a new one, which the answer repeats.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Branch<'a>(&'a [u8]);

impl<'a> Branch<'a> {
    /// A branch of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] at a CR or LF, or at a space or TAB at the start or the end.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        HeaderText::new(bytes)?;
        match bytes {
            [.., b' ' | b'\t'] => Err(Error::new(
                ErrorKind::Separator,
                const { Part::named("header value") },
                bytes.len().saturating_sub(1),
            )),
            _ => Ok(Self(bytes)),
        }
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

text! { Branch, |branch| branch.0.iter().copied(); }

impl fmt::Debug for Branch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Branch({})", self.0.escape_ascii())
    }
}

impl private::Sealed for Branch<'_> {}

impl<'a> HeaderValue<'a> for Branch<'a> {
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        const KEY: &[u8] = b"branch=";
        let at = text.windows(KEY.len()).position(|window| window.eq_ignore_ascii_case(KEY));
        match at.and_then(|at| text.get(at.saturating_add(KEY.len())..)) {
            Some(branch) => Ok(Self(trim(branch))),
            None => Err(ErrorKind::Unexpected),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(VIA)?;
        sink.put(self.0)
    }
}

/// A number with a space after it, which all official clients write in `CSeq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spaced(pub(super) u32);

impl private::Sealed for Spaced {}

impl<'a> HeaderValue<'a> for Spaced {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.put(sink)?;
        sink.put(b" ")
    }
}

shown! { Branch<'_>: Kind::Text, this => Value::Text(this.0); }
