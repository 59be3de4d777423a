//! Git's index, read in place: entries are walked in the file's own bytes, and nothing is built from them.
//!
//! libgit2 makes an object of every entry, which on large repositories costs more than all else that a commit needs.
//! Formats 2, 3 and 4 are read, with sparse directory entries, shared (split) indexes and the cache tree. Source of
//! all layouts: <https://git-scm.com/docs/gitformat-index>

mod cache_tree;
mod content;
mod entries;
mod shared;

use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

pub(super) use cache_tree::CacheNode;
use cache_tree::CacheTree;
use content::Content;
use entries::Entries;
pub(super) use entries::{Cursor, Entry};
use shared::Link;

/// Length of an object's id, and of the checksum at the end, in bytes. SHA-256 repositories go another way.
const ID: usize = 20;

/// Why an index could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file itself could not be read.
    #[error("cannot read the index {}: {cause}", path.display())]
    Io {
        /// The index.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// It is cut off, or does not hold together.
    #[error("the index {} is damaged: {what}", path.display())]
    Damaged {
        /// The index.
        path: PathBuf,
        /// Which part.
        what: &'static str,
    },
    /// It uses a form that is not read here, and that the `git` program reads.
    #[error("the index uses {0}")]
    Unsupported(&'static str),
}

/// What is wrong with the bytes, before it is known whose they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Damaged(&'static str),
    Unsupported(&'static str),
}

/// An index, ready to be walked.
#[derive(Debug)]
pub(super) struct Index {
    entries: Entries,
    tree: Option<CacheTree>,
}

impl Index {
    /// Reads the index of that path; a repository without one has an empty index. A shared index stands in the
    /// repository's directory.
    pub(super) fn read(path: &Path, repository: &Path) -> Result<Self, IndexError> {
        let Some(File { entries, tree, link }) = File::read(path)? else {
            return Ok(Self { entries: Entries::none(), tree: None });
        };
        let Some(link) = link else {
            return if entries.unnamed() == 0 {
                Ok(Self { entries, tree })
            } else {
                Err(Flaw::Damaged("an entry has no name").of(path))
            };
        };
        let name = format!("sharedindex.{}", data_encoding::HEXLOWER.encode(&link.shared));
        let shared_path = repository.join(name);
        let shared = File::read(&shared_path)?.ok_or(Flaw::Damaged("its shared index is missing").of(path))?;
        let checksum = shared.entries.content().checksum().map_err(|flaw| flaw.of(&shared_path))?;
        if checksum != link.shared || shared.link.is_some() {
            return Err(Flaw::Damaged("it is not the shared index that its name says").of(&shared_path));
        }
        let entries = link.join(&shared.entries, &entries).map_err(|flaw| flaw.of(path))?;
        Ok(Self { entries, tree })
    }

    /// The directory that the whole index stands for, where the cache tree knows it.
    pub(super) fn cache_tree(&self) -> Option<CacheNode<'_>> {
        self.tree.as_ref().map(CacheTree::root)
    }

    /// A cursor on the first entry.
    pub(super) fn cursor(&self) -> Result<Cursor<'_>, Flaw> {
        self.entries.cursor(0)
    }
}

impl Flaw {
    /// The flaw of that file.
    fn of(self, path: &Path) -> IndexError {
        match self {
            Self::Damaged(what) => IndexError::Damaged { path: path.to_owned(), what },
            Self::Unsupported(what) => IndexError::Unsupported(what),
        }
    }
}

/// What one file holds.
struct File {
    entries: Entries,
    tree: Option<CacheTree>,
    link: Option<Link>,
}

impl File {
    /// Reads the file of that path, if there is one.
    fn read(path: &Path) -> Result<Option<Self>, IndexError> {
        match Content::open(path) {
            Ok(content) => Self::parse(content).map(Some).map_err(|flaw| flaw.of(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(IndexError::Io { path: path.to_owned(), cause }),
        }
    }

    fn parse(content: Content) -> Result<Self, Flaw> {
        const FOREIGN: Flaw = Flaw::Damaged("it does not begin as an index does");
        if content.length() < 12 + ID {
            return Err(FOREIGN);
        }
        let header = content.read(0..12)?.into_owned();
        if !header.starts_with(b"DIRC") {
            return Err(FOREIGN);
        }
        if let Content::Held(bytes) = &content {
            verify(bytes)?;
        }
        let version = number(&header, 4)?;
        if !(2..=4).contains(&version) {
            return Err(Flaw::Unsupported("a format that is newer than this keystop"));
        }
        let entries = Entries::find(content, version, number(&header, 8)? as usize)?;
        let (tree, link) = extensions(&entries)?;
        Ok(Self { entries, tree, link })
    }
}

/// Verifies the checksum. Git itself verifies none; of an index that is small enough to be held, it costs nothing.
fn verify(bytes: &[u8]) -> Result<(), Flaw> {
    let (content, checksum) = bytes.split_at(bytes.len() - ID);
    // With `index.skipHash` the checksum is all zeros.
    let sealed = checksum.iter().any(|b| *b != 0);
    if sealed && Sha1::digest(content).as_slice() != checksum {
        return Err(Flaw::Damaged("its checksum does not match"));
    }
    Ok(())
}

/// Reads what follows the entries.
fn extensions(entries: &Entries) -> Result<(Option<CacheTree>, Option<Link>), Flaw> {
    let content = entries.content();
    let end = content.length() - ID;
    let (mut tree, mut link) = (None, None);
    let mut at = entries.end();
    while at < end {
        let header = content.read(at..at.saturating_add(8).min(end))?;
        let name: [u8; 4] = array(&header, 0)?;
        let body = at + 8..(at + 8).saturating_add(number(&header, 4)? as usize);
        if body.end > end {
            return Err(Flaw::Damaged("an extension is cut off"));
        }
        at = body.end;
        match &name {
            b"TREE" => tree = CacheTree::parse(content.read(body)?.into_owned())?,
            b"link" => link = Link::parse(&content.read(body)?)?,
            // Sparse directories are entries of their own kind, handled where entries are compared.
            b"sdir" => {}
            _ if name[0].is_ascii_lowercase() => return Err(Flaw::Unsupported("an unknown required extension")),
            _ => {}
        }
    }
    Ok((tree, link))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Flaw> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or(Flaw::Damaged("it is cut off"))
}

/// Four bytes, the most significant first.
fn number(bytes: &[u8], at: usize) -> Result<u32, Flaw> {
    array(bytes, at).map(u32::from_be_bytes)
}
