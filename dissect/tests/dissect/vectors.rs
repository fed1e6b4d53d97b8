//! `--vectors`: tables of samples.

use crate::tool::*;
use imwire_testkit::rows;
use serde_json::{Map, Value};
use std::fs;

/// What the program finds in a table of samples is what `expect.py` derived from the specification:
/// except for what MSNP commands mean, and for the words in which something is refused where the
/// specification says only the place.
#[track_caller]
fn vectors(format: &str, file: &str) -> Vec<Map<String, Value>> {
    let out = good(&["--json", "--vectors", format, &format!("{VECTORS}/{file}.txt")]);
    let expected = fs::read_to_string(format!("{VECTORS}/{file}.jsonl")).expect("the expectations");
    for (found, expected) in objects(&out).into_iter().zip(expected.lines()) {
        let has_place = expected.contains(r#""error_at":"#);
        let row = found.into_iter().map(|(key, value)| match (key.as_str(), value) {
            ("messages", Value::Array(messages)) => (key, messages.iter().map(message).collect()),
            ("error", Value::String(error)) if has_place => ("error_at".to_owned(), place(&error)),
            (_, value) => (key, value),
        });
        let mut expected: Map<String, Value> = serde_json::from_str(expected).expect("an object");
        for key in ["dialect", "record", "fields", "forms", "commands"] {
            expected.shift_remove(key);
        }
        assert_eq!(Value::from(row.collect::<Map<_, _>>()).to_string(), Value::from(expected).to_string());
    }
    assert_eq!(out.lines().count(), expected.lines().count());
    objects(&out)
}

fn message(message: &Value) -> Value {
    let message = message.as_object().expect("an object").clone();
    let message = message.into_iter().filter_map(|(key, value)| match (key.as_str(), value) {
        ("typed" | "typed_error", _) => None,
        ("body_error", Value::String(error)) => Some(("body_error_at".to_owned(), place(&error))),
        (_, value) => Some((key, value)),
    });
    Value::from(message.collect::<Map<_, _>>())
}

/// 7 of `offset: missing at byte 7`.
#[track_caller]
fn place(error: &str) -> Value {
    let (_, place) = error.rsplit_once(" at byte ").expect("a place");
    place.parse::<u64>().expect("a number").into()
}

#[test]
fn vectors_of_ipmsg() {
    let rows = vectors("ipmsg", "ipmsg");
    let table = fs::read_to_string(format!("{VECTORS}/ipmsg.txt")).expect("the table");
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    // No body is refused but those that the table calls wrong, and all else is written as it was read.
    for (row, line) in rows.iter().zip(lines) {
        let note = line.split('\t').nth(3).unwrap_or_default();
        let messages = row["messages"].as_array().expect("a list");
        let is = |key, value: bool| messages.iter().all(|message| message.get(key).is_some() == value);
        match (note.contains("MALFORMED"), note.contains("[header ok]")) {
            (true, false) => assert!(row["status"] == "error" && messages.is_empty(), "{line}"),
            // A dictionary that is no packet has no body.
            (wrong, _) => {
                let wrong = wrong || line.contains("\tdict:RAW\t");
                assert!(row["status"] == "ok" && is("body_error", wrong), "{line}");
            }
        }
        assert!(messages.iter().all(|message| message["exact"] == true), "{line}");
    }
}

#[test]
fn vectors_of_msnp() {
    vectors("msnp", "msnp");
    vectors("msnp", "msnp-derived");
    vectors("msnp", "msnp-streams");
}

#[test]
fn every_typed_view_of_the_vectors_is_read() {
    let rows = objects(&good(&["--json", "--vectors", "msnp", &format!("{VECTORS}/msnp.txt")]));
    let messages = rows.iter().flat_map(|row| row["messages"].as_array().expect("a list"));
    let (lines, blocks): (Vec<_>, Vec<_>) = messages.partition(|message| !message["verb"].is_null());
    assert!(lines.len() >= 668 && blocks.iter().all(|block| block.get("typed_error").is_none()));
    let untyped: Vec<_> = lines.iter().filter(|message| message.get("typed").is_none()).collect();
    // The documents have it as an example of nonsense.
    let [nonsense] = &untyped[..] else { panic!("{untyped:?}") };
    assert_eq!((&nonsense["verb"], &nonsense["args"][1]), (&"CVQ".into(), &"spaghetti".into()));
    assert_eq!(nonsense["typed_error"], "os: missing at byte 15");
    assert!(lines.iter().filter(|message| message.get("typed_error").is_some()).count() == 1);
}

#[test]
fn vectors_of_payloads() {
    for (file, count) in [("payload-text", 196), ("payload-p2p", 128)] {
        let found = objects(&good(&["--json", "--vectors", "payload", &format!("{VECTORS}/{file}.txt")]));
        let table = fs::read_to_string(format!("{VECTORS}/{file}.txt")).expect("the table");
        let rows = rows::payloads(&table);
        assert!(found.len() == rows.len() && rows.len() >= count);
        for (found, row) in found.iter().zip(rows) {
            // With a secret that the bytes do not have, more can be refused.
            let by_secret = row.kind.starts_with("auth:") && row.expected.ends_with(']');
            let refused = found["status"] == "error" || found["messages"][0].get("body_error").is_some();
            let expected = row.expected.starts_with("error");
            assert!(refused == expected || (expected && by_secret), "{}: {}", row.kind, row.source);
        }
    }
    let text = good(&["--vectors", "payload", &format!("{VECTORS}/payload-text.txt")]);
    for part in ["Qry response=85ecb0db8f32113df79ce0892b9a102c trid=10", "SsoResponse"] {
        assert!(text.contains(part), "{part}");
    }
    let text = good(&["--vectors", "payload", &format!("{VECTORS}/payload-p2p.txt")]);
    for part in [
        "V2Packet",
        "euf_guid={5D3E02AB-6190-11D3-BBBB-00C04F795683}",
        "app_id=FILE",
        "FileContext header_len=638",
    ] {
        assert!(text.contains(part), "{part}");
    }
}
