//! Runs the fuzz targets over the files that are kept in `fuzz/corpus` and `fuzz/regressions`; and
//! sees to it that the corpora and dictionaries hold what follows from the vector files and the tables.

use imwire::ipmsg::Packet;
use imwire::ipmsg::dict::IpDict;
use imwire::msnp::{Dialect, Link, Role};
use imwire::{Encode, Wire};
use imwire_testkit::rows::{self, Msnp};
use imwire_testkit::targets::TARGETS;
use imwire_testkit::{dictionary, generate};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn directory(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target)
}

/// The names and contents of the files of a target.
fn files(kind: &str, target: &str) -> BTreeMap<String, Vec<u8>> {
    let directory = directory(kind, target);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    let files = paths.map(|path| (name(&path), fs::read(&path).expect("a file")));
    files.filter(|(name, _)| !name.starts_with('.')).collect()
}

#[test]
fn replay() {
    for (target, run) in TARGETS {
        for kind in ["corpus", "regressions"] {
            let files = files(kind, target);
            assert!(kind == "regressions" || !files.is_empty(), "{target}: no corpus");
            for (name, data) in files {
                if catch_unwind(|| run(&data)).is_err() {
                    panic!("fuzz/{kind}/{target}/{name}");
                }
            }
        }
    }
}

/// The files that follow from the vector files, by target and name.
fn seeds() -> BTreeMap<(&'static str, String), Vec<u8>> {
    let mut seeds = BTreeMap::new();
    let mut put = |target, kind: &str, number: usize, data: Vec<u8>| {
        assert!(data.len() < 4096, "{target}, {kind} {number}: too long to be changed much");
        assert!(seeds.insert((target, format!("{kind}-{number:04}")), data).is_none());
    };
    let mut shapes = BTreeSet::new();
    for row in rows::ipmsg(include_str!("vectors/ipmsg.txt")).into_iter().filter(|row| row.bytes.len() < 1000)
    {
        match row.prefix {
            // The usual limits; cut into one, seven and fifty bytes.
            "stream" => {
                put("ipmsg_dirstream", "row", row.row, [&[0, 3, 1, 7, 50, 0][..], &row.bytes].concat())
            }
            "dict" => {
                if let Ok(IpDict(dict)) = IpDict::parse(&row.bytes) {
                    let mut content = vec![0; dict.encoded_len()];
                    dict.encode_into(&mut content).expect("as long as it says");
                    put("ipmsg_dict", "content", row.row, [&[1], &content[..]].concat());
                }
                put("ipmsg_dict", "row", row.row, [&[0], &row.bytes[..]].concat());
            }
            _ => {}
        }
        if let Ok(packet) = Packet::parse(&row.bytes) {
            let body = packet.additional.unwrap_or_default();
            // One of each shape.
            let count = |byte: u8| body.iter().filter(|&&other| other == byte).count();
            if shapes.insert((packet.word().bits(), count(b'\0'), count(b'\x07'), count(b':'))) {
                let facts = u8::try_from(row.row % 256).expect("a byte");
                let data = [&packet.word().bits().to_le_bytes()[..], &[facts], body].concat();
                put("ipmsg_body", "row", row.row, data);
                put("ipmsg_naive", "row", row.row, row.bytes.clone());
            }
        }
        put("ipmsg_packet", "row", row.row, row.bytes);
    }
    // One of each shape.
    let (mut shapes, mut verbs) = (BTreeSet::new(), BTreeSet::new());
    let msnp = rows::msnp(include_str!("vectors/msnp.txt"));
    for row in &msnp {
        if !shapes.insert(shape(row)) {
            continue;
        }
        let side = flags(row);
        put("msnp_sb", "row", row.row, [&[dialect(row), 0][..], &row.bytes].concat());
        if row.link != Link::FileTransfer && verbs.insert((side, row.bytes[..3].to_vec())) {
            put("msnp_naive", "row", row.row, [&[side, dialect(row)][..], &row.bytes].concat());
        }
        put("msnp_chunks", "row", row.row, [&[side, dialect(row), 2, 1, 7][..], &row.bytes].concat());
    }
    for row in rows::msnp(include_str!("vectors/msnp-derived.txt")) {
        if shapes.insert(shape(&row)) {
            put("msnp_sb", "derived", row.row, [&[dialect(&row), 0][..], &row.bytes].concat());
        }
    }
    // Several, one after another, as strict and lenient splitters take them.
    for (number, first) in msnp.iter().enumerate().step_by(60) {
        let like =
            |row: &&Msnp<'_>| (row.sender, row.link) == (first.sender, first.link) && row.bytes.len() < 300;
        let stream: Vec<_> =
            msnp[number..].iter().filter(like).take(5).flat_map(|row| row.bytes.clone()).collect();
        if first.link != Link::FileTransfer {
            put("msnp_naive", "link", first.row, [&[flags(first), dialect(first)][..], &stream].concat());
        }
        let lenient = [b"\r\n\n", &stream[..]].concat();
        put("msnp_chunks", "link", first.row, [&[flags(first), 24, 3, 1, 2, 50][..], &stream].concat());
        put("msnp_chunks", "link", first.row + 1, [&[flags(first) | 8, 24, 0][..], &lenient].concat());
    }
    // Conversations: one row alone, a stream, and a sign-in before a row.
    for row in msnp.iter().step_by(25) {
        put("msnp_session", "row", row.row, conversation(row, 0, &[]));
        let (offer, answer) = (&b"VER 1 MSNP18 MSNP8 CVR0\r\n"[..], &b"VER 1 MSNP8\r\n"[..]);
        put("msnp_session", "link", row.row, conversation(row, 2, &[(0, offer), (1, answer)]));
    }
    for row in rows::msnp(include_str!("vectors/msnp-streams.txt")) {
        put("msnp_session", "content", row.row, conversation(&row, 1, &[]));
    }
    // What parameters hold, one in each of the commands that it is put into.
    let mut parameters = BTreeSet::new();
    for row in &msnp {
        let line = row.bytes.split(|&byte| byte == b'\r').next().unwrap_or_default();
        let args = line.split(|&byte| byte == b' ').filter(|arg| (4..60).contains(&arg.len()));
        parameters.extend(args.filter(|arg| arg.iter().any(u8::is_ascii_punctuation)).map(<[u8]>::to_vec));
    }
    for (number, value) in parameters.into_iter().step_by(9).enumerate() {
        let which = u8::try_from(number).expect("not so many");
        put("msnp_values", "value", number + 1, [&[8, 18, 0, which][..], &value].concat());
    }
    let payloads = [include_str!("vectors/payload-text.txt"), include_str!("vectors/payload-p2p.txt")];
    for (file, rows) in payloads.into_iter().enumerate() {
        for (number, line) in rows.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(kind), Some(bytes)) = (columns.next(), columns.nth(1)) else { continue };
            let bytes = rows::unescape(bytes).expect("bytes");
            if bytes.len() > 2000 {
                continue;
            }
            let number = 1000 * file + number + 1;
            match kind {
                "p2p1" | "p2p2" | "string" | "webcam" | "ink-p2p" => {
                    put("msnp_p2p", "row", number, [&[0], &bytes[..]].concat());
                }
                "direct1-i" | "direct2-i" => {
                    put("msnp_p2p", "row", number, [&[1, 0, 2, 3, 9], &bytes[..]].concat());
                }
                "direct1-r" | "direct2-r" => {
                    put("msnp_p2p", "row", number, [&[1, 1, 2, 3, 9], &bytes[..]].concat());
                }
                "slp" | "slp-body" | "filepreview" | "activity" => put("msnp_slp", "row", number, bytes),
                "block" => put("msnp_blocks", "row", number, bytes),
                kind if kind.starts_with("auth") || kind == "nonce" => {}
                _ => put("msnp_mime", "row", number, bytes),
            }
        }
    }
    // Values are made of any bytes.
    for number in 1..=24 {
        for kind in 0..3 {
            put("ipmsg_value", "seed", 100 * kind + number, chosen(&[kind as u8], 100 * kind + number));
            let dialect = number as u8;
            let values = chosen(&[dialect, dialect, kind as u8 + 1], 100 * kind + number);
            put("msnp_values", "seed", 100 * kind + number, values);
        }
        for kind in (0..4).filter(|_| number <= 12) {
            let data = chosen(&[kind as u8 + 2], 100 * kind + number);
            put("ipmsg_dict", "seed", 100 * kind + number, data);
        }
        // The usual limits; cut into three and nine bytes.
        put("ipmsg_dirstream", "seed", number, chosen(&[0, 2, 3, 9, 1], number));
        put("msnp_ns", "seed", number, noise(1000 + number));
        put("ipmsg_pictures", "seed", number, noise(2000 + number));
        put("msnp_mime", "seed", number, chosen(&[1], 3000 + number));
        for kind in 2..=3 {
            put("msnp_p2p", "seed", 100 * kind + number, chosen(&[kind as u8], 3000 + number));
        }
        for table in 1..=4 {
            let data = chosen(&[number as u8, table], 100 * usize::from(table) + number);
            put("msnp_sb", "seed", 100 * usize::from(table) + number, data);
        }
    }
    seeds
}

/// A session of those flags, the context of that row, what is said before it, and the row.
fn conversation(row: &Msnp, kind: u8, before: &[(u8, &[u8])]) -> Vec<u8> {
    let link = match row.link {
        Link::Unknown => 0,
        Link::Notification => 1,
        Link::Switchboard => 2,
        Link::FileTransfer => 3,
    };
    let mut data = vec![kind, link, dialect(row), 7];
    let side = u8::from(row.sender == Role::Server);
    for (side, bytes) in before.iter().copied().chain([(side, &row.bytes[..])]) {
        for piece in bytes.chunks(255) {
            data.extend([side, u8::try_from(piece.len()).expect("at most 255")]);
            data.extend(piece);
        }
    }
    data
}

fn dialect(row: &Msnp) -> u8 {
    if row.dialect == Dialect::UNKNOWN { 24 } else { row.dialect.number() }
}

fn flags(row: &Msnp) -> u8 {
    let transfer = if row.link == Link::FileTransfer { 6 } else { 0 };
    if row.sender == Role::Server { transfer | 1 } else { transfer }
}

/// Side, link, verb, number of parameters, and whether the dialect is a late one.
fn shape(row: &Msnp) -> (u8, bool, Vec<u8>, usize, bool) {
    let line = row.bytes.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let words = line.split(|&byte| byte == b' ').count();
    let verb = line.get(..3).unwrap_or_default().to_vec();
    (flags(row), row.link == Link::Switchboard, verb, words, row.dialect >= Dialect::MSNP13)
}

/// Bytes without a meaning, the same each time.
fn noise(number: usize) -> Vec<u8> {
    generate::noise(number as u64, 160)
}

/// The same after what says what is to be made of it.
fn chosen(what: &[u8], number: usize) -> Vec<u8> {
    [what, &noise(number)].concat()
}

/// The files that are there and have the name of a seed.
fn kept() -> BTreeMap<(&'static str, String), Vec<u8>> {
    const KINDS: [&str; 6] = ["row-", "derived-", "link-", "seed-", "content-", "value-"];
    let of = |target| files("corpus", target).into_iter().map(move |(name, data)| ((target, name), data));
    let all = TARGETS.iter().flat_map(|(target, _)| of(*target));
    all.filter(|((_, name), _)| KINDS.iter().any(|kind| name.starts_with(kind))).collect()
}

/// The dictionaries that follow from the tables.
fn dictionaries() -> [(PathBuf, String); 2] {
    let path = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/dict").join(name);
    [
        (path("ipmsg.dict"), dictionary::text(&dictionary::ipmsg())),
        (path("msnp.dict"), dictionary::text(&dictionary::msnp())),
    ]
}

const WRITE: &str = "cargo test --test corpus write -- --ignored";

#[test]
fn seeds_are_up_to_date() {
    let (found, seeds) = (kept(), seeds());
    let changed = seeds.iter().filter(|(key, data)| found.get(key) != Some(data)).map(|(key, _)| key);
    assert_eq!(changed.collect::<Vec<_>>(), Vec::<&(&str, String)>::new(), "missing or changed: {WRITE}");
    assert_eq!(found.len(), seeds.len(), "a row of the vectors is gone, its seed is not: {WRITE}");
}

#[test]
fn dictionaries_are_up_to_date() {
    for (path, text) in dictionaries() {
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{}: {WRITE}", path.display());
    }
}

#[test]
#[ignore = "writes into fuzz/corpus and fuzz/dict"]
fn write() {
    for (path, text) in dictionaries() {
        fs::write(path, text).expect("a file");
    }
    let seeds = seeds();
    for (target, name) in kept().into_keys().filter(|key| !seeds.contains_key(key)) {
        fs::remove_file(directory("corpus", target).join(name)).expect("a file");
    }
    for ((target, name), data) in seeds {
        fs::create_dir_all(directory("corpus", target)).expect("a directory");
        fs::write(directory("corpus", target).join(name), data).expect("a file");
    }
}
