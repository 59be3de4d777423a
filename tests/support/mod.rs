//! The vocabulary of the tests.

pub mod property;
pub mod random;
pub mod sandbox;
pub mod situation;
pub mod template;
