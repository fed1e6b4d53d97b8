//! Naive readers of both protocols, written from what documents and programs say of the wire and not from imwire. They
//! copy, look at bytes twice and know nothing of what is inside parameters: an oracle for fuzzing, and a picture of what
//! has to be decided.
//!
//! ```
//! use imwire_testkit::naive;
//!
//! let packet = naive::packet(b"1:100:shirouzu:jupiter:32:hello").expect("a packet");
//! assert_eq!((packet.packet_no, packet.command, packet.additional), (100, 32, Some(&b"hello"[..])));
//! ```

use imwire::msnp::{Dialect, Role};

/// The six fields of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Not empty.
    pub version: &'a [u8],
    /// Decimal on the wire.
    pub packet_no: u64,
    /// The sender.
    pub user: &'a [u8],
    /// The host of the sender.
    pub host: &'a [u8],
    /// Decimal on the wire.
    pub command: u32,
    /// All after the fifth colon, if there is one.
    pub additional: Option<&'a [u8]>,
}

/// The fields of a packet in colon form, if it is one.
///
/// ```
/// use imwire_testkit::naive;
///
/// assert!(naive::packet(b"1: 7 :u:h:\t0").is_some());
/// assert!(naive::packet(b"1:-7:u:h:0").is_none());
/// ```
pub fn packet(bytes: &[u8]) -> Option<Packet<'_>> {
    // A dictionary, whole or not at all.
    if bytes.starts_with(b"IP2:") {
        return None;
    }
    let fields: Vec<&[u8]> = bytes.splitn(6, |byte| *byte == b':').collect();
    let &[version, packet_no, user, host, command, ref additional @ ..] = &fields[..] else { return None };
    let additional = additional.first().copied();
    let command = if additional.is_some() { command } else { without_terminator(command) };
    if version.is_empty() || [version, packet_no, user, host, command].concat().contains(&0) {
        return None;
    }
    Some(Packet {
        version,
        packet_no: decimal(blank_around(packet_no))?,
        user,
        host,
        command: decimal(blank_around(command))?.try_into().ok()?,
        additional,
    })
}

/// Without a fifth colon NULs at the end are a terminator, and a shell puts a line end before them.
fn without_terminator(command: &[u8]) -> &[u8] {
    let command = without_at_end(command, b"\0");
    match command {
        [command @ .., b'\r', b'\n'] | [command @ .., b'\n'] => command,
        _ => command,
    }
}

fn without_at_end<'a>(bytes: &'a [u8], these: &[u8]) -> &'a [u8] {
    let len = bytes.iter().rposition(|byte| !these.contains(byte)).map_or(0, |at| at + 1);
    &bytes[..len]
}

fn blank_around(field: &[u8]) -> &[u8] {
    let field = without_at_end(field, b" \t");
    let start = field.iter().position(|byte| !b" \t".contains(byte)).unwrap_or(field.len());
    &field[start..]
}

fn decimal(digits: &[u8]) -> Option<u64> {
    number(digits, 10)
}

/// Digits and nothing else.
fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let all_digits = digits.iter().all(|byte| char::from(*byte).is_digit(radix));
    let text = std::str::from_utf8(digits).ok().filter(|_| all_digits)?;
    u64::from_str_radix(text, radix).ok()
}

/// A file that a message offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// As hexadecimal.
    pub id: u64,
    /// With single colons.
    pub name: Vec<u8>,
    /// In bytes.
    pub size: u64,
    /// As sent.
    pub mtime: u64,
    /// Type and attributes; 1, a plain file, if it is not sent.
    pub word: u32,
}

/// The file list in the additional section of a message with `FILEATTACH`; `None` for an item that is none.
///
/// ```
/// use imwire_testkit::naive;
///
/// let files = naive::files(b"see\x000:a::b.txt:1f4:65500000:1:\x07oops\x07");
/// assert_eq!(files[0].as_ref().expect("a file").name, b"a:b.txt");
/// assert_eq!(files[1], None);
/// ```
pub fn files(section: &[u8]) -> Vec<Option<Offered>> {
    let list = section.split(|byte| *byte == 0).nth(1).unwrap_or_default();
    let items =
        without_line_end(list).split(|byte| *byte == 7).map(|item| item.strip_prefix(b":").unwrap_or(item));
    items.filter(|item| !item.is_empty()).map(file).collect()
}

/// A list without the line end that is no item of it.
pub(crate) fn without_line_end(list: &[u8]) -> &[u8] {
    let bare = list.strip_suffix(b"\r\n").or_else(|| list.strip_suffix(b"\n")).unwrap_or(list);
    if matches!(bare, [] | [.., 7]) { bare } else { list }
}

fn file(item: &[u8]) -> Option<Offered> {
    let (id, rest) = until_colon(item);
    let (name, rest) = name(rest?);
    let (size, rest) = until_colon(rest?);
    let (mtime, rest) = until_colon(rest?);
    let id = number(id, 16)?;
    // A colon at the end is none before attributes.
    let word = match rest {
        None | Some([]) => 1,
        Some(rest) => number(until_colon(rest).0, 16)?.try_into().ok()?,
    };
    let offered = Offered { id, name, size: number(size, 16)?, mtime: number(mtime, 16)?, word };
    Some(offered).filter(|offered| !offered.name.is_empty())
}

fn until_colon(bytes: &[u8]) -> (&[u8], Option<&[u8]>) {
    match bytes.iter().position(|byte| *byte == b':') {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    }
}

/// Two colons are one of the name.
fn name(bytes: &[u8]) -> (Vec<u8>, Option<&[u8]>) {
    let (mut name, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b':', b':', ..] => {
                name.push(b':');
                at += 2;
            }
            [b':', rest @ ..] => return (name, Some(rest)),
            [byte, ..] => {
                name.push(*byte);
                at += 1;
            }
            [] => break,
        }
    }
    (name, None)
}

/// A command line of MSNP without its end, and its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The line.
    pub line: &'a [u8],
    /// The bytes after it.
    pub payload: Option<&'a [u8]>,
}

/// How a stream goes on after the last whole frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It ends there, or a line or a payload is not complete.
    More,
    /// The next line, which is complete, cannot be framed.
    Refused,
}

/// The frames of what one side says on a dispatch or notification link or on a switchboard.
///
/// ```
/// use imwire::msnp::{Dialect, Role};
/// use imwire_testkit::naive::{self, End};
///
/// let (frames, end) = naive::frames(b"MSG 2 N 4\r\nPINGOUT\r\nPN", Role::Client, Dialect::MSNP8);
/// assert_eq!((frames[0].payload, frames[1].line, end), (Some(&b"PING"[..]), &b"OUT"[..], End::More));
/// ```
pub fn frames(mut stream: &[u8], role: Role, dialect: Dialect) -> (Vec<Frame<'_>>, End) {
    let mut frames = Vec::new();
    while let Some(end) = stream.windows(2).position(|pair| pair == b"\r\n") {
        let (line, rest) = (&stream[..end], &stream[end + 2..]);
        let Some(len) = length(line, role, dialect) else { return (frames, End::Refused) };
        let (payload, after) = match len {
            None => (None, rest),
            Some(len) if len <= rest.len() => (Some(&rest[..len]), &rest[len..]),
            Some(_) => return (frames, End::More),
        };
        frames.push(Frame { line, payload });
        stream = after;
    }
    (frames, End::More)
}

/// Verbs that have a payload, whose length is the last parameter.
const OF_CLIENT: [&[u8]; 15] = [
    b"ADL", b"RML", b"FQY", b"MSG", b"PAG", b"PGD", b"PUT", b"DEL", b"QRY", b"SDC", b"SDG", b"UUM", b"UUN",
    b"VAS", b"FSL",
];
const OF_SERVER: [&[u8]; 7] = [b"MSG", b"IPG", b"NOT", b"UBX", b"UBN", b"UBM", b"NFY"];

/// The same after a `TrID`.
const ANSWERS: [&[u8]; 3] = [b"GCF", b"FQY", b"SDG"];

/// Verbs that have one unless there is only a `TrID`, or `OK` at the end.
const MAYBE: [&[u8]; 8] = [b"ADL", b"RML", b"UUX", b"UUN", b"PUT", b"DEL", b"FSL", b"SDC"];

/// The length of the payload of a line, or `None` if that cannot be known.
#[expect(clippy::option_option, reason = "a line that is refused, and one without a payload")]
fn length(line: &[u8], role: Role, dialect: Dialect) -> Option<Option<usize>> {
    const LINE: usize = 8_192;
    const PAYLOAD: u64 = 1 << 20;
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    let (verb, params) = words.split_first()?;
    let is_verb = verb.len() == 3
        && line.starts_with(verb)
        && verb.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !is_verb || line.len() > LINE || line.contains(&b'\r') || line.contains(&b'\n') {
        return None;
    }
    let least = match role {
        Role::Client if OF_CLIENT.contains(verb) => Some(2),
        Role::Client if *verb == b"UUX" => Some(0),
        Role::Server if OF_SERVER.contains(verb) => Some(1),
        Role::Server if ANSWERS.contains(verb) => Some(2),
        Role::Server if MAYBE.contains(verb) => Some(0),
        Role::Server if verb.iter().all(u8::is_ascii_digit) => {
            let numbers = params.iter().all(|param| param.iter().all(u8::is_ascii_digit));
            let from_13 = dialect >= Dialect::MSNP13;
            if from_13 && params.len() == 2 && numbers { Some(2) } else { None }
        }
        _ => None,
    };
    match (least, params) {
        (None, _) | (Some(0), [] | [_] | [.., b"OK"]) => Some(None),
        (Some(least), params) if params.len() < least => None,
        (_, [.., last]) => {
            let len = decimal(last).filter(|len| *len <= PAYLOAD)?;
            Some(Some(usize::try_from(len).ok()?))
        }
        _ => None,
    }
}
