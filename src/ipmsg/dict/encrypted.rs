//! What a datagram in dictionary form holds: a packet, or an encrypted one.

use super::entries::Dict;
use super::frame::framed;
use super::key::Key;
use super::leaf::{Slot, record};
use super::packet::DictPacket;
use super::write::{Out, Walk};
use crate::error::Error;
use crate::fields::{Kind, Record};
use crate::ipmsg::show::{self, Inside, table, walked};

/// A packet in dictionary form, in clear or encrypted: the key `EB` makes the difference.
///
/// ```
/// use imwire::{Wire, ipmsg::{Mode, dict::Dictionary}};
///
/// let datagram = b"IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z";
/// match Dictionary::parse(datagram)? {
///     Dictionary::Packet(packet) => assert_eq!(packet.word().mode(), Mode::NOOPERATION),
///     // Decrypt it, and read what comes out with `DictPacket::parse`.
///     Dictionary::Encrypted(encrypted) => assert_eq!(encrypted.iv.len(), 16),
/// }
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dictionary<'a> {
    /// In clear.
    Packet(DictPacket<'a>),
    /// Encrypted.
    Encrypted(DictEncrypted<'a>),
}

record! {
    /// An encrypted packet: all `SENDMSG` of 4.x to clients that can read dictionaries.
    ///
    /// Other entries mean nothing here and are passed over.
    DictEncrypted<'a> {
        /// what was done, in bits of the capability word. The official client does not look.
        flags: Option<u32> = EF,
        /// the initialization vector.
        iv: &'a [u8; 16] = EI,
        /// the session key, encrypted by RSA for the receiver, most significant byte first.
        key: &'a [u8] = EK,
        /// a whole packet in its frame, signed, encrypted by AES in counter mode.
        body: &'a [u8] = EB,
    }
}

impl<'a> DictEncrypted<'a> {
    /// RSA of 2048 bits, AES of 256, counter mode: the `EF` of 4.99.
    pub const FLAGS: u32 = 0x0050_0004;

    /// The encrypted packet in a dictionary.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`](crate::ErrorKind::Missing) without `EB`, `EK` or `EI`,
    /// [`ErrorKind::WrongLength`](crate::ErrorKind::WrongLength) for an `EI` that has not 16
    /// bytes; what is wrong with `EF`.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        let [cipher] = dict.find([Key::EB]);
        cipher.required(Ok)?;
        Self::of(dict)
    }
}

impl<'a> Dictionary<'a> {
    /// What a dictionary holds.
    ///
    /// # Errors
    /// As [`DictPacket::new`] or [`DictEncrypted::new`].
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        match dict.get(Key::EB) {
            Some(_) => DictEncrypted::new(dict).map(Self::Encrypted),
            None => DictPacket::new(dict).map(Self::Packet),
        }
    }
}

framed! { DictEncrypted, Dictionary }

impl Walk for Dictionary<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        match self {
            Self::Packet(packet) => packet.walk(out),
            Self::Encrypted(encrypted) => encrypted.walk(out),
        }
    }
}

table! { dictionary: "Dictionary" {
    PACKET: Kind::Record(DictPacket::RECORD);
    ENCRYPTED: Kind::Record(DictEncrypted::RECORD);
} choice }

impl<'a> Inside<'a> for Dictionary<'a> {
    const RECORD: &'static Record = dictionary::RECORD;

    fn inside(&self, out: &mut show::Out<'a, '_>) {
        match self {
            Self::Packet(packet) => out.whole(dictionary::PACKET, packet),
            Self::Encrypted(encrypted) => out.whole(dictionary::ENCRYPTED, encrypted),
        }
    }
}

walked! { 'a: DictEncrypted<'a>, Dictionary<'a> }
