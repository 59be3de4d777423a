//! Which lines of a text are new.

use std::ops::{Range, RangeInclusive};

use git2::{DiffOptions, Patch};

/// A set of lines, 1-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Every line.
    All,
    /// Every line may be: what was there before is not here.
    Unknown,
    /// The lines of these ranges: ascending, apart, each not empty.
    Some(Vec<Range<usize>>),
}

impl Lines {
    /// No line.
    #[must_use]
    pub fn none() -> Self {
        Self::Some(Vec::new())
    }

    /// The lines of `new` that a line diff calls added, compared with `old`.
    ///
    /// The same answer as `git diff --text -U0` with its default algorithm. Texts that libgit2 does not compare (over
    /// a gigabyte) count as all new, which may find too much and never too little.
    #[must_use]
    pub fn added(old: &[u8], new: &[u8]) -> Self {
        let mut options = DiffOptions::new();
        options.context_lines(0).interhunk_lines(0).force_text(true).indent_heuristic(true).max_size(-1);
        let Ok(patch) = Patch::from_buffers(old, None, new, None, Some(&mut options)) else {
            return Self::All;
        };
        if patch.num_hunks() == 0 && old != new {
            return Self::All;
        }
        let mut added = Vec::with_capacity(patch.num_hunks());
        for number in 0..patch.num_hunks() {
            let Ok((hunk, _)) = patch.hunk(number) else {
                return Self::All;
            };
            let start = hunk.new_start() as usize;
            if hunk.new_lines() > 0 {
                added.push(start..start + hunk.new_lines() as usize);
            }
        }
        Self::Some(added)
    }

    /// The lines that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (mine, theirs) = match (self, other) {
            (Self::All | Self::Unknown, lines) | (lines, Self::All | Self::Unknown) => return lines,
            (Self::Some(mine), Self::Some(theirs)) => (mine, theirs),
        };
        let mut both = Vec::new();
        let (mut a, mut b) = (0, 0);
        while let (Some(x), Some(y)) = (mine.get(a), theirs.get(b)) {
            let shared = x.start.max(y.start)..x.end.min(y.end);
            if !shared.is_empty() {
                both.push(shared);
            }
            if x.end < y.end { a += 1 } else { b += 1 }
        }
        Self::Some(both)
    }

    /// Whether any of these lines is in the set.
    #[must_use]
    pub fn touches(&self, lines: &RangeInclusive<usize>) -> bool {
        match self {
            Self::All | Self::Unknown => true,
            Self::Some(ranges) => {
                let at = ranges.partition_point(|range| range.end <= *lines.start());
                ranges.get(at).is_some_and(|range| range.start <= *lines.end())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_an_appended_line_are_added() {
        assert_eq!(Lines::added(b"a\nb\nc\n", b"a\nB\nc\nd"), Lines::Some(vec![2..3, 4..5]));
    }

    #[test]
    fn nothing_is_added_by_deleting() {
        assert_eq!(Lines::added(b"a\nb\nc\n", b"a\nc\n"), Lines::none());
    }

    #[test]
    fn only_lines_in_both_sets_stay() {
        let a = Lines::Some(vec![1..4, 6..9]);
        let b = Lines::Some(vec![3..7, 8..20]);
        assert_eq!(a.and(b), Lines::Some(vec![3..4, 6..7, 8..9]));
    }

    #[test]
    fn touching_counts_the_last_line_and_not_the_one_after() {
        let lines = Lines::Some(vec![1..2, 3..5]);
        assert!(lines.touches(&(4..=9)) && lines.touches(&(2..=3)));
        assert!(!lines.touches(&(5..=5)) && !lines.touches(&(2..=2)));
    }
}
