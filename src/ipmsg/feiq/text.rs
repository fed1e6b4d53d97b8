//! A text of `FeiQ`: emoji and pictures among the words, and the font behind them.
//!
//! ```text
//! look/~#>5f3a<B~ fine/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 8404992;}
//!     │               │     └ font, always the last
//!     │               └ emoji
//!     └ picture: the id of its slices
//! ```
//!
//! ```
//! use imwire::{Encode, ipmsg::{Text, feiq::{Emoji, FeiqText, Piece}}};
//!
//! let text = b"look/~#>5f3a<B~ fine/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 8404992;}";
//! let feiq = FeiqText::of(Text::new(text)?);
//! assert_eq!(feiq.text.as_bytes(), b"look/~#>5f3a<B~ fine/:bomb");
//! let font = feiq.font.unwrap();
//! assert_eq!((font.height, font.face.as_bytes(), font.rgb()), (-16, &b"Arial"[..], [0, 0x40, 0x80]));
//!
//! let pieces: Vec<_> = feiq.pieces().collect();
//! let [Piece::Text(look), Piece::Picture(id), Piece::Text(fine), Piece::Emoji(bomb)] = pieces[..] else {
//!     panic!("{pieces:?}")
//! };
//! assert_eq!((look.as_bytes(), id.as_bytes(), fine.as_bytes()), (&b"look"[..], &b"5f3a"[..], &b" fine"[..]));
//! assert_eq!(bomb.code(), "/:bomb");
//!
//! let mut buffer = [0; 96];
//! assert_eq!(feiq.encode_into(&mut buffer)?, text);
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! Nothing of this is escaped: a text in which somebody writes `/:bomb` has an emoji.
//!
//! Take it apart before decoding. No character of GBK has a `/` inside. Some end with a `{`, 亄 is
//! `81 7b`, and no byte tells such a `{` from that of a font: one with `/font;…;}` behind it is
//! taken for a font, and half a character is left. Nobody writes that; but a text that was cut in
//! the middle of a character keeps its font in this way.
//!
//! Source: `PythonFeiQ` and `feiq` of compilelife agree on all of it; later programs, tried
//! against `FeiQ` 2013, on the font and the pictures.

use super::ImageId;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::ipmsg::Text;
use crate::ipmsg::text::{Shown, split_nul};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use nom::IResult;

/// The text of a message, and the font that ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FeiqText<'a> {
    /// The text without the font; [`pieces`](FeiqText::pieces) takes it apart.
    pub text: Text<'a>,
    /// The font; `None` if the text does not end with one.
    pub font: Option<Font<'a>>,
}

const FONT: &[u8] = b"{/font;";
const FONT_END: &[u8] = b";}";

impl<'a> FeiqText<'a> {
    /// Takes the font off the end of a text. What is no whole font stays in the text.
    #[must_use]
    pub fn of(text: Text<'a>) -> Self {
        match split_font(text.as_bytes()) {
            Some((text, font)) => Self { text: Text::trusted(text), font: Some(font) },
            None => Self { text, font: None },
        }
    }

    /// What the text consists of.
    #[must_use]
    pub const fn pieces(&self) -> Pieces<'a> {
        Pieces { rest: self.text.as_bytes(), next: None }
    }
}

fn split_font(text: &[u8]) -> Option<(&[u8], Font<'_>)> {
    let body = text.strip_suffix(FONT_END)?;
    let (text, tail) = body.split_at_checked(body.windows(FONT.len()).rposition(|window| window == FONT)?)?;
    Some((text, font(tail.strip_prefix(FONT)?)?))
}

impl<'a> Wire<'a> for FeiqText<'a> {
    type Context = ();

    /// Takes all in front of a NUL.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| {
            let (text, _) = split_nul(input);
            let rest = input.get(text.len()..).unwrap_or_default();
            Ok((rest, Self::of(Text::trusted(text))))
        }
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        if self.font.is_none() && split_font(self.text.as_bytes()).is_some() {
            return Err(Error::new(ErrorKind::Ambiguous, Part::TEXT, 0));
        }
        Ok(())
    }
}

impl Encode for FeiqText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.text.as_bytes())?;
        self.font.map_or(Ok(()), |font| font.encode(sink))
    }
}

/// The font of a whole text: the numbers of a Windows `LOGFONT`, its face, and a colour. Decimal,
/// with blanks between.
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

/// The name of a font: one or more bytes, no blanks (SP, TAB) at either end, no NUL, no
/// `{/font;`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Face<'a>(&'a [u8]);

impl<'a> Face<'a> {
    /// A font of this name, in the charset of the text.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`], [`ErrorKind::Nul`]; [`ErrorKind::Ambiguous`] for blanks around it and
    /// for `{/font;` in it.
    pub fn new(name: &'a [u8]) -> Result<Self, Error> {
        let kind = match name {
            [] => ErrorKind::Empty,
            [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => ErrorKind::Ambiguous,
            _ if scan::find(0, name).is_some() => ErrorKind::Nul,
            _ if name.windows(FONT.len()).any(|window| window == FONT) => ErrorKind::Ambiguous,
            _ => return Ok(Self(name)),
        };
        Err(Error::new(kind, Part::TEXT, 0))
    }

    /// The bytes as they stand on the wire.
    #[inline]
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The same as a text.
    #[inline]
    #[must_use]
    pub const fn text(self) -> Text<'a> {
        Text::trusted(self.0)
    }
}

impl fmt::Debug for Face<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0).fmt(f)
    }
}

/// What stands between `{/font;` and `;}`.
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
    // The face may have blanks inside, so the colour is what stands behind the last.
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

/// A number of 32 bits with a sign, and at least one blank behind it.
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

/// One of what a text consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece<'a> {
    /// Words.
    Text(Text<'a>),
    /// `/:bomb`
    Emoji(Emoji),
    /// `/~#>5f3a<B~`: the picture whose slices have that id.
    Picture(ImageId<'a>),
}

const PICTURE: &[u8] = b"/~#>";
const PICTURE_END: &[u8] = b"<B~";

impl Encode for Piece<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match self {
            Self::Text(text) => sink.put(text.as_bytes()),
            Self::Emoji(emoji) => sink.put(emoji.code().as_bytes()),
            Self::Picture(id) => {
                sink.put(PICTURE)?;
                sink.put(id.as_bytes())?;
                sink.put(PICTURE_END)
            }
        }
    }
}

/// Goes through the [`Piece`]s of a text. Written one behind the other they are the text again.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    rest: &'a [u8],
    /// What stands behind the words that were given out last.
    next: Option<Piece<'a>>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(piece) = self.next.take() {
            return Some(piece);
        }
        let all = self.rest;
        let mut from = all;
        while let Some((_, tail)) = scan::find(b'/', from).and_then(|at| from.split_at_checked(at)) {
            if let Some((piece, rest)) = special(tail) {
                self.rest = rest;
                let words = all.get(..all.len().wrapping_sub(tail.len())).unwrap_or_default();
                if words.is_empty() {
                    return Some(piece);
                }
                self.next = Some(piece);
                return Some(Piece::Text(Text::trusted(words)));
            }
            from = tail.get(1..).unwrap_or_default();
        }
        self.rest = &[];
        if all.is_empty() { None } else { Some(Piece::Text(Text::trusted(all))) }
    }
}

/// An emoji or a picture at the front, and what stands behind it.
fn special(input: &[u8]) -> Option<(Piece<'_>, &[u8])> {
    if let Some(picture) = input.strip_prefix(PICTURE) {
        let end = picture.iter().position(|byte| !byte.is_ascii_hexdigit())?;
        let (id, rest) = picture.split_at_checked(end)?;
        return Some((Piece::Picture(ImageId::new(id).ok()?), rest.strip_prefix(PICTURE_END)?));
    }
    let (index, code) = (0..EMOJI).zip(&CODES).find(|(_, code)| input.starts_with(code.as_bytes()))?;
    Some((Piece::Emoji(Emoji(index)), input.strip_prefix(code.as_bytes())?))
}

/// One of the 96 emoji of `FeiQ`. (Two programs have this list, one of them from the other.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(u8);

const EMOJI: u8 = 96;

/// In the order of `FeiQ`'s pictures; none begins as another one does.
#[rustfmt::skip]
const CODES: [&str; EMOJI as usize] = [
    "/:)", "/:~", "/:*", "/:|", "/8-)", "/:<", "/:$", "/:X", "/:Z", "/:'(", "/:-|", "/:@", "/:P", "/:D",
    "/:O", "/<rotate>", "/:(", "/:+", "/:lenhan", "/:Q", "/:T", "/;P", "/;-D", "/;d", "/;o", "/:g",
    "/|-)", "/:!", "/:L", "/:>", "/;bin", "/:fw", "/;fd", "/:-S", "/;?", "/;x", "/;@", "/:8", "/;!",
    "/!!!", "/:xx", "/:bye", "/:csweat", "/:knose", "/:applause", "/:cdale", "/:huaixiao", "/:shake",
    "/:lhenhen", "/:rhenhen", "/:yawn", "/:snooty", "/:chagrin", "/:kcry", "/:yinxian", "/:qinqin",
    "/:xiaren", "/:kelin", "/:caidao", "/:xig", "/:bj", "/:basketball", "/:pingpong", "/:jump",
    "/:coffee", "/:eat", "/:pig", "/:rose", "/:fade", "/:kiss", "/:heart", "/:break", "/:cake", "/:shd",
    "/:bomb", "/:dao", "/:footb", "/:piaocon", "/:shit", "/:oh", "/:moon", "/:sun", "/;gift", "/:hug",
    "/:strong", "/;weak", "/:share", "/:shl", "/:baoquan", "/:cajole", "/:quantou", "/:chajin", "/:aini",
    "/:sayno", "/:sayok", "/:love",
];

impl Emoji {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..EMOJI).map(Self)
    }

    /// The emoji that is written so: `/:bomb`.
    #[must_use]
    pub fn from_code(code: &[u8]) -> Option<Self> {
        match special(code)? {
            (Piece::Emoji(emoji), b"") => Some(emoji),
            _ => None,
        }
    }

    /// How it is written.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match CODES.split_at_checked(self.0 as usize) {
            Some((_, [code, ..])) => code,
            _ => "",
        }
    }

    /// Its place in the list, from 1: the number of its picture.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0.wrapping_add(1)
    }
}

impl fmt::Debug for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Emoji({})", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use proptest::prelude::*;

    const WIRE: &str = "{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 8404992;}";

    const ARIAL: Font<'static> = Font {
        height: -16,
        width: 0,
        escapement: 0,
        orientation: 0,
        weight: 400,
        italic: 0,
        underline: 0,
        strike_out: 0,
        charset: 134,
        out_precision: 0,
        clip_precision: 0,
        quality: 2,
        pitch_and_family: 32,
        face: Face(b"Arial"),
        color: 8_404_992,
    };

    #[track_caller]
    fn case(input: &'static [u8], text: &[u8], font: Option<Font<'_>>) {
        let found = checked::canonical::<FeiqText<'_>>(input, ()).unwrap();
        assert_eq!((found.text.as_bytes(), found.font), (text, font));
        checked::borrowed(&found, input, &[found.text.as_bytes()]);
        if let Some(font) = found.font {
            checked::borrowed(&found, input, &[font.face.as_bytes()]);
        }
    }

    fn tail(body: &str) -> &'static [u8] {
        format!("a{{/font;{body};}}").into_bytes().leak()
    }

    #[test]
    fn fonts() {
        case(
            b"\xc4\xe3\xba\xc3{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 \xce\xa2\xc8\xed\xd1\xc5\xba\xda 8404992;}",
            b"\xc4\xe3\xba\xc3",
            Some(Font { face: Face(b"\xce\xa2\xc8\xed\xd1\xc5\xba\xda"), ..ARIAL }),
        );
        // Every number in its place.
        case(
            tail("1 -2 3 -4 5 6 7 8 9 10 11 12 13 F 14"),
            b"a",
            Some(Font {
                height: 1,
                width: -2,
                escapement: 3,
                orientation: -4,
                weight: 5,
                italic: 6,
                underline: 7,
                strike_out: 8,
                charset: 9,
                out_precision: 10,
                clip_precision: 11,
                quality: 12,
                pitch_and_family: 13,
                face: Face(b"F"),
                color: 14,
            }),
        );
        let numbers = "-16 0 0 0 400 0 0 0 134 0 0 2 32";
        let long = Face(b"Microsoft  YaHei 9");
        case(
            tail(&format!("{numbers} Microsoft  YaHei 9 8404992")),
            b"a",
            Some(Font { face: long, ..ARIAL }),
        );
        case(tail("\t-016 0  0 0 400 -0 0 0 134 0 0 2\t32  Arial\t8404992 "), b"a", Some(ARIAL));
        case(
            tail("-2147483648 2147483647 0 0 400 255 0 0 134 0 0 2 32 Arial 4294967295"),
            b"a",
            Some(Font { height: i32::MIN, width: i32::MAX, italic: 255, color: u32::MAX, ..ARIAL }),
        );
        // Only the last, and only at the end.
        let one = WIRE.as_bytes();
        case([one, one].concat().leak(), one, Some(ARIAL));
        case([one, b"x"].concat().leak(), [one, b"x"].concat().leak(), None);
        case(b"", b"", None);
    }

    #[test]
    fn what_is_no_font_is_text() {
        for body in [
            "",
            "-16 0 0 0 400 0 0 0 134 0 0 2 Arial 8404992",
            "-16 0 0 0 400 0 0 0 134 0 0 2 32 8404992",
            "-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial",
            "-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 0x1",
            "-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial -1",
            "-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 4294967296",
            "-16 0 0 0 400 256 0 0 134 0 0 2 32 Arial 1",
            "-16 0 0 0 400 -1 0 0 134 0 0 2 32 Arial 1",
            "2147483648 0 0 0 400 0 0 0 134 0 0 2 32 Arial 1",
            "-2147483649 0 0 0 400 0 0 0 134 0 0 2 32 Arial 1",
            "+16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 1",
            "-16,0 0 0 0 400 0 0 0 134 0 0 2 32 Arial 1",
        ] {
            case(tail(body), tail(body), None);
        }
        for text in [&b"{/font;}"[..], b"{/font;1", b"{/font;;}", b"plain {braces};}"] {
            case(text, text, None);
        }
        refused(checked::canonical::<FeiqText<'_>>(b"a\0b", ()), "input: left over at byte 1");
        let text = FeiqText { text: Text::new(WIRE.as_bytes()).unwrap(), font: None };
        refused(text.check(()), "text: would be read as something else at byte 0");
        refused(Face::new(b""), "text: empty at byte 0");
        refused(Face::new(b"a\0"), "text: contains NUL at byte 0");
        refused(Face::new(b" a"), "text: would be read as something else at byte 0");
        refused(Face::new(b"a\t"), "text: would be read as something else at byte 0");
        refused(Face::new(b"a{/font;"), "text: would be read as something else at byte 0");
    }

    #[test]
    fn half_a_character_in_front_of_a_font() {
        let text = [b"\xc4\xe3\x81", WIRE.as_bytes()].concat();
        let found = FeiqText::of(Text::new(&text).unwrap());
        assert_eq!(found.text.as_bytes(), b"\xc4\xe3\x81");
        assert!(found.font.is_some());
    }

    #[track_caller]
    fn pieces(text: &'static [u8], expected: &[&str]) {
        let feiq = FeiqText::of(Text::new(text).unwrap());
        let shown = feiq.pieces().map(|piece| match piece {
            Piece::Text(text) => format!("{}", text.as_bytes().escape_ascii()),
            Piece::Emoji(emoji) => format!("emoji {}", emoji.code()),
            Piece::Picture(id) => format!("picture {}", id.as_bytes().escape_ascii()),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn pieces_of_a_text() {
        pieces(b"", &[]);
        pieces(b"hi", &["hi"]);
        pieces(b"/:bomb", &["emoji /:bomb"]);
        pieces(b"/:bomb/:)a/", &["emoji /:bomb", "emoji /:)", "a/"]);
        pieces(
            b"\xbf\xb4/~#>5f3a<B~ \xb1\xed/:bomb",
            &["\\xbf\\xb4", "picture 5f3a", " \\xb1\\xed", "emoji /:bomb"],
        );
        pieces(b"/~#><B~/~#>xy<B~/~#>5f3a<B/~#>5f3a", &["/~#><B~/~#>xy<B~/~#>5f3a<B/~#>5f3a"]);
        pieces(b"http://a/:b //:)", &["http://a/:b /", "emoji /:)"]);
    }

    #[test]
    fn emoji() {
        assert_eq!(Emoji::all().count(), CODES.len());
        for (index, emoji) in Emoji::all().enumerate() {
            assert_eq!(usize::from(emoji.number()), index + 1);
            assert_eq!(Emoji::from_code(emoji.code().as_bytes()), Some(emoji));
            let begins = |other: Emoji| emoji.code().starts_with(other.code());
            assert_eq!(Emoji::all().filter(|&other| begins(other)).collect::<Vec<_>>(), [emoji]);
        }
        let number = |code| Emoji::from_code(code).map(Emoji::number);
        assert_eq!((number(b"/:)"), number(b"/:bomb"), number(b"/:love")), (Some(1), Some(75), Some(96)));
        assert_eq!((number(b"/:bombs"), number(b"/:BOMB"), number(b"/~#>1<B~")), (None, None, None));
    }

    fn text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-c/:;<>{} ]{0,3}",
            Just(WIRE.to_owned()),
            Just("/~#>5f3a<B~".to_owned()),
            Just("{/font;".to_owned()),
            Just(";}".to_owned()),
            (0..CODES.len()).prop_map(|index| CODES[index].to_owned()),
        ];
        prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_text(input in text(), bytes: Vec<u8>) {
            _ = checked::canonical::<FeiqText<'_>>(&bytes, ());
            let found = checked::canonical::<FeiqText<'_>>(input.as_bytes(), ()).unwrap();
            let pieces: Vec<_> = found.pieces().map(|piece| checked::written(&piece)).collect();
            prop_assert_eq!(pieces.concat(), found.text.as_bytes());
            for piece in found.pieces() {
                match piece {
                    Piece::Text(text) => checked::borrowed(&piece, input.as_bytes(), &[text.as_bytes()]),
                    Piece::Picture(id) => checked::borrowed(&piece, input.as_bytes(), &[id.as_bytes()]),
                    Piece::Emoji(_) => {}
                }
            }
        }

        #[test]
        fn what_is_built_is_read_back(
            text in text(), longs: [i32; 5], bytes: [u8; 8], face in text(), color: u32, with_font: bool,
        ) {
            let text = Text::new(text.leak().as_bytes()).unwrap();
            let [height, width, escapement, orientation, weight] = longs;
            let [italic, underline, strike_out, charset, out_precision, clip_precision, quality, pitch_and_family] = bytes;
            let font = Face::new(face.leak().as_bytes()).ok().filter(|_| with_font).map(|face| Font {
                height, width, escapement, orientation, weight, italic, underline, strike_out, charset,
                out_precision, clip_precision, quality, pitch_and_family, face, color,
            });
            checked::value(FeiqText { text, font }, ());
        }
    }
}
