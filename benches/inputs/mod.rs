//! Input for the benches: packets and commands as received, made by fixed rules.
//!
//! A bench that repeats a few packets measures how well the processor remembers them: a byte loop
//! takes 42 ns per packet on 4,096 packets and 26 ns on 256. So every generator here gives
//! [`COUNT`] or more items, no two alike. A fixed seed gives the same bytes everywhere, so that
//! figures from two machines are about the same work.
//!
//! The items of a corpus lie end to end in one buffer: taken one by one they are datagrams, the
//! whole buffer is a TCP stream. With each item come the facts that a reader has to find in it,
//! noted while it was written and not read back.
//!
//! Benches, tests and the instruction counter include this module at their crate root; [`check`]
//! says whether a generator keeps these promises.

#![allow(dead_code, reason = "each crate that includes this module uses a part of it")]

use std::fmt;
use std::io::Write as _;
use std::ops::{Range, RangeInclusive};

pub(crate) mod dir;
pub(crate) mod ipmsg;
pub(crate) mod msnp;
mod payload;

/// The least number of items in a corpus.
pub(crate) const COUNT: usize = 4096;

/// Wire bytes, and where each item is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inputs {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
}

impl Inputs {
    /// All items end to end.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where each item is in [`bytes`](Self::bytes); together they cover it.
    pub(crate) fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// Number of items.
    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Each item by itself, as a datagram arrives.
    pub(crate) fn items(&self) -> Vec<&[u8]> {
        self.ranges.iter().map(|range| &self.bytes[range.clone()]).collect()
    }

    /// Each item with everything that follows it, as a stream reader meets it.
    pub(crate) fn rests(&self) -> Vec<&[u8]> {
        self.ranges.iter().map(|range| &self.bytes[range.start..]).collect()
    }

    /// Appends formatted text to the item being written.
    fn put(&mut self, text: fmt::Arguments<'_>) {
        self.bytes.write_fmt(text).expect("a Vec takes all bytes");
    }

    /// Appends bytes to the item being written.
    fn put_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Ends the item being written.
    fn end_item(&mut self) {
        let start = self.ranges.last().map_or(0, |range| range.end);
        self.ranges.push(start..self.bytes.len());
    }
}

/// Items with the facts that a reader has to find in them, one fact per item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Corpus<F> {
    /// The bytes.
    pub(crate) inputs: Inputs,
    /// What is in each item, in the same order.
    pub(crate) facts: Vec<F>,
}

impl<F> Corpus<F> {
    fn new() -> Self {
        Corpus { inputs: Inputs::default(), facts: Vec::new() }
    }

    /// Ends the item being written and notes what is in it.
    fn end_item(&mut self, fact: F) {
        self.inputs.end_item();
        self.facts.push(fact);
    }

    /// Each item beside its facts.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&[u8], &F)> {
        let ranges = self.inputs.ranges.iter().cloned();
        ranges.map(|range| &self.inputs.bytes[range]).zip(&self.facts)
    }
}

/// Checks a generator: enough items, all distinct, end to end, of the mean size in bytes, and the
/// same on each call.
///
/// # Panics
///
/// With the broken promise as message.
#[track_caller]
pub(crate) fn check<F: PartialEq>(generate: fn() -> Corpus<F>, mean: RangeInclusive<usize>) {
    let corpus = generate();
    assert!(corpus == generate(), "a second call gave other items");

    let inputs = &corpus.inputs;
    let count = inputs.len();
    assert!(count >= COUNT, "only {count} items");
    assert_eq!(count, corpus.facts.len(), "items and facts");

    let ends = inputs.ranges.iter().map(|range| range.end);
    let starts = inputs.ranges.iter().map(|range| range.start);
    assert!(
        starts.chain([inputs.bytes.len()]).eq([0].into_iter().chain(ends)),
        "items do not lie end to end"
    );

    let mut items = inputs.items();
    items.sort_unstable();
    items.dedup();
    assert_eq!(items.len(), count, "items are not distinct");

    let found = inputs.bytes.len() / count;
    assert!(mean.contains(&found), "mean size is {found}, expected {mean:?}");
}

/// A small generator of numbers that look random: splitmix64.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `limit - 1`.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A number from the range.
    fn within(&mut self, range: RangeInclusive<usize>) -> usize {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    /// True in so many of a hundred cases.
    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// Words of a chat, parted by spaces, cut to the length unless that would split a character.
    fn text(&mut self, len: usize) -> String {
        let mut text = String::with_capacity(len + 16);
        while text.len() < len {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.pick(&WORDS));
        }
        while text.len() > len {
            text.pop();
        }
        text
    }
}

/// Words of chat texts.
const WORDS: [&str; 32] = [
    "hello",
    "are",
    "you",
    "there?",
    "lunch",
    "at",
    "noon,",
    "the",
    "build",
    "is",
    "green",
    "again.",
    "see",
    "http://intra.example:8080/wiki",
    "meeting",
    "moved",
    "to",
    "15:30",
    "room",
    "B",
    "お疲れ様です",
    "会议",
    "改到",
    "三点",
    "ok,",
    "thanks!",
    "please",
    "read",
    "my",
    "mail",
    "café",
    "later",
];
