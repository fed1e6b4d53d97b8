//! Bodies: lines `Key: value`, an empty line, a NUL.

use super::{SessionBody, SlpType, TransportBody};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Encoding, Field, Fields, Kind, Record, Value, Visitor};
use crate::lossy::text;
use crate::msnp::payload::mime::{Headers, skip_line_end};
use crate::msnp::payload::show::{Place, Shown as _, Shows, show_record, shown, shows, walks};
use crate::msnp::payload::value::{HeaderText, HeaderValue, private, trim};
use crate::msnp::payload::whole;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

const BODY: Part = Part::named("body");

/// The most lines of a body that are read.
const MOST_LINES: usize = 64;

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BodyEnd {
    /// An empty line comes after the lines.
    pub empty_line: bool,
    /// A NUL comes last. It is absent where no packet of [P2P](super::super::p2p) is around the message, as in `SDG`.
    pub nul: bool,
}

impl BodyEnd {
    /// An empty line and a NUL: what is usual.
    pub const USUAL: Self = Self { empty_line: true, nul: true };
    /// Nothing, which with no lines is a body of no bytes.
    pub const NOTHING: Self = Self { empty_line: false, nul: false };
}

impl Default for BodyEnd {
    fn default() -> Self {
        Self::USUAL
    }
}

/// The body of a message: lines with any keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SlpBody<'a> {
    /// The lines, in their order.
    pub lines: Headers<'a>,
    /// What comes after them.
    pub end: BodyEnd,
}

impl<'a> SlpBody<'a> {
    /// No bytes at all.
    pub const NOTHING: Self = Self { lines: Headers::NONE, end: BodyEnd::NOTHING };

    /// The value of the first line of that key, also if key and value are written backwards; letter case does
    /// not count.
    ///
    /// ```
    /// use imwire::{Wire, msnp::payload::slp::SlpBody};
    ///
    /// let body = SlpBody::parse(b"srddA-lanretnI4vPI: 261.532.02.271\r\ntroP-lanretnI4vPI: 72385\r\n\r\n\0")?;
    /// assert_eq!(body.get("IPv4Internal-Addrs").unwrap().to_string(), "172.20.235.162");
    /// assert_eq!(body.get("IPv4Internal-Port").unwrap().number(), Some(58327));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Turned<'a>> {
        self.lines.entries().find_map(|(name, value, _)| Turned::of(key, name, value))
    }
}

/// Whether these are the letters of `name` backwards; letter case does not count.
fn is_backwards(key: &str, name: &[u8]) -> bool {
    key.len() == name.len() && key.bytes().rev().zip(name).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// An address, a port or a list of them, which Windows Live Messenger 2009 writes backwards, key and value:
/// `srddA-lanretnI4vPI: 261.532.02.271`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Turned<'a> {
    bytes: &'a [u8],
    backwards: bool,
}

impl<'a> Turned<'a> {
    /// A value that is written as it is.
    ///
    /// # Errors
    /// As [`HeaderText::new`], and [`ErrorKind::Separator`] for a space or TAB at the end.
    pub fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        let bytes = HeaderText::new(bytes)?.as_bytes();
        match bytes {
            [.., b' ' | b'\t'] => Err(Error::new(
                ErrorKind::Separator,
                const { Part::named("header value") },
                bytes.len().saturating_sub(1),
            )),
            _ => Ok(Self { bytes, backwards: false }),
        }
    }

    /// A value under a key that is written backwards: the bytes as they are on the wire.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn backwards(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, Error> {
        Ok(Self { backwards: true, ..Self::new(bytes)? })
    }

    /// The value of a line if its name is that key, in either direction.
    pub(super) fn of(key: &str, name: &[u8], value: &'a [u8]) -> Option<Self> {
        let bytes = trim(value);
        match name {
            _ if name.eq_ignore_ascii_case(key.as_bytes()) => Some(Self { bytes, backwards: false }),
            _ if is_backwards(key, name) => Some(Self { bytes, backwards: true }),
            _ => None,
        }
    }

    /// The bytes on the wire.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether key and value are written backwards.
    #[must_use]
    pub const fn is_backwards(self) -> bool {
        self.backwards
    }

    /// The bytes that are meant, in the order in which they are meant.
    pub fn bytes(self) -> impl Iterator<Item = u8> + Clone + 'a {
        let (forwards, backwards) =
            if self.backwards { (&[][..], self.bytes) } else { (self.bytes, &[][..]) };
        forwards.iter().chain(backwards.iter().rev()).copied()
    }

    /// The items of a list with spaces between them, in the order in which they are meant.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let mut rest = self.bytes;
        core::iter::from_fn(move || {
            rest = trim(rest);
            if rest.is_empty() {
                return None;
            }
            let is_space = |byte: &u8| *byte == b' ';
            let bytes = if self.backwards {
                let at = rest.iter().rposition(is_space).map_or(0, |at| at.saturating_add(1));
                let (before, item) = rest.split_at_checked(at)?;
                rest = before;
                item
            } else {
                let at = rest.iter().position(is_space).unwrap_or(rest.len());
                let (item, after) = rest.split_at_checked(at)?;
                rest = after;
                item
            };
            Some(Self { bytes, ..self })
        })
    }

    /// The decimal number that all of it is, in 16 bits: a port.
    #[must_use]
    pub fn number(self) -> Option<u16> {
        let mut bytes = self.bytes();
        let first = bytes.next()?;
        core::iter::once(first).chain(bytes).try_fold(0_u16, |sum, byte| match byte {
            b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u16::from(byte & 0x0f)),
            _ => None,
        })
    }

    /// Writes a line with this value.
    pub(super) fn put_line<S: Sink + ?Sized>(&self, key: &str, sink: &mut S) -> Result<(), S::Error> {
        if self.backwards {
            key.bytes().rev().try_for_each(|byte| sink.put(&[byte]))?;
        } else {
            sink.put(key.as_bytes())?;
        }
        [b": ", self.bytes, b"\r\n"].into_iter().try_for_each(|piece| sink.put(piece))
    }
}

text! { Turned, |turned| turned.bytes(); }

impl fmt::Debug for Turned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")?;
        if self.backwards { f.write_str(" (backwards)") } else { Ok(()) }
    }
}

shows! { @in_order SlpBody<'a> { lines: Headers<'a>, end: BodyEnd } }
shows! {
    @in_order BodyEnd {
        empty_line: bool => |body| line_end(body),
        nul: bool => |body| body.get(body.len().checked_sub(1)?..).filter(|last| *last == b"\0"),
    }
}
walks! { SlpBody<'a> }

/// The empty line of a body that was read.
fn line_end(body: &[u8]) -> Option<&[u8]> {
    let text = body.strip_suffix(b"\0").unwrap_or(body);
    text.get(Headers::of_block(text).end()..).filter(|end| !end.is_empty())
}

/// The value of a line of a body that was read: of the first of that name that has one.
pub(super) fn value_in_lines<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    Headers::of_block(body.strip_suffix(b"\0").unwrap_or(body)).value(name)
}

shown! {
    Turned<'_>: Kind::Encoded(Encoding::Reversed), this => match this.backwards {
        true => Value::Encoded(this.bytes),
        false => Value::Bytes(this.bytes),
    };
}

/// What can be the body of a message of `MSNSLP`: how it is shown.
pub(super) trait ShownBody {
    /// Shows it as that field, of a message of that type.
    fn show_body(
        &self,
        content_type: Option<SlpType<'_>>,
        field: &'static Field,
        place: Place<'_>,
        visitor: &mut dyn Visitor,
    );
}

const SESSION: &Field = &Field::new("msnp.slp_content.session", SessionBody::KIND);
const TRANSPORT: &Field = &Field::new("msnp.slp_content.transport", TransportBody::KIND);
const LINES: &Field = &Field::new("msnp.slp_content.lines", SlpBody::KIND);
/// A body by its type.
pub(super) const CONTENT: &Record = &Record::new("msnp.slp_content", "SlpContent", FORMS).choice();
const FORMS: &[Field] = &[*SESSION, *TRANSPORT, *LINES];

/// A body of one of its forms, and that form.
struct Form<'v, T> {
    form: &'static Field,
    value: &'v T,
    place: Place<'v>,
}

impl<T: Shows> Fields for Form<'_, T> {
    fn record(&self) -> &'static Record {
        CONTENT
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        show_record(self.value, self.form, self.place, visitor);
    }
}

fn show_form<T: Shows>(
    value: &T,
    form: &'static Field,
    field: &'static Field,
    place: Place<'_>,
    visitor: &mut dyn Visitor,
) {
    visitor.field(field, Value::Record(&Form { form, value, place }), place);
}

/// By its type, if it can be read so.
impl ShownBody for SlpBody<'_> {
    fn show_body(
        &self,
        content_type: Option<SlpType<'_>>,
        field: &'static Field,
        place: Place<'_>,
        visitor: &mut dyn Visitor,
    ) {
        const SESSIONS: [SlpType<'static>; 3] =
            [SlpType::SESSION_REQUEST, SlpType::SESSION_CLOSE, SlpType::SESSION_FAILURE];
        match content_type {
            Some(found) if SESSIONS.contains(&found) => {
                if let Ok(body) = SessionBody::of(self) {
                    return body.show_body(content_type, field, place, visitor);
                }
            }
            Some(found) if found != SlpType::NULL => {
                if let Ok(body) = TransportBody::of(self) {
                    return body.show_body(content_type, field, place, visitor);
                }
            }
            _ => {}
        }
        show_form(self, LINES, field, place, visitor);
    }
}

impl ShownBody for SessionBody<'_> {
    fn show_body(
        &self,
        _: Option<SlpType<'_>>,
        field: &'static Field,
        place: Place<'_>,
        visitor: &mut dyn Visitor,
    ) {
        show_form(self, SESSION, field, place, visitor);
    }
}

impl ShownBody for TransportBody<'_> {
    fn show_body(
        &self,
        _: Option<SlpType<'_>>,
        field: &'static Field,
        place: Place<'_>,
        visitor: &mut dyn Visitor,
    ) {
        show_form(self, TRANSPORT, field, place, visitor);
    }
}

impl<'a> Wire<'a> for SlpBody<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// [`ErrorKind::Trailing`] for anything after the empty line but a NUL; [`ErrorKind::TooLong`] for
    /// more than 64 lines.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(body)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if scan::count(self.lines.iter()) > MOST_LINES {
            return Err(Error::new(ErrorKind::TooLong, BODY, 0));
        }
        Ok(())
    }
}

fn body(input: &[u8]) -> Result<SlpBody<'_>, Error> {
    let (text, nul) = match input {
        [text @ .., 0] => (text, true),
        _ => (input, false),
    };
    let lines = Headers::of_block(text);
    let at = lines.end();
    let empty_line = match text.get(at..).unwrap_or_default() {
        [] => false,
        tail => match skip_line_end(tail) {
            Some([]) => true,
            Some(rest) => {
                return Err(Error::new(ErrorKind::Trailing, BODY, text.len().saturating_sub(rest.len())));
            }
            None => return Err(Error::new(ErrorKind::Trailing, BODY, at)),
        },
    };
    if scan::count(lines.iter()) > MOST_LINES {
        return Err(Error::new(ErrorKind::TooLong, BODY, 0));
    }
    Ok(SlpBody { lines, end: BodyEnd { empty_line, nul } })
}

impl Encode for SlpBody<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.lines.put_lines(sink)?;
        self.end.encode(sink)
    }
}

impl Encode for BodyEnd {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(if self.empty_line { b"\r\n" } else { b"" })?;
        sink.put(if self.nul { b"\0" } else { b"" })
    }
}

impl private::Sealed for bool {}

/// `true` or `false`; letter case does not count.
impl<'a> HeaderValue<'a> for bool {
    const EMPTY_IS_ABSENT: bool = true;

    fn read(text: &'a [u8]) -> Result<Self, ErrorKind> {
        match trim(text) {
            text if text.eq_ignore_ascii_case(b"true") => Ok(true),
            text if text.eq_ignore_ascii_case(b"false") => Ok(false),
            _ => Err(ErrorKind::Unexpected),
        }
    }

    fn put<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(if *self { b"true" } else { b"false" })
    }
}

/// Declares a body with known keys. A row
///
/// ```text
/// /// The session.
/// session_id: word u32 = "SessionID", "session id";
/// ```
///
/// is the field, how it is written (`word`: as it is; `turned`: backwards too), its type, its key on the wire, and the
/// part that errors name. Each becomes `pub field: Option<Type>`; two more fields, `lines` and `end`, are the other
/// lines and the end. `Default`, `Wire` and `Encode` follow. Lines are written in the order of the rows, the others after
/// them. Of a key that is there twice, the first line counts. A value of no bytes is an absent one where the type
/// says so.
macro_rules! slp_body {
    (
        $(#[$meta:meta])*
        $name:ident<'a> {
            $($(#[$doc:meta])* $field:ident: $kind:ident $ty:ty = $wire:literal, $part:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name<'a> {
            $($(#[$doc])* pub $field: Option<$ty>,)*
            /// The other lines.
            pub lines: $crate::msnp::payload::mime::Headers<'a>,
            /// What comes after the lines.
            pub end: $crate::msnp::payload::slp::BodyEnd,
        }

        impl<'a> $name<'a> {
            /// The keys of its own lines, in the order in which they are written.
            pub const KEYS: &'static [&'static str] = &[$($wire),*];

            /// Names of lines that are not among the others: the keys, forwards and backwards.
            const NAMES: &'static [&'static str] = &[$($wire, slp_body!(@backwards $kind $wire)),*];

            /// Reads it from lines that were read.
            ///
            /// # Errors
            /// A value that cannot be read.
            pub fn of(body: &$crate::msnp::payload::slp::SlpBody<'a>) -> Result<Self, $crate::Error> {
                let mut found = Self { lines: body.lines.without(Self::NAMES), end: body.end, ..Self::default() };
                for (name, value, at) in body.lines.entries() {
                    $(slp_body!(@take $kind found.$field: $ty = $wire, $part; name, value, at);)*
                    let _ = (name, value, at);
                }
                Ok(found)
            }
        }

        impl<'a> $crate::Wire<'a> for $name<'a> {
            type Context = ();

            /// Takes all of its input.
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> nom::IResult<&'a [u8], Self, $crate::Fault> {
                $crate::msnp::payload::whole(|input| {
                    Self::of(&<$crate::msnp::payload::slp::SlpBody<'a> as $crate::Wire<'a>>::parse(input)?)
                })
            }

            /// Whether the other lines have other keys, and there are at most 64 lines.
            fn check(&self, (): ()) -> Result<(), $crate::Error> {
                self.lines.check_others(Self::NAMES)?;
                let own = [$(self.$field.is_some()),*].into_iter().filter(|is_there| *is_there);
                let lines = $crate::scan::count(own).saturating_add($crate::scan::count(self.lines.iter()));
                $crate::msnp::payload::slp::body::check_count(lines)
            }
        }

        $crate::msnp::payload::show::shows! {
            $name<'a> {
                $($field: Option<$ty> => |body| slp_body!(@value $kind body $wire),)*
                lines: $crate::msnp::payload::mime::Headers<'a>,
                end: $crate::msnp::payload::slp::BodyEnd,
            }
        }
        $crate::msnp::payload::show::walks! { $name<'a> }

        impl $crate::Encode for $name<'_> {
            fn encode<S: $crate::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                $(if let Some(value) = self.$field {
                    slp_body!(@put $kind sink, $wire, value);
                })*
                self.lines.put_lines(sink)?;
                self.end.encode(sink)
            }
        }
    };

    (@value word $body:ident $wire:literal) => {
        $crate::msnp::payload::slp::body::value_in_lines($body, $wire)
    };
    (@value turned $body:ident $wire:literal) => {{
        let _ = $body;
        None
    }};

    (@backwards word $wire:literal) => { "" };
    (@backwards turned $wire:literal) => {{
        const LEN: usize = $wire.len();
        const REVERSED: [u8; LEN] = $crate::msnp::payload::slp::body::reversed($wire);
        match core::str::from_utf8(&REVERSED) {
            Ok(name) => name,
            Err(_) => "",
        }
    }};

    (@take word $found:ident.$field:ident: $ty:ty = $wire:literal, $part:literal; $name:ident, $value:ident, $at:ident) => {
        if $found.$field.is_none()
            && $name.eq_ignore_ascii_case($wire.as_bytes())
            && !($value.is_empty() && <$ty as $crate::msnp::payload::value::HeaderValue<'a>>::EMPTY_IS_ABSENT)
        {
            $found.$field = Some($crate::msnp::payload::mime::read_value(
                $value,
                const { $crate::Part::named($part) },
                $at,
            )?);
            continue;
        }
    };
    (@take turned $found:ident.$field:ident: $ty:ty = $wire:literal, $part:literal; $name:ident, $value:ident, $at:ident) => {
        if $found.$field.is_none() {
            if let Some(value) = $crate::msnp::payload::slp::Turned::of($wire, $name, $value) {
                $found.$field = Some(value);
                continue;
            }
        }
    };

    (@put word $sink:ident, $wire:literal, $value:ident) => {
        $crate::msnp::payload::mime::put_line($sink, $wire.as_bytes(), |sink| {
            $crate::msnp::payload::value::HeaderValue::put(&$value, sink)
        })?
    };
    (@put turned $sink:ident, $wire:literal, $value:ident) => {
        $value.put_line($wire, $sink)?
    };
}
pub(super) use slp_body;

/// For [`slp_body!`].
pub(super) const fn check_count(lines: usize) -> Result<(), Error> {
    if lines > MOST_LINES { Err(Error::new(ErrorKind::TooLong, BODY, 0)) } else { Ok(()) }
}

/// A key backwards.
pub(super) const fn reversed<const N: usize>(key: &str) -> [u8; N] {
    let mut name = [0; N];
    let mut rest = key.as_bytes();
    let mut places: &mut [u8] = &mut name;
    while let ([byte, after @ ..], [before @ .., place]) = (rest, places) {
        *place = *byte;
        rest = after;
        places = before;
    }
    name
}

/// The decimal number of an IPv4 address in `NetID`: little-endian and signed, so that 16777343 is 127.0.0.1.
#[must_use]
pub const fn net_id_address(net_id: i32) -> [u8; 4] {
    net_id.to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::msnp::payload::mime::Header;
    use proptest::prelude::*;

    #[track_caller]
    fn case(input: &'static [u8], lines: usize, empty_line: bool, nul: bool) {
        let body = checked::canonical::<SlpBody<'_>>(input, ()).unwrap();
        assert_eq!((body.lines.iter().count(), body.end), (lines, BodyEnd { empty_line, nul }));
        assert_eq!(checked::written(&body), input);
    }

    #[test]
    fn ends() {
        case(b"", 0, false, false);
        case(b"\0", 0, false, true);
        case(b"\r\n\0", 0, true, true);
        case(b"\r\n", 0, true, false);
        case(b"A: b\r\n\r\n\0", 1, true, true);
        case(b"A: b\r\nC: \r\n", 2, false, false);
        case(b"A: b\r\nno colon\r\n\0", 2, false, true);
        for (input, message) in [
            (&b"A: b\r\n\r\nC: d\r\n"[..], "body: trailing data at byte 8"),
            (b"A: b\r\n\r\n\0\0", "body: trailing data at byte 8"),
        ] {
            refused(checked::canonical::<SlpBody<'_>>(input, ()), message);
        }
        let many = "A: b\r\n".repeat(65);
        refused(SlpBody::parse(many.as_bytes()), "body: over the limit at byte 0");
        assert_eq!(SlpBody::parse(&many.as_bytes()[..64 * 6]).map(|body| body.end), Ok(BodyEnd::NOTHING));
    }

    #[test]
    fn backwards() {
        let body = SlpBody::parse(
            b"srddA-lanretxE4vPI: 2.1.861.291 1.0.0.01\r\nIPv4Internal-Port:  3660 \r\n\r\n\0",
        )
        .unwrap();
        let addresses = body.get("IPv4External-Addrs").unwrap();
        assert!(addresses.is_backwards());
        assert_eq!(
            addresses.items().map(|item| item.to_string()).collect::<Vec<_>>(),
            ["10.0.0.1", "192.168.1.2"]
        );
        let port = body.get("ipv4internal-port").unwrap();
        assert_eq!((port.number(), port.is_backwards(), port.as_bytes()), (Some(3660), false, &b"3660"[..]));
        assert_eq!(body.get("IPv4Internal-Addrs"), None);
        let list = Turned::new("a  b").unwrap();
        assert_eq!(list.items().map(|item| item.to_string()).collect::<Vec<_>>(), ["a", "b"]);
        for (text, number) in [("", None), ("65535", Some(65_535)), ("65536", None), ("1x", None)] {
            assert_eq!(Turned::new(text).unwrap().number(), number);
        }
        refused(Turned::new("a "), "header value: invalid byte at byte 1");
        assert_eq!(net_id_address(16_777_343), [127, 0, 0, 1]);
        assert_eq!(net_id_address(-1_689_699_384), [200, 59, 73, 155]);
    }

    proptest! {
        #[test]
        fn any_body(text in "[A-c: \\r\\n\\x00]{0,24}") {
            _ = checked::canonical::<SlpBody<'_>>(text.as_bytes(), ());
        }

        #[test]
        fn what_is_built_is_read_back(lines in prop::collection::vec(("[A-Za-z-]{1,8}", "([a-z:]( ?[a-z\\x00])?)?"), 0..5), empty_line: bool, nul: bool) {
            let lines = lines.into_iter().map(|(name, value)| Header::new(name.leak(), value.leak()).unwrap());
            let lines = Headers::new(lines.collect::<Vec<_>>().leak());
            checked::value(SlpBody { lines, end: BodyEnd { empty_line, nul } }, ());
        }
    }
}
