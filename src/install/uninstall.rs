//! Takes keystop out of a repository, and puts back what was there before.

use std::path::Path;

use super::error::{self, InstallError};
use super::git::{Git, Scope};
use super::manager::{Edit, Manager};
use super::plan::{Mode, Plan, Step};
use super::shim::{Hook, OWN_HEAD};
use super::{HookKind, KEPT, KEPT_BEFORE_0_2, configured_name};

/// Plans to take keystop out of every hook of the repository (nothing: the one here): out of Git's configuration, out
/// of the hooks directory that Git uses and the one it would use without `core.hooksPath`, and out of the
/// configuration of hook managers.
///
/// # Errors
/// There is no repository, or a hook cannot be read.
pub fn uninstall(repository: Option<&Path>) -> Result<Plan, InstallError> {
    let git = Git::at(repository);
    let mut plan = from_files(&git)?;
    from_configuration(&git, Scope::Local, &mut plan);
    let hooks = git.hooks()?;
    if let Some(top) = git.top() {
        for kind in HookKind::ALL {
            let managers = [super::manager_of(&hooks, &[*kind]), Manager::of_files(&top)];
            for manager in managers.into_iter().flatten() {
                if let Ok(Some(Edit { path, content })) = manager.remove(&top, *kind, &plan) {
                    let note = format!("{} is the team's: git add and commit it", path.display());
                    if !plan.notes.contains(&note) {
                        plan.notes.push(note);
                    }
                    plan.edit(path, content, Mode::AsBefore);
                }
            }
        }
    }
    Ok(plan)
}

/// Plans to take keystop's hooks out of Git's configuration.
pub(super) fn from_configuration(git: &Git, scope: Scope, plan: &mut Plan) {
    for kind in [HookKind::PreCommit, HookKind::CommitMsg, HookKind::PrePush] {
        let section = format!("hook.{}", configured_name(kind));
        if !git.values_in(scope, &format!("{section}.command")).is_empty() {
            plan.configure(git, &[&format!("--{}", scope.name()), "--remove-section", &section]);
        }
    }
}

/// Plans to take keystop's lines out of the files of hooks.
pub(super) fn from_files(git: &Git) -> Result<Plan, InstallError> {
    let hooks = git.hooks()?;
    let mut plan = Plan::at(&hooks.join(HookKind::PreCommit.name()));
    let default = git.default_hooks()?;
    let mut directories = vec![hooks];
    if !directories.contains(&default) {
        directories.push(default);
    }
    for directory in directories {
        for kind in HookKind::ALL {
            from_named_file(&mut plan, &directory, kind.name())?;
            for name in MOVED_BY_MANAGERS {
                let moved = directory.join(format!("{}.{name}", kind.name()));
                if error::read(&moved)?
                    .as_deref()
                    .map(Hook::of)
                    .is_some_and(|hook| hook.without_keystop().is_none() && hook != Hook::Foreign)
                {
                    plan.steps.push(Step::Remove(moved));
                }
            }
        }
    }
    Ok(plan)
}

/// How managers call a hook that they found: pre-commit and prek, lefthook and others, ghooks.
pub(super) const MOVED_BY_MANAGERS: &[&str] = &["legacy", "old", "bkp"];

/// Plans to take keystop's lines out of a hook's file, and to put back what was kept beside it.
pub(super) fn from_named_file(plan: &mut Plan, hooks: &Path, name: &str) -> Result<(), InstallError> {
    let path = hooks.join(name);
    let mut kept = vec![hooks.join(KEPT).join(name)];
    if name == HookKind::PreCommit.name() {
        kept.push(hooks.join(KEPT_BEFORE_0_2));
    }
    let kept = kept.into_iter().find(|kept| kept.symlink_metadata().is_ok());
    let there = error::read(&path)?;
    let hook = there.as_deref().map(Hook::of);
    match (&hook, kept) {
        // Whoever deleted keystop's hook has what was there before put back.
        (None, Some(kept)) => {
            plan.others += 1;
            plan.steps.push(Step::Move { from: kept, to: path });
        }
        (Some(Hook::Foreign), _) | (None, None) => {}
        (Some(hook), kept) => match (hook.without_keystop(), kept) {
            (rest, Some(kept)) if rest.as_deref().is_none_or(|rest| rest == OWN_HEAD.as_bytes()) => {
                plan.others += 1;
                plan.steps.push(Step::Remove(path.clone()));
                plan.steps.push(Step::Move { from: kept, to: path });
            }
            (None, _) => plan.steps.push(Step::Remove(path)),
            (Some(rest), _) if rest.is_empty() => plan.steps.push(Step::Remove(path)),
            (Some(rest), _) => {
                plan.others += 1;
                plan.steps.push(Step::Write { path, content: rest, mode: Mode::AsBefore });
            }
        },
    }
    Ok(())
}
