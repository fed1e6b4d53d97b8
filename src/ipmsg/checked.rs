//! The laws of [`Wire`] and [`Encode`], for the unit tests of the bodies.

use crate::error::{Error, ErrorKind, Part};
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::convert::Infallible;
use core::fmt::Debug;

/// Keeps the bytes, and where the pieces lay that they came in.
#[derive(Default)]
struct Recorder {
    bytes: Vec<u8>,
    pieces: Vec<(*const u8, usize)>,
}

impl Sink for Recorder {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.bytes.extend_from_slice(bytes);
        self.pieces.push((bytes.as_ptr(), bytes.len()));
        Ok(())
    }
}

fn record(value: &impl Encode) -> Recorder {
    let mut recorder = Recorder::default();
    let Ok(()) = value.encode(&mut recorder);
    recorder
}

/// What it is written as, for as long as the tests run.
pub(crate) fn written(value: &impl Encode) -> &'static [u8] {
    record(value).bytes.leak()
}

/// Laws 1 and 3: a value that fits is read back, one that does not is not; and its length.
#[track_caller]
pub(crate) fn value<T>(value: T, cx: T::Context)
where
    T: Wire<'static, Context: Debug> + Copy + PartialEq + Debug,
{
    let form = written(&value);
    let back = T::parse_with(form, cx);
    match value.check(cx) {
        Ok(()) => assert_eq!(back, Ok(value), "{value:?} in {cx:?}, as {}", form.escape_ascii()),
        Err(error) => {
            assert_eq!(error.at(), 0);
            assert_ne!(back, Ok(value), "{error}: {value:?} in {cx:?}, as {}", form.escape_ascii());
        }
    }
    length(&value);
}

/// Law 3: as many bytes as it says, and an error if there is room for one less.
#[track_caller]
pub(crate) fn length(value: &(impl Encode + Debug)) {
    let form = written(value);
    assert_eq!(value.encoded_len(), form.len(), "{value:?}");
    let mut room = vec![0xa5; form.len() + 1];
    assert_eq!(value.encode_into(&mut room), Ok(form));
    assert_eq!(room.last(), Some(&0xa5), "{value:?}");
    if let Some((_, less)) = room[..form.len()].split_first_mut() {
        let error = value.encode_into(less).unwrap_err();
        assert_eq!((error.kind(), error.part()), (ErrorKind::NoRoom, Part::BUFFER));
    }
}

/// Laws 2, 3 and 7: what was read fits, is written in one form and read from it again; an error
/// is in the input.
#[track_caller]
pub(crate) fn canonical<'a, T>(input: &'a [u8], cx: T::Context) -> Result<T, Error>
where
    T: Wire<'a, Context: Debug> + Copy + PartialEq + Debug,
{
    let found = T::parse_with(input, cx);
    match (T::grammar(cx)(input), &found) {
        (Ok(([], by_grammar)), _) => assert_eq!(Ok(by_grammar), found),
        (Ok((rest, _)), Err(error)) => {
            assert_eq!((error.kind(), error.at()), (ErrorKind::Trailing, input.len() - rest.len()));
        }
        (Err(nom::Err::Error(fault)), Err(error)) => assert_eq!(fault.within(input), *error),
        other => panic!("{other:?}"),
    }
    match &found {
        Ok(value) => {
            assert_eq!(value.check(cx), Ok(()), "{value:?} of {}", input.escape_ascii());
            let form: &'a [u8] = written(value);
            let back = T::parse_with(form, cx);
            assert_eq!(back.as_ref(), Ok(value), "{} as {}", input.escape_ascii(), form.escape_ascii());
            assert_eq!(written(&back.unwrap()), form);
            length(value);
        }
        Err(error) => assert!(error.at() <= input.len(), "{error} of {}", input.escape_ascii()),
    }
    found
}

/// Law 8: the parts lie in the input, and go to the sink as they are.
#[track_caller]
pub(crate) fn borrowed(value: &(impl Encode + Debug), input: &[u8], parts: &[&[u8]]) {
    let pieces = record(value).pieces;
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let place = (part.as_ptr() as usize).wrapping_sub(input.as_ptr() as usize);
        assert!(place.saturating_add(part.len()) <= input.len(), "{} is a copy", part.escape_ascii());
        let piece = (part.as_ptr(), part.len());
        assert!(pieces.contains(&piece), "{} of {value:?} was copied", part.escape_ascii());
    }
}

/// A constructor refused: kind, part, and 0.
#[track_caller]
pub(crate) fn refused<T: Debug>(result: Result<T, Error>, message: &str) {
    assert_eq!(result.unwrap_err().to_string(), message);
}
