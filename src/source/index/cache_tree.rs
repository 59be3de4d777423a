//! The index's cache tree: for each directory that is as a tree object has it, that object and how many entries it covers.

use std::ops::Range;

use super::{Flaw, ID};
use crate::source::ObjectId;

const BAD: Flaw = Flaw::Damaged("its cache tree does not hold together");

/// The directories of an index.
#[derive(Debug)]
pub(super) struct CacheTree {
    /// The extension's content.
    bytes: Vec<u8>,
    /// Each directory before those below it.
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
    /// Reads the extension; nothing where Git takes it for none, since its first directory has a name.
    pub(super) fn parse(bytes: Vec<u8>) -> Result<Option<Self>, Flaw> {
        if bytes.first().is_some_and(|first| *first != 0) {
            return Ok(None);
        }
        let mut nodes: Vec<Node> = Vec::new();
        // Directories whose children are still to come: their numbers, and how many.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let name = at..at + memchr::memchr(0, &bytes[at..]).ok_or(BAD)?;
            let (entries, after) = decimal(&bytes, name.end + 1, b' ').ok_or(BAD)?;
            let (children, after) = decimal(&bytes, after, b'\n').ok_or(BAD)?;
            let children = usize::try_from(children).map_err(|_| BAD)?;
            let valid = usize::try_from(entries).ok().map(|entries| (entries, after));
            at = if valid.is_some() { after + ID } else { after };
            if at > bytes.len() {
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
        if open.is_empty() && !nodes.is_empty() && at == bytes.len() {
            Ok(Some(Self { bytes, nodes }))
        } else {
            Err(BAD)
        }
    }

    /// The directory that the whole index stands for.
    pub(super) fn root(&self) -> CacheNode<'_> {
        CacheNode { tree: self, number: 0 }
    }
}

/// A directory of the cache tree.
#[derive(Clone, Copy, Debug)]
pub(in crate::source) struct CacheNode<'a> {
    tree: &'a CacheTree,
    number: usize,
}

impl<'a> CacheNode<'a> {
    /// The tree object that a commit takes for this directory and how many entries it covers, unless it was changed.
    pub(in crate::source) fn tree(&self) -> Option<(ObjectId, usize)> {
        let (entries, at) = self.tree.nodes[self.number].valid?;
        let id = self.tree.bytes[at..].first_chunk::<ID>()?;
        Some((ObjectId::from_bytes(id), entries))
    }

    /// The directories in it, by name, sorted by name.
    pub(in crate::source) fn children(&self) -> Vec<(&'a [u8], CacheNode<'a>)> {
        let CacheTree { bytes, nodes } = self.tree;
        let mut number = self.number + 1;
        let mut children: Vec<_> = (0..nodes[self.number].children)
            .map(|_| {
                let node = CacheNode { number, ..*self };
                number = nodes[number].after;
                (&bytes[nodes[node.number].name.clone()], node)
            })
            .collect();
        children.sort_unstable_by_key(|(name, _)| *name);
        children
    }
}

/// A decimal number up to `end`, and the place after it; `-1` where Git knows none.
fn decimal(bytes: &[u8], at: usize, end: u8) -> Option<(i64, usize)> {
    let length = memchr::memchr(end, bytes.get(at..)?)?;
    let digits = std::str::from_utf8(&bytes[at..at + length]).ok()?;
    Some((digits.parse().ok()?, at + length + 1))
}
