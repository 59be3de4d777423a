//! Every rule against its own samples, through the whole scanner.

use std::fs;
use std::path::Path;

use keystop::policy::Document;
use keystop::rules::{Check, Trigger};
use keystop::scan::{Hit, Input, Scanner, Sensitivity};
use keystop_rules::spec::{RuleFile, RuleSpec};
use proptest::prelude::*;

use crate::support::property::cases;
use crate::support::template::fill;

/// How often each sample is filled anew.
const ROUNDS: usize = 20;

pub fn all_rules() -> Vec<RuleSpec> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/builtin");
    let only = std::env::var("KEYSTOP_RULES").unwrap_or_default();
    let mut rules = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of rules") {
        let path = entry.expect("a readable folder").path();
        if !path.to_string_lossy().contains(&only) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable file of rules");
        rules.extend(toml::from_str::<RuleFile>(&text).expect("the build parsed it").rules());
    }
    rules
}

/// What the rules find in the text, without regard to names that speak of any secret.
fn keys_in(scanner: &Scanner, text: &[u8]) -> Vec<Hit> {
    scanner.scan(&Input { path: b"", text, sensitivity: Sensitivity::KeysOnly })
}

/// What is found in the text with all that is known.
fn secrets_in(scanner: &Scanner, text: &[u8]) -> Vec<Hit> {
    scanner.scan(&Input { path: b"", text, sensitivity: Sensitivity::Careful })
}

/// The rules that find something in the text.
fn found_in(scanner: &Scanner, text: &str) -> Vec<&'static str> {
    ids(&keys_in(scanner, text.as_bytes()))
}

fn ids(hits: &[Hit]) -> Vec<&'static str> {
    hits.iter().map(|hit| hit.rule.id()).collect()
}

/// The rules that know a form and find something in the text; under a provider's name any other generated value may
/// be one too.
fn forms_found_in(scanner: &Scanner, text: &str) -> Vec<&'static str> {
    let hits = keys_in(scanner, text.as_bytes());
    hits.iter().filter(|hit| hit.rule.trigger != Trigger::ProviderName).map(|hit| hit.rule.id()).collect()
}

/// What was found in one of the fills of a template, where something else than `expected` is found time and again.
///
/// By chance, one fill of a thousand looks made up; where nothing but the looks of a value is judged, one of some hundred.
fn surprises(find: impl Fn(&str) -> Vec<&'static str>, template: &str, expected: &[&str]) -> Option<Vec<&'static str>> {
    (0..ROUNDS).map(|_| find(&fill(template))).filter(|found| found != expected).nth(2)
}

#[test]
fn each_sample_is_found_by_its_rule_and_no_other() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for rule in all_rules() {
        for sample in &rule.samples {
            let find = |text: &str| match rule.telling.as_slice() {
                [] => found_in(&scanner, text),
                _ => ids(&secrets_in(&scanner, text.as_bytes())),
            };
            if let Some(found) = surprises(find, sample, &[&rule.id]) {
                wrong.push(format!("{}: sample {sample:?} -> {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The keyword alone finds nothing: the scan must know the word for one that speaks of a secret, too.
#[test]
fn values_under_each_telling_word_are_found() {
    const FILLS: usize = 50;
    /// A value may look like a word.
    const LEAST: usize = 45;
    /// Words that have other meanings, so that more is asked of the value.
    const LOOSE: [(&str, usize); 2] = [("salt", 40), ("ticket", 30)];
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for rule in all_rules() {
        // Of nonces only `strict` speaks; parts of names and of lines stand in samples.
        let is_whole = |word: &&String| *word != "nonce" && word.chars().all(char::is_alphabetic);
        for word in rule.telling.iter().filter(is_whole) {
            let is_found = |_: &usize| {
                let text = fill(&format!("{word}: {{mixed:24}}\n"));
                ids(&secrets_in(&scanner, text.as_bytes())).contains(&rule.id.as_str())
            };
            let found = (0..FILLS).filter(is_found).count();
            if found < LOOSE.iter().find(|(loose, _)| loose == word).map_or(LEAST, |(_, least)| *least) {
                wrong.push(format!("{word}: {found} of {FILLS}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_counter_sample_is_found() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for rule in all_rules() {
        for sample in &rule.counter_samples {
            let find = |text: &str| match (rule.telling.as_slice(), rule.names.as_slice()) {
                ([], []) => forms_found_in(&scanner, text),
                ([], _) => found_in(&scanner, text),
                _ => ids(&secrets_in(&scanner, text.as_bytes())),
            };
            if let Some(found) = surprises(find, sample, &[]) {
                wrong.push(format!("{}: counter-sample {sample:?} -> {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The text with one character of the secret replaced by another of its kind, in a place that its checksum covers.
fn with_one_character_changed(text: &str, secret: std::ops::Range<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    // The last characters of base64 may hold bits that mean nothing.
    let at = secret.end - 6;
    bytes[at] = match bytes[at] {
        b'9' => b'8',
        b'z' => b'y',
        b'Z' => b'Y',
        b'+' => b'/',
        b'/' => b'+',
        byte => byte + 1,
    };
    String::from_utf8(bytes).expect("ASCII")
}

#[test]
fn with_one_character_of_a_checksum_changed_nothing_is_found() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    let has_checksum = |rule: &&RuleSpec| rule.proofs.iter().any(|p| p.is_checksum() || *p == Check::Bip39);
    for rule in all_rules().iter().filter(has_checksum) {
        for sample in &rule.samples {
            let mut changed = (0..ROUNDS).filter_map(|_| {
                let text = fill(sample);
                let hit = keys_in(&scanner, text.as_bytes()).into_iter().find(|hit| hit.rule.id() == rule.id)?;
                let changed = with_one_character_changed(&text, hit.secret);
                Some(found_in(&scanner, &changed)).filter(|found| !found.is_empty())
            });
            // One of many may hold by chance.
            if let Some(found) = changed.nth(1) {
                wrong.push(format!("{}: sample {sample:?} -> {found:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_rules_are_found_by_their_ids() {
    for rule in all_rules() {
        assert!(keystop::rules::by_id(&rule.id).is_some_and(|known| known.id() == rule.id), "{}", rule.id);
    }
}

#[test]
fn ordinary_source_compiles_no_pattern() {
    let own = "[[rule]]\nid = 'own-key'\ntitle = 'a key'\nkeywords = ['own_live_']\npattern = 'own_live_[0-9]{20}'\nrevoke = 'https://localhost'\n";
    let mut policy: Document = own.parse().expect("a policy");
    let scanner = Scanner::with(policy.take_rules());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in ["main.rs", "error.rs", "scan/engine.rs", "source/tree_diff.rs", "source/index/entries.rs"] {
        let text = fs::read(folder.join(path)).expect("a readable source file");
        assert!(keys_in(&scanner, &text).is_empty());
    }
    let words = "api_key = settings.get('token', secret_name)  # the password's key, not a credential\n";
    assert!(keys_in(&scanner, words.repeat(100).as_bytes()).is_empty());
    assert_eq!(scanner.compiled(), Vec::<&str>::new());
    assert!(keys_in(&scanner, b"OWN_LIVE_ is how they begin").is_empty());
    assert_eq!(scanner.compiled(), ["own-key"]);
}

#[test]
fn every_pattern_compiles() {
    for rule in keystop::rules::builtin() {
        assert!(regex::bytes::RegexBuilder::new(rule.pattern()).unicode(false).build().is_ok(), "{}", rule.id());
    }
}

/// Bytes that bring many rules to the point of trying: their keywords, and pieces of their own samples.
fn provoking() -> impl Strategy<Value = Vec<u8>> {
    let keywords: Vec<&str> = keystop::rules::builtin().iter().flat_map(keystop::rules::Rule::keywords).collect();
    let piece = prop_oneof![
        proptest::sample::select(keywords).prop_map(|keyword| keyword.as_bytes().to_vec()),
        "[A-Za-z0-9+/=_.-]{0,80}".prop_map(String::into_bytes),
        "[=:\"' \n{}(),;@%$\\\\]{0,4}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..40),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn whatever_the_bytes_hits_are_in_order_and_apart(
        text in provoking(),
        path in proptest::sample::select(vec!["a", "a.py", "a.yaml", "a.json", "a.xml", "a.sh"]),
    ) {
        let hits = Scanner::new().scan(&Input { path: path.as_bytes(), text: &text, sensitivity: Sensitivity::Strict });
        for hit in &hits {
            prop_assert!(!hit.secret.is_empty() && hit.extent.start == hit.secret.start);
            prop_assert!(hit.secret.end <= hit.extent.end && hit.extent.end <= text.len());
        }
        prop_assert!(hits.windows(2).all(|pair| pair[0].secret.end <= pair[1].secret.start));
    }
}
