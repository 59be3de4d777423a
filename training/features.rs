//! Prints what the model for secrets without a name sees in labelled lines, for `weights.py` to learn from.
//!
//! Reads JSON objects with `id`, `filename`, `where`, `text`, `value` and `expect`, a line each, from standard input
//! (`README.md` tells the form), and prints one for each candidate: `id`, `expect`, whether the labelled value is the
//! candidate (`hit`), `features`, and the `words` of the name.

#![allow(missing_docs, clippy::print_stdout)]

use std::io::{self, BufRead};

use keystop::file_type::{Family, FileType};
use keystop::rules::Trigger;
use keystop::scan::detect::named::candidate;
use keystop::scan::model::features::Measures;
use keystop::scan::text::words;
use keystop::scan::{Input, Scanner, Sensitivity};
use serde_json::{Value, json};

/// Words by which names are found; `src/rules/builtin/unnamed.toml` has them.
fn keywords() -> Vec<&'static str> {
    keystop::rules::builtin()
        .iter()
        .filter(|rule| rule.trigger == Trigger::SecretName)
        .flat_map(keystop::rules::Rule::keywords)
        .collect()
}

fn main() -> io::Result<()> {
    let keywords = keywords();
    let scanner = Scanner::new();
    for line in io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let (path, text) = (field("path"), field("text"));
        let file_type = FileType::of(path.as_bytes());
        let kind = file_type.family();
        let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Strict };
        if !scanner.scan(&Input { sensitivity: Sensitivity::KeysOnly, ..input }).is_empty() {
            println!("{}", json!({"id": row["id"], "has_key": true}));
        }
        if kind == Family::Generated {
            continue;
        }
        let lower = text.to_ascii_lowercase();
        let mut seen = Vec::new();
        for keyword in &keywords {
            for (at, _) in lower.match_indices(keyword) {
                let Some(found) = candidate(&input, file_type, &(at..at + keyword.len())) else { continue };
                if seen.contains(&found.value) {
                    continue;
                }
                seen.push(found.value.clone());
                let measures = Measures::of(input.text, &found, input.path, kind);
                if measures.speaks.is_none() {
                    continue;
                }
                let words: Vec<String> = measures
                    .words
                    .iter()
                    .map(|word| String::from_utf8_lossy(words::letters(word)).into_owned())
                    .collect();
                println!(
                    "{}",
                    json!({"id": row["id"], "expect": row["expect"], "span": [found.value.start, found.value.end], "features": measures.features.to_vec(), "words": words, "speaks": measures.speaks.map(|speaks| speaks as usize)})
                );
            }
        }
    }
    Ok(())
}
