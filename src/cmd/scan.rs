//! `keystop scan`: scans whole files and directories.

use std::path::PathBuf;

use super::output::{self, Format};
use super::staged;
use crate::exit::Exit;
use keystop::check;
use keystop::error::Error;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and directories; below a directory, what Git ignores is left out
    #[arg(value_name = "PATH", conflicts_with = "staged")]
    paths: Vec<PathBuf>,

    /// What is staged in the repository here (the default without paths)
    #[arg(long)]
    staged: bool,

    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

pub fn run(Arguments { paths, format, .. }: &Arguments) -> Result<Exit, Error> {
    if paths.is_empty() {
        return staged::run(*format);
    }
    output::conclude(check::paths(paths), *format, "not to be committed")
}
