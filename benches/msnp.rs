//! MSNP: framing, lines and typed commands, beside a search for newlines and a naive nom parser.
//!
//! Each figure is for one pass over a stream of 4,096 or more distinct commands; throughput is in
//! bytes of it. Compare inside a group only: groups run one after another, and machines drift.

mod baseline;
mod inputs;
mod users;

use baseline::msnp::{From, Typed};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use imwire::msnp::{Command, Context, Dialect, Frame, Line, Link, Role, Session, Side, Splitter, ns, sb};
use imwire::{Encode, Wire};
use inputs::Corpus;
use inputs::msnp::Fact;
use nom::IResult;
use std::hint::black_box;

/// The frames of a whole stream, checked against what the generator wrote down.
fn frames(corpus: &Corpus<Fact>, sender: Role) -> Vec<Frame<'_>> {
    let mut splitter = Splitter::new(sender);
    let frames: Vec<_> =
        splitter.frames(corpus.inputs.bytes()).collect::<Result<_, _>>().expect("a stream of commands");
    assert_eq!(frames.len(), corpus.facts.len());
    for (frame, fact) in frames.iter().zip(&corpus.facts) {
        assert_eq!(frame.line().verb(), fact.verb);
        assert_eq!(frame.line().args().count(), fact.args);
        assert_eq!(frame.payload().unwrap_or_default().len(), fact.payload_len);
    }
    frames
}

fn framing(c: &mut Criterion) {
    for (name, corpus) in
        [("login", inputs::msnp::login()), ("switchboard", inputs::msnp::switchboard_server())]
    {
        frames(&corpus, Role::Server);
        let stream = corpus.inputs.bytes();
        let mut group = c.benchmark_group(format!("msnp/frame-line/{name}"));
        group.throughput(Throughput::Bytes(stream.len() as u64));
        group.bench_function("imwire", |bencher| {
            bencher.iter(|| {
                let mut splitter = Splitter::new(Role::Server);
                let mut rest = black_box(stream);
                while let Ok(Some(frame)) = splitter.next(rest) {
                    let line = frame.line();
                    let _ = black_box((line.verb(), line.args(), frame.payload()));
                    rest = &rest[frame.raw().len()..];
                }
            });
        });
        group.bench_function("naive nom", |bencher| {
            bencher.iter(|| {
                let mut rest = black_box(stream);
                while let Ok((after, frame)) = baseline::msnp::frame(rest, From::Server) {
                    let _ = black_box((frame.verb(), frame.args(), frame.payload));
                    rest = after;
                }
            });
        });
        group.bench_function("search for newlines", |bencher| {
            bencher.iter(|| baseline::msnp::newlines(black_box(stream)));
        });
        group.finish();
    }
}

/// A stream that arrives in chunks, and the same without reading anything.
fn chunks(c: &mut Criterion) {
    let corpus = inputs::msnp::login();
    let stream = corpus.inputs.bytes();
    for size in [1460, 16, 1] {
        assert_eq!(users::chunks(stream, size), corpus.inputs.len());
        let mut group = c.benchmark_group(format!("msnp/chunks-{size}/login"));
        group.throughput(Throughput::Bytes(stream.len() as u64));
        group.bench_function("imwire", |bencher| bencher.iter(|| users::chunks(black_box(stream), size)));
        group.bench_function("append and drain", |bencher| {
            bencher.iter(|| users::append_and_drain(black_box(&corpus.inputs), size));
        });
        group.finish();
    }
}

/// Typed commands under the context that a session found.
fn session(c: &mut Criterion) {
    let corpus = inputs::msnp::login();
    let stream = corpus.inputs.bytes();
    let mut group = c.benchmark_group("msnp/session/login");
    group.throughput(Throughput::Bytes(stream.len() as u64));
    group.bench_function("imwire", |bencher| {
        bencher.iter(|| {
            let mut side = Side::new(Role::Server);
            let mut session = Session::known(Link::Notification, Dialect::MSNP11);
            let mut rest = black_box(stream);
            while let Some(len) = users::session(&mut side, &mut session, rest) {
                rest = &rest[len..];
            }
        });
    });
    group.bench_function("all parameters as bytes", |bencher| {
        bencher.iter(|| {
            let mut splitter = Splitter::new(Role::Server);
            let mut rest = black_box(stream);
            while let Some(len) = users::parameters(&mut splitter, rest) {
                rest = &rest[len..];
            }
        });
    });
    group.finish();
}

/// What a message says, and a search for the empty line before its body.
fn text(c: &mut Criterion) {
    let corpus = inputs::msnp::switchboard_server();
    let texts = users::texts(&corpus.inputs);
    let mut group = c.benchmark_group("msnp/text/chat");
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("imwire", |bencher| {
        bencher.iter(|| texts.iter().for_each(|text| _ = black_box(users::text(black_box(text)))));
    });
    group.bench_function("imwire, by way of Mime", |bencher| {
        bencher.iter(|| texts.iter().for_each(|text| _ = black_box(users::mime_text(black_box(text)))));
    });
    group.bench_function("search for the empty line", |bencher| {
        bencher.iter(|| texts.iter().for_each(|text| _ = black_box(users::blank_line(black_box(text)))));
    });
    group.finish();
}

/// A stream as typed commands: the crate, and nom with few commands and with all.
fn typed<'a, C, N, E>(
    c: &mut Criterion,
    name: &str,
    corpus: &'a Corpus<Fact>,
    naive: impl Fn(&'a [u8]) -> IResult<&'a [u8], N>,
    every: impl Fn(&'a [u8]) -> IResult<&'a [u8], E>,
) where
    C: Command<'a>,
    N: Typed,
    E: Typed,
{
    let dialect = Dialect::MSNP11;
    baseline::msnp::check(corpus, From::Server, &naive);
    baseline::msnp::check(corpus, From::Server, &every);
    for frame in &frames(corpus, Role::Server) {
        let command = C::read(frame, dialect).expect("a typed command");
        assert!(command.as_other().is_none());
        assert_eq!(command.to_vec(), frame.raw());
    }
    let stream = corpus.inputs.bytes();

    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Bytes(stream.len() as u64));
    group.bench_function("imwire", |bencher| {
        bencher.iter(|| {
            let mut splitter = Splitter::new(Role::Server);
            let mut rest = black_box(stream);
            while let Ok(Some(frame)) = splitter.next(rest) {
                black_box(&C::read(&frame, dialect));
                rest = &rest[frame.raw().len()..];
            }
        });
    });
    group.bench_function("naive nom", |bencher| {
        bencher.iter(|| {
            let mut rest = black_box(stream);
            while let Ok((after, command)) = naive(rest) {
                black_box(&command);
                rest = after;
            }
        });
    });
    group.bench_function("naive nom, every command", |bencher| {
        bencher.iter(|| {
            let mut rest = black_box(stream);
            while let Ok((after, command)) = every(rest) {
                black_box(&command);
                rest = after;
            }
        });
    });
    group.finish();
}

/// Checks that the crate reads the same commands as the baseline that has every one.
fn read_every<'a, C: Command<'a>>(commands: &[(u8, &'a [u8])]) {
    for (dialect, bytes) in commands {
        let command = C::parse_with(bytes, Dialect::new(*dialect)).expect("a command");
        assert_eq!(command.name(), baseline::msnp_every::name(bytes));
    }
}

fn typed_login(c: &mut Criterion) {
    baseline::msnp_every::check();
    read_every::<ns::ServerCommand<'_>>(baseline::msnp_every::NOTIFICATIONS);
    typed::<ns::ServerCommand<'_>, _, _>(
        c,
        "msnp/typed/login",
        &inputs::msnp::login(),
        baseline::msnp::notification,
        baseline::msnp_every::notification,
    );
}

fn typed_switchboard(c: &mut Criterion) {
    baseline::msnp_every::check();
    read_every::<sb::ServerCommand<'_>>(baseline::msnp_every::SWITCHBOARDS);
    typed::<sb::ServerCommand<'_>, _, _>(
        c,
        "msnp/typed/switchboard",
        &inputs::msnp::switchboard_server(),
        baseline::msnp::switchboard,
        baseline::msnp_every::switchboard,
    );
}

fn line(c: &mut Criterion) {
    let corpus = inputs::msnp::login();
    let frames = frames(&corpus, Role::Server);
    let lines: Vec<&[u8]> = frames.iter().map(|frame| frame.line().as_bytes()).collect();

    let mut group = c.benchmark_group("msnp/line/login");
    group.throughput(Throughput::Bytes(lines.iter().map(|line| line.len() as u64).sum()));
    group.bench_function("verb, TrID and all parameters", |bencher| {
        bencher.iter(|| {
            for line in &lines {
                let Ok(line) = Line::parse(black_box(line)) else { return };
                black_box((
                    line.verb(),
                    line.trid(Context::new(Link::Notification, Role::Server, Dialect::MSNP11)),
                ));
                for arg in line.args() {
                    black_box(arg);
                }
            }
        });
    });
    group.finish();
}

fn encode(c: &mut Criterion) {
    let corpus = inputs::msnp::switchboard_client();
    let frames = frames(&corpus, Role::Client);
    let commands: Vec<_> = frames
        .iter()
        .map(|frame| sb::ClientCommand::read(frame, Dialect::MSNP11).expect("a typed command"))
        .collect();
    let mut buffer = [0; 4096];

    let mut group = c.benchmark_group("msnp/encode/client");
    group.throughput(Throughput::Bytes(corpus.inputs.bytes().len() as u64));
    group.bench_function("imwire", |bencher| {
        bencher.iter(|| {
            for command in &commands {
                let _ = black_box(black_box(command).encode_into(&mut buffer));
            }
        });
    });
    group.bench_function("memcpy of the whole", |bencher| {
        bencher.iter(|| {
            for frame in &frames {
                black_box(baseline::ipmsg::copy(black_box(frame.raw()), &mut buffer));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, framing, line, typed_login, typed_switchboard, encode, chunks, session, text);
criterion_main!(benches);
