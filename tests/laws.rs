//! The laws, over bytes that proptest finds and over every row of the vector files.

#[path = "laws/mod.rs"]
mod laws;
mod rows;

use arbitrary::Unstructured;
use imwire::Wire;
use imwire::ipmsg::dict::{DictPacket, IpDict};
use imwire::ipmsg::{CommandWord, DirLimits, Facts, Packet};
use imwire::msnp::{Command, Dialect, Link, Other, Role, Splitter, ns, sb};
use laws::generate::{self, Shelves, Tree};
use laws::split::{Setup, stream};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

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
    Double(Index, Index),
}

/// Changes a few bytes, for others that mean something.
fn edited(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let byte = || prop_oneof![3 => select(&b" \r\n\0:;%09AZOKaz\t\xff"[..]), 1 => any::<u8>()];
    let edit = prop_oneof![
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        3 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Cut),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Double(from, to)),
    ];
    (bytes, vec(edit, 0..4)).prop_map(|(mut bytes, edits)| {
        for edit in edits {
            match edit {
                Edit::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), byte),
                _ if bytes.is_empty() => {}
                Edit::Replace(at, byte) => *at.get_mut(&mut bytes) = byte,
                Edit::Remove(at) => _ = bytes.remove(at.index(bytes.len())),
                Edit::Cut(at) => bytes.truncate(at.index(bytes.len())),
                Edit::Double(from, to) => {
                    let (a, b) = (from.index(bytes.len()), to.index(bytes.len()));
                    let part = bytes[a.min(b)..a.max(b)].to_vec();
                    bytes.splice(a.min(b)..a.min(b), part);
                }
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

/// A word and something like an additional section under it.
fn bodies() -> impl Strategy<Value = (CommandWord, Vec<u8>)> {
    let packets = rows::ipmsg().into_iter().filter_map(|row| {
        let packet = Packet::parse(&row.bytes).ok()?;
        Some((packet.word(), packet.additional.unwrap_or_default().to_vec()))
    });
    let rows: Vec<_> = packets.collect();
    let bits = prop_oneof![4 => Just(0), 1 => (8..32_u32).prop_map(|bit| 1 << bit), 1 => any::<u32>()];
    let like = (select(rows), bits).prop_flat_map(|((word, bytes), bits)| {
        (Just(CommandWord::from_bits(word.bits() ^ bits)), edited(Just(bytes)))
    });
    let made = seed().prop_map(|seed| {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let word = generate::word_of_body(&mut u).unwrap();
        (word, laws::written(&generate::body(&mut u, word, &shelves).unwrap()))
    });
    let of_made = made.prop_flat_map(|(word, bytes)| (Just(word), edited(Just(bytes))));
    // Messages with lists in which nothing stands.
    let options = select(vec![0x20, 0x0020_0020, 0x0400_0020, 0x0420_0020]).prop_map(CommandWord::from_bits);
    let short = (options, vec(select(&b"a\0\0::\x07\x07"[..]), 0..8));
    prop_oneof![3 => like, 2 => of_made, 1 => short]
}

/// Something like the answer to `GETDIRFILES`.
fn directories() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows::ipmsg().into_iter().filter(|row| row.prefix == "stream").collect();
    let rows: Vec<_> = rows.into_iter().map(|row| row.bytes).filter(|bytes| bytes.len() < 1000).collect();
    let made = (seed(), vec(any::<u8>(), 0..4)).prop_map(|(seed, cuts)| {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let steps = generate::steps(&mut u, &shelves).unwrap();
        laws::transfer::tree(DirLimits::default(), &steps, &cuts)
    });
    let anything = vec(prop_oneof![5 => select(&b":::012<\0a="[..]), 1 => any::<u8>()], 0..60);
    prop_oneof![1 => edited(select(rows)), 3 => edited(made), 1 => anything]
}

fn dir_limits() -> impl Strategy<Value = DirLimits> {
    vec(any::<u8>(), 8).prop_map(|seed| generate::limits(&mut Unstructured::new(&seed)).unwrap())
}

/// The dictionaries of the vectors.
fn dictionary_rows() -> Vec<Vec<u8>> {
    let rows = rows::ipmsg().into_iter().filter(|row| row.prefix == "dict");
    rows.map(|row| row.bytes).filter(|bytes| bytes.len() < 1000).collect()
}

/// Something like entries without a frame.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let mut rows = Vec::new();
    for row in dictionary_rows() {
        let Ok(IpDict(dict)) = IpDict::parse(&row) else { continue };
        rows.push(laws::written(&dict));
        rows.extend(
            dict.iter()
                .filter_map(|entry| entry.value.list().ok())
                .flat_map(|list| list.iter().map(|value| value.as_bytes().to_vec()).collect::<Vec<_>>()),
        );
    }
    let soup = seed().prop_map(|seed| {
        generate::content(&mut Unstructured::new(&seed), &Shelves::default()).unwrap().to_vec()
    });
    prop_oneof![4 => edited(select(rows)), 1 => soup]
}

/// Something like a frame.
fn dictionaries() -> impl Strategy<Value = Vec<u8>> {
    let framed = contents()
        .prop_map(|content| [format!("IP2:{:x}:", content.len()).as_bytes(), &content, b":Z"].concat());
    let anything = vec(select(&b"::IP2:Z0123af-\0ab"[..]), 0..40);
    prop_oneof![2 => edited(select(dictionary_rows())), 2 => framed, 1 => anything]
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
    let rows: Vec<_> = rows::msnp().into_iter().chain(rows::msnp_derived()).map(|row| row.bytes).collect();
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
    fn bodies_from_bytes((word, bytes) in bodies()) {
        laws::body::body(&bytes, word);
    }

    #[test]
    fn bodies_from_values(seed in seed()) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let (outgoing, word, body) = generate::outgoing(&mut u, &shelves).unwrap();
        laws::body::value(body, word, &mut Vec::new());
        laws::body::sent(outgoing, word, body);
    }

    #[test]
    fn leaves_of_bodies((_, bytes) in bodies(), len in 0..40_usize) {
        laws::body::leaves(&bytes);
        laws::body::leaves(&bytes[..len.min(bytes.len())]);
    }

    #[test]
    fn conversations(seed in seed(), facts in [any::<u8>(), any::<u8>()]) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let packet = generate::spoken(&mut u, &shelves).unwrap();
        let me = generate::profile(&mut u, &shelves).unwrap();
        let other = generate::profile(&mut u, &shelves).unwrap();
        laws::answers::conversation(&packet, facts.map(Facts::from_bits_retain), &me, &other);
        laws::answers::entries(&me);
    }

    #[test]
    fn conversations_of_dictionaries(seed in seed(), facts in [any::<u8>(), any::<u8>()]) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let Some(packet) = generate::asking_dictionary(&mut u, &shelves).unwrap() else { return Ok(()) };
        let [me, other] = [(); 2].map(|()| generate::profile(&mut u, &shelves).unwrap());
        let facts = facts.map(Facts::from_bits_retain);
        laws::answers::conversation_of_dictionary(&packet, facts, &me, &other);
    }

    #[test]
    fn requests_as_they_arrive(bytes in packets(), limit in 0..100_usize) {
        laws::body::progress(&bytes, limit);
    }

    #[test]
    fn dictionaries_from_bytes(bytes in dictionaries()) {
        laws::dict::dictionary(&bytes);
    }

    #[test]
    fn contents_of_dictionaries(bytes in contents()) {
        laws::dict::content(&bytes);
    }

    #[test]
    fn dictionaries_from_values(seed in seed()) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        laws::dict::records(&generate::records(&mut u).unwrap());
        laws::dict::spoken(&generate::spoken_dictionary(&mut u, &shelves).unwrap());
    }

    #[test]
    fn trees_of_dictionaries(seed in seed()) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let entries = Tree::entries(&mut u, 5).unwrap();
        let made: Vec<_> = entries.iter().map(|(key, tree)| tree.entry(*key, &shelves).unwrap()).collect();
        laws::dict::tree(&entries, &made);
    }

    #[test]
    fn directories_from_bytes(limits in dir_limits(), bytes in directories(), cuts in vec(any::<u8>(), 0..8)) {
        laws::transfer::directory(limits, &bytes, &cuts);
    }

    #[test]
    fn directories_from_values(seed in seed(), limits in dir_limits(), cuts in vec(any::<u8>(), 0..8)) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let steps = generate::steps(&mut u, &shelves).unwrap();
        laws::transfer::tree(limits, &steps, &cuts);
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
}

proptest! {
    #![proptest_config(times(16))]

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
    case(80, |u, _| generate::packet(u).unwrap().check(()).is_ok());
    case(75, |u, d| generate::ns_client(u).unwrap().check(d).is_ok());
    case(75, |u, d| generate::ns_server(u, d).unwrap().check(d).is_ok());
    case(75, |u, d| generate::sb_client(u).unwrap().check(d).is_ok());
    case(75, |u, d| generate::sb_server(u, d).unwrap().check(d).is_ok());
    // Of all commands, few exist in every dialect.
    case(45, |u, d| generate::of_client(u, d).unwrap().check(d).is_ok());
    case(35, |u, d| generate::of_server(u, d).unwrap().check(d).is_ok());
    case(75, |u, _| {
        let (mut u, shelves) = (Unstructured::new(u.peek_bytes(u.len()).unwrap()), Shelves::default());
        generate::outgoing(&mut u, &shelves).unwrap().0.is_some()
    });
    case(75, |u, _| {
        let (mut u, shelves) = (Unstructured::new(u.peek_bytes(u.len()).unwrap()), Shelves::default());
        generate::spoken_dictionary(&mut u, &shelves).unwrap().made.is_ok()
    });
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

#[test]
fn rows_of_ipmsg() {
    for row in rows::ipmsg() {
        laws::packet(&row.bytes);
        laws::look::leaves(&row.bytes);
        // All that a packet can be cut to is a packet or is not.
        for len in 0..row.bytes.len().min(80) {
            laws::packet(&row.bytes[..len]);
        }
        for limit in [20, usize::MAX] {
            laws::body::progress(&row.bytes, limit);
        }
        let Ok(packet) = Packet::parse(&row.bytes) else { continue };
        let body = packet.additional.unwrap_or_default();
        for len in (0..body.len().min(120)).chain([body.len()]) {
            laws::body::body(&body[..len], packet.word());
            laws::body::leaves(&body[..len]);
        }
        // As what it was not sent as.
        for mode in 0..=255 {
            laws::body::body(body, CommandWord::from_bits(packet.word().bits() & !0xff | mode));
        }
    }
}

/// Each packet, said to somebody who knows nothing, and to somebody who knows it all.
#[test]
fn answers_to_rows_of_ipmsg() {
    let seed: Vec<u8> = (0..255).cycle().take(600).map(|byte: u8| byte.wrapping_mul(91)).collect();
    let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
    let [me, other] = [(); 2].map(|()| generate::profile(&mut u, &shelves).unwrap());
    for row in rows::ipmsg() {
        for facts in [Facts::empty(), Facts::all(), Facts::GIVES_LIST | Facts::WANTS_LIST] {
            if let Ok(packet) = Packet::parse(&row.bytes) {
                laws::answers::conversation(&packet, [facts; 2], &me, &other);
            }
            if let Ok(packet) = DictPacket::parse(&row.bytes) {
                laws::answers::conversation_of_dictionary(&packet, [facts; 2], &me, &other);
            }
        }
    }
    laws::answers::entries(&me);
}

#[test]
fn directories_and_dictionaries_of_ipmsg() {
    let small = DirLimits { header: 64, depth: 2, contents: 5, preamble: 8 };
    for row in rows::ipmsg() {
        match row.prefix {
            "stream" => {
                for limits in [DirLimits::default(), small] {
                    laws::transfer::directory(limits, &row.bytes, &[3, 1, 7]);
                }
            }
            "dict" => {
                for len in 0..=row.bytes.len() {
                    laws::dict::dictionary(&row.bytes[..len]);
                }
                laws::dict::content(&row.bytes);
            }
            _ => {}
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
    let rows: Vec<_> = rows::msnp().into_iter().chain(rows::msnp_derived()).collect();
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
