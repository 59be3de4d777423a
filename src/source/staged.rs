//! What Git is about to commit.

use std::ops::Range;

use super::line_diff::{self, Lines};
use super::tree_diff::{Before, Change, Changes};
use super::{ObjectId, SourceError, text_of};

/// How many removed files a new file is compared with, to find where it was moved from. Git's own limit.
const MOST_COMPARED: usize = 1000;

/// The longest part of a line that counts as one when texts are compared for a move, in bytes. Git's own.
const LONGEST_PART: usize = 64;

/// From that size on, in bytes, a text takes longer to scan than the old content takes to read.
const WORTH_A_COMPARISON: usize = 64 * 1024;

/// What is asked of a repository, whoever reads it.
pub trait Repository: Sync {
    /// How the index differs from each parent that the commit will have: from the commit before (from nothing, if there is
    /// none), and then from what is being merged into it.
    fn changes(&self) -> Result<Vec<Changes>, SourceError>;

    /// The content of a blob.
    fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, SourceError>;

    /// Whether the object came from the remote of a partial clone, which therefore has it.
    fn came_from_remote(&self, id: &ObjectId) -> bool;

    /// Whether the parent of that number holds this very content at some path where the index has the same.
    fn holds(&self, parent: usize, id: &ObjectId) -> Result<bool, SourceError>;
}

/// The staged changes of a repository.
pub struct Staged<'r> {
    repository: &'r dyn Repository,
    /// What is new to every parent.
    changed: Vec<Change>,
    /// How the index differs from each parent.
    parents: Vec<Changes>,
}

impl<'r> Staged<'r> {
    /// Finds out what is staged; reads no content.
    pub fn of(repository: &'r dyn Repository) -> Result<Self, SourceError> {
        let mut parents = repository.changes()?;
        let mut changed = match parents.first_mut() {
            Some(first) => std::mem::take(&mut first.changed),
            None => Vec::new(),
        };
        for merged in parents.iter_mut().skip(1) {
            merged.changed.sort_by(|a, b| a.path.cmp(&b.path));
            // What a merge takes over unchanged is not new, and may even be on the other side only.
            changed.retain(|change| change_at(merged, &change.path).is_some());
        }
        Ok(Self { repository, changed, parents })
    }

    /// The new and different entries.
    #[must_use]
    pub fn changed(&self) -> &[Change] {
        &self.changed
    }

    /// Whether a file that is no more had these bytes in its path.
    #[must_use]
    pub fn was_in_a_removed_path(&self, part: &[u8]) -> bool {
        let mut removed = self.parents.iter().flat_map(|parent| &parent.removed);
        removed.any(|removed| memchr::memmem::find(&removed.path, part).is_some())
    }

    /// Whether the change's path is new; taken for a text of one line.
    #[must_use]
    pub fn added_path(&self, change: &Change) -> Lines {
        match change.before {
            Before::Object(_) => Lines::none(),
            Before::Nothing => Lines::All,
            Before::Unknown => self.added_since_unknown(change),
        }
    }

    /// The bytes that the commit will hold; of what a partial clone left with its remote, an error that says so.
    pub fn content(&self, change: &Change) -> Result<Vec<u8>, SourceError> {
        self.repository.blob(&change.new)
    }

    /// The part of the change's text (as [`text_of`] gives it), in bytes and whole lines, in which all of its added lines
    /// stand, with what is around them: the whole of a short one, and of one with which there is nothing to compare.
    #[must_use]
    pub fn changed_part(&self, change: &Change, text: &[u8]) -> Range<usize> {
        match (change.before, self.parents.as_slice()) {
            (Before::Object(old), [_]) if text.len() >= WORTH_A_COMPARISON => {
                self.repository.blob(&old).ok().map(|old| line_diff::changed_part(&text_of(&old), text))
            }
            _ => None,
        }
        .unwrap_or(0..text.len())
    }

    /// Which lines of the change's text (as [`text_of`] gives it) none of the commit's parents has.
    ///
    /// Asked only of texts in which something was found, since it costs reading and comparing the old content.
    pub fn added_lines(&self, change: &Change, text: &[u8]) -> Result<Lines, SourceError> {
        let mut lines = self.added_since(0, change, text)?;
        for number in 1..self.parents.len() {
            if let Some(change) = change_at(&self.parents[number], &change.path) {
                lines = lines.and(self.added_since(number, change, text)?);
            }
        }
        Ok(lines)
    }

    /// The texts that a changed file had before, one for each parent that had another; of those that a partial clone left with its
    /// remote, none.
    ///
    /// Asked only of texts in which something was found.
    #[must_use]
    pub fn old_texts(&self, change: &Change) -> Vec<Vec<u8>> {
        let merged = self.parents.iter().skip(1).filter_map(|parent| change_at(parent, &change.path));
        let before = std::iter::once(change).chain(merged).filter_map(|change| match change.before {
            Before::Object(old) => self.repository.blob(&old).ok(),
            Before::Nothing | Before::Unknown => None,
        });
        before.map(|old| text_of(&old).into_owned()).collect()
    }

    /// The lines that the parent of that number, from which `change` differs, does not have.
    fn added_since(&self, number: usize, change: &Change, text: &[u8]) -> Result<Lines, SourceError> {
        match change.before {
            Before::Object(old) => match self.repository.blob(&old) {
                Ok(old) => Ok(Lines::added(&text_of(&old), text)),
                Err(SourceError::OnRemote(_)) => Ok(self.added_since_unknown(change)),
                Err(error) => Err(error),
            },
            Before::Unknown => Ok(self.added_since_unknown(change)),
            Before::Nothing if self.held(number, &change.new)? => Ok(Lines::none()),
            Before::Nothing => Ok(self.added_since_move(&self.parents[number], change, text)),
        }
    }

    /// The added lines where a partial clone left the old content with its remote. The new content may be the
    /// remote's as well.
    fn added_since_unknown(&self, change: &Change) -> Lines {
        if self.repository.came_from_remote(&change.new) { Lines::none() } else { Lines::Unknown }
    }

    /// Whether the parent of that number holds this very content at any path.
    fn held(&self, number: usize, id: &ObjectId) -> Result<bool, SourceError> {
        let Changes { changed, removed } = &self.parents[number];
        // The first parent's changes are those that are judged.
        let changed = if number == 0 { &self.changed } else { changed };
        Ok(removed.iter().any(|removed| removed.id == *id)
            || changed.iter().any(|change| change.before == Before::Object(*id))
            || self.repository.holds(number, id)?)
    }

    /// The added lines of a file that is new at its path, and perhaps was moved there with changes.
    ///
    /// As in Git, it counts as moved if at least half of it stands in a file that the same commit removes, and one of
    /// the same name is taken at three quarters. A removed file that cannot be read is not where it came from, which
    /// may find too much and never too little.
    fn added_since_move(&self, parent: &Changes, change: &Change, text: &[u8]) -> Lines {
        let name = file_name(&change.path);
        let (namesakes, others): (Vec<_>, Vec<_>) =
            parent.removed.iter().partition(|removed| file_name(&removed.path) == name);
        let mut best: Option<(usize, Vec<u8>)> = None;
        let mut otherwise = Lines::All;
        for (number, removed) in namesakes.iter().chain(&others).take(MOST_COMPARED).enumerate() {
            let old = match self.repository.blob(&removed.id) {
                Ok(old) => old,
                Err(SourceError::OnRemote(_)) => {
                    otherwise = Lines::Unknown;
                    continue;
                }
                Err(_) => continue,
            };
            let old = text_of(&old);
            let longer = text.len().max(old.len());
            if text.len().min(old.len()) < longer.div_ceil(2) {
                continue;
            }
            let shared = shared_bytes(&old, text);
            if shared >= longer.div_ceil(2) && best.as_ref().is_none_or(|(most, _)| shared > *most) {
                best = Some((shared, old.into_owned()));
            }
            if number < namesakes.len() && shared >= longer / 4 * 3 {
                break;
            }
        }
        best.map_or(otherwise, |(_, old)| Lines::added(&old, text))
    }
}

/// The change at that path, where the changes are sorted.
fn change_at<'c>(changes: &'c Changes, path: &[u8]) -> Option<&'c Change> {
    let at = changes.changed.binary_search_by(|change| change.path.as_slice().cmp(path)).ok()?;
    changes.changed.get(at)
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// The lines, or parts of lines, by which texts are compared for a move.
fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').flat_map(|line| line.chunks(LONGEST_PART))
}

/// How many bytes of `new` stand in parts that `old` has as well.
fn shared_bytes(old: &[u8], new: &[u8]) -> usize {
    let mut there = std::collections::HashMap::<&[u8], usize>::new();
    for part in parts(old) {
        *there.entry(part).or_default() += 1;
    }
    parts(new)
        .filter(|part| match there.get_mut(part) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        })
        .map(<[u8]>::len)
        .sum()
}
