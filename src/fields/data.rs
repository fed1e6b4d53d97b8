//! Values as data of serde, with feature `serde`.

use super::{Encoding, Field, Fields, Kind, Show, Value, ValueName};
use crate::error::Error;
use crate::msnp::Splitter;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use serde::de;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Implements `Serialize` by [`Fields`], with these generics: as `fields`, or as `named`, with
/// the name of the record first.
macro_rules! serialize {
    ([$($generic:tt)*] $how:ident $ty:ty) => {
        impl<$($generic)*> ::serde::Serialize for $ty {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::fields::data::$how(self, serializer)
            }
        }
    };
}
pub(crate) use serialize;

/// As all types with fields: `&dyn Fields` can be serialized too.
impl Serialize for dyn Fields + '_ {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fields(self, serializer)
    }
}

/// A map of the fields; of a choice, what was chosen.
pub(crate) fn fields<S: Serializer>(value: &dyn Fields, serializer: S) -> Result<S::Ok, S::Error> {
    if !value.record().choice {
        return map(None, value, serializer);
    }
    let (mut serializer, mut result) = (Some(serializer), None);
    value.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if let Some(serializer) = serializer.take() {
            result = Some(match value {
                Value::Record(form) => map(Some(("type", field.name())), form, serializer),
                value => Shown { field, value }.serialize(serializer),
            });
        }
    });
    match (result, serializer) {
        (Some(result), _) => result,
        (None, Some(serializer)) => serializer.serialize_unit(),
        (None, None) => Err(serde::ser::Error::custom("a choice of nothing")),
    }
}

/// The same, after the name of the record.
pub(crate) fn named<S: Serializer>(value: &dyn Fields, serializer: S) -> Result<S::Ok, S::Error> {
    map(Some(("name", value.record().name)), value, serializer)
}

fn map<S: Serializer>(
    first: Option<(&'static str, &'static str)>,
    value: &dyn Fields,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let keys = Keys::of(value);
    let mut map = serializer.serialize_map(Some(keys.count.saturating_add(usize::from(first.is_some()))))?;
    if let Some((key, name)) = first {
        map.serialize_entry(key, name)?;
    }
    let (mut result, mut done) = (Ok(()), 0);
    value.fields(&mut |field: &'static Field, item: Value<'_>, _: Option<&[u8]>| {
        if result.is_err() {
            return;
        }
        let bit = bit_of(value, field);
        result = if bit & keys.repeated == 0 {
            entry(&mut map, field, item)
        } else if bit & done == 0 {
            done |= bit;
            map.serialize_entry(field.name(), &All { value, field })
        } else {
            Ok(())
        };
    });
    result?;
    map.end()
}

/// The bit of a field of a record; none for those that its table does not have, which come once.
fn bit_of(value: &dyn Fields, field: &Field) -> u64 {
    let place = value.record().fields.iter().position(|row| row.id == field.id);
    place.and_then(|place| 1_u64.checked_shl(u32::try_from(place).ok()?)).unwrap_or(0)
}

/// What is known of the fields before the first is written.
struct Keys {
    /// Those that come more than once: they become a list.
    repeated: u64,
    /// How many keys there are.
    count: usize,
}

impl Keys {
    fn of(value: &dyn Fields) -> Self {
        let (mut keys, mut seen) = (Self { repeated: 0, count: 0 }, 0);
        value.fields(&mut |field: &'static Field, item: Value<'_>, _: Option<&[u8]>| {
            let bit = bit_of(value, field);
            if seen & bit == 0 {
                keys.count = keys.count.saturating_add(entries(field, item));
            }
            keys.repeated |= seen & bit;
            seen |= bit;
        });
        keys
    }
}

/// What a field holds: of a choice of numbers the number that was chosen, and what it means.
fn meant<'v>(field: &'static Field, value: Value<'v>) -> (Kind, Value<'v>) {
    let mut meant = (field.kind, value);
    if let Value::Record(inner) = value {
        if inner.record().choice {
            inner.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                if let Value::Number(number) = value {
                    meant = (field.kind, Value::Number(number));
                }
            });
        }
    }
    meant
}

/// How many keys [`entry`] writes.
fn entries(field: &'static Field, value: Value<'_>) -> usize {
    match meant(field, value) {
        (Kind::Flags(_), Value::Number(bits)) => usize::from(bits != 0).saturating_add(1),
        (Kind::Enum(names), Value::Number(number)) => {
            usize::from(name_of(names, number).is_some()).saturating_add(1)
        }
        (_, Value::List(list)) => usize::from(len(list) > 0),
        _ => 1,
    }
}

fn name_of(names: &'static [ValueName], number: u64) -> Option<&'static str> {
    names.iter().find(|name| name.value == number).map(|name| name.name)
}

fn len(list: &dyn Fields) -> usize {
    let mut len = 0_usize;
    list.fields(&mut |_: &'static Field, _: Value<'_>, _: Option<&[u8]>| len = len.saturating_add(1));
    len
}

fn entry<M: SerializeMap>(map: &mut M, field: &'static Field, value: Value<'_>) -> Result<(), M::Error> {
    match meant(field, value) {
        (Kind::Flags(names), Value::Number(bits)) => {
            if bits != 0 {
                map.serialize_entry(field.name(), &Flags { names, bits })?;
            }
            map.serialize_entry(&ValueKey(field), &bits)
        }
        (Kind::Enum(names), Value::Number(number)) => {
            if let Some(name) = name_of(names, number) {
                map.serialize_entry(field.name(), name)?;
            }
            map.serialize_entry(&ValueKey(field), &number)
        }
        (_, Value::List(list)) if len(list) == 0 => Ok(()),
        _ => map.serialize_entry(field.name(), &Shown { field, value }),
    }
}

/// `options_value`
struct ValueKey(&'static Field);

impl Serialize for ValueKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}_value", self.0.name()))
    }
}

/// The names of the bits that are set, and the others together in hexadecimal.
struct Flags {
    names: &'static [ValueName],
    bits: u64,
}

impl Serialize for Flags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let set = || self.names.iter().filter(|name| name.value != 0 && self.bits & name.value == name.value);
        let (len, rest) =
            set().fold((0_usize, self.bits), |(len, rest), name| (len.saturating_add(1), rest & !name.value));
        let mut seq = serializer.serialize_seq(Some(len.saturating_add(usize::from(rest != 0))))?;
        for name in set() {
            seq.serialize_element(name.name)?;
        }
        if rest != 0 {
            seq.serialize_element(&Hex(rest))?;
        }
        seq.end()
    }
}

struct Hex(u64);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:#x}", self.0))
    }
}

/// What is in a field.
struct Shown<'v> {
    field: &'static Field,
    value: Value<'v>,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.field.kind, self.value) {
            (Kind::Number(Show::Bool), Value::Number(number @ 0..=1)) => {
                serializer.serialize_bool(number == 1)
            }
            (_, Value::Number(number)) => serializer.serialize_u64(number),
            (_, Value::Signed(number)) => serializer.serialize_i64(number),
            (Kind::Encoded(coding), Value::Encoded(bytes)) => decoded(coding, bytes, serializer),
            (_, Value::Text(bytes) | Value::Bytes(bytes) | Value::Encoded(bytes)) => {
                octets(bytes, serializer)
            }
            (_, Value::Record(record)) => fields(record, serializer),
            (_, Value::List(list)) => {
                let mut seq = serializer.serialize_seq(Some(len(list)))?;
                let mut result = Ok(());
                list.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                    if result.is_ok() {
                        result = seq.serialize_element(&Shown { field, value });
                    }
                });
                result?;
                seq.end()
            }
            (_, Value::Error(error)) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("error", &error)?;
                map.end()
            }
        }
    }
}

/// All fields of one id.
struct All<'v> {
    value: &'v dyn Fields,
    field: &'static Field,
}

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut len = 0_usize;
        self.each(&mut |_, _| len = len.saturating_add(1));
        let (mut seq, mut result) = (serializer.serialize_seq(Some(len))?, Ok(()));
        self.each(&mut |field, value| {
            if result.is_ok() {
                result = seq.serialize_element(&Shown { field, value });
            }
        });
        result?;
        seq.end()
    }
}

impl All<'_> {
    fn each(&self, each: &mut dyn FnMut(&'static Field, Value<'_>)) {
        self.value.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
            if field.id == self.field.id {
                each(field, value);
            }
        });
    }
}

/// Its text.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Bytes: in JSON and the like as text, with `\\` for a backslash and `\xNN` for what is not printable ASCII; else as
/// they are.
pub(crate) fn octets<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&Escaped(bytes.iter().copied()))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

fn decoded<S: Serializer>(coding: Encoding, bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&Escaped(coding.decode(bytes)))
    } else {
        serializer.serialize_bytes(&coding.decode(bytes).collect::<Vec<u8>>())
    }
}

struct Escaped<I>(I);

impl<I: Iterator<Item = u8> + Clone> fmt::Display for Escaped<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.clone().try_for_each(|byte| match byte {
            b'\\' => f.write_str("\\\\"),
            b' '..=b'~' => f.write_char(char::from(byte)),
            _ => write!(f, "\\x{byte:02x}"),
        })
    }
}

/// Bytes that were written by [`octets`].
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(OctetsVisitor)
        } else {
            deserializer.deserialize_byte_buf(OctetsVisitor)
        }
    }
}

struct OctetsVisitor;

impl<'de> de::Visitor<'de> for OctetsVisitor {
    type Value = Octets;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes, or text with `\\\\` and `\\xNN`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Octets, E> {
        let invalid = || E::invalid_value(de::Unexpected::Str(text), &self);
        unescaped(text.as_bytes()).map(Octets).ok_or_else(invalid)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Octets, E> {
        Ok(Octets(bytes.to_vec()))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Octets, E> {
        Ok(Octets(bytes))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Octets, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        Ok(Octets(bytes))
    }
}

fn unescaped(mut text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    loop {
        text = match text {
            [] => return Some(bytes),
            [b'\\', b'\\', rest @ ..] => {
                bytes.push(b'\\');
                rest
            }
            [b'\\', b'x', high, low, rest @ ..] => {
                bytes.push(super::encoding::pair(*high, *low)?);
                rest
            }
            [b'\\', ..] => return None,
            [byte, rest @ ..] => {
                bytes.push(*byte);
                rest
            }
        };
    }
}

/// Bytes that stay where they are: what is escaped cannot be borrowed.
pub(crate) fn borrowed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'de [u8], D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(BorrowedVisitor)
    } else {
        deserializer.deserialize_bytes(BorrowedVisitor)
    }
}

struct BorrowedVisitor;

impl<'de> de::Visitor<'de> for BorrowedVisitor {
    type Value = &'de [u8];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes, or text without a backslash, that can be borrowed")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<&'de [u8], E> {
        if text.contains('\\') {
            return Err(E::invalid_value(de::Unexpected::Str(text), &self));
        }
        Ok(text.as_bytes())
    }

    fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<&'de [u8], E> {
        Ok(bytes)
    }
}

/// As its number.
macro_rules! numbers {
    ($([$($lt:lifetime)?] $ty:ty: $number:ty, $to:expr, $from:expr;)*) => {$(
        impl $(<$lt>)? Serialize for $ty {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let to: fn(Self) -> $number = $to;
                to(*self).serialize(serializer)
            }
        }

        impl<'de $(, $lt)?> Deserialize<'de> for $ty {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let from: fn($number) -> Self = $from;
                <$number>::deserialize(deserializer).map(from)
            }
        }
    )*};
}

numbers! {
    [] crate::msnp::TrId: u32, |trid| trid.0, Self;
    [] crate::msnp::NetworkId: u32, |network| network.0, Self;
    [] crate::msnp::ListBits: u32, |lists| lists.bits(), Self::from_bits_retain;
    [] crate::msnp::Dialect: u8, |dialect| dialect.number(), Self::new;
    [] crate::msnp::Session: u64, Self::to_bits, Self::from_bits;
    [] crate::ipmsg::CommandWord: u32, Self::into, Self::from_bits;
    [] crate::ipmsg::Mode: u8, Self::value, Self::new;
    [] crate::ipmsg::FileId: u64, Self::hex, Self::from_hex;
    ['a] crate::ipmsg::Number<'a, u32>: u32, Self::value, Self::new;
    ['a] crate::ipmsg::Number<'a, u64>: u64, Self::value, Self::new;
}

/// As its text, which the constructor checks.
macro_rules! words {
    ($($ty:ty),*) => {$(
        impl Serialize for $ty {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                octets(&self.octets(), serializer)
            }
        }

        impl<'de> Deserialize<'de> for $ty {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let Octets(bytes) = Octets::deserialize(deserializer)?;
                let Ok(octets) = bytes.as_slice().try_into() else {
                    return Err(de::Error::invalid_length(bytes.len(), &"a word of the usual length"));
                };
                Self::new(octets).map_err(de::Error::custom)
            }
        }
    )*};
}

words!(
    crate::msnp::Status,
    crate::msnp::ListName,
    crate::msnp::Privacy,
    crate::msnp::Prompt,
    crate::msnp::Property,
    crate::msnp::AckWanted
);

macro_rules! texts {
    ($($ty:ident),*) => {$(
        impl Serialize for crate::msnp::$ty<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                octets(self.as_bytes(), serializer)
            }
        }

        /// Borrows from the input, so text with a backslash in it is refused.
        impl<'de: 'a, 'a> Deserialize<'de> for crate::msnp::$ty<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(borrowed(deserializer)?).map_err(de::Error::custom)
            }
        }
    )*};
}

texts!(Arg, Encoded, Passport);

/// Its bytes.
impl<B: AsRef<[u8]>> Serialize for crate::ipmsg::PacketBuf<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        octets(self.as_bytes(), serializer)
    }
}

/// Reads the packet again.
impl<'de, B: AsRef<[u8]> + From<Vec<u8>>> Deserialize<'de> for crate::ipmsg::PacketBuf<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Octets(bytes) = Octets::deserialize(deserializer)?;
        Self::parse(bytes.into()).map_err(de::Error::custom)
    }
}

/// Its bytes as `raw`, and `payload_len`, if it has a payload.
impl<B: AsRef<[u8]>> Serialize for crate::msnp::FrameBuf<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let frame = self.frame();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("raw", &Raw(frame.raw()))?;
        map.serialize_entry("payload_len", &frame.payload().map(<[u8]>::len))?;
        map.end()
    }
}

struct Raw<'a>(&'a [u8]);

impl Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        octets(self.0, serializer)
    }
}

/// Cuts the frame again, by the first splitter that finds the same payload.
impl<'de, B: AsRef<[u8]> + From<Vec<u8>>> Deserialize<'de> for crate::msnp::FrameBuf<B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (raw, payload_len) = deserializer.deserialize_map(FrameVisitor)?;
        let Some(frame) = Splitter::candidates().find_map(|mut splitter| {
            let frame = splitter.next(&raw).ok()??;
            (frame.raw().len() == raw.len() && frame.payload().map(<[u8]>::len) == payload_len)
                .then_some(frame)
        }) else {
            return Err(de::Error::custom("not one frame"));
        };
        Self::of(&frame, raw.clone().into()).ok_or_else(|| de::Error::custom("other bytes"))
    }
}

struct FrameVisitor;

impl<'de> de::Visitor<'de> for FrameVisitor {
    type Value = (Vec<u8>, Option<usize>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`raw` and `payload_len` of a frame")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut raw, mut payload_len) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "raw" => raw = Some(map.next_value::<Octets>()?.0),
                "payload_len" => payload_len = map.next_value()?,
                other => return Err(de::Error::unknown_field(other, &["raw", "payload_len"])),
            }
        }
        raw.map(|raw| (raw, payload_len)).ok_or_else(|| de::Error::missing_field("raw"))
    }
}
