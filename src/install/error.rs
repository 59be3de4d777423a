//! Why a hook could not be put in place or taken away.

use std::io;
use std::path::{Path, PathBuf};

/// Why the hook could not be put in place or taken away.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// Git does not tell where the hooks are.
    #[error("cannot find the hooks directory of {}: {cause}", repository.display())]
    NoHooks {
        /// Where it was asked.
        repository: PathBuf,
        /// What Git or the system said.
        cause: String,
    },
    /// A file cannot be changed.
    #[error("cannot {action} {}: {cause}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Git's configuration cannot be changed.
    #[error("cannot set {setting}: {cause}")]
    Configuration {
        /// Which setting.
        setting: String,
        /// What Git said.
        cause: String,
    },
    /// Both the hook and the place where it would be kept are taken.
    #[error("{} exists, and so does {}, where it would be kept", hook.display(), kept.display())]
    Taken {
        /// The hook that is not keystop's.
        hook: PathBuf,
        /// The file in its way.
        kept: PathBuf,
    },
    /// Nobody commits in a bare repository.
    #[error("{} is a bare repository: Git runs no pre-commit hook in it", repository.display())]
    Bare {
        /// The repository.
        repository: PathBuf,
    },
    /// `core.hooksPath` names no directory.
    #[error("hooks are switched off here: core.hooksPath is {}", if value.is_empty() { "empty" } else { value })]
    SwitchedOff {
        /// The setting.
        value: String,
    },
    /// The hooks directory serves all repositories of this user or machine.
    #[error("{} serves every repository of yours: core.hooksPath is not set for this one alone", hooks.display())]
    Everywhere {
        /// The directory.
        hooks: PathBuf,
    },
    /// The hooks directory lies in the work tree.
    #[error("{} is in the work tree: what is written there is the team's to commit", hooks.display())]
    OfTheTeam {
        /// The directory.
        hooks: PathBuf,
    },
    /// A hook manager owns the hooks.
    #[error("{manager} owns the hooks here and would overwrite this one")]
    Managed {
        /// The manager.
        manager: &'static str,
        /// Its configuration, below the top of the work tree.
        file: PathBuf,
        /// What a person would write there.
        lines: String,
        /// Why keystop could not write it, if it was asked to.
        why: Option<String>,
    },
    /// Git is too old for what was asked.
    #[error("this Git is older than 2.54, the first that takes hooks from its configuration{}",
        version.map(|(major, minor)| format!(": {major}.{minor}")).unwrap_or_default())]
    TooOld {
        /// Its version: major and minor.
        version: Option<(u32, u32)>,
    },
    /// Nothing says where this user keeps configuration.
    #[error("cannot tell where this user's configuration is: HOME is not set")]
    NoHome,
    /// The program's path cannot stand in Git's configuration.
    #[error("the path of this program is not UTF-8")]
    OddPath,
}

impl InstallError {
    /// What the person can do next.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::NoHooks { cause, .. } if cause.contains("safe.directory") => {
                "if you trust the repository's owner, run Git's line above, then this again".to_owned()
            }
            Self::NoHooks { .. } => "run it inside a Git repository, or name one: keystop install REPO".to_owned(),
            Self::Io { .. } | Self::Configuration { .. } => "check the directory and its permissions".to_owned(),
            Self::Taken { .. } => "move one of the two away, then run it again".to_owned(),
            Self::Bare { .. } => {
                "to check what is pushed to it, let its pre-receive hook run: keystop hook pre-receive".to_owned()
            }
            Self::SwitchedOff { .. } => {
                "git config --unset core.hooksPath (find where it is set with: git config --show-origin core.hooksPath), \
                 then run it again"
                    .to_owned()
            }
            Self::Everywhere { .. } => {
                "to check every repository: keystop install --global. To have hooks of this repository's own: git config \
                 core.hooksPath .git/hooks, then run it again"
                    .to_owned()
            }
            Self::OfTheTeam { .. } => "to put keystop into it for the whole team: keystop install --write".to_owned(),
            Self::Managed { manager, file, lines, why } => {
                let how = match why {
                    None => "keystop install --write does that, or write it yourself".to_owned(),
                    Some(why) => format!("write it yourself ({why})"),
                };
                let lines = lines.trim_end().replace('\n', "\n    ");
                format!("add keystop to {manager}'s own configuration: {how}. In {}:\n\n    {lines}\n", file.display())
            }
            Self::TooOld { .. } => "keystop install --via file".to_owned(),
            Self::NoHome => "set HOME, then run it again".to_owned(),
            Self::OddPath => "move keystop to a directory whose path is plain".to_owned(),
        }
    }
}

/// The file's content, or nothing where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, InstallError> {
    match std::fs::read(path) {
        Ok(content) => Ok(Some(content)),
        // A link to nowhere is something too, and is kept like any other hook.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.symlink_metadata().is_ok().then(Vec::new)),
        Err(cause) => Err(failed("read", path)(cause)),
    }
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> InstallError {
    let path = path.to_owned();
    move |cause| InstallError::Io { action, path, cause }
}
