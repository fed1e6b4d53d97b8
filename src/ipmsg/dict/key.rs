//! The keys: one table of their names, what their values are, and what the values mean.

use super::part::{KEY, VALUE};
use crate::error::{Error, ErrorKind, Part};
use crate::fields::{self, Field, Kind, Record, Show};
use crate::ipmsg::bytes::without;
use crate::ipmsg::header::{EntryOptions, Mode};
use crate::ipmsg::keys::KeyCapabilities;
use core::fmt;

/// The key of an entry: one or more bytes except `:` and NUL. Capitals count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key<'a>(&'a [u8]);

/// What the values of a key are. Nothing on the wire says so: a reader has to know the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A number, hexadecimal: [`DictValue::int`](super::DictValue::int).
    Int,
    /// UTF-8: [`DictValue::text`](super::DictValue::text).
    Text,
    /// Bytes as they are, or of unknown meaning.
    Bytes,
    /// A dictionary without its frame: [`DictValue::dict`](super::DictValue::dict).
    Dict,
    /// Several of them: [`DictValue::list`](super::DictValue::list).
    DictList,
    /// Several texts: [`DictValue::list`](super::DictValue::list).
    TextList,
}

/// Declares the keys, one row each: documentation, name, how a value is shown, the part that an error names
/// if the value is wrong, and `written` if a field of a packet or body writes it. A row
///
/// ```text
/// /// The packet number.
/// PKT = NUMBER, "packet number", written;
/// ```
///
/// becomes
///
/// ```text
/// impl Key<'static> {
///     /// The packet number.
///     pub const PKT: Self = Key(b"PKT");
/// }
/// mod field { pub const PKT: &Field = &Field::new("ipmsg.dict.PKT", NUMBER); … }
/// const KEYS: &[Row] = &[…, Row { key: Key::PKT, part: Part::named("packet number"), field: field::PKT, written: true }, …];
/// ```
macro_rules! keys {
    (@) => { false };
    (@ written) => { true };
    ($($(#[$doc:meta])* $name:ident = $shown:ident, $part:literal $(, $written:ident)?;)*) => {
        impl Key<'static> {
            $($(#[$doc])* pub const $name: Self = Self(stringify!($name).as_bytes());)*
        }

        /// How the values of each key are shown.
        pub(super) mod field {
            use super::*;

            $(pub(in crate::ipmsg::dict) const $name: &Field =
                &Field::new(concat!("ipmsg.dict.", stringify!($name)), $shown);)*
            /// A key that no client is known to use, and its value.
            pub(in crate::ipmsg::dict) const ENTRY: &Field = &Field::new("ipmsg.dict.entry", Kind::Record(ENTRY_RECORD));
            pub(in crate::ipmsg::dict) const ENTRY_KEY: &Field = &Field::new("ipmsg.dict_entry.key", TEXT);
            pub(in crate::ipmsg::dict) const ENTRY_VALUE: &Field = &Field::new("ipmsg.dict_entry.value", BYTES);
            const ENTRY_FIELDS: &[Field] = &[*ENTRY_KEY, *ENTRY_VALUE];
            pub(in crate::ipmsg::dict) const ENTRY_RECORD: &Record = &Record::new("ipmsg.dict_entry", "Entry", ENTRY_FIELDS);
            pub(in crate::ipmsg::dict) const ALL: &[Field] = &[$(*$name,)* *ENTRY];
        }

        const KEYS: &[Row] =
            &[$(Row {
                key: Key::$name,
                part: Part::named($part),
                field: field::$name,
                written: keys!(@ $($written)?),
            }),*];
    };
}

/// The record of a dictionary inside another: the same, without the list of its fields, which would have no end.
pub(super) const INNER: &Record = &Record::new("ipmsg.dict", "Dict", &[]);

/// What is known of a key.
struct Row {
    key: Key<'static>,
    part: Part,
    field: &'static Field,
    /// A field of a packet, of a body or of an [`DictEncrypted`](super::DictEncrypted) packet writes it.
    written: bool,
}

const NUMBER: Kind = Kind::Number(Show::Decimal);
const HEX: Kind = Kind::Number(Show::Hex);
const TIME: Kind = Kind::Number(Show::Time);
const MODE: Kind = Kind::Enum(Mode::NAMES);
const STATUS: Kind = Kind::Flags(fields::bits!(EntryOptions));
const CAPABILITIES: Kind = Kind::Flags(fields::bits!(KeyCapabilities));
const TEXT: Kind = Kind::Text;
const BYTES: Kind = Kind::Bytes;
const DICT: Kind = Kind::Record(INNER);
const DICTS: Kind = Kind::List(&Field::new("ipmsg.dict.item", DICT));
const TEXTS: Kind = Kind::List(&Field::new("ipmsg.dict.text", TEXT));

keys! {
    /// The version of the form: 3, and anything else is refused.
    VER = NUMBER, "version", written;
    /// The packet number.
    PKT = NUMBER, "packet number", written;
    /// When it was sent, in seconds since 1970.
    DATE = TIME, "date", written;
    /// The user: of the sender, of a recipient, of a host.
    UID = TEXT, "user", written;
    /// The host: of the sender, of a recipient, of a host.
    HID = TEXT, "host", written;
    /// The command, without options.
    CMD = MODE, "command", written;
    /// The options of the command, in the upper 24 bits.
    FLG = HEX, "options", written;
    /// The version of the client, as `00010002:4:99:103`.
    CVER = TEXT, "client version", written;
    /// The group.
    GRP = TEXT, "group", written;
    /// The nickname.
    NCK = TEXT, "nick", written;
    /// The status of a host: the options of an entry.
    STAT = STATUS, "host status", written;
    /// The text: of a message, of an absence, of a version.
    BODY = TEXT, "text", written;
    /// The number of the packet that is answered. 4.99 reads it and writes it nowhere.
    RPN = NUMBER, "receipt", written;
    /// To whom a message went: [`DictRecipient`](super::DictRecipient)s.
    TLST = DICTS, "recipients", written;
    /// The files of a message: [`DictFile`](super::DictFile)s.
    FILE = DICTS, "attachment", written;
    /// Of a file: its number, by which it is asked for.
    FI = NUMBER, "file id";
    /// Of a file: its name, in which `:` is not doubled.
    FN = TEXT, "file name";
    /// Of a file: its size in bytes.
    FS = NUMBER, "file size";
    /// Of a file: when it was changed, in seconds since 1970.
    MT = TIME, "mtime";
    /// Of a file: its attributes.
    FA = HEX, "attributes";
    /// Of a picture: its place in the text, in characters.
    CP = NUMBER, "offset";
    /// Hosts: [`DictHost`](super::DictHost)s.
    HLST = DICTS, "list", written;
    /// Of a host: 1 if it is there, 0 if it left.
    ACT = NUMBER, "state";
    /// Of a host: its address, as text.
    IPAD = TEXT, "ip address";
    /// Of a host: its port, in plain order.
    PORT = NUMBER, "port";
    /// The number of the first host of this packet.
    START = NUMBER, "start", written;
    /// How many hosts are in this packet.
    NUM = NUMBER, "host count", written;
    /// How many hosts there are in all packets.
    TOTAL = NUMBER, "total", written;
    /// The networks of the sender: [`DictNetwork`](super::DictNetwork)s.
    NADRS = DICTS, "network", written;
    /// Of a network: its address, as text.
    ADR = TEXT, "address";
    /// Of a network: how many bits of the address name it.
    MASK = NUMBER, "network";
    /// The address of the agent that is spoken to, as the master sees it.
    TADR = TEXT, "ip address", written;
    /// The address of the master.
    SVADR = TEXT, "server";
    /// That a poll is wanted.
    POLL = NUMBER, "dictionary value";
    /// 0: cannot be an agent. The official client writes it under Wine.
    AGNT = NUMBER, "dictionary value", written;
    /// For how many seconds a client is an agent.
    AGS = NUMBER, "seconds", written;
    /// 1: this entry was caused by `DIR_BROADCAST`.
    DRB = NUMBER, "dictionary value";
    /// 1: the host was heard directly.
    DRCT = NUMBER, "dictionary value", written;
    /// How long the master has been running; 0 is all that is ever sent: it has just started.
    UPT = NUMBER, "dictionary value";
    /// A packet inside this one, without frame.
    WAPD = DICT, "dictionary", written;
    /// The public key: exponent.
    PUBE = HEX, "exponent", written;
    /// The public key: modulus, most significant byte first.
    PUBN = BYTES, "modulus", written;
    /// What the sender can do: the capability word of `GETPUBKEY`.
    EC = CAPABILITIES, "capabilities", written;
    /// What was done to this packet, in bits of the capability word.
    EF = CAPABILITIES, "flag", written;
    /// The initialization vector, 16 bytes.
    EI = BYTES, "initialization vector", written;
    /// The session key, encrypted, most significant byte first.
    EK = BYTES, "session key", written;
    /// A packet, encrypted.
    EB = BYTES, "cipher", written;
    /// The signature, 256 bytes, most significant first. Always the last entry.
    SIGN = BYTES, "signature", written;
    /// The name of an absence. Only between the official client and its command-line tool.
    ABST = TEXT, "text";
    /// The kind of an absence. Only between the official client and its command-line tool.
    ABSMD = NUMBER, "state";
    /// Names of files. Only between the official client and its command-line tool.
    FLS = TEXTS, "list";
    /// What went wrong. Only between the official client and its command-line tool.
    EINF = TEXT, "text";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    NCKO = BYTES, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    EXST = BYTES, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    FROM = BYTES, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    MST = BYTES, "dictionary value";
    /// Named in `ipmsg.h` of 4.50, and neither written nor read by 4.99.
    NADR = BYTES, "dictionary value";
}

impl<'a> Key<'a> {
    /// A key of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Separator`] for a `:`, [`ErrorKind::Nul`] for a NUL.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match without(KEY, b":", bytes) {
            Ok([]) => Err(Error::new(ErrorKind::Empty, KEY, 0)),
            Ok(bytes) => Ok(Self(bytes)),
            Err(error) => Err(error),
        }
    }

    /// What a reader found before a colon.
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

    fn row(self) -> Option<&'static Row> {
        KEYS.iter().find(|row| row.key == self)
    }

    /// What its values are; `None` for a key that no client is known to use.
    #[must_use]
    pub fn kind(self) -> Option<KeyKind> {
        self.row().map(|row| match row.field.kind {
            Kind::Text => KeyKind::Text,
            Kind::Record(_) => KeyKind::Dict,
            Kind::List(Field { kind: Kind::Text, .. }) => KeyKind::TextList,
            Kind::List(_) => KeyKind::DictList,
            Kind::Bytes => KeyKind::Bytes,
            _ => KeyKind::Int,
        })
    }

    /// What an error in its value is about.
    pub(super) fn part(self) -> Part {
        self.row().map_or(VALUE, |row| row.part)
    }

    /// Whether a field of a packet or body writes it.
    pub(super) fn is_written(self) -> bool {
        self.row().is_some_and(|row| row.written)
    }

    /// How its values are shown; `None` for a key that no client is known to use.
    pub(super) fn field(self) -> Option<&'static Field> {
        self.row().map(|row| row.field)
    }

    /// All keys that have a name, in the order of the table.
    pub fn all() -> impl Iterator<Item = Key<'static>> {
        KEYS.iter().map(|row| row.key)
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

crate::lossy::text! { Key, |key| key.as_bytes().iter().copied(); }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (index, Row { key, .. }) in KEYS.iter().enumerate() {
            assert!(KEYS[..index].iter().all(|other| other.key != *key), "{key} is there twice");
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
        assert_eq!(Key::HLST.kind(), Some(KeyKind::DictList));
        assert_eq!(Key::new(b"key1").unwrap().kind(), None);
        assert_eq!(Key::new(b"hlst").unwrap().kind(), None);
    }
}
