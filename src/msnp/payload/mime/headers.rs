//! Header lines, read or of your own.

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::payload::value::{HeaderText, Shown, trim};
use crate::scan;
use crate::sink::Sink;
use core::fmt;
use core::hash::{Hash, Hasher};

const NAME: Part = Part::named("header name");
const VALUE: Part = Part::named("header value");

/// One header line.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header<'a> {
    name: &'a [u8],
    value: HeaderText<'a>,
}

impl<'a> Header<'a> {
    /// A header of that name and value.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`] without a name; [`ErrorKind::Separator`] for a colon, CR or LF in the name, a space
    /// or TAB at its ends, and for a value that [`HeaderText::new`] refuses.
    pub fn new(name: &'a str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let name = name.as_bytes();
        let kind = match name {
            [] => ErrorKind::Empty,
            [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => ErrorKind::Separator,
            _ => match scan::find3(b':', b'\r', b'\n', name) {
                Some(_) => ErrorKind::Separator,
                None => return Ok(Self { name, value: HeaderText::new(value)? }),
            },
        };
        Err(Error::new(kind, NAME, 0))
    }

    /// The name, as it is on the wire. Compare it without case.
    #[must_use]
    pub const fn name(self) -> &'a [u8] {
        self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> HeaderText<'a> {
        self.value
    }

    /// Whether it has that name; letter case does not count.
    #[must_use]
    pub fn is(self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\": {:?}", self.name.escape_ascii(), self.value)
    }
}

/// Header lines: as they were read, or as a slice of your own. Both are equal if their lines are.
#[derive(Clone, Copy)]
pub struct Headers<'a>(pub(super) Source<'a>);

#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// `at`: how many bytes came before them. `skip`: the names that a record has as its own fields; not empty,
    /// lines without a colon are left out too.
    Wire {
        bytes: &'a [u8],
        at: usize,
        skip: &'static [&'static str],
    },
    Slice(&'a [Header<'a>]),
}

impl<'a> Headers<'a> {
    /// No lines.
    pub const NONE: Self = Self::new(&[]);

    /// These lines.
    #[must_use]
    pub const fn new(headers: &'a [Header<'a>]) -> Self {
        Self(Source::Slice(headers))
    }

    /// A block of lines up to the first empty line, or to the end; what follows the empty line is not part of
    /// it. For bodies that are header lines again; the last line need not be ended.
    #[must_use]
    pub const fn of_block(block: &'a [u8]) -> Self {
        Self::on_wire(block, 0)
    }

    #[inline(always)]
    pub(in crate::msnp::payload) const fn on_wire(bytes: &'a [u8], at: usize) -> Self {
        Self(Source::Wire { bytes, at, skip: &[] })
    }

    /// The lines that are none of the fields of a record, without those that have no colon.
    pub(in crate::msnp::payload) const fn without(self, skip: &'static [&'static str]) -> Self {
        match self.0 {
            Source::Wire { bytes, at, .. } => Self(Source::Wire { bytes, at, skip }),
            Source::Slice(headers) => Self(Source::Slice(headers)),
        }
    }

    /// The value of the first line of that name; letter case does not count.
    #[inline]
    #[must_use]
    pub fn get(&self, name: &str) -> Option<HeaderText<'a>> {
        match self.0 {
            Source::Wire { bytes, at, skip: [] } => {
                Lines { rest: bytes, at }.find_map(|line| line.value_of(name)).map(HeaderText::trusted)
            }
            _ => self.iter().flatten().find(|header| header.is(name)).map(Header::value),
        }
    }

    /// Goes through the lines. A line without a colon, or without a name before it, is an error, and those after
    /// it follow.
    #[inline]
    #[must_use]
    pub const fn iter(&self) -> HeadersIter<'a> {
        match self.0 {
            Source::Wire { bytes, at, skip } => {
                HeadersIter { lines: Lines { rest: bytes, at }, slice: &[], skip }
            }
            Source::Slice(slice) => HeadersIter { lines: Lines { rest: &[], at: 0 }, slice, skip: &[] },
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether an empty line follows the lines. Lines of your own are always written with one.
    #[must_use]
    pub fn has_empty_line(&self) -> bool {
        match self.0 {
            Source::Wire { bytes, at, .. } => {
                let mut lines = Lines { rest: bytes, at };
                (&mut lines).for_each(drop);
                skip_line_end(lines.rest).is_some()
            }
            Source::Slice(_) => true,
        }
    }

    /// How the first line ends; CR LF without one.
    #[must_use]
    pub fn line_end(&self) -> LineEnd {
        let bytes = match self.0 {
            Source::Wire { bytes, .. } => bytes,
            Source::Slice(_) => &[],
        };
        match scan::find2(b'\r', b'\n', bytes).and_then(|at| bytes.get(at..)) {
            Some([b'\n', ..]) => LineEnd::Lf,
            Some([b'\r', after @ ..]) if !after.starts_with(b"\n") => LineEnd::Cr,
            _ => LineEnd::CrLf,
        }
    }

    /// The byte after the last line: where a missing one should be.
    pub(in crate::msnp::payload) fn end(&self) -> usize {
        match self.0 {
            Source::Wire { bytes, at, .. } => {
                let mut lines = Lines { rest: bytes, at };
                (&mut lines).for_each(drop);
                lines.at
            }
            Source::Slice(_) => 0,
        }
    }

    /// Name, value and where the value is, of each line that has them.
    #[inline]
    pub(in crate::msnp::payload) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'a [u8], &'a [u8], usize)> + use<'a> {
        let (lines, headers) = match self.0 {
            Source::Wire { bytes, at, .. } => (Lines { rest: bytes, at }, &[][..]),
            Source::Slice(headers) => (Lines { rest: &[], at: 0 }, headers),
        };
        let own = headers.iter().map(|header| (header.name, header.value.as_bytes(), 0));
        lines.filter_map(Line::split).chain(own)
    }

    /// The lines that were read, with their places; none of a slice.
    pub(in crate::msnp::payload) const fn lines(&self) -> Lines<'a> {
        match self.0 {
            Source::Wire { bytes, at, .. } => Lines { rest: bytes, at },
            Source::Slice(_) => Lines { rest: &[], at: 0 },
        }
    }

    /// The lines that were read, as bytes.
    pub(in crate::msnp::payload) const fn block(&self) -> Option<&'a [u8]> {
        match self.0 {
            Source::Wire { bytes, .. } => Some(bytes),
            Source::Slice(_) => None,
        }
    }

    /// The first value of that name that has bytes.
    pub(in crate::msnp::payload) fn value(&self, name: &str) -> Option<&'a [u8]> {
        let found = |(key, value, _): &(&[u8], &[u8], usize)| {
            !value.is_empty() && key.eq_ignore_ascii_case(name.as_bytes())
        };
        self.entries().find(found).map(|(_, value, _)| value)
    }

    /// The lines of a slice.
    pub(in crate::msnp::payload) const fn slice(&self) -> &'a [Header<'a>] {
        match self.0 {
            Source::Wire { .. } => &[],
            Source::Slice(headers) => headers,
        }
    }

    /// Whether a record can have these as its other lines: none has a name of its own, and all have a colon.
    pub(in crate::msnp::payload) fn check_others(&self, own: &[&str]) -> Result<(), Error> {
        let bad = |line: Result<Header<'_>, _>| line.is_ok_and(|header| is_one_of(header.name, own));
        match self.iter().find(|line| line.is_err()) {
            Some(Err(error)) => Err(Error::new(error.kind(), error.part(), 0)),
            _ if self.iter().any(bad) => Err(Error::new(ErrorKind::Ambiguous, NAME, 0)),
            _ => Ok(()),
        }
    }

    /// Writes the lines, each with CR LF, and no empty line.
    pub(in crate::msnp::payload) fn put_lines<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        for line in self.iter().raw() {
            match line {
                Ok(Header { name, value }) => put_line(sink, name, |sink| sink.put(value.as_bytes()))?,
                Err(line) => {
                    sink.put(line.text)?;
                    sink.put(b"\r\n")?;
                }
            }
        }
        Ok(())
    }
}

/// Writes a header line.
pub(in crate::msnp::payload) fn put_line<S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    value: impl FnOnce(&mut S) -> Result<(), S::Error>,
) -> Result<(), S::Error> {
    sink.put(name)?;
    sink.put(b": ")?;
    value(sink)?;
    sink.put(b"\r\n")
}

impl Default for Headers<'_> {
    fn default() -> Self {
        Self::NONE
    }
}

/// The place of an error does not count: the same lines may be elsewhere.
impl PartialEq for Headers<'_> {
    fn eq(&self, other: &Self) -> bool {
        let text = |line: Result<_, Line<'_>>| line.map_err(|line| line.text.len());
        self.iter().raw().map(text).eq(other.iter().raw().map(text))
            && self.iter().raw().zip(other.iter().raw()).all(|pair| match pair {
                (Err(a), Err(b)) => a.text == b.text,
                _ => true,
            })
    }
}

impl Eq for Headers<'_> {}

impl Hash for Headers<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().raw().for_each(|line| line.map_err(|line| line.text).hash(state));
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        for line in self.iter().raw() {
            match line {
                Ok(header) => list.entry(&header),
                Err(line) => list.entry(&Shown(line.text)),
            };
        }
        list.finish()
    }
}

impl<'a> IntoIterator for Headers<'a> {
    type Item = Result<Header<'a>, Error>;
    type IntoIter = HeadersIter<'a>;

    fn into_iter(self) -> HeadersIter<'a> {
        self.iter()
    }
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR LF, as it should.
    CrLf,
    /// A bare LF.
    Lf,
    /// A bare CR.
    Cr,
}

/// A line with the lines that continue it, without its end.
#[derive(Clone, Copy)]
pub(in crate::msnp::payload) struct Line<'a> {
    pub(in crate::msnp::payload) text: &'a [u8],
    /// Where it begins.
    pub(in crate::msnp::payload) at: usize,
}

impl<'a> Line<'a> {
    /// The name and the value, and where the value begins.
    #[inline]
    pub(in crate::msnp::payload) fn split(self) -> Option<(&'a [u8], &'a [u8], usize)> {
        let (name, rest) = self.text.split_at_checked(scan::find(b':', self.text)?)?;
        let value = scan::skip_blanks(rest.get(1..)?);
        // A name is not folded.
        if scan::find2(b'\r', b'\n', name).is_some() {
            return None;
        }
        let name = match name {
            [b' ' | b'\t', ..] => &[],
            [.., b' ' | b'\t'] => trim(name),
            _ => name,
        };
        if name.is_empty() {
            return None;
        }
        Some((name, value, self.at(value)))
    }

    /// The value if that is the name.
    #[inline(always)]
    pub(in crate::msnp::payload) fn value_of(self, name: &str) -> Option<&'a [u8]> {
        let (start, rest) = self.text.split_at_checked(name.len())?;
        if start != name.as_bytes() && !start.eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        match scan::skip_blanks(rest) {
            [b':', value @ ..] => Some(scan::skip_blanks(value)),
            _ => None,
        }
    }

    /// Why it is no header line.
    pub(in crate::msnp::payload) const fn error(self) -> Error {
        match self.text {
            [b':' | b' ' | b'\t', ..] => Error::new(ErrorKind::Empty, NAME, self.at),
            text => Error::new(ErrorKind::Missing, VALUE, self.at.saturating_add(text.len())),
        }
    }

    /// Where a value begins that ends with the line.
    pub(in crate::msnp::payload) const fn at(self, value: &[u8]) -> usize {
        self.at.saturating_add(self.text.len().saturating_sub(value.len()))
    }
}

/// The lines of a block, up to the first empty one, which is what is left then.
#[derive(Clone, Copy)]
pub(in crate::msnp::payload) struct Lines<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    #[inline]
    fn next(&mut self) -> Option<Line<'a>> {
        let input = self.rest;
        if let [] | [b'\r' | b'\n', ..] = input {
            return None;
        }
        let (text, rest) = first_line(input);
        let rest = rest.unwrap_or_default();
        let line = Line { text, at: self.at };
        self.at = self.at.saturating_add(input.len().wrapping_sub(rest.len()));
        self.rest = rest;
        Some(line)
    }
}

/// Whether that is one of the names; letter case does not count.
pub(in crate::msnp::payload) fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// Goes through [`Headers`].
#[derive(Clone)]
pub struct HeadersIter<'a> {
    lines: Lines<'a>,
    slice: &'a [Header<'a>],
    skip: &'static [&'static str],
}

impl<'a> HeadersIter<'a> {
    #[inline]
    fn next_raw(&mut self) -> Option<Result<Header<'a>, Line<'a>>> {
        if let [first, rest @ ..] = self.slice {
            self.slice = rest;
            return Some(Ok(*first));
        }
        for line in &mut self.lines {
            match line.split() {
                Some((name, value, _)) if !is_one_of(name, self.skip) => {
                    return Some(Ok(Header { name, value: HeaderText::trusted(value) }));
                }
                None if self.skip.is_empty() => return Some(Err(line)),
                _ => {}
            }
        }
        None
    }

    /// With the lines that make no sense as they are.
    pub(in crate::msnp::payload) fn raw(mut self) -> impl Iterator<Item = Result<Header<'a>, Line<'a>>> {
        core::iter::from_fn(move || self.next_raw())
    }
}

impl<'a> Iterator for HeadersIter<'a> {
    type Item = Result<Header<'a>, Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let line = self.next_raw()?;
        Some(line.map_err(Line::error))
    }
}

/// The first line with those that continue it, without its end, and what follows it; `None` if it does not end.
#[inline(always)]
pub(super) fn first_line(input: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut from = input;
    loop {
        let Some(end) = scan::find2(b'\r', b'\n', from).and_then(|at| from.get(at..)) else {
            return (input, None);
        };
        let next = skip_line_end(end).unwrap_or_default();
        if let [b' ' | b'\t', ..] = next {
            from = next;
            continue;
        }
        return (input.get(..input.len().wrapping_sub(end.len())).unwrap_or(input), Some(next));
    }
}

/// What follows CR LF, LF or CR.
#[inline(always)]
pub(in crate::msnp::payload) const fn skip_line_end(input: &[u8]) -> Option<&[u8]> {
    match input {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}
