//! A notification server of MSN Messenger: clients sign in with a password and answer a challenge, and then open rooms
//! on a [`Switchboard`].
//!
//! | from a client | answer |
//! |---|---|
//! | `VER` | `VER … MSNP7`; `0` without it |
//! | `CVR` | `CVR` |
//! | `INF` | `INF … MD5` |
//! | `USR … MD5 I` | `USR … MD5 S` with a salt |
//! | `USR … MD5 S` | `USR … OK` and `CHL`; 911 and the end for a wrong password |
//! | `QRY` | `QRY`; 540 and the end for a wrong answer |
//! | `CHG` | `CHG`, once the challenge is answered |
//! | `XFR … SB` | `XFR` with a cookie, once the challenge is answered; 913 before |
//! | `PNG` | `QNG` |
//! | anything else | 200 |
//!
//! A user who is called gets `RNG`.

use super::switchboard::{Switchboard, User, shown};
use imwire::Encode;
use imwire::msnp::ns::{self, ClientCommand, ServerCommand, SignIn, SignInReply};
use imwire::msnp::payload::auth::{challenge_response_md5, md5_response};
use imwire::msnp::{
    AnyCommand, Arg, Context, Dialect, Encoded, ErrorCode, Failure, Limits, Link, List, Role, Session, Side,
    TrId,
};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The last one whose passwords need no web server.
pub const DIALECT: Dialect = Dialect::MSNP7;
/// The client that answers the challenge, and the code that belongs to it.
pub const PRODUCT: (&str, &str) = ("msmsgs@msnmsgr.com", "Q1P7W2E4J9R8U3S5");

const LIMITS: Limits = Limits { line: 1024, payload: 1664 };
const CONNECTIONS: usize = 64;
const IDLE: Duration = Duration::from_secs(300);
const PATIENCE: Duration = Duration::from_secs(2);

const SYNTAX_ERROR: ErrorCode = ErrorCode::new(200).unwrap();
const CHALLENGE_FAILED: ErrorCode = ErrorCode::new(540).unwrap();
const NO_ADMISSION: ErrorCode = ErrorCode::new(911).unwrap();
const NOT_YET: ErrorCode = ErrorCode::new(913).unwrap();

/// A user and the password.
pub type Account = (&'static User, &'static str);

/// The server.
pub struct SignInServer {
    pub address: SocketAddr,
    accounts: Vec<Account>,
    switchboard: Arc<Switchboard>,
    log: fn(&str),
    /// Who is signed in, by the number of the connection.
    online: Mutex<Vec<(u32, &'static User, TcpStream)>>,
    connections: Mutex<usize>,
}

/// One connection: how far the client has come.
#[derive(Default)]
struct Visitor {
    number: u32,
    salt: Option<String>,
    user: Option<&'static User>,
    challenge: Option<String>,
    admitted: bool,
}

/// What cannot be guessed.
fn random() -> String {
    format!("{:020}", RandomState::new().hash_one(0))
}

impl SignInServer {
    /// Listens at `address`, and opens a switchboard beside it on the same host.
    pub fn start(
        address: impl ToSocketAddrs,
        users: &'static [User],
        passwords: &[&'static str],
        log: fn(&str),
    ) -> io::Result<Arc<Self>> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let (switchboard, calls) = Switchboard::start((address.ip(), 0), users, IDLE, log)?;
        let accounts = users.iter().zip(passwords.iter().copied()).collect();
        let (online, connections) = (Mutex::default(), Mutex::new(0));
        let server = Arc::new(Self { address, accounts, switchboard, log, online, connections });
        let callers = server.clone();
        thread::spawn(move || {
            for (user, rng) in calls {
                callers.ring(user, &rng);
            }
        });
        let visitors = server.clone();
        thread::spawn(move || {
            for (number, stream) in (1..).zip(listener.incoming().flatten()) {
                let mut connections = visitors.connections.lock().expect("no thread panics");
                // One too many is closed at once.
                if *connections < CONNECTIONS {
                    *connections += 1;
                    let server = visitors.clone();
                    thread::spawn(move || server.serve(number, &stream));
                }
            }
        });
        Ok(server)
    }

    /// Tells a user of a call, at each place where it is signed in.
    fn ring(&self, user: &User, rng: &[u8]) {
        for (number, there, stream) in self.online.lock().expect("no thread panics").iter() {
            if there.passport == user.passport {
                (self.log)(&format!("@{number} ← {}", shown(rng)));
                _ = (&*stream).write_all(rng);
            }
        }
    }

    fn serve(&self, number: u32, stream: &TcpStream) {
        let ended = self.listen(&mut Visitor { number, ..Visitor::default() }, stream);
        (self.log)(&format!(
            "@{number} · {}",
            ended.map_or_else(|error| format!("cut off: {error}"), |()| "gone".into())
        ));
        self.online.lock().expect("no thread panics").retain(|(other, ..)| *other != number);
        *self.connections.lock().expect("no thread panics") -= 1;
    }

    fn listen(&self, visitor: &mut Visitor, mut stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut session = Session::known(Link::Notification, DIALECT);
        let mut client = Side::new(Role::Client).limits(LIMITS);
        let (mut buffer, mut chunk) = (Vec::new(), [0; 2048]);
        loop {
            let mut rest = &buffer[..];
            while let Some((frame, command)) = client.next(&mut session, rest).map_err(io::Error::other)? {
                rest = &rest[frame.raw().len()..];
                (self.log)(&format!("@{} → {}", visitor.number, shown(frame.raw())));
                let obeyed = match command.map(|read| read.command) {
                    Ok(AnyCommand::NotificationClient(ClientCommand::Out(_))) => return Ok(()),
                    Ok(AnyCommand::NotificationClient(command)) => self.obey(visitor, stream, command),
                    _ => Err(SYNTAX_ERROR),
                };
                if let Err(code) = obeyed {
                    let trid = frame.line().trid(Context::new(Link::Notification, Role::Client, DIALECT));
                    let failure = Failure::new(code, trid);
                    self.send(visitor, stream, ServerCommand::Failure(failure))?;
                }
                if matches!(obeyed, Err(NO_ADMISSION | CHALLENGE_FAILED)) {
                    return Ok(());
                }
            }
            let done = buffer.len() - rest.len();
            buffer.drain(..done);
            match stream.read(&mut chunk)? {
                0 => return Ok(()),
                len => buffer.extend_from_slice(&chunk[..len]),
            }
        }
    }

    fn send(&self, visitor: &Visitor, mut stream: &TcpStream, command: ServerCommand<'_>) -> io::Result<()> {
        let bytes = command.to_vec();
        (self.log)(&format!("@{} ← {}", visitor.number, shown(&bytes)));
        stream.write_all(&bytes)
    }

    /// `Err`: why not. A line that is gone is noticed by the next read.
    fn obey(
        &self,
        visitor: &mut Visitor,
        stream: &TcpStream,
        command: ClientCommand<'_>,
    ) -> Result<(), ErrorCode> {
        let answer: ServerCommand<'_> = match command {
            ClientCommand::Ver(ver) => {
                let dialect = if ver.dialects().any(|dialect| dialect == DIALECT) { "MSNP7" } else { "0" };
                ns::VerReply { trid: ver.trid, dialect: arg(dialect), dialects: List::default() }.into()
            }
            ClientCommand::Cvr(cvr) => {
                let version = cvr.client.client_version;
                let versions = ns::ClientVersions {
                    recommended: version,
                    recommended_again: version,
                    minimum: version,
                    download_url: None,
                    info_url: None,
                };
                ns::CvrReply { trid: cvr.trid, versions }.into()
            }
            ClientCommand::Inf(inf) => {
                ns::InfReply { trid: inf.trid, packages: List::new("MD5").expect("a word") }.into()
            }
            ClientCommand::Usr(usr) => return self.sign_in(visitor, stream, usr),
            ClientCommand::Qry(qry) => {
                let challenge = visitor.challenge.take().ok_or(CHALLENGE_FAILED)?;
                let digest = challenge_response_md5(&challenge, PRODUCT.1);
                let right =
                    qry.product.as_bytes() == PRODUCT.0.as_bytes() && digest.verify(qry.digest.0).is_ok();
                visitor.admitted = right;
                let user = visitor.user.filter(|_| right).ok_or(CHALLENGE_FAILED)?;
                if let Ok(stream) = stream.try_clone() {
                    self.online.lock().expect("no thread panics").push((visitor.number, user, stream));
                }
                ns::QryReply { trid: qry.trid }.into()
            }
            ClientCommand::Chg(chg) if visitor.admitted => chg_reply(chg),
            ClientCommand::Xfr(xfr) if xfr.server.as_bytes() == b"SB" => {
                let user = visitor.user.filter(|_| visitor.admitted).ok_or(NOT_YET)?;
                let (address, cookie) = (self.switchboard.address.to_string(), self.switchboard.cookie(user));
                let there = ns::ToSwitchboard {
                    address: arg(&address),
                    cookie: arg(&cookie),
                    mode: None,
                    domain: None,
                    direct: None,
                };
                let answer = ns::XfrReply { trid: xfr.trid, referral: ns::Referral::Switchboard(there) };
                _ = self.send(visitor, stream, answer.into());
                return Ok(());
            }
            ClientCommand::Png(_) => ns::Qng { seconds: None }.into(),
            _ => return Err(SYNTAX_ERROR),
        };
        _ = self.send(visitor, stream, answer);
        Ok(())
    }

    fn sign_in(&self, visitor: &mut Visitor, stream: &TcpStream, usr: ns::Usr<'_>) -> Result<(), ErrorCode> {
        let trid = usr.trid;
        match usr.step {
            SignIn::Begin(begin) if usr.package.as_bytes() == b"MD5" => {
                let mut users = self.accounts.iter().map(|(user, _)| *user);
                visitor.user = users.find(|user| user.passport == begin.passport);
                let salt = visitor.salt.insert(random());
                let challenge = List::new(salt.as_bytes()).expect("digits");
                let step = SignInReply::Challenge(ns::SignInChallenge { package: usr.package, challenge });
                let answer = ns::UsrReply { trid, step }.to_vec();
                (self.log)(&format!("@{} ← {}", visitor.number, shown(&answer)));
                _ = (&*stream).write_all(&answer);
                Ok(())
            }
            SignIn::Proof(proof) => {
                // A user that does not exist gets the same answer as a wrong password.
                let user = visitor.user.ok_or(NO_ADMISSION)?;
                let salt = visitor.salt.take().ok_or(NO_ADMISSION)?;
                let (_, password) = self
                    .accounts
                    .iter()
                    .find(|(other, _)| other.passport == user.passport)
                    .ok_or(NO_ADMISSION)?;
                md5_response(&salt, password).verify(proof.secret.as_bytes()).map_err(|_| NO_ADMISSION)?;
                let nick: Option<Encoded<'_>> = Some(user.nick);
                let accepted =
                    ns::Accepted { passport: user.passport, nick, verified: Some(1), restricted: None };
                _ = self.send(
                    visitor,
                    stream,
                    ns::UsrReply { trid, step: SignInReply::Accepted(accepted) }.into(),
                );
                let challenge = random();
                let push = ns::ChlPush { trid: TrId(0), challenge: arg(&challenge) };
                _ = self.send(visitor, stream, push.into());
                visitor.challenge = Some(challenge);
                Ok(())
            }
            _ => Err(NO_ADMISSION),
        }
    }
}

fn chg_reply(chg: ns::Chg<'_>) -> ServerCommand<'_> {
    ServerCommand::Chg(chg)
}

fn arg(text: &str) -> Arg<'_> {
    Arg::new(text.as_bytes()).expect("a word")
}
