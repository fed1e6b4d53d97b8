//! Fuzzing your own client: packets and commands that are nearly right, and what must hold for them.
//!
//! A fuzzer that starts from nothing has to find the six colons of a packet by itself. The crate
//! [`imwire-testkit`](https://docs.rs/imwire-testkit) makes packets, commands and streams that are mostly valid out of any
//! bytes, so that a fuzzer or proptest reaches the code after the parser at once. The tests of imwire use the same.
//!
//! ```toml
//! [dev-dependencies]
//! arbitrary = "1"
//! imwire = "0.1"
//! imwire-testkit = { version = "0.1", features = ["proptest"] }
//! proptest = "1"
//! ```
//!
//! Below, `my_client` is in the place of your program: it splits at every colon, and takes the length of a payload on
//! trust.
//!
//! # Values out of bytes
//!
//! [`Unstructured`](https://docs.rs/arbitrary) is a supply of bytes; each generator draws from it. `Shelves` holds
//! what the values borrow.
//!
//! ```
//! use arbitrary::Unstructured;
//! use imwire::Encode;
//! use imwire_testkit::generate::{self, Shelves};
//!
//! fn my_client(datagram: &[u8]) -> Option<&[u8]> {
//!     datagram.split(|&byte| byte == b':').nth(5)
//! }
//!
//! let seed: Vec<u8> = (0..=255).cycle().take(2000).collect(); // a fuzzer's bytes
//! let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
//! let mut buffer = [0; 8192];
//! for _ in 0..4 {
//!     let packet = generate::spoken(&mut u, &shelves)?;
//!     let datagram = packet.encode_into(&mut buffer).unwrap();
//!     my_client(datagram); // it should not panic
//! }
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! # With libFuzzer
//!
//! `cargo fuzz init` and `cargo fuzz add packets` make a target; this is its body. A panic is a finding. What the fuzzer
//! finds is a file, which you keep as a test.
//!
//! ```
//! use arbitrary::Unstructured;
//! use imwire::Encode;
//! use imwire_testkit::generate::{self, Shelves};
//!
//! fn target(data: &[u8]) { // libfuzzer_sys::fuzz_target!(|data: &[u8]| …)
//!     let (mut u, shelves) = (Unstructured::new(data), Shelves::default());
//!     let mut buffer = [0; 8192];
//!     let Ok(packet) = generate::spoken(&mut u, &shelves) else { return };
//!     if let Ok(datagram) = packet.encode_into(&mut buffer) {
//!         # let my_client = |_: &[u8]| ();
//!         my_client(datagram);
//!     }
//! }
//! # target(b"any bytes");
//! ```
//!
//! ```text
//! cargo +nightly fuzz run packets -- -dict=fuzz/dict/ipmsg.dict -max_total_time=600
//! ```
//!
//! The repository has dictionaries in `fuzz/dict`, and `imwire-dissect --corpus DIRECTORY FILE` makes a corpus
//! and a dictionary (`DIRECTORY/dictionary.txt`: move it out of the corpus) out of a capture of your own network.
//! `testkit/examples/fuzz-your-server` is all of this for a small server with a planted bug.
//!
//! # Whole conversations
//!
//! `traffic` makes what a peer sends, and in an order that makes sense: a sign-in before a chat, an entry before a
//! message. It comes in three styles: as real programs send it, valid with odd bytes, or slightly broken.
//!
//! ```
//! use arbitrary::Unstructured;
//! use imwire::msnp::Role;
//! use imwire_testkit::traffic::{Conversation, Turn};
//!
//! let seed: Vec<u8> = (0..=255).cycle().take(2000).collect();
//! // libfuzzer_sys::fuzz_target!(|said: Conversation| …)
//! let said: Conversation = Unstructured::new(&seed).arbitrary()?;
//! for Turn { role, bytes, .. } in said.turns {
//!     # let my_server = |_: Role, _: Vec<u8>| ();
//!     my_server(role, bytes);
//! }
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! # Against an oracle
//!
//! Not to crash is little. Let your reader and this one read the same bytes, and compare: where they differ, one of them
//! is wrong. `strategies::edited` changes a few bytes of what is valid, to bytes that mean something. It takes proptest a
//! moment to find that `my_text` loses what follows a colon in a message:
//!
//! ```
//! use imwire::{Wire, ipmsg::{Body, Packet}};
//! use imwire_testkit::strategies::edited;
//! use proptest::prelude::*;
//! use proptest::test_runner::TestRunner;
//!
//! fn my_text(datagram: &[u8]) -> Option<&[u8]> {
//!     datagram.split(|&byte| byte == b':' || byte == 0).nth(5)
//! }
//!
//! let datagrams = edited(Just(b"1:100:shirouzu:jupiter:288:hello".to_vec()));
//! let found = TestRunner::deterministic().run(&datagrams, |datagram| {
//!     if let Ok(Ok(Body::Message(message))) = Packet::parse(&datagram).map(|packet| packet.body()) {
//!         prop_assert_eq!(my_text(&datagram), Some(message.text.as_bytes()));
//!     }
//!     Ok(())
//! });
//! assert!(found.is_err(), "and the error shows a datagram with few changes");
//! ```
//!
//! # Streams, in any pieces
//!
//! A network cuts a stream where it likes. The law that holds for a good reader: however the bytes are cut, the commands
//! are the same. So give yours a stream whole, then in pieces, and compare.
//!
//! ```
//! use imwire::msnp::{Role, Splitter};
//!
//! fn frames(pieces: &[&[u8]]) -> Vec<Vec<u8>> { // put your reader here
//!     let (mut splitter, mut buffer, mut found) = (Splitter::new(Role::Server), Vec::new(), Vec::new());
//!     for piece in pieces {
//!         buffer.extend_from_slice(piece);
//!         let mut frames = splitter.frames(&buffer);
//!         found.extend(frames.by_ref().map_while(Result::ok).map(|frame| frame.raw().to_vec()));
//!         let rest = frames.rest().to_vec();
//!         buffer = rest;
//!     }
//!     found
//! }
//!
//! let stream = b"MSG bob@example.com Bob 2\r\nhiBYE bob@example.com\r\n";
//! let whole = frames(&[stream]);
//! assert_eq!(whole.len(), 2);
//! for cut in 0..=stream.len() {
//!     let (before, after) = stream.split_at(cut);
//!     assert_eq!(frames(&[before, after]), whole);
//! }
//! ```
//!
//! # Your own types
//!
//! If you build on imwire, its laws are functions of the kit: `laws::packet(bytes)` and others panic with the value
//! that breaks one.
//!
//! ```
//! imwire_testkit::laws::packet(b"1:100:shirouzu:jupiter:32:hello");
//! imwire_testkit::targets::msnp_sb(b"whatever a fuzzer finds");
//! ```
