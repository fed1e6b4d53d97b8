//! What fields and errors of payloads are called in vector files, and here: `tests/payload/names.tsv`.
//!
//! ```text
//! kind  what  theirs  ours
//! ```
//!
//! `kind` names the kinds of rows, separated by spaces; a `*` at the end of a name matches any ending. `what` is `field`
//! or `error`. In `theirs`, `*` matches any text and `#` a number; `ours` repeats them in the same places.
//!
//! ```
//! use imwire_testkit::names::Names;
//!
//! let names = Names::new("kind\twhat\ttheirs\tours\nmime:*\tfield\tobj#.*\tobjects.#.attributes.*\n");
//! assert_eq!(names.ours("mime:x", "field", "obj2.Size").as_deref(), Some("objects.2.attributes.Size"));
//! assert_eq!(names.ours("mime:x", "field", "obj.Size"), None);
//! ```

/// The lines of the table.
#[derive(Clone, Debug)]
pub struct Names<'a>(Vec<Name<'a>>);

#[derive(Clone, Copy, Debug)]
struct Name<'a> {
    kinds: &'a str,
    what: &'a str,
    theirs: &'a str,
    ours: &'a str,
}

impl<'a> Names<'a> {
    /// Reads the table.
    ///
    /// # Panics
    /// If it is not in this format.
    pub fn new(table: &'a str) -> Self {
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("kind\twhat\ttheirs\tours"));
        let name = |line: &'a str| match line.split('\t').collect::<Vec<_>>()[..] {
            [kinds, what, theirs, ours] => Name { kinds, what, theirs, ours },
            _ => panic!("{line}: not four columns"),
        };
        Self(lines.map(name).collect())
    }

    /// Our name for theirs: that of the first line that fits.
    pub fn ours(&self, kind: &str, what: &str, theirs: &str) -> Option<String> {
        let mut of_kind = self.0.iter().filter(|name| name.what == what && name.is_of(kind));
        of_kind.find_map(|name| name.ours(theirs))
    }
}

impl Name<'_> {
    fn is_of(&self, kind: &str) -> bool {
        self.kinds.split(' ').any(|known| match known.strip_suffix('*') {
            Some(start) => kind.starts_with(start),
            None => kind == known,
        })
    }

    fn ours(&self, theirs: &str) -> Option<String> {
        let Some(at) = self.theirs.find(['*', '#']) else {
            return (self.theirs == theirs).then(|| self.ours.to_owned());
        };
        let middle = theirs.strip_prefix(&self.theirs[..at])?;
        let tail = &self.theirs[at + 1..];
        if self.theirs[at..].starts_with('*') {
            return Some(self.ours.replacen('*', middle.strip_suffix(tail)?, 1));
        }
        let digits = middle.find(|c: char| !c.is_ascii_digit()).unwrap_or(middle.len());
        let (number, rest) = middle.split_at(digits);
        if number.is_empty() {
            return None;
        }
        let ours = self.ours.replacen('#', number, 1);
        match tail.strip_suffix('*') {
            Some(fixed) => Some(ours.replacen('*', rest.strip_prefix(fixed)?, 1)),
            None => (rest == tail).then_some(ours),
        }
    }
}
