//! Secrets by a pattern: where a rule's keyword stands, its pattern is tried, and the match judged.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::rules::{self, Check, Rule, Trigger};
use crate::scan::checks::{self, claims};
use crate::scan::hit::{Confidence, Hit};
use crate::scan::keyword::run::{can_match, holds_run, run_end};
use crate::scan::text::budget::Budget;
use crate::scan::text::lines::{Lines, Reach};
use crate::scan::text::{boundary, lines};
use crate::scan::value::{entropy, known_examples, no_literal, non_secret, placeholder};

/// How far behind a context word its value may begin, in bytes, on the same line.
const SAME_LINE: usize = 120;

/// How long a name is at most, in bytes.
const NAME: usize = 48;

/// How many lines further down its value may stand, where the line names a secret.
const LINES_BELOW: usize = 2;

/// The same where the context word heads a section, and the value has a form of its own.
const LINES_OF_SECTION: usize = 8;

/// How far before a keyword inside it a match may begin, in bytes.
const BEFORE_KEYWORD: usize = 512;

/// The patterns of the rules that come with keystop. Each is compiled when its keyword is first seen, and kept.
#[derive(Debug, Default)]
pub(in crate::scan) struct Patterns {
    /// By the rules' numbers; none before the first is compiled, since setting them up costs as much as the scan of
    /// a small file.
    compiled: OnceLock<Vec<OnceLock<Regex>>>,
}

impl Patterns {
    /// The ids of the rules whose patterns were compiled so far.
    pub(in crate::scan) fn compiled(&self) -> impl Iterator<Item = &'static str> {
        let patterns = self.compiled.get().into_iter().flatten();
        patterns.zip(rules::builtin()).filter(|(pattern, _)| pattern.get().is_some()).map(|(_, rule)| rule.id())
    }

    fn pattern(&self, number: usize, rule: &Rule) -> &Regex {
        let patterns = self.compiled.get_or_init(|| rules::builtin().iter().map(|_| OnceLock::new()).collect());
        patterns[number].get_or_init(|| {
            let anchored = match rule.trigger {
                Trigger::Start => format!(r"\A(?:{})", rule.pattern()),
                _ => rule.pattern().to_owned(),
            };
            compile(&anchored)
        })
    }

    /// The hit of that rule at its keyword.
    pub(in crate::scan) fn find(
        &self,
        number: usize,
        rule: &'static Rule,
        text: &[u8],
        budget: &Budget,
        keyword: &Range<usize>,
    ) -> Option<Hit> {
        if budget.left() == 0 {
            return None;
        }
        match rule.trigger {
            Trigger::Start => {
                if !boundary::begins_token(text, keyword.start) {
                    return None;
                }
                let end = text.len().min(keyword.start.saturating_add(rule.longest()));
                let window = keyword.start..run_end(rule, text, keyword.start, end);
                if !budget.allows(window.len()) || !can_match(rule, &text[window.clone()]) {
                    return None;
                }
                matches(self.pattern(number, rule), text, window).find_map(|found| judge(rule, text, found))
            }
            Trigger::Inside => {
                let start = keyword.start.saturating_sub(BEFORE_KEYWORD.min(rule.longest()));
                let window = start..text.len().min(keyword.end.saturating_add(rule.longest()));
                let may_hold = |proof: &Check| checks::may_hold(*proof, text, keyword);
                let is_possible = budget.allows(window.len()) && holds_run(rule, &text[window.clone()]);
                if !is_possible || !rule.proofs.iter().flatten().all(may_hold) {
                    return None;
                }
                matches(self.pattern(number, rule), text, window)
                    .take_while(|found| found.whole.start <= keyword.start)
                    .filter(|found| found.whole.end >= keyword.end)
                    .find_map(|found| judge(rule, text, found))
            }
            Trigger::Context => {
                let line_end = lines::end(text, keyword.end, SAME_LINE + rule.longest());
                let last_start = line_end.min(keyword.end + SAME_LINE);
                let line = keyword.end..run_end(rule, text, last_start, line_end);
                let near = |found: &Found| found.whole.start <= last_start;
                let here = (holds_run(rule, &text[line.clone()]) && budget.allows(line.len()))
                    .then(|| matches(self.pattern(number, rule), text, line.clone()))
                    .and_then(|mut found| {
                        found.by_ref().take_while(near).find_map(|found| judge_in_context(rule, text, keyword, found))
                    });
                here.or_else(|| self.below(number, rule, text, budget, keyword, line_end))
            }
            // Judged elsewhere: by the looks of the value, or by the text as a whole.
            Trigger::ProviderName | Trigger::SecretName | Trigger::Manifest | Trigger::Whole | Trigger::Anywhere => {
                None
            }
        }
    }

    /// The value on one of the lines under the context word, as in nested YAML or JSON.
    fn below(
        &self,
        number: usize,
        rule: &'static Rule,
        text: &[u8],
        budget: &Budget,
        keyword: &Range<usize>,
        end: usize,
    ) -> Option<Hit> {
        let mut start = end;
        for _ in 0..LINES_BELOW {
            start = text.get(start).filter(|b| **b == b'\n').map(|_| start + 1)?;
            let line = start..lines::end(text, start, SAME_LINE + rule.longest());
            if holds_run(rule, &text[line.clone()]) && budget.allows(line.len()) {
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

    /// Hands on the values of a form of their own in the section or the object that is called by the context word.
    pub(in crate::scan) fn in_section(
        &self,
        number: usize,
        rule: &'static Rule,
        text: &[u8],
        budget: &Budget,
        keyword: &Range<usize>,
        found: &mut dyn FnMut(Hit),
    ) {
        let head = lines::line(text, keyword);
        if !rule.needs.is_ascii_punctuation() || !heads_section(text, &head, keyword) {
            return;
        }
        let reach = Reach { lines: LINES_OF_SECTION, bytes: LINES_OF_SECTION * (SAME_LINE + rule.longest()) };
        for line in Lines::below(text, head.end, reach).take_while(|line| !ends_section(text, &head, line)) {
            if holds_run(rule, &text[line.clone()]) && budget.allows(line.len()) {
                let in_line = matches(self.pattern(number, rule), text, line.clone());
                in_line
                    .filter_map(|found| judge_in_context(rule, text, &(keyword.start..line.start), found))
                    .for_each(&mut *found);
            }
        }
    }
}

/// Whether the line is the head of a section or an object that is called by the keyword and no more: `composio:`,
/// `[composio]`, `"composio": {`.
fn heads_section(text: &[u8], line: &Range<usize>, keyword: &Range<usize>) -> bool {
    let before = text[line.start..keyword.start].trim_ascii();
    let behind = text[keyword.end..line.end].trim_ascii();
    matches!(
        (before, behind),
        (b"" | b"-", b":" | b": {") | (b"[", b"]") | (b"\"", b"\":" | b"\": {") | (b"'", b"':" | b"': {" | b"' => [")
    )
}

/// Whether the line stands outside of the section with that head.
fn ends_section(text: &[u8], head: &Range<usize>, line: &Range<usize>) -> bool {
    let content = text[line.clone()].trim_ascii();
    if text[head.clone()].trim_ascii().starts_with(b"[") {
        return content.starts_with(b"[");
    }
    !content.is_empty() && lines::indentation(text, line) <= lines::indentation(text, head)
}

/// A match of a rule's pattern: bytes of the whole text.
pub(in crate::scan) struct Found {
    whole: Range<usize>,
    pub(in crate::scan) secret: Range<usize>,
}

pub(in crate::scan) fn matches<'a>(
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
pub(in crate::scan) fn judge(rule: &'static Rule, text: &[u8], found: Found) -> Option<Hit> {
    let secret = &text[found.secret.clone()];
    let is_too_long = rule.longest() > 0 && found.whole.len() > rule.longest();
    let is_whole = || {
        boundary::is_whole_token(text, &found.whole)
            || boundary::begins_before_name(text, &found.whole) && has_checksum(rule, secret)
    };
    if is_too_long || !is_whole() || is_made_up(rule, secret) {
        return None;
    }
    if !rule.proofs.iter().flatten().all(|p| checks::holds(*p, secret)) {
        return None;
    }
    let is_sure = rule.proofs.iter().flatten().any(|proof| proof.proves());
    // In the base64 of a picture, the few letters that a key begins with stand by chance.
    if !is_sure && boundary::is_amid_base64(text, &found.whole) && no_literal::is_in_long_run(text, &found.whole) {
        return None;
    }
    let knows_no_form = (rule.general || rule.trigger == Trigger::Context) && !is_sure;
    if known_examples::is_published(secret) || knows_no_form && claims::claims_a_checksum(secret) {
        return None;
    }
    let proven = is_sure || rule.supports.iter().flatten().any(|p| p.proves() && checks::holds(*p, secret));
    let confidence = match rule.trigger {
        _ if proven => Confidence::Proven,
        Trigger::Context | Trigger::ProviderName | Trigger::SecretName | Trigger::Manifest | Trigger::Whole => {
            Confidence::Likely
        }
        Trigger::Start | Trigger::Inside | Trigger::Anywhere => Confidence::Matched,
    };
    let extent = found.secret.start..found.whole.end.max(found.secret.end);
    let note = rule.proofs.iter().flatten().find_map(|proof| checks::note(*proof, secret));
    Some(Hit {
        rule,
        secret: found.secret,
        extent,
        name: None,
        confidence,
        note,
        owner: None,
        perhaps: None,
        disguise: None,
    })
}

/// Whether a checksum holds, so that the value is the key, whatever stands behind it.
fn has_checksum(rule: &Rule, secret: &[u8]) -> bool {
    let checks = rule.proofs.iter().chain(&rule.supports).flatten();
    checks.filter(|check| check.is_checksum()).any(|check| checks::holds(*check, secret))
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

/// Returns true if the value may be anything, a password or a token without a prefix, so that what stands there may be none.
pub(in crate::scan) fn has_free_value(rule: &Rule) -> bool {
    let is_free = |check: &Check| matches!(check, Check::Password | Check::StrongPassword);
    rule.trigger == Trigger::Context || rule.proofs.iter().flatten().any(is_free)
}

/// Whether its pattern tells of a key by itself, whatever stands around it.
pub(in crate::scan) fn has_own_form(rule: &Rule) -> bool {
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

fn compile(pattern: &str) -> Regex {
    #[allow(clippy::expect_used)]
    // The build script parsed it with the same settings; a test compiles them all.
    RegexBuilder::new(pattern).unicode(false).build().expect("a pattern that the build script has parsed")
}
