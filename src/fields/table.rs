//! The static table: what is known of fields and records before anything is read.

#[cfg(doc)]
use super::Value;
use super::encoding::Encoding;
use core::fmt;
use core::hash::{Hash, Hasher};

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
    /// It has to be there, but some senders leave it out: reading refuses that, and
    /// [tolerant reading](crate::msnp::Command::read_tolerant) takes it.
    pub expected: bool,
}

impl Field {
    /// A field that is on the wire.
    #[must_use]
    pub const fn new(id: &'static str, kind: Kind) -> Self {
        Self { id, kind, tag: None, derived: false, expected: false }
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

    /// The same, [`expected`](Field::expected).
    #[must_use]
    pub const fn expected(self) -> Self {
        Self { expected: true, ..self }
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

/// What a field holds. It says which [`Value`] comes, and what the value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A [`Value::Number`] or [`Value::Signed`].
    Number(Show),
    /// A [`Value::Number`] of at most 32 bits out of an open set; these values have names.
    Enum(&'static [ValueName]),
    /// A [`Value::Number`] of at most 32 bits, which have names; unnamed bits may be set too.
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
