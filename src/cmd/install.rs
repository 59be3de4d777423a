//! `keystop install` and `keystop --install`: puts the hook into a repository.

use std::io::{Write as _, stdout};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::exit::Exit;
use keystop::error::Error;
use keystop::install::{self, HookKind, Plan, Reach, Via};

#[derive(Debug, Default, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    pub repo: Option<PathBuf>,

    /// Another hook beside those of commits; may be given again
    #[arg(long, value_name = "HOOK")]
    hook: Vec<Hook>,

    /// Change files that the team shares, such as a hook manager's configuration, and directories that serve several
    /// repositories
    #[arg(long)]
    write: bool,

    /// In every repository of yours, rather than in one
    #[arg(long, conflicts_with_all = ["repo", "write", "via"])]
    global: bool,

    /// How Git comes to run it (default: by its configuration from Git 2.54 on, otherwise by a hook's file)
    #[arg(long, value_name = "WAY")]
    via: Option<Way>,

    /// Say what would be changed, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Arguments {
    /// What `--install` says, which knows a repository alone.
    pub fn of(repo: Option<PathBuf>) -> Self {
        Self { repo, ..Self::default() }
    }
}

/// A hook beside those of commits.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Hook {
    /// Keys in commit messages
    CommitMsg,
    /// Keys in what is pushed
    PrePush,
}

/// How Git comes to run keystop.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Way {
    /// An entry of Git's configuration
    Config,
    /// A hook's file
    File,
}

pub fn run(Arguments { repo, hook, write, global, via, dry_run }: &Arguments) -> Result<Exit, Error> {
    let mut kinds = HookKind::EVERY_COMMIT.to_vec();
    kinds.extend(hook.iter().map(|hook| match hook {
        Hook::CommitMsg => HookKind::CommitMsg,
        Hook::PrePush => HookKind::PrePush,
    }));
    let reach = if *write { Reach::Shared } else { Reach::Own };
    let via = via.map(|way| match way {
        Way::Config => Via::Config,
        Way::File => Via::File,
    });
    let plan =
        if *global { install::install_global(&kinds)? } else { install::install(repo.as_deref(), &kinds, reach, via)? };
    if *dry_run {
        return show(&plan);
    }
    plan.apply()?;
    let out = &mut stdout().lock();
    writeln!(out, "{}: {}", headline(&plan, *global), plan.place)?;
    notes(&plan, out)
}

fn headline(plan: &Plan, is_global: bool) -> String {
    let where_ = if is_global { "in every repository of yours" } else { "here" };
    if plan.steps.is_empty() {
        format!("keystop is installed already {where_}")
    } else if plan.updated > 0 {
        "keystop's hook is up to date again".to_owned()
    } else if plan.others > 0 {
        format!("keystop now checks every commit {where_}, after the hook that was there before")
    } else {
        format!("keystop now checks every commit {where_}")
    }
}

/// Writes what a plan would change.
pub fn show(plan: &Plan) -> Result<Exit, Error> {
    let out = &mut stdout().lock();
    if plan.steps.is_empty() {
        writeln!(out, "nothing would be changed")?;
    }
    for step in &plan.steps {
        writeln!(out, "would {step}")?;
    }
    notes(plan, out)
}

/// Writes what whoever runs it should know.
pub fn notes(plan: &Plan, out: &mut impl std::io::Write) -> Result<Exit, Error> {
    for note in &plan.notes {
        writeln!(out, "note: {note}")?;
    }
    Ok(Exit::Clean)
}
