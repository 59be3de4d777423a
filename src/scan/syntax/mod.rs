//! How languages and formats give a name a value. Knows languages and judges nothing.

pub mod assignment;
pub(super) mod bare_words;
pub(super) mod collection;
mod key_value;
mod lexer;
pub(super) mod manifest;
pub(super) mod name;
pub(super) mod name_before;
mod next_line;
pub mod reader;
mod shape;
pub(super) mod shapes;
pub(super) mod table;
mod value;

#[cfg(test)]
mod readings;
