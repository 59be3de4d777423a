//! `keystop uninstall` and `keystop --uninstall`: takes the hook out of a repository.

use std::io::{Write as _, stdout};
use std::path::PathBuf;

use super::install::{notes, show};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::install;

#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    pub repo: Option<PathBuf>,

    /// Out of every repository of yours, rather than out of one
    #[arg(long, conflicts_with = "repo")]
    global: bool,

    /// Say what would be changed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Arguments {
    /// What `--uninstall` says, which knows a repository alone.
    pub fn of(repo: Option<PathBuf>) -> Self {
        Self { repo, ..Self::default() }
    }
}

pub fn run(Arguments { repo, global, dry_run }: &Arguments) -> Result<Exit, Error> {
    let plan = if *global { install::uninstall_global()? } else { install::uninstall(repo.as_deref())? };
    if *dry_run {
        return show(&plan);
    }
    plan.apply()?;
    let out = &mut stdout().lock();
    if plan.steps.is_empty() {
        writeln!(out, "there is no hook of keystop's at {}; nothing was changed", plan.place)?;
    } else if plan.others > 0 {
        writeln!(out, "keystop's hook is gone, and the one from before is back: {}", plan.place)?;
    } else {
        writeln!(out, "keystop's hook is gone: {}", plan.place)?;
    }
    notes(&plan, out)
}
