//! A split index: most entries stand in a shared file, and the index has those that replace, add to or leave out some
//! of them.
//!
//! Both are joined into one index in memory, which costs about what copying the entries does.

use super::content::Content;
use super::entries::{Cursor, Entries};
use super::{Flaw, ID, array, number};

const BAD: Flaw = Flaw::Damaged("it does not fit its shared index");

/// What an index says of the shared one that it builds on (extension `link`).
#[derive(Debug)]
pub(super) struct Link {
    /// The checksum of the shared index, which is in its name too.
    pub(super) shared: [u8; ID],
    /// Which of its entries are left out, and which are replaced, as compressed bitmaps.
    bitmaps: Vec<u8>,
}

impl Link {
    /// Reads the extension; nothing if it names no shared index.
    pub(super) fn parse(body: &[u8]) -> Result<Option<Self>, Flaw> {
        let shared = array(body, 0)?;
        if shared == [0; ID] {
            return Ok(None);
        }
        Ok(Some(Self { shared, bitmaps: body[ID..].to_vec() }))
    }

    /// The numbers of the shared entries that are left out, and of those that are replaced, of so many.
    fn positions(&self, count: usize) -> Result<(Vec<usize>, Vec<usize>), Flaw> {
        if self.bitmaps.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let (left_out, rest) = bitmap(&self.bitmaps, count)?;
        let (replaced, _) = bitmap(rest, count)?;
        Ok((left_out, replaced))
    }

    /// The entries of both.
    pub(super) fn join(&self, shared: &Entries, own: &Entries) -> Result<Entries, Flaw> {
        let (left_out, replaced) = self.positions(shared.count())?;
        if replaced.len() != own.unnamed() || shared.unnamed() > 0 {
            return Err(BAD);
        }
        let mut joined = Joined { bytes: Vec::with_capacity(shared.content().length()), count: 0 };
        joined.bytes.extend(b"DIRC\0\0\0\x03\0\0\0\0");
        let mut replacing = own.cursor(0)?;
        let mut added = own.cursor(own.unnamed())?;
        let mut base = shared.cursor(0)?;
        let (mut left_out, mut replaced) = (Positions(&left_out), Positions(&replaced));
        for position in 0..shared.count() {
            while added.path().is_some() && place(&added) < place(&base) {
                joined.take(&added, &added)?;
                added.advance()?;
            }
            let stays = !left_out.has(position) && (added.path().is_none() || place(&added) != place(&base));
            if replaced.has(position) {
                if stays {
                    joined.take(&replacing, &base)?;
                }
                replacing.skip(1)?;
            } else if stays {
                joined.take(&base, &base)?;
            }
            base.advance()?;
        }
        while added.path().is_some() {
            joined.take(&added, &added)?;
            added.advance()?;
        }
        joined.bytes.extend([0; ID]);
        Entries::find(Content::Held(joined.bytes), 3, joined.count)
    }
}

/// By what entries are sorted.
fn place<'a>(cursor: &'a Cursor<'_>) -> (Option<&'a [u8]>, u16) {
    (cursor.path(), cursor.stage())
}

/// An index that is being written.
struct Joined {
    bytes: Vec<u8>,
    count: usize,
}

impl Joined {
    /// Takes an entry under the path of another.
    fn take(&mut self, entry: &Cursor<'_>, named: &Cursor<'_>) -> Result<(), Flaw> {
        entry.write_as(named.path().ok_or(BAD)?, &mut self.bytes);
        self.count += 1;
        Ok(())
    }
}

/// Ascending positions, asked for in ascending order.
struct Positions<'a>(&'a [usize]);

impl Positions<'_> {
    fn has(&mut self, position: usize) -> bool {
        match self.0 {
            [first, rest @ ..] if *first == position => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }
}

/// Reads the positions, all below `limit`, of the bits that are set in a compressed bitmap; and what follows it.
/// Source: <https://git-scm.com/docs/bitmap-format>, "Appendix A: Serialization format for an EWAH bitmap".
fn bitmap(bytes: &[u8], limit: usize) -> Result<(Vec<usize>, &[u8]), Flaw> {
    // The number of bits says no more than the words do.
    let words = number(bytes, 4)? as usize;
    let (compressed, rest) = bytes[8..].split_at_checked(words.saturating_mul(8)).ok_or(BAD)?;
    let mut words = compressed.chunks_exact(8).map(|word| array(word, 0).map(u64::from_be_bytes));
    let mut set = Vec::new();
    let mut at = 0usize;
    while let Some(marker) = words.next().transpose()? {
        // One bit to repeat, in how many words it is repeated (32 bits), how many words follow as they are (31 bits).
        let repeated = usize::try_from(marker >> 1 & 0xffff_ffff).unwrap_or(usize::MAX);
        let end = at.saturating_add(repeated.saturating_mul(64));
        if marker & 1 == 1 {
            if end > limit {
                return Err(BAD);
            }
            set.extend(at..end);
        }
        at = end;
        for _ in 0..marker >> 33 {
            let word = words.next().ok_or(BAD)??;
            set.extend((0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| at.saturating_add(bit)));
            at = at.saturating_add(64);
        }
    }
    if set.last().is_some_and(|last| *last >= limit) {
        return Err(BAD);
    }
    // Between them stands the place of the last marker, for those who write on.
    Ok((set, rest.get(4..).ok_or(BAD)?))
}
