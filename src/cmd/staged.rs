//! `keystop`: scans what is staged.

use super::output::{self, Format};
use crate::exit::Exit;
use keystop::check;
use keystop::error::Error;

pub fn run(format: Format) -> Result<Exit, Error> {
    output::conclude(check::staged(), format, "commit blocked")
}
