//! What programs do with the crate, beyond reading one packet or command: streams in chunks, directories, answers,
//! commands written, sessions, payloads. Each beside the least that the same task costs without reading anything.

#![allow(dead_code, reason = "each crate that includes this module uses a part of it")]

use crate::inputs::dir;
use crate::inputs::{Corpus, Inputs};
use imwire::ipmsg::{DirEntry, DirEvent, DirReader, DirWriter, Packet, Profile, Sender, Situation};
use imwire::msnp::payload::mime::{ContentType, Mime};
use imwire::msnp::payload::text::{Format, PlainText};
use imwire::msnp::{Command, Dialect, Frame, Role, Session, Side, Splitter};
use imwire::{Encode, SliceSink, Wire};
use std::hint::black_box;

/// A stream that arrives in chunks of so many bytes: each is appended to a buffer, whole frames are taken, and
/// their bytes drained. The number of frames.
pub(crate) fn chunks(stream: &[u8], size: usize) -> usize {
    let mut splitter = Splitter::new(Role::Server);
    let (mut buffer, mut frames) = (Vec::new(), 0);
    for chunk in stream.chunks(size) {
        buffer.extend_from_slice(chunk);
        let mut done = 0;
        while let Ok(Some(frame)) = splitter.next(&buffer[done..]) {
            done += frame.raw().len();
            black_box((frame.line().verb(), frame.payload()));
            frames += 1;
        }
        buffer.drain(..done);
    }
    frames
}

/// The same where it is known how long each frame is.
pub(crate) fn append_and_drain(inputs: &Inputs, size: usize) -> usize {
    let mut lens = inputs.ranges().iter().map(std::ops::Range::len);
    let (mut buffer, mut frames) = (Vec::new(), 0);
    let mut next = lens.next();
    for chunk in inputs.bytes().chunks(size) {
        buffer.extend_from_slice(chunk);
        let mut done = 0;
        while let Some(len) = next.filter(|len| done + len <= buffer.len()) {
            black_box(&buffer[done..done + len]);
            done += len;
            frames += 1;
            next = lens.next();
        }
        buffer.drain(..done);
    }
    frames
}

/// A frame, and all its parameters one after the other: the least that a program does that looks at each.
pub(crate) fn parameters(splitter: &mut Splitter, rest: &[u8]) -> Option<usize> {
    let frame = splitter.next(rest).ok()??;
    for arg in frame.line().args() {
        black_box(arg);
    }
    Some(frame.raw().len())
}

/// A frame, and the command in it under the context of the session.
pub(crate) fn session(side: &mut Side, session: &mut Session, rest: &[u8]) -> Option<usize> {
    let (frame, command) = side.next(session, rest).ok()??;
    black_box(&command);
    Some(frame.raw().len())
}

/// The commands of a stream.
pub(crate) fn commands<'a, C: Command<'a>>(stream: &'a [u8], sender: Role) -> Vec<C> {
    let mut splitter = Splitter::new(sender);
    let frames: Vec<Frame<'a>> = splitter.frames(stream).collect::<Result<_, _>>().expect("a stream");
    frames.iter().map(|frame| C::read(frame, Dialect::MSNP11).expect("a command")).collect()
}

/// A packet is read, and what it obliges to is written. The number of bytes.
pub(crate) fn reply(profile: &Profile<'_>, packet: &[u8], room: &mut [u8]) -> Option<usize> {
    let packet = Packet::parse(packet).ok()?;
    let mut sent = 0;
    for obligation in profile.obligations(&packet, Situation::SENDER_KNOWN) {
        sent += profile.reply(&obligation, 1_700_000_000).ok()?.encode_into(room).ok()?.len();
    }
    Some(sent)
}

/// Copies the pieces that a packet was read from, and the colons between them: the least that an encoder does.
pub(crate) fn pieces(packet: &Packet<'_>, room: &mut [u8]) -> Option<usize> {
    let pieces = [
        packet.version.as_bytes(),
        packet.packet_no.text()?,
        packet.user.as_bytes(),
        packet.host.as_bytes(),
        packet.command.text()?,
        packet.additional.unwrap_or_default(),
    ];
    let mut at = 0;
    for piece in pieces {
        room.get_mut(at..at + piece.len())?.copy_from_slice(piece);
        *room.get_mut(at + piece.len())? = b':';
        at += piece.len() + 1;
    }
    Some(at)
}

/// The user who answers.
pub(crate) fn profile() -> Profile<'static> {
    Profile::new(Sender::new("alice", "kimchi").expect("a sender"))
}

/// All events of a directory stream that is there as a whole: their number.
pub(crate) fn directory(stream: &[u8]) -> usize {
    let mut reader = DirReader::new();
    let mut events = 0;
    for piece in reader.events(stream) {
        black_box(&piece.expect("a directory stream"));
        events += 1;
    }
    events
}

/// A record as it is written.
#[derive(Clone, Copy)]
pub(crate) enum Record<'a> {
    Enter(DirEntry<'a>),
    File(DirEntry<'a>, &'a [u8]),
    Leave(DirEntry<'a>),
}

/// The records of a stream.
pub(crate) fn records(corpus: &Corpus<dir::Fact>) -> Vec<Record<'_>> {
    let mut records = Vec::new();
    for piece in DirReader::new().events(corpus.inputs.bytes()) {
        match piece.expect("a directory stream").event() {
            DirEvent::Enter(entry) => records.push(Record::Enter(entry)),
            DirEvent::File(entry) => records.push(Record::File(entry, &[])),
            DirEvent::Contents { bytes, .. } => match records.last_mut() {
                Some(Record::File(_, contents)) => *contents = bytes,
                _ => panic!("contents of no file"),
            },
            DirEvent::Leave(entry) => records.push(Record::Leave(entry)),
            DirEvent::End => {}
        }
    }
    assert_eq!(records.len(), corpus.facts.len());
    records
}

/// Writes them to `room`: the number of bytes.
pub(crate) fn write_directory(records: &[Record<'_>], room: &mut [u8]) -> usize {
    let mut sink = SliceSink::new(room);
    let mut writer = DirWriter::new();
    for record in records {
        match record {
            Record::Enter(entry) => writer.enter(&mut sink, entry).expect("room"),
            Record::File(entry, contents) => {
                writer.file(&mut sink, entry).expect("room");
                if !contents.is_empty() {
                    writer.contents(&mut sink, contents).expect("room");
                }
            }
            Record::Leave(entry) => writer.leave(&mut sink, entry).expect("room"),
        }
    }
    writer.finish().expect("all directories are closed");
    sink.written().len()
}

/// The texts among the payloads of a switchboard.
pub(crate) fn texts(inputs: &Inputs) -> Vec<&[u8]> {
    let mut splitter = Splitter::new(Role::Server);
    let frames = splitter.frames(inputs.bytes()).map(|frame| frame.expect("a stream"));
    frames.filter_map(|frame| frame.payload()).filter(|payload| text(payload).is_some()).collect()
}

/// Font and text, if the content type is that of a text.
pub(crate) fn text(payload: &[u8]) -> Option<(Option<Format<'_>>, &[u8])> {
    let text = PlainText::parse(payload).ok()?;
    Some((text.format().ok()?, text.body))
}

/// Content type, font and text.
type TextParts<'a> = (ContentType<'a>, Option<Format<'a>>, &'a [u8]);

/// The same of a payload that may be anything: first as header lines and a body.
pub(crate) fn mime_text(payload: &[u8]) -> Option<TextParts<'_>> {
    let mime = Mime::parse(payload).ok()?;
    let text = PlainText::of(&mime).ok()?;
    Some((mime.content_type()?, text.format().ok()?, text.body))
}

/// Where the empty line is that ends the headers.
pub(crate) fn blank_line(payload: &[u8]) -> Option<usize> {
    memchr::memmem::find(payload, b"\r\n\r\n")
}
