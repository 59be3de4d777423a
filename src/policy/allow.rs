//! Entries under `[[allow]]`: what may be committed, why, who says so, and until when.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};
use toml::Spanned;
use toml::de::DeValue;

use super::Candidate;
use super::date::Date;
use super::fields::{RuleName, Wrong, each_field, path_pattern, phrase, rules, text, wrong};
use crate::fingerprint::Fingerprint;
use crate::path_pattern::PathPattern;

/// The keys of an entry.
pub const KEYS: &[&str] = &["fingerprint", "rule", "path", "value", "reason", "owner", "expires"];

/// What a message prints in the place of a reason. An entry that still has it is refused.
pub const PLACEHOLDER: &str = "say why this may be committed";

/// The longest `reason`, `owner` and `value`, in bytes.
const LONGEST: usize = 1000;

/// How much memory a pattern may take, in bytes.
const LARGEST: usize = 1 << 18;

/// How many bytes in a row a pattern must name, so that it does not fit whatever stands there.
const SHORTEST_LITERAL: usize = 3;

/// An entry: all conditions that it states must hold.
#[derive(Clone, Debug)]
pub struct Allow {
    /// Where the file states it: a byte.
    pub(super) at: usize,
    /// The line of the file, 1-based.
    pub line: usize,
    pub(super) fingerprint: Option<Fingerprint>,
    /// None where it names no rule.
    pub(super) rules: Option<Vec<RuleName>>,
    pub(super) path: Option<Arc<PathPattern>>,
    value: Option<Arc<ValuePattern>>,
    /// Why it may be committed.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it counts.
    pub expires: Option<Date>,
}

/// The entries of a file, by fingerprint as far as they have one.
#[derive(Debug)]
pub(super) struct Entries {
    /// In the order in which they stand.
    all: Vec<Allow>,
    by_fingerprint: HashMap<Fingerprint, Vec<usize>>,
    without: Vec<usize>,
    /// The rules for which there is a fingerprint by the slow hash.
    slow: HashSet<String>,
}

impl Entries {
    pub(super) fn of(all: Vec<Allow>) -> Self {
        let (mut by_fingerprint, mut without) = (HashMap::<_, Vec<usize>>::new(), Vec::new());
        let mut slow = HashSet::new();
        for (number, entry) in all.iter().enumerate() {
            match &entry.fingerprint {
                Some(fingerprint) => {
                    if fingerprint.is_slow() && !slow.contains(fingerprint.rule()) {
                        slow.insert(fingerprint.rule().to_owned());
                    }
                    by_fingerprint.entry(fingerprint.clone()).or_default().push(number);
                }
                None => without.push(number),
            }
        }
        Self { all, by_fingerprint, without, slow }
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Allow> {
        self.all.iter()
    }

    /// The entries that cover a finding, whatever the day.
    pub(super) fn covering<'e>(&'e self, candidate: &Candidate<'_>) -> impl Iterator<Item = &'e Allow> {
        let has_slow = self.slow.contains(candidate.rule.id());
        let fingerprints = candidate.fingerprints().take(if has_slow { 2 } else { 1 });
        let named: Vec<usize> =
            fingerprints.filter_map(|fingerprint| self.by_fingerprint.get(&fingerprint)).flatten().copied().collect();
        let all = named.into_iter().chain(self.without.iter().copied());
        let covering: Vec<usize> = all.filter(|number| self.all[*number].covers(candidate)).collect();
        covering.into_iter().map(|number| &self.all[number])
    }
}

/// A pattern that all of a secret must fit.
#[derive(Debug)]
struct ValuePattern {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Allow {
    /// Reads an entry of the file that is for this directory.
    pub(super) fn parse(entry: &Spanned<DeValue<'_>>, directory: &Path) -> Result<Self, Wrong> {
        let mut allow = Self {
            at: entry.span().start,
            line: 0,
            fingerprint: None,
            rules: None,
            path: None,
            value: None,
            reason: String::new(),
            owner: None,
            expires: None,
        };
        each_field(entry, "[[allow]]", KEYS, |name, value| {
            match name {
                "fingerprint" => allow.fingerprint = Some(fingerprint(value)?),
                "rule" => allow.rules = Some(rules(name, value)?),
                "path" => allow.path = Some(Arc::new(path_pattern(directory, name, value)?)),
                "value" => allow.value = Some(Arc::new(ValuePattern::parse(value)?)),
                "reason" => reason(value)?.clone_into(&mut allow.reason),
                "owner" => allow.owner = Some(phrase(name, value, LONGEST)?.to_owned()),
                _ => allow.expires = Some(expires(value)?),
            }
            Ok(())
        })?;
        allow.complete(entry)
    }

    fn complete(self, entry: &Spanned<DeValue<'_>>) -> Result<Self, Wrong> {
        let names_a_place = self.rules.is_some() && self.path.is_some();
        if self.reason.is_empty() {
            return wrong(entry, "this `[[allow]]` entry has no `reason`; say why this may be committed");
        }
        if self.fingerprint.is_none() && self.value.is_none() && !names_a_place {
            return wrong(
                entry,
                "this `[[allow]]` entry has no `fingerprint`, which the message of a blocked commit prints; \
                 without one it needs a `value`, or both `rule` and `path`",
            );
        }
        if self.fingerprint.is_none()
            && !names_a_place
            && self.value.as_ref().is_some_and(|value| value.fits_anything())
        {
            return wrong(
                entry,
                "`value` fits almost anything; name some of the text that it must hold, or both `rule` and `path`",
            );
        }
        Ok(self)
    }

    /// The same in a text before which so many bytes stand.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }

    /// Compiles its patterns.
    pub(super) fn check(&self) -> Result<(), Wrong> {
        match &self.value {
            Some(value) if value.compiled().is_none() => {
                Err(Wrong { at: self.at, what: "`value` is too large to be compiled; repeat less of it".to_owned() })
            }
            _ => Ok(()),
        }
    }

    /// Returns true if all of its conditions hold, whatever the day.
    pub(super) fn covers(&self, candidate: &Candidate<'_>) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.iter().any(|rule| candidate.is_of(rule)))
            && self.path.as_ref().is_none_or(|path| path.matches(candidate.path))
            && self.fingerprint.as_ref().is_none_or(|fingerprint| candidate.has(fingerprint))
            && self.value.as_ref().is_none_or(|value| value.matches(candidate.value))
    }

    /// Returns true if it no longer counts on that day.
    #[must_use]
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// The rules that it is for, as far as it names any: ids, or families such as `stripe-*`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let named = self.rules.iter().flatten().map(ToString::to_string);
        named.chain(self.fingerprint.iter().map(|fingerprint| fingerprint.rule().to_owned())).collect()
    }

    /// All of its conditions, to tell if two entries have the same.
    pub(super) fn conditions(&self) -> String {
        let value = self.value.as_ref().map(|value| value.pattern.as_str());
        let path = self.path.as_ref().map(|path| path.lines());
        format!("{:?} {:?} {path:?} {value:?}", self.fingerprint, self.rules)
    }

    /// In a few words, what it lets through.
    #[must_use]
    pub fn summary(&self) -> String {
        let rules = self.rules.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let path = self.path.iter().flat_map(|path| path.lines()).map(String::as_str).collect::<Vec<_>>().join(", ");
        let value = self.value.as_ref().map(|_| "a value pattern".to_owned());
        let parts = [self.fingerprint.as_ref().map(ToString::to_string), value];
        let named = [("rule ", rules), ("path ", path)];
        let named = named.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| [name, &text].concat());
        parts.into_iter().flatten().chain(named).collect::<Vec<_>>().join(", ")
    }
}

fn fingerprint(value: &Spanned<DeValue<'_>>) -> Result<Fingerprint, Wrong> {
    let text = text("fingerprint", value, LONGEST)?;
    text.parse().or_else(|error| wrong(value, &format!("`fingerprint`: {error}")))
}

fn reason<'v>(value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, Wrong> {
    let reason = match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => {
            return wrong(value, "`reason` is empty; say why this may be committed");
        }
        _ => text("reason", value, LONGEST)?,
    };
    if is_placeholder(reason) {
        return wrong(value, "`reason` still has the text that the message printed; write why this may be committed");
    }
    Ok(reason)
}

/// Returns true if the text is the one that messages print in the place of a reason.
#[must_use]
pub fn is_placeholder(reason: &str) -> bool {
    let bare = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    bare(reason) == bare(PLACEHOLDER)
}

fn expires(value: &Spanned<DeValue<'_>>) -> Result<Date, Wrong> {
    let date = match value.get_ref() {
        DeValue::String(text) => Date::parse(text),
        DeValue::Datetime(written) if written.time.is_none() && written.offset.is_none() => {
            written.date.and_then(|date| Date::new(date.year.into(), date.month.into(), date.day.into()))
        }
        _ => None,
    };
    date.map_or_else(|| wrong(value, "`expires` is the last day on which the entry counts, such as 2027-01-31"), Ok)
}

impl ValuePattern {
    fn parse(value: &Spanned<DeValue<'_>>) -> Result<Self, Wrong> {
        let text = text("value", value, LONGEST)?;
        match parsed(text) {
            Ok(_) => Ok(Self { pattern: text.to_owned(), compiled: OnceLock::new() }),
            Err(what) => wrong(value, &format!("`value` is not a regular expression: {what}")),
        }
    }

    fn compiled(&self) -> Option<&Regex> {
        let compile = || {
            let whole = format!(r"\A(?:{})\z", self.pattern);
            RegexBuilder::new(&whole).unicode(false).size_limit(LARGEST).build().ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    fn matches(&self, value: &[u8]) -> bool {
        self.compiled().is_some_and(|pattern| pattern.is_match(value))
    }

    fn fits_anything(&self) -> bool {
        parsed(&self.pattern).is_ok_and(|pattern| longest_literal(&pattern) < SHORTEST_LITERAL)
    }
}

fn parsed(pattern: &str) -> Result<Hir, String> {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern);
    parsed.map_err(|error| match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it cannot be read".to_owned(),
    })
}

/// How long the longest text is that every match holds, in bytes, as far as the pattern's form shows it.
fn longest_literal(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Capture(group) => longest_literal(&group.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => longest_literal(&repeated.sub),
        HirKind::Concat(parts) => parts.iter().map(longest_literal).max().unwrap_or(0),
        HirKind::Alternation(ways) => ways.iter().map(longest_literal).min().unwrap_or(0),
        _ => 0,
    }
}
