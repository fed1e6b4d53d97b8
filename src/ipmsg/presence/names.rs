//! Whose packet it is: the names that count, and the fingerprint in one of them.

use super::block::Block;
use super::entry::Entry;
use crate::ipmsg::header::{CommonOptions, Mode, Packet};
use crate::ipmsg::text::Text;
use crate::scan;

/// The names of a user, as the official client chooses between the entry and its block.
///
/// ```text
/// 1:1700000011:yamada-<0123456789abcdef>:PC-02:21233665:? \0 \0 \nUN:… \nHN:… \nNN:山田
///              │      │                  │              │       └ block: better names, in UTF-8
///              │      │                  │              └ nickname
///              │      │                  └ host
///              │      └ fingerprint
///              └ user
/// ```
/// (without the spaces)
///
/// ```
/// use imwire::{Wire, ipmsg::{Entry, Packet, fingerprint}};
///
/// let packet = Packet::parse(
///     b"1:1700000011:yamada-<0123456789abcdef>:PC-02:21233665:?\0\0\nNN:\xe5\xb1\xb1\xe7\x94\xb0",
/// )?;
/// let names = Entry::parse(packet.additional.unwrap_or_default())?.names(&packet);
/// assert_eq!((names.nick.text.as_bytes(), names.nick.is_utf8), ("山田".as_bytes(), true));
/// assert_eq!((names.host.text.as_bytes(), names.host.is_utf8), (&b"PC-02"[..], false));
/// assert_eq!(fingerprint(names.user.text.as_bytes()), Some(0x0123_4567_89ab_cdef));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: IP Messenger protocol, draft 10; the official client 4.99, `msgmng.cpp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Names<'a> {
    /// The login name. Users are compared without regard to case, and with [`fingerprint`].
    pub user: NameText<'a>,
    /// The host name.
    pub host: NameText<'a>,
    /// The nickname, which may be empty: [`shown`](Names::shown) is the name to show. The official client
    /// does not look at it on `BR_EXIT` and `NOOPERATION`.
    pub nick: NameText<'a>,
    /// The group; empty for none.
    pub group: NameText<'a>,
}

/// A name, and what is known of its charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameText<'a> {
    /// The name.
    pub text: Text<'a>,
    /// Whether the packet says that it is UTF-8. If not, decode it in the charset that
    /// [`Packet::charset`](crate::ipmsg::Packet::charset) gives: that of the client, or the usual one of the network
    /// (CP932 in Japan, GBK in China). iptux alone writes UTF-8 without saying so: if
    /// [`Entry::iptux`](super::Entry::iptux) is there and the bytes are UTF-8, they are meant so.
    pub is_utf8: bool,
}

impl<'a> Names<'a> {
    /// The name to show: the nickname, or the login name if that is empty, as the official client does.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Entry, Packet}};
    ///
    /// let packet = Packet::parse(b"1:5:taro:PC-02:3:\0dev\0")?;
    /// let names = Entry::parse(packet.additional.unwrap_or_default())?.names(&packet);
    /// assert!(names.nick.text.is_empty());
    /// assert_eq!(names.shown().text.as_bytes(), b"taro");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub const fn shown(&self) -> NameText<'a> {
        if self.nick.text.is_empty() { self.user } else { self.nick }
    }
}

impl<'a> Names<'a> {
    /// Names of a dictionary, which are UTF-8; those that are absent are empty.
    pub(in crate::ipmsg) fn of_dictionary(
        [user, host]: [Text<'a>; 2],
        nick: Option<Text<'a>>,
        group: Option<Text<'a>>,
    ) -> Self {
        let name = |text| NameText { text, is_utf8: true };
        Self {
            user: name(user),
            host: name(host),
            nick: name(nick.unwrap_or_default()),
            group: name(group.unwrap_or_default()),
        }
    }
}

impl<'a> Entry<'a> {
    /// The names that count, as the official client decides it. `packet` is the one that this
    /// entry is from.
    ///
    /// The block is looked at only if [`CommonOptions::CAPUTF8`] is set. Then `UN` and `HN` take
    /// the place of user and host under every command, `NN` and `GN` that of nickname and group
    /// under `BR_ENTRY`, `BR_ABSENCE` and `DIR_POLL`.
    #[must_use]
    pub fn names(&self, packet: &Packet<'a>) -> Names<'a> {
        let options = packet.word().common();
        let is_utf8 = options.contains(CommonOptions::UTF8);
        let block = if options.contains(CommonOptions::CAPUTF8) { self.block } else { Block::NONE };
        let nicks = match packet.word().mode() {
            Mode::BR_ENTRY | Mode::BR_ABSENCE | Mode::DIR_POLL => block,
            _ => Block::NONE,
        };
        let choose = |better: Option<Text<'a>>, plain: &'a [u8]| match better {
            Some(text) => NameText { text, is_utf8: true },
            None => NameText { text: Text::trusted(plain), is_utf8 },
        };
        Names {
            user: choose(block.user(), packet.user.as_bytes()),
            host: choose(block.host(), packet.host.as_bytes()),
            nick: choose(nicks.nick(), self.nick.as_bytes()),
            group: choose(nicks.group(), self.group.as_bytes()),
        }
    }
}

/// The fingerprint in a user name: `yamada-<0123456789abcdef>`.
///
/// It is made of the public key: the SHA-1 of the modulus and 32 zero bits, as three numbers of
/// 64 bits, XORed. The value is read from the digits as they are. Since draft 10. The official
/// client writes the `<` and `>`; the protocol can be read as if they were not, so both forms
/// are known here.
///
/// An entry of such a user without [`CommonOptions::ENCRYPT`] is to be dropped, the protocol says.
///
/// ```
/// use imwire::ipmsg::fingerprint;
///
/// assert_eq!(fingerprint(b"yamada-<0123456789abcdef>"), Some(0x0123_4567_89ab_cdef));
/// assert_eq!(fingerprint(b"yamada"), None);
/// ```
#[must_use]
pub fn fingerprint(user: &[u8]) -> Option<u64> {
    let (front, digits) = match user {
        [front @ .., b'>'] => {
            let (front, digits) = front.split_last_chunk::<16>()?;
            (front.strip_suffix(b"<")?, digits)
        }
        _ => user.split_last_chunk::<16>()?,
    };
    match (front, scan::hex_u64(digits)) {
        ([.., b'-'], Ok(([], value))) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Wire;

    #[track_caller]
    fn names(packet: &[u8], expected: [(&[u8], bool); 4]) {
        let packet = Packet::parse(packet).unwrap();
        let entry = Entry::parse(packet.additional.unwrap()).unwrap();
        let Names { user, host, nick, group } = entry.names(&packet);
        let found = [user, host, nick, group].map(|name| (name.text.as_bytes(), name.is_utf8));
        assert_eq!(found, expected);
    }

    #[test]
    fn names_that_count() {
        const BODY: &str = "n\0g\0\nUN:U\nHN:H\nNN:N\nGN:";
        let packet = |word: u32| format!("1:1:u:h:{word}:{BODY}").into_bytes();
        let (caputf8, utf8) = (0x0100_0000, 0x0080_0000);
        // Without CAPUTF8 the block does not count.
        let plain: [(&[u8], bool); 4] = [(b"u", false), (b"h", false), (b"n", false), (b"g", false)];
        names(&packet(1), plain);
        names(&packet(1 | utf8), plain.map(|(name, _)| (name, true)));
        // With it, all names count under these three, and only user and host elsewhere.
        for mode in [1, 4, 0xb0] {
            names(&packet(mode | caputf8), [(b"U", true), (b"H", true), (b"N", true), (b"", true)]);
        }
        for mode in [0, 2, 3, 0x20] {
            names(&packet(mode | caputf8), [(b"U", true), (b"H", true), (b"n", false), (b"g", false)]);
        }
        names(
            b"1:1700000011:taro:PC-02:21233665:taro\0\0\nNN:\xe5\xa4\xaa\xe9\x83\x8e\n",
            [(b"taro", false), (b"PC-02", false), ("太郎".as_bytes(), true), (b"", false)],
        );
    }

    #[test]
    fn an_empty_nickname_is_shown_as_the_user() {
        #[track_caller]
        fn case(packet: &[u8], name: &[u8], is_utf8: bool) {
            let packet = Packet::parse(packet).unwrap();
            let shown = Entry::parse(packet.additional.unwrap_or_default()).unwrap().names(&packet).shown();
            assert_eq!((shown.text.as_bytes(), shown.is_utf8), (name, is_utf8));
        }
        case(b"1:1:u:h:3:nick\0", b"nick", false);
        case(b"1:1:u:h:3:\0", b"u", false);
        case(b"1:1:u:h:3", b"u", false);
        case(b"1:1:u:h:8388611:\0group\0", b"u", true);
        // The block: its nickname, empty too; its user.
        case(b"1:1:u:h:16777217:n\0g\0\nUN:U\nNN:", b"U", true);
        case(b"1:1:u:h:16777217:\0g\0\nUN:U", b"U", true);
        case(b"1:1:u:h:16777217:n\0g\0\nUN:U", b"n", false);
    }

    #[test]
    fn fingerprints() {
        assert_eq!(fingerprint(b"yamada-0123456789abcdef"), Some(0x0123_4567_89ab_cdef));
        assert_eq!(fingerprint(b"-<0123456789ABCDEF>"), Some(0x0123_4567_89ab_cdef));
        for user in [
            &b""[..],
            b"0123456789abcdef",
            b"a-<0123456789abcdef",
            b"a-0123456789abcdef>",
            b"a<0123456789abcdef>",
            b"a-<0123456789abcdeg>",
            b"a-<00123456789abcdef>",
            b"a-00123456789abcdef",
        ] {
            assert_eq!(fingerprint(user), None, "{}", user.escape_ascii());
        }
    }
}
