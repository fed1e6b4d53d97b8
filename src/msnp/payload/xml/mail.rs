//! `<MD>`: the state of the mailbox and the offline messages in it.

use super::data::{elements, put_element};
use super::{Children, Element, Error, ErrorKind, ListItem, Part, XmlText};
use crate::error::Fault;
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const ROOT: Part = Part::named("xml root");

/// The state of the mailbox: the line `Mail-Data` of mail notices.
///
/// ```text
/// <MD><E><I>884</I><IU>0</IU><O>222</O><OU>15</OU></E><Q><QTM>409600</QTM><QNM>204800</QNM></Q><M>…</M></MD>
/// ```
///
/// ```
/// use imwire::{Wire, msnp::payload::xml::MailData};
///
/// let data = MailData::parse(b"<MD><E><I>884</I><IU>3</IU></E><M><E>buddy@example.com</E></M></MD>")?;
/// assert_eq!(data.inbox_unread.unwrap().number(), Some(3));
/// assert!(data.messages.iter().next().unwrap().sender.unwrap().is("buddy@example.com"));
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MailData<'a> {
    /// `too-large`: there are too many messages to be listed (more than about 25); get them by SOAP. Then there is
    /// nothing else.
    pub is_too_large: bool,
    /// Mails in the inbox.
    pub inbox: Option<XmlText<'a>>,
    /// Unread ones in the inbox.
    pub inbox_unread: Option<XmlText<'a>>,
    /// Mails in other folders.
    pub others: Option<XmlText<'a>>,
    /// Unread ones in other folders.
    pub others_unread: Option<XmlText<'a>>,
    /// `QTM`.
    pub quota_total: Option<XmlText<'a>>,
    /// `QNM`.
    pub quota_new: Option<XmlText<'a>>,
    /// The offline messages.
    pub messages: Children<'a, MailSummary<'a>>,
}

elements! {
    /// An offline message that waits.
    MailSummary {
        /// 11: an offline message. (Tachyon: 12 a text message, 13 a federated one.)
        kind = "T";
        /// 6.
        s = "S";
        /// When it came: `2005-11-15T22:24:27.000Z`. Not in a push.
        received = "RT";
        /// `1`: read.
        is_read = "RS";
        /// The size in bytes.
        size = "SZ";
        /// The address of the sender.
        sender = "E";
        /// The id, to get it by: a GUID, before 2007 `MSG1132093467.11`.
        id = "I";
        /// The folder: `.!!OIM`, or `00000000-0000-0000-0000-000000000009` for a stored message.
        folder = "F";
        /// The name of the sender, as encoded words: see
        /// [`decode_words`](crate::msnp::payload::words::decode_words).
        name = "N";
        /// The subject: a space.
        subject = "SU";
    }
}

impl<'a> ListItem<'a> for MailSummary<'a> {
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error> {
        if !element.is("M") {
            return Ok(None);
        }
        let mut found = Self::default();
        found.read_elements(element);
        Ok(Some(found))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"<M>")?;
        self.put_elements(sink)?;
        sink.put(b"</M>")
    }
}

crate::msnp::payload::show::shows! {
    MailData<'a> {
        is_too_large: bool => |data| Some(data.trim_ascii()).filter(|word| *word == TOO_LARGE),
        inbox: Option<XmlText<'a>>,
        inbox_unread: Option<XmlText<'a>>,
        others: Option<XmlText<'a>>,
        others_unread: Option<XmlText<'a>>,
        quota_total: Option<XmlText<'a>>,
        quota_new: Option<XmlText<'a>>,
        messages: Children<'a, MailSummary<'a>>,
    }
}
crate::msnp::payload::show::walks! { MailData<'a> }

const TOO_LARGE: &[u8] = b"too-large";

impl<'a> MailData<'a> {
    /// Too many messages to be listed.
    #[must_use]
    pub fn too_large() -> Self {
        Self { is_too_large: true, ..Self::default() }
    }
}

impl<'a> Wire<'a> for MailData<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            if input.trim_ascii() == TOO_LARGE {
                return Ok(Self::too_large());
            }
            let root = Element::parse(input)?;
            if !root.is("MD") {
                return Err(Error::new(ErrorKind::Unexpected, ROOT, root.name_at()));
            }
            let counts = root.child("E");
            let quota = root.child("Q");
            let of = |element: Option<Element<'a>>, name| Some(element?.child(name)?.text());
            Ok(Self {
                is_too_large: false,
                inbox: of(counts, "I"),
                inbox_unread: of(counts, "IU"),
                others: of(counts, "O"),
                others_unread: of(counts, "OU"),
                quota_total: of(quota, "QTM"),
                quota_new: of(quota, "QNM"),
                messages: Children::of(&root)?,
            })
        })
    }

    /// Whether it is empty if it is too large.
    fn check(&self, (): ()) -> Result<(), Error> {
        if self.is_too_large && *self != Self::too_large() {
            return Err(Error::new(ErrorKind::Ambiguous, const { Part::named("xml") }, 0));
        }
        Ok(())
    }
}

impl Encode for MailData<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.is_too_large {
            return sink.put(TOO_LARGE);
        }
        sink.put(b"<MD>")?;
        let counts = [
            (&b"I"[..], self.inbox),
            (b"IU", self.inbox_unread),
            (b"O", self.others),
            (b"OU", self.others_unread),
        ];
        put_group(sink, b"E", &counts)?;
        put_group(sink, b"Q", &[(b"QTM", self.quota_total), (b"QNM", self.quota_new)])?;
        self.messages.encode(sink)?;
        sink.put(b"</MD>")
    }
}

/// Writes an element with elements in it, if there is any.
fn put_group<S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    group: &[(&[u8], Option<XmlText<'_>>)],
) -> Result<(), S::Error> {
    if group.iter().all(|(_, text)| text.is_none()) {
        return Ok(());
    }
    for piece in [&b"<"[..], name, b">"] {
        sink.put(piece)?;
    }
    for (name, text) in group {
        if let Some(text) = text {
            put_element(sink, name, *text)?;
        }
    }
    for piece in [&b"</"[..], name, b">"] {
        sink.put(piece)?;
    }
    Ok(())
}
