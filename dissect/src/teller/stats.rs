//! Numbers about a capture in place of its messages: what there was of each kind, who sent it, and what was
//! wrong.

use crate::count;
use crate::show::output::{Place, Thing};
use crate::show::readable::readable;
use crate::show::text::{BOLD, DIM, PLAIN, RED, Text};
use crate::teller::choose::{name, wrong};
use imwire::msnp::Role;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Of names that come from the network, so many are counted one by one.
const NAMES: usize = 1_000;

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Stats {
    /// When the first message and the last one were sent.
    time: Option<[Timestamp; 2]>,
    /// By protocol and command.
    kinds: BTreeMap<(&'static str, String), Sum>,
    dialects: BTreeMap<String, u64>,
    programs: BTreeMap<Vec<u8>, u64>,
    errors: BTreeMap<String, u64>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    messages: u64,
    bytes: u64,
}

impl Stats {
    pub(crate) fn add(&mut self, place: &Place, thing: &Thing<'_>) {
        if let Some(error) = wrong(thing) {
            add(&mut self.errors, error);
        }
        let at = place.moment.at;
        let (proto, bytes) = match thing {
            Thing::Packet { packet, wire } => {
                add(&mut self.programs, packet.version.as_bytes().to_vec());
                ("IPMsg", wire.len())
            }
            Thing::Dictionary { wire, .. } => ("IPMsg", wire.len()),
            Thing::Frame { frame, context, .. } => {
                if context.dialect.is_known() {
                    add(&mut self.dialects, context.dialect.to_string());
                }
                // TrID, locale, system, its version, architecture, program, its version, …
                if frame.line().verb() == *b"CVR" && context.role == Role::Client {
                    let args: Vec<_> = frame.line().args().map(|arg| arg.as_bytes()).collect();
                    if let [_, _, _, _, _, program, version, ..] = args[..] {
                        add(&mut self.programs, [program, b" ", version].concat());
                    }
                }
                ("MSNP", frame.raw().len())
            }
            Thing::Direct(message) => ("MSNP", message.wire.len()),
            Thing::Record { .. } => ("IPMsg", 0),
            Thing::Contents(_) | Thing::Payload { .. } | Thing::Trouble(_) => return,
        };
        let [first, last] = self.time.unwrap_or([at, at]);
        self.time = Some([first.min(at), last.max(at)]);
        let name = name(thing).unwrap_or_else(|| match thing {
            Thing::Record { .. } => "directory record".to_owned(),
            _ => "block".to_owned(),
        });
        if self.kinds.len() < NAMES || self.kinds.contains_key(&(proto, name.clone())) {
            let sum = self.kinds.entry((proto, name)).or_default();
            sum.messages += 1;
            sum.bytes += bytes as u64;
        }
    }

    fn of(&self, wanted: &str) -> Sum {
        let kinds = self.kinds.iter().filter(|((proto, _), _)| *proto == wanted);
        kinds.fold(Sum::default(), |sum, (_, more)| Sum {
            messages: sum.messages + more.messages,
            bytes: sum.bytes + more.bytes,
        })
    }

    fn seconds(&self) -> f64 {
        self.time.map_or(0.0, |[first, last]| last.duration_since(first).as_secs_f64())
    }

    pub(crate) fn lines(&self) -> Vec<Text> {
        let mut lines = Vec::new();
        for proto in ["IPMsg", "MSNP"] {
            let Sum { messages, bytes } = self.of(proto);
            if messages == 0 {
                continue;
            }
            let mut rate = String::new();
            if self.seconds() >= 1.0 {
                rate = format!(", {:.2} messages per second", messages as f64 / self.seconds());
            }
            let head = format!("{proto}: {}, {}", count(messages, "message"), count(bytes, "byte"));
            lines.push(Text::new(BOLD, head).with(PLAIN, rate));
            let mut kinds: Vec<_> = self.kinds.iter().filter(|((of, _), _)| *of == proto).collect();
            kinds.sort_by_key(|(_, sum)| std::cmp::Reverse(sum.messages));
            lines.extend(kinds.into_iter().map(|((_, name), sum)| {
                let average = sum.bytes / sum.messages.max(1);
                Text::plain(format!("  {name:<18} {:>8} ", sum.messages)).with(
                    DIM,
                    format!("{:>16} {:>16} each", count(sum.bytes, "byte"), count(average, "byte")),
                )
            }));
        }
        let mut list =
            |title: &str, style, items: Vec<(Text, u64)>| {
                if !items.is_empty() {
                    lines.push(Text::new(BOLD, title));
                    lines.extend(items.into_iter().map(|(name, number)| {
                        Text::plain(format!("  {number:>8} ")).with(style, "").and(name)
                    }));
                }
            };
        let plain = |of: &BTreeMap<String, u64>, style| {
            of.iter().map(|(name, &number)| (readable(name.as_bytes(), style), number)).collect()
        };
        list("Messages of each dialect", PLAIN, plain(&self.dialects, PLAIN));
        let programs = self.programs.iter().map(|(name, &number)| (readable(name, PLAIN), number)).collect();
        list("Messages of each program that names itself", PLAIN, programs);
        list("Errors", RED, plain(&self.errors, RED));
        lines
    }

    pub(crate) fn json(&self) -> Map<String, Value> {
        let kinds = |proto: &str| -> Map<String, Value> {
            let kinds = self.kinds.iter().filter(|((of, _), _)| *of == proto);
            let sum = |sum: &Sum| json!({"messages": sum.messages, "bytes": sum.bytes});
            kinds.map(|((_, name), it)| (name.clone(), sum(it))).collect()
        };
        let programs =
            self.programs.iter().map(|(name, number)| (imwire_testkit::rows::escape(name), (*number).into()));
        let mut object = Map::new();
        object.insert("seconds".to_owned(), self.seconds().into());
        object.insert("ipmsg".to_owned(), kinds("IPMsg").into());
        object.insert("msnp".to_owned(), kinds("MSNP").into());
        object.insert("dialects".to_owned(), json!(self.dialects));
        object.insert("programs".to_owned(), Value::Object(programs.collect()));
        object.insert("errors".to_owned(), json!(self.errors));
        object
    }
}

fn add<K: Ord>(to: &mut BTreeMap<K, u64>, name: K) {
    if to.len() < NAMES || to.contains_key(&name) {
        *to.entry(name).or_default() += 1;
    }
}
