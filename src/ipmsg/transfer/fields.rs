//! The fields of requests and of the records of a directory stream.

use super::{DirEntry, FileCipher, FileRequest};
use crate::fields::{self, Kind, Show};
use crate::ipmsg::keys::KeyCapabilities;
use crate::ipmsg::message::{ExtAttribute, FileAttributes, FileType, show_word};
use crate::ipmsg::show::{Inside, Out, shown, table, walked};

table! { file_request: |request: FileRequest<'a>| {
    PACKET_NO: Kind::Number(Show::Decimal) => hex(request.packet_no);
    FILE_ID: Kind::Number(Show::Hex) => hex(request.file_id.hex());
    OFFSET: Kind::Number(Show::Decimal) => some_hex(request.offset);
    CIPHER: Kind::Record(file_cipher::RECORD) => some_record(&request.cipher);
    TRAILING: Kind::Bytes => some_bytes(request.trailing.as_bytes());
} }

table! { file_cipher: |cipher: FileCipher<'a>| {
    CAPABILITIES: Kind::Flags(fields::bits!(KeyCapabilities)) => hex(cipher.capabilities.bits());
    KEY: Kind::Encoded(fields::Encoding::Hex) => some_coded(cipher.key.map(|key| key.value()));
    PACKET_NO: Kind::Number(Show::Decimal) => some_hex(cipher.packet_no);
} }

table! { dir_entry: "DirEntry" {
    NAME: Kind::Encoded(fields::Encoding::DoubledColon);
    SIZE: Kind::Number(Show::Decimal);
    WORD: Kind::Number(Show::Hex);
    FILE_TYPE: Kind::Enum(FileType::NAMES), derived;
    ATTRIBUTES: Kind::Flags(fields::bits!(FileAttributes)), derived;
    EXTENDED: Kind::List(<ExtAttribute<'static> as Inside<'static>>::ITEM);
} }

/// The length of the header is no field.
impl<'a> Inside<'a> for DirEntry<'a> {
    const RECORD: &'static fields::Record = dir_entry::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.skip_hex();
        out.coded(dir_entry::NAME, self.name.value());
        out.hex(dir_entry::SIZE, self.size);
        let at = out.hex(dir_entry::WORD, self.word.bits());
        show_word([dir_entry::FILE_TYPE, dir_entry::ATTRIBUTES], self.word, at, out);
        out.list(dir_entry::EXTENDED, self.extended);
    }
}

walked! { 'a: FileRequest<'a>, DirEntry<'a> }
shown! { 'a: FileCipher<'a> }
