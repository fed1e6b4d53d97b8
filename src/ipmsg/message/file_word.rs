//! What kind of thing a file is, and its attributes: one word, hexadecimal on the wire.

use crate::fields;
use bitflags::bitflags;
use core::fmt;

/// Declares the named values of an open set, one row each:
///
/// ```text
/// /// A directory.
/// DIR = 0x02;
/// ```
///
/// becomes
///
/// ```text
/// /// A directory.
/// pub const DIR: Self = Self(0x02);
///
/// pub const fn name(self) -> Option<&'static str> { match self { …, Self::DIR => Some("DIR"), … } }
/// ```
///
/// and `Display` and `Debug`, which print the name, or the value as `0x09`.
macro_rules! named {
    ($type:ty { $($(#[$doc:meta])* $name:ident = $value:literal;)* }) => {
        impl $type {
            $($(#[$doc])* pub const $name: Self = Self($value);)*

            /// The values that have a name.
            pub(in crate::ipmsg) const NAMES: &'static [fields::ValueName] =
                &[$(fields::ValueName { value: $value, name: stringify!($name) }),*];

            /// The name, without the prefix `IPMSG_FILE_`; `None` for a value that has none.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "{:#04x}", self.0),
                }
            }
        }
    };
}
pub(in crate::ipmsg) use named;

/// What kind of thing a file is: the low eight bits of a [`FileWord`]. An open set.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileType(u8);

named! { FileType {
    /// A plain file.
    REGULAR = 0x01;
    /// A directory. In a directory stream: what follows is inside it.
    DIR = 0x02;
    /// In a directory stream: the end of the directory. Stands nowhere else.
    RETPARENT = 0x03;
    /// A symbolic link.
    SYMLINK = 0x04;
    /// A character device of Unix.
    CDEV = 0x05;
    /// A block device of Unix.
    BDEV = 0x06;
    /// A named pipe of Unix.
    FIFO = 0x07;
    /// A resource fork of Mac OS.
    RESFORK = 0x10;
    /// A picture inside the text of a message, at the place that
    /// [`CLIPBOARDPOS`](crate::ipmsg::ExtKey::CLIPBOARDPOS) says.
    CLIPBOARD = 0x20;
} }

impl FileType {
    /// The type of that value. All values are good.
    #[inline]
    #[must_use]
    pub const fn new(value: u8) -> Self {
        Self(value)
    }

    /// The value.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

bitflags! {
    /// Attributes of a file: the upper 24 bits of a [`FileWord`].
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct FileAttributes: u32 {
        /// Read only.
        const RONLY = 0x0000_0100;
        /// Hidden.
        const HIDDEN = 0x0000_1000;
        /// Mac OS: the extension of the name is hidden.
        const EXHIDDEN = 0x0000_2000;
        /// Windows: to be archived.
        const ARCHIVE = 0x0000_4000;
        /// Windows: belongs to the system.
        const SYSTEM = 0x0000_8000;
        const _ = !0;
    }
}

/// Type and attributes of a file: `type | attributes`, in hexadecimal on the wire.
///
/// By default a plain file, which is also what a missing word means.
///
/// ```text
/// 1001
/// ││└┴ type: a plain file
/// └┴ attributes: hidden
/// ```
///
/// ```
/// use imwire::ipmsg::{FileAttributes, FileType, FileWord};
///
/// let word = FileWord::from_bits(0x1001);
/// assert_eq!(word.file_type(), FileType::REGULAR);
/// assert!(word.attributes().contains(FileAttributes::HIDDEN));
/// assert_eq!(FileWord::new(FileType::REGULAR).with(FileAttributes::HIDDEN), word);
/// ```
///
/// Source: IP Messenger protocol, draft 10 §3-5 and draft 14; `ipmsg.h` of the official client
/// 4.99 and of iptux 0.8.3.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileWord(u32);

impl FileWord {
    const TYPE: u32 = 0xff;

    /// The word of that value. All values are good.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The value.
    #[inline]
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// A file of that type without attributes.
    #[inline]
    #[must_use]
    pub const fn new(file_type: FileType) -> Self {
        Self(file_type.value() as u32)
    }

    /// The same type with these attributes and no others.
    #[inline]
    #[must_use]
    pub const fn with(self, attributes: FileAttributes) -> Self {
        Self(attributes.bits() & !Self::TYPE | self.0 & Self::TYPE)
    }

    /// What kind of thing it is.
    #[inline]
    #[must_use]
    pub const fn file_type(self) -> FileType {
        let [file_type, ..] = self.0.to_le_bytes();
        FileType(file_type)
    }

    /// The attributes.
    #[inline]
    #[must_use]
    pub const fn attributes(self) -> FileAttributes {
        FileAttributes::from_bits_retain(self.0 & !Self::TYPE)
    }
}

impl Default for FileWord {
    fn default() -> Self {
        Self::new(FileType::REGULAR)
    }
}

impl fmt::Debug for FileWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileWord({self})")
    }
}

/// As `REGULAR|HIDDEN|0x80000000`.
impl fmt::Display for FileWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.file_type(), f)?;
        let mut named = self.attributes().iter_names();
        named.by_ref().try_for_each(|(name, _)| write!(f, "|{name}"))?;
        match named.remaining().bits() {
            0 => Ok(()),
            bits => write!(f, "|{bits:#x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        #[track_caller]
        fn case(bits: u32, file_type: FileType, attributes: FileAttributes, text: &str) {
            let word = FileWord::from_bits(bits);
            assert_eq!((word.file_type(), word.attributes(), word.bits()), (file_type, attributes, bits));
            assert_eq!(FileWord::new(file_type).with(attributes), word);
            assert_eq!(word.to_string(), text);
        }
        let none = FileAttributes::empty();
        case(0x1, FileType::REGULAR, none, "REGULAR");
        case(0x2, FileType::DIR, none, "DIR");
        case(0x3, FileType::RETPARENT, none, "RETPARENT");
        case(0x4, FileType::SYMLINK, none, "SYMLINK");
        case(0x5, FileType::CDEV, none, "CDEV");
        case(0x6, FileType::BDEV, none, "BDEV");
        case(0x7, FileType::FIFO, none, "FIFO");
        case(0x9, FileType::new(9), none, "0x09");
        case(0x10, FileType::RESFORK, none, "RESFORK");
        case(0x20, FileType::CLIPBOARD, none, "CLIPBOARD");
        case(0x101, FileType::REGULAR, FileAttributes::RONLY, "REGULAR|RONLY");
        case(
            0x3001,
            FileType::REGULAR,
            FileAttributes::HIDDEN | FileAttributes::EXHIDDEN,
            "REGULAR|HIDDEN|EXHIDDEN",
        );
        case(0x4001, FileType::REGULAR, FileAttributes::ARCHIVE, "REGULAR|ARCHIVE");
        case(0x8002, FileType::DIR, FileAttributes::SYSTEM, "DIR|SYSTEM");
        let unnamed = FileAttributes::from_bits_retain(0x8000_0200);
        case(0x8000_0201, FileType::REGULAR, unnamed, "REGULAR|0x80000200");
        assert_eq!(FileWord::default(), FileWord::from_bits(1));
        // The type is no attribute.
        let all = FileAttributes::from_bits_retain(u32::MAX);
        assert_eq!(FileWord::new(FileType::DIR).with(all).bits(), 0xffff_ff02);
    }
}
