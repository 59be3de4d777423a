//! What is told about the policy whatever the verdict is, a line each.

use std::fmt;

/// Something to be told about the policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// The work tree's copy would let through what is reported.
    StageIt {
        /// The file that says so.
        file: String,
    },
    /// The work tree has a policy, and the commit has none.
    NotStaged {
        /// The file.
        file: String,
    },
    /// The work tree's copy would report what the staged one lets through.
    OnlyStaged {
        /// The file that lets it through.
        file: String,
    },
    /// The work tree's copy is not understood, and does not count.
    NotUnderstood {
        /// The error.
        what: String,
    },
    /// A person's own policy let something through.
    OwnPolicy {
        /// The file.
        file: String,
    },
    /// The commit loosens the policy.
    Loosened {
        /// The file.
        file: String,
        /// What is new in it: "2 allow entries", "`exclude`".
        what: Vec<String>,
    },
    /// Marks in new lines let findings through.
    Marks {
        /// How many findings.
        findings: usize,
    },
    /// A path pattern fits no file.
    FitsNothing {
        /// The file.
        file: String,
        /// The line, 1-based.
        line: usize,
    },
    /// The policy belongs to somebody else.
    NotTrusted {
        /// The repository's top.
        root: String,
    },
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StageIt { file } => write!(
                f,
                "{file} in the work tree would let findings through, but what counts is what is staged: git add {file}"
            ),
            Self::NotStaged { file } => {
                write!(f, "{file} is not staged, and what counts is what is staged: git add {file}")
            }
            Self::OnlyStaged { file } => {
                write!(f, "findings passed by the staged {file}; the copy in the work tree would report them")
            }
            Self::NotUnderstood { what } => write!(f, "the copy in the work tree is not understood: {what}"),
            Self::OwnPolicy { file } => write!(f, "findings passed by your own policy, {file}; others do not have it"),
            Self::Loosened { file, what } => write!(f, "this commit loosens the policy: {} in {file}", what.join(", ")),
            Self::Marks { findings } => {
                let s = if *findings == 1 { "" } else { "s" };
                write!(f, "this commit loosens the policy: marks in comments let {findings} finding{s} through")
            }
            Self::FitsNothing { file, line } => {
                write!(f, "{file}:{line}: the path pattern fits no file of this repository")
            }
            Self::NotTrusted { root } => write!(
                f,
                "the repository at {root} belongs to another user, and so does the policy in it that was followed"
            ),
        }
    }
}
