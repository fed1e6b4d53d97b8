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

use crate::error::{Error, ErrorKind, Part};
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
}

/// Writes into a slice.
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

    /// What was written so far.
    #[inline]
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// What was written, for as long as the buffer lives.
    #[inline]
    #[must_use]
    pub fn into_written(self) -> &'b [u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
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
            None => Err(Error::new(ErrorKind::NoRoom, Part::BUFFER, self.len)),
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
