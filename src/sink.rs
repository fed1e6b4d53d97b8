//! Where encoded bytes go: a slice, a counter, a `Vec`, anything that is `io::Write`.
//!
//! ```
//! use imwire::{Sink, SliceSink};
//!
//! let mut buffer = [0; 8];
//! let mut sink = SliceSink::new(&mut buffer);
//! sink.put(b"OUT")?;
//! sink.put(b"\r\n")?;
//! assert_eq!(sink.written(), b"OUT\r\n");
//! assert_eq!(sink.put(b"OUT\r\n").unwrap_err().to_string(), "buffer: no room left at byte 5");
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! A value is put in pieces, so a sink that fails may have taken the first of them. A [`SliceSink`] then
//! gives nothing back. Do not use what another sink took before it failed; if it was a connection, close it.

use crate::error::{Error, ErrorKind, Part};
use crate::wire::Encode;
use core::convert::Infallible;

/// Takes encoded bytes, piece by piece. What is borrowed is handed over as it is.
pub trait Sink {
    /// Why it takes no more.
    type Error;

    /// Takes all of `bytes`, or fails.
    ///
    /// # Errors
    /// What the sink itself fails with; an encoder adds nothing and stops.
    fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error>;

    /// Takes the sixteen bytes of `block`, the lowest first, except for the first `skip` (at most 15): the digits
    /// of a number. A sink that can write all sixteen at once does so in a few instructions.
    ///
    /// # Errors
    /// As [`put`](Sink::put).
    #[doc(hidden)]
    #[inline]
    fn put_tail(&mut self, block: u128, skip: u32) -> Result<(), Self::Error> {
        let skip = usize::try_from(skip).unwrap_or_default();
        self.put(block.to_le_bytes().get(skip..).unwrap_or_default())
    }

    /// Asks for room for so many bytes, before the first of the pieces that have to be written together. A
    /// sink that knows its room, as [`SliceSink`] does, refuses here and is as before.
    ///
    /// # Errors
    /// As [`put`](Sink::put) of as many bytes.
    #[inline]
    fn reserve(&mut self, len: usize) -> Result<(), Self::Error> {
        let _ = len;
        Ok(())
    }
}

/// Writes into a slice.
///
/// When a piece finds no room, all is over: [`written`](SliceSink::written) is empty and nothing more is
/// taken, since a half of a value must not be sent. To fill a slice with as many values as it has room for,
/// use [`write`](SliceSink::write), which takes a value as a whole or not at all.
///
/// ```
/// use imwire::SliceSink;
/// use imwire::msnp::{TrId, ns::{Lsg, Png}};
///
/// let mut buffer = [0; 12];
/// let mut sink = SliceSink::new(&mut buffer);
/// sink.write(&Png {})?;
/// assert!(sink.write(&Lsg { trid: TrId(12) }).is_err()); // nine bytes, and seven are left
/// sink.write(&Png {})?;
/// assert_eq!(sink.written(), b"PNG\r\nPNG\r\n");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Debug)]
pub struct SliceSink<'b> {
    buffer: &'b mut [u8],
    len: usize,
}

impl<'b> SliceSink<'b> {
    /// Writes from the start of `buffer`.
    #[inline]
    pub const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    /// Writes a value as a whole, or nothing of it.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`]. The sink is as before: a shorter value may follow.
    #[inline]
    pub fn write(&mut self, value: &(impl Encode + ?Sized)) -> Result<(), Error> {
        let at = self.len.min(self.buffer.len());
        let mut rest = SliceSink::new(self.buffer.get_mut(self.len..).unwrap_or_default());
        value.encode(&mut rest).map_err(|error| error.offset_by(at))?;
        self.len = self.len.wrapping_add(rest.len);
        Ok(())
    }

    /// What was written so far; nothing if a piece found no room.
    #[inline]
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// The same, for as long as the buffer lives.
    #[inline]
    #[must_use]
    pub fn into_written(self) -> &'b [u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

impl SliceSink<'_> {
    /// A piece finds no room, and what was written may be the first half of a value. The length is then one that no
    /// buffer has. (Were the buffer taken away instead, encoders would have to ask for its length again and again.)
    #[inline(always)]
    fn close(&mut self) -> Error {
        let error = self.no_room();
        self.len = usize::MAX;
        error
    }

    /// There is no room where the next byte would be written.
    #[inline(always)]
    fn no_room(&self) -> Error {
        Error::new(ErrorKind::NoRoom, Part::BUFFER, self.len.min(self.buffer.len()))
    }
}

/// Copies to the start of `room`, if there is enough of it. Out of line.
#[cfg(target_pointer_width = "64")]
#[cold]
#[inline(never)]
fn copy_near_end(room: &mut [u8], bytes: &[u8]) -> Option<()> {
    room.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(())
}

impl Sink for SliceSink<'_> {
    /// [`ErrorKind::NoRoom`] at the byte where the piece should have been written.
    type Error = Error;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let room = self.buffer.get_mut(self.len..).unwrap_or_default();
        match room.split_at_mut_checked(bytes.len()) {
            Some((place, _)) => {
                place.copy_from_slice(bytes);
                self.len = self.len.wrapping_add(bytes.len());
                Ok(())
            }
            None => Err(self.close()),
        }
    }

    #[cfg(target_pointer_width = "64")]
    #[inline(always)]
    fn put_tail(&mut self, block: u128, skip: u32) -> Result<(), Error> {
        let len = 16_u32.saturating_sub(skip);
        let text = block.wrapping_shr(skip.wrapping_mul(8)).to_le_bytes();
        let room = self.buffer.get_mut(self.len..).unwrap_or_default();
        if let Some(place) = room.first_chunk_mut::<16>() {
            // What follows the number stays as it is.
            let kept = u128::MAX.checked_shl(len.wrapping_mul(8)).unwrap_or_default();
            *place = (u128::from_le_bytes(text) | u128::from_le_bytes(*place) & kept).to_le_bytes();
        } else if copy_near_end(room, text.get(..len as usize).unwrap_or_default()).is_none() {
            return Err(self.close());
        }
        self.len = self.len.wrapping_add(len as usize);
        Ok(())
    }

    #[inline]
    fn reserve(&mut self, len: usize) -> Result<(), Error> {
        match self.buffer.get(self.len..) {
            Some(room) if len <= room.len() => Ok(()),
            _ => Err(self.no_room()),
        }
    }
}

/// Counts the bytes and keeps none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counter {
    len: usize,
}

impl Counter {
    /// Nothing counted yet.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { len: 0 }
    }

    /// How many bytes were put.
    #[inline]
    #[must_use]
    pub const fn count(&self) -> usize {
        self.len
    }
}

impl Sink for Counter {
    type Error = Infallible;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.len = self.len.saturating_add(bytes.len());
        Ok(())
    }
}

#[cfg(feature = "alloc")]
impl Sink for alloc::vec::Vec<u8> {
    type Error = Infallible;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// Writes to the end of the buffer.
#[cfg(feature = "bytes")]
impl Sink for bytes::BytesMut {
    type Error = Infallible;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// Writes to anything that is [`std::io::Write`]. It writes many small pieces: give it
/// something buffered.
#[cfg(feature = "std")]
#[derive(Debug)]
pub struct IoSink<W>(pub W);

#[cfg(feature = "std")]
impl<W: std::io::Write> Sink for IoSink<W> {
    type Error = std::io::Error;

    fn put(&mut self, bytes: &[u8]) -> Result<(), std::io::Error> {
        self.0.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msnp::{TrId, ns::Lsg};

    #[test]
    fn no_half_of_a_value_is_left() {
        let lsg = Lsg { trid: TrId(12) };
        for room in 0..8 {
            let mut buffer = [b'x'; 16];
            let (place, rest) = buffer.split_at_mut(4 + room);
            let mut sink = SliceSink::new(place);
            sink.put(b"abcd").unwrap();
            let error = lsg.encode(&mut sink).unwrap_err();
            assert_eq!((error.kind(), error.part()), (ErrorKind::NoRoom, Part::BUFFER));
            assert_eq!(sink.written(), b"");
            // Nor does anything shorter follow.
            assert_eq!(sink.put(b"\r").unwrap_err().kind(), ErrorKind::NoRoom);
            assert_eq!(sink.reserve(0).unwrap_err().kind(), ErrorKind::NoRoom);
            assert_eq!(sink.into_written(), b"");
            assert_eq!(rest, &b"xxxxxxxxxxxxxxxx"[..rest.len()]);
        }
    }

    #[test]
    fn a_value_is_written_as_a_whole() {
        let lsg = Lsg { trid: TrId(12) };
        for room in 0..8 {
            let mut buffer = [0; 12];
            let mut sink = SliceSink::new(&mut buffer[..4 + room]);
            sink.put(b"abcd").unwrap();
            let error = sink.write(&lsg).unwrap_err();
            assert_eq!((error.kind(), error.part()), (ErrorKind::NoRoom, Part::BUFFER));
            assert!((4..=4 + room).contains(&error.at()));
            assert_eq!(sink.reserve(room + 1).unwrap_err().to_string(), "buffer: no room left at byte 4");
            sink.reserve(room).unwrap();
            assert_eq!(sink.written(), b"abcd");
            sink.put(&b"........"[..room]).unwrap();
            assert_eq!(sink.written().len(), 4 + room);
        }
        let mut buffer = [0; 12];
        let mut sink = SliceSink::new(&mut buffer);
        sink.write(&lsg).unwrap();
        assert_eq!(sink.into_written(), b"LSG 12\r\n");
    }

    #[test]
    fn a_number_changes_no_byte_after_it() {
        for value in
            [0, 9, 10, 99_999_999, 100_000_000, 9_999_999_999_999_999, 10_000_000_000_000_000, u64::MAX]
        {
            let digits = value.to_string();
            for room in 0..40 {
                let mut buffer = [b'x'; 40];
                let mut sink = SliceSink::new(&mut buffer[..room]);
                match crate::scan::put_decimal(&mut sink, value) {
                    Ok(()) => assert_eq!(sink.written(), digits.as_bytes()),
                    Err(error) => {
                        assert!(digits.len() > room);
                        assert_eq!(error.to_string(), "buffer: no room left at byte 0");
                    }
                }
                let written = if digits.len() > room { 0 } else { digits.len() };
                assert!(buffer[written..].iter().all(|&byte| byte == b'x'));
            }
        }
    }
}
