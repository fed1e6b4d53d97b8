//! A message by its `Content-Type`: one table of types.

use super::chunks::Chunk;
use super::mail::{ActiveMail, InitialMail, InitialMailData, NewMail, OfflineNotice};
use super::mime::{ContentType, Mime, scan_lines};
use super::p2p::P2pMessage;
use super::show::{Place, Shown as _, Shows, record_of, walks};
use super::text::Found;
use super::{
    ClientCaps, Control, Datacast, Emoticons, Ink, Invitation, KeepAlive, PlainText, Secway, SystemMessage,
    UserProfile, whole,
};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Field, Record, Visitor};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// A type of [`Content`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContentRow {
    /// The type.
    pub content_type: ContentType<'static>,
    /// The variant of [`Content`].
    pub variant: &'static str,
}

/// Declares the types of messages, one row each. A row
///
/// ```text
/// /// Typing.
/// Control(Control): CONTROL;
/// ```
///
/// is a variant of `Content`, what it holds, and the types that are read as it.
macro_rules! contents {
    ($($(#[$doc:meta])* $variant:ident($ty:ident): $($content_type:ident)+;)*) => {
        /// What a message is, by its `Content-Type`: the payload of `MSG`, `UUM`, `UBM`.
        ///
        #[doc = include_str!("contents.md")]
        ///
        /// Types that are not in the table are [`Content::Other`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Content<'a> {
            $($(#[$doc])* $variant($ty<'a>),)*
            /// One packet of a message in several packets: see [`chunks`](super::chunks).
            Chunk(Chunk<'a>),
            /// Any other type.
            Other(Mime<'a>),
        }

        impl<'a> Content<'a> {
            /// All types that have a variant of their own.
            pub const ROWS: &'static [ContentRow] = &[
                $($(ContentRow { content_type: ContentType::$content_type, variant: stringify!($variant) },)+)*
            ];

            /// Reads a message whose header lines are known.
            ///
            /// # Errors
            /// What the record of the type refuses; [`ErrorKind::Missing`] without a `Content-Type`.
            pub fn of(mime: &Mime<'a>) -> Result<Self, Error> {
                if let Some(chunk) = Chunk::of(mime)? {
                    return Ok(Self::Chunk(chunk));
                }
                let Some(found) = mime.content_type() else {
                    let part = const { Part::named("content type") };
                    return Err(Error::new(ErrorKind::Missing, part, mime.headers.end()));
                };
                // MSNP2 has one type for both notices.
                if found == ContentType::MAIL_MSNP2 && mime.block().get("From").is_some() {
                    return NewMail::of(mime).map(Self::NewMail);
                }
                $(if $(found == ContentType::$content_type)||+ {
                    return $ty::of(mime).map(Self::$variant);
                })*
                Ok(Self::Other(*mime))
            }
        }

        impl<'a> Wire<'a> for Content<'a> {
            type Context = ();

            /// Takes all of its input.
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                whole(|input| {
                    // Nearly all messages are texts: their lines are looked at on the way to the empty line.
                    let mut found = Found::default();
                    let mime = scan_lines(input, |line| found.see(line))?;
                    if found.is_text() {
                        return found.text(&mime).map(Self::Text);
                    }
                    Self::of(&mime)
                })
            }

            /// Whether what it holds is read back, as the same variant.
            fn check(&self, (): ()) -> Result<(), Error> {
                let ambiguous = |part| Err(Error::new(ErrorKind::Ambiguous, part, 0));
                let headers = match self {
                    $(Self::$variant(content) => {
                        content.check(())?;
                        content.headers
                    })*
                    Self::Chunk(chunk) => return chunk.check(()),
                    Self::Other(mime) => mime.headers,
                };
                // MSNP2 has one type for both notices, and what no row has is of another.
                let is_right = match self {
                    Self::InitialMail(mail) if mail.rest.get("From").is_some() => {
                        mail.content_type != ContentType::MAIL_MSNP2
                    }
                    Self::NewMail(mail) if mail.from.is_none() => mail.content_type != ContentType::MAIL_MSNP2,
                    Self::Other(mime) => matches!(Self::of(mime), Ok(Self::Other(_))),
                    _ => true,
                };
                if !is_right {
                    return ambiguous(const { Part::named("content type") });
                }
                match headers.get("Chunk").or(headers.get("Chunks")) {
                    Some(_) => ambiguous(const { Part::named("chunk") }),
                    None => Ok(()),
                }
            }
        }

        impl Shows for Content<'_> {
            const FIELDS: &'static [Field] = &[
                $(Field::new(fields::id!("msnp", "Content", stringify!($variant)), $ty::KIND),)*
                Field::new("msnp.content.chunk", Chunk::KIND),
                Field::new("msnp.content.other", Mime::KIND),
            ];
    const RECORD: &'static Record = &Record::new("msnp.content", "Content", Self::FIELDS).choice();

            fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
                match self {
                    $(Self::$variant(content) => content.show(
                        const { &Field::new(fields::id!("msnp", "Content", stringify!($variant)), $ty::KIND) },
                        place,
                        visitor,
                    ),)*
                    Self::Chunk(chunk) => {
                        chunk.show(const { &Field::new("msnp.content.chunk", Chunk::KIND) }, place, visitor);
                    }
                    Self::Other(mime) => {
                        mime.show(const { &Field::new("msnp.content.other", Mime::KIND) }, place, visitor);
                    }
                }
            }
        }

        impl Encode for Content<'_> {
            fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                match self {
                    $(Self::$variant(content) => content.encode(sink),)*
                    Self::Chunk(chunk) => chunk.encode(sink),
                    Self::Other(mime) => mime.encode(sink),
                }
            }
        }

        $(impl<'a> From<$ty<'a>> for Content<'a> {
            fn from(content: $ty<'a>) -> Self {
                Self::$variant(content)
            }
        })*
    };
}

contents! {
    /// A text.
    Text(PlainText): TEXT;
    /// Somebody is typing or recording.
    Control(Control): CONTROL;
    /// A nudge, wink, voice clip or action.
    Datacast(Datacast): DATACAST;
    /// Pictures for codes in the next text.
    Emoticons(Emoticons): EMOTICON ANIMATED_EMOTICON;
    /// Handwriting.
    Ink(Ink): INK GIF;
    /// An offer, or an answer to one.
    Invitation(Invitation): INVITATION;
    /// Which client this is.
    ClientCaps(ClientCaps): CLIENT_CAPS CLIENT_INFO;
    /// Nothing.
    KeepAlive(KeepAlive): KEEP_ALIVE;
    /// Asks for encryption.
    Secway(Secway): SECWAY;
    /// The user who signed in.
    Profile(UserProfile): PROFILE;
    /// How much mail there is.
    InitialMail(InitialMail): INITIAL_MAIL MAIL_MSNP2;
    /// How much mail there is, and which offline messages.
    InitialMailData(InitialMailData): INITIAL_MAIL_DATA;
    /// A mail came.
    NewMail(NewMail): NEW_MAIL;
    /// Mails were moved, read or deleted.
    ActiveMail(ActiveMail): ACTIVE_MAIL;
    /// An offline message came.
    OfflineNotice(OfflineNotice): OFFLINE_NOTICE;
    /// Something that the server tells.
    System(SystemMessage): SYSTEM SYSTEM_TEXT;
    /// A packet from peer to peer.
    P2p(P2pMessage): P2P;
}

record_of! { Content<'a> }
walks! { Content<'a> }
