//! `keystop`: scans what is staged.

use super::output::{self, Format};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::pipeline::{self, Verdict};
use keystop::policy::Trusted;
use keystop::source::Reader;

pub fn run(format: Format, trusted: &Trusted) -> Result<Exit, Error> {
    output::conclude_commit(verdict(trusted), format)
}

/// The verdict of what is staged here.
pub fn verdict(trusted: &Trusted) -> Result<Verdict, Error> {
    let (repository, parents) = Reader::open_for_commit()?;
    pipeline::staged(&repository, &parents, trusted)
}
