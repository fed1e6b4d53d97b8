//! MD5 of passwords and challenges.

use crate::error::{Error, ErrorKind, Part};
use core::fmt;
use md5::{Digest as _, Md5};

const RESPONSE: Part = Part::named("response");

/// Sixteen bytes as 32 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HexDigest([u8; 32]);

impl HexDigest {
    /// The digits of these bytes.
    #[must_use]
    pub fn of(bytes: [u8; 16]) -> Self {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let digit = |nibble: u8| DIGITS.get(usize::from(nibble & 0x0f)).copied().unwrap_or_default();
        let mut digits = [0; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte)]);
        }
        Self(digits)
    }

    /// The digits.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether a client has answered this.
    ///
    /// # Errors
    /// Of the response: [`ErrorKind::WrongLength`]; [`ErrorKind::NotHex`] at the first byte that is no digit in lower
    /// case; [`ErrorKind::Unexpected`] if it is another one.
    pub fn verify(&self, response: &[u8]) -> Result<(), Error> {
        let lower = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if response.len() != self.0.len() {
            return Err(Error::new(ErrorKind::WrongLength, RESPONSE, 0));
        }
        if let Some(at) = response.iter().position(|byte| !lower(byte)) {
            return Err(Error::new(ErrorKind::NotHex, RESPONSE, at));
        }
        // All bytes are compared, whatever they are.
        let difference = self.0.iter().zip(response).fold(0, |found, (a, b)| found | (a ^ b));
        if difference == 0 { Ok(()) } else { Err(Error::new(ErrorKind::Unexpected, RESPONSE, 0)) }
    }
}

impl fmt::Display for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for HexDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HexDigest({self})")
    }
}

fn md5(first: &[u8], second: &[u8]) -> [u8; 16] {
    let mut md5 = Md5::new();
    md5.update(first);
    md5.update(second);
    md5.finalize().into()
}

/// The last parameter of `USR t MD5 S`, for the salt in the server's `USR t MD5 S`. MSNP2 to 7.
///
/// Which charset the official client used for passwords that are not ASCII is not known.
#[must_use]
pub fn md5_response(salt: impl AsRef<[u8]>, password: impl AsRef<[u8]>) -> HexDigest {
    HexDigest::of(md5(salt.as_ref(), password.as_ref()))
}

/// The payload of `QRY`, for the parameter of `CHL`. MSNP6 to 10. `code` belongs to the client id
/// in the `QRY`: `Q1P7W2E4J9R8U3S5` to `msmsgs@msnmsgr.com`.
#[must_use]
pub fn challenge_response_md5(challenge: impl AsRef<[u8]>, code: impl AsRef<[u8]>) -> HexDigest {
    HexDigest::of(md5(challenge.as_ref(), code.as_ref()))
}

/// The payload of `QRY`, for the parameter of `CHL`. From MSNP11. `id` is the client id in the `QRY`, `key` the one that
/// belongs to it.
///
/// The lock key of offline messages is the same, of the challenge that the SOAP service sends.
///
/// Challenge and id together are padded with zeros to eight bytes; where they are a multiple of eight already, eight
/// more are added, as six programs do and pidgin does not: see [`challenge_response_unpadded`]. No challenge of
/// that length is known.
#[must_use]
pub fn challenge_response(
    challenge: impl AsRef<[u8]>,
    id: impl AsRef<[u8]>,
    key: impl AsRef<[u8]>,
) -> HexDigest {
    let (challenge, id) = (challenge.as_ref(), id.as_ref());
    let len = challenge.len().saturating_add(id.len());
    response(challenge, id, key.as_ref(), 8_usize.wrapping_sub(len % 8))
}

/// The same as [`challenge_response`], but nothing is added where challenge and id together are a multiple of eight
/// bytes. (pidgin)
#[must_use]
pub fn challenge_response_unpadded(
    challenge: impl AsRef<[u8]>,
    id: impl AsRef<[u8]>,
    key: impl AsRef<[u8]>,
) -> HexDigest {
    let (challenge, id) = (challenge.as_ref(), id.as_ref());
    let len = challenge.len().saturating_add(id.len());
    response(challenge, id, key.as_ref(), 8_usize.wrapping_sub(len % 8) % 8)
}

fn response(challenge: &[u8], id: &[u8], key: &[u8], padding: usize) -> HexDigest {
    let digest = md5(challenge, key);
    let words = |bytes: [u8; 16]| {
        let mut words = [0_u32; 4];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = little_endian(bytes.iter().copied());
        }
        words
    };
    let [d0, d1, d2, d3] = words(digest);
    let text = challenge.iter().chain(id).copied().chain(core::iter::repeat_n(b'0', padding));
    let len = challenge.len().saturating_add(id.len()).saturating_add(padding);
    let (high, low) = mix([d0, d1, d2, d3].map(|word| u64::from(word & 0x7fff_ffff)), text, len / 8);
    let mut answer = [0; 16];
    for (place, word) in answer.chunks_exact_mut(4).zip([d0 ^ high, d1 ^ low, d2 ^ high, d3 ^ low]) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    HexDigest::of(answer)
}

fn little_endian(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes
        .take(4)
        .zip([0_u32, 8, 16, 24])
        .fold(0, |word, (byte, shift)| word | u32::from(byte).wrapping_shl(shift))
}

/// Two sums over pairs of words of a text. All numbers are below 2^31 but a word, which is below 2^32, so that all fits
/// 64 bits.
fn mix([k0, k1, k2, k3]: [u64; 4], mut text: impl Iterator<Item = u8>, pairs: usize) -> (u32, u32) {
    const M: u64 = 0x7fff_ffff;
    const FACTOR: u64 = 0x0e79_a9c1;
    let (mut high, mut low) = (0_u64, 0_u64);
    for _ in 0..pairs {
        let a = u64::from(little_endian(text.by_ref()));
        let b = u64::from(little_endian(text.by_ref()));
        let t = (a.wrapping_mul(FACTOR) % M).wrapping_add(high).wrapping_mul(k0).wrapping_add(k1) % M;
        high = (b.wrapping_add(t) % M).wrapping_mul(k2).wrapping_add(k3) % M;
        low = low.wrapping_add(high).wrapping_add(t) % M;
    }
    let fold = |sum: u64, key: u64| u32::try_from(sum.wrapping_add(key) % M).unwrap_or_default();
    (fold(high, k1), fold(low, k3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(challenge: &str, id: &str, key: &str, expected: &str) {
        assert_eq!(challenge_response(challenge, id, key).as_str(), expected);
    }

    #[test]
    fn published_values() {
        const CODE: &str = "Q1P7W2E4J9R8U3S5";
        let md5 = md5_response("1234567890.123456789", "password");
        assert_eq!(md5.as_str(), "f59af8f2fa91d38aff7c870c17f99903");
        let md5 = challenge_response_md5("15570131571988941333", CODE);
        assert_eq!(md5.as_str(), "8f2f5a91b72102cd28355e9fc9000d6e");
        let (id, key) = ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL");
        case("22210219642164014968", id, key, "85ecb0db8f32113df79ce0892b9a102c");
        case("36819795137093047918", id, key, "e7ad3cb09d3e9e4e7c720175984809e9");
        case("41525959199453244913", id, key, "dcb8ff529e4dd12cc43389851128d2db");
        case("31744216663023315951", id, key, "d15553d0ea89c9f63bbb98a208fa4235");
        let (id, key) = ("PROD0113H11T8$X_", "RG@XY*28Q5QHS%Q5");
        case("11533365622852247127", id, key, "f086d1ded067186deca8dba2231602cf");
        case("237191752526424888127371168", id, key, "65b6b623c649c25629af048d34066040");
    }

    #[test]
    fn lengths_of_eight() {
        let (id, key) = ("PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL");
        case("123456789012345678901234", id, key, "948035b948c0318ad3fc5287620769f4");
        let unpadded = challenge_response_unpadded("123456789012345678901234", id, key);
        assert_eq!(unpadded.as_str(), "cfd1a4febba8ec8488adc3c0916fb4fa");
        let same = challenge_response_unpadded("22210219642164014968", id, key);
        assert_eq!(same, challenge_response("22210219642164014968", id, key));
    }

    #[test]
    fn responses_refused() {
        let digest = md5_response("1234567890.123456789", "password");
        #[track_caller]
        fn case(digest: HexDigest, response: &str, kind: ErrorKind, at: usize) {
            let error = digest.verify(response.as_bytes()).unwrap_err();
            assert_eq!((error.kind(), error.part(), error.at()), (kind, RESPONSE, at));
        }
        assert_eq!(digest.verify(b"f59af8f2fa91d38aff7c870c17f99903"), Ok(()));
        case(digest, "f59af8f2fa91d38aff7c870c17f9990", ErrorKind::WrongLength, 0);
        case(digest, "F59AF8F2FA91D38AFF7C870C17F99903", ErrorKind::NotHex, 0);
        case(digest, "f59af8f2fa91d38aff7c870c17f99904", ErrorKind::Unexpected, 0);
    }
}
