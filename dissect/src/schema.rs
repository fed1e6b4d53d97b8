//! The field table as JSON, for programs that are made from it.

use imwire::fields::{Encoding, Field, Kind, Record, Show, records};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

type Found = BTreeMap<(&'static str, &'static str), Vec<&'static Record>>;

/// One object per record, sorted by id and name.
pub(crate) fn schema() -> Json {
    let mut found = Found::new();
    records().for_each(|record| note(record, &mut found));
    let mut schema: Vec<Json> = Vec::new();
    for records in found.into_values() {
        let start = schema.len();
        for record in &records {
            let object = object(record);
            // A record that is nested in itself has no fields here: the full one is in the list too.
            let is_nested_in_itself =
                record.fields.is_empty() && records.iter().any(|other| !other.fields.is_empty());
            if !is_nested_in_itself && !schema[start..].contains(&object) {
                schema.push(object);
            }
        }
    }
    schema.into()
}

fn note(record: &'static Record, found: &mut Found) {
    let known = found.entry((record.id, record.name)).or_default();
    if !known.iter().any(|known| std::ptr::eq(*known, record)) {
        known.push(record);
        record.inner().for_each(|inner| note(inner, found));
    }
}

fn object(record: &'static Record) -> Json {
    let mut object = Map::new();
    object.insert("id".into(), record.id.into());
    object.insert("name".into(), record.name.into());
    if record.choice {
        object.insert("choice".into(), true.into());
    }
    if let Some(separator) = record.joined_by {
        object.insert("joined_by".into(), char::from(separator).to_string().into());
    }
    object.insert("fields".into(), record.fields.iter().map(field).collect());
    object.into()
}

fn field(field: &Field) -> Json {
    let mut object = Map::new();
    object.insert("id".into(), field.id.into());
    object.insert("name".into(), field.name().into());
    object.append(&mut kind(field.kind));
    if let Some(tag) = field.tag {
        object.insert("tag".into(), tag.into());
    }
    if field.derived {
        object.insert("derived".into(), true.into());
    }
    if field.expected {
        object.insert("expected".into(), true.into());
    }
    object.into()
}

/// `kind`, and what goes with it.
fn kind(kind: Kind) -> Map<String, Json> {
    let names = |names: &[imwire::fields::ValueName]| -> Json {
        names.iter().map(|name| json!({ "value": name.value, "name": name.name })).collect()
    };
    let object = match kind {
        Kind::Number(show) => json!({ "kind": "number", "show": show_name(show) }),
        Kind::Enum(values) => json!({ "kind": "enum", "values": names(values) }),
        Kind::Flags(bits) => json!({ "kind": "flags", "values": names(bits) }),
        Kind::Word(words) => json!({ "kind": "word", "words": words.iter().map(|word| {
            json!({ "word": String::from_utf8_lossy(word.word), "name": word.name })
        }).collect::<Json>() }),
        Kind::Text => json!({ "kind": "text" }),
        Kind::Bytes => json!({ "kind": "bytes" }),
        Kind::Encoded(coding) => json!({ "kind": "encoded", "coding": coding_name(coding) }),
        Kind::Record(record) => json!({ "kind": "record", "record": record.id }),
        Kind::List(item) => json!({ "kind": "list", "item": field(item) }),
        other => json!({ "kind": format!("{other:?}") }),
    };
    match object {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}

fn show_name(show: Show) -> &'static str {
    match show {
        Show::Hex => "hex",
        Show::Time => "time",
        Show::Bool => "bool",
        _ => "decimal",
    }
}

fn coding_name(coding: Encoding) -> String {
    match coding {
        Encoding::HexReversed => "hex_reversed".into(),
        Encoding::DoubledColon => "doubled_colon".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(schema: &[Json], name: &str, expected: &str) {
        let found = schema.iter().find(|record| record["name"] == name).unwrap();
        assert_eq!(found.to_string(), expected);
    }

    #[test]
    fn records_are_shown() {
        let Json::Array(schema) = schema() else { panic!("no list") };
        assert!(schema.len() > 150);
        let cal = r#"{"id":"msnp.cal","name":"CalReply","fields":[{"id":"msnp.cal.trid","name":"trid","kind":"number","show":"decimal"},{"id":"msnp.cal.session_id","name":"session_id","kind":"text"}]}"#;
        case(&schema, "CalReply", cal);
        let joi = r#"{"id":"msnp.joi","name":"Joi","fields":[{"id":"msnp.joi.passport","name":"passport","kind":"text"},{"id":"msnp.joi.nick","name":"nick","kind":"encoded","coding":"percent","expected":true},{"id":"msnp.joi.capabilities","name":"capabilities","kind":"record","record":"msnp.capabilities"}]}"#;
        case(&schema, "Joi", joi);
        let options = schema.iter().find(|record| record["id"] == "ipmsg.options").unwrap();
        assert_eq!(options["choice"], true);
        assert_eq!(options["fields"][1]["kind"], "flags");
        assert!(
            options["fields"][1]["values"]
                .as_array()
                .unwrap()
                .contains(&json!({ "value": 256, "name": "SENDCHECK" }))
        );
    }

    /// Whatever a record refers to is there.
    #[test]
    fn nothing_is_missing() {
        let Json::Array(schema) = schema() else { panic!("no list") };
        let ids: Vec<&Json> = schema.iter().map(|record| &record["id"]).collect();
        for field in schema.iter().flat_map(|record| record["fields"].as_array().unwrap()) {
            let inner = if field["kind"] == "list" { &field["item"] } else { field };
            assert!(inner["kind"] != "record" || ids.contains(&&inner["record"]), "{field}");
        }
    }
}
