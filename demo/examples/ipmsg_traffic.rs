//! Sends a program of IP Messenger what `imwire_testkit::traffic` makes, good and bad, for a while, and sees whether it
//! goes on to answer.
//!
//! ```text
//! ipmsg_traffic 192.0.2.1:2425 --from 192.0.2.3:2425 --for 600
//! ```
//!
//! At most fifty packets a second, each 16th over TCP. Each fiftieth asks who is there. A program has stopped if its port is
//! closed, or if it answers nothing for ten seconds; then the last packets are said, in hexadecimal. `--seed` says which
//! packets are sent: the same number, the same packets.
//!
//! `demo/tests/peers/run --traffic` lets it talk to iptux. Only for a program of your own, on a network of your own.

use arbitrary::{Arbitrary, Unstructured};
use imwire::Wire;
use imwire::ipmsg::{Mode, Packet};
use imwire_testkit::generate;
use imwire_testkit::traffic::Datagram;
use lexopt::prelude::*;
use std::collections::VecDeque;
use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(10);
/// How many packets are remembered.
const LAST: usize = 40;
const PROBE: &[u8] = b"1:1:probe:bagel:1:probe\0";

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

/// Fails if the program stopped.
fn run() -> Result<ExitCode, Box<dyn Error>> {
    let (mut to, mut from, mut seconds, mut seed) = (None, "0.0.0.0:2425".to_owned(), 60, 0);
    let mut options = lexopt::Parser::from_env();
    while let Some(option) = options.next()? {
        match option {
            Value(address) if to.is_none() => to = Some(address.parse::<SocketAddr>()?),
            Long("from") => from = options.value()?.parse()?,
            Long("for") => seconds = options.value()?.parse()?,
            Long("seed") => seed = options.value()?.parse()?,
            _ => return Err(option.unexpected().into()),
        }
    }
    let to = to.ok_or("ADDRESS:PORT is missing")?;
    let socket = UdpSocket::bind(from)?;
    // So that it is told of a port that is closed.
    socket.connect(to)?;
    socket.set_read_timeout(Some(PAUSE))?;

    let (start, mut heard) = (Instant::now(), Instant::now());
    let [mut sent, mut received, mut unreadable, mut utf16, mut entries] = [0_u64; 5];
    let mut last = VecDeque::new();
    let mut stopped = None;
    while start.elapsed() < Duration::from_secs(seconds) && stopped.is_none() {
        let bytes = if sent % 50 == 0 {
            PROBE.to_vec()
        } else {
            let noise = generate::noise(seed + sent, 600);
            Datagram::arbitrary(&mut Unstructured::new(&noise))?.bytes
        };
        let stream = sent % 16 == 15;
        // What it does not take is lost, as on a network.
        if stream {
            _ = ask(to, &bytes);
        } else {
            _ = socket.send(&bytes);
        }
        last.push_back((stream, bytes));
        if last.len() > LAST {
            last.pop_front();
        }
        sent += 1;
        let until = Instant::now() + PAUSE;
        let mut buffer = [0; 65_536];
        while Instant::now() < until {
            let length = match socket.recv(&mut buffer) {
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    stopped = Some("its port is closed");
                    break;
                }
                Err(_) => continue,
            };
            received += 1;
            match Packet::parse(&buffer[..length]) {
                Ok(packet) if packet.word().mode() == Mode::ANSENTRY => {
                    entries += 1;
                    heard = Instant::now();
                }
                Ok(_) => {}
                // iptux writes all of a packet in the charset that the other names, which no reader can undo.
                Err(_) if buffer.starts_with(b"\xff\xfe") => utf16 += 1,
                Err(error) => {
                    unreadable += 1;
                    println!("not readable: {error}: {}", buffer[..length].escape_ascii());
                }
            }
        }
        if heard.elapsed() > PATIENCE {
            stopped = Some("it does not answer");
        }
    }

    println!(
        "{sent} packets in {} s; {received} came back, {entries} of them ANSENTRY, {utf16} in UTF-16, {unreadable} not readable",
        start.elapsed().as_secs()
    );
    let Some(reason) = stopped else { return Ok(ExitCode::SUCCESS) };
    println!("{to}: {reason}. The last packets:");
    for (stream, bytes) in last {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{} {hex}", if stream { "tcp" } else { "udp" });
    }
    Ok(ExitCode::FAILURE)
}

/// A request over TCP, and what is answered.
fn ask(to: SocketAddr, request: &[u8]) -> std::io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&to, Duration::from_millis(200))?;
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    stream.write_all(request)?;
    let mut buffer = [0; 65_536];
    let mut pieces = 0;
    while pieces < 100 && stream.read(&mut buffer)? > 0 {
        pieces += 1;
    }
    Ok(())
}
