//! The body of a session: what it is for.

use super::body::slp_body;
use crate::error::{Error, ErrorKind};
use crate::fields::{Encoding, Kind, Value};
use crate::msnp::payload::base64::{Base64, Base64Bytes};
use crate::msnp::payload::guid::Guid;
use crate::msnp::payload::show::{numbers, shown};
use crate::msnp::payload::value::{HeaderText, HeaderValue, private, trim};
use crate::sink::Sink;
use crate::wire::Encode;

slp_body! {
    /// The body of INVITE, of the answers to it, and of BYE.
    ///
    /// ```
    /// use imwire::{Encode, Wire, msnp::payload::slp::{AppId, SessionContext, SessionBody, app}};
    ///
    /// let body = SessionBody {
    ///     euf_guid: Some(app::OBJECT),
    ///     session_id: Some(4_014_275_036),
    ///     app_id: Some(AppId::PICTURE),
    ///     context: Some(SessionContext::new(b"<msnobj/>\0")),
    ///     ..SessionBody::default()
    /// };
    /// let mut buffer = [0; 256];
    /// let bytes = body.encode_into(&mut buffer)?;
    /// assert_eq!(
    ///     bytes,
    ///     b"EUF-GUID: {A4268EEC-FEC5-49E5-95C3-F126696BDBF6}\r\nSessionID: 4014275036\r\n\
    ///       AppID: 12\r\nContext: PG1zbm9iai8+AA==\r\n\r\n\0",
    /// );
    /// assert_eq!(SessionBody::parse(bytes)?, body);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    SessionBody<'a> {
        /// What kind of application: see [`app`]. In INVITE only.
        euf_guid: word Guid = "EUF-GUID", "guid";
        /// The session, chosen by the side that invites.
        session_id: word u32 = "SessionID", "session id";
        /// 0, from MSN Messenger 7 to Windows Live Messenger 8.
        channel_state: word u32 = "SChannelState", "state";
        /// 1, from Windows Live Messenger 8 on.
        capabilities_flags: word u32 = "Capabilities-Flags", "capabilities";
        /// Which application.
        app_id: word AppId = "AppID", "client";
        /// 16, or 18 with objects; from Windows Live Messenger 2009 on.
        request_flags: word u32 = "RequestFlags", "flag";
        /// What it is about: an object, a file, a reason.
        context: word SessionContext<'a> = "Context", "context";
        /// The other endpoint of the same user that took the call, in BYE.
        accepted_by: word HeaderText<'a> = "AcceptedBy", "client";
        /// The other endpoint of the same user that declined the call, in BYE.
        declined_by: word HeaderText<'a> = "DeclinedBy", "client";
    }
}

/// The GUIDs of `EUF-GUID`: what kind of application a session is for.
pub mod app {
    use crate::msnp::payload::guid::Guid;

    /// Declares them by their text.
    macro_rules! apps {
        ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {$(
            $(#[$doc])*
            pub const $name: Guid = match Guid::parse($text) {
                Ok(guid) => guid,
                Err(_) => Guid::ZERO,
            };
        )*};
    }

    apps! {
        /// An object: display picture, emoticon, wink, voice clip. The context is the object and a NUL.
        OBJECT = b"{A4268EEC-FEC5-49E5-95C3-F126696BDBF6}";
        /// A file. The context is a [`FileContext`](super::super::FileContext).
        FILE = b"{5D3E02AB-6190-11D3-BBBB-00C04F795683}";
        /// A webcam, from the side that shows.
        WEBCAM_SEND = b"{4BD96FC0-AB17-4425-A14A-439185962DC8}";
        /// A webcam, from the side that looks.
        WEBCAM_RECEIVE = b"{1C9AA97E-9C05-4583-A3BD-908A196F1E92}";
        /// Photo sharing. No context.
        PHOTO_SHARING = b"{41D3E74E-04A2-4B37-96F8-08ACDB610874}";
        /// An activity. The context is an [`ActivityContext`](super::super::ActivityContext).
        ACTIVITY = b"{6A13AF9C-5308-4F35-923A-67E8DDA40C2F}";
    }
}

/// Which application a session is for: decimal. An open set; an activity has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppId(pub u32);

numbers! {
    AppId {
        /// An object, up to Windows Live Messenger 8.
        OBJECT = 1;
        /// A file.
        FILE = 2;
        /// A webcam.
        WEBCAM = 4;
        /// A custom emoticon.
        EMOTICON = 11;
        /// A display picture.
        PICTURE = 12;
        /// A voice clip.
        VOICE_CLIP = 20;
        /// A shared photo, as an object.
        SHARED_PHOTO = 33;
        /// Photo sharing.
        PHOTO_SHARING = 35;
    }
}

impl private::Sealed for AppId {}

impl<'a> HeaderValue<'a> for AppId {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        u32::read(text).map(Self)
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.put(sink)
    }
}

impl private::Sealed for Guid {}

impl<'a> HeaderValue<'a> for Guid {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Self::parse(trim(text)).map_err(|error| error.kind())
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }
}

/// What a session is about, in base64: decoded on demand, or coded while it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionContext<'a>(Base64<'a>);

impl<'a> SessionContext<'a> {
    /// A BYE with this context says that the receiver closed the window: 0x81000374, little-endian.
    pub const CLOSED: SessionContext<'static> = SessionContext::new(b"\x74\x03\x00\x81");

    /// These bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(Base64::new(bytes))
    }

    /// The bytes that are meant, one by one.
    #[must_use]
    pub const fn decoded(self) -> Base64Bytes<'a> {
        self.0.decoded()
    }

    /// How many bytes are meant.
    #[must_use]
    pub fn decoded_len(self) -> usize {
        self.0.decoded_len()
    }

    /// Writes the bytes that are meant to the start of `buffer`, to be read from there: as a
    /// [`FileContext`](super::FileContext), an object, ….
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`].
    pub fn decode_into(self, buffer: &mut [u8]) -> Result<&[u8], Error> {
        self.0.decode_into(buffer)
    }

    /// The base64 text that was read, or the bytes if it is made of those.
    #[must_use]
    pub const fn as_base64(self) -> Base64<'a> {
        self.0
    }
}

shown! {
    SessionContext<'_>: Kind::Encoded(Encoding::Base64), this => match this.0.is_text() {
        true => Value::Encoded(this.0.as_bytes()),
        false => Value::Bytes(this.0.as_bytes()),
    };
}

impl private::Sealed for SessionContext<'_> {}

impl<'a> HeaderValue<'a> for SessionContext<'a> {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        Base64::from_text(text).map(Self).map_err(|error| error.kind())
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.encode(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::msnp::payload::mime::{Header, Headers};
    use crate::msnp::payload::slp::BodyEnd;
    use proptest::prelude::*;

    #[test]
    fn apps() {
        for (guid, text) in [
            (app::OBJECT, "{A4268EEC-FEC5-49E5-95C3-F126696BDBF6}"),
            (app::FILE, "{5D3E02AB-6190-11D3-BBBB-00C04F795683}"),
            (app::WEBCAM_SEND, "{4BD96FC0-AB17-4425-A14A-439185962DC8}"),
            (app::WEBCAM_RECEIVE, "{1C9AA97E-9C05-4583-A3BD-908A196F1E92}"),
            (app::PHOTO_SHARING, "{41D3E74E-04A2-4B37-96F8-08ACDB610874}"),
            (app::ACTIVITY, "{6A13AF9C-5308-4F35-923A-67E8DDA40C2F}"),
        ] {
            assert_eq!(guid.to_string(), text);
        }
    }

    #[test]
    fn bodies() {
        let input = b"appid: 4\r\nX: y\r\nSessionID: 4294967295 \r\nEUF-GUID: {a4268eec-fec5-49e5-95c3-f126696bdbf6}\r\nSessionID: 7\r\nContext: dAMAgQ==\r\n\r\n\0";
        let body = checked::canonical::<SessionBody<'_>>(input, ()).unwrap();
        assert_eq!(
            (body.euf_guid, body.session_id, body.app_id),
            (Some(app::OBJECT), Some(u32::MAX), Some(AppId(4)))
        );
        assert_eq!((body.context, body.lines.iter().count()), (Some(SessionContext::CLOSED), 1));
        for (input, message) in [
            (&b"SessionID: -1\r\n"[..], "session id: not a decimal number at byte 11"),
            (b"SessionID: 4294967296\r\n", "session id: over 32 bits at byte 11"),
            (b"A: b\r\nContext: fg*A\r\n", "context: not base64 at byte 15"),
            (b"EUF-GUID: {}\r\n", "guid: not as long as it says at byte 10"),
        ] {
            refused(checked::canonical::<SessionBody<'_>>(input, ()), message);
        }
    }

    proptest! {
        #[test]
        fn any_body(text in "(EUF-GUID|SessionID|AppID|Context|x)?[: a-z0-9=\\r\\n\\x00]{0,20}") {
            _ = checked::canonical::<SessionBody<'_>>(text.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(
            guid: Option<[u8; 16]>, numbers: [Option<u32>; 5], context in prop::option::of(prop::collection::vec(any::<u8>(), 1..9)),
            by: Option<bool>, other in "(X-Other|SessionID|context)",
        ) {
            let [session_id, channel_state, capabilities_flags, app_id, request_flags] = numbers;
            let lines = vec![Header::new(other.leak(), "x").unwrap()].leak();
            let body = SessionBody {
                euf_guid: guid.map(Guid), session_id, channel_state, capabilities_flags, app_id: app_id.map(AppId), request_flags,
                context: context.map(|bytes| SessionContext::new(bytes.leak())),
                accepted_by: by.filter(|by| *by).map(|_| HeaderText::new("{1}").unwrap()),
                declined_by: by.filter(|by| !by).map(|_| HeaderText::new("").unwrap()),
                lines: Headers::new(lines), end: BodyEnd::USUAL,
            };
            checked::value(body, ());
        }
    }
}
