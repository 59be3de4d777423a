//! What a commit that changes the policy lets through that the one before did not.

use std::collections::HashMap;
use std::path::Path;

use super::baseline::Baseline;
use super::overrides::Change;
use super::{Document, File, Policy, PolicyError, Remark, document};
use crate::scan::Sensitivity;

impl Policy<'_> {
    /// Checks a changed policy file, given what the commit before holds, and tells if it loosens the policy.
    pub fn look_at_document(&self, path: &Path, before: Option<String>) -> Result<(), PolicyError> {
        let Some(text) = self.files.text(path)? else { return Ok(()) };
        let file =
            || File { name: self.files.name(path), directory: document::directory_of(path).to_owned(), is_own: false };
        let after = Document::parse(file(), text)?;
        after.check()?;
        self.for_file(path)?.scanner().custom().check()?;
        // One that was not understood let nothing through.
        let before = before.and_then(|text| Document::parse(file(), text).ok()).unwrap_or_default();
        let what = loosened(&before, &after)?;
        if !what.is_empty() {
            self.tell(Remark::Loosened { file: file().name, what });
        }
        Ok(())
    }

    /// Checks a changed baseline in the same way.
    pub fn look_at_baseline(&self, path: &Path, before: Option<String>) -> Result<(), PolicyError> {
        if path.parent() != Some(Path::new("")) {
            return Ok(());
        }
        let name = self.files.name(path);
        let before = before.and_then(|text| Baseline::parse(&name, &text).ok()).unwrap_or_default();
        let new = self.baseline()?.iter().filter(|fingerprint| !before.holds(fingerprint)).count();
        if new > 0 {
            self.tell(Remark::Loosened { file: name, what: vec![counted(new, "finding")] });
        }
        Ok(())
    }
}

/// What the one document lets through that the other did not, in a few words each.
fn loosened(before: &Document, after: &Document) -> Result<Vec<String>, PolicyError> {
    let mut what = Vec::new();
    let entries = |document: &Document| -> Result<Vec<String>, PolicyError> {
        Ok(document.entries()?.iter().map(|entry| format!("{} {:?}", entry.conditions(), entry.expires)).collect())
    };
    let new = new_in(&entries(before).unwrap_or_default(), &entries(after)?);
    what.extend((new > 0).then(|| if new == 1 { "1 allow entry".to_owned() } else { format!("{new} allow entries") }));
    for (name, lines) in [
        ("exclude", |document: &Document| lines_of(document.exclude.as_ref())),
        ("exclude-all", |document| lines_of(document.exclude_all.as_ref())),
    ] as [(&str, fn(&Document) -> Vec<String>); 2]
    {
        let new = new_in(&lines(before), &lines(after));
        what.extend((new > 0).then(|| format!("`{name}`")));
    }
    let level = |document: &Document| strength(document.sensitivity.map_or(Sensitivity::default(), |(level, _)| level));
    what.extend((level(after) < level(before)).then(|| "a lower `sensitivity`".to_owned()));
    let new = new_in(&overrides(before), &overrides(after));
    what.extend((new > 0).then(|| counted(new, "override")));
    let new = new_in(&before.accepted_marks, &after.accepted_marks);
    what.extend((new > 0).then(|| "`accept-marks`".to_owned()));
    let marks_count = |document: &Document| document.inline_marks.unwrap_or(true);
    what.extend((marks_count(after) && !marks_count(before)).then(|| "`inline-marks`".to_owned()));
    let gone = new_in(&after.rules_as_stated(), &before.rules_as_stated());
    what.extend((gone > 0).then(|| format!("{} changed or gone", counted(gone, "rule"))));
    Ok(what)
}

/// The overrides that let something through.
fn overrides(document: &Document) -> Vec<String> {
    let loosens = |change: Change| match change {
        Change::Off => true,
        Change::Sensitivity(level) => strength(level) < strength(Sensitivity::Strict),
        Change::Severity(_) => false,
    };
    let stated = document.overrides.iter().filter(|entry| loosens(entry.change));
    stated.map(|entry| format!("{:?} {:?} {:?}", entry.change, entry.rules, lines_of(entry.path.as_ref()))).collect()
}

fn lines_of(pattern: Option<&crate::path_pattern::PathPattern>) -> Vec<String> {
    pattern.map_or_else(Vec::new, |pattern| pattern.lines().to_vec())
}

/// How many of the later ones the earlier ones do not have, counting each as often as it stands.
fn new_in(before: &[String], after: &[String]) -> usize {
    let mut there = HashMap::<&str, usize>::new();
    for one in before {
        *there.entry(one.as_str()).or_default() += 1;
    }
    let mut is_new = |one: &String| match there.get_mut(one.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    after.iter().filter(|one| is_new(one)).count()
}

fn strength(level: Sensitivity) -> u8 {
    match level {
        Sensitivity::KeysOnly => 0,
        Sensitivity::Careful => 1,
        Sensitivity::Strict => 2,
    }
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
