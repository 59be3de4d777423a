//! The rules as a page to read: `docs/rules.md` is made by it.

use std::io::{self, Write};

use crate::rules::{Check, Rule, Trigger};

const HEAD: &str = "\
# Rules

This page is made from the rules by `keystop rules --format markdown`. `keystop rules ID` explains one: what holding the key allows, where to revoke it,
and the page that its format is taken from.
";

const NAMED: &str = "
## By the name it stands under

Keys of these providers may look like anything. A value that looks generated is taken for one where the name that it is assigned to has one of these
words, and says that it is secret: `<WORD>_TOKEN`, `<word>ApiKey`. The rule is `<provider>-credential`.

| provider | words |
|---|---|
";

/// Writes the rules, those with a form of their own first.
pub fn rules(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    let (named, formed): (Vec<&Rule>, Vec<&Rule>) =
        rules.iter().partition(|rule| rule.trigger == Trigger::ProviderName);
    write!(
        out,
        "{HEAD}\n## By form and place\n\nThe {} rules below know a form, or the place where a key stands. ",
        formed.len()
    )?;
    writeln!(
        out,
        "Checks in italics only raise the confidence.\n\n| rule | what it is | severity | checks |\n|---|---|---|---|"
    )?;
    for rule in &formed {
        let severity = format!("{:?}", rule.severity).to_ascii_lowercase();
        let checks: Vec<String> = rule.proofs.iter().flatten().map(|proof| name(*proof)).collect();
        let supports: Vec<String> = rule.supports.iter().flatten().map(|proof| format!("*{}*", name(*proof))).collect();
        let whole = rule.whole.map(|_| "the whole file, by its content".to_owned()).into_iter().collect();
        let checks = [checks, supports, whole].concat().join(", ");
        writeln!(out, "| [`{}`]({}) | {} | {severity} | {checks} |", rule.id(), rule.source(), rule.title())?;
    }
    writeln!(out, "\n## Checks\n\n| check | what holds |\n|---|---|")?;
    for proof in Check::ALL {
        writeln!(out, "| {} | {} |", name(*proof), proof.meaning())?;
    }
    write!(out, "{NAMED}")?;
    for rule in named {
        let words: Vec<String> = rule.keywords().into_iter().map(|word| format!("`{word}`")).collect();
        let provider = rule.provider().unwrap_or(rule.title());
        writeln!(out, "| [{provider}]({}) | {} |", rule.revoke(), words.join(", "))?;
    }
    Ok(())
}

/// The check's name as rules write it.
fn name(proof: Check) -> String {
    serde_json::to_string(&proof).unwrap_or_default().trim_matches('"').to_owned()
}
