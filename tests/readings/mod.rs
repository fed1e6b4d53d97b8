//! Commands as text: what they were read as, field by field, and what was wrong with them.

#![allow(dead_code, reason = "no test uses all of it")]

use crate::rows::{self, escape};
use imwire::Error;
use imwire::msnp::{Command, Session, Typed, Value};

/// The command of a row, in the table of its link and side.
pub(crate) fn read(row: &rows::Msnp) -> Result<Typed<'_>, Error> {
    let frame = row.splitter().next(&row.bytes)?.expect("a whole command");
    Session::known(row.link, row.dialect).read(row.sender, &frame)
}

/// The fields in the order of the line, as pairs of name and value; values are text as it stands on the wire.
pub(crate) fn fields(command: &Typed<'_>) -> serde_json::Value {
    let mut fields = Vec::new();
    command.each_field(&mut |name, value| {
        let value = match value {
            Value::Number(number) => number.to_string().into(),
            Value::Bytes(bytes) | Value::Word(bytes) => escape(bytes).into(),
            Value::Encoded(encoded) => escape(encoded.as_bytes()).into(),
            Value::List(list) => list.map(|arg| escape(arg.as_bytes())).collect::<serde_json::Value>(),
            other => panic!("{other:?}"),
        };
        fields.push(serde_json::Value::from(vec![name.into(), value]));
    });
    fields.into()
}

/// `Name field=value field=value`, in the order of the line.
pub(crate) fn shown<'a>(command: &impl Command<'a>) -> String {
    let mut text = command.name().to_owned();
    command.each_field(&mut |name, value| {
        let value = match value {
            Value::Number(number) => number.to_string(),
            Value::Bytes(bytes) | Value::Word(bytes) => bytes.escape_ascii().to_string(),
            Value::Encoded(encoded) => encoded.as_bytes().escape_ascii().to_string(),
            Value::List(list) => {
                let words: Vec<_> = list.map(|arg| arg.as_bytes().escape_ascii().to_string()).collect();
                format!("[{}]", words.join(" "))
            }
            other => format!("{other:?}"),
        };
        text += &format!(" {name}={value}");
    });
    text
}

/// `part: what is wrong with it`, and the rest of the line from there on.
pub(crate) fn told(error: Error, line: &str) -> String {
    let (part, kind) = (error.part().name(), error.kind().text());
    match line[error.at()..].split("\r\n").next() {
        None | Some("") => format!("{part}: {kind} at the end"),
        Some(rest) => format!("{part}: {kind} at {rest}"),
    }
}
