//! The whole history: each version of a file once, and for each key where it came in.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{LeftWithRemote, Pipeline, Skipped, Verdict, in_parallel, threads_for};
use crate::error::Error;
use crate::finding::Finding;
use crate::fingerprint::Identity;
use crate::policy::Policy;
use crate::source::{Changeset, History, Listed, ObjectId, Reader, Repository as _, SourceError, Version, Versions};

/// How many commits or versions make it worth to start a thread for a part of them.
const PER_THREAD: usize = 16;

/// Watches how far a scan of the history has come, and may stop it.
pub trait Watcher: Sync {
    /// A part begins, with so many steps.
    fn begin(&self, part: &'static str, steps: usize);

    /// A step is done.
    fn step(&self);

    /// Returns true if the scan is to end now.
    fn is_stopped(&self) -> bool;
}

/// Judges all versions of all files that the listed commits brought in; `tip` is the commit whose files are the ones that
/// are there now.
///
/// The verdict names each key once, the oldest commit first. Where the watcher stops the scan, the verdict says how far
/// it came.
pub fn history(
    repository: &Reader,
    listed: Listed,
    tip: Option<ObjectId>,
    policy: Policy<'_>,
    watcher: &dyn Watcher,
) -> Result<Verdict, Error> {
    let pipeline = Pipeline::new(policy);
    pipeline.check_own_rules()?;
    let cut_off: Vec<ObjectId> = listed.cut_off.into_iter().collect();
    let history = History::of(repository, listed.commits);
    let run = Run { repository, pipeline, history, watcher, done: AtomicUsize::new(0) };

    let mut verdict = Verdict::default();
    for commit in cut_off {
        verdict.skip(format!("commit {commit}").into_bytes(), &SourceError::CutOff(commit));
    }
    let versions = run.versions(&mut verdict);
    let found = run.scan(&versions, &mut verdict);
    run.report(found, tip, &mut verdict);
    verdict.commits = run.history.commits().len();
    Ok(run.pipeline.finish(verdict)?)
}

struct Run<'r> {
    repository: &'r Reader,
    pipeline: Pipeline<'r>,
    history: History<'r>,
    watcher: &'r dyn Watcher,
    /// How many versions were scanned.
    done: AtomicUsize,
}

/// What was found in a version.
struct Found {
    blob: ObjectId,
    findings: Vec<Finding>,
}

impl Run<'_> {
    /// All versions that the commits brought in.
    fn versions(&self, verdict: &mut Verdict) -> Vec<Version> {
        let commits = self.history.commits();
        let numbers: Vec<usize> = (0..commits.len()).collect();
        let versions = Versions::default();
        self.watcher.begin("reading commits", numbers.len());
        let failed = in_parallel(&numbers, threads_for(numbers.len(), PER_THREAD), |number| {
            if self.watcher.is_stopped() {
                return None;
            }
            self.watcher.step();
            self.history.collect(*number, &versions).err().map(|error| (*number, error))
        });
        for (number, error) in failed.into_iter().flatten() {
            verdict.skip(format!("commit {}", commits[number]).into_bytes(), &error);
        }
        versions.in_the_order_of_packs()
    }

    /// Scans the versions. Keeps of the verdicts only what has something to tell.
    fn scan(&self, versions: &[Version], verdict: &mut Verdict) -> Vec<Found> {
        self.watcher.begin("scanning versions of files", versions.len());
        let judged = in_parallel(versions, threads_for(versions.len(), PER_THREAD), |version| {
            if self.watcher.is_stopped() {
                return None;
            }
            let judged = self.pipeline.one(&self.history, version);
            self.done.fetch_add(1, Ordering::Relaxed);
            self.watcher.step();
            Some((version.blob, judged))
        });
        let mut found = Vec::new();
        for (blob, mut judged) in judged.into_iter().flatten() {
            let findings = std::mem::take(&mut judged.findings);
            found.extend((!findings.is_empty()).then_some(Found { blob, findings }));
            *verdict = std::mem::take(verdict).with(judged);
        }
        verdict.fail_what_is_left(LeftWithRemote::Fails);
        let done = self.done.load(Ordering::Relaxed);
        if done < versions.len() || self.watcher.is_stopped() {
            verdict.skipped.push(Skipped {
                path: b"history".to_vec(),
                reason: format!("stopped after {done} of {} versions of files", versions.len()),
                next_step: "let it run to its end for a whole answer",
            });
        }
        found
    }

    /// Takes over one finding for each key: the one of the oldest commit.
    fn report(&self, found: Vec<Found>, tip: Option<ObjectId>, verdict: &mut Verdict) {
        if found.is_empty() {
            return;
        }
        let there = tip.and_then(|tip| self.there(&found, &tip).ok());
        let numbers = self.history.numbers();
        let age = |finding: &Finding| {
            finding.commit.as_ref().and_then(|introduced| numbers.get(&introduced.commit.id)).copied()
        };
        let mut findings: Vec<Finding> = found.into_iter().flat_map(|found| found.findings).collect();
        findings.sort_by(|a, b| {
            age(a).cmp(&age(b)).then_with(|| a.path.cmp(&b.path)).then(a.place.line.cmp(&b.place.line))
        });
        let mut number_of = HashMap::<Identity, usize>::new();
        for mut finding in findings {
            if let Some(number) = number_of.get(&finding.identity) {
                if let Some(introduced) = &mut verdict.findings[*number].commit {
                    introduced.elsewhere += 1;
                }
                continue;
            }
            if let Some(introduced) = &mut finding.commit {
                introduced.still_there = there.as_ref().map(|there| there.contains(&finding.identity));
            }
            number_of.insert(finding.identity.clone(), verdict.findings.len());
            verdict.findings.push(finding);
        }
    }

    /// The keys in those versions that the tip's files are.
    fn there(&self, found: &[Found], tip: &ObjectId) -> Result<HashSet<Identity>, SourceError> {
        let tree = self.repository.commit(tip)?.tree;
        let files = Changeset::between_trees(self.repository, None, tree)?;
        let blobs: HashSet<ObjectId> = files.changed().iter().map(|change| change.new).collect();
        let there = found.iter().filter(|found| blobs.contains(&found.blob)).flat_map(|found| &found.findings);
        Ok(there.map(|finding| finding.identity.clone()).collect())
    }
}
