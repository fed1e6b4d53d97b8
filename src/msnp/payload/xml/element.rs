//! Elements, attributes, and what is well formed.

use super::text::{XML, XmlText, check_text};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Fields, Kind, Record, Value, Visitor};
use crate::msnp::payload::show::{
    Lists, Pair, PairRow, Place, Shown, Shows, find, list_of, show_record, walks,
};
use crate::msnp::payload::value::Shown as Debugged;
use crate::msnp::payload::whole;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const ATTRIBUTE: Part = Part::named("xml attribute");
const ROOT: Part = Part::named("xml root");

/// How deep elements can be nested.
pub const MAX_DEPTH: usize = 16;

/// A tag.
enum Tag<'a> {
    Open {
        name: &'a [u8],
        attributes: &'a [u8],
        is_empty: bool,
    },
    Close {
        name: &'a [u8],
    },
    /// A declaration or a comment.
    Other,
}

/// The tag at the front of `input`, which begins with `<`, and what follows it. Attributes are not looked at.
/// `Err`: which kind of error it is.
fn tag(input: &[u8]) -> Result<(Tag<'_>, &[u8]), ErrorKind> {
    let truncated = ErrorKind::Truncated;
    match input {
        [b'<', b'?', rest @ ..] => {
            let at = rest.windows(2).position(|pair| pair == b"?>").ok_or(truncated)?;
            Ok((Tag::Other, rest.get(at.saturating_add(2)..).unwrap_or_default()))
        }
        [b'<', b'!', b'-', b'-', rest @ ..] => {
            let at = rest.windows(3).position(|three| three == b"-->").ok_or(truncated)?;
            Ok((Tag::Other, rest.get(at.saturating_add(3)..).unwrap_or_default()))
        }
        [b'<', b'/', rest @ ..] => {
            let at = scan::find(b'>', rest).ok_or(truncated)?;
            let (name, rest) = rest.split_at_checked(at).ok_or(truncated)?;
            let name = name.trim_ascii_end();
            match is_name(name) {
                true => Ok((Tag::Close { name }, rest.get(1..).unwrap_or_default())),
                false => Err(ErrorKind::Unexpected),
            }
        }
        [b'<', rest @ ..] => {
            let (inside, rest) = rest.split_at_checked(tag_end(rest).ok_or(truncated)?).ok_or(truncated)?;
            let (inside, is_empty) = match inside {
                [inside @ .., b'/'] => (inside, true),
                inside => (inside, false),
            };
            let end = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
            let (name, attributes) = inside.split_at_checked(end).unwrap_or((inside, &[]));
            match is_name(name) {
                true => Ok((Tag::Open { name, attributes, is_empty }, rest.get(1..).unwrap_or_default())),
                false => Err(ErrorKind::Unexpected),
            }
        }
        _ => Err(ErrorKind::Unexpected),
    }
}

/// Where the `>` is that ends a tag: not between quotation marks.
fn tag_end(input: &[u8]) -> Option<usize> {
    let mut quote = None;
    input.iter().position(|&byte| match quote {
        Some(mark) => {
            if byte == mark {
                quote = None;
            }
            false
        }
        None => {
            if let b'"' | b'\'' = byte {
                quote = Some(byte);
            }
            byte == b'>'
        }
    })
}

/// Whether this can be a name: ASCII letters, digits and `.-_:`, or anything that is not ASCII; no digit, `-` or
/// `.` at the start.
fn is_name(name: &[u8]) -> bool {
    let good = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':') || !byte.is_ascii()
    };
    matches!(name, [first, ..] if !first.is_ascii_digit() && !matches!(first, b'.' | b'-'))
        && name.iter().all(good)
}

/// Checks that `input` is one element with its content, white space, comments and a declaration around it, and NULs after
/// it, as peers end a document that they send each other. `several`: any number of elements.
pub(super) fn check_document(input: &[u8], several: bool) -> Result<(), Error> {
    let at = |rest: &[u8]| input.len().wrapping_sub(rest.len());
    let mut names: [&[u8]; MAX_DEPTH] = [&[]; MAX_DEPTH];
    let mut depth = 0_usize;
    let mut seen = false;
    let mut rest = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    while !rest.is_empty() {
        let end = scan::find(b'<', rest).unwrap_or(rest.len());
        let (mut text, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        if depth == 0 && after.is_empty() {
            while let [before @ .., 0] = text {
                text = before;
            }
        }
        check_text(text, at(rest))?;
        if depth == 0 && !text.trim_ascii().is_empty() {
            return Err(Error::new(ErrorKind::Unexpected, XML, at(rest)));
        }
        if after.is_empty() {
            break;
        }
        let (tag, next) = tag(after).map_err(|kind| Error::new(kind, XML, at(after)))?;
        match tag {
            Tag::Open { name, attributes, is_empty } => {
                if depth == 0 {
                    if seen && !several {
                        return Err(Error::new(ErrorKind::Unexpected, XML, at(after)));
                    }
                    seen = true;
                }
                check_attributes(attributes, at(after).saturating_add(name.len()).saturating_add(1))?;
                if !is_empty {
                    let Some(place) = names.get_mut(depth) else {
                        return Err(Error::new(
                            ErrorKind::TooLong,
                            const { Part::named("depth") },
                            at(after),
                        ));
                    };
                    *place = name;
                    depth = depth.saturating_add(1);
                }
            }
            Tag::Close { name } => {
                depth = depth.wrapping_sub(1);
                if names.get(depth) != Some(&name) {
                    return Err(Error::new(ErrorKind::Unexpected, XML, at(after)));
                }
            }
            Tag::Other => {}
        }
        rest = next;
    }
    match (depth, seen || several) {
        (0, true) => Ok(()),
        (0, false) => Err(Error::new(ErrorKind::Missing, ROOT, input.len())),
        _ => Err(Error::new(ErrorKind::Truncated, XML, input.len())),
    }
}

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
fn check_attributes(input: &[u8], at: usize) -> Result<(), Error> {
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

    fn content_at(&self) -> usize {
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
        Attributes(Source::Wire { bytes: self.attributes, at, skip: &[] })
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

/// A record that is a child of another.
pub(super) trait ListItem<'a>: Copy + PartialEq + fmt::Debug {
    /// Reads it; `None` if the element is of another kind.
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error>;

    /// Whether it is read back.
    fn check(&self) -> Result<(), Error>;

    /// Writes the element.
    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error>;
}

/// Records of one kind that follow each other: as they were read, or as a slice. Both are equal if their records are.
#[derive(Clone, Copy)]
pub struct Children<'a, T>(ChildSource<'a, T>);

#[derive(Clone, Copy)]
enum ChildSource<'a, T> {
    Wire { bytes: &'a [u8], at: usize },
    Slice(&'a [T]),
}

impl<'a, T> Children<'a, T> {
    /// None.
    pub const NONE: Self = Self::new(&[]);

    /// These.
    #[must_use]
    pub const fn new(items: &'a [T]) -> Self {
        Self(ChildSource::Slice(items))
    }
}

#[expect(private_bounds, reason = "what can be in a list is decided here")]
impl<'a, T: ListItem<'a>> Children<'a, T> {
    /// Those in an element, each of which can be read.
    pub(super) fn of(element: &Element<'a>) -> Result<Self, Error> {
        Self::among(element.content, element.content_at())
    }

    /// Those in bytes that were checked.
    pub(super) fn among(bytes: &'a [u8], at: usize) -> Result<Self, Error> {
        for child in ElementIter::of(bytes, at) {
            T::read(&child)?;
        }
        Ok(Self(ChildSource::Wire { bytes, at }))
    }

    /// Goes through them.
    #[must_use]
    pub const fn iter(&self) -> ChildrenIter<'a, T> {
        match self.0 {
            ChildSource::Wire { bytes, at } => {
                ChildrenIter { elements: ElementIter::of(bytes, at), slice: &[] }
            }
            ChildSource::Slice(slice) => ChildrenIter { elements: ElementIter::of(&[], 0), slice },
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether all of them are read back.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.iter().try_for_each(|item| item.check())
    }

    /// Writes them.
    pub(super) fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.iter().try_for_each(|item| item.put(sink))
    }
}

impl<'a, T: ListItem<'a> + Shows> Lists for Children<'a, T> {
    const ITEM: &'static Field = T::ITEM;

    fn has_items(&self) -> bool {
        !self.is_empty()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        match self.0 {
            ChildSource::Wire { bytes, .. } => Some(bytes),
            ChildSource::Slice(_) => None,
        }
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match self.0 {
            ChildSource::Wire { bytes, at } => {
                for element in ElementIter::of(bytes, at) {
                    if let Ok(Some(item)) = T::read(&element) {
                        show_record(&item, T::ITEM, place.map(|_| element.bytes), visitor);
                    }
                }
            }
            ChildSource::Slice(slice) => {
                slice.iter().for_each(|item| show_record(item, T::ITEM, None, visitor));
            }
        }
    }
}
list_of! { ['a, T: ListItem<'a> + Shows] Children<'a, T>; }

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

impl<T> Default for Children<'_, T> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<'a, T: ListItem<'a>> PartialEq for Children<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: ListItem<'a> + Eq> Eq for Children<'a, T> {}

impl<'a, T: ListItem<'a> + Hash> Hash for Children<'a, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|item| item.hash(state));
    }
}

impl<'a, T: ListItem<'a>> fmt::Debug for Children<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: ListItem<'a>> IntoIterator for Children<'a, T> {
    type Item = T;
    type IntoIter = ChildrenIter<'a, T>;

    fn into_iter(self) -> ChildrenIter<'a, T> {
        self.iter()
    }
}

/// Goes through [`Children`].
#[derive(Clone)]
pub struct ChildrenIter<'a, T> {
    elements: ElementIter<'a>,
    slice: &'a [T],
}

impl<'a, T: ListItem<'a>> Iterator for ChildrenIter<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if let [first, rest @ ..] = self.slice {
            self.slice = rest;
            return Some(*first);
        }
        // Each was read once: none is refused now.
        self.elements.find_map(|element| T::read(&element).ok().flatten())
    }
}
