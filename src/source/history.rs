//! All versions of all files: each once, with the commit that brought it in.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Changeset, Commit, Kind, Lines, ObjectId, Reader, Repository as _, Source, SourceError};

/// The commits of a repository, each after its parents.
pub struct History<'r> {
    repository: &'r Reader,
    commits: Vec<ObjectId>,
}

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its content.
    pub blob: ObjectId,
    /// Where it stood first: from the repository's top.
    path: Box<[u8]>,
    /// The commit that brought it in: a number in the list of commits, 0-based.
    commit: usize,
}

/// The number of a commit, and a path in it.
type FirstSeen = (usize, Box<[u8]>);

/// Collects the versions, commit by commit and in any order.
#[derive(Default)]
pub struct Versions {
    /// The first commit and the path of each; some 150 bytes a version.
    first: Mutex<HashMap<ObjectId, FirstSeen>>,
}

impl<'r> History<'r> {
    /// The history of these commits.
    #[must_use]
    pub fn of(repository: &'r Reader, commits: Vec<ObjectId>) -> Self {
        Self { repository, commits }
    }

    /// The commits, each after its parents.
    #[must_use]
    pub fn commits(&self) -> &[ObjectId] {
        &self.commits
    }

    /// Adds the versions that the commit of that number has and none of its parents.
    pub fn collect(&self, number: usize, versions: &Versions) -> Result<(), SourceError> {
        let commit = Arc::new(self.repository.commit(&self.commits[number])?);
        let changes = Changeset::of_commit(self.repository, commit)?;
        let mut first = versions.first.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes.changed().iter().filter(|change| matches!(change.kind, Kind::File | Kind::Link)) {
            let known = first.entry(change.new).or_insert_with(|| (number, change.path.as_slice().into()));
            if number < known.0 {
                *known = (number, change.path.as_slice().into());
            }
        }
        Ok(())
    }

    /// The number of each commit in the list.
    #[must_use]
    pub fn numbers(&self) -> HashMap<ObjectId, usize> {
        self.commits.iter().enumerate().map(|(number, id)| (*id, number)).collect()
    }
}

impl Versions {
    /// The versions, those of a path together and the newest first, as packs keep them.
    #[must_use]
    pub fn in_the_order_of_packs(self) -> Vec<Version> {
        let first = self.first.into_inner().unwrap_or_else(PoisonError::into_inner);
        let version = |(blob, (commit, path))| Version { blob, path, commit };
        let mut versions: Vec<Version> = first.into_iter().map(version).collect();
        versions.sort_unstable_by(|a, b| a.path.cmp(&b.path).then(b.commit.cmp(&a.commit)).then(a.blob.cmp(&b.blob)));
        versions
    }
}

impl Source for History<'_> {
    type Entry = Version;

    fn path<'e>(&self, version: &'e Version) -> Cow<'e, [u8]> {
        Cow::Borrowed(&version.path)
    }

    fn shown_path<'e>(&self, version: &'e Version) -> Cow<'e, [u8]> {
        Cow::Borrowed(&version.path)
    }

    fn added_path(&self, _: &Version, _: &[u8]) -> Lines {
        Lines::All
    }

    fn content(&self, version: &Version) -> Result<Option<Vec<u8>>, SourceError> {
        self.repository.blob(&version.blob).map(Some)
    }

    fn part_to_scan(&self, _: &Version, text: &[u8]) -> Range<usize> {
        0..text.len()
    }

    fn added_lines(&self, _: &Version, _: &[u8]) -> Result<Lines, SourceError> {
        Ok(Lines::All)
    }

    fn commit(&self, version: &Version) -> Option<Arc<Commit>> {
        self.repository.commit(&self.commits[version.commit]).ok().map(Arc::new)
    }
}
