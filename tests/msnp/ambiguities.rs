//! What cannot be read without knowing who sends, on which link and in which dialect: for each such line
//! all its readings, and which bytes are read differently.

use imwire::Wire;
use imwire::msnp::{Command, Context, Dialect, Frame, Line, Link, Role, Splitter, TrId, ft, ns, sb};
use imwire_testkit::readings::{shown, told};
use std::ops::RangeInclusive;

const ALL: RangeInclusive<u8> = 0..=22;
const UNKNOWN: RangeInclusive<u8> = 255..=255;

type Place = (Link, Role);

const NS_CLIENT: Place = (Link::Notification, Role::Client);
const NS_SERVER: Place = (Link::Notification, Role::Server);
const SB_CLIENT: Place = (Link::Switchboard, Role::Client);
const SB_SERVER: Place = (Link::Switchboard, Role::Server);
const FT_CLIENT: Place = (Link::FileTransfer, Role::Client);
const FT_SERVER: Place = (Link::FileTransfer, Role::Server);

fn splitter((link, sender): Place, dialect: Dialect) -> Splitter {
    let mut splitter = match link {
        Link::FileTransfer => Splitter::file_transfer(sender),
        _ => Splitter::new(sender),
    };
    splitter.set_dialect(dialect);
    splitter
}

/// The record and its fields, or what is wrong. What is read is written as it was.
fn reading_of<'a, C: Command<'a>>(frame: &Frame<'a>, dialect: Dialect) -> String {
    match C::read(frame, dialect) {
        Ok(command) => {
            assert_eq!(command.check(dialect), Ok(()));
            assert_eq!(command.encode_into(&mut [0; 256]).unwrap(), frame.raw());
            shown(&command)
        }
        Err(error) => told(error, std::str::from_utf8(frame.raw()).unwrap()),
    }
}

/// How the first command of a stream is read there, and what is left of the stream.
fn reading(place: Place, dialect: Dialect, stream: &str) -> String {
    let mut splitter = splitter(place, dialect);
    let Some(frame) = splitter.next(stream.as_bytes()).unwrap() else {
        return format!("{} bytes are to come", splitter.needed());
    };
    let text = match place {
        NS_CLIENT => reading_of::<ns::ClientCommand<'_>>(&frame, dialect),
        NS_SERVER => reading_of::<ns::ServerCommand<'_>>(&frame, dialect),
        SB_CLIENT => reading_of::<sb::ClientCommand<'_>>(&frame, dialect),
        SB_SERVER => reading_of::<sb::ServerCommand<'_>>(&frame, dialect),
        _ => reading_of::<ft::Transfer<'_>>(&frame, dialect),
    };
    match &stream[frame.raw().len()..] {
        "" => text,
        rest => format!("{text}; then {rest}"),
    }
}

/// The readings of a line: who sends it where, in which dialects, and what it is then.
#[track_caller]
fn case(stream: &str, readings: &[(Place, RangeInclusive<u8>, &str)]) {
    for (place, dialects, expected) in readings {
        for dialect in dialects.clone().map(Dialect::new) {
            let found = reading(*place, dialect, stream);
            assert_eq!(found, *expected, "{stream:?} from {place:?} in {dialect}");
        }
    }
}

/// The first parameter: from a client a `TrID`, from a server who speaks.
/// A command that no record has is shown by its verb, and whatever was read tolerantly is written back, by way of any
/// table.
#[test]
fn shown_and_written_by_any_table() {
    use imwire::msnp::{AnyCommand, Tolerant};
    use imwire::{Encode as _, Wire as _};

    let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP10);
    for (line, shown) in [
        ("ZZZ 1 \x1b[2J\r\n", "ZZZ parameters=[1 \\u{1b}[2J]"),
        ("CAL 2 RINGING 17 new x\r\n", "CalReply trid=2 session_id=17 trailing=[new x]"),
        ("BYE a@x\r\n", "Bye passport=a@x"),
    ] {
        let frame = Frame::parse_with(line.as_bytes(), cx).unwrap();
        let read: Tolerant<'_, AnyCommand<'_>> = AnyCommand::read_tolerant(&frame, cx).unwrap();
        assert_eq!(read.to_string(), shown);
        assert_eq!(read.check(cx), Ok(()));
        assert!(read.check(Context { role: Role::Client, ..cx }).is_err());
        assert!(read.check(Context { link: Link::Notification, ..cx }).is_err());
        let mut room = [0; 64];
        assert_eq!(read.encode_into(&mut room).unwrap(), line.as_bytes());
    }
}

#[test]
fn msg() {
    case(
        "MSG 4 a 12\r\nhello, world",
        &[
            (SB_CLIENT, ALL, "Msg trid=4 ack=a payload=hello, world"),
            (SB_SERVER, ALL, "Msg passport=4 nick=a payload=hello, world"),
            (NS_SERVER, ALL, "Msg passport=4 nick=a payload=hello, world"),
        ],
    );
}

/// The `1`: a name, or whether the address is verified; the dialect decides, and whether it is a notification
/// server.
#[test]
fn usr_of_four() {
    case(
        "USR 4 OK a@x 1 0\r\n",
        &[
            (NS_SERVER, 2..=5, "parameter: trailing data at 0"),
            (NS_SERVER, 6..=7, "Usr trid=4 step=OK passport=a@x nick=1 verified=0"),
            (NS_SERVER, 8..=9, "restricted: missing at the end"),
            (NS_SERVER, 10..=21, "Usr trid=4 step=OK passport=a@x verified=1 restricted=0"),
            (SB_SERVER, ALL, "parameter: trailing data at 0"),
        ],
    );
}

/// The `911`: a name on a switchboard and in the first dialects of a notification server; both have the same
/// bytes, and are different commands.
#[test]
fn usr_of_three() {
    case(
        "USR 4 OK a@x 911\r\n",
        &[
            (NS_SERVER, 2..=5, "Usr trid=4 step=OK passport=a@x nick=911"),
            (NS_SERVER, 6..=7, "verified: missing at the end"),
            (NS_SERVER, 10..=21, "restricted: missing at the end"),
            (SB_SERVER, ALL, "Usr trid=4 passport=a@x nick=911"),
        ],
    );
}

/// The `1`: a name, or from MSNP14 the network before it, and all that follows is shifted.
#[test]
fn iln() {
    case(
        "ILN 9 AWY h 1 5 0\r\n",
        &[
            (NS_SERVER, 2..=7, "parameter: trailing data at 5 0"),
            (NS_SERVER, 8..=8, "parameter: trailing data at 0"),
            (NS_SERVER, 9..=13, "Iln trid=9 status=AWY passport=h nick=1 capabilities=5 object=0"),
            (NS_SERVER, 14..=17, "Iln trid=9 status=AWY passport=h network=1 nick=5 capabilities=0"),
            // The form of MSNP18, the last that has it.
            (NS_SERVER, UNKNOWN, "Iln trid=9 status=AWY passport=h nick=1 capabilities=5 object=0"),
        ],
    );
}

/// The same, not even with the right number of parameters: clients that count them and look whether the
/// second begins with a digit go wrong over a name of digits.
#[test]
fn nln() {
    case(
        "NLN NLN h 1 x\r\n",
        &[
            (NS_SERVER, 2..=7, "parameter: trailing data at x"),
            (NS_SERVER, 8..=13, "capabilities: not a decimal number at x"),
            (NS_SERVER, 14..=17, "capabilities: missing at the end"),
        ],
    );
    case(
        "NLN NLN h 1 7\r\n",
        &[
            (NS_SERVER, 8..=13, "Nln status=NLN passport=h nick=1 capabilities=7"),
            (NS_SERVER, 14..=17, "capabilities: missing at the end"),
            (NS_SERVER, 18..=18, "Nln status=NLN passport=h nick=1 capabilities=7"),
        ],
    );
    case(
        "NLN NLN h 1 7 0\r\n",
        &[
            (NS_SERVER, 9..=13, "Nln status=NLN passport=h nick=1 capabilities=7 object=0"),
            (NS_SERVER, 14..=17, "Nln status=NLN passport=h network=1 nick=7 capabilities=0"),
        ],
    );
}

/// In a dialect that is not known a command has the form of the last dialect that has it, and what only some
/// dialects have may be absent.
#[test]
fn commands_that_ended() {
    let unknown = |place: Place, stream, expected: &str| case(stream, &[(place, UNKNOWN, expected)]);
    // MSNP2 to 18: in the last, the network is in the address.
    unknown(
        NS_SERVER,
        "ILN 9 NLN 1:a@x Al 5:0\r\n",
        "Iln trid=9 status=NLN passport=1:a@x nick=Al capabilities=5:0",
    );
    unknown(NS_SERVER, "ILN 9 NLN a@x Al\r\n", "Iln trid=9 status=NLN passport=a@x nick=Al");
    unknown(NS_SERVER, "ILN 9 NLN a@x 1 Al 5:0\r\n", "capabilities: not a decimal number at Al 5:0");
    unknown(NS_SERVER, "NLN NLN h 1 7\r\n", "Nln status=NLN passport=h nick=1 capabilities=7");
    // MSNP2 to 12.
    unknown(NS_CLIENT, "SYN 13 0 0\r\n", "Syn trid=13 list_version=0 settings_version=0");
    unknown(NS_CLIENT, "SYN 1 0\r\n", "Syn trid=1 list_version=0");
    unknown(
        NS_SERVER,
        "SYN 13 255 255 1 2\r\n",
        "Syn trid=13 list_version=255 settings_version=255 contacts=1 groups=2",
    );
    unknown(NS_SERVER, "SYN 1 255\r\n", "Syn trid=1 list_version=255");
    unknown(NS_SERVER, "SYN 8 255 1 2\r\n", "groups: missing at the end");
    unknown(NS_SERVER, "LST N=a@x F=n 3 1\r\n", "Lst passport=a@x nick=n lists=3 network=1");
    unknown(NS_SERVER, "LST N=a@x F=n 3 1 g\r\n", "Lst passport=a@x nick=n lists=3 network=1 groups=g");
    unknown(NS_SERVER, "LST N=a@x F=n 3\r\n", "Lst passport=a@x nick=n lists=3");
    unknown(NS_SERVER, "LSG Friends f60e\r\n", "Lsg group_name=Friends id=f60e");
    unknown(NS_SERVER, "REM 16 AL c@x\r\n", "Rem trid=16 list=AL contact=c@x");
    unknown(NS_CLIENT, "ADG 10 Co\r\n", "Adg trid=10 group_name=Co");
    // MSNP2 to 9, and none of it is later.
    unknown(NS_CLIENT, "ADD 12 FL a@x Al 0\r\n", "Add trid=12 list=FL passport=a@x nick=Al group=0");
}

/// `N=` is part of an address up to MSNP9; the last number a group, in MSNP12 a network.
#[test]
fn lst() {
    case(
        "LST N=h@x F=n 11 1\r\n",
        &[
            (NS_SERVER, 2..=7, "TrID: not a decimal number at N=h@x F=n 11 1"),
            (NS_SERVER, 8..=9, "Lst passport=N=h@x nick=F=n lists=11 groups=1"),
            (NS_SERVER, 10..=11, "Lst passport=h@x nick=n lists=11 groups=1"),
            (NS_SERVER, 12..=12, "Lst passport=h@x nick=n lists=11 network=1"),
        ],
    );
}

/// The `1`: a list version up to MSNP9, then a handle.
#[test]
fn bpr() {
    case(
        "BPR 1 PHH 555\r\n",
        &[
            (NS_SERVER, 5..=9, "Bpr list_version=1 property=PHH value=555"),
            (NS_SERVER, 10..=12, "Bpr passport=1 property=PHH value=555"),
        ],
    );
}

/// The `1`: a list version up to MSNP9, then a `TrID`.
#[test]
fn prp() {
    case(
        "PRP 1 PHH 5\r\n",
        &[
            (NS_SERVER, 5..=9, "Prp list_version=1 property=PHH value=5"),
            (NS_SERVER, 10..=21, "Prp trid=1 property=PHH value=5"),
            (NS_CLIENT, 5..=21, "Prp trid=1 property=PHH value=5"),
        ],
    );
}

/// The `5`, in the same way.
#[test]
fn gtc_and_blp() {
    case(
        "GTC 5 A\r\n",
        &[
            (NS_SERVER, 2..=9, "Gtc list_version=5 prompt=A"),
            (NS_SERVER, 10..=12, "Gtc trid=5 prompt=A"),
            (NS_CLIENT, 2..=12, "Gtc trid=5 prompt=A"),
        ],
    );
    case(
        "BLP 5 AL\r\n",
        &[
            (NS_SERVER, 2..=9, "Blp list_version=5 privacy=AL"),
            (NS_SERVER, 10..=21, "Blp trid=5 privacy=AL"),
            (NS_CLIENT, 2..=21, "Blp trid=5 privacy=AL"),
        ],
    );
}

/// In a `REG` the `1` and the `2` are number and name up to MSNP9, name and id from MSNP10. The `0` at the end is no
/// part of the form that clients have from MSNP10.
#[test]
fn adg_reg_rmg() {
    case(
        "ADG 10 5 1 0\r\n",
        &[
            (NS_SERVER, 7..=9, "Adg trid=10 list_version=5 group_name=1 id=0"),
            (NS_SERVER, 10..=12, "Adg trid=10 group_name=5 id=1 zero=0"),
        ],
    );
    case("ADG 10 5 1 2 0\r\n", &[(NS_SERVER, 7..=12, "Adg trid=10 list_version=5 group_name=1 id=2 zero=0")]);
    case(
        "ADG 10 5 0\r\n",
        &[
            (NS_CLIENT, 7..=9, "Adg trid=10 group_name=5 zero=0"),
            (NS_CLIENT, 10..=12, "parameter: trailing data at 0"),
        ],
    );
    case(
        "REG 14 5 1 2 0\r\n",
        &[
            (NS_SERVER, 7..=9, "Reg trid=14 list_version=5 id=1 group_name=2 zero=0"),
            (NS_SERVER, 10..=12, "Reg trid=14 list_version=5 group_name=1 id=2 zero=0"),
            (NS_CLIENT, 7..=9, "parameter: trailing data at 0"),
            (NS_CLIENT, 10..=12, "parameter: trailing data at 2 0"),
        ],
    );
    case(
        "REG 15 1 2 0\r\n",
        &[
            (NS_CLIENT, 7..=9, "Reg trid=15 id=1 group_name=2 zero=0"),
            (NS_CLIENT, 10..=12, "parameter: trailing data at 0"),
            (NS_SERVER, 7..=9, "Reg trid=15 list_version=1 id=2 group_name=0"),
            (NS_SERVER, 10..=12, "Reg trid=15 list_version=1 group_name=2 id=0"),
        ],
    );
    // Here the first number is a version or the group by who sends it; what an id looks like does not count.
    case(
        "RMG 15 1\r\n",
        &[
            (NS_CLIENT, 7..=12, "Rmg trid=15 id=1"),
            (NS_SERVER, 7..=9, "id: missing at the end"),
            (NS_SERVER, 10..=12, "Rmg trid=15 id=1"),
        ],
    );
    case(
        "RMG 15 1 3\r\n",
        &[
            (NS_CLIENT, 7..=12, "parameter: trailing data at 3"),
            (NS_SERVER, 7..=12, "Rmg trid=15 list_version=1 id=3"),
        ],
    );
}

/// The `5`: a list version up to MSNP9, then a contact, and what follows is a group.
#[test]
fn rem() {
    case(
        "REM 14 FL 5 d@x\r\n",
        &[
            (NS_SERVER, 2..=9, "Rem trid=14 list=FL list_version=5 contact=d@x"),
            (NS_SERVER, 10..=12, "Rem trid=14 list=FL contact=5 group=d@x"),
            (NS_CLIENT, 7..=12, "Rem trid=14 list=FL contact=5 group=d@x"),
        ],
    );
}

/// The `27`: what the client has, or what the server has, so that no lists follow. The bytes are the same.
#[test]
fn syn() {
    case(
        "SYN 5 27\r\n",
        &[
            (NS_CLIENT, 2..=9, "Syn trid=5 list_version=27"),
            (NS_SERVER, 2..=9, "Syn trid=5 list_version=27"),
            (NS_CLIENT, 10..=12, "settings version: missing at the end"),
            (NS_SERVER, 10..=12, "settings version: missing at the end"),
        ],
    );
}

/// A lone number is the `TrID`, a second one a length. Nothing else decides.
#[test]
fn uux() {
    for place in [NS_CLIENT, NS_SERVER] {
        case("UUX 6\r\nOUT\r\n", &[(place, 11..=21, "Uux trid=6; then OUT\r\n")]);
        case("UUX 6 0\r\nOUT\r\n", &[(place, 11..=21, "Uux trid=6 data=; then OUT\r\n")]);
        case("UUX 6 5\r\nOUT\r\n", &[(place, 11..=21, r"Uux trid=6 data=OUT\r\n")]);
    }
}

/// The last parameter, `OK` or a length; from a client it is always a length.
#[test]
fn adl() {
    case("ADL 5 OK\r\n", &[(NS_SERVER, 13..=21, "Adl trid=5 outcome=OK")]);
    case(
        "ADL 0 82\r\n",
        &[(NS_SERVER, 13..=21, "82 bytes are to come"), (NS_CLIENT, 13..=21, "82 bytes are to come")],
    );
    case(
        "ADL 0 9\r\n<ml></ml>",
        &[
            (NS_SERVER, 13..=21, "Adl trid=0 payload=<ml></ml>"),
            (NS_CLIENT, 13..=21, "Adl trid=0 contacts=<ml></ml>"),
        ],
    );
}

/// The second number: up to MSNP12 something that is told, from MSNP13 a length.
#[test]
fn numeric_reply() {
    case(
        "241 9 53\r\n",
        &[
            (NS_SERVER, 0..=12, "Failure code=241 trid=9 info=[53]"),
            (NS_SERVER, 13..=22, "53 bytes are to come"),
            (NS_SERVER, UNKNOWN, "53 bytes are to come"),
        ],
    );
    case(
        "241 9 5\r\nOUT\r\n",
        &[
            (NS_SERVER, 0..=12, "Failure code=241 trid=9 info=[5]; then OUT\r\n"),
            (NS_SERVER, 13..=22, r"Failure code=241 trid=9 payload=OUT\r\n"),
        ],
    );
}

/// Who has left a room, or how a file transfer went.
#[test]
fn bye() {
    case(
        "BYE h 1\r\n",
        &[
            (SB_SERVER, ALL, "Bye passport=h idle=1"),
            (FT_CLIENT, ALL, "code: not a decimal number at h 1"),
            (NS_SERVER, ALL, "verb: belongs to another link at BYE h 1"),
        ],
    );
    case(
        "BYE 16777989\r\n",
        &[
            (SB_SERVER, ALL, "Bye passport=16777989"),
            (FT_CLIENT, ALL, "Bye code=16777989"),
            (FT_SERVER, ALL, "Bye code=16777989"),
        ],
    );
}

/// The first parameter: a `TrID`, or on an MSNFTP link the first of the protocols, or who receives.
#[test]
fn ver_and_usr() {
    case(
        "VER 1 MSNP8\r\n",
        &[
            (NS_CLIENT, ALL, "Ver trid=1 dialects=[MSNP8]"),
            (NS_SERVER, ALL, "Ver trid=1 dialect=MSNP8"),
            (FT_CLIENT, ALL, "Ver protocols=[1 MSNP8]"),
            (FT_SERVER, ALL, "Ver protocols=[1 MSNP8]"),
        ],
    );
    case(
        "VER MSNFTP\r\n",
        &[
            (NS_CLIENT, ALL, "TrID: not a decimal number at MSNFTP"),
            (FT_CLIENT, ALL, "Ver protocols=[MSNFTP]"),
        ],
    );
    case(
        "USR a@x 93301\r\n",
        &[
            (NS_CLIENT, ALL, "TrID: not a decimal number at a@x 93301"),
            (SB_CLIENT, ALL, "TrID: not a decimal number at a@x 93301"),
            (FT_CLIENT, ALL, "Usr passport=a@x cookie=93301"),
        ],
    );
    case(
        "USR 1 2\r\n",
        &[
            (NS_CLIENT, ALL, "step: missing at the end"),
            (SB_CLIENT, ALL, "cookie: missing at the end"),
            (FT_CLIENT, ALL, "Usr passport=1 cookie=2"),
        ],
    );
    case(
        "USR 1 a@x S\r\n",
        &[
            (NS_CLIENT, ALL, "Usr trid=1 package=a@x step=S"),
            (SB_CLIENT, ALL, "Usr trid=1 passport=a@x cookie=S"),
            (FT_CLIENT, ALL, "parameter: trailing data at S"),
        ],
    );
}

/// Cookies and the ids of sessions: numbers with dots and numbers from most servers, hexadecimal digits from
/// others, and no bytes tell which. So they are bytes.
#[test]
fn session_ids_and_cookies() {
    case("CAL 2 RINGING 17220274\r\n", &[(SB_SERVER, ALL, "Cal trid=2 session_id=17220274")]);
    case("CAL 2 RINGING 017220274\r\n", &[(SB_SERVER, ALL, "Cal trid=2 session_id=017220274")]);
    case("CAL 2 RINGING 567c7cdaf3\r\n", &[(SB_SERVER, ALL, "Cal trid=2 session_id=567c7cdaf3")]);
    case("CAL 2 RINGING 5e7\r\n", &[(SB_SERVER, ALL, "Cal trid=2 session_id=5e7")]);
    for cookie in ["17220274.1093571988.7262", "2ef2dc94", "007"] {
        case(
            &format!("XFR 26 SB a:1 CKI {cookie}\r\n"),
            &[(NS_SERVER, 2..=12, &format!("Xfr trid=26 referral=SB address=a:1 cookie={cookie}"))],
        );
        case(
            &format!("ANS 1 a@x {cookie} 465209\r\n"),
            &[(SB_CLIENT, ALL, &format!("Ans trid=1 passport=a@x cookie={cookie} session_id=465209"))],
        );
    }
}

fn line(text: &str) -> Line<'_> {
    Line::parse(text.as_bytes()).unwrap()
}

/// The first number of a line is a `TrID`, or not, by the side that sends it and the dialect.
#[test]
fn numbers_in_front() {
    #[track_caller]
    fn case(text: &str, sender: Role, dialects: RangeInclusive<u8>, expected: Option<u32>) {
        for dialect in dialects.map(Dialect::new) {
            assert_eq!(
                line(text).trid(Context::new(Link::Notification, sender, dialect)),
                expected.map(TrId),
                "{dialect}"
            );
        }
    }
    use Role::{Client, Server};
    case("MSG 4 a 12", Client, ALL, Some(4));
    case("MSG 4 a 12", Server, ALL, None);
    case("USR 4 OK a@x 1 0", Server, ALL, Some(4));
    case("ILN 9 AWY h 1 5 0", Server, ALL, Some(9));
    case("NLN NLN h 1 x", Server, ALL, None);
    case("NLN 9 h 1 x", Server, ALL, None);
    case("SYN 5 27", Client, ALL, Some(5));
    case("SYN 5 27", Server, ALL, Some(5));
    case("CHL 0 15570131571988941333", Server, ALL, Some(0));
    case("LSG 0 Other%20Contacts 0", Server, 0..=7, Some(0));
    case("LSG 0 Other%20Contacts 0", Server, 8..=22, None);
    case("LST 1 BL 255 0 0", Server, 0..=7, Some(1));
    case("LST 1 n 3 0", Server, 8..=22, None);
    case("BPR 5 PHH x", Server, ALL, None);
    case("PRP 5 PHH x", Server, 0..=9, None);
    case("PRP 5 MFN x", Server, 10..=22, Some(5));
    case("PRP 1 256 PHH 5", Server, 0..=9, Some(1));
    case("GTC 1 255 A", Server, ALL, Some(1));
    case("GTC A", Server, ALL, None);
    case("REG 14 5 1 Wo%20rk 0", Server, ALL, Some(14));
    case("JOI 4 a", Server, ALL, None);
    case("BYE 4 1", Server, ALL, None);
    case("RNG 465209 a CKI b c d", Server, ALL, None);
    case("QNG 50", Server, ALL, None);
    case("OUT 5", Client, ALL, Some(5));
    case("PNG", Client, ALL, None);
    case("241 9 53", Server, ALL, Some(9));
    case("911", Server, ALL, None);
    case("UUX 6", Client, ALL, Some(6));
    case("CAL 4294967296 a", Client, ALL, None);
}

/// A number at the end is a length, or not, by the verb and the side that sends it. But for numeric replies that
/// is so in every dialect, also in one that does not have the verb.
#[test]
fn numbers_at_the_end() {
    #[track_caller]
    fn case(stream: &str, sender: Role, dialects: RangeInclusive<u8>, payload: Option<&str>) {
        for dialect in dialects.map(Dialect::new) {
            let mut splitter = Splitter::new(sender);
            splitter.set_dialect(dialect);
            let frame = splitter.next(stream.as_bytes()).unwrap().unwrap();
            assert_eq!(frame.payload(), payload.map(str::as_bytes), "{dialect}");
        }
    }
    use Role::{Client, Server};
    case("UUX 6\r\nOUT\r\n", Client, ALL, None);
    case("UUX 6\r\nOUT\r\n", Server, ALL, None);
    case("UUX 6 0\r\nOUT\r\n", Client, ALL, Some(""));
    case("UUX 6 0\r\nOUT\r\n", Server, ALL, Some(""));
    case("ADL 5 OK\r\n", Server, ALL, None);
    case("ADL 0 2\r\nhi", Server, ALL, Some("hi"));
    case("ADL 5 2\r\nhi", Client, ALL, Some("hi"));
    case("PUT 35 OK 2\r\nhi", Server, ALL, Some("hi"));
    case("PUT 35 OK 0\r\n", Server, ALL, Some(""));
    case("SDC 2 OK\r\n", Server, ALL, None);
    case("QRY 2 x 2\r\nhi", Client, ALL, Some("hi"));
    case("QRY 2\r\n", Server, ALL, None);
    case("GCF 6 Shields.xml\r\n", Client, ALL, None);
    case("GCF 6 Shields.xml 2\r\nhi", Server, ALL, Some("hi"));
    case("GCF 0 2\r\nhi", Server, ALL, Some("hi"));
    case("UBX 1:bob@example.com 0\r\n", Server, ALL, Some(""));
    case("NOT 2\r\nhi", Server, ALL, Some("hi"));
    case("MSG 2\r\nhi", Server, ALL, Some("hi"));
    case("241 9 2\r\nhi", Server, UNKNOWN, Some("hi"));
    case("241 9 x 2\r\n", Server, UNKNOWN, None);
    case("241 9\r\n", Server, UNKNOWN, None);
    case("2AB 9 2\r\n", Server, UNKNOWN, None);
    case("241 9 2\r\n", Client, UNKNOWN, None);
    for text in [
        "QNG 50",
        "SYN 5 27",
        "CAL 2 RINGING 17220274",
        "IRO 1 1 1 h 1234",
        "USR 4 OK h 1 0",
        "FLN h 1 0",
        "LST a b 3 0",
        "BYE h 1",
        "OUT RCT 5",
        "CHL 0 15570131571988941333",
        "ZZZ 1 2",
    ] {
        case(&format!("{text}\r\nOUT\r\n"), Server, ALL, None);
    }
}

/// No line of a file transfer has a payload.
#[test]
fn numbers_at_the_end_in_a_file_transfer() {
    let stream = b"VER MSNFTP\r\nUSR example@hotmail.com 93301\r\nMSG 1 N 5\r\nBYE 16777989\r\n";
    let mut splitter = Splitter::file_transfer(Role::Client);
    let lines: Vec<_> =
        splitter.frames(stream).map(|frame| frame.unwrap()).map(|f| (f.line(), f.payload())).collect();
    let expected = ["VER MSNFTP", "USR example@hotmail.com 93301", "MSG 1 N 5", "BYE 16777989"];
    assert_eq!(lines, expected.map(|text| (line(text), None)));
}
