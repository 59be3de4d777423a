//! Secrets without a form of their own, in commits. `tests/unnamed.rs` puts the whole tables through the scanner.

use crate::support::sandbox::{Outcome, Sandbox};
use crate::support::template::fill;
use crate::tables::unnamed::{FOUND, QUIET};

/// Of so many rows of a table, one is tried in a commit.
const STRIDE: usize = 25;

/// What committing a row's file comes to.
fn commit(&(path, template): &(&str, &str)) -> Outcome {
    let sandbox = Sandbox::new();
    sandbox.stage(path, fill(template));
    sandbox.commit()
}

#[test]
fn generated_values_under_telling_names_block() {
    for row in FOUND.iter().step_by(STRIDE) {
        // One value of some hundred looks made up.
        let outcome = Some(commit(row)).filter(|outcome| outcome.status == Some(1)).unwrap_or_else(|| commit(row));
        assert!(outcome.blocks().stderr.contains("commit blocked"), "{row:?}");
    }
}

#[test]
fn what_is_no_secret_passes() {
    for row in QUIET.iter().step_by(STRIDE) {
        assert_eq!(commit(row).passes().stderr, "", "{row:?}");
    }
}

#[test]
fn the_repository_decides_how_much_counts() {
    let sandbox = Sandbox::new();
    sandbox.stage(".keystop.toml", "sensitivity = \"keys-only\"\n");
    sandbox.stage("settings.py", fill("APP_PASSWORD = \"{base62:20}\"\n"));
    sandbox.commit().passes();

    sandbox.stage(
        ".keystop.toml",
        "[[override]]\npath = \"vendor/**\"\nsensitivity = \"keys-only\"\n\n\
         [[override]]\npath = \"vendor/ours/**\"\nsensitivity = \"careful\"\n",
    );
    sandbox.stage("vendor/settings.py", fill("APP_PASSWORD = \"{base62:20}\"\n"));
    sandbox.commit().passes();
    sandbox.stage("vendor/ours/settings.py", fill("APP_PASSWORD = \"{mixed:40}\"\nDB_PASSWORD = \"{mixed:40}\"\n"));
    sandbox.commit().blocks();
}

#[test]
fn a_sensitivity_that_is_not_understood_blocks() {
    for (policy, cause) in [
        ("sensitivity = \"low\"\n", ".keystop.toml:1: `sensitivity` is"),
        ("sensitivity = 3\n", ".keystop.toml:1: `sensitivity` is"),
        ("override = \"x\"\n", ".keystop.toml:1: `override` is a list"),
        ("[[override]]\nsensitivity = \"strict\"\n", "has no `path`"),
        ("[[override]]\npath = \"a\"\n", "states nothing"),
        ("[[override]]\npath = \"a\"\nlevel = \"strict\"\n", ".keystop.toml:3: unknown key `level`"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.stage(".keystop.toml", policy);
        sandbox.stage("a.txt", "nothing\n");
        if cause.starts_with(".keystop.toml:") {
            sandbox.keystop([]).fails_at(cause)
        } else {
            sandbox.keystop([]).fails_with(cause)
        };
    }
}
