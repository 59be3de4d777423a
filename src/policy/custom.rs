//! Rules of the repository's own, each under `[[rule]]`.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoSuchWord;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::{File, Wrong, each_field, path_pattern, phrase, text, word, wrong};
use super::overrides::SEVERITIES;
use crate::path_pattern::PathPattern;
use crate::rules::{self, Check, CustomRule, Proofs, Severity};

/// The keys of a rule.
pub const KEYS: &[&str] = &[
    "id",
    "title",
    "keywords",
    "pattern",
    "revoke",
    "allows",
    "severity",
    "proofs",
    "path",
    "samples",
    "counter-samples",
];

/// The shortest keyword, in bytes.
const SHORTEST_KEYWORD: usize = 3;

/// How long a title, a keyword, a sample and the like are at most, in bytes.
const LONGEST: usize = 400;

/// How long an id is at most, in bytes.
const LONGEST_ID: usize = 64;

/// How long a pattern is at most, in bytes.
const LONGEST_PATTERN: usize = 4096;

/// What is said to hold for whoever states nothing.
const ALLOWS: &str = "act in its owner's name wherever it is accepted";

/// A rule of a list. Its pattern is not looked at: understanding a hundred takes as long as half a small commit.
/// The ids are those of the rules before it, and its own from now on.
pub(super) fn rule(entry: &Spanned<DeValue<'_>>, file: &File, ids: &mut HashSet<String>) -> Result<CustomRule, Wrong> {
    let DeValue::Table(fields) = entry.get_ref() else {
        return wrong(entry, "a rule is a table under `[[rule]]`");
    };
    let id = id(entry, fields)?;
    if !ids.insert(id.to_owned()) {
        return wrong(entry, &format!("rule `{id}`: another rule here has the same `id`"));
    }
    stated(entry, id, file).map_err(|Wrong { at, what }| Wrong { at, what: format!("rule `{id}`: {what}") })
}

/// The id of a rule, by which errors name it.
fn id<'a>(entry: &Spanned<DeValue<'_>>, fields: &'a DeTable<'_>) -> Result<&'a str, Wrong> {
    let Some(value) = fields.get("id") else {
        return wrong(entry, "this `[[rule]]` has no `id`; lower-case words joined by `-`, such as \"acme-api-key\"");
    };
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match value.get_ref() {
        DeValue::String(id) if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(is_word) => {
            wrong(value, &format!("`id` is lower-case words joined by `-`, at most {LONGEST_ID} characters"))
        }
        DeValue::String(id) if rules::by_id(id).is_some() => {
            wrong(value, &format!("rule `{id}`: a rule that comes with keystop has this `id`; choose another"))
        }
        DeValue::String(id) => Ok(id),
        _ => wrong(value, "`id` is a text in quotes"),
    }
}

/// The rule that these fields state.
fn stated(entry: &Spanned<DeValue<'_>>, id: &str, file: &File) -> Result<CustomRule, Wrong> {
    let mut rule = CustomRule {
        id: id.to_owned(),
        title: String::new(),
        allows: ALLOWS.to_owned(),
        revoke: String::new(),
        source: file.name.clone(),
        severity: Severity::High,
        keywords: Vec::new(),
        pattern: String::new(),
        proofs: [None; 2],
        path: PathPattern::all_below(&file.directory),
        samples: Vec::new(),
        counter_samples: Vec::new(),
    };
    each_field(entry, "[[rule]]", KEYS, |name, value| {
        match name {
            "title" => phrase(name, value, LONGEST)?.clone_into(&mut rule.title),
            "allows" => phrase(name, value, LONGEST)?.clone_into(&mut rule.allows),
            "revoke" => address(value)?.clone_into(&mut rule.revoke),
            "severity" => rule.severity = word(name, value, SEVERITIES)?,
            "keywords" => rule.keywords = keyword_list(value)?,
            "pattern" => text(name, value, LONGEST_PATTERN)?.clone_into(&mut rule.pattern),
            "proofs" => rule.proofs = proofs(value)?,
            "path" => rule.path = path_pattern(&file.directory, name, value)?,
            "samples" => rule.samples = samples(name, value)?,
            "counter-samples" => rule.counter_samples = samples(name, value)?,
            _ => {}
        }
        Ok(())
    })?;
    let missing = match &rule {
        CustomRule { title, .. } if title.is_empty() => "has no `title`; it says what was found",
        CustomRule { revoke, .. } if revoke.is_empty() => {
            "has no `revoke`; it is the address where such a key is revoked, or that tells how"
        }
        CustomRule { pattern, .. } if pattern.is_empty() => {
            "has no `pattern`; it is the regular expression of such a key"
        }
        CustomRule { keywords, .. } if keywords.is_empty() => {
            "has no `keywords`; files without one of them are not searched"
        }
        _ => return Ok(rule),
    };
    wrong(entry, missing)
}

/// Templates of texts, in which `{base62:24}` stands for random characters.
fn samples(name: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Wrong> {
    let sample = |sample: &Spanned<DeValue<'_>>| {
        let template = text(name, sample, LONGEST_PATTERN)?;
        match super::sample::fill(template, 0) {
            Ok(_) => Ok(template.to_owned()),
            Err(what) => wrong(sample, &format!("`{name}`: {what}")),
        }
    };
    super::fields::list(name, value)?.iter().map(sample).collect()
}

fn address<'v>(value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, Wrong> {
    let text = phrase("revoke", value, LONGEST)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic())) {
        Ok(text)
    } else {
        wrong(value, "`revoke` is an address that begins with https:// or http://")
    }
}

fn keyword_list(value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Wrong> {
    let words = match value.get_ref() {
        DeValue::Array(words) if !words.is_empty() => words,
        _ => return wrong(value, "`keywords` is a list of texts, and at least one: [\"acme_\"]"),
    };
    let keyword = |word: &Spanned<DeValue<'_>>| {
        let text = text("keywords", word, LONGEST)?;
        if text.len() < SHORTEST_KEYWORD || !text.is_ascii() {
            return wrong(
                word,
                &format!("`keywords` have at least {SHORTEST_KEYWORD} characters each, all of them ASCII"),
            );
        }
        Ok(text.to_owned())
    };
    words.iter().map(keyword).collect()
}

fn proofs(value: &Spanned<DeValue<'_>>) -> Result<Proofs, Wrong> {
    const WHAT: &str = "names of checks, at most two; docs/rules.md lists them";
    let words = match value.get_ref() {
        DeValue::Array(words) if words.len() <= 2 => words,
        _ => return wrong(value, &format!("`proofs` is a list of {WHAT}")),
    };
    let mut proofs = [None; 2];
    for (place, name) in proofs.iter_mut().zip(words.iter()) {
        let known = match name.get_ref() {
            DeValue::String(text) => {
                Check::deserialize(IntoDeserializer::<NoSuchWord>::into_deserializer(text.as_ref())).ok()
            }
            _ => None,
        };
        *place = Some(known.map_or_else(|| wrong(name, &format!("`proofs` is {WHAT}")), Ok)?);
    }
    Ok(proofs)
}
