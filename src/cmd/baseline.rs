//! `keystop baseline`: accepts what the repository already holds, so that only what is new is reported.

use std::collections::BTreeSet;
use std::io::{Write as _, stdout};
use std::path::{Path, PathBuf};

use super::{place, scan};
use crate::exit::Exit;
use keystop::error::Error;
use keystop::finding::Finding;
use keystop::fingerprint::Fingerprint;
use keystop::policy::baseline::{Baseline, FILE};
use keystop::policy::{AllowedBy, PolicyFiles as _, Trusted, WorkTree, foreign};
use keystop::source;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and directories whose findings are accepted (default: the whole repository)
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Only take out what is no longer there
    #[arg(long, conflicts_with_all = ["from", "paths"])]
    prune: bool,

    /// Take over a baseline or report of gitleaks, betterleaks, detect-secrets or ggshield: only findings that it has
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Error> {
    let root = place::root()?;
    let paths = if arguments.paths.is_empty() { vec![root.clone()] } else { arguments.paths.clone() };
    let verdict = scan::files(&paths, &Trusted::Scanned)?;
    let before = match WorkTree::new(&root).text(Path::new(FILE))? {
        Some(text) => Baseline::parse(FILE, &text)?,
        None => Baseline::default(),
    };
    let still_there = || {
        let by_baseline = verdict.allowed.iter().filter(|(_, by)| *by == AllowedBy::Baseline);
        by_baseline.map(|(finding, _)| finding.fingerprint())
    };
    let mut missed = None;
    let after: Baseline = if arguments.prune {
        still_there().collect()
    } else if let Some(file) = &arguments.from {
        let listed = foreign::read(file)?;
        let found: BTreeSet<Fingerprint> = verdict
            .findings
            .iter()
            .filter(|finding| {
                listed.has(&place::from_top(&root, &source::path_from_bytes(&finding.path)), finding.place.line)
            })
            .map(Finding::fingerprint)
            .collect();
        missed = Some(listed.len().saturating_sub(listed.seen()));
        before.iter().cloned().chain(found).collect()
    } else {
        before.iter().cloned().chain(verdict.findings.iter().map(Finding::fingerprint)).collect()
    };
    place::replace(&root.join(FILE), after.to_text().as_bytes())?;
    let mut out = stdout().lock();
    let (new, gone) = (difference(&after, &before), difference(&before, &after));
    writeln!(out, "{FILE}: {} in all, {new} new, {gone} taken out", counted(after.len(), "finding"))?;
    if let Some(missed) = missed.filter(|missed| *missed > 0) {
        writeln!(
            out,
            "{} of the other baseline could not be found again, and are not taken over",
            counted(missed, "finding")
        )?;
    }
    if new + gone > 0 {
        writeln!(out, "commit it: git add {FILE}")?;
    }
    if before.is_empty() && !after.is_empty() {
        writeln!(out, "so that it merges by itself, add this line to .gitattributes: {FILE} merge=union")?;
    }
    Ok(if verdict.skipped.is_empty() { Exit::Clean } else { Exit::Failed })
}

fn difference(one: &Baseline, other: &Baseline) -> usize {
    one.iter().filter(|fingerprint| !other.holds(fingerprint)).count()
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
