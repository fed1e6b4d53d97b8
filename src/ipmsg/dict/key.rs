//! The keys: one table of their names, what their values are, and what the values mean.

use super::part::{KEY, VALUE};
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::header::misfit;
use core::fmt;

/// The key of an entry: one or more bytes but `:` and NUL. Capitals count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key<'a>(&'a [u8]);

/// What the values of a key are. Nothing on the wire says so: a reader has to know the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number, hexadecimal: [`Value::int`](super::Value::int).
    Int,
    /// UTF-8: [`Value::text`](super::Value::text).
    Text,
    /// Bytes as they are, or of unknown meaning.
    Bytes,
    /// A dictionary without its frame: [`Value::dict`](super::Value::dict).
    Dict,
    /// Several of them: [`Value::list`](super::Value::list).
    DictList,
    /// Several texts: [`Value::list`](super::Value::list).
    TextList,
}

/// Declares the keys, one row each: documentation, name, kind, and the part that an error names
/// if the value is wrong. A row
///
/// ```text
/// /// The packet number.
/// PKT = Int, "packet number";
/// ```
///
/// becomes
///
/// ```text
/// impl Key<'static> {
///     /// The packet number.
///     pub const PKT: Self = Key(b"PKT");
/// }
/// const KEYS: &[(Key<'static>, Kind, Part)] = &[…, (Key::PKT, Kind::Int, Part::named("packet number")), …];
/// ```
macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident = $kind:ident, $part:literal;)*) => {
        impl Key<'static> {
            $($(#[$doc])* pub const $name: Self = Self(stringify!($name).as_bytes());)*
        }

        const KEYS: &[(Key<'static>, Kind, Part)] = &[$((Key::$name, Kind::$kind, Part::named($part))),*];
    };
}

keys! {
    /// The version of the form: 3, and anything else is refused.
    VER = Int, "version";
    /// The packet number.
    PKT = Int, "packet number";
    /// When it was sent, in seconds since 1970.
    DATE = Int, "date";
    /// The user: of the sender, of a recipient, of a host.
    UID = Text, "user";
    /// The host: of the sender, of a recipient, of a host.
    HID = Text, "host";
    /// The command, without options.
    CMD = Int, "command";
    /// The options of the command, in the upper 24 bits.
    FLG = Int, "options";
    /// The version of the client, as `00010002:4:99:103`.
    CVER = Text, "client version";
    /// The group.
    GRP = Text, "group";
    /// The nickname.
    NCK = Text, "nick";
    /// The status of a host: the options of an entry.
    STAT = Int, "host status";
    /// The text: of a message, of an absence, of a version.
    BODY = Text, "text";
    /// The number of the packet that is answered. 4.99 reads it and writes it nowhere.
    RPN = Int, "receipt";
    /// To whom a message went: [`Recipient`](super::Recipient)s.
    TLST = DictList, "recipients";
    /// The files of a message: [`File`](super::File)s.
    FILE = DictList, "attachment";
    /// Of a file: its number, by which it is asked for.
    FI = Int, "file id";
    /// Of a file: its name, in which `:` is not doubled.
    FN = Text, "file name";
    /// Of a file: its size in bytes.
    FS = Int, "file size";
    /// Of a file: when it was changed, in seconds since 1970.
    MT = Int, "mtime";
    /// Of a file: its attributes.
    FA = Int, "attributes";
    /// Of a picture: its place in the text, in characters.
    CP = Int, "offset";
    /// Hosts: [`Host`](super::Host)s.
    HLST = DictList, "list";
    /// Of a host: 1 if it is there, 0 if it left.
    ACT = Int, "state";
    /// Of a host: its address, as text.
    IPAD = Text, "ip address";
    /// Of a host: its port, in plain order.
    PORT = Int, "port";
    /// The number of the first host of this packet.
    START = Int, "start";
    /// How many hosts are in this packet.
    NUM = Int, "host count";
    /// How many hosts there are in all packets.
    TOTAL = Int, "total";
    /// The networks of the sender: [`Network`](super::Network)s.
    NADRS = DictList, "network";
    /// Of a network: its address, as text.
    ADR = Text, "address";
    /// Of a network: how many bits of the address name it.
    MASK = Int, "network";
    /// The address of the agent that is spoken to, as the master sees it.
    TADR = Text, "ip address";
    /// The address of the master.
    SVADR = Text, "server";
    /// That a poll is wanted.
    POLL = Int, "dictionary value";
    /// 0: cannot be an agent. The official client writes it under Wine.
    AGNT = Int, "dictionary value";
    /// For how many seconds a client is an agent.
    AGS = Int, "seconds";
    /// 1: this entry was caused by `DIR_BROADCAST`.
    DRB = Int, "dictionary value";
    /// 1: the host was heard directly.
    DRCT = Int, "dictionary value";
    /// How long the master has been running; 0 is all that is ever sent: it has just started.
    UPT = Int, "dictionary value";
    /// A packet inside this one, without frame.
    WAPD = Dict, "dictionary";
    /// The public key: exponent.
    PUBE = Int, "exponent";
    /// The public key: modulus, most significant byte first.
    PUBN = Bytes, "modulus";
    /// What the sender can do: the capability word of `GETPUBKEY`.
    EC = Int, "capabilities";
    /// What was done to this packet, in bits of the capability word.
    EF = Int, "flag";
    /// The initialization vector, 16 bytes.
    EI = Bytes, "initialization vector";
    /// The session key, encrypted, most significant byte first.
    EK = Bytes, "session key";
    /// A packet, encrypted.
    EB = Bytes, "cipher";
    /// The signature, 256 bytes, most significant first. Always the last entry.
    SIGN = Bytes, "signature";
    /// The name of an absence. Only between the official client and its command-line tool.
    ABST = Text, "text";
    /// The kind of an absence. Only between the official client and its command-line tool.
    ABSMD = Int, "state";
    /// Names of files. Only between the official client and its command-line tool.
    FLS = TextList, "list";
    /// What went wrong. Only between the official client and its command-line tool.
    EINF = Text, "text";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    NCKO = Bytes, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    EXST = Bytes, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    FROM = Bytes, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    MST = Bytes, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    NADR = Bytes, "dictionary value";
}

impl<'a> Key<'a> {
    /// A key of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Separator`] for a `:`, [`ErrorKind::Nul`] for a NUL.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match misfit(bytes) {
            Some((kind, at)) => Err(Error::new(kind, KEY, at)),
            None if bytes.is_empty() => Err(Error::new(ErrorKind::Empty, KEY, 0)),
            None => Ok(Self(bytes)),
        }
    }

    /// What a reader found in front of a colon.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// What its values are; `None` for a key that no client is known to use.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        KEYS.iter().find(|(key, ..)| *key == self).map(|(_, kind, _)| *kind)
    }

    /// What an error in its value is about.
    pub(super) fn part(self) -> Part {
        KEYS.iter().find(|(key, ..)| *key == self).map_or(VALUE, |(.., part)| *part)
    }

    /// All keys that have a name, in the order of the table.
    pub fn all() -> impl Iterator<Item = Key<'static>> {
        KEYS.iter().map(|(key, ..)| *key)
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (index, (key, ..)) in KEYS.iter().enumerate() {
            assert!(KEYS[..index].iter().all(|(other, ..)| other != key), "{key} stands twice");
            assert_eq!(Key::new(key.as_bytes()), Ok(*key));
        }
        assert_eq!(Key::all().count(), KEYS.len());
    }

    #[test]
    fn what_can_be_no_key() {
        #[track_caller]
        fn case(bytes: &[u8], message: &str) {
            assert_eq!(Key::new(bytes).unwrap_err().to_string(), message);
        }
        case(b"", "key: empty at byte 0");
        case(b"a:b", "key: invalid byte at byte 1");
        case(b"a\0", "key: contains NUL at byte 1");
    }

    #[test]
    fn kinds() {
        assert_eq!(Key::HLST.kind(), Some(Kind::DictList));
        assert_eq!(Key::new(b"key1").unwrap().kind(), None);
        assert_eq!(Key::new(b"hlst").unwrap().kind(), None);
    }
}
