//! A file that arrives in pieces, each of which says where it belongs.

use crate::save::Target;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;

/// A piece this far after the others is not believed, in bytes.
const FAR: u64 = 64 << 20;

/// Gaps that a file may have while it arrives.
const GAPS: usize = 64;

#[derive(Debug)]
pub(super) struct Pieces {
    target: Target,
    total: u64,
    /// What is there, in order; pieces that touch are one.
    arrived: Vec<Range<u64>>,
}

impl Pieces {
    pub(super) fn new(target: Target, total: u64) -> Self {
        Self { target, total, arrived: Vec::new() }
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Writes a piece, unless it is there or cannot belong to this file. Says whether all is there now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn add(&mut self, at: u64, bytes: &[u8]) -> io::Result<bool> {
        let end = at.saturating_add(bytes.len() as u64);
        let last = self.arrived.last().map_or(0, |last| last.end);
        let overlaps = self.arrived.iter().any(|range| range.start < end && at < range.end);
        let fits = end <= self.total && at <= last.saturating_add(FAR) && self.arrived.len() <= GAPS;
        if fits && !overlaps && !bytes.is_empty() {
            self.target.file.seek(SeekFrom::Start(at))?;
            self.target.file.write_all(bytes)?;
            let index = self.arrived.partition_point(|range| range.start < at);
            self.arrived.insert(index, at..end);
            self.arrived.dedup_by(|next, range| {
                let touches = range.end == next.start;
                range.end = if touches { next.end } else { range.end };
                touches
            });
        }
        Ok(self.count() == self.total)
    }

    fn count(&self) -> u64 {
        self.arrived.iter().map(|range| range.end - range.start).sum()
    }

    /// The file, to be closed.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn finish(mut self) -> io::Result<Target> {
        self.target.missing = self.total - self.count();
        self.target.file.seek(SeekFrom::End(0))?;
        Ok(self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::save::store;

    #[test]
    fn in_any_order() {
        let directory = std::env::temp_dir();
        let name = format!("imwire-pieces-{}", std::process::id());
        let (file, path) = store::file(&directory, &name).unwrap();
        let mut pieces = Pieces::new(Target { file, path: path.clone(), missing: 0 }, 9);
        let mut add = |at, bytes: &[u8]| pieces.add(at, bytes).unwrap();
        assert!(!add(6, b"gh"));
        assert!(!add(0, b"abc"));
        // Again, over others, after the end, far away, nothing.
        assert!(!add(6, b"gh") && !add(2, b"xx") && !add(8, b"xx") && !add(u64::MAX, b"x") && !add(8, b""));
        assert!(!add(3, b"def"));
        assert_eq!((pieces.arrived.len(), pieces.count()), (1, 8));
        assert!(pieces.add(8, b"i").unwrap());
        assert_eq!(pieces.finish().unwrap().missing, 0);
        assert_eq!(std::fs::read(&path).unwrap(), b"abcdefghi");
        std::fs::remove_file(path).unwrap();
    }
}
