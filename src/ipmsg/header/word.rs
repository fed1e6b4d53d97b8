//! The command word: the fifth field of every packet, a command and its options in 32 bits.

use super::form::Form;
use super::mode::Mode;
use super::options::{CommonOptions, OptionBits, Options, SendOptions};
use core::fmt;

/// Command and options: `mode | options`, in decimal on the wire.
///
/// ```
/// use imwire::ipmsg::{CommandWord, EntryOptions, Mode, Options, SendOptions};
///
/// let word = CommandWord::from_bits(288);
/// assert_eq!(word.mode(), Mode::SENDMSG);
/// assert_eq!(word.options(), Options::Send(SendOptions::SENDCHECK));
///
/// // The same bit under another command is another option.
/// let word = CommandWord::from_bits(257);
/// assert_eq!(word.get::<SendOptions>(), None);
/// assert_eq!(word.get::<EntryOptions>(), Some(EntryOptions::ABSENCE));
///
/// let word = CommandWord::send(SendOptions::SENDCHECK | SendOptions::FILEATTACH);
/// assert_eq!(word.bits(), 0x0020_0120);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommandWord(u32);

impl CommandWord {
    const MODE: u32 = 0xff;

    /// The word of that value. All values are good.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The value, which is decimal on the wire.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// A command without options.
    #[inline]
    #[must_use]
    pub const fn new(mode: Mode) -> Self {
        Self(mode.value() as u32)
    }

    /// A command with these option bits, which have to be of the family of the command.
    #[inline]
    #[must_use]
    pub(in crate::ipmsg) const fn of(mode: Mode, options: u32) -> Self {
        Self(options & !Self::MODE | mode.value() as u32)
    }

    /// A message with these options.
    #[inline]
    #[must_use]
    pub const fn send(options: SendOptions) -> Self {
        Self::of(Mode::SENDMSG, options.bits())
    }

    /// The same command with these options and no others, or `None` if they belong to another
    /// family of commands.
    ///
    /// ```
    /// use imwire::ipmsg::{CommandWord, EntryOptions, Mode, SendOptions};
    ///
    /// let entry = CommandWord::new(Mode::BR_ENTRY);
    /// assert_eq!(entry.with(EntryOptions::CAPUTF8).unwrap().bits(), 0x0100_0001);
    /// assert_eq!(entry.with(SendOptions::SENDCHECK), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn with<O: OptionBits>(self, options: O) -> Option<Self> {
        if self.mode().family() == O::FAMILY {
            Some(Self(options.bits() & !Self::MODE | self.0 & Self::MODE))
        } else {
            None
        }
    }

    /// The command.
    #[inline]
    #[must_use]
    pub const fn mode(self) -> Mode {
        let [mode, ..] = self.0.to_le_bytes();
        Mode::new(mode)
    }

    /// All options in place, whatever they mean: the word without the command.
    #[inline]
    #[must_use]
    pub const fn option_bits(self) -> u32 {
        self.0 & !Self::MODE
    }

    /// The options, as the command says they are to be read.
    #[inline]
    #[must_use]
    pub const fn options(self) -> Options {
        Options::of(self.mode().family(), self.option_bits())
    }

    /// The options of that type, or `None` if they mean nothing under this command.
    #[inline]
    #[must_use]
    pub fn get<O: OptionBits>(self) -> Option<O> {
        if self.mode().family() == O::FAMILY { Some(O::from_bits_retain(self.option_bits())) } else { None }
    }

    /// The options that mean the same under every command.
    ///
    /// ```
    /// use imwire::ipmsg::{CommandWord, CommonOptions};
    ///
    /// assert!(CommandWord::from_bits(8388640).common().contains(CommonOptions::UTF8));
    /// ```
    #[inline]
    #[must_use]
    pub const fn common(self) -> CommonOptions {
        CommonOptions::from_bits_retain(self.option_bits())
    }
}

impl From<u32> for CommandWord {
    #[inline]
    fn from(bits: u32) -> Self {
        Self(bits)
    }
}

impl From<CommandWord> for u32 {
    #[inline]
    fn from(word: CommandWord) -> Self {
        word.0
    }
}

impl Form {
    /// The form of the additional section under this command word.
    #[inline]
    #[must_use]
    pub const fn of(word: CommandWord) -> Self {
        match word.mode().form() {
            Self::Message | Self::FileRequest if word.common().contains(CommonOptions::ENCRYPT) => {
                Self::Encrypted
            }
            form => form,
        }
    }
}

impl fmt::Debug for CommandWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommandWord({self})")
    }
}

/// As `SENDMSG|SENDCHECK|0x80000000`.
impl fmt::Display for CommandWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.mode(), f)?;
        self.show_options(f)
    }
}

impl CommandWord {
    /// The options, each after a `|`.
    pub(super) fn show_options(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for name in self.options().names() {
            write!(f, "|{name}")?;
        }
        match self.options().unnamed() {
            0 => Ok(()),
            bits => write!(f, "|{bits:#x}"),
        }
    }
}
