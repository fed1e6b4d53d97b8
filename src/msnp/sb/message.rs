//! What is said in the room: `MSG`, `ACK`, `NAK`.
//!
//! ```text
//! → MSG 4 N 49\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhi
//! ← NAK 4                          only if it did not arrive, as the N asks
//! ← MSG em123@hotmail.com Auntie%20Em 49\r\nMIME-Version: …
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §8.7; the MSNP wiki (`msg`).

use crate::msnp::record::prelude::*;

command! {
    /// Says something to all in the room. Client → switchboard.
    ///
    /// `MSG 4 N 49` and 49 bytes: MIME headers, an empty line, a body.
    Msg<'a>: b"MSG" {
        /// Stands in the [`Ack`] or [`Nak`].
        trid: TrId,
        /// Which answer is wanted.
        ack: AckWanted,
        /// Headers and body. Servers take 1,664 bytes.
        payload: Payload<'a>,
    }
}

command! {
    /// Somebody said something. Switchboard → client; also notification server → client, from
    /// `Hotmail Hotmail`, for profile and mail.
    ///
    /// `MSG em123@hotmail.com Auntie%20Em 66` and 66 bytes.
    MsgPush<'a>: b"MSG" {
        /// Who said it; from MSNP16 with the place. Need not be an address: `Hotmail`.
        passport: Passport<'a>,
        /// The name of who said it.
        nick: Encoded<'a>,
        /// Headers and body.
        payload: Payload<'a>,
    }
}

command! {
    /// The message arrived at all in the room. Switchboard → client.
    ///
    /// `ACK 5`
    Ack: b"ACK" {
        /// That of the `MSG`.
        trid: TrId,
    }
}

command! {
    /// The message did not arrive. Switchboard → client.
    ///
    /// `NAK 17`
    Nak: b"NAK" {
        /// That of the `MSG`.
        trid: TrId,
    }
}

/// Which answer a [`Msg`] wants: one letter. An open set.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AckWanted(u8);

impl AckWanted {
    /// None.
    pub const UNACKNOWLEDGED: Self = Self(b'U');
    /// [`Nak`] on failure, nothing on success.
    pub const NEGATIVE: Self = Self(b'N');
    /// [`Ack`] or [`Nak`] in any case.
    pub const ALWAYS: Self = Self(b'A');
    /// As [`ALWAYS`](Self::ALWAYS), for data of peers. Since MSNP9; ill-formed data is answered
    /// with 282.
    pub const DATA: Self = Self(b'D');

    /// The letter on the wire: printable ASCII but a blank.
    ///
    /// # Errors
    /// [`ErrorKind::Separator`] for any other byte.
    pub const fn new(letter: u8) -> Result<Self, Error> {
        if letter.is_ascii_graphic() {
            Ok(Self(letter))
        } else {
            Err(Error::new(ErrorKind::Separator, const { Part::named("ack") }, 0))
        }
    }

    /// The letter on the wire.
    #[must_use]
    pub const fn letter(self) -> u8 {
        self.0
    }
}

impl core::fmt::Debug for AckWanted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "AckWanted({})", self.0.escape_ascii())
    }
}

impl<'a> Field<'a> for AckWanted {
    const MIN: usize = 1;

    #[inline(always)]
    fn take(input: &'a [u8], part: Part, _: &mut Scope) -> IResult<&'a [u8], Self, Fault> {
        match field::param(input, part)? {
            (rest, [letter]) if letter.is_ascii_graphic() => Ok((rest, Self(*letter))),
            _ => Fault::err(ErrorKind::Unexpected, part, field::at_param(input)),
        }
    }

    #[inline]
    fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
        out.param(&[self.0])
    }

    fn visit(&self, name: &'static str, each: &mut impl FnMut(&'static str, Value<'_>)) {
        each(name, Value::Bytes(&[self.0]));
    }
}
