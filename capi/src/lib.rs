//! The C interface of imwire. What the functions do is documented in `include/imwire.h`, which is made of this file:
//! each `///` there comes from here.
//!
//! Nothing allocates, and nothing is kept between two calls but the [`imwire_session`] that the caller owns. While a
//! visitor runs no reference into memory of the caller is held except to the input, which is only read; so a
//! visitor may call every function again, with the same session too.
//!
//! This is the only place of the project with `unsafe`. What C has to promise is the same everywhere: a pointer is
//! null where that is allowed, or else good for as many bytes or items as are said.
#![allow(unsafe_code, non_camel_case_types, clippy::too_many_arguments)]
#![deny(unsafe_op_in_unsafe_fn, missing_docs)]

mod session;
mod table;
mod text;
mod visit;

pub use session::*;
pub use table::*;
pub use text::*;
pub use visit::*;

use core::slice;

/// All is well.
pub const IMWIRE_OK: i32 = 0;
/// More bytes are needed: call again with these and those that follow.
pub const IMWIRE_MORE: i32 = 1;
/// It cannot be read: the error says why.
pub const IMWIRE_MALFORMED: i32 = 2;
/// The visitor wanted no more.
pub const IMWIRE_STOPPED: i32 = 3;
/// A pointer is null that may not be, or a number has no meaning.
pub const IMWIRE_ARGUMENT: i32 = 4;

/// What is wrong, with which part, at which byte of the input. Without an error kind is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct imwire_error {
    /// The byte, counted from the start of the input.
    pub at: u64,
    /// The part: see imwire_part_name.
    pub part: u16,
    /// What is wrong: see imwire_kind_text.
    pub kind: u8,
}

impl From<imwire::Error> for imwire_error {
    fn from(error: imwire::Error) -> Self {
        Self { at: error.at() as u64, part: error.part().code(), kind: error.kind().code() }
    }
}

/// Text that is not ended by NUL, or data.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct imwire_bytes {
    /// The first byte; null if there is none.
    pub data: *const u8,
    /// How many bytes.
    pub len: usize,
}

impl imwire_bytes {
    const NONE: Self = Self { data: core::ptr::null(), len: 0 };

    const fn of(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), len: bytes.len() }
    }
}

/// The bytes at a pointer; `None` if it is null and there should be some.
///
/// # Safety
/// It is null, or good for reading `len` bytes for as long as `'a`.
unsafe fn input<'a>(data: *const u8, len: usize) -> Option<&'a [u8]> {
    if len == 0 {
        return Some(&[]);
    }
    if data.is_null() || isize::try_from(len).is_err() {
        return None;
    }
    // SAFETY: not null, so the caller promises so many bytes; the length is one that a slice can have.
    Some(unsafe { slice::from_raw_parts(data, len) })
}

/// Writes to a pointer, unless it is null.
///
/// # Safety
/// It is null, or good for writing one value.
unsafe fn give<T>(to: *mut T, value: T) {
    if !to.is_null() {
        // SAFETY: not null, so the caller promises room for one value. Nothing is read or dropped.
        unsafe { to.write(value) };
    }
}

/// The version of this interface: 1. It changes when a program has to be compiled again.
#[unsafe(no_mangle)]
pub extern "C" fn imwire_abi() -> u32 {
    1
}
