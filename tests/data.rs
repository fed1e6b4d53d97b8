//! Values as data of serde: every sample in JSON and in CBOR, and what can be read back.

use imwire::Wire;
use imwire::fields::Fields;
use imwire::ipmsg::dict::Dictionary;
use imwire::ipmsg::{CommandWord, FileId, Mode, Number, Packet, PacketBuf};
use imwire::msnp::payload::Content;
use imwire::msnp::{
    AckWanted, AnyCommand, Arg, Context, Dialect, Encoded, FrameBuf, Link, ListBits, NetworkId, Passport,
    Role, Session, Splitter, Status, TrId,
};
use imwire_testkit::rows;
use serde::de::value::{self, BorrowedBytesDeserializer, BytesDeserializer, SeqDeserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Debug;

const IPMSG: &str = include_str!("vectors/ipmsg.txt");
const MSNP: [&str; 2] = [include_str!("vectors/msnp.txt"), include_str!("vectors/msnp-derived.txt")];

/// As JSON and as CBOR, which has to know how many items follow.
#[track_caller]
fn data(value: &(impl Serialize + ?Sized)) -> Value {
    let text = serde_json::to_string(value).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json.to_string(), text, "a key is there twice");
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    let mut rest = &cbor[..];
    let read: ciborium::Value = ciborium::from_reader(&mut rest).unwrap();
    assert!(rest.is_empty(), "{read:?}");
    json
}

#[track_caller]
fn json(value: &(impl Serialize + ?Sized), expected: &str) {
    assert_eq!(data(value).to_string(), expected);
}

#[track_caller]
fn both_ways<T: Serialize + for<'de> Deserialize<'de> + PartialEq + Debug>(value: &T) {
    assert_eq!(&serde_json::from_str::<T>(&serde_json::to_string(value).unwrap()).unwrap(), value);
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    assert_eq!(&ciborium::from_reader::<T, _>(&cbor[..]).unwrap(), value);
}

#[test]
fn packets() {
    let packet = Packet::parse(b"1:100:shirouzu:jupiter:2097440:see \\ \xff\0report::.txt").unwrap();
    json(
        &packet,
        r#"{"version":"1","packet_no":100,"user":"shirouzu","host":"jupiter","command":2097440,"mode":"SENDMSG","mode_value":32,"options":["SENDCHECK","FILEATTACH"],"options_value":2097408,"additional":{"type":"message","text":"see \\\\ \\xff","files":[{"error":"file id: not a hexadecimal number at byte 39"}]}}"#,
    );
    let packet = Packet::parse(b"1:1:u:h:33:100").unwrap();
    json(
        &packet,
        r#"{"version":"1","packet_no":1,"user":"u","host":"h","command":33,"mode":"RECVMSG","mode_value":33,"options_value":0,"additional":{"type":"receipt","packet_no":100}}"#,
    );
}

#[test]
fn every_packet() {
    let mut packets = 0;
    for row in rows::ipmsg(IPMSG).iter().filter(|row| row.is_packet()) {
        let Ok(packet) = Packet::parse(&row.bytes) else { continue };
        let shown = data(&packet);
        assert_eq!(shown["packet_no"], packet.packet_no.value(), "row {}", row.row);
        if let Ok(body) = packet.body() {
            assert_eq!(data(&body), data(&body as &dyn Fields));
        }
        both_ways(&PacketBuf::from(packet));
        packets += 1;
    }
    assert!(packets > 200, "{packets}");
}

#[test]
fn every_dictionary() {
    let rows = rows::ipmsg(IPMSG);
    let dictionaries: Vec<_> = rows.iter().filter_map(|row| Dictionary::parse(&row.bytes).ok()).collect();
    assert!(dictionaries.len() > 10, "{}", dictionaries.len());
    dictionaries.iter().for_each(|dictionary| _ = data(dictionary));
    let bytes = b"IP2:3a:VER:1:3:PKT:1:7:UID:1:u:HID:1:h:CMD:2:20:FLG:1:0:BODY:2:hi:Z";
    json(
        &Dictionary::parse(bytes).unwrap(),
        r#"{"type":"packet","dict":{"VER":3,"PKT":7,"UID":"u","HID":"h","CMD":"SENDMSG","CMD_value":32,"FLG":0,"BODY":"hi"},"packet_no":7,"user":"u","host":"h","mode":"SENDMSG","mode_value":32,"options_value":0}"#,
    );
}

#[test]
fn every_command() {
    let (mut commands, mut contents) = (0, 0);
    for row in MSNP.iter().flat_map(|file| rows::msnp(file)) {
        for frame in row.splitter().frames(&row.bytes).flatten() {
            both_ways(&FrameBuf::from(frame));
            let cx = Context::new(row.link, row.sender, row.dialect);
            let Ok(read) = AnyCommand::read_tolerant(&frame, cx) else { continue };
            let (tolerant, command) = (data(&read), data(&read.command));
            assert_eq!(tolerant["name"], command["name"]);
            if read.trailing.as_bytes().is_empty() {
                assert_eq!(tolerant, command);
            }
            commands += 1;
            if let Some(Ok(content)) = frame.payload().map(Content::parse) {
                data(&content);
                contents += 1;
            }
        }
    }
    assert!(commands > 700 && contents > 50, "{commands} {contents}");
}

#[test]
fn commands() {
    let cx = Context::new(Link::Notification, Role::Server, Dialect::MSNP10);
    #[track_caller]
    fn case(cx: Context, bytes: &[u8], expected: &str) {
        json(&AnyCommand::parse_with(bytes, cx).unwrap(), expected);
    }
    case(
        cx,
        b"LST N=bob@example.com F=Bob%20B C=f60efbe7 67 g1\r\n",
        r#"{"name":"LstReply","contact":{"type":"identified","passport":"bob@example.com","nick":"Bob B","id":"f60efbe7","lists":["FORWARD","ALLOW","HIDE"],"lists_value":67,"groups":"g1"}}"#,
    );
    let adg = r#"{"name":"AdgReply","trid":5,"group":{"list_version":0,"group_name":"New Group","id":"1","zero":"0"}}"#;
    case(cx, b"ADG 5 0 New%20Group 1 0\r\n", adg);
    case(cx, b"217 2\r\n", r#"{"name":"Failure","code":217,"trid":2}"#);
    case(
        Context { role: Role::Client, ..cx },
        b"USR 1 TWN I a@example.com\r\n",
        r#"{"name":"Usr","trid":1,"package":"TWN","step":{"type":"begin","passport":"a@example.com"}}"#,
    );
}

#[test]
fn frames_of_any_splitter() {
    #[track_caller]
    fn case(mut splitter: Splitter, raw: &[u8], expected: &str) {
        let frame = FrameBuf::from(splitter.next(raw).unwrap().unwrap());
        both_ways(&frame);
        json(&frame, expected);
    }
    let client = || Splitter::new(Role::Client);
    case(client(), b"PNG\r\n", r#"{"raw":"PNG\\x0d\\x0a","payload_len":null}"#);
    case(client(), b"MSG 1 N 2\r\nhi", r#"{"raw":"MSG 1 N 2\\x0d\\x0ahi","payload_len":2}"#);
    case(client().lenient(), b"\nout\n", r#"{"raw":"\\x0aout\\x0a","payload_len":null}"#);
    case(
        Splitter::file_transfer(Role::Client),
        b"\0\x01\0x",
        r#"{"raw":"\\x00\\x01\\x00x","payload_len":1}"#,
    );
    for refused in [
        r#"{"raw":"PNG\\x0d\\x0aPNG\\x0d\\x0a","payload_len":null}"#,
        r#"{"raw":"PNG\\x0d\\x0a","payload_len":0}"#,
        r#"{"raw":"hello","payload_len":null}"#,
        r#"{"raw":"MSG 1 N 2\\x0d\\x0ahi"}"#,
        r#"{"payload_len":null}"#,
        r#"{"raw":"PNG\\x0d\\x0a","other":1}"#,
        r#"{"raw":"PNG\\xg0","payload_len":null}"#,
        r#"{"raw":"PNG\\","payload_len":null}"#,
    ] {
        assert!(serde_json::from_str::<FrameBuf<Vec<u8>>>(refused).is_err(), "{refused}");
    }
}

#[test]
fn plain_values() {
    both_ways(&TrId(5));
    both_ways(&NetworkId::YAHOO);
    both_ways(&ListBits::from_bits_retain(0x103));
    both_ways(&Dialect::MSNP18);
    both_ways(&Session::known(Link::Switchboard, Dialect::MSNP10));
    both_ways(&CommandWord::from_bits(0x8000_0120));
    both_ways(&Mode::SENDMSG);
    both_ways(&FileId::from_hex(0x2710));
    both_ways(&Number::new(7_u32));
    both_ways(&Number::new(u64::MAX));
    both_ways(&Status::AWAY);
    both_ways(&AckWanted::NEGATIVE);
    json(&Passport::new(b"a@\xff").unwrap(), r#""a@\\xff""#);
    assert_eq!(serde_json::from_str::<Passport>(r#""a@x""#).unwrap().as_bytes(), b"a@x");
    assert_eq!(serde_json::from_str::<Encoded>(r#""Bob%20B""#).unwrap().as_bytes(), b"Bob%20B");
    // Bytes that stay where they are, and a list of numbers, which some formats make of bytes.
    let bytes = BorrowedBytesDeserializer::<value::Error>::new(b"a\\@x");
    assert_eq!(Passport::deserialize(bytes).unwrap().as_bytes(), b"a\\@x");
    let bytes = BytesDeserializer::<value::Error>::new(b"1:5:u:h:0:");
    assert_eq!(PacketBuf::<Vec<u8>>::deserialize(bytes).unwrap().as_bytes(), b"1:5:u:h:0:");
    let list = SeqDeserializer::<_, value::Error>::new(b"1:5:u:h:0:".iter().copied());
    assert_eq!(PacketBuf::<Vec<u8>>::deserialize(list).unwrap().as_bytes(), b"1:5:u:h:0:");
    #[track_caller]
    fn refused<'de, T: Deserialize<'de> + Debug>(text: &'de str, expected: &str) {
        let error = serde_json::from_str::<T>(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    refused::<Passport<'_>>(r#""a b""#, "passport: invalid byte at byte 1");
    refused::<Passport<'_>>(r#""a\\x20b""#, "invalid type: string");
    refused::<Arg<'_>>(r#""""#, "parameter: empty at byte 0");
    refused::<Status>(r#""N N""#, "parameter: invalid byte");
    refused::<Status>(r#""NLNN""#, "invalid length 4");
    refused::<TrId>("4294967296", "invalid value");
    refused::<PacketBuf<Vec<u8>>>(r#""hello""#, "packet number: missing");
}
