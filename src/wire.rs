//! The two traits that all wire types share: [`Encode`] writes, [`Wire`] reads.

use crate::error::{Error, ErrorKind, Fault, Part, error_of};
use crate::sink::{Counter, Sink, SliceSink};
use nom::IResult;

/// Can be written.
///
/// Only [`encode`](Encode::encode) is to be implemented; the rest follows from it, so no length
/// is ever computed by a second formula.
pub trait Encode {
    /// Writes the wire form. It knows no dialect and no command word, and does not check whether the value is
    /// read back as it is under them: [`checked`](Wire::checked) does, and returns the value for writing.
    ///
    /// # Errors
    /// Only the sink fails: values are checked when they are built.
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error>;

    /// How many bytes [`encode`](Encode::encode) writes.
    #[inline]
    fn encoded_len(&self) -> usize {
        let mut counter = Counter::new();
        match self.encode(&mut counter) {
            Ok(()) => counter.count(),
            Err(never) => match never {},
        }
    }

    /// Writes to the start of `buffer` and gives back the part that was written.
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`] if the buffer is too short; what it holds then is not specified, and not to be
    /// sent.
    #[inline]
    fn encode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let mut sink = SliceSink::new(buffer);
        self.encode(&mut sink)?;
        Ok(sink.into_written())
    }

    /// Writes to a new `Vec`.
    #[cfg(feature = "alloc")]
    fn to_vec(&self) -> alloc::vec::Vec<u8> {
        let mut bytes = alloc::vec::Vec::with_capacity(self.encoded_len());
        match self.encode(&mut bytes) {
            Ok(()) => bytes,
            Err(never) => match never {},
        }
    }

    /// Writes to a file, a socket, ….
    ///
    /// # Errors
    /// The writer fails.
    #[cfg(feature = "std")]
    fn write_to<W: std::io::Write>(&self, writer: W) -> std::io::Result<()> {
        self.encode(&mut crate::sink::IoSink(writer))
    }
}

/// As what is borrowed.
impl<T: Encode + ?Sized> Encode for &T {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        (**self).encode(sink)
    }
}

/// Can be read back from what [`Encode`] writes.
///
/// Three laws hold for every type, and are run by the tests and the fuzz targets:
/// a value that [`check`](Wire::check) is read back as it was; what was read is written in one
/// canonical form; and that form is read as the same value again.
pub trait Wire<'a>: Encode + Sized {
    /// What the bytes do not say and the reader has to know:
    ///
    /// | context | of |
    /// |---|---|
    /// | `()` | most types of `IPMsg`, its packets among them, and all payloads of MSNP: use [`parse`](Wire::parse) |
    /// | [`CommandWord`](crate::ipmsg::CommandWord) | bodies of `IPMsg`: command and options decide on their form |
    /// | [`SendOptions`](crate::ipmsg::SendOptions) | a [`Message`](crate::ipmsg::Message) of `IPMsg`: the options of its command |
    /// | `Option<u32>` | a [`feiq::GroupCipher`](crate::ipmsg::feiq::GroupCipher): the length that the version names |
    /// | [`Dialect`](crate::msnp::Dialect) | typed commands of MSNP, whose type says link and side |
    /// | [`Context`](crate::msnp::Context) | frames and [`AnyCommand`](crate::msnp::AnyCommand) of MSNP: link, side and dialect |
    type Context: Copy;

    /// A nom parser that takes one value from the front of its input. The input is whole:
    /// it never asks for more bytes. It composes with parsers of your own:
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Dialect, sb::Joi}};
    /// use nom::{Parser, sequence::pair};
    ///
    /// let joi = || Joi::grammar(Dialect::MSNP8);
    /// let room = &b"JOI alice@example.com Alice\r\nJOI bob@example.com Bob\r\nOUT\r\n"[..];
    /// let (rest, (alice, bob)) = pair(joi(), joi()).parse(room).unwrap();
    /// assert_eq!((alice.passport.as_bytes(), bob.passport.as_bytes()), (&b"alice@example.com"[..], &b"bob@example.com"[..]));
    /// assert_eq!(rest, b"OUT\r\n");
    /// ```
    fn grammar(cx: Self::Context) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault>;

    /// Reads the whole input as one value. For types that need no context; the others have
    /// [`parse_with`](Wire::parse_with).
    ///
    /// # Errors
    /// What the grammar refuses, or [`ErrorKind::Trailing`] at the first byte that it does not take.
    #[inline]
    fn parse(input: &'a [u8]) -> Result<Self, Error>
    where
        Self: Wire<'a, Context = ()>,
    {
        Self::parse_with(input, ())
    }

    /// Reads the whole input as one value, with what its bytes do not say.
    ///
    /// # Errors
    /// As [`parse`](Wire::parse).
    #[inline]
    fn parse_with(input: &'a [u8], cx: Self::Context) -> Result<Self, Error> {
        match Self::grammar(cx)(input) {
            Ok(([], value)) => Ok(value),
            Ok((rest, _)) => Err(Fault::new(ErrorKind::Trailing, Part::INPUT, rest).within(input)),
            Err(error) => Err(error_of(error, input)),
        }
    }

    /// Whether this value, written, would be read back as it is under `cx`. What
    /// [`parse`](Wire::parse) returned fits; so do nearly all values that can be built.
    ///
    /// # Errors
    /// The part that would not survive, and why. By default there is none: the types of the fields see to it.
    fn check(&self, cx: Self::Context) -> Result<(), Error> {
        let _ = cx;
        Ok(())
    }

    /// Checks this value and returns it for writing: what passes is read back unchanged under `cx`.
    ///
    /// ```
    /// use imwire::{Encode, Wire, ipmsg, msnp};
    ///
    /// // MSNP: a command, under the dialect of its connection.
    /// let call = msnp::sb::Cal { trid: msnp::TrId(3), passport: msnp::Passport::new("user01@hotmail.com")? };
    /// let mut buffer = [0; 64];
    /// let line = call.checked(msnp::Dialect::MSNP8)?.encode_into(&mut buffer)?;
    /// assert_eq!(line, b"CAL 3 user01@hotmail.com\r\n");
    ///
    /// // IPMsg: a body, under the command word of its packet.
    /// let word = ipmsg::CommandWord::new(ipmsg::Mode::RECVMSG);
    /// let receipt = ipmsg::Body::from(ipmsg::Receipt::new(100));
    /// assert_eq!(receipt.checked(word)?.encode_into(&mut buffer)?, b"100\0");
    /// let word = ipmsg::CommandWord::new(ipmsg::Mode::SENDMSG);
    /// assert!(receipt.checked(word).is_err());
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`check`](Wire::check).
    #[inline]
    fn checked(&self, cx: Self::Context) -> Result<&Self, Error> {
        self.check(cx)?;
        Ok(self)
    }
}
