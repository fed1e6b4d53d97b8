//! Shows any value of the library: as JSON, and as text to look at. Both are walkers over
//! [`imwire::fields`], and neither knows a type: what is a record there is shown here.

pub(crate) mod charset;
pub(crate) mod exact;
pub(crate) mod hex;
pub(crate) mod json;
pub(crate) mod output;
pub(crate) mod page;
pub(crate) mod readable;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod values;

/// The row of a table for a field: its id, or the start of it with `*`.
fn row<T>(table: &'static [(&str, T)], id: &str) -> Option<&'static T> {
    let fits = |row: &str| row.strip_suffix('*').map_or(row == id, |start| id.starts_with(start));
    table.iter().find(|(row, _)| fits(row)).map(|(_, how)| how)
}
