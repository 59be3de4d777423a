//! How values are written in a file: what the reader of assignments wants to know of its type.

pub use crate::file_type::Family as Kind;
