//! How likely it is that an assignment's value is a secret: a logistic regression over its measures.
//!
//! `weights.toml` holds the weights, learnt by `training/weights.py`; the build script makes tables of it.

pub mod features;
pub(super) mod password;
mod trigrams;

use features::Measures;
use keystop_rules::feature::Speaks;

use crate::scan::text::words::Word;

include!(concat!(env!("OUT_DIR"), "/weights.rs"));

/// The logarithm of the odds that the value is a secret.
#[must_use]
pub fn log_odds(measures: &Measures) -> f32 {
    let weights = &FEATURES[measures.speaks.unwrap_or(Speaks::Key) as usize];
    let features: f32 = measures.features.iter().zip(weights).map(|(amount, weight)| amount * weight).sum();
    let words: f32 = measures.words.iter().map(|word| weight(&WORDS, word)).sum();
    features + words + measures.words.last().map_or(0.0, |word| weight(&LAST_WORDS, word))
}

fn weight(words: &[(Word, f32)], word: &Word) -> f32 {
    words.binary_search_by_key(word, |(known, _)| *known).map_or(0.0, |at| words[at].1)
}
