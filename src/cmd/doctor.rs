//! `keystop doctor`: proves that commits in a repository are checked, or says what is wrong.

use std::io::{Write as _, stdout};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::exit::Exit;
use keystop::error::Error;
use keystop::install::doctor::{self, Level, Report};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository (default: the one here)
    repo: Option<PathBuf>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Listing,
}

/// How the checks are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Listing {
    /// A line for each, and the command that mends it
    #[default]
    Human,
    /// One line of JSON
    Json,
}

pub fn run(Arguments { repo, format }: &Arguments) -> Result<Exit, Error> {
    let report = doctor::examine(repo.as_deref())?;
    match format {
        Listing::Human => human(&report)?,
        Listing::Json => {
            let out = &mut stdout().lock();
            serde_json::to_writer(&mut *out, &report).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(if report.is_well() { Exit::Clean } else { Exit::Failed })
}

fn human(report: &Report) -> std::io::Result<()> {
    let out = &mut stdout().lock();
    for check in &report.checks {
        let level = match check.level {
            Level::Ok => "ok",
            Level::Note => "note",
            Level::Problem => "problem",
        };
        writeln!(out, "{level:<8} {}", check.message.replace('\n', "\n         "))?;
        if let Some(mend) = &check.mend {
            writeln!(out, "         next step: {mend}")?;
        }
    }
    Ok(())
}
