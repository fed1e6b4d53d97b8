//! Bodies of IPMsg's packets as a whole, messages and the files they offer, and what is sent and answered.

use imwire::ipmsg::dict::DictPacket;
use imwire::ipmsg::{
    Attachment, Body, Coded, CommandWord, EntryOptions, ExtAttribute, FileId, FileName, FileRequest,
    FileWord, Form, GroupName, Host, HostField, HostStatus, Items, KeyCapabilities, Message, Mode, Name,
    Number, Obligation, Packet, Piece, Port, Profile, PublicKey, Recipient, SendOptions, Sender, Situation,
    Text, Trailing, Version,
};
use imwire::{Encode, Wire};
use std::hint::black_box;

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.first_chunk()?))
}

fn word(bytes: &[u8]) -> Option<CommandWord> {
    number(bytes).map(CommandWord::from_bits)
}

fn attachment<'a>(bytes: &'a [u8], attributes: &'a [ExtAttribute<'a>]) -> Option<Attachment<'a>> {
    Some(Attachment {
        id: FileId::from_hex(u64::from_le_bytes(*bytes.first_chunk()?)),
        name: FileName::new(bytes).ok()?,
        size: u64::from_le_bytes(*bytes.first_chunk()?),
        mtime: u64::from_le_bytes(*bytes.last_chunk()?),
        word: FileWord::from_bits(number(bytes)?),
        extended: Items::new(attributes),
    })
}

fn sender(bytes: &[u8]) -> Option<Sender<'_>> {
    let (user, host) = bytes.split_at_checked(bytes.len() / 2)?;
    Some(Sender { version: Version::new(bytes).ok()?, ..Sender::new(user, host).ok()? })
}

/// Somebody of whom the optimizer knows nothing.
fn profile<'a>(bytes: &'a [u8], hosts: &'a [Host<'a>]) -> Option<Profile<'a>> {
    let text = Text::new(bytes).ok()?;
    let capabilities = KeyCapabilities::from_bits_retain(number(bytes)?);
    Some(black_box(Profile {
        status: EntryOptions::from_bits_retain(number(bytes)?),
        group: GroupName::new(bytes).ok()?,
        absence: (bytes.len() % 2 == 0).then_some(text),
        hosts,
        key: Some(PublicKey {
            capabilities,
            exponent: 3,
            modulus: Coded::new(PublicKey::CODING, bytes),
            trailing: Trailing::NONE,
        }),
        is_feiq: bytes.len() % 3 == 0,
        ..Profile::new(sender(bytes)?)
    }))
}

fn host(bytes: &[u8]) -> Option<Host<'_>> {
    let field = HostField::new(bytes).ok()?;
    let (status, port) = (HostStatus::from_bits(number(bytes)?), Port::from_raw(number(bytes)?));
    Some(Host { user: field, host: field, status, address: field, port, nick: field, group: field })
}

crate::calls! {
    fn ipmsg_body(bytes, out) {
        let word = word(bytes)?;
        let body = black_box(Body::parse_with(bytes, word).ok()?);
        black_box((Form::of(word), word.mode().form(), body.encoded_len(), body.check(word).is_ok()));
        body.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_body_of_packet(bytes, _out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        match packet.body() {
            Ok(body) => black_box(body).check(packet.word()).is_ok().then_some(0),
            Err(error) => Some(error.at()),
        }
    }

    fn ipmsg_body_equal(bytes, _out) {
        let word = word(bytes)?;
        let (one, other) = (Body::parse_with(bytes, word).ok()?, Body::parse_with(bytes.get(1..)?, word).ok()?);
        (black_box(one) == black_box(other)).then_some(0)
    }

    fn ipmsg_message(bytes, out) {
        let options = SendOptions::from_bits_retain(number(bytes)?);
        let message = black_box(Message::parse_with(bytes, options).ok()?);
        black_box((message.encoded_len(), message.check(options).is_ok()));
        message.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_message_items(bytes, _out) {
        let options = SendOptions::from_bits_retain(number(bytes)?);
        let message = black_box(Message::parse_with(bytes, options).ok()?);
        let ats = message.files.iter().map(|file| file.map_or_else(|error| error.at(), |file| file.name.raw().len()));
        black_box(ats.max());
        let hosts = message.recipients.iter();
        hosts.map(|host| host.map_or_else(|error| error.at(), |host| host.host().as_bytes().len())).max()
    }

    fn ipmsg_message_pieces(bytes, _out) {
        let options = SendOptions::from_bits_retain(number(bytes)?);
        let message = black_box(Message::parse_with(bytes, options).ok()?);
        black_box(message.pictures().map(|(at, _)| at).max());
        let lens = message.pieces().map(|piece| match piece {
            Piece::Text(text) => text.as_bytes().len(),
            Piece::Picture(picture) => picture.name.raw().len(),
        });
        lens.max()
    }

    fn ipmsg_message_made(bytes, out) {
        let attributes = [ExtAttribute::parse(bytes).ok()?];
        let files = black_box([attachment(bytes, &attributes)?]);
        let name = Name::new(bytes).ok()?;
        let to = black_box([Recipient::new(name, name).ok()?]);
        let message = Message { trailing: bytes, ..Message::new(bytes).ok()?.files(&files).to(&to) };
        let message = black_box(message);
        let options = SendOptions::from_bits_retain(number(bytes)?);
        black_box((message.encoded_len(), message.check(options).is_ok()));
        black_box((message.pictures().map(|(at, _)| at).max(), message == black_box(message)));
        message.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_attachment(bytes, out) {
        let file = black_box(Attachment::parse(bytes).ok()?);
        black_box((file.encoded_len(), file.check(()).is_ok(), file.position(), file.modified(), file.id.decimal()));
        black_box(file.extended.iter().map(|item| item.map_or_else(|error| error.at(), |_| 0)).max());
        black_box(FileRequest::of(7, &file));
        file.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_attachment_made(bytes, out) {
        let attributes = [ExtAttribute::parse(bytes).ok()?];
        let made = black_box(attachment(bytes, &attributes)?);
        let read = black_box(Attachment::parse(bytes).ok()?);
        let name = FileName::new(bytes).ok()?;
        black_box((Attachment::file(number(bytes)?, name, 1, 2), Attachment::directory(number(bytes)?, name, 2)));
        black_box((made == read, made.encoded_len()));
        made.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_recipient(bytes, out) {
        let recipient = black_box(Recipient::parse(bytes).ok()?);
        black_box((recipient.encoded_len(), recipient.user(), recipient.check(()).is_ok()));
        recipient.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_text(bytes, _out) {
        Some(Text::new(bytes).ok()?.is_empty().into())
    }

    fn ipmsg_outgoing(bytes, out) {
        let word = word(bytes)?;
        let body = black_box(Body::parse_with(bytes, word).ok()?);
        let outgoing = sender(bytes)?.packet(u64::from_le_bytes(*bytes.first_chunk()?), word, body).ok()?;
        let outgoing = black_box(outgoing);
        black_box((outgoing.encoded_len(), outgoing.header().word(), *outgoing.body()));
        outgoing.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_send(bytes, out) {
        let options = SendOptions::from_bits_retain(number(bytes)?);
        let message = black_box(Message::parse_with(bytes, options).ok()?);
        let outgoing = black_box(sender(bytes)?.send(7, options, message).ok()?);
        outgoing.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_obligations(bytes, _out) {
        let hosts = [host(bytes)?];
        let profile = profile(bytes, &hosts)?;
        let packet = black_box(Packet::parse(bytes).ok()?);
        let facts = Situation::from_bits_retain(*bytes.first()?);
        black_box((Obligation::opened(&packet), Obligation::declined(&packet)));
        profile.obligations(&packet, facts).map(|due| usize::from(due == Obligation::SendKey)).max()
    }

    fn ipmsg_obligations_of_dictionary(bytes, _out) {
        let profile = profile(bytes, &[])?;
        let packet = black_box(DictPacket::parse(bytes).ok()?);
        let facts = Situation::from_bits_retain(*bytes.first()?);
        black_box((Obligation::opened_of_dictionary(&packet), Obligation::declined_of_dictionary(&packet)));
        let due = profile.obligations_of_dictionary(&packet, facts);
        due.map(|due| usize::from(due == Obligation::SendKey)).max()
    }

    fn ipmsg_reply(bytes, out) {
        let hosts = black_box([host(bytes)?, host(bytes)?]);
        let profile = profile(bytes, &hosts)?;
        let packet = black_box(Packet::parse(bytes).ok()?);
        let due = profile.obligations(&packet, Situation::from_bits_retain(*bytes.first()?)).last()?;
        let reply = black_box(profile.reply(&black_box(due), packet.packet_no.value()).ok()?);
        reply.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_own_entry(bytes, out) {
        let hosts = [host(bytes)?];
        let entry = profile(bytes, &hosts)?.entry(Mode::new(*bytes.first()?), 7).ok()?;
        black_box(entry).encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_iv(bytes, _out) {
        let capabilities = KeyCapabilities::from_bits_retain(number(bytes)?);
        let [first, ..] = capabilities.iv(Number::new(u64::from_le_bytes(*bytes.first_chunk()?)));
        Some(first.into())
    }
}
