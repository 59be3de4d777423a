//! `keystop config`: what holds for a file, and where each part of it comes from.

use std::io::{Write as _, stdout};
use std::path::PathBuf;

use super::place;
use crate::exit::Exit;
use keystop::error::Error;
use keystop::policy::effective;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file or directory (default: the top of the repository here)
    path: Option<PathBuf>,
}

pub fn run(Arguments { path }: &Arguments) -> Result<Exit, Error> {
    let path = path.clone().map_or_else(place::root, Ok)?;
    let root = place::Place::of(&path).root;
    let (policy, files) = place::whole_policy(&root)?;
    let from_top = place::from_top(&root, &path);
    let file = if path.is_dir() { from_top.join("*") } else { from_top };
    let mut out = stdout().lock();
    for line in effective::describe(&policy, &file)? {
        writeln!(out, "{line}")?;
    }
    for remark in effective::dead_patterns(&policy, &files)? {
        writeln!(out, "{remark}")?;
    }
    Ok(Exit::Clean)
}
