//! `GETPUBKEY` and `ANSPUBKEY`.

use super::capabilities::{KeyCapabilities, put_upper_hex};
use super::coded::{Coded, Coding};
use crate::error::{Fault, Part};
use crate::fields::{Encoding, Kind, Show};
use crate::ipmsg::fields::{hex_then, is_absent, is_hex};
use crate::ipmsg::record::{body, leaf};
use crate::ipmsg::text::Trailing;
use crate::scan;
use crate::wire::Encode;
use nom::{IResult, Parser};

const EXPONENT: Part = Part::named("exponent");
const MODULUS: Part = Part::named("modulus");

body! {
    /// `GETPUBKEY`: asks for a public key.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    KeyRequest<'a>, |request| match request.capabilities {
        Some(_) => request.trailing.check(is_hex),
        None => request.trailing.check(|first| !is_absent(&[first])),
    } => {
        /// What the sender can do; `None` if it does not say. The official client answers only
        /// if both have something in common.
        pub capabilities: Option<KeyCapabilities> = perhaps_capabilities;
        /// What follows the word. If there is no word it begins with NUL or a line end.
        pub trailing: Trailing<'a> = Trailing::after(b"");
    }
}

fn perhaps_capabilities(input: &[u8]) -> IResult<&[u8], Option<KeyCapabilities>, Fault> {
    match scan::skip_spaces(input) {
        end if is_absent(end) => Ok((end, None)),
        _ => KeyCapabilities::read.map(Some).parse(input),
    }
}

body! {
    /// `ANSPUBKEY`: a public key.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    PublicKey<'a>, |key| {
        key.modulus.check(MODULUS, Self::CODING)?;
        key.trailing.check(|first| first.is_ascii_hexdigit())
    } => {
        /// What the sender can do. libipmsg pads it to eight digits.
        pub capabilities: KeyCapabilities = KeyCapabilities::then(EXPONENT), b":";
        /// The public exponent, usually `0x10001`. The official client has 32 bits for it.
        pub exponent: u64 as UpperHex = hex_then(scan::hex_u64, EXPONENT, b'-', MODULUS), b"-";
        /// The modulus, most significant byte first: 128 bytes for RSA 1024, 256 for RSA 2048.
        /// Always hexadecimal. (Windows has the least significant byte first, and the fingerprint in
        /// user names is made from that order.)
        pub modulus: Coded<'a> as InHex<'a> = |input| Coded::at_start(MODULUS, Self::CODING, input);
        /// What follows the modulus, from its last digit on.
        pub trailing: Trailing<'a> = Trailing::after(b"");
    }
}

impl PublicKey<'_> {
    /// How the modulus is written, whatever the capabilities say.
    pub const CODING: Coding = Coding::Hex;
}

/// A number in upper case.
struct UpperHex(u64);

/// What is never base64.
struct InHex<'a>(Coded<'a>);

leaf! {
    UpperHex, Kind::Number(Show::Hex), |number| sink => put_upper_hex(sink, number.0), out => hex(number.0);
    InHex<'a>, Kind::Encoded(Encoding::Hex), |coded| sink => coded.0.encode(sink), out => coded(coded.0.value());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Wire;
    use core::fmt;

    #[track_caller]
    fn refused<'a, T: Wire<'a, Context = ()> + fmt::Debug>(input: &'a [u8], message: &str) {
        assert_eq!(T::parse(input).unwrap_err().to_string(), message);
    }

    #[track_caller]
    fn asks(input: &[u8], capabilities: Option<u32>, form: &[u8]) {
        let request = KeyRequest::parse(input).unwrap();
        assert_eq!(request.capabilities.map(|word| word.bits()), capabilities);
        assert_eq!(request.encode_into(&mut [0; 16]), Ok(form));
    }

    #[test]
    fn key_requests() {
        asks(b"65920006\0", Some(0x6592_0006), b"65920006\0");
        asks(b"21003", Some(0x0002_1003), b"21003\0");
        asks(b"00021003\0\0", Some(0x0002_1003), b"21003\0");
        asks(b"abcDEF0 \0", Some(0x0abc_def0), b"ABCDEF0 \0");
        asks(b"21003\n", Some(0x0002_1003), b"21003\n\0");
        asks(b"21003:10001\0", Some(0x0002_1003), b"21003:10001\0");
        asks(b"21003\0\0x", Some(0x0002_1003), b"21003\0\0x\0");
        asks(b" \0x", None, b"\0x\0");
        asks(b"0", Some(0), b"0\0");
        asks(b"", None, b"\0");
        asks(b" \0\0", None, b"\0");
    }

    #[test]
    fn key_requests_refused() {
        refused::<KeyRequest<'_>>(b"xyz\0", "capabilities: not a hexadecimal number at byte 0");
        refused::<KeyRequest<'_>>(b"0x21003\0", "capabilities: not a hexadecimal number at byte 0");
        refused::<KeyRequest<'_>>(b"100000000\0", "capabilities: over 32 bits at byte 0");
    }

    #[track_caller]
    fn key(input: &[u8], exponent: u64, modulus: &[u8], form: &[u8]) {
        let key = PublicKey::parse(input).unwrap();
        assert_eq!((key.capabilities.bits(), key.exponent), (0x0002_1003, exponent));
        assert_eq!(key.modulus, Coded::new(Coding::Hex, modulus));
        assert_eq!(key.encode_into(&mut [0; 64]), Ok(form));
    }

    #[test]
    fn public_keys() {
        key(b"21003:10001-8f9e09\0", 0x10001, b"\x8f\x9e\x09", b"21003:10001-8f9e09\0");
        key(b"00021003:010001-8F9E09", 0x10001, b"\x8f\x9e\x09", b"21003:10001-8F9E09\0"); // libipmsg
        key(b"21003:3-00ff  \0\0", 3, b"\x00\xff", b"21003:3-00ff  \0");
        key(b"21003:3-00ff\n\0", 3, b"\x00\xff", b"21003:3-00ff\n\0");
        key(b"21003:3-8f-9e", 3, b"\x8f", b"21003:3-8f-9e\0");
        key(b"21003:3-8f\0\x7f\x01\0\xb0", 3, b"\x8f", b"21003:3-8f\0\x7f\x01\0\xb0\0");
        key(b"21003:abc-00", 0xabc, b"\0", b"21003:ABC-00\0");
        key(b"21003:ffffffffffffffff-00", u64::MAX, b"\0", b"21003:FFFFFFFFFFFFFFFF-00\0");
    }

    #[test]
    fn public_keys_refused() {
        refused::<PublicKey<'_>>(b"", "capabilities: empty at byte 0");
        refused::<PublicKey<'_>>(b":10001-00", "capabilities: empty at byte 0");
        refused::<PublicKey<'_>>(b"21O03:10001-00", "capabilities: not a hexadecimal number at byte 0");
        refused::<PublicKey<'_>>(b"100000000:1-00", "capabilities: over 32 bits at byte 0");
        refused::<PublicKey<'_>>(b"21003", "exponent: missing at byte 5");
        refused::<PublicKey<'_>>(b"21003\0:10001-00", "exponent: missing at byte 5");
        refused::<PublicKey<'_>>(b"21003:", "exponent: empty at byte 6");
        refused::<PublicKey<'_>>(b"21003:-00", "exponent: empty at byte 6");
        refused::<PublicKey<'_>>(b"21003:1000l-00", "exponent: not a hexadecimal number at byte 6");
        refused::<PublicKey<'_>>(b"21003:10000000000000000-00", "exponent: over 64 bits at byte 6");
        refused::<PublicKey<'_>>(b"21003:10001", "modulus: missing at byte 11");
        refused::<PublicKey<'_>>(b"21003:10001\0-00", "modulus: missing at byte 11");
        refused::<PublicKey<'_>>(b"21003:10001-\0", "modulus: empty at byte 12");
        refused::<PublicKey<'_>>(b"21003:10001-  \0", "modulus: empty at byte 12");
        refused::<PublicKey<'_>>(
            b"21003:10001-8f9\0",
            "modulus: an odd number of hexadecimal digits at byte 12",
        );
        refused::<PublicKey<'_>>(b"21003:10001-x", "modulus: not a hexadecimal number at byte 12");
    }

    #[track_caller]
    fn misfit<'a, T: Wire<'a, Context = ()>>(value: T, message: &str) {
        assert_eq!(value.check(()).unwrap_err().to_string(), message);
    }

    #[test]
    fn values_that_would_be_read_as_others_do_not_fit() {
        let (empty, base64) = (Coded::new(Coding::Hex, b""), Coded::new(Coding::Base64, b"x"));
        let capabilities = KeyCapabilities::ENCODE_BASE64;
        let key = PublicKey { capabilities, exponent: 3, modulus: base64, trailing: Trailing::NONE };
        misfit(key, "modulus: not a hexadecimal number at byte 0");
        misfit(PublicKey { modulus: empty, ..key }, "modulus: empty at byte 0");
        let ambiguous = "additional section: would be read as something else at byte 0";
        let trailing = Trailing::new(b"a");
        misfit(PublicKey { modulus: Coded::new(Coding::Hex, b"x"), trailing, ..key }, ambiguous);
        misfit(KeyRequest { capabilities: None, trailing }, ambiguous);
        misfit(KeyRequest { capabilities: Some(capabilities), trailing }, ambiguous);
    }
}
