//! A dictionary as JSON and as text, and the packet that it is.

use super::body::names;
use super::charset::Charset;
use super::entry_text;
use super::escape;
use super::fields::Fields;
use super::file;
use super::msnp::count;
use super::object::Object;
use super::readable::readable;
use super::text::{DIM, PLAIN, Text};
use imwire::ipmsg::Mode;
use imwire::ipmsg::dict::{Dict, DictPacket, Entry, Key, Kind, Value};
use serde_json::{Map, Value as Json, json};

/// Dictionaries inside each other are taken apart down to here.
const DEPTH: usize = 16;

/// The fields that a packet in colon form has too, if the dictionary is a packet.
pub(crate) fn header(object: Object, packet: &DictPacket<'_>) -> Object {
    let word = packet.word();
    object
        .with("version", "3")
        .with("packet_no", packet.packet_no().to_string())
        .with_bytes("user", packet.user().as_bytes())
        .with_bytes("host", packet.host().as_bytes())
        .with("mode", json!(word.mode().name()))
        .with("mode_value", word.mode().value())
        .with("options", names(word.options()))
        .with("options_value", word.option_bits())
}

/// One member per key; of a repeated one the last value counts, in the first place.
pub(crate) fn json(dict: Dict<'_>) -> Map<String, Json> {
    object(dict, 1)
}

fn object(dict: Dict<'_>, depth: usize) -> Map<String, Json> {
    dict.iter().map(|Entry { key, value }| (escape::json(key.as_bytes()), typed(key, value, depth))).collect()
}

/// What makes no sense as what the key says is bytes.
fn typed(key: Key<'_>, value: Value<'_>, depth: usize) -> Json {
    let inner = |value: Value<'_>| match value.dict() {
        Ok(dict) if depth < DEPTH => Some(object(dict, depth + 1)),
        _ => None,
    };
    let known = match key.kind() {
        Some(Kind::Int) => value.int().ok().map(Json::from),
        Some(Kind::Dict) => inner(value).map(Json::from),
        Some(Kind::DictList) => value.list().ok().and_then(|list| list.iter().map(inner).collect()),
        Some(Kind::TextList) => {
            value.list().ok().map(|list| list.iter().map(|item| escape::json(item.as_bytes())).collect())
        }
        Some(Kind::Text | Kind::Bytes) | None => None,
    };
    known.unwrap_or_else(|| escape::json(value.as_bytes()).into())
}

/// The keys that stand in other columns.
const HEADER: [Key<'static>; 6] = [Key::VER, Key::PKT, Key::UID, Key::HID, Key::CMD, Key::FLG];

/// `KEY=value` for each entry.
pub(crate) fn text(dict: Dict<'_>) -> Text {
    fields(Fields::new(Charset::UTF_8), dict.iter(), 1).done()
}

/// The same of a dictionary that is no packet.
pub(crate) fn text_of_raw(dict: Dict<'_>) -> Text {
    fields(Fields::new(Charset::UTF_8).styled(DIM, "IP2"), dict.iter(), 1).done()
}

/// The same of a packet, without what stands in the header of a packet.
pub(crate) fn text_of_packet(packet: &DictPacket<'_>) -> Text {
    let entries = packet.dict().iter().filter(|entry| !HEADER.contains(&entry.key));
    fields(Fields::new(Charset::UTF_8).styled(DIM, "IP2"), entries, 1).done()
}

fn fields<'a>(fields: Fields, entries: impl Iterator<Item = Entry<'a>>, depth: usize) -> Fields {
    entries.fold(fields, |fields, Entry { key, value }| field(fields, key, value, depth))
}

fn field(with: Fields, key: Key<'_>, value: Value<'_>, depth: usize) -> Fields {
    let (name, bytes) = (key.to_string(), value.as_bytes());
    let inner = |dict: Dict<'_>| {
        let text = fields(Fields::new(Charset::UTF_8), dict.iter(), depth + 1).done();
        Text::new(DIM, "{").and(text).with(DIM, "}")
    };
    match key.kind() {
        Some(Kind::Int) => match (value.int(), key) {
            (Ok(time), Key::DATE | Key::MT) if time > 0 => match file::date(time.unsigned_abs()) {
                Some(date) => with.with(&name, Text::plain(date)),
                None => with.with_plain(&name, time),
            },
            (Ok(bits), Key::STAT | Key::FA | Key::EF | Key::EC) => {
                with.with_plain(&name, format!("{bits:#x}"))
            }
            (Ok(mode), Key::CMD) => match u8::try_from(mode) {
                Ok(mode) => with.with_plain(&name, Mode::new(mode)),
                Err(_) => with.with_plain(&name, mode),
            },
            (Ok(number), _) => with.with_plain(&name, number),
            (Err(_), _) => with.with_bytes(&name, bytes),
        },
        Some(Kind::Text) if key == Key::CVER => entry_text::version(with, "CVER", bytes),
        // It may have lines.
        Some(Kind::Text) if key == Key::BODY && !bytes.is_empty() => {
            with.line().with(&name, Charset::UTF_8.readable_lines(bytes, PLAIN))
        }
        Some(Kind::Bytes) => with.with_plain(&name, count(bytes.len(), "byte")),
        Some(Kind::Dict) if depth < DEPTH => match value.dict() {
            Ok(dict) => with.line().with(&name, inner(dict)),
            Err(_) => with.with_bytes(&name, bytes),
        },
        Some(Kind::DictList) if depth < DEPTH => match value.list() {
            Ok(list) if list.is_empty() => with.with(&name, Text::new(DIM, "[]")),
            // Each on a line of its own.
            Ok(list) => list.iter().fold(with, |with, item| match item.dict() {
                Ok(dict) => with.line().with(&name, inner(dict)),
                Err(_) => with.line().with(&name, readable(item.as_bytes(), PLAIN)),
            }),
            Err(_) => with.with_bytes(&name, bytes),
        },
        _ => with.with_bytes(&name, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;

    #[track_caller]
    fn case(content: &[u8], expected: &str, shown: &str) {
        let dict = Dict::parse(content).unwrap();
        assert_eq!(Json::from(json(dict)).to_string(), expected);
        assert_eq!(text(dict).stripped(), shown);
    }

    #[test]
    fn values_by_key() {
        case(
            b"FS:3:1f4:CP:2:-1:FA:0::MT:1:x",
            r#"{"FS":500,"CP":-1,"FA":"","MT":"x"}"#,
            "FS=500 CP=-1 FA=\"\" MT=x",
        );
        case(b"PUBN:2:\0\xff:x:1::", r#"{"PUBN":"\\x00\\xff","x":":"}"#, "PUBN=2 bytes x=:");
        case(
            b"STAT:3:100:CMD:2:b4:DATE:8:6553f100",
            r#"{"STAT":256,"CMD":180,"DATE":1700000000}"#,
            "STAT=0x100 CMD=DIR_PACKET DATE=2023-11-14 22:13:20",
        );
        case(
            b"NCK:3:\xe5\xa4\xaa:BODY:3:a\nb",
            r#"{"NCK":"\\xe5\\xa4\\xaa","BODY":"a\\x0ab"}"#,
            "NCK=太\nBODY=a\nb",
        );
        case(b"a:1:1:b:1:2:a:1:3", r#"{"a":"3","b":"2"}"#, "a=1 b=2 a=3");
    }

    #[test]
    fn dictionaries_inside() {
        case(b"", "{}", "");
        case(
            b"TLST:13:7:UID:1:a:7:UID:1:b",
            r#"{"TLST":[{"UID":"a"},{"UID":"b"}]}"#,
            "TLST={UID=a}\nTLST={UID=b}",
        );
        case(b"HLST:0::FLS:7:1:a:1:b", r#"{"HLST":[],"FLS":["a","b"]}"#, "HLST=[] FLS=1:a:1:b");
        case(b"WAPD:7:CMD:1:0", r#"{"WAPD":{"CMD":0}}"#, "WAPD={CMD=NOOPERATION}");
        // What is none is bytes.
        case(
            b"WAPD:1:x:TLST:1:y:NADRS:3:1:z",
            r#"{"WAPD":"x","TLST":"y","NADRS":"1:z"}"#,
            "WAPD=x TLST=y\nNADRS=z",
        );
    }

    #[test]
    fn depth_is_bounded() {
        let mut content = b"x:1:y".to_vec();
        for _ in 0..100 {
            content = [format!("WAPD:{:x}:", content.len()).as_bytes(), &content].concat();
        }
        let dict = Dict::parse(&content).unwrap();
        let json = Json::from(json(dict)).to_string();
        assert_eq!((json.matches("{\"WAPD\":").count(), json.matches(":WAPD:").count()), (16, 83));
        assert_eq!(text(dict).stripped().matches('{').count(), 15);
    }
}
