//! IPMsg: reading and writing the header and messages with files, beside the ways one would write
//! it without the crate.
//!
//! Each figure is for one pass over a corpus of 4,096 distinct packets; throughput is in bytes of
//! it. The name of a group is a path: `cargo bench --bench ipmsg -- ipmsg/header/mix`. Compare inside a group only: groups run one after another, and machines drift.

mod baseline;
mod inputs;
mod users;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use imwire::ipmsg::{Attachment, CommandWord, Message, Mode, Packet, SendOptions};
use imwire::{Encode, Error, Wire};
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
        let packet = Packet::parse(item).expect("a packet");
        assert_eq!((packet.packet_no.value(), packet.word().bits()), (fact.packet_no, fact.command));
        assert_eq!(packet.user.as_bytes().len(), fact.user_len);
        assert_eq!(packet.host.as_bytes().len(), fact.host_len);
        assert_eq!(packet.additional.map(<[u8]>::len), fact.additional_len);
        assert_eq!(packet.to_vec(), item);
    }
}

/// The crate and the baseline find the same in a file.
fn check_file(file: &Attachment<'_>, naive: &baseline::ipmsg::Attachment<'_>) {
    let digits = std::str::from_utf8(naive.id).expect("digits");
    assert_eq!(Ok(file.id.hex()), u64::from_str_radix(digits, 16));
    assert_eq!((file.name.raw(), file.size, file.mtime), (naive.name, naive.size, naive.mtime));
    assert_eq!(file.word.bits(), naive.attr);
    let extended = file.extended.as_bytes().unwrap_or_default();
    assert_eq!(extended, naive.extended.strip_prefix(b":").unwrap_or_default());
    assert!(file.extended.iter().all(|attribute| attribute.is_ok()));
}

/// The crate and the baseline find the same in each message, and there is nothing else.
fn check_messages(corpus: &Corpus<Fact>) {
    check(corpus);
    for (item, fact) in corpus.pairs() {
        let (packet, message) = message(item).expect("a message");
        let (naive, body) = baseline::ipmsg::decode_to_vec(item).expect("a message");
        let baseline::ipmsg::Body::Message { text, files } = body else { panic!("no message") };
        assert_eq!((packet.word().mode(), packet.packet_no.value()), (Mode::SENDMSG, naive.packet_no));
        assert_eq!(message.text.as_bytes(), text);
        assert!(message.recipients.is_empty() && message.trailing.is_empty());
        let found: Vec<_> = message.files.iter().map(|file| file.expect("a file")).collect();
        assert_eq!(found.len(), fact.files);
        found.iter().zip(&files).for_each(|(file, naive)| check_file(file, naive));
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
        let mut group = c.benchmark_group(format!("ipmsg/header/{name}"));
        group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
        each(&mut group, "imwire", &items, Packet::parse);
        each(&mut group, "imwire as a nom parser", &items, Packet::grammar(()));
        each(&mut group, "naive nom", &items, baseline::ipmsg::header_text);
        each(&mut group, "naive nom, names as bytes", &items, baseline::ipmsg::header);
        each(&mut group, "splitn and parse", &items, baseline::ipmsg::header_splitn);
        each(&mut group, "five memchr", &items, baseline::ipmsg::five_memchr);
        each(&mut group, "one memchr", &items, baseline::ipmsg::one_memchr);
        group.finish();
    }
}

fn word(c: &mut Criterion) {
    let corpus = inputs::ipmsg::mix();
    let words: Vec<u32> = corpus.facts.iter().map(|fact| fact.command).collect();
    let mut group = c.benchmark_group("ipmsg/word/mix");
    group.throughput(Throughput::Elements(words.len() as u64));
    each(&mut group, "mode and options", &words, |bits| {
        let word = CommandWord::from_bits(bits);
        (word.mode(), word.options())
    });
    each(&mut group, "nothing", &words, |bits| bits);
    group.finish();
}

fn attachment(c: &mut Criterion) {
    let corpus = inputs::ipmsg::attachments();
    let entries = baseline::ipmsg::first_entries(&corpus);
    for entry in &entries {
        let (_, naive) = baseline::ipmsg::attachment(entry).expect("an entry");
        check_file(&Attachment::parse(entry).expect("an entry"), &naive);
    }
    let mut group = c.benchmark_group("ipmsg/attachment/entries");
    group.throughput(Throughput::Bytes(entries.iter().map(|entry| entry.len() as u64).sum()));
    each(&mut group, "imwire", &entries, Attachment::parse);
    each(&mut group, "imwire as a nom parser", &entries, Attachment::grammar(()));
    each(&mut group, "naive nom", &entries, baseline::ipmsg::attachment);
    group.finish();
}

/// Header and body of a message.
fn message(item: &[u8]) -> Option<(Packet<'_>, Message<'_>)> {
    let packet = Packet::parse(item).ok()?;
    let options = packet.word().get::<SendOptions>()?;
    let message = Message::parse_with(packet.additional.unwrap_or_default(), options).ok()?;
    Some((packet, message))
}

fn decode(c: &mut Criterion) {
    let corpora = [
        ("files", inputs::ipmsg::attachments as fn() -> Corpus<Fact>),
        ("some-files", inputs::ipmsg::messages),
    ];
    for (name, generate) in corpora {
        let corpus = generate();
        check_messages(&corpus);
        let items = corpus.inputs.items();
        let mut group = c.benchmark_group(format!("ipmsg/message/{name}"));
        group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
        each(&mut group, "imwire", &items, |item| {
            let (packet, message) = message(item)?;
            let mut sum = (0, 0);
            for file in message.files {
                let file = file.ok()?;
                black_box(&file);
                sum = (sum.0 + 1, sum.1 + file.size);
            }
            Some((packet, message, sum))
        });
        each(&mut group, "imwire, files in a Vec", &items, |item| {
            let (packet, message) = message(item)?;
            let files: Result<Vec<Attachment<'_>>, Error> = message.files.iter().collect();
            Some((packet, message, files.ok()?))
        });
        each(&mut group, "naive nom", &items, baseline::ipmsg::message_text);
        each(&mut group, "naive nom, names as bytes, no heap", &items, baseline::ipmsg::decode_to_sum);
        group.finish();
    }
}

/// Packets as they were read, or with numbers that are not spelled yet, as every sender has them.
fn encode(c: &mut Criterion) {
    let corpus = inputs::ipmsg::mix();
    let items = corpus.inputs.items();
    let read: Vec<Packet<'_>> = items.iter().map(|item| Packet::parse(item).expect("a packet")).collect();
    let mut made = read.clone();
    for packet in &mut made {
        packet.packet_no = packet.packet_no.value().into();
        packet.command = packet.command.value().into();
    }
    let texts: Vec<_> =
        items.iter().filter_map(|item| Some(baseline::ipmsg::header_text(item).ok()?.1)).collect();
    let mut buffer = [0; 2048];

    for (name, packets) in [("read", &read), ("made", &made)] {
        let mut group = c.benchmark_group(format!("ipmsg/encode/{name}"));
        group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
        each(&mut group, "imwire", &packets.iter().collect::<Vec<_>>(), |packet| {
            packet.encode_into(&mut buffer).map(<[u8]>::len)
        });
        each(&mut group, "write!", &texts.iter().collect::<Vec<_>>(), |text| {
            baseline::ipmsg::write(text, &mut buffer)
        });
        each(&mut group, "memcpy of the same pieces", &read.iter().collect::<Vec<_>>(), |packet| {
            users::pieces(packet, &mut buffer)
        });
        each(&mut group, "memcpy of the whole", &items, |item| baseline::ipmsg::copy(item, &mut buffer));
        group.finish();
    }
}

/// Packets read, and their answers written.
fn reply(c: &mut Criterion) {
    let corpus = inputs::ipmsg::mix();
    let items = corpus.inputs.items();
    let (profile, mut buffer) = (users::profile(), [0; 2048]);
    assert!(items.iter().all(|item| users::reply(&profile, item, &mut buffer).is_some()));
    let mut group = c.benchmark_group("ipmsg/reply/mix");
    group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
    each(&mut group, "imwire", &items, |item| users::reply(&profile, item, &mut buffer));
    each(&mut group, "header alone", &items, Packet::parse);
    group.finish();
}

/// Directory streams, read and written.
fn directory(c: &mut Criterion) {
    let corpus = inputs::dir::tree();
    let stream = corpus.inputs.bytes();
    let records = users::records(&corpus);
    let mut room = vec![0; stream.len()];
    assert_eq!(users::write_directory(&records, &mut room), stream.len());
    assert!(room == stream);

    let mut group = c.benchmark_group("ipmsg/directory/tree");
    group.throughput(Throughput::Bytes(stream.len() as u64));
    group.bench_function("read", |bencher| bencher.iter(|| users::directory(black_box(stream))));
    group.bench_function("written", |bencher| {
        bencher.iter(|| users::write_directory(black_box(&records), &mut room));
    });
    group.bench_function("memcpy of the whole", |bencher| {
        bencher.iter(|| room.copy_from_slice(black_box(stream)));
    });
    group.finish();
}

criterion_group!(benches, header, word, attachment, decode, encode, reply, directory);
criterion_main!(benches);
