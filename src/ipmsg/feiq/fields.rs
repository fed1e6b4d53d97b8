//! The fields of what only `FeiQ` has.

use super::{FeiqText, Font, GroupCipher, GroupText, ImageAck, ImageSlice, Piece};
use crate::fields::{self, Fields, Kind, Record, Show, Value, Visitor};
use crate::ipmsg::show::{Inside, Out, shown, table, walked};
use crate::wire::Encode;

table! { feiq_text: "FeiqText" {
    TEXT: Kind::Text;
    PIECES: Kind::List(<Piece<'static> as Inside<'static>>::ITEM), derived;
    FONT: Kind::Record(font::RECORD);
} }

/// Pieces are shown if there is an emoji or a picture among them.
impl<'a> Inside<'a> for FeiqText<'a> {
    const RECORD: &'static fields::Record = feiq_text::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        let text = self.text.as_bytes();
        out.text(feiq_text::TEXT, text);
        if self.pieces().any(|piece| !matches!(piece, Piece::Text(_))) {
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
            out.record_in(Piece::ITEM, &piece, at);
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
impl<'a> Inside<'a> for Piece<'a> {
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

table! { font: "Font" {
    HEIGHT: Kind::Number(Show::Decimal);
    WIDTH: Kind::Number(Show::Decimal);
    ESCAPEMENT: Kind::Number(Show::Decimal);
    ORIENTATION: Kind::Number(Show::Decimal);
    WEIGHT: Kind::Number(Show::Decimal);
    ITALIC: Kind::Number(Show::Decimal);
    UNDERLINE: Kind::Number(Show::Decimal);
    STRIKE_OUT: Kind::Number(Show::Decimal);
    CHARSET: Kind::Number(Show::Decimal);
    OUT_PRECISION: Kind::Number(Show::Decimal);
    CLIP_PRECISION: Kind::Number(Show::Decimal);
    QUALITY: Kind::Number(Show::Decimal);
    PITCH_AND_FAMILY: Kind::Number(Show::Decimal);
    FACE: Kind::Text;
    COLOR: Kind::Number(Show::Hex);
} }

impl<'a> Inside<'a> for Font<'a> {
    const RECORD: &'static fields::Record = font::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.signed(font::HEIGHT, self.height);
        out.signed(font::WIDTH, self.width);
        out.signed(font::ESCAPEMENT, self.escapement);
        out.signed(font::ORIENTATION, self.orientation);
        out.signed(font::WEIGHT, self.weight);
        out.decimal(font::ITALIC, self.italic);
        out.decimal(font::UNDERLINE, self.underline);
        out.decimal(font::STRIKE_OUT, self.strike_out);
        out.decimal(font::CHARSET, self.charset);
        out.decimal(font::OUT_PRECISION, self.out_precision);
        out.decimal(font::CLIP_PRECISION, self.clip_precision);
        out.decimal(font::QUALITY, self.quality);
        out.decimal(font::PITCH_AND_FAMILY, self.pitch_and_family);
        out.text(font::FACE, self.face.as_bytes());
        out.decimal(font::COLOR, self.color);
    }
}

table! { group_cipher: "GroupCipher" {
    CIPHER: Kind::Bytes;
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for GroupCipher<'a> {
    const RECORD: &'static fields::Record = group_cipher::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.bytes(group_cipher::CIPHER, self.cipher);
        out.some_bytes(group_cipher::TRAILING, self.trailing.as_bytes());
    }
}

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

table! { image_slice: "ImageSlice" {
    ID: Kind::Text;
    TOTAL: Kind::Number(Show::Decimal);
    OFFSET: Kind::Number(Show::Decimal);
    SLICES: Kind::Number(Show::Decimal);
    SLICE: Kind::Number(Show::Decimal);
    LEN: Kind::Number(Show::Decimal);
    FLAGS: Kind::Text;
    DATA: Kind::Bytes;
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for ImageSlice<'a> {
    const RECORD: &'static fields::Record = image_slice::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.text(image_slice::ID, self.id.as_bytes());
        out.decimal(image_slice::TOTAL, self.total);
        out.decimal(image_slice::OFFSET, self.offset);
        out.decimal(image_slice::SLICES, self.slices);
        out.decimal(image_slice::SLICE, self.slice);
        out.decimal(image_slice::LEN, self.len);
        out.text(image_slice::FLAGS, self.flags.as_bytes());
        out.bytes(image_slice::DATA, self.data);
        out.some_bytes(image_slice::TRAILING, self.trailing.as_bytes());
    }
}

table! { image_ack: "ImageAck" {
    ID: Kind::Text;
    SLICE: Kind::Number(Show::Decimal);
    TRAILING: Kind::Bytes;
} }

impl<'a> Inside<'a> for ImageAck<'a> {
    const RECORD: &'static fields::Record = image_ack::RECORD;

    fn inside(&self, out: &mut Out<'a, '_>) {
        out.text(image_ack::ID, self.id.as_bytes());
        out.decimal(image_ack::SLICE, self.slice);
        out.some_bytes(image_ack::TRAILING, self.trailing.as_bytes());
    }
}

walked! { 'a: FeiqText<'a>, GroupCipher<'a>, GroupText<'a>, ImageSlice<'a>, ImageAck<'a> }
shown! { 'a: Piece<'a>, Font<'a> }
