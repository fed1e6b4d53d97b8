//! The fields of requests and of the records of a directory stream.

use super::{DirEntry, FileCipher, FileRequest};
use crate::fields::{self, Kind, Show};
use crate::ipmsg::keys::Capabilities;
use crate::ipmsg::message::{ExtAttribute, FileAttributes, FileType, show_word};
use crate::ipmsg::show::{Inside, Out, shown, table, walked};

table! { file_request: "FileRequest" {
    PACKET_NO: Kind::Number(Show::Decimal);
    FILE_ID: Kind::Number(Show::Hex);
    OFFSET: Kind::Number(Show::Decimal);
    CIPHER: Kind::Record(file_cipher::RECORD);
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for FileRequest<'a> {
    const RECORD: &'static fields::Record = file_request::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(file_request::PACKET_NO, self.packet_no);
        out.hex(file_request::FILE_ID, self.file_id.hex());
        if let Some(offset) = self.offset {
            out.hex(file_request::OFFSET, offset);
        }
        if let Some(cipher) = &self.cipher {
            out.record(file_request::CIPHER, cipher);
        }
        out.some_bytes(file_request::TRAILING, self.trailing.as_bytes());
    }
}

table! { file_cipher: "FileCipher" {
    CAPABILITIES: Kind::Flags(fields::bits!(Capabilities));
    KEY: Kind::Encoded(fields::Coding::Hex);
    PACKET_NO: Kind::Number(Show::Decimal);
} }

impl<'a> Inside<'a> for FileCipher<'a> {
    const RECORD: &'static fields::Record = file_cipher::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(file_cipher::CAPABILITIES, self.capabilities.bits());
        if let Some(key) = self.key {
            out.coded(file_cipher::KEY, key.value());
        }
        if let Some(packet_no) = self.packet_no {
            out.hex(file_cipher::PACKET_NO, packet_no);
        }
    }
}

table! { dir_entry: "DirEntry" {
    NAME: Kind::Encoded(fields::Coding::DoubledColon);
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
