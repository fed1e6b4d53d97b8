//! The laws, over bytes that proptest finds and over every row of the vector file.

use super::rows;
use arbitrary::Unstructured;
use imwire::Wire;
use imwire::ipmsg::dict::{DictPacket, IpDict};
use imwire::ipmsg::{CommandWord, DirLimits, Packet, Situation};
use imwire_testkit::generate::{self, Shelves, Tree};
use imwire_testkit::recorder::written;
use imwire_testkit::strategies::{edited, seed, times};
use imwire_testkit::{laws, look};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Something like a packet.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows().into_iter().map(|row| row.bytes).collect();
    let made = vec(select(&b"1:::::  \t\0\x000479"[..]), 0..40);
    prop_oneof![4 => edited(select(rows)), 2 => made, 1 => seed()]
}

/// A word and something like an additional section under it.
fn bodies() -> impl Strategy<Value = (CommandWord, Vec<u8>)> {
    let packets = rows().into_iter().filter_map(|row| {
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
        (word, written(&generate::body(&mut u, word, &shelves).unwrap()))
    });
    let of_made = made.prop_flat_map(|(word, bytes)| (Just(word), edited(Just(bytes))));
    // Messages with lists that hold nothing.
    let options = select(vec![0x20, 0x0020_0020, 0x0400_0020, 0x0420_0020]).prop_map(CommandWord::from_bits);
    let short = (options, vec(select(&b"a\0\0::\x07\x07"[..]), 0..8));
    prop_oneof![3 => like, 2 => of_made, 1 => short]
}

/// Something like the answer to `GETDIRFILES`.
fn directories() -> impl Strategy<Value = Vec<u8>> {
    let rows: Vec<_> = rows().into_iter().filter(|row| row.prefix == "stream").collect();
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
    let rows = rows().into_iter().filter(|row| row.prefix == "dict");
    rows.map(|row| row.bytes).filter(|bytes| bytes.len() < 1000).collect()
}

/// Something like entries without a frame.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let mut rows = Vec::new();
    for row in dictionary_rows() {
        let Ok(IpDict(dict)) = IpDict::parse(&row) else { continue };
        rows.push(written(&dict));
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
        look::word(CommandWord::from_bits(bits));
    }

    #[test]
    fn leaves(bytes in packets()) {
        look::leaves(&bytes);
    }

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
        laws::answers::conversation(&packet, facts.map(Situation::from_bits_retain), &me, &other);
        laws::answers::entries(&me);
    }

    #[test]
    fn conversations_of_dictionaries(seed in seed(), facts in [any::<u8>(), any::<u8>()]) {
        let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
        let Some(packet) = generate::asking_dictionary(&mut u, &shelves).unwrap() else { return Ok(()) };
        let [me, other] = [(); 2].map(|()| generate::profile(&mut u, &shelves).unwrap());
        let facts = facts.map(Situation::from_bits_retain);
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
}

/// At least that many in a hundred of the values of a generator can be written: otherwise law 1 says little.
#[test]
fn generators_make_values_that_fit() {
    use generate::share_that_fits as fits;
    assert!(fits(|u, _| generate::packet(u).unwrap().check(()).is_ok()) >= 80);
    let outgoing = |u: &mut Unstructured<'_>, _| {
        let (mut u, shelves) = (Unstructured::new(u.peek_bytes(u.len()).unwrap()), Shelves::default());
        generate::outgoing(&mut u, &shelves).unwrap().0.is_some()
    };
    assert!(fits(outgoing) >= 75);
    let dictionary = |u: &mut Unstructured<'_>, _| {
        let (mut u, shelves) = (Unstructured::new(u.peek_bytes(u.len()).unwrap()), Shelves::default());
        generate::spoken_dictionary(&mut u, &shelves).unwrap().made.is_ok()
    };
    assert!(fits(dictionary) >= 75);
}

#[test]
fn every_row() {
    for row in rows() {
        laws::packet(&row.bytes);
        look::leaves(&row.bytes);
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
fn answers_to_every_row() {
    let seed: Vec<u8> = (0..255).cycle().take(600).map(|byte: u8| byte.wrapping_mul(91)).collect();
    let (mut u, shelves) = (Unstructured::new(&seed), Shelves::default());
    let [me, other] = [(); 2].map(|()| generate::profile(&mut u, &shelves).unwrap());
    for row in rows() {
        for facts in [Situation::empty(), Situation::all(), Situation::GIVES_LIST | Situation::WANTS_LIST] {
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
fn directories_and_dictionaries() {
    let small = DirLimits { header: 64, depth: 2, contents: 5, preamble: 8 };
    for row in rows() {
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
