//! Times each case on a corpus of 4,096 or more distinct items, and prints the least of many rounds.
//!
//! ```text
//! imwire-compare SECONDS [FILTER]
//! ```
//!
//! In each round every case runs once, in an order of chance, so that what else the machine does hits all alike. The
//! output is one line for each case: its path (`ipmsg/header/mix/imwire`), the items and bytes of one pass, and the
//! nanoseconds of the fastest pass, parted by TAB.

#[path = "../../benches/baseline/mod.rs"]
mod baseline;
#[path = "../../benches/inputs/mod.rs"]
mod inputs;
#[path = "../../benches/users/mod.rs"]
mod users;
mod yardsticks;

use baseline::msnp::From;
use imwire::ipmsg::{Attachment, Message, Packet, SendOptions};
use imwire::msnp::{Command, Dialect, Role, Splitter, ns, sb};
use imwire::{Encode, Wire};
use inputs::Inputs;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// One thing to be timed: a pass over a corpus.
struct Case<'c> {
    path: String,
    items: usize,
    bytes: usize,
    pass: Box<dyn FnMut() + 'c>,
    best: Duration,
}

/// The cases, and those of their paths that are wanted.
struct Cases<'c> {
    filter: String,
    cases: Vec<Case<'c>>,
}

impl<'c> Cases<'c> {
    fn pass(&mut self, path: &str, items: usize, bytes: usize, pass: impl FnMut() + 'c) {
        if path.contains(&self.filter) {
            let pass = Box::new(pass);
            self.cases.push(Case { path: path.to_owned(), items, bytes, pass, best: Duration::MAX });
        }
    }

    /// A function of each item.
    fn each<T: Copy + 'c, R>(
        &mut self,
        path: &str,
        bytes: usize,
        items: Vec<T>,
        mut function: impl FnMut(T) -> R + 'c,
    ) {
        self.pass(path, items.len(), bytes, move || {
            for item in &items {
                black_box(&function(black_box(*item)));
            }
        });
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(seconds), filter) = (
        arguments.first().and_then(|seconds| seconds.parse().ok()),
        arguments.get(1).cloned().unwrap_or_default(),
    ) else {
        eprintln!("usage: imwire-compare SECONDS [FILTER]");
        return ExitCode::from(2);
    };
    let corpora = Corpora::generate();
    let mut cases = Cases { filter, cases: Vec::new() };
    corpora.ipmsg(&mut cases);
    corpora.msnp(&mut cases);
    run(&mut cases.cases, Duration::from_secs(seconds));
    for case in &cases.cases {
        println!("{}\t{}\t{}\t{}", case.path, case.items, case.bytes, case.best.as_nanos());
    }
    ExitCode::SUCCESS
}

/// Rounds over all cases, until the time is over; three at the least.
fn run(cases: &mut [Case<'_>], time: Duration) {
    let start = Instant::now();
    let mut random = 0x1234_5678_9abc_def1_u64;
    let mut rounds = 0;
    while rounds < 3 || start.elapsed() < time {
        for left in (1..cases.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            cases.swap(left, (random % (left as u64 + 1)) as usize);
        }
        for case in &mut *cases {
            let start = Instant::now();
            (case.pass)();
            case.best = case.best.min(start.elapsed());
        }
        rounds += 1;
    }
    eprintln!("{rounds} rounds");
    cases.sort_by(|a, b| a.path.cmp(&b.path));
}

/// What is read.
struct Corpora {
    headers: [(&'static str, inputs::Corpus<inputs::ipmsg::Fact>); 3],
    attachments: inputs::Corpus<inputs::ipmsg::Fact>,
    messages: inputs::Corpus<inputs::ipmsg::Fact>,
    tree: inputs::Corpus<inputs::dir::Fact>,
    login: inputs::Corpus<inputs::msnp::Fact>,
    switchboard: inputs::Corpus<inputs::msnp::Fact>,
    client: inputs::Corpus<inputs::msnp::Fact>,
}

impl Corpora {
    fn generate() -> Self {
        use inputs::{dir, ipmsg, msnp};
        Self {
            headers: [("short", ipmsg::short()), ("mix", ipmsg::mix()), ("kilobyte", ipmsg::kilobyte())],
            attachments: ipmsg::attachments(),
            messages: ipmsg::messages(),
            tree: dir::tree(),
            login: msnp::login(),
            switchboard: msnp::switchboard_server(),
            client: msnp::switchboard_client(),
        }
    }

    fn ipmsg<'c>(&'c self, cases: &mut Cases<'c>) {
        use baseline::ipmsg;
        for (name, corpus) in &self.headers {
            let (items, bytes) = (corpus.inputs.items(), corpus.inputs.bytes().len());
            ipmsg::check(corpus);
            let path = |what| format!("ipmsg/header/{name}/{what}");
            cases.each(&path("imwire"), bytes, items.clone(), |item| Packet::parse(item));
            cases.each(&path("naive nom"), bytes, items.clone(), ipmsg::header_text);
            cases.each(&path("splitn and parse"), bytes, items.clone(), ipmsg::header_splitn);
            cases.each(&path("five memchr"), bytes, items.clone(), ipmsg::five_memchr);
            cases.each(&path("one memchr"), bytes, items.clone(), ipmsg::one_memchr);
            let requests: Vec<_> = items.iter().map(|item| yardsticks::request(item.len())).collect();
            let lens: usize = requests.iter().map(Vec::len).sum();
            cases.pass(&path("httparse, requests of equal size"), items.len(), lens, move || {
                for request in &requests {
                    black_box(&yardsticks::http(black_box(request)));
                }
            });
        }
        for (name, corpus) in [("files", &self.attachments), ("some-files", &self.messages)] {
            let (items, bytes) = (corpus.inputs.items(), corpus.inputs.bytes().len());
            cases.each(&format!("ipmsg/message/{name}/imwire"), bytes, items.clone(), message);
            cases.each(&format!("ipmsg/message/{name}/naive nom"), bytes, items, ipmsg::message_text);
        }
        let entries = ipmsg::first_entries(&self.attachments);
        let bytes = entries.iter().map(|entry| entry.len()).sum();
        cases.each("ipmsg/attachment/entries/imwire", bytes, entries.clone(), |item| Attachment::parse(item));
        cases.each("ipmsg/attachment/entries/naive nom", bytes, entries, ipmsg::attachment);
        self.ipmsg_written(cases);
    }

    fn ipmsg_written<'c>(&'c self, cases: &mut Cases<'c>) {
        let inputs = &self.headers[1].1.inputs;
        let (items, bytes) = (inputs.items(), inputs.bytes().len());
        let read: Vec<_> = items.iter().map(|item| Packet::parse(item).expect("a packet")).collect();
        let mut made = read.clone();
        for packet in &mut made {
            packet.packet_no = packet.packet_no.value().into();
            packet.command = packet.command.value().into();
        }
        let texts: Vec<_> =
            items.iter().map(|item| baseline::ipmsg::header_text(item).expect("a packet").1).collect();
        for (name, packets) in [("read", read.clone()), ("made", made)] {
            let mut room = [0; 4096];
            cases.pass(&format!("ipmsg/encode/{name}/imwire"), items.len(), bytes, move || {
                for packet in &packets {
                    black_box(&black_box(packet).encode_into(&mut room).map(<[u8]>::len));
                }
            });
            let (texts, mut room) = (texts.clone(), [0; 4096]);
            cases.pass(&format!("ipmsg/encode/{name}/write!"), items.len(), bytes, move || {
                for text in &texts {
                    black_box(&baseline::ipmsg::write(black_box(text), &mut room));
                }
            });
            let (packets, mut room) = (read.clone(), [0; 4096]);
            cases.pass(
                &format!("ipmsg/encode/{name}/memcpy of the same pieces"),
                items.len(),
                bytes,
                move || {
                    for packet in &packets {
                        black_box(&users::pieces(black_box(packet), &mut room));
                    }
                },
            );
            let mut room = [0; 4096];
            let path = format!("ipmsg/encode/{name}/memcpy of the whole");
            cases.each(&path, bytes, items.clone(), move |item| baseline::ipmsg::copy(item, &mut room));
        }
        let (profile, mut room) = (users::profile(), [0; 4096]);
        cases.each("ipmsg/reply/mix/imwire", bytes, items, move |item| {
            users::reply(&profile, item, &mut room)
        });
        let tree = &self.tree.inputs;
        let stream = tree.bytes();
        cases.pass("ipmsg/directory/read/imwire", tree.len(), stream.len(), move || {
            black_box(users::directory(black_box(stream)));
        });
        let (records, mut room) = (users::records(&self.tree), vec![0; stream.len()]);
        cases.pass("ipmsg/directory/written/imwire", tree.len(), stream.len(), move || {
            black_box(users::write_directory(black_box(&records), &mut room));
        });
        let mut room = vec![0; stream.len()];
        let path = "ipmsg/directory/written/memcpy of the whole";
        cases.pass(path, tree.len(), stream.len(), move || room.copy_from_slice(black_box(stream)));
    }

    fn msnp<'c>(&'c self, cases: &mut Cases<'c>) {
        let (login, switchboard) = (&self.login.inputs, &self.switchboard.inputs);
        framing(cases, "login", login);
        framing(cases, "switchboard", switchboard);
        typed::<ns::ServerCommand<'_>>(cases, "login", login);
        typed::<sb::ServerCommand<'_>>(cases, "switchboard", switchboard);
        let rests = |inputs: &'c Inputs| inputs.rests();
        let bytes = login.bytes().len();
        cases.each("msnp/typed/login/naive nom", bytes, rests(login), baseline::msnp::notification);
        cases.each(
            "msnp/typed/login/naive nom, every command",
            bytes,
            rests(login),
            baseline::msnp_every::notification,
        );
        let lines: Vec<_> = login.items().iter().map(|item| yardsticks::imap_line(item)).collect();
        let lens: usize = lines.iter().map(Vec::len).sum();
        cases.pass("msnp/typed/login/imap-proto, lines of equal size", lines.len(), lens, move || {
            for line in &lines {
                black_box(&imap_proto::Response::parse(black_box(line)).is_ok());
            }
        });
        let bytes = switchboard.bytes().len();
        cases.each(
            "msnp/typed/switchboard/naive nom",
            bytes,
            rests(switchboard),
            baseline::msnp::switchboard,
        );
        cases.each(
            "msnp/typed/switchboard/naive nom, every command",
            bytes,
            rests(switchboard),
            baseline::msnp_every::switchboard,
        );
        for size in [1460, 16, 1] {
            let (frames, bytes) = (login.len(), login.bytes().len());
            cases.pass(&format!("msnp/chunks-{size}/login/imwire"), frames, bytes, move || {
                black_box(users::chunks(black_box(login.bytes()), size));
            });
            let path = format!("msnp/chunks-{size}/login/append and drain");
            cases.pass(&path, frames, bytes, move || {
                _ = black_box(users::append_and_drain(black_box(login), size))
            });
        }
        let client = &self.client.inputs;
        let commands = users::commands::<sb::ClientCommand<'_>>(client.bytes(), Role::Client);
        let mut room = [0; 4096];
        cases.pass("msnp/encode/client/imwire", client.len(), client.bytes().len(), move || {
            for command in &commands {
                black_box(&black_box(command).encode_into(&mut room).map(<[u8]>::len));
            }
        });
        let (bytes, mut room) = (client.bytes().len(), [0; 4096]);
        cases.each("msnp/encode/client/memcpy of the whole", bytes, client.items(), move |item| {
            baseline::ipmsg::copy(item, &mut room)
        });
        let texts = users::texts(switchboard);
        let bytes = texts.iter().map(|text| text.len()).sum();
        cases.each("msnp/text/chat/imwire", bytes, texts.clone(), users::text);
        cases.each("msnp/text/chat/imwire, by way of Mime", bytes, texts.clone(), users::mime_text);
        cases.each("msnp/text/chat/search for the empty line", bytes, texts, users::blank_line);
    }
}

/// A frame and its line, of each command.
fn framing<'c>(cases: &mut Cases<'c>, name: &str, inputs: &'c Inputs) {
    let (rests, bytes) = (inputs.rests(), inputs.bytes().len());
    let mut splitter = Splitter::new(Role::Server);
    cases.each(&format!("msnp/frame-line/{name}/imwire"), bytes, rests.clone(), move |rest| {
        let frame = splitter.next(rest).ok()??;
        Some((frame.line().verb(), frame.line().args(), frame.payload()))
    });
    cases.each(&format!("msnp/frame-line/{name}/naive nom"), bytes, rests, |rest| {
        baseline::msnp::frame_line(rest, From::Server)
    });
    let path = format!("msnp/frame-line/{name}/search for newlines");
    cases.each(&path, bytes, inputs.items(), baseline::msnp::newlines);
}

/// Typed commands, and what it costs to look at each parameter.
fn typed<'c, C: Command<'c> + 'c>(cases: &mut Cases<'c>, name: &str, inputs: &'c Inputs) {
    let (rests, bytes) = (inputs.rests(), inputs.bytes().len());
    let mut splitter = Splitter::new(Role::Server);
    cases.each(&format!("msnp/typed/{name}/imwire"), bytes, rests.clone(), move |rest: &'c [u8]| {
        let frame = splitter.next(rest)?.expect("a whole command");
        C::read(&frame, Dialect::MSNP11)
    });
    let mut splitter = Splitter::new(Role::Server);
    let path = format!("msnp/typed/{name}/all parameters as bytes");
    cases.each(&path, bytes, rests, move |rest| users::parameters(&mut splitter, rest));
}

/// Header, text and files of a message.
fn message(item: &[u8]) -> Option<(Packet<'_>, Message<'_>, (usize, u64))> {
    let packet = Packet::parse(item).ok()?;
    let options = packet.word().get::<SendOptions>()?;
    let message = Message::parse_with(packet.additional.unwrap_or_default(), options).ok()?;
    let mut sum = (0, 0);
    for file in message.files {
        let file = file.ok()?;
        black_box(&file);
        sum = (sum.0 + 1, sum.1 + file.size);
    }
    Some((packet, message, sum))
}
