//! What is peculiar to iptux: its own commands, and two bits.
//!
//! | command | body |
//! |---|---|
//! | [`IPTUX_SENDMSG`](Mode::IPTUX_SENDMSG) | [`TextBody`](crate::ipmsg::TextBody); the options are a [`UnitKind`] |
//! | [`IPTUX_SENDSIGN`](Mode::IPTUX_SENDSIGN) | [`TextBody`](crate::ipmsg::TextBody): the signature, may be empty; sent after every `ANSENTRY` |
//! | [`IPTUX_SENDSUBLAYER`](Mode::IPTUX_SENDSUBLAYER) | empty, and over TCP a picture follows: [`Raw`](crate::ipmsg::Raw) bytes here; the options are a [`Sublayer`] |
//! | [`IPTUX_SENDICON`](Mode::IPTUX_SENDICON) | [`Icon`] |
//! | [`IPTUX_ASKSHARED`](Mode::IPTUX_ASKSHARED) | [`AskShared`] |
//! | [`SENDMSG`](Mode::SENDMSG) with [`IptuxOptions::SHARED`] | the list of shared files, the answer to `IPTUX_ASKSHARED` |
//!
//! ```
//! use imwire::{Wire, ipmsg::{Packet, TextBody, iptux::UnitKind}};
//!
//! let packet = Packet::parse(b"1_iptux 0.8.3:17:bob:natto-pc:1019:group unit\0")?;
//! assert_eq!(UnitKind::of(packet.word()), Some(UnitKind::GROUP));
//! let body = TextBody::parse(packet.additional.unwrap_or_default())?;
//! assert_eq!(body.text.as_bytes(), b"group unit");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! What iptux puts into its entries is [`Entry::iptux`](crate::ipmsg::Entry::iptux). Its texts are
//! in the charset that it believes the receiver to use.
//!
//! Source: iptux, `ipmsg.h`, `UdpData.cpp` and `Command.cpp`; recordings of 0.8.3.

use super::header::{CommandWord, Mode};
use super::keys::{Coded, Coding};
use super::record::{body, debug, leaf, wire};
use super::show::{table, walked};
use super::text::Trailing;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Kind};
use crate::sink::Sink;
use crate::wire::Encode;
use bitflags::bitflags;
use nom::combinator::cond;

bitflags! {
    /// What iptux makes of two bits that the protocol leaves free, on `SENDMSG` and
    /// `IPTUX_ASKSHARED`. They are among the other options, which survive here.
    ///
    /// ```
    /// use imwire::ipmsg::{CommandWord, iptux::IptuxOptions};
    ///
    /// let options = IptuxOptions::of(CommandWord::from_bits(3223322656));
    /// assert!(options.contains(IptuxOptions::PASSWD | IptuxOptions::SHARED));
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct IptuxOptions: u32 {
        /// On `IPTUX_ASKSHARED`: a password is given. On `SENDMSG` with
        /// [`SHARED`](Self::SHARED): one is wanted.
        const PASSWD = 0x4000_0000;
        /// On `SENDMSG`: the file list is that of the shared files.
        const SHARED = 0x8000_0000;
        const _ = !0;
    }
}

impl IptuxOptions {
    /// The options of that word.
    #[must_use]
    pub const fn of(word: CommandWord) -> Self {
        Self::from_bits_retain(word.option_bits())
    }
}

/// Declares what the options of a command are that are one number, not bits. An open set.
macro_rules! numbers {
    ($($(#[$meta:meta])* $name:ident: $mode:ident { $($(#[$doc:meta])* $value:ident = $number:literal;)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name(u32);

        impl $name {
            $($(#[$doc])* pub const $value: Self = Self($number);)*

            /// This value. The low eight bits are the command, and do not count.
            #[must_use]
            pub const fn new(value: u32) -> Self {
                Self(value & !0xff)
            }

            /// The value in a command word; `None` if it has another command.
            #[must_use]
            pub fn of(word: CommandWord) -> Option<Self> {
                (word.mode() == Mode::$mode).then_some(Self(word.option_bits()))
            }

            /// The value, as it is in the upper 24 bits of the word.
            #[must_use]
            pub const fn value(self) -> u32 {
                self.0
            }

            /// The command word with this value.
            #[must_use]
            pub const fn word(self) -> CommandWord {
                CommandWord::from_bits(self.0 | CommandWord::new(Mode::$mode).bits())
            }
        }
    )*};
}

numbers! {
    /// For whom a message of `IPTUX_SENDMSG` is: its options, which are one number. An open set; iptux
    /// takes what it does not know for [`REGULAR`](UnitKind::REGULAR).
    UnitKind: IPTUX_SENDMSG {
        /// For one user.
        REGULAR = 0x100;
        /// For a segment of the network.
        SEGMENT = 0x200;
        /// For a group.
        GROUP = 0x300;
        /// For all.
        BROADCAST = 0x400;
    }

    /// What the picture is that follows `IPTUX_SENDSUBLAYER`: its options, which are one number. An
    /// open set.
    Sublayer: IPTUX_SENDSUBLAYER {
        /// The portrait of the user.
        PHOTO = 0x100;
        /// A picture of a message.
        MESSAGE = 0x200;
    }
}

/// The additional section of `IPTUX_SENDICON`: an empty text, its NUL, and an icon.
///
/// ```
/// use imwire::{Wire, ipmsg::iptux::Icon};
///
/// assert_eq!(Icon::parse(b"\0\x89PNG\r\n\x1a\n")?.png, b"\x89PNG\r\n\x1a\n");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Icon<'a> {
    /// A PNG file; may be empty. All that is there, since nothing says how long it is.
    pub png: &'a [u8],
}

wire! {
    /// Takes all of its input.
    Icon<'a> = |input| match input {
        [0, png @ ..] => Ok((&[], Self { png })),
        [] => Ok((&[], Self { png: &[] })),
        _ => Fault::err(ErrorKind::Unexpected, Part::TEXT, input),
    }
}

impl Encode for Icon<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&[0])?;
        sink.put(self.png)
    }
}

debug! { Icon { png: Shown } }

body! {
    /// The additional section of `IPTUX_ASKSHARED`: empty, or a password.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{CommandWord, iptux::AskShared}};
    ///
    /// let asked = AskShared::parse_with(b"cXdlcnQ=\0", CommandWord::from_bits(0x4000_00ff))?;
    /// assert_eq!(asked.password.unwrap().decode_into(&mut [0; 16])?, b"qwert");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    AskShared<'a> in word: CommandWord, |asked| match (asked.password, with_password(word)) {
        (Some(_), false) => Err(Error::new(ErrorKind::Unexpected, PASSWORD, 0)),
        (None, true) => Err(Error::new(ErrorKind::Missing, PASSWORD, 0)),
        (Some(password), true) if password.coding() != Coding::Base64 => {
            Err(Error::new(ErrorKind::NotBase64, PASSWORD, 0))
        }
        (Some(_), true) => asked.trailing.check(|first| Coding::Base64.has(first)),
        (None, false) => Ok(()),
    } => {
        /// The password, in base64; there if [`IptuxOptions::PASSWD`] is set. May be empty.
        pub password: Option<Coded<'a>> as Password<'a> =
            cond(with_password(word), |input| Coded::perhaps(PASSWORD, Coding::Base64, input));
        /// What follows the password, from its last digit on; all there is, if none is asked for.
        pub trailing: Trailing<'a> = Trailing::after(b"");
    }
}

const PASSWORD: Part = Part::named("secret");

fn with_password(word: CommandWord) -> bool {
    IptuxOptions::of(word).contains(IptuxOptions::PASSWD)
}

struct Password<'a>(Option<Coded<'a>>);

leaf! {
    Password<'a>, Kind::Encoded(fields::Encoding::Base64),
    |password| sink => password.0.put(sink), out => some_coded(password.0.map(|password| password.value()));
}

table! { icon: |icon: Icon<'a>| {
    PNG: Kind::Bytes => some_bytes(icon.png);
} }

walked! { 'a: Icon<'a> }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::ipmsg::header::SendOptions;
    use crate::wire::Wire as _;
    use proptest::prelude::*;

    #[test]
    fn units_and_layers() {
        let unit = |bits| UnitKind::of(CommandWord::from_bits(bits));
        assert_eq!(unit(507), Some(UnitKind::REGULAR));
        assert_eq!(unit(0x2fb), Some(UnitKind::SEGMENT));
        assert_eq!(unit(1019), Some(UnitKind::GROUP));
        assert_eq!(unit(0x4fb), Some(UnitKind::BROADCAST));
        assert_eq!(unit(0x0100_01fb).map(UnitKind::value), Some(0x0100_0100));
        assert_eq!(unit(0x120), None);
        assert_eq!(UnitKind::GROUP.word().bits(), 1019);
        assert_eq!((UnitKind::new(0x300), UnitKind::new(0x5fb).value()), (UnitKind::GROUP, 0x500));
        assert_eq!(UnitKind::new(0x520).word().bits(), 0x5fb);
        let layer = |bits| Sublayer::of(CommandWord::from_bits(bits));
        assert_eq!((layer(0x1fd), layer(0x2fd)), (Some(Sublayer::PHOTO), Some(Sublayer::MESSAGE)));
        assert_eq!((layer(0x1fb), layer(0xfd).map(Sublayer::value)), (None, Some(0)));
        assert_eq!(Sublayer::MESSAGE.word().bits(), 0x2fd);
        assert_eq!((Sublayer::new(0x100), Sublayer::new(0x3ff).word().bits()), (Sublayer::PHOTO, 0x3fd));
    }

    #[test]
    fn options() {
        let shared = SendOptions::FILEATTACH | SendOptions::from_bits_retain(IptuxOptions::SHARED.bits());
        let word = CommandWord::send(shared);
        assert_eq!(word.bits(), 0x8020_0020);
        let options = IptuxOptions::of(word);
        assert!(options.contains(IptuxOptions::SHARED) && !options.contains(IptuxOptions::PASSWD));
        assert_eq!(options.bits(), 0x8020_0000);
    }

    #[test]
    fn icons() {
        #[track_caller]
        fn case(input: &'static [u8], png: &[u8], form: &[u8]) {
            let icon = checked::canonical::<Icon<'_>>(input, ()).unwrap();
            assert_eq!((icon.png, checked::written(&icon)), (png, form));
            checked::borrowed(&icon, input, &[icon.png]);
        }
        let wire = b"\0\x89PNG\r\n\x1a\n\0\0\0\rIHDR:tiny";
        case(wire, &wire[1..], wire);
        case(b"\0\0", b"\0", b"\0\0");
        case(b"\0", b"", b"\0");
        case(b"", b"", b"\0");
        let message = "text: unexpected word at byte 0";
        refused(checked::canonical::<Icon<'_>>(b"\x89PNG\0", ()), message);
    }

    const ASK: CommandWord = CommandWord::new(Mode::IPTUX_ASKSHARED);
    const WITH_PASSWORD: CommandWord = CommandWord::from_bits(1_073_742_079);

    #[test]
    fn shared_files() {
        #[track_caller]
        fn case(word: CommandWord, input: &'static [u8], password: Option<&[u8]>, form: &[u8]) {
            let asked = checked::canonical::<AskShared<'_>>(input, word).unwrap();
            let expected = password.map(|bytes| Coded::new(Coding::Base64, bytes));
            assert_eq!((asked.password, checked::written(&asked)), (expected, form));
            checked::borrowed(
                &asked,
                input,
                &[asked.password.and_then(|coded| coded.text()).unwrap_or_default()],
            );
        }
        case(ASK, b"\0", None, b"\0");
        case(ASK, b"", None, b"\0");
        case(WITH_PASSWORD, b"cXdlcnQ=\0", Some(b"qwert"), b"cXdlcnQ=\0");
        case(WITH_PASSWORD, b"\0\0", Some(b""), b"\0");
        // All options at once.
        case(CommandWord::from_bits(u32::MAX), b"\0", Some(b""), b"\0");
        let ask = |word, input| checked::canonical::<AskShared<'_>>(input, word);
        case(ASK, b"x\0", None, b"x\0");
        case(WITH_PASSWORD, b"eA==\0\0y", Some(b"x"), b"eA==\0\0y\0");
        case(WITH_PASSWORD, b"eA==\r\n", Some(b"x"), b"eA==\r\n\0");
        refused(ask(WITH_PASSWORD, b"x!\0"), "secret: not base64 at byte 0");
        let none = AskShared::default();
        refused(none.check(WITH_PASSWORD), "secret: missing at byte 0");
        let some = AskShared { password: Some(Coded::new(Coding::Base64, b"")), ..none };
        refused(some.check(ASK), "secret: unexpected word at byte 0");
        let hex = AskShared { password: Some(Coded::new(Coding::Hex, b"x")), ..none };
        refused(hex.check(WITH_PASSWORD), "secret: not base64 at byte 0");
    }

    proptest! {
        #[test]
        fn any_bytes(bytes: Vec<u8>, zeros in prop::collection::vec(0..2_u8, 0..4)) {
            for input in [bytes, zeros] {
                _ = checked::canonical::<Icon<'_>>(&input, ());
                for word in [ASK, WITH_PASSWORD] {
                    _ = checked::canonical::<AskShared<'_>>(&input, word);
                }
                checked::value(Icon { png: input.clone().leak() }, ());
                let input = input.leak();
                let password = Coded::new(Coding::Base64, input);
                for word in [ASK, WITH_PASSWORD] {
                    for trailing in [Trailing::NONE, Trailing::new(input)] {
                        checked::value(AskShared { password: Some(password), trailing }, word);
                        checked::value(AskShared { password: None, trailing }, word);
                    }
                }
            }
        }
    }
}
