//! Every row of the vector files against what is expected of it: the files ending in `.jsonl`, which
//! `expect.py` derives without a look at the library.

use super::{all_rows, derived_rows, rows, streams};
use imwire::Error;
use imwire::msnp::{
    AnyCommand, Command, Context, DataBlock, Dialect, Frame, Link, TABLES, Table, ft, ns, sb,
};
use imwire_testkit::expectations::{self, compare, is_exact};
use imwire_testkit::readings;
use imwire_testkit::rows::{Msnp, escape};
use serde_json::{Map, Value, json};

#[track_caller]
fn frames_are_as_expected(rows: &[Msnp<'_>], expected: &[Value]) {
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!((&expected["status"], &expected["rest"]), (&json!("ok"), &json!(0)), "row {}", row.row);
        compare(row.row, &frame_object(row, &one_frame(row)), expected);
    }
}

/// The record that each row is read as, and its fields, name by name in the order of the line.
#[track_caller]
fn fields_are_as_expected(rows: &[Msnp<'_>], expected: &[Value]) {
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(expected) {
        let dialect = match row.link {
            Link::FileTransfer => "msnftp".to_owned(),
            _ => row.dialect.to_string().trim_start_matches("MSNP").to_lowercase(),
        };
        assert_eq!((&expected["row"], &expected["dialect"]), (&json!(row.row), &json!(dialect)));
        let command = readings::read(row).ok();
        let found =
            json!([command.as_ref().map(AnyCommand::name), command.as_ref().map(expectations::fields)]);
        assert_eq!(found, json!([expected["record"], expected["fields"]]), "row {}", row.row);
    }
}

#[test]
fn every_row() {
    let rows = rows();
    frames_are_as_expected(&rows, &expectations::read(include_str!("../vectors/msnp.jsonl")));
    fields_are_as_expected(&rows, &expectations::read(include_str!("../vectors/msnp-fields.jsonl")));
}

#[test]
fn every_derived_row() {
    let (rows, expected) =
        (derived_rows(), expectations::read(include_str!("../vectors/msnp-derived.jsonl")));
    assert!(rows.iter().all(|row| row.source.starts_with("derived:")));
    frames_are_as_expected(&rows, &expected);
    fields_are_as_expected(&rows, &expected);
}

/// Frame by frame, up to what ends the stream, and command by command. Rows that are called weak are framed as
/// expected; a typed reading of theirs may be refused, if the refusal is in the frame.
#[test]
fn every_stream() {
    let (rows, expected) = (streams(), expectations::read(include_str!("../vectors/msnp-streams.jsonl")));
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected) {
        let mut splitter = row.splitter();
        let mut rest = &row.bytes[..];
        let (mut messages, mut commands) = (Vec::new(), Vec::new());
        let (status, error_at) = loop {
            let frame = match splitter.next(rest) {
                Ok(Some(frame)) => frame,
                Ok(None) => break (if rest.is_empty() { "ok" } else { "incomplete" }, Value::Null),
                Err(error) => break ("error", json!(error.at())),
            };
            rest = &rest[frame.raw().len()..];
            let one = Msnp { bytes: frame.raw().to_vec(), ..row.clone() };
            messages.push(Value::from(frame_object(&one, &frame)));
            match readings::read(&one) {
                Err(error) if row.note.starts_with("weak") => assert!(error.at() <= frame.raw().len()),
                read => {
                    let read = read.unwrap_or_else(|error| panic!("row {}: {error}", row.row));
                    let forms = expected["commands"][commands.len()]["forms"].clone();
                    commands.push(
                        json!({"record": read.name(), "fields": expectations::fields(&read), "forms": forms}),
                    );
                }
            }
        };
        assert_eq!(json!(messages), expected["messages"], "row {}", row.row);
        assert_eq!(
            (status, &error_at),
            (expected["status"].as_str().expect("a word"), &expected["error_at"])
        );
        assert_eq!(rest.len(), expected["rest"], "row {}", row.row);
        if !row.note.starts_with("weak") {
            assert_eq!(json!(commands), expected["commands"], "row {}", row.row);
        }
    }
}

/// What a strict splitter refuses in a stream is passed over, and the commands after it are found.
#[test]
fn refused_streams_go_on() {
    let refused =
        streams().into_iter().filter(|row| row.splitter().frames(&row.bytes).any(|frame| frame.is_err()));
    let mut count = 0;
    for row in refused {
        let stream = [&row.bytes[..], b"\r\nOUT\r\n"].concat();
        let (mut splitter, mut rest) = (row.splitter(), &stream[..]);
        let mut last = None;
        for _ in 0..row.bytes.len() {
            match splitter.next(rest) {
                Ok(Some(frame)) => {
                    rest = &rest[frame.raw().len()..];
                    last = Some(frame);
                }
                Ok(None) => break,
                Err(_) => rest = &rest[splitter.resync(rest).skipped()..],
            }
        }
        assert_eq!(
            (last.map(|frame| frame.raw()), rest),
            (Some(&b"OUT\r\n"[..]), &b""[..]),
            "row {}",
            row.row
        );
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

/// What MSNP2 has, the dialects before it have too, of which no sample is known.
#[test]
fn dialects_before_msnp2() {
    let rows: Vec<_> = rows().into_iter().filter(|row| row.dialect == Dialect::MSNP2).collect();
    assert!(rows.len() > 50);
    for row in &rows {
        for dialect in [Dialect::CVR0, Dialect::new(1)] {
            let earlier = Msnp { dialect, ..row.clone() };
            assert_eq!(readings::read(&earlier), readings::read(row), "row {} in {dialect}", row.row);
        }
    }
}

#[track_caller]
fn one_frame<'r>(row: &'r Msnp<'_>) -> Frame<'r> {
    match row.splitter().next(&row.bytes) {
        Ok(Some(frame)) => {
            assert_eq!(frame.raw(), row.bytes, "row {}", row.row);
            frame
        }
        other => panic!("row {}: {other:?}", row.row),
    }
}

fn frame_object(row: &Msnp<'_>, frame: &Frame<'_>) -> Map<String, Value> {
    let line = frame.line();
    let mut found = Map::new();
    let mut put = |key: &str, value: Value| _ = found.insert(key.to_owned(), value);
    put("proto", json!("msnp"));
    match frame.block() {
        Some(block) => {
            put("verb", Value::Null);
            put("block", json!(if block == DataBlock::Data { "data" } else { "cancel" }));
            put("args", json!([]));
        }
        None => {
            put("verb", json!(escape(&line.verb())));
            if let Some(trid) = line.trid(Context::new(row.link, row.sender, row.dialect)) {
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
fn typed(row: &Msnp<'_>, frame: &Frame<'_>) -> Result<(&'static str, Vec<u8>), Error> {
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
const OTHER_FORM: [(&str, &str, &str); 8] = [
    ("CHG 13 NLN 2416181284:00 0\\x0d\\x0a", "CHG 13 NLN 2416181284:0 0\\x0d\\x0a", "a number has one form"),
    (
        "CHG 14 PHN 2416181284:00 %3Cmsnobj%20Creator%3D%22anotherdude%40hotmail.com%22%20Size%3D%2225235%22%20Type%3D%223%22%20Location%3D%22uexA4DE.dat%22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22vP1ppB+xiFQ8ceZivRe0uCaYLIU%3D%22%20SHA1C%3D%22PApbbjkbDSGrt3ybGHRKNaZ8s%2Fw%3D%22%2F%3E\\x0d\\x0a",
        "CHG 14 PHN 2416181284:0 %3Cmsnobj%20Creator%3D%22anotherdude%40hotmail.com%22%20Size%3D%2225235%22%20Type%3D%223%22%20Location%3D%22uexA4DE.dat%22%20Friendly%3D%22AAA%3D%22%20SHA1D%3D%22vP1ppB+xiFQ8ceZivRe0uCaYLIU%3D%22%20SHA1C%3D%22PApbbjkbDSGrt3ybGHRKNaZ8s%2Fw%3D%22%2F%3E\\x0d\\x0a",
        "a number has one form",
    ),
    (
        "LST N=dave@example.net F=dave@example.net 4 \\x0d\\x0a",
        "LST N=dave@example.net F=dave@example.net 4\\x0d\\x0a",
        "a space for an empty list",
    ),
    (
        "LST N=dave@example.net F=Dave%20D 2 \\x0d\\x0a",
        "LST N=dave@example.net F=Dave%20D 2\\x0d\\x0a",
        "a space for an empty list",
    ),
    (
        "LST N=alice@example.com F=Alice%20A C=00000000-0000-0000-0002-000000000001 11 1 \\x0d\\x0a",
        "LST N=alice@example.com F=Alice%20A C=00000000-0000-0000-0002-000000000001 11 1\\x0d\\x0a",
        "a space for an empty list",
    ),
    ("PRP 11 PHM \\x0d\\x0a", "PRP 11 PHM\\x0d\\x0a", "a space for a value that is absent"),
    (
        "NLN IDL buddy@example.com 1 buddy@example.com 1073791028 0 \\x0d\\x0a",
        "NLN IDL buddy@example.com 1 buddy@example.com 1073791028 0\\x0d\\x0a",
        "a space at the end",
    ),
    (
        "NLN FLN 1:buddy@example.com buddy@example.com 0000000000:48 0\\x0d\\x0a",
        "NLN FLN 1:buddy@example.com buddy@example.com 0:48 0\\x0d\\x0a",
        "a number has one form",
    ),
];

/// Samples that their table refuses, each with the reason.
const NOT_TYPED: [(&str, &str, &str); 1] =
    [("CVQ 6 spaghetti\\x0d\\x0a", "os: missing at byte 15", "what a server answers with 731")];

/// But for those of commands that have no record: their parameters mean nothing that is known.
#[test]
fn every_sample_is_typed() {
    for row in all_rows().into_iter() {
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
    for row in all_rows().into_iter() {
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
