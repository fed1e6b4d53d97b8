//! The packets that fulfil obligations, and the entries that a client sends of itself.

use super::obligation::Obligation;
use super::outgoing::{Outgoing, Sender};
use super::profile::Profile;
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::body::{Body, Raw};
use crate::ipmsg::header::{
    CommandWord, CommonOptions, EntryOptions, KeyOptions, Mode, ReadOptions, SendOptions,
};
use crate::ipmsg::hosts::{Host, HostList, ListStart};
use crate::ipmsg::keys::KeyRequest;
use crate::ipmsg::message::Message;
use crate::ipmsg::presence::{Block, BlockLine, Entry};
use crate::ipmsg::receipt::Receipt;
use crate::ipmsg::text::{Text, TextBody, utf8};
use crate::scan;
use crate::wire::Encode;
use core::{slice, str};

impl<'a> Profile<'a> {
    /// As many bytes of hosts are put into one `ANSLIST`, or one host if that is longer.
    const LIST_BYTES: usize = 8192;

    /// The packet that fulfils an obligation, to be sent to whom it is due. `packet_no` is the next
    /// number of yours.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] if the profile does not have what is needed: a key.
    pub fn reply(&self, obligation: &Obligation<'a>, packet_no: u64) -> Result<Outgoing<'a>, Error> {
        let plain = |mode, body: Body<'a>| self.packet(packet_no, CommandWord::new(mode), body);
        let read = |mode, options: ReadOptions, named| {
            let word = CommandWord::of(mode, options.bits());
            self.packet(packet_no, word, Receipt::naming(named))
        };
        match *obligation {
            Obligation::AnswerEntry { utf8 } => self.answer(packet_no, utf8),
            Obligation::Receipt { packet_no: named } => read(Mode::RECVMSG, ReadOptions::empty(), named),
            Obligation::NotDeciphered { utf8 } => {
                let text = self.choose(utf8, self.not_deciphered, self.local_not_deciphered);
                self.automatic(packet_no, SendOptions::AUTORET | SendOptions::NOLOG, text)
            }
            Obligation::AwayNotice { utf8 } => {
                let text = self.choose(utf8, self.absence.unwrap_or_default(), self.local_absence);
                self.automatic(packet_no, SendOptions::AUTORET, text)
            }
            Obligation::Introduction => self.entry(Mode::BR_ENTRY, packet_no),
            Obligation::ReadReceipt { packet_no: named } => {
                read(Mode::ANSREADMSG, ReadOptions::empty(), named)
            }
            Obligation::OfferList => plain(Mode::OKGETLIST, Raw(b"\0").into()),
            Obligation::AskForList { start } => {
                let utf8 = self.status.contains(EntryOptions::CAPUTF8);
                let options = if utf8 { CommonOptions::CAPUTF8.bits() } else { 0 };
                self.packet(packet_no, CommandWord::of(Mode::GETLIST, options), ListStart::new(start))
            }
            Obligation::SendList { start, utf8 } => self.list(packet_no, start, utf8),
            Obligation::SendVersion { utf8 } => {
                let text = self.choose(utf8, self.version_text, self.local_version_text);
                self.text(Mode::SENDINFO, packet_no, text)
            }
            Obligation::SendAbsence { utf8 } => {
                let text = match self.absence {
                    Some(absence) => self.choose(utf8, absence, self.local_absence),
                    None => (TextBody::NOT_ABSENCE.text, CommonOptions::empty()),
                };
                self.text(Mode::SENDABSENCEINFO, packet_no, text)
            }
            Obligation::AskForKey => {
                let word = CommandWord::of(Mode::GETPUBKEY, KeyOptions::AUTORET.bits());
                let capabilities = self.key.map(|key| key.capabilities);
                self.packet(packet_no, word, KeyRequest { capabilities, ..KeyRequest::default() })
            }
            Obligation::SendKey => match self.key {
                Some(key) => plain(Mode::ANSPUBKEY, key.into()),
                None => Err(Error::new(ErrorKind::Missing, const { Part::named("key") }, 0)),
            },
            Obligation::Opened { packet_no: named, check } => {
                let options = if check { ReadOptions::READCHECK } else { ReadOptions::empty() };
                read(Mode::READMSG, options, named)
            }
            Obligation::Declined { packet_no: named } => {
                read(Mode::RELEASEFILES, ReadOptions::empty(), named)
            }
            Obligation::FeiqOpened => plain(Mode::FEIQ_OPEN_REPLY, Raw(b"\0").into()),
            Obligation::FeiqShaken => plain(Mode::FEIQ_SHAKE_REPLY, Raw(b"\0").into()),
            Obligation::FeiqImage(ack) => plain(Mode::FEIQ_IMAGE_ACK, ack.into()),
        }
    }

    /// A broadcast entry: `BR_ENTRY`, `BR_EXIT`, `BR_ABSENCE`, or `NOOPERATION`, with the names in
    /// the charset of old clients, and the block.
    ///
    /// # Errors
    /// [`ErrorKind::OtherForm`] if the command is not one of an entry.
    pub fn entry(&self, mode: Mode, packet_no: u64) -> Result<Outgoing<'a>, Error> {
        let word = CommandWord::of(mode, self.entry_options().bits());
        let block = Block::new(self.block);
        let entry = Entry { nick: self.local_nick, group: self.local_group, block, trailing: &[] };
        self.packet(packet_no, word, entry)
    }

    /// A broadcast entry without any option, and without a block. `内网通` answers `BR_ENTRY` only if it is
    /// without them: send it this one too, to reach its users. It reads texts as GBK, in `local_nick` and
    /// `local_group`.
    ///
    /// ```
    /// use imwire::{Encode, ipmsg::{Mode, Profile, Sender}};
    ///
    /// let zhang = Profile::new(Sender::new("zhang", "PC-03")?);
    /// let mut buffer = [0; 64];
    /// let hello = zhang.plain_entry(Mode::BR_ENTRY, 7)?.encode_into(&mut buffer)?;
    /// assert_eq!(hello, b"1:7:zhang:PC-03:1:zhang\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`entry`](Profile::entry).
    pub fn plain_entry(&self, mode: Mode, packet_no: u64) -> Result<Outgoing<'a>, Error> {
        let entry = Entry { nick: self.local_nick, group: self.local_group, ..Entry::default() };
        self.packet(packet_no, CommandWord::new(mode), entry)
    }

    /// The options of an entry, except for `UTF8`.
    fn entry_options(&self) -> EntryOptions {
        let absence = if self.absence.is_some() { EntryOptions::ABSENCE } else { EntryOptions::empty() };
        self.status.difference(EntryOptions::UTF8).union(absence)
    }

    fn answer(&self, packet_no: u64, utf8: bool) -> Result<Outgoing<'a>, Error> {
        let texts = [self.nick.as_bytes(), self.group.as_bytes()];
        let (nick, group, option) = if utf8 && self.is_utf8(&texts) {
            (self.nick, self.group, EntryOptions::UTF8)
        } else {
            (self.local_nick, self.local_group, EntryOptions::empty())
        };
        let status = self.entry_options().union(option);
        let version = self.block.iter().find(|line| line.key() == Some(BlockLine::VS));
        let block = version.map_or(Block::NONE, |line| Block::new(slice::from_ref(line)));
        let word = CommandWord::of(Mode::ANSENTRY, status.bits());
        self.packet(packet_no, word, Entry { nick, group, block, trailing: &[] })
    }

    /// Whether a packet with these texts can be announced as UTF-8: the names in its header are UTF-8 too.
    fn is_utf8(&self, texts: &[&[u8]]) -> bool {
        let Sender { user, host, .. } = self.sender;
        [user.as_bytes(), host.as_bytes()].iter().chain(texts).all(|text| str::from_utf8(text).is_ok())
    }

    /// The text for a peer that reads UTF-8 or does not, and the option that it needs: none if it is ASCII,
    /// or not UTF-8.
    fn choose(&self, utf8: bool, text: Text<'a>, local: Option<Text<'a>>) -> (Text<'a>, CommonOptions) {
        match local {
            Some(local) if !utf8 => (local, CommonOptions::empty()),
            _ if !text.as_bytes().is_ascii() && self.is_utf8(&[text.as_bytes()]) => {
                (text, CommonOptions::UTF8)
            }
            _ => (text, CommonOptions::empty()),
        }
    }

    fn automatic(
        &self,
        packet_no: u64,
        options: SendOptions,
        (text, utf8): (Text<'a>, CommonOptions),
    ) -> Result<Outgoing<'a>, Error> {
        let options = options.union(SendOptions::from_bits_retain(utf8.bits()));
        self.packet(packet_no, CommandWord::send(options), Message { text, ..Message::default() })
    }

    fn text(
        &self,
        mode: Mode,
        packet_no: u64,
        (text, utf8): (Text<'a>, CommonOptions),
    ) -> Result<Outgoing<'a>, Error> {
        self.packet(packet_no, CommandWord::of(mode, utf8.bits()), TextBody::new(text))
    }

    fn list(&self, packet_no: u64, start: u32, utf8: bool) -> Result<Outgoing<'a>, Error> {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let left = self.hosts.get(start..).unwrap_or_default();
        let mut bytes = 0_usize;
        let fit = left.iter().take_while(|host| {
            bytes = bytes.saturating_add(HostList::new(0, slice::from_ref(host)).encoded_len());
            bytes <= Self::LIST_BYTES
        });
        let page = left.get(..scan::count(fit).max(1)).unwrap_or(left);
        let end = start.saturating_add(page.len());
        let next = if end < self.hosts.len() { u32::try_from(end).unwrap_or(0) } else { 0 };
        let utf8 = (utf8 || !page.iter().all(Host::is_ascii))
            && self.is_utf8(&[])
            && page.iter().all(|Host { user, host, address, nick, group, .. }| {
                [user, host, address, nick, group].iter().all(|field| field.to_str().is_some())
            });
        let options = if utf8 { CommonOptions::UTF8.bits() } else { 0 };
        self.packet(packet_no, CommandWord::of(Mode::ANSLIST, options), HostList::new(next, page))
    }

    /// Any packet of this user, with the header in the charset that the command word names: `sender` with
    /// `UTF8`, else `local_sender`. The texts of the body are yours to choose: UTF-8 with `UTF8`, without it
    /// the charset of old clients.
    ///
    /// ```
    /// use imwire::{Encode, ipmsg::{CommandWord, CommonOptions, Mode, Profile, Sender, Text, TextBody}};
    ///
    /// let taro = Profile {
    ///     local_sender: Sender::new(b"\x91\xbe\x98Y", "PC-02")?, // CP932
    ///     ..Profile::new(Sender::new("太郎", "PC-02")?)
    /// };
    /// let mut buffer = [0; 64];
    /// // For a peer that reads UTF-8.
    /// let info = TextBody::new(Text::new("版 2")?);
    /// let word = CommandWord::new(Mode::SENDINFO).with(CommonOptions::UTF8).unwrap();
    /// let bytes = taro.packet(7, word, info)?.encode_into(&mut buffer)?;
    /// assert_eq!(bytes, "1:7:太郎:PC-02:8388673:版 2\0".as_bytes());
    /// // For one that does not.
    /// let info = TextBody::new(Text::new(b"\x94\xc5 2")?);
    /// let bytes = taro.packet(8, CommandWord::new(Mode::SENDINFO), info)?.encode_into(&mut buffer)?;
    /// assert_eq!(bytes, b"1:8:\x91\xbe\x98Y:PC-02:65:\x94\xc5 2\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Sender::packet`]; and [`ErrorKind::NotUtf8`] with `UTF8` if a name of `sender` is not UTF-8.
    pub fn packet(
        &self,
        packet_no: u64,
        word: CommandWord,
        body: impl Into<Body<'a>>,
    ) -> Result<Outgoing<'a>, Error> {
        let sender = if word.common().contains(CommonOptions::UTF8) {
            utf8(Part::USER, self.sender.user.as_bytes())?;
            utf8(Part::HOST, self.sender.host.as_bytes())?;
            &self.sender
        } else {
            &self.local_sender
        };
        sender.packet(packet_no, word, body)
    }

    /// A message of this user, as [`Sender::send`], with the header in the charset of the message: if its
    /// text and the names of its files are UTF-8 and not all ASCII, the packet is in UTF-8.
    ///
    /// Bytes in another charset can be valid UTF-8 by chance (`d0 bb d0 bb` is 谢谢 in GBK, лл in UTF-8), and would be
    /// announced as UTF-8. So for a peer that does not read UTF-8, use [`packet`](Profile::packet), with the text in the
    /// charset of old clients and without `UTF8`.
    ///
    /// ```
    /// use imwire::{Encode, ipmsg::{CommandWord, Message, Profile, SendOptions, Sender}};
    ///
    /// let taro = Profile {
    ///     local_sender: Sender::new(b"\x91\xbe\x98Y", "PC-02")?, // CP932
    ///     ..Profile::new(Sender::new("太郎", "PC-02")?)
    /// };
    /// let mut buffer = [0; 64];
    /// let packet = taro.send(7, SendOptions::SENDCHECK, Message::new("昼")?)?;
    /// assert_eq!(packet.encode_into(&mut buffer)?, "1:7:太郎:PC-02:8388896:昼\0".as_bytes());
    /// let word = CommandWord::send(SendOptions::SENDCHECK);
    /// let packet = taro.packet(8, word, Message::new(b"\x92\x8b")?)?;
    /// assert_eq!(packet.encode_into(&mut buffer)?, b"1:8:\x91\xbe\x98Y:PC-02:288:\x92\x8b\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Sender::send`].
    pub fn send(
        &self,
        packet_no: u64,
        options: SendOptions,
        message: Message<'a>,
    ) -> Result<Outgoing<'a>, Error> {
        let is_utf8 = options.contains(SendOptions::UTF8)
            || matches!(message.is_ascii(), Ok(false)) && self.is_utf8(&[]);
        let sender = if is_utf8 { &self.sender } else { &self.local_sender };
        sender.send(packet_no, options, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::written;
    use crate::ipmsg::header::Packet;
    use crate::ipmsg::hosts::{HostField, HostStatus, Port};
    use crate::ipmsg::presence::GroupName;
    use crate::ipmsg::reply::obligation::Situation;
    use crate::ipmsg::reply::profile::tests::{KNOWN, STRANGER, alice, case};
    use crate::wire::Wire;

    #[test]
    fn entries() {
        let lines = [
            BlockLine::new(BlockLine::UN, b"alice").unwrap(),
            BlockLine::new(BlockLine::VS, b"00010002:4:99:103").unwrap(),
        ];
        let alice = Profile {
            nick: Text::new("Älice".as_bytes()).unwrap(),
            group: GroupName::new("Ö".as_bytes()).unwrap(),
            local_nick: Text::new(b"\xc4lice").unwrap(),
            local_group: GroupName::new(b"\xd6").unwrap(),
            block: &lines,
            ..alice()
        };
        // With and without CAPUTF8.
        case(&alice, KNOWN, b"16777217:Bob\0", &[b"27262979:\xc3\x84lice\0\xc3\x96\0\nVS:00010002:4:99:103"]);
        case(&alice, KNOWN, b"1:Bob\0", &[b"18874371:\xc4lice\0\xd6\0\nVS:00010002:4:99:103"]);
        for quiet in [&b"0:Bob\0"[..], b"2:Bob\0", b"259:Bob\0", b"260:Bob\0"] {
            case(&alice, STRANGER, quiet, &[]);
        }
        let hello = alice.entry(Mode::BR_ENTRY, 9).unwrap();
        let expected = b"1:9:alice:kimchi:18874369:\xc4lice\0\xd6\0\nUN:alice\nVS:00010002:4:99:103";
        assert_eq!(written(&hello), expected);
        assert_eq!(alice.entry(Mode::SENDMSG, 9).unwrap_err().kind(), ErrorKind::OtherForm);
    }

    /// A user is one user to all others only if each header is in the charset that its options name.
    #[test]
    fn names_that_are_not_ascii() {
        let utf8 = Sender::new("太郎".as_bytes(), b"k").unwrap();
        let cp932 = Sender::new(b"\x91\xbe\x98Y", b"k").unwrap();
        let taro = Profile {
            local_sender: cp932,
            absence: Some(Text::new("昼食".as_bytes()).unwrap()),
            ..Profile::new(utf8)
        };
        let first = |packet: &'static [u8]| {
            let packet = Packet::parse(packet).unwrap();
            let due = taro.obligations(&packet, KNOWN);
            due.map(|due| taro.reply(&due, 9).unwrap().header().user.as_bytes()).collect::<Vec<_>>()
        };
        let (utf8, cp932) = (utf8.user.as_bytes(), cp932.user.as_bytes());
        // A receipt, and the away notice.
        assert_eq!(first(b"1:5:bob:natto:288:hi\0"), [cp932, utf8]);
        // Entries: without and with CAPUTF8.
        assert_eq!(first(b"1:5:bob:natto:1:Bob\0"), [cp932]);
        assert_eq!(first(b"1:5:bob:natto:16777217:Bob\0"), [utf8]);
        // What one sent to all comes back.
        assert!(first(b"1:5:\x91\xbe\x98Y:k:1:x\0").is_empty());
    }

    /// A client that compares texts, not numbers, knows its own again.
    #[test]
    fn numbers_are_echoed_as_they_were_spelled() {
        let alice = alice();
        let packet = Packet::parse(b"1: 007:bob:natto:2097952:hi\0").unwrap();
        let receipt = alice.obligations(&packet, KNOWN).next();
        for (due, reply) in [
            (receipt, &b"1:9:alice:kimchi:33: 007\0"[..]),
            (Obligation::opened(&packet), b"1:9:alice:kimchi:48: 007\0"),
            (Obligation::declined(&packet), b"1:9:alice:kimchi:97: 007\0"),
        ] {
            assert_eq!(written(&alice.reply(&due.unwrap(), 9).unwrap()), reply);
        }
        let packet = Packet::parse(b"1:0042:bob:natto:1048624:7\0").unwrap();
        let due = alice.obligations(&packet, KNOWN).next().unwrap();
        assert_eq!(written(&alice.reply(&due, 9).unwrap()), b"1:9:alice:kimchi:50:0042\0");
    }

    #[test]
    fn lists() {
        let host = host();
        let hosts = [host; 200];
        let alice = Profile { hosts: &hosts, ..alice() };
        case(&alice, Situation::GIVES_LIST, b"24:\0", &[b"17:\0"]);
        case(&alice, Situation::GIVES_LIST | Situation::HAS_FETCHED_LIST, b"24:\0", &[]);
        case(&alice, Situation::GIVES_LIST | Situation::HAS_FETCHED_LIST, b"16408:\0", &[b"17:\0"]);
        case(&alice, STRANGER, b"24:\0", &[]);
        case(&alice, Situation::GIVES_LIST, b"16:\0", &[]);
        case(&alice, Situation::WANTS_LIST, b"17:\0", &[b"16777234:\0"]);
        case(&alice, STRANGER, b"17:\0", &[]);
        case(&alice, Situation::WANTS_LIST, b"19:   37\x07    0\x07\0", &[b"16777234:37\0"]);
        let old = Profile { status: EntryOptions::empty(), ..alice };
        case(&old, Situation::WANTS_LIST, b"17:\0", &[b"18:\0"]);
        case(&alice, Situation::WANTS_LIST, b"19:    0\x07    0\x07\0", &[]);
        case(&alice, STRANGER, b"19:   37\x07    0\x07\0", &[]);
        case(&alice, STRANGER, b"18:0\0", &[]);
        let last =
            b"19:    0\x07    1\x07taro\x07PC-02\x0716777216\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0";
        case(&alice, Situation::GIVES_LIST, b"18:199\0", &[last]);
        case(&alice, Situation::GIVES_LIST, b"18:4000000000\0", &[b"19:    0\x07    0\x07\0"]);
        // CAPUTF8
        case(&alice, Situation::GIVES_LIST, b"16777234:200\0", &[b"8388627:    0\x07    0\x07\0"]);

        // Nobody asked for UTF-8, and there is nothing else.
        let hosts = [Host { nick: HostField::new("Tarō".as_bytes()).unwrap(), ..host }];
        let umlaut = Profile { hosts: &hosts, ..alice };
        let list =
            b"8388627:    0\x07    1\x07taro\x07PC-02\x0716777216\x07192.0.2.2\x0730985\x07Tar\xc5\x8d\x07\x08\x07\0";
        case(&umlaut, Situation::GIVES_LIST, b"18:\0", &[list]);

        // All pages together are the list.
        let (mut start, mut seen) = (0, 0);
        loop {
            let page = written(&alice.reply(&Obligation::SendList { start, utf8: false }, 1).unwrap());
            assert!(page.len() < 8192 + 64, "{} bytes", page.len());
            let page = Packet::parse(page).unwrap();
            let Ok(Body::HostList(list)) = page.body() else { panic!("{page:?}") };
            assert_eq!(list.hosts.iter().count(), list.count as usize);
            assert!(list.hosts.iter().all(|found| found.is_ok_and(|found| found == host)));
            seen += list.count;
            if list.next == 0 {
                break;
            }
            assert_eq!(list.next, seen);
            start = list.next;
        }
        assert_eq!(seen, 200);
    }

    /// Old clients show UTF-8 as it is, `FeiQ` 2013 also with the option.
    #[test]
    fn automatic_texts_are_in_the_charset_of_the_peer() {
        let gbk = Text::new(b"\xb3\xd4\xb7\xb9").unwrap();
        let profile = Profile {
            version_text: Text::new("版".as_bytes()).unwrap(),
            absence: Some(Text::new("吃饭".as_bytes()).unwrap()),
            not_deciphered: Text::new("密".as_bytes()).unwrap(),
            local_version_text: Some(Text::new(b"\xb0\xe6").unwrap()),
            local_absence: Some(gbk),
            local_not_deciphered: Some(Text::new(b"\xc3\xdc").unwrap()),
            ..alice()
        };
        let (utf8, local) = ("吃饭".as_bytes(), gbk.as_bytes());
        let away = |word: &[u8], text: &[u8]| [word, b":", text, b"\0"].concat();
        // Nothing known; CAPUTF8; UTF8; an entry with CAPUTF8.
        case(&profile, KNOWN, b"32:hi\0", &[&away(b"8224", local)]);
        case(&profile, KNOWN, b"16777248:hi\0", &[&away(b"8396832", utf8)]);
        case(&profile, KNOWN, b"8388640:hi\0", &[&away(b"8396832", utf8)]);
        case(&profile, KNOWN | Situation::READS_UTF8, b"32:hi\0", &[&away(b"8396832", utf8)]);
        case(&profile, KNOWN, b"80:\0", &[&away(b"81", local)]);
        case(&profile, KNOWN | Situation::READS_UTF8, b"80:\0", &[&away(b"8388689", utf8)]);
        case(&profile, KNOWN, b"64:\0", &[b"65:\xb0\xe6\0"]);
        case(&profile, KNOWN, b"16777280:\0", &[b"8388673:\xe7\x89\x88\0"]);
        case(&profile, KNOWN, b"4194336:2:00:00\0", &[b"139296:\xc3\xdc\0"]);
        case(&profile, KNOWN, b"20971552:2:00:00\0", &[b"8527904:\xe5\xaf\x86\0"]);
        // No local text: UTF-8, and it says so.
        let only = Profile { local_absence: None, ..profile };
        case(&only, KNOWN, b"80:\0", &[&away(b"8388689", utf8)]);
        // Somebody put GBK where UTF-8 belongs: it is not announced as UTF-8.
        let wrong =
            Profile { absence: Some(gbk), local_absence: None, nick: gbk, local_nick: gbk, ..profile };
        for situation in [KNOWN, KNOWN | Situation::READS_UTF8] {
            case(&wrong, situation, b"80:\0", &[&away(b"81", local)]);
            case(&wrong, situation, b"32:hi\0", &[&away(b"8224", local)]);
            case(&wrong, situation, b"16777217:Bob\0", &[&away(b"18874627", local)]);
        }
    }

    /// The same for the names in the header.
    #[test]
    fn a_header_that_is_not_utf_8_is_not_announced_as_utf_8() {
        let gbk = Sender::new(b"\xcd\xf5", b"k").unwrap();
        let hosts = [Host { nick: HostField::new("Ö".as_bytes()).unwrap(), ..host() }];
        let wang = Profile {
            absence: Some(Text::new("später".as_bytes()).unwrap()),
            hosts: &hosts,
            ..Profile::new(gbk)
        };
        let situation = KNOWN | Situation::GIVES_LIST | Situation::READS_UTF8;
        for packet in ["16777217:Bob", "288:hi", "64:", "80:", "16777234:"] {
            let packet = format!("1:5:bob:natto:{packet}\0").into_bytes();
            let packet = Packet::parse(packet.leak()).unwrap();
            for due in wang.obligations(&packet, situation) {
                let reply = wang.reply(&due, 9).unwrap();
                assert!(!reply.header().word().common().contains(CommonOptions::UTF8), "{due:?}");
            }
        }
        let word = CommandWord::of(Mode::SENDINFO, CommonOptions::UTF8.bits());
        let error = wang.packet(1, word, TextBody::default()).unwrap_err();
        assert_eq!(error.to_string(), "user: not UTF-8 at byte 0");
    }

    fn host() -> Host<'static> {
        let field = |bytes| HostField::new(bytes).unwrap();
        Host {
            user: field(b"taro"),
            host: field(b"PC-02"),
            status: HostStatus::new(EntryOptions::CAPUTF8),
            address: field(b"192.0.2.2"),
            port: Port::new(2425),
            nick: field(b"taro"),
            group: field(b""),
        }
    }

    #[test]
    fn texts() {
        let there = Profile { version_text: Text::new("imwire").unwrap(), ..alice() };
        let away = Profile { absence: Some(Text::new("später".as_bytes()).unwrap()), ..there };
        case(&there, STRANGER, b"64:\0", &[b"65:imwire\0"]);
        case(&there, STRANGER, b"80:\0", &[b"81:Not Absence mode\0"]);
        case(&away, STRANGER, b"80:\0", &[b"8388689:sp\xc3\xa4ter\0"]);
        case(&away, STRANGER, b"65:x\0", &[]);
        case(&away, STRANGER, b"81:x\0", &[]);
    }
}
