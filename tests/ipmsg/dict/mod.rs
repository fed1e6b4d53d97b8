//! Packets of `IPMsg` in dictionary form: every sample field by field, and what is odd or
//! refused. The laws are run over all of them by `tests/ipmsg/laws.rs`.

mod odd;
mod refused;
mod samples;

use super::rows;
use imwire::Wire;
use imwire::ipmsg::dict::{DictHost, IpDict, Key, NewBody, NewDict, NewEntry, NewPacket, NewValue};
use imwire::ipmsg::{CommandWord, EntryOptions, Items, Mode, Text};
use imwire_testkit::recorder::written;

pub(crate) fn text(bytes: &[u8]) -> Text<'_> {
    Text::new(bytes).unwrap()
}

pub(crate) fn key(bytes: &[u8]) -> Key<'_> {
    Key::new(bytes).unwrap()
}

/// The dictionary rows of the vector file, in its order, without those that are to be refused.
pub(crate) fn samples() -> Vec<Vec<u8>> {
    let rows = rows().into_iter().filter(|row| row.prefix == "dict").map(|row| row.bytes);
    rows.filter(|row| !row.starts_with(b"IP2:zz:") && row != b"IP2:3d:key1:3:3e8:Z").collect()
}

/// These values, as they are.
pub(crate) fn raw(entries: &[(Key<'_>, &[u8])]) -> Vec<u8> {
    let entries: Vec<_> =
        entries.iter().map(|&(key, bytes)| NewEntry { key, value: NewValue::bytes(bytes) }).collect();
    written(&NewDict(&entries))
}

/// The packet with these entries after its own, whatever they make of it.
pub(crate) fn with_entries(packet: &NewPacket<'_>, more: &[NewEntry<'_>]) -> Vec<u8> {
    let form = written(packet);
    let IpDict(dict) = IpDict::parse(&form).unwrap();
    let own = dict.iter().map(|entry| NewEntry { key: entry.key, value: NewValue::from(entry.value) });
    written(&NewDict(&own.chain(more.iter().copied()).collect::<Vec<_>>()))
}

pub(crate) fn message(body: &[u8]) -> NewBody<'_> {
    NewBody::Message { recipients: Items::NONE, files: Items::NONE, text: text(body) }
}

pub(crate) const GROUP: &[u8] = b"\xe9\x96\x8b\xe7\x99\xba\xe9\x83\xa8";
pub(crate) const NICK: &[u8] = b"\xe5\xa4\xaa\xe9\x83\x8e";
pub(crate) const VERSION: &[u8] = b"00010002:4:99:103";
pub(crate) const USER: &[u8] = b"taro-0123456789abcdef";
pub(crate) const STATUS: u32 = 0x0f64_0000;

/// A packet of the samples, all of which have the same sender.
pub(crate) fn from_taro<'a>(packet_no: u64, mode: Mode, options: u32, body: NewBody<'a>) -> NewPacket<'a> {
    let word = CommandWord::from_bits(options | u32::from(mode.value()));
    NewPacket {
        date: Some(0x6553_f100),
        client_version: Some(text(VERSION)),
        group: Some(text(GROUP)),
        nick: Some(text(NICK)),
        status: Some(EntryOptions::from_bits_retain(STATUS)),
        ..NewPacket::new(packet_no, text(USER), text(b"PC-02"), word, body).unwrap()
    }
}

pub(crate) fn taro() -> DictHost<'static> {
    DictHost {
        user: text(b"taro"),
        host: text(b"PC-02"),
        status: EntryOptions::from_bits_retain(STATUS),
        active: Some(true),
        address: text(b"192.0.2.2"),
        port: 2425,
        nick: Some(text(NICK)),
        group: Some(text(GROUP)),
        client_version: Some(text(VERSION)),
    }
}
