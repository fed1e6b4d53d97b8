//! Elements.

use super::attribute::Attributes;
use super::document::{ROOT, check_document};
use super::tag::{Tag, tag};
use super::text::XmlText;
use crate::error::{Error, ErrorKind, Fault};
use crate::fields::{Field, Fields, Kind, Record, Value, Visitor};
use crate::msnp::payload::show::{Lists, Place, Shown, Shows, find, list_of, show_record, walks};
use crate::msnp::payload::value::Shown as Debugged;
use crate::msnp::payload::whole;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// An element that was read. What is in it is found on demand. It is written as it was.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// From `<` to the last `>`.
    bytes: &'a [u8],
    name: &'a [u8],
    attributes: &'a [u8],
    content: &'a [u8],
    /// Where it begins.
    at: usize,
}

impl<'a> Element<'a> {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// Whether it has that name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    /// Where the name begins.
    pub(in crate::msnp::payload) const fn name_at(&self) -> usize {
        self.at.saturating_add(1)
    }

    /// Where its content begins.
    pub(super) fn content_at(&self) -> usize {
        self.at.saturating_add(self.name.len()).saturating_add(self.attributes.len()).saturating_add(2)
    }

    /// All of it, from `<` to the last `>`.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What is between its tags.
    #[must_use]
    pub const fn content(&self) -> &'a [u8] {
        self.content
    }

    /// The attributes.
    #[must_use]
    pub const fn attributes(&self) -> Attributes<'a> {
        let at = self.at.saturating_add(self.name.len()).saturating_add(1);
        Attributes::on_wire(self.attributes, at)
    }

    /// The value of the attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<XmlText<'a>> {
        self.attributes().get(name)
    }

    /// The text before its first child.
    #[must_use]
    pub fn text(&self) -> XmlText<'a> {
        let end = scan::find(b'<', self.content).unwrap_or(self.content.len());
        XmlText::trusted(self.content.get(..end).unwrap_or_default())
    }

    /// The elements in it.
    #[must_use]
    pub fn children(&self) -> ElementIter<'a> {
        ElementIter { rest: self.content, at: self.content_at() }
    }

    /// The first element in it of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<Self> {
        self.children().find(|child| child.is(name))
    }
}

impl<'a> Wire<'a> for Element<'a> {
    type Context = ();

    /// Takes all of its input. White space, a declaration and comments around the element are left out.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            check_document(input, false)?;
            let mut elements = ElementIter { rest: input, at: 0 };
            elements.next().ok_or_else(|| Error::new(ErrorKind::Missing, ROOT, input.len()))
        })
    }

    /// Any element is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Encode for Element<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.bytes)
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Element<'_> {}

impl Hash for Element<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Element").field(&Debugged(self.bytes)).finish()
    }
}

/// Elements that follow each other. Text between them is left out.
#[derive(Clone)]
pub struct ElementIter<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> ElementIter<'a> {
    /// Those in bytes that were checked.
    pub(super) const fn of(bytes: &'a [u8], at: usize) -> Self {
        Self { rest: bytes, at }
    }
}

impl<'a> Iterator for ElementIter<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let input = self.rest;
        let (start, name, attributes, is_empty, inside) = self.open()?;
        let mut depth = usize::from(!is_empty);
        let mut rest = inside;
        let mut end = inside;
        while depth > 0 {
            end = rest.get(scan::find(b'<', rest)?..)?;
            let (tag, after) = tag(end).ok()?;
            rest = after;
            match tag {
                Tag::Open { is_empty, .. } => depth = depth.wrapping_add(usize::from(!is_empty)),
                Tag::Close { .. } => depth = depth.wrapping_sub(1),
                Tag::Other => {}
            }
        }
        let at = self.at.saturating_add(input.len().wrapping_sub(start.len()));
        self.at = self.at.saturating_add(input.len().wrapping_sub(rest.len()));
        self.rest = rest;
        Some(Element {
            bytes: start.get(..start.len().wrapping_sub(rest.len()))?,
            name,
            attributes,
            content: inside.get(..inside.len().wrapping_sub(end.len()))?,
            at,
        })
    }
}

impl<'a> ElementIter<'a> {
    /// The first tag that opens an element, from its `<` on.
    #[expect(clippy::type_complexity, reason = "used once")]
    fn open(&self) -> Option<(&'a [u8], &'a [u8], &'a [u8], bool, &'a [u8])> {
        let mut rest = self.rest;
        loop {
            let start = rest.get(scan::find(b'<', rest)?..)?;
            match tag(start).ok()? {
                (Tag::Open { name, attributes, is_empty }, inside) => {
                    return Some((start, name, attributes, is_empty, inside));
                }
                (Tag::Close { .. }, _) => return None,
                (Tag::Other, after) => rest = after,
            }
        }
    }
}

/// The value of an attribute of the first element in bytes that were read.
pub(in crate::msnp::payload) fn attribute_in<'a>(bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    ElementIter::of(bytes, 0).next()?.attributes().find(name).map(|(value, _)| value)
}

/// The fields of an element. Elements are in elements, so these tables lead to themselves.
static ELEMENT: Record = Record::new("msnp.element", "Element", &ELEMENT_FIELDS).any_order();
static ELEMENT_FIELDS: [Field; 4] = [
    Field::new("msnp.element.name", Kind::Text),
    Field::new("msnp.element.attributes", Attributes::KIND),
    Field::new("msnp.element.text", XmlText::KIND),
    Field::new("msnp.element.children", Kind::List(&ELEMENT_ITEM)),
];
static ELEMENT_ITEM: Field = Field::new("msnp.element", Kind::Record(&ELEMENT));

/// The elements in an element.
struct Inner<'a>(Element<'a>);

impl Lists for Inner<'_> {
    const ITEM: &'static Field = &ELEMENT_ITEM;

    fn has_items(&self) -> bool {
        self.0.children().next().is_some()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        Some(self.0.content)
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for child in self.0.children() {
            show_record(&child, &ELEMENT_ITEM, place.map(|_| child.bytes), visitor);
        }
    }
}
list_of! { ['a] Inner<'a>; }

impl Shows for Element<'_> {
    const FIELDS: &'static [Field] = &ELEMENT_FIELDS;
    const RECORD: &'static Record = &ELEMENT;
    const ITEM: &'static Field = &ELEMENT_ITEM;

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        let [name, attributes, text, children] = &ELEMENT_FIELDS;
        let (own, inner) = (self.attributes(), Inner(*self));
        visitor.field(name, Value::Text(self.name), place.map(|_| self.name));
        own.show(attributes, find(&own, place, |_| None), visitor);
        let found = self.text();
        if !found.as_bytes().trim_ascii().is_empty() {
            found.show(text, find(&found, place, |_| None), visitor);
        }
        inner.show(children, find(&inner, place, |_| None), visitor);
    }
}

impl Fields for Element<'_> {
    fn record(&self) -> &'static Record {
        &ELEMENT
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.inside(None, visitor);
    }
}

impl Shown for Element<'_> {
    const KIND: Kind = Kind::Record(&ELEMENT);
    const HAS_FIELDS: bool = true;

    fn borrowed(&self) -> Option<&[u8]> {
        Some(self.bytes)
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        show_record(self, field, at, visitor);
    }
}
walks! { Element<'a> }
