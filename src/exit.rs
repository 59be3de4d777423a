//! The exit status: all codes that keystop ends with.

use std::process::ExitCode;

use keystop::pipeline::Verdict;

/// What the exit status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Scanned, and clean; or done, where nothing was to be scanned.
    Clean = 0,
    /// At least one key was found. Holds also where something else could not be scanned: the message names both.
    Found = 1,
    /// Something could not be scanned or done, and no key was found in the rest.
    Failed = 2,
}

impl Exit {
    /// The status that a verdict ends with.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict { findings, .. } if !findings.is_empty() => Self::Found,
            Verdict { skipped, .. } if !skipped.is_empty() => Self::Failed,
            _ => Self::Clean,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
