//! A user or a host name of the header.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::text::Shown;
use core::fmt;

/// A user or host name: any bytes but `:` and NUL, of a charset that the packet as a whole
/// decides. May be empty.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Name<'a>(pub(super) &'a [u8]);

/// What keeps these bytes from standing in a field of the header.
pub(in crate::ipmsg) const fn misfit(mut bytes: &[u8]) -> Option<ErrorKind> {
    while let [byte, rest @ ..] = bytes {
        match byte {
            b':' => return Some(ErrorKind::Separator),
            0 => return Some(ErrorKind::Nul),
            _ => bytes = rest,
        }
    }
    None
}

impl<'a> Name<'a> {
    /// A name of these bytes. There is no escape for `:`: clients write `;` instead, and
    /// `FeiQ` a backspace.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for a `:`, [`ErrorKind::Nul`] for a NUL.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match misfit(bytes) {
            Some(kind) => Err(Error::new(kind, Part::USER, 0)),
            None => Ok(Self(bytes)),
        }
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}
