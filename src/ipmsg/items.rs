//! Several things of one kind, one after the other: attachments, recipients, hosts, the lines of
//! a block.
//!
//! What was read is taken apart while you iterate, so one bad item hides no other, nor the
//! text before the list. What is to be written is a slice of your own. Both are the same
//! type, and are equal if their items are.

use super::fields::{BEL, is_line_end, until};
use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Wire;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// One of several things in a list.
pub(super) trait Item<'a>: Copy + PartialEq + fmt::Debug {
    /// What is written between two of them.
    const BETWEEN: &'static [u8] = b"";

    /// The bytes of the first item, with what ends it, and the rest. Only of input that is not
    /// empty, and the first part is not empty either. By default a BEL ends it.
    #[inline]
    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let end = scan::find(BEL, input).map_or(input.len(), |bel| bel.wrapping_add(1));
        input.split_at_checked(end).unwrap_or((input, &[]))
    }

    /// The first item and the rest, if it can be had at once: a way around the other two.
    #[inline(always)]
    fn common(_: &'a [u8]) -> Option<(Self, &'a [u8])> {
        None
    }

    /// What was cut off; `None` for nothing at all between two separators.
    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault>;

    /// The same, where lists inside of it count their errors from `bytes` bytes before.
    #[inline(always)]
    fn offset_by(self, _bytes: usize) -> Self {
        self
    }

    /// Writes it with what ends it.
    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error>;
}

/// Several things of one kind, as they were read or as a slice.
///
/// Going through what was read gives an error for each item that makes no sense, and goes on
/// after it. A line end after the last item is no item. [`Error::at`] counts from the start of what the reader of
/// the list was given: the packet, if it was [`Packet::body`](crate::ipmsg::Packet::body).
#[derive(Clone, Copy)]
pub struct Items<'a, T>(Source<'a, T>);

#[derive(Clone, Copy)]
enum Source<'a, T> {
    /// `at`: how many bytes came before them.
    Wire {
        bytes: &'a [u8],
        at: usize,
    },
    Slice(&'a [T]),
}

impl<'a, T> Items<'a, T> {
    /// No items.
    pub const NONE: Self = Self::new(&[]);

    /// These items.
    #[inline]
    #[must_use]
    pub const fn new(items: &'a [T]) -> Self {
        Self(Source::Slice(items))
    }

    /// Those in `bytes`, before which the reader was given `at` bytes.
    #[inline(always)]
    pub(super) const fn on_wire(bytes: &'a [u8], at: usize) -> Self {
        Self(Source::Wire { bytes, at })
    }

    /// Reads those before the first NUL or the end, of a body that is `whole`.
    pub(super) fn until_nul(whole: &'a [u8]) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |rest| {
            let (bytes, after) = until(0, rest);
            Ok((after, Self::on_wire(bytes, whole.len().wrapping_sub(rest.len()))))
        }
    }

    /// The same, where errors count from `bytes` bytes before.
    #[inline]
    pub(super) const fn offset_by(self, bytes: usize) -> Self {
        match self.0 {
            Source::Wire { bytes: items, at } => Self::on_wire(items, at.saturating_add(bytes)),
            Source::Slice(_) => self,
        }
    }

    /// The bytes they were read from; `None` if they were not read.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&'a [u8]> {
        match self.0 {
            Source::Wire { bytes, .. } => Some(bytes),
            Source::Slice(_) => None,
        }
    }
}

#[expect(private_bounds, reason = "what can be in a list is decided here")]
impl<'a, T: Item<'a>> Items<'a, T> {
    /// Goes through them.
    #[inline]
    #[must_use]
    pub const fn iter(&self) -> ItemsIter<'a, T> {
        ItemsIter(self.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether anything is written for them: also for what was read and holds no item, as a BEL
    /// alone.
    pub(super) fn is_written(&self) -> bool {
        match self.0 {
            Source::Wire { bytes, .. } => !bytes.is_empty(),
            Source::Slice(items) => !items.is_empty(),
        }
    }

    /// Whether all of them are read back from what is written. What was read is.
    pub(super) fn check(&self) -> Result<(), Error>
    where
        T: Wire<'a, Context = ()>,
    {
        match self.0 {
            Source::Wire { .. } => Ok(()),
            Source::Slice(items) => items.iter().try_for_each(|item| item.check(())),
        }
    }

    /// Goes through them, each with its bytes if it was read.
    pub(super) fn places(&self) -> impl Iterator<Item = Place<'a, T>> {
        let mut source = self.0;
        core::iter::from_fn(move || source.next())
    }

    pub(super) fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self.0 {
            Source::Wire { bytes, .. } => sink.put(bytes),
            Source::Slice(items) => {
                let mut between: &[u8] = &[];
                for item in items {
                    sink.put(between)?;
                    item.put(sink)?;
                    between = T::BETWEEN;
                }
                Ok(())
            }
        }
    }
}

impl<T> Default for Items<'_, T> {
    fn default() -> Self {
        Self::NONE
    }
}

/// The place of an error does not count: the same items may be elsewhere.
impl<'a, T: Item<'a>> PartialEq for Items<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().map(without_place).eq(other.iter().map(without_place))
    }
}

fn without_place<T>(item: Result<T, Error>) -> Result<T, (ErrorKind, Part)> {
    item.map_err(|error| (error.kind(), error.part()))
}

impl<'a, T: Item<'a> + Eq> Eq for Items<'a, T> {}

impl<'a, T: Item<'a> + Hash> Hash for Items<'a, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|item| without_place(item).hash(state));
    }
}

impl<'a, T: Item<'a>> fmt::Debug for Items<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Item<'a>> IntoIterator for Items<'a, T> {
    type Item = Result<T, Error>;
    type IntoIter = ItemsIter<'a, T>;

    fn into_iter(self) -> ItemsIter<'a, T> {
        self.iter()
    }
}

/// An item, and its bytes if it was read.
type Place<'a, T> = (Result<T, Error>, Option<&'a [u8]>);

impl<'a, T: Item<'a>> Source<'a, T> {
    /// The next item, and its bytes if it was read.
    #[inline]
    fn next(&mut self) -> Option<Place<'a, T>> {
        match self {
            Self::Slice(items) => {
                let (first, rest) = items.split_first()?;
                *items = rest;
                Some((Ok(*first), None))
            }
            Self::Wire { bytes, at } => loop {
                if bytes.is_empty() {
                    return None;
                }
                let (item, rest) = T::cut(bytes);
                let start = *at;
                *bytes = rest;
                *at = start.saturating_add(item.len());
                if rest.is_empty() && is_line_end(item) {
                    return None;
                }
                match T::read(item) {
                    Ok((_, Some(found))) => return Some((Ok(found.offset_by(start)), Some(item))),
                    Ok((_, None)) => {}
                    Err(error) => return Some((Err(error_of(error, item).offset_by(start)), Some(item))),
                }
            },
        }
    }
}

/// Goes through [`Items`].
#[derive(Clone)]
pub struct ItemsIter<'a, T>(Source<'a, T>);

impl<'a, T: Item<'a>> Iterator for ItemsIter<'a, T> {
    type Item = Result<T, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Slice(_) => {}
            Source::Wire { bytes, at } => {
                if let Some((item, rest)) = T::common(bytes) {
                    let item = item.offset_by(*at);
                    *at = at.saturating_add(bytes.len().saturating_sub(rest.len()));
                    *bytes = rest;
                    return Some(Ok(item));
                }
            }
        }
        self.0.next().map(|(item, _)| item)
    }
}
