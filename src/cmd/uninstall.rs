//! `keystop uninstall` and `keystop --uninstall`: takes the hook out of a repository.

use std::path::PathBuf;

use super::output::say;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::install::{self, Uninstalled};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    pub repo: Option<PathBuf>,
}

pub fn run(Arguments { repo }: &Arguments) -> Result<Exit, Error> {
    let (done, hook) = install::uninstall(repo.as_deref())?;
    let hook = hook.display();
    match done {
        Uninstalled::Removed => say(&format!("keystop's hook is gone: {hook}")),
        Uninstalled::RestoredOther => say(&format!("keystop's hook is gone, and the one from before is back: {hook}")),
        Uninstalled::NotInstalled => say(&format!("there is no hook of keystop's at {hook}; nothing was changed")),
    }
}
