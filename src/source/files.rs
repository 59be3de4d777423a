//! Files and directories named by hand.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::{SourceError, path_bytes};

/// A file to scan.
#[derive(Debug)]
pub struct FoundFile {
    /// The path as it was given, or below the directory that was given.
    pub path: PathBuf,
    is_link: bool,
}

impl FoundFile {
    /// Its content; of a symbolic link below a directory, its target's path, as Git would commit it.
    pub fn read(&self) -> Result<Vec<u8>, SourceError> {
        let content = if self.is_link {
            std::fs::read_link(&self.path).map(|target| path_bytes(&target))
        } else {
            std::fs::read(&self.path)
        };
        content.map_err(|cause| SourceError::File { path: self.path.clone(), cause })
    }
}

/// The files at and below the paths, sorted by name within each directory.
///
/// A file that is named is taken whatever it is. Below a directory, `.git` and what Git ignores are left out, since
/// neither can be committed unasked, and so are sockets, pipes and devices; symbolic links are not followed.
pub fn files_under(paths: &[PathBuf]) -> impl Iterator<Item = Result<FoundFile, SourceError>> {
    paths.iter().flat_map(|path| walk(path))
}

fn walk(path: &Path) -> Box<dyn Iterator<Item = Result<FoundFile, SourceError>>> {
    match path.metadata() {
        Ok(facts) if facts.is_dir() => {}
        Ok(_) => return Box::new(std::iter::once(Ok(FoundFile { path: path.to_owned(), is_link: false }))),
        Err(cause) => return Box::new(std::iter::once(Err(SourceError::File { path: path.to_owned(), cause }))),
    }
    let root = path.to_owned();
    let walk = WalkBuilder::new(path)
        .standard_filters(false)
        .git_ignore(true)
        .git_exclude(true)
        .git_global(true)
        .parents(true)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_name(Ord::cmp)
        .build();
    Box::new(walk.filter_map(move |entry| match entry {
        Ok(entry) => {
            let kind = entry.file_type()?;
            let found = FoundFile { is_link: kind.is_symlink(), path: entry.into_path() };
            (kind.is_file() || kind.is_symlink()).then_some(Ok(found))
        }
        Err(error) => {
            let path = path_in(&error).unwrap_or(&root).to_owned();
            let cause = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
            Some(Err(SourceError::File { path, cause }))
        }
    }))
}

/// The path that the walk says it failed at.
fn path_in(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_in(err),
        _ => None,
    }
}
