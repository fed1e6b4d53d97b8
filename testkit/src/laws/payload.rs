//! The laws of the payloads of MSNP, for any bytes.

use super::{Plain, canonical, exact, inside, length};
use crate::laws::fields;
use crate::recorder::{quoted, written};
use arbitrary::{Result as Made, Unstructured};
use imwire::fields::Walk;
use imwire::ipmsg::feiq::{ImageCollected, ImageCollector, ImageFlags, ImageId, ImageSlice};
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::chunks::{Assembler, Chunk, Place, Position, cut};
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest};
use imwire::msnp::payload::mail::{
    ActiveMail, InitialMail, InitialMailData, NewMail, OfflineMessage, OfflineNotice,
};
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::notice::{Notice, NoticeKind};
use imwire::msnp::payload::object::{MsnObject, friendly_name};
use imwire::msnp::payload::p2p::{
    Carrier, DirectFrame, DirectReader, End, Flags, Joined, Joiner, P2pMessage, SessionText, V1Chunks,
    V1Packet, V2Chunks, V2Data, V2Packet, WebcamFrame, WideInk,
};
use imwire::msnp::payload::signin::{PassportAnswer, SignedTicket, Ticket};
use imwire::msnp::payload::slp::{ActivityContext, FileContext, SessionBody, Slp, SlpBody, TransportBody};
use imwire::msnp::payload::text::Format;
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::words::decode_words;
use imwire::msnp::payload::xml::{
    ContactList, CurrentMedia, Element, MAX_DEPTH, MailData, Notification, Page, PersonalData, Policies,
};
use imwire::msnp::payload::{
    ClientCaps, Content, Control, Datacast, Emoticons, Ink, Invitation, KeepAlive, PlainText, Secway,
    SystemMessage, UserProfile, base64::Base64,
};
use imwire::{Encode, Error, Wire};
use std::fmt::Debug;

/// All that holds for bytes as a payload type: canonical form, length and fields.
/// Gives what was read.
#[track_caller]
pub fn wire<'a, T>(bytes: &'a [u8], cx: T::Context, room: &'a mut Vec<u8>) -> Result<T, Error>
where
    T: Walk<'a, Context: Debug> + Plain,
{
    fields::of::<T>(bytes, cx);
    let value = canonical::<T>(bytes, cx, room)?;
    length(&value);
    Ok(value)
}

/// The same, with room of its own.
macro_rules! wire {
    ($ty:ty, $bytes:expr, $cx:expr) => {{
        let _ = wire::<$ty>($bytes, $cx, &mut Vec::new());
        <$ty>::parse_with($bytes, $cx)
    }};
}

/// The same for each of these types.
macro_rules! each {
    ($bytes:ident: $($ty:ident),*) => {
        $(let _ = wire::<$ty<'_>>($bytes, (), &mut Vec::new());)*
    };
}

/// All laws, of all types that read these bytes.
#[track_caller]
pub fn payload(bytes: &[u8]) {
    mime(bytes);
    xml(bytes);
    others(bytes);
    p2p(bytes);
    slp(bytes);
    blocks(bytes);
}

/// Messages.
#[track_caller]
pub fn mime(bytes: &[u8]) {
    let Ok(mime) = wire!(Mime<'_>, bytes, ()) else {
        assert!(Content::parse(bytes).is_err());
        return;
    };
    exact(&mime, bytes);
    let inside = |part: &[u8]| part.is_empty() || inside(part, bytes) <= bytes.len();
    assert!(inside(mime.body));
    for header in mime.headers.iter().chain(mime.block().iter()) {
        match header {
            Ok(header) => {
                assert!(inside(header.name()) && inside(header.value().as_bytes()));
                let name = std::str::from_utf8(header.name()).unwrap_or("");
                assert!(name.is_empty() || header.is(name));
            }
            Err(error) => assert!(error.at() <= bytes.len()),
        }
    }
    let content = wire!(Content<'_>, bytes, ());
    if let Ok(text) = wire!(PlainText<'_>, bytes, ()) {
        assert!(inside(text.body));
        if let Err(error) = text.format() {
            assert!(error.at() <= bytes.len());
        }
        #[cfg(all(feature = "alloc", feature = "encoding_rs"))]
        {
            let mut whole = Vec::new();
            let Ok(()) = text.decode_to(&mut whole);
            assert_eq!(whole, text.decode().as_bytes(), "{}", text.encoding().name());
        }
    }
    if let Ok(Content::Datacast(datacast)) = content {
        let _ = datacast.object();
    }
    let _ = wire!(OfflineMessage<'_>, bytes, ());
    let _ = wire!(Chunk<'_>, bytes, ());
    each!(bytes: Emoticons, Ink, ClientCaps, KeepAlive, Secway, Control, Datacast, Invitation, InitialMail,
        InitialMailData, OfflineNotice, NewMail, ActiveMail, UserProfile, SystemMessage);
    chunks(&mime, bytes.first().map_or(1, |byte| usize::from(*byte % 16)));
}

/// What is cut is put together as it was, in any order.
#[track_caller]
fn chunks(mime: &Mime<'_>, size: usize) {
    let id = HeaderText::new("{id}").unwrap();
    let all = cut(mime, id, size).map(|chunk| written(&chunk)).collect::<Vec<_>>();
    let (mut buffer, mut places) = (vec![0; 2 * mime.encoded_len() + 64], vec![Place::EMPTY; all.len()]);
    let mut assembler = Assembler::new(&mut buffer, &mut places);
    let order = all.iter().take(1).chain(all.iter().skip(1).rev());
    for payload in order.clone().chain(order) {
        let chunk = Chunk::parse(payload).unwrap();
        assembler.push(&chunk).unwrap();
    }
    assert_eq!(assembler.missing(), None);
    let whole = assembler.finish().unwrap();
    assert_eq!(whole.chunks(), all.len());
    let joined = written(&whole);
    let joined = Mime::parse(&joined).unwrap();
    assert_eq!(joined.body, mime.body);
    assert_eq!(joined.content_type(), mime.content_type());
}

/// XML.
#[track_caller]
pub fn xml(bytes: &[u8]) {
    if let Ok(element) = wire!(Element<'_>, bytes, ()) {
        descend(&element, 0);
    }
    let _ = wire!(ContactList<'_>, bytes, ());
    let _ = wire!(Notification<'_>, bytes, ());
    let _ = wire!(Policies<'_>, bytes, ());
    let _ = wire!(MailData<'_>, bytes, ());
    let _ = wire!(Page<'_>, bytes, ());
    if let Ok(PersonalData::Data(data)) = wire!(PersonalData<'_>, bytes, ()) {
        if let Some(Ok(Some(media))) = data.current_media.map(CurrentMedia::of) {
            assert_eq!(media.check(()), Ok(()));
            let _ = media.text().count();
        }
    }
    if let Ok(media) = wire!(CurrentMedia<'_>, bytes, ()) {
        let _ = media.text().count();
    }
    if let Ok(object) = wire!(MsnObject<'_>, bytes, ()) {
        for error in [object.size().err(), object.kind().err(), object.sha1d().err(), object.sha1c().err()] {
            assert!(error.is_none_or(|error| error.at() <= bytes.len()));
        }
        if let Ok(Some(friendly)) = object.friendly() {
            let _ = friendly_name(friendly).count();
        }
        let mut room = vec![0; 4 * object.encoded_len()];
        let parameter = object.into_encoded(&mut room).unwrap();
        let mut room = vec![0; parameter.as_bytes().len()];
        assert_eq!(MsnObject::from_encoded(parameter, &mut room), Ok(object));
    }
}

fn descend(element: &Element<'_>, depth: usize) {
    assert!(depth <= MAX_DEPTH);
    let _ = (element.text().decoded().count(), element.attributes().iter().count());
    element.children().for_each(|child| descend(&child, depth + 1));
}

/// What is neither.
#[track_caller]
pub fn others(bytes: &[u8]) {
    let _ = wire!(Format<'_>, bytes, ());
    let _ = wire!(GatewayRequest<'_>, bytes, ());
    let _ = wire!(GatewayAnswer<'_>, bytes, ());
    let _ = wire!(Ticket<'_>, bytes, ());
    if let Ok(answer) = wire!(PassportAnswer<'_>, bytes, ()) {
        if let Err(error) = answer.ticket() {
            assert!(error.at() <= bytes.len());
        }
    }
    for kind in 0..=14 {
        let notice = wire!(Notice<'_>, bytes, NoticeKind(kind));
        assert!(notice.is_ok() || matches!(kind, 1 | 6));
    }
    if let Ok(base64) = Base64::from_text(bytes) {
        let decoded = base64.decoded().collect::<Vec<_>>();
        assert_eq!(base64.decoded_len(), decoded.len());
        assert_eq!(Base64::new(&decoded), base64);
    }
    let _ = decode_words(bytes).count();
    if let Ok(ticket) = SignedTicket::decode(bytes, &mut vec![0; bytes.len()]) {
        fields::shown(&ticket);
    }
    #[cfg(feature = "auth")]
    sign_in(bytes);
}

/// The arithmetic of sign-in, with any secrets and answers.
#[cfg(feature = "auth")]
fn sign_in(bytes: &[u8]) {
    use imwire::msnp::payload::auth::{
        HexDigest, SsoKeys, SsoResponse, challenge_response, challenge_response_md5,
        challenge_response_unpadded, md5_response,
    };
    let (one, other) = bytes.split_at(bytes.len() / 2);
    let digests = [
        md5_response(one, other),
        challenge_response_md5(one, other),
        challenge_response(one, other, bytes),
        challenge_response_unpadded(one, other, bytes),
        HexDigest::of(imwire::msnp::payload::guid::Guid::ZERO.hashed().0),
    ];
    for digest in digests {
        assert_eq!(digest.as_str().as_bytes(), digest.as_bytes());
        assert_eq!(digest.verify(digest.as_bytes()), Ok(()));
        let _ = digest.verify(bytes);
    }
    let (mut nonce, mut iv) = ([0; 64], [0; 8]);
    nonce.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    iv.iter_mut().zip(other).for_each(|(place, byte)| *place = *byte);
    let secret = Base64::new(one);
    match SsoResponse::new(secret, &nonce, iv) {
        Ok(response) => {
            assert_eq!(SsoResponse::parse(&response.to_vec()), Ok(response));
            assert_eq!(response.verify(secret, &nonce), Ok(()));
            assert_eq!(Base64::new(&response.to_bytes()).to_vec(), response.to_vec());
        }
        Err(error) => assert_eq!(SsoKeys::derive(secret).err(), Some(error)),
    }
    if let Ok(response) = SsoResponse::parse(bytes) {
        let _ = response.verify(secret, &nonce);
    }
}

/// Packets from peer to peer, and what is in their sessions.
#[track_caller]
pub fn p2p(bytes: &[u8]) {
    let _ = wire!(P2pMessage<'_>, bytes, ());
    for carrier in [Carrier::MESSAGE, Carrier::DIRECT] {
        if let Ok(packet) = wire!(V1Packet<'_>, bytes, carrier) {
            exact(&packet, bytes);
            let end = packet.offset.checked_add(packet.body.len() as u64);
            assert!(packet.body.is_empty() || end.is_some_and(|end| end <= packet.total), "{packet:?}");
            let ack = packet.ack(7);
            assert_eq!(ack.check(carrier), Ok(()), "{packet:?}");
        }
        if let Ok(packet) = wire!(V2Packet<'_>, bytes, carrier) {
            exact(&packet, bytes);
            let answer = packet.answer(7).map(|answer| (answer.check(carrier), answer.ack()));
            assert!(answer.is_none_or(|answer| answer == (Ok(()), Some(packet.next_base()))), "{packet:?}");
        }
    }
    let _ = wire!(SessionText<'_>, bytes, ());
    let _ = wire!(WebcamFrame<'_>, bytes, ());
    let _ = wire!(WideInk<'_>, bytes, ());
}

/// Messages of `MSNSLP`, their bodies and contexts.
#[track_caller]
pub fn slp(bytes: &[u8]) {
    if let Ok(message) = wire!(Slp<'_>, bytes, ()) {
        for backwards in message.body.lines.iter().flatten() {
            let turned = imwire::msnp::payload::slp::Turned::backwards(backwards.value().as_bytes());
            let _ = turned.map(|turned| (turned.items().count(), turned.number(), turned.to_string()));
        }
    }
    let _ = wire!(Slp<'_, SessionBody<'_>>, bytes, ());
    let _ = wire!(Slp<'_, TransportBody<'_>>, bytes, ());
    let _ = wire!(SlpBody<'_>, bytes, ());
    if let Ok(SessionBody { context: Some(context), .. }) = wire!(SessionBody<'_>, bytes, ()) {
        let mut room = vec![0; context.decoded_len()];
        let inner = context.decode_into(&mut room).expect("as long as it says");
        contexts(inner);
    }
    let _ = wire!(TransportBody<'_>, bytes, ());
    contexts(bytes);
}

/// What is in the context of a session.
#[track_caller]
fn contexts(bytes: &[u8]) {
    let _ = wire!(FileContext<'_>, bytes, ());
    let _ = wire!(ActivityContext<'_>, bytes, ());
}

/// Payloads in blocks.
#[track_caller]
pub fn blocks(bytes: &[u8]) {
    let Ok(blocks) = wire!(Blocks<'_>, bytes, ()) else { return };
    let Some(content) = blocks.content else { return };
    // Packets end to end are the body.
    let packets = content.packets().expect("they were checked").collect::<Vec<_>>();
    assert_eq!(packets.concat(), content.body, "blocks: {blocks:?}");
}

/// The stream of one end of a direct connection, in pieces of these sizes: the same frames as in one piece, which are
/// written as they were.
#[track_caller]
pub fn direct(end: End, stream: &[u8], cuts: &[u8]) {
    let mut reader = DirectReader::new(end);
    let mut frames = reader.frames(stream);
    let whole: Vec<_> = frames.by_ref().collect();
    let rest = frames.rest();
    let mut raw: Vec<u8> = whole.iter().flatten().flat_map(written).collect();
    raw.extend(rest);
    assert_eq!(raw, stream, "direct: {} is {whole:?}", quoted(stream));
    for frame in whole.iter().flatten() {
        let _ = (frame.packet_v1(), frame.packet_v2());
    }

    let mut reader = DirectReader::new(end);
    let (mut pieces, mut start, mut until) = (Vec::new(), 0, 0);
    let mut sizes = cuts.iter().copied().chain(std::iter::repeat(u8::MAX));
    'stream: loop {
        let mut frames = reader.frames(&stream[start..until]);
        for frame in frames.by_ref() {
            let failed = frame.is_err();
            pieces.push(frame.map_err(|error| (error.kind(), error.part(), error.at() + start)));
            if failed {
                break 'stream;
            }
        }
        start = until - frames.rest().len();
        if until == stream.len() {
            break;
        }
        until = stream.len().min(until + usize::from(sizes.next().unwrap_or(u8::MAX)).max(1));
    }
    let whole = whole.into_iter().map(|frame: Result<DirectFrame<'_>, Error>| {
        frame.map_err(|error| (error.kind(), error.part(), error.at()))
    });
    assert_eq!(pieces, whole.collect::<Vec<_>>(), "direct: {} by {cuts:?}", quoted(stream));
}

/// What a message is, of so many bytes.
fn pattern(len: usize) -> Vec<u8> {
    (0_u8..=250).cycle().take(len).collect()
}

/// Which bytes of a message have come, by a simpler account than that of the joiner.
struct Account {
    came: Vec<bool>,
}

/// What adding a piece should give.
#[derive(Debug, PartialEq)]
enum Expected {
    Refused,
    Duplicate,
    Part,
    Whole,
}

impl Account {
    fn add(&mut self, start: u64, len: usize) -> Expected {
        let place = usize::try_from(start).ok().and_then(|start| Some(start..start.checked_add(len)?));
        let Some(piece) = place.and_then(|place| self.came.get_mut(place)) else { return Expected::Refused };
        match piece.iter().filter(|came| **came).count() {
            0 if len > 0 => piece.fill(true),
            count if count == piece.len() => return Expected::Duplicate,
            _ => return Expected::Refused,
        }
        if self.came.iter().all(|came| *came) { Expected::Whole } else { Expected::Part }
    }
}

/// A joiner of P2P takes pieces of a message, some of which lie, in any order.
///
/// # Errors
/// None that matters: the bytes may run out.
pub fn joined(u: &mut Unstructured<'_>) -> Made<()> {
    let total = usize::from(u.arbitrary::<u16>()? % 300);
    let message = pattern(total);
    let mut room = vec![0; total + usize::from(u.arbitrary::<u8>()? % 2)];
    let mut joiner = Joiner::new(&mut room);
    let mut account = Account { came: vec![false; total] };
    let head = V1Packet {
        session: 5,
        id: 9,
        offset: 0,
        total: total as u64,
        flags: Flags::DATA,
        ack_id: 1,
        ack_sub: 0,
        ack_size: 0,
        body: b"",
        footer: None,
    };
    while !u.is_empty() {
        let start = usize::from(u.arbitrary::<u16>()?) % (total + 2);
        let len = usize::from(u.arbitrary::<u8>()?).min(message.len().saturating_sub(start));
        let honest = V1Packet {
            offset: start as u64,
            body: message.get(start..start + len).unwrap_or_default(),
            ..head
        };
        // Lies are refused, and leave everything as it was.
        let before = (joiner.progress(), joiner.message().map(<[u8]>::to_vec));
        let lie = match u.arbitrary::<u8>()? % 8 {
            0 => V1Packet { total: u64::MAX, ..honest },
            1 => V1Packet { offset: u64::MAX, body: b"x", ..honest },
            2 => V1Packet { total: head.total + 1, ..honest },
            3 => V1Packet { id: 8, ..honest },
            4 => V1Packet { offset: head.total, body: b"xy", ..honest },
            _ => honest,
        };
        let begun = before.0.is_some();
        if lie != honest && (begun || lie.total != head.total + 1 && lie.id == head.id) {
            let refused = joiner.add_v1(&lie);
            assert!(refused.is_err(), "joiner: {lie:?} is {refused:?}");
            assert_eq!((joiner.progress(), joiner.message().map(<[u8]>::to_vec)), before, "joiner: {lie:?}");
        }
        if honest.body.is_empty() {
            continue;
        }
        let found = match joiner.add_v1(&honest) {
            Ok(Joined::Part) => Expected::Part,
            Ok(Joined::Whole) => Expected::Whole,
            Ok(Joined::Duplicate) => Expected::Duplicate,
            // Too many gaps: the joiner keeps 16 runs.
            Err(error) if error.part().name() == "chunk" && error.kind() == imwire::ErrorKind::NoRoom => {
                continue;
            }
            Err(_) => Expected::Refused,
        };
        assert_eq!(found, account.add(honest.offset, honest.body.len()), "joiner: {honest:?}");
        if account.came.iter().all(|came| *came) {
            assert_eq!(joiner.message(), Some(&message[..]));
        } else {
            assert_eq!(joiner.message(), None);
        }
    }
    Ok(())
}

/// A message is cut, by either version, and joined again.
///
/// # Errors
/// None that matters: the bytes may run out.
pub fn cut_and_joined(u: &mut Unstructured<'_>) -> Made<()> {
    let message = pattern(usize::from(u.arbitrary::<u16>()? % 5000));
    let size = usize::from(u.arbitrary::<u16>()? % 2000);
    let mut room = vec![0; message.len()];
    let mut joiner = Joiner::new(&mut room);
    let head = V1Packet { body: b"", ..V1Packet::handshake(3, imwire::msnp::payload::guid::Guid::ZERO) };
    let head = V1Packet { flags: Flags::DATA, session: 5, ..head };
    let mut last = Joined::Part;
    for chunk in V1Chunks::new(head, &message, size.max(1)) {
        last = joiner.add_v1(&chunk).expect("a chunk");
    }
    assert_eq!((last, joiner.message()), (Joined::Whole, Some(&message[..])));
    joiner.reset();
    for chunk in V2Chunks::new(V2Packet::new(9), V2Data { session: 5, ..V2Data::new(b"") }, &message, size) {
        assert_eq!(chunk.check(Carrier::DIRECT), Ok(()));
        last = joiner.add_v2(&chunk.data.expect("data")).expect("a chunk");
    }
    assert_eq!((last, joiner.message()), (Joined::Whole, Some(&message[..])));
    Ok(())
}

/// An assembler takes packets of one message, some of which lie, in any order.
///
/// # Errors
/// None that matters: the bytes may run out.
pub fn assembled(u: &mut Unstructured<'_>) -> Made<()> {
    let count = usize::from(u.arbitrary::<u8>()? % 6) + 1;
    let body = pattern(count * 5);
    let id = HeaderText::new("{1}").expect("a text");
    let packet = |number: usize| Chunk {
        id,
        position: match u32::try_from(number).expect("a small number") {
            0 => Position::First { chunks: u32::try_from(count).expect("a small number") },
            number => Position::Later(number),
        },
        headers: Default::default(),
        body: &body[number * 5..number * 5 + 5],
    };
    let (mut room, mut places) = (vec![0; body.len() + 5], vec![Place::EMPTY; count]);
    let mut assembler = Assembler::new(&mut room, &mut places);
    let mut came = vec![false; count];
    while !u.is_empty() {
        let number = usize::from(u.arbitrary::<u8>()?) % count;
        let honest = packet(number);
        let lie = match u.arbitrary::<u8>()? % 6 {
            0 => Chunk { position: Position::Later(u32::MAX), ..honest },
            1 if came[0] => Chunk { id: HeaderText::new("{2}").expect("a text"), ..honest },
            2 if !came[0] => Chunk { position: Position::First { chunks: u32::MAX }, ..honest },
            3 if !came[0] => Chunk { position: Position::First { chunks: 0 }, ..honest },
            4 if !came[0] => Chunk { position: Position::First { chunks: 1 }, body: &[7; 40], ..honest },
            _ => honest,
        };
        if lie != honest {
            let before = assembler.missing();
            assert!(assembler.push(&lie).is_err(), "assembler: {lie:?}");
            assert_eq!(assembler.missing(), before, "assembler: {lie:?}");
        }
        let found = assembler.push(&honest).ok();
        if number == 0 || came[0] {
            came[number] = true;
            assert_eq!(found, Some(came.iter().all(|came| *came)), "assembler: {honest:?}");
        } else {
            assert_eq!(found, None, "assembler: {honest:?} before the first");
        }
        if found == Some(true) {
            let whole = assembler.finish().expect("all of it");
            assert_eq!(written(&whole), [b"\r\n", &body[..]].concat());
        }
    }
    Ok(())
}

/// A collector of pictures takes slices, some of which lie, in any order.
///
/// # Errors
/// None that matters: the bytes may run out.
pub fn pictures(u: &mut Unstructured<'_>) -> Made<()> {
    let total = usize::from(u.arbitrary::<u16>()? % 300) + 1;
    let picture = pattern(total);
    let mut room = vec![0; total];
    let mut collector = ImageCollector::new(&mut room);
    let mut account = Account { came: vec![false; total] };
    let number = |number: usize| u32::try_from(number).expect("a small number");
    while !u.is_empty() {
        let start = usize::from(u.arbitrary::<u16>()?) % total;
        let len = usize::from(u.arbitrary::<u8>()?).clamp(1, total - start);
        let honest = ImageSlice {
            id: ImageId::new(b"5f3a").expect("digits"),
            total: number(total),
            offset: number(start),
            slices: 1,
            slice: 1,
            len: number(len),
            flags: ImageFlags::USUAL,
            data: &picture[start..start + len],
            trailing: Default::default(),
        };
        let begun = account.came.contains(&true);
        let lie = match u.arbitrary::<u8>()? % 9 {
            0 => ImageSlice { total: u32::MAX, ..honest },
            1 => ImageSlice { offset: u32::MAX, ..honest },
            2 => ImageSlice { len: honest.len + 1, ..honest },
            3 => ImageSlice { data: b"", len: 0, ..honest },
            4 if begun => ImageSlice { id: ImageId::new(b"5f3b").expect("digits"), ..honest },
            5 => ImageSlice { total: number(start), ..honest },
            6 => ImageSlice { offset: honest.total, ..honest },
            _ => honest,
        };
        if lie != honest {
            let refused = collector.add(&lie);
            assert!(refused.is_err(), "pictures: {lie:?} is {refused:?}");
        }
        let found = match collector.add(&honest) {
            Ok(ImageCollected::Part) => Expected::Part,
            Ok(ImageCollected::Whole) => Expected::Whole,
            Ok(ImageCollected::Duplicate) => Expected::Duplicate,
            Err(error) if error.kind() == imwire::ErrorKind::NoRoom => continue,
            Err(_) => Expected::Refused,
        };
        assert_eq!(found, account.add(u64::from(honest.offset), len), "pictures: {honest:?}");
        let whole = account.came.iter().all(|came| *came);
        assert_eq!(collector.picture(), whole.then_some(&picture[..]));
    }
    Ok(())
}
