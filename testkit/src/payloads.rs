//! Payloads of MSNP by the kinds that rows of vector files have: which type reads them.
//!
//! ```text
//! kind  source  bytes  expectation
//! ```
//!
//! ```
//! use imwire::fields::{Field, Value};
//! use imwire_testkit::payloads;
//!
//! let mut names = Vec::new();
//! let object = b"<msnobj Creator=\"a@example.com\" Type=\"3\"/>\0";
//! let record = payloads::walk("object", object, &mut |field: &'static Field, _: Value<'_>, _: Option<&[u8]>| {
//!     names.push(field.name());
//! });
//! assert_eq!(record.unwrap()?, "MsnObject");
//! assert!(names.len() >= 2);
//! # Ok::<(), imwire::Error>(())
//! ```

use imwire::fields::{Field, Fields, Kind, Show, Value, Visitor, Walk};
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::chunks::{Assembler, Place};
use imwire::msnp::payload::gateway::{self, GatewayAnswer, GatewayRequest};
use imwire::msnp::payload::guid::Guid;
use imwire::msnp::payload::mail::OfflineMessage;
use imwire::msnp::payload::mime::{Headers, Mime};
use imwire::msnp::payload::notice::{Notice, NoticeKind};
use imwire::msnp::payload::object::MsnObject;
use imwire::msnp::payload::p2p::{
    Carrier, DirectFrame, DirectReader, End, P2pVersion, SessionText, V1Packet, V2Packet, WebcamFrame,
    WideInk,
};
use imwire::msnp::payload::signin::{PassportAnswer, SignedTicket, Ticket};
use imwire::msnp::payload::slp::{ActivityContext, FileContext, SessionBody, Slp, SlpBody, SlpType};
use imwire::msnp::payload::xml::{ContactList, Element, MailData, Page, PersonalData};
use imwire::msnp::payload::{Content, Datacast, Emoticons, Ink};
use imwire::msnp::{AnyCommand, Context, Dialect, Frame, Link, Role, Splitter};
use imwire::{Error, Wire};
#[cfg(feature = "auth")]
use imwire::{ErrorKind, msnp::payload::auth};

/// Gives the name of the type.
type Found = Result<&'static str, Error>;
/// Reads bytes as a kind, whose name after the `:` comes last.
type Read = fn(&[u8], &mut dyn Visitor, &str) -> Found;

/// The kinds of both files; `*` is anything.
pub const KINDS: &[(&str, Read)] = &[
    ("mime:chunked", chunks),
    ("mime:oim", offline),
    ("mime:*", |bytes, visitor, _| of::<Content<'_>>(bytes, (), visitor)),
    ("xml:md", |bytes, visitor, _| of::<MailData<'_>>(bytes, (), visitor)),
    ("xml:ml", |bytes, visitor, _| of::<ContactList<'_>>(bytes, (), visitor)),
    ("xml:fqy", |bytes, visitor, _| of::<ContactList<'_>>(bytes, (), visitor)),
    ("xml:data", |bytes, visitor, _| of::<PersonalData<'_>>(bytes, (), visitor)),
    // The rows have a root around what has none.
    ("xml:page", |bytes, visitor, _| of::<Page<'_>>(without(bytes, b"<x>", b"</x>"), (), visitor)),
    ("xml:*", |bytes, visitor, _| of::<Element<'_>>(bytes, (), visitor)),
    ("uun:*", |bytes, visitor, kind| {
        of::<Notice<'_>>(bytes, NoticeKind(kind.parse().unwrap_or_default()), visitor)
    }),
    ("gateway:query", query),
    ("gateway:header", answer),
    ("auth:twn", ticket),
    ("auth:sha", signed),
    #[cfg(feature = "auth")]
    ("auth:md5", |bytes, visitor, _| answered(bytes, Dialect::MSNP7, visitor)),
    #[cfg(feature = "auth")]
    ("auth:qry", |bytes, visitor, _| answered(bytes, Dialect::MSNP11, visitor)),
    #[cfg(feature = "auth")]
    ("auth:lockkey", |bytes, visitor, _| digest(bytes, visitor)),
    ("auth:msnftp", |bytes, visitor, _| {
        commands(Splitter::file_transfer(Role::Client), Link::FileTransfer, Dialect::UNKNOWN, bytes, visitor)
    }),
    #[cfg(feature = "auth")]
    ("auth:sso", sso),
    ("p2p1", |bytes, visitor, _| of::<V1Packet<'_>>(bytes, Carrier::MESSAGE, visitor)),
    ("p2p2", |bytes, visitor, _| of::<V2Packet<'_>>(bytes, Carrier::MESSAGE, visitor)),
    ("direct1-i", |bytes, visitor, _| direct(P2pVersion::V1, End::Connecting, bytes, visitor)),
    ("direct1-r", |bytes, visitor, _| direct(P2pVersion::V1, End::Listening, bytes, visitor)),
    ("direct2-i", |bytes, visitor, _| direct(P2pVersion::V2, End::Connecting, bytes, visitor)),
    ("direct2-r", |bytes, visitor, _| direct(P2pVersion::V2, End::Listening, bytes, visitor)),
    ("slp", slp),
    ("slp-body", |bytes, visitor, _| of::<SlpBody<'_>>(bytes, (), visitor)),
    ("filepreview", |bytes, visitor, _| of::<FileContext<'_>>(bytes, (), visitor)),
    ("object", |bytes, visitor, _| {
        let element = without(bytes, b"", b"\0");
        MsnObject::parse(element)?.well_formed()?;
        of::<MsnObject<'_>>(element, (), visitor)
    }),
    ("nonce", nonce),
    ("emoticons", |bytes, visitor, _| of::<Emoticons<'_>>(&mime("text/x-mms-emoticon", bytes), (), visitor)),
    ("datacast", |bytes, visitor, _| {
        of::<Datacast<'_>>(&mime("text/x-msnmsgr-datacast", bytes), (), visitor)
    }),
    ("ink", |bytes, visitor, _| of::<Ink<'_>>(&mime("image/gif", bytes), (), visitor)),
    ("ink-p2p", |bytes, visitor, _| of::<WideInk<'_>>(bytes, (), visitor)),
    ("webcam", |bytes, visitor, _| of::<WebcamFrame<'_>>(bytes, (), visitor)),
    ("string", |bytes, visitor, _| of::<SessionText<'_>>(bytes, (), visitor)),
    ("activity", |bytes, visitor, _| of::<ActivityContext<'_>>(bytes, (), visitor)),
    ("block", |bytes, visitor, _| of::<Blocks<'_>>(bytes, (), visitor)),
];

#[cfg(feature = "auth")]
const RESPONSE: Field = Field::new("payload.response", Kind::Text);
const NONCE: Field = Field::new("payload.nonce", Kind::Text);
const LENGTH: Field = Field::new("payload.length", Kind::Number(Show::Decimal));

/// Reads the bytes of a row as its kind, and shows their fields. Gives the name of the type, or `None` if no type
/// is known for that kind.
pub fn walk(kind: &str, bytes: &[u8], visitor: &mut dyn Visitor) -> Option<Found> {
    let fits = |name: &str| match name.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == name,
    };
    let (_, read) = KINDS.iter().find(|(name, _)| fits(name))?;
    Some(read(bytes, visitor, kind.split_once(':').map_or("", |(_, kind)| kind)))
}

fn of<'a, T: Walk<'a>>(bytes: &'a [u8], cx: T::Context, visitor: &mut dyn Visitor) -> Found
where
    T::Context: Copy,
{
    let name = T::parse_with(bytes, cx)?.record().name;
    T::walk(bytes, cx, visitor)?;
    Ok(name)
}

fn leaf(field: &'static Field, value: Value<'_>, at: &[u8], visitor: &mut dyn Visitor) -> &'static str {
    visitor.field(field, value, Some(at));
    "Bytes"
}

fn without<'a>(bytes: &'a [u8], start: &[u8], end: &[u8]) -> &'a [u8] {
    let inside = bytes.strip_prefix(start).unwrap_or(bytes);
    inside.strip_suffix(end).unwrap_or(inside)
}

/// A message of this type, of which only the body is in the row.
fn mime(content_type: &str, body: &[u8]) -> Vec<u8> {
    [format!("MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n").as_bytes(), body].concat()
}

/// The packets of a message, each after a line that ends with its length. Together they have to be whole.
fn chunks(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let (mut room, mut places) = (vec![0; bytes.len()], [Place::EMPTY; 64]);
    let mut whole = Assembler::new(&mut room, &mut places);
    let (mut rest, mut name) = (bytes, "Bytes");
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let (line, after) = rest.split_at(end);
        let after = &after[2..];
        let length = line
            .rsplit(|&byte| byte == b' ')
            .next()
            .and_then(|len| std::str::from_utf8(len).ok()?.parse().ok());
        let Some((payload, next)) = length.and_then(|length| after.split_at_checked(length)) else {
            return of::<Content<'_>>(rest, (), visitor);
        };
        name = of::<Content<'_>>(payload, (), visitor)?;
        if let Content::Chunk(chunk) = Content::parse(payload)? {
            whole.push(&chunk)?;
        }
        rest = next;
    }
    whole.finish()?;
    Ok(name)
}

/// With an encoding it is a mail; else the message in it.
fn offline(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    match Mime::parse(bytes)?.headers.get("Content-Transfer-Encoding") {
        Some(_) => of::<OfflineMessage<'_>>(bytes, (), visitor),
        None => of::<Content<'_>>(bytes, (), visitor),
    }
}

/// Some rows have the HTTP around it.
fn query(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or(bytes);
    let target = match line.strip_prefix(b"POST ") {
        Some(target) => target.split(|&byte| byte == b' ').next().unwrap_or(target),
        None => line,
    };
    of::<GatewayRequest<'_>>(target, (), visitor)
}

fn answer(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    match Headers::of_block(bytes).get(gateway::HEADER) {
        Some(value) => of::<GatewayAnswer<'_>>(value.as_bytes(), (), visitor),
        None => of::<GatewayAnswer<'_>>(bytes, (), visitor),
    }
}

fn ticket(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let (headers, line) = (Headers::of_block(bytes), without(bytes, b"", b"\r\n"));
    match ["Authentication-Info", "WWW-Authenticate"].iter().find_map(|name| headers.get(name)) {
        Some(value) => {
            let value = value.as_bytes();
            PassportAnswer::parse(value)?.ticket()?;
            of::<PassportAnswer<'_>>(value, (), visitor)
        }
        None => of::<Ticket<'_>>(line.rsplit(|&byte| byte == b' ').next().unwrap_or(line), (), visitor),
    }
}

fn signed(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let parameter = without(bytes, b"", b"\r\n").rsplit(|&byte| byte == b' ').next().unwrap_or(bytes);
    let mut room = vec![0; bytes.len()];
    let ticket = SignedTicket::decode(parameter, &mut room)?;
    ticket.fields(visitor);
    Ok(ticket.record().name)
}

/// Command after command of a client.
fn commands(
    mut splitter: Splitter,
    link: Link,
    dialect: Dialect,
    bytes: &[u8],
    visitor: &mut dyn Visitor,
) -> Found {
    let cx = Context::new(link, Role::Client, dialect);
    splitter.set_dialect(dialect);
    let (mut frames, mut name) = (splitter.frames(bytes), "Bytes");
    for frame in frames.by_ref() {
        name = of::<AnyCommand<'_>>(frame?.raw(), cx, visitor)?;
    }
    match frames.rest() {
        [] => Ok(name),
        rest => Frame::parse_with(rest, cx).map(|_| name),
    }
}

/// A command that ends with 32 digits: its last parameter, or its payload.
#[cfg(feature = "auth")]
fn answered(bytes: &[u8], dialect: Dialect, visitor: &mut dyn Visitor) -> Found {
    let line = without(bytes, b"", b"\r\n");
    digest(line.rsplit(|byte| matches!(byte, b' ' | b'\n')).next().unwrap_or(line), visitor)?;
    commands(Splitter::new(Role::Client), Link::Notification, dialect, bytes, visitor)
}

/// 32 hexadecimal digits in lower case, of any value: that depends on a secret.
#[cfg(feature = "auth")]
fn digest(digits: &[u8], visitor: &mut dyn Visitor) -> Found {
    match auth::HexDigest::of([0; 16]).verify(digits) {
        Err(error) if error.kind() != ErrorKind::Unexpected => Err(error),
        _ => {
            leaf(&RESPONSE, Value::Text(digits), digits, visitor);
            Ok("HexDigest")
        }
    }
}

/// The parameter of `USR t SSO S` that follows the ticket.
#[cfg(feature = "auth")]
fn sso(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    const IV: Field = Field::new("payload.iv", Kind::Bytes);
    const HASH: Field = Field::new("payload.hash", Kind::Bytes);
    const CIPHER: Field = Field::new("payload.cipher", Kind::Bytes);
    let line = without(bytes, b"", b"\r\n");
    let words = || line.split(|&byte| byte == b' ');
    let response = words().find(|word| word.starts_with(b"HAAAA")).unwrap_or(line);
    let sso = auth::SsoResponse::parse(response)?;
    leaf(&RESPONSE, Value::Text(response), response, visitor);
    leaf(&IV, Value::Bytes(&sso.iv), response, visitor);
    leaf(&HASH, Value::Bytes(&sso.hash), response, visitor);
    leaf(&CIPHER, Value::Bytes(&sso.cipher), response, visitor);
    Ok("SsoResponse")
}

/// By what it says of its body.
fn slp(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let kind = Slp::<SlpBody<'_>>::parse(bytes)?.content_type;
    let says_so = [SlpType::SESSION_REQUEST, SlpType::SESSION_CLOSE].map(Some).contains(&kind);
    if says_so || Slp::<SessionBody<'_>>::parse(bytes).is_ok() {
        of::<Slp<'_, SessionBody<'_>>>(bytes, (), visitor)
    } else {
        of::<Slp<'_, SlpBody<'_>>>(bytes, (), visitor)
    }
}

fn nonce(bytes: &[u8], visitor: &mut dyn Visitor, _: &str) -> Found {
    let guid = bytes.try_into().map_or_else(|_| Guid::parse(bytes), |bytes| Ok(Guid(bytes)))?;
    Ok(leaf(&NONCE, Value::Text(&guid.text()), bytes, visitor))
}

/// Frame after frame.
fn direct(version: P2pVersion, end: End, bytes: &[u8], visitor: &mut dyn Visitor) -> Found {
    let mut reader = DirectReader::new(end).with_version(version);
    let mut frames = reader.frames(bytes);
    for frame in frames.by_ref() {
        let frame = frame?;
        if let DirectFrame::Nonce(nonce) = frame {
            leaf(&NONCE, Value::Text(&nonce.text()), bytes, visitor);
        }
        match version {
            P2pVersion::V1 => frame.packet_v1()?.iter().for_each(|packet| packet.fields(visitor)),
            P2pVersion::V2 => frame.packet_v2()?.iter().for_each(|packet| packet.fields(visitor)),
        }
    }
    frames.finish()?;
    leaf(&LENGTH, Value::Number(bytes.len() as u64), bytes, visitor);
    Ok("DirectFrame")
}
