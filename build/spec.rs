//! A rule as it is written down: the form of `src/rules/builtin/*.toml`.
//!
//! The build script makes the static table of `rules::Rule` from it; the tests read it once more for the samples, which the binary
//! does not carry.

use serde::Deserialize;

use crate::schema::{Proof, Severity};

/// One file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The rules, in the order in which they are listed.
    pub rule: Vec<RuleSpec>,
}

/// All there is to know about one type of key. A missing field is a build error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSpec {
    /// `provider-kind`, lower case.
    pub id: String,
    /// Whether it knows a container (a URL, a header, an armour) or a form that several share; it yields to a rule that knows more.
    #[serde(default)]
    pub general: bool,
    /// What it is, for the headline of a message.
    pub title: String,
    /// What holding it allows; completes "Whoever holds it can …".
    pub allows: String,
    /// Where to revoke or rotate it: a URL.
    pub revoke: String,
    /// The provider's own page that states the format: a URL.
    pub source: String,
    /// How bad a leak is.
    pub severity: Severity,
    /// Text that stands inside every match, in this very case. Excludes `context`.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Text that stands before the value, in any case: the provider's name in a variable, a key or a host.
    /// Excludes `keywords`.
    #[serde(default)]
    pub context: Vec<String>,
    /// What a match looks like (regex over ASCII bytes, no look-around: the scanner checks the edges).
    /// The first group, if there is one, is the secret; otherwise the whole match is.
    pub pattern: String,
    /// Each must hold, or there is no finding.
    #[serde(default)]
    pub proofs: Vec<Proof>,
    /// Each raises the confidence if it holds, and says nothing if it does not.
    #[serde(default)]
    pub supports: Vec<Proof>,
    /// Templates of texts in which exactly this rule finds exactly one key.
    pub samples: Vec<String>,
    /// Templates of texts in which no rule finds anything.
    pub counter_samples: Vec<String>,
}
