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

/// Declares the kinds, one row each: code, variant, the text of its message, and what it means. A row
///
/// ```text
/// /// It may not be empty.
/// 2 Empty "is empty";
/// ```
///
/// becomes a variant of [`ErrorKind`], of which [`code`](ErrorKind::code) is 2 and [`text`](ErrorKind::text)
/// `is empty`.
macro_rules! kinds {
    ($($(#[$doc:meta])* $code:literal $kind:ident $text:literal;)*) => {
        /// What is wrong with a part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum ErrorKind {
            $($(#[$doc])* $kind = $code,)*
        }

        impl ErrorKind {
            /// All kinds, in the order of their codes.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The text of the message, without part and place.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$kind => $text,)*
                }
            }

            /// Its number, for programs in other languages. It never changes.
            #[must_use]
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// The kind of that number; `None` if there is none.
            #[must_use]
            pub fn from_code(code: u8) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

// A code stays for good: programs in other languages go by it. A new kind takes the next one.
kinds! {
    /// It should be here and is not.
    1 Missing "missing";
    /// It may not be empty.
    2 Empty "empty";
    /// It is not a decimal number.
    3 NotDecimal "not a decimal number";
    /// It is not a hexadecimal number.
    4 NotHex "not a hexadecimal number";
    /// An odd number of hexadecimal digits, where two make a byte.
    5 OddDigits "an odd number of hexadecimal digits";
    /// It is not base64.
    6 NotBase64 "not base64";
    /// The number does not fit 32 bits.
    7 Over32Bits "over 32 bits";
    /// The number does not fit 64 bits.
    8 Over64Bits "over 64 bits";
    /// It contains a NUL, which it cannot hold.
    9 Nul "contains NUL";
    /// It contains a byte that has another meaning there on the wire.
    10 Separator "invalid byte";
    /// `IP2:`: this is a packet in dictionary form, not in colon form: see
    /// [how to read both](crate::ipmsg#colon-or-dictionary).
    11 Dictionary "starts a dictionary packet";
    /// A CR without the LF that has to follow it.
    12 BareCr "CR without LF";
    /// An LF without the CR that has to precede it.
    13 BareLf "LF without CR";
    /// Not three upper-case letters or digits, followed by a space or the end of the line.
    14 NotAVerb "not three upper-case letters or digits";
    /// Longer than the limit that was set.
    15 TooLong "over the limit";
    /// Another word is required here.
    16 Unexpected "unexpected word";
    /// It is of another form than the command has: a receipt in a message, clear text where the
    /// options say that it is encrypted.
    17 OtherForm "does not match the command or type";
    /// Shorter than its own length says.
    18 Truncated "shorter than its length says";
    /// Its own length does not lead to where it ends.
    19 WrongLength "not as long as it says";
    /// Bytes follow where everything should have been read.
    20 Trailing "trailing data";
    /// An optional part is present though one before it is absent: it would be read in its place.
    21 Gap "present after an absent one";
    /// The part, or this form of it, does not exist in this dialect.
    22 Dialect "not in this dialect";
    /// A command of another kind of link.
    23 OtherLink "belongs to another link";
    /// A command of this link that the other side sends.
    24 OtherSide "sent by the other side";
    /// It would be read back as something else.
    25 Ambiguous "would be read as something else";
    /// The buffer has no room for it.
    26 NoRoom "no room left";
    /// A nom parser of your own failed.
    27 Grammar "not understood";
    /// It is not within what it belongs to.
    28 OutOfRange "out of range";
    /// It is there a second time.
    29 Duplicate "present twice";
    /// It shares bytes with what was received before.
    30 Overlap "overlaps what was received";
    /// It is announced as UTF-8 and is not.
    31 NotUtf8 "not UTF-8";
}

/// Which part of a packet or command an [`Error`] is about. An open set: compare with the
/// constants, or print [`name`](Part::name).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part(u16);

/// Declares the parts, one row each: code, constant and name. A row
///
/// ```text
/// 17 TRID "TrID";
/// ```
///
/// becomes `pub const TRID: Part`, of which [`code`](Part::code) is 17 and [`name`](Part::name) `TrID`.
macro_rules! parts {
    ($($code:literal $part:ident $name:literal $(: $doc:literal)?;)*) => {
        impl Part {
            $(#[doc = concat!("`", $name, "`" $(, ": ", $doc)?, ".")]
            pub const $part: Self = Self($code);)*

            /// All parts, in the order of their codes.
            pub const ALL: &'static [Self] = &[$(Self::$part),*];

            /// The name as it is in messages, such as `packet number`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self.0 {
                    $($code => $name,)*
                    _ => "",
                }
            }
        }
    };
}

// A code stays for good: programs in other languages go by it. A new part takes the next one.
parts! {
    1 INPUT "input": "The input as a whole";
    2 BUFFER "buffer": "The buffer that is written to";
    3 VERSION "version": "IPMsg: the first field of the header";
    4 PACKET_NO "packet number": "IPMsg: the second field of the header";
    5 USER "user": "IPMsg: the third field of the header";
    6 HOST "host": "IPMsg: the fourth field of the header";
    7 COMMAND "command": "IPMsg: the fifth field of the header";
    8 ADDITIONAL "additional section": "IPMsg: all that follows the fifth colon";
    9 NUMBER "number": "A number, not further known";
    10 LINE "line": "MSNP: a command line";
    11 LINE_END "line end": "MSNP: the CR LF after a command line";
    12 VERB "verb": "MSNP: the three octets a line begins with";
    13 WORD "word": "MSNP: a fixed word among the parameters";
    14 PARAMETER "parameter": "MSNP: a parameter, not further known";
    15 PAYLOAD_LEN "payload length": "MSNP: the last parameter of a command that has a payload";
    16 PAYLOAD "payload": "MSNP: the bytes after a command line";
    17 DATA_BLOCK "data block": "MSNFTP: a block of file data";
    18 TRID "TrID";
    19 ACK "ack";
    20 ADDRESS "address";
    21 ARCHITECTURE "architecture";
    22 BODY "body";
    23 BRAND "brand";
    24 CAPABILITIES "capabilities";
    25 CHALLENGE "challenge";
    26 CLIENT "client";
    27 CLIENT_NAME "client name";
    28 CLIENT_VERSION "client version";
    29 CODE "code";
    30 CONTACT "contact";
    31 CONTACTS "contacts";
    32 COOKIE "cookie";
    33 CRITERIA "criteria";
    34 CURRENT "current";
    35 DATA "data";
    36 DEVICE "device";
    37 DIALECT "dialect";
    38 DIALECTS "dialects";
    39 DIGEST "digest";
    40 DIRECT "direct";
    41 DOMAIN "domain";
    42 DOWNLOAD_URL "download url";
    43 FILE "file";
    44 FIRST "first";
    45 FLAG "flag";
    46 FOUND "found";
    47 GROUP "group";
    48 GROUPS "groups";
    49 HOP "hop";
    50 ICON "icon";
    51 ID "id";
    52 IDLE "idle";
    53 INDEX "index";
    54 INFO_URL "info url";
    55 KIND "kind";
    56 LCID "lcid";
    57 LIBRARY "library";
    58 LIST "list";
    59 LIST_VERSION "list version";
    60 LISTS "lists";
    61 METHOD "method";
    62 MINIMUM "minimum";
    63 MINUTES "minutes";
    64 MODE "mode";
    65 GROUP_NAME "group name";
    66 NETWORK "network";
    67 NICK "nick";
    68 OBJECT "object";
    69 OS "os";
    70 OS_VERSION "os version";
    71 OUTCOME "outcome";
    72 PACKAGE "package";
    73 PACKAGES "packages";
    74 PASSPORT "passport";
    75 PATH "path";
    76 PRIVACY "privacy";
    77 PRODUCT "product";
    78 PROMPT "prompt";
    79 PROPERTY "property";
    80 PROTOCOLS "protocols";
    81 REASON "reason";
    82 RECIPIENT "recipient";
    83 RECIPIENT_NETWORK "recipient network";
    84 RECOMMENDED "recommended";
    85 RECOMMENDED_AGAIN "recommended again";
    86 REFERRAL "referral";
    87 RESTRICTED "restricted";
    88 SECOND "second";
    89 SECONDS "seconds";
    90 SECRET "secret";
    91 SERVER "server";
    92 SERVICE "service";
    93 SESSION_ID "session id";
    94 SETTING "setting";
    95 SETTINGS_VERSION "settings version";
    96 SITE_ID "site id";
    97 SIZE "size";
    98 STATE "state";
    99 STATUS "status";
    100 STEP "step";
    101 TICKET "ticket";
    102 TOTAL "total";
    103 URL "url";
    104 VALUE "value";
    105 VERIFIED "verified";
    106 VERSIONS "versions";
    107 ZERO "zero";
    108 TEXT "text": "IPMsg: a text";
    109 ENTRY_BLOCK "entry block";
    110 BLOCK_KEY "block key";
    111 BLOCK_VALUE "block value";
    112 ATTACHMENT "attachment";
    113 FILE_ID "file id";
    114 FILE_NAME "file name";
    115 FILE_SIZE "file size";
    116 MTIME "mtime";
    117 ATTRIBUTES "attributes";
    118 EXTENDED_ATTRIBUTE "extended attribute";
    119 RECIPIENTS "recipients";
    120 SESSION_KEY "session key";
    121 CIPHER "cipher";
    122 SIGNATURE "signature";
    123 EXPONENT "exponent";
    124 MODULUS "modulus";
    125 NEXT_HOST "next host";
    126 HOST_COUNT "host count";
    127 HOST_STATUS "host status";
    128 IP_ADDRESS "ip address";
    129 PORT "port";
    130 OFFSET "offset";
    131 HEADER_SIZE "header size";
    132 CONTENTS "contents";
    133 DEPTH "depth";
    134 DICTIONARY "dictionary";
    135 DICTIONARY_LENGTH "dictionary length";
    136 KEY "key";
    137 KEY_LENGTH "key length";
    138 DICTIONARY_VALUE "dictionary value";
    139 DICTIONARY_END "dictionary end";
    140 RECEIPT "receipt";
    141 IMAGE_ID "image id";
    142 SLICE "slice";
    144 CLIENT_TYPE "client type";
    145 ATTRIBUTE_KEY "attribute key";
    146 ATTRIBUTE_VALUE "attribute value";
    147 START "start";
    148 REQUEST "request";
    149 ITEM_LENGTH "item length";
    150 OPTIONS "options";
    151 DATE "date";
    152 INITIALIZATION_VECTOR "initialization vector";
    153 HEADER_NAME "header name";
    154 HEADER_VALUE "header value";
    155 CONTENT_TYPE "content type";
    156 BASE64 "base64";
    157 XML "xml";
    158 XML_ATTRIBUTE "xml attribute";
    159 XML_ROOT "xml root";
    160 MEDIA "media";
    161 EMOTICON_CODE "emoticon code";
    162 FONT "font";
    163 EFFECTS "effects";
    164 COLOR "color";
    165 CHARSET "charset";
    166 PITCH "pitch";
    167 MESSAGE_ID "message id";
    168 CHUNK "chunk";
    169 CHUNKS "chunks";
    170 GATEWAY_PATH "gateway path";
    171 GATEWAY_FIELD "gateway field";
    172 RESPONSE "response";
    173 HEADER "header";
    174 HEADER_LENGTH "header length";
    175 MESSAGE_LENGTH "message length";
    176 DATA_HEADER "data header";
    177 TLV "tlv";
    178 PADDING "padding";
    179 FOOTER "footer";
    180 REMAINING "remaining";
    181 FRAME "frame";
    182 NONCE "nonce";
    183 GUID "guid";
    184 GREETING "greeting";
    185 FROM "from";
    186 TO "to";
    187 BRANCH "branch";
    188 SEQUENCE "sequence";
    189 CALL_ID "call id";
    190 MAX_FORWARDS "max forwards";
    191 BRIDGE "bridge";
    192 NET_ID "net id";
    193 CONNECTION_TYPE "connection type";
    194 CONTENT_LENGTH "content length";
    195 CONTEXT "context";
    196 PREVIEW "preview";
    197 BLOCK "block";
    198 ROUTING "routing";
    199 OFFSETS "offsets";
    200 MARK "mark";
    201 FOUR_CC "four cc";
    202 STRING_LENGTH "string length";
}

impl Part {
    /// The part of that name; case does not count, and `_` is a space.
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
        while index < Self::ALL.len() {
            if same_name(Self::ALL[index].name().as_bytes(), name.as_bytes()) {
                return Self::ALL[index];
            }
            index += 1;
        }
        panic!("no such part: add it to the table in error.rs");
    }

    /// Its number, for programs in other languages. It never changes.
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0
    }

    /// The part of that number; `None` if there is none.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.0 == code)
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

/// What went wrong, with which part, at which byte. `Copy`; 16 bytes, and 8 where an address has 32 bits.
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

    /// The same error, counted from `bytes` bytes earlier: for bytes that were read alone and are a part of
    /// something longer.
    ///
    /// ```
    /// use imwire::{Wire, ipmsg::Packet};
    ///
    /// let error = Packet::parse(b"1:abc:taro:PC-02:32:hello").unwrap_err();
    /// assert_eq!(error.offset_by(42).to_string(), "packet number: not a decimal number at byte 44");
    /// ```
    #[must_use]
    pub const fn offset_by(self, bytes: usize) -> Self {
        Self { at: self.at.saturating_add(bytes), ..self }
    }

    /// The first byte of that part, or where a missing part should be, counted
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

/// As [`InvalidData`](std::io::ErrorKind::InvalidData), or [`WriteZero`](std::io::ErrorKind::WriteZero) for
/// [`NoRoom`](ErrorKind::NoRoom). The error itself is inside:
///
/// ```
/// use imwire::{Error, Part, Wire, ipmsg::Packet};
///
/// fn user(datagram: &[u8]) -> std::io::Result<Vec<u8>> {
///     Ok(Packet::parse(datagram)?.user.as_bytes().to_vec())
/// }
///
/// let error = user(b"1:abc:taro:PC-02:32:hello").unwrap_err();
/// assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
/// assert_eq!(error.downcast::<Error>().unwrap().part(), Part::PACKET_NO);
/// ```
#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.kind {
            ErrorKind::NoRoom => std::io::ErrorKind::WriteZero,
            _ => std::io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}

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
    fn names_are_found_as_field_names_too() {
        assert_eq!(Part::named("session_id").name(), "session id");
        assert_eq!(Part::named("trid").name(), "TrID");
    }

    #[test]
    fn names_are_unique() {
        for &part in Part::ALL {
            assert_eq!(Part::named(part.name()), part, "two parts have the name {part}");
            assert_eq!(Part::from_code(part.code()), Some(part), "two parts have the code {}", part.code());
        }
    }
}
