//! Law 11: a walk over a value and one over its bytes show the same fields, and each range holds what the
//! value says.

use super::{Msnp, all_rows};
use imwire::fields::{Coding, Field, Fields, Kind, Record, Tree, TreeVisitor, Value, Walk, range, walk_tree};
use imwire::msnp::{
    AnyCommand, Command as _, Context, Dialect, Frame, Link, Role, Session, TABLES, Tolerant, sb,
};
use imwire::{Encode, Wire};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a walk shows: each leaf with its path, each record and list where it begins.
#[derive(Default)]
struct Seen {
    /// The records that it is in.
    within: Vec<&'static Record>,
    input: Vec<u8>,
    base: usize,
    shown: Vec<(String, String)>,
    ranges: Vec<Option<Range<usize>>>,
    leaves: Vec<(&'static Field, Vec<u8>, Option<Range<usize>>)>,
}

impl Seen {
    fn new(record: &'static Record, input: &[u8]) -> Self {
        let base = input.as_ptr() as usize;
        Self { within: vec![record], input: input.to_vec(), base, ..Self::default() }
    }

    fn note(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> Option<Range<usize>> {
        let record = self.within.last().expect("a record");
        let listed = record.fields.contains(field) || record.fields.is_empty();
        assert!(listed, "{} is not in the table of {}", field.id, record.id);
        self.shown.push((field.id.to_owned(), format!("{value:?}")));
        let at = at.map(|at| {
            let start = (at.as_ptr() as usize).checked_sub(self.base).expect("inside the input");
            assert!(start + at.len() <= self.input.len(), "{} ends outside the input", field.id);
            start..start + at.len()
        });
        self.ranges.push(at.clone());
        at
    }
}

impl TreeVisitor for Seen {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let at = self.note(field, value, at);
        let text = match (value, field.kind) {
            (Value::Number(number), Kind::Number(_) | Kind::Enum(_) | Kind::Flags(_)) => {
                number.to_string().into_bytes()
            }
            (Value::Text(text), Kind::Text | Kind::Word(_)) => text.to_vec(),
            (Value::Bytes(bytes), Kind::Bytes) => bytes.to_vec(),
            (Value::Encoded(bytes), Kind::Encoded(Coding::Percent)) => bytes.to_vec(),
            (value, kind) => panic!("{}: {value:?} is not {kind:?}", field.id),
        };
        self.leaves.push((field, text, at));
    }

    fn enter(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool {
        self.note(field, value, at);
        let (Value::Record(inner) | Value::List(inner)) = value else { panic!("{value:?}") };
        match (value, field.kind) {
            (Value::Record(_), Kind::Record(record)) => assert_eq!(inner.record(), record),
            (Value::List(_), Kind::List(_)) => {}
            (value, kind) => panic!("{}: {value:?} is not {kind:?}", field.id),
        }
        self.within.push(inner.record());
        true
    }

    fn leave(&mut self, _: &'static Field) {
        self.within.pop();
    }
}

/// Both walks show the same, and the bytes of each leaf hold its value.
fn agree(value: &dyn Fields, input: &[u8], walk: impl FnOnce(&mut dyn TreeVisitor)) {
    let mut of_value = Seen::new(value.record(), input);
    walk_tree(value, &mut of_value);
    assert!(of_value.ranges.iter().all(Option::is_none), "{:?}", of_value.shown);

    let mut of_bytes = Seen::new(value.record(), input);
    walk(&mut of_bytes);
    assert_eq!(of_bytes.shown, of_value.shown, "{}", input.escape_ascii());

    let mut end = 0;
    for (field, text, at) in of_bytes.leaves {
        let at = at.unwrap_or_else(|| panic!("{} has no bytes", field.id));
        let found = &input[at.clone()];
        let same = match field.kind {
            // As many zeros in front as the sender likes.
            Kind::Number(_) | Kind::Enum(_) | Kind::Flags(_) => {
                std::str::from_utf8(found).unwrap().parse::<u64>().unwrap().to_string().as_bytes() == text
            }
            _ => found == text,
        };
        assert!(same, "{} is {} in {}", field.id, text.escape_ascii(), input.escape_ascii());
        assert!(end <= at.start, "{} is before the field before it", field.id);
        end = at.end;
    }
}

fn row(row: &Msnp<'_>) {
    let Ok(Some(frame)) = row.splitter().next(&row.bytes) else { return };
    let cx = Session::known(row.link, row.dialect).context(row.sender);
    let Ok(command) = AnyCommand::read(&frame, cx) else { return };
    agree(&command, frame.raw(), |seen| {
        AnyCommand::walk(frame.raw(), cx, &mut Tree::new(seen)).unwrap();
    });
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
    fn note(record: &'static Record, kinds: &mut BTreeMap<&'static str, BTreeSet<String>>) {
        for field in record.fields {
            let kind = match field.kind {
                Kind::Record(inner) => {
                    note(inner, kinds);
                    "record".to_owned()
                }
                Kind::List(item) => format!("list of {}", item.id),
                // The names of one set may be those of another's subset.
                Kind::Word(_) => "word".to_owned(),
                kind => format!("{kind:?}"),
            };
            kinds.entry(field.id).or_default().insert(kind);
        }
    }
    let mut kinds = BTreeMap::new();
    let mut records = 0;
    for record in TABLES.iter().flat_map(|table| table.rows).filter_map(|row| row.fields) {
        note(record, &mut kinds);
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
