//! All parameters that are left.

use super::{Absent, Field, Params, Place, Rest, Scope};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Value, Visitor};
use crate::msnp::{Arg, Args, Dialect};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use nom::IResult;

/// All parameters that are left, if any: their number is open.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct List<'a>(&'a [u8]);

impl<'a> List<'a> {
    /// A list of these parameters, separated by spaces. Spaces at either end do not count.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for CR and LF.
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        match scan::find2(b'\r', b'\n', bytes) {
            Some(at) => Err(Error::new(ErrorKind::Separator, Part::PARAMETER, at)),
            None => Ok(Self(trim(bytes))),
        }
    }

    /// What was found on a line.
    pub(crate) const fn of(bytes: &'a [u8]) -> Self {
        Self(trim(bytes))
    }

    /// The parameters and the spaces between them, as received.
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

/// A parameter of a list.
pub(crate) const ITEM: fields::Field = fields::Field::new("msnp.list.item", Kind::Text);

/// The parameters of a list, and whether they are a part of the input.
struct Items<'a> {
    args: Args<'a>,
    found: bool,
}

impl Fields for Items<'_> {
    fn record(&self) -> &'static Record {
        const { &Record::new("msnp.list", "List", &[]) }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        for arg in self.args {
            let bytes = arg.as_bytes();
            visitor.field(const { &ITEM }, Value::Text(bytes), self.found.then_some(bytes));
        }
    }
}

impl<'a> Field<'a> for List<'a> {
    const KIND: Kind = Kind::List(const { &ITEM });
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
        absent.open = true;
        if absent.gap && !self.0.is_empty() { Err(Error::new(ErrorKind::Gap, part, 0)) } else { Ok(()) }
    }

    fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
        if !self.0.is_empty() {
            let found = line.0.is_some();
            let items = Items { args: self.iter(), found };
            visitor.field(field, Value::List(&items), found.then_some(self.0));
        }
        Rest(line.0.map(|_| &[][..]))
    }
}

impl fmt::Debug for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.iter(), f)
    }
}
