//! Nothing allocates whose name does not say so: reading, iterating, showing and writing into a
//! slice, over every row of the vector files and every beginning of one.
#![allow(unsafe_code, reason = "there is no allocator without")]

use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk, flat, walk_tree};
use imwire::ipmsg::dict::{
    Dict, DictFile, DictHost, DictNetwork, DictPacket, DictRecipient, Dictionary, EntryDict, IpDict, Key,
    NewDict, NewEntry, NewPacket, NewValue,
};
use imwire::ipmsg::feiq::{FeiqText, GroupCipher};
use imwire::ipmsg::{
    Attachment, BlockLine, Body, ClientVersion, Coded, CommandWord, DirEntry, DirEvent, DirReader, DirWriter,
    ExtAttribute, FileName, Form, Host, HostField, HostStatus, Items, Message, Mode, Obligation, Packet,
    Port, Profile, Progress, PublicKey, Recipient, SendOptions, Situation, Text, Trailing, fingerprint,
};
use imwire::msnp::{Command, Context, Dialect, Encoded, Escaped, Frame, Line, Passport, Role, ns, sb};
use imwire::{Counter, Encode, Error, Wire};
use imwire_testkit::rows::{self, Ipmsg, Msnp};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::{self, Debug, Write};
use std::hint::black_box;

/// Counts what is allocated by this thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is the system's; the count is no more than a number beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Takes text and keeps none.
struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

fn show(value: &impl Debug) {
    write!(Nowhere, "{value:?}").expect("Debug does not fail");
}

fn encode(value: &impl Encode, room: &mut [u8]) {
    let mut counter = Counter::new();
    black_box(value.encode(&mut counter)).expect("a counter does not fail");
    black_box(value.encode_into(room)).expect("there is room");
    // No bytes need no room.
    assert_eq!(black_box(value.encode_into(&mut [])).is_ok(), value.encoded_len() == 0);
}

fn error(error: &Error) {
    show(error);
    write!(Nowhere, "{error}").expect("Display does not fail");
}

/// Looks at each field.
struct Nothing;

impl TreeVisitor for Nothing {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        show(&(field, value, at));
    }

    fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}

fn packet(bytes: &[u8], room: &mut [u8]) {
    match Packet::parse(bytes) {
        Ok(packet) => {
            show(&packet);
            walk_tree(&packet, &mut Nothing);
            Packet::walk(bytes, (), &mut Tree::new(&mut Nothing)).expect("it was read");
            write!(Nowhere, "{}", packet.word()).expect("Display does not fail");
            black_box(packet.word().options().names().map(str::len).sum::<usize>());
            let version = packet.version;
            black_box((version.number(), version.client(), version.feiq().map(|feiq| feiq.parts().count())));
            encode(&packet, room);
        }
        Err(found) => error(&found),
    }
}

fn coded(coded: Coded<'_>, room: &mut [u8]) {
    black_box((coded.text(), coded.decoded().map(usize::from).sum::<usize>()));
    black_box(coded.decode_into(room)).expect("there is room");
}

/// What is read only as one goes through it.
fn items<'a, T: Debug + Copy>(items: Items<'a, T>, mut each: impl FnMut(T))
where
    Items<'a, T>: IntoIterator<Item = Result<T, Error>>,
{
    for item in items {
        match item {
            Ok(item) => {
                show(&item);
                each(item);
            }
            Err(found) => error(&found),
        }
    }
}

fn attachment(file: &Attachment<'_>, room: &mut [u8]) {
    encode(file, room);
    black_box((file.position(), file.modified(), file.name.is_plain(), file.id.decimal()));
    black_box(file.name.decoded().map(usize::from).sum::<usize>());
    black_box(file.name.decode_into(room)).expect("there is room");
    items(file.extended, |attribute| _ = black_box(attribute.value.values().count()));
}

fn text(text: Text<'_>, room: &mut [u8]) {
    write!(Nowhere, "{}", text.lossy()).expect("Display does not fail");
    let feiq = FeiqText::of(text);
    encode(&feiq, room);
    feiq.pieces().for_each(|piece| show(&piece));
    #[cfg(feature = "encoding_rs")]
    for charset in [imwire::charset::CP932, imwire::charset::GBK] {
        text.decode_to(charset, &mut Counter::new()).expect("a counter does not fail");
    }
}

fn body(packet: &Packet<'_>, room: &mut [u8]) {
    let body = match packet.body() {
        Ok(body) => body,
        Err(found) => return error(&found),
    };
    show(&body);
    encode(&body, room);
    // A client of FeiQ has another form under one of the words.
    if packet.form() == Form::of(packet.word()) {
        assert_eq!(black_box(body.check(packet.word())), Ok(()));
    }
    match body {
        Body::Entry(entry) => {
            let names = entry.names(packet);
            show(&(names, entry.iptux(), entry.block.version(), entry.block.poll()));
            black_box(fingerprint(names.user.text.as_bytes()));
            items(entry.block.lines, |line| text(line.value(), room));
            if let Some(Ok(dictionary)) = entry.block.dictionary() {
                coded(dictionary, room);
            }
        }
        Body::Message(message) => {
            text(message.text, room);
            message.pieces().for_each(|piece| show(&piece));
            items(message.files, |file| attachment(&file, room));
            items(message.recipients, |recipient| encode(&recipient, room));
        }
        Body::Encrypted(encrypted) => {
            black_box(encrypted.capabilities.iv(packet.packet_no));
            let all = [Some(encrypted.session_key), Some(encrypted.cipher), encrypted.signature];
            all.into_iter().flatten().for_each(|part| coded(part, room));
            items(encrypted.files, |file| attachment(&file, room));
        }
        Body::HostList(list) => items(list.hosts, |host| {
            black_box((host.ip(), host.status.has_left(), host.port.swapped()));
        }),
        Body::PublicKey(key) => coded(key.modulus, room),
        Body::Receipt(receipt) => _ = black_box(receipt.acknowledges(packet.packet_no.value())),
        Body::Text(body) => text(body.text, room),
        _ => {}
    }
}

/// Bytes as what is inside of bodies.
fn leaves(bytes: &[u8], room: &mut [u8]) {
    fn leaf<'a, T: Wire<'a> + Debug>(bytes: &'a [u8], cx: T::Context, room: &mut [u8]) {
        match T::parse_with(bytes, cx) {
            Ok(value) => {
                show(&value);
                encode(&value, room);
            }
            Err(found) => error(&found),
        }
    }
    leaf::<Attachment<'_>>(bytes, (), room);
    leaf::<ExtAttribute<'_>>(bytes, (), room);
    leaf::<FileName<'_>>(bytes, (), room);
    leaf::<Recipient<'_>>(bytes, (), room);
    leaf::<ClientVersion>(bytes, (), room);
    leaf::<DirEntry<'_>>(bytes, (), room);
    leaf::<GroupCipher<'_>>(bytes, None, room);
    leaf::<Dict<'_>>(bytes, (), room);
    leaf::<Dictionary<'_>>(bytes, (), room);
    leaf::<EntryDict<'_>>(bytes, (), room);
    leaf::<DictRecipient<'_>>(bytes, (), room);
    leaf::<DictFile<'_>>(bytes, (), room);
    leaf::<DictHost<'_>>(bytes, (), room);
    leaf::<DictNetwork<'_>>(bytes, (), room);
    show(&Progress::of(bytes, Progress::LIMIT));
}

fn answers(packet: &Packet<'_>, me: &Profile<'_>, room: &mut [u8]) {
    let opened = [Obligation::opened(packet), Obligation::declined(packet)];
    for facts in [Situation::empty(), Situation::all(), Situation::GIVES_LIST | Situation::DECIPHERED] {
        for due in me.obligations(packet, facts).chain(opened.into_iter().flatten()) {
            show(&due);
            let reply = me.reply(&due, 1).expect("the key is good");
            show(&reply);
            encode(&reply, room);
        }
    }
    encode(&me.entry(Mode::BR_ENTRY, 1).expect("an entry"), room);
}

/// Read in two pieces, and written again.
fn directory(bytes: &[u8], room: &mut [u8]) {
    let (mut reader, mut writer, mut counter) = (DirReader::new(), DirWriter::new(), Counter::new());
    let mut start = 0;
    for end in [bytes.len() / 2, bytes.len()] {
        let mut events = reader.events(&bytes[start..end]);
        for piece in events.by_ref() {
            show(&piece);
            let written = match piece.map(|piece| piece.event()) {
                Ok(DirEvent::Enter(entry)) => writer.enter(&mut counter, &entry),
                Ok(DirEvent::Leave(entry)) => writer.leave(&mut counter, &entry),
                Ok(DirEvent::File(entry)) => {
                    encode(&entry, room);
                    items(entry.extended, |attribute| encode(&attribute, room));
                    writer.file(&mut counter, &entry)
                }
                Ok(DirEvent::Contents { bytes, .. }) => writer.contents(&mut counter, bytes),
                Ok(DirEvent::End) => Ok(()),
                Err(found) => return error(&found),
            };
            black_box(written).expect("what was read can be written");
        }
        start = end - events.rest().len();
    }
    show(&(&reader, &writer));
    black_box((reader.finish().is_ok(), writer.finish().is_ok(), reader.looked_at(), counter.count()));
}

fn dictionary(bytes: &[u8], room: &mut [u8]) {
    black_box(IpDict::frame_len(bytes, IpDict::LIMIT).is_ok());
    let IpDict(dict) = match IpDict::parse(bytes) {
        Ok(found) => found,
        Err(found) => return error(&found),
    };
    show(&dict);
    encode(&IpDict(dict), room);
    for entry in dict {
        let value = entry.value;
        show(&(entry.key.kind(), value.int(), value.word(), value.float(), value.text()));
        show(&(value.dict(), value.ipdict(), value.list(), dict.get(entry.key), dict.text(entry.key)));
        let values = [NewValue::from(value), NewValue::read_framed(dict)];
        let inside = [NewEntry { key: entry.key, value: NewValue::list(&values).expect("not deep") }];
        let outside = [NewEntry { key: Key::WAPD, value: NewValue::dict(&inside).expect("not deep") }];
        encode(&NewDict(&outside), room);
    }
    if let Ok(packet) = DictPacket::new(dict) {
        dictionary_packet(&packet, room);
    }
}

fn dictionary_packet(packet: &DictPacket<'_>, room: &mut [u8]) {
    items(packet.recipients(), |recipient| encode(&recipient, room));
    items(packet.files(), |file| encode(&file, room));
    items(packet.hosts(), |host| {
        black_box(host.ip());
        encode(&host, room);
    });
    items(packet.networks(), |network| encode(&network, room));
    show(&(packet.date(), packet.group(), packet.nick(), packet.status(), packet.text(), packet.answered()));
    show(&(packet.public_key(), packet.signature(), packet.crypt_flags(), packet.agent_address()));
    let body = imwire::ipmsg::dict::NewBody::Message {
        recipients: packet.recipients(),
        files: packet.files(),
        text: Text::default(),
    };
    let word = CommandWord::send(SendOptions::empty());
    encode(&NewPacket::new(1, packet.user(), packet.host(), word, body).expect("a message"), room);
    if let Ok(Some(wrapped)) = packet.wrapped() {
        dictionary_packet(&wrapped, room);
    }
}

fn frame(row: &Msnp<'_>, frame: &Frame<'_>, room: &mut [u8]) {
    show(frame);
    encode(frame, room);
    black_box(frame.line().trid(Context::new(row.link, row.sender, row.dialect)));
    for arg in frame.line().args() {
        black_box((arg.number(), Dialect::from_name(arg.as_bytes())));
        black_box(Encoded::from(arg).decoded().map(usize::from).sum::<usize>());
        black_box(Escaped::text(arg.as_bytes()).into_encoded(room)).expect("there is room");
        black_box((Passport::from(arg).address(), Passport::from(arg).endpoint()));
    }
    if let Ok(line) = Line::parse(frame.line().as_bytes()) {
        encode(&line, room);
    }
    match row.sender {
        Role::Client => {
            command(ns::ClientCommand::read(frame, row.dialect), room);
            command(sb::ClientCommand::read(frame, row.dialect), room);
        }
        Role::Server => {
            command(ns::ServerCommand::read(frame, row.dialect), room);
            command(sb::ServerCommand::read(frame, row.dialect), room);
        }
    }
}

fn command<'a>(found: Result<impl Command<'a> + Debug, Error>, room: &mut [u8]) {
    match found {
        Ok(command) => {
            show(&command);
            black_box(command.name());
            flat(&command, &mut |name, value, _| {
                black_box(name);
                if let Value::List(list) = value {
                    list.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                        black_box((field, value));
                    });
                }
            });
            encode(&command, room);
        }
        Err(found) => error(&found),
    }
}

#[track_caller]
fn without_allocating(work: impl FnOnce()) {
    let before = COUNT.get();
    work();
    assert_eq!(COUNT.get() - before, 0, "allocations");
}

/// The rows of the vector file of IPMsg.
fn ipmsg_rows() -> Vec<Ipmsg<'static>> {
    rows::ipmsg(include_str!("vectors/ipmsg.txt"))
}

#[test]
fn the_counter_counts() {
    let before = COUNT.get();
    drop(black_box(vec![1]));
    assert_eq!(COUNT.get() - before, 1);
}

#[test]
fn packets() {
    let (rows, mut room) = (ipmsg_rows(), vec![0; 1 << 16]);
    without_allocating(|| {
        for row in &rows {
            for len in (0..row.bytes.len().min(60)).chain([row.bytes.len()]) {
                packet(&row.bytes[..len], &mut room);
            }
        }
    });
}

/// Each body as that of each command, and cut; and what answers it.
#[test]
fn bodies() {
    let (rows, mut room) = (ipmsg_rows(), vec![0; 1 << 16]);
    let alice = Host {
        user: HostField::new(b"alice").unwrap(),
        host: HostField::new(b"kimchi").unwrap(),
        status: HostStatus::LEFT,
        address: HostField::new(b"192.0.2.2").unwrap(),
        port: Port::new(2425),
        nick: HostField::default(),
        group: HostField::default(),
    };
    let lines = [BlockLine::new(BlockLine::VS, b"00010002:4:99:103").unwrap()];
    let key = PublicKey {
        capabilities: imwire::ipmsg::KeyCapabilities::all(),
        exponent: 0x10001,
        modulus: Coded::new(PublicKey::CODING, b"modulus"),
        trailing: Trailing::NONE,
    };
    without_allocating(|| {
        let me = Profile {
            absence: Some(Text::new("später".as_bytes()).unwrap()),
            hosts: &[alice],
            block: &lines,
            key: Some(key),
            is_feiq: true,
            ..Profile::new(imwire::ipmsg::Sender::new(b"carol", b"miso").unwrap())
        };
        for row in &rows {
            let Ok(packet) = Packet::parse(&row.bytes) else { continue };
            answers(&packet, &me, &mut room);
            for mode in 0..=255 {
                let command = CommandWord::from_bits(packet.word().bits() & !0xff | mode).into();
                body(&Packet { command, ..packet }, &mut room);
            }
            let additional = packet.additional.unwrap_or_default();
            for len in (0..additional.len().min(60)).chain([additional.len()]) {
                body(&Packet { additional: Some(&additional[..len]), ..packet }, &mut room);
                leaves(&additional[..len], &mut room);
            }
        }
    });
}

#[test]
fn a_message_that_is_made() {
    let mut room = [0; 256];
    without_allocating(|| {
        let files = [Attachment::file(0, FileName::new(b"a:b").unwrap(), 1, 2)];
        let message = Message::new(b"see attached").unwrap().files(&files);
        let taro = imwire::ipmsg::Sender::new(b"taro", b"PC-02").unwrap();
        encode(&taro.send(7, SendOptions::SENDCHECK, message).unwrap(), &mut room);
        black_box(taro.packet(7, CommandWord::new(Mode::RECVMSG), message)).unwrap_err();
    });
}

#[test]
fn directories_and_dictionaries() {
    let (rows, mut room) = (ipmsg_rows(), vec![0; 1 << 16]);
    without_allocating(|| {
        for row in &rows {
            for len in (0..row.bytes.len().min(300)).chain([row.bytes.len()]) {
                match row.prefix {
                    "stream" => directory(&row.bytes[..len], &mut room),
                    "dict" => dictionary(&row.bytes[..len], &mut room),
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn commands() {
    let rows: Vec<_> = [include_str!("vectors/msnp.txt"), include_str!("vectors/msnp-derived.txt")]
        .into_iter()
        .flat_map(rows::msnp)
        .collect();
    let mut room = vec![0; 1 << 16];
    without_allocating(|| {
        for row in &rows {
            for lenient in [false, true] {
                let mut splitter = if lenient { row.splitter().lenient() } else { row.splitter() };
                for byte in 0..row.bytes.len() {
                    assert_eq!(splitter.next(&row.bytes[..byte]).map(|frame| frame.is_some()), Ok(false));
                }
                let found = splitter.next(&row.bytes).expect("it is good").expect("it is whole");
                frame(row, &found, &mut room);
                show(&splitter);
                splitter.frames(&row.bytes[1..]).for_each(|frame| show(&frame));
            }
        }
    });
}
