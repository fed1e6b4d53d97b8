//! The laws, over bytes that proptest finds and over every row of the vector files.

#[path = "laws/mod.rs"]
mod laws;
mod rows;

use arbitrary::Unstructured;
use imwire::Wire;
use imwire::ipmsg::CommandWord;
use imwire::msnp::{Command, Dialect, Link, Other, Row, Sender, Splitter, ns, sb};
use laws::generate;
use laws::split::{Setup, stream};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::BTreeSet;

/// So many times the usual 256 cases; `PROPTEST_CASES`, if it is set, is the number itself.
fn times(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * factor, failure_persistence: None, ..usual }
}

/// What generators make values of.
fn seed() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
}

/// Changes a few bytes, for others that mean something.
fn edited(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let byte = || prop_oneof![3 => select(&b" \r\n\0:;%09AZOKaz\t\xff"[..]), 1 => any::<u8>()];
    let edit = prop_oneof![
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        3 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Cut),
    ];
    (bytes, vec(edit, 0..4)).prop_map(|(mut bytes, edits)| {
        for edit in edits {
            match edit {
                Edit::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), byte),
                _ if bytes.is_empty() => {}
                Edit::Replace(at, byte) => *at.get_mut(&mut bytes) = byte,
                Edit::Remove(at) => _ = bytes.remove(at.index(bytes.len())),
                Edit::Cut(at) => bytes.truncate(at.index(bytes.len())),
            }
        }
        bytes
    })
}

/// Something like a packet.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows::ipmsg().into_iter().map(|row| row.bytes).collect();
    let made = vec(select(&b"1:::::  \t\0\x000479"[..]), 0..40);
    prop_oneof![4 => edited(select(rows)), 2 => made, 1 => seed()]
}

/// Something like one command of either side.
fn commands() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows::msnp().into_iter().chain(rows::msnp_derived()).collect();
    let all: Vec<_> = rows.iter().map(|row| row.bytes.clone()).collect();
    let typed = rows.into_iter().filter(|row| row.link == Link::Switchboard || is_session(&row.bytes));
    let typed: Vec<_> = typed.map(|row| row.bytes).collect();
    prop_oneof![1 => edited(select(all)), 3 => edited(select(typed))]
}

fn is_session(row: &[u8]) -> bool {
    [&b"VER"[..], b"XFR", b"RNG", b"OUT"].iter().any(|verb| row.starts_with(verb))
}

/// Something like what a side of a link sends.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows::msnp().into_iter().map(|row| row.bytes).collect();
    let block = (0u8..3, vec(any::<u8>(), 0..9)).prop_map(|(kind, data)| {
        let len = u8::try_from(data.len()).unwrap();
        [&[kind, len, 0][..], &data].concat()
    });
    let odd = select(vec![
        &b"\r\n"[..],
        b"\n",
        b"png\r\n",
        b"out\n",
        b"MSG 1 2 3\n",
        b"241 9 2\r\nab",
        b"\0\x02\0\r\n",
    ]);
    let piece = prop_oneof![6 => select(rows), 1 => block, 1 => odd.prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..20)];
    edited(vec(piece, 0..5).prop_map(|pieces| pieces.concat()))
}

fn dialects() -> impl Strategy<Value = Dialect> {
    prop_oneof![9 => 0u8..=22, 1 => any::<u8>(), 2 => Just(u8::MAX)].prop_map(Dialect::new)
}

fn setups() -> impl Strategy<Value = Setup> {
    vec(any::<u8>(), 8).prop_map(|seed| generate::setup(&mut Unstructured::new(&seed)).unwrap())
}

proptest! {
    #![proptest_config(times(16))]

    #[test]
    fn packets_from_bytes(bytes in packets()) {
        laws::packet(&bytes);
    }

    #[test]
    fn packets_from_values(seed in seed()) {
        let packet = generate::packet(&mut Unstructured::new(&seed)).unwrap();
        laws::packet_value(packet, &mut Vec::new());
    }

    #[test]
    fn command_words(bits: u32) {
        laws::look::word(CommandWord::from_bits(bits));
    }

    #[test]
    fn leaves(bytes in prop_oneof![packets(), commands()]) {
        laws::look::leaves(&bytes);
    }

    #[test]
    fn lines_from_bytes(bytes in commands()) {
        let end = bytes.iter().position(|&byte| byte == b'\r').unwrap_or(bytes.len());
        laws::line(&bytes[..end]);
        laws::line(&bytes);
    }

    #[test]
    fn commands_from_bytes(bytes in commands(), dialect in dialects()) {
        laws::commands(&bytes, dialect);
    }

    #[test]
    fn composed_commands(seed in seed(), from in dialects(), to in dialects()) {
        let bytes = generate::composed(&mut Unstructured::new(&seed)).unwrap();
        laws::commands(&bytes, from);
        laws::translated(&bytes, from, to);
    }

    #[test]
    fn records_from_bytes(bytes in commands(), dialect in dialects()) {
        laws::records(&bytes, dialect);
    }
}

proptest! {
    #![proptest_config(times(16))]

    #[test]
    fn ns_client_from_values(seed in seed(), dialect in dialects()) {
        let command = generate::ns_client(&mut Unstructured::new(&seed)).unwrap();
        laws::command_value(command, dialect, &mut Vec::new());
    }

    #[test]
    fn ns_server_from_values(seed in seed(), dialect in dialects()) {
        let command = generate::ns_server(&mut Unstructured::new(&seed), dialect).unwrap();
        laws::command_value(command, dialect, &mut Vec::new());
    }

    #[test]
    fn sb_client_from_values(seed in seed(), dialect in dialects()) {
        let command = generate::sb_client(&mut Unstructured::new(&seed)).unwrap();
        laws::command_value(command, dialect, &mut Vec::new());
    }

    #[test]
    fn sb_server_from_values(seed in seed(), dialect in dialects()) {
        let command = generate::sb_server(&mut Unstructured::new(&seed), dialect).unwrap();
        laws::command_value(command, dialect, &mut Vec::new());
    }
}

proptest! {
    #![proptest_config(times(8))]

    #[test]
    fn streams_from_bytes(setup in setups(), bytes in streams(), cuts in vec(any::<u8>(), 0..8)) {
        stream(setup, &bytes, &cuts);
    }
}

/// At least so many in a hundred of the values of a generator fit: else law 1 says little.
#[test]
fn generators_make_values_that_fit() {
    #[track_caller]
    fn case(least: usize, fits: impl Fn(&mut Unstructured<'_>, Dialect) -> bool) {
        let mut state = 1_u64;
        let mut bytes = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        let good = (0..1000).filter(|_| {
            let seed: Vec<u8> = (0..300).map(|_| bytes()).collect();
            let mut u = Unstructured::new(&seed);
            let dialect = generate::dialect(&mut u).unwrap();
            fits(&mut u, dialect)
        });
        let good = good.count();
        assert!(good >= least * 10 && good < 1000, "{good} of 1000 fit");
    }
    case(80, |u, _| generate::packet(u).unwrap().fits(()).is_ok());
    case(75, |u, d| generate::ns_client(u).unwrap().fits(d).is_ok());
    case(75, |u, d| generate::ns_server(u, d).unwrap().fits(d).is_ok());
    case(75, |u, d| generate::sb_client(u).unwrap().fits(d).is_ok());
    case(75, |u, d| generate::sb_server(u, d).unwrap().fits(d).is_ok());
}

/// Lines that no table has a record for, or that are no lines of a table at all.
#[test]
fn odd_lines_as_commands() {
    #[track_caller]
    fn case(splitter: Splitter, stream: &[u8]) {
        let mut splitter = splitter.lenient();
        let frame = splitter.next(stream).unwrap().unwrap();
        let payload = frame.payload().filter(|_| frame.block().is_none());
        let other = Other::new(frame.line(), payload).unwrap();
        for dialect in [Dialect::MSNP8, Dialect::MSNP13, Dialect::UNKNOWN] {
            laws::command_value(ns::ClientCommand::Other(other), dialect, &mut Vec::new());
            laws::command_value(ns::ServerCommand::Other(other), dialect, &mut Vec::new());
            laws::command_value(sb::ClientCommand::Other(other), dialect, &mut Vec::new());
            laws::command_value(sb::ServerCommand::Other(other), dialect, &mut Vec::new());
        }
    }
    let server = || Splitter::new(Sender::Server);
    case(server(), b"ZZZ\r\n");
    case(server(), b"ZZZ  1 \r\n");
    case(server(), b"217 2\r\n");
    case(server(), b"217 2 1\r\nx");
    case(server(), b"2AB 1\r\n");
    case(server(), b"21B\r\n");
    case(server(), b"A1B x\r\n");
    case(server(), b"USR 1 OK a b\r\n");
    case(server(), b"MSG a b 1\r\nx");
    case(server(), b"ubx a 1\r\nx");
    case(server(), b"png\r\n");
    case(Splitter::file_transfer(Sender::Server), b"\x01\0\0");
    case(Splitter::file_transfer(Sender::Server), b"MSG 1\r\n");
}

/// A data block is no command, whatever it holds.
#[test]
fn blocks_are_no_commands() {
    for stream in [&b"\0\x02\0\r\n"[..], b"\x01\0\0", b"\0\x05\0hello"] {
        let mut splitter = Splitter::file_transfer(Sender::Server);
        let frame = splitter.next(stream).unwrap().unwrap();
        let (ns, sb) = (
            ns::ServerCommand::read(&frame, Dialect::MSNP8),
            sb::ServerCommand::read(&frame, Dialect::MSNP8),
        );
        assert!(ns.is_err() && sb.is_err(), "{frame:?} is read as {ns:?}");
    }
}

#[test]
fn rows_of_ipmsg() {
    for row in rows::ipmsg() {
        laws::packet(&row.bytes);
        laws::look::leaves(&row.bytes);
        // All that a packet can be cut to is a packet or is not.
        for len in 0..row.bytes.len().min(80) {
            laws::packet(&row.bytes[..len]);
        }
    }
}

/// Row by row, in all ways that a splitter can be set up; and as commands, cut anywhere.
#[test]
fn rows_of_msnp() {
    for row in rows::msnp().into_iter().chain(rows::msnp_derived()) {
        let setup = Setup::new(row.sender, row.dialect);
        for (lenient, file_transfer) in [(false, false), (true, false), (false, true), (true, true)] {
            stream(Setup { lenient, file_transfer, ..setup }, &row.bytes, &[3, 1]);
        }
        stream(Setup { dialect: Dialect::UNKNOWN, ..setup }, &row.bytes, &[]);
        for len in (0..row.bytes.len().min(120)).chain([row.bytes.len()]) {
            laws::records(&row.bytes[..len], row.dialect);
        }
    }
}

/// Rows of one side of a link and one dialect, one behind another.
#[test]
fn links_of_msnp() {
    let rows = rows::msnp();
    for sender in [Sender::Client, Sender::Server] {
        for link in [Link::Notification, Link::Switchboard, Link::FileTransfer] {
            for dialect in (0..=21).map(Dialect::new).chain([Dialect::UNKNOWN]) {
                let rows =
                    rows.iter().filter(|row| (row.sender, row.link, row.dialect) == (sender, link, dialect));
                let bytes: Vec<_> = rows.flat_map(|row| row.bytes.iter().copied()).collect();
                let file_transfer = link == Link::FileTransfer;
                stream(Setup { file_transfer, ..Setup::new(sender, dialect) }, &bytes, &[7, 2, 100, 1]);
            }
        }
    }
}

#[test]
fn tables() {
    laws::table::<ns::ClientCommand<'_>>();
    laws::table::<ns::ServerCommand<'_>>();
    laws::table::<sb::ClientCommand<'_>>();
    laws::table::<sb::ServerCommand<'_>>();
}

/// Each row of a table has a vector, which is read as that row says.
#[test]
fn tables_have_vectors() {
    macro_rules! case {
        ($table:ty, $sender:ident, $link:ident) => {
            let name =
                |row: &rows::Msnp| <$table>::parse(&row.bytes, row.dialect).ok().map(|found| found.name());
            have_vectors(<$table>::ROWS, Sender::$sender, Link::$link, name);
        };
    }
    case!(ns::ClientCommand<'_>, Client, Notification);
    case!(ns::ServerCommand<'_>, Server, Notification);
    case!(sb::ClientCommand<'_>, Client, Switchboard);
    case!(sb::ServerCommand<'_>, Server, Switchboard);
}

fn have_vectors(
    table: &[Row],
    sender: Sender,
    link: Link,
    name: impl Fn(&rows::Msnp) -> Option<&'static str>,
) {
    let mut missing: BTreeSet<_> =
        table.iter().map(|row| (row.verb, row.record.unwrap_or("Other"))).collect();
    for row in rows::msnp().into_iter().chain(rows::msnp_derived()) {
        if (row.sender, row.link) == (sender, link)
            && let Some(verb) = row.bytes.first_chunk()
            && let Some(name) = name(&row)
        {
            missing.remove(&(*verb, name));
        }
    }
    let missing: Vec<_> =
        missing.iter().map(|(verb, name)| format!("{} {name}", verb.escape_ascii())).collect();
    assert!(missing.is_empty(), "{sender:?}, {link:?}: no vector for {missing:?}");
}
