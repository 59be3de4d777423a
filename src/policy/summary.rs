//! What a commit without findings needs of a policy file: what is looked for where, and the keywords of own rules.
//!
//! A policy file of half a megabyte takes several times as long to read as the rest of a small commit. So what was read
//! and found right once is remembered in the user's cache directory, by the id of the file's content and the program
//! that read it. Entries, marks, patterns and severities matter only once there is a finding, or a text with an own
//! rule's keyword: then the whole file is read.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::fields::SENSITIVITIES;
use super::overrides::{Change, Override};
use crate::cache;
use crate::path_pattern::{NotAPattern, PathPattern};
use crate::scan::{Sensitivity, Unread};
use crate::source::ObjectId;

/// How many files are kept: one for each content of a policy file and each version of keystop.
const MOST_FILES: usize = 256;

/// The largest summary that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// How many hexadecimal digits of a checksum stand before the summary, and a line break.
const HEAD: usize = 9;

/// What is remembered of a policy file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Summary {
    /// What read it.
    program: String,
    sensitivity: Option<String>,
    exclude: Option<Vec<String>>,
    exclude_all: Option<Vec<String>>,
    /// The overrides that state a sensitivity: for which files, and which one.
    overrides: Vec<(Option<Vec<String>>, String)>,
    rule_ids: Vec<String>,
    keywords: Vec<String>,
}

impl Summary {
    /// That of a file that was read.
    pub(super) fn of(document: &Document) -> Self {
        let lines = |pattern: &PathPattern| pattern.lines().to_vec();
        let sensitivity = |entry: &Override| match entry.change {
            Change::Sensitivity(level) => Some((entry.path.as_ref().map(lines), name_of(level))),
            _ => None,
        };
        Self {
            program: String::new(),
            sensitivity: document.sensitivity.map(|(level, _)| name_of(level)),
            exclude: document.exclude.as_ref().map(lines),
            exclude_all: document.exclude_all.as_ref().map(lines),
            overrides: document.overrides.iter().filter_map(sensitivity).collect(),
            rule_ids: document.rule_ids.clone(),
            keywords: document.keywords().map(str::to_owned).collect(),
        }
    }

    /// The file as far as the summary tells of it, and the keywords of its rules; nothing where it tells what cannot be.
    pub(super) fn document(self, file: super::File) -> Option<(Document, Unread)> {
        let directory = file.directory.clone();
        let pattern = |lines: Vec<String>| -> Result<PathPattern, NotAPattern> {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            PathPattern::parse_all(&directory, &lines)
        };
        let overrides = self.overrides.into_iter().map(|(path, level)| {
            let change = Change::Sensitivity(level_of(&level)?);
            Some(Override { at: 0, path: path.map(pattern).transpose().ok()?, rules: Vec::new(), change })
        });
        let sensitivity = match self.sensitivity {
            Some(level) => Some((level_of(&level)?, 0)),
            None => None,
        };
        let overrides = overrides.collect::<Option<_>>()?;
        let (exclude, exclude_all) = (self.exclude.map(pattern).transpose(), self.exclude_all.map(pattern).transpose());
        let mut stated = Document::without_text(file);
        stated.sensitivity = sensitivity;
        stated.exclude = exclude.ok()?;
        stated.exclude_all = exclude_all.ok()?;
        stated.overrides = overrides;
        stated.rule_ids = self.rule_ids;
        let keywords = self.keywords.into_iter().map(|keyword| &*keyword.leak()).collect();
        let unread = Unread { rules: stated.rule_ids.len(), keywords };
        Some((stated, unread))
    }
}

fn name_of(level: Sensitivity) -> String {
    let named = SENSITIVITIES.iter().find(|(_, known)| *known == level);
    named.map_or_else(String::new, |(name, _)| (*name).to_owned())
}

fn level_of(name: &str) -> Option<Sensitivity> {
    SENSITIVITIES.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
}

/// The summaries that are remembered.
#[derive(Debug)]
pub(super) struct Summaries {
    /// Nothing where there is no place for a cache.
    place: Option<Place>,
}

#[derive(Debug)]
struct Place {
    directory: PathBuf,
    program: String,
}

impl Summaries {
    /// Those of this user and this program.
    pub(super) fn open() -> Self {
        let place = cache::directory("policies").zip(cache::program());
        Self { place: place.map(|(directory, program)| Place { directory, program }) }
    }

    /// What is remembered of the file with that content. What another user could have written, or what is not whole, is
    /// not believed.
    pub(super) fn read(&self, content: &ObjectId) -> Option<Summary> {
        let place = self.place.as_ref()?;
        if !cache::is_own(&place.directory.symlink_metadata().ok()?) {
            return None;
        }
        let file = File::open(place.of(content)).ok()?;
        if !file.metadata().is_ok_and(|facts| facts.is_file() && cache::is_own(&facts) && facts.len() <= LARGEST) {
            return None;
        }
        let mut text = Vec::new();
        file.take(LARGEST).read_to_end(&mut text).ok()?;
        let (head, summary) = text.split_at_checked(HEAD)?;
        if head != head_of(summary).as_bytes() {
            return None;
        }
        let summary: Summary = serde_json::from_slice(summary).ok()?;
        (summary.program == place.program).then_some(summary)
    }

    /// Remembers what a file with that content states. What cannot be remembered is read again next time.
    pub(super) fn remember(&self, content: &ObjectId, summary: &Summary) {
        if let Some(place) = &self.place {
            let _ = place.write(content, summary);
        }
    }
}

impl Place {
    fn of(&self, content: &ObjectId) -> PathBuf {
        self.directory.join(format!("{content}-{:08x}", crc32fast::hash(self.program.as_bytes())))
    }

    fn write(&self, content: &ObjectId, summary: &Summary) -> io::Result<()> {
        cache::make(&self.directory)?;
        if !cache::is_own(&self.directory.symlink_metadata()?) {
            return Ok(());
        }
        cache::make_room(&self.directory, MOST_FILES)?;
        let summary = Summary { program: self.program.clone(), ..summary.clone() };
        let text = serde_json::to_vec(&summary)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.directory)?;
        file.write_all(head_of(&text).as_bytes())?;
        file.write_all(&text)?;
        file.persist(self.of(content))?;
        Ok(())
    }
}

fn head_of(summary: &[u8]) -> String {
    format!("{:08x}\n", crc32fast::hash(summary))
}
