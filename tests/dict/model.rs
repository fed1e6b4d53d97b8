//! Values of all shapes, written the slow way.

use imwire::ipmsg::dict::{Dict, Key, NewEntry, NewValue, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Int(i64),
    Number(u64),
    Float(f64),
    Bytes(Vec<u8>),
    Dict(Vec<(Vec<u8>, Tree)>),
    IpDict(Vec<(Vec<u8>, Tree)>),
    List(Vec<Tree>),
}

fn keys() -> impl Strategy<Value = Vec<u8>> {
    // A few, so that some come again.
    let few = select(vec![b"a".to_vec(), b"b".to_vec(), b"UID".to_vec(), b"Z".to_vec()]);
    let other = vec(prop_oneof![1_u8..b':', b';'..], 1..6);
    prop_oneof![3 => few, 1 => other]
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        (any::<i64>(), 0..64_u32).prop_map(|(value, bits)| Tree::Int(value >> bits)),
        (any::<u64>(), 0..64_u32).prop_map(|(value, bits)| Tree::Number(value >> bits)),
        any::<u64>().prop_map(|bits| Tree::Float(f64::from_bits(bits))),
        // Those that end with zero bytes.
        (any::<u64>(), 0..64_u32).prop_map(|(bits, shift)| Tree::Float(f64::from_bits(bits >> shift))),
        vec(any::<u8>(), 0..20).prop_map(Tree::Bytes),
        vec(select(&b":Z0IP2a\0"[..]), 0..20).prop_map(Tree::Bytes),
        Just(Tree::Bytes(Vec::new())),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let entries = || vec((keys(), inner.clone()), 0..5);
        prop_oneof![
            entries().prop_map(Tree::Dict),
            entries().prop_map(Tree::IpDict),
            vec(inner.clone(), 0..5).prop_map(Tree::List),
        ]
    })
}

pub(crate) fn tree_entries() -> impl Strategy<Value = Vec<(Vec<u8>, Tree)>> {
    vec((keys(), trees()), 0..6)
}

fn joined(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    parts.collect::<Vec<_>>().join(&b':')
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}:", bytes.len()).as_bytes(), bytes].concat()
}

impl Tree {
    fn content(entries: &[(Vec<u8>, Tree)]) -> Vec<u8> {
        joined(entries.iter().map(|(key, tree)| [&key[..], b":", &sized(&tree.bytes())].concat()))
    }

    pub(crate) fn frame(entries: &[(Vec<u8>, Tree)]) -> Vec<u8> {
        [b"IP2:", &sized(&Self::content(entries))[..], b":Z"].concat()
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Int(value) if *value < 0 => format!("-{:x}", value.unsigned_abs()).into_bytes(),
            Self::Int(value) => format!("{value:x}").into_bytes(),
            Self::Number(value) => format!("{value:x}").into_bytes(),
            Self::Float(value) => {
                let mut bytes = value.to_le_bytes().to_vec();
                while bytes.last() == Some(&0) {
                    bytes.pop();
                }
                bytes
            }
            Self::Bytes(bytes) => bytes.clone(),
            Self::Dict(entries) => Self::content(entries),
            Self::IpDict(entries) => Self::frame(entries),
            Self::List(trees) => joined(trees.iter().map(|tree| sized(&tree.bytes()))),
        }
    }

    /// The same for the library. It is for tests, which end soon: what is borrowed is never freed.
    pub(crate) fn entry(&self, key: &[u8]) -> NewEntry<'static> {
        let key: &'static [u8] = key.to_vec().leak();
        NewEntry { key: Key::new(key).unwrap(), value: self.value() }
    }

    fn value(&self) -> NewValue<'static> {
        let all = |entries: &[(Vec<u8>, Self)]| -> &'static [NewEntry<'static>] {
            entries.iter().map(|(key, tree)| tree.entry(key)).collect::<Vec<_>>().leak()
        };
        match self {
            Self::Int(value) => NewValue::int(*value),
            Self::Number(value) => NewValue::number(*value),
            Self::Float(value) => NewValue::float(*value),
            Self::Bytes(bytes) => NewValue::bytes(bytes.clone().leak()),
            Self::Dict(entries) => NewValue::dict(all(entries)).unwrap(),
            Self::IpDict(entries) => NewValue::ipdict(all(entries)).unwrap(),
            Self::List(trees) => {
                NewValue::list(trees.iter().map(Self::value).collect::<Vec<_>>().leak()).unwrap()
            }
        }
    }

    /// What was read is what was meant.
    pub(crate) fn check_entries(entries: &[(Vec<u8>, Tree)], dict: Dict<'_>) {
        assert_eq!(dict.iter().count(), entries.len());
        for (entry, (key, tree)) in dict.iter().zip(entries) {
            assert_eq!(entry.key.as_bytes(), key);
            tree.check(entry.value);
        }
    }

    fn check(&self, value: Value<'_>) {
        match self {
            Self::Int(expected) => assert_eq!(value.int(), Ok(*expected)),
            Self::Number(expected) => assert_eq!(value.number(), Ok(*expected)),
            Self::Float(expected) => {
                assert_eq!(value.float().map(f64::to_bits), Ok(expected.to_bits()));
            }
            Self::Bytes(expected) => assert_eq!(value.as_bytes(), expected),
            Self::Dict(entries) => Self::check_entries(entries, value.dict().unwrap()),
            Self::IpDict(entries) => Self::check_entries(entries, value.ipdict().unwrap().0),
            Self::List(trees) => {
                let list = value.list().unwrap();
                assert_eq!(list.iter().count(), trees.len());
                list.iter().zip(trees).for_each(|(value, tree)| tree.check(value));
            }
        }
    }
}
