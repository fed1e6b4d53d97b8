//! What a datagram in dictionary form holds: a packet, or an encrypted one.

use super::entries::Dict;
use super::frame::{Frame, framed};
use super::key::Key;
use super::packet::DictPacket;
use super::value::{array, word};
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, Fault};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

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
    Encrypted(Encrypted<'a>),
}

/// An encrypted packet: all `SENDMSG` of 4.x to clients that can read dictionaries.
///
/// Other entries mean nothing here and are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encrypted<'a> {
    /// `EF`: what was done, in bits of the capability word. The official client does not look.
    pub flags: Option<u32>,
    /// `EI`: the initialization vector.
    pub iv: &'a [u8; 16],
    /// `EK`: the session key, encrypted by RSA for the receiver, most significant byte first.
    pub key: &'a [u8],
    /// `EB`: a whole packet in its frame, signed, encrypted by AES in counter mode.
    pub body: &'a [u8],
}

impl<'a> Encrypted<'a> {
    /// RSA of 2048 bits, AES of 256, counter mode: the `EF` of 4.99.
    pub const FLAGS: u32 = 0x0050_0004;

    /// The encrypted packet in a dictionary.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`](crate::ErrorKind::Missing) without `EB`, `EK` or `EI`,
    /// [`ErrorKind::WrongLength`](crate::ErrorKind::WrongLength) for an `EI` that has not 16
    /// bytes; what is wrong with `EF`.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        let [flags, iv, key, body] = dict.find([Key::EF, Key::EI, Key::EK, Key::EB]);
        Ok(Self {
            body: body.required(Ok)?,
            flags: flags.optional(word)?,
            iv: iv.required(array)?,
            key: key.required(Ok)?,
        })
    }
}

impl<'a> Wire<'a> for Encrypted<'a> {
    type Context = ();

    /// A packet in its frame, as [`IpDict`](super::IpDict) takes it.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| framed(input, Self::new)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Walk for Encrypted<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put_some(Key::EF, self.flags.map(u64::from))?;
        entries.put(Key::EI, &self.iv[..])?;
        entries.put(Key::EK, self.key)?;
        entries.put(Key::EB, self.body)
    }
}

impl Encode for Encrypted<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        Frame(self).walk(&mut ToSink(sink))
    }
}

impl<'a> Dictionary<'a> {
    /// What a dictionary holds.
    ///
    /// # Errors
    /// As [`DictPacket::new`] or [`Encrypted::new`].
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        match dict.get(Key::EB) {
            Some(_) => Encrypted::new(dict).map(Self::Encrypted),
            None => DictPacket::new(dict).map(Self::Packet),
        }
    }
}

impl<'a> Wire<'a> for Dictionary<'a> {
    type Context = ();

    /// A packet in its frame, as [`IpDict`](super::IpDict) takes it.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| framed(input, Self::new)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for Dictionary<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Packet(packet) => packet.encode(sink),
            Self::Encrypted(encrypted) => encrypted.encode(sink),
        }
    }
}
