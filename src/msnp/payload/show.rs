//! How the values here show their fields: one function for both walks of [`fields`].
//!
//! A record knows its fields in the order in which they are written, and where each can be found in the bytes
//! that it was read from: what a field borrows is a part of them, and for numbers and words the record says how to
//! find them.

use super::base64::Base64;
use super::mime::{Header, Headers};
use super::value::HeaderText;
use crate::error::Error;
use crate::fields::{self, Field, Fields, Kind, Record, Show as As, Value, Visitor};

/// The bytes that a value was read from; `None` for a value alone.
pub(super) type Place<'v> = Option<&'v [u8]>;

/// Is the value of a field.
pub(super) trait Shown {
    const KIND: Kind;
    /// It has fields of its own, so that it is looked for in all that is around it.
    const HAS_FIELDS: bool = false;

    /// The bytes that it borrows.
    fn borrowed(&self) -> Option<&[u8]>;

    /// Shows it, if it is there.
    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor);
}

/// A record.
pub(super) trait Shows: Fields {
    const FIELDS: &'static [Field];
    const RECORD: &'static Record;
    /// The field that an item of a list is.
    const ITEM: &'static Field = &Field::new(Self::RECORD.id, Kind::Record(Self::RECORD));

    /// Shows its fields, of which the bytes are in `place`.
    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor);
}

/// A value, and the bytes that it was read from.
pub(super) struct Placed<'v, T> {
    pub(super) value: &'v T,
    pub(super) place: Place<'v>,
}

impl<T: Shows> Fields for Placed<'_, T> {
    fn record(&self) -> &'static Record {
        self.value.record()
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.value.inside(self.place, visitor);
    }
}

/// Shows a record as that field.
pub(super) fn show_record<T: Shows>(
    value: &T,
    field: &'static Field,
    place: Place<'_>,
    visitor: &mut dyn Visitor,
) {
    visitor.field(field, Value::Record(&Placed { value, place }), place);
}

/// Where a field is: the bytes that it borrows if they are in `place`, or those that `locate` finds there. What has no
/// bytes is at the end of it.
pub(super) fn find<'v, T: Shown>(
    value: &'v T,
    place: Place<'v>,
    locate: impl FnOnce(&'v [u8]) -> Place<'v>,
) -> Place<'v> {
    let place = place?;
    let own = value.borrowed().filter(|own| fields::range(place, own).is_some());
    let nowhere = if T::HAS_FIELDS { Some(place) } else { place.get(place.len()..) };
    own.or_else(|| locate(place)).or(nowhere)
}

/// `len` bytes from `start` on.
pub(super) fn fixed(place: &[u8], start: usize, len: usize) -> Place<'_> {
    place.get(start..)?.get(..len)
}

impl<T: Shown> Shown for Option<T> {
    const KIND: Kind = T::KIND;
    const HAS_FIELDS: bool = T::HAS_FIELDS;

    fn borrowed(&self) -> Option<&[u8]> {
        self.as_ref()?.borrowed()
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            value.show(field, at, visitor);
        }
    }
}

/// What cannot be read is an error.
impl<T: Shown> Shown for Result<T, Error> {
    const KIND: Kind = T::KIND;
    const HAS_FIELDS: bool = T::HAS_FIELDS;

    fn borrowed(&self) -> Option<&[u8]> {
        self.as_ref().ok()?.borrowed()
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        match self {
            Ok(value) => value.show(field, at, visitor),
            Err(error) => visitor.field(field, Value::Error(*error), at),
        }
    }
}

/// Declares how types are shown: kind, and value. `$this` is the value.
macro_rules! shown {
    ($($ty:ty: $kind:expr, $this:ident => $value:expr;)*) => {$(
        impl $crate::msnp::payload::show::Shown for $ty {
            const KIND: $crate::fields::Kind = $kind;

            fn borrowed(&self) -> Option<&[u8]> {
                let $this = self;
                match $value {
                    $crate::fields::Value::Text(bytes)
                    | $crate::fields::Value::Bytes(bytes)
                    | $crate::fields::Value::Encoded(bytes) => Some(bytes),
                    _ => None,
                }
            }

            fn show(
                &self,
                field: &'static $crate::fields::Field,
                at: $crate::msnp::payload::show::Place<'_>,
                visitor: &mut dyn $crate::fields::Visitor,
            ) {
                let $this = self;
                visitor.field(field, $value, at);
            }
        }
    )*};
}
pub(super) use shown;

shown! {
    HeaderText<'_>: Kind::Text, this => Value::Text(this.as_bytes());
    crate::msnp::Passport<'_>: Kind::Text, this => Value::Text(this.as_bytes());
    Base64<'_>: Kind::Encoded(fields::Encoding::Base64), this => match this.is_text() {
        true => Value::Encoded(this.as_bytes()),
        false => Value::Bytes(this.as_bytes()),
    };
    &[u8]: Kind::Bytes, this => Value::Bytes(this);
    u8: Kind::Number(As::Decimal), this => Value::Number(u64::from(*this));
    u16: Kind::Number(As::Decimal), this => Value::Number(u64::from(*this));
    u32: Kind::Number(As::Decimal), this => Value::Number(u64::from(*this));
    u64: Kind::Number(As::Decimal), this => Value::Number(*this);
    i32: Kind::Number(As::Decimal), this => Value::Signed(i64::from(*this));
    bool: Kind::Number(As::Bool), this => Value::Number(u64::from(*this));
    crate::msnp::NetworkId: Kind::Number(As::Decimal), this => Value::Number(u64::from(this.0));
    crate::msnp::ListBits: Kind::Flags(fields::bits!(crate::msnp::ListBits)), this => {
        Value::Number(u64::from(this.bits()))
    };
}

/// A number that is best shown in hexadecimal.
pub(super) struct Hex(pub(super) u32);

shown! { Hex: Kind::Number(As::Hex), this => Value::Number(u64::from(this.0)); }

/// Declares numbers with names, an open set. A row
///
/// ```text
/// /// A wink.
/// WINK = 8;
/// ```
///
/// of `ObjectType` becomes `pub const WINK: ObjectType = ObjectType(8)`, and the name of a value of a field.
macro_rules! numbers {
    ($name:ident { $($(#[$doc:meta])* $number:ident = $value:literal;)* }) => {
        impl $name {
            $($(#[$doc])* pub const $number: Self = Self($value);)*
        }

        $crate::msnp::payload::show::shown! {
            $name: $crate::fields::Kind::Enum(&[$($crate::fields::ValueName {
                value: $value,
                name: stringify!($number),
            }),*]), this => $crate::fields::Value::Number(u64::from(this.0));
        }
    };
}
pub(super) use numbers;

/// Declares the fields of a record, in the order in which they are written.
///
/// ```text
/// shows! {
///     @in_order FileContext<'a> {
///         header_len: u32 => |place| fixed(place, 0, 4),
///         name: Wide<'a>,
///     }
/// }
/// ```
///
/// are the fields `msnp.file_context.header_len` and `.name`. After `=>` is where the bytes of a field are that
/// borrows nothing. `size: Option<u32> = |this: &Self| this.size()` is a value that is computed; with `@derived` before
/// it, it follows from other fields. `@in_order` before the name: the order on the wire is always this one.
macro_rules! shows {
    (
        $(@$order:ident)? $name:ident $(<$lt:lifetime>)? {
            $($(@$derived:ident)? $field:ident: $ty:ty $(= $value:expr)? $(=> $locate:expr)?),* $(,)?
        }
    ) => {
        impl $(<$lt>)? $crate::msnp::payload::show::Shows for $name $(<$lt>)? {
            const FIELDS: &'static [$crate::fields::Field] = &[$($crate::fields::Field::new(
                $crate::fields::id!("msnp", stringify!($name), stringify!($field)),
                <$ty as $crate::msnp::payload::show::Shown>::KIND,
            )$(.$derived())?),*];
            const RECORD: &'static $crate::fields::Record = &$crate::msnp::payload::show::shows!(
                @record $($order)? $crate::fields::Record::new(
                    $crate::fields::id!("msnp", stringify!($name)),
                    stringify!($name),
                    Self::FIELDS,
                )
            );

            fn inside(
                &self,
                place: $crate::msnp::payload::show::Place<'_>,
                visitor: &mut dyn $crate::fields::Visitor,
            ) {
                let this = self;
                let _ = (&place, &visitor, this);
                $({
                    let value = $crate::msnp::payload::show::shows!(@value this.$field $(= $value)?);
                    let at = $crate::msnp::payload::show::find(
                        value,
                        place,
                        $crate::msnp::payload::show::shows!(@at $($locate)?),
                    );
                    let field = const {
                        &$crate::fields::Field::new(
                            $crate::fields::id!("msnp", stringify!($name), stringify!($field)),
                            <$ty as $crate::msnp::payload::show::Shown>::KIND,
                        )$(.$derived())?
                    };
                    $crate::msnp::payload::show::Shown::show(value, field, at, visitor);
                })*
            }
        }

        $crate::msnp::payload::show::record_of! { $name $(<$lt>)? }
    };
    (@value $this:ident.$field:ident) => { &$this.$field };
    (@value $this:ident.$field:ident = $value:expr) => { &($value)($this) };
    (@record in_order $record:expr) => { $record };
    (@record $record:expr) => { $record.any_order() };
    (@at) => { |_| None };
    (@at $locate:expr) => { $locate };
}
pub(super) use shows;

/// What follows from [`Shows`].
macro_rules! record_of {
    ($name:ident $(<$lt:lifetime>)?) => {
        $crate::fields::data::serialize! { [$($lt)?] fields $name $(<$lt>)? }

        impl $(<$lt>)? $crate::fields::Fields for $name $(<$lt>)? {
            fn record(&self) -> &'static $crate::fields::Record {
                <Self as $crate::msnp::payload::show::Shows>::RECORD
            }

            fn fields(&self, visitor: &mut dyn $crate::fields::Visitor) {
                $crate::msnp::payload::show::Shows::inside(self, None, visitor);
            }
        }

        impl $(<$lt>)? $crate::msnp::payload::show::Shown for $name $(<$lt>)? {
            const KIND: $crate::fields::Kind =
                $crate::fields::Kind::Record(<Self as $crate::msnp::payload::show::Shows>::RECORD);
            const HAS_FIELDS: bool = true;

            fn borrowed(&self) -> Option<&[u8]> {
                None
            }

            fn show(
                &self,
                field: &'static $crate::fields::Field,
                at: $crate::msnp::payload::show::Place<'_>,
                visitor: &mut dyn $crate::fields::Visitor,
            ) {
                $crate::msnp::payload::show::show_record(self, field, at, visitor);
            }
        }
    };
}
pub(super) use record_of;

/// Implements [`Walk`](crate::fields::Walk) by [`Shows`].
macro_rules! walks {
    ($($ty:ty),* $(,)?) => {$(
        impl<'a> $crate::fields::Walk<'a> for $ty {
            fn walk(
                input: &'a [u8],
                cx: Self::Context,
                visitor: &mut dyn $crate::fields::Visitor,
            ) -> Result<(), $crate::Error> {
                let value = <Self as $crate::Wire<'a>>::parse_with(input, cx)?;
                $crate::msnp::payload::show::Shows::inside(&value, Some(input), visitor);
                Ok(())
            }
        }
    )*};
}
pub(super) use walks;

/// A list: what is shown as its items, and where each is.
pub(super) trait Lists {
    const ITEM: &'static Field;

    /// Whether it has an item.
    fn has_items(&self) -> bool;

    /// The bytes that it was read from.
    fn borrowed(&self) -> Option<&[u8]>;

    /// Shows the items; their bytes are in `place`.
    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor);
}

/// The items of a list, and the bytes that they were read from.
struct Listed<'v, T> {
    list: &'v T,
    place: Place<'v>,
}

impl<T: Lists> Fields for Listed<'_, T> {
    fn record(&self) -> &'static Record {
        list_record::<T>()
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.list.items(self.place, visitor);
    }
}

/// The name of its items, and no fields.
pub(super) const fn list_record<T: Lists>() -> &'static Record {
    const {
        match T::ITEM.kind {
            Kind::Record(item) => &Record::new(item.id, item.name, &[]),
            _ => &Record::new(T::ITEM.id, "Text", &[]),
        }
    }
}

/// Implements what follows from [`Lists`].
macro_rules! list_of {
    ($([$($generics:tt)*] $ty:ty;)*) => {$(
        impl<$($generics)*> $crate::fields::Fields for $ty {
            fn record(&self) -> &'static $crate::fields::Record {
                $crate::msnp::payload::show::list_record::<Self>()
            }

            fn fields(&self, visitor: &mut dyn $crate::fields::Visitor) {
                $crate::msnp::payload::show::Lists::items(self, None, visitor);
            }
        }

        impl<$($generics)*> $crate::msnp::payload::show::Shown for $ty {
            const KIND: $crate::fields::Kind =
                $crate::fields::Kind::List(<Self as $crate::msnp::payload::show::Lists>::ITEM);
            const HAS_FIELDS: bool = true;

            fn borrowed(&self) -> Option<&[u8]> {
                $crate::msnp::payload::show::Lists::borrowed(self)
            }

            fn show(
                &self,
                field: &'static $crate::fields::Field,
                at: $crate::msnp::payload::show::Place<'_>,
                visitor: &mut dyn $crate::fields::Visitor,
            ) {
                $crate::msnp::payload::show::show_list(self, field, at, visitor);
            }
        }
    )*};
}
pub(super) use list_of;

/// Shows a list as that field, if it has an item.
pub(super) fn show_list<T: Lists>(
    list: &T,
    field: &'static Field,
    place: Place<'_>,
    visitor: &mut dyn Visitor,
) {
    if list.has_items() {
        visitor.field(field, Value::List(&Listed { list, place }), place);
    }
}

/// A name and a value, both text: a header line, an attribute, a key of a format.
pub(super) struct Pair<'v, T> {
    pub(super) name: &'v [u8],
    pub(super) value: T,
    pub(super) row: &'static PairRow,
}

/// The rows of a [`Pair`].
pub(super) struct PairRow {
    pub(super) record: &'static Record,
    pub(super) fields: &'static [Field; 2],
}

impl<T: Shown> Pair<'_, T> {
    /// Shows it as an item of a list, in `place`.
    pub(super) fn show(&self, item: &'static Field, place: Place<'_>, visitor: &mut dyn Visitor) {
        // From the name to the end of the value.
        let at = place.and_then(|place| {
            let start = fields::range(place, self.name)?.start;
            let value = self.value.borrowed().and_then(|value| fields::range(place, value));
            place.get(start..value?.end)
        });
        visitor.field(item, Value::Record(&PlacedPair { pair: self, place }), at.or(place));
    }
}

struct PlacedPair<'v, T> {
    pair: &'v Pair<'v, T>,
    place: Place<'v>,
}

impl<T: Shown> Fields for PlacedPair<'_, T> {
    fn record(&self) -> &'static Record {
        self.pair.row.record
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        let [name, value] = self.pair.row.fields;
        visitor.field(name, Value::Text(self.pair.name), self.place.map(|_| self.pair.name));
        self.pair.value.show(value, find(&self.pair.value, self.place, |_| None), visitor);
    }
}

/// A header line, as a record of two fields.
const HEADER_FIELDS: &[Field; 2] =
    &[Field::new("msnp.header.name", Kind::Text), Field::new("msnp.header.value", Kind::Text)];
const HEADER: &Record = &Record::new("msnp.header", "Header", HEADER_FIELDS);
const HEADER_ROW: &PairRow = &PairRow { record: HEADER, fields: HEADER_FIELDS };

impl Fields for Header<'_> {
    fn record(&self) -> &'static Record {
        HEADER
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        let pair = Pair { name: self.name(), value: self.value(), row: HEADER_ROW };
        PlacedPair { pair: &pair, place: None }.fields(visitor);
    }
}

/// A list of header lines; one without a colon is an error.
impl Lists for Headers<'_> {
    const ITEM: &'static Field = &Field::new("msnp.header", Kind::Record(HEADER));

    fn has_items(&self) -> bool {
        !self.is_empty()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        self.block()
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for line in self.iter().raw() {
            match line {
                Ok(header) => {
                    let pair = Pair { name: header.name(), value: header.value(), row: HEADER_ROW };
                    pair.show(Self::ITEM, place, visitor);
                }
                Err(line) => {
                    visitor.field(Self::ITEM, Value::Error(line.error()), place.map(|_| line.text));
                }
            }
        }
    }
}
list_of! { ['a] Headers<'a>; }
