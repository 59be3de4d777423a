//! What holds of every rule, and makes the build fail where it does not.

use keystop_rules::outline::{self, Outline};
use keystop_rules::schema::{Container, Trigger};
use keystop_rules::spec::{Providers, RuleSpec};

use crate::keywords;

/// A rule whose pattern and texts hold together.
pub struct Checked {
    pub spec: RuleSpec,
    /// Whose keys it finds.
    pub provider: Option<String>,
    pub trigger: Trigger,
    pub outline: Outline,
}

impl Checked {
    /// The rule, or what is wrong with it.
    pub fn new(spec: RuleSpec, providers: &Providers) -> Result<Self, String> {
        let (trigger, outline) = check(&spec).map_err(|why| format!("rule {}: {why}", spec.id))?;
        let provider = providers.of(&spec).map(str::to_owned);
        Ok(Self { spec, provider, trigger, outline })
    }
}

fn check(spec: &RuleSpec) -> Result<(Trigger, Outline), String> {
    texts(spec)?;
    if spec.whole.is_some() {
        let is_alone = spec.pattern.is_empty() && spec.words().next().is_none() && spec.samples.is_empty();
        return if is_alone { Ok((Trigger::Whole, Outline::default())) } else { Err("`whole` stands alone".into()) };
    }
    if spec.samples.is_empty() || spec.counter_samples.is_empty() {
        return Err("at least one sample and one counter-sample".into());
    }
    words(spec)?;
    if spec.proofs.len() > 2 || spec.supports.len() > 2 {
        return Err("at most two `proofs` and two `supports`".into());
    }
    if spec.container == Some(Container::KubernetesSecret) {
        let has_keywords = !spec.keywords.is_empty() && spec.pattern.is_empty();
        return has_keywords
            .then_some((Trigger::Manifest, Outline::default()))
            .ok_or_else(|| "`container` takes `keywords`, and no `pattern`".into());
    }
    if !spec.telling.is_empty() {
        let is_alone = spec.keywords.is_empty() && spec.context.is_empty() && spec.pattern.is_empty();
        return if is_alone {
            Ok((Trigger::SecretName, Outline::default()))
        } else {
            Err("`telling` stands alone: without `keywords`, `context` and `pattern`".into())
        };
    }
    Ok((trigger(spec)?, Outline::of(&spec.pattern, &spec.keywords)?))
}

/// Id, texts and addresses.
fn texts(spec: &RuleSpec) -> Result<(), String> {
    let id_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if spec.id.is_empty() || !spec.id.chars().all(id_char) {
        return Err("the id is lower-case words joined by '-'".into());
    }
    for (field, text) in [("title", &spec.title), ("allows", &spec.allows)] {
        if text.trim().is_empty() || text.ends_with('.') {
            return Err(format!("`{field}` is a phrase without a full stop at its end"));
        }
    }
    for (field, url) in [("revoke", &spec.revoke), ("source", &spec.source)] {
        if !url.starts_with("https://") {
            return Err(format!("`{field}` is an https:// address"));
        }
    }
    Ok(())
}

fn words(spec: &RuleSpec) -> Result<(), String> {
    for word in spec.words() {
        if word.len() < keywords::SHORTEST || !word.is_ascii() && !spec.telling.contains(word) {
            return Err(format!("{word:?}: at least {} ASCII characters", keywords::SHORTEST));
        }
    }
    for word in spec.context.iter().chain(&spec.names).chain(&spec.telling) {
        if word.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(format!("{word:?}: lower case; any case is found"));
        }
    }
    Ok(())
}

fn trigger(spec: &RuleSpec) -> Result<Trigger, String> {
    match (spec.keywords.as_slice(), spec.context.as_slice()) {
        ([], []) if !spec.names.is_empty() => Ok(Trigger::ProviderName),
        ([], []) | ([_, ..], [_, ..]) => Err("either `keywords` or `context`".into()),
        (keywords, []) => outline::place_of_keywords(&spec.pattern, keywords),
        ([], _) => Ok(Trigger::Context),
    }
}
