//! Tests of IPMsg, one module for each topic. All bytes that they are about are in `tests/vectors` or in the
//! module; what they have in common is in the crate `imwire-testkit`.

mod commands;
mod dict;
mod fields;
mod keys;
mod laws;
#[cfg(feature = "std")]
mod made;
mod message;
mod names;
mod packet;
mod presence;
mod sizes;
mod transfer;
mod vectors;

use imwire_testkit::rows::{self, Ipmsg};

/// The rows of the vector file.
fn rows() -> Vec<Ipmsg<'static>> {
    rows::ipmsg(include_str!("../vectors/ipmsg.txt"))
}
