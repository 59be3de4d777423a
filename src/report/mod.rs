//! What a check came to, written out: for people, and for programs.
//!
//! Reports render findings and decide nothing; there is no secret left in what they are given.

mod advice;
mod env_name;
mod github;
mod human;
mod json;
mod markdown;
mod sanitize;
mod sarif;

pub use github::{error as github_error, verdict as github};
pub use human::{error, numbered, rule_list, rule_page, verdict as human};
pub use json::{error as json_error, rules as json_rules, verdict as json};
pub use markdown::rules as markdown_rules;
pub use sanitize::visible_path;
pub use sarif::{error as sarif_error, verdict as sarif};

/// Why a file was not scanned, though nothing is wrong.
const LEFT_WITH_REMOTE: &str = "only the remote of this partial clone has it";
