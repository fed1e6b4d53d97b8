//! Text: bytes of a charset that only the packet as a whole tells.
//!
//! | packet | charset |
//! |---|---|
//! | [`UTF8`](crate::ipmsg::CommonOptions::UTF8) is set | UTF-8, all of it: names, texts, file names |
//! | not set, from Japan | CP932 with the extensions of NEC and IBM |
//! | not set, from `FeiQ` and other Chinese clients | GBK or GB18030 |
//! | not set, from iptux | what its user has set, at first UTF-8 |
//! | the block of an entry, dictionaries | UTF-8, whatever the packet is |
//!
//! [`CAPUTF8`](crate::ipmsg::CommonOptions::CAPUTF8) says nothing of the packet that it is in.
//! Names and texts are often cut in the middle of a character: no decoding may fail on that.
//!
//! Without the feature `encoding_rs` there are the bytes and [`Text::lossy`]; with it the module
//! `charset`.
//!
//! Source: IP Messenger protocol, draft 10 §4.3; recordings of iptux 0.8.3.

use super::bytes::bytes;
use super::record::{body, debug, leaf};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::Kind;
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use core::net::IpAddr;
use nom::IResult;

bytes! {
    /// Text of a packet, as it is on the wire: any bytes except NUL, which ends it there. LF between
    /// the lines; some clients write CR LF.
    ///
    /// ```
    /// use imwire::ipmsg::Text;
    ///
    /// let cut = Text::new(b"\xe4\xb8\xad\xe4\xb8")?;
    /// assert_eq!((cut.to_string().as_str(), cut.to_str()), ("中\u{fffd}", None));
    /// // What a peer sends cannot clear the screen.
    /// assert_eq!(Text::new(b"a\x1b[2J")?.to_string(), "a\\u{1b}[2J");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[derive(Default)]
    Text
}

impl<'a> Text<'a> {
    /// This text: a string, or bytes of any charset.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]: it would end there.
    pub fn new(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = text.as_ref();
        match scan::find(0, bytes) {
            Some(at) => Err(Error::new(ErrorKind::Nul, Part::TEXT, at)),
            None => Ok(Self(bytes)),
        }
    }
}

body! {
    /// An additional section that is a text: of `SENDINFO` (`Win(en)Ver4.99r3`; g2ipmsg sends two
    /// lines), `SENDABSENCEINFO`, iptux's `IPTUX_SENDMSG` and `IPTUX_SENDSIGN`, `FeiQ`'s
    /// `FEIQ_GROUP_PRESENCE` (the id of the group; one program says so), and of any command of which
    /// no more is known.
    ///
    /// ```
    /// use imwire::{Encode, Wire, ipmsg::TextBody};
    ///
    /// let info = TextBody::parse(b"Win(en)Ver4.99r3\0")?;
    /// assert_eq!(info.text.as_bytes(), b"Win(en)Ver4.99r3");
    ///
    /// let mut buffer = [0; 24];
    /// assert_eq!(TextBody::NOT_ABSENCE.encode_into(&mut buffer)?, b"Not Absence mode\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// It is written with one NUL at the end.
    #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
    TextBody<'a>, |body| match body.trailing {
        // The end of the packet.
        [0, ..] if skip_nuls(body.trailing).is_empty() => Err(Error::new(ErrorKind::Nul, Part::ADDITIONAL, 0)),
        _ => Ok(()),
    } => {
        /// The text.
        pub text: Text<'a> = |input| {
            let (text, after) = split_nul(input);
            Ok((after, Text(text)))
        }, b"\0";
        /// What follows the NUL that ends the text, with all its NULs; empty if nothing but
        /// NULs does. No client is known to send any.
        pub trailing: &'a [u8] as Rest<'a> = |after| Ok((&[][..], if skip_nuls(after).is_empty() { &[] } else { after }));
    }
}

impl<'a> TextBody<'a> {
    /// The answer to `GETABSENCEINFO` of a user who is not away. The wording comes from the
    /// protocol and the official client.
    pub const NOT_ABSENCE: TextBody<'static> = TextBody::new(Text(b"Not Absence mode"));

    /// A text and nothing else.
    #[inline]
    #[must_use]
    pub const fn new(text: Text<'a>) -> Self {
        Self { text, trailing: &[] }
    }
}

debug! { TextBody { text, trailing: Shown } }

bytes! {
    /// What follows the last field of a body: bytes without a meaning, which are ignored, and kept so that
    /// nothing is lost.
    ///
    /// A number ends at its last digit, and the first NUL ends a body, for every program: some senders
    /// add a line end (`echo … | nc -u`), a `:`, or all of their buffer. NULs at the end are left out:
    /// one is written after each body.
    #[derive(Default)]
    Trailing
}

impl<'a> Trailing<'a> {
    /// Nothing.
    pub const NONE: Trailing<'static> = Trailing(b"");

    /// These bytes, except the NULs at their end.
    #[inline]
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(without_nuls(bytes))
    }

    /// Refuses what would be read as a part of the last field, by its first byte.
    pub(super) fn check(self, belongs: impl FnOnce(u8) -> bool) -> Result<(), Error> {
        if self.0.first().is_some_and(|first| belongs(*first)) {
            return Err(Error::new(ErrorKind::Ambiguous, Part::ADDITIONAL, 0));
        }
        Ok(())
    }

    /// Reads all that is left, except what closed the last field.
    pub(super) fn after(closing: &'static [u8]) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |rest| Ok((&[], Self::new(rest.strip_prefix(closing).unwrap_or(rest))))
    }

    /// Writes it, and the NUL that ends a body.
    pub(super) fn encode<S: Sink + ?Sized>(self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.0)?;
        sink.put(&[0])
    }
}

/// The same, where no NUL ends the body.
pub(super) struct Unended<'a>(pub(super) Trailing<'a>);

/// Bytes that are shown if there are any.
pub(super) struct Rest<'a>(pub(super) &'a [u8]);

leaf! {
    Text<'a>, Kind::Text, |text| sink => sink.put(text.0), out => text(text.0);
    Trailing<'a>, Kind::Bytes, |trailing| sink => trailing.encode(sink), out => some_bytes(trailing.0);
    Unended<'a>, Kind::Bytes, |trailing| sink => sink.put(trailing.0.0), out => some_bytes(trailing.0.0);
    Rest<'a>, Kind::Bytes, |rest| sink => sink.put(rest.0), out => some_bytes(rest.0);
}

/// What is before the first NUL, and what follows it: nothing if there is none.
#[inline(always)]
pub(super) fn split_nul(input: &[u8]) -> (&[u8], &[u8]) {
    match scan::find(0, input).and_then(|at| input.split_at_checked(at)) {
        Some((before, [_, after @ ..])) => (before, after),
        _ => (input, &[]),
    }
}

/// The input without the NULs it begins with: how many end a packet has no meaning.
#[inline(always)]
pub(super) const fn skip_nuls(mut input: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = input {
        input = rest;
    }
    input
}

/// The input without the NULs that it ends with.
pub(super) const fn without_nuls(mut input: &[u8]) -> &[u8] {
    while let [rest @ .., 0] = input {
        input = rest;
    }
    input
}

/// That these bytes are UTF-8; where they are not, if not.
pub(super) fn utf8(part: Part, bytes: &[u8]) -> Result<(), Error> {
    match core::str::from_utf8(bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::new(ErrorKind::NotUtf8, part, error.valid_up_to())),
    }
}

/// The address that these bytes are, IPv4 or IPv6.
pub(super) fn ip(bytes: &[u8]) -> Option<IpAddr> {
    core::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Bytes of a `Debug` that is written by hand.
pub(super) struct Shown<'a>(pub(super) &'a [u8]);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::wire::Wire as _;
    use proptest::prelude::*;

    #[test]
    fn text_bodies() {
        #[track_caller]
        fn case(input: &'static [u8], text: &[u8], trailing: &[u8], form: &[u8]) {
            let body = checked::canonical::<TextBody<'_>>(input, ()).unwrap();
            assert_eq!((body.text.as_bytes(), body.trailing), (text, trailing));
            assert_eq!(checked::written(&body), form);
            checked::borrowed(&body, input, &[body.text.as_bytes(), body.trailing]);
        }
        case(b"", b"", b"", b"\0");
        case(b"\0\0", b"", b"", b"\0");
        case(b"Win\x94\xc5Ver4.99r3\0", b"Win\x94\xc5Ver4.99r3", b"", b"Win\x94\xc5Ver4.99r3\0");
        let g2ipmsg = b"GNOME2 g2ipmsg (0.9.6)\nLinux:x86_64\0\0";
        case(g2ipmsg, &g2ipmsg[..36 - 1], b"", &g2ipmsg[..36]);
        case(b"A1B2C3\0\0x\0", b"A1B2C3", b"\0x\0", b"A1B2C3\0\0x\0");
        refused(
            TextBody { trailing: b"\0", ..TextBody::default() }.check(()),
            "additional section: contains NUL at byte 0",
        );
        refused(Text::new(b"a\0b"), "text: contains NUL at byte 1");
    }

    #[test]
    fn lossy() {
        let lossy = |bytes: &[u8]| Text::new(bytes).unwrap().lossy().to_string();
        assert_eq!(lossy("表示".as_bytes()), "表示");
        assert_eq!(lossy(b"caf\xe9!\xff"), "caf\u{fffd}!\u{fffd}");
        assert_eq!(lossy(b"a\x1b[2J\xe2\x80\xae\n"), "a\\u{1b}[2J\\u{202e}\\n");
    }

    proptest! {
        #[test]
        fn any_bytes(input: Vec<u8>, zeros in prop::collection::vec(0..3_u8, 0..8)) {
            for input in [input, zeros] {
                let body = checked::canonical::<TextBody<'_>>(&input, ()).unwrap();
                checked::borrowed(&body, &input, &[body.text.as_bytes(), body.trailing]);
            }
        }

        #[test]
        fn what_is_built_is_read_back(text: Vec<u8>, trailing in prop::collection::vec(0..3_u8, 0..4)) {
            let Ok(text) = Text::new(text.leak()) else { return Ok(()) };
            checked::value(TextBody { text, trailing: trailing.leak() }, ());
        }
    }
}
