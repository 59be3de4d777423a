//! Names of Git objects, and what an entry of a tree or an index may be.

use std::fmt;

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

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
    #[must_use]
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        Self::of(&data_encoding::HEXLOWER_PERMISSIVE.decode(text).ok()?)
    }

    /// The id of those bytes: 20 or 32.
    pub(super) fn of(id: &[u8]) -> Option<Self> {
        match id.len() {
            20 => id.first_chunk::<20>().map(Self::from_bytes),
            32 => id.first_chunk::<32>().map(Self::from_bytes),
            _ => None,
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// The id that Git gives to a SHA-1 object of that kind (`blob`, `tree`, `commit`, `tag`) with that content.
    /// Source: <https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>, "Object Storage".
    pub(super) fn sha1_of(kind: &str, content: &[u8]) -> Self {
        let header = format!("{kind} {}\0", content.len());
        Self::from_bytes(&Sha1::new().chain_update(header).chain_update(content).finalize().into())
    }

    /// Returns true if an object of that kind with that content has this id: if the content is what it claims to be.
    pub(super) fn is_of(&self, kind: &str, content: &[u8]) -> bool {
        if self.as_bytes().len() == 20 {
            return Self::sha1_of(kind, content) == *self;
        }
        let header = format!("{kind} {}\0", content.len());
        Self::from_bytes(&Sha256::new().chain_update(header).chain_update(content).finalize().into()) == *self
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

/// An object as it stands somewhere: nobody has checked yet whether it is what its name says.
#[derive(Clone, Debug)]
pub(super) struct RawObject {
    pub(super) kind: Vec<u8>,
    pub(super) content: Vec<u8>,
}
