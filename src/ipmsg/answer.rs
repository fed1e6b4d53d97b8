//! The packets that fulfil obligations, and the entries that a client sends of itself.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::{
    Block, BlockLine, Body, CommandWord, CommonOptions, Entry, EntryOptions, Host, HostList, KeyOptions,
    KeyRequest, ListStart, Message, Mode, Obligation, Outgoing, Profile, Raw, ReadOptions, Receipt,
    SendOptions, Text, TextBody,
};
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
                self.packet(packet_no, CommandWord::of(Mode::GETLIST, options), start)
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
                self.packet(packet_no, word, KeyRequest { capabilities })
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

    fn list(&self, packet_no: u64, start: ListStart, utf8: bool) -> Result<Outgoing<'a>, Error> {
        let start = usize::try_from(start.0).unwrap_or(usize::MAX);
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
