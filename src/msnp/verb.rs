//! Verbs as numbers, and a table that finds them.

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
