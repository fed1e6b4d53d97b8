//! Records of one kind that are children of an element.

use super::element::{Element, ElementIter};
use crate::error::Error;
use crate::fields::{Field, Visitor};
use crate::msnp::payload::show::{Lists, Place, Shows, list_of, show_record};
use crate::sink::Sink;
use core::fmt;
use core::hash::{Hash, Hasher};

/// A record that is a child of another.
pub(super) trait ListItem<'a>: Copy + PartialEq + fmt::Debug {
    /// Reads it; `None` if the element is of another kind.
    fn read(element: &Element<'a>) -> Result<Option<Self>, Error>;

    /// Whether it is read back: any value, if nothing is said.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

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
        Self::among(element.content(), element.content_at())
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
                        show_record(&item, T::ITEM, place.map(|_| element.as_bytes()), visitor);
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
