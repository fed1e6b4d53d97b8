//! Law 11: a walk over a value and one over its bytes show the same fields, and each range holds what the
//! value says.

use super::{Msnp, all_rows};
use imwire::fields::{Field, Value, range};
use imwire::msnp::{
    Command, Context, Dialect, EncodeWith, Frame, Link, Role, Session, TABLES, Tolerant, ns, sb,
};
use imwire::{Encode, ErrorKind, Wire as _};
use imwire_testkit::laws::fields;
use std::collections::BTreeMap;

fn row(row: &Msnp<'_>) {
    let Ok(Some(frame)) = row.splitter().next(&row.bytes) else { return };
    fields::command(&frame, Session::known(row.link, row.dialect).context(row.sender));
}

#[test]
fn walks_agree_on_every_row() {
    let rows = all_rows();
    assert!(rows.len() > 500);
    rows.iter().for_each(row);
}

#[test]
fn trailing_parameters_are_shown_too() {
    let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP8);
    for (bytes, expected) in
        [(&b"CAL 2 RINGING 172 new  words\r\n"[..], &b"new  words"[..]), (b"MSG a@x Al  new 2\r\nhi", b"new")]
    {
        let frame = Frame::parse_with(bytes, cx).unwrap();
        let read = sb::ServerCommand::read_tolerant(&frame, cx.dialect).unwrap();
        assert_eq!(read.trailing.as_bytes(), expected);
        let mut found = None;
        let mut last = |field: &'static Field, _: Value<'_>, at: Option<&[u8]>| {
            if field.id == "msnp.trailing" {
                found = range(bytes, at.unwrap());
            }
        };
        Tolerant::<sb::ServerCommand<'_>>::walk(&frame, cx.dialect, &mut last).unwrap();
        assert_eq!(&bytes[found.unwrap()], expected);
    }
}

/// Of an id there is one kind, so that a program can register fields before it reads any; except where an answer
/// wraps what the request has plain.
#[test]
fn an_id_has_one_kind() {
    let mut kinds = BTreeMap::new();
    let mut records = 0;
    for record in TABLES.iter().flat_map(|table| table.rows).filter_map(|row| row.fields) {
        fields::kinds(record, &mut kinds);
        records += 1;
    }
    assert!(records > 100 && kinds.len() > 200, "{records} records, {} fields", kinds.len());
    assert!(kinds.contains_key("msnp.cal.session_id"));
    let several: Vec<_> = kinds.iter().filter(|(_, kinds)| kinds.len() > 1).map(|(id, _)| *id).collect();
    assert_eq!(several, ["msnp.blp.privacy", "msnp.gtc.prompt", "msnp.prp.property"], "{kinds:#?}");
}

/// The parameters that some senders leave out: strict reading refuses the line, tolerant reading takes it.
#[test]
fn what_is_expected_may_be_left_out() {
    #[track_caller]
    fn case<'a, C>(number: u8, bytes: &'a str, strict: &str, tolerant: &str)
    where
        C: Command<'a> + std::fmt::Display + EncodeWith,
    {
        let dialect = Dialect::new(number);
        let frame =
            Frame::parse_with(bytes.as_bytes(), Context::new(C::LINK, C::ROLE.unwrap(), dialect)).unwrap();
        assert_eq!(C::read(&frame, dialect).err().unwrap().to_string(), strict);
        let read = C::read_tolerant(&frame, dialect).unwrap();
        assert_eq!(read.to_string(), tolerant);
        assert_eq!(read.encode_into(&mut [0; 64]).unwrap(), bytes.as_bytes());
        // What strict readers refuse does not pass.
        assert_eq!(read.check(dialect).unwrap_err().kind(), ErrorKind::Missing);
    }
    use ns::{ClientCommand as ToNs, ServerCommand as Ns};
    use sb::ServerCommand as Sb;
    case::<Sb<'_>>(8, "JOI bob@x\r\n", "nick: missing at byte 9", "Joi passport=bob@x");
    case::<Sb<'_>>(
        8,
        "IRO 1 1 2 a@x\r\n",
        "nick: missing at byte 13",
        "Iro trid=1 index=1 total=2 passport=a@x",
    );
    // What a dialect has: servers of old dialects, and of several at once, leave it out.
    case::<Sb<'_>>(13, "JOI a@x A\r\n", "capabilities: missing at byte 9", "Joi passport=a@x nick=A");
    case::<Ns<'_>>(
        8,
        "NLN BSY a@x A\r\n",
        "capabilities: missing at byte 13",
        "Nln status=BUSY contact={passport=a@x nick=A}",
    );
    case::<Ns<'_>>(
        14,
        "FLN a@x 1\r\n",
        "capabilities: missing at byte 9",
        "Fln passport=a@x network=WINDOWS_LIVE",
    );
    case::<Ns<'_>>(14, "FLN a@x\r\n", "network: missing at byte 7", "Fln passport=a@x");
    case::<Ns<'_>>(
        15,
        "UBX a@x 2\r\nhi",
        "payload length: missing at byte 9",
        "Ubx passport=a@x data=\"hi\"",
    );
    case::<Ns<'_>>(
        12,
        "LST N=a@x F=A 2\r\n",
        "network: missing at byte 15",
        "LstReply contact={identified={passport=a@x nick=A lists=ALLOW}}",
    );
    case::<Ns<'_>>(
        7,
        "USR 3 OK a@x A\r\n",
        "verified: missing at byte 14",
        "UsrReply trid=3 step={accepted={passport=a@x nick=A}}",
    );
    case::<Ns<'_>>(
        11,
        "SYN 5 12\r\n",
        "settings version: missing at byte 8",
        "SynReply trid=5 list_version=12",
    );
    case::<ToNs<'_>>(8, "ADG 25 Work\r\n", "zero: missing at byte 11", "Adg trid=25 group_name=Work");
    case::<ToNs<'_>>(
        8,
        "REG 25 15 Work\r\n",
        "zero: missing at byte 14",
        "Reg trid=25 id=15 group_name=Work",
    );
    case::<ToNs<'_>>(
        11,
        "SBP 8 c1f9 PHM\r\n",
        "value: missing at byte 14",
        "Sbp trid=8 id=c1f9 property=PHONE_MOBILE",
    );
}
