//! The message: what was found, where, why it matters, how to go on. Complete without colour.

use std::io::{self, Write};

use colored::Colorize;
use unicode_width::UnicodeWidthStr;

use super::sanitize::{visible, visible_path};
use super::{LEFT_WITH_REMOTE, advice};
use crate::error::Error;
use crate::finding::{Finding, Introduced};
use crate::pipeline::{Skipped, Verdict};
use crate::policy;
use crate::rules::{Rule, Severity};

/// How many findings are explained; further ones are listed by place and title.
const EXPLAINED: usize = 10;

/// Writes what was found and what was not scanned; nothing at all where all is well.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict, headline: &str) -> io::Result<()> {
    if !verdict.findings.is_empty() {
        let number = counted(verdict.findings.len(), "key");
        writeln!(out, "{} {}\n", format!("keystop: {headline}:").red().bold(), format!("{number} found").bold())?;
        for finding in verdict.findings.iter().take(EXPLAINED) {
            explain(out, finding)?;
        }
        let more = verdict.findings.iter().skip(EXPLAINED);
        if more.len() > 0 {
            writeln!(out, "{}", format!("and {} more:", more.len()).bold())?;
        }
        for finding in more {
            writeln!(out, "  {}  {}  {}", place(finding), visible(finding.rule.title()), finding.fingerprint)?;
        }
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
        writeln!(out, "keystop: {}", visible(&remark.to_string()))?;
    }
    Ok(())
}

fn explain(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let rule = finding.rule;
    let excerpt = &finding.excerpt;
    let line = finding.place.line.to_string();
    let gutter = " ".repeat(line.len());
    let bar = "|".blue();
    let (before, secret, after) = (visible(&excerpt.before), visible(&excerpt.secret), visible(&excerpt.after));
    let indent = " ".repeat(before.width());
    let marks = "^".repeat(secret.width());

    let form = finding.form.map_or(String::new(), |form| format!(", in {}", form.name()));
    let told = format!("({}, {}{form})", severity(finding.severity), finding.confidence.name());
    writeln!(out, "{} {}", visible(rule.title()).bold(), told.dimmed())?;
    writeln!(out, "{gutter}{} {}", "-->".blue(), place(finding))?;
    writeln!(out, "{gutter} {bar}")?;
    writeln!(out, "{} {bar} {before}{}{after}", line.blue(), secret.red())?;
    writeln!(out, "{gutter} {bar} {indent}{}", marks.red())?;
    let mut note =
        |name: &str, text: &str| writeln!(out, "{gutter} {} {} {text}", "=".blue(), format!("{name}:").bold());
    note("risk", &visible(&advice::risk(rule)))?;
    if let Some(Introduced { commit, still_there, elsewhere }) = &finding.commit {
        let there = match still_there {
            Some(true) => ", and still there",
            Some(false) => ", and gone since, but in the history",
            None => "",
        };
        let id: String = commit.id.to_string().chars().take(12).collect();
        let more =
            if *elsewhere > 0 { format!("; also in {}", counted(*elsewhere, "other version")) } else { String::new() };
        note("commit", &format!("added by {id} of {}{there}{more}", commit.author_date))?;
    }
    if let Some(said) = finding.note {
        note("note", said)?;
    }
    if let Some(provider) = finding.perhaps {
        note("perhaps", &visible(&format!("a key of {provider}, which is named nearby")))?;
    }
    if let Some(said) = &finding.policy_note {
        note("note", &visible(said))?;
    }
    note("fix", &advice::instead(finding))?;
    note("then", &advice::then(finding, &shell_word(&visible_path(&finding.path))))?;
    note("revoke", &format!("replace it if it was ever pushed or shared: {}", rule.revoke()))?;
    note(
        "false alarm",
        &format!("add this to {0} at the top of the repository, `git add {0}`, and commit again:", policy::FILE),
    )?;
    writeln!(out, "\n    [[allow]]")?;
    writeln!(out, "    fingerprint = \"{}\"", finding.fingerprint)?;
    writeln!(out, "    reason = \"{}\"\n", policy::allow::PLACEHOLDER)
}

fn place(finding: &Finding) -> String {
    format!("{}:{}:{}", visible_path(&finding.path), finding.place.line, finding.place.column)
}

/// The path as one word of a POSIX shell.
fn shell_word(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@%,".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// A number and what is counted: `1 key`, `2 keys`.
pub(super) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Writes a numbered line for each finding.
pub fn numbered(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    for (number, finding) in findings.iter().enumerate() {
        let title = visible(finding.rule.title());
        writeln!(out, "{:>3}  {}  {title}  {}", number + 1, place(finding), finding.fingerprint)?;
    }
    Ok(())
}

/// Writes why there is no verdict, worded apart from a finding.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let cause = error.to_string();
    let cause: Vec<String> = cause.lines().map(visible).collect();
    writeln!(out, "{} {}", format!("keystop: {}:", error.undone()).red().bold(), cause.join("\n  "))?;
    writeln!(out, "  {} {}", "next step:".bold(), error.advice())
}

/// Writes a line for each rule; the repository's own are marked.
pub fn rule_list(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    for rule in rules {
        let origin = if rule.is_custom() { " (own)" } else { "" };
        writeln!(out, "{:<44} {}{origin}", rule.id(), visible(rule.title()))?;
    }
    Ok(())
}

/// Writes all there is to know about a rule.
pub fn rule_page(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    writeln!(out, "{}\n{}\n", rule.id().bold(), visible(rule.title()))?;
    let mut fact = |name: &str, text: &str| writeln!(out, "{} {}", format!("{name:<10}").bold(), visible(text));
    fact("risk", &advice::risk(rule))?;
    fact("severity", severity(rule.severity))?;
    fact("revoke", rule.revoke())?;
    if rule.whole.is_some() {
        fact("format", "the whole file, by its content")?;
    } else {
        fact("format", rule.pattern())?;
        fact("keywords", &rule.keywords().join(", "))?;
    }
    for (name, proofs) in [("must hold", rule.proofs), ("supports", rule.supports)] {
        for proof in proofs.iter().flatten() {
            fact(name, proof.meaning())?;
        }
    }
    fact("source", rule.source())
}
