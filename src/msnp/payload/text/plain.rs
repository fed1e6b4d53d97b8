//! A text, and its header lines.

use super::format::Format;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Visitor};
use crate::lossy::text;
use crate::msnp::payload::mime::{Headers, Line, Mime, parameter, put_line, scan_lines};
use crate::msnp::payload::show::{Place, Shown, shows, walks};
use crate::msnp::payload::value::{HeaderText, Shown as Debugged, trim};
use crate::msnp::payload::whole;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
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

/// A text. See the [module](super).
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
pub(in crate::msnp::payload) struct Found<'a> {
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
    pub(in crate::msnp::payload) fn see(&mut self, line: Line<'a>) {
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
    pub(in crate::msnp::payload) fn is_text(&self) -> bool {
        !self.has_chunk && self.content_type.is_some_and(|(value, _)| is_text(value))
    }

    #[inline(always)]
    pub(in crate::msnp::payload) fn text(self, mime: &Mime<'a>) -> Result<PlainText<'a>, Error> {
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
walks! { PlainText<'a> }

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
