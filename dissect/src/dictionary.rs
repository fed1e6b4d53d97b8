//! A dictionary as JSON and as text, and the packet that it is.

use crate::charset::Charset;
use crate::count;
use crate::escape;
use crate::ipmsg;
use crate::show::json::Object;
use crate::show::values::{Values, date, quoted};
use crate::text::{BOLD, DIM, PLAIN, Text};
use imwire::ipmsg::Mode;
use imwire::ipmsg::dict::{Dict, DictPacket, Dictionary, Entry, Key, Kind, Value};
use serde_json::{Map, Value as Json};

/// Dictionaries inside each other are taken apart down to here.
const DEPTH: usize = 16;

/// The fields that a packet in colon form has too, if the dictionary is a packet; or why it is none.
pub(crate) fn header(object: &mut Object, dict: Dict<'_>) -> Option<String> {
    match Dictionary::new(dict) {
        Ok(Dictionary::Encrypted(_)) => None,
        Ok(Dictionary::Packet(packet)) => {
            object.put("version", "3");
            object.put("packet_no", packet.packet_no().to_string());
            ipmsg::header(object, packet.user().as_bytes(), packet.host().as_bytes(), packet.word());
            None
        }
        Err(error) => Some(error.to_string()),
    }
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

/// The keys that are in other columns.
const HEADER: [Key<'static>; 6] = [Key::VER, Key::PKT, Key::UID, Key::HID, Key::CMD, Key::FLG];

/// `KEY=value` for each entry.
pub(crate) fn text(dict: Dict<'_>) -> Text {
    let mut values = Values::new(Charset::UTF_8, &[]);
    dict.iter().for_each(|entry| put(&mut values, entry, 1));
    values.done()
}

/// The same of a dictionary that is no packet, and why it is none.
pub(crate) fn text_of_raw(dict: Dict<'_>) -> Text {
    let mut values = Values::new(Charset::UTF_8, &[]);
    values.word(Text::new(DIM, "IP2"));
    dict.iter().for_each(|entry| put(&mut values, entry, 1));
    if let Err(error) = Dictionary::new(dict) {
        values.error(error);
    }
    values.done()
}

/// The same of a packet, without what is in the header of a packet.
pub(crate) fn text_of_packet(packet: &DictPacket<'_>) -> Text {
    let mut values = Values::new(Charset::UTF_8, &[]);
    values.word(Text::new(DIM, "IP2"));
    let entries = packet.dict().iter().filter(|entry| !HEADER.contains(&entry.key));
    entries.for_each(|entry| put(&mut values, entry, 1));
    values.done()
}

fn put(values: &mut Values, Entry { key, value }: Entry<'_>, depth: usize) {
    let (name, bytes) = (key.to_string(), value.as_bytes());
    let inner = |value: Value<'_>| {
        let dict = value.dict().ok().filter(|_| depth < DEPTH)?;
        let mut values = Values::new(Charset::UTF_8, &[]);
        dict.iter().for_each(|entry| put(&mut values, entry, depth + 1));
        Some(Text::new(DIM, "{").and(values.done()).with(DIM, "}"))
    };
    let text = match (key.kind(), key, value.int()) {
        (Some(Kind::Int), Key::DATE | Key::MT, Ok(time)) if time > 0 => {
            date(time.unsigned_abs()).map(Text::plain)
        }
        (Some(Kind::Int), Key::STAT | Key::FA | Key::EF | Key::EC, Ok(bits)) => {
            Some(Text::plain(format!("{bits:#x}")))
        }
        (Some(Kind::Int), Key::CMD, Ok(mode)) => {
            Some(Text::plain(u8::try_from(mode).map_or(mode.to_string(), |mode| Mode::new(mode).to_string())))
        }
        (Some(Kind::Int), _, Ok(number)) => Some(Text::plain(number.to_string())),
        (Some(Kind::Text), Key::BODY, _) if !bytes.is_empty() => {
            values.line();
            Some(Charset::UTF_8.readable_lines(bytes, PLAIN))
        }
        (Some(Kind::Bytes), ..) => Some(Text::plain(count(bytes.len(), "byte"))),
        (Some(Kind::Dict), ..) => inner(value),
        (Some(Kind::DictList), ..) => {
            let items: Vec<_> = value.list().map(|list| list.iter().collect()).unwrap_or_default();
            for item in &items {
                values.line();
                let text = inner(*item).unwrap_or_else(|| quoted(Charset::UTF_8, item.as_bytes()));
                values.word(Text::new(BOLD, &*name).with(PLAIN, " ").and(text));
            }
            if !items.is_empty() {
                return;
            }
            None
        }
        _ => None,
    };
    values.put(&name, text.unwrap_or_else(|| quoted(Charset::UTF_8, bytes)));
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
            "TLST {UID=a}\nTLST {UID=b}",
        );
        case(b"HLST:0::FLS:7:1:a:1:b", r#"{"HLST":[],"FLS":["a","b"]}"#, "HLST=\"\" FLS=1:a:1:b");
        case(b"WAPD:7:CMD:1:0", r#"{"WAPD":{"CMD":0}}"#, "WAPD={CMD=NOOPERATION}");
        // What is none is bytes.
        case(
            b"WAPD:1:x:TLST:1:y:NADRS:3:1:z",
            r#"{"WAPD":"x","TLST":"y","NADRS":"1:z"}"#,
            "WAPD=x TLST=y\nNADRS z",
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
