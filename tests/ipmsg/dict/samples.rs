//! The samples, field by field.

use super::*;
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictNetwork, DictPacket, DictPublicKey, DictRecipient, Dictionary,
    EntryDict, IpDict,
};
use imwire::ipmsg::{Items, SendOptions};
use imwire::{ErrorKind, Wire};
use imwire_testkit::laws::dict::dictionary;
use imwire_testkit::laws::{exact, inside, length};

const EXAMPLE: usize = 0;
const BR_ENTRY: usize = 1;
const ANSENTRY: usize = 2;
const SENDMSG: usize = 3;
const SENDMSG_FILES: usize = 4;
const RECVMSG: usize = 5;
const READMSG: usize = 6;
const ANSLIST_DICT: usize = 7;
const DIR_POLL: usize = 8;
const DIR_POLLAGENT: usize = 9;
const EMPTY: usize = 10;
const BINARY: usize = 11;
const FLOATS: usize = 12;
const ENCRYPTED: usize = 13;
const DIR_AGENTPACKET: usize = 14;
const DIR_EVBROAD: usize = 15;

/// A sample as it is in the file.
struct Sample(Vec<u8>);

impl Sample {
    fn of(index: usize) -> Self {
        Self(samples().swap_remove(index))
    }

    #[track_caller]
    fn dict(&self) -> Dict<'_> {
        IpDict::parse(&self.0).unwrap().0
    }

    #[track_caller]
    fn packet(&self) -> DictPacket<'_> {
        DictPacket::parse(&self.0).unwrap()
    }
}

#[test]
fn every_sample_is_written_as_it_was() {
    let samples = samples();
    assert_eq!(samples.len(), 16);
    for sample in &samples {
        exact(&IpDict::parse(sample).unwrap(), sample);
        dictionary(sample);
        if let Ok(dictionary) = Dictionary::parse(sample) {
            exact(&dictionary, sample);
        }
    }
}

#[test]
fn refused_samples() {
    let rows: Vec<_> = rows().into_iter().filter(|row| row.prefix == "dict").collect();
    assert_eq!(rows.len(), 18);
    let message = |index: usize| IpDict::parse(&rows[index].bytes).unwrap_err().to_string();
    assert_eq!(message(16), "dictionary: shorter than its length says at byte 7");
    assert_eq!(message(17), "dictionary length: not a hexadecimal number at byte 4");
}

#[test]
fn example() {
    let sample = Sample::of(EXAMPLE);
    let dict = sample.dict();
    assert_eq!(dict.int(key(b"key1")), Ok(Some(1000)));
    assert_eq!(dict.text(key(b"key2")), Ok(Some(text(b"str1"))));
    assert_eq!(dict.dict(key(b"key3")).unwrap().unwrap().int(key(b"key31")), Ok(Some(-2000)));
    let list = dict.list(key(b"key4")).unwrap().unwrap();
    assert_eq!(list.iter().map(|value| value.int()).collect::<Vec<_>>(), [Ok(1000), Ok(2000)]);
    let keys: Vec<_> = dict.iter().map(|entry| entry.key.as_bytes()).collect();
    assert_eq!(keys, [b"key1", b"key2", b"key3", b"key4"]);
    assert_eq!(dict.get(key(b"key5")), None);
    assert_eq!(dict.get(key(b"KEY1")), None);
}

#[test]
fn empty() {
    assert!(Sample::of(EMPTY).dict().is_empty());
    assert_eq!(
        DictPacket::parse(&Sample::of(EMPTY).0).unwrap_err().to_string(),
        "version: missing at byte 6"
    );
}

#[test]
fn binary() {
    let sample = Sample::of(BINARY);
    let dict = sample.dict();
    assert_eq!(dict.int(key(b"a")), Ok(Some(0)));
    assert_eq!(dict.int(key(b"b")), Ok(Some(-1)));
    assert_eq!(dict.int(key(b"c")), Ok(Some(i64::MAX)));
    assert_eq!(dict.text(key(b"s")), Ok(Some(text(b""))));
    assert_eq!(dict.bytes(key(b"bin")), Some(&b"\0:\xff:Z:"[..]));
    assert_eq!(dict.text(key(b"bin")).unwrap_err().to_string(), "dictionary value: contains NUL at byte 53");
    assert_eq!(
        dict.number(key(b"b")).unwrap_err().to_string(),
        "dictionary value: not a hexadecimal number at byte 17"
    );
    assert_eq!(dict.int(key(b"s")).unwrap_err().to_string(), "dictionary value: empty at byte 46");
    assert_eq!(dict.word(key(b"c")).unwrap_err().to_string(), "dictionary value: over 32 bits at byte 25");
    assert_eq!(dict.word(key(b"b")), Ok(Some(u32::MAX)));
}

#[test]
fn floats() {
    let sample = Sample::of(FLOATS);
    let dict = sample.dict();
    assert_eq!(dict.float(key(b"f")), Ok(Some(1.5)));
    let list = dict.list(key(b"fl")).unwrap().unwrap();
    assert_eq!(list.iter().map(|value| value.float().unwrap()).collect::<Vec<_>>(), [0.0, -2.25]);
    let IpDict(nested) = dict.ipdict(key(b"n")).unwrap().unwrap();
    assert_eq!(nested.bytes(key(b"k")), Some(&b"v"[..]));
    let list = dict.list(key(b"sl")).unwrap().unwrap();
    let texts: Vec<_> = list.iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(texts, ["", "x", "\u{65e5}\u{672c}"]);
    assert_eq!(dict.float(key(b"n")).unwrap_err().kind(), ErrorKind::TooLong);
}

/// What is the same in all of them; and they are written from their fields as they were.
#[track_caller]
fn case(index: usize, expected: NewPacket<'_>) {
    let sample = Sample::of(index);
    exact(&expected, &sample.0);
    length(&expected);
    let packet = sample.packet();
    assert_eq!(packet.packet_no(), expected.packet_no);
    assert_eq!(packet.user(), text(USER));
    assert_eq!(packet.host(), text(b"PC-02"));
    assert_eq!(packet.word().mode(), expected.content.word().mode());
    assert_eq!(packet.date(), Ok(Some(1_700_000_000)));
    assert_eq!(packet.client_version(), Ok(Some(text(VERSION))));
    assert_eq!(packet.group(), Ok(Some(text(GROUP))));
    assert_eq!(packet.nick(), Ok(Some(text(NICK))));
    assert_eq!(packet.status(), Ok(expected.status));
    assert_eq!(packet.public_key(), Ok(None));
    assert_eq!(packet.signature(), Ok(None));
    assert_eq!(packet.crypt_flags(), Ok(None));
    let parsed = Dictionary::parse(&sample.0).unwrap();
    assert_eq!(parsed, Dictionary::Packet(packet));
}

#[test]
fn entries() {
    let none = NewBody::Entries(&[]);
    case(BR_ENTRY, from_taro(0x6553_f164, Mode::BR_ENTRY, STATUS, none));
    let sample = Sample::of(BR_ENTRY);
    assert_eq!(sample.packet().word().bits(), STATUS | 1);

    // What the status adds is an option of the entry.
    let away = EntryOptions::from_bits_retain(STATUS) | EntryOptions::ABSENCE;
    case(ANSENTRY, NewPacket { status: Some(away), ..from_taro(0x6553_f165, Mode::ANSENTRY, STATUS, none) });
    let sample = Sample::of(ANSENTRY);
    assert_eq!(sample.packet().word().get(), Some(away));
    assert_eq!(sample.packet().dict().word(Key::FLG), Ok(Some(STATUS)));
}

#[test]
fn messages() {
    let body =
        b"\xe3\x81\x93\xe3\x82\x93\xe3\x81\xab\xe3\x81\xa1\xe3\x81\xaf\n\xe4\xba\x8c\xe8\xa1\x8c\xe7\x9b\xae";
    let message = NewBody::Message { recipients: Items::NONE, files: Items::NONE, text: text(body) };
    case(SENDMSG, from_taro(0x6553_f166, Mode::SENDMSG, 0x100, message));
    let sample = Sample::of(SENDMSG);
    let packet = sample.packet();
    // The status is none of the options of a message.
    assert_eq!(packet.word(), CommandWord::send(SendOptions::SENDCHECK));
    assert_eq!(packet.text(), Ok(Some(text(body))));
    assert!(packet.recipients().is_empty());
    assert!(packet.files().is_empty());
    assert!(packet.hosts().is_empty());

    let recipients = [
        DictRecipient { user: text(b"taro"), host: text(b"PC-02") },
        DictRecipient { user: text(b"hanako"), host: text(b"PC-03") },
    ];
    let files = [
        DictFile {
            id: 0,
            name: text(b"a:b.txt"),
            size: 500,
            mtime: 0x6550_0000,
            attributes: Some(1),
            position: None,
        },
        DictFile {
            id: 1,
            name: text(b"clip.png"),
            size: 10,
            mtime: 0,
            attributes: Some(0x20),
            position: Some(3),
        },
    ];
    let message = NewBody::Message {
        recipients: Items::new(&recipients),
        files: Items::new(&files),
        text: text(b"\xe6\xb7\xbb\xe4\xbb\x98"),
    };
    case(SENDMSG_FILES, from_taro(0x6553_f167, Mode::SENDMSG, 0x0020_0300, message));
    let sample = Sample::of(SENDMSG_FILES);
    let packet = sample.packet();
    assert_eq!(packet.recipients(), Items::new(&recipients));
    assert_eq!(packet.files(), Items::new(&files));
    // Lists that were read can be passed on.
    let passed_on = NewBody::Message {
        recipients: packet.recipients(),
        files: packet.files(),
        text: packet.text().unwrap().unwrap(),
    };
    exact(&from_taro(0x6553_f167, Mode::SENDMSG, 0x0020_0300, passed_on), &sample.0);
}

#[test]
fn answers() {
    case(RECVMSG, from_taro(0x6553_f168, Mode::RECVMSG, 0, NewBody::Answer { answered: 0x6553_f166 }));
    case(
        READMSG,
        from_taro(0x6553_f169, Mode::READMSG, 0x10_0000, NewBody::Answer { answered: 0x6553_f167 }),
    );
    assert_eq!(Sample::of(READMSG).packet().answered(), Ok(Some(1_700_000_103)));
    assert_eq!(Sample::of(SENDMSG).packet().answered(), Ok(None));
}

#[test]
fn host_lists() {
    let hosts = [taro()];
    let list = NewBody::HostList { hosts: &hosts, start: 0, total: 1 };
    case(ANSLIST_DICT, from_taro(0x6553_f16a, Mode::ANSLIST_DICT, 0, list));
    let sample = Sample::of(ANSLIST_DICT);
    let packet = sample.packet();
    assert_eq!(packet.hosts(), Items::new(&hosts));
    assert_eq!(
        (packet.start(), packet.host_count(), packet.total()),
        (Ok(Some(0)), Ok(Some(1)), Ok(Some(1)))
    );
    let ip = |address| DictHost { address: text(address), ..taro() }.ip();
    assert_eq!(taro().ip(), Some([192, 0, 2, 2].into()));
    assert_eq!(ip(b"2001:db8::1"), Some([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()));
    assert_eq!((ip(b""), ip(b"192.0.2"), ip(b"192.0.2.2/24"), ip(b"\xff")), (None, None, None, None));

    let hosts = [DictHost {
        user: text(b"jiro"),
        host: text(b"PC-04"),
        active: Some(false),
        address: text(b"192.0.2.4"),
        nick: Some(text(b"\xe6\xac\xa1\xe9\x83\x8e")),
        group: Some(text(b"")),
        client_version: Some(text(b"")),
        ..taro()
    }];
    let heard = NewBody::Heard { hosts: Items::new(&hosts), direct: true };
    case(DIR_EVBROAD, from_taro(0x6553_f16e, Mode::DIR_EVBROAD, 0, heard));
    let sample = Sample::of(DIR_EVBROAD);
    assert_eq!(sample.packet().hosts(), Items::new(&hosts));
    assert_eq!((sample.packet().is_direct(), sample.packet().is_dir_broadcast()), (Ok(true), Ok(false)));
}

#[test]
fn polls() {
    let networks = [DictNetwork { address: text(b"192.0.2.2"), mask: 24 }];
    let poll = NewBody::Poll { can_be_agent: true, networks: Items::new(&networks) };
    case(DIR_POLL, from_taro(0x6553_f16b, Mode::DIR_POLL, STATUS, poll));
    let sample = Sample::of(DIR_POLL);
    assert_eq!(sample.packet().networks(), Items::new(&networks));
    assert_eq!((sample.packet().can_be_agent(), sample.packet().poll()), (Ok(true), Ok(None)));

    let under_wine = NewBody::Poll { can_be_agent: false, networks: Items::new(&networks) };
    let form = written(&from_taro(1, Mode::DIR_POLL, STATUS, under_wine));
    assert_eq!(DictPacket::parse(&form).unwrap().can_be_agent(), Ok(false));
    assert!(form.windows(22).any(|bytes| bytes == b":AGNT:1:0:NADRS:1c:19:"));

    let agent = NewBody::Agent { seconds: 300, address: text(b"192.0.2.1") };
    case(DIR_POLLAGENT, from_taro(0x6553_f16c, Mode::DIR_POLLAGENT, 0x1000_0000, agent));
    let sample = Sample::of(DIR_POLLAGENT);
    assert_eq!(sample.packet().agent_seconds(), Ok(Some(300)));
    assert_eq!(sample.packet().agent_address(), Ok(Some(text(b"192.0.2.1"))));
    assert_eq!((sample.packet().master_address(), sample.packet().uptime()), (Ok(None), Ok(None)));
}

#[test]
fn packets_in_packets() {
    let sample = Sample::of(DIR_AGENTPACKET);
    let packet = sample.packet();
    let inside = packet.wrapped().unwrap().unwrap();
    assert_eq!((inside.packet_no(), inside.word().mode()), (1, Mode::DIR_PACKET));
    assert_eq!((inside.user(), inside.host()), (text(b"m"), text(b"master")));
    let innermost = inside.wrapped().unwrap().unwrap();
    assert_eq!((innermost.packet_no(), innermost.word().mode()), (2, Mode::ANSLIST_DICT));
    assert!(innermost.hosts().is_empty());
    assert_eq!(innermost.dict().bytes(Key::HLST), Some(&b""[..]));
    assert_eq!(innermost.host_count(), Ok(Some(0)));
    assert_eq!(innermost.wrapped(), Ok(None));

    let wrapped = NewBody::Wrapped { packet: inside, address: None };
    case(DIR_AGENTPACKET, from_taro(0x6553_f16d, Mode::DIR_AGENTPACKET, 0, wrapped));

    // The same from inside out.
    let from_master = |number, mode, body| {
        NewPacket::new(number, text(b"m"), text(b"master"), CommandWord::new(mode), body).unwrap()
    };
    let list =
        written(&from_master(2, Mode::ANSLIST_DICT, NewBody::HostList { hosts: &[], start: 0, total: 0 }));
    let list = DictPacket::parse(&list).unwrap();
    assert_eq!(list, innermost);
    let around = NewBody::Wrapped { packet: list, address: None };
    let around = written(&from_master(1, Mode::DIR_PACKET, around));
    assert_eq!(DictPacket::parse(&around).unwrap(), inside);
}

#[test]
fn encrypted() {
    let sample = Sample::of(ENCRYPTED);
    let encrypted = DictEncrypted::parse(&sample.0).unwrap();
    assert_eq!(encrypted.flags, Some(DictEncrypted::FLAGS));
    assert_eq!(encrypted.iv, b"9\x9a\xca5\xdb\x0e6\xdc\xd3\x12]\xae(`\xa7\xb5");
    assert_eq!((encrypted.key.len(), encrypted.body.len()), (256, 128));
    assert!(encrypted.key.starts_with(b"\x85\xfb\xab\xd8") && encrypted.body.starts_with(b"\x9d\x0f\x8e"));
    exact(&encrypted, &sample.0);
    assert_eq!(Dictionary::parse(&sample.0), Ok(Dictionary::Encrypted(encrypted)));
    let error = DictPacket::parse(&sample.0).unwrap_err();
    assert_eq!(error.to_string(), "cipher: unexpected word at byte 313");
}

#[test]
fn the_line_of_an_entry() {
    let line = EntryDict::parse(b"IP2:11:SVADR:9:192.0.2.1:Z").unwrap();
    let expected = EntryDict { dir_broadcast: false, master_address: Some(text(b"192.0.2.1")), uptime: None };
    assert_eq!(line, expected);
    let all = EntryDict { dir_broadcast: true, uptime: Some(0), ..line };
    assert_eq!(written(&all), b"IP2:21:DRB:1:1:SVADR:9:192.0.2.1:UPT:1:0:Z");
    assert_eq!(EntryDict::parse(b"IP2:0::Z"), Ok(EntryDict::default()));
}

#[test]
fn signed_packets() {
    let public_key = DictPublicKey { exponent: 65537, modulus: &[0x5a; 256], capabilities: 0x6592_0006 };
    let unsigned = NewPacket {
        public_key: Some(public_key),
        ..from_taro(7, Mode::DIR_AGENTREJECT, 0, NewBody::Entries(&[]))
    };
    let to_sign = written(&unsigned);
    let end = [&b":PUBE:5:10001:PUBN:100:"[..], &[0x5a; 256], b":EF:8:40000000:EC:8:65920006:Z"].concat();
    assert!(to_sign.ends_with(&end));

    let mark = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let signed = written(&NewPacket { signature: Some(&mark), ..unsigned });
    let packet = DictPacket::parse(&signed).unwrap();
    assert_eq!(packet.public_key(), Ok(Some(public_key)));
    assert_eq!(packet.crypt_flags(), Ok(Some(NewPacket::SIGNED)));
    let signature = packet.signature().unwrap().unwrap();
    assert_eq!(signature.bytes, &mark);
    assert_eq!(written(&signature.signed), to_sign);
    inside(signature.bytes, &signed);

    // What follows it is not signed.
    let plus = |more: &[NewEntry<'_>]| {
        let mut entries = vec![NewEntry { key: Key::SIGN, value: NewValue::bytes(&mark) }];
        entries.extend_from_slice(more);
        with_entries(&NewPacket { public_key: None, ..unsigned }, &entries)
    };
    let form = plus(&[NewEntry { key: Key::ACT, value: NewValue::int(1) }]);
    let error = DictPacket::parse(&form).unwrap().signature().unwrap_err();
    assert_eq!((error.kind(), error.part().name()), (ErrorKind::Trailing, "key"));
    assert_eq!(&form[error.at()..], b"ACT:1:1:Z");
    assert!(DictPacket::parse(&plus(&[])).unwrap().signature().unwrap().is_some());

    // Neither a modulus alone nor a short signature is one.
    let entries = [
        NewEntry { key: Key::PUBN, value: NewValue::bytes(b"x") },
        NewEntry { key: Key::SIGN, value: NewValue::bytes(b"x") },
    ];
    let form = with_entries(&from_taro(7, Mode::DIR_AGENTREJECT, 0, NewBody::Entries(&[])), &entries);
    let packet = DictPacket::parse(&form).unwrap();
    let at = form.len() - 2;
    assert_eq!(packet.public_key().unwrap_err().to_string(), format!("exponent: missing at byte {at}"));
    let at = at - 1;
    assert_eq!(
        packet.signature().unwrap_err().to_string(),
        format!("signature: not as long as it says at byte {at}")
    );
}

#[test]
fn the_official_client_pads_what_it_sends_again() {
    let sample = Sample::of(ENCRYPTED);
    let padded = [&sample.0[..], &[0; 64]].concat();
    assert_eq!(Dictionary::parse(&padded), Dictionary::parse(&sample.0));
    exact(&Dictionary::parse(&padded).unwrap(), &sample.0);
    let refused = [&padded[..], b"x"].concat();
    let message = format!("input: trailing data at byte {}", sample.0.len());
    assert_eq!(IpDict::parse(&refused).unwrap_err().to_string(), message);
    // Inside, a value is as long as its length says.
    let inside = [NewEntry { key: key(b"n"), value: NewValue::bytes(b"IP2:0::Z\0") }];
    let form = written(&NewDict(&inside));
    let IpDict(dict) = IpDict::parse(&form).unwrap();
    assert_eq!(dict.ipdict(key(b"n")).unwrap_err().to_string(), "dictionary value: trailing data at byte 18");
}
