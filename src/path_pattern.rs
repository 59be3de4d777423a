//! Patterns for paths, in the syntax of `.gitignore` files, wherever `.keystop.toml` names files.
//!
//! Syntax: <https://git-scm.com/docs/gitignore#_pattern_format>, as the `ignore` crate reads it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The longest pattern, in bytes.
const LONGEST: usize = 4096;

/// A list of patterns, of which the last one that fits a path decides, and the directory from which paths are taken.
///
/// It is compiled once a path is asked about, since that takes as long as a twentieth of a small commit.
#[derive(Debug)]
pub struct PathPattern {
    /// From the repository's top; empty for the top itself.
    directory: PathBuf,
    /// One pattern each. An empty list fits all files in the directory.
    lines: Vec<String>,
    compiled: OnceLock<Gitignore>,
}

/// Why a text is no pattern that can fit a file. Quotes nothing of it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPattern {
    /// Too long to be one.
    #[error("it is longer than {LONGEST} bytes")]
    TooLong,
    /// No text at all.
    #[error("it is empty")]
    Empty,
    /// It can fit no path that Git knows.
    #[error("it can match nothing: {0}")]
    Dead(&'static str),
    /// It has no meaning, or is too much to be compiled.
    #[error("{0}")]
    Glob(String),
}

impl PathPattern {
    /// All files below a directory, which is given from the repository's top (empty: the top).
    #[must_use]
    pub fn all_below(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), lines: Vec::new(), compiled: OnceLock::new() }
    }

    /// One pattern, for paths from a directory that is given from the repository's top (empty: the top).
    pub fn parse(directory: &Path, pattern: &str) -> Result<Self, NotAPattern> {
        Self::parse_all(directory, &[pattern])
    }

    /// Several patterns, of which the last one that fits a path decides: `!` takes out what one before it took in.
    pub fn parse_all(directory: &Path, patterns: &[&str]) -> Result<Self, NotAPattern> {
        for (number, pattern) in patterns.iter().enumerate() {
            check(pattern, number > 0)?;
        }
        let lines = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        let parsed = Self { directory: directory.to_owned(), lines, compiled: OnceLock::new() };
        // Without classes, alternatives and escapes, everything is a pattern.
        if patterns.iter().any(|pattern| pattern.contains(['[', ']', '{', '}', '\\'])) {
            parsed.compiled()?;
        }
        Ok(parsed)
    }

    /// The patterns as they were stated.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The directory from which paths are taken, from the repository's top.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn compiled(&self) -> Result<&Gitignore, NotAPattern> {
        if let Some(known) = self.compiled.get() {
            return Ok(known);
        }
        let mut builder = GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        for line in &self.lines {
            builder.add_line(None, line).map_err(|error| NotAPattern::Glob(without_pattern(&error)))?;
        }
        let compiled = builder.build().map_err(|error| NotAPattern::Glob(without_pattern(&error)))?;
        Ok(self.compiled.get_or_init(|| compiled))
    }

    /// Returns true if the patterns take in the file of that path, which is given from the repository's top, with `/`.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.directory) else { return false };
        if below.has_root() {
            return false;
        }
        self.lines.is_empty()
            || self.compiled().is_ok_and(|patterns| patterns.matched_path_or_any_parents(below, false).is_ignore())
    }
}

/// Refuses what can fit no path in any repository.
fn check(pattern: &str, may_take_out: bool) -> Result<(), NotAPattern> {
    let dead = |why| Err(NotAPattern::Dead(why));
    let taken = pattern.strip_prefix('!');
    let plain = taken.unwrap_or(pattern);
    if pattern.len() > LONGEST {
        return Err(NotAPattern::TooLong);
    }
    if taken.is_some() && !may_take_out {
        return dead("`!` takes out what a pattern before it took in");
    }
    match plain {
        _ if plain.trim().is_empty() => return Err(NotAPattern::Empty),
        "/" => return dead("`/` alone is no file; `*` takes in all"),
        _ if plain.starts_with('#') => return dead("it begins with `#`, which makes it a comment; write `\\#`"),
        _ if plain.contains(['\n', '\r', '\0']) => return dead("it is more than one line"),
        _ => {}
    }
    let parts: Vec<&str> = plain.trim_start_matches('/').trim_end_matches('/').split('/').collect();
    if parts.contains(&".") || parts.contains(&"..") {
        return dead("paths hold no `.` or `..`; begin with `/` for the directory of this file");
    }
    if parts.contains(&"") {
        return dead("paths hold no `//`");
    }
    let escapes_a_letter = plain.as_bytes().windows(2).any(|two| two[0] == b'\\' && two[1].is_ascii_alphanumeric());
    if escapes_a_letter {
        return dead("`\\` does not part directories; `/` does");
    }
    Ok(())
}

/// What is wrong, without the pattern that the crate's own message quotes.
fn without_pattern(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithLineNumber { err, .. }
        | ignore::Error::WithDepth { err, .. } => without_pattern(err),
        ignore::Error::Partial(errors) => errors.first().map_or_else(String::new, without_pattern),
        _ => "it is no pattern".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        PathPattern::parse(Path::new(""), pattern).expect("a pattern").matches(Path::new(path))
    }

    #[test]
    fn patterns_fit_as_in_gitignore() {
        let rows = [
            ("tests/", "tests/x/leak.py", true),
            ("tests", "tests/x/leak.py", true),
            ("/tests/**", "tests/x/leak.py", true),
            ("tests/**", "tests/x/leak.py", true),
            ("leak.py", "tests/x/leak.py", true),
            ("*.py", "tests/x/leak.py", true),
            ("/leak.py", "tests/x/leak.py", false),
            ("x/leak.py", "tests/x/leak.py", false),
            ("**/x/leak.py", "tests/x/leak.py", true),
            ("tests/*.py", "tests/x/leak.py", false),
            ("*.{py,rb}", "a.py", true),
            ("[ab].txt", "b.txt", true),
            ("tests/", "tests", false),
            ("\\#a", "#a", true),
        ];
        for (pattern, path, fits) in rows {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn what_can_match_nothing_is_refused() {
        let rows = ["", "  ", "/", "./tests", "../a", "a/../b", "a//b", "#a", "tests\\x", "!a", "a\nb", "a[", "[z-a]"];
        for pattern in rows {
            assert!(PathPattern::parse(Path::new(""), pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn the_last_that_fits_decides() {
        let some = PathPattern::parse_all(Path::new(""), &["tests/", "!tests/keep/"]).expect("patterns");
        assert!(some.matches(Path::new("tests/a")) && !some.matches(Path::new("tests/keep/a")));
    }

    #[test]
    fn a_directory_s_pattern_stays_in_it() {
        let some = PathPattern::parse(Path::new("sub"), "/*.py").expect("a pattern");
        assert!(some.matches(Path::new("sub/a.py")));
        assert!(!some.matches(Path::new("a.py")) && !some.matches(Path::new("subs/a.py")));
        assert!(PathPattern::all_below(Path::new("sub")).matches(Path::new("sub/b/c")));
        assert!(!some.matches(Path::new("/sub/a.py")));
    }

    proptest! {
        #[test]
        fn what_is_not_compiled_at_once_can_be(pattern in "[a-z*?/.,!^ ä-]{0,200}") {
            if let Ok(parsed) = PathPattern::parse(Path::new(""), &pattern) {
                prop_assert!(parsed.compiled().is_ok());
                prop_assert!(!parsed.matches(Path::new("/")));
            }
        }
    }
}
