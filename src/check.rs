//! The way from the source to the verdict: what is new is scanned, what is found is judged, what is allowed passes.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::finding::{Finding, masked_path};
use crate::policy::Policy;
use crate::scan::{Hit, Scanner};
use crate::source::{self, GitProgram, Kind, Libgit2, Lines, Repository, SourceError, Staged};

/// Something that was to be scanned, and was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path, as bytes.
    pub path: Vec<u8>,
    /// Why not.
    pub reason: String,
}

/// What a check came to.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The keys that must not be committed, by path and place.
    pub findings: Vec<Finding>,
    /// How many were let through by the allowlist.
    pub allowed: usize,
    /// What was not scanned.
    pub skipped: Vec<Skipped>,
    /// How many files were scanned.
    pub files: usize,
    /// How many bytes they hold.
    pub bytes: u64,
}

impl Verdict {
    /// Judges the hits of a text whose new lines are these.
    fn add(&mut self, policy: &Policy, path: &[u8], text: &[u8], hits: &[Hit], new: &Lines) {
        for hit in hits {
            let finding = Finding::new(path, text, hit, hits);
            let first = finding.place.line;
            let last = first + memchr::memchr_iter(b'\n', &text[hit.secret.clone()]).count();
            if !new.touches(&(first..=last)) {
                continue;
            }
            if policy.allows(&finding) {
                self.allowed += 1;
            } else {
                self.findings.push(finding);
            }
        }
    }
}

/// Checks what is staged in the repository here.
pub fn staged() -> Result<Verdict, Error> {
    match through_libgit2() {
        Err(Error::Source(first)) if !matches!(first, SourceError::NotARepository(_)) => {
            through_git().map_err(|second| match second {
                Error::Source(second) => SourceError::Both { first: Box::new(first), second: Box::new(second) }.into(),
                other => other,
            })
        }
        verdict => verdict,
    }
}

fn through_libgit2() -> Result<Verdict, Error> {
    let mut repository = source::libgit2::open()?;
    let root = source::libgit2::root(&repository).to_owned();
    changes(&Libgit2::new(&mut repository)?, &root)
}

fn through_git() -> Result<Verdict, Error> {
    let repository = GitProgram::open()?;
    let root = repository.root().to_owned();
    changes(&repository, &root)
}

fn changes(repository: &dyn Repository, root: &Path) -> Result<Verdict, Error> {
    let policy = Policy::read(root)?;
    let scanner = Scanner::new();
    let staged = Staged::of(repository)?;
    let mut verdict = Verdict::default();
    for change in staged.changed().iter().filter(|change| matches!(change.kind, Kind::File | Kind::Link)) {
        let content = staged.content(change)?;
        let text = source::text_of(&content);
        verdict.files += 1;
        verdict.bytes += content.len() as u64;

        let in_path = scanner.scan(&change.path);
        let path = masked_path(&change.path, &in_path);
        if change.old.is_none() {
            verdict.add(&policy, &path, &change.path, &in_path, &Lines::All);
        }
        let hits = scanner.scan(&text);
        if !hits.is_empty() {
            let new = staged.added_lines(change, &text)?;
            verdict.add(&policy, &path, &text, &hits, &new);
        }
    }
    Ok(verdict)
}

/// Checks whole files, and the files below directories; the allowlist is that of the repository here, if there is one.
pub fn paths(paths: &[PathBuf]) -> Result<Verdict, Error> {
    let root = source::libgit2::open().map(|repository| source::libgit2::root(&repository).to_owned());
    let policy = Policy::read(root.as_deref().unwrap_or(Path::new(".")))?;
    let scanner = Scanner::new();
    let mut verdict = Verdict::default();
    for file in source::files_under(paths) {
        let (name, content) = match file.and_then(|file| Ok((source::path_bytes(&file.path), file.read()?))) {
            Ok(read) => read,
            Err(SourceError::File { path, cause }) if !paths.contains(&path) => {
                verdict.skipped.push(Skipped { path: source::path_bytes(&path), reason: cause.to_string() });
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let text = source::text_of(&content);
        verdict.files += 1;
        verdict.bytes += content.len() as u64;
        let hits = scanner.scan(&text);
        verdict.add(&policy, &name, &text, &hits, &Lines::All);
    }
    Ok(verdict)
}
