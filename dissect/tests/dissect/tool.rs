//! The program, the samples, and captures that tests make.

use etherparse::{IpHeaders, PacketBuilder, PacketBuilderStep};
use pcap_file::DataLink;
use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(crate) const LAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/ipmsg-lan.pcap");
pub(crate) const CHAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/msnp-chat.pcapng");
pub(crate) const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors");

/// The program, without what the environment says of colours and width.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imwire-dissect"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    // From anywhere: the samples are part of the program.
    command.current_dir(std::env::temp_dir());
    command
}

pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    let output = program().args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// All went well, and nothing was complained about.
#[track_caller]
pub(crate) fn good(arguments: &[&str]) -> String {
    let Ran { code, out, err } = run(arguments);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    out
}

/// It ended with that code, and complained in these words.
#[track_caller]
pub(crate) fn bad(arguments: &[&str], code: i32, complaint: &str) -> String {
    let ran = run(arguments);
    assert!(ran.err.contains(complaint), "{:?} does not contain {complaint:?}", ran.err);
    assert_eq!(ran.code, Some(code));
    ran.out
}

#[track_caller]
pub(crate) fn objects(out: &str) -> Vec<Map<String, Value>> {
    out.lines().map(|line| serde_json::from_str(line).expect("an object on each line")).collect()
}

/// A file of this test.
pub(crate) fn file(name: &str, contents: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, contents).expect("the directory for files of tests is writable");
    path
}

/// The sample with each `from` replaced, which has to be there.
#[track_caller]
pub(crate) fn changed(sample: &str, name: &str, from: &[u8], to: &[u8]) -> PathBuf {
    assert_eq!(from.len(), to.len());
    let mut contents = fs::read(sample).expect("the sample");
    let places = contents.windows(from.len()).enumerate().filter(|(_, window)| *window == from);
    let places: Vec<usize> = places.map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        contents[at..at + to.len()].copy_from_slice(to);
    }
    file(name, &contents)
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// A capture of these frames.
pub(crate) fn capture(name: &str, link: DataLink, frames: &[Vec<u8>]) -> PathBuf {
    let header = PcapHeader { datalink: link, ..PcapHeader::default() };
    let mut writer = PcapWriter::with_header(Vec::new(), header).expect("memory");
    for (at, frame) in (1..).zip(frames) {
        let at = Duration::from_secs(1_795_257_000 + at);
        writer.write_packet(&PcapPacket::new(at, 9_000, frame)).expect("memory");
    }
    file(name, &writer.into_writer())
}

pub(crate) fn ipv4() -> PacketBuilderStep<IpHeaders> {
    PacketBuilder::ipv4([192, 0, 2, 1], [192, 0, 2, 2], 64)
}

pub(crate) fn datagram(bytes: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    ipv4().udp(2425, 2425).write(&mut packet, bytes).expect("a packet");
    packet
}

/// A directory of this test, with nothing in it.
pub(crate) fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir(&path).expect("the directory for files of tests is writable");
    path
}

/// The files in a directory, with their contents; bytes that are not ASCII are escaped.
pub(crate) fn contents(path: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(contents(&path)),
            false => {
                let bytes = fs::read(&path).expect("a file");
                let bytes =
                    String::from_utf8(bytes).unwrap_or_else(|it| it.as_bytes().escape_ascii().to_string());
                found.push((text(&path).to_owned(), bytes));
            }
        }
    }
    found.sort();
    found
}

/// The frames of a connection over TCP to that port: what the client (`true`) and the server send.
pub(crate) fn connection(port: u16, turns: &[(bool, Vec<u8>)]) -> Vec<Vec<u8>> {
    let ends = [([192, 0, 2, 1], 50_000), ([192, 0, 2, 2], port)];
    // The next number of each side; the handshake is in the first two frames.
    let (mut frames, mut next) = (Vec::new(), [1, 1]);
    let frame = |forth: bool, next: [u32; 2], syn: bool, bytes: &[u8]| {
        let ([from, to], [seq, ack]) = match forth {
            true => (ends, next),
            false => ([ends[1], ends[0]], [next[1], next[0]]),
        };
        let step = PacketBuilder::ipv4(from.0, to.0, 64).tcp(from.1, to.1, seq - u32::from(syn), 8_000);
        let step = if syn { step.syn() } else { step };
        let step = if syn && forth { step } else { step.ack(ack) };
        let mut frame = Vec::new();
        step.write(&mut frame, bytes).expect("a packet");
        frame
    };
    frames.extend([frame(true, next, true, b""), frame(false, next, true, b"")]);
    for (forth, bytes) in turns {
        for bytes in bytes.chunks(1_400) {
            frames.push(frame(*forth, next, false, bytes));
            next[usize::from(!forth)] += bytes.len() as u32;
        }
    }
    frames
}
