//! A dictionary without its frame: entries, one after the other.

use super::key::Key;
use super::length::counted;
use super::part::{KEY, KEY_LENGTH};
use super::value::{DictList, DictValue, float, int, number, text, word};
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, ErrorKind, Fault, error_of};
use crate::ipmsg::items::{Item, Items};
use crate::ipmsg::record::wire;
use crate::ipmsg::text::Text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// The entries of a dictionary, without the frame around them: a dictionary inside another, or
/// the contents of an [`IpDict`](super::IpDict).
///
/// That each entry has a key and the length it says is known when it is read. What the values
/// are is not looked at before they are asked for, so dictionaries inside each other cost
/// nothing, and neither does their depth.
///
/// They are written in the order in which they were read, repeated keys and all, with lengths in
/// lower case and without leading zeros. Two are equal if their entries are.
///
/// ```text
/// key1:3:3e8:key2:4:str1
/// │    │ └ value, as many bytes as the length says
/// │    └ length, hexadecimal
/// └ key
/// ```
///
/// ```
/// use imwire::{Wire, ipmsg::dict::{Dict, Key}};
///
/// let dict = Dict::parse(b"key1:3:3e8:key2:4:str1:key1:1:7")?;
/// // A key that comes again overwrites the value.
/// assert_eq!(dict.int(Key::new(b"key1")?)?, Some(7));
/// assert_eq!(dict.iter().map(|entry| entry.value.as_bytes().len()).collect::<Vec<_>>(), [3, 4, 1]);
/// assert_eq!(dict.get(Key::PKT), None);
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Dict<'a> {
    content: &'a [u8],
    /// How many bytes came before it.
    at: usize,
}

/// A key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DictEntry<'a> {
    /// The key.
    pub key: Key<'a>,
    /// The value.
    pub value: DictValue<'a>,
}

impl<'a> Dict<'a> {
    /// Reads all of `content`, before which `at` bytes came.
    pub(super) fn checked(content: &'a [u8], at: usize) -> Result<Self, Error> {
        match dict(content) {
            Ok((_, dict)) => Ok(dict.offset_by(at)),
            Err(error) => Err(error_of(error, content).offset_by(at)),
        }
    }

    /// The same, with so many bytes more before it.
    pub(super) const fn offset_by(self, bytes: usize) -> Self {
        Self { at: self.at.saturating_add(bytes), ..self }
    }

    /// Goes through the entries, in the order of the wire.
    #[inline]
    #[must_use]
    pub const fn iter(self) -> Entries<'a> {
        Entries(self)
    }

    /// Whether there is none.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.content.is_empty()
    }

    /// The value of a key; of one that is repeated, the last.
    #[must_use]
    pub fn get(self, key: Key<'_>) -> Option<DictValue<'a>> {
        let [found] = self.find([key]);
        found.value
    }

    /// A number, of either sign. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::int`].
    pub fn int(self, key: Key<'_>) -> Result<Option<i64>, Error> {
        let [found] = self.find([key]);
        found.optional(int)
    }

    /// A number that is not negative. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::number`].
    pub fn number(self, key: Key<'_>) -> Result<Option<u64>, Error> {
        let [found] = self.find([key]);
        found.optional(number)
    }

    /// A word of 32 bits. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::word`].
    pub fn word(self, key: Key<'_>) -> Result<Option<u32>, Error> {
        let [found] = self.find([key]);
        found.optional(word)
    }

    /// A number with a fraction. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::float`].
    pub fn float(self, key: Key<'_>) -> Result<Option<f64>, Error> {
        let [found] = self.find([key]);
        found.optional(float)
    }

    /// A text. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::text`].
    pub fn text(self, key: Key<'_>) -> Result<Option<Text<'a>>, Error> {
        let [found] = self.find([key]);
        found.optional(text)
    }

    /// The bytes of a value as they are. `None` if the key is absent.
    #[must_use]
    pub fn bytes(self, key: Key<'_>) -> Option<&'a [u8]> {
        self.get(key).map(DictValue::as_bytes)
    }

    /// A dictionary without its frame. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::dict`].
    pub fn dict(self, key: Key<'_>) -> Result<Option<Self>, Error> {
        self.get(key).map(DictValue::dict).transpose()
    }

    /// Several values. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::list`].
    pub fn list(self, key: Key<'_>) -> Result<Option<DictList<'a>>, Error> {
        self.get(key).map(DictValue::list).transpose()
    }

    /// Several things of one kind; none if the key is absent.
    pub(super) fn items<T: Item<'a>>(self, key: Key<'_>) -> Items<'a, T> {
        self.get(key).map_or(Items::NONE, |value| Items::on_wire(value.as_bytes(), value.at()))
    }

    /// The values of these keys, in one pass.
    #[inline]
    pub(super) fn find<'k, const N: usize>(self, keys: [Key<'k>; N]) -> [Found<'a, 'k>; N] {
        let end = self.at.saturating_add(self.content.len());
        let mut found = keys.map(|key| Found { key, value: None, end });
        for entry in self.iter() {
            for place in found.iter_mut().filter(|place| place.key == entry.key) {
                place.value = Some(entry.value);
            }
        }
        found
    }

    /// The bytes of the entries.
    pub(super) const fn content(self) -> &'a [u8] {
        self.content
    }

    /// The entries before the last, if the last and no other has this key.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] for an entry after it.
    pub(super) fn before_last(self, key: Key<'_>) -> Result<Option<(Self, DictValue<'a>)>, Error> {
        let mut entries = self.iter();
        loop {
            let Entries(rest) = entries;
            match entries.next() {
                Some(entry) if entry.key == key => {
                    let Entries(after) = entries;
                    if !after.is_empty() {
                        return Err(Error::new(ErrorKind::Trailing, KEY, after.at));
                    }
                    let before = self.content.len().saturating_sub(rest.content.len());
                    let content = self.content.get(..before).unwrap_or_default();
                    return Ok(Some((Self { content, at: self.at }, entry.value)));
                }
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }
}

impl<'a> DictValue<'a> {
    /// A dictionary without its frame.
    ///
    /// # Errors
    /// As [`Dict`], at the place in what the outermost reader was given.
    pub fn dict(self) -> Result<Dict<'a>, Error> {
        Dict::checked(self.as_bytes(), self.at())
    }
}

/// The value of a key that was looked for.
#[derive(Clone, Copy)]
pub(super) struct Found<'a, 'k> {
    key: Key<'k>,
    pub(super) value: Option<DictValue<'a>>,
    /// Where it could have been.
    end: usize,
}

impl<'a> Found<'a, '_> {
    #[inline(always)]
    pub(super) fn optional<T>(
        self,
        read: impl FnOnce(&'a [u8]) -> Result<T, ErrorKind>,
    ) -> Result<Option<T>, Error> {
        self.value.map(|value| value.read(self.key, read)).transpose()
    }

    #[inline(always)]
    pub(super) fn required<T>(self, read: impl FnOnce(&'a [u8]) -> Result<T, ErrorKind>) -> Result<T, Error> {
        match self.optional(read)? {
            Some(value) => Ok(value),
            None => Err(Error::new(ErrorKind::Missing, self.key.part(), self.end)),
        }
    }
}

/// Goes through the entries of a [`Dict`].
#[derive(Clone, Debug)]
pub struct Entries<'a>(Dict<'a>);

impl<'a> Iterator for Entries<'a> {
    type Item = DictEntry<'a>;

    #[inline]
    fn next(&mut self) -> Option<DictEntry<'a>> {
        let Dict { content, at } = self.0;
        // It was read before, so this is the end.
        let (after, (key, value)) = entry(content).ok()?;
        let end = at.saturating_add(content.len().saturating_sub(after.len()));
        self.0 = match after {
            [_, after @ ..] => Dict { content: after, at: end.saturating_add(1) },
            [] => Dict { content: &[], at: end },
        };
        Some(DictEntry { key, value: DictValue::new(value, end.saturating_sub(value.len())) })
    }
}

impl<'a> IntoIterator for Dict<'a> {
    type Item = DictEntry<'a>;
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.iter()
    }
}

impl PartialEq for Dict<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Dict<'_> {}

impl Hash for Dict<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|entry| entry.hash(state));
    }
}

impl fmt::Debug for Dict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|entry| (entry.key, entry.value))).finish()
    }
}

wire! {
    /// Takes all of its input: entries have no end of their own.
    Dict<'a> = dict
}

fn dict(content: &[u8]) -> IResult<&[u8], Dict<'_>, Fault> {
    let mut rest = content;
    while !rest.is_empty() {
        rest = match entry(rest)? {
            // One colon after the last value is no harm.
            ([_, after @ ..], _) => after,
            ([], _) => &[],
        };
    }
    Ok((&[], Dict { content, at: 0 }))
}

/// The first entry, and what follows it: nothing, or a colon and other entries.
#[inline]
fn entry(input: &[u8]) -> IResult<&[u8], (Key<'_>, &[u8]), Fault> {
    let (key, rest) = match scan::find2(b':', 0, input).and_then(|at| input.split_at_checked(at)) {
        Some(([], [b':', ..])) => return Fault::err(ErrorKind::Empty, KEY, input),
        Some((key, [b':', rest @ ..])) => (Key::trusted(key), rest),
        Some(_) => return Fault::err(ErrorKind::Nul, KEY, input),
        None => return Fault::err(ErrorKind::Missing, KEY_LENGTH, &[]),
    };
    let (after, value) = counted(KEY_LENGTH, rest)?;
    Ok((after, (key, value)))
}

impl Walk for Dict<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        for DictEntry { key, value } in self.iter() {
            entries.put(key, value.as_bytes())?;
        }
        Ok(())
    }
}

impl Encode for Dict<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.walk(&mut ToSink(sink))
    }
}
