//! One MSNP connection of a capture: both sides of it, what it is for, and what comes out.

use crate::msnp::course::{Course, Dialects, Hosts, named_port};
use crate::msnp::gateway::{Http, is_gateway};
use crate::msnp::reader::{Reader, Step};
use crate::show::output::{Excerpt, Status, Thing, Trouble};
use imwire::msnp::{Dialect, Link, Role};
use std::borrow::Cow;

/// One connection.
#[derive(Debug)]
pub(crate) struct Session {
    course: Course,
    client: Reader,
    server: Reader,
    hosts: Hosts,
    web: Web,
}

/// Whether it goes through the HTTP gateway.
#[derive(Debug, Default)]
struct Web {
    /// Once it is known.
    uses_it: Option<bool>,
    /// What does not go through it is something else.
    only: bool,
    /// What the client sent, until it is known.
    start: Vec<u8>,
    client: Http,
    server: Http,
}

impl Web {
    /// What of these bytes is MSNP. `told` is called for what the HTTP around it says.
    fn unwrapped<'b>(&mut self, sender: Role, bytes: &'b [u8], told: impl FnMut(String)) -> Cow<'b, [u8]> {
        let mut bytes = Cow::Borrowed(bytes);
        if self.uses_it.is_none() && sender == Role::Client {
            self.start.extend_from_slice(&bytes);
            self.uses_it = is_gateway(&self.start);
            bytes = match self.uses_it {
                Some(_) => Cow::Owned(std::mem::take(&mut self.start)),
                None => Cow::Borrowed(&[]),
            };
        }
        match self.uses_it {
            Some(true) => Cow::Owned(self.side(sender).bodies(&bytes, told)),
            _ if self.only => Cow::Borrowed(&[]),
            _ => bytes,
        }
    }

    /// Bytes are missing. Gives what was held, and whether the gap is one of MSNP.
    fn gap(&mut self, sender: Role, count: u64) -> (Vec<u8>, bool) {
        match self.uses_it {
            Some(true) => (Vec::new(), self.side(sender).gap(count)),
            _ if self.only => (Vec::new(), false),
            _ if sender == Role::Client => {
                self.uses_it = Some(false);
                (std::mem::take(&mut self.start), true)
            }
            _ => (Vec::new(), true),
        }
    }

    fn side(&mut self, sender: Role) -> &mut Http {
        match sender {
            Role::Client => &mut self.client,
            Role::Server => &mut self.server,
        }
    }
}

/// What a session has to say.
pub(crate) enum Told<'a> {
    Thing(Thing<'a>),
    /// What is known of it has changed.
    Remark(String),
    /// Another server listens there.
    Port(u16),
}

impl Session {
    /// `web`: only what goes through the HTTP gateway is MSNP.
    pub(crate) fn new(hosts: Hosts, lenient: bool, web: bool) -> Self {
        let [client, server] = [Role::Client, Role::Server].map(|sender| Reader::new(sender, lenient));
        let web = Web { only: web, ..Web::default() };
        Self { course: Course::new(), client, server, hosts, web }
    }

    /// What is known of it, for its head.
    pub(crate) fn about(&self) -> String {
        self.course.about()
    }

    /// One side sent this. `tell` is called for what comes out, with what is known by then.
    pub(crate) fn bytes<E>(
        &mut self,
        sender: Role,
        bytes: &[u8],
        dialects: &mut Dialects,
        mut tell: impl FnMut(&Course, Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut remarks = Vec::new();
        let bytes = self.web.unwrapped(sender, bytes, |text| remarks.push(text));
        self.reader(sender).push(&bytes);
        self.frames(sender, dialects, &mut tell)?;
        remarks.into_iter().try_for_each(|text| tell(&self.course, Told::Remark(text)))
    }

    fn frames<E>(
        &mut self,
        sender: Role,
        dialects: &mut Dialects,
        tell: &mut impl FnMut(&Course, Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        loop {
            let Self { course, client, server, hosts, .. } = self;
            let reader = if sender == Role::Client { client } else { server };
            let Some(step) = reader.next() else { return Ok(()) };
            let before = *course;
            match step {
                Step::Frame { frame, wire } => {
                    if sender == Role::Client {
                        course.client_says(&frame, *hosts, dialects);
                    }
                    let context = course.context(sender);
                    tell(course, Told::Thing(Thing::Frame { frame, context, wire }))?;
                    if course.link != Link::FileTransfer {
                        if sender == Role::Server {
                            course.server_said(&frame, *hosts, dialects);
                        }
                        if let Some(port) = named_port(&frame, sender, course.dialect) {
                            tell(course, Told::Port(port))?;
                        }
                    }
                }
                Step::Refused { error, rest } => {
                    let (error, bytes) = (Some(error.to_string()), Excerpt::of(rest));
                    tell(course, trouble(Status::Error, error, bytes))?;
                }
                Step::Skipped(bytes) => tell(course, trouble(Status::Skipped, None, bytes))?,
            }
            self.follow(before, tell)?;
        }
    }

    /// What was learned matters for the bytes that follow.
    fn follow<E>(
        &mut self,
        before: Course,
        tell: &mut impl FnMut(&Course, Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Course { link, dialect, .. } = self.course;
        if link == Link::FileTransfer && before.link != link {
            self.client.set_file_transfer();
            self.server.set_file_transfer();
        }
        if dialect != before.dialect {
            self.client.set_dialect(dialect);
            self.server.set_dialect(dialect);
            if link == Link::Notification {
                let text = match dialect {
                    Dialect::CVR0 => "no dialect: only a newer client is asked for".to_owned(),
                    dialect => format!("they speak {dialect} from here on"),
                };
                tell(&self.course, Told::Remark(text))?;
            }
        }
        Ok(())
    }

    /// So many bytes of one side are not in the capture.
    pub(crate) fn gap(&mut self, sender: Role, count: u64) -> Vec<Trouble> {
        let (start, is_msnp) = self.web.gap(sender, count);
        self.reader(sender).push(&start);
        let rest = self.reader(sender).gap();
        let count = if is_msnp { count } else { 0 };
        let gap = Excerpt { count, head: Vec::new() };
        let told = [(Status::Incomplete, Excerpt::of(&rest)), (Status::Gap, gap)];
        troubles(told)
    }

    /// Nothing more comes from one side.
    pub(crate) fn end(&mut self, sender: Role) -> Vec<Trouble> {
        if sender == Role::Client && !self.web.only {
            let start = std::mem::take(&mut self.web.start);
            self.reader(sender).push(&start);
        }
        let (rest, skipped) = self.reader(sender).end();
        troubles([(Status::Incomplete, Excerpt::of(&rest)), (Status::Skipped, skipped)])
    }

    /// Bytes of frames that are not whole yet.
    pub(crate) fn held(&self) -> usize {
        let web = self.web.start.len() + self.web.client.held() + self.web.server.held();
        self.client.held() + self.server.held() + web
    }

    fn reader(&mut self, sender: Role) -> &mut Reader {
        match sender {
            Role::Client => &mut self.client,
            Role::Server => &mut self.server,
        }
    }
}

pub(super) fn troubles(what: [(Status, Excerpt); 2]) -> Vec<Trouble> {
    let what = what.into_iter().filter(|(_, bytes)| bytes.count > 0);
    what.map(|(status, bytes)| Trouble { proto: "msnp", status, error: None, bytes }).collect()
}

fn trouble(status: Status, error: Option<String>, bytes: Excerpt) -> Told<'static> {
    Told::Thing(Thing::Trouble(Trouble { proto: "msnp", status, error, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Client, Server};

    /// Plays lines to a session and gives back what it tells.
    fn play(lines: &[(Role, &[u8])]) -> (Session, Vec<String>) {
        let host = |last| std::net::IpAddr::from([192, 0, 2, last]);
        let mut session = Session::new([host(1), host(9)], false, false);
        let (mut dialects, mut told) = (Dialects::default(), Vec::new());
        for (sender, bytes) in lines {
            let result = session.bytes(*sender, bytes, &mut dialects, |_, what| {
                told.push(match what {
                    Told::Thing(Thing::Frame { frame, context, .. }) => {
                        let verb = String::from_utf8_lossy(frame.line().as_bytes()).into_owned();
                        format!("{} {} {verb}", context.link, context.dialect)
                    }
                    Told::Thing(Thing::Trouble(trouble)) => format!("{:?}", trouble.status),
                    Told::Thing(_) => String::new(),
                    Told::Remark(text) => text,
                    Told::Port(port) => port.to_string(),
                });
                Ok::<_, std::convert::Infallible>(())
            });
            assert!(result.is_ok());
        }
        (session, told)
    }

    #[test]
    fn a_notification_server() {
        let (session, told) = play(&[
            (Client, b"VER 1 MSNP13 MSNP12\r\nCV"),
            (Server, b"VER 1 MSNP12\r\n241 9 53\r\nXFR 3 NS 192.0.2.8:1864 0 192.0.2.9\r\n"),
        ]);
        let expected = [
            "notification unknown dialect VER 1 MSNP13 MSNP12",
            "notification unknown dialect VER 1 MSNP12",
            "they speak MSNP12 from here on",
            // Without the dialect, it would have a payload of 53 bytes.
            "notification MSNP12 241 9 53",
            "notification MSNP12 XFR 3 NS 192.0.2.8:1864 0 192.0.2.9",
            "1864",
        ];
        assert_eq!(
            (told, session.about().as_str()),
            (expected.map(str::to_owned).to_vec(), "notification server, MSNP12")
        );
    }

    #[test]
    fn through_the_gateway() {
        let (_, told) = play(&[
            (
                Client,
                b"POST /gateway/gateway.dll?Action=open&Server=NS&IP=a HTTP/1.1\r\nContent-Length: 14\r\n\r\nVER 1 MSNP12\r\n",
            ),
            (Server, b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nVER 1 MSNP12\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nQNG "),
            (Server, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n50\r\n"),
        ]);
        let expected = [
            "notification unknown dialect VER 1 MSNP12",
            "through the HTTP gateway, to NS a",
            "notification unknown dialect VER 1 MSNP12",
            "they speak MSNP12 from here on",
            "notification MSNP12 QNG 50",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_file_transfer() {
        let (mut session, told) = play(&[
            (Client, b"VER MSNFTP\r\nUSR a@b 1\r\n"),
            (Server, b"VER MSNFTP\r\nFIL 5\r\n\0\x05\0MSG 1"),
        ]);
        let expected = ["VER MSNFTP", "USR a@b 1", "VER MSNFTP", "FIL 5", "\0\u{5}\0"];
        assert_eq!(told, expected.map(|line| format!("file transfer unknown dialect {line}")));
        assert!(session.end(Server).is_empty());
    }

    #[test]
    fn not_from_the_beginning() {
        let (mut session, told) = play(&[(Client, b"PNG\r\nAB 1\r\nQRY"), (Server, b"QNG 50")]);
        assert_eq!(told, ["unknown unknown dialect PNG", "Error"]);
        assert_eq!(session.about(), "link and dialect unknown");
        let status = |troubles: Vec<Trouble>| troubles.iter().map(|one| one.status).collect::<Vec<_>>();
        assert_eq!(status(session.gap(Server, 9)), [Status::Incomplete, Status::Gap]);
        assert_eq!(status(session.end(Server)), []);
        assert_eq!(status(session.end(Client)), [Status::Skipped]);
    }
}
