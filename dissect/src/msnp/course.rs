//! What an MSNP connection is for and which dialect it speaks, as its frames tell.

use imwire::Wire;
use imwire::msnp::payload::Content;
use imwire::msnp::{Arg, Command, Context, Dialect, Frame, Link, Role, Session, ns};
use std::collections::HashMap;
use std::net::IpAddr;

/// The port of all servers that name none.
const PORT: u16 = 1863;

/// What is known of a connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Course {
    pub(crate) link: Link,
    pub(crate) dialect: Dialect,
    /// The client has said something.
    begun: bool,
}

/// Client and server.
pub(crate) type Hosts = [IpAddr; 2];

/// The dialects agreed on so far. A switchboard is not told again which one it is.
#[derive(Debug, Default)]
pub(crate) struct Dialects {
    with: HashMap<Hosts, Dialect>,
    of: HashMap<IpAddr, Dialect>,
}

impl Dialects {
    /// Of how many clients the dialect is kept in memory.
    const LIMIT: usize = 65_536;

    fn remember(&mut self, hosts: Hosts, dialect: Dialect) {
        if self.with.len() >= Self::LIMIT {
            *self = Self::default();
        }
        self.with.insert(hosts, dialect);
        self.of.insert(hosts[0], dialect);
    }

    fn find(&self, hosts: Hosts) -> Dialect {
        let found = self.with.get(&hosts).or_else(|| self.of.get(&hosts[0]));
        found.copied().unwrap_or(Dialect::UNKNOWN)
    }
}

impl Course {
    pub(crate) fn new() -> Self {
        Self { link: Link::Unknown, dialect: Dialect::UNKNOWN, begun: false }
    }

    pub(crate) fn context(&self, sender: Role) -> Context {
        Context::new(self.link, sender, self.dialect)
    }

    /// What is known of it, for its head.
    pub(crate) fn about(&self) -> String {
        let Self { link, dialect, .. } = *self;
        match (link, dialect.is_known()) {
            (Link::Notification, false) => "notification server".to_owned(),
            (Link::Notification, true) => format!("notification server, {dialect}"),
            (Link::Switchboard, true) => format!("switchboard, {dialect}"),
            (Link::Switchboard, false) => "switchboard, dialect unknown".to_owned(),
            (Link::FileTransfer, _) => "file transfer (MSNFTP)".to_owned(),
            (Link::Unknown, _) => "link and dialect unknown".to_owned(),
        }
    }

    /// To be asked before a frame of the client is read: its first one says what the link is for.
    pub(crate) fn client_says(&mut self, frame: &Frame<'_>, hosts: Hosts, dialects: &Dialects) {
        if self.begun {
            return;
        }
        self.begun = true;
        self.link = link_of(frame);
        if self.link == Link::Switchboard {
            self.dialect = dialects.find(hosts);
        }
    }

    /// To be told after a frame of the server was read: it may have chosen the dialect.
    pub(crate) fn server_said(&mut self, frame: &Frame<'_>, hosts: Hosts, dialects: &mut Dialects) {
        // The first answer counts.
        if self.link != Link::Notification || self.dialect.is_known() {
            return;
        }
        let reply = ns::ServerCommand::read(frame, self.dialect);
        let Ok(ns::ServerCommand::Ver(reply)) = reply else { return };
        if let Some(dialect) = reply.agreed() {
            self.dialect = dialect;
            dialects.remember(hosts, dialect);
        }
    }
}

fn link_of(frame: &Frame<'_>) -> Link {
    let learned = || {
        let mut session = Session::new();
        session.read(Role::Client, frame).map(|_| session.link())
    };
    match &frame.line().verb() {
        // One that cannot be read is no file transfer.
        b"VER" => learned().unwrap_or(Link::Notification),
        b"USR" if learned() == Ok(Link::Switchboard) => Link::Switchboard,
        b"ANS" => Link::Switchboard,
        _ => Link::Unknown,
    }
}

/// The port that this frame names of another server, or of a client that transfers a file.
pub(crate) fn named_port(frame: &Frame<'_>, sender: Role, dialect: Dialect) -> Option<u16> {
    if frame.line().verb() == *b"MSG" {
        let Ok(Content::Invitation(invitation)) = Content::parse(frame.payload()?) else { return None };
        return invitation.port?.try_into().ok();
    }
    if sender == Role::Client {
        return None;
    }
    let address = match ns::ServerCommand::read(frame, dialect).ok()? {
        ns::ServerCommand::Rng(rng) => rng.address,
        ns::ServerCommand::Xfr(reply) => match reply.referral {
            ns::Referral::Switchboard(to) => to.address,
            ns::Referral::Server(to) => to.address,
            ns::Referral::Notification(to) => to.address,
        },
        _ => return None,
    };
    port(address)
}

fn port(address: Arg<'_>) -> Option<u16> {
    let address = std::str::from_utf8(address.as_bytes()).ok()?;
    match address.rsplit_once(':') {
        Some((_, port)) => port.parse().ok().filter(|&port| port > 0),
        // Sign in again where you are.
        None if address == "0" => None,
        None => Some(PORT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::msnp::Splitter;

    const HOSTS: Hosts = [IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), OTHER];
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9));

    fn frame(sender: Role, wire: &[u8]) -> Frame<'_> {
        Splitter::new(sender).next(wire).unwrap().unwrap()
    }

    fn after(client: &[u8], server: &[u8], dialects: &mut Dialects) -> Course {
        let mut course = Course::new();
        course.client_says(&frame(Role::Client, client), HOSTS, dialects);
        course.server_said(&frame(Role::Server, server), HOSTS, dialects);
        course
    }

    #[test]
    fn links() {
        #[track_caller]
        fn case(first: &[u8], link: Link) {
            let mut course = after(first, b"OUT\r\n", &mut Dialects::default());
            assert_eq!(course.link, link);
            // Only the first one counts.
            course.client_says(&frame(Role::Client, b"VER 1 MSNP8\r\n"), HOSTS, &Dialects::default());
            assert_eq!(course.link, link);
        }
        case(b"VER 1 MSNP8 CVR0\r\n", Link::Notification);
        case(b"VER MSNFTP\r\n", Link::FileTransfer);
        case(b"VER 0 MSNFTP\r\n", Link::FileTransfer);
        case(b"VER 1 msnftp\r\n", Link::FileTransfer);
        case(b"VER 1 MSNP13 MSNFTP CVR0\r\n", Link::Notification);
        case(b"USR 1 a@example.com 17.18\r\n", Link::Switchboard);
        case(b"ANS 1 a@example.com 17.18 19\r\n", Link::Switchboard);
        case(b"USR 1 TWN I a@example.com\r\n", Link::Unknown);
        case(b"USR 2 CTP S \r\n", Link::Unknown);
        case(b"PNG\r\n", Link::Unknown);
    }

    #[test]
    fn dialects() {
        let mut dialects = Dialects::default();
        let switchboard = b"ANS 1 a@example.com 17.18 19\r\n";
        assert_eq!(after(switchboard, b"ANS 1 OK\r\n", &mut dialects).dialect, Dialect::UNKNOWN);
        let refused = after(b"VER 1 MSNP1\r\n", b"VER 0 0\r\n", &mut dialects);
        assert_eq!(refused.dialect, Dialect::UNKNOWN);
        let agreed = after(b"VER 1 MSNP9 MSNP8\r\n", b"VER 1 MSNP8\r\n", &mut dialects);
        assert_eq!(agreed.dialect, Dialect::MSNP8);
        assert_eq!(after(switchboard, b"ANS 1 OK\r\n", &mut dialects).dialect, Dialect::MSNP8);
        // Another server, another client.
        assert_eq!(dialects.find([HOSTS[0], HOSTS[0]]), Dialect::MSNP8);
        assert_eq!(dialects.find([OTHER, HOSTS[1]]), Dialect::UNKNOWN);
    }

    #[test]
    fn ports() {
        #[track_caller]
        fn case(wire: &[u8], dialect: u8, expected: Option<u16>) {
            let frame = frame(Role::Server, wire);
            assert_eq!(named_port(&frame, Role::Server, Dialect::new(dialect)), expected);
        }
        case(b"XFR 1 SB 192.0.2.9:1864 CKI 7\r\n", 8, Some(1864));
        case(b"XFR 1 NS 192.0.2.9:1865 0\r\n", 8, Some(1865));
        case(b"XFR 1 NS 192.0.2.9 U D\r\n", 15, Some(1863));
        case(b"XFR 1 NS 0 0 192.0.2.9:1863\r\n", 8, None);
        case(b"RNG 1 [2001:db8::1]:1866 CKI 7 a@example.com A\r\n", 8, Some(1866));
        case(b"RNG 1 192.0.2.9:99999 CKI 7 a@example.com A\r\n", 8, None);
        case(b"CAL 1 RINGING 192.0.2.9:1\r\n", 8, None);
    }
}
