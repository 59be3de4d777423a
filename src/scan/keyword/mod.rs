//! Finds the keywords of all rules in a text in one pass.

pub(super) mod prefilter;
pub(super) mod run;
