//! The laws, over bytes that proptest finds and over every row of the vector files.

use super::{all_rows, streams as streams_of_programs};
use arbitrary::Unstructured;
use imwire::Wire;
use imwire::msnp::{AnyCommand, Command, Dialect, Link, Other, Role, Session, Splitter, ns, sb};
use imwire_testkit::generate;
use imwire_testkit::laws::split::{Setup, stream};
use imwire_testkit::strategies::{edited, seed, times};
use imwire_testkit::{laws, look, readings};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Something like one command of either side.
fn commands() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = all_rows().into_iter().collect();
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
    let rows: Vec<_> = all_rows().into_iter().map(|row| row.bytes).collect();
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
    fn leaves(bytes in commands()) {
        look::leaves(&bytes);
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

    #[test]
    fn values_of_msnp(bytes in vec(select(&b"%%09afAFMSNPCVR0 \r\n:;{}=@\0\xff1"[..]), 0..12), which: u8, to in dialects()) {
        laws::values::text(&bytes);
        let (line, dialect) = generate::line_around(which, &bytes);
        laws::commands(&line, dialect);
        laws::translated(&line, dialect, to);
    }

    #[test]
    fn passports(seed in seed()) {
        laws::values::passport(&generate::passport_parts(&mut Unstructured::new(&seed)).unwrap());
    }

    #[test]
    fn records_of_values(seed in seed(), dialect in dialects()) {
        let mut u = Unstructured::new(&seed);
        laws::command_value(generate::of_client(&mut u, dialect).unwrap(), dialect, &mut Vec::new());
        laws::command_value(generate::of_server(&mut u, dialect).unwrap(), dialect, &mut Vec::new());
    }

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

/// What both sides say, in turns: rows of either side, in one piece or in two, and what nobody says.
fn conversations() -> impl Strategy<Value = Vec<(Role, Vec<u8>)>> {
    let mut rows: Vec<_> = all_rows().into_iter().chain(streams_of_programs()).collect();
    rows.retain(|row| row.bytes.len() < 400);
    let rows: Vec<_> = rows.into_iter().map(|row| (row.sender, row.bytes)).collect();
    let (client, server) = (Role::Client, Role::Server);
    let begin = select(vec![
        (client, &b"VER 1 MSNP8 CVR0\r\n"[..]),
        (client, b"VER 1 MSNP18 MSNP13 MSNP8\r\n"),
        (client, b"VER MSNFTP\r\n"),
        (client, b"USR 1 a@x 1.2.3\r\n"),
        (client, b"ANS 1 a@x 1 2\r\n"),
        (server, b"VER 1 MSNP8\r\n"),
        (server, b"VER 1 MSNP13\r\n"),
        (server, b"VER 1 MSNP21\r\n"),
        (server, b"241 9 53\r\n"),
        (server, b"241 9 5\r\nOUT\r\n"),
    ]);
    let begin = begin.prop_map(|(role, bytes)| (role, bytes.to_vec()));
    let odd = (any::<bool>(), vec(any::<u8>(), 0..9))
        .prop_map(|(server, bytes)| (if server { Role::Server } else { Role::Client }, bytes));
    let piece = prop_oneof![4 => begin, 8 => select(rows), 1 => odd];
    (vec((piece, 0usize..500), 1..8)).prop_map(|pieces| {
        let mut said = Vec::new();
        for ((role, mut bytes), at) in pieces {
            let rest = bytes.split_off(at.min(bytes.len()));
            said.extend([(role, bytes), (role, rest)]);
        }
        said
    })
}

proptest! {
    #![proptest_config(times(8))]

    #[test]
    fn sides_of_a_session(
        kind in 0..3, bits: u64, link in 0..4usize, dialect in dialects(), lenient: bool,
        said in conversations(), cut in 1usize..40,
    ) {
        let link = [Link::Unknown, Link::Notification, Link::Switchboard, Link::FileTransfer][link];
        let session = match kind {
            0 => Session::new(),
            1 => Session::from_bits(bits),
            _ => Session::known(link, dialect),
        };
        let said: Vec<_> = said.iter().map(|(role, bytes)| (*role, &bytes[..])).collect();
        laws::session::conversation(session, lenient, &said, cut);
    }

    #[test]
    fn values_under_every_context(seed in seed(), dialect in dialects()) {
        let mut u = Unstructured::new(&seed);
        laws::session::everywhere(&generate::of_client(&mut u, dialect).unwrap().into());
        laws::session::everywhere(&generate::of_server(&mut u, dialect).unwrap().into());
        laws::session::everywhere(&generate::ns_server(&mut u, dialect).unwrap().into());
        laws::session::everywhere(&generate::sb_client(&mut u).unwrap().into());
        laws::session::everywhere(&generate::sb_server(&mut u, dialect).unwrap().into());
    }
}

/// Law 12: what is read of every row, under every link, role and dialect.
#[test]
fn rows_under_every_context() {
    for row in all_rows() {
        if let Ok(command) = readings::read(&row) {
            laws::session::everywhere(&command);
        }
    }
}

/// At least that many in a hundred of the values of a generator can be written: otherwise law 1 says little.
#[test]
fn generators_make_values_that_fit() {
    use generate::share_that_fits as fits;
    assert!(fits(|u, d| generate::ns_client(u).unwrap().check(d).is_ok()) >= 75);
    assert!(fits(|u, d| generate::ns_server(u, d).unwrap().check(d).is_ok()) >= 75);
    assert!(fits(|u, d| generate::sb_client(u).unwrap().check(d).is_ok()) >= 75);
    assert!(fits(|u, d| generate::sb_server(u, d).unwrap().check(d).is_ok()) >= 75);
    // Of all commands, few exist in every dialect.
    assert!(fits(|u, d| generate::of_client(u, d).unwrap().check(d).is_ok()) >= 45);
    assert!(fits(|u, d| generate::of_server(u, d).unwrap().check(d).is_ok()) >= 35);
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
    let server = || Splitter::new(Role::Server);
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
    case(server(), b"zzz 5 Hi\r\n");
}

/// A data block is no command, whatever it holds.
#[test]
fn blocks_are_no_commands() {
    for stream in [&b"\0\x02\0\r\n"[..], b"\x01\0\0", b"\0\x05\0hello"] {
        let mut splitter = Splitter::file_transfer(Role::Server);
        let frame = splitter.next(stream).unwrap().unwrap();
        let (ns, sb) = (
            ns::ServerCommand::read(&frame, Dialect::MSNP8),
            sb::ServerCommand::read(&frame, Dialect::MSNP8),
        );
        assert!(ns.is_err() && sb.is_err(), "{frame:?} is read as {ns:?}");
    }
}

/// Row by row, in all ways that a splitter can be set up; and as commands, cut anywhere.
#[test]
fn every_row() {
    for row in all_rows().into_iter() {
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

/// Rows of one side of a link and one dialect, one after another.
#[test]
fn whole_links() {
    let rows: Vec<_> = all_rows().into_iter().collect();
    for sender in [Role::Client, Role::Server] {
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

/// What ends in a list reads any parameter as its own: so do these records, and a command without one.
const OPEN: [&str; 4] = ["Failure", "Fnd", "Other", "Ver"];

/// Each closed record, with one parameter added before the length if there is one, is read tolerantly as itself and that
/// parameter: of what is tried, something is added to each.
#[test]
fn each_closed_record_takes_one_parameter_more() {
    let mut most = std::collections::BTreeMap::new();
    for row in all_rows() {
        let passed = match readings::read(&row) {
            Ok(AnyCommand::NotificationClient(command)) => laws::tolerant(command, row.dialect),
            Ok(AnyCommand::NotificationServer(command)) => laws::tolerant(command, row.dialect),
            Ok(AnyCommand::SwitchboardClient(command)) => laws::tolerant(command, row.dialect),
            Ok(AnyCommand::SwitchboardServer(command)) => laws::tolerant(command, row.dialect),
            _ => continue,
        };
        let name = readings::read(&row).expect("it was read").name();
        let count = most.entry(name).or_insert(0);
        *count = passed.max(*count);
    }
    let open: Vec<_> = most.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    assert_eq!(open, OPEN);
}
