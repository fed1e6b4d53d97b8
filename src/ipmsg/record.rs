//! What is the same for all bodies: a declaration of those that are one field after another, how the grammar of any
//! other becomes a [`Wire`](crate::Wire), and how bytes are shown by `Debug`.

use super::items::{Item, Items};
use super::show::{Inside, Out};
use crate::fields::{Field, Kind, Show};
use crate::scan;
use crate::sink::Sink;

/// How a field of a [`body!`] is written, and shown. How it is read its row says, since what may follow differs.
pub(super) trait Leaf<'a> {
    const KIND: Kind;

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error>;

    fn show(&self, field: &'static Field, out: &mut Out<'a, '_>);
}

/// Declares how fields of a type are written and shown: `leaf! { ImageId<'a>, Kind::Text, |id| sink => sink.put(id.0), out =>
/// text(id.0) }` becomes
///
/// ```text
/// impl<'a> Leaf<'a> for ImageId<'a> {
///     const KIND: Kind = Kind::Text;
///     fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> { let id = self; sink.put(id.0) }
///     fn show(&self, field: &'static Field, out: &mut Out<'a, '_>) { let id = self; out.text(field, id.0); }
/// }
/// ```
macro_rules! leaf {
    ($(
        $ty:ty, $kind:expr,
        |$value:ident| $sink:ident => $put:expr, out => $show:ident($shown:expr);
    )*) => {$(
        impl<'a> $crate::ipmsg::record::Leaf<'a> for $ty {
            const KIND: $crate::fields::Kind = $kind;

            fn put<S: $crate::sink::Sink + ?Sized>(&self, $sink: &mut S) -> Result<(), S::Error> {
                let $value = self;
                $put
            }

            fn show(&self, field: &'static $crate::fields::Field, out: &mut $crate::ipmsg::show::Out<'a, '_>) {
                let $value = self;
                out.$show(field, $shown);
            }
        }
    )*};
}
pub(super) use leaf;

leaf! {
    u32, Kind::Number(Show::Decimal), |number| sink => scan::put_decimal(sink, (*number).into()), out => decimal(*number);
    &'a [u8], Kind::Bytes, |bytes| sink => sink.put(bytes), out => bytes(bytes);
}

/// One that may be absent.
impl<'a, L: Leaf<'a>> Leaf<'a> for Option<L> {
    const KIND: Kind = L::KIND;

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.as_ref().map_or(Ok(()), |leaf| leaf.put(sink))
    }

    fn show(&self, field: &'static Field, out: &mut Out<'a, '_>) {
        if let Some(leaf) = self {
            leaf.show(field, out);
        }
    }
}

impl<'a, T: Item<'a> + Inside<'a>> Leaf<'a> for Items<'a, T> {
    const KIND: Kind = Kind::List(T::ITEM);

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.encode(sink)
    }

    fn show(&self, field: &'static Field, out: &mut Out<'a, '_>) {
        out.list(field, *self);
    }
}

/// Declares a body that is one field after another: each with what reads it, and what is written after it.
///
/// ```text
/// body! {
///     /// A slice arrived. …
///     #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
///     ImageAck<'a> => {
///         /// The picture.
///         pub id: ImageId<'a> = id(SLICE), b"|";
///         /// The slice, from 1.
///         pub slice: u32 = digits(SLICE), b"#";
///         /// What follows.
///         pub trailing: Trailing<'a> = Trailing::after(b"#");
///     }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub struct ImageAck<'a> { pub id: ImageId<'a>, pub slice: u32, pub trailing: Trailing<'a> }
///
/// impl<'a> Wire<'a> for ImageAck<'a> {
///     type Context = ();
///     fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
///         move |rest| {
///             let (rest, id) = id(SLICE).parse(rest)?;
///             let (rest, slice) = digits(SLICE).parse(rest)?;
///             let (rest, trailing) = Trailing::after(b"#").parse(rest)?;
///             Ok((rest, Self { id, slice, trailing }))
///         }
///     }
/// }
///
/// impl Encode for ImageAck<'_> { … self.id.put(sink)?; sink.put(b"|")?; self.slice.put(sink)?; … }
/// impl<'a> Inside<'a> for ImageAck<'a> { … "ipmsg.image_ack.id", Kind::Text; … out.text(…, self.id.0); … }
/// walked! { 'a: ImageAck<'a> }
/// ```
///
/// What reads a field can use the fields before it. After the type there may be, in this order:
///
/// - `of input`: the whole input has that name, for what reads a field;
/// - `in word: CommandWord`: the type has that context;
/// - `, |body| …`: what is written has to pass that check.
///
/// `as Unended<'a>` after the type of a field writes and shows it as another [`Leaf`], `Unended(field)`.
macro_rules! body {
    (
        $(#[$meta:meta])* $name:ident<$lt:lifetime> $(of $input:ident)? $(in $cx:ident: $context:ty)?
        $(, |$value:ident| $check:expr)? => {$(
            $(#[$doc:meta])*
            $vis:vis $field:ident: $ty:ty $(as $leaf:ident $(<$of:lifetime>)?)? = $grammar:expr $(, $after:expr)?;
        )*}
    ) => {
        $(#[$meta])*
        pub struct $name<$lt> {
            $($(#[$doc])* $vis $field: $ty,)*
        }

        impl<$lt> $crate::wire::Wire<$lt> for $name<$lt> {
            type Context = $crate::ipmsg::record::body!(@cx $($context)?);

            /// Takes all of its input.
            fn grammar(
                $crate::ipmsg::record::body!(@cx $($cx)?): Self::Context,
            ) -> impl Fn(&$lt [u8]) -> nom::IResult<&$lt [u8], Self, $crate::error::Fault> {
                move |rest| {
                    $(let $input = rest;)?
                    $(let (rest, $field) = nom::Parser::parse(&mut $grammar, rest)?;)*
                    Ok((rest, Self { $($field),* }))
                }
            }

            fn check(
                &self,
                $crate::ipmsg::record::body!(@cx $($cx)?): Self::Context,
            ) -> Result<(), $crate::error::Error> {
                $crate::ipmsg::record::body!(@check self $(, $value, $check)?)
            }
        }

        impl $crate::wire::Encode for $name<'_> {
            fn encode<S: $crate::sink::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                $(
                    $crate::ipmsg::record::Leaf::put(&$crate::ipmsg::record::body!(@leaf self.$field $(, $leaf)?), sink)?;
                    $(sink.put($after)?;)?
                )*
                Ok(())
            }
        }

        impl<$lt> $name<$lt> {
            const FIELDS: &'static [$crate::fields::Field] = &[$($crate::fields::Field::new(
                $crate::fields::id!("ipmsg", stringify!($name), stringify!($field)),
                <$crate::ipmsg::record::body!(@type $ty $(, $leaf $(<$of>)?)?) as $crate::ipmsg::record::Leaf<$lt>>::KIND,
            )),*];
        }

        impl<$lt> $crate::ipmsg::show::Inside<$lt> for $name<$lt> {
            const RECORD: &'static $crate::fields::Record = &$crate::fields::Record::new(
                $crate::fields::id!("ipmsg", stringify!($name)), stringify!($name), Self::FIELDS,
            );

            fn inside(&self, out: &mut $crate::ipmsg::show::Out<$lt, '_>) {
                let mut fields = Self::FIELDS.iter();
                $(if let Some(field) = fields.next() {
                    $crate::ipmsg::record::Leaf::show(
                        &$crate::ipmsg::record::body!(@leaf self.$field $(, $leaf)?), field, out,
                    );
                })*
            }
        }

        $crate::ipmsg::show::walked! { $lt: $name<$lt> }
    };
    (@cx) => { () };
    (@cx $cx:tt) => { $cx };
    (@leaf $value:expr $(, $leaf:ident)?) => { $($leaf)? ($value) };
    (@type $ty:ty) => { $ty };
    (@type $ty:ty, $leaf:ty) => { $leaf };
    (@check $this:expr) => { Ok(()) };
    (@check $this:expr, $value:ident, $check:expr) => {{ let $value = $this; $check }};
}
pub(super) use body;

/// Makes a type that needs no context a wire type: `wire! { Dict<'a> = dict }` reads it with the grammar
/// `dict`. With `, |body| …` after it, what is written has to pass that check:
///
/// ```text
/// wire! { Receipt<'a> = receipt, |body| body.trailing.check(|first| first.is_ascii_digit()) }
/// ```
///
/// becomes
///
/// ```text
/// impl<'a> Wire<'a> for Receipt<'a> {
///     type Context = ();
///     fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> { receipt }
///     fn check(&self, (): ()) -> Result<(), Error> { self.trailing.check(|first| first.is_ascii_digit()) }
/// }
/// ```
macro_rules! wire {
    ($(#[$doc:meta])* $name:ident $(<$lt:lifetime>)? = $grammar:expr $(, |$value:ident| $check:expr)?) => {
        impl<'a> crate::wire::Wire<'a> for $name $(<$lt>)? {
            type Context = ();

            $(#[$doc])*
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> nom::IResult<&'a [u8], Self, crate::error::Fault> {
                $grammar
            }

            $(fn check(&self, (): ()) -> Result<(), crate::error::Error> {
                let $value = self;
                $check
            })?
        }
    };
}
pub(super) use wire;

/// Implements `Debug` for a record with bytes in it, which are shown as text: `debug! { Icon { png: Shown } }`.
macro_rules! debug {
    ($name:ident { $($field:ident $(: $shown:ident)?),* $(,)? }) => {
        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &$(crate::ipmsg::text::$shown)?(self.$field)))*
                    .finish()
            }
        }
    };
}
pub(super) use debug;
