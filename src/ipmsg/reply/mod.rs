//! What a packet obliges one to answer, and the answer.
//!
//! ```text
//! received                     ─► Profile::obligations ─► Receipt { packet_no: 5 }
//! 1:5:bob:natto-pc:288:hello\0                                │ Profile::reply
//!                                                             ▼
//!                              1:6:alice:kimchi:33:5\0, to be sent back
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Facts, Obligation, Packet, Profile, Sender}};
//!
//! let alice = Profile::new(Sender::new("alice", "kimchi")?);
//! let packet = Packet::parse(b"1:5:bob:natto-pc:288:hello\0")?;
//! let mut buffer = [0; 64];
//! for obligation in alice.obligations(&packet, Facts::SENDER_KNOWN) {
//!     assert_eq!(obligation, Obligation::Receipt { packet_no: packet.packet_no });
//!     let reply = alice.reply(&obligation, 6)?;
//!     assert_eq!(reply.encode_into(&mut buffer)?, b"1:6:alice:kimchi:33:5\0");
//! }
//!
//! // Nobody answers a receipt, nor what was sent to all or by a machine.
//! for quiet in ["1:6:alice:kimchi:289:5\0", "1:7:bob:natto-pc:1312:hi\0", "1:8:bob:natto-pc:8480:hi\0"] {
//!     let packet = Packet::parse(quiet.as_bytes())?;
//!     assert_eq!(alice.obligations(&packet, Facts::SENDER_KNOWN).next(), None);
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! | received | if | the answer |
//! |---|---|---|
//! | `BR_ENTRY` | | `ANSENTRY` |
//! | `SENDMSG` | `ENCRYPT`, and cannot be decrypted | `SENDMSG` with `AUTORET` and `NOLOG`, once, and nothing else |
//! | | `SENDCHECK` | `RECVMSG` |
//! | | one is away, with a text | `SENDMSG` with `AUTORET` |
//! | | the sender is not known, no `NOADDLIST` | `BR_ENTRY`, to the sender alone |
//! | `READMSG` | `READCHECK` | `ANSREADMSG` |
//! | `BR_ISGETLIST2` | one gives lists, and has fetched none, or `RETRY` | `OKGETLIST` |
//! | `OKGETLIST` | one wants the list | `GETLIST` |
//! | `GETLIST` | one gives lists | `ANSLIST` |
//! | `ANSLIST` | one wants the list, and there is more | `GETLIST` |
//! | `GETINFO` | | `SENDINFO` |
//! | `GETABSENCEINFO` | | `SENDABSENCEINFO` |
//! | `GETPUBKEY` | as below, both can sign, the key is not known, no `AUTORET` | `GETPUBKEY` with `AUTORET` |
//! | | something is common to both; of who has a [`fingerprint`](crate::ipmsg::fingerprint) in the name, `RSA_2048` and a signature | `ANSPUBKEY` |
//! | `FEIQ_OPEN`, `FEIQ_SHAKE`, `FEIQ_IMAGE` | one is `FeiQ` | `FEIQ_OPEN_REPLY`, `FEIQ_SHAKE_REPLY` (one program says so), `FEIQ_IMAGE_ACK` (several programs agree) |
//!
//! Three rules keep two programs from answering each other for ever: a message with `BROADCAST` or
//! `AUTORET` has no answer at all; answers have none; nor has what one sent oneself. Several
//! clients break the first (iptux sends `RECVMSG` all the same) or read the option bits under the
//! wrong command, and acknowledge the entry of a user who is away.
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

pub use obligation::{Facts, Obligation, Obligations};
pub use outgoing::{Outgoing, Sender};
pub use profile::Profile;
