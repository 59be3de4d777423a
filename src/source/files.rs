//! Files and directories named by hand.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::program;
use super::{Commit, Lines, Source, SourceError, open_file, path_bytes};

/// Files in the work tree, each scanned whole.
pub struct Files {
    /// The top of the repository, without symbolic links.
    root: PathBuf,
}

/// A file to scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// The path as it was given, or below the directory that was given.
    pub path: PathBuf,
    /// From the repository's top; outside of it, from the root of the file system.
    in_repository: PathBuf,
    is_link: bool,
}

impl Files {
    /// Files in and around the repository with that top.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self { root: root.canonicalize().unwrap_or_else(|_| root.to_owned()) }
    }

    /// The files at and below the paths, sorted by path below each, and what cannot be read of them.
    ///
    /// A file that is named is taken whatever Git thinks of it. Below a directory, `.git` is left out, and so is what
    /// Git ignores and does not track: neither can be committed unasked. Symbolic links are not followed; sockets,
    /// pipes and devices are left out.
    #[must_use]
    pub fn found(&self, paths: &[PathBuf]) -> (Vec<FoundFile>, Vec<SourceError>) {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for path in paths {
            match path.metadata() {
                Ok(facts) if facts.is_dir() => self.walk(path, &mut files, &mut errors),
                Ok(facts) if !facts.is_file() => {
                    let cause = io::Error::other("it is a pipe or a device, which keystop does not wait for");
                    errors.push(SourceError::File { path: path.clone(), cause });
                }
                Ok(_) => files.push(FoundFile {
                    in_repository: self.in_repository(&path.canonicalize().unwrap_or_else(|_| path.clone())),
                    path: path.clone(),
                    is_link: false,
                }),
                Err(cause) => errors.push(SourceError::File { path: path.clone(), cause }),
            }
        }
        (files, errors)
    }

    fn in_repository(&self, real: &Path) -> PathBuf {
        real.strip_prefix(&self.root).unwrap_or(real).to_owned()
    }

    fn walk(&self, top: &Path, files: &mut Vec<FoundFile>, errors: &mut Vec<SourceError>) {
        let real = top.canonicalize().unwrap_or_else(|_| top.to_owned());
        let mut found = Vec::new();
        let found_at = |path: PathBuf, is_link: bool| {
            let in_repository = self.in_repository(&real.join(path.strip_prefix(top).unwrap_or(&path)));
            FoundFile { path, in_repository, is_link }
        };
        let walk = WalkBuilder::new(top)
            .standard_filters(false)
            .git_ignore(true)
            .git_exclude(true)
            .git_global(true)
            .parents(true)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    if let Some(kind) = entry.file_type().filter(|kind| kind.is_file() || kind.is_symlink()) {
                        found.push(found_at(entry.into_path(), kind.is_symlink()));
                    }
                }
                Err(error) => {
                    let path = path_in(&error).unwrap_or(top).to_owned();
                    let cause = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
                    errors.push(SourceError::File { path, cause });
                }
            }
        }
        let mut known: HashSet<PathBuf> = found.iter().map(|file| file.path.clone()).collect();
        for below in program::tracked_below(&real) {
            let path = top.join(below);
            let Ok(facts) = path.symlink_metadata() else { continue };
            if (facts.is_file() || facts.is_symlink()) && known.insert(path.clone()) {
                found.push(found_at(path, facts.is_symlink()));
            }
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        files.append(&mut found);
    }
}

impl Source for Files {
    type Entry = FoundFile;

    fn path<'e>(&self, file: &'e FoundFile) -> Cow<'e, [u8]> {
        Cow::Owned(path_bytes(&file.in_repository))
    }

    fn shown_path<'e>(&self, file: &'e FoundFile) -> Cow<'e, [u8]> {
        Cow::Owned(path_bytes(&file.path))
    }

    /// A name tells of a key once, where the file is staged or committed.
    fn added_path(&self, _: &FoundFile, _: &[u8]) -> Lines {
        Lines::none()
    }

    /// Its content; of a symbolic link below a directory, its target's path, as Git would commit it.
    fn content(&self, file: &FoundFile) -> Result<Option<Vec<u8>>, SourceError> {
        let content = if file.is_link {
            std::fs::read_link(&file.path).map(|target| path_bytes(&target))
        } else {
            read(&file.path)
        };
        match content {
            Ok(content) => Ok(Some(content)),
            Err(cause) => Err(SourceError::File { path: file.path.clone(), cause }),
        }
    }

    fn part_to_scan(&self, _: &FoundFile, text: &[u8]) -> Range<usize> {
        0..text.len()
    }

    fn added_lines(&self, _: &FoundFile, _: &[u8]) -> Result<Lines, SourceError> {
        Ok(Lines::All)
    }

    fn commit(&self, _: &FoundFile) -> Option<Arc<Commit>> {
        None
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    io::Read::read_to_end(&mut open_file(path)?, &mut content)?;
    Ok(content)
}

/// The path that the walk says it failed at.
fn path_in(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_in(err),
        _ => None,
    }
}

/// Stages a file of the repository of that top, as `git add` does.
pub fn stage(root: &Path, file: &Path) -> Result<(), SourceError> {
    let failed = |cause: String| SourceError::Git { command: "add", cause };
    let run = std::process::Command::new("git").arg("-C").arg(root).args(["add", "--"]).arg(file).output();
    let output = run.map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}
