//! What a hostile peer can make imwire do.
//!
//! ```text
//! limits              the names
//! limits NAME N       runs that entry point N times over its input; prints the bytes of the input
//! limits NAME stack   prints how many bytes of stack one run takes
//! ```

use imwire::fields::{Field, TreeVisitor, Value, walk_tree};
use imwire::ipmsg::dict::{Dictionary, IpDict};
use imwire::ipmsg::{Arrival, Body, DirReader, Packet, Profile, Progress, Sender, Situation};
use imwire::msnp::payload::Content;
use imwire::msnp::payload::slp::{Slp, SlpBody};
use imwire::msnp::payload::xml::ContactList;
use imwire::msnp::{AnyCommand, Dialect, Limits, Link, Role, Session, Side, Splitter};
use imwire::{Counter, Encode, SliceSink, Wire};
use std::hint::black_box;
use std::process::ExitCode;

/// Bytes of the largest datagram.
const DATAGRAM: usize = 65_507;

/// A name, the input, and the entry point.
type Case = (&'static str, fn() -> Vec<u8>, fn(&[u8]));

/// The worst that is known for each entry point of the table in the guide.
const CASES: [Case; 20] = [
    ("Packet::parse", || fill("1:", "0", ":u:h:32:"), |bytes| _ = black_box(Packet::parse(bytes))),
    ("Packet::parse-refused", || fill("1:2:", "x", ""), |bytes| _ = black_box(Packet::parse(bytes))),
    (
        "Packet::body-files",
        || fill("1:5:u:h:2097184:hi\0", "0:a::b.txt:5:65500000:1:14=65500000:\x07", "\0"),
        body,
    ),
    ("Packet::body-attributes", || fill("1:5:u:h:2097184:hi\x000:a:5:5:1:", "x::,=:", "8=1f:\x07"), body),
    (
        "Packet::body-hosts",
        || fill("1:5:u:h:19:    0\x07  999\x07", "u\x07h\x071\x07192.0.2.1\x0730985\x07n\x07\x08\x07", "\0"),
        body,
    ),
    ("Packet::body-entry", || fill("1:5:u:h:1:nick\0group\0\nUN:u\n", "XX:value\n", ""), body),
    ("Profile::reply-message", || b"1:5:u:h:288:hi".to_vec(), answered),
    ("Profile::reply-list", || b"1:5:u:h:18:0".to_vec(), answered),
    ("Dictionary::parse", || dictionary(":KEY:5:value"), |bytes| _ = black_box(Dictionary::parse(bytes))),
    ("Progress::of", || request(2_048), |bytes| _ = black_box(Progress::of(bytes, Progress::LIMIT))),
    ("Arrival::look-request", || request(2_048), arrival),
    (
        "Arrival::look-message",
        || [fill_to(2_040, "1:", "0", ":u:h:32:"), vec![b'x'; 2_048]].concat(),
        arrival,
    ),
    (
        "DirReader",
        || fill("000e:pics:0:2:", "000b:a:0:1:", ""),
        |bytes| _ = black_box(DirReader::new().events(bytes).count()),
    ),
    ("Splitter-lines", || fill("", "OUT\r\n", ""), split),
    ("Splitter-bytes", || fill_to(8_000, "MSG 1 N ", "0", "1\r\n"), bytewise),
    ("Side::commands", || fill_to(8_190, "LST 5 FL 255 1 1 a@x A ", "0,", "7\r\n"), commands),
    ("Content::parse", || fill("MIME-Version: 1.0\r\n", "X-Name: some value\r\n", "\r\nbody"), content),
    (
        "ContactList::parse",
        || fill("<ml>", "<d n=\"x\"><c n=\"a\"/></d>", "</ml>"),
        |bytes| _ = black_box(ContactList::parse(bytes)),
    ),
    ("walk_tree-deep", nested, deep),
    (
        "walk_tree-wide",
        || fill("1:5:u:h:2097184:hi\0", "0:a::b.txt:5:65500000:1:14=65500000:\x07", "\0"),
        wide,
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => CASES.iter().for_each(|(name, ..)| println!("{name}")),
        [name, what] => {
            let Some((_, input, run)) = CASES.iter().find(|(known, ..)| known == name) else {
                return ExitCode::from(2);
            };
            let input = input();
            match what.parse::<u32>() {
                Ok(rounds) => {
                    (0..rounds).for_each(|_| run(black_box(&input)));
                    println!("{}", input.len());
                }
                Err(_) => println!("{}", stack(move || run(black_box(&input)))),
            }
        }
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// `item` as often as it fits between the two.
fn fill_to(len: usize, head: &str, item: &str, tail: &str) -> Vec<u8> {
    [head, &item.repeat((len - head.len() - tail.len()) / item.len()), tail].concat().into_bytes()
}

fn fill(head: &str, item: &str, tail: &str) -> Vec<u8> {
    fill_to(DATAGRAM, head, item, tail)
}

fn dictionary(item: &str) -> Vec<u8> {
    let content = fill_to(DATAGRAM - 16, "VER:1:3", item, "");
    [format!("IP2:{:x}:", content.len()).as_bytes(), &content, b":Z"].concat()
}

/// Dictionaries in dictionaries, as many as a datagram holds.
fn nested() -> Vec<u8> {
    let mut value = b"WAPD:1:x".to_vec();
    while value.len() < DATAGRAM - 32 {
        value = [format!("WAPD:{:x}:", value.len()).as_bytes(), &value].concat();
    }
    [format!("IP2:{:x}:", value.len()).as_bytes(), &value, b":Z"].concat()
}

fn request(len: usize) -> Vec<u8> {
    fill_to(len, "1:5:u:h:96:1:2:", "0", "")
}

fn body(bytes: &[u8]) {
    let packet = Packet::parse(bytes).expect("a packet");
    let body = packet.body().expect("a body");
    black_box(match body {
        Body::Message(message) => (message.files.iter().count(), message.pieces().count()),
        Body::HostList(list) => (list.hosts.iter().count(), 0),
        Body::Entry(entry) => {
            (entry.block.lines.iter().count(), entry.names(&packet).nick.text.as_bytes().len())
        }
        _ => (0, 0),
    });
    let mut counter = Counter::new();
    _ = black_box(body.encode(&mut counter));
}

fn answered(bytes: &[u8]) {
    let me = Profile::new(Sender::new("user", "host").expect("names"));
    let packet = Packet::parse(bytes).expect("a packet");
    let mut buffer = [0; 512];
    for due in me.obligations(&packet, Situation::empty()) {
        let mut sink = SliceSink::new(&mut buffer);
        _ = black_box(me.reply(&due, 1).map(|reply| reply.encode(&mut sink)));
    }
}

/// A request that comes byte by byte.
fn arrival(bytes: &[u8]) {
    let mut arrival = Arrival::new(Progress::LIMIT);
    for end in 1..=bytes.len() {
        _ = black_box(arrival.look(&bytes[..end]));
    }
}

fn split(bytes: &[u8]) {
    black_box(Splitter::new(Role::Client).frames(bytes).count());
}

/// A line that comes byte by byte.
fn bytewise(bytes: &[u8]) {
    let limits = Limits { payload: 1 << 20, ..Limits::default() };
    let mut splitter = Splitter::new(Role::Client).limits(limits);
    for end in 1..=bytes.len() {
        _ = black_box(splitter.next(&bytes[..end]));
    }
}

fn commands(bytes: &[u8]) {
    let mut session = Session::known(Link::Notification, Dialect::MSNP7);
    for item in Side::new(Role::Server).commands(&mut session, bytes) {
        let (_, read) = item.expect("a frame");
        if let AnyCommand::NotificationServer(command) = read.expect("a command").command {
            black_box(command.encoded_len());
        }
    }
}

fn content(bytes: &[u8]) {
    _ = black_box(Content::parse(bytes));
    _ = black_box(Slp::<'_, SlpBody<'_>>::parse(bytes));
}

/// Goes into everything.
struct Nothing;

impl TreeVisitor for Nothing {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        black_box((field, value, at));
    }

    fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}

fn deep(bytes: &[u8]) {
    walk_tree(&IpDict::parse(bytes).expect("a dictionary"), &mut Nothing);
}

fn wide(bytes: &[u8]) {
    walk_tree(&Packet::parse(bytes).expect("a packet"), &mut Nothing);
}

/// How many bytes of stack a call takes: a thread's stack is painted below this frame, and then looked at.
fn stack(call: impl FnOnce() + Send + 'static) -> usize {
    const PAINTED: usize = 1 << 20;
    const PAINT: u8 = 0xa5;
    /// For the frame of this function itself.
    const GAP: usize = 256;
    let measure = move || {
        let here = 0_u8;
        let top = &raw const here as usize - GAP;
        let bytes = top - PAINTED..top;
        // SAFETY: the stack of this thread has four times as many bytes below this frame, and nothing lives there.
        bytes.clone().for_each(|at| unsafe { (at as *mut u8).write_volatile(PAINT) });
        call();
        // SAFETY: as above.
        let untouched = bytes.clone().take_while(|&at| unsafe { (at as *const u8).read_volatile() } == PAINT);
        PAINTED + GAP - untouched.count()
    };
    let thread = std::thread::Builder::new().stack_size(4 * PAINTED).spawn(measure);
    thread.expect("a thread").join().expect("no panic")
}
