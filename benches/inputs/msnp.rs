//! MSNP commands of dialect 11, the last before the lists moved out of the protocol.
//!
//! | Generator | Link, direction | Commands |
//! |---|---|---|
//! | [`login`] | notification server → client | `PRP` `LSG` `LST` `BPR` `MSG` `ILN` `NLN` `UBX` |
//! | [`switchboard_client`] | client → switchboard | `USR` `CAL` `ANS` `MSG` |
//! | [`switchboard_server`] | switchboard → client | `USR` `CAL` `JOI` `IRO` `ANS` `MSG` `ACK` `NAK` `BYE` |
//!
//! The buffer of each is one stream: sign-ins, or chats, one after the other. What payloads hold is
//! what clients send: profile and mail notices, personal messages in XML, chat texts with their
//! font, typing notices, client capabilities, nudges and P2P acknowledgements in binary.

use super::{COUNT, Corpus, Random, check, payload};

/// What a reader has to find in a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) verb: [u8; 3],
    /// Number of parameters after the verb, transaction identifier and length included.
    pub(crate) args: usize,
    /// The transaction identifier where the command has one, else the list bits of `LST` or the
    /// client capabilities of `NLN`, else 0.
    pub(crate) number: u32,
    /// Length of the payload in bytes, 0 if there is none.
    pub(crate) payload_len: usize,
}

/// What a notification server sends after sign-ins.
pub(crate) fn login() -> Corpus<Fact> {
    let mut out = Stream::new(11);
    while out.corpus.inputs.len() < COUNT {
        sign_in(&mut out);
    }
    out.corpus
}

/// What a client sends on its switchboard connections.
pub(crate) fn switchboard_client() -> Corpus<Fact> {
    let mut out = Stream::new(12);
    let mut trid = 0;
    while out.corpus.inputs.len() < COUNT {
        let own = out.contact();
        let cookie = out.cookie();
        trid += 1;
        if out.random.percent(50) {
            out.line(&format!("USR {trid} {} {cookie}", own.passport), trid);
            for _ in 0..out.random.within(1..=2) {
                let guest = out.contact();
                trid += 1;
                out.line(&format!("CAL {trid} {}", guest.passport), trid);
            }
        } else {
            let session = out.random.within(100_000..=99_999_999);
            let line = format!("ANS {trid} {} {cookie} {session}", own.passport);
            out.line(&line, trid);
        }
        trid += 1;
        let body = payload::client_caps(&mut out.random);
        out.payload(&format!("MSG {trid} U"), trid, &body);
        for _ in 0..out.random.within(6..=20) {
            trid += 1;
            let (ack, body) = payload::chat(&mut out.random, &own, true);
            out.payload(&format!("MSG {trid} {ack}"), trid, &body);
        }
    }
    out.corpus
}

/// What a switchboard sends to a client.
pub(crate) fn switchboard_server() -> Corpus<Fact> {
    let mut out = Stream::new(13);
    let mut trid = 0;
    while out.corpus.inputs.len() < COUNT {
        let own = out.contact();
        let guests: Vec<Contact> = (0..out.random.within(1..=3)).map(|_| out.contact()).collect();
        trid += 1;
        if out.random.percent(50) {
            let line = format!("USR {trid} OK {} {}", own.passport, own.name);
            out.line(&line, trid);
            for guest in &guests {
                trid += 1;
                let session = out.random.within(100_000..=99_999_999);
                out.line(&format!("CAL {trid} RINGING {session}"), trid);
                out.line(&format!("JOI {} {}", guest.passport, guest.name), 0);
            }
        } else {
            let total = guests.len();
            for (index, guest) in (1..).zip(&guests) {
                let line = format!("IRO {trid} {index} {total} {} {}", guest.passport, guest.name);
                out.line(&line, trid);
            }
            out.line(&format!("ANS {trid} OK"), trid);
        }
        for guest in &guests {
            let head = format!("MSG {} {}", guest.passport, guest.name);
            let body = payload::client_caps(&mut out.random);
            out.payload(&head, 0, &body);
            out.payload(&head, 0, &payload::typing(guest));
        }
        for _ in 0..out.random.within(5..=16) {
            let guest = &guests[out.random.below(guests.len())];
            if out.random.percent(35) {
                trid += 1;
                let verb = if out.random.percent(90) { "ACK" } else { "NAK" };
                out.line(&format!("{verb} {trid}"), trid);
            } else {
                let head = format!("MSG {} {}", guest.passport, guest.name);
                let (_, body) = payload::chat(&mut out.random, guest, false);
                out.payload(&head, 0, &body);
            }
        }
        for guest in &guests {
            out.line(&format!("BYE {}", guest.passport), 0);
        }
    }
    out.corpus
}

/// Checks all generators of this module.
pub(crate) fn check_all() {
    check(login, 105..=120);
    check(switchboard_client, 150..=170);
    check(switchboard_server, 110..=125);
}

/// A person, no two alike.
pub(crate) struct Contact {
    pub(crate) passport: String,
    /// Friendly name, percent-encoded as a client or a server does it.
    pub(crate) name: String,
    guid: String,
}

/// A corpus being written.
struct Stream {
    random: Random,
    corpus: Corpus<Fact>,
    contacts: u32,
}

impl Stream {
    fn new(seed: u64) -> Self {
        Stream { random: Random(seed), corpus: Corpus::new(), contacts: 0 }
    }

    /// Writes a command without payload.
    fn line(&mut self, line: &str, number: u32) {
        self.corpus.inputs.put(format_args!("{line}\r\n"));
        self.end_command(line, number, 0);
    }

    /// Writes a command with its payload, and the length between the two.
    fn payload(&mut self, head: &str, number: u32, payload: &[u8]) {
        let line = format!("{head} {}", payload.len());
        self.corpus.inputs.put(format_args!("{line}\r\n"));
        self.corpus.inputs.put_bytes(payload);
        self.end_command(&line, number, payload.len());
    }

    fn end_command(&mut self, line: &str, number: u32, payload_len: usize) {
        let verb = line.as_bytes().first_chunk().expect("three octets of verb");
        self.corpus.end_item(Fact { verb: *verb, args: line.split(' ').count() - 1, number, payload_len });
    }

    fn contact(&mut self) -> Contact {
        self.contacts += 1;
        let random = &mut self.random;
        let first = random.pick(&FIRST);
        let host = random.pick(&["hotmail.com", "passport.com", "example.com", "msn.com"]);
        let name = match random.below(8) {
            0 => format!("{first}%20%5Baway%5D"),
            1 => format!("~%20{first}%20~%20%28on%20holiday%20until%20monday%29"),
            2 => format!("{first}\u{2606}"),
            3 => format!("%E5%B0%8F%E6%98%8E%20{first}"),
            4..6 => format!("{first}%20{}", random.pick(&LAST)),
            _ => first.to_owned(),
        };
        Contact { passport: format!("{first}{}@{host}", 1000 + self.contacts), name, guid: guid(random) }
    }

    /// `17220274.1093571988.7262`
    fn cookie(&mut self) -> String {
        let random = &mut self.random;
        let session = random.within(1_000_000..=99_999_999);
        let time = 1_093_000_000 + random.below(9_000_000);
        format!("{session}.{time}.{}", random.below(100_000))
    }
}

/// One sign-in: own properties, groups, contacts, notices, contacts online, and the first changes.
fn sign_in(out: &mut Stream) {
    let own = out.contact();
    out.line(&format!("PRP MFN {}-{}", own.name, out.contacts), 0);
    for key in ["PHH", "PHM"] {
        let phone = phone(&mut out.random);
        out.line(&format!("PRP {key} {phone}"), 0);
    }
    let groups: Vec<String> = (0..4).map(|_| guid(&mut out.random)).collect();
    for group in &groups {
        let name = out.random.pick(&["Co%20Workers", "Friends", "Family", "School%201998"]);
        out.line(&format!("LSG {name} {group}"), 0);
    }
    let contacts: Vec<Contact> = (0..out.random.within(40..=80)).map(|_| out.contact()).collect();
    for contact in &contacts {
        list_row(out, contact, &groups);
    }
    let body = payload::profile(&mut out.random, &own);
    out.payload("MSG Hotmail Hotmail", 0, &body);
    let body = payload::mail(&mut out.random, &contacts[0]);
    out.payload("MSG Hotmail Hotmail", 0, &body);
    let trid = out.random.within(7..=40) as u32;
    for contact in contacts.iter().step_by(3) {
        let tail = presence(&mut out.random, contact);
        let status = out.random.pick(&STATUS);
        out.line(&format!("ILN {trid} {status} {}", tail.line), trid);
        let body = payload::personal(&mut out.random);
        out.payload(&format!("UBX {}", contact.passport), 0, &body);
    }
    for contact in contacts.iter().skip(1).step_by(4) {
        let tail = presence(&mut out.random, contact);
        let status = out.random.pick(&STATUS);
        out.line(&format!("NLN {status} {}", tail.line), tail.capabilities);
        if out.random.percent(50) {
            out.line(&format!("BPR {} MOB Y", contact.passport), 0);
        }
    }
}

/// The row of a contact, and its telephone numbers if it is on the forward list.
fn list_row(out: &mut Stream, contact: &Contact, groups: &[String]) {
    let Contact { passport, name, guid } = contact;
    if out.random.percent(15) {
        let bits = [2, 4, 8, 10][out.random.below(4)];
        out.line(&format!("LST N={passport} F={name} {bits}"), bits);
        return;
    }
    let bits = [11, 11, 3, 13][out.random.below(4)];
    let mut line = format!("LST N={passport} F={name} C={guid} {bits}");
    if out.random.percent(80) {
        let at = out.random.below(3);
        line = format!("{line} {}", groups[at]);
        if out.random.percent(10) {
            line = format!("{line},{}", groups[at + 1]);
        }
    }
    out.line(&line, bits);
    for key in ["PHH", "PHW", "PHM"] {
        if out.random.percent(25) {
            let phone = phone(&mut out.random);
            out.line(&format!("BPR {key} {phone}"), 0);
        }
    }
}

/// What follows the status in `ILN` and `NLN`.
struct Presence {
    line: String,
    capabilities: u32,
}

fn presence(random: &mut Random, Contact { passport, name, .. }: &Contact) -> Presence {
    let capabilities = [268_435_500, 1_073_791_020, 1_342_210_060, 1_073_741_824][random.below(4)];
    let object = match random.below(10) {
        0..2 => String::new(),
        2..4 => " 0".to_owned(),
        _ => format!(
            " %3Cmsnobj%20Creator%3D%22{}%22%20Size%3D%22{}%22%20Type%3D%223%22%20Location%3D%22\
             TFR{:X}.tmp%22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22{}%3D%22%20SHA1C%3D%22{}%3D%22\
             %2F%3E",
            passport.replace('@', "%40"),
            random.within(2_000..=30_000),
            random.below(0x1_0000),
            base64(random, 27),
            base64(random, 27),
        ),
    };
    Presence { line: format!("{passport} {name} {capabilities}{object}"), capabilities }
}

fn guid(random: &mut Random) -> String {
    let (a, b) = (random.next(), random.next());
    format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", a >> 32, a as u16, (a >> 16) & 0xffff, b as u16, b >> 16)
}

fn phone(random: &mut Random) -> String {
    format!("1%20({})%20{:07}", random.within(200..=999), random.below(10_000_000))
}

pub(crate) fn base64(random: &mut Random, len: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..len).map(|_| char::from(DIGITS[random.below(64)])).collect()
}

const STATUS: [&str; 7] = ["NLN", "BSY", "IDL", "BRB", "AWY", "PHN", "LUN"];

const FIRST: [&str; 12] = [
    "alice",
    "bob",
    "hanako",
    "wei",
    "jose",
    "maria",
    "kim",
    "fred",
    "auntie_em",
    "taro",
    "li",
    "christopher",
];

const LAST: [&str; 6] = ["A", "Suzuki", "Buddy", "Smith", "in%20Tokyo", "100%25"];
