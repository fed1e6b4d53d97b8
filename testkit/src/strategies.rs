//! Strategies for proptest that the laws of both protocols use.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// So many times the usual 256 cases; `PROPTEST_CASES`, if it is set, is the number itself.
pub fn times(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * factor, failure_persistence: None, ..usual }
}

/// What generators make values of.
pub fn seed() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Double(Index, Index),
}

/// Changes a few bytes, for others that mean something.
pub fn edited(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let byte = || prop_oneof![3 => select(&b" \r\n\0:;%09AZOKaz\t\xff"[..]), 1 => any::<u8>()];
    let edit = prop_oneof![
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        3 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        3 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::Cut),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Double(from, to)),
    ];
    (bytes, vec(edit, 0..4)).prop_map(|(mut bytes, edits)| {
        for edit in edits {
            match edit {
                Edit::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), byte),
                _ if bytes.is_empty() => {}
                Edit::Replace(at, byte) => *at.get_mut(&mut bytes) = byte,
                Edit::Remove(at) => _ = bytes.remove(at.index(bytes.len())),
                Edit::Cut(at) => bytes.truncate(at.index(bytes.len())),
                Edit::Double(from, to) => {
                    let (a, b) = (from.index(bytes.len()), to.index(bytes.len()));
                    let part = bytes[a.min(b)..a.max(b)].to_vec();
                    bytes.splice(a.min(b)..a.min(b), part);
                }
            }
        }
        bytes
    })
}
