//! From keywords to hits: which rules to try where, what counts as a match, and which of two matches stays.

use std::ops::Range;

use super::decode;
use super::detect::custom::CustomRules;
use super::detect::file;
use super::detect::named::Assigned;
use super::detect::pattern::{self, Patterns};
use super::hit::{Confidence, Hit, Input, Scan, Sensitivity};
use super::keyword::prefilter;
use super::syntax::name_before;
use super::text::budget::{Budgets, MOST_HITS};
use super::text::spans::Spans;
use super::value::no_literal;
use crate::rules::{self, CustomRule, Trigger, Whole};

/// Applies the rules to texts. Patterns are compiled when their keyword is first seen, and kept.
#[derive(Debug)]
pub struct Scanner {
    patterns: Patterns,
    custom: CustomRules,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// A scanner with all rules that come with keystop; compiles nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Vec::new())
    }

    /// A scanner with these rules as well; compiles nothing.
    #[must_use]
    pub fn with(custom: Vec<CustomRule>) -> Self {
        Self { patterns: Patterns::default(), custom: CustomRules::new(custom) }
    }

    /// The repository's own rules.
    #[must_use]
    pub fn custom(&self) -> &CustomRules {
        &self.custom
    }

    /// How many rules it has.
    #[must_use]
    pub fn rules(&self) -> usize {
        rules::builtin().len() + self.custom.iter().len()
    }

    /// The ids of the rules whose patterns were compiled so far; each costs more than the scan of a small file.
    #[must_use]
    pub fn compiled(&self) -> Vec<&'static str> {
        self.patterns.compiled().chain(self.custom.compiled()).collect()
    }

    /// The keys in the text, in the order in which they stand; none overlaps another.
    #[must_use]
    pub fn scan(&self, input: &Input<'_>) -> Vec<Hit> {
        self.scan_part(input, 0..input.text.len()).hits
    }

    /// The same of a part of the text, in whole lines: bytes, end excluded. It may find more around the part, and finds in it
    /// what the scan of the whole text does: what the file is as a whole is told by all of it, own rules may have their
    /// keywords anywhere, and names above may tell of a whole table or list.
    #[must_use]
    pub fn scan_part(&self, input: &Input<'_>, part: Range<usize>) -> Scan {
        if let Some(hit) = file::whole(input).and_then(|kind| whole(kind, input.text)) {
            return Scan { hits: vec![hit], is_complete: true };
        }
        let part = if self.custom.iter().len() == 0 { decode::around(input.text, part) } else { 0..input.text.len() };
        let moved = |range: Range<usize>| range.start + part.start..range.end + part.start;
        let moved_hit =
            |hit: Hit| Hit { secret: moved(hit.secret), extent: moved(hit.extent), name: hit.name.map(moved), ..hit };
        let budgets = Budgets::of(input.text.len());
        let hits = self.scan_through(&Input { text: &input.text[part.clone()], ..*input }, &budgets, decode::DEPTH);
        let mut hits: Vec<Hit> = hits.into_iter().map(moved_hit).collect();
        let mut told_above = self.told_above(input, &budgets, &part);
        if !told_above.is_empty() {
            told_above.extend(hits);
            hits = without_overlaps(told_above);
        }
        let is_complete = !budgets.are_spent() && hits.len() < MOST_HITS;
        Scan { hits, is_complete }
    }

    /// The keys in the part of the text that something above it tells of: the head of a table, the name of a list, the
    /// beginning of a long key.
    fn told_above(&self, input: &Input<'_>, budgets: &Budgets, part: &Range<usize>) -> Vec<Hit> {
        let text = input.text;
        let assigned = Assigned::within(input, budgets, part.clone());
        let mut hits = Vec::new();
        prefilter::each_keyword(&text[..part.start], |at, keyword| {
            let word = at..at + keyword.text().len();
            for number in keyword.rules() {
                let rule = &rules::builtin()[number];
                match rule.trigger {
                    Trigger::SecretName => assigned.in_collection_below(rule, &word, &mut |hit| hits.push(hit)),
                    Trigger::Start | Trigger::Inside if word.end.saturating_add(rule.longest()) > part.start => {
                        let hit = self.patterns.find(number, rule, text, &budgets.patterns, &word);
                        hits.extend(hit.filter(|hit| hit.extent.end > part.start));
                    }
                    _ => {}
                }
            }
        });
        hits
    }

    /// The keys in the text, and those in texts inside it, through that many encodings.
    fn scan_through(&self, input: &Input<'_>, budgets: &Budgets, depth: usize) -> Vec<Hit> {
        let (plain, keywords) = self.scan_plain(input, budgets);
        if depth == 0 {
            return plain;
        }
        let mut inner = Vec::new();
        decode::each(input.text, &keywords, |part| {
            if !is_inside_of_one(&part.place(), &plain) {
                // Without the file around it, a name in decoded text tells little.
                let decoded = Input { text: &part.text, sensitivity: Sensitivity::KeysOnly, ..*input };
                let found = match file::nameless(&part.text).and_then(|kind| whole(kind, &part.text)) {
                    Some(hit) => vec![hit],
                    None => self.scan_through(&decoded, budgets, depth - 1),
                };
                inner.extend(found.iter().filter_map(|hit| part.outward(hit)));
            }
        });
        if inner.is_empty() {
            return plain;
        }
        for hit in &mut inner {
            hit.name = name_before::of_value(input.text, hit.secret.start);
        }
        inner.extend(plain);
        without_overlaps(inner)
    }

    /// The keys that the text holds literally, and where its keywords are.
    fn scan_plain(&self, input: &Input<'_>, budgets: &Budgets) -> (Vec<Hit>, Spans) {
        let text = input.text;
        let mut keywords = Spans::default();
        let mut hits: Vec<Hit> = Vec::new();
        let assigned = Assigned::within(input, budgets, 0..text.len());
        prefilter::each_keyword(text, |at, keyword| {
            keywords.add(decode::near(at));
            if hits.len() >= MOST_HITS {
                return;
            }
            for number in keyword.rules() {
                let rule = &rules::builtin()[number];
                let found = at..at + keyword.text().len();
                let inside_known =
                    |hit: &Hit| std::ptr::eq(hit.rule, rule) && hit.secret.start <= at && found.end <= hit.secret.end;
                if hits.iter().rev().take(4).any(inside_known) {
                    continue;
                }
                let hit = match rule.trigger {
                    Trigger::ProviderName => assigned.to_provider(rule, &found),
                    Trigger::SecretName => {
                        assigned.in_collection(rule, &found, &mut |hit| hits.push(hit));
                        let hit = assigned.to_telling_name(rule, &found);
                        if let Some(first) = &hit {
                            assigned.after_first(rule, &found, first, &mut |hit| hits.push(hit));
                        }
                        hit
                    }
                    Trigger::Whole | Trigger::Anywhere => None,
                    Trigger::Start | Trigger::Inside | Trigger::Context => {
                        let is_none = |hit: &Hit| {
                            pattern::has_free_value(rule)
                                && no_literal::is_no_literal(text, &hit.secret, assigned.kind())
                        };
                        let hit = self.patterns.find(number, rule, text, &budgets.patterns, &found);
                        hit.filter(|hit| !is_none(hit))
                    }
                };
                hits.extend(hit);
            }
        });
        let (custom, near_custom) = self.custom.scan(input);
        hits.extend(custom);
        let mut hits = without_overlaps(hits);
        for hit in &mut hits {
            hit.name = hit.name.take().or_else(|| name_before::of_value(text, hit.secret.start));
            assigned.name_owner(hit);
        }
        (hits, keywords.with(near_custom))
    }
}

/// The hit that the whole text is.
fn whole(kind: Whole, text: &[u8]) -> Option<Hit> {
    let all = 0..text.len();
    let secret = all.clone();
    let confidence = Confidence::Proven;
    rules::for_files(kind).map(|rule| Hit {
        rule,
        secret,
        extent: all,
        name: None,
        confidence,
        note: None,
        owner: None,
        perhaps: None,
        disguise: None,
    })
}

/// Whether that part of the text belongs to one of the keys, which are in order: the body of a private key has
/// nothing more to it. In a container, such as a header with base64, there may be more.
fn is_inside_of_one(part: &Range<usize>, hits: &[Hit]) -> bool {
    let before = hits.partition_point(|hit| hit.extent.start <= part.start);
    before.checked_sub(1).is_some_and(|last| part.end <= hits[last].extent.end && !hits[last].rule.general)
}

/// Of hits that overlap, keeps one that knows more than a telling name, and of these the one that knows what the
/// secret is; of several, the surest, then one with a form of its own, then the longest, then one that the text holds
/// literally.
fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| hit.secret.start);
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last_mut() {
            Some(last) if hit.secret.start < last.secret.end => {
                if weight(&hit) > weight(last) {
                    *last = hit;
                }
            }
            _ => kept.push(hit),
        }
    }
    kept
}

fn weight(hit: &Hit) -> (bool, bool, Confidence, bool, usize, bool) {
    let knows_more = hit.rule.trigger != Trigger::SecretName;
    (
        knows_more,
        !hit.rule.general,
        hit.confidence,
        pattern::has_own_form(hit.rule),
        hit.secret.len(),
        hit.disguise.is_none(),
    )
}
