//! Turns the rules under `src/rules/builtin` into static tables, so that start-up parses nothing and a
//! mistake in a rule is a build error that names file and rule.
//!
//! `validate` checks each rule, `keywords` makes the index that `scan::keyword::prefilter` walks, `tables` prints the
//! rules, and `model` the weights of the model.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // A build script fails by panicking, and speaks by printing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use keystop_rules::spec::{Providers, RuleFile};
use tables::Texts;
use validate::Checked;

mod keywords;
mod model;
mod tables;
mod unwinder;
mod validate;

const RULES: &str = "src/rules/builtin";

fn main() {
    unwinder::link();
    println!("cargo:rerun-if-changed={RULES}");
    let rules = rules().unwrap_or_else(|problems| panic!("\n{}\n", problems.join("\n")));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut texts = Texts::default();
    let write = |name: &str, content: String| fs::write(out.join(name), content).expect("OUT_DIR is writable");
    // First, so that the keywords stand together, and then the ids.
    write("keywords.rs", keywords::index(&rules, &mut texts));
    for rule in &rules {
        texts.text(&rule.spec.id);
    }
    write("rules.rs", tables::rule_table(&rules));
    let wordings: Vec<String> = rules.iter().map(|rule| texts.wording(rule)).collect();
    write("texts.rs", texts.source(&wordings));
    write("characters.rs", model::characters());
    write("weights.rs", model::weights());
}

/// All rules, sorted by id, or all that is wrong with them.
fn rules() -> Result<Vec<Checked>, Vec<String>> {
    let mut problems = Vec::new();
    let mut parsed = Vec::new();
    let mut providers = Providers::default();
    for file in files(Path::new(RULES)) {
        println!("cargo:rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file).expect("a readable file of rules");
        match toml::from_str::<RuleFile>(&text) {
            Ok(rules) => {
                providers.add(&rules);
                parsed.push((file, rules));
            }
            Err(error) => problems.push(format!("{}: {error}", file.display())),
        }
    }
    let mut rules = Vec::new();
    let mut ids = BTreeSet::new();
    for (file, parsed) in parsed {
        for spec in parsed.rules() {
            if !ids.insert(spec.id.clone()) {
                problems.push(format!("{}: rule {}: the id is taken twice", file.display(), spec.id));
            }
            match Checked::new(spec, &providers) {
                Ok(rule) => rules.push(rule),
                Err(why) => problems.push(format!("{}: {why}", file.display())),
            }
        }
    }
    rules.sort_by(|a, b| a.spec.id.cmp(&b.spec.id));
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

/// The files of rules in a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of rules")
        .map(|entry| entry.expect("a readable folder of rules").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    files
}
