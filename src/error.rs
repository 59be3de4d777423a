//! Why a check, or an installation, could not be done.

use std::borrow::Cow;

use crate::install::InstallError;
use crate::masking;
use crate::policy::PolicyError;
use crate::source::SourceError;

/// Anything that ends keystop without a verdict. Its words quote paths, references and other programs, so what could be a
/// secret is masked in them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was to be scanned cannot be read.
    #[error("{}", masking::words(&.0.to_string()))]
    Source(#[from] SourceError),
    /// The allowlist is not understood.
    #[error("{}", masking::words(&.0.to_string()))]
    Policy(#[from] PolicyError),
    /// The hook cannot be put in place or taken away.
    #[error("{}", masking::words(&.0.to_string()))]
    Install(#[from] InstallError),
    /// What Git says to a hook is not understood.
    #[error("{}", masking::words(.0))]
    Hook(String),
    /// There is no rule of that name.
    #[error("{}", masking::words(&format!("there is no rule `{}`", .0)))]
    NoSuchRule(String),
    /// Standard output cannot be written.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
}

impl Error {
    /// What could not be done.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Source(_) | Self::Policy(_) | Self::Hook(_) => "could not scan",
            Self::Install(_) => "could not change the hook",
            Self::NoSuchRule(_) => "could not explain",
            Self::Output(_) => "could not report",
        }
    }

    /// What the person can do next.
    #[must_use]
    pub fn advice(&self) -> Cow<'static, str> {
        match self {
            Self::Source(error) => error.next_step(),
            Self::Policy(_) => "correct .keystop.toml, then commit again",
            Self::Install(error) => return error.advice().into(),
            Self::Hook(_) => "let Git call this command from the hook of that name; docs/history.md shows how",
            Self::NoSuchRule(_) => "`keystop rules` lists them",
            Self::Output(_) => "give it a place to write to",
        }
        .into()
    }
}
