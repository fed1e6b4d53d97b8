//! What else the types of both protocols answer, and how values of them are made.

use crate::payload::{asked, hashed};
use imwire::fields::{Encoding, Field, Kind};
use imwire::ipmsg::dict;
use imwire::ipmsg::feiq::{
    self, FeiqText, GroupText, GroupWord, ImageCollector, ImageFlags, ImageId, ImageSlice, ImageSlices,
};
use imwire::ipmsg::iptux::{Sublayer, UnitKind};
use imwire::ipmsg::{
    Arrival, Attachment, BlockLine, Body, Coded, Coding as Digits, CommandWord, DirEntry, Entry,
    EntryOptions, ExtAttribute, ExtKey, ExtValue, FileId, FileName, FileRequest, FileType, GroupName, Host,
    HostField, HostStatus, ListStart, Message, Mode, Name, Packet, PacketBuf, Port, Raw, Receipt,
    SendOptions, Sender, Text, TextBody, Trailing, Version,
};
use imwire::msnp::ft::{BlockData, LineCommand};
use imwire::msnp::values::{AckWanted, ListName, Privacy, Prompt, Property};
use imwire::msnp::{
    AnyCommand, Arg, Command, Context, Dialect, Encoded, ErrorCode, Failure, Frame, FrameBuf, Limits, Line,
    Link, List, Other, Passport, Payload, Resync, Role, Session, Side, Splitter, Status, Tagged, Tolerant,
    TrId, ft, ns, sb,
};
use imwire::{Encode, Error, ErrorKind, Fault, Part, Sink, SliceSink, Wire};
use nom::error::{FromExternalError, ParseError};
use std::hint::black_box;

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.first_chunk()?))
}

fn dialect(bytes: &[u8]) -> Dialect {
    Dialect::new(bytes.first().copied().unwrap_or_default())
}

fn context(bytes: &[u8]) -> Option<Context> {
    let role = if bytes.first()? & 1 == 0 { Role::Client } else { Role::Server };
    Some(black_box(Context::new(black_box(Link::Unknown), role, dialect(bytes))))
}

fn frame(bytes: &[u8]) -> Option<Frame<'_>> {
    Frame::parse_with(bytes, context(bytes)?).ok().map(black_box)
}

/// A command with the parameters that its record does not know.
#[inline(always)]
fn tolerant<'a, C: Command<'a>>(bytes: &'a [u8], out: &mut [u8]) -> Option<usize> {
    let command: Tolerant<'a, C> = black_box(C::read_tolerant(&frame(bytes)?, dialect(bytes)).ok()?);
    black_box((command.check(dialect(bytes)).is_ok(), command.encoded_len()));
    command.encode_into(out).ok().map(<[u8]>::len)
}

fn slice<'a>(bytes: &'a [u8]) -> Option<ImageSlice<'a>> {
    ImageSlice::parse(bytes).ok().map(black_box)
}

crate::calls! {
    fn sink_write(bytes, out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        let mut sink = SliceSink::new(out);
        black_box((sink.write(&packet).is_ok(), packet.checked(()).is_ok()));
        sink.reserve(black_box(bytes.len())).ok()?;
        sink.put(bytes).ok()?;
        Some(sink.written().len())
    }

    fn errors(bytes, _out) {
        let error: Error = black_box(Packet::parse(bytes).err()?);
        black_box((error.offset_by(black_box(bytes.len())), ErrorKind::from_code(*bytes.first()?)));
        black_box((error.kind().code(), error.part().code()));
        Part::from_code(u16::from_le_bytes(*bytes.first_chunk()?)).map(|part| part.name().len())
    }

    fn faults(bytes, _out) {
        let read = |fault: nom::Err<Fault>| match fault {
            nom::Err::Error(fault) | nom::Err::Failure(fault) => usize::from(fault.kind().code()) ^ fault.part().name().len(),
            nom::Err::Incomplete(_) => 0,
        };
        let made = Fault::from_error_kind(bytes, nom::error::ErrorKind::Tag);
        let made = black_box(<Fault as ParseError<&[u8]>>::append(bytes, nom::error::ErrorKind::Alt, black_box(made)));
        black_box(Fault::from_external_error(bytes, nom::error::ErrorKind::MapRes, made));
        Packet::grammar(())(bytes).err().map(read)
    }

    fn fields_decode(bytes, _out) {
        let coding = black_box(Encoding::Percent);
        black_box(coding.decode(bytes).size_hint());
        black_box(Field::new("a.b", Kind::Text).tagged("B"));
        black_box(imwire::fields::range(bytes, bytes.get(1..)?));
        coding.decode(bytes).map(usize::from).max()
    }

    fn ipmsg_packet_buf(bytes, out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        black_box((PacketBuf::of(&packet, bytes).is_some(), packet.additional_at(), packet.form(), packet.mode_name()));
        let kept = black_box(PacketBuf::parse(bytes).ok()?);
        black_box((kept.packet(), kept.as_bytes(), kept.encoded_len(), kept.encode_into(out).is_ok()));
        black_box(kept == PacketBuf::parse(bytes.get(1..)?).ok()?);
        Some(kept.into_bytes().len())
    }

    fn hashes(bytes, _out) {
        let dict = black_box(dict::Dict::parse(bytes).ok()?);
        let value = black_box(dict.iter().next()?.value);
        let list = black_box(value.list().ok()?);
        black_box((hashed(&dict), hashed(&value), hashed(&list), value == black_box(value), list == black_box(list)));
        let packet = black_box(PacketBuf::parse(bytes).ok()?);
        black_box((hashed(&packet), hashed(&packet.packet().packet_no), hashed(&ExtAttribute::parse(bytes).ok()?.value)));
        black_box((hashed(&FileName::parse(bytes).ok()?), hashed(&black_box(Coded::new(Digits::Hex, bytes)))));
        black_box(hashed(&black_box(DirEntry::parse(bytes).ok()?).extended));
        black_box(hashed(&FrameBuf::parse_with(bytes, context(bytes)?).ok()?));
        list.into_iter().map(|value| value.as_bytes().len()).max()
    }

    fn empty(bytes, _out) {
        black_box((Name::new(bytes).ok()?.is_empty(), HostField::new(bytes).ok()?.is_empty()));
        black_box((GroupName::new(bytes).ok()?.is_empty(), Trailing::new(bytes).is_empty()));
        black_box((feiq::Face::new(bytes).ok()?.is_empty(), GroupWord::new(bytes).ok()?.is_empty()));
        black_box((ImageId::new(bytes).ok()?.is_empty(), ImageFlags::new(bytes).ok()?.is_empty()));
        black_box(Entry::parse(bytes).ok()?.block.is_empty());
        black_box(DirEntry::parse(bytes).ok()?.extended.is_empty());
        let value = dict::Dict::parse(bytes).ok()?.iter().next()?.value;
        Some(usize::from(black_box(value.list().ok()?).is_empty()))
    }

    fn lists(bytes, out) {
        let entry = black_box(DirEntry::parse(bytes).ok()?);
        black_box(entry.extended.into_iter().last().is_some());
        black_box((<&DirEntry<'_>>::encode_into(&&entry, out).is_ok(), bytes.encoded_len()));
        black_box((HostStatus::from_bits(number(bytes)?).bits(), CommandWord::from_bits(7).options().bits()));
        black_box((imwire::msnp::Dialects::ALL.contains(dialect(bytes)), bytes.encode_into(out).is_ok()));
        black_box(black_box(List::new(bytes).ok()?).iter().last());
        black_box(List::new(bytes).ok()?).into_iter().map(|arg| arg.as_bytes().len()).max()
    }

    fn ipmsg_raw(bytes, out) {
        asked(black_box(Raw::parse(bytes).ok()?), out).map(|Raw(bytes)| bytes.len())
    }

    fn ipmsg_words(bytes, _out) {
        let number = number(bytes)?;
        let word = CommandWord::new(Mode::new(*bytes.first()?));
        black_box((word.option_bits(), word.mode().value(), CommandWord::send(SendOptions::from_bits_retain(number))));
        black_box((FileType::new(*bytes.first()?).value(), ExtKey::new(number).name(), ExtKey::new(number).value()));
        black_box((Sublayer::new(number).value(), UnitKind::new(number).value(), FileId::from_hex(7).hex()));
        black_box((HostStatus::new(EntryOptions::from_bits_retain(number)), ListStart::new(number)));
        Some(usize::try_from(Port::new(u16::from_le_bytes(*bytes.first_chunk()?)).raw()).unwrap_or(0))
    }

    fn ipmsg_texts(bytes, _out) {
        let (name, text) = (black_box(Name::host(bytes).ok()?), black_box(Text::new(bytes).ok()?));
        black_box((name.to_str(), text.to_str(), Trailing::new(bytes).to_str(), Trailing::new(bytes).as_bytes()));
        let (file, group) = (black_box(FileName::new(bytes).ok()?), black_box(GroupName::new(bytes).ok()?));
        black_box((file.to_str(), group.to_str(), group.as_bytes(), group.text()));
        let (field, face) = (black_box(HostField::new(bytes).ok()?), black_box(feiq::Face::new(bytes).ok()?));
        black_box((field.to_str(), field.text(), face.to_str(), face.as_bytes(), face.text()));
        let version = black_box(Version::new(bytes).ok()?);
        black_box((version.as_bytes(), version.to_str(), version.client().charset_name()));
        black_box((BlockLine::new(bytes, bytes).ok()?.key(), TextBody::new(text)));
        version.feiq()?.part(black_box(bytes.len())).map(<[u8]>::len)
    }

    fn ipmsg_size_hints(bytes, _out) {
        let coded = black_box(Coded::new(Digits::Hex, bytes));
        black_box((coded.decoded().size_hint(), FileName::parse(bytes).ok()?.decoded().size_hint()));
        let attribute = black_box(ExtAttribute::parse(bytes).ok()?);
        black_box((attribute.value.as_bytes(), attribute.value.as_number()));
        let mut values = attribute.value.values();
        let first = values.next()?;
        black_box((first, ExtValue::number(u64::from_le_bytes(*bytes.first_chunk()?))));
        FileName::parse(bytes).ok()?.decoded().map(usize::from).max()
    }

    fn ipmsg_names(bytes, _out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        let names = black_box(Entry::parse(packet.additional?).ok()?).names(&packet);
        black_box(names.shown());
        let hosts = black_box(imwire::ipmsg::HostList::parse(bytes).ok()?);
        let host: Host<'_> = black_box(hosts.hosts.iter().next()?.ok()?);
        black_box(host.names(black_box(true)).shown());
        imwire::ipmsg::ClientVersion::parse(bytes).ok().map(|version| version.client.is_windows().into())
    }

    fn ipmsg_receipts(bytes, _out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        black_box(Receipt::of(&packet));
        black_box(feiq::GroupCipher::of(&packet).is_some());
        black_box(DirEntry::directory(FileName::new(bytes).ok()?));
        black_box(DirEntry::file(FileName::new(bytes).ok()?, 7));
        usize::try_from(black_box(Receipt::new(7)).packet_no()).ok()
    }

    fn ipmsg_arrival(bytes, _out) {
        let mut arrival = black_box(Arrival::new(black_box(usize::MAX)));
        black_box(arrival.look(bytes).is_ok());
        let mut arrival = black_box(arrival);
        Some(usize::from(black_box(arrival.look(bytes.get(1..)?)).is_ok()))
    }

    fn ipmsg_requests(bytes, out) {
        let word = CommandWord::from_bits(number(bytes)?);
        black_box(FileRequest::parse_with(bytes, word).ok()?.mode());
        let sender = Sender { version: Version::new(bytes).ok()?, ..Sender::new(bytes, bytes).ok()? };
        black_box(Attachment::grammar(())(bytes).is_ok());
        let file = black_box(Attachment::parse(bytes).ok()?);
        black_box(sender.request(1, 2, &file).ok()?).encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_profile_packets(bytes, out) {
        let profile = black_box(imwire::ipmsg::Profile::new(Sender::new(bytes, bytes).ok()?));
        let body = black_box(Body::parse_with(bytes, CommandWord::from_bits(number(bytes)?)).ok()?);
        let packet = black_box(profile.packet(7, CommandWord::from_bits(number(bytes)?), body).ok()?);
        black_box(packet.encode_into(out).is_ok());
        black_box(profile.plain_entry(Mode::new(*bytes.first()?), 7).ok()?);
        let options = SendOptions::from_bits_retain(number(bytes)?);
        let message = black_box(Message::parse_with(bytes, options).ok()?);
        profile.send(7, options, message).ok()?.encode_into(out).ok().map(<[u8]>::len)
    }

    fn feiq_pictures(bytes, _out) {
        let (id, flags) = (black_box(ImageId::new(bytes).ok()?), black_box(ImageFlags::new(bytes).ok()?));
        black_box((id.as_bytes(), id.to_str(), flags.as_bytes(), flags.to_str()));
        black_box((flags.is_bare_bitmap(), flags.coding()));
        ImageSlices::new(id, flags, bytes).ok()?.map(|slice| slice.data.len()).max()
    }

    fn feiq_collector(bytes, out) {
        let mut collector = black_box(ImageCollector::new(out));
        let first = slice(bytes)?;
        black_box((collector.takes(&first), collector.add(&first).is_ok()));
        let mut collector = black_box(collector);
        black_box((collector.add(&slice(bytes.get(1..)?)?).is_ok(), collector.progress()));
        let len = collector.picture().map(<[u8]>::len);
        collector.reset();
        len
    }

    fn feiq_text_pieces(bytes, out) {
        let text = black_box(FeiqText::of(Text::new(bytes).ok()?));
        let mut pieces = text.pieces();
        let first = black_box(pieces.next()?);
        black_box(first.encoded_len());
        black_box(black_box(text.font?).encode_into(out).is_ok());
        first.encode_into(out).ok().map(<[u8]>::len)
    }

    fn feiq_group_text(bytes, out) {
        let word = black_box(GroupWord::new(bytes).ok()?);
        black_box((word.as_bytes(), word.to_str()));
        let text = black_box(GroupText::parse(bytes).ok()?);
        black_box(text.check(()).is_ok());
        asked(text, out).map(|text| text.text.as_bytes().len())
    }

    fn dict_more(bytes, _out) {
        let dict = black_box(dict::Dict::parse(bytes).ok()?);
        let key = black_box(dict::Key::new(bytes.get(..3)?).ok()?);
        black_box((dict.get(key), key.to_str(), dict::Dictionary::new(dict).is_ok()));
        black_box((dict::DictEncrypted::new(dict).is_ok(), dict::EntryDict::new(dict).is_ok()));
        let packet = black_box(dict::DictPacket::new(dict).ok()?);
        black_box((packet.dict(), packet.host(), packet.user(), packet.word(), packet.packet_no()));
        black_box(packet.names().is_ok());
        let host = black_box(dict::DictHost::parse(bytes).ok()?);
        black_box(host.names());
        Some(dict.get(key)?.list().ok()?.as_bytes().len())
    }

    fn dict_more_made(bytes, _out) {
        let hosts = black_box([dict::DictHost::parse(bytes).ok()?]);
        let recipients = black_box([dict::DictRecipient::parse(bytes).ok()?]);
        let networks = black_box([dict::DictNetwork::parse(bytes).ok()?]);
        let files = black_box([dict::DictFile::parse(bytes).ok()?]);
        use imwire::ipmsg::Items;
        black_box((dict::NewValue::hosts(Items::new(&hosts)), dict::NewValue::text(Text::new(bytes).ok()?)));
        black_box((dict::NewValue::recipients(Items::new(&recipients)), dict::NewValue::files(Items::new(&files))));
        black_box(dict::NewValue::networks(Items::new(&networks)));
        let word = CommandWord::from_bits(number(bytes)?);
        dict::NewContent::new(word, dict::NewBody::Answer { answered: 7 }).is_ok().then_some(0)
    }

    fn msnp_resync(bytes, _out) {
        let mut splitter = black_box(Splitter::of(context(bytes)?));
        black_box(splitter.next(bytes).is_ok());
        splitter.set_file_transfer(black_box(bytes.len() % 2 == 0));
        let mut splitter = black_box(splitter);
        let skipped = splitter.resync(bytes.get(1..)?).skipped();
        black_box((splitter.dialect(), splitter.role().peer()));
        let mut splitter = black_box(splitter);
        Some(skipped ^ match splitter.resync(bytes) {
            Resync::Found(bytes) | Resync::Lost(bytes) => bytes,
        })
    }

    fn msnp_frame(bytes, out) {
        let frame = frame(bytes)?;
        black_box((frame.check(context(bytes)?).is_ok(), FrameBuf::of(&frame, bytes).is_some()));
        let kept = black_box(FrameBuf::parse_with(bytes, context(bytes)?).ok()?);
        black_box((kept.frame(), kept.encoded_len(), kept.encode_into(out).is_ok()));
        black_box(kept == FrameBuf::parse_with(bytes.get(1..)?, context(bytes)?).ok()?);
        Some(kept.into_bytes().len())
    }

    fn msnp_any(bytes, out) {
        let cx = context(bytes)?;
        let command = black_box(AnyCommand::parse_with(bytes, cx).ok()?);
        black_box((command.check(cx).is_ok(), command.link(), command.role(), command.as_other().is_some()));
        black_box(AnyCommand::read(&frame(bytes)?, cx).is_ok());
        let read = black_box(AnyCommand::read_tolerant(&frame(bytes)?, cx).ok()?);
        black_box((read.encode_into(out).is_ok(), read.encoded_len()));
        command.encode_into(out).ok().map(<[u8]>::len)
    }

    fn msnp_tolerant(bytes, out) {
        black_box((tolerant::<ns::ClientCommand<'_>>(bytes, out), tolerant::<ns::ServerCommand<'_>>(bytes, out)));
        black_box((tolerant::<sb::ClientCommand<'_>>(bytes, out), tolerant::<sb::ServerCommand<'_>>(bytes, out)));
        tolerant::<ft::Transfer<'_>>(bytes, out)
    }

    fn msnp_ft_line(bytes, out) {
        let command = black_box(LineCommand::parse_with(bytes, dialect(bytes)).ok()?);
        black_box((command.check(dialect(bytes)).is_ok(), command.name(), command.as_other().is_some()));
        black_box(LineCommand::read(&frame(bytes)?, dialect(bytes)).is_ok());
        black_box(tolerant::<LineCommand<'_>>(bytes, out));
        asked(command, out)?;
        Some(black_box(BlockData::new(bytes).ok()?).as_bytes().len())
    }

    fn msnp_sessions(bytes, _out) {
        let mut session = black_box(Session::from_bits(u64::from_le_bytes(*bytes.first_chunk()?)));
        let role = context(bytes)?.role.peer();
        black_box((session.link(), session.dialect(), session.context(role), session.switchboard(), session.to_bits()));
        black_box(session.observe(role, &frame(bytes)?));
        let mut session = black_box(session);
        let command = black_box(session.read(role, &frame(bytes)?).ok()?);
        let mut session = black_box(session);
        session.wrote(&command.command);
        Some(usize::from(black_box(session) == Session::new()))
    }

    fn msnp_sides(bytes, _out) {
        let mut session = black_box(Session::new());
        let limits = Limits { line: black_box(usize::MAX), payload: black_box(usize::MAX) };
        let mut side = black_box(Side::new(context(bytes)?.role).limits(limits).lenient());
        side.splitter().set_file_transfer(black_box(false));
        black_box(side.next_frame(&mut session, bytes).is_ok());
        let (mut side, mut session) = black_box((side, session));
        let mut commands = side.commands(&mut session, bytes);
        let seen = commands.by_ref().map_while(Result::ok).map(|(frame, _)| frame.raw().len()).max();
        black_box(commands.rest().len());
        seen
    }

    fn msnp_failure(bytes, _out) {
        let code = ErrorCode::new(u16::from_le_bytes(*bytes.first_chunk()?))?;
        black_box((code.number(), Failure::new(code, None), Failure::with_payload(code, TrId(7), Payload(bytes))));
        let failure = black_box(Failure::with_info(code, None, List::new(bytes).ok()?).ok()?);
        black_box((failure.code(), failure.trid(), failure.payload()));
        Some(failure.info().as_bytes().len())
    }

    fn msnp_other(bytes, out) {
        let line = black_box(Line::parse(bytes).ok()?);
        black_box((line.as_bytes(), line.args().as_bytes()));
        let other = black_box(Other::new(line, Some(bytes)).ok()?);
        black_box((other.line(), other.payload()));
        asked(other, out).map(|_| 0)
    }

    fn msnp_texts(bytes, _out) {
        let (arg, encoded) = (black_box(Arg::from_bytes(bytes).ok()?), black_box(Encoded::from_bytes(bytes).ok()?));
        black_box((arg.to_str(), arg.host_port(), encoded.to_str(), encoded.decoded().size_hint()));
        let passport = black_box(Passport::from_bytes(bytes).ok()?);
        black_box((passport.to_str(), passport.as_bytes(), Tagged::<'_, b'N'>::new(bytes).ok()?.value()));
        black_box(dialect(bytes).is_known());
        let dialects = black_box(imwire::msnp::Dialects::ALL);
        black_box((dialects.first(), dialects.last()));
        ns::InfReply::parse_with(bytes, dialect(bytes)).ok()?.packages().map(<[u8]>::len).max()
    }

    fn msnp_words(bytes, _out) {
        black_box(AckWanted::new(*bytes.first_chunk()?).map(AckWanted::octets).is_ok());
        black_box(ListName::new(*bytes.first_chunk()?).map(ListName::octets).is_ok());
        black_box(Privacy::new(*bytes.first_chunk()?).map(Privacy::octets).is_ok());
        black_box(Prompt::new(*bytes.first_chunk()?).map(Prompt::octets).is_ok());
        black_box(Property::new(*bytes.first_chunk()?).map(Property::octets).is_ok());
        Status::new(*bytes.first_chunk()?).map(Status::octets).is_ok().then_some(0)
    }
}
