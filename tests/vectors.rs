//! Every row of the vector files against what is expected of it: the files ending in `.jsonl`, which
//! `expect.py` derives without a look at the library, and `refused.txt`, written by hand.
//!
//! Bodies, directory streams and dictionaries are compared in `dissect/tests/dissect.rs`.

mod readings;
mod rows;

use imwire::ipmsg::dict::{DictPacket, Dictionary, IpDict};
use imwire::ipmsg::{Attachment, Body, DirReader, Items, Packet};
use imwire::msnp::{Block, Command, Dialect, Frame, Link, TABLES, Table, Typed, ft, ns, sb};
use imwire::{Encode, Error, Wire};
use rows::escape;
use serde_json::{Map, Value, json};

/// The objects of a file of expectations, one per row.
fn expectations(file: &str) -> Vec<Value> {
    file.lines().map(|line| serde_json::from_str(line).expect("a JSON object")).collect()
}

/// The one message of a row, key by key: a difference names the key.
#[track_caller]
fn compare(row: usize, found: &Map<String, Value>, expected: &Value) {
    let [message] = &expected["messages"].as_array().expect("messages")[..] else {
        panic!("row {row}: not one message is expected")
    };
    let message = message.as_object().expect("an object");
    for (key, value) in message {
        assert_eq!(found.get(key).unwrap_or(&Value::Null), value, "row {row}, {key}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), message.keys().collect::<Vec<_>>(), "row {row}");
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

#[test]
fn ipmsg() {
    let expected = expectations(include_str!("vectors/ipmsg.jsonl"));
    let rows = rows::ipmsg();
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected).filter(|(row, _)| row.is_packet()) {
        match Packet::parse(&row.bytes) {
            Ok(packet) => {
                assert_eq!(expected["status"], "ok", "row {}", row.row);
                let mut expected = expected.clone();
                let message = expected["messages"][0].as_object_mut().expect("a message");
                // What stands in the body is compared where it is made JSON of: in tests/dissect.rs.
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
    let error = match packet.body() {
        Ok(Body::Message(body)) => {
            let files = body.files.iter().find_map(Result::err);
            files.or_else(|| body.recipients.iter().find_map(Result::err))
        }
        Ok(Body::Encrypted(body)) => body.files.iter().find_map(Result::err),
        Ok(Body::HostList(body)) => body.hosts.iter().find_map(Result::err),
        Ok(_) => None,
        Err(error) => Some(error),
    };
    error.map(|error| error.behind(packet.additional_at()))
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

fn is_exact(value: &impl Encode, input: &[u8]) -> bool {
    let mut room = vec![0; input.len() + 1];
    value.encode_into(&mut room).is_ok_and(|written| written == input)
}

#[test]
fn ipmsg_refusals() {
    let rows = rows::ipmsg();
    let refused: Vec<_> =
        include_str!("vectors/refused.txt").lines().map(|line| line.split_once('\t')).collect();
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
            assert_eq!(message.more, b"", "{message:?}");
            files(message.files).and_then(|()| first_error(message.recipients))
        }
        Body::Encrypted(encrypted) => files(encrypted.files),
        Body::HostList(list) => first_error(list.hosts),
        Body::Text(text) => {
            assert_eq!(text.more, b"", "{text:?}");
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
fn ipmsg_rows_that_are_refused() {
    let (mut packets, mut bodies, mut streams, mut dictionaries) = ([0; 2], [0; 2], [0; 2], [0; 2]);
    for row in rows::ipmsg() {
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
    // Good ones and bad ones.
    assert_eq!((packets, bodies, streams, dictionaries), ([0, 9], [195, 6], [7, 1], [16, 2]));
}

#[track_caller]
fn frames_are_as_expected(rows: &[rows::Msnp], expected: &[Value]) {
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!((&expected["status"], &expected["rest"]), (&json!("ok"), &json!(0)), "row {}", row.row);
        compare(row.row, &frame_object(row, &one_frame(row)), expected);
    }
}

/// The record that each row is read as, and its fields, name by name in the order of the line.
#[track_caller]
fn fields_are_as_expected(rows: &[rows::Msnp], expected: &[Value]) {
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(expected) {
        let dialect = match row.link {
            Link::FileTransfer => "msnftp".to_owned(),
            _ => row.dialect.to_string().trim_start_matches("MSNP").to_lowercase(),
        };
        assert_eq!((&expected["row"], &expected["dialect"]), (&json!(row.row), &json!(dialect)));
        let command = readings::read(row).ok();
        let found = json!([command.as_ref().map(Typed::name), command.as_ref().map(readings::fields)]);
        assert_eq!(found, json!([expected["record"], expected["fields"]]), "row {}", row.row);
    }
}

#[test]
fn msnp() {
    let rows = rows::msnp();
    frames_are_as_expected(&rows, &expectations(include_str!("vectors/msnp.jsonl")));
    fields_are_as_expected(&rows, &expectations(include_str!("vectors/msnp-fields.jsonl")));
}

#[test]
fn msnp_derived() {
    let (rows, expected) = (rows::msnp_derived(), expectations(include_str!("vectors/msnp-derived.jsonl")));
    assert!(rows.iter().all(|row| row.source.starts_with("derived:")));
    frames_are_as_expected(&rows, &expected);
    fields_are_as_expected(&rows, &expected);
}

/// What stands in MSNP2 stands in the dialects before it, too, of which no sample is known.
#[test]
fn msnp_before_msnp2() {
    let rows: Vec<_> = rows::msnp().into_iter().filter(|row| row.dialect == Dialect::MSNP2).collect();
    assert!(rows.len() > 50);
    for row in &rows {
        for dialect in [Dialect::CVR0, Dialect::new(1)] {
            let earlier = rows::Msnp { dialect, ..row.clone() };
            assert_eq!(readings::read(&earlier), readings::read(row), "row {} in {dialect}", row.row);
        }
    }
}

#[track_caller]
fn one_frame(row: &rows::Msnp) -> Frame<'_> {
    match row.splitter().next(&row.bytes) {
        Ok(Some(frame)) => {
            assert_eq!(frame.raw(), row.bytes, "row {}", row.row);
            frame
        }
        other => panic!("row {}: {other:?}", row.row),
    }
}

fn frame_object(row: &rows::Msnp, frame: &Frame<'_>) -> Map<String, Value> {
    let line = frame.line();
    let mut found = Map::new();
    let mut put = |key: &str, value: Value| _ = found.insert(key.to_owned(), value);
    put("proto", json!("msnp"));
    match frame.block() {
        Some(block) => {
            put("verb", Value::Null);
            put("block", json!(if block == Block::Data { "data" } else { "cancel" }));
            put("args", json!([]));
        }
        None => {
            put("verb", json!(escape(&line.verb())));
            if let Some(trid) = line.trid(row.sender, row.link, row.dialect) {
                put("trid", json!(trid.0));
            }
            put("args", line.args().map(|arg| escape(arg.as_bytes())).collect());
        }
    }
    if let Some(payload) = frame.payload() {
        put("payload_len", json!(payload.len()));
    }
    put("exact", json!(is_exact(frame, &row.bytes)));
    found
}

/// The name of the record and its canonical form.
fn typed(row: &rows::Msnp, frame: &Frame<'_>) -> Result<(&'static str, Vec<u8>), Error> {
    fn of<'a, C: Command<'a>>(found: Result<C, Error>) -> Result<(&'static str, Vec<u8>), Error> {
        let mut room = [0; 4096];
        found.map(|command| (command.name(), command.encode_into(&mut room).expect("room").to_vec()))
    }
    use imwire::msnp::Role::{Client, Server};
    match (row.link, row.sender) {
        (Link::Notification, Client) => of(ns::ClientCommand::read(frame, row.dialect)),
        (Link::Notification, Server) => of(ns::ServerCommand::read(frame, row.dialect)),
        (Link::Switchboard, Client) => of(sb::ClientCommand::read(frame, row.dialect)),
        (Link::Switchboard, Server) => of(sb::ServerCommand::read(frame, row.dialect)),
        (Link::FileTransfer, _) => of(ft::Transfer::read(frame, row.dialect)),
        (Link::Unknown, _) => panic!("row {}: no link", row.row),
    }
}

/// Samples that a record does not give back byte for byte, each with the reason.
const OTHER_FORM: [(&str, &str, &str); 5] = [
    ("CHG 13 NLN 2416181284:00 0\\x0d\\x0a", "CHG 13 NLN 2416181284:0 0\\x0d\\x0a", "a number has one form"),
    (
        "CHG 14 PHN 2416181284:00 %3Cmsnobj%20Creator%3D%22anotherdude%40hotmail.com%22%20Size%3D%2225235%22%20Type%3D%223%22%20Location%3D%22uexA4DE.dat%22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22vP1ppB+xiFQ8ceZivRe0uCaYLIU%3D%22%20SHA1C%3D%22PApbbjkbDSGrt3ybGHRKNaZ8s%2Fw%3D%22%2F%3E\\x0d\\x0a",
        "CHG 14 PHN 2416181284:0 %3Cmsnobj%20Creator%3D%22anotherdude%40hotmail.com%22%20Size%3D%2225235%22%20Type%3D%223%22%20Location%3D%22uexA4DE.dat%22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22vP1ppB+xiFQ8ceZivRe0uCaYLIU%3D%22%20SHA1C%3D%22PApbbjkbDSGrt3ybGHRKNaZ8s%2Fw%3D%22%2F%3E\\x0d\\x0a",
        "a number has one form",
    ),
    (
        "LST N=dave@example.net F=dave@example.net 4 \\x0d\\x0a",
        "LST N=dave@example.net F=dave@example.net 4\\x0d\\x0a",
        "a blank for an empty list",
    ),
    (
        "LST N=dave@example.net F=Dave%20D 2 \\x0d\\x0a",
        "LST N=dave@example.net F=Dave%20D 2\\x0d\\x0a",
        "a blank for an empty list",
    ),
    (
        "LST N=alice@example.com F=Alice%20A C=00000000-0000-0000-0002-000000000001 11 1 \\x0d\\x0a",
        "LST N=alice@example.com F=Alice%20A C=00000000-0000-0000-0002-000000000001 11 1\\x0d\\x0a",
        "a blank for an empty list",
    ),
];

/// Samples that their table refuses, each with the reason.
const NOT_TYPED: [(&str, &str, &str); 1] =
    [("CVQ 6 spaghetti\\x0d\\x0a", "os: missing at byte 15", "what a server answers with 731")];

/// But for those of commands that have no record: their parameters mean nothing that is known.
#[test]
fn every_sample_is_typed() {
    for row in rows::msnp().into_iter().chain(rows::msnp_derived()) {
        if let Ok(("Other", _)) = typed(&row, &one_frame(&row)) {
            let here = |table: &&Table| {
                table.link == row.link && table.role.is_none_or(|sender| sender == row.sender)
            };
            let mut rows = TABLES.iter().filter(here).flat_map(|table| table.rows);
            let raw = rows.any(|known| row.bytes.starts_with(&known.verb) && known.record.is_none());
            assert!(raw, "row {}: {} has no row without a record", row.row, escape(&row.bytes));
        }
    }
}

#[test]
fn canonical_forms_that_differ_from_the_sample() {
    let (mut other_form, mut not_typed) = (Vec::new(), Vec::new());
    for row in rows::msnp().into_iter().chain(rows::msnp_derived()) {
        match typed(&row, &one_frame(&row)) {
            Ok((_, form)) if form == row.bytes => {}
            Ok((_, form)) => other_form.push((escape(&row.bytes), escape(&form))),
            Err(error) => not_typed.push((escape(&row.bytes), error.to_string())),
        }
    }
    let listed = |list: &[(&str, &str, &str)]| -> Vec<_> {
        list.iter().map(|(sample, form, _)| (sample.to_string(), form.to_string())).collect()
    };
    assert_eq!(other_form, listed(&OTHER_FORM));
    assert_eq!(not_typed, listed(&NOT_TYPED));
}
