//! `UUN` and `UBN`: notices from client to client by way of the server, and to the user's own other clients.
//!
//! ```text
//! UUN 12 bob@example.com 4 14␍␊goawyplzthxbye
//!                        │  └ length
//!                        └ which kind: it says how the payload is read
//! ```
//!
//! ```
//! use imwire::{Wire, msnp::payload::notice::{Notice, NoticeKind}};
//!
//! let notice = Notice::parse_with(b"goawyplzthxbye", NoticeKind::SIGN_OUT)?;
//! assert_eq!(notice, Notice::SignOut { is_last: false });
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: the MSNP wiki (`uun`); pidgin, aMSN, Tachyon, msnp-sharp.

use super::show::{Place, Shown as _, Shows, find};
use super::value::{HeaderValue as _, Shown};
use super::whole;
use super::xml::Element;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, Value, Visitor};
use crate::lossy::text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// Which kind of [`Notice`]: the parameter before the length. An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeKind(pub u32);

impl NoticeKind {
    /// XML: an invitation to share a folder.
    pub const SHARED_FOLDER: Self = Self(1);
    /// A text of SIP.
    pub const SIP: Self = Self(2);
    /// A text of MSNSLP, without the NUL at its end.
    pub const SLP: Self = Self(3);
    /// Signs out this place.
    pub const SIGN_OUT: Self = Self(4);
    /// Where to connect to.
    pub const SESSION: Self = Self(5);
    /// XML: which services changed.
    pub const STATE: Self = Self(6);
    /// An invitation was dismissed at another place.
    pub const DISMISSED: Self = Self(7);
    /// Signs out all places.
    pub const SIGN_OUT_EVERYWHERE: Self = Self(8);
    /// Numbers of a voice or video call.
    pub const CALL: Self = Self(11);
}

/// The payload of `UUN` and `UBN`.
///
/// Kinds that are not XML and are of no known form are [`Notice::Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// Kinds 1 and 6: XML.
    Xml(Element<'a>),
    /// Kind 4, `goawyplzthxbye`: sign out.
    SignOut {
        /// `-nomorempop`: the user wants to be signed in at one place only.
        is_last: bool,
    },
    /// Kind 8, `gtfo`: sign out everywhere. aMSN sends it as kind 4.
    SignOutEverywhere,
    /// Kind 5, `463803701;207.46.124.143:1863`: a session, and an address or a number.
    Session(NoticeText<'a>, NoticeText<'a>),
    /// Kind 7, `buddy@example.com 1`: whose invitation was dismissed.
    Dismissed(NoticeText<'a>, u32),
    /// Anything else.
    Text(NoticeText<'a>),
}

/// Bytes of a [`Notice`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeText<'a>(&'a [u8]);

impl<'a> NoticeText<'a> {
    /// These bytes.
    #[must_use]
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self(bytes.as_ref())
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The words between spaces: the numbers of a call.
    pub fn words(self) -> impl Iterator<Item = &'a [u8]> {
        self.0.split(|&byte| byte == b' ').filter(|word| !word.is_empty())
    }
}

text! { NoticeText, |text| text.0.iter().copied(); }

impl fmt::Debug for NoticeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

const SIGN_OUT: &[u8] = b"goawyplzthxbye";
const LAST: &[u8] = b"-nomorempop";
const EVERYWHERE: &[u8] = b"gtfo";

fn notice(input: &[u8], kind: NoticeKind) -> Result<Notice<'_>, Error> {
    let text = Notice::Text(NoticeText(input));
    let cut = |byte| {
        let (first, second) = input.split_at_checked(scan::find(byte, input)?)?;
        Some((first, second.get(1..)?))
    };
    Ok(match kind {
        NoticeKind::SHARED_FOLDER | NoticeKind::STATE => Notice::Xml(Element::parse(input)?),
        NoticeKind::SIGN_OUT if input == SIGN_OUT => Notice::SignOut { is_last: false },
        NoticeKind::SIGN_OUT if input.strip_prefix(SIGN_OUT) == Some(LAST) => {
            Notice::SignOut { is_last: true }
        }
        NoticeKind::SIGN_OUT | NoticeKind::SIGN_OUT_EVERYWHERE if input == EVERYWHERE => {
            Notice::SignOutEverywhere
        }
        NoticeKind::SESSION => match cut(b';') {
            Some((session, address)) => Notice::Session(NoticeText(session), NoticeText(address)),
            None => text,
        },
        NoticeKind::DISMISSED => match cut(b' ').map(|(user, number)| (user, u32::read(number))) {
            Some((user, Ok(number))) => Notice::Dismissed(NoticeText(user), number),
            _ => text,
        },
        _ => text,
    })
}

impl<'a> Wire<'a> for Notice<'a> {
    /// The kind.
    type Context = NoticeKind;

    /// Takes all of its input.
    fn grammar(kind: NoticeKind) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(move |input| notice(input, kind))
    }

    /// Whether it is of that kind, and its texts do not hold what separates them.
    fn check(&self, kind: NoticeKind) -> Result<(), Error> {
        let is_right = match self {
            Self::Xml(_) => matches!(kind, NoticeKind::SHARED_FOLDER | NoticeKind::STATE),
            Self::SignOut { .. } => kind == NoticeKind::SIGN_OUT,
            Self::SignOutEverywhere => {
                matches!(kind, NoticeKind::SIGN_OUT | NoticeKind::SIGN_OUT_EVERYWHERE)
            }
            Self::Session(session, _) => kind == NoticeKind::SESSION && scan::find(b';', session.0).is_none(),
            Self::Dismissed(user, _) => kind == NoticeKind::DISMISSED && scan::find(b' ', user.0).is_none(),
            Self::Text(text) => notice(text.0, kind) == Ok(*self),
        };
        if is_right { Ok(()) } else { Err(Error::new(ErrorKind::OtherForm, Part::PAYLOAD, 0)) }
    }
}

/// The fields of the forms that have several.
mod forms {
    use super::NoticeText;
    use crate::msnp::payload::show::shows;

    pub(super) struct SignOut {
        pub(super) is_last: bool,
    }

    pub(super) struct NoticeSession<'a> {
        pub(super) session: NoticeText<'a>,
        pub(super) address: NoticeText<'a>,
    }

    pub(super) struct Dismissed<'a> {
        pub(super) user: NoticeText<'a>,
        pub(super) number: u32,
    }

    shows! { SignOut { is_last: bool => |text| text.strip_prefix(super::SIGN_OUT) } }
    shows! { NoticeSession<'a> { session: NoticeText<'a>, address: NoticeText<'a> } }
    shows! {
        Dismissed<'a> {
            user: NoticeText<'a>,
            number: u32 => |text| text.splitn(2, |&byte| byte == b' ').nth(1),
        }
    }
}

super::show::shown! { NoticeText<'_>: Kind::Text, this => Value::Text(this.0); }

const XML: &Field = &Field::new("msnp.notice.xml", Element::KIND);
const SIGNED_OUT: &Field = &Field::new("msnp.notice.sign_out", forms::SignOut::KIND);
const SIGNED_OUT_EVERYWHERE: &Field = &Field::new("msnp.notice.sign_out_everywhere", Kind::Text);
const SESSION: &Field = &Field::new("msnp.notice.session", forms::NoticeSession::KIND);
const DISMISSED: &Field = &Field::new("msnp.notice.dismissed", forms::Dismissed::KIND);
const TEXT: &Field = &Field::new("msnp.notice.text", Kind::Text);

/// One of its forms.
impl Shows for Notice<'_> {
    const FIELDS: &'static [Field] =
        &[*XML, *SIGNED_OUT, *SIGNED_OUT_EVERYWHERE, *SESSION, *DISMISSED, *TEXT];
    const RECORD: &'static Record = &Record::new("msnp.notice", "Notice", Self::FIELDS).choice();

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match *self {
            Self::Xml(element) => element.show(XML, find(&element, place, |_| None), visitor),
            Self::SignOut { is_last } => forms::SignOut { is_last }.show(SIGNED_OUT, place, visitor),
            Self::SignOutEverywhere => {
                visitor.field(SIGNED_OUT_EVERYWHERE, Value::Text(EVERYWHERE), place);
            }
            Self::Session(session, address) => {
                forms::NoticeSession { session, address }.show(SESSION, place, visitor);
            }
            Self::Dismissed(user, number) => {
                forms::Dismissed { user, number }.show(DISMISSED, place, visitor);
            }
            Self::Text(text) => text.show(TEXT, find(&text, place, |_| None), visitor),
        }
    }
}
super::show::record_of! { Notice<'a> }
super::show::walks! { Notice<'a> }

impl Encode for Notice<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Xml(element) => element.encode(sink),
            Self::SignOut { is_last } => {
                sink.put(SIGN_OUT)?;
                if *is_last { sink.put(LAST) } else { Ok(()) }
            }
            Self::SignOutEverywhere => sink.put(EVERYWHERE),
            Self::Session(session, address) => {
                sink.put(session.0)?;
                sink.put(b";")?;
                sink.put(address.0)
            }
            Self::Dismissed(user, number) => {
                sink.put(user.0)?;
                sink.put(b" ")?;
                scan::put_decimal(sink, u64::from(*number))
            }
            Self::Text(text) => sink.put(text.0),
        }
    }
}
