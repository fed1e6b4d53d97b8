//! What a value borrows: the slices that laws 7 and 8 look at.

use imwire::Error;
use imwire::fields::{Field, Kind, TreeVisitor, Value, walk_tree};
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictRecipient, Dictionary, EntryDict,
    IpDict,
};
use imwire::ipmsg::feiq::{FeiqText, Font, GroupCipher, GroupText, ImageAck, ImageSlice};
use imwire::ipmsg::iptux::{AskShared, Icon};
use imwire::ipmsg::{
    Attachment, Block, BlockLine, Body, ClientVersion, Coded, DirEntry, Encrypted, Entry, ExtAttribute,
    FileName, FileRequest, Host, HostList, Items, KeyRequest, ListStart, Message, Outgoing, Packet,
    PublicKey, Raw, Receipt, Recipient, Text, TextBody,
};
use imwire::msnp::{Command, Line, ft, ns, sb};

/// A value that can show which slices it borrows.
pub trait Parts {
    /// Shows each borrowed slice, except empty ones: they may be anywhere.
    fn each_part(&self, each: &mut dyn FnMut(&[u8]));
}

fn show(parts: &[&[u8]], each: &mut dyn FnMut(&[u8])) {
    parts.iter().filter(|part| !part.is_empty()).for_each(|part| each(part));
}

fn show_texts(texts: &[Option<Text<'_>>], each: &mut dyn FnMut(&[u8])) {
    texts.iter().flatten().for_each(|text| show(&[text.as_bytes()], each));
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
    Raw<'_>, |raw| [raw.0];
    TextBody<'_>, |body| [body.text.as_bytes(), body.trailing];
    BlockLine<'_>, |line| [line.key().unwrap_or_default(), line.value().as_bytes()];
    Recipient<'_>, |recipient| [recipient.user().as_bytes(), recipient.host().as_bytes()];
    Receipt<'_>, |receipt| [receipt.text().unwrap_or_default(), receipt.trailing.as_bytes()];
    ListStart<'_>, |start| [start.trailing.as_bytes()];
    KeyRequest<'_>, |request| [request.trailing.as_bytes()];
    ClientVersion, |_version| [];
    PublicKey<'_>, |key| [key.modulus.text().unwrap_or_default(), key.trailing.as_bytes()];
    FileRequest<'_>, |request| [
        request.cipher.and_then(|cipher| cipher.key?.text()).unwrap_or_default(),
        request.trailing.as_bytes()
    ];
    ExtAttribute<'_>, |attribute| [attribute.value.as_bytes().unwrap_or_default()];
    // A colon that is not doubled yet is, and the name in pieces.
    FileName<'_>, |name| [name.borrowed().filter(|name| name.contains(&b':')).map_or(name.raw(), |_| &[])];
    Host<'_>, |host| [
        host.user.as_bytes(),
        host.host.as_bytes(),
        host.address.as_bytes(),
        host.nick.as_bytes(),
        host.group.as_bytes()
    ];
    Icon<'_>, |icon| [icon.png];
    GroupText<'_>, |message| [
        message.group.as_bytes(),
        message.time.map_or(&[], |time| time.as_bytes()),
        message.text.as_bytes()
    ];
    AskShared<'_>, |asked| [
        asked.password.and_then(|coded| coded.text()).unwrap_or_default(),
        asked.trailing.as_bytes()
    ];
    ImageSlice<'_>, |slice| [
        slice.id.as_bytes(),
        slice.flags.as_bytes(),
        slice.data,
        slice.trailing.as_bytes()
    ];
    ImageAck<'_>, |ack| [ack.id.as_bytes(), ack.trailing.as_bytes()];
    GroupCipher<'_>, |group| [group.cipher, group.trailing.as_bytes()];
    Font<'_>, |font| [font.face.as_bytes()];
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
        self.extended.each_part(each);
    }
}

impl Parts for DirEntry<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        self.name.each_part(each);
        self.extended.each_part(each);
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

impl Parts for Body<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        match self {
            Self::Entry(body) => body.each_part(each),
            Self::Message(body) => body.each_part(each),
            Self::Encrypted(body) => body.each_part(each),
            Self::Receipt(body) => body.each_part(each),
            Self::ListStart(body) => body.each_part(each),
            Self::HostList(body) => body.each_part(each),
            Self::FileRequest(body) => body.each_part(each),
            Self::KeyRequest(body) => body.each_part(each),
            Self::PublicKey(body) => body.each_part(each),
            Self::Text(body) => body.each_part(each),
            Self::Icon(body) => body.each_part(each),
            Self::AskShared(body) => body.each_part(each),
            Self::ImageSlice(body) => body.each_part(each),
            Self::ImageAck(body) => body.each_part(each),
            Self::Raw(body) => body.each_part(each),
            other => panic!("{other:?} is a new body"),
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

impl Parts for EntryDict<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show_texts(&[self.master_address], each);
    }
}

impl Parts for DictRecipient<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show_texts(&[Some(self.user), Some(self.host)], each);
    }
}

impl Parts for DictFile<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show_texts(&[Some(self.name)], each);
    }
}

impl Parts for DictHost<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show_texts(&[Some(self.user), Some(self.host), Some(self.address)], each);
        show_texts(&[self.nick, self.group, self.client_version], each);
    }
}

impl Parts for DictNetwork<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        show_texts(&[Some(self.address)], each);
    }
}

/// The borrowed parts of a command: all but numbers, and words, which are held.
struct Leaves<'e>(&'e mut dyn FnMut(&[u8]));

impl TreeVisitor for Leaves<'_> {
    fn leaf(&mut self, field: &'static Field, value: Value<'_>, _: Option<&[u8]>) {
        match value {
            Value::Number(_) => {}
            Value::Text(_) if matches!(field.kind, Kind::Word(_)) => {}
            Value::Text(part) | Value::Bytes(part) | Value::Encoded(part) => show(&[part], self.0),
            other => panic!("{} is a new kind of value: {other:?}", field.id),
        }
    }

    fn enter(&mut self, _: &'static Field, _: Value<'_>, _: Option<&[u8]>) -> bool {
        true
    }

    fn leave(&mut self, _: &'static Field) {}
}

fn of_command<'a>(command: &impl Command<'a>, each: &mut dyn FnMut(&[u8])) {
    walk_tree(command, &mut Leaves(each));
}

macro_rules! commands {
    ($($table:ty),*) => {
        $(impl Parts for $table {
            fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
                of_command(self, each);
            }
        })*
    };
}

commands! {
    ns::ClientCommand<'_>, ns::ServerCommand<'_>, sb::ClientCommand<'_>, sb::ServerCommand<'_>, ft::Transfer<'_>
}
