//! Names of Git objects, and what an entry of a tree or an index may be.

use std::fmt;
use std::ops::Deref;

use git2::OdbObject;

/// An object's id: 20 bytes, or 32 in a SHA-256 repository.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// The id of those bytes.
    pub(super) fn from_bytes<const N: usize>(id: &[u8; N]) -> Self {
        const { assert!(N <= 32) };
        let mut bytes = [0; 32];
        bytes[..N].copy_from_slice(id);
        #[allow(clippy::cast_possible_truncation)] // At most 32.
        Self { bytes, length: N as u8 }
    }

    /// The id of that hexadecimal text: 40 or 64 digits.
    pub(super) fn from_hex(text: &[u8]) -> Option<Self> {
        let id = data_encoding::HEXLOWER_PERMISSIVE.decode(text).ok()?;
        match id.len() {
            20 => id.first_chunk::<20>().map(Self::from_bytes),
            32 => id.first_chunk::<32>().map(Self::from_bytes),
            _ => None,
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(self.as_bytes()))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an entry is. Source: <https://git-scm.com/docs/gitformat-index>, "object type".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file, executable or not.
    File,
    /// A symbolic link; its blob is the target's path.
    Link,
    /// A commit of another repository; there is nothing to scan.
    Submodule,
    /// A directory: in trees, and in sparse indexes.
    Directory,
}

impl Kind {
    /// The kind that a mode says.
    pub(super) fn of_mode(mode: u32) -> Option<Self> {
        match mode & 0o170_000 {
            0o100_000 => Some(Self::File),
            0o120_000 => Some(Self::Link),
            0o160_000 => Some(Self::Submodule),
            0o040_000 => Some(Self::Directory),
            _ => None,
        }
    }
}

/// The content of an object.
pub enum Blob<'r> {
    /// In libgit2's memory; a large one is not held twice.
    Held(OdbObject<'r>),
    /// In ours.
    Owned(Vec<u8>),
}

impl Deref for Blob<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(object) => object.data(),
            Self::Owned(bytes) => bytes,
        }
    }
}
