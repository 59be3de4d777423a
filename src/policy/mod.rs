//! What the repository decided, in `.keystop.toml`: the allowlist, how much counts as a secret where, and rules of
//! its own.
//!
//! A file that cannot be understood in every detail is an error, since an entry that silently does nothing is worse
//! than none.

mod custom;

use std::collections::HashSet;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use memchr::memmem;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fingerprint::Fingerprint;
use crate::path_pattern::PathPattern;
use crate::rules::{self, CustomRule};
use crate::scan::{BadPattern, Sensitivity};

/// The file's name, at the repository's top.
pub const FILE: &str = ".keystop.toml";

/// The size of the file up to which it is read, in bytes: some ten thousand entries.
const LARGEST: u64 = 4 << 20;

/// What may pass, and what is looked for.
#[derive(Debug, Default)]
pub struct Policy {
    allowed: Vec<Allow>,
    /// For all files that no override names.
    sensitivity: Sensitivity,
    overrides: Vec<Override>,
    rules: Vec<CustomRule>,
}

/// What is done about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is reported.
    Report,
    /// It passes.
    Allowed(AllowedBy),
}

/// What lets a finding pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AllowedBy {
    /// The `[[allow]]` entry of that number in the policy's file: 0-based, in the file's order.
    Entry(usize),
}

/// Another sensitivity for some files.
#[derive(Debug)]
struct Override {
    path: PathPattern,
    sensitivity: Sensitivity,
}

/// An entry of the allowlist.
#[derive(Debug)]
struct Allow {
    /// Where the file states it: a byte.
    at: usize,
    fingerprint: Fingerprint,
    path: Option<PathPattern>,
}

/// Why the file is not understood.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// It is no file, or too large to be an allowlist.
    #[error("{} is {what}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
    },
    /// Something in it is wrong.
    #[error("{}:{line}: {what}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line, 1-based.
        line: usize,
        /// What is wrong. Names keys, and quotes no value: one could be a secret.
        what: String,
    },
    /// A rule of the repository's own cannot be used, which shows only once it is needed.
    #[error("{FILE}: {0}")]
    Pattern(#[from] BadPattern),
}

/// Something wrong, at a byte of the text.
struct Wrong {
    at: usize,
    what: String,
}

impl Policy {
    /// Reads the file below `root`; without one, nothing is allowed.
    pub fn read(root: &Path) -> Result<Self, PolicyError> {
        let path = root.join(FILE);
        let unreadable = |cause| PolicyError::Unreadable { path: path.clone(), cause };
        let facts = match path.symlink_metadata() {
            Ok(facts) => facts,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(cause) => return Err(unreadable(cause)),
        };
        // A link would let whoever wrote the repository choose a file anywhere.
        let unfit = match facts.file_type() {
            kind if kind.is_symlink() => Some("a symbolic link; the allowlist is a file in the repository itself"),
            kind if !kind.is_file() => Some("not a file"),
            _ if facts.len() > LARGEST => Some("larger than 4 MiB"),
            _ => None,
        };
        match unfit {
            Some(what) => Err(PolicyError::Unfit { path: PathBuf::from(FILE), what }),
            None => std::fs::read_to_string(&path).map_err(unreadable)?.parse(),
        }
    }

    /// Decides on a finding with this fingerprint in the file of that path, which is given from the repository's top.
    #[must_use]
    pub fn decide(&self, fingerprint: &Fingerprint, path: &Path) -> Decision {
        let fits = |entry: &Allow| {
            entry.fingerprint == *fingerprint && entry.path.as_ref().is_none_or(|pattern| pattern.matches(path))
        };
        match self.allowed.iter().position(fits) {
            Some(entry) => Decision::Allowed(AllowedBy::Entry(entry)),
            None => Decision::Report,
        }
    }

    /// What is looked for in the file of that path, which is given from the repository's top; of several overrides,
    /// the last one holds.
    #[must_use]
    pub fn sensitivity(&self, path: &Path) -> Sensitivity {
        let own = self.overrides.iter().rev().find(|entry| entry.path.matches(path));
        own.map_or(self.sensitivity, |entry| entry.sensitivity)
    }

    /// The repository's own rules, for a scanner; none are left behind.
    #[must_use]
    pub fn take_rules(&mut self) -> Vec<CustomRule> {
        std::mem::take(&mut self.rules)
    }

    fn parse(text: &str) -> Result<Self, Wrong> {
        let mut policy = Self::default();
        let mut own = HashSet::new();
        for part in parts(text) {
            let at = part.start;
            let before = policy.allowed.len();
            policy.take_in(&text[part], &mut own).map_err(|wrong| Wrong { at: at + wrong.at, ..wrong })?;
            policy.allowed[before..].iter_mut().for_each(|allow| allow.at += at);
        }
        // Last, since an entry may come before the rule that it names.
        let is_known = |id: &str| own.contains(id) || rules::by_id(id).is_some();
        match policy.allowed.iter().find(|allow| !is_known(allow.fingerprint.rule())) {
            Some(allow) => Err(Wrong {
                at: allow.at,
                what: "`fingerprint`: there is no rule of that name; `keystop rules` lists them".to_owned(),
            }),
            None => Ok(policy),
        }
    }
    /// Adds what this part of the file states, and the ids of its rules to those before.
    fn take_in(&mut self, part: &str, own: &mut HashSet<String>) -> Result<(), Wrong> {
        let table = DeTable::parse(part).map_err(|error| Wrong {
            at: error.span().map_or(0, |span| span.start),
            what: format!("this is not TOML: {}", error.message()),
        })?;
        for (key, value) in table.into_inner() {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("allow", DeValue::Array(entries)) => {
                    for entry in entries {
                        self.allowed.push(Allow::parse(entry)?);
                    }
                }
                ("allow", _) => return wrong(&key, "`allow` is a list of entries, each under its own `[[allow]]`"),
                ("sensitivity", _) => self.sensitivity = sensitivity(&value)?,
                ("override", DeValue::Array(entries)) => {
                    for entry in entries {
                        self.overrides.push(Override::parse(entry)?);
                    }
                }
                ("override", _) => {
                    return wrong(&key, "`override` is a list of entries, each under its own `[[override]]`");
                }
                ("rule", DeValue::Array(entries)) => {
                    for entry in entries {
                        self.rules.push(custom::rule(entry, own)?);
                    }
                }
                ("rule", _) => return wrong(&value, "`rule` is a list of rules, each under its own `[[rule]]`"),
                (other, _) => {
                    let known = "`allow`, `sensitivity`, `override` and `rule` are known";
                    return wrong(&key, &format!("unknown key `{}`; {known}", plain(other)));
                }
            }
        }
        Ok(())
    }
}

/// The parts of a file that can be read one after the other, each table of a list for itself: the tables of all of it
/// at once take more memory than the whole scan of a small commit.
fn parts(text: &str) -> Vec<Range<usize>> {
    // In a text of several lines, a line may look like the head of a table.
    let holds = |quotes: &[u8]| memmem::find(text.as_bytes(), quotes).is_some();
    let has_long_texts = holds(b"\"\"\"") || holds(b"'''");
    let heads = memmem::find_iter(text.as_bytes(), "\n[[").map(|line| line + 1).filter(|_| !has_long_texts);
    let starts: Vec<usize> = std::iter::once(0).chain(heads).collect();
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

impl FromStr for Policy {
    type Err = PolicyError;

    /// The policy in the text of a file.
    fn from_str(text: &str) -> Result<Self, PolicyError> {
        Self::parse(text).map_err(|Wrong { at, what }| {
            let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1;
            PolicyError::Wrong { path: PathBuf::from(FILE), line, what }
        })
    }
}

impl Allow {
    fn parse(entry: &Spanned<DeValue<'_>>) -> Result<Self, Wrong> {
        let DeValue::Table(fields) = entry.get_ref() else {
            return wrong(entry, "an entry is a table under `[[allow]]`");
        };
        let (mut fingerprint, mut path, mut reason) = (None, None, None);
        for (key, value) in fields {
            let DeValue::String(text) = value.get_ref() else {
                return wrong(key, &format!("`{}` is a text in quotes", plain(key.get_ref())));
            };
            match key.get_ref().as_ref() {
                "fingerprint" => match text.parse::<Fingerprint>() {
                    Ok(parsed) => fingerprint = Some((value.span().start, parsed)),
                    Err(error) => return wrong(value, &format!("`fingerprint`: {error}")),
                },
                "path" => path = Some(path_pattern(value, text)?),
                "reason" if text.trim().is_empty() => {
                    return wrong(value, "`reason` is empty; say why this may be committed");
                }
                "reason" => reason = Some(()),
                other => {
                    let known = "`fingerprint`, `path` and `reason` are known";
                    return wrong(key, &format!("unknown key `{}` in an `[[allow]]` entry; {known}", plain(other)));
                }
            }
        }
        match (fingerprint, reason) {
            (Some((at, fingerprint)), Some(())) => Ok(Self { at, fingerprint, path }),
            (None, _) => {
                wrong(entry, "this `[[allow]]` entry has no `fingerprint`; the message of a blocked commit prints it")
            }
            (_, None) => wrong(entry, "this `[[allow]]` entry has no `reason`; say why this may be committed"),
        }
    }
}

impl Override {
    fn parse(entry: &Spanned<DeValue<'_>>) -> Result<Self, Wrong> {
        let DeValue::Table(fields) = entry.get_ref() else {
            return wrong(entry, "an entry is a table under `[[override]]`");
        };
        let (mut path, mut own) = (None, None);
        for (key, value) in fields {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("path", DeValue::String(text)) => path = Some(path_pattern(value, text)?),
                ("path", _) => return wrong(key, "`path` is a text in quotes"),
                ("sensitivity", _) => own = Some(sensitivity(value)?),
                (other, _) => {
                    let known = "`path` and `sensitivity` are known";
                    return wrong(key, &format!("unknown key `{}` in an `[[override]]` entry; {known}", plain(other)));
                }
            }
        }
        match (path, own) {
            (Some(path), Some(sensitivity)) => Ok(Self { path, sensitivity }),
            (None, _) => wrong(entry, "this `[[override]]` entry has no `path`; it says for which files it is"),
            (_, None) => {
                wrong(entry, "this `[[override]]` entry has no `sensitivity`; it says what is looked for there")
            }
        }
    }
}

fn sensitivity(value: &Spanned<DeValue<'_>>) -> Result<Sensitivity, Wrong> {
    match value.get_ref() {
        DeValue::String(text) => match text.as_ref() {
            "keys-only" => Ok(Sensitivity::KeysOnly),
            "careful" => Ok(Sensitivity::Careful),
            "strict" => Ok(Sensitivity::Strict),
            _ => wrong(value, "`sensitivity` is \"keys-only\", \"careful\" or \"strict\""),
        },
        _ => wrong(value, "`sensitivity` is a text in quotes: \"keys-only\", \"careful\" or \"strict\""),
    }
}

fn path_pattern(value: &Spanned<DeValue<'_>>, text: &str) -> Result<PathPattern, Wrong> {
    PathPattern::parse(text).or_else(|error| wrong(value, &format!("`path` is not a path pattern: {error}")))
}

fn wrong<V, T>(place: &Spanned<T>, what: &str) -> Result<V, Wrong> {
    Err(Wrong { at: place.span().start, what: what.to_owned() })
}

/// A key as far as it can be a word; a secret pasted in a key's place is not repeated.
fn plain(key: &str) -> &str {
    const LONGEST: usize = 24;
    if key.len() <= LONGEST { key } else { "…" }
}
