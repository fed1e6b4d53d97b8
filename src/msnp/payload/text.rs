//! `text/plain`: what a user writes, and in which font.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/plain; charset=UTF-8␍␊
//! X-MMS-IM-Format: FN=Segoe%20UI; EF=BI; CO=ff0000; CS=0; PF=22␍␊
//!                  │              │      │          │     └ pitch and family, hexadecimal
//!                  │              │      │          └ charset of the font, hexadecimal
//!                  │              │      └ colour: blue, green, red, without leading zeros
//!                  │              └ effects: bold, italic, underline, strike-out
//!                  └ font, percent-encoded
//! ␍␊
//! hi
//! ```
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::text::{Color, Effects, FontName, Format, PlainText}};
//!
//! let format = Format {
//!     font: FontName::new("Segoe UI"),
//!     effects: Effects::BOLD,
//!     color: Color::rgb(0, 0, 255),
//!     ..Format::default()
//! };
//! let mut buffer = [0; 256];
//! let payload = PlainText::new("hi").font(format).encode_into(&mut buffer)?;
//!
//! let text = PlainText::parse(payload)?;
//! assert_eq!(text.body, b"hi");
//! assert_eq!(text.format()?, Some(format));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! The format is read on demand: a text whose colour makes no sense is still a text. The charset of the body is nearly
//! always UTF-8; show it with [`lossy`](PlainText::lossy), or with the feature `encoding_rs` decode it as it says:
//! `PlainText::decode`.
//!
//! Source: the msnpiki page on messages; pidgin, aMSN, Miranda; a capture of a text with a font of Windows 7.

use super::mime::{Headers, Line, Mime, parameter, put_line, scan_lines};
use super::show::{Lists, Pair, PairRow, Place, Shown, list_of, numbers, shown, shows, walks};
use super::value::{HeaderText, Shown as Debugged, trim};
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{self, Field, Kind, Record, Value, Visitor};
use crate::lossy::text;
use crate::msnp::Escaped;
use crate::msnp::text::EncodedBytes;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use bitflags::bitflags;
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const CONTENT_TYPE: Part = Part::named("content type");
const FORMAT: &str = "X-MMS-IM-Format";
const CONTEXT: &str = "P4-Context";
const USER_AGENT: &str = "User-Agent";
const DEST_AGENT: &str = "Dest-Agent";

/// The names of lines that [`PlainText`] has as its own fields.
const OWN: &[&str] = &["MIME-Version", "Content-Type", FORMAT, CONTEXT, USER_AGENT, DEST_AGENT];

/// A text. See the [module](self).
///
/// It is written with its own header lines first, in the order of the fields, then the others. Of a name that comes
/// twice the first line counts, and the other is dropped.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlainText<'a> {
    /// The charset of the body: `UTF-8`; `iso-8859-1` to mobile phones.
    pub charset: Option<HeaderText<'a>>,
    format: FormatSource<'a>,
    /// The name to show instead of the sender's, in UTF-8. (aMSN, bots)
    pub context: Option<HeaderText<'a>>,
    /// `pidgin/2.10.3`. (pidgin)
    pub user_agent: Option<HeaderText<'a>>,
    /// `client`: an offline message by `UUM`, from MSNP16; `mobile`: to a telephone.
    pub dest_agent: Option<HeaderText<'a>>,
    /// The other header lines.
    pub headers: Headers<'a>,
    /// The text: octets, exactly.
    pub body: &'a [u8],
}

#[derive(Clone, Copy, Default)]
enum FormatSource<'a> {
    #[default]
    None,
    /// A value and where it begins.
    Wire(&'a [u8], usize),
    Made(Format<'a>),
}

impl<'a> FormatSource<'a> {
    fn get(self) -> Result<Option<Format<'a>>, Error> {
        match self {
            Self::None => Ok(None),
            Self::Wire(value, at) => Format::parse(value).map(Some).map_err(|error| error.offset_by(at)),
            Self::Made(format) => Ok(Some(format)),
        }
    }

    /// For comparing: a value that makes no sense is its bytes.
    fn key(self) -> Result<Option<Format<'a>>, &'a [u8]> {
        match self {
            Self::Wire(value, _) => self.get().map_err(|_| value),
            Self::None | Self::Made(_) => self.get().map_err(|_| &[][..]),
        }
    }
}

impl PartialEq for FormatSource<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for FormatSource<'_> {}

impl Hash for FormatSource<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

text! { PlainText, |text| text.body.iter().copied(); }

impl<'a> PlainText<'a> {
    /// A text in UTF-8, without a format.
    #[must_use]
    pub fn new(body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self {
            charset: Some(HeaderText::trusted(b"UTF-8")),
            format: FormatSource::None,
            context: None,
            user_agent: None,
            dest_agent: None,
            headers: Headers::NONE,
            body: body.as_ref(),
        }
    }

    /// The same in that font.
    #[must_use]
    pub const fn font(mut self, format: Format<'a>) -> Self {
        self.format = FormatSource::Made(format);
        self
    }

    /// The font, colour and effects; `None` without the line: bots, and all in MSNP2.
    ///
    /// # Errors
    /// What [`Format`] refuses, counted from the start of the message.
    pub fn format(&self) -> Result<Option<Format<'a>>, Error> {
        self.format.get()
    }

    /// The body.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.body
    }

    /// Reads it from a message whose header lines are known.
    ///
    /// # Errors
    /// Another `Content-Type`, or none.
    pub fn of(mime: &Mime<'a>) -> Result<Self, Error> {
        let mut found = Found::default();
        mime.headers.lines().for_each(|line| found.see(line));
        for header in mime.headers.slice() {
            found.see_header(header.name(), header.value().as_bytes());
        }
        found.text(mime)
    }
}

/// The header lines of a text, while they are looked for.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// The value of `Content-Type` and where it is.
    content_type: Option<(&'a [u8], usize)>,
    format: FormatSource<'a>,
    context: Option<HeaderText<'a>>,
    user_agent: Option<HeaderText<'a>>,
    dest_agent: Option<HeaderText<'a>>,
    /// A line that makes it one of several packets.
    has_chunk: bool,
}

impl<'a> Found<'a> {
    /// Takes a line. By its first letter first: most lines are none of these.
    #[inline(always)]
    pub(super) fn see(&mut self, line: Line<'a>) {
        let Some(first) = line.text.first() else { return };
        let place = match first | 0x20 {
            b'c' => {
                match line.value_of("Content-Type") {
                    Some(value) if self.content_type.is_none() => {
                        self.content_type = Some((value, line.at(value)));
                    }
                    _ => {
                        self.has_chunk |=
                            line.text.get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"Chunk"))
                    }
                }
                return;
            }
            b'x' => {
                if let (FormatSource::None, Some(value)) = (self.format, line.value_of(FORMAT)) {
                    self.format = FormatSource::Wire(value, line.at(value));
                }
                return;
            }
            b'p' => (&mut self.context, line.value_of(CONTEXT)),
            b'u' => (&mut self.user_agent, line.value_of(USER_AGENT)),
            b'd' => (&mut self.dest_agent, line.value_of(DEST_AGENT)),
            _ => return,
        };
        if let (place @ None, Some(value)) = place {
            *place = Some(HeaderText::trusted(value));
        }
    }

    /// The same of a header of your own.
    fn see_header(&mut self, name: &'a [u8], value: &'a [u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let place = match () {
            () if is("Content-Type") => {
                self.content_type = self.content_type.or(Some((value, 0)));
                return;
            }
            () if is(FORMAT) => {
                if let FormatSource::None = self.format {
                    self.format = FormatSource::Wire(value, 0);
                }
                return;
            }
            () if is(CONTEXT) => &mut self.context,
            () if is(USER_AGENT) => &mut self.user_agent,
            () if is(DEST_AGENT) => &mut self.dest_agent,
            () => return,
        };
        *place = place.or(Some(HeaderText::trusted(value)));
    }

    /// Whether it is a text, and all of it.
    #[inline]
    pub(super) fn is_text(&self) -> bool {
        !self.has_chunk && self.content_type.is_some_and(|(value, _)| is_text(value))
    }

    #[inline(always)]
    pub(super) fn text(self, mime: &Mime<'a>) -> Result<PlainText<'a>, Error> {
        let Some((value, at)) = self.content_type else {
            return Err(Error::new(ErrorKind::Missing, CONTENT_TYPE, mime.headers.end()));
        };
        let charset = match value.strip_prefix(b"text/plain; charset=") {
            // What nearly all write.
            Some(charset @ b"UTF-8") => Some(charset),
            _ if !is_text(value) => return Err(Error::new(ErrorKind::OtherForm, CONTENT_TYPE, at)),
            _ => parameter(value, "charset"),
        };
        Ok(PlainText {
            charset: charset.map(HeaderText::trusted),
            format: self.format,
            context: self.context,
            user_agent: self.user_agent,
            dest_agent: self.dest_agent,
            headers: mime.headers.without(OWN),
            body: mime.body,
        })
    }
}

/// Whether that is the value of `Content-Type` of a text.
#[inline]
fn is_text(value: &[u8]) -> bool {
    let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
    trim(value.get(..end).unwrap_or(value)).eq_ignore_ascii_case(b"text/plain")
}

impl<'a> Wire<'a> for PlainText<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            let mut found = Found::default();
            let mime = scan_lines(input, |line| found.see(line))?;
            found.text(&mime)
        })
    }

    /// Whether the other lines have names that are not its own, and the charset can be a parameter.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(OWN)?;
        if let Some(charset) = self.charset {
            let bytes = charset.as_bytes();
            if parameter_value(bytes) != bytes || scan::find(b';', bytes).is_some() {
                return Err(Error::new(ErrorKind::Separator, const { Part::named("charset") }, 0));
            }
        }
        match self.format {
            FormatSource::Made(format) => format.check(()),
            _ => Ok(()),
        }
    }
}

/// What a reader makes of the value of a parameter.
fn parameter_value(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n' | b'"', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b' ' | b'\t' | b'\r' | b'\n' | b'"'] = text {
        text = rest;
    }
    text
}

impl Encode for PlainText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(b"MIME-Version: 1.0\r\nContent-Type: text/plain")?;
        if let Some(charset) = self.charset {
            sink.put(b"; charset=")?;
            sink.put(charset.as_bytes())?;
        }
        sink.put(b"\r\n")?;
        match self.format {
            FormatSource::None => {}
            FormatSource::Wire(value, _) => put_line(sink, FORMAT.as_bytes(), |sink| sink.put(value))?,
            FormatSource::Made(format) => put_line(sink, FORMAT.as_bytes(), |sink| format.encode(sink))?,
        }
        for (name, value) in
            [(CONTEXT, self.context), (USER_AGENT, self.user_agent), (DEST_AGENT, self.dest_agent)]
        {
            if let Some(value) = value {
                put_line(sink, name.as_bytes(), |sink| sink.put(value.as_bytes()))?;
            }
        }
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        sink.put(self.body)
    }
}

shows! {
    PlainText<'a> {
        charset: Option<HeaderText<'a>>,
        format: FormatSource<'a>,
        context: Option<HeaderText<'a>>,
        user_agent: Option<HeaderText<'a>>,
        dest_agent: Option<HeaderText<'a>>,
        headers: Headers<'a>,
        body: &'a [u8],
    }
}
walks! { PlainText<'a>, Format<'a> }

shows! {
    Format<'a> {
        font: FontName<'a>,
        effects: Effects => |value| value_of(value, EF),
        color: Color => |value| value_of(value, CO),
        charset: FontCharset => |value| value_of(value, CS),
        pitch: Pitch => |value| value_of(value, PF),
        right_to_left: bool => |value| value_of(value, RL).filter(|flag| matches!(flag, [b'0' | b'1'])),
        others: FormatPairs<'a>,
    }
}

/// The value of the first key of that name.
fn value_of(input: &[u8], name: [u8; 2]) -> Option<&[u8]> {
    pairs(input).find(|(key, ..)| key.eq_ignore_ascii_case(&name)).map(|(_, value, _)| value)
}

shown! {
    FontName<'_>: Kind::Encoded(fields::Encoding::Percent), this => match this.is_plain {
        true => Value::Bytes(this.bytes),
        false => Value::Encoded(this.bytes),
    };
    Effects: Kind::Flags(fields::bits!(Effects)), this => Value::Number(u64::from(this.bits()));
    Color: Kind::Number(fields::Show::Hex), this => Value::Number(u64::from(this.0));
    Pitch: Kind::Number(fields::Show::Hex), this => Value::Number(u64::from(this.0));
}

/// A format that cannot be read is an error.
impl Shown for FormatSource<'_> {
    const KIND: Kind = <Format<'_> as Shown>::KIND;
    const HAS_FIELDS: bool = true;

    fn borrowed(&self) -> Option<&[u8]> {
        match self {
            Self::Wire(value, _) => Some(value),
            Self::None | Self::Made(_) => None,
        }
    }

    fn show(&self, field: &'static Field, at: Place<'_>, visitor: &mut dyn Visitor) {
        self.get().transpose().show(field, at, visitor);
    }
}

/// A key and its value.
const PAIR_FIELDS: &[Field; 2] =
    &[Field::new("msnp.format_pair.key", Kind::Text), Field::new("msnp.format_pair.value", Kind::Text)];
const PAIR: &Record = &Record::new("msnp.format_pair", "FormatPair", PAIR_FIELDS);
const PAIR_ROW: &PairRow = &PairRow { record: PAIR, fields: PAIR_FIELDS };

impl Lists for FormatPairs<'_> {
    const ITEM: &'static Field = &Field::new("msnp.format_pair", Kind::Record(PAIR));

    fn has_items(&self) -> bool {
        self.iter().next().is_some()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        Some(self.bytes)
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for (name, value) in self.iter() {
            let pair = Pair { name, value: HeaderText::trusted(value), row: PAIR_ROW };
            pair.show(Self::ITEM, place, visitor);
        }
    }
}
list_of! { ['a] FormatPairs<'a>; }

impl fmt::Debug for PlainText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainText")
            .field("charset", &self.charset)
            .field("format", &self.format())
            .field("context", &self.context)
            .field("user_agent", &self.user_agent)
            .field("dest_agent", &self.dest_agent)
            .field("headers", &self.headers)
            .field("body", &Debugged(self.body))
            .finish()
    }
}

/// Font, effects and colour of a text: the value of `X-MMS-IM-Format`.
///
/// Keys are compared without case, in any order; absent ones are empty or 0. It is written with `FN`, `EF`, `CO`, `CS`,
/// `PF`, then `RL` if it is set, then the other keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Format<'a> {
    /// `FN`: the name of the font.
    pub font: FontName<'a>,
    /// `EF`: the effects.
    pub effects: Effects,
    /// `CO`: the colour.
    pub color: Color,
    /// `CS`: the charset of the font; it says nothing of the charset of the text.
    pub charset: FontCharset,
    /// `PF`: pitch and family.
    pub pitch: Pitch,
    /// `RL=1`: from right to left. (Miranda, pidgin)
    pub right_to_left: bool,
    /// Other keys.
    pub others: FormatPairs<'a>,
}

const FN: [u8; 2] = *b"FN";
const EF: [u8; 2] = *b"EF";
const CO: [u8; 2] = *b"CO";
const CS: [u8; 2] = *b"CS";
const PF: [u8; 2] = *b"PF";
const RL: [u8; 2] = *b"RL";

fn is_known(key: &[u8]) -> bool {
    [FN, EF, CO, CS, PF, RL].iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// The form that nearly all clients write, without a general look for keys; `None` if it is another.
fn usual(input: &[u8]) -> Option<Format<'_>> {
    let hex = |input| scan::hex_u32(input).ok();
    let rest = input.strip_prefix(b"FN=")?;
    let (font, rest) = rest.split_at_checked(scan::find(b';', rest)?)?;
    if let [b' ' | b'\t' | b'\r' | b'\n', ..] | [.., b' ' | b'\t' | b'\r' | b'\n'] = font {
        return None;
    }
    let mut rest = rest.strip_prefix(b"; EF=")?;
    let mut effects = Effects::empty();
    while let [letter @ b'A'..=b'Z', after @ ..] = rest {
        effects |= Effects::of_letter(*letter);
        rest = after;
    }
    let (rest, color) = hex(rest.strip_prefix(b"; CO=")?)?;
    let (rest, charset) = hex(rest.strip_prefix(b"; CS=")?)?;
    let (rest, pitch) = hex(rest.strip_prefix(b"; PF=").or(rest.strip_prefix(b";PF="))?)?;
    rest.is_empty().then_some(Format {
        font: FontName { bytes: font, is_plain: false },
        effects,
        color: Color(color),
        charset: FontCharset(charset),
        pitch: Pitch(pitch),
        right_to_left: false,
        others: FormatPairs { bytes: rest, skip: true },
    })
}

fn format(input: &[u8]) -> Result<Format<'_>, Error> {
    if let Some(format) = usual(input) {
        return Ok(format);
    }
    let mut format = Format { others: FormatPairs { bytes: input, skip: true }, ..Format::default() };
    let mut seen = 0_u8;
    for (key, value, at) in pairs(input) {
        let bit = match *key {
            [a, b] => match [a.to_ascii_uppercase(), b.to_ascii_uppercase()] {
                FN => 1,
                EF => 2,
                CO => 4,
                CS => 8,
                PF => 16,
                RL => 32,
                _ => 0,
            },
            _ => 0,
        };
        if bit == 0 || seen & bit != 0 {
            continue;
        }
        seen |= bit;
        let hex = |part| match scan::hex_u32(value) {
            _ if value.is_empty() => Ok(0),
            Ok(([], number)) => Ok(number),
            Err(nom::Err::Error(fault)) => Err(Error::new(fault.kind(), part, at)),
            _ => Err(Error::new(ErrorKind::NotHex, part, at)),
        };
        match bit {
            1 => format.font = FontName { bytes: value, is_plain: false },
            2 => format.effects = Effects::from_letters(value),
            4 => format.color = Color(hex(const { Part::named("color") })?),
            8 => format.charset = FontCharset(hex(const { Part::named("charset") })?),
            16 => format.pitch = Pitch(hex(const { Part::named("pitch") })?),
            _ => format.right_to_left = value == b"1",
        }
    }
    Ok(format)
}

/// The pairs of key and value, and where each value is. A part without `=` has an empty value.
fn pairs(input: &[u8]) -> impl Iterator<Item = (&[u8], &[u8], usize)> {
    let mut rest = Some(input);
    core::iter::from_fn(move || {
        loop {
            let from = rest?;
            // A few bytes each: one loop is quicker than two searches with vectors.
            let (mut equals, mut end, mut at) = (None, None, 0_usize);
            for &byte in from {
                match byte {
                    b'=' if equals.is_none() => equals = Some(at),
                    b';' => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
                at = at.wrapping_add(1);
            }
            let (part, next) = match end.and_then(|end| from.split_at_checked(end)) {
                Some((part, next)) => (part, next.get(1..)),
                None => (from, None),
            };
            rest = next;
            let (key, value) = match equals.and_then(|at| part.split_at_checked(at)) {
                Some((key, value)) => (trim(key), trim_start(value.get(1..).unwrap_or_default())),
                None => (trim(part), part.get(part.len()..).unwrap_or_default()),
            };
            if !key.is_empty() {
                // From the end: what follows the part, the `;` before it, and the value.
                let after = next.map_or(0, |next| next.len().wrapping_add(1));
                let at = input.len().wrapping_sub(after).wrapping_sub(value.len());
                return Some((key, trim(value), at));
            }
        }
    })
}

/// The bytes without spaces, TABs and line ends at the start.
const fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    text
}

impl<'a> Wire<'a> for Format<'a> {
    type Context = ();

    /// Takes all of its input: the value of the header line.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(format)
    }

    /// Whether no other key is that of a field.
    fn check(&self, (): ()) -> Result<(), Error> {
        match self.others.iter().find(|(key, _)| is_known(key)) {
            Some(_) => Err(Error::new(ErrorKind::Ambiguous, const { Part::named("font") }, 0)),
            None => Ok(()),
        }
    }
}

impl Encode for Format<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&FN)?;
        sink.put(b"=")?;
        self.font.encode(sink)?;
        for piece in [b"; ", &EF[..], b"="] {
            sink.put(piece)?;
        }
        self.effects.letters().try_for_each(|letter| sink.put(&[letter]))?;
        for (key, number) in [(CO, self.color.0), (CS, self.charset.0), (PF, self.pitch.0)] {
            for piece in [b"; ", &key[..], b"="] {
                sink.put(piece)?;
            }
            scan::put_hex(sink, u64::from(number))?;
        }
        if self.right_to_left {
            for piece in [b"; ", &RL[..], b"=1"] {
                sink.put(piece)?;
            }
        }
        for (key, value) in self.others.iter() {
            for piece in [b"; ", key, b"=", value] {
                sink.put(piece)?;
            }
        }
        Ok(())
    }
}

/// The name of a font: percent-encoded UTF-8 on the wire. Two are equal if they mean the same bytes.
#[derive(Clone, Copy, Default)]
pub struct FontName<'a> {
    bytes: &'a [u8],
    is_plain: bool,
}

impl<'a> FontName<'a> {
    /// A plain name, to be encoded. Any name can be.
    #[must_use]
    pub fn new(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { bytes: name.as_ref(), is_plain: true }
    }

    /// The bytes as they were read or given.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes that are meant, mostly UTF-8.
    pub fn decoded(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (plain, encoded) = if self.is_plain { (self.bytes, &[][..]) } else { (&[][..], self.bytes) };
        plain.iter().copied().chain(EncodedBytes::of(encoded))
    }
}

impl Encode for FontName<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.is_plain { Escaped::object(self.bytes).encode(sink) } else { sink.put(self.bytes) }
    }
}

impl PartialEq for FontName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decoded().eq(other.decoded())
    }
}

text! { FontName, |name| name.decoded(); }

impl Eq for FontName<'_> {}

impl Hash for FontName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decoded().for_each(|byte| byte.hash(state));
    }
}

impl fmt::Debug for FontName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debugged(self.bytes).fmt(f)
    }
}

bitflags! {
    /// The effects of a font: a bit for each letter, `A` the lowest. Letters without a meaning are kept; other bytes are
    /// not.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Effects: u32 {
        /// `B`.
        const BOLD = 1 << (b'B' - b'A');
        /// `I`.
        const ITALIC = 1 << (b'I' - b'A');
        /// `U`.
        const UNDERLINE = 1 << (b'U' - b'A');
        /// `S`.
        const STRIKE_OUT = 1 << (b'S' - b'A');
        const _ = (1 << 26) - 1;
    }
}

impl Effects {
    /// The effects of these letters, in either case and any order.
    #[must_use]
    pub fn from_letters(letters: &[u8]) -> Self {
        letters.iter().fold(Self::empty(), |effects, letter| effects | Self::of_letter(*letter))
    }

    /// The effect of a letter, in either case; none of another byte.
    const fn of_letter(letter: u8) -> Self {
        match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => {
                Self::from_bits_retain(1_u32.wrapping_shl(letter.wrapping_sub(b'A') as u32))
            }
            _ => Self::empty(),
        }
    }

    /// The letters: `B`, `I`, `U`, `S`, then the others by the alphabet.
    pub fn letters(self) -> impl Iterator<Item = u8> {
        b"BIUSACDEFGHJKLMNOPQRTVWXYZ"
            .iter()
            .copied()
            .filter(move |&letter| self.contains(Self::of_letter(letter)))
    }
}

/// The colour of a text: on the wire hexadecimal without leading zeros, blue first. `ff0000` is blue, `80` a dark
/// red.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color(pub u32);

impl Color {
    /// A colour of red, green and blue.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self(u32::from_be_bytes([0, blue, green, red]))
    }

    /// Red, green and blue.
    #[must_use]
    pub const fn to_rgb(self) -> [u8; 3] {
        let [_, blue, green, red] = self.0.to_be_bytes();
        [red, green, blue]
    }
}

/// `#rrggbb`.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.to_rgb();
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The charset of a font, a number of Windows. An open set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FontCharset(pub u32);

numbers! {
    FontCharset {
        /// Western.
        ANSI = 0;
        /// The charset of the system.
        DEFAULT = 1;
        /// Symbols.
        SYMBOL = 2;
        /// Macintosh.
        MAC = 0x4d;
        /// Japanese, Shift JIS.
        SHIFT_JIS = 0x80;
        /// Korean, Wansung.
        HANGUL = 0x81;
        /// Korean, Johab.
        JOHAB = 0x82;
        /// Simplified Chinese.
        GB2312 = 0x86;
        /// Traditional Chinese.
        BIG5 = 0x88;
        /// Greek.
        GREEK = 0xa1;
        /// Turkish.
        TURKISH = 0xa2;
        /// Russian.
        RUSSIAN = 0xcc;
        /// Thai.
        THAI = 0xde;
        /// Central European.
        EAST_EUROPE = 0xee;
        /// The charset of the console.
        OEM = 0xff;
    }
}

/// Pitch and family of a font, a number of Windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pitch(pub u32);

impl Pitch {
    /// The low digit: 0 default, 1 fixed, 2 variable.
    #[must_use]
    pub const fn pitch(self) -> u32 {
        self.0 & 0xf
    }

    /// The high digit: 0 not known, 1 Roman, 2 Swiss, 3 modern, 4 script, 5 decorative.
    #[must_use]
    pub const fn family(self) -> u32 {
        self.0 >> 4 & 0xf
    }
}

/// Keys of a [`Format`] and their values.
#[derive(Clone, Copy, Default)]
pub struct FormatPairs<'a> {
    bytes: &'a [u8],
    /// Without those that are fields of a [`Format`].
    skip: bool,
}

impl<'a> FormatPairs<'a> {
    /// All pairs in the value of a header line.
    #[must_use]
    pub const fn of(value: HeaderText<'a>) -> Self {
        Self { bytes: value.as_bytes(), skip: false }
    }

    /// Goes through them.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        pairs(self.bytes)
            .map(|(key, value, _)| (key, value))
            .filter(move |(key, _)| !self.skip || !is_known(key))
    }
}

impl PartialEq for FormatPairs<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for FormatPairs<'_> {}

impl Hash for FormatPairs<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|pair| pair.hash(state));
    }
}

impl fmt::Debug for FormatPairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (Debugged(key), Debugged(value)))).finish()
    }
}
