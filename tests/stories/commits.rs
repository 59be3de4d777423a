//! What a person does between writing a key and getting rid of it.

use std::fs;

use crate::support::sandbox::{Sandbox, fresh_key};

/// The `[[allow]]` entry that a message prints, with a reason filled in.
fn printed_entry(stderr: &str) -> String {
    let lines = stderr.lines().skip_while(|line| line.trim() != "[[allow]]").take(3);
    let entry: Vec<&str> = lines.map(str::trim).collect();
    entry.join("\n").replace("say why this may be committed", "a made-up value for the tests") + "\n"
}

#[test]
fn a_key_is_blocked_and_never_printed() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("app.py", format!("token = '{key}'\n"));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("\napp.py\n  1:10 "), "{blocked:?}");
    assert!(!blocked.stderr.contains(&key[8..]) && !blocked.stdout.contains(&key[8..]), "{blocked:?}");
    assert_eq!(sandbox.commits(), 0);
}

#[test]
fn a_clean_commit_is_silent() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "import os\n");
    let passed = sandbox.commit().passes();
    assert_eq!((passed.stdout.as_str(), passed.stderr.as_str()), ("", ""));
    assert_eq!(sandbox.commits(), 1);
}

#[test]
fn a_fixed_file_is_committed() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
    sandbox.stage("app.py", "import os\ntoken = os.environ['TOKEN']\n");
    sandbox.commit().passes();
}

#[test]
fn a_fix_that_is_not_staged_does_not_count() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.write("app.py", "token = None\n");
    sandbox.commit().blocks();
}

#[test]
fn a_key_in_the_work_tree_alone_does_not_block() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.write("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().passes();
}

#[test]
fn the_printed_entry_allows_the_commit() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    let blocked = sandbox.commit().blocks();
    sandbox.stage(".keystop.toml", printed_entry(&blocked.stderr));
    sandbox.commit().passes();
}

#[test]
fn an_allowed_value_may_move_and_another_value_may_not_take_its_place() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("app.py", format!("token = '{key}'\n"));
    let entry = printed_entry(&sandbox.commit().blocks().stderr);
    sandbox.stage(".keystop.toml", entry);
    sandbox.commit().passes();

    sandbox.stage("elsewhere/settings.rb", format!("# moved\n\n\nTOKEN = \"{key}\"\n"));
    sandbox.commit().passes();

    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
}

#[test]
fn an_entry_with_a_path_holds_for_that_path_alone() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("tests/data/key.txt", &key);
    let entry = printed_entry(&sandbox.commit().blocks().stderr) + "path = \"tests/**\"\n";
    sandbox.stage(".keystop.toml", entry);
    sandbox.commit().passes();
    sandbox.stage("src/key.txt", format!("key = {key}\n"));
    sandbox.commit().blocks();
}

#[test]
fn removing_a_key_is_never_blocked() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("a = 1\ntoken = '{}'\nb = 2\n", fresh_key()));
    sandbox.commit_unchecked();
    sandbox.stage("app.py", "a = 1\nb = 2\n");
    sandbox.commit().passes();
}

#[test]
fn a_key_that_was_there_before_does_not_block_a_change_beside_it() {
    let sandbox = Sandbox::new();
    let key = fresh_key();
    sandbox.stage("app.py", format!("a = 1\ntoken = '{key}'\nb = 2\n"));
    sandbox.commit_unchecked();
    sandbox.stage("app.py", format!("a = 2\ntoken = '{key}'\nb = 3\nc = 4\n"));
    sandbox.commit().passes();
}

#[test]
fn commit_all_is_scanned() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    sandbox.write("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.git(["commit", "-a", "-m", "all"]).blocks();
}

#[test]
fn commit_of_a_path_is_scanned_and_of_another_path_is_not() {
    let sandbox = Sandbox::new();
    sandbox.stage("a.py", "a = None\n");
    sandbox.stage("b.py", "b = None\n");
    sandbox.commit().passes();
    sandbox.write("a.py", format!("a = '{}'\n", fresh_key()));
    sandbox.stage("b.py", "b = 1\n");
    sandbox.git(["commit", "-m", "one", "a.py"]).blocks();
    sandbox.git(["add", "a.py"]).passes();
    sandbox.git(["commit", "-m", "the other", "b.py"]).passes();
}

#[test]
fn an_amended_commit_is_scanned() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.git(["commit", "--amend", "--no-edit"]).blocks();
    sandbox.stage("app.py", "token = 1\n");
    sandbox.git(["commit", "--amend", "--no-edit"]).passes();
}

#[test]
fn a_linked_worktree_is_scanned() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    let linked = sandbox.beside("linked");
    sandbox.git(["worktree", "add", "--quiet", "../linked"]).passes();
    fs::write(linked.join("app.py"), format!("token = '{}'\n", fresh_key())).expect("a writable file");
    let commit = ["commit", "-a", "-m", "in the other tree"];
    Sandbox::run(sandbox.command_in(&linked, "git").args(commit)).blocks();
    fs::write(linked.join("app.py"), "token = 1\n").expect("a writable file");
    Sandbox::run(sandbox.command_in(&linked, "git").args(commit)).passes();
}

#[test]
fn once_uninstalled_nothing_is_checked() {
    let sandbox = Sandbox::new();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
    sandbox.keystop(["--uninstall"]).passes();
    sandbox.commit().passes();
}
