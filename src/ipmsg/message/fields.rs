//! The fields of a message, of the files that it offers and of its recipients.

use super::{Attachment, ExtAttribute, ExtKey, FileAttributes, FileType, FileWord, Message, Recipient};
use crate::fields::{self, Kind, Show, Value};
use crate::ipmsg::feiq::FeiqText;
use crate::ipmsg::show::{Inside, Out, table, walked};

table! { message: "Message" {
    TEXT: Kind::Text;
    FEIQ: Kind::Record(<FeiqText<'static> as Inside<'static>>::RECORD), derived;
    FILES: Kind::List(<Attachment<'static> as Inside<'static>>::ITEM);
    RECIPIENTS: Kind::List(<Recipient<'static> as Inside<'static>>::ITEM);
    TRAILING: Kind::Bytes;
} }

/// With a font after its text, also as the text of a `FeiQ`.
impl<'a> Inside<'a> for Message<'a> {
    const RECORD: &'static fields::Record = message::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let text = self.text.as_bytes();
        out.text(message::TEXT, text);
        let feiq = FeiqText::of(self.text);
        if feiq.font.is_some() {
            out.derived(message::FEIQ, &feiq, text);
        }
        out.list(message::FILES, self.files);
        out.list(message::RECIPIENTS, self.recipients);
        out.some_bytes(message::TRAILING, self.trailing);
    }
}

table! { attachment: "Attachment" {
    ID: Kind::Number(Show::Hex);
    NAME: Kind::Encoded(fields::Encoding::DoubledColon);
    SIZE: Kind::Number(Show::Decimal);
    MTIME: Kind::Number(Show::Hex);
    MODIFIED: Kind::Number(Show::Time), derived;
    WORD: Kind::Number(Show::Hex);
    FILE_TYPE: Kind::Enum(FileType::NAMES), derived;
    ATTRIBUTES: Kind::Flags(fields::bits!(FileAttributes)), derived;
    EXTENDED: Kind::List(<ExtAttribute<'static> as Inside<'static>>::ITEM);
    POSITION: Kind::Number(Show::Decimal), derived;
} }

/// A word that is not there is shown with no bytes. `position` is where a picture is in the text.
impl<'a> Inside<'a> for Attachment<'a> {
    const RECORD: &'static fields::Record = attachment::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(attachment::ID, self.id.hex());
        out.coded(attachment::NAME, self.name.value());
        out.hex(attachment::SIZE, self.size);
        let at = out.hex(attachment::MTIME, self.mtime);
        if let Some(modified) = self.modified() {
            out.same(attachment::MODIFIED, Value::Number(modified), at);
        }
        let at = out.hex(attachment::WORD, self.word.bits());
        show_word([attachment::FILE_TYPE, attachment::ATTRIBUTES], self.word, at, out);
        out.list(attachment::EXTENDED, self.extended);
        if let Some(position) = self.position() {
            let at = self.extended.get(ExtKey::CLIPBOARDPOS).and_then(|value| value.as_bytes());
            out.same(attachment::POSITION, Value::Number(position), out.known(at.unwrap_or_default()));
        }
    }
}

/// Type and attributes of a file, which share a number.
pub(in crate::ipmsg) fn show_word<'a>(
    [file_type, attributes]: [&'static fields::Field; 2],
    word: FileWord,
    at: Option<&'a [u8]>,
    out: &mut Out<'a, '_>,
) {
    out.same(file_type, Value::Number(word.file_type().value().into()), at);
    out.same(attributes, Value::Number(word.attributes().bits().into()), at);
}

table! { ext_attribute: "ExtAttribute" {
    KEY: Kind::Enum(ExtKey::NAMES);
    VALUE: Kind::Text;
    NUMBER: Kind::Number(Show::Decimal), derived;
    TIME: Kind::Number(Show::Time), derived;
} }

/// Key and value, and the number or time that the value is if the key says so.
impl<'a> Inside<'a> for ExtAttribute<'a> {
    const RECORD: &'static fields::Record = ext_attribute::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.hex(ext_attribute::KEY, self.key.value());
        let at = self.value.as_bytes();
        match at {
            Some(text) => out.text(ext_attribute::VALUE, text),
            None => out.same(ext_attribute::VALUE, Value::Text(self.value.written(&mut [0; 16])), None),
        }
        let field = match self.key {
            ExtKey::CTIME | ExtKey::MTIME | ExtKey::ATIME | ExtKey::CREATETIME => ext_attribute::TIME,
            key if key.is_number() => ext_attribute::NUMBER,
            _ => return,
        };
        if let Some(number) = self.value.as_number() {
            out.same(field, Value::Number(number), out.known(at.unwrap_or_default()));
        }
    }
}

table! { recipient: |recipient: Recipient<'a>| {
    USER: Kind::Text => text(recipient.user().as_bytes());
    HOST: Kind::Text => text(recipient.host().as_bytes());
} }

walked! { 'a: Message<'a>, Attachment<'a>, ExtAttribute<'a>, Recipient<'a> }
