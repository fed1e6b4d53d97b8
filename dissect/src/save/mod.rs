//! Writes the files, directories and pictures that were transferred: of IPMsg over TCP, and pictures of FeiQ in slices;
//! of MSN by MSNFTP, and by P2P through a server or on direct connections.
//!
//! ```text
//! ← SENDMSG 22 file=10000 report.txt      the name, by host, packet and file
//! → GETFILEDATA message=22 file=10000     the file
//! ← hello file                            its contents
//! ```

pub(crate) mod corpus;
mod p2p;
mod pieces;
pub(crate) mod store;

use crate::save::p2p::{Offset, Sent, Session, Sessions};
use crate::save::pieces::Pieces;
use crate::show::charset::Charset;
use crate::show::output::{Place, Thing};
use imwire::ipmsg::feiq::ImageSlice;
use imwire::ipmsg::{Body, DirEvent, DirReader, Mode, Packet};
use imwire::msnp::payload::mime::ContentType;
use imwire::msnp::payload::p2p::P2pPacket;
use imwire::msnp::payload::{Content, Ink, Invitation};
use imwire::msnp::{Frame, Link};
use imwire::{Lossy, Wire};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Offers that are kept in memory.
const OFFERS: usize = 65_536;

/// Things that are written at the same time.
const OPEN: usize = 256;

/// Digits of the id of a picture that count.
const MOST_DIGITS: usize = 32;

/// Notes of what was written.
const NOTES: usize = 10_000;

/// Where files go, and how those are called that were offered. Shared by all connections.
#[derive(Debug, Clone)]
pub(crate) struct Saver(Rc<RefCell<State>>);

#[derive(Debug)]
struct State {
    directory: PathBuf,
    charset: Charset,
    /// Names, by the host that offers, the packet and the file.
    offers: HashMap<(IpAddr, u64, u64), String>,
    /// Names of files that are offered for MSNFTP, by their length.
    msn: HashMap<u64, String>,
    sessions: Sessions,
    /// What arrives in pieces; `None` once all of it is there.
    pieces: HashMap<Whose, Option<Pieces>>,
    /// Transfers of MSNFTP, by conversation.
    transfers: HashMap<u64, Target>,
    notes: Vec<String>,
}

/// What pieces belong to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Whose {
    /// A picture of `FeiQ`, by the host that sends it and the digits of its id.
    Picture(IpAddr, Vec<u8>),
    Session(Session),
}

/// A file that is being written.
#[derive(Debug)]
struct Target {
    file: File,
    path: PathBuf,
    missing: u64,
}

impl Saver {
    pub(crate) fn new(directory: &Path, charset: Charset) -> Self {
        Self(Rc::new(RefCell::new(State {
            directory: directory.to_owned(),
            charset,
            offers: HashMap::new(),
            msn: HashMap::new(),
            sessions: Sessions::default(),
            pieces: HashMap::new(),
            transfers: HashMap::new(),
            notes: Vec::new(),
        })))
    }

    /// What was written since it was asked last.
    pub(crate) fn notes(&self) -> Vec<String> {
        std::mem::take(&mut self.0.borrow_mut().notes)
    }

    /// Takes note of the names in a message, and of contents that are messages themselves.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn take(&self, place: &Place, thing: &Thing<'_>) -> io::Result<()> {
        let state = &mut *self.0.borrow_mut();
        match thing {
            Thing::Packet { packet, .. } => state.packet(place, packet),
            Thing::Frame { frame, context, .. } if context.link == Link::FileTransfer => {
                let number = place.conversation;
                match frame.block() {
                    Some(_) => match state.transfers.get_mut(&number) {
                        Some(target) => target.file.write_all(frame.payload().unwrap_or_default()),
                        None => Ok(()),
                    },
                    None if frame.line().verb() == *b"FIL" && state.transfers.len() < OPEN => {
                        let size = frame.line().args().next().map(|arg| arg.as_bytes());
                        let size = size.and_then(|size| std::str::from_utf8(size).ok()?.parse().ok());
                        let name = size.and_then(|size: u64| state.msn.get(&size).cloned());
                        let name = name.unwrap_or_else(|| "file of MSN".to_owned());
                        let target = state.open(&name)?;
                        state.transfers.insert(number, target);
                        Ok(())
                    }
                    None if frame.line().verb() == *b"BYE" => match state.transfers.remove(&number) {
                        Some(target) => state.close(target),
                        None => Ok(()),
                    },
                    None => Ok(()),
                }
            }
            Thing::Frame { frame, .. } => state.frame(place, frame),
            Thing::Direct(message) => match message.packet() {
                Ok(Some(packet)) => state.packet_of_peer(place, &packet),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Ends the files that no end was seen of.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let state = &mut *self.0.borrow_mut();
        let transfers = state.transfers.drain().map(|(_, target)| Ok(target));
        let pieces = state.pieces.drain().filter_map(|(_, pieces)| pieces).map(Pieces::finish);
        let mut targets = transfers.chain(pieces).collect::<io::Result<Vec<_>>>()?;
        targets.sort_by(|one, other| one.path.cmp(&other.path));
        targets.into_iter().try_for_each(|target| state.close(target))
    }
}

impl State {
    fn packet(&mut self, place: &Place, packet: &Packet<'_>) -> io::Result<()> {
        match packet.body() {
            Ok(Body::Message(message)) => {
                for file in message.files.iter().filter_map(Result::ok) {
                    if self.offers.len() >= OFFERS {
                        self.offers.clear();
                    }
                    // A list has decimal numbers, requests have hexadecimal ones; some clients mix them up.
                    let name = store::safe(&file.name.decoded().collect::<Vec<_>>(), self.charset);
                    for id in [Some(file.id.hex()), file.id.decimal()].into_iter().flatten() {
                        let key = (place.from.ip(), packet.packet_no.value(), id);
                        self.offers.insert(key, name.clone());
                    }
                }
                Ok(())
            }
            Ok(Body::Icon(icon)) if !icon.png.is_empty() => {
                let user = store::safe(packet.user.as_bytes(), self.charset);
                self.whole(&format!("{user} icon"), icon.png)
            }
            Ok(Body::ImageSlice(slice)) if slice.is_whole() => {
                let user = store::safe(packet.user.as_bytes(), self.charset);
                self.slice(place, &user, &slice)
            }
            _ => Ok(()),
        }
    }

    fn slice(&mut self, place: &Place, user: &str, slice: &ImageSlice<'_>) -> io::Result<()> {
        let id = slice.id.as_bytes().get(..MOST_DIGITS).unwrap_or(slice.id.as_bytes());
        let name = format!("{user} picture {}", String::from_utf8_lossy(id));
        let whose = Whose::Picture(place.from.ip(), id.to_vec());
        let at = Offset::Start { at: slice.offset.into(), total: slice.total.into() };
        self.piece(whose, &name, &at, slice.data)
    }

    fn frame(&mut self, place: &Place, frame: &Frame<'_>) -> io::Result<()> {
        let content = frame.payload().filter(|_| frame.line().verb() == *b"MSG").map(Content::parse);
        match content {
            Some(Ok(Content::Ink(Ink { content_type, data, .. }))) => {
                let name = if content_type == ContentType::GIF { "handwriting" } else { "handwriting.isf" };
                return self.whole(name, &data.decoded().collect::<Vec<_>>());
            }
            Some(Ok(Content::Invitation(Invitation { file: Some(name), file_size: Some(size), .. }))) => {
                if self.msn.len() >= OFFERS {
                    self.msn.clear();
                }
                self.msn.insert(size, store::safe(name.as_bytes(), self.charset));
            }
            _ => {}
        }
        p2p::sent(frame).iter().try_for_each(|sent| match sent {
            Sent::Packet(packet) => self.packet_of_peer(place, packet),
            Sent::Message(message) => {
                self.sessions.invited(place, message);
                Ok(())
            }
        })
    }

    fn packet_of_peer(&mut self, place: &Place, packet: &P2pPacket<'_>) -> io::Result<()> {
        match self.sessions.take(place, packet) {
            Some(piece) => self.piece(Whose::Session(piece.session), &piece.name, &piece.at, piece.bytes),
            None => Ok(()),
        }
    }

    /// A piece of a file, which is opened with its first one.
    fn piece(&mut self, whose: Whose, name: &str, at: &Offset, bytes: &[u8]) -> io::Result<()> {
        if !self.pieces.contains_key(&whose) {
            if self.pieces.values().flatten().count() >= OPEN {
                return Ok(());
            }
            if self.pieces.len() >= OFFERS {
                self.pieces.retain(|_, pieces| pieces.is_some());
            }
            let target = self.open(&with_extension(name, bytes))?;
            self.pieces.insert(whose.clone(), Some(Pieces::new(target, at.total())));
        }
        let Some(slot) = self.pieces.get_mut(&whose) else { return Ok(()) };
        let Some(pieces) = slot else { return Ok(()) };
        let start = match *at {
            Offset::Start { at, .. } => at,
            Offset::End { left, .. } => pieces.total().saturating_sub(left),
        };
        match pieces.add(start, bytes)?.then(|| slot.take()).flatten() {
            Some(pieces) => self.close(pieces.finish()?),
            None => Ok(()),
        }
    }

    /// A file that is whole in a message.
    fn whole(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut target = self.open(&with_extension(name, bytes))?;
        target.file.write_all(bytes)?;
        self.close(target)
    }

    /// `name` is safe.
    fn open(&mut self, name: &str) -> io::Result<Target> {
        let (file, path) = store::file(&self.directory, name)?;
        Ok(Target { file, path, missing: 0 })
    }

    fn close(&mut self, mut target: Target) -> io::Result<()> {
        let length = target.file.stream_position()?;
        // A gap at the end is part of the file too.
        target.file.set_len(length)?;
        let path = Lossy::of(target.path.as_os_str().as_encoded_bytes()).to_string();
        self.note(match target.missing {
            0 => format!("saved {path}, {}", crate::count(length, "byte")),
            missing => format!("saved {path}, in which {missing} bytes are missing"),
        });
        Ok(())
    }

    fn note(&mut self, text: String) {
        if self.notes.len() < NOTES {
            self.notes.push(text);
        }
    }
}

/// The name of a picture, with the extension that its first bytes say, unless it has one.
fn with_extension(name: &str, bytes: &[u8]) -> String {
    const STARTS: [(&[u8], &str); 5] =
        [(b"\x89PNG", "png"), (b"GIF8", "gif"), (b"\xff\xd8", "jpg"), (b"BM", "bmp"), (b"RIFF", "wav")];
    match STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        Some((_, extension)) if Path::new(name).extension().is_none_or(|it| it.len() > 4) => {
            format!("{name}.{extension}")
        }
        _ => name.to_owned(),
    }
}

/// What one connection of IPMsg brings.
#[derive(Debug)]
pub(crate) struct Download {
    saver: Saver,
    /// The side that was taken for the asking one, and the other.
    ends: [IpAddr; 2],
    target: Receiving,
}

#[derive(Debug, Default)]
enum Receiving {
    #[default]
    Nothing,
    File(Target),
    Directory(Box<Tree>),
}

/// A directory that is being written.
#[derive(Debug)]
struct Tree {
    reader: DirReader,
    /// The start of a header.
    buffer: Vec<u8>,
    /// The directories that are open, the outermost first.
    path: Vec<PathBuf>,
    open: Option<Target>,
}

impl Download {
    pub(crate) fn new(saver: Saver, ends: [IpAddr; 2]) -> Self {
        Self { saver, ends, target: Receiving::Nothing }
    }

    /// A packet was sent by the asking side. `turned`: that is the second end.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn asked(&mut self, packet: &[u8], turned: bool) -> io::Result<()> {
        self.finish()?;
        let Ok(packet) = Packet::parse(packet) else { return Ok(()) };
        let (mode, Ok(Body::FileRequest(request))) = (packet.word().mode(), packet.body()) else {
            return Ok(());
        };
        let [first, second] = self.ends;
        let state = &mut *self.saver.0.borrow_mut();
        let key = (if turned { first } else { second }, request.packet_no, request.file_id.hex());
        let name = state.offers.get(&key).cloned();
        self.target = match mode {
            Mode::GETFILEDATA => Receiving::File(state.open(name.as_deref().unwrap_or("file"))?),
            Mode::GETDIRFILES => Receiving::Directory(Box::new(Tree {
                reader: DirReader::new(),
                buffer: Vec::new(),
                path: Vec::new(),
                open: None,
            })),
            _ => Receiving::Nothing,
        };
        Ok(())
    }

    /// These bytes were answered.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn answered(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.target {
            Receiving::Nothing => Ok(()),
            Receiving::File(target) => target.file.write_all(bytes),
            Receiving::Directory(tree) => {
                let state = &mut *self.saver.0.borrow_mut();
                if !tree.take(bytes, state)? {
                    // What follows cannot be read.
                    self.target = Receiving::Nothing;
                }
                Ok(())
            }
        }
    }

    /// So many bytes of the answer are not in the capture.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn gap(&mut self, count: u64) -> io::Result<()> {
        match &mut self.target {
            Receiving::Nothing => Ok(()),
            Receiving::File(target) => {
                target.missing += count;
                target.file.seek(SeekFrom::Current(i64::try_from(count).unwrap_or(0))).map(|_| ())
            }
            // Where the next record begins is not known.
            Receiving::Directory(_) => self.finish(),
        }
    }

    /// The answer is at its end.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let target = match std::mem::take(&mut self.target) {
            Receiving::Nothing => return Ok(()),
            Receiving::File(target) => target,
            Receiving::Directory(tree) => match tree.open {
                Some(target) => target,
                None => return Ok(()),
            },
        };
        self.saver.0.borrow_mut().close(target)
    }
}

impl Tree {
    /// Takes the next bytes. Says whether it can go on.
    fn take(&mut self, bytes: &[u8], state: &mut State) -> io::Result<bool> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.extend_from_slice(bytes);
        let mut rest = &buffer[..];
        loop {
            let piece = match self.reader.next(rest) {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(_) => return Ok(false),
            };
            rest = rest.get(piece.raw().len()..).unwrap_or_default();
            let name = |entry: &imwire::ipmsg::DirEntry<'_>| {
                store::safe(&entry.name.decoded().collect::<Vec<_>>(), state.charset)
            };
            let inside = self.path.last().unwrap_or(&state.directory);
            match piece.event() {
                DirEvent::Enter(entry) => self.path.push(store::directory(inside, &name(&entry))?),
                DirEvent::Leave(_) => drop(self.path.pop()),
                DirEvent::File(entry) => {
                    let (file, path) = store::file(inside, &name(&entry))?;
                    let target = Target { file, path, missing: 0 };
                    if entry.contents() == 0 {
                        state.close(target)?;
                    } else {
                        self.open = Some(target);
                    }
                }
                DirEvent::Contents { bytes, left } => {
                    if let Some(target) = &mut self.open {
                        target.file.write_all(bytes)?;
                    }
                    if let Some(target) = self.open.take_if(|_| left == 0) {
                        state.close(target)?;
                    }
                }
                DirEvent::End => return Ok(false),
            }
        }
        self.buffer = rest.to_vec();
        Ok(true)
    }
}
