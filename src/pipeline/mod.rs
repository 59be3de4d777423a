//! The one way from a source to the verdict: texts are scanned, what is found on new lines is decided on, and what is
//! not allowed is reported.
//!
//! Whoever starts a run hands over where the texts come from ([`Source`]) and what holds for them ([`Policy`]).

mod commits;
mod files;
mod history;
mod staged;

pub use commits::{Asked, CommitsVerdict, LeftWithRemote, Messages, Scope, commits, not_read};
pub use files::{files, texts};
pub use history::{Watcher, history};
pub use staged::staged;

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::finding::{Finding, Introduced, masked_path};
use crate::fingerprint::Identity;
use crate::judge::{Judged, Scanned, judge};
use crate::masking;
use crate::old_values::OldValues;
use crate::policy::{AllowedBy, Layers, Policy, PolicyError, Reading};
use crate::scan::{Input, Scan, Sensitivity, without_overlaps};
use crate::source::{self, Commit, Lines, Source, SourceError};

/// Something that was to be scanned, and was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its path, as bytes.
    pub path: Vec<u8>,
    /// Why not.
    pub reason: String,
    /// What the person can do about it.
    pub next_step: &'static str,
}

/// What a run came to.
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
    /// The paths of archives and compressed files: their bytes were scanned, and what is packed in them was not.
    pub archives: Vec<Vec<u8>>,
    /// How many commits were scanned; 0 where none were asked for.
    pub commits: usize,
    /// How many files were scanned.
    pub files: usize,
    /// How many bytes they hold.
    pub bytes: u64,
    /// How many rules were active.
    pub rules: usize,
    /// How many files the policy leaves out of the scan, wholly or but for keys with a form of their own.
    pub excluded: usize,
    /// What there is to say about the policy, whatever was found: sentences in which secrets are masked.
    pub remarks: Vec<String>,
}

impl Verdict {
    /// Returns true if all was scanned, and is clean.
    #[must_use]
    pub fn has_nothing_to_tell(&self) -> bool {
        self.findings.is_empty() && self.skipped.is_empty() && self.on_remote.is_empty() && self.remarks.is_empty()
    }

    /// What is looked for in the file of that path; nothing if the policy leaves it out. What it leaves out is counted.
    fn sensitivity(&mut self, layers: &Layers, path: &Path) -> Option<Sensitivity> {
        let reading = layers.reading(path);
        self.excluded += usize::from(!matches!(reading, Reading::At(_)));
        match reading {
            Reading::At(sensitivity) => Some(sensitivity),
            Reading::Excluded => Some(Sensitivity::KeysOnly),
            Reading::No => None,
        }
    }

    /// Says of a text that was not scanned to the end that it was not.
    fn note_gap(&mut self, scan: &Scan, path: &[u8]) {
        if let Some(reason) = scan.gap() {
            let next_step = "look at the file yourself; nobody reads so many secrets";
            self.skipped.push(Skipped { path: path.to_vec(), reason: reason.to_owned(), next_step });
        }
    }

    /// Returns true if all was scanned, and there is no finding, not even an allowed one.
    fn found_nothing(&self) -> bool {
        self.has_nothing_to_tell() && self.allowed.is_empty()
    }

    /// What both came to, this one first.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.findings.extend(other.findings);
        self.allowed.extend(other.allowed);
        self.skipped.extend(other.skipped);
        self.on_remote.extend(other.on_remote);
        self.archives.extend(other.archives);
        self.commits += other.commits;
        self.files += other.files;
        self.bytes += other.bytes;
        self.excluded += other.excluded;
        for remark in other.remarks {
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
        self
    }

    /// Notes that the file of that path, whose secrets are masked, could not be scanned.
    fn skip(&mut self, path: Vec<u8>, error: &SourceError) {
        match error {
            SourceError::OnRemote(_) => self.on_remote.push(path),
            SourceError::File { cause, .. } => {
                self.skipped.push(Skipped { path, reason: cause.to_string(), next_step: error.next_step() });
            }
            _ => self.skipped.push(Skipped {
                path,
                reason: masking::words(&error.to_string()),
                next_step: error.next_step(),
            }),
        }
    }
}

/// What a finding says whose line may have been there before.
const NO_OLD_CONTENT: &str =
    "this partial clone lacks what the file held before, so each line counts as new; `git diff --cached` fetches it";

/// What texts are scanned with, and by what findings are judged.
pub struct Pipeline<'p> {
    policy: Policy<'p>,
    /// The first part of the policy that is not understood: there is no verdict then.
    failed: Mutex<Option<PolicyError>>,
}

impl<'p> Pipeline<'p> {
    /// A pipeline under that policy.
    #[must_use]
    pub fn new(policy: Policy<'p>) -> Self {
        Self { policy, failed: Mutex::new(None) }
    }

    /// Makes sure that all patterns of own rules at the repository's top can be used.
    pub fn check_own_rules(&self) -> Result<(), PolicyError> {
        Ok(self.policy.at(Path::new(""))?.scanner().custom().check()?)
    }

    /// The verdict of a finished run, unless a part of the policy could not be used.
    pub fn finish(&self, mut verdict: Verdict) -> Result<Verdict, PolicyError> {
        if let Some(error) = self.failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        self.policy.all_were_tried()?;
        verdict.remarks.extend(self.policy.take_remarks().iter().map(|remark| masking::words(&remark.to_string())));
        Ok(Verdict { rules: self.policy.rules()?, ..verdict })
    }

    /// What holds for the file of that path, from the repository's top; nothing where the policy is not understood.
    fn layers(&self, path: &Path) -> Option<Arc<Layers>> {
        self.kept(self.policy.for_file(path))
    }

    /// All that may be a key in a text of the file of that path, and what holds for it: all of the policy where there
    /// is something to judge.
    fn candidates(
        &self,
        path: &Path,
        first: Arc<Layers>,
        input: &Input<'_>,
        part: Range<usize>,
    ) -> Option<(Arc<Layers>, Scan)> {
        let scan = first.scanner().candidates(input, part.clone());
        if scan.hits.is_empty() && !first.scanner().custom().is_unread_needed() {
            return Some((first, scan));
        }
        let layers = self.layers(path)?;
        let scan = if layers.has_scanner_of(&first) { scan } else { layers.scanner().candidates(input, part) };
        Some((layers, scan))
    }

    /// What is known of the policy for the file of that path before there is something to judge.
    fn first_look(&self, path: &Path) -> Option<Arc<Layers>> {
        let directory = path.parent().unwrap_or(Path::new(""));
        self.kept(self.policy.first_look(directory))?.or_else(|| self.layers(path))
    }

    /// What was asked of the policy, or nothing: the error is kept for the end.
    fn kept<T>(&self, answer: Result<T, PolicyError>) -> Option<T> {
        answer
            .map_err(|error| {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error).to_string()
            })
            .ok()
    }

    /// Judges the entries of a source, shared among so many threads; the verdict has them in their order.
    pub fn run<S: Source>(&self, source: &S, entries: &[S::Entry], threads: usize) -> Verdict {
        in_parallel(entries, threads, |entry| self.one(source, entry))
            .into_iter()
            .fold(Verdict::default(), Verdict::with)
    }

    /// Judges one entry: its path, then its content.
    fn one<S: Source>(&self, source: &S, entry: &S::Entry) -> Verdict {
        let mut verdict = Verdict::default();
        let name = source.shown_path(entry);
        let path = source.path(entry);
        let in_repository = source::path_from_bytes(&path);
        let Some(first) = self.first_look(&in_repository) else { return verdict };
        let input = Input { path: b"", text: &name, sensitivity: Sensitivity::KeysOnly };
        let Some((layers, Scan { hits: in_name, .. })) = self.candidates(&in_repository, first, &input, 0..name.len())
        else {
            return verdict;
        };
        let shown = masked_path(&name, &without_overlaps(in_name.clone(), |hit| hit));
        for hit in in_name {
            let (new, old) = (source.added_path(entry, &name[hit.secret.clone()]), OldValues::default());
            let name = Scanned { shown: &shown, path: &in_repository, text: &name, candidates: vec![hit], new, old };
            self.judge(&mut verdict, &name, &layers, || source.commit(entry));
        }
        if let Err(error) = self.content(source, entry, &mut verdict, (&shown, &path, &in_repository)) {
            verdict.skip(shown, &error);
        }
        verdict
    }

    /// Judges the content of an entry, given its path as reports show it, and from the repository's top.
    fn content<S: Source>(
        &self,
        source: &S,
        entry: &S::Entry,
        verdict: &mut Verdict,
        (shown, path, in_repository): (&[u8], &[u8], &Path),
    ) -> Result<(), SourceError> {
        let Some(first) = self.first_look(in_repository) else { return Ok(()) };
        let Some(sensitivity) = verdict.sensitivity(&first, in_repository) else { return Ok(()) };
        let Some(content) = source.content(entry)? else { return Ok(()) };
        let text = source::text_of(&content);
        let part = source.part_to_scan(entry, &text);
        let input = Input { path, text: &text, sensitivity };
        let Some((layers, scan)) = self.candidates(in_repository, first, &input, part) else { return Ok(()) };
        verdict.note_gap(&scan, shown);
        if !scan.hits.is_empty() {
            let new = source.added_lines(entry, &text)?;
            let old = OldValues::of(source.old_texts(entry));
            let scanned = Scanned { shown, path: in_repository, text: &text, candidates: scan.hits, new, old };
            self.judge(verdict, &scanned, &layers, || source.commit(entry));
        }
        if source::is_archive(&content) {
            verdict.archives.push(shown.to_vec());
        }
        verdict.files += 1;
        verdict.bytes += content.len() as u64;
        Ok(())
    }

    /// The secrets in the whole of an entry, reported or not; none in one that cannot be read.
    fn identities_in<S: Source>(&self, source: &S, entry: &S::Entry) -> Vec<Identity> {
        let Ok(Some(content)) = source.content(entry) else { return Vec::new() };
        let (text, path) = (source::text_of(&content), source.path(entry));
        let in_repository = source::path_from_bytes(&path);
        let Some(layers) = self.layers(&in_repository) else { return Vec::new() };
        let Some(sensitivity) = Verdict::default().sensitivity(&layers, &in_repository) else { return Vec::new() };
        let hits = layers.scanner().scan(&Input { path: &path, text: &text, sensitivity });
        hits.iter().map(|hit| hit.identity(&text)).collect()
    }

    /// Decides on what may be a key in a text of a file for which these layers hold.
    fn judge(
        &self,
        verdict: &mut Verdict,
        scanned: &Scanned<'_>,
        layers: &Layers,
        commit: impl Fn() -> Option<Arc<Commit>>,
    ) {
        let Some(Judged { findings, allowed }) = self.kept(judge(scanned, &self.policy, layers)) else { return };
        let told = |mut finding: Finding| {
            if scanned.new == Lines::Unknown {
                finding.note = Some(NO_OLD_CONTENT);
            }
            finding.commit = commit().map(|commit| Introduced { commit, still_there: None, elsewhere: 0 });
            finding
        };
        verdict.findings.extend(findings.into_iter().map(told));
        verdict.allowed.extend(allowed.into_iter().map(|(finding, by)| (told(finding), by)));
    }
}

/// How many items a thread takes at a time.
const BATCH: usize = 8;

/// The size of a thread's stack, in bytes: as large as the main thread's, for directories nested as deep as Git allows.
const STACK: usize = 8 << 20;

/// The results of all items, in their order; so many threads take batches of them from one queue.
fn in_parallel<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let take = || {
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            let Some(batch) = items.get(first..).filter(|rest| !rest.is_empty()) else { return };
            let results: Vec<R> = batch.iter().take(BATCH).map(&work).collect();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((first, results));
        }
    };
    std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take);
        let running: Vec<_> = (0..threads).filter_map(|number| start(number).ok()).collect();
        if running.is_empty() {
            take();
        }
        for thread in running {
            // A worker's panic ends the run as every other does.
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(first, _)| *first);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// How many threads share so many items, if a thread is worth starting for each `worth` of them. Asking how many
/// processors there are takes a dozen system calls, so a few items do not ask.
fn threads_for(items: usize, worth: usize) -> usize {
    match items / worth {
        0 => 1,
        more => std::thread::available_parallelism().map_or(1, usize::from).min(more + 1),
    }
}
