//! Everything that can be called on a packet in dictionary form.

use super::show;
use crate::laws::{inside, length, locality};
use imwire::Error;
use imwire::ipmsg::dict::{Dict, DictPacket};

/// Each value is read as everything: the places of errors, and of what is borrowed.
#[track_caller]
pub fn dict(dict: Dict<'_>, input: &[u8]) {
    show(&dict);
    for entry in dict {
        let value = entry.value;
        show(&(entry, entry.key.kind(), value.to_str().is_some()));
        let place = inside(value.as_bytes(), input);
        let end = place + value.as_bytes().len();
        let check = |error: Error| {
            let at = error.at();
            assert!((place..=end).contains(&at), "locality: {error}, of {value:?} at {place}");
        };
        _ = value.int().map_err(check);
        _ = value.number().map_err(check);
        _ = value.word().map_err(check);
        _ = value.float().map_err(check);
        _ = value.text().map_err(check);
        _ = value.dict().map_err(check);
        _ = value.ipdict().map_err(check);
        if let Ok(list) = value.list().map_err(check) {
            show(&list);
            list.iter().for_each(|value| _ = inside(value.as_bytes(), input));
            list.iter().for_each(|value| _ = value.dict().map_err(check));
        }
        // Of a repeated key the last counts.
        let last = dict.iter().filter(|other| other.key == entry.key).last();
        assert_eq!(dict.get(entry.key), last.map(|last| last.value));
        assert_eq!(dict.bytes(entry.key), last.map(|last| last.value.as_bytes()));
    }
}

/// Whatever is asked of it gives a value, or an error in the input.
#[track_caller]
pub fn dict_packet(packet: &DictPacket<'_>, input: &[u8]) {
    show(packet);
    let errors = [
        packet.date().err(),
        packet.client_version().err(),
        packet.group().err(),
        packet.nick().err(),
        packet.status().err(),
        packet.text().err(),
        packet.answered().err(),
        packet.start().err(),
        packet.host_count().err(),
        packet.total().err(),
        packet.agent_address().err(),
        packet.master_address().err(),
        packet.poll().err(),
        packet.can_be_agent().err(),
        packet.agent_seconds().err(),
        packet.is_dir_broadcast().err(),
        packet.is_direct().err(),
        packet.uptime().err(),
        packet.crypt_flags().err(),
        packet.public_key().err(),
        packet.signature().err(),
        packet.wrapped().err(),
    ];
    let items = packet.recipients().iter().filter_map(Result::err);
    let items = items.chain(packet.files().iter().filter_map(Result::err));
    let items = items.chain(packet.hosts().iter().filter_map(Result::err));
    let items = items.chain(packet.networks().iter().filter_map(Result::err));
    errors.into_iter().flatten().chain(items).for_each(|error| locality(&error, input));
    packet.hosts().iter().flatten().for_each(|host| show(&(host, host.ip())));
    if let Ok(Some(signature)) = packet.signature() {
        length(&signature.signed);
    }
    if let Ok(Some(wrapped)) = packet.wrapped() {
        dict_packet(&wrapped, input);
    }
}
