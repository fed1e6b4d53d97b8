//! The dialects: which version of the protocol a connection speaks.
//!
//! The same line means different things in different dialects. A connection settles on one in
//! its first exchange, `VER 1 MSNP8 CVR0` and `VER 1 MSNP8`.
//!
//! ```
//! use imwire::msnp::Dialect;
//!
//! assert_eq!(Dialect::from_name(b"MSNP8"), Some(Dialect::MSNP8));
//! assert!(Dialect::MSNP18 > Dialect::MSNP9);
//! assert_eq!(Dialect::MSNP21.to_string(), "MSNP21");
//! ```
//!
//! | client | dialects |
//! |---|---|
//! | MSN Messenger 1.0 | 2 |
//! | 2.0 | 2–3 |
//! | 2.2 | 3–4 |
//! | 3.x | 4–5 |
//! | 4.5 and later | 4–7 |
//! | 5.0 | 8 |
//! | 6.0 | 8–9 |
//! | 6.1 | 9–10 |
//! | 7.0 | 10–11 |
//! | 7.5 | 10–12 |
//! | Windows Live Messenger 8.0 | 13–14 |
//! | 8.1 and later | 15 |
//! | 14 (2009) | 18 |
//! | 15, 16 (2010–2012) | 19–21 |
//!
//! Source: the notes of the escargot server; the last row is approximate.

use crate::scan;
use crate::sink::Sink;
use crate::wire::Encode;
use core::fmt;

/// A dialect of MSNP: a number, since the set is open. Later dialects are greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialect(u8);

impl Dialect {
    /// `CVR0`: no sign-in, only the question for a newer client. Before all others.
    pub const CVR0: Self = Self(0);
    /// MSNP2 (1999).
    pub const MSNP2: Self = Self(2);
    /// MSNP3.
    pub const MSNP3: Self = Self(3);
    /// MSNP4.
    pub const MSNP4: Self = Self(4);
    /// MSNP5.
    pub const MSNP5: Self = Self(5);
    /// MSNP6.
    pub const MSNP6: Self = Self(6);
    /// MSNP7.
    pub const MSNP7: Self = Self(7);
    /// MSNP8: Passport sign-in, client capabilities.
    pub const MSNP8: Self = Self(8);
    /// MSNP9: display pictures.
    pub const MSNP9: Self = Self(9);
    /// MSNP10: lists by `ADC`.
    pub const MSNP10: Self = Self(10);
    /// MSNP11: personal messages.
    pub const MSNP11: Self = Self(11);
    /// MSNP12.
    pub const MSNP12: Self = Self(12);
    /// MSNP13: address book over SOAP, lists by `ADL`.
    pub const MSNP13: Self = Self(13);
    /// MSNP14: federated networks.
    pub const MSNP14: Self = Self(14);
    /// MSNP15: single sign-on.
    pub const MSNP15: Self = Self(15);
    /// MSNP16: several places at once.
    pub const MSNP16: Self = Self(16);
    /// MSNP17.
    pub const MSNP17: Self = Self(17);
    /// MSNP18: circles.
    pub const MSNP18: Self = Self(18);
    /// MSNP19.
    pub const MSNP19: Self = Self(19);
    /// MSNP20.
    pub const MSNP20: Self = Self(20);
    /// MSNP21: no switchboards.
    pub const MSNP21: Self = Self(21);
    /// Not known: the beginning of the connection was not seen. Each command is read in the form of the
    /// last dialect that has it, but a parameter that only some dialects have may be absent.
    ///
    /// If you know the dialect, set it: a command of an older dialect may be refused, or be read
    /// with its values in other fields, which cannot be detected.
    ///
    /// ```
    /// use imwire::{Wire, msnp::{Dialect, ns::{Fln, Iln, RemReply, UsrReply}}};
    ///
    /// // Up to MSNP9 the version of the list comes before the contact.
    /// let line = b"REM 5 FL 7 a@x\r\n";
    /// assert_eq!(RemReply::parse_with(line, Dialect::MSNP8)?.contact.as_bytes(), b"a@x");
    /// assert_eq!(RemReply::parse_with(line, Dialect::UNKNOWN)?.contact.as_bytes(), b"7");
    ///
    /// // In MSNP14 the network comes before the capabilities, from MSNP18 in the passport.
    /// let line = b"FLN b@x 1 0\r\n";
    /// assert_eq!(Fln::parse_with(line, Dialect::MSNP14)?.capabilities.unwrap().client.bits(), 0);
    /// assert_eq!(Fln::parse_with(line, Dialect::UNKNOWN)?.capabilities.unwrap().client.bits(), 1);
    ///
    /// // Up to MSNP9 a name comes before the numbers.
    /// let error = UsrReply::parse_with(b"USR 6 OK a@x Nick 1 0\r\n", Dialect::UNKNOWN).unwrap_err();
    /// assert_eq!(error.to_string(), "verified: not a decimal number at byte 13");
    ///
    /// // `ILN` ended with MSNP18, where the network is in the passport: `1` is read as the name.
    /// let contact = Iln::parse_with(b"ILN 9 NLN a@x 1 5 0\r\n", Dialect::UNKNOWN)?.contact;
    /// assert_eq!((contact.network, contact.nick.as_bytes()), (None, &b"1"[..]));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// It has no name: no `VER` names it, and [`from_name`](Dialect::from_name) does not take the
    /// `MSNP255` that it would be written as.
    pub const UNKNOWN: Self = Self(u8::MAX);

    /// The dialect of that number, as in `MSNP8`; 255 is [`UNKNOWN`](Dialect::UNKNOWN).
    #[must_use]
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// The number; 0 for `CVR0`, 255 for an unknown dialect.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The dialect of that name, as `VER` has it. Case does not count.
    #[must_use]
    pub fn from_name(name: &[u8]) -> Option<Self> {
        if name.eq_ignore_ascii_case(b"CVR0") {
            return Some(Self::CVR0);
        }
        let (msnp, number) = name.split_at_checked(4)?;
        match scan::decimal_u32(number) {
            Ok(([], number @ 1..=254)) if msnp.eq_ignore_ascii_case(b"MSNP") => {
                u8::try_from(number).ok().map(Self)
            }
            _ => None,
        }
    }

    /// Whether it is one of those from `from` to `to`; 21 means all later ones too.
    pub(crate) const fn is_between(self, from: u8, to: u8) -> bool {
        from <= self.0 && (self.0 <= to || to == Self::MSNP21.0)
    }

    /// Whether it is known at all.
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0 != Self::UNKNOWN.0
    }
}

/// The dialects that have a command: all from one to another.
///
/// ```
/// use imwire::msnp::{Command, Dialect, ns::ClientCommand};
///
/// let row = ClientCommand::ROWS.iter().find(|row| row.verb == *b"SYN").unwrap();
/// assert_eq!((row.dialects.first(), row.dialects.last()), (Dialect::MSNP2, Dialect::MSNP12));
/// assert!(!row.dialects.contains(Dialect::MSNP13));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dialects {
    first: Dialect,
    last: Dialect,
}

impl Dialects {
    /// All there are.
    pub const ALL: Self = Self { first: Dialect::MSNP2, last: Dialect::MSNP21 };

    /// `2, 12` as `[2, 12]`; all of them as `[]`.
    pub(crate) const fn of(numbers: &[u8]) -> Self {
        match numbers {
            [first, last] => Self { first: Dialect(*first), last: Dialect(*last) },
            _ => Self::ALL,
        }
    }

    /// The first that has it. MSNP2 means earlier ones too.
    #[must_use]
    pub const fn first(self) -> Dialect {
        self.first
    }

    /// The last that has it. MSNP21 means all later ones too.
    #[must_use]
    pub const fn last(self) -> Dialect {
        self.last
    }

    /// Whether the dialect is one of them. An unknown dialect could be any.
    #[inline(always)]
    #[must_use]
    pub const fn contains(self, dialect: Dialect) -> bool {
        self.form(dialect).is_some()
    }

    /// The dialect in whose form the command is read; `None` if `dialect` does not have it. An unknown dialect counts as the
    /// last one that has it.
    /// MSNP21, which means all later ones too, needs no change.
    #[inline(always)]
    pub(crate) const fn form(self, dialect: Dialect) -> Option<Dialect> {
        let first = if self.first.0 <= Dialect::MSNP2.0 { 0 } else { self.first.0 };
        if dialect.is_between(first, self.last.0) {
            Some(dialect)
        } else if dialect.is_known() {
            None
        } else {
            Some(self.last)
        }
    }
}

/// The name in a `VER` command.
impl Encode for Dialect {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        match *self {
            Self::CVR0 => sink.put(b"CVR0"),
            Self(number) => {
                sink.put(b"MSNP")?;
                scan::put_decimal(sink, u64::from(number))
            }
        }
    }
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `MSNP8`, `CVR0`, or `unknown dialect`.
impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::CVR0 => f.write_str("CVR0"),
            Self::UNKNOWN => f.write_str("unknown dialect"),
            Self(number) => write!(f, "MSNP{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for number in 1..=254 {
            let dialect = Dialect::new(number);
            assert_eq!(Dialect::from_name(dialect.encode_into(&mut [0; 8]).unwrap()), Some(dialect));
        }
        assert_eq!(Dialect::from_name(b"msnp8"), Some(Dialect::MSNP8));
        assert_eq!(Dialect::from_name(b"cvr0"), Some(Dialect::CVR0));
        // What has no name is written as none.
        assert_eq!(Dialect::UNKNOWN.encode_into(&mut [0; 8]).unwrap(), b"MSNP255");
        for bad in [&b"MSNP"[..], b"MSNP0", b"MSNP255", b"MSNP8x", b"MSN", b"0", b""] {
            assert_eq!(Dialect::from_name(bad), None);
        }
    }

    #[test]
    fn runs() {
        #[track_caller]
        fn case(numbers: &[u8], expected: impl Fn(u8) -> bool) {
            let dialects = Dialects::of(numbers);
            for number in 0..=255 {
                let found = dialects.contains(Dialect::new(number));
                assert_eq!(found, number == 255 || expected(number), "{number}");
            }
        }
        case(&[], |_| true);
        case(&[2, 21], |_| true);
        case(&[2, 12], |number| number <= 12);
        case(&[5, 8], |number| (5..=8).contains(&number));
        case(&[21, 21], |number| number >= 21);
    }

    #[test]
    fn one_that_is_not_known_counts_as_the_last() {
        #[track_caller]
        fn case(numbers: &[u8], dialect: Dialect, expected: Option<u8>) {
            assert_eq!(Dialects::of(numbers).form(dialect), expected.map(Dialect::new));
        }
        case(&[2, 12], Dialect::UNKNOWN, Some(12));
        case(&[14, 18], Dialect::UNKNOWN, Some(18));
        case(&[14, 18], Dialect::MSNP15, Some(15));
        case(&[14, 18], Dialect::MSNP19, None);
        assert!(Dialects::ALL.form(Dialect::UNKNOWN) >= Some(Dialect::MSNP21));
    }
}
