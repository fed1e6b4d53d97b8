//! Commands as text: what they were read as, field by field, and what was wrong with them.

use crate::rows;
use imwire::Error;
use imwire::fields::{Field, Fields, Value, flat};
use imwire::msnp::{AnyCommand, Command, Session};

/// The command of a row, in the table of its link and side.
///
/// # Errors
/// Those of the splitter and of the typed command.
///
/// # Panics
/// If the row holds no whole command.
pub fn read<'r>(row: &'r rows::Msnp<'_>) -> Result<AnyCommand<'r>, Error> {
    let frame = row.splitter().next(&row.bytes)?.expect("a whole command");
    AnyCommand::read(&frame, Session::known(row.link, row.dialect).context(row.sender))
}

/// The items of a list, each as `text` makes it of its value.
pub fn items<T>(list: &dyn Fields, text: impl Fn(Value<'_>) -> T) -> Vec<T> {
    let mut items = Vec::new();
    list.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| items.push(text(value)));
    items
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(bytes) | Value::Bytes(bytes) | Value::Encoded(bytes) => bytes.escape_ascii().to_string(),
        Value::List(list) => format!("[{}]", items(list, text).join(" ")),
        other => format!("{other:?}"),
    }
}

/// `Name field=value field=value`, in the order of the line.
pub fn shown<'a>(command: &impl Command<'a>) -> String {
    let mut shown = command.name().to_owned();
    flat(command, &mut |name, value, _| shown += &format!(" {name}={}", text(value)));
    shown
}

/// `part: what is wrong with it`, and the rest of the line from there on.
pub fn told(error: Error, line: &str) -> String {
    let (part, kind) = (error.part().name(), error.kind().text());
    match line[error.at()..].split("\r\n").next() {
        None | Some("") => format!("{part}: {kind} at the end"),
        Some(rest) => format!("{part}: {kind} at {rest}"),
    }
}
