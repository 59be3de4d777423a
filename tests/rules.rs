//! Every rule against its own samples, through the whole scanner.

#![allow(clippy::expect_used, clippy::panic)] // Helpers outside of test functions fail a test as well.

use std::fs;
use std::path::Path;

use keystop::rules as schema;
use keystop::scan::Scanner;
use spec::{RuleFile, RuleSpec};
use support::template::fill;

#[path = "../build/spec.rs"]
#[allow(dead_code)] // The tests read only the id and the samples.
mod spec;
mod support;

/// How often each sample is filled anew.
const ROUNDS: usize = 20;

fn all_rules() -> Vec<RuleSpec> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/builtin");
    let only = std::env::var("KEYSTOP_RULES").unwrap_or_default();
    let mut rules = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of rules") {
        let path = entry.expect("a readable folder").path();
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable file of rules");
        rules.extend(toml::from_str::<RuleFile>(&text).expect("the build parsed it").rule);
    }
    rules
}

/// The rules that find something in the text.
fn found_in(scanner: &Scanner, text: &str) -> Vec<&'static str> {
    scanner.scan(text.as_bytes()).iter().map(|hit| hit.rule.id.as_str()).collect()
}

/// What was found in more than one of the fills of a template, where `expected` should have been.
///
/// One fill of many may look made up by chance, as one random value in some hundred thousand does.
fn surprises(scanner: &Scanner, template: &str, expected: &[&str]) -> Option<Vec<&'static str>> {
    let mut wrong = (0..ROUNDS).map(|_| found_in(scanner, &fill(template))).filter(|found| found != expected);
    wrong.nth(1)
}

#[test]
fn each_sample_is_found_by_its_rule_and_no_other() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for rule in all_rules() {
        for sample in &rule.samples {
            if let Some(found) = surprises(&scanner, sample, &[&rule.id]) {
                wrong.push(format!("{}: sample {sample:?} -> {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_counter_sample_is_found() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for rule in all_rules() {
        for sample in &rule.counter_samples {
            if let Some(found) = surprises(&scanner, sample, &[]) {
                wrong.push(format!("{}: counter-sample {sample:?} -> {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_rules_are_found_by_their_ids() {
    for rule in all_rules() {
        assert!(keystop::rules::by_id(&rule.id).is_some_and(|known| *known.id == rule.id), "{}", rule.id);
    }
}

#[test]
fn ordinary_source_compiles_no_pattern() {
    let scanner = Scanner::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in ["check.rs", "cli.rs", "error.rs", "scan/engine.rs", "source/changed.rs", "source/index.rs"] {
        let text = fs::read(folder.join(path)).expect("a readable source file");
        assert!(scanner.scan(&text).is_empty());
    }
    let words = "api_key = settings.get('token', secret_name)  # the password's key, not a credential\n";
    assert!(scanner.scan(words.repeat(100).as_bytes()).is_empty());
    assert_eq!(scanner.compiled(), Vec::<&str>::new());
}

#[test]
fn every_pattern_compiles() {
    for rule in keystop::rules::builtin() {
        assert!(regex::bytes::RegexBuilder::new(&rule.pattern).unicode(false).build().is_ok(), "{}", rule.id);
    }
}
