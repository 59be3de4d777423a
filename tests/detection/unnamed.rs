//! Secrets without a form of their own: what is found by its name and its looks, and what is not.

use keystop::scan::{Input, Scanner, Sensitivity};

use crate::support::template::fill;
use crate::tables::unnamed::{FOUND, QUIET};

/// How many values each row is tried with.
const FILLS: usize = 25;

/// How many of them may look made up, by chance.
const STRAYS: usize = 1;

/// The rows in which something is found, or nothing, more often than it should be; with how often.
fn surprises(rows: &[(&str, &str)], wants_finding: bool, tolerated: usize) -> Vec<String> {
    let scanner = Scanner::new();
    let is_surprise = |path: &str, template: &str| {
        let text = fill(template);
        let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity: Sensitivity::Careful };
        scanner.scan(&input).is_empty() == wants_finding
    };
    rows.iter()
        .map(|(path, template)| (path, template, (0..FILLS).filter(|_| is_surprise(path, template)).count()))
        .filter(|(.., count)| *count > tolerated)
        .map(|(path, template, count)| format!("{count} of {FILLS}: {path}: {template}"))
        .collect()
}

#[test]
fn generated_values_under_telling_names_are_found() {
    let wrong = surprises(FOUND, true, STRAYS);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_no_secret_is_left_alone() {
    let wrong = surprises(QUIET, false, 0);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
