//! From what may be a key to findings: what is new, what the policy lets through, and what is left of what overlaps.

use std::ops::Range;
use std::path::Path;

use crate::finding::{Finding, Findings};
use crate::masking::MASK;
use crate::old_values::OldValues;
use crate::policy::{AllowedBy, Candidate, Decision, Layers, Policy, PolicyError};
use crate::scan::{Hit, goes_with, without_overlaps};
use crate::source::{Lines, path_bytes};

/// A text that was scanned.
pub struct Scanned<'a> {
    /// Its path as reports show it.
    pub shown: &'a [u8],
    /// Its path from the repository's top.
    pub path: &'a Path,
    /// The text.
    pub text: &'a [u8],
    /// All that may be a key in it, in order.
    pub candidates: Vec<Hit>,
    /// Which of its lines are judged.
    pub new: Lines,
    /// What it held before.
    pub(crate) old: OldValues,
}

/// What a text came to.
#[derive(Debug, Default)]
pub struct Judged {
    /// What must not be committed, first to last.
    pub findings: Vec<Finding>,
    /// What was let through, each with what allows it.
    pub allowed: Vec<(Finding, AllowedBy)>,
}

/// Judges a text in a file for which these layers hold.
///
/// What is let through is taken out before overlaps are resolved, so that letting one through never hides another.
pub fn judge(scanned: &Scanned<'_>, policy: &Policy<'_>, layers: &Layers) -> Result<Judged, PolicyError> {
    let mut judged = Judged::default();
    let mut left: Vec<(Hit, Option<String>)> = Vec::new();
    let mut passed: Vec<(&Hit, AllowedBy)> = Vec::new();
    let mut lines = LineCount::of(scanned.text);
    for hit in &scanned.candidates {
        let place = lines.of_range(hit.secret.start, hit.extent.end);
        // Where what stood between two lines is gone, their pieces become one, and no line is added.
        let may_be_joined = place.start() < place.end() && scanned.old.are_known();
        let is_new = scanned.new.touches(&place) || may_be_joined;
        if !is_new || scanned.old.hold(scanned.text, hit) {
            continue;
        }
        let value = hit.value(scanned.text);
        let candidate = Candidate::new(hit.rule, hit.telling_rule(), hit.confidence, value);
        match policy.decide(layers, &candidate.in_file(scanned.path, scanned.text, hit.secret.start))? {
            Decision::Report(note) => left.push((hit.clone(), note)),
            Decision::Allowed(by) => passed.push((hit, by)),
        }
    }
    // Both are in order, and what goes with another one overlaps it.
    let mut first = 0;
    left.retain(|(hit, _)| {
        while passed.get(first).is_some_and(|(allowed, _)| allowed.secret.end <= hit.secret.start) {
            first += 1;
        }
        let near = passed[first..].iter().take_while(|(allowed, _)| allowed.secret.start < hit.secret.end);
        !near.into_iter().any(|(allowed, by)| by.is_of_a_value() && goes_with(allowed, hit))
    });
    let secrets = without_overlaps(scanned.candidates.iter().collect(), |hit: &&Hit| *hit);
    let secrets: Vec<Hit> = secrets.into_iter().cloned().collect();
    let passed = passed.into_iter().map(|(hit, by)| (hit.clone(), by)).collect();
    judged.allowed = findings(scanned, passed, &secrets).map(|(_, finding, by)| (finding, by)).collect();
    judged.findings = findings(scanned, left, &secrets)
        .map(|(hit, finding, policy_note)| {
            let stated = layers.severity(hit.telling_rule().id(), scanned.path);
            Finding { policy_note, severity: stated.unwrap_or(finding.severity), ..finding }
        })
        .collect();
    Ok(judged)
}

/// The findings for what is left of some hits once overlaps are resolved, each with its hit and what belongs to it.
fn findings<T>(scanned: &Scanned<'_>, hits: Vec<(Hit, T)>, secrets: &[Hit]) -> impl Iterator<Item = (Hit, Finding, T)> {
    let (hits, others): (Vec<Hit>, Vec<T>) = without_overlaps(hits, |(hit, _)| hit).into_iter().unzip();
    // Where a secret in the path is masked, the masked path is all that may be told.
    let is_masked = memchr::memmem::find(scanned.shown, MASK.as_bytes()).is_some();
    let path_from_top = if is_masked { scanned.shown.to_owned() } else { path_bytes(scanned.path) };
    let found: Vec<Finding> = Findings::new(scanned.shown, scanned.text, &hits, secrets)
        .map(|(_, finding)| Finding { path_from_top: path_from_top.clone(), ..finding })
        .collect();
    hits.into_iter().zip(found).zip(others).map(|((hit, finding), other)| (hit, finding, other))
}

/// Counts lines from one place to a later one.
struct LineCount<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl<'t> LineCount<'t> {
    fn of(text: &'t [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The lines, 1-based and with the last, on which those bytes stand. Each call begins where the one before did, or
    /// later.
    fn of_range(&mut self, start: usize, end: usize) -> std::ops::RangeInclusive<usize> {
        let breaks =
            |range: Range<usize>| self.text.get(range).map_or(0, |part| memchr::memchr_iter(b'\n', part).count());
        let first = self.line + breaks(self.at..start.max(self.at));
        let last = first + breaks(start..end.max(start));
        (self.at, self.line) = (start.max(self.at), first);
        first..=last
    }
}
