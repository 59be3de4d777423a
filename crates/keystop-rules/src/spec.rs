//! A rule as it is written down: the form of `src/rules/builtin/*.toml`.
//!
//! The build script makes keystop's static table of rules from it; the tests read it once more for the samples, which the
//! program does not carry.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::schema::{Check, Container, Severity, Whole};

/// One file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The rules, in the order in which they are listed.
    #[serde(default)]
    pub rule: Vec<RuleSpec>,
    /// Providers some of whose keys have no form of their own.
    #[serde(default)]
    pub provider: Vec<ProviderSpec>,
}

impl RuleFile {
    /// The rules, and one for each provider.
    pub fn rules(self) -> impl Iterator<Item = RuleSpec> {
        self.rule.into_iter().chain(self.provider.into_iter().map(ProviderSpec::rule))
    }
}

/// What each provider calls itself, by the id that its rules begin with.
#[derive(Debug, Default)]
pub struct Providers(BTreeMap<String, String>);

impl Providers {
    /// Adds the providers of a file.
    pub fn add(&mut self, file: &RuleFile) {
        self.0.extend(file.provider.iter().map(|provider| (provider.id.clone(), provider.name.clone())));
    }

    /// Whose keys a rule finds: what it states, or else the provider whose id its own begins with. The only place where the
    /// spelling of an id tells anything.
    #[must_use]
    pub fn of<'a>(&'a self, rule: &'a RuleSpec) -> Option<&'a str> {
        let parts = rule.id.match_indices('-').rev().map(|(end, _)| &rule.id[..end]);
        let derived = || parts.chain([rule.id.as_str()]).find_map(|id| self.0.get(id).map(String::as_str));
        rule.provider.as_deref().or_else(derived)
    }
}

/// A provider whose keys are told by the name to which they are assigned: `DROPBOX_TOKEN`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSpec {
    /// What the rule's id begins with.
    pub id: String,
    /// What the provider calls itself.
    pub name: String,
    /// The words for it in names, in lower case.
    #[serde(default)]
    pub words: Vec<String>,
    /// Such words that are everyday words too, or stand in files of every kind: in names they are as good as others, but
    /// outside of them they speak of the provider only beside a word such as `API` or `token`.
    #[serde(default)]
    pub everyday: Vec<String>,
    /// Words for it that are words of the language as well, in lower case: they count only right before a word for a secret.
    #[serde(default)]
    pub common: Vec<String>,
    /// The page where its keys are managed, or that tells how: a URL.
    pub keys: String,
}

impl ProviderSpec {
    fn rule(self) -> RuleSpec {
        let Self { id, name, words, everyday, common, keys } = self;
        let mut samples = Vec::new();
        let mut counter_samples = Vec::new();
        for word in words.iter().chain(&everyday).take(1).chain(common.first()) {
            samples.extend([
                format!("{word}_token = \"{{mixed:28}}\""),
                format!("String {word}ApiKey = \"{{mixed-lower:29}}\";"),
                format!("export {}_SECRET={{mixed:29}}", word.to_uppercase().replace(['-', '.'], "_")),
            ]);
            counter_samples.extend([
                format!("{word}_token = config.{word}_token_of_user"),
                format!("{word}_id = \"{{mixed:28}}\""),
                format!("{word} {{base62:28}}"),
            ]);
        }
        counter_samples.extend(common.first().map(|word| format!("{word} = \"{{mixed:28}}\"")));
        RuleSpec {
            id: format!("{id}-credential"),
            provider: Some(name.clone()),
            general: true,
            shared: false,
            own_file: false,
            title: format!("{name} credential, by a name near it"),
            allows: format!("use {name} in its owner's name, as far as it reaches"),
            revoke: keys.clone(),
            source: keys,
            severity: Severity::High,
            keywords: Vec::new(),
            context: Vec::new(),
            pattern: "[0-9A-Za-z_.~%:+/=!-]{14,512}".to_owned(),
            proofs: Vec::new(),
            supports: Vec::new(),
            samples,
            counter_samples,
            names: words
                .into_iter()
                .chain(everyday.iter().cloned())
                .chain(common.iter().flat_map(|word| before_secret(word)))
                .collect(),
            everyday,
            whole: None,
            telling: Vec::new(),
            container: None,
        }
    }
}

/// The word with what joins it to a word for a secret, or with one of them: `float_` and `floatkey`. The scan looks
/// at what follows.
fn before_secret(word: &str) -> impl Iterator<Item = String> + '_ {
    ["_", "-", "api", "key", "token", "secret", "pass", "auth", "access", "client"]
        .iter()
        .map(move |end| format!("{word}{end}"))
}

/// All there is to know about one type of key. A missing field is a build error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSpec {
    /// `provider-kind`, lower case.
    pub id: String,
    /// Whose keys it finds, where the id does not begin with that of a provider. None for what is no single provider's.
    pub provider: Option<String>,
    /// Whether it knows a container (a URL, a header, an armour) or a form that several share; it yields to a rule
    /// that knows more.
    #[serde(default)]
    pub general: bool,
    /// Whether keys of other providers look the same: where one of them is named near, the finding names it.
    #[serde(default)]
    pub shared: bool,
    /// Whether such keys come as files of their own, unless code holds them: the advice is to keep the file out of Git.
    #[serde(default)]
    pub own_file: bool,
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
    /// The provider's words in the name that the value is assigned to. Set for `ProviderSpec` alone.
    #[serde(skip)]
    pub names: Vec<String>,
    /// Those of them that are everyday words too.
    #[serde(skip)]
    pub everyday: Vec<String>,
    /// What kind of file the whole of which is the secret. Excludes everything below; `tests/detection/files.rs` has the
    /// samples, since most are no text.
    pub whole: Option<Whole>,
    /// Words of names that speak of a secret, in any case: the value is judged by how it looks. Excludes `keywords`,
    /// `context` and `pattern`.
    #[serde(default)]
    pub telling: Vec<String>,
    /// What the keywords say of the text around them, so that its values are secrets. Excludes `pattern`.
    pub container: Option<Container>,
    /// What a match looks like (regex over ASCII bytes, no look-around: the scanner checks the edges).
    /// The first group, if there is one, is the secret; otherwise the whole match is.
    #[serde(default)]
    pub pattern: String,
    /// Each must hold, or there is no finding.
    #[serde(default)]
    pub proofs: Vec<Check>,
    /// Each raises the confidence if it holds, and says nothing if it does not.
    #[serde(default)]
    pub supports: Vec<Check>,
    /// Templates of texts in which exactly this rule finds exactly one key.
    #[serde(default)]
    pub samples: Vec<String>,
    /// Templates of texts in which no rule finds anything.
    #[serde(default)]
    pub counter_samples: Vec<String>,
}

impl RuleSpec {
    /// The words without one of which the rule is not tried.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        self.keywords.iter().chain(&self.context).chain(&self.names).chain(&self.telling)
    }
}
