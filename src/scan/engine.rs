//! From keywords to hits: which rules to try where, what counts as a match, and which of two matches stays.

use std::ops::Range;
use std::sync::Arc;

use super::decode;
use super::detect::custom::{CustomRules, Unread};
use super::detect::file;
use super::detect::named::Assigned;
use super::detect::pattern::{self, Patterns};
use super::hit::{Confidence, Hit, Input, Scan, Sensitivity};
use super::keyword::prefilter;
use super::syntax::name_before;
use super::text::budget::Budgets;
use super::text::spans::Spans;
use super::value::no_literal;
use crate::rules::{self, CustomRule, Trigger, Whole};

/// Applies the rules to texts. Patterns are compiled when their keyword is first seen, and kept.
#[derive(Debug)]
pub struct Scanner {
    patterns: Arc<Patterns>,
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
        Self { patterns: Arc::default(), custom: CustomRules::new(custom) }
    }

    /// The same scanner with further own rules; what is compiled of the built-in ones is shared.
    #[must_use]
    pub fn and(&self, custom: Vec<CustomRule>) -> Self {
        Self { patterns: Arc::clone(&self.patterns), custom: self.custom.and(custom) }
    }

    /// The same scanner with further own rules of which only the keywords are known.
    #[must_use]
    pub fn and_unread(&self, custom: &Unread) -> Self {
        Self { patterns: Arc::clone(&self.patterns), custom: self.custom.and_unread(custom) }
    }

    /// The repository's own rules.
    #[must_use]
    pub fn custom(&self) -> &CustomRules {
        &self.custom
    }

    /// How many rules it has.
    #[must_use]
    pub fn rules(&self) -> usize {
        rules::builtin().len() + self.custom.len()
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
        let Scan { hits, is_complete } = self.candidates(input, part);
        Scan { hits: without_overlaps(hits, |hit| hit), is_complete }
    }

    /// All that may be a key in that part of the text, in the order in which they stand. They may overlap: who lets
    /// some of them through does so first, and [`without_overlaps`] comes then, so that one that is let through never
    /// hides another.
    #[must_use]
    pub fn candidates(&self, input: &Input<'_>, part: Range<usize>) -> Scan {
        if let Some(hit) = file::whole(input).and_then(|kind| whole(kind, input.text)) {
            return Scan { hits: vec![hit], is_complete: true };
        }
        let part = if self.custom.is_empty() { decode::around(input.text, part) } else { 0..input.text.len() };
        let moved = |range: Range<usize>| range.start + part.start..range.end + part.start;
        let moved_hit =
            |hit: Hit| Hit { secret: moved(hit.secret), extent: moved(hit.extent), name: hit.name.map(moved), ..hit };
        let budgets = Budgets::of(input.text.len());
        let hits = self.scan_through(&Input { text: &input.text[part.clone()], ..*input }, &budgets, decode::DEPTH);
        let mut hits: Vec<Hit> = hits.into_iter().map(moved_hit).collect();
        hits.extend(self.told_above(input, &budgets, &part));
        hits.sort_by_key(|hit| hit.secret.start);
        let is_complete = !budgets.are_spent();
        Scan { hits, is_complete }
    }

    /// The keys in the part of the text that something above it tells of: the head of a table, the name of a list, the
    /// beginning of a long key.
    fn told_above(&self, input: &Input<'_>, budgets: &Budgets, part: &Range<usize>) -> Vec<Hit> {
        let text = input.text;
        let assigned = Assigned::within(input, budgets, part.clone());
        let mut hits = Hits::new(budgets);
        prefilter::each_keyword(&text[..part.start], |at, keyword| {
            let word = at..at + keyword.text().len();
            for number in keyword.rules() {
                let rule = &rules::builtin()[number];
                match rule.trigger {
                    Trigger::Manifest => assigned.in_manifest(rule, &word, &mut |hit| hits.add(hit)),
                    Trigger::SecretName => assigned.in_collection_below(rule, &word, &mut |hit| hits.add(hit)),
                    Trigger::Start | Trigger::Inside if word.end.saturating_add(rule.longest()) > part.start => {
                        let hit = self.patterns.find(number, rule, text, &budgets.patterns, &word);
                        hits.extend(hit.filter(|hit| hit.extent.end > part.start));
                    }
                    _ => {}
                }
            }
        });
        hits.kept
    }

    /// The keys in the text, and those in texts inside it, through that many encodings.
    fn scan_through(&self, input: &Input<'_>, budgets: &Budgets, depth: usize) -> Vec<Hit> {
        let (plain, keywords) = self.scan_plain(input, budgets);
        if depth == 0 {
            return plain;
        }
        let mut inner = Vec::new();
        let known = complete_keys(&plain);
        decode::each(input.text, &keywords, |part| {
            if !is_inside_of_one(&part.place(), &known) {
                // Without the file around it, a name in decoded text tells little.
                let decoded = Input { text: &part.text, sensitivity: Sensitivity::KeysOnly, ..*input };
                let found = match file::nameless(&part.text).and_then(|kind| whole(kind, &part.text)) {
                    Some(hit) => vec![hit],
                    None => self.scan_through(&decoded, budgets, depth - 1),
                };
                inner.extend(found.iter().filter_map(|hit| part.outward(hit)));
            }
        });
        for hit in &mut inner {
            hit.name = name_before::of_value(input.text, hit.secret.start);
        }
        inner.extend(plain);
        inner
    }

    /// The keys that the text holds literally, and where its keywords are.
    fn scan_plain(&self, input: &Input<'_>, budgets: &Budgets) -> (Vec<Hit>, Spans) {
        let text = input.text;
        let mut keywords = Spans::default();
        let mut hits = Hits::new(budgets);
        let assigned = Assigned::within(input, budgets, 0..text.len());
        prefilter::each_keyword(text, |at, keyword| {
            keywords.add(decode::near(at));
            if budgets.hits.left() == 0 {
                return;
            }
            for number in keyword.rules() {
                let rule = &rules::builtin()[number];
                let found = at..at + keyword.text().len();
                let inside_known =
                    |hit: &Hit| std::ptr::eq(hit.rule, rule) && hit.secret.start <= at && found.end <= hit.secret.end;
                if hits.kept.iter().rev().take(4).any(inside_known) {
                    continue;
                }
                let hit = match rule.trigger {
                    Trigger::ProviderName => assigned.to_provider(rule, &found),
                    Trigger::SecretName => {
                        assigned.in_collection(rule, &found, &mut |hit| hits.add(hit));
                        let hit = assigned.to_telling_name(rule, &found);
                        if let Some(first) = &hit {
                            assigned.after_first(rule, &found, first, &mut |hit| hits.add(hit));
                        }
                        hit
                    }
                    Trigger::Manifest => {
                        assigned.in_manifest(rule, &found, &mut |hit| hits.add(hit));
                        None
                    }
                    Trigger::Whole | Trigger::Anywhere => None,
                    Trigger::Start | Trigger::Inside | Trigger::Context => {
                        if rule.trigger == Trigger::Context {
                            let budget = &budgets.patterns;
                            self.patterns.in_section(number, rule, text, budget, &found, &mut |hit| hits.add(hit));
                        }
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
        for hit in &mut hits.kept {
            hit.name = hit.name.take().or_else(|| name_before::of_value(text, hit.secret.start));
            assigned.name_owner(hit);
        }
        (hits.kept, keywords.with(near_custom))
    }
}

/// The hits of a text, as many as may be kept.
struct Hits<'b> {
    kept: Vec<Hit>,
    budgets: &'b Budgets,
}

impl<'b> Hits<'b> {
    fn new(budgets: &'b Budgets) -> Self {
        Self { kept: Vec::new(), budgets }
    }

    fn add(&mut self, hit: Hit) {
        if self.budgets.hits.allows(1) {
            self.kept.push(hit);
        }
    }

    fn extend(&mut self, hits: impl IntoIterator<Item = Hit>) {
        for hit in hits {
            self.add(hit);
        }
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

/// Where keys stand that have nothing more inside, such as the body of a private key, in order. In a container, such as
/// a header with base64, there may be more; and nobody has checked what a custom rule takes in.
fn complete_keys(hits: &[Hit]) -> Vec<Range<usize>> {
    let is_complete = |hit: &&&Hit| !hit.rule.general && !hit.rule.is_custom();
    let kept = without_overlaps(hits.iter().collect(), |hit: &&Hit| *hit);
    kept.iter().filter(is_complete).map(|hit| hit.extent.clone()).collect()
}

/// Returns true if that part of the text belongs to one of the keys, which are in order.
fn is_inside_of_one(part: &Range<usize>, keys: &[Range<usize>]) -> bool {
    let before = keys.partition_point(|key| key.start <= part.start);
    before.checked_sub(1).is_some_and(|last| part.end <= keys[last].end)
}

/// Of hits that overlap, keeps one that knows more than a telling name, and of these the one that knows what the
/// secret is; of several, the surest, then one with a form of its own, then the longest, then one that the text holds
/// literally. A custom rule's takes the place of a built-in one's only where it covers it.
pub fn without_overlaps<T>(mut items: Vec<T>, hit: impl Fn(&T) -> &Hit) -> Vec<T> {
    items.sort_by_key(|item| hit(item).secret.start);
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    for item in items {
        match kept.last_mut() {
            Some(last) if hit(&item).secret.start < hit(last).secret.end => {
                if displaces(hit(&item), hit(last)) {
                    *last = item;
                }
            }
            _ => kept.push(item),
        }
    }
    kept
}

/// Returns true if letting the one through lets the other through, too: it is the same value by another rule, or it
/// overlaps it and would yield to it, since it knows only a container or a telling name.
#[must_use]
pub fn goes_with(allowed: &Hit, other: &Hit) -> bool {
    let overlaps = allowed.secret.start < other.secret.end && other.secret.start < allowed.secret.end;
    let yields = overlaps && !allowed.rule.is_custom() && !displaces(other, allowed);
    let is_container = other.rule.general && !other.rule.is_custom();
    let is_a_part = allowed.covers(other) && !pattern::has_own_form(other.rule);
    allowed.secret == other.secret || yields && (is_container || is_a_part)
}

/// Returns true if, of two that overlap, the first one stays.
fn displaces(one: &Hit, other: &Hit) -> bool {
    match (one.rule.is_custom(), other.rule.is_custom()) {
        (true, false) => weight(one) > weight(other) && one.covers(other),
        (false, true) => !(weight(other) > weight(one) && other.covers(one)),
        _ => weight(one) > weight(other),
    }
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
