//! What a packet obliges you to answer, and the answer.
//!
//! ```text
//! received                     ─► Profile::obligations ─► Receipt { packet_no: 5 }
//! 1:5:bob:natto-pc:288:hello\0                                │ Profile::reply
//!                                                             ▼
//!                              1:6:alice:kimchi:33:5\0, to be sent back
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Situation, Obligation, Packet, Profile, Sender}};
//!
//! let alice = Profile::new(Sender::new("alice", "kimchi")?);
//! let packet = Packet::parse(b"1:5:bob:natto-pc:288:hello\0")?;
//! let mut buffer = [0; 64];
//! for obligation in alice.obligations(&packet, Situation::SENDER_KNOWN) {
//!     assert_eq!(obligation, Obligation::Receipt { packet_no: packet.packet_no });
//!     let reply = alice.reply(&obligation, 6)?;
//!     assert_eq!(reply.encode_into(&mut buffer)?, b"1:6:alice:kimchi:33:5\0");
//! }
//!
//! // Nobody answers a receipt, nor what was sent to all or by a machine.
//! for quiet in ["1:6:alice:kimchi:289:5\0", "1:7:bob:natto-pc:1312:hi\0", "1:8:bob:natto-pc:8480:hi\0"] {
//!     let packet = Packet::parse(quiet.as_bytes())?;
//!     assert_eq!(alice.obligations(&packet, Situation::SENDER_KNOWN).next(), None);
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! | received | if | the answer |
//! |---|---|---|
//! | `BR_ENTRY` | | `ANSENTRY` |
//! | `SENDMSG` | `ENCRYPT`, and you did not decrypt it ([`Situation::DECIPHERED`]) | `SENDMSG` with `AUTORET` and `NOLOG`, once, and nothing else |
//! | | `SENDCHECK` | `RECVMSG` |
//! | | the user is away, with a text | `SENDMSG` with `AUTORET` |
//! | | the sender is not known, no `NOADDLIST` | `BR_ENTRY`, to the sender alone |
//! | `READMSG` | `READCHECK` | `ANSREADMSG` |
//! | `BR_ISGETLIST2` | you give lists, and have fetched none, or `RETRY` | `OKGETLIST` |
//! | `OKGETLIST` | you want the list | `GETLIST` |
//! | `GETLIST` | you give lists | `ANSLIST` |
//! | `ANSLIST` | you want the list, and there is more | `GETLIST` |
//! | `GETINFO` | | `SENDINFO` |
//! | `GETABSENCEINFO` | | `SENDABSENCEINFO` |
//! | `GETPUBKEY` | as below, both can sign, the key is not known, no `AUTORET` | `GETPUBKEY` with `AUTORET` |
//! | | something is common to both; of a user with a [`fingerprint`](crate::ipmsg::fingerprint) in the name, `RSA_2048` and a signature | `ANSPUBKEY` |
//! | `FEIQ_OPEN`, `FEIQ_SHAKE`, `FEIQ_IMAGE` | you are `FeiQ` | `FEIQ_OPEN_REPLY`, `FEIQ_SHAKE_REPLY` (one program says so), `FEIQ_IMAGE_ACK` (several programs agree) |
//!
//! Three rules keep two programs from answering each other for ever: a message with `BROADCAST` or
//! `AUTORET` has no answer at all; answers have none; nor have your own entries and list searches, which
//! come back to you when you broadcast them. A message to yourself is acknowledged, as the official client
//! does. Several clients break the first rule (iptux sends `RECVMSG` anyway) or read the option bits under
//! the wrong command, and acknowledge the entry of a user who is away.
//!
//! # A bot
//!
//! The answers above are safe. For messages that your program sends by itself, take care of this:
//!
//! - Set `AUTORET` on each, and answer none that has `AUTORET` or `BROADCAST`: else two bots talk for ever.
//! - Do not answer what has [`SEEN_BEFORE`](Situation::SEEN_BEFORE), nor what you could not decrypt.
//! - Answer in the charset of the message. Bytes that you received may be valid UTF-8 by chance: `d0 bb d0 bb` is 谢谢
//!   in GBK and лл in UTF-8. So copy its `UTF8`, and do not let [`Profile::send`] guess:
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Body, CommandWord, Message, Packet, Profile, SendOptions, Sender}};
//!
//! let bot = Profile::new(Sender::new("bot", "neptune")?);
//! let packet = Packet::parse(b"1:5:bob:natto-pc:288:\xd0\xbb\xd0\xbb\0")?;
//! let (Body::Message(message), Some(options)) = (packet.body()?, packet.word().get::<SendOptions>()) else { panic!() };
//! let word = CommandWord::send(SendOptions::AUTORET | options & SendOptions::UTF8);
//! let echo = bot.packet(6, word, Message::new(message.text.as_bytes())?)?;
//! assert_eq!(echo.encode_into(&mut [0; 64])?, b"1:6:bot:neptune:8224:\xd0\xbb\xd0\xbb\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # Charsets
//!
//! An automatic text (away, absence info, version, not decrypted) goes out in UTF-8 to a peer that reads it: its
//! packet has `CAPUTF8` or `UTF8`, or you set [`Situation::READS_UTF8`]. Other peers get the `local_` text of the
//! [`Profile`], without `UTF8`. `UTF8` is never set over a name or a text that is not UTF-8. For packets of your
//! own, [`Profile::send`] and [`Profile::packet`] choose the header in the same way.
//!
//! # What a stranger can make you send
//!
//! Anybody can forge the address of a sender, and have your answers flood somebody else. An answer is as long
//! as your own names, texts and hosts make it; of the packet that it answers, it repeats at most 20 bytes. For
//! names of 16 bytes, an absence text of 100 bytes, a block with five lines and a key of 2048 bits:
//!
//! | received | least bytes | answers | bytes sent |
//! |---|---|---|---|
//! | `SENDMSG` with `SENDCHECK`, from a stranger, while the user is away | 10 | `RECVMSG`, `SENDMSG`, `BR_ENTRY` | 396, 39-fold |
//! | `GETPUBKEY` | 11 | `ANSPUBKEY` | 579, 52-fold |
//! | `GETLIST`, with [`Situation::GIVES_LIST`] | 9 | `ANSLIST` | up to 8 KiB |
//! | any other | 8 or more | one packet | one text or entry |
//!
//! So limit the rate: let a host count, for each address, the packets that it answers, and answer no more than
//! about one per second, with a burst of ten; answer no more than about a hundred per second in all; and answer
//! no address outside the networks that your user talks to. For `GETLIST` see [`Situation::GIVES_LIST`].
//!
//! What a *user* does obliges too: [`Obligation::opened`], [`Obligation::declined`]. Requests for
//! files are answered over TCP, not with a packet.
//!
//! Source: IP Messenger protocol, draft 10 §3; the official client 4.99, `mainwinmsg.cpp`,
//! `mainwin.cpp`, `recvdlg.cpp`.

mod obligation;
mod outgoing;
mod profile;
mod replies;

pub use obligation::{Obligation, Obligations, Situation};
pub use outgoing::{Outgoing, Sender};
pub use profile::Profile;
