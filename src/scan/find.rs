//! Finding a byte, and what ends at one: a part, a line, a parameter.

use crate::error::{ErrorKind, Fault, Part};
use nom::IResult;

// The searchers of memchr for the vectors that the target has at compile time.
// (`memchr::memchr` chooses at run time, through a pointer: slow on short fields, and the
// linker could not prove that nothing panics.)
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
use memchr::arch::aarch64::neon::memchr as search;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use memchr::arch::wasm32::simd128::memchr as search;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use memchr::arch::x86_64::sse2::memchr as search;

/// The same without vectors: plain loops, which are the smallest code.
#[cfg(not(any(
    all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"),
    all(target_arch = "wasm32", target_feature = "simd128"),
    all(target_arch = "x86_64", target_feature = "sse2"),
)))]
mod search {
    pub(super) struct One(u8);
    pub(super) struct Two(u8, u8);
    pub(super) struct Three(u8, u8, u8);

    impl One {
        pub(super) const fn new(a: u8) -> Option<Self> {
            Some(Self(a))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0)
        }
    }

    impl Two {
        pub(super) const fn new(a: u8, b: u8) -> Option<Self> {
            Some(Self(a, b))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0 || byte == self.1)
        }
    }

    impl Three {
        pub(super) const fn new(a: u8, b: u8, c: u8) -> Option<Self> {
            Some(Self(a, b, c))
        }
        pub(super) fn find(&self, haystack: &[u8]) -> Option<usize> {
            haystack.iter().position(|&byte| byte == self.0 || byte == self.1 || byte == self.2)
        }
    }
}

/// Where `byte` first occurs in `haystack`.
#[inline(always)]
#[must_use]
pub fn find(byte: u8, haystack: &[u8]) -> Option<usize> {
    search::One::new(byte).and_then(|one| one.find(haystack))
}

/// As many bytes as a vector has.
const BLOCK: usize = 16;

/// Where `a` or `b` first occurs in `haystack`.
#[inline(always)]
#[must_use]
pub fn find2(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    by_blocks(&search::Two::new(a, b)?, haystack)
}

/// The same in the first 16 bytes, if there are as many: no loop, a dozen instructions.
#[inline(always)]
pub(crate) fn find2_near(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    search::Two::new(a, b)?.find(haystack.first_chunk::<BLOCK>()?)
}

/// The same for what is no longer than a vector, as a rule.
#[inline(always)]
pub(crate) fn find2_short(a: u8, b: u8, haystack: &[u8]) -> Option<usize> {
    let two = search::Two::new(a, b)?;
    match haystack.first_chunk::<BLOCK>() {
        Some(block) if haystack.len() == BLOCK => two.find(block),
        _ => by_blocks(&two, haystack),
    }
}

/// Where `a`, `b` or `c` first occurs in `haystack`.
#[inline(always)]
#[must_use]
pub fn find3(a: u8, b: u8, c: u8, haystack: &[u8]) -> Option<usize> {
    by_blocks(&search::Three::new(a, b, c)?, haystack)
}

/// A searcher of memchr.
trait Search {
    fn search(&self, haystack: &[u8]) -> Option<usize>;
}

impl Search for search::One {
    #[inline(always)]
    fn search(&self, haystack: &[u8]) -> Option<usize> {
        self.find(haystack)
    }
}

impl Search for search::Two {
    #[inline(always)]
    fn search(&self, haystack: &[u8]) -> Option<usize> {
        self.find(haystack)
    }
}

impl Search for search::Three {
    #[inline(always)]
    fn search(&self, haystack: &[u8]) -> Option<usize> {
        self.find(haystack)
    }
}

/// What the searcher first finds. Names and lines are short, so its own way to aligned blocks
/// does not pay.
#[inline(always)]
fn by_blocks(searcher: &impl Search, haystack: &[u8]) -> Option<usize> {
    if cfg!(not(target_pointer_width = "64")) {
        return searcher.search(haystack);
    }
    let mut blocks = haystack.chunks_exact(BLOCK);
    while let Some(block) = blocks.next() {
        if let Some(at) = searcher.search(block) {
            let left =
                blocks.len().wrapping_add(1).wrapping_mul(BLOCK).wrapping_add(blocks.remainder().len());
            return Some(haystack.len().wrapping_sub(left).wrapping_add(at));
        }
    }
    match haystack.last_chunk::<BLOCK>() {
        Some(last) => Some(haystack.len().wrapping_sub(BLOCK).wrapping_add(searcher.search(last)?)),
        None => searcher.search(haystack),
    }
}

/// What comes before the first `byte`, which is taken too.
///
/// # Errors
/// [`ErrorKind::Missing`] at the end of the input if there is none.
#[inline(always)]
pub fn until<'a>(byte: u8) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8], Fault> {
    move |input| match find(byte, input).and_then(|at| input.split_at_checked(at)) {
        Some((before, [_, rest @ ..])) => Ok((rest, before)),
        _ => Fault::err(ErrorKind::Missing, Part::INPUT, &[]),
    }
}

/// A line with the CR LF (or bare LF) after it, without which it is no line.
///
/// # Errors
/// [`ErrorKind::BareCr`] at a CR that no LF follows; [`ErrorKind::Missing`] at the end if
/// there is no line end.
#[inline(always)]
pub fn line(input: &[u8]) -> IResult<&[u8], &[u8], Fault> {
    match find2(b'\r', b'\n', input).and_then(|at| input.split_at_checked(at)) {
        Some((line, [b'\r', b'\n', rest @ ..] | [b'\n', rest @ ..])) => Ok((rest, line)),
        Some((_, at @ [_, _, ..])) => Fault::err(ErrorKind::BareCr, Part::LINE_END, at),
        _ => Fault::err(ErrorKind::Missing, Part::LINE_END, &[]),
    }
}

/// The input without the spaces (SP, TAB) it begins with.
#[inline(always)]
pub(crate) const fn skip_blanks(mut input: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = input {
        input = rest;
    }
    input
}

/// The input without the SP it begins with.
#[inline(always)]
pub(crate) const fn skip_spaces(mut input: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] = input {
        input = rest;
    }
    input
}

/// How long the parameter at the front of a line is: it ends at a space or with the line. A function
/// of its own, since each field of each record has one.
#[inline(never)]
pub(crate) fn parameter(line: &[u8]) -> usize {
    search::One::new(b' ').and_then(|space| parameter_end(&space, line)).unwrap_or(line.len())
}

/// Where the space is. The first three blocks, in which nearly all parameters end, have no loop that has to remember
/// how far it is.
#[inline(always)]
fn parameter_end(space: &search::One, line: &[u8]) -> Option<usize> {
    if cfg!(not(target_pointer_width = "64")) {
        return space.find(line);
    }
    let Some(first) = block_before::<{ BLOCK }>(line) else { return space.find(line) };
    if let Some(at) = space.find(first) {
        return Some(at);
    }
    if let Some(second) = block_before::<{ 2 * BLOCK }>(line) {
        if let Some(at) = space.find(second) {
            return Some(at.wrapping_add(BLOCK));
        }
        if let Some(third) = block_before::<{ 3 * BLOCK }>(line) {
            if let Some(at) = space.find(third) {
                return Some(at.wrapping_add(2 * BLOCK));
            }
            let mut rest = line.get(3 * BLOCK..)?;
            while let Some((block, after)) = rest.split_first_chunk::<BLOCK>() {
                if let Some(at) = space.find(block) {
                    return Some(line.len().wrapping_sub(rest.len()).wrapping_add(at));
                }
                rest = after;
            }
        }
    }
    Some(line.len().wrapping_sub(BLOCK).wrapping_add(space.find(line.last_chunk::<BLOCK>()?)?))
}

/// The block that ends there.
#[inline(always)]
fn block_before<const END: usize>(line: &[u8]) -> Option<&[u8; BLOCK]> {
    line.first_chunk::<END>()?.last_chunk()
}

#[cfg(test)]
mod tests {
    use super::super::testing::refused;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn searches_find_the_first(haystack in prop::collection::vec(0u8..6, 0..80)) {
            prop_assert_eq!(find(1, &haystack), haystack.iter().position(|&b| b == 1));
            let two = haystack.iter().position(|&b| b == 1 || b == 2);
            prop_assert_eq!(find2(1, 2, &haystack), two);
            prop_assert_eq!(find2_short(1, 2, &haystack), two);
            prop_assert_eq!(find2_near(1, 2, &haystack), two.filter(|&at| at < 16 && haystack.len() >= 16));
            prop_assert_eq!(find3(1, 2, 3, &haystack), haystack.iter().position(|&b| (1..=3).contains(&b)));
        }

        #[test]
        fn parameters_end_at_a_blank_alone(
            before in prop::collection::vec(prop_oneof![any::<u8>(), 0u8..0x21, 0x80u8..], 0..70),
            after in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            for line in [before.clone(), [&before[..], b" ", &after].concat()] {
                let end = line.iter().position(|&byte| byte == b' ').unwrap_or(line.len());
                prop_assert_eq!(parameter(&line), end);
            }
        }
    }

    #[test]
    fn lines() {
        assert_eq!(line(b"OUT\r\nPNG").unwrap(), (&b"PNG"[..], &b"OUT"[..]));
        assert_eq!(line(b"OUT\nPNG").unwrap(), (&b"PNG"[..], &b"OUT"[..]));
        refused(line(b"OUT\rX\n"), b"OUT\rX\n", "line end: CR without LF at byte 3");
        refused(line(b"OUT\r"), b"OUT\r", "line end: missing at byte 4");
        refused(line(b"OUT"), b"OUT", "line end: missing at byte 3");
        refused(until(b':')(b"abc"), b"abc", "input: missing at byte 3");
    }
}
