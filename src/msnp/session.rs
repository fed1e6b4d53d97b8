//! A connection that knows its context: which link it is, and which dialect it speaks.
//!
//! Both follow from what the two sides say: `VER` begins a notification link and ends in a
//! dialect, `USR` with a cookie or `ANS` begins a switchboard, `VER MSNFTP` a file transfer. A
//! [`Session`] is what is known; it is eight bytes, and both sides of a proxy can share it. The caller
//! owns the bytes.
//!
//! ```
//! use imwire::msnp::{AnyCommand, Dialect, Role, Session, Side, ns, sb};
//!
//! let mut session = Session::new();
//! let (mut client, mut server) = (Side::new(Role::Client), Side::new(Role::Server));
//!
//! let (_, command) = client.next(&mut session, b"VER 1 MSNP10 MSNP9 CVR0\r\n")?.unwrap();
//! assert!(matches!(command?.command, AnyCommand::NotificationClient(ns::ClientCommand::Ver(_))));
//! server.next(&mut session, b"VER 1 MSNP10\r\n")?;
//! assert_eq!(session.dialect(), Dialect::MSNP10);
//!
//! // No command on a switchboard says the dialect: it is that of the notification connection.
//! let mut session = session.switchboard();
//! let (mut client, mut server) = (Side::new(Role::Client), Side::new(Role::Server));
//! client.next(&mut session, b"ANS 1 example@hotmail.com 1093597464.30080 465209\r\n")?;
//! let (frame, command) = server.next(&mut session, b"ANS 1 OK\r\nJOI")?.unwrap();
//! assert!(matches!(command?.command, AnyCommand::SwitchboardServer(sb::ServerCommand::Ans(_))));
//! assert_eq!(frame.raw(), b"ANS 1 OK\r\n"); // so many bytes are done with
//! # Ok::<(), imwire::Error>(())
//! ```

use crate::error::Error;
use crate::msnp::{
    AnyCommand, Arg, Context, Dialect, Frame, Limits, Line, Link, Role, Splitter, TABLES, Tolerant, ns,
};

/// What both sides of one connection know: the link and the dialect. What is known stays, whatever
/// either side says later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    link: Link,
    dialect: Dialect,
    offer: Offer,
}

/// The dialects that the client offered, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Offer(u32);

impl Offer {
    const NOT_SEEN: Self = Self(0);
    const SEEN: u32 = 1 << 31;

    /// The bit of a dialect; 30 and above, which do not exist, share one.
    const fn bit(dialect: Dialect) -> u32 {
        let number = if dialect.number() < 30 { dialect.number() } else { 30 };
        1_u32.wrapping_shl(number as u32)
    }

    /// With these dialects, too: after a refusal a client may offer others.
    fn and(self, dialects: impl Iterator<Item = Dialect>) -> Self {
        Self(dialects.fold(self.0 | Self::SEEN, |bits, dialect| bits | Self::bit(dialect)))
    }

    /// Whether a server may choose that dialect. If no offer was seen, it could be any.
    const fn has(self, dialect: Dialect) -> bool {
        self.0 == Self::NOT_SEEN.0 || self.0 & Self::bit(dialect) != 0
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

impl Session {
    /// Nothing is known, and the first commands have to tell.
    ///
    /// If you know the link, for example by its port, set it with [`known`](Session::known); if you do not trust the peer,
    /// you must. A file transfer is framed without payloads, so a client that begins a notification link with
    /// `VER 1 MSNFTP` would get its payloads read as commands. Set the link also for a file transfer that you
    /// see from the middle: its lines do not tell.
    ///
    /// ```
    /// use imwire::msnp::{Dialect, Link, Session};
    ///
    /// let session = Session::known(Link::Notification, Dialect::UNKNOWN); // port 1863
    /// # assert_eq!(session.link(), Link::Notification);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::known(Link::Unknown, Dialect::UNKNOWN)
    }

    /// The link is known if it is not [`Link::Unknown`], and the dialect if it is not
    /// [`Dialect::UNKNOWN`].
    #[must_use]
    pub const fn known(link: Link, dialect: Dialect) -> Self {
        Self { link, dialect, offer: Offer::NOT_SEEN }
    }

    /// A new connection to a switchboard, in the dialect of this one.
    #[must_use]
    pub const fn switchboard(&self) -> Self {
        Self::known(Link::Switchboard, self.dialect)
    }

    /// The kind of link.
    #[must_use]
    pub const fn link(&self) -> Link {
        self.link
    }

    /// The dialect.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What a command of that side is read and written under.
    #[must_use]
    pub const fn context(&self, role: Role) -> Context {
        Context::new(self.link, role, self.dialect)
    }

    /// Reads the command in a frame, tolerantly, and learns from it what it says of link and dialect.
    ///
    /// The dialect is set by the first `VER` of the server that names a dialect which the client offered,
    /// or any if the offer was not seen. From a server that names another, nothing is learned.
    ///
    /// # Errors
    /// The part that has another form on this link and in this dialect; nothing is learned then.
    pub fn read<'a>(&mut self, role: Role, frame: &Frame<'a>) -> Result<Tolerant<'a, AnyCommand<'a>>, Error> {
        let link = if matches!(self.link, Link::Unknown) { link_of(role, frame) } else { self.link };
        let read = AnyCommand::read_tolerant(frame, Context { link, ..self.context(role) })?;
        self.link = link;
        self.learn(&read.command);
        Ok(read)
    }

    /// Learns what [`read`](Session::read) learns, and gives the context that the command in the frame is to be
    /// read under. It reads a command only if that can teach something: while the link is unknown, and `VER`.
    ///
    /// ```
    /// use imwire::msnp::{AnyCommand, Dialect, Frame, Role, Session};
    /// use imwire::Wire;
    ///
    /// let mut session = Session::new();
    /// let cx = session.context(Role::Server);
    /// let frame = Frame::parse_with(b"VER 1 MSNP10\r\n", cx)?;
    /// let cx = session.observe(Role::Server, &frame);
    /// assert_eq!(session.dialect(), Dialect::MSNP10);
    /// assert_eq!(AnyCommand::read(&frame, cx)?.name(), "Ver");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub fn observe(&mut self, role: Role, frame: &Frame<'_>) -> Context {
        let unknown = matches!(self.link, Link::Unknown);
        let link = if unknown { link_of(role, frame) } else { self.link };
        let cx = Context { link, ..self.context(role) };
        if unknown || frame.line().verb() == *b"VER" {
            // From what cannot be read nothing is learned.
            let _ = self.read(role, frame);
        }
        cx
    }

    /// Learns from a command that your program writes, as [`read`](Session::read) learns from what it reads.
    /// A server that answers `VER` has to say so, since it reads only what the client sends.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Dialect, Role, Session, Side, ns}};
    ///
    /// let mut session = Session::new();
    /// let mut client = Side::new(Role::Client);
    /// client.next(&mut session, b"VER 1 MSNP10 MSNP9 CVR0\r\n")?;
    /// let answer = ns::VerReply::parse_with(b"VER 1 MSNP9\r\n", Dialect::UNKNOWN)?;
    /// session.wrote(&ns::ServerCommand::from(answer).into());
    /// assert_eq!(session.dialect(), Dialect::MSNP9);
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub fn wrote(&mut self, command: &AnyCommand<'_>) {
        if matches!(self.link, Link::Unknown) {
            self.link = command.link();
        }
        self.learn(command);
    }

    fn learn(&mut self, command: &AnyCommand<'_>) {
        match command {
            AnyCommand::NotificationClient(ns::ClientCommand::Ver(ver)) => {
                self.offer = self.offer.and(ver.dialects());
            }
            AnyCommand::NotificationServer(ns::ServerCommand::Ver(ver)) if !self.dialect.is_known() => {
                let offered = ver.agreed().filter(|&agreed| self.offer.has(agreed));
                self.dialect = offered.unwrap_or(self.dialect);
            }
            _ => {}
        }
    }

    /// What is known, as a number: a sniffer can keep one for each packet.
    /// [`from_bits`](Session::from_bits) makes the session of it again.
    ///
    /// ```
    /// use imwire::msnp::{Dialect, Link, Session};
    ///
    /// let session = Session::known(Link::Switchboard, Dialect::MSNP10);
    /// assert_eq!(Session::from_bits(session.to_bits()), session);
    /// ```
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        let [a, b, c, d] = self.offer.0.to_le_bytes();
        let link = match self.link {
            Link::Unknown => 0,
            Link::Notification => 1,
            Link::Switchboard => 2,
            Link::FileTransfer => 3,
        };
        u64::from_le_bytes([a, b, c, d, self.dialect.number(), link, 0, 0])
    }

    /// The session of a number that [`to_bits`](Session::to_bits) made. Any number is one.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        let [a, b, c, d, dialect, link, _, _] = bits.to_le_bytes();
        let link = match link & 3 {
            1 => Link::Notification,
            2 => Link::Switchboard,
            3 => Link::FileTransfer,
            _ => Link::Unknown,
        };
        Self { link, dialect: Dialect::new(dialect), offer: Offer(u32::from_le_bytes([a, b, c, d])) }
    }
}

/// The only link that has this command. A file transfer is framed differently, so that nothing but
/// the way it begins is proof of one.
fn link_of(role: Role, frame: &Frame<'_>) -> Link {
    let line = frame.line();
    let three = line.args().nth(2).is_some() && line.args().nth(3).is_none();
    match (role, &line.verb()) {
        (_, b"VER") if is_msnftp(line) => Link::FileTransfer,
        (Role::Client, b"VER" | b"INF" | b"CVR" | b"CVQ") | (Role::Server, b"VER") => Link::Notification,
        (Role::Client, b"USR") if three && !is_step(line) => Link::Switchboard,
        (Role::Client, b"USR") => Link::Notification,
        (_, &verb) => {
            let has = |link: Link| {
                let mut tables = TABLES.iter().filter(|table| table.link == link);
                tables.any(|table| table.is_from(Some(role)) && table.has(verb))
            };
            if has(Link::Switchboard) && !has(Link::Notification) { Link::Switchboard } else { Link::Unknown }
        }
    }
}

/// `USR 2 CTP S ` with an empty password: a step of signing in, which has no user and cookie.
fn is_step(line: Line<'_>) -> bool {
    let mut args = line.args().skip(1).map(Arg::as_bytes);
    matches!(
        (args.next(), args.next()),
        (Some(b"CTP" | b"MD5" | b"TWN" | b"SSO" | b"SHA"), Some(b"I" | b"S" | b"A"))
    )
}

/// `VER MSNFTP`, or `VER n MSNFTP` as aMSN takes it: with anything else after a number it is an offer of
/// dialects. Without a number, which an offer has, other names may come before it, as in Trillian's
/// `VER TRILLIAN MSNFTP`, or in its place `MSN_SECURE_FTP`, as in sipe. Case does not count, as it does not for
/// dialects.
fn is_msnftp(line: Line<'_>) -> bool {
    let is = |arg: Arg<'_>, name: &[u8]| arg.as_bytes().eq_ignore_ascii_case(name);
    let mut args = line.args();
    match args.next() {
        Some(trid) if trid.number().is_some() => {
            args.next().is_some_and(|name| is(name, b"MSNFTP")) && args.next().is_none()
        }
        _ => {
            let dialect = |arg: Arg<'_>| Dialect::from_name(arg.as_bytes()).is_some();
            line.args().any(|arg| is(arg, b"MSNFTP") || is(arg, b"MSN_SECURE_FTP"))
                && !line.args().any(dialect)
        }
    }
}

/// One side of one connection: bytes to typed commands.
#[derive(Clone, Debug)]
pub struct Side {
    splitter: Splitter,
}

/// A frame, and the command in it or what is wrong with it.
pub type Item<'a> = (Frame<'a>, Result<Tolerant<'a, AnyCommand<'a>>, Error>);

impl Side {
    /// What this side sends, read strictly and with the usual limits.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self { splitter: Splitter::new(role) }
    }

    /// The same with other limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.splitter = self.splitter.limits(limits);
        self
    }

    /// The same, lenient: see [`Splitter::lenient`].
    #[must_use]
    pub const fn lenient(mut self) -> Self {
        self.splitter = self.splitter.lenient();
        self
    }

    /// The splitter, for [`needed`](Splitter::needed) and [`reset`](Splitter::reset).
    #[must_use]
    pub const fn splitter(&mut self) -> &mut Splitter {
        &mut self.splitter
    }

    /// The frame at the front of `input` and the command in it, or `None` if it is not whole. `input`
    /// begins where the last frame ended.
    ///
    /// # Errors
    /// As [`Splitter::next`]: nothing that follows can be understood. A command that cannot be read
    /// is an error inside the item, and no harm to what follows.
    pub fn next<'a>(&mut self, session: &mut Session, input: &'a [u8]) -> Result<Option<Item<'a>>, Error> {
        match self.cut(session, input)? {
            Some(frame) => Ok(Some((frame, session.read(self.splitter.role(), &frame)))),
            None => Ok(None),
        }
    }

    /// The frame at the front of `input`, and the context to read its command under: for programs that keep
    /// frames and read commands later, or only some of them. The session learns the same.
    ///
    /// # Errors
    /// As [`Splitter::next`].
    pub fn next_frame<'a>(
        &mut self,
        session: &mut Session,
        input: &'a [u8],
    ) -> Result<Option<(Frame<'a>, Context)>, Error> {
        match self.cut(session, input)? {
            Some(frame) => Ok(Some((frame, session.observe(self.splitter.role(), &frame)))),
            None => Ok(None),
        }
    }

    fn cut<'a>(&mut self, session: &Session, input: &'a [u8]) -> Result<Option<Frame<'a>>, Error> {
        self.splitter.set_dialect(session.dialect);
        self.splitter.set_file_transfer(matches!(session.link, Link::FileTransfer));
        self.splitter.next(input)
    }

    /// Iterates over the whole frames in `input` and the commands in them. The byte of an error of framing is
    /// counted from its start.
    ///
    /// ```
    /// use imwire::msnp::{Dialect, Link, Role, Session, Side};
    ///
    /// let mut session = Session::known(Link::Switchboard, Dialect::MSNP8);
    /// let mut server = Side::new(Role::Server);
    /// let mut commands = server.commands(&mut session, b"ACK 5\r\nACK x\r\nBYE b@x\r\nJOI");
    /// let mut seen = Vec::new();
    /// for item in &mut commands {
    ///     let (_frame, command) = item?; // an error here is one of framing: nothing after it can be trusted
    ///     seen.push(command.map_or_else(|error| error.to_string(), |command| command.to_string()));
    /// }
    /// assert_eq!(seen, ["Ack trid=5", "TrID: not a decimal number at byte 4", "Bye passport=b@x"]);
    /// assert_eq!(commands.rest(), b"JOI");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    pub const fn commands<'s, 'a>(
        &'s mut self,
        session: &'s mut Session,
        input: &'a [u8],
    ) -> Commands<'s, 'a> {
        Commands { side: self, session, rest: input, len: input.len(), failed: false }
    }
}

/// The whole frames in a buffer and the commands in them; see [`Side::commands`]. After an error of framing
/// there are no more.
#[derive(Debug)]
pub struct Commands<'s, 'a> {
    side: &'s mut Side,
    session: &'s mut Session,
    rest: &'a [u8],
    /// Of all that was given.
    len: usize,
    failed: bool,
}

impl<'a> Commands<'_, 'a> {
    /// What belongs to no frame yet: the start of one, or what was refused.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Commands<'_, 'a> {
    type Item = Result<Item<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        match self.side.next(self.session, self.rest) {
            Ok(Some(item)) => {
                self.rest = self.rest.get(item.0.raw().len()..).unwrap_or_default();
                Some(Ok(item))
            }
            Ok(None) => None,
            Err(error) => {
                self.failed = true;
                Some(Err(error.offset_by(self.len.saturating_sub(self.rest.len()))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn link(role: Role, command: &[u8], expected: Link) {
        let mut session = Session::new();
        let (_, command) = Side::new(role).next(&mut session, command).unwrap().unwrap();
        assert!(command.is_ok());
        assert_eq!(session.link(), expected);
    }

    #[test]
    fn links_follow_from_the_first_command() {
        use Role::{Client, Server};
        link(Client, b"VER 1 MSNP8 CVR0\r\n", Link::Notification);
        link(Client, b"VER MSNFTP\r\n", Link::FileTransfer);
        link(Server, b"VER MSNFTP\r\n", Link::FileTransfer);
        link(Client, b"USR 1 a@x 1.2.3\r\n", Link::Switchboard);
        link(Client, b"USR 1 TWN I a@x\r\n", Link::Notification);
        // An empty password.
        link(Client, b"USR 2 CTP S \r\n", Link::Notification);
        link(Client, b"USR 2 MD5 S\r\n", Link::Notification);
        link(Client, b"USR 1 CTP@x S\r\n", Link::Switchboard);
        link(Client, b"USR 1 TWN 1.2.3\r\n", Link::Switchboard);
        link(Client, b"USR 1 a@x S\r\n", Link::Switchboard);
        link(Client, b"ANS 1 a@x 1 2\r\n", Link::Switchboard);
        link(Client, b"PNG\r\n", Link::Unknown);
        link(Server, b"NLN NLN a@x A\r\n", Link::Unknown);
        link(Client, b"MSG 1 N 2\r\nhi", Link::Switchboard);
        link(Server, b"JOI a@x A\r\n", Link::Switchboard);
        link(Server, b"BYE a@x\r\n", Link::Switchboard);
        link(Server, b"MSG a@x A 2\r\nhi", Link::Unknown);
        link(Server, b"217 2\r\n", Link::Unknown);
        link(Client, b"ZZZ 1\r\n", Link::Unknown);
    }

    #[test]
    fn a_file_transfer_is_known_by_its_first_line_alone() {
        use Role::{Client, Server};
        link(Client, b"VER 1 MSNFTP\r\n", Link::FileTransfer);
        link(Server, b"VER  1  MSNFTP \r\n", Link::FileTransfer);
        link(Client, b"VER msnftp\r\n", Link::FileTransfer);
        link(Client, b"VER 1 MsnFtp\r\n", Link::FileTransfer);
        link(Client, b"VER MSN_SECURE_FTP\r\n", Link::FileTransfer);
        link(Client, b"VER TRILLIAN MSNFTP\r\n", Link::FileTransfer);
        link(Server, b"VER TRILLIAN MSNFTP\r\n", Link::FileTransfer);
        for offer in [&b"VER 1 MSNP13 MSNFTP CVR0\r\n"[..], b"VER 1 MSNFTP MSNP13\r\n", b"VER 1 MSNFTP 2\r\n"]
        {
            link(Client, offer, Link::Notification);
            link(Server, offer, Link::Notification);
        }
        // Not proof enough that what follows has no payloads.
        for (role, line) in [
            (Client, &b"TFR\r\n"[..]),
            (Client, b"CCL\r\n"),
            (Client, b"BYE 16777989\r\n"),
            (Server, b"FIL 5\r\n"),
        ] {
            let mut session = Session::new();
            let (_, command) = Side::new(role).next(&mut session, line).unwrap().unwrap();
            assert_eq!(command.unwrap_err().to_string(), "verb: belongs to another link at byte 0");
            assert_eq!(session, Session::new());
        }
    }

    /// What one side after the other says; gives the verbs of what was cut, and the session.
    fn play(mut session: Session, said: &[(Role, &[u8])]) -> (Vec<String>, Session) {
        let (mut client, mut server) = (Side::new(Role::Client), Side::new(Role::Server));
        let mut verbs = Vec::new();
        for &(role, mut bytes) in said {
            let side = if role == Role::Client { &mut client } else { &mut server };
            while let Some((frame, _)) = side.next(&mut session, bytes).unwrap() {
                verbs.push(frame.line().verb().escape_ascii().to_string());
                bytes = &bytes[frame.raw().len()..];
            }
            assert_eq!(bytes, b"");
        }
        (verbs, session)
    }

    #[test]
    fn a_payload_is_no_command_whatever_was_offered() {
        const UUX: &[u8] = b"UUX 5 5\r\nOUT\r\nPNG\r\n";
        #[track_caller]
        fn case(session: Session, first: &[u8], answer: &[u8]) {
            let said = [(Role::Client, first), (Role::Server, answer), (Role::Client, UUX)];
            let (verbs, session) = play(session, &said);
            assert_eq!(verbs[verbs.len() - 2..], ["UUX", "PNG"]);
            assert_eq!(session.link(), Link::Notification);
        }
        case(Session::new(), b"VER 1 MSNP13 MSNFTP CVR0\r\n", b"VER 1 MSNP13\r\n");
        case(Session::new(), b"VER 1 MSNP13 CVR0\r\n", b"VER MSNFTP\r\n");
        case(Session::new(), b"TFR\r\nVER 1 MSNP13 CVR0\r\n", b"VER 1 MSNP13\r\n");
        case(Session::new(), b"BYE 1\r\nVER 1 MSNP13 CVR0\r\n", b"FIL 5\r\nVER 1 MSNP13\r\n");
        let told = Session::known(Link::Notification, Dialect::UNKNOWN);
        case(told, b"VER 1 MSNFTP\r\n", b"VER 1 MSNFTP\r\n");
        case(told, b"VER MSNFTP\r\n", b"VER MSNFTP\r\n");
    }

    #[test]
    fn the_dialect_is_the_first_one_that_was_offered_and_chosen() {
        #[track_caller]
        fn case(offer: &[u8], answers: &[u8], expected: Dialect) {
            let (_, session) = play(Session::new(), &[(Role::Client, offer), (Role::Server, answers)]);
            assert_eq!(session.dialect(), expected);
        }
        let unknown = Dialect::UNKNOWN;
        case(b"VER 1 MSNP8 CVR0\r\n", b"VER 1 MSNP8\r\n", Dialect::MSNP8);
        case(b"VER 1 MSNP8 CVR0\r\n", b"VER 1 CVR0\r\n", Dialect::CVR0);
        case(b"VER 1 msnp8 cvr0\r\n", b"VER 1 MSNP8\r\n", Dialect::MSNP8);
        case(b"", b"VER 1 MSNP8\r\n", Dialect::MSNP8);
        // The first counts.
        case(b"VER 1 MSNP8 MSNP7\r\n", b"VER 1 MSNP8\r\nVER 1 MSNP7\r\n", Dialect::MSNP8);
        case(b"VER 1 MSNP8\r\n", b"VER 1 MSNP8\r\nVER 2 MSNP21\r\n", Dialect::MSNP8);
        case(b"", b"VER 1 MSNP8\r\nVER 2 MSNP21\r\n", Dialect::MSNP8);
        // What was not offered does not.
        case(b"VER 1 MSNP8 CVR0\r\n", b"VER 1 MSNP21\r\n", unknown);
        case(b"VER 1 MSNP8 CVR0\r\n", b"VER 1 MSNP21\r\nVER 1 MSNP8\r\n", Dialect::MSNP8);
        case(b"VER 1 OTHER\r\n", b"VER 1 MSNP8\r\n", unknown);
        case(b"VER 1 MSNP30\r\n", b"VER 1 MSNP29\r\n", unknown);
        case(b"VER 1 MSNP254\r\n", b"VER 1 MSNP254\r\n", Dialect::new(254));
        // After a refusal there may be another offer.
        case(b"VER 1 MSNP8\r\n", b"VER 1 0 MSNP2\r\n", unknown);
        case(b"VER 1 MSNP8\r\nVER 2 MSNP2\r\n", b"VER 1 0 MSNP2\r\nVER 2 MSNP2\r\n", Dialect::MSNP2);
        // Nor does anything if the dialect was told.
        let told = Session::known(Link::Notification, Dialect::MSNP8);
        let said: [(Role, &[u8]); 2] =
            [(Role::Client, b"VER 1 MSNP21\r\n"), (Role::Server, b"VER 1 MSNP21\r\n")];
        assert_eq!(play(told, &said).1.dialect(), Dialect::MSNP8);
    }

    #[test]
    fn blocks_follow_the_lines_of_a_file_transfer() {
        let mut session = Session::new();
        let mut role = Side::new(Role::Server);
        let mut bytes = &b"VER MSNFTP\r\nFIL 2\r\n\x00\x02\x00\r\n"[..];
        let mut names = Vec::new();
        while let Some((frame, command)) = role.next(&mut session, bytes).unwrap() {
            names.push(command.unwrap().command.name());
            bytes = &bytes[frame.raw().len()..];
        }
        assert_eq!((names, bytes), (vec!["Ver", "Fil", "Data"], &b""[..]));
    }

    #[test]
    fn a_command_that_cannot_be_read_is_passed_over() {
        let mut session = Session::known(Link::Switchboard, Dialect::MSNP8);
        let (frame, command) =
            Side::new(Role::Server).next(&mut session, b"ACK x\r\nACK 5\r\n").unwrap().unwrap();
        assert_eq!(frame.raw(), b"ACK x\r\n");
        assert_eq!(command.unwrap_err().to_string(), "TrID: not a decimal number at byte 4");
    }

    #[test]
    fn nothing_is_learned_from_what_cannot_be_read() {
        #[track_caller]
        fn case(session: Session, role: Role, command: &[u8], expected: &str) {
            let mut after = session;
            let (_, command) = Side::new(role).next(&mut after, command).unwrap().unwrap();
            assert_eq!(command.unwrap_err().to_string(), expected);
            assert_eq!(after, session);
        }
        case(Session::new(), Role::Server, b"JOI\r\n", "passport: missing at byte 3");
        case(Session::new(), Role::Client, b"217 2\r\n", "verb: sent by the other side at byte 0");
        let room = Session::known(Link::Switchboard, Dialect::MSNP8);
        case(room, Role::Server, b"CHL 0 155\r\n", "verb: belongs to another link at byte 0");
        let old = Session::known(Link::Notification, Dialect::MSNP8);
        case(old, Role::Client, b"ADL 4 9\r\n<ml></ml>", "verb: not in this dialect at byte 0");
    }
}
