//! Dictionaries of all shapes, and what is in them.

use super::body::asking;
use super::{Shelves, bytes, number, option, several, short, soup, until};
use crate::laws::dict::modes_of;
use arbitrary::{Result, Unstructured};
use imwire::ipmsg::dict::{
    Dict, DictEncrypted, DictFile, DictHost, DictNetwork, DictPacket, DictPublicKey, DictRecipient,
    EntryDict, Key, NewBody, NewContent, NewEntry, NewPacket, NewValue,
};
use imwire::ipmsg::{CommandWord, EntryOptions, Items, Mode, Text};
use imwire::{Encode, Error, Wire};

pub(crate) const PIECES: [&[u8]; 22] = [
    b":",
    b"::",
    b"\0",
    b"-",
    b"Z",
    b":Z",
    b"IP2:",
    b"IP2:0::Z",
    b"0",
    b"1",
    b"1:3:",
    b"a:1:x",
    b"UID:4:taro",
    b"HID:5:PC-02",
    b"FI:1:0:FN:1:f:FS:1:5:MT:1:0",
    b"STAT:1:0:IPAD:9:192.0.2.2:PORT:3:979",
    b"ADR:9:192.0.2.0:MASK:2:18",
    b"VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0",
    b"EI:10:0123456789abcdef:EK:1:k:EB:1:b",
    b"BODY:5:hello",
    b"SVADR:1:a:UPT:1:0",
    b"3:3e8:3:7d0",
];

/// Entries without a frame, good and bad.
pub fn content<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<&'a [u8]> {
    soup(u, shelves, &PIECES)
}

/// A value as it is meant.
#[derive(Clone, Debug)]
pub enum Tree<'a> {
    /// A signed number, in hexadecimal on the wire.
    Int(i64),
    /// A number without a sign.
    Number(u64),
    /// A floating-point number.
    Float(f64),
    /// Bytes as they are.
    Bytes(&'a [u8]),
    /// Entries without a frame.
    Dict(Vec<(Key<'a>, Tree<'a>)>),
    /// Entries in a frame, `IP2:…:Z`.
    IpDict(Vec<(Key<'a>, Tree<'a>)>),
    /// A list.
    DictList(Vec<Tree<'a>>),
}

impl<'a> Tree<'a> {
    /// Entries, `depth` inside each other at most.
    pub fn entries(u: &mut Unstructured<'a>, depth: u32) -> Result<Vec<(Key<'a>, Self)>> {
        several(u, 4, |u| Ok((key(u)?, Self::any(u, depth)?)))
    }

    fn any(u: &mut Unstructured<'a>, depth: u32) -> Result<Self> {
        let kinds = if depth == 0 { 4 } else { 7 };
        Ok(match u.int_in_range(0..=kinds)? {
            0 => Self::Int(i64::from_ne_bytes(number(u)?.to_ne_bytes()) >> u.int_in_range(0..=63)?),
            1 => Self::Number(number(u)?),
            2 => Self::Float(f64::from_bits(u.arbitrary()?)),
            // Those that end with zero bytes.
            3 => Self::Float(f64::from_bits(number(u)?)),
            4 => Self::Bytes(if u.arbitrary()? { bytes(u, 20)? } else { u.choose(&PIECES)? }),
            5 => Self::Dict(Self::entries(u, depth - 1)?),
            6 => Self::IpDict(Self::entries(u, depth - 1)?),
            _ => Self::DictList(several(u, 4, |u| Self::any(u, depth - 1))?),
        })
    }

    /// For the library; `None` for what is deeper than it allows.
    pub fn entry(&self, key: Key<'a>, shelves: &'a Shelves<'a>) -> Option<NewEntry<'a>> {
        Some(NewEntry { key, value: self.value(shelves)? })
    }

    fn value(&self, shelves: &'a Shelves<'a>) -> Option<NewValue<'a>> {
        let all = |entries: &[(Key<'a>, Self)]| -> Option<&'a [NewEntry<'a>]> {
            let entries: Option<Vec<_>> =
                entries.iter().map(|(key, tree)| tree.entry(*key, shelves)).collect();
            entries.map(|entries| shelves.entries.put(entries))
        };
        match self {
            Self::Int(value) => Some(NewValue::int(*value)),
            Self::Number(value) => Some(NewValue::number(*value)),
            Self::Float(value) => Some(NewValue::float(*value)),
            Self::Bytes(bytes) => Some(NewValue::bytes(bytes)),
            Self::Dict(entries) => NewValue::dict(all(entries)?).ok(),
            Self::IpDict(entries) => NewValue::ipdict(all(entries)?).ok(),
            Self::DictList(trees) => {
                let values: Option<Vec<_>> = trees.iter().map(|tree| tree.value(shelves)).collect();
                NewValue::list(shelves.values.put(values?)).ok()
            }
        }
    }

    /// How many dictionaries and lists are inside each other.
    pub fn depth(&self) -> usize {
        match self {
            Self::Dict(entries) | Self::IpDict(entries) => {
                1 + entries.iter().map(|(_, tree)| tree.depth()).max().unwrap_or_default()
            }
            Self::DictList(trees) => 1 + trees.iter().map(Self::depth).max().unwrap_or_default(),
            _ => 0,
        }
    }
}

fn key<'a>(u: &mut Unstructured<'a>) -> Result<Key<'a>> {
    // A few, so that some come again.
    const FEW: [&[u8]; 5] = [b"a", b"b", b"UID", b"Z", b"IP2"];
    let bytes = if u.ratio(3, 4)? { *u.choose(&FEW)? } else { until(u, 6, b":\0")? };
    Ok(Key::new(bytes).unwrap_or(Key::VER))
}

fn text<'a>(u: &mut Unstructured<'a>) -> Result<Text<'a>> {
    const TEXTS: [&[u8]; 5] = [b"taro", b"192.0.2.2", b"::", b"00010002:4:99:103", b""];
    let bytes = if u.arbitrary()? { *u.choose(&TEXTS)? } else { until(u, 20, b"\0")? };
    Ok(Text::new(bytes).expect("no NUL"))
}

/// One of each dictionary that is in others or in entries.
#[derive(Debug)]
pub struct Records<'a> {
    /// One recipient of a message.
    pub recipient: DictRecipient<'a>,
    /// One file that a message offers.
    pub file: DictFile<'a>,
    /// One host of a host list.
    pub host: DictHost<'a>,
    /// One network that an agent serves.
    pub network: DictNetwork<'a>,
    /// A body under encryption, with its key.
    pub encrypted: DictEncrypted<'a>,
    /// What a host says of itself.
    pub of_entry: EntryDict<'a>,
}

/// One of each dictionary record.
pub fn records<'a>(u: &mut Unstructured<'a>) -> Result<Records<'a>> {
    const IV: [u8; 16] = *b"0123456789abcdef";
    Ok(Records {
        recipient: recipient(u)?,
        file: file(u)?,
        host: host(u)?,
        network: network(u)?,
        encrypted: DictEncrypted {
            flags: option(u, short)?,
            iv: u.peek_bytes(16).and_then(|iv| iv.first_chunk()).unwrap_or(&IV),
            key: bytes(u, 20)?,
            body: bytes(u, 40)?,
        },
        of_entry: EntryDict {
            dir_broadcast: u.arbitrary()?,
            master_address: option(u, text)?,
            uptime: option(u, number)?,
        },
    })
}

fn recipient<'a>(u: &mut Unstructured<'a>) -> Result<DictRecipient<'a>> {
    Ok(DictRecipient { user: text(u)?, host: text(u)? })
}

fn file<'a>(u: &mut Unstructured<'a>) -> Result<DictFile<'a>> {
    Ok(DictFile {
        id: short(u)?,
        name: text(u)?,
        size: number(u)?,
        mtime: u.arbitrary()?,
        attributes: option(u, short)?,
        position: option(u, short)?,
    })
}

fn host<'a>(u: &mut Unstructured<'a>) -> Result<DictHost<'a>> {
    Ok(DictHost {
        user: text(u)?,
        host: text(u)?,
        status: EntryOptions::from_bits_retain(u.arbitrary()?),
        active: u.arbitrary()?,
        address: text(u)?,
        port: u.arbitrary()?,
        nick: option(u, text)?,
        group: option(u, text)?,
        client_version: option(u, text)?,
    })
}

fn network<'a>(u: &mut Unstructured<'a>) -> Result<DictNetwork<'a>> {
    Ok(DictNetwork { address: text(u)?, mask: u.arbitrary()? })
}

/// The packets inside others, without a frame.
const WRAPPED: [&[u8]; 2] = [
    b"VER:1:3:PKT:1:2:UID:1:m:HID:6:master:CMD:2:14:FLG:1:0:HLST:0::START:1:0:NUM:1:0:TOTAL:1:0",
    b"VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:2:b4:FLG:1:0:WAPD:2f:\
      VER:1:3:PKT:1:1:UID:1:u:HID:1:h:CMD:1:0:FLG:1:0",
];

fn wrapped<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<DictPacket<'a>> {
    let of = |bytes| Dict::parse(bytes).and_then(DictPacket::new);
    let any = content(u, shelves)?;
    Ok(of(any).or_else(|_| of(WRAPPED[any.len() % 2])).expect("a packet"))
}

/// A command word and a body, mostly of that command, and the packet of them, if there is one.
#[derive(Debug)]
pub struct Spoken<'a> {
    /// The command word.
    pub word: CommandWord,
    /// The body.
    pub body: NewBody<'a>,
    /// The packet made of the two, or why there is none.
    pub made: std::result::Result<NewPacket<'a>, Error>,
}

/// A packet in dictionary form, as it is made.
pub fn spoken_dictionary<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Spoken<'a>> {
    let body = spoken_body(u, shelves)?;
    let mode = if u.ratio(15, 16)? { *u.choose(modes_of(&body))? } else { Mode::new(u.arbitrary()?) };
    let options = if u.arbitrary()? { 0 } else { u.arbitrary::<u32>()? << 8 };
    let word = CommandWord::from_bits(options | u32::from(mode.value()));
    let public_key = |u: &mut Unstructured<'a>| {
        Ok(DictPublicKey { exponent: short(u)?, modulus: bytes(u, 20)?, capabilities: short(u)? })
    };
    let made = match NewPacket::new(number(u)?, text(u)?, text(u)?, word, body) {
        Ok(made) => Ok(NewPacket {
            date: option(u, Unstructured::arbitrary)?,
            client_version: option(u, text)?,
            group: option(u, text)?,
            nick: option(u, text)?,
            status: option(u, Unstructured::arbitrary)?.map(EntryOptions::from_bits_retain),
            public_key: option(u, public_key)?,
            signature: if u.ratio(1, 4)? { Some(&[0x5a; 256]) } else { None },
            ..made
        }),
        Err(error) => Err(error),
    };
    Ok(Spoken { word, body, made })
}

fn spoken_body<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<NewBody<'a>> {
    Ok(match u.int_in_range(0..=8)? {
        0 => NewBody::Message {
            recipients: Items::new(shelves.dict_recipients.put(several(u, 3, recipient)?)),
            files: Items::new(shelves.dict_files.put(several(u, 2, file)?)),
            text: text(u)?,
        },
        1 => NewBody::Answer { answered: number(u)? },
        2 => NewBody::HostList {
            hosts: shelves.dict_hosts.put(several(u, 3, host)?),
            start: number(u)?,
            total: number(u)?,
        },
        3 => NewBody::Poll {
            can_be_agent: u.arbitrary()?,
            networks: Items::new(shelves.dict_networks.put(several(u, 2, network)?)),
        },
        4 => NewBody::Agent { seconds: number(u)?, address: text(u)? },
        5 => NewBody::Heard {
            hosts: Items::new(shelves.dict_hosts.put(several(u, 2, host)?)),
            direct: u.arbitrary()?,
        },
        6 => NewBody::Wrapped { packet: wrapped(u, shelves)?, address: option(u, text)? },
        7 => NewBody::Text { text: text(u)? },
        _ => {
            let trees = Tree::entries(u, 2)?;
            let mut entries: Vec<_> =
                trees.iter().filter_map(|(key, tree)| tree.entry(*key, shelves)).collect();
            // A key of any meaning, and the user only now and then.
            if u.ratio(1, 2)? {
                entries.retain(|entry| entry.key != Key::UID);
                let key = Key::all().nth(u.int_in_range(0..=Key::all().count() - 1)?).expect("one of them");
                entries.push(NewEntry { key, value: NewValue::int(i64::from(u.arbitrary::<u8>()?)) });
            }
            NewBody::Entries(shelves.entries.put(entries))
        }
    })
}

/// A packet in dictionary form as it is received, which asks for an answer, mostly.
pub fn asking_dictionary<'a>(
    u: &mut Unstructured<'a>,
    shelves: &'a Shelves<'a>,
) -> Result<Option<DictPacket<'a>>> {
    let word = asking(u)?;
    let Spoken { body, made: Ok(made), .. } = spoken_dictionary(u, shelves)? else { return Ok(None) };
    let message = NewBody::Message {
        recipients: Items::NONE,
        files: Items::NONE,
        text: Text::new(b"hello").expect("no NUL"),
    };
    let bodies = [body, message, NewBody::Answer { answered: number(u)? }, NewBody::Entries(&[])];
    let Some(content) = bodies.into_iter().find_map(|body| NewContent::new(word, body).ok()) else {
        return Ok(None);
    };
    let made = NewPacket { content, ..made };
    let mut room = vec![0; made.encoded_len()];
    made.encode_into(&mut room).expect("as long as it says");
    Ok(DictPacket::parse(shelves.bytes.put(room)).ok())
}
