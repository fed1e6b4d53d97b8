//! Values from bytes, one function for each wire type: proptest and the fuzzers feed the bytes.
//!
//! Most values are ordinary, and fit the context they are made for; some are not.

mod body;
mod dict;
mod header;
mod msnp;
mod shelf;
mod stream;
mod values;

pub(crate) use body::PIECES as BODIES;
pub use body::{body, outgoing, profile, spoken, word_of_body};
pub(crate) use dict::PIECES as DICTIONARIES;
pub use dict::{Records, Spoken, Tree, asking_dictionary, content, records, spoken_dictionary};
pub(crate) use header::VERSIONS;
pub use header::{packet, word};
pub(crate) use msnp::TOKENS;
pub use msnp::{composed, dialect, ns_client, ns_server, sb_client, sb_server, setup};
pub use shelf::Shelves;
pub use stream::{Step, limits, steps};
pub use values::{PassportParts, line_around, of_client, of_server, passport_parts};

use arbitrary::{Result, Unstructured};
use imwire::msnp::Dialect;

/// Some of the bytes that are left, `max` at most.
pub(crate) fn bytes<'a>(u: &mut Unstructured<'a>, max: usize) -> Result<&'a [u8]> {
    let len = u.int_in_range(0..=max)?.min(u.len());
    u.bytes(len)
}

/// As [`bytes()`], up to the first of `stops`.
pub(crate) fn until<'a>(u: &mut Unstructured<'a>, max: usize, stops: &[u8]) -> Result<&'a [u8]> {
    let bytes = bytes(u, max)?;
    let end = bytes.iter().position(|byte| stops.contains(byte)).unwrap_or(bytes.len());
    Ok(&bytes[..end])
}

fn option<'a, T>(
    u: &mut Unstructured<'a>,
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Option<T>> {
    if u.arbitrary()? { make(u).map(Some) } else { Ok(None) }
}

/// Up to `max` of a kind.
fn several<'a, T>(
    u: &mut Unstructured<'a>,
    max: usize,
    mut make: impl FnMut(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = u.int_in_range(0..=max)?;
    (0..count).map(|_| make(u)).collect()
}

/// A number of any size.
fn number(u: &mut Unstructured<'_>) -> Result<u64> {
    let shift = u.int_in_range(0..=63)?;
    Ok(u.arbitrary::<u64>()? >> shift)
}

/// The same in 32 bits.
fn short(u: &mut Unstructured<'_>) -> Result<u32> {
    let shift = u.int_in_range(0..=31)?;
    Ok(u.arbitrary::<u32>()? >> shift)
}

/// Pieces that mean something, and others, one after the other.
fn soup<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>, pieces: &[&[u8]]) -> Result<&'a [u8]> {
    let parts = several(u, 6, |u| {
        if u.ratio(3, 4)? { Ok(u.choose(pieces)?.to_vec()) } else { Ok(bytes(u, 8)?.to_vec()) }
    })?;
    Ok(shelves.bytes.put(parts.concat()))
}

/// Bytes without a meaning, the same for the same number: what values are made of if no fuzzer is there.
///
/// ```
/// use imwire_testkit::generate;
///
/// assert_eq!(generate::noise(7, 3), generate::noise(7, 100)[..3]);
/// assert_ne!(generate::noise(7, 3), generate::noise(8, 3));
/// ```
pub fn noise(number: u64, len: usize) -> Vec<u8> {
    let mut state = number;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..len).map(|_| byte()).collect()
}

/// How many in a hundred of a thousand values fit. `fits` makes a value, for this dialect if it is one of
/// MSNP, and says whether it can be written.
///
/// # Panics
/// If all of them fit: then nothing is tested of those that do not.
pub fn share_that_fits(fits: impl Fn(&mut Unstructured<'_>, Dialect) -> bool) -> usize {
    let seeds = noise(1, 300_000);
    let good = seeds.chunks(300).filter(|seed| {
        let mut u = Unstructured::new(seed);
        let dialect = dialect(&mut u).expect("enough bytes");
        fits(&mut u, dialect)
    });
    let good = good.count();
    assert!(good < 1000, "all values fit");
    good / 10
}
