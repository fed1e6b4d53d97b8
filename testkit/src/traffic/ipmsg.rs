//! Packets of `IPMsg`, and what two hosts of a network say to each other.

use super::{Style, broken, words};
use crate::generate::{self, Shelves};
use crate::recorder::written;
use arbitrary::{Arbitrary, Result, Unstructured};
use imwire::Wire;
use imwire::ipmsg::dict::{NewBody, NewPacket};
use imwire::ipmsg::{CommandWord, EntryOptions, Items, Mode, SendOptions, Text};

/// What one of two hosts sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// Which host: 0 or 1.
    pub from: usize,
    /// A whole packet or dictionary, unless it is broken.
    pub bytes: Vec<u8>,
}

/// What two hosts send, in a style that a fuzzer chooses.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use imwire_testkit::traffic::Datagrams;
///
/// let Datagrams(sent) = Datagrams::arbitrary(&mut Unstructured::new(&[1; 300]))?;
/// assert!(sent.len() >= 3); // an entry, its answer, the exit
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagrams(pub Vec<Datagram>);

impl<'a> Arbitrary<'a> for Datagrams {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let style = Style::arbitrary(u)?;
        datagrams(u, style)
    }
}

/// One packet or, now and then, one dictionary, in a style that a fuzzer chooses.
impl<'a> Arbitrary<'a> for Datagram {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let style = Style::arbitrary(u)?;
        let bytes = if u.ratio(1, 8)? { dictionary(u, style)? } else { packet(u, style)? };
        Ok(Self { from: 0, bytes })
    }
}

const ENTRY: u32 = EntryOptions::FILEATTACH.union(EntryOptions::ENCRYPT).union(EntryOptions::CAPUTF8).bits();
const ANSWER: u32 = ENTRY | EntryOptions::UTF8.bits();
const UTF8: u32 = SendOptions::UTF8.bits();
const CHECK: u32 = UTF8 | SendOptions::SENDCHECK.bits();
const SECRET: u32 = SendOptions::SECRET.bits();
const READCHECK: u32 = SendOptions::READCHECK.bits();
const FILES: u32 = SendOptions::FILEATTACH.bits();
const SEVERAL: u32 = SendOptions::ENCEXTMSG.bits();
const CIPHER: u32 = SendOptions::ENCRYPT.bits();

const BLOCK: &str = "{user}\0dev\0\nUN:{user}\nHN:{host}\nNN:{nick}\nGN:{group}\nVS:00010002:4:99:103";

/// Packets as they are sent: the command, its options, the template of the additional section. `answered` is the
/// number of the packet that this answers.
const FORMS: [(Mode, u32, &str); 46] = [
    (Mode::NOOPERATION, ENTRY, BLOCK),
    (Mode::BR_ENTRY, ENTRY, BLOCK),
    (Mode::BR_ENTRY, ENTRY, "{user}\0dev"),
    (Mode::BR_ENTRY, 0x100, "{nick}\0{group}\0icon-tux.png\0utf-8\0"),
    (Mode::BR_ABSENCE, ENTRY | 0x100, "{user}[lunch]\0dev\0"),
    (
        Mode::ANSENTRY,
        ANSWER,
        "{nick}\0{group}\0\nUN:{user}\nHN:{host}\nNN:{nick}\nGN:{group}\nVS:00010002:4:99:103",
    ),
    (Mode::ANSENTRY, ANSWER, "{nick}\0{group}"),
    (Mode::BR_EXIT, ENTRY, "{user}\0dev\0"),
    (Mode::BR_ISGETLIST2, 0, ""),
    (Mode::OKGETLIST, 0, ""),
    (Mode::GETLIST, 0, "0"),
    (Mode::ANSLIST, 0, "    0\x07    1\x07{user}\x07{host}\x070\x07{ip}\x0730985\x07{user}\x07\x08\x07"),
    (
        Mode::ANSLIST,
        0,
        "    2\x07    2\x07{user}\x07{host}\x070\x07{ip}\x0730985\x07{user}\x07dev\x07\
         {user}\x07{host}\x07256\x07{ip}\x0730985\x07{user}\x07dev\x07",
    ),
    (Mode::SENDMSG, UTF8, "{text}"),
    (Mode::SENDMSG, CHECK, "{text}"),
    (Mode::SENDMSG, CHECK, "{text}\0"),
    (Mode::SENDMSG, CHECK | SECRET, "{text}\0"),
    (Mode::SENDMSG, CHECK | SECRET | READCHECK, "{text}\0"),
    (Mode::SENDMSG, CHECK | FILES, "{text}\x000:{file}:{hexnumber}:6553f100:1:\x07\0"),
    (
        Mode::SENDMSG,
        CHECK | FILES,
        "{text}\x001:{file}:{hexnumber}:6553f100:1:14=6553f100:16=6553f100:\x07\
         2:photos:0:6553f100:2:\x07\0",
    ),
    (Mode::SENDMSG, CHECK | FILES, "{text}\0:0:clip_0.png:{hexnumber}:0:20:8=2:\x07\0"),
    (Mode::SENDMSG, CHECK | SEVERAL, "{text}\0\0TO:{user}:{host}\x07{user}:{host}\x07"),
    (Mode::SENDMSG, UTF8 | SendOptions::BROADCAST.bits(), "{text}"),
    (Mode::SENDMSG, UTF8 | SendOptions::AUTORET.bits(), "{text}"),
    (Mode::SENDMSG, CHECK | CIPHER, "20002:{hex*128}:{hex*48}"),
    (Mode::SENDMSG, CHECK | CIPHER, "65920006:{hex*256}:{hex*96}:{hex*256}"),
    (Mode::RECVMSG, 0, "{answered}\0"),
    (Mode::READMSG, READCHECK, "{answered}\0"),
    (Mode::ANSREADMSG, 0, "{answered}\0"),
    (Mode::GETINFO, 0, ""),
    (Mode::SENDINFO, UTF8, "Win32 version 4.99r11\0"),
    (Mode::GETABSENCEINFO, 0, ""),
    (Mode::SENDABSENCEINFO, UTF8, "{text}\0"),
    (Mode::RELEASEFILES, 0, "{answered}\0"),
    (Mode::GETPUBKEY, 0, "21003"),
    (Mode::ANSPUBKEY, 0, "21003:10001-{hex*128}"),
    (Mode::FEIQ_OPEN, 0, ""),
    (Mode::FEIQ_OPEN_REPLY, 0, ""),
    (Mode::FEIQ_TYPING, 0, ""),
    (Mode::FEIQ_SHAKE, 0, ""),
    (Mode::FEIQ_SHAKE_REPLY, 0, ""),
    (Mode::FEIQ_IMAGE, 0x0020_0000, "5f3a|2|0|1|1|2|0|2|0|00000000#\0ab"),
    (Mode::FEIQ_IMAGE_ACK, 0, "5f3a|1#\0"),
    (Mode::IPTUX_SENDMSG, 0x300, "{text}\0"),
    (Mode::IPTUX_SENDSIGN, 0, "{text}\0"),
    (Mode::IPTUX_ASKSHARED, 0, "\0"),
];

/// Which command answers which, if it has these options.
const ANSWERS: [(Mode, u32, Mode); 14] = [
    (Mode::BR_ENTRY, 0, Mode::ANSENTRY),
    (Mode::BR_ISGETLIST2, 0, Mode::OKGETLIST),
    (Mode::OKGETLIST, 0, Mode::GETLIST),
    (Mode::GETLIST, 0, Mode::ANSLIST),
    (Mode::SENDMSG, SECRET, Mode::READMSG),
    (Mode::SENDMSG, FILES, Mode::RELEASEFILES),
    (Mode::SENDMSG, SendOptions::SENDCHECK.bits(), Mode::RECVMSG),
    (Mode::READMSG, 0, Mode::ANSREADMSG),
    (Mode::GETINFO, 0, Mode::SENDINFO),
    (Mode::GETABSENCEINFO, 0, Mode::SENDABSENCEINFO),
    (Mode::GETPUBKEY, 0, Mode::ANSPUBKEY),
    (Mode::FEIQ_OPEN, 0, Mode::FEIQ_OPEN_REPLY),
    (Mode::FEIQ_SHAKE, 0, Mode::FEIQ_SHAKE_REPLY),
    (Mode::FEIQ_IMAGE, 0, Mode::FEIQ_IMAGE_ACK),
];

const VERSIONS: [&str; 5] = [
    "1",
    "1",
    "1_iptux 0.8.3",
    "1_lbt6_0#128#001122AABBCC#0#0#0#4001#9",
    "1_lbt8_12#65664#001122AABBCC#0#0#0#2.5a#9",
];

/// A packet of any command.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::{Wire, ipmsg::Packet};
/// use imwire_testkit::traffic::{self, Style};
///
/// let bytes = traffic::packet(&mut Unstructured::new(&[8; 200]), Style::Plausible)?;
/// let packet = Packet::parse(&bytes).expect("a packet");
/// assert!(packet.body().is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// None: what is not there counts as zero.
pub fn packet(u: &mut Unstructured<'_>, style: Style) -> Result<Vec<u8>> {
    if style == Style::Any {
        let (shelves, mut u) = (Shelves::default(), part(u)?);
        let odd = if u.ratio(1, 4)? { Some(generate::packet(&mut u)?) } else { None };
        let packet = match odd.filter(|packet| packet.check(()).is_ok()) {
            Some(packet) => packet,
            None => generate::spoken(&mut u, &shelves)?,
        };
        return Ok(written(&packet));
    }
    let form = FORMS[u.choose_index(FORMS.len())?];
    let bytes = Host::new(u)?.packet(u, 1_700_000_000, form)?;
    broken(u, style, bytes)
}

/// A packet in dictionary form, `IP2:…:Z`.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::{Wire, ipmsg::dict::DictPacket};
/// use imwire_testkit::traffic::{self, Style};
///
/// let bytes = traffic::dictionary(&mut Unstructured::new(&[8; 200]), Style::Plausible)?;
/// assert!(DictPacket::parse(&bytes).is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// None: what is not there counts as zero.
pub fn dictionary(u: &mut Unstructured<'_>, style: Style) -> Result<Vec<u8>> {
    if style == Style::Any {
        let (shelves, mut u) = (Shelves::default(), part(u)?);
        if let Ok(made) = generate::spoken_dictionary(&mut u, &shelves)?.made {
            return Ok(written(&made));
        }
    }
    let host = Host::new(u)?;
    let [user, name, text] = [words::plain(u, "user")?, words::plain(u, "host")?, words::plain(u, "text")?];
    let plain = |bytes| Text::new(bytes).expect("a word has no NUL");
    let word = CommandWord::from_bits(CHECK | u32::from(Mode::SENDMSG.value()));
    let body = NewBody::Message { recipients: Items::NONE, files: Items::NONE, text: plain(&text) };
    let made = NewPacket::new(host.packet_no.into(), plain(&user), plain(&name), word, body);
    let made = made.expect("a message");
    broken(u, style, written(&made))
}

/// A part of what is there, for values that borrow from it.
fn part<'a>(u: &mut Unstructured<'a>) -> Result<Unstructured<'a>> {
    let len = u.len().min(300);
    u.bytes(len).map(Unstructured::new)
}

/// What two hosts say: one comes, the other answers, messages, requests and their answers, one goes.
///
/// ```
/// use arbitrary::Unstructured;
/// use imwire::{Wire, ipmsg::{Mode, Packet}};
/// use imwire_testkit::traffic::{self, Style};
///
/// let sent = traffic::datagrams(&mut Unstructured::new(&[6; 200]), Style::Plausible)?;
/// let modes = sent.0.iter().map(|datagram| Packet::parse(&datagram.bytes).expect("a packet").word().mode());
/// assert!(modes.take(2).eq([Mode::BR_ENTRY, Mode::ANSENTRY]));
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// None: what is not there counts as zero.
pub fn datagrams(u: &mut Unstructured<'_>, style: Style) -> Result<Datagrams> {
    let mut hosts = [Host::new(u)?, Host::new(u)?];
    let mut sent = Vec::new();
    exchange(u, &mut hosts, &mut sent, 0, |mode| mode == Mode::BR_ENTRY)?;
    for _ in 0..if u.is_empty() { 0 } else { u.int_in_range(0..=12)? } {
        let from = u.int_in_range(0..=1)?;
        if style == Style::Any {
            sent.push(Datagram { from, bytes: packet(u, style)? });
        } else {
            let begins =
                |mode: Mode| mode != Mode::BR_ENTRY && ANSWERS.iter().all(|(_, _, answer)| *answer != mode);
            exchange(u, &mut hosts, &mut sent, from, begins)?;
        }
    }
    exchange(u, &mut hosts, &mut sent, 0, |mode| mode == Mode::BR_EXIT)?;
    if style == Style::Broken {
        let which = u.choose_index(sent.len())?;
        super::edit(u, &mut sent[which].bytes)?;
    }
    Ok(Datagrams(sent))
}

/// A packet of such a command, and what answers it, in turns.
fn exchange(
    u: &mut Unstructured<'_>,
    hosts: &mut [Host; 2],
    sent: &mut Vec<Datagram>,
    mut from: usize,
    begins: impl Fn(Mode) -> bool,
) -> Result<()> {
    let mut next = Some(any_of(u, begins)?);
    let mut answered = 0;
    while let Some(form) = next {
        let bytes = hosts[from].packet(u, answered, form)?;
        sent.push(Datagram { from, bytes });
        answered = hosts[from].packet_no;
        from = 1 - from;
        let (mode, options, _) = form;
        let of = |row: &&(Mode, u32, Mode)| row.0 == mode && options & row.1 == row.1;
        let answers: Vec<_> = ANSWERS.iter().filter(of).map(|row| row.2).collect();
        next = if answers.is_empty() {
            None
        } else {
            let answer = *u.choose(&answers)?;
            Some(any_of(u, |mode| mode == answer)?)
        };
    }
    Ok(())
}

fn any_of(u: &mut Unstructured<'_>, wanted: impl Fn(Mode) -> bool) -> Result<(Mode, u32, &'static str)> {
    let forms: Vec<_> = FORMS.into_iter().filter(|form| wanted(form.0)).collect();
    u.choose(&forms).copied()
}

/// One who sends.
struct Host {
    version: &'static str,
    user: Vec<u8>,
    host: Vec<u8>,
    packet_no: u32,
}

impl Host {
    fn new(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            version: VERSIONS[u.choose_index(VERSIONS.len())?],
            user: words::plain(u, "user")?,
            host: words::plain(u, "host")?,
            packet_no: 1_700_000_000 + u32::from(u.arbitrary::<u16>()?),
        })
    }

    fn packet(
        &mut self,
        u: &mut Unstructured<'_>,
        answered: u32,
        (mode, options, template): (Mode, u32, &str),
    ) -> Result<Vec<u8>> {
        self.packet_no += 1;
        let word = options | u32::from(mode.value());
        let body = words::fill(template, |name| match name {
            "answered" => Ok(answered.to_string().into()),
            _ => words::plain(u, name),
        })?;
        let (version, packet_no) = (self.version, self.packet_no);
        let head = format!("{version}:{packet_no}:");
        let word = format!(":{word}:");
        Ok([head.as_bytes(), &self.user, b":", &self.host, word.as_bytes(), &body].concat())
    }
}
