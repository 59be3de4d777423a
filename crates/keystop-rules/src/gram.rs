//! The hash of four bytes by which keywords are found: computed for the keywords when keystop is built, and
//! for the text when it runs.

/// Bytes in a gram.
pub const LEN: usize = 4;

/// Bits of a hash: enough that few of the grams in a text share the hash of a keyword's by chance, and few enough that the
/// bitmap over all hashes (32 KiB) stays in a processor's first cache.
const BITS: u32 = 18;

/// 2^32 by the golden ratio: the multiplier of Fibonacci hashing, good for whatever is hashed.
pub const GOLDEN: u32 = 0x9E37_79B1;

/// 64-bit words in the bitmap over all hashes.
pub const WORDS: usize = (1 << BITS) / 64;

/// A gram as a number, the same for upper and lower case letters.
///
/// Setting bit 5 folds ASCII letters; other bytes may fold together too, which costs a needless comparison and never a miss.
#[inline]
#[must_use]
pub const fn folded(gram: [u8; LEN]) -> u32 {
    u32::from_le_bytes(gram) | 0x2020_2020
}

/// The hash of a folded gram: its product with an odd number, of which the upper bits are taken (Knuth, TAOCP 3,
/// section 6.4). The build chooses the number for which the fewest grams of ordinary text share a hash with a keyword's.
#[inline]
#[must_use]
pub const fn hash(folded: u32, multiplier: u32) -> u32 {
    folded.wrapping_mul(multiplier) >> (32 - BITS)
}
