//! `text/plain`: what a user writes, and in which font.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/plain; charset=UTF-8␍␊
//! X-MMS-IM-Format: FN=Segoe%20UI; EF=BI; CO=ff0000; CS=0; PF=22␍␊
//!                  │              │      │          │     └ pitch and family, hexadecimal
//!                  │              │      │          └ charset of the font, hexadecimal
//!                  │              │      └ colour: blue, green, red, without leading zeros
//!                  │              └ effects: bold, italic, underline, strike-out
//!                  └ font, percent-encoded
//! ␍␊
//! hi
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::text::{Color, Effects, FontName, Format, PlainText}};
//!
//! let format = Format {
//!     font: FontName::new("Segoe UI"),
//!     effects: Effects::BOLD,
//!     color: Color::rgb(0, 0, 255),
//!     ..Format::default()
//! };
//! let mut buffer = [0; 256];
//! let payload = PlainText::new("hi").font(format).encode_into(&mut buffer)?;
//!
//! let text = PlainText::parse(payload)?;
//! assert_eq!(text.body, b"hi");
//! assert_eq!(text.format()?, Some(format));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The format is read on demand: a text whose colour makes no sense is still a text. The charset of the body is nearly
//! always UTF-8; show it with [`lossy`](PlainText::lossy), or with the feature `encoding_rs` decode it as it says:
//! `PlainText::decode`.
//!
//! Source: the msnpiki page on messages; pidgin, aMSN, Miranda; a capture of a text with a font of Windows 7.

mod font;
mod format;
mod plain;

pub use font::{Color, Effects, FontCharset, FontName, Pitch};
pub use format::{Format, FormatPairs};
pub(super) use plain::Found;
pub use plain::PlainText;
