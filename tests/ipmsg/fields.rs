//! Law 11: a walk over a value and one over its bytes show the same fields, and each range holds what the
//! value says.

use super::rows;
use imwire::fields::{Field, Fields, Kind, Show, Tree, TreeVisitor, Value, Walk, range, walk_tree};
use imwire::ipmsg::dict::{DictPacket, Dictionary, IpDict};
use imwire::ipmsg::feiq::{FeiqText, GroupCipher, GroupText};
use imwire::ipmsg::{
    Attachment, Body, CommandWord, DirEntry, DirEvent, DirReader, Encrypted, Entry, ExtAttribute, ExtKey,
    FileName, FileType, FileWord, Items, Message, Mode, Packet, Recipient, Text,
};
use imwire::{Error, Wire};
use imwire_testkit::laws::fields;
use std::collections::BTreeMap;

#[test]
fn walks_agree_on_every_row() {
    let rows = rows();
    assert!(rows.len() > 230);
    for row in rows.iter().filter(|row| row.is_packet()) {
        fields::packet(&row.bytes);
        let Ok(packet) = Packet::parse(&row.bytes) else { continue };
        let Some(additional) = packet.additional else { continue };
        fields::body(additional, packet.word());
        match packet.body() {
            Ok(Body::Message(message)) => {
                fields::of::<FeiqText<'_>>(message.text.as_bytes(), ());
                items::<Attachment<'_>>(message.files.as_bytes());
                items::<Recipient<'_>>(message.recipients.as_bytes());
            }
            Ok(Body::Raw(raw)) if packet.word().mode() == Mode::FEIQ_GROUPMSG => {
                let len = packet.version.feiq().and_then(|feiq| feiq.cipher_len());
                fields::of::<GroupCipher<'_>>(raw.0, len);
            }
            _ => {}
        }
    }
}

/// Each alone, with the BEL that ends it.
fn items<'a, T: Walk<'a, Context = ()>>(bytes: Option<&'a [u8]>) {
    for item in bytes.unwrap_or_default().split_inclusive(|&byte| byte == 7) {
        fields::of::<T>(item, ());
    }
}

#[test]
fn walks_agree_on_records_of_streams() {
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.name == "DIRFILES" && row.prefix == "stream") {
        let mut reader = DirReader::new();
        for piece in reader.events(&row.bytes).flatten() {
            if let DirEvent::Enter(_) | DirEvent::File(_) | DirEvent::Leave(_) = piece.event() {
                fields::of::<DirEntry<'_>>(piece.raw(), ());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// Leaves with their values and bytes, one line each.
struct Lines<'i>(&'i [u8], Vec<String>, Vec<&'static str>);

impl Lines<'_> {
    fn line(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let at = at.and_then(|at| range(self.0, at));
        let at = at.map(|at| format!(" {}..{}", at.start, at.end)).unwrap_or_default();
        let path = self.2.iter().map(|name| format!("{name}.")).collect::<String>();
        self.1.push(format!("{path}{} {value:?}{at}", field.name()));
    }
}

impl TreeVisitor for Lines<'_> {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        self.line(field, value, at);
    }

    fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        self.2.push(field.name());
        true
    }

    fn leave(&mut self, _: &'static Field) {
        self.2.pop();
    }
}

#[track_caller]
fn walked<'a, T: Walk<'a>>(input: &'a [u8], cx: T::Context, expected: &[&str]) {
    let mut lines = Lines(input, Vec::new(), Vec::new());
    T::walk(input, cx, &mut Tree::new(&mut lines)).unwrap();
    assert_eq!(lines.1, expected);
}

#[track_caller]
fn shown(value: &dyn Fields, expected: &[&str]) {
    let mut lines = Lines(&[], Vec::new(), Vec::new());
    walk_tree(value, &mut lines);
    assert_eq!(lines.1, expected);
}

#[test]
fn a_packet_shows_all_of_it() {
    walked::<Packet<'_>>(
        b"1: 7 :taro:PC-02:2097440:hi\x000:a::b:1f4:65500000:1:14=65500000:\x07",
        (),
        &[
            "version Text(\"1\") 0..1",
            "packet_no Number(7) 3..4",
            "user Text(\"taro\") 6..10",
            "host Text(\"PC-02\") 11..16",
            "command Number(2097440) 17..24",
            "mode Number(32) 17..24",
            "options.send Number(2097408) 17..24",
            "additional.message.text Text(\"hi\") 25..27",
            "additional.message.files.attachment.id Number(0) 28..29",
            "additional.message.files.attachment.name Encoded(\"a::b\") 30..34",
            "additional.message.files.attachment.size Number(500) 35..38",
            "additional.message.files.attachment.mtime Number(1699741696) 39..47",
            "additional.message.files.attachment.modified Number(1699741696) 39..47",
            "additional.message.files.attachment.word Number(1) 48..49",
            "additional.message.files.attachment.file_type Number(1) 48..49",
            "additional.message.files.attachment.attributes Number(0) 48..49",
            "additional.message.files.attachment.extended.ext_attribute.key Number(20) 50..52",
            "additional.message.files.attachment.extended.ext_attribute.value Text(\"65500000\") 53..61",
            "additional.message.files.attachment.extended.ext_attribute.time Number(1699741696) 53..61",
        ],
    );
}

#[test]
fn a_record_of_a_directory_shows_all_of_it() {
    walked::<DirEntry<'_>>(
        b"001c:a::b:1f4:1:14=65500000:",
        (),
        &[
            "name Encoded(\"a::b\") 5..9",
            "size Number(500) 10..13",
            "word Number(1) 14..15",
            "file_type Number(1) 14..15",
            "attributes Number(0) 14..15",
            "extended.ext_attribute.key Number(20) 16..18",
            "extended.ext_attribute.value Text(\"65500000\") 19..27",
            "extended.ext_attribute.time Number(1699741696) 19..27",
        ],
    );
}

#[test]
fn what_is_encrypted_shows_its_coding() {
    walked::<Encrypted<'_>>(
        b"20002:0aff:0102",
        (),
        &[
            "capabilities Number(131074) 0..5",
            "session_key.hex Encoded(\"0aff\") 6..10",
            "cipher.hex Encoded(\"0102\") 11..15",
        ],
    );
    walked::<Encrypted<'_>>(
        b"1020006:Cv8=:AQID",
        (),
        &[
            "capabilities Number(16908294) 0..7",
            "session_key.base64 Encoded(\"Cv8=\") 8..12",
            "cipher.base64 Encoded(\"AQID\") 13..17",
        ],
    );
}

#[test]
fn errors_count_from_the_start_of_the_packet() {
    let header = [
        "version Text(\"1\") 0..1",
        "packet_no Number(6) 2..3",
        "user Text(\"u\") 4..5",
        "host Text(\"h\") 6..7",
    ];
    let receipt = ["command Number(33) 8..10", "mode Number(33) 8..10", "options.read Number(0) 8..10"];
    let bad = ["additional Error(receipt: not a decimal number at byte 11) 11..15"];
    walked::<Packet<'_>>(b"1:6:u:h:33:abc\0", (), &[&header[..], &receipt, &bad].concat());
    let absent = ["additional Error(receipt: empty at byte 12)"];
    let mut lines = [&header[..], &receipt, &absent].concat();
    let absent = format!("{} 12..12", lines[7]);
    lines[7] = &absent;
    walked::<Packet<'_>>(b"1:6:u:h:33\0\0", (), &lines);

    // A bad item hides no other; the error of one inside another counts from the start too.
    let input = b"1:6:u:h:2097184:\x000:a:x:1:1:\x071:b:0:1:1:zz=5:\x07";
    let mut found = Vec::new();
    let mut errors = |_: &Field, value: Value<'_>, at: Option<&[u8]>| {
        if let Value::Error(error) = value {
            found.push((error.to_string(), at.and_then(|at| range(input, at)).unwrap()));
        }
    };
    type Each<'f> = &'f mut dyn FnMut(&Field, Value<'_>, Option<&[u8]>);
    struct Leaves<'f>(Each<'f>);
    impl TreeVisitor for Leaves<'_> {
        fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
            (self.0)(field, value, at);
        }
        fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
            true
        }
        fn leave(&mut self, _: &'static Field) {}
    }
    Packet::walk(input, (), &mut Tree::new(&mut Leaves(&mut errors))).unwrap();
    assert_eq!(
        found,
        [
            ("file size: not a hexadecimal number at byte 21".to_owned(), 17..28),
            ("attribute key: not a hexadecimal number at byte 38".to_owned(), 38..42),
        ]
    );
}

#[test]
fn what_is_derived() {
    walked::<Entry<'_>>(
        b"taro\0dev\0\nUN:t\nVS:00010002:4:99:103\nPL:5\nx",
        (),
        &[
            "nick Text(\"taro\") 0..4",
            "group Text(\"dev\") 5..8",
            "block.block_line.key Text(\"UN\") 10..12",
            "block.block_line.value Text(\"t\") 13..14",
            "block.block_line.key Text(\"VS\") 15..17",
            "block.block_line.value Text(\"00010002:4:99:103\") 18..35",
            "block.block_line.version.client Number(65538) 18..26",
            "block.block_line.version.major Number(4) 27..28",
            "block.block_line.version.minor Number(99) 29..31",
            "block.block_line.version.revision Number(103) 32..35",
            "block.block_line.key Text(\"PL\") 36..38",
            "block.block_line.value Text(\"5\") 39..40",
            "block.block_line.poll Number(5) 39..40",
            "block.block_line.value Text(\"x\") 41..42",
        ],
    );
    walked::<Entry<'_>>(
        b"n\0\0icon.png\0utf-8\0",
        (),
        &[
            "nick Text(\"n\") 0..1",
            "trailing Bytes(\"icon.png\\x00utf-8\\x00\") 3..18",
            "iptux.icon Text(\"icon.png\") 3..11",
            "iptux.charset Text(\"utf-8\") 12..17",
        ],
    );
    walked::<FeiqText<'_>>(
        b"a/:)/~#>1f<B~{/font;-12 0 0 0 400 0 0 0 134 0 0 0 0 Arial X 255;}",
        (),
        &[
            "text Text(\"a/:)/~#>1f<B~\") 0..13",
            "pieces.feiq_piece.text Text(\"a\") 0..1",
            "pieces.feiq_piece.emoji Text(\"/:)\") 1..4",
            "pieces.feiq_piece.picture Text(\"1f\") 8..10",
            "font.height Signed(-12) 20..23",
            "font.width Signed(0) 24..25",
            "font.escapement Signed(0) 26..27",
            "font.orientation Signed(0) 28..29",
            "font.weight Signed(400) 30..33",
            "font.italic Number(0) 34..35",
            "font.underline Number(0) 36..37",
            "font.strike_out Number(0) 38..39",
            "font.charset Number(134) 40..43",
            "font.out_precision Number(0) 44..45",
            "font.clip_precision Number(0) 46..47",
            "font.quality Number(0) 48..49",
            "font.pitch_and_family Number(0) 50..51",
            "font.face Text(\"Arial X\") 52..59",
            "font.color Number(255) 60..63",
        ],
    );
}

#[test]
fn parts_of_feiq() {
    walked::<GroupText<'_>>(
        b"QUNMSGMARK#1a_2b#hi\0",
        (),
        &["group Text(\"1a\") 11..13", "time Text(\"2b\") 14..16", "text Text(\"hi\") 17..19"],
    );
    let input = b"1_lbt6_0#128#001122AABBCC#0#0#8#4001#9:1:u:h:4194339:\x01";
    let mut lines = Lines(input, Vec::new(), Vec::new());
    Packet::walk(input, (), &mut Tree::new(&mut lines)).unwrap();
    assert_eq!(
        lines.1[1..9],
        [
            "feiq.line Text(\"6\") 5..6",
            "feiq.avatar Text(\"0\") 7..8",
            "feiq.level Number(128) 9..12",
            "feiq.mac Text(\"001122AABBCC\") 13..25",
            "feiq.avatar_size Number(0) 26..27",
            "feiq.portrait_size Number(0) 28..29",
            "feiq.cipher_len Number(8) 30..31",
            "feiq.build Text(\"4001\") 32..36",
        ]
    );
}

#[test]
fn dictionaries() {
    walked::<DictPacket<'_>>(
        b"IP2:5c:VER:1:3:PKT:1:7:UID:1:u:HID:1:h:FLG:3:100:CMD:2:20:DATE:2:-1:TLST:11:f:UID:1:a:HID:1:b:x:1:y:Z",
        (),
        &[
            "dict.VER Number(3) 13..14",
            "dict.PKT Number(7) 21..22",
            "dict.UID Text(\"u\") 29..30",
            "dict.HID Text(\"h\") 37..38",
            "dict.FLG Number(256) 45..48",
            "dict.CMD Number(32) 55..57",
            "dict.DATE Signed(-1) 65..67",
            "dict.TLST.item.UID Text(\"a\") 84..85",
            "dict.TLST.item.HID Text(\"b\") 92..93",
            "dict.entry.key Text(\"x\") 94..95",
            "dict.entry.value Bytes(\"y\") 98..99",
            "packet_no Number(7) 21..22",
            "user Text(\"u\") 29..30",
            "host Text(\"h\") 37..38",
            "mode Number(32) 55..57",
            "options.send Number(256) 45..48",
        ],
    );
    // What is not what its key says hides nothing after it.
    walked::<IpDict<'_>>(
        b"IP2:2d:STAT:1:x:WAPD:1:y:HLST:3:1:z:FLS:3:1:a:ACT:0::Z",
        (),
        &[
            "STAT Error(host status: not a hexadecimal number at byte 14) 14..15",
            "WAPD Error(key length: missing at byte 24) 23..24",
            "HLST.item Error(key length: missing at byte 35) 34..35",
            "FLS.text Text(\"a\") 44..45",
            "ACT Error(state: empty at byte 52) 52..52",
        ],
    );
    // A record has its own order.
    walked::<imwire::ipmsg::dict::DictNetwork<'_>>(
        b"MASK:2:18:x:1:y:ADR:1:a",
        (),
        &["ADR Text(\"a\") 22..23", "MASK Number(24) 7..9"],
    );
}

#[test]
fn hosts_of_a_list() {
    walked::<Body<'_>>(
        b"    0\x07    1\x07u\x07h\x07-1\x07192.0.2.2\x0730985\x07\x08\x07\x08\x07\0x",
        CommandWord::new(Mode::ANSLIST),
        &[
            "host_list.next Number(0) 4..5",
            "host_list.count Number(1) 10..11",
            "host_list.hosts.host.user Text(\"u\") 12..13",
            "host_list.hosts.host.host Text(\"h\") 14..15",
            "host_list.hosts.host.status Number(4294967295) 16..18",
            "host_list.hosts.host.address Text(\"192.0.2.2\") 19..28",
            "host_list.hosts.host.port Number(30985) 29..34",
            "host_list.hosts.host.nick Text(\"\") 34..34",
            "host_list.hosts.host.group Text(\"\") 34..34",
            "host_list.trailing Bytes(\"\\x00x\") 39..41",
        ],
    );
}

#[test]
fn what_has_no_bytes_of_its_own() {
    shown(&CommandWord::from_bits(0x120), &["mode Number(32)", "options.send Number(256)"]);
    let packet = Packet::parse(b"1:5:u:h:3:n\0").unwrap();
    shown(
        &Entry::parse(packet.additional.unwrap()).unwrap().names(&packet),
        &[
            "user.text Text(\"u\")",
            "user.is_utf8 Number(0)",
            "host.text Text(\"h\")",
            "host.is_utf8 Number(0)",
            "nick.text Text(\"n\")",
            "nick.is_utf8 Number(0)",
            "group.text Text(\"\")",
            "group.is_utf8 Number(0)",
        ],
    );
}

/// A value that was made has no encoded form yet.
#[test]
fn what_was_made() {
    let extended = [ExtAttribute::number(ExtKey::CLIPBOARDPOS, 0x1f)];
    let files = [Attachment {
        word: FileWord::new(FileType::CLIPBOARD),
        extended: Items::new(&extended),
        ..Attachment::file(10, FileName::new(b"a:b").unwrap(), 5, 6)
    }];
    shown(
        &Message { text: Text::new(b"x").unwrap(), ..Message::default() }.files(&files),
        &[
            "text Text(\"x\")",
            "files.attachment.id Number(16)",
            "files.attachment.name Bytes(\"a:b\")",
            "files.attachment.size Number(5)",
            "files.attachment.mtime Number(6)",
            "files.attachment.modified Number(6)",
            "files.attachment.word Number(32)",
            "files.attachment.file_type Number(32)",
            "files.attachment.attributes Number(0)",
            "files.attachment.extended.ext_attribute.key Number(8)",
            "files.attachment.extended.ext_attribute.value Text(\"1f\")",
            "files.attachment.extended.ext_attribute.number Number(31)",
            "files.attachment.position Number(31)",
        ],
    );
}

#[test]
fn an_id_has_one_kind() {
    let mut kinds = BTreeMap::new();
    let packet = Packet::parse(b"1:1:u:h:0").unwrap();
    let dir_entry = DirEntry::PARENT;
    let feiq: &dyn Fields = &FeiqText::of(Text::default());
    let dictionary = Dictionary::parse(b"IP2:2f:VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0:Z").unwrap();
    let records = [packet.record(), dir_entry.record(), feiq.record(), dictionary.record()];
    records.into_iter().for_each(|record| fields::kinds(record, &mut kinds));
    assert!(kinds.len() > 120, "{}", kinds.len());
    let several: Vec<_> = kinds.iter().filter(|(_, kinds)| kinds.len() > 1).collect();
    assert!(several.is_empty(), "{several:#?}");
    for id in ["ipmsg.packet.mode", "ipmsg.options.send", "ipmsg.body.key_request", "ipmsg.dict.FS"] {
        assert!(kinds.contains_key(id), "{id}");
    }
    let mode = packet.record().fields.iter().find(|field| field.name() == "mode").unwrap();
    let Kind::Enum(names) = mode.kind else { panic!() };
    assert!(names.iter().any(|name| (name.value, name.name) == (0x20, "SENDMSG")));
    let mtime = fields_of::<Attachment<'_>>(b"0:a:1:1:1:\x07", "modified");
    assert_eq!(mtime.unwrap().kind, Kind::Number(Show::Time));
}

fn fields_of<'a, T: Walk<'a, Context = ()>>(input: &'a [u8], name: &str) -> Result<&'static Field, Error> {
    let fields = T::parse(input)?.record().fields;
    Ok(fields.iter().find(|field| field.name() == name).expect("a field"))
}
