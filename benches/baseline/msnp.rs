//! MSNP without the crate: a newline scan, framing and line with nom, and typed commands with nom.
//!
//! The typed reader has an enum per link and direction with the commands that the generators of
//! [`inputs::msnp`](crate::inputs::msnp) write, in dialect 11, payloads included: so it tries eight or
//! nine verbs where the protocol has fifty. That one is in [`msnp_every`](super::msnp_every).

use std::str;

use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_till1, take_until};
use nom::character::complete::char;
use nom::combinator::{map, map_res, opt, rest, value, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser as _};

use crate::inputs::Corpus;
use crate::inputs::msnp::Fact;

/// The side that sent the bytes: the payload rule depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Client,
    Server,
}

/// Number of newlines: what a scan over the bytes costs at the least, payloads included.
pub(crate) fn newlines(mut input: &[u8]) -> usize {
    let mut count = 0;
    while let Some(at) = memchr::memchr(b'\n', input) {
        count += 1;
        input = &input[at + 1..];
    }
    count
}

/// A line without its end, and its payload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) line: &'a [u8],
    pub(crate) payload: Option<&'a [u8]>,
}

impl<'a> Frame<'a> {
    pub(crate) fn verb(&self) -> Option<[u8; 3]> {
        self.line.first_chunk().copied()
    }

    /// The parameters after the verb.
    pub(crate) fn args(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.line.split(|byte| *byte == b' ').skip(1)
    }
}

/// The next command of a stream, nothing interpreted but the length.
pub(crate) fn frame(input: &[u8], from: From) -> IResult<&[u8], Frame<'_>> {
    let (input, line) = terminated(take_until("\r\n"), tag("\r\n")).parse(input)?;
    let has_payload = match (from, line.get(..3)) {
        (From::Client, Some(verb)) => {
            let verbs = [b"MSG", b"UUX", b"QRY", b"PGD", b"SDC"];
            verbs.iter().any(|known| *known == verb)
        }
        (From::Server, Some(verb)) => {
            let verbs = [b"MSG", b"UBX", b"NOT", b"IPG", b"GCF"];
            verbs.iter().any(|known| *known == verb)
        }
        (_, None) => false,
    };
    if !has_payload {
        return Ok((input, Frame { line, payload: None }));
    }
    let last = line.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    let (_, len) = map_res(map_res(rest, str::from_utf8), str::parse::<usize>).parse(last)?;
    let (input, payload) = take(len)(input)?;
    Ok((input, Frame { line, payload: Some(payload) }))
}

/// A frame whose line is split.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) verb: [u8; 3],
    /// Number of parameters after the verb.
    pub(crate) args: usize,
    pub(crate) payload: Option<&'a [u8]>,
}

/// [`frame`], then each parameter found and counted: frame and line.
pub(crate) fn frame_line(input: &[u8], from: From) -> Option<Line<'_>> {
    let (_, frame) = frame(input, from).ok()?;
    Some(Line { verb: frame.verb()?, args: frame.args().count(), payload: frame.payload })
}

/// What a notification server sends after a sign-in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notification<'a> {
    /// Own property, `PRP MFN name`.
    Prp { key: &'a [u8], value: Option<&'a [u8]> },
    /// Group, `LSG name guid`.
    Lsg { name: &'a [u8], group: &'a [u8] },
    /// Contact, `LST N=passport F=name C=guid bits groups`.
    Lst {
        passport: &'a [u8],
        name: Option<&'a [u8]>,
        guid: Option<&'a [u8]>,
        bits: u32,
        groups: Option<&'a [u8]>,
    },
    /// Property of a contact, `BPR [passport] key value`.
    Bpr { passport: Option<&'a [u8]>, key: &'a [u8], value: Option<&'a [u8]> },
    /// Initial presence, `ILN trid status passport name capabilities object`.
    Iln { trid: u32, presence: Presence<'a> },
    /// Presence, `NLN status passport name capabilities object`.
    Nln { presence: Presence<'a> },
    /// Extended data of a contact.
    Ubx { passport: &'a [u8], payload: &'a [u8] },
    /// Notice of the server.
    Msg(Message<'a>),
}

/// What `ILN` and `NLN` tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Presence<'a> {
    pub(crate) status: &'a [u8],
    pub(crate) passport: &'a [u8],
    pub(crate) name: &'a [u8],
    pub(crate) capabilities: u32,
    pub(crate) object: Option<&'a [u8]>,
}

/// `MSG passport name length`, from a person or the server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    pub(crate) from: &'a [u8],
    pub(crate) name: &'a [u8],
    pub(crate) payload: &'a [u8],
}

/// What a switchboard sends to a client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Switchboard<'a> {
    Usr { trid: u32, passport: &'a [u8], name: &'a [u8] },
    Cal { trid: u32, session: &'a [u8] },
    Joi { passport: &'a [u8], name: &'a [u8] },
    Iro { trid: u32, index: u32, total: u32, passport: &'a [u8], name: &'a [u8] },
    Ans { trid: u32 },
    Msg(Message<'a>),
    Ack { trid: u32 },
    Nak { trid: u32 },
    Bye { passport: &'a [u8], idle: bool },
}

/// What a client sends to a switchboard.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Client<'a> {
    Usr { trid: u32, passport: &'a [u8], cookie: &'a [u8] },
    Cal { trid: u32, passport: &'a [u8] },
    Ans { trid: u32, passport: &'a [u8], cookie: &'a [u8], session: &'a [u8] },
    Msg { trid: u32, ack: u8, payload: &'a [u8] },
}

/// The next command of a notification server.
pub(crate) fn notification(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let prp = (tag("PRP"), verify(word, is_key), opt(word), end);
    let lsg = (tag("LSG"), word, word, end);
    let lst = (
        tag("LST"),
        preceded(tag(" N="), text),
        opt(preceded(tag(" F="), text)),
        opt(preceded(tag(" C="), text)),
        number,
        opt(word),
        end,
    );
    let bpr = (tag("BPR"), opt(verify(word, |word: &[u8]| !is_key(word))), word, opt(word), end);
    alt((
        map(prp, |(_, key, value, ())| Notification::Prp { key, value }),
        map(lsg, |(_, name, group, ())| Notification::Lsg { name, group }),
        map(lst, |(_, passport, name, guid, bits, groups, ())| Notification::Lst {
            passport,
            name,
            guid,
            bits,
            groups,
        }),
        map(bpr, |(_, passport, key, value, ())| Notification::Bpr { passport, key, value }),
        map((tag("ILN"), number, presence), |(_, trid, presence)| Notification::Iln { trid, presence }),
        map((tag("NLN"), presence), |(_, presence)| Notification::Nln { presence }),
        map((tag("UBX"), word, payload), |(_, passport, payload)| Notification::Ubx { passport, payload }),
        map(message, Notification::Msg),
    ))
    .parse(input)
}

/// The next command of a switchboard.
pub(crate) fn switchboard(input: &[u8]) -> IResult<&[u8], Switchboard<'_>> {
    let iro = (tag("IRO"), number, number, number, word, word, end);
    alt((
        map((tag("USR"), number, tag(" OK"), word, word, end), |(_, trid, _, passport, name, ())| {
            Switchboard::Usr { trid, passport, name }
        }),
        map((tag("CAL"), number, tag(" RINGING"), word, end), |(_, trid, _, session, ())| Switchboard::Cal {
            trid,
            session,
        }),
        map((tag("JOI"), word, word, end), |(_, passport, name, ())| Switchboard::Joi { passport, name }),
        map(iro, |(_, trid, index, total, passport, name, ())| Switchboard::Iro {
            trid,
            index,
            total,
            passport,
            name,
        }),
        map((tag("ANS"), number, tag(" OK"), end), |(_, trid, _, ())| Switchboard::Ans { trid }),
        map(message, Switchboard::Msg),
        map((tag("ACK"), number, end), |(_, trid, ())| Switchboard::Ack { trid }),
        map((tag("NAK"), number, end), |(_, trid, ())| Switchboard::Nak { trid }),
        map((tag("BYE"), word, opt(tag(" 1")), end), |(_, passport, idle, ())| Switchboard::Bye {
            passport,
            idle: idle.is_some(),
        }),
    ))
    .parse(input)
}

/// The next command of a client on a switchboard.
pub(crate) fn client(input: &[u8]) -> IResult<&[u8], Client<'_>> {
    let ack =
        alt((value(b'A', tag(" A")), value(b'N', tag(" N")), value(b'U', tag(" U")), value(b'D', tag(" D"))));
    alt((
        map((tag("USR"), number, word, word, end), |(_, trid, passport, cookie, ())| Client::Usr {
            trid,
            passport,
            cookie,
        }),
        map((tag("CAL"), number, word, end), |(_, trid, passport, ())| Client::Cal { trid, passport }),
        map((tag("ANS"), number, word, word, word, end), |(_, trid, passport, cookie, session, ())| {
            Client::Ans { trid, passport, cookie, session }
        }),
        map((tag("MSG"), number, ack, payload), |(_, trid, ack, payload)| Client::Msg { trid, ack, payload }),
    ))
    .parse(input)
}

pub(super) fn message(input: &[u8]) -> IResult<&[u8], Message<'_>> {
    map((tag("MSG"), word, word, payload), |(_, from, name, payload)| Message { from, name, payload })
        .parse(input)
}

pub(super) fn presence(input: &[u8]) -> IResult<&[u8], Presence<'_>> {
    let fields = (word, word, word, number, opt(word), end);
    let record = |(status, passport, name, capabilities, object, ())| Presence {
        status,
        passport,
        name,
        capabilities,
        object,
    };
    map(fields, record).parse(input)
}

/// The length, the end of the line, and the payload.
pub(super) fn payload(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let (input, len) = terminated(number, end).parse(input)?;
    take(len)(input)
}

pub(super) fn word(input: &[u8]) -> IResult<&[u8], &[u8]> {
    preceded(char(' '), text).parse(input)
}

pub(super) fn text(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_till1(|byte| byte == b' ' || byte == b'\r')(input)
}

pub(super) fn number(input: &[u8]) -> IResult<&[u8], u32> {
    map_res(map_res(word, str::from_utf8), str::parse).parse(input)
}

pub(super) fn end(input: &[u8]) -> IResult<&[u8], ()> {
    value((), tag("\r\n")).parse(input)
}

pub(super) fn is_key(word: &[u8]) -> bool {
    matches!(word, b"PHH" | b"PHW" | b"PHM" | b"MOB" | b"MBE" | b"WWE" | b"HSB" | b"MFN")
}

/// A typed command, seen from outside: verb, number as in [`Fact::number`], payload.
pub(crate) trait Typed {
    fn seen(&self) -> ([u8; 3], u32, &[u8]);
}

impl Typed for Notification<'_> {
    fn seen(&self) -> ([u8; 3], u32, &[u8]) {
        match *self {
            Self::Prp { .. } => (*b"PRP", 0, &[]),
            Self::Lsg { .. } => (*b"LSG", 0, &[]),
            Self::Lst { bits, .. } => (*b"LST", bits, &[]),
            Self::Bpr { .. } => (*b"BPR", 0, &[]),
            Self::Iln { trid, .. } => (*b"ILN", trid, &[]),
            Self::Nln { presence } => (*b"NLN", presence.capabilities, &[]),
            Self::Ubx { payload, .. } => (*b"UBX", 0, payload),
            Self::Msg(message) => (*b"MSG", 0, message.payload),
        }
    }
}

impl Typed for Switchboard<'_> {
    fn seen(&self) -> ([u8; 3], u32, &[u8]) {
        match *self {
            Self::Usr { trid, .. } => (*b"USR", trid, &[]),
            Self::Cal { trid, .. } => (*b"CAL", trid, &[]),
            Self::Joi { .. } => (*b"JOI", 0, &[]),
            Self::Iro { trid, .. } => (*b"IRO", trid, &[]),
            Self::Ans { trid } => (*b"ANS", trid, &[]),
            Self::Msg(message) => (*b"MSG", 0, message.payload),
            Self::Ack { trid } => (*b"ACK", trid, &[]),
            Self::Nak { trid } => (*b"NAK", trid, &[]),
            Self::Bye { .. } => (*b"BYE", 0, &[]),
        }
    }
}

impl Typed for Client<'_> {
    fn seen(&self) -> ([u8; 3], u32, &[u8]) {
        match *self {
            Self::Usr { trid, .. } => (*b"USR", trid, &[]),
            Self::Cal { trid, .. } => (*b"CAL", trid, &[]),
            Self::Ans { trid, .. } => (*b"ANS", trid, &[]),
            Self::Msg { trid, payload, .. } => (*b"MSG", trid, payload),
        }
    }
}

/// Checks the scan, framing and `typed`, one of [`notification`], [`switchboard`] and [`client`],
/// over the whole stream of a corpus.
///
/// # Panics
///
/// At the first command that a reader refuses or reads wrongly.
#[track_caller]
pub(crate) fn check<'a, T: Typed>(
    corpus: &'a Corpus<Fact>,
    from: From,
    typed: impl Fn(&'a [u8]) -> IResult<&'a [u8], T>,
) {
    let mut left = corpus.inputs.bytes();
    for (item, fact) in corpus.pairs() {
        assert_eq!(newlines(item), item.iter().filter(|byte| **byte == b'\n').count());
        let line = frame_line(left, from).expect("a command");
        let payload_len = line.payload.map_or(0, <[u8]>::len);
        assert_eq!((line.verb, line.args, payload_len), (fact.verb, fact.args, fact.payload_len));
        let (after_frame, _) = frame(left, from).expect("a frame");
        let (after, command) = typed(left).expect("a typed command");
        assert_eq!(after.len(), after_frame.len());
        let (verb, number, payload) = command.seen();
        assert_eq!((verb, number, payload.len()), (fact.verb, fact.number, fact.payload_len));
        left = after;
    }
    assert!(left.is_empty());
}
