//! What a commit may cost, held without a clock: what is not read, and what is not loaded.

use std::collections::BTreeSet;
use std::fs;

use crate::support::sandbox::{Sandbox, keystop_program};

/// Takes every object away but those, given as Git names them; all objects are loose.
fn keep_only(sandbox: &Sandbox, names: &[&str]) {
    let id = |name: &&str| sandbox.git(["rev-parse", "--verify", name]).passes().stdout.trim().to_owned();
    let kept: BTreeSet<String> = names.iter().map(id).collect();
    let objects = sandbox.path().join(".git/objects");
    for folder in fs::read_dir(&objects).expect("objects").map(|entry| entry.expect("an entry").path()) {
        let start = folder.file_name().expect("a name").to_string_lossy().into_owned();
        for file in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let id = start.clone() + &file.file_name().expect("a name").to_string_lossy();
            if !kept.contains(&id) {
                fs::remove_file(file).expect("a file of ours");
            }
        }
    }
}

/// A repository with unchanged files and directories, and a changed, a new and a removed file in one of them.
fn changed_in_one_directory() -> Sandbox {
    let sandbox = Sandbox::without_hook();
    for path in
        ["top.py", "same/a.py", "same/deep/b.py", "other/c.py", "here/old.py", "here/gone.py", "here/below/d.py"]
    {
        sandbox.stage(path, format!("path = '{path}'\n"));
    }
    sandbox.commit_unchecked();
    sandbox.stage("here/old.py", "x = 2\n");
    sandbox.stage("here/new.py", "x = 3\n");
    sandbox.git(["rm", "--quiet", "here/gone.py"]).passes();
    sandbox
}

#[test]
fn only_changed_files_and_the_directories_above_them_are_read() {
    let needed = ["HEAD", "HEAD^{tree}", "HEAD:here", ":here/old.py", ":here/new.py"];
    let sandbox = changed_in_one_directory();
    keep_only(&sandbox, &needed);
    sandbox.keystop([]).passes();

    // Each of these is read, or it would have to be missed.
    for left_out in 0..needed.len() {
        let sandbox = changed_in_one_directory();
        let mut names = needed.to_vec();
        names.remove(left_out);
        keep_only(&sandbox, &names);
        assert_eq!(sandbox.keystop([]).status, Some(2), "without {}", needed[left_out]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn starting_loads_neither_compression_nor_mathematics() {
    let program = fs::read(keystop_program()).expect("the program");
    for library in ["libz.so", "libm.so"] {
        assert!(memchr::memmem::find(&program, library.as_bytes()).is_none(), "{library} is loaded at every start");
    }
}
