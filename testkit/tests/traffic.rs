//! What is made up is what its style promises.

use arbitrary::{Arbitrary, Unstructured};
use imwire::Wire;
use imwire::ipmsg::dict::DictPacket;
use imwire::ipmsg::{Mode, Packet};
use imwire::msnp::{AnyCommand, Context, Dialect, Link, Role, Session, Splitter, TABLES};
use imwire_testkit::traffic::{self, Conversation, Datagrams, Style};
use imwire_testkit::{generate, laws};
use std::collections::BTreeSet;

const LINKS: [Link; 3] = [Link::Notification, Link::Switchboard, Link::FileTransfer];
const ROLES: [Role; 2] = [Role::Client, Role::Server];

/// For each of these many seeds what is made of it.
fn each<T>(count: u64, mut make: impl FnMut(&mut Unstructured<'_>) -> arbitrary::Result<T>) -> Vec<T> {
    // Odd, so that the noise of neighbours is not alike.
    let noise = |seed: u64| generate::noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), 2_000);
    (0..count).filter_map(|seed| make(&mut Unstructured::new(&noise(seed))).ok()).collect()
}

fn contexts() -> impl Iterator<Item = Context> {
    let dialects = || (2..=22).map(Dialect::new).chain([Dialect::CVR0]);
    let of = move |link, role| dialects().map(move |dialect| Context::new(link, role, dialect));
    LINKS.into_iter().flat_map(move |link| ROLES.into_iter().flat_map(move |role| of(link, role)))
}

fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// The context of a file transfer has no dialect.
fn known(cx: Context) -> Context {
    if cx.link == Link::FileTransfer { Context { dialect: Dialect::UNKNOWN, ..cx } } else { cx }
}

#[test]
fn plausible_commands_are_typed() {
    let mut verbs = BTreeSet::new();
    for cx in contexts().map(known) {
        // The last dialect has most commands.
        let count = if cx.dialect == Dialect::new(21) { 800 } else { 100 };
        for bytes in each(count, |u| traffic::command(u, Style::Plausible, cx)) {
            match AnyCommand::parse_with(&bytes, cx) {
                Ok(command) => {
                    verbs.insert((cx.link as u8, cx.role as u8, bytes[..3].to_vec()));
                    assert!(command.check(cx).is_ok(), "{cx:?}: {}", shown(&bytes));
                }
                Err(error) => panic!("{cx:?}: {}: {error}", shown(&bytes)),
            }
        }
    }
    // Each verb of each table comes up.
    for table in &TABLES {
        let roles = table.role.map_or(ROLES.to_vec(), |role| vec![role]);
        for row in table.rows {
            let comes =
                roles.iter().any(|role| verbs.contains(&(table.link as u8, *role as u8, row.verb.to_vec())));
            assert!(comes, "{:?} {:?} {}", table.link, table.role, shown(&row.verb));
        }
    }
}

#[test]
fn any_command_is_one_frame() {
    for cx in contexts().map(known) {
        for bytes in each(60, |u| traffic::command(u, Style::Any, cx)) {
            let frame = Splitter::of(cx).next(&bytes);
            assert!(
                matches!(frame, Ok(Some(frame)) if frame.raw() == bytes),
                "{cx:?}: {}: {frame:?}",
                shown(&bytes)
            );
        }
    }
}

#[test]
fn broken_commands_are_mostly_refused() {
    let cx = Context::new(Link::Notification, Role::Server, Dialect::MSNP10);
    let all = each(400, |u| traffic::command(u, Style::Broken, cx));
    let good = all.iter().filter(|bytes| AnyCommand::parse_with(bytes, cx).is_ok()).count();
    assert!((40..280).contains(&good), "{good} of {}", all.len());
}

#[test]
fn conversations_are_understood() {
    let dialects = (2..=21).map(Dialect::new);
    let mut verbs = BTreeSet::new();
    for (dialect, link) in dialects.flat_map(|dialect| LINKS.map(|link| (dialect, link))) {
        for said in each(15, |u| traffic::conversation(u, Style::Plausible, link, dialect)) {
            // On a switchboard nobody says the dialect.
            let mut session =
                if link == Link::Switchboard { Session::known(link, dialect) } else { Session::new() };
            for turn in &said.turns {
                let frame = Splitter::of(session.context(turn.role)).next(&turn.bytes);
                let frame = frame.ok().flatten().unwrap_or_else(|| panic!("{}", shown(&turn.bytes)));
                assert_eq!(frame.raw(), turn.bytes, "{dialect:?}: one frame");
                verbs.insert(frame.line().verb());
                if let Err(error) = session.read(turn.role, &frame) {
                    panic!("{dialect:?}: {}: {error}", shown(&turn.bytes));
                }
            }
            assert_eq!((session.link(), session.dialect()), (said.link, said.dialect));
            let turns: Vec<_> = said.turns.iter().map(|turn| (turn.role, &turn.bytes[..])).collect();
            laws::session::conversation(Session::known(link, said.dialect), false, &turns, 7);
        }
    }
    assert!(verbs.len() > 60, "{} verbs", verbs.len());
}

#[test]
fn plausible_packets_are_typed() {
    let mut modes = BTreeSet::new();
    for bytes in each(2_000, |u| traffic::packet(u, Style::Plausible)) {
        let packet = Packet::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", shown(&bytes)));
        modes.insert(packet.word().mode());
        if let Err(error) = packet.body() {
            panic!("{}: {error}", shown(&bytes));
        }
    }
    assert!(modes.len() >= 28, "{} commands", modes.len());
    for bytes in each(200, |u| traffic::dictionary(u, Style::Plausible)) {
        let packet = DictPacket::parse(&bytes);
        assert!(packet.is_ok(), "{}: {packet:?}", shown(&bytes));
    }
    for bytes in each(500, |u| traffic::packet(u, Style::Any)) {
        assert!(Packet::parse(&bytes).is_ok(), "{}", shown(&bytes));
    }
    let broken = each(500, |u| traffic::packet(u, Style::Broken));
    let good =
        broken.iter().filter(|bytes| Packet::parse(bytes).is_ok_and(|packet| packet.body().is_ok())).count();
    assert!((100..450).contains(&good), "{good} of 500");
}

#[test]
fn hosts_answer_each_other() {
    let mut answered = 0;
    for Datagrams(sent) in each(200, |u| traffic::datagrams(u, Style::Plausible)) {
        let packets: Vec<_> = sent.iter().map(|it| Packet::parse(&it.bytes).expect("a packet")).collect();
        assert_eq!(packets.first().map(|packet| packet.word().mode()), Some(Mode::BR_ENTRY));
        assert_eq!(packets.last().map(|packet| packet.word().mode()), Some(Mode::BR_EXIT));
        for pair in packets.windows(2).filter(|pair| pair[1].word().mode() == Mode::RECVMSG) {
            let number = pair[0].packet_no.value().to_string();
            assert_eq!(pair[1].additional, Some(format!("{number}\0").as_bytes()));
            answered += 1;
        }
    }
    assert!(answered > 100, "{answered} receipts");
}

#[test]
fn nothing_is_needed() {
    for seed in [&[][..], &[0], &[255; 3]] {
        let mut u = Unstructured::new(seed);
        assert!(Conversation::arbitrary(&mut u).is_ok());
        assert!(Datagrams::arbitrary(&mut u).is_ok());
    }
}

/// What is made up is read by a naive reader as by imwire; whatever becomes of it, too.
#[test]
fn naive_readers_agree() {
    for style in [Style::Plausible, Style::Any, Style::Broken] {
        for bytes in each(2_000, |u| traffic::packet(u, style)) {
            laws::naive::packet(&bytes);
        }
        for cx in contexts().filter(|cx| cx.link != Link::FileTransfer) {
            let streams =
                each(20, |u| Ok([traffic::command(u, style, cx)?, traffic::command(u, style, cx)?].concat()));
            streams.iter().for_each(|bytes| laws::naive::stream(bytes, cx.role, cx.dialect));
        }
    }
}
