//! The font after a text of `FeiQ`.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::bytes::bytes;
use crate::ipmsg::text::Text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;

const FONT: &[u8] = b"{/font;";
const FONT_END: &[u8] = b";}";

pub(super) fn split_font(text: &[u8]) -> Option<(&[u8], Font<'_>)> {
    let body = text.strip_suffix(FONT_END)?;
    let (text, tail) = body.split_at_checked(body.windows(FONT.len()).rposition(|window| window == FONT)?)?;
    Some((text, font(tail.strip_prefix(FONT)?)?))
}

/// The font of a whole text: the numbers of a Windows `LOGFONT`, its face, and a colour. Decimal,
/// with spaces between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Font<'a> {
    /// `lfHeight`: of a character if negative, of a line if positive. In pixels.
    pub height: i32,
    /// `lfWidth`; 0 for the usual one.
    pub width: i32,
    /// `lfEscapement`, in tenths of degrees.
    pub escapement: i32,
    /// `lfOrientation`, in tenths of degrees.
    pub orientation: i32,
    /// `lfWeight`: 400 is regular, 700 bold.
    pub weight: i32,
    /// `lfItalic`: not 0 for italic.
    pub italic: u8,
    /// `lfUnderline`: not 0 for underlined.
    pub underline: u8,
    /// `lfStrikeOut`: not 0 for struck out.
    pub strike_out: u8,
    /// `lfCharSet`: 134 is GB 2312, 1 the usual one.
    pub charset: u8,
    /// `lfOutPrecision`.
    pub out_precision: u8,
    /// `lfClipPrecision`.
    pub clip_precision: u8,
    /// `lfQuality`.
    pub quality: u8,
    /// `lfPitchAndFamily`.
    pub pitch_and_family: u8,
    /// `lfFaceName`, such as `微软雅黑`.
    pub face: Face<'a>,
    /// A `COLORREF`: `0x00BBGGRR`.
    pub color: u32,
}

impl Font<'_> {
    /// The colour as red, green, blue.
    #[must_use]
    pub const fn rgb(&self) -> [u8; 3] {
        let [red, green, blue, _] = self.color.to_le_bytes();
        [red, green, blue]
    }
}

bytes! {
    /// The name of a font: one or more bytes, no space (SP, TAB) at either end, no NUL, no
    /// `{/font;`.
    Face
}

impl<'a> Face<'a> {
    /// A font of this name, in the charset of the text.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::Nul`]; [`ErrorKind::Ambiguous`] for spaces around it and
    /// for `{/font;` in it.
    pub fn new(name: &'a [u8]) -> Result<Self, Error> {
        let font = || name.windows(FONT.len()).position(|window| window == FONT);
        let (kind, at) = match (name, scan::find(0, name)) {
            ([], _) => (ErrorKind::Empty, 0),
            ([b' ' | b'\t', ..], _) => (ErrorKind::Ambiguous, 0),
            ([before @ .., b' ' | b'\t'], _) => (ErrorKind::Ambiguous, before.len()),
            (_, Some(at)) => (ErrorKind::Nul, at),
            (_, None) => match font() {
                Some(at) => (ErrorKind::Ambiguous, at),
                None => return Ok(Self(name)),
            },
        };
        Err(Error::new(kind, Part::TEXT, at))
    }

    /// The same as a text.
    #[inline]
    #[must_use]
    pub const fn text(self) -> Text<'a> {
        Text::trusted(self.0)
    }
}

/// What is between `{/font;` and `;}`.
fn font(body: &[u8]) -> Option<Font<'_>> {
    let (rest, height) = long(body)?;
    let (rest, width) = long(rest)?;
    let (rest, escapement) = long(rest)?;
    let (rest, orientation) = long(rest)?;
    let (rest, weight) = long(rest)?;
    let (rest, italic) = byte(rest)?;
    let (rest, underline) = byte(rest)?;
    let (rest, strike_out) = byte(rest)?;
    let (rest, charset) = byte(rest)?;
    let (rest, out_precision) = byte(rest)?;
    let (rest, clip_precision) = byte(rest)?;
    let (rest, quality) = byte(rest)?;
    let (rest, pitch_and_family) = byte(rest)?;
    // The face may have spaces inside, so the colour is what follows the last.
    let rest = trim_end(scan::skip_blanks(rest));
    let (face, color) = rest.split_at_checked(rest.iter().rposition(is_blank)?)?;
    let face = Face::new(trim_end(face)).ok()?;
    let (b"", color) = scan::decimal_u32(scan::skip_blanks(color)).ok()? else { return None };
    Some(Font {
        height,
        width,
        escapement,
        orientation,
        weight,
        italic,
        underline,
        strike_out,
        charset,
        out_precision,
        clip_precision,
        quality,
        pitch_and_family,
        face,
        color,
    })
}

const fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

const fn trim_end(mut input: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = input {
        input = rest;
    }
    input
}

/// A number of 32 bits with a sign, and at least one space after it.
fn long(input: &[u8]) -> Option<(&[u8], i32)> {
    let (sign, digits) = match scan::skip_blanks(input) {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    let (rest, value) = scan::decimal_u32(digits).ok()?;
    rest.first().filter(|byte| is_blank(byte))?;
    Some((rest, i32::try_from(i64::from(value).checked_mul(sign)?).ok()?))
}

/// The same in eight bits without a sign.
fn byte(input: &[u8]) -> Option<(&[u8], u8)> {
    let (rest, value) = long(input)?;
    Some((rest, u8::try_from(value).ok()?))
}

impl Encode for Font<'_> {
    /// With `{/font;` and `;}`.
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(FONT)?;
        for value in [self.height, self.width, self.escapement, self.orientation, self.weight] {
            if value.is_negative() {
                sink.put(b"-")?;
            }
            scan::put_decimal(sink, value.unsigned_abs().into())?;
            sink.put(b" ")?;
        }
        for value in [
            self.italic,
            self.underline,
            self.strike_out,
            self.charset,
            self.out_precision,
            self.clip_precision,
            self.quality,
            self.pitch_and_family,
        ] {
            scan::put_decimal(sink, value.into())?;
            sink.put(b" ")?;
        }
        sink.put(self.face.0)?;
        sink.put(b" ")?;
        scan::put_decimal(sink, self.color.into())?;
        sink.put(FONT_END)
    }
}
