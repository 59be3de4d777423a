//! The repository's own rules. A text with one of a rule's keywords is searched for its pattern, from beginning to
//! end.
//!
//! Nobody has checked how these patterns and keywords belong together, so nothing is assumed of where in the text
//! they stand: a rule may be slow in files that hold its keywords, and never blind.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use keystop_rules::gram;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

use super::pattern;
use crate::path_pattern::PathPattern;
use crate::rules::{CustomRule, Rule};
use crate::scan::decode;
use crate::scan::hit::{Hit, Input};
use crate::scan::text::budget::MOST_HITS;
use crate::scan::text::spans::Spans;

/// How much memory a pattern may take, in bytes: that of a class repeated ten thousand times.
const LARGEST: usize = 1 << 20;

/// How many hashes share a bit: one repository has a hundredth of the built-in rules' keywords, and zeroing a page of
/// memory takes as long as a search through it.
const SPARSER: u32 = 8;

/// The rules of one repository.
#[derive(Debug, Default)]
pub struct CustomRules {
    rules: Vec<Known>,
    /// Rules of which only the keywords are known.
    unread: Unread,
    /// None where there are no rules.
    keywords: Option<Keywords>,
    /// Set once a text had a keyword of a rule that was not read.
    is_unread_needed: AtomicBool,
}

/// Rules of which only the keywords are known: a text without any of them needs no more.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    /// How many rules there are.
    pub rules: usize,
    /// The keywords of all of them. They stay in memory until the program ends, like those that are built in.
    pub keywords: Vec<&'static str>,
}

#[derive(Debug)]
struct Known {
    rule: &'static Rule,
    path: &'static PathPattern,
    /// Compiled once a keyword was seen.
    pattern: OnceLock<Result<Regex, String>>,
    /// Set once the search of a text was given up.
    is_too_slow: AtomicBool,
}

/// How long the search of one text for a pattern may take, and how much longer for each megabyte.
///
/// One search is linear in the text, and so is interrupted in time; there may be as many as the text has matches.
const PATIENCE: Duration = Duration::from_secs(2);
const PATIENCE_FOR_MEGABYTE: Duration = Duration::from_millis(200);

/// A pattern that cannot be used: nothing that its rule would find has been looked for.
#[derive(Debug, thiserror::Error)]
#[error("rule `{rule}`: `pattern` {what}")]
pub struct BadPattern {
    /// The rule's id.
    pub rule: &'static str,
    /// What is wrong. Quotes nothing of the pattern.
    pub what: String,
}

impl CustomRules {
    pub(in crate::scan) fn new(rules: Vec<CustomRule>) -> Self {
        Self::default().and(rules)
    }

    /// These rules, and further ones.
    pub(in crate::scan) fn and(&self, more: Vec<CustomRule>) -> Self {
        let (more, stated): (Vec<Rule>, Vec<&CustomRule>) = more.into_iter().map(CustomRule::kept).unzip();
        let before = self.rules.iter().map(|known| (known.rule, known.path));
        let more = Vec::leak(more).iter().zip(stated.into_iter().map(|stated| &stated.path));
        let rules: Vec<Known> = before.chain(more).map(|(rule, path)| Known::of(rule, path)).collect();
        Self::of(rules, self.unread.clone())
    }

    /// These rules, and further ones of which only the keywords are known.
    pub(in crate::scan) fn and_unread(&self, more: &Unread) -> Self {
        let rules = self.rules.iter().map(|known| Known::of(known.rule, known.path)).collect();
        let keywords = self.unread.keywords.iter().chain(&more.keywords).copied().collect();
        Self::of(rules, Unread { rules: self.unread.rules + more.rules, keywords })
    }

    fn of(rules: Vec<Known>, unread: Unread) -> Self {
        let are_none = rules.is_empty() && unread.keywords.is_empty();
        let keywords = (!are_none).then(|| Keywords::of(&rules, &unread));
        Self { rules, unread, keywords, is_unread_needed: AtomicBool::new(false) }
    }

    /// How many rules there are, those among them of which only the keywords are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len() + self.unread.rules
    }

    /// Returns true if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns true if a text that was scanned had a keyword of a rule that was not read: it is to be scanned again with
    /// that rule.
    #[must_use]
    pub fn is_unread_needed(&self) -> bool {
        self.is_unread_needed.load(Ordering::Relaxed)
    }

    /// The rules as they were stated, in their order.
    pub fn stated(&self) -> impl Iterator<Item = &'static CustomRule> {
        self.rules.iter().filter_map(|known| known.rule.stated())
    }

    /// The rules, in the order in which they are stated.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static Rule> {
        self.rules.iter().map(|known| known.rule)
    }

    /// The ids of those whose patterns were compiled so far.
    pub(in crate::scan) fn compiled(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().filter(|known| known.pattern.get().is_some()).map(|known| known.rule.id())
    }

    /// Compiles all patterns.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub fn check(&self) -> Result<(), BadPattern> {
        self.rules.iter().try_for_each(|known| known.pattern().map(|_| ()))
    }

    /// Whether every pattern that was tried so far could be.
    ///
    /// # Errors
    /// The first that could not.
    pub fn all_were_tried(&self) -> Result<(), BadPattern> {
        self.rules.iter().filter(|known| known.pattern.get().is_some()).try_for_each(Known::was_tried)
    }

    /// The keys that they find in the text, and where their keywords stand.
    pub(in crate::scan) fn scan(&self, input: &Input<'_>) -> (Vec<Hit>, Spans) {
        let mut near = Spans::default();
        let Some(keywords) = &self.keywords else { return (Vec::new(), near) };
        let mut seen = vec![false; self.rules.len()];
        keywords.each(input.text, |at, rule| {
            near.add(decode::near(at));
            match rule {
                Some(rule) => seen[rule] = true,
                None => self.is_unread_needed.store(true, Ordering::Relaxed),
            }
        });
        let tried = self.rules.iter().zip(seen).filter(|(known, seen)| *seen && known.is_for(input.path));
        (tried.flat_map(|(known, _)| known.hits(input.text)).collect(), near)
    }
}

impl Known {
    fn of(rule: &'static Rule, path: &'static PathPattern) -> Self {
        Self { rule, path, pattern: OnceLock::new(), is_too_slow: AtomicBool::new(false) }
    }

    fn is_for(&self, path: &[u8]) -> bool {
        self.path.matches(Path::new(&*String::from_utf8_lossy(path)))
    }

    fn pattern(&self) -> Result<&Regex, BadPattern> {
        let compiled = self.pattern.get_or_init(|| compile(self.rule.pattern()));
        compiled.as_ref().map_err(|what| BadPattern { rule: self.rule.id(), what: what.clone() })
    }

    fn was_tried(&self) -> Result<(), BadPattern> {
        self.pattern()?;
        if self.is_too_slow.load(Ordering::Relaxed) {
            let what = "took too long to search a file; let it begin and end with what only a key has".to_owned();
            return Err(BadPattern { rule: self.rule.id(), what });
        }
        Ok(())
    }

    fn hits(&self, text: &[u8]) -> Vec<Hit> {
        // A pattern that cannot be used, or takes too long, is told of when all is scanned.
        let Ok(compiled) = self.pattern() else { return Vec::new() };
        let start = Instant::now();
        let megabytes = u32::try_from(text.len() >> 20).unwrap_or(u32::MAX);
        let patience = PATIENCE + PATIENCE_FOR_MEGABYTE * megabytes;
        let in_time = |_: &pattern::Found| {
            let is_late = start.elapsed() > patience;
            self.is_too_slow.fetch_or(is_late, Ordering::Relaxed);
            !is_late
        };
        let found = pattern::matches(compiled, text, 0..text.len());
        found
            .take_while(in_time)
            .take(MOST_HITS)
            .filter(|found| !found.secret.is_empty())
            .filter_map(|found| pattern::judge(self.rule, text, found))
            .collect()
    }
}

/// Compiles a pattern; `^` and `$` stand for the ends of lines.
fn compile(pattern: &str) -> Result<Regex, String> {
    let parsed = ParserBuilder::new().unicode(false).utf8(false).multi_line(true).build().parse(pattern);
    let parsed = parsed.map_err(|error| match error {
        regex_syntax::Error::Parse(error) => at_character(error.span().start.offset, pattern, error.kind()),
        regex_syntax::Error::Translate(error) => at_character(error.span().start.offset, pattern, error.kind()),
        _ => "is no regular expression".to_owned(),
    })?;
    if parsed.properties().minimum_len() == Some(0) {
        return Err("matches where nothing stands".to_owned());
    }
    if parsed.properties().explicit_captures_len() > 1 {
        return Err("has several groups; one may stand around the secret, and (?:…) is for the others".to_owned());
    }
    RegexBuilder::new(pattern)
        .unicode(false)
        .multi_line(true)
        .size_limit(LARGEST)
        .build()
        .map_err(|_| "is too large to be compiled; repeat less of it".to_owned())
}

fn at_character(at: usize, pattern: &str, what: &dyn std::fmt::Display) -> String {
    let character = pattern.get(..at).map_or(0, |before| before.chars().count()) + 1;
    format!("at character {character}: {what}")
}

/// The keywords of all the rules, found as `prefilter` does it, by three bytes of each: a small table, where an
/// `AhoCorasick` would have to be built at each start.
#[derive(Debug)]
struct Keywords {
    /// The hashes of all grams, as a bitmap.
    grams: Vec<u64>,
    /// By gram.
    entries: Vec<Entry>,
}

/// A keyword by its first bytes.
#[derive(Debug)]
struct Entry {
    gram: u32,
    keyword: &'static str,
    /// The rule's number; nothing for one that was not read.
    rule: Option<usize>,
}

impl Keywords {
    fn of(rules: &[Known], unread: &Unread) -> Self {
        let entry = |keyword: &'static str, rule| {
            let gram = gram_of(keyword.as_bytes())?;
            Some(Entry { gram, keyword, rule })
        };
        let known = rules.iter().enumerate().flat_map(|(rule, known)| {
            known.rule.keywords().into_iter().filter_map(move |keyword| entry(keyword, Some(rule)))
        });
        let unread = unread.keywords.iter().filter_map(|keyword| entry(keyword, None));
        let mut entries: Vec<Entry> = known.chain(unread).collect();
        entries.sort_unstable_by_key(|entry| entry.gram);
        let mut grams = vec![0; gram::WORDS / SPARSER as usize];
        for Entry { gram, .. } in &entries {
            let hash = gram::hash(*gram, gram::GOLDEN) / SPARSER;
            grams[hash as usize / 64] |= 1 << (hash % 64);
        }
        Self { grams, entries }
    }

    /// Calls `found` with each place (a byte offset) where a keyword begins and its rule's number, if it was read, in
    /// order.
    fn each(&self, text: &[u8], mut found: impl FnMut(usize, Option<usize>)) {
        for (at, gram) in text.windows(3).enumerate().filter_map(|(at, window)| Some((at, gram_of(window)?))) {
            let hash = gram::hash(gram, gram::GOLDEN) / SPARSER;
            if self.grams[hash as usize / 64] >> (hash % 64) & 1 == 1 {
                let first = self.entries.partition_point(|entry| entry.gram < gram);
                for entry in self.entries[first..].iter().take_while(|entry| entry.gram == gram) {
                    let there = text.get(at..at + entry.keyword.len());
                    if there.is_some_and(|there| there.eq_ignore_ascii_case(entry.keyword.as_bytes())) {
                        found(at, entry.rule);
                    }
                }
            }
        }
    }
}

/// The first three bytes, folded.
#[inline]
fn gram_of(text: &[u8]) -> Option<u32> {
    text.first_chunk().map(|[a, b, c]: &[u8; 3]| gram::folded([*a, *b, *c, 0]))
}
