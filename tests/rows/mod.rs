//! The rows of the vector files.

#![allow(dead_code, reason = "no test uses all of it")]

use imwire::msnp::{Dialect, Link, Role, Splitter};

/// A row of `ipmsg.txt`.
pub(crate) struct Ipmsg {
    /// Counts from 1.
    pub(crate) row: usize,
    /// `tcp`, `stream`, `dict`; empty for a datagram.
    pub(crate) prefix: &'static str,
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Begins with `MALFORMED` if it is to be refused.
    pub(crate) note: &'static str,
}

/// A row of `msnp.txt` or `msnp-derived.txt`.
#[derive(Clone)]
pub(crate) struct Msnp {
    /// Counts from 1 in its file.
    pub(crate) row: usize,
    pub(crate) sender: Role,
    pub(crate) link: Link,
    /// Unknown on an MSNFTP link.
    pub(crate) dialect: Dialect,
    pub(crate) source: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl Ipmsg {
    /// Whether it is in colon form.
    pub(crate) fn is_packet(&self) -> bool {
        matches!(self.prefix, "" | "tcp")
    }
}

impl Msnp {
    pub(crate) fn splitter(&self) -> Splitter {
        let mut splitter = match self.link {
            Link::FileTransfer => Splitter::file_transfer(self.sender),
            _ => Splitter::new(self.sender),
        };
        splitter.set_dialect(self.dialect);
        splitter
    }
}

pub(crate) fn ipmsg() -> Vec<Ipmsg> {
    columns(include_str!("../vectors/ipmsg.txt"))
        .map(|(row, columns)| {
            let [_source, name, bytes, ref note @ ..] = columns[..] else {
                panic!("ipmsg.txt, row {row}: too few columns")
            };
            let (prefix, name) = name.split_once(':').unwrap_or(("", name));
            let note = note.first().copied().unwrap_or_default();
            Ipmsg { row, prefix, name, bytes: unescape(bytes), note }
        })
        .collect()
}

pub(crate) fn msnp() -> Vec<Msnp> {
    columns(include_str!("../vectors/msnp.txt")).map(msnp_row).collect()
}

/// Rows for what `msnp.txt` has no sample of.
pub(crate) fn msnp_derived() -> Vec<Msnp> {
    columns(include_str!("../vectors/msnp-derived.txt")).map(msnp_row).collect()
}

fn msnp_row((row, columns): (usize, Vec<&'static str>)) -> Msnp {
    let [sender, link, version, source, bytes] = columns[..] else { panic!("row {row}: not five columns") };
    Msnp {
        row,
        sender: match sender {
            "c2s" => Role::Client,
            "s2c" => Role::Server,
            other => panic!("row {row}: direction {other}"),
        },
        link: match link {
            // Dispatch servers too.
            "ds" | "ns" => Link::Notification,
            "sb" => Link::Switchboard,
            "ft" => Link::FileTransfer,
            other => panic!("row {row}: server {other}"),
        },
        dialect: match version {
            "cvr0" => Dialect::CVR0,
            "msnftp" => Dialect::UNKNOWN,
            number => Dialect::new(number.parse().unwrap_or_else(|_| panic!("row {row}: version {number}"))),
        },
        source,
        bytes: unescape(bytes),
    }
}

fn columns(file: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let rows = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.enumerate().map(|(index, line)| (index + 1, line.split('\t').collect()))
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next() {
            Some(b'0') => 0,
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(b'\\') => b'\\',
            Some(b'x') => {
                let mut digit =
                    || rest.next().and_then(|digit| char::from(digit).to_digit(16)).expect("two digits");
                u8::try_from(digit() * 16 + digit()).expect("two digits")
            }
            // A read boundary.
            Some(b'/') => continue,
            other => panic!("escape {other:?} in {text}"),
        });
    }
    bytes
}

/// Bytes as text: printable ASCII as it is, the backslash doubled, all else `\xNN`.
pub(crate) fn escape(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text
}
