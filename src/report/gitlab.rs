//! Findings as GitLab's secret detection report.
//!
//! Source: <https://gitlab.com/gitlab-org/security-products/security-report-schemas>, secret-detection-report-format.json.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::advice;
use crate::error::Error;
use crate::finding::Finding;
use crate::pipeline::Verdict;

/// The version of the schema that the report follows.
const SCHEMA: &str = "15.2.1";

/// GitLab's own name for a commit that is not there yet.
const NO_COMMIT: &str = "0000000";

/// Writes the verdict as one line.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let found: Vec<Value> = verdict.findings.iter().map(vulnerability).collect();
    let messages: Vec<Value> = verdict
        .skipped
        .iter()
        .map(|skipped| message(&format!("not scanned: {}: {}", String::from_utf8_lossy(&skipped.path), skipped.reason)))
        .collect();
    write(out, &found, &messages, verdict.skipped.is_empty())
}

/// Writes why there is no verdict, as one line.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    write(out, &[], &[message(&format!("{}: {error}; next step: {}", error.undone(), error.advice()))], false)
}

fn write(out: &mut dyn Write, vulnerabilities: &[Value], messages: &[Value], is_complete: bool) -> io::Result<()> {
    let tool = json!({
        "id": "keystop",
        "name": "keystop",
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": { "name": "keystop" },
    });
    let now = now();
    let report = json!({
        "version": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "start_time": now,
            "end_time": now,
            "status": if is_complete { "success" } else { "failure" },
            "messages": messages,
        },
        "vulnerabilities": vulnerabilities,
    });
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}

fn message(text: &str) -> Value {
    json!({ "level": "fatal", "value": text })
}

fn vulnerability(finding: &Finding) -> Value {
    let (rule, place) = (finding.rule, finding.place);
    let path = String::from_utf8_lossy(&finding.path_from_top).into_owned();
    let commit = finding.commit.as_ref().map_or(NO_COMMIT.to_owned(), |introduced| introduced.commit.id.to_string());
    json!({
        "id": format!("{}:{path}:{}:{}", finding.fingerprint(), place.line, place.column),
        "name": rule.title(),
        "description": format!("{}.", capital(&advice::risk(rule))),
        "severity": capital(advice::severity(rule.severity)),
        "solution": format!("{}. Revoke it if it was ever pushed: {}", capital(&advice::instead(finding)), advice::revoke(rule)),
        "location": { "file": path, "commit": { "sha": commit }, "start_line": place.line, "end_line": place.end_line },
        "identifiers": [{ "type": "keystop_rule_id", "name": format!("keystop rule {}", rule.id()), "value": rule.id() }],
        "details": {
            "fingerprint": { "type": "text", "name": "Fingerprint", "value": finding.fingerprint().to_string() },
        },
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The time in UTC, as the schema has it: `2026-01-31T23:59:59`.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day, that many days after 1 January 1970.
/// Source: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, expected) in [(0, (1970, 1, 1)), (11_016, (2000, 2, 29)), (20_453, (2025, 12, 31))] {
            assert_eq!(date(days), expected);
        }
    }
}
