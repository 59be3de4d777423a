//! Whatever bytes the index is, keystop comes to an end with it, and with all that it names.

#![no_main]

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use keystop::source::{Changeset, Reader, Source as _, text_of};
use libfuzzer_sys::fuzz_target;

/// A repository with something in it; the process works inside of it.
static INDEX: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = tempfile::tempdir().expect("a temporary directory").keep();
    let script = include_str!("../repository.sh");
    let made = Command::new("sh").args(["-ec", script]).current_dir(&directory).status().expect("a shell");
    assert!(made.success(), "the repository is there");
    std::env::set_current_dir(&directory).expect("a fresh directory");
    directory.join(".git/index")
});

/// The length of the checksum at the end of an index; zeros are none, and let changed bytes through.
const CHECKSUM: usize = 20;

fuzz_target!(|bytes: &[u8]| {
    let mut index = bytes.to_vec();
    let end = index.len().saturating_sub(CHECKSUM);
    index[end..].fill(0);
    std::fs::write(&*INDEX, &index).expect("a writable index");
    let Ok((repository, parents)) = Reader::open_for_commit() else { return };
    let Ok(staged) = Changeset::staged(&repository, &parents) else { return };
    for change in staged.changed() {
        if let Ok(Some(content)) = staged.content(change) {
            let _ = staged.added_lines(change, &text_of(&content));
        }
    }
});
