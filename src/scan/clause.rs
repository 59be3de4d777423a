//! Clauses that leave something alone: each says why, and has samples in which a secret would be seen without it.

/// A clause, with the function that asks whether it holds.
pub(in crate::scan) struct Clause<F> {
    /// What it says of the candidate.
    pub(in crate::scan) says: &'static str,
    /// Whether it holds.
    pub(in crate::scan) holds: F,
    /// A file's name and a template of its text: nothing is found in it, and something without the clause, at the usual
    /// sensitivity or at `strict`; or the other way round, where a value that is left alone hides another.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(in crate::scan) needed_by: &'static [(&'static str, &'static str)],
}

/// What the first clause says that holds, as `asked` tells of each.
pub(in crate::scan) fn first_of<F>(clauses: &[Clause<F>], asked: impl Fn(&F) -> bool) -> Option<&'static str> {
    clauses.iter().find(|clause| is_asked(clause.says) && asked(&clause.holds)).map(|clause| clause.says)
}

#[cfg(not(test))]
fn is_asked(_: &str) -> bool {
    true
}

#[cfg(test)]
use tests::is_asked;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use keystop_samples::template::fill;

    use super::Clause;
    use crate::scan::detect::veto::VETOES;
    use crate::scan::value::reference::REFERENCES;
    use crate::scan::{Input, Scanner, Sensitivity};

    thread_local! {
        /// The clause that is left out.
        static LEFT_OUT: Cell<&'static str> = const { Cell::new("") };
    }

    pub(super) fn is_asked(says: &str) -> bool {
        LEFT_OUT.get() != says
    }

    /// What is wrong with the samples of these clauses.
    fn survivors<F>(clauses: &[Clause<F>]) -> Vec<String> {
        /// How many values each sample is tried with: some are made up by chance.
        const FILLS: usize = 8;
        let scanner = Scanner::new();
        let finds = |path: &str, text: &str, sensitivity| {
            let input = Input { path: path.as_bytes(), text: text.as_bytes(), sensitivity };
            !scanner.scan(&input).is_empty()
        };
        let mut wrong = Vec::new();
        for Clause { says, needed_by, .. } in clauses {
            if needed_by.is_empty() {
                wrong.push(format!("{says}: no sample"));
            }
            for (path, template) in *needed_by {
                let texts: Vec<String> = (0..FILLS).map(|_| fill(template)).collect();
                let is_needed = [Sensitivity::Careful, Sensitivity::Strict].into_iter().any(|sensitivity| {
                    let found = || texts.iter().filter(|text| finds(path, text, sensitivity)).count();
                    let with = found();
                    LEFT_OUT.set(says);
                    let without = found();
                    LEFT_OUT.set("");
                    // Mostly nothing, and all; where another reading comes to bear, it is the other way round.
                    with.min(without) == 0 && with != without
                });
                if !is_needed {
                    wrong.push(format!("{says}: not needed by {path}: {template}"));
                }
            }
        }
        wrong
    }

    #[test]
    fn each_clause_is_needed() {
        let wrong = [survivors(VETOES), survivors(REFERENCES)].concat();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
