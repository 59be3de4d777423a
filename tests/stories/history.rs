//! The whole history: each version of a file once.

use serde_json::Value;

use crate::support::sandbox::{Sandbox, fresh_key};
use crate::support::situation::{Verdict, all};

#[test]
fn what_must_block() {
    all(
        Verdict::Blocks,
        &[
            ("a key that is gone", "key > a; git add a; old; git rm -q a; old; \"$KEYSTOP\" scan --history"),
            (
                "on another branch",
                "old; git checkout -q -b t; key > a; git add a; old; git checkout -q main; \"$KEYSTOP\" scan --history",
            ),
            (
                "behind a tag only",
                "old; key > a; git add a; old; git tag t; git reset -q --hard HEAD~1; \"$KEYSTOP\" scan --history",
            ),
            (
                "in the reflog only",
                "old; key > a; git add a; old; git reset -q --hard HEAD~1; \"$KEYSTOP\" scan --history --reflog",
            ),
            ("packed", "key > a; git add a; old; git rm -q a; old; git gc -q; \"$KEYSTOP\" scan --history"),
            (
                "in a merge",
                "old; git checkout -q -b t; echo t > t; git add .; old; git checkout -q main; echo m > m; git add .; old; git merge -q --no-commit t; key > a; git add a; old; git rm -q a; old; \"$KEYSTOP\" scan --history",
            ),
        ],
    );
}

#[test]
fn what_must_pass() {
    all(
        Verdict::Passes,
        &[
            ("a clean history", "echo x > a; git add a; old; \"$KEYSTOP\" scan --history"),
            ("no commit yet", "\"$KEYSTOP\" scan --history"),
            (
                "what only the reflog has",
                "old; key > a; git add a; old; git reset -q --hard HEAD~1; \"$KEYSTOP\" scan --history",
            ),
        ],
    );
}

#[test]
fn what_cannot_be_scanned() {
    all(
        Verdict::Fails,
        &[
            (
                "a shallow clone",
                "old; old; git clone -q --depth 1 file://\"$PWD\" ../s; cd ../s; \"$KEYSTOP\" scan --history",
            ),
            ("a missing blob", "echo x > a; git add a; old; rm -f $(loose HEAD:a); \"$KEYSTOP\" scan --history"),
        ],
    );
}

#[test]
fn a_key_is_told_once_with_its_oldest_commit() {
    let sandbox = Sandbox::without_hook();
    let (first, second) = (fresh_key(), fresh_key());
    sandbox.stage("a", format!("a = '{first}'\n"));
    sandbox.commit_unchecked();
    let oldest = sandbox.git(["rev-parse", "HEAD"]).stdout;
    sandbox.stage("a", format!("# more\na = '{first}'\n"));
    sandbox.stage("b", format!("b = '{second}'\n"));
    sandbox.commit_unchecked();
    sandbox.git(["rm", "-q", "b"]).passes();
    sandbox.commit_unchecked();
    let outcome = sandbox.keystop(["scan", "--history", "--format", "json"]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    let json: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 2, "{json}");
    assert_eq!((&findings[0]["path"], &findings[0]["line"]), (&Value::from("a"), &Value::from(1)));
    assert_eq!(findings[0]["commit"]["id"], oldest.trim());
    assert_eq!(findings[0]["commit"]["elsewhere"], 1);
    assert_eq!(
        (&findings[0]["commit"]["still_there"], &findings[1]["commit"]["still_there"]),
        (&true.into(), &false.into())
    );
}
