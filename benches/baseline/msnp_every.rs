//! MSNP with nom as one writes it for the whole protocol: every command of the two kinds of server in
//! an `alt`, topic by topic in the order of the tables of the crate, numeric replies, and verbs that
//! are not known. Of commands with several forms it reads that of dialect 11.
//!
//! [`msnp`](super::msnp) has the same for the few commands that the generators write, which is the
//! least that any reader of them has to do.

use std::fmt;

use nom::branch::alt;
use nom::bytes::complete::{tag, take, take_till};
use nom::combinator::{map, opt, recognize, value, verify};
use nom::multi::many0_count;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser as _};

use super::msnp::{Message, Presence, Typed, end, is_key, message, number, payload, presence, text, word};

/// What a notification server sends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notification<'a> {
    Ver {
        trid: u32,
        dialects: &'a [u8],
    },
    XfrSwitchboard {
        trid: u32,
        address: &'a [u8],
        cookie: &'a [u8],
    },
    XfrServer {
        trid: u32,
        address: &'a [u8],
        mode: Option<&'a [u8]>,
        current: Option<&'a [u8]>,
    },
    Rng {
        session: &'a [u8],
        address: &'a [u8],
        cookie: &'a [u8],
        passport: &'a [u8],
        name: &'a [u8],
    },
    Msg(Message<'a>),
    Out {
        reason: Option<&'a [u8]>,
        minutes: Option<u32>,
    },
    Inf {
        trid: u32,
        packages: &'a [u8],
    },
    Cvr {
        trid: u32,
        versions: Versions<'a>,
    },
    Cvq {
        trid: u32,
        versions: Versions<'a>,
    },
    UsrOk {
        trid: u32,
        passport: &'a [u8],
        verified: u32,
        restricted: u32,
    },
    UsrChallenge {
        trid: u32,
        package: &'a [u8],
        challenge: &'a [u8],
    },
    Qng {
        seconds: Option<u32>,
    },
    Chl {
        trid: u32,
        challenge: &'a [u8],
    },
    Qry {
        trid: u32,
    },
    Sbs {
        trid: u32,
        value: &'a [u8],
    },
    Syn {
        trid: u32,
        lists: &'a [u8],
        settings: &'a [u8],
        contacts: Option<u32>,
        groups: Option<u32>,
    },
    Lsg {
        name: &'a [u8],
        group: &'a [u8],
    },
    Lst(Contact<'a>),
    Gtc {
        trid: Option<u32>,
        prompt: &'a [u8],
    },
    Blp {
        trid: Option<u32>,
        privacy: &'a [u8],
    },
    Prp {
        trid: Option<u32>,
        key: &'a [u8],
        value: Option<&'a [u8]>,
    },
    Bpr {
        passport: Option<&'a [u8]>,
        key: &'a [u8],
        value: Option<&'a [u8]>,
    },
    Add {
        trid: u32,
        list: &'a [u8],
        version: u32,
        passport: &'a [u8],
        name: &'a [u8],
        group: Option<&'a [u8]>,
    },
    Adc {
        trid: u32,
        list: &'a [u8],
        who: Tags<'a>,
        group: Option<&'a [u8]>,
    },
    Rem {
        trid: u32,
        list: &'a [u8],
        contact: &'a [u8],
        group: Option<&'a [u8]>,
    },
    Rea {
        trid: u32,
        version: u32,
        passport: &'a [u8],
        name: &'a [u8],
    },
    Sbp {
        trid: u32,
        id: &'a [u8],
        key: &'a [u8],
        value: &'a [u8],
    },
    Adl {
        trid: u32,
        contacts: Option<&'a [u8]>,
    },
    Rml {
        trid: u32,
        contacts: Option<&'a [u8]>,
    },
    Fqy {
        trid: u32,
        contacts: &'a [u8],
    },
    Adg {
        trid: u32,
        version: Option<u32>,
        name: &'a [u8],
        id: &'a [u8],
    },
    Reg {
        trid: u32,
        version: u32,
        name: &'a [u8],
        id: &'a [u8],
        zero: Option<&'a [u8]>,
    },
    Rmg {
        trid: u32,
        version: u32,
        id: &'a [u8],
    },
    Chg {
        trid: u32,
        status: &'a [u8],
        capabilities: Option<u32>,
        object: Option<&'a [u8]>,
    },
    Iln {
        trid: u32,
        presence: Presence<'a>,
    },
    Nln {
        presence: Presence<'a>,
    },
    Fln {
        passport: &'a [u8],
    },
    Uux {
        trid: u32,
        payload: Option<&'a [u8]>,
    },
    Ubx {
        passport: &'a [u8],
        payload: &'a [u8],
    },
    Uun {
        trid: u32,
        payload: Option<&'a [u8]>,
    },
    Ubn {
        passport: &'a [u8],
        kind: u32,
        payload: &'a [u8],
    },
    Ubm {
        passport: &'a [u8],
        network: u32,
        to: &'a [u8],
        to_network: u32,
        kind: u32,
        payload: &'a [u8],
    },
    Ipg {
        payload: &'a [u8],
    },
    Not {
        payload: &'a [u8],
    },
    Nfy {
        method: &'a [u8],
        payload: &'a [u8],
    },
    Put {
        trid: u32,
        payload: Option<&'a [u8]>,
    },
    Del {
        trid: u32,
        payload: Option<&'a [u8]>,
    },
    Sdg {
        trid: u32,
        payload: &'a [u8],
    },
    Url {
        trid: u32,
        path: &'a [u8],
        url: &'a [u8],
        site: Option<&'a [u8]>,
    },
    Gcf {
        trid: u32,
        file: Option<&'a [u8]>,
        payload: &'a [u8],
    },
    Ims {
        trid: u32,
        zero: &'a [u8],
        state: &'a [u8],
    },
    Snd {
        trid: u32,
    },
    Sdc {
        trid: u32,
        payload: Option<&'a [u8]>,
    },
    Fnd {
        trid: u32,
        index: u32,
        total: u32,
        found: &'a [u8],
    },
    Failure(Failure<'a>),
    Other(Other<'a>),
}

/// `recommended recommended minimum [download [info]]`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Versions<'a> {
    pub(crate) recommended: &'a [u8],
    pub(crate) again: &'a [u8],
    pub(crate) minimum: &'a [u8],
    pub(crate) download: Option<&'a [u8]>,
    pub(crate) info: Option<&'a [u8]>,
}

/// `[N=passport] [F=name] [C=guid]`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tags<'a> {
    pub(crate) passport: Option<&'a [u8]>,
    pub(crate) name: Option<&'a [u8]>,
    pub(crate) guid: Option<&'a [u8]>,
}

/// `N=passport F=name C=guid bits groups`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contact<'a> {
    pub(crate) who: Tags<'a>,
    pub(crate) bits: u32,
    pub(crate) groups: Option<&'a [u8]>,
}

/// `217 2`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure<'a> {
    pub(crate) code: &'a [u8],
    pub(crate) trid: Option<u32>,
    pub(crate) info: &'a [u8],
}

/// A command that is not known: the parameters as received.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Other<'a> {
    pub(crate) verb: &'a [u8],
    pub(crate) parameters: &'a [u8],
}

/// What a switchboard sends to a client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Switchboard<'a> {
    Usr { trid: u32, passport: &'a [u8], name: &'a [u8] },
    Ans { trid: u32 },
    Iro { trid: u32, index: u32, total: u32, passport: &'a [u8], name: &'a [u8] },
    Cal { trid: u32, session: &'a [u8] },
    Joi { passport: &'a [u8], name: &'a [u8] },
    Msg(Message<'a>),
    Ack { trid: u32 },
    Nak { trid: u32 },
    Bye { passport: &'a [u8], idle: Option<u32> },
    Out { reason: Option<&'a [u8]>, minutes: Option<u32> },
    Failure(Failure<'a>),
    Other(Other<'a>),
}

/// The next command of a notification server.
pub(crate) fn notification(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    alt((
        session,
        sign_in,
        contacts,
        groups,
        presences,
        notices,
        services,
        map(failure, Notification::Failure),
        map(other, Notification::Other),
    ))
    .parse(input)
}

fn session(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let switchboard = (tag("XFR"), number, tag(" SB"), word, tag(" CKI"), word, end);
    let server = (tag("XFR"), number, tag(" NS"), word, opt(word), opt(word), end);
    let rng = (tag("RNG"), word, word, tag(" CKI"), word, word, word, end);
    alt((
        map((tag("VER"), number, words, end), |(_, trid, dialects, ())| Notification::Ver { trid, dialects }),
        map(switchboard, |(_, trid, _, address, _, cookie, ())| Notification::XfrSwitchboard {
            trid,
            address,
            cookie,
        }),
        map(server, |(_, trid, _, address, mode, current, ())| Notification::XfrServer {
            trid,
            address,
            mode,
            current,
        }),
        map(rng, |(_, session, address, _, cookie, passport, name, ())| Notification::Rng {
            session,
            address,
            cookie,
            passport,
            name,
        }),
        map(message, Notification::Msg),
        map(out, |(reason, minutes)| Notification::Out { reason, minutes }),
    ))
    .parse(input)
}

fn sign_in(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let accepted = (tag("USR"), number, tag(" OK"), word, number, number, end);
    let challenge = (tag("USR"), number, word, tag(" S"), words, end);
    alt((
        map((tag("INF"), number, word, end), |(_, trid, packages, ())| Notification::Inf { trid, packages }),
        map((tag("CVR"), number, versions), |(_, trid, versions)| Notification::Cvr { trid, versions }),
        map((tag("CVQ"), number, versions), |(_, trid, versions)| Notification::Cvq { trid, versions }),
        map(accepted, |(_, trid, _, passport, verified, restricted, ())| Notification::UsrOk {
            trid,
            passport,
            verified,
            restricted,
        }),
        map(challenge, |(_, trid, package, _, challenge, ())| Notification::UsrChallenge {
            trid,
            package,
            challenge,
        }),
        map((tag("QNG"), opt(number), end), |(_, seconds, ())| Notification::Qng { seconds }),
        map((tag("CHL"), number, word, end), |(_, trid, challenge, ())| Notification::Chl {
            trid,
            challenge,
        }),
        map((tag("QRY"), number, end), |(_, trid, ())| Notification::Qry { trid }),
        map((tag("SBS"), number, word, end), |(_, trid, value, ())| Notification::Sbs { trid, value }),
    ))
    .parse(input)
}

fn contacts(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let syn = (tag("SYN"), number, word, word, opt(number), opt(number), end);
    let bpr = (tag("BPR"), opt(verify(word, |word: &[u8]| !is_key(word))), word, opt(word), end);
    let add = (tag("ADD"), number, word, number, word, word, opt(word), end);
    let adc = (tag("ADC"), number, word, tags, opt(word), end);
    let rem = (tag("REM"), number, word, word, opt(word), end);
    let rea = (tag("REA"), number, number, word, word, end);
    let sbp = (tag("SBP"), number, word, word, word, end);
    alt((
        map(syn, |(_, trid, lists, settings, contacts, groups, ())| Notification::Syn {
            trid,
            lists,
            settings,
            contacts,
            groups,
        }),
        map((tag("LSG"), word, word, end), |(_, name, group, ())| Notification::Lsg { name, group }),
        map((tag("LST"), tags, number, opt(word), end), |(_, who, bits, groups, ())| {
            Notification::Lst(Contact { who, bits, groups })
        }),
        map((tag("GTC"), opt(number), word, end), |(_, trid, prompt, ())| Notification::Gtc { trid, prompt }),
        map((tag("BLP"), opt(number), word, end), |(_, trid, privacy, ())| Notification::Blp {
            trid,
            privacy,
        }),
        map((tag("PRP"), opt(number), word, opt(word), end), |(_, trid, key, value, ())| Notification::Prp {
            trid,
            key,
            value,
        }),
        map(bpr, |(_, passport, key, value, ())| Notification::Bpr { passport, key, value }),
        map(add, |(_, trid, list, version, passport, name, group, ())| Notification::Add {
            trid,
            list,
            version,
            passport,
            name,
            group,
        }),
        map(adc, |(_, trid, list, who, group, ())| Notification::Adc { trid, list, who, group }),
        map(rem, |(_, trid, list, contact, group, ())| Notification::Rem { trid, list, contact, group }),
        map(rea, |(_, trid, version, passport, name, ())| Notification::Rea {
            trid,
            version,
            passport,
            name,
        }),
        map(sbp, |(_, trid, id, key, value, ())| Notification::Sbp { trid, id, key, value }),
        map((tag("ADL"), number, outcome), |(_, trid, contacts)| Notification::Adl { trid, contacts }),
        map((tag("RML"), number, outcome), |(_, trid, contacts)| Notification::Rml { trid, contacts }),
        map((tag("FQY"), number, payload), |(_, trid, contacts)| Notification::Fqy { trid, contacts }),
    ))
    .parse(input)
}

fn groups(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let zero = (tag("ADG"), number, word, word, tag(" 0"), end);
    let version = (tag("ADG"), number, number, word, word, end);
    let reg = (tag("REG"), number, number, word, word, opt(word), end);
    let rmg = (tag("RMG"), number, number, word, end);
    alt((
        map(zero, |(_, trid, name, id, _, ())| Notification::Adg { trid, version: None, name, id }),
        map(version, |(_, trid, version, name, id, ())| Notification::Adg {
            trid,
            version: Some(version),
            name,
            id,
        }),
        map(reg, |(_, trid, version, name, id, zero, ())| Notification::Reg {
            trid,
            version,
            name,
            id,
            zero,
        }),
        map(rmg, |(_, trid, version, id, ())| Notification::Rmg { trid, version, id }),
    ))
    .parse(input)
}

fn presences(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let chg = (tag("CHG"), number, word, opt(number), opt(word), end);
    alt((
        map(chg, |(_, trid, status, capabilities, object, ())| Notification::Chg {
            trid,
            status,
            capabilities,
            object,
        }),
        map((tag("ILN"), number, presence), |(_, trid, presence)| Notification::Iln { trid, presence }),
        map((tag("NLN"), presence), |(_, presence)| Notification::Nln { presence }),
        map((tag("FLN"), word, end), |(_, passport, ())| Notification::Fln { passport }),
        map((tag("UUX"), number, optional_payload), |(_, trid, payload)| Notification::Uux { trid, payload }),
        map((tag("UBX"), word, payload), |(_, passport, payload)| Notification::Ubx { passport, payload }),
    ))
    .parse(input)
}

fn notices(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let ubm = (tag("UBM"), word, number, word, number, number, payload);
    alt((
        map((tag("UUN"), number, outcome), |(_, trid, payload)| Notification::Uun { trid, payload }),
        map((tag("UBN"), word, number, payload), |(_, passport, kind, payload)| Notification::Ubn {
            passport,
            kind,
            payload,
        }),
        map(ubm, |(_, passport, network, to, to_network, kind, payload)| Notification::Ubm {
            passport,
            network,
            to,
            to_network,
            kind,
            payload,
        }),
        map((tag("IPG"), payload), |(_, payload)| Notification::Ipg { payload }),
        map((tag("NOT"), payload), |(_, payload)| Notification::Not { payload }),
        map((tag("NFY"), word, payload), |(_, method, payload)| Notification::Nfy { method, payload }),
        map((tag("PUT"), number, tag(" OK"), optional_payload), |(_, trid, _, payload)| Notification::Put {
            trid,
            payload,
        }),
        map((tag("DEL"), number, tag(" OK"), optional_payload), |(_, trid, _, payload)| Notification::Del {
            trid,
            payload,
        }),
        map((tag("SDG"), number, payload), |(_, trid, payload)| Notification::Sdg { trid, payload }),
    ))
    .parse(input)
}

fn services(input: &[u8]) -> IResult<&[u8], Notification<'_>> {
    let file = alt((map(payload, |payload| (None, payload)), (map(word, Some), payload)));
    alt((
        map((tag("URL"), number, word, word, opt(word), end), |(_, trid, path, url, site, ())| {
            Notification::Url { trid, path, url, site }
        }),
        map((tag("GCF"), number, file), |(_, trid, (file, payload))| Notification::Gcf {
            trid,
            file,
            payload,
        }),
        map((tag("IMS"), number, word, word, end), |(_, trid, zero, state, ())| Notification::Ims {
            trid,
            zero,
            state,
        }),
        map((tag("SND"), number, tag(" OK"), end), |(_, trid, _, ())| Notification::Snd { trid }),
        map((tag("SDC"), number, tag(" OK"), optional_payload), |(_, trid, _, payload)| Notification::Sdc {
            trid,
            payload,
        }),
        map((tag("FND"), number, number, number, words, end), |(_, trid, index, total, found, ())| {
            Notification::Fnd { trid, index, total, found }
        }),
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
        map((tag("ANS"), number, tag(" OK"), end), |(_, trid, _, ())| Switchboard::Ans { trid }),
        map(iro, |(_, trid, index, total, passport, name, ())| Switchboard::Iro {
            trid,
            index,
            total,
            passport,
            name,
        }),
        map((tag("CAL"), number, tag(" RINGING"), word, end), |(_, trid, _, session, ())| Switchboard::Cal {
            trid,
            session,
        }),
        map((tag("JOI"), word, word, end), |(_, passport, name, ())| Switchboard::Joi { passport, name }),
        map(message, Switchboard::Msg),
        map((tag("ACK"), number, end), |(_, trid, ())| Switchboard::Ack { trid }),
        map((tag("NAK"), number, end), |(_, trid, ())| Switchboard::Nak { trid }),
        map((tag("BYE"), word, opt(number), end), |(_, passport, idle, ())| Switchboard::Bye {
            passport,
            idle,
        }),
        map(out, |(reason, minutes)| Switchboard::Out { reason, minutes }),
        map(failure, Switchboard::Failure),
        map(other, Switchboard::Other),
    ))
    .parse(input)
}

type Reason<'a> = (Option<&'a [u8]>, Option<u32>);

fn out(input: &[u8]) -> IResult<&[u8], Reason<'_>> {
    map((tag("OUT"), opt(word), opt(number), end), |(_, reason, minutes, ())| (reason, minutes)).parse(input)
}

fn versions(input: &[u8]) -> IResult<&[u8], Versions<'_>> {
    let fields = (word, word, word, opt(word), opt(word), end);
    map(fields, |(recommended, again, minimum, download, info, ())| Versions {
        recommended,
        again,
        minimum,
        download,
        info,
    })
    .parse(input)
}

fn tags(input: &[u8]) -> IResult<&[u8], Tags<'_>> {
    let passport = opt(preceded(tag(" N="), text));
    let name = opt(preceded(tag(" F="), text));
    let guid = opt(preceded(tag(" C="), text));
    map((passport, name, guid), |(passport, name, guid)| Tags { passport, name, guid }).parse(input)
}

fn failure(input: &[u8]) -> IResult<&[u8], Failure<'_>> {
    let code = verify(take(3_usize), |verb: &[u8]| verb.iter().all(u8::is_ascii_digit));
    map((code, opt(number), words, end), |(code, trid, info, ())| Failure { code, trid, info }).parse(input)
}

fn other(input: &[u8]) -> IResult<&[u8], Other<'_>> {
    let verb = verify(take(3_usize), |verb: &[u8]| verb.iter().all(u8::is_ascii_uppercase));
    let parameters = take_till(|byte| byte == b'\r');
    map((verb, terminated(parameters, end)), |(verb, parameters)| Other { verb, parameters }).parse(input)
}

/// Any number of parameters.
fn words(input: &[u8]) -> IResult<&[u8], &[u8]> {
    recognize(many0_count(word)).parse(input)
}

/// ` OK`, or a payload.
fn outcome(input: &[u8]) -> IResult<&[u8], Option<&[u8]>> {
    alt((value(None, (tag(" OK"), end)), map(payload, Some))).parse(input)
}

/// A payload, or the end of the line.
fn optional_payload(input: &[u8]) -> IResult<&[u8], Option<&[u8]>> {
    alt((value(None, end), map(payload, Some))).parse(input)
}

/// The commands that the generators write.
impl Typed for Notification<'_> {
    fn seen(&self) -> ([u8; 3], u32, &[u8]) {
        match *self {
            Self::Prp { .. } => (*b"PRP", 0, &[]),
            Self::Lsg { .. } => (*b"LSG", 0, &[]),
            Self::Lst(contact) => (*b"LST", contact.bits, &[]),
            Self::Bpr { .. } => (*b"BPR", 0, &[]),
            Self::Iln { trid, .. } => (*b"ILN", trid, &[]),
            Self::Nln { presence } => (*b"NLN", presence.capabilities, &[]),
            Self::Ubx { payload, .. } => (*b"UBX", 0, payload),
            Self::Msg(message) => (*b"MSG", 0, message.payload),
            _ => ([0; 3], 0, &[]),
        }
    }
}

/// The commands that the generators write.
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
            Self::Out { .. } | Self::Failure(_) | Self::Other(_) => ([0; 3], 0, &[]),
        }
    }
}

/// Commands of every kind that a notification server sends, with a dialect that has them.
pub(crate) const NOTIFICATIONS: &[(u8, &[u8])] = &[
    (11, b"VER 1 MSNP11 MSNP10 CVR0\r\n"),
    (11, b"XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262\r\n"),
    (11, b"XFR 3 NS 207.46.106.118:1863 0 207.46.104.20:1863\r\n"),
    (11, b"RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com nick\r\n"),
    (11, b"MSG Hotmail Hotmail 4\r\nbody"),
    (11, b"OUT\r\n"),
    (11, b"OUT OTH\r\n"),
    (7, b"INF 1 MD5\r\n"),
    (11, b"CVR 2 5.0.0537 5.0.0537 1.0.0863 http://a http://b\r\n"),
    (11, b"CVQ 2 5.0.0537 5.0.0537 1.0.0863\r\n"),
    (11, b"USR 6 OK example@hotmail.com 1 0\r\n"),
    (11, b"USR 5 TWN S lc=1033,id=507\r\n"),
    (11, b"QNG 50\r\n"),
    (11, b"CHL 0 15570131571988941333\r\n"),
    (11, b"QRY 20\r\n"),
    (11, b"SBS 0 null\r\n"),
    (11, b"SYN 5 2005-04-12T07:38:00 2005-04-12T07:38:01 1 1\r\n"),
    (11, b"LSG Friends f60efbe7-94af-4b16-b926-e4e10878d32\r\n"),
    (11, b"LST N=bob@example.com F=Bob C=c1f9a363-4ee9 11 d6deeacd\r\n"),
    (11, b"LST N=bob@example.com 4\r\n"),
    (11, b"GTC A\r\n"),
    (11, b"GTC 3 N\r\n"),
    (11, b"BLP AL\r\n"),
    (11, b"BLP 4 BL\r\n"),
    (11, b"PRP MFN Al\r\n"),
    (11, b"PRP 9 PHH\r\n"),
    (11, b"BPR PHH 123\r\n"),
    (11, b"BPR bob@example.com MOB Y\r\n"),
    (9, b"ADD 0 RL 37 em123@hotmail.com Auntie%20Em\r\n"),
    (11, b"ADC 277 FL N=foo@hotmail.com F=foo@hotmail.com\r\n"),
    (11, b"REM 16 AL carol@example.com\r\n"),
    (9, b"REA 25 115 example@hotmail.com new%20name\r\n"),
    (11, b"SBP 153 00000000-0002 MFN Bob\r\n"),
    (13, b"ADL 2 OK\r\n"),
    (13, b"ADL 0 5\r\n<ml/>"),
    (13, b"RML 3 OK\r\n"),
    (14, b"FQY 5 5\r\n<ml/>"),
    (11, b"ADG 10 New%20Group c80ab08c-1663 0\r\n"),
    (11, b"ADG 10 1 New%20Group c80ab08c-1663\r\n"),
    (11, b"REG 11 1 Renamed 00000000-0001 0\r\n"),
    (11, b"RMG 24 1 00000000-0001\r\n"),
    (11, b"CHG 9 NLN 268435492 0\r\n"),
    (11, b"ILN 9 LUN buddy@example.com Buddy 536870948\r\n"),
    (11, b"NLN BSY bob@example.com Bob 1073741824 %3Cmsnobj%2F%3E\r\n"),
    (11, b"FLN bob@example.com\r\n"),
    (11, b"UUX 1 0\r\n"),
    (11, b"UBX bob@example.com 5\r\n<ml/>"),
    (13, b"UUN 30 OK\r\n"),
    (13, b"UBN buddy@example.com 5 2\r\nhi"),
    (14, b"UBM a@example.com 32 b@example.com 1 1 2\r\nhi"),
    (11, b"IPG 2\r\nhi"),
    (11, b"NOT 2\r\nhi"),
    (18, b"NFY PUT 2\r\nhi"),
    (18, b"PUT 44 OK 2\r\nhi"),
    (18, b"DEL 45 OK 0\r\n"),
    (18, b"SDG 0 2\r\nhi"),
    (11, b"URL 1 /cgi-bin/HoTMaiL https://loginnet.passport.com/ppsecure 2\r\n"),
    (11, b"GCF 6 Shields.xml 5\r\n<ml/>"),
    (11, b"IMS 1 0 ON\r\n"),
    (11, b"SND 1 OK\r\n"),
    (11, b"SDC 2 OK\r\n"),
    (7, b"FND 1 1 2 fname=Another lname=User\r\n"),
    (11, b"911 3\r\n"),
    (11, b"ZZZ 3\r\n"),
];

/// The same of a switchboard, in dialect 11.
pub(crate) const SWITCHBOARDS: &[(u8, &[u8])] = &[
    (11, b"USR 1 OK example@hotmail.com usernick\r\n"),
    (11, b"ANS 1 OK\r\n"),
    (11, b"IRO 1 1 2 user01@hotmail.com user01_usernick\r\n"),
    (11, b"CAL 2 RINGING 17220274\r\n"),
    (11, b"JOI user01@hotmail.com user01_nickname\r\n"),
    (11, b"MSG em123@hotmail.com Auntie%20Em 4\r\nbody"),
    (11, b"ACK 5\r\n"),
    (11, b"NAK 17\r\n"),
    (11, b"BYE user01@hotmail.com\r\n"),
    (11, b"BYE user01@hotmail.com 1\r\n"),
    (11, b"OUT\r\n"),
    (11, b"217 2\r\n"),
    (11, b"ZZZ 3\r\n"),
];

/// Checks that each of these commands is read, and as what it is.
///
/// # Panics
///
/// At the first that is refused or read as another.
#[track_caller]
pub(crate) fn check() {
    read_as_what_they_are(NOTIFICATIONS, notification);
    read_as_what_they_are(SWITCHBOARDS, switchboard);
}

#[track_caller]
fn read_as_what_they_are<T: fmt::Debug>(
    commands: &[(u8, &'static [u8])],
    read: impl Fn(&'static [u8]) -> IResult<&'static [u8], T>,
) {
    for (_, input) in commands {
        let (left, command) = read(input).expect("a command");
        assert!(left.is_empty());
        let name = name(input);
        assert!(format!("{command:?}").starts_with(&name), "{command:?} is not {name}");
    }
}

/// The name of the record: that of the verb, with one capital letter.
pub(crate) fn name(command: &[u8]) -> String {
    match command.first_chunk() {
        Some(b"ZZZ") | None => "Other".to_owned(),
        Some([a, b, c]) if a.is_ascii_uppercase() => {
            [*a, b.to_ascii_lowercase(), c.to_ascii_lowercase()].map(char::from).into_iter().collect()
        }
        Some(_) => "Failure".to_owned(),
    }
}
