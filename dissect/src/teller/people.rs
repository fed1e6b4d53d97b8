//! Who is who in the conversations of a capture, and what they say to each other.

use crate::ipmsg;
use crate::show::charset::Charset;
use crate::show::output::{Place, Thing};
use imwire::Wire;
use imwire::ipmsg::dict::{DictPacket, Key};
use imwire::ipmsg::{Body, Mode, Packet};
use imwire::msnp::payload::mime::{ContentType, Mime};
use imwire::msnp::{Frame, Role};
use std::collections::HashMap;
use std::net::IpAddr;

/// Conversations and hosts that are kept in memory; after that, all count as new.
const LIMIT: usize = 16_384;

/// Members of a chat that are kept in memory.
const MEMBERS: usize = 64;

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// MSNP, by the number of the conversation.
    rooms: HashMap<u64, Room>,
    /// IPMsg.
    hosts: HashMap<IpAddr, Host>,
}

#[derive(Debug, Default)]
struct Room {
    /// The client is signed in as this passport.
    user: Vec<u8>,
    others: Vec<Vec<u8>>,
}

#[derive(Debug, Default)]
struct Host {
    nick: Vec<u8>,
    /// The number of its last message, which it sends again until it is acknowledged.
    last: Vec<u8>,
}

/// Something that was said.
#[derive(Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) from: Vec<u8>,
    /// Empty: to all.
    pub(crate) to: Vec<Vec<u8>>,
    pub(crate) text: Vec<u8>,
    /// What it is in, if it is not UTF-8.
    pub(crate) charset: Charset,
}

impl People {
    /// Who sends what is sent at this place, if it is the client of MSNP.
    pub(crate) fn speaker(&self, place: &Place) -> Option<&[u8]> {
        let room = self.rooms.get(&place.conversation).filter(|_| place.forth)?;
        Some(&room.user)
    }

    /// Takes note of what a message says about people.
    pub(crate) fn learn(&mut self, place: &Place, thing: &Thing<'_>) {
        match thing {
            Thing::Packet { packet, .. } => {
                if let Ok(Body::Entry(entry)) = packet.body() {
                    self.host(place.from.ip()).nick = entry.nick.as_bytes().to_vec();
                }
            }
            Thing::Dictionary { dict, .. } => {
                if let Some(nick) = dict.0.get(Key::NCK).map(|nick| nick.as_bytes()) {
                    self.host(place.from.ip()).nick = nick.to_vec();
                }
            }
            Thing::Frame { frame, context, .. } if frame.block().is_none() => {
                self.learn_of_frame(place.conversation, frame, context.role);
            }
            _ => {}
        }
    }

    fn learn_of_frame(&mut self, number: u64, frame: &Frame<'_>, sender: Role) {
        let passport = || frame.line().args().map(|arg| arg.as_bytes()).find(|arg| arg.contains(&b'@'));
        match (sender, &frame.line().verb()) {
            (Role::Client, b"USR" | b"ANS") => {
                if let Some(passport) = passport() {
                    // In MSNP16 and later, a place follows after a semicolon.
                    let passport = passport.split(|&byte| byte == b';').next().unwrap_or_default();
                    self.room(number).user = passport.to_vec();
                }
            }
            (Role::Server, b"IRO" | b"JOI") => {
                let others = &mut self.room(number).others;
                let passport = passport().map(<[u8]>::to_vec).filter(|it| !others.contains(it));
                others.extend(passport.filter(|_| others.len() < MEMBERS));
            }
            (Role::Server, b"BYE") => {
                if let Some(passport) = passport() {
                    self.room(number).others.retain(|other| other != passport);
                }
            }
            _ => {}
        }
    }

    fn room(&mut self, number: u64) -> &mut Room {
        if self.rooms.len() >= LIMIT && !self.rooms.contains_key(&number) {
            self.rooms.clear();
        }
        self.rooms.entry(number).or_default()
    }

    fn host(&mut self, address: IpAddr) -> &mut Host {
        if self.hosts.len() >= LIMIT && !self.hosts.contains_key(&address) {
            self.hosts.clear();
        }
        self.hosts.entry(address).or_default()
    }

    /// What people say with this message; the same packet of IPMsg counts once.
    pub(crate) fn said(&mut self, place: &Place, thing: &Thing<'_>, charset: Charset) -> Option<Said> {
        match thing {
            Thing::Packet { packet, .. } => {
                let text = text_of_packet(packet)?;
                let (number, charset) = (packet.packet_no.value(), ipmsg::of_packet(packet, charset));
                let name = [packet.user.as_bytes(), b"@", packet.host.as_bytes()].concat();
                self.ipmsg(place, &number.to_string(), name, text, charset)
            }
            Thing::Dictionary { dict, .. } => {
                let packet = DictPacket::new(dict.0).ok().filter(|it| it.word().mode() == Mode::SENDMSG)?;
                let text = dict.0.get(Key::BODY).map(|body| body.as_bytes())?.to_vec();
                let name = [packet.user().as_bytes(), b"@", packet.host().as_bytes()].concat();
                self.ipmsg(place, &packet.packet_no().to_string(), name, text, Charset::UTF_8)
            }
            Thing::Frame { frame, context, .. } if frame.block().is_none() => {
                let text = text_of_frame(frame)?.to_vec();
                let room = self.rooms.get(&place.conversation);
                let user = room.map(|room| room.user.clone()).unwrap_or_default();
                let mut others = room.map(|room| room.others.clone()).unwrap_or_default();
                let (from, to) = if context.role == Role::Client {
                    (user, others)
                } else {
                    let from = frame.line().args().next()?.as_bytes().to_vec();
                    others.retain(|other| *other != from);
                    others.insert(0, user);
                    (from, others)
                };
                Some(Said { from, to, text, charset: Charset::UTF_8 })
            }
            _ => None,
        }
    }

    fn ipmsg(
        &mut self,
        place: &Place,
        number: &str,
        name: Vec<u8>,
        text: Vec<u8>,
        charset: Charset,
    ) -> Option<Said> {
        let host = self.host(place.from.ip());
        if host.last == number.as_bytes() {
            return None;
        }
        host.last = number.as_bytes().to_vec();
        let from = if host.nick.is_empty() { name } else { host.nick.clone() };
        let to = place.to.ip();
        let to = match self.hosts.get(&to).filter(|host| !host.nick.is_empty()) {
            Some(host) => vec![host.nick.clone()],
            None if crate::traffic::is_for_many(to) => Vec::new(),
            None => vec![to.to_string().into_bytes()],
        };
        Some(Said { from, to, text, charset })
    }
}

/// The text of a message, and the names of the files that come with it.
fn text_of_packet(packet: &Packet<'_>) -> Option<Vec<u8>> {
    match (packet.word().mode(), packet.body().ok()?) {
        (Mode::SENDMSG, Body::Message(message)) => {
            let mut text = message.text.as_bytes().to_vec();
            for file in message.files.iter().filter_map(Result::ok) {
                text.extend(if text.is_empty() { &b""[..] } else { b"\n" });
                text.extend(b"[file ");
                text.extend(file.name.decoded());
                text.push(b']');
            }
            Some(text).filter(|text| !text.is_empty())
        }
        (Mode::SENDMSG, Body::Encrypted(_)) => Some(b"[encrypted]".to_vec()),
        (Mode::IPTUX_SENDMSG, Body::Text(body)) => Some(body.text.as_bytes().to_vec()),
        _ => None,
    }
}

/// The text of a message of MSNP, of which the payload says that it is one.
fn text_of_frame<'a>(frame: &Frame<'a>) -> Option<&'a [u8]> {
    let verbs: [&[u8; 3]; 3] = [b"MSG", b"UBM", b"UUM"];
    let payload = frame.payload().filter(|_| verbs.contains(&&frame.line().verb()))?;
    let mime = Mime::parse(payload).ok()?;
    (mime.content_type() == Some(ContentType::TEXT)).then_some(mime.body)
}
