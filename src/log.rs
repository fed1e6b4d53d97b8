//! What defmt shows of errors and plain values, with feature `defmt`: the texts that `Display` shows.

use crate::error::{Error, ErrorKind, Part};
use crate::ipmsg::{CommandWord, FileId, Mode, Number};
use crate::msnp::{Arg, Dialect, Encoded, ListBits, NetworkId, Passport, TrId};
use defmt::{Display2Format, Format, Formatter, write};

/// As `packet number: not a decimal number at byte 2`.
impl Format for Error {
    fn format(&self, f: Formatter<'_>) {
        write!(f, "{=str}: {=str} at byte {=usize}", self.part().name(), self.kind().text(), self.at());
    }
}

impl Format for ErrorKind {
    fn format(&self, f: Formatter<'_>) {
        write!(f, "{=str}", self.text());
    }
}

impl Format for Part {
    fn format(&self, f: Formatter<'_>) {
        write!(f, "{=str}", self.name());
    }
}

/// As their numbers.
macro_rules! numbers {
    ($($ty:ty, $this:ident => $number:expr;)*) => {$(
        impl Format for $ty {
            fn format(&self, f: Formatter<'_>) {
                let $this = self;
                write!(f, "{=u64}", u64::from($number));
            }
        }
    )*};
}

numbers! {
    TrId, this => this.0;
    NetworkId, this => this.0;
    ListBits, this => this.bits();
    FileId, this => this.hex();
    Number<'_, u32>, this => this.value();
    Number<'_, u64>, this => this.value();
}

/// As `Display` shows them.
macro_rules! texts {
    ($($ty:ty),*) => {$(
        impl Format for $ty {
            fn format(&self, f: Formatter<'_>) {
                Display2Format(self).format(f);
            }
        }
    )*};
}

texts!(Arg<'_>, Encoded<'_>, Passport<'_>, Dialect, CommandWord, Mode);

/// As their letters.
macro_rules! words {
    ($($word:ident),*) => {$(
        impl Format for crate::msnp::$word {
            fn format(&self, f: Formatter<'_>) {
                write!(f, "{=[u8]:a}", &self.octets()[..]);
            }
        }
    )*};
}

words!(Status, ListName, Privacy, Prompt, Property, AckWanted);
