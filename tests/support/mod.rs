//! The vocabulary of the tests.

#![allow(dead_code)] // Each test program uses a part of it.

pub mod property;
pub mod random;
pub mod sandbox;
pub mod situation;
pub mod template;
