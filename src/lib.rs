//! keystop finds API keys in what Git is about to commit.

pub mod rules;
pub mod scan;
