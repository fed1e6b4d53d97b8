//! What a value borrows: the slices that laws 7 and 8 look at.

use imwire::Error;
use imwire::fields::{Field, Fields, Kind, TreeVisitor, Value, walk_tree};
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictRecipient, Dictionary, EntryDict,
    IpDict,
};
use imwire::ipmsg::feiq::{FeiqText, Font, GroupCipher, GroupText, ImageAck, ImageSlice};
use imwire::ipmsg::iptux::{AskShared, Icon};
use imwire::ipmsg::{
    Attachment, Block, BlockLine, Body, ClientVersion, Coded, DirEntry, Encrypted, Entry, ExtAttribute,
    FileName, FileRequest, Host, HostList, Items, KeyRequest, ListStart, Message, Outgoing, Packet,
    PublicKey, Raw, Receipt, Recipient, TextBody,
};
use imwire::msnp::{Line, ft, ns, sb};

/// A value that can show which slices it borrows.
pub trait Parts {
    /// Shows each borrowed slice, except empty ones: they may be anywhere.
    fn each_part(&self, each: &mut dyn FnMut(&[u8]));
}

fn show(parts: &[&[u8]], each: &mut dyn FnMut(&[u8])) {
    parts.iter().filter(|part| !part.is_empty()).for_each(|part| each(part));
}

macro_rules! parts {
    ($($type:ty, |$value:ident| [$($part:expr),*];)*) => {
        $(impl Parts for $type {
            fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
                let $value = self;
                show(&[$($part),*], each);
            }
        })*
    };
}

parts! {
    Coded<'_>, |coded| [coded.text().unwrap_or_default()];
    Packet<'_>, |packet| [
        packet.version.as_bytes(),
        packet.packet_no.text().unwrap_or_default(),
        packet.user.as_bytes(),
        packet.host.as_bytes(),
        packet.command.text().unwrap_or_default(),
        packet.additional.unwrap_or_default()
    ];
    BlockLine<'_>, |line| [line.key().unwrap_or_default(), line.value().as_bytes()];
    Receipt<'_>, |receipt| [receipt.text().unwrap_or_default(), receipt.trailing.as_bytes()];
    ExtAttribute<'_>, |attribute| [attribute.value.as_bytes().unwrap_or_default()];
    // A colon that is not doubled yet is, and the name in pieces.
    FileName<'_>, |name| [name.borrowed().filter(|name| name.contains(&b':')).map_or(name.raw(), |_| &[])];
    Line<'_>, |line| [line.as_bytes()];
    DictEncrypted<'_>, |encrypted| [encrypted.iv, encrypted.key, encrypted.body];
}

/// Those that were read are one slice.
impl<'a, T: Parts + Copy> Parts for Items<'a, T>
where
    Items<'a, T>: IntoIterator<Item = Result<T, Error>>,
{
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        match self.as_bytes() {
            Some(bytes) => show(&[bytes], each),
            None => (*self).into_iter().flatten().for_each(|item| item.each_part(each)),
        }
    }
}

impl Parts for Attachment<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.name.each_part(each);
        // Nothing is written of attributes that are none, as a line end.
        if !self.extended.is_empty() {
            self.extended.each_part(each);
        }
    }
}

impl Parts for DirEntry<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.name.each_part(each);
        if !self.extended.is_empty() {
            self.extended.each_part(each);
        }
    }
}

impl Parts for Block<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        // Nothing is written of a block without lines.
        if !self.is_empty() {
            self.lines.each_part(each);
        }
    }
}

impl Parts for Entry<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show(&[self.nick.as_bytes(), self.group.as_bytes(), self.trailing], each);
        self.block.each_part(each);
    }
}

impl Parts for Message<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show(&[self.text.as_bytes(), self.trailing], each);
        self.files.each_part(each);
        self.recipients.each_part(each);
    }
}

impl Parts for Encrypted<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        let coded = [Some(self.session_key), Some(self.cipher), self.signature];
        coded.into_iter().flatten().filter_map(|coded| coded.text()).for_each(|text| show(&[text], each));
        self.files.each_part(each);
        show(&[self.trailing], each);
    }
}

impl Parts for HostList<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.hosts.each_part(each);
    }
}

impl Parts for FeiqText<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show(&[self.text.as_bytes()], each);
        if let Some(font) = &self.font {
            font.each_part(each);
        }
    }
}

/// What holds a list, or a number as it was spelled, has more than its fields say.
impl Parts for Body<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        match self {
            Self::Entry(body) => body.each_part(each),
            Self::Message(body) => body.each_part(each),
            Self::Encrypted(body) => body.each_part(each),
            Self::Receipt(body) => body.each_part(each),
            Self::HostList(body) => body.each_part(each),
            body => of_fields(body, each),
        }
    }
}

impl Parts for Outgoing<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.header().each_part(each);
        self.body().each_part(each);
    }
}

impl Parts for Dict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.iter().for_each(|entry| show(&[entry.key.as_bytes(), entry.value.as_bytes()], each));
    }
}

impl Parts for IpDict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.0.each_part(each);
    }
}

impl Parts for DictPacket<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.dict().each_part(each);
    }
}

impl Parts for Dictionary<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        match self {
            Self::Packet(packet) => packet.each_part(each),
            Self::Encrypted(encrypted) => encrypted.each_part(each),
        }
    }
}

/// The borrowed parts that the fields of a value are: all but numbers, and words, which are held.
struct Leaves<'e>(&'e mut dyn FnMut(&[u8]));

impl TreeVisitor for Leaves<'_> {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, _: Option<&[u8]>) {
        match (value, field.kind) {
            (Value::Number(_) | Value::Signed(_), _) | (Value::Text(_), Kind::Word(_)) => {}
            // Made, and encoded when it is written.
            (Value::Bytes(_), Kind::Encoded(_)) => {}
            (Value::Text(part) | Value::Bytes(part) | Value::Encoded(part), _) => show(&[part], self.0),
            (other, _) => panic!("{} is a new kind of value: {other:?}", field.id),
        }
    }

    fn enter(&mut self, field: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        !field.derived
    }

    fn leave(&mut self, _: &'static Field) {}
}

fn of_fields(value: &dyn Fields, each: &mut dyn FnMut(&[u8])) {
    walk_tree(value, &mut Leaves(each));
}

macro_rules! shown {
    ($($table:ty),* $(,)?) => {
        $(impl Parts for $table {
            fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
                of_fields(self, each);
            }
        })*
    };
}

shown! {
    TextBody<'_>, ListStart<'_>, FileRequest<'_>, KeyRequest<'_>, PublicKey<'_>, Icon<'_>, AskShared<'_>,
    ImageSlice<'_>, ImageAck<'_>, Raw<'_>, Recipient<'_>, ClientVersion, Host<'_>, GroupText<'_>, GroupCipher<'_>,
    Font<'_>, EntryDict<'_>, DictRecipient<'_>, DictFile<'_>, DictHost<'_>, DictNetwork<'_>,
    ns::ClientCommand<'_>, ns::ServerCommand<'_>, sb::ClientCommand<'_>, sb::ServerCommand<'_>, ft::Transfer<'_>,
}
