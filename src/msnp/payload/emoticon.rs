//! `text/x-mms-emoticon`: pictures shown in place of codes in the next text.
//!
//! ```text
//! MIME-Version: 1.0␍␊
//! Content-Type: text/x-mms-emoticon␍␊
//! ␍␊
//! (tux)␉<msnobj Creator="…" Size="978" Type="2" …/>␉(baaha)␉<msnobj …/>␉
//! ```
//!
//! They are sent before the text that has the codes. A code can hold spaces, never a TAB.
//!
//! ```
//! use imwire::{Encode, Wire, msnp::payload::emoticon::{Emoticon, Emoticons}};
//!
//! let tux = [Emoticon::new(b"(tux)", br#"<msnobj Size="978" Type="2"/>"#)?];
//! let mut buffer = [0; 128];
//! let read = Emoticons::parse(Emoticons::new(&tux).encode_into(&mut buffer)?)?;
//! let first = read.iter().next().unwrap();
//! assert_eq!(first.code(), b"(tux)");
//! assert_eq!(first.object()?.size()?, Some(978));
//! # Ok::<(), imwire::Error>(())
//! ```
//!
//! papyon writes no TAB after the last object, and old clients CR LF; here it is written with the TAB, as the
//! official clients do.
//!
//! Source: the msnpiki page on custom emoticons; Tachyon, papyon.

use super::mime::{ContentType, Headers, Mime, put_head};
use super::object::MsnObject;
use super::show::{Lists, Place, Shows as _, list_of, show_record};
use super::value::Shown;
use super::whole;
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Visitor, range};
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const CODE: Part = Part::named("emoticon code");
const OBJECT: Part = Part::named("object");
const TYPES: &[ContentType<'static>] = &[ContentType::EMOTICON, ContentType::ANIMATED_EMOTICON];
const HEAD: &[&str] = &["MIME-Version", "Content-Type"];

/// A code and the object that has its picture.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Emoticon<'a> {
    code: &'a [u8],
    object: &'a [u8],
}

impl<'a> Emoticon<'a> {
    /// That code for an object, as XML.
    ///
    /// # Errors
    /// [`ErrorKind::Empty`]; [`ErrorKind::Separator`] at a TAB, CR or LF.
    pub fn new(code: &'a [u8], object: &'a [u8]) -> Result<Self, Error> {
        for (bytes, part) in [(code, CODE), (object, OBJECT)] {
            if bytes.is_empty() {
                return Err(Error::new(ErrorKind::Empty, part, 0));
            }
            if let Some(at) = scan::find3(b'\t', b'\r', b'\n', bytes) {
                return Err(Error::new(ErrorKind::Separator, part, at));
            }
        }
        Ok(Self { code, object })
    }

    /// The code in the text.
    #[must_use]
    pub const fn code(self) -> &'a [u8] {
        self.code
    }

    /// The object, as XML.
    #[must_use]
    pub const fn object_bytes(self) -> &'a [u8] {
        self.object
    }

    /// The object.
    ///
    /// # Errors
    /// What [`MsnObject`] refuses, counted from the start of the object.
    pub fn object(self) -> Result<MsnObject<'a>, Error> {
        MsnObject::parse(self.object)
    }
}

impl fmt::Debug for Emoticon<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {:?}", Shown(self.code), Shown(self.object))
    }
}

/// Pictures for codes. See the [module](self).
#[derive(Clone, Copy)]
pub struct Emoticons<'a> {
    /// What it is sent as: [`EMOTICON`](ContentType::EMOTICON) or
    /// [`ANIMATED_EMOTICON`](ContentType::ANIMATED_EMOTICON).
    pub content_type: ContentType<'a>,
    /// The other header lines.
    pub headers: Headers<'a>,
    emoticons: Source<'a>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Wire(&'a [u8]),
    Slice(&'a [Emoticon<'a>]),
}

impl<'a> Emoticons<'a> {
    /// These.
    #[must_use]
    pub const fn new(emoticons: &'a [Emoticon<'a>]) -> Self {
        Self {
            content_type: ContentType::EMOTICON,
            headers: Headers::NONE,
            emoticons: Source::Slice(emoticons),
        }
    }

    /// Goes through them.
    pub fn iter(&self) -> impl Iterator<Item = Emoticon<'a>> + use<'a> {
        self.emoticons.iter()
    }

    /// Reads them from a message whose header lines are known.
    ///
    /// # Errors
    /// A code without an object; another `Content-Type`.
    pub fn of(mime: &Mime<'a>) -> Result<Self, Error> {
        let content_type = mime.expect(TYPES)?;
        // Old clients write line ends after the last object.
        let mut body = mime.body;
        while let [before @ .., b'\r' | b'\n' | 0] = body {
            body = before;
        }
        let at = |rest: &[u8]| mime.body_at().saturating_add(body.len().saturating_sub(rest.len()));
        let mut rest = body;
        loop {
            match pair(rest) {
                Ok(Some((_, next))) => rest = next,
                Ok(None) => break,
                Err((kind, part, from)) => return Err(Error::new(kind, part, at(from))),
            }
        }
        Ok(Self { content_type, headers: mime.headers.without(HEAD), emoticons: Source::Wire(body) })
    }
}

/// A code, a TAB, an object, and a TAB or the end; what follows; `None` at the end.
#[expect(clippy::type_complexity, reason = "used in this file")]
fn pair(input: &[u8]) -> Result<Option<(Emoticon<'_>, &[u8])>, (ErrorKind, Part, &[u8])> {
    if input.is_empty() {
        return Ok(None);
    }
    let Some((code, object)) = scan::find(b'\t', input).and_then(|at| input.split_at_checked(at)) else {
        return Err((ErrorKind::Missing, OBJECT, &[]));
    };
    let from = object.get(1..).unwrap_or_default();
    let (object, rest) = match scan::find(b'\t', from).and_then(|at| from.split_at_checked(at)) {
        Some((object, rest)) => (object, rest.get(1..).unwrap_or_default()),
        None => (from, &[][..]),
    };
    for (bytes, part, place, empty) in
        [(code, CODE, input, ErrorKind::Empty), (object, OBJECT, from, ErrorKind::Missing)]
    {
        if bytes.is_empty() {
            return Err((empty, part, place));
        }
        if let Some(at) = scan::find2(b'\r', b'\n', bytes) {
            return Err((ErrorKind::Separator, part, place.get(at..).unwrap_or_default()));
        }
    }
    Ok(Some((Emoticon { code, object }, rest)))
}

impl<'a> Wire<'a> for Emoticons<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| Self::of(&Mime::parse(input)?))
    }

    /// Whether the other lines have names that are not its own, and the type is one of its own.
    fn check(&self, (): ()) -> Result<(), Error> {
        self.headers.check_others(HEAD)?;
        if !TYPES.contains(&self.content_type) {
            return Err(Error::new(ErrorKind::OtherForm, const { Part::named("content type") }, 0));
        }
        Ok(())
    }
}

super::show::shows! {
    Emoticon<'a> {
        code: &'a [u8],
        object: Result<MsnObject<'a>, Error> = |emoticon: &Emoticon<'a>| emoticon.object() => |pair| after_tab(pair),
    }
}
super::show::walks! { Emoticons<'a> }

/// The object of a pair that was read: the code may look like one too.
fn after_tab(pair: &[u8]) -> Option<&[u8]> {
    pair.get(scan::find(b'\t', pair)?.checked_add(1)?..)
}

super::show::shows! {
    Emoticons<'a> { content_type: ContentType<'a>, headers: Headers<'a>, emoticons: Source<'a> }
}

impl<'a> Source<'a> {
    fn iter(self) -> impl Iterator<Item = Emoticon<'a>> {
        let (mut rest, slice) = match self {
            Source::Wire(bytes) => (bytes, &[][..]),
            Source::Slice(slice) => (&[][..], slice),
        };
        let read = core::iter::from_fn(move || {
            let (emoticon, next) = pair(rest).ok()??;
            rest = next;
            Some(emoticon)
        });
        read.chain(slice.iter().copied())
    }
}

impl Lists for Source<'_> {
    const ITEM: &'static Field = Emoticon::ITEM;

    fn has_items(&self) -> bool {
        true
    }

    fn borrowed(&self) -> Option<&[u8]> {
        match self {
            Self::Wire(bytes) => Some(bytes),
            Self::Slice(_) => None,
        }
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for emoticon in self.iter() {
            // From the code to the end of the object: a TAB is between them.
            let at = place.and_then(|place| {
                let (code, object) = (range(place, emoticon.code)?, range(place, emoticon.object)?);
                place.get(code.start..object.end)
            });
            show_record(&emoticon, Emoticon::ITEM, at, visitor);
        }
    }
}
list_of! { ['a] Source<'a>; }

impl Encode for Emoticons<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        put_head(sink, self.content_type, "")?;
        self.headers.put_lines(sink)?;
        sink.put(b"\r\n")?;
        for emoticon in self.iter() {
            for piece in [emoticon.code, b"\t", emoticon.object, b"\t"] {
                sink.put(piece)?;
            }
        }
        Ok(())
    }
}

impl PartialEq for Emoticons<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.content_type, self.headers) == (other.content_type, other.headers)
            && self.iter().eq(other.iter())
    }
}

impl Eq for Emoticons<'_> {}

impl Hash for Emoticons<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.content_type, self.headers).hash(state);
        self.iter().for_each(|emoticon| emoticon.hash(state));
    }
}

impl fmt::Debug for Emoticons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
