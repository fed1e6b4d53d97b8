//! The fields of what is encoded, and of what is in most parts about keys.

use super::{Coded, Coding, KeyCapabilities};
use crate::fields::{self, Kind};
use crate::ipmsg::record::leaf;
use crate::ipmsg::show::{Inside, Out, shown, table};
use crate::wire::Encode;

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

leaf! {
    KeyCapabilities, Kind::Flags(fields::bits!(KeyCapabilities)), |word| sink => word.encode(sink), out => hex(word.bits());
    Coded<'a>, Kind::Record(coded::RECORD), |coded| sink => coded.encode(sink), out => record(coded);
}

shown! { 'a: Coded<'a> }
