//! What is staged.

use super::{Pipeline, Verdict, threads_for};
use crate::error::Error;
use crate::policy::{self, AllowedBy, OfCommit, Policy, PolicyError, Remark, Trusted};
use crate::source::{self, Before, Changeset, Parents, Reader};

/// How many changed files make it worth to start a thread for a part of them.
const FILES_PER_THREAD: usize = 250;

/// Judges what is staged onto these parents: by the policy that is staged with it, or that of a revision.
pub fn staged(repository: &Reader, parents: &Parents, trusted: &Trusted) -> Result<Verdict, Error> {
    let staged = Changeset::staged(repository, parents)?;
    let changed = staged.changed();
    let policy = match trusted {
        Trusted::Scanned => Policy::new(OfCommit(&staged))?.beside_work_tree(repository.root())?,
        Trusted::Revision { .. } => trusted.policy(repository.root())?,
    };
    let pipeline = Pipeline::new(policy);
    let verdict = pipeline.run(&staged, changed, threads_for(changed.len(), FILES_PER_THREAD));
    if matches!(trusted, Trusted::Scanned) {
        pipeline.look_at_policy(&staged, &verdict)?;
        // Where something was found, more is told of the copy in the work tree.
        let is_staged = staged.policies().iter().any(|file| file.path == policy::FILE.as_bytes());
        if verdict.findings.is_empty() && !is_staged && repository.root().join(policy::FILE).exists() {
            pipeline.policy.tell(Remark::NotStaged { file: policy::FILE.to_owned() });
        }
    }
    Ok(pipeline.finish(verdict)?)
}

impl Pipeline<'_> {
    /// Checks each policy file that the commit changes, and tells where it lets more through than before. Whoever
    /// changes the policy learns at once what is wrong with it; others, once it matters.
    fn look_at_policy(&self, staged: &Changeset<'_>, verdict: &Verdict) -> Result<(), PolicyError> {
        for change in staged.changed() {
            let path = source::path_from_bytes(&change.path);
            let is_policy = path.file_name().is_some_and(|name| name == policy::FILE || name == policy::baseline::FILE);
            let before = match change.before {
                Before::Object(old) if is_policy => staged.blob(&old).ok(),
                Before::Object(_) | Before::Nothing | Before::Unknown => None,
            };
            let before = before.map(|text| String::from_utf8_lossy(&text).into_owned());
            match path.file_name() {
                Some(name) if name == policy::FILE => self.policy.look_at_document(&path, before)?,
                Some(name) if name == policy::baseline::FILE => self.policy.look_at_baseline(&path, before)?,
                _ => {}
            }
        }
        let findings = verdict.allowed.iter().filter(|(_, by)| *by == AllowedBy::Mark).count();
        if findings > 0 {
            self.policy.tell(Remark::Marks { findings });
        }
        Ok(())
    }
}
