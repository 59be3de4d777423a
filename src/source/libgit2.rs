//! A repository read through libgit2: its configuration and its references. The index and the objects are read in place.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use git2::{ErrorCode, Oid};

use super::index::Index;
use super::objects::Objects;
use super::repository::{ObjectKind, Parents, Snapshot};
use super::tree_diff::{self, Changes};
use super::{Kind, ObjectId, Repository, SourceError};

/// Opens the repository as Git would here: by `GIT_DIR` and its kin where they are set (during a commit they are),
/// otherwise from the current directory upwards.
fn open() -> Result<git2::Repository, SourceError> {
    git2::Repository::open_from_env().map_err(|cause| match cause.code() {
        ErrorCode::NotFound => SourceError::NotARepository(cause.message().to_owned()),
        _ => SourceError::Libgit2 { what: "cannot open the repository", cause },
    })
}

/// Returns true if Git would not trust the repository of that top, since another user owns it.
#[must_use]
pub fn belongs_to_another(root: &Path) -> bool {
    git2::Repository::open(root).is_err_and(|error| error.code() == ErrorCode::Owner)
}

/// The top of the work tree; of a repository without one, the repository itself.
fn root(repository: &git2::Repository) -> PathBuf {
    let here = || std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    if let Some(named) = std::env::var_os("GIT_WORK_TREE") {
        return here().join(named);
    }
    let is_named = std::env::var_os("GIT_DIR").is_some() && !repository.is_bare() && !repository.is_worktree();
    let has_named_tree = || repository.config().is_ok_and(|settings| settings.get_path("core.worktree").is_ok());
    // As in Git: a repository that is named, and does not say where its work tree is, has it here.
    if is_named && !has_named_tree() {
        return here();
    }
    repository.workdir().unwrap_or_else(|| repository.path()).to_owned()
}

/// A repository in libgit2's hands.
pub struct Libgit2 {
    root: PathBuf,
    objects: Objects,
    /// Where the index is, and the repository's directory.
    index_at: (PathBuf, PathBuf),
    /// Read once it is asked for.
    index: OnceLock<Index>,
}

impl Libgit2 {
    /// Opens the repository here.
    pub fn open() -> Result<Self, SourceError> {
        open().map(|repository| Self::of(&repository))
    }

    /// Opens the repository here, and tells what the commit being made will follow.
    pub fn open_for_commit() -> Result<(Self, Parents), SourceError> {
        let mut repository = open()?;
        let mut commits = vec![head(&repository)?];
        commits.extend(merge_heads(&mut repository)?.into_iter().map(Some));
        let opened = Self::of(&repository);
        let tree = |commit: Option<ObjectId>| commit.map(|id| opened.commit(&id).map(|commit| commit.tree)).transpose();
        let parents = commits.into_iter().map(tree).collect::<Result<_, _>>()?;
        Ok((opened, parents))
    }

    fn of(repository: &git2::Repository) -> Self {
        let root = root(repository);
        let index = match std::env::var_os("GIT_INDEX_FILE") {
            // As in Git, from the top of the work tree.
            Some(named) => root.join(named),
            None => repository.path().join("index"),
        };
        let index_at = (index, repository.path().to_owned());
        Self { root, index_at, index: OnceLock::new(), objects: Objects::of(repository.commondir()) }
    }

    /// The top of the work tree; of a repository without one, the repository itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn index(&self) -> Result<&Index, SourceError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let (index, directory) = &self.index_at;
        let read = Index::read(index, directory)?;
        Ok(self.index.get_or_init(|| read))
    }
}

impl Repository for Libgit2 {
    fn changes(&self, before: Option<ObjectId>, now: Snapshot) -> Result<Changes, SourceError> {
        match now {
            Snapshot::Index => tree_diff::between(self, before, self.index()?),
            Snapshot::Tree(now) => tree_diff::between_trees(self, before, now),
        }
    }

    fn object(&self, kind: ObjectKind, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        self.objects.read(kind.name(), id)
    }

    fn came_from_remote(&self, id: &ObjectId) -> bool {
        self.objects.came_from_remote(id)
    }

    fn holds(&self, before: ObjectId, now: Snapshot, id: &ObjectId) -> Result<bool, SourceError> {
        if now != Snapshot::Index {
            return tree_diff::is_below(self, before, id);
        }
        let mut cursor = self.index()?.cursor()?;
        while let Some(path) = cursor.path() {
            let entry = cursor.entry()?;
            let is_there = if Kind::of_mode(entry.mode) == Some(Kind::Directory) {
                // A directory that a sparse index leaves out.
                tree_diff::is_below(self, entry.id, id)?
            } else {
                entry.id == *id && tree_diff::lookup(self, before, path)?.is_some_and(|(_, there)| there == *id)
            };
            if is_there {
                return Ok(true);
            }
            cursor.advance()?;
        }
        Ok(false)
    }
}

/// The commit that the new one will follow; nothing if it will be the first.
fn head(repository: &git2::Repository) -> Result<Option<ObjectId>, SourceError> {
    let cause = match repository.head() {
        Ok(head) => return Ok(head.target().map(object_id)),
        Err(cause) => cause,
    };
    // libgit2 takes a branch that is garbage for one that does not exist yet.
    let head = repository.find_reference("HEAD").map_err(cannot("cannot read HEAD"))?;
    let branch = head.symbolic_target().ok().flatten().map(|branch| repository.find_reference(branch));
    match branch {
        Some(Err(error)) if error.code() == ErrorCode::NotFound && cause.code() == ErrorCode::UnbornBranch => Ok(None),
        _ => Err(cannot("cannot read the commit that HEAD names")(cause)),
    }
}

/// The commits that are being merged into HEAD.
fn merge_heads(repository: &mut git2::Repository) -> Result<Vec<ObjectId>, SourceError> {
    let mut heads = Vec::new();
    let listed = repository.mergehead_foreach(|id| {
        heads.push(object_id(*id));
        true
    });
    match listed {
        Ok(()) => Ok(heads),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(Vec::new()),
        Err(cause) => Err(cannot("cannot read MERGE_HEAD")(cause)),
    }
}

fn cannot(what: &'static str) -> impl Fn(git2::Error) -> SourceError {
    move |cause| SourceError::Libgit2 { what, cause }
}

fn object_id(id: Oid) -> ObjectId {
    id.as_bytes().first_chunk::<20>().map_or_else(|| ObjectId::from_bytes(&[0; 20]), ObjectId::from_bytes)
}
