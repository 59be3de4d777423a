//! The way from the source to the verdict: what is new is scanned, what is found is judged, what is allowed passes.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::finding::{Finding, Findings, masked_path};
use crate::old_values::OldValues;
use crate::policy::{self, AllowedBy, Decision, Policy, PolicyError};
use crate::rules::{self, Rule};
use crate::scan::{Hit, Input, Scan, Scanner, Sensitivity};
use crate::source::{self, Change, GitProgram, Kind, Libgit2, Lines, Repository, SourceError, Staged};

/// Something that was to be scanned, and was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path, as bytes.
    pub path: Vec<u8>,
    /// Why not.
    pub reason: String,
    /// Whether the `git` program may be able to read it.
    pub may_be_a_limit_of_libgit2: bool,
}

/// What a check came to.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The keys that must not be committed, by path and place.
    pub findings: Vec<Finding>,
    /// What was let through, each with what allows it, by path and place.
    pub allowed: Vec<(Finding, AllowedBy)>,
    /// What was not scanned.
    pub skipped: Vec<Skipped>,
    /// The paths whose content a partial clone left with its remote: there is nothing to scan here, and nothing that
    /// is new to the remote.
    pub on_remote: Vec<Vec<u8>>,
    /// How many files were scanned.
    pub files: usize,
    /// How many bytes they hold.
    pub bytes: u64,
    /// How many rules were active.
    pub rules: usize,
}

/// What a finding says whose line may have been there before.
const NO_OLD_CONTENT: &str =
    "this partial clone lacks what the file held before, so each line counts as new; `git diff --cached` fetches it";

/// A text that was scanned.
struct Scanned<'a> {
    /// Its path as reports show it.
    path: &'a [u8],
    text: &'a [u8],
    hits: &'a [Hit],
    /// Which of its lines are judged.
    new: Lines,
    /// What it held before.
    old: OldValues,
}

impl Verdict {
    /// Whether all was scanned, and is clean.
    #[must_use]
    pub fn has_nothing_to_tell(&self) -> bool {
        self.findings.is_empty() && self.skipped.is_empty() && self.on_remote.is_empty()
    }

    /// Says of a text that was not scanned to the end that it was not.
    fn note_gap(&mut self, scan: &Scan, path: &[u8]) {
        if let Some(reason) = scan.gap() {
            let reason = reason.to_owned();
            self.skipped.push(Skipped { path: path.to_vec(), reason, may_be_a_limit_of_libgit2: false });
        }
    }

    /// What both came to, this one first.
    fn with(mut self, other: Self) -> Self {
        self.findings.extend(other.findings);
        self.skipped.extend(other.skipped);
        self.on_remote.extend(other.on_remote);
        self.allowed.extend(other.allowed);
        self.files += other.files;
        self.bytes += other.bytes;
        self
    }

    /// Judges the hits of a text that stands in the file of that path, given from the repository's top.
    fn judge(&mut self, scanned: &Scanned<'_>, policy: &Policy, in_repository: &Path) {
        let Scanned { path, text, hits, new, old } = scanned;
        for (hit, mut finding) in Findings::new(path, text, hits) {
            let first = finding.place.line;
            let last = first + memchr::memchr_iter(b'\n', &text[hit.extent.clone()]).count();
            if !new.touches(&(first..=last)) || old.hold(text, hit) {
                continue;
            }
            if *new == Lines::Unknown {
                finding.note = Some(NO_OLD_CONTENT);
            }
            match policy.decide(&finding.fingerprint, in_repository) {
                Decision::Report => self.findings.push(finding),
                Decision::Allowed(by) => self.allowed.push((finding, by)),
            }
        }
    }
}

/// Checks what is staged in the repository here.
pub fn staged() -> Result<Verdict, Error> {
    match through_libgit2() {
        // What libgit2 cannot read, the `git` program may.
        Ok(verdict) if verdict.skipped.iter().any(|skipped| skipped.may_be_a_limit_of_libgit2) => {
            Ok(through_git().unwrap_or(verdict))
        }
        Err(Error::Source(first)) if first.may_be_a_limit_of_libgit2() => {
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
    let root = source::libgit2::root(&repository);
    changes(&Libgit2::new(&mut repository)?, &root)
}

fn through_git() -> Result<Verdict, Error> {
    let repository = GitProgram::open()?;
    let root = repository.root().to_owned();
    changes(&repository, &root)
}

/// How many changed files make it worth to start a thread for a part of them.
const FILES_PER_THREAD: usize = 250;

fn changes(repository: &dyn Repository, root: &Path) -> Result<Verdict, Error> {
    let mut policy = Policy::read(root)?;
    let check = Check { scanner: Scanner::with(policy.take_rules()), policy, staged: Staged::of(repository)? };
    let changed = check.staged.changed();
    // Whoever changes the policy learns at once what is wrong with it; others, once it matters.
    if changed.iter().any(|change| change.path == policy::FILE.as_bytes()) {
        check.scanner.custom().check().map_err(PolicyError::from)?;
    }
    let verdict = match threads_for(changed.len()) {
        1 => check.all(changed),
        threads => check.by_threads(changed, threads),
    };
    check.scanner.custom().all_were_tried().map_err(PolicyError::from)?;
    Ok(Verdict { rules: check.scanner.rules(), ..verdict })
}

/// How many threads share so many changed files. Asking how many processors there are takes a dozen system calls.
fn threads_for(files: usize) -> usize {
    match files / FILES_PER_THREAD {
        0 => 1,
        more => std::thread::available_parallelism().map_or(1, usize::from).min(more + 1),
    }
}

/// What a check of staged changes works with.
struct Check<'r> {
    staged: Staged<'r>,
    scanner: Scanner,
    policy: Policy,
}

impl Check<'_> {
    fn all(&self, changes: &[Change]) -> Verdict {
        changes.iter().fold(Verdict::default(), |verdict, change| self.one(change, verdict))
    }

    fn by_threads(&self, changes: &[Change], threads: usize) -> Verdict {
        std::thread::scope(|scope| {
            let parts = changes.chunks(changes.len().div_ceil(threads));
            let running: Vec<_> = parts.map(|part| scope.spawn(|| self.all(part))).collect();
            running.into_iter().fold(Verdict::default(), |all, thread| {
                // A thread's panic goes on here, and ends as every other does.
                all.with(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })
        })
    }

    /// Judges one changed entry, and adds what it comes to.
    fn one(&self, change: &Change, mut verdict: Verdict) -> Verdict {
        let name = Input { path: b"", text: &change.path, sensitivity: Sensitivity::KeysOnly };
        let in_path = self.scanner.scan(&name);
        let path = masked_path(&change.path, &in_path);
        let is_new = |hit: &Hit| !self.staged.was_in_a_removed_path(&change.path[hit.secret.clone()]);
        if in_path.iter().any(is_new) {
            let new = self.staged.added_path(change);
            let name = Scanned { path: &path, text: &change.path, hits: &in_path, new, old: OldValues::default() };
            verdict.judge(&name, &self.policy, &source::path_from_bytes(&change.path));
        }
        let read = match change.kind {
            Kind::File | Kind::Link => self.content(change, &path, &mut verdict),
            // Of a sparse index, and its files are with the remote.
            Kind::Directory => Err(SourceError::OnRemote(change.new)),
            Kind::Submodule => Ok(()),
        };
        match read {
            Ok(()) => {}
            Err(SourceError::OnRemote(_)) => verdict.on_remote.push(path),
            Err(error) => verdict.skipped.push(Skipped {
                path,
                reason: error.to_string(),
                may_be_a_limit_of_libgit2: error.may_be_a_limit_of_libgit2(),
            }),
        }
        verdict
    }

    /// Judges the content of a changed file or link, whose path reports show as `path`.
    fn content(&self, change: &Change, path: &[u8], verdict: &mut Verdict) -> Result<(), SourceError> {
        let content = self.staged.content(change)?;
        let text = source::text_of(&content);
        let in_repository = source::path_from_bytes(&change.path);
        let sensitivity = self.policy.sensitivity(&in_repository);
        let part = self.staged.changed_part(change, &text);
        let scan = self.scanner.scan_part(&Input { path: &change.path, text: &text, sensitivity }, part);
        if !scan.hits.is_empty() {
            let new = self.staged.added_lines(change, &text)?;
            let old = OldValues::of(self.staged.old_texts(change));
            let scanned = Scanned { path, text: &text, hits: &scan.hits, new, old };
            verdict.judge(&scanned, &self.policy, &in_repository);
        }
        verdict.note_gap(&scan, path);
        verdict.files += 1;
        verdict.bytes += content.len() as u64;
        Ok(())
    }
}

/// Checks whole files, and the files below directories; the allowlist is that of the repository here, if there is one.
pub fn paths(paths: &[PathBuf]) -> Result<Verdict, Error> {
    let root = root_here();
    let mut policy = Policy::read(&root)?;
    let root = root.canonicalize().unwrap_or(root);
    let scanner = Scanner::with(policy.take_rules());
    scanner.custom().check().map_err(PolicyError::from)?;
    let mut verdict = Verdict { rules: scanner.rules(), ..Verdict::default() };
    for file in source::files_under(paths) {
        let (path, content) = match file.and_then(|file| Ok((file.read()?, file.path))) {
            Ok((content, path)) => (path, content),
            Err(SourceError::File { path, cause }) if !paths.contains(&path) => {
                verdict.skipped.push(Skipped {
                    path: source::path_bytes(&path),
                    reason: cause.to_string(),
                    may_be_a_limit_of_libgit2: false,
                });
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let text = source::text_of(&content);
        verdict.files += 1;
        verdict.bytes += content.len() as u64;
        let name = source::path_bytes(&path);
        let real = path.canonicalize().unwrap_or(path);
        let in_repository = real.strip_prefix(&root).unwrap_or(&real);
        let sensitivity = policy.sensitivity(in_repository);
        let input = Input { path: &source::path_bytes(in_repository), text: &text, sensitivity };
        let scan = scanner.scan_part(&input, 0..text.len());
        if !scan.hits.is_empty() {
            let whole =
                Scanned { path: &name, text: &text, hits: &scan.hits, new: Lines::All, old: OldValues::default() };
            verdict.judge(&whole, &policy, in_repository);
        }
        verdict.note_gap(&scan, &name);
    }
    scanner.custom().all_were_tried().map_err(PolicyError::from)?;
    Ok(verdict)
}

/// The rules that are active here, those that come with keystop first; the patterns of the others are known to be good.
pub fn rules() -> Result<Vec<&'static Rule>, Error> {
    let scanner = Scanner::with(Policy::read(&root_here())?.take_rules());
    scanner.custom().check().map_err(PolicyError::from)?;
    Ok(rules::builtin().iter().chain(scanner.custom().iter()).collect())
}

/// The top of the repository here, or, where there is none, this directory.
fn root_here() -> PathBuf {
    let root = source::libgit2::open().map(|repository| source::libgit2::root(&repository));
    root.unwrap_or_else(|_| PathBuf::from("."))
}
