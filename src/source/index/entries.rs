//! The entries of an index, walked in order.

use std::ops::Range;

use super::content::{Content, Piece};
use super::{Flaw, ID, number};
use crate::source::ObjectId;

/// Bytes of an entry before its flags: two times, six numbers, and the id.
const BEFORE_FLAGS: usize = 40 + ID;

/// Where the first entry begins.
const FIRST: usize = 12;

/// How many entries lie between two remembered places.
const STRIDE: usize = 16;

/// All entries of an index.
#[derive(Debug)]
pub(super) struct Entries {
    content: Content,
    version: u32,
    count: usize,
    /// Where every `STRIDE`th entry begins.
    places: Vec<Place>,
    /// How many at the beginning have no name of their own: they replace entries of the shared index.
    unnamed: usize,
    /// Where the last one ends.
    end: usize,
}

/// Where an entry begins.
#[derive(Debug, Default)]
struct Place {
    at: usize,
    /// The path before it, from which its own is made (format 4 only).
    before: Box<[u8]>,
}

/// An entry as it stands in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) struct Entry {
    pub(in crate::source) id: ObjectId,
    pub(in crate::source) mode: u32,
    /// 0, or during a merge the side it comes from.
    stage: u16,
    /// `git add --intent-to-add`: a name without content, which no commit takes.
    intent_to_add: bool,
}

impl Entry {
    /// Whether a commit would take it.
    pub(in crate::source) fn is_staged(&self) -> bool {
        self.stage == 0 && !self.intent_to_add
    }
}

impl Entries {
    /// No entries.
    pub(super) fn none() -> Self {
        Self { content: Content::Held(Vec::new()), version: 2, count: 0, places: Vec::new(), unnamed: 0, end: 0 }
    }

    /// Walks so many entries of that format once, to check their outline and to find their places.
    pub(super) fn find(content: Content, version: u32, count: usize) -> Result<Self, Flaw> {
        // Each takes more than 64 bytes in the file; what the header counts may be wrong.
        let likely = count.min(content.length() / 64);
        let mut places = Vec::with_capacity(likely / STRIDE + 1);
        let unknown = Self { content, version, count, places: Vec::new(), unnamed: 0, end: 0 };
        let mut unnamed = 0;
        let mut cursor = Cursor::before_first(&unknown);
        for number in 0..count {
            if number % STRIDE == 0 {
                places.push(Place { at: cursor.next, before: cursor.path.as_slice().into() });
            }
            cursor.read()?;
            if cursor.outline.is_unnamed() {
                if unnamed < number {
                    return Err(Flaw::Damaged("an entry has no name"));
                }
                unnamed += 1;
            }
            if version == 4 {
                cursor.enter()?;
            }
        }
        let end = cursor.next;
        drop(cursor);
        Ok(Self { places, unnamed, end, ..unknown })
    }

    pub(super) fn content(&self) -> &Content {
        &self.content
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn unnamed(&self) -> usize {
        self.unnamed
    }

    /// Where the last one ends, and extensions begin.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// A cursor on the entry of that number.
    pub(super) fn cursor(&self, number: usize) -> Result<Cursor<'_>, Flaw> {
        let mut cursor = Cursor::before_first(self);
        cursor.load()?;
        cursor.skip(number)?;
        Ok(cursor)
    }
}

/// Where the parts of an entry stand, from its beginning.
#[derive(Clone, Debug, Default)]
struct Outline {
    flags: u16,
    more_flags: u16,
    /// How many bytes of the previous path are dropped (format 4).
    dropped: usize,
    /// The path, or in format 4 its new end.
    name: Range<usize>,
    length: usize,
}

impl Outline {
    const EXTENDED: u16 = 0x4000;
    const INTENT_TO_ADD: u16 = 0x2000;
    const NAME_LENGTH: u16 = 0x0fff;

    /// The outline of the entry that the bytes begin with, unless they end before it does.
    #[inline]
    fn read(bytes: &[u8], version: u32) -> Result<Option<Self>, Flaw> {
        let two = |at: usize| bytes.get(at..at + 2).map(|two| u16::from_be_bytes([two[0], two[1]]));
        let Some(flags) = two(BEFORE_FLAGS) else {
            return Ok(None);
        };
        let mut name = BEFORE_FLAGS + 2;
        let mut more_flags = 0;
        if flags & Self::EXTENDED != 0 {
            let Some(more) = two(name) else {
                return Ok(None);
            };
            more_flags = more;
            name += 2;
        }
        let mut dropped = 0;
        if version == 4 {
            let Some((number, length)) = offset_number(&bytes[name..])? else {
                return Ok(None);
            };
            dropped = number;
            name += length;
        }
        let short = usize::from(flags & Self::NAME_LENGTH);
        let end = if version == 4 || short == usize::from(Self::NAME_LENGTH) {
            bytes.get(name..).and_then(|rest| memchr::memchr(0, rest)).map(|length| name + length)
        } else {
            Some(name + short).filter(|end| *end < bytes.len())
        };
        let Some(end) = end else {
            return Ok(None);
        };
        if bytes[end] != 0 {
            return Err(Flaw::Damaged("an entry is cut off"));
        }
        // In formats 2 and 3, one to eight NULs fill the entry up to a multiple of eight bytes.
        let length = if version == 4 { end + 1 } else { (end + 8) / 8 * 8 };
        Ok(Some(Self { flags, more_flags, dropped, name: name..end, length }))
    }

    /// Whether it has no name of its own. In format 4, an empty end may be that of a path that stands there twice.
    fn is_unnamed(&self) -> bool {
        self.flags & Self::NAME_LENGTH == 0
    }
}

/// Walks the entries in order.
#[derive(Debug)]
pub(in crate::source) struct Cursor<'a> {
    entries: &'a Entries,
    number: usize,
    piece: Piece<'a>,
    /// Where the current entry begins, and where the next one does.
    at: usize,
    next: usize,
    outline: Outline,
    path: Vec<u8>,
}

impl<'a> Cursor<'a> {
    fn before_first(entries: &'a Entries) -> Self {
        let end = entries.content.length().saturating_sub(ID);
        let piece = Piece::of(&entries.content, end);
        Self { entries, number: 0, piece, at: 0, next: FIRST, outline: Outline::default(), path: Vec::new() }
    }

    /// The current entry's path, or nothing at the end.
    #[inline]
    pub(in crate::source) fn path(&self) -> Option<&[u8]> {
        (self.number < self.entries.count).then_some(&self.path)
    }

    /// The current entry; must not be asked at the end.
    pub(in crate::source) fn entry(&self) -> Result<Entry, Flaw> {
        let bytes = self.piece.from(self.at);
        let id = bytes.get(40..).and_then(<[u8]>::first_chunk::<ID>).ok_or(Flaw::Damaged("an entry is cut off"))?;
        Ok(Entry {
            mode: number(bytes, 24)?,
            id: ObjectId::from_bytes(id),
            stage: self.stage(),
            intent_to_add: self.outline.more_flags & Outline::INTENT_TO_ADD != 0,
        })
    }

    /// 0, or during a merge the side that the entry comes from.
    pub(super) fn stage(&self) -> u16 {
        self.outline.flags >> 12 & 3
    }

    /// Writes the current entry in format 3, under that path.
    pub(super) fn write_as(&self, path: &[u8], out: &mut Vec<u8>) {
        let Outline { flags, more_flags, .. } = self.outline;
        let start = out.len();
        out.extend(self.piece.from(self.at).iter().take(BEFORE_FLAGS));
        let length = u16::try_from(path.len()).unwrap_or(u16::MAX).min(Outline::NAME_LENGTH);
        out.extend((flags & !Outline::NAME_LENGTH | length).to_be_bytes());
        if flags & Outline::EXTENDED != 0 {
            out.extend(more_flags.to_be_bytes());
        }
        out.extend(path);
        let length = out.len() - start;
        out.resize(start + (length + 8) / 8 * 8, 0);
    }

    /// Goes on to the next entry, whose path must not be less.
    pub(in crate::source) fn advance(&mut self) -> Result<(), Flaw> {
        self.number += 1;
        if self.number >= self.entries.count {
            return Ok(());
        }
        self.read()?;
        let kept = self.kept()?;
        if self.piece.from(self.at)[self.outline.name.clone()] < self.path[kept..] {
            return Err(Flaw::Damaged("its entries are out of order"));
        }
        self.enter()
    }

    /// The number of the current entry, from 0 on.
    pub(in crate::source) fn number(&self) -> usize {
        self.number
    }

    /// Skips the entries whose paths begin with `prefix`, which the cache tree counts: it must count all of them, and no
    /// others.
    pub(in crate::source) fn skip_below(&mut self, prefix: &[u8], count: usize) -> Result<(), Flaw> {
        const MISCOUNTED: Flaw = Flaw::Damaged("its cache tree counts other entries than there are");
        let is_below = |cursor: &Self| cursor.path().is_some_and(|path| path.starts_with(prefix));
        if let Some(before_last) = count.checked_sub(1) {
            self.skip(before_last)?;
            if !is_below(self) {
                return Err(MISCOUNTED);
            }
            self.skip(1)?;
        }
        if is_below(self) { Err(MISCOUNTED) } else { Ok(()) }
    }

    /// Skips so many entries.
    pub(in crate::source) fn skip(&mut self, entries: usize) -> Result<(), Flaw> {
        let target = self.number + entries;
        if target > self.entries.count {
            return Err(Flaw::Damaged("its cache tree counts more entries than there are"));
        }
        let nearest = target / STRIDE;
        if let Some(place) = self.entries.places.get(nearest).filter(|_| nearest > self.number / STRIDE) {
            self.number = nearest * STRIDE;
            self.next = place.at;
            self.path.clear();
            self.path.extend_from_slice(&place.before);
            self.load()?;
        }
        while self.number < target {
            self.number += 1;
            self.load()?;
        }
        Ok(())
    }

    /// Makes the next entry the current one.
    fn load(&mut self) -> Result<(), Flaw> {
        if self.number >= self.entries.count {
            return Ok(());
        }
        self.read()?;
        self.enter()
    }

    /// Reads the outline of the next entry.
    #[inline]
    fn read(&mut self) -> Result<(), Flaw> {
        self.at = self.next;
        self.outline = loop {
            if let Some(outline) = Outline::read(self.piece.from(self.at), self.entries.version)? {
                break outline;
            }
            if !self.piece.more(self.at)? {
                return Err(Flaw::Damaged("an entry is cut off"));
            }
        };
        self.next = self.at + self.outline.length;
        Ok(())
    }

    /// Makes the path from the one before.
    fn enter(&mut self) -> Result<(), Flaw> {
        self.path.truncate(self.kept()?);
        self.path.extend_from_slice(&self.piece.from(self.at)[self.outline.name.clone()]);
        Ok(())
    }

    /// How much of the path before stays.
    fn kept(&self) -> Result<usize, Flaw> {
        if self.entries.version != 4 || self.outline.is_unnamed() {
            return Ok(0);
        }
        self.path.len().checked_sub(self.outline.dropped).ok_or(Flaw::Damaged("a path is cut off"))
    }
}

/// A number in the "offset" form of pack files (seven bits a byte, the first ones first, one added per further byte)
/// and how many bytes it takes, unless the bytes end before it does.
fn offset_number(bytes: &[u8]) -> Result<Option<(usize, usize)>, Flaw> {
    const BAD: Flaw = Flaw::Damaged("a path's length does not hold together");
    let mut value = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        value = value.checked_mul(128).and_then(|v| v.checked_add(usize::from(byte & 0x7f))).ok_or(BAD)?;
        if byte & 0x80 == 0 {
            return Ok(Some((value, at + 1)));
        }
        value = value.checked_add(1).ok_or(BAD)?;
    }
    Ok(None)
}
