//! Putting the hook in and taking it out.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program, path_without_keystop};

fn write_hook(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a writable directory");
    fs::write(path, script).expect("a writable file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a file of ours");
}

#[test]
fn installing_twice_changes_nothing() {
    let sandbox = Sandbox::without_hook();
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    assert!(sandbox.keystop(["--install"]).passes().stdout.contains("now checks every commit"));
    let first = fs::read(&hook).expect("the hook");
    assert!(sandbox.keystop(["install"]).passes().stdout.contains("installed already"));
    assert_eq!(fs::read(&hook).expect("the hook"), first);
}

#[test]
fn a_repository_can_be_named() {
    let sandbox = Sandbox::without_hook();
    let elsewhere = sandbox.home();
    let path = sandbox.path();
    Sandbox::run(sandbox.command_in(&elsewhere, keystop_program()).arg("--install").arg(&path)).passes();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
}

#[test]
fn a_hook_that_was_there_runs_first_and_comes_back() {
    let sandbox = Sandbox::without_hook();
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    let script = "#!/bin/sh\necho ran >> ran.txt\n";
    write_hook(&hook, script);
    assert!(sandbox.keystop(["--install"]).passes().stdout.contains("after the hook that was there before"));

    sandbox.stage("app.py", "token = None\n");
    sandbox.commit().passes();
    assert_eq!(sandbox.read("ran.txt"), "ran\n");

    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();

    assert!(sandbox.keystop(["--uninstall"]).passes().stdout.contains("is back"));
    assert_eq!(fs::read_to_string(&hook).expect("the hook"), script);
    sandbox.commit().passes();
    assert_eq!(sandbox.read("ran.txt"), "ran\nran\nran\n");
}

#[test]
fn a_hook_that_was_there_and_fails_still_stops_the_commit() {
    let sandbox = Sandbox::without_hook();
    write_hook(&sandbox.path().join(".git/hooks/pre-commit"), "#!/bin/sh\nexit 7\n");
    sandbox.keystop(["--install"]).passes();
    sandbox.stage("app.py", "token = None\n");
    assert_ne!(sandbox.commit().status, Some(0));
    assert_eq!(sandbox.commits(), 0);
}

#[test]
fn what_the_earlier_hook_stages_is_scanned() {
    let sandbox = Sandbox::without_hook();
    let script = format!("#!/bin/sh\necho 'token = \"{}\"' > late.py\ngit add late.py\n", fresh_key());
    write_hook(&sandbox.path().join(".git/hooks/pre-commit"), &script);
    sandbox.keystop(["--install"]).passes();
    sandbox.stage("app.py", "token = None\n");
    assert!(sandbox.commit().blocks().stderr.contains("late.py"));
}

#[test]
fn the_configured_hooks_directory_is_used() {
    let sandbox = Sandbox::without_hook();
    sandbox.git(["config", "core.hooksPath", "team/hooks"]).passes();
    sandbox.keystop(["--install"]).passes();
    assert!(sandbox.path().join("team/hooks/pre-commit").is_file());
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
}

#[test]
fn installing_from_a_linked_worktree_serves_all() {
    let sandbox = Sandbox::without_hook();
    sandbox.commit_unchecked();
    sandbox.git(["worktree", "add", "--quiet", "../linked"]).passes();
    Sandbox::run(sandbox.command_in(&sandbox.beside("linked"), keystop_program()).arg("--install")).passes();
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
}

/// Copies the program in a process of its own: what this one writes, a process that another test starts may hold open, and
/// then it cannot run yet.
fn copy_program(sandbox: &Sandbox, to: &Path) {
    Sandbox::run(sandbox.command("cp").arg(keystop_program()).arg(to)).passes();
}

#[test]
fn a_binary_that_is_gone_blocks_with_advice() {
    let sandbox = Sandbox::without_hook();
    let copy = sandbox.home().join("keystop");
    copy_program(&sandbox, &copy);
    Sandbox::run(sandbox.command(&copy).arg("--install")).passes();
    fs::remove_file(&copy).expect("a file of ours");
    sandbox.stage("app.py", "token = None\n");
    let blocked = sandbox.commit();
    assert_ne!(blocked.status, Some(0));
    assert!(blocked.stderr.contains("nothing was scanned") && blocked.stderr.contains("next step"), "{blocked:?}");
}

#[test]
fn a_binary_that_moved_is_found_on_path() {
    let sandbox = Sandbox::without_hook();
    let first = sandbox.home().join("keystop");
    copy_program(&sandbox, &first);
    Sandbox::run(sandbox.command(&first).arg("--install")).passes();
    let bin = sandbox.home().join("bin");
    fs::create_dir(&bin).expect("a fresh directory");
    fs::rename(&first, bin.join("keystop")).expect("a file of ours");
    let mut path = OsString::from(bin);
    path.push(":");
    path.push(path_without_keystop());
    sandbox.stage("app.py", format!("token = '{}'\n", fresh_key()));
    Sandbox::run(sandbox.command("git").env("PATH", path).args(["commit", "-m", "x"])).blocks();
}

#[test]
fn a_foreign_hook_is_not_removed() {
    let sandbox = Sandbox::without_hook();
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    write_hook(&hook, "#!/bin/sh\n");
    assert!(sandbox.keystop(["--uninstall"]).passes().stdout.contains("nothing was changed"));
    assert!(hook.is_file());
}

#[test]
fn a_hook_is_never_overwritten() {
    let sandbox = Sandbox::without_hook();
    let hooks = sandbox.path().join(".git/hooks");
    let mine = "#!/usr/bin/env python3\n";
    write_hook(&hooks.join("pre-commit"), mine);
    write_hook(&hooks.join("keystop/pre-commit"), "#!/usr/bin/env python3\n# older\n");
    sandbox.keystop(["--install"]).fails_with("where it would be kept");
    assert_eq!(fs::read_to_string(hooks.join("pre-commit")).expect("the hook"), mine);
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let sandbox = Sandbox::without_repository();
    sandbox.keystop(["--install"]).fails_with("not a git repository");
    sandbox.keystop(["--uninstall", "nowhere"]).fails_with("nowhere");
}
