//! The commands of the switchboard chapter, field by field, in each dialect that has a form of its
//! own, and the conversations that the documents show.

use imwire::msnp::ns::{
    self, OutPush, Referral, Rng, ToNotification, ToServer, ToSwitchboard, Ver, VerReply, Xfr, XfrReply,
};
use imwire::msnp::sb::{
    self, Ack, Ans, AnsReply, Bye, Cal, CalReply, Iro, Joi, Msg, MsgPush, Nak, Out, Usr, UsrReply,
};
use imwire::msnp::{
    AckWanted, Arg, Capabilities, ClientCapabilities, Command, Dialect, Encoded, ErrorCode,
    ExtendedCapabilities, Failure, List, Passport, Payload, Role, Splitter, TrId,
};
use imwire::{Encode, Wire};
use std::fmt::Debug;
use std::ops::RangeInclusive;

type NsClient<'a> = ns::ClientCommand<'a>;
type NsServer<'a> = ns::ServerCommand<'a>;
type SbClient<'a> = sb::ClientCommand<'a>;
type SbServer<'a> = sb::ServerCommand<'a>;

const ALL: RangeInclusive<u8> = 0..=22;
const UNKNOWN: RangeInclusive<u8> = 255..=255;

fn arg(text: &str) -> Arg<'_> {
    Arg::new(text.as_bytes()).unwrap()
}

fn who(text: &str) -> Passport<'_> {
    Passport::new(text.as_bytes()).unwrap()
}

fn nick(text: &str) -> Encoded<'_> {
    Encoded::new(text.as_bytes()).unwrap()
}

fn list(text: &str) -> List<'_> {
    List::new(text.as_bytes()).unwrap()
}

fn can(client: u32, extended: Option<u32>) -> Capabilities {
    Capabilities {
        client: ClientCapabilities::from_bits_retain(client),
        extended: extended.map(ExtendedCapabilities::from_bits_retain),
    }
}

fn code(number: u16) -> ErrorCode {
    ErrorCode::new(number).unwrap()
}

fn form(command: &impl Encode) -> String {
    let mut room = [0; 512];
    command.encode_into(&mut room).unwrap().escape_ascii().to_string()
}

/// In all those dialects the bytes are that command, and the command those bytes.
#[track_caller]
fn case<'a, C: Command<'a> + PartialEq + Debug>(
    dialects: RangeInclusive<u8>,
    bytes: &'a str,
    expected: impl Into<C>,
) {
    let expected = expected.into();
    assert_eq!(form(&expected), bytes.as_bytes().escape_ascii().to_string());
    for dialect in dialects.map(Dialect::new) {
        assert_eq!(C::parse_with(bytes.as_bytes(), dialect).as_ref(), Ok(&expected), "{dialect}");
        assert_eq!(expected.check(dialect), Ok(()), "{dialect}");
    }
}

#[track_caller]
fn refused<'a, C: Command<'a> + Debug>(dialects: RangeInclusive<u8>, bytes: &'a str, message: &str) {
    for dialect in dialects.map(Dialect::new) {
        assert_eq!(C::parse_with(bytes.as_bytes(), dialect).unwrap_err().to_string(), message, "{dialect}");
    }
}

#[test]
fn ver() {
    let ver = |trid, text| Ver { trid: TrId(trid), dialects: list(text) };
    case::<NsClient<'_>>(ALL, "VER 0 MSNP2\r\n", ver(0, "MSNP2"));
    case::<NsClient<'_>>(
        ALL,
        "VER 1 MSNP7 MSNP6 MSNP5 MSNP4 CVR0\r\n",
        ver(1, "MSNP7 MSNP6 MSNP5 MSNP4 CVR0"),
    );
    case::<NsClient<'_>>(ALL, "VER 4294967295\r\n", ver(u32::MAX, ""));
    let offered: Vec<_> = ver(1, "MSNP10 msnp9 x CVR0").dialects().collect();
    assert_eq!(offered, [Dialect::MSNP10, Dialect::MSNP9, Dialect::CVR0]);
    refused::<NsClient<'_>>(ALL, "VER\r\n", "TrID: missing at byte 3");
    refused::<NsClient<'_>>(ALL, "VER MSNFTP\r\n", "TrID: not a decimal number at byte 4");
    refused::<NsClient<'_>>(ALL, "VER 4294967296 MSNP2\r\n", "TrID: over 32 bits at byte 4");

    let reply = |trid, text, more| VerReply { trid: TrId(trid), dialect: arg(text), dialects: list(more) };
    case::<NsServer<'_>>(ALL, "VER 1 MSNP8\r\n", reply(1, "MSNP8", ""));
    case::<NsServer<'_>>(ALL, "VER 1 CVR0\r\n", reply(1, "CVR0", ""));
    case::<NsServer<'_>>(ALL, "VER 0 0\r\n", reply(0, "0", ""));
    case::<NsServer<'_>>(ALL, "VER 3 0 MSNP2 MSNP3\r\n", reply(3, "0", "MSNP2 MSNP3"));
    assert_eq!(reply(1, "MSNP8", "").agreed(), Some(Dialect::MSNP8));
    assert_eq!(reply(3, "0", "MSNP2 MSNP3").agreed(), None);
    refused::<NsServer<'_>>(ALL, "VER 1\r\n", "dialect: missing at byte 5");
}

#[test]
fn xfr_to_a_switchboard() {
    case::<NsClient<'_>>(ALL, "XFR 10 SB\r\n", Xfr { trid: TrId(10), server: arg("SB") });
    case::<NsClient<'_>>(ALL, "XFR 2 NS\r\n", Xfr { trid: TrId(2), server: arg("NS") });

    let reply = |trid, to| XfrReply { trid: TrId(trid), referral: Referral::Switchboard(to) };
    let to = ToSwitchboard {
        address: arg("207.46.108.53:1863"),
        cookie: arg("17220274.1093571988.7262"),
        mode: None,
        domain: None,
        direct: None,
    };
    let from_13 = ToSwitchboard { mode: arg("U").into(), domain: arg("messenger.msn.com").into(), ..to };
    let from_14 = ToSwitchboard { direct: 1.into(), ..from_13 };
    let bytes = [
        "XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262\r\n",
        "XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262 U messenger.msn.com\r\n",
        "XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262 U messenger.msn.com 1\r\n",
    ];
    case::<NsServer<'_>>(0..=12, bytes[0], reply(10, to));
    case::<NsServer<'_>>(13..=13, bytes[1], reply(10, from_13));
    case::<NsServer<'_>>(14..=22, bytes[2], reply(10, from_14));
    case::<NsServer<'_>>(UNKNOWN, bytes[0], reply(10, to));
    case::<NsServer<'_>>(UNKNOWN, bytes[1], reply(10, from_13));
    case::<NsServer<'_>>(UNKNOWN, bytes[2], reply(10, from_14));
    refused::<NsServer<'_>>(0..=12, bytes[1], "parameter: trailing data at byte 58");
    // Tachyon sends it in later dialects too.
    case::<NsServer<'_>>(13..=22, bytes[0], reply(10, to));
    refused::<NsServer<'_>>(13..=13, bytes[2], "parameter: trailing data at byte 78");
    case::<NsServer<'_>>(14..=22, bytes[1], reply(10, from_13));
    refused::<NsServer<'_>>(ALL, "XFR 10 SB a CKJ b\r\n", "word: unexpected word at byte 12");
    refused::<NsServer<'_>>(ALL, "XFR 10 DS a\r\n", "referral: unexpected word at byte 7");
    refused::<NsServer<'_>>(ALL, "XFR 10 SB a CKI\r\n", "cookie: missing at byte 15");
    // The address `0`, and a cookie of hexadecimal digits.
    let odd = ToSwitchboard { address: arg("0"), cookie: arg("2ef2dc94d3cdcdff289c"), ..to };
    case::<NsServer<'_>>(0..=12, "XFR 26 SB 0 CKI 2ef2dc94d3cdcdff289c\r\n", reply(26, odd));
}

#[test]
fn xfr_to_a_notification_server() {
    let old = |address, mode: Option<&'static str>, current: Option<&'static str>| {
        let to = ToServer { address: arg(address), mode: mode.map(arg), current: current.map(arg) };
        XfrReply { trid: TrId(3), referral: Referral::Server(to) }
    };
    case::<NsServer<'_>>(0..=12, "XFR 3 NS 10.0.0.5:1863\r\n", old("10.0.0.5:1863", None, None));
    case::<NsServer<'_>>(3..=12, "XFR 3 NS 10.0.0.5:1863 0\r\n", old("10.0.0.5:1863", Some("0"), None));
    let current = old("10.0.0.5:1863", Some("0"), Some("10.0.0.1:1863"));
    case::<NsServer<'_>>(7..=12, "XFR 3 NS 10.0.0.5:1863 0 10.0.0.1:1863\r\n", current);
    refused::<NsServer<'_>>(0..=2, "XFR 3 NS a 0\r\n", "parameter: trailing data at byte 11");
    refused::<NsServer<'_>>(3..=6, "XFR 3 NS a 0 b\r\n", "parameter: trailing data at byte 13");
    refused::<NsServer<'_>>(0..=12, "XFR 3 NS\r\n", "address: missing at byte 8");
    refused::<NsServer<'_>>(7..=12, "XFR 3 NS a 0 b c\r\n", "parameter: trailing data at byte 15");
    let NsServer::Xfr(hole) = NsServer::from(old("a", None, Some("b"))) else { panic!() };
    assert_eq!(
        hole.check(Dialect::MSNP7).unwrap_err().to_string(),
        "current: present after an absent one at byte 0"
    );

    let new = |trid, address, mode, hop: Option<&'static str>| {
        let hop = hop.map(arg);
        let to = ToNotification { address: arg(address), mode: Some(arg(mode)), flag: Some(arg("D")), hop };
        XfrReply { trid: TrId(trid), referral: Referral::Notification(to) }
    };
    for dialects in [13..=22, UNKNOWN] {
        case::<NsServer<'_>>(dialects, "XFR 3 NS 10.0.0.5:1863 U D\r\n", new(3, "10.0.0.5:1863", "U", None));
    }
    refused::<NsServer<'_>>(13..=20, "XFR 3 NS a U D Vm==\r\n", "parameter: trailing data at byte 15");
    for dialects in [21..=22, UNKNOWN] {
        let hop = "VmVyc2lvbjogMQ0KWGZyQ291bnQ6IDMNCg==";
        let bytes =
            "XFR 0 NS bay1.gateway.edge.messenger.live.com:443 G D VmVyc2lvbjogMQ0KWGZyQ291bnQ6IDMNCg==\r\n";
        case::<NsServer<'_>>(
            dialects,
            bytes,
            new(0, "bay1.gateway.edge.messenger.live.com:443", "G", Some(hop)),
        );
    }
    let reset = ToNotification { address: arg("0"), mode: None, flag: None, hop: None };
    let reset = XfrReply { trid: TrId(0), referral: Referral::Notification(reset) };
    case::<NsServer<'_>>(13..=22, "XFR 0 NS 0\r\n", reset);
    let old = old("10.0.0.5:1863", None, None).check(Dialect::MSNP13).unwrap_err();
    assert_eq!(old.to_string(), "referral: not in this dialect at byte 0");
}

#[test]
fn rng() {
    let rng = Rng {
        session_id: arg("465209"),
        address: arg("207.46.108.93:1863"),
        cookie: arg("1093597464.30080"),
        passport: who("user01@hotmail.com"),
        nick: nick("user01_nickname"),
        mode: None,
        domain: None,
        direct: None,
    };
    let from_13 = Rng { mode: arg("U").into(), domain: arg("messenger.hotmail.com").into(), ..rng };
    let from_14 = Rng { direct: 0.into(), ..from_13 };
    let bytes = [
        "RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname\r\n",
        "RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname U messenger.hotmail.com\r\n",
        "RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname U messenger.hotmail.com 0\r\n",
    ];
    case::<NsServer<'_>>(0..=12, bytes[0], rng);
    case::<NsServer<'_>>(13..=13, bytes[1], from_13);
    case::<NsServer<'_>>(14..=22, bytes[2], from_14);
    case::<NsServer<'_>>(UNKNOWN, bytes[0], rng);
    case::<NsServer<'_>>(UNKNOWN, bytes[1], from_13);
    case::<NsServer<'_>>(UNKNOWN, bytes[2], from_14);
    refused::<NsServer<'_>>(0..=12, bytes[2], "parameter: trailing data at byte 86");
    case::<NsServer<'_>>(13..=22, bytes[0], rng);
    case::<NsServer<'_>>(14..=22, bytes[1], from_13);
    refused::<NsServer<'_>>(ALL, "RNG 1 a b\r\n", "word: unexpected word at byte 8");
    let half = Rng { domain: arg("messenger.hotmail.com").into(), ..rng };
    assert_eq!(half.check(Dialect::MSNP8).unwrap_err().to_string(), "domain: not in this dialect at byte 0");
    for dialect in [Dialect::MSNP13, Dialect::UNKNOWN] {
        let hole = half.check(dialect).unwrap_err();
        assert_eq!(hole.to_string(), "domain: present after an absent one at byte 0");
    }
}

#[test]
fn usr_and_ans() {
    let usr = |passport, cookie| Usr { trid: TrId(1), passport: who(passport), cookie: arg(cookie) };
    let entered = |passport, name| UsrReply { trid: TrId(1), passport: who(passport), nick: nick(name) };
    for dialects in [ALL, UNKNOWN] {
        let bytes = "USR 1 example@hotmail.com 17220274.1093571988.7262\r\n";
        case::<SbClient<'_>>(dialects.clone(), bytes, usr("example@hotmail.com", "17220274.1093571988.7262"));
        let bytes = "USR 1 a@x;{03c49942-1aea-4cda-8d9a-2c0a403b6782} e692b07596c4fa40b888\r\n";
        let place = usr("a@x;{03c49942-1aea-4cda-8d9a-2c0a403b6782}", "e692b07596c4fa40b888");
        assert_eq!(place.passport.address(), b"a@x");
        assert_eq!(place.passport.endpoint(), Some(&b"{03c49942-1aea-4cda-8d9a-2c0a403b6782}"[..]));
        case::<SbClient<'_>>(dialects.clone(), bytes, place);

        let bytes = "USR 1 OK example@hotmail.com usernick\r\n";
        case::<SbServer<'_>>(dialects.clone(), bytes, entered("example@hotmail.com", "usernick"));
        // A name of digits is a name.
        case::<SbServer<'_>>(dialects, "USR 1 OK a@x 911\r\n", entered("a@x", "911"));
    }
    refused::<SbClient<'_>>(ALL, "USR 1 a@x\r\n", "cookie: missing at byte 9");
    refused::<SbServer<'_>>(ALL, "USR 1 KO a@x b\r\n", "word: unexpected word at byte 6");
    refused::<SbServer<'_>>(ALL, "USR 1 OK a@x 1 0\r\n", "parameter: trailing data at byte 15");

    let ans = |cookie, session| Ans {
        trid: TrId(1),
        passport: who("example@hotmail.com"),
        cookie: arg(cookie),
        session_id: arg(session),
    };
    let bytes = "ANS 1 example@hotmail.com 1093597464.30080 465209\r\n";
    case::<SbClient<'_>>(ALL, bytes, ans("1093597464.30080", "465209"));
    let bytes = "ANS 1 example@hotmail.com 4629e8a08da32a804ada 567c7cdaf337f416df7f2e190f61806\r\n";
    case::<SbClient<'_>>(UNKNOWN, bytes, ans("4629e8a08da32a804ada", "567c7cdaf337f416df7f2e190f61806"));
    case::<SbServer<'_>>(ALL, "ANS 1 OK\r\n", AnsReply { trid: TrId(1) });
    refused::<SbClient<'_>>(ALL, "ANS 1 a b\r\n", "session id: missing at byte 9");
    refused::<SbServer<'_>>(ALL, "ANS 1\r\n", "word: missing at byte 5");
}

#[test]
fn cal() {
    for dialects in [ALL, UNKNOWN] {
        case::<SbClient<'_>>(
            dialects.clone(),
            "CAL 2 user01@hotmail.com\r\n",
            Cal { trid: TrId(2), passport: who("user01@hotmail.com") },
        );
        case::<SbServer<'_>>(
            dialects.clone(),
            "CAL 2 RINGING 17220274\r\n",
            CalReply { trid: TrId(2), session_id: arg("17220274") },
        );
        case::<SbServer<'_>>(
            dialects,
            "CAL 2 RINGING b645176a586e68\r\n",
            CalReply { trid: TrId(2), session_id: arg("b645176a586e68") },
        );
    }
    refused::<SbClient<'_>>(ALL, "CAL 2\r\n", "passport: missing at byte 5");
    refused::<SbClient<'_>>(ALL, "CAL a@x\r\n", "TrID: not a decimal number at byte 4");
    refused::<SbServer<'_>>(ALL, "CAL 2 ringing 1\r\n", "word: unexpected word at byte 6");
    refused::<SbServer<'_>>(ALL, "CAL 2 RINGING\r\n", "session id: missing at byte 13");
}

#[test]
fn joi_and_iro() {
    let joi = Joi { passport: who("bob@example.com"), nick: Some(nick("Bob")), capabilities: None };
    let from_12 = Joi { capabilities: Some(can(1_342_210_060, None)), ..joi };
    let from_16 = Joi {
        passport: who("bob@example.com;{03c4}"),
        capabilities: Some(can(2_789_003_324, Some(48))),
        ..joi
    };
    case::<SbServer<'_>>(0..=11, "JOI bob@example.com Bob\r\n", joi);
    case::<SbServer<'_>>(12..=22, "JOI bob@example.com Bob 1342210060\r\n", from_12);
    case::<SbServer<'_>>(16..=22, "JOI bob@example.com;{03c4} Bob 2789003324:48\r\n", from_16);
    case::<SbServer<'_>>(UNKNOWN, "JOI bob@example.com Bob\r\n", joi);
    case::<SbServer<'_>>(UNKNOWN, "JOI bob@example.com Bob 1342210060\r\n", from_12);
    refused::<SbServer<'_>>(
        0..=11,
        "JOI bob@example.com Bob 1342210060\r\n",
        "parameter: trailing data at byte 24",
    );
    refused::<SbServer<'_>>(12..=22, "JOI bob@example.com Bob\r\n", "capabilities: missing at byte 23");

    let iro = Iro {
        trid: TrId(1),
        index: 2,
        total: 2,
        passport: who("user02@hotmail.com"),
        nick: Some(nick("user02_usernick")),
        capabilities: None,
    };
    let from_12 = Iro { capabilities: Some(can(1_342_210_060, None)), ..iro };
    let from_16 = Iro { capabilities: Some(can(2_549_088_296, Some(0))), ..iro };
    case::<SbServer<'_>>(0..=11, "IRO 1 2 2 user02@hotmail.com user02_usernick\r\n", iro);
    case::<SbServer<'_>>(12..=22, "IRO 1 2 2 user02@hotmail.com user02_usernick 1342210060\r\n", from_12);
    case::<SbServer<'_>>(16..=22, "IRO 1 2 2 user02@hotmail.com user02_usernick 2549088296:0\r\n", from_16);
    case::<SbServer<'_>>(UNKNOWN, "IRO 1 2 2 user02@hotmail.com user02_usernick\r\n", iro);
    case::<SbServer<'_>>(UNKNOWN, "IRO 1 2 2 user02@hotmail.com user02_usernick 1342210060\r\n", from_12);
    refused::<SbServer<'_>>(0..=11, "IRO 1 1 1 a b c\r\n", "parameter: trailing data at byte 14");
    refused::<SbServer<'_>>(12..=22, "IRO 1 1 1 a b\r\n", "capabilities: missing at byte 13");
    refused::<SbServer<'_>>(ALL, "IRO 1 x 1 a b\r\n", "index: not a decimal number at byte 6");
    refused::<SbServer<'_>>(ALL, "IRO 1 1 -1 a b\r\n", "total: not a decimal number at byte 8");
}

#[test]
fn msg() {
    let msg = |ack, payload| Msg { trid: TrId(4), ack, payload: Payload(payload) };
    case::<SbClient<'_>>(ALL, "MSG 4 U 2\r\nhi", msg(AckWanted::UNACKNOWLEDGED, b"hi"));
    case::<SbClient<'_>>(ALL, "MSG 4 N 0\r\n", msg(AckWanted::NEGATIVE, b""));
    case::<SbClient<'_>>(ALL, "MSG 4 A 5\r\nOUT\r\n", msg(AckWanted::ALWAYS, b"OUT\r\n"));
    case::<SbClient<'_>>(UNKNOWN, "MSG 4 D 3\r\n\0\r\n", msg(AckWanted::DATA, b"\0\r\n"));
    case::<SbClient<'_>>(ALL, "MSG 4 S 1\r\nx", msg(AckWanted::new([b'S']).unwrap(), b"x"));
    refused::<SbClient<'_>>(ALL, "MSG 4 NN 1\r\nx", "ack: unexpected word at byte 6");
    refused::<SbClient<'_>>(ALL, "MSG 4 N 2\r\nx", "payload: shorter than its length says at byte 11");
    refused::<SbClient<'_>>(ALL, "MSG 4 N x\r\nx", "payload length: not a decimal number at byte 8");
    refused::<SbClient<'_>>(ALL, "MSG 4 N\r\n", "payload length: missing at byte 7");
    refused::<SbClient<'_>>(ALL, "MSG 4 N 1\r\nxy", "input: trailing data at byte 12");

    let push = |passport, name, payload| MsgPush {
        passport: who(passport),
        nick: nick(name),
        payload: Payload(payload),
    };
    case::<SbServer<'_>>(
        ALL,
        "MSG em123@hotmail.com Auntie%20Em 2\r\nhi",
        push("em123@hotmail.com", "Auntie%20Em", b"hi"),
    );
    case::<SbServer<'_>>(UNKNOWN, "MSG 4 a 3\r\n\u{b5}x", push("4", "a", "\u{b5}x".as_bytes()));
    case::<NsServer<'_>>(ALL, "MSG Hotmail Hotmail 0\r\n", push("Hotmail", "Hotmail", b""));
    refused::<SbServer<'_>>(ALL, "MSG a 1\r\nx", "payload length: missing at byte 7");
}

#[test]
fn ack_nak_bye_out() {
    for dialects in [ALL, UNKNOWN] {
        case::<SbServer<'_>>(dialects.clone(), "ACK 5\r\n", Ack { trid: TrId(5) });
        case::<SbServer<'_>>(dialects.clone(), "NAK 17\r\n", Nak { trid: TrId(17) });
        case::<SbServer<'_>>(
            dialects.clone(),
            "BYE em123@hotmail.com\r\n",
            Bye { passport: who("em123@hotmail.com"), idle: None },
        );
        case::<SbServer<'_>>(
            dialects.clone(),
            "BYE b@x;{03c4} 1\r\n",
            Bye { passport: who("b@x;{03c4}"), idle: Some(1) },
        );
        case::<SbClient<'_>>(dialects.clone(), "OUT\r\n", Out { trid: None });
        case::<SbClient<'_>>(dialects.clone(), "OUT 5\r\n", Out { trid: Some(TrId(5)) });
        case::<NsClient<'_>>(dialects.clone(), "OUT\r\n", Out { trid: None });
        case::<NsServer<'_>>(dialects.clone(), "OUT\r\n", OutPush { reason: None, minutes: None });
        case::<NsServer<'_>>(
            dialects.clone(),
            "OUT OTH\r\n",
            OutPush { reason: Some(arg("OTH")), minutes: None },
        );
        case::<NsServer<'_>>(
            dialects.clone(),
            "OUT RCT 6\r\n",
            OutPush { reason: Some(arg("RCT")), minutes: Some(6) },
        );
        case::<SbServer<'_>>(dialects, "OUT\r\n", OutPush { reason: None, minutes: None });
    }
    refused::<SbServer<'_>>(ALL, "ACK\r\n", "TrID: missing at byte 3");
    refused::<SbServer<'_>>(ALL, "NAK 17 1\r\n", "parameter: trailing data at byte 7");
    refused::<SbServer<'_>>(ALL, "BYE\r\n", "passport: missing at byte 3");
    refused::<SbServer<'_>>(ALL, "BYE a x\r\n", "idle: not a decimal number at byte 6");
    refused::<SbClient<'_>>(ALL, "OUT OTH\r\n", "TrID: not a decimal number at byte 4");
    refused::<NsServer<'_>>(ALL, "OUT RCT x\r\n", "minutes: not a decimal number at byte 8");
    let hole = OutPush { reason: None, minutes: Some(6) }.check(Dialect::MSNP11).unwrap_err();
    assert_eq!(hole.to_string(), "minutes: present after an absent one at byte 0");
}

#[test]
fn numeric_replies() {
    let bare = |number, trid: Option<u32>| Failure::new(code(number), trid.map(TrId));
    let with_info = |number, trid: Option<u32>, info| {
        Failure::with_info(code(number), trid.map(TrId), list(info)).unwrap()
    };
    for dialects in [ALL, UNKNOWN] {
        case::<SbServer<'_>>(dialects.clone(), "217 2\r\n", SbServer::Failure(bare(217, Some(2))));
        case::<NsServer<'_>>(dialects.clone(), "007 0\r\n", NsServer::Failure(bare(7, Some(0))));
        case::<SbServer<'_>>(dialects.clone(), "911\r\n", SbServer::Failure(bare(911, None)));
        let info = with_info(911, Some(3), "Bad%20cookie a@x");
        case::<SbServer<'_>>(dialects.clone(), "911 3 Bad%20cookie a@x\r\n", SbServer::Failure(info));
        let info = with_info(911, None, "closed");
        case::<SbServer<'_>>(dialects, "911 closed\r\n", SbServer::Failure(info));
    }
    let payload = Failure::with_payload(code(801), TrId(45), Payload(b"0 6 6"));
    case::<NsServer<'_>>(13..=22, "801 45 5\r\n0 6 6", NsServer::Failure(payload));
    case::<SbServer<'_>>(UNKNOWN, "801 45 5\r\n0 6 6", SbServer::Failure(payload));
    let number = with_info(801, Some(45), "5");
    case::<NsServer<'_>>(0..=12, "801 45 5\r\n", NsServer::Failure(number));
    assert_eq!(
        NsServer::Failure(payload).check(Dialect::MSNP12).unwrap_err().to_string(),
        "payload: not in this dialect at byte 0"
    );
    assert_eq!(
        NsServer::Failure(number).check(Dialect::MSNP13).unwrap_err().to_string(),
        "parameter: would be read as something else at byte 0"
    );
    refused::<NsServer<'_>>(13..=22, "801 45 5\r\n0 6", "payload: shorter than its length says at byte 10");
    refused::<NsServer<'_>>(ALL, "217 4294967296\r\n", "TrID: over 32 bits at byte 4");
    // It would be read as the TrID, in every dialect.
    for info in ["5", "5 x", "005"] {
        let error = Failure::with_info(code(801), None, list(info)).unwrap_err();
        assert_eq!(error.to_string(), "parameter: would be read as something else at byte 0");
    }
    assert_eq!(ErrorCode::new(1000), None);
}

/// The codes of the documents that say what they mean, and no others.
#[test]
fn codes_with_a_text() {
    let known = "200 201 203 204 205 206 207 208 209 210 213 215 216 217 218 219 220 223 224 225 227 228 229 \
         230 231 232 233 234 240 241 280 281 282 283 285 290 300 301 302 402 403 413 414 415 416 417 \
         418 419 420 500 501 502 503 504 508 509 510 511 520 540 550 551 552 580 590 591 592 593 594 \
         595 596 597 598 600 601 602 603 604 605 606 700 707 710 711 712 713 714 715 717 718 719 726 \
         731 733 734 800 801 910 911 912 913 914 915 916 917 918 919 920 921 922 923 924 926 927 928 \
         931 933 935";
    let expected: Vec<u16> = known.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let with_text = |number: &u16| ErrorCode::new(*number).is_some_and(|code| code.text().is_some());
    assert_eq!((0..1000).filter(with_text).collect::<Vec<_>>(), expected);
}

/// What has no meaning is not kept: each input is the command that is written as the form.
#[test]
fn canonical_forms() {
    #[track_caller]
    fn case<'a, C: Command<'a>>(reason: &str, input: &'a str, canonical: &str) {
        let Ok(command) = C::parse_with(input.as_bytes(), Dialect::MSNP8) else {
            panic!("{reason}: {input:?} is refused")
        };
        assert_eq!(form(&command), canonical.as_bytes().escape_ascii().to_string(), "{reason}");
    }
    case::<SbClient<'_>>("leading zeros", "CAL 007 a@x\r\n", "CAL 7 a@x\r\n");
    case::<SbServer<'_>>("leading zeros", "IRO 01 002 0003 a b\r\n", "IRO 1 2 3 a b\r\n");
    case::<SbClient<'_>>("zeros in a length", "MSG 4 N 0002\r\nhi", "MSG 4 N 2\r\nhi");
    case::<SbClient<'_>>("several blanks", "CAL   2  a@x\r\n", "CAL 2 a@x\r\n");
    case::<SbClient<'_>>("blanks at the end", "CAL 2 a@x  \r\n", "CAL 2 a@x\r\n");
    case::<SbClient<'_>>("blanks after a length", "MSG 4 N 2 \r\nhi", "MSG 4 N 2\r\nhi");
    case::<SbClient<'_>>("LF alone", "CAL 2 a@x\n", "CAL 2 a@x\r\n");
    case::<NsClient<'_>>("blanks around a list", "VER 1   MSNP8  CVR0 \r\n", "VER 1 MSNP8  CVR0\r\n");
    case::<SbServer<'_>>("leading zeros, blanks", "217  02 \r\n", "217 2\r\n");
    // Whatever is not understood is kept, except the line end.
    case::<NsClient<'_>>("LF alone", "ZZZ  007 \n", "ZZZ  007 \r\n");
    case::<NsServer<'_>>(
        "a blank for an empty list",
        "LST N=dave@example.net F=Dave%20D 2 \r\n",
        "LST N=dave@example.net F=Dave%20D 2\r\n",
    );
}

/// One side of a conversation: as a stream, and each command of it.
#[track_caller]
fn said<'a, C: Command<'a> + PartialEq + Debug>(sender: Role, stream: &'a str, expected: &[C]) {
    let mut splitter = Splitter::new(sender);
    let mut frames = splitter.frames(stream.as_bytes());
    let commands: Vec<_> =
        frames.by_ref().map(|frame| C::read(&frame.unwrap(), Dialect::MSNP10).unwrap()).collect();
    assert_eq!(commands, expected);
    assert_eq!(frames.rest(), b"");
    assert_eq!(expected.iter().map(form).collect::<String>(), stream.as_bytes().escape_ascii().to_string());
}

/// "MSNP10 protocol analysis 04: Session" (2004): one calls, another is called.
#[test]
fn the_session_of_msnp10() {
    let address = "207.46.108.53:1863";
    let cookie = arg("17220274.1093571988.7262");
    said::<NsClient<'_>>(Role::Client, "XFR 10 SB\r\n", &[Xfr { trid: TrId(10), server: arg("SB") }.into()]);
    let to = ToSwitchboard { address: arg(address), cookie, mode: None, domain: None, direct: None };
    said::<NsServer<'_>>(
        Role::Server,
        "XFR 10 SB 207.46.108.53:1863 CKI 17220274.1093571988.7262\r\n",
        &[XfrReply { trid: TrId(10), referral: Referral::Switchboard(to) }.into()],
    );
    said::<SbClient<'_>>(
        Role::Client,
        "USR 1 example@hotmail.com 17220274.1093571988.7262\r\nCAL 2 user01@hotmail.com\r\n",
        &[
            Usr { trid: TrId(1), passport: who("example@hotmail.com"), cookie }.into(),
            Cal { trid: TrId(2), passport: who("user01@hotmail.com") }.into(),
        ],
    );
    said::<SbServer<'_>>(
        Role::Server,
        "USR 1 OK example@hotmail.com usernick\r\nCAL 2 RINGING 17220274\r\nJOI user01@hotmail.com user01_nickname\r\n",
        &[
            UsrReply { trid: TrId(1), passport: who("example@hotmail.com"), nick: nick("usernick") }.into(),
            CalReply { trid: TrId(2), session_id: arg("17220274") }.into(),
            Joi {
                passport: who("user01@hotmail.com"),
                nick: Some(nick("user01_nickname")),
                capabilities: None,
            }
            .into(),
        ],
    );

    let rng = Rng {
        session_id: arg("465209"),
        address: arg("207.46.108.93:1863"),
        cookie: arg("1093597464.30080"),
        passport: who("user01@hotmail.com"),
        nick: nick("user01_nickname"),
        mode: None,
        domain: None,
        direct: None,
    };
    said::<NsServer<'_>>(
        Role::Server,
        "RNG 465209 207.46.108.93:1863 CKI 1093597464.30080 user01@hotmail.com user01_nickname\r\n",
        &[rng.into()],
    );
    let ans = Ans {
        trid: TrId(1),
        passport: who("example@hotmail.com"),
        cookie: rng.cookie,
        session_id: rng.session_id,
    };
    said::<SbClient<'_>>(
        Role::Client,
        "ANS 1 example@hotmail.com 1093597464.30080 465209\r\n",
        &[ans.into()],
    );
    let iro = |index, passport, name| {
        Iro {
            trid: TrId(1),
            index,
            total: 2,
            passport: who(passport),
            nick: Some(nick(name)),
            capabilities: None,
        }
        .into()
    };
    said::<SbServer<'_>>(
        Role::Server,
        "IRO 1 1 2 user01@hotmail.com user01_usernick\r\nIRO 1 2 2 user02@hotmail.com user02_usernick\r\nANS 1 OK\r\n",
        &[
            iro(1, "user01@hotmail.com", "user01_usernick"),
            iro(2, "user02@hotmail.com", "user02_usernick"),
            AnsReply { trid: TrId(1) }.into(),
        ],
    );
}
