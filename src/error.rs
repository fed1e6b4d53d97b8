//! What went wrong, with which part, at which byte.
//!
//! ```
//! use imwire::{ErrorKind, Part, Wire, ipmsg::Packet};
//!
//! let error = Packet::parse(b"1:abc:taro:PC-02:32:hello").unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::NotDecimal);
//! assert_eq!(error.part(), Part::PACKET_NO);
//! assert_eq!(error.at(), 2);
//! assert_eq!(error.to_string(), "packet number: not a decimal number at byte 2");
//! ```
//!
//! An [`Error`] counts from the start of the slice that was given. Inside a nom parser the
//! start is not known, so the grammars fail with a [`Fault`], which counts from the end;
//! [`Wire::parse`](crate::Wire::parse) turns one into the other.

use core::fmt;
use nom::error::{FromExternalError, ParseError};

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum ErrorKind {
    /// It should stand here and does not.
    Missing,
    /// It may not be empty.
    Empty,
    /// It is not a decimal number.
    NotDecimal,
    /// It is not a hexadecimal number.
    NotHex,
    /// An odd number of hexadecimal digits, where two make a byte.
    OddDigits,
    /// It is not base64.
    NotBase64,
    /// The number does not fit 32 bits.
    Over32Bits,
    /// The number does not fit 64 bits.
    Over64Bits,
    /// A NUL stands in a part that cannot hold one.
    Nul,
    /// A byte stands in it that the wire uses for something else there.
    Separator,
    /// `IP2:`: this is a packet in dictionary form, not in colon form: see
    /// [how to read both](crate::ipmsg#colon-or-dictionary).
    Dictionary,
    /// A CR without the LF that has to follow it.
    BareCr,
    /// An LF without the CR that has to precede it.
    BareLf,
    /// Not three upper-case letters or digits, followed by a blank or the end of the line.
    NotAVerb,
    /// Longer than the limit that was set.
    TooLong,
    /// Another word is required here.
    Unexpected,
    /// It is of another form than the command has: a receipt in a message, clear text where the
    /// options say that it is encrypted.
    OtherForm,
    /// Shorter than its own length says.
    Truncated,
    /// Its own length does not lead to where it ends.
    WrongLength,
    /// Bytes are left over where everything should have been read.
    Surplus,
    /// An optional part is present though one before it is absent: it would be read in its place.
    Hole,
    /// The part, or this form of it, does not exist in this dialect.
    Dialect,
    /// A command of another kind of link.
    OtherLink,
    /// A command of this link that the other side sends.
    OtherSide,
    /// It would be read back as something else.
    Ambiguous,
    /// It is not within what it belongs to.
    OutOfRange,
    /// It is there a second time.
    Duplicate,
    /// It shares bytes with what was received before.
    Overlap,
    /// The buffer has no room for it.
    NoRoom,
    /// A nom parser of your own failed.
    Grammar,
}

impl ErrorKind {
    /// The text of the message, without part and place.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::NotDecimal => "not a decimal number",
            Self::NotHex => "not a hexadecimal number",
            Self::OddDigits => "an odd number of hexadecimal digits",
            Self::NotBase64 => "not base64",
            Self::Over32Bits => "over 32 bits",
            Self::Over64Bits => "over 64 bits",
            Self::Nul => "contains NUL",
            Self::Separator => "contains a byte that cannot stand there",
            Self::Dictionary => "starts a dictionary packet",
            Self::BareCr => "CR without LF",
            Self::BareLf => "LF without CR",
            Self::NotAVerb => "not three upper-case letters or digits",
            Self::TooLong => "over the limit",
            Self::Unexpected => "not the word that belongs there",
            Self::OtherForm => "not of the form that the command says",
            Self::WrongLength => "not as long as it says",
            Self::Truncated => "shorter than its length says",
            Self::Surplus => "left over",
            Self::Hole => "present though the part before it is absent",
            Self::Dialect => "not in this dialect",
            Self::OtherLink => "belongs to another link",
            Self::OtherSide => "sent by the other side",
            Self::Ambiguous => "would be read as something else",
            Self::OutOfRange => "out of range",
            Self::Duplicate => "present twice",
            Self::Overlap => "overlaps what was received",
            Self::NoRoom => "no room left",
            Self::Grammar => "not understood",
        }
    }
}

/// Which part of a packet or command an [`Error`] is about. An open set: compare with the
/// constants, or print [`name`](Part::name).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part(u8);

/// The names of all parts; a [`Part`] is a position in this table.
const PARTS: &[&str] = &[
    "input",
    "buffer",
    "version",
    "packet number",
    "user",
    "host",
    "command",
    "additional section",
    "number",
    "line",
    "line end",
    "verb",
    "word",
    "parameter",
    "payload length",
    "payload",
    "data block",
    "TrID",
    "ack",
    "address",
    "architecture",
    "body",
    "brand",
    "capabilities",
    "challenge",
    "client",
    "client name",
    "client version",
    "code",
    "contact",
    "contacts",
    "cookie",
    "criteria",
    "current",
    "data",
    "device",
    "dialect",
    "dialects",
    "digest",
    "direct",
    "domain",
    "download url",
    "file",
    "first",
    "flag",
    "found",
    "group",
    "groups",
    "hop",
    "icon",
    "id",
    "idle",
    "index",
    "info url",
    "kind",
    "lcid",
    "library",
    "list",
    "list version",
    "lists",
    "method",
    "minimum",
    "minutes",
    "mode",
    "group name",
    "network",
    "nick",
    "object",
    "os",
    "os version",
    "outcome",
    "package",
    "packages",
    "passport",
    "path",
    "privacy",
    "product",
    "prompt",
    "property",
    "protocols",
    "reason",
    "recipient",
    "recipient network",
    "recommended",
    "recommended again",
    "referral",
    "restricted",
    "second",
    "seconds",
    "secret",
    "server",
    "service",
    "session id",
    "setting",
    "settings version",
    "site id",
    "size",
    "state",
    "status",
    "step",
    "ticket",
    "total",
    "url",
    "value",
    "verified",
    "versions",
    "zero",
    "text",
    "entry block",
    "block key",
    "block value",
    "attachment",
    "file id",
    "file name",
    "file size",
    "mtime",
    "attributes",
    "extended attribute",
    "recipients",
    "session key",
    "cipher",
    "signature",
    "exponent",
    "modulus",
    "next host",
    "host count",
    "host status",
    "ip address",
    "port",
    "offset",
    "header size",
    "contents",
    "depth",
    "dictionary",
    "dictionary length",
    "key",
    "key length",
    "dictionary value",
    "dictionary end",
    "receipt",
    "image id",
    "slice",
    "slice end",
    "client type",
    "attribute key",
    "attribute value",
    "start",
    "request",
    "item length",
    "options",
    "date",
    "initialization vector",
    "header name",
    "header value",
    "content type",
    "base64",
    "xml",
    "xml attribute",
    "xml root",
    "media",
    "emoticon code",
    "font",
    "effects",
    "color",
    "charset",
    "pitch",
    "message id",
    "chunk",
    "chunks",
    "gateway path",
    "gateway field",
    "response",
    "header",
    "header length",
    "message length",
    "data header",
    "tlv",
    "padding",
    "footer",
    "remaining",
    "frame",
    "nonce",
    "guid",
    "greeting",
    "from",
    "to",
    "branch",
    "sequence",
    "call id",
    "max forwards",
    "bridge",
    "net id",
    "connection type",
    "content length",
    "context",
    "preview",
    "block",
    "routing",
    "offsets",
    "mark",
    "four cc",
    "string length",
];

impl Part {
    /// The input as a whole.
    pub const INPUT: Self = Self::named("input");
    /// The buffer that is written to.
    pub const BUFFER: Self = Self::named("buffer");
    /// IPMsg: the first field of the header.
    pub const VERSION: Self = Self::named("version");
    /// IPMsg: the second field of the header.
    pub const PACKET_NO: Self = Self::named("packet number");
    /// IPMsg: the third field of the header.
    pub const USER: Self = Self::named("user");
    /// IPMsg: the fourth field of the header.
    pub const HOST: Self = Self::named("host");
    /// IPMsg: the fifth field of the header.
    pub const COMMAND: Self = Self::named("command");
    /// IPMsg: all that follows the fifth colon.
    pub const ADDITIONAL: Self = Self::named("additional section");
    /// IPMsg: a text.
    pub const TEXT: Self = Self::named("text");
    /// A number, not further known.
    pub const NUMBER: Self = Self::named("number");
    /// MSNP: a command line.
    pub const LINE: Self = Self::named("line");
    /// MSNP: the CR LF behind a command line.
    pub const LINE_END: Self = Self::named("line end");
    /// MSNP: the three octets a line begins with.
    pub const VERB: Self = Self::named("verb");
    /// MSNP: a fixed word among the parameters.
    pub const WORD: Self = Self::named("word");
    /// MSNP: a parameter, not further known.
    pub const PARAMETER: Self = Self::named("parameter");
    /// MSNP: the last parameter of a command that has a payload.
    pub const PAYLOAD_LEN: Self = Self::named("payload length");
    /// MSNP: the bytes behind a command line.
    pub const PAYLOAD: Self = Self::named("payload");
    /// MSNFTP: a block of file data.
    pub const DATA_BLOCK: Self = Self::named("data block");

    /// The part of that name; case does not count, and `_` is a blank.
    ///
    /// # Panics
    /// If there is none: this is for constants, where it is an error of the compiler.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::panic,
        reason = "runs in the compiler only"
    )]
    pub(crate) const fn named(name: &str) -> Self {
        let mut index = 0;
        while index < PARTS.len() {
            if same_name(PARTS[index].as_bytes(), name.as_bytes()) {
                #[expect(clippy::cast_possible_truncation, reason = "the table is short")]
                return Self(index as u8);
            }
            index += 1;
        }
        panic!("no such part: add it to the table in error.rs");
    }

    /// The name as it stands in messages, such as `packet number`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match PARTS.split_at_checked(self.0 as usize) {
            Some((_, [name, ..])) => name,
            _ => "",
        }
    }
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn same_name(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() {
        let wanted = if b[index] == b'_' { b' ' } else { b[index].to_ascii_lowercase() };
        if a[index].to_ascii_lowercase() != wanted {
            return false;
        }
        index += 1;
    }
    a.len() == b.len()
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({})", self.name())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What went wrong, with which part, at which byte. 16 bytes, `Copy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    at: usize,
    kind: ErrorKind,
    part: Part,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, part: Part, at: usize) -> Self {
        Self { at, kind, part }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The part that is wrong.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// The same, counted from `bytes` bytes further ahead: if what was read stood behind them.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Packet};
    ///
    /// let error = Packet::parse(b"1:abc:taro:PC-02:32:hello").unwrap_err();
    /// assert_eq!(error.behind(42).to_string(), "packet number: not a decimal number at byte 44");
    /// ```
    #[must_use]
    pub const fn behind(self, bytes: usize) -> Self {
        Self { at: self.at.saturating_add(bytes), ..self }
    }

    /// The first byte of that part, or the place where a missing part should stand, counted
    /// from the start of the slice given. For a typed command that slice is
    /// [`Frame::raw`](crate::msnp::Frame::raw). An error of [`Wire::check`](crate::Wire::check)
    /// or of a constructor, which have no slice to count in, is at 0.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} at byte {}", self.part.name(), self.kind.text(), self.at)
    }
}

impl core::error::Error for Error {}

/// What the nom grammars of this crate fail with: an [`Error`] that counts the bytes left
/// instead of the bytes gone, since a nom parser sees the rest of the input only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    left: usize,
    kind: ErrorKind,
    part: Part,
}

impl Fault {
    /// A fault at the first byte of `rest`.
    #[must_use]
    pub const fn new(kind: ErrorKind, part: Part, rest: &[u8]) -> Self {
        Self { left: rest.len(), kind, part }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The part that is wrong.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// The same where the input goes on for so many bytes more; they may be fewer than none.
    #[inline(always)]
    pub(crate) const fn followed_by(self, bytes: usize) -> Self {
        Self { left: self.left.wrapping_add(bytes), ..self }
    }

    /// The same as something a nom parser can return.
    #[inline]
    pub(crate) const fn err<T>(kind: ErrorKind, part: Part, rest: &[u8]) -> Result<T, nom::Err<Self>> {
        Err(nom::Err::Error(Self::new(kind, part, rest)))
    }

    /// The error, for a parser that was given `input`.
    #[must_use]
    pub const fn within(self, input: &[u8]) -> Error {
        Error::new(self.kind, self.part, input.len().saturating_sub(self.left))
    }
}

impl ParseError<&[u8]> for Fault {
    fn from_error_kind(input: &[u8], _: nom::error::ErrorKind) -> Self {
        Self::new(ErrorKind::Grammar, Part::INPUT, input)
    }

    fn append(_: &[u8], _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

impl<E> FromExternalError<&[u8], E> for Fault {
    fn from_external_error(input: &[u8], _: nom::error::ErrorKind, _: E) -> Self {
        Self::new(ErrorKind::Grammar, Part::INPUT, input)
    }
}

/// The [`Error`] in what a grammar of this crate returned for `input`.
#[inline]
pub(crate) fn error_of(error: nom::Err<Fault>, input: &[u8]) -> Error {
    match error {
        nom::Err::Error(fault) | nom::Err::Failure(fault) => fault.within(input),
        nom::Err::Incomplete(_) => Error::new(ErrorKind::Truncated, Part::INPUT, input.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size_of::<Error>(), 16);
        assert_eq!(size_of::<Fault>(), 16);
    }

    #[test]
    fn names_are_found_as_field_names_too() {
        assert_eq!(Part::named("session_id").name(), "session id");
        assert_eq!(Part::named("trid").name(), "TrID");
    }

    #[test]
    fn names_are_unique() {
        for (index, name) in PARTS.iter().enumerate() {
            assert_eq!(usize::from(Part::named(name).0), index, "{name} stands twice");
        }
    }
}
