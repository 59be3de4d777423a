//! What a check came to, written out: for people, and for programs.
//!
//! Reports render findings and decide nothing; there is no secret left in what they are given.

mod advice;
mod human;
mod json;
mod markdown;
mod variable;
mod visible;

pub use human::{error, rule_page, verdict as human};
pub use json::{rules as json_rules, verdict as json};
pub use markdown::rules as markdown_rules;
