//! Words, numbers and flags with a meaning: statuses, lists, networks, capabilities. Open sets,
//! all of them: a value without a name is kept as it is.
//!
//! Source: draft-movva-msn-messenger-protocol-00 §7.6 to §7.10 and §8.7 for statuses, lists, settings
//! and acknowledgements; pidgin, aMSN and msnp-sharp for capabilities and networks.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::field::{self, Absent, Field, Param, Params, Scope, Value};
use crate::msnp::{Dialect, TrIdRule};
use crate::scan;
use crate::sink::{Sink, SliceSink};
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
                match crate::msnp::Arg::new(&octets) {
                    Ok(_) => Ok(Self(octets)),
                    Err(error) => Err(error),
                }
            }

            /// The octets on the wire.
            #[must_use]
            pub const fn octets(self) -> [u8; $len] {
                self.0
            }
        }

        impl<'a> Param<'a> for $name {
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

            fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
                with(Value::Word(&self.0))
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
        /// Those who may see the user and write to it.
        ALLOW = b"AL";
        /// Those who may not. Nobody is on both.
        BLOCK = b"BL";
        /// Those who have the user on their forward list.
        REVERSE = b"RL";
        /// Those of them about whom the user was not asked yet. From MSNP10.
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
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.0.show(with)
    }
}

/// A network that contacts are on. In MSNP14 to 17 a parameter of its own, from MSNP18 before
/// the passport: `1:alice@example.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub u32);

impl NetworkId {
    /// Windows Live (Passport).
    pub const WINDOWS_LIVE: Self = Self(1);
    /// Office Communicator.
    pub const COMMUNICATOR: Self = Self(2);
    /// A telephone.
    pub const TELEPHONE: Self = Self(4);
    /// Mobile network interoperation.
    pub const MOBILE: Self = Self(8);
    /// A circle.
    pub const CIRCLE: Self = Self(9);
    /// A temporary group.
    pub const TEMPORARY_GROUP: Self = Self(10);
    /// A contact by its CID.
    pub const CID: Self = Self(11);
    /// Connect.
    pub const CONNECT: Self = Self(13);
    /// A remote network, such as `fb`.
    pub const REMOTE: Self = Self(14);
    /// Mail.
    pub const SMTP: Self = Self(16);
    /// Yahoo.
    pub const YAHOO: Self = Self(32);
}

impl<'a> Param<'a> for NetworkId {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        u32::common(text).map(|(number, rest)| (Self(number), rest))
    }

    #[inline]
    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.0.show(with)
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

    /// What a client can do: the first word of [`Capabilities`]. The highest four bits are no
    /// flags but the version of the client: [`version`](ClientCapabilities::version).
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ClientCapabilities: u32 {
        /// Online by a mobile phone.
        const MOBILE_ONLINE = 0x0000_0001;
        /// Online as an MSN 8 client ("Texas").
        const TEXAS = 0x0000_0002;
        /// Ink as GIF.
        const INK_GIF = 0x0000_0004;
        /// Ink as ISF.
        const INK_ISF = 0x0000_0008;
        /// A webcam is there.
        const WEBCAM = 0x0000_0010;
        /// Messages in several packets.
        const MULTI_PACKET = 0x0000_0020;
        /// Paging to a mobile phone is on.
        const MOBILE_PAGING = 0x0000_0040;
        /// Paging to a watch.
        const WATCH_PAGING = 0x0000_0080;
        /// Activities.
        const ACTIVITIES = 0x0000_0100;
        /// Online by the web.
        const WEB_IM = 0x0000_0200;
        /// A mobile device.
        const MOBILE_DEVICE = 0x0000_0400;
        /// Another network, by a gateway.
        const FEDERATED = 0x0000_0800;
        /// Has a space.
        const SPACE = 0x0000_1000;
        /// A media centre.
        const MEDIA_CENTRE = 0x0000_2000;
        /// Direct messages.
        const DIRECT_IM = 0x0000_4000;
        /// Winks.
        const WINKS = 0x0000_8000;
        /// Shared search.
        const SHARED_SEARCH = 0x0001_0000;
        /// A bot.
        const BOT = 0x0002_0000;
        /// Voice clips.
        const VOICE_CLIPS = 0x0004_0000;
        /// A secure channel.
        const SECURE_CHANNEL = 0x0008_0000;
        /// SIP invitations.
        const SIP = 0x0010_0000;
        /// Tunnelled SIP; media among several.
        const SIP_TUNNEL = 0x0020_0000;
        /// Shared folders.
        const SHARED_DRIVE = 0x0040_0000;
        /// Page-mode messages.
        const PAGE_MODE = 0x0080_0000;
        /// `OneCare`.
        const ONE_CARE = 0x0100_0000;
        /// P2P over TURN.
        const P2P_TURN = 0x0200_0000;
        /// P2P started by `UUN`.
        const P2P_BOOTSTRAP = 0x0400_0000;
        /// An alias is in use.
        const ALIAS = 0x0800_0000;
        const _ = !0;
    }

    /// What a client can do: the second word of [`Capabilities`], from MSNP16.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ExtendedCapabilities: u32 {
        /// SMS only.
        const SMS_ONLY = 0x0000_0001;
        /// Voice over MSNP.
        const VOICE_OVER_MSNP = 0x0000_0002;
        /// The UUCP SIP stack.
        const UUCP_SIP = 0x0000_0004;
        /// Messages of applications.
        const APPLICATION_MESSAGES = 0x0000_0008;
        /// RTC video.
        const RTC_VIDEO = 0x0000_0010;
        /// P2P version 2.
        const P2P_V2 = 0x0000_0020;
        /// Signed in to the web client.
        const AUTHENTICATED_WEB_IM = 0x0000_0040;
        /// One to one by way of a group.
        const ONE_TO_ONE_VIA_GROUP = 0x0000_0080;
        /// Messages while offline.
        const OFFLINE_IM = 0x0000_0100;
        /// Shared video.
        const SHARED_VIDEO = 0x0000_0200;
        /// Nudges.
        const NUDGES = 0x0000_0400;
        /// Voice in circles.
        const CIRCLE_VOICE = 0x0000_0800;
        /// Sharing.
        const SHARING = 0x0000_1000;
        /// Mobile: suspended, no fan-out.
        const MOBILE_SUSPEND = 0x0000_2000;
        /// P2P by a mixer relay.
        const P2P_MIXER = 0x0000_8000;
        /// Files in the window of a conversation.
        const WINDOW_FILE_TRANSFER = 0x0002_0000;
        /// Video calls in 16:9.
        const VIDEO_16_9 = 0x0004_0000;
        /// P2P in envelopes.
        const P2P_ENVELOPES = 0x0008_0000;
        /// Yahoo messages are off.
        const YAHOO_DISABLED = 0x0040_0000;
        /// SIP tunnel version 2.
        const SIP_TUNNEL_V2 = 0x0080_0000;
        /// Voice clips as WMA.
        const VOICE_CLIP_WMA = 0x0100_0000;
        /// Voice clips in circles.
        const CIRCLE_VOICE_CLIPS = 0x0200_0000;
        /// News of contacts.
        const SOCIAL_NEWS = 0x0400_0000;
        /// Emoticons of the user's own.
        const CUSTOM_EMOTICONS = 0x0800_0000;
        /// Mood messages in UTF-8.
        const UTF8_MOOD = 0x1000_0000;
        /// FTURN.
        const FTURN = 0x2000_0000;
        /// P4 activities.
        const P4_ACTIVITY = 0x4000_0000;
        /// Conversations among several.
        const MULTI_PARTY = 0x8000_0000;
        const _ = !0;
    }
}

impl ClientCapabilities {
    /// The version of the client, 0 to 15: 1 is 6.0, 2 6.1, 3 6.2, 4 7.0, 5 7.5, 6 8.0, 7 8.1,
    /// 8 8.5, 9 9.0 beta, 10 2009, 11 2011, 12 2012. 0: no P2P.
    #[must_use]
    pub const fn version(self) -> u8 {
        let [.., high] = self.bits().to_le_bytes();
        high >> 4
    }
}

impl<'a> Param<'a> for ListBits {
    #[inline(always)]
    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self::from_bits_retain)
    }

    #[inline(always)]
    fn common(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        u32::common(text).map(|(number, rest)| (Self::from_bits_retain(number), rest))
    }

    fn show<R>(&self, with: impl FnOnce(Value<'_>) -> R) -> R {
        self.bits().show(with)
    }
}

/// What a client can do: one number, from MSNP16 two with `:` between them.
///
/// ```
/// use imwire::{Wire, msnp::{ClientCapabilities, Dialect, sb::Joi}};
///
/// let joi = Joi::parse(b"JOI bob@example.com Bob 2789003324:48\r\n", Dialect::MSNP16)?;
/// let capabilities = joi.capabilities.0.unwrap();
/// assert!(capabilities.client.contains(ClientCapabilities::WINKS));
/// assert_eq!(capabilities.client.version(), 10);
/// assert_eq!(capabilities.extended.unwrap().bits(), 48);
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Capabilities {
    /// The first word.
    pub client: ClientCapabilities,
    /// The second word, if there is one: from MSNP16.
    pub extended: Option<ExtendedCapabilities>,
}

impl Capabilities {
    fn read(text: &[u8]) -> Result<Self, ErrorKind> {
        let (client, extended) = match scan::until(b':')(text) {
            Ok((extended, client)) => {
                (client, Some(ExtendedCapabilities::from_bits_retain(u32::read(extended)?)))
            }
            Err(_) => (text, None),
        };
        Ok(Self { client: ClientCapabilities::from_bits_retain(u32::read(client)?), extended })
    }

    /// Whether that dialect has this form.
    fn is_of(self, dialect: Dialect) -> bool {
        self.extended.is_none() || dialect >= Dialect::MSNP16
    }

    fn write<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_decimal(sink, u64::from(self.client.bits()))?;
        match self.extended {
            Some(extended) => {
                sink.put(b":")?;
                scan::put_decimal(sink, u64::from(extended.bits()))
            }
            None => Ok(()),
        }
    }
}

impl<'a> Field<'a> for Capabilities {
    const MIN: usize = 1;

    #[inline]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        if let [b' ', text @ ..] = input {
            if let Some((client, rest)) = u32::common(text) {
                return Ok((
                    rest,
                    Self { client: ClientCapabilities::from_bits_retain(client), extended: None },
                ));
            }
        }
        let (rest, text) = field::param(input, part)?;
        match Self::read(text) {
            Ok(value) if value.is_of(scope.dialect) => Ok((rest, value)),
            Ok(_) => Fault::err(ErrorKind::Dialect, part, field::at_param(input)),
            Err(kind) => Fault::err(kind, part, field::at_param(input)),
        }
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        out.sink.put(b" ")?;
        self.write(out.sink)
    }

    fn fits(&self, part: Part, dialect: Dialect, _: &mut Absent) -> Result<(), Error> {
        if self.is_of(dialect) { Ok(()) } else { Err(Error::new(ErrorKind::Dialect, part, 0)) }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        if self.extended.is_none() {
            return each(name, Value::Number(u64::from(self.client.bits())));
        }
        let mut buffer = [0; 21];
        let mut sink = SliceSink::new(&mut buffer);
        // Ten digits, a colon, ten digits: there is room.
        let _ = self.write(&mut sink);
        each(name, Value::Word(sink.written()));
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
            Some(_) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, 0)),
            None => Ok(Self(Some(value))),
        }
    }

    /// What was found behind letter and `=`.
    #[inline(always)]
    pub(super) const fn trusted(value: Option<&'a [u8]>) -> Self {
        Self(value)
    }

    /// The bytes behind the `=`.
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
