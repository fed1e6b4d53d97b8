//! Limits: what a hostile peer can make your program do, and what you must bound.
//!
//! No input makes a function of this crate panic, allocate or loop without end. It can still make it work. The figures are
//! for the worst input that is known for each entry point, of 64 KiB where it can have as much: instructions counted by
//! callgrind, and bytes of stack, on x86-64 in a release build. `.ci/limits/run` measures them, and fails if one grows.
//!
//! # `IPMsg`
//!
//! | entry point | a byte of the input costs | stack | what bounds it |
//! |---|---|---|---|
//! | [`Packet::parse`] | 17 instructions in the header, 0 in the body | 0.8 KB | the datagram |
//! | [`Packet::body`], and each item of its lists | 26 | 1 KB | the datagram; lists are read as you iterate, so stop when you like |
//! | [`Dictionary::parse`] | 63 | 1.2 KB | the datagram; over TCP the limit that you give to [`frame_len`] |
//! | [`Profile::obligations`], [`Profile::reply`] | 2,000 for all answers to a packet, whatever its length | 2.4 KB | three answers; their lengths are [here](crate::ipmsg::reply#what-a-stranger-can-make-you-send) |
//! | [`Progress::of`] | 17 | 0.6 KB | [`SHORT`](crate::ipmsg::Progress::SHORT), 2,048 bytes of a header or a request |
//! | [`Arrival::look`] | twice the same, at each call until the header is whole: up to 69,000 if it comes byte by byte; in a request in clear 18,000, until it is complete | 1.1 KB | 2,048 bytes of a header or such a request; for the rest your limit |
//! | [`DirReader::next`] | 50 in headers, 0 in contents | 0.3 KB | [`DirLimits`]: 8,192 bytes a header, 1,024 directories deep, contents without limit |
//!
//! # MSNP
//!
//! | entry point | a byte of the input costs | stack | what bounds it |
//! |---|---|---|---|
//! | [`Splitter::next`] | 15 in lines, 0 in payloads; a call 200, which is the cost of bytes that come one by one | 0.5 KB | [`Limits`]: 8,192 bytes a line, 1 MiB a payload |
//! | [`Splitter::resync`] | as the search for an LF | | nothing: count what it skips |
//! | [`Side::next`]: the typed command | 2 in a long list; about 450 a command | 1.7 KB | the line |
//! | [`Content::parse`], [`Slp`] | 28 | 2.1 KB | the payload; 64 KiB and 64 header lines of `MSNSLP` |
//! | [`ContactList`] and other XML | 226 | 1 KB | the payload; elements [16](crate::msnp::payload::xml::MAX_DEPTH) deep |
//! | [`Assembler`], [`ImageCollector`](crate::ipmsg::feiq::ImageCollector) | copies each byte once | | the slices that you give them |
//! | `P2pPacket` | | | [`SizeLimits`]: what a message may say that it is. Do not allocate by it |
//!
//! # Both
//!
//! | entry point | a byte of the input costs | stack | what bounds it |
//! |---|---|---|---|
//! | [`walk_tree`], [`Tree`](crate::fields::Tree) | 60 instructions in a list of files | 29 KB | 48 levels, as deep as dictionaries in dictionaries are shown; your visitor comes on top |
//! | `Debug`, `==`, `hash` | linear | | the value |
//!
//! # What you must bound
//!
//! The crate keeps nothing from call to call that grows, so it cannot count for you.
//!
//! | | why | a start |
//! |---|---|---|
//! | answers to datagrams, for each address and in all | senders are forged, and an answer can be 52 times as long as the packet | one a second with a burst of ten; a hundred a second in all |
//! | numbers of packets that you remember ([`SEEN_BEFORE`](crate::ipmsg::Situation::SEEN_BEFORE)), hosts that you list | each datagram can name a new one | 1,000; drop the oldest |
//! | connections, for each address and in all; time without a byte | a connection that says nothing costs a buffer | 64; 5 minutes |
//! | a request over TCP, until it is complete | bytes that come one by one | 2 seconds, and [`SHORT`](crate::ipmsg::Progress::SHORT) |
//! | lines and payloads | the buffer holds a whole frame: 1 MiB by default | `Limits { line: 1024, payload: 1664 }` on a switchboard |
//! | commands waiting for a slow reader | a queue for each guest | 64, then disconnect |
//! | a directory: bytes, files, depth | the contents have no limit | [`DirLimits::contents`](crate::ipmsg::DirLimits), and count the files |
//! | messages in several packets, pictures, P2P: how many at once | each has a buffer of yours | a few for each user |
//!
//! ```
//! use imwire::ErrorKind;
//! use imwire::ipmsg::{DirLimits, DirReader, Progress, dict::IpDict};
//! use imwire::msnp::{Limits, Role, Splitter};
//!
//! // A switchboard: what is over a limit is refused at the line, before any of it has to be kept.
//! let mut splitter = Splitter::new(Role::Client).limits(Limits { line: 1024, payload: 1664 });
//! assert_eq!(splitter.next(b"MSG 1 N 1665\r\n").unwrap_err().kind(), ErrorKind::TooLong);
//!
//! // A directory: at most 100 MB, eight deep.
//! let limits = DirLimits { contents: 100_000_000, depth: 8, ..DirLimits::default() };
//! let mut reader = DirReader::new().limits(limits);
//! assert_eq!(reader.next(b"0014:film:5f5e101:1:").unwrap_err().kind(), ErrorKind::TooLong);
//!
//! // A dictionary over TCP, and a request.
//! assert_eq!(IpDict::frame_len(b"IP2:ffffff:", 65_536).unwrap_err().kind(), ErrorKind::TooLong);
//! assert_eq!(Progress::of(&[b'0'; 2049], Progress::SHORT).unwrap_err().kind(), ErrorKind::TooLong);
//! ```
//!
//! [`Arrival::look`]: crate::ipmsg::Arrival::look
//! [`Assembler`]: crate::msnp::payload::chunks::Assembler
//! [`ContactList`]: crate::msnp::payload::xml::ContactList
//! [`Content::parse`]: crate::msnp::payload::Content
//! [`Dictionary::parse`]: crate::ipmsg::dict::Dictionary
//! [`DirLimits`]: crate::ipmsg::DirLimits
//! [`DirReader::next`]: crate::ipmsg::DirReader::next
//! [`Limits`]: crate::msnp::Limits
//! [`Packet::body`]: crate::ipmsg::Packet::body
//! [`Packet::parse`]: crate::ipmsg::Packet
//! [`Profile::obligations`]: crate::ipmsg::Profile::obligations
//! [`Profile::reply`]: crate::ipmsg::Profile::reply
//! [`Progress::of`]: crate::ipmsg::Progress::of
//! [`Side::next`]: crate::msnp::Side::next
//! [`SizeLimits`]: crate::msnp::payload::p2p::SizeLimits
//! [`Slp`]: crate::msnp::payload::slp::Slp
//! [`Splitter::next`]: crate::msnp::Splitter::next
//! [`Splitter::resync`]: crate::msnp::Splitter::resync
//! [`frame_len`]: crate::ipmsg::dict::IpDict::frame_len
//! [`walk_tree`]: crate::fields::walk_tree
