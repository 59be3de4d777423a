//! Whatever bytes a pack, its index, a loose object or a reference is, keystop comes to an end with it, and what it takes
//! for a file's content is what `git` takes for it.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use keystop::source::{Changeset, Reader, Source as _};
use libfuzzer_sys::fuzz_target;

#[path = "../src/object_files.rs"]
mod object_files;

/// The files that objects are read from, with what they hold; the process works in their repository.
static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let directory = tempfile::tempdir().expect("a temporary directory").keep();
    let script = concat!(include_str!("../repository.sh"), "git repack --quiet -ad\n");
    let made = Command::new("sh").args(["-ec", script]).current_dir(&directory).status().expect("a shell");
    assert!(made.success(), "the repository is there");
    std::env::set_current_dir(&directory).expect("a fresh directory");
    let read = |path: PathBuf| (path.clone(), fs::read(path).expect("a readable file"));
    object_files::of(&directory).into_iter().map(read).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else { return };
    let (path, before) = &FILES[usize::from(*choice) % FILES.len()];
    replace(path, content);
    read();
    replace(path, before);
});

/// Reads all that is staged, and compares it with what `git` says it is.
fn read() {
    let Ok((repository, parents)) = Reader::open_for_commit() else { return };
    let Ok(staged) = Changeset::staged(&repository, &parents) else { return };
    for change in staged.changed() {
        let Ok(Some(content)) = staged.content(change) else { continue };
        let git = Command::new("git").args(["cat-file", "blob", &change.new.to_string()]).output().expect("git runs");
        assert!(!git.status.success() || git.stdout == content, "{} is read otherwise by git", change.new);
    }
}

/// Puts a file in the place of another one, which Git has made read-only.
fn replace(path: &PathBuf, content: &[u8]) {
    fs::remove_file(path).expect("a file that can be removed");
    fs::write(path, content).expect("a writable directory");
}
