//! The bytes of an index: held in memory where they are few, otherwise read from the file piece by piece.
//!
//! A large index is read in pieces that a processor's cache holds, into one buffer: making room for all of it in
//! memory costs more than reading it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Flaw, ID, array};
use crate::source::open_file;

/// Up to this size (in bytes) an index is held in memory.
pub(super) const HELD: usize = 256 * 1024;

/// The sizes of the first piece read after a jump, and of the largest one, in bytes.
const PIECES: Range<usize> = 4 * 1024..128 * 1024;

/// The bytes of an index.
#[derive(Debug)]
pub(super) enum Content {
    Held(Vec<u8>),
    OnDisk { file: Mutex<File>, length: usize },
}

impl Content {
    /// Opens the file of that path.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = open_file(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        if length > HELD {
            return Ok(Self::OnDisk { file: Mutex::new(file), length });
        }
        let mut bytes = Vec::with_capacity(length);
        file.read_to_end(&mut bytes)?;
        Ok(Self::Held(bytes))
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::OnDisk { length, .. } => *length,
        }
    }

    /// The checksum at the end.
    pub(super) fn checksum(&self) -> Result<[u8; ID], Flaw> {
        array(&self.read(self.length().saturating_sub(ID)..self.length())?, 0)
    }

    /// Those bytes.
    pub(super) fn read(&self, range: Range<usize>) -> Result<Cow<'_, [u8]>, Flaw> {
        const CUT: Flaw = Flaw::Damaged("it is cut off");
        if range.start > range.end || range.end > self.length() {
            return Err(CUT);
        }
        match self {
            Self::Held(bytes) => Ok(Cow::Borrowed(&bytes[range])),
            Self::OnDisk { file, .. } => {
                let mut bytes = vec![0; range.len()];
                fill(file, range.start, &mut bytes).map_err(|_| CUT)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

fn fill(file: &Mutex<File>, start: usize, bytes: &mut [u8]) -> io::Result<()> {
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start as u64))?;
    file.read_exact(bytes)
}

/// A part of the content in memory, which moves along as it is read.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    content: &'a Content,
    /// Where it begins in the content.
    start: usize,
    /// What was read; unused where the content is held anyway.
    read: Vec<u8>,
    /// Where the content ends for this reader.
    end: usize,
}

impl<'a> Piece<'a> {
    /// A part of the content up to `end`, which must not lie behind the content's own.
    pub(super) fn of(content: &'a Content, end: usize) -> Self {
        Self { content, start: 0, read: Vec::new(), end }
    }

    /// The bytes from `at` on, as far as they are in memory.
    #[inline]
    pub(super) fn from(&self, at: usize) -> &[u8] {
        let (bytes, start) = match self.content {
            Content::Held(bytes) => (&bytes[..self.end], 0),
            Content::OnDisk { .. } => (self.read.as_slice(), self.start),
        };
        at.checked_sub(start).and_then(|at| bytes.get(at..)).unwrap_or_default()
    }

    /// Reads on, so that more bytes from `at` on are in memory than there were; without more, it says so.
    #[cold]
    pub(super) fn more(&mut self, at: usize) -> Result<bool, Flaw> {
        let Content::OnDisk { file, .. } = self.content else {
            return Ok(false);
        };
        let known = self.from(at).len();
        if at.saturating_add(known) >= self.end {
            return Ok(false);
        }
        // Who reads on from where the last piece ended will go on so; an entry longer than a piece needs one longer
        // than itself.
        let follows = known > 0 || at == self.start + self.read.len();
        let size = if follows { (self.read.len() * 2).clamp(PIECES.start, PIECES.end) } else { PIECES.start };
        let size = size.max(known * 2).min(self.end - at);
        self.read.resize(size, 0);
        self.start = at;
        fill(file, at, &mut self.read).map_err(|_| Flaw::Damaged("a part of it cannot be read"))?;
        Ok(true)
    }
}
