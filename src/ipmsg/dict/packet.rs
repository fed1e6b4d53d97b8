//! A packet in dictionary form.

use super::entries::Dict;
use super::frame::{IpDict, framed};
use super::key::Key;
use super::leaf::{Slot, record};
use super::part::CIPHER;
use super::record::{DictFile, DictHost, DictNetwork, DictRecipient};
use super::value::{packet_no, text, word};
use super::write::{Out, Walk};
use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Kind, Record, Show, Value};
use crate::ipmsg::header::{CommandWord, EntryOptions, Mode, Options};
use crate::ipmsg::items::Items;
use crate::ipmsg::presence::Names;
use crate::ipmsg::show::{self, Inside, shown, table, walked};
use crate::ipmsg::text::Text;

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

record! {
    /// The public key of the sender.
    DictPublicKey<'a> {
        /// the exponent.
        exponent: u32 = PUBE,
        /// the modulus, most significant byte first; 256 bytes from the official client.
        modulus: &'a [u8] = PUBN,
        /// what the sender can do, the word that `GETPUBKEY` has too.
        capabilities: u32 = EC,
    }
}

/// The signature of a packet, and what it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signature<'a> {
    /// `SIGN`: RSA-2048 over SHA-256, most significant byte first.
    pub bytes: &'a [u8; 256],
    /// What was signed: all entries before it, in a frame. Encode it to get the bytes.
    pub signed: IpDict<'a>,
}

/// Declares what is read when it is asked for: `group: Option<Text<'a>> = GRP` reads the value of `GRP`.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $key:ident;)*) => {$(
        #[doc = concat!("`", stringify!($key), "`:")]
        $(#[$doc])*
        ///
        /// # Errors
        /// What is wrong with the value.
        pub fn $name(&self) -> Result<$ty, Error> {
            let [found] = self.dict.find([Key::$key]);
            Slot::take(found)
        }
    )*};
}

impl<'a> DictPacket<'a> {
    /// The packet in a dictionary, as it is in a datagram or in another packet.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] for a key that must be there: `VER`, `PKT`, `UID`, `HID`, `CMD`,
    /// `FLG`; what is wrong with the value of one; [`ErrorKind::Unexpected`] for another version
    /// than 3, and for `EB`: that is an [`DictEncrypted`](super::DictEncrypted) one.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        let [version, number, user, host, command, options, status, cipher] =
            dict.find([Key::VER, Key::PKT, Key::UID, Key::HID, Key::CMD, Key::FLG, Key::STAT, Key::EB]);
        if let Some(cipher) = cipher.value {
            return Err(Error::new(ErrorKind::Unexpected, CIPHER, cipher.at()));
        }
        if version.required(super::value::int)? != 3 {
            let at = version.value.map_or(0, super::DictValue::at);
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

    /// The names of the sender: [`Names::shown`] is the nickname, or the login name if that is absent or empty.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::dict::DictPacket};
    ///
    /// let packet = DictPacket::parse(
    ///     b"IP2:3d:VER:1:3:PKT:1:7:UID:4:taro:HID:5:PC-02:CMD:1:1:FLG:1:0:NCK:0::Z",
    /// )?;
    /// assert_eq!(packet.names()?.shown().text.as_bytes(), b"taro");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the value of `NCK` or `GRP`.
    pub fn names(&self) -> Result<Names<'a>, Error> {
        Ok(Names::of_dictionary([self.user, self.host], self.nick()?, self.group()?))
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

    getters! {
        /// when it was sent, in seconds since 1970.
        date: Option<i64> = DATE;
        /// the version of the client, as `00010002:4:99:103`.
        client_version: Option<Text<'a>> = CVER;
        /// the group of the sender.
        group: Option<Text<'a>> = GRP;
        /// the nickname of the sender.
        nick: Option<Text<'a>> = NCK;
        /// the status of the sender.
        status: Option<EntryOptions> = STAT;
        /// the text of the message, of the absence, of the version.
        text: Option<Text<'a>> = BODY;
        /// how many hosts were in the packets before.
        start: Option<u64> = START;
        /// how many hosts should be in this packet. The official client takes no list that
        /// has another number, nor an empty one.
        host_count: Option<u64> = NUM;
        /// how many hosts are in all packets.
        total: Option<u64> = TOTAL;
        /// the address of the agent that is spoken to, as the master sees it.
        agent_address: Option<Text<'a>> = TADR;
        /// the address of the master.
        master_address: Option<Text<'a>> = SVADR;
        /// a request for polls. 4.99 reads it and writes it nowhere.
        poll: Option<i64> = POLL;
        /// for how many seconds the receiver is to be an agent.
        agent_seconds: Option<u64> = AGS;
        /// how long the master has been running; 0 if it has just started.
        uptime: Option<u64> = UPT;
        /// what was done to this packet, in bits of the capability word: `0x4000_0000` if it
        /// is signed.
        crypt_flags: Option<u32> = EF;
        /// whether this entry was caused by `DIR_BROADCAST`.
        is_dir_broadcast: bool = DRB;
        /// whether the agent heard the host directly.
        is_direct: bool = DRCT;
    }

    /// `RPN`: the number of the packet that this one answers.
    ///
    /// # Errors
    /// As [`DictValue::number`](super::DictValue::number); a negative number is taken for what it is in 32
    /// bits.
    pub fn answered(&self) -> Result<Option<u64>, Error> {
        let [answered] = self.dict.find([Key::RPN]);
        answered.optional(packet_no)
    }

    /// `TLST`: to whom the message went, the receiver among them.
    #[must_use]
    pub fn recipients(&self) -> Items<'a, DictRecipient<'a>> {
        self.dict.items(Key::TLST)
    }

    /// `FILE`: the files of the message.
    #[must_use]
    pub fn files(&self) -> Items<'a, DictFile<'a>> {
        self.dict.items(Key::FILE)
    }

    /// `HLST`: hosts.
    #[must_use]
    pub fn hosts(&self) -> Items<'a, DictHost<'a>> {
        self.dict.items(Key::HLST)
    }

    /// `NADRS`: the networks of the sender.
    #[must_use]
    pub fn networks(&self) -> Items<'a, DictNetwork<'a>> {
        self.dict.items(Key::NADRS)
    }

    /// `AGNT`: whether the sender can be an agent, which it can unless it says 0.
    ///
    /// # Errors
    /// As [`DictValue::int`](super::DictValue::int).
    pub fn can_be_agent(&self) -> Result<bool, Error> {
        Ok(self.dict.int(Key::AGNT)? != Some(0))
    }

    /// `WAPD`: the packet inside this one, which can have another inside.
    ///
    /// # Errors
    /// As [`DictValue::dict`](super::DictValue::dict) and [`DictPacket::new`].
    pub fn wrapped(&self) -> Result<Option<Self>, Error> {
        self.dict.dict(Key::WAPD)?.map(Self::new).transpose()
    }

    /// `PUBE`, `PUBN`, `EC`: the public key of the sender.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if there is a modulus and not the rest, or what is wrong with the
    /// rest.
    pub fn public_key(&self) -> Result<Option<DictPublicKey<'a>>, Error> {
        self.dict.get(Key::PUBN).map(|_| DictPublicKey::of(self.dict)).transpose()
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

framed! { DictPacket }

impl Walk for DictPacket<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        self.dict.walk(out)
    }
}

table! { dict_packet: "DictPacket" {
    DICT: Kind::Record(Dict::RECORD);
    PACKET_NO: Kind::Number(Show::Decimal), derived;
    USER: Kind::Text, derived;
    HOST: Kind::Text, derived;
    MODE: Kind::Enum(Mode::NAMES), derived;
    OPTIONS: Kind::Record(Options::RECORD), derived;
} }

/// The entries, and what a packet in colon form has too.
impl<'a> Inside<'a> for DictPacket<'a> {
    const RECORD: &'static Record = dict_packet::RECORD;

    fn inside(&self, out: &mut show::Out<'a, '_>) {
        out.record_in(dict_packet::DICT, &self.dict, self.dict.content());
        let of = |key| self.dict.bytes(key).unwrap_or_default();
        let same = [
            (dict_packet::PACKET_NO, Value::Number(self.packet_no), Key::PKT),
            (dict_packet::USER, Value::Text(self.user.as_bytes()), Key::UID),
            (dict_packet::HOST, Value::Text(self.host.as_bytes()), Key::HID),
            (dict_packet::MODE, Value::Number(self.word.mode().value().into()), Key::CMD),
        ];
        for (field, value, key) in same {
            out.same(field, value, out.known(of(key)));
        }
        out.derived(dict_packet::OPTIONS, &self.word.options(), of(Key::FLG));
    }
}

table! { dict_signature: |signature: Signature<'a>| {
    BYTES: Kind::Bytes => bytes(signature.bytes);
    SIGNED: Kind::Record(Dict::RECORD) => record(&signature.signed);
} }

walked! { 'a: DictPacket<'a> }
shown! { 'a: DictPublicKey<'a>, Signature<'a> }
