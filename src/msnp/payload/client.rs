//! `text/x-clientcaps`, `text/x-clientinfo`, `text/x-keepalive`, `text/x-secway`: what third-party clients
//! tell each other.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-clientcaps␍␊
//! ␍␊
//! Client-Name: Purple/2.4.2␍␊
//! Chat-Logging: Y␍␊
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::{ClientCaps, value::HeaderText}};
//!
//! let caps = ClientCaps { client_name: Some(HeaderText::new("imwire")?), ..ClientCaps::default() };
//! let mut buffer = [0; 96];
//! assert_eq!(ClientCaps::parse(caps.encode_into(&mut buffer)?)?.chat_logging, None);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: a capture of 2008; aMSN, msn-pecan, msnp-sharp.

use super::record::record;
use super::value::HeaderText;

record! {
    /// Which client this is. Sent by aMSN and pidgin when a conversation begins.
    ClientCaps<'a>: [CLIENT_CAPS, CLIENT_INFO] "" in body {
        /// Name and version of the client: `Purple/2.4.2`.
        client_name: maybe HeaderText<'a> = "Client-Name", "client name";
        /// `Y` or `N`: whether it keeps a log.
        chat_logging: maybe HeaderText<'a> = "Chat-Logging", "value";
    }
}

record! {
    /// Nothing: keeps the connection open. Sent by aMSN and msnp-sharp.
    KeepAlive<'a>: [KEEP_ALIVE] "" in head {}
}

record! {
    /// Asks for an encrypted conversation, or answers. Sent by Simp. The encrypted texts that follow are in other
    /// messages.
    ///
    /// Lists are names separated by `; `, with a `;` at the end.
    Secway<'a>: [SECWAY] "" in head {
        /// The address of the other user.
        recipient: maybe HeaderText<'a> = "Rcpt", "recipient";
        /// `CryptoRequest` and others.
        message_type: maybe HeaderText<'a> = "MessageType", "kind";
        /// A list of asymmetric ciphers.
        asymmetric_cipher: maybe HeaderText<'a> = "AsymmetricCipher", "cipher";
        /// A list of symmetric ciphers.
        symmetric_cipher: maybe HeaderText<'a> = "SymmetricCipher", "cipher";
        /// A list of what keys come from.
        key_providers: maybe HeaderText<'a> = "KeyProviders", "key";
        /// Name and version of the program.
        via: maybe HeaderText<'a> = "Via", "client";
    }
}
