//! One side of an MSNP connection: bytes go in as TCP delivers them, frames come out.
//!
//! What the splitter refuses, or what follows a gap in the capture, is skipped up to the next line
//! that begins with a known verb. Kept in memory is what the splitter needs to be whole: one line
//! and its payload, within its limits.

use crate::show::output::Excerpt;
use imwire::Error;
use imwire::msnp::{Dialect, Frame, Resync, Role, Splitter};

/// What came next.
#[derive(Debug)]
pub(crate) enum Step<'a> {
    /// `wire` is what has arrived, from its first byte on.
    Frame { frame: Frame<'a>, wire: &'a [u8] },
    /// What follows is not understood. `rest` is what of it has arrived.
    Refused { error: Error, rest: &'a [u8] },
    /// Bytes between what was understood.
    Skipped(Excerpt),
}

/// One side of a connection.
#[derive(Debug)]
pub(crate) struct Reader {
    sender: Role,
    lenient: bool,
    splitter: Splitter,
    buffer: Vec<u8>,
    /// What is before it has been told.
    start: usize,
    lost: Option<Lost>,
}

/// Looking for a line to go on with.
#[derive(Debug, Default)]
struct Lost {
    skipped: Excerpt,
    /// Bytes at the front of the buffer that were not captured.
    padding: usize,
}

/// A capture loses whole segments, and most of those begin with a line: so it is searched as if one had
/// ended before.
const LINE_END: &[u8] = b"\r\n";

impl Reader {
    pub(crate) fn new(sender: Role, lenient: bool) -> Self {
        let splitter = splitter(sender, lenient, false);
        Self { sender, lenient, splitter, buffer: Vec::new(), start: 0, lost: None }
    }

    pub(crate) fn set_dialect(&mut self, dialect: Dialect) {
        self.splitter.set_dialect(dialect);
    }

    /// What follows is MSNFTP.
    pub(crate) fn set_file_transfer(&mut self) {
        self.splitter = splitter(self.sender, self.lenient, true);
    }

    /// Takes the next bytes; then ask [`next`](Reader::next) until there is nothing more.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    pub(crate) fn next(&mut self) -> Option<Step<'_>> {
        if self.lost.is_none() && self.start >= self.buffer.len() {
            // Of thousands of connections, most wait for more.
            (self.buffer, self.start) = (Vec::new(), 0);
            return None;
        }
        if let Some(lost) = &mut self.lost {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            let found = self.splitter.resync(rest);
            let (padding, skipped) = rest
                .get(..found.skipped())
                .and_then(|skipped| skipped.split_at_checked(lost.padding))
                .unwrap_or_default();
            lost.padding -= padding.len();
            lost.skipped.add(skipped);
            self.start += found.skipped();
            if let Resync::Lost(_) = found {
                return None;
            }
            let Lost { skipped, .. } = self.lost.take()?;
            if skipped.count > 0 {
                return Some(Step::Skipped(skipped));
            }
        }
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        match self.splitter.next(rest) {
            Ok(Some(frame)) => {
                self.start += frame.raw().len();
                Some(Step::Frame { frame, wire: rest })
            }
            Ok(None) => None,
            Err(error) => {
                self.lost = Some(Lost::default());
                Some(Step::Refused { error, rest })
            }
        }
    }

    /// Bytes of a frame that is not whole yet.
    pub(crate) fn held(&self) -> usize {
        let padding = self.lost.as_ref().map_or(0, |lost| lost.padding);
        self.buffer.len() - self.start - padding
    }

    /// Bytes are missing. Gives back what had arrived of a frame before them.
    pub(crate) fn gap(&mut self) -> Vec<u8> {
        let padding = self.lost.as_ref().map_or(0, |lost| lost.padding);
        let rest = self.buffer.split_off(self.start + padding);
        self.buffer = LINE_END.to_vec();
        self.start = 0;
        self.splitter.reset();
        let was_lost = self.lost.is_some();
        let lost = self.lost.get_or_insert_default();
        lost.padding = LINE_END.len();
        if was_lost {
            lost.skipped.add(&rest);
            return Vec::new();
        }
        rest
    }

    /// Nothing more comes. Gives back what had arrived of a frame, and what was skipped.
    pub(crate) fn end(&mut self) -> (Vec<u8>, Excerpt) {
        let rest = self.gap();
        (rest, self.lost.take().map(|lost| lost.skipped).unwrap_or_default())
    }
}

pub(crate) fn splitter(sender: Role, lenient: bool, file_transfer: bool) -> Splitter {
    let splitter = if file_transfer { Splitter::file_transfer(sender) } else { Splitter::new(sender) };
    if lenient { splitter.lenient() } else { splitter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(step: Step<'_>) -> String {
        match step {
            Step::Frame { frame, .. } => frame.raw().escape_ascii().to_string(),
            Step::Refused { error, rest } => format!("{error}: {}", rest.escape_ascii()),
            Step::Skipped(Excerpt { count, head }) => format!("{count} skipped: {}", head.escape_ascii()),
        }
    }

    enum Event {
        Bytes(&'static [u8]),
        Gap,
    }
    use Event::{Bytes, Gap};

    /// Plays it to a reader, each byte by itself too, and checks what comes out.
    #[track_caller]
    fn case(events: &[Event], expected: &[&str], left: (&[u8], u64)) {
        for chunk in [1, usize::MAX] {
            let mut reader = Reader::new(Role::Server, false);
            let mut found = Vec::new();
            for event in events {
                match event {
                    Gap => found.push(format!("before the gap: {}", reader.gap().escape_ascii())),
                    Bytes(bytes) => {
                        for bytes in bytes.chunks(chunk) {
                            reader.push(bytes);
                            while let Some(step) = reader.next() {
                                found.push(match step {
                                    // How much has arrived depends on the chunks.
                                    Step::Refused { error, .. } => error.to_string(),
                                    step => show(step),
                                });
                            }
                        }
                    }
                }
            }
            assert_eq!(found, expected);
            let (rest, skipped) = reader.end();
            assert_eq!((&rest[..], skipped.count), left);
        }
    }

    #[test]
    fn frames() {
        case(
            &[Bytes(b"UBX a 2\r\nhiNLN b"), Bytes(b" c\r\nFL")],
            &["UBX a 2\\r\\nhi", "NLN b c\\r\\n"],
            (b"FL", 0),
        );
    }

    #[test]
    fn after_a_gap() {
        case(
            &[Bytes(b"UBX a 9\r\nhi"), Gap, Bytes(b"there\r\nFLN a\r\nFLN b\r\n")],
            &["before the gap: UBX a 9\\r\\nhi", "7 skipped: there\\r\\n", "FLN a\\r\\n", "FLN b\\r\\n"],
            (b"", 0),
        );
        case(
            &[Bytes(b"FL"), Gap, Bytes(b"FLN a\r\n"), Gap, Bytes(b"x\r"), Gap, Bytes(b"\nFLN")],
            &["before the gap: FL", "FLN a\\r\\n", "before the gap: ", "before the gap: "],
            (b"", 6),
        );
    }

    #[test]
    fn after_an_error() {
        case(
            &[Bytes(b"MSG a b c\r\nGET / HTTP/1.1\r\n\r\nMSG a b 1\r\n.FLN a\r\n")],
            &[
                "payload length: not a decimal number at byte 8",
                "29 skipped: MSG a b c\\r\\nGET / HTTP/1.1\\r\\n\\r\\n",
                "MSG a b 1\\r\\n.",
                "FLN a\\r\\n",
            ],
            (b"", 0),
        );
    }

    /// What can wait is a line and its payload.
    #[test]
    fn memory_is_bounded() {
        let mut reader = Reader::new(Role::Client, false);
        for line in [&b"MSG 1 U 1048576\r\n"[..], b"MSG 1 U 99999999\r\n", b"PNG", b"\0"] {
            reader.push(b"\r\n\r\n");
            reader.push(line);
            for _ in 0..2_000 {
                reader.push(&[b'x'; 1_500]);
                while reader.next().is_some() {}
                assert!(reader.buffer.len() <= (1 << 20) + 8_192 + 1_500);
            }
        }
    }
}
