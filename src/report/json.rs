//! Findings and rules as JSON, for programs. The form is a contract: `docs/json.md` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::advice::{self, risk};
use crate::check::Verdict;
use crate::rules::Rule;
use crate::scan::Form;

/// The version of the form; it changes when a reader of the one before would fail.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    skipped: Vec<Skipped<'a>>,
    on_remote: Vec<String>,
    stats: Stats,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    title: &'a str,
    path: String,
    line: usize,
    column: usize,
    end_column: usize,
    fingerprint: String,
    excerpt: String,
    proof: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    severity: crate::rules::Severity,
    risk: String,
    fix: String,
    revoke: &'a str,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Stats {
    files: usize,
    bytes: u64,
    allowed: usize,
    rules: usize,
}

/// Writes the verdict as one line of JSON. Paths that are not UTF-8 have their odd bytes replaced.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let findings = verdict.findings.iter().map(|finding| Finding {
        rule: finding.rule.id(),
        title: finding.rule.title(),
        path: text(&finding.path),
        line: finding.place.line,
        column: finding.place.column,
        end_column: finding.place.end_column,
        fingerprint: finding.fingerprint.to_string(),
        excerpt: finding.excerpt.text(),
        proof: finding.confidence.name(),
        encoding: finding.form.map(Form::name),
        note: finding.note,
        severity: finding.rule.severity,
        risk: risk(finding.rule),
        fix: advice::instead(finding),
        revoke: finding.rule.revoke(),
    });
    let skipped = verdict.skipped.iter().map(|skipped| Skipped { path: text(&skipped.path), reason: &skipped.reason });
    let report = Report {
        version: VERSION,
        findings: findings.collect(),
        skipped: skipped.collect(),
        on_remote: verdict.on_remote.iter().map(|path| text(path)).collect(),
        stats: Stats { files: verdict.files, bytes: verdict.bytes, allowed: verdict.allowed, rules: verdict.rules },
    };
    line(out, &report)
}

/// Writes the rules as one line of JSON.
pub fn rules(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    line(out, &rules)
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
