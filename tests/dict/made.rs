//! The laws, over edited samples and over values that proptest makes.

use crate::hold::{dict, dictionary, laws};
use crate::laws::{exact, handed_over, length, value, written};
use crate::model::{Tree, tree_entries};
use crate::*;
use imwire::Wire;
use imwire::ipmsg::Items;
use imwire::ipmsg::dict::{DictPacket, Encrypted, EntryDict, File, IpDict, Network, Recipient};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
    Double(Index, Index),
}

/// Changes a few bytes.
fn edited(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let byte = || prop_oneof![4 => select(&b"::0123456789abfF-Z\0"[..]), 1 => any::<u8>()];
    let edit = prop_oneof![
        4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        2 => (any::<Index>(), byte()).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        2 => any::<Index>().prop_map(Edit::Remove),
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

/// The content of a sample, framed again after it was edited.
fn framed(content: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    content.prop_map(|content| [format!("IP2:{:x}:", content.len()).as_bytes(), &content, b":Z"].concat())
}

fn contents() -> Vec<Vec<u8>> {
    let dicts = samples();
    let mut all = Vec::new();
    for sample in &dicts {
        let IpDict(dict) = IpDict::parse(sample, ()).unwrap();
        all.push(written(&dict));
        for entry in dict {
            if let Ok(list) = entry.value.list() {
                all.extend(list.iter().map(|value| value.as_bytes().to_vec()));
            }
        }
    }
    all
}

fn no_nul() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(1_u8.., 0..20), vec(select(&b"ab:0\xe3"[..]), 0..20)]
}

fn times(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * factor, failure_persistence: None, ..usual }
}

/// A value that was made: it is read back, and all else holds too.
macro_rules! made {
    ($value:expr, $type:ident) => {{
        let made: $type<'_> = $value;
        length(&made);
        handed_over(&made);
        let form = written(&made);
        value(made, (), &form);
        _ = laws::<$type<'_>>(&form, &mut Vec::new()).unwrap();
    }};
}

proptest! {
    #![proptest_config(times(4))]

    #[test]
    fn laws_for_frames(input in edited(select(samples()))) {
        dictionary(&input);
    }

    #[test]
    fn laws_for_framed_contents(input in framed(edited(select(contents())))) {
        dictionary(&input);
    }

    #[test]
    fn laws_for_contents(input in edited(select(contents()))) {
        dict(&input);
    }

    #[test]
    fn laws_for_anything(input in vec(select(&b"::IP2:Z0123af-\0ab"[..]), 0..40)) {
        dictionary(&input);
        dict(&input);
        if let Ok(len) = IpDict::frame_len(&input, IpDict::LIMIT) {
            prop_assert_eq!(len.is_none(), input.len() < 21 && !input.get(4..).is_some_and(|rest| rest.contains(&b':')));
            // What is whole is as long as that says.
            if IpDict::parse(&input, ()).is_ok() {
                prop_assert!(len.is_some_and(|len| input[len..].iter().all(|&byte| byte == 0)));
            }
        } else {
            prop_assert!(IpDict::parse(&input, ()).is_err());
        }
    }

    #[test]
    fn what_is_written_is_what_was_meant(entries in tree_entries()) {
        let expected = Tree::frame(&entries);
        let made: Vec<_> = entries.iter().map(|(key, tree)| tree.entry(key)).collect();
        let form = NewDict(&made);
        length(&form);
        exact(&form, &expected);
        dictionary(&expected);
        let IpDict(dict) = IpDict::parse(&expected, ()).unwrap();
        Tree::check_entries(&entries, dict);
    }

    #[test]
    fn recipients(user in no_nul(), host in no_nul()) {
        made!(Recipient { user: text(&user), host: text(&host) }, Recipient);
    }

    #[test]
    fn files(
        (id, size, mtime) in any::<(u32, u64, i64)>(),
        bytes in no_nul(),
        attributes in option::of(any::<u32>()),
        position in option::of(any::<u32>()),
    ) {
        made!(File { id, name: text(&bytes), size, mtime, attributes, position }, File);
    }

    #[test]
    fn hosts(
        must in [no_nul(), no_nul(), no_nul()],
        may in [option::of(no_nul()), option::of(no_nul()), option::of(no_nul())],
        (status, active, port) in any::<(u32, Option<bool>, u16)>(),
    ) {
        let [user, host, address] = &must;
        let [nick, group, client_version] = may.each_ref().map(|bytes| bytes.as_deref().map(text));
        made!(
            Host {
                user: text(user),
                host: text(host),
                status: EntryOptions::from_bits_retain(status),
                active,
                address: text(address),
                port,
                nick,
                group,
                client_version,
            },
            Host
        );
    }

    #[test]
    fn networks(address in no_nul(), mask: u8) {
        made!(Network { address: text(&address), mask }, Network);
    }

    #[test]
    fn encrypted_packets(
        flags in option::of(any::<u32>()),
        iv: [u8; 16],
        key in vec(any::<u8>(), 0..40),
        body in vec(any::<u8>(), 0..40),
    ) {
        made!(Encrypted { flags, iv: &iv, key: &key, body: &body }, Encrypted);
    }

    #[test]
    fn lines_of_entries(dir_broadcast: bool, address in option::of(no_nul()), uptime in option::of(any::<u64>())) {
        let master_address = address.as_deref().map(text);
        made!(EntryDict { dir_broadcast, master_address, uptime }, EntryDict);
    }

    #[test]
    fn packets(
        names in [no_nul(), no_nul(), no_nul()],
        (packet_no, date, word, status) in any::<(u64, Option<i64>, u32, Option<u32>)>(),
        (start, total, seconds) in any::<(u64, u64, u64)>(),
        count in 0..4_usize,
        answers: bool,
    ) {
        let [user, host, body] = names.each_ref().map(|bytes| text(bytes));
        let hosts = vec![Host { user, port: u16::from(word.to_le_bytes()[1]), ..taro() }; count];
        let mut packet = NewPacket {
            date,
            status: status.map(EntryOptions::from_bits_retain),
            nick: Some(body),
            ..NewPacket::new(packet_no, user, host, CommandWord::from_bits(word), Body::HostList { hosts: &hosts, start, total })
        };
        length(&packet);
        let form = written(&packet);
        dictionary(&form);
        let found = DictPacket::parse(&form, ()).unwrap();
        prop_assert_eq!((found.packet_no(), found.user(), found.host()), (packet_no, user, host));
        prop_assert_eq!(found.word().mode(), packet.word.mode());
        prop_assert_eq!(found.dict().word(Key::FLG), Ok(Some(packet.word.option_bits())));
        prop_assert_eq!((found.date(), found.status(), found.nick()), (Ok(date), Ok(packet.status), Ok(Some(body))));
        prop_assert_eq!((found.start(), found.total()), (Ok(Some(start)), Ok(Some(total))));
        prop_assert_eq!(found.host_count(), Ok(Some(count as u64)));
        prop_assert_eq!(found.hosts(), Items::new(&hosts));

        packet.body = if answers { Body::Answer { answered: total } } else { Body::Agent { seconds, address: body } };
        let form = written(&packet);
        let found = DictPacket::parse(&form, ()).unwrap();
        if answers {
            prop_assert_eq!(found.answered(), Ok(Some(total)));
        } else {
            prop_assert_eq!((found.agent_seconds(), found.agent_address()), (Ok(Some(seconds)), Ok(Some(body))));
        }
    }
}
