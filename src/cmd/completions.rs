//! `keystop completions`: what a shell needs to complete command lines.

use std::io::{Write as _, stdout};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::CommandLine;
use crate::exit::Exit;
use keystop::error::Error;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "keystop", &mut script);
    stdout().write_all(&script)?;
    Ok(Exit::Clean)
}
