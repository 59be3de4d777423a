//! The format in which keystop's rules are written, and what its build script and its scan share of it.

pub mod feature;
pub mod gram;
pub mod outline;
pub mod schema;
pub mod spec;
