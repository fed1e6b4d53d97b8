//! Names of files: in the file list of a message, and in a directory stream.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::Value;
use crate::ipmsg::bytes::without;
use crate::ipmsg::fields::{BEL, trimmed};
use crate::ipmsg::record::wire;
use crate::lossy::Lossy;
use crate::scan;
use crate::sink::{Sink, SliceSink};
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

pub(in crate::ipmsg) const NAME: Part = Part::named("file name");

/// The name of a file or directory: one or more bytes, no BEL, no NUL. The charset is that of
/// the packet; in a directory stream, of the request.
///
/// On the wire `:` is written `::`, and `::` is read so wherever it is, from left to right.
/// Not all clients do: the official client does not escape and writes what it has, g2ipmsg ends
/// the name at the first `:`, the official reader and iptux lose files with these names.
/// Names that begin or end with `:` are the worst off.
///
/// **A name is not a path.** `..`, `/etc/passwd` and `C:\x` are names too, and a peer may send
/// them: see [`is_plain`](FileName::is_plain).
///
/// Two names are equal if the same bytes are meant.
///
/// ```text
/// 0:a::b.txt:3:65500000:1:      a file list          the name is a:b.txt
/// 001a:a::b.txt:000000003:1:    a directory stream   the same
/// ```
///
/// ```
/// use imwire::ipmsg::FileName;
/// use imwire::{Encode, Wire};
///
/// let name = FileName::parse(b"a::b.txt")?;
/// assert_eq!(name, FileName::new(b"a:b.txt")?);
/// assert_eq!(name.decode_into(&mut [0; 16])?, b"a:b.txt");
/// assert_eq!(FileName::new(b":")?.encode_into(&mut [0; 16])?, b"::");
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Source: IP Messenger protocol, draft 10 §3-5; recordings of iptux 0.8.3 and feiq-cli.
#[derive(Clone, Copy)]
pub struct FileName<'a>(Spelling<'a>);

#[derive(Clone, Copy)]
enum Spelling<'a> {
    /// As it is on the wire.
    Wire(&'a [u8]),
    /// As it is meant.
    Plain(&'a [u8]),
}

impl<'a> FileName<'a> {
    /// `.`, the name in the records that close a directory.
    pub const DOT: Self = Self(Spelling::Plain(b"."));

    /// This name, which is not escaped yet: a string, or bytes of any charset.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::Nul`], or [`ErrorKind::Separator`] for BEL.
    pub fn new(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        match without(NAME, &[BEL], name.as_ref())? {
            [] => Err(Error::new(ErrorKind::Empty, NAME, 0)),
            bytes => Ok(Self(Spelling::Plain(bytes))),
        }
    }

    /// As a field: what was read as it is on the wire, what was made as its bytes.
    pub(in crate::ipmsg) const fn value(self) -> Value<'a> {
        match self.0 {
            Spelling::Wire(bytes) => Value::Encoded(bytes),
            Spelling::Plain(bytes) => Value::Bytes(bytes),
        }
    }

    /// The bytes it was read from or made of. If it was read, each `:` in them is doubled.
    #[inline]
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        match self.0 {
            Spelling::Wire(bytes) | Spelling::Plain(bytes) => bytes,
        }
    }

    /// The name itself, if it can be had without decoding: unless it was read and has a `:`.
    #[inline]
    #[must_use]
    pub fn borrowed(self) -> Option<&'a [u8]> {
        match self.0 {
            Spelling::Wire(bytes) if scan::find(b':', bytes).is_some() => None,
            Spelling::Wire(bytes) | Spelling::Plain(bytes) => Some(bytes),
        }
    }

    /// The bytes of the name itself, one by one.
    #[inline]
    #[must_use]
    pub const fn decoded(self) -> Unescaped<'a> {
        match self.0 {
            Spelling::Wire(rest) => Unescaped { rest, escaped: true },
            Spelling::Plain(rest) => Unescaped { rest, escaped: false },
        }
    }

    /// Writes the name itself to the start of `buffer` and gives back the part that was written.
    /// It is never longer than [`raw`](FileName::raw).
    ///
    /// # Errors
    /// [`ErrorKind::NoRoom`] if the buffer is too short; what it holds then is not specified.
    pub fn decode_into(self, buffer: &mut [u8]) -> Result<&[u8], Error> {
        let mut sink = SliceSink::new(buffer);
        match self.borrowed() {
            Some(name) => sink.put(name)?,
            None => {
                for byte in self.decoded() {
                    sink.put(&[byte])?;
                }
            }
        }
        Ok(sink.into_written())
    }

    /// The name as UTF-8, if it is and can be had without decoding: unless it was read and has a `:`.
    #[must_use]
    pub fn to_str(self) -> Option<&'a str> {
        core::str::from_utf8(self.borrowed()?).ok()
    }

    /// The name itself as UTF-8, whatever charset it is in, safe to show in a terminal.
    #[must_use]
    pub const fn lossy(self) -> Lossy<Unescaped<'a>> {
        Lossy::of_iter(self.decoded())
    }

    /// Whether it is safe as the last part of a path, on every system. It is not if it has
    ///
    /// | | since |
    /// |---|---|
    /// | `/`, `\`, or `:` | they lead to other directories, to another drive (`C:x`) or to a stream of a file (`a:b`) |
    /// | `<`, `>`, `"`, `\|`, `?` or `*` | Windows refuses them, or takes them for patterns |
    /// | a control character of ASCII | Windows refuses it, and a terminal may obey it |
    /// | a dot or a space at its end, as `..` | Windows drops it: `a.` would be the file `a` |
    /// | a device as its name, with or without an extension, in any case: `CON`, `nul.txt`, `COM1` | Windows opens the device |
    ///
    /// The devices are `CON`, `PRN`, `AUX`, `NUL`, `CONIN$`, `CONOUT$`, and `COM` and `LPT` with one digit,
    /// also with `¹`, `²` or `³` in UTF-8.
    ///
    /// It looks at bytes, and a character of CP932 or GBK may have `\` or `|` as its second byte: 表 is
    /// `95 5c`. Such a name is refused here; decode it to Unicode first, and ask again with
    /// [`new`](FileName::new) of that.
    ///
    /// ```
    /// use imwire::ipmsg::FileName;
    ///
    /// let is_plain = |name: &[u8]| FileName::new(name).is_ok_and(|name| name.is_plain());
    /// assert!(is_plain(b"notes.txt") && is_plain(b".profile") && is_plain(b"a..b"));
    /// assert!(!is_plain(b"..") && !is_plain(b"../x") && !is_plain(b"a\\b") && !is_plain(b"C:x"));
    /// assert!(!is_plain(b"a.") && !is_plain(b"a\x1b[2J") && !is_plain(b"nul.txt"));
    /// ```
    #[must_use]
    pub fn is_plain(self) -> bool {
        let name = self.raw();
        let harmless = |byte: &u8| {
            !matches!(byte, b'/' | b'\\' | b':' | b'<' | b'>' | b'"' | b'|' | b'?' | b'*' | 0..=0x1f | 0x7f)
        };
        !matches!(name, [] | [.., b'.' | b' ']) && name.iter().all(harmless) && !is_device(name)
    }
}

/// Whether Windows takes that for a device: what comes before the first dot, without the spaces at its end.
fn is_device(name: &[u8]) -> bool {
    const DEVICES: [&[u8]; 6] = [b"CON", b"PRN", b"AUX", b"NUL", b"CONIN$", b"CONOUT$"];
    let stem = trimmed(name.split(|&byte| byte == b'.').next().unwrap_or_default());
    let is_port = match stem.split_at_checked(3) {
        Some((port, [b'0'..=b'9'] | [0xc2, 0xb9 | 0xb2 | 0xb3])) => {
            port.eq_ignore_ascii_case(b"COM") || port.eq_ignore_ascii_case(b"LPT")
        }
        _ => false,
    };
    is_port || DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
}

/// The bytes of a [`FileName`], one by one; see [`FileName::decoded`].
#[derive(Clone, Copy, Debug)]
pub struct Unescaped<'a> {
    rest: &'a [u8],
    escaped: bool,
}

impl Iterator for Unescaped<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match self.rest {
            [b':', b':', rest @ ..] if self.escaped => (b':', rest),
            [byte, rest @ ..] => (*byte, rest),
            [] => return None,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.rest.len();
        (if self.escaped { len.div_ceil(2) } else { len }, Some(len))
    }
}

wire! {
    /// Takes all up to a `:` that no other follows, or up to the end.
    FileName<'a> = name
}

#[inline(always)]
fn name(input: &[u8]) -> IResult<&[u8], FileName<'_>, Fault> {
    let mut end = end_of_part(input);
    if let Some([b':', b':', ..]) = input.get(end..) {
        end = end_of_name(input, end);
    }
    match input.split_at_checked(end) {
        Some((name @ [_, ..], rest @ ([] | [b':', ..]))) => Ok((rest, FileName(Spelling::Wire(name)))),
        Some((_, [0, ..])) => Fault::err(ErrorKind::Nul, NAME, input),
        Some((_, [BEL, ..])) => Fault::err(ErrorKind::Separator, NAME, input),
        _ => Fault::err(ErrorKind::Empty, NAME, input),
    }
}

impl<'a> FileName<'a> {
    /// A name that a colon ends, and what follows the colon.
    #[inline(always)]
    pub(super) fn common(input: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut end = end_of_part(input);
        if let Some([b':', b':', ..]) = input.get(end..) {
            end = end_of_name(input, end);
        }
        match input.split_at_checked(end)? {
            (name @ [_, ..], [b':', rest @ ..]) => Some((Self(Spelling::Wire(name)), rest)),
            _ => None,
        }
    }
}

/// Where the first colon, BEL or NUL is, or the end.
#[inline(always)]
fn end_of_part(input: &[u8]) -> usize {
    scan::find3(b':', BEL, 0, input).unwrap_or(input.len())
}

/// How long the name is that goes on after the two colons at `end`.
#[inline(never)]
fn end_of_name(input: &[u8], mut end: usize) -> usize {
    while let Some([b':', b':', rest @ ..]) = input.get(end..) {
        end = end.wrapping_add(2).wrapping_add(end_of_part(rest));
    }
    end
}

impl Encode for FileName<'_> {
    #[inline]
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut rest = match self.0 {
            Spelling::Wire(bytes) => return sink.put(bytes),
            Spelling::Plain(bytes) => bytes,
        };
        while let Some(colon) = scan::find(b':', rest) {
            let Some((piece, after)) = rest.split_at_checked(colon.wrapping_add(1)) else { break };
            sink.put(piece)?;
            sink.put(b":")?;
            rest = after;
        }
        sink.put(rest)
    }
}

impl PartialEq for FileName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decoded().eq(other.decoded())
    }
}

impl Eq for FileName<'_> {}

impl Hash for FileName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decoded().for_each(|byte| state.write_u8(byte));
        // NUL is in no name, so that what follows is no part of it.
        state.write_u8(0);
    }
}

/// As [`lossy`](FileName::lossy): safe to show in a terminal.
impl fmt::Display for FileName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lossy().fmt(f)
    }
}

/// The name itself.
impl fmt::Debug for FileName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        self.decoded().try_for_each(|byte| write!(f, "{}", byte.escape_ascii()))?;
        f.write_str("\"")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::wire::Wire;
    use proptest::prelude::*;
    use std::collections::hash_map::DefaultHasher;

    /// Bytes that mean something here, and others.
    pub(in crate::ipmsg) fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![8 => prop::sample::select(&b":::=,.ab14fF\x07\0"[..]), 1 => any::<u8>()];
        prop::collection::vec(byte, 0..12)
    }

    pub(in crate::ipmsg) fn hash(value: impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    pub(in crate::ipmsg) fn wire(value: &impl Encode) -> Vec<u8> {
        let mut buffer = [0; 64];
        let form = value.encode_into(&mut buffer).unwrap().to_vec();
        assert_eq!(value.encoded_len(), form.len());
        if let Some(short) = form.len().checked_sub(1) {
            assert_eq!(value.encode_into(&mut buffer[..short]).unwrap_err().kind(), ErrorKind::NoRoom);
        }
        form
    }

    /// Laws 1, 2 and 7 for what is read from `input`.
    pub(in crate::ipmsg) fn reads<'a, T: Wire<'a, Context = ()> + Copy + PartialEq + fmt::Debug>(
        input: &'a [u8],
        form: &'a mut Vec<u8>,
    ) -> Option<T> {
        let found = T::parse(input);
        let value = found.map_err(|error| assert!(error.at() <= input.len(), "{error}")).ok()?;
        assert_eq!(value.check(()), Ok(()));
        *form = wire(&value);
        let again = T::parse(form).unwrap();
        assert_eq!(again, value);
        assert_eq!(&wire(&again), form);
        Some(value)
    }

    #[test]
    fn names_are_read_from_left_to_right() {
        #[track_caller]
        fn case(input: &[u8], meant: &[u8], rest: &[u8]) {
            let (left, name) = FileName::grammar(())(input).unwrap();
            assert_eq!((name.decoded().collect::<Vec<_>>().as_slice(), left), (meant, rest));
            assert_eq!(name, FileName::new(meant).unwrap());
            assert_eq!(hash(name), hash(FileName::new(meant).unwrap()));
            assert_eq!(name.decode_into(&mut [0; 16]), Ok(meant));
            assert_eq!(name.borrowed(), (!meant.contains(&b':')).then_some(meant));
            assert_eq!(wire(&FileName::new(meant).unwrap()), name.raw());
            assert_eq!(format!("{name:?}"), format!("\"{}\"", meant.escape_ascii()));
            assert!(name.decoded().size_hint().0 <= meant.len());
        }
        case(b"a.txt:5:", b"a.txt", b":5:");
        case(b"a.txt", b"a.txt", b"");
        case(b"a::b::::c:5", b"a:b::c", b":5");
        case(b"::lead:5", b":lead", b":5");
        case(b"trail:::6", b"trail:", b":6");
        case(b"trail:::", b"trail:", b":");
        case(b"::", b":", b"");
        case(b":::", b":", b":");
        // A forgotten separator, or an empty size: it is the escape.
        case(b"a::5", b"a:5", b"");
        case(b"\x95\x5c\xff\n:", b"\x95\x5c\xff\n", b":");
    }

    #[test]
    fn names_refused() {
        #[track_caller]
        fn case(input: &[u8], message: &str) {
            assert_eq!(FileName::parse(input).unwrap_err().to_string(), message);
        }
        case(b"", "file name: empty at byte 0");
        case(b":5", "file name: empty at byte 0");
        case(b"ab\x07", "file name: invalid byte at byte 0");
        case(b"ab\0:", "file name: contains NUL at byte 0");
        case(b"a:", "input: trailing data at byte 1");
        assert_eq!(FileName::new(b"").map_err(|error| error.kind()), Err(ErrorKind::Empty));
        assert_eq!(FileName::new(b"a\0").map_err(|error| error.kind()), Err(ErrorKind::Nul));
        assert_eq!(FileName::new(b"\x07").map_err(|error| error.kind()), Err(ErrorKind::Separator));
        assert_eq!(FileName::parse(b"a::b").unwrap().decode_into(&mut [0; 2]).unwrap_err().at(), 2);
    }

    #[test]
    fn names_that_are_no_plain_component() {
        #[track_caller]
        fn case(name: &[u8], plain: bool) {
            assert_eq!(FileName::new(name).unwrap().is_plain(), plain);
            assert_eq!(FileName::parse(&wire(&FileName::new(name).unwrap())).unwrap().is_plain(), plain);
        }
        case(b"a.txt", true);
        case(b"...a", true);
        case(b" a.b c", true);
        case("飛鴿".as_bytes(), true);
        for byte in b"?*<>|\"" {
            case(&[b'a', *byte], false);
        }
        for device in
            ["CON", "con", "Nul.txt", "PRN", "aux .tar.gz", "COM1", "lpt9.x", "COM0", "COM\u{b9}", "conout$"]
        {
            case(device.as_bytes(), false);
        }
        for name in [
            "CONS",
            "xCON",
            "CO",
            "COM",
            "COM10",
            "COMA",
            "LPT",
            "a.CON",
            " CON",
            "CON$",
            "COM\u{e9}",
            "~",
            "-rf",
        ] {
            case(name.as_bytes(), true);
        }
        case(b"a.", false);
        case(b"a ", false);
        case(b"a. ", false);
        case(b"a\n\x1b[2Jb", false);
        case(b"\x01", false);
        case(b"a\x1fb", false);
        case(b"a\x7f", false);
        case(b". .", false);
        case(b"..", false);
        case(b".", false);
        case(b" ", false);
        case(b"/", false);
        case(b"../a", false);
        case(b"a\\b", false);
        case(b"a:b", false);
        case(b"\x95\x5c", false);
    }

    #[test]
    fn names_are_shown_decoded() {
        let name = FileName::parse(b"a::b\x1b\xff\xe2\x80\xae.txt").unwrap();
        assert_eq!((name.to_string().as_str(), name.to_str()), ("a:b\\u{1b}\u{fffd}\\u{202e}.txt", None));
        assert_eq!(FileName::new("表:".as_bytes()).unwrap().to_str(), Some("表:"));
        assert_eq!(FileName::parse("表".as_bytes()).unwrap().to_str(), Some("表"));
        assert_eq!(FileName::parse(b"a::b").unwrap().to_str(), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_read_is_written_in_one_form(input in bytes()) {
            reads::<FileName<'_>>(&input, &mut Vec::new());
        }

        #[test]
        fn what_is_made_is_read_back(input in bytes()) {
            if let Ok(name) = FileName::new(&input) {
                let mut followed = wire(&name);
                prop_assert_eq!(FileName::parse(&followed), Ok(name));
                followed.extend_from_slice(b":5");
                prop_assert_eq!(FileName::grammar(())(&followed), Ok((&b":5"[..], name)));
            }
        }
    }
}
