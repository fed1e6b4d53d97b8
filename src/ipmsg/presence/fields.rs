//! The fields of an entry, of its block and of a client version.

use super::{Block, BlockLine, ClientType, ClientVersion, Entry, IptuxEntry, NameText, Names};
use crate::fields::{self, Kind, Show, Value, ValueName};
use crate::ipmsg::keys::{Coded, Coding};
use crate::ipmsg::show::{Inside, Out, shown, table, walked};
use crate::scan;
use crate::wire::Wire;

table! { entry: "Entry" {
    NICK: Kind::Text;
    GROUP: Kind::Text;
    BLOCK: Kind::List(<BlockLine<'static> as Inside<'static>>::ITEM);
    TRAILING: Kind::Bytes;
    IPTUX: Kind::Record(iptux_entry::RECORD), derived;
} }

impl<'a> Inside<'a> for Entry<'a> {
    const RECORD: &'static fields::Record = entry::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.text(entry::NICK, self.nick.as_bytes());
        out.some_text(entry::GROUP, self.group.as_bytes());
        out.list(entry::BLOCK, self.block.lines);
        out.some_bytes(entry::TRAILING, self.trailing);
        if let Some(iptux) = self.iptux() {
            out.derived(entry::IPTUX, &iptux, self.trailing);
        }
    }
}

table! { iptux_entry: |entry: IptuxEntry<'a>| {
    ICON: Kind::Text => text(entry.icon.as_bytes());
    CHARSET: Kind::Text => text(entry.charset.as_bytes());
} }

table! { names: |names: Names<'a>| {
    USER: Kind::Record(name_text::RECORD) => record(&names.user);
    HOST: Kind::Record(name_text::RECORD) => record(&names.host);
    NICK: Kind::Record(name_text::RECORD) => record(&names.nick);
    GROUP: Kind::Record(name_text::RECORD) => record(&names.group);
} }

table! { name_text: |name: NameText<'a>| {
    TEXT: Kind::Text => text(name.text.as_bytes());
    IS_UTF8: Kind::Number(Show::Bool), derived => decimal(name.is_utf8);
} }

/// A list: each line is shown as a field.
impl<'a> Inside<'a> for Block<'a> {
    const RECORD: &'static fields::Record =
        &fields::Record::new(block_line::RECORD.id, block_line::RECORD.name, &[]);

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.items(BlockLine::ITEM, self.lines);
    }
}

table! { block_line: "BlockLine" {
    KEY: Kind::Text;
    VALUE: Kind::Text;
    VERSION: Kind::Record(client_version::RECORD), derived;
    DICTIONARY: Kind::Encoded(fields::Encoding::Base64), derived;
    POLL: Kind::Number(Show::Decimal), derived;
} }

/// Key and value, and what the value means if the key is known and it can be read.
impl<'a> Inside<'a> for BlockLine<'a> {
    const RECORD: &'static fields::Record = block_line::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        if let Some(key) = self.key() {
            out.text(block_line::KEY, key);
        }
        let value = self.value().as_bytes();
        out.text(block_line::VALUE, value);
        match self.key() {
            Some(Self::VS) => {
                if let Ok(version) = ClientVersion::parse(value) {
                    out.derived(block_line::VERSION, &version, value);
                }
            }
            Some(Self::IP) => {
                if let Ok(dictionary) = Coded::from_text(Coding::Base64, value) {
                    let text = dictionary.text().unwrap_or_default();
                    out.same(block_line::DICTIONARY, dictionary.value(), out.known(text));
                }
            }
            Some(Self::PL) => {
                if let Ok(([], poll)) = scan::decimal_u32(value) {
                    out.same(block_line::POLL, Value::Number(poll.into()), out.known(value));
                }
            }
            _ => {}
        }
    }
}

/// The constants of [`ClientType`].
const CLIENT_TYPES: &[ValueName] = &[
    ValueName { value: ClientType::WIN32.0 as u64, name: "WIN32" },
    ValueName { value: ClientType::WIN64.0 as u64, name: "WIN64" },
    ValueName { value: ClientType::MAC.0 as u64, name: "MAC" },
    ValueName { value: ClientType::IOS.0 as u64, name: "IOS" },
    ValueName { value: ClientType::ANDROID.0 as u64, name: "ANDROID" },
];

table! { client_version: |version: ClientVersion| {
    CLIENT: Kind::Enum(CLIENT_TYPES) => hex(version.client.0);
    MAJOR: Kind::Number(Show::Decimal) => decimal(version.major);
    MINOR: Kind::Number(Show::Decimal) => decimal(version.minor);
    REVISION: Kind::Number(Show::Decimal) => decimal(version.revision);
} }

walked! { 'a: Entry<'a>, ClientVersion }
shown! { 'a: Names<'a>, NameText<'a>, IptuxEntry<'a>, Block<'a>, BlockLine<'a> }
