//! The fields of what only `FeiQ` has.

use super::{FeiqPiece, FeiqText, Font, GroupText};
use crate::fields::{self, Fields, Kind, Record, Show, Value, Visitor};
use crate::ipmsg::show::{Inside, Out, shown, table, walked};
use crate::wire::Encode;

table! { feiq_text: "FeiqText" {
    TEXT: Kind::Text;
    PIECES: Kind::List(<FeiqPiece<'static> as Inside<'static>>::ITEM), derived;
    FONT: Kind::Record(font::RECORD);
} }

/// Pieces are shown if there is an emoji or a picture among them.
impl<'a> Inside<'a> for FeiqText<'a> {
    const RECORD: &'static fields::Record = feiq_text::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let text = self.text.as_bytes();
        out.text(feiq_text::TEXT, text);
        if self.pieces().any(|piece| !matches!(piece, FeiqPiece::Text(_))) {
            let at = out.known(text);
            let pieces = Pieces { text: *self, found: at.is_some() };
            out.same(feiq_text::PIECES, Value::List(&pieces), at);
        }
        if let Some(font) = &self.font {
            out.record(feiq_text::FONT, font);
        }
    }
}

/// The pieces of a text, and whether it is a part of the input.
struct Pieces<'a> {
    text: FeiqText<'a>,
    found: bool,
}

impl Fields for Pieces<'_> {
    fn record(&self) -> &'static Record {
        const { &Record::new(feiq_piece::RECORD.id, feiq_piece::RECORD.name, &[]) }
    }

    fn fields(&self, visitor: &mut dyn Visitor) {
        let mut rest = self.text.text.as_bytes();
        for piece in self.text.pieces() {
            let (at, after) = rest.split_at_checked(piece.encoded_len()).unwrap_or((rest, &[]));
            let mut out =
                if self.found { Out::of_bytes(at, &mut *visitor) } else { Out::of_value(&mut *visitor) };
            out.record_in(FeiqPiece::ITEM, &piece, at);
            rest = after;
        }
    }
}

table! { feiq_piece: "Piece" {
    TEXT: Kind::Text;
    EMOJI: Kind::Text;
    PICTURE: Kind::Text;
} choice }

/// One field: what kind of piece it is.
impl<'a> Inside<'a> for FeiqPiece<'a> {
    const RECORD: &'static fields::Record = feiq_piece::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        match self {
            Self::Text(text) => out.text(feiq_piece::TEXT, text.as_bytes()),
            Self::Emoji(emoji) => {
                out.next_text(feiq_piece::EMOJI, emoji.code().as_bytes());
            }
            Self::Picture(id) => out.text(feiq_piece::PICTURE, id.as_bytes()),
        }
    }
}

table! { font: |font: Font<'a>| {
    HEIGHT: Kind::Number(Show::Decimal) => signed(font.height);
    WIDTH: Kind::Number(Show::Decimal) => signed(font.width);
    ESCAPEMENT: Kind::Number(Show::Decimal) => signed(font.escapement);
    ORIENTATION: Kind::Number(Show::Decimal) => signed(font.orientation);
    WEIGHT: Kind::Number(Show::Decimal) => signed(font.weight);
    ITALIC: Kind::Number(Show::Decimal) => decimal(font.italic);
    UNDERLINE: Kind::Number(Show::Decimal) => decimal(font.underline);
    STRIKE_OUT: Kind::Number(Show::Decimal) => decimal(font.strike_out);
    CHARSET: Kind::Number(Show::Decimal) => decimal(font.charset);
    OUT_PRECISION: Kind::Number(Show::Decimal) => decimal(font.out_precision);
    CLIP_PRECISION: Kind::Number(Show::Decimal) => decimal(font.clip_precision);
    QUALITY: Kind::Number(Show::Decimal) => decimal(font.quality);
    PITCH_AND_FAMILY: Kind::Number(Show::Decimal) => decimal(font.pitch_and_family);
    FACE: Kind::Text => text(font.face.as_bytes());
    COLOR: Kind::Number(Show::Hex) => decimal(font.color);
} }

table! { group_text: "GroupText" {
    GROUP: Kind::Text;
    TIME: Kind::Text;
    TEXT: Kind::Text;
} }

impl<'a> Inside<'a> for GroupText<'a> {
    const RECORD: &'static fields::Record = group_text::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.text(group_text::GROUP, self.group.as_bytes());
        if let Some(time) = self.time {
            out.text(group_text::TIME, time.as_bytes());
        }
        out.text(group_text::TEXT, self.text.as_bytes());
    }
}

walked! { 'a: FeiqText<'a>, GroupText<'a> }
shown! { 'a: FeiqPiece<'a>, Font<'a> }
