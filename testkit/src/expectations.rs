//! Expectations beside vector files: one JSON object per row. `tests/vectors/expect.py` derives them from the
//! specification.

use crate::readings::items;
use crate::rows::escape;
use imwire::Encode;
use imwire::fields::{Value as Field, flat};
use imwire::msnp::AnyCommand;
use serde_json::{Map, Value};

/// The objects of a file of expectations, one per row.
///
/// # Panics
/// If a line is no JSON.
pub fn read(file: &str) -> Vec<Value> {
    file.lines().map(|line| serde_json::from_str(line).expect("a JSON object")).collect()
}

/// Compares the one message of a row key by key: a difference names the key.
///
/// # Panics
/// If there is a difference.
#[track_caller]
pub fn compare(row: usize, found: &Map<String, Value>, expected: &Value) {
    let [message] = &expected["messages"].as_array().expect("messages")[..] else {
        panic!("row {row}: not one message is expected")
    };
    let message = message.as_object().expect("an object");
    for (key, value) in message {
        assert_eq!(found.get(key).unwrap_or(&Value::Null), value, "row {row}, {key}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), message.keys().collect::<Vec<_>>(), "row {row}");
}

/// The object that a value is.
///
/// # Panics
/// If it is none.
pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

/// Whether a value is written as this input.
pub fn is_exact(value: &impl Encode, input: &[u8]) -> bool {
    let mut room = vec![0; input.len() + 1];
    value.encode_into(&mut room).is_ok_and(|written| written == input)
}

/// The fields in the order of the line, as pairs of name and value; a value is the text it is on the wire.
///
/// # Panics
/// If a field holds neither a number nor bytes nor a list of them.
pub fn fields(command: &AnyCommand<'_>) -> Value {
    fn text(value: Field<'_>) -> Value {
        match value {
            Field::Number(number) => number.to_string().into(),
            Field::Text(bytes) | Field::Bytes(bytes) | Field::Encoded(bytes) => escape(bytes).into(),
            Field::List(list) => items(list, text).into(),
            other => panic!("{other:?}"),
        }
    }
    let mut fields = Vec::new();
    flat(command, &mut |name, value, _| fields.push(Value::from(vec![name.into(), text(value)])));
    fields.into()
}
