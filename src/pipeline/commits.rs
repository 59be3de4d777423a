//! Commits that are there: what each adds to all of its parents.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Pipeline, Skipped, Verdict, in_parallel, threads_for};
use crate::error::Error;
use crate::fingerprint::Identity;
use crate::policy::Policy;
use crate::source::{
    Changeset, Known, Listed, Named, NamedText, ObjectId, ObjectKind, Reader, Repository as _, Revisions, Source,
    SourceError, Texts, peel,
};

/// How many commits make it worth to start a thread for a part of them.
const COMMITS_PER_THREAD: usize = 8;

/// How many changed files of one commit make it worth to start a thread for a part of them.
const FILES_PER_THREAD: usize = 250;

impl Verdict {
    /// Counts what a partial clone left with its remote as not scanned, if that is what holds.
    pub(super) fn fail_what_is_left(&mut self, left_with_remote: LeftWithRemote) {
        if left_with_remote == LeftWithRemote::Fails {
            let left = std::mem::take(&mut self.on_remote);
            self.skipped.extend(left.into_iter().map(|path| Skipped {
                path,
                reason: "this partial clone left it with its remote".to_owned(),
                next_step: "fetch what is missing: git fetch --refetch --no-filter",
            }));
        }
    }
}

/// How commits are judged.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// Whether their messages are judged, too.
    pub messages: Messages,
    /// What holds for content that a partial clone left with its remote.
    pub left_with_remote: LeftWithRemote,
}

/// Whether messages are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// They are.
    Judged,
    /// They are not.
    LeftOut,
}

/// What holds for content that a partial clone left with its remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftWithRemote {
    /// It is nothing new to the remote, to which the commits are about to go.
    Passes,
    /// It was asked for, and could not be scanned.
    Fails,
}

/// What commits came to.
#[derive(Debug, Default)]
pub struct CommitsVerdict {
    /// The verdict of all of them.
    pub verdict: Verdict,
    /// The commits in which nothing was found, and nothing left unscanned.
    pub clean: Vec<ObjectId>,
}

/// Which commits are asked for, and what else comes with them.
#[derive(Debug)]
pub struct Asked {
    /// Between what.
    pub range: Revisions,
    /// The commits to judge.
    pub listed: Listed,
    /// Files and directories that are pushed without a commit.
    pub others: Vec<Named>,
    /// The messages of tags.
    pub tags: Vec<NamedText>,
    /// How they are judged.
    pub scope: Scope,
}

impl Asked {
    /// The commits of a range.
    pub fn range(range: Revisions, messages: Messages) -> Result<Self, SourceError> {
        let scope = Scope { messages, left_with_remote: LeftWithRemote::Fails };
        Ok(Self { listed: range.list()?, range, others: Vec::new(), tags: Vec::new(), scope })
    }

    /// What a push of these objects brings to a place that has those from before, and what is known.
    ///
    /// Objects from before that are not here tell nothing; objects to push that are not here are an error.
    pub fn of_push(
        repository: &Reader,
        pushed: &[String],
        before: &[String],
        known: Known,
    ) -> Result<Self, SourceError> {
        let mut range = Revisions { known, ..Revisions::default() };
        let (mut others, mut tags) = (Vec::new(), Vec::new());
        for (name, named) in pushed.iter().zip(peel(pushed)?) {
            let named = named.ok_or_else(|| SourceError::Revision { name: name.clone(), is_shallow: false })?;
            match named {
                Named::Commit(id) => range.tips.push(id),
                other => others.push(other),
            }
            if let Some(tag) = ObjectId::from_hex(name.as_bytes()).filter(|id| *id != named.id()) {
                tags.push(NamedText::message(&repository.object(ObjectKind::Tag, &tag)?));
            }
        }
        let bases = peel(before)?.into_iter().flatten();
        range.bases.extend(bases.filter_map(|named| if let Named::Commit(id) = named { Some(id) } else { None }));
        let scope = Scope { messages: Messages::Judged, left_with_remote: LeftWithRemote::Passes };
        Ok(Self { listed: range.list()?, range, others, tags, scope })
    }
}

/// A run over commits.
struct Run<'r> {
    repository: &'r Reader,
    pipeline: Pipeline<'r>,
    asked: &'r Asked,
}

/// Judges what is asked for.
pub fn commits(repository: &Reader, asked: &Asked, policy: Policy<'_>) -> Result<CommitsVerdict, Error> {
    let run = Run { repository, pipeline: Pipeline::new(policy), asked };
    run.pipeline.check_own_rules()?;
    let commits = &asked.listed.commits;
    let threads = threads_for(commits.len(), COMMITS_PER_THREAD);
    let each = in_parallel(commits, threads, |id| (*id, run.one(id, threads)));
    let clean = each.iter().filter(|(_, verdict)| verdict.found_nothing()).map(|(id, _)| *id).collect();
    let mut verdict = each.into_iter().map(|(_, verdict)| verdict).fold(Verdict::default(), Verdict::with);
    verdict.commits = commits.len();
    verdict = verdict.with(run.without_commit()?);
    if !verdict.findings.is_empty() {
        let there = run.at_the_tips();
        for finding in &mut verdict.findings {
            if let Some(introduced) = &mut finding.commit {
                introduced.still_there = there.as_ref().map(|there| there.contains(&finding.identity));
            }
        }
    }
    Ok(CommitsVerdict { verdict: run.pipeline.finish(verdict)?, clean })
}

/// The verdict of objects that are not read at all.
#[must_use]
pub fn not_read(errors: &[SourceError]) -> Verdict {
    let mut verdict = Verdict::default();
    for error in errors {
        verdict.skip(b"object of the push".to_vec(), error);
    }
    verdict
}

impl Run<'_> {
    fn one(&self, id: &ObjectId, running: usize) -> Verdict {
        let mut verdict = self.judged(id, running).unwrap_or_else(|error| {
            let mut verdict = Verdict::default();
            verdict.skip(format!("commit {id}").into_bytes(), &error);
            verdict
        });
        for skipped in &mut verdict.skipped {
            if !skipped.path.starts_with(b"commit ") {
                skipped.reason = format!("in commit {id}: {}", skipped.reason);
            }
        }
        verdict
    }

    fn judged(&self, id: &ObjectId, running: usize) -> Result<Verdict, SourceError> {
        if self.asked.listed.cut_off.contains(id) {
            return Err(SourceError::CutOff(*id));
        }
        let commit = Arc::new(self.repository.commit(id)?);
        let changes = Changeset::of_commit(self.repository, commit.clone())?;
        let entries = changes.changed();
        let threads = if running > 1 { 1 } else { threads_for(entries.len(), FILES_PER_THREAD) };
        let mut verdict = self.pipeline.run(&changes, entries, threads);
        if self.asked.scope.messages == Messages::Judged {
            let message = NamedText::message(&self.repository.object(ObjectKind::Commit, id)?);
            verdict = verdict.with(self.pipeline.run(&Texts::of_commit(commit), &[message], 1));
        }
        verdict.fail_what_is_left(self.asked.scope.left_with_remote);
        Ok(verdict)
    }

    /// Judges what is pushed without a commit: tags' messages, files and directories.
    fn without_commit(&self) -> Result<Verdict, SourceError> {
        let texts = |texts: &[NamedText]| self.pipeline.run(&Texts::default(), texts, 1);
        let mut verdict = texts(&self.asked.tags);
        for named in &self.asked.others {
            let judged = match named {
                Named::Blob(id) => {
                    let content = self.repository.blob(id)?;
                    texts(&[NamedText::called(&format!("object {id}"), content)])
                }
                Named::Tree(id) => {
                    let changes = Changeset::between_trees(self.repository, None, *id)?;
                    self.pipeline.run(&changes, changes.changed(), 1)
                }
                Named::Commit(_) => Verdict::default(),
            };
            verdict = verdict.with(judged);
        }
        Ok(verdict)
    }

    /// The secrets in the files that the tips hold and the first base does not; nothing where they cannot be read.
    fn at_the_tips(&self) -> Option<HashSet<Identity>> {
        let tree = |id: &ObjectId| self.repository.commit(id).ok().map(|commit| commit.tree);
        let range = &self.asked.range;
        let base = range.bases.first().and_then(tree);
        let mut there = HashSet::new();
        for tip in &range.tips {
            let changes = Changeset::between_trees(self.repository, base, tree(tip)?).ok()?;
            there.extend(self.pipeline.identities(&changes, changes.changed()));
        }
        Some(there)
    }
}

impl Pipeline<'_> {
    /// The secrets in the whole of each entry; entries that cannot be read have none.
    pub(super) fn identities<S: Source>(&self, source: &S, entries: &[S::Entry]) -> HashSet<Identity> {
        let threads = threads_for(entries.len(), FILES_PER_THREAD);
        in_parallel(entries, threads, |entry| self.identities_in(source, entry)).into_iter().flatten().collect()
    }
}
