//! An IPMsg packet as JSON and as cells of a table.

pub(crate) mod dictionary;
pub(crate) mod dir_record;
pub(crate) mod directory;
pub(crate) mod packets;
pub(crate) mod transfer;

use crate::show::charset::Charset;
use crate::show::exact::gives_back;
use crate::show::json::Object;
use crate::show::readable::readable;
use crate::show::text::{BOLD, CYAN, DIM, GREEN, MAGENTA, PLAIN, Text, YELLOW};
use crate::show::values::Values;
use anstyle::Style;
use imwire::Error;
use imwire::fields::{Field, Fields, Value as Given, Walk};
use imwire::ipmsg::dict::DictPacket;
use imwire::ipmsg::feiq::GroupCipher;
use imwire::ipmsg::iptux::UnitKind;
use imwire::ipmsg::{Body, CommandWord, CommonOptions, Family, Form, Options, Packet, Version};
use imwire_testkit::rows::escape;
use serde_json::{Map, Value, json};

/// One object; `wire` is what the packet was read from.
pub(crate) fn json(packet: &Packet<'_>, wire: &[u8]) -> Map<String, Value> {
    let mut object = Object::default();
    object.put("proto", "ipmsg");
    object.put("version", escape(packet.version.as_bytes()));
    object.put("packet_no", escape(&packet_no(packet)));
    header(&mut object, packet.user.as_bytes(), packet.host.as_bytes(), packet.word());
    object.put("additional", packet.additional.map(escape));
    match body(packet) {
        Ok(body) => object.put("body", body),
        Err(error) => object.put("body_error", error.to_string()),
    }
    object.put("exact", gives_back(packet, wire));
    object.map
}

/// What both forms of a packet have.
pub(crate) fn header(object: &mut Object, user: &[u8], host: &[u8], word: CommandWord) {
    object.put("user", escape(user));
    object.put("host", escape(host));
    object.put("mode", json!(word.mode().name()));
    object.put("mode_value", word.mode().value());
    object.put("options", names(word.options()));
    object.put("options_value", word.option_bits());
}

/// What the additional section says.
///
/// # Errors
/// What is wrong with it, or with the first bad item of a list in it, counted from the first byte of
/// the packet.
pub(crate) fn body(packet: &Packet<'_>) -> Result<Map<String, Value>, Error> {
    let mut object = Object::default();
    let section = packet.additional.unwrap_or_default();
    if let Some(group) = GroupCipher::of(packet) {
        object.put("type", "group_cipher");
        group?.fields(&mut object);
    } else if packet.form() == Form::Empty {
        object.put("type", "empty");
        if section.iter().any(|&byte| byte != 0) {
            object.put("more", escape(section));
        }
    } else {
        let mut form = |field: &'static Field, value: Given<'_>, _: Option<&[u8]>| object.form(field, value);
        let read = Body::walk(section, packet.word(), &mut form);
        read.and(object.error.map_or(Ok(()), Err))
            .map_err(|error| error.offset_by(packet.additional_at()))?;
        if let Some(unit) = unit(packet) {
            object.put("unit", unit);
        }
    }
    Ok(object.map)
}

/// The number as it was written, with its spaces and zeros.
fn packet_no(packet: &Packet<'_>) -> Vec<u8> {
    let number = packet.packet_no;
    number.text().map_or_else(|| number.value().to_string().into(), <[u8]>::to_vec)
}

/// For whom a message of iptux is.
fn unit(packet: &Packet<'_>) -> Option<&'static str> {
    match UnitKind::of(packet.word())? {
        UnitKind::REGULAR => Some("REGULAR"),
        UnitKind::SEGMENT => Some("SEGMENT"),
        UnitKind::GROUP => Some("GROUP"),
        UnitKind::BROADCAST => Some("BROADCAST"),
        _ => None,
    }
}

/// Names of option bits, lowest first, and those without a name in hexadecimal.
pub(crate) fn names(options: Options) -> Vec<String> {
    let mut names: Vec<_> = options.names().map(str::to_owned).collect();
    names.extend(Some(options.unnamed()).filter(|&bits| bits != 0).map(|bits| format!("{bits:#x}")));
    names
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
    let charset = of_packet(packet, charset);
    let mut cells = Cells {
        mode: mode(word),
        options: options(word),
        number: readable(packet_no(packet).trim_ascii(), DIM),
        sender: station(packet.user.as_bytes(), packet.host.as_bytes(), charset),
        additional: additional(packet, charset),
    };
    // Plain clients say `1`; others name themselves.
    if version && packet.version != Version::ONE {
        cells.sender.push(PLAIN, "\n");
        cells.sender.append(readable(packet.version.as_bytes(), DIM));
    }
    cells
}

/// The same of a packet in dictionary form.
pub(crate) fn dict_cells(packet: &DictPacket<'_>, wire: &[u8]) -> Cells {
    let word = packet.word();
    Cells {
        mode: mode(word),
        options: options(word),
        number: Text::new(DIM, packet.packet_no().to_string()),
        sender: station(packet.user().as_bytes(), packet.host().as_bytes(), Charset::UTF_8),
        additional: dictionary::text(wire),
    }
}

/// What the texts of a packet are in that are not UTF-8.
pub(crate) fn of_packet(packet: &Packet<'_>, charset: Charset) -> Charset {
    if packet.word().common().contains(CommonOptions::UTF8) { Charset::UTF_8 } else { charset }
}

/// `taro@PC-02`
fn station(user: &[u8], host: &[u8], charset: Charset) -> Text {
    charset.readable(user, CYAN).with(DIM, "@").and(charset.readable(host, CYAN))
}

/// What the additional section says; if it cannot be read, as it is, and why.
fn additional(packet: &Packet<'_>, charset: Charset) -> Text {
    let section = packet.additional.unwrap_or_default();
    let seen = [packet.user.as_bytes(), packet.host.as_bytes()];
    let mut values = Values::new(charset, &seen).offset_by(packet.additional_at());
    values.word(Text::new(YELLOW, unit(packet).unwrap_or_default()));
    let read = match GroupCipher::of(packet) {
        // Its error counts from the start of the packet already.
        Some(group) => group.map(|group| group.fields(&mut values)).map_err(|error| (error, 0)),
        None if packet.form() == Form::Empty && section.iter().all(|&byte| byte == 0) => Ok(()),
        None => {
            let mut show = |_: &'static Field, value: Given<'_>, _: Option<&[u8]>| {
                if let Given::Record(body) = value {
                    body.fields(&mut values);
                }
            };
            Body::walk(section, packet.word(), &mut show).map_err(|error| (error, packet.additional_at()))
        }
    };
    if let Err((error, at)) = read {
        values = values.offset_by(at);
        values.word(charset.readable_lines(section, PLAIN));
        values.error(error);
    }
    let text = values.done();
    match packet.additional {
        None if text.is_empty() => Text::new(DIM, "(absent)"),
        _ if text.is_empty() => Text::new(DIM, "(empty)"),
        _ => text,
    }
}

fn mode(word: CommandWord) -> Text {
    Text::new(style(word), word.mode().to_string())
}

/// Bits without a name, in hexadecimal, are dim.
fn options(word: CommandWord) -> Text {
    let mut options = Text::default();
    for name in names(word.options()) {
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
        assert_eq!(cells.additional.stripped(), "5");
    }

    #[test]
    fn columns_of_a_dictionary() {
        let wire = b"IP2:3c:VER:1:3:PKT:1:f:UID:1:u:HID:1:h:CMD:2:20:FLG:3:100:BODY:2:hi:Z";
        let cells = dict_cells(&DictPacket::parse(wire).unwrap(), wire);
        let cells = [cells.mode, cells.options, cells.number, cells.sender, cells.additional];
        assert_eq!(cells.map(|cell| cell.stripped()), ["SENDMSG", "SENDCHECK", "15", "u@h", "IP2\nBODY=hi"]);
    }

    #[track_caller]
    fn body_case(packet: &[u8], expected: &str) {
        let packet = Packet::parse(packet).unwrap();
        let found =
            body(&packet).map_or_else(|error| error.to_string(), |body| Value::from(body).to_string());
        assert_eq!(found, expected);
    }

    /// What the sample rows have not.
    #[test]
    fn bodies() {
        body_case(b"1:1:u:h:1:n", r#"{"type":"entry","nick":"n"}"#);
        body_case(
            b"1:1:u:h:1:n\0\0\nVS:000a0000:1:2:3\nx\0y",
            r#"{"type":"entry","nick":"n","block":[{"key":"VS","value":"000a0000:1:2:3"},{"value":"x"}],"version":{"type":"000A0000","major":1,"minor":2,"revision":3},"more":"y"}"#,
        );
        body_case(b"1:1:u:h:32:a\0x", r#"{"type":"message","text":"a","more":"x"}"#);
        body_case(
            b"1:1:u:h:4194336:2:c0:27\0\0x\0",
            r#"{"type":"encrypted","capabilities":["RSA_1024"],"capabilities_value":2,"session_key":"c0","cipher":"27","more":"\\x00x"}"#,
        );
        body_case(
            b"1:1:u:h:97:-1:0:\0",
            r#"{"type":"receipt","packet_no":4294967295,"text":"-1","trailing":":0:"}"#,
        );
        body_case(
            b"1:1:u:h:19:0\x079\x07u\x07h\x07-2147483646\x07a\x0770000\x07\x08\x07\x07",
            r#"{"type":"host_list","next":0,"count":9,"hosts":[{"user":"u","host":"h","status":["0x80000000"],"status_value":2147483650,"address":"a","port_raw":70000}]}"#,
        );
        body_case(
            b"1:1:u:h:2146:16:a:4000000:1b\0",
            r#"{"type":"file_request","packet_no":22,"file_id":10,"cipher":{"capabilities":["NOENC_FILEBODY"],"capabilities_value":67108864,"packet_no":27}}"#,
        );
        body_case(b"1:1:u:h:114:0\0", r#"{"type":"key_request","capabilities_value":0}"#);
        body_case(b"1:1:u:h:65:a\0\0b\0", r#"{"type":"text","text":"a","more":"\\x00b\\x00"}"#);
        body_case(b"1:1:u:h:507:a\0", r#"{"type":"text","text":"a","unit":"REGULAR"}"#);
        body_case(b"1:1:u:h:1531:a\0", r#"{"type":"text","text":"a"}"#);
        body_case(b"1:1:u:h:1073742079:\0", r#"{"type":"ask_shared","password":""}"#);
        body_case(b"1:1:u:h:1073742079:?\0", r#"{"type":"ask_shared","password":"","trailing":"?"}"#);
        body_case(b"1:1:u:h:16:\0x\0", r#"{"type":"empty","more":"\\x00x\\x00"}"#);
        body_case(b"1:1:u:h:5:x", r#"{"type":"raw"}"#);
    }

    #[test]
    fn the_first_bad_item_is_the_error() {
        body_case(
            b"1:1:u:h:2097184:m\x000:f:5:0:1:1=2:k=3:\x07z:g\x07",
            "attribute key: not a hexadecimal number at byte 32",
        );
        body_case(b"1:1:u:h:69206048:m\x000:f:5:0:1:\x07\0TO:a:b\x07c\x07\0", "host: missing at byte 39");
        body_case(b"1:1:u:h:6291488:2:c0:27\0z:f\x07", "file id: not a hexadecimal number at byte 24");
        body_case(b"1:1:u:h:19:0\x079\x07u\x07", "host: missing at byte 17");
        body_case(
            b"1_lbt6_0#128#0011#0#0#9#4001#9:1:u:h:35:\x01",
            "cipher: shorter than its length says at byte 40",
        );
    }

    #[track_caller]
    fn shown(charset: &str, packet: &[u8], expected: &str) {
        let packet = Packet::parse(packet).unwrap();
        assert_eq!(
            additional(&packet, of_packet(&packet, Charset::named(charset).unwrap())).stripped(),
            expected
        );
    }

    #[track_caller]
    fn text_case(packet: &[u8], expected: &str) {
        shown("utf-8", packet, expected);
    }

    #[test]
    fn messages() {
        text_case(b"1:1:u:h:32:a: b\r\nc\0", "a: b\nc");
        text_case(b"1:1:u:h:32:\0", "(empty)");
        text_case(b"1:1:u:h:32", "(absent)");
        text_case(b"1:1:u:h:32:a\0x", "a trailing=x");
        text_case(
            b"1:1:u:h:2097184:m\x000:f:5:0:1:\x07z:g\x071:d:0:0:2:\x07\0",
            "m\nattachment id=0 name=f size=5\n(file id: not a hexadecimal number at byte 29)\nattachment id=1 name=d size=0 file_type=DIR",
        );
        text_case(
            b"1:1:u:h:67108896:hi\0\0TO:a:b\x07c\x07\0",
            "hi\nrecipient user=a host=b\n(host: missing at byte 29)",
        );
        // Emoji are those of FeiQ only.
        text_case(b"1:1:u:h:32:/:bomb", "/:bomb");
        shown(
            "gbk",
            b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:1:u:h:32:\xc4\xe3\n/:bomb/~#>5f3a<B~{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 \xcb\xce 7;}\0",
            "你\n/:bomb/~#>5f3a<B~{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋 7;}",
        );
    }

    #[test]
    fn charsets() {
        shown("gbk", b"1:1:u:h:32:\xc4\xe3\0", "你");
        // The packet says that it is UTF-8.
        shown("gbk", b"1:1:u:h:8388640:\xc4\xe3\0", "\\xc4\\xe3");
        shown("cp932", b"1:1:u:h:81:\x95\\\x8e\xa6\0", "表示");
    }

    #[test]
    fn receipts_and_requests() {
        text_case(b"1:1:u:h:33:-1\0", "4294967295");
        text_case(b"1:1:u:h:97:5:0:\0", "5 trailing=:0:");
        text_case(b"1:1:u:h:33:abc\0", "abc␀ (receipt: not a decimal number at byte 11)");
        text_case(b"1:1:u:h:33", "(receipt: empty at byte 10)");
        text_case(b"1:1:u:h:96:16:2710:a\0", "packet_no=22 file_id=10000 offset=10");
        text_case(
            b"1:1:u:h:2146:16:1:900000:00ff:1b\0",
            "packet_no=22 file_id=1 cipher={capabilities=AES_256|PACKETNO_IV key=2 bytes packet_no=27}",
        );
        text_case(b"1:1:u:h:114:\0", "(empty)");
        text_case(
            b"1:1:u:h:114:21003\0",
            "capabilities=RSA_512OBSOLETE|RSA_1024|RC2_40OBSOLETE|BLOWFISH_128",
        );
        text_case(b"1:1:u:h:115:4:10001-8f9e\0", "capabilities=RSA_2048 exponent=0x10001 modulus=2 bytes");
        text_case(
            b"1:1:u:h:6291488:20002:c0ff:27752f6f:00\x000:f:5:0:1:\x07\0",
            "capabilities=RSA_1024|BLOWFISH_128 session_key=2 bytes cipher=4 bytes signature=1 byte\nattachment id=0 name=f size=5",
        );
        text_case(
            b"1:1:u:h:4194336:2:c0:27\0\0x\0",
            "capabilities=RSA_1024 session_key=1 byte cipher=1 byte trailing=␀x",
        );
    }

    #[test]
    fn entries() {
        text_case(b"1:1:u:h:1:Bob\0\0", "Bob");
        text_case(
            b"1:1:u:h:1:Bob\0my group\0icon-tux.png\0utf-8\0",
            "Bob group=\"my group\" icon=icon-tux.png charset=utf-8",
        );
        text_case(b"1:1:u:h:1:Bob\0QA\x0000-11\0", "Bob group=QA trailing=00-11␀");
        // What is shown already does not come again.
        shown(
            "cp932",
            b"1:1:u:h:16777217:\x91\xbe\0\x8aJ\0\nUN:u\nHN:H\nNN:\xe5\xa4\xaa\nGN:\xe9\x96\x8b\nVS:00040000:1:2:0\nPL:1",
            "太 group=開 HN=H VS={client=ANDROID major=1 minor=2 revision=0} PL=1",
        );
        text_case(b"1:1:u:h:1:n\0\0\nIP:SVAyOjExOlNWQURSOjk6MTkyLjAuMi4xOlo=", "n IP={SVADR=192.0.2.1}");
        text_case(b"1:1:u:h:1:n\0\0\nname\nIP:SVAyOg==", "n name IP=IP2:");
    }

    #[test]
    fn lists() {
        text_case(b"1:1:u:h:18:\0", "start=0");
        text_case(
            b"1:1:u:h:19:    7\x07    3\x07u\x07h\x0716777216\x072001:db8::1\x0730985\x07n\x07\x08\x07u\x07h\x070\x07x\x0770000\x07\x08\x07a b\x07u\x07",
            "next=7 count=3\nhost user=u host=h status=CAPUTF8 address=2001:db8::1 port=2425 nick=n\nhost user=u host=h address=x port=70000 group=\"a b\"\n(host: missing at byte 80)",
        );
    }

    #[test]
    fn private_commands() {
        text_case(b"1:1:u:h:1019:hi\0", "GROUP hi");
        text_case(b"1:1:u:h:254:\0\x89PNG", "png=4 bytes");
        text_case(b"1:1:u:h:1073742079:cXdlcnQ=\0", "password=qwert");
        text_case(b"1:1:u:h:1073742079:?\0", "password=\"\" trailing=?");
        text_case(
            b"1:1:u:h:192:5f3a|600|512|2|2|6|0|2|0|00000000#\0\x89PNG\r\n",
            "id=5f3a total=600 offset=512 slices=2 slice=2 len=6 flags=0|2|0|00000000 data=6 bytes",
        );
        text_case(b"1:1:u:h:193:5f3a|2#\0", "id=5f3a slice=2");
        text_case(b"1_lbt6_0#128#0011#0#0#3#4001#9:1:u:h:35:\x01\x02\x03", "cipher=3 bytes");
        text_case(
            b"1_lbt6_0#128#0011#0#0#9#4001#9:1:u:h:35:\x01",
            "␁ (cipher: shorter than its length says at byte 40)",
        );
        text_case(b"1:1:u:h:121:\0\0", "(empty)");
        text_case(b"1:1:u:h:121:x\0", "x␀");
        text_case(b"1:1:u:h:5:x\0", "x␀");
    }
}
