//! `keystop install` and `keystop --install`: puts the hook into a repository.

use std::path::PathBuf;

use super::output::say;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::install::{self, Installed};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    pub repo: Option<PathBuf>,
}

pub fn run(Arguments { repo }: &Arguments) -> Result<Exit, Error> {
    let (done, hook) = install::install(repo.as_deref())?;
    let hook = hook.display();
    match done {
        Installed::New => say(&format!("keystop now checks every commit here: {hook}")),
        Installed::KeptOther => {
            say(&format!("keystop now checks every commit here, after the hook that was there before: {hook}"))
        }
        Installed::Updated => say(&format!("keystop's hook is up to date again: {hook}")),
        Installed::Already => say(&format!("keystop is installed already: {hook}")),
    }
}
