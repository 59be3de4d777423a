//! What a repository's protection looks like from outside: each thing that may go wrong, and the command that mends it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;

use super::canary::{self, Canary};
use super::git::Git;
use super::state::{self, Gap, Route};
use super::{HookKind, InstallError, is_executable};
use crate::policy::{Policy, WorkTree};

/// The search path of programs that are started from a desktop and read no shell profile.
/// Source: the default of launchd(8) and of systemd's user manager.
const DESKTOP_PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Good to know.
    Note,
    /// Keys may get through, or commits may be refused.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `git`, `hook`, `program`, `displaced`, `policy`, `unchecked` or `canary`.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What was seen.
    pub message: String,
    /// The command that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

/// All that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order in which they were looked at.
    pub checks: Vec<Check>,
}

impl Report {
    /// Returns true if nothing is wrong.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.checks.iter().all(|check| check.level != Level::Problem)
    }

    fn ok(&mut self, name: &'static str, message: impl Into<String>) {
        self.checks.push(Check { name, level: Level::Ok, message: message.into(), mend: None });
    }

    fn note(&mut self, name: &'static str, message: impl Into<String>, mend: Option<&str>) {
        self.checks.push(Check { name, level: Level::Note, message: message.into(), mend: mend.map(str::to_owned) });
    }

    fn problem(&mut self, name: &'static str, message: impl Into<String>, mend: impl Into<String>) {
        self.checks.push(Check { name, level: Level::Problem, message: message.into(), mend: Some(mend.into()) });
    }
}

/// Looks at all of it, and tries the hook out.
///
/// # Errors
/// There is no repository, or a hook cannot be read.
pub fn examine(repository: Option<&Path>) -> Result<Report, InstallError> {
    let git = Git::at(repository);
    let mut report = Report::default();
    git_itself(&git, &mut report)?;
    let commit = state::route(&git, HookKind::PreCommit)?;
    hooks(&git, &commit, &mut report)?;
    if let Ok(route) = &commit {
        programs(route, &mut report);
    }
    displaced(&git, commit.is_ok(), &mut report)?;
    policy(&git, &mut report);
    unchecked(&git, &mut report)?;
    if commit != Err(Gap::Bare) {
        try_out(&git, &mut report)?;
    }
    Ok(report)
}

fn git_itself(git: &Git, report: &mut Report) -> Result<(), InstallError> {
    let hooks = git.hooks()?;
    let version = git.version().map_or("of an unknown version".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    let by = match git.hooks_path() {
        Some(set) => format!(" (core.hooksPath, set in the {} configuration)", set.scope.name()),
        None => String::new(),
    };
    report.ok("git", format!("git {version} takes hooks from {}{by}", hooks.display()));
    if std::env::var_os("KEYSTOP_MISSING").is_some_and(|value| value == "warn") {
        report.note(
            "git",
            "KEYSTOP_MISSING=warn: commits go through where keystop is missing",
            Some("unset KEYSTOP_MISSING"),
        );
    }
    Ok(())
}

fn hooks(git: &Git, commit: &Result<Route, Gap>, report: &mut Report) -> Result<(), InstallError> {
    match commit {
        Ok(route) => {
            report.ok("hook", format!("pre-commit runs keystop: {}", route.place()));
            let version = env!("CARGO_PKG_VERSION");
            if let Route::File { version: Some(old), .. } = route
                && old != version
            {
                report.note(
                    "hook",
                    format!("keystop {old} wrote the hook; this is {version}"),
                    Some("keystop install"),
                );
            }
        }
        Err(gap) => report.problem("hook", format!("pre-commit does not run keystop: {}", gap.says()), gap.mend()),
    }
    for kind in [HookKind::PreMergeCommit, HookKind::CommitMsg, HookKind::PrePush] {
        match state::route(git, kind)? {
            Ok(route) => report.ok("hook", format!("{} runs keystop: {}", kind.name(), route.place())),
            Err(gap @ (Gap::NotExecutable(_) | Gap::OldGit | Gap::Disabled(_))) => {
                report.problem("hook", format!("{} does not run keystop: {}", kind.name(), gap.says()), gap.mend());
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// Which program the hook reaches, here and from a program that was started from a desktop.
fn programs(route: &Route, report: &mut Report) {
    let here = std::env::var_os("PATH").unwrap_or_default();
    for (who, path) in [("this shell", here), ("a program started from the desktop", OsString::from(DESKTOP_PATH))] {
        let found = on_path(&path).or_else(|| route.pinned().filter(|pinned| is_executable(pinned)));
        match found.as_deref().map(|program| (program, version_of(program))) {
            Some((program, Some(version))) if version == env!("CARGO_PKG_VERSION") => {
                report.ok("program", format!("{who} reaches keystop {version}: {}", program.display()));
            }
            Some((program, Some(version))) => {
                let message = format!(
                    "{who} reaches keystop {version}, and this is {}: {}",
                    env!("CARGO_PKG_VERSION"),
                    program.display()
                );
                report.note("program", message, None);
            }
            Some((program, None)) => {
                let message = format!("{who} reaches a keystop that does not run: {}", program.display());
                report.problem("program", message, "install keystop again (install.sh)");
            }
            None => report.note(
                "program",
                format!("{who} finds no keystop, so each of its commits is refused"),
                Some("link keystop into /usr/local/bin"),
            ),
        }
    }
}

fn on_path(path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path).map(|directory| directory.join("keystop")).find(|program| is_executable(program))
}

fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().strip_prefix("keystop ").map(str::to_owned)
}

fn displaced(git: &Git, is_covered: bool, report: &mut Report) -> Result<(), InstallError> {
    for file in state::displaced(git)? {
        let message = format!("Git does not run keystop's hook in {}", file.display());
        if is_covered {
            report.note("displaced", message, None);
        } else {
            report.problem("displaced", message, "keystop install");
        }
    }
    Ok(())
}

fn policy(git: &Git, report: &mut Report) {
    let Some(top) = git.top() else { return };
    let understood = Policy::new(WorkTree::new(&top)).and_then(|policy| policy.at(Path::new(""))?.check());
    match understood {
        Ok(()) if top.join(".keystop.toml").exists() => report.ok("policy", ".keystop.toml is understood"),
        Ok(()) => report.ok("policy", "there is no .keystop.toml: nothing is let through"),
        Err(error) => {
            report.problem("policy", error.to_string(), "correct .keystop.toml: until then each commit is refused");
        }
    }
}

/// What Git does without asking a hook.
fn unchecked(git: &Git, report: &mut Report) -> Result<(), InstallError> {
    if state::route(git, HookKind::PrePush)?.is_ok() {
        return Ok(());
    }
    let mut ways = vec!["rebase", "cherry-pick", "revert", "am", "commit --no-verify"];
    if state::route(git, HookKind::PreMergeCommit)?.is_err() {
        ways.push("a merge without conflicts");
    }
    if state::route(git, HookKind::CommitMsg)?.is_err() {
        ways.push("the message of a commit");
    }
    let message = format!("not checked, since Git runs no such hook: {}", ways.join(", "));
    report.note("unchecked", message, Some("keystop install --hook pre-push --hook commit-msg"));
    Ok(())
}

fn try_out(git: &Git, report: &mut Report) -> Result<(), InstallError> {
    match canary::try_out(git)? {
        Canary::Blocked => {
            report.ok("canary", "a generated key, committed with these hooks in a temporary repository, was blocked");
        }
        Canary::Committed => report.problem(
            "canary",
            "a generated key, committed with these hooks in a temporary repository, went through",
            "keystop install",
        ),
        Canary::Refused(said) => report.problem(
            "canary",
            format!(
                "a generated key was refused in a temporary repository, but not by keystop; the hooks said: {said}"
            ),
            "commit a file here, and mend what the hooks report",
        ),
        Canary::Hung => report.problem("canary", "the hooks did not end within two minutes", "see what they wait for"),
    }
    Ok(())
}
