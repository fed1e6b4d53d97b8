//! One declaration for byte strings that are checked when they are made.

use crate::error::{Error, ErrorKind, Part};

/// Declares a type of bytes that borrow from the input. What is allowed in it its own `new` says; the
/// rest is the same for all. A row
///
/// ```text
/// bytes! {
///     /// The name of a group. …
///     #[derive(Default)]
///     GroupName
/// }
/// ```
///
/// becomes
///
/// ```text
/// /// The name of a group. …
/// #[derive(Default, Clone, Copy, PartialEq, Eq, Hash)]
/// pub struct GroupName<'a>(&'a [u8]);
/// impl<'a> GroupName<'a> {
///     pub(in crate::ipmsg) const fn trusted(bytes: &'a [u8]) -> Self { … }
///     pub const fn as_bytes(self) -> &'a [u8] { … }
///     pub const fn is_empty(self) -> bool { … }
/// }
/// impl fmt::Debug for GroupName<'_> { … }
/// text! { GroupName, |text| text.as_bytes().iter().copied(); }
/// ```
macro_rules! bytes {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name<'a>(&'a [u8]);

        impl<'a> $name<'a> {
            /// Bytes that a reader has looked at.
            #[allow(dead_code, reason = "not all are read as they are")]
            #[inline(always)]
            pub(in crate::ipmsg) const fn trusted(bytes: &'a [u8]) -> Self {
                Self(bytes)
            }

            /// The bytes as they are on the wire.
            #[inline]
            #[must_use]
            pub const fn as_bytes(self) -> &'a [u8] {
                self.0
            }

            /// Whether it has no bytes.
            #[inline]
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0.is_empty()
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(&crate::ipmsg::text::Shown(self.0), f)
            }
        }

        crate::lossy::text! { $name, |text| text.as_bytes().iter().copied(); }
    };
}
pub(super) use bytes;

/// These bytes, if neither a NUL nor one of `separators` is among them: what it is, and at which byte, if not.
pub(super) const fn without<'a>(part: Part, separators: &[u8], bytes: &'a [u8]) -> Result<&'a [u8], Error> {
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        let at = bytes.len().wrapping_sub(rest.len());
        if *byte == 0 {
            return Err(Error::new(ErrorKind::Nul, part, at));
        }
        let mut separators = separators;
        while let [separator, others @ ..] = separators {
            if *byte == *separator {
                return Err(Error::new(ErrorKind::Separator, part, at));
            }
            separators = others;
        }
        rest = after;
    }
    Ok(bytes)
}
