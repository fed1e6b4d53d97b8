//! Traffic of MSNP and IPMsg for fuzzing and testing any program that reads it, and the laws that `imwire` itself is
//! tested with.
//!
//! Your program speaks one of the two protocols? [`traffic`] makes packets, commands by link, side and dialect, and whole
//! conversations out of whatever bytes a fuzzer finds: [plausible, any, or slightly broken](traffic::Style).
//!
//! ```
//! use imwire::msnp::{Dialect, Link, Role};
//! use imwire_testkit::{generate, traffic};
//!
//! # fn my_server_received(_: &[u8]) {}
//! let bytes = generate::noise(1, 2_000); // or what your fuzzer gives you
//! let mut u = arbitrary::Unstructured::new(&bytes);
//! let said = traffic::conversation(&mut u, traffic::Style::Plausible, Link::Notification, Dialect::MSNP8)?;
//! my_server_received(&said.stream(Role::Client));
//! # Ok::<(), arbitrary::Error>(())
//! ```
//!
//! | to test another program | |
//! |---|---|
//! | [`traffic`] | packets, commands and conversations, in three styles |
//! | [`mutate`] | changes captured bytes, command by command: a mutator for libFuzzer |
//! | [`dictionary`] | dictionaries for fuzzers, from the tables |
#![cfg_attr(feature = "proptest", doc = "| [`strategies`] | the same traffic for proptest |")]
//!
//! | to test imwire, or what is built on its types | |
//! |---|---|
//! | [`laws`] | the laws of imwire, and what checks all of them for one thing: [`laws::packet`], [`laws::body::body`] … |
//! | [`generate`] | typed values from bytes, one function for each wire type |
//! | [`look`] | everything that can be asked of a value: that nothing panics, and that answers agree |
//! | [`targets`] | what the fuzz targets run: bytes to laws |
//! | [`naive`] | readers of both protocols from the documents alone, as an oracle |
//! | [`recorder`] | a sink that remembers which slices it was given |
//! | [`rows`] | rows of vector files |
//! | [`payloads`] | payloads of MSNP by the kind that a row says |
//! | [`readings`] | commands of MSNP as text, field by field |
//! | [`example`] | runs the examples of a package from its tests |
#![cfg_attr(feature = "json", doc = "| [`expectations`] | JSON objects beside the rows of vector files |")]
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
//! # Features
//!
//! | | |
//! |---|---|
//! | `std` (default), `alloc`, `auth`, `encoding_rs` | those of imwire, and the laws of what they add |
//! | `laws` (default) | laws, generators, fuzz targets; without it, the readers of vector files |
//! | `proptest` | strategies |
//! | `json` | the comparison with expectations |

#![warn(missing_docs)]

#[cfg(feature = "laws")]
pub mod dictionary;
pub mod example;
#[cfg(feature = "json")]
pub mod expectations;
#[cfg(feature = "laws")]
pub mod generate;
#[cfg(feature = "laws")]
pub mod laws;
#[cfg(feature = "laws")]
pub mod look;
#[cfg(feature = "laws")]
pub mod mutate;
#[cfg(feature = "laws")]
pub mod naive;
pub mod names;
pub mod payloads;
pub mod readings;
#[cfg(feature = "laws")]
pub mod recorder;
pub mod rows;
#[cfg(feature = "proptest")]
pub mod strategies;
#[cfg(feature = "laws")]
pub mod targets;
#[cfg(feature = "laws")]
pub mod traffic;
