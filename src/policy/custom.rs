//! The rules of the repository's own, each under `[[rule]]`.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoSuchWord;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Wrong, path_pattern, plain, wrong};
use crate::rules::{self, Check, CustomRule, Proofs, Severity};

/// The shortest keyword, in bytes.
const SHORTEST_KEYWORD: usize = 3;

/// How long an id, a title, a keyword and the like are at most, in bytes.
const LONGEST: usize = 400;

/// How long a pattern is at most, in bytes.
const LONGEST_PATTERN: usize = 4096;

/// What is said to hold for whoever states nothing.
const ALLOWS: &str = "act in its owner's name wherever it is accepted";

/// A rule of a list. Its pattern is not looked at: understanding a hundred takes as long as half a small commit.
/// The ids are those of the rules before it, and its own from now on.
pub(super) fn rule(entry: &Spanned<DeValue<'_>>, ids: &mut HashSet<String>) -> Result<CustomRule, Wrong> {
    let DeValue::Table(fields) = entry.get_ref() else {
        return wrong(entry, "a rule is a table under `[[rule]]`");
    };
    let id = id(entry, fields)?;
    if !ids.insert(id.to_owned()) {
        return wrong(entry, &format!("rule `{id}`: another rule here has the same `id`"));
    }
    stated(entry, id, fields).map_err(|Wrong { at, what }| Wrong { at, what: format!("rule `{id}`: {what}") })
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

/// How long an id is at most, in bytes.
const LONGEST_ID: usize = 64;

/// The rule that these fields state.
fn stated(entry: &Spanned<DeValue<'_>>, id: &str, fields: &DeTable<'_>) -> Result<CustomRule, Wrong> {
    let (mut title, mut revoke, mut pattern, mut keywords) = (None, None, None, None);
    let mut rule = CustomRule {
        id: id.to_owned(),
        title: String::new(),
        allows: ALLOWS.to_owned(),
        revoke: String::new(),
        source: super::FILE,
        severity: Severity::High,
        keywords: Vec::new(),
        pattern: String::new(),
        proofs: [None; 2],
        path: None,
    };
    for (key, value) in fields {
        match key.get_ref().as_ref() {
            "id" => {}
            "title" => title = Some(phrase("title", value)?),
            "allows" => rule.allows = phrase("allows", value)?,
            "revoke" => revoke = Some(address(value)?),
            "severity" => rule.severity = word("severity", value, "\"critical\", \"high\" or \"medium\"")?,
            "keywords" => keywords = Some(keyword_list(value)?),
            "pattern" => pattern = Some(text("pattern", value, LONGEST_PATTERN)?),
            "proofs" => rule.proofs = proofs(value)?,
            "path" => rule.path = Some(path_pattern(value, &text("path", value, usize::MAX)?)?),
            other => {
                let known = "`id`, `title`, `keywords`, `pattern`, `revoke`, `allows`, `severity`, `proofs` and `path` are known";
                return wrong(key, &format!("unknown key `{}`; {known}", plain(other)));
            }
        }
    }
    let missing = |what: &str| Wrong { at: entry.span().start, what: what.to_owned() };
    rule.title = title.ok_or_else(|| missing("has no `title`; it says what was found"))?;
    rule.revoke = revoke
        .ok_or_else(|| missing("has no `revoke`; it is the address where such a key is revoked, or that tells how"))?;
    rule.pattern = pattern.ok_or_else(|| missing("has no `pattern`; it is the regular expression of such a key"))?;
    rule.keywords = keywords.ok_or_else(|| missing("has no `keywords`; files without one of them are not searched"))?;
    Ok(rule)
}

fn text(name: &str, value: &Spanned<DeValue<'_>>, longest: usize) -> Result<String, Wrong> {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => wrong(value, &format!("`{name}` is empty")),
        DeValue::String(text) if text.len() > longest => {
            wrong(value, &format!("`{name}` is longer than {longest} bytes"))
        }
        DeValue::String(text) => Ok(text.clone().into_owned()),
        _ => wrong(value, &format!("`{name}` is a text in quotes")),
    }
}

/// A text that messages show.
fn phrase(name: &str, value: &Spanned<DeValue<'_>>) -> Result<String, Wrong> {
    let text = text(name, value, LONGEST)?;
    if text.chars().any(char::is_control) { wrong(value, &format!("`{name}` is one line of text")) } else { Ok(text) }
}

fn address(value: &Spanned<DeValue<'_>>) -> Result<String, Wrong> {
    let text = phrase("revoke", value)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic())) {
        Ok(text)
    } else {
        wrong(value, "`revoke` is an address that begins with https:// or http://")
    }
}

/// One of the words of an enum.
fn word<T: for<'a> Deserialize<'a>>(name: &str, value: &Spanned<DeValue<'_>>, known: &str) -> Result<T, Wrong> {
    let word = match value.get_ref() {
        DeValue::String(text) => T::deserialize(IntoDeserializer::<NoSuchWord>::into_deserializer(text.as_ref())).ok(),
        _ => None,
    };
    word.map_or_else(|| wrong(value, &format!("`{name}` is {known}")), Ok)
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
        Ok(text)
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
        *place = Some(word::<Check>("proofs", name, WHAT)?);
    }
    Ok(proofs)
}
