//! `keystop hook pre-receive`, `update` and `post-receive`: what was pushed to a server.
//!
//! The policy is that of the branch before the push, or of the default branch for a new one: a push cannot allow itself.
//! Source: <https://git-scm.com/docs/githooks#pre-receive>, <https://git-scm.com/docs/git-receive-pack>

use std::collections::BTreeMap;
use std::io::{Write as _, stderr};
use std::time::Duration;

use clap::ValueEnum;

use super::{is_none, lines_of_git};
use crate::cmd::output::{self, Format};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::pipeline::{self, Asked, LeftWithRemote, Messages, Scope, Verdict};
use keystop::policy::{AtCommit, Marks, NoFiles, Policy};
use keystop::source::{self, Known, Named, ObjectId, Reader};

#[derive(Clone, Debug, clap::Args)]
pub struct Budget {
    /// How many seconds the scan may take
    #[arg(long = "budget", value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// What happens to a push for which the time is too short
    #[arg(long, value_name = "ANSWER", default_value = "refuse")]
    when_over: Answer,
    /// The largest object that is read, in MiB; a push with a larger one is refused
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    largest: u64,
}

#[derive(Debug, clap::Args)]
pub struct OneReference {
    /// The reference, as Git names it to the hook
    reference: String,
    /// What it named before
    old: String,
    /// What it is to name
    new: String,
    #[command(flatten)]
    budget: Budget,
}

/// What happens to a push that could not be scanned in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// It is refused
    Refuse,
    /// It is taken, and the message says that it was not scanned
    Accept,
}

/// A reference that a push changes.
struct Update {
    /// Nothing for a new one.
    old: Option<String>,
    new: String,
    reference: String,
}

pub fn pre_receive(budget: &Budget) -> Result<Exit, Error> {
    watch(budget);
    let judged = updates().and_then(|updates| judge(&updates, &Known::AllBut(Vec::new()), budget));
    output::conclude(judged, Format::Human, "push refused")
}

pub fn update(OneReference { reference, old, new, budget }: &OneReference) -> Result<Exit, Error> {
    watch(budget);
    let updates: Vec<Update> = Update::of(old, new, reference).into_iter().collect();
    output::conclude(judge(&updates, &Known::AllBut(Vec::new()), budget), Format::Human, "push refused")
}

pub fn post_receive(budget: &Budget) -> Result<Exit, Error> {
    watch(budget);
    let judged = updates().and_then(|updates| {
        // The references name the new commits already.
        let pushed = updates.iter().map(|update| update.reference.clone()).collect();
        judge(&updates, &Known::AllBut(pushed), budget)
    });
    output::conclude(judged, Format::Human, "keys were pushed")
}

impl Update {
    /// Nothing where the reference is deleted.
    fn of(old: &str, new: &str, reference: &str) -> Option<Self> {
        let old = (!is_none(old)).then(|| old.to_owned());
        (!is_none(new)).then(|| Self { old, new: new.to_owned(), reference: reference.to_owned() })
    }
}

/// What Git says of the push.
fn updates() -> Result<Vec<Update>, Error> {
    let mut updates = Vec::new();
    for line in lines_of_git()? {
        let [old, new, reference] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            return Err(Error::Hook("this is not a line as Git writes it to the hook".to_owned()));
        };
        updates.extend(Update::of(old, new, reference));
    }
    Ok(updates)
}

/// Judges what the updates bring, those under the same policy at once.
fn judge(updates: &[Update], known: &Known, budget: &Budget) -> Result<Verdict, Error> {
    if updates.is_empty() {
        return Ok(Verdict::default());
    }
    let repository = Reader::open()?;
    let mut by_commit = BTreeMap::<Option<String>, (Option<ObjectId>, Vec<&Update>)>::new();
    for update in updates {
        let commit = commit_before(update)?;
        let key = commit.as_ref().map(ToString::to_string);
        by_commit.entry(key).or_insert_with(|| (commit, Vec::new())).1.push(update);
    }
    let mut verdict = Verdict::default();
    for (commit, updates) in by_commit.into_values() {
        let policy = match commit {
            Some(commit) => Policy::only(AtCommit::open(commit)?, Marks::Ignored)?,
            None => Policy::only(NoFiles, Marks::Ignored)?,
        };
        verdict = verdict.with(judge_under(policy, &repository, &updates, known, budget)?);
    }
    Ok(verdict)
}

/// Judges updates for which the same policy holds.
fn judge_under(
    policy: Policy<'_>,
    repository: &Reader,
    updates: &[&Update],
    known: &Known,
    budget: &Budget,
) -> Result<Verdict, Error> {
    let pushed: Vec<String> = updates.iter().map(|update| update.new.clone()).collect();
    let before: Vec<String> = updates.iter().filter_map(|update| update.old.clone()).collect();
    let mut asked = Asked::of_push(repository, &pushed, &before, known.clone())?;
    let too_large = asked.range.larger_than(budget.largest << 20)?;
    if !too_large.is_empty() {
        return Ok(pipeline::not_read(&too_large));
    }
    asked.scope = Scope { messages: Messages::Judged, left_with_remote: LeftWithRemote::Fails };
    Ok(pipeline::commits(repository, &asked, policy)?.verdict)
}

/// The commit whose policy held before the push, if there was one.
fn commit_before(update: &Update) -> Result<Option<ObjectId>, Error> {
    let before = update.old.clone().unwrap_or_else(|| "HEAD".to_owned());
    match source::peel(&[before])?[..] {
        [Some(Named::Commit(commit))] => Ok(Some(commit)),
        // A server without a default branch yet, or a tag that named something else.
        _ => Ok(None),
    }
}

/// Ends the program with the stated answer once the time is over, whatever it is doing then.
fn watch(budget: &Budget) {
    let Budget { seconds, when_over, .. } = *budget;
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(seconds));
        let (answer, exit) = match when_over {
            Answer::Refuse => ("the push is refused", Exit::Failed),
            Answer::Accept => ("the push is taken unscanned", Exit::Clean),
        };
        let _ = writeln!(
            stderr(),
            "keystop: could not scan: the scan took longer than {seconds} seconds; {answer}\n  \
             next step: push fewer commits at a time, or ask whoever runs the server for a larger --budget"
        );
        std::process::exit(exit as i32);
    });
}
