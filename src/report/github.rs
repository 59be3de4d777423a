//! Findings as annotations in a run of GitHub Actions.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::io::{self, Write};

use super::sanitize::visible_path;
use super::{LEFT_WITH_REMOTE, advice};
use crate::error::Error;
use crate::finding::Finding;
use crate::pipeline::{Skipped, Verdict};
use crate::policy;

/// Writes a command for each finding and each file that was not scanned.
pub fn verdict(out: &mut dyn Write, verdict: &Verdict) -> io::Result<()> {
    for finding in &verdict.findings {
        annotate(out, finding)?;
    }
    for Skipped { path, reason, .. } in &verdict.skipped {
        let path = property(&visible_path(path));
        writeln!(out, "::error file={path},title=keystop could not scan this file::{}", data(reason))?;
    }
    for path in &verdict.on_remote {
        let path = property(&visible_path(path));
        writeln!(out, "::notice file={path},title=keystop did not scan this file::{}", data(LEFT_WITH_REMOTE))?;
    }
    Ok(())
}

/// Writes why there is no verdict.
pub fn error(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    let message = format!("{error}\nnext step: {}", error.advice());
    writeln!(out, "::error title={}::{}", property(&format!("keystop {}", error.undone())), data(&message))
}

fn annotate(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let Finding { rule, place, .. } = finding;
    let message = format!(
        "{}\nfix: {}\nrevoke: replace it, since it was pushed: {}\nfalse alarm: allow {} in {}",
        advice::risk(rule),
        advice::instead(finding),
        advice::revoke(rule),
        finding.fingerprint(),
        policy::FILE
    );
    writeln!(
        out,
        "::error file={},line={},col={},endColumn={},title={}::{}",
        property(&visible_path(&finding.path_from_top)),
        place.line,
        place.column,
        place.end_column,
        property(rule.title()),
        data(&message)
    )
}

/// A message as the command takes it, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, which ends at a comma and cannot hold a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
