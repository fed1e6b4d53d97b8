//! Every row of the vector file against what is expected of it: `ipmsg.jsonl`, which `expect.py` derives
//! without a look at the library, and `refused.txt`, written by hand.
//!
//! Bodies, directory streams and dictionaries are compared in `dissect/tests/dissect.rs`.

use super::rows;
use imwire::ipmsg::dict::{DictPacket, Dictionary, IpDict};
use imwire::ipmsg::{Attachment, Body, DirReader, Items, Packet};
use imwire::{Error, Wire};
use imwire_testkit::expectations::{self, compare, is_exact, object};
use imwire_testkit::rows::escape;
use serde_json::{Map, Value, json};

#[test]
fn every_row() {
    let expected = expectations::read(include_str!("../vectors/ipmsg.jsonl"));
    let rows = rows();
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected).filter(|(row, _)| row.is_packet()) {
        match Packet::parse(&row.bytes) {
            Ok(packet) => {
                assert_eq!(expected["status"], "ok", "row {}", row.row);
                let mut expected = expected.clone();
                let message = expected["messages"][0].as_object_mut().expect("a message");
                // What is in the body is compared where it is made JSON of: in `dissect/tests`.
                let wrong_at = message.shift_remove("body_error_at");
                assert_eq!(message.shift_remove("body").is_some(), wrong_at.is_none(), "row {}", row.row);
                assert_eq!(body_error(&packet).map(|error| json!(error.at())), wrong_at, "row {}", row.row);
                compare(row.row, &packet_object(&packet, &row.bytes), &expected);
                assert!(row.name.starts_with("UNKNOWN") || packet.word().mode().name() == Some(row.name));
            }
            Err(error) => {
                assert_eq!(expected["status"], "error", "row {}: {error}", row.row);
                assert_eq!(expected["error"], error.to_string(), "row {}", row.row);
                assert_eq!(expected["rest"], row.bytes.len());
            }
        }
    }
}

/// What is wrong with the body, or with the first bad item of a list in it.
fn body_error(packet: &Packet<'_>) -> Option<Error> {
    match packet.body() {
        Ok(Body::Message(body)) => {
            let files = body.files.iter().find_map(Result::err);
            files.or_else(|| body.recipients.iter().find_map(Result::err))
        }
        Ok(Body::Encrypted(body)) => body.files.iter().find_map(Result::err),
        Ok(Body::HostList(body)) => body.hosts.iter().find_map(Result::err),
        Ok(_) => None,
        Err(error) => Some(error),
    }
}

fn packet_object(packet: &Packet<'_>, input: &[u8]) -> Map<String, Value> {
    let options = packet.word().options();
    let mut names: Vec<_> = options.names().map(str::to_owned).collect();
    if options.unnamed() != 0 {
        names.push(format!("{:#x}", options.unnamed()));
    }
    object(json!({
        "proto": "ipmsg",
        "version": escape(packet.version.as_bytes()),
        "packet_no": escape(packet.packet_no.text().expect("it was read")),
        "user": escape(packet.user.as_bytes()),
        "host": escape(packet.host.as_bytes()),
        "mode": packet.word().mode().name(),
        "mode_value": packet.word().mode().value(),
        "options": names,
        "options_value": packet.word().option_bits(),
        "additional": packet.additional.map(escape),
        "exact": is_exact(packet, input),
    }))
}

#[test]
fn refusals() {
    let rows = rows();
    let refused: Vec<_> =
        include_str!("../vectors/refused.txt").lines().map(|line| line.split_once('\t')).collect();
    for line in &refused {
        let (row, message) = line.expect("a row and a message");
        let row: usize = row.parse().expect("a number");
        assert_eq!(Packet::parse(&rows[row - 1].bytes).unwrap_err().to_string(), message, "row {row}");
    }
    let count = rows.iter().filter(|row| row.is_packet() && Packet::parse(&row.bytes).is_err()).count();
    assert_eq!(count, refused.len());
}

/// What is wrong with the first item that is.
fn first_error<T>(items: impl IntoIterator<Item = Result<T, Error>>) -> Result<(), Error> {
    items.into_iter().try_for_each(|item| item.map(|_| ()))
}

/// The body of a packet with all that is read as one goes through it.
fn whole_body(packet: &Packet<'_>) -> Result<(), Error> {
    fn files(files: Items<'_, Attachment<'_>>) -> Result<(), Error> {
        files.iter().try_for_each(|file| first_error(file?.extended))
    }
    match packet.body()? {
        Body::Entry(entry) => first_error(entry.block.lines),
        Body::Message(message) => {
            assert_eq!(message.trailing, b"", "{message:?}");
            files(message.files).and_then(|()| first_error(message.recipients))
        }
        Body::Encrypted(encrypted) => files(encrypted.files),
        Body::HostList(list) => first_error(list.hosts),
        Body::Text(text) => {
            // Of one program, which sends all of its buffer.
            assert!(matches!(text.trailing, b"" | b"\x7f\x01\0\xb0\x9c"), "{text:?}");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The same for one in dictionary form, and those inside of it.
fn whole_dictionary(packet: &DictPacket<'_>) -> Result<(), Error> {
    first_error(packet.recipients())?;
    first_error(packet.files())?;
    first_error(packet.hosts())?;
    first_error(packet.networks())?;
    packet.public_key()?;
    packet.signature()?;
    packet.wrapped()?.map_or(Ok(()), |wrapped| whole_dictionary(&wrapped))
}

/// A row is refused if its note says so, and by that part of it which the note names.
#[test]
fn rows_that_are_refused() {
    let (mut packets, mut bodies, mut streams, mut dictionaries) = ([0; 2], [0; 2], [0; 2], [0; 2]);
    for row in rows() {
        let malformed = row.note.starts_with("MALFORMED");
        let (found, count) = match (row.prefix, row.name) {
            ("stream", "DIRFILES") => {
                let mut reader = DirReader::new();
                let read = first_error(reader.events(&row.bytes));
                (read.and_then(|()| reader.finish()), &mut streams)
            }
            // Contents and nothing else.
            ("stream", _) => continue,
            ("dict", "RAW") => (IpDict::parse(&row.bytes).map(|_| ()), &mut dictionaries),
            ("dict", _) => {
                let found = Dictionary::parse(&row.bytes).and_then(|dictionary| match dictionary {
                    Dictionary::Packet(packet) => whole_dictionary(&packet),
                    Dictionary::Encrypted(_) => Ok(()),
                });
                (found, &mut dictionaries)
            }
            _ => match Packet::parse(&row.bytes) {
                Ok(packet) if !malformed || row.note.contains("[header ok]") => {
                    (whole_body(&packet), &mut bodies)
                }
                packet => (packet.map(|_| ()), &mut packets),
            },
        };
        assert_eq!(found.is_err(), malformed, "row {}, {}: {found:?}: {}", row.row, row.name, row.note);
        count[usize::from(malformed)] += 1;
    }
    // Good ones and bad ones; what is good of a packet is its body.
    let counts = [packets, bodies, streams, dictionaries];
    assert!(counts.iter().flatten().skip(1).all(|count| *count > 0), "{counts:?}");
}
