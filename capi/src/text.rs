//! Texts for codes, and bytes decoded.

use super::{IMWIRE_ARGUMENT, IMWIRE_OK, give, imwire_bytes, imwire_error, input};
use core::ffi::c_char;
use imwire::fields::Encoding;
use imwire::{ErrorKind, Part};

/// What a kind of error means, such as "not a decimal number". Codes never change. Without such a kind: none.
#[unsafe(no_mangle)]
pub extern "C" fn imwire_kind_text(kind: u8) -> imwire_bytes {
    ErrorKind::from_code(kind).map_or(imwire_bytes::NONE, |kind| imwire_bytes::of(kind.text().as_bytes()))
}

/// The name of a part, such as "packet number". Codes never change. Without such a part: none.
#[unsafe(no_mangle)]
pub extern "C" fn imwire_part_name(part: u16) -> imwire_bytes {
    Part::from_code(part).map_or(imwire_bytes::NONE, |part| imwire_bytes::of(part.name().as_bytes()))
}

/// Writes the message of an error, such as "packet number: not a decimal number at byte 2", ended by NUL and cut to
/// the room. Returns its length without the NUL, as snprintf does. With no room text may be null.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_error_text(
    error: *const imwire_error,
    text: *mut c_char,
    room: usize,
) -> usize {
    // SAFETY: the caller promises that it is null or good for reading.
    let error = unsafe { error.as_ref() }.copied().unwrap_or_default();
    let text = text.cast::<u8>();
    let mut message = Message { text, room, len: 0 };
    if let (Some(kind), Some(part)) = (ErrorKind::from_code(error.kind), Part::from_code(error.part)) {
        let _ = core::fmt::write(
            &mut message,
            format_args!("{}: {} at byte {}", part.name(), kind.text(), error.at),
        );
    }
    if room > 0 && !text.is_null() {
        // SAFETY: the caller promises `room` bytes, and the place is before the last of them or on it.
        unsafe { text.add(message.len.min(room.saturating_sub(1))).write(0) };
    }
    message.len
}

struct Message {
    text: *mut u8,
    room: usize,
    len: usize,
}

impl core::fmt::Write for Message {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        for byte in text.bytes() {
            // One place is left for the NUL.
            if !self.text.is_null() && self.len.saturating_add(1) < self.room {
                // SAFETY: the caller of imwire_error_text promises `room` bytes, and `len` is below that.
                unsafe { self.text.add(self.len).write(byte) };
            }
            self.len = self.len.saturating_add(1);
        }
        Ok(())
    }
}

/// Decodes the bytes of an encoded field (its coding is in show) into room bytes. Gives the number of bytes that there
/// are, which may be more than were written.
///
/// # Safety
/// See the header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn imwire_decode(
    coding: u8,
    data: *const u8,
    len: usize,
    out: *mut u8,
    room: usize,
    decoded: *mut usize,
) -> i32 {
    // SAFETY: the caller promises that it is null or good for reading `len` bytes.
    let Some(bytes) = (unsafe { input(data, len) }) else { return IMWIRE_ARGUMENT };
    let coding = match coding {
        IMWIRE_PERCENT => Encoding::Percent,
        IMWIRE_HEX => Encoding::Hex,
        IMWIRE_HEX_REVERSED => Encoding::HexReversed,
        IMWIRE_BASE64 => Encoding::Base64,
        IMWIRE_DOUBLED_COLON => Encoding::DoubledColon,
        _ => return IMWIRE_ARGUMENT,
    };
    if room > 0 && out.is_null() {
        return IMWIRE_ARGUMENT;
    }
    let mut count = 0_usize;
    for byte in coding.decode(bytes) {
        if count < room {
            // SAFETY: not null, so the caller promises `room` bytes, and `count` is below that.
            unsafe { out.add(count).write(byte) };
        }
        count = count.saturating_add(1);
    }
    // SAFETY: the caller promises that it is null or good for writing.
    unsafe { give(decoded, count) };
    IMWIRE_OK
}

/// Encoded as %20.
pub const IMWIRE_PERCENT: u8 = 1;
/// Two hexadecimal digits to a byte.
pub const IMWIRE_HEX: u8 = 2;
/// The same, the last byte first.
pub const IMWIRE_HEX_REVERSED: u8 = 3;
/// Base64.
pub const IMWIRE_BASE64: u8 = 4;
/// Two colons are one.
pub const IMWIRE_DOUBLED_COLON: u8 = 5;

/// The code of a coding; 0 for one that this interface does not know yet.
pub(crate) fn code_of(coding: Encoding) -> u8 {
    match coding {
        Encoding::Percent => IMWIRE_PERCENT,
        Encoding::Hex => IMWIRE_HEX,
        Encoding::HexReversed => IMWIRE_HEX_REVERSED,
        Encoding::Base64 => IMWIRE_BASE64,
        Encoding::DoubledColon => IMWIRE_DOUBLED_COLON,
        _ => 0,
    }
}
