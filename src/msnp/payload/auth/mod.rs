//! The arithmetic of sign-in, with feature `auth`.
//!
//! | what | dialects | here |
//! |---|---|---|
//! | `USR t MD5 S` | 2–7 | [`md5_response`] |
//! | `QRY`, which keeps a client signed in | 6–10 | [`challenge_response_md5`] |
//! | `QRY`; the lock key of offline messages | 11+ | [`challenge_response`] |
//! | `USR t SSO S` | 15+ | [`SsoResponse`] |
//!
//! ```
//! use imwire::msnp::payload::auth;
//!
//! let answer = auth::challenge_response("22210219642164014968", "PROD0090YUAUV{2B", "YMM8C_H7KCQ2S_KL");
//! assert_eq!(answer.as_str(), "85ecb0db8f32113df79ce0892b9a102c");
//! ```
//!
//! Passwords and keys are given as bytes or text and never kept.
//!
//! Source: the MSNP wiki (`usr`, `qry`); tests of Twisted, eclipse/ecf, and of two Ruby libraries, whose values are
//! those of the tests here.

mod challenge;
mod sso;

pub use challenge::{
    HexDigest, challenge_response, challenge_response_md5, challenge_response_unpadded, md5_response,
};
pub use sso::{SsoKeys, SsoResponse};
