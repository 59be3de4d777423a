//! A rule as it is written down: the form of `src/rules/builtin/*.toml`.
//!
//! The build script reads this form and makes the static table of [`super::Rule`] from it; the tests read
//! it once more for the samples, which the binary does not carry.

use serde::Deserialize;

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

/// How bad a leak is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Reads little, or costs little.
    Medium,
    /// Acts in one person's or one service's name.
    High,
    /// Moves money, runs code, or reaches a whole account or organisation.
    Critical,
}

/// The checks that a rule can ask for; `scan::proof` has the functions and their sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A CRC-32 of the random part, in base 62, as the last six characters.
    Crc32Base62,
    /// Three base64url parts; header and payload are JSON objects, and the header names an algorithm.
    Jwt,
    /// A PEM or OpenSSH armour with the body of a private key.
    PrivateKey,
    /// An AWS access key id whose account number decodes.
    AwsAccount,
    /// A macaroon in base64url with the location that PyPI writes.
    PypiMacaroon,
    /// Base64 that decodes to the bytes it claims to hold.
    Base64,
    /// Generated at random, by the look of its characters.
    Random,
}
