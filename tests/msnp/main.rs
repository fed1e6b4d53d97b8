//! Tests of MSNP, one module for each topic. All bytes that they are about are in `tests/vectors` or in the
//! module; what they have in common is in the crate `imwire-testkit`.

mod ambiguities;
mod builders;
mod coverage;
mod fields;
mod laws;
#[cfg(feature = "std")]
mod made;
mod notification;
mod sizes;
mod splitter;
mod switchboard;
mod table;
mod vectors;

use imwire_testkit::rows::{self, Msnp};

/// The rows that documents and programs are the source of.
fn rows() -> Vec<Msnp<'static>> {
    rows::msnp(include_str!("../vectors/msnp.txt"))
}

/// Rows for what there is no such sample of.
fn derived_rows() -> Vec<Msnp<'static>> {
    rows::msnp(include_str!("../vectors/msnp-derived.txt"))
}

/// Streams of programs: several commands, and what is refused.
fn streams() -> Vec<Msnp<'static>> {
    rows::msnp(include_str!("../vectors/msnp-streams.txt"))
}

/// The rows of one command each.
fn all_rows() -> Vec<Msnp<'static>> {
    let mut rows = rows();
    rows.extend(derived_rows());
    rows
}
