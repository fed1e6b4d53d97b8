//! What is the same for all bodies: how a grammar becomes a [`Wire`](crate::Wire), and how bytes are shown by `Debug`.

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
