//! The server to sign in to, with the client of `examples` and with one by hand. Each wait ends after ten seconds.

use imwire::msnp::payload::auth::{challenge_response_md5, md5_response};
use imwire::msnp::payload::p2p::{P2pMessage, P2pPacket, V1Packet};
use imwire::msnp::payload::slp::{SessionBody, Start};
use imwire::msnp::payload::{Content, DatacastId, object::MsnObject, value::HeaderText};
use imwire::msnp::{AckWanted, Dialect, Payload, TrId, ns, sb};
use imwire::{Encode, Wire};
use imwire_demo::signin::SignInServer;
use imwire_demo::switchboard::{Client, User, user};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The example, as it is.
#[path = "../../examples/msnp_client.rs"]
#[expect(dead_code, reason = "its `main`")]
mod msnp_client;

static USERS: [User; 2] =
    [user(b"alice@example.com", b"Alice", true), user(b"bob@example.com", b"Bob", true)];

fn server() -> Arc<SignInServer> {
    SignInServer::start("127.0.0.1:0", &USERS, &["alices-secret", "bobs-secret"], |_| {}).unwrap()
}

/// A connection by hand: lines go out, lines come in.
struct Lines(BufReader<TcpStream>);

impl Lines {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Self(BufReader::new(stream))
    }

    fn send(&mut self, bytes: &str) {
        self.0.get_mut().write_all(bytes.as_bytes()).unwrap();
    }

    /// The next line; empty at the end.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line
    }

    #[track_caller]
    fn expect(&mut self, expected: &str) {
        assert_eq!(self.line(), expected);
    }

    fn last_word(&mut self, prefix: &str) -> String {
        let line = self.line();
        assert!(line.starts_with(prefix), "{line}");
        line.trim_end().rsplit(' ').next().unwrap().to_owned()
    }

    /// Signs in up to the challenge, which is given.
    fn challenged(&mut self, user: &str, password: &str) -> String {
        self.send(&format!("VER 1 MSNP8 MSNP7 CVR0\r\nINF 2\r\nUSR 3 MD5 I {user}\r\n"));
        self.expect("VER 1 MSNP7\r\n");
        self.expect("INF 2 MD5\r\n");
        let salt = self.last_word("USR 3 MD5 S ");
        self.send(&format!("USR 4 MD5 S {}\r\n", md5_response(salt, password)));
        assert!(self.line().starts_with(&format!("USR 4 OK {user} ")));
        self.last_word("CHL 0 ")
    }

    fn sign_in(&mut self, user: &str, password: &str) {
        let challenge = self.challenged(user, password);
        let answer = challenge_response_md5(challenge, "Q1P7W2E4J9R8U3S5");
        self.send(&format!("QRY 5 msmsgs@msnmsgr.com 32\r\n{answer}"));
        self.expect("QRY 5\r\n");
    }
}

#[test]
fn who_is_let_in() {
    let server = server();
    let mut bob = Lines::connect(server.address);
    bob.sign_in("bob@example.com", "bobs-secret");
    bob.send("CHG 6 NLN\r\nPNG\r\nXFR 7 SB\r\nADC 8\r\n");
    bob.expect("CHG 6 NLN\r\n");
    bob.expect("QNG\r\n");
    assert!(bob.line().starts_with("XFR 7 SB 127.0.0.1:"));
    bob.expect("200 8\r\n");

    // A wrong password, nobody of that name, a proof without a salt.
    for (user, password) in [("bob@example.com", "secret"), ("eve@example.com", "bobs-secret")] {
        let mut line = Lines::connect(server.address);
        line.send(&format!("USR 1 MD5 I {user}\r\n"));
        let salt = line.last_word("USR 1 MD5 S ");
        line.send(&format!("USR 2 MD5 S {}\r\n", md5_response(salt, password)));
        line.expect("911 2\r\n");
        line.expect("");
    }
    let mut line = Lines::connect(server.address);
    line.send("USR 1 MD5 S 00000000000000000000000000000000\r\n");
    line.expect("911 1\r\n");
    line.expect("");

    // Nothing before the challenge is answered, and the end for a wrong answer.
    let mut line = Lines::connect(server.address);
    line.challenged("alice@example.com", "alices-secret");
    line.send("XFR 5 SB\r\nQRY 6 msmsgs@msnmsgr.com 32\r\n00000000000000000000000000000000");
    line.expect("913 5\r\n");
    line.expect("540 6\r\n");
    line.expect("");
}

/// The example signs in and calls Bob, who is here.
#[test]
fn the_client_of_the_examples() {
    let server = server();
    let mut bob = Lines::connect(server.address);
    bob.sign_in("bob@example.com", "bobs-secret");
    let address = server.address.to_string();
    let alice = thread::spawn(move || {
        msnp_client::chat(&address, "alice@example.com", "alices-secret", "bob@example.com")
    });

    let rng = bob.line();
    let rng = ns::Rng::parse_with(rng.as_bytes(), Dialect::MSNP7).unwrap();
    assert_eq!(rng.passport.as_bytes(), b"alice@example.com");
    let mut room = Client::connect(rng.address.to_string().parse().unwrap()).unwrap();
    let (cookie, session_id) = (rng.cookie, rng.session_id);
    room.send(sb::Ans { trid: TrId(1), passport: USERS[1].passport, cookie, session_id }).unwrap();
    let mut next = |verb: &[u8]| loop {
        let frame = room.receive().unwrap().expect("the room is open");
        if frame.starts_with(verb) {
            return frame;
        }
    };
    let mut message = || next(b"MSG");
    let read = |frame: &[u8]| {
        let sb::ServerCommand::Msg(msg) = sb::ServerCommand::parse_with(frame, Dialect::MSNP7).unwrap()
        else {
            panic!("no message");
        };
        msg.payload.0.to_vec()
    };
    let text = read(&message());
    let Content::Text(text) = Content::parse(&text).unwrap() else { panic!("no text") };
    assert_eq!(text.body, b"lunch at noon?");
    let format = text.format().unwrap().unwrap();
    assert!(format.font.decoded().eq(*b"Segoe UI"));
    assert_eq!(format.color.to_string(), "#0000ff");
    let nudge = read(&message());
    assert!(
        matches!(Content::parse(&nudge), Ok(Content::Datacast(datacast)) if datacast.id == DatacastId::NUDGE)
    );
    let offer = read(&message());
    let Content::P2p(offer) = Content::parse(&offer).unwrap() else { panic!("no packet") };
    let invite = offer.packet.slp().unwrap();
    let body = SessionBody::of(&invite.body).unwrap();
    let mut buffer = [0; 256];
    let object = MsnObject::parse(body.context.unwrap().decode_into(&mut buffer).unwrap()).unwrap();
    assert_eq!(
        (object.size(), object.creator().map(|creator| creator.is("alice@example.com"))),
        (Ok(Some(978)), Some(true))
    );

    let answer = invite.answer(Start::DECLINE, invite.body).to_vec();
    let packet = P2pPacket::V1(V1Packet::message(3, 4, &answer));
    let payload = P2pMessage::new(HeaderText::new("alice@example.com").unwrap(), packet).to_vec();
    room.send(sb::Msg { trid: TrId(2), ack: AckWanted::NEGATIVE, payload: Payload(&payload) }).unwrap();
    assert_eq!(alice.join().unwrap().unwrap(), r#"bob@example.com: 603 "Decline""#);
}
