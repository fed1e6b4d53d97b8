//! What is refused, and where.

use super::*;
use imwire::ipmsg::dict::{Dict, DictFile, DictPacket, DictRecipient, Dictionary, IpDict, NewContent};
use imwire::ipmsg::{Items, SendOptions};
use imwire::{ErrorKind, Wire};
use imwire_testkit::laws::dict::dictionary;

#[test]
fn frames_are_refused_where_they_are_wrong() {
    #[track_caller]
    fn case(input: &[u8], message: &str) {
        assert_eq!(IpDict::parse(input).unwrap_err().to_string(), message);
        dictionary(input);
    }
    case(b"", "dictionary: unexpected word at byte 0");
    case(b"IP2", "dictionary: unexpected word at byte 0");
    case(b"ip2:0::Z", "dictionary: unexpected word at byte 0");
    case(b"1:1:u:h:32:x", "dictionary: unexpected word at byte 0");
    case(b"IP2:", "dictionary length: missing at byte 4");
    case(b"IP2::Z", "dictionary length: empty at byte 4");
    case(b"IP2:0", "dictionary: missing at byte 5");
    case(b"IP2:0x0::Z", "dictionary length: not a hexadecimal number at byte 4");
    case(b"IP2: 0::Z", "dictionary length: not a hexadecimal number at byte 4");
    case(b"IP2:-1::Z", "dictionary length: not a hexadecimal number at byte 4");
    case(b"IP2:0:", "dictionary end: missing at byte 6");
    case(b"IP2:0::", "dictionary end: missing at byte 6");
    case(b"IP2:0::z", "dictionary end: missing at byte 6");
    case(b"IP2:0:a:1:x:Z", "dictionary end: missing at byte 6");
    case(b"IP2:5:a:1:x:", "dictionary end: missing at byte 11");
    case(b"IP2:6:a:1:x:Z", "dictionary end: missing at byte 12");
    case(b"IP2:4:a:1:x:Z", "dictionary end: missing at byte 10");
    case(b"IP2:ff:a:1:x:Z", "dictionary: shorter than its length says at byte 7");
    case(b"IP2:ffffffffffffffff:a:1:x:Z", "dictionary: shorter than its length says at byte 21");
    case(b"IP2:10000000000000005:a:1:x:Z", "dictionary length: over the limit at byte 4");
    case(b"IP2:00000000000000005:a:1:x:Z", "dictionary length: over the limit at byte 4");
    case(b"IP2:0::Zx", "input: trailing data at byte 8");
    case(b"IP2:0::Z\0\0x", "input: trailing data at byte 8");
    case(b"IP2:0::ZIP2:0::Z", "input: trailing data at byte 8");
    case(b"IP2:6:a:1:xy:Z", "dictionary value: not as long as it says at byte 10");
}

#[test]
fn entries_are_refused_where_they_are_wrong() {
    #[track_caller]
    fn case(content: &[u8], message: Option<&str>) {
        let error = Dict::parse(content).map_err(|error| error.to_string()).err();
        assert_eq!(error.as_deref(), message);
        // In a frame the same, so many bytes on; and in a value too.
        let frame = [format!("IP2:{:x}:", content.len()).as_bytes(), content, b":Z"].concat();
        let framed = IpDict::parse(&frame).map_err(|error| error.to_string()).err();
        let head = frame.len() - content.len() - 2;
        let moved = Dict::parse(content).map_err(|error| error.offset_by(head).to_string()).err();
        assert_eq!(framed, moved);
        let entry = [format!("n:{:x}:", content.len()).as_bytes(), content].concat();
        let found = Dict::parse(&entry).unwrap().dict(key(b"n"));
        let moved = Dict::parse(content).map_err(|error| error.offset_by(entry.len() - content.len()));
        assert_eq!(found, moved.map(Some));
    }
    case(b"", None);
    case(b"a:1:x", None);
    case(b"a:1:x:", None);
    case(b"a:0:", None);
    case(b"a:0::", None);
    case(b"a:0::b:0:", None);
    case(b"a:1:x::", Some("key: empty at byte 6"));
    case(b":", Some("key: empty at byte 0"));
    case(b":1:x", Some("key: empty at byte 0"));
    case(b"a", Some("key length: missing at byte 1"));
    case(b"a\0b:1:x", Some("key: contains NUL at byte 0"));
    case(b"a:", Some("key length: missing at byte 2"));
    case(b"a::x", Some("key length: empty at byte 2"));
    case(b"a:1", Some("dictionary value: missing at byte 3"));
    case(b"a:g:x", Some("key length: not a hexadecimal number at byte 2"));
    case(b"a:1g:x", Some("key length: not a hexadecimal number at byte 2"));
    case(b"a:-1:x", Some("key length: not a hexadecimal number at byte 2"));
    case(b"a:1:", Some("dictionary value: shorter than its length says at byte 4"));
    case(b"a:2:x", Some("dictionary value: shorter than its length says at byte 4"));
    case(b"a:ffffffffffffffff:x", Some("dictionary value: shorter than its length says at byte 19"));
    case(b"a:fffffffffffffffe:x:b:1:y", Some("dictionary value: shorter than its length says at byte 19"));
    case(b"a:10000000000000001:x", Some("key length: over the limit at byte 2"));
    case(b"a:00000000000000001:x", Some("key length: over the limit at byte 2"));
    case(b"a:0000000000000001:x", None);
    case(b"a:1:xb:1:y", Some("dictionary value: not as long as it says at byte 4"));
    case(b"a:1:x:b:1:yz", Some("dictionary value: not as long as it says at byte 10"));
}

#[test]
fn numbers() {
    fn int(bytes: &[u8]) -> Result<i64, ErrorKind> {
        let entry = [format!("n:{:x}:", bytes.len()).as_bytes(), bytes].concat();
        let dict = Dict::parse(&entry).unwrap();
        dict.int(key(b"n")).map(Option::unwrap).map_err(|error| error.kind())
    }
    #[track_caller]
    fn case(bytes: &[u8], expected: Result<i64, ErrorKind>) {
        assert_eq!(int(bytes), expected);
    }
    case(b"0", Ok(0));
    case(b"-0", Ok(0));
    case(b"3E8", Ok(1000));
    case(b"-00007d0", Ok(-2000));
    case(b"7fffffffffffffff", Ok(i64::MAX));
    case(b"-8000000000000000", Ok(i64::MIN));
    case(b"000000000000000000001", Ok(1));
    case(b"8000000000000000", Err(ErrorKind::Over64Bits));
    case(b"-8000000000000001", Err(ErrorKind::Over64Bits));
    case(b"10000000000000000", Err(ErrorKind::Over64Bits));
    case(b"", Err(ErrorKind::Empty));
    case(b"-", Err(ErrorKind::Empty));
    case(b"--1", Err(ErrorKind::NotHex));
    case(b"+1", Err(ErrorKind::NotHex));
    case(b"0x1", Err(ErrorKind::NotHex));
    case(b"1 ", Err(ErrorKind::NotHex));
    case(b"12g", Err(ErrorKind::NotHex));
    case(b"10000000000000000g", Err(ErrorKind::Over64Bits));
}

#[test]
fn words_and_packet_numbers_of_either_sign() {
    let entries = |number: &'static [u8]| {
        let entries: [(&[u8], &[u8]); 7] = [
            (b"VER", b"3"),
            (b"PKT", number),
            (b"UID", b""),
            (b"HID", b""),
            (b"CMD", b"30"),
            (b"FLG", b"-80000000"),
            (b"RPN", number),
        ];
        let entries = entries.map(|(name, bytes)| NewEntry { key: key(name), value: NewValue::bytes(bytes) });
        written(&NewDict(&entries))
    };
    #[track_caller]
    fn case(form: &[u8], number: u64) {
        let packet = DictPacket::parse(form).unwrap();
        assert_eq!((packet.packet_no(), packet.answered()), (number, Ok(Some(number))));
        assert_eq!(packet.word().bits(), 0x8000_0030);
    }
    case(&entries(b"ffffffffffffffff"), u64::MAX);
    case(&entries(b"-1"), 0xffff_ffff);
    case(&entries(b"-80000000"), 0x8000_0000);
    let error = DictPacket::parse(&entries(b"-80000001")).unwrap_err();
    assert_eq!((error.kind(), error.part().name()), (ErrorKind::Over32Bits, "packet number"));
}

#[test]
fn required_keys() {
    const ALL: [(Key<'_>, &[u8]); 6] = [
        (Key::VER, b"3"),
        (Key::PKT, b"1"),
        (Key::UID, b"u"),
        (Key::HID, b"h"),
        (Key::CMD, b"20"),
        (Key::FLG, b"0"),
    ];
    let parts = ["version", "packet number", "user", "host", "command", "options"];
    for (left_out, part) in parts.into_iter().enumerate() {
        let mut entries = ALL.to_vec();
        entries.remove(left_out);
        let form = raw(&entries);
        let message = format!("{part}: missing at byte {}", form.len() - 2);
        assert_eq!(DictPacket::parse(&form).unwrap_err().to_string(), message);
    }
    let changed = |key: Key<'static>, bytes: &'static [u8]| {
        let form = raw(&ALL.map(|entry| if entry.0 == key { (key, bytes) } else { entry }));
        DictPacket::parse(&form).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(changed(Key::VER, b"3"), Ok(()));
    assert_eq!(changed(Key::VER, b"2"), Err("version: unexpected word at byte 13".to_owned()));
    assert_eq!(changed(Key::VER, b"x"), Err("version: not a hexadecimal number at byte 13".to_owned()));
    assert_eq!(changed(Key::PKT, b""), Err("packet number: empty at byte 21".to_owned()));
    assert_eq!(changed(Key::UID, b"a\0b"), Err("user: contains NUL at byte 29".to_owned()));
    assert_eq!(changed(Key::CMD, b"100000000"), Err("command: over 32 bits at byte 45".to_owned()));
    assert_eq!(changed(Key::FLG, b"ten"), Err("options: not a hexadecimal number at byte 54".to_owned()));
}

#[test]
fn what_an_encrypted_packet_must_have() {
    #[track_caller]
    fn case(entries: &[(Key<'_>, &[u8])], expected: Result<(), &str>) {
        let found = Dictionary::parse(&raw(entries)).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned));
    }
    let body = (Key::EB, &b"body"[..]);
    let key = (Key::EK, &b"key"[..]);
    let iv = (Key::EI, &[7; 16][..]);
    case(&[iv, key, body], Ok(()));
    case(&[body, key, iv], Ok(()));
    case(&[iv, body], Err("session key: missing at byte 39"));
    case(&[key, body], Err("initialization vector: missing at byte 25"));
    case(&[(Key::EI, &[7; 15]), key, body], Err("initialization vector: not as long as it says at byte 12"));
    case(&[iv, key], Err("version: missing at byte 38"));
    case(&[iv, key, body, (Key::EF, b"x")], Err("flag: not a hexadecimal number at byte 54"));
}

#[test]
fn one_bad_item_hides_no_other() {
    let list = b"16:UID:4:taro:HID:5:PC-02:9:UID:1:a:x:f:UID:1:u:HID:1:h:9:UID:3:abc";
    let entries = [NewEntry { key: Key::TLST, value: NewValue::bytes(list) }];
    let packet = with_entries(&from_taro(1, Mode::SENDMSG, 0, message(b"")), &entries);
    let packet = DictPacket::parse(&packet).unwrap();
    let head = written(&packet).windows(list.len()).position(|bytes| bytes == list).unwrap();
    let found: Vec<_> =
        packet.recipients().iter().map(|item| item.map_err(|error| error.to_string())).collect();
    let refused = |text: &str, at: usize| Err(format!("{text} at byte {}", head + at));
    assert_eq!(
        found,
        [
            Ok(DictRecipient { user: text(b"taro"), host: text(b"PC-02") }),
            refused("key length: missing", 37),
            Ok(DictRecipient { user: text(b"u"), host: text(b"h") }),
            refused("host: missing", 67),
        ]
    );
}

#[test]
fn a_list_that_loses_its_lengths_ends_there() {
    #[track_caller]
    fn case(rest: &str, expected: &str) {
        let list = format!("f:UID:1:u:HID:1:h{rest}");
        let entries = [NewEntry { key: Key::TLST, value: NewValue::bytes(list.as_bytes()) }];
        let form = with_entries(&from_taro(1, Mode::SENDMSG, 0, message(b"")), &entries);
        let packet = DictPacket::parse(&form).unwrap();
        let (text, at) = expected.split_once(" at byte ").unwrap();
        let place = form.len() - 2 - list.len() + at.parse::<usize>().unwrap();
        let expected = format!("{text} at byte {place}");
        assert_eq!(packet.dict().list(Key::TLST).unwrap_err().to_string(), expected);
        let items: Vec<_> = packet.recipients().iter().collect();
        assert_eq!(items.len(), 2);
        assert!(items[0].is_ok());
        assert_eq!(items[1].unwrap_err().to_string(), expected);
    }
    case(":", "item length: missing at byte 18");
    case("::", "item length: missing at byte 19");
    case("::0:", "item length: empty at byte 18");
    case(":x", "item length: not a hexadecimal number at byte 18");
    case(":5", "dictionary value: missing at byte 19");
    case(":5:UID", "dictionary value: shorter than its length says at byte 20");
    case(":ffffffffffffffff:UID", "dictionary value: shorter than its length says at byte 35");
    case(":2:UID", "dictionary value: not as long as it says at byte 20");
    case(":00000000000000002:UI", "item length: over the limit at byte 18");
}

#[test]
fn a_body_of_another_command() {
    #[track_caller]
    fn case(mode: Mode, body: NewBody<'_>) {
        let error = NewContent::new(CommandWord::new(mode), body).unwrap_err();
        assert_eq!(error.to_string(), "body: does not match the command or type at byte 0");
    }
    let (answer, none) = (NewBody::Answer { answered: 7 }, NewBody::Entries(&[]));
    case(Mode::SENDMSG, answer);
    case(Mode::SENDMSG, none);
    case(Mode::RECVMSG, message(b"hi"));
    case(Mode::SENDINFO, message(b"hi"));
    case(Mode::ANSLIST_DICT, NewBody::Heard { hosts: Items::NONE, direct: false });
    case(Mode::DIR_EVBROAD, NewBody::HostList { hosts: &[], start: 0, total: 0 });
    case(Mode::DIR_POLL, NewBody::Agent { seconds: 1, address: text(b"a") });
    case(Mode::DIR_AGENTREJECT, NewBody::Text { text: text(b"") });
    case(Mode::new(0x05), answer);
}

/// What would be read in place of a field, and what it would be read as.
#[test]
fn entries_that_fields_write() {
    #[track_caller]
    fn case(key: Key<'static>, value: NewValue<'_>, message: &str, read: impl Fn(&DictPacket<'_>) -> bool) {
        let entries = [NewEntry { key, value }];
        let word = CommandWord::new(Mode::DIR_AGENTREJECT);
        let error = NewContent::new(word, NewBody::Entries(&entries)).unwrap_err();
        assert_eq!(error.to_string(), format!("{message} at byte 0"));
        let form = with_entries(&from_taro(1, Mode::DIR_AGENTREJECT, 0, NewBody::Entries(&[])), &entries);
        assert!(DictPacket::parse(&form).is_ok_and(|packet| read(&packet)));
    }
    #[track_caller]
    fn unreadable(key: Key<'static>, value: NewValue<'_>, message: &str, read: &str) {
        let entries = [NewEntry { key, value }];
        let word = CommandWord::new(Mode::DIR_AGENTREJECT);
        let error = NewContent::new(word, NewBody::Entries(&entries)).unwrap_err();
        assert_eq!(error.to_string(), format!("{message} at byte 0"));
        let form = with_entries(&from_taro(1, Mode::DIR_AGENTREJECT, 0, NewBody::Entries(&[])), &entries);
        let (error, at) = (DictPacket::parse(&form).unwrap_err(), form.len() - 2 - value_len(&form));
        assert_eq!(error.to_string(), format!("{read} at byte {at}"));
    }
    fn value_len(form: &[u8]) -> usize {
        let IpDict(dict) = IpDict::parse(form).unwrap();
        dict.iter().last().unwrap().value.as_bytes().len()
    }
    let (int, bytes) = (NewValue::int, NewValue::bytes);
    let ambiguous = |part: &str| format!("{part}: would be read as something else");
    case(Key::CMD, int(2), &ambiguous("command"), |packet| packet.word().mode() == Mode::BR_EXIT);
    case(Key::PKT, int(2), &ambiguous("packet number"), |packet| packet.packet_no() == 2);
    case(Key::NCK, bytes(b"x"), &ambiguous("nick"), |packet| packet.nick() == Ok(Some(text(b"x"))));
    case(Key::BODY, bytes(b"x"), &ambiguous("text"), |packet| packet.text() == Ok(Some(text(b"x"))));
    case(Key::SIGN, bytes(&[7; 256]), &ambiguous("signature"), |packet| {
        packet.signature().is_ok_and(|s| s.is_some())
    });
    let other = "version: unexpected word";
    unreadable(Key::VER, int(9), &ambiguous("version"), other);
    unreadable(Key::UID, bytes(b"\0"), &ambiguous("user"), "user: contains NUL");
    unreadable(Key::EB, bytes(b"x"), &ambiguous("cipher"), "cipher: unexpected word");

    // Others are as good as any.
    let entries = [NewEntry { key: Key::SVADR, value: bytes(b"192.0.2.1") }];
    let packet = from_taro(1, Mode::BR_ENTRY, 0, NewBody::Entries(&entries));
    let form = written(&packet);
    assert_eq!(DictPacket::parse(&form).unwrap().master_address(), Ok(Some(text(b"192.0.2.1"))));
}

#[test]
fn files_are_announced() {
    let file = DictFile { id: 0, name: text(b"a"), size: 1, mtime: 2, attributes: None, position: None };
    let (files, word) = ([file], CommandWord::send(SendOptions::SENDCHECK));
    let body = NewBody::Message { recipients: Items::NONE, files: Items::new(&files), text: text(b"") };
    let attached = CommandWord::send(SendOptions::SENDCHECK | SendOptions::FILEATTACH);
    assert_eq!(NewContent::new(word, body).unwrap().word(), attached);
    assert_eq!(NewContent::new(attached, body).unwrap().word(), attached);
    assert_eq!(NewContent::new(word, message(b"")).unwrap().word(), word);
    assert_eq!(NewContent::new(attached, message(b"")).unwrap().word(), attached);
}
