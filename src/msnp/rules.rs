//! What framing hangs on: whether a payload follows a line, and where its `TrID` is.

use crate::msnp::Dialect;

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
    /// The first of the numbers before the name of a property. Up to MSNP9 only if there are two: a single
    /// number is a list version there.
    BeforeProperty,
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

    pub(super) const fn is(self, other: Self) -> bool {
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

    pub(super) const fn is(self, other: Self) -> bool {
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
