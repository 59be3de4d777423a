//! Findings as SARIF, for code scanning services.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{LEFT_WITH_REMOTE, advice};
use crate::error::Error;
use crate::finding::Finding;
use crate::masking::MASK;
use crate::pipeline::{Skipped, Verdict};
use crate::rules::{Rule, Severity};

/// Writes the verdict as one line. The rules are those that found something.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let mut rules: Vec<&Rule> = verdict.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.id());
    rules.dedup_by_key(|rule| rule.id());
    let skipped = verdict.skipped.iter().map(|Skipped { path, reason, .. }| notification("error", path, reason));
    let on_remote = verdict.on_remote.iter().map(|path| notification("note", path, LEFT_WITH_REMOTE));
    let unscanned: Vec<Value> = skipped.chain(on_remote).collect();
    let results = verdict.findings.iter().map(result).collect::<Vec<_>>();
    let rules = rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>();
    write(
        out,
        &rules,
        &results,
        &json!({
            "executionSuccessful": verdict.skipped.is_empty(),
            "toolExecutionNotifications": unscanned,
        }),
    )
}

/// Writes why there is no verdict, as one line.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let text = format!("{}: {error}; next step: {}", error.undone(), error.advice());
    write(
        out,
        &[],
        &[],
        &json!({
            "executionSuccessful": false,
            "toolExecutionNotifications": [{ "level": "error", "message": { "text": text } }],
        }),
    )
}

fn write(out: &mut dyn Write, rules: &[Value], results: &[Value], invocation: &Value) -> io::Result<()> {
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "keystop",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id(),
        "shortDescription": { "text": rule.title() },
        "fullDescription": { "text": advice::risk(rule) },
        "helpUri": rule.revoke(),
        "help": {
            "text": format!("Take the secret out of the code, and revoke it if it was ever pushed: {}", advice::revoke(rule)),
        },
        "defaultConfiguration": { "level": "error" },
        // What code scanning services sort by. Source:
        // <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
        "properties": { "tags": ["security"], "security-severity": score(rule.severity) },
    })
}

/// The severity on the scale of 0 to 10 by which vulnerabilities are measured.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Medium => "5.0",
        Severity::High => "8.0",
        Severity::Critical => "9.5",
    }
}

fn result(finding: &Finding) -> Value {
    let place = finding.place;
    let text = format!("{}: {}; {}", finding.rule.title(), advice::risk(finding.rule), advice::instead(finding));
    let mut result = json!({
        "ruleId": finding.rule.id(),
        "level": "error",
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&finding.path_from_top) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endColumn": place.end_column,
            },
            "contextRegion": { "startLine": place.line, "snippet": { "text": finding.excerpt.text() } },
        } }],
        "partialFingerprints": { "keystop/v1": finding.fingerprint().to_string() },
        "properties": { "confidence": finding.confidence.name() },
    });
    if let Some(fix) = fix(finding) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// The corrected line in place of the one that holds the secret, where the whole of it is known.
/// Source: SARIF 2.1.0, section 3.55.
fn fix(finding: &Finding) -> Option<Value> {
    let line = advice::of(finding).corrected?.line;
    (!line.is_empty() && !line.contains(MASK)).then(|| {
        json!({
            "description": { "text": advice::instead(finding) },
            "artifactChanges": [{
                "artifactLocation": { "uri": uri(&finding.path_from_top) },
                "replacements": [{
                    "deletedRegion": { "startLine": finding.place.line, "endLine": finding.place.line },
                    "insertedContent": { "text": line },
                }],
            }],
        })
    })
}

fn notification(level: &str, path: &[u8], reason: &str) -> Value {
    json!({
        "level": level,
        "message": { "text": format!("not scanned: {reason}") },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(path) } } }],
    })
}

/// The path as a relative reference: bytes that a path in a URI cannot hold are percent-encoded.
/// Source: <https://www.rfc-editor.org/rfc/rfc3986#section-3.3>
fn uri(path: &[u8]) -> String {
    let path = path.strip_prefix(b"./").unwrap_or(path);
    let mut out = String::with_capacity(path.len());
    for byte in path {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(*byte)),
            _ => {
                // Writing into a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        for (path, expected) in [
            (&b"src/a.py"[..], "src/a.py"),
            (b"./a b.py", "a%20b.py"),
            (b"100%:?#.txt", "100%25%3A%3F%23.txt"),
            (b"\xe4\xf6", "%E4%F6"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
