//! Whole files and directories.

use std::path::{Path, PathBuf};

use super::{Pipeline, Verdict, threads_for};
use crate::error::Error;
use crate::finding::masked_path;
use crate::policy::Policy;
use crate::scan::{Input, Scanner, Sensitivity};
use crate::source::{self, Files, NamedText, SourceError, Texts};

/// How many files make it worth to start a thread for a part of them.
const FILES_PER_THREAD: usize = 16;

/// Judges texts that stand in memory.
pub fn texts(texts: &[NamedText], policy: Policy<'_>) -> Result<Verdict, Error> {
    let pipeline = Pipeline::new(policy);
    let verdict = pipeline.run(&Texts::default(), texts, 1);
    Ok(pipeline.finish(verdict)?)
}

/// Judges whole files, and those below directories; `root` is the top of the repository that the policy is of.
///
/// What cannot be read is named in the verdict, and the rest is judged.
pub fn files(root: &Path, paths: &[PathBuf], policy: Policy<'_>) -> Result<Verdict, Error> {
    let pipeline = Pipeline::new(policy);
    pipeline.check_own_rules()?;
    let source = Files::below(root);
    let (found, errors) = source.found(paths);
    let mut verdict = pipeline.run(&source, &found, threads_for(found.len(), FILES_PER_THREAD));
    for error in errors {
        let path = match &error {
            SourceError::File { path, .. } => source::path_bytes(path),
            _ => Vec::new(),
        };
        let name = Input { path: b"", text: &path, sensitivity: Sensitivity::KeysOnly };
        verdict.skip(masked_path(&path, &Scanner::new().scan(&name)), &error);
    }
    Ok(pipeline.finish(verdict)?)
}
