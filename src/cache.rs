//! What may be forgotten at any time: files in the user's cache directory, outside of every repository.
//!
//! Only what belongs to the user who runs keystop, and what nobody else may write to, is believed.

use std::env::var_os;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The directory for files of that kind; nothing where there is no place for a cache.
/// Source: <https://specifications.freedesktop.org/basedir/latest/>
pub fn directory(kind: &str) -> Option<PathBuf> {
    let named = |name: &str| var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = named("XDG_CACHE_HOME").or_else(|| match std::env::consts::OS {
        "windows" => named("LOCALAPPDATA"),
        "macos" => named("HOME").map(|home| home.join("Library/Caches")),
        _ => named("HOME").map(|home| home.join(".cache")),
    });
    caches.map(|caches| caches.join("keystop").join(kind))
}

/// What tells this program from another one, which may read or find more: its version, size and age.
pub fn program() -> Option<String> {
    let facts = std::env::current_exe().ok()?.metadata().ok()?;
    Some(format!("{} {} {:?}", env!("CARGO_PKG_VERSION"), facts.len(), facts.modified().ok()?))
}

/// Returns true if a file or directory is the user's own, and nobody else may write to it.
pub fn is_own(facts: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        facts.uid() == rustix::process::geteuid().as_raw() && facts.mode() & 0o022 == 0
    }
    #[cfg(not(unix))]
    {
        // The profile's directory is the user's own.
        !facts.is_symlink()
    }
}

/// Makes a directory that nobody else may write to or read, with those above it.
pub fn make(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(directory)
}

/// Deletes the files of a directory that were not written to for longest, so that fewer than so many are left.
pub fn make_room(directory: &Path, most: usize) -> io::Result<()> {
    let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort();
    let too_many = files.len().saturating_sub(most.saturating_sub(1));
    files[..too_many].iter().try_for_each(|(_, path)| fs::remove_file(path))
}
