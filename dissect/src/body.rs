//! The additional section of a packet, taken apart, as JSON.

use super::escape;
use super::file;
use super::object::{Object, hexadecimal};
use imwire::Error;
use imwire::ipmsg::feiq::{FeiqText, Font, GroupCipher};
use imwire::ipmsg::iptux::UnitKind;
use imwire::ipmsg::{
    Attachment, Body, Coded, Encrypted, Entry, FileRequest, Form, Host, HostList, Items, Message, Options,
    Packet, Receipt, TextBody,
};
use serde_json::{Map, Value};

/// What the additional section says.
///
/// # Errors
/// What is wrong with it, or with the first bad item of a list in it, counted from the first byte of
/// the packet.
pub(crate) fn json(packet: &Packet<'_>) -> Result<Map<String, Value>, Error> {
    let Object(object) = object(packet)?;
    Ok(object)
}

fn object(packet: &Packet<'_>) -> Result<Object, Error> {
    let (section, word) = (packet.additional.unwrap_or_default(), packet.word());
    if let Some(group) = GroupCipher::of(packet) {
        let group = group?;
        return Ok(Object::of_type("group_cipher")
            .with("cipher", hexadecimal(group.cipher.iter().copied()))
            .with_trailing(group.trailing));
    }
    Ok(match packet.body()? {
        Body::Entry(body) => entry(&body),
        Body::Message(body) => message(&body)?,
        Body::Encrypted(body) => encrypted(&body)?,
        Body::Receipt(body) => receipt(&body),
        Body::ListStart(body) => {
            Object::of_type("list_start").with("start", body.start).with_trailing(body.trailing)
        }
        Body::HostList(body) => host_list(&body)?,
        Body::FileRequest(body) => file_request(&body),
        Body::KeyRequest(body) => match body.capabilities {
            Some(word) => Object::of_type("key_request").with_flags("capabilities", &word),
            None => Object::of_type("key_request"),
        }
        .with_trailing(body.trailing),
        Body::PublicKey(body) => Object::of_type("public_key")
            .with_flags("capabilities", &body.capabilities)
            .with("exponent", body.exponent)
            .with("modulus", coded(&body.modulus))
            .with_trailing(body.trailing),
        Body::Text(body) => text(&body).with_some("unit", UnitKind::of(word).and_then(unit)),
        Body::Icon(body) => Object::of_type("icon").with_bytes("png", body.png),
        Body::AskShared(body) => {
            let password = body.password.map(|password| password.decoded().collect::<Vec<_>>());
            Object::of_type("ask_shared")
                .with_some("password", password.map(|bytes| escape::json(&bytes)))
                .with_trailing(body.trailing)
        }
        Body::ImageSlice(body) => Object::of_type("image_slice")
            .with_bytes("id", body.id.as_bytes())
            .with("total", body.total)
            .with("offset", body.offset)
            .with("slices", body.slices)
            .with("slice", body.slice)
            .with("length", body.len)
            .with_bytes("flags", body.flags.as_bytes())
            .with_bytes("data", body.data)
            .with_trailing(body.trailing),
        Body::ImageAck(body) => {
            let ack = Object::of_type("image_ack").with_bytes("id", body.id.as_bytes());
            ack.with("slice", body.slice).with_trailing(body.trailing)
        }
        _ if packet.form() == Form::Empty => {
            let more = if section.iter().all(|&byte| byte == 0) { &[] } else { section };
            Object::of_type("empty").with_bytes_if_any("more", more)
        }
        _ => Object::of_type("raw"),
    })
}

fn entry(entry: &Entry<'_>) -> Object {
    let line = |line: imwire::ipmsg::BlockLine<'_>| {
        let line = Object::default()
            .with_some("key", line.key().map(escape::json))
            .with_bytes("value", line.value().as_bytes());
        Value::from(line)
    };
    let version = entry.block.version().map(|version| {
        Object::default()
            .with("type", format!("{:08X}", version.client.0))
            .with("major", version.major)
            .with("minor", version.minor)
            .with("revision", version.revision)
    });
    let object = Object::of_type("entry")
        .with_bytes("nick", entry.nick.as_bytes())
        .with_bytes_if_any("group", entry.group.as_bytes())
        .with_list("block", entry.block.lines.iter().flatten().map(line).collect())
        .with_some("version", version);
    match entry.iptux() {
        Some(iptux) => object.with(
            "iptux",
            Object::default()
                .with_bytes("icon", iptux.icon.as_bytes())
                .with_bytes("charset", iptux.charset.as_bytes()),
        ),
        None => object.with_bytes_if_any("more", entry.more),
    }
}

fn message(message: &Message<'_>) -> Result<Object, Error> {
    let recipient = |recipient: imwire::ipmsg::Recipient<'_>| {
        let recipient = Object::default()
            .with_bytes("user", recipient.user().as_bytes())
            .with_bytes("host", recipient.host().as_bytes());
        Value::from(recipient)
    };
    let files = files(&message.files)?;
    let recipients: Result<_, Error> = message.recipients.iter().map(|item| item.map(recipient)).collect();
    Ok(Object::of_type("message")
        .with_bytes("text", message.text.as_bytes())
        .with_some("font", FeiqText::of(message.text).font.as_ref().map(font))
        .with_list("files", files)
        .with_list("recipients", recipients?)
        .with_bytes_if_any("more", message.more))
}

fn files(items: &Items<'_, Attachment<'_>>) -> Result<Vec<Value>, Error> {
    items.iter().map(|item| file::attachment(&item?).map(Value::from)).collect()
}

fn font(font: &Font<'_>) -> Object {
    let long = [font.height, font.width, font.escapement, font.orientation, font.weight];
    let short = [font.italic, font.underline, font.strike_out, font.charset];
    let rest = [font.out_precision, font.clip_precision, font.quality, font.pitch_and_family];
    let numbers: Vec<i32> = long.into_iter().chain(short.into_iter().chain(rest).map(i32::from)).collect();
    Object::default()
        .with_bytes("face", font.face.as_bytes())
        .with("numbers", numbers)
        .with("colour", font.color)
}

fn encrypted(body: &Encrypted<'_>) -> Result<Object, Error> {
    Ok(Object::of_type("encrypted")
        .with_flags("capabilities", &body.capabilities)
        .with("session_key", coded(&body.session_key))
        .with("cipher", coded(&body.cipher))
        .with_some("signature", body.signature.as_ref().map(coded))
        .with_list("files", files(&body.files)?)
        .with_bytes_if_any("more", body.more))
}

fn receipt(receipt: &Receipt<'_>) -> Object {
    Object::of_type("receipt")
        .with("packet_no", receipt.packet_no())
        .with_bytes("text", receipt.text().unwrap_or_default())
        .with_trailing(receipt.trailing)
}

fn host_list(list: &HostList<'_>) -> Result<Object, Error> {
    let host = |host: Host<'_>| {
        let status = host.status.options();
        let names: Vec<Value> = names(Options::Entry(status)).into_iter().map(Value::from).collect();
        let host = Object::default()
            .with_bytes("user", host.user.as_bytes())
            .with_bytes("host", host.host.as_bytes())
            .with_list("status", names)
            .with("status_value", host.status.bits())
            .with_bytes("address", host.address.as_bytes())
            .with("port_raw", host.port.raw())
            .with_some("port", host.port.swapped())
            .with_bytes_if_any("nick", host.nick.as_bytes())
            .with_bytes_if_any("group", host.group.as_bytes());
        Value::from(host)
    };
    let hosts: Result<_, Error> = list.hosts.iter().map(|item| item.map(host)).collect();
    Ok(Object::of_type("host_list")
        .with("next", list.next)
        .with("count", list.count)
        .with_list("hosts", hosts?)
        .with_trailing(list.trailing))
}

/// Names of option bits, lowest first, and those without a name in hexadecimal.
pub(crate) fn names(options: Options) -> Vec<String> {
    let mut names: Vec<_> = options.names().map(str::to_owned).collect();
    names.extend(Some(options.unnamed()).filter(|&bits| bits != 0).map(|bits| format!("{bits:#x}")));
    names
}

fn file_request(request: &FileRequest<'_>) -> Object {
    let cipher = request.cipher.as_ref().map(|cipher| {
        Object::default()
            .with_flags("capabilities", &cipher.capabilities)
            .with_some("key", cipher.key.as_ref().map(coded))
            .with_some("packet_no", cipher.packet_no)
    });
    Object::of_type("file_request")
        .with("packet_no", request.packet_no)
        .with("file_id", request.file_id.hex())
        .with_some("offset", request.offset)
        .with_some("cipher", cipher)
        .with_trailing(request.trailing)
}

fn text(body: &TextBody<'_>) -> Object {
    Object::of_type("text").with_bytes("text", body.text.as_bytes()).with_bytes_if_any("more", body.more)
}

/// For whom a message of iptux is.
pub(crate) fn unit(kind: UnitKind) -> Option<&'static str> {
    match kind {
        UnitKind::REGULAR => Some("REGULAR"),
        UnitKind::SEGMENT => Some("SEGMENT"),
        UnitKind::GROUP => Some("GROUP"),
        UnitKind::BROADCAST => Some("BROADCAST"),
        _ => None,
    }
}

fn coded(coded: &Coded<'_>) -> String {
    hexadecimal(coded.decoded())
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;

    #[track_caller]
    fn case(packet: &[u8], expected: &str) {
        let packet = Packet::parse(packet).unwrap();
        let found =
            json(&packet).map_or_else(|error| error.to_string(), |body| Value::from(body).to_string());
        assert_eq!(found, expected);
    }

    /// What the sample rows have not.
    #[test]
    fn bodies() {
        case(b"1:1:u:h:1:n", r#"{"type":"entry","nick":"n"}"#);
        case(
            b"1:1:u:h:1:n\0\0\nVS:000a0000:1:2:3\nx\0y",
            r#"{"type":"entry","nick":"n","block":[{"key":"VS","value":"000a0000:1:2:3"},{"value":"x"}],"version":{"type":"000A0000","major":1,"minor":2,"revision":3},"more":"y"}"#,
        );
        case(b"1:1:u:h:32:a\0x", r#"{"type":"message","text":"a","more":"x"}"#);
        case(
            b"1:1:u:h:4194336:2:c0:27\0\0x\0",
            r#"{"type":"encrypted","capabilities":["RSA_1024"],"capabilities_value":2,"session_key":"c0","cipher":"27","more":"\\x00x"}"#,
        );
        case(
            b"1:1:u:h:97:-1:0:\0",
            r#"{"type":"receipt","packet_no":4294967295,"text":"-1","trailing":":0:"}"#,
        );
        case(
            b"1:1:u:h:19:0\x079\x07u\x07h\x07-2147483646\x07a\x0770000\x07\x08\x07\x07",
            r#"{"type":"host_list","next":0,"count":9,"hosts":[{"user":"u","host":"h","status":["0x80000000"],"status_value":2147483650,"address":"a","port_raw":70000}]}"#,
        );
        case(
            b"1:1:u:h:2146:16:a:4000000:1b\0",
            r#"{"type":"file_request","packet_no":22,"file_id":10,"cipher":{"capabilities":["NOENC_FILEBODY"],"capabilities_value":67108864,"packet_no":27}}"#,
        );
        case(b"1:1:u:h:114:0\0", r#"{"type":"key_request","capabilities_value":0}"#);
        case(b"1:1:u:h:65:a\0\0b\0", r#"{"type":"text","text":"a","more":"\\x00b\\x00"}"#);
        case(b"1:1:u:h:507:a\0", r#"{"type":"text","text":"a","unit":"REGULAR"}"#);
        case(b"1:1:u:h:1531:a\0", r#"{"type":"text","text":"a"}"#);
        case(b"1:1:u:h:1073742079:\0", r#"{"type":"ask_shared","password":""}"#);
        case(b"1:1:u:h:1073742079:?\0", r#"{"type":"ask_shared","password":"","trailing":"?"}"#);
        case(b"1:1:u:h:16:\0x\0", r#"{"type":"empty","more":"\\x00x\\x00"}"#);
        case(b"1:1:u:h:5:x", r#"{"type":"raw"}"#);
    }

    #[test]
    fn the_first_bad_item_is_the_error() {
        case(
            b"1:1:u:h:2097184:m\x000:f:5:0:1:1=2:k=3:\x07z:g\x07",
            "attribute key: not a hexadecimal number at byte 32",
        );
        case(b"1:1:u:h:69206048:m\x000:f:5:0:1:\x07\0TO:a:b\x07c\x07\0", "host: missing at byte 39");
        case(b"1:1:u:h:6291488:2:c0:27\0z:f\x07", "file id: not a hexadecimal number at byte 24");
        case(b"1:1:u:h:19:0\x079\x07u\x07", "host: missing at byte 17");
        case(
            b"1_lbt6_0#128#0011#0#0#9#4001#9:1:u:h:35:\x01",
            "cipher: shorter than its length says at byte 40",
        );
    }
}
