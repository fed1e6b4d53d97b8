//! Numeric replies: what a server answers when it does not do what was asked.
//!
//! ```text
//! 217 2\r\n                 the TrID of the command that failed
//! 241 9 53\r\n<ml>…</ml>    since MSNP13: with a payload of 53 bytes
//! ```
//!
//! ```
//! use imwire::{Wire, msnp::{Dialect, TrId, sb::ServerCommand}};
//!
//! let ServerCommand::Failure(failure) = ServerCommand::parse_with(b"217 2\r\n", Dialect::MSNP8)? else {
//!     panic!();
//! };
//! assert_eq!((failure.code().number(), failure.trid()), (217, Some(TrId(2))));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Source: draft-movva-msn-messenger-protocol-00 §5; payloads from three clients of MSNP15 to 21.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Show, Value, Visitor};
use crate::msnp::field::{Field, List, Params, Payload, Rest, Scope};
use crate::msnp::verb::Verb;
use crate::msnp::{Dialect, TrId, other, payload_len};
use crate::scan;
use crate::sink::Sink;
use nom::IResult;

/// A numeric reply: why a command failed.
///
/// Build one with [`new`](Failure::new), [`with_info`](Failure::with_info) or
/// [`with_payload`](Failure::with_payload). A payload needs a `TrID` and excludes other parameters: without the
/// one or with the others, no reader finds it, and takes its bytes for commands.
///
/// ```
/// use imwire::msnp::{Dialect, ErrorCode, Failure, List, Payload, TrId, ns::ServerCommand};
/// use imwire::{Encode, Wire};
///
/// let code = ErrorCode::new(241).unwrap();
/// let failure = Failure::with_payload(code, TrId(9), Payload(b"<ml/>"));
/// let command = ServerCommand::Failure(failure);
/// assert_eq!(command.check(Dialect::MSNP13), Ok(()));
/// assert_eq!(command.encode_into(&mut [0; 32])?, b"241 9 5\r\n<ml/>");
///
/// let error = Failure::with_info(code, None, List::new("9 5")?).unwrap_err(); // 9 would be a TrID
/// assert_eq!(error.to_string(), "parameter: would be read as something else at byte 0");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Failure<'a> {
    code: ErrorCode,
    trid: Option<TrId>,
    info: List<'a>,
    payload: Option<Payload<'a>>,
}

/// Three digits. An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(u16);

impl ErrorCode {
    /// The code of that number, which is under 1,000.
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        if number < 1000 { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// What it means, for people; `None` if that is not known. Sources differ about some (201,
    /// 711, 715, 931): the number is what counts.
    #[must_use]
    pub const fn text(self) -> Option<&'static str> {
        Some(match self.0 {
            200 => "syntax error",
            201 => "invalid parameter or address",
            203 => "invalid federated user",
            204 => "user not routable, or invalid network",
            205 => "invalid user",
            206 => "domain missing",
            207 => "already signed in",
            208 => "invalid user name",
            209 => "invalid friendly name",
            210 => "list full",
            213 => "invalid name request",
            215 => "already there, or on the list",
            216 => "not on the list",
            217 => "not online",
            218 => "already in that mode",
            219 => "on the opposite list",
            220 => "takes no pages",
            223 => "too many groups",
            224 => "invalid group",
            225 => "not in the group",
            227 => "group not empty",
            228 => "group exists",
            229 => "group name too long",
            230 => "group cannot be removed",
            231 => "no such group",
            232..=234 => "phone number or domain not known",
            240 => "empty domain",
            241 => "bad XML",
            280 => "switchboard failed",
            281 => "transfer to the switchboard failed",
            282 => "bad peer-to-peer message",
            283 => "unknown application of a notification",
            285 => "message too long",
            290 => "no funds for SMS",
            300 => "field missing",
            301 => "too many hits",
            302 => "not signed in",
            402 | 403 => "contact list not available",
            413..=419 => "SMS subscription or market",
            420 => "not permitted",
            500 => "internal error",
            501 => "database error",
            502 => "command disabled",
            503 => "mail refused",
            504 => "profile server error",
            508 => "federated network error",
            509 => "page mode error",
            510 => "file error",
            511 => "detailed error",
            520 => "out of memory",
            540 => "challenge failed",
            550 => "SMS account muted",
            551 => "SMS account disabled",
            552 => "SMS account at its limit",
            580 | 590..=598 => "SMS carrier",
            600 => "server busy",
            601 => "server not available",
            602 => "peer server down",
            603 => "no connection to the database",
            604 => "server going down",
            605 => "server not available",
            606 => "paging not available",
            700 | 707 => "connection failed",
            710 => "bad client version parameters",
            711 => "write blocked, or session restricted",
            712 => "session overloaded",
            713 => "too active",
            714 => "too many sessions",
            715 => "not expected, or not verified",
            717 => "bad friend file",
            718 => "user restricted",
            719 => "federated session",
            726 => "federated user",
            731 => "client version not expected",
            733 => "signed out by another place",
            734 => "too many places",
            800 => "too fast",
            801 => "not delivered",
            910 | 912 | 918 | 919 | 922 => "too busy",
            911 | 917 => "authentication failed",
            913 => "not while hidden or offline",
            914..=916 => "server not available",
            920 => "takes no new users",
            921 => "timed out",
            923 => "a parent has to agree",
            924 => "account not verified",
            926 | 927 => "managed user",
            928 => "bad ticket",
            931 => "wrong server, or reserved domain",
            933 => "bad circle list",
            935 => "bad signature",
            _ => return None,
        })
    }
}

impl<'a> Failure<'a> {
    /// That code, and the TrID of the command that failed, if it had one.
    #[must_use]
    pub const fn new(code: ErrorCode, trid: Option<TrId>) -> Self {
        Self { code, trid, info: List::of(&[]), payload: None }
    }

    /// The same with text and parameters after it, which the specification allows; no program is known to send them.
    ///
    /// # Errors
    /// [`ErrorKind::Ambiguous`] for a parameter, if there is no `TrID` and the first parameter is a number: it
    /// would be read as the `TrID`.
    pub fn with_info(code: ErrorCode, trid: Option<TrId>, info: List<'a>) -> Result<Self, Error> {
        let first = info.iter().next();
        if trid.is_none() && first.is_some_and(|arg| is_number(arg.as_bytes())) {
            return Err(Error::new(ErrorKind::Ambiguous, Part::PARAMETER, 0));
        }
        Ok(Self { info, ..Self::new(code, trid) })
    }

    /// A code, the `TrID` of the command that failed, and a payload. Since MSNP13, for commands with XML.
    #[must_use]
    pub const fn with_payload(code: ErrorCode, trid: TrId, payload: Payload<'a>) -> Self {
        Self { code, trid: Some(trid), info: List::of(&[]), payload: Some(payload) }
    }

    /// What went wrong.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// TrID of the command that failed, if it had one.
    #[must_use]
    pub const fn trid(&self) -> Option<TrId> {
        self.trid
    }

    /// Text and parameters after it.
    #[must_use]
    pub const fn info(&self) -> List<'a> {
        self.info
    }

    /// The payload. Since MSNP13, for commands with XML.
    #[must_use]
    pub const fn payload(&self) -> Option<Payload<'a>> {
        self.payload
    }

    pub(super) fn take(verb: Verb, input: &'a [u8], dialect: Dialect) -> IResult<&'a [u8], Self, Fault> {
        let (rest, text) = scan::line(input)?;
        let line = crate::msnp::Line::trusted(text, verb);
        let code = match line.code().and_then(ErrorCode::new) {
            Some(code) => code,
            None => return Fault::err(ErrorKind::NotAVerb, Part::VERB, input),
        };
        let (rest, payload) = other::take_payload(payload_len::of_failure(line, dialect), input, rest)?;

        let params = line.args().as_bytes();
        let mut scope = Scope::new(dialect, Ok(&[]));
        let (params, trid) = if line.args().next().is_some_and(|arg| is_number(arg.as_bytes())) {
            let trid = TrId::take(params, const { Part::named("trid") }, &mut scope);
            let after = input.len().wrapping_sub(text.len());
            let (params, trid) = trid.map_err(|error| error.map(|fault| fault.followed_by(after)))?;
            (params, Some(trid))
        } else {
            (params, None)
        };
        let info = match payload {
            Some(_) => List::default(),
            None => List::take(params, Part::PARAMETER, &mut scope)?.1,
        };
        Ok((rest, Self { code, trid, info, payload: payload.map(Payload) }))
    }

    pub(super) fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(match self.code.0 {
            0..=9 => b"00",
            10..=99 => b"0",
            _ => b"",
        })?;
        scan::put_decimal(sink, u64::from(self.code.0))?;
        let mut out = Params { sink, closed: false, trailing: &[] };
        self.trid.put(&mut out)?;
        self.info.put(&mut out)?;
        self.payload.put(&mut out)?;
        if out.closed { Ok(()) } else { out.sink.put(b"\r\n") }
    }

    pub(super) fn check(&self, dialect: Dialect) -> Result<(), Error> {
        let mut info = self.info.iter();
        let lone_number = match (info.next(), info.next()) {
            (Some(arg), None) => self.trid.is_some() && is_number(arg.as_bytes()),
            _ => false,
        };
        let (kind, part) = match self.payload {
            Some(_) if dialect < Dialect::MSNP13 => (ErrorKind::Dialect, Part::PAYLOAD),
            // It would be read as a length.
            None if lone_number && dialect >= Dialect::MSNP13 => (ErrorKind::Ambiguous, Part::PARAMETER),
            _ => return Ok(()),
        };
        Err(Error::new(kind, part, 0))
    }

    /// Three digits in an [`Other`](super::Other): they would be read as a numeric reply.
    pub(super) const fn refused() -> Result<(), Error> {
        Err(Error::new(ErrorKind::Ambiguous, Part::VERB, 0))
    }

    const CODE: fields::Field = fields::Field::new("msnp.failure.code", Kind::Number(Show::Decimal));
    const TRID: fields::Field = fields::Field::new("msnp.failure.trid", TrId::KIND);
    const INFO: fields::Field = fields::Field::new("msnp.failure.info", List::KIND);
    const PAYLOAD: fields::Field = fields::Field::new("msnp.failure.payload", Payload::KIND);

    /// Shows its fields; `params` is what follows the code.
    pub(super) fn show(&self, code: Option<&[u8]>, params: Rest<'a>, visitor: &mut dyn Visitor) {
        visitor.field(const { &Self::CODE }, Value::Number(self.code.0.into()), code);
        let rest = self.trid.show(const { &Failure::TRID }, params, visitor);
        let rest = self.info.show(const { &Failure::INFO }, rest, visitor);
        self.payload.show(const { &Failure::PAYLOAD }, rest, visitor);
    }
}

impl Failure<'_> {
    pub(super) const RECORD: &'static Record = &Record::new(
        "msnp.failure",
        "Failure",
        &[Failure::CODE, Failure::TRID, Failure::INFO, Failure::PAYLOAD],
    );
}

crate::fields::data::serialize! { [] fields Failure<'_> }

impl Fields for Failure<'_> {
    fn record(&self) -> &'static Record {
        Self::RECORD
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.show(None, Rest::UNKNOWN, visitor);
    }
}

fn is_number(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_both_meanings_where_sources_differ() {
        #[track_caller]
        fn case(number: u16, expected: Option<&str>) {
            assert_eq!(ErrorCode::new(number).unwrap().text(), expected);
        }
        case(201, Some("invalid parameter or address"));
        case(204, Some("user not routable, or invalid network"));
        case(215, Some("already there, or on the list"));
        case(711, Some("write blocked, or session restricted"));
        case(715, Some("not expected, or not verified"));
        case(931, Some("wrong server, or reserved domain"));
        case(999, None);
    }
}
