//! From hand-written parsing: the usual mistakes, and what prevents them here.
//!
//! Both protocols look as if `split` were enough. Most programs that speak them began so, and the same mistakes are in
//! nearly all. Each section has the mistake first, as code that runs, and then the same with imwire.
//!
//! # Splitting at every colon
//!
//! The text of a message may hold colons, and a field may be missing.
//!
//! ```
//! use imwire::{Wire, ipmsg::{Body, Packet}};
//!
//! let datagram = b"1:100:shirouzu:jupiter:32:see http://example.com";
//! let parts: Vec<_> = datagram.split(|&byte| byte == b':').collect();
//! assert_eq!(parts[5], b"see http"); // and `parts[5]` panics on a short packet
//!
//! let Body::Message(message) = Packet::parse(datagram)?.body()? else { panic!() };
//! assert_eq!(message.text.as_bytes(), b"see http://example.com");
//! let error = Packet::parse(b"1:100:shirouzu").unwrap_err();
//! assert_eq!(error.to_string(), "host: missing at byte 14");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Text as `String`
//!
//! Old clients write CP932 or GBK. `from_utf8` fails on them, `from_utf8_lossy` destroys them, and what you answer with
//! names nobody. Names stay bytes here; `lossy()` is for your eyes, and
//! [`charset`](crate::ipmsg#text) decodes.
//!
//! ```
//! use imwire::{Wire, ipmsg::Packet};
//!
//! let datagram = b"1:100:\x91\xbe\x98Y:jupiter:32:hi"; // 太郎 in CP932
//! assert!(std::str::from_utf8(datagram).is_err());
//!
//! let packet = Packet::parse(datagram)?;
//! assert_eq!(packet.user.as_bytes(), b"\x91\xbe\x98Y");
//! # #[cfg(feature = "encoding_rs")] {
//! use imwire::charset::{self, CP932};
//! assert_eq!(charset::decode(packet.user.as_bytes(), packet.charset(CP932)), "太郎");
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # One option bit, two meanings
//!
//! `0x100` asks for a receipt in a message, and says "away" in an entry. Programs that test the bit first send receipts
//! for entries. Here the options have the type of their command.
//!
//! ```
//! use imwire::{Wire, ipmsg::{EntryOptions, Packet, SendOptions}};
//!
//! let packet = Packet::parse(b"1:100:shirouzu:jupiter:257:shirouzu")?; // BR_ENTRY of a user who is away
//! assert!(packet.word().bits() & 0x100 != 0); // "send a receipt"?
//!
//! assert_eq!(packet.word().get::<SendOptions>(), None); // it is no message
//! assert_eq!(packet.word().get::<EntryOptions>(), Some(EntryOptions::ABSENCE));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # One `read`, one command
//!
//! A test on your own machine never shows it: TCP cuts anywhere, and joins what was written in two.
//!
//! ```
//! use imwire::msnp::{Role, Splitter};
//!
//! let received = b"NLN AWY bob@example.com Bob\r\nFLN al"; // one read, one and a half commands
//! let line = received.split(|&byte| byte == b'\r').next().unwrap();
//! assert_eq!(line.len(), 27); // and `FLN al` is thrown away with the buffer
//!
//! let mut splitter = Splitter::new(Role::Server);
//! let mut frames = splitter.frames(received);
//! assert_eq!(frames.next().unwrap()?.raw().len(), 29);
//! assert!(frames.next().is_none());
//! assert_eq!(frames.rest(), b"FLN al"); // keep this for the next read
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Guessing which line has a payload
//!
//! "The last word is a number, so a payload follows" is wrong for most lines; a list of verbs that somebody typed has
//! gaps, and then a payload is executed as commands. The splitter knows every verb, and takes no length on trust.
//!
//! ```
//! use imwire::msnp::{Limits, Role, Splitter};
//!
//! let received = b"QNG 50\r\nUBX bob@example.com 5\r\nOUT\r\nBYE";
//! let guess = |line: &str| line.rsplit(' ').next().unwrap().parse::<usize>().ok();
//! assert_eq!(guess("QNG 50"), Some(50)); // waits for 50 bytes that never come
//!
//! let mut splitter = Splitter::new(Role::Server);
//! let mut frames = splitter.frames(received);
//! assert_eq!(frames.next().unwrap()?.payload(), None);
//! assert_eq!(frames.next().unwrap()?.payload(), Some(&b"OUT\r\n"[..])); // and is no command
//!
//! // `vec![0; length]` with the length of a stranger: here it is refused before anything is buffered.
//! let mut splitter = Splitter::new(Role::Client).limits(Limits { line: 1024, payload: 1664 });
//! let error = splitter.next(b"MSG 1 N 4294967295\r\n").unwrap_err();
//! assert_eq!(error.to_string(), "payload length: over the limit at byte 8");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Writing with `format!`
//!
//! A name with a line end in it writes a second command, in the name of your user. What a line cannot carry cannot be
//! built here.
//!
//! ```
//! use imwire::{Encode, msnp::{Encoded, Escaped, Passport, TrId, ns}};
//!
//! let nick = "Al\r\nOUT";
//! assert_eq!(format!("REA 4 al@example.com {nick}\r\n").lines().count(), 2);
//!
//! assert_eq!(Encoded::new(nick).unwrap_err().to_string(), "parameter: invalid byte at byte 2");
//! let mut room = [0; 64];
//! let nick = Escaped::text(nick).into_encoded(&mut room)?; // percent-encoded
//! let rename = ns::Rea { trid: TrId(4), passport: Passport::new("al@example.com")?, nick };
//! assert_eq!(rename.encode_into(&mut [0; 64])?, b"REA 4 al@example.com Al%0D%0AOUT\r\n");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Answering everything
//!
//! Two programs that answer each message talk for ever, and a forged sender makes yours flood somebody else.
//! [`Profile::obligations`] gives what is due, and nothing for automatic messages. How many answers a second are too many:
//! the chapter [`limits`](super::limits).
//!
//! # Where to begin
//!
//! 1. Replace the reading first: [`Packet::parse`](crate::Wire::parse), or a [`Side`](crate::msnp::Side) with a
//!    [`Session`](crate::msnp::Session). Everything after it can stay: the fields are `&[u8]`.
//! 2. Then replace the writing, one command at a time: the records have the names of the protocol.
//! 3. Keep your old reader as a test for a while, and let both read the same traffic: the chapter [`fuzzing`](super::fuzzing).
//!
//! [`Profile::obligations`]: crate::ipmsg::Profile::obligations
