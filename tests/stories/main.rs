//! Stories: the real program, real repositories, real commits.

#![allow(clippy::expect_used, clippy::panic)] // Helpers outside of test functions fail a test as well.
#![allow(clippy::too_many_lines)] // Tables are as long as they are.
#![allow(clippy::print_stdout)] // What is not tried says so.
#![allow(clippy::needless_raw_string_hashes)] // The scripts of a table look alike.

mod agents;
mod agreement;
mod beside;
mod commits;
mod content;
mod cost;
mod damage;
mod entries;
mod faults;
mod fixing;
mod harmless;
mod history;
mod huge;
mod installing;
mod leaks;
mod makes;
mod managers;
mod merges;
mod messages;
mod objects;
mod old_values;
mod own_rules;
mod pages;
mod policy;
mod pushes;
mod ranges;
mod reach;
mod remembered;

mod repositories;
mod scans;
mod settings;
#[path = "../support/mod.rs"]
#[allow(dead_code)] // Tests of detection use the rest.
mod support;
#[path = "../tables/mod.rs"]
#[allow(dead_code)] // One test program reads all of them.
mod tables;
mod unnamed;
mod ways;
