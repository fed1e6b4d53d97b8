//! A host on an IP Messenger network that sends every message back to its sender.
//!
//! ```text
//! cargo run --example ipmsg_echo                      on the usual port, 2425
//! cargo run --example ipmsg_echo -- 127.0.0.1:4711    on another one
//! ```

use imwire::ipmsg::{Body, Message, Mode, Outgoing, Packet, Profile, SendOptions, Sender, Situation};
use imwire::{Encode, Wire};
use std::collections::VecDeque;
use std::error::Error;
use std::net::{SocketAddr, UdpSocket};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many messages are remembered, to know those that arrive again.
const REMEMBERED: usize = 1000;

struct Echo {
    socket: UdpSocket,
    profile: Profile<'static>,
    /// Number of the next packet. Some clients drop packets whose number is not above the last.
    next: u64,
    seen: VecDeque<(SocketAddr, u64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "0.0.0.0:2425".to_owned());
    let socket = UdpSocket::bind(address)?;
    println!("listening on {}", socket.local_addr()?);
    let profile = Profile::new(Sender::new("echo", "imwire")?);
    let next = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut echo = Echo { socket, profile, next, seen: VecDeque::new() };

    if echo.socket.local_addr()?.ip().is_unspecified() {
        echo.socket.set_broadcast(true)?;
        let entry = echo.profile.entry(Mode::BR_ENTRY, echo.next)?;
        echo.send(SocketAddr::from(([255; 4], 2425)), entry)?;
    }
    let mut buffer = [0; 65_535];
    loop {
        let (length, from) = echo.socket.recv_from(&mut buffer)?;
        // Anybody can send anything: what is wrong is shown, and the next packet is read.
        if let Err(error) = echo.answer(&buffer[..length], from) {
            println!("{from}: {error}");
        }
    }
}

impl Echo {
    fn answer(&mut self, bytes: &[u8], from: SocketAddr) -> Result<(), Box<dyn Error>> {
        let packet = Packet::parse(bytes)?;
        let message = (from, packet.packet_no.value());
        let mut situation = Situation::SENDER_KNOWN;
        situation.set(Situation::SEEN_BEFORE, self.seen.contains(&message));

        // What the protocol asks for: an entry for an entry, a receipt for a message …
        for due in self.profile.obligations(&packet, situation) {
            self.send(from, self.profile.reply(&due, self.next)?)?;
        }
        let (Some(options), Body::Message(said)) = (packet.word().get::<SendOptions>(), packet.body()?)
        else {
            return Ok(());
        };
        // Never to an automatic reply: two hosts like this one would not stop.
        if situation.contains(Situation::SEEN_BEFORE) || options.intersects(SendOptions::AUTORET) {
            return Ok(());
        }
        self.seen.push_back(message);
        self.seen.drain(..self.seen.len().saturating_sub(REMEMBERED));
        // In the charset that it came in: `send` announces UTF-8 by itself.
        self.send(
            from,
            self.profile.send(
                self.next,
                SendOptions::AUTORET,
                Message { text: said.text, ..Message::default() },
            )?,
        )
    }

    fn send(&mut self, to: SocketAddr, packet: Outgoing<'_>) -> Result<(), Box<dyn Error>> {
        self.next += 1;
        self.socket.send_to(&packet.to_vec(), to)?;
        Ok(())
    }
}
