//! A dictionary as JSON and as text, and the packet that it is.

use crate::ipmsg;
use crate::show::charset::Charset;
use crate::show::json::Object;
use crate::show::text::{DIM, Text};
use crate::show::values::Values;
use imwire::Wire;
use imwire::fields::Walk;
use imwire::ipmsg::dict::{Dictionary, IpDict};
use serde_json::{Map, Value as Json};

/// The fields that a packet in colon form has too, if the dictionary is a packet; or why it is none.
pub(crate) fn header(object: &mut Object, dict: &IpDict<'_>) -> Option<String> {
    match Dictionary::new(dict.0) {
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

/// One member per key, read from these bytes.
pub(crate) fn json(wire: &[u8]) -> Map<String, Json> {
    let mut object = Object::default();
    // It was read before.
    let _ = IpDict::walk(wire, (), &mut object);
    object.map
}

/// `KEY=value` for each entry; of a packet without what is in its header; of what is none, why.
pub(crate) fn text(wire: &[u8]) -> Text {
    let mut values = Values::new(Charset::UTF_8, &[]);
    values.word(Text::new(DIM, "IP2"));
    let dictionary = Dictionary::parse(wire);
    if let Ok(Dictionary::Packet(_)) = dictionary {
        values = values.without_header();
    }
    let _ = IpDict::walk(wire, (), &mut values);
    if let Err(error) = dictionary {
        values.error(error);
    }
    values.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(content: &[u8]) -> Vec<u8> {
        [format!("IP2:{:x}:", content.len()).as_bytes(), content, b":Z"].concat()
    }

    #[track_caller]
    fn case(content: &[u8], expected: &str, shown: &str) {
        let wire = wire(content);
        assert_eq!(Json::from(json(&wire)).to_string(), expected);
        let text = text(&wire).stripped();
        assert_eq!(
            text.split(" (version: missing").next(),
            Some(
                format!("IP2{}{shown}", if shown.is_empty() || shown.starts_with('\n') { "" } else { " " })
                    .as_str()
            )
        );
    }

    #[test]
    fn values_by_key() {
        case(
            b"FS:3:1f4:CP:2:-1:FA:0::MT:1:x",
            r#"{"FS":500,"CP":-1,"FA":"","MT":"x"}"#,
            "FS=500 CP=-1 FA=(attributes: empty at byte 29) MT=(mtime: not a hexadecimal number at byte 35)",
        );
        case(b"PUBN:2:\0\xff:x:1::", r#"{"PUBN":"\\x00\\xff","x":":"}"#, "PUBN=2 bytes x=:");
        case(
            b"STAT:3:100:CMD:2:b4:DATE:8:6553f100",
            r#"{"STAT":256,"CMD":180,"DATE":1700000000}"#,
            "STAT=ABSENCE CMD=DIR_PACKET DATE=2023-11-14 22:13:20",
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
            "\nTLST={UID=a}\nTLST={UID=b}",
        );
        case(b"HLST:0::FLS:7:1:a:1:b", r#"{"HLST":[],"FLS":["a","b"]}"#, "FLS=[a b]");
        case(b"WAPD:7:CMD:1:0", r#"{"WAPD":{"CMD":0}}"#, "WAPD={CMD=NOOPERATION}");
        // What is none is bytes.
        case(
            b"WAPD:1:x:TLST:1:y:NADRS:3:1:z",
            r#"{"WAPD":"x","TLST":"y","NADRS":"1:z"}"#,
            "WAPD=(key length: missing at byte 15) TLST=(item length: not a hexadecimal number at byte 23)\n(key length: missing at byte 36)",
        );
    }

    #[test]
    fn depth_is_bounded() {
        let mut content = b"x:1:y".to_vec();
        for _ in 0..100 {
            content = [format!("WAPD:{:x}:", content.len()).as_bytes(), &content].concat();
        }
        let wire = wire(&content);
        let json = Json::from(json(&wire)).to_string();
        assert_eq!((json.matches("{\"WAPD\":").count(), json.matches(":WAPD:").count()), (16, 83));
        assert_eq!(text(&wire).stripped().matches('{').count(), 16);
    }
}
