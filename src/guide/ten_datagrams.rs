//! `IPMsg` in ten datagrams: a morning on a LAN.
//!
//! An office in Tokyo. Suzuki's computer, `neptune`, is on. Taro comes in and starts his, `jupiter`. There is no
//! server: each program listens on UDP port 2425, and a datagram is a packet.
//!
//! # 1. Taro says hello
//!
//! His program sends `BR_ENTRY` to all. A [`Profile`] is what a program says of itself; its entries and its answers
//! are made of that. The last argument is the packet number, which has to grow: the seconds since 1970 are a good start.
//!
//! ```
//! use imwire::{Encode, ipmsg::{Mode, Profile, Sender}};
//!
//! let taro = Profile::new(Sender::new("taro", "jupiter")?);
//! let mut buffer = [0; 64];
//! let hello = taro.entry(Mode::BR_ENTRY, 1_700_000_001)?;
//! assert_eq!(hello.encode_into(&mut buffer)?, b"1:1700000001:taro:jupiter:18874369:taro\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Five fields and a body: version, packet number, user, host, command word, and what the command needs. In the command
//! word the low 8 bits are the command (18874369 is `0x1200001`: `BR_ENTRY` is 1), and the others are options.
//!
//! # 2. Suzuki's program answers
//!
//! It asks its own profile what the packet obliges it to send: an `ANSENTRY`, to Taro alone. Now both know each other.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Body, Packet, Profile, Sender, Situation}};
//!
//! let suzuki = Profile::new(Sender::new("suzuki", "neptune")?);
//! let packet = Packet::parse(b"1:1700000001:taro:jupiter:18874369:taro\0")?;
//! if let Body::Entry(entry) = packet.body()? {
//!     assert_eq!(entry.names(&packet).shown().text.to_str(), Some("taro"));
//! }
//! let mut buffer = [0; 64];
//! for due in suzuki.obligations(&packet, Situation::empty()) {
//!     let reply = suzuki.reply(&due, 1_700_000_002)?;
//!     assert_eq!(reply.encode_into(&mut buffer)?, b"1:1700000002:suzuki:neptune:27262979:suzuki\0");
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # 3. A message
//!
//! Taro writes to Suzuki. With [`SENDCHECK`](crate::ipmsg::SendOptions::SENDCHECK) he asks for a receipt. His text is not ASCII, so
//! [`Profile::send`] announces it as UTF-8: 8388896 is `0x800120`.
//!
//! ```
//! use imwire::{Encode, ipmsg::{Message, Profile, SendOptions, Sender}};
//!
//! let taro = Profile::new(Sender::new("taro", "jupiter")?);
//! let packet = taro.send(1_700_000_003, SendOptions::SENDCHECK, Message::new("お昼は12時?")?)?;
//! let mut buffer = [0; 64];
//! assert_eq!(packet.encode_into(&mut buffer)?, "1:1700000003:taro:jupiter:8388896:お昼は12時?\0".as_bytes());
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # 4. The receipt
//!
//! `RECVMSG` names the packet that it acknowledges. If none comes, Taro's program sends the message again, with the same
//! number; Suzuki's then says [`SEEN_BEFORE`](crate::ipmsg::Situation::SEEN_BEFORE), acknowledges once more, and shows it once.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Body, Packet, Profile, Sender, Situation}};
//!
//! let suzuki = Profile::new(Sender::new("suzuki", "neptune")?);
//! let packet = Packet::parse("1:1700000003:taro:jupiter:8388896:お昼は12時?\0".as_bytes())?;
//! let due = suzuki.obligations(&packet, Situation::SENDER_KNOWN).next().unwrap();
//! let mut buffer = [0; 64];
//! let receipt = suzuki.reply(&due, 1_700_000_004)?.encode_into(&mut buffer)?;
//! assert_eq!(receipt, b"1:1700000004:suzuki:neptune:33:1700000003\0");
//!
//! // What Taro does with it.
//! let Body::Receipt(receipt) = Packet::parse(receipt)?.body()? else { panic!() };
//! assert!(receipt.acknowledges(1_700_000_003));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # 5, 6, 7. A sealed message
//!
//! With [`SECRET`](crate::ipmsg::SendOptions::SECRET) the text is shown only when Suzuki opens it. `READMSG` tells Taro so, and with
//! [`READCHECK`](crate::ipmsg::SendOptions::READCHECK) `READMSG` wants a receipt, too: `ANSREADMSG`. The packet does not oblige you to
//! the first, a click does; so it has a function of its own, [`Obligation::opened`].
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Obligation, Packet, Profile, Sender, Situation}};
//!
//! let (taro, suzuki) = (Profile::new(Sender::new("taro", "jupiter")?), Profile::new(Sender::new("suzuki", "neptune")?));
//! let sealed = Packet::parse(b"1:1700000005:taro:jupiter:1049120:the key is in the drawer\0")?;
//! let (mut buffer, mut other) = ([0; 64], [0; 64]);
//!
//! let opened = Obligation::opened(&sealed).unwrap();
//! let read = suzuki.reply(&opened, 1_700_000_006)?.encode_into(&mut buffer)?;
//! assert_eq!(read, b"1:1700000006:suzuki:neptune:1048624:1700000005\0");
//!
//! let packet = Packet::parse(read)?;
//! let due = taro.obligations(&packet, Situation::SENDER_KNOWN).next().unwrap();
//! let answer = taro.reply(&due, 1_700_000_007)?.encode_into(&mut other)?;
//! assert_eq!(answer, b"1:1700000007:taro:jupiter:50:1700000006\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # 8. A file
//!
//! A message offers files; it does not hold them. After the text and a NUL comes a list: number, name, size and time in
//! hexadecimal, type. A name is one name and never a path: ask [`is_plain`](crate::ipmsg::FileName::is_plain)
//! before you save under it. Whoever wants the file connects over TCP to the same port number and writes a request.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Body, Packet, Sender}};
//!
//! let packet = Packet::parse(b"1:1700000008:suzuki:neptune:2097184:the plan\x000:plan.txt:b:6553f100:1:\x07")?;
//! let Body::Message(message) = packet.body()? else { panic!() };
//! let mut buffer = [0; 64];
//! for file in message.files {
//!     let file = file?; // a bad entry hides no other
//!     assert!(file.name.is_plain());
//!     assert_eq!((file.name.to_str(), file.size), (Some("plan.txt"), 11));
//!     let request = Sender::new("taro", "jupiter")?.request(1_700_000_009, packet.packet_no.value(), &file)?;
//!     assert_eq!(request.encode_into(&mut buffer)?, b"1:1700000009:taro:jupiter:96:6553f108:0:0:\0");
//! }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The answer is the 11 bytes and nothing else. A directory is a stream of records: [`transfer`](crate::ipmsg::transfer).
//!
//! # 9. Lunch
//!
//! Suzuki leaves. `BR_ABSENCE` tells all, and whoever writes gets one automatic answer, with
//! [`AUTORET`](crate::ipmsg::SendOptions::AUTORET). Nobody answers such a message: otherwise two programs whose users are away would
//! write to each other for ever.
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Mode, Packet, Profile, Sender, Situation, Text}};
//!
//! let suzuki = Profile { absence: Some(Text::new("at lunch")?), ..Profile::new(Sender::new("suzuki", "neptune")?) };
//! let mut buffer = [0; 64];
//! let away = suzuki.entry(Mode::BR_ABSENCE, 1_700_000_010)?;
//! assert_eq!(away.encode_into(&mut buffer)?, b"1:1700000010:suzuki:neptune:18874628:suzuki\0");
//!
//! let packet = Packet::parse(b"1:1700000011:taro:jupiter:32:still there?\0")?;
//! let due = suzuki.obligations(&packet, Situation::SENDER_KNOWN).next().unwrap();
//! let notice = suzuki.reply(&due, 1_700_000_012)?;
//! assert_eq!(notice.encode_into(&mut buffer)?, b"1:1700000012:suzuki:neptune:8224:at lunch\0");
//!
//! let mut copy = [0; 64];
//! let packet = Packet::parse(notice.encode_into(&mut copy)?)?;
//! assert_eq!(Profile::new(Sender::new("taro", "jupiter")?).obligations(&packet, Situation::SENDER_KNOWN).next(), None);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # 10. Goodbye
//!
//! `BR_EXIT` to all, and the morning is over.
//!
//! ```
//! use imwire::{Encode, ipmsg::{Mode, Profile, Sender}};
//!
//! let taro = Profile::new(Sender::new("taro", "jupiter")?);
//! let mut buffer = [0; 64];
//! let bye = taro.entry(Mode::BR_EXIT, 1_700_000_013)?;
//! assert_eq!(bye.encode_into(&mut buffer)?, b"1:1700000013:taro:jupiter:18874370:taro\0");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # What else comes
//!
//! - *`IP2:`…*: the dictionary form of the official client since 4.50. See
//!   [Colon or dictionary](crate::ipmsg#colon-or-dictionary).
//! - *Text in CP932 or GBK*: older clients, and `FeiQ` 飛秋. [`charset`](crate::ipmsg#text) decodes it.
//! - *A version like `1_lbt6_0#128#…`*: `FeiQ`, with its own commands. See [`feiq`](crate::ipmsg::feiq).
//! - *Rubbish*: an error, with the part and the byte. Read the next datagram.
//!
//! `examples/ipmsg_echo.rs` is a whole host in 100 lines; before yours answers strangers, read
//! [what a stranger can make you send](crate::ipmsg::reply#what-a-stranger-can-make-you-send).
//!
//! [`Obligation::opened`]: crate::ipmsg::Obligation::opened
//! [`Profile`]: crate::ipmsg::Profile
//! [`Profile::send`]: crate::ipmsg::Profile::send
