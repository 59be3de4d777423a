//! Patterns for paths, as `.keystop.toml` has them: `*` stays in a directory, `**` crosses them.

use std::path::Path;
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// How long a pattern is at most, in bytes.
const LONGEST: usize = 4096;

/// A pattern for paths from the repository's top. It is compiled once a path is asked about, since that takes as long
/// as a twentieth of a small commit.
#[derive(Debug)]
pub struct PathPattern {
    pattern: String,
    compiled: OnceLock<GlobSet>,
}

/// Not a pattern for paths. Says what is wrong, and quotes nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotAPattern {
    /// Too long to be one.
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    /// It has no meaning, or is too much to be compiled.
    #[error("{}", .0.kind())]
    Glob(#[from] globset::Error),
}

impl PathPattern {
    /// The pattern that a text states.
    pub fn parse(pattern: &str) -> Result<Self, NotAPattern> {
        if pattern.len() > LONGEST {
            return Err(NotAPattern::TooLong);
        }
        let parsed = Self { pattern: pattern.to_owned(), compiled: OnceLock::new() };
        // Without classes, alternatives and escapes, everything is a pattern.
        if pattern.contains(['[', ']', '{', '}', '\\']) {
            parsed.compiled()?;
        }
        Ok(parsed)
    }

    fn compiled(&self) -> Result<&GlobSet, globset::Error> {
        if let Some(known) = self.compiled.get() {
            return Ok(known);
        }
        let glob = GlobBuilder::new(&self.pattern).literal_separator(true).build()?;
        // A `GlobMatcher` would panic over a pattern that is too large.
        let set = GlobSetBuilder::new().add(glob).build()?;
        Ok(self.compiled.get_or_init(|| set))
    }

    /// Whether the path, given from the repository's top, fits.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        self.compiled().is_ok_and(|set| set.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nonsense_is_refused() {
        for pattern in ["a[", "{a", "a}", "a\\", "[z-a]"] {
            assert!(PathPattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn what_is_not_compiled_at_once_can_be(pattern in "[a-z*?/.,!^ ä-]{0,200}") {
            let parsed = PathPattern::parse(&pattern).expect("a pattern");
            prop_assert!(parsed.compiled().is_ok());
        }
    }
}
