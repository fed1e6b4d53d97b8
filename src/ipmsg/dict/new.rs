//! Outgoing dictionaries.

use super::entries::Dict;
use super::frame::Frame;
use super::key::Key;
use super::record::{DictFile, DictHost, DictNetwork, DictRecipient};
use super::value::DictValue;
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, ErrorKind, Part};
use crate::fields;
use crate::ipmsg::items::Items;
use crate::ipmsg::text::Text;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// A dictionary to be written in its frame: these entries, in this order. A reader takes the
/// last of several entries with one key.
///
/// ```
/// use imwire::{Encode, ipmsg::dict::{Key, NewDict, NewEntry, NewValue}};
///
/// // The example of the official client: { key1: 1000, key2: "str1", key3: { key31: -2000 }, key4: [1000, 2000] }
/// let inside = [NewEntry { key: Key::new(b"key31")?, value: NewValue::int(-2000) }];
/// let list = [NewValue::int(1000), NewValue::int(2000)];
/// let entries = [
///     NewEntry { key: Key::new(b"key1")?, value: NewValue::int(1000) },
///     NewEntry { key: Key::new(b"key2")?, value: NewValue::bytes(b"str1") },
///     NewEntry { key: Key::new(b"key3")?, value: NewValue::dict(&inside)? },
///     NewEntry { key: Key::new(b"key4")?, value: NewValue::list(&list)? },
/// ];
/// assert_eq!(
///     NewDict(&entries).encode_into(&mut [0; 128])?,
///     b"IP2:3d:key1:3:3e8:key2:4:str1:key3:c:key31:4:-7d0:key4:b:3:3e8:3:7d0:Z",
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NewDict<'a>(pub &'a [NewEntry<'a>]);

/// An entry to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewEntry<'a> {
    /// The key.
    pub key: Key<'a>,
    /// The value.
    pub value: NewValue<'a>,
}

/// A value to be written. All lengths are counted when it is, so none can be wrong.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewValue<'a> {
    shape: Shape<'a>,
    /// How many dictionaries and lists are inside each other; never over [`NewValue::MAX_DEPTH`].
    depth: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Shape<'a> {
    Int(i64),
    Number(u64),
    /// The bits of a double.
    Float(u64),
    Bytes(&'a [u8]),
    Read(Dict<'a>),
    ReadFramed(Dict<'a>),
    Dict(&'a [NewEntry<'a>]),
    Framed(&'a [NewEntry<'a>]),
    List(&'a [NewValue<'a>]),
    Recipients(Items<'a, DictRecipient<'a>>),
    Files(Items<'a, DictFile<'a>>),
    Hosts(Items<'a, DictHost<'a>>),
    Networks(Items<'a, DictNetwork<'a>>),
}

const DEPTH: Part = Part::named("depth");

impl<'a> NewValue<'a> {
    /// How many dictionaries and lists can be inside each other. The deepest known, a host list
    /// that an agent passes on, has 4.
    pub const MAX_DEPTH: u8 = 16;

    const fn flat(shape: Shape<'a>) -> Self {
        Self { shape, depth: 0 }
    }

    const fn around(shape: Shape<'a>, inside: u8) -> Result<Self, Error> {
        if inside < Self::MAX_DEPTH {
            Ok(Self { shape, depth: inside.saturating_add(1) })
        } else {
            Err(Error::new(ErrorKind::TooLong, DEPTH, 0))
        }
    }

    /// A number, of either sign.
    #[must_use]
    pub const fn int(value: i64) -> Self {
        Self::flat(Shape::Int(value))
    }

    /// A number that is not negative. Those over 63 bits the official client reads as negative.
    #[must_use]
    pub const fn number(value: u64) -> Self {
        Self::flat(Shape::Number(value))
    }

    /// A number with a fraction.
    #[must_use]
    pub const fn float(value: f64) -> Self {
        Self::flat(Shape::Float(value.to_bits()))
    }

    /// A text. It is to be UTF-8.
    #[must_use]
    pub const fn text(value: Text<'a>) -> Self {
        Self::flat(Shape::Bytes(value.as_bytes()))
    }

    /// Bytes as they are.
    #[must_use]
    pub const fn bytes(value: &'a [u8]) -> Self {
        Self::flat(Shape::Bytes(value))
    }

    /// A dictionary that was read, without its frame.
    #[must_use]
    pub const fn read(value: Dict<'a>) -> Self {
        Self::flat(Shape::Read(value))
    }

    /// A dictionary that was read, in its frame.
    #[must_use]
    pub const fn read_framed(value: Dict<'a>) -> Self {
        Self::flat(Shape::ReadFramed(value))
    }

    /// A dictionary without its frame.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`]: deeper than [`MAX_DEPTH`](NewValue::MAX_DEPTH).
    pub const fn dict(entries: &'a [NewEntry<'a>]) -> Result<Self, Error> {
        Self::around(Shape::Dict(entries), depth_of(entries))
    }

    /// A dictionary in its frame.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`]: deeper than [`MAX_DEPTH`](NewValue::MAX_DEPTH).
    pub const fn ipdict(entries: &'a [NewEntry<'a>]) -> Result<Self, Error> {
        Self::around(Shape::Framed(entries), depth_of(entries))
    }

    /// Several values; they should be of one kind.
    ///
    /// # Errors
    /// [`ErrorKind::TooLong`]: deeper than [`MAX_DEPTH`](NewValue::MAX_DEPTH).
    pub const fn list(values: &'a [NewValue<'a>]) -> Result<Self, Error> {
        let (mut rest, mut depth) = (values, 0);
        while let [first, after @ ..] = rest {
            depth = if first.depth > depth { first.depth } else { depth };
            rest = after;
        }
        Self::around(Shape::List(values), depth)
    }

    /// To whom a message goes, for [`Key::TLST`].
    #[must_use]
    pub const fn recipients(recipients: Items<'a, DictRecipient<'a>>) -> Self {
        Self::flat(Shape::Recipients(recipients))
    }

    /// The files of a message, for [`Key::FILE`].
    #[must_use]
    pub const fn files(files: Items<'a, DictFile<'a>>) -> Self {
        Self::flat(Shape::Files(files))
    }

    /// Hosts, for [`Key::HLST`].
    #[must_use]
    pub const fn hosts(hosts: Items<'a, DictHost<'a>>) -> Self {
        Self::flat(Shape::Hosts(hosts))
    }

    /// Networks, for [`Key::NADRS`].
    #[must_use]
    pub const fn networks(networks: Items<'a, DictNetwork<'a>>) -> Self {
        Self::flat(Shape::Networks(networks))
    }
}

const fn depth_of(entries: &[NewEntry<'_>]) -> u8 {
    let (mut rest, mut depth) = (entries, 0);
    while let [first, after @ ..] = rest {
        depth = if first.value.depth > depth { first.value.depth } else { depth };
        rest = after;
    }
    depth
}

/// What was read, as it was.
impl<'a> From<DictValue<'a>> for NewValue<'a> {
    fn from(value: DictValue<'a>) -> Self {
        Self::bytes(value.as_bytes())
    }
}

impl fmt::Debug for NewValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shape {
            Shape::Float(bits) => write!(f, "Float({:?})", f64::from_bits(bits)),
            Shape::Bytes(bytes) => write!(f, "Bytes(\"{}\")", bytes.escape_ascii()),
            shape => shape.fmt(f),
        }
    }
}

impl Walk for NewValue<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        match &self.shape {
            Shape::Int(value) => fields::Value::Signed(*value).walk(out),
            Shape::Number(value) => out.hex(*value),
            Shape::Float(bits) => {
                let bytes = bits.to_le_bytes();
                let zeros = (bits.leading_zeros() / 8) as usize;
                out.put(bytes.get(..bytes.len().saturating_sub(zeros)).unwrap_or_default())
            }
            Shape::Bytes(bytes) => out.put(bytes),
            Shape::Read(dict) => dict.walk(out),
            Shape::ReadFramed(dict) => Frame(dict).walk(out),
            Shape::Dict(entries) => NewDict(entries).walk(out),
            Shape::Framed(entries) => Frame(&NewDict(entries)).walk(out),
            Shape::List(values) => {
                let mut between: &[u8] = &[];
                for value in *values {
                    out.put(between)?;
                    out.sized(value)?;
                    between = b":";
                }
                Ok(())
            }
            Shape::Recipients(items) => items.walk(out),
            Shape::Files(items) => items.walk(out),
            Shape::Hosts(items) => items.walk(out),
            Shape::Networks(items) => items.walk(out),
        }
    }
}

/// The entries, without the frame.
impl Walk for NewDict<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        for NewEntry { key, value } in self.0 {
            entries.put(*key, value)?;
        }
        Ok(())
    }
}

impl Encode for NewDict<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        Frame(self).walk(&mut ToSink(sink))
    }
}
