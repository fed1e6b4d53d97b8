//! The program `ipmsg_host`, as a peer sees it, on the loopback interface.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, UNIX_EPOCH};

/// What it says of itself to all, and what it answers with UTF8.
const ALICE_TO_ALL: &str = "Alice\0QA\0\nUN:alice\nHN:kimchi\nNN:Alice\nGN:QA";
const ALICE: &str = "Alice\0QA";

/// The program, and a peer that it was told of.
struct Peer {
    program: Child,
    /// Of the program, for UDP and TCP.
    address: SocketAddr,
    socket: UdpSocket,
    /// The program is alice, and this is bob.
    packet_no: u32,
    /// What it prints, in the end.
    log: Option<JoinHandle<Vec<u8>>>,
}

/// What the program sends over UDP.
#[derive(Debug, PartialEq)]
struct Sent {
    packet_no: u32,
    command: u32,
    body: String,
}

fn start(arguments: &[&str]) -> Peer {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_ipmsg_host"))
        .args(["--user", "alice", "--host", "kimchi", "--nick", "Alice", "--group", "QA", "--for", "120"])
        .args(["--bind", "127.0.0.1:0", "--tell", &socket.local_addr().unwrap().to_string()])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on ").expect(&line).parse().unwrap();
    // Read while it runs, or the pipe fills up.
    let log = thread::spawn(move || {
        let mut log = Vec::new();
        let _ = out.read_to_end(&mut log);
        log
    });
    Peer { program, address, socket, packet_no: 100, log: Some(log) }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Peer {
    /// Ends the program, and gives what it printed.
    fn log(mut self) -> String {
        let log = self.log.take().unwrap();
        drop(self);
        String::from_utf8(log.join().unwrap()).expect("the log is UTF-8")
    }

    fn send(&mut self, command: u32, body: &str) -> u32 {
        self.packet_no += 1;
        self.repeat(command, body)
    }

    /// Sends the number that was sent last.
    fn repeat(&self, command: u32, body: &str) -> u32 {
        let packet = format!("1:{}:bob:natto-pc:{command}:{body}", self.packet_no);
        self.socket.send_to(packet.as_bytes(), self.address).unwrap();
        self.packet_no
    }

    #[track_caller]
    fn receive(&self) -> Sent {
        let mut buffer = [0; 2048];
        let (length, from) = self.socket.recv_from(&mut buffer).expect("the program sends something");
        assert_eq!(from, self.address);
        let packet = String::from_utf8(buffer[..length].to_vec()).expect("UTF-8");
        let [version, packet_no, user, host, command, body] =
            packet.splitn(6, ':').collect::<Vec<_>>().try_into().expect("six fields");
        assert_eq!([version, user, host], ["1", "alice", "kimchi"]);
        Sent { packet_no: packet_no.parse().unwrap(), command: command.parse().unwrap(), body: body.into() }
    }

    #[track_caller]
    fn expect(&self, command: u32, body: &str) -> u32 {
        let sent = self.receive();
        assert_eq!((sent.command, sent.body.as_str()), (command, body));
        sent.packet_no
    }

    /// It sent nothing but what was received: it answers this, and that comes next.
    #[track_caller]
    fn expect_no_more(&mut self) {
        self.send(64, "");
        self.expect(65, concat!("imwire ", env!("CARGO_PKG_VERSION"), "\0"));
    }

    /// What comes back over TCP for these pieces of a request.
    fn fetch(&self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        for piece in pieces {
            stream.write_all(piece).unwrap();
            thread::sleep(Duration::from_millis(20));
        }
        let mut answer = Vec::new();
        // What is refused is closed, or reset if not all of it was read.
        let _ = stream.read_to_end(&mut answer);
        let _ = stream.shutdown(Shutdown::Both);
        answer
    }

    fn ask(&self, command: u32, body: &str) -> Vec<u8> {
        self.fetch(&[format!("1:200:bob:natto-pc:{command}:{body}").as_bytes()])
    }

    #[track_caller]
    fn ends(&mut self) {
        assert!(self.program.wait().unwrap().success());
    }
}

/// An empty directory of this test.
fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ipmsg_host").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn file(path: &Path, contents: &str) {
    fs::write(path, contents).unwrap();
    let mtime = UNIX_EPOCH + Duration::from_secs(0x6550_0000);
    File::options().write(true).open(path).unwrap().set_modified(mtime).unwrap();
}

#[test]
fn presence_and_questions() {
    let mut peer = start(&[]);
    let first = peer.expect(0x0120_0001, ALICE_TO_ALL);
    peer.send(1 | 0x0100_0000, "Bob\0QA\0");
    let second = peer.expect(0x01a0_0003, ALICE);
    peer.send(1, "Bob, who cannot read UTF-8\0QA\0");
    peer.expect(0x0120_0003, ALICE);
    assert_eq!(second, first + 1, "iptux drops a packet with a number that is not above the last");
    peer.send(64, "");
    peer.expect(65, concat!("imwire ", env!("CARGO_PKG_VERSION"), "\0"));
    peer.send(80, "");
    peer.expect(81, "Not Absence mode\0");
    // Answers, rubbish, and what it said itself.
    for (command, body) in
        [(3, "Bob\0QA\0"), (2, "Bob"), (4, "Bob"), (0, ""), (65, "1.0"), (81, "?"), (289, "5")]
    {
        peer.send(command, body);
    }
    for packet in [&b"M-SEARCH * HTTP/1.1\r\n"[..], b"", b":::::", b"1:7:alice:kimchi:1:Alice", b"IP2:0::Z"] {
        peer.socket.send_to(packet, peer.address).unwrap();
    }
    peer.expect_no_more();
}

#[test]
fn absence() {
    let mut peer = start(&["--away", "out for lunch"]);
    peer.expect(0x0120_0101, ALICE_TO_ALL);
    peer.send(80, "");
    peer.expect(81, "out for lunch\0");
    let number = peer.send(32 | 0x100, "hello");
    peer.expect(33, &format!("{number}\0"));
    let answer = peer.receive();
    assert_eq!((answer.command & 0x20ff, answer.body.as_str()), (0x2020, "out for lunch\0"));
    peer.expect_no_more();
}

#[test]
fn receipts() {
    let mut peer = start(&[]);
    peer.receive();
    let number = peer.send(32 | 0x100, "hello\0");
    peer.expect(33, &format!("{number}\0"));
    // Its receipt was lost, says bob.
    peer.repeat(32 | 0x100 | 0x4000, "hello\0");
    peer.expect(33, &format!("{number}\0"));
    peer.send(32, "no receipt, please\0");
    peer.send(32 | 0x100 | 0x400, "to all: no receipt, or there were many\0");
    peer.send(32 | 0x100 | 0x2000, "automatic: no receipt, or it went on for ever\0");
    peer.expect_no_more();
}

#[test]
fn shared_directory() {
    let work = directory("shared_directory");
    let tree = work.join("tree");
    fs::create_dir_all(tree.join("sub/deep")).unwrap();
    file(&work.join("secret"), "not shared");
    file(&tree.join("a.txt"), "hello file\n");
    file(&tree.join("sub/empty"), "");
    file(&tree.join("sub/deep/飛鴿.txt"), "deeper\n");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret", tree.join("link")).unwrap();
        std::os::unix::fs::symlink("..", tree.join("sub/up")).unwrap();
        file(&tree.join("sub/q:r"), "colon");
    }
    let mtime = |name: &str| {
        let time = fs::metadata(tree.join(name)).unwrap().modified().unwrap();
        time.duration_since(UNIX_EPOCH).unwrap().as_secs()
    };

    let mut peer = start(&["--once", "--share", tree.to_str().unwrap()]);
    peer.receive();
    let number = peer.send(32 | 0x100, "hello\0");
    peer.expect(33, &format!("{number}\0"));
    let offer = peer.receive();
    assert_eq!(offer.command, 32 | 0x2000 | 0x0020_0000 | 0x0080_0000);
    let size = fs::metadata(&tree).unwrap().len().max(1);
    assert_eq!(offer.body, format!("here you are\x000:tree:{size:x}:{:x}:2:\x07", mtime("")));
    let number = offer.packet_no;

    // Not offered, or not so.
    assert_eq!(peer.ask(98, &format!("{:x}:0:\0", number + 1)), b"");
    assert_eq!(peer.ask(98, &format!("{number:x}:1:\0")), b"");
    assert_eq!(peer.ask(96, &format!("{number:x}:0:0:\0")), b"", "a directory is no file");
    assert_eq!(peer.ask(32, "hello\0"), b"");
    assert_eq!(peer.ask(98, "\0"), b"");
    assert_eq!(peer.fetch(&[b"GET / HTTP/1.1\r\n\r\n\0"]), b"");
    assert_eq!(peer.fetch(&[&[b'1'; 5000]]), b"");

    let request = format!("1:201:bob:natto-pc:98:{number:x}:0:\0");
    let stream = peer.fetch(&request.as_bytes().chunks(5).collect::<Vec<_>>());
    let header = |name: &str, size: usize, kind: u8, of: &str| {
        let size = if kind == 3 { "0".into() } else { format!("{size:09x}") };
        let rest = format!(":{name}:{size}:{kind}:14={:x}:", mtime(of));
        format!("{:04x}{rest}", rest.len() + 4)
    };
    let mut expected = header("tree", 0, 2, "") + &header("a.txt", 11, 1, "a.txt") + "hello file\n";
    expected += &(header("sub", 0, 2, "sub") + &header("deep", 0, 2, "sub/deep"));
    expected +=
        &(header("飛鴿.txt", 7, 1, "sub/deep/飛鴿.txt") + "deeper\n" + &header(".", 0, 3, "sub/deep"));
    expected += &header("empty", 0, 1, "sub/empty");
    if cfg!(unix) {
        expected += &(header("q::r", 5, 1, "sub/q:r") + "colon");
    }
    expected += &(header(".", 0, 3, "sub") + &header(".", 0, 3, ""));
    assert_eq!(String::from_utf8(stream).unwrap(), expected);

    peer.expect(0x0120_0002, ALICE_TO_ALL);
    peer.ends();
}

#[test]
fn shared_file() {
    let path = directory("shared_file").join("a:b.txt");
    file(&path, "hello file\n");
    let mut peer = start(&["--share", path.to_str().unwrap()]);
    peer.receive();
    peer.send(32, "hello\0");
    let offer = peer.receive();
    assert_eq!(offer.body, "here you are\x000:a::b.txt:b:65500000:1:\x07");
    let number = offer.packet_no;
    assert_eq!(peer.ask(96, &format!("{number:x}:0:0:\0")), b"hello file\n");
    assert_eq!(peer.ask(96, &format!("{number:x}:0:6:")), b"file\n", "the rest of it; no NUL");
    assert_eq!(peer.ask(96, &format!("{number:x}:0:b:\0")), b"");
    assert_eq!(peer.ask(96, &format!("{number:x}:0:ffffffffffffffff:\0")), b"", "no such byte");
    // The file alone is the whole stream.
    assert_eq!(
        peer.ask(98, &format!("{number:x}:0:\0")),
        b"0026:a::b.txt:00000000b:1:14=65500000:hello file\n"
    );
    // Bob does not want it any more.
    peer.send(97, &format!("{number}\0"));
    peer.expect_no_more();
    assert_eq!(peer.ask(96, &format!("{number:x}:0:0:\0")), b"");
}

/// Peers that ask for a file and do not read it hold up nobody, and go when others want to connect.
#[test]
fn who_does_not_read() {
    let path = directory("who_does_not_read").join("long.bin");
    fs::write(&path, vec![b'x'; 32 << 20]).unwrap();
    let mut peer = start(&["--share", path.to_str().unwrap()]);
    peer.receive();
    peer.send(32, "hello\0");
    let number = peer.receive().packet_no;
    let request = format!("1:201:bob:natto-pc:96:{number:x}:0:0:\0");
    let ask = || {
        let mut stream = TcpStream::connect(peer.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let fetched = || {
        let (mut length, mut buffer) = (0, vec![0; 1 << 16]);
        let mut stream = ask();
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            length += count;
        }
        length
    };
    let eight: Vec<_> = (0..8).map(|_| ask()).collect();
    assert_eq!(fetched(), 32 << 20);
    // As many as one address may have: idle ones are closed for new ones.
    let more: Vec<_> = (0..8).map(|_| ask()).collect();
    thread::sleep(Duration::from_millis(1500));
    assert_eq!(fetched(), 32 << 20);
    drop((eight, more));
}

/// Whatever a peer calls itself and its files, the log has one line for each packet, and nothing in it moves the cursor
/// or turns the direction of writing.
#[test]
fn the_log_is_safe_for_a_terminal() {
    let mut peer = start(&[]);
    peer.receive();
    // Escape sequences, a line of its own, C1 as a character and as a byte, bidirectional controls, separators.
    let hostile: [&[u8]; 8] = [
        b"\x1b[2J\x1b]0;title\x07",
        b"a\r\n! all is well",
        "\u{9b}31m".as_bytes(),
        b"\x9b31m\x90\x7f\x08",
        "photo\u{202e}gpj.exe".as_bytes(),
        "\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}".as_bytes(),
        "\u{2028}\u{2029}\u{85}".as_bytes(),
        b"\xb7\xc9\x1b\xc7\xef\xff\xfe",
    ];
    let packets = |name: &[u8]| {
        [
            [b"1:1:", name, b":", name, b":0:", name].concat(),
            [b"1:2:", name, b":", name, b":2:", name, b"\0", name, b"\0\nUN:", name, b"\nHN:", name].concat(),
            [b"1:3:u:h:2097184:", name, b"\x000:", name, b":5:65500000:1:8=", name, b":\x07"].concat(),
            [b"1_lbt4_0#128#", name, b"#0#0#0#4000#9:4:", name, b":h:209:", name].concat(),
            [b"IP2:", name, b":5:Z"].concat(),
            name.to_vec(),
        ]
    };
    for name in hostile {
        for packet in packets(name) {
            peer.socket.send_to(&packet, peer.address).unwrap();
        }
        // A request for a file that was not offered, and no request.
        peer.fetch(&[&[b"1:9:", name, b":", name, b":96:1:0:0:\0"].concat()]);
        peer.fetch(&[name, b"\0"]);
    }
    peer.expect_no_more();
    let log = peer.log();
    let is_safe = |char: char| {
        let turns = matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        !char.is_control() && !turns
    };
    for line in log.split('\n').filter(|line| !line.is_empty()) {
        assert!(line.chars().all(is_safe), "{line:?}");
        let is_ours = ["< 127.0.0.1:", "> 127.0.0.1:", "! "].iter().any(|begin| line.starts_with(begin));
        assert!(is_ours && !line.starts_with("! all is well"), "{line:?}");
    }
    // The names are there, in a form that shows what they are made of.
    for shown in [
        r"\x1b[2J",
        r"\r\n! all is well",
        r"\xc2\x9b31m",
        r"photo\xe2\x80\xaegpj.exe",
        r"\x9b31m\x90\x7f\x08",
    ] {
        assert!(log.contains(shown), "{shown} is not in {log}");
    }
}

#[test]
fn ends_in_time() {
    let mut peer = start(&["--for", "1"]);
    peer.receive();
    peer.expect(0x0120_0002, ALICE_TO_ALL);
    peer.ends();
}

#[test]
fn what_is_wrong_is_named() {
    #[track_caller]
    fn case(arguments: &[&str], named: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_ipmsg_host"))
            .args(arguments)
            .output()
            .expect("the program starts");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.starts_with(&format!("ipmsg_host: {named}: ")), "{message}");
        assert!(!output.status.success());
    }
    let path = directory("what_is_wrong_is_named").join("photos");
    let path = path.to_str().unwrap();
    case(&["--share", path], &format!("cannot share {path}"));
    let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    case(&["--bind", &address], &format!("cannot listen on {address}"));
}
