//! Values as one line of text for people.

use super::{Field, Fields, Kind, Show, Value, ValueName};
use crate::lossy::Lossy;
use core::fmt::{self, Write as _};

/// Shows a value on one line: the name of its record, then its fields as `name=value`. It is safe to show in
/// a terminal, as [`Lossy`] is. Typed commands are shown so by `Display`.
///
/// ```
/// use imwire::{Wire, fields::Shown, msnp::{Dialect, ns::ServerCommand}};
///
/// let bytes = b"LST N=bob@example.com F=Bob%20B C=f60efbe7 11 g1\r\n";
/// let lst = ServerCommand::parse_with(bytes, Dialect::MSNP10)?;
/// assert_eq!(
///     Shown(&lst).to_string(),
///     "LstReply contact={identified={passport=bob@example.com nick=Bob%20B id=f60efbe7 lists=FORWARD|ALLOW|REVERSE \
///      groups=g1}}",
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Numbers are shown as the [`Kind`] of their field says, bits and words of an open set by name if they have one.
/// Text with a space in it is in quotes.
pub struct Shown<'v>(pub &'v dyn Fields);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.record().name)?;
        self.fields(f)
    }
}

impl Shown<'_> {
    /// The fields alone, each with a space before it.
    pub(crate) fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each(self.0, f, &mut |f, field, value| {
            write!(f, " {}=", field.name())?;
            one(f, field, value)
        })
    }
}

type Each<'e> = &'e mut dyn FnMut(&mut fmt::Formatter<'_>, &'static Field, Value<'_>) -> fmt::Result;

/// Calls `show` for each field, up to the first error.
fn each(fields: &dyn Fields, f: &mut fmt::Formatter<'_>, show: Each<'_>) -> fmt::Result {
    let mut result = Ok(());
    fields.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if result.is_ok() {
            result = show(f, field, value);
        }
    });
    result
}

/// What is in a record or list, with a space between two.
fn inside(fields: &dyn Fields, f: &mut fmt::Formatter<'_>, named: bool) -> fmt::Result {
    let mut first = true;
    each(fields, f, &mut |f, field, value| {
        if !core::mem::take(&mut first) {
            f.write_char(' ')?;
        }
        if named {
            write!(f, "{}=", field.name())?;
        }
        one(f, field, value)
    })
}

fn one(f: &mut fmt::Formatter<'_>, field: &'static Field, value: Value<'_>) -> fmt::Result {
    match value {
        Value::Number(value) => number(f, field.kind, value),
        Value::Signed(value) => write!(f, "{value}"),
        Value::Text(text) | Value::Encoded(text) => self::text(f, field.kind, text),
        Value::Bytes(bytes) => write!(f, "\"{}\"", bytes.escape_ascii()),
        Value::Record(record) => {
            f.write_char('{')?;
            inside(record, f, true)?;
            f.write_char('}')
        }
        Value::List(list) => {
            f.write_char('[')?;
            inside(list, f, false)?;
            f.write_char(']')
        }
        Value::Error(error) => write!(f, "({error})"),
    }
}

fn text(f: &mut fmt::Formatter<'_>, kind: Kind, text: &[u8]) -> fmt::Result {
    let lossy = Lossy::of(text);
    match kind {
        Kind::Word(words) => match words.iter().find(|word| word.word == text) {
            Some(word) => f.write_str(word.name),
            None => write!(f, "{lossy}"),
        },
        _ if text.is_empty() || text.contains(&b' ') => write!(f, "\"{lossy}\""),
        _ => write!(f, "{lossy}"),
    }
}

fn number(f: &mut fmt::Formatter<'_>, kind: Kind, value: u64) -> fmt::Result {
    match kind {
        Kind::Flags(names) => flags(f, names, value),
        Kind::Enum(names) => match names.iter().find(|name| name.value == value) {
            Some(name) => f.write_str(name.name),
            None => write!(f, "{value}"),
        },
        Kind::Number(Show::Hex) => write!(f, "{value:#x}"),
        Kind::Number(Show::Bool) if value <= 1 => write!(f, "{}", value == 1),
        _ => write!(f, "{value}"),
    }
}

/// `FORWARD|ALLOW|0x100`; 0 for none.
fn flags(f: &mut fmt::Formatter<'_>, names: &[ValueName], value: u64) -> fmt::Result {
    let (mut left, mut first) = (value, true);
    for name in names.iter().filter(|name| name.value != 0 && value & name.value == name.value) {
        if !core::mem::take(&mut first) {
            f.write_char('|')?;
        }
        f.write_str(name.name)?;
        left &= !name.value;
    }
    match (left, first) {
        (0, true) => f.write_char('0'),
        (0, false) => Ok(()),
        (left, true) => write!(f, "{left:#x}"),
        (left, false) => write!(f, "|{left:#x}"),
    }
}
