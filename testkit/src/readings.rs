//! Commands as text: what they were read as, field by field, and what was wrong with them.

use crate::rows;
use imwire::Error;
use imwire::msnp::{Command, Session, Typed, Value};

/// The command of a row, in the table of its link and side.
///
/// # Errors
/// Those of the splitter and of the typed command.
///
/// # Panics
/// If the row holds no whole command.
pub fn read<'r>(row: &'r rows::Msnp<'_>) -> Result<Typed<'r>, Error> {
    let frame = row.splitter().next(&row.bytes)?.expect("a whole command");
    Session::known(row.link, row.dialect).read(row.sender, &frame)
}

/// `Name field=value field=value`, in the order of the line.
pub fn shown<'a>(command: &impl Command<'a>) -> String {
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
pub fn told(error: Error, line: &str) -> String {
    let (part, kind) = (error.part().name(), error.kind().text());
    match line[error.at()..].split("\r\n").next() {
        None | Some("") => format!("{part}: {kind} at the end"),
        Some(rest) => format!("{part}: {kind} at {rest}"),
    }
}
