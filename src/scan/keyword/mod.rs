//! Finds the keywords of all rules in a text in one pass.

pub(super) mod gram;
pub(super) mod prefilter;
