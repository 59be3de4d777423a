//! The repository here, in the hands of the reader that can read it.

use std::path::Path;
use std::sync::OnceLock;

use super::libgit2::Libgit2;
use super::program::GitProgram;
use super::repository::{ObjectKind, Parents, Repository, Snapshot};
use super::tree_diff::{self, Changes};
use super::{Kind, ObjectId, SourceError};

/// The repository here: read through libgit2, and where libgit2 fails for a reason that may be its own limit, through
/// the `git` program.
pub struct Reader {
    /// Nothing where libgit2 cannot open the repository.
    libgit2: Option<Libgit2>,
    /// Started once it is needed; nothing where it cannot be.
    git: OnceLock<Option<GitProgram>>,
}

impl Reader {
    /// Opens the repository as Git would here.
    pub fn open() -> Result<Self, SourceError> {
        Self::open_by(|| Libgit2::open().map(|it| (it, ())), || GitProgram::open().map(|it| (it, ())))
            .map(|(it, ())| it)
    }

    /// Opens the repository as Git would here, and tells what the commit being made will follow: first the commit before,
    /// then what is being merged.
    pub fn open_for_commit() -> Result<(Self, Parents), SourceError> {
        Self::open_by(Libgit2::open_for_commit, GitProgram::open_for_commit)
    }

    fn open_by<T>(
        libgit2: impl FnOnce() -> Result<(Libgit2, T), SourceError>,
        git: impl FnOnce() -> Result<(GitProgram, T), SourceError>,
    ) -> Result<(Self, T), SourceError> {
        match libgit2() {
            Ok((libgit2, told)) => Ok((Self { libgit2: Some(libgit2), git: OnceLock::new() }, told)),
            Err(first) if first.may_be_a_limit_of_libgit2() => match git() {
                Ok((git, told)) => Ok((Self { libgit2: None, git: OnceLock::from(Some(git)) }, told)),
                Err(second) => Err(both(first, second)),
            },
            Err(error) => Err(error),
        }
    }

    /// The top of the work tree; of a repository without one, the repository itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        match &self.libgit2 {
            Some(libgit2) => libgit2.root(),
            None => self.git().map_or(Path::new("."), GitProgram::root),
        }
    }

    fn git(&self) -> Option<&GitProgram> {
        self.git.get_or_init(|| GitProgram::open().ok()).as_ref()
    }

    /// What libgit2 answers; what `git` answers, where libgit2 fails and may only be limited.
    fn ask<'r, T>(
        &'r self,
        libgit2: impl FnOnce(&'r Libgit2) -> Result<T, SourceError>,
        git: impl FnOnce(&'r GitProgram) -> Result<T, SourceError>,
    ) -> Result<T, SourceError> {
        let first = match self.libgit2.as_ref().map(libgit2) {
            Some(Err(error)) if error.may_be_a_limit_of_libgit2() => Some(error),
            Some(answer) => return answer,
            None => None,
        };
        match (self.git(), first) {
            (Some(program), None) => git(program),
            (Some(program), Some(first)) => git(program).map_err(|second| match (first, second) {
                // Of one object both say that it is not there.
                (SourceError::Object { .. }, second) => second,
                (first, second) => both(first, second),
            }),
            (None, Some(first)) => Err(first),
            (None, None) => Err(SourceError::NotARepository("neither libgit2 nor git can open it".to_owned())),
        }
    }
}

/// The content of the file at a path in a commit's tree; nothing where there is no such file.
pub fn file_at(repository: &Reader, commit: &ObjectId, path: &[u8]) -> Result<Option<Vec<u8>>, SourceError> {
    let tree = repository.commit(commit)?.tree;
    match tree_diff::lookup(repository, tree, path)? {
        Some((Kind::File, id)) => repository.blob(&id).map(Some),
        _ => Ok(None),
    }
}

fn both(first: SourceError, second: SourceError) -> SourceError {
    SourceError::Both { first: Box::new(first), second: Box::new(second) }
}

impl Repository for Reader {
    fn changes(&self, before: Option<ObjectId>, now: Snapshot) -> Result<Changes, SourceError> {
        self.ask(|libgit2| libgit2.changes(before, now), |git| git.changes(before, now))
    }

    fn holds(&self, before: ObjectId, now: Snapshot, id: &ObjectId) -> Result<bool, SourceError> {
        self.ask(|libgit2| libgit2.holds(before, now, id), |git| git.holds(before, now, id))
    }

    fn object(&self, kind: ObjectKind, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        self.ask(|libgit2| libgit2.object(kind, id), |git| git.object(kind, id))
    }

    fn came_from_remote(&self, id: &ObjectId) -> bool {
        self.ask(|libgit2| Ok(libgit2.came_from_remote(id)), |git| Ok(git.came_from_remote(id))).unwrap_or(false)
    }
}
