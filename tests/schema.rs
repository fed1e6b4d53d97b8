//! The field table and the walks agree: whatever a sample shows is in the table, in its record, and as the table says;
//! and some sample shows each field of the table.

use arbitrary::Unstructured;
use imwire::Wire;
use imwire::fields::{
    Encoding, Field, Fields, Kind, Record, Tree, TreeVisitor, Value, Walk, records, walk_tree,
};
use imwire::ipmsg::dict::{Dict, Dictionary, EntryDict};
use imwire::ipmsg::feiq::{GroupCipher, GroupText, ImageAck};
use imwire::ipmsg::{DirEntry, DirReader, Packet};
use imwire::msnp::payload::Content;
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::mail::OfflineMessage;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::p2p::{Carrier, V1Packet, V2Packet};
use imwire::msnp::payload::slp::{SessionBody, TransportBody};
use imwire::msnp::payload::xml::{
    ContactList, CurrentMedia, Element, MailData, Notification, Page, PersonalData, Policies,
};
use imwire::msnp::{AnyCommand, Context, Dialect, Frame, Link, Role};
use imwire_testkit::generate::{self, Shelves};
use imwire_testkit::{payloads, rows};
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
    shown: HashSet<&'static str>,
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
        // Of a row that has no type of its own.
        if field.id.starts_with("payload.") {
            return;
        }
        let rows = self.fields.get(field.id);
        assert!(rows.is_some_and(|rows| rows.contains(field)), "{} is not in the table: {field:?}", field.id);
        self.shown.insert(field.id);
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

/// What no sample of payloads has: kind and bytes.
const MORE: &[&str] = &[
    "xml:data <Data><RUM>1</RUM><UTL>2</UTL><MFN>3</MFN><UserTileLocation>4</UserTileLocation>\
        <FriendlyName>5</FriendlyName><PrivateEndpointData id=\"{6}\"><EpName>7</EpName></PrivateEndpointData>\
        <Other>8</Other></Data>",
    "xml:ml <ml><d n=\"a.example\"><c n=\"b\" l=\"3\" t=\"1\" x=\"y\"/></d></ml>",
    "mime:* MIME-Version: 1.0\\r\\nContent-Type: image/gif\\r\\nX-Other: 1\\r\\n\\r\\nbase64:R0lG",
    "mime:* MIME-Version: 1.0\\r\\nContent-Type: text/x-msmsgsprofile; charset=UTF-8\\r\\nkv: 6\\r\\n\\r\\n",
    "mime:* MIME-Version: 1.0\\r\\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\\r\\n\\r\\n\
        Invitation-Command: ACCEPT\\r\\nInvitation-Cookie: 1\\r\\nEncryption: NO\\r\\n\
        IP-Address-Internal: 192.0.2.1\\r\\nPortX: 2\\r\\nPortX-Internal: 3\\r\\n\\r\\n",
    "slp MSNSLP/1.0 200 OK\\r\\nTo: <msnmsgr:a@example.com>\\r\\nFrom: <msnmsgr:b@example.com>\\r\\nX-Other: 1\\r\\n\
        Content-Type: null\\r\\nContent-Length: 9\\r\\n\\r\\nA: b\\r\\n\\r\\n\\x00",
    "block Routing: 1.0\\r\\nTo: 1:a@example.com;path=IM\\r\\nFrom: 1:b@example.com\\r\\n\\r\\nReliability: 1.0\\r\\n\\r\\n\
        Messaging: 2.0\\r\\nContent-Length: 100\\r\\n\\r\\nMSNSLP/1.0 200 OK\\r\\nTo: <msnmsgr:a@example.com>\\r\\n\
        From: <msnmsgr:b@example.com>\\r\\nContent-Length: 0\\r\\n\\r\\n",
];

/// Bytes as a value of that type.
#[track_caller]
fn read<'a, T: Walk<'a, Context: Copy>>(schema: &mut Schema, bytes: &'a [u8], cx: T::Context) {
    schema.see(&T::parse_with(bytes, cx).unwrap());
    T::walk(bytes, cx, &mut Tree::new(schema)).unwrap();
}

/// What no sample has of the other types.
fn more(schema: &mut Schema) {
    for row in MORE {
        let (kind, text) = row.split_once(' ').unwrap();
        let found = payloads::walk(kind, &rows::unescape(text).unwrap(), &mut Tree::new(schema));
        assert!(matches!(found, Some(Ok(_))), "{row}: {found:?}");
    }
    let head = b"MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\nP2P-Dest: a@example.com\r\nX-Other: 1\r\n\r\n";
    read::<Content<'_>>(schema, &[&head[..], &[0; 52]].concat(), ());
    let mail = b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialemailnotification; charset=UTF-8\r\n\r\nX-Other: 1\r\n";
    read::<Content<'_>>(schema, mail, ());
    read::<Policies<'_>>(schema, b"<Policies a=\"b\"/>", ());
    read::<ImageAck<'_>>(schema, b"5f3a91c0|2#\0x", ());
    let cx = Context::new(Link::Switchboard, Role::Server, Dialect::MSNP8);
    let frame = Frame::parse_with(b"CAL 2 RINGING 17220274 new\r\n", cx).unwrap();
    schema.see(&AnyCommand::read_tolerant(&frame, cx).unwrap());
    // A value of each key, and a list with one.
    let keys = schema.fields.keys().filter_map(|id| id.strip_prefix("ipmsg.dict."));
    for entry in keys.flat_map(|key| [format!("{key}:1:1"), format!("{key}:3:1:1")]).collect::<Vec<_>>() {
        schema.see(&Dict::parse(entry.as_bytes()).unwrap());
    }
    read::<GroupCipher<'_>>(schema, b"0123456789abcdef rest", Some(16));
    read::<GroupText<'_>>(schema, b"QUNMSGMARK#1a2b_1700000000#hi", ());
    read::<SessionBody<'_>>(schema, b"AcceptedBy: a\r\nDeclinedBy: b\r\n\r\n\0", ());
    let lines = b"Bridge: TCPv1\r\nListening: true\r\nNeedConnectingEndpointInfo: false\r\nIPv4Internal-Addrs: 192.0.2.1\r\n\
        IPv4Internal-Port: 1\r\nIPv4External-Addrs: 192.0.2.2\r\nIPv4External-Port: 2\r\n\
        IPv4InternalAddrsAndPorts: 192.0.2.1:1\r\nIPv4ExternalAddrsAndPorts: 192.0.2.2:2\r\n\
        IPv6-Addrs: 2001:db8::1\r\nIPv6-Port: 3\r\nIPv6AddrsAndPorts: 2001:db8::1#3\r\n\
        Nonce: {5A1B2C3D-0000-0000-0000-000000000001}\r\nSessionID: 4\r\nSChannelState: 0\r\nX-Other: 5\r\n\r\n\0";
    read::<TransportBody<'_>>(schema, lines, ());
    // Bodies and dictionaries of many forms.
    for number in 0..4000 {
        let seed = generate::noise(number, 600);
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let word = generate::word_of_body(&mut u).unwrap();
        schema.see(&generate::body(&mut u, word, &shelves).unwrap());
        let content = generate::content(&mut u, &shelves).unwrap();
        Dict::parse(content).iter().for_each(|value| schema.see(value));
    }
}

#[test]
fn every_sample_is_as_the_table_says() {
    let mut schema = Schema::new();
    for row in rows::ipmsg(IPMSG) {
        let bytes = &row.bytes;
        Packet::parse(bytes).iter().for_each(|value| schema.see(value));
        Dictionary::parse(bytes).iter().for_each(|value| schema.see(value));
        if row.prefix == "stream" {
            let mut reader = DirReader::new();
            for piece in reader.events(bytes).flatten() {
                DirEntry::parse(piece.raw()).iter().for_each(|value| schema.see(value));
            }
        }
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
        let [kind, _, bytes, ..] = row.split('\t').collect::<Vec<_>>()[..] else { continue };
        let bytes = rows::unescape(bytes).unwrap();
        payload(&mut schema, &bytes);
        // What is refused is shown as far as it was read.
        let _ = payloads::walk(kind, &bytes, &mut Tree::new(&mut schema));
        // Types of messages that keep other headers and lines have some then.
        let mut longer = bytes.clone();
        if let Some(at) = bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            longer.splice(at..at, *b"\r\nX-Other: 1");
            longer.extend(b"X-Other: 1\r\n");
            payload(&mut schema, &longer);
        }
    }
    more(&mut schema);
    let hidden = schema.fields.keys().filter(|id| !schema.shown.contains(*id)).collect::<Vec<_>>();
    assert!(hidden.is_empty(), "fields of the table that nothing shows: {hidden:?}");
}

/// Commands without parameters have no field by which they could be told apart.
#[test]
fn records_without_fields_are_told_apart() {
    let empty = || records().filter(|record| record.fields.is_empty());
    let names: HashSet<_> = empty().map(|record| record.id).collect();
    assert!(names.len() > 2, "{names:?}");
    assert_eq!(empty().collect::<HashSet<_>>().len(), names.len());
}
