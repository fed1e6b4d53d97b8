//! The switchboard: two clients and more over loopback, and the program itself.

use imwire::msnp::sb::{Ans, Cal, Msg, Out, Usr};
use imwire::msnp::{AckWanted, Arg, Passport, Payload, TrId, ns};
use imwire::{Encode, Wire};
use imwire_demo::switchboard::{Call, Client, DIALECT, Switchboard, User, shown, user};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

static USERS: [User; 4] = [
    user(b"alice@example.com", b"Alice", true),
    user(b"bob@example.com", b"B\xc3\xb6b%20%2541", true),
    user(b"carol@example.com", b"Carol", true),
    user(b"dave@example.com", b"Dave", false),
];
static ALICE: &User = &USERS[0];
static BOB: &User = &USERS[1];
static CAROL: &User = &USERS[2];

const LONG: Duration = Duration::from_secs(60);

struct Place {
    switchboard: Arc<Switchboard>,
    calls: Receiver<Call>,
}

fn place(idle: Duration) -> Place {
    let (switchboard, calls) = Switchboard::start("127.0.0.1:0", &USERS, idle, |_| {}).unwrap();
    Place { switchboard, calls }
}

impl Place {
    fn connect(&self) -> Client {
        Client::connect(self.switchboard.address).unwrap()
    }

    /// In a room of its own.
    fn enter(&self, user: &'static User) -> Client {
        let mut client = self.connect();
        let cookie = self.switchboard.cookie(user);
        client.send(Usr { trid: TrId(1), passport: user.passport, cookie: arg(&cookie) }).unwrap();
        let nick = user.nick.as_bytes().escape_ascii();
        expect(&mut client, &format!("USR 1 OK {} {nick}", user.passport.as_bytes().escape_ascii()));
        client
    }

    /// The next call, which is for that user.
    fn rng(&self, user: &'static User) -> Vec<u8> {
        let (called, rng) = self.calls.recv_timeout(LONG).unwrap();
        assert_eq!(called.passport, user.passport);
        rng
    }

    fn answer(&self, user: &'static User) -> Client {
        let mut client = self.connect();
        let rng = self.rng(user);
        let rng = ns::Rng::parse_with(&rng, DIALECT).unwrap();
        let (passport, cookie, session_id) = (user.passport, rng.cookie, rng.session_id);
        client.send(Ans { trid: TrId(1), passport, cookie, session_id }).unwrap();
        client
    }

    /// Alice and Bob in a room.
    fn two(&self) -> (Client, Client) {
        let mut alice = self.enter(ALICE);
        call(&mut alice, 2, BOB);
        expect(&mut alice, "CAL 2 RINGING 1");
        let mut bob = self.answer(BOB);
        expect(&mut bob, "IRO 1 1 1 alice@example.com Alice");
        expect(&mut bob, "ANS 1 OK");
        expect(&mut alice, "JOI bob@example.com B\\xc3\\xb6b%20%2541");
        (alice, bob)
    }
}

fn arg(text: &str) -> Arg<'_> {
    Arg::new(text.as_bytes()).unwrap()
}

fn call(client: &mut Client, trid: u32, user: &User) {
    client.send(Cal { trid: TrId(trid), passport: user.passport }).unwrap();
}

fn msg(trid: u32, ack: AckWanted, text: &str) -> Msg<'_> {
    Msg { trid: TrId(trid), ack, payload: Payload(text.as_bytes()) }
}

/// Says so, and waits until the switchboard is done with it.
#[track_caller]
fn leave(mut client: Client) {
    client.send(Out { trid: None }).unwrap();
    expect_end(&mut client);
}

/// The next frame; line and payload with `|` between them.
#[track_caller]
fn expect(client: &mut Client, expected: &str) {
    let frame = client.receive().unwrap().expect("a frame");
    let text = frame.escape_ascii().to_string();
    let text = text.strip_suffix("\\r\\n").unwrap_or(&text).replacen("\\r\\n", "|", 1);
    assert_eq!(text, expected);
}

/// The switchboard hung up.
#[track_caller]
fn expect_end(client: &mut Client) {
    match client.receive() {
        Ok(frame) => assert_eq!(frame, None),
        // It did not read all that was sent.
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted))
        }
    }
}

#[test]
fn invite_chat_and_leave() {
    let place = place(LONG);
    let (mut alice, mut bob) = place.two();

    // Each letter, with somebody there …
    for (trid, ack, answer) in [
        (3, AckWanted::ALWAYS, Some("ACK 3")),
        (4, AckWanted::DATA, Some("ACK 4")),
        (5, AckWanted::NEGATIVE, None),
        (6, AckWanted::UNACKNOWLEDGED, None),
    ] {
        alice.send(msg(trid, ack, "hi\r\nOUT\r\n")).unwrap();
        expect(&mut bob, "MSG alice@example.com Alice 9|hi\\r\\nOUT");
        if let Some(answer) = answer {
            expect(&mut alice, answer);
        }
    }
    bob.send(msg(2, AckWanted::ALWAYS, "")).unwrap();
    expect(&mut alice, "MSG bob@example.com B\\xc3\\xb6b%20%2541 0");
    expect(&mut bob, "ACK 2");

    leave(bob);
    expect(&mut alice, "BYE bob@example.com");

    // … and with nobody.
    for (trid, ack, answer) in [
        (7, AckWanted::ALWAYS, Some("NAK 7")),
        (8, AckWanted::DATA, Some("NAK 8")),
        (9, AckWanted::NEGATIVE, Some("NAK 9")),
        (10, AckWanted::UNACKNOWLEDGED, None),
    ] {
        alice.send(msg(trid, ack, "?")).unwrap();
        if let Some(answer) = answer {
            expect(&mut alice, answer);
        }
    }
    leave(alice);
}

#[test]
fn any_segments() {
    let place = place(LONG);
    let (mut alice, mut bob) = place.two();
    let message = msg(3, AckWanted::ALWAYS, "to be\r\nput together").to_vec();
    for byte in &message {
        alice.stream.write_all(&[*byte]).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    expect(&mut bob, "MSG alice@example.com Alice 19|to be\\r\\nput together");
    expect(&mut alice, "ACK 3");

    // Three commands and the beginning of a fourth, and the rest of that.
    let together = [&message[..], &message, b"CAL 4 carol@example.com\r\nMSG 5 A 2\r", b"\nhi"];
    alice.stream.write_all(&together[..3].concat()).unwrap();
    expect(&mut alice, "ACK 3");
    expect(&mut alice, "ACK 3");
    expect(&mut alice, "CAL 4 RINGING 1");
    alice.stream.write_all(together[3]).unwrap();
    expect(&mut alice, "ACK 5");
    for _ in 0..2 {
        expect(&mut bob, "MSG alice@example.com Alice 19|to be\\r\\nput together");
    }
    expect(&mut bob, "MSG alice@example.com Alice 2|hi");
}

#[test]
fn three_in_a_room() {
    let place = place(LONG);
    let (mut alice, mut bob) = place.two();
    call(&mut bob, 2, CAROL);
    expect(&mut bob, "CAL 2 RINGING 1");
    let mut carol = place.answer(CAROL);
    expect(&mut carol, "IRO 1 1 2 alice@example.com Alice");
    expect(&mut carol, "IRO 1 2 2 bob@example.com B\\xc3\\xb6b%20%2541");
    expect(&mut carol, "ANS 1 OK");
    expect(&mut alice, "JOI carol@example.com Carol");
    expect(&mut bob, "JOI carol@example.com Carol");
    carol.send(msg(2, AckWanted::ALWAYS, "all")).unwrap();
    expect(&mut alice, "MSG carol@example.com Carol 3|all");
    expect(&mut bob, "MSG carol@example.com Carol 3|all");
    expect(&mut carol, "ACK 2");
    alice.send(Out { trid: None }).unwrap();
    expect(&mut bob, "BYE alice@example.com");
    expect(&mut carol, "BYE alice@example.com");

    // Another room is another room.
    let mut alice = place.enter(ALICE);
    alice.send(msg(2, AckWanted::NEGATIVE, "?")).unwrap();
    expect(&mut alice, "NAK 2");
}

#[test]
fn who_cannot_be_called() {
    let place = place(LONG);
    let (mut alice, bob) = place.two();
    let mut refused = |passport: &'static [u8], answer| {
        alice.send(Cal { trid: TrId(3), passport: Passport::new(passport).unwrap() }).unwrap();
        expect(&mut alice, answer);
    };
    refused(b"nobody@example.com", "217 3");
    refused(b"dave@example.com", "216 3");
    refused(b"bob@example.com", "215 3");
    refused(b"alice@example.com", "215 3");
    refused(b"carol@example.com", "CAL 3 RINGING 1");
    refused(b"carol@example.com", "215 3"); // is called already
    // Who has left can be called again.
    leave(bob);
    expect(&mut alice, "BYE bob@example.com");
    call(&mut alice, 4, BOB);
    expect(&mut alice, "CAL 4 RINGING 1");
    place.rng(CAROL);
    let mut bob = place.answer(BOB);
    expect(&mut bob, "IRO 1 1 1 alice@example.com Alice");
}

#[test]
fn who_is_not_let_in() {
    let place = place(LONG);
    let refused = |command: &str| {
        let mut client = place.connect();
        client.stream.write_all(command.as_bytes()).unwrap();
        expect(&mut client, "911 1");
        expect_end(&mut client);
    };
    let cookie = place.switchboard.cookie(ALICE);
    refused("USR 1 alice@example.com 17220274.1093571988.7262\r\n");
    refused(&format!("USR 1 bob@example.com {cookie}\r\n"));
    refused(&format!("ANS 1 alice@example.com {cookie} 1\r\n"));
    refused("CAL 1 bob@example.com\r\n");
    refused("MSG 1 A 2\r\nhi");

    let mut alice = place.enter(ALICE);
    call(&mut alice, 2, BOB);
    expect(&mut alice, "CAL 2 RINGING 1");
    let rng = place.rng(BOB);
    let rng = ns::Rng::parse_with(&rng, DIALECT).unwrap();
    let cookie = rng.cookie.as_bytes().escape_ascii();
    refused(&format!("ANS 1 bob@example.com {cookie} 7\r\n"));
    refused(&format!("ANS 1 carol@example.com {cookie} 1\r\n"));
    refused(&format!("USR 1 bob@example.com {cookie}\r\n"));
    let mut bob = place.connect();
    let good = format!("ANS 1 bob@example.com {cookie} 1\r\n");
    bob.stream.write_all(good.as_bytes()).unwrap();
    expect(&mut bob, "IRO 1 1 1 alice@example.com Alice");
    refused(&good); // it was good for once

    // A call ends with the room.
    call(&mut alice, 3, CAROL);
    expect(&mut alice, "JOI bob@example.com B\\xc3\\xb6b%20%2541");
    expect(&mut alice, "CAL 3 RINGING 1");
    expect(&mut bob, "ANS 1 OK");
    leave(bob);
    expect(&mut alice, "BYE bob@example.com");
    leave(alice);
    let rng = place.rng(CAROL);
    let cookie = ns::Rng::parse_with(&rng, DIALECT).unwrap().cookie.as_bytes().escape_ascii();
    refused(&format!("ANS 1 carol@example.com {cookie} 1\r\n"));
}

#[test]
fn what_is_not_understood_is_answered() {
    let place = place(LONG);
    let (mut alice, mut bob) = place.two();
    alice
        .stream
        .write_all(b"CAL 3\r\nMSG x A 2\r\nhiPNG\r\nZZZ 4\r\nANS 5 alice@example.com 1 2\r\n")
        .unwrap();
    expect(&mut alice, "200 3");
    expect(&mut alice, "200");
    expect(&mut alice, "200");
    expect(&mut alice, "200 4");
    expect(&mut alice, "200 5");
    alice.send(msg(6, AckWanted::ALWAYS, "still here")).unwrap();
    expect(&mut alice, "ACK 6");
    expect(&mut bob, "MSG alice@example.com Alice 10|still here");
}

#[test]
fn who_vanishes() {
    let place = place(LONG);
    let (mut alice, bob) = place.two();
    drop(bob);
    expect(&mut alice, "BYE bob@example.com");
    // In the middle of a command.
    let (mut alice, mut bob) = {
        let other = self::place(LONG);
        other.two()
    };
    bob.stream.write_all(b"MSG 2 A 100\r\nha").unwrap();
    drop(bob);
    expect(&mut alice, "BYE bob@example.com");
}

#[test]
fn too_long() {
    for flood in [vec![b'x'; 100_000], b"MSG 2 A 1665\r\n".to_vec(), b"MSG 2 A 2\nhi".to_vec()] {
        let place = place(LONG);
        let (mut alice, mut bob) = place.two();
        // It may be cut off while it still sends.
        _ = bob.stream.write_all(&flood);
        expect_end(&mut bob);
        expect(&mut alice, "BYE bob@example.com");
        call(&mut alice, 3, BOB);
        expect(&mut alice, "CAL 3 RINGING 1");
        let mut bob = place.answer(BOB);
        expect(&mut alice, "JOI bob@example.com B\\xc3\\xb6b%20%2541");
        let longest = "x".repeat(1664);
        alice.send(msg(4, AckWanted::ALWAYS, &longest)).unwrap();
        expect(&mut alice, "ACK 4");
        expect(&mut bob, "IRO 1 1 1 alice@example.com Alice");
        expect(&mut bob, "ANS 1 OK");
        expect(&mut bob, &format!("MSG alice@example.com Alice 1664|{longest}"));
    }
}

#[test]
fn who_says_nothing() {
    let place = place(Duration::from_secs(1));
    let (mut alice, mut bob) = place.two();
    for trid in 3..18 {
        thread::sleep(Duration::from_millis(100));
        alice.send(msg(trid, AckWanted::UNACKNOWLEDGED, "")).unwrap();
    }
    expect(&mut alice, "BYE bob@example.com 1");
    while let Some(frame) = bob.receive().unwrap() {
        assert_eq!(frame, b"MSG alice@example.com Alice 0\r\n");
    }
    expect_end(&mut alice);
}

/// It is cut off once what it does not read fills all there is between it and the switchboard.
#[test]
fn who_does_not_read() {
    let place = place(LONG);
    let (mut alice, _bob) = place.two();
    let long = "x".repeat(1664);
    for trid in 3.. {
        alice.send(msg(trid, AckWanted::ALWAYS, &long)).unwrap();
        let frame = alice.receive().unwrap().unwrap();
        if frame == format!("NAK {trid}\r\n").into_bytes() {
            break;
        }
        assert_eq!(frame, format!("ACK {trid}\r\n").into_bytes());
        assert!(trid < 100_000, "where does it all go?");
    }
    expect(&mut alice, "BYE bob@example.com");
}

/// Strangers that say nothing make room, the oldest first; those who signed in stay.
#[test]
fn strangers_do_not_fill_it() {
    let place = place(LONG);
    let (mut alice, mut bob) = place.two();
    let mut strangers: Vec<_> = (0..64).map(|_| place.connect()).collect();
    expect_end(&mut strangers[0]);
    let carol = place.enter(CAROL);
    expect_end(&mut strangers[49]);
    alice.send(msg(3, AckWanted::ALWAYS, "hi")).unwrap();
    expect(&mut alice, "ACK 3");
    expect(&mut bob, "MSG alice@example.com Alice 2|hi");
    leave(carol);
}

#[test]
fn one_too_many() {
    let place = place(LONG);
    let mut clients: Vec<_> = (0..16).map(|_| place.enter(ALICE)).collect();
    expect_end(&mut place.connect());
    leave(clients.swap_remove(0));
    place.enter(ALICE);
}

/// Whatever it sends, a client has five seconds to sign in.
#[test]
fn who_does_not_sign_in() {
    let place = place(LONG);
    let mut stranger = place.connect();
    let begun = Instant::now();
    while stranger.stream.write_all(b"PNG\r\n").is_ok() && begun.elapsed() < LONG {
        thread::sleep(Duration::from_millis(200));
    }
    assert!((4..30).contains(&begun.elapsed().as_secs()));
}

#[test]
fn logs_are_safe_for_a_terminal() {
    let frame = "MSG a@x \u{202e}gpj.exe 5\r\n\u{1b}[2J\n\u{2028}\u{200f}x".as_bytes();
    assert_eq!(shown(frame), "MSG a@x \\u{202e}gpj.exe 5\\r\\n\\u{1b}[2J\\n\\u{2028}\\u{200f}x");
    assert_eq!(shown(b"NLN \xff\x9b1m\r\n"), "NLN \u{fffd}\u{fffd}1m");
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_msnp_switchboard"))
}

#[test]
fn the_program_shows_a_talk() {
    let ran = program().output().unwrap();
    let out = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{out}");
    let lines: Vec<_> = out.lines().collect();
    for line in [
        "#1 → CAL 2 nobody@example.com",
        "#1 ← 217 2",
        "                Alice: 217, not online",
        "#2 ← IRO 1 1 1 alice@example.com Alice",
        "#1 ← JOI bob@example.com Bob%20☆",
        "                Alice: Bob ☆ came",
        "                Bob: Alice says: lunch at noon?",
        "#1 ← ACK 4",
        "#2 → OUT",
        "#1 ← BYE bob@example.com",
        "                Alice: message 5 did not arrive",
    ] {
        assert!(lines.contains(&line), "no {line:?} in\n{out}");
    }
}

#[test]
fn the_program_serves() {
    /// It would serve for ever.
    struct Running(Child);
    impl Drop for Running {
        fn drop(&mut self) {
            _ = self.0.kill();
            _ = self.0.wait();
        }
    }
    let child = program().args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        line.trim().to_owned()
    };
    let head = line();
    let address = head.strip_prefix("a switchboard at ").unwrap().strip_suffix("; to open a room:").unwrap();
    let (usr, _, _) = (line(), line(), line());
    let mut alice = Client::connect(address.parse().unwrap()).unwrap();
    alice.stream.write_all(format!("{usr}\r\nCAL 2 bob@example.com\r\n").as_bytes()).unwrap();
    expect(&mut alice, "USR 1 OK alice@example.com Alice");
    expect(&mut alice, "CAL 2 RINGING 1");
    let ans = loop {
        if let Some(ans) = line().strip_prefix("bob@example.com is called: ") {
            break ans.to_owned();
        }
    };
    let mut bob = Client::connect(address.parse().unwrap()).unwrap();
    bob.stream.write_all(format!("{ans}\r\n").as_bytes()).unwrap();
    expect(&mut bob, "IRO 1 1 1 alice@example.com Alice");
    expect(&mut alice, "JOI bob@example.com Bob%20\\xe2\\x98\\x86");
}

#[test]
fn the_program_helps() {
    let ran = program().arg("--help").output().unwrap();
    assert!(ran.status.success() && String::from_utf8(ran.stdout).unwrap().contains("--listen ADDRESS"));
    let ran = program().arg("--lisen").output().unwrap();
    assert!(!ran.status.success() && String::from_utf8(ran.stderr).unwrap().contains("--listen ADDRESS"));
    let ran = program().args(["--listen", "nowhere"]).output().unwrap();
    assert!(!ran.status.success() && !ran.stderr.is_empty());
}
