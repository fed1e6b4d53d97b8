//! In firmware: no allocator, no operating system, a few kilobytes of RAM.
//!
//! ```toml
//! [dependencies]
//! imwire = { version = "0.1", default-features = false }
//! ```
//!
//! Without features the crate needs `core` alone. What is read borrows from your receive buffer; what is written goes into
//! your transmit buffer. Nothing panics: `.ci/no-panic/run` shows that for each function.
//!
//! # A datagram in, a datagram out
//!
//! A sensor that says on an `IPMsg` network who it is, and acknowledges messages. The function has no state but the
//! number of its next packet.
//!
//! ```
//! use imwire::ipmsg::{Packet, Profile, Sender, Situation};
//! use imwire::{SliceSink, Wire};
//!
//! /// Calls `send` with each answer.
//! fn received(datagram: &[u8], next: &mut u64, buffer: &mut [u8], mut send: impl FnMut(&[u8])) -> Result<(), imwire::Error> {
//!     let me = Profile::new(Sender::new("sensor", "roof")?);
//!     let packet = Packet::parse(datagram)?;
//!     for due in me.obligations(&packet, Situation::SENDER_KNOWN) {
//!         let mut sink = SliceSink::new(&mut *buffer);
//!         sink.write(&me.reply(&due, *next)?)?; // no room: nothing is written, and the error says so
//!         *next += 1;
//!         send(sink.written());
//!     }
//!     Ok(())
//! }
//!
//! let (mut next, mut buffer, mut sent) = (7, [0; 128], Vec::new());
//! received(b"1:5:bob:natto-pc:288:how warm?\0", &mut next, &mut buffer, |bytes| sent.push(bytes.to_vec()))?;
//! assert_eq!(sent, [b"1:7:sensor:roof:33:5\0"]);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # A stream in a fixed buffer
//!
//! A [`Splitter`] keeps no bytes, only how far it looked. You own the buffer, and its size is the limit: tell the splitter,
//! and it refuses what would never fit.
//!
//! ```
//! use imwire::msnp::{Command, Dialect, Limits, Role, Splitter, sb::ServerCommand};
//!
//! struct Receiver {
//!     splitter: Splitter,
//!     buffer: [u8; 512],
//!     length: usize,
//! }
//!
//! impl Receiver {
//!     fn new() -> Self {
//!         // Together with the two line ends they fit the buffer.
//!         let limits = Limits { line: 254, payload: 256 };
//!         Self { splitter: Splitter::new(Role::Server).limits(limits), buffer: [0; 512], length: 0 }
//!     }
//!
//!     /// Takes what the network gave; `heard` is called for each command.
//!     fn take(&mut self, mut bytes: &[u8], mut heard: impl FnMut(ServerCommand<'_>)) -> Result<(), imwire::Error> {
//!         while !bytes.is_empty() {
//!             let room = &mut self.buffer[self.length..];
//!             let (now, later) = bytes.split_at(bytes.len().min(room.len()));
//!             room[..now.len()].copy_from_slice(now);
//!             (bytes, self.length) = (later, self.length + now.len());
//!             let mut frames = self.splitter.frames(&self.buffer[..self.length]);
//!             for frame in &mut frames {
//!                 if let Ok(command) = ServerCommand::read(&frame?, Dialect::MSNP8) {
//!                     heard(command);
//!                 }
//!             }
//!             let rest = frames.rest().len();
//!             self.buffer.copy_within(self.length - rest..self.length, 0);
//!             self.length = rest;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let (mut receiver, mut texts) = (Receiver::new(), 0);
//! for piece in b"JOI bob@example.com Bob\r\nMSG bob@example.com Bob 2\r\nhi".chunks(7) {
//!     receiver.take(piece, |command| texts += u32::from(matches!(command, ServerCommand::Msg(_))))?;
//! }
//! assert_eq!(texts, 1);
//! let error = receiver.take(b"MSG bob@example.com Bob 300\r\n", |_| ()).unwrap_err();
//! assert_eq!(error.to_string(), "payload length: over the limit at byte 24");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # What it costs
//!
//! Values are small, and are copied, not allocated. On a 64-bit machine:
//!
//! ```
//! use imwire::{Error, ipmsg::{Body, Packet}, msnp::{Frame, Session, Splitter, sb}};
//!
//! # if cfg!(target_pointer_width = "64") {
//! assert_eq!(size_of::<Error>(), 16);
//! assert_eq!(size_of::<Session>(), 8);
//! assert!(size_of::<Splitter>() <= 88);
//! assert!(size_of::<Packet<'_>>() <= 112);
//! assert!(size_of::<Body<'_>>() <= 120);
//! assert!(size_of::<Frame<'_>>() <= 72);
//! assert!(size_of::<sb::ServerCommand<'_>>() <= 64);
//! # }
//! ```
//!
//! - *Logs*: with the feature `defmt`, errors and plain values are formatted on your desk and not on the device.
//! - *Without `fmt`*: an [`Error`](crate::Error) has numbers, [`kind`](crate::Error::kind),
//!   [`part`](crate::Error::part) and [`at`](crate::Error::at); log these, and the texts are not linked.
//!
//! `firmware/` in the repository is both of the above as a program for a Cortex-M0 and a Cortex-M4. `.ci/firmware` runs it in
//! qemu: it takes 2.9 KB of stack on one and 2.6 KB on the other; the script allows 3 KB. The chapter [`limits`](super::limits)
//! says what other functions take.
//!
//! # Which parts?
//!
//! Only what you call is linked. A node that reads the header and writes receipts needs [`Packet`] and [`Receipt`]; a
//! [`Profile`] brings all answers with it.
//!
//! [`Packet`]: crate::ipmsg::Packet
//! [`Profile`]: crate::ipmsg::Profile
//! [`Receipt`]: crate::ipmsg::Receipt
//! [`Splitter`]: crate::msnp::Splitter
