//! Where the text to scan comes from: what Git is about to commit, or files named by hand.
//!
//! This part knows repositories, indexes and encodings, and nothing of rules. What it hands on is bytes, and
//! which of their lines are new.

mod archive;
mod changeset;
mod commit;
mod delta;
mod encoding;
mod files;
mod history;
mod index;
mod libgit2;
mod line_diff;
mod loose;
mod object;
mod objects;
mod pack_index;
mod packs;
mod place;
mod process;
mod program;
mod promisor;
mod reader;
mod repository;
mod revisions;
mod texts;
mod tree_diff;

pub use archive::is_archive;
pub use changeset::Changeset;
pub use commit::{Commit, Date};
pub use encoding::text_of;
pub use files::{Files, FoundFile, stage};
pub use history::{History, Version, Versions};
pub use index::IndexError;
pub use libgit2::belongs_to_another;
pub use line_diff::Lines;
pub use object::{Kind, ObjectId};
pub use reader::{Reader, file_at};
pub use repository::{ObjectKind, Parents, Repository, Snapshot};
pub use revisions::{Known, Listed, Named, Revisions, peel};
pub use texts::{MESSAGE, NamedText, Texts};
pub use tree_diff::{Before, Change, Changes, POLICY_FILES, PolicyFile, Removed};

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where texts come from, and which of their lines are new.
///
/// The pipeline asks in this order: the path, the content, the part to scan; and only where something was found in
/// that part, the added lines.
pub trait Source: Sync {
    /// What holds one text.
    type Entry: Sync;

    /// Its path from the repository's top, in bytes, by which rules and the policy know it.
    fn path<'e>(&self, entry: &'e Self::Entry) -> Cow<'e, [u8]>;

    /// Its path as reports show it, in bytes; secrets in it are not masked yet.
    fn shown_path<'e>(&self, entry: &'e Self::Entry) -> Cow<'e, [u8]>;

    /// Whether that part of the path is new, the path taken for a text of one line.
    fn added_path(&self, entry: &Self::Entry, part: &[u8]) -> Lines;

    /// Its bytes, or nothing where there is nothing to scan.
    ///
    /// # Errors
    /// [`SourceError::OnRemote`] if a partial clone left the content with its remote.
    fn content(&self, entry: &Self::Entry) -> Result<Option<Vec<u8>>, SourceError>;

    /// The bytes of its text (as [`text_of`] gives it) that are scanned: whole lines, all added ones among them.
    fn part_to_scan(&self, entry: &Self::Entry, text: &[u8]) -> Range<usize>;

    /// Which lines of its text are new. Asked only where something was found, since it may cost a comparison.
    fn added_lines(&self, entry: &Self::Entry, text: &[u8]) -> Result<Lines, SourceError>;

    /// The texts that a changed file had before, one for each parent that had another; of those that a partial clone left
    /// with its remote, none. Asked only where something was found on a new line.
    fn old_texts(&self, _: &Self::Entry) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// The commit that the entry belongs to, if it belongs to one. Asked only where something was found.
    fn commit(&self, entry: &Self::Entry) -> Option<Arc<Commit>>;
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no repository here.
    #[error("this is not a Git repository: {0}")]
    NotARepository(String),
    /// libgit2 refuses.
    #[error("{what}: {cause}")]
    Libgit2 {
        /// What was tried.
        what: &'static str,
        /// Its own words.
        cause: git2::Error,
    },
    /// An object is missing or unreadable.
    #[error("cannot read {what} {id}: {cause}")]
    Object {
        /// What kind of object.
        what: &'static str,
        /// Its name.
        id: ObjectId,
        /// Why not.
        cause: String,
    },
    /// In the place of an object's file stands something else, such as a pipe.
    #[error("cannot read {what} {id}: what stands in its place is not a file")]
    NotAFile {
        /// What kind of object.
        what: &'static str,
        /// Its name.
        id: ObjectId,
    },
    /// An object's content has another hash than its name says.
    #[error("{what} {id} is damaged: its content is not what its name stands for")]
    Mismatch {
        /// What kind of object.
        what: &'static str,
        /// Its name.
        id: ObjectId,
    },
    /// An object that a partial clone left with its remote.
    #[error("{0} is not here, but with the remote that this partial clone was made from")]
    OnRemote(ObjectId),
    /// The index is unreadable.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A tree and the index cannot be compared.
    #[error("the repository is damaged: {0}")]
    Damaged(&'static str),
    /// The `git` program does not run, or fails.
    #[error("git {command}: {cause}")]
    Git {
        /// The subcommand.
        command: &'static str,
        /// Its words or the system's.
        cause: String,
    },
    /// Neither libgit2 nor the `git` program can read the repository.
    #[error("{first}\n(and the `git` program: {second})")]
    Both {
        /// libgit2's cause.
        first: Box<SourceError>,
        /// The `git` program's cause.
        second: Box<SourceError>,
    },
    /// A revision is not known here.
    #[error("there is no revision `{name}` here")]
    Revision {
        /// What was typed.
        name: String,
        /// True if the repository is a shallow clone, which lacks older commits.
        is_shallow: bool,
    },
    /// The parents of a commit are missing, since the clone is shallow.
    #[error("this clone is shallow and ends at commit {0}, so it cannot be told what that commit adds")]
    CutOff(ObjectId),
    /// An object of a push is too large to be read.
    #[error("the {kind} {id} has {bytes} bytes, and no more than {most} are read of an object that is pushed")]
    TooLarge {
        /// What kind of object.
        kind: String,
        /// Its name.
        id: ObjectId,
        /// Its size, in bytes.
        bytes: u64,
        /// The limit, in bytes.
        most: u64,
    },
    /// A file named by hand cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl SourceError {
    /// What the person can do next.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotARepository(_) => "run keystop inside a repository, or name files: keystop scan PATH",
            Self::File { .. } => "check the path and its permissions",
            Self::CutOff(_) | Self::Revision { is_shallow: true, .. } => {
                "fetch the missing commits: git fetch --unshallow; in CI, set the depth of the checkout to 0 (all)"
            }
            Self::Revision { is_shallow: false, .. } => {
                "check its name; if only the remote has it, fetch it: git fetch origin NAME"
            }
            Self::TooLarge { .. } => "push it by itself and ask whoever runs the server for a larger --largest",
            _ => "make it readable: `git fsck` tells what is damaged in a repository",
        }
    }

    /// Whether the `git` program may know better: not of damage, which it would overlook as `git diff` does, nor of
    /// a repository that isn't there, nor of a pipe, at which it would wait forever.
    fn may_be_a_limit_of_libgit2(&self) -> bool {
        match self {
            Self::Libgit2 { .. } | Self::Object { .. } | Self::Index(IndexError::Unsupported(_)) => true,
            Self::NotARepository(_)
            | Self::NotAFile { .. }
            | Self::Mismatch { .. }
            | Self::OnRemote(_)
            | Self::Index(_)
            | Self::Damaged(_)
            | Self::Git { .. }
            | Self::Both { .. }
            | Self::Revision { .. }
            | Self::CutOff(_)
            | Self::TooLarge { .. }
            | Self::File { .. } => false,
        }
    }
}

impl From<index::Flaw> for SourceError {
    fn from(flaw: index::Flaw) -> Self {
        match flaw {
            index::Flaw::Damaged(what) => Self::Damaged(what),
            index::Flaw::Unsupported(what) => Self::Index(IndexError::Unsupported(what)),
        }
    }
}

/// Opens a file, and nothing else: a pipe would make the hook wait forever.
fn open_file(path: &Path) -> io::Result<File> {
    if path.metadata()?.is_file() { File::open(path) } else { Err(io::Error::other(NotAFile)) }
}

/// A pipe, a directory or a device where a file belongs.
#[derive(Debug, thiserror::Error)]
#[error("it is not a file")]
struct NotAFile;

impl NotAFile {
    fn is_cause_of(error: &io::Error) -> bool {
        error.get_ref().and_then(|cause| cause.downcast_ref::<Self>()).is_some()
    }
}

/// The path of those bytes, as Git has it.
#[cfg(unix)]
#[must_use]
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The path of those bytes; Git keeps paths in UTF-8 on Windows.
#[cfg(not(unix))]
#[must_use]
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The bytes of a path, as Git has it.
#[must_use]
pub fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}
