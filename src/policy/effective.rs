//! What holds for a file, in words, and what in a policy holds for nothing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::overrides::Change;
use super::{Date, Document, Layers, Policy, PolicyError, Reading, Remark};
use crate::path_pattern::PathPattern;
use crate::rules;
use crate::scan::Sensitivity;

/// What holds for the file of that path (from the repository's top), a line each, with the file and line that say so.
pub fn describe(policy: &Policy<'_>, path: &Path) -> Result<Vec<String>, PolicyError> {
    let layers = policy.for_file(path)?;
    let mut lines = vec![reading(&layers, path)];
    lines.extend(overrides(&layers, path));
    lines.extend(own_rules(&layers, path));
    lines.extend(entries(&layers)?);
    lines.push(format!("baseline: {} findings", policy.baseline()?.len()));
    lines.push(marks(&layers));
    let files: Vec<&str> = layers.documents().map(|document| document.file().name.as_str()).collect();
    lines.push(format!(
        "policy files, the nearest first: {}",
        if files.is_empty() { "none".to_owned() } else { files.join(", ") }
    ));
    Ok(lines)
}

fn reading(layers: &Layers, path: &Path) -> String {
    match layers.reading(path) {
        Reading::No => "scan: none (`exclude-all`)".to_owned(),
        Reading::Excluded => "scan: only keys with a form of their own (`exclude`)".to_owned(),
        Reading::At(_) => {
            let (level, stated) = layers.sensitivity(path);
            let place = stated.map_or("the default".to_owned(), |(document, line)| place(document, line));
            format!("scan: sensitivity {} ({place})", name_of(level))
        }
    }
}

fn place(document: &Document, line: usize) -> String {
    format!("{}:{line}", document.file().name)
}

fn name_of(level: Sensitivity) -> &'static str {
    match level {
        Sensitivity::KeysOnly => "keys-only",
        Sensitivity::Careful => "careful",
        Sensitivity::Strict => "strict",
    }
}

fn overrides(layers: &Layers, path: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for document in layers.documents() {
        for entry in document.overrides.iter().filter(|entry| entry.is_for(path)) {
            let named = entry.rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let place = place(document, document.line(entry.at));
            match entry.change {
                Change::Off => lines.push(format!("switched off: {named} ({place})")),
                Change::Severity(severity) => {
                    lines.push(format!("severity {}: {named} ({place})", format!("{severity:?}").to_lowercase()));
                }
                Change::Sensitivity(_) => {}
            }
        }
    }
    lines
}

fn own_rules(layers: &Layers, path: &Path) -> Vec<String> {
    let stated = |document: &Document| {
        let ids = document.rule_ids.join(", ");
        (!ids.is_empty()).then(|| format!("own rules: {ids} ({})", document.file().name))
    };
    let _ = path;
    layers.documents().filter_map(|document| stated(document)).collect()
}

fn entries(layers: &Layers) -> Result<Vec<String>, PolicyError> {
    let mut lines = Vec::new();
    let own: HashSet<&String> = layers.documents().flat_map(|document| &document.rule_ids).collect();
    let is_known = |name: &String| {
        name.strip_suffix('*').is_some_and(|start| rules::builtin().iter().any(|rule| rule.id().starts_with(start)))
            || own.contains(name)
            || rules::by_id(name).is_some()
    };
    let today = Date::today();
    for document in layers.documents() {
        let entries = document.entries()?;
        if entries.iter().len() > 0 {
            lines.push(format!("allow entries: {} ({})", entries.iter().len(), document.file().name));
        }
        for entry in entries.iter() {
            let place = place(document, entry.line);
            if entry.has_expired(today) {
                lines.push(format!("allow entry that has expired: {} ({place})", entry.summary()));
            }
            for name in entry.names().iter().filter(|name| !is_known(name)) {
                lines.push(format!("allow entry for a rule that this keystop does not know: {name} ({place})"));
            }
        }
    }
    Ok(lines)
}

fn marks(layers: &Layers) -> String {
    let stated = layers.documents().find_map(|document| Some((document.inline_marks?, document)));
    let own = match stated {
        None => "`keystop:allow` counts (the default)".to_owned(),
        Some((true, document)) => format!("`keystop:allow` counts ({})", document.file().name),
        Some((false, document)) => format!("`keystop:allow` does not count ({})", document.file().name),
    };
    let accepted: Vec<&str> =
        layers.documents().flat_map(|document| &document.accepted_marks).map(String::as_str).collect();
    if accepted.is_empty() {
        format!("marks: {own}")
    } else {
        format!("marks: {own}; also accepted: {}", accepted.join(", "))
    }
}

/// The entries that let nothing through, given the file and line of those that did: a line each.
#[allow(clippy::implicit_hasher)] // One caller.
pub fn unused(policy: &Policy<'_>, used: &HashSet<(String, usize)>) -> Result<Vec<String>, PolicyError> {
    let mut unused = Vec::new();
    let mut seen = HashSet::new();
    for layers in policy.all_layers() {
        for document in layers.documents().filter(|document| !document.file().is_own) {
            let name = &document.file().name;
            if !seen.insert(name.clone()) {
                continue;
            }
            for entry in document.entries()?.iter().filter(|entry| !used.contains(&(name.clone(), entry.line))) {
                let reason: Vec<&str> = entry.reason.split(|c: char| c.is_whitespace() || c.is_control()).collect();
                unused.push(format!("{}: {}: {}", place(document, entry.line), entry.summary(), reason.join(" ")));
            }
        }
    }
    Ok(unused)
}

/// The path patterns that fit none of the files, which are given from the repository's top.
pub fn dead_patterns(policy: &Policy<'_>, files: &[PathBuf]) -> Result<Vec<Remark>, PolicyError> {
    let mut dead = std::collections::BTreeSet::new();
    for layers in policy.all_layers() {
        for document in layers.documents().filter(|document| !document.file().is_own) {
            for pattern in document.path_patterns()? {
                for line in pattern.lines().iter().filter(|line| !line.starts_with('!')) {
                    let alone = PathPattern::parse(pattern.directory(), line);
                    if alone.is_ok_and(|alone| !files.iter().any(|file| alone.matches(file))) {
                        let at = document.text().find(line.as_str()).unwrap_or(0);
                        dead.insert(Remark::FitsNothing {
                            file: document.file().name.clone(),
                            line: document.line(at),
                        });
                    }
                }
            }
        }
    }
    Ok(dead.into_iter().collect())
}
