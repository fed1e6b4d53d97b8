//! Pictures inside the text of a message.

use super::attachment::Attachment;
use crate::ipmsg::items::{Items, ItemsIter};
use crate::ipmsg::text::Text;

/// The pictures of a message, and where they are in its text; see [`Message::pictures`](super::Message::pictures).
/// Entries that make no sense are left out: go through [`Message::files`](super::Message::files) for those.
#[derive(Clone)]
pub struct Pictures<'a>(ItemsIter<'a, Attachment<'a>>);

impl<'a> Pictures<'a> {
    pub(super) const fn of(files: Items<'a, Attachment<'a>>) -> Self {
        Self(files.iter())
    }
}

impl<'a> Iterator for Pictures<'a> {
    type Item = (u64, Attachment<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.by_ref().flatten().find_map(|file| Some((file.position()?, file)))
    }
}

/// A piece of a message: see [`Message::pieces`](super::Message::pieces).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Piece<'a> {
    /// Text, at least one character.
    Text(Text<'a>),
    /// A picture.
    Picture(Attachment<'a>),
}

/// The pieces of a message; see [`Message::pieces`](super::Message::pieces).
#[derive(Clone)]
pub struct Pieces<'a> {
    text: &'a [u8],
    /// How many characters and pictures there were.
    at: u64,
    pictures: Pictures<'a>,
    /// The next picture, with text before it.
    waiting: Option<(u64, Attachment<'a>)>,
}

impl<'a> Pieces<'a> {
    pub(super) const fn of(text: Text<'a>, pictures: Pictures<'a>) -> Self {
        Self { text: text.as_bytes(), at: 0, pictures, waiting: None }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let picture = self.waiting.take().or_else(|| self.pictures.next());
        let (wanted, count) = match picture {
            Some((position, _)) => characters(self.text, position.saturating_sub(self.at)),
            None => (self.text, 0),
        };
        if wanted.is_empty() {
            let (_, picture) = picture?;
            self.at = self.at.saturating_add(1);
            return Some(Piece::Picture(picture));
        }
        self.waiting = picture;
        self.at = self.at.saturating_add(count);
        self.text = self.text.get(wanted.len()..).unwrap_or_default();
        Some(Piece::Text(Text::trusted(wanted)))
    }
}

/// The first `count` characters of a UTF-8 text, or all, as units of UTF-16; and how many those are.
fn characters(text: &[u8], count: u64) -> (&[u8], u64) {
    let mut units = 0_u64;
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let width = match first {
            // A later byte of the character before.
            0x80..=0xbf => {
                rest = after;
                continue;
            }
            b'\r' if after.starts_with(b"\n") => 0,
            0xf0.. => 2,
            _ => 1,
        };
        if units >= count {
            break;
        }
        units = units.saturating_add(width);
        rest = after;
    }
    let (taken, _) = text.split_at_checked(text.len().saturating_sub(rest.len())).unwrap_or((text, &[]));
    (taken, units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipmsg::header::SendOptions;
    use crate::ipmsg::message::Message;
    use crate::ipmsg::message::ext_attribute::{ExtAttribute, ExtKey};
    use crate::ipmsg::message::file_name::FileName;
    use crate::ipmsg::message::file_word::{FileType, FileWord};
    use crate::wire::Wire;

    fn file(id: u32, name: &[u8]) -> Attachment<'_> {
        Attachment::file(id, FileName::new(name).unwrap(), 5, 6)
    }

    #[track_caller]
    fn pieces(text: &str, positions: &[u64], expected: &[&str]) {
        let attributes: Vec<_> =
            positions.iter().map(|at| [ExtAttribute::number(ExtKey::CLIPBOARDPOS, *at)]).collect();
        let word = FileWord::new(FileType::CLIPBOARD);
        let pictures = attributes.iter().zip(0..).map(|(extended, id)| Attachment {
            word,
            extended: Items::new(extended),
            ..file(id, b"x.png")
        });
        // A file that is none, and a picture without a place.
        let others = [file(98, b"other"), Attachment { word, ..file(99, b"y.png") }];
        let files: Vec<_> = others.into_iter().chain(pictures).collect();
        let message = Message::new(text.as_bytes()).unwrap().files(&files);
        let found: Vec<_> = message
            .pieces()
            .map(|piece| match piece {
                Piece::Text(text) => String::from_utf8(text.as_bytes().to_vec()).unwrap(),
                Piece::Picture(picture) => format!("#{}", picture.id),
            })
            .collect();
        assert_eq!(found, expected);
        let placed: Vec<_> = message.pictures().map(|(at, picture)| (at, picture.id.hex())).collect();
        assert_eq!(placed, positions.iter().copied().zip(0..).collect::<Vec<_>>());
    }

    #[test]
    fn pictures_in_the_text() {
        pieces("abc cdef g", &[3, 8], &["abc", "#0", " cde", "#1", "f g"]);
        pieces("", &[], &[]);
        pieces("abc", &[], &["abc"]);
        pieces("", &[0], &["#0"]);
        pieces("abc", &[0, 1], &["#0", "#1", "abc"]);
        pieces("abc", &[0, 2], &["#0", "a", "#1", "bc"]);
        pieces("abc", &[3], &["abc", "#0"]);
        // Beyond the end, and too late.
        pieces("abc", &[u64::MAX, u64::MAX, 0], &["abc", "#0", "#1", "#2"]);
        pieces("abc", &[2, 0], &["ab", "#0", "#1", "c"]);
        // Characters, units of UTF-16, line ends.
        pieces("草は緑", &[2], &["草は", "#0", "緑"]);
        pieces("🙂a🙂", &[2, 4], &["🙂", "#0", "a", "#1", "🙂"]);
        pieces("🙂a", &[1], &["🙂", "#0", "a"]);
        pieces("a\r\nb\nc\r", &[1, 3, 5, 7], &["a", "#0", "\r\n", "#1", "b", "#2", "\n", "#3", "c\r"]);
        pieces("\rb", &[1], &["\r", "#0", "b"]);
    }

    #[test]
    fn pieces_of_what_is_no_utf_8() {
        let body = b"\x80\x80a\xe3\x81\x000:x:1:0:20:8=0:\x071:y:1:0:20:8=2:\x07";
        let message = Message::parse_with(body, SendOptions::FILEATTACH).unwrap();
        let mut text = Vec::new();
        let mut pictures = 0;
        for piece in message.pieces() {
            match piece {
                Piece::Text(piece) => text.extend(piece.as_bytes()),
                Piece::Picture(_) => pictures += 1,
            }
        }
        assert_eq!((&text[..], pictures), (&b"\x80\x80a\xe3\x81"[..], 2));
    }
}
