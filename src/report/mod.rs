//! What a check came to, written out: for people, and for programs.
//!
//! Reports render findings and decide nothing; there is no secret left in what they are given.

pub mod advice;
mod env_name;
mod fix;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod sanitize;
mod sarif;
mod shell;

pub use fix::{done as fix_done, plan as fix_plan};
pub use github::{error as github_error, verdict as github};
pub use gitlab::{error as gitlab_error, verdict as gitlab};
pub use human::{Next, Screen, clean, error, numbered, rule_list, rule_page, verdict as human};
pub use json::{error as json_error, rules as json_rules, verdict as json};
pub use junit::{error as junit_error, verdict as junit};
pub use markdown::rules as markdown_rules;
pub use sanitize::visible_path;
pub use sarif::{error as sarif_error, verdict as sarif};

/// Why a file was not scanned, though nothing is wrong.
const LEFT_WITH_REMOTE: &str = "only the remote of this partial clone has it";
