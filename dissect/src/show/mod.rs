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

#[cfg(test)]
mod tests {
    use imwire::fields::{Kind, Record, records};
    use std::collections::BTreeSet;

    fn note(record: &'static Record, seen: &mut Vec<&'static Record>, ids: &mut BTreeSet<&'static str>) {
        if seen.iter().any(|seen| std::ptr::eq(*seen, record)) {
            return;
        }
        seen.push(record);
        for field in record.fields {
            ids.insert(field.id);
            if let Kind::List(item) = field.kind {
                ids.insert(item.id);
            }
        }
        record.inner().for_each(|inner| note(inner, seen, ids));
    }

    /// A row with another id would never be looked at.
    #[test]
    fn every_row_names_a_field() {
        let (mut seen, mut ids) = (Vec::new(), BTreeSet::new());
        records().for_each(|record| note(record, &mut seen, &mut ids));
        let rows = super::json::SPECIAL.iter().map(|(id, _)| id);
        for id in rows.chain(super::values::SPECIAL.iter().map(|(id, _)| id)) {
            let names_a_field = match id.strip_suffix('*') {
                Some(start) => ids.iter().any(|id| id.starts_with(start)),
                None => ids.contains(id),
            };
            assert!(names_a_field, "{id}");
        }
    }
}
