//! Everything that can be called on a body of `IPMsg`.

use super::show;
use crate::laws::{handed_over, inside};
use crate::recorder::{quoted, written};
use imwire::ipmsg::dict::{Dict, EntryDict, IpDict};
use imwire::ipmsg::feiq::{Emoji, FeiqPiece, FeiqText};
use imwire::ipmsg::{
    Attachment, Block, BlockLine, Body, ClientVersion, Coded, Coding, Encrypted, Entry, ExtKey, ExtValue,
    FileId, FileName, FileWord, Host, HostStatus, KeyCapabilities, Message, Name, Number, Packet, Piece,
    Port, Receipt, Text, fingerprint,
};
use imwire::{Lossy, Wire};

/// Asks a body for everything; its texts are decoded, its lists read.
pub fn body(body: &Body<'_>) {
    show(body);
    match body {
        Body::Entry(entry) => self::entry(entry),
        Body::Message(message) => self::message(message),
        Body::Encrypted(encrypted) => self::encrypted(encrypted),
        Body::Receipt(receipt) => self::receipt(receipt),
        Body::HostList(list) => list.hosts.iter().flatten().for_each(|host| self::host(&host)),
        Body::FileRequest(request) => {
            digits(request.file_id);
            request.cipher.and_then(|cipher| cipher.key).into_iter().for_each(coded);
        }
        Body::KeyRequest(request) => request.capabilities.into_iter().for_each(capabilities),
        Body::PublicKey(key) => {
            capabilities(key.capabilities);
            coded(key.modulus);
        }
        Body::Text(body) => text(body.text),
        Body::AskShared(asked) => asked.password.into_iter().for_each(coded),
        Body::ImageSlice(slice) => {
            assert_eq!(slice.is_whole(), slice.data.len() as u64 == u64::from(slice.len))
        }
        _ => {}
    }
}

/// Shown as UTF-8, decoded from every charset, and as `FeiQ` takes it.
fn text(text: Text<'_>) {
    show(&(text, text.lossy()));
    let bytes = text.as_bytes();
    assert_eq!(Text::new(bytes), Ok(text));
    assert_eq!(text.to_string(), Lossy::of(bytes).to_string());
    assert_eq!(text.to_str(), std::str::from_utf8(bytes).ok());
    feiq_text(&FeiqText::of(text), bytes);
    #[cfg(feature = "encoding_rs")]
    decoded(text);
}

/// In pieces or as a whole it is the same.
#[cfg(feature = "encoding_rs")]
fn decoded(text: Text<'_>) {
    use imwire::charset::{BIG5, CP932, EUC_JP, EUC_KR, GB18030, GBK, UTF_8, decode_to};
    for charset in [CP932, GBK, GB18030, BIG5, EUC_JP, EUC_KR, UTF_8] {
        let mut room = vec![0; 8 * text.as_bytes().len() + 8];
        let mut sink = imwire::SliceSink::new(&mut room);
        decode_to(text.as_bytes(), charset, &mut sink).expect("room");
        let pieces = std::str::from_utf8(sink.written()).expect("it is UTF-8");
        assert!(!text.as_bytes().is_ascii() || pieces.as_bytes() == text.as_bytes());
        #[cfg(feature = "alloc")]
        assert_eq!(pieces, text.decode(charset), "{} in {}", quoted(text.as_bytes()), charset.name());
    }
}

/// Its pieces, one after the other, are the text; font and text are the whole.
pub fn feiq_text(text: &FeiqText<'_>, input: &[u8]) {
    show(&(text, text.font.map(|font| font.rgb())));
    let bytes = text.text.as_bytes();
    let mut laid = Vec::new();
    let mut words = false;
    for piece in text.pieces() {
        show(&piece);
        let is_words = matches!(piece, FeiqPiece::Text(_));
        assert!(!(words && is_words), "pieces: two of text in {}", quoted(bytes));
        words = is_words;
        match piece {
            FeiqPiece::Text(text) => _ = inside(text.as_bytes(), input),
            FeiqPiece::Picture(id) => _ = inside(id.as_bytes(), input),
            FeiqPiece::Emoji(emoji) => assert_eq!(Emoji::from_code(emoji.code().as_bytes()), Some(emoji)),
        }
        laid.extend(written(&piece));
    }
    assert_eq!(quoted(&laid), quoted(bytes), "pieces");
}

fn entry(entry: &Entry<'_>) {
    text(entry.nick);
    text(entry.group.text());
    if let Some(iptux) = entry.iptux() {
        show(&iptux);
        assert!(
            entry.trailing.starts_with(&[iptux.icon.as_bytes(), b"\0", iptux.charset.as_bytes()].concat())
        );
    }
    block(&entry.block);
    // Which names count is for the command and CAPUTF8 to say.
    for bits in [1_u32, 3, 4, 0x0100_0001, 0x0180_0003, 0x0100_00b0, 0x0100_0020] {
        let form = format!("1:1:u:h:{bits}:");
        let packet = Packet::parse(form.as_bytes()).expect("a packet");
        let packet = Packet { user: Name::default(), ..packet };
        let names = entry.names(&packet);
        #[cfg(all(feature = "alloc", feature = "encoding_rs"))]
        show(&names.shown().decode(imwire::charset::GBK));
        show(&names);
        let with_block = bits & 0x0100_0000 != 0;
        let user = entry.block.user().filter(|_| with_block);
        assert_eq!(names.user.text, user.unwrap_or_default());
        let nick = entry.block.nick().filter(|_| with_block && matches!(bits & 0xff, 1 | 4 | 0xb0));
        assert_eq!(names.nick.text, nick.unwrap_or(entry.nick));
        fingerprint(names.user.text.as_bytes()).into_iter().for_each(|value| show(&value));
    }
}

/// The last line of a key counts.
fn block(block: &Block<'_>) {
    let lines: Vec<_> = block.lines.iter().map(|line| line.expect("reading them never fails")).collect();
    assert_eq!(block.is_empty(), lines.is_empty());
    for line in &lines {
        let again = match line.key() {
            Some(key) => BlockLine::new(key, line.value().as_bytes()),
            None => BlockLine::bare(line.value().as_bytes()),
        };
        assert_eq!(again, Ok(*line));
        let Some(key) = line.key() else { continue };
        let last = lines.iter().rev().find(|other| other.key() == Some(key)).map(BlockLine::value);
        assert_eq!(block.get(key), last);
    }
    show(&(block.user(), block.host(), block.nick(), block.group(), block.poll()));
    block.version().into_iter().for_each(client_version);
    if let Some(Ok(coded)) = block.dictionary() {
        let mut room = vec![0; coded.len()];
        let form = coded.decode_into(&mut room).expect("room");
        show(&(IpDict::parse(form), EntryDict::parse(form), Dict::parse(form)));
    }
}

/// Asks a client version for everything.
pub fn client_version(version: ClientVersion) {
    show(&(version, version.stage(), version.client.is_windows()));
    assert!(version.to_string().starts_with(&version.major.to_string()));
}

/// The text with the pictures in their places: nothing of the text is lost, and no picture is.
fn message(message: &Message<'_>) {
    text(message.text);
    let (mut laid, mut pictures) = (Vec::new(), Vec::new());
    for piece in message.pieces() {
        show(&piece);
        match piece {
            Piece::Text(text) => {
                assert!(!text.is_empty());
                laid.extend_from_slice(text.as_bytes());
            }
            Piece::Picture(picture) => pictures.push(picture),
        }
    }
    assert_eq!(quoted(&laid), quoted(message.text.as_bytes()), "pieces of a message");
    assert!(message.pictures().map(|(_, picture)| picture).eq(pictures.iter().copied()), "pictures");
    let expected = message.files.iter().flatten().filter(|file| file.position().is_some()).count();
    assert_eq!(pictures.len(), expected);
    message.files.iter().flatten().for_each(|file| attachment(&file));
    for recipient in message.recipients.iter().flatten() {
        show(&(recipient.user(), recipient.host()));
    }
}

/// Asks a file of a message for everything.
pub fn attachment(file: &Attachment<'_>) {
    show(file);
    digits(file.id);
    file_name(file.name);
    file_word(file.word);
    if let Some(seconds) = file.modified() {
        assert!(seconds <= file.mtime);
    }
    for attribute in file.extended.iter().flatten() {
        show(&(attribute.key.name(), attribute.key.is_number()));
        assert_eq!(ExtKey::new(attribute.key.value()), attribute.key);
        ext_value(attribute.value);
    }
    let first = file.extended.iter().flatten().next();
    assert_eq!(first.and_then(|first| file.extended.get(first.key)), first.map(|first| first.value));
}

/// Its values, with commas between them, are the whole.
fn ext_value(value: ExtValue<'_>) {
    let values: Vec<_> = value.values().collect();
    show(&(value.as_number(), &values));
    assert!(!values.is_empty());
    if let Some(bytes) = value.as_bytes() {
        let parts: Vec<_> = values.iter().filter_map(|value| value.as_bytes()).collect();
        assert_eq!(parts.join(&b','), bytes);
        assert_eq!(ExtValue::list(bytes), Ok(value));
    }
}

/// `::` is one colon, from left to right.
fn file_name(name: FileName<'_>) {
    let decoded: Vec<_> = name.decoded().collect();
    let (least, most) = name.decoded().size_hint();
    assert!(least <= decoded.len() && most.is_some_and(|most| decoded.len() <= most));
    let mut room = vec![0; name.raw().len()];
    assert_eq!(name.decode_into(&mut room), Ok(&decoded[..]));
    assert!(name.borrowed().is_none_or(|plain| plain == decoded));
    assert_eq!(FileName::new(&decoded), Ok(name));
    // Written another way than in the crate: over a string, whatever the bytes are.
    let plain = |decoded: &[u8]| {
        let upper = String::from_utf8_lossy(decoded).to_uppercase();
        let stem = upper.split('.').next().unwrap_or_default().trim_end_matches(' ');
        let port = ["COM", "LPT"]
            .iter()
            .filter_map(|port| stem.strip_prefix(port))
            .any(|digit| digit.chars().count() == 1 && "0123456789¹²³".contains(digit));
        !decoded.iter().any(|byte| b"/\\:<>\"|?*".contains(byte) || byte.is_ascii_control())
            && decoded.last().is_some_and(|byte| !b". ".contains(byte))
            && !port
            && !["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem)
    };
    assert_eq!(name.is_plain(), plain(&decoded), "{name:?}");
}

fn file_word(word: FileWord) {
    show(&(word, word.file_type().name()));
    assert_eq!(FileWord::new(word.file_type()).with(word.attributes()), word);
    assert!(!word.to_string().is_empty());
}

/// One number in two readings: the digits are the same.
fn digits(digits: FileId) {
    show(&digits);
    assert_eq!(digits.to_string(), format!("{:x}", digits.hex()));
    assert_eq!(digits.decimal(), digits.to_string().parse().ok());
    if let Some(decimal) = digits.decimal() {
        assert_eq!(FileId::from_decimal(decimal), Some(digits));
    }
}

/// Decoded and coded again it is the same; as text in one form.
pub fn coded(coded: Coded<'_>) {
    show(&coded);
    let mut room = vec![0; coded.len()];
    let bytes = coded.decode_into(&mut room).expect("room").to_vec();
    assert_eq!((bytes.len(), bytes.is_empty()), (coded.len(), coded.is_empty()));
    assert!(coded.decoded().eq(bytes.iter().copied()));
    if let Some((_, short)) = room.split_first_mut() {
        assert!(coded.decode_into(short).is_err());
    }
    let mut left = coded.len();
    let mut decoded = coded.decoded();
    while decoded.next().is_some() {
        left -= 1;
        assert_eq!(decoded.len(), left);
    }
    let made = Coded::new(coded.coding(), &bytes);
    assert_eq!(made, coded);
    let form = written(&made);
    assert_eq!(Coded::from_text(coded.coding(), &form), Ok(coded));
    // Case is kept, and the padding is put there.
    let kept = written(&coded);
    match coded.coding() {
        Coding::Hex => assert!(kept.eq_ignore_ascii_case(&form)),
        Coding::Base64 => assert_eq!(kept, form),
    }
    handed_over(&coded);
}

fn capabilities(capabilities: KeyCapabilities) {
    show(&(capabilities, capabilities.coding()));
    let iv = capabilities.iv(Number::new(u64::from(capabilities.bits())));
    assert_eq!(iv[15], 0);
    assert_eq!(iv != [0; 16], capabilities.contains(KeyCapabilities::PACKETNO_IV));
}

fn encrypted(encrypted: &Encrypted<'_>) {
    capabilities(encrypted.capabilities);
    [Some(encrypted.session_key), Some(encrypted.cipher), encrypted.signature]
        .into_iter()
        .flatten()
        .for_each(coded);
    encrypted.files.iter().flatten().for_each(|file| attachment(&file));
}

/// It names the packet of its number, and of numbers whose low 32 bits those are.
fn receipt(receipt: &Receipt<'_>) {
    show(receipt);
    let named = receipt.packet_no();
    assert!(receipt.acknowledges(named));
    assert_eq!(receipt.acknowledges(named ^ 1 << 32), named >> 32 == 0);
    assert!(!receipt.acknowledges(named ^ 1));
}

fn host(host: &Host<'_>) {
    show(&(host, host.ip()));
    [host.user, host.host, host.address, host.nick, host.group]
        .into_iter()
        .for_each(|field| text(field.text()));
    assert_eq!(HostStatus::from_bits(host.status.bits()), host.status);
    show(&(host.status.options(), host.status.has_left()));
    match (host.port.plain(), host.port.swapped()) {
        (Some(plain), Some(swapped)) => {
            assert_eq!(u32::from(plain), host.port.raw());
            assert_eq!(Port::new(swapped), host.port);
        }
        neither => assert!(neither == (None, None) && host.port.raw() > 0xffff),
    }
}
