//! The commands of the notification server and of MSNFTP, dialect by dialect, as the documents have
//! them: each line with the fields that it has to be read as.

use imwire::Wire;
use imwire::msnp::{Command, Dialect, Role, Splitter, ft, ns};
use imwire_testkit::readings::{shown, told};
use std::fmt::Debug;
use std::ops::RangeInclusive;

#[track_caller]
fn accepted<'a, C: Command<'a> + PartialEq + Debug>(
    splitter: Splitter,
    dialects: RangeInclusive<u8>,
    line: &'a str,
    expected: &str,
    written: &str,
) {
    for dialect in dialects.map(Dialect::new) {
        let mut splitter = splitter.clone();
        splitter.set_dialect(dialect);
        let command = match C::parse_with(line.as_bytes(), dialect) {
            Ok(command) => command,
            Err(error) => panic!("{line:?} in {dialect}: {}, expected {expected}", told(error, line)),
        };
        assert_eq!(shown(&command), expected, "{line:?} in {dialect}");
        let frame = splitter.next(line.as_bytes()).unwrap().expect("a whole command");
        assert_eq!(frame.raw(), line.as_bytes(), "{dialect}");
        assert_eq!(C::read(&frame, dialect).as_ref(), Ok(&command), "{dialect}");
        assert_eq!(command.check(dialect), Ok(()), "{line:?} in {dialect}");
        let mut room = [0; 512];
        let bytes = command.encode_into(&mut room).unwrap();
        assert_eq!(bytes.escape_ascii().to_string(), written.as_bytes().escape_ascii().to_string());
    }
}

/// From a notification server.
#[track_caller]
fn server(dialects: RangeInclusive<u8>, line: &str, expected: &str) {
    accepted::<ns::ServerCommand<'_>>(Splitter::new(Role::Server), dialects, line, expected, line);
}

/// To a notification server.
#[track_caller]
fn client(dialects: RangeInclusive<u8>, line: &str, expected: &str) {
    accepted::<ns::ClientCommand<'_>>(Splitter::new(Role::Client), dialects, line, expected, line);
}

/// From a notification server, but it is written in another form.
#[track_caller]
fn rewritten(dialects: RangeInclusive<u8>, line: &str, expected: &str, written: &str) {
    accepted::<ns::ServerCommand<'_>>(Splitter::new(Role::Server), dialects, line, expected, written);
}

/// On an MSNFTP link; the receiver is the client.
#[track_caller]
fn ft(sender: Role, line: &str, expected: &str) {
    accepted::<ft::Transfer<'_>>(Splitter::file_transfer(sender), 2..=21, line, expected, line);
}

#[track_caller]
fn refused(dialects: RangeInclusive<u8>, line: &str, message: &str) {
    for dialect in dialects.map(Dialect::new) {
        match ns::ServerCommand::parse_with(line.as_bytes(), dialect) {
            Err(error) => assert_eq!(told(error, line), message, "{line:?} in {dialect}"),
            Ok(command) => panic!("{line:?} in {dialect}: {}, expected {message}", shown(&command)),
        }
    }
}

#[track_caller]
fn client_refused(dialects: RangeInclusive<u8>, line: &str, message: &str) {
    for dialect in dialects.map(Dialect::new) {
        match ns::ClientCommand::parse_with(line.as_bytes(), dialect) {
            Err(error) => assert_eq!(told(error, line), message, "{line:?} in {dialect}"),
            Ok(command) => panic!("{line:?} in {dialect}: {}, expected {message}", shown(&command)),
        }
    }
}

#[test]
fn negotiation_and_referrals() {
    client(2..=21, "VER 0 MSNP2\r\n", "Ver trid=0 dialects=[MSNP2]");
    client(2..=21, "VER 1 MSNP8 CVR0\r\n", "Ver trid=1 dialects=[MSNP8 CVR0]");
    server(2..=21, "VER 1 MSNP8\r\n", "Ver trid=1 dialect=MSNP8");
    server(0..=21, "VER 1 CVR0\r\n", "Ver trid=1 dialect=CVR0");
    server(2..=21, "VER 0 0\r\n", "Ver trid=0 dialect=0");
    server(2..=21, "VER 3 0 MSNP2 MSNP3\r\n", "Ver trid=3 dialect=0 dialects=[MSNP2 MSNP3]");
    client(2..=7, "INF 1\r\n", "Inf trid=1");
    server(2..=7, "INF 1 MD5\r\n", "Inf trid=1 packages=[MD5]");
    server(2..=7, "INF 1 MD5,CKI\r\n", "Inf trid=1 packages=[MD5,CKI]");
    server(2..=7, "INF 1 MD5 CTP\r\n", "Inf trid=1 packages=[MD5 CTP]");

    client(2..=21, "XFR 10 SB\r\n", "Xfr trid=10 server=SB");
    client(2..=2, "XFR 2 NS\r\n", "Xfr trid=2 server=NS");
    server(2..=2, "XFR 3 NS 10.0.0.5:1863\r\n", "Xfr trid=3 referral=NS address=10.0.0.5:1863");
    server(3..=6, "XFR 4 NS a:1 0\r\n", "Xfr trid=4 referral=NS address=a:1 mode=0");
    server(7..=12, "XFR 5 NS a:1 0 b:2\r\n", "Xfr trid=5 referral=NS address=a:1 mode=0 current=b:2");
    server(13..=18, "XFR 3 NS a:1 U D\r\n", "Xfr trid=3 referral=NS address=a:1 mode=U flag=D");
    server(21..=21, "XFR 3 NS a:1 U D Vm==\r\n", "Xfr trid=3 referral=NS address=a:1 mode=U flag=D hop=Vm==");
    server(
        21..=21,
        "XFR 0 NS h:443 G D Vm==\r\n",
        "Xfr trid=0 referral=NS address=h:443 mode=G flag=D hop=Vm==",
    );
    server(2..=21, "XFR 5 NS 0\r\n", "Xfr trid=5 referral=NS address=0");
    server(13..=18, "XFR 4 NS a:1 0\r\n", "Xfr trid=4 referral=NS address=a:1 mode=0");
    refused(2..=2, "XFR 3 NS a:1 U D Vm==\r\n", "parameter: trailing data at U D Vm==");
    refused(3..=6, "XFR 3 NS a:1 U D Vm==\r\n", "parameter: trailing data at D Vm==");
    refused(7..=12, "XFR 3 NS a:1 U D Vm==\r\n", "parameter: trailing data at Vm==");
    server(2..=21, "XFR 1 SB a:1 CKI 1.2.3\r\n", "Xfr trid=1 referral=SB address=a:1 cookie=1.2.3");
    server(
        13..=13,
        "XFR 1 SB a:1 CKI 1.2 U m.com\r\n",
        "Xfr trid=1 referral=SB address=a:1 cookie=1.2 mode=U domain=m.com",
    );
    server(
        14..=21,
        "XFR 1 SB a:1 CKI 1.2 U m.com 0\r\n",
        "Xfr trid=1 referral=SB address=a:1 cookie=1.2 mode=U domain=m.com direct=0",
    );
    server(
        2..=12,
        "RNG 9 a:1 CKI 1.2 h@x n\r\n",
        "Rng session_id=9 address=a:1 cookie=1.2 passport=h@x nick=n",
    );
    server(
        13..=13,
        "RNG 9 a:1 CKI 1.2 h@x n U m.com\r\n",
        "Rng session_id=9 address=a:1 cookie=1.2 passport=h@x nick=n mode=U domain=m.com",
    );
    server(
        14..=21,
        "RNG 9 a:1 CKI 1.2 h@x n U m.com 1\r\n",
        "Rng session_id=9 address=a:1 cookie=1.2 passport=h@x nick=n mode=U domain=m.com direct=1",
    );
}

#[test]
fn leaving_and_keep_alive() {
    client(2..=21, "OUT\r\n", "Out");
    client(2..=21, "OUT 5\r\n", "Out trid=5");
    server(2..=21, "OUT\r\n", "Out");
    server(2..=21, "OUT OTH\r\n", "Out reason=OTH");
    server(2..=21, "OUT SSD\r\n", "Out reason=SSD");
    server(10..=21, "OUT MIG\r\n", "Out reason=MIG");
    server(10..=21, "OUT TOU\r\n", "Out reason=TOU");
    server(11..=21, "OUT RCT 6\r\n", "Out reason=RCT minutes=6");
    client(2..=21, "PNG\r\n", "Png");
    server(2..=21, "QNG\r\n", "Qng");
    server(9..=21, "QNG 50\r\n", "Qng seconds=50");
}

#[test]
fn client_versions() {
    client(
        0..=3,
        "CVQ 2 0x0409 win 4.10 i386 MSMSGS 1.0.0863\r\n",
        "Cvq trid=2 lcid=0x0409 os=win os_version=4.10 architecture=i386 client_name=MSMSGS client_version=1.0.0863",
    );
    client(
        4..=21,
        "CVQ 2 0x0409 winnt 5.1 i386 MSNMSGR 6.0 MSMSGS h@x\r\n",
        "Cvq trid=2 lcid=0x0409 os=winnt os_version=5.1 architecture=i386 client_name=MSNMSGR client_version=6.0 brand=MSMSGS passport=h@x",
    );
    server(
        0..=21,
        "CVQ 2 5.2 5.1 1.0 http://d http://i\r\n",
        "Cvq trid=2 recommended=5.2 recommended_again=5.1 minimum=1.0 download_url=http://d info_url=http://i",
    );
    client_refused(2..=21, "CVQ 6 spaghetti\r\n", "os: missing at the end");
    client(
        2..=3,
        "CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0\r\n",
        "Cvr trid=2 lcid=0x0409 os=win os_version=4.10 architecture=i386 client_name=MSNMSGR client_version=5.0",
    );
    client(
        4..=7,
        "CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0 MSMSGS\r\n",
        "Cvr trid=2 lcid=0x0409 os=win os_version=4.10 architecture=i386 client_name=MSNMSGR client_version=5.0 brand=MSMSGS",
    );
    client(
        8..=20,
        "CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0 MSMSGS h@x\r\n",
        "Cvr trid=2 lcid=0x0409 os=win os_version=4.10 architecture=i386 client_name=MSNMSGR client_version=5.0 brand=MSMSGS passport=h@x",
    );
    client(
        21..=21,
        "CVR 2 0x040c winnt 6.1.1 i386 MSNMSGR 15.4 MSNMSGR h@x 0\r\n",
        "Cvr trid=2 lcid=0x040c os=winnt os_version=6.1.1 architecture=i386 client_name=MSNMSGR client_version=15.4 brand=MSNMSGR passport=h@x hop=0",
    );
    server(
        2..=21,
        "CVR 2 5.2 5.1 1.0 http://d http://i\r\n",
        "Cvr trid=2 recommended=5.2 recommended_again=5.1 minimum=1.0 download_url=http://d info_url=http://i",
    );
    server(
        2..=21,
        "CVR 2 1.0.0000 1.0.0001 7.0.0425\r\n",
        "Cvr trid=2 recommended=1.0.0000 recommended_again=1.0.0001 minimum=7.0.0425",
    );
}

#[test]
fn signing_in() {
    client(
        2..=2,
        "USR 1 CTP I example@hotmail.com\r\n",
        "Usr trid=1 package=CTP step=I passport=example@hotmail.com",
    );
    client(2..=2, "USR 2 CTP S password\r\n", "Usr trid=2 package=CTP step=S secret=[password]");
    server(2..=2, "USR 1 CTP S\r\n", "Usr trid=1 package=CTP");
    client(2..=7, "USR 3 MD5 I h@x\r\n", "Usr trid=3 package=MD5 step=I passport=h@x");
    client(2..=7, "USR 4 MD5 S f59af8f2\r\n", "Usr trid=4 package=MD5 step=S secret=[f59af8f2]");
    server(2..=7, "USR 3 MD5 S 12345.678\r\n", "Usr trid=3 package=MD5 challenge=[12345.678]");
    client(8..=14, "USR 5 TWN I h@x\r\n", "Usr trid=5 package=TWN step=I passport=h@x");
    client(
        8..=14,
        "USR 6 TWN S t=token&p=profile\r\n",
        "Usr trid=6 package=TWN step=S secret=[t=token&p=profile]",
    );
    server(
        8..=14,
        "USR 5 TWN S lc=1033,id=507,tw=40\r\n",
        "Usr trid=5 package=TWN challenge=[lc=1033,id=507,tw=40]",
    );
    client(15..=21, "USR 7 SSO I h@x\r\n", "Usr trid=7 package=SSO step=I passport=h@x");
    client(
        15..=21,
        "USR 8 SSO S t=ticket&p=HAA/M=\r\n",
        "Usr trid=8 package=SSO step=S secret=[t=ticket&p=HAA/M=]",
    );
    client(15..=21, "USR 8 SSO S t=a&p= HAA=\r\n", "Usr trid=8 package=SSO step=S secret=[t=a&p= HAA=]");
    client(
        16..=21,
        "USR 5 SSO S t=a&p= HAA= {03c4}\r\n",
        "Usr trid=5 package=SSO step=S secret=[t=a&p= HAA= {03c4}]",
    );
    client(
        16..=21,
        "USR 4 SSO S t=a p= secret {03c4}\r\n",
        "Usr trid=4 package=SSO step=S secret=[t=a p= secret {03c4}]",
    );
    server(
        15..=21,
        "USR 7 SSO S MBI_KEY_OLD AAA=\r\n",
        "Usr trid=7 package=SSO challenge=[MBI_KEY_OLD AAA=]",
    );
    client(18..=18, "USR 14 SHA A PD94bWwg+\r\n", "Usr trid=14 package=SHA step=A ticket=PD94bWwg+");
    server(18..=18, "USR 14 OK h@x 0 0\r\n", "Usr trid=14 step=OK passport=h@x verified=0 restricted=0");
    server(2..=5, "USR 2 OK h@x n\r\n", "Usr trid=2 step=OK passport=h@x nick=n");
    server(6..=7, "USR 4 OK h@x n 1\r\n", "Usr trid=4 step=OK passport=h@x nick=n verified=1");
    server(
        7..=7,
        "USR 4 OK h@x Böb%20%2541 1\r\n",
        r"Usr trid=4 step=OK passport=h@x nick=B\xc3\xb6b%20%2541 verified=1",
    );
    server(8..=9, "USR 6 OK h@x n 1 0\r\n", "Usr trid=6 step=OK passport=h@x nick=n verified=1 restricted=0");
    server(10..=21, "USR 6 OK h@x 1 0\r\n", "Usr trid=6 step=OK passport=h@x verified=1 restricted=0");
    refused(2..=5, "USR 4 OK h@x n 1\r\n", "parameter: trailing data at 1");
    refused(6..=7, "USR 4 OK h@x n\r\n", "verified: missing at the end");
    refused(6..=7, "USR 6 OK h@x n 1 0\r\n", "parameter: trailing data at 0");
    refused(8..=9, "USR 6 OK h@x n 1\r\n", "restricted: missing at the end");
    refused(10..=21, "USR 6 OK h@x n 1 0\r\n", "verified: not a decimal number at n 1 0");
    client_refused(2..=21, "USR 6 TWN X h@x\r\n", "step: unexpected word at X h@x");
}

#[test]
fn challenges() {
    client(6..=21, "CHL 1\r\n", "Chl trid=1");
    server(6..=21, "CHL 0 15570131571988941333\r\n", "Chl trid=0 challenge=15570131571988941333");
    server(6..=21, "CHL 1 1234\r\n", "Chl trid=1 challenge=1234");
    client(
        6..=21,
        "QRY 20 PROD0038W!61ZTF9 32\r\n8f2f5a91b72102cd28355e9fc9000d6e",
        "Qry trid=20 product=PROD0038W!61ZTF9 digest=8f2f5a91b72102cd28355e9fc9000d6e",
    );
    server(6..=21, "QRY 20\r\n", "Qry trid=20");
    server(11..=21, "SBS 0 null\r\n", "Sbs trid=0 value=null");
}

#[test]
fn synchronisation() {
    client(2..=9, "SYN 1 0\r\n", "Syn trid=1 list_version=0");
    client(10..=12, "SYN 13 5 7\r\n", "Syn trid=13 list_version=5 settings_version=7");
    client(
        11..=12,
        "SYN 5 2005-04-12T07:38:00.3100000-07:00 2005-03-30T01:00:00.0000000-08:00\r\n",
        "Syn trid=5 list_version=2005-04-12T07:38:00.3100000-07:00 settings_version=2005-03-30T01:00:00.0000000-08:00",
    );
    client_refused(2..=9, "SYN 13 5 7\r\n", "parameter: trailing data at 7");
    client_refused(10..=12, "SYN 13 5\r\n", "settings version: missing at the end");
    server(2..=9, "SYN 1 255\r\n", "Syn trid=1 list_version=255");
    server(8..=9, "SYN 8 255 1 2\r\n", "Syn trid=8 list_version=255 contacts=1 groups=2");
    server(
        10..=12,
        "SYN 13 255 256 1 2\r\n",
        "Syn trid=13 list_version=255 settings_version=256 contacts=1 groups=2",
    );
    server(
        11..=12,
        "SYN 5 2000-01-01T00:00:00.0-00:00 2001-01-01T00:00:00.0-00:00 3 2\r\n",
        "Syn trid=5 list_version=2000-01-01T00:00:00.0-00:00 settings_version=2001-01-01T00:00:00.0-00:00 contacts=3 groups=2",
    );
    refused(2..=7, "SYN 8 255 1 2\r\n", "parameter: trailing data at 1 2");
    refused(2..=7, "SYN 13 255 256 1 2\r\n", "parameter: trailing data at 256 1 2");
    refused(8..=9, "SYN 13 255 256 1 2\r\n", "parameter: trailing data at 2");
    refused(10..=12, "SYN 1 255\r\n", "settings version: missing at the end");
}

#[test]
fn group_rows() {
    server(
        7..=7,
        "LSG 3 255 1 2 0 Other%20Contacts 0\r\n",
        "Lsg trid=3 list_version=255 index=1 total=2 id=0 group_name=Other%20Contacts zero=0",
    );
    server(
        7..=7,
        "LSG 3 255 1 1 0 ~ 0\r\n",
        "Lsg trid=3 list_version=255 index=1 total=1 id=0 group_name=~ zero=0",
    );
    server(8..=9, "LSG 4 Other%20Contacts 0\r\n", "Lsg id=4 group_name=Other%20Contacts zero=0");
    // Ids are raw, as in all that names a group.
    server(8..=9, "LSG 04 Friends 0\r\n", "Lsg id=04 group_name=Friends zero=0");
    server(10..=12, "LSG Other%20Contacts 0\r\n", "Lsg group_name=Other%20Contacts id=0");
    server(10..=12, "LSG Friends f60efbe7-94af\r\n", "Lsg group_name=Friends id=f60efbe7-94af");
    // The answer to the LSG of a client, as in MSNP7.
    client(7..=9, "LSG 1\r\n", "Lsg trid=1");
    server(
        7..=9,
        "LSG 1 255 1 2 0 Friends 0\r\n",
        "Lsg trid=1 list_version=255 index=1 total=2 id=0 group_name=Friends zero=0",
    );
    refused(8..=9, "LSG 3 255 1 2 0\r\n", "parameter: trailing data at 2 0");
    refused(7..=7, "LSG 4 Friends 0\r\n", "list version: not a decimal number at Friends 0");
    refused(10..=12, "LSG 4 Friends 0\r\n", "parameter: trailing data at 0");
    refused(8..=9, "LSG Friends 0\r\n", "zero: missing at the end");
}

#[test]
fn contact_rows() {
    client(2..=9, "LST 9 RL\r\n", "Lst trid=9 list=RL");
    // In MSNP8 and 9 as the answer to the LST of a client.
    server(
        2..=9,
        "LST 9 RL 36 1 2 em@x Auntie%20Em\r\n",
        "Lst trid=9 list=RL list_version=36 index=1 total=2 passport=em@x nick=Auntie%20Em",
    );
    server(2..=9, "LST 9 BL 36 0 0\r\n", "Lst trid=9 list=BL list_version=36 index=0 total=0");
    server(
        7..=9,
        "LST 3 FL 255 1 3 h@x n 0,2\r\n",
        "Lst trid=3 list=FL list_version=255 index=1 total=3 passport=h@x nick=n groups=0,2",
    );
    server(8..=9, "LST h@x n 11 0,2\r\n", "Lst passport=h@x nick=n lists=11 groups=0,2");
    server(8..=9, "LST h@x 7 8\r\n", "Lst passport=h@x nick=7 lists=8");
    server(8..=9, "LST 5 FL 11 0\r\n", "Lst passport=5 nick=FL lists=11 groups=0");
    server(
        10..=11,
        "LST N=h@x F=n C=c1f9 11 d6de,d6df\r\n",
        "Lst passport=h@x nick=n id=c1f9 lists=11 groups=d6de,d6df",
    );
    server(10..=10, "LST N=h@x F=n C=h@x 11 0\r\n", "Lst passport=h@x nick=n id=h@x lists=11 groups=0");
    server(10..=11, "LST N=fred@x F=Fred 2\r\n", "Lst passport=fred@x nick=Fred lists=2");
    server(10..=11, "LST N=fred@x 2\r\n", "Lst passport=fred@x lists=2");
    server(10..=11, "LST N=fred@x F=N=Fred 2\r\n", "Lst passport=fred@x nick=N=Fred lists=2");
    rewritten(
        10..=11,
        "LST N=d@x F=d@x 4 \r\n",
        "Lst passport=d@x nick=d@x lists=4",
        "LST N=d@x F=d@x 4\r\n",
    );
    server(
        12..=12,
        "LST N=h@x F=n C=c1f9 11 1 d6de\r\n",
        "Lst passport=h@x nick=n id=c1f9 lists=11 network=1 groups=d6de",
    );
    server(12..=12, "LST N=h@x F=n 8 32\r\n", "Lst passport=h@x nick=n lists=8 network=32");
    refused(10..=11, "LST N=h@x F=n C=c1f9 11 1 d6de\r\n", "parameter: trailing data at d6de");
    refused(12..=12, "LST N=h@x F=n C=c1f9 11 d6de\r\n", "network: not a decimal number at d6de");
    refused(12..=12, "LST N=fred@x F=Fred 2\r\n", "network: missing at the end");
    refused(2..=7, "LST h@x n 11 0\r\n", "TrID: not a decimal number at h@x n 11 0");
    refused(8..=9, "LST N=h@x F=n C=c1f9 11 d6de\r\n", "lists: not a decimal number at C=c1f9 11 d6de");
}

#[test]
fn adding_and_removing() {
    client(2..=9, "ADD 21 AL h@x n\r\n", "Add trid=21 list=AL passport=h@x nick=n");
    client(7..=9, "ADD 12 FL h@x n 3\r\n", "Add trid=12 list=FL passport=h@x nick=n group=3");
    server(
        2..=9,
        "ADD 0 RL 37 em@x Auntie%20Em\r\n",
        "Add trid=0 list=RL list_version=37 passport=em@x nick=Auntie%20Em",
    );
    server(
        7..=9,
        "ADD 12 FL 57 h@x n 3\r\n",
        "Add trid=12 list=FL list_version=57 passport=h@x nick=n group=3",
    );
    client(2..=9, "REM 14 BL h@x\r\n", "Rem trid=14 list=BL contact=h@x");
    client(7..=9, "REM 13 FL h@x 3\r\n", "Rem trid=13 list=FL contact=h@x group=3");
    client(10..=12, "REM 31 PL h@x\r\n", "Rem trid=31 list=PL contact=h@x");
    client(10..=12, "REM 247 FL 0000-2 0000-7\r\n", "Rem trid=247 list=FL contact=0000-2 group=0000-7");
    client(10..=12, "REM 247 FL 0000-2\r\n", "Rem trid=247 list=FL contact=0000-2");
    server(2..=9, "REM 0 RL 38 em@x\r\n", "Rem trid=0 list=RL list_version=38 contact=em@x");
    server(7..=9, "REM 13 FL 58 h@x 3\r\n", "Rem trid=13 list=FL list_version=58 contact=h@x group=3");
    server(10..=12, "REM 0 RL fred@x\r\n", "Rem trid=0 list=RL contact=fred@x");
    server(10..=12, "REM 13 FL 0000-3 0000-2\r\n", "Rem trid=13 list=FL contact=0000-3 group=0000-2");
    server(10..=12, "REM 16 AL carol@x\r\n", "Rem trid=16 list=AL contact=carol@x");
    refused(2..=9, "REM 16 AL carol@x\r\n", "list version: not a decimal number at carol@x");
    refused(10..=12, "REM 13 FL 58 h@x 3\r\n", "parameter: trailing data at 3");
    refused(2..=9, "ADD 12 FL h@x n\r\n", "list version: not a decimal number at h@x n");

    client(10..=12, "ADC 277 FL N=foo@x F=Foo\r\n", "Adc trid=277 list=FL passport=foo@x nick=Foo");
    client(10..=11, "ADC 246 FL C=0002 0003\r\n", "Adc trid=246 list=FL id=0002 group=0003");
    client(10..=12, "ADC 246 FL C=0002 0001-3\r\n", "Adc trid=246 list=FL id=0002 group=0001-3");
    client(10..=12, "ADC 249 BL N=bob@x\r\n", "Adc trid=249 list=BL passport=bob@x");
    client(10..=12, "ADC 30 RL N=bob@x\r\n", "Adc trid=30 list=RL passport=bob@x");
    server(
        10..=12,
        "ADC 7 FL N=bob@x F=Bob C=6bd7\r\n",
        "Adc trid=7 list=FL passport=bob@x nick=Bob id=6bd7",
    );
    server(10..=12, "ADC 0 RL N=fred@x F=Fred\r\n", "Adc trid=0 list=RL passport=fred@x nick=Fred");
    server(10..=12, "ADC 12 FL C=0003 0001-2\r\n", "Adc trid=12 list=FL id=0003 group=0001-2");
    server(10..=12, "ADC 15 BL N=carol@x\r\n", "Adc trid=15 list=BL passport=carol@x");
    // A number at the end: a group, in MSNP12 a network, since groups have GUIDs there.
    server(10..=11, "ADC 4 FL C=a@x 1\r\n", "Adc trid=4 list=FL id=a@x group=1");
    server(12..=12, "ADC 0 RL N=a@x F=b 1\r\n", "Adc trid=0 list=RL passport=a@x nick=b network=1");
    client(12..=12, "ADC 1 FL N=a@x F=b 32\r\n", "Adc trid=1 list=FL passport=a@x nick=b network=32");
    server(12..=12, "ADC 1 FL C=c1 1 f60e-9\r\n", "Adc trid=1 list=FL id=c1 network=1 group=f60e-9");
    refused(10..=11, "ADC 1 FL C=c1 1 f60e-9\r\n", "parameter: trailing data at f60e-9");
    // In another order they are no group.
    refused(10..=12, "ADC 1 FL N=a@x C=c1 F=b\r\n", "group: unexpected word at F=b");
    refused(10..=12, "ADC 1 FL F=b N=a@x\r\n", "group: unexpected word at N=a@x");

    client(2..=9, "REA 25 h@x new%20name\r\n", "Rea trid=25 passport=h@x nick=new%20name");
    server(
        2..=9,
        "REA 25 115 h@x new%20name\r\n",
        "Rea trid=25 list_version=115 passport=h@x nick=new%20name",
    );
    client(10..=12, "SBP 153 0002 MFN Bob%201\r\n", "Sbp trid=153 id=0002 property=MFN value=Bob%201");
    server(10..=12, "SBP 153 0002 MFN Bob%201\r\n", "Sbp trid=153 id=0002 property=MFN value=Bob%201");
}

#[test]
fn contacts_in_xml() {
    client(13..=21, "ADL 4 9\r\n<ml></ml>", "Adl trid=4 contacts=<ml></ml>");
    client(13..=21, "RML 3 9\r\n<ml></ml>", "Rml trid=3 contacts=<ml></ml>");
    server(13..=21, "ADL 2 OK\r\n", "Adl trid=2 outcome=OK");
    server(13..=21, "ADL 0 9\r\n<ml></ml>", "Adl trid=0 payload=<ml></ml>");
    server(13..=21, "RML 3 OK\r\n", "Rml trid=3 outcome=OK");
    server(13..=21, "RML 0 9\r\n<ml></ml>", "Rml trid=0 payload=<ml></ml>");
    client(14..=21, "FQY 5 9\r\n<ml></ml>", "Fqy trid=5 contacts=<ml></ml>");
    server(14..=21, "FQY 5 9\r\n<ml></ml>", "Fqy trid=5 contacts=<ml></ml>");
}

#[test]
fn settings() {
    client(2..=12, "GTC 3 N\r\n", "Gtc trid=3 prompt=N");
    client(2..=21, "BLP 4 BL\r\n", "Blp trid=4 privacy=BL");
    server(2..=9, "GTC 1 255 A\r\n", "Gtc trid=1 list_version=255 prompt=A");
    server(8..=12, "GTC A\r\n", "Gtc prompt=A");
    server(10..=12, "GTC 21 N\r\n", "Gtc trid=21 prompt=N");
    server(2..=9, "BLP 1 255 AL\r\n", "Blp trid=1 list_version=255 privacy=AL");
    server(8..=12, "BLP AL\r\n", "Blp privacy=AL");
    server(10..=21, "BLP 22 BL\r\n", "Blp trid=22 privacy=BL");
}

#[test]
fn properties() {
    client(5..=21, "PRP 1 PHH 1%20(222)\r\n", "Prp trid=1 property=PHH value=1%20(222)");
    client(5..=21, "PRP 20 PHM\r\n", "Prp trid=20 property=PHM");
    client(10..=21, "PRP 115 MFN ~~woot~~\r\n", "Prp trid=115 property=MFN value=~~woot~~");
    server(
        5..=9,
        "PRP 2 255 PHH 123%20(4567)\r\n",
        "Prp trid=2 list_version=255 property=PHH value=123%20(4567)",
    );
    server(5..=9, "PRP 2 255 PHW\r\n", "Prp trid=2 list_version=255 property=PHW");
    server(5..=9, "PRP 2 255 MOB N\r\n", "Prp trid=2 list_version=255 property=MOB value=N");
    server(5..=7, "PRP 1 PHH 1%20(222)\r\n", "Prp list_version=1 property=PHH value=1%20(222)");
    server(8..=12, "PRP PHH 123\r\n", "Prp property=PHH value=123");
    server(8..=12, "PRP PHW\r\n", "Prp property=PHW");
    server(10..=12, "PRP MFN n\r\n", "Prp property=MFN value=n");
    server(10..=21, "PRP 9 MFN n\r\n", "Prp trid=9 property=MFN value=n");
    server(10..=21, "PRP 9 PHM\r\n", "Prp trid=9 property=PHM");
    server(
        5..=9,
        "BPR 255 h@x PHH 1%20(222)\r\n",
        "Bpr list_version=255 passport=h@x property=PHH value=1%20(222)",
    );
    server(5..=9, "BPR 255 h@x PHW\r\n", "Bpr list_version=255 passport=h@x property=PHW");
    server(5..=7, "BPR 1 PHH 555\r\n", "Bpr list_version=1 property=PHH value=555");
    server(8..=12, "BPR PHH 1%20(222)\r\n", "Bpr property=PHH value=1%20(222)");
    server(8..=12, "BPR MOB\r\n", "Bpr property=MOB");
    server(10..=12, "BPR h@x HSB 1\r\n", "Bpr passport=h@x property=HSB value=1");
    server(10..=12, "BPR h@x PHW\r\n", "Bpr passport=h@x property=PHW");
    for key in ["PHH", "PHW", "PHM", "MOB", "MBE", "WWE", "HSB", "MFN"] {
        server(8..=12, &format!("BPR {key} x\r\n"), &format!("Bpr property={key} value=x"));
        server(8..=12, &format!("PRP {key} x\r\n"), &format!("Prp property={key} value=x"));
    }
}

#[test]
fn groups() {
    client(7..=9, "ADG 10 Coworkers 0\r\n", "Adg trid=10 group_name=Coworkers zero=0");
    client(10..=12, "ADG 276 New%20Group\r\n", "Adg trid=276 group_name=New%20Group");
    server(
        7..=9,
        "ADG 10 257 Coworkers 1 0\r\n",
        "Adg trid=10 list_version=257 group_name=Coworkers id=1 zero=0",
    );
    // A group named 7.
    server(7..=9, "ADG 25 48 7 30 0\r\n", "Adg trid=25 list_version=48 group_name=7 id=30 zero=0");
    server(7..=9, "ADG 25 48 Friends 5\r\n", "Adg trid=25 list_version=48 group_name=Friends id=5");
    server(10..=12, "ADG 4 Friends 1\r\n", "Adg trid=4 group_name=Friends id=1");
    server(10..=12, "ADG 8 Friends f60e-9\r\n", "Adg trid=8 group_name=Friends id=f60e-9");
    server(10..=12, "ADG 8 2008 f60e-9\r\n", "Adg trid=8 group_name=2008 id=f60e-9");
    server(10..=12, "ADG 10 New c80a-16 0\r\n", "Adg trid=10 group_name=New id=c80a-16 zero=0");
    server(10..=12, "ADG 10 5 New c80a-16\r\n", "Adg trid=10 list_version=5 group_name=New id=c80a-16");
    server(10..=12, "ADG 9 1 2008 c80a-16\r\n", "Adg trid=9 list_version=1 group_name=2008 id=c80a-16");
    server(10..=12, "ADG 10 5 7 0\r\n", "Adg trid=10 group_name=5 id=7 zero=0");
    server(10..=12, "ADG 10 5 New 7 0\r\n", "Adg trid=10 list_version=5 group_name=New id=7 zero=0");
    refused(10..=12, "ADG 10 x New 7\r\n", "list version: not a decimal number at x New 7");
    refused(10..=12, "ADG 10 New\r\n", "id: missing at the end");
    refused(7..=9, "ADG 10 New c80a-16 0\r\n", "list version: not a decimal number at New c80a-16 0");
    client(7..=9, "REG 9 4 Other 0\r\n", "Reg trid=9 id=4 group_name=Other zero=0");
    client(10..=12, "REG 275 0001-1 newname\r\n", "Reg trid=275 id=0001-1 group_name=newname");
    server(7..=9, "REG 9 256 4 Other 0\r\n", "Reg trid=9 list_version=256 id=4 group_name=Other zero=0");
    server(
        10..=12,
        "REG 11 1 Renamed 0001-1 0\r\n",
        "Reg trid=11 list_version=1 group_name=Renamed id=0001-1 zero=0",
    );
    server(10..=12, "REG 9 d6de-1 Work\r\n", "Reg trid=9 id=d6de-1 group_name=Work");
    server(10..=12, "REG 5 0 Work\r\n", "Reg trid=5 id=0 group_name=Work");
    server(10..=12, "REG 5 d6de-1 Work 0\r\n", "Reg trid=5 id=d6de-1 group_name=Work zero=0");
    server(7..=9, "REG 9 256 4 Other\r\n", "Reg trid=9 list_version=256 id=4 group_name=Other");
    refused(10..=12, "REG 9 d6de-1\r\n", "group name: missing at the end");
    server(10..=12, "REG 11 5 Renamed 0001-1\r\n", "Reg trid=11 list_version=5 group_name=Renamed id=0001-1");
    // A number and a name, or a name and a number.
    server(7..=9, "REG 14 5 1 2 0\r\n", "Reg trid=14 list_version=5 id=1 group_name=2 zero=0");
    server(10..=12, "REG 14 5 1 2 0\r\n", "Reg trid=14 list_version=5 group_name=1 id=2 zero=0");
    client(7..=9, "RMG 15 3\r\n", "Rmg trid=15 id=3");
    client(10..=12, "RMG 250 0001-1\r\n", "Rmg trid=250 id=0001-1");
    client(10..=12, "RMG 251 New%2520Group\r\n", "Rmg trid=251 id=New%2520Group");
    server(7..=9, "RMG 15 260 3\r\n", "Rmg trid=15 list_version=260 id=3");
    server(10..=12, "RMG 24 1 0001-1\r\n", "Rmg trid=24 list_version=1 id=0001-1");
    server(10..=12, "RMG 9 f60e-9\r\n", "Rmg trid=9 id=f60e-9");
    server(10..=12, "RMG 5 1\r\n", "Rmg trid=5 id=1");
    refused(7..=9, "RMG 15 3\r\n", "id: missing at the end");
    refused(10..=12, "RMG 15 x 3\r\n", "list version: not a decimal number at x 3");
}

/// What a server of MSNP10 sends for an account that was not migrated (`ABCHMigrated: 0`), and from MSNP11 on
/// for a phone.
#[test]
fn list_versions_of_msnp10_and_numbers_after_phones() {
    server(10..=12, "GTC 1 256 A\r\n", "Gtc trid=1 list_version=256 prompt=A");
    server(10..=12, "BLP 1 255 AL\r\n", "Blp trid=1 list_version=255 privacy=AL");
    server(10..=12, "PRP 1 256 PHH 1\r\n", "Prp trid=1 list_version=256 property=PHH value=1");
    server(10..=12, "PRP 1 256 PHM\r\n", "Prp trid=1 list_version=256 property=PHM");
    server(10..=12, "BPR 255 h@x PHH 1\r\n", "Bpr list_version=255 passport=h@x property=PHH value=1");
    server(10..=12, "BPR 255 h@example PHH\r\n", "Bpr list_version=255 passport=h@example property=PHH");
    server(11..=12, "BPR PHH tel:86%205 0\r\n", "Bpr property=PHH value=tel:86%205 flag=0");
    server(11..=12, "BPR h@x PHM tel:34 0\r\n", "Bpr passport=h@x property=PHM value=tel:34 flag=0");
    server(
        11..=12,
        "SBP 3 c1f9 PHM tel:+1555 1\r\n",
        "Sbp trid=3 id=c1f9 property=PHM value=tel:+1555 flag=1",
    );
    client(
        11..=12,
        "SBP 3 c1f9 PHM tel:+1555 1\r\n",
        "Sbp trid=3 id=c1f9 property=PHM value=tel:+1555 flag=1",
    );
    refused(8..=10, "BPR PHH tel:86 0\r\n", "parameter: trailing data at 0");
    refused(10..=10, "SBP 3 c1f9 PHM tel:1 1\r\n", "parameter: trailing data at 1");
    refused(13..=21, "PRP 1 256 PHH 1\r\n", "parameter: trailing data at 1");
    refused(13..=21, "BLP 1 255 AL\r\n", "privacy: unexpected word at 255 AL");
}

#[test]
fn own_status() {
    let both = |dialects: RangeInclusive<u8>, line, expected| {
        client(dialects.clone(), line, expected);
        server(dialects, line, expected);
    };
    both(2..=7, "CHG 7 HDN\r\n", "Chg trid=7 status=HDN");
    both(8..=18, "CHG 9 BRB 536870964\r\n", "Chg trid=9 status=BRB capabilities=536870964");
    both(
        9..=18,
        "CHG 120 BSY 1073791020 %3Co%2F%3E\r\n",
        "Chg trid=120 status=BSY capabilities=1073791020 object=%3Co%2F%3E",
    );
    both(9..=18, "CHG 13 NLN 268435500 0\r\n", "Chg trid=13 status=NLN capabilities=268435500 object=0");
    both(
        16..=18,
        "CHG 11 NLN 2789003324:48 0\r\n",
        "Chg trid=11 status=NLN capabilities=2789003324:48 object=0",
    );
    server(2..=7, "CHG 0 IDL\r\n", "Chg trid=0 status=IDL");
    rewritten(
        16..=18,
        "CHG 13 NLN 2416181284:00 0\r\n",
        "Chg trid=13 status=NLN capabilities=2416181284:0 object=0",
        "CHG 13 NLN 2416181284:0 0\r\n",
    );
    refused(2..=7, "CHG 9 BRB 536870964\r\n", "parameter: trailing data at 536870964");
    refused(8..=8, "CHG 9 BRB 5 0\r\n", "parameter: trailing data at 0");
    client_refused(2..=7, "CHG 9 BRB 536870964\r\n", "parameter: trailing data at 536870964");
    client_refused(8..=8, "CHG 9 BRB 5 0\r\n", "parameter: trailing data at 0");
}

#[test]
fn presence() {
    server(2..=7, "ILN 7 BSY em@x Auntie%20Em\r\n", "Iln trid=7 status=BSY passport=em@x nick=Auntie%20Em");
    server(
        8..=8,
        "ILN 9 LUN b@x n 536870948\r\n",
        "Iln trid=9 status=LUN passport=b@x nick=n capabilities=536870948",
    );
    server(
        9..=13,
        "ILN 9 LUN b@x n 5 %3Co%2F%3E\r\n",
        "Iln trid=9 status=LUN passport=b@x nick=n capabilities=5 object=%3Co%2F%3E",
    );
    server(9..=13, "ILN 9 LUN b@x n 5\r\n", "Iln trid=9 status=LUN passport=b@x nick=n capabilities=5");
    server(
        14..=15,
        "ILN 9 NLN b@y 32 n 0 0 https://p/1.png\r\n",
        "Iln trid=9 status=NLN passport=b@y network=32 nick=n capabilities=0 object=0 icon=https://p/1.png",
    );
    server(
        16..=17,
        "ILN 9 NLN b@y 1 n 7:48\r\n",
        "Iln trid=9 status=NLN passport=b@y network=1 nick=n capabilities=7:48",
    );
    server(
        18..=18,
        "ILN 9 NLN 1:b@y n 7:48 0\r\n",
        "Iln trid=9 status=NLN passport=1:b@y nick=n capabilities=7:48 object=0",
    );
    server(2..=7, "NLN IDL b@x n\r\n", "Nln status=IDL passport=b@x nick=n");
    server(8..=8, "NLN NLN b@x n 0\r\n", "Nln status=NLN passport=b@x nick=n capabilities=0");
    server(
        9..=13,
        "NLN NLN b@x n 268435500 %3Co%2F%3E\r\n",
        "Nln status=NLN passport=b@x nick=n capabilities=268435500 object=%3Co%2F%3E",
    );
    server(9..=13, "NLN NLN b@x n 0 0\r\n", "Nln status=NLN passport=b@x nick=n capabilities=0 object=0");
    server(9..=13, "NLN NLN b@x n 0\r\n", "Nln status=NLN passport=b@x nick=n capabilities=0");
    server(
        9..=9,
        "NLN BSY a@x Al%20☆ 0 0\r\n",
        r"Nln status=BSY passport=a@x nick=Al%20\xe2\x98\x86 capabilities=0 object=0",
    );
    server(
        14..=15,
        "NLN AWY b@x 32 Yahoo%20Buddy 0\r\n",
        "Nln status=AWY passport=b@x network=32 nick=Yahoo%20Buddy capabilities=0",
    );
    server(
        14..=15,
        "NLN NLN b@x 1 n 1611513916 %3Co%2F%3E http://i\r\n",
        "Nln status=NLN passport=b@x network=1 nick=n capabilities=1611513916 object=%3Co%2F%3E icon=http://i",
    );
    server(
        16..=17,
        "NLN NLN b@x 1 n 2789003324:48 %3Co%2F%3E http://i\r\n",
        "Nln status=NLN passport=b@x network=1 nick=n capabilities=2789003324:48 object=%3Co%2F%3E icon=http://i",
    );
    server(
        18..=18,
        "NLN BSY 1:b@x n 2789003324:48 %3Co%2F%3E\r\n",
        "Nln status=BSY passport=1:b@x nick=n capabilities=2789003324:48 object=%3Co%2F%3E",
    );
    server(
        18..=18,
        "NLN BSY 1:b@x n 7:48 0 http://i\r\n",
        "Nln status=BSY passport=1:b@x nick=n capabilities=7:48 object=0 icon=http://i",
    );
    server(
        18..=18,
        "NLN NLN 1:a@x;via=9:00@live.com Alice 0:0\r\n",
        "Nln status=NLN passport=1:a@x;via=9:00@live.com nick=Alice capabilities=0:0",
    );
    refused(2..=7, "NLN NLN b@x n 0\r\n", "parameter: trailing data at 0");
    refused(8..=8, "NLN NLN b@x n 0 0\r\n", "parameter: trailing data at 0");
    refused(8..=13, "NLN NLN b@x n\r\n", "capabilities: missing at the end");
    refused(
        9..=13,
        "NLN NLN b@x 1 n 5 0 http://i\r\n",
        "capabilities: not a decimal number at n 5 0 http://i",
    );
    refused(9..=13, "NLN NLN b@x n 5 0 http://i\r\n", "parameter: trailing data at http://i");
    refused(14..=17, "NLN NLN b@x n 0 0\r\n", "network: not a decimal number at n 0 0");
    refused(18..=18, "NLN NLN b@x 1 n 7:48 0\r\n", "capabilities: not a decimal number at n 7:48 0");
    server(2..=13, "FLN b@x\r\n", "Fln passport=b@x");
    server(14..=17, "FLN b@x 1 0\r\n", "Fln passport=b@x network=1 capabilities=0");
    server(14..=15, "FLN b@x 1 7 http://i\r\n", "Fln passport=b@x network=1 capabilities=7 icon=http://i");
    server(
        16..=17,
        "FLN b@x 1 0:0 http://i\r\n",
        "Fln passport=b@x network=1 capabilities=0:0 icon=http://i",
    );
    server(18..=18, "FLN 1:b@x 0:0\r\n", "Fln passport=1:b@x capabilities=0:0");
    refused(2..=13, "FLN b@x 1 0\r\n", "parameter: trailing data at 1 0");
    refused(14..=17, "FLN b@x\r\n", "network: missing at the end");
    refused(18..=18, "FLN b@x 1 0:0 http://i\r\n", "parameter: trailing data at http://i");
}

#[test]
fn personal_messages() {
    client(11..=21, "UUX 1 13\r\n<Data></Data>", "Uux trid=1 data=<Data></Data>");
    client(11..=21, "UUX 8 6\r\n你好", r"Uux trid=8 data=\xe4\xbd\xa0\xe5\xa5\xbd");
    server(11..=21, "UUX 1 0\r\n", "Uux trid=1 data=");
    server(11..=21, "UUX 1\r\n", "Uux trid=1");
    server(11..=13, "UBX b@x 13\r\n<Data></Data>", "Ubx passport=b@x data=<Data></Data>");
    server(11..=13, "UBX b@x 0\r\n", "Ubx passport=b@x data=");
    server(14..=17, "UBX b@x 1 13\r\n<Data></Data>", "Ubx passport=b@x network=1 data=<Data></Data>");
    server(18..=18, "UBX 1:b@x 0\r\n", "Ubx passport=1:b@x data=");
    refused(11..=13, "UBX b@x 1 0\r\n", "parameter: trailing data at 0");
    refused(14..=17, "UBX b@x 0\r\n", "payload length: missing at the end");
    refused(18..=18, "UBX b@x 1 0\r\n", "parameter: trailing data at 0");
}

#[test]
fn notifications_and_pages() {
    client(
        13..=21,
        "UUN 31 b@x 11 17\r\n1 1 5 134546710 0",
        "Uun trid=31 passport=b@x kind=11 body=1 1 5 134546710 0",
    );
    client(16..=21, "UUN 30 b@x;{03c4} 4 4\r\ngtfo", "Uun trid=30 passport=b@x;{03c4} kind=4 body=gtfo");
    server(13..=21, "UUN 30 OK\r\n", "Uun trid=30 outcome=OK");
    server(13..=21, "UUN 30 4\r\nabcd", "Uun trid=30 payload=abcd");
    server(13..=21, "UBN b@x 5 4\r\n4638", "Ubn passport=b@x kind=5 body=4638");
    client(
        14..=18,
        "UUM 40 b@y 32 1 8\r\nhi yahoo",
        "Uum trid=40 passport=b@y network=32 kind=1 body=hi yahoo",
    );
    server(
        14..=18,
        "UBM b@y 32 h@x 1 3 7\r\nhi back",
        "Ubm passport=b@y network=32 recipient=h@x recipient_network=1 kind=3 body=hi back",
    );
    client(5..=8, "PAG 1 b@x 5\r\nhello", "Pag trid=1 passport=b@x body=hello");
    client(9..=21, "PGD 6 b@x 2 5\r\nwatch", "Pgd trid=6 passport=b@x device=2 body=watch");
    server(6..=21, "IPG 5\r\nhello", "Ipg body=hello");
    server(5..=21, "NOT 5\r\nhello", "Not body=hello");
    server(18..=21, "NFY PUT 4\r\nbody", "Nfy method=PUT body=body");
    server(18..=21, "NFY DEL 4\r\nbody", "Nfy method=DEL body=body");
    client(18..=21, "PUT 35 4\r\nbody", "Put trid=35 body=body");
    server(18..=21, "PUT 35 OK 4\r\nbody", "Put trid=35 body=body");
    server(18..=21, "PUT 15 OK 0\r\n", "Put trid=15 body=");
    server(18..=21, "PUT 15 OK\r\n", "Put trid=15");
    client(18..=21, "DEL 44 4\r\nbody", "Del trid=44 body=body");
    server(18..=21, "DEL 44 OK 4\r\nbody", "Del trid=44 body=body");
    server(18..=21, "DEL 44 OK 0\r\n", "Del trid=44 body=");
    client(18..=21, "SDG 9 6\r\nhéllo", r"Sdg trid=9 body=h\xc3\xa9llo");
    client(18..=21, "SDG 10 8\r\n\0\r\nOUT\r\n", r"Sdg trid=10 body=\x00\r\nOUT\r\n");
    server(18..=21, "SDG 0 4\r\nbody", "Sdg trid=0 body=body");
    server(2..=18, "MSG Hotmail Hotmail 5\r\nhello", "Msg passport=Hotmail nick=Hotmail payload=hello");
}

#[test]
fn services() {
    client(2..=21, "URL 1 INBOX\r\n", "Url trid=1 service=INBOX");
    client(2..=21, "URL 3 COMPOSE b@x\r\n", "Url trid=3 service=COMPOSE parameter=b@x");
    server(
        3..=21,
        "URL 1 /cgi-bin/HoTMaiL https://l/a?lc=1033 2\r\n",
        "Url trid=1 path=/cgi-bin/HoTMaiL url=https://l/a?lc=1033 site_id=2",
    );
    server(2..=2, "URL 1 /cgi-bin/HoTMaiL https://l\r\n", "Url trid=1 path=/cgi-bin/HoTMaiL url=https://l");
    client(11..=21, "GCF 6 Shields.xml\r\n", "Gcf trid=6 file=Shields.xml");
    server(11..=21, "GCF 6 Shields.xml 4\r\n<a/>", "Gcf trid=6 file=Shields.xml body=<a/>");
    server(13..=21, "GCF 0 4\r\n<a/>", "Gcf trid=0 body=<a/>");
    client(3..=21, "IMS 1 ON\r\n", "Ims trid=1 state=ON");
    server(2..=21, "IMS 1 0 OFF\r\n", "Ims trid=1 zero=0 state=OFF");
    client(2..=21, "SND 1 b@x\r\n", "Snd trid=1 passport=b@x");
    client(3..=21, "SND 2 b@x 0x0409 MSMSGS\r\n", "Snd trid=2 passport=b@x lcid=0x0409 library=MSMSGS");
    client(
        4..=21,
        "SND 3 b@x 0x0409 LIB CLIENT\r\n",
        "Snd trid=3 passport=b@x lcid=0x0409 library=LIB client=CLIENT",
    );
    server(2..=21, "SND 1 OK\r\n", "Snd trid=1");
    client(
        5..=21,
        "SDC 1 b@x 0x0409 LIB CLIENT X X n 0\r\n",
        "Sdc trid=1 passport=b@x lcid=0x0409 library=LIB client=CLIENT nick=n body=",
    );
    client(
        5..=21,
        "SDC 2 b@x 0x0409 LIB CLIENT X X n 5\r\nhello",
        "Sdc trid=2 passport=b@x lcid=0x0409 library=LIB client=CLIENT nick=n body=hello",
    );
    server(5..=21, "SDC 2 OK\r\n", "Sdc trid=2");
    client(
        2..=7,
        "FND 1 fname=A lname=U city=* state=* country=US\r\n",
        "Fnd trid=1 criteria=[fname=A lname=U city=* state=* country=US]",
    );
    server(
        2..=7,
        "FND 1 1 2 fname=A city=New%20York\r\n",
        "Fnd trid=1 index=1 total=2 found=[fname=A city=New%20York]",
    );
    server(2..=7, "FND 2 0 0\r\n", "Fnd trid=2 index=0 total=0");
    client(
        18..=18,
        "VAS 20 b@x 1 2 9\r\n<report/>",
        "Vas trid=20 passport=b@x first=1 second=2 body=<report/>",
    );
    client(21..=21, "FSL 5 579 0\r\n", "Fsl trid=5 value=579 body=");
}

#[test]
fn failures_and_unknown_verbs() {
    server(2..=21, "911 3\r\n", "Failure code=911 trid=3");
    server(2..=21, "218 4\r\n", "Failure code=218 trid=4");
    server(13..=21, "509 31 8\r\n<error/>", "Failure code=509 trid=31 payload=<error/>");
    for verb in ["LSN", "SNS", "ENT", "DAT", "RFS", "GSB", "LKP", "GET"] {
        server(2..=21, &format!("{verb} 1 x 5\r\n"), "Other parameters=[1 x 5]");
        client(2..=21, &format!("{verb} 1 x 5\r\n"), "Other parameters=[1 x 5]");
    }
}

#[test]
fn file_transfer() {
    for sender in [Role::Client, Role::Server] {
        ft(sender, "VER MSNFTP\r\n", "Ver protocols=[MSNFTP]");
        ft(sender, "VER 1 MSNFTP\r\n", "Ver protocols=[1 MSNFTP]");
        ft(sender, "BYE 16777989\r\n", "Bye code=16777989");
        ft(sender, "BYE 2164261683\r\n", "Bye code=2164261683");
    }
    ft(Role::Client, "USR example@hotmail.com 93301\r\n", "Usr passport=example@hotmail.com cookie=93301");
    ft(Role::Client, "TFR\r\n", "Tfr");
    ft(Role::Client, "CCL\r\n", "Ccl");
    ft(Role::Server, "FIL 1234\r\n", "Fil size=1234");
    ft(Role::Server, "\0\u{5}\0hello", "Data data=hello");
    ft(Role::Server, "\u{1}\0\0", "Cancel data=");
}

/// Parameters that came or went with a dialect.
#[test]
fn what_other_dialects_have() {
    refused(2..=6, "LST 3 FL 255 1 1 h@x n 0\r\n", "parameter: trailing data at 0");
    client_refused(2..=6, "ADD 12 FL h@x n 0\r\n", "parameter: trailing data at 0");
    refused(2..=6, "ADD 12 FL 57 h@x n 0\r\n", "parameter: trailing data at 0");
    client_refused(2..=6, "REM 13 FL h@x 0\r\n", "parameter: trailing data at 0");
    refused(2..=6, "REM 13 FL 58 h@x 0\r\n", "parameter: trailing data at 0");
    // From 10 on a number before the name of a property is a handle.
    server(10..=12, "BPR 1234 HSB 1\r\n", "Bpr passport=1234 property=HSB value=1");
    client_refused(7..=9, "ADG 276 New%20Group\r\n", "zero: missing at the end");
    client_refused(10..=12, "ADG 10 Coworkers 0\r\n", "parameter: trailing data at 0");
    client_refused(7..=9, "REG 9 4 Other\r\n", "zero: missing at the end");
    client_refused(10..=12, "REG 275 0001-1 newname 0\r\n", "parameter: trailing data at 0");
    refused(2..=2, "XFR 4 NS a:1 0\r\n", "parameter: trailing data at 0");
    refused(3..=6, "XFR 5 NS a:1 0 b:2\r\n", "parameter: trailing data at b:2");
    refused(13..=20, "XFR 3 NS a:1 U D Vm==\r\n", "parameter: trailing data at Vm==");
    // One of two that belong together.
    refused(8..=9, "SYN 8 255 1\r\n", "groups: missing at the end");
    refused(10..=12, "SYN 8 255 1 2\r\n", "groups: missing at the end");
    refused(2..=7, "LST 3 FL 255 1 1 h@x\r\n", "nick: missing at the end");
    // The second word of the capabilities.
    refused(8..=15, "CHG 9 BRB 5:0\r\n", "capabilities: not in this dialect at 5:0");
    client_refused(8..=15, "CHG 9 BRB 5:0\r\n", "capabilities: not in this dialect at 5:0");
    refused(8..=13, "NLN NLN b@x n 5:0\r\n", "capabilities: not in this dialect at 5:0");
    refused(14..=15, "NLN NLN b@x 1 n 5:0\r\n", "capabilities: not in this dialect at 5:0");
    refused(14..=15, "FLN b@x 1 0:0\r\n", "capabilities: not in this dialect at 0:0");
    refused(14..=15, "ILN 9 NLN b@x 1 n 7:\r\n", "capabilities: not a decimal number at 7:");
}

/// What comes at the end of `CVR` goes with the version of the client, which may speak an older dialect
/// than its newest: it is taken in all of them. The wiki shows a `CVQ` of version 6.1 under `CVR0`.
#[test]
fn what_is_taken_all_the_same() {
    const CVR: &str = "Cvr trid=2 lcid=0x0409 os=win os_version=4.10 architecture=i386 client_name=MSNMSGR \
        client_version=5.0 brand=MSMSGS";
    client(2..=3, "CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0 MSMSGS\r\n", CVR);
    client(4..=7, "CVR 2 0x0409 win 4.10 i386 MSNMSGR 5.0 MSMSGS h@x\r\n", &format!("{CVR} passport=h@x"));
    client(
        0..=0,
        "CVQ 2 0x0409 winnt 5.1 i386 MSNMSGR 6.1.0211 MSMSGS example@passport.com\r\n",
        "Cvq trid=2 lcid=0x0409 os=winnt os_version=5.1 architecture=i386 client_name=MSNMSGR client_version=6.1.0211 \
            brand=MSMSGS passport=example@passport.com",
    );
}

/// What is known by its letter is found after several spaces too.
#[test]
fn spaces_before_a_letter() {
    let read = |line: &'static [u8]| ns::ServerCommand::parse_with(line, Dialect::MSNP10).unwrap();
    let expected = read(b"LST N=h@x F=n C=c1f9 11 d6de\r\n");
    assert_eq!(shown(&expected), "Lst passport=h@x nick=n id=c1f9 lists=11 groups=d6de");
    assert_eq!(read(b"LST  N=h@x   F=n  C=c1f9 11 d6de\r\n"), expected);
    // Before the end of the line too, and not taken for another.
    assert_eq!(shown(&read(b"LST N=h@x  C=c1f9 11\r\n")), "Lst passport=h@x id=c1f9 lists=11");
}
