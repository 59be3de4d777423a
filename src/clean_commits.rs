//! The commits that were scanned and found clean, remembered between pushes.
//!
//! A commit's id stands for all that it holds, and for its parents, so what was clean stays clean as long as the
//! program, the rules and the policy are the same. The ids stand outside the repository, in the user's cache directory,
//! which can be deleted at any time: then commits are scanned again. There is nothing but ids in it.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::cache;
use crate::policy::{Policy, PolicyError};
use crate::source::{ObjectId, path_bytes};

/// The size up to which a file of ids grows, in bytes: some 200,000 commits. Then it is begun anew.
const LARGEST: u64 = 8 << 20;

/// How many files are kept; one for each repository, version of keystop and policy.
const MOST_FILES: usize = 64;

/// The clean commits of a repository under a policy.
pub struct CleanCommits {
    /// Nothing where there is no place for a cache.
    file: Option<PathBuf>,
}

impl CleanCommits {
    /// Those of the repository with that top.
    ///
    /// Only commits without any finding are remembered, so what the policy allows does not matter; what it looks for does.
    pub fn of(root: &Path, policy: &Policy<'_>) -> Result<Self, PolicyError> {
        let policy = policy.identity()?;
        let file = directory().zip(cache::program()).map(|(directory, program)| {
            let mut name = Sha256::new();
            for part in [path_bytes(root), program.into_bytes(), policy.clone().into_bytes()] {
                name.update((part.len() as u64).to_le_bytes());
                name.update(part);
            }
            directory.join(data_encoding::HEXLOWER.encode(&name.finalize()[..16]))
        });
        Ok(Self { file })
    }

    /// Takes out the commits that are known to be clean.
    pub fn leave_out(&self, commits: &mut Vec<ObjectId>) {
        let Some(text) = self.file.as_ref().filter(|_| !commits.is_empty()).and_then(|file| fs::read(file).ok()) else {
            return;
        };
        let clean: HashSet<ObjectId> = text.split(|byte| *byte == b'\n').filter_map(ObjectId::from_hex).collect();
        commits.retain(|commit| !clean.contains(commit));
    }

    /// Adds commits that were scanned and found clean. What cannot be remembered is scanned again next time.
    pub fn remember(&self, clean: &[ObjectId]) {
        if let Some(file) = self.file.as_ref().filter(|_| !clean.is_empty()) {
            let _ = append(file, clean);
        }
    }
}

/// Deletes all that is remembered.
pub fn forget_all() -> io::Result<()> {
    match directory().map(fs::remove_dir_all) {
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn append(file: &Path, clean: &[ObjectId]) -> io::Result<()> {
    let is_full = file.metadata().is_ok_and(|facts| facts.len() > LARGEST);
    if let Some(directory) = file.parent().filter(|_| !file.exists()) {
        cache::make(directory)?;
        cache::make_room(directory, MOST_FILES)?;
    }
    // One write, so that two pushes at once do not mix their lines.
    let lines = clean.iter().fold(String::new(), |lines, id| lines + &id.to_string() + "\n");
    let mut options = OpenOptions::new();
    let options = if is_full { options.write(true).truncate(true) } else { options.append(true).create(true) };
    options.open(file)?.write_all(lines.as_bytes())
}

fn directory() -> Option<PathBuf> {
    cache::directory("clean-commits")
}
