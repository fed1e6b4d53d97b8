//! What follows the fifth colon, read as the command says.
//!
//! ```
//! use imwire::{Wire, ipmsg::{Body, Packet}};
//!
//! let packet = Packet::parse(b"1:101:suzuki:neptune:33:100\0")?;
//! let Body::Receipt(receipt) = packet.body()? else { panic!() };
//! assert_eq!(receipt.packet_no(), 100);
//!
//! // An error counts from the start of the additional section; the packet stays readable.
//! let packet = Packet::parse(b"1:6:u:h:33:abc\0")?;
//! let error = packet.body().unwrap_err();
//! assert_eq!(error.to_string(), "receipt: not a decimal number at byte 11");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Each form is a type of its own, and can be read alone where the command is known.

use super::header::{CommandWord, Form, Packet, SendOptions, forms};
use super::keys::Encrypted;
use super::message::Message;
use super::record::wire;
use super::show::{Inside, Out, table, walked};
use super::text::Shown;
use super::{feiq, hosts, iptux, keys, message, presence, receipt, text, transfer};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, id};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::{IResult, Parser};

/// Declares the bodies, by the rows of the forms. A row
///
/// ```text
/// /// A receipt. …
/// Receipt(receipt::Receipt<'a>);
/// ```
///
/// becomes
///
/// ```text
/// pub enum Body<'a> { …, Receipt(receipt::Receipt<'a>), … }
/// impl<'a> Wire<'a> for Body<'a> { … match Form::of(word) {
///     Form::Receipt => <receipt::Receipt<'a>>::grammar(()).map(Body::Receipt).parse(input), …
/// } … }
/// impl Encode for Body<'_> { … match self { Body::Receipt(body) => body.encode(sink), … } … }
/// impl<'a> Inside<'a> for Body<'a> { … out.whole(&Field::new("ipmsg.body.receipt", …), receipt) … }
/// impl<'a> From<receipt::Receipt<'a>> for Body<'a> { … }
/// ```
macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident($ty:ty) $(, |$word:ident| $cx:expr)?;)*) => {
        /// The additional section of a packet. Its context is the command word: the command says
        /// which form it has, and options say which parts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Body<'a> {
            $($(#[$doc])* $name($ty),)*
        }

        impl<'a> Wire<'a> for Body<'a> {
            type Context = CommandWord;

            /// Takes all of its input.
            fn grammar(word: CommandWord) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
                move |input| match Form::of(word) {
                    $(Form::$name => {
                        <$ty>::grammar({ $(let $word = word; $cx)? }).map(Self::$name).parse(input)
                    })*
                    Form::Empty => Raw::grammar(()).map(Self::Raw).parse(input),
                }
            }

            fn check(&self, word: CommandWord) -> Result<(), Error> {
                match (self, Form::of(word)) {
                    $((Self::$name(body), Form::$name) => body.check({ $(let $word = word; $cx)? }),)*
                    (Self::Raw(body), Form::Empty) => body.check(()),
                    _ => Err(Error::new(ErrorKind::OtherForm, Part::ADDITIONAL, 0)),
                }
            }
        }

        impl Encode for Body<'_> {
            fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                match self {
                    $(Self::$name(body) => body.encode(sink),)*
                }
            }
        }

        impl<'a> Body<'a> {
            const FORMS: &'static [Field] = &[$(Field::new(
                id!("ipmsg", "body", stringify!($name)),
                Kind::Record(<$ty as Inside<'a>>::RECORD),
            )),*];
        }

        /// One field: the body, by its form.
        impl<'a> Inside<'a> for Body<'a> {
            const RECORD: &'static Record = &Record::new("ipmsg.body", "Body", Self::FORMS).choice();

            fn inside(&self, out: &mut Out<'a, '_>) {
                let mut forms = Self::FORMS.iter();
                $(let form = forms.next();
                if let (Self::$name(body), Some(form)) = (self, form) {
                    return out.whole(form, body);
                })*
            }
        }

        $(impl<'a> From<$ty> for Body<'a> {
            fn from(body: $ty) -> Self {
                Self::$name(body)
            }
        })*
    };
}

forms! { bodies }

impl Body<'_> {
    /// Has its lists count their errors from `at()` bytes before the body.
    #[inline]
    fn count_from(&mut self, at: impl FnOnce() -> usize) {
        match self {
            Self::Message(Message { files, recipients, .. })
                if files.is_written() || recipients.is_written() =>
            {
                let at = at();
                *files = files.offset_by(at);
                *recipients = recipients.offset_by(at);
            }
            Self::Encrypted(Encrypted { files, .. }) if files.is_written() => *files = files.offset_by(at()),
            Self::HostList(hosts::HostList { hosts, .. }) => *hosts = hosts.offset_by(at()),
            _ => {}
        }
    }
}

/// An additional section that is not taken apart.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Raw<'a>(pub &'a [u8]);

wire! {
    /// Takes all of its input.
    Raw<'a> = |input| Ok((&[], Self(input)))
}

impl Encode for Raw<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.0)
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

impl<'a> Packet<'a> {
    /// The additional section, read as the command says; one that is absent is read as one that
    /// is empty.
    ///
    /// # Errors
    /// What is wrong with it, counted from the start of the packet. The items of a list are read when you
    /// iterate over it; their errors count from the start of the packet too. A body that is read alone, with
    /// [`Body::parse_with`](crate::Wire::parse_with), counts from its own first byte.
    #[inline]
    pub fn body(&self) -> Result<Body<'a>, Error> {
        let section = self.additional.unwrap_or_default();
        if self.form() == Form::Empty {
            return Ok(Body::Raw(Raw(section)));
        }
        match Body::parse_with(section, self.word()) {
            Ok(mut body) => {
                body.count_from(|| self.additional_at());
                Ok(body)
            }
            Err(error) => Err(error.offset_by(self.additional_at())),
        }
    }

    /// How many bytes of the packet come before its additional section: all, if it is absent.
    #[must_use]
    pub fn additional_at(&self) -> usize {
        self.encoded_len().saturating_sub(self.additional.map_or(0, <[u8]>::len))
    }
}

table! { raw: |raw: Raw<'a>| {
    BYTES: Kind::Bytes => some_bytes(raw.0);
} }

walked! { 'a: Body<'a>, Raw<'a> }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::header::Mode;

    #[track_caller]
    fn form(word: u32, form: Form) {
        assert_eq!(Form::of(CommandWord::from_bits(word)), form);
    }

    #[test]
    fn forms_hang_on_the_command_and_on_encrypt() {
        form(0x20, Form::Message);
        form(0x0040_0020, Form::Encrypted);
        form(0x60, Form::FileRequest);
        form(0x00c0_0062, Form::Encrypted);
        // Only where there is something to encrypt.
        form(0x0040_0003, Form::Entry);
        form(0x0040_0061, Form::Receipt);
        form(0x0040_0023, Form::Raw);
        form(0x05, Form::Raw);
    }

    #[track_caller]
    fn refused(packet: &[u8], message: &str) {
        let packet = Packet::parse(packet).unwrap();
        assert_eq!(packet.body().unwrap_err().to_string(), message);
    }

    #[test]
    fn errors_of_lists_count_from_the_start_of_the_packet() {
        #[track_caller]
        fn case(packet: &[u8], errors: &[&str]) {
            fn of<T>(items: impl IntoIterator<Item = Result<T, Error>>) -> Vec<String> {
                items.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect()
            }
            let packet = Packet::parse(packet).unwrap();
            let found = match packet.body().unwrap() {
                Body::Message(message) => {
                    let inside = message.files.iter().flatten().flat_map(|file| of(file.extended));
                    [of(message.files), inside.collect(), of(message.recipients)].concat()
                }
                Body::Encrypted(body) => of(body.files),
                Body::HostList(list) => of(list.hosts),
                body => panic!("{body:?}"),
            };
            assert_eq!(found, errors);
        }
        case(b"1:6:u:h:2097184:t\x00x:\x07", &["file id: not a hexadecimal number at byte 18"]);
        case(
            b"1:6:u:h:2097184:t\x000:a:1:2:1:\x071:f:5:6:1:14=7:x:\x07",
            &["attribute key: not a hexadecimal number at byte 44"],
        );
        // The fast reading of an entry, and any other.
        case(
            b"1:6:u:h:2097184:t\x00:1:f:5:6:1:x:\x07",
            &["attribute key: not a hexadecimal number at byte 29"],
        );
        case(b"1:6:u:h:67108896:t\0\0TO:taro\x07", &["host: missing at byte 27"]);
        case(b"1:6:u:h:6291488:20002:6b:00\0x", &["file id: not a hexadecimal number at byte 28"]);
        case(b"1:6:u:h:19:    0\x07    1\x07a\x07b", &["host status: missing at byte 26"]);
    }

    #[test]
    fn errors_can_be_counted_in_the_packet() {
        refused(b"1:6:u:h:33:abc\0", "receipt: not a decimal number at byte 11");
        refused(b"1: 06:u:h: 115 :21003\0", "exponent: missing at byte 21");
        // Where the missing section should be: after the packet and its final NULs.
        refused(b"1:6:u:h:33", "receipt: empty at byte 10");
        refused(b"1:6:u:h:33\0\0", "receipt: empty at byte 12");
        refused(b"1:6:u:h:33:", "receipt: empty at byte 11");
    }

    #[test]
    fn a_body_belongs_to_its_form() {
        let raw = Body::from(Raw(b"x"));
        for mode in (0..=255).map(Mode::new) {
            let word = CommandWord::new(mode);
            let fits = matches!(mode.form(), Form::Raw | Form::Empty);
            assert_eq!(raw.check(word).is_ok(), fits, "{mode}");
        }
    }
}
