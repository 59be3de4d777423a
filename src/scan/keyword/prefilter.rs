//! Finds the keywords of all rules in one pass over the text, without setting anything up.
//!
//! The build script chose four bytes (a gram) of every keyword, which few others have, and hashed them into a bitmap. A
//! text is read gram by gram: one multiplication and one look into the bitmap per byte, no state carried from
//! byte to byte, so that the processor works on several at once. Only where the bit is set are keywords
//! compared. An `AhoCorasick` over the same keywords takes longer to build than a whole small commit takes
//! to scan, and longer per byte; `cargo bench --bench throughput` shows both.

use keystop_rules::gram;

use crate::rules::Text;

/// A keyword and the rules that wait for it.
pub(in crate::scan) struct Keyword {
    text: Text,
    /// Whether upper and lower case differ.
    exact: bool,
    /// Whether it is an everyday word too, or stands in files of every kind.
    everyday: bool,
    /// Where in `NUMBERS` its rules begin, and how many they are.
    rules: u16,
    count: u16,
}

impl Keyword {
    /// The text, in lower case where case does not matter.
    pub(in crate::scan) fn text(&self) -> &'static str {
        self.text.as_str()
    }

    /// Returns true for a provider's name that is an everyday word too, or stands in files of every kind.
    pub(in crate::scan) fn is_everyday(&self) -> bool {
        self.everyday
    }

    /// Numbers into `rules::builtin()`.
    pub(in crate::scan) fn rules(&self) -> impl Iterator<Item = usize> {
        NUMBERS[usize::from(self.rules)..][..usize::from(self.count)].iter().copied().map(usize::from)
    }
}

/// A keyword whose gram, folded, stands `offset` bytes into it.
struct Entry {
    gram: u32,
    keyword: u16,
    offset: u8,
}

include!(concat!(env!("OUT_DIR"), "/keywords.rs"));

/// Calls `found` with each place (a byte offset) where a keyword begins, in ascending order of the grams.
#[inline]
pub(in crate::scan) fn each_keyword(text: &[u8], mut found: impl FnMut(usize, &'static Keyword)) {
    let mut from = 0;
    while let Some((at, folded, entries)) = next_gram(text, from) {
        for entry in entries.iter().filter(|entry| entry.gram == folded) {
            if let Some((start, keyword)) = keyword_at(text, at, entry) {
                found(start, keyword);
            }
        }
        from = at + 1;
    }
}

/// The next place where a keyword's gram stands, the gram, folded, and the entries of all grams that share its hash.
#[inline(never)] // Amid what is done with a keyword, the loop's few variables would not stay in registers.
fn next_gram(text: &[u8], from: usize) -> Option<(usize, u32, &'static [Entry])> {
    text.get(from..)?.windows(gram::LEN).zip(from..).find_map(|(window, at)| {
        let folded = gram::folded([window[0], window[1], window[2], window[3]]);
        let hash = gram::hash(folded, MULTIPLIER);
        let (word, bit) = (hash as usize / 64, hash % 64);
        if GRAMS[word] >> bit & 1 == 0 {
            return None;
        }
        entries(folded, word, bit).map(|entries| (at, folded, entries))
    })
}

/// The entries whose gram has the hash of that bit, if one of them has this gram.
#[inline(never)] // Called at a place in twenty, and the loop above should stay small.
fn entries(folded: u32, word: usize, bit: u32) -> Option<&'static [Entry]> {
    let below = GRAMS[word] & ((1 << bit) - 1);
    let number = usize::from(RANKS[word]) + below.count_ones() as usize;
    let entries = &ENTRIES[usize::from(STARTS[number])..usize::from(STARTS[number + 1])];
    entries.iter().any(|entry| entry.gram == folded).then_some(entries)
}

/// The keyword of that entry, and where it begins, if it stands around its gram at `at`.
fn keyword_at(text: &[u8], at: usize, entry: &Entry) -> Option<(usize, &'static Keyword)> {
    let keyword = &KEYWORDS[usize::from(entry.keyword)];
    let start = at.checked_sub(usize::from(entry.offset))?;
    let wanted = keyword.text().as_bytes();
    let there = text.get(start..start + wanted.len())?;
    let same = if keyword.exact { there == wanted } else { there.eq_ignore_ascii_case(wanted) };
    same.then_some((start, keyword))
}
