//! The additional section of a packet, taken apart, as text to look at.

use super::body::{names, unit};
use super::charset::Charset;
use super::entry_text::entry;
use super::fields::Fields;
use super::file;
use super::msnp::count;
use super::object;
use super::text::{BOLD, CYAN, DIM, PLAIN, RED, Text, YELLOW};
use imwire::ipmsg::feiq::{FeiqText, GroupCipher, Piece};
use imwire::ipmsg::iptux::UnitKind;
use imwire::ipmsg::{
    Attachment, Body, Capabilities, Client, Coded, CommonOptions, Encrypted, FileRequest, Form, Host,
    HostList, Items, Message, Options, Packet, TextBody,
};
use imwire::{Encode, Error};
use std::net::IpAddr;

/// What the additional section says; if it cannot be read, as it is, and why.
pub(crate) fn text(packet: &Packet<'_>, charset: Charset) -> Text {
    let charset = of_packet(packet, charset);
    match (typed(packet, charset), packet.additional) {
        (Ok(_), None) => Text::new(DIM, "(absent)"),
        (Ok(text), Some(_)) if text.is_empty() => Text::new(DIM, "(empty)"),
        (Ok(text), Some(_)) => text,
        (Err(error), section) => {
            let error = wrong(error);
            Fields::new(charset)
                .word(charset.readable_lines(section.unwrap_or_default(), PLAIN))
                .word(error)
                .done()
        }
    }
}

/// What the texts of a packet are in that are not UTF-8.
pub(crate) fn of_packet(packet: &Packet<'_>, charset: Charset) -> Charset {
    if packet.word().common().contains(CommonOptions::UTF8) { Charset::UTF_8 } else { charset }
}

/// Behind what it is about.
pub(crate) fn wrong(error: Error) -> Text {
    Text::new(RED, format!("({error})"))
}

fn typed(packet: &Packet<'_>, charset: Charset) -> Result<Text, Error> {
    let (section, word) = (packet.additional.unwrap_or_default(), packet.word());
    let fields = Fields::new(charset);
    if let Some(group) = GroupCipher::of(packet) {
        return Ok(fields.with_plain("cipher", count(group?.cipher.len(), "byte")).done());
    }
    let fields = match packet.body()? {
        Body::Entry(body) => entry(fields, &body, packet, charset),
        Body::Message(body) => message(fields, &body, packet, charset),
        Body::Encrypted(body) => encrypted(fields, &body, charset),
        Body::Receipt(body) => {
            let number = Text::new(DIM, "→ ").with(PLAIN, body.packet_no().to_string());
            fields.word(number).with_bytes_if_any("trailing", body.trailing.as_bytes())
        }
        Body::ListStart(body) => fields.with_plain("start", body.start),
        Body::HostList(body) => host_list(fields, &body, charset),
        Body::FileRequest(body) => file_request(fields, &body),
        Body::KeyRequest(body) => capabilities(fields, body.capabilities),
        Body::PublicKey(body) => capabilities(fields, Some(body.capabilities))
            .with_plain("exponent", body.exponent)
            .with_plain("modulus", length(&body.modulus)),
        Body::Text(body) => plain(fields, &body, UnitKind::of(word), charset),
        Body::Icon(body) => fields.with_plain("png", count(body.png.len(), "byte")),
        Body::AskShared(body) => match body.password {
            Some(password) => fields.with_bytes("password", &password.decoded().collect::<Vec<_>>()),
            None => fields,
        },
        Body::ImageSlice(body) => fields
            .with_bytes("picture", body.id.as_bytes())
            .with_plain("slice", format!("{}/{}", body.slice, body.slices))
            .styled(PLAIN, count(body.data.len(), "byte"))
            .styled(DIM, format!("at {} of {}", body.offset, body.total)),
        Body::ImageAck(body) => {
            fields.with_bytes("picture", body.id.as_bytes()).with_plain("slice", body.slice)
        }
        _ if packet.form() == Form::Empty && section.iter().all(|&byte| byte == 0) => fields,
        _ => fields.word(charset.readable_lines(section, PLAIN)),
    };
    Ok(fields.done())
}

fn message(fields: Fields, message: &Message<'_>, packet: &Packet<'_>, charset: Charset) -> Fields {
    let feiq = FeiqText::of(message.text);
    let fields = match (feiq.font, packet.version.client()) {
        (None, client) if client != Client::FeiQ => {
            fields.word(charset.readable_lines(message.text.as_bytes(), PLAIN))
        }
        (font, _) => {
            let text = feiq.pieces().fold(Text::default(), |text, piece| {
                text.and(match piece {
                    Piece::Text(words) => charset.readable_lines(words.as_bytes(), PLAIN),
                    Piece::Emoji(emoji) => Text::new(YELLOW, emoji.code()),
                    Piece::Picture(id) => Text::new(YELLOW, "[picture ")
                        .and(charset.readable(id.as_bytes(), YELLOW))
                        .with(YELLOW, "]"),
                })
            });
            let tail = font.and_then(|font| {
                let mut buffer = vec![0; font.encoded_len()];
                Some(charset.readable(font.encode_into(&mut buffer).ok()?, DIM))
            });
            fields.word(text.and(tail.unwrap_or_default()))
        }
    };
    let fields = files(fields, &message.files, charset);
    let fields = message.recipients.iter().fold(fields, |fields, item| {
        let fields = fields.line();
        match item {
            Ok(to) => fields.with("to", station(to.user().as_bytes(), to.host().as_bytes(), charset)),
            Err(error) => fields.word(wrong(error)),
        }
    });
    more_line(fields, message.more)
}

/// `taro@PC-02`
pub(crate) fn station(user: &[u8], host: &[u8], charset: Charset) -> Text {
    charset.readable(user, CYAN).with(DIM, "@").and(charset.readable(host, CYAN))
}

/// Each on a line of its own.
fn files(fields: Fields, files: &Items<'_, Attachment<'_>>, charset: Charset) -> Fields {
    files.iter().fold(fields, |fields, item| match item {
        Ok(attachment) => file::line(fields.line(), &attachment, charset),
        Err(error) => fields.line().word(wrong(error)),
    })
}

fn encrypted(fields: Fields, body: &Encrypted<'_>, charset: Charset) -> Fields {
    let fields = capabilities(fields, Some(body.capabilities))
        .with_plain("session_key", length(&body.session_key))
        .with_plain("cipher", length(&body.cipher))
        .with_some("signature", body.signature.as_ref().map(length));
    more_line(files(fields, &body.files, charset), body.more)
}

/// On a line of its own, behind files and recipients.
fn more_line(fields: Fields, more: &[u8]) -> Fields {
    match more {
        [] => fields,
        more => fields.line().with_bytes("more", more),
    }
}

fn capabilities(fields: Fields, word: Option<Capabilities>) -> Fields {
    let names = word.as_ref().map(object::names).unwrap_or_default();
    names.into_iter().fold(fields, |fields, name| fields.styled(YELLOW, name))
}

fn length(coded: &Coded<'_>) -> String {
    count(coded.len(), "byte")
}

fn host_list(fields: Fields, list: &HostList<'_>, charset: Charset) -> Fields {
    let fields = fields.with_plain("next", list.next).with_plain("count", list.count);
    list.hosts.iter().fold(fields, |fields, item| match item {
        Ok(found) => host(fields.line(), &found, charset),
        Err(error) => fields.line().word(wrong(error)),
    })
}

/// `taro@PC-02 192.0.2.2:2425 nick=taro group=dev`
fn host(fields: Fields, host: &Host<'_>, charset: Charset) -> Fields {
    let address = charset.readable(host.address.as_bytes(), PLAIN);
    let address = match host.ip() {
        Some(IpAddr::V6(_)) => Text::plain("[").and(address).with(PLAIN, "]"),
        _ => address,
    };
    let port = host.port.swapped().map_or(host.port.raw(), u32::from);
    let fields = fields
        .word(station(host.user.as_bytes(), host.host.as_bytes(), charset))
        .word(address.with(PLAIN, format!(":{port}")))
        .with_bytes_if_any("nick", host.nick.as_bytes())
        .with_bytes_if_any("group", host.group.as_bytes());
    let fields = if host.status.has_left() { fields.styled(BOLD, "left") } else { fields };
    let names = names(Options::Entry(host.status.options()));
    names.into_iter().fold(fields, |fields, name| fields.styled(YELLOW, name))
}

fn file_request(fields: Fields, request: &FileRequest<'_>) -> Fields {
    let fields = fields
        .with_plain("message", request.packet_no)
        .with_plain("file", request.file_id.hex())
        .with_some("offset", request.offset);
    match request.cipher {
        None => fields,
        Some(cipher) => capabilities(fields, Some(cipher.capabilities))
            .with_some("key", cipher.key.as_ref().map(length))
            .with_some("packet", cipher.packet_no),
    }
}

fn plain(fields: Fields, body: &TextBody<'_>, kind: Option<UnitKind>, charset: Charset) -> Fields {
    let fields = match kind.and_then(unit) {
        Some(unit) => fields.styled(YELLOW, unit),
        None => fields,
    };
    let fields = fields.word(charset.readable_lines(body.text.as_bytes(), PLAIN));
    fields.with_bytes_if_any("more", body.more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::Wire;

    #[track_caller]
    fn shown(charset: &str, packet: &[u8], expected: &str) {
        let packet = Packet::parse(packet).unwrap();
        assert_eq!(text(&packet, Charset::named(charset).unwrap()).stripped(), expected);
    }

    #[track_caller]
    fn case(packet: &[u8], expected: &str) {
        shown("utf-8", packet, expected);
    }

    #[test]
    fn messages() {
        case(b"1:1:u:h:32:a: b\r\nc\0", "a: b\nc");
        case(b"1:1:u:h:32:\0", "(empty)");
        case(b"1:1:u:h:32", "(absent)");
        case(b"1:1:u:h:32:a\0x", "a\nmore=x");
        case(
            b"1:1:u:h:2097184:m\x000:f:5:0:1:\x07z:g\x071:d:0:0:2:\x07\0",
            "m\nfile=0 f 5 bytes\n(file id: not a hexadecimal number at byte 29)\nfile=1 d/",
        );
        case(b"1:1:u:h:67108896:hi\0\0TO:a:b\x07c\x07\0", "hi\nto=a@b\n(host: missing at byte 29)");
        // Emoji are those of FeiQ only.
        case(b"1:1:u:h:32:/:bomb", "/:bomb");
        shown(
            "gbk",
            b"1_lbt6_0#128#001122AABBCC#0#0#0#4001#9:1:u:h:32:\xc4\xe3\n/:bomb/~#>5f3a<B~{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 \xcb\xce 7;}\0",
            "你\n/:bomb[picture 5f3a]{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 宋 7;}",
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
        case(b"1:1:u:h:33:-1\0", "→ 4294967295");
        case(b"1:1:u:h:97:5:0:\0", "→ 5 trailing=:0:");
        case(b"1:1:u:h:33:abc\0", "abc␀ (receipt: not a decimal number at byte 11)");
        case(b"1:1:u:h:33", "(receipt: empty at byte 10)");
        case(b"1:1:u:h:96:16:2710:a\0", "message=22 file=10000 offset=10");
        case(
            b"1:1:u:h:2146:16:1:900000:00ff:1b\0",
            "message=22 file=1 AES_256 PACKETNO_IV key=2 bytes packet=27",
        );
        case(b"1:1:u:h:114:\0", "(empty)");
        case(b"1:1:u:h:114:21003\0", "RSA_512OBSOLETE RSA_1024 RC2_40OBSOLETE BLOWFISH_128");
        case(b"1:1:u:h:115:4:10001-8f9e\0", "RSA_2048 exponent=65537 modulus=2 bytes");
        case(
            b"1:1:u:h:6291488:20002:c0ff:27752f6f:00\x000:f:5:0:1:\x07\0",
            "RSA_1024 BLOWFISH_128 session_key=2 bytes cipher=4 bytes signature=1 byte\nfile=0 f 5 bytes",
        );
        case(b"1:1:u:h:4194336:2:c0:27\0\0x\0", "RSA_1024 session_key=1 byte cipher=1 byte\nmore=␀x");
    }

    #[test]
    fn lists() {
        case(b"1:1:u:h:18:\0", "start=0");
        case(
            b"1:1:u:h:19:    7\x07    3\x07u\x07h\x0716777216\x072001:db8::1\x0730985\x07n\x07\x08\x07u\x07h\x070\x07x\x0770000\x07\x08\x07a b\x07u\x07",
            "next=7 count=3\nu@h [2001:db8::1]:2425 nick=n CAPUTF8\nu@h x:70000 group=\"a b\" left\n(host: missing at byte 80)",
        );
    }

    #[test]
    fn private_commands() {
        case(b"1:1:u:h:1019:hi\0", "GROUP hi");
        case(b"1:1:u:h:254:\0\x89PNG", "png=4 bytes");
        case(b"1:1:u:h:1073742079:cXdlcnQ=\0", "password=qwert");
        case(b"1:1:u:h:1073742079:?\0", "password=\"\"");
        case(
            b"1:1:u:h:192:5f3a|600|512|2|2|6|0|2|0|00000000#\0\x89PNG\r\n",
            "picture=5f3a slice=2/2 6 bytes at 512 of 600",
        );
        case(b"1:1:u:h:193:5f3a|2#\0", "picture=5f3a slice=2");
        case(b"1_lbt6_0#128#0011#0#0#3#4001#9:1:u:h:35:\x01\x02\x03", "cipher=3 bytes");
        case(
            b"1_lbt6_0#128#0011#0#0#9#4001#9:1:u:h:35:\x01",
            "␁ (cipher: shorter than its length says at byte 40)",
        );
        case(b"1:1:u:h:121:\0\0", "(empty)");
        case(b"1:1:u:h:121:x\0", "x␀");
        case(b"1:1:u:h:5:x\0", "x␀");
    }
}
