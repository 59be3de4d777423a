//! The message: what was found, where, what to write instead, how to go on. Complete without colour.
//!
//! The headline comes first, and what to type next comes last, since that is what stays on the screen.

mod finding;
mod layout;
mod next;
mod rules;

use std::io::{self, Write};

use colored::Colorize;

use self::finding::Group;
pub use self::layout::Screen;
pub use self::next::Next;
pub use self::rules::{rule_list, rule_page};
use super::LEFT_WITH_REMOTE;
use super::sanitize::{visible, visible_path};
use crate::error::Error;
use crate::finding::Finding;
use crate::pipeline::{Skipped, Verdict};

/// How many secrets are explained in full; with more of them, each has a line for the place and one for the remedy.
const IN_FULL: usize = 2;

/// How many secrets are told at all, unless all are asked for.
const TOLD: usize = 8;

/// Writes what was found and what was not scanned; nothing at all where all is well.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict, headline: &str, next: Next, screen: &Screen) -> io::Result<()> {
    if !verdict.findings.is_empty() {
        found(out, verdict, headline, next, screen)?;
    }
    for Skipped { path, reason, .. } in &verdict.skipped {
        writeln!(out, "{} {}: {}", "keystop: not scanned:".red().bold(), visible_path(path), visible(reason))?;
    }
    let mut steps: Vec<&str> = verdict.skipped.iter().map(|skipped| skipped.next_step).collect();
    steps.sort_unstable();
    steps.dedup();
    for step in steps {
        writeln!(out, "  {} {step}", "next step:".bold())?;
    }
    if let [first, others @ ..] = &verdict.on_remote[..] {
        let others = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        let first = visible_path(first);
        writeln!(out, "keystop: not scanned, since {LEFT_WITH_REMOTE}: {first}{others}")?;
    }
    for remark in &verdict.remarks {
        writeln!(out, "keystop: {}", visible(remark))?;
    }
    Ok(())
}

fn found(out: &mut dyn Write, verdict: &Verdict, headline: &str, next: Next, screen: &Screen) -> io::Result<()> {
    let groups = Group::all(&verdict.findings);
    let files = groups.iter().flat_map(Group::files).collect::<std::collections::BTreeSet<_>>().len();
    let headline = format!("keystop: {headline}:");
    let number = format!("{} found in {}", counted(groups.len(), "secret"), counted(files, "file"));
    let between = if headline.len() + 1 + number.len() > screen.width { "\n" } else { " " };
    writeln!(out, "{}{between}{}", headline.red().bold(), number.bold())?;

    let told =
        if screen.verbose { groups.len() } else { groups.len().min(if groups.len() > TOLD { TOLD } else { TOLD + 1 }) };
    let in_full = screen.verbose || groups.len() <= IN_FULL;
    let mut before: Option<&Group<'_>> = None;
    for group in by_file(&groups[..told]) {
        if before.map(Group::path) != Some(group.path()) {
            writeln!(out, "\n{}", visible_path(group.path()).bold())?;
        }
        if in_full {
            group.in_full(out, screen)?;
        } else {
            group.in_brief(out, before, screen)?;
        }
        before = Some(group);
    }
    if told < groups.len() {
        let rest = &groups[told..];
        let files = rest.iter().flat_map(Group::files).collect::<std::collections::BTreeSet<_>>().len();
        let more = format!("and {} more in {}; all of them: {}", rest.len(), counted(files, "file"), next.shows_all());
        writeln!(out, "\n{}", layout::wrapped(&more, screen.width).join("\n"))?;
    }
    writeln!(out)?;
    if !in_full {
        finding::revocations(out, &groups[..told], screen)?;
    }
    next::write(out, &groups, next, screen)
}

/// The secrets file by file; the file with the most serious one comes first.
fn by_file<'g, 'f>(groups: &'g [Group<'f>]) -> Vec<&'g Group<'f>> {
    let mut files: Vec<&[u8]> = Vec::new();
    for group in groups {
        if !files.contains(&group.path()) {
            files.push(group.path());
        }
    }
    let mut ordered: Vec<&Group<'_>> = groups.iter().collect();
    ordered.sort_by_key(|group| files.iter().position(|path| *path == group.path()));
    ordered
}

/// A number and what is counted: `1 key`, `2 keys`.
pub(super) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Writes a numbered line for each finding.
pub fn numbered(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for (number, finding) in findings.iter().enumerate() {
        let title = visible(finding.rule.title());
        writeln!(out, "{:>3}  {}  {title}  {}", number + 1, finding::place(finding), finding.fingerprint())?;
    }
    Ok(())
}

/// Writes what a scan by hand found clean.
pub fn clean(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let allowed = match verdict.allowed.len() {
        0 => String::new(),
        number => format!(", {number} allowed"),
    };
    writeln!(out, "keystop: {} scanned, nothing found{allowed}", counted(verdict.files, "file"))
}

/// Writes why there is no verdict, worded apart from a finding.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let cause = error.to_string();
    let cause: Vec<String> = cause.lines().map(visible).collect();
    writeln!(out, "{} {}", format!("keystop: {}:", error.undone()).red().bold(), cause.join("\n  "))?;
    writeln!(out, "  {} {}", "next step:".bold(), error.advice())
}
