//! Why a fix could not be made or undone.

use std::path::PathBuf;

/// Why a fix could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// Git did not do what it was asked to.
    #[error("git {command}: {cause}")]
    Git {
        /// The command.
        command: String,
        /// What Git said.
        cause: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The file for the values is itself in the repository.
    #[error("{} is tracked by Git: the values would be committed with it", .0.display())]
    Tracked(PathBuf),
    /// There is nothing to be undone.
    #[error("there is no fix to undo here")]
    NothingToUndo,
    /// A file was changed since.
    #[error("{0} was changed since the fix; undoing would lose that")]
    ChangedSince(String),
}

impl FixError {
    /// What the person can do next.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Tracked(_) => "take it out of Git (git rm --cached), or name another file with --to",
            Self::Git { .. } | Self::File { .. } => {
                "nothing is lost: values that were taken out stand in the private file"
            }
            Self::NothingToUndo => "git diff shows what is changed",
            Self::ChangedSince(_) => "undo the change by hand, with git diff at hand",
        }
    }
}
