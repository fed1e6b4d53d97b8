//! The value of `X-MMS-IM-Format`.

use super::font::{Color, Effects, FontCharset, FontName, Pitch};
use crate::error::{Error, ErrorKind, Fault, Part};
use crate::fields::{Field, Kind, Record, Visitor};
use crate::msnp::payload::show::{Lists, Pair, PairRow, Place, list_of, shows, walks};
use crate::msnp::payload::value::{HeaderText, Shown as Debugged, trim};
use crate::msnp::payload::whole;
use crate::scan;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use core::fmt;
use core::hash::{Hash, Hasher};
use nom::IResult;

/// Font, effects and colour of a text: the value of `X-MMS-IM-Format`.
///
/// Keys are compared without case, in any order; absent ones are empty or 0. It is written with `FN`, `EF`, `CO`, `CS`,
/// `PF`, then `RL` if it is set, then the other keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Format<'a> {
    /// `FN`: the name of the font.
    pub font: FontName<'a>,
    /// `EF`: the effects.
    pub effects: Effects,
    /// `CO`: the colour.
    pub color: Color,
    /// `CS`: the charset of the font; it says nothing of the charset of the text.
    pub charset: FontCharset,
    /// `PF`: pitch and family.
    pub pitch: Pitch,
    /// `RL=1`: from right to left. (Miranda, pidgin)
    pub right_to_left: bool,
    /// Other keys.
    pub others: FormatPairs<'a>,
}

const FN: [u8; 2] = *b"FN";
const EF: [u8; 2] = *b"EF";
const CO: [u8; 2] = *b"CO";
const CS: [u8; 2] = *b"CS";
const PF: [u8; 2] = *b"PF";
const RL: [u8; 2] = *b"RL";

fn is_known(key: &[u8]) -> bool {
    [FN, EF, CO, CS, PF, RL].iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// The form that nearly all clients write, without a general look for keys; `None` if it is another.
fn usual(input: &[u8]) -> Option<Format<'_>> {
    let hex = |input| scan::hex_u32(input).ok();
    let rest = input.strip_prefix(b"FN=")?;
    let (font, rest) = rest.split_at_checked(scan::find(b';', rest)?)?;
    if let [b' ' | b'\t' | b'\r' | b'\n', ..] | [.., b' ' | b'\t' | b'\r' | b'\n'] = font {
        return None;
    }
    let mut rest = rest.strip_prefix(b"; EF=")?;
    let mut effects = Effects::empty();
    while let [letter @ b'A'..=b'Z', after @ ..] = rest {
        effects |= Effects::of_letter(*letter);
        rest = after;
    }
    let (rest, color) = hex(rest.strip_prefix(b"; CO=")?)?;
    let (rest, charset) = hex(rest.strip_prefix(b"; CS=")?)?;
    let (rest, pitch) = hex(rest.strip_prefix(b"; PF=").or(rest.strip_prefix(b";PF="))?)?;
    rest.is_empty().then_some(Format {
        font: FontName::encoded(font),
        effects,
        color: Color(color),
        charset: FontCharset(charset),
        pitch: Pitch(pitch),
        right_to_left: false,
        others: FormatPairs { bytes: rest, skip: true },
    })
}

fn format(input: &[u8]) -> Result<Format<'_>, Error> {
    if let Some(format) = usual(input) {
        return Ok(format);
    }
    let mut format = Format { others: FormatPairs { bytes: input, skip: true }, ..Format::default() };
    let mut seen = 0_u8;
    for (key, value, at) in pairs(input) {
        let bit = match *key {
            [a, b] => match [a.to_ascii_uppercase(), b.to_ascii_uppercase()] {
                FN => 1,
                EF => 2,
                CO => 4,
                CS => 8,
                PF => 16,
                RL => 32,
                _ => 0,
            },
            _ => 0,
        };
        if bit == 0 || seen & bit != 0 {
            continue;
        }
        seen |= bit;
        let hex = |part| match scan::hex_u32(value) {
            _ if value.is_empty() => Ok(0),
            Ok(([], number)) => Ok(number),
            Err(nom::Err::Error(fault)) => Err(Error::new(fault.kind(), part, at)),
            _ => Err(Error::new(ErrorKind::NotHex, part, at)),
        };
        match bit {
            1 => format.font = FontName::encoded(value),
            2 => format.effects = Effects::from_letters(value),
            4 => format.color = Color(hex(const { Part::named("color") })?),
            8 => format.charset = FontCharset(hex(const { Part::named("charset") })?),
            16 => format.pitch = Pitch(hex(const { Part::named("pitch") })?),
            _ => format.right_to_left = value == b"1",
        }
    }
    Ok(format)
}

/// The pairs of key and value, and where each value is. A part without `=` has an empty value.
fn pairs(input: &[u8]) -> impl Iterator<Item = (&[u8], &[u8], usize)> {
    let mut rest = Some(input);
    core::iter::from_fn(move || {
        loop {
            let from = rest?;
            // A few bytes each: one loop is quicker than two searches with vectors.
            let (mut equals, mut end, mut at) = (None, None, 0_usize);
            for &byte in from {
                match byte {
                    b'=' if equals.is_none() => equals = Some(at),
                    b';' => {
                        end = Some(at);
                        break;
                    }
                    _ => {}
                }
                at = at.wrapping_add(1);
            }
            let (part, next) = match end.and_then(|end| from.split_at_checked(end)) {
                Some((part, next)) => (part, next.get(1..)),
                None => (from, None),
            };
            rest = next;
            let (key, value) = match equals.and_then(|at| part.split_at_checked(at)) {
                Some((key, value)) => (trim(key), trim_start(value.get(1..).unwrap_or_default())),
                None => (trim(part), part.get(part.len()..).unwrap_or_default()),
            };
            if !key.is_empty() {
                // From the end: what follows the part, the `;` before it, and the value.
                let after = next.map_or(0, |next| next.len().wrapping_add(1));
                let at = input.len().wrapping_sub(after).wrapping_sub(value.len());
                return Some((key, trim(value), at));
            }
        }
    })
}

/// The bytes without spaces, TABs and line ends at the start.
const fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = text {
        text = rest;
    }
    text
}

impl<'a> Wire<'a> for Format<'a> {
    type Context = ();

    /// Takes all of its input: the value of the header line.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(format)
    }

    /// Whether no other key is that of a field.
    fn check(&self, (): ()) -> Result<(), Error> {
        match self.others.iter().find(|(key, _)| is_known(key)) {
            Some(_) => Err(Error::new(ErrorKind::Ambiguous, const { Part::named("font") }, 0)),
            None => Ok(()),
        }
    }
}

impl Encode for Format<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&FN)?;
        sink.put(b"=")?;
        self.font.encode(sink)?;
        for piece in [b"; ", &EF[..], b"="] {
            sink.put(piece)?;
        }
        self.effects.letters().try_for_each(|letter| sink.put(&[letter]))?;
        for (key, number) in [(CO, self.color.0), (CS, self.charset.0), (PF, self.pitch.0)] {
            for piece in [b"; ", &key[..], b"="] {
                sink.put(piece)?;
            }
            scan::put_hex(sink, u64::from(number))?;
        }
        if self.right_to_left {
            for piece in [b"; ", &RL[..], b"=1"] {
                sink.put(piece)?;
            }
        }
        for (key, value) in self.others.iter() {
            for piece in [b"; ", key, b"=", value] {
                sink.put(piece)?;
            }
        }
        Ok(())
    }
}

/// Keys of a [`Format`] and their values.
#[derive(Clone, Copy, Default)]
pub struct FormatPairs<'a> {
    bytes: &'a [u8],
    /// Without those that are fields of a [`Format`].
    skip: bool,
}

impl<'a> FormatPairs<'a> {
    /// All pairs in the value of a header line.
    #[must_use]
    pub const fn of(value: HeaderText<'a>) -> Self {
        Self { bytes: value.as_bytes(), skip: false }
    }

    /// Goes through them.
    pub fn iter(self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        pairs(self.bytes)
            .map(|(key, value, _)| (key, value))
            .filter(move |(key, _)| !self.skip || !is_known(key))
    }
}

impl PartialEq for FormatPairs<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for FormatPairs<'_> {}

impl Hash for FormatPairs<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|pair| pair.hash(state));
    }
}

impl fmt::Debug for FormatPairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(key, value)| (Debugged(key), Debugged(value)))).finish()
    }
}

shows! {
    Format<'a> {
        font: FontName<'a>,
        effects: Effects => |value| value_of(value, EF),
        color: Color => |value| value_of(value, CO),
        charset: FontCharset => |value| value_of(value, CS),
        pitch: Pitch => |value| value_of(value, PF),
        right_to_left: bool => |value| value_of(value, RL).filter(|flag| matches!(flag, [b'0' | b'1'])),
        others: FormatPairs<'a>,
    }
}
walks! { Format<'a> }

/// The value of the first key of that name.
fn value_of(input: &[u8], name: [u8; 2]) -> Option<&[u8]> {
    pairs(input).find(|(key, ..)| key.eq_ignore_ascii_case(&name)).map(|(_, value, _)| value)
}

/// A key and its value.
const PAIR_FIELDS: &[Field; 2] =
    &[Field::new("msnp.format_pair.key", Kind::Text), Field::new("msnp.format_pair.value", Kind::Text)];
const PAIR: &Record = &Record::new("msnp.format_pair", "FormatPair", PAIR_FIELDS);
const PAIR_ROW: &PairRow = &PairRow { record: PAIR, fields: PAIR_FIELDS };

impl Lists for FormatPairs<'_> {
    const ITEM: &'static Field = &Field::new("msnp.format_pair", Kind::Record(PAIR));

    fn has_items(&self) -> bool {
        self.iter().next().is_some()
    }

    fn borrowed(&self) -> Option<&[u8]> {
        Some(self.bytes)
    }

    fn items(&self, place: Place<'_>, visitor: &mut dyn Visitor) {
        for (name, value) in self.iter() {
            let pair = Pair { name, value: HeaderText::trusted(value), row: PAIR_ROW };
            pair.show(Self::ITEM, place, visitor);
        }
    }
}
list_of! { ['a] FormatPairs<'a>; }
