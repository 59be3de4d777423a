//! What Git is about to commit.

use super::added::Lines;
use super::changed::{Change, Changes};
use super::{Blob, ObjectId, SourceError, text_of};

/// How many removed files a new file is compared with, to find where it was moved from.
const MOST_COMPARED: usize = 200;

/// What is asked of a repository, whoever reads it.
pub trait Repository: Sync {
    /// How the index differs from the commit before (from nothing, if there is none).
    fn changes(&self) -> Result<Changes, SourceError>;

    /// The content of a blob.
    fn blob(&self, id: &ObjectId) -> Result<Blob<'_>, SourceError>;

    /// Whether the commit before holds this very content somewhere.
    fn holds(&self, id: &ObjectId) -> Result<bool, SourceError>;

    /// The blobs that the other parents of a merge under way have at this path; the merge's first parent is the commit
    /// before, and not among them.
    fn merged(&self, path: &[u8]) -> Result<Vec<ObjectId>, SourceError>;
}

/// The staged changes of a repository.
pub struct Staged<'r> {
    repository: &'r dyn Repository,
    changes: Changes,
}

impl<'r> Staged<'r> {
    /// Finds out what is staged; reads no content.
    pub fn of(repository: &'r dyn Repository) -> Result<Self, SourceError> {
        let Changes { changed, removed } = repository.changes()?;
        let mut new = Vec::with_capacity(changed.len());
        for change in changed {
            // What a merge takes over unchanged is not new, and may even be on the other side only.
            if !repository.merged(&change.path)?.contains(&change.new) {
                new.push(change);
            }
        }
        Ok(Self { repository, changes: Changes { changed: new, removed } })
    }

    /// The new and different entries.
    #[must_use]
    pub fn changed(&self) -> &[Change] {
        &self.changes.changed
    }

    /// The bytes that the commit will hold.
    pub fn content(&self, change: &Change) -> Result<Blob<'r>, SourceError> {
        self.repository.blob(&change.new)
    }

    /// Which lines of the change's text (as [`text_of`] gives it) none of the commit's parents has.
    ///
    /// Asked only of texts in which something was found, since it costs reading and comparing the old content.
    pub fn added_lines(&self, change: &Change, text: &[u8]) -> Result<Lines, SourceError> {
        let mut lines = match change.old {
            Some(old) => self.added_since(&old, text)?,
            None if self.repository.holds(&change.new)? => Lines::none(),
            None => self.added_since_move(text)?,
        };
        for parent in self.repository.merged(&change.path)? {
            lines = lines.and(self.added_since(&parent, text)?);
        }
        Ok(lines)
    }

    fn added_since(&self, old: &ObjectId, text: &[u8]) -> Result<Lines, SourceError> {
        Ok(Lines::added(&text_of(&self.repository.blob(old)?), text))
    }

    /// The added lines of a file that is new at its path, and perhaps was moved there with changes.
    ///
    /// As in Git, it counts as moved if at least half of it stands in a file that the same commit removes.
    fn added_since_move(&self, text: &[u8]) -> Result<Lines, SourceError> {
        let mut best: Option<(usize, Vec<u8>)> = None;
        for removed in self.changes.removed.iter().take(MOST_COMPARED) {
            let old = text_of(&self.repository.blob(&removed.id)?).into_owned();
            let shared = shared_bytes(&old, text);
            if shared * 2 >= text.len().max(old.len()) && best.as_ref().is_none_or(|(most, _)| shared > *most) {
                best = Some((shared, old));
            }
        }
        Ok(best.map_or(Lines::All, |(_, old)| Lines::added(&old, text)))
    }
}

/// How many bytes of `new` stand in lines that `old` has as well.
fn shared_bytes(old: &[u8], new: &[u8]) -> usize {
    let mut lines = std::collections::HashMap::<&[u8], usize>::new();
    for line in old.split_inclusive(|b| *b == b'\n') {
        *lines.entry(line).or_default() += 1;
    }
    new.split_inclusive(|b| *b == b'\n')
        .filter(|line| match lines.get_mut(line) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        })
        .map(<[u8]>::len)
        .sum()
}
