//! How much may be read around the keywords of a text, all in all, so that no text takes longer than in proportion to its
//! length. Real files come to a small part of it; what was not looked at in others is told, and not passed over.

use std::cell::Cell;

/// How often each byte of a text may be read by patterns, and of tables and lists.
const TIMES: usize = 64;

/// How often as a part of a value: that of a name in a URL goes on over all names behind it.
const TIMES_IN_VALUES: usize = 64;

/// What a short text gets besides, in bytes.
const BASE: usize = 4 << 20;

/// How many hits a text may have: each takes about a kilobyte, and nobody reads so many.
pub(in crate::scan) const MOST_HITS: usize = 10_000;

/// Bytes that may still be read, or hits that may still be kept.
#[derive(Debug)]
pub(in crate::scan) struct Budget(Cell<usize>);

impl Budget {
    fn of(length: usize, times: usize) -> Self {
        Self(Cell::new(length.saturating_mul(times).saturating_add(BASE)))
    }

    /// How many are left.
    pub(in crate::scan) fn left(&self) -> usize {
        self.0.get()
    }

    /// Takes off so many.
    pub(in crate::scan) fn spend(&self, number: usize) {
        self.0.set(self.0.get().saturating_sub(number));
    }

    /// Takes off as many as are wanted, and returns true if there were so many.
    pub(in crate::scan) fn allows(&self, number: usize) -> bool {
        let allows = number <= self.left();
        self.spend(number);
        allows
    }
}

/// What may still be read of one text, by what it is read for.
#[derive(Debug)]
pub(in crate::scan) struct Budgets {
    /// By patterns, around their keywords.
    pub(in crate::scan) patterns: Budget,
    /// As values under names.
    pub(in crate::scan) values: Budget,
    /// Of tables and lists, far from the names above them.
    pub(in crate::scan) collections: Budget,
    /// How many hits may still be kept.
    pub(in crate::scan) hits: Budget,
}

impl Budgets {
    /// Those of a text of so many bytes.
    pub(in crate::scan) fn of(length: usize) -> Self {
        Self {
            patterns: Budget::of(length, TIMES),
            values: Budget::of(length, TIMES_IN_VALUES),
            collections: Budget::of(length, TIMES),
            hits: Budget(Cell::new(MOST_HITS)),
        }
    }

    /// Returns true if something was not read or kept, since too much would have been.
    pub(in crate::scan) fn are_spent(&self) -> bool {
        [&self.patterns, &self.values, &self.collections, &self.hits].iter().any(|budget| budget.left() == 0)
    }
}
