//! Sets of parts of a text.

use std::ops::Range;

/// Parts of a text, in order and apart: byte ranges, end excluded.
#[derive(Clone, Default)]
pub(in crate::scan) struct Spans(Vec<Range<usize>>);

impl Spans {
    /// Adds a part that begins behind the beginning of all before, or nearly.
    pub(in crate::scan) fn add(&mut self, span: Range<usize>) {
        match self.0.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => self.0.push(span),
        }
    }

    /// Returns true if there is none.
    pub(in crate::scan) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each, as a part of a text of that length.
    pub(in crate::scan) fn within(&self, length: usize) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().map(move |part| part.start..part.end.min(length))
    }

    /// Those of both.
    pub(in crate::scan) fn with(self, mut other: Self) -> Self {
        if other.0.is_empty() {
            return self;
        }
        other.0.extend(self.0);
        other.0.sort_by_key(|part| part.start);
        let mut both = Self::default();
        other.0.into_iter().for_each(|part| both.add(part));
        both
    }
}
