//! Whoever reads the repository, the same lines are new: libgit2 and the index read in place, the `git` program, and
//! `git diff` itself agree on random edits.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::sandbox::{Sandbox, fresh_key};

/// A file's lines, as numbers into a pool, and whether the last one ends with a line break.
type Content = (Vec<usize>, bool);

const PATHS: [&str; 7] = ["a", "a.b", "a-b/c", "dir/a", "dir/b/c", "dir/b.c", "z\u{e9} \"x\""];
const POOL: usize = 8;

/// Half of the pool are keys, and half are none.
fn pool() -> Vec<String> {
    (0..POOL).map(|n| if n % 2 == 0 { fresh_key() } else { format!("plain {n}\r") }).collect()
}

fn written(content: &Content, pool: &[String]) -> Vec<u8> {
    let lines: Vec<&str> = content.0.iter().map(|n| pool[*n].as_str()).collect();
    let mut text = lines.join("\n");
    if content.1 {
        text.push('\n');
    }
    text.into_bytes()
}

/// The places of keys on lines that `git diff` calls added.
fn added_by_git(sandbox: &Sandbox, pool: &[String]) -> BTreeSet<(String, usize)> {
    let options = ["-c", "core.quotePath=false", "diff", "--cached", "-U0", "--text", "--no-renames"];
    let mut places = BTreeSet::new();
    for path in PATHS {
        let mut git = sandbox.command("git");
        let diff = Sandbox::run(git.args(options).args(["--no-ext-diff", "--no-textconv", "--", path])).passes().stdout;
        let mut line = 0;
        for text in diff.split('\n') {
            if let Some(hunk) = text.strip_prefix("@@ ") {
                let new = hunk.split(" +").nth(1).expect("a hunk's new side");
                line = new.split([',', ' ']).next().and_then(|n| n.parse().ok()).expect("a line number");
            } else if let Some(added) = text.strip_prefix('+').filter(|_| line > 0 && !text.starts_with("+++ ")) {
                if pool.iter().step_by(2).any(|key| added == key) {
                    places.insert((path.to_owned(), line));
                }
                line += 1;
            }
        }
    }
    places
}

fn found_by_keystop(sandbox: &Sandbox) -> BTreeSet<(String, usize)> {
    let outcome = sandbox.keystop(["--format", "json"]);
    assert!(matches!(outcome.status, Some(0 | 1)), "{outcome:?}");
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let place = |finding: &serde_json::Value| {
        let line = finding["line"].as_u64().and_then(|line| usize::try_from(line).ok());
        (finding["path"].as_str().expect("a path").to_owned(), line.expect("a line"))
    };
    findings.iter().map(place).collect()
}

fn content() -> impl Strategy<Value = Option<Content>> {
    proptest::option::weighted(0.8, (vec(0..POOL, 0..12), any::<bool>()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_readers_agree(before in vec(content(), PATHS.len()), after in vec(content(), PATHS.len()), mode in any::<bool>()) {
        let pool = pool();
        let format = ["--object-format=sha1", "--object-format=sha256"];
        let answers: Vec<_> = format
            .iter()
            .map(|format| {
                let sandbox = Sandbox::without_repository();
                sandbox.git(["init", "--quiet", format, "."]).passes();
                for (path, content) in PATHS.iter().zip(&before) {
                    if let Some(content) = content {
                        sandbox.write(path, written(content, &pool));
                    }
                }
                sandbox.git(["add", "-A"]).passes();
                sandbox.commit_unchecked();
                // A file that goes while another comes may be taken for moved, which is another matter: nothing goes here.
                for (path, content) in PATHS.iter().zip(&after) {
                    if let Some(content) = content {
                        sandbox.write(path, written(content, &pool));
                    }
                }
                sandbox.git(["add", "-A"]).passes();
                if mode && before[0].is_some() {
                    sandbox.git(["update-index", "--chmod=+x", "a"]).passes();
                }
                (found_by_keystop(&sandbox), added_by_git(&sandbox, &pool))
            })
            .collect();
        let copied = |place: &(String, usize)| {
            // The very content stands elsewhere in the commit before: a copy, which adds nothing.
            let at = PATHS.iter().position(|path| *path == place.0).expect("a path of ours");
            before[at].is_none() && after[at].is_some() && before.iter().any(|content| {
                content.as_ref().map(|c| written(c, &pool)) == after[at].as_ref().map(|c| written(c, &pool))
            })
        };
        for (found, mut expected) in answers {
            expected.retain(|place| !copied(place));
            prop_assert_eq!(found, expected);
        }
    }
}
