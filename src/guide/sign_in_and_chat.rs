//! MSNP: one sign-in, one chat, from `VER` to the first message.
//!
//! Alice starts MSN Messenger in 2001. Her client connects to the notification server, port 1863, signs in, and
//! learns who of her friends is online. Then it asks for a switchboard, a second connection, and talks to Bob there.
//! Every command is a line that ends with CR LF; a few have a payload after the line.
//!
//! # Which dialect?
//!
//! A [`Session`] is what both sides of a connection know: the link and the dialect. It learns from what is read, and,
//! with [`wrote`](crate::msnp::Session::wrote), from what you write. A [`Side`] reads what one side sends.
//!
//! ```
//! use imwire::msnp::{Dialect, Link, List, Role, Session, Side, TrId, ns};
//! use imwire::Encode;
//!
//! let mut session = Session::known(Link::Notification, Dialect::UNKNOWN);
//! let mut server = Side::new(Role::Server);
//! let mut buffer = [0; 64];
//!
//! let ver = ns::Ver { trid: TrId(1), dialects: List::new("MSNP7 CVR0")? };
//! assert_eq!(ver.encode_into(&mut buffer)?, b"VER 1 MSNP7 CVR0\r\n");
//! session.wrote(&ns::ClientCommand::from(ver).into());
//!
//! server.next(&mut session, b"VER 1 MSNP7\r\n")?;
//! assert_eq!(session.dialect(), Dialect::MSNP7);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The number after the verb is the [`TrId`]: the client chooses it, and the answer repeats it.
//!
//! # Who are you?
//!
//! MSNP7 proves a password by MD5 over a challenge of the server. The parts of a `USR` that come next depend on the
//! step, so the step is an enum.
//!
//! ```
//! # #[cfg(feature = "auth")] {
//! use imwire::msnp::{AnyCommand, Arg, Dialect, Link, List, Passport, Role, Session, Side, TrId, ns};
//! use imwire::msnp::payload::auth::md5_response;
//! use imwire::Encode;
//!
//! let mut session = Session::known(Link::Notification, Dialect::MSNP7);
//! let mut server = Side::new(Role::Server);
//! let mut buffer = [0; 64];
//! let package = Arg::new("MD5")?;
//!
//! let passport = Passport::new("alice@example.com")?;
//! let who = ns::Usr { trid: TrId(2), package, step: ns::SignIn::Begin(ns::Begin { passport }) };
//! assert_eq!(who.encode_into(&mut buffer)?, b"USR 2 MD5 I alice@example.com\r\n");
//!
//! let (_, read) = server.next(&mut session, b"USR 2 MD5 S 1013928519.693957190\r\n")?.unwrap();
//! let AnyCommand::NotificationServer(ns::ServerCommand::Usr(usr)) = read?.command else { panic!() };
//! let ns::SignInReply::Challenge(salt) = usr.step else { panic!() };
//! let digest = md5_response(salt.challenge.as_bytes(), "secret");
//! let secret = List::new(digest.as_str())?;
//! let proof = ns::Usr { trid: TrId(3), package, step: ns::SignIn::Proof(ns::Proof { secret }) };
//! assert_eq!(proof.encode_into(&mut buffer)?, b"USR 3 MD5 S 0dc38e0c96e5ef37eb9451a0b2d5aaf9\r\n");
//!
//! let (_, read) = server.next(&mut session, b"USR 3 OK alice@example.com Alice 1\r\n")?.unwrap();
//! let AnyCommand::NotificationServer(ns::ServerCommand::Usr(usr)) = read?.command else { panic!() };
//! assert!(matches!(usr.step, ns::SignInReply::Accepted(_)));
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Later dialects send tickets of a web service in the place of the MD5: the same command with another package. A wrong
//! password is a numeric reply, `911 3`. Every client has to expect one in place of any answer.
//!
//! # Who is there?
//!
//! `SYN` asks for the contact list and `CHG` shows Alice online. The answers come as TCP likes to bring them:
//! three commands at once, and half of a fourth. Give the rest to the reader again, with what comes next.
//!
//! ```
//! use imwire::msnp::{AnyCommand, Dialect, Link, Role, Session, Side, Status, ns::ServerCommand};
//!
//! let mut session = Session::known(Link::Notification, Dialect::MSNP7);
//! let mut server = Side::new(Role::Server);
//! let mut buffer = Vec::new();
//! let mut seen = Vec::new();
//! for segment in [
//!     &b"SYN 4 1\r\nLST 4 FL 1 1 1 bob@example.com Bob%20B 0\r\nCHG 5 NLN\r\nILN 5 AW"[..],
//!     b"Y bob@example.com Bob%20B\r\n",
//! ] {
//!     buffer.extend_from_slice(segment);
//!     let mut commands = server.commands(&mut session, &buffer);
//!     for item in &mut commands {
//!         let (frame, read) = item?; // an error here: close the connection
//!         match read.map(|read| read.command) {
//!             Ok(AnyCommand::NotificationServer(ServerCommand::Iln(iln))) => {
//!                 seen.push(format!("{} {}", iln.contact.nick.lossy(), if iln.status == Status::AWAY { "is away" } else { "is here" }));
//!             }
//!             Ok(other) => seen.push(other.name().to_owned()),
//!             Err(error) => println!("{:?}: {error}", frame.line()), // this command alone
//!         }
//!     }
//!     let rest = commands.rest().len();
//!     buffer.drain(..buffer.len() - rest);
//! }
//! assert_eq!(seen, ["Syn", "Lst", "Chg", "Bob B is away"]);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # A room, please
//!
//! `XFR … SB` asks for a switchboard. The answer names one and a cookie. On the new connection no command says the
//! dialect: it is that of the first. Alice enters, calls Bob, and waits for `JOI`.
//!
//! ```
//! use imwire::msnp::{AnyCommand, Arg, Dialect, Link, Passport, Role, Session, Side, TrId, ns, sb};
//! use imwire::Encode;
//!
//! let mut session = Session::known(Link::Notification, Dialect::MSNP7);
//! let mut server = Side::new(Role::Server);
//! let received = b"XFR 6 SB 192.0.2.7:1863 CKI 17220274.1093571988.7262\r\n";
//! let (_, read) = server.next(&mut session, received)?.unwrap();
//! let AnyCommand::NotificationServer(ns::ServerCommand::Xfr(xfr)) = read?.command else { panic!() };
//! let ns::Referral::Switchboard(there) = xfr.referral else { panic!() };
//! assert_eq!(there.address.as_bytes(), b"192.0.2.7:1863"); // connect there
//!
//! let mut room = session.switchboard();
//! let mut server = Side::new(Role::Server);
//! let mut buffer = [0; 128];
//! let enter = sb::Usr { trid: TrId(1), passport: Passport::new("alice@example.com")?, cookie: there.cookie };
//! assert_eq!(enter.encode_into(&mut buffer)?, b"USR 1 alice@example.com 17220274.1093571988.7262\r\n");
//! let call = sb::Cal { trid: TrId(2), passport: Passport::new("bob@example.com")? };
//! assert_eq!(call.encode_into(&mut buffer)?, b"CAL 2 bob@example.com\r\n");
//!
//! let received = b"USR 1 OK alice@example.com Alice\r\nCAL 2 RINGING 17220274\r\nJOI bob@example.com Bob%20B\r\n";
//! let last = server.commands(&mut room, received).last().unwrap()?;
//! assert!(matches!(last.1?.command, AnyCommand::SwitchboardServer(sb::ServerCommand::Joi(_))));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! # The first message
//!
//! A message is a payload: headers, an empty line, the text. The last parameter of `MSG` is its length in bytes, and
//! [`Encode`](crate::Encode) writes it. Bob's client is told the same payload, with Alice's name.
//!
//! ```
//! use imwire::msnp::{AckWanted, AnyCommand, Dialect, Encoded, Link, Passport, Payload, Role, Session, Side, TrId, sb};
//! use imwire::msnp::payload::{Content, PlainText};
//! use imwire::{Encode, Wire};
//!
//! let (mut payload, mut buffer) = ([0; 128], [0; 256]);
//! let text = PlainText::new("lunch at noon?").encode_into(&mut payload)?;
//! let said = sb::Msg { trid: TrId(3), ack: AckWanted::NEGATIVE, payload: Payload(text) };
//! assert!(said.encode_into(&mut buffer)?.starts_with(b"MSG 3 N 76\r\nMIME-Version: 1.0\r\n"));
//!
//! let passport = Passport::new("alice@example.com")?;
//! let heard = sb::MsgPush { passport, nick: Encoded::new("Alice")?, payload: said.payload };
//! let received = heard.encode_into(&mut buffer)?;
//! let mut session = Session::known(Link::Switchboard, Dialect::MSNP7);
//! let (_, read) = Side::new(Role::Server).next(&mut session, received)?.unwrap();
//! let AnyCommand::SwitchboardServer(sb::ServerCommand::Msg(msg)) = read?.command else { panic!() };
//! let Content::Text(text) = Content::parse(msg.payload.0)? else { panic!() };
//! assert_eq!((msg.nick.to_str(), text.to_str()), (Some("Alice"), Some("lunch at noon?")));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The whole of it over sockets is `examples/msnp_client.rs`, and the server it talks to is `msnp_signin` in `demo/`.
//! What else is inside payloads: [`payload`](crate::msnp::payload).
//!
//! [`Session`]: crate::msnp::Session
//! [`Side`]: crate::msnp::Side
//! [`TrId`]: crate::msnp::TrId
