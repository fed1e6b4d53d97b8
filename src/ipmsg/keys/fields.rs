//! The fields of keys and of what is encrypted.

use super::{Capabilities, Coded, Coding, Encrypted, KeyRequest, PublicKey};
use crate::fields::{self, Kind, Show};
use crate::ipmsg::message::Attachment;
use crate::ipmsg::show::{Inside, Out, shown, table, walked};

table! { coded: "Coded" {
    HEX: Kind::Encoded(fields::Coding::Hex);
    BASE64: Kind::Encoded(fields::Coding::Base64);
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

table! { encrypted: "Encrypted" {
    CAPABILITIES: Kind::Flags(fields::bits!(Capabilities));
    SESSION_KEY: Kind::Record(coded::RECORD);
    CIPHER: Kind::Record(coded::RECORD);
    SIGNATURE: Kind::Record(coded::RECORD);
    FILES: Kind::List(<Attachment<'static> as Inside<'static>>::ITEM);
    MORE: Kind::Bytes;
} }

impl<'a> Inside<'a> for Encrypted<'a> {
    const RECORD: &'static fields::Record = encrypted::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(encrypted::CAPABILITIES, self.capabilities.bits());
        out.record(encrypted::SESSION_KEY, &self.session_key);
        out.record(encrypted::CIPHER, &self.cipher);
        if let Some(signature) = &self.signature {
            out.record(encrypted::SIGNATURE, signature);
        }
        out.list(encrypted::FILES, self.files);
        out.some_bytes(encrypted::MORE, self.more);
    }
}

table! { key_request: "KeyRequest" {
    CAPABILITIES: Kind::Flags(fields::bits!(Capabilities));
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for KeyRequest<'a> {
    const RECORD: &'static fields::Record = key_request::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        if let Some(capabilities) = self.capabilities {
            out.hex(key_request::CAPABILITIES, capabilities.bits());
        }
        out.some_bytes(key_request::TRAILING, self.trailing.as_bytes());
    }
}

table! { public_key: "PublicKey" {
    CAPABILITIES: Kind::Flags(fields::bits!(Capabilities));
    EXPONENT: Kind::Number(Show::Hex);
    MODULUS: Kind::Encoded(fields::Coding::Hex);
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for PublicKey<'a> {
    const RECORD: &'static fields::Record = public_key::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(public_key::CAPABILITIES, self.capabilities.bits());
        out.hex(public_key::EXPONENT, self.exponent);
        out.coded(public_key::MODULUS, self.modulus.value());
        out.some_bytes(public_key::TRAILING, self.trailing.as_bytes());
    }
}

walked! { 'a: Encrypted<'a>, KeyRequest<'a>, PublicKey<'a> }
shown! { 'a: Coded<'a> }
