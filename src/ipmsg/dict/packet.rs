//! A packet in dictionary form.

use super::entries::Dict;
use super::frame::{IpDict, framed};
use super::key::Key;
use super::part::CIPHER;
use super::record::{File, Host, Network, Recipient};
use super::value::{number, packet_no, text, truth, word};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::header::{CommandWord, EntryOptions, Mode};
use crate::ipmsg::items::Items;
use crate::ipmsg::text::Text;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// A packet in dictionary form, in clear: what must be there is there and makes sense, the rest
/// is read when it is asked for.
///
/// It is written as it was read, see [`Dict`].
///
/// ```
/// use imwire::{Wire, ipmsg::{Mode, SendOptions, dict::DictPacket}};
///
/// let packet = DictPacket::parse(
///     b"IP2:4d:VER:1:3:PKT:8:6553f166:UID:4:taro:HID:5:PC-02:CMD:2:20:FLG:3:100:BODY:5:hello:Z",
/// )?;
/// assert_eq!((packet.packet_no(), packet.user().as_bytes()), (1_700_000_102, &b"taro"[..]));
/// assert_eq!(packet.word().mode(), Mode::SENDMSG);
/// assert_eq!(packet.word().get(), Some(SendOptions::SENDCHECK));
/// assert_eq!(packet.text()?.unwrap().as_bytes(), b"hello");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DictPacket<'a> {
    dict: Dict<'a>,
    packet_no: u64,
    user: Text<'a>,
    host: Text<'a>,
    word: CommandWord,
}

/// The public key of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey<'a> {
    /// `PUBE`: the exponent.
    pub exponent: u32,
    /// `PUBN`: the modulus, most significant byte first; 256 bytes from the official client.
    pub modulus: &'a [u8],
    /// `EC`: what the sender can do, the word that `GETPUBKEY` has too.
    pub capabilities: u32,
}

/// The signature of a packet, and what it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signature<'a> {
    /// `SIGN`: RSA-2048 over SHA-256, most significant byte first.
    pub bytes: &'a [u8; 256],
    /// What was signed: all entries in front of it, in a frame. Encode it to get the bytes.
    pub signed: IpDict<'a>,
}

impl<'a> DictPacket<'a> {
    /// The packet in a dictionary, as it is in a datagram or in another packet.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] for a key that must be there: `VER`, `PKT`, `UID`, `HID`, `CMD`,
    /// `FLG`; what is wrong with the value of one; [`ErrorKind::Unexpected`] for another version
    /// than 3, and for `EB`: that is an [`Encrypted`](super::Encrypted) one.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        let [version, number, user, host, command, options, status, cipher] =
            dict.find([Key::VER, Key::PKT, Key::UID, Key::HID, Key::CMD, Key::FLG, Key::STAT, Key::EB]);
        if let Some(cipher) = cipher.value {
            return Err(Error::new(ErrorKind::Unexpected, CIPHER, cipher.at()));
        }
        if version.required(super::value::int)? != 3 {
            let at = version.value.map_or(0, super::Value::at);
            return Err(Error::new(ErrorKind::Unexpected, Part::VERSION, at));
        }
        let packet_no = number.required(packet_no)?;
        let (user, host) = (user.required(text)?, host.required(text)?);
        let options = command.required(word)? | options.required(word)?;
        let status = status.optional(word).unwrap_or_default().unwrap_or_default();
        Ok(Self { dict, packet_no, user, host, word: with_status(CommandWord::from_bits(options), status) })
    }

    /// All entries.
    #[inline]
    #[must_use]
    pub const fn dict(&self) -> Dict<'a> {
        self.dict
    }

    /// `PKT`: the packet number, chosen by the sender and echoed in receipts.
    #[inline]
    #[must_use]
    pub const fn packet_no(&self) -> u64 {
        self.packet_no
    }

    /// `UID`: the login name of the sender.
    #[inline]
    #[must_use]
    pub const fn user(&self) -> Text<'a> {
        self.user
    }

    /// `HID`: the host name of the sender.
    #[inline]
    #[must_use]
    pub const fn host(&self) -> Text<'a> {
        self.host
    }

    /// The command word: `CMD` and `FLG`, and under `BR_ENTRY`, `BR_EXIT`, `ANSENTRY`,
    /// `BR_ABSENCE` and `DIR_POLL` the options in `STAT`.
    #[inline]
    #[must_use]
    pub const fn word(&self) -> CommandWord {
        self.word
    }

    /// `DATE`: when it was sent, in seconds since 1970.
    ///
    /// # Errors
    /// As [`Value::int`](super::Value::int).
    pub fn date(&self) -> Result<Option<i64>, Error> {
        self.dict.int(Key::DATE)
    }

    /// `CVER`: the version of the client, as `00010002:4:99:103`.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn client_version(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::CVER)
    }

    /// `GRP`: the group of the sender.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn group(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::GRP)
    }

    /// `NCK`: the nickname of the sender.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn nick(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::NCK)
    }

    /// `STAT`: the status of the sender.
    ///
    /// # Errors
    /// As [`Value::word`](super::Value::word).
    pub fn status(&self) -> Result<Option<EntryOptions>, Error> {
        Ok(self.dict.word(Key::STAT)?.map(EntryOptions::from_bits_retain))
    }

    /// `BODY`: the text of the message, of the absence, of the version.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn text(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::BODY)
    }

    /// `RPN`: the number of the packet that this one answers.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number); a negative one is taken for what it is in 32
    /// bits.
    pub fn answered(&self) -> Result<Option<u64>, Error> {
        let [answered] = self.dict.find([Key::RPN]);
        answered.optional(packet_no)
    }

    /// `TLST`: to whom the message went, the receiver among them.
    #[must_use]
    pub fn recipients(&self) -> Items<'a, Recipient<'a>> {
        self.dict.items(Key::TLST)
    }

    /// `FILE`: the files of the message.
    #[must_use]
    pub fn files(&self) -> Items<'a, File<'a>> {
        self.dict.items(Key::FILE)
    }

    /// `HLST`: hosts.
    #[must_use]
    pub fn hosts(&self) -> Items<'a, Host<'a>> {
        self.dict.items(Key::HLST)
    }

    /// `START`: how many hosts were in the packets before.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number).
    pub fn start(&self) -> Result<Option<u64>, Error> {
        self.dict.number(Key::START)
    }

    /// `NUM`: how many hosts should be in this packet. The official client takes no list that
    /// has another number, nor an empty one.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number).
    pub fn host_count(&self) -> Result<Option<u64>, Error> {
        self.dict.number(Key::NUM)
    }

    /// `TOTAL`: how many hosts are in all packets.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number).
    pub fn total(&self) -> Result<Option<u64>, Error> {
        self.dict.number(Key::TOTAL)
    }

    /// `NADRS`: the networks of the sender.
    #[must_use]
    pub fn networks(&self) -> Items<'a, Network<'a>> {
        self.dict.items(Key::NADRS)
    }

    /// `TADR`: the address of the agent that is spoken to, as the master sees it.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn agent_address(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::TADR)
    }

    /// `SVADR`: the address of the master.
    ///
    /// # Errors
    /// As [`Value::text`](super::Value::text).
    pub fn master_address(&self) -> Result<Option<Text<'a>>, Error> {
        self.dict.text(Key::SVADR)
    }

    /// `POLL`: a wish for polls. 4.99 reads it and writes it nowhere.
    ///
    /// # Errors
    /// As [`Value::int`](super::Value::int).
    pub fn poll(&self) -> Result<Option<i64>, Error> {
        self.dict.int(Key::POLL)
    }

    /// `AGNT`: whether the sender can be an agent, which it can unless it says 0.
    ///
    /// # Errors
    /// As [`Value::int`](super::Value::int).
    pub fn can_be_agent(&self) -> Result<bool, Error> {
        Ok(self.dict.int(Key::AGNT)? != Some(0))
    }

    /// `AGS`: for how many seconds the receiver is to be an agent.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number).
    pub fn agent_seconds(&self) -> Result<Option<u64>, Error> {
        self.dict.number(Key::AGS)
    }

    /// `DRB`: whether this entry was caused by `DIR_BROADCAST`.
    ///
    /// # Errors
    /// As [`Value::int`](super::Value::int).
    pub fn is_dir_broadcast(&self) -> Result<bool, Error> {
        self.truth(Key::DRB)
    }

    /// `DRCT`: whether the agent heard the host directly.
    ///
    /// # Errors
    /// As [`Value::int`](super::Value::int).
    pub fn is_direct(&self) -> Result<bool, Error> {
        self.truth(Key::DRCT)
    }

    fn truth(&self, key: Key<'_>) -> Result<bool, Error> {
        let [found] = self.dict.find([key]);
        Ok(found.optional(truth)?.unwrap_or_default())
    }

    /// `UPT`: how long the master has been running; 0 if it has just started.
    ///
    /// # Errors
    /// As [`Value::number`](super::Value::number).
    pub fn uptime(&self) -> Result<Option<u64>, Error> {
        let [found] = self.dict.find([Key::UPT]);
        found.optional(number)
    }

    /// `WAPD`: the packet inside this one, which can have another inside.
    ///
    /// # Errors
    /// As [`Value::dict`](super::Value::dict) and [`DictPacket::new`].
    pub fn wrapped(&self) -> Result<Option<Self>, Error> {
        self.dict.dict(Key::WAPD)?.map(Self::new).transpose()
    }

    /// `EF`: what was done to this packet, in bits of the capability word: `0x4000_0000` if it
    /// is signed.
    ///
    /// # Errors
    /// As [`Value::word`](super::Value::word).
    pub fn crypt_flags(&self) -> Result<Option<u32>, Error> {
        self.dict.word(Key::EF)
    }

    /// `PUBE`, `PUBN`, `EC`: the public key of the sender.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if there is a modulus and not the rest, or what is wrong with the
    /// rest.
    pub fn public_key(&self) -> Result<Option<PublicKey<'a>>, Error> {
        let [exponent, modulus, capabilities] = self.dict.find([Key::PUBE, Key::PUBN, Key::EC]);
        let Some(modulus) = modulus.optional(Ok)? else { return Ok(None) };
        let (exponent, capabilities) = (exponent.required(word)?, capabilities.required(word)?);
        Ok(Some(PublicKey { exponent, modulus, capabilities }))
    }

    /// `SIGN`: the signature, and what it is of.
    ///
    /// A packet of the official client has no key twice. If one had, the official client would
    /// check the signature of what is left when repeats are removed, and this is of all.
    ///
    /// # Errors
    /// [`ErrorKind::WrongLength`] if it has not 256 bytes, [`ErrorKind::Trailing`] for an entry
    /// after it, which nothing would protect.
    pub fn signature(&self) -> Result<Option<Signature<'a>>, Error> {
        let Some((signed, value)) = self.dict.before_last(Key::SIGN)? else { return Ok(None) };
        let bytes = value.read(Key::SIGN, super::value::array)?;
        Ok(Some(Signature { bytes, signed: IpDict(signed) }))
    }
}

fn with_status(word: CommandWord, status: u32) -> CommandWord {
    match word.mode() {
        Mode::BR_ENTRY | Mode::BR_EXIT | Mode::ANSENTRY | Mode::BR_ABSENCE | Mode::DIR_POLL => {
            CommandWord::from_bits(word.bits() | CommandWord::from_bits(status).option_bits())
        }
        _ => word,
    }
}

impl<'a> Wire<'a> for DictPacket<'a> {
    type Context = ();

    /// A packet in its frame, as [`IpDict`] takes it.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| framed(input, Self::new)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for DictPacket<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        IpDict(self.dict).encode(sink)
    }
}
