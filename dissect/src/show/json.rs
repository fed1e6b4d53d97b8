//! A value as JSON, from which what is absent is left out.
//!
//! ```text
//! {"packet_no":22,"file_id":1,"cipher":{"capabilities":["AES_256"],"capabilities_value":1048576,"key":"00ff"}}
//! ```

use super::row;
use imwire::Error;
use imwire::fields::{Encoding, Field, Fields, Kind, Show, Value, ValueName, Visitor};
use imwire::ipmsg::Port;
use imwire_testkit::rows::escape;
use serde_json::{Map, Value as Json};

/// What is to be said of a field that its name and kind do not say.
pub(super) enum As {
    /// Nothing: it follows from others.
    Hidden,
    Named(&'static str),
    /// The same, before all others.
    First(&'static str),
    /// Its fields in place of it.
    Opened,
    /// In the record around the list that it is in.
    Lifted,
    /// In place of the field of that name.
    Replaces(&'static str),
    /// Data in hexadecimal.
    Hex,
    /// Eight hexadecimal digits.
    Word(&'static str),
    /// The digits read as decimal, if they can be.
    Decimal,
    /// With the text of its digits.
    Spelled(&'static str),
    /// One of several numbers in a list.
    Among(&'static str),
    /// A list, separated by commas.
    Split(&'static str),
    /// Unless it is empty.
    Some,
    /// Without the lowest eight bits, which are no options.
    Options,
    /// The bytes of a port in another order.
    Port(&'static str),
    /// Of a dictionary: of a key that comes twice the last value counts, in the first place. What is not what
    /// the key says is bytes.
    Entry,
    /// The same, with its key.
    Keyed,
}

/// The names and forms that JSON had before the fields had theirs.
pub(super) const SPECIAL: &[(&str, As)] = &[
    ("ipmsg.attachment.id", As::Decimal),
    ("ipmsg.attachment.modified", As::Hidden),
    ("ipmsg.attachment.word", As::Hidden),
    ("ipmsg.attachment.file_type", As::Named("kind")),
    ("ipmsg.attachment.position", As::Hidden),
    ("ipmsg.dir_entry.word", As::Hidden),
    ("ipmsg.dir_entry.file_type", As::Named("kind")),
    ("ipmsg.ext_attribute.value", As::Split("values")),
    ("ipmsg.ext_attribute.number", As::Hidden),
    ("ipmsg.ext_attribute.time", As::Hidden),
    ("ipmsg.block_line.version", As::Lifted),
    ("ipmsg.block_line.dictionary", As::Hidden),
    ("ipmsg.block_line.poll", As::Hidden),
    ("ipmsg.client_version.client", As::Word("type")),
    ("ipmsg.entry.iptux", As::Replaces("more")),
    ("ipmsg.entry.trailing", As::Named("more")),
    ("ipmsg.message.trailing", As::Named("more")),
    ("ipmsg.text_body.trailing", As::Named("more")),
    ("ipmsg.encrypted.trailing", As::Named("more")),
    ("ipmsg.message.feiq", As::Opened),
    ("ipmsg.feiq_text.text", As::Hidden),
    ("ipmsg.feiq_text.pieces", As::Hidden),
    ("ipmsg.font.face", As::First("face")),
    ("ipmsg.font.color", As::Named("colour")),
    ("ipmsg.font.*", As::Among("numbers")),
    ("ipmsg.receipt.packet_no", As::Spelled("text")),
    ("ipmsg.coded.*", As::Hex),
    ("ipmsg.public_key.modulus", As::Hex),
    ("ipmsg.file_cipher.key", As::Hex),
    ("ipmsg.group_cipher.cipher", As::Hex),
    ("ipmsg.image_slice.len", As::Named("length")),
    ("ipmsg.raw.bytes", As::Hidden),
    ("ipmsg.host.status", As::Options),
    ("ipmsg.host.port", As::Port("port_raw")),
    ("ipmsg.host.nick", As::Some),
    ("ipmsg.host.group", As::Some),
    ("ipmsg.dict.entry", As::Keyed),
    ("ipmsg.dict.*", As::Entry),
];

/// An object that is being made of fields.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) map: Map<String, Json>,
    lifted: Vec<(&'static str, Json)>,
    /// What could not be read first.
    pub(crate) error: Option<Error>,
    /// Dictionaries around it.
    depth: usize,
}

/// Dictionaries inside each other are taken apart down to here.
const DEPTH: usize = 16;

impl Object {
    /// What has the name of an earlier field becomes a list with it.
    pub(crate) fn put(&mut self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        match self.map.get_mut(name) {
            None => drop(self.map.insert(name.to_owned(), value)),
            Some(Json::Array(values)) => values.push(value),
            Some(first) => *first = vec![first.take(), value].into(),
        }
    }

    /// The fields of a form, after its name.
    pub(crate) fn form(&mut self, field: &'static Field, value: Value<'_>) {
        self.put("type", field.name());
        match value {
            Value::Record(inner) => inner.fields(self),
            value => self.field(field, value, None),
        }
    }

    /// What is in a field, unless it is nothing.
    fn value(&mut self, field: &'static Field, value: Value<'_>) -> Option<Json> {
        Some(match value {
            Value::Number(number) if matches!(field.kind, Kind::Number(Show::Bool)) && number <= 1 => {
                (number == 1).into()
            }
            Value::Number(number) => number.into(),
            Value::Signed(number) => number.into(),
            Value::Text(bytes) | Value::Bytes(bytes) => escape(bytes).into(),
            Value::Encoded(bytes) => decoded(field, bytes),
            Value::Record(inner) => self.record(inner),
            Value::List(list) => return self.list(list),
            Value::Error(error) => {
                self.error.get_or_insert(error);
                return None;
            }
            _ => return None,
        })
    }

    /// The errors of what is inside are its own.
    fn take(&mut self, inner: Self) -> Map<String, Json> {
        self.error = self.error.or(inner.error);
        self.lifted.extend(inner.lifted);
        inner.map
    }

    fn record(&mut self, inner: &dyn Fields) -> Json {
        let mut object = Self::default();
        if !inner.record().choice {
            inner.fields(&mut object);
            return self.take(object).into();
        }
        let mut leaf = None;
        inner.fields(&mut |field: &'static Field, value: Value<'_>, at: Option<&[u8]>| match value {
            Value::Record(_) => object.form(field, value),
            value => {
                object.field(field, value, at);
                leaf = object.map.shift_remove(field.name());
            }
        });
        let map = self.take(object);
        leaf.unwrap_or_else(|| map.into())
    }

    fn list(&mut self, list: &dyn Fields) -> Option<Json> {
        let mut items = Vec::new();
        list.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
            items.extend(self.value(field, value));
        });
        (!items.is_empty()).then(|| items.into())
    }
}

impl Object {
    /// The value of a dictionary, if it is what the key says.
    fn entry(&self, value: Value<'_>) -> Option<Json> {
        match value {
            Value::Number(number) => Some(number.into()),
            Value::Signed(number) => Some(number.into()),
            Value::Text(bytes) | Value::Bytes(bytes) => Some(escape(bytes).into()),
            Value::Record(inner) if self.depth + 1 < DEPTH => {
                let mut dict = Self { depth: self.depth + 1, ..Self::default() };
                inner.fields(&mut dict);
                Some(dict.map.into())
            }
            Value::List(list) => {
                let mut items = Vec::new();
                list.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
                    items.push(self.entry(value))
                });
                items.into_iter().collect::<Option<Vec<_>>>().map(Json::from)
            }
            _ => None,
        }
    }
}

fn decoded(field: &'static Field, bytes: &[u8]) -> Json {
    match field.kind {
        Kind::Encoded(coding) => escape(&coding.decode(bytes).collect::<Vec<_>>()).into(),
        _ => escape(bytes).into(),
    }
}

/// The port that a host list means, if it is one.
pub(super) fn port(raw: u64) -> Option<u16> {
    Port::from_raw(raw.try_into().ok()?).swapped()
}

/// Lower case.
fn hexadecimal(field: &'static Field, value: Value<'_>) -> Option<Json> {
    let hex =
        |bytes: &mut dyn Iterator<Item = u8>| bytes.map(|byte| format!("{byte:02x}")).collect::<String>();
    match (field.kind, value) {
        (Kind::Encoded(coding), Value::Encoded(bytes)) => {
            Some(hex(&mut Encoding::decode(coding, bytes)).into())
        }
        (_, Value::Bytes(bytes)) => Some(hex(&mut bytes.iter().copied()).into()),
        _ => None,
    }
}

/// The names of the bits that are set, lowest first, and the others together in hexadecimal.
pub(crate) fn flags(names: &[ValueName], bits: u64) -> Vec<String> {
    let set = names.iter().filter(|name| name.value != 0 && bits & name.value == name.value);
    let (mut found, mut rest) = (Vec::new(), bits);
    for name in set {
        found.push(name.name.to_owned());
        rest &= !name.value;
    }
    found.extend((rest != 0).then(|| format!("{rest:#x}")));
    found
}

impl Visitor for Object {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let digits = || at.and_then(|at| std::str::from_utf8(at).ok());
        let (mut name, special) = (field.name(), row(SPECIAL, field.id));
        match (special, value) {
            (Some(As::Hidden), _) => return,
            (Some(As::Some), Value::Text([])) => return,
            (Some(As::Entry), value) => {
                let value = self.entry(value).unwrap_or_else(|| escape(at.unwrap_or_default()).into());
                self.map.insert(name.to_owned(), value);
                return;
            }
            (Some(As::Keyed), Value::Record(inner)) => {
                let mut key = None;
                inner.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| match (
                    value,
                    key.take(),
                ) {
                    (Value::Text(text), _) => key = Some(escape(text)),
                    (value, Some(key)) => self.map.extend(self.entry(value).map(|value| (key, value))),
                    _ => {}
                });
                return;
            }
            (Some(As::Options), Value::Number(bits)) => {
                let names = match field.kind {
                    Kind::Flags(names) => flags(names, bits & !0xff),
                    _ => Vec::new(),
                };
                if !names.is_empty() {
                    self.put(name, names);
                }
                return self.put(&format!("{name}_value"), bits);
            }
            (Some(As::Port(raw)), Value::Number(number)) => {
                self.put(raw, number);
                if let Some(port) = port(number) {
                    self.put(name, port);
                }
                return;
            }
            (Some(As::Opened), Value::Record(inner)) => return inner.fields(self),
            (Some(As::Named(other)), _) => name = other,
            (Some(As::Replaces(other)), _) => drop(self.map.shift_remove(*other)),
            (Some(As::Word(other)), Value::Number(number)) => {
                return self.put(other, format!("{number:08X}"));
            }
            (Some(As::Split(other)), Value::Text(text)) => {
                let values = text.split(|&byte| byte == b',').map(escape);
                return self.put(other, values.collect::<Vec<_>>());
            }
            (Some(As::Decimal), Value::Number(number)) => {
                let decimal = digits().and_then(|digits| digits.parse().ok());
                return self.put(name, decimal.unwrap_or(number));
            }
            (Some(As::Spelled(other)), Value::Number(number)) => {
                self.put(name, number);
                return self.put(other, escape(at.unwrap_or_default()));
            }
            (Some(As::Among(other)), value) => {
                let number = self.value(field, value);
                if let Json::Array(list) = self.map.entry(*other).or_insert_with(|| Json::Array(Vec::new())) {
                    list.extend(number);
                }
                return;
            }
            (Some(As::Hex), value) => {
                if let Some(hex) = hexadecimal(field, value) {
                    self.put(name, hex);
                }
                return;
            }
            (Some(As::First(other)), value) => {
                if let Some(value) = self.value(field, value) {
                    self.map.shift_insert(0, (*other).to_owned(), value);
                }
                return;
            }
            (Some(As::Lifted), value) => {
                let value = self.value(field, value);
                return self.lifted.extend(value.map(|value| (name, value)));
            }
            _ => {}
        }
        match (field.kind, value) {
            (Kind::Flags(names), Value::Number(bits)) => {
                let names = flags(names, bits);
                if !names.is_empty() {
                    self.put(name, names);
                }
                self.put(&format!("{name}_value"), bits);
            }
            (Kind::Enum(names), Value::Number(number)) => {
                if let Some(known) = names.iter().find(|name| name.value == number) {
                    self.put(name, known.name);
                }
                self.put(&format!("{name}_value"), number);
            }
            (_, value) => {
                if let Some(value) = self.value(field, value) {
                    self.put(name, value);
                }
                if matches!(value, Value::List(_)) {
                    for (name, value) in std::mem::take(&mut self.lifted) {
                        self.map.entry(name).or_insert(value);
                    }
                }
            }
        }
    }
}
