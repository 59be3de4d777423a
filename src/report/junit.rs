//! Findings as `JUnit`'s XML, which CI services show as failed tests: a test case for each file with findings.
//!
//! Source: <https://github.com/testmoapp/junitxml>

use std::io::{self, Write};

use super::advice;
use super::sanitize::visible_path;
use crate::error::Error;
use crate::pipeline::Verdict;

/// Writes the verdict.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    let (failures, errors) = (verdict.findings.len(), verdict.skipped.len());
    begin(out, failures + errors + usize::from(failures + errors == 0), failures, errors)?;
    for finding in &verdict.findings {
        let path = visible_path(&finding.path);
        let name = format!("{path}:{}:{}", finding.place.line, finding.place.column);
        let title = finding.rule.title();
        let text = format!(
            "{}\n{}\nrevoke: {}",
            advice::risk(finding.rule),
            advice::instead(finding),
            advice::revoke(finding.rule)
        );
        writeln!(out, "    <testcase classname=\"{}\" name=\"{}\">", escaped(&path), escaped(&name))?;
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{}</failure>",
            finding.rule.id(),
            escaped(title),
            escaped(&text)
        )?;
        writeln!(out, "    </testcase>")?;
    }
    for skipped in &verdict.skipped {
        let path = visible_path(&skipped.path);
        writeln!(out, "    <testcase classname=\"keystop\" name=\"{}\">", escaped(&path))?;
        writeln!(out, "      <error message=\"not scanned: {}\"/>\n    </testcase>", escaped(&skipped.reason))?;
    }
    if failures + errors == 0 {
        writeln!(out, "    <testcase classname=\"keystop\" name=\"no secrets in {} files\"/>", verdict.files)?;
    }
    end(out)
}

/// Writes why there is no verdict.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    begin(out, 1, 0, 1)?;
    let text = format!("{}: {error}; next step: {}", error.undone(), error.advice());
    writeln!(
        out,
        "    <testcase classname=\"keystop\" name=\"scan\">\n      <error message=\"{}\"/>\n    </testcase>",
        escaped(&text)
    )?;
    end(out)
}

fn begin(out: &mut dyn Write, tests: usize, failures: usize, errors: usize) -> io::Result<()> {
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"keystop\" {counts}>\n  <testsuite name=\"keystop\" {counts}>")
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// The text as XML has it. Control characters cannot stand in XML at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
