//! Proof that the hook works: a generated key is committed in a temporary repository with the same hook configuration,
//! and must be blocked.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::git::{Git, Scope};
use super::{InstallError, error::failed};

/// The file that holds the key.
const FILE: &str = "keystop-canary.env";

/// How long hooks may take. A team's checks may be slow; a hook that waits for a key press never ends.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the hooks may need from the top of the work tree: the configuration of managers, and keystop's own.
const NEEDED: &[&str] = &[
    ".githooks",
    ".husky",
    ".huskyrc",
    ".huskyrc.json",
    ".keystop.toml",
    ".lefthook.yaml",
    ".lefthook.yml",
    ".overcommit.yml",
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    ".simple-git-hooks.json",
    "hk.pkl",
    "lefthook.yaml",
    "lefthook.yml",
    "package.json",
    "prek.toml",
];

/// What became of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Canary {
    /// keystop blocked the commit.
    Blocked,
    /// It was committed.
    Committed,
    /// The commit was refused, but not by keystop: what was said.
    Refused(String),
    /// The hooks took too long.
    Hung,
}

/// Commits a generated key in a temporary repository that has the hooks of this one.
///
/// # Errors
/// There is no repository, or the temporary one cannot be made.
pub fn try_out(git: &Git) -> Result<Canary, InstallError> {
    let directory = tempfile::Builder::new().prefix("keystop-canary").tempdir();
    let directory = directory.map_err(failed("make", &std::env::temp_dir()))?;
    let tree = directory.path().join("tree");
    copy_hooks(git, &tree).map_err(failed("copy the hooks to", &tree))?;
    let key = format!("DO_TOKEN=dop_v1_{}\n", random_hex(64));
    fs::write(tree.join(FILE), key).map_err(failed("write", &tree))?;
    run(git_in(&tree).args(["add", "--force", "--", FILE])).map_err(failed("stage in", &tree))?;
    let said = directory.path().join("said");
    commit(&tree, &said).map_err(failed("commit in", &tree))
}

fn commit(tree: &Path, said: &Path) -> io::Result<Canary> {
    let out = fs::File::create(said)?;
    let mut commit = git_in(tree);
    commit.args(["-c", "user.name=keystop", "-c", "user.email=keystop@localhost", "-c", "commit.gpgSign=false"]);
    commit.args(["commit", "--quiet", "--message", "a canary of keystop's"]);
    commit.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    let mut child = commit.spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(Canary::Hung);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = String::from_utf8_lossy(&fs::read(said)?).into_owned();
    Ok(match status.success() {
        true => Canary::Committed,
        // A manager may name keystop when it cannot run it; only keystop names the file.
        false if said.contains("keystop") && said.contains(FILE) => Canary::Blocked,
        false => Canary::Refused(said.lines().take(5).collect::<Vec<_>>().join("\n")),
    })
}

/// Makes a repository with the hooks, the hook settings and the managers' files of this one.
fn copy_hooks(git: &Git, tree: &Path) -> io::Result<()> {
    fs::create_dir_all(tree)?;
    run(git_in(tree).args(["init", "--quiet", "--template="]))?;
    let own = tree.join(".git").join("hooks");
    if let Ok(hooks) = git.default_hooks() {
        copy(&hooks, &own)?;
    }
    for (name, value) in git.settings(Scope::Local) {
        let is_hook = name.starts_with("hook.") || name.starts_with("overcommit.") || name == "core.hookspath";
        if is_hook {
            run(git_in(tree).args(["config", "--add", &name, &value]))?;
        }
        if let (true, Some(top)) = (name == "core.hookspath" && !value.is_empty(), git.top()) {
            let place = Path::new(&value);
            if place.is_relative() && !value.starts_with('~') {
                copy(&top.join(place), &tree.join(place))?;
            }
        }
    }
    let Some(top) = git.top() else { return Ok(()) };
    for name in NEEDED {
        copy(&top.join(name), &tree.join(name))?;
    }
    link(&top.join("node_modules"), &tree.join("node_modules"))
}

/// Copies a file or a directory, with permissions; links are followed. Nothing where there is nothing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let is_sample = entry.path().extension().is_some_and(|end| end == "sample");
            if !is_sample {
                copy(&entry.path(), &to.join(entry.file_name()))?;
            }
        }
    } else if from.is_file() {
        fs::copy(from, to)?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() { std::os::unix::fs::symlink(from, to) } else { Ok(()) }
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Git in the temporary repository, whatever repository the environment names.
fn git_in(tree: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(tree);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
        git.env_remove(name);
    }
    git
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

/// Random hexadecimal digits. The standard library seeds its hash maps from the system's random numbers.
fn random_hex(length: usize) -> String {
    let mut digits = String::new();
    while digits.len() < length {
        let _ = write!(digits, "{:016x}", RandomState::new().build_hasher().finish());
    }
    digits.truncate(length);
    digits
}
