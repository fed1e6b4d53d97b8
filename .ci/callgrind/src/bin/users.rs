//! What programs do with the crate beyond reading one packet or command, counted as in the main program.
//!
//! A program of its own: a second call of a reader would keep it from being inlined in the loops of the other one, and
//! be counted there.

use std::hint::black_box;
use std::process::ExitCode;

#[path = "../../../../benches/inputs/mod.rs"]
mod inputs;
#[path = "../../../../benches/users/mod.rs"]
mod users;

use imwire::Encode;
use imwire::msnp::{Dialect, Link, Role, Session, Side, Splitter, ns, sb};
use inputs::Inputs;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let count = match &arguments[..] {
        [name, rounds] => rounds.parse().ok().and_then(|rounds| measure(name, rounds)),
        _ => None,
    };
    let Some(count) = count else {
        eprintln!("usage: users NAME ROUNDS");
        return ExitCode::from(2);
    };
    println!("{count}");
    ExitCode::SUCCESS
}

/// Runs a name; the number of items in its corpus, or `None` if there is no such name.
fn measure(name: &str, rounds: usize) -> Option<usize> {
    let (function, corpus) = name.rsplit_once('-')?;
    match corpus {
        "login" => login(function, &inputs::msnp::login().inputs, rounds),
        "client" => client(function, &inputs::msnp::switchboard_client().inputs, rounds),
        "mix" => mix(function, &inputs::ipmsg::mix().inputs, rounds),
        "tree" => tree(function, rounds),
        "chat" => chat(function, &inputs::msnp::switchboard_server().inputs, rounds),
        _ => None,
    }
}

/// What a notification server sends.
fn login(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    let rests = inputs.rests();
    match function {
        "empty" => each(&rests, rounds, &mut <[u8]>::len),
        "parameters" => {
            let mut splitter = Splitter::new(Role::Server);
            each(&rests, rounds, &mut |rest| users::parameters(&mut splitter, rest));
        }
        "session" => {
            let mut side = Side::new(Role::Server);
            let mut session = Session::known(Link::Notification, Dialect::MSNP11);
            each(&rests, rounds, &mut |rest| users::session(&mut side, &mut session, rest));
        }
        "written" => {
            let commands = users::commands::<ns::ServerCommand<'_>>(inputs.bytes(), Role::Server);
            let mut room = [0; 4096];
            let commands: Vec<_> = commands.iter().collect();
            each(&commands, rounds, &mut |command| command.encode_into(&mut room).map(<[u8]>::len));
        }
        // Several passes over a stream: what is counted is divided by its commands.
        _ => {
            let (what, size) = function.rsplit_once('-')?;
            let size = size.parse().ok()?;
            for _ in 0..rounds {
                let frames = match what {
                    "chunks" => users::chunks(black_box(inputs.bytes()), size),
                    "append" => users::append_and_drain(black_box(inputs), size),
                    _ => return None,
                };
                assert_eq!(frames, inputs.len());
            }
        }
    }
    Some(inputs.len())
}

/// What a client writes on a switchboard.
fn client(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    let mut room = [0; 4096];
    match function {
        "empty" => each(&inputs.items(), rounds, &mut <[u8]>::len),
        "copy" => each(&inputs.items(), rounds, &mut |item| {
            room[..item.len()].copy_from_slice(item);
            item.len()
        }),
        "written" => {
            let commands = users::commands::<sb::ClientCommand<'_>>(inputs.bytes(), Role::Client);
            let commands: Vec<_> = commands.iter().collect();
            each(&commands, rounds, &mut |command| command.encode_into(&mut room).map(<[u8]>::len));
        }
        _ => return None,
    }
    Some(inputs.len())
}

/// Packets to be answered.
fn mix(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    let profile = users::profile();
    let mut room = [0; 4096];
    match function {
        "empty" => each(&inputs.items(), rounds, &mut <[u8]>::len),
        "reply" => each(&inputs.items(), rounds, &mut |item| users::reply(&profile, item, &mut room)),
        _ => return None,
    }
    Some(inputs.len())
}

/// A directory stream, per record.
fn tree(function: &str, rounds: usize) -> Option<usize> {
    let corpus = inputs::dir::tree();
    let stream = corpus.inputs.bytes();
    let records = users::records(&corpus);
    let mut room = vec![0; stream.len()];
    assert_eq!(users::write_directory(&records, &mut room), stream.len());
    assert!(room == stream);
    for _ in 0..rounds {
        match function {
            "empty" => {}
            "read" => _ = black_box(users::directory(black_box(stream))),
            "written" => _ = black_box(users::write_directory(black_box(&records), &mut room)),
            _ => return None,
        }
    }
    Some(corpus.inputs.len())
}

/// Payloads with a text.
fn chat(function: &str, inputs: &Inputs, rounds: usize) -> Option<usize> {
    let texts = users::texts(inputs);
    match function {
        "empty" => each(&texts, rounds, &mut <[u8]>::len),
        "text" => each(&texts, rounds, &mut users::text),
        "mime-text" => each(&texts, rounds, &mut users::mime_text),
        "blank" => each(&texts, rounds, &mut users::blank_line),
        _ => return None,
    }
    Some(texts.len())
}

/// As in the main program.
#[inline(never)]
fn each<T: Copy, R>(items: &[T], rounds: usize, function: &mut dyn FnMut(T) -> R) {
    let function = black_box(function);
    for _ in 0..rounds {
        for item in items {
            black_box(&function(*item));
        }
    }
}
