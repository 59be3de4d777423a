//! What is asked of a repository, whoever reads it.

use super::tree_diff::{Changes, Trees};
use super::{Commit, ObjectId, SourceError};

/// A state of all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snapshot {
    /// What is staged: the files of the commit that is being made.
    Index,
    /// A tree: the files of a commit that is there.
    Tree(ObjectId),
}

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A file's content.
    Blob,
    /// A directory.
    Tree,
    /// A commit.
    Commit,
    /// An annotated tag.
    Tag,
}

impl ObjectKind {
    /// Git's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Tree => "tree",
            Self::Commit => "commit",
            Self::Tag => "tag",
        }
    }
}

/// What is asked of a repository, whoever reads it.
pub trait Repository: Sync {
    /// How a snapshot differs from the tree before; nothing stands for no files.
    fn changes(&self, before: Option<ObjectId>, now: Snapshot) -> Result<Changes, SourceError>;

    /// Returns true if the tree before holds this very content at a path where the snapshot holds it, too. It may look
    /// at other paths of the tree as well.
    fn holds(&self, before: ObjectId, now: Snapshot, id: &ObjectId) -> Result<bool, SourceError>;

    /// The content of an object of that kind.
    fn object(&self, kind: ObjectKind, id: &ObjectId) -> Result<Vec<u8>, SourceError>;

    /// Returns true if the object came from the remote of a partial clone, which therefore has it.
    fn came_from_remote(&self, id: &ObjectId) -> bool;

    /// The content of a blob.
    fn blob(&self, id: &ObjectId) -> Result<Vec<u8>, SourceError> {
        self.object(ObjectKind::Blob, id)
    }

    /// A commit.
    fn commit(&self, id: &ObjectId) -> Result<Commit, SourceError> {
        Commit::parse(*id, &self.object(ObjectKind::Commit, id)?).ok_or_else(|| SourceError::Object {
            what: ObjectKind::Commit.name(),
            id: *id,
            cause: "it does not begin as a commit does".to_owned(),
        })
    }
}

impl<R: Repository + ?Sized> Trees for R {
    type Error = SourceError;

    fn tree(&self, id: ObjectId) -> Result<Option<Vec<u8>>, SourceError> {
        match self.object(ObjectKind::Tree, &id) {
            Err(SourceError::OnRemote(_)) => Ok(None),
            read => read.map(Some),
        }
    }
}

/// The trees of the commits that the commit being made will follow; nothing in place of a commit before the first one.
pub type Parents = Vec<Option<ObjectId>>;
