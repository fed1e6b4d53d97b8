//! How much of a request has arrived.

use super::request::FileRequest;
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::header::{CommandWord, CommonOptions, Form, Mode, Packet};
use crate::ipmsg::keys::{Coded, Coding, Encrypted, KeyCapabilities, can_become_base64};
use crate::ipmsg::text::skip_nuls;
use crate::scan;
use crate::wire::Wire;

const REQUEST: Part = Part::named("request");

/// How much of a packet has arrived on a TCP connection.
///
/// The bytes of a request come in any pieces: the official client writes it at once, but nothing
/// keeps the network from cutting it.
///
/// ```
/// use imwire::ipmsg::Progress;
///
/// let of = |received: &[u8]| Progress::of(received, Progress::LIMIT);
/// assert_eq!(of(b"1:23:alice:kim")?, Progress::More);
/// assert_eq!(of(b"1:23:alice:kimchi:96:16:27")?, Progress::More); // no offset yet
/// assert_eq!(of(b"1:23:alice:kimchi:96:16:2710:0")?, Progress::AtPause); // or is it 0…?
/// assert_eq!(of(b"1:23:alice:kimchi:96:16:2710:0\0")?, Progress::Complete(31));
/// assert_eq!(of(b"1:23:alice:kimchi:96:16:2710:0:")?, Progress::Complete(31)); // FeiQ writes no NUL
/// assert!(of(b"GET / HTTP/1.1\r\nHost: k").is_err()); // that will be no packet number
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// So many bytes are a packet, with the `:` or the NULs that end it.
    Complete(usize),
    /// More has to come. If nothing does, it is no packet, or one whose body is not whole.
    More,
    /// What has come is a packet if nothing follows: at the end of the connection or after a
    /// pause. A server that has waited for a second need not wait any longer.
    AtPause,
    /// `IP2:`: it is a packet in dictionary form, whose length comes before it. The limit
    /// was not looked at.
    Dictionary,
}

impl Progress {
    /// The longest packet that the official client reads, except dictionaries.
    pub const LIMIT: usize = 32_767;

    /// The most bytes that a header may have, and a request that is not encrypted: twenty times what any
    /// client writes. Whatever the limit, more is refused.
    pub const SHORT: usize = 2048;

    /// Looks at all bytes that have come on a connection. It remembers nothing: give it the same
    /// bytes and those that came since. [`Arrival`] keeps its place from call to call; use that if bytes may
    /// come one by one.
    ///
    /// A request for a file ends with the first NUL; whether its fields are there is then for
    /// [`FileRequest`] or [`Encrypted`] to say. One in clear also ends with the `:` after its offset, which is
    /// all that `FeiQ` and `内网通` write, unless [`ENCFILE`](crate::ipmsg::FileOptions::ENCFILE) says that
    /// more follows. Any other command may come over TCP as well, and may have something after a NUL, so no
    /// byte ends it.
    ///
    /// # Errors
    /// What no more bytes can put right, which refuses what is no packet early; and
    /// [`ErrorKind::TooLong`] if more than `limit` bytes are, or would have to be, in the packet, or more
    /// than [`SHORT`](Self::SHORT) where that holds.
    pub fn of(received: &[u8], limit: usize) -> Result<Self, Error> {
        let packet = match Packet::parse(received) {
            Ok(packet) => packet,
            Err(error) if error.kind() == ErrorKind::Dictionary => return Ok(Self::Dictionary),
            // Nothing there yet, or spaces before a number.
            Err(error) if rest(received, error).iter().all(|byte| b" \t".contains(byte)) => {
                return within(limit.min(Self::SHORT), Self::More, received);
            }
            // A line end after the command, of which half is there.
            Err(error) if error.part() == Part::COMMAND && is_before_lf(received) => {
                return within(limit.min(Self::SHORT), Self::More, received);
            }
            Err(error) => return Err(error),
        };
        let header = received.len().wrapping_sub(packet.additional.unwrap_or_default().len());
        if header > Self::SHORT {
            return Err(Error::new(ErrorKind::TooLong, REQUEST, limit.min(Self::SHORT)));
        }
        of_packet(&packet, received, limit)
    }
}

/// What was found, if the packet is not longer.
fn within(limit: usize, progress: Progress, received: &[u8]) -> Result<Progress, Error> {
    let fits = match progress {
        Progress::Complete(len) => len <= limit,
        // One byte more at the least.
        Progress::More => received.len() < limit,
        _ => received.len() <= limit,
    };
    if fits { Ok(progress) } else { Err(Error::new(ErrorKind::TooLong, REQUEST, limit)) }
}

/// Whether an LF makes it a packet without an additional section.
fn is_before_lf(received: &[u8]) -> bool {
    received
        .strip_suffix(b"\r")
        .and_then(|packet| Packet::parse(packet).ok())
        .is_some_and(|packet| packet.additional.is_none())
}

/// The input from where the error is.
fn rest(input: &[u8], error: Error) -> &[u8] {
    input.get(error.at()..).unwrap_or_default()
}

fn is_request(word: CommandWord) -> bool {
    matches!(word.mode(), Mode::GETFILEDATA | Mode::GETDIRFILES)
}

fn of_packet(packet: &Packet<'_>, received: &[u8], limit: usize) -> Result<Progress, Error> {
    let word = packet.word();
    let is_request = is_request(word);
    let is_encrypted = word.common().contains(CommonOptions::ENCRYPT);
    let limit = if is_request && !is_encrypted { limit.min(Progress::SHORT) } else { limit };
    let Some(body) = packet.additional else {
        let progress = match packet.command.text() {
            Some([.., 0]) => Progress::Complete(received.len()),
            _ if is_request => Progress::More,
            _ => Progress::AtPause,
        };
        return within(limit, progress, received);
    };
    if !is_request {
        return within(limit, Progress::AtPause, received);
    }
    if let Some(nul) = scan::find(0, body).and_then(|at| body.get(at..)) {
        let len = received.len().wrapping_sub(skip_nuls(nul).len());
        return within(limit, Progress::Complete(len), received);
    }
    if let Some(end) = after_offset(body).filter(|_| !is_encrypted && FileRequest::ends_after_offset(word)) {
        if let Some((request, rest)) = body.split_at_checked(end) {
            if FileRequest::parse_with(request, word).is_ok() {
                let len = received.len().wrapping_sub(skip_nuls(rest).len());
                return within(limit, Progress::Complete(len), received);
            }
        }
    }
    // Before the fields are looked at, which costs more.
    within(limit, Progress::AtPause, received)?;
    let (missing, body_error) = if is_encrypted {
        match Encrypted::parse(body) {
            Ok(body) => {
                (body.signature.is_none() && body.capabilities.intersects(KeyCapabilities::SIGN), None)
            }
            Err(error) => (true, Some(error)),
        }
    } else {
        match FileRequest::parse_with(body, word) {
            Ok(_) => (false, None),
            Err(error) => (true, Some(error)),
        }
    };
    let progress = match body_error {
        Some(error) if !can_be_put_right(body, error) => {
            return Err(error.offset_by(received.len().wrapping_sub(body.len())));
        }
        _ if missing => Progress::More,
        _ => Progress::AtPause,
    };
    within(limit, progress, received)
}

/// How long the first three fields are with the `:` after each.
fn after_offset(body: &[u8]) -> Option<usize> {
    let mut rest = body;
    for _ in 0..3 {
        let at = scan::find(b':', rest)?;
        rest = rest.get(at.wrapping_add(1)..)?;
    }
    body.len().checked_sub(rest.len())
}

/// The [`Progress`] of one connection, which keeps its place: however the bytes are cut, each is looked at a bounded
/// number of times, except those of a header and of a request in clear, which together have at most
/// [`SHORT`](Progress::SHORT) bytes.
///
/// ```
/// use imwire::ipmsg::{Arrival, Progress};
///
/// let mut arrival = Arrival::new(Progress::LIMIT);
/// let mut received = Vec::new();
/// for piece in ["1:23:alice:kim", "chi:96:16:27", "10:0:"] {
///     received.extend_from_slice(piece.as_bytes());
///     match arrival.look(&received)? {
///         Progress::Complete(length) => assert_eq!(length, 31),
///         progress => assert_eq!(progress, Progress::More),
///     }
/// }
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    limit: usize,
    /// How many bytes have been looked at.
    seen: usize,
    place: Option<Place>,
    /// How often the body of an encrypted request may still be looked at as a whole.
    looks: u8,
    /// The header is whole, and not that of a request: no byte ends the packet.
    is_no_request: bool,
}

/// Inside the last field of an encrypted body, all of it digits so far.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Where the field begins.
    at: usize,
    coding: Coding,
    /// Whether the request is a packet when this field is whole.
    is_last: bool,
}

impl Arrival {
    /// More than a sender needs that writes byte by byte: the body is looked at as a whole at each byte that
    /// is no digit of a field, and for the first field.
    const LOOKS: u8 = 64;

    /// Nothing has come yet. `limit` as in [`Progress::of`].
    #[must_use]
    pub const fn new(limit: usize) -> Self {
        Self { limit, seen: 0, place: None, looks: Self::LOOKS, is_no_request: false }
    }

    /// Looks at all bytes that have come, of which those of the call before are the first. It says what
    /// [`Progress::of`] says.
    ///
    /// # Errors
    /// As [`Progress::of`]; and [`ErrorKind::TooLong`] for an encrypted request that comes byte by byte and is
    /// mostly spaces.
    pub fn look(&mut self, received: &[u8]) -> Result<Progress, Error> {
        let new = received.get(self.seen..).unwrap_or_default();
        self.seen = received.len();
        if self.is_no_request {
            return within(self.limit, Progress::AtPause, received);
        }
        if let Some(Place { at, coding, is_last }) = self.place {
            if new.iter().all(|&byte| coding.is_digit(byte)) {
                // Whole units of digits are good; what follows them may be.
                let field = received.get(at..).unwrap_or_default();
                let tail = field.chunks_exact(coding.unit()).remainder();
                let is_whole =
                    !field.is_empty() && (tail.is_empty() || Coded::from_text(coding, tail).is_ok());
                let progress = if is_whole && is_last { Progress::AtPause } else { Progress::More };
                return within(self.limit, progress, received);
            }
        }
        self.place = None;
        let progress = Progress::of(received, self.limit)?;
        if let (Progress::More | Progress::AtPause, Ok(packet)) = (progress, Packet::parse(received)) {
            let body = packet.additional.unwrap_or_default();
            self.is_no_request = packet.additional.is_some() && !is_request(packet.word());
            if is_request(packet.word()) && packet.form() == Form::Encrypted && !body.is_empty() {
                self.looks = match self.looks.checked_sub(1) {
                    Some(looks) => looks,
                    None => return Err(Error::new(ErrorKind::TooLong, REQUEST, received.len())),
                };
                self.place = Place::of(body, received.len().wrapping_sub(body.len()));
            }
        }
        Ok(progress)
    }
}

impl Place {
    /// The place of the end of an encrypted body that begins at `start`, if it is in a field that may be long and
    /// has nothing but digits.
    fn of(body: &[u8], start: usize) -> Option<Self> {
        let (_, capabilities) = KeyCapabilities::read(body).ok()?;
        let mut fields = body.split(|&byte| byte == b':');
        let (colons, last) = (scan::count(fields.clone()).checked_sub(1)?, fields.next_back()?);
        let coding = capabilities.coding();
        let is_last = match colons {
            0 => return None,
            1 => false,
            2 => !capabilities.intersects(KeyCapabilities::SIGN),
            _ => true,
        };
        let at = start.wrapping_add(body.len().wrapping_sub(last.len()));
        last.iter().all(|&byte| coding.is_digit(byte)).then_some(Self { at, coding, is_last })
    }
}

/// Whether what is wrong is in the last field, and may be that its end has not come.
fn can_be_put_right(body: &[u8], error: Error) -> bool {
    let last = rest(body, error);
    scan::find(b':', last).is_none()
        && match error.kind() {
            ErrorKind::Missing | ErrorKind::Empty | ErrorKind::OddDigits => true,
            ErrorKind::NotBase64 => can_become_base64(last),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn progress(received: &str, expected: Progress) {
        assert_eq!(Progress::of(received.as_bytes(), Progress::LIMIT), Ok(expected), "{received:?}");
    }

    #[test]
    fn bytes_so_far() {
        use Progress::{AtPause, Complete, Dictionary, More};
        for part in
            ["", "I", "IP", "IP2", "1", "1:", "1: ", "1:5", "1:5 ", "1:5:", "1:5:u", "1:5:u:", "1:5:u:h"]
        {
            progress(part, More);
        }
        for part in ["1:5:u:h:", "1:5:u:h:\t", "1:5:u:h:96", "1:5:u:h:96:", "1:5:u:h:96:1", "1:5:u:h:96:1:"] {
            progress(part, More);
        }
        for part in ["1:5:u:h:96:1:2", "1:5:u:h:96:1:2:", "1:5:u:h:98:", "1:5:u:h:98:1", "1:5:u:h:98:1:"] {
            progress(part, More);
        }
        for part in ["1:5:u:h:96:1:2:3", "1:5:u:h:98:1:2", "1:5:u:h:98:1:2:", "1:5:u:h:98:1:2:3"] {
            progress(part, AtPause);
        }
        // FeiQ and 内网通 write no NUL.
        progress("1:5:u:h:96:1:2:3:", Complete(17));
        progress("1:5:u:h:98:1:2:3:", Complete(17));
        progress("1:5:u:h:96:1:2:3 :", Complete(18));
        // What follows is not a field, whether it comes with the request or later.
        progress("1:5:u:h:96:1:2:3:4", Complete(17));
        progress("1:5:u:h:96:1:2:3:4\0", Complete(19));
        // ENCFILE: how the contents are to be sent may follow.
        progress("1:5:u:h:2144:1:2:3:", AtPause);
        progress("1:5:u:h:2144:1:2:3:4000000:7\0", Complete(29));
        progress("1:5:u:h:96:1:2:3\0", Complete(17));
        progress("1:5:u:h:96:1:2:3:\0\0", Complete(19));
        progress("1:5:u:h:98:1:2\x001:6:u:h", Complete(15));
        // Ended, though not whole: no more bytes will put it right.
        progress("1:5:u:h:96:1\0", Complete(13));
        progress("1:5:u:h:96\0", Complete(11));
        progress("1:5:u:h:98\0\0", Complete(12));
        progress("IP2:", Dictionary);
        progress("IP2:3d:key1", Dictionary);
    }

    #[test]
    fn encrypted_bytes_so_far() {
        use Progress::{AtPause, Complete, More};
        let header = "1:5:u:h:4194402:";
        for part in ["", "2", "20002:", "20002:6", "20002:6b", "20002:6b:", "20002:6b:0"] {
            progress(&format!("{header}{part}"), More);
        }
        progress(&format!("{header}20002:6b:00"), AtPause);
        progress(&format!("{header}20002:6b:00:1"), More);
        progress(&format!("{header}20002:6b:00:11"), AtPause);
        progress(&format!("{header}20002:6b:00:11\0"), Complete(31));
        // A signature has to come.
        for part in ["a2V", "a2V5:Y", "a2V5:Y2lwaGVy", "a2V5:Y2lwaGVy:", "a2V5:Y2lwaGVy:c"] {
            progress(&format!("{header}21900004:{part}"), More);
        }
        progress(&format!("{header}21900004:a2V5:Y2lwaGVy:c2ln"), AtPause);
        for part in ["a2U", "a2U=", "a2U=:Zg=", "a2U=:Zg== "] {
            progress(&format!("{header}21900004:{part}"), More);
        }
        hopeless(&format!("{header}21900004:Z!"), "session key: not base64 at byte 25");
        hopeless(&format!("{header}21900004:Zg==Z"), "session key: not base64 at byte 25");
    }

    /// The same as of all bytes at once, however they are cut.
    #[test]
    fn an_arrival_keeps_its_place() {
        #[track_caller]
        fn case(received: &str) {
            for step in [1, 2, 3, 7, received.len()] {
                let mut arrival = Arrival::new(Progress::LIMIT);
                for end in (0..received.len()).step_by(step).chain([received.len()]) {
                    let part = &received.as_bytes()[..end];
                    assert_eq!(
                        arrival.look(part),
                        Progress::of(part, Progress::LIMIT),
                        "{end} of {received:?}"
                    );
                }
            }
        }
        for request in [
            "1:5:u:h:96:1:2:3:4",
            "1:5:u:h:98:1:2\0",
            "1:5:u:h:32:text\0more",
            "1:5:u:h:4194336:20002:6b6b:0000:11",
            "GET / HTTP/1.1\r\nHost: k",
            "IP2:3d:key1",
        ] {
            case(request);
        }
        let header = "1:5:u:h:4194402:";
        for body in [
            "20002:6b:00:11\0\0",
            "20002:6b6b6b:000000",
            "20002:6b6b:0000  :11\0",
            "20002:66:x",
            "20002:6:",
            "21900004:a2V5:Y2lwaGVy:c2ln\0",
            "21900004:a2U=:Zg== :Zg==",
            "900004:a2V5a2V5:Y2lwaGVyY2lwaGVy",
            "21900004:Zg==Z",
            " 20002 : 6b : 00 ",
        ] {
            case(&format!("{header}{body}"));
        }
    }

    #[test]
    fn spaces_one_by_one_come_to_an_end() {
        let mut arrival = Arrival::new(Progress::LIMIT);
        let mut received = b"1:5:u:h:4194402:20002:6b:00".to_vec();
        let refused = loop {
            match arrival.look(&received) {
                Ok(_) => received.push(b' '),
                Err(error) => break error,
            }
        };
        assert!(received.len() < 128);
        assert_eq!((refused.kind(), refused.at()), (ErrorKind::TooLong, received.len()));
    }

    #[test]
    fn other_commands_end_with_nothing() {
        use Progress::{AtPause, Complete, More};
        progress("1:5:u:h:9", AtPause);
        progress("1:5:u:h:32", AtPause);
        progress("1:5:u:h:32:", AtPause);
        progress("1:5:u:h:32:text\0", AtPause);
        progress("1:5:u:h:2097184:text\x000:a:", AtPause);
        progress("1:5:u:h:99\0", Complete(11));
        progress("1:5:u:h:64\r", More);
        progress("1:5:u:h:64\r\n", AtPause);
    }

    #[track_caller]
    fn hopeless(received: &str, message: &str) {
        let error = Progress::of(received.as_bytes(), Progress::LIMIT).unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn what_no_more_bytes_put_right() {
        hopeless(":", "version: empty at byte 0");
        hopeless("\0", "version: contains NUL at byte 0");
        hopeless("GET / HTTP/1.1\r\nHost: k", "packet number: not a decimal number at byte 21");
        hopeless("1:5:u\0", "user: contains NUL at byte 4");
        hopeless("1:5:u:h:x", "command: not a decimal number at byte 8");
        hopeless("1:5:u:h:4294967296", "command: over 32 bits at byte 8");
        hopeless("1:5:u:h:96:x", "packet number: not a hexadecimal number at byte 11");
        hopeless("1:5:u:h:96::", "packet number: empty at byte 11");
        hopeless("1:5:u:h:96:1:2::", "offset: empty at byte 15");
        hopeless("1:5:u:h:4194402:20002:6:", "session key: an odd number of hexadecimal digits at byte 22");
        hopeless("1:5:u:h:4194402:20002:66:x", "cipher: not a hexadecimal number at byte 25");
    }

    #[test]
    fn limits() {
        #[track_caller]
        fn case(received: &str, least: usize) {
            assert!(Progress::of(received.as_bytes(), least).is_ok());
            let error = Progress::of(received.as_bytes(), least - 1).unwrap_err();
            assert_eq!(error.to_string(), format!("request: over the limit at byte {}", least - 1));
        }
        case("1:5:u:h:96:1:2:3\0", 17);
        case("1:5:u:h:96:1:2:3\0more", 17);
        case("1:5:u:h:96:1:2:3", 16);
        case("1:5:u:h:96:1:2:", 16); // one more at the least
        case("", 1);
    }

    #[test]
    fn what_is_not_encrypted_is_short() {
        let long = |front: &str, len: usize| [front.as_bytes(), &vec![b'0'; len - front.len()]].concat();
        let refused = "request: over the limit at byte 2048";
        for front in ["1:", "1:1:u:h:", "1:1:u:h:96:"] {
            assert!(Progress::of(&long(front, Progress::SHORT - 1), Progress::LIMIT).is_ok(), "{front}");
            for len in [Progress::SHORT + 1, Progress::LIMIT] {
                let error = Progress::of(&long(front, len), Progress::LIMIT).unwrap_err();
                assert_eq!(error.to_string(), refused, "{front}");
            }
        }
        for front in ["1:1:u:h:32:", "1:1:u:h:4194402:20002:"] {
            assert!(Progress::of(&long(front, Progress::LIMIT - 2), Progress::LIMIT).is_ok(), "{front}");
        }
    }
}
