//! What the scanner finds in texts, and what it leaves alone.

#![allow(clippy::expect_used, clippy::panic)] // Helpers outside of test functions fail a test as well.
#![allow(clippy::too_many_lines)] // Tables are as long as they are.
#![allow(clippy::type_complexity, clippy::format_collect)] // Tables of functions, and texts of rows.

mod embedded;
mod files;
mod golden;
mod lookups;
mod manifests;
mod nearby;
mod properties;
mod rules;
#[path = "../support/mod.rs"]
#[allow(dead_code)] // Stories use the rest.
mod support;
#[path = "../tables/mod.rs"]
mod tables;
mod unnamed;
