//! A dictionary in its frame: a datagram, or what comes over TCP.

use super::entries::Dict;
use super::key::Key;
use super::length::{DIGITS, length};
use super::part::{DICTIONARY, DICTIONARY_END, DICTIONARY_LENGTH, VALUE};
use super::value::DictValue;
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, ErrorKind, Fault, error_of};
use crate::ipmsg::record::wire;
use crate::sink::Sink;
use crate::wire::Encode;
use nom::IResult;

const HEAD: &[u8] = b"IP2:";
const FOOT: &[u8] = b":Z";

/// A dictionary in its frame, `IP2:`, a length, `:`, the [`Dict`], `:Z`.
///
/// NULs after the frame are padding and belong to it: from the fourth time on that the official
/// client sends a message, it adds 64 of them, against network cards that get the checksum of a
/// short last fragment wrong. Anything else after the frame is refused.
///
/// ```text
/// IP2:3d:key1:3:3e8:key2:4:str1:key3:c:key31:4:-7d0:key4:b:3:3e8:3:7d0:Z
///     │  └ content, as many bytes as the length says                  └ and the end
///     └ length, hexadecimal
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IpDict<'a>(pub Dict<'a>);

impl IpDict<'_> {
    /// The longest frame that the official client takes over TCP: 256 MiB.
    pub const LIMIT: usize = 256 << 20;

    /// How many bytes the frame has that begins with `start`, for a reader of a TCP connection;
    /// `None` as long as that cannot be known. 21 bytes always suffice.
    ///
    /// Over TCP too a frame can come in pieces: collect as many bytes as this says, then
    /// [`parse`](crate::Wire::parse) them. When you send one, write it in one piece: the official server
    /// waits for as many bytes as the length says and forgets that the frame has some more.
    ///
    /// ```
    /// use imwire::ipmsg::dict::IpDict;
    ///
    /// assert_eq!(IpDict::frame_len(b"IP2:3", IpDict::LIMIT)?, None);
    /// assert_eq!(IpDict::frame_len(b"IP2:3d:key1:3", IpDict::LIMIT)?, Some(70));
    /// assert!(IpDict::frame_len(b"IP2:3d:key1:3", 69).is_err());
    /// assert!(IpDict::frame_len(b"GET /", IpDict::LIMIT).is_err());
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`] if it does not begin with `IP2:`. What is wrong with the
    /// length, and [`ErrorKind::TooLong`] if the frame is longer than `limit`.
    pub fn frame_len(start: &[u8], limit: usize) -> Result<Option<usize>, Error> {
        let (head, rest) = start.split_at_checked(HEAD.len()).unwrap_or((start, &[]));
        if !HEAD.starts_with(head) {
            return Err(Error::new(ErrorKind::Unexpected, DICTIONARY, 0));
        }
        // One digit more than there can be is enough to see that.
        let rest = rest.get(..=DIGITS).unwrap_or(rest);
        let too_long = Error::new(ErrorKind::TooLong, DICTIONARY_LENGTH, HEAD.len());
        match length(DICTIONARY_LENGTH, DICTIONARY, rest) {
            Ok((after, len)) => {
                let around =
                    start.len().min(HEAD.len()).saturating_add(rest.len()).saturating_sub(after.len());
                let len = usize::try_from(len)
                    .ok()
                    .and_then(|len| len.checked_add(around)?.checked_add(FOOT.len()));
                len.filter(|len| *len <= limit).map(Some).ok_or(too_long)
            }
            Err(nom::Err::Error(fault)) if fault.kind() == ErrorKind::Missing => Ok(None),
            Err(error) => Err(error_of(error, rest).offset_by(HEAD.len())),
        }
    }
}

impl<'a> DictValue<'a> {
    /// A dictionary in its frame, and nothing after it.
    ///
    /// # Errors
    /// As [`IpDict`], at the place in what the outermost reader was given.
    pub fn ipdict(self) -> Result<IpDict<'a>, Error> {
        match frame(self.as_bytes()) {
            Ok(([], IpDict(dict))) => Ok(IpDict(dict.offset_by(self.at()))),
            Ok((rest, _)) => {
                Err(Fault::new(ErrorKind::Trailing, VALUE, rest).within(self.as_bytes()).offset_by(self.at()))
            }
            Err(error) => Err(error_of(error, self.as_bytes()).offset_by(self.at())),
        }
    }
}

impl<'a> Dict<'a> {
    /// A dictionary in its frame. `None` if the key is absent.
    ///
    /// # Errors
    /// As [`DictValue::ipdict`].
    pub fn ipdict(self, key: Key<'_>) -> Result<Option<IpDict<'a>>, Error> {
        self.get(key).map(DictValue::ipdict).transpose()
    }
}

wire! { IpDict<'a> = padded }

fn padded(input: &[u8]) -> IResult<&[u8], IpDict<'_>, Fault> {
    let (rest, dict) = frame(input)?;
    if rest.iter().all(|&byte| byte == 0) { Ok((&[], dict)) } else { Ok((rest, dict)) }
}

/// What `read` makes of a frame.
pub(super) fn read_framed<'a, T>(
    input: &'a [u8],
    read: impl FnOnce(Dict<'a>) -> Result<T, Error>,
) -> IResult<&'a [u8], T, Fault> {
    let (rest, IpDict(dict)) = padded(input)?;
    match read(dict) {
        Ok(value) => Ok((rest, value)),
        Err(error) => Fault::err(error.kind(), error.part(), input.get(error.at()..).unwrap_or_default()),
    }
}

/// Makes types that are read by `new` out of a dictionary, and have [`Walk`] for its entries, wire types: in a
/// frame.
macro_rules! framed {
    ($($name:ident),*) => {$(
        impl<'a> $crate::wire::Wire<'a> for $name<'a> {
            type Context = ();

            /// A dictionary in its frame, as [`IpDict`](crate::ipmsg::dict::IpDict) takes it.
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> nom::IResult<&'a [u8], Self, $crate::error::Fault> {
                |input| $crate::ipmsg::dict::frame::read_framed(input, Self::new)
            }
        }

        impl $crate::wire::Encode for $name<'_> {
            fn encode<S: $crate::sink::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                let mut sink = $crate::ipmsg::dict::write::ToSink(sink);
                Walk::walk(&$crate::ipmsg::dict::frame::Frame(self), &mut sink)
            }
        }
    )*};
}
pub(super) use framed;

/// A frame, and what follows it.
pub(super) fn frame(input: &[u8]) -> IResult<&[u8], IpDict<'_>, Fault> {
    let Some(rest) = input.strip_prefix(HEAD) else {
        return Fault::err(ErrorKind::Unexpected, DICTIONARY, input);
    };
    let (body, len) = length(DICTIONARY_LENGTH, DICTIONARY, rest)?;
    let Some((content, foot)) = usize::try_from(len).ok().and_then(|len| body.split_at_checked(len)) else {
        return Fault::err(ErrorKind::Truncated, DICTIONARY, body);
    };
    let Some(rest) = foot.strip_prefix(FOOT) else {
        return Fault::err(ErrorKind::Missing, DICTIONARY_END, foot);
    };
    match Dict::checked(content, 0) {
        Ok(dict) => Ok((rest, IpDict(dict.offset_by(input.len().saturating_sub(body.len()))))),
        Err(error) => Fault::err(error.kind(), error.part(), body.get(error.at()..).unwrap_or_default()),
    }
}

/// Something in a frame.
pub(super) struct Frame<'b, B>(pub(super) &'b B);

impl<B: Walk> Walk for Frame<'_, B> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        out.put(HEAD)?;
        out.sized(self.0)?;
        out.put(FOOT)
    }
}

impl Encode for IpDict<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        Frame(&self.0).walk(&mut ToSink(sink))
    }
}
