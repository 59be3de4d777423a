//! The ground floor: lines, words and boundaries of bytes. Knows nothing of languages, rules or secrets.

pub(super) mod boundary;
pub(super) mod budget;
pub(super) mod lexicon;
pub(super) mod lines;
pub(super) mod spans;
pub mod words;
