//! Puts the hook into a repository and takes it away again.
//!
//! Git says where hooks are ([`git`]); a [`Plan`] says what will be changed, so that it can be shown before it is done;
//! [`shim`] makes keystop's lines in a hook's file. What a hook manager owns is left alone: keystop goes into the
//! manager's own configuration ([`manager`]).

mod canary;
pub mod doctor;
pub mod error;
pub mod git;
mod global;
pub mod manager;
mod plan;
pub mod shim;
pub mod state;
mod uninstall;

use std::path::{Path, PathBuf};

pub use error::InstallError;
pub use global::{install_global, uninstall_global};
pub use plan::{Plan, Step};
pub use uninstall::uninstall;

use error::failed;
use git::{Git, HooksPath, Scope};
use manager::Manager;
use shim::{Before, Hook, Program};

/// The hooks that keystop can be put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HookKind {
    /// Before each commit.
    PreCommit,
    /// Before the commit of a merge without conflicts.
    PreMergeCommit,
    /// Once the message is written.
    CommitMsg,
    /// Before a push.
    PrePush,
}

impl HookKind {
    /// All of them.
    pub const ALL: &[Self] = &[Self::PreCommit, Self::PreMergeCommit, Self::CommitMsg, Self::PrePush];

    /// Those that are installed where none are named: every commit runs one of the two.
    pub const EVERY_COMMIT: &[Self] = &[Self::PreCommit, Self::PreMergeCommit];

    /// Its name, which Git gives its file. Source: <https://git-scm.com/docs/githooks>
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::CommitMsg => "commit-msg",
            Self::PrePush => "pre-push",
        }
    }

    /// The call of keystop for it, without the arguments that Git gives the hook.
    #[must_use]
    pub fn call(self) -> String {
        format!("keystop{}", self.arguments())
    }

    /// What follows the program's name in that call.
    fn arguments(self) -> String {
        match self {
            Self::PreCommit | Self::PreMergeCommit => String::new(),
            Self::CommitMsg | Self::PrePush => format!(" hook {}", self.name()),
        }
    }
}

/// Who may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What belongs to this repository, on this machine, alone.
    Own,
    /// Also files that a team shares, and directories that serve several repositories.
    Shared,
}

/// How Git comes to run keystop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// An entry of Git's configuration, from Git 2.54 on.
    Config,
    /// A hook's file, which every Git runs.
    File,
}

/// Where the hooks are kept that were there before and are no shell scripts.
const KEPT: &str = "keystop";

/// What 0.1.0 and earlier called them.
const KEPT_BEFORE_0_2: &str = "pre-commit.before-keystop";

/// The name of keystop's hook in Git's configuration, for a kind of hook.
fn configured_name(kind: HookKind) -> String {
    match kind {
        HookKind::PreCommit | HookKind::PreMergeCommit => "keystop".to_owned(),
        HookKind::CommitMsg | HookKind::PrePush => format!("keystop-{}", kind.name()),
    }
}

/// Plans to put keystop into these hooks of the repository (nothing: the one here).
///
/// # Errors
/// There is no repository, nobody commits in it, its hooks are switched off, or they belong to somebody else and
/// `reach` does not allow to change them.
pub fn install(
    repository: Option<&Path>,
    kinds: &[HookKind],
    reach: Reach,
    via: Option<Via>,
) -> Result<Plan, InstallError> {
    let git = Git::at(repository);
    let hooks = git.hooks()?;
    let commits = HookKind::EVERY_COMMIT.iter().any(|kind| kinds.contains(kind));
    if git.is_bare() && commits {
        return Err(InstallError::Bare { repository: git.here().to_owned() });
    }
    match (via, git.has_configured_hooks()) {
        (Some(Via::Config), false) => Err(InstallError::TooOld { version: git.version() }),
        (Some(Via::File), _) | (None, false) => {
            let mut plan = into_files(&git, &hooks, kinds, reach)?;
            uninstall::from_configuration(&git, Scope::Local, &mut plan);
            Ok(plan)
        }
        (_, true) => into_configuration(&git, &hooks, kinds),
    }
}

/// Plans hooks in Git's configuration, unless the team's own hooks call keystop already.
fn into_configuration(git: &Git, hooks: &Path, kinds: &[HookKind]) -> Result<Plan, InstallError> {
    let is_team = git.is_shared_with_the_team(hooks);
    let by_team = match state::route(git, HookKind::PreCommit)? {
        Ok(route @ state::Route::Manager { .. }) => Some(route),
        Ok(route @ state::Route::File { .. }) if is_team => Some(route),
        _ => None,
    };
    if let Some(route) = by_team {
        return Ok(Plan { place: route.place(), already: 1, ..Plan::default() });
    }
    let plan = if is_team { Plan::default() } else { uninstall::from_files(git)? };
    configured(git, kinds, Scope::Local, plan)
}

/// Plans hooks in Git's configuration of that scope: no hook's file is touched, and no manager can displace them.
fn configured(git: &Git, kinds: &[HookKind], scope: Scope, mut plan: Plan) -> Result<Plan, InstallError> {
    let program = stable_path()?;
    for kind in kinds {
        let name = configured_name(*kind);
        plan.set(git, scope, &format!("hook.{name}.command"), &shim::configured(*kind, &program)?);
        plan.add(git, scope, &format!("hook.{name}.event"), kind.name());
    }
    plan.place = format!("Git's configuration ({}, hook.keystop)", scope.name());
    plan.notes.push(
        "a program that brings an older Git of its own does not run it; `keystop install --via file` writes a hook that \
         every Git runs"
            .to_owned(),
    );
    Ok(plan)
}

fn into_files(git: &Git, hooks: &Path, kinds: &[HookKind], reach: Reach) -> Result<Plan, InstallError> {
    let set = git.hooks_path();
    if let Some(HooksPath { value, .. }) = &set
        && (value.is_empty() || value == "/dev/null")
    {
        return Err(InstallError::SwitchedOff { value: value.clone() });
    }
    if let Some(manager) = manager_of(hooks, kinds) {
        let mut plan = into_manager(git, &manager, kinds, reach)?;
        if !manager.has_merge_hook() && kinds.contains(&HookKind::PreMergeCommit) {
            let path = hooks.join(HookKind::PreMergeCommit.name());
            match error::read(&path)?.as_deref().map(Hook::of) {
                // The manager leaves this hook to others.
                None | Some(Hook::Ours { .. }) => {
                    add_to_file(&mut plan, hooks, HookKind::PreMergeCommit, Program::At(&stable_path()?))?;
                }
                Some(_) => plan.notes.push(format!(
                    "{} owns pre-merge-commit too: keystop does not check merges without conflicts here",
                    manager.name
                )),
            }
        }
        return Ok(plan);
    }
    let mut plan = Plan::at(&hooks.join(HookKind::PreCommit.name()));
    let scope = set.as_ref().map_or(Scope::Local, |set| set.scope);
    if scope != Scope::Local {
        if reach == Reach::Own {
            return Err(InstallError::Everywhere { hooks: hooks.to_owned() });
        }
        plan.notes
            .push(format!("{} serves every repository of yours, so keystop now checks all of them", hooks.display()));
    }
    let is_team = git.is_shared_with_the_team(hooks);
    if is_team && reach == Reach::Own {
        return Err(InstallError::OfTheTeam { hooks: hooks.to_owned() });
    }
    let path = stable_path()?;
    let program = if is_team { Program::OnPath } else { Program::At(&path) };
    for kind in kinds {
        add_to_file(&mut plan, hooks, *kind, program)?;
    }
    if is_team {
        plan.notes
            .push("the hooks directory is in the work tree: commit the change, so that the team has it".to_owned());
    }
    if set.as_ref().is_some_and(|set| !set.value.starts_with(['/', '~'])) {
        plan.notes
            .push("core.hooksPath is relative: each linked worktree has its own hooks; run this in each".to_owned());
    }
    match git.top().and_then(|top| Manager::of_files(&top)) {
        None => {}
        Some(manager) if reach == Reach::Shared => plan.append(into_manager(git, &manager, kinds, reach)?),
        Some(manager) => plan.notes.push(format!(
            "this repository uses {name}, which may write its own hook over this one; `keystop install --write` puts \
             keystop into {name}'s configuration",
            name = manager.name
        )),
    }
    Ok(plan)
}

/// The manager whose hooks are there.
pub(crate) fn manager_of(hooks: &Path, kinds: &[HookKind]) -> Option<Manager> {
    kinds.iter().find_map(|kind| {
        let path = hooks.join(kind.name());
        // A link may lead into the manager's own directory.
        let content = match path.read_link() {
            Ok(target) => Some(crate::source::path_bytes(&target)),
            Err(_) => error::read(&path).ok().flatten(),
        };
        Manager::of_hook(hooks, content.filter(|content| Hook::of(content) == Hook::Foreign).as_deref())
    })
}

/// Plans keystop's lines in one hook's file.
fn add_to_file(plan: &mut Plan, hooks: &Path, kind: HookKind, program: Program<'_>) -> Result<(), InstallError> {
    let path = hooks.join(kind.name());
    let old_place = hooks.join(KEPT_BEFORE_0_2);
    let mut there = error::read(&path)?;
    if kind == HookKind::PreCommit
        && old_place.symlink_metadata().is_ok()
        && there.as_deref().is_none_or(|content| Hook::of(content) == Hook::WithoutMarks)
    {
        // What 0.1.0 put aside comes back first, under its own name.
        plan.steps.push(Step::Move { from: old_place.clone(), to: path.clone() });
        there = error::read(&old_place)?;
        return add_beside(plan, hooks, kind, program, &there.unwrap_or_default(), &old_place);
    }
    match there {
        None => plan.write_hook(path, shim::own_file(kind, Before::Nothing, program)),
        Some(content) => match Hook::of(&content) {
            Hook::WithoutMarks => plan.write_hook(path, shim::own_file(kind, Before::Nothing, program)),
            Hook::Ours { head, lines, tail } => {
                let before = Before::of(&lines);
                let fresh = [head, shim::lines(kind, before, program), tail].concat();
                if fresh == content && is_executable(&path) {
                    plan.already += 1;
                } else {
                    plan.updated += 1;
                    plan.write_hook(path, fresh);
                }
            }
            Hook::Foreign => return add_beside(plan, hooks, kind, program, &content, &path),
        },
    }
    Ok(())
}

/// Plans keystop's lines beside a hook that was there before. `real` is where its file is now.
fn add_beside(
    plan: &mut Plan,
    hooks: &Path,
    kind: HookKind,
    program: Program<'_>,
    content: &[u8],
    real: &Path,
) -> Result<(), InstallError> {
    let path = hooks.join(kind.name());
    let is_link = real.symlink_metadata().is_ok_and(|facts| facts.file_type().is_symlink());
    plan.others += 1;
    if let Some(at) = shim::place_in(content).filter(|_| !is_link && is_executable(real)) {
        let lines = shim::lines(kind, Before::RestOfFile, program);
        plan.write_hook(path, [&content[..at], &lines, &content[at..]].concat());
        return Ok(());
    }
    let kept = hooks.join(KEPT).join(kind.name());
    if kept.symlink_metadata().is_ok() {
        return Err(InstallError::Taken { hook: path, kept });
    }
    if !is_link && !is_executable(real) {
        plan.notes.push(format!(
            "the hook that was there is not executable, so Git did not run it, and keystop does not either: {}",
            kept.display()
        ));
    }
    plan.steps.push(Step::Move { from: path.clone(), to: kept });
    plan.write_hook(path, shim::own_file(kind, Before::Kept, program));
    Ok(())
}

/// Plans keystop in a manager's own configuration, or says what a person would write there.
fn into_manager(git: &Git, manager: &Manager, kinds: &[HookKind], reach: Reach) -> Result<Plan, InstallError> {
    let top = git.top().unwrap_or_else(|| git.here().to_owned());
    let is_asked = |kind: &HookKind| *kind != HookKind::PreMergeCommit || manager.has_merge_hook();
    let kinds: Vec<HookKind> = kinds.iter().copied().filter(is_asked).collect();
    let file = manager.file(&top, kinds.first().copied().unwrap_or(HookKind::PreCommit));
    let mut plan = Plan::at(&file);
    let mut lines = String::new();
    let mut by_hand = None;
    for kind in &kinds {
        lines.push_str(&manager.lines(*kind));
        lines.push('\n');
        match manager.add(&top, *kind, &plan) {
            Ok(Some(manager::Edit { path, content })) => {
                let mode = if manager.runs_files_themselves() { plan::Mode::Executable } else { plan::Mode::AsBefore };
                plan.edit(path, content, mode);
            }
            Ok(None) => plan.already += 1,
            Err(why) => by_hand = Some(why),
        }
    }
    if plan.steps.is_empty() && by_hand.is_none() {
        return Ok(plan);
    }
    if reach == Reach::Own || by_hand.is_some() {
        let why = by_hand.filter(|_| reach == Reach::Shared);
        return Err(InstallError::Managed { manager: manager.name, file, lines, why });
    }
    plan.notes.push(format!("{} is the team's: git add and commit it", file.display()));
    plan.notes.extend(manager.after().map(|command| format!("{} takes it over with: {command}", manager.name)));
    Ok(plan)
}

/// Where this program is, by the name that outlives an upgrade: the entry on `PATH`, if that leads here.
fn stable_path() -> Result<PathBuf, InstallError> {
    let find = || -> std::io::Result<PathBuf> {
        let this = std::env::current_exe()?;
        let real = this.canonicalize()?;
        let on_path = std::env::var_os("PATH").and_then(|path| {
            let name = this.file_name()?;
            std::env::split_paths(&path)
                .map(|directory| directory.join(name))
                .find(|entry| entry.is_absolute() && entry.canonicalize().is_ok_and(|target| target == real))
        });
        Ok(on_path.unwrap_or(this))
    };
    find().map_err(failed("find", Path::new("keystop")))
}

/// Returns true if Git would run this file.
#[cfg(unix)]
#[must_use]
pub fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|facts| facts.permissions().mode() & 0o111 != 0)
}

/// Returns true if Git would run this file: on Windows, each file.
#[cfg(not(unix))]
#[must_use]
pub fn is_executable(path: &Path) -> bool {
    path.exists()
}
