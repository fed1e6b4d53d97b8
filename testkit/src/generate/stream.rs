//! Directory streams, step by step, and limits for them.

use super::body::{file_word, named};
use super::{Shelves, bytes, number, several};
use arbitrary::{Result, Unstructured};
use imwire::ipmsg::{DirEntry, DirLimits, FileType, FileWord};

/// One step of a stream.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A directory opens.
    Enter(DirEntry<'a>),
    /// A file and its contents.
    File(DirEntry<'a>, &'a [u8]),
    /// A directory closes.
    Leave(DirEntry<'a>),
}

impl<'a> Step<'a> {
    /// The header and the contents.
    pub fn parts(&self) -> (DirEntry<'a>, &'a [u8]) {
        match *self {
            Self::Enter(entry) | Self::Leave(entry) => (entry, &[]),
            Self::File(entry, contents) => (entry, contents),
        }
    }
}

/// Up to ten steps, in any order: not all of them may be possible.
pub fn steps<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Vec<Step<'a>>> {
    several(u, 10, |u| step(u, shelves))
}

fn step<'a>(u: &mut Unstructured<'a>, shelves: &'a Shelves<'a>) -> Result<Step<'a>> {
    let (name, extended) = named(u, shelves)?;
    let word = file_word(u)?;
    let of = |kind| FileWord::new(kind).with(word.attributes());
    Ok(match u.int_in_range(0..=6)? {
        0 | 1 => Step::Enter(DirEntry { name, size: number(u)?, word: of(FileType::DIR), extended }),
        2 | 3 => Step::Leave(DirEntry { name, size: number(u)?, word: of(FileType::RETPARENT), extended }),
        _ => {
            let word = match word.file_type() {
                FileType::DIR | FileType::RETPARENT => of(FileType::REGULAR),
                _ => word,
            };
            let contents = bytes(u, 24)?;
            // Some of them are not as long as they say.
            let size = if u.ratio(15, 16)? { contents.len() as u64 } else { number(u)? };
            Step::File(DirEntry { name, size, word, extended }, contents)
        }
    })
}

/// The usual limits, or small ones.
pub fn limits(u: &mut Unstructured<'_>) -> Result<DirLimits> {
    if u.ratio(1, 2)? {
        return Ok(DirLimits::default());
    }
    let mut small = || u.arbitrary::<u8>();
    Ok(DirLimits {
        header: small()?.into(),
        depth: (small()? % 8).into(),
        contents: small()?.into(),
        preamble: (small()? % 16).into(),
    })
}
