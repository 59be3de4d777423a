//! keystop in every repository of a user.
//!
//! From Git 2.54 on, it is an entry of the user's Git configuration. Before, the user's `core.hooksPath` is the way: where
//! it is set already, keystop joins the hooks that are there; where it is not, keystop makes a directory in which every
//! hook that Git knows hands on to the repository's own.

use std::path::{Path, PathBuf};

use super::git::{Git, Scope};
use super::plan::{Plan, Step};
use super::shim::{self, Before, Program};
use super::{HookKind, InstallError, add_to_file, configured, stable_path, uninstall};

/// Git's other hooks, which only hand on. Source: <https://git-scm.com/docs/githooks>
const HANDED_ON: &[&str] = &[
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "pre-receive",
    "update",
    "proc-receive",
    "post-receive",
    "post-update",
    "reference-transaction",
    "push-to-checkout",
    "pre-auto-gc",
    "post-rewrite",
    "sendemail-validate",
    "p4-changelist",
    "p4-prepare-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "post-index-change",
];

/// What no installation for every repository reaches.
const NOT_COVERED: &str = "not covered: a repository with a core.hooksPath of its own (husky sets one), and programs that \
                           bring a Git of their own without your configuration; `keystop doctor` there tells";

/// Plans to put keystop into these hooks of every repository of this user.
///
/// # Errors
/// Git does not run, or the configuration names no place for hooks.
pub fn install_global(kinds: &[HookKind]) -> Result<Plan, InstallError> {
    let git = Git::at(None);
    let mut plan = if git.has_configured_hooks() {
        configured(&git, kinds, Scope::Global, Plan::default())?
    } else {
        into_directory(&git, kinds)?
    };
    plan.notes.push(NOT_COVERED.to_owned());
    Ok(plan)
}

/// Plans to take keystop out of every repository of this user, and to put back what was set before.
///
/// # Errors
/// Git does not run, or a hook cannot be read.
pub fn uninstall_global() -> Result<Plan, InstallError> {
    let git = Git::at(None);
    let own = own_directory()?;
    let set = directory_of_user(&git)?;
    let mut plan = Plan::at(set.as_deref().unwrap_or(&own));
    uninstall::from_configuration(&git, Scope::Global, &mut plan);
    if set.as_deref() == Some(own.as_path()) {
        plan.configure(&git, &["--global", "--unset-all", "core.hooksPath"]);
    }
    for directory in [Some(own), set].into_iter().flatten() {
        for name in HANDED_ON {
            uninstall::from_named_file(&mut plan, &directory, name)?;
        }
    }
    Ok(plan)
}

fn into_directory(git: &Git, kinds: &[HookKind]) -> Result<Plan, InstallError> {
    let own = own_directory()?;
    let program = stable_path()?;
    let program = Program::At(&program);
    let set = directory_of_user(git)?;
    if let Some(theirs) = set.as_ref().filter(|set| **set != own) {
        let mut plan = Plan::at(theirs);
        for kind in kinds {
            add_to_file(&mut plan, theirs, *kind, program)?;
        }
        return Ok(plan);
    }
    let mut plan = Plan::at(&own);
    for name in HANDED_ON {
        let content = match kinds.iter().find(|kind| kind.name() == *name) {
            Some(kind) => shim::own_file(*kind, Before::OfRepository, program),
            None => shim::handing_on(name),
        };
        plan.keep_hook(own.join(name), content)?;
    }
    if set.is_none() {
        let path = own.to_str().ok_or(InstallError::OddPath)?;
        plan.configure(git, &["--global", "core.hooksPath", path]);
    }
    plan.notes.push(
        "`pre-commit install` and `prek install` refuse while core.hooksPath is set; run them with \
         GIT_CONFIG_GLOBAL=/dev/null"
            .to_owned(),
    );
    Ok(plan)
}

/// The directory that the user's `core.hooksPath` names.
fn directory_of_user(git: &Git) -> Result<Option<PathBuf>, InstallError> {
    let Ok(path) = git.run(["config", "--global", "--type=path", "--get", "core.hooksPath"]) else { return Ok(None) };
    let path = crate::source::path_from_bytes(&path);
    if path.as_os_str().is_empty() || path == Path::new("/dev/null") {
        return Err(InstallError::SwitchedOff { value: path.display().to_string() });
    }
    Ok(Some(path))
}

/// keystop's own hooks directory. Source: <https://specifications.freedesktop.org/basedir-spec/latest/>
fn own_directory() -> Result<PathBuf, InstallError> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let configuration = set("XDG_CONFIG_HOME").or_else(|| Some(std::env::home_dir()?.join(".config")));
    Ok(configuration.ok_or(InstallError::NoHome)?.join("keystop").join("hooks"))
}

impl Plan {
    /// Plans to write a file of keystop's own, if it is not so already.
    fn keep_hook(&mut self, path: PathBuf, content: Vec<u8>) -> Result<(), InstallError> {
        match super::error::read(&path)? {
            Some(there) if there == content && super::is_executable(&path) => self.already += 1,
            _ => self.steps.push(Step::Write { path, content, mode: super::plan::Mode::Executable }),
        }
        Ok(())
    }
}
