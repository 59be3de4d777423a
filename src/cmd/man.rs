//! `keystop man`: the manual page, in roff.

use std::io::{Write as _, stdout};

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::CommandLine;
use crate::exit::Exit;
use keystop::error::Error;

pub fn run() -> Result<Exit, Error> {
    let mut page = Vec::new();
    Man::new(CommandLine::command()).render(&mut page)?;
    stdout().write_all(&page)?;
    Ok(Exit::Clean)
}
