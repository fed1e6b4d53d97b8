//! Additional sections of `IPMsg`, what sends them, and what answers.

use super::header::{name, packet_no, version};
use super::{Shelves, bytes, number, option, several, short, soup, until};
use arbitrary::{Result, Unstructured};
use imwire::ipmsg::feiq::{ImageFlags, ImageId, ImageSlice};
use imwire::ipmsg::iptux::{AskShared, Icon};
use imwire::ipmsg::{
    Attachment, Block, BlockLine, Body, Coded, Coding, CommandWord, Encrypted, Entry, EntryOptions,
    ExtAttribute, ExtKey, ExtValue, FileCipher, FileId, FileName, FileRequest, FileWord, Form, GroupName,
    Host, HostField, HostList, HostStatus, Items, KeyCapabilities, KeyRequest, ListStart, Message, Mode,
    Name, Outgoing, Packet, Port, Profile, PublicKey, Raw, Receipt, Recipient, SendOptions, Sender, Text,
    TextBody, Trailing,
};
use imwire::{Encode, Wire};

/// What texts and lists of all forms are made of.
pub(crate) const PIECES: [&[u8]; 34] = [
    b":",
    b"::",
    b"\0",
    b"\0\0",
    b"\x07",
    b"\x08",
    b"\n",
    b"\r\n",
    b" ",
    b"|",
    b"#",
    b"-",
    b"=",
    b",",
    b"0",
    b"1",
    b"a",
    b"TO:",
    b"taro:PC-02\x07",
    b"0:a.txt:1f4:65500000:1:\x07",
    b"1:x.png:5:0:20:8=2:\x07",
    b":14=65500000:",
    b"\nUN:taro",
    b"\nVS:00010002:4:99:103",
    b"\nIP:SVAyOjo6Wg==",
    b"21003",
    b"20002:c0ffee:c0ffee",
    b"1000000:cXdlcnQ=:cXdlcnQ=",
    b"    0\x07    1\x07",
    b"taro\x07PC-02\x070\x07192.0.2.2\x0730985\x07taro\x07\x08\x07",
    b"5f3a|9|0|1|1|2|0|2|0|00000000#\0ab",
    b"{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 1;}",
    b"/:bomb/~#>5f3a<B~",
    b"\xe8\xa1\xa8\x95\x5c\xf0\x9f\x99\x82\xff",
];

/// Options that mean something to a body.
const OPTIONS: [u32; 9] =
    [0, 0x100, 0x0020_0000, 0x0420_0000, 0x0040_0000, 0x0062_0000, 0x0080_0000, 0x0000_0800, 0x4000_0000];

const MODES: [Mode; 15] = [
    Mode::SENDMSG,
    Mode::SENDMSG,
    Mode::SENDMSG,
    Mode::BR_ENTRY,
    Mode::ANSENTRY,
    Mode::RECVMSG,
    Mode::RELEASEFILES,
    Mode::ANSLIST,
    Mode::GETFILEDATA,
    Mode::GETDIRFILES,
    Mode::GETPUBKEY,
    Mode::ANSPUBKEY,
    Mode::SENDINFO,
    Mode::FEIQ_IMAGE,
    Mode::IPTUX_ASKSHARED,
];

/// A command word under which a body has some form.
pub fn word_of_body(u: &mut Unstructured<'_>) -> Result<CommandWord> {
    let mode = if u.ratio(3, 4)? { *u.choose(&MODES)? } else { Mode::new(u.arbitrary()?) };
    let options =
        if u.ratio(3, 4)? { *u.choose(&OPTIONS)? | *u.choose(&OPTIONS)? } else { u.arbitrary::<u32>()? << 8 };
    Ok(CommandWord::from_bits(options | u32::from(mode.value())))
}

/// A body, mostly of the form that the word says.
pub fn body<'a>(u: &mut Unstructured<'a>, word: CommandWord, shelves: &'a Shelves<'a>) -> Result<Body<'a>> {
    let word = if u.ratio(15, 16)? { word } else { word_of_body(u)? };
    let options = SendOptions::from_bits_retain(word.option_bits());
    Ok(match Form::of(word) {
        Form::Entry => entry(u, shelves)?.into(),
        Form::Message => message(u, options, shelves)?.into(),
        Form::Encrypted => encrypted(u, shelves)?.into(),
        Form::Receipt => receipt(u)?.into(),
        Form::ListStart => ListStart { start: short(u)?, trailing: trailing(u)? }.into(),
        Form::HostList => host_list(u, shelves)?.into(),
        Form::FileRequest => file_request(u, word, shelves)?.into(),
        Form::KeyRequest => {
            KeyRequest { capabilities: option(u, capabilities)?, trailing: trailing(u)? }.into()
        }
        Form::PublicKey => public_key(u, shelves)?.into(),
        Form::Text => text_body(u, shelves)?.into(),
        Form::Icon => Icon { png: bytes(u, 40)? }.into(),
        Form::AskShared => ask_shared(u, word)?.into(),
        Form::ImageSlice => image_slice(u)?.into(),
        Form::Raw | Form::Empty => Raw(soup(u, shelves, &PIECES)?).into(),
        _ => read(u, word, shelves)?,
    })
}

/// A body that is read from drawn bytes, in the form that the word asks for. The bytes are built piece by piece: a piece is
/// kept if the bytes can then be read, or if the first error is further on than before.
fn read<'a>(u: &mut Unstructured<'a>, word: CommandWord, shelves: &'a Shelves<'a>) -> Result<Body<'a>> {
    let reach = |bytes: &[u8]| Body::parse_with(bytes, word).map_or_else(|error| error.at(), |_| usize::MAX);
    let (mut form, mut more) = (Vec::new(), u.int_in_range(0..=4)?);
    for _ in 0..16 {
        if reach(&form) == usize::MAX {
            if more == 0 {
                break;
            }
            more -= 1;
        }
        let own = if u.ratio(1, 4)? { bytes(u, 12)? } else { &[] };
        let (before, after) = PIECES.split_at(u.choose_index(PIECES.len())?);
        let longer = |piece: &[u8]| [form.as_slice(), piece].concat();
        let pieces = [own].into_iter().chain(after.iter().chain(before).copied()).map(longer);
        let found = pieces.filter(|bytes| bytes.len() > form.len()).find(|bytes| {
            let reached = reach(bytes);
            reached == usize::MAX || reached > reach(&form)
        });
        form = found.unwrap_or(form);
    }
    Ok(Body::parse_with(shelves.bytes.put(form), word).unwrap_or(Raw(&[]).into()))
}

fn text<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Text<'a>> {
    let bytes = if u.arbitrary()? { until(u, 30, b"\0")? } else { soup(u, shelves, &PIECES)? };
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    Ok(Text::new(&bytes[..end]).expect("no NUL"))
}

/// What follows the parts that are understood: mostly nothing.
fn after_nul<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<&'a [u8]> {
    if u.ratio(7, 8)? { Ok(&[]) } else { soup(u, shelves, &PIECES) }
}

fn text_body<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<TextBody<'a>> {
    Ok(TextBody { text: text(u, shelves)?, trailing: after_nul(u, shelves)? })
}

fn entry<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Entry<'a>> {
    Ok(Entry {
        nick: text(u, shelves)?,
        group: group(u, shelves)?,
        block: block(u, shelves)?,
        trailing: after_nul(u, shelves)?,
    })
}

fn group<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<GroupName<'a>> {
    Ok(GroupName::new(text(u, shelves)?.as_bytes()).unwrap_or_default())
}

fn block<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Block<'a>> {
    if u.ratio(1, 4)? {
        return Ok(Entry::parse(soup(u, shelves, &PIECES)?).expect("all bytes are an entry").block);
    }
    Ok(Block::new(shelves.lines.put(lines(u)?)))
}

fn lines<'a>(u: &mut Unstructured<'a>) -> Result<Vec<BlockLine<'a>>> {
    const KEYS: [&[u8]; 7] = [
        BlockLine::UN,
        BlockLine::HN,
        BlockLine::NN,
        BlockLine::GN,
        BlockLine::VS,
        BlockLine::IP,
        BlockLine::PL,
    ];
    const VALUES: [&[u8]; 6] =
        [b"taro", b"00010002:4:99:103", b"SVAyOjA6Olo=", b"SVAyOmE6U1ZBRFI6MTphOlo=", b"1", b""];
    several(u, 4, |u| {
        let key = if u.ratio(3, 4)? { *u.choose(&KEYS)? } else { until(u, 6, b":\n\0")? };
        let value = if u.arbitrary()? { *u.choose(&VALUES)? } else { until(u, 12, b"\n\0")? };
        let bare = if u.ratio(1, 8)? { BlockLine::bare(value).ok() } else { None };
        Ok(bare.unwrap_or_else(|| BlockLine::new(key, value).expect("checked")))
    })
}

fn file_name<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<FileName<'a>> {
    let bytes = soup(u, shelves, &[b"a.txt", b":", b"::", b"..", b"/", b"\\", b" ", b"\x95\x5c"])?;
    let found = if u.arbitrary()? { FileName::new(bytes) } else { FileName::parse(bytes) };
    Ok(found.unwrap_or(FileName::DOT))
}

pub(crate) fn attributes<'a>(
    u: &mut Unstructured<'a>,
    shelves: &'a Shelves<'a>,
) -> Result<&'a [ExtAttribute<'a>]> {
    const KEYS: [ExtKey; 6] =
        [ExtKey::UID, ExtKey::USERNAME, ExtKey::CLIPBOARDPOS, ExtKey::MTIME, ExtKey::CREATETIME, ExtKey::ACL];
    let list = several(u, 3, |u| {
        let key = if u.ratio(3, 4)? { *u.choose(&KEYS)? } else { ExtKey::new(short(u)?) };
        let value = match u.int_in_range(0..=3)? {
            0 => ExtValue::text(until(u, 8, b":,\x07\0")?).expect("none of these"),
            1 => ExtValue::list(until(u, 12, b":\x07\0")?).expect("none of these"),
            2 => ExtValue::number(u.int_in_range(0..=9)?),
            _ => ExtValue::number(number(u)?),
        };
        Ok(ExtAttribute { key, value })
    })?;
    Ok(shelves.attributes.put(list))
}

/// Type and attributes; mostly a type that has a name.
pub(crate) fn file_word(u: &mut Unstructured<'_>) -> Result<FileWord> {
    const WORDS: [u32; 8] = [1, 1, 2, 3, 0x20, 0x20, 0x1001, 4];
    Ok(FileWord::from_bits(if u.ratio(7, 8)? { *u.choose(&WORDS)? } else { u.arbitrary()? }))
}

/// The name and what else is known of a file; from bytes, or as it can be made.
pub(crate) fn named<'a>(
    u: &mut Unstructured<'a>,
    shelves: &'a Shelves<'a>,
) -> Result<(FileName<'a>, Items<'a, ExtAttribute<'a>>)> {
    let name = file_name(u, shelves)?;
    if u.ratio(1, 8)? {
        let rest = soup(u, shelves, &[b":", b"14=1", b"8=2", b"=", b"x", b",", b"30=a,b"])?;
        let form = [b"0:a:0:0:1:", rest].concat();
        if let Ok(read) = Attachment::parse(shelves.bytes.put(form)) {
            return Ok((name, read.extended));
        }
    }
    Ok((name, Items::new(attributes(u, shelves)?)))
}

fn attachment<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Attachment<'a>> {
    let (name, extended) = named(u, shelves)?;
    let id = number(u)?;
    let id = if u.arbitrary()? { FileId::from_hex(id) } else { FileId::from_decimal(id).unwrap_or_default() };
    Ok(Attachment { id, name, size: number(u)?, mtime: number(u)?, word: file_word(u)?, extended })
}

fn files<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Items<'a, Attachment<'a>>> {
    if u.ratio(1, 4)? {
        return Ok(read_message(u, shelves)?.files);
    }
    Ok(Items::new(shelves.attachments.put(several(u, 3, |u| attachment(u, shelves))?)))
}

/// A message with both lists, of any bytes.
fn read_message<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Message<'a>> {
    let form = [b"m\0", soup(u, shelves, &PIECES)?, b"\0TO:", soup(u, shelves, &PIECES)?].concat();
    let options = SendOptions::FILEATTACH | SendOptions::ENCEXTMSG;
    Ok(Message::parse_with(shelves.bytes.put(form), options).expect("all bytes are a message"))
}

fn recipients<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Items<'a, Recipient<'a>>> {
    if u.ratio(1, 4)? {
        return Ok(read_message(u, shelves)?.recipients);
    }
    let list = several(u, 3, |u| {
        let mut name = || Ok(Name::new(until(u, 10, b":\x07\0")?).expect("none of these"));
        Ok(Recipient::new(name()?, name()?).expect("no BEL"))
    })?;
    Ok(Items::new(shelves.recipients.put(list)))
}

fn message<'a>(
    u: &mut Unstructured<'a>,
    options: SendOptions,
    shelves: &'a Shelves<'a>,
) -> Result<Message<'a>> {
    let mut message = Message::new(text(u, shelves)?.as_bytes()).expect("no NUL");
    if options.contains(SendOptions::FILEATTACH) || u.ratio(1, 16)? {
        message.files = files(u, shelves)?;
    }
    if options.contains(SendOptions::ENCEXTMSG) || u.ratio(1, 16)? {
        message.recipients = recipients(u, shelves)?;
    }
    message.trailing = after_nul(u, shelves)?;
    Ok(message)
}

fn capabilities(u: &mut Unstructured<'_>) -> Result<KeyCapabilities> {
    const KNOWN: [u32; 6] = [0x6592_0006, 0x0002_1003, 0x0002_0002, 0x2190_0004, 0x0090_0000, 0x0400_0000];
    Ok(KeyCapabilities::from_bits_retain(if u.ratio(3, 4)? { *u.choose(&KNOWN)? } else { u.arbitrary()? }))
}

/// Mostly in that coding, and mostly of some bytes.
fn coded<'a>(u: &mut Unstructured<'a>, coding: Coding, shelves: &'a Shelves<'a>) -> Result<Coded<'a>> {
    const HEX: [&[u8]; 4] = [b"8f9e", b"00", b"FfAa", b" "];
    const BASE64: [&[u8]; 5] = [b"cXdl", b"cXdlcnQ=", b"Zg==", b"Zg", b"+/+/"];
    let coding = match coding {
        coding if u.ratio(31, 32)? => coding,
        Coding::Hex => Coding::Base64,
        Coding::Base64 => Coding::Hex,
    };
    if u.arbitrary()? {
        let pieces: &[&[u8]] = if coding == Coding::Hex { &HEX } else { &BASE64 };
        let text = several(u, 3, |u| u.choose(pieces).copied())?.concat();
        if let Ok(coded) = Coded::from_text(coding, shelves.bytes.put(text)) {
            return Ok(coded);
        }
    }
    let raw = bytes(u, 70)?;
    Ok(Coded::new(coding, if raw.is_empty() && u.ratio(7, 8)? { b"\0" } else { raw }))
}

fn encrypted<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Encrypted<'a>> {
    let capabilities = capabilities(u)?;
    let coding = capabilities.coding();
    Ok(Encrypted {
        capabilities,
        session_key: coded(u, coding, shelves)?,
        cipher: coded(u, coding, shelves)?,
        signature: option(u, |u| coded(u, coding, shelves))?,
        files: if u.ratio(3, 4)? { Items::NONE } else { files(u, shelves)? },
        trailing: after_nul(u, shelves)?,
    })
}

fn public_key<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<PublicKey<'a>> {
    Ok(PublicKey {
        capabilities: capabilities(u)?,
        exponent: number(u)?,
        modulus: coded(u, PublicKey::CODING, shelves)?,
        trailing: trailing(u)?,
    })
}

/// What follows a body: mostly nothing, else what a sender may add, or what would be read as a part of it.
fn trailing<'a>(u: &mut Unstructured<'a>) -> Result<Trailing<'a>> {
    Ok(match u.int_in_range(0..=15)? {
        0 => Trailing::new(b"\r\n"),
        1 => Trailing::new(b":"),
        2 => Trailing::new(b":3"),
        3 => Trailing::new(b"\0x"),
        4 => Trailing::new(bytes(u, 6)?),
        _ => Trailing::NONE,
    })
}

fn receipt<'a>(u: &mut Unstructured<'a>) -> Result<Receipt<'a>> {
    const SPELLINGS: [&[u8]; 6] = [b"-1", b"-2147483648", b" 007\t", b"0", b"-0", b"18446744073709551615"];
    let mut receipt = if u.ratio(3, 4)? {
        Receipt::new(packet_no(u)?.value())
    } else {
        Receipt::parse(u.choose(&SPELLINGS)?).expect("a receipt")
    };
    receipt.trailing = trailing(u)?;
    Ok(receipt)
}

fn host_list<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<HostList<'a>> {
    if u.ratio(1, 4)? {
        let form = [b"0\x070\x07", soup(u, shelves, &PIECES)?].concat();
        if let Ok(list) = HostList::parse(shelves.bytes.put(form)) {
            return Ok(HostList { next: short(u)?, count: short(u)?, ..list });
        }
    }
    let list = HostList::new(short(u)?, shelves.hosts.put(several(u, 3, |u| host(u))?));
    Ok(if u.ratio(7, 8)? { list } else { HostList { count: short(u)?, trailing: trailing(u)?, ..list } })
}

fn host<'a>(u: &mut Unstructured<'a>) -> Result<Host<'a>> {
    fn field<'a>(u: &mut Unstructured<'a>) -> Result<HostField<'a>> {
        let bytes = if u.ratio(1, 4)? { b"192.0.2.2" } else { until(u, 12, b"\x07\0")? };
        Ok(HostField::new(bytes).unwrap_or_default())
    }
    Ok(Host {
        user: field(u)?,
        host: field(u)?,
        status: HostStatus::from_bits(u.arbitrary()?),
        address: field(u)?,
        port: if u.arbitrary()? { Port::new(u.arbitrary()?) } else { Port::from_raw(short(u)?) },
        nick: field(u)?,
        group: field(u)?,
    })
}

fn file_request<'a>(
    u: &mut Unstructured<'a>,
    word: CommandWord,
    shelves: &'a Shelves<'a>,
) -> Result<FileRequest<'a>> {
    let usual = word.mode() == Mode::GETFILEDATA;
    let cipher = if u.ratio(if word.bits() & 0x800 == 0 { 1 } else { 12 }, 16)? {
        let capabilities = capabilities(u)?;
        let clear = capabilities.contains(KeyCapabilities::NOENC_FILEBODY) ^ u.ratio(1, 16)?;
        let key = if clear { None } else { Some(coded(u, Coding::Hex, shelves)?) };
        Some(FileCipher { capabilities, key, packet_no: option(u, number)? })
    } else {
        None
    };
    Ok(FileRequest {
        packet_no: number(u)?,
        file_id: FileId::from_hex(number(u)?),
        offset: if usual ^ u.ratio(1, 16)? { Some(number(u)?) } else { None },
        cipher,
        trailing: trailing(u)?,
    })
}

fn ask_shared<'a>(u: &mut Unstructured<'a>, word: CommandWord) -> Result<AskShared<'a>> {
    let usual = word.bits() & 0x4000_0000 != 0;
    let password = if usual ^ u.ratio(1, 16)? { Some(bytes(u, 12)?) } else { None };
    let coding = if u.ratio(1, 16)? { Coding::Hex } else { Coding::Base64 };
    let trailing = trailing(u)?;
    Ok(AskShared { password: password.map(|bytes| Coded::new(coding, bytes)), trailing })
}

fn image_id<'a>(u: &mut Unstructured<'a>) -> Result<ImageId<'a>> {
    Ok(ImageId::new(u.choose(&[&b"5f3a91c0"[..], b"0", b"CA37a4e0", b"0123456789abcdef01"])?)
        .expect("digits"))
}

fn image_slice<'a>(u: &mut Unstructured<'a>) -> Result<ImageSlice<'a>> {
    let flags =
        if u.arbitrary()? { ImageFlags::USUAL } else { ImageFlags::new(until(u, 8, b"#\0")?).expect("none") };
    let data = bytes(u, 20)?;
    let len = u32::try_from(data.len()).expect("a few");
    Ok(ImageSlice {
        id: image_id(u)?,
        total: short(u)?,
        offset: short(u)?,
        slices: short(u)?,
        slice: short(u)?,
        len: if u.ratio(3, 4)? { len } else { short(u)? },
        flags,
        data,
        trailing: trailing(u)?,
    })
}

fn sender<'a>(u: &mut Unstructured<'a>) -> Result<Sender<'a>> {
    Ok(Sender { version: version(u)?, user: name(u)?, host: name(u)? })
}

/// A packet that is to be sent, or none if its body is not of its word; and the body that it was
/// to have.
pub fn outgoing<'a>(
    u: &mut Unstructured<'a>,
    shelves: &'a Shelves<'a>,
) -> Result<(Option<Outgoing<'a>>, CommandWord, Body<'a>)> {
    let (sender, packet_no, word) = (sender(u)?, number(u)?, word_of_body(u)?);
    let body = body(u, word, shelves)?;
    Ok((sender.packet(packet_no, word, body).ok(), word, body))
}

/// A command word that asks for an answer, mostly.
pub(crate) fn asking(u: &mut Unstructured<'_>) -> Result<CommandWord> {
    const ASKING: [u32; 20] = [
        1,
        0x0100_0001,
        32,
        0x120,
        0x0008_0120,
        0x520,
        0x2120,
        0x0040_0120,
        0x0010_0330,
        0x0010_0030,
        24,
        16408,
        17,
        18,
        0x0100_0012,
        19,
        64,
        80,
        114,
        0x2072,
    ];
    const FEIQ: [u32; 3] = [119, 209, 0x0020_00c0];
    Ok(match u.int_in_range(0..=7)? {
        0 => word_of_body(u)?,
        1 => CommandWord::from_bits(*u.choose(&FEIQ)?),
        _ => CommandWord::from_bits(*u.choose(&ASKING)?),
    })
}

/// A packet as it is received: with a body that makes sense under its word, mostly.
pub fn spoken<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Packet<'a>> {
    let word = asking(u)?;
    let body = body(u, word, shelves)?;
    let mut room = vec![0; body.encoded_len()];
    body.encode_into(&mut room).expect("as long as it says");
    if u.ratio(1, 8)? {
        room.truncate(u.int_in_range(0..=room.len())?);
    }
    let sender = sender(u)?;
    Ok(Packet {
        version: sender.version,
        packet_no: packet_no(u)?,
        user: sender.user,
        host: sender.host,
        command: word.into(),
        additional: if u.ratio(1, 16)? { None } else { Some(shelves.bytes.put(room)) },
    })
}

/// Somebody who answers.
pub fn profile<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Profile<'a>> {
    let hosts = several(u, 3, |u| host(u))?;
    // As many as make several pages.
    let times = if u.ratio(1, 8)? { u.int_in_range(1..=200)? } else { 1 };
    let status = EntryOptions::from_bits_retain(u.arbitrary()?);
    Ok(Profile {
        status: if u.arbitrary()? { status } else { EntryOptions::CAPUTF8 },
        nick: text(u, shelves)?,
        group: group(u, shelves)?,
        local_nick: text(u, shelves)?,
        local_group: group(u, shelves)?,
        block: shelves.lines.put(lines(u)?),
        version_text: text(u, shelves)?,
        absence: option(u, |u| text(u, shelves))?,
        not_deciphered: text(u, shelves)?,
        hosts: shelves.hosts.put(hosts.repeat(times)),
        key: option(u, |u| public_key(u, shelves))?,
        is_feiq: u.arbitrary()?,
        local_sender: sender(u)?,
        ..Profile::new(sender(u)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// A form without a generator of its own is drawn too: `read` finds each form, in several values.
    #[test]
    fn every_form_is_found() {
        let mut state = 1_u64;
        for mode in Mode::ALL.iter().filter(|mode| !matches!(mode.form(), Form::Raw | Form::Empty)) {
            let mut found = HashSet::new();
            for _ in 0..200 {
                let seed: Vec<u8> = std::iter::repeat_with(|| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    state.to_be_bytes()[0]
                })
                .take(100)
                .collect();
                let shelves = Shelves::default();
                let body =
                    read(&mut Unstructured::new(&seed), CommandWord::new(*mode), &shelves).expect("bytes");
                if !matches!(body, Body::Raw(_)) {
                    found.insert(format!("{body:?}"));
                }
            }
            assert!(found.len() > 3, "{mode}: {}", found.len());
        }
    }
}
