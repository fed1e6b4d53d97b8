//! All parameters that are left.

use super::{Absent, Field, Params, Place, Scope, Value};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::msnp::{Arg, Args, Dialect};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// All parameters that are left, if any: their number is open.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct List<'a>(&'a [u8]);

impl<'a> List<'a> {
    /// A list of these parameters, separated by blanks. Blanks at either end do not count.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for CR and LF.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        match scan::find2(b'\r', b'\n', bytes) {
            Some(_) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, 0)),
            None => Ok(Self(trim(bytes))),
        }
    }

    /// The parameters and the blanks between them, as they stand on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The parameters.
    #[must_use]
    pub const fn iter(self) -> Args<'a> {
        Args::of(self.0)
    }
}

impl<'a> IntoIterator for List<'a> {
    type Item = Arg<'a>;
    type IntoIter = Args<'a>;

    fn into_iter(self) -> Args<'a> {
        self.iter()
    }
}

const fn trim(mut text: &[u8]) -> &[u8] {
    text = scan::skip_spaces(text);
    while let [rest @ .., b' '] = text {
        text = rest;
    }
    text
}

impl<'a> Field<'a> for List<'a> {
    const MIN: usize = 0;
    const PLACE: Place = Place::End;

    #[inline(always)]
    fn take(input: &'a [u8], _: Part, _: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
        Ok((&[], Self(trim(input))))
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        if self.0.is_empty() { Ok(()) } else { out.param(self.0) }
    }

    fn check(&self, part: Part, _: Dialect, absent: &mut Absent) -> Result<(), Error> {
        if absent.hole && !self.0.is_empty() { Err(Error::new(ErrorKind::Hole, part, 0)) } else { Ok(()) }
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        if !self.0.is_empty() {
            each(name, Value::List(self.iter()));
        }
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.iter(), f)
    }
}
