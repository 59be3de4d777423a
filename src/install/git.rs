//! What Git says of a repository and its hooks. Asked of the `git` program, which is what will run the hooks.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::InstallError;

/// The first version of Git that takes hooks from its configuration.
/// Source: <https://git-scm.com/docs/git-hook>, "CONFIGURATION".
pub const WITH_CONFIGURED_HOOKS: (u32, u32) = (2, 54);

/// Asks Git about one repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Git {
    /// Where it is asked.
    here: PathBuf,
    /// Whether the repository was named, and so is not the one that the environment names.
    is_named: bool,
}

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The repository's own configuration, or a worktree's.
    Local,
    /// The user's configuration.
    Global,
    /// The system's configuration.
    System,
    /// The environment or a command line.
    Command,
}

impl Scope {
    /// Its name, as `git config --show-scope` says it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Global => "global",
            Self::System => "system",
            Self::Command => "command",
        }
    }
}

/// `core.hooksPath`, as it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HooksPath {
    /// The value.
    pub value: String,
    /// Where it is set.
    pub scope: Scope,
}

impl Git {
    /// Git in that repository; without one, in the repository here.
    #[must_use]
    pub fn at(repository: Option<&Path>) -> Self {
        Self { here: repository.unwrap_or(Path::new(".")).to_owned(), is_named: repository.is_some() }
    }

    /// Where Git is asked.
    #[must_use]
    pub fn here(&self) -> &Path {
        &self.here
    }

    /// Runs Git, and returns its standard output without the last line break.
    ///
    /// # Errors
    /// Git does not run, or fails; its own words.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Vec<u8>, String> {
        let mut git = Command::new("git");
        git.arg("-C").arg(&self.here).args(arguments);
        if self.is_named {
            for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"] {
                git.env_remove(name);
            }
        }
        let output = git.output().map_err(|error| format!("git does not run: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        Ok(output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout).to_owned())
    }

    fn text(&self, arguments: &[&str]) -> Result<String, String> {
        self.run(arguments).map(|out| String::from_utf8_lossy(&out).into_owned())
    }

    /// A path that Git prints, absolute.
    ///
    /// # Errors
    /// There is no repository, or Git does not trust it.
    pub fn path(&self, arguments: &[&str]) -> Result<PathBuf, InstallError> {
        let no_hooks = |cause| InstallError::NoHooks { repository: self.here.clone(), cause };
        let mut all = vec!["rev-parse"];
        all.extend(arguments);
        let printed = self.run(&all).map_err(no_hooks)?;
        // Relative to where Git was asked.
        std::path::absolute(self.here.join(crate::source::path_from_bytes(&printed)))
            .map_err(|error| no_hooks(error.to_string()))
    }

    /// The directory that Git takes hooks from.
    ///
    /// # Errors
    /// There is no repository, or Git does not trust it.
    pub fn hooks(&self) -> Result<PathBuf, InstallError> {
        self.path(&["--git-path", "hooks"])
    }

    /// The directory that Git takes hooks from where `core.hooksPath` says nothing.
    ///
    /// # Errors
    /// There is no repository, or Git does not trust it.
    pub fn default_hooks(&self) -> Result<PathBuf, InstallError> {
        Ok(self.path(&["--git-common-dir"])?.join("hooks"))
    }

    /// The top of the work tree; nothing in a bare repository.
    #[must_use]
    pub fn top(&self) -> Option<PathBuf> {
        self.path(&["--show-toplevel"]).ok()
    }

    /// Returns true for a bare repository, in which nobody commits.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.text(&["rev-parse", "--is-bare-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// Git's version: major and minor.
    #[must_use]
    pub fn version(&self) -> Option<(u32, u32)> {
        let printed = self.text(&["version"]).ok()?;
        let mut numbers = printed.strip_prefix("git version ")?.split('.');
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    }

    /// Returns true if this Git takes hooks from its configuration.
    #[must_use]
    pub fn has_configured_hooks(&self) -> bool {
        self.version() >= Some(WITH_CONFIGURED_HOOKS)
    }

    /// The value of a setting.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        self.text(&["config", "--get", name]).ok()
    }

    /// All values of a setting in the configuration of that scope, in order.
    #[must_use]
    pub fn values_in(&self, scope: Scope, name: &str) -> Vec<String> {
        let printed =
            self.text(&["config", &format!("--{}", scope.name()), "-z", "--get-all", name]).unwrap_or_default();
        printed.split_terminator('\0').map(str::to_owned).collect()
    }

    /// All settings of that scope, in order: names, in lower case but for their middle part, and values.
    #[must_use]
    pub fn settings(&self, scope: Scope) -> Vec<(String, String)> {
        let printed = self.text(&["config", &format!("--{}", scope.name()), "-z", "--list"]).unwrap_or_default();
        let split = |entry: &str| entry.split_once('\n').map(|(name, value)| (name.to_owned(), value.to_owned()));
        printed.split_terminator('\0').filter_map(split).collect()
    }

    /// Returns true if a setting is there and false.
    #[must_use]
    pub fn is_false(&self, name: &str) -> bool {
        self.text(&["config", "--type=bool", "--get", name]).is_ok_and(|value| value == "false")
    }

    /// `core.hooksPath`, if it is set.
    #[must_use]
    pub fn hooks_path(&self) -> Option<HooksPath> {
        let printed = self.text(&["config", "--show-scope", "--get", "core.hooksPath"]).ok()?;
        let (scope, value) = printed.split_once('\t').unwrap_or((&printed, ""));
        let scope = match scope {
            "global" => Scope::Global,
            "system" => Scope::System,
            "command" => Scope::Command,
            _ => Scope::Local,
        };
        Some(HooksPath { value: value.to_owned(), scope })
    }

    /// Returns true if the directory holds files that the repository tracks: what is written there is the team's.
    #[must_use]
    pub fn is_shared_with_the_team(&self, directory: &Path) -> bool {
        // Git follows no link out of the directory that it was given.
        let real = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
        let arguments = [OsStr::new("ls-files"), OsStr::new("--"), real.as_os_str()];
        self.run(arguments).is_ok_and(|tracked| !tracked.is_empty())
    }
}
