//! Which paths differ between a tree and the index or another tree, at a cost that follows the change.
//!
//! Both are walked side by side, in Git's order. A directory that the cache tree knows to be equal
//! is skipped whole: neither its tree object nor its entries are looked at.
//!
//! Where the cache tree names a tree for a directory, `git commit` takes that tree, and looks at no entry below. So the
//! entries must make that very tree; where they do not, the tree is compared instead of them.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::io::Write as _;

use super::index::{CacheNode, Cursor, Entry, Flaw, Index};
use super::object::{Kind, ObjectId};

/// A path whose content is new or different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From the repository's top, with `/`, as bytes.
    pub path: Vec<u8>,
    /// What the commit will hold.
    pub new: ObjectId,
    /// What kind of entry it is.
    pub kind: Kind,
    /// What the commit before holds at this path.
    pub before: Before,
}

/// What the commit before holds at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing of the same kind.
    Nothing,
    /// This, of the same kind.
    Object(ObjectId),
    /// Only the remote of a partial clone knows.
    Unknown,
}

/// How two states differ.
#[derive(Debug, Default)]
pub struct Changes {
    /// New and different entries, sorted by path.
    pub changed: Vec<Change>,
    /// Entries of the state before that are no more, sorted by path; files and links only.
    pub removed: Vec<Removed>,
    /// The files of [`POLICY_FILES`] that the new state holds in the directories of what changed and above them,
    /// whether they changed or not. May have others, too.
    pub policies: Vec<PolicyFile>,
}

/// The names of the files by which a repository states its policy.
pub const POLICY_FILES: [&[u8]; 2] = [b".keystop.toml", b".keystop-baseline"];

/// A file by which a repository states its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// From the repository's top, with `/`, as bytes.
    pub path: Vec<u8>,
    /// What kind of entry it is.
    pub kind: Kind,
    /// What the commit will hold.
    pub id: ObjectId,
}

impl PolicyFile {
    /// Returns true if that is the path of one.
    pub(super) fn is_at(path: &[u8]) -> bool {
        // Asked of each file beside one that changed.
        let may_be = |name: &[u8]| {
            path.ends_with(name) && (path.len() == name.len() || path[path.len() - name.len() - 1] == b'/')
        };
        POLICY_FILES.iter().any(|name| may_be(name))
    }
}

/// A path that is no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// From the repository's top.
    pub path: Vec<u8>,
    /// What it held.
    pub id: ObjectId,
}

/// Reads the content of a tree object.
pub(super) trait Trees {
    /// Why one cannot be read.
    type Error: From<Flaw>;

    /// The raw content of that tree; nothing where a partial clone left it with its remote.
    fn tree(&self, id: ObjectId) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// The difference between a tree (nothing: an empty one) and the index.
pub(super) fn between<T: Trees + ?Sized>(
    trees: &T,
    head: Option<ObjectId>,
    index: &Index,
) -> Result<Changes, T::Error> {
    let mut walk = IndexWalk { walk: TreeWalk { trees, changes: Changes::default() }, cursor: index.cursor()? };
    walk.directory(&mut Vec::new(), head.map_or(Before::Nothing, Before::Object), index.cache_tree())?;
    if walk.cursor.path().is_some() {
        return Err(Flaw::Damaged("its entries are out of order").into());
    }
    Ok(walk.walk.changes)
}

/// The difference between a tree (nothing: an empty one) and another tree.
pub(super) fn between_trees<T: Trees + ?Sized>(
    trees: &T,
    before: Option<ObjectId>,
    now: ObjectId,
) -> Result<Changes, T::Error> {
    let mut walk = TreeWalk { trees, changes: Changes::default() };
    walk.trees_below(&mut Vec::new(), before.map_or(Before::Nothing, Before::Object), Some(now))?;
    Ok(walk.changes)
}

/// How many directories may stand in each other. Git's own limit is half of it.
const DEEPEST: usize = 4096;

/// How many changed files are kept of two trees: ten times those of the largest repositories. A few trees that hold each
/// other many times make more than fit into memory.
const MOST_CHANGES: usize = 5_000_000;

fn not_too_deep(prefix: &[u8]) -> Result<(), Flaw> {
    if memchr::memchr_iter(b'/', prefix).count() > DEEPEST {
        return Err(Flaw::Damaged("its directories are nested deeper than Git allows"));
    }
    Ok(())
}

/// Walks trees side by side, and keeps how they differ.
struct TreeWalk<'t, T: ?Sized> {
    trees: &'t T,
    changes: Changes,
}

/// Walks a tree and the index side by side.
struct IndexWalk<'t, T: ?Sized> {
    walk: TreeWalk<'t, T>,
    cursor: Cursor<'t>,
}

impl<T: Trees + ?Sized> IndexWalk<'_, T> {
    /// Compares all below `prefix` (empty, or ending with `/`). Returns the tree that a commit makes of it.
    fn directory(
        &mut self,
        prefix: &mut Vec<u8>,
        tree: Before,
        cached: Option<CacheNode<'_>>,
    ) -> Result<Option<ObjectId>, T::Error> {
        let Some((named, count)) = cached.as_ref().and_then(CacheNode::tree) else {
            return self.entries_below(prefix, tree, cached);
        };
        if tree == Before::Object(named) {
            self.cursor.skip_below(prefix, count)?;
            return Ok(Some(named));
        }
        let (first, changed, removed) =
            (self.cursor.number(), self.walk.changes.changed.len(), self.walk.changes.removed.len());
        let policies = self.walk.changes.policies.len();
        let made = self.entries_below(prefix, tree, cached)?;
        if self.cursor.number() - first != count {
            return Err(Flaw::Damaged("its cache tree counts other entries than there are").into());
        }
        if made != Some(named) {
            self.walk.changes.changed.truncate(changed);
            self.walk.changes.removed.truncate(removed);
            self.walk.changes.policies.truncate(policies);
            self.walk.trees_below(prefix, tree, Some(named))?;
        }
        Ok(Some(named))
    }

    /// Compares the entries below `prefix` one by one. Returns the tree that a commit makes of them: nothing where some
    /// are in conflict, or have a name only.
    fn entries_below(
        &mut self,
        prefix: &mut Vec<u8>,
        tree: Before,
        cached: Option<CacheNode<'_>>,
    ) -> Result<Option<ObjectId>, T::Error> {
        not_too_deep(prefix)?;
        let (content, unlisted) = self.walk.before(tree)?;
        let mut before = TreeEntries::of(content.as_deref(), tree).peekable();
        let children = cached.map(|node| node.children()).unwrap_or_default();
        let mut made = NewTree::default();

        loop {
            let now = self.cursor.path().and_then(|path| path.strip_prefix(prefix.as_slice())).map(Step::of_path);
            let order = match (before.peek(), &now) {
                (None, None) => return Ok(made.id()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(Err(flaw)), _) => return Err((*flaw).into()),
                (Some(Ok(old)), Some(new)) => old.step().cmp(new),
            };
            // What the step says is kept past the cursor's next move.
            let now = now.map(|step| (step.name.to_vec(), step.is_directory));
            let old = if order.is_le() { before.next().transpose()? } else { None };
            let length = prefix.len();
            match (old, now.filter(|_| order.is_ge())) {
                (Some(old), None) => {
                    prefix.extend_from_slice(old.name);
                    self.walk.removed(prefix, old.kind, old.id)?;
                }
                (old, Some((name, true))) => {
                    prefix.extend_from_slice(&name);
                    prefix.push(b'/');
                    let node =
                        children.binary_search_by_key(&name.as_slice(), |(name, _)| name).ok().map(|at| children[at].1);
                    let id = self.subdirectory(prefix, old.map_or(unlisted, |old| Before::Object(old.id)), node)?;
                    made.push(&name, id.map(|id| (DIRECTORY_MODE, id)));
                }
                (old, Some((name, false))) => {
                    prefix.extend_from_slice(&name);
                    let entry = self.file(prefix, old, unlisted)?;
                    made.push(&name, entry.map(|entry| (entry.mode, entry.id)));
                }
                (None, None) => return Ok(made.id()),
            }
            prefix.truncate(length);
        }
    }

    /// A directory, which in a sparse index is an entry of its own. Returns the tree that a commit makes of it.
    fn subdirectory(
        &mut self,
        prefix: &mut Vec<u8>,
        old: Before,
        cached: Option<CacheNode<'_>>,
    ) -> Result<Option<ObjectId>, T::Error> {
        if self.cursor.path() != Some(prefix.as_slice()) {
            return self.directory(prefix, old, cached);
        }
        let entry = self.cursor.entry()?;
        self.cursor.advance()?;
        let id = cached.as_ref().and_then(CacheNode::tree).map_or(entry.id, |(named, _)| named);
        self.walk.trees_below(prefix, old, Some(id))?;
        Ok(Some(id))
    }

    /// The entries of the index at this path, one or during a merge several. Returns the one that a commit takes.
    fn file(&mut self, path: &[u8], old: Option<TreeEntry<'_>>, unlisted: Before) -> Result<Option<Entry>, T::Error> {
        let mut staged = None;
        while self.cursor.path() == Some(path) {
            let entry = self.cursor.entry()?;
            if entry.is_staged() {
                staged = Some(entry);
            }
            self.cursor.advance()?;
        }
        let Some(Entry { id, mode, .. }) = staged else {
            // Unmerged, or added by name only: a commit holds nothing here.
            return old.map_or(Ok(None), |old| {
                self.walk.removed(&mut path.to_vec(), old.kind, old.id)?;
                Ok(None)
            });
        };
        let kind = Kind::of_mode(mode).ok_or(Flaw::Damaged("an entry has an unknown mode"))?;
        self.walk.compare(path, old, unlisted, (kind, id));
        Ok(staged)
    }
}

impl<T: Trees + ?Sized> TreeWalk<'_, T> {
    /// The content of a tree of the state before, and what is there at a path that it does not list.
    fn before(&self, tree: Before) -> Result<(Option<Vec<u8>>, Before), T::Error> {
        let content = match tree {
            Before::Object(id) => self.trees.tree(id)?,
            Before::Nothing => return Ok((None, Before::Nothing)),
            Before::Unknown => None,
        };
        let unlisted = if content.is_some() { Before::Nothing } else { Before::Unknown };
        Ok((content, unlisted))
    }

    fn compare(&mut self, path: &[u8], old: Option<TreeEntry<'_>>, unlisted: Before, (kind, new): (Kind, ObjectId)) {
        let before = match old {
            Some(old) if old.kind == kind => Before::Object(old.id),
            Some(_) => Before::Nothing,
            None => unlisted,
        };
        if PolicyFile::is_at(path) {
            self.changes.policies.push(PolicyFile { path: path.to_vec(), kind, id: new });
        }
        if before != Before::Object(new) {
            self.changes.changed.push(Change { path: path.to_vec(), new, kind, before });
        }
    }

    fn removed(&mut self, path: &mut Vec<u8>, kind: Kind, id: ObjectId) -> Result<(), T::Error> {
        match kind {
            Kind::File | Kind::Link => self.changes.removed.push(Removed { path: path.clone(), id }),
            Kind::Submodule => {}
            Kind::Directory => {
                path.push(b'/');
                self.trees_below(path, Before::Object(id), None)?;
            }
        }
        Ok(())
    }

    /// Compares two trees, where the index has none of the entries.
    fn trees_below(&mut self, prefix: &mut Vec<u8>, old: Before, new: Option<ObjectId>) -> Result<(), T::Error> {
        if new.is_some_and(|new| old == Before::Object(new)) {
            return Ok(());
        }
        not_too_deep(prefix)?;
        if self.changes.changed.len().max(self.changes.removed.len()) > MOST_CHANGES {
            return Err(Flaw::Damaged("more files change at once than keystop looks at").into());
        }
        let trees = self.trees;
        let after = new.map(|id| trees.tree(id)).transpose()?;
        if let (Some(id), Some(None)) = (new, &after) {
            // What is new below it, the remote has.
            let path = prefix.strip_suffix(b"/").unwrap_or(prefix).to_vec();
            self.changes.changed.push(Change { path, new: id, kind: Kind::Directory, before: old });
            return Ok(());
        }
        let listed = after.flatten();
        let (content, unlisted) = self.before(old)?;
        let mut before = TreeEntries::of(content.as_deref(), old).peekable();
        let mut after = TreeEntries::of(listed.as_deref(), new.map_or(Before::Nothing, Before::Object)).peekable();
        loop {
            let order = match (before.peek(), after.peek()) {
                (None, None) => return Ok(()),
                (Some(Err(flaw)), _) | (_, Some(Err(flaw))) => return Err((*flaw).into()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(Ok(old)), Some(Ok(new))) => old.step().cmp(&new.step()),
            };
            let old = if order.is_le() { before.next().transpose()? } else { None };
            let new = if order.is_ge() { after.next().transpose()? } else { None };
            let length = prefix.len();
            match (old, new) {
                (old, Some(new)) if new.kind == Kind::Directory => {
                    prefix.extend_from_slice(new.name);
                    prefix.push(b'/');
                    self.trees_below(prefix, old.map_or(unlisted, |old| Before::Object(old.id)), Some(new.id))?;
                }
                (old, Some(new)) => {
                    prefix.extend_from_slice(new.name);
                    self.compare(prefix, old, unlisted, (new.kind, new.id));
                }
                (Some(old), None) => {
                    prefix.extend_from_slice(old.name);
                    self.removed(prefix, old.kind, old.id)?;
                }
                (None, None) => return Ok(()),
            }
            prefix.truncate(length);
        }
    }
}

/// The first part of a path below a directory, in Git's order: a directory sorts as if its name ended with `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step<'a> {
    name: &'a [u8],
    is_directory: bool,
}

impl<'a> Step<'a> {
    fn of_path(path: &'a [u8]) -> Self {
        match memchr::memchr(b'/', path) {
            Some(end) => Self { name: &path[..end], is_directory: true },
            None => Self { name: path, is_directory: false },
        }
    }
}

impl Ord for Step<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let end = |step: &Self| step.is_directory.then_some(b'/');
        let both = self.name.len().min(other.name.len());
        self.name[..both].cmp(&other.name[..both]).then_with(|| {
            let next = |step: &Self| step.name.get(both).copied().or_else(|| end(step));
            next(self).cmp(&next(other)).then(self.name.len().cmp(&other.name.len()))
        })
    }
}

impl PartialOrd for Step<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A directory's mode in a tree object.
const DIRECTORY_MODE: u32 = 0o040_000;

/// The tree object that a commit makes of a directory's entries, as its content grows.
struct NewTree {
    /// Nothing once an entry came that no tree holds.
    content: Option<Vec<u8>>,
}

impl Default for NewTree {
    fn default() -> Self {
        Self { content: Some(Vec::new()) }
    }
}

impl NewTree {
    /// Adds the entry of that name, with its mode and id.
    fn push(&mut self, name: &[u8], entry: Option<(u32, ObjectId)>) {
        let (Some(content), Some((mode, id))) = (&mut self.content, entry) else {
            self.content = None;
            return;
        };
        // Writing to memory does not fail.
        let _ = write!(content, "{mode:o} ");
        content.extend_from_slice(name);
        content.push(0);
        content.extend_from_slice(id.as_bytes());
    }

    fn id(&self) -> Option<ObjectId> {
        self.content.as_deref().map(|content| ObjectId::sha1_of("tree", content))
    }
}

/// An entry of a tree object.
#[derive(Clone, Copy, Debug)]
struct TreeEntry<'a> {
    name: &'a [u8],
    kind: Kind,
    id: ObjectId,
}

impl<'a> TreeEntry<'a> {
    fn step(&self) -> Step<'a> {
        Step { name: self.name, is_directory: self.kind == Kind::Directory }
    }
}

/// Reads a tree object's content: `mode name NUL id`, again and again.
/// Source: <https://git-scm.com/book/en/v2/Git-Internals-Git-Objects>, "Tree Objects".
struct TreeEntries<'a> {
    content: &'a [u8],
    /// How long the ids are, in bytes: as long as the tree's own.
    id_length: usize,
}

impl<'a> Iterator for TreeEntries<'a> {
    type Item = Result<TreeEntry<'a>, Flaw>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.content.is_empty() {
            return None;
        }
        let entry = self.read().ok_or(Flaw::Damaged("a tree object does not hold together"));
        if entry.is_err() {
            self.content = &[];
        }
        Some(entry)
    }
}

impl<'a> TreeEntries<'a> {
    /// The entries of that tree, whose content this is.
    fn of(content: Option<&'a [u8]>, tree: Before) -> Self {
        let id_length = match tree {
            Before::Object(id) => id.as_bytes().len(),
            Before::Nothing | Before::Unknown => 0,
        };
        Self { content: content.unwrap_or_default(), id_length }
    }

    fn read(&mut self) -> Option<TreeEntry<'a>> {
        let space = memchr::memchr(b' ', self.content)?;
        let mode = u32::from_str_radix(std::str::from_utf8(&self.content[..space]).ok()?, 8).ok()?;
        let rest = &self.content[space + 1..];
        let end = memchr::memchr(0, rest)?;
        let (id, left) = rest[end + 1..].split_at_checked(self.id_length)?;
        self.content = left;
        Some(TreeEntry { name: &rest[..end], kind: Kind::of_mode(mode)?, id: ObjectId::of(id)? })
    }
}

/// The entry at a path below a tree, as far as the trees are here: its kind and id.
pub(super) fn lookup<T: Trees + ?Sized>(
    trees: &T,
    root: ObjectId,
    path: &[u8],
) -> Result<Option<(Kind, ObjectId)>, T::Error> {
    let mut tree = root;
    let mut steps = path.split(|b| *b == b'/').peekable();
    while let Some(name) = steps.next() {
        let Some(content) = trees.tree(tree)? else { return Ok(None) };
        let mut found = None;
        for entry in TreeEntries::of(Some(&content), Before::Object(tree)) {
            let entry = entry?;
            if entry.name == name {
                found = Some((entry.kind, entry.id));
                break;
            }
        }
        match (found, steps.peek()) {
            (Some((Kind::Directory, id)), Some(_)) => tree = id,
            (Some(entry), None) => return Ok(Some(entry)),
            _ => return Ok(None),
        }
    }
    Ok(None)
}

/// Whether a tree holds that blob at any depth, as far as the trees are here.
pub(super) fn is_below<T: Trees + ?Sized>(trees: &T, tree: ObjectId, blob: &ObjectId) -> Result<bool, T::Error> {
    let mut open = vec![tree];
    // One tree may stand in many places.
    let mut seen = HashSet::from([tree]);
    while let Some(tree) = open.pop() {
        let Some(content) = trees.tree(tree)? else { continue };
        for entry in TreeEntries::of(Some(&content), Before::Object(tree)) {
            let entry = entry?;
            if entry.id == *blob {
                return Ok(true);
            }
            if entry.kind == Kind::Directory && seen.insert(entry.id) {
                open.push(entry.id);
            }
        }
    }
    Ok(false)
}
