//! The [naive readers](crate::naive) and imwire read the same.

use crate::naive::{self, End};
use crate::recorder::quoted;
use imwire::Wire;
use imwire::ipmsg::{Message, Packet, SendOptions};
use imwire::msnp::{Dialect, Role, Splitter};

/// A packet, and the files that it would offer if it were a message.
#[track_caller]
pub fn packet(input: &[u8]) {
    let expected = naive::packet(input);
    let found = Packet::parse(input).ok().map(|packet| naive::Packet {
        version: packet.version.as_bytes(),
        packet_no: packet.packet_no.value(),
        user: packet.user.as_bytes(),
        host: packet.host.as_bytes(),
        command: packet.word().bits(),
        additional: packet.additional,
    });
    assert_eq!(found, expected, "naive: {}", quoted(input));
    files(expected.and_then(|packet| packet.additional).unwrap_or(input));
}

/// The files that a section offers.
#[track_caller]
pub fn files(section: &[u8]) {
    let message = Message::parse_with(section, SendOptions::FILEATTACH).expect("all bytes are a message");
    let found = message.files.iter().map(|file| {
        let file = file.ok()?;
        let mut room = vec![0; file.name.raw().len()];
        let name = file.name.decode_into(&mut room).expect("not longer than it was").to_vec();
        let (id, word) = (file.id.hex(), file.word.bits());
        Some(naive::Offered { id, name, size: file.size, mtime: file.mtime, word })
    });
    assert_eq!(found.collect::<Vec<_>>(), naive::files(section), "naive: {}", quoted(section));
}

/// What one side says.
#[track_caller]
pub fn stream(input: &[u8], role: Role, dialect: Dialect) {
    let mut splitter = Splitter::new(role);
    splitter.set_dialect(dialect);
    let (expected, end) = naive::frames(input, role, dialect);
    let (mut rest, mut expected) = (input, expected.into_iter());
    let error = loop {
        match splitter.next(rest) {
            Ok(Some(frame)) => {
                let found = naive::Frame { line: frame.line().as_bytes(), payload: frame.payload() };
                assert_eq!(Some(found), expected.next(), "naive: {role:?} {dialect:?} {}", quoted(input));
                rest = &rest[frame.raw().len()..];
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert_eq!(expected.next(), None, "naive: {role:?} {dialect:?} {}: {error:?}", quoted(input));
    // A line that is not complete may be refused early.
    let complete = rest.windows(2).any(|pair| pair == b"\r\n");
    match (error, end) {
        (None, End::More) | (Some(_), End::Refused) => {}
        (Some(_), End::More) if !complete => {}
        _ => {
            panic!("naive: {error:?}, not {end:?} after all frames of {role:?} {dialect:?} {}", quoted(input))
        }
    }
}
