//! Git's index, read in place: entries are walked in the file's own bytes, and nothing is built from them.
//!
//! libgit2 makes an object of every entry, which on large repositories costs more than all else that a
//! commit needs. Formats 2, 3 and 4 are read, with sparse directory entries and the cache tree. Source of all
//! layouts: <https://git-scm.com/docs/gitformat-index>

use std::ops::Range;
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use super::ObjectId;

/// Length of an object's id, and of the checksum at the end, in bytes. SHA-256 repositories go another way.
const ID: usize = 20;

/// Bytes of an entry before its flags: two times, six numbers, and the id.
const BEFORE_FLAGS: usize = 40 + ID;

/// The checksum of an index up to this size (in bytes) is verified. Git itself verifies none; this much costs nothing.
const VERIFIED: usize = 256 * 1024;

/// How many entries lie between two remembered places.
const STRIDE: usize = 64;

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

/// An index in memory.
#[derive(Debug)]
pub(super) struct Index {
    bytes: Vec<u8>,
    version: u32,
    count: usize,
    /// Where every `STRIDE`th entry begins (formats 2 and 3).
    places: Vec<usize>,
    tree: Option<CacheTree>,
}

/// An entry as it stands in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: ObjectId,
    pub(super) mode: u32,
    /// 0, or during a merge the side it comes from.
    stage: u16,
    /// `git add --intent-to-add`: a name without content, which no commit takes.
    intent_to_add: bool,
}

impl Entry {
    /// Whether a commit would take it.
    pub(super) fn is_staged(&self) -> bool {
        self.stage == 0 && !self.intent_to_add
    }
}

impl Index {
    /// Reads the index of that path; a repository without one has an empty index.
    pub(super) fn read(path: &Path) -> Result<Self, IndexError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::empty()),
            Err(cause) => {
                return Err(IndexError::Io { path: path.to_owned(), cause });
            }
        };
        Self::parse(bytes).map_err(|flaw| match flaw {
            Flaw::Damaged(what) => IndexError::Damaged { path: path.to_owned(), what },
            Flaw::Unsupported(what) => IndexError::Unsupported(what),
        })
    }

    fn empty() -> Self {
        Self { bytes: Vec::new(), version: 2, count: 0, places: Vec::new(), tree: None }
    }

    fn parse(bytes: Vec<u8>) -> Result<Self, Flaw> {
        if bytes.get(..4) != Some(b"DIRC") || bytes.len() < 12 + ID {
            return Err(Flaw::Damaged("it does not begin as an index does"));
        }
        let (content, checksum) = bytes.split_at(bytes.len() - ID);
        // With `index.skipHash` the checksum is all zeros.
        let sealed = checksum.iter().any(|b| *b != 0);
        if sealed && content.len() <= VERIFIED && Sha1::digest(content).as_slice() != checksum {
            return Err(Flaw::Damaged("its checksum does not match"));
        }
        let version = number(&bytes, 4)?;
        if !(2..=4).contains(&version) {
            return Err(Flaw::Unsupported("a format that is newer than this keystop"));
        }
        let count = number(&bytes, 8)? as usize;
        let mut index = Self { bytes, version, count, places: Vec::new(), tree: None };
        index.find_parts()?;
        Ok(index)
    }

    /// Walks the entries once, to check their outline and to find what follows them.
    fn find_parts(&mut self) -> Result<(), Flaw> {
        let end = self.bytes.len() - ID;
        let mut places = Vec::with_capacity(if self.version == 4 { 0 } else { self.count.min(end / 64) / STRIDE + 1 });
        let mut at = 12;
        for number in 0..self.count {
            if self.version != 4 && number % STRIDE == 0 {
                places.push(at);
            }
            at = Outline::read(&self.bytes[..end], at, self.version)?.next;
        }
        self.places = places;

        while at < end {
            let name: [u8; 4] = array(&self.bytes, at)?;
            let size = number(&self.bytes, at + 4)? as usize;
            let body = at + 8..at.saturating_add(8).saturating_add(size);
            if body.end > end {
                return Err(Flaw::Damaged("an extension is cut off"));
            }
            match &name {
                b"TREE" => self.tree = Some(CacheTree::parse(&self.bytes, body.clone())?),
                b"link" => return Err(Flaw::Unsupported("a shared (split) index")),
                // Sparse directories are entries of their own kind, handled where entries are compared.
                b"sdir" => {}
                _ if name[0].is_ascii_lowercase() => {
                    return Err(Flaw::Unsupported("an unknown required extension"));
                }
                _ => {}
            }
            at = body.end;
        }
        Ok(())
    }

    /// The directory that the whole index stands for, where the cache tree knows it.
    pub(super) fn cache_tree(&self) -> Option<CacheNode<'_>> {
        self.tree.as_ref().map(|tree| CacheNode { index: self, tree, number: 0 })
    }

    /// A cursor on the first entry.
    pub(super) fn cursor(&self) -> Result<Cursor<'_>, Flaw> {
        let mut cursor = Cursor { index: self, number: 0, outline: Outline::default(), path: Vec::new() };
        cursor.load(12)?;
        Ok(cursor)
    }
}

/// What is wrong with the bytes, before it is known whose they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    Damaged(&'static str),
    Unsupported(&'static str),
}

/// Where the parts of an entry stand.
#[derive(Clone, Debug, Default)]
struct Outline {
    start: usize,
    flags: u16,
    more_flags: u16,
    /// How many bytes of the previous path are dropped (format 4).
    dropped: usize,
    /// The path, or in format 4 its new end.
    name: Range<usize>,
    next: usize,
}

impl Outline {
    const EXTENDED: u16 = 0x4000;
    const INTENT_TO_ADD: u16 = 0x2000;
    const NAME_LENGTH: u16 = 0x0fff;

    #[inline]
    fn read(bytes: &[u8], start: usize, version: u32) -> Result<Self, Flaw> {
        const CUT: Flaw = Flaw::Damaged("an entry is cut off");
        let flags = u16::from_be_bytes(array(bytes, start + BEFORE_FLAGS)?);
        let mut name = start + BEFORE_FLAGS + 2;
        let mut more_flags = 0;
        if flags & Self::EXTENDED != 0 {
            more_flags = u16::from_be_bytes(array(bytes, name)?);
            name += 2;
        }
        if version == 4 {
            let (dropped, after) = offset_number(bytes, name)?;
            let rest = bytes.get(after..).ok_or(CUT)?;
            let end = after + memchr::memchr(0, rest).ok_or(CUT)?;
            return Ok(Self { start, flags, more_flags, dropped, name: after..end, next: end + 1 });
        }
        let short = usize::from(flags & Self::NAME_LENGTH);
        let end = if short < usize::from(Self::NAME_LENGTH) {
            name + short
        } else {
            name + memchr::memchr(0, bytes.get(name..).ok_or(CUT)?).ok_or(CUT)?
        };
        if bytes.get(end) != Some(&0) {
            return Err(CUT);
        }
        if end == name {
            // What replaces an entry of the shared index leaves its name there.
            return Err(Flaw::Unsupported("a shared (split) index"));
        }
        // One to eight NULs fill the entry up to a multiple of eight bytes.
        let next = start + (end - start + 8) / 8 * 8;
        Ok(Self { start, flags, more_flags, dropped: 0, name: name..end, next })
    }
}

/// Walks the entries in order.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    index: &'a Index,
    number: usize,
    outline: Outline,
    /// The current path (format 4 only; the others have it in the file).
    path: Vec<u8>,
}

impl Cursor<'_> {
    /// The current entry's path, or nothing at the end.
    #[inline]
    pub(super) fn path(&self) -> Option<&[u8]> {
        if self.number >= self.index.count {
            return None;
        }
        Some(if self.index.version == 4 { &self.path } else { &self.index.bytes[self.outline.name.clone()] })
    }

    /// The current entry; must not be asked at the end.
    pub(super) fn entry(&self) -> Result<Entry, Flaw> {
        let bytes = &self.index.bytes;
        let Outline { start, flags, more_flags, .. } = self.outline;
        Ok(Entry {
            mode: number(bytes, start + 24)?,
            id: ObjectId::from_bytes(&array::<ID>(bytes, start + 40)?),
            stage: flags >> 12 & 3,
            intent_to_add: more_flags & Outline::INTENT_TO_ADD != 0,
        })
    }

    /// Goes on to the next entry, whose path must be greater.
    pub(super) fn advance(&mut self) -> Result<(), Flaw> {
        self.number += 1;
        if self.index.version == 4 {
            return self.load(self.outline.next);
        }
        let before = self.outline.name.clone();
        self.load(self.outline.next)?;
        let ordered = self.path().is_none_or(|path| path >= &self.index.bytes[before]);
        if ordered { Ok(()) } else { Err(Flaw::Damaged("its entries are out of order")) }
    }

    /// Skips so many entries.
    pub(super) fn skip(&mut self, entries: usize) -> Result<(), Flaw> {
        let target = self.number + entries;
        if target > self.index.count {
            return Err(Flaw::Damaged("its cache tree counts more entries than there are"));
        }
        if let Some(place) = self.index.places.get(target / STRIDE).filter(|_| target / STRIDE > self.number / STRIDE) {
            self.number = target / STRIDE * STRIDE;
            self.load(*place)?;
        }
        while self.number < target {
            self.number += 1;
            self.load(self.outline.next)?;
        }
        Ok(())
    }

    fn load(&mut self, at: usize) -> Result<(), Flaw> {
        if self.number >= self.index.count {
            return Ok(());
        }
        let end = self.index.bytes.len() - ID;
        self.outline = Outline::read(&self.index.bytes[..end], at, self.index.version)?;
        if self.index.version == 4 {
            let kept = self.path.len().checked_sub(self.outline.dropped);
            self.path.truncate(kept.ok_or(Flaw::Damaged("a path is cut off"))?);
            self.path.extend_from_slice(&self.index.bytes[self.outline.name.clone()]);
        }
        Ok(())
    }
}

/// The cache tree: for each directory that is as a tree object has it, that object and how many entries it covers.
#[derive(Debug)]
struct CacheTree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    name: Range<usize>,
    /// How many entries it covers, and where its tree's id stands; nothing where the directory was changed.
    valid: Option<(usize, usize)>,
    children: usize,
    /// The number of the first node that is not below this one.
    after: usize,
}

impl CacheTree {
    fn parse(bytes: &[u8], body: Range<usize>) -> Result<Self, Flaw> {
        const BAD: Flaw = Flaw::Damaged("its cache tree does not hold together");
        let mut nodes: Vec<Node> = Vec::new();
        // Directories whose children are still to come: their numbers, and how many.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = body.start;
        while at < body.end {
            let rest = &bytes[at..body.end];
            let name = at..at + memchr::memchr(0, rest).ok_or(BAD)?;
            let (entries, after) = decimal(&bytes[..body.end], name.end + 1, b' ').ok_or(BAD)?;
            let (children, after) = decimal(&bytes[..body.end], after, b'\n').ok_or(BAD)?;
            let children = usize::try_from(children).map_err(|_| BAD)?;
            let valid = usize::try_from(entries).ok().map(|entries| (entries, after));
            at = if valid.is_some() { after + ID } else { after };
            if at > body.end {
                return Err(BAD);
            }
            let number = nodes.len();
            nodes.push(Node { name, valid, children, after: number + 1 });
            open.push((number, children));
            while let Some((done, 0)) = open.last().copied() {
                nodes[done].after = nodes.len();
                open.pop();
                if let Some((_, left)) = open.last_mut() {
                    *left -= 1;
                }
            }
            if open.is_empty() {
                break;
            }
        }
        if open.is_empty() && !nodes.is_empty() && at == body.end { Ok(Self { nodes }) } else { Err(BAD) }
    }
}

/// A directory of the cache tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct CacheNode<'a> {
    index: &'a Index,
    tree: &'a CacheTree,
    number: usize,
}

impl<'a> CacheNode<'a> {
    /// The tree object that this directory equals and how many entries it covers, unless it was changed.
    pub(super) fn unchanged(&self) -> Option<(ObjectId, usize)> {
        let (entries, at) = self.tree.nodes[self.number].valid?;
        let id = array::<ID>(&self.index.bytes, at).ok()?;
        Some((ObjectId::from_bytes(&id), entries))
    }

    /// The directories in it, by name, sorted by name.
    pub(super) fn children(&self) -> Vec<(&'a [u8], CacheNode<'a>)> {
        let mut number = self.number + 1;
        let mut children: Vec<_> = (0..self.tree.nodes[self.number].children)
            .map(|_| {
                let node = CacheNode { number, ..*self };
                number = self.tree.nodes[number].after;
                (&self.index.bytes[self.tree.nodes[node.number].name.clone()], node)
            })
            .collect();
        children.sort_unstable_by_key(|(name, _)| *name);
        children
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Flaw> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or(Flaw::Damaged("it is cut off"))
}

/// Four bytes, the most significant first.
fn number(bytes: &[u8], at: usize) -> Result<u32, Flaw> {
    array(bytes, at).map(u32::from_be_bytes)
}

/// A decimal number up to `end`, and the place after it; `-1` where Git knows none.
fn decimal(bytes: &[u8], at: usize, end: u8) -> Option<(i64, usize)> {
    let length = memchr::memchr(end, bytes.get(at..)?)?;
    let digits = std::str::from_utf8(&bytes[at..at + length]).ok()?;
    Some((digits.parse().ok()?, at + length + 1))
}

/// A number in the "offset" form of pack files: seven bits a byte, the first ones first, one added per further byte.
fn offset_number(bytes: &[u8], mut at: usize) -> Result<(usize, usize), Flaw> {
    const BAD: Flaw = Flaw::Damaged("a path's length does not hold together");
    let mut value = 0usize;
    loop {
        let byte = *bytes.get(at).ok_or(BAD)?;
        at += 1;
        value = value.checked_mul(128).and_then(|v| v.checked_add(usize::from(byte & 0x7f))).ok_or(BAD)?;
        if byte & 0x80 == 0 {
            return Ok((value, at));
        }
        value = value.checked_add(1).ok_or(BAD)?;
    }
}
