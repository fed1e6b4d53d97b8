//! Values that a program makes itself, and the rarer calls.

use imwire::fields::{Flat, Shown, Value, Walk};
use imwire::ipmsg::dict::{
    Dict, DictFile, DictHost, DictNetwork, DictRecipient, Key, NewDict, NewEntry, NewValue,
};
use imwire::ipmsg::feiq::GroupCipher;
use imwire::ipmsg::{
    ClientVersion, Coded, Coding, CommandWord, EntryOptions, ExtAttribute, FileRequest, Items, Message, Mode,
    Packet, PacketBuf, Recipient, SendOptions, Text,
};
use imwire::{Encode, ErrorKind, Wire};
use imwire_testkit::laws::differ;

fn text(text: &'static str) -> Text<'static> {
    Text::new(text).unwrap()
}

/// A program can write a list of records under any key.
#[test]
fn lists_as_values() {
    fn case(key: Key<'_>, value: NewValue<'_>, expected: &str) {
        let entries = [NewEntry { key, value }];
        assert_eq!(NewDict(&entries).to_vec().escape_ascii().to_string(), expected);
        assert_eq!(NewDict(&entries).encoded_len(), expected.len());
    }
    let recipient = DictRecipient { user: text("a"), host: text("b") };
    let recipients = [recipient, recipient];
    case(
        Key::TLST,
        NewValue::recipients(Items::new(&recipients)),
        "IP2:2b:TLST:23:f:UID:1:a:HID:1:b:f:UID:1:a:HID:1:b:Z",
    );
    let networks = [DictNetwork { address: text("10.0.0.0"), mask: 24 }];
    case(
        Key::NADRS,
        NewValue::networks(Items::new(&networks)),
        "IP2:24:NADRS:1b:18:ADR:8:10.0.0.0:MASK:2:18:Z",
    );
    let file = DictFile { id: 1, name: text("n"), size: 2, mtime: 3, attributes: None, position: None };
    case(Key::FILE, NewValue::files(Items::new(&[file])), "IP2:26:FILE:1e:1b:FI:1:1:FN:1:n:FS:1:2:MT:1:3:Z");
    let status = EntryOptions::ABSENCE;
    let host = DictHost {
        user: text("a"),
        host: text("b"),
        status,
        active: None,
        address: text("10.0.0.1"),
        port: 2425,
        nick: Some(text("A")),
        group: None,
        client_version: None,
    };
    case(
        Key::HLST,
        NewValue::hosts(Items::new(&[host])),
        "IP2:48:HLST:40:3d:UID:1:a:HID:1:b:STAT:3:100:IPAD:8:10.0.0.1:PORT:3:979:NCK:1:A:Z",
    );
    let names = host.names();
    assert_eq!(names.shown().text.as_bytes(), b"A");
}

/// Only two commands have a cipher of a group.
#[test]
fn a_packet_without_a_cipher() {
    let packet = Packet::parse(b"1:5:u:h:32:hello\0").unwrap();
    assert_eq!(GroupCipher::of(&packet), None);
}

/// Errors of parts of a number, each at its place.
#[test]
fn numbers_that_are_none() {
    let error = ClientVersion::parse(b"x:4:99:1").unwrap_err();
    assert_eq!((error.kind(), error.part().name(), error.at()), (ErrorKind::NotHex, "client type", 0));
    let error = ExtAttribute::parse(b"g=1").unwrap_err();
    assert_eq!((error.kind(), error.at()), (ErrorKind::NotHex, 0));
}

/// A walk that is opened value by value shows the fields with their bytes.
#[test]
fn a_walk_opened_value_by_value() {
    let input = b"1:5:u:h:32:hello\0";
    let mut names = Vec::new();
    let mut each = |name: &str, _: Value<'_>, _: Option<&[u8]>| names.push(name.to_owned());
    Packet::walk(input, (), &mut Flat::new(&mut each)).unwrap();
    assert_eq!(names, ["version", "packet_no", "user", "host", "command", "mode", "send", "text"]);
}

/// Numbers are shown as their field says: signed, hexadecimal.
#[test]
fn shown_numbers() {
    let file =
        DictFile { id: 1, name: text("n"), size: 2, mtime: -3, attributes: Some(0x20), position: None };
    assert_eq!(Shown(&file).to_string(), "DictFile FI=1 FN=n FS=2 MT=-3 FA=0x20");
    let request = FileRequest::parse_with(b"1f:a:0:", CommandWord::new(Mode::GETFILEDATA)).unwrap();
    assert_eq!(Shown(&request).to_string(), "FileRequest packet_no=31 file_id=0xa offset=0");
}

/// What is borrowed is written as what it borrows; lists of records are checked one by one.
#[test]
fn borrowed_values() {
    fn written<T: Encode>(value: T) -> Vec<u8> {
        value.to_vec()
    }
    let recipient = Recipient::parse(b"taro:PC-02\x07").unwrap();
    assert_eq!(written::<Recipient<'_>>(recipient), written::<&Recipient<'_>>(&recipient));
    let recipients = [recipient, recipient];
    let message = Message::new("hi").unwrap().to(&recipients);
    assert_eq!(message.check(SendOptions::ENCEXTMSG), Ok(()));
}

#[test]
fn hashes() {
    fn item<'a>(text: &'a str) -> Message<'a> {
        Message::parse_with(text.as_bytes(), SendOptions::FILEATTACH).unwrap()
    }
    differ(item("\x000:a:1:1:1:\x07"), item("\x000:b:1:1:1:\x07"));
    differ(item("\x000:a:1:1:1:14=5:\x07"), item("\x000:a:1:1:1:14=6:\x07"));
    differ(Dict::parse(b"ABST:1:a").unwrap(), Dict::parse(b"ABST:1:b").unwrap());
    let value = |bytes| Dict::parse(bytes).unwrap().get(Key::FLS).unwrap();
    differ(value(b"FLS:3:1:a"), value(b"FLS:3:1:b"));
    differ(value(b"FLS:3:1:a").list().unwrap(), value(b"FLS:3:1:b").list().unwrap());
    differ(Coded::new(Coding::Hex, b"a"), Coded::new(Coding::Hex, b"b"));
    differ(Coded::new(Coding::Hex, b"a"), Coded::new(Coding::Base64, b"a"));
    let packet = |text: &'static str| PacketBuf::parse(text.as_bytes()).unwrap();
    differ(packet("1:1:u:h:32:a"), packet("1:1:u:h:32:b"));
}
