//! Receipts: `RECVMSG`, `READMSG`, `DELMSG`, `ANSREADMSG`, and `RELEASEFILES`. Each names a packet
//! by its number.
//!
//! ```text
//! 1:1700000007:hanako:PC-03:33:1700000003\0
//!                              └ the number of the message, decimal
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{Packet, Receipt}};
//!
//! let message = Packet::parse(b"1:1700000003:taro:PC-02:288:hello\0")?;
//! let receipt = Receipt::of(&message);
//! let mut buffer = [0; 24];
//! assert_eq!(receipt.encode_into(&mut buffer)?, b"1700000003\0");
//!
//! let receipt = Receipt::parse(b"1700000003\0")?;
//! assert!(receipt.acknowledges(1_700_000_003));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! `RECVMSG`, `READMSG`, `DELMSG` and `RELEASEFILES` name the `SENDMSG`, `ANSREADMSG` the
//! `READMSG`.
//!
//! The number ends at its last digit. What follows is ignored and kept, as [`Trailing`]: after that of
//! `RELEASEFILES` feiq++ writes `:` file id `:` and mattn/go-ipmsg `:n`, bots write a line end, and
//! some programs send all of their buffer.
//!
//! **Not every client gives a number back as it got it.** The official client keeps 32 bits
//! and prints them with a sign, so 2147483648 comes back as `-2147483648`; iptux cuts off what
//! is over 32 bits. [`acknowledges`](Receipt::acknowledges) knows both. What is over 32 bits the
//! official client takes for 4294967295 and prints as `-1`, which names nothing: use numbers
//! below 2³².
//!
//! Source: IP Messenger protocol, draft 10 §3.2; the official client 4.99, `msgmng.cpp`;
//! recordings of iptux 0.8.3.

use super::fields::number;
use super::header::{Number, Packet};
use super::record::{body, leaf};
use super::text::Trailing;
use crate::error::{ErrorKind, Fault, Part};
use crate::fields::{Kind, Show};
use crate::scan;
use nom::IResult;

body! {
    /// The additional section of a receipt.
    ///
    /// Of a number that was read the spelling is kept, spaces, sign and zeros; two receipts are equal
    /// if they are written alike.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    Receipt<'a>, |body| body.trailing.check(|first| first.is_ascii_digit()) => {
        packet_no: Number<'a, u64> = spelled;
        /// What follows the number.
        pub trailing: Trailing<'a> = Trailing::after(b"");
    }
}

const RECEIPT: Part = Part::named("receipt");

/// The longest spelling of a number or id that a reply repeats: as many bytes as 2⁶⁴ − 1 has digits.
pub(super) const LONGEST: usize = 20;

impl<'a> Receipt<'a> {
    /// Names the packet of that number; written in plain decimal.
    #[inline]
    #[must_use]
    pub const fn new(packet_no: u64) -> Self {
        Self::naming(Number::new(packet_no))
    }

    /// Names this packet, with its number as the sender spelled it (` 007`), which the sender understands
    /// best. A spelling of more than 20 bytes is not repeated: the number is written in plain decimal then,
    /// so that no sender decides how long a receipt is.
    #[inline]
    #[must_use]
    pub const fn of(packet: &Packet<'a>) -> Self {
        Self::naming(packet.packet_no)
    }

    #[inline]
    pub(super) const fn naming(packet_no: Number<'a, u64>) -> Self {
        let text = match packet_no.text() {
            Some(text) if text.len() <= LONGEST => text,
            _ => return Self { packet_no: Number::new(packet_no.value()), trailing: Trailing::NONE },
        };
        // Of a number in a header the spaces after it belong to its spelling.
        let mut digits = text;
        while let [rest @ .., b' ' | b'\t'] = digits {
            digits = rest;
        }
        let blanks = match text.split_at_checked(digits.len()) {
            Some((_, blanks)) => blanks,
            None => &[],
        };
        Self { packet_no: Number::trusted(packet_no.value(), digits), trailing: Trailing::new(blanks) }
    }

    /// The number; of a negative one the 32 bits that it means.
    #[inline]
    #[must_use]
    pub const fn packet_no(&self) -> u64 {
        self.packet_no.value()
    }

    /// The number as it was spelled, with the spaces before it; `None` if it was not read.
    #[inline]
    #[must_use]
    pub const fn text(&self) -> Option<&'a [u8]> {
        self.packet_no.text()
    }

    /// Whether it names the packet of that number: the same number, or one of 32 bits that are
    /// its low 32 bits.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Receipt};
    ///
    /// let receipt = |body| Receipt::parse(body).unwrap();
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

/// A decimal number with a sign, as C's `%d` prints 32 bits of it, after spaces. Of a negative one
/// the value is those 32 bits.
pub(super) fn signed(input: &[u8]) -> IResult<&[u8], u64, Fault> {
    let (negative, digits) = match scan::skip_blanks(input) {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (rest, value) = scan::decimal_u64(digits)?;
    if !negative {
        return Ok((rest, value));
    }
    match u32::try_from(value) {
        Ok(value) if value <= 1 << 31 => Ok((rest, value.wrapping_neg().into())),
        _ => Fault::err(ErrorKind::Over32Bits, Part::NUMBER, input),
    }
}

fn spelled(input: &[u8]) -> IResult<&[u8], Number<'_, u64>, Fault> {
    let (rest, value) = number(signed, RECEIPT, |first| first == 0, input)?;
    let text = input.get(..input.len().wrapping_sub(rest.len())).unwrap_or_default();
    Ok((rest, Number::trusted(value, text)))
}

leaf! {
    Number<'a, u64>, Kind::Number(Show::Decimal), |number| sink => number.encode(sink), out => decimal(number.value());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::wire::Wire;
    use proptest::prelude::*;

    #[track_caller]
    fn case(input: &'static [u8], packet_no: u64, trailing: &[u8], form: &[u8]) {
        let receipt = checked::canonical::<Receipt<'_>>(input, ()).unwrap();
        assert_eq!((receipt.packet_no(), receipt.trailing.as_bytes()), (packet_no, trailing));
        assert_eq!(checked::written(&receipt), form);
        checked::borrowed(&receipt, input, &[receipt.text().unwrap(), receipt.trailing.as_bytes()]);
    }

    #[test]
    fn receipts() {
        let two31 = 2_147_483_648;
        case(b"100", 100, b"", b"100\0");
        case(b"1700000021\0", 1_700_000_021, b"", b"1700000021\0");
        case(b" 007\t\0\0", 7, b"\t", b" 007\t\0");
        case(b"-2147483648\0", two31, b"", b"-2147483648\0");
        case(b"-2147483647", two31 + 1, b"", b"-2147483647\0");
        case(b"-1", u32::MAX.into(), b"", b"-1\0");
        case(b"-0", 0, b"", b"-0\0");
        case(b"18446744073709551615", u64::MAX, b"", b"18446744073709551615\0");
        case(b"1700000030:0:\0", 1_700_000_030, b":0:", b"1700000030:0:\0");
        case(b"3 :", 3, b" :", b"3 :\0");
        case(b"1488994780:\0", 1_488_994_780, b":", b"1488994780:\0");
        case(b"1700000003\r\n", 1_700_000_003, b"\r\n", b"1700000003\r\n\0");
        case(b" 1 2", 1, b" 2", b" 1 2\0");
        // All of a buffer.
        case(b"1\0\x7f\x01\0\xb0\0\0", 1, b"\0\x7f\x01\0\xb0", b"1\0\x7f\x01\0\xb0\0");
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
            (b" -2147483649", "receipt: over 32 bits at byte 0"),
            (b"18446744073709551616", "receipt: over 64 bits at byte 0"),
        ] {
            refused(checked::canonical::<Receipt<'_>>(input, ()), message);
        }
        let receipt = Receipt { trailing: Trailing::new(b"1"), ..Receipt::new(1) };
        refused(receipt.check(()), "additional section: would be read as something else at byte 0");
    }

    #[test]
    fn numbers_named() {
        #[track_caller]
        fn case(body: &[u8], packet_no: u64, expected: bool) {
            let receipt = Receipt::parse(body).unwrap();
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
        checked::value(Receipt::of(&packet), ());
        assert!(Receipt::of(&packet).acknowledges(packet.packet_no.value()));
        checked::value(Receipt::of(&Packet::parse(b"1:7:u:h:288:x").unwrap()), ());
    }

    #[test]
    fn a_long_spelling_is_not_echoed() {
        #[track_caller]
        fn case(packet_no: &str, form: &[u8]) {
            let packet = format!("1:{packet_no}:u:h:288:x").into_bytes();
            let receipt = Receipt::of(&Packet::parse(packet.leak()).unwrap());
            assert_eq!(checked::written(&receipt), form);
            checked::value(receipt, ());
        }
        case("18446744073709551615", b"18446744073709551615\0");
        case("00000000000000000007", b"00000000000000000007\0");
        case("000000000000000000007", b"7\0");
        case(&format!("{}7", " ".repeat(65_000)), b"7\0");
        case(&format!("7{}", "\t".repeat(20)), b"7\0");
    }

    proptest! {
        #[test]
        fn any_bytes(input in "[ \t]{0,2}-?[0-9]{0,21}[ \t:0a]{0,2}\0{0,2}[x\0]{0,1}") {
            _ = checked::canonical::<Receipt<'_>>(input.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(packet_no: u64, trailing in "[0-9:x\0]{0,4}") {
            let trailing = Trailing::new(trailing.leak().as_bytes());
            checked::value(Receipt { trailing, ..Receipt::new(packet_no) }, ());
        }

        #[test]
        fn what_peers_make_of_a_number_names_it(packet_no: u32, high: u32) {
            let official = i32::from_ne_bytes(packet_no.to_ne_bytes()).to_string();
            prop_assert!(Receipt::parse(official.as_bytes()).unwrap().acknowledges(packet_no.into()));
            let iptux = packet_no.to_string();
            let whole = u64::from(high) << 32 | u64::from(packet_no);
            prop_assert!(Receipt::parse(iptux.as_bytes()).unwrap().acknowledges(whole));
        }
    }
}
