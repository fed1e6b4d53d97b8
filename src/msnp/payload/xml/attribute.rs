//! Attributes.

use super::tag::is_name;
use super::text::{XmlText, check_text};
use crate::error::{Error, ErrorKind, Part};
use crate::fields::{Field, Kind, Record, Visitor};
use crate::msnp::payload::show::{Lists, Pair, PairRow, Place, Shown as _, list_of};
use crate::msnp::payload::value::Shown as Debugged;
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use core::hash::{Hash, Hasher};

const ATTRIBUTE: Part = Part::named("xml attribute");

/// The first attribute in what follows the name of an element, where its value is, and the rest; `None` at the end.
type Taken<'a> = Option<(&'a [u8], &'a [u8], &'a [u8])>;

fn attribute(input: &[u8]) -> Result<Taken<'_>, ()> {
    let text = input.trim_ascii_start();
    if text.is_empty() {
        return Ok(None);
    }
    let (name, rest) = text.split_at_checked(scan::find(b'=', text).ok_or(())?).ok_or(())?;
    let name = name.trim_ascii_end();
    if !is_name(name) || text.len() == input.len() {
        return Err(());
    }
    let (mark, rest) = match rest.get(1..).unwrap_or_default().trim_ascii_start() {
        [mark @ (b'"' | b'\''), rest @ ..] => (*mark, rest),
        _ => return Err(()),
    };
    let (value, rest) = rest.split_at_checked(scan::find(mark, rest).ok_or(())?).ok_or(())?;
    Ok(Some((name, value, rest.get(1..).unwrap_or_default())))
}

/// Checks what follows the name of an element.
pub(super) fn check_attributes(input: &[u8], at: usize) -> Result<(), Error> {
    let mut rest = input;
    let gone = |rest: &[u8]| at.saturating_add(input.len().wrapping_sub(rest.len()));
    loop {
        match attribute(rest) {
            Ok(None) => return Ok(()),
            Ok(Some((_, value, next))) => {
                let start = gone(next).saturating_sub(value.len()).saturating_sub(1);
                check_text(value, start)?;
                rest = next;
            }
            Err(()) => {
                return Err(Error::new(ErrorKind::Unexpected, ATTRIBUTE, gone(rest.trim_ascii_start())));
            }
        }
    }
}

/// An attribute: to be written, or as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attribute<'a> {
    /// The name: a word.
    pub name: &'a str,
    /// The value.
    pub value: XmlText<'a>,
}

/// The attributes of an element: as they were read, or as a slice.
#[derive(Clone, Copy)]
pub struct Attributes<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// `at`: how many bytes came before them. `skip`: the names that a record has as its own fields.
    Wire {
        bytes: &'a [u8],
        at: usize,
        skip: &'static [&'static str],
    },
    Slice(&'a [Attribute<'a>]),
}

impl<'a> Attributes<'a> {
    /// No attributes.
    pub const NONE: Self = Self::new(&[]);

    /// These attributes.
    #[must_use]
    pub const fn new(attributes: &'a [Attribute<'a>]) -> Self {
        Self(Source::Slice(attributes))
    }

    /// Those between the name of an element and its end, before which `at` bytes came.
    pub(super) const fn on_wire(bytes: &'a [u8], at: usize) -> Self {
        Self(Source::Wire { bytes, at, skip: &[] })
    }

    /// Those that are none of the fields of a record.
    pub(in crate::msnp::payload) const fn without(self, skip: &'static [&'static str]) -> Self {
        match self.0 {
            Source::Wire { bytes, at, .. } => Self(Source::Wire { bytes, at, skip }),
            slice @ Source::Slice(_) => Self(slice),
        }
    }

    /// The value of the attribute of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<XmlText<'a>> {
        self.iter().find(|(found, _)| *found == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value as it was read, and where.
    pub(in crate::msnp::payload) fn find(&self, name: &str) -> Option<(&'a [u8], usize)> {
        let (mut rest, at) = match self.0 {
            Source::Wire { bytes, at, .. } => (bytes, at.saturating_add(bytes.len())),
            Source::Slice(_) => return self.get(name).map(|value| (value.as_bytes(), 0)),
        };
        while let Ok(Some((found, value, next))) = attribute(rest) {
            if found == name.as_bytes() {
                let place = at.saturating_sub(next.len()).saturating_sub(value.len()).saturating_sub(1);
                return Some((value, place));
            }
            rest = next;
        }
        None
    }

    /// Goes through them: names and values.
    #[must_use]
    pub const fn iter(&self) -> AttributesIter<'a> {
        match self.0 {
            Source::Wire { bytes, skip, .. } => AttributesIter { rest: bytes, skip, slice: &[] },
            Source::Slice(slice) => AttributesIter { rest: &[], skip: &[], slice },
        }
    }

    /// Whether the names and values can be written.
    pub(in crate::msnp::payload) fn check(&self) -> Result<(), Error> {
        match self.iter().find(|(name, _)| !is_name(name)) {
            Some(_) => Err(Error::new(ErrorKind::Separator, ATTRIBUTE, 0)),
            None => Ok(()),
        }
    }

    /// The same, of a record that has these names as its own fields.
    pub(super) fn check_others(&self, own: &[&str]) -> Result<(), Error> {
        self.check()?;
        match self.iter().find(|(name, _)| own.iter().any(|own| own.as_bytes() == *name)) {
            Some(_) => Err(Error::new(ErrorKind::Ambiguous, ATTRIBUTE, 0)),
            None => Ok(()),
        }
    }

    /// Writes them, a space before each.
    pub(in crate::msnp::payload) fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.iter().try_for_each(|(name, value)| put_attribute(sink, name, value))
    }
}

/// Writes an attribute with a space before it.
pub(super) fn put_attribute<S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    value: XmlText<'_>,
) -> Result<(), S::Error> {
    sink.put(b" ")?;
    sink.put(name)?;
    sink.put(b"=")?;
    value.put_quoted(sink)
}

impl Default for Attributes<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Attributes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Attributes<'_> {}

impl Hash for Attributes<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|attribute| attribute.hash(state));
    }
}

impl fmt::Debug for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (Debugged(name), value))).finish()
    }
}

impl<'a> IntoIterator for Attributes<'a> {
    type Item = (&'a [u8], XmlText<'a>);
    type IntoIter = AttributesIter<'a>;

    fn into_iter(self) -> AttributesIter<'a> {
        self.iter()
    }
}

/// Goes through [`Attributes`].
#[derive(Clone)]
pub struct AttributesIter<'a> {
    rest: &'a [u8],
    skip: &'static [&'static str],
    slice: &'a [Attribute<'a>],
}

impl<'a> Iterator for AttributesIter<'a> {
    type Item = (&'a [u8], XmlText<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if let [first, rest @ ..] = self.slice {
            self.slice = rest;
            return Some((first.name.as_bytes(), first.value));
        }
        while let Ok(Some((name, value, rest))) = attribute(self.rest) {
            self.rest = rest;
            if !self.skip.iter().any(|own| own.as_bytes() == name) {
                return Some((name, XmlText::trusted(value)));
            }
        }
        None
    }
}

/// An attribute, as a record of two fields.
const PAIR_FIELDS: &[Field; 2] =
    &[Field::new("msnp.attribute.name", Kind::Text), Field::new("msnp.attribute.value", XmlText::KIND)];
const PAIR: &Record = &Record::new("msnp.attribute", "Attribute", PAIR_FIELDS);
const PAIR_ROW: &PairRow = &PairRow { record: PAIR, fields: PAIR_FIELDS };

impl Lists for Attributes<'_> {
    const ITEM: &'static Field = &Field::new("msnp.attribute", Kind::Record(PAIR));

    fn has_items(&self) -> bool {
        self.iter().next().is_some()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        match self.0 {
            Source::Wire { bytes, .. } => Some(bytes),
            Source::Slice(_) => None,
        }
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for (name, value) in self.iter() {
            Pair { name, value, row: PAIR_ROW }.show(Self::ITEM, place, visitor);
        }
    }
}
list_of! { ['a] Attributes<'a>; }
