//! What both protocols are built on, and their headers. A function that is in no module here is not proved, and `../api` names it.
//!
//! The pattern:
//! ```text
//! fn ipmsg_packet(bytes, out) {
//!     let packet = black_box(Packet::parse(bytes).ok()?);      // 1
//!     black_box(packet.encoded_len());                             // 2
//!     packet.encode_into(out).ok()
//! }
//! fn msnp_args(bytes, _out) {
//!     Line::parse(bytes).ok()?.args.map(<[u8]>::len).max()         // 3
//! }
//! ```
//! 1. `black_box` between parse and encode: encode is then proved for every value of the type, not for those that parse
//!    makes. What is not in the bytes (a dialect, an option word, a splitter's state) is taken from them, or from
//!    `black_box`, never a constant.
//! 2. A result that nobody reads may be dropped, it makes no panic go away; an iterator that nobody runs is not looked at.
//! 3. A result is a number, or `None` at the first thing refused.

use imwire::fields::{Field, Value};
use imwire::ipmsg::{
    Coded, Coding, CommandWord, Encrypted, EntryOptions, FileId, FileRequest, KeyCapabilities, KeyOptions,
    KeyRequest, Name, Number, OptionBits, Packet, Progress, PublicKey, ReadOptions, SendOptions, Version,
};
use imwire::ipmsg::{
    DirEntry, DirLimits, DirReader, DirWriter, ExtAttribute, ExtKey, ExtValue, FileAttributes, FileName,
    FileWord, Items,
};
use imwire::msnp::{
    Arg, ClientCapabilities, Command, Context, Dialect, Encoded, ErrorCode, Escaped, Frame, Limits, Line,
    Link, List, Passport, Role, Session, Side, Splitter, Status, Tagged, ft, ns, sb,
};
use imwire::{Counter, Encode, Sink, SliceSink, Wire, scan};
use std::hint::black_box;

/// A dialect that the optimizer knows nothing of.
fn dialect(bytes: &[u8]) -> Dialect {
    Dialect::new(bytes.first().copied().unwrap_or_default())
}

/// A splitter of any kind, in the state it is in after the first half of the bytes.
fn splitter(bytes: &[u8]) -> Splitter {
    let kind = bytes.first().copied().unwrap_or_default();
    let sender = if kind & 1 == 0 { Role::Client } else { Role::Server };
    let mut splitter = if kind & 2 == 0 { Splitter::new(sender) } else { Splitter::file_transfer(sender) };
    if kind & 4 != 0 {
        splitter = splitter.lenient();
    }
    splitter = splitter.limits(Limits { line: black_box(usize::MAX), payload: black_box(usize::MAX) });
    splitter.set_dialect(dialect(bytes));
    splitter
}

/// A reader of a directory stream with any limits, in the state it is in after the first half of
/// the bytes.
fn dir_reader(bytes: &[u8]) -> DirReader {
    let mut reader = DirReader::new().limits(dir_limits());
    if let Some(half) = bytes.get(..bytes.len() / 2) {
        let mut events = reader.events(half);
        while let Some(Ok(piece)) = events.next() {
            black_box(piece);
        }
    }
    reader
}

fn dir_limits() -> DirLimits {
    DirLimits {
        header: black_box(usize::MAX),
        depth: black_box(u32::MAX),
        contents: black_box(u64::MAX),
        preamble: black_box(usize::MAX),
    }
}

/// Reads a command alone and from a frame, shows its fields, and writes it.
#[inline(always)]
fn command<'a, C: Command<'a>>(bytes: &'a [u8], out: &mut [u8]) -> Option<usize> {
    let dialect = dialect(bytes);
    let command = black_box(C::parse_with(bytes, dialect).ok()?);
    black_box(command.check(dialect).is_ok());
    let mut seen = 0;
    command.fields(&mut |field: &'static Field, value: Value<'_>, _: Option<&[u8]>| {
        seen ^= match value {
            Value::Bytes(bytes) | Value::Text(bytes) | Value::Encoded(bytes) => bytes.len(),
            _ => field.id.len(),
        };
    });
    black_box((seen, command.name().len(), command.encoded_len(), command.as_other().is_some()));
    command.encode_into(out).ok().map(<[u8]>::len)
}

#[inline(always)]
fn read<'a, C: Command<'a>>(bytes: &'a [u8]) -> Option<usize> {
    let frame: Frame<'a> = black_box(splitter(bytes).next(bytes).ok()??);
    let command = C::read(&frame, dialect(bytes)).ok()?;
    Some(black_box(command).name().len())
}

crate::calls! {
    fn scan_find(bytes, _out) {
        let (a, b, c) = (*bytes.first()?, *bytes.last()?, *bytes.get(1)?);
        black_box((scan::find(a, bytes), scan::find2(a, b, bytes)));
        scan::find3(a, b, c, bytes)
    }

    fn scan_until(bytes, _out) {
        scan::until(*bytes.first()?)(bytes).ok().map(|(rest, _)| rest.len())
    }

    fn scan_line(bytes, _out) {
        scan::line(bytes).ok().map(|(rest, _)| rest.len())
    }

    fn scan_numbers(bytes, _out) {
        black_box((scan::decimal_u32(bytes).is_ok(), scan::hex_u32(bytes).is_ok()));
        black_box(scan::decimal_u64(bytes).is_ok());
        scan::hex_u64(bytes).ok().map(|(rest, _)| rest.len())
    }

    fn scan_put(bytes, out) {
        let value = u64::from_le_bytes(*bytes.first_chunk()?);
        let mut sink = SliceSink::new(out);
        scan::put_decimal(&mut sink, value).ok()?;
        scan::put_hex(&mut sink, value).ok()?;
        let mut counter = Counter::new();
        counter.put(bytes).ok()?;
        Some(sink.written().len() ^ counter.count())
    }

    fn ipmsg_file_name(bytes, out) {
        let read = black_box(FileName::parse(bytes).ok()?);
        let made = black_box(FileName::new(bytes).ok()?);
        black_box((read == made, read.encoded_len(), made.encoded_len(), read.is_plain(), made.borrowed()));
        black_box((read.borrowed(), read.encode_into(out).is_ok(), made.encode_into(out).is_ok()));
        black_box((read.check(()).is_ok(), made.decode_into(out).is_ok(), read.decode_into(out).is_ok()));
        read.decoded().max().map(usize::from)
    }

    fn ipmsg_file_word(bytes, _out) {
        let word = FileWord::from_bits(u32::from_le_bytes(*bytes.first_chunk()?));
        let word = FileWord::new(word.file_type()).with(word.attributes() | FileAttributes::RONLY);
        black_box(ExtKey::new(word.bits()).is_number());
        word.file_type().name().map(str::len)
    }

    fn ipmsg_ext_attribute(bytes, out) {
        let read = black_box(ExtAttribute::parse(bytes).ok()?);
        let made = black_box(ExtAttribute::number(read.key, u64::from_le_bytes(*bytes.first_chunk()?)));
        black_box((ExtValue::text(bytes).is_ok(), ExtValue::list(bytes).is_ok(), read == made));
        black_box((read.encoded_len(), read.check(()).is_ok(), made.encoded_len(), made.value.as_number()));
        black_box((read.encode_into(out).is_ok(), made.encode_into(out).is_ok(), read.value.as_number()));
        read.value.values().filter_map(ExtValue::as_bytes).map(<[u8]>::len).max()
    }

    fn ipmsg_dir_entry(bytes, out) {
        let read = black_box(DirEntry::parse(bytes).ok()?);
        let list = [ExtAttribute::parse(bytes).ok()?];
        let made = black_box(DirEntry { extended: Items::new(&list), ..read });
        black_box((read.encoded_len(), read.check(()).is_ok(), read.contents(), read == made));
        black_box((made.encoded_len(), made.check(()).is_ok(), made.encode_into(out).is_ok()));
        black_box((read.extended.get(ExtKey::MTIME), read.extended.iter().filter_map(Result::ok).last()));
        read.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_dir_reader(bytes, _out) {
        let mut reader = black_box(dir_reader(bytes));
        black_box((reader.needed(), reader.looked_at(), reader.position(), reader.depth()));
        black_box(reader.finish().is_ok());
        // Not the same bytes: nothing is assumed of what is given next.
        let piece = black_box(reader.next(bytes.get(1..)?).ok()??);
        black_box((reader.finish().is_ok(), piece.event(), piece.depth()));
        reader.reset();
        Some(piece.raw().len())
    }

    fn ipmsg_dir_events(bytes, _out) {
        let mut reader = black_box(dir_reader(bytes));
        let mut events = reader.events(bytes);
        let longest = events.by_ref().map_while(Result::ok).map(|piece| piece.raw().len()).max();
        black_box(events.rest().len());
        longest
    }

    fn ipmsg_dir_writer(bytes, out) {
        let mut writer = DirWriter::new().limits(dir_limits());
        let entry = black_box(DirEntry::parse(bytes).ok()?);
        let mut sink = SliceSink::new(out);
        black_box(writer.enter(&mut sink, &entry).is_ok());
        let mut writer = black_box(writer);
        black_box(writer.file(&mut sink, &entry).is_ok());
        let mut writer = black_box(writer);
        black_box((writer.contents(&mut sink, bytes).is_ok(), writer.left(), writer.depth()));
        let mut writer = black_box(writer);
        black_box((writer.sent(u64::from_le_bytes(*bytes.first_chunk()?)).is_ok(), writer.finish().is_ok()));
        black_box(writer.leave(&mut sink, &entry).is_ok());
        Some(sink.written().len())
    }

    fn ipmsg_packet(bytes, out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        black_box((packet.encoded_len(), packet.check(()).is_ok()));
        packet.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_packet_error(bytes, _out) {
        let error = Packet::parse(bytes).err()?;
        Some(error.at() ^ error.part().name().len() ^ error.kind().text().len())
    }

    fn ipmsg_packet_made(bytes, out) {
        let packet = Packet {
            version: Version::new(bytes).ok()?,
            packet_no: Number::new(u64::from_le_bytes(*bytes.first_chunk()?)),
            user: Name::new(bytes).ok()?,
            host: Name::new(bytes).ok()?,
            command: CommandWord::from_bits(u32::from_le_bytes(*bytes.first_chunk()?)).into(),
            additional: Some(bytes),
        };
        packet.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_packet_grammar(bytes, _out) {
        Packet::grammar(())(bytes).ok().map(|(rest, _)| rest.len())
    }

    fn ipmsg_numbers(bytes, _out) {
        let packet = black_box(Packet::parse(bytes).ok()?);
        let other = black_box(Packet::parse(bytes).ok()?);
        black_box((packet.packet_no == other.packet_no, packet.command == other.command));
        packet.packet_no.text().map(<[u8]>::len)
    }

    fn ipmsg_word(bytes, _out) {
        let word = CommandWord::from_bits(u32::from_le_bytes(*bytes.first_chunk()?));
        let options = word.options();
        black_box((word.get::<SendOptions>(), word.get::<EntryOptions>(), word.get::<ReadOptions>()));
        black_box(word.with(KeyOptions::AUTORET).map(CommandWord::bits));
        black_box((KeyOptions::FAMILY, word.common(), word.mode().name(), word.mode().family()));
        black_box(options.unnamed());
        options.names().map(str::len).max()
    }

    fn ipmsg_version(bytes, _out) {
        let version = Version::new(bytes).ok()?;
        black_box((version.number(), version.client()));
        let feiq = version.feiq()?;
        black_box((feiq.line(), feiq.avatar(), feiq.level(), feiq.mac(), feiq.avatar_size()));
        black_box((feiq.portrait_size(), feiq.cipher_len(), feiq.build()));
        feiq.parts().map(<[u8]>::len).max()
    }

    fn ipmsg_coded(bytes, out) {
        let coding = if bytes.len() % 2 == 0 { Coding::Hex } else { Coding::Base64 };
        let read = black_box(Coded::from_text(coding, bytes).ok()?);
        let made = black_box(Coded::new(coding, bytes));
        black_box((read == made, read.encoded_len(), read.encode_into(out).is_ok(), made.encoded_len()));
        black_box((made.encode_into(out).is_ok(), made.text(), read.coding(), read.is_empty()));
        black_box((read.decode_into(out).is_ok(), made.decode_into(out).is_ok(), made.decoded().len()));
        read.decoded().map(usize::from).max()
    }

    fn ipmsg_capabilities(bytes, out) {
        let capabilities = KeyCapabilities::from_bits_retain(u32::from_le_bytes(*bytes.first_chunk()?));
        let packet = black_box(Packet::parse(bytes).ok()?);
        black_box((capabilities.coding(), capabilities.iv(packet.packet_no), capabilities.iv(Number::new(7))));
        capabilities.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_digits(bytes, out) {
        let value = u64::from_le_bytes(*bytes.first_chunk()?);
        black_box((FileId::from_hex(value).decimal(), FileId::from_decimal(value)));
        FileId::from_hex(value).encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_key_request(bytes, out) {
        let request = black_box(KeyRequest::parse(bytes).ok()?);
        black_box((request.encoded_len(), request.check(()).is_ok()));
        request.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_public_key(bytes, out) {
        let key = black_box(PublicKey::parse(bytes).ok()?);
        black_box((key.encoded_len(), key.check(()).is_ok(), key == black_box(key)));
        key.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_encrypted(bytes, out) {
        let body = black_box(Encrypted::parse(bytes).ok()?);
        black_box((body.encoded_len(), body.check(()).is_ok(), body == black_box(body)));
        let _ = black_box((body.files.as_bytes(), body.files.iter().last()));
        body.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_file_request(bytes, out) {
        let word = CommandWord::from_bits(u32::from_le_bytes(*bytes.first_chunk()?));
        let request = black_box(FileRequest::parse_with(bytes, word).ok()?);
        black_box((request.encoded_len(), request.check(word).is_ok(), request == black_box(request)));
        request.encode_into(out).ok().map(<[u8]>::len)
    }

    fn ipmsg_progress(bytes, _out) {
        match Progress::of(bytes, black_box(usize::MAX)).ok()? {
            Progress::Complete(len) => Some(len),
            _ => None,
        }
    }

    fn msnp_splitter(bytes, out) {
        let mut splitter = splitter(bytes);
        let half = bytes.get(..bytes.len() / 2)?;
        black_box(splitter.next(half).is_ok());
        black_box((splitter.needed(), splitter.looked_at()));
        // Not the same bytes, and fewer: nothing is assumed of what is given next.
        let frame = black_box(splitter.next(bytes.get(1..)?).ok()??);
        black_box((frame.line(), frame.payload(), frame.block(), frame.encoded_len()));
        frame.encode_into(out).ok().map(<[u8]>::len)
    }

    fn msnp_frames(bytes, _out) {
        let mut splitter = splitter(bytes);
        let mut frames = splitter.frames(bytes);
        let longest = frames.by_ref().map_while(Result::ok).map(|frame| frame.raw().len()).max();
        black_box(frames.rest().len());
        splitter.reset();
        longest
    }

    fn msnp_line(bytes, out) {
        let line = black_box(Line::parse(bytes).ok()?);
        black_box((line.verb(), line.code(), line.encoded_len(), line.check(()).is_ok()));
        black_box(line.trid(Context::new(black_box(Link::Switchboard), Role::Client, dialect(bytes))));
        black_box(line.trid(Context::new(black_box(Link::Switchboard), Role::Server, dialect(bytes))));
        black_box(line.encode_into(out).is_ok());
        line.args().map(|arg| arg.as_bytes().len()).max()
    }

    fn msnp_text(bytes, _out) {
        black_box((Arg::new(bytes).ok()?.number(), List::new(bytes).is_ok()));
        let passport = Passport::new(bytes).ok()?;
        black_box((passport.address().len(), passport.endpoint(), passport.network(), passport.via()));
        Encoded::new(bytes).ok()?.decoded().max().map(usize::from)
    }

    fn msnp_escaped(bytes, out) {
        let text = if *bytes.first()? & 1 == 0 { Escaped::text(bytes) } else { Escaped::object(bytes) };
        black_box(black_box(text).encoded_len());
        Some(text.into_encoded(out).ok()?.as_bytes().len())
    }

    fn msnp_dialect(bytes, out) {
        let dialect = Dialect::from_name(bytes)?;
        dialect.encode_into(out).ok().map(<[u8]>::len)
    }

    fn msnp_agreed(bytes, _out) {
        black_box(ns::Ver::parse_with(bytes, dialect(bytes)).ok()?.dialects().max());
        let agreed = ns::VerReply::parse_with(bytes, dialect(bytes)).ok()?.agreed()?;
        Some(usize::from(agreed.number()))
    }

    fn msnp_ns_client(bytes, out) {
        command::<ns::ClientCommand<'_>>(bytes, out)
    }

    fn msnp_ns_server(bytes, out) {
        command::<ns::ServerCommand<'_>>(bytes, out)
    }

    fn msnp_sb_client(bytes, out) {
        command::<sb::ClientCommand<'_>>(bytes, out)
    }

    fn msnp_sb_server(bytes, out) {
        command::<sb::ServerCommand<'_>>(bytes, out)
    }

    fn msnp_ft(bytes, out) {
        command::<ft::Transfer<'_>>(bytes, out)
    }

    fn msnp_session(bytes, _out) {
        let sender = if *bytes.first()? & 1 == 0 { Role::Client } else { Role::Server };
        let mut session = Session::known(black_box(Link::Unknown), dialect(bytes));
        let mut side = Side::new(sender);
        let (frame, command) = side.next(&mut session, bytes).ok()??;
        black_box(session);
        Some(frame.raw().len() ^ command.ok()?.command.name().len())
    }

    fn msnp_values(bytes, _out) {
        let code = ErrorCode::new(u16::from_le_bytes(*bytes.first_chunk()?))?;
        let capabilities = ClientCapabilities::from_bits_retain(u32::from_le_bytes(*bytes.first_chunk()?));
        black_box((Status::new(*bytes.first_chunk()?).is_ok(), capabilities.version()));
        black_box(Tagged::<'_, b'N'>::new(bytes).is_ok());
        code.text().map(str::len)
    }

    fn msnp_read(bytes, _out) {
        black_box(read::<ft::Transfer<'_>>(bytes));
        black_box((read::<ns::ClientCommand<'_>>(bytes), read::<ns::ServerCommand<'_>>(bytes)));
        black_box(read::<sb::ClientCommand<'_>>(bytes));
        read::<sb::ServerCommand<'_>>(bytes)
    }
}
