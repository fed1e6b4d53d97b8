//! A text of `FeiQ`: emoji and pictures among the words, and the font after them.

use super::font::{Font, split_font};
use super::piece::FeiqPieces;
use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::fields::until;
use crate::ipmsg::record::wire;
use crate::ipmsg::text::Text;
use crate::sink::Sink;
use crate::wire::Encode;

/// The text of a message, and the font that ends it.
///
/// ```text
/// look/~#>5f3a<B~ fine/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 8404992;}
///     │               │     └ font, always the last
///     │               └ emoji
///     └ picture: the id of its slices
/// ```
///
/// ```
/// use imwire::{Encode, ipmsg::{Text, feiq::{Emoji, FeiqText, FeiqPiece}}};
///
/// let text = b"look/~#>5f3a<B~ fine/:bomb{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 Arial 8404992;}";
/// let feiq = FeiqText::of(Text::new(text)?);
/// assert_eq!(feiq.text.as_bytes(), b"look/~#>5f3a<B~ fine/:bomb");
/// let font = feiq.font.unwrap();
/// assert_eq!((font.height, font.face.as_bytes(), font.rgb()), (-16, &b"Arial"[..], [0, 0x40, 0x80]));
///
/// let pieces: Vec<_> = feiq.pieces().collect();
/// let [FeiqPiece::Text(look), FeiqPiece::Picture(id), FeiqPiece::Text(fine), FeiqPiece::Emoji(bomb)] = pieces[..] else {
///     panic!("{pieces:?}")
/// };
/// assert_eq!((look.as_bytes(), id.as_bytes(), fine.as_bytes()), (&b"look"[..], &b"5f3a"[..], &b" fine"[..]));
/// assert_eq!(bomb.code(), "/:bomb");
///
/// let mut buffer = [0; 96];
/// assert_eq!(feiq.encode_into(&mut buffer)?, text);
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Nothing of this is escaped: a text in which somebody writes `/:bomb` has an emoji.
///
/// Take it apart before decoding. No character of GBK has a `/` inside. Some end with a `{`, 亄 is
/// `81 7b`, and no byte tells this `{` from the `{` of a font: with `/font;…;}` after it, it is
/// taken for a font, and half a character is left. Nobody writes that; but a text that was cut in
/// the middle of a character keeps its font in this way.
///
/// Source: `PythonFeiQ` and `feiq` of compilelife agree on all of it; later programs, tried
/// against `FeiQ` 2013, on the font and the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FeiqText<'a> {
    /// The text without the font; [`pieces`](FeiqText::pieces) takes it apart.
    pub text: Text<'a>,
    /// The font; `None` if the text does not end with one.
    pub font: Option<Font<'a>>,
}

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
    pub const fn pieces(&self) -> FeiqPieces<'a> {
        FeiqPieces::of(self.text)
    }
}

wire! {
    /// Takes all before a NUL.
    FeiqText<'a> = |input| {
        let (text, rest) = until(0, input);
        Ok((rest, Self::of(Text::trusted(text))))
    },
    |feiq| match feiq.font {
        None if split_font(feiq.text.as_bytes()).is_some() => Err(Error::new(ErrorKind::Ambiguous, Part::TEXT, 0)),
        _ => Ok(()),
    }
}

impl Encode for FeiqText<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.text.as_bytes())?;
        self.font.map_or(Ok(()), |font| font.encode(sink))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::checked::{self, refused};
    use crate::ipmsg::feiq::emoji::CODES;
    use crate::ipmsg::feiq::{Face, FeiqPiece};
    use crate::wire::Wire as _;
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
        face: Face::trusted(b"Arial"),
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
            Some(Font { face: Face::trusted(b"\xce\xa2\xc8\xed\xd1\xc5\xba\xda"), ..ARIAL }),
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
                face: Face::trusted(b"F"),
                color: 14,
            }),
        );
        let numbers = "-16 0 0 0 400 0 0 0 134 0 0 2 32";
        let long = Face::trusted(b"Microsoft  YaHei 9");
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
        refused(checked::canonical::<FeiqText<'_>>(b"a\0b", ()), "input: trailing data at byte 1");
        let text = FeiqText { text: Text::new(WIRE.as_bytes()).unwrap(), font: None };
        refused(text.check(()), "text: would be read as something else at byte 0");
        refused(Face::new(b""), "text: empty at byte 0");
        refused(Face::new(b"a\0"), "text: contains NUL at byte 1");
        refused(Face::new(b" a"), "text: would be read as something else at byte 0");
        refused(Face::new(b"a\t"), "text: would be read as something else at byte 1");
        refused(Face::new(b"a{/font;"), "text: would be read as something else at byte 1");
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
            FeiqPiece::Text(text) => format!("{}", text.as_bytes().escape_ascii()),
            FeiqPiece::Emoji(emoji) => format!("emoji {}", emoji.code()),
            FeiqPiece::Picture(id) => format!("picture {}", id.as_bytes().escape_ascii()),
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
                    FeiqPiece::Text(text) => checked::borrowed(&piece, input.as_bytes(), &[text.as_bytes()]),
                    FeiqPiece::Picture(id) => checked::borrowed(&piece, input.as_bytes(), &[id.as_bytes()]),
                    FeiqPiece::Emoji(_) => {}
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
