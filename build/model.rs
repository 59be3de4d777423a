//! Turns the files of the model for secrets without a name into tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use keystop_rules::feature::{Feature, Speaks};
use serde::Deserialize;

use crate::tables::PLAIN_NUMBERS;

const FOLDER: &str = "src/scan/model";

/// How long a word is kept; as in `src/scan/text/words.rs`.
const WORD: usize = 12;

/// `weights.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Weights {
    careful: f32,
    strict: f32,
    provider: f32,
    features: BTreeMap<Speaks, BTreeMap<Feature, f32>>,
    words: BTreeMap<String, f32>,
    last_words: BTreeMap<String, f32>,
}

/// The table of character transitions.
pub fn characters() -> String {
    let text = read("trigrams.tsv");
    let steps: Vec<&str> = text.lines().flat_map(|line| line.split('\t').skip(1)).collect();
    assert_eq!(steps.len(), 27 * 27 * 27, "trigrams.tsv: a row for each two letters, a column for each third");
    format!("{PLAIN_NUMBERS}static TRANSITIONS: [i8; {}] = [{}];\n", steps.len(), steps.join(", "))
}

/// The weights of the model.
pub fn weights() -> String {
    let weights: Weights = toml::from_str(&read("weights.toml")).expect("weights.toml");
    let mut features = vec![[0.0; Feature::COUNT]; Speaks::COUNT];
    for (speaks, weights) in &weights.features {
        for (feature, weight) in weights {
            features[*speaks as usize][*feature as usize] = *weight;
        }
    }
    let mut out = String::new();
    // A weight may come close to a constant of mathematics by chance.
    let allowed = "#[allow(clippy::approx_constant, clippy::unreadable_literal)]";
    let (careful, strict, provider) = (weights.careful, weights.strict, weights.provider);
    writeln!(out, "pub(super) const CAREFUL: f32 = {careful:?};\npub(super) const STRICT: f32 = {strict:?};\npub(super) const PROVIDER: f32 = {provider:?};")
        .expect("writing to a string");
    writeln!(out, "{allowed}\nstatic FEATURES: [[f32; {}]; {}] = {features:?};", Feature::COUNT, Speaks::COUNT)
        .expect("writing to a string");
    for (name, words) in [("WORDS", &weights.words), ("LAST_WORDS", &weights.last_words)] {
        let mut entries: Vec<_> = words.iter().map(|(word, weight)| (padded(word), weight)).collect();
        entries.sort_by_key(|(word, _)| *word);
        writeln!(out, "{allowed}\nstatic {name}: [(Word, f32); {}] = {entries:?};", entries.len())
            .expect("writing to a string");
    }
    out
}

fn padded(word: &str) -> [u8; WORD] {
    let mut padded = [0; WORD];
    padded[..word.len()].copy_from_slice(word.as_bytes());
    padded
}

fn read(name: &str) -> String {
    let path = format!("{FOLDER}/{name}");
    println!("cargo:rerun-if-changed={path}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
