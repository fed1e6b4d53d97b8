//! An entry as text to look at: `Alice group=dev version=4.99r3 os=Win64`.

use super::body_text::wrong;
use super::charset::Charset;
use super::dictionary;
use super::fields::Fields;
use super::text::{DIM, PLAIN, Text};
use imwire::Wire;
use imwire::ipmsg::dict::IpDict;
use imwire::ipmsg::{BlockLine, ClientType, ClientVersion, Coded, Coding, Entry, NameText, Packet};

/// The names that count, and all else that is not in the header of the packet already.
pub(crate) fn entry(fields: Fields, entry: &Entry<'_>, packet: &Packet<'_>, charset: Charset) -> Fields {
    let names = entry.names(packet);
    let of = |name: NameText<'_>| if name.is_utf8 { Charset::UTF_8 } else { charset };
    let fields = fields.word(of(names.nick).readable(names.nick.text.as_bytes(), PLAIN));
    let fields = match names.group.text.as_bytes() {
        [] => fields,
        group => fields.with_bytes_in(of(names.group), "group", group),
    };
    let is_shown = |line: &BlockLine<'_>| {
        let value = line.value();
        match line.key() {
            Some(BlockLine::UN) => value.as_bytes() == packet.user.as_bytes(),
            Some(BlockLine::HN) => value.as_bytes() == packet.host.as_bytes(),
            Some(BlockLine::NN) => value == names.nick.text,
            Some(BlockLine::GN) => value == names.group.text,
            _ => false,
        }
    };
    let lines = entry.block.lines.iter().flatten().filter(|line| !is_shown(line));
    let fields = lines.fold(fields, block_line);
    match entry.iptux() {
        Some(iptux) => fields
            .with_bytes_if_any("icon", iptux.icon.as_bytes())
            .with_bytes("charset", iptux.charset.as_bytes()),
        None => fields.with_bytes_if_any("more", entry.more),
    }
}

fn block_line(fields: Fields, line: BlockLine<'_>) -> Fields {
    let value = line.value().as_bytes();
    match line.key() {
        None => fields.word(Charset::UTF_8.readable(value, PLAIN)),
        Some(BlockLine::VS) => version(fields, "VS", value),
        Some(BlockLine::IP) => {
            let coded = Coded::from_text(Coding::Base64, value);
            let bytes: Vec<u8> = match coded {
                Ok(coded) => coded.decoded().collect(),
                Err(error) => return fields.with_bytes("IP", value).word(wrong(error)),
            };
            match IpDict::parse(&bytes) {
                Ok(IpDict(dict)) => {
                    fields.with("IP", Text::new(DIM, "{").and(dictionary::text(dict)).with(DIM, "}"))
                }
                Err(error) => fields.with_bytes("IP", value).word(wrong(error)),
            }
        }
        Some(key) => fields.with_bytes_in(Charset::UTF_8, &key.escape_ascii().to_string(), value),
    }
}

/// `version=4.99r3 os=Win64`; what is no version with the name it has on the wire.
pub(crate) fn version(fields: Fields, key: &str, value: &[u8]) -> Fields {
    match ClientVersion::parse(value) {
        Ok(version) => fields.with_plain("version", version).with_plain("os", system(version.client)),
        Err(_) => fields.with_bytes_in(Charset::UTF_8, key, value),
    }
}

fn system(client: ClientType) -> String {
    match client {
        ClientType::WIN32 => "Win32".to_owned(),
        ClientType::WIN64 => "Win64".to_owned(),
        ClientType::MAC => "Mac".to_owned(),
        ClientType::IOS => "iOS".to_owned(),
        ClientType::ANDROID => "Android".to_owned(),
        ClientType(other) => format!("{other:08X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(packet: &[u8], expected: &str) {
        let packet = Packet::parse(packet).unwrap();
        let body = Entry::parse(packet.additional.unwrap()).unwrap();
        let charset = Charset::named("cp932").unwrap();
        assert_eq!(entry(Fields::new(charset), &body, &packet, charset).done().stripped(), expected);
    }

    #[test]
    fn entries() {
        case(b"1:1:u:h:1:Bob\0\0", "Bob");
        case(
            b"1:1:u:h:1:Bob\0my group\0icon-tux.png\0utf-8\0",
            "Bob group=\"my group\" icon=icon-tux.png charset=utf-8",
        );
        case(b"1:1:u:h:1:Bob\0QA\x0000-11\0", "Bob group=QA more=00-11␀");
        // CAPUTF8: the names of the block count.
        case(
            b"1:1:u:h:16777217:\x91\xbe\0\x8aJ\0\nUN:u\nHN:H\nNN:\xe5\xa4\xaa\nGN:\xe9\x96\x8b\nVS:00040000:1:2:0\nPL:1",
            "太 group=開 HN=H version=1.2.0 os=Android PL=1",
        );
        case(b"1:1:u:h:16777218:\x91\xbe\0\0\nNN:\xe5\xa4\xaa\nVS:4.99", "太 NN=太 VS=4.99");
        case(
            b"1:1:u:h:1:\x91\xbe\0\0\nNN:N\nname\nVS:000A0000:1:2:0",
            "太 NN=N name version=1.2.0 os=000A0000",
        );
    }

    #[test]
    fn dictionaries_in_entries() {
        case(b"1:1:u:h:1:n\0\0\nIP:SVAyOjExOlNWQURSOjk6MTkyLjAuMi4xOlo=", "n IP={SVADR=192.0.2.1}");
        case(b"1:1:u:h:1:n\0\0\nIP:SVAyOg==", "n IP=SVAyOg== (dictionary length: missing at byte 4)");
        case(b"1:1:u:h:1:n\0\0\nIP:!", "n IP=! (text: not base64 at byte 0)");
    }
}
