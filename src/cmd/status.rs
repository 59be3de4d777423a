//! `keystop status`: one line that says if commits in a repository are checked.

use std::io::{Write as _, stdout};
use std::path::PathBuf;

use crate::exit::Exit;
use keystop::error::Error;
use keystop::install::HookKind;
use keystop::install::git::Git;
use keystop::install::state;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    repo: Option<PathBuf>,
}

pub fn run(Arguments { repo }: &Arguments) -> Result<Exit, Error> {
    let version = env!("CARGO_PKG_VERSION");
    let out = &mut stdout().lock();
    match state::route(&Git::at(repo.as_deref()), HookKind::PreCommit)? {
        Ok(route) => {
            writeln!(out, "keystop {version} checks the commits here: {}", route.place())?;
            Ok(Exit::Clean)
        }
        Err(gap) => {
            let (says, mend) = (gap.says(), gap.mend());
            writeln!(out, "keystop {version} does not check the commits here: {says}; next step: {mend}")?;
            Ok(Exit::Failed)
        }
    }
}
