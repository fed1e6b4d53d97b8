//! Words, numbers and flags with a meaning: statuses, lists, networks. Open sets, all of them: a value
//! without a name is kept as it is.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.6 to §7.10 and §8.7 for statuses, lists, settings
//! and acknowledgements; pidgin, aMSN and msnp-sharp for capabilities and networks.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Encoding, Kind, Show, Value, ValueName, Visitor, Word, bits};
use crate::msnp::field::{Absent, Field, Param, Params, Rest, Scope, at_param};
use crate::msnp::{Dialect, TrIdRule};
use crate::scan;
use crate::sink::Sink;
use bitflags::bitflags;
use core::fmt;
use nom::IResult;

/// Declares words of a fixed length, one row each. A row
///
/// ```text
/// /// Online.
/// ONLINE = b"NLN";
/// ```
///
/// of `Status[3]` becomes `pub const ONLINE: Status = Status(*b"NLN")`.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident[$len:literal] { $($(#[$doc:meta])* $word:ident = $octets:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            $($(#[$doc])* pub const $word: Self = Self(*$octets);)*

            /// A word of these octets.
            ///
            /// # Errors
            /// [`ErrorKind::Separator`] for SP, CR, LF.
            pub const fn new(octets: [u8; $len]) -> Result<Self, Error> {
                match crate::msnp::text::separator(&octets) {
                    Some(at) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, at)),
                    None => Ok(Self(octets)),
                }
            }

            /// The octets on the wire.
            #[must_use]
            pub const fn octets(self) -> [u8; $len] {
                self.0
            }
        }

        impl<'a> Param<'a> for $name {
            const KIND: Kind = Kind::Word(&[$(Word { word: $octets, name: stringify!($word) }),*]);

            #[inline]
            fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
                text.try_into().map(Self).map_err(|_| ErrorKind::Unexpected)
            }

            #[inline(always)]
            fn common(line: &'a [u8]) -> Option<(Self, &'a [u8])> {
                let (word, rest) = line.split_first_chunk::<$len>()?;
                match rest {
                    [] | [b' ', ..] if word.iter().all(|&byte| byte != b' ') => Some((Self(*word), rest)),
                    _ => None,
                }
            }

            fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
                with(Value::Text(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.escape_ascii())
            }
        }
    )*};
}

words! {
    /// The status of a user: three letters.
    Status[3] {
        /// Online.
        ONLINE = b"NLN";
        /// Busy.
        BUSY = b"BSY";
        /// Idle.
        IDLE = b"IDL";
        /// Back soon.
        BE_RIGHT_BACK = b"BRB";
        /// Away.
        AWAY = b"AWY";
        /// On the phone.
        PHONE = b"PHN";
        /// Out to lunch.
        LUNCH = b"LUN";
        /// Online, but shown as offline to others.
        HIDDEN = b"HDN";
        /// Offline. From a client: signed in for the lists only.
        OFFLINE = b"FLN";
    }

    /// A contact list: two letters.
    ListName[2] {
        /// The user's own contacts.
        FORWARD = b"FL";
        /// Users that may see the user and write to it.
        ALLOW = b"AL";
        /// Users that may not. Nobody is on both.
        BLOCK = b"BL";
        /// Users that have the user on their forward list.
        REVERSE = b"RL";
        /// On the reverse list, and the user was not asked yet. From MSNP10.
        PENDING = b"PL";
    }

    /// What holds for users on no list: two letters, the value of a `BLP`.
    Privacy[2] {
        /// They may see the user and write to it.
        ALLOW = b"AL";
        /// They may not.
        BLOCK = b"BL";
    }

    /// What happens when somebody adds the user: one letter, the value of a `GTC`.
    Prompt[1] {
        /// The user is asked.
        ASK = b"A";
        /// It is not.
        NEVER = b"N";
    }

    /// A property of the user (`PRP`) or of a contact (`BPR`, `SBP`): three letters.
    Property[3] {
        /// Phone at home.
        PHONE_HOME = b"PHH";
        /// Phone at work.
        PHONE_WORK = b"PHW";
        /// Mobile phone.
        PHONE_MOBILE = b"PHM";
        /// `Y` or `N`: can be paged.
        MOBILE = b"MOB";
        /// `Y` or `N`: paging is on.
        MOBILE_ENABLED = b"MBE";
        /// Web.
        WEB = b"WWE";
        /// Has a space.
        SPACE = b"HSB";
        /// The friendly name. From MSNP10.
        NAME = b"MFN";
    }

    /// Which answer a [`Msg`](crate::msnp::sb::Msg) wants: one letter. aMSN sends `S` with two kinds
    /// of invitation, and what it means is not known.
    AckWanted[1] {
        /// None.
        UNACKNOWLEDGED = b"U";
        /// `NAK` on failure, nothing on success.
        NEGATIVE = b"N";
        /// `ACK` or `NAK` in any case.
        ALWAYS = b"A";
        /// As [`ALWAYS`](Self::ALWAYS), for data of peers. Since MSNP9; ill-formed data is answered
        /// with 282.
        DATA = b"D";
    }
}

impl Property {
    /// Those with a name, by which `BPR` is read.
    const KNOWN: [Self; 8] = [
        Self::PHONE_HOME,
        Self::PHONE_WORK,
        Self::PHONE_MOBILE,
        Self::MOBILE,
        Self::MOBILE_ENABLED,
        Self::WEB,
        Self::SPACE,
        Self::NAME,
    ];

    /// Whether it is one of them.
    pub(super) fn is_known(self) -> bool {
        Self::KNOWN.contains(&self)
    }
}

/// A transaction number: chosen by the client, and echoed in the answers to a command. The
/// server uses 0 for what was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrId(pub u32);

impl<'a> Param<'a> for TrId {
    const KIND: Kind = Kind::Number(Show::Decimal);
    const TRID: TrIdRule = TrIdRule::First;

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        u32::common(text).map(|(number, rest)| (Self(number), rest))
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.0.value(with)
    }
}

/// A network that contacts are on. In MSNP14 to 17 a parameter of its own, from MSNP18 before
/// the passport: `1:alice@example.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub u32);

/// Declares the networks that have a name: a constant and a row of the table each.
macro_rules! networks {
    ($($(#[$doc:meta])* $name:ident = $number:literal;)*) => {
        impl NetworkId {
            $($(#[$doc])* pub const $name: Self = Self($number);)*

            const NAMES: &'static [ValueName] = &[$(ValueName { value: $number, name: stringify!($name) }),*];
        }
    };
}

networks! {
    /// Windows Live (Passport).
    WINDOWS_LIVE = 1;
    /// Office Communicator.
    COMMUNICATOR = 2;
    /// A telephone.
    TELEPHONE = 4;
    /// Mobile network interoperation.
    MOBILE = 8;
    /// A circle.
    CIRCLE = 9;
    /// A temporary group.
    TEMPORARY_GROUP = 10;
    /// A contact by its CID.
    CID = 11;
    /// Connect.
    CONNECT = 13;
    /// A remote network, such as `fb`.
    REMOTE = 14;
    /// Mail.
    SMTP = 16;
    /// Yahoo.
    YAHOO = 32;
}

impl<'a> Param<'a> for NetworkId {
    const KIND: Kind = Kind::Enum(Self::NAMES);

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        u32::common(text).map(|(number, rest)| (Self(number), rest))
    }

    #[inline]
    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.0.value(with)
    }
}

bitflags! {
    /// The lists that a contact is on, as one number: `LST … 11`, `l="3"` in `ADL`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ListBits: u32 {
        /// [`ListName::FORWARD`].
        const FORWARD = 1;
        /// [`ListName::ALLOW`].
        const ALLOW = 2;
        /// [`ListName::BLOCK`].
        const BLOCK = 4;
        /// [`ListName::REVERSE`]. Set by the server only.
        const REVERSE = 8;
        /// [`ListName::PENDING`]. From MSNP10.
        const PENDING = 16;
        /// An application contact. (msnp-sharp)
        const APPLICATION = 32;
        /// Hidden. (msnp-sharp)
        const HIDE = 64;
        const _ = !0;
    }
}

impl<'a> Param<'a> for ListBits {
    const KIND: Kind = Kind::Flags(bits!(ListBits));

    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self::from_bits_retain)
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        u32::common(text).map(|(number, rest)| (Self::from_bits_retain(number), rest))
    }

    fn value<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.bits().value(with)
    }
}

/// A parameter that begins with a letter and `=`, which tell it from others, so that it may be
/// absent: `N=alice@example.com`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tagged<'a, const LETTER: u8>(Option<&'a [u8]>);

impl<'a, const LETTER: u8> Tagged<'a, LETTER> {
    /// Absent.
    pub const NONE: Self = Self(None);

    /// The letter, `=`, and these bytes, which may be none.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for SP, CR, LF.
    pub fn new(value: &'a [u8]) -> Result<Self, Error> {
        match scan::find3(b' ', b'\r', b'\n', value) {
            Some(at) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, at)),
            None => Ok(Self(Some(value))),
        }
    }

    /// What was found after letter and `=`.
    #[inline(always)]
    pub(super) const fn trusted(value: Option<&'a [u8]>) -> Self {
        Self(value)
    }

    /// The bytes after the `=`.
    #[must_use]
    pub const fn value(self) -> Option<&'a [u8]> {
        self.0
    }
}

impl<const LETTER: u8> fmt::Debug for Tagged<'_, LETTER> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => write!(f, "{}={}", LETTER.escape_ascii(), value.escape_ascii()),
            None => f.write_str("None"),
        }
    }
}

/// A parameter known by its letter: it may be absent anywhere.
impl<'a, const LETTER: u8> Field<'a> for Tagged<'a, LETTER> {
    /// `F` is a friendly name.
    const KIND: Kind = if LETTER == b'F' { Kind::Encoded(Encoding::Percent) } else { Kind::Text };
    const MIN: usize = 0;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // One space, as a rule.
        match input {
            [b' ', letter, b'=', value @ ..] if *letter == LETTER => {
                let (value, rest) = value.split_at_checked(scan::parameter(value)).unwrap_or((value, &[]));
                return Ok((rest, Self::trusted(Some(value))));
            }
            [b' ', b'!'..=b'~', ..] => return Ok((input, Self::NONE)),
            _ => {}
        }
        match at_param(input) {
            text @ [letter, b'=', value @ ..] if *letter == LETTER && text.len() < input.len() => {
                let (value, rest) = value.split_at_checked(scan::parameter(value)).unwrap_or((value, &[]));
                Ok((rest, Self::trusted(Some(value))))
            }
            _ => Ok((input, Self::NONE)),
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        match self.value() {
            Some(value) => {
                out.param(&[LETTER, b'='])?;
                out.sink.put(value)
            }
            None => Ok(()),
        }
    }

    fn check(&self, _: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        absent.tagged(LETTER, self.value().is_some());
        Ok(())
    }

    /// The bytes are those after the `=`.
    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let Some(text) = self.value() else { return line };
        let (at, rest) = line.param();
        let value = match Self::KIND {
            Kind::Encoded(_) => Value::Encoded(text),
            _ => Value::Text(text),
        };
        visitor.field(field, value, at.map(|at| at.get(2..).unwrap_or_default()));
        rest
    }
}
