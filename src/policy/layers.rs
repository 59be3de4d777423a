//! The policies that hold in one directory: a person's own, the repository's, and those of the directories above.

use std::path::Path;
use std::sync::Arc;

use super::overrides::{Change, Override};
use super::{AllowedBy, Candidate, Document, FILE, Marks, PolicyError, baseline, has_no_form, mark};
use crate::file_type::FileType;
use crate::fingerprint::Fingerprint;
use crate::rules::Severity;
use crate::scan::{Scanner, Sensitivity, Unread};

/// What holds in one directory.
#[derive(Debug)]
pub struct Layers {
    /// The outermost first.
    documents: Vec<Arc<Document>>,
    scanner: Arc<Scanner>,
}

/// What is looked for in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing: the policy leaves it out.
    No,
    /// This, and only what has a form of its own counts, since the file is excluded.
    Excluded,
    /// This.
    At(Sensitivity),
}

/// What a mark beside a finding comes to.
pub(super) enum Marked {
    Allowed,
    /// There is none that counts, and why not, if there is one.
    Not(Option<&'static str>),
}

impl Layers {
    /// No policy at all.
    pub(super) fn outermost() -> Self {
        Self { documents: Vec::new(), scanner: Arc::new(Scanner::new()) }
    }

    /// These, and a document that is nearer to the files.
    pub(super) fn and(&self, document: Option<Document>) -> Result<Self, PolicyError> {
        let mut documents = self.documents.clone();
        let mut scanner = Arc::clone(&self.scanner);
        if let Some(mut document) = document {
            for id in &document.rule_ids {
                if let Some(other) = documents.iter().find(|other| other.rule_ids.contains(id)) {
                    let file = document.file().name.clone();
                    return Err(PolicyError::Twice { file, id: id.clone(), other: other.file().name.clone() });
                }
            }
            let rules = document.take_rules();
            if !rules.is_empty() {
                scanner = Arc::new(scanner.and(rules));
            }
            documents.push(Arc::new(document));
        }
        Ok(Self { documents, scanner })
    }

    /// These, and what a summary tells of a document that is nearer to the files: as much as it takes to find that a
    /// text needs no more.
    pub(super) fn and_summary(&self, (document, unread): (Document, Unread)) -> Self {
        let scanner =
            if unread.rules == 0 { Arc::clone(&self.scanner) } else { Arc::new(self.scanner.and_unread(&unread)) };
        let documents = self.documents.iter().cloned().chain([Arc::new(document)]).collect();
        Self { documents, scanner }
    }

    /// Looks at all that is read only when it is needed: entries, and the patterns of own rules.
    pub fn check(&self) -> Result<(), PolicyError> {
        self.documents.iter().try_for_each(|document| document.check())?;
        Ok(self.scanner.custom().check()?)
    }

    /// The scanner with the rules of all layers.
    #[must_use]
    pub fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    /// Returns true if both scan with the same rules.
    #[must_use]
    pub fn has_scanner_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scanner, &other.scanner)
    }

    /// The documents, the nearest to the files first.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.iter().rev()
    }

    /// What is looked for in the file of that path, which is given from the repository's top.
    #[must_use]
    pub fn reading(&self, path: &Path) -> Reading {
        if self.documents.is_empty() {
            return Reading::At(Sensitivity::default());
        }
        let fits = |pattern: &Option<crate::path_pattern::PathPattern>| {
            pattern.as_ref().is_some_and(|pattern| pattern.matches(path))
        };
        if self.documents.iter().any(|document| fits(&document.exclude_all)) {
            Reading::No
        } else if self.documents.iter().any(|document| fits(&document.exclude)) {
            Reading::Excluded
        } else {
            Reading::At(self.sensitivity(path).0)
        }
    }

    /// What is looked for in a file that is not excluded, and the document and line that say so.
    #[must_use]
    pub fn sensitivity(&self, path: &Path) -> (Sensitivity, Option<(&Document, usize)>) {
        for document in self.documents() {
            let stated = document.overrides.iter().rev().find_map(|entry| match entry.change {
                Change::Sensitivity(level) if entry.is_for(path) => Some((level, entry.at)),
                _ => None,
            });
            if let Some((level, at)) = stated.or(document.sensitivity) {
                return (level, Some((document, document.line(at))));
            }
        }
        (Sensitivity::default(), None)
    }

    /// How bad a leak of what that rule finds is in that file, where the policy says so.
    #[must_use]
    pub fn severity(&self, rule: &str, path: &Path) -> Option<Severity> {
        self.overrides_for(rule, path).find_map(|entry| match entry.change {
            Change::Severity(severity) => Some(severity),
            _ => None,
        })
    }

    /// Returns true if the rule is switched off in that file.
    #[must_use]
    pub fn is_off(&self, rule: &str, path: &Path) -> bool {
        self.overrides_for(rule, path).any(|entry| entry.change == Change::Off)
    }

    /// The overrides that name a rule, for a file, the nearest and last first.
    fn overrides_for(&self, rule: &str, path: &Path) -> impl Iterator<Item = &Override> {
        let all = self.documents().flat_map(|document| document.overrides.iter().rev());
        all.filter(move |entry| entry.names(rule) && entry.is_for(path))
    }

    /// What leaves a finding out, whatever its secret is.
    pub(super) fn leaves_out(&self, candidate: &Candidate<'_>) -> Option<AllowedBy> {
        if is_in_fingerprint(candidate) {
            return Some(AllowedBy::Fingerprint);
        }
        if self.documents.is_empty() {
            return None;
        }
        match self.reading(candidate.path) {
            Reading::No => Some(AllowedBy::Excluded),
            Reading::Excluded if has_no_form(candidate.confidence) => Some(AllowedBy::Excluded),
            _ if self.is_off(candidate.rule.id(), candidate.path)
                || self.is_off(candidate.told.id(), candidate.path) =>
            {
                Some(AllowedBy::Off)
            }
            _ => None,
        }
    }

    /// What a mark beside a finding comes to.
    pub(super) fn mark(&self, candidate: &Candidate<'_>, marks: Marks) -> Marked {
        let accepted = self.documents.iter().flat_map(|document| &document.accepted_marks).map(String::as_str);
        let openers = FileType::of(candidate.path.as_os_str().as_encoded_bytes()).comments().marks();
        let names = |rule: &super::fields::RuleName| candidate.is_of(rule);
        let found = mark::find(candidate.text, candidate.at, openers, &accepted, &names);
        let counts = self.documents().find_map(|document| document.inline_marks).unwrap_or(true);
        match found {
            None => Marked::Not(None),
            Some(_) if marks == Marks::Ignored => Marked::Not(Some("marks in comments do not count here")),
            Some(mark::Found::Own) if counts => Marked::Allowed,
            Some(mark::Found::Accepted(_)) => Marked::Allowed,
            Some(mark::Found::Own) => Marked::Not(Some("the policy switches marks in comments off")),
            Some(mark::Found::ForOthers) => Marked::Not(Some("the mark beside it is for other rules")),
            Some(mark::Found::Incomplete) => Marked::Not(Some(
                "the mark beside it does not count: it names a rule and a reason, `keystop:allow RULE reason`",
            )),
        }
    }
}

/// Returns true if the secret is a part of a fingerprint in a policy file or a baseline, neither of which flags itself.
fn is_in_fingerprint(candidate: &Candidate<'_>) -> bool {
    let is_policy = candidate.path.file_name().is_some_and(|name| name == FILE || name == baseline::FILE);
    if !is_policy {
        return false;
    }
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b":-".contains(byte);
    let (text, at) = (candidate.text, candidate.at.min(candidate.text.len()));
    let before = text[..at].iter().rev().take_while(is_part).count();
    let behind = text[at..].iter().take_while(is_part).count();
    let token = std::str::from_utf8(&text[at - before..at + behind]).unwrap_or_default();
    behind >= candidate.value.len() && token.parse::<Fingerprint>().is_ok()
}
