//! The files of a small repository that objects are read from.

use std::fs;
use std::path::{Path, PathBuf};

/// The packs and their indexes, the loose objects, HEAD and the branches, in a fixed order.
pub fn of(repository: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&repository.join(".git/objects"), &mut files);
    collect(&repository.join(".git/refs"), &mut files);
    files.push(repository.join(".git/HEAD"));
    files.sort();
    files
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a readable directory") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
