//! The index of a pack: which objects it holds, and where. Source: <https://git-scm.com/docs/gitformat-pack>, "pack-*.idx
//! files".

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::object::ObjectId;
use super::open_file;
use super::place::{At, damaged};

/// How a second format begins; the first has no such sign.
const SECOND_FORMAT: &[u8] = b"\xfftOc\0\0\0\x02";

/// How many bytes the counts take: for each first byte of a name, how many names begin with up to this one.
const COUNTS: usize = 256 * 4;

/// Of so many names or fewer, all are read at once.
const READ_AT_ONCE: u64 = 64;

/// A pack's index, checked as far as it is cheap: its sign, its counts and its size.
#[derive(Debug)]
pub(super) struct PackIndex {
    path: PathBuf,
    file: File,
    counts: Box<[u64]>,
    layout: Layout,
    id_length: usize,
    /// How many bytes there are, without the two checksums at the end.
    end: u64,
}

/// Where names and places stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Each place (4 bytes) before its name.
    First,
    /// All names, all checksums (4 bytes each), all places (4 bytes each), and places too large for that (8 bytes each).
    Second,
}

impl PackIndex {
    /// Opens the index of that path, of a pack whose ids take so many bytes.
    pub(super) fn open(path: &Path, id_length: usize) -> io::Result<Self> {
        let file = open_file(path)?;
        let size = file.metadata()?.len();
        let cut_off = |_| damaged(path, "it is cut off");
        let mut head = [0; SECOND_FORMAT.len() + COUNTS];
        At { file: &file, place: 0 }.read_exact(&mut head).map_err(cut_off)?;
        let (layout, counts) = if head.starts_with(SECOND_FORMAT) {
            (Layout::Second, &head[SECOND_FORMAT.len()..])
        } else if head.starts_with(&SECOND_FORMAT[..4]) {
            return Err(damaged(path, "it has a format that is newer than this keystop"));
        } else {
            (Layout::First, &head[..COUNTS])
        };
        let counts: Box<[u64]> =
            counts.as_chunks().0.iter().map(|count| u64::from(u32::from_be_bytes(*count))).collect();
        if !counts.is_sorted() {
            return Err(damaged(path, "its counts do not hold together"));
        }
        let end = size.saturating_sub(2 * id_length as u64);
        let index = Self { path: path.to_owned(), file, counts, layout, id_length, end };
        let least = index.large_places();
        let most = least + if layout == Layout::Second { index.count() * 8 } else { 0 };
        if (least..=most).contains(&end) { Ok(index) } else { Err(damaged(path, "its size does not fit its counts")) }
    }

    fn count(&self) -> u64 {
        self.counts.last().copied().unwrap_or_default()
    }

    /// Where the name of that number stands.
    fn name(&self, number: u64) -> u64 {
        match self.layout {
            Layout::First => COUNTS as u64 + number * (4 + self.id_length as u64) + 4,
            Layout::Second => (SECOND_FORMAT.len() + COUNTS) as u64 + number * self.id_length as u64,
        }
    }

    /// Where the place of the object of that number stands.
    fn small_place(&self, number: u64) -> u64 {
        match self.layout {
            Layout::First => self.name(number) - 4,
            Layout::Second => self.name(self.count()) + self.count() * 4 + number * 4,
        }
    }

    /// Where the places stand that are too large for four bytes.
    fn large_places(&self) -> u64 {
        match self.layout {
            Layout::First => self.name(self.count()) - 4,
            Layout::Second => self.small_place(self.count()),
        }
    }

    /// Where the object stands in the pack, in bytes; nothing where the pack does not hold it.
    pub(super) fn place(&self, id: &ObjectId) -> io::Result<Option<u64>> {
        let id = id.as_bytes();
        if id.len() != self.id_length {
            return Ok(None);
        }
        let first = usize::from(id[0]);
        let (mut low, mut high) = (first.checked_sub(1).map_or(0, |before| self.counts[before]), self.counts[first]);
        while high - low > READ_AT_ONCE {
            let middle = low + (high - low) / 2;
            if self.read(self.name(middle), self.id_length)?.as_slice() <= id {
                low = middle;
            } else {
                high = middle;
            }
        }
        let stride = usize::try_from(self.name(1) - self.name(0)).unwrap_or(self.id_length);
        let length = usize::try_from(high - low).unwrap_or(0) * stride;
        // In the first format, a place stands between two names, and none behind the last one.
        let names = self.read(self.name(low), length.saturating_sub(stride - self.id_length))?;
        let found = names.chunks(stride).position(|name| name.starts_with(id));
        found.map(|number| self.nth_place(low + number as u64)).transpose()
    }

    fn nth_place(&self, number: u64) -> io::Result<u64> {
        const LARGE: u64 = 1 << 31;
        let small = self.number(self.small_place(number), 4)?;
        if self.layout == Layout::First || small < LARGE {
            return Ok(small);
        }
        let at = self.large_places() + (small - LARGE) * 8;
        if at + 8 > self.end {
            return Err(damaged(&self.path, "it names a place that it does not hold"));
        }
        self.number(at, 8)
    }

    fn number(&self, place: u64, length: usize) -> io::Result<u64> {
        Ok(self.read(place, length)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn read(&self, place: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        let read = At { file: &self.file, place }.read_exact(&mut bytes);
        read.map_err(|_| damaged(&self.path, "it is cut off"))?;
        Ok(bytes)
    }
}
