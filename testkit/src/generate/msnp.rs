//! Commands of MSNP, and how a splitter is set up.

use super::{bytes, option, short as number, until};
use crate::laws::split::Setup;
use arbitrary::{Result, Unstructured};
use imwire::Wire;
use imwire::msnp::ns::{
    self, Out, OutPush, Referral, Rng, ToNotification, ToServer, ToSwitchboard, Ver, VerReply, Xfr, XfrReply,
};
use imwire::msnp::sb::{
    self, Ack, Ans, AnsReply, Bye, Cal, CalReply, Iro, Joi, Msg, MsgPush, Nak, Usr, UsrReply,
};
use imwire::msnp::{
    AckWanted, Arg, Capabilities, ClientCapabilities, Command, Dialect, Encoded, ErrorCode,
    ExtendedCapabilities, Failure, Limits, Line, List, Other, Passport, Payload, Role, Splitter, TrId, ft,
};
use std::ops::RangeInclusive;

// MSNP: what records are made of.

/// Words that mean something in one place or another, and odd spellings.
const WORDS: [&[u8]; 30] = [
    b"OK",
    b"SB",
    b"NS",
    b"CKI",
    b"RINGING",
    b"U",
    b"D",
    b"G",
    b"OTH",
    b"RCT",
    b"0",
    b"1",
    b"7",
    b"007",
    b"-1",
    b"4294967295",
    b"4294967296",
    b"18446744073709551616",
    b"MSNP8",
    b"CVR0",
    b"MSNP255",
    b"1342210060:48",
    b"207.46.108.53:1863",
    b"17220274.1093571988.7262",
    b"N=a",
    b"%20",
    b"%",
    b"%zz",
    b"\0",
    b"B\xc3\xb6b\xff",
];

const PASSPORTS: [&[u8]; 6] = [
    b"alice@example.com",
    b"alice@example.com;{5dc28b2f-0a55-4f1f-9c0b-111111111111}",
    b"Hotmail",
    b"4",
    b";",
    b"a;",
];

const LISTS: [&[u8]; 7] = [b"", b" ", b"MSNP8 CVR0", b"  a  b ", b"1", b"1 2", b"x 1"];

/// One byte: the number of the dialect, 23 for 254, 24 for unknown.
pub fn dialect(u: &mut Unstructured<'_>) -> Result<Dialect> {
    Ok(match u.arbitrary::<u8>()? % 25 {
        23 => Dialect::new(254),
        24 => Dialect::UNKNOWN,
        number => Dialect::new(number),
    })
}

pub(crate) fn arg<'a>(u: &mut Unstructured<'a>) -> Result<Arg<'a>> {
    let text = if u.arbitrary()? { u.choose(&WORDS)? } else { until(u, 24, b" \r\n")? };
    Ok(Arg::new(text).unwrap_or(Arg::new("x").expect("a letter")))
}

pub(crate) fn passport<'a>(u: &mut Unstructured<'a>) -> Result<Passport<'a>> {
    if u.arbitrary()? {
        return Ok(Passport::new(u.choose(&PASSPORTS)?).expect("a good one"));
    }
    Ok(arg(u)?.into())
}

pub(crate) fn encoded<'a>(u: &mut Unstructured<'a>) -> Result<Encoded<'a>> {
    Ok(arg(u)?.into())
}

pub(crate) fn trid(u: &mut Unstructured<'_>) -> Result<TrId> {
    number(u).map(TrId)
}

fn list<'a>(u: &mut Unstructured<'a>) -> Result<List<'a>> {
    let text = if u.arbitrary()? { u.choose(&LISTS)? } else { until(u, 30, b"\r\n")? };
    Ok(List::new(text).expect("no line end"))
}

fn payload<'a>(u: &mut Unstructured<'a>) -> Result<Payload<'a>> {
    bytes(u, 120).map(Payload)
}

/// Nearly always as the dialect wants it, which has it in these.
pub(crate) fn between<'a, T>(
    u: &mut Unstructured<'a>,
    dialect: Dialect,
    dialects: RangeInclusive<u8>,
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Option<T>> {
    let number = dialect.number();
    let usual = *dialects.start() <= number && (number <= *dialects.end() || *dialects.end() == 21);
    let present = if dialect.is_known() && u.ratio(15, 16)? { usual } else { u.arbitrary()? };
    if present { make(u).map(Some) } else { Ok(None) }
}

pub(crate) fn capabilities(u: &mut Unstructured<'_>) -> Result<Capabilities> {
    Ok(Capabilities {
        client: ClientCapabilities::from_bits_retain(u.arbitrary()?),
        extended: option(u, Unstructured::arbitrary)?.map(ExtendedCapabilities::from_bits_retain),
    })
}

// Records of notification servers.

fn ver<'a>(u: &mut Unstructured<'a>) -> Result<Ver<'a>> {
    Ok(Ver { trid: trid(u)?, dialects: list(u)? })
}

fn ver_reply<'a>(u: &mut Unstructured<'a>) -> Result<VerReply<'a>> {
    Ok(VerReply { trid: trid(u)?, dialect: arg(u)?, dialects: list(u)? })
}

fn xfr<'a>(u: &mut Unstructured<'a>) -> Result<Xfr<'a>> {
    Ok(Xfr { trid: trid(u)?, server: arg(u)? })
}

fn xfr_reply<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<XfrReply<'a>> {
    Ok(XfrReply { trid: trid(u)?, referral: referral(u, dialect)? })
}

fn referral<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Referral<'a>> {
    let old = if u.ratio(15, 16)? { dialect < Dialect::MSNP13 } else { u.arbitrary()? };
    Ok(match (u.arbitrary()?, old) {
        (true, _) => Referral::Switchboard(to_switchboard(u, dialect)?),
        (false, true) => Referral::Server(to_server(u)?),
        (false, false) => Referral::Notification(to_notification(u)?),
    })
}

/// What ends a referral to a switchboard: nearly always as the dialect has it.
fn ending<'a>(
    u: &mut Unstructured<'a>,
    dialect: Dialect,
) -> Result<(Option<Arg<'a>>, Option<Arg<'a>>, Option<u32>)> {
    let usual = match dialect.number() {
        ..=12 => 0,
        13 => 2,
        _ => 3,
    };
    let count = if u.ratio(15, 16)? { usual } else { u.int_in_range(0..=3)? };
    Ok((
        if count > 0 { Some(arg(u)?) } else { None },
        if count > 1 { Some(arg(u)?) } else { None },
        if count > 2 { Some(number(u)?) } else { None },
    ))
}

fn to_switchboard<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ToSwitchboard<'a>> {
    let (mode, domain, direct) = ending(u, dialect)?;
    Ok(ToSwitchboard { address: arg(u)?, cookie: arg(u)?, mode, domain, direct })
}

fn to_server<'a>(u: &mut Unstructured<'a>) -> Result<ToServer<'a>> {
    Ok(ToServer { address: arg(u)?, mode: option(u, arg)?, current: option(u, arg)? })
}

fn to_notification<'a>(u: &mut Unstructured<'a>) -> Result<ToNotification<'a>> {
    let (address, mode) = (arg(u)?, if u.ratio(7, 8)? { Some(arg(u)?) } else { None });
    let flag = if mode.is_some() && u.ratio(7, 8)? { Some(arg(u)?) } else { None };
    let hop = if flag.is_some() { option(u, arg)? } else { None };
    Ok(ToNotification { address, mode, flag, hop })
}

fn rng<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Rng<'a>> {
    let (mode, domain, direct) = ending(u, dialect)?;
    Ok(Rng {
        session_id: arg(u)?,
        address: arg(u)?,
        cookie: arg(u)?,
        passport: passport(u)?,
        nick: encoded(u)?,
        mode,
        domain,
        direct,
    })
}

fn out(u: &mut Unstructured<'_>) -> Result<Out> {
    Ok(Out { trid: option(u, trid)? })
}

fn out_push<'a>(u: &mut Unstructured<'a>) -> Result<OutPush<'a>> {
    Ok(OutPush { reason: option(u, arg)?, minutes: option(u, number)? })
}

// Records of switchboards.

fn usr<'a>(u: &mut Unstructured<'a>) -> Result<Usr<'a>> {
    Ok(Usr { trid: trid(u)?, passport: passport(u)?, cookie: arg(u)? })
}

fn usr_reply<'a>(u: &mut Unstructured<'a>) -> Result<UsrReply<'a>> {
    Ok(UsrReply { trid: trid(u)?, passport: passport(u)?, nick: encoded(u)? })
}

fn cal<'a>(u: &mut Unstructured<'a>) -> Result<Cal<'a>> {
    Ok(Cal { trid: trid(u)?, passport: passport(u)? })
}

fn cal_reply<'a>(u: &mut Unstructured<'a>) -> Result<CalReply<'a>> {
    Ok(CalReply { trid: trid(u)?, session_id: arg(u)? })
}

fn joi<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Joi<'a>> {
    Ok(Joi {
        passport: passport(u)?,
        nick: Some(encoded(u)?),
        capabilities: between(u, dialect, 12..=21, capabilities)?,
    })
}

fn ans<'a>(u: &mut Unstructured<'a>) -> Result<Ans<'a>> {
    Ok(Ans { trid: trid(u)?, passport: passport(u)?, cookie: arg(u)?, session_id: arg(u)? })
}

fn iro<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Iro<'a>> {
    Ok(Iro {
        trid: trid(u)?,
        index: number(u)?,
        total: number(u)?,
        passport: passport(u)?,
        nick: Some(encoded(u)?),
        capabilities: between(u, dialect, 12..=21, capabilities)?,
    })
}

fn bye<'a>(u: &mut Unstructured<'a>) -> Result<Bye<'a>> {
    Ok(Bye { passport: passport(u)?, idle: option(u, number)? })
}

fn msg<'a>(u: &mut Unstructured<'a>) -> Result<Msg<'a>> {
    let letter = if u.ratio(7, 8)? { *u.choose(b"UNADS")? } else { u.int_in_range(b'!'..=b'~')? };
    Ok(Msg { trid: trid(u)?, ack: AckWanted::new([letter]).expect("a letter"), payload: payload(u)? })
}

fn msg_push<'a>(u: &mut Unstructured<'a>) -> Result<MsgPush<'a>> {
    Ok(MsgPush { passport: passport(u)?, nick: encoded(u)?, payload: payload(u)? })
}

// What every table has.

fn failure<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<Failure<'a>> {
    let code = ErrorCode::new(u.int_in_range(0..=999)?).expect("three digits");
    let trid = if u.ratio(15, 16)? { Some(trid(u)?) } else { None };
    let with_payload = if dialect < Dialect::MSNP13 { u.ratio(1, 16)? } else { u.arbitrary()? };
    if let (Some(trid), true) = (trid, with_payload) {
        return Ok(Failure::with_payload(code, trid, payload(u)?));
    }
    let info = if u.ratio(1, 4)? { list(u)? } else { List::default() };
    Ok(Failure::with_info(code, trid, info).unwrap_or(Failure::new(code, trid)))
}

/// Lines of verbs that no table has.
const UNKNOWN: [&[u8]; 13] = [
    b"ZZZ",
    b"ZZZ 1 2 ",
    b"ZZZ 3",
    b"LSN",
    b"SNS 1 x",
    b"ENT 7",
    b"DAT \xff",
    b"RFS 1 OK 2",
    b"GSB OK",
    b"LKP  4 0 ",
    b"GET 1 x 5",
    b"2AB 1",
    b"A1B  \0 x",
];

/// Lines of verbs that some tables have and others have not; and what a lenient splitter takes for a
/// line, and one for file transfers.
const LINES: [&[u8]; 32] = [
    b"PNG",
    b"QNG 50",
    b"CHL 0 155",
    b"UUX 6",
    b"UUX 6 0",
    b"UUX 6 3",
    b"ADL 5 OK",
    b"ADL 0 4",
    b"NOT 3",
    b"GCF 0 2",
    b"LST N=a F=b 4 ",
    b"PRP 1 256 PHH 5",
    b"SDC 1 OK",
    b"GTC A",
    b"QRY 1 5",
    b"QRY  1  x  5 ",
    b"UBX a 0",
    b"IPG",
    b"IPG x",
    b"FSL 5 579 0",
    b"PUT 35 OK 2",
    b"CVR 2 0x0409",
    b"NOT 18446744073709551616",
    b"CCL",
    b"FIL 3",
    b"217 2",
    b"USR 1 OK a b",
    b"MSG",
    b"MSG a b 1",
    b"png",
    b"uux 6 3",
    b"zzz 5 Hi",
];

fn line<'a>(u: &mut Unstructured<'a>, sender: Role) -> Result<Line<'a>> {
    let text = match u.int_in_range(0..=3)? {
        0 | 1 => u.choose(&UNKNOWN)?,
        2 => u.choose(&LINES)?,
        _ => until(u, 40, b"\r\n")?,
    };
    if let Ok(line) = Line::parse(text) {
        return Ok(line);
    }
    // There is no other way to a line that a parser would not take.
    let stream: &'static [u8] = match text {
        b"uux 6 3" => b"uux 6 3\nabc",
        b"png" => b"png\r\n",
        _ => b"zzz 5 Hi\r\n",
    };
    let mut splitter = Splitter::new(sender).lenient();
    Ok(splitter.next(stream).ok().flatten().expect("a frame").line())
}

fn other<'a>(u: &mut Unstructured<'a>, sender: Role) -> Result<Other<'a>> {
    let line = line(u, sender)?;
    let stated = line.args().last().and_then(Arg::number).and_then(|len| usize::try_from(len).ok());
    let payload = match stated {
        Some(len) if u.ratio(7, 8)? && len <= u.len() => Some(u.bytes(len)?),
        _ => None,
    };
    // What no table can read back is refused, whichever verb it was drawn with.
    let made = Other::new(line, payload).or_else(|_| Other::new(line, None));
    Ok(made.unwrap_or_else(|_| Other::new(Line::parse(b"ZZZ").expect("a line"), None).expect("no payload")))
}

// The tables.

/// What a client sends to a notification server: commands of sign-in and calls, and unknown ones.
pub fn ns_client<'a>(u: &mut Unstructured<'a>) -> Result<ns::ClientCommand<'a>> {
    Ok(match u.int_in_range(0..=3)? {
        0 => ver(u)?.into(),
        1 => xfr(u)?.into(),
        2 => out(u)?.into(),
        _ => ns::ClientCommand::Other(other(u, Role::Client)?),
    })
}

/// What a notification server sends: answers of sign-in, calls, failures, and unknown commands.
pub fn ns_server<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<ns::ServerCommand<'a>> {
    Ok(match u.int_in_range(0..=6)? {
        0 => ver_reply(u)?.into(),
        1 => xfr_reply(u, dialect)?.into(),
        2 => rng(u, dialect)?.into(),
        3 => msg_push(u)?.into(),
        4 => out_push(u)?.into(),
        5 => ns::ServerCommand::Failure(failure(u, dialect)?),
        _ => ns::ServerCommand::Other(other(u, Role::Server)?),
    })
}

/// What a client sends to a switchboard.
pub fn sb_client<'a>(u: &mut Unstructured<'a>) -> Result<sb::ClientCommand<'a>> {
    Ok(match u.int_in_range(0..=5)? {
        0 => usr(u)?.into(),
        1 => ans(u)?.into(),
        2 => cal(u)?.into(),
        3 => msg(u)?.into(),
        4 => out(u)?.into(),
        _ => sb::ClientCommand::Other(other(u, Role::Client)?),
    })
}

/// What a switchboard sends.
pub fn sb_server<'a>(u: &mut Unstructured<'a>, dialect: Dialect) -> Result<sb::ServerCommand<'a>> {
    Ok(match u.int_in_range(0..=11)? {
        0 => usr_reply(u)?.into(),
        1 => AnsReply { trid: trid(u)? }.into(),
        2 => iro(u, dialect)?.into(),
        3 => cal_reply(u)?.into(),
        4 => joi(u, dialect)?.into(),
        5 => msg_push(u)?.into(),
        6 => Ack { trid: trid(u)? }.into(),
        7 => Nak { trid: trid(u)? }.into(),
        8 => bye(u)?.into(),
        9 => out_push(u)?.into(),
        10 => sb::ServerCommand::Failure(failure(u, dialect)?),
        _ => sb::ServerCommand::Other(other(u, Role::Server)?),
    })
}

/// A splitter of any kind, half of them with small limits: one byte of flags (1: what the server
/// sends, 6: file transfer, 8: lenient, 16: limits, which follow the dialect), the dialect.
pub fn setup(u: &mut Unstructured<'_>) -> Result<Setup> {
    let flags: u8 = u.arbitrary()?;
    let mut setup = Setup::new(if flags & 1 == 0 { Role::Client } else { Role::Server }, dialect(u)?);
    setup.file_transfer = flags & 6 == 6;
    setup.lenient = flags & 8 != 0;
    if flags & 16 != 0 {
        setup.limits =
            Limits { line: usize::from(u.arbitrary::<u8>()?), payload: u.arbitrary::<u16>()?.into() };
    }
    Ok(setup)
}

/// What parameters of all tables are made of.
pub(crate) const TOKENS: [&[u8]; 44] = [
    b"0",
    b"1",
    b"2",
    b"8",
    b"27",
    b"255",
    b"007",
    b"4294967295",
    b"4294967296",
    b"1:2",
    b"2416181284:00",
    b":",
    b"OK",
    b"S",
    b"I",
    b"A",
    b"AL",
    b"BL",
    b"FL",
    b"RL",
    b"NS",
    b"SB",
    b"CKI",
    b"RINGING",
    b"X",
    b"U",
    b"G",
    b"D",
    b"NLN",
    b"BSY",
    b"PHH",
    b"MOB",
    b"MFN",
    b"TWN",
    b"N=a@x",
    b"F=",
    b"C=1",
    b"N=",
    b"a@x",
    b"1:a@x;via=9:b@y",
    b"a@x;{1}",
    b"%20",
    b"=",
    b"MSNFTP",
];

/// A command of any table, with parameters that may or may not be those of its forms.
pub fn composed(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let tables = [
        ns::ClientCommand::ROWS,
        ns::ServerCommand::ROWS,
        sb::ClientCommand::ROWS,
        sb::ServerCommand::ROWS,
        ft::Transfer::ROWS,
    ];
    let table = u.choose(&tables)?;
    let mut bytes = u.choose(table)?.verb.to_vec();
    for _ in 0..u.int_in_range(0..=9)? {
        bytes.push(b' ');
        bytes.extend_from_slice(u.choose(&TOKENS)?);
    }
    let body = until(u, 9, b"")?;
    if u.arbitrary()? {
        bytes.extend_from_slice(format!(" {}", body.len()).as_bytes());
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body);
    } else {
        bytes.extend_from_slice(b"\r\n");
    }
    Ok(bytes)
}
