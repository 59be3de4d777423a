//! What the values of `.keystop.toml` must be, and what is said where one is not.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use crate::path_pattern::PathPattern;
use crate::scan::Sensitivity;

/// Which file a document is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Its name in messages.
    pub name: String,
    /// The directory that it is for, from the repository's top; empty for the top itself.
    pub directory: PathBuf,
    /// Returns true if it is a person's own, and not the repository's.
    pub is_own: bool,
}

/// Something wrong, at a byte of the text.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) at: usize,
    /// Names keys, and quotes no value: one could be a secret.
    pub(super) what: String,
}

impl Wrong {
    /// The same in a text before which so many bytes stand.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }
}

pub(super) fn wrong<V, T>(place: &Spanned<T>, what: &str) -> Result<V, Wrong> {
    Err(Wrong { at: place.span().start, what: what.to_owned() })
}

/// Runs over the fields of a table under `kind` (such as `[[allow]]`), of which only the known ones may stand there.
pub(super) fn each_field<'v, 't>(
    entry: &'v Spanned<DeValue<'t>>,
    kind: &str,
    known: &[&str],
    mut take: impl FnMut(&str, &'v Spanned<DeValue<'t>>) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let DeValue::Table(fields) = entry.get_ref() else {
        return wrong(entry, &format!("an entry is a table under `{kind}`"));
    };
    for (key, value) in fields {
        let name = key.get_ref().as_ref();
        if !known.contains(&name) {
            return Err(unknown(key, kind, known));
        }
        take(name, value)?;
    }
    Ok(())
}

/// What is said of a key that is not known there.
pub(super) fn unknown<T: AsRef<str>>(key: &Spanned<T>, kind: &str, known: &[&str]) -> Wrong {
    let place = if kind.is_empty() { String::new() } else { format!(" in `{kind}`") };
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let what = format!("unknown key{}{place}; known are {}", plain(key.get_ref().as_ref()), known.join(", "));
    Wrong { at: key.span().start, what }
}

/// A key as far as it is a word; a secret pasted in a key's place is not repeated.
fn plain(key: &str) -> String {
    const LONGEST: usize = 16;
    let is_word = key.len() <= LONGEST && key.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte));
    if is_word { format!(" `{key}`") } else { String::new() }
}

/// A text that is not empty.
pub(super) fn text<'v>(name: &str, value: &'v Spanned<DeValue<'_>>, longest: usize) -> Result<&'v str, Wrong> {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => wrong(value, &format!("`{name}` is empty")),
        DeValue::String(text) if text.len() > longest => {
            wrong(value, &format!("`{name}` is longer than {longest} bytes"))
        }
        DeValue::String(text) => Ok(text),
        _ => wrong(value, &format!("`{name}` is a text in quotes")),
    }
}

/// A text of one line, which messages may show.
pub(super) fn phrase<'v>(name: &str, value: &'v Spanned<DeValue<'_>>, longest: usize) -> Result<&'v str, Wrong> {
    let text = text(name, value, longest)?;
    if text.chars().any(char::is_control) { wrong(value, &format!("`{name}` is one line of text")) } else { Ok(text) }
}

/// A list with at least one value.
pub(super) fn list<'v, 't>(name: &str, value: &'v Spanned<DeValue<'t>>) -> Result<&'v [Spanned<DeValue<'t>>], Wrong> {
    match value.get_ref() {
        DeValue::Array(values) if !values.is_empty() => Ok(values),
        _ => wrong(value, &format!("`{name}` is a list of texts, and at least one: [\"…\"]")),
    }
}

/// A text, or a list of texts.
pub(super) fn one_or_more<'v, 't>(
    name: &str,
    value: &'v Spanned<DeValue<'t>>,
) -> Result<&'v [Spanned<DeValue<'t>>], Wrong> {
    match value.get_ref() {
        DeValue::String(_) => Ok(std::slice::from_ref(value)),
        DeValue::Array(values) if !values.is_empty() => Ok(values),
        _ => wrong(value, &format!("`{name}` is a text in quotes, or a list of them")),
    }
}

/// Path patterns: one, or a list.
pub(super) fn path_pattern(directory: &Path, name: &str, value: &Spanned<DeValue<'_>>) -> Result<PathPattern, Wrong> {
    let mut patterns = Vec::new();
    for pattern in one_or_more(name, value)? {
        match pattern.get_ref() {
            DeValue::String(text) => patterns.push(text.as_ref()),
            _ => return wrong(pattern, &format!("`{name}` is a text in quotes, or a list of them")),
        }
    }
    let refused = |error| wrong(value, &format!("`{name}` is not a path pattern: {error}"));
    PathPattern::parse_all(directory, &patterns).or_else(refused)
}

pub(super) fn boolean(name: &str, value: &Spanned<DeValue<'_>>) -> Result<bool, Wrong> {
    match value.get_ref() {
        DeValue::Boolean(state) => Ok(*state),
        _ => wrong(value, &format!("`{name}` is true or false")),
    }
}

/// One of some words.
pub(super) fn word<T: Copy>(name: &str, value: &Spanned<DeValue<'_>>, known: &[(&str, T)]) -> Result<T, Wrong> {
    let meant = match value.get_ref() {
        DeValue::String(text) => known.iter().find(|(word, _)| *word == text.as_ref()),
        _ => None,
    };
    if let Some((_, meaning)) = meant {
        return Ok(*meaning);
    }
    let words: Vec<String> = known.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let (last, others) = words.split_last().map_or(("", String::new()), |(l, o)| (l.as_str(), o.join(", ")));
    wrong(value, &format!("`{name}` is {others} or {last}"))
}

/// Rules by id or by family.
pub(super) fn rules(name: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<RuleName>, Wrong> {
    let rule = |rule: &Spanned<DeValue<'_>>| {
        let text = text(name, rule, 64)?;
        RuleName::parse(text).map_or_else(
            || {
                wrong(
                    rule,
                    &format!(
                        "`{name}` holds rules' ids, such as \"generic-password\", or families, such as \"stripe-*\""
                    ),
                )
            },
            Ok,
        )
    };
    one_or_more(name, value)?.iter().map(rule).collect()
}

/// The rules that an entry names: one by its id, or a family by how ids begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RuleName {
    start: String,
    is_family: bool,
}

impl RuleName {
    /// Reads `some-rule`, or `some-*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (start, is_family) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_name = start.chars().all(is_word) && (!start.is_empty() || is_family);
        is_name.then(|| Self { start: start.to_owned(), is_family })
    }

    pub(super) fn names(&self, id: &str) -> bool {
        if self.is_family { id.starts_with(&self.start) } else { id == self.start }
    }
}

impl std::fmt::Display for RuleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.start, if self.is_family { "*" } else { "" })
    }
}

/// The words for what is looked for.
pub(super) const SENSITIVITIES: &[(&str, Sensitivity)] =
    &[("keys-only", Sensitivity::KeysOnly), ("careful", Sensitivity::Careful), ("strict", Sensitivity::Strict)];

pub(super) fn sensitivity(value: &Spanned<DeValue<'_>>) -> Result<Sensitivity, Wrong> {
    word("sensitivity", value, SENSITIVITIES)
}
