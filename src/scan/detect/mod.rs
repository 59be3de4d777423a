//! What finds secrets: custom rules, values under a telling name, files that are secrets as a whole.

pub(super) mod custom;
pub(super) mod file;
mod manifest;
pub mod named;
pub(super) mod pattern;
pub(super) mod veto;
