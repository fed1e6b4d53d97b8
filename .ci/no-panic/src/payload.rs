//! Payloads of MSNP: messages with header lines, and what their lines and bodies hold.

use imwire::msnp::payload::base64::Base64;
use imwire::msnp::payload::chunks::{Assembler, Chunk, Place, cut};
use imwire::msnp::payload::emoticon::Emoticon;
use imwire::msnp::payload::gateway::{GatewayAnswer, GatewayRequest, GatewayServer, GatewayText};
use imwire::msnp::payload::guid::Guid;
use imwire::msnp::payload::invitation::{self, ApplicationGuid, CancelCode, InvitationCommand};
use imwire::msnp::payload::mail::{
    ActiveMail, InitialMail, InitialMailData, NewMail, OfflineMessage, OfflineNotice,
};
use imwire::msnp::payload::mime::{ContentType, Header, Headers, Mime};
use imwire::msnp::payload::notice::{Notice, NoticeKind, NoticeText};
use imwire::msnp::payload::object::{MsnObject, friendly_name};
use imwire::msnp::payload::signin::{PassportAnswer, SignedTicket, Ticket};
use imwire::msnp::payload::slp::ConnectionType;
use imwire::msnp::payload::text::{Color, Effects, FontName, Format, FormatPairs, Pitch};
use imwire::msnp::payload::value::HeaderText;
use imwire::msnp::payload::wide::Wide;
use imwire::msnp::payload::words::{EncodedWord, decode_words};
use imwire::msnp::payload::xml::Attribute;
use imwire::msnp::payload::{
    ClientCaps, Content, Control, Datacast, Emoticons, Ink, Invitation, KeepAlive, PlainText, Secway,
    SystemMessage, UserProfile,
};
use imwire::msnp::{Arg, Encoded};
use imwire::{Encode, Wire};
use std::hash::{Hash, Hasher};
use std::hint::black_box;

/// A hash that cannot panic.
struct Sum(u64);

impl Hasher for Sum {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.rotate_left(5) ^ u64::from(*byte));
    }
}

/// The hash of any value.
#[inline(always)]
pub fn hashed<T: Hash>(value: &T) -> u64 {
    let mut sum = Sum(0);
    value.hash(&mut sum);
    sum.finish()
}

/// What can be asked of any value.
#[inline(always)]
pub fn asked<T: Encode + PartialEq + Hash + Copy>(value: T, out: &mut [u8]) -> Option<T> {
    let value = black_box(value);
    black_box((value == black_box(value), hashed(&value), value.encoded_len()));
    value.encode_into(out).ok()?;
    Some(black_box(value))
}

/// Reads it, and writes any value of its type.
#[inline(always)]
pub fn wire<'a, T: Wire<'a> + PartialEq + Hash + Copy>(
    bytes: &'a [u8],
    cx: T::Context,
    out: &mut [u8],
) -> Option<T> {
    let value = black_box(T::parse_with(bytes, cx).ok()?);
    black_box(value.check(cx).is_ok());
    asked(value, out)
}

fn mime(bytes: &[u8]) -> Option<Mime<'_>> {
    Mime::parse(bytes).ok().map(black_box)
}

fn text(bytes: &[u8]) -> Option<HeaderText<'_>> {
    HeaderText::new(bytes).ok().map(black_box)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.first_chunk()?))
}

/// A header line that is made and not read.
fn lines(bytes: &[u8]) -> Option<[Header<'_>; 1]> {
    let (name, value) = bytes.split_at_checked(bytes.len() / 2)?;
    Some(black_box([Header::new(core::str::from_utf8(name).ok()?, value).ok()?]))
}

crate::calls! {
    fn payload_mime(bytes, out) {
        let mime = wire::<Mime<'_>>(bytes, (), out)?;
        black_box((mime.content_type(), mime.parameter("boundary"), mime.charset()));
        black_box((mime.block().get("ID"), mime.headers.is_empty(), mime.headers.has_empty_line()));
        black_box((mime.headers.line_end(), Headers::of_block(bytes).is_empty()));
        mime.headers.iter().map(|line| line.map_or_else(|error| error.at(), |line| line.name().len())).max()
    }

    fn payload_mime_made(bytes, out) {
        let lines = lines(bytes)?;
        let made = asked(Mime { headers: Headers::new(&lines), body: bytes }, out)?;
        black_box((made == mime(bytes)?, made.headers.get("A"), made.content_type(), made.charset()));
        let [line] = lines;
        black_box((line.is("A"), line.value(), made.check(()).is_ok(), made.headers.is_empty()));
        black_box((made.headers.has_empty_line(), made.headers.line_end()));
        made.headers.into_iter().map(|line| line.map_or(0, |line| line.name().len())).max()
    }

    fn payload_content_type(bytes, _out) {
        let content_type = ContentType::new(bytes).ok()?;
        black_box(content_type == ContentType::TEXT);
        Some(content_type.as_bytes().len())
    }

    fn payload_header_text(bytes, _out) {
        let text = HeaderText::new(bytes).ok()?;
        black_box((text.is_empty(), text.as_bytes(), text.to_str()));
        text.unfolded().map(usize::from).max()
    }

    fn payload_content(bytes, out) {
        black_box(Content::of(&mime(bytes)?).is_ok());
        wire::<Content<'_>>(bytes, (), out).map(|_| 0)
    }

    fn payload_text(bytes, out) {
        let text = wire::<PlainText<'_>>(bytes, (), out)?;
        black_box((text.format().is_ok(), text.as_bytes(), PlainText::of(&mime(bytes)?).is_ok()));
        text.to_str().map(str::len)
    }

    fn payload_text_made(bytes, out) {
        let format = black_box(Format::parse(bytes).ok()?);
        let text = asked(PlainText::new(bytes).font(format), out)?;
        text.check(()).is_ok().then_some(0)
    }

    fn payload_format(bytes, out) {
        let format = wire::<Format<'_>>(bytes, (), out)?;
        let made = Format { font: black_box(FontName::new(bytes)), ..format };
        asked(made, out).map(|format| format.font.as_bytes().len())
    }

    fn payload_format_pairs(bytes, _out) {
        FormatPairs::of(text(bytes)?).iter().map(|(key, value)| key.len() ^ value.len()).max()
    }

    fn payload_font_name(bytes, out) {
        let name = asked(FontName::new(bytes), out)?;
        black_box(name.to_str());
        name.decoded().map(usize::from).max()
    }

    fn payload_font_values(bytes, _out) {
        let effects = Effects::from_letters(bytes) | Effects::from_bits_retain(number(bytes)?);
        let [red, green, blue] = Color(number(bytes)?).to_rgb();
        let pitch = Pitch(number(bytes)?);
        black_box((Color::rgb(red, green, blue), pitch.pitch(), pitch.family()));
        effects.letters().map(usize::from).max()
    }

    fn payload_control(bytes, out) {
        black_box((Control::typing(text(bytes)?), Control::recording(text(bytes)?)));
        black_box(Control::of(&mime(bytes)?).is_ok());
        wire::<Control<'_>>(bytes, (), out).map(|_| 0)
    }

    fn payload_datacast(bytes, out) {
        black_box((Datacast::nudge(), Datacast::action(text(bytes)?), Datacast::of(&mime(bytes)?).is_ok()));
        let datacast = wire::<Datacast<'_>>(bytes, (), out)?;
        Some(usize::from(datacast.object().is_ok()))
    }

    fn payload_emoticons(bytes, out) {
        let emoticons = wire::<Emoticons<'_>>(bytes, (), out)?;
        black_box(Emoticons::of(&mime(bytes)?).is_ok());
        let found = emoticons.iter().map(|emoticon| {
            black_box((emoticon.code(), emoticon.object().is_ok()));
            emoticon.object_bytes().len()
        });
        found.max()
    }

    fn payload_emoticons_made(bytes, out) {
        let (code, object) = bytes.split_at_checked(bytes.len() / 2)?;
        let list = black_box([Emoticon::new(code, object).ok()?]);
        let made = asked(Emoticons::new(&list), out)?;
        black_box((made.check(()).is_ok(), made == Emoticons::parse(bytes).ok()?));
        Some(0)
    }

    fn payload_object(bytes, out) {
        let object = wire::<MsnObject<'_>>(bytes, (), out)?;
        black_box((object.creator(), object.size().is_ok(), object.kind().is_ok(), object.location()));
        black_box((object.sha1c().is_ok(), object.sha1d().is_ok(), object.well_formed().is_ok()));
        black_box(object.attributes());
        friendly_name(object.friendly().ok()??).map(char::len_utf8).max()
    }

    fn payload_object_made(bytes, out) {
        let (name, value) = bytes.split_at_checked(bytes.len() / 2)?;
        let value = imwire::msnp::payload::xml::XmlText::new(value).ok()?;
        let list = black_box([Attribute { name: core::str::from_utf8(name).ok()?, value }]);
        let object = asked(MsnObject::new(&list), out)?;
        black_box((object.check(()).is_ok(), object.well_formed().is_ok()));
        Some(object.into_encoded(out).ok()?.as_bytes().len())
    }

    fn payload_object_encoded(bytes, out) {
        let object = MsnObject::from_encoded(Encoded::new(bytes).ok()?, out).ok()?;
        black_box(object).creator().map(|creator| creator.as_bytes().len())
    }

    fn payload_ink(bytes, out) {
        black_box(Ink::of(&mime(bytes)?).is_ok());
        let read = wire::<Ink<'_>>(bytes, (), out)?;
        let made = asked(Ink::new(black_box(read.content_type), bytes), out)?;
        (read == made).then_some(0)
    }

    fn payload_invitation(bytes, out) {
        let invitation = wire::<Invitation<'_>>(bytes, (), out)?;
        black_box((Invitation::of(&mime(bytes)?).is_ok(), invitation.check_login(Arg::new(bytes).ok()?).is_ok()));
        Some(0)
    }

    fn payload_invitation_made(bytes, _out) {
        let number = number(bytes)?;
        black_box(Invitation::file(number, text(bytes)?, u64::from(number)));
        black_box(Invitation::answer(InvitationCommand::new(bytes).ok()?, number));
        black_box((Invitation::accept_file(number), Invitation::cancel(number, CancelCode::new(bytes).ok()?)));
        Some(invitation::hidden_port(u16::from_le_bytes(*bytes.first_chunk()?)).into())
    }

    fn payload_invitation_words(bytes, _out) {
        let (command, code) = (InvitationCommand::new(bytes).ok()?, CancelCode::new(bytes).ok()?);
        let application = ApplicationGuid::new(bytes).ok()?;
        let connection = ConnectionType::new(bytes).ok()?;
        black_box((command == InvitationCommand::CANCEL, code == CancelCode::REJECT, hashed(&command)));
        black_box((command.as_bytes(), code.as_bytes(), application.as_bytes()));
        Some(connection.as_bytes().len())
    }

    fn payload_clients(bytes, out) {
        let mime = mime(bytes)?;
        black_box((ClientCaps::of(&mime).is_ok(), KeepAlive::of(&mime).is_ok(), Secway::of(&mime).is_ok()));
        black_box((wire::<ClientCaps<'_>>(bytes, (), out), wire::<KeepAlive<'_>>(bytes, (), out)));
        wire::<Secway<'_>>(bytes, (), out).map(|_| 0)
    }

    fn payload_profile(bytes, out) {
        let mime = mime(bytes)?;
        black_box((UserProfile::of(&mime).is_ok(), SystemMessage::of(&mime).is_ok()));
        black_box(wire::<SystemMessage<'_>>(bytes, (), out));
        wire::<UserProfile<'_>>(bytes, (), out)?.port().map(usize::from)
    }

    fn payload_mail_notices(bytes, out) {
        let mime = mime(bytes)?;
        black_box((InitialMail::of(&mime).is_ok(), NewMail::of(&mime).is_ok(), ActiveMail::of(&mime).is_ok()));
        black_box((wire::<InitialMail<'_>>(bytes, (), out), wire::<NewMail<'_>>(bytes, (), out)));
        wire::<ActiveMail<'_>>(bytes, (), out).map(|_| 0)
    }

    fn payload_mail_data_notices(bytes, out) {
        let mime = mime(bytes)?;
        black_box((InitialMailData::of(&mime).is_ok(), OfflineNotice::of(&mime).is_ok()));
        black_box(wire::<InitialMailData<'_>>(bytes, (), out)?.mail_data().is_ok());
        black_box(wire::<OfflineNotice<'_>>(bytes, (), out)?.mail_data().is_ok());
        Some(0)
    }

    fn payload_offline_message(bytes, out) {
        let read = wire::<OfflineMessage<'_>>(bytes, (), out)?;
        black_box((read.from(), read.arrival(), read.text.decoded().max()));
        let text = core::str::from_utf8(bytes).ok()?;
        let made = asked(OfflineMessage::new(black_box(read).run_id?, number(bytes)?, text), out)?;
        made.check(()).is_ok().then_some(0)
    }

    fn payload_chunk(bytes, out) {
        black_box(Chunk::of(&mime(bytes)?).is_ok());
        wire::<Chunk<'_>>(bytes, (), out).map(|chunk| chunk.body.len())
    }

    fn payload_cut(bytes, _out) {
        let size = black_box(bytes.len());
        cut(&mime(bytes)?, text(bytes)?, size).map(|chunk| chunk.body.len()).max()
    }

    fn payload_assembler(bytes, out) {
        let mut places = black_box([Place::EMPTY; 4]);
        let mut assembler = black_box(Assembler::new(out, &mut places));
        black_box(assembler.push(&black_box(Chunk::parse(bytes).ok()?)).is_ok());
        black_box(assembler.push(&black_box(Chunk::parse(bytes.get(1..)?).ok()?)).is_ok());
        black_box((assembler.id(), assembler.missing()));
        let mut assembler = black_box(assembler);
        let whole = black_box(assembler.finish().ok()?);
        black_box((whole.chunks(), whole.headers(), whole.in_order(), whole.encoded_len()));
        let longest = whole.pieces().map(<[u8]>::len).max();
        assembler.clear();
        longest
    }

    fn payload_assembled(bytes, out) {
        let (room, out) = out.split_at_mut_checked(out.len() / 2)?;
        let mut places = black_box([Place::EMPTY; 4]);
        let mut assembler = black_box(Assembler::new(room, &mut places));
        black_box(assembler.push(&black_box(Chunk::parse(bytes).ok()?)).is_ok());
        black_box(assembler.finish().ok()?).encode_into(out).ok().map(<[u8]>::len)
    }

    fn payload_base64(bytes, out) {
        let read = black_box(Base64::from_text(bytes).ok()?);
        let made = asked(black_box(Base64::new(bytes)), out)?;
        asked(read, out)?;
        black_box((read == made, read.decoded_len(), made.as_bytes(), made.decode_into(out).is_ok()));
        read.decoded().map(usize::from).max()
    }

    fn payload_words(bytes, out) {
        asked(EncodedWord::new(core::str::from_utf8(bytes).ok()?), out)?;
        decode_words(bytes).map(usize::from).max()
    }

    fn payload_wide(bytes, out) {
        let read = asked(Wide::from_octets(bytes).ok()?, out)?;
        let made = asked(Wide::new(core::str::from_utf8(bytes).ok()?), out)?;
        black_box((read == made, read.as_octets(), read.is_empty(), made.units().max()));
        black_box(made.chars().max());
        read.chars().map(char::len_utf8).max()
    }

    fn payload_guid(bytes, out) {
        let guid = asked(Guid::parse(bytes).ok()?, out)?;
        black_box((guid.text(), guid.matches(&black_box(guid))));
        Some(0)
    }

    fn payload_notice(bytes, out) {
        let kind = NoticeKind(number(bytes)?);
        black_box(wire::<Notice<'_>>(bytes, kind, out)?);
        let text = NoticeText::new(bytes);
        black_box((text.as_bytes(), text.to_str()));
        text.words().map(<[u8]>::len).max()
    }

    fn payload_gateway(bytes, out) {
        let (server, text) = (GatewayServer::new(bytes).ok()?, GatewayText::new(bytes).ok()?);
        black_box((server == GatewayServer::new("SB").ok()?, server.as_bytes(), text.as_bytes(), text.to_str()));
        black_box(wire::<GatewayRequest<'_>>(bytes, (), out));
        wire::<GatewayAnswer<'_>>(bytes, (), out).map(|_| 0)
    }

    fn payload_ticket(bytes, out) {
        let ticket = wire::<Ticket<'_>>(bytes, (), out)?;
        black_box((ticket.ticket(), ticket.profile(), Ticket::new(bytes, Some(bytes)).is_ok()));
        Some(0)
    }

    fn payload_passport_answer(bytes, out) {
        let answer = wire::<PassportAnswer<'_>>(bytes, (), out)?;
        black_box((answer.get("ru"), answer.is_success(), answer.ticket().is_ok()));
        Some(0)
    }

    fn payload_signed_ticket(bytes, out) {
        Some(SignedTicket::decode(bytes, out).ok()?.data.as_bytes().len())
    }
}
