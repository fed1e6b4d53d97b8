//! The response of `USR t SSO S`.

use crate::error::{Error, ErrorKind, Part};
use crate::msnp::payload::base64::Base64;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use des::TdesEde3;
use des::cipher::{BlockEncrypt as _, KeyInit as _};
use hmac::{Hmac, Mac};
use sha1::Sha1;

const RESPONSE: Part = Part::named("response");

/// Seven numbers before the data, little-endian: the size of themselves, CBC, 3DES, SHA-1, and the lengths of the
/// initialization vector, the hash and the cipher.
const HEAD: [u32; 7] = [28, 1, 0x6603, 0x8004, 8, 20, 72];
const HEAD_LEN: usize = 28;
const LEN: usize = 128;
const NONCE_LEN: usize = 64;

/// The last parameter but one of `USR t SSO S`: what shows that the client has the secret that belongs to its
/// ticket. It is written in base64, 172 digits.
///
/// ```
/// use imwire::{Encode, msnp::payload::{auth::SsoResponse, base64::Base64}};
///
/// // From the answer of the ticket service, and from the server's USR.
/// let secret = Base64::from_text(b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")?;
/// let nonce = b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// // Eight random bytes; zeros here.
/// let response = SsoResponse::new(secret, nonce, [0; 8])?;
/// let mut buffer = [0; 172];
/// let parameter = response.encode_into(&mut buffer)?;
/// assert!(parameter.starts_with(b"HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAA"));
/// SsoResponse::parse(parameter)?.verify(secret, nonce)?;
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SsoResponse {
    /// The initialization vector: random.
    pub iv: [u8; 8],
    /// HMAC of the nonce.
    pub hash: [u8; 20],
    /// The nonce and its padding, encrypted.
    pub cipher: [u8; 72],
}

/// A secret of more bytes than this is refused: known ones have 23 and 24.
const MAX_SECRET: usize = 256;

fn hmac(key: &[u8], parts: [&[u8]; 2]) -> Result<[u8; 20], Error> {
    let Ok(mut hmac) = <Hmac<Sha1> as Mac>::new_from_slice(key) else {
        return Err(Error::new(ErrorKind::WrongLength, const { Part::named("secret") }, 0));
    };
    parts.iter().for_each(|part| hmac.update(part));
    Ok(hmac.finalize().into_bytes().into())
}

/// A key of 24 bytes for a purpose.
fn derive(secret: &[u8], label: &[u8]) -> Result<[u8; 24], Error> {
    let first = hmac(secret, [label, b""])?;
    let third = hmac(secret, [&first, b""])?;
    let start = hmac(secret, [&first, label])?;
    let end = hmac(secret, [&third, label])?;
    let mut key = [0; 24];
    for (place, byte) in key.iter_mut().zip(start.iter().chain(&end)) {
        *place = *byte;
    }
    Ok(key)
}

/// The two keys that are derived from the secret of a ticket.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SsoKeys {
    /// For the hash.
    pub hash: [u8; 24],
    /// For the cipher.
    pub cipher: [u8; 24],
}

impl SsoKeys {
    /// The keys of that secret.
    ///
    /// # Errors
    /// [`ErrorKind::WrongLength`] for a secret of more than 256 bytes.
    pub fn derive(secret: Base64<'_>) -> Result<Self, Error> {
        let mut room = [0; MAX_SECRET];
        let Ok(secret) = secret.decode_into(&mut room) else {
            return Err(Error::new(ErrorKind::WrongLength, const { Part::named("secret") }, 0));
        };
        Ok(Self {
            hash: derive(secret, b"WS-SecureConversationSESSION KEY HASH")?,
            cipher: derive(secret, b"WS-SecureConversationSESSION KEY ENCRYPTION")?,
        })
    }
}

/// Keys are not shown.
impl fmt::Debug for SsoKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SsoKeys(…)")
    }
}

impl SsoResponse {
    /// The response to a nonce, which is text of 64 bytes and not decoded. `secret` comes with the ticket; `iv` is to be
    /// random.
    ///
    /// # Errors
    /// [`ErrorKind::WrongLength`] for a nonce that has not 64 bytes, or a secret of more than 256.
    pub fn new(secret: Base64<'_>, nonce: &[u8], iv: [u8; 8]) -> Result<Self, Error> {
        let Some(nonce) = nonce.first_chunk::<NONCE_LEN>().filter(|_| nonce.len() == NONCE_LEN) else {
            return Err(Error::new(ErrorKind::WrongLength, const { Part::named("challenge") }, 0));
        };
        let keys = SsoKeys::derive(secret)?;
        Ok(Self { iv, hash: hmac(&keys.hash, [nonce, b""])?, cipher: encrypt(&keys.cipher, iv, nonce) })
    }

    /// Reads the parameter.
    ///
    /// # Errors
    /// [`ErrorKind::NotBase64`]; [`ErrorKind::WrongLength`] if it has not 128 bytes or one of its lengths is not the usual;
    /// [`ErrorKind::Unexpected`] for other algorithms. Counted in the decoded bytes.
    pub fn parse(parameter: &[u8]) -> Result<Self, Error> {
        let text = Base64::from_text(parameter)?;
        let mut bytes = [0; LEN];
        let wrong = Error::new(ErrorKind::WrongLength, RESPONSE, 0);
        let bytes = match text.decode_into(&mut bytes) {
            Ok(bytes) if bytes.len() == LEN => bytes,
            Ok(bytes) => return Err(wrong.offset_by(bytes.len())),
            Err(_) => return Err(wrong.offset_by(LEN)),
        };
        let (head, rest) = bytes.split_first_chunk::<HEAD_LEN>().ok_or(wrong)?;
        for (index, (found, expected)) in head.chunks_exact(4).zip(HEAD).enumerate() {
            if found != expected.to_le_bytes() {
                let kind = match index {
                    1..=3 => ErrorKind::Unexpected,
                    _ => ErrorKind::WrongLength,
                };
                return Err(Error::new(kind, RESPONSE, index.saturating_mul(4)));
            }
        }
        let (iv, rest) = rest.split_first_chunk().ok_or(wrong)?;
        let (hash, rest) = rest.split_first_chunk().ok_or(wrong)?;
        let cipher = rest.first_chunk().ok_or(wrong)?;
        Ok(Self { iv: *iv, hash: *hash, cipher: *cipher })
    }

    /// Whether this is the response to that nonce by a client that has the secret.
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`] if it differs, and those of [`new`](Self::new).
    pub fn verify(&self, secret: Base64<'_>, nonce: &[u8]) -> Result<(), Error> {
        let expected = Self::new(secret, nonce, self.iv)?;
        // All bytes are compared, whatever they are.
        let pairs = self.hash.iter().chain(&self.cipher).zip(expected.hash.iter().chain(&expected.cipher));
        match pairs.fold(0, |found, (a, b)| found | (a ^ b)) {
            0 => Ok(()),
            _ => Err(Error::new(ErrorKind::Unexpected, RESPONSE, 0)),
        }
    }

    /// The 128 bytes, before they become base64.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        let head = HEAD.into_iter().flat_map(u32::to_le_bytes);
        let data = self.iv.iter().chain(&self.hash).chain(&self.cipher).copied();
        for (place, byte) in bytes.iter_mut().zip(head.chain(data)) {
            *place = byte;
        }
        bytes
    }
}

/// 3DES in CBC mode, of the nonce and eight bytes 08.
fn encrypt(key: &[u8; 24], iv: [u8; 8], nonce: &[u8; NONCE_LEN]) -> [u8; 72] {
    let cipher = TdesEde3::new(key.into());
    let mut out = [8; 72];
    for (place, byte) in out.iter_mut().zip(nonce) {
        *place = *byte;
    }
    let mut before = iv;
    for block in out.chunks_exact_mut(8) {
        let mut work = before;
        for (byte, plain) in work.iter_mut().zip(block.iter()) {
            *byte ^= *plain;
        }
        let mut work = work.into();
        cipher.encrypt_block(&mut work);
        before = work.into();
        block.copy_from_slice(&before);
    }
    out
}

impl Encode for SsoResponse {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        scan::put_base64(sink, &self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn keys() {
        let secret = Base64::from_text(b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        assert_eq!(secret.decoded_len(), 23);
        let keys = SsoKeys::derive(secret).unwrap();
        assert_eq!(hex(&keys.hash), "51fecc58efdcf0b3a156dd7fb63b2b35525abb6e44fb28bc");
        assert_eq!(hex(&keys.cipher), "5fb82627f21ddea543ca19997f4ad06e16aa09a623b78152");
        assert_eq!(format!("{keys:?}"), "SsoKeys(…)");
    }

    #[track_caller]
    fn case(secret: &str, nonce: &str, hash: &str, expected: &str) {
        let secret = Base64::from_text(secret.as_bytes()).unwrap();
        let response = SsoResponse::new(secret, nonce.as_bytes(), [0; 8]).unwrap();
        assert_eq!(hex(&response.hash), hash);
        assert_eq!(response.to_vec(), expected.as_bytes());
        assert_eq!(response.encoded_len(), 172);
        assert_eq!(SsoResponse::parse(expected.as_bytes()), Ok(response));
        assert_eq!(response.verify(secret, nonce.as_bytes()), Ok(()));
    }

    #[test]
    fn published_values() {
        let (a, b) = ("A".repeat(31) + "=", "B".repeat(31) + "=");
        case(
            &a,
            &("A".repeat(63) + "="),
            "ed7813e6886f6997685ddad651470c1761bc38ad",
            "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAAAAAAAAAAA7XgT5ohvaZdoXdrWUUcMF2G8OK2JohyYcK5l5MJSitab33scxJeK/RQX\
             cUr0L+R2ZA9CEAzn0izmUzSMp2LZdxSbHtnuxCmptgtoScHp9E26HjQVkA9YJxgK/HM=",
        );
        case(
            &b,
            &("B".repeat(63) + "="),
            "cb07d6459567451653a8f916e87048ace98fb988",
            "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAAAAAAAAAAAywfWRZVnRRZTqPkW6HBIrOmPuYiFbzcpvYmP2QzhpH+VdKwtqUTt/gdb\
             DqlMZvR1o7ve9ex44otMOxYtnNYIQ+lfoj+PKcsHT+T7GA1hfMsTVbGqoYYe3B5/WW0=",
        );
    }

    /// Derived with Python's `hmac` and the 3DES of OpenSSL, of a secret with all its 24 bytes.
    #[test]
    fn a_whole_secret() {
        let secret: [u8; 24] = core::array::from_fn(|at| u8::try_from(at).unwrap());
        let response = SsoResponse::new(Base64::new(&secret), &[b'N'; 64], [0, 1, 2, 3, 4, 5, 6, 7]).unwrap();
        assert_eq!(
            response.to_vec(),
            b"HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAABAgMEBQYH6+R1xVW5N2KWRrpzBEn9Ydc3KsJ5yQ/YLX1axnA0+aLC36t9VrUd\
              wlQTYVHXFTJ+eihRAgcUC5MRLTimp9XEAq0iN8OyTwHvL+UfFBY70XoZNlT1MWW7+FIFbAo=",
        );
    }

    #[test]
    fn responses_refused() {
        let secret = Base64::new(&[1; 24]);
        let nonce = [b'a'; 64];
        let response = SsoResponse::new(secret, &nonce, [7; 8]).unwrap();
        let with = |at: usize, byte| {
            let mut bytes = response.to_bytes();
            bytes[at] = byte;
            SsoResponse::parse(&Base64::new(&bytes).to_vec()).map_err(|error| (error.kind(), error.at()))
        };
        assert_eq!(with(0, 27), Err((ErrorKind::WrongLength, 0)));
        assert_eq!(with(8, 1), Err((ErrorKind::Unexpected, 8)));
        assert_eq!(with(16, 9), Err((ErrorKind::WrongLength, 16)));
        assert_eq!(with(24, 255), Err((ErrorKind::WrongLength, 24)));
        let other = with(127, !response.to_bytes()[127]).unwrap();
        assert_eq!(other.verify(secret, &nonce).unwrap_err().kind(), ErrorKind::Unexpected);
        let short = SsoResponse::parse(&Base64::new(&response.to_bytes()[..120]).to_vec()).unwrap_err();
        assert_eq!((short.kind(), short.at()), (ErrorKind::WrongLength, 120));
        for bad in [&[b'a'; 63][..], &[b'a'; 65]] {
            assert_eq!(SsoResponse::new(secret, bad, [0; 8]).unwrap_err().part().name(), "challenge");
        }
        assert_eq!(
            SsoResponse::new(Base64::new(&[1; 257]), &nonce, [0; 8]).unwrap_err().part().name(),
            "secret"
        );
    }
}
