//! A finding before it is decided upon: the secret, its rule and its place.

use std::cell::OnceCell;
use std::path::Path;

use super::fields::RuleName;
use crate::fingerprint::Fingerprint;
use crate::rules::Rule;
use crate::scan::Confidence;

/// A finding that is to be decided upon.
#[derive(Debug)]
pub struct Candidate<'a> {
    /// The rule that found it.
    pub(super) rule: &'static Rule,
    /// The rule that messages name, which is another one where a provider stands near.
    pub(super) told: &'static Rule,
    pub(super) confidence: Confidence,
    /// Its file's path, from the repository's top.
    pub(super) path: &'a Path,
    /// The secret itself, decoded where it stands in another form.
    pub(super) value: &'a [u8],
    /// The text that it stands in, and where: a byte.
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    quick: OnceCell<Fingerprint>,
    slow: OnceCell<Option<Fingerprint>>,
}

impl<'a> Candidate<'a> {
    /// A secret that `rule` found, and that messages name by `told`.
    #[must_use]
    pub fn new(rule: &'static Rule, told: &'static Rule, confidence: Confidence, value: &'a [u8]) -> Self {
        Self {
            rule,
            told,
            confidence,
            path: Path::new(""),
            value,
            text: value,
            at: 0,
            quick: OnceCell::new(),
            slow: OnceCell::new(),
        }
    }

    /// The same in the file of that path, from the repository's top, at that byte of its text.
    #[must_use]
    pub fn in_file(self, path: &'a Path, text: &'a [u8], at: usize) -> Self {
        Self { path, text, at, ..self }
    }

    /// Returns true if a name in the policy is that of its rule.
    pub(super) fn is_of(&self, name: &RuleName) -> bool {
        name.names(self.rule.id()) || name.names(self.told.id())
    }

    /// Returns true if the fingerprint is the secret's.
    pub(super) fn has(&self, fingerprint: &Fingerprint) -> bool {
        if fingerprint.rule() != self.rule.id() {
            return false;
        }
        if fingerprint.is_slow() { self.slow() == Some(fingerprint) } else { self.quick() == fingerprint }
    }

    /// Its fingerprints, the quick one first; the slow one takes some milliseconds.
    pub(super) fn fingerprints(&self) -> impl Iterator<Item = Fingerprint> + '_ {
        std::iter::once_with(|| Some(self.quick().clone()))
            .chain(std::iter::once_with(|| self.slow().cloned()))
            .flatten()
    }

    fn quick(&self) -> &Fingerprint {
        self.quick.get_or_init(|| Fingerprint::quick(self.rule.id(), self.value))
    }

    fn slow(&self) -> Option<&Fingerprint> {
        self.slow.get_or_init(|| Fingerprint::slow(self.rule.id(), self.value)).as_ref()
    }
}
