//! The capability word of the encryption commands: which keys, ciphers and signatures.

use super::coded::Coding;
use crate::error::{Fault, Part};
use crate::ipmsg::fields;
use crate::ipmsg::header::Number;
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::Encode;
use bitflags::bitflags;
use nom::IResult;

/// The part of an additional section.
pub(in crate::ipmsg) const CAPABILITIES: Part = Part::named("capabilities");

bitflags! {
    /// What a client can do, or did, to encrypt.
    ///
    /// Not the command word: a second word of 32 bits, in hexadecimal, inside the additional section.
    /// In [`KeyRequest`](crate::ipmsg::KeyRequest) and [`PublicKey`](crate::ipmsg::PublicKey) it is
    /// what the sender can do, in [`Encrypted`](crate::ipmsg::Encrypted) what was done.
    ///
    /// ```
    /// use imwire::ipmsg::KeyCapabilities;
    ///
    /// let mine = KeyCapabilities::from_bits_retain(0x6592_0006); // `65920006`, the official client 4.99
    /// let yours = KeyCapabilities::from_bits_retain(0x0002_1003); // `21003`, FeiQ and 2.x
    /// assert_eq!(mine & yours, KeyCapabilities::RSA_1024 | KeyCapabilities::BLOWFISH_128);
    /// ```
    ///
    /// iptux, feiq and feiq++ carry a header file in which four of the bits have other names:
    ///
    /// | bit | official | they |
    /// |---|---|---|
    /// | `0x00100000` | [`AES_256`](KeyCapabilities::AES_256) | [`IPTUX_AES_128`](KeyCapabilities::IPTUX_AES_128) |
    /// | `0x00200000` | | [`IPTUX_AES_192`](KeyCapabilities::IPTUX_AES_192) |
    /// | `0x00400000` | [`IPDICT_CTR`](KeyCapabilities::IPDICT_CTR), since 4.50 | [`IPTUX_AES_256`](KeyCapabilities::IPTUX_AES_256) |
    /// | `0x01000000` | [`ENCODE_BASE64`](KeyCapabilities::ENCODE_BASE64) | [`IPTUX_SIGN_STAMP`](KeyCapabilities::IPTUX_SIGN_STAMP), not in feiq |
    ///
    /// No packet is known in which one of them uses these bits, so the official names are the ones to
    /// read by. Bits without a name survive.
    ///
    /// Source: IP Messenger protocol, draft 10 and 14; `ipmsg.h` of 4.99; that of iptux 0.8.3.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct KeyCapabilities: u32 {
        /// Keys of 512 bits, with RC2. Until 3.x: `RSA_512`.
        const RSA_512OBSOLETE = 0x0000_0001;
        /// Keys of 1024 bits; the official client uses them with Blowfish only.
        const RSA_1024 = 0x0000_0002;
        /// Keys of 2048 bits; the official client uses them with AES only.
        const RSA_2048 = 0x0000_0004;
        /// Keys of 4096 bits. Since 4.50, not used by 4.99.
        const RSA_4096 = 0x0000_0008;
        /// RC2, as 2.0 beta 1 to 4 had it.
        const RC2_40OLD = 0x0000_0010;
        /// RC2, as 2.0 beta 1 to 4 had it.
        const RC2_128OLD = 0x0000_0040;
        /// Blowfish, as 2.0 beta 1 to 4 had it.
        const BLOWFISH_128OLD = 0x0000_0400;
        /// RC2 with 40 bits. In use in 2.x, as `RC2_40`.
        const RC2_40OBSOLETE = 0x0000_1000;
        /// RC2 with 128 bits. In 2.x: `RC2_128`.
        const RC2_128OBSOLETE = 0x0000_4000;
        /// RC2 with 256 bits. In 2.x: `RC2_256`.
        const RC2_256OBSOLETE = 0x0000_8000;
        /// Blowfish with 128 bits, CBC.
        const BLOWFISH_128 = 0x0002_0000;
        /// Blowfish with 256 bits.
        const BLOWFISH_256OBSOL = 0x0004_0000;
        /// AES with 128 bits, as it was once planned.
        const AES_128OBSOLETE = 0x0008_0000;
        /// AES with 256 bits, CBC.
        const AES_256 = 0x0010_0000;
        /// AES with 192 bits, in the header file of iptux, feiq and feiq++. No official meaning.
        const IPTUX_AES_192 = 0x0020_0000;
        /// AES in counter mode, for dictionary packets. Since 4.50.
        const IPDICT_CTR = 0x0040_0000;
        /// The initialisation vector is the packet number: [`iv`](Self::iv). Since draft 10.
        const PACKETNO_IV = 0x0080_0000;
        /// Session key, cipher and signature are base64, not hexadecimal. Since draft 10. Public
        /// keys never are.
        const ENCODE_BASE64 = 0x0100_0000;
        /// Fingerprints in user names.
        const UNAMEEXT_OBSLT = 0x0200_0000;
        /// Can send and receive the contents of files in clear though the request is encrypted.
        /// Since draft 14.
        const NOENC_FILEBODY = 0x0400_0000;
        /// Signature over MD5.
        const SIGN_MD5OBSOLETE = 0x1000_0000;
        /// Signature over SHA-1. Since draft 10.
        const SIGN_SHA1 = 0x2000_0000;
        /// Signature over SHA-256. Since 4.50.
        const SIGN_SHA256 = 0x4000_0000;
        const _ = !0;
    }
}

impl KeyCapabilities {
    /// `COMMON_KEYS`: the ciphers that 4.99 knows.
    pub const COMMON_KEYS: Self = Self::BLOWFISH_128.union(Self::AES_256);
    /// The signatures: with any of them the official client wants a signature after the cipher.
    pub const SIGN: Self = Self::SIGN_MD5OBSOLETE.union(Self::SIGN_SHA1).union(Self::SIGN_SHA256);
    /// What iptux, feiq and feiq++ name `AES_128`.
    pub const IPTUX_AES_128: Self = Self::AES_256;
    /// What iptux, feiq and feiq++ name `AES_256`.
    pub const IPTUX_AES_256: Self = Self::IPDICT_CTR;
    /// What iptux and feiq++ name `SIGN_STAMPOPT`.
    pub const IPTUX_SIGN_STAMP: Self = Self::ENCODE_BASE64;

    /// How session key, cipher and signature are written.
    #[inline]
    #[must_use]
    pub const fn coding(self) -> Coding {
        if self.contains(Self::ENCODE_BASE64) { Coding::Base64 } else { Coding::Hex }
    }

    /// The initialisation vector of the cipher in a packet with this number: with
    /// [`PACKETNO_IV`](Self::PACKETNO_IV) the number as text, just as it is in the header, and
    /// zeros after it; else zeros.
    ///
    /// The official client takes 15 bytes of the text at most. Blowfish, with blocks half as
    /// long, uses the first eight. It is also the first counter block with which the contents of
    /// files are enciphered, with the packet number of the request.
    ///
    /// ```
    /// use imwire::ipmsg::{KeyCapabilities, Number};
    ///
    /// let iv = KeyCapabilities::PACKETNO_IV.iv(Number::new(1_700_000_085));
    /// assert_eq!(&iv, b"1700000085\0\0\0\0\0\0");
    /// ```
    #[must_use]
    pub fn iv(self, packet_no: Number<'_, u64>) -> [u8; 16] {
        let mut iv = [0; 16];
        if self.contains(Self::PACKETNO_IV) {
            let mut digits = [0; 20];
            let digits = match packet_no.text() {
                Some(text) => text,
                None => decimal(packet_no.value(), &mut digits),
            };
            iv.iter_mut().zip(digits).take(15).for_each(|(place, digit)| *place = *digit);
        }
        iv
    }

    /// The word at the front, up to its last digit.
    pub(in crate::ipmsg) fn read(input: &[u8]) -> IResult<&[u8], Self, Fault> {
        let (rest, word) = fields::hex(scan::hex_u32, CAPABILITIES, b':', input)?;
        Ok((rest, Self::from_bits_retain(word)))
    }

    /// The word and the `:` after it, which `next` has to follow.
    pub(in crate::ipmsg) fn then<'a>(next: Part) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        let word = fields::hex_then(scan::hex_u32, CAPABILITIES, b':', next);
        move |input| word(input).map(|(rest, word)| (rest, Self::from_bits_retain(word)))
    }
}

fn decimal(value: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut sink = SliceSink::new(buffer);
    // All numbers have room.
    let _ = scan::put_decimal(&mut sink, value);
    sink.into_written()
}

/// In upper case, as the official client does.
impl Encode for KeyCapabilities {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_upper_hex(sink, self.bits().into())
    }
}

/// Writes a number in upper-case hexadecimal, without leading zeros.
pub(super) fn put_upper_hex<S: Sink + ?Sized>(sink: &mut S, value: u64) -> Result<(), S::Error> {
    struct Upper<'s, S: ?Sized>(&'s mut S);

    impl<S: Sink + ?Sized> Sink for Upper<'_, S> {
        type Error = S::Error;

        fn put(&mut self, bytes: &[u8]) -> Result<(), S::Error> {
            let mut text = [0; 16];
            match text.get_mut(..bytes.len()) {
                Some(text) => {
                    text.copy_from_slice(bytes);
                    text.make_ascii_uppercase();
                    self.0.put(text)
                }
                None => self.0.put(bytes),
            }
        }
    }

    scan::put_hex(&mut Upper(sink), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Wire;
    use crate::ipmsg::header::Packet;
    use proptest::prelude::*;

    #[test]
    fn words_that_are_sent() {
        use KeyCapabilities as C;
        let known = C::SIGN_SHA256 | C::SIGN_SHA1 | C::NOENC_FILEBODY | C::ENCODE_BASE64 | C::PACKETNO_IV;
        let known = known | C::AES_256 | C::BLOWFISH_128 | C::RSA_2048 | C::RSA_1024;
        assert_eq!(known.bits(), 0x6592_0006);
        let old = C::RSA_512OBSOLETE | C::RSA_1024 | C::RC2_40OBSOLETE | C::BLOWFISH_128;
        assert_eq!(old.bits(), 0x0002_1003);
        let used = C::RSA_2048 | C::AES_256 | C::PACKETNO_IV | C::ENCODE_BASE64 | C::SIGN_SHA1;
        assert_eq!(used.bits(), 0x2190_0004);
        assert_eq!((used.coding(), old.coding()), (Coding::Base64, Coding::Hex));
        assert!(used.intersects(C::SIGN) && !old.intersects(C::SIGN));
    }

    /// The bits that have no name are kept, and those that have two are the same.
    #[test]
    fn other_names() {
        assert_eq!(KeyCapabilities::from_bits(!0), Some(KeyCapabilities::all()));
        assert_eq!(KeyCapabilities::from_bits_retain(0x8000_0020).bits(), 0x8000_0020);
        assert_eq!(KeyCapabilities::IPTUX_AES_128.bits(), 0x0010_0000);
        assert_eq!(KeyCapabilities::IPTUX_AES_256.bits(), 0x0040_0000);
        assert_eq!(KeyCapabilities::IPTUX_SIGN_STAMP.bits(), 0x0100_0000);
        assert_eq!(format!("{:?}", KeyCapabilities::IPTUX_AES_128), "KeyCapabilities(AES_256)");
    }

    #[track_caller]
    fn iv(packet: &str, expected: &[u8; 16]) {
        let packet = Packet::parse(packet.as_bytes()).unwrap();
        assert_eq!(&(KeyCapabilities::PACKETNO_IV | KeyCapabilities::AES_256).iv(packet.packet_no), expected);
        assert_eq!(KeyCapabilities::AES_256.iv(packet.packet_no), [0; 16]);
    }

    #[test]
    fn packet_numbers_as_they_stand_in_the_header() {
        iv("1:1700000085:u:h:4194336:", b"1700000085\0\0\0\0\0\0");
        iv("1:007:u:h:4194336:", b"007\0\0\0\0\0\0\0\0\0\0\0\0\0");
        iv("1: 7 :u:h:4194336:", b" 7 \0\0\0\0\0\0\0\0\0\0\0\0\0");
        iv("1:12345678901234567890:u:h:4194336:", b"123456789012345\0");
        assert_eq!(KeyCapabilities::PACKETNO_IV.iv(Number::new(0)), *b"0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert_eq!(KeyCapabilities::PACKETNO_IV.iv(Number::new(u64::MAX)), *b"184467440737095\0");
    }

    proptest! {
        #[test]
        fn written_in_upper_case(value: u64, shift in 0..64, bits: u32) {
            let value: u64 = value >> shift;
            let mut room = [0; 16];
            let mut sink = SliceSink::new(&mut room);
            put_upper_hex(&mut sink, value).unwrap();
            prop_assert_eq!(sink.written().escape_ascii().to_string(), format!("{value:X}"));

            let word = KeyCapabilities::from_bits_retain(bits);
            let mut room = [0; 8];
            let text = word.encode_into(&mut room).unwrap();
            prop_assert_eq!(KeyCapabilities::read(text).unwrap(), (&b""[..], word));
            let lower = text.to_ascii_lowercase();
            prop_assert_eq!(KeyCapabilities::read(&lower).unwrap(), (&b""[..], word));
        }
    }
}
