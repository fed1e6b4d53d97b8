//! A client: it sends commands, and waits for frames.

use imwire::Encode;
use imwire::msnp::sb::ClientCommand;
use imwire::msnp::{Role, Splitter};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub struct Client {
    pub stream: TcpStream,
    splitter: Splitter,
    /// What came and was not yet given out.
    buffer: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self { stream, splitter: Splitter::new(Role::Server), buffer: Vec::new() })
    }

    pub fn send<'a>(&mut self, command: impl Into<ClientCommand<'a>>) -> io::Result<()> {
        self.stream.write_all(&command.into().to_vec())
    }

    /// The next frame, or `None` if the switchboard hung up.
    pub fn receive(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(frame) = self.splitter.next(&self.buffer).map_err(io::Error::other)? {
                let len = frame.raw().len();
                return Ok(Some(self.buffer.drain(..len).collect()));
            }
            let mut chunk = [0; 2048];
            match self.stream.read(&mut chunk)? {
                0 => return Ok(None),
                len => self.buffer.extend_from_slice(&chunk[..len]),
            }
        }
    }
}
