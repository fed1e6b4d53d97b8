//! Runs one function over a corpus of the benches, so that callgrind can count its instructions.
//!
//! `instructions NAME ROUNDS`, where NAME is a function and a corpus: `naive-header-mix`. The whole
//! corpus goes through the function ROUNDS times. `instructions check` checks the generators and
//! the baselines. `run` beside this crate does the counting.
//!
//! To add a function of the library: one line in [`ipmsg`] or [`msnp`], and its name in `run`.
//! A list that a stranger may send without an end is one line in `bin/endless.rs`, and one in `run`.

use std::hint::black_box;
use std::process::ExitCode;

#[path = "../../../benches/baseline/mod.rs"]
mod baseline;
#[path = "../../../benches/inputs/mod.rs"]
mod inputs;

use baseline::msnp::From;
use imwire::ipmsg::{Attachment, CommandWord, Message, Packet, SendOptions};
use imwire::msnp::{Command, Dialect, Frame, Line, Role, Splitter, ns, sb};
use imwire::{Encode, Wire};
use inputs::ipmsg::Fact;
use inputs::{Corpus, Inputs};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["check"] => check(),
        [name, rounds] => {
            let count = rounds.parse().ok().and_then(|rounds| measure(name, rounds));
            let Some(count) = count else {
                eprintln!("instructions: no such function and corpus: {name} {rounds}");
                return ExitCode::from(2);
            };
            println!("{count}");
        }
        _ => {
            eprintln!("usage: instructions NAME ROUNDS | instructions check");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Runs a name; the number of items in its corpus, or `None` if there is no such name.
fn measure(name: &str, rounds: usize) -> Option<usize> {
    let (function, corpus) = name.rsplit_once('-')?;
    match corpus {
        "short" => ipmsg(function, &inputs::ipmsg::short().inputs, rounds),
        "mix" => ipmsg(function, &inputs::ipmsg::mix().inputs, rounds),
        "kilobyte" => ipmsg(function, &inputs::ipmsg::kilobyte().inputs, rounds),
        "attachments" => ipmsg(function, &inputs::ipmsg::attachments().inputs, rounds),
        "messages" => ipmsg(function, &inputs::ipmsg::messages().inputs, rounds),
        "entries" => entries(function, &inputs::ipmsg::attachments(), rounds),
        "login" => msnp(function, &inputs::msnp::login().inputs, rounds),
        "switchboard" => msnp(function, &inputs::msnp::switchboard_server().inputs, rounds),
        _ => None,
    }
}

/// The functions that take datagrams.
fn ipmsg(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    use baseline::ipmsg;
    let items = inputs.items();
    match function {
        "empty" => each(&items, rounds, &mut empty),
        "memchr1" => each(&items, rounds, &mut ipmsg::one_memchr),
        "memchr5" => each(&items, rounds, &mut ipmsg::five_memchr),
        "splitn-header" => each(&items, rounds, &mut ipmsg::header_splitn),
        "bytes-header" => each(&items, rounds, &mut ipmsg::header),
        "naive-header" => each(&items, rounds, &mut ipmsg::header_text),
        "naive-decode" => each(&items, rounds, &mut ipmsg::decode_to_sum),
        "naive-message" => each(&items, rounds, &mut ipmsg::message_text),
        "message" => each(&items, rounds, &mut message),
        "header" => each(&items, rounds, &mut |item| Packet::parse(item)),
        "header-nom" => each(&items, rounds, &mut |item| Packet::grammar(())(item)),
        "word" => {
            let mut bits = 0_u32;
            each(&items, rounds, &mut |_| {
                bits = bits.wrapping_add(0x0123_4567);
                let word = CommandWord::from_bits(bits);
                (word.mode(), word.options())
            });
        }
        "copy" => {
            let mut room = [0; 4096];
            each(&items, rounds, &mut |item| ipmsg::copy(item, &mut room));
        }
        // Packets as they were read, or with numbers that are not spelled yet, as every sender has them. One
        // call of `encode` for both: a second one would not be inlined in either.
        "encode" | "made" => {
            let mut packets: Vec<_> =
                items.iter().map(|item| Packet::parse(item).expect("a packet")).collect();
            for packet in packets.iter_mut().filter(|_| function == "made") {
                packet.packet_no = packet.packet_no.value().into();
                packet.command = packet.command.value().into();
            }
            let mut room = [0; 4096];
            let packets: Vec<_> = packets.iter().collect();
            each(&packets, rounds, &mut |packet| packet.encode_into(&mut room).map(<[u8]>::len));
        }
        "naive-encode" => {
            let texts: Vec<_> =
                items.iter().map(|item| ipmsg::header_text(item).expect("a packet").1).collect();
            let mut room = [0; 4096];
            let texts: Vec<_> = texts.iter().collect();
            each(&texts, rounds, &mut |text| ipmsg::write(text, &mut room));
        }
        _ => return None,
    }
    Some(items.len())
}

/// Header, text and files of a message: the number of files and the sum of their sizes.
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

/// The functions that take one entry of a file list.
fn entries(function: &str, corpus: &Corpus<Fact>, rounds: usize) -> Option<usize> {
    let items = baseline::ipmsg::first_entries(corpus);
    match function {
        "empty" => each(&items, rounds, &mut empty),
        "naive-attachment" => each(&items, rounds, &mut baseline::ipmsg::attachment),
        "attachment" => each(&items, rounds, &mut |item| Attachment::parse(item)),
        _ => return None,
    }
    Some(items.len())
}

/// The functions that take a stream of commands. `items` ends each slice with the command, `rests`
/// with the stream: a reader that has to find the end of the command by itself gets `rests`.
fn msnp(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    use baseline::{msnp, msnp_every};
    let (items, rests) = (inputs.items(), inputs.rests());
    let mut splitter = Splitter::new(Role::Server);
    match function {
        "empty" => each(&rests, rounds, &mut empty),
        "newlines" => each(&items, rounds, &mut msnp::newlines),
        "naive-frame" => each(&rests, rounds, &mut |rest| msnp::frame(rest, From::Server)),
        "naive-frame-line" => each(&rests, rounds, &mut |rest| msnp::frame_line(rest, From::Server)),
        "naive-typed" => each(&rests, rounds, &mut msnp::notification),
        "naive-typed-sb" => each(&rests, rounds, &mut msnp::switchboard),
        "naive-every" => each(&rests, rounds, &mut msnp_every::notification),
        "naive-every-sb" => each(&rests, rounds, &mut msnp_every::switchboard),
        "frame" => each(&rests, rounds, &mut |rest| splitter.next(rest)),
        "line" => each(&items, rounds, &mut |item| {
            let (rest, line) = Line::grammar(())(item).ok()?;
            Some((line.verb(), line.args(), rest.len()))
        }),
        "frame-line" => each(&rests, rounds, &mut |rest| {
            let frame = splitter.next(rest).ok()??;
            Some((frame.line().verb(), frame.line().args(), frame.payload()))
        }),
        "typed" => typed::<ns::ServerCommand<'_>>(&rests, rounds),
        "typed-sb" => typed::<sb::ServerCommand<'_>>(&rests, rounds),
        _ => return None,
    }
    Some(items.len())
}

/// A frame and the command in it. The result is what the reader returns, as with the baselines.
fn typed<'a, C: Command<'a>>(rests: &[&'a [u8]], rounds: usize) {
    let mut splitter = Splitter::new(Role::Server);
    each(rests, rounds, &mut |rest| {
        let frame: Frame<'a> = splitter.next(rest)?.expect("a whole command");
        C::read(&frame, Dialect::MSNP11)
    });
}

/// Calls the function with each item. The call goes through a pointer that the compiler cannot see
/// through, so the loop costs the same whatever is measured, nothing is inlined into it, and no
/// result can be left out. State, such as a splitter, may be captured.
#[inline(never)]
fn each<T: Copy, R>(items: &[T], rounds: usize, function: &mut dyn FnMut(T) -> R) {
    let function = black_box(function);
    for _ in 0..rounds {
        for item in items {
            // A reference: a result by value would be copied, and the copy be counted.
            black_box(&function(*item));
        }
    }
}

/// What the loop, the call and the smallest result cost.
fn empty(item: &[u8]) -> usize {
    item.len()
}

/// Checks the generators and the baselines.
fn check() {
    use baseline::{msnp, msnp_every};
    inputs::dir::check_all();
    inputs::ipmsg::check_all();
    inputs::msnp::check_all();
    for generate in [
        inputs::ipmsg::short,
        inputs::ipmsg::mix,
        inputs::ipmsg::kilobyte,
        inputs::ipmsg::attachments,
        inputs::ipmsg::messages,
    ] {
        baseline::ipmsg::check(&generate());
    }
    msnp::check(&inputs::msnp::login(), From::Server, msnp::notification);
    msnp::check(&inputs::msnp::switchboard_server(), From::Server, msnp::switchboard);
    msnp::check(&inputs::msnp::switchboard_client(), From::Client, msnp::client);
    msnp_every::check();
    msnp::check(&inputs::msnp::login(), From::Server, msnp_every::notification);
    msnp::check(&inputs::msnp::switchboard_server(), From::Server, msnp_every::switchboard);
}
