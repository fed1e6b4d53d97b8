//! What is read: a file, one that grows, or standard input; each of them may be compressed with gzip.
//!
//! A signal ends the reading, not the program: what was read until then is shown, and what waits in a pipe
//! is read first. The second signal ends the program at once.

use crate::capture::records::AT_ONCE;
use flate2::read::MultiGzDecoder;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// The name of standard input on the command line.
const STDIN: &str = "-";

/// How long the end of a growing file, or an empty pipe, is left alone.
const PAUSE: Duration = Duration::from_millis(100);

/// After a signal, what a pipe brings is read for so long.
const LAST: Duration = Duration::from_secs(1);

/// Pieces of a pipe that are read ahead.
const AHEAD: usize = 4;

/// Whether a signal has asked for the end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

/// Something to read.
pub(crate) struct Input {
    /// How it is called in titles and complaints.
    pub(crate) name: String,
    pub(crate) bytes: Box<dyn Read>,
    /// It may pause: what is read is to be shown at once.
    pub(crate) live: bool,
    /// In bytes, if it is a file.
    pub(crate) length: Option<u64>,
}

impl Stop {
    /// Notes the signals that end a program.
    ///
    /// # Errors
    /// The system refuses it.
    pub(crate) fn on_signals(&self) -> io::Result<()> {
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal finds the flag unset.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&self.0))?;
            flag::register(signal, Arc::clone(&self.0))?;
        }
        Ok(())
    }

    pub(crate) fn is_asked_for(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Input {
    /// Opens what is called so on the command line. `follow`: it goes on when the file has grown.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(crate) fn open(path: &Path, follow: bool, stop: &Stop) -> io::Result<Self> {
        let (name, file) = if path.as_os_str() == STDIN {
            ("standard input".to_owned(), stdin()?)
        } else {
            (path.display().to_string(), File::open(path)?)
        };
        let (is_file, length) = file.metadata().map(|it| (it.is_file(), it.len()))?;
        let (stop, live) = (stop.clone(), follow || !is_file);
        let bytes: Box<dyn Read> = match is_file {
            true => Box::new(Plain { file, follow, stop }),
            false => Box::new(Piped::new(file, stop)),
        };
        Ok(Self { name, bytes, live, length: (!live).then_some(length) })
    }

    /// The same with the bytes that `change` makes of these, and unpacked if they are compressed.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn unpacked(self, change: impl FnOnce(Box<dyn Read>) -> Box<dyn Read>) -> io::Result<Self> {
        let mut bytes = change(self.bytes);
        let mut head = Vec::new();
        bytes.by_ref().take(2).read_to_end(&mut head)?;
        let is_packed = head == [0x1f, 0x8b];
        let bytes = io::Cursor::new(head).chain(bytes);
        let bytes: Box<dyn Read> =
            if is_packed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
        Ok(Self { bytes, ..self })
    }
}

/// Standard input as a file, which can be asked what it is.
fn stdin() -> io::Result<File> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(handle.into())
}

/// A file on a disk.
struct Plain {
    file: File,
    follow: bool,
    stop: Stop,
}

impl Read for Plain {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.is_asked_for() {
                return Ok(0);
            }
            match self.file.read(buffer) {
                Ok(0) if self.follow && !buffer.is_empty() => thread::sleep(PAUSE),
                result => return result,
            }
        }
    }
}

/// A pipe. A thread reads it, since a read that waits does not see the signal.
struct Piped {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: io::Cursor<Vec<u8>>,
    stop: Stop,
    /// When the signal was seen.
    asked: Option<Instant>,
}

impl Piped {
    fn new(file: File, stop: Stop) -> Self {
        let (sender, pieces) = sync_channel(AHEAD);
        thread::spawn(move || read_ahead(file, &sender));
        Self { pieces, piece: io::Cursor::default(), stop, asked: None }
    }
}

/// Until the end of the pipe, or of its reader.
fn read_ahead(mut file: File, pieces: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; AT_ONCE];
        let read = match file.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read,
        };
        let piece = read.map(|read| {
            piece.truncate(read);
            piece
        });
        let is_last = piece.as_ref().map_or(true, Vec::is_empty);
        if pieces.send(piece).is_err() || is_last {
            return;
        }
    }
}

impl Read for Piped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            if self.stop.is_asked_for() && self.asked.get_or_insert_with(Instant::now).elapsed() > LAST {
                return Ok(0);
            }
            match self.pieces.recv_timeout(PAUSE) {
                Ok(piece) => {
                    let piece = piece?;
                    if piece.is_empty() {
                        return Ok(0);
                    }
                    self.piece = io::Cursor::new(piece);
                }
                // Nothing waits in the pipe.
                Err(RecvTimeoutError::Timeout) if self.asked.is_some() => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}
