//! placeholder
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_lossless,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
pub mod ipmsg;
pub mod msnp;
pub mod scan;
mod sink;
mod wire;

pub use error::{Error, ErrorKind, Fault, Part};
#[cfg(feature = "std")]
pub use sink::IoSink;
pub use sink::{Counter, Sink, SliceSink};
pub use wire::{Encode, Wire};
