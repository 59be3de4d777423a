//! A repository read through libgit2: its configuration, its references and its objects. The index is read in place.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Odb, OdbObject, Oid};

use super::changed::{self, Changes, Trees};
use super::index::Index;
use super::{Blob, Kind, ObjectId, Repository, SourceError};

/// Opens the repository as Git would here: by `GIT_DIR` and its kin where they are set (during a commit they are),
/// otherwise from the current directory upwards.
pub fn open() -> Result<git2::Repository, SourceError> {
    // As `git diff` does, this trusts that an object's name fits its content; `git fsck` is there to check it.
    git2::opts::strict_hash_verification(false);
    git2::Repository::open_from_env().map_err(|cause| match cause.code() {
        ErrorCode::NotFound => SourceError::NotARepository(cause.message().to_owned()),
        _ => SourceError::Libgit2 { what: "cannot open the repository", cause },
    })
}

/// The top of the work tree; of a repository without one, the repository itself.
#[must_use]
pub fn root(repository: &git2::Repository) -> &Path {
    repository.workdir().unwrap_or_else(|| repository.path())
}

/// A repository in libgit2's hands.
pub struct Libgit2<'g> {
    objects: Odb<'g>,
    index: Index,
    /// The tree of the commit before; nothing before the first commit.
    head: Option<ObjectId>,
    /// The trees of a merge's other parents.
    merging: Vec<ObjectId>,
}

impl<'g> Libgit2<'g> {
    /// Reads the index, and what the commit will follow.
    pub fn new(repository: &'g mut git2::Repository) -> Result<Self, SourceError> {
        let merging = merging(repository)?;
        let head = match repository.head() {
            Ok(head) => {
                Some(head.peel_to_commit().map_err(cannot("cannot read the commit that HEAD names"))?.tree_id())
            }
            Err(error) if error.code() == ErrorCode::UnbornBranch => None,
            Err(cause) => return Err(cannot("cannot read HEAD")(cause)),
        };
        let index = std::env::var_os("GIT_INDEX_FILE").map_or_else(|| repository.path().join("index"), PathBuf::from);
        Ok(Self {
            objects: repository.odb().map_err(cannot("cannot open the objects"))?,
            index: Index::read(&index)?,
            head: head.map(object_id),
            merging,
        })
    }

    fn object(&self, what: &'static str, kind: ObjectType, id: &ObjectId) -> Result<OdbObject<'_>, SourceError> {
        let error = |cause: &str| SourceError::Object { what, id: *id, cause: cause.to_owned() };
        let oid = Oid::from_bytes(id.as_bytes()).map_err(|e| error(e.message()))?;
        let object = self.objects.read(oid).map_err(|e| error(e.message()))?;
        if object.kind() == kind { Ok(object) } else { Err(error("it is an object of another kind")) }
    }
}

impl Repository for Libgit2<'_> {
    fn changes(&self) -> Result<Changes, SourceError> {
        changed::between(self, self.head, &self.index)
    }

    fn blob(&self, id: &ObjectId) -> Result<Blob<'_>, SourceError> {
        self.object("blob", ObjectType::Blob, id).map(Blob::Held)
    }

    fn holds(&self, id: &ObjectId) -> Result<bool, SourceError> {
        let Some(head) = self.head else {
            return Ok(false);
        };
        // What HEAD holds at an unchanged path is in the index too, and what it held at a changed one is looked for last.
        let mut cursor = self.index.cursor()?;
        while let Some(path) = cursor.path() {
            if cursor.entry()?.id == *id && changed::lookup(self, head, path)?.is_some_and(|(_, there)| there == *id) {
                return Ok(true);
            }
            cursor.advance()?;
        }
        let changes = self.changes()?;
        let before =
            changes.removed.iter().map(|removed| removed.id).chain(changes.changed.iter().filter_map(|c| c.old));
        Ok(before.into_iter().any(|old| old == *id))
    }

    fn merged(&self, path: &[u8]) -> Result<Vec<ObjectId>, SourceError> {
        let mut there = Vec::new();
        for tree in &self.merging {
            if let Some((Kind::File | Kind::Link, id)) = changed::lookup(self, *tree, path)? {
                there.push(id);
            }
        }
        Ok(there)
    }
}

impl Trees for Libgit2<'_> {
    type Error = SourceError;

    fn tree(&self, id: ObjectId) -> Result<impl Deref<Target = [u8]>, SourceError> {
        self.object("tree", ObjectType::Tree, &id).map(Blob::Held)
    }
}

/// The trees of the commits that are being merged into HEAD.
fn merging(repository: &mut git2::Repository) -> Result<Vec<ObjectId>, SourceError> {
    let mut heads = Vec::new();
    let listed = repository.mergehead_foreach(|id| {
        heads.push(*id);
        true
    });
    match listed {
        Ok(()) => {}
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cannot("cannot read MERGE_HEAD")(cause)),
    }
    heads
        .into_iter()
        .map(|id| repository.find_commit(id).map(|commit| object_id(commit.tree_id())))
        .collect::<Result<_, _>>()
        .map_err(cannot("cannot read a commit that is being merged"))
}

fn cannot(what: &'static str) -> impl Fn(git2::Error) -> SourceError {
    move |cause| SourceError::Libgit2 { what, cause }
}

fn object_id(id: Oid) -> ObjectId {
    id.as_bytes().first_chunk::<20>().map_or_else(|| ObjectId::from_bytes(&[0; 20]), ObjectId::from_bytes)
}
