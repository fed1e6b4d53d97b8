//! What is well formed.

use super::attribute::check_attributes;
use super::tag::{Tag, tag};
use super::text::{XML, check_text};
use crate::error::{Error, ErrorKind, Part};
use crate::scan;

pub(super) const ROOT: Part = Part::named("xml root");

/// How deep elements can be nested.
pub const MAX_DEPTH: usize = 16;

/// Checks that `input` is one element with its content, white space, comments and a declaration around it, and NULs after
/// it, as peers end a document that they send each other. `several`: any number of elements.
pub(super) fn check_document(input: &[u8], several: bool) -> Result<(), Error> {
    let at = |rest: &[u8]| input.len().wrapping_sub(rest.len());
    let mut names: [&[u8]; MAX_DEPTH] = [&[]; MAX_DEPTH];
    let mut depth = 0_usize;
    let mut seen = false;
    let mut rest = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    while !rest.is_empty() {
        let end = scan::find(b'<', rest).unwrap_or(rest.len());
        let (mut text, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        if depth == 0 && after.is_empty() {
            while let [before @ .., 0] = text {
                text = before;
            }
        }
        check_text(text, at(rest))?;
        if depth == 0 && !text.trim_ascii().is_empty() {
            return Err(Error::new(ErrorKind::Unexpected, XML, at(rest)));
        }
        if after.is_empty() {
            break;
        }
        let (tag, next) = tag(after).map_err(|kind| Error::new(kind, XML, at(after)))?;
        match tag {
            Tag::Open { name, attributes, is_empty } => {
                if depth == 0 {
                    if seen && !several {
                        return Err(Error::new(ErrorKind::Unexpected, XML, at(after)));
                    }
                    seen = true;
                }
                check_attributes(attributes, at(after).saturating_add(name.len()).saturating_add(1))?;
                if !is_empty {
                    let Some(place) = names.get_mut(depth) else {
                        return Err(Error::new(
                            ErrorKind::TooLong,
                            const { Part::named("depth") },
                            at(after),
                        ));
                    };
                    *place = name;
                    depth = depth.saturating_add(1);
                }
            }
            Tag::Close { name } => {
                depth = depth.wrapping_sub(1);
                if names.get(depth) != Some(&name) {
                    return Err(Error::new(ErrorKind::Unexpected, XML, at(after)));
                }
            }
            Tag::Other => {}
        }
        rest = next;
    }
    match (depth, seen || several) {
        (0, true) => Ok(()),
        (0, false) => Err(Error::new(ErrorKind::Missing, ROOT, input.len())),
        _ => Err(Error::new(ErrorKind::Truncated, XML, input.len())),
    }
}
