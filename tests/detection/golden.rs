//! What is found in every sample, to the byte, at one seed: `tests/golden/findings.txt`.
//!
//! A change that only moves things leaves it as it is. One that is meant to find more or less shows here in which
//! samples: `KEYSTOP_ACCEPT=1 cargo test --test detection golden` writes the file anew, and its difference belongs
//! into the commit.
//!
//! Each line is a sample's name and its findings: rule, range of bytes, confidence, and the end of the fingerprint.
//! Samples in which nothing is found have no line. The values are always the same, whatever the seed of the run.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use keystop::fingerprint::Fingerprint;
use keystop::scan::{Input, Scanner, Sensitivity};

use crate::rules::all_rules;
use crate::support::random;
use crate::support::template::fill;
use crate::tables::nearby::{SHAPES, SPOKEN};
use crate::tables::unnamed::{FOUND, QUIET};

/// A text that is scanned, and what its line is called.
struct Sample {
    name: String,
    path: String,
    template: String,
}

fn samples() -> Vec<Sample> {
    let of_rules = all_rules().into_iter().flat_map(|rule| {
        // Those of a provider's names differ by the provider's word alone.
        let most = if rule.names.is_empty() { usize::MAX } else { 1 };
        let parts = [("sample", rule.samples), ("counter-sample", rule.counter_samples)];
        parts.into_iter().flat_map(move |(part, templates)| {
            let id = rule.id.clone();
            templates.into_iter().take(most).enumerate().map(move |(number, template)| Sample {
                name: format!("{id} {part} {number}"),
                path: String::new(),
                template,
            })
        })
    });
    let near = |template: &str| {
        let template: String = template.chars().map(|c| brace(c).map_or(c.to_string(), str::to_owned)).collect();
        template.replace("$P", "Datadog").replace("$p", "datadog").replace("$V", "{mixed:40}")
    };
    let tables: [(_, _, &dyn Fn(&str) -> String); 4] = [
        ("found", FOUND, &str::to_owned),
        ("quiet", QUIET, &str::to_owned),
        ("near", SHAPES, &near),
        ("spoken", SPOKEN, &near),
    ];
    let of_tables = tables.into_iter().flat_map(|(table, rows, template_of)| {
        rows.iter().map(move |(path, template)| {
            let template = template_of(template);
            let digest = crc32fast::hash(template.as_bytes());
            Sample { name: format!("{table} {path} {digest:08x}"), path: (*path).to_owned(), template }
        })
    });
    of_rules.chain(of_tables).collect()
}

/// How a template writes a brace.
fn brace(c: char) -> Option<&'static str> {
    match c {
        '{' => Some("{lb}"),
        '}' => Some("{rb}"),
        _ => None,
    }
}

/// The findings in a sample, as they stand in the file.
fn findings(scanner: &Scanner, sample: &Sample) -> String {
    random::begin_the_same(&format!("{}\n{}", sample.path, sample.template));
    let text = fill(&sample.template);
    let find = |sensitivity| {
        let hits = scanner.scan(&Input { path: sample.path.as_bytes(), text: text.as_bytes(), sensitivity });
        hits.iter().fold(String::new(), |mut line, hit| {
            let fingerprint = Fingerprint::quick(hit.rule.id(), hit.value(text.as_bytes())).to_string();
            let (_, end) = fingerprint.split_at(fingerprint.len() - 8);
            let (rule, range, confidence) = (hit.telling_rule().id(), &hit.secret, hit.confidence.name());
            write!(line, " | {rule} {}..{} {confidence} {end}", range.start, range.end).expect("memory");
            line
        })
    };
    let (careful, strict) = (find(Sensitivity::Careful), find(Sensitivity::Strict));
    if strict == careful { careful } else { format!("{careful} || strict{strict}") }
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/findings.txt")
}

#[test]
fn every_sample_gives_the_findings_on_record() {
    let scanner = Scanner::new();
    let mut templates = BTreeMap::new();
    let mut found = BTreeMap::new();
    for sample in samples() {
        let findings = findings(&scanner, &sample);
        if !findings.is_empty() {
            found.insert(sample.name.clone(), findings);
        }
        templates.insert(sample.name, sample.template);
    }
    if std::env::var_os("KEYSTOP_ACCEPT").is_some() {
        let text: String = found.iter().map(|(name, findings)| format!("{name}{findings}\n")).collect();
        fs::write(path(), text).expect("a writable file");
        return;
    }
    let text = fs::read_to_string(path()).expect("the file of findings");
    let recorded: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_at_checked(line.find(" |")?)).collect();
    let mut wrong = String::new();
    for (name, template) in &templates {
        let (was, is) = (recorded.get(name.as_str()).copied().unwrap_or_default(), found.get(name));
        let is = is.map_or("", String::as_str);
        if was != is {
            write!(wrong, "{name}: {template:?}\n  -{was}\n  +{is}\n").expect("memory");
        }
    }
    for name in recorded.keys().filter(|name| !templates.contains_key(**name)) {
        writeln!(wrong, "{name}: no longer a sample").expect("memory");
    }
    assert!(wrong.is_empty(), "\n{wrong}\nIf this is meant: KEYSTOP_ACCEPT=1 cargo test --test detection golden");
}
