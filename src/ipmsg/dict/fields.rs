//! The fields of dictionaries: an entry is shown as its key says, under the name of the key.

use super::entries::{Dict, DictEntry};
use super::frame::IpDict;
use super::key::{INNER, field};
use super::value::{DictList, DictValue, number_as};
use crate::error::Error;
use crate::fields::{Field, Fields, Kind, Record, Value, Visitor};
use crate::ipmsg::show::{Inside, Out, shown, walked};

impl<'a> Inside<'a> for DictEntry<'a> {
    const RECORD: &'static Record = field::ENTRY_RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.text(field::ENTRY_KEY, self.key.as_bytes());
        out.bytes(field::ENTRY_VALUE, self.value.as_bytes());
    }
}

/// Each entry in the order of the wire, repeated keys too. A value that is not what its key says is an error.
impl<'a> Inside<'a> for Dict<'a> {
    const RECORD: &'static Record = &Record::new("ipmsg.dict", "Dict", field::ALL);

    fn inside(&self, out: &mut Out<'a, '_>) {
        for entry in *self {
            match entry.key.field() {
                Some(field) => show(field, entry, out),
                None => out.record(field::ENTRY, &entry),
            }
        }
    }
}

fn show<'a>(field: &'static Field, DictEntry { key, value }: DictEntry<'a>, out: &mut Out<'a, '_>) {
    let bytes = value.as_bytes();
    let shown = match field.kind {
        Kind::Text => Ok(Value::Text(bytes)),
        Kind::Bytes => Ok(Value::Bytes(bytes)),
        Kind::Record(_) => return inner(field, value, out),
        Kind::List(item) => match value.list() {
            Ok(list) => {
                let list = Listed { list, item, found: out.rest().is_some() };
                return out.show(field, Value::List(&list), bytes);
            }
            Err(error) => Err(error),
        },
        kind => number_as(kind, bytes).map_err(|kind| Error::new(kind, key.part(), value.at())),
    };
    match shown {
        Ok(shown) => out.show(field, shown, bytes),
        Err(error) => out.error(field, error, bytes),
    }
}

fn inner<'a>(field: &'static Field, value: DictValue<'a>, out: &mut Out<'a, '_>) {
    match value.dict() {
        Ok(dict) => out.record_in(field, &Inner(dict), value.as_bytes()),
        Err(error) => out.error(field, error, value.as_bytes()),
    }
    out.skip(value.as_bytes());
}

/// A dictionary inside another.
struct Inner<'a>(Dict<'a>);

impl<'a> Inside<'a> for Inner<'a> {
    const RECORD: &'static Record = INNER;

    fn inside(&self, out: &mut Out<'a, '_>) {
        self.0.inside(out);
    }
}

/// The values of a list, and whether they are a part of the input.
struct Listed<'a> {
    list: DictList<'a>,
    item: &'static Field,
    found: bool,
}

impl Fields for Listed<'_> {
    fn record(&self) -> &'static Record {
        INNER
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        let mut out =
            if self.found { Out::of_bytes(self.list.as_bytes(), visitor) } else { Out::of_value(visitor) };
        for value in self.list {
            match self.item.kind {
                Kind::Text => out.text(self.item, value.as_bytes()),
                _ => inner(self.item, value, &mut out),
            }
        }
    }
}

/// The same without its frame.
impl<'a> Inside<'a> for IpDict<'a> {
    const RECORD: &'static Record = Dict::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        self.0.inside(out);
    }
}

walked! { 'a: Dict<'a>, IpDict<'a> }
shown! { 'a: DictEntry<'a> }
