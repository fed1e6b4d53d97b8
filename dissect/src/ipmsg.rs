//! An IPMsg packet as JSON and as cells of a table.

use super::body;
use super::body_text;
use super::charset::Charset;
use super::dictionary;
use super::escape;
use super::exact::gives_back;
use super::readable::readable;
use super::text::{BOLD, CYAN, DIM, GREEN, MAGENTA, PLAIN, Text, YELLOW};
use anstyle::Style;
use imwire::ipmsg::dict::DictPacket;
use imwire::ipmsg::{CommandWord, Family, Packet, Version};
use serde_json::{Map, Value, json};

/// One object; `wire` is what the packet was read from.
pub(crate) fn json(packet: &Packet<'_>, wire: &[u8]) -> Map<String, Value> {
    let word = packet.word();
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("proto", "ipmsg".into());
    put("version", escape::json(packet.version.as_bytes()).into());
    put("packet_no", escape::json(&packet_no(packet)).into());
    put("user", escape::json(packet.user.as_bytes()).into());
    put("host", escape::json(packet.host.as_bytes()).into());
    put("mode", json!(word.mode().name()));
    put("mode_value", word.mode().value().into());
    put("options", body::names(word.options()).into());
    put("options_value", word.option_bits().into());
    put("additional", packet.additional.map(escape::json).into());
    match body::json(packet) {
        Ok(body) => put("body", body.into()),
        Err(error) => put("body_error", error.to_string().into()),
    };
    put("exact", gives_back(packet, wire).into());
    object
}

/// The number as it was written, with its blanks and zeros.
fn packet_no(packet: &Packet<'_>) -> Vec<u8> {
    let number = packet.packet_no;
    number.text().map_or_else(|| number.value().to_string().into(), <[u8]>::to_vec)
}

/// A packet in five columns.
pub(crate) struct Cells {
    pub(crate) mode: Text,
    pub(crate) options: Text,
    pub(crate) number: Text,
    pub(crate) sender: Text,
    /// The additional section; may have several lines.
    pub(crate) additional: Text,
}

/// The version, which names the program, is shown if it is asked for and says something.
pub(crate) fn cells(packet: &Packet<'_>, version: bool, charset: Charset) -> Cells {
    let word = packet.word();
    let of = body_text::of_packet(packet, charset);
    let mut cells = Cells {
        mode: mode(word),
        options: options(word),
        number: readable(packet_no(packet).trim_ascii(), DIM),
        sender: body_text::station(packet.user.as_bytes(), packet.host.as_bytes(), of),
        additional: body_text::text(packet, charset),
    };
    // Plain clients say `1`; others name themselves.
    if version && packet.version != Version::ONE {
        cells.sender.push(PLAIN, "\n");
        cells.sender.append(readable(packet.version.as_bytes(), DIM));
    }
    cells
}

/// The same of a packet in dictionary form.
pub(crate) fn dict_cells(packet: &DictPacket<'_>) -> Cells {
    let word = packet.word();
    Cells {
        mode: mode(word),
        options: options(word),
        number: Text::new(DIM, packet.packet_no().to_string()),
        sender: body_text::station(packet.user().as_bytes(), packet.host().as_bytes(), Charset::UTF_8),
        additional: dictionary::text_of_packet(packet),
    }
}

fn mode(word: CommandWord) -> Text {
    Text::new(style(word), word.mode().to_string())
}

/// Bits without a name, in hexadecimal, are dim.
fn options(word: CommandWord) -> Text {
    let mut options = Text::default();
    for name in body::names(word.options()) {
        options.push(YELLOW, if options.is_empty() { "" } else { " " });
        options.push(if name.starts_with("0x") { DIM } else { YELLOW }, &name);
    }
    options
}

fn style(word: CommandWord) -> Style {
    match word.mode().family() {
        Family::Send => BOLD,
        Family::Entry => GREEN,
        Family::Read => DIM,
        Family::File => MAGENTA,
        Family::List | Family::Key | Family::Other => CYAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;

    #[track_caller]
    fn case(wire: &[u8], expected: &str) {
        let packet = Packet::parse(wire).unwrap();
        assert_eq!(Value::from(json(&packet, wire)).to_string(), expected);
    }

    #[test]
    fn objects() {
        case(
            b"1: 9 :u:h:4294967072:a\\\0\"\xff",
            r#"{"proto":"ipmsg","version":"1","packet_no":" 9 ","user":"u","host":"h","mode":"SENDMSG","mode_value":32,"options":["SECRET","BROADCAST","MULTICAST","NOPOPUP","AUTORET","RETRY","PASSWORD","NOLOG","NEWMULTI","NOADDLIST","READCHECK","FILEATTACH","ENCRYPT","UTF8","CAPUTF8","ENCEXTMSG","0xfa010000"],"options_value":4294967040,"additional":"a\\\\\\x00\"\\xff","body_error":"capabilities: not a hexadecimal number at byte 21","exact":true}"#
                .replace(r#""SECRET""#, r#""SENDCHECK","SECRET""#)
                .as_str(),
        );
        case(
            b"1:1:u:h:5\0",
            r#"{"proto":"ipmsg","version":"1","packet_no":"1","user":"u","host":"h","mode":null,"mode_value":5,"options":[],"options_value":0,"additional":null,"body":{"type":"raw"},"exact":true}"#,
        );
    }

    #[test]
    fn columns() {
        let packet = Packet::parse(b"1_iptux 0.8.3:7:bob:natto:2147484449:5\0").unwrap();
        let cells = cells(&packet, true, Charset::UTF_8);
        assert_eq!(cells.mode.stripped(), "RECVMSG");
        assert_eq!(cells.options.stripped(), "0x80000300");
        assert_eq!(cells.sender.stripped(), "bob@natto\n1_iptux 0.8.3");
        assert_eq!(cells.additional.stripped(), "→ 5");
    }

    #[test]
    fn columns_of_a_dictionary() {
        let wire = b"IP2:3c:VER:1:3:PKT:1:f:UID:1:u:HID:1:h:CMD:2:20:FLG:3:100:BODY:2:hi:Z";
        let cells = dict_cells(&DictPacket::parse(wire).unwrap());
        let cells = [cells.mode, cells.options, cells.number, cells.sender, cells.additional];
        assert_eq!(cells.map(|cell| cell.stripped()), ["SENDMSG", "SENDCHECK", "15", "u@h", "IP2\nBODY=hi"]);
    }
}
