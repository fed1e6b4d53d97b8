//! `CurrentMedia`: what a user listens to or plays.

use super::{Error, ErrorKind, Part, XmlText};
use crate::error::Fault;
use crate::fields::{Field, Visitor};
use crate::msnp::payload::show::{Lists, Place, Shown, find, list_of, shows, walks};
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

const MEDIA: Part = Part::named("media");
const FLAG: Part = Part::named("flag");

/// What a user listens to or plays: the text of the element `CurrentMedia`.
///
/// ```text
/// \0Music\01\0{0} - {1}\0Title\0Artist\0Album\0{GUID}\0
/// │ │     │ │          └ arguments
/// │ │     │ └ format: {0} is the first argument
/// │ │     └ 1: shown
/// │ └ kind
/// └ application, mostly empty
/// ```
///
/// Fields are separated by the two characters `\` and `0`. There is no escape: a field cannot hold the two. Empty
/// arguments at the end do not count. It is written with a separator after the last argument.
///
/// ```
/// use imwire::{Encode, Wire, msnp::payload::xml::CurrentMedia};
///
/// let media = CurrentMedia::parse(br"\0Music\01\0{0} - {1}\0#1 Zero\0Audioslave\0")?;
/// assert!(media.kind.is("Music") && media.is_shown);
/// assert_eq!(media.arguments.iter().count(), 2);
/// assert!(media.text().eq(*b"#1 Zero - Audioslave"));
/// # Ok::<(), imwire::Error>(())
/// ```
///
/// Reading takes the escaped text of the element, which is also what is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CurrentMedia<'a> {
    /// The program; mostly empty.
    pub application: XmlText<'a>,
    /// `Music`, `Games`, `Office`, or empty.
    pub kind: XmlText<'a>,
    /// Whether it is shown.
    pub is_shown: bool,
    /// What to show: `{0}` is the first argument, and so on.
    pub format: XmlText<'a>,
    /// Of music: title, artist, album, and a GUID in braces.
    pub arguments: MediaArguments<'a>,
}

impl<'a> CurrentMedia<'a> {
    /// Reads the text of the element; `None` if it is empty: nothing plays.
    ///
    /// # Errors
    /// As [`Wire::parse`].
    pub fn of(text: XmlText<'a>) -> Result<Option<Self>, Error> {
        if text.is_empty() { Ok(None) } else { media(text).map(Some) }
    }

    /// The format with the arguments in it. A place without an argument stays.
    #[must_use]
    pub fn text(&self) -> MediaText<'a> {
        let mut arguments = [None; 10];
        for (place, argument) in arguments.iter_mut().zip(self.arguments.iter()) {
            *place = Some(argument);
        }
        MediaText { rest: self.format, argument: None, arguments }
    }
}

shows! {
    CurrentMedia<'a> {
        application: XmlText<'a>,
        kind: XmlText<'a>,
        is_shown: bool => |text| flag(text),
        format: XmlText<'a>,
        arguments: MediaArguments<'a>,
    }
}
walks! { CurrentMedia<'a> }

/// The third field of a text that was read, if it is a digit as it is.
fn flag(text: &[u8]) -> Option<&[u8]> {
    let (_, after) = XmlText::trusted(text).split_media();
    let (_, after) = after?.split_media();
    let (flag, _) = after?.split_media();
    Some(flag.as_bytes()).filter(|flag| flag.len() == 1)
}

impl Lists for MediaArguments<'_> {
    const ITEM: &'static Field = &Field::new("msnp.current_media.argument", XmlText::KIND);

    fn has_items(&self) -> bool {
        self.iter().next().is_some()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        match self.0 {
            Source::Wire(rest) => rest.map(XmlText::as_bytes),
            Source::Slice(_) => None,
        }
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for argument in self.iter() {
            argument.show(Self::ITEM, find(&argument, place, |_| None), visitor);
        }
    }
}
list_of! { ['a] MediaArguments<'a>; }

fn media(text: XmlText<'_>) -> Result<CurrentMedia<'_>, Error> {
    let all = text.as_bytes().len();
    let mut at = 0;
    let mut next = Some(text);
    let mut field = || {
        let Some(from) = next else { return Err(Error::new(ErrorKind::Missing, MEDIA, all)) };
        at = all.wrapping_sub(from.as_bytes().len());
        let (field, rest) = from.split_media();
        next = rest;
        Ok((field, at))
    };
    let (application, _) = field()?;
    let (kind, _) = field()?;
    let (flag, flag_at) = field()?;
    let is_shown = match () {
        () if flag.is("1") => true,
        () if flag.is("0") => false,
        () => return Err(Error::new(ErrorKind::Unexpected, FLAG, flag_at)),
    };
    let (format, _) = field()?;
    let arguments = MediaArguments(Source::Wire(next));
    Ok(CurrentMedia { application, kind, is_shown, format, arguments })
}

impl<'a> Wire<'a> for CurrentMedia<'a> {
    type Context = ();

    /// Takes all of its input.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            super::text::check_text(input, 0)?;
            media(XmlText::trusted(input))
        })
    }

    /// Whether no field holds the separator.
    fn check(&self, (): ()) -> Result<(), Error> {
        let fields = [self.application, self.kind, self.format].into_iter();
        if fields.chain(self.arguments.all()).any(|field| field.split_media().1.is_some()) {
            return Err(Error::new(ErrorKind::Separator, MEDIA, 0));
        }
        Ok(())
    }
}

impl Encode for CurrentMedia<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.application.encode(sink)?;
        sink.put(br"\0")?;
        self.kind.encode(sink)?;
        sink.put(if self.is_shown { br"\01\0" } else { br"\00\0" })?;
        self.format.encode(sink)?;
        sink.put(br"\0")?;
        for argument in self.arguments.iter() {
            argument.encode(sink)?;
            sink.put(br"\0")?;
        }
        Ok(())
    }
}

/// The arguments of [`CurrentMedia`]: as they were read, or as a slice.
#[derive(Clone, Copy)]
pub struct MediaArguments<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// What follows the separator after the format.
    Wire(Option<XmlText<'a>>),
    Slice(&'a [XmlText<'a>]),
}

impl<'a> MediaArguments<'a> {
    /// These arguments. Empty ones at the end do not count.
    #[must_use]
    pub const fn new(arguments: &'a [XmlText<'a>]) -> Self {
        Self(Source::Slice(arguments))
    }

    /// Goes through them, without the empty ones at the end.
    pub fn iter(&self) -> impl Iterator<Item = XmlText<'a>> + use<'a> {
        let (mut count, mut all) = (0_usize, 0_usize);
        for argument in self.all() {
            all = all.saturating_add(1);
            if !argument.is_empty() {
                count = all;
            }
        }
        self.all().take(count)
    }

    fn all(&self) -> impl Iterator<Item = XmlText<'a>> + use<'a> {
        let (mut rest, slice) = match self.0 {
            Source::Wire(rest) => (rest, &[][..]),
            Source::Slice(slice) => (None, slice),
        };
        let read = core::iter::from_fn(move || {
            let (argument, next) = rest?.split_media();
            rest = next;
            Some(argument)
        });
        read.chain(slice.iter().copied())
    }
}

impl Default for MediaArguments<'_> {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl PartialEq for MediaArguments<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for MediaArguments<'_> {}

impl Hash for MediaArguments<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|argument| argument.hash(state));
    }
}

impl fmt::Debug for MediaArguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// The bytes of a format with its arguments.
#[derive(Clone, Copy, Debug)]
pub struct MediaText<'a> {
    rest: XmlText<'a>,
    argument: Option<super::XmlTextBytes<'a>>,
    /// Those that a format can name.
    arguments: [Option<XmlText<'a>>; 10],
}

impl Iterator for MediaText<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            if let Some(argument) = &mut self.argument {
                if let Some(byte) = argument.next() {
                    return Some(byte);
                }
                self.argument = None;
            }
            if let Some((number, rest)) = self.place() {
                if let Some(argument) = self.arguments.get(number).copied().flatten() {
                    self.rest = rest;
                    self.argument = Some(argument.decoded());
                    continue;
                }
            }
            let (_, rest) = self.rest.character(self.rest.as_bytes())?;
            let len = self.rest.as_bytes().len().wrapping_sub(rest.len());
            let one = self.rest.part(..len);
            self.rest = self.rest.part(len..);
            self.argument = Some(one.decoded());
        }
    }
}

impl<'a> MediaText<'a> {
    /// The number in `{0}` to `{9}` at the front of the rest, and what follows it.
    fn place(&self) -> Option<(usize, XmlText<'a>)> {
        let text = self.rest;
        let (Some('{'), rest) = text.character(text.as_bytes())? else { return None };
        let (Some(digit), rest) = text.character(rest)? else { return None };
        let (Some('}'), rest) = text.character(rest)? else { return None };
        let len = text.as_bytes().len().wrapping_sub(rest.len());
        Some((usize::try_from(digit.to_digit(10)?).ok()?, text.part(len..)))
    }
}
