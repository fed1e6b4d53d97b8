//! The rows of the tables: for each verb the dialects that have it, whether a payload follows and where
//! the `TrID` is. The last two are what framing hangs on. They are collected from the tables of the
//! links ([`ns`](crate::msnp::ns), [`sb`](crate::msnp::sb)), and a contradiction between two of them does
//! not compile.

use crate::error::ErrorKind;
use crate::fields::Record;
use crate::msnp::field::Inside;
use crate::msnp::record::HasVerb;
use crate::msnp::{Command, Dialect, Dialects, Link, Role, TABLES};

/// Whether bytes follow a command line, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayloadRule {
    /// There is no payload. A number at the end means something else.
    None,
    /// The last parameter is the number of bytes.
    Required,
    /// There is no payload if the line has no parameter except the `TrID`, or if its last parameter is `OK`.
    /// Otherwise the last parameter is the number of bytes.
    Maybe,
}

/// Where the `TrID` of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrIdRule {
    /// There is none, not even if the first parameter is a number.
    Never,
    /// The first parameter, if it is a number.
    First,
    /// As [`First`](TrIdRule::First) up to MSNP7; from MSNP8 none.
    UpToMsnp7,
    /// The first of the numbers before the name of a property; up to MSNP9 only if there are
    /// two of them, since one is a list version there.
    BeforeProperty,
}

/// One verb of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The three octets of the verb.
    pub verb: [u8; 3],
    /// The name of its record, or `None` if it is read as `Other`.
    pub record: Option<&'static str>,
    /// The dialects that have it.
    pub dialects: Dialects,
    /// Whether a payload follows.
    pub payload: PayloadRule,
    /// Where the `TrID` is.
    pub trid: TrIdRule,
    /// The fields of its record, if it has one.
    pub fields: Option<&'static Record>,
}

impl Row {
    /// The row of a record, which has that name in the table.
    pub(crate) const fn of<'a, R: HasVerb + Inside<'a>>(name: &'static str) -> Self {
        Self {
            verb: R::VERB,
            record: Some(name),
            dialects: R::DIALECTS,
            payload: R::PAYLOAD,
            trid: R::TRID,
            fields: Some(const { &R::RECORD }),
        }
    }
}

/// A table as what it holds: which verbs one side may send on one kind of link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// The kind of link.
    pub link: Link,
    /// The side that sends; `None`: both do.
    pub role: Option<Role>,
    /// Its rows.
    pub rows: &'static [Row],
}

impl Table {
    /// The table of these commands.
    pub(super) const fn of<'a, C: Command<'a>>() -> Self {
        Self { link: C::LINK, role: C::ROLE, rows: C::ROWS }
    }

    /// Whether it is of what that side sends; `None`: of either.
    pub(super) fn is_from(&self, role: Option<Role>) -> bool {
        self.role == role || self.role.is_none() || role.is_none()
    }

    /// Whether the verb is in it. All servers send numeric replies, which have no rows.
    pub(super) fn has(&self, verb: [u8; 3]) -> bool {
        self.rows.iter().any(|row| row.verb == verb)
            || verb.iter().all(u8::is_ascii_digit) && self.role == Some(Role::Server)
    }
}

/// What is wrong with a verb on that link, from that side, that has no row in that table;
/// `None` if no table has it.
pub(super) fn misplaced(link: Link, role: Option<Role>, verb: [u8; 3]) -> Option<ErrorKind> {
    let found = |on_link, from_side| {
        let mut others = TABLES.iter().filter(|table| (table.link == link) == on_link);
        others.any(|table| table.is_from(role) == from_side && table.has(verb))
    };
    if found(false, true) {
        // The reader knows the side for sure, from the socket; so it is the link.
        Some(ErrorKind::OtherLink)
    } else if found(true, false) {
        Some(ErrorKind::OtherSide)
    } else {
        found(false, false).then_some(ErrorKind::OtherLink)
    }
}

impl PayloadRule {
    /// The rule for a form that has this part and another.
    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Required, _) | (_, Self::Required) => Self::Required,
            (Self::Maybe, _) | (_, Self::Maybe) => Self::Maybe,
            (Self::None, Self::None) => Self::None,
        }
    }

    /// The rule for a form that is either this or another.
    pub(crate) const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Required, Self::Required) => Self::Required,
            (Self::None, Self::None) => Self::None,
            _ => Self::Maybe,
        }
    }

    /// The rule for a form that may be absent.
    pub(crate) const fn or_absent(self) -> Self {
        self.or(Self::None)
    }

    /// The rule for a form that is one of several.
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
    pub(crate) const fn any_of(forms: &[Self]) -> Self {
        let mut rule = forms[0];
        let mut index = 1;
        while index < forms.len() {
            rule = rule.or(forms[index]);
            index += 1;
        }
        rule
    }

    const fn is(self, other: Self) -> bool {
        self as u8 == other as u8
    }
}

impl TrIdRule {
    /// The rule for a form that is one of several: those without a `TrID` came with MSNP8.
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
    pub(crate) const fn any_of(forms: &[Self]) -> Self {
        let mut index = 1;
        while index < forms.len() {
            if !forms[index].is(forms[0]) {
                return Self::UpToMsnp7;
            }
            index += 1;
        }
        forms[0]
    }

    /// The rule of the first field.
    pub(crate) const fn of_first(fields: &[Self]) -> Self {
        match fields {
            [first, ..] => *first,
            [] => Self::Never,
        }
    }

    const fn is(self, other: Self) -> bool {
        self as u8 == other as u8
    }

    /// How many of the leading numbers there have to be for the first to be a `TrID`; `None` if
    /// it never is.
    pub(crate) fn numbers(self, dialect: Dialect) -> Option<usize> {
        match self {
            Self::Never => None,
            Self::UpToMsnp7 if dialect > Dialect::MSNP7 => None,
            Self::BeforeProperty if dialect <= Dialect::MSNP9 => Some(2),
            _ => Some(1),
        }
    }
}

/// A perfect hash of verbs, found when the crate is compiled.
pub(crate) struct VerbMap<T, const N: usize> {
    rows: [(Verb, T); N],
    factor: u32,
    /// For each hash the row, or `NONE`.
    slots: [u8; 256],
}

const NONE: u8 = u8::MAX;

/// The three octets of a verb as one number: what is searched for, and compared at once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Verb(u32);

impl Verb {
    #[inline(always)]
    pub(crate) const fn new([a, b, c]: [u8; 3]) -> Self {
        Self(u32::from_le_bytes([a, b, c, 0]))
    }

    #[inline(always)]
    pub(crate) const fn octets(self) -> [u8; 3] {
        let [a, b, c, _] = self.0.to_le_bytes();
        [a, b, c]
    }

    const fn slot(self, factor: u32) -> usize {
        (self.0.wrapping_mul(factor) >> 24) as usize
    }
}

impl<T: Copy, const N: usize> VerbMap<T, N> {
    /// # Panics
    /// If a verb is in it twice: this is for constants, where it is an error of the compiler.
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
    pub(crate) const fn new(rows: [(Verb, T); N]) -> Self {
        assert!(N < NONE as usize);
        let mut factor: u32 = 0x9e37_79b1;
        loop {
            let mut slots = [NONE; 256];
            let mut row = 0;
            while row < N {
                let Verb(verb) = rows[row].0;
                let slot = rows[row].0.slot(factor);
                if slots[slot] != NONE {
                    let Verb(other) = rows[slots[slot] as usize].0;
                    assert!(verb != other, "a verb stands twice in a table");
                    break;
                }
                #[expect(clippy::cast_possible_truncation, reason = "N < 255")]
                let index = row as u8;
                slots[slot] = index;
                row += 1;
            }
            if row == N {
                return Self { rows, factor, slots };
            }
            factor = factor.wrapping_mul(0x85eb_ca6b).wrapping_add(2) | 1;
        }
    }

    /// The row of that verb.
    #[inline(always)]
    pub(crate) fn find(&self, verb: Verb) -> Option<T> {
        let row = *self.slots.get(verb.slot(self.factor))?;
        match self.rows.get(usize::from(row)) {
            Some((found, value)) if *found == verb => Some(*value),
            _ => None,
        }
    }
}

/// How many different verbs two tables have.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn merged_len(a: &[Row], b: &[Row]) -> usize {
    let mut len = a.len();
    let mut index = 0;
    while index < b.len() {
        if position(a, b[index].verb).is_none() {
            len += 1;
        }
        index += 1;
    }
    len
}

/// The rules of two tables, each verb once.
///
/// # Panics
/// If they contradict each other: this is for constants, where it is an error of the compiler.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn merged<const N: usize>(a: &[Row], b: &[Row]) -> [(Verb, (PayloadRule, TrIdRule)); N] {
    let mut rows = [(Verb(0), (PayloadRule::None, TrIdRule::Never)); N];
    let mut index = 0;
    while index < a.len() {
        rows[index] = (Verb::new(a[index].verb), (a[index].payload, a[index].trid));
        index += 1;
    }
    let mut len = a.len();
    index = 0;
    while index < b.len() {
        match position(a, b[index].verb) {
            Some(at) => assert!(
                a[at].payload.is(b[index].payload) && a[at].trid.is(b[index].trid),
                "two links frame the same verb differently"
            ),
            None => {
                rows[len] = (Verb::new(b[index].verb), (b[index].payload, b[index].trid));
                len += 1;
            }
        }
        index += 1;
    }
    rows
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn position(rows: &[Row], verb: [u8; 3]) -> Option<usize> {
    let [a, b, c] = verb;
    let mut index = 0;
    while index < rows.len() {
        let [d, e, f] = rows[index].verb;
        if a == d && b == e && c == f {
            return Some(index);
        }
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_found_and_others_are_not() {
        const fn verb(octets: &[u8; 3]) -> Verb {
            Verb::new(*octets)
        }
        static MAP: VerbMap<u8, 4> =
            VerbMap::new([(verb(b"USR"), 1), (verb(b"MSG"), 2), (verb(b"OUT"), 3), (verb(b"XFR"), 4)]);
        assert_eq!(MAP.find(verb(b"MSG")), Some(2));
        assert_eq!(MAP.find(verb(b"XFR")), Some(4));
        for a in b'A'..=b'Z' {
            assert_eq!(MAP.find(verb(&[a, b'S', b'Q'])), None);
        }
        static NOTHING: VerbMap<u8, 0> = VerbMap::new([]);
        assert_eq!(NOTHING.find(verb(b"MSG")), None);
    }
}
