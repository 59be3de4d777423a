//! The rules as people read them: a list, and a page about one.

use std::io::{self, Write};

use colored::Colorize;

use crate::report::advice;
use crate::report::sanitize::visible;
use crate::rules::Rule;

/// Writes a line for each rule; the repository's own are marked.
pub fn rule_list(out: &mut dyn Write, rules: &[&Rule]) -> io::Result<()> {
    for rule in rules {
        let origin = if rule.is_custom() { " (own)" } else { "" };
        writeln!(out, "{:<44} {}{origin}", rule.id(), visible(rule.title()))?;
    }
    Ok(())
}

/// Writes all there is to know about a rule.
pub fn rule_page(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    writeln!(out, "{}\n{}\n", rule.id().bold(), visible(rule.title()))?;
    let mut fact = |name: &str, text: &str| writeln!(out, "{} {}", format!("{name:<10}").bold(), visible(text));
    fact("risk", &advice::risk(rule))?;
    fact("severity", advice::severity(rule.severity))?;
    fact("revoke", &advice::revoke(rule))?;
    if rule.whole.is_some() {
        fact("format", "the whole file, by its content")?;
    } else {
        fact("format", rule.pattern())?;
        fact("keywords", &rule.keywords().join(", "))?;
    }
    for (name, proofs) in [("must hold", rule.proofs), ("supports", rule.supports)] {
        for proof in proofs.iter().flatten() {
            fact(name, proof.meaning())?;
        }
    }
    fact("source", rule.source())
}
