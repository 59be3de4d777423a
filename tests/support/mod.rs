//! The vocabulary of the tests.

pub mod property;
pub mod sandbox;
pub mod situation;

pub use keystop_samples::{random, template};
