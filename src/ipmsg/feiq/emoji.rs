//! The emoji of `FeiQ`.

use core::fmt;

/// One of the 96 emoji of `FeiQ`. (Two programs have this list, one of them from the other.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(u8);

const EMOJI: u8 = 96;

/// In the order of `FeiQ`'s pictures; none begins as another one does.
#[rustfmt::skip]
pub(super) const CODES: [&str; EMOJI as usize] = [
    "/:)", "/:~", "/:*", "/:|", "/8-)", "/:<", "/:$", "/:X", "/:Z", "/:'(", "/:-|", "/:@", "/:P", "/:D",
    "/:O", "/<rotate>", "/:(", "/:+", "/:lenhan", "/:Q", "/:T", "/;P", "/;-D", "/;d", "/;o", "/:g",
    "/|-)", "/:!", "/:L", "/:>", "/;bin", "/:fw", "/;fd", "/:-S", "/;?", "/;x", "/;@", "/:8", "/;!",
    "/!!!", "/:xx", "/:bye", "/:csweat", "/:knose", "/:applause", "/:cdale", "/:huaixiao", "/:shake",
    "/:lhenhen", "/:rhenhen", "/:yawn", "/:snooty", "/:chagrin", "/:kcry", "/:yinxian", "/:qinqin",
    "/:xiaren", "/:kelin", "/:caidao", "/:xig", "/:bj", "/:basketball", "/:pingpong", "/:jump",
    "/:coffee", "/:eat", "/:pig", "/:rose", "/:fade", "/:kiss", "/:heart", "/:break", "/:cake", "/:shd",
    "/:bomb", "/:dao", "/:footb", "/:piaocon", "/:shit", "/:oh", "/:moon", "/:sun", "/;gift", "/:hug",
    "/:strong", "/;weak", "/:share", "/:shl", "/:baoquan", "/:cajole", "/:quantou", "/:chajin", "/:aini",
    "/:sayno", "/:sayok", "/:love",
];

/// In the order of the bytes of their codes.
#[expect(clippy::indexing_slicing, reason = "when it is compiled")]
const SORTED: [Emoji; EMOJI as usize] = {
    let mut sorted = [Emoji(0); EMOJI as usize];
    let mut number = 1;
    while number < EMOJI {
        let mut place = number as usize;
        while place > 0 && less(Emoji(number).code().as_bytes(), sorted[place - 1].code().as_bytes()) {
            sorted[place] = sorted[place - 1];
            place -= 1;
        }
        sorted[place] = Emoji(number);
        number += 1;
    }
    sorted
};

const fn less(a: &[u8], b: &[u8]) -> bool {
    match (a, b) {
        ([a, rest_a @ ..], [b, rest_b @ ..]) => *a < *b || *a == *b && less(rest_a, rest_b),
        (_, b) => !b.is_empty(),
    }
}

impl Emoji {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..EMOJI).map(Self)
    }

    /// The emoji that is written so: `/:bomb`.
    #[must_use]
    pub fn from_code(code: &[u8]) -> Option<Self> {
        match Self::at_start(code)? {
            (emoji, b"") => Some(emoji),
            _ => None,
        }
    }

    /// The emoji that `input` begins with, and what comes after it.
    pub(super) fn at_start(input: &[u8]) -> Option<(Self, &[u8])> {
        Self::found(input, |code| code <= input)
    }

    /// The last code that is not after `input`, in the order of the bytes: no code begins as another does, so
    /// it is the only one that can begin `input`.
    fn found(input: &[u8], at_start: impl Fn(&[u8]) -> bool) -> Option<(Self, &[u8])> {
        let after = SORTED.partition_point(|emoji| at_start(emoji.code().as_bytes()));
        let emoji = *SORTED.get(after.checked_sub(1)?)?;
        Some((emoji, input.strip_prefix(emoji.code().as_bytes())?))
    }

    /// How it is written.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match CODES.split_at_checked(self.0 as usize) {
            Some((_, [code, ..])) => code,
            _ => "",
        }
    }

    /// Its place in the list, from 1: the number of its picture.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0.wrapping_add(1)
    }
}

impl fmt::Debug for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Emoji({})", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji() {
        assert_eq!(Emoji::all().count(), CODES.len());
        for (index, emoji) in Emoji::all().enumerate() {
            assert_eq!(usize::from(emoji.number()), index + 1);
            assert_eq!(Emoji::from_code(emoji.code().as_bytes()), Some(emoji));
            let begins = |other: Emoji| emoji.code().starts_with(other.code());
            assert_eq!(Emoji::all().filter(|&other| begins(other)).collect::<Vec<_>>(), [emoji]);
        }
        assert!(SORTED.is_sorted_by_key(|emoji| emoji.code()));
        // The text is looked at from its slashes, and each costs as many steps as a search among 96.
        for slash in [&b"//"[..], b"/:", b"/;", b"/:zzz", b"/:love", b"/~"] {
            let steps = core::cell::Cell::new(0);
            Emoji::found(slash, |code| {
                steps.set(steps.get() + 1);
                code <= slash
            });
            assert!(steps.get() <= 8, "{} steps", steps.get());
        }
        assert_eq!((Emoji::at_start(b"//:)"), Emoji::at_start(b"/~")), (None, None));
        let number = |code| Emoji::from_code(code).map(Emoji::number);
        assert_eq!((number(b"/:)"), number(b"/:bomb"), number(b"/:love")), (Some(1), Some(75), Some(96)));
        assert_eq!((number(b"/:bombs"), number(b"/:BOMB"), number(b"/~#>1<B~")), (None, None, None));
    }
}
