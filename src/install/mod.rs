//! Puts the hook into a repository and takes it away again.
//!
//! A hook that is there already is kept and goes on running. Which directory the hooks are in is for Git to say: linked
//! worktrees share one, and `core.hooksPath` moves it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The shim, with a place for the binary's path.
const SHIM: &str = include_str!("../../hooks/pre-commit");

/// By which the shim is known, whatever its version.
const MARK: &str = "# Installed by keystop";

/// The hook's name.
const HOOK: &str = "pre-commit";

/// Where a hook that was there before is kept.
const BEFORE: &str = "pre-commit.before-keystop";

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
    /// Both the hook and the place where it would be kept are taken.
    #[error("{} exists, and so does {}, where it would be kept", hook.display(), kept.display())]
    Taken {
        /// The hook that is not keystop's.
        hook: PathBuf,
        /// The file in its way.
        kept: PathBuf,
    },
}

impl InstallError {
    /// What the person can do next.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoHooks { .. } => "run it inside a Git repository, or name one: keystop --install REPO",
            Self::Io { .. } => "check the directory and its permissions",
            Self::Taken { .. } => "move one of the two away, then run it again",
        }
    }
}

/// What installing did.
#[derive(Debug, PartialEq, Eq)]
pub enum Installed {
    /// The hook is new.
    New,
    /// The hook is new, and one that was there before is kept and runs first.
    KeptOther,
    /// An earlier shim was replaced.
    Updated,
    /// The very shim was there.
    Already,
}

/// What uninstalling did.
#[derive(Debug, PartialEq, Eq)]
pub enum Uninstalled {
    /// The hook is gone.
    Removed,
    /// The hook is gone, and the one from before is back.
    RestoredOther,
    /// There was none of keystop's.
    NotInstalled,
}

/// Puts the hook into the repository (nothing: the one here); returns what it did and the hook's path.
pub fn install(repository: Option<&Path>) -> Result<(Installed, PathBuf), InstallError> {
    let hooks = hooks_directory(repository)?;
    let (hook, kept) = (hooks.join(HOOK), hooks.join(BEFORE));
    fs::create_dir_all(&hooks).map_err(failed("create", &hooks))?;
    let shim = shim()?;
    let done = match read(&hook)? {
        Some(content) if content == shim.as_bytes() && is_executable(&hook) => return Ok((Installed::Already, hook)),
        Some(content) if is_ours(&content) => Installed::Updated,
        Some(_) if kept.symlink_metadata().is_ok() => return Err(InstallError::Taken { hook, kept }),
        Some(_) => Installed::KeptOther,
        None => Installed::New,
    };

    // The new hook is complete before it takes its place; a process killed midway leaves no half of one.
    let mut file =
        tempfile::Builder::new().prefix(".keystop").tempfile_in(&hooks).map_err(failed("write into", &hooks))?;
    file.write_all(shim.as_bytes()).map_err(failed("write", file.path()))?;
    make_executable(file.path())?;
    if done == Installed::KeptOther {
        fs::rename(&hook, &kept).map_err(failed("rename", &hook))?;
    }
    file.persist(&hook).map_err(|error| failed("write", &hook)(error.error))?;
    Ok((done, hook))
}

/// Takes the hook out of the repository (nothing: the one here); returns what it did and the hook's path.
pub fn uninstall(repository: Option<&Path>) -> Result<(Uninstalled, PathBuf), InstallError> {
    let hooks = hooks_directory(repository)?;
    let (hook, kept) = (hooks.join(HOOK), hooks.join(BEFORE));
    if !read(&hook)?.is_some_and(|content| is_ours(&content)) {
        return Ok((Uninstalled::NotInstalled, hook));
    }
    if kept.symlink_metadata().is_ok() {
        fs::rename(&kept, &hook).map_err(failed("rename", &kept))?;
        return Ok((Uninstalled::RestoredOther, hook));
    }
    fs::remove_file(&hook).map_err(failed("remove", &hook))?;
    Ok((Uninstalled::Removed, hook))
}

/// The directory that Git takes hooks from, as Git itself says.
fn hooks_directory(repository: Option<&Path>) -> Result<PathBuf, InstallError> {
    let here = repository.unwrap_or(Path::new("."));
    let no_hooks = |cause: String| InstallError::NoHooks { repository: here.to_owned(), cause };
    let mut git = Command::new("git");
    git.arg("-C").arg(here).args(["rev-parse", "--git-path", "hooks"]);
    if repository.is_some() {
        // A repository that was named is meant, not the one that the environment names.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            git.env_remove(name);
        }
    }
    let output = git.output().map_err(|error| no_hooks(format!("git does not run: {error}")))?;
    if !output.status.success() {
        return Err(no_hooks(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let printed = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
    // Relative to where Git was asked.
    std::path::absolute(here.join(crate::source::path_from_bytes(printed))).map_err(|error| no_hooks(error.to_string()))
}

/// The shim for this binary.
fn shim() -> Result<String, InstallError> {
    let binary = stable_path().map_err(failed("find", Path::new("keystop")))?;
    let quoted = format!("'{}'", binary.to_string_lossy().replace('\'', r"'\''"));
    Ok(SHIM.replace("@KEYSTOP@", &quoted))
}

/// Where this binary is, by the name that outlives an upgrade: the entry on `PATH`, if that leads here.
fn stable_path() -> io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let real = this.canonicalize()?;
    let on_path = std::env::var_os("PATH").and_then(|path| {
        let name = this.file_name()?;
        std::env::split_paths(&path)
            .map(|directory| directory.join(name))
            .find(|entry| entry.is_absolute() && entry.canonicalize().is_ok_and(|target| target == real))
    });
    Ok(on_path.unwrap_or(this))
}

fn is_ours(content: &[u8]) -> bool {
    memchr::memmem::find(content, MARK.as_bytes()).is_some()
}

/// The file's content, or nothing where there is no file.
fn read(path: &Path) -> Result<Option<Vec<u8>>, InstallError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        // A link to nowhere is something too, and is kept like any other hook.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(path.symlink_metadata().is_ok().then(Vec::new)),
        Err(cause) => Err(failed("read", path)(cause)),
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> InstallError {
    let path = path.to_owned();
    move |cause| InstallError::Io { action, path, cause }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|facts| facts.permissions().mode() & 0o111 != 0)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), InstallError> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(failed("make executable", path))
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), InstallError> {
    Ok(())
}
