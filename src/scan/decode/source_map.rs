//! Where the bytes of a decoded text come from.

use std::ops::Range;

/// How many characters of an encoding stand for how many bytes: 4 for 3 in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) characters: usize,
    pub(super) bytes: usize,
}

impl Scale {
    /// Each byte has a place of its own.
    pub(super) const ONE: Self = Self { characters: 1, bytes: 1 };
}

/// For each byte of a decoded text the place in the text that it was decoded from.
///
/// The characters of the encoding are numbered as if nothing stood between them; a piece is a row of them that follow
/// one another at even distances.
#[derive(Debug)]
pub(super) struct SourceMap {
    scale: Scale,
    characters: usize,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// The number of its first character.
    first: usize,
    /// Where that one begins.
    at: usize,
    /// How many bytes each takes.
    width: usize,
}

impl SourceMap {
    pub(super) fn new(scale: Scale) -> Self {
        Self { scale, characters: 0, pieces: Vec::new() }
    }

    /// Adds characters of one byte each that stand there.
    pub(super) fn push(&mut self, there: Range<usize>) {
        self.add(there.start, 1, there.len());
    }

    /// Adds that many bytes that one escape stands for.
    pub(super) fn push_escape(&mut self, there: &Range<usize>, bytes: usize) {
        for _ in 0..bytes {
            self.add(there.start, there.len(), 1);
        }
    }

    fn add(&mut self, at: usize, width: usize, count: usize) {
        let continues = self
            .pieces
            .last()
            .is_some_and(|last| last.width == width && last.at + (self.characters - last.first) * width == at);
        if !continues && count > 0 {
            self.pieces.push(Piece { first: self.characters, at, width });
        }
        self.characters += count;
    }

    /// What stands for these decoded bytes, of which there is at least one; parts of characters count whole.
    pub(super) fn of(&self, decoded: &Range<usize>) -> Range<usize> {
        let Scale { characters, bytes } = self.scale;
        let first = decoded.start * characters / bytes;
        let last = (decoded.end * characters).div_ceil(bytes).saturating_sub(1).max(first);
        self.character(first).start..self.character(last).end
    }

    fn character(&self, number: usize) -> Range<usize> {
        let after = self.pieces.partition_point(|piece| piece.first <= number);
        after.checked_sub(1).map_or(0..0, |piece| {
            let Piece { first, at, width } = self.pieces[piece];
            let start = at + (number - first) * width;
            start..start + width
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_bytes_of_base64_over_two_lines() {
        let mut source_map = SourceMap::new(Scale { characters: 4, bytes: 3 });
        source_map.push(10..16);
        source_map.push(20..22);
        assert_eq!(source_map.of(&(0..3)), 10..14);
        assert_eq!(source_map.of(&(1..2)), 11..13);
        assert_eq!(source_map.of(&(3..6)), 14..22);
        assert_eq!(source_map.of(&(5..6)), 20..22);
    }

    #[test]
    fn escapes_among_plain_characters() {
        let mut source_map = SourceMap::new(Scale::ONE);
        source_map.push(0..2);
        source_map.push_escape(&(2..8), 1);
        source_map.push_escape(&(8..14), 1);
        source_map.push_escape(&(14..20), 2);
        source_map.push(20..22);
        assert_eq!(source_map.of(&(0..1)), 0..1);
        assert_eq!(source_map.of(&(1..3)), 1..8);
        assert_eq!(source_map.of(&(3..4)), 8..14);
        assert_eq!(source_map.of(&(4..5)), 14..20);
        assert_eq!(source_map.of(&(5..7)), 14..21);
    }
}
