//! Finds the place from which a stream of MSNP can be read again.

use imwire::msnp::{Command, Limits, Role, Row, ns, sb};

/// Which lines can be recognised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines {
    pub(crate) sender: Role,
    pub(crate) lenient: bool,
    pub(crate) file_transfer: bool,
}

/// What stands behind the bytes to skip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A line with a known verb.
    Line,
    /// The beginning of a line that may have one.
    Beginning,
    /// Nothing, or a CR.
    Nothing,
}

/// The library has no table of these yet.
const FILE_TRANSFER: [&[u8; 3]; 6] = [b"VER", b"USR", b"FIL", b"TFR", b"CCL", b"BYE"];

impl Lines {
    /// How many bytes to skip. `at_line`: the first may begin a line.
    pub(crate) fn search(&self, bytes: &[u8], mut at_line: bool) -> (usize, Found) {
        let mut rest = bytes;
        loop {
            let skipped = bytes.len() - rest.len();
            match self.begins(rest) {
                found if at_line && found != Found::Nothing => return (skipped, found),
                _ => {}
            }
            let Some((_, behind)) = self.line_end(rest) else {
                // The LF behind a CR may be still to come.
                let kept = usize::from(rest.ends_with(b"\r"));
                return (bytes.len() - kept, Found::Nothing);
            };
            rest = rest.get(behind..).unwrap_or_default();
            at_line = true;
        }
    }

    /// Does a known line begin here?
    fn begins(&self, bytes: &[u8]) -> Found {
        let limit = Limits::default().line;
        let window = bytes.get(..limit + 2).unwrap_or(bytes);
        match self.line_end(window) {
            Some((end, _)) if self.knows(window.get(..end).unwrap_or_default()) => Found::Line,
            Some(_) => Found::Nothing,
            None if window.len() > limit => Found::Nothing,
            None => match window.split_first_chunk() {
                Some((verb, [] | [b' ' | b'\r', ..])) if self.knows_verb(*verb) => Found::Beginning,
                Some(_) => Found::Nothing,
                None => Found::Beginning,
            },
        }
    }

    fn knows(&self, line: &[u8]) -> bool {
        match line.split_first_chunk::<3>() {
            // A number alone is not much of a sign.
            Some((verb @ [b'0'..=b'9', ..], rest)) => {
                self.knows_verb(*verb) && rest.iter().all(|byte| matches!(byte, b' ' | b'0'..=b'9'))
            }
            Some((verb, [] | [b' ', ..])) => self.knows_verb(*verb),
            _ => false,
        }
    }

    fn knows_verb(&self, verb: [u8; 3]) -> bool {
        let verb = if self.lenient { verb.map(|byte| byte.to_ascii_uppercase()) } else { verb };
        if self.file_transfer {
            return FILE_TRANSFER.contains(&&verb);
        }
        let has = |rows: &[Row]| rows.iter().any(|row| row.verb == verb);
        match self.sender {
            Role::Client => has(ns::ClientCommand::ROWS) || has(sb::ClientCommand::ROWS),
            Role::Server if verb.iter().all(u8::is_ascii_digit) => true,
            Role::Server => has(ns::ServerCommand::ROWS) || has(sb::ServerCommand::ROWS),
        }
    }

    /// Where the line ends, and where what is behind it begins.
    fn line_end(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let lf = match self.lenient {
            true => bytes.iter().position(|&byte| byte == b'\n')?,
            false => bytes.windows(2).position(|pair| pair == b"\r\n")? + 1,
        };
        let line = bytes.get(..lf)?;
        Some((line.strip_suffix(b"\r").unwrap_or(line).len(), lf + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: Lines = Lines { sender: Role::Client, lenient: false, file_transfer: false };
    const SERVER: Lines = Lines { sender: Role::Server, ..CLIENT };

    #[track_caller]
    fn case(lines: Lines, bytes: &[u8], at_line: bool, skip: usize, found: Found) {
        assert_eq!(lines.search(bytes, at_line), (skip, found));
    }

    #[test]
    fn the_next_known_line() {
        case(SERVER, b"ACK 1\r\n", true, 0, Found::Line);
        case(SERVER, b"ACK 1\r\n", false, 7, Found::Beginning);
        case(SERVER, b"xyz\r\nACK 1\r\n", true, 5, Found::Line);
        case(SERVER, b"ACK 1\r\nACK 2\r\n", false, 7, Found::Line);
        case(SERVER, b"ACKs\r\nQQQ 1\r\nNLN", true, 13, Found::Beginning);
        case(SERVER, b"a\r\nCAL 1", true, 3, Found::Beginning);
        case(SERVER, b"a\r\nCALL", true, 7, Found::Nothing);
        case(SERVER, b"a\nACK 1\r", true, 7, Found::Nothing);
        case(SERVER, b"a\r\nAC", true, 3, Found::Beginning);
        case(SERVER, b"", true, 0, Found::Beginning);
        case(SERVER, b"", false, 0, Found::Nothing);
    }

    #[test]
    fn verbs_of_each_side() {
        case(CLIENT, b"ACK 1\r\nPNG\r\n", true, 7, Found::Line);
        case(CLIENT, b"217 1\r\n", true, 7, Found::Beginning);
        case(SERVER, b"217 1\r\n", true, 0, Found::Line);
        case(SERVER, b"217 OK\r\n", true, 8, Found::Beginning);
        case(Lines { file_transfer: true, ..CLIENT }, b"PNG\r\nTFR\r\n", true, 5, Found::Line);
    }

    #[test]
    fn lenient() {
        let lenient = Lines { lenient: true, ..CLIENT };
        case(lenient, b"x\npng\n", true, 2, Found::Line);
        case(CLIENT, b"x\npng\r\nPNG\r\n", true, 7, Found::Line);
    }

    #[test]
    fn lines_without_an_end() {
        let mut line = b"MSG ".to_vec();
        line.resize(8_192, b'x');
        case(SERVER, &line, true, 0, Found::Beginning);
        line.resize(9_000, b'x');
        case(SERVER, &line, true, 9_000, Found::Nothing);
    }
}
