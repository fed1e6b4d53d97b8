//! Writes each message to a file of its own, and what they have in common to a dictionary: for fuzzers.
//!
//! The files are called `000001-msnp-VER`; `dictionary.txt` has lines as `"VER"`, which libFuzzer, AFL and
//! honggfuzz read.

use crate::save::store;
use crate::show::charset::Charset;
use crate::show::output::Thing;
use crate::teller::choose::name;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Words of the dictionary.
const WORDS: usize = 10_000;

/// Longest word, in bytes: fuzzers take no longer ones.
const LONGEST: usize = 64;

#[derive(Debug)]
pub(crate) struct Corpus {
    directory: PathBuf,
    count: u64,
    words: BTreeSet<Vec<u8>>,
}

impl Corpus {
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), count: 0, words: BTreeSet::new() }
    }

    /// Writes a message.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn add(&mut self, thing: &Thing<'_>) -> io::Result<()> {
        let (proto, bytes) = match thing {
            Thing::Packet { packet, wire } => {
                self.word(packet.version.as_bytes());
                self.word(u32::from(packet.word()).to_string().as_bytes());
                ("ipmsg", *wire)
            }
            Thing::Dictionary { wire, .. } => {
                wire.split(|&byte| byte == b':').filter(|word| is_key(word)).for_each(|word| self.word(word));
                ("ipmsg", *wire)
            }
            Thing::Frame { frame, .. } => {
                if frame.block().is_none() {
                    self.word(&frame.line().verb());
                }
                let lines = frame.payload().unwrap_or_default().split(|&byte| byte == b'\n');
                for line in lines.take(32) {
                    let colon = line.iter().position(|&byte| byte == b':');
                    let header = colon.and_then(|colon| line.get(..=colon));
                    if let Some(header) = header.filter(|it| it.iter().all(|byte| byte.is_ascii_graphic())) {
                        self.word(header);
                    }
                }
                ("msnp", frame.raw())
            }
            Thing::Direct(message) => ("msnp", message.wire),
            Thing::Record { .. } | Thing::Contents(_) | Thing::Payload { .. } | Thing::Trouble(_) => {
                return Ok(());
            }
        };
        self.count += 1;
        let name = name(thing).unwrap_or_else(|| "block".to_owned());
        let name = store::safe(format!("{:06}-{proto}-{name}", self.count).as_bytes(), Charset::UTF_8);
        let (mut file, _) = store::file(&self.directory, &name)?;
        file.write_all(bytes)
    }

    fn word(&mut self, word: &[u8]) {
        if (1..=LONGEST).contains(&word.len()) && self.words.len() < WORDS && !self.words.contains(word) {
            self.words.insert(word.to_vec());
        }
    }

    /// Writes the dictionary, and says what was written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn finish(&self) -> io::Result<String> {
        let (mut file, path) = store::file(&self.directory, "dictionary.txt")?;
        let mut text = String::new();
        for word in &self.words {
            text.push('"');
            for &byte in word {
                match byte {
                    b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
                    0x20..=0x7e => text.push(char::from(byte)),
                    // Writing to a `String` cannot fail.
                    _ => drop(write!(text, "\\x{byte:02x}")),
                }
            }
            text.push_str("\"\n");
        }
        file.write_all(text.as_bytes())?;
        Ok(format!("wrote {} and {}", crate::count(self.count, "message"), path.display()))
    }
}

/// `VER`, `PKT`: a key of a dictionary.
fn is_key(word: &[u8]) -> bool {
    word.len() >= 2 && word.iter().all(u8::is_ascii_uppercase)
}
