//! Takes keystop out of a repository, and puts back what was there before.

use std::path::Path;

use super::error::{self, InstallError};
use super::git::Git;
use super::manager::{Edit, Manager};
use super::plan::{Mode, Plan, Step};
use super::shim::Hook;
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
    for kind in [HookKind::PreCommit, HookKind::CommitMsg, HookKind::PrePush] {
        let section = format!("hook.{}", configured_name(kind));
        if git.setting(&format!("{section}.command")).is_some() {
            plan.configure(&git, &["--local", "--remove-section", &section]);
        }
    }
    let hooks = git.hooks()?;
    if let Some(top) = git.top() {
        for kind in HookKind::ALL {
            let content = error::read(&hooks.join(kind.name()))?;
            let managers = [Manager::of_hook(&hooks, content.as_deref()), Manager::of_files(&top)];
            for manager in managers.into_iter().flatten() {
                match manager.remove(&top, *kind) {
                    Ok(Some(Edit { path, content })) if !plan.steps.iter().any(|step| changes(step, &path)) => {
                        plan.notes.push(format!("{} is the team's: commit it", path.display()));
                        plan.steps.push(if content.is_empty() {
                            Step::Remove(path)
                        } else {
                            Step::Write { path, content, mode: Mode::AsBefore }
                        });
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(plan)
}

fn changes(step: &Step, file: &Path) -> bool {
    matches!(step, Step::Write { path, .. } | Step::Remove(path) if path == file)
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
            from_file(&mut plan, &directory, *kind)?;
        }
    }
    Ok(plan)
}

fn from_file(plan: &mut Plan, hooks: &Path, kind: HookKind) -> Result<(), InstallError> {
    let path = hooks.join(kind.name());
    let mut kept = vec![hooks.join(KEPT).join(kind.name())];
    if kind == HookKind::PreCommit {
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
            (rest, Some(kept)) if rest.as_deref().is_none_or(|rest| rest == super::OWN_HEAD.as_bytes()) => {
                plan.others += 1;
                plan.steps.push(Step::Remove(path.clone()));
                plan.steps.push(Step::Move { from: kept, to: path });
            }
            (Some(rest), _) => {
                plan.others += 1;
                plan.steps.push(Step::Write { path, content: rest, mode: Mode::AsBefore });
            }
            (None, _) => plan.steps.push(Step::Remove(path)),
        },
    }
    Ok(())
}
