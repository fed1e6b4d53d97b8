//! Text: bytes of a charset that only the packet as a whole tells.

use crate::error::{Error, ErrorKind, Part};
use crate::scan;
use core::fmt;

/// Text of a packet, as it stands on the wire: any bytes but NUL, which ends it there. LF between
/// the lines; some clients write CR LF.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// A text of these bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`]: it would end there.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match scan::find(0, bytes) {
            Some(_) => Err(Error::new(ErrorKind::Nul, Part::TEXT, 0)),
            None => Ok(Self(bytes)),
        }
    }

    /// What a reader found in front of a NUL or the end.
    #[inline(always)]
    pub(super) const fn trusted(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as they stand on the wire.
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

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}
