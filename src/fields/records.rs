//! The records of the whole crate.

use super::table::Record;
use crate::{ipmsg, msnp};

/// The records of everything that can be read by itself: packets, commands, payloads, dictionaries. All others are
/// [reached](Record::inner) from these, some from several. So everything that a walk can show is known before
/// anything is read.
///
/// ```
/// use imwire::fields::{Record, records};
/// use std::collections::BTreeMap;
///
/// fn note(record: &'static Record, all: &mut BTreeMap<(&str, &str), &'static Record>) {
///     if all.insert((record.id, record.name), record) != Some(record) {
///         record.inner().for_each(|inner| note(inner, all));
///     }
/// }
///
/// let mut all = BTreeMap::new();
/// records().for_each(|record| note(record, &mut all));
/// assert_eq!(all[&("msnp.cal", "CalReply")].fields[1].id, "msnp.cal.session_id");
/// ```
///
/// `imwire-dissect --schema` prints the same as JSON.
pub fn records() -> impl Iterator<Item = &'static Record> {
    let commands = msnp::TABLES.iter().flat_map(|table| table.rows).filter_map(|row| row.fields);
    let others = ipmsg::RECORDS.iter().chain(msnp::RECORDS).chain(msnp::payload::RECORDS);
    others.copied().chain(commands)
}
