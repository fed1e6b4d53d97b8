//! Writes the files and directories that were transferred: of IPMsg over TCP, and of MSNFTP.
//!
//! ```text
//! ← SENDMSG 22 file=10000 report.txt      the name, by host, packet and file
//! → GETFILEDATA message=22 file=10000     the file
//! ← hello file                            its contents
//! ```

pub(crate) mod corpus;
pub(crate) mod store;

use crate::show::charset::Charset;
use crate::show::output::{Place, Thing};
use imwire::Lossy;
use imwire::ipmsg::{Body, DirEvent, DirReader, Mode, Packet};
use imwire::msnp::Link;
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
    offers: HashMap<(IpAddr, u64, u64), Vec<u8>>,
    /// Names of files of MSN, by their length.
    msn: HashMap<u64, Vec<u8>>,
    /// Transfers of MSNFTP, by conversation.
    transfers: HashMap<u64, Target>,
    notes: Vec<String>,
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
                        let name = name.unwrap_or_else(|| b"file of MSN".to_vec());
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
            Thing::Frame { frame, .. } => {
                state.offer_of_msn(frame.payload().unwrap_or_default());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Ends the files that no end was seen of.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let state = &mut *self.0.borrow_mut();
        let transfers: Vec<_> = state.transfers.drain().map(|(_, target)| target).collect();
        transfers.into_iter().try_for_each(|target| state.close(target))
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
                    let name: Vec<u8> = file.name.decoded().collect();
                    for id in [Some(file.id.hex()), file.id.decimal()].into_iter().flatten() {
                        let key = (place.from.ip(), packet.packet_no.value(), id);
                        self.offers.insert(key, name.clone());
                    }
                }
                Ok(())
            }
            Ok(Body::Icon(icon)) if !icon.png.is_empty() => {
                let mut target = self.open(&[packet.user.as_bytes(), b".png"].concat())?;
                target.file.write_all(icon.png)?;
                self.close(target)
            }
            _ => Ok(()),
        }
    }

    /// `Application-File: a.txt` and `Application-FileSize: 5` of an invitation.
    fn offer_of_msn(&mut self, payload: &[u8]) {
        let field = |name: &[u8]| {
            let mut lines = payload.split(|&byte| byte == b'\n');
            let value = lines.find_map(|line| line.strip_prefix(name));
            value.map(<[u8]>::trim_ascii)
        };
        let (Some(name), Some(size)) = (field(b"Application-File:"), field(b"Application-FileSize:")) else {
            return;
        };
        if let Some(size) = std::str::from_utf8(size).ok().and_then(|size| size.parse().ok()) {
            if self.msn.len() >= OFFERS {
                self.msn.clear();
            }
            self.msn.insert(size, name.to_vec());
        }
    }

    fn open(&mut self, name: &[u8]) -> io::Result<Target> {
        let (file, path) = store::file(&self.directory, &store::safe(name, self.charset))?;
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
        use imwire::Wire as _;
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
            Mode::GETFILEDATA => Receiving::File(state.open(&name.unwrap_or_else(|| b"file".to_vec()))?),
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
