//! A switchboard of MSN Messenger for this machine: the room that two or more clients talk in.
//!
//! ```text
//! cargo run -p imwire-demo --bin msnp_switchboard                              two clients talk, and all of it is shown
//! cargo run -p imwire-demo --bin msnp_switchboard -- --listen 127.0.0.1:1863   serve others
//! ```
//!
//! All that goes over the wire is written and read by the crate. There is no notification server
//! here, which would give a user who wants to call somebody a cookie (`XFR`), and tell the other one
//! of the call (`RNG`). The two who talk are told without one; for others it is printed what they have to
//! send, `USR …` to open a room and `ANS …` to answer a call. So one can try it by hand:
//! `nc -C 127.0.0.1 1863`.

use imwire::msnp::sb::{Ans, Cal, Msg, Out, ServerCommand, Usr};
use imwire::msnp::{AckWanted, Arg, Command, Dialect, Encoded, Passport, Payload, TrId, ns};
use imwire::{Error, Wire};
use imwire_demo::switchboard::{Client, DIALECT, Switchboard, User, shown, user};
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

const HELP: &str = "\
msnp_switchboard                   two clients talk over a switchboard, and all of it is shown
msnp_switchboard --listen ADDRESS  serves alice, bob and carol, e.g. at 127.0.0.1:1863";

/// All who are signed in.
static USERS: [User; 3] = [
    user(b"alice@example.com", b"Alice", true),
    user(b"bob@example.com", b"Bob%20\xe2\x98\x86", true),
    user(b"carol@example.com", b"Carol", false),
];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        [] => talk(),
        ["--listen", address] => serve(address),
        ["--help" | "-h"] => {
            log(HELP);
            Ok(())
        }
        _ => Err(HELP.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// One line; when nobody reads it any more, that is no reason to stop.
fn log(line: &str) {
    _ = writeln!(io::stdout(), "{line}");
}

fn serve(address: &str) -> Outcome<()> {
    let (switchboard, calls) = Switchboard::start(address, &USERS, Duration::from_secs(300), log)?;
    log(&format!("a switchboard at {}; to open a room:", switchboard.address));
    for user in &USERS {
        let passport = shown(user.passport.as_bytes());
        log(&format!("  USR 1 {passport} {}", switchboard.cookie(user)));
    }
    for (user, rng) in calls {
        let rng = ns::Rng::parse_with(&rng, DIALECT)?;
        let (passport, cookie) = (shown(user.passport.as_bytes()), shown(rng.cookie.as_bytes()));
        log(&format!(
            "  {passport} is called: ANS 1 {passport} {cookie} {}",
            shown(rng.session_id.as_bytes())
        ));
    }
    Ok(())
}

/// Alice calls Bob, they talk, Bob leaves.
fn talk() -> Outcome<()> {
    let (switchboard, calls) = Switchboard::start("127.0.0.1:0", &USERS, Duration::from_secs(300), log)?;
    let [a, b, _] = &USERS;

    log("Alice enters, with the cookie that the notification server gave her, and calls.");
    let mut alice = Client::connect(switchboard.address)?;
    let cookie = switchboard.cookie(a);
    alice.send(Usr { trid: TrId(1), passport: a.passport, cookie: Arg::new(cookie.as_bytes())? })?;
    hear("Alice", &mut alice)?;
    alice.send(Cal { trid: TrId(2), passport: Passport::new("nobody@example.com")? })?;
    hear("Alice", &mut alice)?;
    alice.send(Cal { trid: TrId(3), passport: b.passport })?;
    hear("Alice", &mut alice)?;

    let (_, rng) = calls.recv()?;
    log(&format!("Bob hears of it from the notification server, {}, and answers.", shown(&rng)));
    let rng = ns::Rng::parse_with(&rng, DIALECT)?;
    let mut bob = Client::connect(std::str::from_utf8(rng.address.as_bytes())?.parse()?)?;
    let (cookie, session_id) = (rng.cookie, rng.session_id);
    bob.send(Ans { trid: TrId(1), passport: b.passport, cookie, session_id })?;
    hear("Bob", &mut bob)?;
    hear("Bob", &mut bob)?;
    hear("Alice", &mut alice)?;

    log("They talk. Alice wants to know what arrives, Bob only what does not.");
    alice.send(said(4, AckWanted::ALWAYS, &mime("lunch at noon?")))?;
    hear("Bob", &mut bob)?;
    hear("Alice", &mut alice)?;
    bob.send(said(2, AckWanted::NEGATIVE, &mime("i'll be there ☺")))?;
    hear("Alice", &mut alice)?;

    log("Bob leaves, and nobody is there to hear what Alice says then.");
    bob.send(Out { trid: None })?;
    hear("Alice", &mut alice)?;
    alice.send(said(5, AckWanted::NEGATIVE, &mime("bob?")))?;
    hear("Alice", &mut alice)?;
    alice.send(Out { trid: None })?;
    match alice.receive()? {
        None => Ok(()),
        Some(frame) => Err(format!("after OUT came {}", shown(&frame)).into()),
    }
}

fn mime(text: &str) -> String {
    format!("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{text}")
}

fn said(trid: u32, ack: AckWanted, message: &str) -> Msg<'_> {
    Msg { trid: TrId(trid), ack, payload: Payload(message.as_bytes()) }
}

/// Waits for what the switchboard says next, and shows what it means.
fn hear(name: &str, client: &mut Client) -> Outcome<()> {
    let frame = client.receive()?.ok_or("the switchboard hung up")?;
    log(&format!("                {name}: {}", meaning(&frame, DIALECT)?));
    Ok(())
}

fn meaning(frame: &[u8], dialect: Dialect) -> Result<String, Error> {
    let plain = |nick: Encoded<'_>| shown(&nick.decoded().collect::<Vec<_>>());
    let called = |nick: Option<Encoded<'_>>| nick.map_or_else(|| "somebody".to_owned(), plain);
    Ok(match ServerCommand::parse_with(frame, dialect)? {
        ServerCommand::Usr(usr) => format!("I am in, and called {}", plain(usr.nick)),
        ServerCommand::Cal(_) => "it rings there".to_owned(),
        ServerCommand::Iro(iro) => format!("{} of {} is {}", iro.index, iro.total, called(iro.nick)),
        ServerCommand::Ans(_) => "I am in".to_owned(),
        ServerCommand::Joi(joi) => format!("{} came", called(joi.nick)),
        ServerCommand::Msg(msg) => {
            let text = String::from_utf8_lossy(msg.payload.0);
            let body = text.split_once("\r\n\r\n").map_or(&*text, |(_, body)| body);
            format!("{} says: {}", plain(msg.nick), shown(body.as_bytes()))
        }
        ServerCommand::Ack(ack) => format!("message {} arrived", ack.trid.0),
        ServerCommand::Nak(nak) => format!("message {} did not arrive", nak.trid.0),
        ServerCommand::Bye(bye) => format!("{} left", shown(bye.passport.as_bytes())),
        ServerCommand::Failure(no) => {
            format!("{}, {}", no.code().number(), no.code().text().unwrap_or("whatever that is"))
        }
        other => other.name().to_owned(),
    })
}
