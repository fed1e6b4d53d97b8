//! Dictionaries for fuzzers, made of the rows of the tables: verbs, fixed words, commands, options, keys, separators.
//!
//! libFuzzer, AFL and honggfuzz read them: `-dict=msnp.dict`. `fuzz/dict` in the repository of imwire has them as files.
//!
//! ```
//! use imwire_testkit::dictionary;
//!
//! let msnp = dictionary::text(&dictionary::msnp());
//! assert!(msnp.contains("\"XFR \"\n") && msnp.contains("\"RINGING\"\n"));
//! let ipmsg = dictionary::text(&dictionary::ipmsg());
//! assert!(ipmsg.contains("\":288:\"\n"));
//! // std::fs::write("ipmsg.dict", ipmsg)
//! ```

use crate::generate::{BODIES, DICTIONARIES, TOKENS};
use crate::traffic::{NUMBERS, words_of_forms};
use imwire::fields::{Field, Kind, Record, records};
use imwire::ipmsg::dict::Key;
use imwire::ipmsg::{EntryOptions, Mode, SendOptions};
use imwire::msnp::TABLES;
use std::collections::BTreeSet;
use std::ptr;

/// Fuzzers take no longer words.
const LONGEST: usize = 64;

/// The words of MSNP: verbs, words that parameters may be, words that the forms have, and what is between them; words of
/// payloads.
///
/// ```
/// let words = imwire_testkit::dictionary::msnp();
/// assert!(words.contains(&b"\r\n"[..]) && words.contains(&b"text/x-msmsgscontrol"[..]));
/// ```
pub fn msnp() -> BTreeSet<Vec<u8>> {
    let verbs = TABLES.iter().flat_map(|table| table.rows).map(|row| [&row.verb[..], b" "].concat());
    let separators: [&[u8]; 8] =
        [b"\r\n", b"\n", b" ", b"  ", b"\r\n\r\n", b": ", b"%20", b"\x00\x05\x00hello"];
    let mut words: BTreeSet<_> = verbs.chain(separators.map(<[u8]>::to_vec)).collect();
    words.extend(words_of_forms().map(|word| word.as_bytes().to_vec()));
    words.extend(TOKENS.iter().map(|token| token.to_vec()));
    words.extend(NUMBERS.iter().map(|number| format!(" {number}").into_bytes()));
    words.extend(words_of_fields("msnp."));
    short(words)
}

/// The words of `IPMsg`: commands, with their options too, versions, keys of dictionaries, parts of bodies, and what is
/// between them.
///
/// ```
/// let words = imwire_testkit::dictionary::ipmsg();
/// assert!(words.contains(&b"\x07"[..]) && words.contains(&b"IP2:"[..]));
/// ```
pub fn ipmsg() -> BTreeSet<Vec<u8>> {
    let sends = SendOptions::all().iter().map(|option| option.bits() | u32::from(Mode::SENDMSG.value()));
    let entries = EntryOptions::all().iter().map(|option| option.bits() | u32::from(Mode::BR_ENTRY.value()));
    let commands = Mode::ALL.iter().map(|mode| mode.value().into()).chain(sends).chain(entries);
    let mut words: BTreeSet<_> = commands.map(|word: u32| format!(":{word}:").into_bytes()).collect();
    words.extend(["1:", "1:1700000000:", "\t"].map(|word| word.as_bytes().to_vec()));
    words.extend(NUMBERS.iter().map(|number| number.as_bytes().to_vec()));
    words.extend(crate::generate::VERSIONS.iter().map(|version| version.to_vec()));
    words.extend(Key::all().map(|key| [key.as_bytes(), b":"].concat()));
    words.extend(BODIES.iter().chain(&DICTIONARIES).map(|piece| piece.to_vec()));
    words.extend(words_of_fields("ipmsg."));
    short(words)
}

/// Words, one a line: `"\x0d\x0a"`.
///
/// ```
/// let words = std::collections::BTreeSet::from([b"a\"\\\r".to_vec()]);
/// assert_eq!(imwire_testkit::dictionary::text(&words), "\"a\\\"\\\\\\x0d\"\n");
/// ```
pub fn text(words: &BTreeSet<Vec<u8>>) -> String {
    let mut text = String::new();
    for word in words {
        text.push('"');
        for &byte in word {
            match byte {
                b'"' | b'\\' => text.extend(['\\', byte.into()]),
                b' '..=b'~' => text.push(byte.into()),
                _ => text.push_str(&format!("\\x{byte:02x}")),
            }
        }
        text.push_str("\"\n");
    }
    text
}

fn short(words: BTreeSet<Vec<u8>>) -> BTreeSet<Vec<u8>> {
    words.into_iter().filter(|word| (1..=LONGEST).contains(&word.len())).collect()
}

/// The words that have names in the field table, of fields whose path begins so.
fn words_of_fields(start: &str) -> BTreeSet<Vec<u8>> {
    let (mut seen, mut words) = (Vec::new(), BTreeSet::new());
    records().for_each(|record| note(record, start, &mut seen, &mut words));
    words
}

fn note(record: &'static Record, start: &str, seen: &mut Vec<*const Record>, words: &mut BTreeSet<Vec<u8>>) {
    if seen.iter().any(|other| ptr::eq(*other, record)) {
        return;
    }
    seen.push(record);
    for field in record.fields.iter().filter(|field| field.id.starts_with(start)) {
        words.extend(field.tag.map(|tag| tag.as_bytes().to_vec()));
        let (Kind::Word(named) | Kind::List(&Field { kind: Kind::Word(named), .. })) = field.kind else {
            continue;
        };
        words.extend(named.iter().map(|row| row.word.to_vec()));
    }
    record.inner().for_each(|inner| note(inner, start, seen, words));
}
