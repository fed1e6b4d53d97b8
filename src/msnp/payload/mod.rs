//! What is inside the payloads: messages with their header lines, personal data, sign-in.
//!
//! [`Frame`](crate::msnp::Frame) and the typed commands end at the payload, which is bytes to them. The types
//! here read those bytes, wherever they come from, and write them.
//!
//! | topic | payload of | types |
//! |---|---|---|
//! | [`mime`] | `MSG`, `UUM`, `UBM`, offline messages | header lines and a body: [`Mime`](mime::Mime), [`ContentType`](mime::ContentType) |
//!
//! Everything borrows from its input, nothing is decoded before you ask for it, and no length or number found
//! in a payload is trusted. A payload that makes no sense is an error of this tier only: the frame and the
//! command around it are as they were.

pub mod mime;
pub mod value;

use crate::error::{Error, Fault};
use nom::IResult;

/// The grammar of what takes all of its input.
#[inline]
pub(super) fn whole<'a, T>(
    read: impl Fn(&'a [u8]) -> Result<T, Error>,
) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], T, Fault> {
    move |input| match read(input) {
        Ok(value) => Ok((&[], value)),
        Err(error) => Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default()),
    }
}
