//! Recovery phrases of wallets: words in place of a key.

use std::ops::Range;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// The English word list, in alphabetical order, one word a line.
///
/// Source: <https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt> (MIT license).
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("bip39-english.txt").lines().collect());

/// Whether words of the list, 12, 15, 18, 21 or 24 in a row and no more, have a checksum that holds; words that are
/// not in it may stand before and behind.
///
/// Phrases that repeat words are examples: of random ones hardly any has more than one twice. Source: BIP 39,
/// "Generating the mnemonic" (the first bits of the entropy's SHA-256 are its last bits).
pub(super) fn bip39(secret: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(secret) else {
        return false;
    };
    let numbers: Vec<Option<usize>> = text.split(' ').map(|word| WORDS.binary_search(&word).ok()).collect();
    numbers.split(Option::is_none).any(|run| {
        let phrase: Vec<usize> = run.iter().flatten().copied().collect();
        matches!(phrase.len(), 12 | 15 | 18 | 21 | 24) && is_varied(&phrase) && is_checked(&phrase)
    })
}

/// Whether words as long as those of the list stand in a row there, enough for the shortest phrase. Prose has shorter
/// ones, and signs.
pub(in crate::scan) fn may_stand_around(text: &[u8], word: &Range<usize>) -> bool {
    const LEAST: usize = 12;
    const NEAR: usize = 24 * 9;
    let is_word = |word: &&[u8]| (3..=8).contains(&word.len()) && word.iter().all(u8::is_ascii_lowercase);
    let before = &text[word.start.saturating_sub(NEAR)..word.start];
    let after = &text[word.end..text.len().min(word.end + NEAR)];
    // The pieces next to the word are what is left of it, and empty.
    let words_before = before.rsplit(|b| *b == b' ').skip(1).take_while(is_word).count();
    let words_after = after.split(|b| !b.is_ascii_lowercase() && *b != b' ').next().unwrap_or_default();
    let words_after = words_after.split(|b| *b == b' ').skip(1).take_while(is_word).count();
    // The first word may stand behind a quote or another sign.
    words_before + 1 + words_after + 1 >= LEAST
}

fn is_varied(phrase: &[usize]) -> bool {
    let mut kinds = phrase.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() * 6 >= phrase.len() * 5
}

/// Whether the bits behind the entropy are those that its hash begins with; each word stands for eleven bits.
fn is_checked(phrase: &[usize]) -> bool {
    let bits: Vec<bool> =
        phrase.iter().flat_map(|number| (0..11).rev().map(move |bit| number >> bit & 1 == 1)).collect();
    let (entropy, checksum) = bits.split_at(bits.len() / 33 * 32);
    let bytes: Vec<u8> =
        entropy.chunks(8).map(|byte| byte.iter().fold(0, |value, bit| value << 1 | u8::from(*bit))).collect();
    let hash = Sha256::digest(bytes);
    checksum.iter().enumerate().all(|(at, bit)| (hash[at / 8] >> (7 - at % 8) & 1 == 1) == *bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrase of that entropy.
    fn phrase(entropy: &[u8]) -> String {
        let hash = Sha256::digest(entropy);
        let bytes = [entropy, &hash[..1]].concat();
        let bits: Vec<usize> =
            bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1))).collect();
        let words = bits.chunks_exact(11).take(entropy.len() * 3 / 4);
        words.map(|word| WORDS[word.iter().fold(0, |value, bit| value << 1 | bit)]).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        assert_eq!(WORDS.len(), 2048);
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn the_vectors_of_the_standard_have_their_checksum() {
        // https://github.com/trezor/python-mnemonic/blob/master/vectors.json; their words repeat, so that they are no
        // findings.
        assert_eq!(phrase(&[0x7f; 16]), "legal winner thank year wave sausage worth useful legal winner thank yellow");
        assert!(phrase(&[0; 16]).ends_with("abandon about"));
        let numbers: Vec<usize> = phrase(&[0x7f; 16]).split(' ').filter_map(|w| WORDS.binary_search(&w).ok()).collect();
        assert!(is_checked(&numbers) && !bip39(phrase(&[0x7f; 16]).as_bytes()));
    }

    #[test]
    fn phrases_of_all_lengths_among_other_words() {
        for length in [16, 20, 24, 28, 32] {
            let entropy: Vec<u8> = (0..length).map(|at: u8| at.wrapping_mul(83) ^ 0x5a).collect();
            let words = phrase(&entropy);
            assert!(bip39(words.as_bytes()), "{length}");
            assert!(bip39(format!("the phrase iss {words} soo").as_bytes()), "{length}");
        }
        assert!(!bip39([phrase(&[9; 16]).as_str(), "zoo"].join(" ").as_bytes()));
        assert!(!bip39(b"we have all these words in the list and they make no phrase"));
    }
}
