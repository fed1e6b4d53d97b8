//! Mutators for fuzzers: they change bytes as the protocol has them, so that what comes out is still traffic.
//!
//! A fuzzer that flips bytes seldom gets past the first line of a parser, and a generator never sees what real programs
//! sent. A mutator does both: it starts from a corpus, such as `imwire-dissect --corpus` writes from a capture, and
//! puts whole commands in, takes some out, doubles them, changes a number in one. What crashes your program
//! is a file of bytes that you can send to it again.
//!
//! With `libfuzzer-sys`:
//!
//! ```ignore
//! use imwire::msnp::{Context, Dialect, Link, Role};
//! use imwire_testkit::mutate;
//! use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
//!
//! fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
//!     if seed % 4 == 0 {
//!         return fuzzer_mutate(data, size, max_size); // with the words of your dictionary
//!     }
//!     let cx = Context::new(Link::Notification, Role::Client, Dialect::UNKNOWN);
//!     mutate::stream(data, size, max_size, seed, cx)
//! });
//!
//! fuzz_target!(|data: &[u8]| my_server::received(data));
//! ```

use crate::generate::noise;
use crate::traffic::{self, Style};
use arbitrary::{Result, Unstructured};
use imwire::msnp::{Context, Dialect, Link, Splitter};

/// Enough for a command or packet and the changes to it.
const SEED: usize = 600;

/// Changes a stream of MSNP commands, what `cx.role` sends on `cx.link`: the first `size` bytes of `data`, which has room for
/// `max_size`. Gives the new size.
///
/// If `cx.dialect` is not known, each change is made in some dialect.
///
/// ```
/// use imwire::msnp::{Context, Dialect, Link, Role};
/// use imwire_testkit::mutate;
///
/// let cx = Context::new(Link::Switchboard, Role::Client, Dialect::MSNP8);
/// let mut sizes = (0..20).map(|seed| {
///     let mut data = [0; 500];
///     data[..15].copy_from_slice(b"CAL 1 bob@x.y\r\n");
///     mutate::stream(&mut data, 15, 500, seed, cx)
/// });
/// assert!(sizes.any(|size| size > 15)); // a command more
/// ```
///
/// # Panics
/// If `size` or `max_size` is more than the length of `data`.
pub fn stream(data: &mut [u8], size: usize, max_size: usize, seed: u32, cx: Context) -> usize {
    let noise = noise(seed.into(), SEED);
    let mut u = Unstructured::new(&noise);
    let changed = changed_stream(&mut u, &data[..size], cx).unwrap_or_default();
    put(data, max_size, &changed)
}

/// Changes a packet of `IPMsg`, or a dictionary, likewise.
///
/// ```
/// use imwire_testkit::mutate;
///
/// let mut sizes = (0..20).map(|seed| {
///     let mut data = [0; 1_000];
///     data[..22].copy_from_slice(b"1:100:alice:PC:32:hell");
///     mutate::datagram(&mut data, 22, 1_000, seed)
/// });
/// assert!(sizes.any(|size| size != 22));
/// ```
///
/// # Panics
/// If `size` or `max_size` is more than the length of `data`.
pub fn datagram(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let noise = noise(seed.into(), SEED);
    let mut u = Unstructured::new(&noise);
    let changed = changed_datagram(&mut u, &data[..size]).unwrap_or_default();
    put(data, max_size, &changed)
}

fn put(data: &mut [u8], max_size: usize, changed: &[u8]) -> usize {
    let len = changed.len().min(max_size);
    data[..len].copy_from_slice(&changed[..len]);
    len
}

fn changed_datagram(u: &mut Unstructured<'_>, data: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = data.to_vec();
    match u.int_in_range(0..=7)? {
        0 => traffic::packet(u, Style::Plausible),
        1 => traffic::packet(u, Style::Any),
        2 => traffic::dictionary(u, Style::Plausible),
        3 | 4 => {
            // The header of one packet and the rest of another.
            let new = traffic::packet(u, Style::Plausible)?;
            let colons = u.int_in_range(1..=5)?;
            Ok([&new[..after_colons(&new, colons)], &data[after_colons(data, colons)..]].concat())
        }
        _ => {
            traffic::edit(u, &mut bytes)?;
            Ok(bytes)
        }
    }
}

/// Where the field after so many colons begins, or the end.
fn after_colons(bytes: &[u8], count: usize) -> usize {
    let mut colons = bytes.iter().enumerate().filter(|(_, byte)| **byte == b':');
    colons.nth(count - 1).map_or(bytes.len(), |(at, _)| at + 1)
}

fn changed_stream(u: &mut Unstructured<'_>, data: &[u8], cx: Context) -> Result<Vec<u8>> {
    let mut frames = frames(data, cx);
    let at = if frames.is_empty() { 0 } else { u.choose_index(frames.len())? };
    match u.int_in_range(0..=9)? {
        0..=3 => frames.insert(u.int_in_range(0..=frames.len())?, command(u, cx)?),
        _ if frames.is_empty() => frames.push(command(u, cx)?),
        4 => frames[at] = command(u, cx)?,
        5 => _ = frames.remove(at),
        6 => frames.insert(at, frames[at].clone()),
        7 => {
            let moved = frames.remove(at);
            frames.insert(u.int_in_range(0..=frames.len())?, moved);
        }
        _ => traffic::edit(u, &mut frames[at])?,
    }
    Ok(frames.concat())
}

/// A new command, mostly a good one.
fn command(u: &mut Unstructured<'_>, cx: Context) -> Result<Vec<u8>> {
    let style = *u.choose(&[Style::Plausible, Style::Plausible, Style::Any, Style::Broken])?;
    let dialect = match cx.dialect {
        Dialect::UNKNOWN if cx.link != Link::FileTransfer => Dialect::new(u.int_in_range(2..=21)?),
        known => known,
    };
    traffic::command(u, style, Context { dialect, ..cx })
}

/// The frames, and last what is none.
fn frames(data: &[u8], cx: Context) -> Vec<Vec<u8>> {
    let (mut frames, mut rest) = (Vec::new(), data);
    let mut splitter = Splitter::of(cx).lenient();
    while let Ok(Some(frame)) = splitter.next(rest) {
        frames.push(frame.raw().to_vec());
        rest = &rest[frame.raw().len()..];
    }
    if !rest.is_empty() {
        frames.push(rest.to_vec());
    }
    frames
}
