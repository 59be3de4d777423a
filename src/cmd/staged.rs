//! `keystop`: scans what is staged.

use super::output::{self, Format};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::pipeline::{self, Verdict};
use keystop::policy::Policy;
use keystop::source::Reader;

pub fn run(format: Format) -> Result<Exit, Error> {
    output::conclude(verdict(), format, "commit blocked")
}

fn verdict() -> Result<Verdict, Error> {
    let (repository, parents) = Reader::open_for_commit()?;
    let policy = Policy::read(repository.root())?;
    pipeline::staged(&repository, &parents, policy)
}
