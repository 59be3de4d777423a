//! What installing or uninstalling will change: shown first where that is asked for, then done step by step.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::{InstallError, failed};
use super::git::{Git, Scope};
use super::is_executable;

/// How a file is to be found after it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Executable, as hooks must be.
    Executable,
    /// As the file was before; a new one as the system makes it.
    AsBefore,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Writes a file, whole or not at all.
    Write {
        /// The file.
        path: PathBuf,
        /// What it will hold.
        content: Vec<u8>,
        /// Its permissions.
        mode: Mode,
    },
    /// Moves a file; a relative link goes on leading where it led.
    Move {
        /// Where it is.
        from: PathBuf,
        /// Where it will be.
        to: PathBuf,
    },
    /// Removes a file.
    Remove(PathBuf),
    /// Runs `git config` with these arguments.
    Configure {
        /// Where Git is asked.
        here: Git,
        /// The arguments, the setting's name last but for its value.
        arguments: Vec<String>,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, .. } => write!(f, "write {}", path.display()),
            Self::Move { from, to } => write!(f, "move {} to {}", from.display(), to.display()),
            Self::Remove(path) => write!(f, "remove {}", path.display()),
            Self::Configure { arguments, .. } => {
                write!(f, "git config")?;
                // A value may be a script of several lines.
                arguments.iter().try_for_each(|word| match word.split_once('\n') {
                    Some((first, _)) => write!(f, " '{first} ...'"),
                    None => write!(f, " {word}"),
                })
            }
        }
    }
}

/// What will be changed, and what to say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The changes, in order.
    pub steps: Vec<Step>,
    /// Where keystop's hook is, for people.
    pub place: String,
    /// What whoever runs it should know.
    pub notes: Vec<String>,
    /// How many hooks had keystop as it should be.
    pub already: usize,
    /// How many hooks had another version of keystop's lines.
    pub updated: usize,
    /// How many hooks of others were there before.
    pub others: usize,
}

impl Plan {
    /// An empty plan for the hook at that path.
    #[must_use]
    pub(super) fn at(path: &Path) -> Self {
        Self { place: path.display().to_string(), ..Self::default() }
    }

    pub(super) fn write_hook(&mut self, path: PathBuf, content: Vec<u8>) {
        self.steps.push(Step::Write { path, content, mode: Mode::Executable });
    }

    /// Plans to set a setting, if it is not so already.
    pub(super) fn set(&mut self, git: &Git, scope: Scope, name: &str, value: &str) {
        match &git.values_in(scope, name)[..] {
            [there] if there == value => self.already += 1,
            there => {
                self.updated += there.len().min(1);
                self.configure(git, &[&format!("--{}", scope.name()), "--replace-all", name, value]);
            }
        }
    }

    /// Plans to add a value to a setting, if it does not have it already.
    pub(super) fn add(&mut self, git: &Git, scope: Scope, name: &str, value: &str) {
        if !git.values_in(scope, name).iter().any(|there| there == value) {
            self.configure(git, &[&format!("--{}", scope.name()), "--add", name, value]);
        }
    }

    pub(super) fn configure(&mut self, git: &Git, arguments: &[&str]) {
        let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        self.steps.push(Step::Configure { here: git.clone(), arguments });
    }

    /// What the file will hold once the steps so far are done; nothing where there will be none.
    pub(super) fn content(&self, file: &Path) -> std::io::Result<Option<Vec<u8>>> {
        let planned = self.steps.iter().rev().find_map(|step| match step {
            Step::Write { path, content, .. } if path == file => Some(Some(content.clone())),
            Step::Remove(path) if path == file => Some(None),
            _ => None,
        });
        match planned.map_or_else(|| fs::read(file).map(Some), Ok) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            content => content,
        }
    }

    /// Plans that the file will hold this, whatever was planned for it before; an empty one is removed.
    pub(super) fn edit(&mut self, path: PathBuf, content: Vec<u8>, mode: Mode) {
        self.steps.retain(|step| !matches!(step, Step::Write { path: there, .. } if *there == path));
        self.steps.push(if content.is_empty() { Step::Remove(path) } else { Step::Write { path, content, mode } });
    }

    /// Plans all of another plan, too.
    pub(super) fn append(&mut self, other: Self) {
        self.steps.extend(other.steps);
        self.notes.extend(other.notes);
        self.already += other.already;
    }

    /// Does it.
    ///
    /// # Errors
    /// The first step that cannot be done. Each one is done whole or not at all.
    pub fn apply(&self) -> Result<(), InstallError> {
        self.steps.iter().try_for_each(Step::apply)
    }
}

impl Step {
    fn apply(&self) -> Result<(), InstallError> {
        match self {
            Self::Write { path, content, mode } => write(path, content, *mode),
            Self::Move { from, to } => relocate(from, to),
            Self::Remove(path) => fs::remove_file(path).map_err(failed("remove", path)),
            Self::Configure { here, arguments } => {
                let mut all = vec!["config"];
                all.extend(arguments.iter().map(String::as_str));
                let setting = || arguments.iter().find(|word| !word.starts_with('-')).cloned().unwrap_or_default();
                here.run(all).map(drop).map_err(|cause| InstallError::Configuration { setting: setting(), cause })
            }
        }
    }
}

/// Writes a file so that a process killed midway leaves no half of it.
fn write(path: &Path, content: &[u8], mode: Mode) -> Result<(), InstallError> {
    let directory = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(failed("create", directory))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".keystop");
    let before = path.metadata().ok().map(|facts| facts.permissions());
    permit(&mut builder, mode, before.as_ref());
    let mut file = builder.tempfile_in(directory).map_err(failed("write into", directory))?;
    file.write_all(content).map_err(failed("write", path))?;
    if let (Mode::AsBefore, Some(permissions)) = (mode, before) {
        // A file system that refuses this has given the permissions that it gives every file.
        let _ = fs::set_permissions(file.path(), permissions);
    }
    if mode == Mode::Executable && !is_executable(file.path()) {
        make_executable(file.path())?;
    }
    file.persist(path).map(drop).map_err(|error| failed("write", path)(error.error))
}

/// Asks for the permissions at once, since some file systems refuse to change them later.
#[cfg(unix)]
fn permit(builder: &mut tempfile::Builder<'_, '_>, mode: Mode, before: Option<&fs::Permissions>) {
    use std::os::unix::fs::PermissionsExt as _;
    let new = if mode == Mode::Executable { 0o777 } else { 0o666 };
    builder.permissions(before.filter(|_| mode == Mode::AsBefore).cloned().unwrap_or(fs::Permissions::from_mode(new)));
}

#[cfg(not(unix))]
fn permit(_: &mut tempfile::Builder<'_, '_>, _: Mode, _: Option<&fs::Permissions>) {}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), InstallError> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(failed("make executable", path))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), InstallError> {
    Ok(())
}

/// Moves a file into or out of a directory beside it. A relative link is made anew, so that it leads where it led.
fn relocate(from: &Path, to: &Path) -> Result<(), InstallError> {
    let directory = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(directory).map_err(failed("create", directory))?;
    match fs::read_link(from) {
        Ok(target) if target.is_relative() && from.parent() != to.parent() => {
            let target = match target.strip_prefix("..") {
                Ok(shorter) if from.parent().and_then(Path::parent) == to.parent() => shorter.to_owned(),
                _ => Path::new("..").join(&target),
            };
            link(&target, to).map_err(failed("link", to))?;
            fs::remove_file(from).map_err(failed("remove", from))
        }
        _ => fs::rename(from, to).map_err(failed("rename", from)),
    }
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(target: &Path, at: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_file(target, at)
}
