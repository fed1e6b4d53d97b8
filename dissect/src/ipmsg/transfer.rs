//! IPMsg over TCP: one side sends packets, as a rule one that asks for a file; the other sends the
//! contents, or a directory stream.
//!
//! ```text
//! → 1:23:alice:kimchi:98:16:1:\0          packets ─► told
//! ← 000e:pics:0:2:000f:a.txt:5:1:hello…   answer  ─► told: a record each
//! ```

use crate::ipmsg::dir_record::Record;
use crate::ipmsg::directory::Directory;
use crate::ipmsg::packets::{Found, Packets};
use crate::save::Download;
use crate::show::output::{Excerpt, Status, Trouble};
use imwire::ipmsg::{CommonOptions, FileOptions, Mode, Packet, Progress};
use imwire::{Error, Wire};
use std::io;

/// Of the contents of a file in a directory stream, so many bytes are kept.
const KEEP: usize = Excerpt::HEAD;

/// One connection.
#[derive(Debug)]
pub(crate) struct Transfer {
    asking: Packets,
    answer: Answer,
    /// Names in a directory stream are UTF-8.
    utf8: bool,
    /// The side that was taken for the asking one is the other one. `None`: nothing has come yet.
    turned: Option<bool>,
    /// It was not seen which side opened the connection.
    guessed: bool,
    /// Writes what is transferred.
    download: Option<Download>,
    /// Why it does so no more.
    failure: Option<io::Error>,
}

/// Something to tell.
#[derive(Debug)]
pub(crate) struct Told {
    /// Of the side that was taken for the asking one.
    pub(crate) forth: bool,
    pub(crate) what: What,
}

#[derive(Debug)]
pub(crate) enum What {
    /// The bytes of a packet.
    Packet(Vec<u8>),
    Record {
        record: Record,
        /// Its name is known to be UTF-8.
        utf8: bool,
    },
    Trouble(Trouble),
}

/// What is sent by the side that was asked.
#[derive(Debug)]
enum Answer {
    /// A directory stream, or else something that is no packet.
    Unknown(Box<Directory>, Excerpt),
    Directory(Box<Directory>),
    /// The contents of a file.
    File(Excerpt),
    Packets(Packets),
    /// Something after what was refused.
    Skipped(Excerpt),
}

impl Transfer {
    /// `guessed`: it was not seen which side opened the connection.
    pub(crate) fn new(guessed: bool, download: Option<Download>) -> Self {
        let (asking, answer) = (Packets::default(), Answer::unknown());
        Self { asking, answer, utf8: false, turned: None, guessed, download, failure: None }
    }

    /// Whether what was transferred could be written.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn written(&mut self) -> io::Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }

    fn download(&mut self, act: impl FnOnce(&mut Download, bool) -> io::Result<()>) {
        let turned = self.turned();
        if let Some(Err(error)) = self.download.as_mut().map(|download| act(download, turned)) {
            (self.download, self.failure) = (None, Some(error));
        }
    }

    /// What it is for, as far as is known.
    pub(crate) const fn about(&self) -> &'static str {
        match self.answer {
            Answer::File(_) => "TCP, for a file",
            Answer::Directory(_) => "TCP, for a directory",
            _ => "TCP",
        }
    }

    /// A side sent this: the one that is taken for the asking one, or the other.
    pub(crate) fn bytes(&mut self, forth: bool, bytes: &[u8]) -> Vec<Told> {
        let mut out = Vec::new();
        let turned = *self.turned.get_or_insert_with(|| {
            let progress = Progress::of(bytes, Progress::LIMIT);
            let is_packet = progress.is_ok_and(|progress| progress != Progress::More);
            self.guessed && !forth && is_packet
        });
        if forth != turned {
            self.asking.push(bytes);
            while let Some(found) = self.asking.next() {
                self.asked(found, &mut out);
            }
        } else {
            self.pause(&mut out);
            self.answered(bytes, &mut out);
        }
        out
    }

    /// So many bytes of a side are not in the capture.
    pub(crate) fn gap(&mut self, forth: bool, count: u64) -> Vec<Told> {
        let mut out = Vec::new();
        let gap = trouble(Status::Gap, None, Excerpt { count, head: Vec::new() });
        if forth != self.turned() {
            let found = self.asking.end();
            found.into_iter().for_each(|found| self.asked(found, &mut out));
            self.tell(true, gap, &mut out);
            return out;
        }
        self.pause(&mut out);
        self.download(|download, _| download.gap(count));
        if let Answer::Directory(directory) = &mut self.answer {
            let mut records = Vec::new();
            if directory.gap(count, &mut records) {
                self.tell(false, gap, &mut out);
                self.tell_records(records, &mut out);
                return out;
            }
        }
        let then = match self.answer {
            Answer::Directory(_) | Answer::Skipped(_) => Answer::Skipped(Excerpt::default()),
            Answer::Unknown(..) | Answer::File(_) => Answer::File(Excerpt::default()),
            Answer::Packets(_) => Answer::Packets(Packets::default()),
        };
        self.finish(false, &mut out);
        self.answer = then;
        self.tell(false, gap, &mut out);
        out
    }

    /// Nothing more comes from a side.
    pub(crate) fn end(&mut self, forth: bool) -> Vec<Told> {
        let mut out = Vec::new();
        if forth != self.turned() {
            let found = self.asking.end();
            found.into_iter().for_each(|found| self.asked(found, &mut out));
        } else {
            self.pause(&mut out);
            self.finish(true, &mut out);
            self.download(|download, _| download.finish());
        }
        out
    }

    /// Bytes of packets and records that are not whole yet.
    pub(crate) fn held(&self) -> usize {
        self.asking.held()
            + match &self.answer {
                Answer::Packets(packets) => packets.held(),
                Answer::Directory(directory) | Answer::Unknown(directory, _) => directory.held(),
                Answer::File(_) | Answer::Skipped(_) => 0,
            }
    }

    fn turned(&self) -> bool {
        self.turned.unwrap_or(false)
    }

    /// The other side answers, so what was asked is whole.
    fn pause(&mut self, out: &mut Vec<Told>) {
        if let Some(found) = self.asking.pause() {
            self.asked(found, out);
        }
    }

    fn asked(&mut self, found: Found, out: &mut Vec<Told>) {
        if let Found::Packet(bytes) = &found {
            self.download(|download, turned| download.asked(bytes, turned));
            self.finish(true, out);
            (self.answer, self.utf8) = match Packet::parse(bytes) {
                Ok(packet) => (Answer::to(&packet), packet.word().common().contains(CommonOptions::UTF8)),
                Err(_) => (Answer::Packets(Packets::default()), true),
            };
        }
        self.tell(true, what(found), out);
    }

    fn answered(&mut self, bytes: &[u8], out: &mut Vec<Told>) {
        let mut records = Vec::new();
        self.download(|download, _| download.answered(bytes));
        match &mut self.answer {
            Answer::File(excerpt) | Answer::Skipped(excerpt) => excerpt.add(bytes),
            Answer::Packets(packets) => {
                packets.push(bytes);
                let found: Vec<_> = std::iter::from_fn(|| packets.next()).collect();
                found.into_iter().for_each(|found| self.tell(false, what(found), out));
            }
            Answer::Unknown(directory, excerpt) => {
                excerpt.add(bytes);
                let result = directory.push(bytes, &mut records);
                if directory.has_begun() {
                    self.answer =
                        Answer::Directory(std::mem::replace(directory, Box::new(Directory::new(0))));
                    self.tell_records(records, out);
                    self.refused(result, out);
                } else if result.is_err() {
                    self.answer = Answer::File(std::mem::take(excerpt));
                }
            }
            Answer::Directory(directory) => {
                let result = directory.push(bytes, &mut records);
                self.tell_records(records, out);
                self.refused(result, out);
            }
        }
    }

    fn refused(&mut self, result: Result<(), Error>, out: &mut Vec<Told>) {
        let (Err(error), Answer::Directory(directory)) = (result, &self.answer) else { return };
        let trouble = trouble(Status::Error, Some(error.to_string()), directory.rest());
        self.tell(false, trouble, out);
        self.answer = Answer::Skipped(Excerpt::default());
    }

    /// The answer goes on no more. `complain` if it should have.
    fn finish(&mut self, complain: bool, out: &mut Vec<Told>) {
        match std::mem::replace(&mut self.answer, Answer::unknown()) {
            Answer::File(bytes) | Answer::Unknown(_, bytes) => self.tell_some(Status::Data, bytes, out),
            Answer::Skipped(bytes) => self.tell_some(Status::Skipped, bytes, out),
            Answer::Packets(mut packets) => {
                packets.end().into_iter().for_each(|found| self.tell(false, what(found), out));
            }
            Answer::Directory(mut directory) => {
                let (record, result) = directory.finish();
                self.tell_records(record.into_iter().collect(), out);
                match result {
                    Err(error) if complain => {
                        let error = format!("the directory stream ends early: {error}");
                        self.tell(false, trouble(Status::Incomplete, Some(error), directory.rest()), out);
                    }
                    Err(_) => self.tell_some(Status::Incomplete, directory.rest(), out),
                    Ok(()) => self.tell_some(Status::Skipped, directory.rest(), out),
                }
            }
        }
    }

    fn tell(&self, asking: bool, what: What, out: &mut Vec<Told>) {
        if matches!(&what, What::Trouble(Trouble { status: Status::Gap, bytes, .. }) if bytes.count == 0) {
            return; // A message was given up to save memory; no bytes are missing.
        }
        out.push(Told { forth: asking != self.turned(), what });
    }

    fn tell_some(&self, status: Status, bytes: Excerpt, out: &mut Vec<Told>) {
        if bytes.count > 0 {
            self.tell(false, trouble(status, None, bytes), out);
        }
    }

    fn tell_records(&self, records: Vec<Record>, out: &mut Vec<Told>) {
        let utf8 = self.utf8;
        records.into_iter().for_each(|record| self.tell(false, What::Record { record, utf8 }, out));
    }
}

fn what(found: Found) -> What {
    match found {
        Found::Packet(bytes) => What::Packet(bytes),
        Found::Refused(error, bytes) => trouble(Status::Error, Some(error), bytes),
        Found::Incomplete(bytes) => trouble(Status::Incomplete, None, bytes),
        Found::Picture(bytes) => trouble(Status::Data, None, bytes),
        Found::Skipped(bytes) => trouble(Status::Skipped, None, bytes),
    }
}

fn trouble(status: Status, error: Option<String>, bytes: Excerpt) -> What {
    What::Trouble(Trouble { proto: "ipmsg", status, error, bytes })
}

impl Answer {
    fn unknown() -> Self {
        Self::Unknown(Box::new(Directory::new(KEEP)), Excerpt::default())
    }

    fn to(packet: &Packet<'_>) -> Self {
        let options = packet.word().get::<FileOptions>().unwrap_or(FileOptions::empty());
        let enciphered = FileOptions::ENCFILE | FileOptions::ENCFILE_OBSLT;
        match packet.word().mode() {
            Mode::GETFILEDATA => Self::File(Excerpt::default()),
            // The request may say, in its cipher, that the contents are not to be enciphered.
            Mode::GETDIRFILES if options.intersects(enciphered) => Self::unknown(),
            Mode::GETDIRFILES => Self::Directory(Box::new(Directory::new(KEEP))),
            _ => Self::Packets(Packets::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::charset::Charset;

    fn shown(told: Vec<Told>) -> Vec<String> {
        let text = |Told { forth, what }| {
            let text = match what {
                What::Packet(bytes) => bytes.escape_ascii().to_string(),
                What::Record { record, .. } => record.text(Charset::UTF_8).stripped(),
                What::Trouble(Trouble { status, error, bytes, .. }) => {
                    let error = error.map(|error| format!(" ({error})")).unwrap_or_default();
                    format!("{status:?}{error} {} {}", bytes.count, bytes.head.escape_ascii())
                }
            };
            format!("{} {}", if forth { '>' } else { '<' }, text.trim_end())
        };
        told.into_iter().map(text).collect()
    }

    enum Event {
        Asked(&'static [u8]),
        Answered(&'static [u8]),
        Gap(bool, u64),
        End(bool),
    }
    use Event::{Answered, Asked, End, Gap};

    #[track_caller]
    fn case(guessed: bool, events: &[Event], about: &str, expected: &[&str]) {
        let mut transfer = Transfer::new(guessed, None);
        let (mut told, mut topic) = (Vec::new(), "TCP");
        for event in events {
            told.extend(shown(match event {
                Asked(bytes) => transfer.bytes(true, bytes),
                Answered(bytes) => transfer.bytes(false, bytes),
                Gap(forth, count) => transfer.gap(*forth, *count),
                End(forth) => transfer.end(*forth),
            }));
            if topic == "TCP" {
                topic = transfer.about();
            }
        }
        assert_eq!(told, expected);
        assert_eq!(topic, about);
    }

    const FILE: Event = Asked(b"1:1:u:h:96:16:1:0\0");
    const TREE: Event = Asked(b"1:1:u:h:98:16:1\0");
    const FILE_TOLD: &str = "> 1:1:u:h:96:16:1:0\\x00";
    const TREE_TOLD: &str = "> 1:1:u:h:98:16:1\\x00";

    #[test]
    fn files() {
        let events = [FILE, Answered(b"con"), Answered(b"tents"), End(true), End(false)];
        case(false, &events, "TCP, for a file", &[FILE_TOLD, "< Data 8 contents"]);
        // One after the other, and the request without a NUL.
        let events = [FILE, Answered(b"one"), Asked(b"1:2:u:h:96:16:2:0"), Answered(b"two"), End(false)];
        let told = [FILE_TOLD, "< Data 3 one", "> 1:2:u:h:96:16:2:0", "< Data 3 two"];
        case(false, &events, "TCP, for a file", &told);
        let events = [FILE, Answered(b"one"), Gap(false, 7), Answered(b"two"), End(false)];
        case(false, &events, "TCP, for a file", &[FILE_TOLD, "< Data 3 one", "< Gap 7", "< Data 3 two"]);
    }

    #[test]
    fn directories() {
        let (about, begun) = ("TCP, for a directory", Answered(b"000b:d:0:2:000b:f:3:1:one00"));
        let events = [TREE, begun, Answered(b"0b:.:0:3:"), End(false)];
        case(
            false,
            &events,
            about,
            &[TREE_TOLD, "< d size=0 file_type=DIR", "<   f size=3: one", "< end of directory"],
        );
        let begun = Answered(b"000b:d:0:2:00");
        let early = "< Incomplete (the directory stream ends early: file name: missing at byte 13) 2 00";
        case(false, &[TREE, begun, End(false)], about, &[TREE_TOLD, "< d size=0 file_type=DIR", early]);
        let events = [TREE, Answered(b"000b:d:0:2:00x"), Answered(b"yz"), End(true), End(false)];
        let error = "< Error (header size: not a hexadecimal number at byte 11) 3 00x";
        case(false, &events, about, &[TREE_TOLD, "< d size=0 file_type=DIR", error, "< Skipped 2 yz"]);
        // Whether a gap can be bridged hangs on where it is.
        let events = [TREE, Answered(b"000b:f:9:1:a"), Gap(false, 6), Answered(b"hi"), End(false)];
        let told = [TREE_TOLD, "< Gap 6", "< f size=9 (6 bytes missing): a …"];
        case(false, &events, about, &told);
        let events = [TREE, Answered(b"000b:f:9:1:a"), Gap(false, 9), Answered(b"hi"), End(false)];
        let told = [TREE_TOLD, "< f size=9 (8 bytes missing): a", "< Gap 9", "< Skipped 2 hi"];
        case(false, &events, about, &told);
    }

    /// The contents may be enciphered, or not.
    #[test]
    fn enciphered_requests() {
        const REQUEST: &[u8] = b"1:1:u:h:4196450:2:c0:27\0";
        const TOLD: &str = "> 1:1:u:h:4196450:2:c0:27\\x00";
        let events = [Asked(REQUEST), Answered(b"000b"), Answered(b":f:1:1:x"), End(false)];
        case(false, &events, "TCP, for a directory", &[TOLD, "< f size=1: x"]);
        let events = [Asked(REQUEST), Answered(b"00"), Answered(b"\xff!"), End(false)];
        case(false, &events, "TCP, for a file", &[TOLD, "< Data 4 00\\xff!"]);
    }

    #[test]
    fn without_the_request() {
        let events = [Gap(true, 20), Answered(b"000b:f:1:1:x"), End(true), End(false)];
        case(false, &events, "TCP, for a directory", &["> Gap 20", "< f size=1: x"]);
        case(true, &[Answered(b"hello"), End(false)], "TCP, for a file", &["< Data 5 hello"]);
        let events =
            [Asked(b"1:1:u:h:96"), Gap(true, 20), Asked(b":0\0"), Answered(b"x"), End(true), End(false)];
        let told = ["> 1:1:u:h:96", "> Gap 20", "> Error (version: empty at byte 0) 3 :0\\x00", "< Data 1 x"];
        case(false, &events, "TCP, for a file", &told);
    }

    /// The capture began later, and the ports do not tell which side asks.
    #[test]
    fn turned_around() {
        let events = [Answered(b"1:1:u:h:96:16:1:0\0"), Asked(b"hello"), End(true), End(false)];
        let told = ["< 1:1:u:h:96:16:1:0\\x00", "> Data 5 hello"];
        case(true, &events, "TCP, for a file", &told);
    }

    #[test]
    fn other_packets() {
        let dict = b"IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z";
        let events = [Asked(dict), Answered(b"1:2:u:h:65:info\0"), Answered(b"x"), End(true), End(false)];
        let dict = "> IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z";
        case(false, &events, "TCP", &[dict, "< 1:2:u:h:65:info\\x00", "< Incomplete 1 x"]);
        let events = [Asked(b"1:1:u:h:509:\0"), Asked(b"\x89PNG"), End(true)];
        case(false, &events, "TCP", &["> 1:1:u:h:509:\\x00", "> Data 4 \\x89PNG"]);
        let events =
            [Asked(b"GET / HTTP/1.1\r\n"), Asked(b"Host: h\r\n"), Asked(b"\r\n"), Answered(b"no"), End(true)];
        let error =
            "> Error (packet number: not a decimal number at byte 21) 25 GET / HTTP/1.1\\r\\nHost: h\\r\\n";
        case(false, &events, "TCP, for a file", &[error, "> Skipped 2 \\r\\n"]);
    }
}
