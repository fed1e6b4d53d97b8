//! A host on an IP Messenger network: says that it is there, answers what has to be answered, and
//! gives one file or directory to whoever sends it a message.
//!
//! ```text
//! cargo run -p imwire-demo --bin ipmsg_host -- --nick Carol --share photos
//! ```
//!
//! `photos` is a directory of yours, or a file.
//!
//! One way to build the crate into a program: blocking sockets, a thread for each connection, and limits for both.
//!
//! ```text
//! UDP ─► Packet ─┬─► obligations ─► replies ─► UDP
//!                └─► a message: an offer ────► UDP
//! TCP ─► FileRequest ─► a file, or a directory in records ─► TCP
//! ```
//!
//! Everything is bounded: what is remembered, what is read, how many connections there are, how
//! deep a directory may be. A peer asks for files by number, so nothing that it sends becomes part
//! of a path. Links inside a directory are left out.

use imwire::ipmsg::{
    Arrival, Attachment, BlockLine, Body, DirEntry, DirWriter, ExtAttribute, ExtKey, FileName, GroupName,
    Items, Message, Mode, Outgoing, Packet, Profile, Progress, SendOptions, Sender, Situation, Text,
};
use imwire::{Encode, IoSink, Wire};
use lexopt::prelude::*;
use std::collections::VecDeque;
use std::error::Error;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::net::{IpAddr, Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const HELP: &str = "\
Says that it is there on an IP Messenger network, and answers.

Usage: ipmsg_host [OPTIONS]

Options:
      --user NAME, --host NAME, --nick NAME, --group NAME
                            Who it is
      --bind ADDRESS:PORT   Where it listens (default: 0.0.0.0:2425)
      --tell ADDRESS:PORT   Who is told that it is there; may be given several times
                            (default: 255.255.255.255:2425, the whole network)
      --share PATH          A file or directory, which is there, for whoever sends a message
      --away TEXT           It is away, and this is what it says then
      --for SECONDS         Ends after that time
      --once                Ends when PATH was fetched
";

const PORT: u16 = 2425;
/// The longest packet that is sent, as some clients have no more room, and the longest request.
const PACKET: usize = 1024;
/// How many messages and offers are remembered: the last ones.
const REMEMBERED: usize = 256;
/// How many connections are served at a time, each by a thread, and how many of them from one address. Over the limit,
/// one on which no bytes move is closed to make room.
const CONNECTIONS: usize = 64;
const PER_ADDRESS: usize = 16;
/// A connection on which nothing moved for this long may be closed for another.
const STILL: Duration = Duration::from_secs(1);
/// A peer has to take so many bytes of a file in each second, on average after the first ten.
const SLOWEST: u64 = 1024;
/// After such a pause a request is taken to be whole.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a request may take, and how long a peer may do nothing in the middle of a file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Numbers of packets, and whose they are.
type Numbers<T> = VecDeque<(T, u64)>;
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Lives as long as the program, and so do the texts in it.
struct Host {
    profile: Profile<'static>,
    tell: Vec<SocketAddr>,
    share: Option<PathBuf>,
    /// When it ends, if not before.
    end: Option<Instant>,
    once: bool,
    socket: UdpSocket,
    listener: TcpListener,
    /// Of the next packet: the time of the start, counted on.
    number: AtomicU64,
    /// Who was offered something, and in which packet.
    offers: Mutex<Numbers<IpAddr>>,
    fetched: AtomicBool,
    served: Mutex<Vec<Arc<Line>>>,
}

/// A connection, and when something was last read or written there.
struct Line {
    stream: TcpStream,
    from: SocketAddr,
    moved: Mutex<Instant>,
}

impl Line {
    fn is_still(&self) -> bool {
        self.moved.lock().unwrap().elapsed() >= STILL
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ipmsg_host: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let Some(host) = host()? else {
        print!("{HELP}");
        return Ok(());
    };
    let host: &'static Host = Box::leak(Box::new(host));
    println!("listening on {}", host.socket.local_addr()?);
    thread::spawn(|| host.serve());
    host.talk()
}

/// The whole path of what is shared, which has a name: `.` has none.
fn shared(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|error| {
        format!("cannot share {}: {error}; --share takes a file or directory that is there", path.display())
            .into()
    })
}

/// `None` if help is asked for.
fn host() -> Result<Option<Host>> {
    let (mut user, mut host, mut nick, mut group) = ("imwire", "localhost", "imwire", "");
    let (mut tell, mut share, mut away, mut end, mut once) = (Vec::new(), None, None, None, false);
    let mut address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT));
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("user") => user = arguments.value()?.string()?.leak(),
            Long("host") => host = arguments.value()?.string()?.leak(),
            Long("nick") => nick = arguments.value()?.string()?.leak(),
            Long("group") => group = arguments.value()?.string()?.leak(),
            Long("bind") => address = arguments.value()?.parse()?,
            Long("tell") => tell.push(arguments.value()?.parse()?),
            Long("share") => share = Some(shared(&PathBuf::from(arguments.value()?))?),
            Long("away") => away = Some(Text::new(arguments.value()?.string()?.leak().as_bytes())?),
            Long("for") => end = Instant::now().checked_add(Duration::from_secs(arguments.value()?.parse()?)),
            Long("once") => once = true,
            Short('h') | Long("help") => return Ok(None),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if tell.is_empty() {
        tell.push((Ipv4Addr::BROADCAST, PORT).into());
    }
    let block = vec![
        BlockLine::new(BlockLine::UN, user.as_bytes())?,
        BlockLine::new(BlockLine::HN, host.as_bytes())?,
        BlockLine::new(BlockLine::NN, nick.as_bytes())?,
        BlockLine::new(BlockLine::GN, group.as_bytes())?,
    ];
    let mut profile = Profile::new(Sender::new(user.as_bytes(), host.as_bytes())?);
    profile.nick = Text::new(nick.as_bytes())?;
    profile.group = GroupName::new(group.as_bytes())?;
    // What old clients read is not known: UTF-8, too.
    (profile.local_nick, profile.local_group) = (profile.nick, profile.group);
    profile.block = block.leak();
    profile.absence = away;

    // Files are fetched from the port that messages come from.
    let taken = |error| format!("cannot listen on {address}: {error}; --bind names another address");
    let listener = TcpListener::bind(address).map_err(taken)?;
    let socket = UdpSocket::bind(listener.local_addr()?).map_err(taken)?;
    socket.set_broadcast(true)?;
    socket.set_read_timeout(Some(Duration::from_millis(100)))?;
    let number = AtomicU64::new(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
    let (offers, fetched, served) = (Mutex::default(), AtomicBool::new(false), Mutex::default());
    Ok(Some(Host { profile, tell, share, end, once, socket, listener, number, offers, fetched, served }))
}

impl Host {
    /// Says that it is there, answers, and says that it goes.
    fn talk(&self) -> Result<()> {
        self.tell(Mode::BR_ENTRY)?;
        let mut buffer = [0; 65_535];
        let mut seen = VecDeque::new();
        while self.end.is_none_or(|end| Instant::now() < end)
            && !(self.once && self.fetched.load(Ordering::Acquire))
        {
            match self.socket.recv_from(&mut buffer) {
                Ok((length, from)) => match Packet::parse(&buffer[..length]) {
                    Ok(packet) => {
                        self.answer(&packet, from, &mut seen).unwrap_or_else(|error| println!("! {error}"))
                    }
                    Err(error) => println!("< {from} {error}"),
                },
                // Windows tells of a packet that found nobody.
                Err(error) if is_pause(&error) || error.kind() == ErrorKind::ConnectionReset => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.tell(Mode::BR_EXIT)
    }

    fn tell(&self, mode: Mode) -> Result<()> {
        self.tell.iter().try_for_each(|&to| self.send(to, self.profile.entry(mode, self.next_number())?))
    }

    fn answer(&self, packet: &Packet, from: SocketAddr, seen: &mut Numbers<SocketAddr>) -> Result<()> {
        show('<', from, packet);
        let message = (from, packet.packet_no.value());
        // Nobody has to introduce himself: there is no list of hosts here.
        let mut facts = Situation::SENDER_KNOWN;
        facts.set(Situation::SEEN_BEFORE, seen.contains(&message));
        for obligation in self.profile.obligations(packet, facts) {
            self.send(from, self.profile.reply(&obligation, self.next_number())?)?;
        }
        match (packet.word().get::<SendOptions>(), packet.body()) {
            (Some(options), _) if !facts.contains(Situation::SEEN_BEFORE) => {
                remember(seen, message);
                // Or many would answer one, or two machines each other for ever.
                if !options.intersects(SendOptions::BROADCAST | SendOptions::AUTORET) {
                    self.offer(from)?;
                }
            }
            (_, Ok(Body::Receipt(receipt))) if packet.word().mode() == Mode::RELEASEFILES => {
                self.offers
                    .lock()
                    .unwrap()
                    .retain(|&(to, number)| to != from.ip() || !receipt.acknowledges(number));
            }
            _ => {}
        }
        Ok(())
    }

    fn offer(&self, to: SocketAddr) -> Result<()> {
        let Some(path) = &self.share else { return Ok(()) };
        let about = fs::metadata(path)?;
        let (name, mtime) = (FileName::new(name_of(path))?, mtime(&about));
        let file = if about.is_dir() {
            // iptux takes what has a size of 0 for something that it has already.
            Attachment { size: about.len().max(1), ..Attachment::directory(0, name, mtime) }
        } else {
            Attachment::file(0, name, about.len(), mtime)
        };
        let (number, files) = (self.next_number(), [file]);
        let message = Message::new(b"here you are")?.files(&files);
        let offer = self.profile.sender.send(number, SendOptions::UTF8 | SendOptions::AUTORET, message)?;
        remember(&mut self.offers.lock().unwrap(), (to.ip(), number));
        self.send(to, offer)
    }

    fn send(&self, to: SocketAddr, packet: Outgoing) -> Result<()> {
        let mut buffer = [0; PACKET];
        let bytes = packet.encode_into(&mut buffer)?;
        show('>', to, &Packet::parse(bytes)?);
        self.socket.send_to(bytes, to)?;
        Ok(())
    }

    /// Each is above the last: iptux drops a packet if that is not so.
    fn next_number(&self) -> u64 {
        self.number.fetch_add(1, Ordering::Relaxed)
    }

    /// Serves each connection in a thread of its own, for ever.
    fn serve(&'static self) {
        loop {
            match self.listener.accept() {
                Ok((stream, from)) => {
                    let line = Arc::new(Line { stream, from, moved: Mutex::new(Instant::now()) });
                    if !self.admit(&line) {
                        println!("! {from} has too many connections");
                        continue;
                    }
                    thread::spawn(move || {
                        match self.give(&line) {
                            Ok(()) => self.fetched.store(true, Ordering::Release),
                            Err(error) => println!("! {error}"),
                        }
                        self.served.lock().unwrap().retain(|other| !Arc::ptr_eq(other, &line));
                    });
                }
                Err(error) => {
                    println!("! {error}");
                    thread::sleep(STILL);
                }
            }
        }
    }

    /// Whether there is room, if need be after another connection is closed: of the same address, if that has too many.
    fn admit(&self, line: &Arc<Line>) -> bool {
        let mut served = self.served.lock().unwrap();
        let same = |other: &Line| other.from.ip() == line.from.ip();
        let full = served.iter().filter(|other| same(other)).count() >= PER_ADDRESS;
        if full || served.len() >= CONNECTIONS {
            let Some(at) = served.iter().position(|other| other.is_still() && (!full || same(other))) else {
                return false;
            };
            let _ = served.remove(at).stream.shutdown(Shutdown::Both);
        }
        served.push(line.clone());
        true
    }

    fn give(&self, line: &Line) -> Result<()> {
        let (stream, from) = (&line.stream, line.from);
        stream.set_read_timeout(Some(PAUSE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut buffer = [0; PACKET];
        let packet = Packet::parse(receive(stream, &mut buffer)?)?;
        show('<', from, &packet);
        let Body::FileRequest(request) = packet.body()? else { return Err("that asks for no file".into()) };
        let offered = self.offers.lock().unwrap().contains(&(from.ip(), request.packet_no))
            && request.file_id.hex() == 0;
        let path = self.share.as_ref().filter(|_| offered).ok_or("that was not offered")?;
        let mut out = IoSink(BufWriter::new(Paced { line, begun: Instant::now(), sent: 0 }));
        if packet.word().mode() == Mode::GETFILEDATA {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(request.offset.unwrap_or(0)))?;
            io::copy(&mut file, &mut out.0)?;
        } else {
            let mut writer = DirWriter::new();
            send_tree(path, &mut writer, &mut out)?;
            writer.finish()?;
        }
        out.0.flush()?;
        stream.shutdown(Shutdown::Write)?;
        // If something was left unread, closing would take back what is on its way.
        let _ = io::copy(&mut stream.take(PACKET as u64), &mut io::sink());
        Ok(())
    }
}

/// Writes to a peer, unless it takes too long.
struct Paced<'l> {
    line: &'l Line,
    begun: Instant,
    sent: u64,
}

impl Write for Paced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.begun.elapsed() > PATIENCE + Duration::from_secs(self.sent / SLOWEST) {
            return Err(io::Error::new(ErrorKind::TimedOut, format!("{} reads too slowly", self.line.from)));
        }
        let count = (&self.line.stream).write(bytes)?;
        self.sent += count as u64;
        *self.line.moved.lock().unwrap() = Instant::now();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a request. Nothing has to mark its end.
fn receive<'b>(mut stream: &TcpStream, buffer: &'b mut [u8; PACKET]) -> Result<&'b [u8]> {
    let end = Instant::now() + PATIENCE;
    let (mut arrival, mut length) = (Arrival::new(PACKET), 0);
    while Instant::now() < end {
        let progress = arrival.look(&buffer[..length])?;
        if let Progress::Complete(length) = progress {
            return Ok(&buffer[..length]);
        }
        match stream.read(&mut buffer[length..]) {
            Ok(0) => return Ok(&buffer[..length]),
            Err(error) if is_pause(&error) && progress == Progress::AtPause => return Ok(&buffer[..length]),
            Err(error) if is_pause(&error) => {}
            more => length += more?,
        }
    }
    Err("the request does not end".into())
}

/// Sends a directory with all that is in it, or a file.
fn send_tree(path: &Path, writer: &mut DirWriter, out: &mut IoSink<impl Write>) -> Result<()> {
    let about = fs::symlink_metadata(path)?;
    let times = [ExtAttribute::number(ExtKey::MTIME, mtime(&about))];
    let extended = Items::new(&times);
    let name = FileName::new(name_of(path))?;
    if about.is_dir() {
        writer.enter(out, &DirEntry { extended, ..DirEntry::directory(name) })?;
        let paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
        let mut paths = paths.collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        paths.iter().try_for_each(|path| send_tree(path, writer, out))?;
        writer.leave(out, &DirEntry { extended, ..DirEntry::PARENT })?;
    } else if about.is_file() {
        let mut file = File::open(path)?;
        writer.file(out, &DirEntry { extended, ..DirEntry::file(name, about.len()) })?;
        let mut buffer = [0; 8192];
        while writer.left() > 0 {
            let room = usize::try_from(writer.left()).map_or(buffer.len(), |left| left.min(buffer.len()));
            match file.read(&mut buffer[..room])? {
                0 => return Err("a file became shorter".into()),
                length => writer.contents(out, &buffer[..length])?,
            }
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> &[u8] {
    path.file_name().unwrap_or_default().as_encoded_bytes()
}

/// In seconds since 1970.
fn mtime(about: &Metadata) -> u64 {
    let time = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    time.unwrap_or_default().as_secs()
}

fn remember<T>(list: &mut VecDeque<T>, item: T) {
    list.truncate(REMEMBERED - 1);
    list.push_front(item);
}

/// Nothing came in time.
fn is_pause(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

fn show(direction: char, peer: SocketAddr, packet: &Packet) {
    let Packet { packet_no, user, host, .. } = packet;
    let body = packet.body().map_or_else(|error| error.to_string(), |body| format!("{body:?}"));
    println!("{direction} {peer} {} {user:?} {host:?} {} {body}", packet_no.value(), packet.word());
}
