//! Text in, hits out: which rules find a key in these bytes, and where.
//!
//! A scan knows nothing of lines or Git, and opens no file; it sees bytes and answers with ranges of bytes.

mod checks;
mod clause;
mod context;
mod decode;
pub mod detect;
mod engine;
mod hit;
mod keyword;
pub mod model;
pub mod syntax;
pub mod text;
mod value;

pub use detect::custom::{BadPattern, CustomRules, Unread};
pub use engine::{Scanner, goes_with, without_overlaps};
pub use hit::{Confidence, Disguise, Form, Hit, Input, Scan, Sensitivity};
