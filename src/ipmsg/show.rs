//! How a value shows its fields: one function for both walks of [`fields`].
//!
//! A type that is shown implements [`Inside`]. Its function names the fields in wire order. If the bytes
//! are known, [`Out`] finds those of each field: what a value borrows is a part of them, and a number is
//! the next run of digits.

use super::items::{Item, Items};
use crate::error::Error;
use crate::fields::{self, Field, Fields, Kind, Record, Value, Visitor};
use core::ops::Range;

/// Shows its fields.
pub(super) trait Inside<'a> {
    const RECORD: &'static Record;
    /// One of several in a list.
    const ITEM: &'static Field = &Field::new(Self::RECORD.id, Kind::Record(Self::RECORD));

    fn inside(&self, out: &mut Out<'a, '_>);
}

/// Where fields are shown, and the bytes that were not shown yet.
pub(super) struct Out<'a, 'v> {
    /// `None` for a value that nothing was read for.
    rest: Option<&'a [u8]>,
    visitor: &'v mut dyn Visitor,
}

impl<'a, 'v> Out<'a, 'v> {
    /// The fields of a value alone.
    pub(super) fn of_value(visitor: &'v mut dyn Visitor) -> Self {
        Self { rest: None, visitor }
    }

    /// The fields of what was read from `input`.
    pub(super) fn of_bytes(input: &'a [u8], visitor: &'v mut dyn Visitor) -> Self {
        Self { rest: Some(input), visitor }
    }

    /// The bytes that were not shown yet, if they are known.
    pub(super) const fn rest(&self) -> Option<&'a [u8]> {
        self.rest
    }

    /// That part, if the bytes are known. What is empty without a place of its own is next.
    fn at(&self, part: &'a [u8]) -> Option<&'a [u8]> {
        let rest = self.rest?;
        if fields::range(rest, part).is_some() { Some(part) } else { rest.get(..0) }
    }

    /// Goes on after that part.
    pub(super) fn skip(&mut self, part: &[u8]) {
        let Some(rest) = self.rest else { return };
        if let Some(range) = fields::range(rest, part) {
            self.rest = rest.get(range.end..);
        }
    }

    /// A value that was read from that part.
    pub(super) fn show(&mut self, field: &'static Field, value: Value<'_>, at: &'a [u8]) {
        self.visitor.field(field, value, self.at(at));
        self.skip(at);
    }

    /// A text.
    pub(super) fn text(&mut self, field: &'static Field, text: &'a [u8]) {
        self.show(field, Value::Text(text), text);
    }

    /// A text that is not borrowed and comes next.
    pub(super) fn next_text(&mut self, field: &'static Field, text: &[u8]) {
        let at = self.rest.and_then(|rest| rest.split_at_checked(text.len()));
        self.visitor.field(field, Value::Text(text), at.map(|(at, _)| at));
        self.rest = at.map(|(_, rest)| rest);
    }

    /// A text, unless it is empty.
    pub(super) fn some_text(&mut self, field: &'static Field, text: &'a [u8]) {
        if !text.is_empty() {
            self.text(field, text);
        }
    }

    /// Data.
    pub(super) fn bytes(&mut self, field: &'static Field, bytes: &'a [u8]) {
        self.show(field, Value::Bytes(bytes), bytes);
    }

    /// Data, unless there is none.
    pub(super) fn some_bytes(&mut self, field: &'static Field, bytes: &'a [u8]) {
        if !bytes.is_empty() {
            self.bytes(field, bytes);
        }
    }

    /// What is encoded on the wire: what was read as it is there, what was made as its bytes.
    pub(super) fn coded(&mut self, field: &'static Field, value: Value<'a>) {
        if let Value::Encoded(bytes) | Value::Bytes(bytes) = value {
            self.show(field, value, bytes);
        }
    }

    /// The same, if it is there.
    pub(super) fn some_coded(&mut self, field: &'static Field, value: Option<Value<'a>>) {
        if let Some(value) = value {
            self.coded(field, value);
        }
    }

    /// A part that was shown before, if the bytes are known.
    pub(super) fn known(&self, part: &'a [u8]) -> Option<&'a [u8]> {
        self.rest.map(|_| part)
    }

    /// A value that has the bytes of another field, or a part of them.
    pub(super) fn same(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        self.visitor.field(field, value, at);
    }

    /// Fields of its own, which are in a part that was shown before.
    pub(super) fn derived<T: Inside<'a>>(&mut self, field: &'static Field, value: &T, part: &'a [u8]) {
        let at = self.known(part);
        self.nested(field, value, at, at);
    }

    /// A number in decimal. Gives its digits.
    pub(super) fn decimal(&mut self, field: &'static Field, value: impl Into<u64>) -> Option<&'a [u8]> {
        self.number(field, Value::Number(value.into()), u8::is_ascii_digit)
    }

    /// A number in decimal with a sign.
    pub(super) fn signed(&mut self, field: &'static Field, value: impl Into<i64>) {
        self.number(field, Value::Signed(value.into()), u8::is_ascii_digit);
    }

    /// A number in hexadecimal. Gives its digits.
    pub(super) fn hex(&mut self, field: &'static Field, value: impl Into<u64>) -> Option<&'a [u8]> {
        self.number(field, Value::Number(value.into()), u8::is_ascii_hexdigit)
    }

    fn number(
        &mut self,
        field: &'static Field,
        value: Value<'_>,
        digit: impl Fn(&u8) -> bool,
    ) -> Option<&'a [u8]> {
        let found = self.rest.and_then(|rest| digits(rest, digit));
        self.visitor.field(field, value, found);
        if let Some(found) = found {
            self.skip(found);
        }
        found
    }

    /// A number in hexadecimal, if there is one.
    pub(super) fn some_hex(&mut self, field: &'static Field, value: Option<impl Into<u64>>) {
        if let Some(value) = value {
            self.hex(field, value);
        }
    }

    /// Goes on after the next number in hexadecimal.
    pub(super) fn skip_hex(&mut self) {
        if let Some(digits) = self.rest.and_then(|rest| digits(rest, u8::is_ascii_hexdigit)) {
            self.skip(digits);
        }
    }

    /// Fields of its own, which come next.
    pub(super) fn record<T: Inside<'a>>(&mut self, field: &'static Field, value: &T) {
        let range = self.rest.map(|rest| range_of(value, rest));
        let at = self.rest.zip(range).and_then(|(rest, range)| rest.get(range));
        self.nested(field, value, self.rest, at);
        if let Some(at) = at {
            self.skip(at);
        }
    }

    /// The same, if there are any.
    pub(super) fn some_record<T: Inside<'a>>(&mut self, field: &'static Field, value: &Option<T>) {
        if let Some(value) = value {
            self.record(field, value);
        }
    }

    /// Fields of its own, which all bytes are.
    pub(super) fn whole<T: Inside<'a>>(&mut self, field: &'static Field, value: &T) {
        self.nested(field, value, self.rest, self.rest);
    }

    /// Fields of its own, out of `part`.
    pub(super) fn record_in<T: Inside<'a>>(&mut self, field: &'static Field, value: &T, part: &'a [u8]) {
        let at = self.at(part);
        self.nested(field, value, at, at);
    }

    fn nested<T: Inside<'a>>(
        &mut self,
        field: &'static Field,
        value: &T,
        rest: Option<&'a [u8]>,
        at: Option<&'a [u8]>,
    ) {
        self.visitor.field(field, Value::Record(&Placed { value, rest }), at);
    }

    /// What could not be read.
    pub(super) fn error(&mut self, field: &'static Field, error: Error, at: &'a [u8]) {
        self.show(field, Value::Error(error), at);
    }

    /// The items of a list, each as that field.
    pub(super) fn items<T: Item<'a> + Inside<'a>>(&mut self, field: &'static Field, items: Items<'a, T>) {
        for (item, at) in items.places() {
            let at = at.filter(|_| self.rest.is_some());
            match item {
                Ok(value) => self.nested(field, &value, at, at),
                Err(error) => self.visitor.field(field, Value::Error(error), at),
            }
        }
    }

    /// What is not there, after all bytes, and should be.
    pub(super) fn missing(&mut self, field: &'static Field, error: Error) {
        let end = self.rest.and_then(|rest| rest.get(rest.len()..));
        self.visitor.field(field, Value::Error(error), end);
    }

    /// A list, unless nothing is written for it. The kind of the field says what its items are.
    pub(super) fn list<T: Item<'a> + Inside<'a>>(&mut self, field: &'static Field, items: Items<'a, T>) {
        let Kind::List(item) = field.kind else { return };
        if items.is_written() {
            let at = items.as_bytes().unwrap_or_default();
            let list = Listed { items, item, found: self.rest.is_some() };
            self.show(field, Value::List(&list), at);
        }
    }
}

/// The next number, with a `-` before it. Without one, nothing, at the start. No number is after a NUL or a line end.
fn digits(rest: &[u8], digit: impl Fn(&u8) -> bool) -> Option<&[u8]> {
    let start = rest.iter().position(|byte| digit(byte) || matches!(byte, 0 | b'\r' | b'\n'));
    let Some((before, number)) = start.and_then(|start| rest.split_at_checked(start)) else {
        return rest.get(..0);
    };
    let len = number.iter().position(|byte| !digit(byte)).unwrap_or(number.len());
    match (before, len) {
        (_, 0) => rest.get(..0),
        ([.., b'-'], _) => rest.get(before.len().saturating_sub(1)..before.len().saturating_add(len)),
        _ => number.get(..len),
    }
}

/// From the first to the last byte of its fields.
fn range_of<'a>(value: &impl Inside<'a>, rest: &'a [u8]) -> Range<usize> {
    let mut found: Option<Range<usize>> = None;
    let mut note = |_: &'static Field, _: Value<'_>, at: Option<&[u8]>| {
        if let Some(at) = at.and_then(|at| fields::range(rest, at)) {
            let all = found.clone().unwrap_or(at.clone());
            found = Some(all.start.min(at.start)..all.end.max(at.end));
        }
    };
    value.inside(&mut Out::of_bytes(rest, &mut note));
    found.unwrap_or(0..0)
}

/// A value, and the bytes that it was read from.
struct Placed<'a, 'v, T> {
    value: &'v T,
    rest: Option<&'a [u8]>,
}

impl<'a, T: Inside<'a>> Fields for Placed<'a, '_, T> {
    fn record(&self) -> &'static Record {
        T::RECORD
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.value.inside(&mut Out { rest: self.rest, visitor });
    }
}

/// The items of a list, and whether they are a part of the input.
struct Listed<'a, T> {
    items: Items<'a, T>,
    item: &'static Field,
    found: bool,
}

impl<'a, T: Item<'a> + Inside<'a>> Fields for Listed<'a, T> {
    fn record(&self) -> &'static Record {
        const { &Record::new(T::RECORD.id, T::RECORD.name, &[]) }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        let rest = self.items.as_bytes().filter(|_| self.found);
        Out { rest, visitor }.items(self.item, self.items);
    }
}

/// Declares the fields of a record, in wire order, and how each is shown. What
///
/// ```text
/// table! { receipt: |body: Receipt<'a>| {
///     PACKET_NO: Kind::Number(Show::Decimal) => decimal(body.packet_no());
///     TRAILING: Kind::Bytes => some_bytes(body.trailing.as_bytes());
/// } }
/// ```
///
/// says becomes
///
/// ```text
/// mod receipt {
///     pub(super) const PACKET_NO: &Field =
///         &Field::new("ipmsg.receipt.packet_no", Kind::Number(Show::Decimal));
///     …
///     pub(super) const RECORD: &Record = &Record::new("ipmsg.receipt", "Receipt", &[*PACKET_NO, *TRAILING]);
/// }
///
/// impl<'a> Inside<'a> for Receipt<'a> {
///     const RECORD: &'static Record = receipt::RECORD;
///     fn inside(&self, out: &mut Out<'a, '_>) {
///         out.decimal(receipt::PACKET_NO, self.packet_no());
///         out.some_bytes(receipt::TRAILING, self.trailing.as_bytes());
///     }
/// }
/// ```
///
/// After a kind may come `derived`, after the fields `choice`. With a name in place of the value, `receipt:
/// "Receipt" { … }`, it is the module alone, and `Inside` is written by hand.
macro_rules! table {
    ($table:ident: |$value:ident: $ty:ident $(<$lt:lifetime>)?| {
        $($field:ident: $kind:expr $(, $derived:ident)? => $show:ident($($arg:expr),* $(,)?);)*
    }) => {
        $crate::ipmsg::show::table! { $table: (stringify!($ty)) { $($field: $kind $(, $derived)?;)* } }

        impl<'a> $crate::ipmsg::show::Inside<'a> for $ty $(<$lt>)? {
            const RECORD: &'static $crate::fields::Record = $table::RECORD;

            fn inside(&self, out: &mut $crate::ipmsg::show::Out<'a, '_>) {
                let $value = self;
                $(out.$show($table::$field, $($arg),*);)*
            }
        }
    };
    ($table:ident: $name:tt { $($field:ident: $kind:expr $(, $derived:ident)?;)* } $($choice:ident)?) => {
        mod $table {
            use super::*;
            use $crate::fields::{Field, Record, id};

            $(pub(super) const $field: &Field =
                &Field::new(id!("ipmsg", stringify!($table), stringify!($field)), $kind)$(.$derived())?;)*
            const FIELDS: &[Field] = &[$(*$field),*];
            pub(super) const RECORD: &Record =
                &Record::new(id!("ipmsg", stringify!($table)), $name, FIELDS)$(.$choice())?;
        }
    };
}

/// Implements [`Fields`] by [`Inside`].
macro_rules! shown {
    ($lt:lifetime: plain $($ty:ty),* $(,)?) => {$(
        impl<$lt> $crate::fields::Fields for $ty {
            fn record(&self) -> &'static $crate::fields::Record {
                <Self as $crate::ipmsg::show::Inside<'_>>::RECORD
            }

            fn fields(&self, visitor: &mut dyn $crate::fields::Visitor) {
                $crate::ipmsg::show::Inside::inside(self, &mut $crate::ipmsg::show::Out::of_value(visitor));
            }
        }
    )*};
    ($lt:lifetime: $($ty:ty),* $(,)?) => {
        $crate::ipmsg::show::shown! { $lt: plain $($ty),* }
        $($crate::fields::data::serialize! { [$lt] fields $ty })*
    };
}

/// The same, and [`Walk`](crate::fields::Walk).
macro_rules! walked {
    ($lt:lifetime: $($ty:ty),* $(,)?) => {$(
        $crate::ipmsg::show::shown! { $lt: $ty }

        impl<$lt> $crate::fields::Walk<$lt> for $ty {
            fn walk(
                input: &$lt [u8],
                cx: Self::Context,
                visitor: &mut dyn $crate::fields::Visitor,
            ) -> Result<(), $crate::error::Error> {
                let value = <Self as $crate::wire::Wire<$lt>>::parse_with(input, cx)?;
                let mut out = $crate::ipmsg::show::Out::of_bytes(input, visitor);
                $crate::ipmsg::show::Inside::inside(&value, &mut out);
                Ok(())
            }
        }
    )*};
}

pub(super) use {shown, table, walked};

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn number(rest: &[u8], expected: &str) {
        let found = digits(rest, u8::is_ascii_digit).unwrap();
        assert_eq!(found.escape_ascii().to_string(), expected);
        assert!(fields::range(rest, found).is_some());
    }

    #[test]
    fn numbers_are_found() {
        number(b"12:3", "12");
        number(b": 12", "12");
        number(b"-5\0", "-5");
        number(b": -5", "-5");
        number(b"", "");
        number(b":\x07", "");
        number(b"\x0012", "");
    }
}
