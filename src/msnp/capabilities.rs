//! What a client can do, as it tells others with its presence: `NLN … 2789003324:48`.
//!
//! Open sets: a bit without a name is kept.
//!
//! Source: pidgin, aMSN and msnp-sharp.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Value, Visitor, bits};
use crate::msnp::Dialect;
use crate::msnp::field::{self, Absent, Field, Inside, Param as _, Params, Rest, Scope};
use crate::scan;
use crate::sink::Sink;
use bitflags::bitflags;
use nom::IResult;

bitflags! {
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

/// What a client can do: one number, from MSNP16 two with `:` between them.
///
/// ```
/// use imwire::{Wire, msnp::{ClientCapabilities, Dialect, sb::Joi}};
///
/// let joi = Joi::parse_with(b"JOI bob@example.com Bob 2789003324:48\r\n", Dialect::MSNP16)?;
/// let capabilities = joi.capabilities.unwrap();
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

    /// Any spelling, and two words.
    #[cold]
    #[inline(never)]
    fn take_any(input: &[u8], part: Part, dialect: Dialect) -> IResult<&[u8], Self, Fault> {
        let (rest, text) = field::param(input, part)?;
        match Self::read(text) {
            Ok(value) if value.is_of(dialect) => Ok((rest, value)),
            Ok(_) => Fault::err(ErrorKind::Dialect, part, field::at_param(input)),
            Err(kind) => Fault::err(kind, part, field::at_param(input)),
        }
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
    const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
    const MIN: usize = 1;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        // One word, most often of nine or ten digits.
        if let [b' ', text @ ..] = input {
            if let Some((client, rest)) = scan::long_number_parameter(text) {
                let client = ClientCapabilities::from_bits_retain(client);
                return Ok((rest, Self { client, extended: None }));
            }
        }
        Self::take_any(input, part, scope.dialect)
    }

    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        out.sink.put(b" ")?;
        self.write(out.sink)
    }

    fn check(&self, part: Part, dialect: Dialect, _: &mut Absent) -> Result<(), Error> {
        if self.is_of(dialect) { Ok(()) } else { Err(Error::new(ErrorKind::Dialect, part, 0)) }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        field::show_record(self, field, line, visitor)
    }
}

impl Capabilities {
    const CLIENT: fields::Field =
        fields::Field::new("msnp.capabilities.client", Kind::Flags(bits!(ClientCapabilities)));
    const EXTENDED: fields::Field =
        fields::Field::new("msnp.capabilities.extended", Kind::Flags(bits!(ExtendedCapabilities)));
}

crate::fields::data::serialize! { [] fields Capabilities }

impl Fields for Capabilities {
    fn record(&self) -> &'static Record {
        const { &<Self as Inside<'_>>::RECORD }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.inside(Rest::UNKNOWN, visitor);
    }
}

impl<'a> Inside<'a> for Capabilities {
    const FIELDS: &'static [fields::Field] = &[Self::CLIENT, Self::EXTENDED];
    const RECORD: Record = Record::new("msnp.capabilities", "Capabilities", Self::FIELDS).joined_by(b':');

    fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        let (text, rest) = line.param();
        let mut words = text.unwrap_or_default().split(|&byte| byte == b':');
        let mut word = || text.and_then(|_| words.next());
        visitor.field(const { &Self::CLIENT }, Value::Number(self.client.bits().into()), word());
        if let Some(extended) = self.extended {
            visitor.field(const { &Self::EXTENDED }, Value::Number(extended.bits().into()), word());
        }
        rest
    }
}
