//! All laws for the additional sections of `IPMsg`.

use super::{Parts, Plain, inside, length, locality, wire, wire_value};
use crate::look;
use crate::naive::without_line_end;
use crate::recorder::{quoted, written};
use imwire::ipmsg::feiq::{FeiqText, GroupCipher, GroupText};
use imwire::ipmsg::{
    Arrival, Attachment, Body, ClientVersion, Coded, Coding, CommandWord, CommonOptions, Encrypted,
    ExtAttribute, FileName, FileRequest, Form, Items, KeyCapabilities, Message, Mode, Outgoing, Packet,
    Progress, Recipient, SendOptions, Sender, TextBody,
};
use imwire::{Error, ErrorKind, Wire};
use std::fmt::Debug;

/// All that holds for bytes as the additional section of a command.
#[track_caller]
pub fn body(input: &[u8], word: CommandWord) {
    let mut room = Vec::new();
    let Ok(body) = wire::<Body<'_>>(input, word, &mut room) else { return };
    assert_eq!(form_of(&body), format!("{:?}", readable_as(word)), "body: {body:?} under {word}");
    match &body {
        Body::Entry(entry) => {
            let lines = list(entry.block.lines, input, false);
            let whole = entry.block.lines.as_bytes().unwrap_or_default();
            let expected = whole.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
            assert_eq!(lines, expected, "body: the lines of {}", quoted(input));
        }
        Body::Message(message) => {
            by_item(message.files, input);
            by_item(message.recipients, input);
            files(message.files, input);
            kept(&body, input);
            sent_on(*message, word);
        }
        Body::Encrypted(encrypted) => {
            by_item(encrypted.files, input);
            files(encrypted.files, input);
        }
        Body::HostList(hosts) => {
            let found = list(hosts.hosts, input, true);
            let whole = without_line_end(hosts.hosts.as_bytes().unwrap_or_default());
            let fields = whole.strip_suffix(&[7]).unwrap_or(whole).split(|&byte| byte == 7).count();
            let expected = if whole.is_empty() { 0 } else { fields.div_ceil(7) };
            assert_eq!(found, expected, "body: the hosts of {}", quoted(input));
        }
        Body::Text(_) | Body::Icon(_) | Body::Raw(_) => kept(&body, input),
        _ => {}
    }
    look::body(&body);
}

/// All that holds for a body, however it was made.
#[track_caller]
pub fn value<'a>(made: Body<'a>, word: CommandWord, room: &'a mut Vec<u8>) {
    look::body(&made);
    let form = wire_value(made, word, room);
    if made.check(word).is_ok() {
        body(form, word);
    }
}

/// The form of what is read under this word: nothing is made of what should be empty.
fn readable_as(word: CommandWord) -> Form {
    match Form::of(word) {
        Form::Empty => Form::Raw,
        form => form,
    }
}

/// The name of the form: a variant has that of its form.
fn form_of(body: &Body<'_>) -> String {
    let shown = format!("{body:?}");
    shown.split('(').next().unwrap_or_default().to_owned()
}

/// Nothing is lost but NULs at the end, and none is added but one.
#[track_caller]
fn kept(body: &Body<'_>, input: &[u8]) {
    fn without_nuls(mut bytes: &[u8]) -> &[u8] {
        while let [front @ .., 0] = bytes {
            bytes = front;
        }
        bytes
    }
    let form = written(body);
    assert!(
        without_nuls(&form) == without_nuls(input),
        "body: {} instead of {}",
        quoted(&form),
        quoted(input)
    );
    assert!(form.len() <= input.len() + 1, "body: NULs in {}", quoted(&form));
}

/// Laws 7 and 8 for what was read as a list: each item lies in it, after the one before; each error
/// is at a byte of it. Gives how many there are.
#[track_caller]
fn list<'a, T: Parts + Debug>(items: Items<'a, T>, input: &[u8], may_fail: bool) -> usize
where
    Items<'a, T>: IntoIterator<Item = Result<T, Error>>,
{
    let whole = items.as_bytes().unwrap_or_default();
    let (mut count, mut last) = (0, 0);
    let start = if whole.is_empty() { 0 } else { inside(whole, input) };
    for item in items {
        match item {
            Ok(item) => item.each_part(&mut |part| {
                let at = start + inside(part, whole);
                assert!(at >= last, "list: {item:?} stands in front of others in {}", quoted(input));
                last = at;
            }),
            Err(error) => {
                look::error(&error);
                assert!(may_fail, "list: {error} in {}", quoted(input));
                let places = start.max(last)..=start + whole.len();
                assert!(places.contains(&error.at()), "locality: {error} in {}", quoted(input));
                last = error.at();
            }
        }
        count += 1;
    }
    assert!(count <= whole.len(), "list: more items than bytes in {}", quoted(input));
    count
}

/// The same for a list whose items end with BEL: it is what each of them is by itself.
#[track_caller]
fn by_item<'a, T: Wire<'a, Context = ()> + Parts + Plain>(items: Items<'a, T>, input: &[u8])
where
    Items<'a, T>: IntoIterator<Item = Result<T, Error>>,
{
    list(items, input, true);
    let Some(whole) = items.as_bytes().filter(|whole| !whole.is_empty()) else { return };
    let mut found = items.into_iter();
    let mut at = inside(whole, input);
    for item in without_line_end(whole).split_inclusive(|&byte| byte == 7) {
        let alone = T::parse(item);
        let nothing = item.strip_suffix(&[7]).unwrap_or(item);
        if !matches!(nothing, b"" | b":") {
            let expected = alone.map_err(|error| error.offset_by(at));
            assert_eq!(found.next(), Some(expected), "list: {} in {}", quoted(item), quoted(input));
        } else if nothing == b":" {
            // For a recipient a colon alone is two empty names.
            match alone {
                Ok(item) => assert_eq!(found.next(), Some(Ok(item))),
                Err(error) => assert_eq!(error.kind(), ErrorKind::Missing),
            }
        }
        at += item.len();
    }
    assert_eq!(found.next(), None, "list: something stands behind {}", quoted(whole));
}

/// A message that was read can be sent on: with its options, and with those that the message says by
/// itself.
#[track_caller]
fn sent_on(message: Message<'_>, word: CommandWord) {
    let sender = Sender::new(b"taro", b"PC-02").expect("good names");
    let options = word.get::<SendOptions>().expect("those of a message");
    for options in [options, options - SendOptions::FILEATTACH] {
        match sender.send(1, options, message) {
            Ok(made) => outgoing(&made),
            // What a peer announced wrongly.
            Err(error) if error.kind() == ErrorKind::NotUtf8 => {
                assert!(
                    options.contains(SendOptions::UTF8),
                    "sent on: {message:?} with {options:?}: {error}"
                );
                outgoing(&sender.packet(1, word, message).expect("as it was read"));
            }
            Err(error) => panic!("sent on: {message:?} with {options:?}: {error}"),
        }
    }
}

/// What else is known of files: their errors count as those of the list do.
#[track_caller]
fn files(files: Items<'_, Attachment<'_>>, whole: &[u8]) {
    for file in files.into_iter().flatten() {
        for error in file.extended.into_iter().filter_map(Result::err) {
            look::error(&error);
            // At least `0:n:0:0:0:` comes before it.
            assert!((10..=whole.len()).contains(&error.at()), "locality: {error} in {}", quoted(whole));
        }
    }
}

/// All that holds for bytes as the types that are inside of bodies, or are not of a command.
#[track_caller]
pub fn leaves(input: &[u8]) {
    if let Ok(file) = wire::<Attachment<'_>>(input, (), &mut Vec::new()) {
        look::attachment(&file);
    }
    _ = wire::<ExtAttribute<'_>>(input, (), &mut Vec::new());
    _ = wire::<FileName<'_>>(input, (), &mut Vec::new());
    _ = wire::<Recipient<'_>>(input, (), &mut Vec::new());
    if let Ok(version) = wire::<ClientVersion>(input, (), &mut Vec::new()) {
        look::client_version(version);
    }
    let len = u32::from(input.last().copied().unwrap_or_default() % 16);
    _ = wire::<GroupCipher<'_>>(input, None, &mut Vec::new());
    _ = wire::<GroupCipher<'_>>(input, Some(len), &mut Vec::new());
    _ = wire::<TextBody<'_>>(input, (), &mut Vec::new());
    _ = wire::<GroupText<'_>>(input, (), &mut Vec::new());
    if let Ok(text) = wire::<FeiqText<'_>>(input, (), &mut Vec::new()) {
        look::feiq_text(&text, input);
    }
    for coding in [Coding::Hex, Coding::Base64] {
        match Coded::from_text(coding, input) {
            Ok(coded) => look::coded(coded),
            Err(error) => assert_eq!((error.at(), error.part().name()), (0, "text")),
        }
    }
}

/// All that holds for a packet that is to be sent: it is read back, and so is its body.
#[track_caller]
pub fn outgoing(outgoing: &Outgoing<'_>) {
    length(outgoing);
    super::handed_over(outgoing);
    let form = written(outgoing);
    let packet = Packet::parse(&form).unwrap_or_else(|error| panic!("outgoing: {outgoing:?}: {error}"));
    let header = outgoing.header();
    assert_eq!(
        (packet.version, packet.packet_no, packet.user, packet.host, packet.command),
        (header.version, header.packet_no, header.user, header.host, header.command),
        "outgoing: {outgoing:?} as {}",
        quoted(&form)
    );
    assert_eq!(packet.body(), Ok(*outgoing.body()), "outgoing: {outgoing:?} as {}", quoted(&form));
    assert_eq!(&form[packet.additional_at()..], packet.additional.unwrap_or_default());
    // The word alone does not say that it is one of `FeiQ`.
    if packet.form() == Form::of(packet.word()) {
        assert_eq!(outgoing.body().check(packet.word()), Ok(()));
    }
}

/// Law 5 for what comes over TCP: a request that is complete stays so, and what is wrong stays wrong:
/// as a packet, or as a body that has ended.
#[track_caller]
pub fn progress(input: &[u8], limit: usize) {
    match Progress::of(input, limit) {
        Ok(Progress::Complete(len)) => {
            assert!(len <= limit && len <= input.len(), "progress: {}", quoted(input));
            assert!(matches!(input[len - 1], 0 | b':'), "progress: {}", quoted(input));
        }
        Ok(Progress::More) => assert!(input.len() < limit, "progress: {}", quoted(input)),
        Ok(Progress::AtPause) => {
            assert!(input.len() <= limit, "progress: {}", quoted(input));
            let packet = Packet::parse(input).expect("a packet, if nothing follows");
            if is_request(packet.word()) {
                assert!(request(&packet).is_ok(), "progress: {} is not whole", quoted(input));
            }
        }
        Ok(Progress::Dictionary) => assert!(input.starts_with(b"IP2:")),
        Err(error) => locality(&error, input),
    }
    let of = |bytes: &[u8]| Progress::of(bytes, usize::MAX);
    let whole = of(input);
    let (mut arrival, mut whole_looks) = (Arrival::new(usize::MAX), true);
    for len in 0..input.len().min(100) {
        let part = of(&input[..len]);
        // Byte by byte: the same, unless it is tired of spaces.
        if whole_looks {
            let found = arrival.look(&input[..len]);
            whole_looks = found.is_ok();
            let tired = matches!(found, Err(error) if error.kind() == ErrorKind::TooLong);
            assert!(tired || found == part, "progress: after {len} bytes of {}: {found:?}", quoted(input));
        }
        match part {
            Err(_) => {
                let ended = matches!(whole, Ok(Progress::Complete(_)))
                    && Packet::parse(input).is_ok_and(|packet| request(&packet).is_err());
                // What was no packet may be too long for one as well by now.
                let too_long = matches!(whole, Err(error) if error.kind() == ErrorKind::TooLong);
                assert!(
                    ended || too_long || whole == part,
                    "progress: after {len} bytes of {}",
                    quoted(input)
                );
            }
            Ok(Progress::Dictionary) => assert_eq!(whole, part),
            // What may not be a request can be anything.
            Ok(Progress::Complete(_))
                if Packet::parse(input).is_ok_and(|packet| is_request(packet.word())) =>
            {
                assert!(matches!(whole, Ok(Progress::Complete(_))), "progress: {}", quoted(input));
            }
            _ => {}
        }
    }
}

fn is_request(word: CommandWord) -> bool {
    matches!(word.mode(), Mode::GETFILEDATA | Mode::GETDIRFILES)
}

/// The request in a packet, in clear or not.
fn request(packet: &Packet<'_>) -> Result<(), Error> {
    let body = packet.additional.unwrap_or_default();
    if packet.word().common().contains(CommonOptions::ENCRYPT) {
        let encrypted = Encrypted::parse(body)?;
        assert!(encrypted.signature.is_some() || !encrypted.capabilities.intersects(KeyCapabilities::SIGN));
        return Ok(());
    }
    FileRequest::parse_with(body, packet.word()).map(|_| ())
}

/// A request that fits is on its way until its NUL has come, and complete then.
#[track_caller]
pub fn request_on_its_way(outgoing: &Outgoing<'_>, trailing: &[u8]) {
    // An encrypted request has nothing after it, as a message has files.
    let with_more =
        matches!(outgoing.body(), Body::Encrypted(body) if written_files(body) || !body.trailing.is_empty());
    if with_more || !is_request(outgoing.header().word()) {
        return;
    }
    let mut bytes = written(outgoing);
    for end in 0..bytes.len() {
        let progress = Progress::of(&bytes[..end], usize::MAX);
        // One in clear ends with the colon after its offset, or the first NUL, whatever follows it.
        match progress {
            Ok(Progress::More | Progress::AtPause) => {}
            Ok(Progress::Complete(len)) if len <= end && matches!(bytes[len - 1], 0 | b':') => {}
            _ => panic!("progress: {progress:?} after {end} bytes of {}", quoted(&bytes)),
        }
    }
    bytes.extend_from_slice(trailing);
    let len = after_nuls(&bytes);
    match Progress::of(&bytes, usize::MAX) {
        Ok(Progress::Complete(end)) if matches!(bytes[end - 1], 0 | b':') && end < len && bytes[end] != 0 => {
        }
        progress => assert_eq!(progress, Ok(Progress::Complete(len)), "{}", quoted(&bytes)),
    }
}

/// Where the first NULs end; everything, if there are none.
fn after_nuls(bytes: &[u8]) -> usize {
    let nul = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    nul + bytes[nul..].iter().take_while(|&&byte| byte == 0).count()
}

fn written_files(body: &Encrypted<'_>) -> bool {
    !body.files.as_bytes().map_or(body.files.is_empty(), <[u8]>::is_empty)
}

/// What is sent is refused exactly if it would not be read back.
#[track_caller]
pub fn sent<'a>(made: Option<Outgoing<'a>>, word: CommandWord, body: Body<'a>) {
    // `FeiQ` has another command in the place of that one.
    if word.mode() != Mode::DIR_POLL {
        assert_eq!(made.is_some(), body.check(word).is_ok(), "outgoing: {body:?} under {word}");
    }
    if let Some(made) = made {
        outgoing(&made);
        request_on_its_way(&made, b"\0\0x");
    }
    if let Body::Message(message) = body {
        empty_lists(message);
    }
}

/// A list without items is none, in whatever way it is empty.
fn empty_lists(message: Message<'_>) {
    let bare = Message { files: Items::NONE, recipients: Items::NONE, trailing: &[], ..message };
    assert_eq!(bare.check(SendOptions::empty()), Ok(()));
    assert_eq!(bare.files(&[]).to(&[]), bare);
}
