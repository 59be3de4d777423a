//! The repository that a path lies in, and its files.

use std::path::{Path, PathBuf};

use keystop::error::Error;
use keystop::policy::{self, Policy, Remark, Trusted};
use keystop::source::{self, Reader};

/// The repository that a path lies in.
pub struct Place {
    /// Its top; where there is none, that of the repository here, or this directory.
    pub root: PathBuf,
    /// True if Git would not trust it, since another user owns it.
    belongs_to_another: bool,
}

impl Place {
    /// The repository that the path lies in.
    pub fn of(path: &Path) -> Self {
        let real = real(path);
        let above = real.ancestors().find(|directory| directory.join(".git").exists());
        let root = match above {
            Some(root) => root.to_owned(),
            None => root_here().canonicalize().unwrap_or_else(|_| PathBuf::from(".")),
        };
        Self { belongs_to_another: above.is_some() && source::belongs_to_another(&root), root }
    }

    /// Tells if a policy is followed that belongs to another user.
    pub fn tell_owner(&self, policy: &Policy<'_>) {
        if self.belongs_to_another && self.root.join(policy::FILE).exists() {
            policy.tell(Remark::NotTrusted { root: self.root.display().to_string() });
        }
    }
}

/// The top of the repository here.
pub fn root() -> Result<PathBuf, Error> {
    Ok(Reader::open()?.root().to_owned())
}

/// A path, given from here, from the repository's top.
pub fn from_top(root: &Path, path: &Path) -> PathBuf {
    real(path).strip_prefix(real(root)).map_or_else(|_| path.to_owned(), Path::to_owned)
}

/// The path without links, from the root of the file system; its last parts need not exist.
fn real(path: &Path) -> PathBuf {
    let exists =
        |path: &Path| if path.as_os_str().is_empty() { Path::new(".").canonicalize() } else { path.canonicalize() };
    let existing = path.ancestors().find_map(|above| Some((exists(above).ok()?, path.strip_prefix(above).ok()?)));
    match existing {
        Some((above, rest)) if rest.as_os_str().is_empty() => above,
        Some((above, rest)) => above.join(rest),
        None => path.to_owned(),
    }
}

/// Writes a file that is complete before it takes its place.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let unwritable = |cause| Error::Unwritable { path: path.display().to_string(), cause };
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(unwritable)?;
    std::io::Write::write_all(&mut file, content).map_err(unwritable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = path.metadata().map_or(0o644, |facts| facts.permissions().mode());
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).map_err(unwritable)?;
    }
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// The policy that a work tree has, with that of every directory read, and its files from the top.
pub fn whole_policy(root: &Path) -> Result<(Policy<'static>, Vec<PathBuf>), Error> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let policy = Trusted::Scanned.policy(&root)?;
    policy.at(Path::new(""))?;
    let (found, _) = source::Files::below(&root).found(std::slice::from_ref(&root));
    let files: Vec<PathBuf> =
        found.iter().map(|file| file.path.strip_prefix(&root).unwrap_or(&file.path).to_owned()).collect();
    for path in files.iter().filter(|path| path.file_name().is_some_and(|name| name == policy::FILE)) {
        policy.for_file(path)?;
    }
    Ok((policy, files))
}

/// The top of the repository here, or, where there is none, this directory.
pub fn root_here() -> PathBuf {
    Reader::open().map_or_else(|_| PathBuf::from("."), |repository| repository.root().to_owned())
}
