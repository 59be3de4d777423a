//! From keywords to hits: which rules to try where, what counts as a match, and which of two matches stays.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use super::decode::Neighbourhoods;
use super::detect::custom::CustomRules;
use super::detect::file;
use super::detect::named::Assigned;
use super::keyword::prefilter;
use super::syntax::name_before;
use super::text::boundary;
use super::value::{entropy, known_examples, non_secret, placeholder};
use super::{Confidence, Hit, Input, Sensitivity, checks, decode};
use crate::rules::{self, Check, CustomRule, Rule, Trigger, Whole};

/// How far behind a context word its value may begin, in bytes, on the same line.
const SAME_LINE: usize = 120;

/// How long a name is at most, in bytes.
const NAME: usize = 48;

/// How many lines further down its value may stand, where the line names a secret.
const LINES_BELOW: usize = 2;

/// How far before a keyword inside it a match may begin, in bytes.
const BEFORE_KEYWORD: usize = 512;

/// Applies the rules to texts. Patterns are compiled when their keyword is first seen, and kept.
#[derive(Debug)]
pub struct Scanner {
    /// By the rules' numbers; none before the first is compiled, since setting them up costs as much as the scan of
    /// a small file.
    patterns: OnceLock<Vec<OnceLock<Regex>>>,
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
        Self { patterns: OnceLock::new(), custom: CustomRules::new(custom) }
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
        let patterns = self.patterns.get().into_iter().flatten();
        let compiled = patterns.zip(rules::builtin()).filter(|(pattern, _)| pattern.get().is_some());
        compiled.map(|(_, rule)| rule.id()).chain(self.custom.compiled()).collect()
    }

    /// The keys in the text, in the order in which they stand; none overlaps another.
    #[must_use]
    pub fn scan(&self, input: &Input<'_>) -> Vec<Hit> {
        self.scan_part(input, 0..input.text.len())
    }

    /// The same of a part of the text: bytes, end excluded. What the file is as a whole is told by all of it, and own rules
    /// may have their keywords anywhere.
    #[must_use]
    pub fn scan_part(&self, input: &Input<'_>, part: Range<usize>) -> Vec<Hit> {
        if let Some(hit) = file::whole(input).and_then(|kind| whole(kind, input.text)) {
            return vec![hit];
        }
        let part = if self.custom.iter().len() == 0 { part } else { 0..input.text.len() };
        let moved = |range: Range<usize>| range.start + part.start..range.end + part.start;
        let hits = self.scan_through(&Input { text: &input.text[part.clone()], ..*input }, decode::DEPTH);
        let moved_hit =
            |hit: Hit| Hit { secret: moved(hit.secret), extent: moved(hit.extent), name: hit.name.map(moved), ..hit };
        hits.into_iter().map(moved_hit).collect()
    }

    /// The keys in the text, and those in texts inside it, through that many encodings.
    fn scan_through(&self, input: &Input<'_>, depth: usize) -> Vec<Hit> {
        let (plain, keywords) = self.scan_plain(input);
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
                    None => self.scan_through(&decoded, depth - 1),
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
    fn scan_plain(&self, input: &Input<'_>) -> (Vec<Hit>, Neighbourhoods) {
        let text = input.text;
        let mut keywords = Neighbourhoods::default();
        let mut hits: Vec<Hit> = Vec::new();
        let assigned = Assigned::new(input);
        prefilter::each_keyword(text, |at, keyword| {
            keywords.add(at);
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
                        hits.extend(assigned.in_collection(rule, &found));
                        assigned.to_telling_name(rule, &found)
                    }
                    Trigger::Whole | Trigger::Anywhere => None,
                    Trigger::Start | Trigger::Inside | Trigger::Context => self.try_rule(number, rule, text, &found),
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

    fn pattern(&self, number: usize, rule: &Rule) -> &Regex {
        let patterns = self.patterns.get_or_init(|| rules::builtin().iter().map(|_| OnceLock::new()).collect());
        patterns[number].get_or_init(|| {
            let anchored = match rule.trigger {
                Trigger::Start => format!(r"\A(?:{})", rule.pattern()),
                _ => rule.pattern().to_owned(),
            };
            compile(&anchored)
        })
    }

    fn try_rule(&self, number: usize, rule: &'static Rule, text: &[u8], keyword: &Range<usize>) -> Option<Hit> {
        match rule.trigger {
            Trigger::Start => {
                let window = keyword.start..text.len().min(keyword.start.saturating_add(rule.longest()));
                let run = text[window.clone()].iter().take_while(|byte| can_hold(rule, **byte)).count();
                if !can_match(rule, &text[window.start..window.start + run]) {
                    return None;
                }
                matches(self.pattern(number, rule), text, window).find_map(|found| judge(rule, text, found))
            }
            Trigger::Inside => {
                let start = keyword.start.saturating_sub(BEFORE_KEYWORD.min(rule.longest()));
                let window = start..text.len().min(keyword.end.saturating_add(rule.longest()));
                let may_hold = |proof: &Check| checks::may_hold(*proof, text, keyword);
                if !holds_run(rule, &text[window.clone()]) || !rule.proofs.iter().flatten().all(may_hold) {
                    return None;
                }
                matches(self.pattern(number, rule), text, window)
                    .take_while(|found| found.whole.start <= keyword.start)
                    .filter(|found| found.whole.end >= keyword.end)
                    .find_map(|found| judge(rule, text, found))
            }
            Trigger::Context => {
                let line = keyword.end..line_end(text, keyword.end, SAME_LINE + rule.longest());
                let near = |found: &Found| found.whole.start <= keyword.end + SAME_LINE;
                let here = holds_run(rule, &text[line.clone()])
                    .then(|| matches(self.pattern(number, rule), text, line.clone()))
                    .and_then(|mut found| {
                        found.by_ref().take_while(near).find_map(|found| judge_in_context(rule, text, keyword, found))
                    });
                here.or_else(|| self.below(number, rule, text, keyword, line.end))
            }
            // Judged elsewhere: by the looks of the value, or by the text as a whole.
            Trigger::ProviderName | Trigger::SecretName | Trigger::Whole | Trigger::Anywhere => None,
        }
    }

    /// The value on one of the lines under the context word, as in nested YAML or JSON.
    fn below(
        &self,
        number: usize,
        rule: &'static Rule,
        text: &[u8],
        keyword: &Range<usize>,
        end: usize,
    ) -> Option<Hit> {
        let mut start = end;
        for _ in 0..LINES_BELOW {
            start = text.get(start).filter(|b| **b == b'\n').map(|_| start + 1)?;
            let line = start..line_end(text, start, SAME_LINE + rule.longest());
            if holds_run(rule, &text[line.clone()]) {
                let hit = matches(self.pattern(number, rule), text, line.clone())
                    .filter(|found| {
                        is_broken_line(&text[keyword.end..found.secret.start])
                            || names_a_secret(&text[start..found.secret.start])
                    })
                    .find_map(|found| judge_in_context(rule, text, keyword, found));
                if hit.is_some() {
                    return hit;
                }
            }
            start = line.end;
        }
        None
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
        disguise: None,
    })
}

/// Whether the text has as many bytes in a row that can stand in a match as the shortest match has; without, there is no
/// need to compile the pattern. Looks from the end of where a run would have to reach, and so at few of the bytes of
/// ordinary words.
fn holds_run(rule: &Rule, text: &[u8]) -> bool {
    let least = rule.shortest().max(1);
    let mut start = 0;
    while let Some(run) = text.get(start..start + least) {
        if let Some(end) = run.iter().rposition(|byte| !can_hold(rule, *byte)) {
            start += end + 1;
            continue;
        }
        let length = text[start..].iter().take_while(|byte| can_hold(rule, **byte)).count();
        if can_match(rule, &text[start..start + length]) {
            return true;
        }
        start += length;
    }
    false
}

/// The same of the run that goes through the byte at `at`.
fn has_run_around(rule: &Rule, text: &[u8], at: usize) -> bool {
    let is_held = |byte: &&u8| can_hold(rule, **byte);
    let before = text[..at].iter().rev().take_while(is_held).count();
    let behind = text[at..].iter().take_while(is_held).count();
    before + behind >= rule.shortest()
}

/// Whether a run of bytes that can stand in a match is long enough for one, and has the byte that each one needs.
fn can_match(rule: &Rule, run: &[u8]) -> bool {
    run.len() >= rule.shortest() && (rule.needs == 0 || memchr::memchr(rule.needs, run).is_some())
}

fn can_hold(rule: &Rule, byte: u8) -> bool {
    rule.bytes[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
}

/// A match of a rule's pattern: bytes of the whole text.
pub(super) struct Found {
    whole: Range<usize>,
    pub(super) secret: Range<usize>,
}

pub(super) fn matches<'a>(
    pattern: &'a Regex,
    text: &'a [u8],
    window: Range<usize>,
) -> impl Iterator<Item = Found> + 'a {
    let start = window.start;
    let shift = move |m: regex::bytes::Match<'_>| m.start() + start..m.end() + start;
    pattern.captures_iter(&text[window]).filter_map(move |groups| {
        let whole = groups.get(0).map(shift)?;
        let secret = groups.iter().skip(1).flatten().next().map_or_else(|| whole.clone(), shift);
        Some(Found { whole, secret })
    })
}

/// The match as a hit, if it is a whole token, is not made up, and its rule's proofs hold.
pub(super) fn judge(rule: &'static Rule, text: &[u8], found: Found) -> Option<Hit> {
    let secret = &text[found.secret.clone()];
    let is_too_long = rule.longest() > 0 && found.whole.len() > rule.longest();
    if is_too_long || !boundary::is_whole_token(text, &found.whole) || is_made_up(rule, secret) {
        return None;
    }
    if !rule.proofs.iter().flatten().all(|p| checks::holds(*p, secret)) {
        return None;
    }
    let is_sure = rule.proofs.iter().flatten().any(|proof| proof.proves());
    let knows_no_form = (rule.general || rule.trigger == Trigger::Context) && !is_sure;
    if known_examples::is_published(secret) || knows_no_form && claims_a_checksum(secret) {
        return None;
    }
    let proven = is_sure || rule.supports.iter().flatten().any(|p| p.proves() && checks::holds(*p, secret));
    let confidence = match rule.trigger {
        _ if proven => Confidence::Proven,
        Trigger::Context | Trigger::ProviderName | Trigger::SecretName | Trigger::Whole => Confidence::Likely,
        Trigger::Start | Trigger::Inside | Trigger::Anywhere => Confidence::Matched,
    };
    let extent = found.secret.start..found.whole.end.max(found.secret.end);
    let note = rule.proofs.iter().flatten().find_map(|proof| checks::note(*proof, secret));
    Some(Hit { rule, secret: found.secret, extent, name: None, confidence, note, owner: None, disguise: None })
}

/// Whether the value stands in a secret's place and is none. The more of a form the rule knows, the less the look of
/// it tells.
fn is_made_up(rule: &Rule, secret: &[u8]) -> bool {
    let has_form = has_own_form(rule) && !rule.general;
    // In the structure of a private key, an empty field is a run of equal characters; a phrase is made of words.
    let is_structured = [Check::PrivateKey, Check::Bip39].iter().any(|proof| rule.proofs.contains(&Some(*proof)));
    match (is_structured, has_form) {
        (true, _) => false,
        (false, true) => placeholder::is_filler(secret),
        (false, false) => placeholder::is_placeholder(secret),
    }
}

/// Whether its pattern tells of a key by itself, whatever stands around it.
fn has_own_form(rule: &Rule) -> bool {
    matches!(rule.trigger, Trigger::Start | Trigger::Inside | Trigger::Anywhere)
}

fn judge_in_context(rule: &'static Rule, text: &[u8], keyword: &Range<usize>, found: Found) -> Option<Hit> {
    let starts_inside_a_word =
        keyword.start > 0 && text[keyword.start - 1].is_ascii_lowercase() && text[keyword.start].is_ascii_lowercase();
    if starts_inside_a_word {
        return None;
    }
    let between = &text[keyword.end..found.secret.start];
    let secret = &text[found.secret.clone()];
    // A header's value follows it at once; what stands further on the line belongs to something else.
    let follows = !rule.general || between.iter().all(|b| matches!(b, b' ' | b'"' | b'\'' | b'`'));
    if !follows
        || names_something_else(between)
        || !boundary::stands_free(text, &found.secret)
        || !entropy::looks_generated(secret)
        || non_secret::is_in_public_address(&text[..found.secret.start])
    {
        return None;
    }
    judge(rule, text, found)
}

/// A longer value, a key block for one, has the prefixes of keys in it by chance.
const LONGEST_WITH_CHECKSUM: usize = 300;

/// A prefix of that many bytes is known as one only at a value's beginning.
const SHORT_PREFIX: usize = 3;

/// Whether a key with a checksum stands in the value: its rule has judged it, and nothing else can make it a key.
pub(super) fn claims_a_checksum(value: &[u8]) -> bool {
    if value.len() > LONGEST_WITH_CHECKSUM {
        return false;
    }
    let mut claims = false;
    prefilter::each_keyword(value, |at, keyword| {
        // Three letters behind a sign stand in every hundredth base64 text by chance.
        let begins = at == 0 || !boundary::is_word(value[at - 1]) && keyword.text().len() > SHORT_PREFIX;
        claims |= keyword.rules().map(|number| &rules::builtin()[number]).any(|rule| {
            let may_match = match rule.trigger {
                Trigger::Start => begins,
                // Four letters inside are there by chance, too, unless the key they belong to has room around them.
                Trigger::Inside => has_run_around(rule, value, at),
                _ => false,
            };
            may_match && rule.proofs.iter().flatten().any(|proof| proof.is_checksum())
        });
    });
    claims
}

/// Whether a name speaks of a secret, or gives the value of the one that is named above it.
fn names_a_secret(name: &[u8]) -> bool {
    holds_any(name, &[b"key", b"token", b"secret", b"pass", b"pwd", b"auth", b"cred"])
        || [&b"value:"[..], b"value=", b"default="].iter().any(|word| without_blanks(name).ends_with(word))
}

/// Whether what stands between a name and its value is a sign at the end of a line: `name =`, `name: |`, `name(`.
fn is_broken_line(between: &[u8]) -> bool {
    let sign = between.iter().rposition(|b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'`'));
    sign.is_some_and(|sign| {
        matches!(between[sign], b'=' | b':' | b'(' | b'|' | b'>' | b'\\')
            && memchr::memchr_iter(b'\n', &between[sign..]).count() == 1
            && !between[..sign].contains(&b'\n')
    })
}

/// The name in lower case, without blanks and quotes.
fn without_blanks(name: &[u8]) -> Vec<u8> {
    name.iter().filter(|b| !matches!(b, b' ' | b'\t' | b'"' | b'\'')).map(u8::to_ascii_lowercase).collect()
}

/// Whether the name right before a value speaks of something that looks random and is public.
fn names_something_else(before_value: &[u8]) -> bool {
    const WORDS: [&[u8]; 11] = [
        b"sha",
        b"md5",
        b"hash",
        b"checksum",
        b"digest",
        b"commit",
        b"revision",
        b"uuid",
        b"etag",
        b"public",
        b"integrity",
    ];
    let start = before_value.iter().rposition(|b| matches!(b, b',' | b';' | b'{' | b'(' | b'&')).map_or(0, |at| at + 1);
    let name = &before_value[start.max(before_value.len().saturating_sub(NAME))..];
    WORDS.iter().any(|word| {
        name.windows(word.len()).enumerate().any(|(at, there)| {
            // A whole part of a name, as in `commit_hash`, `commitHash` and `sha256`, and not of a word such as `shared`.
            let begins = there[0].is_ascii_uppercase() || at == 0 || !name[at - 1].is_ascii_alphabetic();
            let ends = name.get(at + word.len()).is_none_or(|next| !next.is_ascii_lowercase());
            begins && ends && there.eq_ignore_ascii_case(word)
        })
    })
}

fn holds_any(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| text.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word)))
}

/// Where the line ends that `from` stands on, or a window of that many bytes.
fn line_end(text: &[u8], from: usize, window: usize) -> usize {
    let last = text.len().min(from.saturating_add(window));
    memchr::memchr(b'\n', &text[from..last]).map_or(last, |at| from + at)
}

fn compile(pattern: &str) -> Regex {
    #[allow(clippy::expect_used)]
    // The build script parsed it with the same settings; a test compiles them all.
    RegexBuilder::new(pattern).unicode(false).build().expect("a pattern that the build script has parsed")
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
    (knows_more, !hit.rule.general, hit.confidence, has_own_form(hit.rule), hit.secret.len(), hit.disguise.is_none())
}
