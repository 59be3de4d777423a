//! Baselines and reports of other scanners, as far as they say where something was found.
//!
//! | tool | file | source of the format |
//! |---|---|---|
//! | gitleaks, betterleaks | `--report-format json`: a list of objects with `File` and `StartLine` | <https://github.com/gitleaks/gitleaks#creating-a-baseline> |
//! | detect-secrets | `.secrets.baseline`: `results`, by file, with `line_number` | <https://github.com/Yelp/detect-secrets#quickstart> |
//! | ggshield | `secret scan --json`: incidents with occurrences and `line_start` | <https://docs.gitguardian.com/ggshield-docs/reference/secret/scan/overview> |

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::PolicyError;

/// The places that another scanner's baseline names.
#[derive(Debug, Default)]
pub struct Listed {
    /// Lines, 1-based, by path.
    places: HashMap<PathBuf, HashSet<usize>>,
    /// The places that were asked for.
    seen: RefCell<HashSet<(PathBuf, usize)>>,
}

impl Listed {
    /// Returns true if it names that line of the file, and remembers that it was asked for.
    #[must_use]
    pub fn has(&self, path: &Path, line: usize) -> bool {
        let has = self.places.get(path).is_some_and(|lines| lines.contains(&line));
        if has {
            self.seen.borrow_mut().insert((path.to_owned(), line));
        }
        has
    }

    /// How many places it names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.values().map(HashSet::len).sum()
    }

    /// Returns true if it names no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many of them were asked for.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.seen.borrow().len()
    }

    fn add(&mut self, path: &str, line: Option<u64>) {
        let path = path.trim_start_matches("./").replace('\\', "/");
        if let Some(line) = line.and_then(|line| usize::try_from(line).ok()) {
            self.places.entry(PathBuf::from(path)).or_default().insert(line);
        }
    }
}

/// Reads the file of that path.
///
/// # Errors
/// It cannot be read, or is in no form that is known. Quotes nothing of it.
pub fn read(path: &Path) -> Result<Listed, PolicyError> {
    let file = path.display().to_string();
    let text = std::fs::read(path)
        .map_err(|error| PolicyError::Unreadable { file: file.clone(), cause: error.to_string() })?;
    parse(&text).ok_or(PolicyError::Unfit {
        file,
        what: "not a baseline that is known: a JSON report of gitleaks, betterleaks or ggshield, or .secrets.baseline",
    })
}

fn parse(text: &[u8]) -> Option<Listed> {
    let value: Value = serde_json::from_slice(text).ok()?;
    let mut listed = Listed::default();
    match &value {
        Value::Array(findings) => {
            for finding in findings {
                listed.add(finding.get("File")?.as_str()?, finding.get("StartLine")?.as_u64());
            }
        }
        Value::Object(fields) if fields.contains_key("results") => {
            for (path, secrets) in fields.get("results")?.as_object()? {
                for secret in secrets.as_array()? {
                    listed.add(path, secret.get("line_number")?.as_u64());
                }
            }
        }
        Value::Object(_) => ggshield(&value, &mut listed)?,
        _ => return None,
    }
    Some(listed)
}

/// A report of ggshield's: `entities_with_incidents` at any depth, since scans of commits hold scans.
fn ggshield(value: &Value, listed: &mut Listed) -> Option<()> {
    let list = |name: &str| value.get(name).and_then(Value::as_array);
    if let Some(scans) = list("scans") {
        return scans.iter().try_for_each(|scan| ggshield(scan, listed));
    }
    for entity in list("entities_with_incidents")? {
        let path = entity.get("filename")?.as_str()?;
        for incident in entity.get("incidents")?.as_array()? {
            for occurrence in incident.get("occurrences")?.as_array()? {
                listed.add(path, occurrence.get("line_start")?.as_u64());
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        let rows = [
            r#"[{"RuleID":"x","File":"a/b.py","StartLine":3,"Secret":"REDACTED"}]"#,
            r#"{"version":"1.5.0","results":{"a/b.py":[{"type":"x","hashed_secret":"0","line_number":3}]}}"#,
            r#"{"entities_with_incidents":[{"filename":"a/b.py","incidents":[{"occurrences":[{"line_start":3}]}]}]}"#,
            r#"{"scans":[{"entities_with_incidents":[{"filename":"a/b.py","incidents":[{"occurrences":[{"line_start":3}]}]}]}]}"#,
        ];
        for text in rows {
            let listed = parse(text.as_bytes()).expect("a baseline");
            assert!(listed.has(Path::new("a/b.py"), 3) && !listed.has(Path::new("a/b.py"), 4), "{text}");
            assert_eq!((listed.len(), listed.seen()), (1, 1), "{text}");
        }
        for text in ["", "3", "{}", "[{}]", r#"{"results":3}"#] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
