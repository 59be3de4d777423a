//! How to keep a secret out of this kind of file: the corrected line where there is one, and what to do besides.

mod correct;
mod language;
mod literal;
mod place;

pub use correct::{Corrected, corrected};
pub use literal::Line;

use super::env_name;
use super::shell::shell_word;
use crate::file_type::FileType;
use crate::finding::Finding;
use crate::masking::MASK;
use crate::rules::{Rule, Severity};
use place::Place;

/// What to do about a finding.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The environment variable that takes the secret's place.
    pub variable: String,
    /// The line to write instead.
    pub corrected: Option<Corrected>,
    /// What to do, in a sentence without a full stop; beside a corrected line, what has to be done besides.
    pub sentence: Option<String>,
    /// Commands for a shell, to be run from the top of the repository, each complete in itself.
    pub commands: Vec<String>,
    /// True if the file itself is to stay out of the repository.
    pub leaves_the_file_out: bool,
}

/// What a stranger could do with it.
pub(super) fn risk(rule: &Rule) -> String {
    format!("whoever holds it can {}", rule.allows())
}

/// How to make the secret worthless: where its provider revokes it, or what one does where there is no such page.
pub(super) fn revoke(rule: &Rule) -> String {
    // Pages about secrets in general, on which nothing can be revoked.
    const GENERAL: [&str; 2] = ["cheatsheetseries.owasp.org", "nvlpubs.nist.gov"];
    if GENERAL.iter().any(|site| rule.revoke().contains(site)) {
        "change it where it is used".to_owned()
    } else {
        rule.revoke().to_owned()
    }
}

/// The word for how bad a leak is.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// The advice in a sentence, for reports that have one field for it.
pub(super) fn instead(finding: &Finding) -> String {
    let Advice { corrected, sentence, .. } = of(finding);
    match (corrected, sentence) {
        (Some(corrected), None) if corrected.expression.is_empty() => "delete the default".to_owned(),
        (Some(corrected), None) => format!("read it from the environment: {}", corrected.expression),
        (Some(corrected), Some(sentence)) => format!("write {} and {sentence}", corrected.expression),
        (None, sentence) => sentence.unwrap_or_default(),
    }
}

/// What to do about a finding.
#[must_use]
pub fn of(finding: &Finding) -> Advice {
    let place = Place::of(&finding.path);
    let variable = place.variable(env_name::variable(finding));
    let file_type = FileType::of(&finding.path);
    let whole = finding.rule.whole.is_some();
    if whole || finding.rule.own_file && !place.is_code() || place.is_private_environment() {
        return left_out(finding, variable);
    }
    if finding.rule.own_file || finding.place.end_line > finding.place.line {
        return Advice::sentence(variable, "keep it in a file outside the repository, and read it from there");
    }
    if place.is_sent_to_browsers() {
        return Advice::sentence(variable, "every visitor receives this file: make the call that needs it on a server");
    }
    let excerpt = &finding.excerpt;
    let line = Line { before: &excerpt.before, after: &excerpt.after };
    let is_cut = excerpt.before.starts_with('…') || excerpt.after.ends_with('…');
    if place.is_sample_environment() {
        let corrected = (!is_cut).then(|| place::emptied(line)).flatten();
        return Advice { corrected, ..Advice::sentence(variable, "leave the value empty: the file is a sample") };
    }
    let (name, path) = (finding.name.as_deref().unwrap_or_default(), &finding.path);
    let (sentence, commands) = place.besides(file_type, name, &variable, line);
    let is_plain = finding.form.is_none() && !place.is_written_out();
    match corrected(file_type, line, &variable) {
        Ok(corrected) if is_plain => {
            let corrected = if is_cut { Corrected { line: String::new(), ..corrected } } else { corrected };
            Advice { variable, corrected: Some(corrected), sentence, commands, leaves_the_file_out: false }
        }
        told => {
            let sentence = sentence.unwrap_or_else(|| match told {
                Err(why) if place.is_code() => why.to_owned(),
                _ => place::general(file_type, path).to_owned(),
            });
            Advice { commands, ..Advice::sentence(variable, sentence) }
        }
    }
}

/// The advice for a file that must not be in the repository at all.
fn left_out(finding: &Finding, variable: String) -> Advice {
    let path = &finding.path;
    let name = String::from_utf8_lossy(path.rsplit(|b| *b == b'/').next().unwrap_or(path)).into_owned();
    let sentence = format!("keep {name} out of Git, and commit a copy with empty values if others need it");
    let sentence = if finding.rule.whole.is_some() || finding.rule.own_file {
        format!("keep {name} out of Git, and read it from a place outside the repository")
    } else {
        sentence
    };
    let is_shown = !name.contains(MASK) && !path.contains(&b'\n');
    let ignored = format!("/{}", String::from_utf8_lossy(path.strip_prefix(b"./").unwrap_or(path)));
    let commands =
        if is_shown { vec![format!("echo {} >> .gitignore", shell_word(ignored.as_bytes()))] } else { Vec::new() };
    Advice { commands, leaves_the_file_out: true, ..Advice::sentence(variable, sentence) }
}

impl Advice {
    fn sentence(variable: String, sentence: impl Into<String>) -> Self {
        Self {
            variable,
            corrected: None,
            sentence: Some(sentence.into()),
            commands: Vec::new(),
            leaves_the_file_out: false,
        }
    }
}
