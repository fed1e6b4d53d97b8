//! The fields of keys and of what is encrypted.

use super::{Coded, Coding, Encrypted, KeyCapabilities, KeyRequest, PublicKey};
use crate::fields::{self, Kind, Show};
use crate::ipmsg::message::Attachment;
use crate::ipmsg::show::{Inside, Out, shown, table, walked};

table! { coded: "Coded" {
    HEX: Kind::Encoded(fields::Encoding::Hex);
    BASE64: Kind::Encoded(fields::Encoding::Base64);
} choice }

/// One field, by the coding.
impl<'a> Inside<'a> for Coded<'a> {
    const RECORD: &'static fields::Record = coded::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let field = match self.coding() {
            Coding::Hex => coded::HEX,
            Coding::Base64 => coded::BASE64,
        };
        out.coded(field, self.value());
    }
}

table! { encrypted: |encrypted: Encrypted<'a>| {
    CAPABILITIES: Kind::Flags(fields::bits!(KeyCapabilities)) => hex(encrypted.capabilities.bits());
    SESSION_KEY: Kind::Record(coded::RECORD) => record(&encrypted.session_key);
    CIPHER: Kind::Record(coded::RECORD) => record(&encrypted.cipher);
    SIGNATURE: Kind::Record(coded::RECORD) => some_record(&encrypted.signature);
    FILES: Kind::List(Attachment::ITEM) => list(encrypted.files);
    TRAILING: Kind::Bytes => some_bytes(encrypted.trailing);
} }

table! { key_request: |request: KeyRequest<'a>| {
    CAPABILITIES: Kind::Flags(fields::bits!(KeyCapabilities)) => some_hex(request.capabilities.map(|bits| bits.bits()));
    TRAILING: Kind::Bytes => some_bytes(request.trailing.as_bytes());
} }

table! { public_key: |key: PublicKey<'a>| {
    CAPABILITIES: Kind::Flags(fields::bits!(KeyCapabilities)) => hex(key.capabilities.bits());
    EXPONENT: Kind::Number(Show::Hex) => hex(key.exponent);
    MODULUS: Kind::Encoded(fields::Encoding::Hex) => coded(key.modulus.value());
    TRAILING: Kind::Bytes => some_bytes(key.trailing.as_bytes());
} }

walked! { 'a: Encrypted<'a>, KeyRequest<'a>, PublicKey<'a> }
shown! { 'a: Coded<'a> }
