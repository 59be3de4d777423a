//! Stories: the real program, real repositories, real commits.

#![allow(clippy::expect_used, clippy::panic)] // Helpers outside of test functions fail a test as well.

mod agreement;
mod commits;
mod content;
mod cost;
mod faults;
mod installing;
mod messages;
mod repositories;
mod scans;
#[path = "../support/mod.rs"]
mod support;
