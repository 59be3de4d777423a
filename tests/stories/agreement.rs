//! Whoever reads the repository, the same lines are new: libgit2 and the index read in place, whole or split, the
//! `git` program, and `git diff` itself agree on random edits.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use crate::support::property::cases;
use crate::support::sandbox::{Outcome, Sandbox, fresh_key, keystop_program};

/// A file's lines, as numbers into a pool, and whether the last one ends with a line break.
type Content = (Vec<usize>, bool);

const PATHS: [&str; 7] = ["a", "a.b", "a-b/c", "dir/a", "dir/b/c", "dir/b.c", "z\u{e9} \"x\""];
const POOL: usize = 8;

/// A repository that is read in place, and one that only the `git` program reads.
const FORMATS: [&str; 2] = ["--object-format=sha1", "--object-format=sha256"];

/// Half of the pool are keys, and half are none: a line with a carriage return, with a NUL, of no encoding, and an
/// empty one.
fn pool() -> Vec<Vec<u8>> {
    const PLAIN: [&[u8]; POOL / 2] = [b"plain\r", b"with\0NUL", b"\xff\xfe\x80", b""];
    PLAIN.iter().flat_map(|plain| [fresh_key().into_bytes(), plain.to_vec()]).collect()
}

fn written(content: &Content, pool: &[Vec<u8>]) -> Vec<u8> {
    let lines: Vec<&[u8]> = content.0.iter().map(|n| pool[*n].as_slice()).collect();
    let mut text = lines.join(&b'\n');
    if content.1 {
        text.push(b'\n');
    }
    text
}

/// The places of keys on lines that `git diff` calls added.
fn added_by_git(sandbox: &Sandbox, keys: &[&[u8]]) -> BTreeSet<(String, usize)> {
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
                if keys.contains(&added.as_bytes()) {
                    places.insert((path.to_owned(), line));
                }
                line += 1;
            }
        }
    }
    places
}

fn found_by_keystop(sandbox: &Sandbox) -> BTreeSet<(String, usize)> {
    found(&sandbox.keystop(["--format", "json"]))
}

/// The paths of the files with keys, without help from the `git` program.
fn found_in_place(sandbox: &Sandbox) -> BTreeSet<String> {
    let mut keystop = sandbox.command(keystop_program());
    let outcome = Sandbox::run(keystop.args(["--format", "json"]).env("PATH", "/nowhere"));
    found(&outcome).into_iter().map(|(path, _)| path).collect()
}

fn found(outcome: &Outcome) -> BTreeSet<(String, usize)> {
    assert!(matches!(outcome.status, Some(0 | 1)), "{outcome:?}");
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let place = |finding: &serde_json::Value| {
        let line = finding["line"].as_u64().and_then(|line| usize::try_from(line).ok());
        (finding["path"].as_str().expect("a path").to_owned(), line.expect("a line"))
    };
    findings.iter().map(place).collect()
}

/// Makes each file what it is to be, and stages that.
fn stage_all(sandbox: &Sandbox, contents: &[Option<Content>], pool: &[Vec<u8>]) {
    for (path, content) in PATHS.iter().zip(contents) {
        if let Some(content) = content {
            sandbox.write(path, written(content, pool));
        }
    }
    sandbox.git(["add", "-A"]).passes();
}

fn content() -> impl Strategy<Value = Option<Content>> {
    proptest::option::weighted(0.8, (vec(0..POOL, 0..12), any::<bool>()))
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn all_readers_agree(before in vec(content(), PATHS.len()), after in vec(content(), PATHS.len()), mode in any::<bool>()) {
        let pool = pool();
        let keys: Vec<&[u8]> = pool.iter().step_by(2).map(Vec::as_slice).collect();
        let copied = |place: &(String, usize)| {
            // The very content stands elsewhere in the commit before: a copy, which adds nothing.
            let at = PATHS.iter().position(|path| *path == place.0).expect("a path of ours");
            before[at].is_none() && after[at].is_some() && before.iter().any(|content| {
                content.as_ref().map(|c| written(c, &pool)) == after[at].as_ref().map(|c| written(c, &pool))
            })
        };
        let held = |(path, line): &(String, usize)| {
            // The file held the key before, on whatever line: it only moved.
            let at = PATHS.iter().position(|known| known == path).expect("a path of ours");
            let key = after[at].as_ref().map(|content| content.0[line - 1]);
            before[at].as_ref().zip(key).is_some_and(|(content, key)| content.0.contains(&key))
        };
        for format in FORMATS {
            let sandbox = Sandbox::without_repository();
            sandbox.git(["init", "--quiet", format, "."]).passes();
            stage_all(&sandbox, &before, &pool);
            sandbox.commit_unchecked();
            // A file that goes while another comes may be taken for moved, which is another matter: nothing goes here.
            stage_all(&sandbox, &after, &pool);
            if mode && before[0].is_some() {
                sandbox.git(["update-index", "--chmod=+x", "a"]).passes();
            }
            let mut expected = added_by_git(&sandbox, &keys);
            expected.retain(|place| !copied(place) && !held(place));
            prop_assert_eq!(found_by_keystop(&sandbox), expected);
        }
    }

    /// Where files go and come, both readers find the same: nothing that `git diff` does not call added, and each
    /// added key that no file had before.
    #[test]
    fn moves_hide_no_new_key(before in vec(content(), PATHS.len()), after in vec(content(), PATHS.len())) {
        let pool = pool();
        let keys: Vec<&[u8]> = pool.iter().step_by(2).map(Vec::as_slice).collect();
        let was_there = |n: &usize| before.iter().flatten().any(|content| content.0.contains(n));
        let new: Vec<&[u8]> = (0..POOL).step_by(2).filter(|n| !was_there(n)).map(|n| pool[n].as_slice()).collect();
        let mut answers = Vec::new();
        for format in FORMATS {
            let sandbox = Sandbox::without_repository();
            sandbox.git(["init", "--quiet", format, "."]).passes();
            stage_all(&sandbox, &before, &pool);
            sandbox.commit_unchecked();
            sandbox.git(["rm", "-r", "-q", "--ignore-unmatch", "."]).passes();
            stage_all(&sandbox, &after, &pool);
            let found = found_by_keystop(&sandbox);
            prop_assert!(found.is_subset(&added_by_git(&sandbox, &keys)), "{:?}", found);
            prop_assert!(found.is_superset(&added_by_git(&sandbox, &new)), "{:?}", found);
            answers.push(found);
        }
        prop_assert_eq!(&answers[0], &answers[1]);
    }

    /// A merge finished by hand adds what `git diff` calls added since both parents.
    #[test]
    fn merges_are_judged_against_both_parents(
        base in vec(content(), PATHS.len()),
        ours in vec(content(), PATHS.len()),
        theirs in vec(content(), PATHS.len()),
        merged in vec(content(), PATHS.len()),
    ) {
        let pool = pool();
        let parents: Vec<&Content> = base.iter().chain(&ours).chain(&theirs).flatten().collect();
        let new: Vec<&[u8]> = (0..POOL)
            .step_by(2)
            .filter(|n| !parents.iter().any(|content| content.0.contains(n)))
            .map(|n| pool[n].as_slice())
            .collect();
        let keys: Vec<&[u8]> = pool.iter().step_by(2).map(Vec::as_slice).collect();
        let mut answers = Vec::new();
        for format in FORMATS {
            let sandbox = Sandbox::without_repository();
            sandbox.git(["init", "--quiet", "--initial-branch=main", format, "."]).passes();
            stage_all(&sandbox, &base, &pool);
            sandbox.commit_unchecked();
            sandbox.git(["checkout", "--quiet", "-b", "theirs"]).passes();
            stage_all(&sandbox, &theirs, &pool);
            sandbox.commit_unchecked();
            sandbox.git(["checkout", "--quiet", "main"]).passes();
            stage_all(&sandbox, &ours, &pool);
            sandbox.commit_unchecked();
            sandbox.git(["merge", "--quiet", "--no-commit", "--no-ff", "--strategy=ours", "theirs"]).passes();
            stage_all(&sandbox, &merged, &pool);
            let found = found_by_keystop(&sandbox);
            prop_assert!(found.is_subset(&added_by_git(&sandbox, &keys)), "{:?}", found);
            prop_assert!(found.is_superset(&added_by_git(&sandbox, &new)), "{:?}", found);
            answers.push(found);
        }
        prop_assert_eq!(&answers[0], &answers[1]);
    }
}

proptest! {
    #![proptest_config(cases(10))]

    /// Entries are replaced, added and left out, in runs and alone, in every format: what is staged is what Git says is.
    #[test]
    fn a_split_index_is_joined_as_git_joins_it(
        edits in vec((0..FILES, 0..4usize), 0..60),
        run in (0..FILES, 0..80usize),
        version in proptest::sample::select(vec!["2", "3", "4"]),
        again in any::<bool>(),
    ) {
        let sandbox = Sandbox::without_hook();
        for (name, value) in [("index.version", version), ("splitIndex.maxPercentChange", "100")] {
            sandbox.git(["config", name, value]).passes();
        }
        for file in 0..FILES {
            sandbox.write(&path(file), "x = 1\n");
        }
        sandbox.git(["add", "-A"]).passes();
        sandbox.commit_unchecked();
        sandbox.git(["update-index", "--split-index"]).passes();
        if again {
            // Entries that are replaced by the same, since their files look new.
            sandbox.git(["update-index", "--really-refresh"]).passes();
        }
        let run = (run.0..FILES.min(run.0 + run.1)).map(|file| (file, 0));
        for (file, edit) in edits.into_iter().chain(run) {
            match edit {
                0 => std::fs::remove_file(sandbox.path().join(path(file))).unwrap_or_default(),
                1 => sandbox.write(&path(file), format!("k = '{}'\n", fresh_key())),
                2 => sandbox.write(&format!("{}.new", path(file)), format!("k = '{}'\n", fresh_key())),
                _ => sandbox.write(&path(file), "x = 1\n"),
            }
        }
        sandbox.git(["add", "-A"]).passes();
        let shared = std::fs::read_dir(sandbox.path().join(".git")).expect("a directory").filter_map(Result::ok);
        prop_assert!(shared.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("sharedindex.")));

        let changed = sandbox.git(["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=AM"]).passes();
        let with_key = |path: &&str| sandbox.read(path).starts_with('k');
        let expected: BTreeSet<String> = changed.stdout.lines().filter(with_key).map(str::to_owned).collect();
        prop_assert_eq!(found_in_place(&sandbox), expected);
    }

    /// An index that is too large to be held, with unchanged directories of every size, and a path longer than the
    /// pieces that are read.
    #[test]
    fn a_large_index_is_read_as_git_reads_it(
        changed in btree_set(0..ENTRIES, 0..20),
        version in proptest::sample::select(vec!["2", "3", "4"]),
    ) {
        let sandbox = Sandbox::without_hook();
        sandbox.git(["config", "index.version", version]).passes();
        sandbox.write("clean", "x = 1\n");
        sandbox.write("key", format!("k = '{}'\n", fresh_key()));
        let [clean, key] = ["clean", "key"].map(|file| sandbox.git(["hash-object", "-w", file]).passes().stdout.trim().to_owned());
        let name = |entry: usize| match entry {
            1500 => format!("d1/{}", "long".repeat(1500)),
            entry => format!("d{}/e{}/file{entry}", entry % 60 / 7, entry % 11),
        };
        stage_entries(&sandbox, &(0..ENTRIES).map(|entry| (name(entry), clean.as_str())).collect::<Vec<_>>());
        sandbox.commit_unchecked();
        stage_entries(&sandbox, &changed.iter().map(|entry| (name(*entry), key.as_str())).collect::<Vec<_>>());
        let expected: BTreeSet<String> = changed.iter().map(|entry| name(*entry)).collect();
        prop_assert_eq!(found_in_place(&sandbox), expected);
    }
}

/// How many entries make an index that is read in pieces.
const ENTRIES: usize = 6000;

/// Puts files into the index, by path and blob.
fn stage_entries(sandbox: &Sandbox, entries: &[(String, &str)]) {
    let listing: Vec<String> = entries.iter().map(|(path, blob)| format!("100644 {blob}\t{path}\n")).collect();
    let mut git =
        sandbox.command("git").args(["update-index", "--index-info"]).stdin(Stdio::piped()).spawn().expect("git");
    git.stdin.take().expect("a pipe").write_all(listing.concat().as_bytes()).expect("git reads");
    assert!(git.wait().expect("git ends").success());
}

/// How many files the split index begins with: more than a bitmap has bits in two words.
const FILES: usize = 150;

fn path(file: usize) -> String {
    format!("d{}/{}/file{file}", file % 3, file % 7)
}
