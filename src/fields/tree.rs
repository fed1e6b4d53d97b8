//! Walks that open the values inside a value: as a tree, and in one run.

use super::table::Field;
use super::{Fields, Value, Visitor};
use crate::scan;
use crate::sink::{Sink, SliceSink};
use core::fmt;

#[cfg(doc)]
use super::Walk;

/// Takes a tree of fields: [`walk_tree`] calls it.
pub trait TreeVisitor {
    /// A field that holds a number, text or bytes, or could not be read.
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>);

    /// A record or list begins. With `false` it is passed over, and there is no
    /// [`leave`](TreeVisitor::leave).
    fn enter(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) -> bool;

    /// It ends.
    fn leave(&mut self, field: &'static Field);
}

/// How deep [`walk_tree`] goes. No value is as deep, except dictionaries that were made to be: elements of XML have a
/// list between two.
const DEPTH: u8 = 48;

/// Walks a value and all values in it, depth first.
///
/// ```
/// use imwire::fields::{Field, TreeVisitor, Value, walk_tree};
/// use imwire::{Wire, msnp::{Dialect, ns::ClientCommand}};
///
/// struct Paths(Vec<&'static str>, Vec<String>);
///
/// impl TreeVisitor for Paths {
///     fn leaf(&mut self, field: &'static Field, value: Value<'_>, _at: Option<&[u8]>) {
///         self.1.push(format!("{}.{}: {value:?}", self.0.join("."), field.name()));
///     }
///     fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
///         self.0.push(field.name());
///         true
///     }
///     fn leave(&mut self, _: &'static Field) {
///         self.0.pop();
///     }
/// }
///
/// let usr = ClientCommand::parse_with(b"USR 1 TWN I a@example.com\r\n", Dialect::MSNP10)?;
/// let mut paths = Paths(vec!["usr"], Vec::new());
/// walk_tree(&usr, &mut paths);
/// assert_eq!(paths.1[2], r#"usr.step.begin.passport: Text("a@example.com")"#);
/// # Ok::<(), imwire::Error>(())
/// ```
pub fn walk_tree(value: &dyn Fields, visitor: &mut dyn TreeVisitor) {
    descend(value, visitor, DEPTH);
}

/// The same for what [`Walk::walk`] shows: a [`Visitor`] that walks into each value.
///
/// ```
/// use imwire::fields::{Field, Tree, TreeVisitor, Value, Walk, range};
/// use imwire::msnp::{Dialect, sb::ServerCommand};
///
/// struct Ranges<'a>(&'a [u8], Vec<(&'static str, core::ops::Range<usize>)>);
///
/// impl TreeVisitor for Ranges<'_> {
///     fn leaf(&mut self, field: &'static Field, _: Value<'_>, at: Option<&[u8]>) {
///         self.1.extend(at.and_then(|at| range(self.0, at)).map(|range| (field.name(), range)));
///     }
///     fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
///         true
///     }
///     fn leave(&mut self, _: &'static Field) {}
/// }
///
/// let bytes = b"CAL 2 RINGING 17220274\r\n";
/// let mut ranges = Ranges(bytes, Vec::new());
/// ServerCommand::walk(bytes, Dialect::MSNP10, &mut Tree::new(&mut ranges))?;
/// assert_eq!(ranges.1, [("trid", 4..5), ("session_id", 14..22)]);
/// # Ok::<(), imwire::Error>(())
/// ```
pub struct Tree<'t> {
    visitor: &'t mut dyn TreeVisitor,
    depth: u8,
}

impl<'t> Tree<'t> {
    /// Hands everything to that visitor.
    pub fn new(visitor: &'t mut dyn TreeVisitor) -> Self {
        Self { visitor, depth: DEPTH }
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").finish_non_exhaustive()
    }
}

impl Visitor for Tree<'_> {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let (Value::Record(inner) | Value::List(inner)) = value else {
            return self.visitor.leaf(field, value, at);
        };
        if self.visitor.enter(field, value, at) {
            descend(inner, self.visitor, self.depth);
            self.visitor.leave(field);
        }
    }
}

fn descend(value: &dyn Fields, visitor: &mut dyn TreeVisitor, depth: u8) {
    if let Some(depth) = depth.checked_sub(1) {
        value.fields(&mut Tree { visitor, depth });
    }
}

/// Takes name, value and bytes of a field.
type Each<'f> = dyn FnMut(&'static str, Value<'_>, Option<&[u8]>) + 'f;

/// Shows the fields of a command in one run, as they are on its line: for logs and simple tables.
///
/// Records inside are opened. A value of several forms is shown as the word that chose the form, if there is
/// one, and then the fields of the form; numbers that share a parameter as that parameter; and a
/// field that is called `value` inside another by the name of the other. Lists are shown as they are.
///
/// ```
/// use imwire::fields::{Value, flat};
/// use imwire::{Wire, msnp::{Dialect, ns::ServerCommand}};
///
/// let xfr = ServerCommand::parse_with(b"XFR 10 SB 192.0.2.1:1863 CKI 17.5\r\n", Dialect::MSNP10)?;
/// let mut line = String::new();
/// flat(&xfr, &mut |name: &str, value: Value<'_>, _: Option<&[u8]>| line += &format!(" {name}={value:?}"));
/// assert_eq!(
///     line,
///     r#" trid=Number(10) referral=Text("SB") address=Text("192.0.2.1:1863") cookie=Text("17.5")"#,
/// );
/// # Ok::<(), imwire::Error>(())
/// ```
pub fn flat(value: &dyn Fields, each: &mut Each<'_>) {
    value.fields(&mut Flat { within: None, each, depth: DEPTH });
}

/// The same for what [`Walk::walk`] shows: a [`Visitor`] that opens each value.
pub struct Flat<'f> {
    /// The name of the field that the fields are in.
    within: Option<&'static str>,
    each: &'f mut Each<'f>,
    depth: u8,
}

impl<'f> Flat<'f> {
    /// Calls `each` with name, value and bytes of each field.
    pub fn new(each: &'f mut Each<'f>) -> Self {
        Self { within: None, each, depth: DEPTH }
    }
}

impl fmt::Debug for Flat<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flat").finish_non_exhaustive()
    }
}

impl Visitor for Flat<'_> {
    fn field(&mut self, field: &'static Field, value: Value<'_>, at: Option<&[u8]>) {
        let own = field.name();
        let name = if own == "value" { self.within.unwrap_or(own) } else { own };
        if let (Some(tag), Some(choice)) = (field.tag, self.within) {
            (self.each)(choice, Value::Text(tag.as_bytes()), at.and_then(|at| at.get(..tag.len())));
        }
        let (Value::Record(inner), Some(depth)) = (value, self.depth.checked_sub(1)) else {
            return (self.each)(name, value, at);
        };
        match inner.record().joined_by {
            Some(separator) => joined(inner, separator, &mut |value| (self.each)(name, value, at)),
            None => inner.fields(&mut Flat { within: Some(name), each: &mut *self.each, depth }),
        }
    }
}

/// Numbers with a separator between them; one alone as the number that it is.
fn joined(numbers: &dyn Fields, separator: u8, show: &mut dyn FnMut(Value<'_>)) {
    let mut buffer = [0; 64];
    let mut sink = SliceSink::new(&mut buffer);
    let (mut count, mut last) = (0_usize, 0);
    numbers.fields(&mut |_: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        if let Value::Number(number) = value {
            // No record of numbers is longer than the buffer.
            let _ = if count > 0 { sink.put(&[separator]) } else { Ok(()) };
            let _ = scan::put_decimal(&mut sink, number);
            (count, last) = (count.saturating_add(1), number);
        }
    });
    show(if count == 1 { Value::Number(last) } else { Value::Text(sink.written()) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Kind, Record};

    /// A value in a value in a value, without end.
    struct Endless;

    impl Fields for Endless {
        fn record(&self) -> &'static Record {
            const { &Record::new("test", "Endless", &[]) }
        }

        fn fields(&self, visitor: &mut dyn Visitor) {
            const FIELD: &Field = &Field::new("test.inner", Kind::Text);
            visitor.field(FIELD, Value::Record(&Endless), None);
        }
    }

    #[test]
    fn a_tree_has_a_limit() {
        struct Count(usize);
        impl TreeVisitor for Count {
            fn leaf(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) {}
            fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
                self.0 += 1;
                true
            }
            fn leave(&mut self, _: &'static Field) {}
        }
        let mut count = Count(0);
        walk_tree(&Endless, &mut count);
        assert_eq!(count.0, usize::from(DEPTH));
    }
}
