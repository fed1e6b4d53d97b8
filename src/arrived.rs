//! Which bytes of a whole have arrived, when it comes in pieces in any order.

use crate::error::ErrorKind;

/// How many runs of bytes, with gaps between them, are kept.
const RUNS: usize = 16;

/// A set of byte ranges. It has room for [`RUNS`] ranges that do not touch; pieces that come nearly in
/// order need two or three.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrived {
    /// Ascending, none touching the next; unused ones are `None`.
    runs: [Option<(u64, u64)>; RUNS],
}

impl Arrived {
    pub(crate) const NONE: Self = Self { runs: [None; RUNS] };

    /// Adds the bytes from `start` up to `end`. `Ok(false)` if they were all there.
    ///
    /// [`ErrorKind::Overlap`] if only some of them were there, [`ErrorKind::NoRoom`] for too many gaps.
    pub(crate) fn add(&mut self, start: u64, end: u64) -> Result<bool, ErrorKind> {
        if start >= end {
            return Ok(false);
        }
        let mut runs = [None; RUNS];
        let mut places = runs.iter_mut();
        let mut put = |run| match places.next() {
            Some(place) => {
                *place = Some(run);
                Ok(())
            }
            None => Err(ErrorKind::NoRoom),
        };
        let (mut new_start, mut new_end, mut is_put) = (start, end, false);
        for (from, to) in self.runs.into_iter().flatten() {
            if from <= start && end <= to {
                return Ok(false);
            }
            if from < end && start < to {
                return Err(ErrorKind::Overlap);
            }
            if to < start {
                put((from, to))?;
            } else if from > end {
                if !is_put {
                    put((new_start, new_end))?;
                    is_put = true;
                }
                put((from, to))?;
            } else {
                (new_start, new_end) = (new_start.min(from), new_end.max(to));
            }
        }
        if !is_put {
            put((new_start, new_end))?;
        }
        self.runs = runs;
        Ok(true)
    }

    /// How many bytes there are.
    pub(crate) fn count(&self) -> u64 {
        self.runs.iter().flatten().fold(0, |sum, (from, to)| sum.saturating_add(to.saturating_sub(*from)))
    }

    /// How many bytes there are from the first on, without a gap.
    pub(crate) fn without_gap(&self) -> u64 {
        match self.runs {
            [Some((0, to)), ..] => to,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn case(pieces: &[(u64, u64)], expected: &[(u64, u64)]) {
        let mut arrived = Arrived::NONE;
        for &(start, end) in pieces {
            assert_eq!(arrived.add(start, end), Ok(true));
        }
        assert_eq!(arrived.runs.into_iter().flatten().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn runs() {
        case(&[(0, 5), (5, 9)], &[(0, 9)]);
        case(&[(5, 9), (0, 5)], &[(0, 9)]);
        case(&[(0, 2), (8, 9), (4, 6)], &[(0, 2), (4, 6), (8, 9)]);
        case(&[(0, 2), (8, 9), (2, 8)], &[(0, 9)]);
        case(&[(8, 9), (4, 6), (0, 4)], &[(0, 6), (8, 9)]);
        let mut arrived = Arrived::NONE;
        assert_eq!(
            (arrived.add(3, 6), arrived.add(4, 6), arrived.add(9, 9)),
            (Ok(true), Ok(false), Ok(false))
        );
        assert_eq!(
            (arrived.add(5, 7), arrived.add(0, 9)),
            (Err(ErrorKind::Overlap), Err(ErrorKind::Overlap))
        );
        assert_eq!((arrived.count(), arrived.without_gap()), (3, 0));
        assert_eq!(arrived.add(u64::MAX - 1, u64::MAX), Ok(true));
    }

    #[test]
    fn too_many_gaps() {
        let mut arrived = Arrived::NONE;
        for run in 0..16 {
            assert_eq!(arrived.add(run * 2, run * 2 + 1), Ok(true));
        }
        assert_eq!(arrived.add(90, 91), Err(ErrorKind::NoRoom));
        assert_eq!(arrived.add(1, 2), Ok(true));
        assert_eq!((arrived.add(90, 91), arrived.count(), arrived.without_gap()), (Ok(true), 18, 3));
    }

    proptest! {
        #[test]
        fn as_a_set_of_bytes(pieces in prop::collection::vec((0..24_u64, 0..6_u64), 0..20)) {
            let (mut arrived, mut bytes) = (Arrived::NONE, std::collections::BTreeSet::new());
            for (start, len) in pieces {
                let piece: Vec<u64> = (start..start + len).collect();
                let there = piece.iter().filter(|byte| bytes.contains(*byte)).count();
                let expected = if there == piece.len() { Ok(false) } else if there > 0 { Err(ErrorKind::Overlap) } else { Ok(true) };
                prop_assert_eq!(arrived.add(start, start + len), expected);
                if expected == Ok(true) {
                    bytes.extend(piece);
                }
                prop_assert_eq!(arrived.count(), bytes.len() as u64);
                prop_assert_eq!(arrived.without_gap(), (0..).find(|byte| !bytes.contains(byte)).unwrap());
            }
        }
    }
}
