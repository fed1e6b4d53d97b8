//! The switchboard: rooms, who is in them, and what is said there.
//!
//! A thread for each connection cuts bytes into frames, reads frames as typed commands, and obeys
//! them under the one lock there is. A client that does not read what it is sent holds the others
//! up for `PATIENCE`, once: then it is cut off.
//!
//! | from a client | answer | and to the others |
//! |---|---|---|
//! | `USR` | `USR … OK` in a room of its own; 911 and the end for a wrong cookie | |
//! | `CAL` | `RINGING`; 215 there already, 216 takes no calls, 217 not online | `RNG`, by the notification server |
//! | `ANS` | an `IRO` for each who is there, `ANS … OK`; 911 and the end | `JOI` |
//! | `MSG` | `ACK` or `NAK`, as its letter asks | `MSG` |
//! | `OUT`, silence, the end | | `BYE` |
//! | anything else | 200 | |

use imwire::msnp::sb::{self, ClientCommand, ServerCommand};
use imwire::msnp::{
    AckWanted, AnyCommand, Arg, Context, Dialect, Encoded, ErrorCode, Failure, Limits, Link, Passport, Role,
    Session, Side, ns,
};
use imwire::{Encode, Lossy};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// The last one in which `JOI` and `IRO` have no capabilities.
pub const DIALECT: Dialect = Dialect::MSNP11;
/// What is longer cuts a client off, so no buffer grows beyond it. Real switchboards took payloads
/// of 1,664 bytes.
const LIMITS: Limits = Limits { line: 1024, payload: 1664 };
/// How many connections there may be, and how many of them from one address. Over the limit, the oldest that has not
/// signed in is closed; if all have, the new one is.
const CONNECTIONS: usize = 64;
const PER_ADDRESS: usize = 16;
/// How long a client may take to sign in, whatever it sends until then.
const SIGN_IN: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(2);

const SYNTAX_ERROR: ErrorCode = ErrorCode::new(200).unwrap();
const ALREADY_THERE: ErrorCode = ErrorCode::new(215).unwrap();
const TAKES_NO_CALLS: ErrorCode = ErrorCode::new(216).unwrap();
const NOT_ONLINE: ErrorCode = ErrorCode::new(217).unwrap();
const NO_ADMISSION: ErrorCode = ErrorCode::new(911).unwrap();

/// Somebody who is signed in at the notification server.
pub struct User {
    pub passport: Passport<'static>,
    pub nick: Encoded<'static>,
    /// Whether others may call.
    pub takes_calls: bool,
}

/// In a `const` or `static`, what a line cannot carry does not compile.
pub const fn user(passport: &'static [u8], nick: &'static [u8], takes_calls: bool) -> User {
    match (Passport::from_bytes(passport), Encoded::from_bytes(nick)) {
        (Ok(passport), Ok(nick)) => User { passport, nick, takes_calls },
        _ => panic!("a space, or nothing"),
    }
}

/// Who is called, and what the notification server has to say then: the bytes of an [`ns::Rng`].
pub type Call = (&'static User, Vec<u8>);

pub struct Switchboard {
    pub address: SocketAddr,
    users: &'static [User],
    /// Who says nothing for so long is put out.
    idle: Duration,
    calls: SyncSender<Call>,
    log: fn(&str),
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tickets: Vec<Ticket>,
    guests: Vec<Guest>,
    connected: Vec<Arc<Line>>,
    /// How many connections and rooms there were.
    lines: u32,
    rooms: u32,
}

/// Lets a user into a room, a new one if none is named.
struct Ticket {
    cookie: String,
    user: &'static User,
    room: Option<u32>,
}

/// Somebody in a room.
#[derive(Clone)]
struct Guest {
    user: &'static User,
    room: u32,
    line: Arc<Line>,
}

/// The way to a client.
struct Line {
    number: u32,
    from: IpAddr,
    stream: TcpStream,
}

impl Switchboard {
    /// Listens at `address`. The calls that the notification server has to pass on come out of the
    /// receiver.
    pub fn start(
        address: impl ToSocketAddrs,
        users: &'static [User],
        idle: Duration,
        log: fn(&str),
    ) -> io::Result<(Arc<Self>, Receiver<Call>)> {
        let listener = TcpListener::bind(address)?;
        let (calls, receiver) = sync_channel(CONNECTIONS);
        let (address, state) = (listener.local_addr()?, Mutex::default());
        let switchboard = Arc::new(Self { address, users, idle, calls, log, state });
        let server = switchboard.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Ok(peer) = stream.peer_addr() else { continue };
                let mut state = server.state();
                // One too many is closed at once.
                if state.has_room(peer.ip()) {
                    state.lines += 1;
                    let line = Arc::new(Line { number: state.lines, from: peer.ip(), stream });
                    state.connected.push(line.clone());
                    let server = server.clone();
                    thread::spawn(move || server.serve(&line));
                }
            }
        });
        Ok((switchboard, receiver))
    }

    /// The cookie that the notification server gives a user who asks it for a switchboard. It opens
    /// any number of rooms here; a real one opens one.
    pub fn cookie(&self, user: &'static User) -> String {
        self.state().ticket(user, None)
    }

    fn serve(&self, line: &Arc<Line>) {
        let (idle, ended) = match self.listen(line) {
            Ok(()) => (None, "gone".to_owned()),
            // Which of the two, depends on the operating system.
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                (Some(1), format!("said nothing for {:?}", self.idle))
            }
            Err(error) => (None, format!("cut off: {error}")),
        };
        self.log(line, &format!("· {ended}"));
        let mut state = self.state();
        state.connected.retain(|other| !Arc::ptr_eq(other, line));
        let Some(me) = state.leave(line) else { return };
        for guest in state.room(me.room) {
            self.send(&guest.line, sb::Bye { passport: me.user.passport, idle });
        }
    }

    /// Reads and obeys, until the client leaves or sends what cannot be cut into frames.
    fn listen(&self, line: &Arc<Line>) -> io::Result<()> {
        line.stream.set_nodelay(true)?;
        line.stream.set_write_timeout(Some(PATIENCE))?;
        let mut session = Session::known(Link::Switchboard, DIALECT);
        let mut client = Side::new(Role::Client).limits(LIMITS);
        let (mut buffer, mut chunk) = (Vec::new(), [0; 2048]);
        let sign_in = Instant::now() + SIGN_IN;
        loop {
            let mut rest = &buffer[..];
            while let Some((frame, command)) = client.next(&mut session, rest).map_err(io::Error::other)? {
                rest = &rest[frame.raw().len()..];
                self.log(line, &format!("→ {}", shown(frame.raw())));
                let obeyed = match command.map(|read| read.command) {
                    Ok(AnyCommand::SwitchboardClient(ClientCommand::Out(_))) => return Ok(()),
                    Ok(AnyCommand::SwitchboardClient(command)) => self.obey(line, command),
                    // A command that cannot be read is no reason to hang up.
                    _ => Err(SYNTAX_ERROR),
                };
                if let Err(code) = obeyed {
                    let trid = frame.line().trid(Context::new(Link::Switchboard, Role::Client, DIALECT));
                    self.send(line, ServerCommand::Failure(Failure::new(code, trid)));
                }
                if obeyed == Err(NO_ADMISSION) {
                    return Ok(());
                }
            }
            let done = buffer.len() - rest.len();
            buffer.drain(..done);
            let wait = if self.state().is_guest(line) {
                self.idle
            } else {
                let left = sign_in.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(io::Error::other("did not sign in"));
                }
                left.min(self.idle)
            };
            line.stream.set_read_timeout(Some(wait))?;
            match (&line.stream).read(&mut chunk)? {
                0 => return Ok(()),
                len => buffer.extend_from_slice(&chunk[..len]),
            }
        }
    }

    /// `Err`: why not.
    fn obey(&self, line: &Arc<Line>, command: ClientCommand<'_>) -> Result<(), ErrorCode> {
        let state = &mut *self.state();
        let me = state.guests.iter().find(|guest| Arc::ptr_eq(&guest.line, line)).cloned();
        match (command, me) {
            (ClientCommand::Usr(usr), None) => self.enter(state, line, usr),
            (ClientCommand::Ans(ans), None) => self.answer(state, line, ans),
            (ClientCommand::Cal(cal), Some(me)) => self.call(state, &me, cal),
            (ClientCommand::Msg(msg), Some(me)) => self.say(state, &me, msg),
            (_, None) => Err(NO_ADMISSION),
            _ => Err(SYNTAX_ERROR),
        }
    }

    fn enter(&self, state: &mut State, line: &Arc<Line>, usr: sb::Usr<'_>) -> Result<(), ErrorCode> {
        let (user, None) = state.admitted(usr.cookie, usr.passport)? else { return Err(NO_ADMISSION) };
        state.rooms += 1;
        state.guests.push(Guest { user, room: state.rooms, line: line.clone() });
        self.send(line, sb::UsrReply { trid: usr.trid, passport: user.passport, nick: user.nick });
        Ok(())
    }

    fn answer(&self, state: &mut State, line: &Arc<Line>, ans: sb::Ans<'_>) -> Result<(), ErrorCode> {
        let (user, room) = state.admitted(ans.cookie, ans.passport)?;
        let room = room.filter(|&room| ans.session_id.number() == Some(room)).ok_or(NO_ADMISSION)?;
        state.tickets.retain(|ticket| ticket.cookie.as_bytes() != ans.cookie.as_bytes());

        let (trid, capabilities) = (ans.trid, None);
        let total = state.room(room).count() as u32;
        for (index, guest) in (1..).zip(state.room(room)) {
            let User { passport, nick, .. } = *guest.user;
            self.send(line, sb::Iro { trid, index, total, passport, nick: Some(nick), capabilities });
        }
        self.send(line, sb::AnsReply { trid });
        for guest in state.room(room) {
            let User { passport, nick, .. } = *user;
            self.send(&guest.line, sb::Joi { passport, nick: Some(nick), capabilities });
        }
        state.guests.push(Guest { user, room, line: line.clone() });
        Ok(())
    }

    fn call(&self, state: &mut State, me: &Guest, cal: sb::Cal<'_>) -> Result<(), ErrorCode> {
        let user = self.users.iter().find(|user| user.passport == cal.passport).ok_or(NOT_ONLINE)?;
        let is = |other: &User| other.passport == user.passport;
        let called = state.tickets.iter().any(|ticket| ticket.room == Some(me.room) && is(ticket.user));
        if called || state.room(me.room).any(|guest| is(guest.user)) {
            return Err(ALREADY_THERE);
        }
        if !user.takes_calls {
            return Err(TAKES_NO_CALLS);
        }
        let (session_id, address) = (me.room.to_string(), self.address.to_string());
        let cookie = state.ticket(user, Some(me.room));
        let rng = ns::Rng {
            session_id: arg(&session_id),
            address: arg(&address),
            cookie: arg(&cookie),
            passport: me.user.passport,
            nick: me.user.nick,
            mode: None,
            domain: None,
            direct: None,
        };
        if self.calls.try_send((user, rng.to_vec())).is_err() {
            state.tickets.pop();
            return Err(NOT_ONLINE);
        }
        self.send(&me.line, sb::CalReply { trid: cal.trid, session_id: arg(&session_id) });
        Ok(())
    }

    fn say(&self, state: &mut State, me: &Guest, msg: sb::Msg<'_>) -> Result<(), ErrorCode> {
        let User { passport, nick, .. } = *me.user;
        let push = sb::MsgPush { passport, nick, payload: msg.payload };
        let others = state.room(me.room).filter(|guest| !Arc::ptr_eq(&guest.line, &me.line));
        let sent: Vec<_> = others.map(|guest| self.send(&guest.line, push)).collect();
        // If nobody is there, it does not arrive.
        let arrived = !sent.is_empty() && !sent.contains(&false);
        match (msg.ack, arrived) {
            (AckWanted::ALWAYS | AckWanted::DATA, true) => {
                self.send(&me.line, sb::Ack { trid: msg.trid });
            }
            (AckWanted::ALWAYS | AckWanted::DATA | AckWanted::NEGATIVE, false) => {
                self.send(&me.line, sb::Nak { trid: msg.trid });
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether it was sent; if not, the line is cut, and the thread that listens there finds out.
    fn send<'a>(&self, line: &Line, command: impl Into<ServerCommand<'a>>) -> bool {
        let bytes = command.into().to_vec();
        self.log(line, &format!("← {}", shown(&bytes)));
        let sent = (&line.stream).write_all(&bytes).is_ok();
        if !sent {
            _ = line.stream.shutdown(Shutdown::Both);
        }
        sent
    }

    fn log(&self, line: &Line, text: &str) {
        (self.log)(&format!("#{} {text}", line.number));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics")
    }
}

impl State {
    fn is_guest(&self, line: &Arc<Line>) -> bool {
        self.guests.iter().any(|guest| Arc::ptr_eq(&guest.line, line))
    }

    /// Whether one more may connect from there, if need be in the place of one that has not signed in: of the same
    /// address, if that has too many.
    fn has_room(&mut self, from: IpAddr) -> bool {
        let full = self.connected.iter().filter(|line| line.from == from).count() >= PER_ADDRESS;
        if full || self.connected.len() >= CONNECTIONS {
            let stranger = |line: &Arc<Line>| !self.is_guest(line) && (!full || line.from == from);
            let Some(at) = self.connected.iter().position(stranger) else { return false };
            _ = self.connected.remove(at).stream.shutdown(Shutdown::Both);
        }
        true
    }

    fn room(&self, room: u32) -> impl Iterator<Item = &Guest> {
        self.guests.iter().filter(move |guest| guest.room == room)
    }

    /// Whoever was on that line. With the last guest a room ends, and the calls into it.
    fn leave(&mut self, line: &Arc<Line>) -> Option<Guest> {
        let at = self.guests.iter().position(|guest| Arc::ptr_eq(&guest.line, line))?;
        let me = self.guests.remove(at);
        if self.room(me.room).next().is_none() {
            self.tickets.retain(|ticket| ticket.room != Some(me.room));
        }
        Some(me)
    }

    /// A new cookie, which cannot be guessed.
    fn ticket(&mut self, user: &'static User, room: Option<u32>) -> String {
        let cookie = format!("{:016x}", RandomState::new().hash_one(0));
        self.tickets.push(Ticket { cookie: cookie.clone(), user, room });
        cookie
    }

    /// Whom a cookie lets in, if it is that user's, and into which room.
    fn admitted(
        &self,
        cookie: Arg<'_>,
        who: Passport<'_>,
    ) -> Result<(&'static User, Option<u32>), ErrorCode> {
        let mut tickets = self.tickets.iter().filter(|ticket| ticket.cookie.as_bytes() == cookie.as_bytes());
        let ticket = tickets.find(|ticket| ticket.user.passport == who).ok_or(NO_ADMISSION)?;
        Ok((ticket.user, ticket.room))
    }
}

fn arg(text: &str) -> Arg<'_> {
    Arg::new(text.as_bytes()).expect("ids, cookies and addresses have no blanks")
}

/// A frame in one line, without what could move the cursor or turn the direction of the text.
pub fn shown(frame: &[u8]) -> String {
    Lossy::of(frame.strip_suffix(b"\r\n").unwrap_or(frame)).to_string()
}
