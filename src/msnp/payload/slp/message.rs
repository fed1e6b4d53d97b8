//! A message: start line, header lines, body.

use super::body::{ShownBody, SlpBody};
use super::header::{Branch, Party, SlpType, Spaced};
use super::start::{ADDRESS, Start, start};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Fields, Kind, Record, Visitor, Walk};
use crate::msnp::Passport;
use crate::msnp::payload::mime::{Headers, Mime, body_of, put_line, read_value, value_in_head};
use crate::msnp::payload::show::{Place, Shown, Shows};
use crate::msnp::payload::value::{HeaderText, HeaderValue};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

const HEADER: Part = Part::named("header");
const FROM: Part = Part::named("from");
const TO: Part = Part::named("to");
const CONTENT_LENGTH: Part = Part::named("content length");

/// The most bytes of a message that is read: 64 KiB.
const MOST: usize = 65_536;
/// The most lines of its header that are read.
const MOST_LINES: usize = 64;

/// A message of `MSNSLP`. See the [module](super).
///
/// The body is [`SlpBody`], lines with any keys, unless you say what else: a [`SessionBody`](super::SessionBody), a
/// [`TransportBody`](super::TransportBody).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slp<'a, B = SlpBody<'a>> {
    /// The first line.
    pub start: Start<'a>,
    /// The receiver.
    pub to: Passport<'a>,
    /// The sender.
    pub from: Passport<'a>,
    /// The branch of `Via`.
    pub branch: Option<Branch<'a>>,
    /// `CSeq`: 0 in a request, 1 in an answer.
    pub cseq: Option<u32>,
    /// `Call-ID`: a GUID in braces, the same in INVITE, answer and BYE.
    pub call_id: Option<HeaderText<'a>>,
    /// `Max-Forwards`: 0.
    pub max_forwards: Option<u32>,
    /// What the body is.
    pub content_type: Option<SlpType<'a>>,
    /// Other header lines, for example `On-Behalf`.
    pub headers: Headers<'a>,
    /// The body. `Content-Length` counts its bytes, the NUL at its end included.
    pub body: B,
}

impl<'a, B> Slp<'a, B> {
    /// The names of its own header lines, in the order in which they are written.
    const NAMES: &'static [&'static str] =
        &["To", "From", "Via", "CSeq", "Call-ID", "Max-Forwards", "Content-Type", "Content-Length"];

    /// The same with another body.
    #[must_use]
    pub fn with_body<C>(self, body: C) -> Slp<'a, C> {
        let Self { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, .. } = self;
        Slp { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, body }
    }

    /// An answer to this request, from the one it was sent to: the same branch and call, and `CSeq` one more.
    #[must_use]
    pub fn answer<C>(&self, start: Start<'a>, body: C) -> Slp<'a, C> {
        Slp {
            start,
            to: self.from,
            from: self.to,
            cseq: Some(self.cseq.unwrap_or_default().saturating_add(1)),
            headers: Headers::NONE,
            ..self.with_head()
        }
        .with_body(body)
    }

    /// The same without a body.
    const fn with_head(&self) -> Slp<'a, ()> {
        let Self { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, .. } = *self;
        Slp { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, body: () }
    }
}

impl<'a, B: Wire<'a, Context = ()>> Wire<'a> for Slp<'a, B> {
    type Context = ();

    /// Takes as many bytes of body as `Content-Length` says; without one, all.
    ///
    /// # Errors
    /// [`ErrorKind::Unexpected`] for another version, an unknown method, an address without
    /// its brackets; [`ErrorKind::Missing`] without `To` or `From`; [`ErrorKind::WrongLength`] if the body is
    /// shorter than `Content-Length` says; [`ErrorKind::TooLong`] over 64 KiB or 64 header lines; what the body
    /// refuses.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        message
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(Self::NAMES)?;
        if self.encoded_len() > MOST {
            return Err(Error::new(ErrorKind::TooLong, Part::INPUT, 0));
        }
        let count = |is_there: bool| usize::from(is_there);
        let own = [
            count(self.branch.is_some()),
            count(self.cseq.is_some()),
            count(self.call_id.is_some()),
            count(self.max_forwards.is_some()),
            count(self.content_type.is_some()),
        ];
        let lines = own.iter().fold(3_usize, |sum, count| sum.saturating_add(*count));
        if lines.saturating_add(scan::count(self.headers.iter())) > MOST_LINES {
            return Err(Error::new(ErrorKind::TooLong, HEADER, 0));
        }
        self.body.check(())
    }
}

/// The value of a header line of a message that was read.
fn value_of<'a>(message: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let (lines, _) = scan::line(message).ok()?;
    value_in_head(lines, name)
}

/// The bytes of the body of a message that was read.
fn body_in(message: &[u8]) -> Option<&[u8]> {
    let (lines, _) = scan::line(message).ok()?;
    let body = body_of(lines)?;
    let len = value_in_head(lines, "Content-Length").and_then(|len| u32::read(len).ok());
    match len {
        Some(len) => body.get(..usize::try_from(len).ok()?),
        None => Some(body),
    }
}

/// A message of any body, as it is shown.
mod any {
    use super::{Branch, HeaderText, Headers, Passport, ShownBody, SlpType, Start, body_in, scan, value_of};
    use crate::fields::{Field, Kind, Visitor};
    use crate::msnp::payload::show::{Place, Shown, shows};
    use crate::msnp::payload::slp::body::CONTENT;

    /// A body, and what its message says that it is.
    pub(super) struct Body<'v> {
        pub(super) body: &'v dyn ShownBody,
        pub(super) content_type: Option<SlpType<'v>>,
    }

    impl Shown for Body<'_> {
        const KIND: Kind = Kind::Record(CONTENT);
        const HAS_FIELDS: bool = true;

        fn borrowed(&self) -> Option<&[u8]> {
            None
        }

        fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
            self.body.show_body(self.content_type, field, at, visitor);
        }
    }

    pub(super) struct Slp<'v> {
        pub(super) start: Start<'v>,
        pub(super) to: Passport<'v>,
        pub(super) from: Passport<'v>,
        pub(super) branch: Option<Branch<'v>>,
        pub(super) cseq: Option<u32>,
        pub(super) call_id: Option<HeaderText<'v>>,
        pub(super) max_forwards: Option<u32>,
        pub(super) content_type: Option<SlpType<'v>>,
        pub(super) headers: Headers<'v>,
        pub(super) body: Body<'v>,
    }

    shows! {
        Slp<'v> {
            start: Start<'v> => |message| scan::line(message).ok().map(|(_, line)| line),
            to: Passport<'v>,
            from: Passport<'v>,
            branch: Option<Branch<'v>>,
            cseq: Option<u32> => |message| value_of(message, "CSeq"),
            call_id: Option<HeaderText<'v>>,
            max_forwards: Option<u32> => |message| value_of(message, "Max-Forwards"),
            content_type: Option<SlpType<'v>>,
            headers: Headers<'v>,
            body: Body<'v> => body_in,
        }
    }
}

#[expect(private_bounds, reason = "what can be a body is decided here")]
impl<B: ShownBody> Slp<'_, B> {
    fn as_any(&self) -> any::Slp<'_> {
        let Self { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, .. } = *self;
        let body = any::Body { body: &self.body, content_type };
        any::Slp { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, body }
    }
}

/// The body by its type, if it can be read so.
impl<B: ShownBody> Fields for Slp<'_, B> {
    fn record(&self) -> &'static Record {
        any::Slp::RECORD
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        self.as_any().inside(None, visitor);
    }
}

impl<B: ShownBody> Shown for Slp<'_, B> {
    const KIND: Kind = any::Slp::KIND;
    const HAS_FIELDS: bool = true;

    fn borrowed(&self) -> Option<&[u8]> {
        None
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        self.as_any().show(field, at, visitor);
    }
}

impl<'a, B: Wire<'a, Context = ()> + ShownBody> Walk<'a> for Slp<'a, B> {
    fn walk(input: &'a [u8], (): (), visitor: &mut dyn Visitor) -> Result<(), Error> {
        Self::parse(input)?.as_any().inside(Some(input), visitor);
        Ok(())
    }
}

fn message<'a, B: Wire<'a, Context = ()>>(input: &'a [u8]) -> IResult<&'a [u8], Slp<'a, B>, Fault> {
    if input.len() > MOST {
        return Fault::err(ErrorKind::TooLong, Part::INPUT, input);
    }
    let (rest, line) = scan::line(input)?;
    let start = start(line, input)?;
    let before = input.len().saturating_sub(rest.len());
    // Errors of the lines count from the first header line.
    let fault = |error: Error| {
        let at = before.saturating_add(error.at());
        nom::Err::Error(Fault::new(error.kind(), error.part(), input.get(at..).unwrap_or_default()))
    };
    let Mime { headers, body } = match rest {
        [] => return Fault::err(ErrorKind::Missing, HEADER, &[]),
        _ => Mime::parse(rest).map_err(fault)?,
    };
    let mut found = Found::default();
    found.read(headers).map_err(fault)?;
    let missing = |part| fault(Error::new(ErrorKind::Missing, part, headers.end()));
    let Party(to) = found.to.ok_or_else(|| missing(TO))?;
    let Party(from) = found.from.ok_or_else(|| missing(FROM))?;
    let (body, rest) = match found.length {
        None => (body, &[][..]),
        Some((length, at)) => {
            match usize::try_from(length).ok().and_then(|length| body.split_at_checked(length)) {
                Some(split) => split,
                None => return Err(fault(Error::new(ErrorKind::WrongLength, CONTENT_LENGTH, at))),
            }
        }
    };
    let body = B::parse(body).map_err(|error| {
        let at = body.get(error.at()..).unwrap_or_default();
        nom::Err::Error(Fault::new(error.kind(), error.part(), at).followed_by(rest.len()))
    })?;
    let Found { branch, cseq, call_id, max_forwards, content_type, .. } = found;
    let cseq = cseq.map(|Spaced(number)| number);
    let headers = headers.without(Slp::<()>::NAMES);
    Ok((rest, Slp { start, to, from, branch, cseq, call_id, max_forwards, content_type, headers, body }))
}

/// What the header lines say. Of a name that is there twice, the first counts.
#[derive(Default)]
struct Found<'a> {
    to: Option<Party<'a>>,
    from: Option<Party<'a>>,
    branch: Option<Branch<'a>>,
    cseq: Option<Spaced>,
    call_id: Option<HeaderText<'a>>,
    max_forwards: Option<u32>,
    content_type: Option<SlpType<'a>>,
    /// And where it is.
    length: Option<(u32, usize)>,
}

impl<'a> Found<'a> {
    fn read(&mut self, headers: Headers<'a>) -> Result<(), Error> {
        let mut count = 0_usize;
        for (name, value, at) in headers.entries() {
            count = count.saturating_add(1);
            if count > MOST_LINES {
                return Err(Error::new(ErrorKind::TooLong, HEADER, at));
            }
            let names = Slp::<()>::NAMES.iter();
            match names.map(|own| name.eq_ignore_ascii_case(own.as_bytes())).position(|is| is) {
                Some(0) => set(&mut self.to, value, ADDRESS, at)?,
                Some(1) => set(&mut self.from, value, ADDRESS, at)?,
                Some(2) => set(&mut self.branch, value, const { Part::named("branch") }, at)?,
                Some(3) => set(&mut self.cseq, value, const { Part::named("sequence") }, at)?,
                Some(4) => set(&mut self.call_id, value, const { Part::named("call id") }, at)?,
                Some(5) => set(&mut self.max_forwards, value, const { Part::named("max forwards") }, at)?,
                Some(6) => set(&mut self.content_type, value, const { Part::named("content type") }, at)?,
                Some(7) if self.length.is_none() => {
                    self.length = Some((read_value(value, CONTENT_LENGTH, at)?, at));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn set<'a, T: HeaderValue<'a>>(
    field: &mut Option<T>,
    value: &'a [u8],
    part: Part,
    at: usize,
) -> Result<(), Error> {
    if field.is_none() && !(T::EMPTY_IS_ABSENT && value.is_empty()) {
        *field = Some(read_value(value, part, at)?);
    }
    Ok(())
}

impl<B: Encode> Encode for Slp<'_, B> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let mut names = Self::NAMES.iter().map(|name| name.as_bytes());
        let mut name = || names.next().unwrap_or_default();
        self.start.encode(sink)?;
        put_line(sink, name(), |sink| Party(self.to).put(sink))?;
        put_line(sink, name(), |sink| Party(self.from).put(sink))?;
        put_some(sink, name(), self.branch)?;
        put_some(sink, name(), self.cseq.map(Spaced))?;
        put_some(sink, name(), self.call_id)?;
        put_some(sink, name(), self.max_forwards)?;
        put_some(sink, name(), self.content_type)?;
        let length = u64::try_from(self.body.encoded_len()).unwrap_or(u64::MAX);
        put_line(sink, name(), |sink| scan::put_decimal(sink, length))?;
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        self.body.encode(sink)
    }
}

fn put_some<'a, T: HeaderValue<'a>, S: Sink + ?Sized>(
    sink: &mut S,
    name: &[u8],
    value: Option<T>,
) -> Result<(), S::Error> {
    value.map_or(Ok(()), |value| put_line(sink, name, |sink| value.put(sink)))
}

#[cfg(test)]
mod tests {
    use super::super::{BodyEnd, Method, SessionBody, StatusCode};
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::msnp::payload::mime::Header;
    use proptest::prelude::*;

    const HEAD: &str = "To: <msnmsgr:b@x>\r\nFrom: <msnmsgr:a@x;{1}>\r\n";

    fn invite(rest: &str) -> &'static [u8] {
        format!("INVITE MSNMSGR:b@x MSNSLP/1.0\r\n{HEAD}{rest}").leak().as_bytes()
    }

    #[test]
    fn requests_and_answers() {
        let input = invite(
            "Via: MSNSLP/1.0/TLP ;branch={2}\r\nCSeq: 0 \r\nCall-ID: {3}\r\nMax-Forwards: 0\r\n\
             Content-Type: application/x-msnmsgr-sessionreqbody\r\nContent-Length: 17\r\nOn-Behalf: c\r\n\r\nSessionID: 5\r\n\r\n\0",
        );
        let found = checked::canonical::<Slp<'_>>(input, ()).unwrap();
        let (to, from) = (Passport::new("b@x").unwrap(), Passport::new("a@x;{1}").unwrap());
        assert_eq!(
            (found.start, found.to, found.from),
            (Start::Request { method: Method::Invite, to }, to, from)
        );
        assert_eq!(
            (found.branch, found.cseq, found.max_forwards),
            (Branch::new(b"{2}").ok(), Some(0), Some(0))
        );
        assert_eq!(
            (found.call_id.unwrap().as_bytes(), found.content_type),
            (&b"{3}"[..], Some(SlpType::SESSION_REQUEST))
        );
        assert_eq!((found.headers.iter().count(), found.body.end), (1, BodyEnd::USUAL));
        assert_eq!(checked::written(&found), input);
        checked::borrowed(&found, input, &[b"{3}"].map(|_| found.call_id.unwrap().as_bytes()));
        let typed = checked::canonical::<Slp<'_, SessionBody<'_>>>(input, ()).unwrap();
        assert_eq!(typed.body.session_id, Some(5));

        let answer = found.answer(Start::DECLINE, SlpBody::NOTHING);
        let expected = "MSNSLP/1.0 603 Decline\r\nTo: <msnmsgr:a@x;{1}>\r\nFrom: <msnmsgr:b@x>\r\nVia: MSNSLP/1.0/TLP ;branch={2}\r\n\
            CSeq: 1 \r\nCall-ID: {3}\r\nMax-Forwards: 0\r\nContent-Type: application/x-msnmsgr-sessionreqbody\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(checked::written(&answer), expected.as_bytes());
        assert_eq!(checked::canonical::<Slp<'_>>(expected.as_bytes(), ()), Ok(answer));
    }

    #[test]
    fn lines_in_other_forms() {
        let same =
            checked::canonical::<Slp<'_>>(invite("CSeq: 0 \r\nContent-Length: 0\r\n\r\n"), ()).unwrap();
        for rest in [
            "cseq:0\r\n\r\n",
            "Content-Length: 0\r\nContent-Length: 9\r\nCSeq:  0  \r\n\r\n",
            "CSeq: 0\nFrom: <msnmsgr:other@x>\n\n",
        ] {
            assert_eq!(checked::canonical::<Slp<'_>>(invite(rest), ()), Ok(same), "{rest}");
        }
        for (line, code, reason) in [
            ("MSNSLP/1.0 200 OK", 200, "OK"),
            ("MSNSLP/1.0 099", 99, ""),
            ("MSNSLP/1.0 999  a b ", 999, "a b "),
        ] {
            let input = format!("{line}\r\n{HEAD}\r\n");
            let found = checked::canonical::<Slp<'_>>(input.as_bytes(), ()).unwrap();
            let reason = HeaderText::new(reason).unwrap();
            assert_eq!(found.start, Start::Answer { code: StatusCode::new(code).unwrap(), reason });
        }
    }

    #[test]
    fn refused_messages() {
        let address = "address: unexpected word at byte";
        for (input, message) in [
            ("".to_owned(), "line end: missing at byte 0".to_owned()),
            (
                format!("CANCEL MSNMSGR:b@x MSNSLP/1.0\r\n{HEAD}\r\n"),
                "method: unexpected word at byte 0".to_owned(),
            ),
            (format!("INVITE b@x MSNSLP/1.0\r\n{HEAD}\r\n"), format!("{address} 7")),
            (format!("INVITE MSNMSGR: MSNSLP/1.0\r\n{HEAD}\r\n"), format!("{address} 7")),
            (
                format!("BYE MSNMSGR:b@x MSNSLP/1.1\r\n{HEAD}\r\n"),
                "version: unexpected word at byte 16".to_owned(),
            ),
            (format!("MSNSLP/2.0 200 OK\r\n{HEAD}\r\n"), "version: unexpected word at byte 7".to_owned()),
            (format!("MSNSLP/1.0 20 OK\r\n{HEAD}\r\n"), "code: not a decimal number at byte 11".to_owned()),
            (format!("MSNSLP/1.0 2000 OK\r\n{HEAD}\r\n"), "code: not a decimal number at byte 11".to_owned()),
            ("MSNSLP/1.0 200 OK\r\n".to_owned(), "header: missing at byte 19".to_owned()),
            (
                "MSNSLP/1.0 200 OK\r\nTo: <msnmsgr:b@x>\r\n\r\n".to_owned(),
                "from: missing at byte 38".to_owned(),
            ),
            (
                "MSNSLP/1.0 200 OK\r\nFrom: <msnmsgr:b@x>\r\n\r\n".to_owned(),
                "to: missing at byte 40".to_owned(),
            ),
            ("MSNSLP/1.0 200 OK\r\nTo: msnmsgr:b@x\r\n\r\n".to_owned(), format!("{address} 23")),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}Content-Length: -1\r\n\r\n"),
                "content length: not a decimal number at byte 79".to_owned(),
            ),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}Content-Length: 3\r\n\r\n\r\n"),
                "content length: not as long as it says at byte 79".to_owned(),
            ),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}Content-Length: 2\r\n\r\n\r\n\0"),
                "input: trailing data at byte 86".to_owned(),
            ),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}CSeq: x\r\n\r\n\r\n\0"),
                "sequence: not a decimal number at byte 69".to_owned(),
            ),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}Via: x\r\n\r\n\r\n\0"),
                "branch: unexpected word at byte 68".to_owned(),
            ),
            (
                format!("MSNSLP/1.0 200 OK\r\n{HEAD}{}\r\n", "A: b\r\n".repeat(63)),
                "header: over the limit at byte 438".to_owned(),
            ),
        ] {
            refused(checked::canonical::<Slp<'_>>(input.as_bytes(), ()), &message);
        }
        let long = invite(&format!("\r\n{}", "x".repeat(65_536)));
        refused(Slp::<'_, SlpBody<'_>>::parse(long), "input: over the limit at byte 0");
        // An error of the body counts from the start of the message, whatever follows the body.
        let bad = invite("Content-Length: 16\r\n\r\nSessionID: x\r\n\r\nabc");
        let error = Slp::<'_, SessionBody<'_>>::parse(bad).unwrap_err();
        assert_eq!(
            (error.to_string(), bad[error.at()]),
            ("session id: not a decimal number at byte 108".to_owned(), b'x')
        );
        refused(StatusCode::new(1000), "code: out of range at byte 0");
        refused(Branch::new(b"a "), "header value: invalid byte at byte 1");
        assert_eq!(format!("{:?}", Branch::new(b"{a}").unwrap()), "Branch({a})");
    }

    proptest! {
        #[test]
        fn any_message(start in "(INVITE MSNMSGR:a MSNSLP/1.0|MSNSLP/1.0 [0-9]{2,4} [a ]{0,2})\r?\n", rest in "((To|From): <msnmsgr:[a;]{0,2}>\r\n|(CSeq|Via|Content-Length|x): ?(;branch=)?[0-3a]{0,2} ?\r\n| ?[a:]\r\n){0,6}(\r\n[a:\x00]{0,3})?") {
            let input = start + &rest;
            _ = checked::canonical::<Slp<'_>>(input.as_bytes(), ());
            _ = checked::canonical::<Slp<'_, SessionBody<'_>>>(input.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(
            method in 0..4_usize, code in 0..1000_u16, words in prop::collection::vec("[a-z{}]( ?[a-z])?", 4), cseq: Option<u32>,
            max_forwards: Option<u32>, branch: bool, other in "(On-Behalf|to|X)", nul: bool,
        ) {
            let words: Vec<&'static str> = words.into_iter().map(|word| &*word.leak()).collect();
            let to = Passport::new(words[0].split(' ').next().unwrap().as_bytes()).unwrap();
            let start = match Method::ALL.get(method) {
                Some(&method) => Start::Request { method, to },
                None => Start::Answer { code: StatusCode::new(code).unwrap(), reason: HeaderText::new(words[1]).unwrap() },
            };
            let lines = vec![Header::new(other.leak(), words[2]).unwrap()].leak();
            let message = Slp {
                start, to, from: to, branch: Branch::new(words[3].as_bytes()).ok().filter(|_| branch), cseq,
                call_id: HeaderText::new(words[1]).ok(), max_forwards, content_type: SlpType::new(words[2]).ok(),
                headers: Headers::new(lines), body: SlpBody { lines: Headers::NONE, end: BodyEnd { empty_line: true, nul } },
            };
            checked::value(message, ());
        }
    }
}
