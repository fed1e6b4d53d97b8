//! An outgoing packet in dictionary form, its entries in the order of the official client.

use super::frame::Frame;
use super::key::Key;
use super::new::NewEntry;
use super::packet::{DictPacket, DictPublicKey};
use super::record::{DictFile, DictHost, DictNetwork, DictRecipient};
use super::write::{Entries, Out, ToSink, Walk};
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::header::{CommandWord, EntryOptions, Mode, SendOptions};
use crate::ipmsg::items::Items;
use crate::ipmsg::text::Text;
use crate::sink::Sink;
use crate::wire::Encode;

/// A packet to be written.
///
/// The official client signs all packets that it writes in this form, but `DIR_AGENTPACKET`:
/// write it with the [`public_key`](NewPacket::public_key), sign those bytes, and write it again
/// with the [`signature`](NewPacket::signature).
///
/// ```
/// use imwire::{Encode, ipmsg::{CommandWord, Items, SendOptions, Text, dict::{NewBody, NewPacket, DictRecipient}}};
///
/// let to = [DictRecipient { user: Text::new(b"hanako")?, host: Text::new(b"PC-03")? }];
/// let packet = NewPacket {
///     date: Some(1_700_000_000),
///     ..NewPacket::new(
///         1_700_000_102,
///         Text::new(b"taro")?,
///         Text::new(b"PC-02")?,
///         CommandWord::send(SendOptions::SENDCHECK),
///         NewBody::Message { recipients: Items::new(&to), files: Items::NONE, text: Text::new(b"hello")? },
///     )?
/// };
/// let mut buffer = [0; 256];
/// assert_eq!(
///     packet.encode_into(&mut buffer)?,
///     b"IP2:81:VER:1:3:PKT:8:6553f166:DATE:8:6553f100:UID:4:taro:HID:5:PC-02:CMD:2:20:FLG:3:100:\
///       TLST:1b:18:UID:6:hanako:HID:5:PC-03:BODY:5:hello:Z",
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// What would be read back as something else is refused before anything is written: by the type of
/// the field where it is made, and by [`NewContent::new`] where the command has a say. A [`NewDict`]
/// is written as it is, whatever that means.
///
/// [`NewDict`]: super::NewDict
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewPacket<'a> {
    /// `PKT`: the packet number.
    pub packet_no: u64,
    /// `DATE`: when it is sent, in seconds since 1970.
    pub date: Option<i64>,
    /// `UID`: the login name of the sender.
    pub user: Text<'a>,
    /// `HID`: the host name of the sender.
    pub host: Text<'a>,
    /// `CVER`: the version of the client, as `00010002:4:99:103`.
    pub client_version: Option<Text<'a>>,
    /// `GRP`: the group of the sender.
    pub group: Option<Text<'a>>,
    /// `NCK`: the nickname of the sender.
    pub nick: Option<Text<'a>>,
    /// `STAT`: the status of the sender.
    pub status: Option<EntryOptions>,
    /// `CMD` and `FLG`, and what the command needs.
    pub content: NewContent<'a>,
    /// `PUBE`, `PUBN`, `EF`, `EC`: the public key of a sender that signs.
    pub public_key: Option<DictPublicKey<'a>>,
    /// `SIGN`: the signature of all that is before it, in a frame.
    pub signature: Option<&'a [u8; 256]>,
}

/// A command word and a body, which belong to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewContent<'a> {
    word: CommandWord,
    body: NewBody<'a>,
}

/// What a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NewBody<'a> {
    /// `SENDMSG`.
    Message {
        /// `TLST`, if there are any: to whom it goes, the receiver first.
        recipients: Items<'a, DictRecipient<'a>>,
        /// `FILE`, if there are any.
        files: Items<'a, DictFile<'a>>,
        /// `BODY`: the text, with LF between lines.
        text: Text<'a>,
    },
    /// `SENDINFO`, `SENDABSENCEINFO`.
    Text {
        /// `BODY`: the version, or the text of the absence.
        text: Text<'a>,
    },
    /// `RECVMSG`, `READMSG`, `ANSREADMSG`.
    Answer {
        /// `RPN`: the number of the packet that is answered.
        answered: u64,
    },
    /// `ANSLIST_DICT`.
    HostList {
        /// `HLST` and `NUM`: the hosts of this packet.
        hosts: &'a [DictHost<'a>],
        /// `START`: how many hosts were in the packets before.
        start: u64,
        /// `TOTAL`: how many hosts are in all packets.
        total: u64,
    },
    /// `DIR_POLL`.
    Poll {
        /// `AGNT`, if it is false: whether the sender can be an agent.
        can_be_agent: bool,
        /// `NADRS`: the networks of the sender.
        networks: Items<'a, DictNetwork<'a>>,
    },
    /// `DIR_POLLAGENT`, `DIR_BROADCAST`.
    Agent {
        /// `AGS`: for how many seconds the receiver is to be an agent.
        seconds: u64,
        /// `TADR`: its address.
        address: Text<'a>,
    },
    /// `DIR_ANSBROAD`, `DIR_EVBROAD`.
    Heard {
        /// `HLST`: the hosts that were heard.
        hosts: Items<'a, DictHost<'a>>,
        /// `DRCT`, if it is true: whether the agent heard the host directly.
        direct: bool,
    },
    /// `DIR_PACKET`, `DIR_REQUEST`, `DIR_AGENTPACKET`.
    Wrapped {
        /// `WAPD`: a packet.
        packet: DictPacket<'a>,
        /// `TADR`: the address of the agent.
        address: Option<Text<'a>>,
    },
    /// What any other command needs, `DIR_AGENTREJECT` nothing at all: entries with keys that no
    /// field writes, here or in another body.
    Entries(&'a [NewEntry<'a>]),
}

impl<'a> NewPacket<'a> {
    /// `EF` of a packet that is signed: RSA over SHA-256.
    pub const SIGNED: u32 = 0x4000_0000;

    /// A packet with what must be there, and a body.
    ///
    /// # Errors
    /// As [`NewContent::new`].
    pub fn new(
        packet_no: u64,
        user: Text<'a>,
        host: Text<'a>,
        word: CommandWord,
        body: NewBody<'a>,
    ) -> Result<Self, Error> {
        Ok(Self {
            packet_no,
            date: None,
            user,
            host,
            client_version: None,
            group: None,
            nick: None,
            status: None,
            content: NewContent::new(word, body)?,
            public_key: None,
            signature: None,
        })
    }
}

const BODY: Part = Part::named("body");

impl<'a> NewContent<'a> {
    /// This command with this body. [`SendOptions::FILEATTACH`] is set by itself if a message has
    /// files.
    ///
    /// # Errors
    /// [`ErrorKind::OtherForm`] if the body is that of another command. [`ErrorKind::Ambiguous`]
    /// for an entry of [`NewBody::Entries`] that would be read in place of a field, or as a body;
    /// the part is that of the key.
    pub fn new(word: CommandWord, body: NewBody<'a>) -> Result<Self, Error> {
        if !body.is_of(word.mode()) {
            return Err(Error::new(ErrorKind::OtherForm, BODY, 0));
        }
        if let NewBody::Entries(entries) = body {
            if let Some(entry) = entries.iter().find(|entry| entry.key.is_written()) {
                return Err(Error::new(ErrorKind::Ambiguous, entry.key.part(), 0));
            }
        }
        let attached = matches!(body, NewBody::Message { files, .. } if files.is_written());
        let files = if attached { SendOptions::FILEATTACH } else { SendOptions::empty() };
        Ok(Self { word: CommandWord::from_bits(word.bits() | files.bits()), body })
    }

    /// The command and its options.
    #[inline]
    #[must_use]
    pub const fn word(&self) -> CommandWord {
        self.word
    }

    /// What the command needs.
    #[inline]
    #[must_use]
    pub const fn body(&self) -> &NewBody<'a> {
        &self.body
    }
}

/// The entries, without the frame.
impl Walk for NewPacket<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.field(Key::VER, &3_u64)?;
        entries.field(Key::PKT, &self.packet_no)?;
        entries.field(Key::DATE, &self.date)?;
        entries.field(Key::UID, &self.user)?;
        entries.field(Key::HID, &self.host)?;
        entries.field(Key::CMD, &self.content.word.mode().value())?;
        entries.field(Key::FLG, &self.content.word.option_bits())?;
        entries.field(Key::CVER, &self.client_version)?;
        entries.field(Key::GRP, &self.group)?;
        entries.field(Key::NCK, &self.nick)?;
        entries.field(Key::STAT, &self.status)?;
        self.content.body.put(&mut entries)?;
        if let Some(key) = self.public_key {
            entries.field(Key::PUBE, &key.exponent)?;
            entries.field(Key::PUBN, &key.modulus)?;
            entries.field(Key::EF, &Self::SIGNED)?;
            entries.field(Key::EC, &key.capabilities)?;
        }
        entries.put_some(Key::SIGN, self.signature.map(|signature| &signature[..]))
    }
}

impl NewBody<'_> {
    const fn is_of(&self, mode: Mode) -> bool {
        match mode {
            Mode::SENDMSG => matches!(self, Self::Message { .. }),
            Mode::SENDINFO | Mode::SENDABSENCEINFO => matches!(self, Self::Text { .. }),
            Mode::RECVMSG | Mode::READMSG | Mode::ANSREADMSG => matches!(self, Self::Answer { .. }),
            Mode::ANSLIST_DICT => matches!(self, Self::HostList { .. }),
            Mode::DIR_POLL => matches!(self, Self::Poll { .. }),
            Mode::DIR_POLLAGENT | Mode::DIR_BROADCAST => matches!(self, Self::Agent { .. }),
            Mode::DIR_ANSBROAD | Mode::DIR_EVBROAD => matches!(self, Self::Heard { .. }),
            Mode::DIR_PACKET | Mode::DIR_REQUEST | Mode::DIR_AGENTPACKET => {
                matches!(self, Self::Wrapped { .. })
            }
            _ => matches!(self, Self::Entries(_)),
        }
    }

    fn put<O: Out>(&self, entries: &mut Entries<'_, O>) -> Result<(), O::Error> {
        match self {
            Self::Message { recipients, files, text } => {
                entries.put_some(Key::TLST, recipients.is_written().then_some(recipients))?;
                entries.put_some(Key::FILE, files.is_written().then_some(files))?;
                entries.field(Key::BODY, text)
            }
            Self::Text { text } => entries.field(Key::BODY, text),
            Self::Answer { answered } => entries.field(Key::RPN, answered),
            Self::HostList { hosts, start, total } => {
                entries.put(Key::HLST, &Items::new(hosts))?;
                entries.field(Key::START, start)?;
                entries.field(Key::NUM, &(hosts.len() as u64))?;
                entries.field(Key::TOTAL, total)
            }
            Self::Poll { can_be_agent, networks } => {
                entries.field(Key::AGNT, &(!can_be_agent).then_some(0_u64))?;
                entries.put(Key::NADRS, networks)
            }
            Self::Agent { seconds, address } => {
                entries.field(Key::AGS, seconds)?;
                entries.field(Key::TADR, address)
            }
            Self::Heard { hosts, direct } => {
                entries.put(Key::HLST, hosts)?;
                entries.field(Key::DRCT, direct)
            }
            Self::Wrapped { packet, address } => {
                entries.put(Key::WAPD, &packet.dict())?;
                entries.field(Key::TADR, address)
            }
            Self::Entries(more) => more.iter().try_for_each(|entry| entries.put(entry.key, &entry.value)),
        }
    }
}

impl Encode for NewPacket<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        Frame(self).walk(&mut ToSink(sink))
    }
}
