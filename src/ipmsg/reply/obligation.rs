//! What a packet obliges you to answer.

use crate::ipmsg::dict::DictPacket;
use crate::ipmsg::feiq::ImageAck;
use crate::ipmsg::header::{CommandWord, Number, Packet, SendOptions};
use bitflags::bitflags;

bitflags! {
    /// What you know about a packet that the packet does not say: of its sender, of what came before, and
    /// of what your program does. Nothing is set by default.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Obligation, Packet, Profile, Sender, Situation}};
    ///
    /// let alice = Profile::new(Sender::new("alice", "kimchi")?);
    /// let packet = Packet::parse(b"1:5:bob:natto-pc:288:hello\0")?;
    /// // A stranger is greeted, a host that is known is not.
    /// assert_eq!(alice.obligations(&packet, Situation::empty()).count(), 2);
    /// assert_eq!(alice.obligations(&packet, Situation::SENDER_KNOWN).count(), 1);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Situation: u8 {
        /// The sender has said hello before: its address is in the list of hosts, put there by a `BR_ENTRY`, an
        /// `ANSENTRY` or a `BR_ABSENCE` of it.
        const SENDER_KNOWN = 0x01;
        /// The public key of the sender is known.
        const KEY_KNOWN = 0x02;
        /// A packet with the same user, host and number was received before: the sender repeats it, since no receipt
        /// came. Whether it has [`RETRY`](crate::ipmsg::SendOptions::RETRY) does not matter. It is acknowledged again;
        /// do not show it again. No other answer is repeated.
        const SEEN_BEFORE = 0x04;
        /// You have decrypted it. Without this, a message with
        /// [`ENCRYPT`](crate::ipmsg::CommonOptions::ENCRYPT) counts as unreadable: the sender is told so, and
        /// gets no receipt. It says nothing of other packets, and nothing of one in dictionary form, of which nothing can
        /// be seen before it is decrypted.
        const DECIPHERED = 0x08;
        /// You give host lists away (the official client: if the user allows it, and not in the
        /// seconds after its start).
        ///
        /// A `GETLIST` of 30 bytes or less has an answer of up to 8 KiB, and a datagram does not show
        /// whether its sender is forged: if you give lists to everybody, you flood others with some
        /// hundred times what is sent in their name, and tell strangers who is there. So a
        /// [`Profile`](super::Profile) has no hosts unless you give it some.
        ///
        /// Set it only for a packet from an address that answered your entry, and not for every packet
        /// of it: the official client as a master gives a host one list in 7 seconds at most.
        const GIVES_LIST = 0x10;
        /// You want a host list, and this packet is from a host that may send it.
        ///
        /// A list comes in pages. With this, `OKGETLIST` and each `ANSLIST` that says that there
        /// is more (`next` of its [`HostList`](crate::ipmsg::HostList)) oblige to [`AskForList`](Obligation::AskForList), which asks
        /// for the next page; the hosts of a page are in the body of its `ANSLIST`. Leave it
        /// set until a page has a `next` of 0.
        ///
        /// Nothing is remembered here from page to page. So set it for the packets of one sender,
        /// whose `OKGETLIST` came first, and no longer if a `next` is not beyond the one before or
        /// no page came for some seconds: else a page that leads back to itself is asked for without
        /// end, and anybody's `ANSLIST` is answered.
        const WANTS_LIST = 0x20;
        /// You have fetched a host list from another host.
        const HAS_FETCHED_LIST = 0x40;
        /// The sender reads UTF-8: its entry had [`CAPUTF8`](crate::ipmsg::EntryOptions::CAPUTF8). Automatic texts
        /// then go out in UTF-8, and in the local charset otherwise. A packet that has `CAPUTF8` or
        /// `UTF8` itself says so without this.
        const READS_UTF8 = 0x80;
    }
}

/// Something to be sent back to the sender of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Obligation<'a> {
    /// `ANSENTRY`. The official client waits for a random time, up to 1, 2 or 4 seconds by the
    /// number of hosts, so that not all answer at once.
    AnswerEntry {
        /// Whether the other side can read UTF-8.
        utf8: bool,
    },
    /// `RECVMSG`.
    Receipt {
        /// The number of the message, as it was spelled there.
        packet_no: Number<'a, u64>,
    },
    /// `SENDMSG`: the message could not be decrypted.
    NotDeciphered {
        /// Whether the other side can read UTF-8: see [`Situation::READS_UTF8`].
        utf8: bool,
    },
    /// `SENDMSG`: the user is away.
    AwayNotice {
        /// Whether the other side can read UTF-8.
        utf8: bool,
    },
    /// `BR_ENTRY`, to the sender alone.
    Introduction,
    /// `ANSREADMSG`.
    ReadReceipt {
        /// The number of the `READMSG` (not of the message), as it was spelled there.
        packet_no: Number<'a, u64>,
    },
    /// `OKGETLIST`.
    OfferList,
    /// `GETLIST`: for the first page of a list or for the next, see [`Situation::WANTS_LIST`].
    AskForList {
        /// From where on.
        start: u32,
    },
    /// `ANSLIST`, one page of [`Profile::hosts`](super::Profile::hosts). Far longer than the packet that it answers, see
    /// [`Situation::GIVES_LIST`].
    SendList {
        /// From where on.
        start: u32,
        /// Whether the other side wants UTF-8.
        utf8: bool,
    },
    /// `SENDINFO`.
    SendVersion {
        /// Whether the other side can read UTF-8.
        utf8: bool,
    },
    /// `SENDABSENCEINFO`.
    SendAbsence {
        /// Whether the other side can read UTF-8.
        utf8: bool,
    },
    /// `GETPUBKEY`.
    AskForKey,
    /// `ANSPUBKEY`.
    SendKey,
    /// `READMSG`: a sealed message was opened.
    Opened {
        /// The number of the message, as it was spelled there.
        packet_no: Number<'a, u64>,
        /// Whether `ANSREADMSG` is wanted, as the message says.
        check: bool,
    },
    /// `RELEASEFILES`: the files of a message are not wanted.
    Declined {
        /// The number of the message, as it was spelled there.
        packet_no: Number<'a, u64>,
    },
    /// `FEIQ_OPEN_REPLY`. One program says so.
    FeiqOpened,
    /// `FEIQ_SHAKE_REPLY`. One program says so.
    FeiqShaken,
    /// `FEIQ_IMAGE_ACK`. Several programs agree.
    FeiqImage(ImageAck<'a>),
}

impl<'a> Obligation<'a> {
    /// What is due when a user opens this message: nothing if it is not sealed.
    #[must_use]
    pub fn opened(message: &Packet<'a>) -> Option<Self> {
        Self::when_opened(message.word(), message.packet_no)
    }

    /// The same for a message in dictionary form.
    #[must_use]
    pub fn opened_of_dictionary(message: &DictPacket<'a>) -> Option<Self> {
        Self::when_opened(message.word(), Number::new(message.packet_no()))
    }

    fn when_opened(word: CommandWord, packet_no: Number<'a, u64>) -> Option<Self> {
        let options = word.get::<SendOptions>()?;
        let check = options.contains(SendOptions::READCHECK);
        options.contains(SendOptions::SECRET).then_some(Self::Opened { packet_no, check })
    }

    /// What is due when a user does not want the files of this message: nothing if it has none.
    #[must_use]
    pub fn declined(message: &Packet<'a>) -> Option<Self> {
        Self::when_declined(message.word(), message.packet_no)
    }

    /// The same for a message in dictionary form.
    #[must_use]
    pub fn declined_of_dictionary(message: &DictPacket<'a>) -> Option<Self> {
        Self::when_declined(message.word(), Number::new(message.packet_no()))
    }

    fn when_declined(word: CommandWord, packet_no: Number<'a, u64>) -> Option<Self> {
        let options = word.get::<SendOptions>()?;
        options.contains(SendOptions::FILEATTACH).then_some(Self::Declined { packet_no })
    }
}

/// What is due for one packet, in the order in which it is to be sent.
#[derive(Clone, Debug)]
pub struct Obligations<'a>(pub(super) [Option<Obligation<'a>>; 3]);

impl<'a> Iterator for Obligations<'a> {
    type Item = Obligation<'a>;

    fn next(&mut self) -> Option<Obligation<'a>> {
        self.0.iter_mut().find_map(Option::take)
    }
}
