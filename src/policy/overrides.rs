//! Entries under `[[override]]`: what is different for some files, or for some rules.

use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::{RuleName, Wrong, boolean, each_field, path_pattern, rules, sensitivity, word, wrong};
use crate::path_pattern::PathPattern;
use crate::rules::Severity;
use crate::scan::Sensitivity;

/// The keys of an entry.
pub const KEYS: &[&str] = &["path", "rule", "sensitivity", "off", "severity"];

/// The words for how bad a leak is.
pub const SEVERITIES: &[(&str, Severity)] =
    &[("critical", Severity::Critical), ("high", Severity::High), ("medium", Severity::Medium)];

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// What is looked for.
    Sensitivity(Sensitivity),
    /// The rules find nothing.
    Off,
    /// How bad a leak is.
    Severity(Severity),
}

/// One difference, for the files and rules that fit.
#[derive(Debug)]
pub(super) struct Override {
    /// Where the file states it: a byte.
    pub(super) at: usize,
    /// All files that the file is for, if there is none.
    pub(super) path: Option<PathPattern>,
    /// Empty for a sensitivity, which is no matter of single rules.
    pub(super) rules: Vec<RuleName>,
    pub(super) change: Change,
}

impl Override {
    /// Reads an entry of the file that is for this directory.
    pub(super) fn parse(entry: &Spanned<DeValue<'_>>, directory: &Path) -> Result<Self, Wrong> {
        let (mut path, mut names, mut change) = (None, Vec::new(), None);
        each_field(entry, "[[override]]", KEYS, |name, value| {
            let stated = match name {
                "path" => {
                    path = Some(path_pattern(directory, name, value)?);
                    return Ok(());
                }
                "rule" => {
                    names = rules(name, value)?;
                    return Ok(());
                }
                "sensitivity" => Change::Sensitivity(sensitivity(value)?),
                "severity" => Change::Severity(word(name, value, SEVERITIES)?),
                _ if boolean(name, value)? => Change::Off,
                _ => return wrong(value, "`off` is true, or is not there"),
            };
            match change.replace(stated) {
                Some(_) => wrong(value, "an `[[override]]` entry states one of `sensitivity`, `severity` and `off`"),
                None => Ok(()),
            }
        })?;
        match (change, names.is_empty(), &path) {
            (None, ..) => wrong(
                entry,
                "this `[[override]]` entry states nothing; `sensitivity` says what is looked for, `severity` how bad \
                 a leak is, and `off = true` switches rules off",
            ),
            (Some(Change::Sensitivity(_)), false, _) => {
                wrong(entry, "`sensitivity` is for all rules; it stands without `rule`")
            }
            (Some(Change::Sensitivity(_)), _, None) => {
                wrong(entry, "this `[[override]]` entry has no `path`; it says for which files it is")
            }
            (Some(Change::Off | Change::Severity(_)), true, _) => {
                wrong(entry, "this `[[override]]` entry has no `rule`; it says for which rules it is")
            }
            (Some(change), ..) => Ok(Self { at: entry.span().start, path, rules: names, change }),
        }
    }

    /// The same in a text before which so many bytes stand.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }

    pub(super) fn is_for(&self, path: &Path) -> bool {
        self.path.as_ref().is_none_or(|pattern| pattern.matches(path))
    }

    pub(super) fn names(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.names(id))
    }
}
