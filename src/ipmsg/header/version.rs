//! The version: the first field of every packet.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::bytes::without;
use crate::lossy::text;
use crate::scan;
use core::fmt;

/// The first field of a packet: one or more bytes, no `:` and no NUL, and not `IP2`.
///
/// `1` from the official client and most others. Clones put their name into it, and `FeiQ`
/// a small record:
///
/// ```
/// use imwire::ipmsg::{Client, Version};
///
/// let version = Version::new(b"1_lbt6_0#128#001122AABBCC#1944#0#0#4001#9")?;
/// assert_eq!(version.number(), 1);
/// assert_eq!(version.client(), Client::FeiQ);
/// let feiq = version.feiq().unwrap();
/// assert_eq!(feiq.line(), b"6");
/// assert_eq!(feiq.avatar(), Some(&b"0"[..]));
/// assert_eq!(feiq.mac(), Some(&b"001122AABBCC"[..]));
/// assert_eq!(feiq.cipher_len(), Some(0));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: for `FeiQ` several programs that read it, with the grade of evidence at each part.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version<'a>(&'a [u8]);

/// Which kind of client a version field names. Anything not listed is treated as plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Client {
    /// The official client, and all that say nothing else.
    Plain,
    /// iptux: `1_iptux 0.8.3`, `iptux 0.8.0`.
    Iptux,
    /// `FeiQ`: `1_lbt4_…`, `1_lbt6_…`, `1_lbt8…`.
    FeiQ,
    /// feiq++: `feiq_plus_plus#…`. The official client drops it, since its number is 0.
    FeiQPlusPlus,
    /// `内网通`: `1@shiyeline`. Speaks plain `IPMsg`. It answers only a `BR_ENTRY` without any option:
    /// [`Profile::plain_entry`](crate::ipmsg::Profile::plain_entry).
    ShiYeLine,
}

impl Client {
    /// The charset that is usual in packets of this client without
    /// [`UTF8`](crate::ipmsg::CommonOptions::UTF8), by its name in the Encoding Standard: `GBK` for Chinese
    /// clients, `None` where it depends on the user.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Packet};
    ///
    /// let packet = Packet::parse(b"1@shiyeline:7:zhang:ZHANG-PC:32:\xc4\xe3\xba\xc3\0")?;
    /// assert_eq!(packet.version.client().charset_name(), Some("GBK"));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub const fn charset_name(self) -> Option<&'static str> {
        match self {
            Self::FeiQ | Self::FeiQPlusPlus | Self::ShiYeLine => Some("GBK"),
            Self::Plain | Self::Iptux => None,
        }
    }
}

impl<'a> Version<'a> {
    /// `1`, what nearly everybody sends.
    pub const ONE: Version<'static> = Version(b"1");

    /// A version of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Separator`] for a `:`, [`ErrorKind::Nul`] for a NUL;
    /// [`ErrorKind::Dictionary`] for `IP2`.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match (bytes, without(Part::VERSION, b":", bytes)) {
            (b"", _) => Err(Error::new(ErrorKind::Empty, Part::VERSION, 0)),
            (b"IP2", _) => Err(Error::new(ErrorKind::Dictionary, Part::VERSION, 0)),
            (_, Ok(bytes)) => Ok(Self(bytes)),
            (_, Err(error)) => Err(error),
        }
    }

    /// What the packet reader found between the start and the first colon.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The number it begins with, as C's `atoi` reads it: 0 if there is none. Saturates.
    #[must_use]
    pub fn number(self) -> u32 {
        let digits = scan::skip_blanks(self.0);
        match scan::decimal_u32(digits) {
            Ok((_, number)) => number,
            Err(_) if digits.first().is_some_and(u8::is_ascii_digit) => u32::MAX,
            Err(_) => 0,
        }
    }

    /// The client it names.
    #[must_use]
    pub fn client(self) -> Client {
        match self.0 {
            [b'1', b'_', b'l', b'b', b't', ..] => Client::FeiQ,
            [b'1', b'_', b'i', b'p', b't', b'u', b'x', ..] | [b'i', b'p', b't', b'u', b'x', ..] => {
                Client::Iptux
            }
            bytes if bytes.starts_with(b"1@shiyeline") => Client::ShiYeLine,
            bytes if bytes.starts_with(b"feiq_plus_plus#") => Client::FeiQPlusPlus,
            _ => Client::Plain,
        }
    }

    /// The parts of a `FeiQ` version, or of one of feiq++; `None` for others.
    #[must_use]
    pub fn feiq(self) -> Option<FeiQ<'a>> {
        match self.client() {
            Client::FeiQ | Client::FeiQPlusPlus => Some(FeiQ(self.0)),
            _ => None,
        }
    }
}

text! { Version, |version| version.as_bytes().iter().copied(); }

impl fmt::Debug for Version<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version(\"{}\")", self.0.escape_ascii())
    }
}

/// The parts of a `FeiQ` version field, separated by `#`. All are text: nothing makes a client
/// put numbers there. Old clients stop after the sixth part.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FeiQ<'a>(&'a [u8]);

impl<'a> FeiQ<'a> {
    /// The parts, as they are on the wire.
    pub fn parts(self) -> impl Iterator<Item = &'a [u8]> + Clone {
        self.0.split(|&byte| byte == b'#')
    }

    /// Part `index`, from 0.
    #[must_use]
    pub fn part(self, index: usize) -> Option<&'a [u8]> {
        self.parts().nth(index)
    }

    /// The line of the program: `6` in `1_lbt6_0`. Empty for feiq++. (Two programs agree.)
    #[must_use]
    pub fn line(self) -> &'a [u8] {
        self.program().map_or(&[], |(line, _)| line)
    }

    /// The number of the avatar: `0` in `1_lbt6_0`. (Two programs agree.)
    #[must_use]
    pub fn avatar(self) -> Option<&'a [u8]> {
        self.program().and_then(|(_, avatar)| avatar)
    }

    fn program(self) -> Option<(&'a [u8], Option<&'a [u8]>)> {
        let program = self.part(0)?.strip_prefix(b"1_lbt")?;
        match scan::until(b'_')(program) {
            Ok((avatar, line)) => Some((line, Some(avatar))),
            Err(_) => Some((program, None)),
        }
    }

    /// The level of the user: flags in decimal, 128 the base. (One program says so.)
    #[must_use]
    pub fn level(self) -> Option<u32> {
        self.number(1)
    }

    /// The MAC address: 12 hexadecimal digits, 16 seen too. Its text is the key of group
    /// messages. (Two programs agree.)
    #[must_use]
    pub fn mac(self) -> Option<&'a [u8]> {
        self.part(2)
    }

    /// The size of the user's own avatar picture in bytes, 0 for none. (One program says so;
    /// another takes it for a port.)
    #[must_use]
    pub fn avatar_size(self) -> Option<u32> {
        self.number(3)
    }

    /// The size of the portrait in bytes, 0 for none. (One program says so.)
    #[must_use]
    pub fn portrait_size(self) -> Option<u32> {
        self.number(4)
    }

    /// The length of the enciphered body of a group message in bytes, else 0. (Two programs
    /// agree.)
    #[must_use]
    pub fn cipher_len(self) -> Option<u32> {
        self.number(5)
    }

    /// The build of the program, such as `4001`, `311c`, `2.5a`. (One program says so.)
    #[must_use]
    pub fn build(self) -> Option<&'a [u8]> {
        self.part(6)
    }

    fn number(self, index: usize) -> Option<u32> {
        match scan::decimal_u32(self.part(index)?) {
            Ok(([], number)) => Some(number),
            _ => None,
        }
    }
}

impl fmt::Debug for FeiQ<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FeiQ(\"{}\")", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feiq(bytes: &[u8]) -> FeiQ<'_> {
        Version::new(bytes).unwrap().feiq().unwrap()
    }

    #[test]
    fn parts_of_feiq() {
        let old = feiq(b"1_lbt4_41#32899#001122AABBCC#0#0#0");
        assert_eq!((old.line(), old.avatar()), (&b"4"[..], Some(&b"41"[..])));
        assert_eq!((old.level(), old.cipher_len(), old.build()), (Some(32899), Some(0), None));
        let new = feiq(b"1_lbt8_12#65664#001122AABBCCDDEE#4096#2048#64#2.5a#9");
        assert_eq!(
            (new.avatar_size(), new.portrait_size(), new.cipher_len()),
            (Some(4096), Some(2048), Some(64))
        );
        assert_eq!(new.build(), Some(&b"2.5a"[..]));
        let bare = feiq(b"1_lbt8");
        assert_eq!((bare.line(), bare.avatar(), bare.level()), (&b"8"[..], None, None));
        let plus = feiq(b"feiq_plus_plus#128#001122AABBCC#0#0#0#1#9");
        assert_eq!((plus.line(), plus.level()), (&b""[..], Some(128)));
    }

    #[track_caller]
    fn client(bytes: &[u8], client: Client, number: u32) {
        let version = Version::new(bytes).unwrap();
        assert_eq!((version.client(), version.number()), (client, number));
    }

    #[test]
    fn clients() {
        client(b"1", Client::Plain, 1);
        client(b"1_iptux 0.8.3", Client::Iptux, 1);
        client(b"iptux 0.8.0", Client::Iptux, 0);
        client(b"1_lbt8", Client::FeiQ, 1);
        client(b"1@shiyeline", Client::ShiYeLine, 1);
        client(b"1@shiyeline 2", Client::ShiYeLine, 1);
        client(b"feiq_plus_plus#128", Client::FeiQPlusPlus, 0);
        client(b"99999999999", Client::Plain, u32::MAX);
        client(b" 99999999999", Client::Plain, u32::MAX);
        client(b" 01x", Client::Plain, 1);
    }

    #[test]
    fn refused() {
        for (bytes, kind) in [
            (&b""[..], ErrorKind::Empty),
            (b"IP2", ErrorKind::Dictionary),
            (b"1:", ErrorKind::Separator),
            (b"1\0", ErrorKind::Nul),
        ] {
            assert_eq!(Version::new(bytes).unwrap_err().kind(), kind);
        }
    }
}
