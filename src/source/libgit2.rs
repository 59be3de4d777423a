//! A repository read through libgit2: its configuration and its references. The index and the objects are read in place.

use std::ops::Deref;
use std::path::PathBuf;

use git2::{ErrorCode, Oid};

use super::index::Index;
use super::objects::Objects;
use super::tree_diff::{self, Changes, Trees};
use super::{Kind, ObjectId, Repository, SourceError};

/// Opens the repository as Git would here: by `GIT_DIR` and its kin where they are set (during a commit they are),
/// otherwise from the current directory upwards.
pub fn open() -> Result<git2::Repository, SourceError> {
    git2::Repository::open_from_env().map_err(|cause| match cause.code() {
        ErrorCode::NotFound => SourceError::NotARepository(cause.message().to_owned()),
        _ => SourceError::Libgit2 { what: "cannot open the repository", cause },
    })
}

/// The top of the work tree; of a repository without one, the repository itself.
#[must_use]
pub fn root(repository: &git2::Repository) -> PathBuf {
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
    objects: Objects,
    index: Index,
    /// The trees of the commit's parents; nothing in place of a commit before the first one.
    parents: Vec<Option<ObjectId>>,
}

impl Libgit2 {
    /// Reads the index, and what the commit will follow.
    pub fn new(repository: &mut git2::Repository) -> Result<Self, SourceError> {
        let mut commits = vec![head(repository)?];
        commits.extend(merge_heads(repository)?.into_iter().map(Some));
        let index = match std::env::var_os("GIT_INDEX_FILE") {
            // As in Git, from the top of the work tree.
            Some(named) => root(repository).join(named),
            None => repository.path().join("index"),
        };
        let directory = repository.path().to_owned();
        let objects = Objects::of(repository.commondir());
        let tree = |commit: Option<ObjectId>| commit.map(|commit| tree_of(&objects, commit)).transpose();
        Ok(Self {
            index: Index::read(&index, &directory)?,
            parents: commits.into_iter().map(tree).collect::<Result<_, _>>()?,
            objects,
        })
    }
}

/// The tree of a commit.
fn tree_of(objects: &Objects, commit: ObjectId) -> Result<ObjectId, SourceError> {
    let content = objects.read("commit", &commit)?;
    let first = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    first.strip_prefix(b"tree ").and_then(ObjectId::from_hex).ok_or_else(|| SourceError::Object {
        what: "commit",
        id: commit,
        cause: "it does not begin as a commit does".to_owned(),
    })
}

impl Repository for Libgit2 {
    fn changes(&self) -> Result<Vec<Changes>, SourceError> {
        self.parents.iter().map(|tree| tree_diff::between(self, *tree, &self.index)).collect()
    }

    fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        self.objects.read("blob", id)
    }

    fn came_from_remote(&self, id: &ObjectId) -> bool {
        self.objects.came_from_remote(id)
    }

    fn holds(&self, parent: usize, id: &ObjectId) -> Result<bool, SourceError> {
        let Some(tree) = self.parents[parent] else {
            return Ok(false);
        };
        let mut cursor = self.index.cursor()?;
        while let Some(path) = cursor.path() {
            let entry = cursor.entry()?;
            let is_there = if Kind::of_mode(entry.mode) == Some(Kind::Directory) {
                // A directory that a sparse index leaves out.
                tree_diff::is_below(self, entry.id, id)?
            } else {
                entry.id == *id && tree_diff::lookup(self, tree, path)?.is_some_and(|(_, there)| there == *id)
            };
            if is_there {
                return Ok(true);
            }
            cursor.advance()?;
        }
        Ok(false)
    }
}

impl Trees for Libgit2 {
    type Error = SourceError;

    fn tree(&self, id: ObjectId) -> Result<Option<impl Deref<Target = [u8]>>, SourceError> {
        match self.objects.read("tree", &id) {
            Err(SourceError::OnRemote(_)) => Ok(None),
            read => read.map(Some),
        }
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
