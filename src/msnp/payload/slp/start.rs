//! The first line of a message.

use super::header::strip_prefix;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, Value, Visitor, Word};
use crate::msnp::Passport;
use crate::msnp::payload::show::{Place, Shown, Shows, record_of};
use crate::msnp::payload::value::{HeaderText, trim};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

const METHOD: Part = Part::named("method");
const VERSION: Part = Part::named("version");
const CODE: Part = Part::named("code");
pub(super) const ADDRESS: Part = Part::named("address");

/// What every start line has.
const MSNSLP: &[u8] = b"MSNSLP/1.0";
/// Before the address in a request line; case does not count.
const URI: &[u8] = b"MSNMSGR:";

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Opens a session, or asks for a direct connection in one.
    Invite,
    /// Closes a session.
    Bye,
    /// About addresses of a direct connection; needs no answer.
    Ack,
}

impl Method {
    pub(super) const ALL: [Self; 3] = [Self::Invite, Self::Bye, Self::Ack];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Invite => "INVITE",
            Self::Bye => "BYE",
            Self::Ack => "ACK",
        }
    }
}

/// The code of an answer: three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusCode(u16);

impl StatusCode {
    /// `OK`.
    pub const OK: Self = Self(200);
    /// `Not Found`. (papyon)
    pub const NOT_FOUND: Self = Self(404);
    /// `No Such Call`. (Miranda)
    pub const NO_SUCH_CALL: Self = Self(481);
    /// `Internal Error`.
    pub const INTERNAL_ERROR: Self = Self(500);
    /// `Decline`.
    pub const DECLINE: Self = Self(603);
    /// `Unacceptable`. (papyon)
    pub const UNACCEPTABLE: Self = Self(606);

    /// A code of 0 to 999.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfRange`].
    pub const fn new(code: u16) -> Result<Self, Error> {
        if code > 999 { Err(Error::new(ErrorKind::OutOfRange, CODE, 0)) } else { Ok(Self(code)) }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

/// The first line of a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start<'a> {
    /// `INVITE MSNMSGR:bob@example.com MSNSLP/1.0`
    Request {
        /// What is asked for.
        method: Method,
        /// Of whom.
        to: Passport<'a>,
    },
    /// `MSNSLP/1.0 200 OK`
    Answer {
        /// The code.
        code: StatusCode,
        /// The words after it, without CR and LF: `OK`, `Decline`.
        reason: HeaderText<'a>,
    },
}

impl Start<'_> {
    /// `200 OK`.
    pub const OK: Start<'static> = Start::answer(StatusCode::OK, b"OK");
    /// `603 Decline`.
    pub const DECLINE: Start<'static> = Start::answer(StatusCode::DECLINE, b"Decline");
    /// `500 Internal Error`.
    pub const INTERNAL_ERROR: Start<'static> = Start::answer(StatusCode::INTERNAL_ERROR, b"Internal Error");

    const fn answer(code: StatusCode, reason: &'static [u8]) -> Start<'static> {
        Start::Answer { code, reason: HeaderText::trusted(reason) }
    }
}

/// The line without its end, which `input` begins with.
pub(super) fn start<'a>(line: &'a [u8], input: &[u8]) -> Result<Start<'a>, nom::Err<Fault>> {
    // Where a part of the line is in the input.
    let at = |part: &[u8]| input.get(line.len().saturating_sub(part.len())..).unwrap_or_default();
    if let Some(rest) = line.strip_prefix(b"MSNSLP/") {
        let Some(rest) = line.strip_prefix(MSNSLP).and_then(|rest| rest.strip_prefix(b" ")) else {
            return Fault::err(ErrorKind::Unexpected, VERSION, at(rest));
        };
        return match rest {
            [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', reason @ ..] => {
                let number = [a, b, c]
                    .iter()
                    .fold(0_u16, |sum, digit| sum.wrapping_mul(10).wrapping_add(u16::from(**digit & 0x0f)));
                match reason {
                    [] => Ok(Start::Answer { code: StatusCode(number), reason: HeaderText::default() }),
                    [b' ', reason @ ..] => Ok(Start::Answer {
                        code: StatusCode(number),
                        reason: HeaderText::trusted(scan::skip_blanks(reason)),
                    }),
                    _ => Fault::err(ErrorKind::NotDecimal, CODE, at(rest)),
                }
            }
            _ => Fault::err(ErrorKind::NotDecimal, CODE, at(rest)),
        };
    }
    let (word, rest) = split_space(line);
    let Some(method) = Method::ALL.into_iter().find(|method| method.word().as_bytes() == word) else {
        return Fault::err(ErrorKind::Unexpected, METHOD, input);
    };
    let (uri, version) = split_space(rest);
    let to = match strip_prefix(URI, uri).map(Passport::new) {
        Some(Ok(to)) => to,
        _ => return Fault::err(ErrorKind::Unexpected, ADDRESS, at(rest)),
    };
    if trim(version) != MSNSLP {
        return Fault::err(ErrorKind::Unexpected, VERSION, at(version));
    }
    Ok(Start::Request { method, to })
}

/// What comes before the first space, and after it.
fn split_space(text: &[u8]) -> (&[u8], &[u8]) {
    scan::until(b' ')(text).map_or((text, &[]), |(rest, word)| (word, rest))
}

impl Encode for Start<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Request { method, to } => {
                for piece in [method.word().as_bytes(), b" ", URI, to.as_bytes(), b" ", MSNSLP] {
                    sink.put(piece)?;
                }
            }
            Self::Answer { code, reason } => {
                let StatusCode(number) = *code;
                sink.put(MSNSLP)?;
                sink.put(b" ")?;
                for digit in [number / 100, number / 10 % 10, number % 10] {
                    sink.put(&[b'0' | digit.to_le_bytes()[0]])?;
                }
                sink.put(b" ")?;
                sink.put(reason.as_bytes())?;
            }
        }
        sink.put(b"\r\n")
    }
}

impl fmt::Debug for Start<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request { method, to } => write!(f, "{} {to:?}", method.word()),
            Self::Answer { code, reason } => write!(f, "{} {reason:?}", code.number()),
        }
    }
}

const REQUEST: &Field = &Field::new("msnp.slp_start.request", forms::SlpRequest::KIND);
const ANSWER: &Field = &Field::new("msnp.slp_start.answer", forms::SlpAnswer::KIND).tagged("MSNSLP/1.0");

/// The fields of the two forms of the first line.
mod forms {
    use super::{HeaderText, MSNSLP, Method, Passport, split_space};
    use crate::msnp::payload::show::{fixed, shows};

    pub(super) struct SlpRequest<'a> {
        pub(super) method: Method,
        pub(super) to: Passport<'a>,
    }

    pub(super) struct SlpAnswer<'a> {
        pub(super) code: u16,
        pub(super) reason: HeaderText<'a>,
    }

    shows! {
        @in_order SlpRequest<'a> { method: Method => |message| Some(split_space(message).0), to: Passport<'a> }
    }
    shows! {
        @in_order SlpAnswer<'a> {
            code: u16 => |message| fixed(message, MSNSLP.len().saturating_add(1), 3),
            reason: HeaderText<'a>,
        }
    }
}

/// One of its forms.
impl Shows for Start<'_> {
    const FIELDS: &'static [Field] = &[*REQUEST, *ANSWER];
    const RECORD: &'static Record = &Record::new("msnp.slp_start", "Start", Self::FIELDS).choice();

    fn inside(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        match *self {
            Self::Request { method, to } => forms::SlpRequest { method, to }.show(REQUEST, place, visitor),
            Self::Answer { code: StatusCode(code), reason } => {
                forms::SlpAnswer { code, reason }.show(ANSWER, place, visitor);
            }
        }
    }
}
record_of! { Start<'a> }

/// Its word.
impl Shown for Method {
    const KIND: Kind = Kind::Word(&[
        Word { word: b"INVITE", name: "INVITE" },
        Word { word: b"BYE", name: "BYE" },
        Word { word: b"ACK", name: "ACK" },
    ]);

    fn borrowed(&self) -> Option<&[u8]> {
        None
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        visitor.field(field, Value::Text(self.word().as_bytes()), at);
    }
}
