//! Repositories of their own, away from the machine's configuration, and what happens in them.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::template::fill;

/// A type of key that has a form of its own and no checksum: handy where any key will do.
pub const KEY: &str = "glpat-{base64url:12}{base62:8}";

/// A fresh key.
pub fn fresh_key() -> String {
    fill(KEY)
}

/// The built program.
pub fn keystop_program() -> &'static str {
    env!("CARGO_BIN_EXE_keystop")
}

/// The search path without the places where this machine has a keystop of its own.
pub fn path_without_keystop() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::split_paths(&path).filter(|directory| !directory.join("keystop").exists());
    std::env::join_paths(others).expect("parts of a search path")
}

/// What a command came to.
#[derive(Debug)]
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It went through.
    #[track_caller]
    pub fn passes(self) -> Self {
        assert_eq!(self.status, Some(0), "should pass: {self:#?}");
        self
    }

    /// A key was found.
    #[track_caller]
    pub fn blocks(self) -> Self {
        assert_eq!(self.status, Some(1), "should block: {self:#?}");
        assert!(self.stderr.contains("found"), "should say what was found: {self:#?}");
        self
    }

    /// The scan could not be done, and the message says why.
    #[track_caller]
    pub fn fails_with(self, cause: &str) -> Self {
        assert_eq!(self.status, Some(2), "should fail: {self:#?}");
        assert!(self.stderr.contains(cause), "should name the cause {cause:?}: {self:#?}");
        assert!(!self.stderr.contains("defect"), "should not panic: {self:#?}");
        self
    }
}

impl Outcome {
    /// The scan could not be done, and the message names the place (`file:line`, whatever the column) and the cause:
    /// `file:line: cause`.
    #[track_caller]
    pub fn fails_at(self, place_and_cause: &str) -> Self {
        let (place, cause) = place_and_cause.split_once(": ").expect("a place and a cause");
        self.fails_with(&format!("{place}:")).fails_with(cause)
    }
}

/// A repository with a home of its own.
pub struct Sandbox {
    directory: TempDir,
}

impl Sandbox {
    /// An empty repository with the hook installed.
    pub fn new() -> Self {
        let sandbox = Self::without_hook();
        sandbox.keystop(["--install"]).passes();
        sandbox
    }

    /// An empty repository.
    pub fn without_hook() -> Self {
        let sandbox = Self::without_repository();
        sandbox.git(["init", "--quiet", "--initial-branch=main", "."]).passes();
        sandbox
    }

    /// An empty directory.
    pub fn without_repository() -> Self {
        let directory = tempfile::Builder::new().prefix("sandbox").tempdir().expect("a temporary directory");
        let sandbox = Self { directory };
        fs::create_dir(sandbox.path()).expect("a fresh directory");
        fs::create_dir(sandbox.home()).expect("a fresh directory");
        sandbox
    }

    /// The work tree.
    pub fn path(&self) -> PathBuf {
        self.directory.path().join("tree")
    }

    /// The home directory.
    pub fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    /// Beside the work tree.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A command in the work tree, with nothing of the developer's environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.command_in(&self.path(), program)
    }

    /// The same in another directory.
    pub fn command_in(&self, directory: &Path, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(directory)
            .env_clear()
            .env("PATH", path_without_keystop())
            .env("HOME", self.home())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "A. Author")
            .env("GIT_AUTHOR_EMAIL", "author@localhost")
            .env("GIT_COMMITTER_NAME", "A. Author")
            .env("GIT_COMMITTER_EMAIL", "author@localhost")
            .env("GIT_EDITOR", "true");
        command
    }

    pub fn run(command: &mut Command) -> Outcome {
        Outcome::of(&command.output().expect("the program runs"))
    }

    pub fn git<const N: usize>(&self, arguments: [&str; N]) -> Outcome {
        Self::run(self.command("git").args(arguments))
    }

    pub fn keystop<const N: usize>(&self, arguments: [&str; N]) -> Outcome {
        Self::run(self.command(keystop_program()).args(arguments))
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a writable directory");
        fs::write(path, content).expect("a writable file");
    }

    pub fn append(&self, path: &str, content: &str) {
        let old = fs::read_to_string(self.path().join(path)).expect("a readable file");
        self.write(path, old + content);
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("a readable file")
    }

    /// Writes a file and stages it.
    pub fn stage(&self, path: &str, content: impl AsRef<[u8]>) {
        self.write(path, content);
        self.git(["add", "--", path]).passes();
    }

    /// `git commit` of what is staged.
    pub fn commit(&self) -> Outcome {
        self.git(["commit", "--quiet", "-m", "a change"])
    }

    /// A commit past the hook, for what is to be there already.
    pub fn commit_unchecked(&self) {
        self.git(["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "before"]).passes();
    }

    /// How many commits HEAD has.
    pub fn commits(&self) -> usize {
        self.git(["rev-list", "--count", "HEAD"]).stdout.trim().parse().unwrap_or(0)
    }
}
