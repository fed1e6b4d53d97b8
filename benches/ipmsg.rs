//! IPMsg: reading and writing the header, beside the ways one would write it without the crate.
//!
//! Each figure is for one pass over a corpus of 4,096 distinct packets; throughput is in bytes of
//! it. Compare inside a group only: groups run one after another, and machines drift.

mod baseline;
mod inputs;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use imwire::ipmsg::{CommandWord, Packet};
use imwire::{Encode, Wire};
use inputs::Corpus;
use inputs::ipmsg::Fact;
use std::hint::black_box;

/// Adds one function to a group: one iteration is one pass over the items.
fn each<I: Copy, R>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    items: &[I],
    mut read: impl FnMut(I) -> R,
) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for item in items {
                black_box(&read(black_box(*item)));
            }
        });
    });
}

/// The crate reads what the generator wrote down, and writes the same bytes again.
fn check(corpus: &Corpus<Fact>) {
    baseline::ipmsg::check(corpus);
    for (item, fact) in corpus.pairs() {
        let packet = Packet::parse(item, ()).expect("a packet");
        assert_eq!((packet.packet_no.value(), packet.word().bits()), (fact.packet_no, fact.command));
        assert_eq!(packet.user.as_bytes().len(), fact.user_len);
        assert_eq!(packet.host.as_bytes().len(), fact.host_len);
        assert_eq!(packet.additional.map(<[u8]>::len), fact.additional_len);
        assert_eq!(packet.to_vec(), item);
    }
}

fn header(c: &mut Criterion) {
    let corpora = [
        ("short", inputs::ipmsg::short as fn() -> Corpus<Fact>),
        ("mix", inputs::ipmsg::mix),
        ("kilobyte", inputs::ipmsg::kilobyte),
    ];
    for (name, generate) in corpora {
        let corpus = generate();
        check(&corpus);
        let items = corpus.inputs.items();
        let mut group = c.benchmark_group(format!("ipmsg header, {name}"));
        group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
        each(&mut group, "imwire", &items, |item| Packet::parse(item, ()));
        each(&mut group, "imwire as a nom parser", &items, Packet::grammar(()));
        each(&mut group, "naive nom", &items, baseline::ipmsg::header_text);
        each(&mut group, "naive nom, names as bytes", &items, baseline::ipmsg::header);
        each(&mut group, "splitn", &items, baseline::ipmsg::header_splitn);
        each(&mut group, "five memchr", &items, baseline::ipmsg::five_memchr);
        each(&mut group, "one memchr over the packet", &items, baseline::ipmsg::one_memchr);
        group.finish();
    }
}

fn word(c: &mut Criterion) {
    let corpus = inputs::ipmsg::mix();
    let words: Vec<u32> = corpus.facts.iter().map(|fact| fact.command).collect();
    let mut group = c.benchmark_group("ipmsg command word, mix");
    group.throughput(Throughput::Elements(words.len() as u64));
    each(&mut group, "mode and options", &words, |bits| {
        let word = CommandWord::from_bits(bits);
        (word.mode(), word.options())
    });
    each(&mut group, "nothing", &words, |bits| bits);
    group.finish();
}

fn encode(c: &mut Criterion) {
    let corpus = inputs::ipmsg::mix();
    let items = corpus.inputs.items();
    let packets: Vec<Packet<'_>> =
        items.iter().map(|item| Packet::parse(item, ()).expect("a packet")).collect();
    let texts: Vec<_> =
        items.iter().filter_map(|item| Some(baseline::ipmsg::header_text(item).ok()?.1)).collect();
    let mut buffer = [0; 2048];

    let mut group = c.benchmark_group("ipmsg encode, mix");
    group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
    each(&mut group, "imwire", &packets.iter().collect::<Vec<_>>(), |packet| {
        packet.encode_into(&mut buffer).map(<[u8]>::len)
    });
    each(&mut group, "write!", &texts.iter().collect::<Vec<_>>(), |text| {
        baseline::ipmsg::write(text, &mut buffer)
    });
    each(&mut group, "memcpy of the bytes", &items, |item| baseline::ipmsg::copy(item, &mut buffer));
    group.finish();
}

criterion_group!(benches, header, word, encode);
criterion_main!(benches);
