//! Where the text to scan comes from: what Git is about to commit, or files named by hand.
//!
//! This part knows repositories, indexes and encodings, and nothing of rules. What it hands on is bytes, and
//! which of their lines are new.

mod commit;
mod delta;
mod encoding;
mod files;
mod index;
pub mod libgit2;
mod line_diff;
mod loose;
mod object;
mod objects;
mod pack_index;
mod packs;
mod process;
mod program;
mod promisor;
mod staged;
mod tree_diff;

pub use commit::{Commit, Date};
pub use encoding::text_of;
pub use files::{FoundFile, files_under};
pub use index::IndexError;
pub use libgit2::Libgit2;
pub use line_diff::Lines;
pub use object::{Kind, ObjectId};
pub use program::GitProgram;
pub use staged::{Repository, Staged};
pub use tree_diff::{Before, Change, Changes, Removed};

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

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
    /// What the person can do where something cannot be read.
    pub const ADVICE: &str = "make it readable: `git fsck` tells what is damaged in a repository";

    /// Whether the `git` program may know better: not of damage, which it would overlook as `git diff` does, nor of
    /// a repository that isn't there, nor of a pipe, at which it would wait forever.
    #[must_use]
    pub fn may_be_a_limit_of_libgit2(&self) -> bool {
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
