//! The vocabulary of the tests.

pub mod template;
