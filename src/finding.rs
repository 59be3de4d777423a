//! A finding: a hit at its place, without the secret.

use std::ops::Range;

use crate::fingerprint::Fingerprint;
use crate::rules::Rule;
use crate::rules::Trigger;
use crate::scan::{Confidence, Hit};

/// What stands in place of a secret, whatever its length.
pub const MASK: &str = "********";

/// How much of the line is kept on either side of the secret, in characters.
const AROUND: usize = 60;

/// A key that is about to be committed. Holds nothing of the secret but the fixed text that its type begins with.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How sure it is.
    pub confidence: Confidence,
    /// The file, from where the scan began; bytes, and a secret in it is masked.
    pub path: Vec<u8>,
    /// Where in the file.
    pub place: Place,
    /// By what it can be allowed.
    pub fingerprint: Fingerprint,
    /// The line it stands on.
    pub excerpt: Excerpt,
}

/// Where a secret stands: 1-based; columns in characters, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line on which the secret begins.
    pub line: usize,
    /// Where it begins.
    pub column: usize,
    /// Where it ends, or where its first line does.
    pub end_column: usize,
}

/// A line with its secrets masked, cut to what stands around one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the secret.
    pub before: String,
    /// What stands for the secret: the fixed beginning of its type, and the mask.
    pub secret: String,
    /// What stands behind the secret.
    pub after: String,
}

impl Excerpt {
    /// The whole line.
    #[must_use]
    pub fn text(&self) -> String {
        [self.before.as_str(), &self.secret, &self.after].concat()
    }
}

impl Finding {
    /// The finding for one of a text's hits; `all` are masked where they stand on the same line.
    #[must_use]
    pub fn new(path: &[u8], text: &[u8], hit: &Hit, all: &[Hit]) -> Self {
        let secret = &text[hit.secret.clone()];
        let line = line_around(text, hit.secret.start);
        let end = hit.secret.end.min(line.end);
        let characters = |range: Range<usize>| String::from_utf8_lossy(&text[range]).chars().count();
        let column = characters(line.start..hit.secret.start) + 1;
        Self {
            rule: hit.rule,
            confidence: hit.confidence,
            path: path.to_owned(),
            place: Place {
                line: memchr::memchr_iter(b'\n', &text[..hit.secret.start]).count() + 1,
                column,
                end_column: column + characters(hit.secret.start..end),
            },
            fingerprint: Fingerprint::of(&hit.rule.id, secret),
            excerpt: Excerpt {
                before: last_characters(&masked(text, line.start..hit.secret.start, all)),
                secret: masked_secret(hit.rule, secret),
                after: first_characters(&masked(text, hit.extent.end.clamp(end, line.end)..line.end, all)),
            },
        }
    }
}

/// The path with the secrets in it masked.
#[must_use]
pub fn masked_path(path: &[u8], hits: &[Hit]) -> Vec<u8> {
    if hits.is_empty() {
        return path.to_owned();
    }
    masked(path, 0..path.len(), hits).into_bytes()
}

/// The part of the text with every hit in it masked.
fn masked(text: &[u8], part: Range<usize>, hits: &[Hit]) -> String {
    if part.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let mut at = part.start;
    for hit in hits.iter().filter(|hit| hit.extent.start < part.end && part.start < hit.extent.end) {
        out.push_str(&without_runs(&text[at..hit.extent.start.max(at)]));
        out.push_str(&masked_secret(hit.rule, &text[hit.secret.clone()]));
        at = hit.extent.end.clamp(at, part.end);
    }
    out.push_str(&without_runs(&text[at..part.end]));
    out
}

/// The text with everything masked that could be a secret of its own: long runs of letters and digits. A key's other half often
/// stands on the same line, and no rule needs to know it for it to be one.
fn without_runs(text: &[u8]) -> String {
    const LONG: usize = 20;
    let text = String::from_utf8_lossy(text);
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || "+_=-".contains(c))) {
        let mixed = piece.contains(|c: char| c.is_ascii_digit()) && piece.contains(|c: char| c.is_ascii_alphabetic());
        if piece.len() > LONG && mixed {
            out.push_str(MASK);
            out.extend(piece.chars().next_back().filter(|c| !(c.is_ascii_alphanumeric() || "+_=-".contains(*c))));
        } else {
            out.push_str(piece);
        }
    }
    out
}

/// What its type begins with, which is no secret, and the mask.
fn masked_secret(rule: &Rule, secret: &[u8]) -> String {
    let fixed = match rule.trigger {
        Trigger::Start => rule.keywords.iter().filter(|k| secret.starts_with(k.as_bytes())).max_by_key(|k| k.len()),
        Trigger::Inside | Trigger::Before => None,
    };
    format!("{}{MASK}", fixed.unwrap_or_default())
}

/// The bytes of the line on which `at` stands, without the line break.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |n| n + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
    let end = if end > at && text[end - 1] == b'\r' { end - 1 } else { end };
    start..end
}

fn last_characters(text: &str) -> String {
    match text.char_indices().rev().nth(AROUND) {
        Some((at, c)) => format!("…{}", &text[at + c.len_utf8()..]),
        None => text.to_owned(),
    }
}

fn first_characters(text: &str) -> String {
    match text.char_indices().nth(AROUND) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
