//! IPMsg's packets in dictionary form.

use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictPublicKey, DictRecipient,
    Dictionary, EntryDict, IpDict, Key, NewBody, NewDict, NewEntry, NewPacket, NewValue,
};
use imwire::ipmsg::{CommandWord, EntryOptions, Items, Text};
use imwire::{Encode, Error, Wire};
use std::hint::black_box;

/// Reads it, and writes any value of its type.
#[inline(always)]
fn wire<'a, T: Wire<'a, Context = ()>>(bytes: &'a [u8], out: &mut [u8]) -> Option<T> {
    let found = black_box(T::parse(bytes).ok()?);
    black_box((found.encoded_len(), found.check(()).is_ok()));
    found.encode_into(out).ok()?;
    Some(found)
}

fn at<T>(found: Result<T, Error>) -> usize {
    found.err().map_or(0, |error| error.at())
}

crate::calls! {
    fn dict_frame(bytes, out) {
        let IpDict(dict) = wire::<IpDict<'_>>(bytes, out)?;
        black_box((dict == black_box(dict), dict.is_empty()));
        dict.iter().map(|entry| entry.value.as_bytes().len() ^ entry.key.as_bytes().len()).max()
    }

    fn dict_content(bytes, out) {
        wire::<Dict<'_>>(bytes, out).map(|_| 0)
    }

    fn dict_error(bytes, _out) {
        Some(at(IpDict::parse(bytes)) ^ at(Dict::parse(bytes)))
    }

    fn dict_frame_len(bytes, _out) {
        IpDict::frame_len(bytes, black_box(usize::MAX)).ok()?
    }

    fn dict_values(bytes, _out) {
        let mut seen = 0;
        for entry in black_box(Dict::parse(bytes).ok()?) {
            let value = entry.value;
            seen ^= at(value.int()) ^ at(value.number()) ^ at(value.word()) ^ at(value.float()) ^ at(value.text());
            seen ^= at(value.dict()) ^ at(value.ipdict()) ^ usize::from(value.to_str().is_some());
            seen ^= match value.list() {
                Ok(list) => list.iter().map(|value| value.as_bytes().len()).max().unwrap_or_default(),
                Err(error) => error.at(),
            };
        }
        Some(seen)
    }

    fn dict_getters(bytes, _out) {
        let dict = black_box(Dict::parse(bytes).ok()?);
        let key = Key::new(bytes.get(..4)?).ok()?;
        black_box([at(dict.int(key)), at(dict.number(key)), at(dict.word(key)), at(dict.float(key))]);
        black_box([at(dict.text(key)), at(dict.dict(key)), at(dict.ipdict(key)), at(dict.list(key))]);
        black_box((dict.bytes(key), key.kind()));
        Key::all().map(|key| key.as_bytes().len()).max()
    }

    fn dict_packet(bytes, out) {
        let packet = wire::<DictPacket<'_>>(bytes, out)?;
        black_box([at(packet.date()), at(packet.client_version()), at(packet.group()), at(packet.nick())]);
        black_box([at(packet.status()), at(packet.text()), at(packet.answered()), at(packet.start())]);
        black_box([at(packet.host_count()), at(packet.total()), at(packet.agent_address()), at(packet.poll())]);
        black_box([at(packet.master_address()), at(packet.can_be_agent()), at(packet.agent_seconds())]);
        black_box([at(packet.is_dir_broadcast()), at(packet.is_direct()), at(packet.uptime())]);
        black_box([at(packet.crypt_flags()), at(packet.public_key()), at(packet.wrapped())]);
        let signature = packet.signature().ok()??;
        signature.signed.encode_into(out).ok().map(<[u8]>::len)
    }

    fn dict_items(bytes, _out) {
        let packet = black_box(DictPacket::parse(bytes).ok()?);
        black_box(packet.recipients().iter().map(at).max());
        black_box((packet.files().iter().map(at).max(), packet.networks().iter().map(at).max()));
        packet.hosts().iter().map(at).max()
    }

    fn dict_recipient(bytes, out) {
        wire::<DictRecipient<'_>>(bytes, out).map(|recipient| recipient.user.as_bytes().len())
    }

    fn dict_file(bytes, out) {
        wire::<DictFile<'_>>(bytes, out).map(|file| file.name.as_bytes().len())
    }

    fn dict_host(bytes, out) {
        wire::<DictHost<'_>>(bytes, out).map(|host| usize::from(host.port))
    }

    fn dict_network(bytes, out) {
        wire::<DictNetwork<'_>>(bytes, out).map(|network| usize::from(network.mask))
    }

    fn dict_of_entry(bytes, out) {
        wire::<EntryDict<'_>>(bytes, out).map(|entry| entry.dir_broadcast.into())
    }

    fn dict_encrypted(bytes, out) {
        wire::<DictEncrypted<'_>>(bytes, out).map(|encrypted| encrypted.body.len())
    }

    fn dict_either(bytes, out) {
        wire::<Dictionary<'_>>(bytes, out).map(|_| 0)
    }

    fn dict_new(bytes, out) {
        let (key, number) = (Key::new(bytes.get(..3)?).ok()?, u64::from_le_bytes(*bytes.first_chunk()?));
        let dict = Dict::parse(bytes).ok()?;
        let leaves = [NewValue::float(f64::from_bits(number)), NewValue::int(-7), NewValue::number(number)];
        let inside = black_box(leaves.map(|value| NewEntry { key, value }));
        let list = [NewValue::dict(&inside).ok()?, NewValue::ipdict(&inside).ok()?];
        let list = black_box([list, [NewValue::read(dict), NewValue::read_framed(dict)]]);
        let entries = black_box([
            NewEntry { key, value: NewValue::list(list.first()?).ok()? },
            NewEntry { key, value: NewValue::list(list.last()?).ok()? },
            NewEntry { key, value: NewValue::bytes(bytes) },
        ]);
        let new = black_box(NewDict(&entries));
        black_box(new.encoded_len());
        new.encode_into(out).ok().map(<[u8]>::len)
    }

    fn dict_new_packet(bytes, out) {
        let (text, number) = (Text::new(bytes).ok()?, u64::from_le_bytes(*bytes.first_chunk()?));
        let (hosts, to) = (black_box([DictHost::parse(bytes).ok()?]), black_box([DictRecipient::parse(bytes).ok()?]));
        let networks = black_box([DictNetwork::parse(bytes).ok()?]);
        let files = black_box([DictFile::parse(bytes).ok()?]);
        let key = Key::new(bytes.get(..3)?).ok()?;
        let entries = black_box([NewEntry { key, value: NewValue::bytes(bytes) }]);
        let body = match bytes.len() % 9 {
            0 => NewBody::HostList { hosts: &hosts, start: number, total: number },
            1 => NewBody::Message { recipients: Items::new(&to), files: Items::new(&files), text },
            2 => NewBody::Poll { can_be_agent: black_box(false), networks: Items::new(&networks) },
            3 => NewBody::Agent { seconds: number, address: text },
            4 => NewBody::Heard { hosts: Items::new(&hosts), direct: black_box(true) },
            5 => NewBody::Wrapped { packet: DictPacket::parse(bytes).ok()?, address: Some(text) },
            6 => NewBody::Entries(&entries),
            7 => NewBody::Text { text },
            _ => NewBody::Answer { answered: number },
        };
        let bits = u32::from_le_bytes(*bytes.first_chunk()?);
        let word = black_box(CommandWord::from_bits(bits));
        let packet = black_box(NewPacket::new(number, text, text, word, black_box(body))).ok()?;
        black_box((packet.content.word(), packet.content.body()));
        let packet = black_box(NewPacket {
            status: Some(EntryOptions::from_bits_retain(bits)),
            public_key: Some(DictPublicKey { exponent: bits, modulus: bytes, capabilities: bits }),
            signature: bytes.first_chunk(),
            ..packet
        });
        black_box(packet.encoded_len());
        packet.encode_into(out).ok().map(<[u8]>::len)
    }
}
