//! Secrets without a form of their own: a value under a name that speaks of a secret, and perhaps of a provider.
//!
//! A name is found by a keyword, and the value that it is given by how languages and formats write that
//! ([`reader`]). What value and name are like is measured (`features`), and a model says how likely it is that
//! the value is a secret (`model`). `docs/detection.md` tells how well that works.

use std::cell::OnceCell;
use std::ops::Range;

use super::veto::{Candidate, veto};
use crate::file_type::Family;
use crate::file_type::FileType;
use crate::rules::Rule;
use crate::scan::checks::claims;
use crate::scan::hit::{Confidence, Hit, Input, Sensitivity};
use crate::scan::model::features::Measures;
use crate::scan::syntax::assignment::{Assignment, Operator, Quotes};
use crate::scan::syntax::collection::{self, Entry};
use crate::scan::syntax::{name, reader, shapes, table};
use crate::scan::text::budget::Budgets;
use crate::scan::text::words;
use crate::scan::value::{known_examples, non_secret, placeholder, shape};
use crate::scan::{context, model};

/// The shortest value under a provider's name, in bytes.
const SHORTEST_OF_PROVIDER: usize = 14;

/// The same where the name says no more than whose it is.
const SHORTEST_WITHOUT_WORD: usize = 20;

/// The shortest value in a list or a map of secrets, in bytes.
const SHORTEST_IN_COLLECTION: usize = 14;

/// The shortest value in a column of them, in bytes.
const SHORTEST_IN_COLUMN: usize = 8;

/// Looks for values in one text that are secrets by what they are assigned to.
pub(in crate::scan) struct Assigned<'a> {
    pub(super) input: &'a Input<'a>,
    /// Where values are looked for: bytes of the text.
    within: Range<usize>,
    /// The type of the file, once a name asks for it.
    file_type: OnceCell<FileType>,
    /// How much may still be read.
    pub(super) budgets: &'a Budgets,
}

impl<'a> Assigned<'a> {
    /// Looks for values in that part of the text alone, whose names may stand anywhere.
    pub(in crate::scan) fn within(input: &'a Input<'a>, budgets: &'a Budgets, within: Range<usize>) -> Self {
        Self { input, within, file_type: OnceCell::new(), budgets }
    }

    /// The value under the name around `word`, which speaks of a secret.
    pub(in crate::scan) fn to_telling_name(&self, rule: &'static Rule, word: &Range<usize>) -> Option<Hit> {
        if self.input.sensitivity == Sensitivity::KeysOnly {
            return None;
        }
        let (candidate, measures) = self.candidate(word)?;
        let least = self.least(&measures)?;
        let odds = model::log_odds(&measures);
        if odds < least.min(model::PROVIDER) {
            return None;
        }
        let (name, value) = (&candidate.name, &candidate.value);
        let owner = || context::owner(self.input, Some(name), value);
        let owner = if odds >= least {
            owner()
        } else {
            // As good as the provider's name within this one.
            let owner = may_be_of_provider(&self.input.text[value.clone()], SHORTEST_OF_PROVIDER).then(owner);
            Some(owner.flatten().filter(|owner| owner.tie.is_firm())?)
        };
        let hit = self.hit(rule, candidate, &measures, least.min(odds))?;
        Some(owned(hit, owner))
    }

    /// Hands on the values in the list, the map or the column that has the name around `word`, which speaks of secrets.
    pub(in crate::scan) fn in_collection(&self, rule: &'static Rule, word: &Range<usize>, found: &mut dyn FnMut(Hit)) {
        let kind = self.kind();
        if self.input.sensitivity == Sensitivity::KeysOnly || kind == Family::Generated {
            return;
        }
        let text = self.input.text;
        let name = name::around(text, word);
        table::under(text, &name, kind, &self.budgets.collections, &mut |entry| {
            // A column of UUIDs is one of identifiers.
            if !shape::is_uuid(&text[entry.value.clone()]) {
                self.entry(rule, &name, entry, Operator::Pairs, SHORTEST_IN_COLUMN).into_iter().for_each(&mut *found);
            }
        });
        collection::under(text, word, &name, kind, &self.budgets.collections, &mut |entry| {
            self.entry(rule, &name, entry, Operator::Assigns, SHORTEST_IN_COLLECTION).into_iter().for_each(&mut *found);
        });
    }

    /// The same where the name stands above the part of the text that is looked at.
    pub(in crate::scan) fn in_collection_below(
        &self,
        rule: &'static Rule,
        word: &Range<usize>,
        found: &mut dyn FnMut(Hit),
    ) {
        self.in_collection(rule, word, found);
        let name = name::around(self.input.text, word);
        if collection::opens_list(self.input.text, &name)
            && let Some(first) = self.to_telling_name(rule, word)
        {
            self.after_first(rule, word, &first, found);
        }
    }

    /// Hands on the values in the list of which the hit is the first: what the name around `word` tells of one, it tells of
    /// all.
    pub(in crate::scan) fn after_first(
        &self,
        rule: &'static Rule,
        word: &Range<usize>,
        first: &Hit,
        found: &mut dyn FnMut(Hit),
    ) {
        let text = self.input.text;
        let name = name::around(text, word);
        collection::after_first(text, &first.secret, &self.budgets.collections, &mut |entry| {
            self.entry(rule, &name, entry, Operator::Assigns, SHORTEST_IN_COLLECTION).into_iter().for_each(&mut *found);
        });
    }

    /// The least log-odds at which a value counts, if its name speaks of a secret.
    fn least(&self, measures: &Measures) -> Option<f32> {
        measures.speaks?;
        match self.input.sensitivity {
            Sensitivity::Strict => Some(model::STRICT),
            // A nonce is no secret, though it looks like one.
            _ if measures.speaks_last(b"nonce") || measures.speaks_last(b"cnonce") => None,
            _ => Some(model::CAREFUL),
        }
    }

    /// Whether the value stands where values are looked for, and a hit more may be kept.
    pub(super) fn may_look_at(&self, value: &Range<usize>) -> bool {
        value.start >= self.within.start && value.end <= self.within.end && self.budgets.hits.left() > 0
    }

    /// Whether a name speaks of a secret.
    pub(super) fn speaks_of_a_secret(&self, name: &Range<usize>) -> bool {
        let of_name = Assignment {
            name: name.clone(),
            value: name.end..name.end,
            operator: Operator::Assigns,
            quotes: Quotes::None,
        };
        Measures::of(self.input.text, &of_name, self.input.path, self.kind()).speaks.is_some()
    }

    /// The value as a hit that belongs to a collection of secrets, of that name.
    pub(super) fn of_collection(&self, rule: &'static Rule, name: &Range<usize>, entry: Entry) -> Option<Hit> {
        self.entry(rule, name, entry, Operator::Assigns, SHORTEST_IN_COLLECTION)
    }

    /// The value as a hit that has the name in common with others.
    fn entry(
        &self,
        rule: &'static Rule,
        name: &Range<usize>,
        entry: Entry,
        operator: Operator,
        shortest: usize,
    ) -> Option<Hit> {
        let (text, kind) = (self.input.text, self.kind());
        if !self.may_look_at(&entry.value) {
            return None;
        }
        let is_other = entry.key.is_some_and(|key| non_secret::is_public_entry(&text[key]));
        let found = Assignment { name: name.clone(), value: entry.value, operator, quotes: entry.quotes };
        let possible = !is_other
            && may_be_of_provider(&text[found.value.clone()], shortest)
            && veto(&Candidate::of(text, kind, &found)).is_none();
        let measures = possible.then(|| Measures::of(text, &found, self.input.path, kind))?;
        let hit = self.hit(rule, found, &measures, self.least(&measures)?)?;
        let owner = context::owner(self.input, Some(name), &hit.secret);
        Some(owned(hit, owner))
    }

    /// The value under the name around `word`, a provider's, if the name speaks of a secret too.
    pub(in crate::scan) fn to_provider(&self, rule: &'static Rule, word: &Range<usize>) -> Option<Hit> {
        if !words::is_part(self.input.text, word) {
            return None;
        }
        let (candidate, measures) = self.candidate(word)?;
        let is_identifier = measures.words.last().is_some_and(|word| matches!(words::letters(word), b"id" | b"ids"));
        if is_identifier {
            return None;
        }
        let value = &self.input.text[candidate.value.clone()];
        // Whose it is makes it likelier; but a short value is as likely a word with a number.
        let shortest = match measures.speaks {
            Some(_) => SHORTEST_OF_PROVIDER,
            None if self.names_the_provider_alone(&candidate, word) && self.is_plausible_alone(&candidate) => {
                SHORTEST_WITHOUT_WORD
            }
            None => return None,
        };
        let possible = may_be_of_provider(value, shortest);
        possible.then(|| self.hit(rule, candidate, &measures, model::PROVIDER)).flatten()
    }

    /// Whether a name says no more than whose the value is, but for words such as `login`.
    fn names_the_provider_alone(&self, candidate: &Assignment, word: &Range<usize>) -> bool {
        const WORDS: [&[u8]; 7] = [b"api", b"bot", b"client", b"live", b"login", b"pat", b"sdk"];
        let says_no_more = |part: Range<usize>| {
            words::words(&self.input.text[part]).iter().all(|word| WORDS.contains(&words::letters(word)))
        };
        let name = &candidate.name;
        // The kind of a resource in a URN: `do:kubernetes:…`.
        let is_of_urn = self.input.text[..name.start].ends_with(b":");
        // `messages\n  .resend("…")`
        let is_method = self.input.text[name.clone()].starts_with(b".");
        !is_of_urn
            && !is_method
            && says_no_more(name.start..word.start.max(name.start))
            && says_no_more(word.end.min(name.end)..name.end)
    }

    /// Whether the value under a provider's name alone may be its key: in quotes, or where a setting gives it no other
    /// meaning, as a revision, a digest or an identifier have.
    fn is_plausible_alone(&self, candidate: &Assignment) -> bool {
        let value = &self.input.text[candidate.value.clone()];
        let is_lower_hex = || value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'-'));
        // In notes, 32 digits are a key sooner than a digest.
        let is_noted = || self.kind() == Family::Prose && matches!(value.len(), 32 | 36);
        let has_end = candidate.quotes == Quotes::Own
            || candidate.quotes == Quotes::None
                && candidate.operator == Operator::Assigns
                && (!is_lower_hex() || is_noted());
        has_end && value.iter().any(u8::is_ascii_alphabetic) && memchr::memmem::find(value, b"://").is_none()
    }

    /// Names the provider of a hit whose rule knows only the header that it stands in, or a form that several share.
    pub(in crate::scan) fn name_owner(&self, hit: &mut Hit) {
        if !hit.rule.shared {
            return;
        }
        // A form is mostly that of the provider whose rule it is.
        let is_another = |owner: &context::Owner| {
            hit.rule.general || owner.tie.is_firm() && hit.rule.provider() != owner.rule.provider()
        };
        let owner = context::owner(self.input, None, &hit.secret).filter(is_another);
        *hit = owned(hit.clone(), owner);
    }

    fn file_type(&self) -> FileType {
        *self.file_type.get_or_init(|| FileType::of(self.input.path))
    }

    /// How values are written in the file.
    pub(in crate::scan) fn kind(&self) -> Family {
        self.file_type().family()
    }

    fn candidate(&self, word: &Range<usize>) -> Option<(Assignment, Measures)> {
        let kind = self.kind();
        if kind == Family::Generated {
            return None;
        }
        let candidate = within_budget(self.input, self.file_type(), word, self.budgets)?;
        let measures = Measures::of(self.input.text, &candidate, self.input.path, kind);
        Some((candidate, measures))
    }

    /// The candidate as a hit, if the odds are good enough.
    fn hit(&self, rule: &'static Rule, candidate: Assignment, measures: &Measures, least: f32) -> Option<Hit> {
        let secret = candidate.value;
        let value = &self.input.text[secret.clone()];
        // The odds first: setting up the search for placeholders costs as much as a small commit.
        let is_one = model::log_odds(measures) >= least
            && !placeholder::is_placeholder(value)
            && !known_examples::is_published(value)
            && !claims::claims_a_checksum(value);
        is_one.then(|| Hit {
            rule,
            extent: secret.clone(),
            secret,
            name: Some(candidate.name),
            confidence: Confidence::Likely,
            note: None,
            owner: None,
            perhaps: None,
            disguise: None,
        })
    }
}

/// The hit with the provider that it belongs to, or perhaps does.
fn owned(hit: Hit, owner: Option<context::Owner>) -> Hit {
    match owner {
        Some(owner) if owner.tie.is_sure() => Hit { owner: Some(owner.rule), ..hit },
        Some(owner) => Hit { perhaps: Some(owner.rule), ..hit },
        None => hit,
    }
}

/// Whether a value is long enough for a provider's key, and mixed: whose it is makes it likelier, but a short value
/// is as likely a word.
fn may_be_of_provider(value: &[u8], shortest: usize) -> bool {
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    let is_mixed = has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    value.len() >= shortest && value.is_ascii() && is_mixed
}

/// What stands under the name around that word, if it can be a secret at all.
#[must_use]
pub fn candidate(input: &Input<'_>, file_type: FileType, word: &Range<usize>) -> Option<Assignment> {
    within_budget(input, file_type, word, &Budgets::of(input.text.len()))
}

/// What it takes to judge a value of so many bytes, in readings of a byte. Each clause reads a long one anew, and names glued
/// together have one long value.
fn cost(length: usize) -> usize {
    /// Few secrets are longer, in bytes.
    const LONG: usize = 256;
    const READINGS: usize = 4;
    if length > LONG { length * READINGS } else { length }
}

/// What stands under the name around that word, if it can be a secret and there is budget left to judge it.
fn within_budget(input: &Input<'_>, file_type: FileType, word: &Range<usize>, budgets: &Budgets) -> Option<Assignment> {
    let (text, family) = (input.text, file_type.family());
    let may_be_secret = |found: &Assignment| {
        budgets.values.allows(cost(found.value.len())) && veto(&Candidate::of(text, family, found)).is_none()
    };
    let by_shape = || shapes::around(text, &name::around(text, word), file_type).filter(may_be_secret);
    match reader::around(text, word, family).filter(may_be_secret) {
        // The first of two arguments may be what a default is looked up by: `getenv("NAME", "value")`.
        Some(found) if text.get(found.value.end + 1) == Some(&b',') => by_shape().or(Some(found)),
        Some(found) => Some(found),
        None => by_shape(),
    }
}
