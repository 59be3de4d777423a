//! A finding: a hit at its place, without the secret.

use std::ops::Range;
use std::sync::Arc;

use crate::fingerprint::{Fingerprint, Identity};
use crate::masking::{self, MASK};
use crate::rules::{Rule, Severity, Trigger};
use crate::scan::{Confidence, Disguise, Form, Hit};
use crate::source::Commit;

/// How much of the line is kept on either side of the secret, in characters.
const AROUND: usize = 60;

/// How many bytes of a line are looked at on either side of a secret: enough for `AROUND` characters, and to see where a run
/// that reaches into them begins.
const EXCERPT: usize = 1024;

/// A key that is about to be committed. Holds nothing of the secret but the fixed text that its type begins with.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How sure it is.
    pub confidence: Confidence,
    /// The file, from where the scan began; bytes, and a secret in it is masked.
    pub path: Vec<u8>,
    /// The same from the repository's top, as services that know the repository want it.
    pub path_from_top: Vec<u8>,
    /// Where in the file.
    pub place: Place,
    /// The name that the file gives it, if it gives one: `dbPassword`, `spring.mail.password`. A secret in it is masked.
    pub name: Option<String>,
    /// The provider whose it may be, since it is named near; nothing follows from it.
    pub perhaps: Option<&'static str>,
    /// In which form it stands there, if not literally.
    pub form: Option<Form>,
    /// What the secret says of itself.
    pub note: Option<&'static str>,
    /// What the policy has to say about it: an entry that expired, a mark that does not count.
    pub policy_note: Option<String>,
    /// How bad a leak is: as the policy says, or as the rule does.
    pub severity: Severity,
    /// Which secret it is.
    pub identity: Identity,
    /// The line it stands on.
    pub excerpt: Excerpt,
    /// The commit that brought it in, where history is scanned.
    pub commit: Option<Introduced>,
}

/// How a finding came into the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduced {
    /// The commit that added the line.
    pub commit: Arc<Commit>,
    /// True if the newest commit that was asked for still holds the secret; nothing where that was not looked up.
    pub still_there: Option<bool>,
    /// In how many other versions of files the secret stands, where the whole history was scanned.
    pub elsewhere: usize,
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
    /// The line on which it ends.
    pub end_line: usize,
    /// `column` and `end_column` in UTF-16 code units, as editors count.
    pub utf16: (usize, usize),
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

impl Finding {
    /// By what it can be allowed.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.identity.fingerprint()
    }
}

impl Excerpt {
    /// The whole line.
    #[must_use]
    pub fn text(&self) -> String {
        [self.before.as_str(), &self.secret, &self.after].concat()
    }
}

/// Turns the hits of one text into findings, first to last; the cost follows the text, however many they are.
pub struct Findings<'a> {
    path: &'a [u8],
    text: &'a [u8],
    hits: &'a [Hit],
    /// All secrets that excerpts must not show, in order; none overlaps another.
    secrets: &'a [Hit],
    next: usize,
    /// Up to where lines and columns are counted.
    counted: usize,
    line: usize,
    column: usize,
    /// The same in UTF-16 code units.
    utf16_column: usize,
}

impl<'a> Findings<'a> {
    /// The findings for some hits of a text, which stand in their order. `secrets` are all that the text has, in order
    /// and without overlaps: none of them is shown.
    #[must_use]
    pub fn new(path: &'a [u8], text: &'a [u8], hits: &'a [Hit], secrets: &'a [Hit]) -> Self {
        Self { path, text, hits, secrets, next: 0, counted: 0, line: 1, column: 1, utf16_column: 1 }
    }

    /// Counts lines and columns up to that byte.
    fn count_to(&mut self, at: usize) {
        let part = &self.text[self.counted..at.max(self.counted)];
        if let Some(last) = memchr::memrchr(b'\n', part) {
            self.line += memchr::memchr_iter(b'\n', part).count();
            self.column = characters(&part[last + 1..]) + 1;
            self.utf16_column = utf16(&part[last + 1..]) + 1;
        } else {
            self.column += characters(part);
            self.utf16_column += utf16(part);
        }
        self.counted = at.max(self.counted);
    }
}

impl<'a> Iterator for Findings<'a> {
    type Item = (&'a Hit, Finding);

    fn next(&mut self) -> Option<Self::Item> {
        let hit = self.hits.get(self.next)?;
        let (text, all) = (self.text, near(self.secrets, &hit.secret));
        self.next += 1;
        self.count_to(hit.secret.start);
        let secret = &text[hit.secret.clone()];
        let line = line_around(text, hit.secret.start, hit.extent.end);
        let end = hit.secret.end.min(line.end);
        let shown = hidden(text, &line, hit);
        let finding = Finding {
            rule: hit.telling_rule(),
            confidence: hit.confidence,
            path: self.path.to_owned(),
            path_from_top: self.path.to_owned(),
            place: Place {
                line: self.line,
                column: self.column,
                end_column: self.column + characters(&text[hit.secret.start..end]),
                end_line: self.line
                    + memchr::memchr_iter(b'\n', text[hit.secret.start..hit.extent.end].trim_ascii_end()).count(),
                utf16: (self.utf16_column, self.utf16_column + utf16(&text[hit.secret.start..end])),
            },
            name: hit.name.clone().map(|name| masked(text, name, all)),
            perhaps: hit.perhaps.and_then(Rule::provider),
            form: hit.disguise.as_ref().map(|Disguise { form, .. }| *form),
            note: hit.note,
            policy_note: None,
            severity: hit.telling_rule().severity,
            identity: hit.identity(text),
            excerpt: Excerpt {
                before: last_characters(&masked(text, line.start..shown.start, all)),
                secret: masked_secret(hit.rule, secret),
                after: first_characters(&masked(text, shown.end.clamp(end, line.end)..line.end, all)),
            },
            commit: None,
        };
        Some((hit, finding))
    }
}

/// The part of the line that is not shown: the secret, and of an encoded one the whole run of characters that it stands in.
fn hidden(text: &[u8], line: &Range<usize>, hit: &Hit) -> Range<usize> {
    let (start, end) = (hit.secret.start, hit.extent.end.min(line.end));
    let Some(Disguise { form, .. }) = &hit.disguise else { return start..end };
    let signs: &[u8] = if *form == Form::Entities { b"&#;" } else { b"+/=-_%\\" };
    let is_encoded = |byte: &&u8| byte.is_ascii_alphanumeric() || signs.contains(byte);
    let before = text[line.start..start].iter().rev().take_while(is_encoded).count();
    let after = text[end.max(start)..line.end.max(end)].iter().take_while(is_encoded).count();
    start - before..end + after
}

/// The hits that can reach into the excerpt of a secret: a private key long before it could, as one text's hits do not
/// overlap.
fn near<'h>(hits: &'h [Hit], secret: &Range<usize>) -> &'h [Hit] {
    let first = hits.partition_point(|hit| hit.extent.end + EXCERPT < secret.start);
    let last = hits.partition_point(|hit| hit.secret.start < secret.end + EXCERPT);
    &hits[first.min(last)..last]
}

/// How many characters the bytes are; bytes that are not UTF-8 count as they come.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// How many UTF-16 code units the bytes are: two for what takes four bytes in UTF-8.
fn utf16(bytes: &[u8]) -> usize {
    characters(bytes) + bytes.iter().filter(|byte| **byte >= 0xf0).count()
}

/// The path with the secrets in it masked, those of the hits and those that look like passwords.
#[must_use]
pub fn masked_path(path: &[u8], hits: &[Hit]) -> Vec<u8> {
    let is_password = |text: &str| masking::path(text) != text;
    if hits.is_empty() && !std::str::from_utf8(path).is_ok_and(is_password) {
        return path.to_owned();
    }
    masking::path(&masked(path, 0..path.len(), hits)).into_bytes()
}

/// The part of the text with every hit in it masked.
fn masked(text: &[u8], part: Range<usize>, hits: &[Hit]) -> String {
    if part.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let mut at = part.start;
    for hit in hits.iter().filter(|hit| hit.extent.start < part.end && part.start < hit.extent.end) {
        out.push_str(&others(&text[at..hit.extent.start.max(at)]));
        out.push_str(&masked_secret(hit.rule, &text[hit.secret.clone()]));
        at = hit.extent.end.clamp(at, part.end);
    }
    out.push_str(&others(&text[at..part.end]));
    out
}

/// What stands around hits, with what could be a secret of its own masked.
fn others(text: &[u8]) -> String {
    masking::beside_secret(&String::from_utf8_lossy(text))
}

/// What its type begins with, which is no secret, and the mask.
fn masked_secret(rule: &Rule, secret: &[u8]) -> String {
    let fixed = match rule.trigger {
        Trigger::Start | Trigger::Anywhere => {
            rule.keywords().into_iter().filter(|k| secret.starts_with(k.as_bytes())).max_by_key(|k| k.len())
        }
        Trigger::Inside
        | Trigger::Context
        | Trigger::ProviderName
        | Trigger::SecretName
        | Trigger::Manifest
        | Trigger::Whole => None,
    };
    format!("{}{MASK}", fixed.unwrap_or_default())
}

/// The bytes of the line on which `at` stands, without the line break, as far as an excerpt reaches before it and
/// behind `end`.
fn line_around(text: &[u8], at: usize, end: usize) -> Range<usize> {
    let first = at.saturating_sub(EXCERPT);
    let last = text.len().min(end.saturating_add(EXCERPT));
    let start = memchr::memrchr(b'\n', &text[first..at]).map_or(first, |n| first + n + 1);
    let end = memchr::memchr(b'\n', &text[at..last]).map_or(last, |n| at + n);
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
