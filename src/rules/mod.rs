//! What a key looks like: the rules, as data.
//!
//! A rule is written in one of the files of `builtin/` and becomes an entry of a static table when keystop is
//! built. This module knows nothing of how a rule is applied; `scan` does that.

mod own;
mod schema;
mod text;

pub use own::OwnRule;
pub use schema::{Proof, Severity, Whole};
pub use text::{Text, Texts};

use serde::{Serialize, Serializer};

/// A type of key: how to recognise one, and what to tell whoever is about to commit it.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// `provider-kind`, lower case, unique.
    pub id: Text,
    /// What it is, for the headline of a message.
    pub title: Text,
    /// What holding it allows; completes "Whoever holds it can …".
    pub allows: Text,
    /// Where to revoke or rotate it: a URL.
    pub revoke: Text,
    /// The page that documents the format: a URL.
    pub source: Text,
    /// Whether it knows a container or a form that several share; it yields to a rule that knows more.
    pub general: bool,
    /// How bad a leak is.
    pub severity: Severity,
    /// Where the keywords stand.
    pub trigger: Trigger,
    /// Text without which the rule cannot match.
    pub keywords: Texts,
    /// A regex over ASCII bytes. Its first group, if it has one, is the secret; otherwise the match is.
    pub pattern: Text,
    /// The shortest match, in bytes; 0 where that is not known.
    pub shortest: usize,
    /// The longest match, in bytes; 0 where that is not known.
    pub longest: usize,
    /// The bytes that can stand in a match, as a bitmap.
    #[serde(skip)]
    pub bytes: [u64; 4],
    /// A byte that stands in every match and in no keyword, or 0.
    #[serde(skip)]
    pub needs: u8,
    /// What kind of file the whole of which is the secret; such a rule has neither keywords nor a pattern.
    pub whole: Option<Whole>,
    /// Each must hold, or there is no finding.
    #[serde(serialize_with = "listed")]
    pub proofs: Proofs,
    /// Each raises the confidence if it holds.
    #[serde(serialize_with = "listed")]
    pub supports: Proofs,
}

/// The checks of a rule; `None` behind the last.
pub type Proofs = [Option<Proof>; 2];

#[allow(clippy::trivially_copy_pass_by_ref)] // Serde asks for a reference.
fn listed<S: Serializer>(proofs: &Proofs, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(proofs.iter().flatten())
}

impl Rule {
    /// Whether it is one of the repository's own.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.trigger == Trigger::Anywhere
    }
}

/// Where a rule's keywords stand with regard to its match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// Every match begins with a keyword.
    Start,
    /// Every match has a keyword inside.
    Inside,
    /// A keyword stands before the match: the provider's name near a value without a form of its own.
    Before,
    /// A keyword stands in the name to which the match is assigned: the provider's, over a value that only its name
    /// tells of.
    Named,
    /// A keyword stands in the name of the value and speaks of a secret; the value is judged by how it looks.
    Telling,
    /// The whole file is the secret.
    Whole,
    /// A keyword stands in the same file: a rule of the repository's own.
    Anywhere,
}

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rules that come with keystop, sorted by id.
#[must_use]
pub fn builtin() -> &'static [Rule] {
    &BUILTIN
}

/// The rule of that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    BUILTIN.binary_search_by(|rule| (*rule.id).cmp(id)).ok().map(|at| &BUILTIN[at])
}

/// The rule for files of that kind.
#[must_use]
pub fn for_files(kind: Whole) -> Option<&'static Rule> {
    BUILTIN.iter().find(|rule| rule.whole == Some(kind))
}
