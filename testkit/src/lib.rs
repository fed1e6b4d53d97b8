//! What must hold for every packet and command that `imwire` reads and writes, as functions, and
//! generators of packets and commands to run them over.
//!
//! The tests of imwire, its fuzz targets and its corpus run the same functions. They are of use to you
//! if you fuzz or test another program that speaks MSNP or IPMsg: the generators make packets, commands
//! and streams that are mostly valid, from any bytes that `arbitrary` or proptest give them.
//!
//! | module | |
//! |---|---|
//! | [`laws`] | the laws of imwire, and what checks all of them for one thing: [`laws::packet`], [`laws::body::body`] … |
//! | [`generate`] | values from bytes, one function for each wire type |
//! | [`look`] | everything that can be asked of a value: that nothing panics, and that answers agree |
//! | [`targets`] | what the fuzz targets run: bytes to laws |
//! | [`recorder`] | a sink that remembers which slices it was given |
//! | [`rows`] | rows of vector files |
//! | [`payloads`] | payloads of MSNP by the kind that a row says |
//! | [`readings`] | commands of MSNP as text, field by field |
//! | [`example`] | runs the examples of a package from its tests |
#![cfg_attr(feature = "json", doc = "| [`expectations`] | JSON objects beside the rows of vector files |")]
#![cfg_attr(feature = "proptest", doc = "| [`strategies`] | strategies for proptest |")]
//!
//! A law panics with the value or the bytes that break it:
//!
//! ```
//! use arbitrary::Unstructured;
//! use imwire_testkit::{generate, laws};
//!
//! // What is read is written back byte for byte, its parts lie in the input, and so on.
//! laws::packet(b"1:100:shirouzu:jupiter:32:hello");
//!
//! // A packet that fits is read back as itself.
//! let packet = generate::packet(&mut Unstructured::new(b"whatever a fuzzer finds"))?;
//! laws::packet_value(packet, &mut Vec::new());
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! Features: `std` (default), `alloc` and `encoding_rs` switch on those of imwire, and check what they
//! add; `proptest` adds strategies, `json` the
//! comparison with expectations.

#![warn(missing_docs)]

pub mod example;
#[cfg(feature = "json")]
pub mod expectations;
pub mod generate;
pub mod laws;
pub mod look;
pub mod names;
pub mod payloads;
pub mod readings;
pub mod recorder;
pub mod rows;
#[cfg(feature = "proptest")]
pub mod strategies;
pub mod targets;
