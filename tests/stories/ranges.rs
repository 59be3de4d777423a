//! Ranges of commits: what each adds to all of its parents.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::sandbox::{Outcome, Sandbox, fresh_key};
use crate::support::situation::{Row, Verdict, all, all_in};

const BLOCKS: &[Row<'_>] = &[
    ("a key in a later commit", "old; git tag base; key > a; git add a; old; \"$KEYSTOP\" scan base..HEAD"),
    (
        "a key that was added and taken out again",
        "old; git tag base; key > a; git add a; old; git rm -q a; old; \"$KEYSTOP\" scan base..HEAD",
    ),
    ("the option for a range", "old; key > a; git add a; old; \"$KEYSTOP\" scan --range HEAD~1..HEAD"),
    ("since a revision", "old; key > a; git add a; old; \"$KEYSTOP\" scan --since HEAD~1"),
    (
        "the first commit of all",
        "key > a; git add a; old; git checkout -q --orphan o; git rm -qrf .; old; git checkout -q main; \
         \"$KEYSTOP\" scan o..main",
    ),
    (
        "a key that only the merge has",
        "echo 1 > a; git add .; old; git tag base; git checkout -q -b t; echo t > t; git add .; old; \
         git checkout -q main; echo m > m; git add .; old; git merge -q --no-commit t; key >> a; git add a; old; \
         test \"$(git rev-parse HEAD^2)\"; \"$KEYSTOP\" scan base..HEAD",
    ),
    (
        "a key on a branch that was merged",
        "old; git tag base; git checkout -q -b t; key > a; git add .; old; git checkout -q main; echo m > m; git add .; \
         old; git merge -q --no-verify -m m t; \"$KEYSTOP\" scan base..HEAD",
    ),
    (
        "a commit past the hook",
        "old; git tag base; key > a; git add a; git commit -q --no-verify -m x; \"$KEYSTOP\" scan base..",
    ),
    (
        "both sides of three dots",
        "old; git checkout -q -b t; key > a; git add a; old; git checkout -q main; echo x > x; git add x; old; \
         \"$KEYSTOP\" scan main...t",
    ),
    (
        "a file that becomes a key's again",
        "key > a; git add a; old; git rm -q a; old; git tag base; git revert -n HEAD; old; \"$KEYSTOP\" scan base..HEAD",
    ),
    (
        "a key in a message, if asked",
        "old; git commit -q --no-verify --allow-empty -m \"$K\"; \"$KEYSTOP\" scan HEAD~1..HEAD --messages",
    ),
    ("UTF-16", "old; key | iconv -t UTF-16 > a; git add a; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    (
        "what attributes call binary",
        "echo '* -diff' > .gitattributes; git add .; old; key > a; git add a; old; \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
    ("a link's target", "old; ln -s $K a; git add a; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    ("a key in a name", "old; echo > $K; git add .; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    (
        "an object that is replaced by a harmless one",
        "old; key > a; git add a; old; echo x > b; git replace $(git rev-parse :a) $(git hash-object -w b); \
         \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
    (
        "a graft that hides a commit",
        "old; git tag base; key > a; git add a; old; echo x > b; git add b; old; \
         echo $(git rev-parse HEAD base) > .git/info/grafts; \"$KEYSTOP\" scan base..HEAD",
    ),
    ("packed objects", "old; git tag base; key > a; git add a; old; git gc -q; \"$KEYSTOP\" scan base..HEAD"),
    (
        "a linked worktree",
        "old; git tag base; key > a; git add a; old; git worktree add -q ../w; cd ../w; \"$KEYSTOP\" scan base..HEAD",
    ),
    (
        "a bare repository",
        "old; git tag base; key > a; git add a; old; git clone -q --bare . ../b; cd ../b; \"$KEYSTOP\" scan base..main",
    ),
    (
        "borrowed objects",
        "old; git tag base; key > a; git add a; old; git clone -q --shared . ../s; cd ../s; \"$KEYSTOP\" scan base..HEAD",
    ),
    (
        "the full part of a shallow clone",
        "old; old; git tag base; key > a; git add a; old; git clone -q --depth 2 file://\"$PWD\" ../s; cd ../s; \
         \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
];

const PASSES: &[Row<'_>] = &[
    ("nothing in the range", "key > a; git add a; old; \"$KEYSTOP\" scan HEAD..HEAD"),
    ("a key from before", "key > a; git add a; old; echo x >> a; git add a; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    ("a key that is taken out", "key > a; git add a; old; git rm -q a; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    ("a file that moves", "key > a; git add a; old; git mv a b; old; \"$KEYSTOP\" scan HEAD~1..HEAD"),
    (
        "a message, unless asked",
        "old; git commit -q --no-verify --allow-empty -m \"$K\"; \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
    (
        "a merge that takes over what a parent has",
        "old; key > a; git add .; old; git checkout -q -b t HEAD~1; echo t > t; git add .; old; git checkout -q main; \
         git merge -q --no-verify -m m t; \"$KEYSTOP\" scan main^1..main",
    ),
];

const FAILS: &[Row<'_>] = &[
    ("a revision that is not there", "old; \"$KEYSTOP\" scan nowhere..HEAD"),
    ("an option in a revision's place", "old; \"$KEYSTOP\" scan --range=--all"),
    (
        "the end of a shallow clone",
        "old; key > a; git add a; old; git clone -q --depth 1 file://\"$PWD\" ../s; cd ../s; git commit -q --no-verify --allow-empty -m x; git checkout -q --orphan o; git commit -q --no-verify --allow-empty -m o; \"$KEYSTOP\" scan o..main",
    ),
    (
        "a commit that a shallow clone lacks",
        "old; old; git clone -q --depth 1 file://\"$PWD\" ../s; cd ../s; \"$KEYSTOP\" scan HEAD~1..HEAD 2>&1 | grep -q unshallow && \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
    ("a missing blob", "old; echo x > a; git add a; old; rm -f $(loose HEAD:a); \"$KEYSTOP\" scan HEAD~1..HEAD"),
    ("a missing tree", "old; echo x > a; git add a; old; rm -f $(loose HEAD^{tree}); \"$KEYSTOP\" scan HEAD~1..HEAD"),
    (
        "a corrupt blob",
        "old; echo x > a; git add a; old; damage $(loose HEAD:a) truncate -s 5; \"$KEYSTOP\" scan HEAD~1..HEAD",
    ),
    (
        "what a partial clone left with its remote",
        "git config uploadpack.allowFilter true; old; echo x > a; git add a; old; git rm -q a; old; \
         git clone -q --no-checkout --filter=blob:none file://\"$PWD\" ../p; cd ../p; \"$KEYSTOP\" scan HEAD~2..HEAD",
    ),
];

#[test]
fn what_must_block() {
    all(Verdict::Blocks, BLOCKS);
}

#[test]
fn what_must_pass() {
    all(Verdict::Passes, PASSES);
}

#[test]
fn what_cannot_be_scanned() {
    all(Verdict::Fails, FAILS);
}

/// Repositories that only the `git` program reads.
#[test]
fn other_formats() {
    let plain: Vec<Row<'_>> = BLOCKS[..8].to_vec();
    all_in("--object-format=sha256", Verdict::Blocks, &plain);
    all_in("--object-format=sha256", Verdict::Passes, PASSES);
}

fn report(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("JSON: {outcome:#?}"))
}

#[test]
fn a_finding_names_its_commit_and_whether_it_is_still_there() {
    let sandbox = Sandbox::without_hook();
    sandbox.commit_unchecked();
    let (stays, goes) = (fresh_key(), fresh_key());
    sandbox.stage("a", format!("a = '{goes}'\n"));
    sandbox.commit_unchecked();
    let first = sandbox.git(["rev-parse", "HEAD"]).stdout;
    sandbox.stage("a", format!("a = '{stays}'\n"));
    sandbox.commit_unchecked();
    sandbox.git(["mv", "a", "b"]).passes();
    sandbox.commit_unchecked();
    let json = report(&sandbox.keystop(["scan", "HEAD~3..HEAD", "--format", "json"]));
    let commits: Vec<&Value> = json["findings"].as_array().expect("a list").iter().map(|f| &f["commit"]).collect();
    assert_eq!(commits.len(), 2, "{json}");
    assert_eq!(commits[0]["id"], first.trim());
    assert_eq!((&commits[0]["still_there"], &commits[1]["still_there"]), (&Value::Bool(false), &Value::Bool(true)));
    assert!(commits[0]["author_date"].as_str().is_some_and(|date| date.len() == 25), "{json}");
}

#[test]
fn an_empty_range_is_told_of() {
    let sandbox = Sandbox::without_hook();
    sandbox.commit_unchecked();
    let outcome = sandbox.keystop(["scan", "HEAD..HEAD"]).passes();
    assert!(outcome.stderr.contains("scanned 0 commits"), "{outcome:?}");
}

/// The places (commit, path, line) of keys on lines that `git show -m` calls added in comparison with every parent.
fn added_by_git(sandbox: &Sandbox, keys: &[String]) -> BTreeSet<(String, String, usize)> {
    let mut places = BTreeSet::new();
    for commit in sandbox.git(["rev-list", "--all"]).passes().stdout.lines() {
        let parents = sandbox.git(["rev-list", "--parents", "-1", commit]).stdout.split_whitespace().count() - 1;
        let show = ["show", "-m", "--format=%x01", "-U0", "--text", "--no-renames", "--no-color", commit];
        let mut by_parent: Vec<BTreeSet<(String, String, usize)>> = Vec::new();
        for diff in sandbox.git(show).passes().stdout.split('\u{1}').skip(1) {
            let (mut added, mut path, mut line) = (BTreeSet::new(), String::new(), 0);
            for text in diff.split('\n') {
                if let Some(name) = text.strip_prefix("+++ b/") {
                    name.clone_into(&mut path);
                } else if let Some(hunk) = text.strip_prefix("@@ ") {
                    let new = hunk.split(" +").nth(1).expect("a hunk's new side");
                    line = new.split([',', ' ']).next().and_then(|n| n.parse().ok()).expect("a line number");
                } else if let Some(content) = text.strip_prefix('+').filter(|_| !text.starts_with("+++ ")) {
                    if keys.iter().any(|key| key == content) {
                        added.insert((commit.to_owned(), path.clone(), line));
                    }
                    line += 1;
                }
            }
            by_parent.push(added);
        }
        // A parent without a difference has all lines.
        if by_parent.len() == parents.max(1) {
            let first = by_parent.remove(0);
            let added = by_parent.into_iter().fold(first, |all, one| &all & &one);
            places.extend(added.into_iter().filter(|place| !was_there(sandbox, place, keys)));
        }
    }
    places
}

/// Returns true if a parent's file held the key that stands at that place: then it only moved.
fn was_there(sandbox: &Sandbox, (commit, path, line): &(String, String, usize), keys: &[String]) -> bool {
    let now = sandbox.git(["show", &format!("{commit}:{path}")]).passes().stdout;
    let key = now.lines().nth(line - 1).unwrap_or_default();
    assert!(keys.iter().any(|known| known == key), "{key:?} stands there");
    let parents = sandbox.git(["rev-list", "--parents", "-1", commit]).passes().stdout;
    let held = |parent: &str| sandbox.git(["show", &format!("{parent}:{path}")]).stdout.lines().any(|old| old == key);
    parents.split_whitespace().skip(1).any(held)
}

/// An edit: which branch goes on, which file, and its lines, as numbers into the pool.
type Edit = (bool, usize, Vec<usize>);

const POOL: usize = 6;

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_range_finds_what_git_shows_as_added(
        edits in vec((any::<bool>(), 0..3_usize, vec(0..POOL, 0..6)), 3..9),
        merged in vec(0..POOL, 0..6),
    ) {
        check(&edits, &merged)?;
    }
}

fn check(edits: &[Edit], merged: &[usize]) -> Result<(), TestCaseError> {
    let keys: Vec<String> = (0..POOL / 2).map(|_| fresh_key()).collect();
    let pool = |number: &usize| keys.get(*number).cloned().unwrap_or_else(|| format!("plain {number}"));
    let text = |lines: &[usize]| lines.iter().map(|line| pool(line) + "\n").collect::<String>();
    let sandbox = Sandbox::without_hook();
    sandbox.commit_unchecked();
    sandbox.git(["branch", "other"]).passes();
    for (on_main, file, lines) in edits {
        sandbox.git(["checkout", "-q", if *on_main { "main" } else { "other" }]).passes();
        // No two files share a line, so nothing counts as moved.
        sandbox.stage(["a", "b", "c"][*file], format!("file {file}\n{}", text(lines)));
        sandbox.commit_unchecked();
    }
    sandbox.git(["checkout", "-q", "main"]).passes();
    sandbox.git(["merge", "-q", "--no-commit", "--no-ff", "-s", "ours", "other"]);
    sandbox.stage("a", format!("file 0\n{}", text(merged)));
    sandbox.commit_unchecked();
    let first = sandbox.git(["rev-list", "--max-parents=0", "main"]).stdout;
    let json = report(&sandbox.keystop(["scan", &format!("{}..main", first.trim()), "--format", "json"]));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found: BTreeSet<(String, String, usize)> = json["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| {
            (word(&f["commit"]["id"]), word(&f["path"]), usize::try_from(f["line"].as_u64().unwrap_or(0)).unwrap_or(0))
        })
        .collect();
    prop_assert_eq!(found, added_by_git(&sandbox, &keys));
    Ok(())
}
