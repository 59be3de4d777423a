//! `keystop framework`: what the hook for pre-commit and prek runs (`.pre-commit-hooks.yaml`).
//!
//! Both run a hook in a commit, and by hand: `pre-commit run`, also with `--all-files`, or `--from-ref` and `--to-ref`.
//! Neither says which, so it is told by what `git commit` sets. By hand, all files of the work tree are scanned too:
//! a key that is committed already must fail a check in CI.

use std::path::PathBuf;

use super::output::{self, Format};
use super::{scan, staged};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::policy::Trusted;

pub fn run() -> Result<Exit, Error> {
    let staged = staged::run(Format::Human, &Trusted::Scanned)?;
    // Source: <https://git-scm.com/docs/githooks>, "pre-commit": Git names the index of the commit that is being made.
    let is_commit = std::env::var_os("GIT_INDEX_FILE").is_some();
    if is_commit || staged != Exit::Clean {
        return Ok(staged);
    }
    // Both run hooks at the top of the work tree.
    output::conclude(scan::files(&[PathBuf::from(".")], &Trusted::Scanned), Format::Human, "not to be committed")
}
