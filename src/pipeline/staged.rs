//! What is staged.

use super::{Pipeline, Verdict, threads_for};
use crate::error::Error;
use crate::policy::{self, Policy};
use crate::source::{Changeset, Parents, Reader};

/// How many changed files make it worth to start a thread for a part of them.
const FILES_PER_THREAD: usize = 250;

/// Judges what is staged onto these parents.
pub fn staged(repository: &Reader, parents: &Parents, policy: Policy) -> Result<Verdict, Error> {
    let pipeline = Pipeline::new(policy);
    let staged = Changeset::staged(repository, parents)?;
    let changed = staged.changed();
    // Whoever changes the policy learns at once what is wrong with it; others, once it matters.
    if changed.iter().any(|change| change.path == policy::FILE.as_bytes()) {
        pipeline.check_own_rules()?;
    }
    let verdict = pipeline.run(&staged, changed, threads_for(changed.len(), FILES_PER_THREAD));
    Ok(pipeline.finish(verdict)?)
}
