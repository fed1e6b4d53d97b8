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
//! [`Value::List`] likewise, and it shows each item as a field. A visitor that does not care
//! for one does not call. [`walk_tree`] does it for you, with a call when it enters a value and one when it leaves it.
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
mod shown;

/// Without the feature `serde` nothing is implemented.
#[cfg(not(feature = "serde"))]
pub(crate) mod data {
    macro_rules! serialize {
        ($($any:tt)*) => {};
    }
    pub(crate) use serialize;
}

pub use shown::Shown;

use crate::error::Error;
use crate::msnp::payload::xml::entity;
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::Wire;
use crate::{ipmsg, msnp};
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;

/// A field of a [`Record`]: what is known of it before anything is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Field {
    /// Its path: protocol, record, field, as `msnp.cal.session_id`. No other field has it, except that
    /// commands of the same verb share the names of the fields that they share, and what is read from a key
    /// of a dictionary has the name of the key everywhere: `ipmsg.dict.UID`.
    pub id: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The word on the wire that says which form of several follows, if this is such a form.
    pub tag: Option<&'static str>,
    /// It is not on the wire: it is computed from other fields.
    pub derived: bool,
}

impl Field {
    /// A field that is on the wire.
    #[must_use]
    pub const fn new(id: &'static str, kind: Kind) -> Self {
        Self { id, kind, tag: None, derived: false }
    }

    /// The same, chosen by this word.
    #[must_use]
    pub const fn tagged(self, tag: &'static str) -> Self {
        Self { tag: Some(tag), ..self }
    }

    /// The same, [`derived`](Field::derived).
    #[must_use]
    pub const fn derived(self) -> Self {
        Self { derived: true, ..self }
    }

    /// The last part of the path: `session_id`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.id.rsplit_once('.') {
            Some((_, name)) => name,
            None => self.id,
        }
    }
}

/// A record: a type with named fields.
///
/// Two are equal if their names and the ids of their fields are: an [element](crate::msnp::payload::xml::Element)
/// of XML has elements in it, so a record can lead to itself.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Record {
    /// Protocol and record: `msnp.cal`.
    pub id: &'static str,
    /// The name of the type: `CalReply`.
    pub name: &'static str,
    /// Its fields in wire order; those of a dictionary in any order. Empty for a list, and for a dictionary
    /// inside another, which has those of `ipmsg.dict`.
    pub fields: &'static [Field],
    /// It is one of several forms: just one of its fields is present.
    pub choice: bool,
    /// Its fields are parts of one parameter, with this byte between them: `2789003324:48`.
    pub joined_by: Option<u8>,
    /// On the wire its fields may come in any order: header lines, attributes. [`fields`](Record::fields) has the
    /// order in which they are written.
    pub any_order: bool,
}

impl Record {
    /// A record of these fields.
    #[must_use]
    pub const fn new(id: &'static str, name: &'static str, fields: &'static [Field]) -> Self {
        Self { id, name, fields, choice: false, joined_by: None, any_order: false }
    }

    /// The records of its fields and of the items of its lists, in their order. A record can be inside itself, as an
    /// element of XML can; or is there as a record without fields, as a dictionary is: its fields are
    /// those of the other record with its id and name.
    pub fn inner(&self) -> impl Iterator<Item = &'static Self> + use<> {
        self.fields.iter().filter_map(|field| match field.kind {
            Kind::Record(record) | Kind::List(&Field { kind: Kind::Record(record), .. }) => Some(record),
            _ => None,
        })
    }

    /// The same, but one of these forms.
    #[must_use]
    pub const fn choice(self) -> Self {
        Self { choice: true, ..self }
    }

    /// The same, but in one parameter, with this byte between the fields.
    #[must_use]
    pub const fn joined_by(self, separator: u8) -> Self {
        Self { joined_by: Some(separator), ..self }
    }

    /// The same, but in [any order](Record::any_order).
    #[must_use]
    pub const fn any_order(self) -> Self {
        Self { any_order: true, ..self }
    }

    /// What is compared.
    fn key(&self) -> (&'static str, &'static str, bool, Option<u8>, bool) {
        (self.id, self.name, self.choice, self.joined_by, self.any_order)
    }

    fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.id)
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key() && self.ids().eq(other.ids())
    }
}

impl Eq for Record {}

impl Hash for Record {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// With the ids of its fields.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({} \"{}\"", self.name, self.id)?;
        self.ids().try_for_each(|id| write!(f, " {id}"))?;
        f.write_str(")")
    }
}

/// The records of everything that can be read by itself: packets, commands, payloads, dictionaries. All others are
/// [reached](Record::inner) from these, some from several. So everything that a walk can show is known before
/// anything is read.
///
/// ```
/// use imwire::fields::{Record, records};
/// use std::collections::BTreeMap;
///
/// fn note(record: &'static Record, all: &mut BTreeMap<(&str, &str), &'static Record>) {
///     if all.insert((record.id, record.name), record) != Some(record) {
///         record.inner().for_each(|inner| note(inner, all));
///     }
/// }
///
/// let mut all = BTreeMap::new();
/// records().for_each(|record| note(record, &mut all));
/// assert_eq!(all[&("msnp.cal", "CalReply")].fields[1].id, "msnp.cal.session_id");
/// ```
///
/// `imwire-dissect --schema` prints the same as JSON.
pub fn records() -> impl Iterator<Item = &'static Record> {
    let commands = msnp::TABLES.iter().flat_map(|table| table.rows).filter_map(|row| row.fields);
    let others = ipmsg::RECORDS.iter().chain(msnp::RECORDS).chain(msnp::payload::RECORDS);
    others.copied().chain(commands)
}

/// What a field holds. It says which [`Value`] comes, and what the value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A [`Value::Number`] or [`Value::Signed`].
    Number(Show),
    /// A [`Value::Number`] out of an open set; these values have names.
    Enum(&'static [ValueName]),
    /// A [`Value::Number`] whose bits have names; unnamed bits may be set too.
    Flags(&'static [ValueName]),
    /// A [`Value::Text`] out of an open set; these have names.
    Word(&'static [Word]),
    /// [`Value::Text`]: text, whose charset the value does not say.
    Text,
    /// [`Value::Bytes`]: data.
    Bytes,
    /// [`Value::Encoded`]: bytes in an encoding that [`Encoding::decode`] undoes; or [`Value::Bytes`]: bytes that are not
    /// encoded. Those are in a value that was not read but made, and where the sender chooses whether to encode.
    Encoded(Encoding),
    /// A [`Value::Record`].
    Record(&'static Record),
    /// A [`Value::List`], each item of which is this field.
    List(&'static Field),
}

/// How a number is best shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Show {
    /// In decimal.
    Decimal,
    /// In hexadecimal.
    Hex,
    /// As a time: seconds since the start of 1970.
    Time,
    /// Yes or no: 1 or 0.
    Bool,
}

/// The name of a number or of a bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueName {
    /// The number, or the bits that have to be set.
    pub value: u64,
    /// Its name: `SENDCHECK`.
    pub name: &'static str,
}

/// The name of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// The bytes on the wire: `NLN`.
    pub word: &'static [u8],
    /// Its name: `ONLINE`.
    pub name: &'static str,
}

/// How bytes are encoded on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// `%20`.
    Percent,
    /// Two hexadecimal digits to a byte.
    Hex,
    /// Two hexadecimal digits to a byte, the last byte first.
    HexReversed,
    /// Base64.
    Base64,
    /// `::` is a `:`. Names of files in a list.
    DoubledColon,
    /// Entities: `&lt;` is a `<`.
    Xml,
    /// UTF-16, the low byte first. It is decoded to UTF-8; a lone surrogate becomes U+FFFD.
    Utf16,
    /// The last byte first.
    Reversed,
}

impl Encoding {
    /// The bytes that `encoded` means, one by one.
    ///
    /// What was read is a good encoding. Of other bytes, digits end at the first byte that is none, and an
    /// odd digit or byte at the end is left out; `%` without two digits is itself, and so is an `&` that begins no
    /// entity.
    ///
    /// ```
    /// use imwire::fields::Encoding;
    ///
    /// assert!(Encoding::Percent.decode(b"Auntie%20Em").eq(*b"Auntie Em"));
    /// assert!(Encoding::Hex.decode(b"0aff").eq(*b"\x0a\xff"));
    /// assert!(Encoding::HexReversed.decode(b"0aff").eq(*b"\xff\x0a"));
    /// assert!(Encoding::Base64.decode(b"cXdlcnQ=").eq(*b"qwert"));
    /// assert!(Encoding::DoubledColon.decode(b"a::b.txt").eq(*b"a:b.txt"));
    /// assert!(Encoding::Xml.decode(b"&lt;3").eq(*b"<3"));
    /// assert!(Encoding::Utf16.decode(b"h\0\xe9\0").eq("h\u{e9}".bytes()));
    /// assert!(Encoding::Reversed.decode(b"42.1").eq(*b"1.24"));
    /// ```
    #[must_use]
    pub const fn decode(self, encoded: &[u8]) -> Decode<'_> {
        Decode { coding: self, rest: encoded, bits: 0, count: 0 }
    }
}

/// The bytes that an encoded value means: see [`Encoding::decode`].
#[derive(Clone, Debug)]
pub struct Decode<'a> {
    coding: Encoding,
    rest: &'a [u8],
    /// Bits of base64 that make no byte yet, and how many; or bytes of a character that are to come, the first one
    /// lowest, and how many.
    bits: u32,
    count: u32,
}

impl Iterator for Decode<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match (self.coding, self.rest) {
            (Encoding::Base64, _) => return self.base64(),
            (Encoding::Xml | Encoding::Utf16, _) => return self.character(),
            (Encoding::Reversed, [rest @ .., last]) => (*last, rest),
            (Encoding::Hex, [high, low, rest @ ..]) => (pair(*high, *low)?, rest),
            (Encoding::HexReversed, [rest @ .., high, low]) => (pair(*high, *low)?, rest),
            (Encoding::Percent, [b'%', high, low, rest @ ..]) if pair(*high, *low).is_some() => {
                (pair(*high, *low)?, rest)
            }
            (Encoding::DoubledColon, [b':', b':', rest @ ..]) => (b':', rest),
            (Encoding::Percent | Encoding::DoubledColon, [byte, rest @ ..]) => (*byte, rest),
            _ => return None,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.rest.len()))
    }
}

impl Decode<'_> {
    /// The next byte of a character.
    fn character(&mut self) -> Option<u8> {
        if self.count == 0 {
            let (character, rest) = match (self.coding, self.rest) {
                (Encoding::Utf16, rest) => utf16(rest)?,
                (_, [b'&', after @ ..]) => match entity(after) {
                    Some(found) => found,
                    None => ('&', after),
                },
                (_, rest) => {
                    let (byte, rest) = rest.split_first()?;
                    self.rest = rest;
                    return Some(*byte);
                }
            };
            let mut bytes = [0; 4];
            let len = character.encode_utf8(&mut bytes).len();
            (self.bits, self.count) = (u32::from_le_bytes(bytes), u32::try_from(len).unwrap_or_default());
            self.rest = rest;
        }
        let [byte, ..] = self.bits.to_le_bytes();
        self.bits >>= 8;
        self.count = self.count.saturating_sub(1);
        Some(byte)
    }

    /// Spaces and line ends are passed over, as in mails.
    fn base64(&mut self) -> Option<u8> {
        while self.count < 8 {
            let (digit, rest) = self.rest.split_first()?;
            let six = match (scan::sextet(*digit), digit) {
                (Some(six), _) => six,
                (None, b' ' | b'\t' | b'\r' | b'\n') => {
                    self.rest = rest;
                    continue;
                }
                (None, _) => return None,
            };
            self.rest = rest;
            self.bits = self.bits << 6 | u32::from(six);
            self.count = self.count.wrapping_add(6);
        }
        self.count = self.count.wrapping_sub(8);
        let [byte, ..] = self.bits.wrapping_shr(self.count).to_le_bytes();
        Some(byte)
    }
}

/// The first character of UTF-16, and what follows it.
fn utf16(input: &[u8]) -> Option<(char, &[u8])> {
    let (first, rest) = input.split_first_chunk()?;
    let first = u16::from_le_bytes(*first);
    let (second, after) = match rest.split_first_chunk() {
        Some((second, after)) => (Some(u16::from_le_bytes(*second)), after),
        None => (None, rest),
    };
    let mut found = char::decode_utf16([first].into_iter().chain(second));
    Some(match found.next()? {
        Ok(character) if character.len_utf16() == 2 => (character, after),
        Ok(character) => (character, rest),
        Err(_) => (char::REPLACEMENT_CHARACTER, rest),
    })
}

/// Two hexadecimal digits.
fn pair(high: u8, low: u8) -> Option<u8> {
    const fn nibble(digit: u8) -> Option<u8> {
        match digit {
            b'0'..=b'9' => Some(digit & 0x0f),
            b'A'..=b'F' | b'a'..=b'f' => Some((digit & 0x0f).wrapping_add(9)),
            _ => None,
        }
    }
    Some(nibble(high)? << 4 | nibble(low)?)
}

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

/// Takes a tree of fields: [`walk_tree`] calls it.
pub trait TreeVisitor {
    /// A field that holds a number, text or bytes, or could not be read.
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>);

    /// A record or list begins. With `false` it is passed over, and there is no
    /// [`leave`](TreeVisitor::leave).
    fn enter(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool;

    /// It ends.
    fn leave(&mut self, field: &'static Field);
}

/// How deep [`walk_tree`] goes. No value is as deep, except dictionaries that were made to be: elements of XML have a
/// list between two.
const DEPTH: u8 = 48;

/// Walks a value and all values in it, depth first.
///
/// ```
/// use imwire::fields::{Field, TreeVisitor, Value, walk_tree};
/// use imwire::{Wire, msnp::{Dialect, ns::ClientCommand}};
///
/// struct Paths(Vec<&'static str>, Vec<String>);
///
/// impl TreeVisitor for Paths {
///     fn leaf(&mut self, field: &'static Field, value: Value<'_>, _at: Option<&[u8]>) {
///         self.1.push(format!("{}.{}: {value:?}", self.0.join("."), field.name()));
///     }
///     fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
///         self.0.push(field.name());
///         true
///     }
///     fn leave(&mut self, _: &'static Field) {
///         self.0.pop();
///     }
/// }
///
/// let usr = ClientCommand::parse_with(b"USR 1 TWN I a@example.com\r\n", Dialect::MSNP10)?;
/// let mut paths = Paths(vec!["usr"], Vec::new());
/// walk_tree(&usr, &mut paths);
/// assert_eq!(paths.1[2], r#"usr.step.begin.passport: Text("a@example.com")"#);
/// # Ok::<(), imwire::Error>(())
/// ```
pub fn walk_tree(value: &dyn Fields, visitor: &mut dyn TreeVisitor) {
    descend(value, visitor, DEPTH);
}

/// The same for what [`Walk::walk`] shows: a [`Visitor`] that walks into each value.
///
/// ```
/// use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk, range};
/// use imwire::msnp::{Dialect, sb::ServerCommand};
///
/// struct Ranges<'a>(&'a [u8], Vec<(&'static str, core::ops::Range<usize>)>);
///
/// impl TreeVisitor for Ranges<'_> {
///     fn leaf(&mut self, field: &'static Field, _: Value<'_>, at: Option<&[u8]>) {
///         self.1.extend(at.and_then(|at| range(self.0, at)).map(|range| (field.name(), range)));
///     }
///     fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
///         true
///     }
///     fn leave(&mut self, _: &'static Field) {}
/// }
///
/// let bytes = b"CAL 2 RINGING 17220274\r\n";
/// let mut ranges = Ranges(bytes, Vec::new());
/// ServerCommand::walk(bytes, Dialect::MSNP10, &mut Tree::new(&mut ranges))?;
/// assert_eq!(ranges.1, [("trid", 4..5), ("session_id", 14..22)]);
/// # Ok::<(), imwire::Error>(())
/// ```
pub struct Tree<'t> {
    visitor: &'t mut dyn TreeVisitor,
    depth: u8,
}

impl<'t> Tree<'t> {
    /// Hands everything to that visitor.
    pub fn new(visitor: &'t mut dyn TreeVisitor) -> Self {
        Self { visitor, depth: DEPTH }
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").finish_non_exhaustive()
    }
}

impl Visitor for Tree<'_> {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let (Value::Record(inner) | Value::List(inner)) = value else {
            return self.visitor.leaf(field, value, at);
        };
        if self.visitor.enter(field, value, at) {
            descend(inner, self.visitor, self.depth);
            self.visitor.leave(field);
        }
    }
}

fn descend(value: &dyn Fields, visitor: &mut dyn TreeVisitor, depth: u8) {
    if let Some(depth) = depth.checked_sub(1) {
        value.fields(&mut Tree { visitor, depth });
    }
}

/// Takes name, value and bytes of a field.
type Each<'f> = dyn FnMut(&'static str, Value<'_>, Option<&[u8]>) + 'f;

/// Shows the fields of a command in one run, as they are on its line: for logs and simple tables.
///
/// Records inside are opened. A value of several forms is shown as the word that chose the form, if there is
/// one, and then the fields of the form; numbers that share a parameter as that parameter; and a
/// field that is called `value` inside another by the name of the other. Lists are shown as they are.
///
/// ```
/// use imwire::fields::{Value, flat};
/// use imwire::{Wire, msnp::{Dialect, ns::ServerCommand}};
///
/// let xfr = ServerCommand::parse_with(b"XFR 10 SB 192.0.2.1:1863 CKI 17.5\r\n", Dialect::MSNP10)?;
/// let mut line = String::new();
/// flat(&xfr, &mut |name: &str, value: Value<'_>, _: Option<&[u8]>| line += &format!(" {name}={value:?}"));
/// assert_eq!(
///     line,
///     r#" trid=Number(10) referral=Text("SB") address=Text("192.0.2.1:1863") cookie=Text("17.5")"#,
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
pub fn flat(value: &dyn Fields, each: &mut Each<'_>) {
    value.fields(&mut Flat { within: None, each, depth: DEPTH });
}

/// The same for what [`Walk::walk`] shows: a [`Visitor`] that opens each value.
pub struct Flat<'f> {
    /// The name of the field that the fields are in.
    within: Option<&'static str>,
    each: &'f mut Each<'f>,
    depth: u8,
}

impl<'f> Flat<'f> {
    /// Calls `each` with name, value and bytes of each field.
    pub fn new(each: &'f mut Each<'f>) -> Self {
        Self { within: None, each, depth: DEPTH }
    }
}

impl fmt::Debug for Flat<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flat").finish_non_exhaustive()
    }
}

impl Visitor for Flat<'_> {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let own = field.name();
        let name = if own == "value" { self.within.unwrap_or(own) } else { own };
        if let (Some(tag), Some(choice)) = (field.tag, self.within) {
            (self.each)(choice, Value::Text(tag.as_bytes()), at.and_then(|at| at.get(..tag.len())));
        }
        let (Value::Record(inner), Some(depth)) = (value, self.depth.checked_sub(1)) else {
            return (self.each)(name, value, at);
        };
        match inner.record().joined_by {
            Some(separator) => joined(inner, separator, &mut |value| (self.each)(name, value, at)),
            None => inner.fields(&mut Flat { within: Some(name), each: &mut *self.each, depth }),
        }
    }
}

/// Numbers with a separator between them; one alone as the number that it is.
fn joined(numbers: &dyn Fields, separator: u8, show: &mut dyn FnMut(Value<'_>)) {
    let mut buffer = [0; 64];
    let mut sink = SliceSink::new(&mut buffer);
    let (mut count, mut last) = (0_usize, 0);
    numbers.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if let Value::Number(number) = value {
            // No record of numbers is longer than the buffer.
            let _ = if count > 0 { sink.put(&[separator]) } else { Ok(()) };
            let _ = scan::put_decimal(&mut sink, number);
            (count, last) = (count.saturating_add(1), number);
        }
    });
    show(if count == 1 { Value::Number(last) } else { Value::Text(sink.written()) });
}

/// The static path of a record or field: the parts with `.` between them, each in lower case with `_`
/// between words. `id!("msnp", "ClientInfo", "lcid")` is `"msnp.client_info.lcid"`.
macro_rules! id {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const BYTES: [u8; $crate::fields::id_len(PARTS)] = $crate::fields::id_bytes(PARTS);
        match ::core::str::from_utf8(&BYTES) {
            Ok(id) => id,
            Err(_) => "",
        }
    }};
}

/// The names of the bits of a bitflags type, as a static table: `bits!(SendOptions)`.
macro_rules! bits {
    ($flags:ty) => {{
        const FLAGS: &[::bitflags::Flag<$flags>] = <$flags as ::bitflags::Flags>::FLAGS;
        #[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
        const LEN: usize = {
            let (mut len, mut index) = (0, 0);
            while index < FLAGS.len() {
                if !FLAGS[index].name().is_empty() {
                    len += 1;
                }
                index += 1;
            }
            len
        };
        #[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
        const NAMES: [$crate::fields::ValueName; LEN] = {
            let mut names = [$crate::fields::ValueName { value: 0, name: "" }; LEN];
            let (mut len, mut index) = (0, 0);
            while index < FLAGS.len() {
                if !FLAGS[index].name().is_empty() {
                    names[len] = $crate::fields::ValueName {
                        value: FLAGS[index].value().bits() as u64,
                        name: FLAGS[index].name(),
                    };
                    len += 1;
                }
                index += 1;
            }
            names
        };
        const TABLE: &[$crate::fields::ValueName] = &NAMES;
        TABLE
    }};
}

pub(crate) use {bits, id};

/// Whether a word begins at that byte of a name in camel case.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn begins_word(part: &[u8], index: usize) -> bool {
    index > 0
        && part[index].is_ascii_uppercase()
        && (part[index - 1].is_ascii_lowercase() || part[index - 1].is_ascii_digit())
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn id_len(parts: &[&str]) -> usize {
    let (mut len, mut at) = (parts.len() - 1, 0);
    while at < parts.len() {
        let (part, mut index) = (parts[at].as_bytes(), 0);
        while index < part.len() {
            len += if begins_word(part, index) { 2 } else { 1 };
            index += 1;
        }
        at += 1;
    }
    len
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn id_bytes<const N: usize>(parts: &[&str]) -> [u8; N] {
    let (mut bytes, mut len, mut at) = ([b'.'; N], 0, 0);
    while at < parts.len() {
        if at > 0 {
            len += 1;
        }
        let (part, mut index) = (parts[at].as_bytes(), 0);
        while index < part.len() {
            if begins_word(part, index) {
                bytes[len] = b'_';
                len += 1;
            }
            bytes[len] = part[index].to_ascii_lowercase();
            len += 1;
            index += 1;
        }
        at += 1;
    }
    bytes
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
    fn ids_are_paths() {
        assert_eq!(id!("msnp", "CAL", "session_id"), "msnp.cal.session_id");
        assert_eq!(id!("msnp", "ClientInfo"), "msnp.client_info");
        assert_eq!(id!("ipmsg", "Utf8Name"), "ipmsg.utf8_name");
        assert_eq!(Field::new(id!("msnp", "USR", "trid"), Kind::Text).name(), "trid");
    }

    #[test]
    fn ranges_are_of_parts_only() {
        let input = b"abcdef";
        assert_eq!(range(input, &input[2..4]), Some(2..4));
        assert_eq!(range(input, &input[6..]), Some(6..6));
        assert_eq!(range(&input[1..3], &input[2..4]), None);
        assert_eq!(range(&input[1..3], &input[..1]), None);
    }

    #[track_caller]
    fn decodes(coding: Encoding, encoded: &[u8], expected: &[u8]) {
        let found: Vec<u8> = coding.decode(encoded).collect();
        assert_eq!(found.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn decoding() {
        decodes(Encoding::Percent, b"a%20%c3%BC%", b"a \xc3\xbc%");
        decodes(Encoding::Percent, b"100%2", b"100%2");
        decodes(Encoding::Percent, b"%4g%%41", b"%4g%A");
        decodes(Encoding::Hex, b"00fFA", b"\x00\xff");
        decodes(Encoding::Hex, b"0g11", b"");
        decodes(Encoding::HexReversed, b"0102a", b"\x2a\x10");
        decodes(Encoding::HexReversed, b"0102", b"\x02\x01");
        decodes(Encoding::Base64, b"cXdlcnQ=", b"qwert");
        decodes(Encoding::Base64, b"cXdlcn\r\nQ", b"qwert");
        decodes(Encoding::Base64, b"c=XX", b"");
        decodes(Encoding::DoubledColon, b":::a::", b"::a:");
        decodes(Encoding::Xml, b"a &amp;&lt;&#x6C49;&nbsp;&", "a &<\u{6c49}&nbsp;&".as_bytes());
        decodes(Encoding::Utf16, b"a\0\x3d\xd8\x00\xde\x3d\xd8b\0c", "a\u{1f600}\u{fffd}b".as_bytes());
        decodes(Encoding::Utf16, b"\x3d\xd8", "\u{fffd}".as_bytes());
        decodes(Encoding::Reversed, b"abc", b"cba");
        for coding in [
            Encoding::Percent,
            Encoding::Hex,
            Encoding::HexReversed,
            Encoding::Base64,
            Encoding::DoubledColon,
            Encoding::Xml,
            Encoding::Utf16,
            Encoding::Reversed,
        ] {
            decodes(coding, b"", b"");
        }
    }

    /// All texts of up to four bytes out of `alphabet`.
    fn texts(alphabet: &[u8], mut each: impl FnMut(&[u8])) {
        let count = alphabet.len() + 1;
        for number in 0..count.pow(4) {
            let digits = (0..4).map(|place| number / count.pow(place) % count);
            let text: Vec<u8> = digits.filter_map(|digit| alphabet.get(digit).copied()).collect();
            each(&text);
        }
    }

    /// As the types do that keep such bytes.
    #[test]
    fn decoding_agrees() {
        use crate::ipmsg::{Coded, FileName};
        use crate::msnp::Encoded;
        use crate::msnp::payload::{base64::Base64, wide::Wide, xml::XmlText};

        texts(b"%41g", |text| {
            let Ok(text) = Encoded::new(text) else { return };
            assert!(Encoding::Percent.decode(text.as_bytes()).eq(text.decoded()), "{text:?}");
        });
        texts(b":ab", |text| {
            let Ok(name) = FileName::parse(text) else { return };
            assert!(Encoding::DoubledColon.decode(text).eq(name.decoded()), "{name:?}");
        });
        texts(b"09aF", |text| {
            let Ok(coded) = Coded::from_text(crate::ipmsg::Coding::Hex, text) else { return };
            assert!(Encoding::Hex.decode(text).eq(coded.decoded()), "{coded:?}");
            let mut reversed: Vec<u8> = Encoding::HexReversed.decode(text).collect();
            reversed.reverse();
            assert!(coded.decoded().eq(reversed), "{coded:?}");
        });
        texts(b"&lt;", |text| {
            let Ok(text) = XmlText::from_escaped(text) else { return };
            assert!(Encoding::Xml.decode(text.as_bytes()).eq(text.decoded()), "{text:?}");
        });
        texts(b"a\0\xd8\xdf", |text| {
            let Ok(wide) = Wide::from_octets(text) else { return };
            assert!(Encoding::Utf16.decode(text).eq(wide.chars().collect::<String>().bytes()), "{wide:?}");
        });
        texts(b"Ag/=", |text| {
            if let Ok(coded) = Coded::from_text(crate::ipmsg::Coding::Base64, text) {
                assert!(Encoding::Base64.decode(text).eq(coded.decoded()), "{coded:?}");
            }
            if let Ok(base64) = Base64::from_text(text) {
                assert!(Encoding::Base64.decode(text).eq(base64.decoded()), "{base64:?}");
            }
        });
    }

    /// A value in a value in a value, without end.
    struct Endless;

    impl Fields for Endless {
        fn record(&self) -> &'static Record {
            const { &Record::new("test", "Endless", &[]) }
        }

        fn fields(&self, visitor: &mut dyn Visitor) {
            const FIELD: &Field = &Field::new("test.inner", Kind::Text);
            visitor.field(FIELD, Value::Record(&Endless), None);
        }
    }

    #[test]
    fn a_tree_has_a_limit() {
        struct Count(usize);
        impl TreeVisitor for Count {
            fn leaf(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) {}
            fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
                self.0 += 1;
                true
            }
            fn leave(&mut self, _: &'static Field) {}
        }
        let mut count = Count(0);
        walk_tree(&Endless, &mut count);
        assert_eq!(count.0, usize::from(DEPTH));
    }
}
