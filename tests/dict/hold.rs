//! The laws for bytes as each of the types.

use crate::laws::{Parts, Plain, canonical, handed_over, inside, length, locality, written};
use imwire::ipmsg::Text;
use imwire::ipmsg::dict::{
    Dict, DictPacket, Dictionary, Encrypted, EntryDict, File, Host, IpDict, Network, Recipient,
};
use imwire::{Error, Wire};
use std::fmt::Debug;

impl Parts for Dict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        for entry in self.iter() {
            let parts = [entry.key.as_bytes(), entry.value.as_bytes()];
            parts.into_iter().filter(|part| !part.is_empty()).for_each(&mut *each);
        }
    }
}

impl Parts for IpDict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.0.each_part(each);
    }
}

impl Parts for DictPacket<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.dict().each_part(each);
    }
}

fn texts(texts: &[Option<Text<'_>>], each: &mut dyn FnMut(&[u8])) {
    texts.iter().flatten().map(|text| text.as_bytes()).filter(|part| !part.is_empty()).for_each(each);
}

impl Parts for Encrypted<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        [self.iv, self.key, self.body].into_iter().filter(|part| !part.is_empty()).for_each(each);
    }
}

impl Parts for Dictionary<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        match self {
            Self::Packet(packet) => packet.each_part(each),
            Self::Encrypted(encrypted) => encrypted.each_part(each),
        }
    }
}

impl Parts for EntryDict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        texts(&[self.master_address], each);
    }
}

impl Parts for Recipient<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        texts(&[Some(self.user), Some(self.host)], each);
    }
}

impl Parts for File<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        texts(&[Some(self.name)], each);
    }
}

impl Parts for Host<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        let must = [self.user, self.host, self.address].map(Some);
        texts(&must, each);
        texts(&[self.nick, self.group, self.client_version], each);
    }
}

impl Parts for Network<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        texts(&[Some(self.address)], each);
    }
}

/// All that holds for bytes as one type.
#[track_caller]
pub(crate) fn laws<'a, T>(input: &'a [u8], room: &'a mut Vec<u8>) -> Result<T, Error>
where
    T: Wire<'a, Context = ()> + Plain + Parts,
{
    let found = canonical::<T>(input, (), room)?;
    found.each_part(&mut |part| _ = inside(part, input));
    length(&found);
    handed_over(&found);
    Ok(found)
}

/// All that holds for bytes as entries.
#[track_caller]
pub(crate) fn dict(content: &[u8]) {
    if let Ok(dict) = laws::<Dict<'_>>(content, &mut Vec::new()) {
        look(dict, content);
    }
    _ = laws::<Recipient<'_>>(content, &mut Vec::new());
    _ = laws::<File<'_>>(content, &mut Vec::new());
    _ = laws::<Host<'_>>(content, &mut Vec::new());
    _ = laws::<Network<'_>>(content, &mut Vec::new());
}

/// All that holds for bytes as a frame.
#[track_caller]
pub(crate) fn dictionary(input: &[u8]) {
    if let Ok(IpDict(found)) = laws::<IpDict<'_>>(input, &mut Vec::new()) {
        look(found, input);
        // The frame says how long it is.
        let frame = written(&IpDict(found));
        assert_eq!(IpDict::frame_len(&frame, frame.len()), Ok(Some(frame.len())));
        dict(&written(&found));
    }
    let mut rooms = [Vec::new(), Vec::new(), Vec::new()];
    let [room, room_for_encrypted, room_for_either] = &mut rooms;
    let clear = laws::<DictPacket<'_>>(input, room);
    let encrypted = laws::<Encrypted<'_>>(input, room_for_encrypted);
    let either = laws::<Dictionary<'_>>(input, room_for_either);
    match either {
        Ok(Dictionary::Packet(packet)) => assert_eq!(clear, Ok(packet)),
        Ok(Dictionary::Encrypted(packet)) => assert_eq!((clear.is_err(), encrypted), (true, Ok(packet))),
        Err(error) => assert!(clear == Err(error) || encrypted == Err(error)),
    }
    if let Ok(packet) = clear {
        look_packet(packet, input);
    }
    _ = laws::<EntryDict<'_>>(input, &mut Vec::new());
}

/// Reads every value as everything: the places of errors, and of what is borrowed.
#[track_caller]
fn look(dict: Dict<'_>, input: &[u8]) {
    assert!(!format!("{dict:?}").is_empty());
    for entry in dict {
        let value = entry.value;
        let place = inside(value.as_bytes(), input);
        let check = |error: Error| {
            locality(&error, input);
            assert!(error.at() >= place || value.as_bytes().is_empty(), "{error}: the value is at {place}");
        };
        _ = value.int().map_err(check);
        _ = value.number().map_err(check);
        _ = value.word().map_err(check);
        _ = value.float().map_err(check);
        _ = value.text().map_err(check);
        _ = value.dict().map_err(check);
        _ = value.ipdict().map_err(check);
        if let Ok(list) = value.list().map_err(check) {
            list.iter().for_each(|value| _ = inside(value.as_bytes(), input));
            list.iter().for_each(|value| _ = value.dict().map_err(check));
        }
        // Of a repeated key the last counts.
        let last = dict.iter().filter(|other| other.key == entry.key).last().unwrap();
        assert_eq!(dict.get(entry.key), Some(last.value));
    }
}

#[track_caller]
fn look_packet(packet: DictPacket<'_>, input: &[u8]) {
    fn items<T: Debug>(items: impl Iterator<Item = Result<T, Error>>, input: &[u8]) {
        for item in items {
            if let Err(error) = item {
                locality(&error, input);
            }
        }
    }
    items(packet.recipients().iter(), input);
    items(packet.files().iter(), input);
    items(packet.hosts().iter(), input);
    items(packet.networks().iter(), input);
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
    errors.iter().flatten().for_each(|error| locality(error, input));
    if let Ok(Some(signature)) = packet.signature() {
        length(&signature.signed);
    }
    if let Ok(Some(wrapped)) = packet.wrapped() {
        look_packet(wrapped, input);
    }
}
