//! A user or a host name of the header.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::bytes::bytes;

bytes! {
    /// A user or host name: any bytes but `:` and NUL, of a charset that the packet as a whole
    /// decides. May be empty.
    #[derive(Default)]
    Name
}

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
}
