//! Samples for the tests of keystop: templates filled with random values, all of which come from one seed.

#![allow(clippy::expect_used, clippy::panic)] // A template that is not well formed fails its test.

pub mod random;
pub mod template;
