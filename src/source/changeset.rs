//! What a commit changes: the one that Git is about to make, or one that is there.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::line_diff::{self, Lines};
use super::repository::{Repository, Snapshot};
use super::tree_diff::{Before, Change, Changes, PolicyFile};
use super::{Commit, Kind, ObjectId, Source, SourceError, text_of};

/// How many removed files a new file is compared with, to find where it was moved from. Git's own limit.
const MOST_COMPARED: usize = 1000;

/// The longest part of a line that counts as one when texts are compared for a move, in bytes. Git's own.
const LONGEST_PART: usize = 64;

/// From that size on, in bytes, a text takes longer to scan than the old content takes to read.
const WORTH_A_COMPARISON: usize = 64 * 1024;

/// What a commit adds, or will add, to the commits that it follows.
pub struct Changeset<'r> {
    repository: &'r dyn Repository,
    now: Snapshot,
    /// What is new to every parent.
    changed: Vec<Change>,
    /// The commits that it follows.
    parents: Vec<Parent>,
    /// The commit itself; nothing for the one that is being made.
    commit: Option<Arc<Commit>>,
    /// The files that state the policy, in the directories of what changed and above.
    policies: Vec<PolicyFile>,
}

/// A commit that is followed.
struct Parent {
    /// Its files; nothing if there are none.
    tree: Option<ObjectId>,
    /// How the files differ from it.
    changes: Changes,
}

impl<'r> Changeset<'r> {
    /// Finds out what is staged onto these parents; reads no content.
    pub fn staged(repository: &'r dyn Repository, parents: &[Option<ObjectId>]) -> Result<Self, SourceError> {
        Self::between(repository, parents, Snapshot::Index)
    }

    /// Finds out what a commit adds to all of its parents; reads no content.
    pub fn of_commit(repository: &'r dyn Repository, commit: Arc<Commit>) -> Result<Self, SourceError> {
        let tree_of = |parent: &ObjectId| repository.commit(parent).map(|parent| Some(parent.tree));
        let mut parents = commit.parents.iter().map(tree_of).collect::<Result<Vec<_>, _>>()?;
        if parents.is_empty() {
            parents.push(None);
        }
        let changes = Self::between(repository, &parents, Snapshot::Tree(commit.tree))?;
        Ok(Self { commit: Some(commit), ..changes })
    }

    /// How a tree differs from another one; nothing stands for no files.
    pub fn between_trees(
        repository: &'r dyn Repository,
        before: Option<ObjectId>,
        now: ObjectId,
    ) -> Result<Self, SourceError> {
        Self::between(repository, &[before], Snapshot::Tree(now))
    }

    fn between(
        repository: &'r dyn Repository,
        parents: &[Option<ObjectId>],
        now: Snapshot,
    ) -> Result<Self, SourceError> {
        let parent = |tree: &Option<ObjectId>| Ok(Parent { tree: *tree, changes: repository.changes(*tree, now)? });
        let mut parents = parents.iter().map(parent).collect::<Result<Vec<_>, SourceError>>()?;
        let (mut changed, policies) = match parents.first_mut() {
            Some(Parent { changes, .. }) => {
                (std::mem::take(&mut changes.changed), std::mem::take(&mut changes.policies))
            }
            None => (Vec::new(), Vec::new()),
        };
        for merged in parents.iter_mut().skip(1) {
            merged.changes.changed.sort_by(|a, b| a.path.cmp(&b.path));
            // What a merge takes over unchanged is not new, and may even be on the other side only.
            changed.retain(|change| change_at(&merged.changes, &change.path).is_some());
        }
        Ok(Self { repository, now, changed, parents, commit: None, policies })
    }

    /// The new and different entries.
    #[must_use]
    pub fn changed(&self) -> &[Change] {
        &self.changed
    }

    /// The files that state the policy, in the directories of what changed and above; others may be among them.
    #[must_use]
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// The content of a blob.
    pub fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        self.repository.blob(id)
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
            Before::Nothing => Ok(self.added_since_move(&self.parents[number].changes, change, text)),
        }
    }

    /// The added lines where a partial clone left the old content with its remote. The new content may be the
    /// remote's as well.
    fn added_since_unknown(&self, change: &Change) -> Lines {
        if self.repository.came_from_remote(&change.new) { Lines::none() } else { Lines::Unknown }
    }

    /// Whether the parent of that number holds this very content at any path.
    fn held(&self, number: usize, id: &ObjectId) -> Result<bool, SourceError> {
        let Parent { tree, changes: Changes { changed, removed, .. } } = &self.parents[number];
        // The first parent's changes are those that are judged.
        let changed = if number == 0 { &self.changed } else { changed };
        Ok(removed.iter().any(|removed| removed.id == *id)
            || changed.iter().any(|change| change.before == Before::Object(*id))
            || tree.map_or(Ok(false), |tree| self.repository.holds(tree, self.now, id))?)
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

impl Source for Changeset<'_> {
    type Entry = Change;

    fn path<'e>(&self, change: &'e Change) -> Cow<'e, [u8]> {
        Cow::Borrowed(&change.path)
    }

    fn shown_path<'e>(&self, change: &'e Change) -> Cow<'e, [u8]> {
        Cow::Borrowed(&change.path)
    }

    /// Which lines of the path are new; a path that a moved file had in part is not.
    fn added_path(&self, change: &Change, part: &[u8]) -> Lines {
        let mut removed = self.parents.iter().flat_map(|parent| &parent.changes.removed);
        if removed.any(|removed| memchr::memmem::find(&removed.path, part).is_some()) {
            return Lines::none();
        }
        match change.before {
            Before::Object(_) => Lines::none(),
            Before::Nothing => Lines::All,
            Before::Unknown => self.added_since_unknown(change),
        }
    }

    fn content(&self, change: &Change) -> Result<Option<Vec<u8>>, SourceError> {
        match change.kind {
            Kind::File | Kind::Link => self.repository.blob(&change.new).map(Some),
            // Of a sparse index, and its files are with the remote.
            Kind::Directory => Err(SourceError::OnRemote(change.new)),
            Kind::Submodule => Ok(None),
        }
    }

    /// The part in which all added lines stand, with what is around them: the whole of a short text, and of one with
    /// which there is nothing to compare.
    fn part_to_scan(&self, change: &Change, text: &[u8]) -> Range<usize> {
        match (change.before, self.parents.as_slice()) {
            (Before::Object(old), [_]) if text.len() >= WORTH_A_COMPARISON => {
                self.repository.blob(&old).ok().map(|old| line_diff::changed_part(&text_of(&old), text))
            }
            _ => None,
        }
        .unwrap_or(0..text.len())
    }

    /// The lines that none of the parents has.
    fn added_lines(&self, change: &Change, text: &[u8]) -> Result<Lines, SourceError> {
        let mut lines = self.added_since(0, change, text)?;
        for number in 1..self.parents.len() {
            if let Some(change) = change_at(&self.parents[number].changes, &change.path) {
                lines = lines.and(self.added_since(number, change, text)?);
            }
        }
        Ok(lines)
    }

    fn old_texts(&self, change: &Change) -> Vec<Vec<u8>> {
        let merged = self.parents.iter().skip(1).filter_map(|parent| change_at(&parent.changes, &change.path));
        let before = std::iter::once(change).chain(merged).filter_map(|change| match change.before {
            Before::Object(old) => self.repository.blob(&old).ok(),
            Before::Nothing | Before::Unknown => None,
        });
        before.map(|old| text_of(&old).into_owned()).collect()
    }

    fn commit(&self, _: &Change) -> Option<Arc<Commit>> {
        self.commit.clone()
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
