//! Pipes, files that grow, signals, and how much memory it takes.

use crate::tool::*;
use etherparse::PacketBuilder;
use pcap_file::DataLink;
use pcap_file::pcap::{PcapHeader, PcapPacket, PcapWriter};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The program, which reads what is sent to it, and its output.
fn started(arguments: &[&str]) -> (std::process::Child, BufReader<std::process::ChildStdout>) {
    let mut command = program();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let out = BufReader::new(child.stdout.take().expect("a pipe"));
    (child, out)
}

/// Reads lines up to one that contains this.
#[track_caller]
fn read_up_to(out: &mut impl BufRead, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert!(out.read_line(&mut line).expect("UTF-8") > 0, "{text} does not come");
    }
}

/// What ends it, and the rest of its output.
#[track_caller]
fn ended(child: std::process::Child, mut out: impl Read) -> String {
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("UTF-8");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
    rest
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
}

#[test]
fn a_pipe_is_shown_as_it_fills() {
    let whole = fs::read(LAN).expect("the sample");
    for arguments in [&["-"][..], &["--json", "-"]] {
        let (mut child, mut out) = started(arguments);
        let mut pipe = child.stdin.take().expect("a pipe");
        // In the middle of a record.
        let (first, rest) = whole.split_at(1_000);
        pipe.write_all(first).expect("it reads");
        read_up_to(&mut out, "BR_ENTRY");
        pipe.write_all(rest).expect("it reads");
        drop(pipe);
        let rest = ended(child, out);
        assert!(rest.contains("q:a.txt"), "{rest}");
        assert_eq!(rest.contains("26 messages"), arguments.len() == 1, "{rest}");
    }
}

#[test]
fn a_file_in_a_pipe_and_one_that_is_compressed() {
    let whole = good(&["--json", LAN]);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&fs::read(LAN).expect("the sample")).expect("memory");
    let packed = file("lan.pcap.gz", &packer.finish().expect("memory"));
    assert_eq!(good(&["--json", text(&packed)]), whole);
    for path in [Path::new(LAN), &packed] {
        let input = fs::File::open(path).expect("the file");
        let output = program().args(["--json", "-"]).stdin(input).output().expect("the program runs");
        assert!(output.status.success() && output.stdout == whole.as_bytes());
    }
    let bytes = fs::read(&packed).expect("the file");
    let cut = file("cut.pcap.gz", &bytes[..bytes.len() / 2]);
    bad(&["--json", text(&cut)], 1, "cut.pcap.gz: cannot be read: ");
}

/// Also the end: what was read before the signal is shown, with the summary.
#[test]
#[cfg(unix)]
fn a_file_that_grows_and_a_signal() {
    let whole = fs::read(LAN).expect("the sample");
    let (first, rest) = whole.split_at(1_000);
    let growing = file("growing.pcap", first);
    let (child, mut out) = started(&["--follow", text(&growing)]);
    read_up_to(&mut out, "BR_ENTRY");
    let mut more = fs::OpenOptions::new().append(true).open(&growing).expect("the file");
    more.write_all(rest).expect("the disk has room");
    read_up_to(&mut out, "←  end of directory");
    signal(&child, "-INT");
    let rest = ended(child, out);
    assert!(rest.contains("41 frames: 26 messages in 5 conversations"), "{rest}");

    let (mut child, mut out) = started(&["-"]);
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(first).expect("it reads");
    read_up_to(&mut out, "BR_ENTRY");
    // It ends, though the pipe does not; what was written before the signal is read.
    pipe.write_all(&whole[1_000..2_000]).expect("it reads");
    signal(&child, "-TERM");
    let rest = ended(child, out);
    assert!(rest.contains("hello alice") && rest.contains("messages in"), "{rest}");
}

#[test]
fn nobody_listens() {
    let mut command = program();
    command.args(vec![CHAT; 200]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("ten bytes");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
}

/// Megabytes of what grows if nothing bounds it: messages without an end, on thousands of connections, with
/// gaps; fragments that miss others; names of hosts and programs.
#[test]
#[cfg(target_os = "linux")]
fn memory_is_bounded() {
    let (mut child, mut out) = started(&["--stats", "-"]);
    let mut pipe = child.stdin.take().expect("a pipe");
    let header = PcapHeader { datalink: DataLink::RAW, ..PcapHeader::default() };
    let mut writer = PcapWriter::with_header(Vec::new(), header).expect("memory");
    let mut written = 0;
    for index in 0..60_000_u32 {
        let [_, a, b, c] = index.to_be_bytes();
        let packet = PacketBuilder::ipv4([10, a, b, c], [192, 0, 2, 2], 64);
        let port = (index % 50_000) as u16 + 3_000;
        let (long, mut frame) = ([b'x'; 1_400], Vec::new());
        let step = match index % 6 {
            0 => packet.udp(2425, 2425).write(&mut frame, format!("1_{index}:1:u{index}:h:32:x").as_bytes()),
            1 => packet.tcp(port, 1863, 1, 8_000).syn().write(&mut frame, b""),
            2 => packet.tcp(port, 1863, 9_000, 8_000).write(&mut frame, &long),
            3 => packet.tcp(port, 2425, 1, 8_000).write(&mut frame, b"IP2:fffff:"),
            4 => ipv4().tcp(port / 8, 2425, 10 + index / 8 * 175, 8_000).write(&mut frame, &long),
            _ => ipv4().udp(2425, 2425).write(&mut frame, &long),
        };
        step.expect("a packet");
        if index % 6 == 5 {
            // More fragments follow, it says.
            frame[4..8].copy_from_slice(&[b, c, 0x20, 0]);
        }
        writer
            .write_packet(&PcapPacket::new(Duration::from_millis(index.into()), 9_000, &frame))
            .expect("memory");
        if index % 1_000 == 0 {
            let bytes = writer.into_writer();
            let skip = if written == 0 { 0 } else { 24 };
            pipe.write_all(&bytes[skip..]).expect("it reads");
            written += bytes.len();
            writer = PcapWriter::with_header(Vec::new(), header).expect("memory");
        }
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("it runs");
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    let most: u64 = most.trim().trim_end_matches(" kB").parse().expect("a number");
    drop(pipe);
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("UTF-8");
    assert!(rest.contains("messages in"), "{rest}");
    child.wait().expect("it ends");
    assert!(written > 40_000_000 && most < 64 << 10, "{most} KiB after {written} bytes");
}
