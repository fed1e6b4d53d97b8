//! How fast the library reads the messages of a capture, which are held in memory.
//!
//! Each tier does what the one before it does, and more: of MSNP framing, the parameters of lines, typed
//! commands; of IPMsg the header and the body. `memchr` over the same bytes shows what the machine can do.

use crate::count;
use crate::show::output::Thing;
use crate::show::text::{BOLD, DIM, PLAIN, Text};
use imwire::Wire;
use imwire::ipmsg::Packet;
use imwire::msnp::{AnyCommand, Context, Frame, Link, Splitter};
use serde_json::{Value, json};
use std::hint::black_box;
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

/// How long each tier is measured.
const TIME: Duration = Duration::from_millis(300);

/// The messages, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    bytes: Vec<u8>,
    packets: Vec<Range<usize>>,
    /// Frames that are read with the same context, end to end.
    streams: Vec<(Context, Stream)>,
}

#[derive(Debug, Default)]
struct Stream {
    bytes: Vec<u8>,
    frames: u64,
}

/// What was measured of one tier.
#[derive(Debug)]
struct Measured {
    what: &'static str,
    threads: usize,
    /// In a second, of all threads together.
    messages: f64,
    /// In a second, of all threads together.
    bytes: f64,
}

impl Measured {
    fn bytes_of_a_core(&self) -> f64 {
        self.bytes / self.threads as f64
    }
}

type Work<'a> = &'a (dyn Fn() -> u64 + Sync);

impl Bench {
    pub(crate) fn add(&mut self, thing: &Thing<'_>) {
        match thing {
            Thing::Packet { wire, .. } => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(wire);
                self.packets.push(start..self.bytes.len());
            }
            Thing::Frame { frame, context, .. } => {
                let at = self.streams.iter().position(|(known, _)| known == context);
                let at = at.unwrap_or_else(|| {
                    self.streams.push((*context, Stream::default()));
                    self.streams.len() - 1
                });
                if let Some((_, stream)) = self.streams.get_mut(at) {
                    stream.bytes.extend_from_slice(frame.raw());
                    stream.frames += 1;
                }
            }
            _ => {}
        }
    }

    fn packets(&self, read: impl Fn(&Packet<'_>) -> bool) -> u64 {
        let bytes = self.packets.iter().filter_map(|range| self.bytes.get(range.clone()));
        bytes.map(|bytes| u64::from(Packet::parse(black_box(bytes)).is_ok_and(|packet| read(&packet)))).sum()
    }

    fn frames(&self, read: impl Fn(&Frame<'_>, &Context) -> bool) -> u64 {
        let mut frames = 0;
        for (context, Stream { bytes, .. }) in &self.streams {
            let mut splitter = match context.link {
                Link::FileTransfer => Splitter::file_transfer(context.role),
                _ => Splitter::new(context.role),
            };
            splitter.set_dialect(context.dialect);
            let mut rest = black_box(&bytes[..]);
            while let Ok(Some(frame)) = splitter.next(rest) {
                rest = rest.get(frame.raw().len()..).unwrap_or_default();
                frames += u64::from(read(&frame, context));
            }
        }
        frames
    }

    /// Measures each tier, on one core and on all.
    fn run(&self) -> Vec<Measured> {
        let mut all = Vec::new();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut tier = |what, messages: u64, bytes: usize, work: Work<'_>| {
            if messages == 0 {
                return;
            }
            for threads in [1, cores] {
                let passes = passes(work, threads);
                let (messages, bytes) = (messages as f64 * passes, bytes as f64 * passes);
                all.push(Measured { what, threads, messages, bytes });
                if cores == 1 {
                    break;
                }
            }
        };
        let (packets, bytes) = (self.packets.len() as u64, self.bytes.len());
        let colons = || memchr::memchr_iter(b':', black_box(&self.bytes)).count() as u64;
        tier("IPMsg  memchr of ':'", packets, bytes, &colons);
        tier("IPMsg  header", packets, bytes, &|| self.packets(|_| true));
        tier("IPMsg  header and body", packets, bytes, &|| {
            self.packets(|packet| black_box(packet.body()).is_ok())
        });
        let frames = self.streams.iter().map(|(_, stream)| stream.frames).sum();
        let bytes = self.streams.iter().map(|(_, stream)| stream.bytes.len()).sum();
        let lines = || {
            let lines = |(_, stream): &(Context, Stream)| {
                memchr::memchr_iter(b'\n', black_box(&stream.bytes)).count()
            };
            self.streams.iter().map(lines).sum::<usize>() as u64
        };
        tier("MSNP   memchr of LF", frames, bytes, &lines);
        tier("MSNP   framing", frames, bytes, &|| self.frames(|_, _| true));
        tier("MSNP   parameters", frames, bytes, &|| {
            self.frames(|frame, _| {
                black_box(frame.line().args().map(|arg| arg.as_bytes().len()).sum::<usize>()) > 0
            })
        });
        tier("MSNP   typed commands", frames, bytes, &|| self.frames(is_typed));
        all
    }

    pub(crate) fn lines(&self) -> Vec<Text> {
        let [messages, bytes, each, time] =
            ["total messages/s", "total MB/s", "MB/s per core", "ns per message"];
        let head = format!("{:<24} {:>5} {messages:>17} {bytes:>11} {each:>14} {time:>15}", "", "cores");
        let mut lines = vec![Text::new(BOLD, head)];
        for it in self.run() {
            let (rate, speed) = (count(it.messages as u64, ""), it.bytes / 1e6);
            let rate = rate.trim_end_matches([' ', 's']);
            let (each, time) = (it.bytes_of_a_core() / 1e6, 1e9 / it.messages * it.threads as f64);
            let (what, cores) = (it.what, it.threads);
            let text = format!("{what:<24} {cores:>5} {rate:>17} {speed:>11.1} {each:>14.1} {time:>15.1}");
            lines.push(Text::new(if it.what.contains("memchr") { DIM } else { PLAIN }, text));
        }
        lines
    }

    pub(crate) fn json(&self) -> Vec<Value> {
        let measured = self.run().into_iter().map(|it| {
            json!({
                "what": it.what.split_whitespace().collect::<Vec<_>>().join(" "),
                "cores": it.threads,
                "messages_per_second": it.messages,
                "bytes_per_second": it.bytes,
                "bytes_per_second_per_core": it.bytes_of_a_core(),
            })
        });
        measured.collect()
    }
}

fn is_typed(frame: &Frame<'_>, context: &Context) -> bool {
    context.link != Link::Unknown
        && frame.block().is_none()
        && black_box(AnyCommand::read(frame, *context)).is_ok()
}

/// How often all of it is done in a second, by so many threads.
fn passes(work: Work<'_>, threads: usize) -> f64 {
    let one = || {
        let (start, mut passes) = (Instant::now(), 0.0);
        while start.elapsed() < TIME {
            black_box(work());
            passes += 1.0;
        }
        passes / start.elapsed().as_secs_f64()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0.0)).sum()
    })
}
