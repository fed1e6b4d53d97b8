//! A client of MSN Messenger: signs in with a password and a challenge, calls a user, and sends a text with a
//! font, a nudge and the offer of a picture. MSNP7; the server is `msnp_signin` of imwire-demo.
//!
//! `cargo run --features auth --example msnp_client -- 127.0.0.1:1863 alice@example.com secret bob@example.com`

use imwire::msnp::payload::auth::{challenge_response_md5, md5_response};
use imwire::msnp::payload::p2p::{P2pMessage, P2pPacket, V1Packet};
use imwire::msnp::payload::slp::{AppId, Method, SessionBody, SessionContext, Slp, SlpType, Start, app};
use imwire::msnp::payload::text::{Color, Effects, FontName, Format};
use imwire::msnp::payload::{Content, Datacast, PlainText, value::HeaderText};
use imwire::msnp::{AckWanted, Arg, Dialect, Link, List, Passport, Payload, Role, Session, Side, TrId};
use imwire::msnp::{AnyCommand as Any, ns, ns::ServerCommand as Ns, sb, sb::ServerCommand as Sb};
use imwire::{Encode, Wire};
use std::{io::Read, io::Write, net::TcpStream};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
const PICTURE: &[u8] = br#"<msnobj Creator="alice@example.com" Size="978" Type="3" Location="0"/>"#;

struct Connection(TcpStream, Session, Side, Vec<u8>);

impl Connection {
    fn open(address: &str, link: Link) -> Outcome<Self> {
        let session = Session::known(link, Dialect::MSNP7);
        Ok(Self(TcpStream::connect(address)?, session, Side::new(Role::Server), Vec::new()))
    }

    fn send(&mut self, command: impl Encode) -> Outcome<()> {
        Ok(self.0.write_all(&command.to_vec())?)
    }

    fn say(&mut self, content: impl Encode) -> Outcome<()> {
        self.send(sb::Msg { trid: TrId(9), ack: AckWanted::NEGATIVE, payload: Payload(&content.to_vec()) })
    }

    /// Waits for the command that `take` makes something of, and passes over others.
    fn hear<T>(&mut self, take: impl Fn(Any<'_>) -> Option<T>) -> Outcome<T> {
        let (Self(stream, session, server, buffer), mut chunk) = (self, [0; 2048]);
        loop {
            while let Some((frame, read)) = server.next(session, buffer)? {
                if let Some(code) = frame.line().code() {
                    return Err(format!("refused: {code}").into());
                }
                let (found, length) = (take(read?.command), frame.raw().len());
                buffer.drain(..length);
                if let Some(found) = found {
                    return Ok(found);
                }
            }
            match stream.read(&mut chunk)? {
                0 => return Err("the server hung up".into()),
                length => buffer.extend_from_slice(&chunk[..length]),
            }
        }
    }
}

fn main() -> Outcome<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [server, me, password, other] = &arguments[..] else { return Err("which server?".into()) };
    println!("{}", chat(server, me, password, other)?);
    Ok(())
}

/// Signs in, calls and chats; gives what is answered to the offer.
pub fn chat(server: &str, me: &str, password: &str, other: &str) -> Outcome<String> {
    let (from, to) = (Passport::new(me.as_bytes())?, Passport::new(other.as_bytes())?);
    let mut line = sign_in(server, from, password)?;
    line.send(ns::Xfr { trid: TrId(5), server: Arg::new("SB")? })?;
    let [address, cookie] = line.hear(|command| {
        let Any::NotificationServer(Ns::Xfr(xfr)) = command else { return None };
        let ns::Referral::Switchboard(there) = xfr.referral else { return None };
        Some([there.address, there.cookie].map(|text| text.to_string()))
    })?;
    let mut room = Connection::open(&address, Link::Switchboard)?;
    room.send(sb::Usr { trid: TrId(1), passport: from, cookie: Arg::new(cookie.as_bytes())? })?;
    room.send(sb::Cal { trid: TrId(2), passport: to })?;
    room.hear(|command| matches!(command, Any::SwitchboardServer(Sb::Joi(_))).then_some(()))?;
    let (font, effects, color) = (FontName::new("Segoe UI"), Effects::BOLD, Color::rgb(0, 0, 255));
    room.say(PlainText::new("lunch at noon?").font(Format { font, effects, color, ..Format::default() }))?;
    room.say(Datacast::nudge())?;
    let offer = offer(from, to).to_vec();
    room.say(P2pMessage::new(HeaderText::new(other)?, P2pPacket::V1(V1Packet::message(7, 1, &offer))))?;
    room.hear(|command| {
        let Any::SwitchboardServer(Sb::Msg(msg)) = command else { return None };
        let Content::P2p(message) = Content::parse(msg.payload.0).ok()? else { return None };
        let answer = message.packet.slp()?;
        Some(format!("{}: {:?}", answer.from, answer.start))
    })
}

fn sign_in(server: &str, passport: Passport<'_>, password: &str) -> Outcome<Connection> {
    let (mut line, package) = (Connection::open(server, Link::Notification)?, Arg::new("MD5")?);
    line.send(ns::Ver { trid: TrId(1), dialects: List::new("MSNP7 CVR0")? })?;
    line.send(ns::Usr { trid: TrId(2), package, step: ns::SignIn::Begin(ns::Begin { passport }) })?;
    let proof = line.hear(|command| {
        let Any::NotificationServer(Ns::Usr(usr)) = command else { return None };
        let ns::SignInReply::Challenge(salt) = usr.step else { return None };
        Some(md5_response(salt.challenge.as_bytes(), password))
    })?;
    let secret = List::new(proof.as_bytes())?;
    line.send(ns::Usr { trid: TrId(3), package, step: ns::SignIn::Proof(ns::Proof { secret }) })?;
    let answer = line.hear(|command| {
        let Any::NotificationServer(Ns::Chl(chl)) = command else { return None };
        Some(challenge_response_md5(chl.challenge.as_bytes(), "Q1P7W2E4J9R8U3S5"))
    })?;
    let (product, digest) = (Arg::new("msmsgs@msnmsgr.com")?, Payload(answer.as_bytes()));
    line.send(ns::Qry { trid: TrId(4), product, digest })?;
    line.hear(|command| matches!(command, Any::NotificationServer(Ns::Qry(_))).then_some(()))?;
    Ok(line)
}

/// The offer of a display picture, in a message of MSNSLP.
fn offer<'a>(from: Passport<'a>, to: Passport<'a>) -> Slp<'a, SessionBody<'a>> {
    let (euf_guid, app_id, context) =
        (Some(app::OBJECT), Some(AppId::PICTURE), Some(SessionContext::new(PICTURE)));
    let body = SessionBody { euf_guid, session_id: Some(5), app_id, context, ..SessionBody::default() };
    let (start, cseq, max_forwards) = (Start::Request { method: Method::Invite, to }, Some(0), Some(0));
    let (content_type, headers) = (Some(SlpType::SESSION_REQUEST), Default::default());
    Slp { start, to, from, branch: None, cseq, call_id: None, max_forwards, content_type, headers, body }
}
