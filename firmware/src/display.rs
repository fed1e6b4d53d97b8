//! A display for a chat of MSN Messenger: bytes come in pieces of any size, what is said goes out.

use imwire::msnp::payload::Content;
use imwire::msnp::{Command, Dialect, Limits, Role, Splitter, sb::ServerCommand};
use imwire::{Error, Wire};

/// The splitter refuses longer lines and payloads, so a frame always fits into the buffer.
const LIMITS: Limits = Limits { line: 128, payload: 384 };
const BUFFER: usize = LIMITS.line + 2 + LIMITS.payload;

pub struct Display {
    splitter: Splitter,
    buffer: [u8; BUFFER],
    filled: usize,
}

impl Display {
    pub fn new() -> Self {
        Self { splitter: Splitter::new(Role::Server).limits(LIMITS), buffer: [0; BUFFER], filled: 0 }
    }

    /// Reads what arrived, and hands the sender and the text of each message to `show`. After an error, close the
    /// connection.
    pub fn receive(&mut self, bytes: &[u8], show: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), Error> {
        for &byte in bytes {
            // Byte by byte, as from a serial line: the splitter knows how far it looked, so this costs no more.
            if let Some(free) = self.buffer.get_mut(self.filled) {
                *free = byte;
                self.filled += 1;
            }
            let arrived = self.buffer.get(..self.filled).unwrap_or_default();
            let Some(frame) = self.splitter.next(arrived)? else { continue };
            // A command that cannot be read is no reason to close the connection.
            if let Ok(ServerCommand::Msg(msg)) = ServerCommand::read(&frame, Dialect::MSNP8) {
                if let Ok(Content::Text(text)) = Content::parse(msg.payload.0) {
                    show(msg.passport.as_bytes(), text.body);
                }
            }
            self.filled = 0;
        }
        Ok(())
    }
}
