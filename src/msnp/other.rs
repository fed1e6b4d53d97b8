//! A command without a record: its line and payload, as they are.
//!
//! Verbs that are in no table are read this way: `LSN`, `SNS`, `ENT`, `DAT`, `RFS`, `GSB`, `LKP` and `GET`
//! (lists of verbs name them, but no sample is known), and any that is still to be found.

use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Fields, Kind, Record, Value, Visitor};
use crate::lossy::Lossy;
use crate::msnp::field::{Field as _, List, Rest};
use crate::msnp::table::rule;
use crate::msnp::verb::Verb;
use crate::msnp::{Dialect, Line, PayloadRule, Role, TrIdRule, payload_len};
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// A command that has no record, or whose verb is not known at all: nothing of it is lost.
/// [`Command::as_other`](crate::msnp::Command::as_other) says whether a command is one.
///
/// Two are equal if they are written the same: a verb that a lenient splitter let pass in lower case
/// equals that in upper case.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    line: Line<'a>,
    payload: Option<&'a [u8]>,
}

impl PartialEq for Other<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.written() == other.written()
    }
}

impl Eq for Other<'_> {}

impl Hash for Other<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.written().hash(state);
    }
}

impl<'a> Other<'a> {
    /// A command of this line and payload, if that is the payload which the line states by the rule of its
    /// verb: none for a verb that no table has.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Line, Other}};
    ///
    /// let line = Line::parse(b"ZZZ 5")?;
    /// assert!(Other::new(line, None).is_ok());
    /// let error = Other::new(line, Some(b"OUT\r\n")).unwrap_err(); // it would be a command by itself
    /// assert_eq!(error.to_string(), "payload: trailing data at byte 0");
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// Clients and servers have different rules for some verbs (a client's `ADL` always has a payload, a
    /// server's may be `ADL 5 OK`), and for numbers the dialect matters; here it is enough that one of the
    /// rules is kept. [`check`](crate::Wire::check) of the table says whether it is the
    /// right one, and whether the verb has a record that the line would be read as.
    ///
    /// # Errors
    /// | part | kind | |
    /// |---|---|---|
    /// | verb | [`NotAVerb`](ErrorKind::NotAVerb) | The header of a data block. |
    /// | payload length | [`Missing`](ErrorKind::Missing), [`NotDecimal`](ErrorKind::NotDecimal), [`TooLong`](ErrorKind::TooLong) | The line has to end in one. |
    /// | payload | [`Missing`](ErrorKind::Missing) | The line states one. |
    /// | payload | [`WrongLength`](ErrorKind::WrongLength) | The line states another length. |
    /// | payload | [`Trailing`](ErrorKind::Trailing) | The line states none. |
    pub fn new(line: Line<'a>, payload: Option<&'a [u8]>) -> Result<Self, Error> {
        let by = |(rule, trid)| states(payload_len::by_rule(line.as_bytes(), rule, trid), payload);
        match (rule(Role::Client, line.key()), rule(Role::Server, line.key())) {
            (Some(client), Some(server)) => by(client).or_else(|error| by(server).map_err(|_| error)),
            (Some(rules), None) | (None, Some(rules)) => by(rules),
            (None, None) if line.code().is_some() && payload.is_some() => {
                states(payload_len::of_failure(line, Dialect::UNKNOWN), payload)
            }
            (None, None) if line.verb() == [0; 3] => Err(Error::new(ErrorKind::NotAVerb, Part::VERB, 0)),
            (None, None) => by((PayloadRule::None, TrIdRule::Never)),
        }?;
        Ok(Self { line, payload })
    }

    /// What is written of it, except for the line end.
    fn written(&self) -> ([u8; 3], &'a [u8], Option<&'a [u8]>) {
        (self.line.verb(), self.line.args().as_bytes(), self.payload)
    }

    /// The command line.
    #[must_use]
    pub const fn line(&self) -> Line<'a> {
        self.line
    }

    /// The payload, if the verb has one.
    #[must_use]
    pub const fn payload(&self) -> Option<&'a [u8]> {
        self.payload
    }

    pub(super) fn take(
        verb: Verb,
        input: &'a [u8],
        rules: Result<(PayloadRule, TrIdRule), ErrorKind>,
    ) -> IResult<&'a [u8], Self, Fault> {
        let (payload, trid) = match rules {
            Ok(rules) => rules,
            Err(kind) => return Fault::err(kind, Part::VERB, input),
        };
        let (rest, text) = scan::line(input)?;
        let line = Line::trusted(text, verb);
        let (rest, payload) = take_payload(payload_len::by_rule(text, payload, trid), input, rest)?;
        Ok((rest, Self { line, payload }))
    }

    pub(super) fn check(&self, rules: Result<(PayloadRule, TrIdRule), ErrorKind>) -> Result<(), Error> {
        let (payload, trid) = rules.map_err(|kind| Error::new(kind, Part::VERB, 0))?;
        states(payload_len::by_rule(self.line.as_bytes(), payload, trid), self.payload)
    }

    const PARAMETERS: fields::Field = fields::Field::new("msnp.other.parameters", List::KIND);
    const PAYLOAD: fields::Field = fields::Field::new("msnp.other.payload", Kind::Bytes);

    /// Shows its fields, and their bytes if it was read.
    pub(super) fn show(&self, read: bool, visitor: &mut dyn Visitor) {
        let line = if read { Rest(Some(&[])) } else { Rest::UNKNOWN };
        let parameters = List::of(self.line.args().as_bytes());
        parameters.show(const { &Self::PARAMETERS }, line, visitor);
        if let Some(payload) = self.payload {
            visitor.field(const { &Self::PAYLOAD }, Value::Bytes(payload), read.then_some(payload));
        }
    }
}

impl Other<'_> {
    pub(super) const RECORD: &'static Record =
        &Record::new("msnp.other", "Other", &[Other::PARAMETERS, Other::PAYLOAD]);
}

crate::fields::data::serialize! { [] fields Other<'_> }

/// The verb, then the fields as [`fields::Shown`]: `RFS parameters=[7 x]`. Safe to show in a terminal.
impl fmt::Display for Other<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Lossy::of(&self.line.verb()))?;
        fields::Shown(self).fields(f)
    }
}

impl Fields for Other<'_> {
    fn record(&self) -> &'static Record {
        Self::RECORD
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.show(false, visitor);
    }
}

/// Whether this is the payload that the line states.
fn states(length: payload_len::Length, payload: Option<&[u8]>) -> Result<(), Error> {
    let (kind, part) = match (length, payload) {
        (Ok(None), None) => return Ok(()),
        (Ok(Some((len, _))), Some(payload)) if len == payload.len() as u64 => return Ok(()),
        (Ok(Some(_)), Some(_)) => (ErrorKind::WrongLength, Part::PAYLOAD),
        (Ok(Some(_)), None) => (ErrorKind::Missing, Part::PAYLOAD),
        (Ok(None), Some(_)) => (ErrorKind::Trailing, Part::PAYLOAD),
        (Err((kind, _)), _) => (kind, Part::PAYLOAD_LEN),
    };
    Err(Error::new(kind, part, 0))
}

/// The payload after a line, if its length was found; `input` is the line, `rest` what follows it.
pub(super) fn take_payload<'a>(
    length: payload_len::Length,
    input: &'a [u8],
    rest: &'a [u8],
) -> IResult<&'a [u8], Option<&'a [u8]>, Fault> {
    match length {
        Ok(None) => Ok((rest, None)),
        Ok(Some((len, _))) => match usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len)) {
            Some((payload, rest)) => Ok((rest, Some(payload))),
            None => Fault::err(ErrorKind::Truncated, Part::PAYLOAD, rest),
        },
        Err((kind, at)) => Fault::err(kind, Part::PAYLOAD_LEN, input.get(at..).unwrap_or_default()),
    }
}

/// With the verb in upper case, whatever a lenient splitter let pass.
impl Encode for Other<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.line.verb())?;
        sink.put(self.line.args().as_bytes())?;
        sink.put(b"\r\n")?;
        sink.put(self.payload.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msnp::{Command, Splitter, ns};
    use crate::wire::Wire;

    #[track_caller]
    fn case(line: &[u8], payload: Option<&[u8]>, expected: &str) {
        let made = Other::new(Line::parse(line).unwrap(), payload);
        assert_eq!(made.map_or_else(|error| error.to_string(), |_| "good".to_owned()), expected);
    }

    #[test]
    fn the_payload_is_what_the_line_states() {
        // No table has the verb.
        case(b"ZZZ 5", None, "good");
        case(b"ZZZ 5", Some(b"OUT\r\n"), "payload: trailing data at byte 0");
        case(b"ZZZ 0", Some(b""), "payload: trailing data at byte 0");
        case(b"RFS 1 5", Some(b"hello"), "payload: trailing data at byte 0");
        // No table gives it one.
        case(b"FIL 5", Some(b"hello"), "payload: trailing data at byte 0");
        case(b"CHL 0 5", Some(b"hello"), "payload: trailing data at byte 0");
        // One side has to state one.
        case(b"SDG 1 5", Some(b"hello"), "good");
        case(b"SDG 1 5 ", Some(b"hello"), "good");
        case(b"SDG 1 5", Some(b"hell"), "payload: not as long as it says at byte 0");
        case(b"SDG 1 5", None, "payload: missing at byte 0");
        case(b"UUM", None, "payload length: missing at byte 0");
        case(b"UUM 1", Some(b""), "payload length: missing at byte 0");
        case(b"UUM 1 x", Some(b""), "payload length: not a decimal number at byte 0");
        case(b"UUM 1 18446744073709551616", Some(b""), "payload length: over the limit at byte 0");
        // One side may.
        case(b"SDC 1 5", Some(b"hello"), "good");
        case(b"SDC 1 OK", None, "good");
        // A server may, in some dialects.
        case(b"241 9 2", None, "good");
        case(b"241 9 2", Some(b"hi"), "good");
        case(b"241 9 2", Some(b"h"), "payload: not as long as it says at byte 0");
        case(b"241 9", Some(b""), "payload: trailing data at byte 0");
    }

    #[test]
    fn a_block_is_no_command() {
        let frame = Splitter::file_transfer(Role::Server).next(b"\0\x02\0hi").unwrap().unwrap();
        for payload in [None, frame.payload()] {
            let error = Other::new(frame.line(), payload).unwrap_err();
            assert_eq!(error.to_string(), "verb: not three upper-case letters or digits at byte 0");
        }
    }

    #[test]
    fn case_of_the_verb_does_not_count() {
        let frame = Splitter::new(Role::Client).lenient().next(b"zzz 5 Hi\r\n").unwrap().unwrap();
        let other = ns::ClientCommand::read(&frame, Dialect::MSNP8).unwrap();
        assert_eq!(other.check(Dialect::MSNP8), Ok(()));
        let mut room = [0; 16];
        let form = other.encode_into(&mut room).unwrap();
        assert_eq!(form, b"ZZZ 5 Hi\r\n");
        assert_eq!(ns::ClientCommand::parse_with(form, Dialect::MSNP8), Ok(other));
        assert_ne!(ns::ClientCommand::parse_with(b"ZZZ 5 hi\r\n", Dialect::MSNP8), Ok(other));
        let both = std::collections::HashSet::from([
            *other.as_other().unwrap(),
            Other::new(Line::parse(b"ZZZ 5 Hi").unwrap(), None).unwrap(),
        ]);
        assert_eq!(both.len(), 1);
    }
}
