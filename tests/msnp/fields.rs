//! Law 11: a walk over a value and one over its bytes show the same fields, and each range holds what the
//! value says.

use super::{Msnp, all_rows};
use imwire::fields::{Field, Value, range};
use imwire::msnp::{Command as _, Context, Dialect, Frame, Link, Role, Session, TABLES, Tolerant, sb};
use imwire::{Encode, Wire as _};
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
    fn case(bytes: &[u8], strict: &str, tolerant: &str) {
        let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP8);
        let frame = Frame::parse_with(bytes, cx).unwrap();
        assert_eq!(sb::ServerCommand::read(&frame, cx.dialect).unwrap_err().to_string(), strict);
        let read = sb::ServerCommand::read_tolerant(&frame, cx.dialect).unwrap();
        assert_eq!(read.to_string(), tolerant);
        assert_eq!(read.encode_into(&mut [0; 64]).unwrap(), bytes);
        // What strict readers refuse does not pass.
        assert_eq!(read.check(cx.dialect).unwrap_err().part().name(), "nick");
    }
    case(b"JOI bob@example.com\r\n", "nick: missing at byte 19", "Joi passport=bob@example.com");
    case(b"IRO 1 1 2 a@x\r\n", "nick: missing at byte 13", "Iro trid=1 index=1 total=2 passport=a@x");
}
