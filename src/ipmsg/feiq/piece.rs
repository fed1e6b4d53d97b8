//! Emoji and pictures among the words.

use super::emoji::Emoji;
use super::image::ImageId;
use crate::ipmsg::text::Text;
use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;

/// One of what a text consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeiqPiece<'a> {
    /// Words.
    Text(Text<'a>),
    /// `/:bomb`
    Emoji(Emoji),
    /// `/~#>5f3a<B~`: the picture whose slices have that id.
    Picture(ImageId<'a>),
}

const PICTURE: &[u8] = b"/~#>";
const PICTURE_END: &[u8] = b"<B~";

impl Encode for FeiqPiece<'_> {
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

/// Goes through the [`FeiqPiece`]s of a text. Written one after the other they are the text again.
#[derive(Clone, Debug)]
pub struct FeiqPieces<'a> {
    rest: &'a [u8],
    /// What follows the words that were given out last.
    next: Option<FeiqPiece<'a>>,
}

impl<'a> FeiqPieces<'a> {
    pub(super) const fn of(text: Text<'a>) -> Self {
        Self { rest: text.as_bytes(), next: None }
    }
}

impl<'a> Iterator for FeiqPieces<'a> {
    type Item = FeiqPiece<'a>;

    fn next(&mut self) -> Option<FeiqPiece<'a>> {
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
                return Some(FeiqPiece::Text(Text::trusted(words)));
            }
            from = tail.get(1..).unwrap_or_default();
        }
        self.rest = &[];
        if all.is_empty() { None } else { Some(FeiqPiece::Text(Text::trusted(all))) }
    }
}

/// An emoji or a picture at the front, and what follows it.
fn special(input: &[u8]) -> Option<(FeiqPiece<'_>, &[u8])> {
    if let Some(picture) = input.strip_prefix(PICTURE) {
        let end = picture.iter().position(|byte| !byte.is_ascii_hexdigit())?;
        let (id, rest) = picture.split_at_checked(end)?;
        return Some((FeiqPiece::Picture(ImageId::new(id).ok()?), rest.strip_prefix(PICTURE_END)?));
    }
    Emoji::at_start(input).map(|(emoji, rest)| (FeiqPiece::Emoji(emoji), rest))
}
