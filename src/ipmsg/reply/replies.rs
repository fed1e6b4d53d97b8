//! The packets that fulfil obligations, and the entries that a client sends of itself.

use super::obligation::Obligation;
use super::outgoing::Outgoing;
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
use crate::ipmsg::text::{Text, TextBody};
use crate::wire::Encode;
use core::slice;

impl<'a> Profile<'a> {
    /// As many bytes of hosts are put into one `ANSLIST`, or one host if that is longer.
    const LIST_BYTES: usize = 8192;

    /// The packet that fulfils an obligation, to be sent to whom it is due. `packet_no` is the next
    /// number of one's own.
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
            Obligation::NotDeciphered => {
                self.automatic(packet_no, SendOptions::AUTORET | SendOptions::NOLOG, self.not_deciphered)
            }
            Obligation::AwayNotice => {
                self.automatic(packet_no, SendOptions::AUTORET, self.absence.unwrap_or_default())
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
            Obligation::SendVersion => self.text(Mode::SENDINFO, packet_no, TextBody::new(self.version_text)),
            Obligation::SendAbsence => {
                let text = self.absence.map_or(TextBody::NOT_ABSENCE, TextBody::new);
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
        let word = CommandWord::of(mode, self.status.difference(EntryOptions::UTF8).bits());
        let block = Block::new(self.block);
        let entry = Entry { nick: self.local_nick, group: self.local_group, block, more: &[] };
        self.packet(packet_no, word, entry)
    }

    fn answer(&self, packet_no: u64, utf8: bool) -> Result<Outgoing<'a>, Error> {
        let (nick, group, option) = match utf8 {
            true => (self.nick, self.group, EntryOptions::UTF8),
            false => (self.local_nick, self.local_group, EntryOptions::empty()),
        };
        let status = self.status.difference(EntryOptions::UTF8).union(option);
        let version = self.block.iter().find(|line| line.key() == Some(BlockLine::VS));
        let block = version.map_or(Block::NONE, |line| Block::new(slice::from_ref(line)));
        let word = CommandWord::of(Mode::ANSENTRY, status.bits());
        self.packet(packet_no, word, Entry { nick, group, block, more: &[] })
    }

    fn automatic(&self, packet_no: u64, options: SendOptions, text: Text<'a>) -> Result<Outgoing<'a>, Error> {
        let options = options.union(SendOptions::from_bits_retain(utf8_if_needed(text)));
        self.packet(packet_no, CommandWord::send(options), Message { text, ..Message::default() })
    }

    fn text(&self, mode: Mode, packet_no: u64, body: TextBody<'a>) -> Result<Outgoing<'a>, Error> {
        self.packet(packet_no, CommandWord::of(mode, utf8_if_needed(body.text)), body)
    }

    fn list(&self, packet_no: u64, start: u32, utf8: bool) -> Result<Outgoing<'a>, Error> {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let left = self.hosts.get(start..).unwrap_or_default();
        let mut bytes = 0_usize;
        let fit = left.iter().take_while(|host| {
            bytes = bytes.saturating_add(HostList::new(0, slice::from_ref(host)).encoded_len());
            bytes <= Self::LIST_BYTES
        });
        let page = left.get(..fit.fold(0_usize, |n, _| n.saturating_add(1)).max(1)).unwrap_or(left);
        let end = start.saturating_add(page.len());
        let next = if end < self.hosts.len() { u32::try_from(end).unwrap_or(0) } else { 0 };
        let utf8 = utf8 || !page.iter().all(Host::is_ascii);
        let options = if utf8 { CommonOptions::UTF8.bits() } else { 0 };
        self.packet(packet_no, CommandWord::of(Mode::ANSLIST, options), HostList::new(next, page))
    }

    /// A packet of this user, with the header in the charset that the command word names.
    fn packet(
        &self,
        packet_no: u64,
        word: CommandWord,
        body: impl Into<Body<'a>>,
    ) -> Result<Outgoing<'a>, Error> {
        let utf8 = word.common().contains(CommonOptions::UTF8);
        let sender = if utf8 { &self.sender } else { &self.local_sender };
        sender.packet(packet_no, word, body)
    }
}

/// The option that a text of a profile needs: none if it is ASCII.
fn utf8_if_needed(text: Text<'_>) -> u32 {
    if text.as_bytes().is_ascii() { 0 } else { CommonOptions::UTF8.bits() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::written;
    use crate::ipmsg::header::Packet;
    use crate::ipmsg::hosts::{HostField, HostStatus, Port};
    use crate::ipmsg::presence::Group;
    use crate::ipmsg::reply::obligation::Facts;
    use crate::ipmsg::reply::outgoing::Sender;
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
            group: Group::new("Ö".as_bytes()).unwrap(),
            local_nick: Text::new(b"\xc4lice").unwrap(),
            local_group: Group::new(b"\xd6").unwrap(),
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

    /// Who compares texts, not numbers, knows its own again.
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
        let field = |bytes| HostField::new(bytes).unwrap();
        let host = Host {
            user: field(b"taro"),
            host: field(b"PC-02"),
            status: HostStatus::new(EntryOptions::CAPUTF8),
            address: field(b"192.0.2.2"),
            port: Port::new(2425),
            nick: field(b"taro"),
            group: field(b""),
        };
        let hosts = [host; 200];
        let alice = Profile { hosts: &hosts, ..alice() };
        case(&alice, Facts::GIVES_LIST, b"24:\0", &[b"17:\0"]);
        case(&alice, Facts::GIVES_LIST | Facts::HAS_FETCHED_LIST, b"24:\0", &[]);
        case(&alice, Facts::GIVES_LIST | Facts::HAS_FETCHED_LIST, b"16408:\0", &[b"17:\0"]);
        case(&alice, STRANGER, b"24:\0", &[]);
        case(&alice, Facts::GIVES_LIST, b"16:\0", &[]);
        case(&alice, Facts::WANTS_LIST, b"17:\0", &[b"16777234:\0"]);
        case(&alice, STRANGER, b"17:\0", &[]);
        case(&alice, Facts::WANTS_LIST, b"19:   37\x07    0\x07\0", &[b"16777234:37\0"]);
        let old = Profile { status: EntryOptions::empty(), ..alice };
        case(&old, Facts::WANTS_LIST, b"17:\0", &[b"18:\0"]);
        case(&alice, Facts::WANTS_LIST, b"19:    0\x07    0\x07\0", &[]);
        case(&alice, STRANGER, b"19:   37\x07    0\x07\0", &[]);
        case(&alice, STRANGER, b"18:0\0", &[]);
        let last =
            b"19:    0\x07    1\x07taro\x07PC-02\x0716777216\x07192.0.2.2\x0730985\x07taro\x07\x08\x07\0";
        case(&alice, Facts::GIVES_LIST, b"18:199\0", &[last]);
        case(&alice, Facts::GIVES_LIST, b"18:4000000000\0", &[b"19:    0\x07    0\x07\0"]);
        // CAPUTF8
        case(&alice, Facts::GIVES_LIST, b"16777234:200\0", &[b"8388627:    0\x07    0\x07\0"]);

        // Nobody asked for UTF-8, and there is nothing else.
        let hosts = [Host { nick: field("Tarō".as_bytes()), ..host }];
        let umlaut = Profile { hosts: &hosts, ..alice };
        let list =
            b"8388627:    0\x07    1\x07taro\x07PC-02\x0716777216\x07192.0.2.2\x0730985\x07Tar\xc5\x8d\x07\x08\x07\0";
        case(&umlaut, Facts::GIVES_LIST, b"18:\0", &[list]);

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

    #[test]
    fn texts() {
        let there = Profile { version_text: Text::new(b"imwire").unwrap(), ..alice() };
        let away = Profile { absence: Some(Text::new("später".as_bytes()).unwrap()), ..there };
        case(&there, STRANGER, b"64:\0", &[b"65:imwire\0"]);
        case(&there, STRANGER, b"80:\0", &[b"81:Not Absence mode\0"]);
        case(&away, STRANGER, b"80:\0", &[b"8388689:sp\xc3\xa4ter\0"]);
        case(&away, STRANGER, b"65:x\0", &[]);
        case(&away, STRANGER, b"81:x\0", &[]);
    }
}
