//! Receipts: `RECVMSG`, `READMSG`, `DELMSG`, `ANSREADMSG`, and `RELEASEFILES`. Each names a packet
//! by its number.
//!
//! ```text
//! 1:1700000007:hanako:PC-03:33:1700000003\0
//!                              └ the number of the message, decimal
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Mode, Packet, Receipt}};
//!
//! let message = Packet::parse(b"1:1700000003:taro:PC-02:288:hello\0")?;
//! let receipt = Receipt::of(&message);
//! let mut buffer = [0; 24];
//! assert_eq!(receipt.encode_into(&mut buffer)?, b"1700000003\0");
//!
//! let receipt = Receipt::parse_with(b"1700000003\0", Mode::RECVMSG)?;
//! assert!(receipt.acknowledges(1_700_000_003));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! `RECVMSG`, `READMSG`, `DELMSG` and `RELEASEFILES` name the `SENDMSG`, `ANSREADMSG` the
//! `READMSG`. Behind the number of `RELEASEFILES` some put more: feiq++ `:` file id `:`,
//! mattn/go-ipmsg `:n`.
//!
//! **Not every client gives a number back as it got it.** The official client keeps 32 bits
//! and prints them with a sign, so 2147483648 comes back as `-2147483648`; iptux cuts off what
//! is over 32 bits. [`acknowledges`](Receipt::acknowledges) knows both. What is over 32 bits the
//! official client takes for 4294967295 and prints as `-1`, which names nothing: use numbers
//! below 2³².
//!
//! Source: IP Messenger protocol, draft 10 §3.2; the official client 4.99, `msgmng.cpp`;
//! recordings of iptux 0.8.3.

use super::header::{Mode, Number, Packet};
use super::text::{Shown, skip_nuls, split_nul};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// The additional section of a receipt.
///
/// Of a number that was read the spelling is kept, blanks, sign and zeros; two receipts are equal
/// if they are written alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Receipt<'a> {
    packet_no: Number<'a, u64>,
    fields: Option<&'a [u8]>,
}

const RECEIPT: Part = Part::named("receipt");

impl<'a> Receipt<'a> {
    /// Names the packet of that number; written in plain decimal.
    #[inline]
    #[must_use]
    pub const fn new(packet_no: u64) -> Self {
        Self { packet_no: Number::new(packet_no), fields: None }
    }

    /// Names this packet, with its number as it stands there: what a sender understands best.
    #[inline]
    #[must_use]
    pub const fn of(packet: &Packet<'a>) -> Self {
        Self::naming(packet.packet_no)
    }

    #[inline]
    pub(super) const fn naming(packet_no: Number<'a, u64>) -> Self {
        Self { packet_no, fields: None }
    }

    /// The same with more behind the number, as some put it into `RELEASEFILES`.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`].
    pub fn with_fields(self, fields: &'a [u8]) -> Result<Self, Error> {
        match scan::find(0, fields) {
            Some(_) => Err(Error::new(ErrorKind::Nul, RECEIPT, 0)),
            None => Ok(Self { fields: Some(fields), ..self }),
        }
    }

    /// The number; of a negative one the 32 bits that it stands for.
    #[inline]
    #[must_use]
    pub const fn packet_no(&self) -> u64 {
        self.packet_no.value()
    }

    /// The number as it was spelled, blanks included; `None` if it was not read.
    #[inline]
    #[must_use]
    pub const fn text(&self) -> Option<&'a [u8]> {
        self.packet_no.text()
    }

    /// What stands behind the `:` that follows the number; `None` if there is none.
    #[inline]
    #[must_use]
    pub const fn fields(&self) -> Option<&'a [u8]> {
        self.fields
    }

    /// Whether it names the packet of that number: the same number, or one of 32 bits that are
    /// its low 32 bits.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Mode, Receipt}};
    ///
    /// let receipt = |body| Receipt::parse_with(body, Mode::RECVMSG).unwrap();
    /// // The official client.
    /// assert!(receipt(b"-2147483648\0").acknowledges(2_147_483_648));
    /// // iptux, of a number of milliseconds.
    /// assert!(receipt(b"3487918203\0").acknowledges(1_700_000_000_123));
    /// ```
    #[must_use]
    pub const fn acknowledges(&self, packet_no: u64) -> bool {
        let value = self.packet_no();
        value == packet_no || value == packet_no & 0xffff_ffff
    }
}

/// A decimal number with a sign, as C's `%d` prints 32 bits of it, among blanks. Of a negative one
/// the value is those 32 bits.
pub(super) fn signed(input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (negative, digits) = match scan::skip_blanks(input) {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (rest, value) = scan::decimal_u64(digits)?;
    if !negative {
        return Ok((scan::skip_blanks(rest), value));
    }
    match u32::try_from(value) {
        Ok(value) if value <= 1 << 31 => Ok((scan::skip_blanks(rest), value.wrapping_neg().into())),
        _ => Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input),
    }
}

impl<'a> Wire<'a> for Receipt<'a> {
    /// The command; `RELEASEFILES` alone may have fields.
    type Context = Mode;

    fn grammar(mode: Mode) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        move |input| receipt(mode, input)
    }

    fn check(&self, mode: Mode) -> Result<(), Error> {
        if self.fields.is_some() && mode != Mode::RELEASEFILES {
            return Err(Error::new(ErrorKind::Separator, RECEIPT, 0));
        }
        Ok(())
    }
}

fn receipt(mode: Mode, input: &[u8]) -> IResult<&[u8], Receipt<'_>, Fault> {
    let (body, behind) = split_nul(input);
    if body.is_empty() {
        return Fault::err(ErrorKind::Empty, RECEIPT, input);
    }
    let (rest, value) = match signed(body) {
        Ok(found) => found,
        Err(nom::Err::Error(fault)) => return Fault::err(fault.kind(), RECEIPT, input),
        Err(_) => return Fault::err(ErrorKind::NotDecimal, RECEIPT, input),
    };
    let fields = match rest {
        [] => None,
        [b':', fields @ ..] if mode == Mode::RELEASEFILES => Some(fields),
        _ => return Fault::err(ErrorKind::NotDecimal, RECEIPT, input),
    };
    let text = body.get(..body.len().wrapping_sub(rest.len())).unwrap_or_default();
    Ok((skip_nuls(behind), Receipt { packet_no: Number::trusted(value, text), fields }))
}

impl Encode for Receipt<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.packet_no.encode(sink)?;
        if let Some(fields) = self.fields {
            sink.put(b":")?;
            sink.put(fields)?;
        }
        sink.put(&[0])
    }
}

impl fmt::Debug for Receipt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("packet_no", &self.packet_no)
            .field("fields", &self.fields.map(Shown))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    #[track_caller]
    fn case(mode: Mode, input: &'static [u8], packet_no: u64, fields: Option<&[u8]>, form: &[u8]) {
        let receipt = checked::canonical::<Receipt<'_>>(input, mode).unwrap();
        assert_eq!((receipt.packet_no(), receipt.fields()), (packet_no, fields));
        assert_eq!(checked::written(&receipt), form);
        checked::borrowed(&receipt, input, &[receipt.text().unwrap(), receipt.fields().unwrap_or_default()]);
    }

    #[test]
    fn receipts() {
        let two31 = 2_147_483_648;
        case(Mode::RECVMSG, b"100", 100, None, b"100\0");
        case(Mode::READMSG, b"1700000021\0", 1_700_000_021, None, b"1700000021\0");
        case(Mode::DELMSG, b" 007\t\0\0", 7, None, b" 007\t\0");
        case(Mode::ANSREADMSG, b"-2147483648\0", two31, None, b"-2147483648\0");
        case(Mode::RECVMSG, b"-2147483647", two31 + 1, None, b"-2147483647\0");
        case(Mode::RECVMSG, b"-1", u32::MAX.into(), None, b"-1\0");
        case(Mode::RECVMSG, b"-0", 0, None, b"-0\0");
        case(Mode::RECVMSG, b"18446744073709551615", u64::MAX, None, b"18446744073709551615\0");
        case(Mode::RELEASEFILES, b"1700000030\0", 1_700_000_030, None, b"1700000030\0");
        case(Mode::RELEASEFILES, b"1700000030:0:\0", 1_700_000_030, Some(b"0:"), b"1700000030:0:\0");
        case(Mode::RELEASEFILES, b"3 :", 3, Some(b""), b"3 :\0");
    }

    #[test]
    fn receipts_refused() {
        for (input, message) in [
            (&b""[..], "receipt: empty at byte 0"),
            (b"\0", "receipt: empty at byte 0"),
            (b"abc\0", "receipt: not a decimal number at byte 0"),
            (b"   \0", "receipt: not a decimal number at byte 0"),
            (b"- 1", "receipt: not a decimal number at byte 0"),
            (b"+1", "receipt: not a decimal number at byte 0"),
            (b" 1 2", "receipt: not a decimal number at byte 0"),
            (b"1:2\0", "receipt: not a decimal number at byte 0"),
            (b" -2147483649", "receipt: over 32 bits at byte 0"),
            (b"18446744073709551616", "receipt: over 64 bits at byte 0"),
            (b"1\0\0x\0", "input: left over at byte 3"),
        ] {
            refused(checked::canonical::<Receipt<'_>>(input, Mode::RECVMSG), message);
        }
        refused(Receipt::new(1).with_fields(b"0\0"), "receipt: contains NUL at byte 0");
        let fields = Receipt::new(1).with_fields(b"0:").unwrap();
        refused(fields.check(Mode::READMSG), "receipt: contains a byte that cannot stand there at byte 0");
    }

    #[test]
    fn numbers_named() {
        #[track_caller]
        fn case(body: &[u8], packet_no: u64, expected: bool) {
            let receipt = Receipt::parse_with(body, Mode::RECVMSG).unwrap();
            assert_eq!(receipt.acknowledges(packet_no), expected);
        }
        case(b"1700000003", 1_700_000_003, true);
        case(b"1700000003", 1_700_000_004, false);
        case(b"1700000000123", 1_700_000_000_123, true);
        case(b"-2147483648", 2_147_483_648, true);
        case(b"-2147483648", 2_147_483_649, false);
        // iptux, of 2³² and of milliseconds.
        case(b"0", 4_294_967_296, true);
        case(b"3487918203", 1_700_000_000_123, true);
        case(b"3487918204", 1_700_000_000_123, false);
        // More than 32 bits are not cut.
        case(b"4294967297", 1, false);
        case(b"4294967297", 8_589_934_593, false);
        // The official client of all that is over 32 bits.
        case(b"-1", 1_700_000_000_123, false);
        case(b"-1", 4_294_967_295, true);
    }

    #[test]
    fn the_number_of_a_packet_is_echoed_as_it_stands() {
        let packet = Packet::parse(b"1: 007 :u:h:288:x").unwrap();
        assert_eq!(checked::written(&Receipt::of(&packet)), b" 007 \0");
        assert!(Receipt::of(&packet).acknowledges(packet.packet_no.value()));
        checked::value(Receipt::of(&Packet::parse(b"1:7:u:h:288:x").unwrap()), Mode::RECVMSG);
    }

    proptest! {
        #[test]
        fn any_bytes(input in "[ \t]{0,2}-?[0-9]{0,21}[ \t:0a]{0,2}\0{0,2}[x\0]{0,1}") {
            for mode in [Mode::RECVMSG, Mode::RELEASEFILES] {
                _ = checked::canonical::<Receipt<'_>>(input.as_bytes(), mode);
            }
        }

        #[test]
        fn what_is_built_is_read_back(packet_no: u64, fields in prop::option::of("[0-9:x]{0,4}")) {
            let mut receipt = Receipt::new(packet_no);
            if let Some(fields) = fields {
                receipt = receipt.with_fields(String::leak(fields).as_bytes()).unwrap();
            }
            for mode in [Mode::RECVMSG, Mode::RELEASEFILES] {
                checked::value(receipt, mode);
            }
        }

        #[test]
        fn what_peers_make_of_a_number_names_it(packet_no: u32, high: u32) {
            let official = i32::from_ne_bytes(packet_no.to_ne_bytes()).to_string();
            prop_assert!(Receipt::parse_with(official.as_bytes(), Mode::RECVMSG).unwrap().acknowledges(packet_no.into()));
            let iptux = packet_no.to_string();
            let whole = u64::from(high) << 32 | u64::from(packet_no);
            prop_assert!(Receipt::parse_with(iptux.as_bytes(), Mode::RECVMSG).unwrap().acknowledges(whole));
        }
    }
}
