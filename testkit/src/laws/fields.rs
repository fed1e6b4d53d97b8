//! Law 11: a walk over a value and one over its bytes show the same fields, and each range holds what the
//! value says.

use crate::recorder::quoted;
use imwire::Wire;
use imwire::fields::{
    Encoding, Field, Fields, Kind, Record, Show, Tree, TreeVisitor, Value, Walk, range, records, walk_tree,
};
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictRecipient, Dictionary, EntryDict,
    IpDict,
};
use imwire::ipmsg::{Attachment, Body, CommandWord, DirEntry, Packet};
use imwire::msnp::{AnyCommand, Context, Dialect, Frame, Link, Role};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;
use std::ops::Range;
use std::sync::OnceLock;

/// Law 11 for bytes as a packet.
#[track_caller]
pub fn packet(input: &[u8]) {
    of::<Packet<'_>>(input, ());
}

/// Law 11 for bytes as the additional section of a command.
#[track_caller]
pub fn body(input: &[u8], word: CommandWord) {
    of::<Body<'_>>(input, word);
}

/// Law 11 for bytes as the parts of packets that are read alone: a file that a message offers, a record of a
/// directory stream.
#[track_caller]
pub fn leaves(input: &[u8]) {
    of::<Attachment<'_>>(input, ());
    of::<DirEntry<'_>>(input, ());
}

/// Law 11 for bytes as a dictionary in its frame, and as what one can be.
#[track_caller]
pub fn dictionary(input: &[u8]) {
    of::<IpDict<'_>>(input, ());
    of::<Dictionary<'_>>(input, ());
    of::<DictPacket<'_>>(input, ());
    of::<DictEncrypted<'_>>(input, ());
    of::<EntryDict<'_>>(input, ());
}

/// Law 11 for bytes as entries without a frame, and as the records that they can be.
#[track_caller]
pub fn content(input: &[u8]) {
    of::<Dict<'_>>(input, ());
    of::<DictRecipient<'_>>(input, ());
    of::<DictFile<'_>>(input, ());
    of::<DictHost<'_>>(input, ());
    of::<DictNetwork<'_>>(input, ());
}

/// Law 11 for bytes as a command of any table of MSNP.
#[track_caller]
pub fn commands(input: &[u8], dialect: Dialect) {
    for link in [Link::Notification, Link::Switchboard, Link::FileTransfer] {
        for role in [Role::Client, Role::Server] {
            let cx = Context::new(link, role, dialect);
            if let Ok(frame) = Frame::parse_with(input, cx) {
                command(&frame, cx);
            }
        }
    }
}

/// Law 11 for a command of MSNP.
#[track_caller]
pub fn command(frame: &Frame<'_>, cx: Context) {
    let Ok(command) = AnyCommand::read(frame, cx) else { return };
    agree(&command, frame.raw(), |tree| AnyCommand::walk(frame.raw(), cx, tree).expect("it was read"));
}

/// Law 11 for bytes as a value of that type.
#[track_caller]
pub fn of<'a, T: Walk<'a, Context: Debug>>(input: &'a [u8], cx: T::Context) {
    match T::parse_with(input, cx) {
        Ok(value) => agree(&value, input, |tree| T::walk(input, cx, tree).expect("it was read")),
        Err(error) => {
            let walked = T::walk(input, cx, &mut |_: &_, _: Value<'_>, _: Option<&[u8]>| {});
            assert_eq!(walked, Err(error), "fields: {} in {cx:?}", quoted(input));
        }
    }
}

/// Whether the record is one of [`records`] or inside one; without fields, whether one of its name is.
fn is_listed(record: &'static Record) -> bool {
    type Listed = HashMap<(&'static str, &'static str), HashSet<&'static Record>>;
    static LISTED: OnceLock<Listed> = OnceLock::new();
    fn note(record: &'static Record, listed: &mut Listed) {
        if listed.entry((record.id, record.name)).or_default().insert(record) {
            record.inner().for_each(|inner| note(inner, listed));
        }
    }
    let listed = LISTED.get_or_init(|| {
        let mut listed = Listed::new();
        records().for_each(|record| note(record, &mut listed));
        listed
    });
    let found = listed.get(&(record.id, record.name));
    found.is_some_and(|found| record.fields.is_empty() || found.contains(record))
}

/// What of law 11 holds for a value that was not read: its record is among all records of the crate, and each
/// field is in the table of its record and of its kind.
#[track_caller]
pub fn shown(value: &dyn Fields) {
    walk_tree(value, &mut Seen::new(value.record(), &[], false));
}

/// Both walks show the same, and the bytes of each leaf hold its value, in wire order.
#[track_caller]
pub fn agree(value: &dyn Fields, input: &[u8], walk: impl FnOnce(&mut Tree<'_>)) {
    let mut of_value = Seen::new(value.record(), input, false);
    walk_tree(value, &mut of_value);
    let mut of_bytes = Seen::new(value.record(), input, true);
    walk(&mut Tree::new(&mut of_bytes));
    assert_eq!(of_bytes.shown, of_value.shown, "fields: of {}", quoted(input));
    #[cfg(feature = "serde")]
    serde_json::to_writer(std::io::sink(), value).expect("fields: what is shown is serialized");
}

/// The numbers that are hexadecimal on the wire.
const HEX: &[&str] = &[
    "ipmsg.attachment.id",
    "ipmsg.attachment.size",
    "ipmsg.attachment.mtime",
    "ipmsg.attachment.word",
    "ipmsg.client_version.client",
    // All numbers of dictionaries.
    "ipmsg.dict.",
    "ipmsg.dir_entry.size",
    "ipmsg.dir_entry.word",
    "ipmsg.encrypted.capabilities",
    "ipmsg.ext_attribute.key",
    "ipmsg.file_cipher.capabilities",
    "ipmsg.file_cipher.packet_no",
    "ipmsg.file_request.packet_no",
    "ipmsg.file_request.file_id",
    "ipmsg.file_request.offset",
    "ipmsg.key_request.capabilities",
    "ipmsg.public_key.capabilities",
    "ipmsg.public_key.exponent",
];

/// The numbers that are shown if nothing is there: what its absence means.
const IMPLIED: &[&str] = &["ipmsg.attachment.word", "ipmsg.list_start.start"];

/// Yes or no, where any number that is not 0 is yes.
const TRUTH: &[&str] = &["ipmsg.dict.ACT", "ipmsg.dict.DRB"];

/// The records whose fields come from anywhere: the keys of a dictionary have no order.
const KEYED: &str = "ipmsg.dict_";

/// The records whose numbers are bytes, the low one first.
const LITTLE: &[&str] = &["msnp.v1_packet", "msnp.file_context", "msnp.session_text", "msnp.webcam_frame"];

/// The records whose numbers are bytes, the high one first.
const BIG: &[&str] = &["msnp.v2_packet", "msnp.v2_data", "msnp.tlv"];

/// The flags that are true if there are bytes.
const PRESENT: &[&str] = &[
    "msnp.body_end.empty_line",
    "msnp.body_end.nul",
    "msnp.session_text.nul",
    "msnp.wide_ink.nul",
    "msnp.webcam_frame.has_codec",
    "msnp.gateway_answer.is_closed",
    "msnp.mail_data.is_too_large",
    "msnp.sign_out.is_last",
];

/// The texts that are a GUID, in either case, with braces or without.
const GUIDS: &[&str] =
    &["msnp.session_body.euf_guid", "msnp.transport_body.nonce", "msnp.transport_body.hashed_nonce"];

/// How the number of a payload is on the wire; `None` for all other fields.
fn in_payload(field: &'static Field, found: &[u8]) -> Option<u64> {
    let (record, name) = field.id.rsplit_once('.')?;
    let text = || std::str::from_utf8(found.trim_ascii()).ok();
    if PRESENT.contains(&field.id) {
        return Some((!found.is_empty()).into());
    }
    match (record, name) {
        ("msnp.v2_data", "first") => return Some(u64::from(*found.first()?) & 1),
        ("msnp.v2_data", "kind") => return Some(u64::from(*found.first()?) & !1),
        ("msnp.format", "effects") => {
            return Some(imwire::msnp::payload::text::Effects::from_letters(found).bits().into());
        }
        // An absent or empty one is 0.
        ("msnp.format", _) => return text().and_then(|text| u64::from_str_radix(text, 16).ok()).or(Some(0)),
        ("msnp.activity_context", _) => {
            let digits: Vec<u8> = found.iter().copied().filter(|byte| *byte != 0).collect();
            return std::str::from_utf8(&digits).ok()?.parse().ok();
        }
        ("msnp.current_media", "is_shown") if found.is_empty() => return None,
        _ => {}
    }
    let bytes = found.len() <= 8;
    // The footer is the other way round.
    if LITTLE.contains(&record) && name != "footer" && bytes {
        return Some(found.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
    }
    if (BIG.contains(&record) || name == "footer") && bytes {
        return Some(found.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
    }
    match text()? {
        text if text.eq_ignore_ascii_case("true") => Some(1),
        text if text.eq_ignore_ascii_case("false") => Some(0),
        text => text.parse().ok(),
    }
}

/// What a walk shows: each leaf with its value, each record and list where it begins.
struct Seen<'i> {
    input: &'i [u8],
    /// The walk knows the bytes.
    placed: bool,
    /// The records that it is in, and how many of them are derived.
    within: Vec<&'static Record>,
    derived: Vec<bool>,
    /// Where the last field was.
    last: Range<usize>,
    shown: Vec<(&'static str, String)>,
}

impl<'i> Seen<'i> {
    #[track_caller]
    fn new(record: &'static Record, input: &'i [u8], placed: bool) -> Self {
        assert!(is_listed(record), "fields: {record:?} is not among the records of the crate");
        Self { input, placed, within: vec![record], derived: Vec::new(), last: 0..0, shown: Vec::new() }
    }

    #[track_caller]
    fn note(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> Option<Range<usize>> {
        let record = self.within.last().expect("a record");
        let listed = record.fields.contains(field) || record.fields.is_empty();
        assert!(listed, "fields: {} is not in the table of {}", field.id, record.id);
        self.shown.push((field.id, format!("{value:?}")));
        assert_eq!(at.is_some(), self.placed, "fields: {} in {}", field.id, quoted(self.input));
        at.map(|at| match range(self.input, at) {
            Some(range) => range,
            None => panic!("fields: the bytes of {} are not in {}", field.id, quoted(self.input)),
        })
    }

    /// The bytes hold what the value says.
    fn holds(&self, field: &'static Field, value: Value<'_>, found: &[u8]) -> bool {
        let number = |radix| {
            let text = std::str::from_utf8(found).ok()?;
            i128::from_str_radix(text, radix).ok()
        };
        let hex = HEX.iter().any(|id| *id == field.id || id.ends_with('.') && field.id.starts_with(id));
        let radix = if hex { 16 } else { 10 };
        match value {
            Value::Number(value) if in_payload(field, found) == Some(value) => true,
            // A digit that is written as an entity.
            Value::Number(_) if field.id == "msnp.current_media.is_shown" => found.is_empty(),
            Value::Text(guid) if GUIDS.contains(&field.id) => {
                let found = found.trim_ascii();
                found.eq_ignore_ascii_case(guid) || found.eq_ignore_ascii_case(&guid[1..37])
            }
            Value::Number(0 | 1) if found.is_empty() => IMPLIED.contains(&field.id),
            Value::Number(1) if TRUTH.contains(&field.id) => number(radix).is_some_and(|number| number != 0),
            Value::Number(value) => number(radix).is_some_and(|number| {
                number == value.into() || number < 0 && number.rem_euclid(1 << 32) == value.into()
            }),
            Value::Signed(value) if field.id.starts_with("msnp.") => {
                let text = std::str::from_utf8(found.trim_ascii());
                text.is_ok_and(|text| i64::from_str_radix(text, radix) == Ok(value))
            }
            Value::Signed(value) => number(radix) == Some(value.into()),
            Value::Text(bytes) | Value::Bytes(bytes) | Value::Encoded(bytes) => bytes == found,
            _ => true,
        }
    }
}

impl TreeVisitor for Seen<'_> {
    #[track_caller]
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let at = self.note(field, value, at);
        let fits = match (value, field.kind) {
            (Value::Number(number), Kind::Number(Show::Bool)) => number < 2,
            (Value::Number(_), Kind::Number(_) | Kind::Enum(_) | Kind::Flags(_))
            | (Value::Signed(_), Kind::Number(_))
            | (Value::Text(_), Kind::Text | Kind::Word(_))
            | (Value::Bytes(_), Kind::Bytes)
            | (Value::Encoded(_), Kind::Encoded(_)) => true,
            // Made, not read; or of a sender that chose not to turn it round.
            (Value::Bytes(_), Kind::Encoded(coding)) => !self.placed || coding == Encoding::Reversed,
            (Value::Error(error), _) => {
                let inside = error.at() <= self.input.len() || !self.placed;
                assert!(inside, "fields: {error} in {}", quoted(self.input));
                true
            }
            _ => false,
        };
        assert!(fits, "fields: {}: {value:?} is not {:?}", field.id, field.kind);
        let Some(at) = at else { return };
        if !field.derived {
            let found = self.input.get(at.clone()).unwrap_or_default();
            let holds = self.holds(field, value, found);
            assert!(
                holds,
                "fields: {} is {value:?} in {}; if it is hexadecimal there, it is a line of HEX in {}",
                field.id,
                quoted(self.input),
                file!()
            );
        }
        let keyed =
            self.within.iter().any(|record| record.id.starts_with(KEYED) && record.id != "ipmsg.dict_entry");
        let is_free = keyed || self.within.iter().any(|record| record.any_order);
        // What has no bytes has no place in the order.
        if !field.derived && !is_free && !self.derived.contains(&true) && !at.is_empty() {
            // Several bits of one byte are fields of their own.
            let is_next = self.last.end <= at.start || self.last == at;
            assert!(is_next, "fields: {} in {}", field.id, quoted(self.input));
            self.last = at;
        }
    }

    #[track_caller]
    fn enter(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool {
        self.note(field, value, at);
        let (Value::Record(inner) | Value::List(inner)) = value else { panic!("{value:?}") };
        match (value, field.kind) {
            (Value::Record(_), Kind::Record(record)) => assert_eq!(inner.record(), record),
            (Value::List(_), Kind::List(_)) => {}
            (value, kind) => panic!("fields: {}: {value:?} is not {kind:?}", field.id),
        }
        self.within.push(inner.record());
        assert!(self.within.len() < 48, "fields: no value is as deep");
        self.derived.push(field.derived);
        true
    }

    fn leave(&mut self, _: &'static Field) {
        self.within.pop();
        self.derived.pop();
    }
}

/// The kinds of each id in these records and those in them: a program can register fields before it reads
/// any.
pub fn kinds(record: &'static Record, kinds: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    fn note(field: &'static Field, kinds: &mut BTreeMap<&'static str, BTreeSet<String>>) {
        let kind = match field.kind {
            Kind::Record(inner) => {
                // A record may lead to itself.
                if kinds.entry(field.id).or_default().insert("record".to_owned()) {
                    self::kinds(inner, kinds);
                }
                return;
            }
            Kind::List(item) => {
                if kinds.get(item.id).is_none() {
                    note(item, kinds);
                }
                format!("list of {}", item.id)
            }
            // The names of one set may be those of another's subset.
            Kind::Word(_) => "word".to_owned(),
            kind => format!("{kind:?}"),
        };
        kinds.entry(field.id).or_default().insert(kind);
    }
    record.fields.iter().for_each(|field| note(field, kinds));
}
