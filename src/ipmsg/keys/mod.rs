//! Keys and what is encrypted: `GETPUBKEY`, `ANSPUBKEY`, and every body with
//! [`ENCRYPT`](crate::ipmsg::CommonOptions::ENCRYPT).
//!
//! ```text
//! GETPUBKEY      21003\0
//! ANSPUBKEY      21003:10001-8f9e0955…\0
//!                │     │     └ modulus, most significant byte first
//!                │     └ public exponent
//!                └ capability word
//! with ENCRYPT   21900004:TxQjNi6j…==:b9hqT2vx…==:Jk8wQ0pd…==\0
//!                │        │           │           └ signature over the plain text
//!                │        │           └ cipher, in which the plain text ends with NUL
//!                │        └ session key, encrypted with the public key
//!                └ capability word: what was used
//! ```
//!
//! | part | |
//! |---|---|
//! | session key | RSA, PKCS #1 v1.5; most significant byte first |
//! | cipher | of a message `text NUL` or, with `ENCEXTMSG`, `text NUL file-list NUL recipients NUL`; of a request `packet:file:… NUL`. CBC, PKCS #7, [`KeyCapabilities::iv`] |
//! | signature | RSA, PKCS #1 v1.5, over SHA-1 or SHA-256 of the plain text, its NUL included; most significant byte first |
//!
//! All are hexadecimal; session key, cipher and signature are base64 if the capability word has
//! [`ENCODE_BASE64`](KeyCapabilities::ENCODE_BASE64). Nothing is encrypted or decrypted here: take
//! the bytes out with [`Coded::decode_into`].
//!
//! ```
//! use imwire::{Encode, Wire, ipmsg::{KeyCapabilities, Coded, Encrypted, KeyRequest, Packet, PublicKey, Trailing}};
//!
//! let packet = Packet::parse(b"1:12:hanako:PC-03:114:21003\0")?;
//! let request = KeyRequest::parse(packet.additional.unwrap_or_default())?;
//! assert!(request.capabilities.unwrap().contains(KeyCapabilities::RSA_1024));
//!
//! let capabilities = KeyCapabilities::RSA_1024 | KeyCapabilities::BLOWFISH_128;
//! let modulus = [0x8f, 0x9e, 0x09, 0x55]; // 128 bytes, in truth
//! let key = PublicKey {
//!     capabilities,
//!     exponent: 0x10001,
//!     modulus: Coded::new(PublicKey::CODING, &modulus),
//!     trailing: Trailing::NONE,
//! };
//! let mut buffer = [0; 64];
//! assert_eq!(key.encode_into(&mut buffer)?, b"20002:10001-8f9e0955\0");
//!
//! let message = Encrypted::parse(b"20002:c0ffee00:27752f6f5117e1a5  \0")?;
//! let iv = message.capabilities.iv(packet.packet_no);
//! assert_eq!((message.cipher.len(), iv), (8, [0; 16]));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: IP Messenger protocol, draft 10 and 14; the official client 4.99 for orders of bytes
//! and for what is written; for the spaces, `FeiQ` by two programs that read it.

mod capabilities;
mod coded;
mod encrypted;
mod fields;
mod public_key;

pub use capabilities::KeyCapabilities;
pub use coded::{Coded, CodedBytes, Coding};
pub use encrypted::Encrypted;
pub use public_key::{KeyRequest, PublicKey};

pub(super) use capabilities::CAPABILITIES;
pub(super) use coded::can_become_base64;
