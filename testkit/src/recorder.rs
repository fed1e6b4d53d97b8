//! A sink that remembers which slices it was given: law 8, zero copy, is about these.

use imwire::{Encode, Sink};
use std::convert::Infallible;

/// Keeps the bytes, and the address and length of each slice they came in.
///
/// ```
/// use imwire::ipmsg::Raw;
/// use imwire_testkit::recorder::Recorder;
///
/// let text = b"hello";
/// let recorder = Recorder::of(&Raw(text));
/// assert_eq!(recorder.bytes, text);
/// assert!(recorder.pieces.contains(&(text.as_ptr(), text.len())));
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Recorder {
    /// All bytes, in the order they were written.
    pub bytes: Vec<u8>,
    /// Address and length of each slice, in the same order.
    pub pieces: Vec<(*const u8, usize)>,
}

impl Recorder {
    /// Records how `value` is written.
    pub fn of(value: &(impl Encode + ?Sized)) -> Self {
        let mut recorder = Self::default();
        match value.encode(&mut recorder) {
            Ok(()) => recorder,
            Err(never) => match never {},
        }
    }
}

impl Sink for Recorder {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.bytes.extend_from_slice(bytes);
        self.pieces.push((bytes.as_ptr(), bytes.len()));
        Ok(())
    }
}

/// The bytes that `value` is written as, also without the feature `alloc` of imwire.
pub fn written(value: &impl Encode) -> Vec<u8> {
    Recorder::of(value).bytes
}

/// Bytes as a byte string literal, for messages.
pub fn quoted(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}
