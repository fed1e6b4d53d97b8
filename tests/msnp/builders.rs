//! What a client has to write: commands of the two tables with each type of field that there is, built of
//! values as a program does it; and what a line cannot carry, refused before anything is written. That every
//! command is written as it was read, `vectors.rs` shows.

use imwire::msnp::ns::{self, Assertion, Begin, ClientInfo, Proof, SignIn};
use imwire::msnp::{
    AckWanted, Arg, Capabilities, ClientCapabilities, Command, Dialect, Encoded, Escaped,
    ExtendedCapabilities, List, ListName, NetworkId, Passport, Payload, Privacy, Prompt, Property, Status,
    Tagged, TrId, sb,
};
use imwire::{Error, ErrorKind, Wire};
use std::fmt::Debug;

/// In that dialect the command is written as these bytes, and they are read as the command.
#[track_caller]
fn case<'a, C: Command<'a> + PartialEq + Debug>(dialect: Dialect, command: C, expected: &'a str) {
    let mut room = [0; 512];
    let bytes = command.encode_into(&mut room).unwrap();
    assert_eq!(bytes.escape_ascii().to_string(), expected.as_bytes().escape_ascii().to_string());
    assert_eq!(command.check(dialect), Ok(()), "{expected:?}");
    assert_eq!(C::parse_with(expected.as_bytes(), dialect), Ok(command));
}

#[test]
fn to_a_notification_server() -> Result<(), Error> {
    let ns = |dialect, command: ns::ClientCommand<'static>, expected| {
        case(dialect, command, expected);
    };
    let (passport, buddy) = (Passport::new("a@x")?, Passport::new("b@x")?);
    let (nick, id) = (Encoded::new("B%20b")?, Arg::new("c1f9a363")?);
    let trid = TrId(7);

    // Signing in.
    let dialects = List::new("MSNP8 CVR0")?;
    ns(Dialect::UNKNOWN, ns::Ver { trid, dialects }.into(), "VER 7 MSNP8 CVR0\r\n");
    ns(Dialect::MSNP7, ns::Inf { trid }.into(), "INF 7\r\n");
    let client = ClientInfo {
        lcid: Arg::new("0x0409")?,
        os: Arg::new("winnt")?,
        os_version: Arg::new("5.1")?,
        architecture: Arg::new("i386")?,
        client_name: Arg::new("MSNMSGR")?,
        client_version: Arg::new("7.0.0777")?,
        brand: Some(Arg::new("msmsgs")?),
        passport: Some(passport),
        hop: None,
    };
    let line = "CVR 7 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0777 msmsgs a@x\r\n";
    ns(Dialect::MSNP11, ns::Cvr { trid, client }.into(), line);
    let client = ClientInfo { brand: None, passport: None, ..client };
    let line = "CVQ 7 0x0409 winnt 5.1 i386 MSNMSGR 7.0.0777\r\n";
    ns(Dialect::CVR0, ns::Cvq { trid, client }.into(), line);
    let usr = |package, step| ns::Usr { trid, package, step };
    let (md5, twn) = (Arg::new("MD5")?, Arg::new("TWN")?);
    let (sso, sha) = (Arg::new("SSO")?, Arg::new("SHA")?);
    let proof = |secret: &'static str| List::new(secret).map(|secret| SignIn::Proof(Proof { secret }));
    ns(Dialect::MSNP7, usr(md5, SignIn::Begin(Begin { passport })).into(), "USR 7 MD5 I a@x\r\n");
    ns(Dialect::MSNP8, usr(twn, proof("t=1&p=2")?).into(), "USR 7 TWN S t=1&p=2\r\n");
    ns(Dialect::MSNP16, usr(sso, proof("t=1&p= HAAA= {1-2}")?).into(), "USR 7 SSO S t=1&p= HAAA= {1-2}\r\n");
    let ticket = Assertion { ticket: Arg::new("PD94")? };
    ns(Dialect::MSNP18, usr(sha, SignIn::Assertion(ticket)).into(), "USR 7 SHA A PD94\r\n");
    ns(Dialect::MSNP11, ns::Chl { trid }.into(), "CHL 7\r\n");
    let (product, digest) = (Arg::new("PROD0038W!61ZTF9")?, Payload(b"8f2f5a91b72102cd28355e9fc9000d6e"));
    let line = "QRY 7 PROD0038W!61ZTF9 32\r\n8f2f5a91b72102cd28355e9fc9000d6e";
    ns(Dialect::MSNP8, ns::Qry { trid, product, digest }.into(), line);
    ns(Dialect::MSNP8, ns::Png {}.into(), "PNG\r\n");
    ns(Dialect::MSNP8, ns::Out { trid: None }.into(), "OUT\r\n");
    ns(Dialect::MSNP18, ns::Out { trid: Some(trid) }.into(), "OUT 7\r\n");
    ns(Dialect::MSNP8, ns::Xfr { trid, server: Arg::new("SB")? }.into(), "XFR 7 SB\r\n");

    // Lists.
    let syn = ns::Syn { trid, list_version: Arg::new("0")?, settings_version: None };
    ns(Dialect::MSNP9, syn.into(), "SYN 7 0\r\n");
    let syn = ns::Syn { settings_version: Arg::new("0")?.into(), ..syn };
    ns(Dialect::MSNP10, syn.into(), "SYN 7 0 0\r\n");
    ns(Dialect::MSNP7, ns::Lst { trid, list: ListName::REVERSE }.into(), "LST 7 RL\r\n");
    ns(Dialect::MSNP9, ns::Lsg { trid }.into(), "LSG 7\r\n");
    let add = ns::Add { trid, list: ListName::FORWARD, passport: buddy, nick, group: None };
    ns(Dialect::MSNP2, add.into(), "ADD 7 FL b@x B%20b\r\n");
    ns(Dialect::MSNP8, ns::Add { group: Arg::new("3")?.into(), ..add }.into(), "ADD 7 FL b@x B%20b 3\r\n");
    let adc = ns::Adc {
        trid,
        list: ListName::FORWARD,
        passport: Tagged::new(buddy.as_bytes())?,
        nick: Tagged::new(nick.as_bytes())?,
        id: Tagged::NONE,
        network: None,
        group: None,
    };
    ns(Dialect::MSNP11, adc.into(), "ADC 7 FL N=b@x F=B%20b\r\n");
    let adc = ns::Adc { passport: Tagged::NONE, nick: Tagged::NONE, id: Tagged::new(id.as_bytes())?, ..adc };
    let group = Some(Arg::new("d6deeacd")?);
    ns(Dialect::MSNP11, ns::Adc { group, ..adc }.into(), "ADC 7 FL C=c1f9a363 d6deeacd\r\n");
    let rem = ns::Rem { trid, list: ListName::BLOCK, contact: buddy, group: None };
    ns(Dialect::MSNP8, rem.into(), "REM 7 BL b@x\r\n");
    ns(Dialect::MSNP8, ns::Rea { trid, passport: buddy, nick }.into(), "REA 7 b@x B%20b\r\n");
    let (property, value) = (Property::NAME, nick);
    let sbp = ns::Sbp { trid, id, property, value: Some(value), flag: None };
    ns(Dialect::MSNP10, sbp.into(), "SBP 7 c1f9a363 MFN B%20b\r\n");
    let contacts = Payload(b"<ml></ml>");
    ns(Dialect::MSNP13, ns::Adl { trid, contacts }.into(), "ADL 7 9\r\n<ml></ml>");
    ns(Dialect::MSNP13, ns::Rml { trid, contacts }.into(), "RML 7 9\r\n<ml></ml>");
    ns(Dialect::MSNP14, ns::Fqy { trid, contacts }.into(), "FQY 7 9\r\n<ml></ml>");
    ns(Dialect::MSNP11, ns::Adg { trid, group_name: nick, zero: None }.into(), "ADG 7 B%20b\r\n");
    let (number, zero) = (Arg::new("3")?, Some(Arg::new("0")?));
    ns(Dialect::MSNP8, ns::Reg { trid, id: number, group_name: nick, zero }.into(), "REG 7 3 B%20b 0\r\n");
    ns(Dialect::MSNP8, ns::Rmg { trid, id: number }.into(), "RMG 7 3\r\n");

    // Settings.
    ns(Dialect::MSNP8, ns::Gtc { trid, prompt: Prompt::NEVER }.into(), "GTC 7 N\r\n");
    ns(Dialect::MSNP8, ns::Blp { trid, privacy: Privacy::BLOCK }.into(), "BLP 7 BL\r\n");
    let value = Some(Encoded::new("1%20(222)")?);
    ns(
        Dialect::MSNP8,
        ns::Prp { trid, property: Property::PHONE_HOME, value }.into(),
        "PRP 7 PHH 1%20(222)\r\n",
    );
    ns(
        Dialect::MSNP8,
        ns::Prp { trid, property: Property::PHONE_MOBILE, value: None }.into(),
        "PRP 7 PHM\r\n",
    );

    // Presence.
    let chg = ns::Chg { trid, status: Status::HIDDEN, capabilities: None, object: None };
    ns(Dialect::MSNP2, chg.into(), "CHG 7 HDN\r\n");
    let (client, extended) = (ClientCapabilities::WINKS, ExtendedCapabilities::P2P_V2);
    let capabilities = Capabilities { client, extended: None }.into();
    ns(Dialect::MSNP8, ns::Chg { capabilities, ..chg }.into(), "CHG 7 HDN 32768\r\n");
    let capabilities = Capabilities { client, extended: Some(extended) }.into();
    let object = Encoded::new("%3Cmsnobj%2F%3E")?.into();
    let line = "CHG 7 HDN 32768:32 %3Cmsnobj%2F%3E\r\n";
    ns(Dialect::MSNP16, ns::Chg { capabilities, object, ..chg }.into(), line);
    ns(Dialect::MSNP11, ns::Uux { trid, data: Some(Payload(b"<Data/>")) }.into(), "UUX 7 7\r\n<Data/>");

    // By way of the notification server.
    let body = Payload(b"hi");
    ns(Dialect::MSNP13, ns::Uun { trid, passport: buddy, kind: 5, body }.into(), "UUN 7 b@x 5 2\r\nhi");
    let uum = ns::Uum { trid, passport: buddy, network: NetworkId::YAHOO, kind: 1, body };
    ns(Dialect::MSNP14, uum.into(), "UUM 7 b@x 32 1 2\r\nhi");
    ns(Dialect::MSNP8, ns::Pag { trid, passport: buddy, body }.into(), "PAG 7 b@x 2\r\nhi");
    ns(Dialect::MSNP9, ns::Pgd { trid, passport: buddy, device: 1, body }.into(), "PGD 7 b@x 1 2\r\nhi");
    ns(Dialect::MSNP18, ns::Put { trid, body }.into(), "PUT 7 2\r\nhi");
    ns(Dialect::MSNP18, ns::Del { trid, body }.into(), "DEL 7 2\r\nhi");
    ns(Dialect::MSNP21, ns::Sdg { trid, body }.into(), "SDG 7 2\r\nhi");

    // Services.
    let url = ns::Url { trid, service: Arg::new("INBOX")?, parameter: None };
    ns(Dialect::MSNP8, url.into(), "URL 7 INBOX\r\n");
    ns(Dialect::MSNP11, ns::Gcf { trid, file: Arg::new("Shields.xml")? }.into(), "GCF 7 Shields.xml\r\n");
    ns(Dialect::MSNP8, ns::Ims { trid, state: Arg::new("OFF")? }.into(), "IMS 7 OFF\r\n");
    let snd = ns::Snd { trid, passport: buddy, lcid: None, library: None, client: None };
    ns(Dialect::MSNP8, snd.into(), "SND 7 b@x\r\n");
    let (lcid, library) = (Arg::new("0x0409")?, Arg::new("MSMSGS")?);
    let sdc = ns::Sdc { trid, passport: buddy, lcid, library, client: library, nick, body };
    ns(Dialect::MSNP8, sdc.into(), "SDC 7 b@x 0x0409 MSMSGS MSMSGS X X B%20b 2\r\nhi");
    let criteria = List::new("fname=Another city=*")?;
    ns(Dialect::MSNP7, ns::Fnd { trid, criteria }.into(), "FND 7 fname=Another city=*\r\n");
    let one = Arg::new("1")?;
    let vas = ns::Vas { trid, passport: buddy, first: one, second: one, body };
    ns(Dialect::MSNP18, vas.into(), "VAS 7 b@x 1 1 2\r\nhi");
    ns(Dialect::MSNP21, ns::Fsl { trid, value: one, body }.into(), "FSL 7 1 2\r\nhi");

    Ok(())
}

#[test]
fn to_a_switchboard() -> Result<(), Error> {
    let sb = |command: sb::ClientCommand<'static>, expected| {
        case(Dialect::MSNP11, command, expected);
    };
    let (trid, passport) = (TrId(1), Passport::new("a@x")?);
    let (cookie, session_id) = (Arg::new("17220274.1093571988.7262")?, Arg::new("465209")?);
    sb(sb::Usr { trid, passport, cookie }.into(), "USR 1 a@x 17220274.1093571988.7262\r\n");
    sb(
        sb::Ans { trid, passport, cookie, session_id }.into(),
        "ANS 1 a@x 17220274.1093571988.7262 465209\r\n",
    );
    sb(sb::Cal { trid, passport }.into(), "CAL 1 a@x\r\n");
    sb(
        sb::Msg { trid, ack: AckWanted::ALWAYS, payload: Payload(b"\r\n\r\nhi") }.into(),
        "MSG 1 A 6\r\n\r\n\r\nhi",
    );
    sb(sb::Out { trid: None }.into(), "OUT\r\n");
    Ok(())
}

/// A blank would make two parameters of one, a line end two commands of one.
#[test]
fn what_a_parameter_cannot_carry() {
    #[track_caller]
    fn refused<T: Debug>(made: Result<T, Error>, part: &str, kind: ErrorKind, at: usize) {
        let error = made.unwrap_err();
        assert_eq!((error.part().name(), error.kind(), error.at()), (part, kind, at));
    }
    for bad in [&b"a b"[..], b" a", b"a ", b"a\r", b"\n", b"a\r\nOUT"] {
        let at = bad.iter().position(|byte| b" \r\n".contains(byte)).unwrap();
        refused(Arg::new(bad), "parameter", ErrorKind::Separator, at);
        refused(Encoded::new(bad), "parameter", ErrorKind::Separator, at);
        refused(Passport::new(bad), "passport", ErrorKind::Separator, at);
        refused(Tagged::<'_, b'N'>::new(bad), "parameter", ErrorKind::Separator, at);
        // Text of any bytes is one parameter once it is escaped.
        assert!(Escaped::text(bad).into_encoded(&mut [0; 32]).unwrap().decoded().eq(bad.iter().copied()));
    }
    refused(Arg::new(""), "parameter", ErrorKind::Empty, 0);
    refused(Encoded::new(""), "parameter", ErrorKind::Empty, 0);
    refused(Passport::new(""), "passport", ErrorKind::Empty, 0);
    refused(Escaped::text("").into_encoded(&mut []), "parameter", ErrorKind::Empty, 0);
    // Several parameters: spaces separate them.
    assert_eq!(List::new("MSNP8 CVR0").unwrap().iter().count(), 2);
    for (bad, at) in
        [(&b"MSNP8\r\nOUT"[..], 5), (b"MSNP8\nOUT", 5), (b"MSNP8\rOUT", 5), (b"\n", 0), (b"\r", 0)]
    {
        refused(List::new(bad), "parameter", ErrorKind::Separator, at);
    }
    refused(Status::new(*b"A B"), "parameter", ErrorKind::Separator, 1);
    refused(ListName::new(*b"F "), "parameter", ErrorKind::Separator, 1);
    refused(Privacy::new(*b"\r\n"), "parameter", ErrorKind::Separator, 0);
    refused(Prompt::new(*b" "), "parameter", ErrorKind::Separator, 0);
    refused(Property::new(*b"PH\n"), "parameter", ErrorKind::Separator, 2);
    refused(AckWanted::new(*b" "), "parameter", ErrorKind::Separator, 0);
}

/// What is made of good values and is still another command in a dialect, `check` tells.
#[test]
fn what_a_dialect_does_not_have() -> Result<(), Error> {
    #[track_caller]
    fn unfit<'a>(command: impl Wire<'a, Context = Dialect>, dialect: Dialect, message: &str) {
        assert_eq!(command.check(dialect).unwrap_err().to_string(), message);
    }
    let (trid, zero) = (TrId(7), Arg::new("0")?);
    let syn = ns::Syn { trid, list_version: zero, settings_version: None };
    unfit(syn, Dialect::MSNP10, "settings version: missing at byte 0");
    unfit(
        ns::Syn { settings_version: zero.into(), ..syn },
        Dialect::MSNP9,
        "settings version: not in this dialect at byte 0",
    );
    let chg = ns::Chg { trid, status: Status::AWAY, capabilities: None, object: None };
    let object = Encoded::new("0")?.into();
    unfit(ns::Chg { object, ..chg }, Dialect::MSNP9, "object: present after an absent one at byte 0");
    let capabilities = Capabilities::default().into();
    unfit(ns::Chg { capabilities, ..chg }, Dialect::MSNP7, "capabilities: not in this dialect at byte 0");

    // What begins as a parameter that is known by its letter is no group.
    let group = Some(Arg::new("N=c@x")?);
    let adc = ns::Adc {
        trid,
        list: ListName::FORWARD,
        passport: Tagged::NONE,
        nick: Tagged::NONE,
        id: Tagged::NONE,
        network: None,
        group,
    };
    unfit(adc, Dialect::MSNP11, "group: would be read as something else at byte 0");
    let adc = ns::Adc { group: Some(Arg::new("F=c")?), passport: Tagged::new(b"b@x")?, ..adc };
    unfit(adc, Dialect::MSNP11, "group: would be read as something else at byte 0");
    let adc = ns::Adc { id: Tagged::new(b"1")?, ..adc };
    unfit(adc, Dialect::MSNP11, "group: would be read as something else at byte 0");
    unfit(ns::Adc { group, ..adc }, Dialect::MSNP11, "group: would be read as something else at byte 0");
    assert_eq!(ns::Adc { group: Some(Arg::new("G=c")?), ..adc }.check(Dialect::MSNP11), Ok(()));
    Ok(())
}
