//! What the values here show as fields: see [`fields`].

use super::base64::Base64;
use super::mime::{Header, Headers};
use super::value::HeaderText;
use super::xml::XmlText;
use crate::fields::{self, Field, Fields, Kind, Record, Show as As, Value, Visitor};

/// Is the value of a field.
pub(super) trait Shown {
    const KIND: Kind;

    /// Shows it, if it is there.
    fn show(&self, field: &'static Field, visitor: &mut dyn Visitor);
}

/// A record that is shown as a field of another, or in a list.
pub(super) trait Shows: Fields {
    const FIELDS: &'static [Field];
    const RECORD: &'static Record;
    /// The field that an item of a list is.
    const ITEM: &'static Field;
}

impl<T: Shown> Shown for Option<T> {
    const KIND: Kind = T::KIND;

    fn show(&self, field: &'static Field, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            value.show(field, visitor);
        }
    }
}

/// Declares how types are shown: kind, and value. `$this` is the value.
macro_rules! shown {
    ($($ty:ty: $kind:expr, $this:ident => $value:expr;)*) => {$(
        impl $crate::msnp::payload::show::Shown for $ty {
            const KIND: $crate::fields::Kind = $kind;

            fn show(&self, field: &'static $crate::fields::Field, visitor: &mut dyn $crate::fields::Visitor) {
                let $this = self;
                visitor.field(field, $value, None);
            }
        }
    )*};
}
pub(super) use shown;

shown! {
    HeaderText<'_>: Kind::Text, this => Value::Text(this.as_bytes());
    XmlText<'_>: Kind::Text, this => Value::Text(this.as_bytes());
    Base64<'_>: Kind::Encoded(fields::Coding::Base64), this => Value::Encoded(this.as_bytes());
    &[u8]: Kind::Bytes, this => Value::Bytes(this);
    u32: Kind::Number(As::Decimal), this => Value::Number(u64::from(*this));
    u64: Kind::Number(As::Decimal), this => Value::Number(*this);
    i32: Kind::Number(As::Decimal), this => Value::Signed(i64::from(*this));
    bool: Kind::Number(As::Bool), this => Value::Number(u64::from(*this));
    crate::msnp::NetworkId: Kind::Number(As::Decimal), this => Value::Number(u64::from(this.0));
    crate::msnp::ListBits: Kind::Flags(fields::bits!(crate::msnp::ListBits)), this => {
        Value::Number(u64::from(this.bits()))
    };
}

/// Shows the fields of a record, which are given in wire order.
///
/// ```text
/// impl Fields for Control<'_> { … the fields `msnp.control.typing_user` and so on … }
/// ```
macro_rules! shows {
    ($name:ident $(<$lt:lifetime>)? { $($field:ident: $ty:ty),* $(,)? }) => {
        impl $(<$lt>)? $crate::msnp::payload::show::Shows for $name $(<$lt>)? {
            const FIELDS: &'static [$crate::fields::Field] = &[$($crate::fields::Field::new(
                $crate::fields::id!("msnp", stringify!($name), stringify!($field)),
                <$ty as $crate::msnp::payload::show::Shown>::KIND,
            )),*];
            const RECORD: &'static $crate::fields::Record = &$crate::fields::Record::new(
                $crate::fields::id!("msnp", stringify!($name)),
                stringify!($name),
                <Self as $crate::msnp::payload::show::Shows>::FIELDS,
            );
            const ITEM: &'static $crate::fields::Field = &$crate::fields::Field::new(
                $crate::fields::id!("msnp", stringify!($name)),
                $crate::fields::Kind::Record(Self::RECORD),
            );
        }

        $crate::fields::data::serialize! { [$($lt)?] fields $name $(<$lt>)? }

        impl $(<$lt>)? $crate::fields::Fields for $name $(<$lt>)? {
            fn record(&self) -> &'static $crate::fields::Record {
                <Self as $crate::msnp::payload::show::Shows>::RECORD
            }

            fn fields(&self, visitor: &mut dyn $crate::fields::Visitor) {
                let _ = &visitor;
                $($crate::msnp::payload::show::Shown::show(
                    &self.$field,
                    const {
                        &$crate::fields::Field::new(
                            $crate::fields::id!("msnp", stringify!($name), stringify!($field)),
                            <$ty as $crate::msnp::payload::show::Shown>::KIND,
                        )
                    },
                    visitor,
                );)*
            }
        }

        impl $(<$lt>)? $crate::msnp::payload::show::Shown for $name $(<$lt>)? {
            const KIND: $crate::fields::Kind =
                $crate::fields::Kind::Record(<Self as $crate::msnp::payload::show::Shows>::RECORD);

            fn show(&self, field: &'static $crate::fields::Field, visitor: &mut dyn $crate::fields::Visitor) {
                visitor.field(field, $crate::fields::Value::Record(self), None);
            }
        }
    };
}
pub(super) use shows;

/// A header line, as a record of two fields.
const NAME: &Field = &Field::new("msnp.header.name", Kind::Text);
const VALUE: &Field = &Field::new("msnp.header.value", Kind::Text);
const HEADER_FIELDS: &[Field] = &[*NAME, *VALUE];
const HEADER: &Record = &Record::new("msnp.header", "Header", HEADER_FIELDS);
const LINE: &Field = &Field::new("msnp.header", Kind::Record(HEADER));

impl Fields for Header<'_> {
    fn record(&self) -> &'static Record {
        HEADER
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        visitor.field(NAME, Value::Text(self.name()), None);
        visitor.field(VALUE, Value::Text(self.value().as_bytes()), None);
    }
}

/// A list of header lines; one without a colon is an error.
impl Fields for Headers<'_> {
    fn record(&self) -> &'static Record {
        HEADER
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        for line in self.iter() {
            match line {
                Ok(header) => visitor.field(LINE, Value::Record(&header), None),
                Err(error) => visitor.field(LINE, Value::Error(error), None),
            }
        }
    }
}

impl Shown for Headers<'_> {
    const KIND: Kind = Kind::List(LINE);

    fn show(&self, field: &'static Field, visitor: &mut dyn Visitor) {
        if !self.is_empty() {
            visitor.field(field, Value::List(self), None);
        }
    }
}
