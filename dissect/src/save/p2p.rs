//! What two clients of MSN send each other in packets of P2P: files, display pictures, emoticons.
//!
//! ```text
//! → INVITE, SessionID 145, Context: the file, or the object that is asked for
//! ← 200 OK
//! → or ← packets of session 145
//! ```

use crate::save::store;
use crate::show::charset::Charset;
use crate::show::output::Place;
use imwire::Wire;
use imwire::msnp::Frame;
use imwire::msnp::payload::blocks::Blocks;
use imwire::msnp::payload::mime::ContentType;
use imwire::msnp::payload::object::{MsnObject, ObjectType};
use imwire::msnp::payload::p2p::{App, Carrier, DataKind, Flags, P2pMessage, P2pPacket, V2Packet};
use imwire::msnp::payload::slp::{FileContext, Method, SessionBody, Slp, Start, app};
use std::collections::HashMap;

/// How many incomplete invitations are kept in memory.
const MESSAGES: usize = 64;

/// The longest invitation, in bytes.
const LONGEST: usize = 65_536;

/// How many sessions keep their name in memory.
const SESSIONS: usize = 16_384;

/// A conversation and the number of a session in it.
pub(super) type Session = (u64, u32);

/// The sessions whose invitations were seen.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// Invitations that are not complete yet, by conversation, side and number.
    messages: HashMap<(u64, bool, u32), Vec<u8>>,
    /// `None` for sessions that transfer no file, such as a webcam.
    offers: HashMap<Session, Option<Offer>>,
    /// The conversation with the last invitation to each session: its packets may come on a direct connection.
    invitations: HashMap<u32, u64>,
}

/// A file that a session transfers.
#[derive(Debug, Clone, Default)]
struct Offer {
    /// To save under.
    name: String,
    /// In bytes; 0 if it is not known.
    size: u64,
}

/// A piece of a file that a session transfers.
pub(super) struct Piece<'a> {
    pub(super) session: Session,
    pub(super) name: String,
    pub(super) at: Offset,
    pub(super) bytes: &'a [u8],
}

/// The place of a piece in its file.
pub(super) enum Offset {
    /// `at` bytes from the start, of `total` bytes.
    Start { at: u64, total: u64 },
    /// `left` bytes before the end, of `total` bytes.
    End { left: u64, total: u64 },
}

impl Offset {
    /// The length of the file.
    pub(super) const fn total(&self) -> u64 {
        match *self {
            Self::Start { total, .. } | Self::End { total, .. } => total,
        }
    }
}

/// Something that two clients send each other.
pub(super) enum Sent<'a> {
    Packet(P2pPacket<'a>),
    /// A message without a packet around it.
    Message(&'a [u8]),
}

/// What two clients send each other in a command.
pub(super) fn sent<'a>(frame: &Frame<'a>) -> Vec<Sent<'a>> {
    let payload = frame.payload().unwrap_or_default();
    match &frame.line().verb() {
        b"MSG" => P2pMessage::parse(payload).map(|it| vec![Sent::Packet(it.packet)]).unwrap_or_default(),
        b"UUN" | b"UBN" => vec![Sent::Message(payload)],
        b"SDG" => {
            let Some(content) = Blocks::parse(payload).ok().and_then(|blocks| blocks.content) else {
                return Vec::new();
            };
            let kind = content.block.get("Content-Type");
            if kind.is_none_or(|kind| ContentType::new(kind.as_bytes()) != Ok(ContentType::P2P)) {
                return vec![Sent::Message(content.body)];
            }
            let packet = |bytes| V2Packet::parse_with(bytes, Carrier::MESSAGE).ok().map(P2pPacket::V2);
            content.packets().into_iter().flatten().filter_map(packet).map(Sent::Packet).collect()
        }
        _ => Vec::new(),
    }
}

impl Sessions {
    /// Notes an invitation, or returns the piece of a file that a packet carries.
    pub(super) fn take<'a>(&mut self, place: &Place, packet: &P2pPacket<'a>) -> Option<Piece<'a>> {
        let (session, number, first, last) = match packet {
            P2pPacket::V1(packet) => (packet.session, packet.id, packet.offset == 0, packet.is_last()),
            P2pPacket::V2(packet) => {
                let data = packet.data?;
                (data.session, data.package.into(), data.first, data.is_last())
            }
        };
        let (bytes, is_data, says_so) = match packet {
            P2pPacket::V1(packet) => (
                packet.body,
                packet.flags.contains(Flags::DATA) && !packet.is_preparation(),
                packet.is_file()
                    || [App::OBJECT, App::EMOTICON, App::PICTURE].map(Some).contains(&packet.footer),
            ),
            P2pPacket::V2(packet) => {
                let data = packet.data?;
                (data.body, !data.is_preparation(), [DataKind::OBJECT, DataKind::FILE].contains(&data.kind))
            }
        };
        if session == 0 {
            let key = (place.conversation, place.forth, number);
            if let Some(message) = self.joined(key, first, last, bytes) {
                self.invited(place, &message);
            }
            return None;
        }
        let mut session = (place.conversation, session);
        if let (false, Some(conversation)) =
            (self.offers.contains_key(&session), self.invitations.get(&session.1))
        {
            session.0 = *conversation;
        }
        let Offer { name, size } = match self.offers.get(&session) {
            Some(offer) => offer.clone()?,
            // The invitation is not in the capture.
            None if says_so => Offer { name: "transfer of MSN".to_owned(), size: 0 },
            None => return None,
        };
        let at = match packet {
            P2pPacket::V1(packet) => Offset::Start { at: packet.offset, total: packet.total },
            P2pPacket::V2(packet) => {
                let remaining = packet.data?.remaining().unwrap_or_default();
                let left = remaining.saturating_add(bytes.len() as u64);
                // The first piece says how long all of it is.
                Offset::End { left, total: if first { left } else { size.max(left) } }
            }
        };
        (is_data && !bytes.is_empty()).then_some(Piece { session, name, at, bytes })
    }

    /// The complete message, if this packet is its last.
    fn joined(&mut self, key: (u64, bool, u32), first: bool, last: bool, body: &[u8]) -> Option<Vec<u8>> {
        if self.messages.len() >= MESSAGES && !self.messages.contains_key(&key) {
            self.messages.clear();
        }
        let message = self.messages.entry(key).or_default();
        if first || message.len() + body.len() > LONGEST {
            message.clear();
        }
        message.extend_from_slice(body);
        if last { self.messages.remove(&key) } else { None }
    }

    /// Notes an invitation, if the message is one.
    pub(super) fn invited(&mut self, place: &Place, message: &[u8]) {
        let Ok(slp) = Slp::<SessionBody<'_>>::parse(message) else { return };
        let is_invitation = matches!(slp.start, Start::Request { method: Method::Invite, .. });
        let (true, Some(number)) = (is_invitation, slp.body.session_id) else { return };
        if self.offers.len() >= SESSIONS {
            self.offers.clear();
            self.invitations.clear();
        }
        self.invitations.insert(number, place.conversation);
        self.offers.insert((place.conversation, number), offer(&slp.body));
    }
}

/// The file of a session, as its invitation says.
fn offer(body: &SessionBody<'_>) -> Option<Offer> {
    let context: Vec<u8> = body.context?.decoded().collect();
    let (name, size) = match body.euf_guid? {
        app::FILE => {
            let file = FileContext::parse(&context).ok()?;
            (file.name.chars().collect(), file.size)
        }
        app::OBJECT => {
            let object = MsnObject::parse(&context).ok()?;
            let creator: Vec<u8> = object.creator().map(|it| it.decoded().collect()).unwrap_or_default();
            let what = match object.kind().ok().flatten() {
                Some(ObjectType::DISPLAY_PICTURE | ObjectType::DYNAMIC_PICTURE) => "display picture",
                Some(ObjectType::EMOTICON) => "emoticon",
                Some(ObjectType::WINK) => "wink",
                Some(ObjectType::VOICE_CLIP) => "voice clip",
                Some(ObjectType::BACKGROUND | ObjectType::DYNAMIC_BACKGROUND) => "background",
                _ => "object",
            };
            let name = format!("{} {what}", String::from_utf8_lossy(&creator));
            (name, object.size().ok().flatten().unwrap_or_default().into())
        }
        _ => return None,
    };
    Some(Offer { name: store::safe(name.as_bytes(), Charset::UTF_8), size })
}
