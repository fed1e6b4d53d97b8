//! placeholder
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
pub mod ipmsg;
pub mod scan;
mod sink;
mod wire;

pub use error::{Error, ErrorKind, Fault, Part};
#[cfg(feature = "std")]
pub use sink::IoSink;
pub use sink::{Counter, Sink, SliceSink};
pub use wire::{Encode, Wire};
