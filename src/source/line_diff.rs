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

/// How far around what differs a part reaches, in bytes: a key may begin and end on lines that were there before, and
/// what stands near tells whose it is.
const AROUND: usize = 16 * 1024;

/// The part of `new`, in whole lines, that holds all lines that [`Lines::added`] names, and what stands around them.
pub(super) fn changed_part(old: &[u8], new: &[u8]) -> Range<usize> {
    part(old, new, AROUND)
}

fn part(old: &[u8], new: &[u8], around: usize) -> Range<usize> {
    let before = common(old.chunks(CHUNK), new.chunks(CHUNK), |old, new| {
        old.iter().zip(new).take_while(|(old, new)| old == new).count()
    });
    let rest = (old.len().min(new.len())) - before;
    let (old, end) = (&old[old.len() - rest..], &new[new.len() - rest..]);
    let behind = common(old.rchunks(CHUNK), end.rchunks(CHUNK), |old, new| {
        old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count()
    });
    let start = line_start(new, before);
    let end = line_end(new, new.len() - behind);
    if may_slide(new, &(start..end), around) {
        return 0..new.len();
    }
    line_start(new, start.saturating_sub(around))..line_end(new, new.len().min(end + around))
}

/// Texts are compared by so many bytes at a time.
const CHUNK: usize = 4096;

/// How many bytes both have in common, of two texts in chunks.
fn common<'a>(
    old: impl Iterator<Item = &'a [u8]>,
    new: impl Iterator<Item = &'a [u8]>,
    in_chunk: impl Fn(&[u8], &[u8]) -> usize,
) -> usize {
    let mut length = 0;
    for (old, new) in old.zip(new) {
        if old == new {
            length += old.len();
        } else {
            return length + in_chunk(old, new);
        }
    }
    length
}

/// Whether a diff may call lines added that stand further than that from what differs. Where lines repeat, it has a
/// choice which of them is the new one, as far as they repeat. Source: `xdl_change_compact` of Git's `xdiff/xdiffi.c`.
fn may_slide(new: &[u8], differing: &Range<usize>, around: usize) -> bool {
    let Range { start, end } = *differing;
    let repeats =
        |needle: Range<usize>, within: Range<usize>| memchr::memmem::find(&new[within], &new[needle]).is_some();
    start > around && repeats(start - around..start, start - around + 1..end)
        || new.len() - end > around && repeats(end..end + around, start..end + around - 1)
}

/// Where the line begins that the byte at `at` stands on, or would.
fn line_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |at| at + 1)
}

/// Where the line ends that has begun before `at`, its end included.
fn line_end(text: &[u8], at: usize) -> usize {
    if at == 0 || text[at - 1] == b'\n' {
        return at;
    }
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts of a few different lines, the last perhaps without its end.
    fn text() -> impl Strategy<Value = Vec<u8>> {
        (prop::collection::vec(prop::sample::select(vec!["a\n", "b\n", "\n", "cc\n", "a"]), 0..40))
            .prop_map(|lines| lines.concat().into_bytes())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_added_lines_stand_in_the_part(
            (head, old, new, tail) in (text(), text(), text(), text()),
            around in 1_usize..8,
        ) {
            let old = [head.clone(), old, tail.clone()].concat();
            let new = [head, new, tail].concat();
            let part = part(&old, &new, around);
            prop_assert!(part.start == 0 || new[part.start - 1] == b'\n');
            prop_assert!(part.end == new.len() || part.end == 0 || new[part.end - 1] == b'\n');
            let line_of = |at: usize| 1 + memchr::memchr_iter(b'\n', &new[..at]).count();
            let last = line_of(new.len());
            let lines = line_of(part.start)..if part.end == new.len() { last + 1 } else { line_of(part.end) };
            if let Lines::Some(added) = Lines::added(&old, &new) {
                for range in added {
                    prop_assert!(lines.start <= range.start && range.end <= lines.end, "{range:?} of {lines:?}");
                }
            }
        }
    }

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
