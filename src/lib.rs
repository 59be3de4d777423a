//! keystop finds API keys in what Git is about to commit.
//!
//! What Git is about to commit becomes texts and the lines in them that are new ([`source`]); keywords pick the few
//! [`rules`] worth trying, and their patterns and proofs find the keys ([`scan`]); the repository's allowlist may let
//! one through ([`policy`]); the rest is explained ([`report`]). [`pipeline`] is the way through all of it.

mod cache;
pub mod clean_commits;
pub mod error;
pub mod file_type;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod install;
pub mod judge;
pub mod masking;
mod old_values;
pub mod path_pattern;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod rules;
pub mod scan;
pub mod source;
