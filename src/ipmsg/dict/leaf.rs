//! Records out of the entries of a dictionary: each is declared once.

use super::entries::{Dict, Found};
use super::frame::IpDict;
use super::key::Key;
use super::value::{array, byte, int, number, short, text, truth, word};
use super::write::{Entries, Out};
use crate::error::{Error, ErrorKind};
use crate::fields::Value;
use crate::ipmsg::header::EntryOptions;
use crate::ipmsg::show;
use crate::ipmsg::text::Text;
use crate::wire::Wire;

/// The type of a field that must be there.
pub(super) trait Leaf<'a>: Copy + PartialEq {
    /// What its absence means, if it may be absent. It is not written then.
    const ABSENT: Option<Self> = None;

    fn read(bytes: &'a [u8]) -> Result<Self, ErrorKind>;

    /// What is written, and shown.
    fn value(&self) -> Value<'_>;
}

macro_rules! leaves {
    ($($ty:ty: $read:expr, |$value:ident| $written:expr $(, $absent:expr)?;)*) => {$(
        impl<'a> Leaf<'a> for $ty {
            $(const ABSENT: Option<Self> = Some($absent);)?

            fn read(bytes: &'a [u8]) -> Result<Self, ErrorKind> {
                $read(bytes)
            }

            fn value(&self) -> Value<'_> {
                let $value = *self;
                $written
            }
        }
    )*};
}

leaves! {
    Text<'a>: text, |text| Value::Text(text.as_bytes());
    &'a [u8]: Ok, |bytes| Value::Bytes(bytes);
    &'a [u8; 16]: array, |bytes| Value::Bytes(bytes);
    u64: number, |number| Value::Number(number);
    i64: int, |number| u64::try_from(number).map_or(Value::Signed(number), Value::Number);
    u32: word, |number| Value::Number(number.into());
    u16: short, |number| Value::Number(number.into());
    u8: byte, |number| Value::Number(number.into());
    bool: truth, |truth| Value::Number(truth.into()), false;
    EntryOptions: |bytes| word(bytes).map(Self::from_bits_retain), |bits| Value::Number(bits.bits().into());
}

/// The type of any field: a leaf, or an `Option` for one that may be absent.
pub(super) trait Slot<'a>: Sized {
    fn take(found: Found<'a, '_>) -> Result<Self, Error>;

    /// What is written and shown, if anything is.
    fn value(&self) -> Option<Value<'_>>;
}

impl<'a, T: Leaf<'a>> Slot<'a> for T {
    fn take(found: Found<'a, '_>) -> Result<Self, Error> {
        match (found.value, T::ABSENT) {
            (None, Some(absent)) => Ok(absent),
            _ => found.required(T::read),
        }
    }

    fn value(&self) -> Option<Value<'_>> {
        (T::ABSENT != Some(*self)).then(|| Leaf::value(self))
    }
}

impl<'a, T: Leaf<'a>> Slot<'a> for Option<T> {
    fn take(found: Found<'a, '_>) -> Result<Self, Error> {
        found.optional(T::read)
    }

    fn value(&self) -> Option<Value<'_>> {
        self.as_ref().map(Leaf::value)
    }
}

impl<O: Out> Entries<'_, O> {
    /// Writes a field, unless it is absent.
    pub(super) fn field<'a>(&mut self, key: Key<'_>, field: &impl Slot<'a>) -> Result<(), O::Error> {
        self.put_some(key, field.value())
    }
}

/// The entries that are shown, if their bytes are known: with or without their frame.
pub(super) fn shown<'a>(out: &show::Out<'a, '_>) -> Option<Dict<'a>> {
    let rest = out.rest()?;
    IpDict::parse(rest).map(|IpDict(dict)| dict).or_else(|_| Dict::parse(rest)).ok()
}

/// Declares records: for each field its type and its key. What
///
/// ```text
/// record! {
///     /// To whom a message went.
///     DictRecipient<'a> {
///         /// the user.
///         user: Text<'a> = UID,
///     }
/// }
/// ```
///
/// says becomes
///
/// ```text
/// pub struct DictRecipient<'a> { /// `UID`: the user.  pub user: Text<'a> }
/// impl<'a> DictRecipient<'a> { fn of(dict: Dict<'a>) -> Result<Self, Error> { … Slot::take(the value of UID) … } }
/// impl Walk for DictRecipient<'_> { … entries.put_some(Key::UID, self.user.value()) … }
/// impl<'a> Inside<'a> for DictRecipient<'a> { … the field `ipmsg.dict.UID` … }
/// ```
macro_rules! record {
    ($($(#[$meta:meta])* $name:ident<$lt:lifetime> {
        $($(#[$doc:meta])* $field:ident: $ty:ty = $key:ident,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name<$lt> {
            $(#[doc = concat!("`", stringify!($key), "`:")] $(#[$doc])* pub $field: $ty,)*
        }

        impl<$lt> $name<$lt> {
            pub(super) fn of(dict: Dict<$lt>) -> Result<Self, Error> {
                let [$($field),*] = dict.find([$($crate::ipmsg::dict::Key::$key),*]);
                Ok(Self { $($field: Slot::take($field)?),* })
            }
        }

        impl Walk for $name<'_> {
            fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
                let mut entries = out.entries();
                $(entries.field($crate::ipmsg::dict::Key::$key, &self.$field)?;)*
                Ok(())
            }
        }

        /// In the order of the record, whatever order the entries have.
        impl<$lt> $crate::ipmsg::show::Inside<$lt> for $name<$lt> {
            const RECORD: &'static $crate::fields::Record = {
                const FIELDS: &[$crate::fields::Field] = &[$(*$crate::ipmsg::dict::key::field::$key),*];
                const ID: &str = $crate::fields::id!("ipmsg", stringify!($name));
                &$crate::fields::Record::new(ID, stringify!($name), FIELDS)
            };

            fn inside(&self, out: &mut $crate::ipmsg::show::Out<$lt, '_>) {
                let dict = $crate::ipmsg::dict::leaf::shown(out);
                $(if let Some(value) = self.$field.value() {
                    let at = dict.and_then(|dict| dict.bytes($crate::ipmsg::dict::Key::$key));
                    out.same($crate::ipmsg::dict::key::field::$key, value, at);
                })*
            }
        }
    )*};
}
pub(super) use record;
