//! Messages to groups.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::header::{Mode, Packet};
use crate::ipmsg::record::{body, debug};
use crate::ipmsg::text::{Trailing, Unended};
use crate::wire::Wire;
use nom::IResult;

body! {
    /// The additional section of `FEIQ_GROUPMSG`: a message to a group, enciphered, with no NUL at
    /// the end. (Two programs agree.)
    ///
    /// The cipher is Blowfish in CBC mode with PKCS#5 padding, a vector of zeros, and the text of the
    /// sender's MAC as it is in the version field for a key. Inside is
    /// `QUNMSGMARK#<group id, hexadecimal>[_time]#text`.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Packet, feiq::GroupCipher}};
    ///
    /// let packet = Packet::parse(b"1_lbt6_0#128#001122AABBCC#0#0#8#4001#9:1:u:h:4194339:\x01\x02\0\x04\x05\x06\x07\0")?;
    /// let cipher = GroupCipher::of(&packet).unwrap()?;
    /// assert_eq!(cipher.cipher, b"\x01\x02\0\x04\x05\x06\x07\0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// Its context is how many bytes it has: [`FeiQ::cipher_len`](crate::ipmsg::FeiQ::cipher_len) of the version.
    /// `None` or 0: all there are.
    #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
    GroupCipher<'a> in len: Option<u32>, |group| match length(len) {
        Some(len) if len != group.cipher.len() => Err(Error::new(ErrorKind::WrongLength, CIPHER, 0)),
        Some(_) => Ok(()),
        None => group.trailing.check(|_| true),
    } => {
        /// The enciphered bytes; any, NULs too.
        pub cipher: &'a [u8] = cipher(length(len));
        /// What follows as many bytes as the version says: iFreeChat sends one byte too many.
        pub trailing: Trailing<'a> as Unended<'a> = Trailing::after(b"");
    }
}

impl<'a> GroupCipher<'a> {
    /// The cipher of this packet: a `FEIQ_GROUPMSG`, or a `FEIQ_GROUP_PRESENCE` whose version says
    /// how long it is. `None` for any other.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`]: it is shorter than the version says. The place counts from the start of the
    /// packet.
    #[must_use]
    pub fn of(packet: &Packet<'a>) -> Option<Result<Self, Error>> {
        let len = packet.version.feiq().and_then(|feiq| feiq.cipher_len());
        match (packet.word().mode(), length(len)) {
            (Mode::FEIQ_GROUPMSG, _) | (Mode::FEIQ_GROUP_PRESENCE, Some(_)) => {
                let cipher = Self::parse_with(packet.additional.unwrap_or_default(), len);
                Some(cipher.map_err(|error| error.offset_by(packet.additional_at())))
            }
            _ => None,
        }
    }
}

const CIPHER: Part = Part::named("cipher");

fn cipher<'a>(len: Option<usize>) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8], Fault> {
    move |input| match input.split_at_checked(len.unwrap_or(input.len())) {
        Some((cipher, rest)) => Ok((rest, cipher)),
        None => Fault::err(ErrorKind::Truncated, CIPHER, input),
    }
}

fn length(len: Option<u32>) -> Option<usize> {
    len.filter(|&len| len != 0).map(|len| usize::try_from(len).unwrap_or(usize::MAX))
}

debug! { GroupCipher { cipher: Shown, trailing } }
