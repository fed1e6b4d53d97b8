//! A font and how it is shown.

use crate::fields::{self, Kind, Value};
use crate::lossy::text;
use crate::msnp::Escaped;
use crate::msnp::payload::show::{numbers, shown};
use crate::msnp::payload::value::Shown as Debugged;
use crate::msnp::text::EncodedBytes;
use crate::sink::Sink;
use crate::wire::Encode;
use bitflags::bitflags;
use core::fmt;
use core::hash::{Hash, Hasher};

/// The name of a font: percent-encoded UTF-8 on the wire. Two are equal if they mean the same bytes.
#[derive(Clone, Copy, Default)]
pub struct FontName<'a> {
    bytes: &'a [u8],
    is_plain: bool,
}

impl<'a> FontName<'a> {
    /// A plain name, to be encoded. Any name can be.
    #[must_use]
    pub fn new(name: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { bytes: name.as_ref(), is_plain: true }
    }

    /// A name that is encoded already.
    pub(super) const fn encoded(bytes: &'a [u8]) -> Self {
        Self { bytes, is_plain: false }
    }

    /// The bytes as they were read or given.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes that are meant, mostly UTF-8.
    pub fn decoded(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (plain, encoded) = if self.is_plain { (self.bytes, &[][..]) } else { (&[][..], self.bytes) };
        plain.iter().copied().chain(EncodedBytes::of(encoded))
    }
}

impl Encode for FontName<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        if self.is_plain { Escaped::object(self.bytes).encode(sink) } else { sink.put(self.bytes) }
    }
}

impl PartialEq for FontName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.decoded().eq(other.decoded())
    }
}

text! { FontName, |name| name.decoded(); }

impl Eq for FontName<'_> {}

impl Hash for FontName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.decoded().for_each(|byte| byte.hash(state));
    }
}

impl fmt::Debug for FontName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debugged(self.bytes).fmt(f)
    }
}

bitflags! {
    /// The effects of a font: a bit for each letter, `A` the lowest. Letters without a meaning are kept; other bytes are
    /// not.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Effects: u32 {
        /// `B`.
        const BOLD = 1 << (b'B' - b'A');
        /// `I`.
        const ITALIC = 1 << (b'I' - b'A');
        /// `U`.
        const UNDERLINE = 1 << (b'U' - b'A');
        /// `S`.
        const STRIKE_OUT = 1 << (b'S' - b'A');
        const _ = (1 << 26) - 1;
    }
}

impl Effects {
    /// The effects of these letters, in either case and any order.
    #[must_use]
    pub fn from_letters(letters: &[u8]) -> Self {
        letters.iter().fold(Self::empty(), |effects, letter| effects | Self::of_letter(*letter))
    }

    /// The effect of a letter, in either case; none of another byte.
    pub(super) const fn of_letter(letter: u8) -> Self {
        match letter.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => {
                Self::from_bits_retain(1_u32.wrapping_shl(letter.wrapping_sub(b'A') as u32))
            }
            _ => Self::empty(),
        }
    }

    /// The letters: `B`, `I`, `U`, `S`, then the others by the alphabet.
    pub fn letters(self) -> impl Iterator<Item = u8> {
        b"BIUSACDEFGHJKLMNOPQRTVWXYZ"
            .iter()
            .copied()
            .filter(move |&letter| self.contains(Self::of_letter(letter)))
    }
}

/// The colour of a text: on the wire hexadecimal without leading zeros, blue first. `ff0000` is blue, `80` a dark
/// red.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color(pub u32);

impl Color {
    /// A colour of red, green and blue.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self(u32::from_be_bytes([0, blue, green, red]))
    }

    /// Red, green and blue.
    #[must_use]
    pub const fn to_rgb(self) -> [u8; 3] {
        let [_, blue, green, red] = self.0.to_be_bytes();
        [red, green, blue]
    }
}

/// `#rrggbb`.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.to_rgb();
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The charset of a font, a number of Windows. An open set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FontCharset(pub u32);

numbers! {
    FontCharset {
        /// Western.
        ANSI = 0;
        /// The charset of the system.
        DEFAULT = 1;
        /// Symbols.
        SYMBOL = 2;
        /// Macintosh.
        MAC = 0x4d;
        /// Japanese, Shift JIS.
        SHIFT_JIS = 0x80;
        /// Korean, Wansung.
        HANGUL = 0x81;
        /// Korean, Johab.
        JOHAB = 0x82;
        /// Simplified Chinese.
        GB2312 = 0x86;
        /// Traditional Chinese.
        BIG5 = 0x88;
        /// Greek.
        GREEK = 0xa1;
        /// Turkish.
        TURKISH = 0xa2;
        /// Russian.
        RUSSIAN = 0xcc;
        /// Thai.
        THAI = 0xde;
        /// Central European.
        EAST_EUROPE = 0xee;
        /// The charset of the console.
        OEM = 0xff;
    }
}

/// Pitch and family of a font, a number of Windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pitch(pub u32);

impl Pitch {
    /// The low digit: 0 default, 1 fixed, 2 variable.
    #[must_use]
    pub const fn pitch(self) -> u32 {
        self.0 & 0xf
    }

    /// The high digit: 0 not known, 1 Roman, 2 Swiss, 3 modern, 4 script, 5 decorative.
    #[must_use]
    pub const fn family(self) -> u32 {
        self.0 >> 4 & 0xf
    }
}

shown! {
    FontName<'_>: Kind::Encoded(fields::Encoding::Percent), this => match this.is_plain {
        true => Value::Bytes(this.bytes),
        false => Value::Encoded(this.bytes),
    };
    Effects: Kind::Flags(fields::bits!(Effects)), this => Value::Number(u64::from(this.bits()));
    Color: Kind::Number(fields::Show::Hex), this => Value::Number(u64::from(this.0));
    Pitch: Kind::Number(fields::Show::Hex), this => Value::Number(u64::from(this.0));
}
