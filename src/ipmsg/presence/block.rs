//! The block of an entry: lines with a key.

use super::client_version::ClientVersion;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::bytes::without;
use crate::ipmsg::items::{Item, Items};
use crate::ipmsg::keys::{Coded, Coding};
use crate::ipmsg::text::{Shown, Text, split_nul};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Wire;
use core::fmt;
use nom::IResult;

const KEY: Part = Part::named("block key");
const VALUE: Part = Part::named("block value");

/// The block, if there is one, and what follows it.
#[inline]
pub(super) fn block(mut input: &[u8]) -> (Block<'_>, &[u8]) {
    while let [b'\n', ..] = input {
        let (bytes, after) = split_nul(input);
        if bytes.iter().any(|&byte| byte != b'\n') {
            // Nothing in it can be wrong, so its place is not needed.
            return (Block { lines: Items::on_wire(bytes, 0) }, after);
        }
        input = after;
    }
    (Block::NONE, input)
}

/// The lines that follow the group, each with a key. UTF-8, whatever the packet is.
///
/// | key | value | sent on |
/// |---|---|---|
/// | `UN`, `HN`, `NN`, `GN` | user, host, nickname, group | broadcast entries of 3.x and 4.x |
/// | `VS` | version of the client | all entries of 4.x |
/// | `IP` | a dictionary in base64 | broadcast entries of 4.x, at times |
/// | `PL` | poll request, decimal | read by 4.99, written by nothing known |
///
/// A key that the official client does not know it skips; here it stays, in its place. Of a key
/// that is there twice the last counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Block<'a> {
    /// The lines, in order. Reading them never fails.
    pub lines: Items<'a, BlockLine<'a>>,
}

impl<'a> Block<'a> {
    /// No block.
    pub const NONE: Self = Self { lines: Items::NONE };

    /// A block of these lines.
    #[inline]
    #[must_use]
    pub const fn new(lines: &'a [BlockLine<'a>]) -> Self {
        Self { lines: Items::new(lines) }
    }

    /// Whether it has no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The value of that key.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<Text<'a>> {
        let mut found = None;
        for line in self.lines.iter().flatten() {
            if line.key == Some(key) {
                found = Some(Text::trusted(line.value));
            }
        }
        found
    }

    /// The login name of the sender: `UN`.
    #[must_use]
    pub fn user(&self) -> Option<Text<'a>> {
        self.get(BlockLine::UN)
    }

    /// The host name of the sender: `HN`.
    #[must_use]
    pub fn host(&self) -> Option<Text<'a>> {
        self.get(BlockLine::HN)
    }

    /// The nickname: `NN`.
    #[must_use]
    pub fn nick(&self) -> Option<Text<'a>> {
        self.get(BlockLine::NN)
    }

    /// The group: `GN`. An empty one says that there is none.
    #[must_use]
    pub fn group(&self) -> Option<Text<'a>> {
        self.get(BlockLine::GN)
    }

    /// The version of the client: `VS`. `None` also if it is not of that form; the official
    /// client goes by without it then.
    #[must_use]
    pub fn version(&self) -> Option<ClientVersion> {
        ClientVersion::parse(self.get(BlockLine::VS)?.as_bytes()).ok()
    }

    /// The dictionary in base64: `IP`. Decoded, it is a whole
    /// [`IpDict`](crate::ipmsg::dict::IpDict), and its keys are those of an
    /// [`EntryDict`](crate::ipmsg::dict::EntryDict). The official client drops the packet if it is
    /// broken.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::{Entry, dict::EntryDict}};
    ///
    /// let entry = Entry::parse(b"taro\0dev\0\nIP:SVAyOjExOlNWQURSOjk6MTkyLjAuMi4xOlo=")?;
    /// let mut buffer = [0; 64];
    /// let dictionary = EntryDict::parse(entry.block.dictionary().unwrap()?.decode_into(&mut buffer)?)?;
    /// assert_eq!(dictionary.master_address.unwrap().as_bytes(), b"192.0.2.1");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotBase64`]; `None` if the line is absent.
    #[must_use]
    pub fn dictionary(&self) -> Option<Result<Coded<'a>, Error>> {
        self.get(BlockLine::IP).map(|text| Coded::from_text(Coding::Base64, text.as_bytes()))
    }

    /// The poll request: `PL`. `None` also if it is not a number.
    #[must_use]
    pub fn poll(&self) -> Option<u32> {
        match scan::decimal_u32(self.get(BlockLine::PL)?.as_bytes()) {
            Ok(([], poll)) => Some(poll),
            _ => None,
        }
    }
}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lines.iter().flatten()).finish()
    }
}

/// One line of a [`Block`]: `VS:00010002:4:99:103`. The value may have colons.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockLine<'a> {
    key: Option<&'a [u8]>,
    value: &'a [u8],
}

impl<'a> BlockLine<'a> {
    /// The login name.
    pub const UN: &'static [u8] = b"UN";
    /// The host name.
    pub const HN: &'static [u8] = b"HN";
    /// The nickname.
    pub const NN: &'static [u8] = b"NN";
    /// The group.
    pub const GN: &'static [u8] = b"GN";
    /// The version of the client: [`ClientVersion`].
    pub const VS: &'static [u8] = b"VS";
    /// A dictionary in base64.
    pub const IP: &'static [u8] = b"IP";
    /// The poll request.
    pub const PL: &'static [u8] = b"PL";

    /// A line with a key.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], and [`ErrorKind::Separator`] for LF, or for a `:` in the key.
    pub fn new(key: &'a [u8], value: &'a [u8]) -> Result<Self, Error> {
        if let Some(at) = scan::find(b':', key) {
            return Err(Error::new(ErrorKind::Separator, KEY, at));
        }
        Ok(Self { key: Some(without(KEY, b"\n", key)?), value: without(VALUE, b"\n", value)? })
    }

    /// A line without a key: langzime/ipmsg-rs sends its name so.
    ///
    /// # Errors
    /// [`ErrorKind::Nul`], [`ErrorKind::Separator`] for LF; [`ErrorKind::Ambiguous`] for a `:`,
    /// [`ErrorKind::Empty`].
    pub fn bare(value: &'a [u8]) -> Result<Self, Error> {
        if value.is_empty() {
            return Err(Error::new(ErrorKind::Empty, VALUE, 0));
        }
        if let Some(at) = scan::find(b':', value) {
            return Err(Error::new(ErrorKind::Ambiguous, VALUE, at));
        }
        Ok(Self { key: None, value: without(VALUE, b"\n", value)? })
    }

    /// What is before the first `:`; `None` if there is none.
    #[inline]
    #[must_use]
    pub const fn key(&self) -> Option<&'a [u8]> {
        self.key
    }

    /// What follows the first `:`; the whole line if there is none.
    #[inline]
    #[must_use]
    pub const fn value(&self) -> Text<'a> {
        Text::trusted(self.value)
    }
}

impl<'a> Item<'a> for BlockLine<'a> {
    /// Each line begins with its LF.
    #[inline]
    fn cut(input: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        match input {
            [_, line @ ..] => match scan::find(b'\n', line) {
                Some(at) => input.split_at_checked(at.wrapping_add(1)).unwrap_or((input, &[])),
                None => (input, &[]),
            },
            [] => (input, &[]),
        }
    }

    #[inline]
    fn read(item: &'a [u8]) -> IResult<&'a [u8], Option<Self>, Fault> {
        let line = match item {
            [b'\n', line @ ..] => line,
            line => line,
        };
        if line.is_empty() {
            return Ok((&[], None));
        }
        Ok((
            &[],
            Some(match scan::until(b':')(line) {
                Ok((value, key)) => Self { key: Some(key), value },
                Err(_) => Self { key: None, value: line },
            }),
        ))
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"\n")?;
        if let Some(key) = self.key {
            sink.put(key)?;
            sink.put(b":")?;
        }
        sink.put(self.value)
    }
}

impl fmt::Debug for BlockLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "\"{}:{}\"", key.escape_ascii(), self.value.escape_ascii()),
            None => Shown(self.value).fmt(f),
        }
    }
}
