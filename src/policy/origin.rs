//! Where the files of a policy come from.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{File, Marks, Policy, PolicyError};
use crate::source::{self, Changeset, Kind, Named, ObjectId, Reader, SourceError};

/// The size up to which a file is read, in bytes: some tens of thousands of entries.
pub const LARGEST: u64 = 16 << 20;

/// Where the files of a policy come from: a work tree, what is staged, or a revision.
pub trait PolicyFiles: Sync {
    /// The text of the file of that path, which is given from the repository's top, if there is one.
    fn text(&self, path: &Path) -> Result<Option<String>, PolicyError>;

    /// The id of the file's content, where it is known without reading it.
    fn content(&self, _: &Path) -> Content {
        Content::NotKnown
    }

    /// What messages call the file of that path.
    fn name(&self, path: &Path) -> String {
        path.display().to_string()
    }

    /// Returns true if it is known that there are no files.
    fn are_none(&self) -> bool {
        false
    }
}

/// What is known of a policy file before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    NotKnown,
    /// There is no such file.
    None,
    /// It is a file with the content of that id.
    Is(ObjectId),
}

/// No files: outside of a repository.
#[derive(Debug)]
pub struct NoFiles;

impl PolicyFiles for NoFiles {
    fn text(&self, _: &Path) -> Result<Option<String>, PolicyError> {
        Ok(None)
    }

    fn are_none(&self) -> bool {
        true
    }
}

/// The files of a work tree.
#[derive(Debug)]
pub struct WorkTree {
    root: PathBuf,
}

impl WorkTree {
    /// The work tree of that top.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl PolicyFiles for WorkTree {
    fn text(&self, path: &Path) -> Result<Option<String>, PolicyError> {
        let name = self.name(path);
        let file = self.root.join(path);
        // A link would let whoever wrote the repository choose a file anywhere.
        match file.symlink_metadata() {
            Ok(facts) if facts.file_type().is_symlink() => Err(PolicyError::Unfit {
                file: name,
                what: "a symbolic link; a policy is a file in the repository itself",
            }),
            Ok(facts) if !facts.is_file() => Err(PolicyError::Unfit { file: name, what: "not a file" }),
            Ok(_) => read(&file, &name),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(PolicyError::Unreadable { file: name, cause: error.to_string() }),
        }
    }
}

/// The policy that a commit holds, or will hold.
pub struct OfCommit<'c, 'r>(pub &'c Changeset<'r>);

impl PolicyFiles for OfCommit<'_, '_> {
    fn text(&self, path: &Path) -> Result<Option<String>, PolicyError> {
        let name = self.name(path);
        let bytes = source::path_bytes(path);
        let Some(file) = self.0.policies().iter().find(|file| file.path == bytes) else { return Ok(None) };
        if file.kind != Kind::File {
            return Err(PolicyError::Unfit { file: name, what: "not a file" });
        }
        match self.0.blob(&file.id) {
            Ok(blob) => text_of(&name, blob).map(Some),
            Err(error) => Err(PolicyError::Unreadable { file: name, cause: error.to_string() }),
        }
    }

    fn content(&self, path: &Path) -> Content {
        let bytes = source::path_bytes(path);
        match self.0.policies().iter().find(|file| file.path == bytes) {
            None => Content::None,
            Some(file) if file.kind == Kind::File => Content::Is(file.id),
            Some(_) => Content::NotKnown,
        }
    }

    fn are_none(&self) -> bool {
        self.0.policies().is_empty()
    }
}

/// The policy of a commit that is there.
pub struct AtCommit {
    repository: Reader,
    commit: ObjectId,
}

impl AtCommit {
    /// The policy of that commit in the repository here.
    pub fn open(commit: ObjectId) -> Result<Self, SourceError> {
        Ok(Self { repository: Reader::open()?, commit })
    }
}

impl PolicyFiles for AtCommit {
    fn text(&self, path: &Path) -> Result<Option<String>, PolicyError> {
        let file = self.name(path);
        match source::file_at(&self.repository, &self.commit, &source::path_bytes(path)) {
            Ok(content) => content.map(|content| text_of(&file, content)).transpose(),
            Err(error) => Err(PolicyError::Unreadable { file, cause: error.to_string() }),
        }
    }

    fn name(&self, path: &Path) -> String {
        format!("{}:{}", &self.commit.to_string()[..12], path.display())
    }
}

/// Why the policy that is to be followed cannot be.
#[derive(Debug, thiserror::Error)]
pub enum OriginError {
    /// It is not understood.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The revision that holds it cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Whose policy is followed.
#[derive(Clone, Debug, Default)]
pub enum Trusted {
    /// That of what is scanned: the staged one for a commit, the work tree's for files and commits that are there.
    #[default]
    Scanned,
    /// That of a revision, and nobody's own: whoever wrote what is scanned is not trusted.
    Revision {
        /// Its name, as `git rev-parse` reads it.
        name: String,
        /// Says whether marks in comments count all the same.
        marks: Marks,
    },
}

impl Trusted {
    /// The policy for what is in a work tree, or was committed there.
    pub fn policy(&self, root: &Path) -> Result<Policy<'static>, OriginError> {
        match self {
            Self::Scanned => Ok(Policy::new(WorkTree::new(root))?),
            Self::Revision { name, marks } => {
                let [Some(Named::Commit(commit))] = source::peel(std::slice::from_ref(name))?[..] else {
                    return Err(SourceError::Revision { name: name.clone(), is_shallow: false }.into());
                };
                Ok(Policy::only(AtCommit::open(commit)?, *marks)?)
            }
        }
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn read(path: &Path, name: &str) -> Result<Option<String>, PolicyError> {
    let unreadable = |cause: String| PolicyError::Unreadable { file: name.to_owned(), cause };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let size = file.metadata().map_err(|error| unreadable(error.to_string()))?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or(0) + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    text_of(name, bytes).map(Some)
}

/// The text of a policy file, given its bytes.
pub fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, PolicyError> {
    if bytes.len() as u64 > LARGEST {
        return Err(PolicyError::Unfit { file: name.to_owned(), what: "larger than 16 MiB" });
    }
    String::from_utf8(bytes).map_err(|error| {
        let cause = format!("it is not UTF-8 from byte {} on", error.utf8_error().valid_up_to() + 1);
        PolicyError::Unreadable { file: name.to_owned(), cause }
    })
}

/// Where a person's own policy stands: `keystop/keystop.toml` in the directory for settings.
/// Source: <https://specifications.freedesktop.org/basedir-spec/latest/>
#[must_use]
pub fn user_file() -> Option<PathBuf> {
    let directory = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let settings = if cfg!(windows) { directory("APPDATA") } else { None };
    let settings = settings.or_else(|| directory("XDG_CONFIG_HOME"));
    let settings = settings.or_else(|| directory("HOME").map(|home| home.join(".config")))?;
    Some(settings.join("keystop").join("keystop.toml"))
}

/// A person's own policy, if there is one.
pub(super) fn read_user_file() -> Result<Option<(File, String)>, PolicyError> {
    let Some(path) = user_file() else { return Ok(None) };
    let name = path.display().to_string();
    let text = read(&path, &name)?;
    Ok(text.map(|text| (File { name, directory: PathBuf::new(), is_own: true }, text)))
}
