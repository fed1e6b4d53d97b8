//! The laws of the payload types, for any bytes: what property tests and fuzz targets call.

use imwire::msnp::payload::chunks::{Assembler, Chunk, Place, cut};
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest};
use imwire::msnp::payload::mail::OfflineMessage;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::notice::{Notice, NoticeKind};
use imwire::msnp::payload::object::{MsnObject, friendly_name};
use imwire::msnp::payload::signin::{PassportAnswer, SignedTicket, Ticket};
use imwire::msnp::payload::text::Format;
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::words::decode_words;
use imwire::msnp::payload::xml::{
    ContactList, CurrentMedia, Element, MailData, Page, PersonalData, policies,
};
use imwire::msnp::payload::{Content, Text, base64::Base64};
use imwire::{Encode, Error, ErrorKind, Wire};
use std::collections::hash_map::DefaultHasher;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};

/// Value, canonical form, length, short buffer, and that an error is in the input. Gives what was read.
#[track_caller]
pub(crate) fn wire<'a, T>(bytes: &'a [u8], cx: T::Context) -> Result<T, Error>
where
    T: Wire<'a> + Copy + PartialEq + Debug + Hash,
{
    let name = std::any::type_name::<T>();
    let found = T::parse_with(bytes, cx);
    match &found {
        Err(error) => {
            assert!(error.at() <= bytes.len(), "{name}: {error} of {}", bytes.escape_ascii());
        }
        Ok(value) => {
            assert_eq!(value.check(cx), Ok(()), "{name}: {value:?} of {}", bytes.escape_ascii());
            // Borrowed for as long as a value that was read from it may live.
            let form = value.to_vec();
            assert_eq!(value.encoded_len(), form.len(), "{name}: {value:?}");
            again::<T>(value, &form, cx, bytes);
            if let Some(last) = form.len().checked_sub(1) {
                let error = value.encode_into(&mut vec![0; last]).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::NoRoom, "{name}: {value:?}");
            }
            let _ = format!("{value:?}").len();
        }
    }
    found
}

/// The canonical form is read as the same value and written as itself. It is leaked: a value lives as long as its bytes,
/// and tests are short.
#[track_caller]
fn again<'a, T>(value: &T, form: &[u8], cx: T::Context, bytes: &[u8])
where
    T: Wire<'a> + Copy + PartialEq + Debug + Hash,
{
    let name = std::any::type_name::<T>();
    let form: &'static [u8] = form.to_vec().leak();
    let again = T::parse_with(form, cx);
    let text = || format!("{name}: {} as {}", bytes.escape_ascii(), form.escape_ascii());
    assert_eq!(again.as_ref(), Ok(value), "{}", text());
    let again = again.unwrap();
    assert_eq!(again.to_vec(), form, "{}", text());
    assert_eq!(hash(value), hash(&again), "{}", text());
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// All laws, of all types that read these bytes.
#[track_caller]
pub(crate) fn payload(bytes: &[u8]) {
    mime(bytes);
    xml(bytes);
    others(bytes);
}

/// Messages.
#[track_caller]
pub(crate) fn mime(bytes: &[u8]) {
    let Ok(mime) = wire::<Mime<'_>>(bytes, ()) else {
        assert!(Content::parse(bytes).is_err());
        return;
    };
    assert_eq!(mime.to_vec(), bytes, "byte for byte");
    let inside = |part: &[u8]| {
        let at = (part.as_ptr() as usize).wrapping_sub(bytes.as_ptr() as usize);
        part.is_empty() || at.saturating_add(part.len()) <= bytes.len()
    };
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
    let content = wire::<Content<'_>>(bytes, ());
    if let Ok(text) = wire::<Text<'_>>(bytes, ()) {
        assert!(inside(text.body));
        if let Err(error) = text.format() {
            assert!(error.at() <= bytes.len());
        }
    }
    if let Ok(Content::Datacast(datacast)) = content {
        let _ = datacast.object();
    }
    let _ = wire::<OfflineMessage<'_>>(bytes, ());
    let _ = wire::<Chunk<'_>>(bytes, ());
    chunks(&mime, bytes.first().map_or(1, |byte| usize::from(*byte % 16)));
}

/// What is cut is put together as it was, in any order.
#[track_caller]
fn chunks(mime: &Mime<'_>, size: usize) {
    let id = HeaderText::new("{id}").unwrap();
    let all = cut(mime, id, size).map(|chunk| chunk.to_vec()).collect::<Vec<_>>();
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
    let joined = whole.to_vec();
    let joined = Mime::parse(&joined).unwrap();
    assert_eq!(joined.body, mime.body);
    assert_eq!(joined.content_type(), mime.content_type());
}

/// XML.
#[track_caller]
pub(crate) fn xml(bytes: &[u8]) {
    if let Ok(element) = wire::<Element<'_>>(bytes, ()) {
        walk(&element, 0);
        let _ = policies(&element).count();
    }
    let _ = wire::<ContactList<'_>>(bytes, ());
    let _ = wire::<MailData<'_>>(bytes, ());
    let _ = wire::<Page<'_>>(bytes, ());
    if let Ok(PersonalData::Data(data)) = wire::<PersonalData<'_>>(bytes, ()) {
        if let Some(Ok(Some(media))) = data.current_media.map(CurrentMedia::of) {
            assert_eq!(media.check(()), Ok(()));
            let _ = media.text().count();
        }
    }
    if let Ok(media) = wire::<CurrentMedia<'_>>(bytes, ()) {
        let _ = media.text().count();
    }
    if let Ok(object) = wire::<MsnObject<'_>>(bytes, ()) {
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

fn walk(element: &Element<'_>, depth: usize) {
    assert!(depth <= imwire::msnp::payload::xml::MAX_DEPTH);
    let _ = (element.text().decoded().count(), element.attributes().iter().count());
    element.children().for_each(|child| walk(&child, depth + 1));
}

/// What is neither.
#[track_caller]
pub(crate) fn others(bytes: &[u8]) {
    let _ = wire::<Format<'_>>(bytes, ());
    let _ = wire::<GatewayRequest<'_>>(bytes, ());
    let _ = wire::<GatewayAnswer<'_>>(bytes, ());
    let _ = wire::<Ticket<'_>>(bytes, ());
    if let Ok(answer) = wire::<PassportAnswer<'_>>(bytes, ()) {
        if let Err(error) = answer.ticket() {
            assert!(error.at() <= bytes.len());
        }
    }
    for kind in 0..=14 {
        let notice = wire::<Notice<'_>>(bytes, NoticeKind(kind));
        assert!(notice.is_ok() || matches!(kind, 1 | 6));
    }
    if let Ok(base64) = Base64::from_text(bytes) {
        let decoded = base64.decoded().collect::<Vec<_>>();
        assert_eq!(base64.decoded_len(), decoded.len());
        assert_eq!(Base64::new(&decoded), base64);
    }
    let _ = decode_words(bytes).count();
    let _ = SignedTicket::decode(bytes, &mut vec![0; bytes.len()]);
    #[cfg(feature = "auth")]
    let _ = imwire::msnp::payload::auth::SsoResponse::parse(bytes);
}
