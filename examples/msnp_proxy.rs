//! A proxy for an MSN client: shows what the client and its servers send. It puts its own address in place of
//! that of a switchboard that the client asked for, so that it sees the chat too.
//!
//! `cargo run --example msnp_proxy -- 127.0.0.1:1863 192.0.2.7:1863`: where it listens, and the server.

use imwire::Encode;
use imwire::msnp::{AnyCommand, Arg, Dialect, Link, Role, Session, Side, Tolerant, ns};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::{sync::Mutex, thread};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

struct Proxy {
    address: String,
    server: String,
    /// The switchboard that the client was sent to and has not connected to yet.
    room: Mutex<Option<(String, Session)>>,
}

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let listener = TcpListener::bind(arguments.next().ok_or("where to listen?")?)?;
    let server = arguments.next().ok_or("which server?")?;
    let proxy = &Proxy { address: listener.local_addr()?.to_string(), server, room: Mutex::default() };
    println!("listening on {}", proxy.address);
    thread::scope(|scope| {
        for client in listener.incoming().flatten() {
            scope.spawn(move || proxy.connect(&client).inspect_err(|error| println!("{error}")));
        }
    });
    Ok(())
}

impl Proxy {
    fn connect(&self, client: &TcpStream) -> Outcome {
        let sign_in = || (self.server.clone(), Session::known(Link::Notification, Dialect::UNKNOWN));
        let (address, session) = self.room.lock().unwrap().take().unwrap_or_else(sign_in);
        let (server, session) = (&TcpStream::connect(address)?, &Mutex::new(session));
        let pass = |role, from, to: &TcpStream| {
            let ended = self.relay(role, session, [from, to]);
            to.shutdown(Shutdown::Write).map_err(Into::into).and(ended)
        };
        thread::scope(|scope| {
            scope.spawn(|| pass(Role::Client, client, server));
            pass(Role::Server, server, client)
        })
    }

    /// Passes on what one side sends, frame by frame, until it ends.
    fn relay(&self, role: Role, session: &Mutex<Session>, [mut from, mut to]: [&TcpStream; 2]) -> Outcome {
        let (mut side, mut buffer, mut chunk) = (Side::new(role), Vec::new(), [0; 4096]);
        loop {
            let item = side.next(&mut session.lock().unwrap(), &buffer)?;
            let Some((frame, command)) = item else {
                match from.read(&mut chunk)? {
                    0 => return Ok(()),
                    length => buffer.extend_from_slice(&chunk[..length]),
                }
                continue;
            };
            println!("{role:?}: {}", frame.raw().escape_ascii());
            let room = session.lock().unwrap().switchboard();
            let rewritten = command.ok().and_then(|read| self.rewrite(read, room));
            to.write_all(rewritten.as_deref().unwrap_or(frame.raw()))?;
            buffer.drain(..frame.raw().len());
        }
    }

    /// A command that names a switchboard, with the address of the proxy in its place.
    fn rewrite(&self, read: Tolerant<'_, AnyCommand<'_>>, session: Session) -> Option<Vec<u8>> {
        let address = Arg::new(&self.address).ok()?;
        let AnyCommand::NotificationServer(ns::ServerCommand::Xfr(xfr)) = read.command else { return None };
        let ns::Referral::Switchboard(there) = xfr.referral else { return None };
        let referral = ns::Referral::Switchboard(ns::ToSwitchboard { address, ..there });
        *self.room.lock().unwrap() = Some((there.address.to_string(), session));
        let command = ns::ServerCommand::from(ns::XfrReply { referral, ..xfr }).into();
        Some(Tolerant { command, ..read }.to_vec())
    }
}
