//! How much likelier a run of letters is in the words and identifiers of source code than at random.
//!
//! A character-transition model: for each two letters, how probable each third is. `trigrams.tsv` holds
//! it, in eighths of a natural logarithm above (or below) chance, learnt from public source code by
//! `training/characters.py`. A word begins and ends with a boundary, which counts as a letter of its own.

/// The letters and the boundary.
const SYMBOLS: usize = 27;

/// What a step of the table is worth.
const STEP: f32 = 0.125;

/// The boundary's number; letters follow.
const BOUNDARY: usize = 0;

include!(concat!(env!("OUT_DIR"), "/characters.rs"));

/// What a text's letters come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wordlike {
    /// How many letters there are, boundaries included.
    pub letters: f32,
    /// The natural logarithm of how much likelier they are in words than at random.
    pub in_all: f32,
    /// The least of that, per letter, among the runs of four letters and more; 0 if there are none.
    pub least: f32,
}

impl Wordlike {
    /// Measures the runs of letters in the text; a run ends where a hump of `camelCase` begins.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        let mut whole = Self { least: f32::MAX, ..Self::default() };
        let mut start = 0;
        while start < text.len() {
            if !text[start].is_ascii_alphabetic() {
                start += 1;
                continue;
            }
            let end = start + run(&text[start..]);
            let (letters, score) = score(&text[start..end]);
            whole.letters += letters;
            whole.in_all += score;
            if end - start >= 4 {
                whole.least = whole.least.min(score / letters);
            }
            start = end;
        }
        if whole.least >= f32::MAX {
            whole.least = 0.0;
        }
        whole
    }

    /// The mean per letter; 0 without letters.
    #[must_use]
    pub fn mean(&self) -> f32 {
        if self.letters > 0.0 { self.in_all / self.letters } else { 0.0 }
    }
}

/// The length of the run of letters at the text's beginning: to the first other byte, or the first hump.
fn run(text: &[u8]) -> usize {
    let hump = |at: usize| text[at].is_ascii_uppercase() && text[at - 1].is_ascii_lowercase();
    (1..text.len()).find(|at| !text[*at].is_ascii_alphabetic() || hump(*at)).unwrap_or(text.len())
}

#[allow(clippy::cast_precision_loss)] // A value has a few thousand letters at most.
fn score(word: &[u8]) -> (f32, f32) {
    let (mut first, mut second) = (BOUNDARY, BOUNDARY);
    let mut steps = 0i32;
    for symbol in word.iter().map(|b| usize::from(b.to_ascii_lowercase() - b'a') + 1).chain([BOUNDARY]) {
        steps += i32::from(TRANSITIONS[(first * SYMBOLS + second) * SYMBOLS + symbol]);
        (first, second) = (second, symbol);
    }
    (word.len() as f32 + 1.0, steps as f32 * STEP)
}
