//! Why a check, or an installation, could not be done.

use std::borrow::Cow;

use crate::fix::error::FixError;
use crate::install::InstallError;
use crate::masking;
use crate::policy::{OriginError, PolicyError};
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
    /// Secrets could not be taken out of what is staged.
    #[error(transparent)]
    Fix(#[from] FixError),
    /// There is no rule of that name.
    #[error("{}", masking::words(&format!("there is no rule `{}`", .0)))]
    NoSuchRule(String),
    /// No finding is where the person says.
    #[error("no finding in what is staged has that place, number or fingerprint")]
    NoSuchFinding,
    /// An entry has to say why.
    #[error("an entry says why it may be committed")]
    NoReason,
    /// The policy cannot be changed.
    #[error("cannot change .keystop.toml: {}", masking::words(.0))]
    Edit(String),
    /// A file cannot be written.
    #[error("cannot write {}: {cause}", masking::words(path))]
    Unwritable {
        /// The file.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A custom rule does not do what its samples say.
    #[error("{0}")]
    Sample(String),
    /// Standard output cannot be written.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
}

impl From<OriginError> for Error {
    fn from(error: OriginError) -> Self {
        match error {
            OriginError::Policy(error) => Self::Policy(error),
            OriginError::Source(error) => Self::Source(error),
        }
    }
}

impl Error {
    /// What could not be done.
    #[must_use]
    pub fn undone(&self) -> &'static str {
        match self {
            Self::Source(_) | Self::Policy(_) | Self::Hook(_) => "could not scan",
            Self::Install(_) => "could not change the hook",
            Self::Fix(_) => "could not fix",
            Self::NoSuchRule(_) => "could not explain",
            Self::NoSuchFinding | Self::NoReason | Self::Edit(_) | Self::Unwritable { .. } => "nothing was written",
            Self::Sample(_) => "a rule does not hold",
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
            Self::Fix(error) => error.advice(),
            Self::NoSuchRule(_) => "`keystop rules` lists them",
            Self::NoSuchFinding => "`keystop allow` lists the findings",
            Self::NoReason => "add --reason \"…\"",
            Self::Edit(_) => "correct .keystop.toml, then try again",
            Self::Unwritable { .. } => "check the path and its permissions",
            Self::Sample(_) => "correct the rule or its samples; docs/keystop-toml.md explains both",
            Self::Output(_) => "give it a place to write to",
        }
        .into()
    }
}
