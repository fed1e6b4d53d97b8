//! A user or a host name of the header.

use crate::error::{Error, Part};
use crate::ipmsg::bytes::{bytes, without};

bytes! {
    /// A user or host name: any bytes except `:` and NUL, of a charset that the packet as a whole
    /// decides. May be empty.
    #[derive(Default)]
    Name
}

impl<'a> Name<'a> {
    /// A user name: a string, or bytes of any charset. There is no escape for `:`: clients write `;` instead, and
    /// `FeiQ` a backspace.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`](crate::ErrorKind::Separator) for a `:`, [`ErrorKind::Nul`](crate::ErrorKind::Nul) for a NUL, at that byte of the user.
    pub fn new(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Self::of(Part::USER, name.as_ref())
    }

    /// A host name.
    ///
    /// ```
    /// use imwire::ipmsg::Name;
    ///
    /// assert_eq!(Name::host("PC-02")?.as_bytes(), b"PC-02");
    /// let error = Name::host("fe80::1").unwrap_err();
    /// assert_eq!(error.to_string(), "host: invalid byte at byte 4");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`new`](Name::new), at that byte of the host.
    pub fn host(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Self::of(Part::HOST, name.as_ref())
    }

    fn of(part: Part, bytes: &'a [u8]) -> Result<Self, Error> {
        without(part, b":", bytes).map(Self)
    }
}
