//! Findings and rules as JSON, for programs. The form is a contract: `docs/json.md` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::advice::{self, risk};
use super::human::counted;
use crate::error::Error;
use crate::file_type::FileType;
use crate::finding::Introduced;
use crate::pipeline::Verdict;
use crate::policy::AllowedBy;
use crate::rules::Rule;
use crate::scan::Form;

/// The version of the form; it changes when a reader of the one before would fail.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<Finding<'a>>,
    skipped: Vec<Skipped<'a>>,
    on_remote: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    archives: Vec<String>,
    allowed: Vec<Allowed>,
    remarks: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    stats: Stats,
}

/// What wrote the report.
#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

const TOOL: Tool = Tool { name: "keystop", version: env!("CARGO_PKG_VERSION") };

/// What to do about a finding.
#[derive(Serialize)]
struct Fix {
    advice: String,
    variable: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<&'static str>,
    commands: Vec<String>,
}

impl Fix {
    fn of(finding: &crate::finding::Finding) -> Self {
        let advice::Advice { variable, corrected, commands, .. } = advice::of(finding);
        let is_told = |text: &String| !text.is_empty() && !text.contains(crate::masking::MASK);
        Self {
            advice: advice::instead(finding),
            variable,
            replacement: corrected.as_ref().map(|corrected| corrected.line.clone()).filter(is_told),
            expression: corrected.as_ref().map(|corrected| corrected.expression.clone()).filter(is_told),
            import: corrected.and_then(|corrected| corrected.import),
            commands,
        }
    }
}

/// Columns as editors count them.
#[derive(Serialize)]
struct Utf16 {
    column: usize,
    end_column: usize,
}

/// Why there is no clean verdict, though nothing was found.
#[derive(Serialize)]
struct Failure {
    message: String,
    next_step: String,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    title: &'a str,
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    utf16: Utf16,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    language: &'static str,
    fingerprint: String,
    excerpt: String,
    confidence: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    perhaps: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<Commit>,
    severity: crate::rules::Severity,
    risk: String,
    fix: Fix,
    revoke: &'a str,
    /// The entry for `.keystop.toml` that lets it through.
    allow: String,
}

/// A finding that passed, and what let it.
#[derive(Serialize)]
struct Allowed {
    rule: &'static str,
    path: String,
    line: usize,
    fingerprint: String,
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
}

impl Allowed {
    fn of((finding, by): &(crate::finding::Finding, AllowedBy)) -> Self {
        let entry = match by {
            AllowedBy::Entry { file, line } => Some(format!("{file}:{line}")),
            _ => None,
        };
        Self {
            rule: finding.rule.id(),
            path: String::from_utf8_lossy(&finding.path).into_owned(),
            line: finding.place.line,
            fingerprint: finding.fingerprint().to_string(),
            by: by.name(),
            entry,
        }
    }
}

#[derive(Serialize)]
struct Commit {
    id: String,
    author_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    still_there: Option<bool>,
    #[serde(skip_serializing_if = "is_zero")]
    elsewhere: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde asks for it.
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Commit {
    fn of(introduced: &Introduced) -> Self {
        let Introduced { commit, still_there, elsewhere } = introduced;
        Self {
            id: commit.id.to_string(),
            author_date: commit.author_date.to_string(),
            still_there: *still_there,
            elsewhere: *elsewhere,
        }
    }
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Stats {
    #[serde(skip_serializing_if = "is_zero")]
    commits: usize,
    files: usize,
    bytes: u64,
    allowed: usize,
    excluded: usize,
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
        end_line: finding.place.end_line,
        end_column: finding.place.end_column,
        utf16: Utf16 { column: finding.place.utf16.0, end_column: finding.place.utf16.1 },
        name: finding.name.as_deref(),
        language: FileType::of(&finding.path).title(),
        fingerprint: finding.fingerprint().to_string(),
        excerpt: finding.excerpt.text(),
        confidence: finding.confidence.name(),
        encoding: finding.form.map(Form::name),
        note: finding.note,
        perhaps: finding.perhaps,
        commit: finding.commit.as_ref().map(Commit::of),
        policy_note: finding.policy_note.as_deref(),
        severity: finding.severity,
        risk: risk(finding.rule),
        fix: Fix::of(finding),
        revoke: finding.rule.revoke(),
        allow: format!("[[allow]]\nfingerprint = \"{}\"\nreason = \"\"\n", finding.fingerprint()),
    });
    let skipped = verdict.skipped.iter().map(|skipped| Skipped { path: text(&skipped.path), reason: &skipped.reason });
    let report = Report {
        version: VERSION,
        tool: TOOL,
        findings: findings.collect(),
        skipped: skipped.collect(),
        on_remote: verdict.on_remote.iter().map(|path| text(path)).collect(),
        archives: verdict.archives.iter().map(|path| text(path)).collect(),
        allowed: verdict.allowed.iter().map(Allowed::of).collect(),
        remarks: verdict.remarks.clone(),
        error: verdict.skipped.first().filter(|_| verdict.findings.is_empty()).map(|first| Failure {
            message: format!("could not scan: {} not scanned", counted(verdict.skipped.len(), "file")),
            next_step: first.next_step.to_owned(),
        }),
        stats: Stats {
            commits: verdict.commits,
            files: verdict.files,
            bytes: verdict.bytes,
            allowed: verdict.allowed.len(),
            excluded: verdict.excluded,
            rules: verdict.rules,
        },
    };
    line(out, &report)
}

/// Writes why there is no verdict.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let failure = Failure { message: format!("{}: {error}", error.undone()), next_step: error.advice().into_owned() };
    let stats = Stats { commits: 0, files: 0, bytes: 0, allowed: 0, excluded: 0, rules: 0 };
    let (findings, skipped) = (Vec::new(), Vec::new());
    let (on_remote, archives, allowed, remarks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (tool, error) = (TOOL, Some(failure));
    let version = VERSION;
    line(out, &Report { version, tool, findings, skipped, on_remote, archives, allowed, remarks, error, stats })
}

/// Writes the rules as one line of JSON.
pub fn rules(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    line(out, &rules)
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
