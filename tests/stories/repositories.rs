//! Repositories of every make: what libgit2 does not read, the `git` program does, with the same result.

use std::fs;

use crate::support::sandbox::{Sandbox, fresh_key, keystop_program};

/// A key that is staged blocks, and without it the commit goes through; beside a key that was there before.
fn is_scanned(sandbox: &Sandbox) {
    let old = fresh_key();
    sandbox.stage("old.py", format!("a = 1\ntoken = '{old}'\n"));
    sandbox.stage("dir/clean.py", "b = 1\n");
    sandbox.commit_unchecked();
    sandbox.keystop(["--install"]).passes();
    sandbox.stage("old.py", format!("a = 2\ntoken = '{old}'\n"));
    sandbox.stage("dir/new.py", format!("x = 1\ntoken = '{}'\n", fresh_key()));
    let blocked = sandbox.commit().blocks();
    assert!(blocked.stderr.contains("\ndir/new.py\n  2:10 ") && !blocked.stderr.contains("old.py"), "{blocked:?}");
    sandbox.stage("dir/new.py", "x = 1\n");
    sandbox.commit().passes();
}

/// An empty repository made with those options.
fn made_with(options: &[&str]) -> Sandbox {
    let sandbox = Sandbox::without_repository();
    Sandbox::run(sandbox.command("git").args(["init", "--quiet", "--initial-branch=main"]).args(options).arg("."))
        .passes();
    sandbox
}

fn configured(settings: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::without_hook();
    for (name, value) in settings {
        sandbox.git(["config", name, value]).passes();
    }
    sandbox
}

#[test]
fn index_versions() {
    for version in ["2", "3", "4"] {
        is_scanned(&configured(&[("index.version", version)]));
    }
}

#[test]
fn an_index_without_checksum() {
    is_scanned(&configured(&[("index.skipHash", "true")]));
}

#[test]
fn many_files_settings() {
    is_scanned(&configured(&[("feature.manyFiles", "true"), ("core.untrackedCache", "true")]));
}

#[test]
fn a_split_index() {
    is_scanned(&configured(&[("core.splitIndex", "true")]));
}

#[test]
fn sha256() {
    is_scanned(&made_with(&["--object-format=sha256"]));
}

#[test]
fn reftable() {
    is_scanned(&made_with(&["--ref-format=reftable"]));
}

#[test]
fn a_separate_git_directory() {
    is_scanned(&made_with(&["--separate-git-dir=../elsewhere.git"]));
}

#[test]
fn an_extension_that_libgit2_does_not_know() {
    is_scanned(&configured(&[("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin")]));
}

#[test]
fn worktree_configuration() {
    is_scanned(&configured(&[("extensions.worktreeConfig", "true")]));
}

#[test]
fn a_sparse_index() {
    let sandbox = Sandbox::without_hook();
    for path in ["in/a.py", "out/b.py", "out/deep/c.py", "other/d.py"] {
        sandbox.stage(path, "x = 1\n");
    }
    sandbox.commit_unchecked();
    sandbox.git(["sparse-checkout", "set", "--cone", "--sparse-index", "in"]).passes();
    sandbox.keystop(["--install"]).passes();
    sandbox.stage("in/a.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit().blocks();
    sandbox.stage("in/a.py", "x = 2\n");
    sandbox.commit().passes();

    // A directory that is one entry of the index, and no longer what HEAD has.
    sandbox.git(["commit", "--quiet", "--allow-empty", "-m", "empty"]).passes();
    sandbox.git(["sparse-checkout", "disable"]).passes();
    sandbox.stage("out/deep/c.py", format!("token = '{}'\n", fresh_key()));
    sandbox.commit_unchecked();
    sandbox.git(["sparse-checkout", "set", "--cone", "--sparse-index", "in"]).passes();
    sandbox.git(["reset", "--quiet", "--soft", "HEAD~1"]).passes();
    assert!(sandbox.commit().blocks().stderr.contains("out/deep/c.py"));
}

#[test]
fn a_git_directory_from_the_environment() {
    let sandbox = Sandbox::new();
    let elsewhere = sandbox.home();
    fs::write(elsewhere.join("app.py"), format!("token = '{}'\n", fresh_key())).expect("a writable file");
    let here = |arguments: &[&str]| {
        let mut git = sandbox.command_in(&elsewhere, "git");
        git.env("GIT_DIR", sandbox.path().join(".git")).env("GIT_WORK_TREE", &elsewhere).args(arguments);
        Sandbox::run(&mut git)
    };
    here(&["add", "app.py"]).passes();
    here(&["commit", "-m", "x"]).blocks();
}

#[test]
fn from_a_subdirectory() {
    let sandbox = Sandbox::new();
    sandbox.stage("deep/down/app.py", format!("token = '{}'\n", fresh_key()));
    let below = sandbox.path().join("deep/down");
    Sandbox::run(sandbox.command_in(&below, "git").args(["commit", "-m", "x"])).blocks();
    Sandbox::run(&mut sandbox.command_in(&below, keystop_program())).blocks();
}

#[test]
fn a_submodule_is_scanned_in_its_own_repository_and_not_in_the_outer_one() {
    let sandbox = Sandbox::without_hook();
    sandbox.stage("readme.md", "outer\n");
    sandbox.commit_unchecked();
    let inner = sandbox.path().join("inner");
    Sandbox::run(sandbox.command("git").args(["init", "--quiet", "inner"])).passes();
    Sandbox::run(sandbox.command_in(&inner, "git").args(["commit", "--quiet", "--allow-empty", "-m", "x"])).passes();
    sandbox.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./inner", "inner"]);
    sandbox.git(["add", "inner"]).passes();
    sandbox.keystop(["--install"]).passes();
    sandbox.commit().passes();
    Sandbox::run(sandbox.command_in(&inner, keystop_program()).arg("--install")).passes();
    fs::write(inner.join("app.py"), format!("token = '{}'\n", fresh_key())).expect("a writable file");
    Sandbox::run(sandbox.command_in(&inner, "git").args(["add", "app.py"])).passes();
    Sandbox::run(sandbox.command_in(&inner, "git").args(["commit", "-m", "x"])).blocks();
}

#[test]
fn objects_of_another_repository() {
    let origin = Sandbox::without_hook();
    origin.stage("app.py", "x = 1\n");
    origin.commit_unchecked();
    let sandbox = Sandbox::without_repository();
    let path = origin.path();
    Sandbox::run(sandbox.command("git").args(["clone", "--quiet", "--shared"]).arg(&path).arg(".")).passes();
    is_scanned(&sandbox);
}

#[test]
fn a_shallow_clone_and_one_without_blobs() {
    let origin = Sandbox::without_hook();
    origin.git(["config", "uploadpack.allowFilter", "true"]).passes();
    for n in 0..3 {
        origin.stage("app.py", format!("x = {n}\n"));
        origin.commit_unchecked();
    }
    let url = format!("file://{}", origin.path().display());
    for option in ["--depth=1", "--filter=blob:none"] {
        let sandbox = Sandbox::without_repository();
        Sandbox::run(sandbox.command("git").args(["clone", "--quiet", option, &url, "."])).passes();
        is_scanned(&sandbox);
    }
}
