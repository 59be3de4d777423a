//! The hook changes nothing, runs nothing that the repository names, and gives up a `git` that does not do its part.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program};
use crate::support::situation::{Verdict, all_in};

/// A repository that is read in place, and one that only the `git` program reads.
const FORMATS: [&str; 2] = ["--object-format=sha1", "--object-format=sha256"];

/// Every file below: when it was changed, and its content.
fn everything(directory: &Path) -> BTreeMap<PathBuf, (SystemTime, Vec<u8>)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(directory).expect("a readable directory") {
        let path = entry.expect("a readable directory").path();
        let facts = path.symlink_metadata().expect("a file");
        let changed = facts.modified().expect("a time");
        if facts.is_dir() {
            all.extend(everything(&path));
        }
        let content = if facts.is_file() { fs::read(&path).expect("a readable file") } else { Vec::new() };
        all.insert(path, (changed, content));
    }
    all
}

#[test]
fn nothing_is_written() {
    for format in FORMATS {
        let sandbox = Sandbox::without_repository();
        sandbox.git(["init", "--quiet", format, "."]).passes();
        sandbox.stage("old.py", "x = 1\n");
        sandbox.commit_unchecked();
        sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
        // What `git status` would refresh in the index.
        sandbox.write("old.py", "x = 1\n");
        let top = sandbox.beside("");
        let before = everything(&top);
        sandbox.keystop([]).blocks();
        assert_eq!(everything(&top), before, "{format}");
        sandbox.stage("app.py", "x = 2\n");
        let before = everything(&top);
        sandbox.keystop([]).passes();
        assert_eq!(everything(&top), before, "{format}");
    }
}

/// A process that is killed midway leaves nothing behind, as there is nothing that it writes.
#[test]
fn a_killed_process_leaves_nothing() {
    for format in FORMATS {
        let sandbox = Sandbox::without_repository();
        sandbox.git(["init", "--quiet", format, "."]).passes();
        for n in 0..300 {
            sandbox.write(&format!("f{n}.py"), format!("token = '{}'\n", fresh_key()).repeat(50));
        }
        sandbox.git(["add", "-A"]).passes();
        let top = sandbox.beside("");
        let before = everything(&top);
        let mut command = sandbox.command(keystop_program());
        let mut child =
            command.env("TMPDIR", sandbox.home()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        child.kill().expect("a process of ours");
        assert!(!child.wait().expect("a process of ours").success());
        assert_eq!(everything(&top), before, "{format}");
    }
}

#[test]
fn nothing_runs_that_the_repository_names() {
    let settings = [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "core.gitProxy",
        "credential.helper",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "gpg.program",
        "pager.diff-index",
        "pager.cat-file",
        "remote.origin.uploadpack",
        "uploadpack.packObjectsHook",
        "interactive.diffFilter",
    ];
    for format in FORMATS {
        let sandbox = Sandbox::without_repository();
        sandbox.git(["init", "--quiet", format, "."]).passes();
        sandbox.stage(".gitattributes", "* diff=x filter=x\n");
        sandbox.stage("old.py", "x = 1\n");
        sandbox.commit_unchecked();
        sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
        let trap = sandbox.home().join("trap");
        let ran = sandbox.home().join("ran");
        fs::write(&trap, format!("#!/bin/sh\ntouch '{}'\n", ran.display())).expect("a writable directory");
        Sandbox::run(sandbox.command("chmod").arg("+x").arg(&trap)).passes();
        for name in settings {
            sandbox.git(["config", name, trap.to_str().expect("UTF-8")]).passes();
        }
        for alias in ["diff-index", "cat-file", "rev-parse", "ls-tree"] {
            sandbox.git(["config", &format!("alias.{alias}"), &format!("!{}", trap.display())]).passes();
        }
        for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"] {
            fs::copy(&trap, sandbox.path().join(".git/hooks").join(hook)).expect("a writable directory");
        }
        // A program that stands in the repository is not the one on the search path.
        fs::copy(&trap, sandbox.path().join("git")).expect("a writable directory");
        sandbox.keystop([]).blocks();
        assert!(!ran.exists(), "{format}");
    }
}

/// A name in the repository is never opened: neither through a link, nor out of the work tree.
#[test]
fn no_path_of_the_repository_is_followed() {
    let sandbox = Sandbox::new();
    let outside = sandbox.home().join("outside.txt");
    fs::write(&outside, format!("token = '{}'\n", fresh_key())).expect("a writable file");
    std::os::unix::fs::symlink(&outside, sandbox.path().join("link")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", sandbox.path().join("endless")).expect("a link");
    sandbox.git(["add", "-A"]).passes();
    sandbox.commit().passes();
}

/// The words that make a `git` which does something else when a subcommand is asked for, and run keystop with it.
const FAKE: &str = r#"fake() {
    mkdir "$D/bin"
    printf '#!/bin/sh\ncase " $* " in *" %s "*) %s;; esac\nexec %s "$@"\n' "$1" "$2" "$(command -v git)" > "$D/bin/git"
    chmod +x "$D/bin/git"; PATH="$D/bin:$PATH" "$KEYSTOP"; }
    echo 1 > z; git add z; old; key > a; git add a; "#;

fn with_fake(rows: &[(&str, &str)]) {
    let scripts: Vec<(&str, String)> = rows.iter().map(|(name, script)| (*name, format!("{FAKE}{script}"))).collect();
    let rows: Vec<(&str, &str)> = scripts.iter().map(|(name, script)| (*name, script.as_str())).collect();
    all_in("--object-format=sha256", Verdict::Fails, &rows);
}

#[test]
fn a_git_that_does_not_do_its_part() {
    with_fake(&[
        ("none on the search path", r#"PATH=/nonexistent "$KEYSTOP""#),
        ("a directory of that name", r#"mkdir -p "$D/bin/git"; PATH="$D/bin" "$KEYSTOP""#),
        ("not executable", r#"mkdir "$D/bin"; echo > "$D/bin/git"; PATH="$D/bin" "$KEYSTOP""#),
        ("fails at once", "fake rev-parse 'exit 1'"),
        ("is killed at once", "fake rev-parse 'kill -9 $$'"),
        ("says nothing", "fake rev-parse 'exit 0'"),
        ("talks nonsense", "fake rev-parse 'echo nonsense; exit 0'"),
        ("fails to compare", "fake diff-index 'exit 1'"),
        ("is killed while it compares", "fake diff-index 'kill -9 $$'"),
        ("compares nonsense", "fake diff-index 'echo nonsense; exit 0'"),
        ("fails to read", "fake cat-file 'exit 1'"),
        ("is killed while it reads", "fake cat-file 'kill -9 $$'"),
        ("reads nothing", "fake cat-file 'exit 0'"),
        ("reads nonsense", "fake cat-file 'echo nonsense; exit 0'"),
    ]);
}

#[test]
fn a_git_that_hangs_is_given_up() {
    with_fake(&[
        ("while it reads", "fake cat-file 'exec sleep 90'"),
        ("while it compares", "fake diff-index 'exec sleep 90'"),
    ]);
}

#[test]
fn a_temporary_directory_is_not_needed() {
    for format in FORMATS {
        let script = "key > a; git add a; TMPDIR=/nonexistent git commit -q -m x";
        let full = "key > a; git add a; TMPDIR=/dev/full git commit -q -m x";
        all_in(format, Verdict::Blocks, &[("missing", script), ("full", full)]);
    }
}

#[test]
fn every_file_that_was_not_scanned_is_named() {
    for format in FORMATS {
        let sandbox = Sandbox::without_repository();
        sandbox.git(["init", "--quiet", format, "."]).passes();
        for name in ["one.py", "two.py", "three.py"] {
            sandbox.stage(name, format!("token = '{}'\n", fresh_key()));
        }
        for name in ["one.py", "two.py"] {
            let id = sandbox.git(["rev-parse", &format!(":{name}")]).passes().stdout;
            let (folder, file) = id.trim().split_at(2);
            fs::remove_file(sandbox.path().join(".git/objects").join(folder).join(file)).expect("a loose object");
        }
        let outcome = sandbox.keystop([]).blocks();
        for words in ["not scanned: one.py", "not scanned: two.py", "\nthree.py\n  1:", "next step"] {
            assert!(outcome.stderr.contains(words), "{format}: {outcome:?}");
        }
    }
}
