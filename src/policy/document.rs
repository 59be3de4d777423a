//! One `.keystop.toml`: its text, and what it states.
//!
//! A commit pays for what it needs: allow entries are read once something was found, patterns are compiled once a
//! path or a value is asked about. [`Document::check`] looks at all of it.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::allow::{Allow, Entries};
use super::fields::{File, Wrong, boolean, list, path_pattern, phrase, sensitivity, wrong};
use super::overrides::Override;
use super::{PolicyError, custom};
use crate::path_pattern::PathPattern;
use crate::rules::CustomRule;
use crate::scan::Sensitivity;

/// The keys at the top of a file.
pub const KEYS: &[&str] =
    &["sensitivity", "exclude", "exclude-all", "inline-marks", "accept-marks", "allow", "override", "rule"];

/// The shortest foreign mark, in bytes.
const SHORTEST_MARK: usize = 6;

/// The longest text of one line, in bytes.
const LONGEST: usize = 400;

/// What one file states.
#[derive(Debug, Default)]
pub struct Document {
    file: File,
    text: String,
    /// What is looked for in files that no override names, and where that is stated: a byte.
    pub(super) sensitivity: Option<(Sensitivity, usize)>,
    /// Files in which only keys with a form of their own count.
    pub(super) exclude: Option<PathPattern>,
    /// Files that are not scanned.
    pub(super) exclude_all: Option<PathPattern>,
    /// Says whether `keystop:allow` in comments counts; not stated, it does.
    pub(super) inline_marks: Option<bool>,
    /// Marks of other scanners that count.
    pub(super) accepted_marks: Vec<String>,
    pub(super) overrides: Vec<Override>,
    rules: Vec<CustomRule>,
    /// The ids of the rules, which stay when the rules are taken.
    pub(super) rule_ids: Vec<String>,
    /// Where the parts stand that hold rules: bytes.
    rule_parts: Vec<Range<usize>>,
    /// Entries that were read with the rest.
    read: Vec<Allow>,
    /// The parts of the text that hold one entry each, and are read when they are asked for.
    unread: Vec<Range<usize>>,
    entries: OnceLock<Entries>,
}

/// The policy of a file at a repository's top.
impl FromStr for Document {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::parse(File { name: super::FILE.to_owned(), ..File::default() }, text.to_owned())
    }
}

impl Document {
    /// Reads a file's text, all but allow entries and the insides of patterns.
    pub fn parse(file: File, text: String) -> Result<Self, PolicyError> {
        let mut document = Self { file, text, ..Self::default() };
        match document.read() {
            Ok(()) => Ok(document),
            Err(wrong) => Err(document.error(wrong)),
        }
    }

    fn read(&mut self) -> Result<(), Wrong> {
        let text = std::mem::take(&mut self.text);
        let mut ids = HashSet::new();
        let mut outcome = Ok(());
        for part in parts(&text) {
            if part.is_entry {
                self.unread.push(part.range);
                continue;
            }
            let at = part.range.start;
            if text[part.range.clone()].contains("rule") {
                self.rule_parts.push(part.range.clone());
            }
            outcome = self.take_in(&text[part.range], at, &mut ids).map_err(|wrong| wrong.moved(at));
            if outcome.is_err() {
                break;
            }
        }
        self.text = text;
        outcome
    }

    /// Adds what this part of the file, which begins at byte `start`, states, and the ids of its rules to those before.
    fn take_in(&mut self, part: &str, start: usize, ids: &mut HashSet<String>) -> Result<(), Wrong> {
        for (key, value) in table(part)?.into_inner() {
            let name = key.get_ref().as_ref();
            match name {
                "sensitivity" => self.sensitivity = Some((sensitivity(&value)?, start + key.span().start)),
                "exclude" => self.exclude = Some(path_pattern(&self.file.directory, name, &value)?),
                "exclude-all" => self.exclude_all = Some(path_pattern(&self.file.directory, name, &value)?),
                "inline-marks" => self.inline_marks = Some(boolean(name, &value)?),
                "accept-marks" => self.accepted_marks = marks(&value)?,
                "allow" => {
                    for entry in tables(name, &value)? {
                        self.read.push(Allow::parse(entry, &self.file.directory)?.moved(start));
                    }
                }
                "override" => {
                    for entry in tables(name, &value)? {
                        self.overrides.push(Override::parse(entry, &self.file.directory)?.moved(start));
                    }
                }
                "rule" => {
                    for entry in tables(name, &value)? {
                        let rule = custom::rule(entry, &self.file, ids)?;
                        self.rule_ids.push(rule.id.clone());
                        self.rules.push(rule);
                    }
                }
                _ => return Err(super::fields::unknown(&key, "", KEYS)),
            }
        }
        Ok(())
    }

    /// All path patterns that it states, but for those of rules.
    pub(super) fn path_patterns(&self) -> Result<Vec<&PathPattern>, PolicyError> {
        let of_entries = self.entries()?.iter().filter_map(|entry| entry.path.as_deref());
        let of_overrides = self.overrides.iter().filter_map(|entry| entry.path.as_ref());
        Ok(self.exclude.iter().chain(&self.exclude_all).chain(of_overrides).chain(of_entries).collect())
    }

    /// Which file it is.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        self.file.name.as_str().into()
    }

    /// The text that it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its rules as the text has them, with what stands around them, if it is small.
    pub(super) fn rules_as_stated(&self) -> Vec<String> {
        let is_rule = |part: &str| part.starts_with("[[rule]]");
        let stated = self.rule_parts.iter().filter_map(|part| self.text.get(part.clone()));
        stated.filter(|part| is_rule(part)).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The keywords of its rules, unless these were taken.
    pub(super) fn keywords(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|rule| &rule.keywords).map(String::as_str)
    }

    /// One that states nothing yet, for what is known of a file without its text.
    pub(super) fn without_text(file: File) -> Self {
        Self { file, ..Self::default() }
    }

    /// Its rules; none are left behind.
    #[must_use]
    pub fn take_rules(&mut self) -> Vec<CustomRule> {
        std::mem::take(&mut self.rules)
    }

    /// Its allow entries.
    pub(super) fn entries(&self) -> Result<&Entries, PolicyError> {
        if let Some(known) = self.entries.get() {
            return Ok(known);
        }
        let mut entries = self.read.clone();
        for part in &self.unread {
            self.entry(part, &mut entries).map_err(|wrong| self.error(wrong.moved(part.start)))?;
        }
        entries.sort_by_key(|entry| entry.at);
        let (mut at, mut line) = (0, 1);
        for entry in &mut entries {
            line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[at..entry.at]).count();
            (at, entry.line) = (entry.at, line);
        }
        Ok(self.entries.get_or_init(|| Entries::of(entries)))
    }

    fn entry(&self, part: &Range<usize>, entries: &mut Vec<Allow>) -> Result<(), Wrong> {
        for (key, value) in table(&self.text[part.clone()])?.into_inner() {
            for entry in tables(key.get_ref(), &value)? {
                entries.push(Allow::parse(entry, &self.file.directory)?.moved(part.start));
            }
        }
        Ok(())
    }

    /// Looks at all that is read only when it is needed, but for the patterns of rules.
    pub fn check(&self) -> Result<(), PolicyError> {
        for entry in self.entries()?.iter() {
            entry.check().map_err(|wrong| self.error(wrong))?;
        }
        Ok(())
    }

    /// The line, 1-based, of a byte of the text.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at.min(self.text.len())]).count() + 1
    }

    fn error(&self, Wrong { at, what }: Wrong) -> PolicyError {
        let end = (0..=at.min(self.text.len())).rfind(|end| self.text.is_char_boundary(*end)).unwrap_or(0);
        let before = &self.text[..end];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        PolicyError::Wrong {
            file: self.file.name.clone(),
            line: self.line(at),
            column: before[line..].chars().count() + 1,
            what,
        }
    }
}

fn table(text: &str) -> Result<Spanned<DeTable<'_>>, Wrong> {
    DeTable::parse(text).map_err(|error| Wrong {
        at: error.span().map_or(0, |span| span.start),
        what: format!("this is not TOML: {}", error.message()),
    })
}

/// The tables of a list, each under `[[name]]`.
fn tables<'v, 't>(name: &str, value: &'v Spanned<DeValue<'t>>) -> Result<&'v [Spanned<DeValue<'t>>], Wrong> {
    match value.get_ref() {
        DeValue::Array(entries) if entries.iter().all(|entry| matches!(entry.get_ref(), DeValue::Table(_))) => {
            Ok(entries)
        }
        _ => wrong(value, &format!("`{name}` is a list of tables, each under its own `[[{name}]]`")),
    }
}

fn marks(value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Wrong> {
    let mark = |mark: &Spanned<DeValue<'_>>| {
        let text = phrase("accept-marks", mark, LONGEST)?;
        if text.trim().len() < SHORTEST_MARK {
            return wrong(
                mark,
                &format!("`accept-marks` have at least {SHORTEST_MARK} characters each, such as \"gitleaks:allow\""),
            );
        }
        Ok(text.trim().to_owned())
    };
    list("accept-marks", value)?.iter().map(mark).collect()
}

/// A part of a file that can be read for itself.
struct Part {
    range: Range<usize>,
    /// Returns true if it is one `[[allow]]` entry, and nothing else.
    is_entry: bool,
}

/// The parts of a file that can be read one after the other, each table of a list for itself: the tables of all of it
/// at once take more memory than the whole scan of a small commit.
fn parts(text: &str) -> Vec<Part> {
    const ENTRY: &str = "[[allow]]";
    let bytes = text.as_bytes();
    // In a text of several lines, a line may look like the head of a table.
    if [&b"\"\"\""[..], b"'''"].iter().any(|quotes| memmem::find(bytes, quotes).is_some()) {
        return vec![Part { range: 0..text.len(), is_entry: false }];
    }
    let mut parts = vec![Part { range: 0..text.len(), is_entry: false }];
    let mut end_of_head = 0;
    for at in memchr::memchr_iter(b'[', bytes) {
        if at < end_of_head {
            continue;
        }
        let is_head = bytes[at..].starts_with(b"[[") && (at == 0 || bytes[at - 1] == b'\n');
        let last = parts.len() - 1;
        if is_head {
            let is_entry = bytes[at..].starts_with(ENTRY.as_bytes());
            end_of_head = at + if is_entry { ENTRY.len() } else { 2 };
            parts[last].range.end = at;
            parts.push(Part { range: at..text.len(), is_entry });
        } else {
            // Another table may begin here.
            parts[last].is_entry = false;
        }
    }
    parts
}

/// The directory of a policy file, given its path from the repository's top.
#[must_use]
pub fn directory_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}
