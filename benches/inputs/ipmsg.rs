//! IPMsg datagrams.
//!
//! | Generator | Items | Mean size |
//! |---|---|---|
//! | [`short`] | `1:1700000123:shirouzu:jupiter:288:hello…`, nothing else | 43 B |
//! | [`mix`] | what a busy office network carries, see below | 168 B |
//! | [`kilobyte`] | messages with a long text | 1 KB |
//! | [`attachments`] | messages that offer one to four files | 183 B |
//! | [`messages`] | the messages of [`mix`], two in five with files | 290 B |
//!
//! Shares in [`mix`]: 55 % messages, 25 % entries, 14 % receipts, 3 % typing notices, 3 % questions
//! without an additional section. One version in eight is of FeiQ, one in 25 of iptux. One packet
//! number in twelve has 13 digits (milliseconds). Of each number field 2 % have a space or a tab
//! beside the digits and 1 % leading zeros.

use super::{COUNT, Corpus, Random, check};

/// What a reader has to find in a datagram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) packet_no: u64,
    /// Length of the user field in bytes.
    pub(crate) user_len: usize,
    /// Length of the host field in bytes.
    pub(crate) host_len: usize,
    pub(crate) command: u32,
    /// Length of the additional section in bytes.
    pub(crate) additional_len: Option<usize>,
    /// Number of files offered.
    pub(crate) files: usize,
    /// The sizes of these files added up.
    pub(crate) files_size: u64,
}

/// Short messages, `1:1700000123:shirouzu:jupiter:288:hello` and alike.
pub(crate) fn short() -> Corpus<Fact> {
    corpus(1, |random, number| {
        let len = random.within(10..=16);
        Draft {
            command: if random.percent(50) { 288 } else { 32 },
            additional: Some(random.text(len).into_bytes()),
            ..Draft::simple(random, number)
        }
    })
}

/// Messages, entries, receipts and the rest, by clients of several kinds.
pub(crate) fn mix() -> Corpus<Fact> {
    corpus(2, |random, number| {
        let (command, additional) = match random.below(100) {
            0..55 => message(random),
            55..80 => entry(random),
            80..94 => receipt(random, number),
            94..97 => (121, Some(vec![0])),
            _ => (if random.percent(50) { 64 } else { 80 }, None),
        };
        Draft { additional, ..Draft::mixed(random, number, command) }
    })
}

/// Messages of about one kilobyte.
pub(crate) fn kilobyte() -> Corpus<Fact> {
    corpus(3, |random, number| {
        let len = random.within(940..=1030);
        Draft {
            command: 8_388_896,
            additional: Some(terminated(random.text(len))),
            ..Draft::simple(random, number)
        }
    })
}

/// Messages that offer files: escaped colons in names, extended attributes, entries that end in
/// each of the ways seen.
pub(crate) fn attachments() -> Corpus<Fact> {
    corpus(4, |random, number| {
        let len = random.below(60);
        let mut additional = terminated(random.text(len));
        let mut draft = Draft { command: 10_486_048, ..Draft::simple(random, number) };
        draft.attach(random, &mut additional);
        draft.additional = Some(additional);
        draft
    })
}

/// Messages by clients of several kinds, of which two in five offer files.
pub(crate) fn messages() -> Corpus<Fact> {
    const FILEATTACH: u32 = 0x20_0000;
    corpus(5, |random, number| {
        let (command, additional) = message(random);
        if random.percent(60) {
            return Draft { additional, ..Draft::mixed(random, number, command) };
        }
        let mut additional = additional.unwrap_or_default();
        let mut draft = Draft::mixed(random, number, command | FILEATTACH);
        draft.attach(random, &mut additional);
        draft.additional = Some(additional);
        draft
    })
}

/// Checks all generators of this module.
pub(crate) fn check_all() {
    check(short, 42..=44);
    check(mix, 164..=172);
    check(kilobyte, 1000..=1048);
    check(attachments, 178..=188);
    check(messages, 285..=295);
}

/// A datagram before it is written. The texts of the numbers are what goes on the wire.
#[derive(Default)]
struct Draft {
    version: String,
    packet_no: u64,
    packet_no_text: String,
    user: String,
    host: String,
    command: u32,
    command_text: String,
    additional: Option<Vec<u8>>,
    files: usize,
    files_size: u64,
}

impl Draft {
    /// Version 1, ten digits of packet number, short names.
    fn simple(random: &mut Random, number: u64) -> Self {
        Draft {
            version: "1".to_owned(),
            packet_no: 1_700_000_000 + number,
            user: random.pick(&USERS).to_owned(),
            host: random.pick(&HOSTS).to_owned(),
            ..Draft::default()
        }
    }

    /// The header as clients of several kinds write it.
    fn mixed(random: &mut Random, number: u64, command: u32) -> Self {
        let packet_no =
            if random.below(12) == 0 { 1_700_000_000_000 + number * 977 } else { 1_700_000_000 + number };
        Draft {
            version: version(random),
            packet_no,
            packet_no_text: number_text(random, packet_no),
            user: user(random),
            host: host(random),
            command,
            command_text: number_text(random, u64::from(command)),
            ..Draft::default()
        }
    }

    /// Adds a list of one to four files to a text that ends with NUL.
    fn attach(&mut self, random: &mut Random, additional: &mut Vec<u8>) {
        self.files = random.within(1..=4);
        // Most count from 0, iptux from 10000, the official client 4.99 from anywhere.
        let first = match random.below(4) {
            0 | 1 => 0,
            2 => 10_000,
            _ => random.below(0x4000_0000),
        };
        for id in first..first + self.files {
            self.files_size += attachment(random, id, additional);
        }
        if random.percent(60) {
            additional.push(0);
        }
    }
}

/// A corpus of datagrams, each with a number of its own that makes the packet number.
fn corpus(seed: u64, draft: fn(&mut Random, u64) -> Draft) -> Corpus<Fact> {
    let mut random = Random(seed);
    let mut corpus = Corpus::new();
    let mut number = 0;
    for _ in 0..COUNT {
        number += 1 + random.below(9) as u64;
        let draft = draft(&mut random, number);
        let out = &mut corpus.inputs;
        let plain = |text: &str, value: u64| match text {
            "" => value.to_string(),
            text => text.to_owned(),
        };
        out.put(format_args!(
            "{}:{}:{}:{}:{}",
            draft.version,
            plain(&draft.packet_no_text, draft.packet_no),
            draft.user,
            draft.host,
            plain(&draft.command_text, u64::from(draft.command)),
        ));
        if let Some(additional) = &draft.additional {
            out.put_bytes(b":");
            out.put_bytes(additional);
        }
        corpus.end_item(Fact {
            packet_no: draft.packet_no,
            user_len: draft.user.len(),
            host_len: draft.host.len(),
            command: draft.command,
            additional_len: draft.additional.as_ref().map(Vec::len),
            files: draft.files,
            files_size: draft.files_size,
        });
    }
    corpus
}

fn version(random: &mut Random) -> String {
    match random.below(100) {
        0..12 => {
            let avatar = random.below(60);
            let mac = random.next() >> 16;
            format!("1_lbt6_{avatar}#128#{mac:012X}#0#0#0#4001#9")
        }
        12..16 => "1_iptux 0.8.3".to_owned(),
        _ => "1".to_owned(),
    }
}

/// The digits of a number, at times with spaces or leading zeros.
fn number_text(random: &mut Random, value: u64) -> String {
    match random.below(200) {
        0 | 1 => format!(" {value}"),
        2 => format!("{value} "),
        3 => format!("\t{value}"),
        4 => format!("0{value}"),
        5 => format!("000{value}"),
        _ => value.to_string(),
    }
}

fn user(random: &mut Random) -> String {
    let name = random.pick(&USERS);
    match random.below(10) {
        0 => format!("{name}-{:016x}", random.next()),
        1 => format!("{name}.{}", random.pick(&GROUPS)),
        2 => random.pick(&["山田太郎", "佐藤", "王小明", "José"]).to_owned(),
        _ => name.to_owned(),
    }
}

fn host(random: &mut Random) -> String {
    match random.below(10) {
        0 => format!("DESKTOP-{:07X}", random.next() & 0xfff_ffff),
        1 => format!("{}.lan.example.com", random.pick(&HOSTS)),
        2 => format!("PC-{:02}", random.below(100)),
        _ => random.pick(&HOSTS).to_owned(),
    }
}

fn message(random: &mut Random) -> (u32, Option<Vec<u8>>) {
    const PLAIN: u32 = 32;
    const SENDCHECK: u32 = 0x100;
    const SECRET_READCHECK: u32 = 0x10_0200;
    const UTF8: u32 = 0x80_0000;
    let options = match random.below(10) {
        0 => 0,
        1 => SENDCHECK | SECRET_READCHECK | UTF8,
        2..6 => SENDCHECK,
        _ => SENDCHECK | UTF8,
    };
    let len = match random.below(4) {
        0 => random.within(10..=60),
        1 | 2 => random.within(50..=240),
        _ => random.within(260..=700),
    };
    (PLAIN | options, Some(terminated(random.text(len))))
}

/// `nick NUL group NUL LF UN:… LF HN:… LF NN:… LF GN:… LF VS:…` or one of its shorter forms.
fn entry(random: &mut Random) -> (u32, Option<Vec<u8>>) {
    let mode = [1, 3, 4, 2][random.below(4)];
    let (nick, group) = (user(random), random.pick(&GROUPS));
    let (options, text) = match random.below(10) {
        0..4 => {
            let host = host(random);
            let block = format!(
                "\nUN:{nick}\nHN:{host}\nNN:{nick}\nGN:{group}\nVS:00010002:4:99:{}",
                random.within(100..=110)
            );
            (0x0f64_0000, format!("{nick}\0{group}\0{block}"))
        }
        4..7 => (0x0f64_0000, format!("{nick}\0{group}\0\nVS:00010001:4:99:3")),
        7 | 8 => (0x0060_0000, format!("{nick}\0{group}\0")),
        _ => (0x0060_0100, format!("{nick}[away]\0")),
    };
    (mode | options, Some(text.into_bytes()))
}

fn receipt(random: &mut Random, number: u64) -> (u32, Option<Vec<u8>>) {
    let command = [33, 33, 33, 48, 0x10_0030, 50][random.below(6)];
    let of = 1_700_000_000 + number.saturating_sub(random.within(1..=20) as u64);
    (command, Some(terminated(of.to_string())))
}

/// One entry of a file list; the size it states is returned.
fn attachment(random: &mut Random, id: usize, out: &mut Vec<u8>) -> u64 {
    let stem = random.text(12).replace(['?', ':', '/'], "_");
    let name = match random.below(100) {
        0..15 => format!("{}::{stem}.txt", random.pick(&["re", "2024", "a::b"])),
        _ => format!("{stem}.{}", random.pick(&["txt", "xlsx", "jpg", "tar.gz"])),
    };
    let size = random.next() >> random.within(32..=60);
    let mtime = 0x6550_0000 + random.below(0x40_0000);
    let attr = random.pick(&["1", "1", "1", "2", "4001", "101"]);
    let ext = match random.below(10) {
        0 => format!(":14={mtime:x}:16={mtime:x}"),
        1 => format!(":1=3e8:2={}:10=1a4", random.pick(&USERS)),
        _ => String::new(),
    };
    let end = match random.below(20) {
        0 => "\x07",
        _ => ":\x07",
    };
    out.extend_from_slice(format!("{id}:{name}:{size:x}:{mtime:x}:{attr}{ext}{end}").as_bytes());
    size
}

fn terminated(text: String) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    bytes.push(0);
    bytes
}

const USERS: [&str; 16] = [
    "shirouzu",
    "suzuki",
    "tanaka",
    "alice",
    "bob",
    "wang",
    "yamamoto",
    "charlotte",
    "kim",
    "hanako",
    "jiro",
    "takahashi",
    "administrator",
    "li",
    "maria",
    "developer",
];

const HOSTS: [&str; 16] = [
    "jupiter", "neptune", "mars", "saturn", "PC-02", "WANG-PC", "kimchi", "natto-pc", "venus", "mercury",
    "apollo", "build01", "pluto", "uranus", "io", "europa",
];

const GROUPS: [&str; 8] = ["dev", "sales", "accounting", "開発部", "support", "design", "研发部", "R and D"];
