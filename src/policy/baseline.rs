//! What a repository already held when keystop came: `.keystop-baseline`, a fingerprint a line.
//!
//! No path, line or time stands in it, so it changes only when findings do; and since each line stands for itself,
//! `merge=union` in `.gitattributes` merges it right.

use std::collections::BTreeSet;

use super::PolicyError;
use crate::fingerprint::Fingerprint;

/// The file's name, at the repository's top.
pub const FILE: &str = ".keystop-baseline";

/// What stands at the beginning of the file.
const HEAD: &str = "# What this repository held when keystop came, by fingerprint. `keystop baseline` writes it.\n";

/// The fingerprints of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    fingerprints: BTreeSet<Fingerprint>,
}

impl Baseline {
    /// Reads a file's text: a fingerprint a line, in any order; `#` begins a comment. `name` is what messages call the
    /// file.
    ///
    /// # Errors
    /// The first line that is neither.
    pub fn parse(name: &str, text: &str) -> Result<Self, PolicyError> {
        let mut fingerprints = BTreeSet::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let is_of_a_merge = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
            let wrong = |what: String| PolicyError::Wrong { file: name.to_owned(), line: number + 1, column: 1, what };
            match line.parse::<Fingerprint>() {
                Ok(fingerprint) => fingerprints.insert(fingerprint),
                Err(_) if is_of_a_merge => {
                    return Err(wrong("a merge left its marks; all lines of both sides belong here".to_owned()));
                }
                Err(error) => return Err(wrong(error.to_string())),
            };
        }
        Ok(Self { fingerprints })
    }

    /// Returns true if the fingerprint stands in it.
    #[must_use]
    pub fn holds(&self, fingerprint: &Fingerprint) -> bool {
        self.fingerprints.contains(fingerprint)
    }

    /// How many fingerprints it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Returns true if it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// Its fingerprints, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Fingerprint> {
        self.fingerprints.iter()
    }

    /// The text of a file that holds it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.fingerprints.iter().map(|fingerprint| format!("{fingerprint}\n"));
        std::iter::once(HEAD.to_owned()).chain(lines).collect()
    }
}

impl FromIterator<Fingerprint> for Baseline {
    fn from_iter<T: IntoIterator<Item = Fingerprint>>(fingerprints: T) -> Self {
        Self { fingerprints: fingerprints.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(rules in prop::collection::vec("[a-z]{1,8}", 0..20), secret in "[a-z]{30}") {
            let baseline: Baseline = rules.iter().map(|rule| Fingerprint::quick(rule, secret.as_bytes())).collect();
            let text = baseline.to_text();
            prop_assert_eq!(Baseline::parse(FILE, &text).ok(), Some(baseline.clone()));
            // As `merge=union` does: the lines of both, in any order, some of them twice.
            let lines: Vec<&str> = text.lines().rev().chain(text.lines()).collect();
            prop_assert_eq!(Baseline::parse(FILE, &lines.join("\r\n")).ok(), Some(baseline));
        }
    }

    #[test]
    fn what_is_no_fingerprint_is_refused_by_line() {
        for (text, said) in [("# a\nx\n", "b:2:1"), ("<<<<<<< ours\n", "b:1:1: a merge left")] {
            let error = Baseline::parse("b", text).expect_err("no baseline").to_string();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
