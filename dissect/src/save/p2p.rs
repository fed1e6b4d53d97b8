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
    /// The name to save under; `None` for sessions that transfer no file, such as a webcam.
    names: HashMap<Session, Option<String>>,
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
    /// This many bytes before the end, counted from the end of the piece.
    End(u64),
}

impl Offset {
    /// The length of the file if `bytes` are its first piece; otherwise the bytes from this piece on.
    pub(super) fn total(&self, bytes: &[u8]) -> u64 {
        match *self {
            Self::Start { total, .. } => total,
            Self::End(remaining) => remaining.saturating_add(bytes.len() as u64),
        }
    }
}

/// The packets in a command.
pub(super) fn packets<'a>(frame: &Frame<'a>) -> Vec<P2pPacket<'a>> {
    let payload = frame.payload().unwrap_or_default();
    match &frame.line().verb() {
        b"MSG" => P2pMessage::parse(payload).map(|message| vec![message.packet]).unwrap_or_default(),
        b"SDG" => {
            let content = Blocks::parse(payload).ok().and_then(|blocks| blocks.content);
            let content = content.filter(|content| {
                let kind = content.block.get("Content-Type");
                kind.is_some_and(|kind| ContentType::new(kind.as_bytes()) == Ok(ContentType::P2P))
            });
            let packets = content.and_then(|content| content.packets().ok()).into_iter().flatten();
            let packet = |bytes| V2Packet::parse_with(bytes, Carrier::MESSAGE).ok().map(P2pPacket::V2);
            packets.filter_map(packet).collect()
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
        let (bytes, at, is_data, says_so) = match packet {
            P2pPacket::V1(packet) => (
                packet.body,
                Offset::Start { at: packet.offset, total: packet.total },
                packet.flags.contains(Flags::DATA) && !packet.is_preparation(),
                packet.is_file()
                    || [App::OBJECT, App::EMOTICON, App::PICTURE].map(Some).contains(&packet.footer),
            ),
            P2pPacket::V2(packet) => {
                let data = packet.data?;
                let remaining = data.remaining().unwrap_or_default();
                let is_data = !data.is_preparation();
                let says_so = data.kind == DataKind::OBJECT || data.kind == DataKind::FILE;
                (data.body, Offset::End(remaining), is_data, says_so)
            }
        };
        if session == 0 {
            let key = (place.conversation, place.forth, number);
            if let Some(message) = self.joined(key, first, last, bytes) {
                self.invited(place, &message);
            }
            return None;
        }
        let session = (place.conversation, session);
        let name = match self.names.get(&session) {
            Some(name) => name.clone()?,
            // The invitation is not in the capture.
            None if says_so => "transfer of MSN".to_owned(),
            None => return None,
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

    fn invited(&mut self, place: &Place, message: &[u8]) {
        let Ok(slp) = Slp::<SessionBody<'_>>::parse(message) else { return };
        let is_invitation = matches!(slp.start, Start::Request { method: Method::Invite, .. });
        let (true, Some(number)) = (is_invitation, slp.body.session_id) else { return };
        if self.names.len() >= SESSIONS {
            self.names.clear();
        }
        self.names.insert((place.conversation, number), name(&slp.body));
    }
}

/// The name to save a session's file under, from its invitation.
fn name(body: &SessionBody<'_>) -> Option<String> {
    let context: Vec<u8> = body.context?.decoded().collect();
    let name = match body.euf_guid? {
        app::FILE => FileContext::parse(&context).ok()?.name.chars().collect(),
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
            format!("{} {what}", String::from_utf8_lossy(&creator))
        }
        _ => return None,
    };
    Some(store::safe(name.as_bytes(), Charset::UTF_8))
}
