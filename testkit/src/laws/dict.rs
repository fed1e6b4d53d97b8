//! All laws for packets in dictionary form.

use super::{exact, length, locality, wire, wire_value};
use crate::generate::{Records, Spoken, Tree};
use crate::look;
use crate::recorder::{quoted, written};
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictRecipient, DictValue, Dictionary,
    EntryDict, IpDict, Key, NewBody, NewDict, NewEntry, NewPacket, NewValue,
};
use imwire::ipmsg::{CommandWord, Items, Mode, SendOptions};
use imwire::{ErrorKind, Wire};

/// All that holds for bytes as entries without a frame.
#[track_caller]
pub fn content(input: &[u8]) {
    if let Ok(dict) = wire::<Dict<'_>>(input, (), &mut Vec::new()) {
        look::dict(dict, input);
    }
    _ = wire::<DictRecipient<'_>>(input, (), &mut Vec::new());
    _ = wire::<DictFile<'_>>(input, (), &mut Vec::new());
    _ = wire::<DictHost<'_>>(input, (), &mut Vec::new());
    _ = wire::<DictNetwork<'_>>(input, (), &mut Vec::new());
    super::fields::content(input);
}

/// All that holds for bytes as a frame.
#[track_caller]
pub fn dictionary(input: &[u8]) {
    if let Ok(IpDict(found)) = wire::<IpDict<'_>>(input, (), &mut Vec::new()) {
        look::dict(found, input);
        content(&written(&found));
    }
    frame_len(input);
    super::fields::dictionary(input);
    _ = wire::<EntryDict<'_>>(input, (), &mut Vec::new());
    let mut rooms = [Vec::new(), Vec::new(), Vec::new()];
    let [room, room_for_encrypted, room_for_either] = &mut rooms;
    let clear = wire::<DictPacket<'_>>(input, (), room);
    let encrypted = wire::<DictEncrypted<'_>>(input, (), room_for_encrypted);
    match wire::<Dictionary<'_>>(input, (), room_for_either) {
        Ok(Dictionary::Packet(packet)) => assert_eq!(clear, Ok(packet)),
        Ok(Dictionary::Encrypted(packet)) => assert_eq!((clear.is_err(), encrypted), (true, Ok(packet))),
        Err(error) => assert!(clear == Err(error) || encrypted == Err(error)),
    }
    if let Ok(packet) = clear {
        look::dict_packet(&packet, input);
    }
}

/// The length that a frame begins with is that of the frame; it is known as soon as it can be, and
/// wrong as soon as it is.
#[track_caller]
fn frame_len(input: &[u8]) {
    let of = |bytes: &[u8]| IpDict::frame_len(bytes, IpDict::LIMIT);
    let whole = of(input);
    match whole {
        Ok(Some(len)) => {
            assert!(IpDict::frame_len(input, len) == whole && IpDict::frame_len(input, len - 1).is_err());
        }
        // Nothing but the start of a frame.
        Ok(None) => assert!(input.len() < 21 && IpDict::parse(input).is_err(), "{}", quoted(input)),
        Err(error) => {
            locality(&error, input);
            assert!(IpDict::parse(input).is_err(), "dictionary: {error}, but {}", quoted(input));
        }
    }
    for len in 0..input.len().min(24) {
        let part = of(&input[..len]);
        assert!(part == Ok(None) || part == whole, "dictionary: {part:?} after {len} of {}", quoted(input));
    }
    if let Ok(found) = IpDict::parse(input) {
        assert!(whole.is_ok_and(|len| len.is_some_and(|len| input[len..].iter().all(|&byte| byte == 0))));
        let form = written(&found);
        assert_eq!(IpDict::frame_len(&form, form.len()), Ok(Some(form.len())));
    }
}

/// What is made of values is what it should be, and is read as it was meant.
#[track_caller]
pub fn tree(entries: &[(Key<'_>, Tree<'_>)], made: &[NewEntry<'_>]) {
    let new = NewDict(made);
    length(&new);
    let expected = frame_of(entries);
    exact(&new, &expected);
    let IpDict(dict) = IpDict::parse(&expected).unwrap_or_else(|error| panic!("tree: {entries:?}: {error}"));
    check_entries(entries, dict);
    dictionary(&expected);
    // What was read can be put into another.
    let again: Vec<_> =
        dict.iter().map(|entry| NewEntry { key: entry.key, value: NewValue::from(entry.value) }).collect();
    exact(&NewDict(&again), &expected);
    let inside = [("d", NewValue::read(dict)), ("f", NewValue::read_framed(dict))]
        .map(|(key, value)| NewEntry { key: Key::new(key.as_bytes()).expect("a key"), value });
    let form = written(&NewDict(&inside));
    let IpDict(outer) = IpDict::parse(&form).expect("a dictionary");
    assert_eq!(outer.dict(inside[0].key), Ok(Some(dict)));
    assert_eq!(outer.ipdict(inside[1].key), Ok(Some(IpDict(dict))));
}

fn joined(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    parts.collect::<Vec<_>>().join(&b':')
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}:", bytes.len()).as_bytes(), bytes].concat()
}

fn content_of(entries: &[(Key<'_>, Tree<'_>)]) -> Vec<u8> {
    joined(entries.iter().map(|(key, tree)| [key.as_bytes(), b":", &sized(&bytes_of(tree))].concat()))
}

/// The entries in a frame, written the slow way.
fn frame_of(entries: &[(Key<'_>, Tree<'_>)]) -> Vec<u8> {
    [b"IP2:", &sized(&content_of(entries))[..], b":Z"].concat()
}

fn bytes_of(tree: &Tree<'_>) -> Vec<u8> {
    match tree {
        Tree::Int(value) if *value < 0 => format!("-{:x}", value.unsigned_abs()).into_bytes(),
        Tree::Int(value) => format!("{value:x}").into_bytes(),
        Tree::Number(value) => format!("{value:x}").into_bytes(),
        Tree::Float(value) => {
            let mut bytes = value.to_le_bytes().to_vec();
            while bytes.last() == Some(&0) {
                bytes.pop();
            }
            bytes
        }
        Tree::Bytes(bytes) => bytes.to_vec(),
        Tree::Dict(entries) => content_of(entries),
        Tree::IpDict(entries) => frame_of(entries),
        Tree::DictList(trees) => joined(trees.iter().map(|tree| sized(&bytes_of(tree)))),
    }
}

#[track_caller]
fn check_entries(entries: &[(Key<'_>, Tree<'_>)], dict: Dict<'_>) {
    assert_eq!(dict.iter().count(), entries.len());
    for (entry, (key, tree)) in dict.iter().zip(entries) {
        assert_eq!(entry.key, *key);
        check(tree, entry.value);
    }
}

#[track_caller]
fn check(tree: &Tree<'_>, value: DictValue<'_>) {
    match tree {
        Tree::Int(expected) => assert_eq!(value.int(), Ok(*expected)),
        Tree::Number(expected) => assert_eq!(value.number(), Ok(*expected)),
        Tree::Float(expected) => assert_eq!(value.float().map(f64::to_bits), Ok(expected.to_bits())),
        Tree::Bytes(expected) => assert_eq!(value.as_bytes(), *expected),
        Tree::Dict(entries) => check_entries(entries, value.dict().expect("a dictionary")),
        Tree::IpDict(entries) => check_entries(entries, value.ipdict().expect("a frame").0),
        Tree::DictList(trees) => {
            let list = value.list().expect("a list");
            assert_eq!(list.iter().count(), trees.len());
            list.iter().zip(trees).for_each(|(value, tree)| check(tree, value));
        }
    }
}

/// All that holds for the dictionaries in lists and in entries, however they were made.
#[track_caller]
pub fn records(records: &Records<'_>) {
    content(wire_value(records.recipient, (), &mut Vec::new()));
    content(wire_value(records.file, (), &mut Vec::new()));
    content(wire_value(records.host, (), &mut Vec::new()));
    content(wire_value(records.network, (), &mut Vec::new()));
    dictionary(wire_value(records.encrypted, (), &mut Vec::new()));
    dictionary(wire_value(records.of_entry, (), &mut Vec::new()));
}

/// What each command needs: from the protocol, not from the code.
const BODIES: [(&str, &[Mode]); 8] = [
    ("message", &[Mode::SENDMSG]),
    ("text", &[Mode::SENDINFO, Mode::SENDABSENCEINFO]),
    ("answer", &[Mode::RECVMSG, Mode::READMSG, Mode::ANSREADMSG]),
    ("host list", &[Mode::ANSLIST_DICT]),
    ("poll", &[Mode::DIR_POLL]),
    ("agent", &[Mode::DIR_POLLAGENT, Mode::DIR_BROADCAST]),
    ("heard", &[Mode::DIR_ANSBROAD, Mode::DIR_EVBROAD]),
    ("wrapped", &[Mode::DIR_PACKET, Mode::DIR_REQUEST, Mode::DIR_AGENTPACKET]),
];

/// What some commands need that are not in the table.
const OF_OTHERS: [Mode; 5] =
    [Mode::DIR_AGENTREJECT, Mode::BR_ENTRY, Mode::ANSENTRY, Mode::GETINFO, Mode::new(0x05)];

/// The keys that a packet has of its own, in clear or encrypted: likewise.
const KEYS: &str = "VER PKT DATE UID HID CMD FLG CVER GRP NCK STAT TLST FILE BODY RPN HLST START NUM TOTAL AGNT \
                    NADRS AGS TADR DRCT WAPD PUBE PUBN EF EC SIGN EI EK EB";

fn is_own(key: Key<'_>) -> bool {
    KEYS.split(' ').any(|own| own.as_bytes() == key.as_bytes())
}

fn name_of(body: &NewBody<'_>) -> &'static str {
    match body {
        NewBody::Message { .. } => "message",
        NewBody::Text { .. } => "text",
        NewBody::Answer { .. } => "answer",
        NewBody::HostList { .. } => "host list",
        NewBody::Poll { .. } => "poll",
        NewBody::Agent { .. } => "agent",
        NewBody::Heard { .. } => "heard",
        NewBody::Wrapped { .. } => "wrapped",
        NewBody::Entries(_) => "entries",
    }
}

/// The commands that need this body, or some of them.
pub fn modes_of(body: &NewBody<'_>) -> &'static [Mode] {
    BODIES.iter().find(|(name, _)| *name == name_of(body)).map_or(&OF_OTHERS, |(_, modes)| modes)
}

/// What is wrong with a body under a command.
fn misfit(word: CommandWord, body: &NewBody<'_>) -> Option<ErrorKind> {
    let needed = BODIES.iter().find(|(_, modes)| modes.contains(&word.mode()));
    match body {
        _ if needed.map_or("entries", |(name, _)| name) != name_of(body) => Some(ErrorKind::OtherForm),
        NewBody::Entries(entries) if entries.iter().any(|entry| is_own(entry.key)) => {
            Some(ErrorKind::Ambiguous)
        }
        _ => None,
    }
}

/// A packet in dictionary form is refused before it is written, or all holds for it.
#[track_caller]
pub fn spoken(spoken: &Spoken<'_>) {
    let Spoken { word, body, made } = spoken;
    let misfit = misfit(*word, body);
    match made {
        Ok(made) => {
            assert_eq!(misfit, None, "packet: {body:?} under {word}");
            assert_eq!(made.content.body(), body);
            let attached = matches!(body, NewBody::Message { files, .. } if !files.is_empty());
            let files = if attached { SendOptions::FILEATTACH.bits() } else { 0 };
            assert_eq!(made.content.word().bits(), word.bits() | files, "packet: {body:?} under {word}");
            packet(made);
        }
        Err(error) => {
            look::error(error);
            assert_eq!((Some(error.kind()), error.at()), (misfit, 0), "packet: {body:?} under {word}");
        }
    }
}

/// All that holds for a packet in dictionary form: what was put into it is found in it.
#[track_caller]
pub fn packet(made: &NewPacket<'_>) {
    length(made);
    let form = written(made);
    dictionary(&form);
    let made_word = made.content.word();
    let found = DictPacket::parse(&form)
        .unwrap_or_else(|error| panic!("packet: {made:?} as {}: {error}", quoted(&form)));
    assert_eq!((found.packet_no(), found.user(), found.host()), (made.packet_no, made.user, made.host));
    assert_eq!(found.dict().word(Key::FLG), Ok(Some(made_word.option_bits())));
    let (word, status) = (found.word(), made.status.unwrap_or_default().bits());
    assert_eq!(word.mode(), made_word.mode());
    assert_eq!(word.bits() & made_word.bits(), made_word.bits());
    assert_eq!(word.bits() & !(made_word.bits() | status & !0xff), 0, "packet: {word} of {made:?}");
    assert_eq!((found.date(), found.status()), (Ok(made.date), Ok(made.status)));
    assert_eq!((found.client_version(), found.group()), (Ok(made.client_version), Ok(made.group)));
    assert_eq!((found.nick(), found.public_key()), (Ok(made.nick), Ok(made.public_key)));
    assert_eq!(found.crypt_flags(), Ok(made.public_key.map(|_| NewPacket::SIGNED)));
    let signature = found.signature().expect("it is the last");
    assert_eq!(signature.map(|signature| signature.bytes), made.signature);
    if let Some(signature) = signature {
        exact(&signature.signed, &written(&NewPacket { signature: None, ..*made }));
    }
    body(made.content.body(), &found);
}

#[track_caller]
fn body(made: &NewBody<'_>, found: &DictPacket<'_>) {
    match *made {
        NewBody::Message { recipients, files, text } => {
            assert_eq!((found.recipients(), found.files()), (recipients, files));
            assert_eq!(found.text(), Ok(Some(text)));
        }
        NewBody::Text { text } => assert_eq!(found.text(), Ok(Some(text))),
        NewBody::Answer { answered } => assert_eq!(found.answered(), Ok(Some(answered))),
        NewBody::HostList { hosts, start, total } => {
            assert_eq!(found.hosts(), Items::new(hosts));
            assert_eq!((found.start(), found.total()), (Ok(Some(start)), Ok(Some(total))));
            assert_eq!(found.host_count(), Ok(Some(hosts.len() as u64)));
        }
        NewBody::Poll { can_be_agent, networks } => {
            assert_eq!((found.can_be_agent(), found.networks()), (Ok(can_be_agent), networks));
        }
        NewBody::Agent { seconds, address } => {
            assert_eq!(
                (found.agent_seconds(), found.agent_address()),
                (Ok(Some(seconds)), Ok(Some(address)))
            );
        }
        NewBody::Heard { hosts, direct } => {
            assert_eq!((found.hosts(), found.is_direct()), (hosts, Ok(direct)));
        }
        NewBody::Wrapped { packet, address } => {
            assert_eq!((found.wrapped(), found.agent_address()), (Ok(Some(packet)), Ok(address)));
        }
        NewBody::Entries(_) => {}
    }
    // Nothing else is in it, and no key twice but among entries of its own.
    let (own, others): (Vec<_>, Vec<_>) = found.dict().iter().partition(|entry| is_own(entry.key));
    let form = written(&NewDict(if let NewBody::Entries(entries) = *made { entries } else { &[] }));
    let IpDict(expected) = IpDict::parse(&form).expect("a dictionary");
    assert!(others.into_iter().eq(expected), "packet: {found:?}");
    for (index, entry) in own.iter().enumerate() {
        assert!(own[..index].iter().all(|other| other.key != entry.key), "packet: {found:?}");
    }
}
