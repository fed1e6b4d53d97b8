//! Fields by name: what a typed value holds, and from which bytes it came.
//!
//! Every typed value of both protocols (packets and their bodies, commands, payloads, dictionaries,
//! directory records) can show what it holds without its type being named. A program that prints, filters or
//! exports values writes one [`Visitor`] for all of them.
//!
//! ```
//! use imwire::fields::{Field, Fields, Value};
//! use imwire::{Wire, msnp::{Dialect, sb::ServerCommand}};
//!
//! let bytes = b"CAL 2 RINGING 17220274\r\n";
//! let command = ServerCommand::parse_with(bytes, Dialect::MSNP10)?;
//! let mut seen = Vec::new();
//! command.fields(&mut |field: &Field, value: Value<'_>, _at: Option<&[u8]>| {
//!     seen.push(format!("{} {value:?}", field.id));
//! });
//! assert_eq!(seen, ["msnp.cal.trid Number(2)", r#"msnp.cal.session_id Text("17220274")"#]);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! There are two walks, which show the same fields in the same order:
//!
//! | | reads | the bytes of each field |
//! |---|---|---|
//! | [`Fields::fields`] | nothing: it shows a value | unknown (`None`) |
//! | [`Walk::walk`] | the bytes again | `Some`: a slice of the input; [`range`] says where it is |
//!
//! Decoded contents have the bytes of their encoded form. A field that is [derived](Field::derived) has those
//! of the field that it follows from, or a part of them. A number that means what its absence means has an empty
//! slice.
//!
//! What is known before anything is read, the names and kinds of all fields, is a static table: the
//! [`Record`] of each type.
//!
//! # Nested values
//!
//! A [`Value::Record`] is walked by calling [`fields`](Fields::fields) on it, inside the visitor; a
//! [`Value::List`] likewise, and it shows each item as a field. A visitor that does not need
//! its fields does not call. [`walk_tree`] does it for you, with a call when it enters a value and one when it leaves it.
//!
//! A value of several forms, such as the step of a `USR`, is a record with one field, which is named as
//! the form. [`Field::tag`] is the word on the wire that chose it.
//!
//! # Serde
//!
//! With the feature `serde` every value here can be serialized, `&dyn Fields` too:
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use imwire::{Wire, msnp::{Dialect, ns::ServerCommand}};
//!
//! let bytes = b"LST N=bob@example.com F=Bob%20B C=f60efbe7 3 g1\r\n";
//! let lst = ServerCommand::parse_with(bytes, Dialect::MSNP10)?;
//! let expected = r#"{"name":"LstReply","contact":{"type":"identified","passport":"bob@example.com","#.to_owned()
//!     + r#""nick":"Bob B","id":"f60efbe7","lists":["FORWARD","ALLOW"],"lists_value":3,"groups":"g1"}}"#;
//! assert_eq!(serde_json::to_string(&lst).unwrap(), expected);
//! # }
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! | | is serialized as |
//! |---|---|
//! | a number | a number; a [`Show::Bool`] as a boolean |
//! | flags `x` | `"x":[NAME, …]`, bits without a name together as one `"0x…"`, nothing if no bit is set; and `"x_value":number` |
//! | an enum `x` | `"x":NAME`, if the number has one; and `"x_value":number` |
//! | text, words, data | bytes; in JSON text, with a backslash doubled and `\xNN` for what is not printable ASCII |
//! | encoded bytes | what they mean, likewise |
//! | a record | a map of the fields that are present; a command has `"name"` first |
//! | a choice | a map with the chosen form as `"type"`; if the form has no fields of its own, the value alone |
//! | a list | a list, left out if it is empty; fields that come more than once, likewise |
//! | what cannot be read | `{"error":text}` |

#[cfg(feature = "serde")]
pub(crate) mod data;
mod encoding;
pub(crate) mod id;
mod records;
mod shown;
mod table;
mod tree;

/// Without the feature `serde` nothing is implemented.
#[cfg(not(feature = "serde"))]
pub(crate) mod data {
    macro_rules! serialize {
        ($($any:tt)*) => {};
    }
    pub(crate) use serialize;
}

pub use encoding::{Decode, Encoding};
pub(crate) use id::{bits, id};
pub use records::records;
pub use shown::Shown;
pub use table::{Field, Kind, Record, Show, ValueName, Word};
pub use tree::{Flat, Tree, TreeVisitor, flat, walk_tree};

use crate::error::Error;
use crate::wire::Wire;
use core::fmt;
use core::ops::Range;

/// What a field holds in this value.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Value<'v> {
    /// A number.
    Number(u64),
    /// A number with a sign.
    Signed(i64),
    /// Text, or a word; in which charset, only the whole packet can say.
    Text(&'v [u8]),
    /// Data.
    Bytes(&'v [u8]),
    /// Encoded bytes, as they are on the wire.
    Encoded(&'v [u8]),
    /// Fields of its own.
    Record(&'v dyn Fields),
    /// Items, each of which is shown as a field.
    List(&'v dyn Fields),
    /// It cannot be read: an item of a list that does not hide the items after it.
    Error(Error),
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "Number({number})"),
            Self::Signed(number) => write!(f, "Signed({number})"),
            Self::Text(text) => write!(f, "Text(\"{}\")", text.escape_ascii()),
            Self::Bytes(bytes) => write!(f, "Bytes(\"{}\")", bytes.escape_ascii()),
            Self::Encoded(bytes) => write!(f, "Encoded(\"{}\")", bytes.escape_ascii()),
            Self::Record(record) => write!(f, "Record({})", record.record().name),
            Self::List(list) => write!(f, "List({})", list.record().name),
            Self::Error(error) => write!(f, "Error({error})"),
        }
    }
}

/// Takes fields, one after the other. Each closure of the right form is one.
pub trait Visitor {
    /// The next field: its row in the table, its value, and the bytes it was read from, if the walk
    /// knows them.
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>);
}

impl<F: FnMut(&'static Field, Value<'_>, Option<&[u8]>)> Visitor for F {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        self(field, value, at);
    }
}

/// Has fields.
pub trait Fields {
    /// The row of its type in the table. The row of a list has the name of its items, and no fields.
    fn record(&self) -> &'static Record;

    /// Shows each field that is present, in wire order.
    fn fields(&self, visitor: &mut dyn Visitor);
}

/// Can be read again for the place of its fields.
pub trait Walk<'a>: Wire<'a> + Fields {
    /// Reads `input` as [`Wire::parse_with`] does, and shows each field with the bytes that it came
    /// from: slices of `input`, whose place [`range`] tells.
    ///
    /// # Errors
    /// As [`Wire::parse_with`]; fields before the fault may have been shown already.
    fn walk(input: &'a [u8], cx: Self::Context, visitor: &mut dyn Visitor) -> Result<(), Error>;
}

/// Where in `input` a part of it is, in bytes; `None` if it is not a part of it.
///
/// ```
/// use imwire::fields::range;
///
/// let input = b"CAL 2";
/// assert_eq!(range(input, &input[4..]), Some(4..5));
/// assert_eq!(range(input, b"2"), None);
/// ```
#[must_use]
pub fn range(input: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(input.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= input.len()).then_some(start..end)
}

/// Nothing.
impl Fields for () {
    fn record(&self) -> &'static Record {
        const { &Record::new("nothing", "()", &[]) }
    }

    fn fields(&self, _: &mut dyn Visitor) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_of_parts_only() {
        let input = b"abcdef";
        assert_eq!(range(input, &input[2..4]), Some(2..4));
        assert_eq!(range(input, &input[6..]), Some(6..6));
        assert_eq!(range(&input[1..3], &input[2..4]), None);
        assert_eq!(range(&input[1..3], &input[..1]), None);
    }
}
