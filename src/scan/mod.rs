//! The leaves: finding a byte, reading and writing numbers, lines. Each reader is a nom parser
//! on whole input and is next to its writer.
//!
//! ```
//! use imwire::scan;
//!
//! let (rest, user) = scan::until(b':')(b"taro:PC-02")?;
//! assert_eq!((user, rest), (&b"taro"[..], &b"PC-02"[..]));
//! let (rest, size) = scan::hex_u64(b"1F4:")?;
//! assert_eq!((size, rest), (500, &b":"[..]));
//! # Ok::<(), nom::Err<imwire::Fault>>(())
//! ```
//!
//! The searches use vectors where the target has them at compile time, and numbers are read
//! eight digits at once on 64-bit targets; on 32-bit ones, where that costs three times the
//! code, byte by byte. Both ways are tested against each other.

mod base64;
mod decimal;
mod entity;
mod find;
mod hex;
mod octets;

pub(crate) use base64::{put_base64, sextet};
pub use decimal::{decimal_u32, decimal_u64, put_decimal};
pub(crate) use decimal::{
    long_number_parameter, nine_digits, number_at_end, number_parameter, put_decimal_inline, ten_digits,
};
pub(crate) use entity::{entity, is_control};
pub use find::{find, find2, find3, line, until};
pub(crate) use find::{find2_near, find2_short, parameter, skip_blanks, skip_spaces};
pub(crate) use hex::{eight_hex_until, hex_until};
pub use hex::{hex_u32, hex_u64, put_hex};
pub(crate) use octets::{be_u16, be_u32, le_u16, le_u32, le_u64, octets};

/// How many items there are. Unlike [`Iterator::count`] it cannot overflow.
pub(crate) fn count(items: impl Iterator) -> usize {
    items.fold(0_usize, |count, _| count.saturating_add(1))
}

#[cfg(test)]
mod testing {
    use crate::error::{Fault, error_of};
    use crate::sink::SliceSink;
    use nom::IResult;

    #[track_caller]
    pub(super) fn refused<T: core::fmt::Debug>(
        result: IResult<&[u8], T, Fault>,
        input: &[u8],
        message: &str,
    ) {
        assert_eq!(error_of(result.unwrap_err(), input).to_string(), message);
    }

    #[track_caller]
    pub(super) fn puts(put: impl FnOnce(&mut SliceSink<'_>) -> Result<(), crate::Error>, expected: &str) {
        let mut buffer = [0; 20];
        let mut sink = SliceSink::new(&mut buffer);
        put(&mut sink).unwrap();
        assert_eq!(sink.written(), expected.as_bytes());
    }
}
