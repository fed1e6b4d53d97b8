//! The field table and the walks agree: whatever a sample shows is in the table, in its record, and as the table says.

use imwire::Wire;
use imwire::fields::{Encoding, Field, Fields, Kind, Record, TreeVisitor, Value, records, walk_tree};
use imwire::ipmsg::dict::{Dictionary, EntryDict};
use imwire::ipmsg::{DirEntry, Packet};
use imwire::msnp::payload::Content;
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::mail::OfflineMessage;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::p2p::{Carrier, V1Packet, V2Packet};
use imwire::msnp::payload::xml::{
    ContactList, CurrentMedia, Element, MailData, Notification, Page, PersonalData, Policies,
};
use imwire::msnp::{AnyCommand, Context};
use imwire_testkit::rows;
use std::collections::{BTreeMap, HashSet};

const IPMSG: &str = include_str!("vectors/ipmsg.txt");
const MSNP: [&str; 2] = [include_str!("vectors/msnp.txt"), include_str!("vectors/msnp-derived.txt")];

const PAYLOADS: [&str; 2] =
    [include_str!("vectors/payload-text.txt"), include_str!("vectors/payload-p2p.txt")];

/// The fields of the table by id, with the records that have them.
#[derive(Default)]
struct Schema {
    fields: BTreeMap<&'static str, Vec<Field>>,
    records: BTreeMap<&'static str, Vec<&'static Record>>,
    /// Ids of fields that were shown.
    shown: BTreeMap<&'static str, usize>,
}

impl Schema {
    fn new() -> Self {
        let mut schema = Self::default();
        records().for_each(|record| schema.note(record));
        schema
    }

    fn note(&mut self, record: &'static Record) {
        let rows = self.records.entry(record.id).or_default();
        if rows.iter().any(|row| std::ptr::eq(*row, record)) {
            return;
        }
        rows.push(record);
        for field in record.fields {
            self.fields.entry(field.id).or_default().push(*field);
            if let Kind::List(item) = field.kind {
                self.fields.entry(item.id).or_default().push(*item);
            }
        }
        record.inner().for_each(|inner| self.note(inner));
    }

    fn see(&mut self, value: &dyn Fields) {
        walk_tree(value, self);
    }

    #[track_caller]
    fn check(&mut self, field: &'static Field, value: Value<'_>) {
        let rows = self.fields.get(field.id);
        assert!(rows.is_some_and(|rows| rows.contains(field)), "{} is not in the table: {field:?}", field.id);
        *self.shown.entry(field.id).or_default() += 1;
        let fits = match (field.kind, value) {
            (Kind::Number(_), Value::Number(_) | Value::Signed(_)) => true,
            (Kind::Enum(_) | Kind::Flags(_), Value::Number(_)) => true,
            (Kind::Word(_) | Kind::Text, Value::Text(_)) => true,
            (Kind::Bytes, Value::Bytes(_)) => true,
            (Kind::Encoded(_), Value::Encoded(_) | Value::Bytes(_)) => true,
            (Kind::Record(row), Value::Record(inner)) => row.id == inner.record().id,
            (Kind::List(_), Value::List(_)) | (_, Value::Error(_)) => true,
            _ => false,
        };
        assert!(fits, "{}: {value:?} is no {:?}", field.id, field.kind);
    }
}

impl TreeVisitor for Schema {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, _: Option<&[u8]>) {
        self.check(field, value);
    }

    fn enter(&mut self, field: &'static Field, value: Value<'_>, _: Option<&[u8]>) -> bool {
        self.check(field, value);
        if let Value::Record(inner) = value {
            let (record, mut count) = (inner.record(), 0);
            let rows =
                self.records.get(record.id).unwrap_or_else(|| panic!("{} is not in the table", record.id));
            assert!(rows.contains(&record), "{record:?}");
            inner.fields(&mut |field: &'static Field, _: Value<'_>, _: Option<&[u8]>| {
                // A dictionary inside a dictionary is one without fields in the table, which has an end.
                let has = |row: &&Record| row.name == record.name && row.fields.contains(field);
                assert!(rows.iter().any(has), "{} is not in {record:?}", field.id);
                count += 1;
            });
            assert!(!record.choice || count <= 1, "{} has {count} forms", record.id);
        }
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}

#[test]
fn ids_are_paths() {
    let schema = Schema::new();
    assert!(schema.records.len() > 150 && schema.fields.len() > 500);
    for (id, fields) in &schema.fields {
        let protocol = id.split('.').next().unwrap();
        assert!(["ipmsg", "msnp"].contains(&protocol), "{id}");
        assert!(!fields[0].name().is_empty() && id.is_ascii(), "{id}");
    }
    let has =
        |id: &str, kind: Kind| assert!(schema.fields[id].iter().any(|field| field.kind == kind), "{id}");
    has("ipmsg.packet.user", Kind::Text);
    has("msnp.cal.session_id", Kind::Text);
    has("msnp.joi.nick", Kind::Encoded(Encoding::Percent));
}

/// Bytes as every type of payload that they can be.
fn payload(schema: &mut Schema, bytes: &[u8]) {
    // In a message some come after its header lines.
    let body = Mime::parse(bytes).map_or(bytes, |mime| mime.body);
    V1Packet::parse_with(body, Carrier::MESSAGE).iter().for_each(|value| schema.see(value));
    V2Packet::parse_with(body, Carrier::MESSAGE).iter().for_each(|value| schema.see(value));
    macro_rules! each {
        ($($ty:ident)*) => {$($ty::parse(bytes).iter().for_each(|value| schema.see(value));)*};
    }
    each!(Content Blocks OfflineMessage ContactList CurrentMedia Element MailData Notification Page PersonalData Policies);
}

#[test]
fn every_sample_is_as_the_table_says() {
    let mut schema = Schema::new();
    for row in rows::ipmsg(IPMSG) {
        let bytes = &row.bytes;
        Packet::parse(bytes).iter().for_each(|value| schema.see(value));
        Dictionary::parse(bytes).iter().for_each(|value| schema.see(value));
        DirEntry::parse(bytes).iter().for_each(|value| schema.see(value));
        EntryDict::parse(bytes).iter().for_each(|value| schema.see(value));
    }
    for row in MSNP.iter().flat_map(|file| rows::msnp(file)) {
        for frame in row.splitter().frames(&row.bytes).flatten() {
            let cx = Context::new(row.link, row.sender, row.dialect);
            AnyCommand::read_tolerant(&frame, cx).iter().for_each(|value| schema.see(value));
            payload(&mut schema, frame.payload().unwrap_or_default());
        }
    }
    for row in PAYLOADS.iter().flat_map(|file| file.lines()).filter(|row| !row.starts_with('#')) {
        let Some(bytes) = row.split('\t').nth(2) else { continue };
        payload(&mut schema, &rows::unescape(bytes).unwrap());
    }
    assert!(schema.shown.len() > 350, "{} of {} fields were shown", schema.shown.len(), schema.fields.len());
}

/// Commands without parameters have no field by which they could be told apart.
#[test]
fn records_without_fields_are_told_apart() {
    let empty = || records().filter(|record| record.fields.is_empty());
    let names: HashSet<_> = empty().map(|record| record.id).collect();
    assert!(names.len() > 2, "{names:?}");
    assert_eq!(empty().collect::<HashSet<_>>().len(), names.len());
}
