//! The HTTP gateway: commands inside `POST` requests, for clients that reach nothing but the web.
//!
//! ```text
//! POST /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com    opens a connection
//! POST /gateway/gateway.dll?SessionID=954547325.13160                         sends commands, in the body
//! POST /gateway/gateway.dll?Action=poll&SessionID=954547325.13160             asks for commands, with an empty body
//!
//! X-MSN-Messenger: SessionID=954547325.13160; GW-IP=207.46.110.18             in each answer
//! ```
//!
//! The bodies are commands of MSNP, cut anywhere, for a [`Splitter`](crate::msnp::Splitter); the HTTP around them is
//! for an HTTP library. The session id changes with every answer: use the newest. There is one request
//! at a time, and a poll each two seconds. The `Content-Type` is [`CONTENT_TYPE`].
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::gateway::{GatewayAnswer, GatewayRequest}};
//!
//! let answer = GatewayAnswer::parse(b"SessionID=954547325.13160; GW-IP=207.46.110.18")?;
//! let poll = GatewayRequest::Poll { session_id: answer.session_id.unwrap(), lifespan: None };
//! let mut buffer = [0; 80];
//! let target = poll.encode_into(&mut buffer)?;
//! assert_eq!(target, b"/gateway/gateway.dll?Action=poll&SessionID=954547325.13160");
//! assert_eq!(GatewayRequest::parse(target)?, poll);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: hypothetic.org, the HTTP examples; pidgin, bitlbee, escargot.

use super::show::{Place, Shown as _, Shows};
use super::value::{HeaderValue as _, Shown, header_words, trim};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, Value, Visitor};
use crate::lossy::text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// The path of requests. Through a proxy `http://` and the host come before it.
pub const PATH: &str = "/gateway/gateway.dll";
/// The header of answers that a [`GatewayAnswer`] is the value of.
pub const HEADER: &str = "X-MSN-Messenger";
/// The `Content-Type` of requests and answers.
pub const CONTENT_TYPE: &str = "application/x-msn-messenger";

const PATH_PART: Part = Part::named("gateway path");
const FIELD: Part = Part::named("gateway field");
const SESSION: Part = Part::named("session id");
const SERVER: Part = Part::named("server");
const HOST: Part = Part::named("host");

header_words! {
    /// What kind of server a connection goes to. An open set.
    GatewayServer {
        /// A notification server.
        NOTIFICATION = "NS";
        /// A switchboard.
        SWITCHBOARD = "SB";
    }
}

/// A value in a query or in the header: bytes that separate nothing there.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GatewayText<'a>(&'a [u8]);

impl<'a> GatewayText<'a> {
    /// A value of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Separator`] at `&`, `;`, `#`, a space or a control character.
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        let bad = |byte: &u8| *byte <= b' ' || matches!(byte, b'&' | b';' | b'#' | 0x7f);
        match bytes.iter().position(bad) {
            Some(at) => Err(Error::new(ErrorKind::Separator, FIELD, at)),
            None if bytes.is_empty() => Err(Error::new(ErrorKind::Empty, FIELD, 0)),
            None => Ok(Self(bytes)),
        }
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

text! { GatewayText, |text| text.0.iter().copied(); }

impl fmt::Debug for GatewayText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

/// The target of a request.
///
/// Read are a path with a query, alone or after `http://` and a host. Parameters come in any order; unknown ones are left
/// out. It is written without a host, in the order of the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GatewayRequest<'a> {
    /// Opens a connection.
    Open {
        /// To what kind of server.
        server: GatewayServer<'a>,
        /// Name or address of the server.
        host: GatewayText<'a>,
    },
    /// Asks whether the server has sent anything. The body is empty.
    Poll {
        /// The newest session id.
        session_id: GatewayText<'a>,
        /// In seconds. (bitlbee: 60)
        lifespan: Option<u32>,
    },
    /// Sends commands, in the body.
    Send {
        /// The newest session id.
        session_id: GatewayText<'a>,
    },
}

/// A value that was read.
fn text(value: &[u8], at: usize, part: Part) -> Result<GatewayText<'_>, Error> {
    GatewayText::new(value).map_err(|error| Error::new(error.kind(), part, at.saturating_add(error.at())))
}

fn request(input: &[u8]) -> Result<GatewayRequest<'_>, Error> {
    let after_scheme = input.strip_prefix(b"http://").or(input.strip_prefix(b"https://"));
    let path = match after_scheme {
        Some(host) => scan::find(b'/', host).and_then(|at| host.get(at..)).unwrap_or_default(),
        None => input,
    };
    let gone = |rest: &[u8]| input.len().wrapping_sub(rest.len());
    let query = match path.split_at_checked(PATH.len()) {
        Some((found, [b'?', query @ ..])) if found.eq_ignore_ascii_case(PATH.as_bytes()) => query,
        _ => return Err(Error::new(ErrorKind::Unexpected, PATH_PART, gone(path))),
    };
    let (mut action, mut server, mut host, mut session, mut lifespan) = (None, None, None, None, None);
    let mut rest = Some(query);
    while let Some(from) = rest {
        let (pair, next) = match scan::find(b'&', from).and_then(|at| from.split_at_checked(at)) {
            Some((pair, next)) => (pair, next.get(1..)),
            None => (from, None),
        };
        rest = next;
        let (key, value) = match scan::find(b'=', pair).and_then(|at| pair.split_at_checked(at)) {
            Some((key, value)) => (key, value.get(1..).unwrap_or_default()),
            None => (pair, &[][..]),
        };
        let at = gone(from).saturating_add(pair.len().wrapping_sub(value.len()));
        let place = match () {
            () if key.eq_ignore_ascii_case(b"Action") => &mut action,
            () if key.eq_ignore_ascii_case(b"Server") => &mut server,
            () if key.eq_ignore_ascii_case(b"IP") => &mut host,
            () if key.eq_ignore_ascii_case(b"SessionID") => &mut session,
            () if key.eq_ignore_ascii_case(b"Lifespan") => &mut lifespan,
            () => continue,
        };
        *place = place.or(Some((value, at)));
    }
    let missing = |part| Error::new(ErrorKind::Missing, part, input.len());
    let session_id = || {
        let (value, at) = session.ok_or(missing(SESSION))?;
        text(value, at, SESSION)
    };
    match action {
        None => Ok(GatewayRequest::Send { session_id: session_id()? }),
        Some((word, _)) if word.eq_ignore_ascii_case(b"open") => {
            let (word, at) = server.ok_or(missing(SERVER))?;
            let server = GatewayServer::read(text(word, at, SERVER)?.0);
            let (value, at) = host.ok_or(missing(HOST))?;
            let host = text(value, at, HOST)?;
            server
                .map(|server| GatewayRequest::Open { server, host })
                .map_err(|kind| Error::new(kind, SERVER, at))
        }
        Some((word, _)) if word.eq_ignore_ascii_case(b"poll") => {
            let session_id = session_id()?;
            let number = |(value, at)| {
                let part = const { Part::named("number") };
                u32::read(value).map_err(|kind| Error::new(kind, part, at))
            };
            Ok(GatewayRequest::Poll { session_id, lifespan: lifespan.map(number).transpose()? })
        }
        Some((_, at)) => Err(Error::new(ErrorKind::Unexpected, FIELD, at)),
    }
}

impl<'a> Wire<'a> for GatewayRequest<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(request)
    }

    /// Whether the kind of server can be a parameter.
    fn check(&self, (): ()) -> Result<(), Error> {
        match self {
            Self::Open { server, .. } => text(server.as_bytes(), 0, SERVER).map(|_| ()),
            _ => Ok(()),
        }
        .map_err(|error| Error::new(error.kind(), error.part(), 0))
    }
}

impl Encode for GatewayRequest<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(PATH.as_bytes())?;
        match self {
            Self::Open { server, host } => {
                sink.put(b"?Action=open&Server=")?;
                sink.put(server.as_bytes())?;
                sink.put(b"&IP=")?;
                sink.put(host.0)
            }
            Self::Poll { session_id, lifespan } => {
                sink.put(b"?Action=poll&SessionID=")?;
                sink.put(session_id.0)?;
                match lifespan {
                    Some(seconds) => {
                        sink.put(b"&Lifespan=")?;
                        scan::put_decimal(sink, u64::from(*seconds))
                    }
                    None => Ok(()),
                }
            }
            Self::Send { session_id } => {
                sink.put(b"?SessionID=")?;
                sink.put(session_id.0)
            }
        }
    }
}

/// The value of `X-MSN-Messenger` in an answer.
///
/// Fields come in any order, with or without a space after `;`; unknown ones are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GatewayAnswer<'a> {
    /// What to send with the next request. Opaque. Only a closed session may be without.
    pub session_id: Option<GatewayText<'a>>,
    /// Name or address of where to send the next request.
    pub gateway_ip: Option<GatewayText<'a>>,
    /// `Session=close`: the connection is over.
    pub is_closed: bool,
}

fn answer(input: &[u8]) -> Result<GatewayAnswer<'_>, Error> {
    let mut found = GatewayAnswer::default();
    let mut rest = Some(input);
    while let Some(from) = rest {
        let (part, next) = match scan::find(b';', from).and_then(|at| from.split_at_checked(at)) {
            Some((part, next)) => (part, next.get(1..)),
            None => (from, None),
        };
        rest = next;
        let gone = input.len().wrapping_sub(from.len());
        if trim(part).is_empty() {
            continue;
        }
        let Some((key, value)) = scan::find(b'=', part).and_then(|at| part.split_at_checked(at)) else {
            return Err(Error::new(ErrorKind::Missing, FIELD, gone.saturating_add(part.len())));
        };
        let value = scan::skip_blanks(value.get(1..).unwrap_or_default());
        let at = gone.saturating_add(part.len().wrapping_sub(value.len()));
        let (key, value) = (trim(key), trim(value));
        if key.eq_ignore_ascii_case(b"SessionID") {
            found.session_id = found.session_id.or(Some(text(value, at, SESSION)?));
        } else if key.eq_ignore_ascii_case(b"GW-IP") {
            found.gateway_ip = found.gateway_ip.or(Some(text(value, at, HOST)?));
        } else if key.eq_ignore_ascii_case(b"Session") {
            found.is_closed |= value.eq_ignore_ascii_case(b"close");
        }
    }
    if found.session_id.is_none() && !found.is_closed {
        return Err(Error::new(ErrorKind::Missing, SESSION, input.len()));
    }
    Ok(found)
}

impl<'a> Wire<'a> for GatewayAnswer<'a> {
    type Context = ();

    /// Takes all of its input: the value of the header.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(answer)
    }

    /// Whether it has a session id or is closed.
    fn check(&self, (): ()) -> Result<(), Error> {
        match self.session_id.is_some() || self.is_closed {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Missing, SESSION, 0)),
        }
    }
}

super::show::shown! {
    GatewayText<'_>: Kind::Text, this => Value::Text(this.0);
}

super::show::shows! {
    GatewayAnswer<'a> {
        session_id: Option<GatewayText<'a>>,
        gateway_ip: Option<GatewayText<'a>>,
        is_closed: bool => |header| close(header),
    }
}

/// The word `close` in an answer that was read.
fn close(header: &[u8]) -> Option<&[u8]> {
    header.split(|&byte| byte == b';').find_map(|part| {
        let (key, value) = part.split_at_checked(scan::find(b'=', part)?)?;
        let value = trim(value.get(1..)?);
        let is_closed = trim(key).eq_ignore_ascii_case(b"Session") && value.eq_ignore_ascii_case(b"close");
        is_closed.then_some(value)
    })
}

super::show::walks! { GatewayAnswer<'a>, GatewayRequest<'a> }

/// Declares the forms of a request: their names, and the fields of each.
mod forms {
    use super::{GatewayServer, GatewayText};
    use crate::msnp::payload::show::shows;

    pub(super) struct Open<'a> {
        pub(super) server: GatewayServer<'a>,
        pub(super) host: GatewayText<'a>,
    }

    pub(super) struct Poll<'a> {
        pub(super) session_id: GatewayText<'a>,
        pub(super) lifespan: Option<u32>,
    }

    pub(super) struct Send<'a> {
        pub(super) session_id: GatewayText<'a>,
    }

    shows! { Open<'a> { server: GatewayServer<'a>, host: GatewayText<'a> } }
    shows! {
        Poll<'a> {
            session_id: GatewayText<'a>,
            lifespan: Option<u32> => |target| super::parameter(target, b"Lifespan"),
        }
    }
    shows! { Send<'a> { session_id: GatewayText<'a> } }
}

/// The value of the first parameter of that name.
fn parameter<'a>(target: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let query = target.get(scan::find(b'?', target)?.saturating_add(1)..)?;
    query.split(|&byte| byte == b'&').find_map(|pair| {
        let (key, value) = pair.split_at_checked(scan::find(b'=', pair)?)?;
        key.eq_ignore_ascii_case(name).then(|| value.get(1..).unwrap_or_default())
    })
}

const OPEN: &Field = &Field::new("msnp.gateway_request.open", forms::Open::KIND).tagged("open");
const POLL: &Field = &Field::new("msnp.gateway_request.poll", forms::Poll::KIND).tagged("poll");
const SEND: &Field = &Field::new("msnp.gateway_request.send", forms::Send::KIND);

/// One of its forms.
impl Shows for GatewayRequest<'_> {
    const FIELDS: &'static [Field] = &[*OPEN, *POLL, *SEND];
    const RECORD: &'static Record =
        &Record::new("msnp.gateway_request", "GatewayRequest", Self::FIELDS).choice();

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match *self {
            Self::Open { server, host } => forms::Open { server, host }.show(OPEN, place, visitor),
            Self::Poll { session_id, lifespan } => {
                forms::Poll { session_id, lifespan }.show(POLL, place, visitor);
            }
            Self::Send { session_id } => forms::Send { session_id }.show(SEND, place, visitor),
        }
    }
}
super::show::record_of! { GatewayRequest<'a> }

impl Encode for GatewayAnswer<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let close = self.is_closed.then_some(&b"close"[..]);
        let fields = [
            (&b"SessionID="[..], self.session_id.map(GatewayText::as_bytes)),
            (b"GW-IP=", self.gateway_ip.map(GatewayText::as_bytes)),
            (b"Session=", close),
        ];
        let mut between: &[u8] = b"";
        for (key, value) in fields {
            if let Some(value) = value {
                for piece in [between, key, value] {
                    sink.put(piece)?;
                }
                between = b"; ";
            }
        }
        Ok(())
    }
}
